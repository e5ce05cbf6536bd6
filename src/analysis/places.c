#include <string.h>

#include "analysis_in.h"

/* Section 3 names so many places in one sentence. */
#define PLACES_MAX 6
#define PLACES_CONTROLLERS 2

/* The adjective of a place's law; "-" where the mapping holds it. */
static const char *
adjective_of(const struct rules *r, const char *place)
{
	size_t sig = rules_signal(r, "doc-place"), i;

	for (i = 0; i < r->n_phrases; i++)
		if (r->phrase_rules[i].signal == sig &&
		    strcmp(r->phrase_rules[i].label, place) == 0)
			return r->phrase_rules[i].brief;
	return "-";
}

struct places {
	const char *names[PLACES_MAX];
	struct signal_span *spans;
	size_t n;
	const char *section; /* the same of all, else "" */
};

static int
places_have(const struct places *p, const char *place)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (strcmp(p->names[i], place) == 0)
			return 1;
	return 0;
}

static void
places_add(struct arena *a, struct places *p, const struct document_fact *fact)
{
	if (p->n == PLACES_MAX || *fact->place == '\0' ||
	    places_have(p, fact->place))
		return;
	if (p->n == 0)
		p->section = fact->section;
	else if (strcmp(p->section, fact->section) != 0)
		p->section = "";
	p->spans = arena_more(a, p->spans, p->n, sizeof(*p->spans));
	p->spans[p->n] = fact->span;
	p->names[p->n++] = fact->place;
}

/* "Brazil, Canada, Republic of Korea" */
static const char *
places_join(struct arena *a, const struct places *p)
{
	const char *s = p->n == 0 ? "" : p->names[0];
	size_t i;

	for (i = 1; i < p->n; i++)
		s = arena_fmt(a, "%s, %s", s, p->names[i]);
	return s;
}

/* " No Canadian or Korean law is cited here; treat as open.", or "". */
static const char *
places_open(struct arena *a, const struct rules *r, const struct places *p)
{
	const char *list[PLACES_MAX], *s, *adj;
	size_t i, n = 0;

	for (i = 0; i < p->n; i++) {
		adj = adjective_of(r, p->names[i]);
		if (strcmp(adj, "-") != 0)
			list[n++] = adj;
	}
	if (n == 0)
		return "";
	s = list[0];
	for (i = 1; i < n; i++)
		s = arena_fmt(
		    a, "%s%s %s", s, i + 1 == n ? " or" : ",", list[i]);
	return arena_fmt(a, " No %s law is cited here; treat as open.", s);
}

static void
statement_put(struct statement *s, enum statement_kind kind, const char *text,
    const char *rule, const struct places *p)
{
	memset(s, 0, sizeof(*s));
	s->kind = kind;
	s->text = text;
	s->confidence = CONFIDENCE_ESTABLISHED;
	s->rule = rule;
	s->spans = p->spans;
	s->n_spans = p->n;
}

/* "EEA, Switzerland: section 9 names “Acme Limited” as the controller." */
static size_t
say_controllers(struct arena *a, const struct document_facts *f,
    struct statement *out, size_t max)
{
	const char *places;
	size_t i, k, n = 0;

	for (i = 0; i < f->n && n < max; i++) {
		const struct document_fact *x = &f->items[i];
		struct places p = { 0 };

		if (x->kind != DOCUMENT_CONTROLLER)
			continue;
		for (k = 0; k < i; k++)
			if (f->items[k].kind == DOCUMENT_CONTROLLER &&
			    strcmp(f->items[k].words, x->words) == 0)
				break;
		if (k < i)
			continue; /* said already, with all its places */
		for (k = i; k < f->n; k++)
			if (f->items[k].kind == DOCUMENT_CONTROLLER &&
			    strcmp(f->items[k].words, x->words) == 0)
				places_add(a, &p, &f->items[k]);
		if (p.n == 0)
			continue; /* for no place in particular */
		places = places_join(a, &p);
		p.n = 1; /* the name stands in one place */
		statement_put(&out[n++], STATEMENT_FACT,
		    arena_fmt(a, "%s: %s names “%s” as the controller.", places,
			*p.section == '\0' ? "the document" : p.section,
			x->words),
		    "places/1", &p);
	}
	return n;
}

static size_t
say_supplements(struct arena *a, const struct rules *r,
    const struct document_facts *f, struct places *said, struct statement *out)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		if (f->items[i].kind == DOCUMENT_SUPPLEMENT)
			places_add(a, said, &f->items[i]);
	if (said->n == 0)
		return 0;
	statement_put(out, STATEMENT_INTERPRETATION,
	    arena_fmt(a, "%s: %s supplemental terms.%s", places_join(a, said),
		*said->section == '\0'
		    ? "parts of their own hold"
		    : arena_fmt(a, "%s holds", said->section),
		places_open(a, r, said)),
	    "places/2", said);
	return 1;
}

static size_t
say_others(struct arena *a, const struct rules *r,
    const struct document_facts *f, const struct places *said,
    struct statement *out)
{
	struct places p = { 0 };
	size_t i;

	for (i = 0; i < f->n; i++)
		if (f->items[i].kind == DOCUMENT_REGION &&
		    !places_have(said, f->items[i].place) &&
		    strcmp(adjective_of(r, f->items[i].place), "-") != 0)
			places_add(a, &p, &f->items[i]);
	if (p.n == 0)
		return 0;
	statement_put(out, STATEMENT_INTERPRETATION,
	    arena_fmt(a, "%s: named in the document.%s", places_join(a, &p),
		places_open(a, r, &p)),
	    "places/3", &p);
	return 1;
}

struct statement_list
places_say(const struct reading *r, const struct statement_list *rules_say)
{
	const struct document_facts *f = r->in->facts;
	struct statement_list out = { NULL, 0 };
	struct places said = { 0 };
	struct statement *list;
	size_t n = 0, i;

	if (f == NULL || r->topic->contract)
		return *rules_say;
	list = arena_new(
	    r->arena, rules_say->n + PLACES_CONTROLLERS + 2, sizeof(*list));
	n += say_controllers(r->arena, f, list, PLACES_CONTROLLERS);
	for (i = 0; i < rules_say->n; i++)
		list[n++] = rules_say->items[i];
	n += say_supplements(r->arena, r->rules, f, &said, list + n);
	n += say_others(r->arena, r->rules, f, &said, list + n);
	out.items = list;
	out.n = n;
	return out;
}
