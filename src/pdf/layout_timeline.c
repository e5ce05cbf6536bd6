#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "layout_in.h"

#define ROW 17.5
#define ROW_LOOKS 35.0
#define BASE 6.5 /* above the rule below the row */
#define BASE_LOOKS 8.5
#define STROKE 9.0
#define STROKE_LOOKS 16.0
#define NAME_WIDTH 112.0
#define COUNT_X 18.0 /* right end of the looks, from X1 */
#define PROVISION 12.25
#define HEAD_RULE 5.0
#define TICK 6.0
/* A day narrower than this has no tick of its own: one a week. */
#define DAY_LEAST 0.8
#define LABEL_NEAR 8.0
/* So far apart strokes share a label only where each is near the next. */
#define CLUSTER_MOST 40.0
/* A string of a PDF/A has at most 32,767 bytes of UTF-16. */
#define ALT_MAX 12000

struct time_set {
	struct axis axis;
	struct set **names;
};

/* ---- Setting ---- */

static void *
timeline_set(struct layout *l, const struct doc_el *e)
{
	const struct doc_timeline *t = &e->u.timeline;
	struct time_set *s = arena_new(&l->arena, 1, sizeof(*s));
	size_t i;

	axis_set(
	    l, &s->axis, t->from_utc_ms, t->to_utc_ms, l->g.x2, TABLE_WIDTH);
	s->names = arena_new(&l->arena, t->n_rows, sizeof(struct set *));
	for (i = 0; i < t->n_rows; i++) {
		const double count = pen_width(l, LOOK_TABLE_GREY,
		    arena_fmt(&l->arena, "%zu", t->rows[i].n_looks));

		s->names[i] = set_string(
		    l, t->rows[i].name, LOOK_TABLE, NAME_WIDTH - count - 2);
	}
	return s;
}

static double
row_height(const struct doc_time_row *r, const struct set *name)
{
	const double least = r->looks_kept ? ROW_LOOKS : ROW;
	const double words = ROW + set_height(name);

	return words > least ? words : least;
}

static double
timeline_need(struct layout *l, const struct doc_el *e, void *set)
{
	const struct doc_timeline *t = &e->u.timeline;
	const struct time_set *s = set;
	double h = HEAD_RULE;
	size_t i;

	(void)l;
	for (i = 0; i < t->n_rows && i < 2; i++)
		h += row_height(&t->rows[i], s->names[i]);
	return h;
}

/* ---- One row of a document ---- */

static double
day_x(const struct axis *a, int64_t utc_ms)
{
	const int64_t day = INT64_C(86400000);

	return axis_x(a, utc_ms / day * day) + (a->day > 1 ? 0.48 : 0);
}

/* One tick a day, or a week where days are too narrow; height by share. */
static void
ticks_draw(struct layout *l, const struct axis *a, const struct doc_time_row *r,
    double y)
{
	const int64_t span = INT64_C(86400000) * (a->day < DAY_LEAST ? 7 : 1);
	unsigned most = 1, looks;
	size_t i, k;
	int pass;

	for (pass = 0; pass < 2; pass++)
		for (i = 0; i < r->n_ticks; i = k) {
			looks = 0;
			for (k = i; k < r->n_ticks &&
			     r->ticks[k].utc_ms / span ==
				 r->ticks[i].utc_ms / span;
			     k++)
				looks += r->ticks[k].looks;
			if (pass == 0) {
				most = looks > most ? looks : most;
				continue;
			}
			canvas_line(l->canvas, day_x(a, r->ticks[i].utc_ms), y,
			    day_x(a, r->ticks[i].utc_ms),
			    y - TICK * looks / most, 0.42, INK_GREY, 0, 0);
		}
}

static void
base_draw(struct layout *l, const struct axis *a, const struct doc_time_row *r,
    double y)
{
	const double end = a->x + a->width;
	double kept = end;

	if (r->looks_kept)
		kept = r->n_ticks == 0 ? a->x : axis_x(a, r->ticks[0].utc_ms);
	/* Before the first look that was kept, and where none is. */
	if (kept > a->x + 1)
		canvas_line(
		    l->canvas, a->x, y, kept, y, 0.5, INK_GREY, 0.5, 1.6);
	if (kept < end)
		canvas_line(l->canvas, kept, y, end, y, 0.35, INK_RULE, 0, 0);
}

static void
gaps_draw(struct layout *l, const struct axis *a, const struct doc_time_row *r,
    double y)
{
	double x1, x2;
	size_t i;

	for (i = 0; i < r->n_gaps; i++) {
		x1 = axis_x(a, r->gaps[i].from_utc_ms);
		x2 = axis_x(a, r->gaps[i].to_utc_ms);
		x2 = x2 < x1 + 2 ? x1 + 2 : x2;
		canvas_line(
		    l->canvas, x1, y + 1.6, x1, y + 4, 0.6, INK_RED, 0, 0);
		canvas_line(
		    l->canvas, x2, y + 1.6, x2, y + 4, 0.6, INK_RED, 0, 0);
		canvas_line(
		    l->canvas, x1, y + 4, x2, y + 4, 0.6, INK_RED, 0, 0);
	}
}

static const char *
stroke_label(
    struct layout *l, const struct doc_time_row *r, size_t from, size_t to)
{
	if (from == to)
		return arena_fmt(&l->arena, "%d", r->strokes[from].version);
	return arena_fmt(&l->arena, "%d\xe2\x80\x93%d",
	    r->strokes[from].version, r->strokes[to].version);
}

/* Strokes that share one label. */
struct cluster {
	size_t from, to;
	const char *label;
	double x, width; /* of the label */
};

static void
cluster_label(struct layout *l, const struct axis *a,
    const struct doc_time_row *r, struct cluster *c)
{
	c->label = stroke_label(l, r, c->from, c->to);
	c->x = axis_x(a, r->strokes[c->to].utc_ms) + 2.2;
	c->width = pen_width(l, LOOK_STROKE, c->label);
	/* At the end of the axis the number stands before its strokes. */
	if (c->x + c->width > a->x + a->width + 1)
		c->x = axis_x(a, r->strokes[c->from].utc_ms) - c->width - 1.2;
}

/* Is the stroke after c nearer than any label is wide? */
static bool
cluster_near(const struct axis *a, const struct doc_time_row *r,
    const struct cluster *c, const struct cluster *next)
{
	return axis_x(a, r->strokes[next->from].utc_ms) -
	    axis_x(a, r->strokes[c->to].utc_ms) <
	    LABEL_NEAR;
}

/* Does the label of c reach into the stroke or the label after it? */
static bool
cluster_meets(const struct axis *a, const struct doc_time_row *r,
    const struct cluster *c, const struct cluster *next)
{
	const double stroke = axis_x(a, r->strokes[next->from].utc_ms);

	return c->x + c->width + 0.5 > stroke ||
	    (next->label[0] != '\0' && c->x + c->width + 0.5 > next->x);
}

static double
cluster_span(const struct axis *a, const struct doc_time_row *r,
    const struct cluster *c, const struct cluster *next)
{
	return axis_x(a, r->strokes[next->to].utc_ms) -
	    axis_x(a, r->strokes[c->from].utc_ms);
}

/*
 * Strokes nearer than a label is wide share one, after the last of them; a
 * label that would still reach into the next is left to the table.
 */
static void
labels_draw(struct layout *l, const struct axis *a,
    const struct doc_time_row *r, double y)
{
	struct cluster *c = arena_new(&l->arena, r->n_strokes, sizeof(*c));
	size_t i, n = 0;

	for (i = 0; i < r->n_strokes; i++) {
		c[n] = (struct cluster){ .from = i, .to = i };
		cluster_label(l, a, r, &c[n++]);
		while (n > 1 &&
		    (cluster_near(a, r, &c[n - 2], &c[n - 1]) ||
			(cluster_meets(a, r, &c[n - 2], &c[n - 1]) &&
			    cluster_span(a, r, &c[n - 2], &c[n - 1]) <
				CLUSTER_MOST))) {
			c[n - 2].to = c[n - 1].to;
			n--;
			cluster_label(l, a, r, &c[n - 1]);
		}
	}
	/* The newest number matters most: from the right, who comes stays. */
	for (i = n; i-- > 1;)
		if (cluster_meets(a, r, &c[i - 1], &c[i]))
			c[i - 1].label = "";
	for (i = 0; i < n; i++)
		if (c[i].x > a->x - 4)
			pen_text(l, c[i].x, y, LOOK_STROKE, c[i].label);
}

static void
strokes_draw(struct layout *l, const struct axis *a,
    const struct doc_time_row *r, double y, double h)
{
	size_t i;

	for (i = 0; i < r->n_strokes; i++)
		canvas_rect(l->canvas, axis_x(a, r->strokes[i].utc_ms), y - h,
		    1, h, INK_INK);
	labels_draw(l, a, r, y - h + 4.9);
}

static void
row_draw(struct layout *l, const struct time_set *s,
    const struct doc_time_row *r, size_t i, double y)
{
	const struct set *name = s->names[i];
	const double h = row_height(r, name);
	const double base = y + h - (r->looks_kept ? BASE_LOOKS : BASE);

	set_draw(l, name, 0, set_lines(name), l->g.x0, base - set_height(name));
	pen_text_right(l, l->g.x1 + COUNT_X, base, LOOK_TABLE_GREY,
	    arena_fmt(&l->arena, "%zu", r->n_looks));
	base_draw(l, &s->axis, r, base);
	if (r->looks_kept)
		ticks_draw(l, &s->axis, r, base);
	gaps_draw(l, &s->axis, r, base);
	strokes_draw(
	    l, &s->axis, r, base, r->looks_kept ? STROKE_LOOKS : STROKE);
	canvas_line(
	    l->canvas, l->g.x0, y + h, l->g.xr, y + h, 0.25, INK_RULE, 0, 0);
}

/* ---- One row of a provision ---- */

static void
diamond(struct layout *l, double x, double y, bool open)
{
	const struct point p[] = { { x, y - 3 }, { x + 3, y }, { x, y + 3 },
		{ x - 3, y } };

	canvas_polygon(l->canvas, p, 4, true, 0, open ? INK_PAPER : INK_INK);
	if (open)
		canvas_polygon(l->canvas, p, 4, false, 0.6, INK_INK);
}

static void
provision_draw(struct layout *l, const struct axis *a,
    const struct doc_time_provision *p, double y)
{
	const double base = y + 7.6, line = base - 1;
	const double x1 = axis_x(a, p->from_utc_ms);
	const double x2 =
	    p->to_utc_ms == 0 ? a->x + a->width : axis_x(a, p->to_utc_ms);
	size_t i;

	pen_text(l, l->g.x0, base + 1.4, LOOK_MONO, p->label);
	pen_exposure(l, l->g.x0 + 36, base + 1.6, p->exposure, LOOK_TABLE, 4.2);
	if (p->before_utc_ms != 0)
		canvas_line(l->canvas, axis_x(a, p->before_utc_ms), line,
		    x1 - 1.5, line, 0.5, INK_GREY, 1.6, 1.6);
	canvas_line(l->canvas, x1, line, x2, line,
	    p->exposure == EXPOSURE_HIGH ? 1.5 : 0.9, INK_INK, 0, 0);
	canvas_line(l->canvas, x1, line - 3, x1, line + 3, 0.9, INK_INK, 0, 0);
	if (p->to_utc_ms != 0)
		canvas_line(
		    l->canvas, x2, line - 3, x2, line + 3, 0.9, INK_INK, 0, 0);
	for (i = 0; i < p->n_marks; i++)
		diamond(l, axis_x(a, p->marks[i].utc_ms), line,
		    p->marks[i].administrative);
	canvas_line(l->canvas, l->g.x0, y + PROVISION, l->g.x2 - 8,
	    y + PROVISION, 0.25, INK_RULE, 0, 0);
}

/* ---- Words for those who do not see it ---- */

static const char *
alt_take(struct layout *l, struct buf *b)
{
	char *out = arena_strndup(&l->arena, (const char *)b->data, b->len);

	buf_free(b);
	return out;
}

static const char *
rows_alt(struct layout *l, const struct doc_timeline *t, size_t from, size_t n)
{
	char d1[CLOCK_TEXT], d2[CLOCK_TEXT];
	struct buf b;
	size_t i, k;

	buf_init(&b, (size_t)2 * ALT_MAX);
	buf_fmt(&b, "Timeline, %s to %s.", clock_prose(t->from_utc_ms, d1),
	    clock_prose(t->to_utc_ms, d2));
	for (i = from; i < from + n && b.len < ALT_MAX; i++) {
		const struct doc_time_row *r = &t->rows[i];

		buf_fmt(
		    &b, " %.200s, %zu looks, versions:", r->name, r->n_looks);
		for (k = 0; k < r->n_strokes && b.len < ALT_MAX; k++)
			buf_fmt(&b, "%s %d on %s", k == 0 ? "" : ";",
			    r->strokes[k].version,
			    clock_day(r->strokes[k].utc_ms, d1));
		buf_fmt(&b, "%s.", r->n_strokes == 0 ? " none" : "");
	}
	buf_str(&b, " Gaps and changed provisions: the tables below.");
	return alt_take(l, &b);
}

static const char *
provisions_alt(
    struct layout *l, const struct doc_timeline *t, size_t from, size_t n)
{
	char d[CLOCK_TEXT];
	struct buf b;
	size_t i, k;

	buf_init(&b, (size_t)2 * ALT_MAX);
	buf_str(&b, "Provisions along the same time.");
	for (i = from; i < from + n && b.len < ALT_MAX; i++) {
		const struct doc_time_provision *p = &t->provisions[i];

		buf_fmt(&b, " %s, %s, from %s", p->label,
		    exposure_title(p->exposure), clock_day(p->from_utc_ms, d));
		if (p->to_utc_ms != 0)
			buf_fmt(&b, " to %s", clock_day(p->to_utc_ms, d));
		for (k = 0; k < p->n_marks && b.len < ALT_MAX; k++)
			buf_fmt(&b, "; %s on %s",
			    p->marks[k].administrative ? "renumbered"
						       : "words changed",
			    clock_day(p->marks[k].utc_ms, d));
		buf_str(&b, ".");
	}
	buf_str(&b, " The whole is in the table below.");
	return alt_take(l, &b);
}

/* ---- Parts of the figure, one to a page ---- */

/* Months and years with their baseline at y; gives the rule below them. */
static double
head_draw(struct layout *l, const struct axis *a, double y, const char *first,
    const char *second)
{
	pen_text(l, l->g.x0, y, LOOK_TH, first);
	pen_text_right(l, l->g.x1 + COUNT_X, y, LOOK_SOURCE, second);
	axis_draw(l, a, y);
	canvas_line(l->canvas, l->g.x0, y + HEAD_RULE, l->g.xr, y + HEAD_RULE,
	    0.7, INK_INK, 0, 0);
	return y + HEAD_RULE;
}

static size_t
rows_fit(const struct layout *l, const struct doc_timeline *t,
    const struct time_set *s, size_t from, double *y)
{
	const double limit = l->g.bottom + BASE;
	size_t n;

	*y += HEAD_RULE;
	for (n = 0; from + n < t->n_rows; n++) {
		const double h =
		    row_height(&t->rows[from + n], s->names[from + n]);

		if (*y + h > limit && n > 0)
			break;
		*y += h;
	}
	return n;
}

static void
rows_draw(
    struct layout *l, const struct doc_timeline *t, const struct time_set *s)
{
	struct tag_more more = { .actual = NULL };
	size_t from, n, i;
	double y, end;

	for (from = 0; from < t->n_rows; from += n) {
		if (from > 0) {
			layout_next_page(l);
			l->at.y += 10.5;
		}
		end = l->at.y;
		n = rows_fit(l, t, s, from, &end);
		if (l->wet) {
			more.alt = rows_alt(l, t, from, n);
			canvas_open(l->canvas, TAG_FIGURE, &more);
			y = head_draw(
			    l, &s->axis, l->at.y, "Document", "looks");
			axis_lines(l, &s->axis, y, end);
			for (i = from; i < from + n; i++) {
				row_draw(l, s, &t->rows[i], i, y);
				y += row_height(&t->rows[i], s->names[i]);
			}
			canvas_close(l->canvas);
		}
		l->at.y = end;
		l->at.floor = FLOOR_RULE;
	}
}

/* Provisions [from, from + n), their head at l->at.y. */
static void
provisions_part(struct layout *l, const struct doc_timeline *t,
    const struct time_set *s, size_t from, size_t n, bool months)
{
	struct tag_more more = { .actual = NULL };
	const double top = l->at.y + HEAD_RULE;
	const double end = top + PROVISION * (double)n;
	size_t i;

	l->at.y = end;
	if (!l->wet)
		return;
	more.alt = provisions_alt(l, t, from, n);
	canvas_open(l->canvas, TAG_FIGURE, &more);
	if (months) {
		head_draw(l, &s->axis, top - HEAD_RULE, "Provision", "");
	} else {
		pen_text(l, l->g.x0, top - HEAD_RULE, LOOK_TH, "Provision");
		canvas_line(
		    l->canvas, l->g.x0, top, l->g.xr, top, 0.7, INK_INK, 0, 0);
	}
	axis_lines(l, &s->axis, top, end);
	for (i = 0; i < n; i++)
		provision_draw(l, &s->axis, &t->provisions[from + i],
		    top + PROVISION * (double)i);
	canvas_line(
	    l->canvas, l->g.x0, end, l->g.xr, end, 0.35, INK_RULE, 0, 0);
	canvas_close(l->canvas);
}

static void
provisions_draw(
    struct layout *l, const struct doc_timeline *t, const struct time_set *s)
{
	const double limit = l->g.bottom + 4;
	bool months = t->n_rows == 0;
	size_t from, n, left;
	double y;

	for (from = 0; from < t->n_provisions; from += n) {
		left = t->n_provisions - from;
		if (from == 0 && t->n_rows > 0)
			l->at.y = look_snap(l->at.y + 22.5) - HEAD_RULE;
		y = l->at.y + HEAD_RULE;
		n = y > limit ? 0 : (size_t)((limit - y) / PROVISION);
		if (n < left && n < 2) {
			layout_next_page(l);
			l->at.y += 10.5;
			months = true;
			y = l->at.y + HEAD_RULE;
			n = (size_t)((limit - y) / PROVISION);
		}
		n = n < left ? n : left;
		provisions_part(l, t, s, from, n, months);
	}
}

/* ---- Key ---- */

static void
key_words(struct layout *l, double *x, double y, const char *words)
{
	const double end = pen_text(l, *x + 15, y, LOOK_SOURCE, words);

	*x = end + 13;
}

static void
key_draw(struct layout *l, double y)
{
	const double m = y - 2;
	double x = l->g.x0;
	int i;

	if (!l->wet)
		return;
	canvas_open(l->canvas, TAG_P, NULL);
	for (i = 0; i < 6; i++)
		canvas_line(l->canvas, x + i * 2, m + 2, x + i * 2, m - 4, 0.42,
		    INK_GREY, 0, 0);
	key_words(l, &x, y, "day with looks ");
	canvas_line(l->canvas, x, m, x + 11, m, 0.5, INK_GREY, 0.5, 1.6);
	key_words(l, &x, y, "no looks kept ");
	canvas_rect(l->canvas, x + 5, m - 5, 1.1, 7, INK_INK);
	key_words(l, &x, y, "version ");
	canvas_line(
	    l->canvas, x + 1, m - 2, x + 1, m + 0.4, 0.6, INK_RED, 0, 0);
	canvas_line(
	    l->canvas, x + 10, m - 2, x + 10, m + 0.4, 0.6, INK_RED, 0, 0);
	canvas_line(
	    l->canvas, x + 1, m + 0.4, x + 10, m + 0.4, 0.6, INK_RED, 0, 0);
	key_words(l, &x, y, "gap ");
	diamond(l, x + 5, m, false);
	key_words(l, &x, y, "words changed ");
	diamond(l, x + 5, m, true);
	key_words(l, &x, y, "renumbered only ");
	canvas_line(l->canvas, x, m, x + 11, m, 0.5, INK_GREY, 1.6, 1.6);
	key_words(l, &x, y, "other clause before");
	canvas_close(l->canvas);
}

static void
timeline_draw(struct layout *l, const struct doc_el *e, void *set)
{
	const struct doc_timeline *t = &e->u.timeline;

	rows_draw(l, t, set);
	provisions_draw(l, t, set);
	l->at.y += 13;
	if (l->at.y > l->g.bottom + 5)
		layout_next_page(l);
	key_draw(l, l->at.y);
}

const struct layout_ops layout_ops_timeline = { ROLE_TIMELINE, FLOOR_RULE,
	timeline_set, timeline_need, timeline_draw, false, true };
