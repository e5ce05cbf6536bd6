#include <string.h>

#include "gather_in.h"
#include "provision/follow.h"
#include "provision/worddiff.h"

/* The newest version before number that has looks as of the day; 0 = none. */
static int
version_before(const struct history *h, int number)
{
	size_t i;
	int best = 0;

	for (i = 0; i < h->n_versions; i++)
		if (h->versions[i].number < number &&
		    h->versions[i].number > best && h->versions[i].n_looks > 0)
			best = h->versions[i].number;
	return best;
}

/* The clause of a provision in a version; n_clauses where it is not there. */
static size_t
clause_of(const struct version_text *t, const char *provision)
{
	size_t i;

	for (i = 0; i < t->text.n_clauses; i++)
		if (strcmp(t->text.provisions[i], provision) == 0)
			break;
	return i;
}

static struct packet_range
range_of(const struct version_text *t, size_t clause, size_t text)
{
	const struct clause *c = &t->text.clauses[clause];

	return (struct packet_range){
		.text = text,
		.start = c->start,
		.end = c->end,
		.sha = c->sha,
	};
}

static const struct provision *
provision_of(const struct history *h, const char *id)
{
	size_t i;

	for (i = 0; i < h->n_provisions; i++)
		if (strcmp(h->provisions[i].id, id) == 0)
			return &h->provisions[i];
	return NULL;
}

/* One step from a clause of one version to a clause of the next. */
struct step {
	struct version_text *was, *now;
	size_t was_clause, now_clause;
	const struct span *span;
	bool predecessor;
};

struct steps {
	struct step *items;
	size_t n;
};

static int
change_add(struct reading *r, const struct history *h,
    struct packet_provision *p, struct steps *steps, const struct step *s,
    struct fault *f)
{
	const struct version *v = history_version(h, s->now->version);
	struct packet_change *changes, *c;

	steps->items = arena_more(
	    &r->arena, steps->items, steps->n, sizeof(*steps->items));
	steps->items[steps->n++] = *s;
	changes = arena_new(&r->arena, p->n_changes + 1, sizeof(*changes));
	if (p->n_changes > 0)
		memcpy(changes, p->changes, p->n_changes * sizeof(*changes));
	c = &changes[p->n_changes];
	c->utc_ms = v->first_utc_ms;
	c->version = v->number;
	c->ruling = v->ruling;
	c->state = s->span->state;
	c->from = range_of(s->was, s->was_clause, 0);
	c->to = range_of(s->now, s->now_clause, 0);
	c->predecessor = s->predecessor;
	p->changes = changes;
	p->n_changes++;
	c->from_last_utc_ms = history_version(h, s->was->version)->last_utc_ms;
	c->from_words = "";
	if (s->was->withheld || s->now->withheld)
		return 0;
	c->from_words = s->was->text.page.text + c->from.start;
	return worddiff_make(s->was->text.page.text + c->from.start,
	    c->from.end - c->from.start, s->now->text.page.text + c->to.start,
	    c->to.end - c->to.start, &r->arena, &c->diff, f);
}

/* What was withheld of either side of a step; NULL: nothing. */
static int
step_withheld(struct reading *r, struct text_list *l, const struct history *h,
    const struct step *s, const struct packet_withheld **out, struct fault *f)
{
	if (text_list_withheld(r, l, h, s->was->version, out, f) != 0)
		return -1;
	return *out != NULL
	    ? 0
	    : text_list_withheld(r, l, h, s->now->version, out, f);
}

/*
 * The newest changes are drawn as redlines, more of them the more is at
 * stake, and always the one by which a clause took another's place.  Both
 * sides of what is drawn are bound, so their texts go into the packet.
 */
static int
changes_draw(struct reading *r, struct text_list *l, const struct history *h,
    struct packet_provision *p, const struct steps *steps, struct fault *f)
{
	static const size_t most[] = {
		[EXPOSURE_HIGH] = 6,
		[EXPOSURE_MEDIUM] = 3,
		[EXPOSURE_LOW] = 1,
	};
	struct packet_change *changes;
	size_t i, newest;

	if (p->n_changes == 0)
		return 0;
	changes = arena_new(&r->arena, p->n_changes, sizeof(*changes));
	memcpy(changes, p->changes, p->n_changes * sizeof(*changes));
	newest = most[p->finding->exposure];
	for (i = 0; i < p->n_changes; i++) {
		struct packet_change *c = &changes[i];
		/* There is a step for each change. */
		/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference) */
		const struct step s = steps->items[i];

		c->drawn = c->predecessor || i + newest >= p->n_changes;
		if ((c->drawn || s.was->withheld || s.now->withheld) &&
		    step_withheld(r, l, h, &s, &c->withheld, f) != 0)
			return -1;
		if (c->withheld != NULL)
			c->drawn = 0;
		if (c->drawn &&
		    (text_list_add(r, l, h, s.was, &c->from.text, f) != 0 ||
			text_list_add(r, l, h, s.now, &c->to.text, f) != 0))
			return -1;
	}
	p->changes = changes;
	return 0;
}

/* The clause that stood where a new one stands, if there was one. */
static int
step_before(struct reading *r, const struct history *h,
    struct packet_provision *p, struct steps *steps, struct step *s,
    struct fault *f)
{
	const struct provision *before;
	struct follow_side was, now;
	const char *id;

	was =
	    (struct follow_side){ s->was->text.page.text, s->was->text.clauses,
		    s->was->text.provisions, s->was->text.n_clauses };
	now =
	    (struct follow_side){ s->now->text.page.text, s->now->text.clauses,
		    s->now->text.provisions, s->now->text.n_clauses };
	id = follow_before(&was, &now, s->now_clause);
	if (id == NULL)
		return 0;
	s->was_clause = clause_of(s->was, id);
	if (s->was_clause == s->was->text.n_clauses)
		return 0;
	s->predecessor = true;
	if ((before = provision_of(h, id)) != NULL)
		p->before_utc_ms = before->first_utc_ms;
	return change_add(r, h, p, steps, s, f);
}

int
gather_changes(struct reading *r, struct text_list *l, const struct history *h,
    struct packet_provision *p, struct fault *f)
{
	const struct provision *v = p->provision;
	struct steps steps = { 0 };
	size_t i;
	int was;

	for (i = 0; i < v->n_spans; i++) {
		struct step s = { .span = &v->spans[i] };

		if (s.span->state != CLAUSE_NEW &&
		    s.span->state != CLAUSE_MODIFIED &&
		    s.span->state != CLAUSE_SPLIT &&
		    s.span->state != CLAUSE_MERGED)
			continue;
		was = version_before(h, s.span->version);
		if (was == 0)
			continue;
		if (reading_places(
			r, h->platform, h->document, was, &s.was, f) != 0 ||
		    reading_places(r, h->platform, h->document, s.span->version,
			&s.now, f) != 0)
			return fault_under(f, "%s/%s: change to version %d",
			    h->platform, h->document, s.span->version);
		s.now_clause = clause_of(s.now, v->id);
		if (s.now_clause == s.now->text.n_clauses)
			continue;
		s.was_clause = clause_of(s.was, v->id);
		if (s.was_clause == s.was->text.n_clauses) {
			/* Which clause stood there is found by its words. */
			if (i == 0 && !s.was->withheld && !s.now->withheld &&
			    step_before(r, h, p, &steps, &s, f) != 0)
				return -1;
			continue;
		}
		if (digest_equal(&s.was->text.clauses[s.was_clause].sha,
			&s.now->text.clauses[s.now_clause].sha))
			continue;
		if (change_add(r, h, p, &steps, &s, f) != 0)
			return -1;
	}
	return changes_draw(r, l, h, p, &steps, f);
}
