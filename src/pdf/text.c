#include "pdf_in.h"

#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

/*
 * Text drawn: TJ arrays of two-byte glyph numbers, and what each glyph stands
 * for.  A glyph that stands for other characters than it does elsewhere in
 * the file, or that has ignored characters beside it, gets an ActualText.
 */

struct run {
	struct canvas *c;
	const struct type *t;
	double x, y; /* of the next glyph, PDF's */
	bool quiet; /* nothing here gets an ActualText of its own */
	bool text, array, string; /* BT, "[" and "(" are open */
	double owed; /* to be taken off before the next glyph, 1/1000 em */
	double rise;
};

static void
close_string(struct run *r)
{
	if (r->string)
		buf_str(&r->c->ops, ")");
	r->string = false;
}

static void
close_array(struct run *r)
{
	close_string(r);
	if (r->array)
		buf_str(&r->c->ops, "] TJ\n");
	r->array = false;
}

/* Begin a text object where the run stands. */
static void
open_text(struct run *r)
{
	struct canvas *c = r->c;
	double tracking = r->t->tracking;

	if (r->text)
		return;
	content_fill(c, r->t->ink);
	buf_str(&c->ops, "BT\n");
	if (tracking < c->tracking_set || tracking > c->tracking_set) {
		put_num(&c->ops, tracking);
		buf_str(&c->ops, " Tc\n");
		c->tracking_set = tracking;
	}
	put_num(&c->ops, r->x);
	buf_str(&c->ops, " ");
	put_num(&c->ops, r->y);
	buf_str(&c->ops, " Td\n");
	r->text = true;
	r->owed = 0;
}

static void
close_text(struct run *r)
{
	close_array(r);
	if (r->rise < 0 || r->rise > 0)
		buf_str(&r->c->ops, "0 Ts\n");
	r->rise = 0;
	if (r->text)
		buf_str(&r->c->ops, "ET\n");
	r->text = false;
}

/* A number in the array, if it can be seen. */
static void
pay(struct run *r)
{
	if (r->owed > -0.05 && r->owed < 0.05)
		return;
	close_string(r);
	if (!r->array)
		buf_str(&r->c->ops, "[");
	r->array = true;
	put_num(&r->c->ops, r->owed);
	r->owed = 0;
}

static void
put_gid(struct run *r, uint32_t gid)
{
	const unsigned char two[] = { (unsigned char)(gid >> 8),
		(unsigned char)(gid & 255) };
	char t[4];
	size_t n = 0, i;

	for (i = 0; i < 2; i++) {
		if (two[i] == '(' || two[i] == ')' || two[i] == '\\')
			t[n++] = '\\';
		if (two[i] == '\r') {
			t[n++] = '\\';
			t[n++] = 'r';
		} else {
			t[n++] = (char)two[i];
		}
	}
	if (!r->array)
		buf_str(&r->c->ops, "[");
	if (!r->string)
		buf_str(&r->c->ops, "(");
	r->array = true;
	r->string = true;
	buf_add(&r->c->ops, t, n);
}

static void
set_font(struct run *r, size_t face)
{
	struct canvas *c = r->c;
	const struct type *t = r->t;

	if (c->font_set != (int)face || t->size < c->size_set ||
	    t->size > c->size_set) {
		close_array(r);
		buf_str(&c->ops, "/F");
		put_uint(&c->ops, face);
		buf_str(&c->ops, " ");
		put_num(&c->ops, t->size);
		buf_str(&c->ops, " Tf\n");
		c->font_set = (int)face;
		c->size_set = t->size;
	}
}

/* ---- what a glyph stands for ---- */

static struct font *
font_of(struct canvas *c, size_t i)
{
	struct font *font = &c->font[i];
	const struct face *face = &c->faces->face[i];

	if (!font->used) {
		font->n_glyphs = hb_face_get_glyph_count(face->face);
		font->text = mem_new(font->n_glyphs, sizeof(*font->text));
		font->used = true;
		/* The space is a space, whichever blank comes first. */
		(void)text_stands(c, font, face->space, " ", 1);
	}
	return font;
}

bool
text_stands(
    struct canvas *c, struct font *font, uint32_t gid, const char *s, size_t n)
{
	const unsigned char *have;
	unsigned char len[2];

	if (font->text[gid] == 0) {
		font->text[gid] = (uint32_t)c->texts.len + 1;
		len[0] = (unsigned char)(n >> 8);
		len[1] = (unsigned char)(n & 255);
		buf_add(&c->texts, len, 2);
		buf_add(&c->texts, s, n);
		return true;
	}
	have = c->texts.data + font->text[gid] - 1;
	return (size_t)(have[0] << 8 | have[1]) == n &&
	    memcmp(have + 2, s, n) == 0;
}

/* s without what is ignored, into out (as long); returns its length. */
static size_t
drawn_part(const char *s, size_t n, char *out)
{
	size_t k, len = 0;
	uint32_t u;

	for (; n > 0; s += k, n -= k) {
		k = utf8_get(s, n, &u);
		if (k == 0)
			k = 1;
		if (char_ignorable(u))
			continue;
		memcpy(out + len, s, k);
		len += k;
	}
	return len;
}

/*
 * Several glyphs for one piece of text, which gets an ActualText.  A letter
 * and its marks still stand for themselves; else the first glyph has it all.
 */
static void
stand_together(struct run *r, size_t face, const char *s, size_t n,
    const struct glyph *g, size_t n_glyphs)
{
	const struct face *fc = &r->c->faces->face[face];
	struct font *font = font_of(r->c, face);
	hb_codepoint_t own;
	uint32_t u;
	size_t k, at = 0, len = 0;

	for (k = 0; k < n_glyphs; k++, at += len) {
		len = at < n ? utf8_get(s + at, n - at, &u) : 0;
		if (len > 0 && hb_font_get_nominal_glyph(fc->font, u, &own) &&
		    own == g[k].gid)
			(void)text_stands(r->c, font, own, s + at, len);
		else if (k > 0)
			(void)text_stands(
			    r->c, font, g[k].gid, "\xE2\x80\x8B", 3);
		else
			(void)text_stands(r->c, font, g[k].gid, s, n);
	}
}

/* True if the glyphs alone do not tell the text that they stand for. */
static bool
needs_actual(struct run *r, size_t face, const char *s, size_t n,
    const struct glyph *g, size_t n_glyphs)
{
	struct font *font = font_of(r->c, face);
	char drawn[UNIT_MAX + 8];
	size_t len;

	if (n > sizeof(drawn))
		return true;
	len = drawn_part(s, n, drawn);
	if (len == 0)
		drawn[len++] = ' ';
	if (n_glyphs > 1) {
		stand_together(r, face, drawn, len, g, n_glyphs);
		return true;
	}
	/* In Lato U+00A0 is the space; copied, it may be one. */
	if (len == 2 && memcmp(drawn, "\xC2\xA0", 2) == 0 &&
	    g->gid == r->c->faces->face[face].space)
		return n != len;
	return !text_stands(r->c, font, g->gid, drawn, len) || n != len;
}

/* ---- drawing ---- */

/* Draw the next glyph where the pen is, or move pt to its right. */
static void
draw_glyph(
    struct run *r, const struct face *face, const struct glyph *g, double move)
{
	double per = 1000.0 / face->upem;
	double rise = g->dy * r->t->size / face->upem;

	if (rise < r->rise || rise > r->rise) {
		close_array(r);
		put_num(&r->c->ops, rise);
		buf_str(&r->c->ops, " Ts\n");
		r->rise = rise;
	}
	r->owed -= g->dx * per + move * 1000 / r->t->size;
	pay(r);
	put_gid(r, g->gid);
	r->owed += (g->nominal - g->advance + g->dx) * per;
	r->x += move + g->advance * r->t->size / face->upem + r->t->tracking;
}

/* n glyphs that stand together for the len bytes of s; the first is at x. */
static void
draw_cluster(struct run *r, size_t face, const char *s, size_t len,
    const struct glyph *g, size_t n, double x)
{
	bool actual = needs_actual(r, face, s, len, g, n) && !r->quiet;
	double move = x - r->x;
	size_t i;

	if (actual) {
		close_text(r);
		content_begin_actual(r->c, s, len);
	} else if (!r->text) {
		(void)content_begin(r->c);
	}
	if (!r->text) {
		r->x = x;
		move = 0;
	}
	open_text(r);
	set_font(r, face);
	for (i = 0; i < n; i++)
		draw_glyph(
		    r, &r->c->faces->face[face], &g[i], i == 0 ? move : 0);
	if (actual) {
		close_text(r);
		content_end(r->c);
	}
}

/* Where glyph i of u begins if the unit begins at x. */
static double
glyph_x(const struct run *r, const struct unit *u, size_t i, double x)
{
	double k = r->t->size / r->c->faces->face[u->face].upem;

	for (; i > 0; i--)
		x += u->glyphs[i - 1].advance * k + r->t->tracking;
	return x;
}

/*
 * Right to left: the glyphs come from the left, but are drawn in the order in
 * which they are read, so that a reader of the content has it, too.
 */
static void
draw_backward(struct run *r, const struct unit *u)
{
	const struct glyph *g = u->glyphs;
	double x = r->x;
	size_t i, j;

	for (j = u->n; j > 0; j = i) {
		for (i = j - 1; i > 0 && g[i].len == 0; i--)
			continue;
		draw_cluster(r, u->face, u->text + g[i].start, g[i].len, g + i,
		    j - i, glyph_x(r, u, i, x));
	}
	x = glyph_x(r, u, u->n, x);
	r->owed -= (x - r->x) * 1000 / r->t->size;
	r->x = x;
}

static void
draw_unit(struct run *r, const struct unit *u)
{
	const struct glyph *g = u->glyphs;
	size_t i, j;

	if (u->n > 1 && g[0].start > g[u->n - 1].start && g[0].len > 0) {
		draw_backward(r, u);
		return;
	}
	for (i = 0; i < u->n; i = j) {
		for (j = i + 1; j < u->n && g[j].len == 0; j++)
			continue;
		draw_cluster(r, u->face, u->text + g[i].start, g[i].len, g + i,
		    j - i, r->x);
	}
}

static const char *
lang_now(const struct canvas *c)
{
	size_t i;

	for (i = c->n_open; i > 0; i--)
		if (c->elems[c->open[i - 1]].lang != NULL)
			return c->elems[c->open[i - 1]].lang;
	return NULL;
}

static double
unit_width(const struct canvas *c, const struct type *t, const struct unit *u)
{
	const struct face *face = &c->faces->face[u->face];

	return (double)u->width * t->size / face->upem +
	    t->tracking * (double)u->n;
}

static double
draw(struct canvas *c, double x, double y, const struct type *t, const char *s,
    size_t n, const char *actual)
{
	struct run r = { .c = c, .t = t, .x = x, .y = c->height - y };
	const char *lang = lang_now(c);
	struct fault f;
	struct unit u;
	size_t k;

	if (n == 0 || !canvas_within(c, x, y, t->size) || !content_ready(c))
		return x;
	r.quiet = actual != NULL || c->artifact ||
	    c->elems[c->open[c->n_open - 1]].actual != NULL;
	if (actual != NULL && !c->artifact) {
		content_begin_actual(c, actual, strlen(actual));
		open_text(&r);
	}
	for (; n > 0; s += k, n -= k) {
		k = unit_next(c->faces, t->voice, lang, s, n, &u, &f);
		if (k == 0) {
			(void)canvas_fault_take(c, &f);
			return r.x;
		}
		draw_unit(&r, &u);
	}
	close_text(&r);
	if (actual != NULL && !c->artifact)
		content_end(c);
	content_box(c, x, r.y - 0.25 * t->size, r.x, r.y + 0.8 * t->size);
	return r.x;
}

double
canvas_text(struct canvas *c, double x, double y, const struct type *t,
    const char *s, size_t n)
{
	return draw(c, x, y, t, s, n, NULL);
}

double
canvas_text_actual(struct canvas *c, double x, double y, const struct type *t,
    const char *s, size_t n, const char *actual)
{
	if (!put_text_fits(actual, strlen(actual))) {
		(void)canvas_fault(c, FAULT_LIMIT,
		    "ActualText of %zu bytes, a PDF/A string holds %d",
		    strlen(actual), STRING_MAX);
		return x;
	}
	return draw(c, x, y, t, s, n, actual);
}

double
canvas_width(struct canvas *c, const struct type *t, const char *s, size_t n)
{
	const char *lang = lang_now(c);
	struct fault f;
	struct unit u;
	double w = 0;
	size_t k;

	for (; n > 0 && !c->failed; s += k, n -= k) {
		k = unit_next(c->faces, t->voice, lang, s, n, &u, &f);
		if (k == 0) {
			(void)canvas_fault_take(c, &f);
			break;
		}
		w += unit_width(c, t, &u);
	}
	return w;
}
