#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text_in.h"

/*
 * What is done to the bytes of Markdown before the parser reads them.
 *
 * An escaped asterisk or underscore becomes an escaped control character, and
 * comes back as one: what the parser leaves as "*" itself is then emphasis
 * that it did not take for such.  Control characters of the page's own become
 * U+FFFD, as they would later.
 *
 * A link whose words stand on both sides of an empty line is none for the
 * parser, which leaves its brackets and address among the words: these are
 * taken out.
 */

/* Opening brackets that are waited for; links lie in none but images. */
#define OPEN_MAX 16

/* Bytes between "](" and ")". */
#define ADDRESS_MAX 8192

/* Bytes to be left out. */
struct cut {
	size_t at, n;
};

struct mend {
	const char *p;
	size_t n;
	size_t open[OPEN_MAX]; /* places of "[" */
	size_t n_open;
	struct cut *cuts;
	size_t n_cuts, cap_cuts;
};

static void
mend_cut(struct mend *m, size_t at, size_t n)
{
	if (m->n_cuts == m->cap_cuts) {
		m->cap_cuts = m->cap_cuts == 0 ? 16 : 2 * m->cap_cuts;
		m->cuts = mem_grow(m->cuts, m->cap_cuts, sizeof(*m->cuts));
	}
	m->cuts[m->n_cuts].at = at;
	m->cuts[m->n_cuts++].n = n;
}

/* Bytes from "](" at i to its ")", on one line; 0 where there is none. */
static size_t
address_length(const struct mend *m, size_t i)
{
	size_t k, depth = 1;

	for (k = i + 2; k < m->n && k - i < ADDRESS_MAX; k++) {
		if (m->p[k] == '\n')
			break;
		if (m->p[k] == '(')
			depth++;
		if (m->p[k] == ')' && --depth == 0)
			return k + 1 - i;
	}
	return 0;
}

/* True if an empty line, in a quote or not, lies between from and to. */
static bool
has_empty_line(const struct mend *m, size_t from, size_t to)
{
	const char *eol;
	size_t i = from;

	while ((eol = memchr(m->p + i, '\n', to - i)) != NULL) {
		i = (size_t)(eol - m->p) + 1;
		while (i < to && strchr(" \t>\r", m->p[i]) != NULL &&
		    m->p[i] != '\0')
			i++;
		if (i < to && m->p[i] == '\n')
			return true;
	}
	return false;
}

/* The bracket that closes at i. */
static void
mend_close(struct mend *m, size_t i)
{
	size_t open, n;

	if (m->n_open == 0)
		return;
	open = m->open[--m->n_open];
	if (i + 1 == m->n || m->p[i + 1] != '(' ||
	    !has_empty_line(m, open, i) || (n = address_length(m, i)) == 0)
		return;
	/* The sign of an image goes with its bracket. */
	if (open > 0 && m->p[open - 1] == '!')
		mend_cut(m, open - 1, 2);
	else
		mend_cut(m, open, 1);
	mend_cut(m, i, n);
}

/* The place of c at or after i, or n. */
static size_t
next_of(const struct mend *m, char c, size_t i)
{
	const char *at = i < m->n ? memchr(m->p + i, c, m->n - i) : NULL;

	return at == NULL ? m->n : (size_t)(at - m->p);
}

/* Look for links to be cut; true if there are escapes to be changed. */
static bool
mend_scan(struct mend *m)
{
	size_t slash = next_of(m, '\\', 0), open = next_of(m, '[', 0),
	       shut = next_of(m, ']', 0), past;
	bool escapes = false;

	while (open < m->n || shut < m->n || slash < m->n) {
		if (slash < open && slash < shut) {
			past = slash + 2;
			escapes = escapes ||
			    (slash + 1 < m->n &&
				(m->p[slash + 1] == '*' ||
				    m->p[slash + 1] == '_'));
			slash = next_of(m, '\\', past);
			if (open < past)
				open = next_of(m, '[', past);
			if (shut < past)
				shut = next_of(m, ']', past);
		} else if (open < shut) {
			if (m->n_open < OPEN_MAX)
				m->open[m->n_open++] = open;
			open = next_of(m, '[', open + 1);
		} else {
			mend_close(m, shut);
			shut = next_of(m, ']', shut + 1);
		}
	}
	return escapes;
}

static int
cut_order(const void *a, const void *b)
{
	const struct cut *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at;
}

/* The n bytes of p with U+FFFD for control characters that we use. */
static const char *
without_controls(struct reading *r, size_t *len)
{
	char *out;
	size_t i, o = 0;

	*len = r->n;
	if (memchr(r->p, MEND_STAR, r->n) == NULL &&
	    memchr(r->p, MEND_UNDERSCORE, r->n) == NULL)
		return r->p;
	out = arena_new(r->scratch, 3 * r->n + 1, 1);
	for (i = 0; i < r->n; i++) {
		if (r->p[i] == MEND_STAR || r->p[i] == MEND_UNDERSCORE) {
			memcpy(out + o, "\xef\xbf\xbd", 3);
			o += 3;
		} else {
			out[o++] = r->p[i];
		}
	}
	*len = o;
	return out;
}

/* What was looked for, changed; returns the bytes written. */
static size_t
mend_write(const struct mend *m, char *out)
{
	size_t i = 0, o = 0, k = 0, slash = next_of(m, '\\', 0), cut, to;

	while (i < m->n) {
		cut = k < m->n_cuts ? m->cuts[k].at : m->n;
		to = slash < cut ? slash : cut;
		memcpy(out + o, m->p + i, to - i);
		o += to - i;
		i = to;
		if (to == m->n)
			break;
		if (cut < slash) {
			i += m->cuts[k++].n;
		} else {
			out[o++] = '\\';
			if (++i < m->n) {
				out[o++] = m->p[i] == '*' ? MEND_STAR
				    : m->p[i] == '_'      ? MEND_UNDERSCORE
							  : m->p[i];
				i++;
			}
		}
		if (slash < i)
			slash = next_of(m, '\\', i);
	}
	return o;
}

const char *
markdown_mend(struct reading *r, size_t *len)
{
	struct mend *m = mem_new(1, sizeof(*m));
	const char *p;
	char *out;
	bool escapes;

	m->p = p = without_controls(r, len);
	m->n = *len;
	escapes = mend_scan(m);
	if (escapes || m->n_cuts > 0) {
		if (m->n_cuts > 0)
			qsort(m->cuts, m->n_cuts, sizeof(*m->cuts), cut_order);
		p = out = arena_new(r->scratch, m->n + 1, 1);
		*len = mend_write(m, out);
	}
	free(m->cuts);
	free(m);
	return p;
}
