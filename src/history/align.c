#include <stdint.h>
#include <string.h>

#include "history/compare.h"

/*
 * Which block of one text is which of another: like ones in the same order.
 * First what begins and ends both texts, then blocks that stand once in each,
 * in their longest common order, then their neighbours.
 */

/* So far ahead a like block is looked for, where it stands several times. */
#define REACH 512

struct interned {
	const char *s;
	size_t len;
	size_t was, now; /* how often, and below: where last */
	size_t was_at, now_at;
};

struct table {
	struct interned *list;
	size_t n;
	size_t *slots; /* index into list + 1 */
	size_t n_slots; /* a power of two */
};

static size_t
intern(struct table *t, const char *s, size_t len, uint64_t key)
{
	size_t i = (size_t)key & (t->n_slots - 1);
	struct interned *e;

	for (; t->slots[i] != 0; i = (i + 1) & (t->n_slots - 1)) {
		e = &t->list[t->slots[i] - 1];
		if (e->len == len && memcmp(e->s, s, len) == 0)
			return t->slots[i] - 1;
	}
	e = &t->list[t->n++];
	memset(e, 0, sizeof(*e));
	e->s = s;
	e->len = len;
	t->slots[i] = t->n;
	return t->n - 1;
}

/* A block of punctuation alone is known by its signs. */
static size_t
id_of(struct table *t, const struct body_block *k)
{
	size_t len;

	if (k->fold_len > 0 || k->addresses[0] != '\0')
		return intern(t, k->fold, k->fold_len, k->key);
	len = strlen(k->seen);
	return intern(t, k->seen, len, body_key(k->seen, len));
}

static size_t *
ids_of(struct table *t, const struct body *b, struct arena *a)
{
	size_t *ids = arena_new(a, b->n + 1, sizeof(*ids)), i;

	for (i = 0; i < b->n; i++)
		ids[i] = id_of(t, &b->blocks[i]);
	return ids;
}

struct aligner {
	const size_t *was, *now;
	size_t n_was, n_now;
	size_t *now_of, *was_of;
};

static void
join(struct aligner *x, size_t i, size_t k)
{
	x->now_of[i] = k;
	x->was_of[k] = i;
}

/* Like ones from a joined pair outwards, until one is joined or other. */
static void
spread(struct aligner *x, size_t i, size_t k)
{
	size_t p, q;

	for (p = i + 1, q = k + 1;
	     p < x->n_was && q < x->n_now && x->now_of[p] == COMPARE_NONE &&
	     x->was_of[q] == COMPARE_NONE && x->was[p] == x->now[q];
	     p++, q++)
		join(x, p, q);
	for (p = i, q = k; p > 0 && q > 0 && x->now_of[p - 1] == COMPARE_NONE &&
	     x->was_of[q - 1] == COMPARE_NONE && x->was[p - 1] == x->now[q - 1];
	     p--, q--)
		join(x, p - 1, q - 1);
}

static void
ends(struct aligner *x)
{
	size_t i, p, q;

	for (i = 0; i < x->n_was && i < x->n_now && x->was[i] == x->now[i]; i++)
		join(x, i, i);
	for (p = x->n_was, q = x->n_now;
	     p > i && q > i && x->was[p - 1] == x->now[q - 1]; p--, q--)
		join(x, p - 1, q - 1);
}

/* Of those that stand once in each text, the longest run that rises. */
static void
once(struct aligner *x, struct table *t, struct arena *a)
{
	size_t *tails, *before, i, k, lo, hi, mid, len = 0;
	struct interned *e;

	for (i = 0; i < t->n; i++)
		t->list[i].was = t->list[i].now = 0;
	for (i = 0; i < x->n_was; i++) {
		if (x->now_of[i] != COMPARE_NONE)
			continue;
		t->list[x->was[i]].was++;
		t->list[x->was[i]].was_at = i;
	}
	for (k = 0; k < x->n_now; k++) {
		if (x->was_of[k] != COMPARE_NONE)
			continue;
		t->list[x->now[k]].now++;
		t->list[x->now[k]].now_at = k;
	}
	tails = arena_new(a, x->n_now + 1, sizeof(*tails));
	before = arena_new(a, x->n_now + 1, sizeof(*before));
	for (k = 0; k < x->n_now; k++) {
		e = &t->list[x->now[k]];
		if (x->was_of[k] != COMPARE_NONE || e->was != 1 || e->now != 1)
			continue;
		for (lo = 0, hi = len; lo < hi;) {
			mid = (lo + hi) / 2;
			if (t->list[x->now[tails[mid]]].was_at < e->was_at)
				lo = mid + 1;
			else
				hi = mid;
		}
		before[k] = lo == 0 ? COMPARE_NONE : tails[lo - 1];
		tails[lo] = k;
		if (lo == len)
			len++;
	}
	for (k = len == 0 ? COMPARE_NONE : tails[len - 1]; k != COMPARE_NONE;
	     k = before[k])
		join(x, t->list[x->now[k]].was_at, k);
}

/* Like ones that stand several times, between the same joined neighbours. */
static void
rest(struct aligner *x)
{
	size_t i = 0, k = 0, p, q;

	while (i < x->n_was && k < x->n_now) {
		if (x->now_of[i] != COMPARE_NONE) {
			k = x->now_of[i++] + 1;
			continue;
		}
		/* Greedy: the next like one before the next joined one. */
		for (q = k; q < x->n_now && q - k < REACH &&
		     x->was_of[q] == COMPARE_NONE && x->now[q] != x->was[i];
		     q++)
			;
		p = i++;
		if (q < x->n_now && q - k < REACH &&
		    x->was_of[q] == COMPARE_NONE) {
			join(x, p, q);
			k = q + 1;
		}
	}
}

void
align_bodies(const struct body *was, const struct body *now, struct arena *a,
    size_t **was_of, size_t **now_of, size_t **was_ids, size_t **now_ids)
{
	struct table t = { NULL, 0, NULL, 16 };
	struct aligner x = { NULL, NULL, was->n, now->n, NULL, NULL };
	size_t i;

	while (t.n_slots < 2 * (was->n + now->n))
		t.n_slots *= 2;
	t.slots = arena_new(a, t.n_slots, sizeof(*t.slots));
	t.list = arena_new(a, was->n + now->n + 1, sizeof(*t.list));
	*was_ids = ids_of(&t, was, a);
	*now_ids = ids_of(&t, now, a);
	x.was = *was_ids;
	x.now = *now_ids;
	x.now_of = arena_new(a, was->n + 1, sizeof(size_t));
	x.was_of = arena_new(a, now->n + 1, sizeof(size_t));
	for (i = 0; i < was->n; i++)
		x.now_of[i] = COMPARE_NONE;
	for (i = 0; i < now->n; i++)
		x.was_of[i] = COMPARE_NONE;
	ends(&x);
	once(&x, &t, a);
	for (i = 0; i < was->n; i++)
		if (x.now_of[i] != COMPARE_NONE)
			spread(&x, i, x.now_of[i]);
	rest(&x);
	*was_of = x.was_of;
	*now_of = x.now_of;
}
