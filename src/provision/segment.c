#include "provision/segment.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "crypto/sha256.h"

#include "provision_in.h"

/*
 * Ceilings.  A heading stands in a path with at most so many bytes; a path
 * has six levels of headings and one of paragraphs that act as such.
 */
#define TITLE_BYTES_MAX 200
#define LEVELS 7

/* A short paragraph that acts as a heading has at most so many words. */
#define PLAIN_HEADING_WORDS 12
/* A line with a date and at most so many words says little but the date. */
#define DATE_LINE_WORDS 10

struct cut {
	const struct page *p;
	struct arena *a;
	struct clause *list;
	size_t n;
	const char *titles[LEVELS]; /* of the headings above, by level */
	const char *title, *path; /* for the next clause */
	unsigned ordinal;
	int titled; /* the page's own title was passed */
	int below_heading; /* nothing yet since the last heading */
};

static size_t
block_len(const struct cut *c, size_t i)
{
	return c->p->blocks[i].end - c->p->blocks[i].start;
}

static const char *
block_text(const struct cut *c, size_t i)
{
	return c->p->text + c->p->blocks[i].start;
}

/* One line of the text, blanks for what else parts words. */
static const char *
one_line(struct arena *a, const char *s, size_t len)
{
	size_t n = utf8_cut(s, len, TITLE_BYTES_MAX), i;
	char *out = arena_strndup(a, s, n);

	for (i = 0; i < n; i++)
		if (out[i] == '\n' || out[i] == '\t')
			out[i] = ' ';
	return out;
}

/*
 * A page that begins with a heading of the first level begins with its own
 * title, which tells no place and stands in no path.
 */
static void
heading(struct cut *c, size_t i, unsigned level)
{
	size_t k;
	int own = !c->titled && level == 1;

	c->titled = 1;
	if (level < 1 || level > LEVELS)
		level = LEVELS;
	c->title = one_line(c->a, block_text(c, i), block_len(c, i));
	c->titles[level - 1] = own ? NULL : c->title;
	for (k = level; k < LEVELS; k++)
		c->titles[k] = NULL;
	c->ordinal = 0;
	c->below_heading = 1;
	c->path = "";
	for (k = 0; k < LEVELS; k++) {
		if (c->titles[k] == NULL)
			continue;
		c->path = c->path[0] == '\0'
		    ? c->titles[k]
		    : arena_fmt(c->a, "%s > %s", c->path, c->titles[k]);
	}
}

static int
is_date_line(const char *s, size_t len)
{
	struct date_found d;

	return words_count(s, len, DATE_LINE_WORDS + 1) <= DATE_LINE_WORDS &&
	    date_next(s, len, 0, &d);
}

/* What stands above the first heading is mostly the site's own furniture. */
static int
is_crumb(const struct cut *c, size_t i)
{
	const char *s = block_text(c, i);
	size_t len = block_len(c, i);
	size_t min = c->titled || words_end_sentence(s, len)
	    ? SEGMENT_WORDS
	    : SEGMENT_WORDS_TOP;

	return words_count(s, len, min) < min || is_date_line(s, len);
}

/* Letters of both cases occur: a line without small ones is set in capitals. */
static int
in_capitals(const char *s, size_t len)
{
	size_t i, big = 0;

	for (i = 0; i < len; i++) {
		if (s[i] >= 'a' && s[i] <= 'z')
			return 0;
		big += s[i] >= 'A' && s[i] <= 'Z';
	}
	return big >= 4;
}

/* A paragraph that is a heading in all but its mark-up. */
static int
is_plain_heading(const struct cut *c, size_t i)
{
	const char *s = block_text(c, i);
	size_t len = block_len(c, i), num;

	if (i + 1 == c->p->n_blocks ||
	    c->p->blocks[i + 1].kind == BLOCK_HEADING ||
	    len > TITLE_BYTES_MAX || words_end_sentence(s, len) ||
	    words_count(s, len, PLAIN_HEADING_WORDS + 1) >
		PLAIN_HEADING_WORDS ||
	    is_date_line(s, len))
		return 0;
	num = words_enumerator(s, len);
	if (num > 0)
		return words_count(s + num, len - num, 1) > 0;
	return in_capitals(s, len) && words_count(s, len, 2) == 2;
}

static int
clause(struct cut *c, size_t from, size_t to, struct fault *f)
{
	const struct block *b = c->p->blocks;
	struct clause *x;

	c->list = arena_more(c->a, c->list, c->n, sizeof(*c->list));
	x = &c->list[c->n];
	memset(x, 0, sizeof(*x));
	x->first_block = from;
	x->n_blocks = to - from;
	x->start = b[from].start;
	x->end = b[to - 1].end;
	x->title = c->title != NULL
	    ? c->title
	    : one_line(c->a, block_text(c, from),
		  utf8_cut(block_text(c, from), block_len(c, from), 60));
	x->path = c->path;
	x->ordinal = ++c->ordinal;
	if (sha256_of(c->p->text + x->start, x->end - x->start, &x->sha, f) !=
	    0)
		return -1;
	c->n++;
	return 0;
}

/* Bytes of the text from one block's start to another's end. */
static size_t
span(const struct cut *c, size_t from, size_t to)
{
	return c->p->blocks[to - 1].end - c->p->blocks[from].start;
}

/* The end of the outermost item or row that begins at i. */
static size_t
unit_end(const struct cut *c, size_t i, size_t to, unsigned level)
{
	const struct block *b = c->p->blocks;

	for (i++; i < to; i++)
		if (b[i].kind == BLOCK_ROW ||
		    (b[i].kind == BLOCK_ITEM && b[i].level <= level))
			break;
	return i;
}

/* The outermost items or rows of a run, and what they are like. */
struct units {
	unsigned level; /* of the outermost items */
	size_t n, bytes; /* items or rows, the introduction apart */
	size_t whole; /* that are sentences of their own */
};

/* "… ;" and "… , and" go on with the sentence that introduced them. */
static int
is_whole(const struct cut *c, size_t from, size_t to)
{
	const char *s = block_text(c, to - 1);
	size_t len = block_len(c, to - 1);

	if (c->p->blocks[from].kind == BLOCK_ROW)
		return 1;
	return words_end_sentence(s, len) && s[len - 1] != ';' &&
	    s[len - 1] != ':' && s[len - 1] != ',';
}

/* The units of a run, behind its introduction. */
static void
count_units(const struct cut *c, size_t from, size_t to, struct units *u)
{
	const struct block *b = c->p->blocks;
	size_t i, end;

	*u = (struct units){ .level = (unsigned)-1 };
	for (i = from; i < to; i++)
		if (b[i].kind == BLOCK_ITEM && b[i].level < u->level)
			u->level = b[i].level;
	for (i = from; i < to; i = end) {
		end = unit_end(c, i, to, u->level);
		u->n++;
		u->bytes += span(c, i, end);
		u->whole += is_whole(c, i, end) ? 1 : 0;
	}
}

/* Are the units clauses in themselves? */
static int
is_each(const struct units *u)
{
	return u->n >= 2 && u->bytes / u->n >= SEGMENT_OWN_BYTES &&
	    2 * u->whole > u->n;
}

/* The head of a table goes with its first row. */
static int
is_head(const struct cut *c, size_t i)
{
	return c->p->blocks[i].kind == BLOCK_ROW && i + 1 < c->p->n_blocks &&
	    c->p->blocks[i + 1].kind == BLOCK_ROW &&
	    c->p->blocks[i + 1].head_row == i;
}

/* Does an item say so little that it acts as a heading of those in it? */
static int
is_item_heading(const struct cut *c, size_t i)
{
	const char *s = block_text(c, i);
	size_t len = block_len(c, i);

	return !words_end_sentence(s, len) &&
	    words_count(s, len, PLAIN_HEADING_WORDS + 1) <= PLAIN_HEADING_WORDS;
}

/* A run while it is cut: [open, i) is the clause that is being gathered. */
struct run {
	size_t open, i, to;
	unsigned level;
	int each, intro;
	const char *title, *path; /* to go back to, or NULL */
	unsigned ordinal;
};

/* Lists in lists in lists: deeper ones stay whole. */
#define RUNS 8

static void
run_begin(const struct cut *c, size_t from, size_t to, int intro, struct run *r)
{
	struct units u;

	count_units(c, from + (intro ? 1 : 0), to, &u);
	*r = (struct run){ .open = from,
		.i = from + (intro ? 1 : 0),
		.to = to,
		.level = u.level,
		.each = is_each(&u),
		.intro = intro };
}

/*
 * A unit that has units of its own which are clauses: because it is too long,
 * or because it only heads them.
 */
static int
is_nest(const struct cut *c, size_t i, size_t end, struct run *r)
{
	if (end - i < 3 || c->p->blocks[i].kind != BLOCK_ITEM)
		return 0;
	run_begin(c, i, end, 1, r);
	return span(c, i, end) > SEGMENT_BYTES ||
	    (r->each && is_item_heading(c, i));
}

/* Is the clause being gathered to end before the unit [r->i, end)? */
static int
is_cut(const struct cut *c, const struct run *r, size_t end)
{
	if (r->open == r->i)
		return 0;
	if (!r->each)
		return span(c, r->open, end) > SEGMENT_BYTES;
	if (r->i == r->open + 1 && is_head(c, r->open))
		return 0;
	/* An introduction stands alone, a short first item does not. */
	return span(c, r->i, end) >= SEGMENT_SHORT_BYTES &&
	    (r->intro || span(c, r->open, r->i) >= SEGMENT_SHORT_BYTES);
}

/* Enter a nest: what heads it is the title of what stands in it. */
static void
enter(struct cut *c, struct run *r, size_t i)
{
	if (!is_item_heading(c, i))
		return;
	r->title = c->title;
	r->path = c->path;
	r->ordinal = c->ordinal;
	c->title = one_line(c->a, block_text(c, i), block_len(c, i));
	c->path = c->path[0] == '\0'
	    ? c->title
	    : arena_fmt(c->a, "%s > %s", c->path, c->title);
	c->ordinal = 0;
	r->intro = 0;
}

static void
leave(struct cut *c, const struct run *r)
{
	if (r->path == NULL)
		return;
	c->title = r->title;
	c->path = r->path;
	c->ordinal = r->ordinal;
}

/*
 * Cut a run at its outermost items or rows.  Each is a clause if they are
 * clauses in themselves, else as many as fit go together.
 */
static int
cut_run(struct cut *c, const struct run *first, struct fault *f)
{
	struct run stack[RUNS], *r, inner;
	size_t n = 1, end;

	stack[0] = *first;
	while (n > 0) {
		r = &stack[n - 1];
		end =
		    r->i == r->to ? r->to : unit_end(c, r->i, r->to, r->level);
		if (r->open < r->i &&
		    (r->i == r->to || is_cut(c, r, end) ||
			(n < RUNS && is_nest(c, r->i, end, &inner)))) {
			if (clause(c, r->open, r->i, f) != 0)
				return -1;
			r->open = r->i;
			r->intro = 0;
		}
		if (r->i == r->to) {
			leave(c, r);
			n--;
			continue;
		}
		if (n < RUNS && is_nest(c, r->i, end, &inner)) {
			enter(c, &inner, r->i);
			r->open = r->i = end;
			stack[n++] = inner;
			continue;
		}
		r->i = end;
	}
	return 0;
}

/* Is this a list of crumbs that nothing introduces: a menu? */
static int
is_menu(const struct cut *c, size_t from, size_t to)
{
	size_t i;

	if (c->below_heading)
		return 0;
	for (i = from; i < to; i++)
		if (words_end_sentence(block_text(c, i), block_len(c, i)) ||
		    !is_crumb(c, i))
			return 0;
	return 1;
}

/* The first block behind the run of items, or of rows, that begins at i. */
static size_t
run_end(const struct cut *c, size_t i)
{
	const struct block *b = c->p->blocks;
	enum block_kind kind = b[i].kind;

	while (i < c->p->n_blocks && b[i].kind == kind)
		i++;
	return i;
}

/* Lettered paragraphs behind an introduction are its items. */
static size_t
lettered_end(const struct cut *c, size_t i)
{
	const struct block *b = c->p->blocks;

	while (i < c->p->n_blocks && b[i].kind == BLOCK_PARAGRAPH &&
	    words_enumerator(block_text(c, i), block_len(c, i)) > 0 &&
	    !is_plain_heading(c, i))
		i++;
	return i;
}

/* The first block behind the run that begins with paragraph i. */
static size_t
paragraph_run(const struct cut *c, size_t i)
{
	const struct block *b = c->p->blocks;
	size_t len = block_len(c, i), next = i + 1;

	if (next == c->p->n_blocks || b[next].kind == BLOCK_HEADING)
		return next;
	if (b[next].kind != BLOCK_PARAGRAPH)
		return run_end(c, next);
	if (len > 0 && block_text(c, i)[len - 1] == ':')
		return lettered_end(c, next);
	return next;
}

/* One run of blocks, with all that belongs to it. */
static int
cut_blocks(struct cut *c, size_t from, size_t to, struct fault *f)
{
	int intro = c->p->blocks[from].kind == BLOCK_PARAGRAPH;
	int menu = !intro && is_menu(c, from, to);
	struct run r;

	c->below_heading = 0;
	if (menu || (to - from == 1 && is_crumb(c, from)))
		return 0;
	if (to - from == 1)
		return clause(c, from, to, f);
	run_begin(c, from, to, intro, &r);
	if (!r.each && span(c, from, to) <= SEGMENT_BYTES)
		return clause(c, from, to, f);
	return cut_run(c, &r, f);
}

int
segment_page(const struct page *p, struct arena *a, struct clause **out,
    size_t *n, struct fault *f)
{
	struct cut c = { .p = p, .a = a, .path = "" };
	const struct block *b = p->blocks;
	size_t i, end;

	for (i = 0; i < p->n_blocks; i = end) {
		end = i + 1;
		if (b[i].kind == BLOCK_HEADING) {
			heading(&c, i, b[i].level);
			continue;
		}
		if (b[i].kind == BLOCK_PARAGRAPH && is_plain_heading(&c, i)) {
			heading(&c, i, LEVELS);
			continue;
		}
		end = b[i].kind == BLOCK_PARAGRAPH ? paragraph_run(&c, i)
						   : run_end(&c, i);
		if (cut_blocks(&c, i, end, f) != 0)
			return -1;
	}
	*out = c.list;
	*n = c.n;
	return 0;
}
