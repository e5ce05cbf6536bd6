#include "cli/archive_arg.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/hold.h"
#include "base/mem.h"
#include "cli/status.h"

/* A name longer than this is compared by its beginning. */
#define NAME_MAX_COMPARED 200

/* So many names are offered for one that fits nothing. */
#define NEAREST 3

/* Holds three names and the words around them. */
#define OFFER_MAX 400

int
archive_arg_open(const struct cmd_global *g, bool write, struct archive **out,
    struct fault *f)
{
	if (write)
		hold_sweep(g->archive);
	if (archive_open(g->archive, write, out, f) == 0)
		return 0;
	if (f->kind == FAULT_ABSENT)
		return fault_set(f, FAULT_ABSENT,
		    "%s: no archive there (\"proviso init\" makes one, "
		    "--archive names another)",
		    g->archive);
	return -1;
}

int
archive_arg_status(const struct fault *f)
{
	return f->kind == FAULT_ABSENT ? EXIT_NO_ARCHIVE : status_of(f);
}

/* A name that a user may mean, and what it stands for. */
struct choice {
	const char *name;
	const char *platform, *document;
};

struct choices {
	struct arena arena;
	struct choice *list;
	size_t n;
};

static void
choices_add(struct choices *c, const char *name, const char *platform,
    const char *document)
{
	c->list = arena_more(&c->arena, c->list, c->n, sizeof(*c->list));
	c->list[c->n++] = (struct choice){ name, platform, document };
}

/* The list is sorted by platform, so each stands in one run. */
static void
choices_make(struct choices *c, const struct archive_list *list, bool platforms,
    bool documents)
{
	const struct archive_entry *e;
	size_t i;

	*c = (struct choices){ .n = 0 };
	arena_init(&c->arena);
	for (i = 0; i < list->n; i++) {
		e = &list->entries[i];
		if (platforms &&
		    (i == 0 ||
			strcmp(e->platform, list->entries[i - 1].platform) !=
			    0))
			choices_add(c, e->platform, e->platform, NULL);
		if (documents)
			choices_add(c,
			    arena_fmt(
				&c->arena, "%s/%s", e->platform, e->document),
			    e->platform, e->document);
	}
}

static unsigned char
name_fold(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static bool
name_same(const char *a, const char *b, bool fold)
{
	if (!fold)
		return strcmp(a, b) == 0;
	while (*a != '\0' && name_fold(*a) == name_fold(*b)) {
		a++;
		b++;
	}
	return *a == '\0' && *b == '\0';
}

/* Does part stand in whole, without regard to case? */
static bool
name_within(const char *part, const char *whole)
{
	size_t i, n = strlen(part);

	for (; strlen(whole) >= n; whole++) {
		for (i = 0; i < n && name_fold(part[i]) == name_fold(whole[i]);)
			i++;
		if (i == n)
			return true;
	}
	return false;
}

/* Edits that make one name of the other, without regard to case. */
static size_t
name_distance(const char *a, const char *b)
{
	size_t row[NAME_MAX_COMPARED + 1];
	size_t n = strlen(a), m = strlen(b), i, j, diagonal, above, best;

	if (n > NAME_MAX_COMPARED)
		n = NAME_MAX_COMPARED;
	if (m > NAME_MAX_COMPARED)
		m = NAME_MAX_COMPARED;
	for (j = 0; j <= m; j++)
		row[j] = j;
	for (i = 1; i <= n; i++) {
		diagonal = row[0];
		row[0] = i;
		for (j = 1; j <= m; j++) {
			above = row[j];
			best = diagonal +
			    (name_fold(a[i - 1]) != name_fold(b[j - 1]));
			if (above + 1 < best)
				best = above + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
			diagonal = above;
		}
	}
	return row[m];
}

static int
choices_absent(const struct choices *c, const char *text, struct fault *f)
{
	const struct choice *near[NEAREST] = { NULL };
	size_t scores[NEAREST] = { 0 };
	size_t i, k, score, n = 0;
	struct buf b;

	for (i = 0; i < c->n; i++) {
		score = name_within(text, c->list[i].name)
		    ? 0
		    : name_distance(text, c->list[i].name) + 1;
		for (k = n; k > 0 && score < scores[k - 1]; k--) {
			if (k < NEAREST) {
				near[k] = near[k - 1];
				scores[k] = scores[k - 1];
			}
		}
		if (k < NEAREST) {
			near[k] = &c->list[i];
			scores[k] = score;
			n += n < NEAREST;
		}
	}
	buf_init(&b, OFFER_MAX);
	for (k = 0; k < n; k++)
		buf_fmt(&b, "%s\"%.100s\"", k == 0 ? "; nearest: " : ", ",
		    near[k]->name);
	fault_set(f, FAULT_ABSENT, "nothing is called \"%.100s\"%s", text,
	    b.len == 0 ? "; the archive is empty" : (const char *)b.data);
	buf_free(&b);
	return -1;
}

/* The one choice with that name; *out is NULL where there is none. */
static int
choices_find(const struct choices *c, const char *text, bool fold,
    const struct choice **out, struct fault *f)
{
	size_t i;

	*out = NULL;
	for (i = 0; i < c->n; i++) {
		if (!name_same(text, c->list[i].name, fold))
			continue;
		if (*out != NULL)
			return fault_set(f, FAULT_FORMAT,
			    "\"%.100s\" fits both \"%.100s\" and \"%.100s\"",
			    text, (*out)->name, c->list[i].name);
		*out = &c->list[i];
	}
	return 0;
}

static int
choices_pick(const struct choices *c, const char *text,
    const struct choice **out, struct fault *f)
{
	if (choices_find(c, text, false, out, f) != 0)
		return -1;
	if (*out != NULL)
		return 0;
	if (choices_find(c, text, true, out, f) != 0)
		return -1;
	if (*out != NULL)
		return 0;
	(void)choices_absent(c, text, f); /* which is a fault */
	return -1;
}

/* The entry of the list with those names: what is borrowed outlives us. */
static const struct archive_entry *
list_entry(
    const struct archive_list *list, const char *platform, const char *document)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		if (strcmp(list->entries[i].platform, platform) == 0 &&
		    strcmp(list->entries[i].document, document) == 0)
			return &list->entries[i];
	return NULL;
}

static int
subject_provision(struct archive *a, const struct archive_list *list,
    const char *text, struct subject *out, struct fault *f)
{
	const struct archive_entry *e;
	char *platform = NULL, *document = NULL;
	int rc = -1;

	if (archive_provision_find(a, text, &platform, &document, f) != 0)
		return -1;
	e = list_entry(list, platform, document);
	if (e == NULL)
		fault_set(
		    f, FAULT_STATE, "provision %.100s has no document", text);
	else {
		*out = (struct subject){ e->platform, e->document, text };
		rc = 0;
	}
	free(document);
	free(platform);
	return rc;
}

int
archive_arg_subject(struct archive *a, const struct archive_list *list,
    const char *text, struct subject *out, struct fault *f)
{
	const struct choice *found;
	struct fault name;
	struct choices c;
	int rc = 0;

	choices_make(&c, list, true, true);
	if (choices_pick(&c, text, &found, &name) == 0)
		*out =
		    (struct subject){ found->platform, found->document, NULL };
	else if (name.kind != FAULT_ABSENT) {
		*f = name;
		rc = -1;
	} else if (subject_provision(a, list, text, out, f) != 0) {
		/* Nothing has that id: tell of the names instead. */
		if (f->kind == FAULT_ABSENT)
			*f = name;
		rc = -1;
	}
	arena_free(&c.arena);
	return rc;
}

int
archive_arg_platform(const struct archive_list *list, const char *text,
    const char **out, struct fault *f)
{
	const struct choice *found;
	struct choices c;
	int rc;

	choices_make(&c, list, true, false);
	if ((rc = choices_pick(&c, text, &found, f)) == 0)
		*out = found->platform;
	arena_free(&c.arena);
	return rc;
}

/* A platform stands for its document where it has only one. */
static int
subject_only(const struct archive_list *list, const char *platform,
    struct subject *out, struct fault *f)
{
	const struct archive_entry *only = NULL;
	struct buf b;
	size_t i, n = 0;

	buf_init(&b, OFFER_MAX);
	for (i = 0; i < list->n; i++) {
		if (strcmp(list->entries[i].platform, platform) != 0)
			continue;
		only = &list->entries[i];
		/* More than fit are left out, and that shows. */
		if (b.len < OFFER_MAX / 2)
			buf_fmt(&b, "%s\"%.60s\"", n == 0 ? "" : ", ",
			    only->document);
		else if (!b.over)
			buf_str(&b, b.data[b.len - 1] == '.' ? "" : ", ...");
		n++;
	}
	if (n == 1 && only != NULL)
		*out = (struct subject){ only->platform, only->document, NULL };
	else
		fault_set(f, FAULT_FORMAT,
		    "want PLATFORM/DOCUMENT; \"%.80s\" has %zu documents: %s",
		    platform, n, b.len == 0 ? "" : (const char *)b.data);
	buf_free(&b);
	return n == 1 ? 0 : -1;
}

int
archive_arg_document(const struct archive_list *list, const char *text,
    struct subject *out, struct fault *f)
{
	const struct choice *found;
	struct choices c;
	int rc;

	choices_make(&c, list, true, true);
	if ((rc = choices_pick(&c, text, &found, f)) == 0) {
		if (found->document == NULL)
			rc = subject_only(list, found->platform, out, f);
		else
			*out = (struct subject){ found->platform,
				found->document, NULL };
	}
	arena_free(&c.arena);
	return rc;
}

bool
archive_arg_has(const struct subject *s, const struct archive_entry *e)
{
	return strcmp(s->platform, e->platform) == 0 &&
	    (s->document == NULL || strcmp(s->document, e->document) == 0);
}
