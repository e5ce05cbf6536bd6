#include <string.h>

#include "layout_in.h"

/* Two columns of this width, so far apart. */
#define COLUMN 242.0
#define COLUMN_STEP 258.0
#define BEGINS_X 22.0
#define BEGINS_WIDTH 158.0
#define SOURCE_X 182.0
#define SOURCE_WIDTH 44.0
#define HEAD 10.2 /* below the top rule */
#define HEAD_RULE 13.9
#define FIRST_ROW 22.6
#define ROW 10.5
#define ROW_RULE 3.3 /* below the row's baseline */

/* "established, rule 21" is shown as "rule 21": the sheet has the rest. */
static const char *
source_of(const char *s)
{
	static const char *const confidences[] = { "established, ",
		"supported, ", "tentative, " };
	size_t i;

	for (i = 0; i < 3; i++)
		if (strncmp(s, confidences[i], strlen(confidences[i])) == 0)
			return s + strlen(confidences[i]);
	return s;
}

struct index_row {
	const char *begins, *source;
	enum look_name look;
};

static void *
index_set(struct layout *l, const struct doc_el *e)
{
	const struct doc_index *d = &e->u.index;
	struct index_row *rows = arena_new(&l->arena, d->n, sizeof(*rows));
	size_t i;

	for (i = 0; i < d->n; i++) {
		rows[i].look =
		    d->rows[i].mark[0] == 'Q' ? LOOK_INDEX_QUOTE : LOOK_INDEX;
		rows[i].begins =
		    pen_begin(l, d->rows[i].begins, rows[i].look, BEGINS_WIDTH);
		rows[i].source = pen_begin(l, source_of(d->rows[i].source),
		    LOOK_INDEX_GREY, SOURCE_WIDTH);
	}
	return rows;
}

static double
index_need(struct layout *l, const struct doc_el *e, void *set)
{
	(void)l;
	(void)set;
	return FIRST_ROW - HEAD + (e->u.index.n > 2 ? ROW : 0);
}

static void
head_cell(struct layout *l, double x, double y, const char *words, bool again,
    bool right)
{
	const struct tag_more column = { .scope = SCOPE_COLUMN };

	if (!again)
		pen_open_as(l, TAG_TH, &column);
	if (right)
		pen_text_right(l, x, y, LOOK_INDEX_HEAD, words);
	else
		pen_text(l, x, y, LOOK_INDEX_HEAD, words);
	if (!again)
		pen_close(l);
}

static void
head_draw(struct layout *l, double x, double top, bool again)
{
	pen_rule(l, x, x + COLUMN, top, 0.7, INK_INK);
	if (again)
		pen_artifact(l);
	else
		pen_open(l, TAG_TR);
	head_cell(l, x, top + HEAD, "Mark", again, false);
	head_cell(l, x + BEGINS_X, top + HEAD, "Begins", again, false);
	head_cell(l, x + SOURCE_X, top + HEAD, "Source", again, false);
	head_cell(l, x + COLUMN, top + HEAD, "Page", again, true);
	if (again)
		pen_artifact_end(l);
	else
		pen_close(l);
	pen_rule(l, x, x + COLUMN, top + HEAD_RULE, 0.35, INK_INK);
}

static void
row_draw(struct layout *l, const struct doc_index_row *d,
    const struct index_row *row, double x, double y)
{
	const char *anchor = arena_fmt(&l->arena, "st:%s", d->mark);
	double end;

	layout_anchor(l, arena_fmt(&l->arena, "ix:%s", d->mark), y - 10);
	if (!l->wet)
		return;
	canvas_open(l->canvas, TAG_TR, NULL);
	canvas_open(l->canvas, TAG_TD, NULL);
	canvas_open(l->canvas, TAG_LINK, NULL);
	end = pen_text(l, x, y, LOOK_INDEX_MARK, d->mark);
	canvas_link(l->canvas, x, y - 7.5, end - x, 10, anchor,
	    arena_fmt(&l->arena, "Statement %s", d->mark));
	canvas_close(l->canvas);
	canvas_close(l->canvas);
	canvas_open(l->canvas, TAG_TD, NULL);
	pen_text(l, x + BEGINS_X, y, row->look, row->begins);
	canvas_close(l->canvas);
	canvas_open(l->canvas, TAG_TD, NULL);
	pen_text(l, x + SOURCE_X, y, LOOK_INDEX_GREY, row->source);
	canvas_close(l->canvas);
	canvas_open(l->canvas, TAG_TD, NULL);
	pen_text_right(
	    l, x + COLUMN, y, LOOK_INDEX, layout_page_words(l, anchor));
	canvas_close(l->canvas);
	canvas_close(l->canvas);
	pen_rule(l, x, x + COLUMN, y + ROW_RULE, 0.2, INK_FAINT);
}

static void
index_draw(struct layout *l, const struct doc_el *e, void *set)
{
	const struct doc_index *d = &e->u.index;
	const struct index_row *rows = set;
	size_t i = 0, column, k, per, room;
	bool again = false;
	double top, x;

	pen_open(l, TAG_TABLE);
	for (;;) {
		top = l->at.y - HEAD;
		room = layout_room(l, top + FIRST_ROW, ROW);
		per = (d->n - i + 1) / 2;
		per = per > room && room > 0 ? room : per;
		for (column = 0; column < 2 && (i < d->n || !again); column++) {
			x = l->g.x0 + COLUMN_STEP * (double)column;
			head_draw(l, x, top, again);
			again = true;
			for (k = 0; k < per && i < d->n; k++, i++)
				row_draw(l, &d->rows[i], &rows[i], x,
				    top + FIRST_ROW + ROW * (double)k);
		}
		if (i == d->n)
			break;
		layout_next_page(l);
	}
	pen_close(l);
	l->at.y = top + FIRST_ROW + ROW * (double)(per > 0 ? per - 1 : 0);
}

const struct layout_ops layout_ops_index = { ROLE_INDEX, FLOOR_TEXT, index_set,
	index_need, index_draw, false, true };
