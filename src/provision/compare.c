#include "provision/compare.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "provision_in.h"

/* Fewer letters make no word that tells topics apart. */
#define LETTERS_MIN 3

/* Fractions of a logarithm, in bits. */
#define LOG_BITS 10

/*
 * A word that stands there more often counts so often: with it squares of
 * weights of 10^5 words stay far below 2^63.
 */
#define TIMES_MAX 255

struct term {
	uint64_t hash;
	uint32_t times; /* in one text; or texts that have it */
};

struct vector {
	struct term *t; /* by hash */
	size_t n;
};

struct compare {
	struct term *known; /* open addressing; times 0 = free */
	size_t n_known, n_slots;
	uint32_t learnt; /* texts */
	struct vector *texts;
	size_t n_texts;
};

struct compare *
compare_new(void)
{
	struct compare *c = mem_new(1, sizeof(*c));

	c->n_slots = 1024;
	c->known = mem_new(c->n_slots, sizeof(*c->known));
	return c;
}

void
compare_free(struct compare *c)
{
	size_t i;

	if (c == NULL)
		return;
	for (i = 0; i < c->n_texts; i++)
		free(c->texts[i].t);
	free(c->texts);
	free(c->known);
	free(c);
}

static int
by_hash(const void *x, const void *y)
{
	const struct term *a = x, *b = y;

	return (a->hash > b->hash) - (a->hash < b->hash);
}

/* Letters of a folded word; one sign of three bytes is a word of its own. */
static int
is_term(const char *s, size_t n)
{
	size_t i, letters = 0;

	for (i = 0; i < n; i++)
		letters += ((unsigned char)s[i] & 0xc0) != 0x80;
	return letters >= LETTERS_MIN || (letters == 1 && n >= 3);
}

/*= draft-eastlake-fnv: FNV-1a, 64 bits. */
static uint64_t
hash_of(const char *s, size_t n)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	size_t i;

	for (i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * UINT64_C(0x100000001b3);
	return h;
}

/* The words of a text, each once with how often it stands there. */
static void
make_vector(const char *text, size_t len, struct vector *v)
{
	char *folded = mem_new(len + 1, 1);
	size_t n = words_fold(text, len, folded), at = 0, count = 0, i;
	struct word w;

	v->n = 0;
	while (words_next(folded, n, &at, &w))
		count++;
	v->t = mem_new(count + 1, sizeof(*v->t));
	for (at = 0; words_next(folded, n, &at, &w);) {
		if (!is_term(folded + w.start, w.end - w.start))
			continue;
		v->t[v->n].hash = hash_of(folded + w.start, w.end - w.start);
		v->t[v->n++].times = 1;
	}
	free(folded);
	if (v->n > 1)
		qsort(v->t, v->n, sizeof(*v->t), by_hash);
	for (i = 1, count = v->n == 0 ? 0 : 1; i < v->n; i++) {
		if (v->t[i].hash != v->t[count - 1].hash)
			v->t[count++] = v->t[i];
		else if (v->t[count - 1].times < TIMES_MAX)
			v->t[count - 1].times++;
	}
	v->n = count;
}

static struct term *
slot_of(struct term *known, size_t n_slots, uint64_t hash)
{
	size_t i = (size_t)hash & (n_slots - 1);

	while (known[i].times != 0 && known[i].hash != hash)
		i = (i + 1) & (n_slots - 1);
	return &known[i];
}

static void
widen(struct compare *c)
{
	size_t n = c->n_slots * 2, i;
	struct term *more = mem_new(n, sizeof(*more));

	for (i = 0; i < c->n_slots; i++)
		if (c->known[i].times != 0)
			*slot_of(more, n, c->known[i].hash) = c->known[i];
	free(c->known);
	c->known = more;
	c->n_slots = n;
}

void
compare_learn(struct compare *c, const char *text, size_t len)
{
	struct vector v;
	struct term *t;
	size_t i;

	make_vector(text, len, &v);
	for (i = 0; i < v.n; i++) {
		if (c->n_known * 2 >= c->n_slots)
			widen(c);
		t = slot_of(c->known, c->n_slots, v.t[i].hash);
		if (t->times == 0) {
			t->hash = v.t[i].hash;
			c->n_known++;
		}
		t->times++;
	}
	c->learnt++;
	free(v.t);
}

size_t
compare_add(struct compare *c, const char *text, size_t len)
{
	if ((c->n_texts & (c->n_texts - 1)) == 0)
		c->texts = mem_grow(c->texts,
		    c->n_texts == 0 ? 1 : 2 * c->n_texts, sizeof(*c->texts));
	make_vector(text, len, &c->texts[c->n_texts]);
	return c->n_texts++;
}

/* The binary logarithm of n > 0, in units of 2^-LOG_BITS. */
static uint64_t
log_of(uint64_t n)
{
	uint64_t whole = 0, x, out;
	int i;

	while (n >> whole > 1)
		whole++;
	/* x is n / 2^whole, from 1 to 2, with 31 bits behind the point. */
	x = whole >= 31 ? n >> (whole - 31) : n << (31 - whole);
	out = whole;
	for (i = 0; i < LOG_BITS; i++) {
		x = x * x >> 31;
		out <<= 1;
		if (x >> 32 != 0) {
			x >>= 1;
			out |= 1;
		}
	}
	return out;
}

static uint64_t
weight(const struct compare *c, const struct term *t)
{
	const struct term *k = slot_of(c->known, c->n_slots, t->hash);
	uint64_t texts = (uint64_t)c->learnt + 1;
	uint64_t has = k->times == 0 ? 1 : k->times;

	return t->times * (log_of(texts) - log_of(has));
}

/* The root of n, rounded down. */
static uint64_t
root(uint64_t n)
{
	uint64_t x = 0, bit = UINT64_C(1) << 62;

	while (bit > n)
		bit >>= 2;
	for (; bit != 0; bit >>= 2) {
		if (n >= x + bit) {
			n -= x + bit;
			x = (x >> 1) + bit;
		} else {
			x >>= 1;
		}
	}
	return x;
}

static uint64_t
length(const struct compare *c, const struct vector *v)
{
	uint64_t sum = 0, w;
	size_t i;

	for (i = 0; i < v->n; i++) {
		w = weight(c, &v->t[i]);
		sum += w * w;
	}
	return root(sum);
}

int
compare_score(const struct compare *c, size_t a, size_t b)
{
	const struct vector *x = &c->texts[a], *y = &c->texts[b];
	uint64_t both = 0, n = length(c, x), m = length(c, y), score;
	size_t i = 0, k = 0;

	while (i < x->n && k < y->n) {
		if (x->t[i].hash < y->t[k].hash) {
			i++;
		} else if (x->t[i].hash > y->t[k].hash) {
			k++;
		} else {
			both += weight(c, &x->t[i++]) * weight(c, &y->t[k++]);
		}
	}
	if (n == 0 || m == 0)
		return 0;
	score = (both / n * 100 + m / 2) / m;
	return score > 100 ? 100 : (int)score;
}
