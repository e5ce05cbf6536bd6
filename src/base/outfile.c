#include "base/outfile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/hold.h"
#include "base/mem.h"

#define PIECE ((size_t)256 * 1024)

struct outfile {
	char *path, *tmp; /* tmp is "" once there is none */
	int fd, hold;
	uint64_t len; /* with what waits */
	size_t waiting;
	unsigned char piece[PIECE];
};

static int
write_all(struct outfile *o, const void *p, size_t n, struct fault *f)
{
	const unsigned char *at = p;
	ssize_t k;

	while (n > 0) {
		k = write(o->fd, at, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return fault_sys(f, "%s", o->path);
		at += k;
		n -= (size_t)k;
	}
	return 0;
}

static int
drain(struct outfile *o, struct fault *f)
{
	size_t n = o->waiting;

	o->waiting = 0;
	return write_all(o, o->piece, n, f);
}

int
outfile_new(
    const char *path, mode_t mode, struct outfile **out, struct fault *f)
{
	struct outfile *o = mem_new(1, sizeof(*o));
	const char *slash = strrchr(path, '/');
	mode_t mask = umask(0);
	struct buf name;
	int rc = -1;

	(void)umask(mask);
	buf_init(&name, strlen(path) + 64);
	buf_fmt(&name, "%.*s" HOLD_NAME,
	    slash == NULL ? 0 : (int)(slash + 1 - path), path);
	o->path = mem_strdup(path);
	o->tmp = buf_take(&name);
	hold_sweep(path);
	o->hold = hold_begin(path);
	o->fd = mkstemp(o->tmp);
	if (o->fd < 0) {
		o->tmp[0] = '\0';
		(void)fault_sys(f, "%s", path);
		goto out;
	}
	if (fchmod(o->fd, mode & ~mask) != 0) {
		(void)fault_sys(f, "%s", path);
		goto out;
	}
	*out = o;
	o = NULL;
	rc = 0;
out:
	outfile_free(o);
	return rc;
}

void
outfile_free(struct outfile *o)
{
	if (o == NULL)
		return;
	if (o->fd >= 0)
		(void)close(o->fd);
	if (o->tmp[0] != '\0')
		(void)unlink(o->tmp);
	hold_end(o->hold);
	free(o->tmp);
	free(o->path);
	free(o);
}

int
outfile_add(struct outfile *o, const void *p, size_t n, struct fault *f)
{
	o->len += n;
	if (n > PIECE - o->waiting && drain(o, f) != 0)
		return -1;
	if (n > PIECE)
		return write_all(o, p, n, f);
	if (n > 0)
		memcpy(o->piece + o->waiting, p, n);
	o->waiting += n;
	return 0;
}

uint64_t
outfile_len(const struct outfile *o)
{
	return o->len;
}

int
outfile_patch(struct outfile *o, uint64_t offset, const void *p, size_t n,
    struct fault *f)
{
	const unsigned char *at = p;
	ssize_t k;

	if (offset > o->len || n > o->len - offset)
		return fault_set(f, FAULT_STATE,
		    "%s: %zu bytes at %llu are not in its %llu", o->path, n,
		    (unsigned long long)offset, (unsigned long long)o->len);
	if (drain(o, f) != 0)
		return -1;
	while (n > 0) {
		k = pwrite(o->fd, at, n, (off_t)offset);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return fault_sys(f, "%s", o->path);
		at += k;
		offset += (uint64_t)k;
		n -= (size_t)k;
	}
	return 0;
}

int
outfile_publish(struct outfile *o, struct fault *f)
{
	int fd = o->fd;

	if (drain(o, f) != 0)
		return -1;
	if (fsync(fd) != 0)
		return fault_sys(f, "%s", o->path);
	o->fd = -1;
	if (close(fd) != 0)
		return fault_sys(f, "%s: close", o->path);
	if (rename(o->tmp, o->path) != 0)
		return fault_sys(f, "%s", o->path);
	o->tmp[0] = '\0';
	return file_sync_beside(o->path, f);
}
