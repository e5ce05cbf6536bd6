#include <stdio.h>
#include <string.h>

#include "law_in.h"

/* The California code and regulations, cited by section. */
static const struct keyword keywords[] = {
	{ "§|section|sec|sect|s", MARK_KEY, LEVEL_ARTICLE, false },
	{ "§ §", MARK_KEY, LEVEL_ARTICLE, true },
	{ "sections|secs|sects|ss", MARK_KEY, LEVEL_ARTICLE, true },
	{ "code section|sec|§", MARK_KEY, LEVEL_ARTICLE, false },
	{ "code sections|secs", MARK_KEY, LEVEL_ARTICLE, true },
	{ "code § §", MARK_KEY, LEVEL_ARTICLE, true },
	{ "subd|subdivision|subdiv|subsection|subsec|subs|sub", MARK_KEY,
	    LEVEL_PARA, false },
	{ "subds|subdivisions|subdivs|subsections|subsecs", MARK_KEY,
	    LEVEL_PARA, true },
	{ "par|para|paragraph|¶", MARK_KEY, LEVEL_POINT, false },
	{ "pars|paras|paragraphs", MARK_KEY, LEVEL_POINT, true },
	{ "subpar|subpara|subparagraph", MARK_KEY, LEVEL_SUBPOINT, false },
	{ "subpars|subparas|subparagraphs", MARK_KEY, LEVEL_SUBPOINT, true },
	{ "cl|cls|clause|clauses", MARK_KEY, LEVEL_CLAUSE, false },
	{ "subcl|subclause|subclauses", MARK_KEY, LEVEL_SUBCLAUSE, false },
	{ "art|arts|article|articles", MARK_KEY, LEVEL_ANNEX, false },
	{ "cc|code", MARK_FILLER, 0, false },
	{ NULL, MARK_KEY, 0, false },
};

/* Subdivisions follow each other as (a)(1)(A)(i)(I). */
static const int depths[] = { LEVEL_ARTICLE, LEVEL_PARA, LEVEL_POINT,
	LEVEL_SUBPOINT, LEVEL_CLAUSE, LEVEL_SUBCLAUSE };

#define N_DEPTHS (sizeof(depths) / sizeof(depths[0]))

static size_t
depth_of(int level)
{
	size_t i;

	for (i = 0; i + 1 < N_DEPTHS && depths[i] != level; i++)
		continue;
	return i;
}

/* Whether a label looks as labels of a level do. */
static bool
fits(int level, const struct mark *m)
{
	switch (level) {
	case LEVEL_PARA:
		return m->label == LABEL_LOWER;
	case LEVEL_POINT:
		return m->label == LABEL_NUMBER;
	case LEVEL_SUBPOINT:
		return m->label == LABEL_UPPER;
	case LEVEL_CLAUSE:
		return m->label == LABEL_LOWER &&
		    m->text[strspn(m->text, "ivx")] == '\0';
	case LEVEL_SUBCLAUSE:
		return m->label == LABEL_UPPER &&
		    cite_roman_value(m->text) != 0;
	default:
		return false;
	}
}

static bool
exists(const struct refs *r, int level, const struct mark *m)
{
	struct ref x = r->cur;
	struct law_unit u;

	cite_ref_clear(&x, level);
	memcpy(x.label[level], m->text, LABEL_TEXT);
	return cite_ref_unit(r->id, r->family, &x, &u);
}

/*
 * The level of a label in a list: one that is set and has such labels, the
 * deepest at which the unit exists; "(c)" after "(a)(1)(A)(ii)" may be either.
 */
static int
place_listed(const struct refs *r, const struct mark *m)
{
	size_t i, last = depth_of(r->last);
	int found = LEVEL_NONE;

	if (r->join == JOIN_RANGE)
		return r->last;
	for (i = last; i > 0; i--) {
		if (!cite_refs_set(r, depths[i]) || !fits(depths[i], m))
			continue;
		if (exists(r, depths[i], m))
			return depths[i];
		if (found == LEVEL_NONE)
			found = depths[i];
	}
	if (found == LEVEL_NONE && last + 1 < N_DEPTHS &&
	    fits(depths[last + 1], m))
		return depths[last + 1];
	return found;
}

static int
place_keyed(const struct refs *r, const struct mark *key, const struct mark *m)
{
	static const int by_label[] = {
		[LABEL_LOWER] = LEVEL_PARA,
		[LABEL_NUMBER] = LEVEL_POINT,
		[LABEL_UPPER] = LEVEL_SUBPOINT,
	};

	(void)r;
	if (key->level == LEVEL_ARTICLE)
		return m->label == LABEL_SECTION || m->label == LABEL_TAIL ||
			m->label == LABEL_NUMBER
		    ? LEVEL_ARTICLE
		    : LEVEL_NONE;
	if (key->level == LEVEL_ANNEX)
		return m->label == LABEL_NUMBER ? LEVEL_ANNEX : LEVEL_NONE;
	if (fits(key->level, m))
		return key->level;
	/* "paragraph (a)" says what the letter says, in the wrong word. */
	return m->label == LABEL_LOWER || m->label == LABEL_NUMBER ||
		m->label == LABEL_UPPER
	    ? by_label[m->label]
	    : LEVEL_NONE;
}

static int
place(const struct refs *r, const struct mark *key, const struct mark *m)
{
	size_t depth;

	if (key != NULL)
		return place_keyed(r, key, m);
	if (m->label == LABEL_SECTION || m->label == LABEL_TAIL)
		return LEVEL_ARTICLE;
	if (m->label == LABEL_NUMBER && !m->paren) {
		if (r->last == LEVEL_ANNEX && r->open && r->join != JOIN_NONE)
			return LEVEL_ANNEX;
		return strlen(m->text) >= 3 &&
			(!r->open || r->join != JOIN_NONE)
		    ? LEVEL_ARTICLE
		    : LEVEL_NONE;
	}
	if (!r->open || r->last == LEVEL_ANNEX)
		return LEVEL_NONE;
	/* A letter without parentheses is a list's, after "subds." */
	if (!m->paren && !(r->form == FORM_KEY && r->join != JOIN_NONE))
		return LEVEL_NONE;
	if (r->join != JOIN_NONE && r->last != LEVEL_ARTICLE)
		return place_listed(r, m);
	depth = depth_of(r->last) + 1;
	return depth < N_DEPTHS ? depths[depth] : LEVEL_NONE;
}

static const char *
label(
    const struct refs *r, int level, const struct mark *m, char out[LABEL_TEXT])
{
	const char *was = r->cur.label[LEVEL_ARTICLE];
	const size_t n = strcspn(was, ".");

	if (level == LEVEL_ARTICLE && m->paren)
		return "a section's number in parentheses:";
	if (level == LEVEL_ARTICLE && m->label == LABEL_TAIL) {
		if (was[n] != '.' || n != 4)
			return "no section before the short form";
		(void)snprintf(out, LABEL_TEXT, "%.4s%.11s", was, m->text);
		return NULL;
	}
	if (level == LEVEL_ARTICLE && strcmp(m->text, "1798") == 0)
		return "a section has a number like 1798.100, not";
	if (level == LEVEL_ARTICLE &&
	    m->text[strspn(m->text, "0123456789.")] != '\0')
		return "no number of a section:";
	memcpy(out, m->text, LABEL_TEXT);
	return NULL;
}

static void
path(const struct ref *x, struct buf *out)
{
	size_t i;

	if (x->label[LEVEL_ANNEX][0] != '\0') {
		buf_fmt(out, "article %s", x->label[LEVEL_ANNEX]);
		return;
	}
	buf_str(out, x->label[LEVEL_ARTICLE]);
	for (i = 1; i < N_DEPTHS; i++)
		if (x->label[depths[i]][0] != '\0')
			buf_fmt(out, "(%s)", x->label[depths[i]]);
}

static void
canonical(const char *id, const struct ref *x, struct buf *out)
{
	const bool regs = strcmp(id, "ccpa-regs") == 0;
	const bool many = x->to_level == LEVEL_ARTICLE;

	if (x->label[LEVEL_ANNEX][0] != '\0') {
		buf_fmt(out, "%s, art. %s",
		    regs ? "Cal. Code Regs. tit. 11, div. 6, ch. 1"
			 : "Cal. Civ. Code",
		    x->label[LEVEL_ANNEX]);
		return;
	}
	buf_str(out, regs ? "Cal. Code Regs. tit. 11, " : "Cal. Civ. Code ");
	buf_str(out, many ? "§§ " : "§ ");
	path(x, out);
	if (many)
		buf_fmt(out, "–%s", x->to);
}

static bool
next(const char *id, int level, const char *was, char out[LABEL_TEXT])
{
	switch (level) {
	case LEVEL_ANNEX:
	case LEVEL_POINT:
		return cite_label_next_number(was, out);
	case LEVEL_CLAUSE:
	case LEVEL_SUBCLAUSE:
		return cite_label_next_roman(was, out);
	case LEVEL_PARA:
	case LEVEL_SUBPOINT:
		return cite_label_next_letter(
		    was, strcmp(id, "ccpa-regs") == 0, out);
	default:
		return false;
	}
}

const struct family cite_family_us = {
	.keywords = keywords,
	.place = place,
	.label = label,
	.path = path,
	.canonical = canonical,
	.next = next,
};
