#include "provision/follow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "crypto/sha256.h"

#include "provision_in.h"

/* Ten signs of five bits. */
#define ID_SIGNS 10
#define ID_BYTES (2 + ID_SIGNS)

/* A part of a clause is looked for among so many neighbours on each side. */
#define PART_REACH 4
/* Fewer pairs of words than these are found anywhere. */
#define PART_PAIRS_MIN 8
/* What stood there before, too, is a repetition and no part. */
#define PART_BEFORE_MAX 50

struct follow *
follow_new(const char *platform, const char *document)
{
	struct follow *fo = mem_new(1, sizeof(*fo));

	fo->platform = arena_strdup(&fo->arena, platform);
	fo->document = arena_strdup(&fo->arena, document);
	return fo;
}

void
follow_free(struct follow *fo)
{
	if (fo == NULL)
		return;
	free(fo->known);
	free(fo->prints);
	free(fo->print_heads);
	free(fo->id_heads);
	arena_free(&fo->last);
	arena_free(&fo->arena);
	free(fo);
}

/* RFC 4648 section 6: base32, in small letters. */
static void
base32(const struct digest *d, char out[ID_BYTES + 1])
{
	static const char signs[] = "abcdefghijklmnopqrstuvwxyz234567";
	size_t i, bit;
	unsigned v;

	out[0] = 'p';
	out[1] = '-';
	for (i = 0; i < ID_SIGNS; i++) {
		bit = i * 5;
		v = (unsigned)(d->b[bit / 8] << 8 | d->b[bit / 8 + 1]);
		out[2 + i] = signs[v >> (11 - bit % 8) & 31];
	}
	out[ID_BYTES] = '\0';
}

static int
make_id(const struct follow *fo, int number, const char *text, size_t len,
    size_t ordinal, char out[ID_BYTES + 1], struct fault *f)
{
	char version[16], place[24];
	struct digest d;
	struct piece p[5];

	(void)snprintf(version, sizeof(version), "%d", number);
	(void)snprintf(place, sizeof(place), "%zu", ordinal);
	p[0] = (struct piece){ fo->platform, strlen(fo->platform) + 1 };
	p[1] = (struct piece){ fo->document, strlen(fo->document) + 1 };
	p[2] = (struct piece){ version, strlen(version) + 1 };
	p[3] = (struct piece){ place, strlen(place) + 1 };
	p[4] = (struct piece){ text, len };
	if (sha256_pieces(p, sizeof(p) / sizeof(p[0]), &d, f) != 0)
		return -1;
	base32(&d, out);
	return 0;
}

/* A clause that is no known provision, and its words. */
struct fresh {
	const struct digest *sha;
	size_t clause;
};

/* Equal words together, in order of their place. */
static int
by_words(const void *p, const void *q)
{
	const struct fresh *a = p, *b = q;
	int c = memcmp(a->sha->b, b->sha->b, sizeof(a->sha->b));

	return c != 0 ? c : (a->clause > b->clause) - (a->clause < b->clause);
}

/* For each clause that is no known provision, which of its words it is. */
static size_t *
ordinals(const struct follow_side *now, const struct match *m, struct arena *a)
{
	struct fresh *list = arena_new(a, now->n + 1, sizeof(*list));
	size_t *out = arena_new(a, now->n + 1, sizeof(*out)), i, n = 0;

	for (i = 0; i < now->n; i++) {
		if (m[i].how != MATCH_NONE)
			continue;
		list[n].sha = &now->clauses[i].sha;
		list[n++].clause = i;
	}
	if (n > 1)
		qsort(list, n, sizeof(*list), by_words);
	for (i = 0; i < n; i++)
		out[list[i].clause] =
		    i > 0 && digest_equal(list[i].sha, list[i - 1].sha)
		    ? out[list[i - 1].clause] + 1
		    : 1;
	return out;
}

/* Names for the clauses that are no known provision. */
static int
name_new(struct follow *fo, int number, const struct follow_side *now,
    struct match *m, struct arena *a, struct fault *f)
{
	const size_t *which = ordinals(now, m, a);
	char id[ID_BYTES + 1];
	const struct clause *c;
	size_t i, ordinal;

	for (i = 0; i < now->n; i++) {
		if (m[i].how != MATCH_NONE)
			continue;
		c = &now->clauses[i];
		ordinal = which[i];
		do {
			if (make_id(fo, number, now->text + c->start,
				c->end - c->start, ordinal++, id, f) != 0)
				return -1;
		} while (known_find(fo, id) != FOLLOW_NOWHERE);
		m[i].known = known_add(fo, id);
	}
	return 0;
}

/*
 * Keep the words of a provision that goes, in case that it comes back.  What
 * goes and comes with the same words time and again is kept once.
 */
static void
keep(struct follow *fo, struct known *k)
{
	k->where = FOLLOW_NOWHERE;
	if (k->kept == NULL || !digest_equal(&k->kept_sha, &k->sha)) {
		k->kept = arena_strndup(&fo->arena, k->text, k->len);
		k->kept_sha = k->sha;
		bag_make(k->text, k->len, &fo->arena, &k->bag);
	}
	k->text = k->kept;
	k->heading = arena_strdup(&fo->arena, k->heading);
}

/* Make now the version that the next one is compared with. */
static void
adopt(struct follow *fo, const struct follow_side *now, const struct match *m)
{
	struct arena next = { NULL };
	size_t end = now->n == 0 ? 0 : now->clauses[now->n - 1].end;
	char *text = arena_strndup(&next, now->text, end);
	size_t *of = arena_new(&next, now->n + 1, sizeof(*of));
	struct clause *c = arena_new(&next, now->n + 1, sizeof(*c));
	unsigned char *here = mem_new(fo->n_known + 1, 1);
	struct known *k;
	size_t i;

	for (i = 0; i < now->n; i++)
		here[m[i].known] = 1;
	for (i = 0; i < fo->n; i++)
		if (!here[fo->of[i]])
			keep(fo, &fo->known[fo->of[i]]);
	free(here);
	for (i = 0; i < now->n; i++) {
		c[i] = now->clauses[i];
		c[i].title = arena_strdup(&next, c[i].title);
		c[i].path = "";
		of[i] = m[i].known;
		k = &fo->known[of[i]];
		k->where = i;
		k->text = text + c[i].start;
		k->len = c[i].end - c[i].start;
		k->sha = c[i].sha;
		k->print = m[i].print;
		k->heading = clause_heading(&c[i], text);
		if (m[i].how == MATCH_NONE || m[i].how == MATCH_ALIKE)
			known_remember(fo, of[i], &k->print);
	}
	arena_free(&fo->last);
	fo->last = next;
	fo->text = text;
	fo->clauses = c;
	fo->of = of;
	fo->n = now->n;
}

/* One version and what it is made of, while its marks are written. */
struct marking {
	const struct follow *fo;
	const struct follow_side *now; /* with ids */
	struct follow_side was; /* with ids */
	const struct match *m;
	struct arena *a;
	struct follow_mark *marks;
	size_t n;
	size_t *new_of; /* clause of now, by clause of was */
	struct bag *old_bags, *new_bags; /* made where asked for */
};

static const struct bag *
bag_of(struct marking *x, const struct follow_side *side, struct bag *bags,
    size_t i)
{
	const struct clause *c = &side->clauses[i];

	if (bags[i].words == NULL)
		bag_make(
		    side->text + c->start, c->end - c->start, x->a, &bags[i]);
	return &bags[i];
}

/*
 * Which of the clauses found again kept their order: the longest run of them
 * whose old places rise; the others were moved.
 */
static void
in_order(struct marking *x, unsigned char *ordered)
{
	size_t n = x->now->n, i, lo, hi, mid, len = 0, old;
	size_t *tails = arena_new(x->a, n + 1, sizeof(*tails));
	size_t *before = arena_new(x->a, n + 1, sizeof(*before));
	const struct known *known = x->fo->known;

	for (i = 0; i < n; i++) {
		old = known[x->m[i].known].where;
		if (x->m[i].how == MATCH_NONE || old == FOLLOW_NOWHERE)
			continue;
		for (lo = 0, hi = len; lo < hi;) {
			mid = (lo + hi) / 2;
			if (known[x->m[tails[mid]].known].where < old)
				lo = mid + 1;
			else
				hi = mid;
		}
		before[i] = lo == 0 ? FOLLOW_NOWHERE : tails[lo - 1];
		tails[lo] = i;
		if (lo == len)
			len++;
	}
	for (i = len == 0 ? FOLLOW_NOWHERE : tails[len - 1];
	     i != FOLLOW_NOWHERE; i = before[i])
		ordered[i] = 1;
}

static enum clause_state
state_of(const struct marking *x, size_t i, int ordered)
{
	const struct known *k = &x->fo->known[x->m[i].known];
	const struct clause *c = &x->now->clauses[i];
	int same = x->m[i].how == MATCH_BYTES;

	if (x->m[i].how == MATCH_NONE)
		return CLAUSE_NEW;
	if (!same)
		same = words_same_look(x->now->text + c->start,
		    c->end - c->start, k->text, k->len);
	if (!same)
		return CLAUSE_MODIFIED;
	if (k->where == FOLLOW_NOWHERE)
		return CLAUSE_NEW;
	if (!ordered ||
	    !clause_heading_same(clause_heading(c, x->now->text), k->heading))
		return CLAUSE_MOVED;
	return CLAUSE_SAME;
}

/* Does the part stand in whole, and did it not stand in other? */
static int
is_part(
    const struct bag *part, const struct bag *whole, const struct bag *other)
{
	return part->n_pairs >= PART_PAIRS_MIN &&
	    bag_within(part, whole) >= FOLLOW_PART &&
	    bag_within(part, other) < PART_BEFORE_MAX;
}

/* A new clause whose words stood in a neighbour before: that was split. */
static void
find_split(struct marking *x, size_t i)
{
	size_t from = i < PART_REACH ? 0 : i - PART_REACH, k, old;

	for (k = from; k < x->now->n && k <= i + PART_REACH; k++) {
		if (x->marks[k].state != CLAUSE_MODIFIED)
			continue;
		old = x->fo->known[x->m[k].known].where;
		if (old != FOLLOW_NOWHERE &&
		    is_part(bag_of(x, x->now, x->new_bags, i),
			bag_of(x, &x->was, x->old_bags, old),
			bag_of(x, x->now, x->new_bags, k)))
			x->marks[k].state = CLAUSE_SPLIT;
	}
}

/* An old clause whose words now stand in a neighbour: it was merged. */
static enum clause_state
gone_or_merged(struct marking *x, size_t j)
{
	size_t from = j < PART_REACH ? 0 : j - PART_REACH, k, new;

	for (k = from; k < x->was.n && k <= j + PART_REACH; k++) {
		new = x->new_of[k];
		if (new == FOLLOW_NOWHERE ||
		    (x->marks[new].state != CLAUSE_MODIFIED &&
			x->marks[new].state != CLAUSE_SPLIT))
			continue;
		if (is_part(bag_of(x, &x->was, x->old_bags, j),
			bag_of(x, x->now, x->new_bags, new),
			bag_of(x, &x->was, x->old_bags, k)))
			return CLAUSE_MERGED;
	}
	return CLAUSE_GONE;
}

static void
mark_gone(struct marking *x)
{
	struct follow_mark *mark;
	size_t j;

	for (j = 0; j < x->was.n; j++) {
		if (x->new_of[j] != FOLLOW_NOWHERE)
			continue;
		mark = &x->marks[x->n++];
		mark->id = x->was.ids[j];
		mark->state = gone_or_merged(x, j);
		mark->clause = FOLLOW_NOWHERE;
	}
}

static void
mark_all(struct marking *x)
{
	size_t n = x->now->n, i, old;
	unsigned char *ordered = arena_new(x->a, n + 1, 1);
	struct before b;

	x->marks = arena_new(x->a, n + x->was.n + 1, sizeof(*x->marks));
	x->new_of = arena_new(x->a, x->was.n + 1, sizeof(*x->new_of));
	x->old_bags = arena_new(x->a, x->was.n + 1, sizeof(*x->old_bags));
	x->new_bags = arena_new(x->a, n + 1, sizeof(*x->new_bags));
	for (i = 0; i < x->was.n; i++)
		x->new_of[i] = FOLLOW_NOWHERE;
	in_order(x, ordered);
	for (i = 0; i < n; i++) {
		old = x->fo->known[x->m[i].known].where;
		if (x->m[i].how != MATCH_NONE && old != FOLLOW_NOWHERE)
			x->new_of[old] = i;
		x->marks[i].id = x->now->ids[i];
		x->marks[i].clause = i;
		x->marks[i].first = x->m[i].how == MATCH_NONE;
		x->marks[i].state = state_of(x, i, ordered[i]);
	}
	x->n = n;
	before_prepare(&b, &x->was, x->now, x->a);
	for (i = 0; i < n && x->was.n > 0; i++) {
		if (!x->marks[i].first)
			continue;
		find_split(x, i);
		x->marks[i].before = before_find(&b, i);
	}
	mark_gone(x);
}

/* The ids of a version's clauses, from what they were found to be. */
static const char **
ids_of(const struct follow *fo, const size_t *of, size_t n, struct arena *a)
{
	const char **ids = arena_new(a, n + 1, sizeof(*ids));
	size_t i;

	for (i = 0; i < n; i++)
		ids[i] = fo->known[of[i]].id;
	return ids;
}

int
follow_version(struct follow *fo, int number, const struct follow_side *now,
    struct arena *a, struct follow_mark **marks, size_t *n, struct fault *f)
{
	struct follow_side side = *now;
	struct marking x = { .fo = fo, .now = &side, .a = a };
	struct match *m;
	size_t *of, i;

	if (match_clauses(fo, now, a, &m, f) != 0 ||
	    name_new(fo, number, now, m, a, f) != 0)
		return -1;
	of = arena_new(a, now->n + 1, sizeof(*of));
	for (i = 0; i < now->n; i++)
		of[i] = m[i].known;
	side.ids = ids_of(fo, of, now->n, a);
	x.was.text = fo->text;
	x.was.clauses = fo->clauses;
	x.was.ids = ids_of(fo, fo->of, fo->n, a);
	x.was.n = fo->n;
	x.m = m;
	mark_all(&x);
	adopt(fo, now, m);
	*marks = x.marks;
	*n = x.n;
	return 0;
}

int
follow_restore(
    struct follow *fo, const struct follow_side *then, struct fault *f)
{
	struct arena a = { NULL };
	struct match *m = arena_new(&a, then->n + 1, sizeof(*m));
	const struct clause *c;
	const struct known *k;
	size_t i, j;
	int rc = -1;

	for (i = 0; i < then->n; i++) {
		c = &then->clauses[i];
		j = known_find(fo, then->ids[i]);
		m[i].how = MATCH_ALIKE;
		m[i].known =
		    j != FOLLOW_NOWHERE ? j : known_add(fo, then->ids[i]);
		k = &fo->known[m[i].known];
		if (k->text != NULL && digest_equal(&k->sha, &c->sha))
			m[i].print = k->print;
		else if (follow_print_of(then->text + c->start,
			     c->end - c->start, &m[i].print, f) != 0)
			goto out;
	}
	adopt(fo, then, m);
	rc = 0;
out:
	arena_free(&a);
	return rc;
}
