#include <string.h>

#include "base/digest.h"
#include "base/utf8.h"
#include "layout_in.h"

/* A redline up to this long is never split, and keeps From and To. */
#define REDLINE_WHOLE 14
#define ENDS_GAP 17.5
#define ENDS_VALUE 28.0
#define BAR_ABOVE 9.2
#define BAR_HEIGHT 12.6

struct redline_set {
	struct set *words;
	struct set *ends[2];
	bool *changed; /* by line */
};

/* ---- Setting ---- */

static struct piece
piece_of_run(struct layout *l, const struct diff_run *r)
{
	struct piece p = piece_of("", LOOK_REDLINE, false);
	const char *kind;

	p.s = r->text;
	p.n = r->len;
	if (r->op == DIFF_SAME)
		return p;
	kind = r->op == DIFF_DELETED ? "deleted" : "inserted";
	p.deco = r->op == DIFF_DELETED ? DECO_STRIKE : DECO_UNDER;
	p.type.ink = r->op == DIFF_DELETED ? INK_RED : INK_BLUE;
	p.actual =
	    arena_fmt(&l->arena, "[%s: %.*s] ", kind, (int)r->len, r->text);
	return p;
}

/* A run too long for one ActualText is said in parts. */
static struct piece *
pieces_of_run(
    struct layout *l, const struct diff_run *r, struct piece *pieces, size_t *n)
{
	struct diff_run part = *r;
	size_t left;

	for (left = r->len; left > 0; left -= part.len) {
		part.text = r->text + (r->len - left);
		part.len = utf8_cut(part.text, left, ACTUAL_MAX);
		if (part.len == 0)
			part.len = left;
		pieces = arena_more(&l->arena, pieces, *n, sizeof(*pieces));
		pieces[(*n)++] = piece_of_run(l, &part);
	}
	return pieces;
}

static bool
ends_in_space(const struct diff_run *r)
{
	return r->len > 0 &&
	    (r->text[r->len - 1] == ' ' || r->text[r->len - 1] == '\n');
}

static bool
begins_with_space(const struct diff_run *r)
{
	return r->len > 0 && (r->text[0] == ' ' || r->text[0] == '\n');
}

static struct set *
words_set(struct layout *l, const struct diff *d)
{
	const struct para_form form = { .measure = TEXT_WIDTH };
	struct piece *pieces = NULL;
	size_t i, k = 0;

	for (i = 0; i < d->n; i++) {
		const struct diff_run *r = &d->runs[i];

		if (r->len == 0)
			continue;
		pieces = pieces_of_run(l, r, pieces, &k);
		if (i + 1 == d->n || r->op == DIFF_SAME ||
		    d->runs[i + 1].op == DIFF_SAME || ends_in_space(r) ||
		    begins_with_space(&d->runs[i + 1]))
			continue;
		/* A space for the eye, which is in neither text. */
		pieces = arena_more(&l->arena, pieces, k, sizeof(*pieces));
		pieces[k] = piece_of(" ", LOOK_REDLINE, false);
		pieces[k++].actual = "";
	}
	return set_pieces(l, pieces, k, look_of(LOOK_REDLINE).lead, &form);
}

static bool
line_changed(const struct set *s, size_t line)
{
	const struct para_line *p = &s->para.lines[line];
	size_t k;

	for (k = p->first; k < p->first + p->n; k++)
		if (s->pieces[s->para.frags[k].run].deco != DECO_NONE)
			return true;
	return false;
}

static void *
redline_set(struct layout *l, const struct doc_el *e)
{
	const struct doc_redline *r = &e->u.redline;
	struct redline_set *s = arena_new(&l->arena, 1, sizeof(*s));
	const struct para_form form = { .measure = TABLE_WIDTH - ENDS_VALUE };
	struct piece p;
	size_t i;

	s->words = words_set(l, &r->diff);
	s->changed =
	    arena_new(&l->arena, set_lines(s->words), sizeof(*s->changed));
	for (i = 0; i < s->words->para.n_lines; i++)
		s->changed[i] = line_changed(s->words, i);
	for (i = 0; i < 2; i++) {
		p = piece_of(
		    i == 0 ? r->from.words : r->to.words, LOOK_MONO, false);
		s->ends[i] = set_pieces(l, &p, 1, 10.5, &form);
	}
	return s;
}

static double
ends_height(const struct redline_set *s)
{
	return ENDS_GAP + set_height(s->ends[0]) + set_height(s->ends[1]) +
	    3 * 10.5;
}

static double
redline_need(struct layout *l, const struct doc_el *e, void *set)
{
	const struct redline_set *s = set;

	(void)l;
	(void)e;
	if (set_lines(s->words) > REDLINE_WHOLE)
		return s->words->lead;
	return set_height(s->words) + ends_height(s);
}

/* ---- Drawing ---- */

static void
lines_draw(
    struct layout *l, const struct redline_set *s, size_t first, size_t n)
{
	size_t i;

	set_draw(l, s->words, first, n, l->g.x2, l->at.y);
	for (i = first; i < first + n; i++) {
		if (s->changed[i])
			pen_bar(l, l->g.x2 - 12, l->at.y - BAR_ABOVE,
			    l->at.y - BAR_ABOVE + BAR_HEIGHT, INK_INK);
		l->at.y += s->words->lead;
	}
	l->at.y -= s->words->lead;
}

static size_t
lines_take(struct layout *l, const struct redline_set *s, size_t first)
{
	const size_t left = set_lines(s->words) - first;
	size_t room = layout_room(l, l->at.y, s->words->lead);

	if (room >= left) {
		if (l->at.y + s->words->lead * (double)(left - 1) +
			ends_height(s) <=
		    l->g.bottom + 0.01)
			return left;
		room = left - 1;
	}
	room = layout_split(left, room);
	return room == 0 && l->at.floor == FLOOR_TOP ? left : room;
}

static void
end_draw(struct layout *l, const char *label, const struct doc_redline_end *end,
    const struct set *words)
{
	const struct digest_hex hex = digest_hex(&end->sha);
	const struct tag_more head = { .scope = SCOPE_ROW };
	const struct tag_more more = { .actual = hex.s };
	const size_t n = set_lines(words);

	pen_open(l, TAG_TR);
	pen_open_as(l, TAG_TH, &head);
	if (end->number > 0)
		pen_mark(l, l->g.x1, l->at.y,
		    arena_fmt(&l->arena, "Q%u", end->number));
	pen_text(l, l->g.x2, l->at.y, LOOK_LABEL, label);
	pen_close(l);
	pen_open(l, TAG_TD);
	pen_open(l, TAG_P);
	set_draw(l, words, 0, n, l->g.x2 + ENDS_VALUE, l->at.y);
	pen_close(l);
	l->at.y += 10.5 * (double)n;
	pen_open(l, TAG_P);
	pen_open_as(l, TAG_SPAN, &more);
	pen_digits(
	    l, l->g.x2 + ENDS_VALUE, l->at.y, LOOK_MONO, hex.s, DIGEST_HEX);
	pen_close(l);
	pen_close(l);
	pen_close(l);
	pen_close(l);
}

static void
redline_draw(struct layout *l, const struct doc_el *e, void *set)
{
	const struct doc_redline *r = &e->u.redline;
	const struct tag_more more = { .lang = r->lang };
	const struct redline_set *s = set;
	const size_t n = set_lines(s->words);
	size_t first = 0, k;

	pen_open_as(l, TAG_P, &more);
	for (;;) {
		k = lines_take(l, s, first);
		if (k > 0)
			lines_draw(l, s, first, k);
		first += k;
		if (first == n)
			break;
		layout_next_page(l);
	}
	pen_close(l);
	l->at.y += ENDS_GAP;
	pen_open(l, TAG_TABLE);
	end_draw(l, "From ", &r->from, s->ends[0]);
	l->at.y += 10.5;
	end_draw(l, "To ", &r->to, s->ends[1]);
	pen_close(l);
}

const struct layout_ops layout_ops_redline = { ROLE_TEXT, FLOOR_EVIDENCE,
	redline_set, redline_need, redline_draw, false, false };
