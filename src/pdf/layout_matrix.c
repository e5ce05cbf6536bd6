#include <string.h>

#include "layout_in.h"

#define KEY_TO_TOP 14.0
#define COLUMN 17.5
#define COLUMNS_WIDTH 210.0
#define HEADING_X 90.0
#define HEADING_GAP 8.0
#define HEAD_HEIGHT 32.0
#define GROUP_HEIGHT 16.0
#define ROW 14.0
#define ROW_BASE 9.9
#define LINE 10.5
#define SQUARE 4.2
/* Rows under one heading that may be parted only where there are more. */
#define BLOCK_WHOLE 8

/* Columns of one exposure, under one head. */
struct group {
	enum exposure exposure;
	size_t first, n;
	double x, width;
};

/* The columns that stand side by side on one page. */
struct band {
	size_t first, n;
	struct group groups[3];
	size_t n_groups;
	double x; /* of the first column */
};

/* Rows that share a heading. */
struct block {
	size_t first, n;
	struct set *heading;
	double row; /* height of each of its rows */
	bool group; /* a group head stands above it */
	bool last; /* of its group */
};

struct matrix_set {
	struct band *bands;
	size_t n_bands;
	struct block *blocks;
	size_t n_blocks;
	double heading; /* width */
};

/* ---- Setting ---- */

static double
group_width(struct layout *l, enum exposure e, size_t n)
{
	const double words =
	    pen_width(l, e == EXPOSURE_HIGH ? LOOK_LABEL_BOLD : LOOK_LABEL_INK,
		exposure_title(e)) +
	    3 * (SQUARE + 1.4) + 3.2 + 8;
	const double columns = COLUMN * (double)n;

	return words > columns ? words : columns;
}

static double
band_width(struct layout *l, struct band *b)
{
	double w = 0;
	size_t i;

	for (i = 0; i < b->n_groups; i++) {
		b->groups[i].width =
		    group_width(l, b->groups[i].exposure, b->groups[i].n);
		w += b->groups[i].width;
	}
	return w;
}

/* The band with one more column; false, and as it was, if it gets too wide. */
static bool
band_add(struct layout *l, struct band *b, enum exposure e)
{
	struct band next = *b;
	struct group *g =
	    next.n_groups == 0 ? NULL : &next.groups[next.n_groups - 1];

	if (g == NULL || g->exposure != e) {
		if (next.n_groups == 3)
			return false;
		g = &next.groups[next.n_groups++];
		*g = (struct group){ .exposure = e,
			.first = next.first + next.n };
	}
	g->n++;
	next.n++;
	if (band_width(l, &next) > COLUMNS_WIDTH + 0.01 && b->n > 0)
		return false;
	(void)band_width(l, &next);
	*b = next;
	return true;
}

static void
bands_set(struct layout *l, const struct doc_matrix *m, struct matrix_set *s)
{
	struct band b = { 0 };
	double x;
	size_t i, k;

	for (i = 0; i <= m->n_columns; i++) {
		if (i < m->n_columns && band_add(l, &b, m->exposures[i]))
			continue;
		if (b.n > 0) {
			x = l->g.xr - band_width(l, &b);
			b.x = x;
			for (k = 0; k < b.n_groups; k++) {
				b.groups[k].x = x;
				x += b.groups[k].width;
			}
			s->bands = arena_more(
			    &l->arena, s->bands, s->n_bands, sizeof(b));
			s->bands[s->n_bands++] = b;
		}
		if (i == m->n_columns)
			break;
		memset(&b, 0, sizeof(b));
		b.first = i;
		(void)band_add(l, &b, m->exposures[i]);
	}
}

static bool
same(const char *a, const char *b)
{
	return strcmp(a == NULL ? "" : a, b == NULL ? "" : b) == 0;
}

static void
blocks_set(struct layout *l, const struct doc_matrix *m, struct matrix_set *s)
{
	const struct doc_matrix_row *r = m->rows;
	const struct para_form form = { .measure = s->heading };
	struct piece p;
	size_t i, n;
	double h;

	for (i = 0; i < m->n_rows; i += n) {
		struct block b = { .first = i };

		for (n = 1;
		     i + n < m->n_rows && same(r[i + n].group, r[i].group) &&
		     same(r[i + n].heading, r[i].heading);
		     n++)
			;
		b.n = n;
		p = piece_of(r[i].heading == NULL ? "" : r[i].heading,
		    r[i].heading_ours ? LOOK_TABLE : LOOK_TABLE_QUOTE,
		    r[i].heading_ours);
		if (!r[i].heading_ours)
			p.type.size = look_of(LOOK_TABLE).type.size;
		b.heading = set_pieces(l, &p, 1, LINE, &form);
		h = (set_height(b.heading) + LINE + 3.5) / (double)n;
		b.row = h > ROW ? h : ROW;
		b.group = i == 0 || !same(r[i - 1].group, r[i].group);
		b.last =
		    i + n == m->n_rows || !same(r[i + n].group, r[i].group);
		s->blocks =
		    arena_more(&l->arena, s->blocks, s->n_blocks, sizeof(b));
		s->blocks[s->n_blocks++] = b;
	}
}

static void *
matrix_set(struct layout *l, const struct doc_el *e)
{
	const struct doc_matrix *m = &e->u.matrix;
	struct matrix_set *s = arena_new(&l->arena, 1, sizeof(*s));
	size_t i;

	s->heading = FULL_WIDTH - COLUMNS_WIDTH - HEADING_X - HEADING_GAP;
	bands_set(l, m, s);
	/* With one narrow band the headings have what it leaves. */
	for (i = 0; i < s->n_bands && s->n_bands == 1; i++)
		s->heading = s->bands[i].x - l->g.x0 - HEADING_X - HEADING_GAP;
	blocks_set(l, m, s);
	return s;
}

static double
block_height(const struct block *b)
{
	return (b->group ? GROUP_HEIGHT : 0) + b->row * (double)b->n;
}

static double
matrix_need(struct layout *l, const struct doc_el *e, void *set)
{
	const struct matrix_set *s = set;

	(void)l;
	(void)e;
	return KEY_TO_TOP + HEAD_HEIGHT +
	    (s->n_blocks > 0 && s->blocks[0].n <= BLOCK_WHOLE
		    ? block_height(&s->blocks[0])
		    : GROUP_HEIGHT + 2 * ROW);
}

/* ---- Drawing ---- */

static double
column_x(const struct band *b, size_t column)
{
	size_t i;

	for (i = b->n_groups; i-- > 1;)
		if (column >= b->groups[i].first)
			break;
	return b->groups[i].x + COLUMN * (double)(column - b->groups[i].first);
}

/* The sign of a cell; x is the middle of its column. */
static void
sign_draw(struct layout *l, enum matrix_cell cell, double x, double y)
{
	switch (cell) {
	case MATRIX_SAME:
		canvas_rect(l->canvas, x - 2.75, y - 5.7, 5.5, 5.5, INK_INK);
		break;
	case MATRIX_BEARS:
		canvas_frame(
		    l->canvas, x - 2.4, y - 5.35, 4.8, 4.8, 0.7, INK_INK);
		break;
	case MATRIX_NONE:
		canvas_rect(l->canvas, x - 0.35, y - 3.2, 0.7, 0.7, INK_RULE);
		break;
	}
}

static void
key_draw(struct layout *l, double y)
{
	double x = l->g.x2;

	if (!l->wet)
		return;
	canvas_open(l->canvas, TAG_P, NULL);
	sign_draw(l, MATRIX_SAME, x + 2.75, y);
	x = pen_text(l, x + 11, y, LOOK_TABLE, "regulates the same act ");
	sign_draw(l, MATRIX_BEARS, x + 18.8, y);
	x = pen_text(l, x + 27, y, LOOK_TABLE, "bears on it ");
	sign_draw(l, MATRIX_NONE, x + 18.3, y);
	pen_text(l, x + 25, y, LOOK_TABLE, "no link found");
	canvas_close(l->canvas);
}

static void
th_open(struct layout *l, bool again, int span, const char *actual,
    enum tag_scope scope)
{
	const struct tag_more more = {
		.scope = scope, .col_span = span, .actual = actual
	};

	if (!again)
		pen_open_as(l, TAG_TH, &more);
}

static void
th_close(struct layout *l, bool again)
{
	if (!again)
		pen_close(l);
}

static void
groups_head(struct layout *l, const struct band *b, double top, bool again)
{
	size_t i;

	for (i = 0; i < b->n_groups; i++) {
		const struct group *g = &b->groups[i];

		th_open(l, again, (int)g->n, NULL, SCOPE_COLUMN);
		pen_exposure(
		    l, g->x + 3, top + 12, g->exposure, LOOK_LABEL_INK, SQUARE);
		th_close(l, again);
	}
}

static void
columns_head(struct layout *l, const struct doc_matrix *m, const struct band *b,
    double top, bool again)
{
	size_t i;

	th_open(l, again, 1, NULL, SCOPE_COLUMN);
	pen_text(l, l->g.x0, top + 26.5, LOOK_TH, "Article");
	th_close(l, again);
	th_open(l, again, 1, NULL, SCOPE_COLUMN);
	pen_text(l, l->g.x0 + HEADING_X, top + 26.5, LOOK_TH, "Heading");
	th_close(l, again);
	for (i = b->first; i < b->first + b->n; i++) {
		th_open(l, again, 1, arena_fmt(&l->arena, "P-%s", m->labels[i]),
		    SCOPE_COLUMN);
		pen_text_center(l, column_x(b, i), COLUMN, top + 26.5, LOOK_TH,
		    m->labels[i]);
		th_close(l, again);
	}
}

static void
head_draw(struct layout *l, const struct doc_matrix *m, const struct band *b,
    double top, bool again)
{
	size_t i;

	pen_rule(l, l->g.x0, l->g.xr, top, 0.7, INK_INK);
	if (again)
		pen_artifact(l);
	else
		pen_open(l, TAG_TR);
	th_open(l, again, 2, NULL, SCOPE_COLUMN);
	th_close(l, again);
	groups_head(l, b, top, again);
	if (!again) {
		pen_close(l);
		pen_open(l, TAG_TR);
	}
	columns_head(l, m, b, top, again);
	if (again)
		pen_artifact_end(l);
	else
		pen_close(l);
	for (i = 0; i < b->n_groups; i++)
		pen_rule(l, b->groups[i].x + 3,
		    b->groups[i].x + b->groups[i].width - 3, top + 16, 0.35,
		    INK_INK);
	pen_artifact(l);
	pen_text_right(l, b->x, top + 26.5, LOOK_TH, "P-");
	pen_artifact_end(l);
	pen_rule(l, l->g.x0, l->g.xr, top + HEAD_HEIGHT, 0.35, INK_INK);
}

static void
group_draw(struct layout *l, const struct band *b, const char *name, double y)
{
	pen_open(l, TAG_TR);
	th_open(l, false, (int)b->n + 2, NULL, SCOPE_ROW);
	pen_text(l, l->g.x0, y + 12, LOOK_LABEL_BOLD, name);
	th_close(l, false);
	pen_close(l);
	pen_rule(l, l->g.x0, l->g.xr, y + GROUP_HEIGHT, 0.25, INK_RULE);
}

static void
cells_draw(struct layout *l, const struct doc_matrix_row *r,
    const struct band *b, double y)
{
	static const char *const words[] = {
		[MATRIX_NONE] = "none found",
		[MATRIX_BEARS] = "bears on it",
		[MATRIX_SAME] = "same act",
	};
	struct tag_more more = { .actual = NULL };
	size_t i;

	for (i = b->first; i < b->first + b->n; i++) {
		more.actual = words[r->cells[i]];
		canvas_open(l->canvas, TAG_TD, &more);
		sign_draw(l, r->cells[i], column_x(b, i) + COLUMN / 2, y);
		canvas_close(l->canvas);
	}
}

/* A row of a block; its heading stands with the first on each page. */
static void
row_draw(struct layout *l, const struct doc_matrix_row *r, const struct band *b,
    const struct block *k, bool heading, double y)
{
	if (!l->wet)
		return;
	canvas_open(l->canvas, TAG_TR, NULL);
	th_open(l, false, 1, NULL, SCOPE_ROW);
	pen_text(l, l->g.x0, y + ROW_BASE, LOOK_TABLE, r->article);
	th_close(l, false);
	canvas_open(l->canvas, TAG_TD, NULL);
	if (heading)
		set_draw(l, k->heading, 0, set_lines(k->heading),
		    l->g.x0 + HEADING_X, y + ROW_BASE);
	canvas_close(l->canvas);
	cells_draw(l, r, b, y + ROW_BASE);
	canvas_close(l->canvas);
}

static void
rows_rule(struct layout *l, const struct band *b, const struct block *k,
    bool inside, double y)
{
	if (inside) {
		pen_rule(
		    l, l->g.x0, l->g.x0 + HEADING_X - 6, y, 0.25, INK_FAINT);
		pen_rule(l, b->x, l->g.xr, y, 0.25, INK_FAINT);
	} else {
		pen_rule(l, l->g.x0, l->g.xr, y, k->last ? 0.35 : 0.25,
		    k->last ? INK_INK : INK_RULE);
	}
}

/* How many rows of the block go on this page. */
static size_t
block_take(struct layout *l, const struct block *k, size_t from, double y,
    double after)
{
	const double limit = l->g.bottom + ROW - ROW_BASE;
	const double head = k->group && from == 0 ? GROUP_HEIGHT : 0;
	const double words = set_height(k->heading) + LINE + 3.5;
	const size_t left = k->n - from;
	size_t n;

	if (y + head + k->row * (double)left + after <= limit)
		return left;
	if (k->n <= BLOCK_WHOLE)
		return 0;
	for (n = 0; n < left && y + head + k->row * (double)(n + 1) <= limit;
	     n++)
		;
	n = layout_split(left, n == left ? n - 1 : n);
	/* Each part is as high as its heading. */
	return k->row * (double)n < words ? 0 : n;
}

static double
matrix_turn(struct layout *l, const struct doc_matrix *m, const struct band *b,
    bool again)
{
	double y;

	layout_next_page(l);
	pen_artifact(l);
	pen_text(l, l->g.x0, l->at.y, LOOK_LABEL,
	    again ? "Regulatory matrix, continued"
		  : "Regulatory matrix, further provisions");
	pen_artifact_end(l);
	y = l->at.y + 12.5;
	head_draw(l, m, b, y, again);
	return y + HEAD_HEIGHT;
}

static double
block_draw(struct layout *l, const struct doc_matrix *m, const struct band *b,
    const struct block *k, size_t from, size_t n, double y)
{
	size_t i;

	if (k->group && from == 0) {
		group_draw(l, b, m->rows[k->first].group, y);
		y += GROUP_HEIGHT;
	}
	for (i = from; i < from + n; i++) {
		row_draw(l, &m->rows[k->first + i], b, k, i == from, y);
		y += k->row;
		rows_rule(l, b, k, i + 1 < from + n, y);
	}
	return y;
}

static double
band_draw(struct layout *l, const struct doc_matrix *m,
    const struct matrix_set *s, const struct band *b, double y)
{
	const double note = b == &s->bands[s->n_bands - 1] ? l->note : 0;
	size_t i, from, n;
	bool fresh = false;

	for (i = 0; i < s->n_blocks; i++) {
		const struct block *k = &s->blocks[i];

		for (from = 0; from < k->n; from += n) {
			n = block_take(
			    l, k, from, y, i + 1 == s->n_blocks ? note : 0);
			if (n == 0 && fresh)
				n = k->n - from;
			if (n == 0) {
				y = matrix_turn(l, m, b, true);
				fresh = true;
				continue;
			}
			y = block_draw(l, m, b, k, from, n, y);
			fresh = false;
		}
	}
	return y;
}

static void
matrix_draw(struct layout *l, const struct doc_el *e, void *set)
{
	const struct doc_matrix *m = &e->u.matrix;
	const struct matrix_set *s = set;
	double y = l->at.y;
	size_t i;

	key_draw(l, y);
	y += KEY_TO_TOP;
	for (i = 0; i < s->n_bands; i++) {
		pen_open(l, TAG_TABLE);
		if (i == 0) {
			head_draw(l, m, &s->bands[i], y, false);
			y += HEAD_HEIGHT;
		} else {
			y = matrix_turn(l, m, &s->bands[i], false);
		}
		y = band_draw(l, m, s, &s->bands[i], y);
		pen_close(l);
	}
	l->at.y = y;
}

const struct layout_ops layout_ops_matrix = { ROLE_MATRIX, FLOOR_RULE,
	matrix_set, matrix_need, matrix_draw, false, true };
