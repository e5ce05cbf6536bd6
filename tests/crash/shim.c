#define _GNU_SOURCE /* RTLD_NEXT; a shim is no program of ours */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

/*
 * LD_PRELOAD shim of the crash tests.  It counts the calls that change a file
 * (write, pwrite, fsync, fdatasync, ftruncate, rename, link, unlink, and open
 * where it makes one), or the allocations, and at the n-th of them:
 *
 *	SHIM_HOW=kill	SIGKILL before it
 *	SHIM_HOW=after	SIGKILL after it
 *	SHIM_HOW=torn	SIGKILL half-way through a write; else as kill
 *	SHIM_HOW=enospc	it and every later one that takes room fails, ENOSPC
 *	SHIM_HOW=eio	it fails once, EIO
 *	SHIM_HOW=sync	the n-th fsync or fdatasync fails, EIO
 *	SHIM_HOW=readonly	from the n-th on all of it fails, EROFS
 *	SHIM_HOW=alloc	the n-th malloc, calloc or realloc gives NULL, once
 *	SHIM_HOW=readonly	from the n-th on all of it fails, EROFS
 *	SHIM_HOW=allocs	that and every later one
 *
 * SHIM_AT=n, 0: none, only counted.  SHIM_COUNT=FILE gets the count at the
 * end.  Sockets, pipes and terminals are let through; children are not
 * preloaded.
 */

enum how {
	HOW_KILL,
	HOW_AFTER,
	HOW_TORN,
	HOW_ENOSPC,
	HOW_EIO,
	HOW_SYNC,
	HOW_READONLY,
	HOW_ALLOC,
	HOW_ALLOCS
};

static const char *const how_names[] = { "kill", "after", "torn", "enospc",
	"eio", "sync", "readonly", "alloc", "allocs" };

static enum how how;
static long at;
static atomic_long count;
static pid_t self; /* 0: not begun */
static char count_path[4096];

extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t n);

#define REAL(f, name)               \
	static __typeof__(&f) real; \
	if (real == NULL)           \
	*(void **)&real = dlsym(RTLD_NEXT, name)

static int
allocs(void)
{
	return how == HOW_ALLOC || how == HOW_ALLOCS;
}

__attribute__((constructor)) static void
shim_begin(void)
{
	const char *s;
	size_t i;

	s = getenv("SHIM_HOW");
	for (i = 0; s != NULL && i < sizeof(how_names) / sizeof(*how_names);
	     i++)
		if (strcmp(s, how_names[i]) == 0)
			how = (enum how)i;
	s = getenv("SHIM_AT");
	at = s == NULL ? 0 : atol(s);
	s = getenv("SHIM_COUNT");
	if (s != NULL)
		(void)snprintf(count_path, sizeof(count_path), "%s", s);
	(void)unsetenv("LD_PRELOAD");
	self = getpid();
}

__attribute__((destructor)) static void
shim_end(void)
{
	FILE *out;

	if (count_path[0] == '\0' || getpid() != self)
		return;
	self = 0;
	out = fopen(count_path, "w");
	if (out != NULL) {
		(void)fprintf(out, "%ld\n", atomic_load(&count));
		(void)fclose(out);
	}
}

static void
die(void)
{
	(void)kill(getpid(), SIGKILL);
	for (;;)
		(void)pause();
}

static int
is_file(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 &&
	    (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode));
}

enum turn { TURN_NO, TURN_FAIL, TURN_AFTER, TURN_TORN };

/* What is to become of a call; takes: it takes room, syncs: it is a sync. */
static enum turn
turn(int takes, int syncs)
{
	long n;

	if (self == 0 || allocs() || (how == HOW_SYNC && !syncs) ||
	    (how == HOW_ENOSPC && !takes) || getpid() != self)
		return TURN_NO;
	n = atomic_fetch_add(&count, 1) + 1;
	if (at == 0 || n < at ||
	    (n > at && how != HOW_ENOSPC && how != HOW_READONLY))
		return TURN_NO;
	switch (how) {
	case HOW_KILL:
		die();
		break;
	case HOW_AFTER:
		return TURN_AFTER;
	case HOW_TORN:
		return TURN_TORN;
	case HOW_ENOSPC:
		errno = ENOSPC;
		return TURN_FAIL;
	case HOW_READONLY:
		errno = EROFS;
		return TURN_FAIL;
	default:
		errno = EIO;
		return TURN_FAIL;
	}
	return TURN_NO;
}

static long
after(enum turn t, long rc)
{
	if (t == TURN_AFTER || t == TURN_TORN)
		die();
	return rc;
}

/* Counted only where a medium is to be one that cannot be written. */
static int
opened(const char *path, int flags, mode_t mode)
{
	REAL(open, "open64");

	if (how == HOW_READONLY &&
	    ((flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT) != 0) &&
	    strncmp(path, "/dev/", 5) != 0 && turn(1, 0) == TURN_FAIL)
		return -1;
	return real(path, flags, mode);
}

int
open(const char *path, int flags, ...)
{
	va_list ap;
	mode_t mode = 0;

	if ((flags & O_CREAT) != 0) {
		va_start(ap, flags);
		mode = va_arg(ap, mode_t);
		va_end(ap);
	}
	return opened(path, flags, mode);
}

int
open64(const char *path, int flags, ...)
{
	va_list ap;
	mode_t mode = 0;

	if ((flags & O_CREAT) != 0) {
		va_start(ap, flags);
		mode = va_arg(ap, mode_t);
		va_end(ap);
	}
	return opened(path, flags, mode);
}

int
access(const char *path, int mode)
{
	REAL(access, "access");

	if (how == HOW_READONLY && (mode & W_OK) != 0 &&
	    turn(1, 0) == TURN_FAIL)
		return -1;
	return real(path, mode);
}

ssize_t
write(int fd, const void *p, size_t n)
{
	REAL(write, "write");
	enum turn t = is_file(fd) ? turn(1, 0) : TURN_NO;

	if (t == TURN_FAIL)
		return -1;
	return after(t, real(fd, p, t == TURN_TORN ? n / 2 : n));
}

ssize_t
pwrite(int fd, const void *p, size_t n, off_t where)
{
	REAL(pwrite, "pwrite64");
	enum turn t = is_file(fd) ? turn(1, 0) : TURN_NO;

	if (t == TURN_FAIL)
		return -1;
	return after(t, real(fd, p, t == TURN_TORN ? n / 2 : n, where));
}

ssize_t
pwrite64(int fd, const void *p, size_t n, off64_t where)
{
	return pwrite(fd, p, n, where);
}

int
fsync(int fd)
{
	REAL(fsync, "fsync");
	enum turn t = is_file(fd) ? turn(0, 1) : TURN_NO;

	return t == TURN_FAIL ? -1 : (int)after(t, real(fd));
}

int
fdatasync(int fd)
{
	REAL(fdatasync, "fdatasync");
	enum turn t = is_file(fd) ? turn(0, 1) : TURN_NO;

	return t == TURN_FAIL ? -1 : (int)after(t, real(fd));
}

int
ftruncate(int fd, off_t n)
{
	REAL(ftruncate, "ftruncate64");
	enum turn t = is_file(fd) ? turn(1, 0) : TURN_NO;

	return t == TURN_FAIL ? -1 : (int)after(t, real(fd, n));
}

int
ftruncate64(int fd, off64_t n)
{
	return ftruncate(fd, n);
}

int
posix_fallocate(int fd, off_t from, off_t n)
{
	REAL(posix_fallocate, "posix_fallocate64");
	enum turn t = is_file(fd) ? turn(1, 0) : TURN_NO;

	return t == TURN_FAIL ? errno : (int)after(t, real(fd, from, n));
}

int
posix_fallocate64(int fd, off64_t from, off64_t n)
{
	return posix_fallocate(fd, from, n);
}

int
rename(const char *from, const char *to)
{
	REAL(rename, "rename");
	enum turn t = turn(0, 0);

	return t == TURN_FAIL ? -1 : (int)after(t, real(from, to));
}

int
link(const char *from, const char *to)
{
	REAL(link, "link");
	enum turn t = turn(1, 0);

	return t == TURN_FAIL ? -1 : (int)after(t, real(from, to));
}

int
unlink(const char *path)
{
	REAL(unlink, "unlink");
	enum turn t = turn(0, 0);

	return t == TURN_FAIL ? -1 : (int)after(t, real(path));
}

int
mkdir(const char *path, mode_t mode)
{
	REAL(mkdir, "mkdir");
	enum turn t = turn(1, 0);

	return t == TURN_FAIL ? -1 : (int)after(t, real(path, mode));
}

int
mkstemp(char *path)
{
	REAL(mkstemp, "mkstemp64");
	enum turn t = turn(1, 0);

	return t == TURN_FAIL ? -1 : (int)after(t, real(path));
}

int
mkstemp64(char *path)
{
	return mkstemp(path);
}

/* Whether this allocation fails. */
static int
starved(void)
{
	long n;

	if (self == 0 || !allocs() || getpid() != self)
		return 0;
	n = atomic_fetch_add(&count, 1) + 1;
	return at != 0 && (n == at || (n > at && how == HOW_ALLOCS));
}

void *
malloc(size_t n)
{
	if (starved()) {
		errno = ENOMEM;
		return NULL;
	}
	return __libc_malloc(n);
}

void *
calloc(size_t n, size_t size)
{
	if (starved()) {
		errno = ENOMEM;
		return NULL;
	}
	return __libc_calloc(n, size);
}

void *
realloc(void *p, size_t n)
{
	if (starved()) {
		errno = ENOMEM;
		return NULL;
	}
	return __libc_realloc(p, n);
}
