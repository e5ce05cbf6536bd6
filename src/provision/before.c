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

void
before_prepare(struct before *b, const struct follow_side *was,
    const struct follow_side *now, struct arena *a)
{
	struct name *names = arena_new(a, was->n + 1, sizeof(*names)), *hit;
	struct name key = { NULL, 0 };
	size_t i;

	b->was = was;
	b->now = now;
	b->a = a;
	b->to_now = arena_new(a, was->n + 1, sizeof(*b->to_now));
	b->to_was = arena_new(a, now->n + 1, sizeof(*b->to_was));
	b->bags = arena_new(a, was->n + 1, sizeof(*b->bags));
	for (i = 0; i < was->n; i++) {
		b->to_now[i] = FOLLOW_NOWHERE;
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
			b->to_now[hit->clause] = i;
	}
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

/* How alike they are if the new one flips the old one; else 0. */
static int
flips(struct before *b, const struct bag *bag, size_t new, size_t old)
{
	const struct clause *c = &b->now->clauses[new];
	const struct clause *o = &b->was->clauses[old];
	int place = neighbours(b, new, old) * FOLLOW_NEIGHBOUR, alike;

	if (clause_heading_same(clause_heading(c, b->now->text),
		clause_heading(o, b->was->text)))
		place += FOLLOW_HEADING;
	if (place == 0 ||
	    !opening_flips(b->now->text + c->start, c->end - c->start,
		b->was->text + o->start, o->end - o->start))
		return 0;
	if (b->bags[old].words == NULL)
		bag_make(b->was->text + o->start, o->end - o->start, b->a,
		    &b->bags[old]);
	alike = bag_alike(bag, &b->bags[old]) + place;
	return alike >= FLIP_ALIKE ? alike : 0;
}

const char *
before_find(struct before *b, size_t clause)
{
	const struct clause *c = &b->now->clauses[clause];
	size_t j, best = FOLLOW_NOWHERE, place = FOLLOW_NOWHERE;
	int alike, most = 0;
	struct bag bag;

	bag_make(b->now->text + c->start, c->end - c->start, b->a, &bag);
	for (j = 0; j < b->was->n; j++) {
		if (b->to_now[j] != FOLLOW_NOWHERE)
			continue;
		alike = flips(b, &bag, clause, j);
		if (alike > most) {
			most = alike;
			best = j;
		}
		if (place == FOLLOW_NOWHERE && neighbours(b, clause, j) == 2 &&
		    clause_heading_same(clause_heading(c, b->now->text),
			clause_heading(&b->was->clauses[j], b->was->text)))
			place = j;
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
