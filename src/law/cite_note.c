#include <string.h>

#include "law/force.h"
#include "law_in.h"

/* A list of more than this many units that are not in force is cut. */
#define WARN_MAX 4

void
cite_note_force(const struct cite *c, struct buf *out)
{
	struct law_unit u;
	struct force f;
	size_t i, n = 0;

	for (i = 0; i < c->n_units; i++) {
		if (catalogue_at(c->units[i], &u) != 0)
			continue;
		f = force_now(&u);
		if (f.answer == FORCE_YES)
			continue;
		if (n < WARN_MAX) {
			buf_str(out, n == 0 ? "warn: " : ", ");
			if (c->n_units > 1)
				buf_fmt(out, "%s ", u.path);
			buf_str(out, f.why);
		}
		n++;
	}
	if (n > WARN_MAX)
		buf_fmt(out, ", and %zu more", n - WARN_MAX);
	if (n == 0 && c->n_units == 1 && catalogue_at(c->units[0], &u) == 0 &&
	    strcmp(u.from, catalogue_instrument(u.instrument)->as_of) > 0)
		buf_fmt(out, "%s; applies from %s", u.amended, u.from);
}

static const char *
former(const char *id, const char *path)
{
	size_t i;

	for (i = 0; i < law_n_formers; i++)
		if (strcmp(law_pool + law_formers[i].instrument, id) == 0 &&
		    strcmp(law_pool + law_formers[i].path, path) == 0)
			return law_pool + law_formers[i].words;
	return NULL;
}

static bool
is_kind_of(const struct law_unit *u, int level)
{
	static const struct {
		int level;
		const char *kind;
	} kinds[] = {
		{ LEVEL_ARTICLE, "article" },
		{ LEVEL_ARTICLE, "artigo" },
		{ LEVEL_ARTICLE, "section" },
		{ LEVEL_RECITAL, "recital" },
		{ LEVEL_CHAPTER, "chapter" },
		{ LEVEL_CHAPTER, "capítulo" },
		{ LEVEL_ANNEX, "annex" },
		{ LEVEL_ANNEX, "article-group" },
	};
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].level == level &&
		    strcmp(kinds[i].kind, u->kind) == 0)
			return level != LEVEL_ARTICLE ||
			    (u->path[0] >= '1' && u->path[0] <= '9');
	return false;
}

/* The law itself lacks the head: from which to which it has them. */
static void
note_heads(const char *id, int level, struct buf *out)
{
	struct law_unit u, first, last;
	size_t i;
	bool any = false;

	for (i = 0; catalogue_at(i, &u) == 0; i++) {
		if (strcmp(u.instrument, id) != 0 || !is_kind_of(&u, level))
			continue;
		if (!any)
			first = u;
		last = u;
		any = true;
	}
	if (any)
		buf_fmt(out, "no such unit from %s to %s", first.canonical,
		    last.canonical);
	else
		buf_str(out, "the catalogue holds none of this kind");
}

/* 0 a digit, 1 a small letter, 2 a capital, 3 anything else. */
static int
class_of(char c)
{
	if (c >= '0' && c <= '9')
		return 0;
	if (c >= 'a' && c <= 'z')
		return 1;
	return c >= 'A' && c <= 'Z' ? 2 : 3;
}

/*
 * What the nearest unit that exists has in place of the one asked for: its
 * last part of that kind, by how the path goes on.
 */
static void
note_parts(const struct law_unit *u, const char *path, struct buf *out)
{
	const size_t n = strlen(u->path);
	struct law_unit v, last;
	bool any = false, like = false;
	size_t i;

	for (i = u->index + 1; catalogue_at(i, &v) == 0; i++) {
		if (strcmp(v.instrument, u->instrument) != 0)
			break;
		if (strcmp(v.parent, u->path) != 0)
			continue;
		any = true;
		if (strncmp(v.path, path, n + 1) != 0 ||
		    class_of(v.path[n + 1]) != class_of(path[n + 1]))
			continue;
		like = true;
		last = v;
	}
	if (like)
		buf_fmt(out, "%s ends with %s", u->canonical, last.canonical);
	else
		buf_fmt(out, "%s has no parts%s", u->canonical,
		    any ? " of this kind" : "");
}

/* A number of the one California text may be given for the other's. */
static bool
note_other(const char *id, const char *path, struct buf *out)
{
	struct law_unit u;

	if (strcmp(id, "ccpa") != 0 && strcmp(id, "ccpa-regs") != 0)
		return false;
	if (!catalogue_find(
		strcmp(id, "ccpa") == 0 ? "ccpa-regs" : "ccpa", path, &u))
		return false;
	buf_fmt(out, "did you mean %s?", u.canonical);
	return true;
}

void
cite_note_missing(const char *id, const struct family *f, const struct ref *x,
    struct buf *out)
{
	struct ref up = *x;
	struct law_unit u;
	const char *words;
	struct buf path;
	int depth;

	buf_init(&path, 256);
	f->path(x, &path);
	words = path.len > 0 ? former(id, (const char *)path.data) : NULL;
	if (words != NULL) {
		buf_str(out, words);
	} else if (path.len == 0 ||
	    !note_other(id, (const char *)path.data, out)) {
		depth = cite_ref_depth(&up);
		while (depth > LEVEL_ARTICLE) {
			cite_ref_clear(&up, depth);
			if (cite_ref_unit(id, f, &up, &u)) {
				note_parts(&u, (const char *)path.data, out);
				break;
			}
			depth = cite_ref_depth(&up);
		}
		if (depth <= LEVEL_ARTICLE)
			note_heads(id, depth, out);
	}
	buf_free(&path);
}
