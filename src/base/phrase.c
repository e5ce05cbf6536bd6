#include "base/phrase.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Phrases are written by hand: a longer one is a slip of the pen. */
#define PHRASE_MAX_ELEMS 24
#define PHRASE_MAX_TEXT 1024
#define PHRASE_GAP 6 /* words that ".." stands for */
#define PHRASE_MAX_GAP 60
#define PHRASE_KEY 3 /* bytes of a stem that the index knows */
#define PHRASE_BUCKETS 4096

/* One way to fill an element. */
struct alt {
	char *norm;
	size_t len;
	uint32_t hash;
	int stem;
};

struct elem {
	struct alt *alts;
	size_t n_alts;
	int number; /* any number fits */
	int any; /* any word fits */
	size_t min, max; /* words it takes */
};

struct phrase {
	struct elem elems[PHRASE_MAX_ELEMS];
	size_t n;
	size_t head; /* element */
	size_t cap_from, cap_to; /* elements, PHRASE_NONE = none */
	size_t id;
};

struct name {
	char *name, *words;
};

struct bucket {
	size_t *list; /* phrases */
	size_t n;
};

struct phrases {
	struct phrase **list;
	size_t n;
	struct name *names;
	size_t n_names;
	struct bucket words[PHRASE_BUCKETS]; /* by hash of the first word */
	struct bucket stems[PHRASE_BUCKETS]; /* by its first PHRASE_KEY bytes */
	struct bucket numbers; /* phrases that begin with # */
};

struct phrases *
phrases_new(void)
{
	return mem_new(1, sizeof(struct phrases));
}

static void
phrase_free(struct phrase *p)
{
	size_t i, k;

	if (p == NULL)
		return;
	for (i = 0; i < PHRASE_MAX_ELEMS; i++) {
		for (k = 0; k < p->elems[i].n_alts; k++)
			free(p->elems[i].alts[k].norm);
		free(p->elems[i].alts);
	}
	free(p);
}

void
phrases_free(struct phrases *p)
{
	size_t i;

	if (p == NULL)
		return;
	for (i = 0; i < p->n; i++)
		phrase_free(p->list[i]);
	free(p->list);
	for (i = 0; i < p->n_names; i++) {
		free(p->names[i].name);
		free(p->names[i].words);
	}
	free(p->names);
	for (i = 0; i < PHRASE_BUCKETS; i++) {
		free(p->words[i].list);
		free(p->stems[i].list);
	}
	free(p->numbers.list);
	free(p);
}

int
phrases_define(
    struct phrases *p, const char *name, const char *words, struct fault *f)
{
	size_t i;

	for (i = 0; i < p->n_names; i++)
		if (strcmp(p->names[i].name, name) == 0)
			return fault_set(f, FAULT_FORMAT,
			    "phrase: set %s is defined twice", name);
	p->names = mem_grow(p->names, p->n_names + 1, sizeof(*p->names));
	p->names[p->n_names].name = mem_strdup(name);
	p->names[p->n_names++].words = mem_strdup(words);
	return 0;
}

static int
elem_alt(struct elem *e, const char *s, size_t n, struct fault *f)
{
	struct alt *t;
	int stem = n > 1 && s[n - 1] == '*';

	if (stem)
		n--;
	if (n == 0 || memchr(s, '*', n) != NULL)
		return fault_set(
		    f, FAULT_FORMAT, "phrase: \"%.*s\" is no word", (int)n, s);
	if (stem && n < PHRASE_KEY)
		return fault_set(f, FAULT_FORMAT,
		    "phrase: stem \"%.*s*\" wants %d letters", (int)n, s,
		    PHRASE_KEY);
	e->alts = mem_grow(e->alts, e->n_alts + 1, sizeof(*e->alts));
	t = &e->alts[e->n_alts++];
	t->norm = mem_strndup(s, n);
	t->len = n;
	t->hash = tokens_hash(s, n);
	t->stem = stem;
	return 0;
}

static int elem_alts(const struct phrases *p, struct elem *e, const char *s,
    size_t n, int depth, struct fault *f) MUST_CHECK;

static int
elem_name(const struct phrases *p, struct elem *e, const char *s, size_t n,
    int depth, struct fault *f)
{
	size_t i;

	for (i = 0; i < p->n_names; i++)
		if (strlen(p->names[i].name) == n &&
		    memcmp(p->names[i].name, s, n) == 0)
			return elem_alts(p, e, p->names[i].words,
			    strlen(p->names[i].words), depth + 1, f);
	return fault_set(f, FAULT_FORMAT, "phrase: no set %.*s", (int)n, s);
}

/* "a|b*|{NAME}"; sets may name sets, two deep. */
static int
elem_alts(const struct phrases *p, struct elem *e, const char *s, size_t n,
    int depth, struct fault *f)
{
	size_t i, from = 0;

	if (depth > 3)
		return fault_set(f, FAULT_FORMAT, "phrase: sets nested deeper");
	for (i = 0; i <= n; i++) {
		if (i < n && s[i] != '|')
			continue;
		if (i > from + 1 && s[from] == '{' && s[i - 1] == '}') {
			if (elem_name(p, e, s + from + 1, i - from - 2, depth,
				f) != 0)
				return -1;
		} else if (i == from + 1 && s[from] == '#') {
			e->number = 1;
		} else if (elem_alt(e, s + from, i - from, f) != 0) {
			return -1;
		}
		from = i + 1;
	}
	return 0;
}

static int
elem_gap(struct elem *e, const char *s, size_t n, struct fault *f)
{
	size_t i, max = 0;

	for (i = 2; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return fault_set(f, FAULT_FORMAT,
			    "phrase: \"%.*s\" is no gap", (int)n, s);
		max = max * 10 + (size_t)(s[i] - '0');
	}
	e->any = 1;
	e->min = 0;
	e->max = n == 2 ? PHRASE_GAP : max;
	if (e->max == 0 || e->max > PHRASE_MAX_GAP)
		return fault_set(f, FAULT_FORMAT,
		    "phrase: a gap of %zu words, at most %d", e->max,
		    PHRASE_MAX_GAP);
	return 0;
}

/* One element between blanks. */
static int
phrase_elem(const struct phrases *p, struct phrase *ph, const char *s, size_t n,
    struct fault *f)
{
	struct elem *e;

	if (n == 1 && *s == '[') {
		ph->cap_from = ph->n;
		return 0;
	}
	if (n == 1 && *s == ']') {
		ph->cap_to = ph->n;
		return 0;
	}
	if (ph->n == PHRASE_MAX_ELEMS)
		return fault_set(f, FAULT_LIMIT,
		    "phrase: more than %d elements", PHRASE_MAX_ELEMS);
	e = &ph->elems[ph->n];
	if (*s == '^') {
		ph->head = ph->n;
		s++;
		n--;
	}
	ph->n++;
	e->min = e->max = 1;
	if (n >= 2 && s[0] == '.' && s[1] == '.')
		return elem_gap(e, s, n, f);
	if (n == 1 && *s == '%') {
		e->any = 1;
		return 0;
	}
	if (n > 1 && s[n - 1] == '?') {
		e->min = 0;
		n--;
	}
	return elem_alts(p, e, s, n, 0, f);
}

static void
bucket_add(struct bucket *b, size_t x)
{
	if (b->n > 0 && b->list[b->n - 1] == x)
		return;
	b->list = mem_grow(b->list, b->n + 1, sizeof(*b->list));
	b->list[b->n++] = x;
}

static void
phrase_index(struct phrases *p, size_t k)
{
	const struct elem *e = &p->list[k]->elems[0];
	const struct alt *t;
	size_t i;

	for (i = 0; i < e->n_alts; i++) {
		t = &e->alts[i];
		if (t->stem)
			bucket_add(&p->stems[tokens_hash(t->norm, PHRASE_KEY) %
				       PHRASE_BUCKETS],
			    k);
		else
			bucket_add(&p->words[t->hash % PHRASE_BUCKETS], k);
	}
	if (e->number)
		bucket_add(&p->numbers, k);
}

static int
phrase_parse(
    const struct phrases *p, struct phrase *ph, const char *s, struct fault *f)
{
	size_t n = strlen(s), i, from;

	for (i = 0; i < n;) {
		while (i < n && s[i] == ' ')
			i++;
		for (from = i; i < n && s[i] != ' '; i++)
			;
		if (i > from && phrase_elem(p, ph, s + from, i - from, f) != 0)
			return fault_under(f, "phrase \"%s\"", s);
	}
	if (ph->n == 0 || ph->elems[0].any || ph->elems[0].min == 0 ||
	    ph->elems[ph->n - 1].max > 1)
		return fault_set(f, FAULT_FORMAT,
		    "phrase \"%s\": wants a word first and no gap last", s);
	if ((ph->cap_from == PHRASE_NONE) != (ph->cap_to == PHRASE_NONE) ||
	    (ph->cap_from != PHRASE_NONE && ph->cap_from >= ph->cap_to))
		return fault_set(
		    f, FAULT_FORMAT, "phrase \"%s\": brackets do not match", s);
	return 0;
}

int
phrases_add(struct phrases *p, const char *phrase, size_t id, struct fault *f)
{
	struct phrase *ph = mem_new(1, sizeof(*ph));

	ph->cap_from = ph->cap_to = PHRASE_NONE;
	ph->id = id;
	if (phrase_parse(p, ph, phrase, f) != 0) {
		phrase_free(ph);
		return -1;
	}
	p->list = mem_grow(p->list, p->n + 1, sizeof(struct phrase *));
	p->list[p->n] = ph;
	phrase_index(p, p->n++);
	return 0;
}

static int
elem_fits(const struct elem *e, const struct token *w)
{
	const struct alt *t;
	size_t i;

	if (e->any || (e->number && (w->flags & TOKEN_NUMBER) != 0))
		return 1;
	for (i = 0; i < e->n_alts; i++) {
		t = &e->alts[i];
		if (t->stem) {
			if (w->len >= t->len &&
			    memcmp(w->norm, t->norm, t->len) == 0)
				return 1;
		} else if (w->hash == t->hash && w->len == t->len &&
		    memcmp(w->norm, t->norm, t->len) == 0) {
			return 1;
		}
	}
	return 0;
}

/*
 * The phrase from word i on, before end: where each element begins into at
 * (one more than elements).  Shortest first, an explicit stack of how many
 * words each element has taken.
 */
static int
phrase_fits(const struct phrase *ph, const struct token *w, size_t i,
    size_t end, size_t at[PHRASE_MAX_ELEMS + 1])
{
	size_t took[PHRASE_MAX_ELEMS], k = 0;
	int back = 0;

	at[0] = i;
	for (;;) {
		const struct elem *e = &ph->elems[k];

		if (!back) {
			/* The least it must take: one word, or none. */
			took[k] = 0;
			if (e->min == 1) {
				if (at[k] >= end || !elem_fits(e, &w[at[k]]))
					back = 1;
				took[k] = 1;
			}
		} else {
			/* One word more, if it may. */
			if (took[k] < e->max && at[k] + took[k] < end &&
			    elem_fits(e, &w[at[k] + took[k]])) {
				took[k]++;
				back = 0;
			}
		}
		if (back) {
			if (k == 0)
				return 0;
			k--;
			continue;
		}
		at[k + 1] = at[k] + took[k];
		if (++k == ph->n)
			return 1;
	}
}

struct found {
	struct arena *arena;
	struct phrase_match *list;
	size_t n;
};

/* A word can lead to a phrase by two ways of writing it. */
static int
found_has(const struct found *out, size_t id, size_t first, size_t last)
{
	const struct phrase_match *m;
	size_t i;

	for (i = out->n; i > 0; i--) {
		m = &out->list[i - 1];
		if (m->first != first)
			return 0;
		if (m->id == id && m->last == last)
			return 1;
	}
	return 0;
}

static void
bucket_try(const struct phrases *p, const struct bucket *b,
    const struct tokens *w, size_t s, size_t i, struct found *out)
{
	const struct sentence *se = &w->sentences[s];
	size_t at[PHRASE_MAX_ELEMS + 1], k;
	const struct phrase *ph;
	struct phrase_match *m;

	for (k = 0; k < b->n; k++) {
		ph = p->list[b->list[k]];
		/* What lies in the lead-in alone was found there. */
		if (!phrase_fits(ph, w->items, i, se->end, at) ||
		    at[ph->n] <= se->own ||
		    found_has(out, ph->id, i, at[ph->n] - 1))
			continue;
		out->list = arena_more(
		    out->arena, out->list, out->n, sizeof(*out->list));
		m = &out->list[out->n++];
		m->id = ph->id;
		m->sentence = s;
		m->first = i;
		m->last = at[ph->n] - 1;
		m->head = at[ph->head];
		m->cap_first = m->cap_last = PHRASE_NONE;
		if (ph->cap_from != PHRASE_NONE &&
		    at[ph->cap_to] > at[ph->cap_from]) {
			m->cap_first = at[ph->cap_from];
			m->cap_last = at[ph->cap_to] - 1;
		}
	}
}

const struct phrase_match *
phrases_find(
    const struct phrases *p, const struct tokens *w, struct arena *a, size_t *n)
{
	struct found out = { a, NULL, 0 };
	const struct token *x;
	size_t s, i;

	for (s = 0; s < w->n_sentences; s++) {
		for (i = w->sentences[s].first; i < w->sentences[s].end; i++) {
			x = &w->items[i];
			bucket_try(p, &p->words[x->hash % PHRASE_BUCKETS], w, s,
			    i, &out);
			if (x->len >= PHRASE_KEY)
				bucket_try(p,
				    &p->stems[tokens_hash(x->norm, PHRASE_KEY) %
					PHRASE_BUCKETS],
				    w, s, i, &out);
			if ((x->flags & TOKEN_NUMBER) != 0)
				bucket_try(p, &p->numbers, w, s, i, &out);
		}
	}
	*n = out.n;
	return out.list;
}
