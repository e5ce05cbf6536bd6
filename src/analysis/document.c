#include "analysis/document.h"

#include <string.h>

#include "analysis_in.h"

/* More places than these are a list of countries, not an address. */
#define DOCUMENT_MAX_FACTS 64
#define DOCUMENT_MAX_PATH 1000
#define NAME_MAX_WORDS 7
/* How far above its first clause a heading may stand. */
#define HEADING_REACH 4000

struct scan {
	const struct rules *rules;
	const char *text;
	size_t len;
	struct tokens tokens;
	enum rule_lang lang;
	const struct clause *clauses;
	size_t n_clauses;
	struct arena *arena;
	struct document_fact *items;
	size_t n;
};

static int
fact_known(const struct scan *d, enum document_fact_kind kind,
    const char *place, const char *words)
{
	size_t i;

	for (i = 0; i < d->n; i++)
		if (d->items[i].kind == kind &&
		    strcmp(d->items[i].place, place) == 0 &&
		    strcmp(d->items[i].words, words) == 0)
			return 1;
	return 0;
}

static void
fact_add(struct scan *d, const struct document_fact *x)
{
	if (d->n == DOCUMENT_MAX_FACTS ||
	    fact_known(d, x->kind, x->place, x->words))
		return;
	d->items = arena_more(d->arena, d->items, d->n, sizeof(*d->items));
	d->items[d->n++] = *x;
}

/* "section 9" from "Terms > 9. Contact", "" where nothing is numbered. */
static const char *
section_of(struct scan *d, const char *path)
{
	const char *s = path, *end;
	size_t n;

	while (s != NULL && *s != '\0') {
		n = strspn(s, "0123456789.");
		while (n > 0 && s[n - 1] == '.')
			n--;
		end = s + n;
		if (n > 0 && n <= 6 && *s >= '0' && *s <= '9' &&
		    (*end == '.' || *end == ' ' || *end == ')'))
			return arena_fmt(d->arena, "section %.*s", (int)n, s);
		s = strstr(s, " > ");
		s = s == NULL ? NULL : s + 3;
	}
	return "";
}

static const char *
section_at(struct scan *d, size_t at)
{
	size_t i;

	for (i = 0; i < d->n_clauses; i++)
		if (at >= d->clauses[i].start && at < d->clauses[i].end)
			return section_of(d, d->clauses[i].path);
	return "";
}

static int
is_suffix(const struct token *w)
{
	static const char *const names[] = { "limited", "ltd", "inc", "llc",
		"pbc", "ab", "gmbh", "sas", "bv", "b.v", "s.a", "sa", "pte",
		"corporation", "corp", "plc", "s.à.r.l", "sarl", "ltda", "ag",
		"as", "oy", "lda" };
	size_t i;

	if ((w->flags & TOKEN_CAPITAL) == 0)
		return 0;
	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (tokens_is(w, names[i]))
			return 1;
	return 0;
}

/* A company's name in sentence s: where it begins and ends; 0 = none. */
static int
company_in(
    const struct scan *d, const struct sentence *s, size_t *from, size_t *to)
{
	const struct token *w = d->tokens.items;
	size_t i, k;

	for (i = s->own + 1; i < s->end; i++) {
		if (!is_suffix(&w[i]))
			continue;
		for (k = i; k > s->own && i - k < NAME_MAX_WORDS; k--) {
			/* A comma parts names but for the one before Ltd. */
			if (k < i && (w[k].flags & TOKEN_COMMA) != 0)
				break;
			if ((w[k - 1].flags & TOKEN_CAPITAL) == 0 ||
			    w[k].start - w[k - 1].end > 2 ||
			    (w[k].flags & TOKEN_STOP) != 0)
				break;
		}
		if (k == i)
			continue;
		*from = w[k].start;
		*to = w[i].end;
		return 1;
	}
	return 0;
}

static int
sentence_is_theirs(const struct scan *d, const struct sentence *s)
{
	static const char *const others[] = { "customer", "customers",
		"processor", "processors", "you're", "not", "importer",
		"exporter", "cookie" };
	size_t i, k;

	for (i = s->own; i < s->end; i++)
		for (k = 0; k < sizeof(others) / sizeof(*others); k++)
			if (tokens_is(&d->tokens.items[i], others[k]))
				return 1;
	return 0;
}

/* The controller that a sentence names, once for each place it names. */
static void
controller_add(struct scan *d, size_t sentence, const struct phrase_match *m,
    size_t n, size_t place_signal)
{
	const struct sentence *s = &d->tokens.sentences[sentence];
	struct document_fact x = { 0 };
	size_t from, to, i, places = 0;

	if (sentence_is_theirs(d, s) || !company_in(d, s, &from, &to))
		return;
	x.kind = DOCUMENT_CONTROLLER;
	x.words = arena_strndup(d->arena, d->text + from, to - from);
	x.section = section_at(d, from);
	x.span.signal = "doc-controller";
	x.span.start = from;
	x.span.end = to;
	for (i = 0; i < n; i++) {
		const struct phrase_rule *p = &d->rules->phrase_rules[m[i].id];

		if (p->signal != place_signal || m[i].sentence != sentence ||
		    d->tokens.items[m[i].first].start >= from)
			continue;
		x.place = p->label;
		fact_add(d, &x);
		places++;
	}
	if (places == 0) {
		x.place = "";
		fact_add(d, &x);
	}
}

/* Where the heading words stand above a clause; the clause where they do not. */
static void
heading_span(const struct scan *d, const struct clause *c, const char *words,
    size_t n, struct signal_span *out)
{
	size_t low = c->start > HEADING_REACH ? c->start - HEADING_REACH : 0;
	size_t at;

	out->signal = "doc-supplement";
	out->start = c->start;
	out->end = c->end;
	for (at = c->start; n > 0 && at > low + n; at--) {
		if (memcmp(d->text + at - n, words, n) == 0) {
			out->start = at - n;
			out->end = at;
			return;
		}
	}
}

/* Headings such as "11. Regional supplemental disclosures > Brazil". */
static int
supplements(struct scan *d, const struct clause *c, struct fault *f)
{
	const size_t place = rules_signal(d->rules, "doc-place");
	const size_t supp = rules_signal(d->rules, "doc-supplement");
	const struct phrase_match *m;
	const struct phrase_rule *p;
	struct document_fact x = { 0 };
	struct tokens t;
	const char *last = c->path, *cut;
	size_t n, i, len = strlen(c->path);
	int marked = 0;

	if (len == 0 || len > DOCUMENT_MAX_PATH)
		return 0;
	while ((cut = strstr(last, " > ")) != NULL)
		last = cut + 3;
	if (tokens_split(c->path, len, d->arena, &t, f) != 0)
		return -1;
	m = phrases_find(d->rules->phrases[d->lang], &t, d->arena, &n);
	for (i = 0; i < n; i++)
		marked |= d->rules->phrase_rules[m[i].id].signal == supp;
	for (i = 0; marked && i < n; i++) {
		p = &d->rules->phrase_rules[m[i].id];
		if (p->signal != place ||
		    t.items[m[i].first].start < (size_t)(last - c->path))
			continue;
		x.kind = DOCUMENT_SUPPLEMENT;
		x.place = p->label;
		x.words = "";
		x.section = section_of(d, c->path);
		heading_span(d, c, last, strlen(last), &x.span);
		fact_add(d, &x);
	}
	return 0;
}

int
analyse_document(const char *text, size_t len, const char *lang,
    const struct clause *clauses, size_t n_clauses, struct arena *a,
    struct document_facts *out, struct fault *f)
{
	struct scan d = { 0 };
	const struct phrase_match *m;
	const struct phrase_rule *p;
	struct document_fact x = { 0 };
	size_t n, i, place, controller;

	out->items = NULL;
	out->n = 0;
	d.rules = rules_loaded(f);
	if (d.rules == NULL)
		return -1;
	place = rules_signal(d.rules, "doc-place");
	controller = rules_signal(d.rules, "doc-controller-word");
	d.text = text;
	d.len = len;
	d.clauses = clauses;
	d.n_clauses = n_clauses;
	d.arena = a;
	d.lang = rules_lang(lang, text, len);
	if (tokens_split(text, len, a, &d.tokens, f) != 0)
		return -1;
	m = phrases_find(d.rules->phrases[d.lang], &d.tokens, a, &n);
	for (i = 0; i < n; i++) {
		p = &d.rules->phrase_rules[m[i].id];
		if (p->signal == controller)
			controller_add(&d, m[i].sentence, m, n, place);
		if (p->signal != place)
			continue;
		x.kind = DOCUMENT_REGION;
		x.place = p->label;
		x.words = "";
		x.span.signal = "doc-place";
		x.span.start = d.tokens.items[m[i].first].start;
		x.span.end = d.tokens.items[m[i].last].end;
		x.section = section_at(&d, x.span.start);
		fact_add(&d, &x);
	}
	for (i = 0; i < n_clauses; i++)
		if (supplements(&d, &clauses[i], f) != 0)
			return -1;
	out->items = d.items;
	out->n = d.n;
	return 0;
}
