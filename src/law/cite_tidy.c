#include <stdio.h>
#include <string.h>

#include "law_in.h"

static int
wrong(struct marks *m, const char *words)
{
	(void)snprintf(m->why, sizeof(m->why), "%s", words);
	return -1;
}

static void
cut(struct marks *m, size_t i)
{
	memmove(&m->m[i], &m->m[i + 1], (m->n - i - 1) * sizeof(m->m[0]));
	m->n--;
}

static enum mark_kind
kind(const struct marks *m, size_t i)
{
	/* What is past an end joins nothing, as a name does. */
	return i < m->n ? m->m[i].kind : MARK_NAME;
}

static bool
is_joint(enum mark_kind k)
{
	return k == MARK_SEP || k == MARK_AND || k == MARK_RANGE ||
	    k == MARK_OF;
}

/*
 * "second subparagraph": the keyword goes before its label.  "parágrafo
 * segundo" has it there.
 */
static int
place_ordinals(struct marks *m)
{
	struct mark key;
	size_t i, k;

	for (i = 0; i < m->n; i++) {
		if (m->m[i].kind != MARK_ORDINAL)
			continue;
		m->m[i].kind = MARK_LABEL;
		m->m[i].label = LABEL_NUMBER;
		if (i > 0 && kind(m, i - 1) == MARK_KEY)
			continue;
		for (k = i + 1; k < m->n && m->m[k].kind != MARK_KEY; k++) {
			if (m->m[k].kind != MARK_ORDINAL &&
			    m->m[k].kind != MARK_AND &&
			    m->m[k].kind != MARK_SEP)
				return wrong(m, "a number in words");
			if (m->m[k].kind == MARK_ORDINAL) {
				m->m[k].kind = MARK_LABEL;
				m->m[k].label = LABEL_NUMBER;
			}
		}
		if (k == m->n ||
		    (m->m[k].level < LEVEL_PARA &&
			m->m[k].level != LEVEL_RECITAL))
			return wrong(m, "a number in words");
		key = m->m[k];
		memmove(&m->m[i + 1], &m->m[i], (k - i) * sizeof(m->m[0]));
		m->m[i] = key;
		i = k;
	}
	return 0;
}

/* "Annex III to", "Recital 47 to" the law. */
static bool
is_appended(const struct marks *m, size_t i)
{
	while (i-- > 0)
		if (m->m[i].kind == MARK_KEY)
			return m->m[i].level == LEVEL_ANNEX ||
			    m->m[i].level == LEVEL_RECITAL;
	return false;
}

/*
 * A name says which law is meant, and ends what stands before it: between two
 * addresses it separates, elsewhere it goes, with the joint that ties it on.
 */
static void
drop_names(struct marks *m)
{
	size_t i = 0;

	while (i < m->n) {
		if (m->m[i].kind != MARK_NAME) {
			i++;
			continue;
		}
		if (i > 0 && kind(m, i - 1) == MARK_OF) {
			cut(m, --i);
			continue;
		}
		if (i > 0 && kind(m, i - 1) == MARK_RANGE &&
		    !m->m[i - 1].glued &&
		    (!m->m[i - 1].word || is_appended(m, i))) {
			cut(m, --i);
			continue;
		}
		if (kind(m, i + 1) == MARK_RANGE && i + 2 < m->n &&
		    !m->m[i + 1].glued && !m->m[i + 1].word &&
		    !m->m[i + 2].glued)
			cut(m, i + 1);
		if (i == 0 || i + 1 == m->n || is_joint(kind(m, i - 1)) ||
		    is_joint(kind(m, i + 1)) || kind(m, i + 1) == MARK_SEQ)
			cut(m, i);
		else
			m->m[i].kind = MARK_SEP;
	}
}

/* Of a comma and another joint only the other is left. */
static int
join_once(struct marks *m)
{
	size_t i = 0;

	while (i < m->n) {
		if (m->m[i].kind != MARK_SEP) {
			i++;
			continue;
		}
		if (i == 0 || i + 1 == m->n || kind(m, i + 1) == MARK_SEQ ||
		    kind(m, i + 1) == MARK_AND || kind(m, i + 1) == MARK_OF ||
		    kind(m, i + 1) == MARK_SEP || kind(m, i - 1) == MARK_AND)
			cut(m, i);
		else
			i++;
	}
	for (i = 0; i + 1 < m->n; i++)
		if (is_joint(m->m[i].kind) && is_joint(m->m[i + 1].kind) &&
		    (m->m[i].kind != MARK_RANGE || m->m[i + 1].kind != MARK_OF))
			return wrong(m, "nothing between two joints");
	if (m->n > 0 && (m->m[0].kind == MARK_AND || m->m[0].kind == MARK_OF))
		cut(m, 0);
	if (m->n > 0 && is_joint(m->m[m->n - 1].kind))
		return wrong(m, "it ends in the middle");
	if (m->n > 0 && m->m[0].kind == MARK_RANGE)
		return wrong(m, "a range that begins nowhere");
	return 0;
}

static bool
is_label(const struct marks *m, size_t i, enum label_kind k)
{
	return kind(m, i) == MARK_LABEL && m->m[i].label == k && !m->m[i].paren;
}

/* "-" as in 6-1-f, "/" as in 6/1/f: stops between parts, not joints. */
static void
stops(struct marks *m)
{
	size_t i;

	for (i = 0; i + 4 < m->n; i++) {
		if (!is_label(m, i, LABEL_NUMBER) ||
		    !is_label(m, i + 2, LABEL_NUMBER) ||
		    !is_label(m, i + 4, LABEL_LOWER) || !m->m[i + 1].tight ||
		    !m->m[i + 3].tight || m->m[i + 1].kind != m->m[i + 3].kind)
			continue;
		m->m[i + 1].kind = m->m[i + 3].kind = MARK_DOT;
	}
}

int
cite_mark_tidy(struct marks *m)
{
	size_t i;

	for (i = 0; i + 1 < m->n; i++)
		if (m->m[i].kind == MARK_SEP && m->m[i + 1].kind == MARK_SEP)
			return wrong(m, "nothing between two commas");
	stops(m);
	if (place_ordinals(m) != 0)
		return -1;
	drop_names(m);
	return join_once(m);
}
