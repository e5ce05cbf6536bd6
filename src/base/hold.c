#include "base/hold.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"

/*
 * Somebody may hold the folder alone for good ("flock FOLDER proviso ..."):
 * that one is not waited for, and keeps sweepers out for us.
 */
#define WAIT_TRIES 4
#define WAIT_NS 5000000

/*
 * Where a lock could not be had when a writer began, its file is younger:
 * whoever writes does so more often.
 */
#define LEAST_AGE_MS (60 * 1000)

static int
hold_open(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder;
	int fd;

	folder = slash == NULL
	    ? mem_strdup(".")
	    : mem_strndup(path, slash == path ? 1 : (size_t)(slash - path));
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(folder);
	return fd;
}

int
hold_begin(const char *path)
{
	const struct timespec wait = { .tv_nsec = WAIT_NS };
	int i, fd = hold_open(path);

	/* A sweeper is gone at once. */
	for (i = 0; fd >= 0 && i < WAIT_TRIES; i++) {
		if (flock(fd, LOCK_SH | LOCK_NB) == 0)
			return fd;
		(void)nanosleep(&wait, NULL);
	}
	return fd;
}

void
hold_end(int hold)
{
	if (hold >= 0)
		(void)close(hold);
}

static bool
is_temporary(const char *name)
{
	static const char *const ends[] = { "", "-wal", "-shm", "-journal" };
	const size_t stem = strlen(HOLD_NAME) - 6;
	size_t i;

	if (strncmp(name, HOLD_NAME, stem) != 0)
		return false;
	name += stem;
	for (i = 0; i < 6; i++)
		if (name[i] == '\0' || name[i] == '-' || name[i] == '.')
			return false;
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (strcmp(name + 6, ends[i]) == 0)
			return true;
	return false;
}

static void
sweep_one(int folder, const char *name, int64_t now_utc_ms)
{
	struct stat st;

	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
	    (int64_t)st.st_mtime * 1000 <= now_utc_ms - LEAST_AGE_MS)
		(void)unlinkat(folder, name, 0);
}

void
hold_sweep(const char *path)
{
	struct fault unused = { .kind = FAULT_NONE };
	int fd = hold_open(path), list;
	const struct dirent *e;
	int64_t now;
	DIR *d = NULL;

	if (fd < 0 || clock_now(&now, &unused) != 0 ||
	    flock(fd, LOCK_EX | LOCK_NB) != 0)
		goto out;
	/* The lock is the description's, which the copy shares. */
	list = dup(fd);
	if (list >= 0 && (d = fdopendir(list)) == NULL)
		(void)close(list);
	while (d != NULL && (e = readdir(d)) != NULL)
		if (is_temporary(e->d_name))
			sweep_one(fd, e->d_name, now);
out:
	if (d != NULL)
		(void)closedir(d);
	if (fd >= 0) {
		/* A child that was forked meanwhile has a copy, too. */
		(void)flock(fd, LOCK_UN);
		(void)close(fd);
	}
}
