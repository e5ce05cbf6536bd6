#include <string.h>

#include "layout_in.h"

/* A row up to this many lines is never split. */
#define ROW_WHOLE 8
/* A quote in a cell is split only where no page could hold it. */
#define ROW_WHOLE_QUOTE 56
#define GAP 9.0
#define GAP_RIGHT 14.0
#define GAP_LEAST 4.0

struct table_row {
	struct cell_set *cells;
	size_t lines;
	bool quote;
};

struct table_set {
	double x, width, pad, foot;
	double *at, *widths; /* of each column, its gap taken off */
	struct set **heads; /* NULL: no head row */
	size_t head_lines;
	struct table_row *rows;
};

/* ---- Setting ---- */

static double
column_gap(struct layout *l, const struct doc_table *t, size_t i)
{
	const struct doc_column *c = &t->columns[i];
	double room;

	if (i + 1 == t->n_columns)
		return 0;
	if (c->gap > 0)
		return c->gap;
	if (c->align == ALIGN_LEFT)
		return GAP;
	/* The head must stand inside its column. */
	room = c->width - pen_width(l, LOOK_TH, c->head == NULL ? "" : c->head);
	return room > GAP_RIGHT ? GAP_RIGHT
	    : room < GAP_LEAST  ? GAP_LEAST
				: room;
}

static void
columns_set(struct layout *l, const struct doc_table *t, struct table_set *s)
{
	size_t i;

	s->at = arena_new(&l->arena, t->n_columns, sizeof(*s->at));
	s->widths = arena_new(&l->arena, t->n_columns, sizeof(*s->widths));
	s->x = t->wide ? l->g.x0 : l->g.x2;
	for (i = 0; i < t->n_columns; i++) {
		s->at[i] = s->x + s->width;
		s->widths[i] = t->columns[i].width - column_gap(l, t, i);
		s->width += t->columns[i].width;
	}
}

static void
heads_set(struct layout *l, const struct doc_table *t, struct table_set *s)
{
	struct para_form form = { .whole_words = true };
	struct piece p;
	size_t i;

	if (t->no_head)
		return;
	s->heads = arena_new(&l->arena, t->n_columns, sizeof(struct set *));
	s->head_lines = 1;
	for (i = 0; i < t->n_columns; i++) {
		const char *head = t->columns[i].head;

		p = piece_of(head == NULL ? "" : head, LOOK_TH, true);
		form.measure = s->widths[i];
		s->heads[i] = set_pieces(l, &p, 1, TABLE_LEAD, &form);
		if (set_lines(s->heads[i]) > s->head_lines)
			s->head_lines = set_lines(s->heads[i]);
	}
}

static void
row_set(
    struct layout *l, const struct doc_table *t, struct table_set *s, size_t r)
{
	struct table_row *row = &s->rows[r];
	const bool bold = t->total && r + 1 == t->n_rows;
	size_t i;

	row->cells = arena_new(&l->arena, t->n_columns, sizeof(*row->cells));
	row->lines = 1;
	for (i = 0; i < t->n_columns; i++)
		cell_set(l, &t->cells[r * t->n_columns + i], &t->columns[i],
		    s->widths[i], bold, &row->cells[i]);
	cell_join_marks(l, row->cells, s->at, t->n_columns);
	for (i = 0; i < t->n_columns; i++) {
		row->quote = row->quote || row->cells[i].quote != NULL;
		if (row->cells[i].n > row->lines)
			row->lines = row->cells[i].n;
	}
	if (t->row_marks != NULL && t->row_marks[2 * r + 1] != NULL &&
	    row->lines < 2)
		row->lines = 2;
}

static void *
table_set(struct layout *l, const struct doc_el *e)
{
	const struct doc_table *t = &e->u.table;
	struct table_set *s = arena_new(&l->arena, 1, sizeof(*s));
	size_t r;

	s->pad = t->dense ? 10.2 : 12;
	s->foot = t->dense ? 3.8 : 5.5;
	columns_set(l, t, s);
	heads_set(l, t, s);
	s->rows = arena_new(&l->arena, t->n_rows, sizeof(*s->rows));
	for (r = 0; r < t->n_rows; r++)
		row_set(l, t, s, r);
	return s;
}

/* ---- Heights ---- */

static double
lines_height(const struct table_set *s, size_t lines)
{
	return s->pad + s->foot + TABLE_LEAD * (double)(lines - 1);
}

static double
head_height(const struct table_set *s)
{
	return s->heads == NULL ? 0 : lines_height(s, s->head_lines);
}

static bool
row_splits(const struct table_row *row)
{
	return row->lines > (row->quote ? ROW_WHOLE_QUOTE : ROW_WHOLE);
}

static double
table_need(struct layout *l, const struct doc_el *e, void *set)
{
	const struct doc_table *t = &e->u.table;
	const struct table_set *s = set;
	double h = head_height(s);
	size_t r;

	for (r = 0; r < t->n_rows && r < 2; r++) {
		if (row_splits(&s->rows[r])) {
			h += lines_height(s, 2);
			break;
		}
		h += lines_height(s, s->rows[r].lines);
	}
	if (t->n_rows <= 2)
		h += l->note;
	return h - s->pad - s->foot;
}

/* ---- Drawing ---- */

/* The way down a table: y is the rule above the next row. */
struct table_pen {
	const struct doc_table *t;
	const struct table_set *s;
	double y;
};

static void
head_draw(struct layout *l, struct table_pen *p, bool again)
{
	const struct table_set *s = p->s;
	const struct doc_table *t = p->t;
	const struct tag_more more = { .scope = SCOPE_COLUMN };
	size_t i, n;
	double y;

	if (!t->no_head)
		pen_rule(l, s->x, s->x + s->width, p->y, t->act ? 1.4 : 0.7,
		    INK_INK);
	if (s->heads == NULL)
		return;
	if (again)
		pen_artifact(l);
	else
		pen_open(l, TAG_TR);
	for (i = 0; i < t->n_columns; i++) {
		n = set_lines(s->heads[i]);
		y = p->y + s->pad + TABLE_LEAD * (double)(s->head_lines - n);
		if (!again)
			pen_open_as(l, TAG_TH, &more);
		if (t->columns[i].align == ALIGN_RIGHT)
			set_draw_right(
			    l, s->heads[i], 0, n, s->at[i], s->widths[i], y);
		else
			set_draw(l, s->heads[i], 0, n, s->at[i], y);
		if (!again)
			pen_close(l);
	}
	if (again)
		pen_artifact_end(l);
	else
		pen_close(l);
	p->y += head_height(s);
	pen_rule(l, s->x, s->x + s->width, p->y, 0.35, INK_INK);
}

static void
row_marks_draw(struct layout *l, const struct table_pen *p, size_t r)
{
	size_t i;

	if (p->t->row_marks == NULL)
		return;
	for (i = 0; i < 2; i++)
		if (p->t->row_marks[2 * r + i] != NULL)
			pen_mark(l, l->g.x1,
			    p->y + p->s->pad + TABLE_LEAD * (double)i,
			    p->t->row_marks[2 * r + i]);
}

/* Lines [from, to) of row r, and the rule below them. */
static void
row_draw(struct layout *l, struct table_pen *p, size_t r, size_t from,
    size_t to, bool last)
{
	const struct table_set *s = p->s;
	struct table_row *row = &s->rows[r];
	struct tag_more head = { .scope = SCOPE_ROW };
	size_t i;

	if (from == 0)
		pen_open(l, TAG_TR);
	for (i = 0; i < p->t->n_columns; i++) {
		struct cell_set *c = &row->cells[i];

		if (from > 0)
			pen_resume(l, c->td);
		else if (i == 0 && p->t->no_head)
			pen_open_as(l, TAG_TH, &head);
		else
			pen_open(l, TAG_TD);
		c->td = from > 0 ? c->td : pen_here(l);
		if (i == 0 && from == 0)
			row_marks_draw(l, p, r);
		cell_draw(l, c, from, to, s->at[i], s->widths[i],
		    p->t->columns[i].align == ALIGN_RIGHT, p->y + s->pad);
		pen_close(l);
	}
	if (from == 0)
		pen_close(l);
	p->y += lines_height(s, to - from);
	pen_rule(l, s->x, s->x + s->width, p->y, last ? 0.35 : 0.25, INK_RULE);
}

/* The next page: the table's name where it goes on, and its head again. */
static void
table_turn(struct layout *l, struct table_pen *p)
{
	const char *title = p->t->title;

	layout_next_page(l);
	p->y = l->at.y - p->s->pad;
	if (title != NULL && title[0] != '\0') {
		const struct set *s =
		    set_string(l, arena_fmt(&l->arena, "%s, continued", title),
			LOOK_LABEL, p->t->wide ? FULL_WIDTH : SIDE_WIDTH);

		pen_artifact(l);
		set_draw(l, s, 0, set_lines(s), l->g.x0, l->at.y);
		pen_artifact_end(l);
		if (p->t->wide)
			p->y = l->at.y + 12.5;
	}
	head_draw(l, p, true);
}

/* Whole rows from r on that end above the foot of the page. */
static size_t
rows_fit(
    const struct layout *l, const struct table_pen *p, size_t r, double *bottom)
{
	double y = p->y, next;
	size_t n;

	for (n = 0; r + n < p->t->n_rows; n++) {
		next = y + lines_height(p->s, p->s->rows[r + n].lines);
		if (next > l->g.bottom + p->s->foot + 0.01)
			break;
		y = next;
	}
	*bottom = y;
	return n;
}

/* How many whole rows go on this page: two at least on each side. */
static size_t
rows_take(struct layout *l, const struct table_pen *p, size_t r, bool fresh)
{
	const size_t left = p->t->n_rows - r;
	double bottom;
	size_t n = rows_fit(l, p, r, &bottom);

	if (n == left) {
		if (bottom + l->note <= l->g.bottom + 0.01)
			return n;
		/* The note goes with the last two rows. */
		return n > 2 ? n - 2 : fresh ? n : 0;
	}
	if (left - n == 1 && n > 2 && !row_splits(&p->s->rows[r + n]))
		n--;
	return n;
}

/* Row r does not fit whole: as much of it as may stand here. */
static size_t
row_part(struct layout *l, const struct table_pen *p, size_t r, size_t from,
    bool fresh)
{
	const struct table_row *row = &p->s->rows[r];
	const size_t left = row->lines - from;
	const size_t room = layout_room(l, p->y + p->s->pad, TABLE_LEAD);
	size_t n;

	if (!row_splits(row) && !fresh && from == 0)
		return 0;
	n = layout_split(left, room);
	return n > 0 || !fresh ? n : room > 0 ? room : 1;
}

static void
rows_draw(struct layout *l, struct table_pen *p)
{
	const size_t n = p->t->n_rows;
	size_t r = 0, from = 0, take, part;
	bool fresh = l->at.floor == FLOOR_TOP;

	while (r < n) {
		for (take = from > 0 ? 0 : rows_take(l, p, r, fresh); take > 0;
		     take--, r++, fresh = false)
			row_draw(l, p, r, 0, p->s->rows[r].lines,
			    take == 1 || r + 1 == n);
		if (r == n)
			break;
		part = row_part(l, p, r, from, fresh);
		if (part > 0) {
			row_draw(l, p, r, from, from + part, true);
			from += part;
			if (from == p->s->rows[r].lines) {
				from = 0;
				r++;
				fresh = false;
				continue;
			}
		}
		table_turn(l, p);
		fresh = true;
	}
}

static void
table_draw(struct layout *l, const struct doc_el *e, void *set)
{
	struct table_pen p = { .t = &e->u.table, .s = set };

	p.y = l->at.y - p.s->pad;
	if (p.t->n_columns == 0)
		return;
	pen_open(l, TAG_TABLE);
	head_draw(l, &p, false);
	rows_draw(l, &p);
	pen_close(l);
	l->at.y = p.y;
}

const struct layout_ops layout_ops_table = { ROLE_TABLE, FLOOR_RULE, table_set,
	table_need, table_draw, false, false };
