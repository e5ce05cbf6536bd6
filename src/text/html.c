#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "base/utf8.h"
#include "text/dom.h"
#include "text/normal.h"
#include "text/selector.h"
#include "text_in.h"

/* A cell of more text than this is a column of the page, not of a table. */
#define CELL_MAX 4000

/* An element that the walk stands in, and what it will be set back to. */
struct frame {
	uint32_t end;
	enum role role;
	const char *link;
	const char *marker;
	size_t item_blocks;
	unsigned heading;
	/* A list's own. */
	size_t outer_list;
	char type; /* '-', '1', 'a', 'A', 'i', 'I'; 0: no markers */
	int64_t number;
	/* A table's or a row's own. */
	bool data, header; /* data: of a row too; an item: in no list */
	size_t outer_table;
	size_t head_row, group;
	size_t n_cells;
};

#define NO_FRAME ((size_t)-1)

struct walk {
	struct flow *f;
	struct arena *arena; /* for markers and targets */
	const struct dom *d;
	const char *base;
	unsigned char *roles; /* by number of name */
	struct frame *frames;
	size_t n_frames;
	unsigned tight; /* depth of what holds one line: headings, rows */
	unsigned pre;
	unsigned heading; /* level of the one the walk is in, or 0 */
	unsigned depth; /* of lists */
	unsigned items; /* depth of items */
	size_t list, table, row; /* innermost, or NO_FRAME */
	size_t group;
	const char *marker; /* of the innermost item */
	size_t item_blocks; /* blocks made before that item */
	unsigned breaks; /* in a row, without words between */
};

static bool
is_named(const struct walk *w, const struct dom_node *e, const char *name)
{
	return strcmp(w->d->names[e->name], name) == 0;
}

static bool
attr_is(const struct dom_node *e, const char *name, const char *value)
{
	const char *v = dom_attr(e, name);

	return v != NULL && strcmp(v, value) == 0;
}

static enum role
role_of(const struct walk *w, const struct dom_node *e)
{
	enum role role = (enum role)w->roles[e->name];

	if ((role == ROLE_INLINE || role == ROLE_BLOCK) &&
	    attr_is(e, "role", "heading"))
		return ROLE_HEADING;
	return role;
}

/* Words stop here, unless the walk is in what holds one line. */
static void
boundary(struct walk *w)
{
	w->breaks = 0;
	if (w->tight > 0)
		flow_space(w->f);
	else
		flow_close(w->f);
}

/* The marker of the item, if none of its words have been set yet. */
static const char *
marker_due(const struct walk *w)
{
	return w->f->n_blocks == w->item_blocks ? w->marker : "";
}

/* Open the block that words at this place belong to. */
static void
open_here(struct walk *w)
{
	if (w->heading > 0) {
		flow_open(w->f, BLOCK_HEADING, w->heading, GROUP_NONE);
	} else if (w->items > 0) {
		flow_open(w->f, BLOCK_ITEM, w->depth, w->group);
		w->f->marker = marker_due(w);
	} else {
		flow_open(w->f, BLOCK_PARAGRAPH, 0, GROUP_NONE);
	}
}

/* Text of <pre>: an empty line ends a paragraph. */
static void
walk_pre(struct walk *w, const char *p, size_t n)
{
	const char *eol;
	size_t i, k;

	for (i = 0; i < n; i += k + 1) {
		eol = memchr(p + i, '\n', n - i);
		k = eol == NULL ? n - i : (size_t)(eol - (p + i));
		if (flow_has_words(p + i, k)) {
			if (!w->f->open)
				open_here(w);
			flow_words(w->f, p + i, k);
		} else if (i > 0 && eol != NULL) {
			boundary(w);
		}
		if (eol != NULL)
			flow_space(w->f);
	}
}

static void
walk_text(struct walk *w, const struct dom_node *t)
{
	struct flow *f = w->f;

	if (!flow_has_words(t->text, t->len)) {
		if (t->len > 0)
			flow_space(f);
		return;
	}
	w->breaks = 0;
	if (w->pre > 0 && w->tight == 0) {
		walk_pre(w, t->text, t->len);
		return;
	}
	if (!f->open)
		open_here(w);
	/* In a cell an item's marker is part of the words. */
	if (w->row != NO_FRAME && w->marker != NULL && *w->marker != '\0') {
		flow_space(f);
		flow_words(f, w->marker, strlen(w->marker));
		flow_space(f);
		w->marker = "";
	}
	flow_words(f, t->text, t->len);
}

static int64_t
attr_number(const struct dom_node *e, const char *name, int64_t fallback)
{
	const char *v = dom_attr(e, name);
	struct fault f;
	int64_t n;

	if (v == NULL || num_i64(v, -1000000, 1000000000, name, &n, &f) != 0)
		return fallback;
	return n;
}

/* How a list counts: by its type, or what its own style says. */
static char
list_type(const struct walk *w, const struct dom_node *e)
{
	static const struct {
		const char *style;
		char type;
	} styles[] = {
		{ "lower-alpha", 'a' },
		{ "lower-latin", 'a' },
		{ "upper-alpha", 'A' },
		{ "upper-latin", 'A' },
		{ "lower-roman", 'i' },
		{ "upper-roman", 'I' },
	};
	const char *style = dom_attr(e, "style"), *type;
	size_t i;

	if (!is_named(w, e, "ol"))
		return '-';
	if (style != NULL)
		for (i = 0; i < sizeof(styles) / sizeof(styles[0]); i++)
			if (strstr(style, styles[i].style) != NULL)
				return styles[i].type;
	type = dom_attr(e, "type");
	if (type != NULL && type[0] != '\0' && type[1] == '\0' &&
	    strchr("aAiI", type[0]) != NULL)
		return type[0];
	return '1';
}

static void
enter_list(struct walk *w, struct frame *fr, const struct dom_node *e)
{
	boundary(w);
	fr->outer_list = w->list;
	fr->type = list_type(w, e);
	fr->number = attr_number(e, "start", 1);
	w->list = w->n_frames;
	if (w->depth++ == 0)
		w->group = ++w->f->n_groups;
}

static void
enter_item(struct walk *w, struct frame *fr, const struct dom_node *e)
{
	struct frame *list = w->list == NO_FRAME ? NULL : &w->frames[w->list];

	boundary(w);
	w->items++;
	fr->marker = w->marker;
	fr->item_blocks = w->item_blocks;
	w->item_blocks = w->f->n_blocks;
	if (list == NULL) {
		fr->data = true; /* its own list */
		w->depth++;
		w->group = GROUP_LOOSE;
		w->marker = "-";
	} else if (list->type == '-') {
		w->marker = "-";
	} else {
		list->number = attr_number(e, "value", list->number);
		w->marker = marker_number(w->arena, list->number++, list->type);
	}
}

/*
 * True for a table that sets out data; else it sets out the page, and its
 * cells are blocks: it says so itself, holds headings or another table, has
 * one column, or a cell as long as a page.
 */
static bool
is_data_table(const struct walk *w, uint32_t at)
{
	const struct dom_node *table = &w->d->nodes[at], *e;
	size_t cells = 0, columns = 0, cell_text = 0;
	enum role role;
	uint32_t i;

	if (w->tight > 0 || attr_is(table, "role", "presentation") ||
	    attr_is(table, "role", "none"))
		return false;
	for (i = at + 1; i < table->end; i++) {
		e = &w->d->nodes[i];
		role = role_of(w, e);
		if (e->name == DOM_TEXT)
			cell_text += e->len;
		else if (role == ROLE_TABLE || role == ROLE_HEADING)
			return false;
		else if (role == ROLE_ROW)
			cells = 0;
		else if (role == ROLE_CELL)
			cell_text = 0;
		if (role == ROLE_CELL && ++cells > columns)
			columns = cells;
		if (cell_text > CELL_MAX)
			return false;
	}
	return columns > 1;
}

/* True for a row of header cells: in <thead>, or two <th> and more. */
static bool
is_header_row(const struct walk *w, uint32_t at)
{
	const struct dom_node *row = &w->d->nodes[at], *e;
	size_t n = 0;
	uint32_t i;

	if (row->parent != DOM_NONE &&
	    is_named(w, &w->d->nodes[row->parent], "thead"))
		return true;
	for (i = at + 1; i < row->end; i = e->end) {
		e = &w->d->nodes[i];
		if (e->name == DOM_TEXT)
			continue;
		if (!is_named(w, e, "th"))
			return false;
		n++;
	}
	return n > 1;
}

static void
enter_row(struct walk *w, struct frame *fr, uint32_t at)
{
	struct frame *table =
	    w->table == NO_FRAME ? NULL : &w->frames[w->table];

	if (table == NULL || !table->data || w->row != NO_FRAME) {
		boundary(w);
		return;
	}
	fr->data = true;
	fr->header = is_header_row(w, at);
	flow_open(w->f, BLOCK_ROW, 0, table->group);
	w->f->head_row = fr->header ? BLOCK_NONE : table->head_row;
	w->row = w->n_frames;
	w->tight++;
	fr->marker = w->marker;
	w->marker = "";
}

static void
leave_row(struct walk *w, const struct frame *fr)
{
	size_t before = w->f->n_blocks;

	if (!fr->data) {
		boundary(w);
		return;
	}
	w->tight--;
	w->row = NO_FRAME;
	w->marker = fr->marker;
	flow_close(w->f);
	if (fr->header && w->f->n_blocks > before)
		w->frames[w->table].head_row = before;
}

static void
enter_link(struct walk *w, struct frame *fr, const struct dom_node *e)
{
	const char *href = dom_attr(e, "href");

	fr->link = w->f->link;
	if (href != NULL && *href != '\0')
		flow_link(w->f, link_resolve(w->arena, w->base, href));
}

static void
enter_break(struct walk *w)
{
	flow_space(w->f);
	if (++w->breaks > 1 && w->tight == 0)
		flow_close(w->f);
}

static unsigned
heading_level(const struct walk *w, const struct dom_node *e)
{
	const char *name = w->d->names[e->name];
	int64_t n;

	if (name[0] == 'h' && name[1] >= '1' && name[1] <= '6')
		return (unsigned)(name[1] - '0');
	n = attr_number(e, "aria-level", 2);
	return n < 1 ? 1 : n > 6 ? 6 : (unsigned)n;
}

static void
enter(struct walk *w, uint32_t at, enum role role)
{
	const struct dom_node *e = &w->d->nodes[at];
	struct frame *fr = &w->frames[w->n_frames];

	/* long: one case for each role */
	memset(fr, 0, sizeof(*fr));
	fr->end = e->end;
	fr->role = role;
	switch (role) {
	case ROLE_BLOCK:
		boundary(w);
		break;
	case ROLE_HEADING:
		boundary(w);
		fr->heading = w->heading;
		if (w->tight++ == 0)
			w->heading = heading_level(w, e);
		break;
	case ROLE_LIST:
		enter_list(w, fr, e);
		break;
	case ROLE_ITEM:
		enter_item(w, fr, e);
		break;
	case ROLE_TABLE:
		boundary(w);
		fr->outer_table = w->table;
		fr->data = is_data_table(w, at);
		fr->head_row = BLOCK_NONE;
		fr->group = ++w->f->n_groups;
		w->table = w->n_frames;
		break;
	case ROLE_ROW:
		enter_row(w, fr, at);
		break;
	case ROLE_CELL:
		if (w->row == NO_FRAME)
			boundary(w);
		else if (w->frames[w->row].n_cells++ > 0)
			flow_bar(w->f);
		w->breaks = 0;
		break;
	case ROLE_PRE:
		boundary(w);
		w->pre++;
		break;
	case ROLE_BOLD:
		w->f->bold++;
		break;
	case ROLE_LINK:
		enter_link(w, fr, e);
		break;
	case ROLE_BREAK:
		enter_break(w);
		break;
	case ROLE_INLINE:
	case ROLE_DROP:
		break;
	}
	w->n_frames++;
}

static void
leave(struct walk *w)
{
	struct frame *fr = &w->frames[--w->n_frames];

	switch (fr->role) {
	case ROLE_HEADING:
		w->tight--;
		boundary(w);
		w->heading = fr->heading;
		break;
	case ROLE_LIST:
		boundary(w);
		w->list = fr->outer_list;
		w->depth--;
		break;
	case ROLE_ITEM:
		boundary(w);
		w->marker = fr->marker;
		w->item_blocks = fr->item_blocks;
		w->depth -= fr->data;
		w->items--;
		break;
	case ROLE_TABLE:
		boundary(w);
		w->table = fr->outer_table;
		break;
	case ROLE_ROW:
		leave_row(w, fr);
		break;
	case ROLE_PRE:
		boundary(w);
		w->pre--;
		break;
	case ROLE_BOLD:
		w->f->bold--;
		break;
	case ROLE_LINK:
		flow_link(w->f, fr->link);
		break;
	case ROLE_BLOCK:
		boundary(w);
		break;
	case ROLE_CELL:
		if (w->row == NO_FRAME)
			boundary(w);
		break;
	case ROLE_BREAK:
	case ROLE_INLINE:
	case ROLE_DROP:
		break;
	}
}

/* Walk nodes from up to to. */
static void
walk(struct walk *w, uint32_t from, uint32_t to)
{
	const struct dom_node *e;
	enum role role;
	uint32_t i = from;

	while (i < to) {
		while (w->n_frames > 0 && w->frames[w->n_frames - 1].end <= i)
			leave(w);
		e = &w->d->nodes[i];
		if (e->name == DOM_TEXT) {
			walk_text(w, e);
			i++;
			continue;
		}
		role = role_of(w, e);
		if (role == ROLE_DROP) {
			i = e->end;
			continue;
		}
		enter(w, i, role);
		i++;
	}
	while (w->n_frames > 0)
		leave(w);
	boundary(w);
}

static void
walk_init(struct walk *w, struct flow *out, const struct dom *d)
{
	uint32_t i;

	memset(w, 0, sizeof(*w));
	w->f = out;
	w->arena = out->arena;
	w->d = d;
	w->roles = mem_new(d->n_names, 1);
	for (i = 1; i < d->n_names; i++)
		w->roles[i] = (unsigned char)role_by_name(d->names[i]);
	w->frames = mem_new((size_t)d->depth + 1, sizeof(*w->frames));
	w->list = w->table = w->row = NO_FRAME;
	w->marker = "";
}

/*
 * A range that begins within elements which it does not hold whole: these
 * stand open around what it takes, as far as it does not lie in them.
 */
static void
enter_above(struct walk *w, const struct selected *s)
{
	uint32_t *up = mem_new((size_t)w->d->depth + 1, sizeof(*up)), i;
	size_t n = 0;

	for (i = w->d->nodes[s->first].parent;
	     i != DOM_NONE && w->d->nodes[i].end < s->end;
	     i = w->d->nodes[i].parent)
		up[n++] = i;
	while (n-- > 0)
		enter(w, up[n], role_of(w, &w->d->nodes[up[n]]));
	free(up);
}

void
html_walk(struct flow *out, const struct dom *d, const char *base,
    const struct selected *list, size_t n)
{
	struct walk w;
	size_t i;

	walk_init(&w, out, d);
	w.base = base;
	for (i = 0; i < n; i++) {
		if (list[i].range)
			enter_above(&w, &list[i]);
		walk(&w, list[i].first, list[i].end);
	}
	free(w.roles);
	free(w.frames);
}
