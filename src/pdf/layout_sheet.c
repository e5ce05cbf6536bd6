#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/num.h"
#include "layout_in.h"

/* ---- Head of an evidence sheet ---- */

static void *
sheet_set(struct layout *l, const struct doc_el *e)
{
	return set_string(l, e->u.sheet.title, LOOK_H2, TABLE_WIDTH);
}

static double
sheet_need(struct layout *l, const struct doc_el *e, void *set)
{
	(void)l;
	(void)e;
	return set_height(set);
}

static void
sheet_draw(struct layout *l, const struct doc_el *e, void *set)
{
	const struct set *s = set;
	const double y = l->at.y;

	if (l->sheet)
		pen_close(l);
	l->sheet = true;
	pen_open(l, TAG_SECT);
	if (l->at.floor != FLOOR_TOP && l->at.floor != FLOOR_H1)
		pen_rule(l, l->g.x0, l->g.xr, y - 16, 0.35, INK_INK);
	layout_anchor(l, e->u.sheet.number, y - 16);
	pen_open(l, TAG_H2);
	pen_text(l, l->g.x0, y, LOOK_SHEET,
	    arena_fmt(&l->arena, "%s ", e->u.sheet.number));
	set_draw(l, s, 0, set_lines(s), l->g.x2, y);
	pen_close(l);
	l->skipped_h2 = false;
	l->at.y = y + set_height(s);
}

const struct layout_ops layout_ops_sheet = { ROLE_SHEET, FLOOR_SHEET, sheet_set,
	sheet_need, sheet_draw, true, true };

/* ---- Fields: label at X0, value at X2 ---- */

#define FIELD_AFTER 3.5

struct field_set {
	struct set *label, *value;
};

static void *
fields_set(struct layout *l, const struct doc_el *e)
{
	const struct doc_fields *f = &e->u.fields;
	struct field_set *s = arena_new(&l->arena, f->n, sizeof(*s));
	size_t i;

	for (i = 0; i < f->n; i++) {
		s[i].label =
		    set_string(l, f->rows[i].label, LOOK_LABEL, SIDE_WIDTH);
		s[i].value =
		    set_text(l, &f->rows[i].value, LOOK_TABLE, TABLE_WIDTH);
	}
	return s;
}

static size_t
field_lines(const struct field_set *s)
{
	const size_t a = set_lines(s->label), b = set_lines(s->value);

	return a > b ? a : b;
}

static double
fields_need(struct layout *l, const struct doc_el *e, void *set)
{
	const struct field_set *s = set;
	const size_t n = e->u.fields.n;
	double h = 0;

	(void)l;
	if (n > 0)
		h = 10.5 * (double)(field_lines(&s[0]) - 1);
	if (n > 1)
		h += 10.5 + FIELD_AFTER +
		    10.5 * (double)(field_lines(&s[1]) - 1);
	/* A value longer than that is split where its page ends. */
	return h > 105 ? 105 : h;
}

/* One row; a value of many lines goes on over the page. */
static void
field_draw(struct layout *l, const struct field_set *s)
{
	const struct tag_more head = { .scope = SCOPE_ROW };
	const size_t n = set_lines(s->value);
	size_t first = 0, k;

	pen_open(l, TAG_TR);
	pen_open_as(l, TAG_TH, &head);
	set_draw(l, s->label, 0, set_lines(s->label), l->g.x0, l->at.y);
	pen_close(l);
	pen_open(l, TAG_TD);
	for (;;) {
		k = layout_room(l, l->at.y, 10.5);
		k = k > n - first ? n - first : k;
		set_draw(l, s->value, first, k, l->g.x2, l->at.y);
		first += k;
		if (first == n)
			break;
		layout_next_page(l);
	}
	pen_close(l);
	pen_close(l);
	k = set_lines(s->label) > k ? set_lines(s->label) : k;
	l->at.y += 10.5 * (double)(k - 1);
}

static void
fields_draw(struct layout *l, const struct doc_el *e, void *set)
{
	const struct field_set *s = set;
	size_t i;

	pen_open(l, TAG_TABLE);
	for (i = 0; i < e->u.fields.n; i++) {
		const double h = 10.5 * (double)(field_lines(&s[i]) - 1);

		if (i > 0) {
			l->at.y += 10.5 + FIELD_AFTER;
			if (l->at.y + (h > 105 ? 0 : h) > l->g.bottom + 0.01)
				layout_next_page(l);
		}
		field_draw(l, &s[i]);
	}
	pen_close(l);
}

const struct layout_ops layout_ops_fields = { ROLE_FIELDS, FLOOR_LINES,
	fields_set, fields_need, fields_draw, false, true };

/* ---- From bytes to quote: steps joined by arrows ---- */

#define CHAIN_STEP 28.0
#define CHAIN_DETAIL 92.0

static void *
chain_set(struct layout *l, const struct doc_el *e)
{
	const struct doc_chain *c = &e->u.chain;
	struct set **s = arena_new(&l->arena, c->n, sizeof(struct set *));
	size_t i;

	for (i = 0; i < c->n; i++)
		s[i] = set_string(l, c->steps[i].detail, LOOK_TABLE,
		    TABLE_WIDTH - CHAIN_DETAIL);
	return s;
}

static double
chain_step_height(const struct set *s)
{
	return set_height(s) + CHAIN_STEP;
}

static double
chain_need(struct layout *l, const struct doc_el *e, void *set)
{
	struct set *const *s = set;
	double h = 10.5 - CHAIN_STEP;
	size_t i;

	(void)l;
	/* The first steps stand together; a longer chain is cut between. */
	for (i = 0; i < e->u.chain.n && i < 4; i++)
		h += chain_step_height(s[i]);
	return h;
}

static void
chain_arrow(struct layout *l, double y1, double y2)
{
	const double x = l->g.x1 + 2.2;
	const struct point head[] = {
		{ x - 1.8, y2 - 3 },
		{ x + 1.8, y2 - 3 },
		{ x, y2 },
	};

	if (!l->wet)
		return;
	canvas_artifact_begin(l->canvas);
	canvas_line(l->canvas, x, y1, x, y2 - 1.1, 0.5, INK_INK, 0, 0);
	canvas_polygon(l->canvas, head, 3, true, 0, INK_INK);
	canvas_artifact_end(l->canvas);
}

static void
chain_step_draw(struct layout *l, const struct doc_chain_step *step, size_t i,
    const struct set *s)
{
	const struct digest_hex hex = digest_hex(&step->sha);
	const struct tag_more more = { .actual = hex.s };
	double y = l->at.y;

	pen_open(l, TAG_P);
	pen_text(
	    l, l->g.x1, y, LOOK_MONO_GREY, arena_fmt(&l->arena, "%zu ", i + 1));
	pen_text(l, l->g.x2, y, LOOK_LABEL_BOLD,
	    arena_fmt(&l->arena, "%s ", step->name));
	set_draw(l, s, 0, set_lines(s), l->g.x2 + CHAIN_DETAIL, y);
	y += set_height(s) + 10.5;
	pen_text(l, l->g.x2 - 3, y, LOOK_TABLE, " ");
	pen_open_as(l, TAG_SPAN, &more);
	pen_digits(l, l->g.x2, y, LOOK_MONO, hex.s, DIGEST_HEX);
	pen_close(l);
	pen_close(l);
	l->at.y = y;
}

static void
chain_draw(struct layout *l, const struct doc_el *e, void *set)
{
	const struct doc_chain *c = &e->u.chain;
	struct set *const *s = set;
	size_t i;

	pen_open(l, l->skipped_h2 ? TAG_H2 : TAG_H3);
	pen_text(l, l->g.x0, l->at.y, LOOK_LABEL, "From bytes to quote");
	pen_close(l);
	l->skipped_h2 = false;
	for (i = 0; i < c->n; i++) {
		const double y = l->at.y;

		if (i > 0) {
			l->at.y += CHAIN_STEP - 10.5;
			if (l->at.y + 10.5 + set_height(s[i]) > l->g.bottom)
				layout_next_page(l);
			else
				chain_arrow(l, y - 6.5, l->at.y - 8.9);
		}
		chain_step_draw(l, &c->steps[i], i, s[i]);
	}
}

const struct layout_ops layout_ops_chain = { ROLE_CHAIN, FLOOR_LINES, chain_set,
	chain_need, chain_draw, false, true };

/* ---- Place of the quotes: one scale for all of a document's ---- */

#define PLACES_TIER 9.0
#define PLACES_TIERS 6
#define PLACES_FAR 32.0 /* from its place a label may stand so far */
#define PLACES_GAP 4.0
#define PLACES_TICKS 48.0 /* least room for a number under the scale */
/* A string of a PDF/A has at most 32,767 bytes of UTF-16. */
#define ALT_MAX 12000

struct place_set {
	double *x; /* of each label, in the order of the doc */
	unsigned *tier; /* from the scale up; PLACES_TIERS: no room for it */
	unsigned tiers;
	int64_t step; /* bytes between two ticks */
};

static double
place_x(const struct doc_places *p, int64_t at)
{
	return p->size <= 0 ? 0 : (double)at / (double)p->size * TABLE_WIDTH;
}

static int64_t
tick_step(int64_t size)
{
	static const int64_t factors[] = { 1, 2, 5 };
	int64_t ten, step;
	size_t i;

	for (ten = 1; ten < INT64_MAX / 100; ten *= 10)
		for (i = 0; i < 3; i++) {
			step = ten * factors[i];
			if ((double)step / (double)size * TABLE_WIDTH >=
			    PLACES_TICKS)
				return step;
		}
	return size;
}

/* Indexes of the places from the first byte to the last. */
static size_t *
places_order(struct layout *l, const struct doc_places *p)
{
	size_t *order = arena_new(&l->arena, p->n, sizeof(*order));
	size_t i, k;

	for (i = 0; i < p->n; i++) {
		for (k = i;
		     k > 0 && p->items[order[k - 1]].start > p->items[i].start;
		     k--)
			order[k] = order[k - 1];
		order[k] = i;
	}
	return order;
}

/*
 * The labels of one tier, every `tiers`-th of the order: from the left each as
 * near to its place as the one before lets it, then pushed back from the right
 * edge.  Gives how far the worst is from its place; more than the scale is
 * wide if they do not fit.
 */
static double
tier_set(struct layout *l, const struct doc_places *p, const size_t *order,
    struct place_set *s, unsigned tier)
{
	double worst = 0, w, edge = 0, x;
	size_t i, k;

	for (i = tier; i < p->n; i += s->tiers) {
		k = order[i];
		x = place_x(p, p->items[k].start);
		s->x[k] = x > edge ? x : edge;
		edge = s->x[k] + PLACES_GAP +
		    pen_width(l, LOOK_MONO, p->items[k].label);
		s->tier[k] = tier;
	}
	edge = TABLE_WIDTH + PLACES_GAP;
	for (i = (p->n - 1 - tier) / s->tiers * s->tiers + tier;;
	     i -= s->tiers) {
		k = order[i];
		w = pen_width(l, LOOK_MONO, p->items[k].label);
		if (s->x[k] + w + PLACES_GAP > edge)
			s->x[k] = edge - PLACES_GAP - w;
		edge = s->x[k];
		x = fabs(s->x[k] - place_x(p, p->items[k].start));
		worst = x > worst ? x : worst;
		if (i < s->tiers)
			break;
	}
	return edge < -0.01 ? 2 * TABLE_WIDTH : worst;
}

/* Where even the last tier is too full, every other label and so on stays. */
static void
labels_thin(struct layout *l, const struct doc_places *p, const size_t *order,
    struct place_set *s)
{
	double ends[PLACES_TIERS] = { 0 }, w;
	size_t i, k;
	unsigned t = 0;

	for (i = 0; i < p->n; i++, t = t + 1 < s->tiers ? t + 1 : 0) {
		k = order[i];
		w = pen_width(l, LOOK_MONO, p->items[k].label);
		s->x[k] = place_x(p, p->items[k].start);
		s->tier[k] = PLACES_TIERS;
		if (s->x[k] < ends[t] || s->x[k] + w > TABLE_WIDTH)
			continue;
		s->tier[k] = t;
		ends[t] = s->x[k] + w + PLACES_GAP;
	}
}

/* As few tiers as keep the labels near to their places. */
static void *
places_set(struct layout *l, const struct doc_el *e)
{
	const struct doc_places *p = &e->u.places;
	const size_t *order = places_order(l, p);
	struct place_set *s = arena_new(&l->arena, 1, sizeof(*s));
	double worst = 0, far;
	unsigned t;

	s->x = arena_new(&l->arena, p->n, sizeof(*s->x));
	s->tier = arena_new(&l->arena, p->n, sizeof(*s->tier));
	s->step = tick_step(p->size > 0 ? p->size : 1);
	for (s->tiers = 1; p->n > 0; s->tiers++) {
		worst = 0;
		for (t = 0; t < s->tiers && t < p->n; t++) {
			far = tier_set(l, p, order, s, t);
			worst = far > worst ? far : worst;
		}
		if (worst <= PLACES_FAR || s->tiers == PLACES_TIERS)
			break;
	}
	if (worst > TABLE_WIDTH)
		labels_thin(l, p, order, s);
	return s;
}

static double
places_need(struct layout *l, const struct doc_el *e, void *set)
{
	const struct place_set *s = set;

	(void)l;
	(void)e;
	return PLACES_TIER * (s->tiers - 1) + 18.5;
}

static const char *
places_alt(struct layout *l, const struct doc_places *p)
{
	char n[NUM_GROUPED];
	struct buf b;
	char *out;
	size_t i;

	buf_init(&b, ALT_MAX + 400);
	buf_fmt(&b, "Where the quotes lie in the %s bytes of the text:",
	    num_grouped(p->size, n));
	for (i = 0; i < p->n && b.len < ALT_MAX; i++)
		buf_fmt(&b, "%s %s at %d per cent", i == 0 ? "" : ",",
		    p->items[i].label,
		    p->size <= 0 ? 0
				 : (int)(100 * (double)p->items[i].start /
				       (double)p->size));
	buf_str(&b, i < p->n ? " and more." : ".");
	out = arena_strndup(&l->arena, (const char *)b.data, b.len);
	buf_free(&b);
	return out;
}

/* The scale; y is its line less 2.2. */
static void
scale_draw(struct layout *l, const struct doc_places *p, int64_t step, double y)
{
	const double x0 = l->g.x2;
	char n[NUM_GROUPED];
	int64_t t;
	double x, w;

	canvas_line(
	    l->canvas, x0, y + 2.2, l->g.xr, y + 2.2, 0.35, INK_INK, 0, 0);
	for (t = 0; t <= p->size; t += step) {
		x = x0 + place_x(p, t);
		num_grouped(t, n);
		w = pen_width(l, LOOK_SOURCE, n);
		canvas_line(
		    l->canvas, x, y - 1, x, y + 5.4, 0.35, INK_INK, 0, 0);
		if (t == 0)
			pen_text(l, x, y + 13.5, LOOK_SOURCE, n);
		else if (x - w / 2 + w < l->g.xr)
			pen_text(l, x - w / 2, y + 13.5, LOOK_SOURCE, n);
	}
}

static void
places_draw(struct layout *l, const struct doc_el *e, void *set)
{
	const struct doc_places *p = &e->u.places;
	const struct place_set *s = set;
	const double y = l->at.y + PLACES_TIER * (s->tiers - 1) + 5;
	struct tag_more more = { .actual = NULL };
	size_t i;

	l->at.y = y + 13.5;
	if (!l->wet)
		return;
	more.alt = places_alt(l, p);
	canvas_open(l->canvas, TAG_FIGURE, &more);
	pen_text(l, l->g.x0, y + 4.5, LOOK_LABEL, "Place of the quotes");
	scale_draw(l, p, s->step, y);
	for (i = 0; i < p->n; i++) {
		const double a = place_x(p, p->items[i].start);
		const double w = place_x(p, p->items[i].end) - a;

		canvas_rect(l->canvas, l->g.x2 + a, y - 2, w < 1.4 ? 1.4 : w,
		    8.4, INK_BLUE);
		if (s->tier[i] < PLACES_TIERS)
			pen_text(l, l->g.x2 + s->x[i],
			    y - 5 - PLACES_TIER * s->tier[i], LOOK_MONO,
			    p->items[i].label);
	}
	canvas_close(l->canvas);
}

const struct layout_ops layout_ops_places = { ROLE_PLACES, FLOOR_LINES,
	places_set, places_need, places_draw, false, true };
