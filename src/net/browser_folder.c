#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "browser_in.h"

/*
 * A folder for one browser: ours, with a lock that dies with us, and in it
 * the browser's own.  What a killed run left behind is swept by the next: a
 * folder of that name whose lock nobody holds.
 */
#define FOLDER_STEM "proviso-browser-"

/* A profile is six deep; what is deeper is left. */
#define TREE_DEPTH 24
#define TREE_STEPS 20000

/* Processes of a browser that was killed are gone in some milliseconds. */
#define REMOVE_TRIES 20
#define REMOVE_PAUSE_MS 50

/* ---- Taking away ---- */

struct tree_level {
	int fd;
	char name[256]; /* in the level above */
};

/* Open a folder in a folder, and never what a link leads to. */
static int
tree_open(int at, const char *name)
{
	return openat(
	    at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* Take away what is in a folder, up to the first folder in it: its name. */
static bool
tree_sweep(DIR *d, char name[256])
{
	const struct dirent *e;
	size_t n;

	while ((e = readdir(d)) != NULL) {
		n = strlen(e->d_name);
		if (strcmp(e->d_name, ".") == 0 ||
		    strcmp(e->d_name, "..") == 0 || n > 255)
			continue;
		/* One that is empty goes at once. */
		if (unlinkat(dirfd(d), e->d_name, 0) == 0 ||
		    unlinkat(dirfd(d), e->d_name, AT_REMOVEDIR) == 0)
			continue;
		if (errno != ENOTEMPTY && errno != EEXIST)
			continue;
		memcpy(name, e->d_name, n + 1);
		return true;
	}
	return false;
}

/* One step in the innermost folder; false: nothing is left to enter. */
static bool
tree_step(struct tree_level *levels, size_t *n)
{
	struct tree_level *next = &levels[*n];
	const int fd = tree_open(levels[*n - 1].fd, ".");
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	bool more;

	if (d == NULL) {
		if (fd >= 0)
			(void)close(fd);
		return false;
	}
	more = tree_sweep(d, next->name) && *n + 1 < TREE_DEPTH;
	(void)closedir(d);
	if (!more)
		return false;
	next->fd = tree_open(levels[*n - 1].fd, next->name);
	if (next->fd < 0)
		return false;
	(*n)++;
	return true;
}

/*
 * A folder with all in it.  Whoever owned it is dead, but is not trusted: it
 * may have made more folders than we look into.
 */
static void
tree_remove(int at, const char *name)
{
	struct tree_level levels[TREE_DEPTH];
	size_t n = 0, steps = 0;

	(void)snprintf(levels[0].name, sizeof(levels[0].name), "%s", name);
	if ((levels[0].fd = tree_open(at, name)) >= 0)
		n = 1;
	while (n > 0) {
		if (steps++ < TREE_STEPS && tree_step(levels, &n))
			continue;
		(void)close(levels[n - 1].fd);
		n--;
		(void)unlinkat(n == 0 ? at : levels[n - 1].fd, levels[n].name,
		    AT_REMOVEDIR);
	}
}

/*
 * A browser's folder: its home first, the lock last, so that what could not
 * be taken away now (a process that dies slowly still writes) is swept later.
 */
static void
folder_remove(int at, const char *name)
{
	const struct timespec pause = { 0, REMOVE_PAUSE_MS * 1000000L };
	const int fd = tree_open(at, name);
	struct stat st;
	int i;

	if (fd < 0)
		return;
	for (i = 0; i < REMOVE_TRIES; i++) {
		tree_remove(fd, "home");
		if (fstatat(fd, "home", &st, AT_SYMLINK_NOFOLLOW) != 0)
			break;
		(void)nanosleep(&pause, NULL);
	}
	(void)close(fd);
	if (i < REMOVE_TRIES)
		tree_remove(at, name);
}

/* ---- Left behind ---- */

static bool
lock_take(int fd)
{
	struct flock l;

	memset(&l, 0, sizeof(l));
	l.l_type = F_WRLCK;
	l.l_whence = SEEK_SET;
	return fcntl(fd, F_SETLK, &l) == 0;
}

/* A folder of ours whose lock can be had, so that its maker is gone. */
static bool
folder_stale(int at, const char *name)
{
	char ours[64], path[300];
	struct stat st;
	bool stale;
	int fd;

	(void)snprintf(ours, sizeof(ours), FOLDER_STEM "%ld-", (long)getpid());
	if (strncmp(name, FOLDER_STEM, sizeof(FOLDER_STEM) - 1) != 0 ||
	    strncmp(name, ours, strlen(ours)) == 0 ||
	    fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
	    !S_ISDIR(st.st_mode) || st.st_uid != geteuid())
		return false;
	(void)snprintf(path, sizeof(path), "%.200s/lock", name);
	fd = openat(at, path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return false; /* being made, or taken away */
	stale = lock_take(fd);
	(void)close(fd);
	return stale;
}

static void
folders_sweep(const char *parent)
{
	DIR *d = opendir(parent);
	const struct dirent *e;

	if (d == NULL)
		return;
	while ((e = readdir(d)) != NULL)
		if (folder_stale(dirfd(d), e->d_name))
			folder_remove(dirfd(d), e->d_name);
	(void)closedir(d);
}

/* ---- Making ---- */

static const char *
folder_parent(const struct browser *b)
{
	const char *tmp = getenv("TMPDIR");

	if (b->o.folder != NULL)
		return b->o.folder;
	/* Another user may not come to where root has its files. */
	if (geteuid() == 0)
		return "/tmp";
	return tmp != NULL && tmp[0] == '/' ? tmp : "/tmp";
}

/* A folder inside, of the browser's own user. */
static int
folder_inside(struct browser *b, const char *name, bool other, uid_t uid,
    gid_t gid, struct fault *f)
{
	struct buf path;
	int rc = -1;

	buf_init(&path, 4096);
	buf_fmt(&path, "%s/%s", b->folder, name);
	if (buf_check(&path, "folder", f) != 0)
		goto out;
	if (mkdir((char *)path.data, 0700) != 0 ||
	    (other && chown((char *)path.data, uid, gid) != 0)) {
		(void)fault_sys(f, "%s", (char *)path.data);
		goto out;
	}
	rc = 0;
out:
	buf_free(&path);
	return rc;
}

int
browser_folder_make(
    struct browser *b, bool other, uid_t uid, gid_t gid, struct fault *f)
{
	struct buf path;

	folders_sweep(folder_parent(b));
	buf_init(&path, 4096);
	buf_fmt(&path, "%s/" FOLDER_STEM "%ld-XXXXXX", folder_parent(b),
	    (long)getpid());
	if (buf_check(&path, "folder", f) != 0) {
		buf_free(&path);
		return -1;
	}
	b->folder = buf_take(&path);
	if (mkdtemp(b->folder) == NULL) {
		(void)fault_sys(f, "%s", b->folder);
		free(b->folder);
		b->folder = NULL;
		return -1;
	}
	buf_init(&path, 4096);
	buf_fmt(&path, "%s/lock", b->folder);
	b->lock = open((char *)path.data,
	    O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	buf_free(&path);
	if (b->lock < 0 || !lock_take(b->lock) ||
	    chmod(b->folder, other ? 0711 : 0700) != 0)
		return fault_sys(f, "%s", b->folder);
	return folder_inside(b, "home", other, uid, gid, f);
}

void
browser_folder_drop(struct browser *b)
{
	char *slash;
	int at;

	if (b->folder == NULL)
		return;
	slash = strrchr(b->folder, '/');
	*slash = '\0';
	at = open(slash == b->folder ? "/" : b->folder,
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (at >= 0) {
		folder_remove(at, slash + 1);
		(void)close(at);
	}
	if (b->lock >= 0)
		(void)close(b->lock);
	b->lock = -1;
	free(b->folder);
	b->folder = NULL;
}
