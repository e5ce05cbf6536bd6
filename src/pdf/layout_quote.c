#include <string.h>

#include "base/digest.h"
#include "base/num.h"
#include "layout_in.h"

/* A quote up to this long is never split, and keeps its evidence lines. */
#define QUOTE_WHOLE 14
#define EVIDENCE_LEAD 10.5
#define EVIDENCE_GAP 17.5
#define EVIDENCE_LABEL 44.0
#define PLACE_WIDTH 92.0
/* A marker longer than this is no marker of a list item. */
#define MARKER_MAX 6

static const char open_mark[] = "\xe2\x80\x9c";
static const char close_mark[] = "\xe2\x80\x9d";

/* A block of the quote: what stands between two LFs. */
struct quote_block {
	struct set *set;
	double x; /* of its lines, from X2 */
	double first; /* of its first line, from x */
	double above; /* more than the lead */
};

struct quote_set {
	struct quote_block *blocks;
	size_t n_blocks;
	size_t lines;
	double lead;
	struct set *source, *version;
	const char *bytes;
};

/* ---- Blocks ---- */

static size_t
marker_digits(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n && i < 3 && s[i] >= '0' && s[i] <= '9'; i++)
		;
	return i > 0 && i < n && (s[i] == '.' || s[i] == ')') ? i + 1 : 0;
}

static size_t
marker_letters(const char *s, size_t n)
{
	const size_t open = n > 0 && s[0] == '(';
	size_t i;

	for (i = open; i < n && i < MARKER_MAX - 1; i++)
		if (!((s[i] >= 'a' && s[i] <= 'z') ||
			(s[i] >= 'A' && s[i] <= 'Z') ||
			(s[i] >= '0' && s[i] <= '9')))
			break;
	if (i == open || i == n)
		return 0;
	/* Without a bracket before it, only one letter can be a marker. */
	return s[i] == ')' || (!open && i == 1 && s[i] == '.') ? i + 1 : 0;
}

/* Bytes of spaces and list marker at the start of a block; 0 if none. */
static size_t
block_marker(const char *s, size_t n)
{
	static const char *const bullets[] = { "-", "*", "+", "\xe2\x80\xa2",
		"\xe2\x80\x93", "\xe2\x97\xa6", "\xe2\x96\xaa" };
	size_t at, k = 0, i;

	for (at = 0; at < n && s[at] == ' '; at++)
		;
	for (i = 0; i < sizeof(bullets) / sizeof(bullets[0]) && k == 0; i++)
		if (n - at > strlen(bullets[i]) &&
		    memcmp(s + at, bullets[i], strlen(bullets[i])) == 0)
			k = strlen(bullets[i]);
	if (k == 0)
		k = marker_digits(s + at, n - at);
	if (k == 0)
		k = marker_letters(s + at, n - at);
	return k > 0 && at + k < n && s[at + k] == ' ' ? at + k + 1 : at;
}

/* The words of one block with our marks around them. */
static void
block_set(struct layout *l, const struct doc_quote *q, const char *s, size_t n,
    bool first, bool last, struct quote_block *out)
{
	const enum look_name look = q->large ? LOOK_QUOTE : LOOK_QUOTE_SMALL;
	const struct look base = look_of(look);
	struct para_form form = { .measure = TEXT_WIDTH };
	struct piece pieces[6], grey = piece_of("[\xe2\x80\xa6] ", look, false);
	size_t k = 0, marker;

	marker = first && last ? 0 : block_marker(s, n);
	out->x =
	    marker == 0 ? 0 : ruler_width(&l->ruler, &base.type, s, marker);
	out->first = -out->x;
	grey.type.voice = VOICE_TEXT;
	grey.type.ink = INK_GREY;
	if (first && q->cut_before)
		pieces[k++] = grey;
	else if (first)
		out->first -= ruler_width(&l->ruler, &base.type, open_mark, 3);
	if (first)
		pieces[k++] = piece_of(open_mark, look, false);
	pieces[k] = piece_of("", look, false);
	pieces[k].s = s;
	pieces[k++].n = n;
	if (last)
		pieces[k++] = piece_of(close_mark, look, false);
	else
		pieces[k++] = piece_of(" ", look, false);
	if (last && q->cut_after) {
		grey.s = " [\xe2\x80\xa6]";
		grey.n = strlen(grey.s);
		pieces[k++] = grey;
	}
	form.measure -= out->x;
	form.first = out->first;
	out->set = set_pieces(l, pieces, k, base.lead, &form);
}

/* Bytes without the LFs at the end, which nobody sees. */
static size_t
quote_bare(const struct doc_quote *q)
{
	size_t n = q->len;

	while (n > 0 && q->words[n - 1] == '\n')
		n--;
	return n;
}

static void
quote_blocks(struct layout *l, const struct doc_quote *q, struct quote_set *out)
{
	const size_t n = quote_bare(q);
	const char *s = q->words, *end = q->words + n, *lf;
	struct quote_block b;
	bool first = true;

	for (;; s = lf + 1) {
		/* Where there are no words they end where they begin. */
		/* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker) */
		lf = s == end ? NULL : memchr(s, '\n', (size_t)(end - s));
		if (lf == s)
			continue;
		memset(&b, 0, sizeof(b));
		block_set(l, q, s, (size_t)((lf == NULL ? end : lf) - s), first,
		    lf == NULL, &b);
		b.above = first || b.x > 0 ? 0 : GRID;
		out->blocks = arena_more(&l->arena, out->blocks, out->n_blocks,
		    sizeof(*out->blocks));
		out->blocks[out->n_blocks++] = b;
		out->lines += set_lines(b.set);
		first = false;
		if (lf == NULL)
			break;
	}
}

static struct set *
evidence_value(
    struct layout *l, const char *s, enum look_name look, const char *target)
{
	const struct para_form form = { .measure = l->g.xr - l->g.x2 -
		    EVIDENCE_LABEL };
	struct piece p = piece_of(s == NULL ? "" : s, look, false);

	if (target != NULL && target[0] != '\0') {
		p.target = target;
		p.contents = arena_fmt(&l->arena, "Evidence sheet %s", target);
		l->paged = true;
		if (l->pass > 1 && !layout_has_anchor(l, target))
			layout_fault(l, FAULT_STATE, "the evidence", target);
	}
	return set_pieces(l, &p, 1, EVIDENCE_LEAD, &form);
}

static void *
quote_set(struct layout *l, const struct doc_el *e)
{
	const struct doc_quote *q = &e->u.quote;
	struct quote_set *s = arena_new(&l->arena, 1, sizeof(*s));
	char a[NUM_GROUPED], b[NUM_GROUPED], c[NUM_GROUPED], d[NUM_GROUPED];

	s->lead = look_of(q->large ? LOOK_QUOTE : LOOK_QUOTE_SMALL).lead;
	quote_blocks(l, q, s);
	s->source = evidence_value(l, q->source, LOOK_LABEL_INK, q->evidence);
	s->version = evidence_value(l, q->version, LOOK_MONO, NULL);
	s->bytes = arena_fmt(&l->arena, "%s to %s of %s (%s bytes)",
	    num_grouped(q->start, a), num_grouped(q->end, b),
	    num_grouped(q->size, c), num_grouped(q->end - q->start, d));
	return s;
}

/* ---- Heights ---- */

/* From the last line of words to the last evidence line. */
static double
evidence_height(const struct quote_set *s)
{
	const size_t rows = set_lines(s->source) + set_lines(s->version) + 2;

	return EVIDENCE_GAP + EVIDENCE_LEAD * (double)(rows - 1);
}

/* From line a to line b of all lines. */
static double
lines_height(const struct quote_set *s, size_t a, size_t b)
{
	double h = s->lead * (double)(b - a);
	size_t i, at = 0;

	for (i = 0; i < s->n_blocks; i++) {
		if (at > a && at <= b)
			h += s->blocks[i].above;
		at += set_lines(s->blocks[i].set);
	}
	return h;
}

static double
quote_need(struct layout *l, const struct doc_el *e, void *set)
{
	const struct quote_set *s = set;

	(void)l;
	(void)e;
	if (s->lines > QUOTE_WHOLE)
		return s->lead;
	return lines_height(s, 0, s->lines - 1) + evidence_height(s);
}

/* ---- Drawing ---- */

/* Lines [from, to) of all; a P lies around each block. */
static void
words_draw(struct layout *l, const struct doc_quote *q,
    const struct quote_set *s, size_t from, size_t to)
{
	const double top = l->at.y;
	size_t i, at = 0, a, b, n;

	for (i = 0; i < s->n_blocks && at < to; i++, at += n) {
		const struct quote_block *k = &s->blocks[i];
		double x = l->g.x2 + k->x;

		n = set_lines(k->set);
		if (at + n <= from)
			continue;
		a = at < from ? from - at : 0;
		b = at + n > to ? to - at : n;
		if (at > from)
			l->at.y += k->above;
		if (a == 0) {
			pen_open(l, TAG_P);
			if (i == 0)
				pen_mark(l, l->g.x1, l->at.y,
				    arena_fmt(&l->arena, "Q%u", q->number));
			set_draw(l, k->set, 0, 1, x + k->first, l->at.y);
			l->at.y += s->lead;
			a = 1;
		}
		set_draw(l, k->set, a, b - a, x, l->at.y);
		l->at.y += s->lead * (double)(b - a);
		if (b == n)
			pen_close(l);
	}
	l->at.y -= s->lead;
	pen_bar(l, l->g.x2 - 12, top - 8.2, l->at.y + 2.6, INK_BLUE);
}

/* How many of the lines from `from` on go on this page; 0: none. */
static size_t
words_take(struct layout *l, const struct quote_set *s, size_t from)
{
	const size_t left = s->lines - from;
	size_t fit = 0;

	while (fit < left &&
	    l->at.y + lines_height(s, from, from + fit) <= l->g.bottom + 0.01)
		fit++;
	if (fit == left &&
	    l->at.y + lines_height(s, from, s->lines - 1) +
		    evidence_height(s) <=
		l->g.bottom + 0.01)
		return left;
	if (fit == left)
		fit--;
	fit = layout_split(left, fit);
	/* On a page of its own something must go on it. */
	return fit == 0 && l->at.floor == FLOOR_TOP ? left : fit;
}

static void
place_draw(struct layout *l, const struct doc_quote *q, double x, double y)
{
	const double size = q->size > 0 ? (double)q->size : 1;
	const double a = (double)q->start / size * PLACE_WIDTH;
	double w = (double)(q->end - q->start) / size * PLACE_WIDTH;

	if (!l->wet)
		return;
	w = w < 1.4 ? 1.4 : w;
	canvas_artifact_begin(l->canvas);
	y -= 5;
	canvas_line(l->canvas, x, y + 2.2, x + PLACE_WIDTH, y + 2.2, 0.35,
	    INK_RULE, 0, 0);
	canvas_line(l->canvas, x, y, x, y + 4.4, 0.35, INK_RULE, 0, 0);
	canvas_line(l->canvas, x + PLACE_WIDTH, y, x + PLACE_WIDTH, y + 4.4,
	    0.35, INK_RULE, 0, 0);
	canvas_rect(l->canvas, x + a, y - 0.4, w, 5.2, INK_BLUE);
	canvas_artifact_end(l->canvas);
}

static void
evidence_label(struct layout *l, const char *label)
{
	pen_open(l, TAG_SPAN);
	pen_text(l, l->g.x2, l->at.y, LOOK_LABEL, label);
	pen_close(l);
}

static void
evidence_row(struct layout *l, const char *label, const struct set *value)
{
	const double x = l->g.x2 + EVIDENCE_LABEL;
	const size_t n = set_lines(value);

	evidence_label(l, label);
	pen_open(l, TAG_SPAN);
	set_draw(l, value, 0, n, x, l->at.y);
	pen_text(l, x - 3, l->at.y, LOOK_LABEL, " ");
	pen_close(l);
	l->at.y += EVIDENCE_LEAD * (double)n;
}

static void
evidence_draw(
    struct layout *l, const struct doc_quote *q, const struct quote_set *s)
{
	const double x = l->g.x2 + EVIDENCE_LABEL;
	const struct digest_hex hex = digest_hex(&q->sha);
	struct tag_more more = { .actual = NULL };
	double end, scale = l->g.x2e - PLACE_WIDTH;

	pen_open(l, TAG_P);
	evidence_row(l, "Source ", s->source);
	evidence_row(l, "Version ", s->version);
	evidence_label(l, "Bytes ");
	pen_open(l, TAG_SPAN);
	pen_text(
	    l, x, l->at.y, LOOK_MONO, arena_fmt(&l->arena, "%s ", s->bytes));
	pen_close(l);
	end = x + pen_width(l, LOOK_MONO, s->bytes) + 6;
	place_draw(l, q, scale < end ? end : scale, l->at.y);
	l->at.y += EVIDENCE_LEAD;
	evidence_label(l, "SHA-256 ");
	more.actual = hex.s;
	pen_open_as(l, TAG_SPAN, &more);
	pen_digits(l, x, l->at.y, LOOK_MONO, hex.s, DIGEST_HEX);
	pen_close(l);
	pen_close(l);
}

static void
quote_draw(struct layout *l, const struct doc_el *e, void *set)
{
	const struct doc_quote *q = &e->u.quote;
	const struct quote_set *s = set;
	const struct tag_more more = { .lang = q->lang };
	size_t from = 0, k;

	pen_open_as(l, TAG_BLOCKQUOTE, &more);
	while (from < s->lines) {
		k = words_take(l, s, from);
		if (k > 0)
			words_draw(l, q, s, from, from + k);
		from += k;
		if (from < s->lines)
			layout_next_page(l);
	}
	pen_close(l);
	l->at.y += EVIDENCE_GAP;
	evidence_draw(l, q, s);
}

const struct layout_ops layout_ops_quote = { ROLE_TEXT, FLOOR_EVIDENCE,
	quote_set, quote_need, quote_draw, false, false };
