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

/* Opening brackets that are waited for; more are no links. */
#define OPEN_MAX 1000

/* Bytes between "](" and ")". */
#define ADDRESS_MAX 8192

struct cut {
	size_t at, n;
};

struct mend {
	const char *p;
	size_t n;
	struct cut open[OPEN_MAX]; /* n: empty lines before it */
	size_t n_open;
	struct cut *cuts;
	size_t n_cuts, cap_cuts;
	bool escapes; /* there are escapes to change */
	size_t controls; /* that become U+FFFD */
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

static void
mend_close(struct mend *m, size_t i, size_t blank)
{
	struct cut *open;
	size_t n;

	if (m->n_open == 0)
		return;
	open = &m->open[--m->n_open];
	if (open->n == blank || i + 1 == m->n || m->p[i + 1] != '(')
		return;
	n = address_length(m, i);
	if (n == 0)
		return;
	/* The sign of an image goes with its bracket. */
	if (open->at > 0 && m->p[open->at - 1] == '!')
		mend_cut(m, open->at - 1, 2);
	else
		mend_cut(m, open->at, 1);
	mend_cut(m, i, n);
}

/* True if the line that begins at i is empty. */
static bool
is_empty_line(const struct mend *m, size_t i)
{
	while (i < m->n &&
	    (m->p[i] == ' ' || m->p[i] == '\t' || m->p[i] == '>' ||
		m->p[i] == '\r'))
		i++;
	return i == m->n || m->p[i] == '\n';
}

/* Look for all that is to be changed. */
static void
mend_scan(struct mend *m)
{
	/* The characters that the pass stops at. */
	static const bool stops[256] = { ['\\'] = true,
		['['] = true,
		[']'] = true,
		['\n'] = true,
		[MEND_STAR] = true,
		[MEND_UNDERSCORE] = true };
	size_t i, blank = 0;

	for (i = 0; i < m->n; i++) {
		if (!stops[(unsigned char)m->p[i]])
			continue;
		switch (m->p[i]) {
		case '\\':
			i++;
			m->escapes = m->escapes ||
			    (i < m->n && (m->p[i] == '*' || m->p[i] == '_'));
			m->controls += i < m->n &&
			    (m->p[i] == MEND_STAR ||
				m->p[i] == MEND_UNDERSCORE);
			break;
		case '[':
			if (m->n_open < OPEN_MAX)
				m->open[m->n_open++] = (struct cut){ i, blank };
			break;
		case ']':
			mend_close(m, i, blank);
			break;
		case '\n':
			blank += is_empty_line(m, i + 1);
			break;
		default:
			m->controls++;
			break;
		}
	}
}

static int
cut_order(const void *a, const void *b)
{
	const struct cut *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at;
}

const char *
markdown_mend(struct reading *r, size_t *len)
{
	struct mend *m = mem_new(1, sizeof(*m));
	const char *p = r->p;
	char *out = NULL;
	size_t i, o = 0, k = 0;

	m->p = p;
	m->n = *len = r->n;
	mend_scan(m);
	if (m->escapes || m->controls > 0 || m->n_cuts > 0) {
		if (m->n_cuts > 0)
			qsort(m->cuts, m->n_cuts, sizeof(*m->cuts), cut_order);
		out = arena_new(r->scratch, r->n + 2 * m->controls + 1, 1);
		for (i = 0; i < r->n; i++) {
			if (k < m->n_cuts && m->cuts[k].at == i) {
				i += m->cuts[k++].n - 1;
				continue;
			}
			if (p[i] == MEND_STAR || p[i] == MEND_UNDERSCORE) {
				memcpy(out + o, "\xef\xbf\xbd", 3);
				o += 3;
				continue;
			}
			out[o++] = p[i];
			if (p[i] != '\\' || i + 1 == r->n)
				continue;
			if (p[i + 1] == '*')
				out[o++] = MEND_STAR;
			else if (p[i + 1] == '_')
				out[o++] = MEND_UNDERSCORE;
			else if (p[i + 1] == '\\')
				out[o++] = '\\';
			else
				continue;
			i++;
		}
		*len = o;
		p = out;
	}
	free(m->cuts);
	free(m);
	return p;
}
