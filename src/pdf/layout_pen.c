#include <string.h>

#include "model/finding.h"
#include "layout_in.h"

#define EXPOSURE_GAP 1.4
#define EXPOSURE_WORD 3.2
#define MARK_WIDTH 17.0

double
pen_width(struct layout *l, enum look_name look, const char *s)
{
	const struct type t = look_of(look).type;

	return s[0] == '\0' ? 0 : canvas_width(l->canvas, &t, s, strlen(s));
}

static const char ellipsis[] = " \xe2\x80\xa6";

static bool
is_blank(char c)
{
	return c == ' ' || (unsigned char)c < 0x20;
}

/* Bytes of the words at the start of s that fit the width with " …". */
static size_t
words_fit(struct layout *l, const struct type *t, const char *s, double width,
    double more)
{
	const double space = ruler_width(&l->ruler, t, " ", 1);
	size_t at = 0, n, kept = 0;
	double w = 0;

	for (;;) {
		while (s[at] != '\0' && is_blank(s[at]))
			at++;
		for (n = 0; s[at + n] != '\0' && !is_blank(s[at + n]); n++)
			;
		if (n == 0)
			return at;
		w += (kept > 0 ? space : 0) +
		    ruler_width(&l->ruler, t, s + at, n);
		if (w + (s[at + n] != '\0' ? more : 0) > width)
			return kept;
		at += n;
		kept = at;
	}
}

/* The same by characters, for a first word wider than the column. */
static size_t
chars_fit(struct layout *l, const struct type *t, const char *s, double width)
{
	size_t at = 0, n;
	double w = 0;

	while (s[at] != '\0') {
		n = split_char(s + at, strlen(s + at));
		w += ruler_width(&l->ruler, t, s + at, n);
		if (w > width)
			break;
		at += n;
	}
	return at;
}

/* The beginning of s that fits the width, cut between words with " …". */
const char *
pen_begin(struct layout *l, const char *s, enum look_name look, double width)
{
	const struct type t = look_of(look).type;
	const double more =
	    ruler_width(&l->ruler, &t, ellipsis, strlen(ellipsis));
	size_t kept;
	char *out, *p;

	while (*s != '\0' && is_blank(*s))
		s++;
	kept = words_fit(l, &t, s, width, more);
	if (kept == 0)
		kept = chars_fit(l, &t, s, width - more);
	while (s[kept] != '\0' && kept > 0 && strchr(",;:.", s[kept - 1]))
		kept--;
	out = arena_fmt(
	    &l->arena, "%.*s%s", (int)kept, s, s[kept] == '\0' ? "" : ellipsis);
	for (p = out; *p != '\0'; p++)
		if (is_blank(*p))
			*p = ' ';
	return out;
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
	pen_close(l);
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

	/* In its own column a long mark grows to the left, off the text. */
	end = pen_width(l, LOOK_MONO_GREY, mark);
	if (x == l->g.x1 && end > MARK_WIDTH)
		x -= end - MARK_WIDTH;
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
