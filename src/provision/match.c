#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "crypto/sha256.h"

#include "provision_in.h"

/*
 * Candidates for likeness share one of the smallest hashes of their pairs:
 * SKETCH of each clause are looked at, which finds two texts that have a
 * third of their pairs in common with all but certainty.  A hash that more
 * than CROWD clauses share tells nothing.
 */
#define SKETCH 32
#define CROWD 64

/* Against more than so many candidates a clause is not weighed. */
#define CANDIDATES_MAX 64

/* Likeness below which no hint makes two clauses one. */
#define ALIKE_MIN (FOLLOW_ALIKE - FOLLOW_HEADING - 2 * FOLLOW_NEIGHBOUR)

struct sketch_entry {
	uint64_t hash;
	size_t known;
};

struct pair {
	size_t clause, known;
	int score;
};

struct matching {
	const struct follow *fo;
	const struct follow_side *now;
	struct arena *a;
	struct match *m; /* of each clause of now */
	size_t *taken; /* clause that has the provision, by provision */
	struct bag *bags; /* of the clauses that are left, by clause */
};

static const char *
words_of(const struct matching *x, size_t clause, size_t *len)
{
	const struct clause *c = &x->now->clauses[clause];

	*len = c->end - c->start;
	return x->now->text + c->start;
}

static void
settle(struct matching *x, size_t clause, size_t known, enum match_how how)
{
	x->m[clause].known = known;
	x->m[clause].how = how;
	x->taken[known] = clause;
}

/* 1: the same bytes as in the version before, equal ones in their order. */
static void
same_bytes(struct matching *x)
{
	const struct follow *fo = x->fo;
	size_t n_heads = 16, *heads, *next, i, h, *at;

	while (n_heads < fo->n * 2)
		n_heads *= 2;
	heads = arena_new(x->a, n_heads, sizeof(*heads));
	next = arena_new(x->a, fo->n + 1, sizeof(*next));
	for (i = fo->n; i-- > 0;) {
		memcpy(&h, fo->clauses[i].sha.b, sizeof(h));
		h &= n_heads - 1;
		next[i] = heads[h];
		heads[h] = i + 1;
	}
	for (i = 0; i < x->now->n; i++) {
		memcpy(&h, x->now->clauses[i].sha.b, sizeof(h));
		h &= n_heads - 1;
		for (at = &heads[h]; *at != 0; at = &next[*at - 1])
			if (digest_equal(&fo->clauses[*at - 1].sha,
				&x->now->clauses[i].sha))
				break;
		if (*at == 0)
			continue;
		h = *at - 1;
		*at = next[h];
		settle(x, i, fo->of[h], MATCH_BYTES);
		x->m[i].print = fo->known[fo->of[h]].print;
	}
}

/* 2 and 3: the same words but for their look, now or in an older version. */
static int
same_words(struct matching *x, struct fault *f)
{
	const struct follow *fo = x->fo;
	const struct known *k;
	const char *s;
	size_t i, p, len;
	int older;

	for (i = 0; i < x->now->n; i++) {
		if (x->m[i].how != MATCH_NONE)
			continue;
		s = words_of(x, i, &len);
		if (follow_print_of(s, len, &x->m[i].print, f) != 0)
			return -1;
	}
	for (older = 0; older < 3; older++) {
		for (i = 0; i < x->now->n; i++) {
			if (x->m[i].how != MATCH_NONE)
				continue;
			p = known_first(fo, &x->m[i].print);
			for (; p != FOLLOW_NOWHERE;
			     p = known_next(fo, p, &x->m[i].print)) {
				k = &fo->known[fo->prints[p].known];
				if (x->taken[fo->prints[p].known] !=
					FOLLOW_NOWHERE ||
				    (older < 2) !=
					(k->where != FOLLOW_NOWHERE) ||
				    (older == 0 &&
					!digest_equal(
					    &k->print, &x->m[i].print)))
					continue;
				settle(x, i, fo->prints[p].known,
				    older == 0 ? MATCH_FOLDED : MATCH_OLDER);
				break;
			}
		}
	}
	return 0;
}

static int
by_hash(const void *p, const void *q)
{
	const struct sketch_entry *a = p, *b = q;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return (a->known > b->known) - (a->known < b->known);
}

/* Best first; then what stands nearest to the front. */
static int
by_score(const void *p, const void *q)
{
	const struct pair *a = p, *b = q;

	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	if (a->clause != b->clause)
		return a->clause < b->clause ? -1 : 1;
	return (a->known > b->known) - (a->known < b->known);
}

static size_t
sketch_len(const struct bag *b)
{
	return b->n_pairs < SKETCH ? b->n_pairs : SKETCH;
}

/* The provision that the clause before or behind this one is, or nowhere. */
static size_t
neighbour(const struct matching *x, size_t clause, int step)
{
	if (step < 0 ? clause == 0 : clause + 1 == x->now->n)
		return FOLLOW_NOWHERE;
	return x->m[step < 0 ? clause - 1 : clause + 1].known;
}

const char *
clause_heading(const struct clause *c, const char *text)
{
	size_t n = strlen(c->title), len = c->end - c->start;

	return n <= len && words_same_look(c->title, n, text + c->start, n)
	    ? ""
	    : c->title;
}

int
clause_heading_same(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);
	size_t i = words_enumerator(a, n), k = words_enumerator(b, m);

	return words_same_look(a + i, n - i, b + k, m - k);
}

/* What place and heading add to the likeness of a clause and a provision. */
static int
hints(const struct matching *x, size_t clause, const struct known *k)
{
	const struct follow *fo = x->fo;
	size_t side;
	int sum = 0;

	if (clause_heading_same(
		clause_heading(&x->now->clauses[clause], x->now->text),
		k->heading))
		sum += FOLLOW_HEADING;
	if (k->where == FOLLOW_NOWHERE)
		return sum;
	side = neighbour(x, clause, -1);
	if (k->where == 0 ? clause == 0 : side == fo->of[k->where - 1])
		sum += FOLLOW_NEIGHBOUR;
	side = neighbour(x, clause, 1);
	if (k->where + 1 == fo->n ? clause + 1 == x->now->n
				  : side == fo->of[k->where + 1])
		sum += FOLLOW_NEIGHBOUR;
	return sum;
}

/* Weigh one clause against one provision; 0 where it cannot be the same. */
static int
weigh(const struct matching *x, size_t clause, const struct known *k,
    const struct bag *bag)
{
	int alike = bag_alike(&x->bags[clause], bag);
	struct opening opening, was;
	size_t len;
	const char *s;

	if (k->where == FOLLOW_NOWHERE ? alike < FOLLOW_RETURNS
				       : alike < ALIKE_MIN)
		return 0;
	if (alike + hints(x, clause, k) < FOLLOW_ALIKE)
		return 0;
	s = words_of(x, clause, &len);
	opening_read(s, len, &opening);
	opening_read(k->text, k->len, &was);
	if (opening_flips(&opening, &was))
		return 0;
	return alike + hints(x, clause, k);
}

/* The provisions that are left, live or gone, and an index of their pairs. */
struct shelf {
	struct sketch_entry *e;
	size_t n;
	struct bag *bags; /* by provision */
};

static void
fill_shelf(struct matching *x, int gone, struct shelf *s)
{
	const struct known *k;
	size_t i, j;

	memset(s, 0, sizeof(*s));
	s->bags = arena_new(x->a, x->fo->n_known + 1, sizeof(*s->bags));
	for (i = 0; i < x->fo->n_known; i++) {
		k = &x->fo->known[i];
		if (x->taken[i] != FOLLOW_NOWHERE ||
		    gone != (k->where == FOLLOW_NOWHERE))
			continue;
		if (gone)
			s->bags[i] = k->bag;
		else
			bag_make(k->text, k->len, x->a, &s->bags[i]);
		for (j = 0; j < sketch_len(&s->bags[i]); j++) {
			s->e = arena_more(x->a, s->e, s->n, sizeof(*s->e));
			s->e[s->n].hash = s->bags[i].pairs[j];
			s->e[s->n++].known = i;
		}
	}
	if (s->n > 1)
		qsort(s->e, s->n, sizeof(*s->e), by_hash);
}

/* Where entries with that hash begin. */
static size_t
shelf_find(const struct shelf *s, uint64_t hash)
{
	size_t lo = 0, hi = s->n, mid;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (s->e[mid].hash < hash)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Provisions on the shelf that share a hash with the clause, each once. */
static size_t
candidates(
    const struct matching *x, const struct shelf *s, size_t clause, size_t *out)
{
	const struct bag *b = &x->bags[clause];
	size_t n = 0, i, j, k, at, end;

	for (i = 0; i < sketch_len(b); i++) {
		at = shelf_find(s, b->pairs[i]);
		for (end = at; end < s->n && s->e[end].hash == b->pairs[i] &&
		     end - at <= CROWD;
		     end++)
			;
		if (end - at > CROWD)
			continue;
		for (k = at; k < end; k++) {
			for (j = 0; j < n && out[j] != s->e[k].known; j++)
				;
			if (j == n && n < CANDIDATES_MAX)
				out[n++] = s->e[k].known;
		}
	}
	return n;
}

/* 4: what is most alike, the best pairs first. */
static void
alike(struct matching *x, int gone)
{
	size_t found[CANDIDATES_MAX], n, i, k, n_pairs = 0;
	struct pair *pairs = NULL;
	struct shelf s;
	int score;

	fill_shelf(x, gone, &s);
	for (i = 0; i < x->now->n && s.n > 0; i++) {
		if (x->m[i].how != MATCH_NONE)
			continue;
		n = candidates(x, &s, i, found);
		for (k = 0; k < n; k++) {
			score = weigh(
			    x, i, &x->fo->known[found[k]], &s.bags[found[k]]);
			if (score == 0)
				continue;
			pairs =
			    arena_more(x->a, pairs, n_pairs, sizeof(*pairs));
			pairs[n_pairs].clause = i;
			pairs[n_pairs].known = found[k];
			pairs[n_pairs++].score = score;
		}
	}
	if (n_pairs > 1)
		qsort(pairs, n_pairs, sizeof(*pairs), by_score);
	for (i = 0; i < n_pairs; i++)
		if (x->m[pairs[i].clause].how == MATCH_NONE &&
		    x->taken[pairs[i].known] == FOLLOW_NOWHERE)
			settle(x, pairs[i].clause, pairs[i].known, MATCH_ALIKE);
}

int
match_clauses(const struct follow *fo, const struct follow_side *now,
    struct arena *a, struct match **out, struct fault *f)
{
	struct matching x = { .fo = fo, .now = now, .a = a };
	const char *s;
	size_t i, len, left = 0;

	x.m = arena_new(a, now->n + 1, sizeof(*x.m));
	x.taken = arena_new(a, fo->n_known + 1, sizeof(*x.taken));
	for (i = 0; i < now->n; i++)
		x.m[i].known = FOLLOW_NOWHERE;
	for (i = 0; i < fo->n_known; i++)
		x.taken[i] = FOLLOW_NOWHERE;
	same_bytes(&x);
	if (same_words(&x, f) != 0)
		return -1;
	x.bags = arena_new(a, now->n + 1, sizeof(*x.bags));
	for (i = 0; i < now->n; i++) {
		if (x.m[i].how != MATCH_NONE)
			continue;
		s = words_of(&x, i, &len);
		bag_make(s, len, a, &x.bags[i]);
		left++;
	}
	if (left > 0) {
		alike(&x, 0);
		alike(&x, 1);
	}
	*out = x.m;
	return 0;
}
