#include <string.h>

#include "layout_in.h"

#define COVER_TITLE 157.5
#define COVER_RULE 275.0
#define COVER_SUBTITLE_WIDTH 340.0
#define ROW_PAD 15.5
#define ROW_FOOT 5.5
/* Rows end so far above the seal; the rest goes on the next page. */
#define ABOVE_SEAL 21.0
#define SEAL_VALUE 62.0
#define SEAL_WIDTH 264.0
#define QR_SIDE 64.75

/* ---- Title and rows ---- */

static double
title_draw(struct layout *l, const struct doc_cover *c)
{
	struct set *title = set_string(l, c->title, LOOK_TITLE, TABLE_WIDTH);
	struct set *sub =
	    set_string(l, c->subtitle, LOOK_SUBTITLE, COVER_SUBTITLE_WIDTH);
	double y = COVER_TITLE;

	/* A name too long for two large lines is set in the size of an H1. */
	if (set_lines(title) > 2)
		title = set_string(l, c->title, LOOK_H1, TABLE_WIDTH);
	pen_open(l, TAG_P);
	pen_text(l, l->g.x0, TOP, LOOK_SIDE, c->kicker);
	pen_close(l);
	pen_rule(l, l->g.x0, l->g.xr, 94.5, 0.7, INK_INK);
	pen_open(l, TAG_H1);
	set_draw(l, title, 0, set_lines(title), l->g.x2, y);
	pen_close(l);
	y += set_height(title) + 31.5;
	pen_open(l, TAG_P);
	set_draw(l, sub, 0, set_lines(sub), l->g.x2, y);
	pen_close(l);
	return y + set_height(sub);
}

static bool
row_empty(const struct doc_row *r)
{
	size_t i;

	for (i = 0; i < r->value.n; i++)
		if (r->value.runs[i].style == RUN_PAGE ||
		    r->value.runs[i].text[0] != '\0')
			return false;
	return true;
}

static void
row_draw(
    struct layout *l, const struct doc_row *r, const struct set *s, double y)
{
	const struct tag_more row = { .scope = SCOPE_ROW };

	pen_open(l, TAG_TR);
	pen_open_as(l, TAG_TH, &row);
	pen_text(l, l->g.x0, y + ROW_PAD, LOOK_COVER_LABEL, r->label);
	pen_close(l);
	pen_open(l, TAG_TD);
	set_draw(l, s, 0, set_lines(s), l->g.x2, y + ROW_PAD);
	pen_close(l);
	pen_close(l);
}

/* Rows from *next on above the limit; gives the last rule. */
static double
rows_draw(struct layout *l, const struct doc_cover *c, size_t *next, double y,
    double limit)
{
	const struct set *s;
	double end;
	bool first = true;

	pen_open(l, TAG_TABLE);
	pen_rule(l, l->g.x0, l->g.xr, y, 0.35, INK_RULE);
	for (; *next < c->n_rows; (*next)++) {
		if (row_empty(&c->rows[*next]))
			continue;
		s = set_text(l, &c->rows[*next].value, LOOK_BODY, TABLE_WIDTH);
		end = y + ROW_PAD + set_height(s) + ROW_FOOT;
		if (end > limit && !first)
			break;
		row_draw(l, &c->rows[*next], s, y);
		y = end;
		first = false;
		pen_rule(l, l->g.x0, l->g.xr, y, 0.25, INK_RULE);
	}
	pen_close(l);
	return y;
}

static double
warning_draw(struct layout *l, const struct set *s, double y)
{
	y = look_snap(y + 24.5);
	pen_open(l, TAG_P);
	pen_text(l, l->g.x0, y, LOOK_SIDE, "Read first ");
	set_draw(l, s, 0, set_lines(s), l->g.x2, y);
	pen_close(l);
	return y + set_height(s);
}

/* ---- Seal ---- */

static double
paras_draw(struct layout *l, const struct doc_cover *c, double y)
{
	const struct set *s;
	size_t i;

	for (i = 0; i < c->n_covers; i++) {
		s = set_text(l, &c->covers[i], LOOK_TABLE, SEAL_WIDTH);
		pen_open(l, TAG_P);
		set_draw(l, s, 0, set_lines(s), l->g.x2, y);
		pen_close(l);
		y += set_height(s) + 10.5 + 7;
	}
	return y;
}

static double
seal_rows_draw(struct layout *l, const struct doc_cover *c, double y)
{
	const struct digest_hex hex = digest_hex(&l->doc->evidence);
	const struct tag_more more = { .actual = hex.s };
	const struct set *s;
	size_t i;

	pen_open(l, TAG_P);
	for (i = 0; i < c->n_seal; i++) {
		if (row_empty(&c->seal[i]))
			continue;
		s = set_text(l, &c->seal[i].value, LOOK_LABEL_INK,
		    TABLE_WIDTH - SEAL_VALUE);
		pen_text(l, l->g.x2, y, LOOK_LABEL,
		    arena_fmt(&l->arena, "%s ", c->seal[i].label));
		set_draw(l, s, 0, set_lines(s), l->g.x2 + SEAL_VALUE, y);
		y += set_height(s);
		pen_text(l, l->g.xr - 2, y, LOOK_LABEL, " ");
		y += 10.5;
	}
	pen_text(l, l->g.x2, y, LOOK_LABEL, "Evidence ");
	pen_open_as(l, TAG_SPAN, &more);
	pen_digits(l, l->g.x2 + SEAL_VALUE, y, LOOK_MONO, hex.s, 32);
	pen_digits(
	    l, l->g.x2 + SEAL_VALUE, y + 10.5, LOOK_MONO, hex.s + 32, 32);
	pen_close(l);
	pen_close(l);
	return y + 10.5;
}

/*= ISO/IEC 18004 alphanumeric mode: capitals, digits and $ % * + - . / : */
static const char *
qr_words(struct layout *l)
{
	const struct digest_hex hex = digest_hex(&l->doc->evidence);
	char *s =
	    arena_fmt(&l->arena, "PROVISO/1 %s SHA256 %s", l->doc->id, hex.s);
	char *p;

	for (p = s; *p != '\0'; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
	return s;
}

static void
qr_draw(struct layout *l, double y)
{
	const double x = l->g.xr - QR_SIDE;

	layout_qr(l, x, y + 12.2, QR_SIDE, qr_words(l));
	y += 12.2 + QR_SIDE + 14;
	pen_open(l, TAG_P);
	pen_text(l, x, y, LOOK_SOURCE, "Report and evidence ");
	pen_text(l, x, y + 10.5, LOOK_SOURCE, "digest, to compare");
	pen_close(l);
}

/* The fields of signatures: this one, and empty ones for those to come. */
static void
fields_draw(struct layout *l, double top, double bottom)
{
	unsigned i;

	if (!l->wet)
		return;
	canvas_open(l->canvas, TAG_FORM, NULL);
	canvas_field(l->canvas, l->g.x0, top, l->g.xr - l->g.x0, bottom - top,
	    "Seal", "Seal", true);
	canvas_close(l->canvas);
	for (i = 1; i <= l->render->cosigners; i++) {
		const char *name =
		    arena_fmt(&l->arena, "Countersignature %u", i);

		canvas_field(l->canvas, 0, 0, 0, 0, name, name, false);
	}
}

static void
seal_draw(struct layout *l, const struct doc_cover *c)
{
	const double top = l->g.seal;
	const struct set *note;
	double y = top + 36.5;

	pen_rule(l, l->g.x0, l->g.xr, top, 1.4, INK_BLUE);
	pen_open(l, TAG_SECT);
	pen_open(l, TAG_H2);
	pen_text(l, l->g.x0, top + 19, LOOK_SIDE, "Seal");
	pen_close(l);
	if (c->n_seal == 0) {
		pen_open(l, TAG_P);
		pen_text(l, l->g.x2, top + 19, LOOK_BODY, "Not signed.");
		pen_close(l);
		pen_close(l);
		return;
	}
	pen_open(l, TAG_H3);
	pen_text(l, l->g.x2, top + 19, LOOK_SIDE, "What this signature covers");
	pen_close(l);
	y = paras_draw(l, c, y);
	if (y < top + 36.5 + 8 * 10.5 + 3.5)
		y = top + 36.5 + 8 * 10.5 + 3.5;
	qr_draw(l, top);
	y = seal_rows_draw(l, c, y) + 14;
	if (c->seal_note.n > 0) {
		note = set_text(l, &c->seal_note, LOOK_LABEL, 272);
		pen_open(l, TAG_P);
		set_draw(l, note, 0, set_lines(note), l->g.x2, y);
		pen_close(l);
		y += set_height(note) + 10.5;
	}
	fields_draw(l, top, y + 4.5);
	pen_close(l);
	pen_rule(l, l->g.x0, l->g.xr, y + 4.5, 0.35, INK_RULE);
}

void
layout_cover(struct layout *l, const struct doc_el *e)
{
	const struct doc_cover *c = &e->u.cover;
	const double limit = l->g.seal - ABOVE_SEAL;
	const struct set *warning = NULL;
	double y, keep = 0;
	size_t next = 0;

	if (c->warning != NULL && c->warning[0] != '\0') {
		warning = set_string(l, c->warning, LOOK_BOLD, TABLE_WIDTH);
		keep = set_height(warning) + 28;
	}
	y = title_draw(l, c) + 35;
	y = rows_draw(
	    l, c, &next, y < COVER_RULE ? COVER_RULE : y, limit - keep);
	if (warning != NULL)
		(void)warning_draw(l, warning, y);
	seal_draw(l, c);
	while (next < c->n_rows) {
		layout_next_page(l);
		rows_draw(l, c, &next, TOP, l->g.bottom);
	}
	l->at.y = l->g.bottom;
	l->at.floor = FLOOR_RULE;
}
