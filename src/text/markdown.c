#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>

#include "base/mem.h"
#include "text/token.h"
#include "text_in.h"

/* Each is read on its own; a thousand is more than any real document has. */
#define HTML_BLOCKS_MAX 1000

#define STAR MEND_STAR
#define UNDERSCORE MEND_UNDERSCORE

static int
md_is_escapable(char c)
{
	return c == STAR || c == UNDERSCORE || (c >= '!' && c <= '/') ||
	    (c >= ':' && c <= '@') || (c >= '[' && c <= '`') ||
	    (c >= '{' && c <= '~');
}

/* A list that the walk stands in, and its newest item. */
struct md_list {
	int number; /* of the next item; -1: bullets */
	char delim;
	const char *marker;
	size_t item_blocks; /* blocks made before that item */
};

struct md {
	struct flow *f;
	struct reading *r;
	struct md_list *lists; /* by depth */
	size_t depth, cap;
	size_t group, table_group;
	bool in_cell, line_start; /* before the first words of a line there */
	size_t head_row;
	size_t n_html;
};

/* What the parser left as it stood: code, tags.  Escapes stay escapes. */
static const char *
md_as_written(struct md *m, const char *s)
{
	char *copy;
	size_t i;

	if (strchr(s, STAR) == NULL && strchr(s, UNDERSCORE) == NULL)
		return s;
	copy = arena_strdup(m->r->scratch, s);
	for (i = 0; copy[i] != '\0'; i++) {
		if (copy[i] == STAR)
			copy[i] = '*';
		if (copy[i] == UNDERSCORE)
			copy[i] = '_';
	}
	return copy;
}

/* The target of a link, in which the escapes are meant. */
static const char *
md_target(struct md *m, const char *url)
{
	char *copy;
	size_t i, o = 0;

	if (strchr(url, '\\') == NULL)
		return link_resolve(m->f->arena, m->r->base, url);
	copy = arena_strdup(m->r->scratch, url);
	for (i = 0; copy[i] != '\0'; i++) {
		if (copy[i] == '\\' &&
		    (copy[i + 1] == STAR || copy[i + 1] == UNDERSCORE))
			continue;
		copy[o++] = copy[i] == STAR ? '*'
		    : copy[i] == UNDERSCORE ? '_'
					    : copy[i];
	}
	copy[o] = '\0';
	return link_resolve(m->f->arena, m->r->base, copy);
}

static void
md_open(struct md *m)
{
	struct md_list *l;

	m->line_start = false;
	if (m->depth == 0) {
		flow_open(m->f, BLOCK_PARAGRAPH, 0, GROUP_NONE);
		return;
	}
	l = &m->lists[m->depth - 1];
	flow_open(m->f, BLOCK_ITEM, (unsigned)m->depth, m->group);
	/* depth counts the lists. */
	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference) */
	if (m->f->n_blocks == l->item_blocks)
		m->f->marker = l->marker;
}

static bool
is_word_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z');
}

/*
 * True if the n asterisks or underscores at s + i are emphasis that was not
 * taken for such.  One asterisk may be a footnote's, four and more are a
 * line or a mask; an underscore within a word or alone is part of the text.
 */
static bool
is_left_over(const char *s, size_t i, size_t n)
{
	if (n > 3)
		return false;
	if (s[i] == '*' || n > 1)
		return n > 1;
	if (i > 0 && is_word_char(s[i - 1]) && is_word_char(s[i + 1]))
		return false;
	return !(i > 0 && s[i - 1] == ' ' && s[i + 1] == ' ');
}

/* Words, in which emphasis that was not taken for such is left out. */
static void
md_words(struct md *m, const char *s)
{
	size_t i, n;

	if (!m->f->open)
		md_open(m);
	/* An item of a list that was pressed into a cell. */
	if (m->line_start && s[0] == '*' && s[1] == ' ') {
		flow_words(m->f, "- ", 2);
		s++;
	}
	m->line_start = false;
	for (;;) {
		n = strcspn(s, "*_" MEND_BOTH);
		if (n > 0)
			flow_words(m->f, s, n);
		i = n;
		if (s[i] == '\0')
			return;
		if (s[i] == STAR || s[i] == UNDERSCORE) {
			flow_words(m->f, s[i] == STAR ? "*" : "_", 1);
			s += i + 1;
			continue;
		}
		n = strspn(s + i, s[i] == '*' ? "*" : "_");
		if (!is_left_over(s, i, n))
			flow_words(m->f, s + i, n);
		s += i + n;
	}
}

/* Elements that break no line; with those of token.h, all that HTML knows. */
static bool
is_html_name(const char *name)
{
	static const char *const inlines[] = { "abbr", "acronym", "audio",
		"bdi", "bdo", "blink", "canvas", "cite", "colgroup", "data",
		"datalist", "del", "dfn", "dialog", "image", "ins", "kbd",
		"label", "legend", "map", "meter", "noscript", "output",
		"picture", "progress", "q", "rb", "rp", "rt", "rtc", "samp",
		"search", "select", "slot", "template", "time", "video" };
	size_t i;

	if (tag_find(name) != NULL)
		return true;
	for (i = 0; i < sizeof(inlines) / sizeof(inlines[0]); i++)
		if (strcmp(inlines[i], name) == 0)
			return true;
	return false;
}

/*
 * The tag that s begins with, if any.  Writers of Markdown leave "<ID>" in a
 * text as it stands, so a tag that HTML does not know is words.
 */
static bool
md_tag(const char *s, struct token *t)
{
	struct bytes b = { s, strlen(s) };
	size_t letter = s[0] == '<' && s[1] == '/' ? 2 : 1;

	return s[0] == '<' && b.n > letter && token_is_letter(s[letter]) &&
	    token_read(&b, 0, t);
}

static void
md_html_inline(struct md *m, const char *s)
{
	struct token t;

	if (!md_tag(s, &t))
		return;
	if (!is_html_name(t.name)) {
		s = md_as_written(m, s);
		if (!m->f->open)
			md_open(m);
		flow_words(m->f, s, strlen(s));
	} else if (strcmp(t.name, "br") == 0 ||
	    (t.tag != NULL && t.tag->flags & TAG_BLOCK)) {
		flow_space(m->f);
		m->line_start = m->in_cell;
	}
}

static int
md_html_block(struct md *m, const char *s, struct fault *f)
{
	struct reading r = *m->r;
	struct token t;

	flow_close(m->f);
	s = md_as_written(m, s);
	if (md_tag(s, &t) && !is_html_name(t.name)) {
		md_open(m);
		flow_lines(m->f, s, strlen(s));
		flow_close(m->f);
		return 0;
	}
	if (++m->n_html > HTML_BLOCKS_MAX) {
		m->r->gap = "more than 1,000 blocks of HTML in Markdown";
		return 0;
	}
	r.p = s;
	r.n = strlen(s);
	r.select = r.remove = "";
	if (html_read(&r, m->f, f) != 0)
		return -1;
	m->r->gap = r.gap;
	flow_close(m->f);
	return 0;
}

static void
md_enter_list(struct md *m, cmark_node *n)
{
	struct md_list *l;

	flow_close(m->f);
	if (m->depth == m->cap) {
		m->cap = m->cap == 0 ? 16 : 2 * m->cap;
		m->lists = mem_grow(m->lists, m->cap, sizeof(*l));
	}
	if (m->depth == 0)
		m->group = ++m->f->n_groups;
	l = &m->lists[m->depth++];
	/* There is room for it since a moment ago. */
	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference) */
	l->number = cmark_node_get_list_type(n) == CMARK_ORDERED_LIST
	    ? cmark_node_get_list_start(n)
	    : -1;
	l->delim =
	    cmark_node_get_list_delim(n) == CMARK_PAREN_DELIM ? ')' : '.';
}

static void
md_enter_item(struct md *m)
{
	struct md_list *l = &m->lists[m->depth - 1];

	flow_close(m->f);
	/* An item stands in a list. */
	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference) */
	l->item_blocks = m->f->n_blocks;
	if (l->number < 0)
		l->marker = "-";
	else
		l->marker =
		    arena_fmt(m->f->arena, "%d%c", l->number++, l->delim);
}

/* A node of the table extension; the core does not name their types. */
static void
md_enter_table(struct md *m, cmark_node *n)
{
	const char *type = cmark_node_get_type_string(n);

	if (strcmp(type, "table") == 0) {
		flow_close(m->f);
		m->table_group = ++m->f->n_groups;
		m->head_row = BLOCK_NONE;
	} else if (strcmp(type, "table_cell") == 0) {
		if (cmark_node_previous(n) != NULL)
			flow_bar(m->f);
		m->line_start = true;
	} else {
		flow_open(m->f, BLOCK_ROW, 0, m->table_group);
		m->f->head_row = m->head_row;
		m->in_cell = true;
	}
}

static void
md_leave_table(struct md *m, cmark_node *n)
{
	const char *type = cmark_node_get_type_string(n);
	size_t before = m->f->n_blocks;

	if (strcmp(type, "table_header") != 0 && strcmp(type, "table_row") != 0)
		return;
	flow_close(m->f);
	m->in_cell = m->line_start = false;
	if (type[6] == 'h' && m->f->n_blocks > before)
		m->head_row = before;
}

/*
 * Set what begins with a node.  *below says whether to go on to its children.
 */
static int
md_enter(struct md *m, cmark_node *n, bool *below, struct fault *f)
{
	const char *s;

	/* long: one case for each type of node */
	*below = true;
	switch ((int)cmark_node_get_type(n)) {
	case CMARK_NODE_TEXT:
		md_words(m, cmark_node_get_literal(n));
		break;
	case CMARK_NODE_SOFTBREAK:
	case CMARK_NODE_LINEBREAK:
		flow_space(m->f);
		break;
	case CMARK_NODE_STRONG:
		m->f->bold++;
		break;
	case CMARK_NODE_LINK:
		flow_link(m->f, md_target(m, cmark_node_get_url(n)));
		break;
	case CMARK_NODE_IMAGE:
		*below = false;
		break;
	case CMARK_NODE_CODE:
		s = md_as_written(m, cmark_node_get_literal(n));
		if (!m->f->open)
			md_open(m);
		m->line_start = false;
		flow_words(m->f, s, strlen(s));
		break;
	case CMARK_NODE_HTML_INLINE:
		md_html_inline(m, cmark_node_get_literal(n));
		break;
	case CMARK_NODE_PARAGRAPH:
		md_open(m);
		break;
	case CMARK_NODE_HEADING:
		flow_open(m->f, BLOCK_HEADING,
		    (unsigned)cmark_node_get_heading_level(n), GROUP_NONE);
		break;
	case CMARK_NODE_LIST:
		md_enter_list(m, n);
		break;
	case CMARK_NODE_ITEM:
		md_enter_item(m);
		break;
	case CMARK_NODE_CODE_BLOCK:
		s = md_as_written(m, cmark_node_get_literal(n));
		md_open(m);
		flow_lines(m->f, s, strlen(s));
		flow_close(m->f);
		break;
	case CMARK_NODE_HTML_BLOCK:
		return md_html_block(m, cmark_node_get_literal(n), f);
	case CMARK_NODE_DOCUMENT:
	case CMARK_NODE_BLOCK_QUOTE:
	case CMARK_NODE_THEMATIC_BREAK:
	case CMARK_NODE_EMPH:
		break;
	default:
		md_enter_table(m, n);
		break;
	}
	return 0;
}

static void
md_leave(struct md *m, cmark_node *n)
{
	switch ((int)cmark_node_get_type(n)) {
	case CMARK_NODE_STRONG:
		m->f->bold--;
		break;
	case CMARK_NODE_LINK:
		flow_link(m->f, NULL);
		break;
	case CMARK_NODE_PARAGRAPH:
	case CMARK_NODE_HEADING:
		flow_close(m->f);
		break;
	case CMARK_NODE_LIST:
		m->depth--;
		break;
	case CMARK_NODE_TEXT:
	case CMARK_NODE_SOFTBREAK:
	case CMARK_NODE_LINEBREAK:
	case CMARK_NODE_IMAGE:
	case CMARK_NODE_CODE:
	case CMARK_NODE_HTML_INLINE:
	case CMARK_NODE_ITEM:
	case CMARK_NODE_CODE_BLOCK:
	case CMARK_NODE_HTML_BLOCK:
	case CMARK_NODE_DOCUMENT:
	case CMARK_NODE_BLOCK_QUOTE:
	case CMARK_NODE_THEMATIC_BREAK:
	case CMARK_NODE_EMPH:
		break;
	default:
		md_leave_table(m, n);
		break;
	}
}

static int
md_walk(struct md *m, cmark_node *root, struct fault *f)
{
	cmark_node *n = root, *next;
	bool below;

	for (;;) {
		if (md_enter(m, n, &below, f) != 0)
			return -1;
		if (m->r->gap != NULL)
			return 0;
		next = below ? cmark_node_first_child(n) : NULL;
		if (next != NULL) {
			n = next;
			continue;
		}
		for (;;) {
			md_leave(m, n);
			if (n == root)
				return 0;
			next = cmark_node_next(n);
			if (next != NULL)
				break;
			n = cmark_node_parent(n);
		}
		n = next;
	}
}

static pthread_once_t md_once = PTHREAD_ONCE_INIT;

int
markdown_read(struct reading *r, struct flow *out, struct fault *f)
{
	static cmark_mem memory = { pool_take, pool_more, pool_give_back };
	struct md m = { .f = out, .r = r, .head_row = BLOCK_NONE };
	struct pool pool = { NULL, NULL, NULL, NULL };
	cmark_syntax_extension *table;
	cmark_parser *parser;
	const char *p;
	size_t n;
	int rc;

	r->lang = "";
	if ((r->gap = markdown_guard(r->p, r->n)) != NULL)
		return 0;
	flow_reserve(out, r->n);
	p = markdown_mend(r, &n);
	pool_use(&pool);
	/* Its own "once" is not one where two threads begin together. */
	(void)pthread_once(
	    &md_once, cmark_gfm_core_extensions_ensure_registered);
	table = cmark_find_syntax_extension("table");
	parser = cmark_parser_new_with_mem(CMARK_OPT_DEFAULT, &memory);
	cmark_parser_set_backslash_ispunct_func(parser, md_is_escapable);
	if (table != NULL)
		(void)cmark_parser_attach_syntax_extension(parser, table);
	cmark_parser_feed(parser, p, n);
	rc = md_walk(&m, cmark_parser_finish(parser), f);
	pool_use(NULL);
	pool_free(&pool);
	flow_close(out);
	free(m.lists);
	return rc;
}
