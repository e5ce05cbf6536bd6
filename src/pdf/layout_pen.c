#include <string.h>

#include "model/finding.h"
#include "layout_in.h"

#define EXPOSURE_GAP 1.4
#define EXPOSURE_WORD 3.2

double
pen_width(struct layout *l, enum look_name look, const char *s)
{
	const struct type t = look_of(look).type;

	return s[0] == '\0' ? 0 : canvas_width(l->canvas, &t, s, strlen(s));
}

double
pen_text(
    struct layout *l, double x, double y, enum look_name look, const char *s)
{
	const struct type t = look_of(look).type;

	if (!l->wet || s[0] == '\0')
		return x;
	return canvas_text(l->canvas, x, y, &t, s, strlen(s));
}

void
pen_text_right(
    struct layout *l, double x, double y, enum look_name look, const char *s)
{
	if (l->wet)
		pen_text(l, x - pen_width(l, look, s), y, look, s);
}

void
pen_text_center(struct layout *l, double x, double w, double y,
    enum look_name look, const char *s)
{
	if (l->wet)
		pen_text(l, x + (w - pen_width(l, look, s)) / 2, y, look, s);
}

void
pen_open_as(struct layout *l, enum tag tag, const struct tag_more *more)
{
	if (l->wet && !l->artifact)
		canvas_open(l->canvas, tag, more);
}

void
pen_open(struct layout *l, enum tag tag)
{
	pen_open_as(l, tag, NULL);
}

void
pen_close(struct layout *l)
{
	if (l->wet && !l->artifact)
		canvas_close(l->canvas);
}

size_t
pen_here(const struct layout *l)
{
	return l->wet ? canvas_here(l->canvas) : 0;
}

void
pen_resume(struct layout *l, size_t element)
{
	if (l->wet)
		canvas_resume(l->canvas, element);
}

void
pen_artifact(struct layout *l)
{
	l->artifact = true;
	if (l->wet)
		canvas_artifact_begin(l->canvas);
}

void
pen_artifact_end(struct layout *l)
{
	l->artifact = false;
	if (l->wet)
		canvas_artifact_end(l->canvas);
}

void
pen_rule(
    struct layout *l, double x1, double x2, double y, double line, enum ink ink)
{
	if (!l->wet)
		return;
	canvas_artifact_begin(l->canvas);
	canvas_line(l->canvas, x1, y, x2, y, line, ink, 0, 0);
	canvas_artifact_end(l->canvas);
}

void
pen_bar(struct layout *l, double x, double y1, double y2, enum ink ink)
{
	if (!l->wet)
		return;
	canvas_artifact_begin(l->canvas);
	canvas_rect(l->canvas, x, y1, 1.4, y2 - y1, ink);
	canvas_artifact_end(l->canvas);
}

double
pen_digits(struct layout *l, double x, double y, enum look_name look,
    const char *hex, size_t n)
{
	struct type t = look_of(look).type;
	size_t i;

	if (!l->wet)
		return x;
	for (i = 0; i < n; i += 8) {
		t.ink = i / 8 % 2 == 0 ? INK_INK : INK_GREY;
		x = canvas_text(
		    l->canvas, x, y, &t, hex + i, n - i < 8 ? n - i : 8);
	}
	return x;
}

double
pen_exposure(struct layout *l, double x, double y, enum exposure e,
    enum look_name look, double size)
{
	const char *word = exposure_title(e);
	const struct tag_more more = { .actual = word };
	const int filled = e == EXPOSURE_HIGH ? 3
	    : e == EXPOSURE_MEDIUM            ? 2
					      : 1;
	const double step = size + EXPOSURE_GAP;
	struct type t = look_of(look).type;
	int i;

	if (!l->wet)
		return x;
	pen_open_as(l, TAG_SPAN, &more);
	for (i = 0; i < 3; i++)
		if (i < filled)
			canvas_rect(l->canvas, x + i * step, y - size - 0.55,
			    size, size, INK_INK);
		else
			canvas_frame(l->canvas, x + i * step + 0.25,
			    y - size - 0.3, size - 0.5, size - 0.5, 0.5,
			    INK_GREY);
	if (e == EXPOSURE_HIGH)
		t.voice = VOICE_BOLD;
	x = canvas_text(
	    l->canvas, x + 3 * step + EXPOSURE_WORD, y, &t, word, strlen(word));
	canvas_close(l->canvas);
	return x;
}

void
pen_link(struct layout *l, double x, double y, double w, double h,
    const char *target, const char *contents)
{
	if (l->wet)
		canvas_link(l->canvas, x, y, w, h, target, contents);
}

static const char *
mark_kind(char letter)
{
	static const enum statement_kind kinds[] = { STATEMENT_FACT,
		STATEMENT_QUOTE, STATEMENT_CITATION, STATEMENT_INTERPRETATION };
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (statement_letter(kinds[i]) == letter)
			return statement_title(kinds[i]);
	return "Statement";
}

void
pen_mark(struct layout *l, double x, double y, const char *mark)
{
	struct tag_more more = { .actual = NULL };
	const char *row;
	bool linked;
	double end;

	layout_anchor(l, arena_fmt(&l->arena, "st:%s", mark), y - 10);
	if (!l->wet)
		return;
	more.actual =
	    arena_fmt(&l->arena, "%s %s. ", mark_kind(mark[0]), mark + 1);
	row = arena_fmt(&l->arena, "ix:%s", mark);
	linked = layout_has_anchor(l, row);
	if (linked)
		canvas_open(l->canvas, TAG_LINK, NULL);
	canvas_open(l->canvas, TAG_SPAN, &more);
	end = pen_text(l, x, y, LOOK_MONO_GREY, mark);
	canvas_close(l->canvas);
	if (linked) {
		canvas_link(l->canvas, x, y - 7, end - x, 10, row,
		    arena_fmt(&l->arena, "%s in the index", mark));
		canvas_close(l->canvas);
	}
}

void
pen_page(struct layout *l, double x, double y, enum look_name look,
    const char *anchor, const char *words)
{
	const char *page;
	double w;

	if (!l->wet)
		return;
	page = layout_page_words(l, anchor);
	w = pen_width(l, look, page);
	canvas_open(l->canvas, TAG_LINK, NULL);
	pen_text(l, x - w, y, look, page);
	canvas_link(l->canvas, x - w - 4, y - 8, w + 4, 10.5, anchor,
	    arena_fmt(&l->arena, "%s, page %s", words, page));
	canvas_close(l->canvas);
}
