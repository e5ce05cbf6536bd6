#include <string.h>

#include "base/mem.h"
#include "text/token.h"
#include "text_in.h"

/*
 * Before the parser: one pass over the page's tokens that keeps from it what
 * would cost time without a word of text (the bodies of scripts, styles and
 * templates, drawings), and refuses pages that are made to hurt.
 *
 * The parser changes the way it reads bytes with the element it stands in,
 * and foreign elements, <select> and <frameset> make that depend on the whole
 * tree.  So that this pass never disagrees with it about where a tag is,
 * these are taken out of play: a drawing keeps its <svg> and loses what is in
 * it, other foreign elements get a name that means nothing, and in <select>
 * what the parser would ignore does not reach it.
 */

/* Ten times the largest of 145 real captures, which has 8,706 tags. */
#define TAGS_MAX 100000

/* As deep as browsers go before they flatten; real pages stay below 60. */
#define DEPTH_MAX 512

/* The parser compares every attribute of a tag with all before it. */
#define ATTRS_MAX 500

/* Each further <html> or <body> adds its attributes to the first. */
#define ROOTS_MAX 20

struct sift {
	struct bytes b;
	size_t i;
	char *out;
	size_t o;
	const char *gap;
	size_t n_tags, n_roots;
	size_t ahead; /* bytes read twice to look for the end of drawings */
	size_t template; /* depth of templates; nothing is written within */
	bool in_select;
	uint16_t stack[DEPTH_MAX]; /* open elements: a place in tags, or
				      above tag_count a number made of the name */
	size_t depth;
};

static void
put(struct sift *s, const char *p, size_t n)
{
	if (s->template > 0)
		return;
	memcpy(s->out + s->o, p, n);
	s->o += n;
}

/*
 * In place of what is taken out: the shortest comment, so that a "<" before it
 * and a word after it never make a tag.
 */
static void
put_gone(struct sift *s)
{
	put(s, "<!>", 3);
}

/*
 * Where the drawing ends whose start tag is t, or 0 where it is left open or
 * holds what a page would hold, so that it must be read as such.
 */
static size_t
drawing_end(struct sift *s, const struct token *t)
{
	const char *in = s->b.p, *lt;
	struct token u;
	size_t i = t->end, depth = 1;

	if (s->ahead > 4 * s->b.n)
		return 0;
	while (i < s->b.n && (lt = memchr(in + i, '<', s->b.n - i)) != NULL) {
		i = (size_t)(lt - in);
		if (token_starts(&s->b, i, "<!--")) {
			i = token_comment_end(&s->b, i);
			continue;
		}
		/*= HTML 13.2.5.42: in a drawing this is text up to "]]>" */
		if (token_starts(&s->b, i, "<![cdata[")) {
			i = token_cdata_end(&s->b, i);
			continue;
		}
		if (i + 2 >= s->b.n ||
		    !token_is_letter(
			in[i + 1] == '/' ? in[i + 2] : in[i + 1])) {
			i++;
			continue;
		}
		if (!token_read(&s->b, i, &u))
			break;
		if (u.tag != NULL && u.tag->flags & TAG_HTML)
			break;
		i = u.end;
		if (strcmp(u.name, "svg") != 0 || u.self_closing)
			continue;
		depth = u.closing ? depth - 1 : depth + 1;
		if (depth == 0) {
			s->ahead += i - t->end;
			return i;
		}
	}
	s->ahead += i - t->end;
	return 0;
}

static uint16_t
stack_id(const struct token *t)
{
	uint32_t hash = 0;
	size_t i;

	if (t->tag != NULL)
		return (uint16_t)tag_index(t->tag);
	for (i = 0; t->name[i] != '\0'; i++)
		hash = hash * 31 + (unsigned char)t->name[i];
	return (uint16_t)(tag_count + hash % 60000);
}

static unsigned
stack_flags(const struct sift *s, size_t d)
{
	return s->stack[d] < tag_count ? tag_at(s->stack[d])->flags : 0;
}

/* How far down an element of the stack a tag looks for its like. */
enum reach {
	TO_BARRIER, /* "in scope" */
	TO_TABLE,
	TO_SPECIAL, /* to any element with rules */
	TO_FIRM, /* the same, but not <div>, <p>, <address> */
};

static bool
stack_stops(const struct sift *s, size_t d, enum reach reach)
{
	unsigned flags = stack_flags(s, d);
	bool special = (flags & (TAG_BLOCK | TAG_BARRIER | TAG_TABLE)) != 0;
	bool barrier = (flags & TAG_BARRIER) != 0;

	switch (reach) {
	case TO_BARRIER:
		return barrier;
	case TO_TABLE:
		return barrier && (flags & TAG_BLOCK) != 0;
	case TO_SPECIAL:
		return special;
	case TO_FIRM:
		return special && (flags & TAG_LOOSE) == 0;
	}
	return true;
}

/* The place of the newest element of that kind within reach, or DEPTH_MAX. */
static size_t
stack_find(const struct sift *s, uint16_t id, enum reach reach)
{
	size_t d;

	for (d = s->depth; d-- > 0;) {
		if (s->stack[d] == id)
			return d;
		if (stack_stops(s, d, reach))
			break;
	}
	return DEPTH_MAX;
}

static void
stack_remove(struct sift *s, size_t at)
{
	memmove(&s->stack[at], &s->stack[at + 1],
	    (s->depth - at - 1) * sizeof(s->stack[0]));
	s->depth--;
}

static bool
is_heading(const char *name)
{
	return name[0] == 'h' && name[1] >= '1' && name[1] <= '6' &&
	    name[2] == '\0';
}

/* What a start tag closes before it opens its own element. */
static void
stack_close_implied(struct sift *s, const struct token *t)
{
	unsigned flags = t->tag == NULL ? 0 : t->tag->flags;
	size_t at = DEPTH_MAX;

	if (flags & TAG_BLOCK) {
		at = stack_find(
		    s, (uint16_t)tag_index(tag_find("p")), TO_BARRIER);
		s->depth = at < DEPTH_MAX ? at : s->depth;
		if (s->depth > 0 && is_heading(t->name) &&
		    s->stack[s->depth - 1] < tag_count &&
		    is_heading(tag_at(s->stack[s->depth - 1])->name))
			s->depth--;
	}
	if (flags & TAG_ITEM) {
		at = stack_find(
		    s, stack_id(t), flags & TAG_TABLE ? TO_TABLE : TO_FIRM);
		s->depth = at < DEPTH_MAX ? at : s->depth;
	}
	if (strcmp(t->name, "a") == 0 || strcmp(t->name, "nobr") == 0) {
		at = stack_find(s, stack_id(t), TO_BARRIER);
		if (at < DEPTH_MAX)
			stack_remove(s, at);
	}
}

/*
 * How deep the tree grows: a stack of what is open, which follows the rules
 * that real pages lean on (end tags left out) and no others.  What it does
 * not see through is bounded by TAGS_MAX and by the parser's memory.
 */
static void
stack_start(struct sift *s, const struct token *t)
{
	stack_close_implied(s, t);
	if (t->tag != NULL && t->tag->flags & (TAG_VOID | TAG_DROP))
		return;
	if (s->depth == DEPTH_MAX) {
		s->gap = "nested too deep: more than 512 open elements";
		return;
	}
	s->stack[s->depth++] = stack_id(t);
}

static void
stack_end(struct sift *s, const struct token *t)
{
	unsigned flags = t->tag == NULL ? 0 : t->tag->flags;
	enum reach reach = TO_SPECIAL;
	size_t at, d;

	if (flags & TAG_TABLE || strcmp(t->name, "table") == 0)
		reach = TO_TABLE;
	else if (flags & (TAG_BLOCK | TAG_FORMAT | TAG_BARRIER | TAG_ITEM))
		reach = TO_BARRIER;
	at = stack_find(s, stack_id(t), reach);
	if (at == DEPTH_MAX)
		return;
	/* Formatting ends and the blocks in it go on. */
	if (flags & TAG_FORMAT)
		for (d = at + 1; d < s->depth; d++)
			if (stack_flags(s, d) & TAG_BLOCK) {
				stack_remove(s, at);
				return;
			}
	s->depth = at;
}

/* A tag with "-x" after its name, which makes it an element without rules. */
static void
put_renamed(struct sift *s, const struct token *t)
{
	put(s, s->b.p + t->start, t->name_end - t->start);
	put(s, "-x", 2);
	put(s, s->b.p + t->name_end, t->end - t->name_end);
}

/* The start tag t of an element whose content is read in a way of its own. */
static void
sift_raw(struct sift *s, const struct token *t)
{
	size_t end;

	if (strcmp(t->name, "plaintext") == 0)
		end = s->b.n;
	else if (strcmp(t->name, "script") == 0)
		end = token_script_end(&s->b, t->end);
	else
		end = token_raw_end(&s->b, t->end, t->name);
	put(s, s->b.p + t->start, t->end - t->start);
	if (t->tag->flags & TAG_RAW)
		put(s, s->b.p + t->end, end - t->end);
	s->i = end;
}

/*
 * In <select> the parser ignores most tags.  True if t is one of those that
 * it must not see, since ignoring it here and there is not the same.
 */
static bool
sift_select(struct sift *s, const struct token *t)
{
	static const char *const ends[] = { "input", "keygen", "textarea",
		"select", "table" };
	size_t i;
	unsigned flags = t->tag == NULL ? 0 : t->tag->flags;

	if (flags & TAG_TABLE || strcmp(t->name, "table") == 0) {
		/* In a table it ends the <select>, elsewhere not. */
		put(s, "</select>", 9);
		s->in_select = false;
		return false;
	}
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (strcmp(t->name, ends[i]) == 0) {
			s->in_select =
			    t->closing && strcmp(t->name, "select") != 0;
			return false;
		}
	return (flags & (TAG_RAW | TAG_DROP)) != 0 &&
	    strcmp(t->name, "script") != 0;
}

static void
sift_start(struct sift *s, const struct token *t)
{
	unsigned flags = t->tag == NULL ? 0 : t->tag->flags;
	size_t end;

	s->i = t->end;
	if (++s->n_tags > TAGS_MAX)
		s->gap = "more than 100,000 tags";
	if (t->n_attrs > ATTRS_MAX)
		s->gap = "a tag with more than 500 attributes";
	if (flags & TAG_ROOT && ++s->n_roots > ROOTS_MAX)
		s->gap = "more than 20 <html> or <body> tags";
	if (s->in_select && sift_select(s, t)) {
		put_gone(s);
		return;
	}
	if (flags & (TAG_RAW | TAG_DROP)) {
		sift_raw(s, t);
		return;
	}
	if (strcmp(t->name, "template") == 0) {
		if (s->in_select)
			put(s, "</select>", 9);
		s->in_select = false;
		put(s, s->b.p + t->start, t->end - t->start);
		s->template ++;
		return;
	}
	if (flags & TAG_RENAME) {
		end = strcmp(t->name, "svg") != 0 ? 0
		    : t->self_closing             ? t->end
						  : drawing_end(s, t);
		if (end == 0) {
			put_renamed(s, t);
			stack_start(s, t);
			return;
		}
		put(s, s->b.p + t->start, t->end - t->start);
		if (!t->self_closing)
			put(s, "</svg>", 6);
		s->i = end;
		return;
	}
	if (strcmp(t->name, "select") == 0)
		s->in_select = true;
	put(s, s->b.p + t->start, t->end - t->start);
	if (s->template == 0)
		stack_start(s, t);
}

static void
sift_end(struct sift *s, const struct token *t)
{
	s->i = t->end;
	if (s->in_select && sift_select(s, t)) {
		put_gone(s);
		return;
	}
	if (strcmp(t->name, "template") == 0) {
		s->in_select = false;
		s->template -= s->template > 0;
		put(s, s->b.p + t->start, t->end - t->start);
		return;
	}
	if (t->tag != NULL && t->tag->flags & TAG_RENAME)
		put_renamed(s, t);
	else
		put(s, s->b.p + t->start, t->end - t->start);
	if (s->template == 0)
		stack_end(s, t);
}

/* What begins with "<" at s->i and is no tag: comments and their like. */
static void
sift_other(struct sift *s)
{
	const char *end;
	size_t from = s->i;

	if (token_starts(&s->b, from, "<!--")) {
		s->i = token_comment_end(&s->b, from);
		put_gone(s);
		return;
	}
	if (from + 1 < s->b.n &&
	    (s->b.p[from + 1] == '!' || s->b.p[from + 1] == '?' ||
		(s->b.p[from + 1] == '/' && from + 2 < s->b.n))) {
		end = memchr(s->b.p + from, '>', s->b.n - from);
		s->i = end == NULL ? s->b.n : (size_t)(end - s->b.p) + 1;
		put(s, s->b.p + from, s->i - from);
		return;
	}
	put(s, "<", 1);
	s->i++;
}

char *
sift_html(const char *in, size_t n, size_t *len, const char **gap)
{
	struct sift s = { .b = { in, n } };
	struct token t;
	const char *lt;
	size_t to;

	/* A tag may grow by "-x", a drawing or <select> by its end tag. */
	s.out = mem_grow(NULL, 4 * n + 1, 1);
	while (s.i < n && s.gap == NULL) {
		lt = memchr(in + s.i, '<', n - s.i);
		to = lt == NULL ? n : (size_t)(lt - in);
		put(&s, in + s.i, to - s.i);
		s.i = to;
		if (to + 1 >= n) {
			put(&s, in + to, n - to);
			break;
		}
		if (!token_is_letter(in[to + 1]) &&
		    !(in[to + 1] == '/' && to + 2 < n &&
			token_is_letter(in[to + 2]))) {
			sift_other(&s);
		} else if (!token_read(&s.b, to, &t)) {
			break;
		} else if (t.closing) {
			sift_end(&s, &t);
		} else {
			sift_start(&s, &t);
		}
	}
	*len = s.o;
	*gap = s.gap;
	return s.out;
}
