#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hold.h"
#include "base/mem.h"

static int
file_write_all(int fd, const void *p, size_t n)
{
	const unsigned char *at = p;
	ssize_t k;

	while (n > 0) {
		k = write(fd, at, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return -1;
		at += k;
		n -= (size_t)k;
	}
	return 0;
}

/* The folder that holds path, for the temporary and for its own fsync. */
static char *
file_folder(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return mem_strdup(".");
	return mem_strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

static int
file_sync_folder(const char *folder, struct fault *f)
{
	int fd;

	if ((fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
		return fault_sys(f, "%s", folder);
	/* Some file systems cannot sync a folder; they say EINVAL. */
	if (fsync(fd) != 0 && errno != EINVAL) {
		fault_sys(f, "%s: fsync", folder);
		(void)close(fd);
		return -1;
	}
	if (close(fd) != 0)
		return fault_sys(f, "%s: close", folder);
	return 0;
}

int
file_sync_beside(const char *path, struct fault *f)
{
	char *folder = file_folder(path);
	int rc = file_sync_folder(folder, f);

	free(folder);
	return rc;
}

static int
file_fill(int fd, const char *path, const void *p, size_t n, mode_t mode,
    struct fault *f)
{
	mode_t mask = umask(0);

	(void)umask(mask);
	if (fchmod(fd, mode & ~mask) != 0 || file_write_all(fd, p, n) != 0 ||
	    fsync(fd) != 0)
		return fault_sys(f, "%s", path);
	return 0;
}

static int
file_appear(const char *path, const void *p, size_t n, mode_t mode, bool over,
    struct fault *f)
{
	char *folder = file_folder(path), *tmp = NULL;
	struct buf name;
	int fd = -1, rc = -1, hold = hold_begin(path);

	buf_init(&name, strlen(path) + 64);
	buf_fmt(&name, "%s/" HOLD_NAME, folder);
	tmp = buf_take(&name);
	if ((fd = mkstemp(tmp)) < 0) {
		fault_sys(f, "%s", path);
		tmp[0] = '\0';
		goto out;
	}
	if (file_fill(fd, path, p, n, mode, f) != 0)
		goto out;
	if (close(fd) != 0) {
		fd = -1;
		fault_sys(f, "%s: close", path);
		goto out;
	}
	fd = -1;
	/* link() refuses a path that exists, rename() replaces it. */
	if (over ? rename(tmp, path) != 0 : link(tmp, path) != 0) {
		fault_sys(f, "%s", path);
		goto out;
	}
	if (!over)
		(void)unlink(tmp);
	tmp[0] = '\0';
	rc = file_sync_folder(folder, f);
out:
	if (fd >= 0)
		(void)close(fd);
	if (tmp[0] != '\0')
		(void)unlink(tmp);
	hold_end(hold);
	free(tmp);
	free(folder);
	return rc;
}

int
file_publish(
    const char *path, const void *p, size_t n, mode_t mode, struct fault *f)
{
	return file_appear(path, p, n, mode, true, f);
}

int
file_create(
    const char *path, const void *p, size_t n, mode_t mode, struct fault *f)
{
	return file_appear(path, p, n, mode, false, f);
}

static int
file_drain(int fd, const char *path, struct buf *b, struct fault *f)
{
	unsigned char chunk[65536];
	ssize_t k;

	for (;;) {
		k = read(fd, chunk, sizeof(chunk));
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return fault_sys(f, "%s", path);
		if (k == 0)
			return buf_check(b, path, f);
		buf_add(b, chunk, (size_t)k);
		if (b->over)
			return buf_check(b, path, f);
	}
}

static int
file_open(const char *path, bool secret, struct fault *f)
{
	struct stat st;
	int fd, flags = O_RDONLY | O_CLOEXEC | (secret ? O_NOFOLLOW : 0);

	if ((fd = open(path, flags)) < 0) {
		fault_sys(f, "%s", path);
		if (errno == ENOENT)
			f->kind = FAULT_ABSENT;
		return -1;
	}
	if (fstat(fd, &st) != 0) {
		fault_sys(f, "%s", path);
	} else if (S_ISDIR(st.st_mode)) {
		fault_set(
		    f, FAULT_FORMAT, "%s: want a file, have a folder", path);
	} else if (secret && (st.st_mode & 077) != 0) {
		fault_set(f, FAULT_FORMAT,
		    "%s: want mode 0600, have %04o: others may read this secret",
		    path, (unsigned)(st.st_mode & 07777));
	} else {
		return fd;
	}
	(void)close(fd);
	return -1;
}

int
file_read(const char *path, struct buf *b, struct fault *f)
{
	int fd, rc;

	if (strcmp(path, "-") == 0)
		return file_drain(STDIN_FILENO, "stdin", b, f);
	if ((fd = file_open(path, false, f)) < 0)
		return -1;
	rc = file_drain(fd, path, b, f);
	(void)close(fd);
	return rc;
}

int
file_read_secret(const char *path, struct buf *b, struct fault *f)
{
	int fd, rc;

	if ((fd = file_open(path, true, f)) < 0)
		return -1;
	rc = file_drain(fd, path, b, f);
	(void)close(fd);
	return rc;
}

bool
file_exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

int
file_mkdir(const char *path, struct fault *f)
{
	struct stat st;

	if (mkdir(path, 0777) == 0)
		return 0;
	if (errno == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return 0;
	return fault_sys(f, "%s", path);
}
