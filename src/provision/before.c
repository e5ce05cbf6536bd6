#include <stdlib.h>
#include <string.h>

#include "provision_in.h"

/*
 * What stood where a new clause stands.  Both answers need nothing but two
 * versions next to each other, so that a reader of the archive finds the same
 * as whoever followed.
 */

/* Likeness that an opening must have to what it flips, hints included. */
#define FLIP_ALIKE FOLLOW_ALIKE

/*
 * More pairs of a new and a gone clause than these are two texts that have
 * nothing to do with each other: ten thousand clauses replaced by as many.
 */
#define PAIRS_MAX 100000000

struct name {
	const char *id;
	size_t clause;
};

static int
by_id(const void *p, const void *q)
{
	return strcmp(
	    ((const struct name *)p)->id, ((const struct name *)q)->id);
}

/* The clauses that went, unless the pairs of new and gone are too many. */
static void
list_gone(struct before *b, const size_t *to_now, size_t n_new)
{
	const struct clause *c;
	struct before_gone *gone;
	size_t i, n = 0;

	for (i = 0; i < b->was->n; i++)
		n += to_now[i] == FOLLOW_NOWHERE;
	b->n_gone = 0;
	b->gone = NULL;
	if (n == 0 || n_new == 0 || n > PAIRS_MAX / n_new)
		return;
	b->gone = arena_new(b->a, n, sizeof(*b->gone));
	for (i = 0; i < b->was->n; i++) {
		if (to_now[i] != FOLLOW_NOWHERE)
			continue;
		c = &b->was->clauses[i];
		gone = &b->gone[b->n_gone++];
		gone->clause = i;
		gone->heading = clause_heading(c, b->was->text);
		opening_read(
		    b->was->text + c->start, c->end - c->start, &gone->opening);
	}
}

void
before_prepare(struct before *b, const struct follow_side *was,
    const struct follow_side *now, struct arena *a)
{
	struct name *names = arena_new(a, was->n + 1, sizeof(*names)), *hit;
	size_t *to_now = arena_new(a, was->n + 1, sizeof(*to_now));
	struct name key = { NULL, 0 };
	size_t i, n_new = 0;

	b->was = was;
	b->now = now;
	b->a = a;
	b->to_was = arena_new(a, now->n + 1, sizeof(*b->to_was));
	for (i = 0; i < was->n; i++) {
		to_now[i] = FOLLOW_NOWHERE;
		names[i].id = was->ids[i];
		names[i].clause = i;
	}
	if (was->n > 1)
		qsort(names, was->n, sizeof(*names), by_id);
	for (i = 0; i < now->n; i++) {
		key.id = now->ids[i];
		hit = was->n == 0
		    ? NULL
		    : bsearch(&key, names, was->n, sizeof(*names), by_id);
		b->to_was[i] = hit == NULL ? FOLLOW_NOWHERE : hit->clause;
		if (hit != NULL)
			to_now[hit->clause] = i;
		else
			n_new++;
	}
	list_gone(b, to_now, n_new);
}

/* Between the same neighbours: how many of the two are the same (0 to 2). */
static int
neighbours(const struct before *b, size_t new, size_t old)
{
	int n = 0;

	if (new == 0 || old == 0)
		n += new == old;
	else
		n += b->to_was[new - 1] == old - 1;
	if (new + 1 == b->now->n || old + 1 == b->was->n)
		n += new + 1 == b->now->n &&old + 1 == b->was->n;
	else
		n += b->to_was[new + 1] == old + 1;
	return n;
}

/* A new clause, what it is compared by made once. */
struct fresh {
	size_t clause;
	const char *heading;
	struct opening opening;
	struct bag bag;
};

/* How alike they are if the new one flips the old one; else 0. */
static int
flips(struct before *b, const struct fresh *x, struct before_gone *gone)
{
	const struct clause *c = &b->was->clauses[gone->clause];
	int place, alike;

	if (!opening_flips(&x->opening, &gone->opening))
		return 0;
	place = neighbours(b, x->clause, gone->clause) * FOLLOW_NEIGHBOUR;
	if (clause_heading_same(x->heading, gone->heading))
		place += FOLLOW_HEADING;
	if (place == 0)
		return 0;
	if (gone->bag.words == NULL)
		bag_make(b->was->text + c->start, c->end - c->start, b->a,
		    &gone->bag);
	alike = bag_alike(&x->bag, &gone->bag) + place;
	return alike >= FLIP_ALIKE ? alike : 0;
}

const char *
before_find(struct before *b, size_t clause)
{
	const struct clause *c = &b->now->clauses[clause];
	struct fresh x = { .clause = clause };
	struct before_gone *gone;
	size_t j, best = FOLLOW_NOWHERE, place = FOLLOW_NOWHERE;
	int alike, most = 0;

	if (b->n_gone == 0)
		return NULL;
	x.heading = clause_heading(c, b->now->text);
	opening_read(b->now->text + c->start, c->end - c->start, &x.opening);
	bag_make(b->now->text + c->start, c->end - c->start, b->a, &x.bag);
	for (j = 0; j < b->n_gone; j++) {
		gone = &b->gone[j];
		alike = flips(b, &x, gone);
		if (alike > most) {
			most = alike;
			best = gone->clause;
		}
		if (place == FOLLOW_NOWHERE &&
		    neighbours(b, clause, gone->clause) == 2 &&
		    clause_heading_same(x.heading, gone->heading))
			place = gone->clause;
	}
	if (best == FOLLOW_NOWHERE)
		best = place;
	return best == FOLLOW_NOWHERE ? NULL : b->was->ids[best];
}

const char *
follow_before(
    const struct follow_side *was, const struct follow_side *now, size_t clause)
{
	struct arena a = { NULL };
	struct before b;
	const char *id;

	before_prepare(&b, was, now, &a);
	id =
	    b.to_was[clause] == FOLLOW_NOWHERE ? before_find(&b, clause) : NULL;
	arena_free(&a);
	return id;
}
