#include <string.h>

#include "text_in.h"

/*
 * Before the Markdown parser: one pass over the lines that refuses what makes
 * it take time or memory by the square (or worse) of the page.  Each ceiling
 * is ten times what any of 2,802 real versions has, or more.
 */

/* Lists and quotes within each other; every empty line asks all of them. */
#define NEST_MAX 100

/* The cells of a row are kept in a list that is walked for each. */
#define BARS_MAX 1000

/*
 * Each mark and each line may become nodes of the parser's tree, up to 700
 * bytes: 3 MB of "[" took 1 GB.
 */
#define MARKS_MAX 650000

/* A short row is filled up to the columns of its table. */
#define CELLS_MAX 500000

/* Lines of a paragraph are all read again for each that may head a table. */
#define LINES_BEFORE_TABLE_MAX 1000
#define TABLE_LOOKS_MAX 5000000

/* "<!A", "<?" and "<![" look for their end down to the end of the page. */
#define DECLARATIONS_MAX 100

/* Each use of a link's definition copies it. */
#define DEFINITIONS_MAX ((size_t)64 << 20)

/*
 * At each link the parser walks over all marks of emphasis before it in the
 * paragraph: the product of both, over the page.  No real page has more than
 * 52,000, and so many take 50 ms.
 */
#define WALKS_MAX ((size_t)10 << 20)

/* What has been seen since the last empty line. */
struct md_block {
	size_t start; /* of its first byte */
	size_t links, emphases;
	size_t lines, columns, delimiters;
	bool defines; /* has "]:" */
};

struct md_guard {
	const char *p;
	size_t n;
	struct md_block b;
	size_t declarations, brackets, definition, walks;
	const char *gap;
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Bytes of the marker of a list or quote at i, before end; 0 if none. */
static size_t
marker_length(const char *p, size_t i, size_t end)
{
	size_t k = i;

	if (p[i] == '>')
		return 1;
	if (p[i] == '-' || p[i] == '*' || p[i] == '+') {
		k++;
	} else {
		while (k < end && is_digit(p[k]))
			k++;
		if (k == i || k == end || (p[k] != '.' && p[k] != ')'))
			return 0;
		k++;
	}
	return k == end || p[k] == ' ' || p[k] == '\t' ? k - i : 0;
}

/* True for "* * *" and its like, which opens no list. */
static bool
is_rule(const char *p, size_t i, size_t end)
{
	char c = p[i];

	if (c != '*' && c != '-')
		return false;
	for (; i < end; i++)
		if (p[i] != c && p[i] != ' ' && p[i] != '\t')
			return false;
	return true;
}

/* How deep the line lies, at most; where its own words begin. */
static size_t
line_nest(const struct md_guard *g, size_t i, size_t end, size_t *words)
{
	size_t columns = 0, nest = 0, k;

	for (;;) {
		for (; i < end && (g->p[i] == ' ' || g->p[i] == '\t'); i++)
			if (nest == 0)
				columns += g->p[i] == ' ' ? 1 : 4;
		*words = i;
		if (i == end || is_rule(g->p, i, end) ||
		    (k = marker_length(g->p, i, end)) == 0)
			break;
		if (++nest > NEST_MAX)
			break;
		i += k;
	}
	/* A list within another lies two columns further in. */
	return nest == 0 ? 0 : nest + columns / 2;
}

/* True for a row like "| --- | :-: |"; *columns how many it has, at most. */
static bool
is_delimiter(const char *p, size_t i, size_t end, size_t *columns)
{
	bool dash = false;

	*columns = 1;
	for (; i < end; i++) {
		if (p[i] == '|')
			++*columns;
		else if (p[i] == '-')
			dash = true;
		else if (p[i] != ':' && p[i] != ' ' && p[i] != '\t' &&
		    p[i] != '\v' && p[i] != '\f')
			return false;
	}
	return dash;
}

static size_t
count(const char *p, size_t n, char c)
{
	const char *at;
	size_t i = 0, found = 0;

	while (i < n && (at = memchr(p + i, c, n - i)) != NULL) {
		found++;
		i = (size_t)(at - p) + 1;
	}
	return found;
}

static void
guard_block_end(struct md_guard *g, size_t at)
{
	struct md_block *b = &g->b;

	if (b->columns * b->lines > CELLS_MAX)
		g->gap = "a table of more than 500,000 cells";
	if (b->delimiters * b->lines > TABLE_LOOKS_MAX)
		g->gap = "more lines that may head a table than are read";
	/* Neither is more than the bytes of a page: no overflow. */
	g->walks += b->links * b->emphases;
	if (g->walks > WALKS_MAX)
		g->gap = "more links among emphasis than are read";
	if (b->defines && at - b->start > g->definition)
		g->definition = at - b->start;
	memset(b, 0, sizeof(*b));
	b->start = at;
}

static void
guard_marks(struct md_guard *g, size_t i, size_t end)
{
	const char *at;

	while (i + 1 < end && (at = memchr(g->p + i, '<', end - i)) != NULL) {
		i = (size_t)(at - g->p) + 1;
		if (i < end &&
		    (g->p[i] == '?' ||
			(g->p[i] == '!' && i + 1 < end && g->p[i + 1] != '-')))
			g->declarations++;
	}
}

/* Closing brackets may end links; of marks that follow each other one counts. */
static void
guard_walks(struct md_block *b, const char *p, size_t i, size_t end)
{
	char before = '\0', c;

	for (; i < end; i++) {
		c = p[i];
		if (c == ']')
			b->links++;
		else if ((c == '*' || c == '_' || c == '~') && c != before)
			b->emphases++;
		else if (c == '[' && before == '!')
			b->emphases++; /* walked over like them */
		before = c;
	}
}

/* One line, from i to end. */
static void
guard_line(struct md_guard *g, size_t i, size_t end)
{
	const char *p = g->p;
	size_t words, bars, columns, k;

	if (line_nest(g, i, end, &words) > NEST_MAX)
		g->gap = "more than 100 lists or quotes within each other";
	if (words == end) {
		guard_block_end(g, end);
		return;
	}
	g->b.lines++;
	bars = count(p + words, end - words, '|');
	if (bars > BARS_MAX)
		g->gap = "a line of more than 1,000 cells";
	if ((p[words] == '|' || p[words] == '-' || p[words] == ':') &&
	    is_delimiter(p, words, end, &columns)) {
		/* Not each line of dashes is one, but each may be. */
		if (g->b.lines > LINES_BEFORE_TABLE_MAX && g->b.delimiters == 0)
			g->gap = "a table headed by more than 1,000 lines";
		g->b.delimiters++;
		if (columns > g->b.columns)
			g->b.columns = columns;
	}
	for (k = words; k < end;) {
		const char *at = memchr(p + k, '[', end - k);

		if (at == NULL)
			break;
		g->brackets++;
		k = (size_t)(at - p) + 1;
	}
	for (k = words; k + 1 < end && !g->b.defines;) {
		const char *at = memchr(p + k, ']', end - k - 1);

		if (at == NULL)
			break;
		g->b.defines = at[1] == ':';
		k = (size_t)(at - p) + 1;
	}
	guard_marks(g, words, end);
	guard_walks(&g->b, p, words, end);
}

/* Each may become nodes of the parser's tree; empty lines become nothing. */
static size_t
count_marks(const char *p, size_t n)
{
	static const unsigned char set[256] = {
		['['] = 1,
		[']'] = 1,
		['!'] = 1,
		['*'] = 1,
		['_'] = 1,
		['`'] = 1,
		['<'] = 1,
		['>'] = 1,
		['\\'] = 1,
		['&'] = 1,
		['-'] = 1,
		['+'] = 1,
		['~'] = 1,
		['#'] = 1,
		['\n'] = 1,
	};
	size_t i, marks = 0;

	for (i = 0; i < n; i++)
		marks += set[(unsigned char)p[i]];
	for (i = 0; i < n; i++)
		marks -= p[i] == '\n' && (i == 0 || p[i - 1] == '\n');
	return marks;
}

const char *
markdown_guard(const char *p, size_t n)
{
	struct md_guard g = { .p = p, .n = n };
	const char *eol;
	size_t i, end;

	if (n > MARKS_MAX && count_marks(p, n) > MARKS_MAX)
		return "more than 650,000 marks and lines in Markdown";

	for (i = 0; i < n && g.gap == NULL; i = end + 1) {
		eol = memchr(p + i, '\n', n - i);
		end = eol == NULL ? n : (size_t)(eol - p);
		guard_line(&g, i, end);
	}
	guard_block_end(&g, n);
	if (g.gap == NULL && g.declarations > DECLARATIONS_MAX)
		return "more than 100 declarations of HTML in Markdown";
	if (g.gap == NULL && g.definition > 0 &&
	    g.brackets > DEFINITIONS_MAX / g.definition)
		return "definitions of links too large for their uses";
	return g.gap;
}

/* Measured: a mark takes as long as eight bytes of HTML, two bytes of words as
 * one, and so do eight steps of a walk. */
size_t
markdown_cost(const char *p, size_t n)
{
	struct md_guard g = { .p = p, .n = n };
	const char *eol;
	size_t i, end;

	for (i = 0; i < n && g.gap == NULL; i = end + 1) {
		eol = memchr(p + i, '\n', n - i);
		end = eol == NULL ? n : (size_t)(eol - p);
		guard_line(&g, i, end);
	}
	guard_block_end(&g, n);
	return n / 2 + 8 * count_marks(p, n) + g.walks / 8;
}
