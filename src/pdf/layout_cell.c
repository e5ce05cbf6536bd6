#include <string.h>

#include "layout_in.h"

#define EXPOSURE_SQUARE 4.2

static void
line_add(struct layout *l, struct cell_set *out, enum cell_line_kind kind,
    const struct set *set, size_t line)
{
	out->lines =
	    arena_more(&l->arena, out->lines, out->n, sizeof(*out->lines));
	out->lines[out->n++] = (struct cell_line){ kind, set, line };
}

static void
lines_add(struct layout *l, struct cell_set *out, const struct set *s)
{
	size_t i;

	for (i = 0; i < s->para.n_lines; i++)
		line_add(l, out, CELL_LINE_TEXT, s, i);
}

/* One paragraph; below an exposure mark what is grey is a source. */
static struct set *
para_of_cell(struct layout *l, const struct doc_text *t, bool below, bool bold,
    bool whole, double width)
{
	const bool grey = below && t->n == 1 && t->runs[0].style == RUN_GREY;
	const struct para_form form = { .measure = width,
		.whole_words = whole };

	return set_text_form(l, t,
	    bold       ? LOOK_TABLE_BOLD
		: grey ? LOOK_SOURCE
		       : LOOK_TABLE,
	    &form);
}

static struct set *
quote_of_cell(struct layout *l, const struct doc_cell *c, double width)
{
	const struct para_form form = { .measure = width };
	struct piece pieces[5], grey = piece_of("", LOOK_TABLE_GREY, false);
	size_t k = 0;

	if (c->cut_before) {
		grey.s = "[\xe2\x80\xa6] ";
		grey.n = strlen(grey.s);
		pieces[k++] = grey;
	}
	pieces[k++] = piece_of("\xe2\x80\x9c", LOOK_TABLE_QUOTE, false);
	pieces[k++] = piece_of(c->quote, LOOK_TABLE_QUOTE, false);
	pieces[k++] = piece_of("\xe2\x80\x9d", LOOK_TABLE_QUOTE, false);
	if (c->cut_after) {
		grey.s = " [\xe2\x80\xa6]";
		grey.n = strlen(grey.s);
		pieces[k++] = grey;
	}
	return set_pieces(l, pieces, k, TABLE_LEAD, &form);
}

void
cell_set(struct layout *l, const struct doc_cell *c,
    const struct doc_column *col, double width, bool bold, struct cell_set *out)
{
	const bool whole = col->align == ALIGN_RIGHT;
	size_t i;

	memset(out, 0, sizeof(*out));
	out->cell = c;
	if (c->kind == CELL_EXPOSURE)
		line_add(l, out, CELL_LINE_EXPOSURE, NULL, 0);
	if (c->kind == CELL_DIGEST && c->digest != NULL)
		for (i = 0; i < (c->digest_lines > 1 ? c->digest_lines : 1);
		     i++)
			line_add(l, out, CELL_LINE_DIGEST, NULL, i);
	for (i = 0; i < c->n_paras; i++)
		lines_add(l, out,
		    para_of_cell(l, &c->paras[i], c->kind == CELL_EXPOSURE,
			bold, whole, width));
	if (c->quote != NULL) {
		out->quote = quote_of_cell(l, c, width);
		lines_add(l, out, out->quote);
	}
	if (c->mark != NULL)
		line_add(l, out, CELL_LINE_MARK, NULL, 0);
}

void
cell_join_marks(
    struct layout *l, struct cell_set *row, const double *x, size_t n)
{
	size_t i, k;

	for (i = 0; i < n; i++) {
		const char *mark = row[i].cell->quote_mark;

		if (row[i].quote == NULL || mark == NULL)
			continue;
		for (k = 0; k < n; k++) {
			if (row[k].cell->mark == NULL ||
			    strcmp(row[k].cell->mark, mark) != 0)
				continue;
			row[i].mark_at = &row[k];
			row[i].mark_x = x[k];
			row[k].mark_elsewhere = k != i;
			break;
		}
		if (row[i].mark_at != NULL)
			continue;
		/* With no line of its own the mark stands above the words. */
		line_add(l, &row[i], CELL_LINE_MARK, NULL, 0);
		memmove(row[i].lines + 1, row[i].lines,
		    (row[i].n - 1) * sizeof(*row[i].lines));
		row[i].lines[0] = (struct cell_line){ CELL_LINE_MARK, NULL, 0 };
	}
}

/* ---- Drawing ---- */

static void
digest_draw(
    struct layout *l, const struct doc_cell *c, size_t part, double x, double y)
{
	const size_t all = strlen(c->digest);
	const size_t shown = c->digits < all ? c->digits : all;
	const size_t lines = c->digest_lines > 1 ? c->digest_lines : 1;
	const size_t per = shown / lines;
	struct tag_more more = { .actual = NULL };

	if (!l->wet)
		return;
	/* The whole of it is said with its first line. */
	if (part == 0)
		more.actual = arena_strndup(&l->arena, c->digest, shown);
	canvas_open(l->canvas, TAG_SPAN, part == 0 ? &more : NULL);
	for (; part < lines; part++) {
		pen_digits(l, x, y, LOOK_MONO, c->digest + part * per, per);
		y += TABLE_LEAD;
	}
	canvas_close(l->canvas);
}

/* The mark of a quote, where its row keeps a line for it. */
static void
quote_mark_draw(struct layout *l, const struct cell_set *c, size_t from,
    size_t to, double x, double y)
{
	const struct cell_set *at = c->mark_at == NULL ? c : c->mark_at;
	size_t i;

	for (i = 0; i < at->n; i++)
		if (at->lines[i].kind == CELL_LINE_MARK)
			break;
	/* A row cut above that line has its mark on the last line here. */
	i = i >= to ? to - 1 : i;
	i = i < from ? from : i;
	pen_mark(l, c->mark_at == NULL ? x : c->mark_x,
	    y + TABLE_LEAD * (double)(i - from), c->cell->quote_mark);
}

struct cell_pen {
	double x, width, y;
	bool right;
	size_t from, to; /* lines of the row that stand here */
};

static void
text_lines_draw(struct layout *l, const struct set *s, size_t line, size_t n,
    const struct cell_pen *p, double y)
{
	if (p->right)
		set_draw_right(l, s, line, n, p->x, p->width, y);
	else
		set_draw(l, s, line, n, p->x, y);
}

/* Lines [i, i + n) of the cell's quote, in one BlockQuote over all pages. */
static void
quote_lines_draw(struct layout *l, struct cell_set *c, size_t i, size_t n,
    const struct cell_pen *p, double y)
{
	const struct tag_more more = { .lang = c->cell->quote_lang };
	const size_t line = c->lines[i].line;

	if (line == 0) {
		pen_open_as(l, TAG_BLOCKQUOTE, &more);
		pen_open(l, TAG_P);
		c->quote_p = pen_here(l);
		if (c->cell->quote_mark != NULL)
			quote_mark_draw(l, c, p->from, p->to, p->x, p->y);
	} else {
		pen_resume(l, c->quote_p);
	}
	set_draw(l, c->quote, line, n, p->x, y);
	pen_close(l);
	if (line == 0)
		pen_close(l);
}

/* Lines of one set from i on, as one paragraph; gives how many. */
static size_t
text_draw(struct layout *l, struct cell_set *c, size_t i,
    const struct cell_pen *p, double y)
{
	const struct set *s = c->lines[i].set;
	const bool several = c->n > s->para.n_lines;
	size_t n = 1;

	while (i + n < p->to && i + n < c->n && c->lines[i + n].set == s)
		n++;
	if (s == c->quote) {
		quote_lines_draw(l, c, i, n, p, y);
		return n;
	}
	if (several)
		pen_open(l, TAG_P);
	text_lines_draw(l, s, c->lines[i].line, n, p, y);
	if (several)
		pen_close(l);
	return n;
}

static void
mark_draw(struct layout *l, const struct cell_set *c, double x, double y)
{
	/* With a quote in the row the mark is drawn there. */
	if (c->mark_elsewhere || c->quote != NULL || c->cell->mark == NULL)
		return;
	pen_open(l, TAG_P);
	pen_mark(l, x, y, c->cell->mark);
	pen_close(l);
}

void
cell_draw(struct layout *l, struct cell_set *c, size_t from, size_t to,
    double x, double width, bool right, double y)
{
	const struct cell_pen pen = { x, width, y, right, from, to };
	const size_t end = to < c->n ? to : c->n;
	size_t i = from;

	if (from == 0)
		layout_anchor(l, c->cell->anchor, y - 10);
	while (i < end) {
		const double at = y + TABLE_LEAD * (double)(i - from);

		switch (c->lines[i].kind) {
		case CELL_LINE_TEXT:
			i += text_draw(l, c, i, &pen, at);
			continue;
		case CELL_LINE_EXPOSURE:
			pen_open(l, TAG_P);
			pen_exposure(l, x, at, c->cell->exposure, LOOK_TABLE,
			    EXPOSURE_SQUARE);
			pen_close(l);
			break;
		case CELL_LINE_DIGEST:
			digest_draw(l, c->cell, c->lines[i].line, x, at);
			while (i + 1 < end &&
			    c->lines[i + 1].kind == CELL_LINE_DIGEST)
				i++;
			break;
		case CELL_LINE_MARK:
			mark_draw(l, c, x, at);
			break;
		}
		i++;
	}
}
