#include "provision/worddiff.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "provision_in.h"

/*
 * After so many steps of the search for a middle, the furthest point reached
 * is taken instead of the best: two texts with nothing in common would cost
 * the square of their length, and no reader profits.
 */
#define STEPS_MAX 4096

/* A word with the blanks before it: blanks [from, start), word [start, end). */
struct token {
	size_t from, start, end;
	long id; /* equal words have equal ids */
};

struct side {
	const char *text;
	size_t len;
	struct token *t;
	long n;
	unsigned char *changed; /* by token */
};

/* Words and their ids, by open addressing. */
struct lexicon {
	struct {
		const char *s;
		size_t n;
		long id;
	} * slots;
	size_t n_slots; /* a power of two */
	long n;
};

struct box {
	long a0, a1, b0, b1;
};

struct search {
	struct side old, new;
	long *fwd, *back; /* furthest points, by diagonal; shifted */
	struct box *stack;
	size_t n_stack, room;
};

static int
is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* The next word behind at; 0 where only blanks are left. */
static int
next_token(const struct side *s, size_t *at, struct token *t)
{
	size_t i = *at;

	t->from = i;
	while (i < s->len && is_blank(s->text[i]))
		i++;
	if (i == s->len)
		return 0;
	t->start = i;
	while (i < s->len && !is_blank(s->text[i]))
		i++;
	t->end = *at = i;
	return 1;
}

static int
cut_words(struct side *s, struct arena *a, struct fault *f)
{
	struct token t;
	size_t at = 0;
	long n = 0;

	while (next_token(s, &at, &t))
		n++;
	if (n > WORDDIFF_WORDS_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "diff: a text of %ld words, at most %d", n,
		    WORDDIFF_WORDS_MAX);
	s->t = arena_new(a, (size_t)n + 1, sizeof(*s->t));
	s->changed = arena_new(a, (size_t)n + 1, 1);
	for (at = 0; next_token(s, &at, &s->t[s->n]); s->n++)
		;
	return 0;
}

static long
word_id(struct lexicon *x, const char *s, size_t n)
{
	size_t h = 5381, i;

	for (i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * 0x01000193;
	for (h &= x->n_slots - 1; x->slots[h].s != NULL;
	     h = (h + 1) & (x->n_slots - 1))
		if (x->slots[h].n == n && memcmp(x->slots[h].s, s, n) == 0)
			return x->slots[h].id;
	x->slots[h].s = s;
	x->slots[h].n = n;
	x->slots[h].id = x->n++;
	return x->slots[h].id;
}

static void
name_words(struct lexicon *x, struct side *s)
{
	long i;

	for (i = 0; i < s->n; i++)
		s->t[i].id = word_id(
		    x, s->text + s->t[i].start, s->t[i].end - s->t[i].start);
}

static void
push(struct search *x, long a0, long a1, long b0, long b1)
{
	if (x->n_stack == x->room) {
		x->room = x->room == 0 ? 64 : x->room * 2;
		x->stack = mem_grow(x->stack, x->room, sizeof(*x->stack));
	}
	x->stack[x->n_stack++] = (struct box){ a0, a1, b0, b1 };
}

/* The state of one search for a middle point. */
struct middle {
	struct box b;
	long fmin, fmax, bmin, bmax; /* diagonals reached */
	long dmin, dmax; /* diagonals of the box */
	int odd;
	long x, y; /* the point */
};

/* One step forward on every diagonal; 1 where the two ways met. */
static int
step_forward(const struct search *s, struct middle *m)
{
	const struct token *a = s->old.t, *b = s->new.t;
	long d, x, y;

	if (m->fmin > m->dmin)
		s->fwd[--m->fmin - 1] = -1;
	else
		m->fmin++;
	if (m->fmax < m->dmax)
		s->fwd[++m->fmax + 1] = -1;
	else
		m->fmax--;
	for (d = m->fmax; d >= m->fmin; d -= 2) {
		x = s->fwd[d - 1] >= s->fwd[d + 1] ? s->fwd[d - 1] + 1
						   : s->fwd[d + 1];
		y = x - d;
		while (x < m->b.a1 && y < m->b.b1 && a[x].id == b[y].id)
			x++, y++;
		s->fwd[d] = x;
		if (m->odd && d >= m->bmin && d <= m->bmax && s->back[d] <= x) {
			m->x = x;
			m->y = y;
			return 1;
		}
	}
	return 0;
}

static int
step_back(const struct search *s, struct middle *m)
{
	const struct token *a = s->old.t, *b = s->new.t;
	const long far = s->old.n + s->new.n + 2;
	long d, x, y;

	if (m->bmin > m->dmin)
		s->back[--m->bmin - 1] = far;
	else
		m->bmin++;
	if (m->bmax < m->dmax)
		s->back[++m->bmax + 1] = far;
	else
		m->bmax--;
	for (d = m->bmax; d >= m->bmin; d -= 2) {
		x = s->back[d - 1] < s->back[d + 1] ? s->back[d - 1]
						    : s->back[d + 1] - 1;
		y = x - d;
		while (x > m->b.a0 && y > m->b.b0 && a[x - 1].id == b[y - 1].id)
			x--, y--;
		s->back[d] = x;
		if (!m->odd && d >= m->fmin && d <= m->fmax && x <= s->fwd[d]) {
			m->x = x;
			m->y = y;
			return 1;
		}
	}
	return 0;
}

/* The furthest point that the way forward reached inside the box. */
static void
furthest(const struct search *s, struct middle *m)
{
	long d, x, y;

	m->x = m->b.a0;
	m->y = m->b.b0;
	for (d = m->fmax; d >= m->fmin; d -= 2) {
		x = s->fwd[d] < m->b.a1 ? s->fwd[d] : m->b.a1;
		y = x - d;
		if (y > m->b.b1) {
			y = m->b.b1;
			x = y + d;
		}
		if (x >= m->b.a0 && y >= m->b.b0 && x + y > m->x + m->y) {
			m->x = x;
			m->y = y;
		}
	}
}

/*
 * A point on a shortest way through a box whose corners do not match.
 * E. Myers, "An O(ND) Difference Algorithm and Its Variations", section 4b.
 */
static void
find_middle(const struct search *s, struct middle *m)
{
	long steps;

	m->dmin = m->b.a0 - m->b.b1;
	m->dmax = m->b.a1 - m->b.b0;
	m->fmin = m->fmax = m->b.a0 - m->b.b0;
	m->bmin = m->bmax = m->b.a1 - m->b.b1;
	m->odd = ((m->fmin - m->bmin) & 1) != 0;
	s->fwd[m->fmin] = m->b.a0;
	s->back[m->bmin] = m->b.a1;
	for (steps = 0; steps < STEPS_MAX; steps++)
		if (step_forward(s, m) || step_back(s, m))
			return;
	furthest(s, m);
}

static void
mark(struct search *s, const struct box *b)
{
	if (b->a1 > b->a0)
		memset(s->old.changed + b->a0, 1, (size_t)(b->a1 - b->a0));
	if (b->b1 > b->b0)
		memset(s->new.changed + b->b0, 1, (size_t)(b->b1 - b->b0));
}

/* Mark the words that are only in one of the texts. */
static void
compare(struct search *s)
{
	const struct token *a = s->old.t, *b = s->new.t;
	struct middle m;
	struct box x;

	push(s, 0, s->old.n, 0, s->new.n);
	while (s->n_stack > 0) {
		x = s->stack[--s->n_stack];
		while (x.a0 < x.a1 && x.b0 < x.b1 && a[x.a0].id == b[x.b0].id)
			x.a0++, x.b0++;
		while (x.a0 < x.a1 && x.b0 < x.b1 &&
		    a[x.a1 - 1].id == b[x.b1 - 1].id)
			x.a1--, x.b1--;
		if (x.a0 == x.a1 || x.b0 == x.b1) {
			mark(s, &x);
			continue;
		}
		m.b = x;
		find_middle(s, &m);
		/* A corner parts nothing: all of the box differs. */
		if ((m.x == x.a0 && m.y == x.b0) ||
		    (m.x == x.a1 && m.y == x.b1)) {
			mark(s, &x);
			continue;
		}
		push(s, m.x, x.a1, m.y, x.b1);
		push(s, x.a0, m.x, x.b0, m.y);
	}
}

/* Equal runs too short to stand between two changes become part of them. */
static void
absorb(struct search *s)
{
	struct side *a = &s->old, *b = &s->new;
	long i = 0, j = 0, k;
	int change = 0;

	while (i < a->n || j < b->n) {
		if ((i < a->n && a->changed[i]) ||
		    (j < b->n && b->changed[j])) {
			while (i < a->n && a->changed[i])
				i++;
			while (j < b->n && b->changed[j])
				j++;
			change = 1;
			continue;
		}
		for (k = 0;
		     i + k < a->n && !a->changed[i + k] && !b->changed[j + k];
		     k++)
			;
		if (change && k < WORDDIFF_KEEP &&
		    (i + k < a->n || j + k < b->n)) {
			memset(a->changed + i, 1, (size_t)k);
			memset(b->changed + j, 1, (size_t)k);
		}
		i += k;
		j += k;
	}
}

/* Runs on their way out: what is deleted and inserted waits for its end. */
struct writer {
	struct arena *a;
	struct diff_run *runs;
	size_t n;
	struct diff_run deleted, inserted, same;
};

static void
put(struct writer *w, struct diff_run *r)
{
	if (r->len == 0)
		return;
	w->runs = arena_more(w->a, w->runs, w->n, sizeof(*w->runs));
	w->runs[w->n++] = *r;
	r->len = 0;
}

/* Add bytes to a run that waits; they follow what it holds already. */
static void
add(struct writer *w, enum diff_op op, const char *s, size_t n)
{
	struct diff_run *r = op == DIFF_SAME ? &w->same
	    : op == DIFF_DELETED             ? &w->deleted
					     : &w->inserted;

	if (n == 0)
		return;
	if (op == DIFF_SAME) {
		put(w, &w->deleted);
		put(w, &w->inserted);
	} else {
		put(w, &w->same);
	}
	if (r->len == 0) {
		r->op = op;
		r->text = s;
	}
	r->len += n;
}

/* Blanks: the same on both sides, or out and in. */
static void
add_blanks(
    struct writer *w, const char *a, size_t a_len, const char *b, size_t b_len)
{
	if (a_len == b_len && memcmp(a, b, a_len) == 0) {
		add(w, DIFF_SAME, b, b_len);
		return;
	}
	add(w, DIFF_DELETED, a, a_len);
	add(w, DIFF_INSERTED, b, b_len);
}

static void
write_runs(const struct search *s, struct arena *arena, struct diff *out)
{
	struct writer w = { .a = arena };
	const struct side *a = &s->old, *b = &s->new;
	const struct token *t, *u;
	size_t a_end = 0, b_end = 0;
	long i = 0, j = 0;

	out->words_out = out->words_in = 0;
	while (i < a->n || j < b->n) {
		if (i < a->n && a->changed[i]) {
			t = &a->t[i++];
			add(&w, DIFF_DELETED, a->text + t->from,
			    t->end - t->from);
			out->words_out++;
			a_end = t->end;
		} else if (j < b->n && b->changed[j]) {
			u = &b->t[j++];
			add(&w, DIFF_INSERTED, b->text + u->from,
			    u->end - u->from);
			out->words_in++;
			b_end = u->end;
		} else {
			t = &a->t[i++];
			u = &b->t[j++];
			add_blanks(&w, a->text + t->from, t->start - t->from,
			    b->text + u->from, u->start - u->from);
			add(&w, DIFF_SAME, b->text + u->start,
			    u->end - u->start);
			a_end = t->end;
			b_end = u->end;
		}
	}
	add_blanks(&w, a->text + a_end, a->len - a_end, b->text + b_end,
	    b->len - b_end);
	put(&w, &w.same);
	put(&w, &w.deleted);
	put(&w, &w.inserted);
	out->runs = w.runs;
	out->n = w.n;
}

int
worddiff_make(const char *old, size_t old_len, const char *new, size_t new_len,
    struct arena *a, struct diff *out, struct fault *f)
{
	struct search s = { .old = { .text = old, .len = old_len },
		.new = { .text = new, .len = new_len } };
	struct lexicon x = { .n_slots = 64 };
	struct arena scratch = { NULL };
	long *points = NULL;
	size_t n;
	int rc = -1;

	if (cut_words(&s.old, &scratch, f) != 0 ||
	    cut_words(&s.new, &scratch, f) != 0)
		goto out;
	n = (size_t)(s.old.n + s.new.n);
	while (x.n_slots < 2 * n)
		x.n_slots *= 2;
	x.slots = mem_new(x.n_slots, sizeof(*x.slots));
	name_words(&x, &s.old);
	name_words(&x, &s.new);

	/* Diagonals run from -new.n - 1 to old.n + 1. */
	points = mem_new(2 * (n + 3), sizeof(*points));
	s.fwd = points + s.new.n + 1;
	s.back = s.fwd + n + 3;
	compare(&s);
	absorb(&s);
	write_runs(&s, a, out);
	rc = 0;
out:
	free(points);
	free(x.slots);
	free(s.stack);
	arena_free(&scratch);
	return rc;
}
