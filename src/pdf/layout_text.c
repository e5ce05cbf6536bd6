#include <math.h>
#include <string.h>

#include "base/fault.h"
#include "base/utf8.h"
#include "layout_in.h"

/* Words of others inside ours, and mono inside prose, by MEASURES 3. */
#define QUOTE_IN_TEXT 1.035
#define MONO_IN_TEXT 0.84
#define MONO_SMALLEST 6.3
/* What a link says it is; the words themselves stand below it. */
#define CONTENTS_MAX 200

static double
hundredths(double v)
{
	return floor(v * 100 + 0.5) / 100;
}

struct piece
piece_of(const char *s, enum look_name look, bool ours)
{
	return (struct piece){
		.s = s,
		.n = strlen(s),
		.type = look_of(look).type,
		.ours = ours,
	};
}

/* An address or digest is whole in ActualText wherever a line cuts it. */
static void
piece_mono(struct piece *p)
{
	p->ours = false;
	p->type.voice = VOICE_MONO;
	p->type.size = hundredths(p->type.size * MONO_IN_TEXT);
	if (p->type.size < MONO_SMALLEST)
		p->type.size = MONO_SMALLEST;
	p->actual = p->n > ACTUAL_MAX ? NULL : p->s;
	p->whole = !para_is_digest(p->s, p->n);
}

static void
piece_page(struct layout *l, struct piece *p, const char *target)
{
	p->s = layout_page_words(l, target);
	p->n = strlen(p->s);
	p->as = p->s;
	if (l->frozen || l->pass == 1)
		p->as = l->pass == 1  ? "00"
		    : l->pages < 10   ? "0"
		    : l->pages < 100  ? "00"
		    : l->pages < 1000 ? "000"
				      : "0000";
	p->target = target;
	p->contents = arena_fmt(&l->arena, "Page %s", p->s);
}

static struct piece
piece_run(struct layout *l, const struct doc_run *r, const struct type *base)
{
	struct piece p = {
		.s = r->text,
		.n = strlen(r->text),
		.type = *base,
		.ours = base->voice != VOICE_QUOTE,
		.target = r->target,
	};

	switch (r->style) {
	case RUN_PLAIN:
		break;
	case RUN_STRONG:
		p.type.voice = VOICE_BOLD;
		break;
	case RUN_GREY:
		p.type.ink = INK_GREY;
		break;
	case RUN_QUOTE:
		p.type.voice = VOICE_QUOTE;
		p.type.size = hundredths(p.type.size * QUOTE_IN_TEXT);
		p.ours = false;
		break;
	case RUN_MONO:
		piece_mono(&p);
		break;
	case RUN_DELETED:
		p.type.ink = INK_RED;
		p.deco = DECO_STRIKE;
		break;
	case RUN_INSERTED:
		p.type.ink = INK_BLUE;
		p.deco = DECO_UNDER;
		break;
	case RUN_PAGE:
		piece_page(l, &p, r->target);
		break;
	}
	if (r->target != NULL && r->style != RUN_PAGE) {
		p.contents = arena_strndup(
		    &l->arena, r->text, utf8_cut(r->text, p.n, CONTENTS_MAX));
		l->paged = true;
		if (l->pass > 1 && !layout_has_anchor(l, r->target))
			layout_fault(l, FAULT_STATE, "a link", r->target);
	}
	return p;
}

/* Does the fragment end in a space, so that a break after it cuts no word? */
static bool
frag_ends_word(const struct para_frag *f)
{
	return f->n > 0 && f->s[f->n - 1] == ' ';
}

/* ActualText of pieces whose words no line cuts says what the glyphs say. */
static void
set_whole(struct piece *pieces, const struct para *p)
{
	const struct para_frag *before = NULL;
	size_t i, k;

	for (i = 0; i < p->n_lines; i++) {
		const struct para_line *line = &p->lines[i];
		const struct para_frag *first = &p->frags[line->first];

		if (before != NULL && line->n > 0 &&
		    first->run == before->run && !frag_ends_word(before))
			pieces[first->run].whole = false;
		if (line->n > 0)
			before = first + line->n - 1;
	}
	for (i = 0; i < p->n_lines; i++) {
		const struct para_line *line = &p->lines[i];

		for (k = line->first; k < line->first + line->n; k++)
			/* A line has fragments. */
			/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference) */
			if (pieces[p->frags[k].run].whole)
				pieces[p->frags[k].run].actual = NULL;
	}
}

struct set *
set_pieces(struct layout *l, const struct piece *pieces, size_t n, double lead,
    const struct para_form *form)
{
	const struct para_ruler ruler = { ruler_width, &l->ruler };
	struct para_run *runs = arena_new(&l->arena, n, sizeof(*runs));
	struct piece *own = arena_new(&l->arena, n, sizeof(*own));
	struct set *s = arena_new(&l->arena, 1, sizeof(*s));
	size_t i;

	for (i = 0; i < n; i++) {
		own[i] = pieces[i];
		runs[i] = (struct para_run){ own[i].s, own[i].n, own[i].type,
			own[i].ours, own[i].as };
	}
	s->pieces = own;
	s->n_pieces = n;
	s->lead = lead;
	para_set(&l->arena, &ruler, runs, n, form, &s->para);
	set_whole(own, &s->para);
	return s;
}

struct set *
set_text(struct layout *l, const struct doc_text *t, enum look_name look,
    double measure)
{
	const struct para_form form = { .measure = measure };

	return set_text_form(l, t, look, &form);
}

struct set *
set_text_form(struct layout *l, const struct doc_text *t, enum look_name look,
    const struct para_form *form)
{
	const struct look base = look_of(look);
	struct piece *pieces = arena_new(&l->arena, t->n, sizeof(*pieces));
	size_t i;

	for (i = 0; i < t->n; i++)
		pieces[i] = piece_run(l, &t->runs[i], &base.type);
	return set_pieces(l, pieces, t->n, base.lead, form);
}

struct set *
set_string(struct layout *l, const char *s, enum look_name look, double measure)
{
	const struct doc_run run = { RUN_PLAIN, s == NULL ? "" : s, NULL };
	const struct doc_text t = { &run, 1 };

	return set_text(l, &t, look, measure);
}

size_t
set_lines(const struct set *s)
{
	return s->para.n_lines == 0 ? 1 : s->para.n_lines;
}

double
set_height(const struct set *s)
{
	return s->lead * (double)(set_lines(s) - 1);
}

/* Struck at a third of the x-height; underlined below the descenders. */
static void
draw_deco(
    struct layout *l, const struct piece *p, double x1, double x2, double y)
{
	const bool large = p->type.voice == VOICE_QUOTE;

	canvas_artifact_begin(l->canvas);
	if (p->deco == DECO_STRIKE)
		canvas_line(l->canvas, x1, y - (large ? 2.75 : 2.9), x2,
		    y - (large ? 2.75 : 2.9), large ? 0.65 : 0.6, INK_RED, 0,
		    0);
	if (p->deco == DECO_UNDER)
		canvas_line(l->canvas, x1, y + (large ? 2.6 : 2.3), x2,
		    y + (large ? 2.6 : 2.3), large ? 0.9 : 0.75, INK_BLUE, 0,
		    0);
	canvas_artifact_end(l->canvas);
}

/* Words struck or put in are told apart where they are copied, too. */
static double
draw_changed(struct layout *l, const struct piece *p, const struct para_frag *f,
    double x, double y)
{
	size_t from = 0, to = f->n;
	double x1, x2, end;

	while (to > 0 && f->s[to - 1] == ' ')
		to--;
	while (from < to && f->s[from] == ' ')
		from++;
	if (p->actual == NULL)
		end = canvas_text(l->canvas, x, y, &p->type, f->s, f->n);
	else
		end = canvas_text_actual(l->canvas, x, y, &p->type, f->s, f->n,
		    arena_fmt(&l->arena, "[%s: %.*s] ",
			p->deco == DECO_STRIKE ? "deleted" : "inserted",
			(int)(to - from), f->s + from));
	x1 = x + canvas_width(l->canvas, &p->type, f->s, from);
	x2 = end - canvas_width(l->canvas, &p->type, f->s + to, f->n - to);
	if (to > from)
		draw_deco(l, p, x1, x2, y);
	return end;
}

static double
draw_frag(struct layout *l, const struct piece *p, const struct para_frag *f,
    double x, double y)
{
	struct type t = p->type;
	size_t i;

	if (p->deco != DECO_NONE)
		return draw_changed(l, p, f, x, y);
	if (t.voice != VOICE_MONO || !para_is_digest(f->s, f->n))
		return canvas_text(l->canvas, x, y, &t, f->s, f->n);
	for (i = 0; i < f->n; i += 8) {
		t.ink = i / 8 % 2 == 0 ? p->type.ink : INK_GREY;
		x = canvas_text(l->canvas, x, y, &t, f->s + i, 8);
	}
	return x;
}

/* A Link or a Span lies around all fragments of a piece that needs one. */
static bool
piece_tagged(const struct piece *p)
{
	return p->target != NULL || p->actual != NULL || p->deco != DECO_NONE;
}

static void
draw_open(struct layout *l, const struct piece *p)
{
	const struct tag_more more = {
		.actual = p->actual,
		.line = p->deco == DECO_STRIKE ? LINE_THROUGH
		    : p->deco == DECO_UNDER    ? LINE_UNDER
					       : LINE_NONE,
	};

	if (p->target != NULL)
		pen_open(l, TAG_LINK);
	else if (piece_tagged(p))
		pen_open_as(l, TAG_SPAN, &more);
}

static void
draw_close(struct layout *l, const struct piece *p)
{
	if (piece_tagged(p))
		pen_close(l);
}

static void
draw_line(struct layout *l, const struct set *s, const struct para_line *line,
    double x, double y, size_t *open)
{
	size_t k;
	double end;

	for (k = line->first; k < line->first + line->n; k++) {
		const struct para_frag *f = &s->para.frags[k];
		const struct piece *p = &s->pieces[f->run];

		if (*open != f->run) {
			if (*open != (size_t)-1)
				draw_close(l, &s->pieces[*open]);
			draw_open(l, p);
			*open = f->run;
		}
		end = draw_frag(l, p, f, x, y);
		if (p->target != NULL && !l->artifact)
			canvas_link(l->canvas, x, y - 0.8 * p->type.size - 1,
			    end - x, p->type.size + 2, p->target, p->contents);
		x = end;
	}
}

static void
draw_lines(struct layout *l, const struct set *s, size_t first, size_t n,
    double x, double width, double y)
{
	size_t i, open = (size_t)-1;

	if (!l->wet)
		return;
	for (i = first; i < first + n && i < s->para.n_lines; i++) {
		const struct para_line *line = &s->para.lines[i];

		draw_line(l, s, line, width > 0 ? x + width - line->width : x,
		    y, &open);
		y += s->lead;
	}
	if (open != (size_t)-1)
		draw_close(l, &s->pieces[open]);
}

void
set_draw(struct layout *l, const struct set *s, size_t first, size_t n,
    double x, double y)
{
	draw_lines(l, s, first, n, x, 0, y);
}

void
set_draw_right(struct layout *l, const struct set *s, size_t first, size_t n,
    double x, double width, double y)
{
	draw_lines(l, s, first, n, x, width, y);
}
