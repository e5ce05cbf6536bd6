#include "base/fileset.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/hold.h"
#include "base/mem.h"

/* Files of one command: a packet and its sidecars. */
#define FILES_MAX 16

struct member {
	char *path;
	char *next; /* the new bytes, until they are placed */
	char *was; /* what stood under the name */
	bool placed, had;
	int hold;
};

struct fileset {
	struct member of[FILES_MAX];
	size_t n;
	bool kept;
};

struct fileset *
fileset_new(void)
{
	return mem_new(1, sizeof(struct fileset));
}

/* A name of our own beside path, taken by an empty file. */
static int
reserve(const char *path, char **out, struct fault *f)
{
	const char *slash = strrchr(path, '/');
	struct buf b;
	int fd;

	buf_init(&b, strlen(path) + 64);
	if (slash != NULL)
		buf_add(&b, path, (size_t)(slash - path) + 1);
	buf_str(&b, HOLD_NAME);
	*out = buf_take(&b);
	if ((fd = mkstemp(*out)) < 0) {
		free(*out);
		return fault_sys(f, "%s", path);
	}
	(void)close(fd);
	return 0;
}

int
fileset_add(struct fileset *s, const char *path, const void *p, size_t n,
    mode_t mode, struct fault *f)
{
	struct member m = { .path = NULL };
	struct stat st;

	if (s->n == FILES_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "want at most %d files at once, have more", FILES_MAX);
	/* rename() would say so only when others stand already. */
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return fault_set(f, FAULT_IO, "%s: Is a directory", path);
	hold_sweep(path);
	m.hold = hold_begin(path);
	if (reserve(path, &m.next, f) != 0) {
		hold_end(m.hold);
		return -1;
	}
	if (reserve(path, &m.was, f) != 0) {
		(void)unlink(m.next);
		free(m.next);
		hold_end(m.hold);
		return -1;
	}
	m.path = mem_strdup(path);
	s->of[s->n++] = m;
	if (file_publish(m.next, p, n, mode, f) != 0)
		return fault_under(f, "%s", path);
	return 0;
}

/* Give a file its name; what it replaces is kept under another. */
static int
place(struct member *m, struct fault *f)
{
	(void)unlink(m->was);
	m->had = link(m->path, m->was) == 0;
	if (rename(m->next, m->path) != 0)
		return fault_sys(f, "%s", m->path);
	m->placed = true;
	return 0;
}

static void
take_back(struct member *m)
{
	if (!m->placed)
		return;
	if (!m->had || rename(m->was, m->path) != 0)
		(void)unlink(m->path);
	m->placed = false;
}

int
fileset_place(struct fileset *s, struct fault *f)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (place(&s->of[i], f) != 0) {
			while (i-- > 0)
				take_back(&s->of[i]);
			return -1;
		}
	for (i = 0; i < s->n; i++)
		if (file_sync_beside(s->of[i].path, f) != 0)
			return -1;
	return 0;
}

void
fileset_keep(struct fileset *s)
{
	s->kept = true;
}

void
fileset_free(struct fileset *s)
{
	size_t i;

	if (s == NULL)
		return;
	for (i = 0; i < s->n; i++) {
		if (!s->kept)
			take_back(&s->of[i]);
		(void)unlink(s->of[i].next);
		(void)unlink(s->of[i].was);
		hold_end(s->of[i].hold);
		free(s->of[i].next);
		free(s->of[i].was);
		free(s->of[i].path);
	}
	free(s);
}
