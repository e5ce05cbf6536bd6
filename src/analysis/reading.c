#include <string.h>

#include "analysis_in.h"

/* An anchor's neighbours: what qualifies an act stands close to it. */
#define NEAR_SENTENCES 2
#define CLAUSE_MAX_SPANS 12

enum rule_lang
rules_lang(const char *lang, const char *text, size_t len)
{
	if (lang == NULL || *lang == '\0')
		lang = tokens_lang(text, len);
	if (strncmp(lang, "pt", 2) == 0)
		return RULE_PT;
	return strncmp(lang, "de", 2) == 0 ? RULE_DE : RULE_EN;
}

/* What is known of the document without reading the clause. */
static void
give_context(struct reading *r)
{
	static const struct {
		const char *in_name, *signal;
	} kinds[] = { { "rivacy", "doc-privacy" }, { "erms", "doc-terms" },
		{ "rocess", "doc-dpa" }, { "ommercial", "doc-business" },
		{ "nterprise", "doc-business" }, { "usiness", "doc-business" },
		{ "eveloper", "doc-business" }, { "rivacidade", "doc-privacy" },
		{ "atenschutz", "doc-privacy" }, { "ermos", "doc-terms" },
		{ "utzungsbed", "doc-terms" }, { "GB", "doc-terms" },
		{ "cceptable", "doc-aup" }, { "sage Policy", "doc-aup" },
		{ "ommunity", "doc-aup" } };
	size_t i, g;

	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		g = rules_signal(r->rules, kinds[i].signal);
		if (g != PHRASE_NONE &&
		    strstr(r->in->document, kinds[i].in_name) != NULL)
			r->given[g] = 1;
	}
}

static int
is_anchor(const struct reading *r, size_t signal)
{
	size_t i;

	for (i = 0; i < r->topic->n_anchors; i++)
		if (r->topic->anchors[i] == signal)
			return 1;
	return 0;
}

/* Whether m stands inside words that its signal leaves out. */
static int
is_vetoed(const struct reading *r, const struct phrase_match *all, size_t n,
    const struct phrase_match *m)
{
	const struct phrase_rule *p = r->rules->phrase_rules;
	size_t i;

	for (i = 0; i < n; i++)
		if (p[all[i].id].veto &&
		    p[all[i].id].signal == p[m->id].signal &&
		    all[i].sentence == m->sentence && all[i].first <= m->head &&
		    m->head <= all[i].last)
			return 1;
	return 0;
}

static void
hits_add(struct reading *r, const struct phrase_match *m)
{
	const struct phrase_rule *p = &r->rules->phrase_rules[m->id];
	struct hit *h;
	size_t listed;

	r->hits = arena_more(r->arena, r->hits, r->n_hits, sizeof(*r->hits));
	h = &r->hits[r->n_hits++];
	h->signal = p->signal;
	h->label = p->label;
	h->brief = p->brief;
	h->sentence = m->sentence;
	h->first = m->first;
	h->last = m->last;
	h->cap_first = m->cap_first;
	h->cap_last = m->cap_last;
	h->status = STATUS_DONE;
	if (r->rules->signals[p->signal].polar)
		h->status =
		    polarity_of(r, m, r->rules->signals[p->signal].firm);
	else if (is_anchor(r, p->signal) && polarity_defines(r, m->sentence))
		h->status = STATUS_IF;
	listed = rules_signal(r->rules, "listed");
	if (h->status == STATUS_DONE && listed != PHRASE_NONE &&
	    m->first < r->tokens.sentences[m->sentence].own &&
	    is_anchor(r, h->signal))
		r->given[listed] = 1;
}

/* The sentence of an item's lead-in; its own where it has none. */
static size_t
lead_of(const struct reading *r, size_t k)
{
	const struct sentence *s = r->tokens.sentences;
	size_t at, i;

	if (s[k].own == s[k].first)
		return k;
	at = r->tokens.items[s[k].first].start;
	if (r->tokens.items[s[k].first].end == 0)
		return k; /* it stands outside the clause */
	for (i = k; i > 0; i--)
		if (at >= s[i - 1].start && at < s[i - 1].stop)
			return i - 1;
	return k;
}

/* Drop the hits that stand too far from what the topic is about. */
static void
hits_scope(struct reading *r)
{
	unsigned char *other =
	    arena_new(r->arena, r->tokens.n_sentences + 1, 1);
	unsigned char *near = arena_new(r->arena, r->tokens.n_sentences + 1, 1);
	size_t i, k, from, to, n = 0;
	enum scope sc;

	for (i = 0; i < r->n_hits; i++)
		if (is_anchor(r, r->hits[i].signal) &&
		    r->hits[i].status != STATUS_DONE)
			other[r->hits[i].sentence] = 1;
	for (i = 0; i < r->n_hits; i++) {
		if (!is_anchor(r, r->hits[i].signal) ||
		    r->hits[i].status == STATUS_USER)
			continue;
		k = r->hits[i].sentence;
		from = k > NEAR_SENTENCES ? k - NEAR_SENTENCES : 0;
		to = k + NEAR_SENTENCES;
		for (; from <= to && from < r->tokens.n_sentences; from++)
			if (near[from] == 0)
				near[from] = 1;
		near[k] = 2;
		near[lead_of(r, k)] = 2;
	}
	for (i = 0; i < r->n_hits; i++) {
		sc = r->rules->signals[r->hits[i].signal].scope;
		if (sc == SCOPE_BESIDE && other[r->hits[i].sentence])
			continue;
		if (is_anchor(r, r->hits[i].signal) || sc == SCOPE_ANY ||
		    sc == SCOPE_BESIDE ||
		    near[r->hits[i].sentence] >= (sc == SCOPE_SAME ? 2 : 1))
			r->hits[n++] = r->hits[i];
	}
	r->n_hits = n;
}

int
reading_make(struct reading *r, struct fault *f)
{
	const struct phrase_match *m;
	size_t n, i;

	r->lang = rules_lang(r->in->lang, r->in->text, r->in->len);
	r->given = arena_new(r->arena, r->rules->n_signals, 1);
	give_context(r);
	if (tokens_split_under(r->in->lead,
		r->in->lead == NULL ? 0 : r->in->lead_len, r->in->text,
		r->in->len, r->arena, &r->tokens, f) != 0)
		return -1;
	m = phrases_find(r->rules->phrases[r->lang], &r->tokens, r->arena, &n);
	for (i = 0; i < n; i++)
		if (!r->rules->phrase_rules[m[i].id].veto &&
		    !is_vetoed(r, m, n, &m[i]))
			hits_add(r, &m[i]);
	hits_scope(r);
	return 0;
}

/* A line that begins in the middle and ends before its sentence does. */
static int
is_torn(const struct reading *r, size_t n)
{
	const struct sentence *s = r->tokens.sentences;

	return r->tokens.n_sentences == 1 && s->own == s->first && !s->item &&
	    r->in->text[0] >= 'a' && r->in->text[0] <= 'z' &&
	    strchr(".;:!?", r->in->text[n - 1]) == NULL;
}

/* “Transfer” means …: one sentence that begins with the word it defines. */
static int
is_definition(const struct reading *r)
{
	const struct sentence *s = r->tokens.sentences;

	return r->tokens.n_sentences == 1 && s->own < s->end &&
	    (r->tokens.items[s->own].flags & TOKEN_MARK) != 0 &&
	    polarity_defines(r, 0);
}

int
reading_is_stub(const struct reading *r)
{
	size_t n = r->in->len;

	while (
	    n > 0 && (r->in->text[n - 1] == ' ' || r->in->text[n - 1] == '\n'))
		n--;
	if (n == 0 || r->tokens.n_sentences > 1)
		return 0;
	/* What it introduces stands in clauses of their own. */
	return r->in->text[n - 1] == ':' || is_torn(r, n) || is_definition(r);
}

/* Where h stands; two pieces where it begins in a lead-in.  How many. */
static size_t
hit_pieces(
    const struct reading *r, const struct hit *h, struct signal_span out[2])
{
	const struct sentence *s = &r->tokens.sentences[h->sentence];
	const struct token *w = r->tokens.items;
	size_t n = 0;

	if (h->first < s->own && w[s->own - 1].end == 0) {
		out[n].start = w[s->own].start;
	} else if (h->first < s->own) {
		out[n].start = w[h->first].start;
		out[n++].end = w[s->own - 1].end;
		out[n].start = w[s->own].start;
	} else {
		out[n].start = w[h->first].start;
	}
	out[n++].end = w[h->last].end;
	return n;
}

static int
span_known(
    const struct signal_span *list, size_t n, const struct signal_span *s)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (list[i].start == s->start && list[i].end <= s->end)
			return 1;
	return 0;
}

struct spans {
	struct signal_span *list;
	size_t n;
};

static void
spans_add(const struct reading *r, const struct hit *h, struct spans *out)
{
	struct signal_span pieces[2], *s;
	size_t n = hit_pieces(r, h, pieces), i;

	for (i = 0; i < n && out->n < CLAUSE_MAX_SPANS; i++) {
		s = &pieces[i];
		s->signal = r->rules->signals[h->signal].name;
		/* From the clause's bytes to the version's. */
		s->start += r->in->start;
		s->end += r->in->start;
		if (span_known(out->list, out->n, s))
			continue; /* a longer one from there says no more */
		out->list =
		    arena_more(r->arena, out->list, out->n, sizeof(*out->list));
		out->list[out->n++] = *s;
	}
}

const struct signal_span *
reading_spans(const struct reading *r, const struct cond *c, size_t *n)
{
	struct spans out = { NULL, 0 };
	const struct atom *a;
	const struct hit *h;
	size_t i, k, j;

	for (i = 0; i < c->n; i++) {
		a = &c->atoms[i];
		for (k = 0; !a->absent && k < a->n; k++) {
			for (j = 0; j < r->n_hits; j++) {
				h = &r->hits[j];
				if (h->signal == a->signals[k] &&
				    (h->status == a->statuses[k] ||
					(a->statuses[k] == STATUS_MANY &&
					    h->status == STATUS_DONE)))
					spans_add(r, h, &out);
			}
		}
	}
	*n = out.n;
	return out.list;
}
