#include "pdfread_in.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

/*
 * Whether an eye gets from a page what its words say.  A packet draws text
 * dark on white, of a readable size, inside the page, each line left to right
 * and line under line, and never paints over it.  A page whose operators are
 * those and no others has no other way to hide a word: no clipping, no text
 * that is not painted, no image, no form, no transparency.
 */

/* The smallest text of a packet has 6 points. */
#define SIZE_MIN 4.0
#define SIZE_MAX_PT 72.0
/* Greys of text end at 0.35; those of rules begin at 0.54. */
#define PALE 0.45
/* A gap wider than a blank, or a step back: another run.  In ems. */
#define GAP 0.25
/* How far ink of letters reaches, in ems. */
#define INK_TOP 0.5
/* Runs and paint of one page: a dense page has 3,000. */
#define RUNS_MAX 200000
/* Pairs of them that are looked at, in the whole file: packets of 500 pages
 * need some millions, and more takes seconds. */
#define LOOKS_MAX ((size_t)512 << 20)
/* Lines through a word: struck, and underlined. */
#define LINES_MAX 4

void
brush_begin(struct brush *p, struct pdfread *r, struct page_sight *out)
{
	*p = (struct brush){ .r = r, .out = out, .line = 1 };
	*out = (struct page_sight){ .runs = NULL };
}

/* ---- Paint ---- */

static double
least(double a, double b)
{
	return a < b ? a : b;
}

static double
most(double a, double b)
{
	return a > b ? a : b;
}

static void
path_add(struct brush *p, double x, double y)
{
	if (!p->path) {
		p->box[0] = p->box[2] = x;
		p->box[1] = p->box[3] = y;
	}
	p->path = true;
	p->box[0] = least(p->box[0], x);
	p->box[1] = least(p->box[1], y);
	p->box[2] = most(p->box[2], x);
	p->box[3] = most(p->box[3], y);
}

static void
path_paint(struct brush *p, double line)
{
	struct page_sight *t = p->out;

	if (p->path && t->n_paints < RUNS_MAX) {
		t->paints = arena_more(
		    &p->r->arena, t->paints, t->n_paints, sizeof(*t->paints));
		t->paints[t->n_paints++] = (struct page_paint){
			p->box[0] - line / 2,
			p->box[1] - line / 2,
			p->box[2] + line / 2,
			p->box[3] + line / 2,
			t->n_runs,
		};
	} else if (p->path) {
		odd_note(p->r, "a page with more than %d shapes", RUNS_MAX);
	}
	p->path = false;
}

/* ---- Operators ---- */

enum operator{
	OP_FILL_INK,
	OP_LINE_INK,
	OP_WIDTH,
	OP_DASH,
	OP_MOVE,
	OP_LINE,
	OP_RECT,
	OP_CLOSE,
	OP_STROKE,
	OP_FILL,
	OP_BEGIN,
	OP_END,
	OP_AT,
	OP_FONT,
	OP_TRACKING,
	OP_RISE,
};

/* All that pages of packets use, with their operands, but for those that show
 * text or mark content. */
static const struct {
	const char *name;
	size_t n;
	enum operator op;
} operators[] = {
	{ "rg", 3, OP_FILL_INK },
	{ "RG", 3, OP_LINE_INK },
	{ "w", 1, OP_WIDTH },
	{ "d", 2, OP_DASH },
	{ "m", 2, OP_MOVE },
	{ "l", 2, OP_LINE },
	{ "re", 4, OP_RECT },
	{ "h", 0, OP_CLOSE },
	{ "S", 0, OP_STROKE },
	{ "f", 0, OP_FILL },
	{ "BT", 0, OP_BEGIN },
	{ "ET", 0, OP_END },
	{ "Td", 2, OP_AT },
	{ "Tf", 2, OP_FONT },
	{ "Tc", 1, OP_TRACKING },
	{ "Ts", 1, OP_RISE },
};
#define OPERATORS (sizeof(operators) / sizeof(operators[0]))

static void
brush_paint(struct brush *p, enum operator op, const double v[4])
{
	if (op == OP_MOVE || op == OP_LINE) {
		path_add(p, v[0], v[1]);
	} else if (op == OP_RECT) {
		path_add(p, v[0], v[1]);
		path_add(p, v[0] + v[2], v[1] + v[3]);
	} else if (op == OP_STROKE || op == OP_FILL) {
		path_paint(p, op == OP_STROKE ? p->line : 0);
	}
}

static void
brush_text(struct brush *p, enum operator op, const double v[4])
{
	if (op == OP_FILL_INK) {
		p->pale = 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2] > PALE;
	} else if (op == OP_BEGIN || op == OP_END) {
		p->inside = op == OP_BEGIN;
		p->x = p->y = 0;
	} else if (op == OP_AT) {
		/* Packets place each text object once. */
		if (p->x < 0 || p->x > 0 || p->y < 0 || p->y > 0)
			odd_note(p->r, "a text object that is placed twice");
		p->x += v[0];
		p->y += v[1];
	} else if (op == OP_FONT) {
		p->size = v[1];
	} else if (op == OP_TRACKING) {
		p->tracking = v[0];
	} else if (op == OP_RISE) {
		p->rise = v[0];
	} else if (op == OP_WIDTH) {
		p->line = v[0];
	}
}

void
brush_operate(struct brush *p, struct pdf_bytes op,
    const struct pdf_value *operands, size_t n)
{
	double v[4] = { 0, 0, 0, 0 };
	size_t i, k;

	/* No name has more than two letters. */
	for (i = 0; i < OPERATORS; i++)
		if (op.p[0] == operators[i].name[0] &&
		    pdf_bytes_are(op, operators[i].name))
			break;
	if (i == OPERATORS || n != operators[i].n) {
		odd_note(p->r,
		    "the content of a page uses %.*s with %zu operands, which "
		    "no packet does",
		    op.n < 8 ? (int)op.n : 8, op.p, n);
		return;
	}
	for (k = 0; k < n; k++)
		v[k] = pdf_number(&operands[k]);
	brush_close(p);
	brush_paint(p, operators[i].op, v);
	brush_text(p, operators[i].op, v);
}

/* ---- Text ---- */

void
brush_close(struct brush *p)
{
	struct page_sight *t = p->out;

	if (!p->open)
		return;
	p->open = false;
	if (t->n_runs == RUNS_MAX) {
		odd_note(p->r, "a page with more than %d words", RUNS_MAX);
		return;
	}
	t->runs =
	    arena_more(&p->r->arena, t->runs, t->n_runs, sizeof(*t->runs));
	t->runs[t->n_runs++] = p->run;
}

/* A blank leaves nothing to see; that its glyph is one, faces are asked. */
static bool
is_blank(const char *s)
{
	return strcmp(s, " ") == 0 || strcmp(s, "\xc2\xa0") == 0;
}

static bool
is_backward(const char *s)
{
	uint32_t c = 0;

	/* U+0590 begins so; most are ASCII. */
	if ((unsigned char)s[0] < 0xd6)
		return false;
	(void)utf8_get(s, strlen(s), &c);
	return (c >= 0x590 && c <= 0x8ff) || (c >= 0xfb1d && c <= 0xfdff) ||
	    (c >= 0xfe70 && c <= 0xfeff);
}

static void
glyph_add(struct brush *p, const struct font_glyph *g)
{
	const double x0 = p->x, x1 = p->x + g->advance * p->size;

	p->x = x1 + p->tracking;
	if (is_blank(g->text))
		return;
	if (!p->open)
		p->run = (struct page_run){ .x0 = x0,
			.x1 = x1,
			.y = p->y + p->rise,
			.size = p->size,
			.pale = p->pale };
	p->open = true;
	p->run.x0 = least(p->run.x0, least(x0, x1));
	p->run.x1 = most(p->run.x1, most(x0, x1));
	p->run.backward = p->run.backward || is_backward(g->text);
}

static void
string_show(struct brush *p, const struct pdf_font *font, struct pdf_bytes s,
    struct buf *drawn)
{
	struct font_glyph g;
	size_t i, n;

	for (i = 0; (n = font_code(font, s, i, &g)) > 0; i += n) {
		buf_add(drawn, g.text, g.len);
		glyph_add(p, &g);
	}
}

/*= ISO 32000-2 section 9.4.3: a number in TJ is taken off the place of the
 *= next glyph, in thousandths of an em */
void
brush_show(struct brush *p, const struct pdf_font *font,
    const struct pdf_value *v, struct buf *drawn)
{
	double move;
	size_t i;

	brush_close(p);
	if (!p->inside)
		odd_note(p->r, "text that is shown outside of a text object");
	if (v->kind == PDF_STRING)
		string_show(p, font, v->u.s, drawn);
	for (i = 0; v->kind == PDF_ARRAY && i < v->u.array.n; i++) {
		const struct pdf_value *item = &v->u.array.items[i];

		if (item->kind == PDF_STRING) {
			string_show(p, font, item->u.s, drawn);
			continue;
		}
		move = -pdf_number(item) / 1000;
		if (move > GAP || move < -GAP)
			brush_close(p);
		p->x += move * p->size;
	}
	brush_close(p);
}

/* ---- What an eye gets ---- */

static bool
looks_spend(struct pdfread *r, size_t n)
{
	r->looks += n;
	if (r->looks <= LOOKS_MAX)
		return true;
	odd_note(r, "more words and shapes than can be compared");
	return false;
}

static bool
overlap(double a0, double a1, double b0, double b1, double by)
{
	return least(a1, b1) - most(a0, b0) > by;
}

/* Later paint over a run: lines may cross it, nothing may hide it. */
static void
check_paint(struct pdfread *r, const struct page_sight *s, size_t page)
{
	const struct page_paint *p;
	const struct page_run *t;
	size_t i, k, lines;

	for (i = 0; i < s->n_runs; i++) {
		t = &s->runs[i];
		lines = 0;
		if (!looks_spend(r, s->n_paints))
			return;
		for (k = s->n_paints; k > 0 && s->paints[k - 1].after > i;
		     k--) {
			p = &s->paints[k - 1];
			if (!overlap(p->x0, p->x1, t->x0, t->x1, 0) ||
			    !overlap(p->y0, p->y1, t->y,
				t->y + INK_TOP * t->size, 0))
				continue;
			if (p->y1 - p->y0 > GAP * t->size &&
			    p->x1 - p->x0 > GAP * t->size)
				lines = LINES_MAX;
			if (++lines > LINES_MAX) {
				odd_note(
				    r, "page %zu: text is painted over", page);
				return;
			}
		}
	}
}

static void
check_run(struct pdfread *r, const struct page_run *t, const double box[4],
    size_t page)
{
	if (t->size < SIZE_MIN || t->size > SIZE_MAX_PT)
		odd_note(
		    r, "page %zu: text of a size that no packet has", page);
	if (t->pale)
		odd_note(r, "page %zu: text that is hardly to be seen", page);
	if (t->x0 < box[0] || t->x1 > box[2] || t->y < box[1] ||
	    t->y + t->size > box[3])
		odd_note(r, "page %zu: text outside of the page", page);
}

static int
by_height(const void *a, const void *b)
{
	const struct page_run *x = a, *y = b;

	if (x->y < y->y || x->y > y->y)
		return x->y < y->y ? 1 : -1;
	return (x->x0 > y->x0) - (x->x0 < y->x0);
}

/* Two runs on one another: what they say together nobody can read. */
static void
check_overlap(struct pdfread *r, const struct page_sight *s, size_t page)
{
	const struct page_run *a, *b;
	size_t i, k;

	for (i = 0; i < s->n_runs; i++) {
		a = &s->runs[i];
		for (k = i + 1; k < s->n_runs; k++) {
			b = &s->runs[k];
			if (b->y + SIZE_MAX_PT * INK_TOP < a->y ||
			    !looks_spend(r, 1))
				break;
			if (overlap(a->x0, a->x1, b->x0, b->x1,
				GAP * least(a->size, b->size)) &&
			    overlap(a->y, a->y + INK_TOP * a->size, b->y,
				b->y + INK_TOP * b->size,
				0.1 * least(a->size, b->size))) {
				odd_note(
				    r, "page %zu: text over other text", page);
				return;
			}
		}
	}
}

static int
by_group(const void *a, const void *b)
{
	const struct page_run *x = a, *y = b;

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return (x->seq > y->seq) - (x->seq < y->seq);
}

/* Words that are read one after the other stand so. */
static void
check_order(struct pdfread *r, const struct page_run *a,
    const struct page_run *b, size_t page)
{
	const double size = least(a->size, b->size);
	const bool line = b->y - a->y < 0.4 * size && a->y - b->y < 0.4 * size;

	if (a->group != b->group || a->group == 0)
		return;
	if (b->y > a->y + 0.4 * size ||
	    (line && b->x0 < a->x1 - GAP * size && !a->backward &&
		!b->backward))
		odd_note(r,
		    "page %zu: words of a quote do not stand in the order in "
		    "which they are read",
		    page);
}

/* No other words stand among those of runs [from, to), which are one quote. */
static void
check_among(struct pdfread *r, const struct page_sight *s, size_t from,
    size_t to, size_t page)
{
	const struct page_run *t = &s->runs[from];
	double x0 = t->x0, x1 = t->x1, y0 = t->y, y1 = t->y + INK_TOP * t->size;
	size_t i;

	if (!looks_spend(r, s->n_runs))
		return;
	for (i = from; i < to; i++) {
		t = &s->runs[i];
		x0 = least(x0, t->x0);
		x1 = most(x1, t->x1);
		y0 = least(y0, t->y);
		y1 = most(y1, t->y + INK_TOP * t->size);
	}
	for (i = 0; i < s->n_runs; i++) {
		t = &s->runs[i];
		if (t->group != s->runs[from].group &&
		    overlap(x0, x1, t->x0, t->x1, GAP * t->size) &&
		    overlap(
			y0, y1, t->y, t->y + INK_TOP * t->size, 0.1 * t->size))
			odd_note(r,
			    "page %zu: other words stand among those of a "
			    "quote",
			    page);
	}
}

void
sight_check(
    struct pdfread *r, struct page_sight *s, const double box[4], size_t page)
{
	size_t i, from = 0;

	check_paint(r, s, page);
	for (i = 0; i < s->n_runs; i++)
		check_run(r, &s->runs[i], box, page);
	if (s->n_runs == 0)
		return;
	qsort(s->runs, s->n_runs, sizeof(*s->runs), by_height);
	check_overlap(r, s, page);
	qsort(s->runs, s->n_runs, sizeof(*s->runs), by_group);
	for (i = 1; i <= s->n_runs; i++) {
		if (i < s->n_runs)
			check_order(r, &s->runs[i - 1], &s->runs[i], page);
		if (i < s->n_runs && s->runs[i].group == s->runs[from].group)
			continue;
		if (s->runs[from].group > 0)
			check_among(r, s, from, i, page);
		from = i;
	}
}
