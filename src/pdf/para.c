#include "pdf/para.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "layout_in.h"

/*
 * Cost of a line: its share of blank, squared, in per cent, and LINE_COST so
 * that fewer lines win; a last line costs no blank, but one shorter than
 * RUNT of the measure costs RUNT_COST.
 */
#define LINE_COST 14.0
#define RUNT 0.14
#define RUNT_COST 6.0
/* Sums of widths differ from widths of sums by less than this. */
#define SLACK 0.01

/* A word or part of one, and the spaces after it; no break inside. */
struct box {
	size_t first, n; /* its fragments, spaces included */
	double width, space;
	bool ends; /* an LF follows */
};

struct boxes {
	const struct para_ruler *ruler;
	const struct para_form *form;
	const struct para_run *runs;
	struct para_frag *frags;
	size_t n_frags, cap_frags;
	struct box *items;
	size_t n, cap;
	bool open; /* the last box takes more */
};

static struct box *
box_new(struct boxes *b)
{
	if (b->n == b->cap) {
		b->cap = b->cap == 0 ? 64 : 2 * b->cap;
		b->items = mem_grow(b->items, b->cap, sizeof(*b->items));
	}
	memset(&b->items[b->n], 0, sizeof(*b->items));
	b->items[b->n].first = b->n_frags;
	return &b->items[b->n++];
}

static struct box *
box_last(struct boxes *b)
{
	if (!b->open) {
		b->open = true;
		return box_new(b);
	}
	return &b->items[b->n - 1];
}

static double
box_measure(struct boxes *b, size_t run, const char *s, size_t n)
{
	const struct para_run *r = &b->runs[run];

	if (r->as != NULL)
		return b->ruler->width(
		    b->ruler->arg, &r->type, r->as, strlen(r->as));
	return b->ruler->width(b->ruler->arg, &r->type, s, n);
}

static double
box_frag(struct boxes *b, size_t run, const char *s, size_t n)
{
	struct para_frag *f;

	if (b->n_frags == b->cap_frags) {
		b->cap_frags = b->cap_frags == 0 ? 128 : 2 * b->cap_frags;
		b->frags = mem_grow(b->frags, b->cap_frags, sizeof(*b->frags));
	}
	f = &b->frags[b->n_frags++];
	f->s = s;
	f->n = n;
	f->run = run;
	f->width = box_measure(b, run, s, n);
	return f->width;
}

/* File names break at their marks, where that is enough; else anywhere. */
static size_t
box_cut_name(struct boxes *b, const struct para_frag *f, size_t at)
{
	const size_t left = f->n - at;
	size_t k;

	if (b->runs[f->run].type.voice == VOICE_MONO) {
		k = split_next(SPLIT_NAMES, f->s + at, left);
		if (box_measure(b, f->run, f->s + at, k) <=
		    b->form->measure + SLACK)
			return k;
	}
	return split_char(f->s + at, left);
}

/* How much of what is left of a fragment too wide goes before a break. */
static size_t
box_cut(struct boxes *b, const struct para_frag *f, size_t at)
{
	const size_t left = f->n - at;
	size_t k;

	if (b->runs[f->run].as != NULL)
		return left;
	if (!para_is_digest(f->s, f->n))
		return box_cut_name(b, f, at);
	/* Digests break into halves only: 32 + 32, 16 + 16, 8 + 8. */
	for (k = 32; k > 8; k /= 2)
		if (k <= left &&
		    box_measure(b, f->run, f->s + at, k) <=
			b->form->measure + SLACK)
			return k;
	return left < 8 ? left : 8;
}

/* The last box is wider than the measure: boxes of its characters instead. */
static void
box_shatter(struct boxes *b)
{
	const struct box whole = b->items[b->n - 1];
	struct para_frag *old;
	size_t i, at, k;
	struct box *box;

	old = mem_new(whole.n, sizeof(*old));
	memcpy(old, b->frags + whole.first, whole.n * sizeof(*old));
	b->n--;
	b->n_frags = whole.first;
	for (i = 0; i < whole.n; i++) {
		for (at = 0; at < old[i].n; at += k) {
			k = box_cut(b, &old[i], at);
			box = box_new(b);
			box->width = box_frag(b, old[i].run, old[i].s + at, k);
			box->n = 1;
		}
	}
	free(old);
}

/* No more words for the last box; spaces may still come. */
static void
box_close(struct boxes *b)
{
	if (!b->open || b->items[b->n - 1].space > 0)
		return;
	if (b->items[b->n - 1].width > b->form->measure + SLACK &&
	    !b->form->whole_words)
		box_shatter(b);
}

static void
box_word(struct boxes *b, size_t run, const char *s, size_t n)
{
	const enum split kind = b->form->marks
	    ? SPLIT_MARKS
	    : split_kind(s, n, b->runs[run].type.voice == VOICE_MONO);
	struct box *box;
	size_t at, k;

	if (b->open && b->items[b->n - 1].space > 0)
		b->open = false;
	for (at = 0; at < n; at += k) {
		if (at > 0) {
			box_close(b);
			b->open = false;
		}
		k = split_next(kind, s + at, n - at);
		box = box_last(b);
		box->width += box_frag(b, run, s + at, k);
		box->n++;
	}
}

static void
box_spaces(struct boxes *b, size_t run, const char *s, size_t n)
{
	struct box *box;

	box_close(b);
	box = box_last(b);
	box->space += box_frag(b, run, s, n);
	box->n++;
}

/*
 * An LF ends its line; who copies the words gets a space for it.  An empty
 * line is not drawn: its LF stands with the one before.
 */
static void
box_end(struct boxes *b, size_t run)
{
	if (!b->open && b->n > 0 && b->items[b->n - 1].ends)
		b->open = true;
	box_spaces(b, run, " ", 1);
	b->items[b->n - 1].ends = true;
	b->open = false;
}

static bool
is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}

static void
box_run(struct boxes *b, size_t run, const char *s, size_t n)
{
	size_t i, k;

	if (b->runs[run].as != NULL) {
		box_word(b, run, s, n);
		return;
	}
	for (i = 0; i < n; i += k) {
		k = 1;
		if (s[i] == '\n') {
			box_end(b, run);
		} else if (s[i] == ' ') {
			while (i + k < n && s[i + k] == ' ')
				k++;
			box_spaces(b, run, s + i, k);
		} else if (is_control(s[i])) {
			box_spaces(b, run, " ", 1);
		} else {
			while (i + k < n && s[i + k] != ' ' &&
			    !is_control(s[i + k]))
				k++;
			box_word(b, run, s + i, k);
		}
	}
}

/* best[j]: the least cost of boxes [from, from + j); prev[j]: its last break. */
struct plan {
	double *best;
	size_t *prev;
};

static void
plan_lines(const struct boxes *b, size_t from, size_t to, struct plan *p)
{
	const double measure = b->form->measure;
	const size_t n = to - from;
	double acc, cost, blank;
	size_t i, j;

	for (j = 0; j <= n; j++)
		p->best[j] = j == 0 ? 0 : 1e300;
	for (i = 0; i < n; i++) {
		acc = from + i == 0 ? b->form->first : 0;
		for (j = i; j < n; j++) {
			acc += b->items[from + j].width;
			if (acc > measure + SLACK && j > i)
				break;
			blank = measure > acc ? (measure - acc) / measure : 0;
			cost = p->best[i] + LINE_COST;
			if (j + 1 < n)
				cost += 100 * blank * blank;
			else if (i > 0 && acc < measure * RUNT)
				cost += RUNT_COST;
			if (cost < p->best[j + 1]) {
				p->best[j + 1] = cost;
				p->prev[j + 1] = i;
			}
			acc += b->items[from + j].space;
		}
	}
}

/* Fragments of boxes [from, to), joined where one goes on from the other. */
static void
line_fill(const struct boxes *b, size_t from, size_t to, struct para *out,
    size_t *n_frags)
{
	struct para_line *line = &out->lines[out->n_lines++];
	struct para_frag *last = NULL;
	size_t i, k;

	line->first = *n_frags;
	for (i = from; i < to; i++) {
		const struct box *box = &b->items[i];

		line->width += box->width + (i + 1 < to ? box->space : 0);
		for (k = box->first; k < box->first + box->n; k++) {
			const struct para_frag *f = &b->frags[k];

			if (last != NULL && last->run == f->run &&
			    last->s + last->n == f->s) {
				last->n += f->n;
				last->width += f->width;
				continue;
			}
			last = &out->frags[(*n_frags)++];
			*last = *f;
		}
	}
	line->n = *n_frags - line->first;
}

static void
lines_cut(struct arena *a, const struct boxes *b, struct para *out)
{
	struct plan p = {
		.best = mem_new(b->n + 1, sizeof(*p.best)),
		.prev = mem_new(b->n + 1, sizeof(*p.prev)),
	};
	size_t *cuts = mem_new(b->n + 1, sizeof(*cuts));
	size_t from, to, at, n = 0, total = 0, n_frags = 0;

	/* The breaks of each stretch between LFs are found from its end. */
	for (from = 0; from < b->n; from = to) {
		for (to = from; to < b->n && !b->items[to].ends; to++)
			;
		to += to < b->n;
		plan_lines(b, from, to, &p);
		for (at = to - from, n = 0; at > 0; at = p.prev[at])
			n++;
		total += n;
		for (at = to - from, n = total; at > 0; at = p.prev[at])
			cuts[--n] = from + at;
	}
	out->lines = arena_new(a, total, sizeof(*out->lines));
	out->frags = arena_new(a, b->n_frags, sizeof(*out->frags));
	for (n = 0, from = 0; n < total; n++) {
		line_fill(b, from, cuts[n], out, &n_frags);
		from = cuts[n];
	}
	free(cuts);
	free(p.prev);
	free(p.best);
}

void
para_set(struct arena *a, const struct para_ruler *ruler,
    const struct para_run *runs, size_t n, const struct para_form *form,
    struct para *out)
{
	struct boxes b = { .ruler = ruler, .form = form, .runs = runs };
	size_t i;

	memset(out, 0, sizeof(*out));
	for (i = 0; i < n; i++) {
		const char *s = runs[i].s;
		size_t len = runs[i].n;

		if (runs[i].ours)
			s = para_bind(a, s, len,
			    i + 1 < n && runs[i + 1].as != NULL, &len);
		box_run(&b, i, s, len);
	}
	box_close(&b);
	if (b.n > 0)
		lines_cut(a, &b, out);
	free(b.items);
	free(b.frags);
}
