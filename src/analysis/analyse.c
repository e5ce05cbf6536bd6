#include "analysis/analyse.h"

#include <pthread.h>
#include <string.h>

#include "analysis_in.h"
#include "base/clock.h"
#include "law/catalogue.h"

/* A sheet that says more is not read; the rules stand in order of weight. */
#define SECTION_MAX 4
#define ACTIONS_MAX 4

static struct rules *loaded;
static struct fault load_fault;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Every citation of the rules must exist in the catalogue. */
static int
resolve(struct rules *r, struct fault *f)
{
	struct law_unit unit;
	struct law_rule *l;
	size_t i, k, j;

	for (i = 0; i < r->n_topics; i++) {
		for (k = 0; k < r->topics[i].n_laws; k++) {
			l = &r->topics[i].laws[k];
			for (j = 0; j < l->n; j++) {
				if (catalogue_resolve(l->cites[j].instrument,
					l->cites[j].path, &unit, f) != 0)
					return fault_under(f, "rule %s", l->id);
				l->cites[j].canonical = unit.canonical;
			}
		}
	}
	return 0;
}

static void
load(void)
{
	loaded = rules_read(analysis_lines, analysis_lines_n, &load_fault);
	if (loaded != NULL && resolve(loaded, &load_fault) != 0) {
		rules_free(loaded);
		loaded = NULL;
	}
}

const struct rules *
rules_loaded(struct fault *f)
{
	(void)pthread_once(&once, load);
	if (loaded == NULL && f != NULL)
		*f = load_fault;
	return loaded;
}

static const struct topic_analysis *
topic_rules_of(const struct rules *r, const char *topic)
{
	size_t i;

	for (i = 0; topic != NULL && i < r->n_topics; i++)
		if (strcmp(r->topics[i].id, topic) == 0)
			return &r->topics[i];
	return NULL;
}

int
analyse_knows(const char *topic)
{
	const struct rules *r = rules_loaded(NULL);

	return r != NULL && topic_rules_of(r, topic) != NULL;
}

/* A list that grows while sentences are added. */
struct list {
	struct statement *items;
	size_t n;
};

static void
list_add(const struct reading *r, struct list *l, const struct say_rule *y)
{
	const char *text = say_fill(r, y->text);
	struct statement *s;

	if (text == NULL || l->n == SECTION_MAX)
		return;
	l->items = arena_more(r->arena, l->items, l->n, sizeof(*l->items));
	s = &l->items[l->n++];
	memset(s, 0, sizeof(*s));
	s->kind = y->kind;
	s->text = text;
	s->confidence = y->confidence;
	s->rule = y->id;
	s->spans = reading_spans(r, &y->cond, &s->n_spans);
}

static struct statement_list
list_done(const struct list *l)
{
	struct statement_list out = { l->items, l->n };

	return out;
}

static const char *
fill_or_none(const struct reading *r, const char *text)
{
	const char *s = say_fill(r, text);

	return s == NULL ? "" : s;
}

/* The case that fits and whose words can all be given; NULL = none. */
static const struct case_rule *
case_pick(const struct reading *r, struct finding *out)
{
	const struct topic_analysis *t = r->topic;
	const struct case_rule *c;
	size_t i;

	for (i = 0; i < t->n_cases; i++) {
		c = &t->cases[i];
		if (!cond_true(r, &c->cond))
			continue;
		out->headline = say_fill(r, c->headline);
		out->summary = say_fill(r, c->summary);
		if (out->headline == NULL || out->summary == NULL)
			continue;
		out->exposure = c->exposure;
		out->confidence = c->confidence;
		out->default_word = fill_or_none(r, c->default_word);
		out->opt_out = fill_or_none(r, c->opt_out);
		out->goes_on = fill_or_none(r, c->goes_on);
		return c;
	}
	return NULL;
}

static void
sections_fill(
    const struct reading *r, const struct case_rule *c, struct finding *out)
{
	struct list lists[SECTIONS];
	struct say_rule reason;
	size_t i;

	memset(lists, 0, sizeof(lists));
	memset(&reason, 0, sizeof(reason));
	reason.id = c->id;
	reason.kind = STATEMENT_INTERPRETATION;
	reason.confidence = CONFIDENCE_SUPPORTED;
	reason.cond = c->cond;
	reason.text = c->reason;
	list_add(r, &lists[SECTION_GOVERNANCE], &reason);
	for (i = 0; i < r->topic->n_says; i++)
		if (cond_true(r, &r->topic->says[i].cond))
			list_add(r, &lists[r->topic->says[i].section],
			    &r->topic->says[i]);
	/* Where no finer sentence fits, the case's own says what it is. */
	if (lists[SECTION_WHAT].n == 0) {
		reason.confidence = c->confidence;
		reason.text = c->summary;
		list_add(r, &lists[SECTION_WHAT], &reason);
	}
	out->what = list_done(&lists[SECTION_WHAT]);
	out->why = list_done(&lists[SECTION_WHY]);
	out->note = list_done(&lists[SECTION_NOTE]);
	out->impact = list_done(&lists[SECTION_IMPACT]);
	out->governance = list_done(&lists[SECTION_GOVERNANCE]);
	out->jurisdictions = list_done(&lists[SECTION_JURISDICTION]);
	out->contract = list_done(&lists[SECTION_CONTRACT]);
	out->compliance = list_done(&lists[SECTION_COMPLIANCE]);
}

/* The row of one regime: all rules of it that fit, their citations once. */
struct row {
	const char **canonical;
	int *same;
	size_t n;
	const char *why, *rule;
	enum confidence confidence;
	struct signal_span *spans;
	size_t n_spans;
};

static void
row_cite(const struct reading *r, struct row *w, const struct cite_rule *c)
{
	size_t i;

	for (i = 0; i < w->n; i++) {
		if (strcmp(w->canonical[i], c->canonical) == 0) {
			w->same[i] |= c->same_act;
			return;
		}
	}
	w->canonical =
	    arena_more(r->arena, w->canonical, w->n, sizeof(*w->canonical));
	w->same = arena_more(r->arena, w->same, w->n, sizeof(*w->same));
	w->canonical[w->n] = c->canonical;
	w->same[w->n++] = c->same_act;
}

static void
row_add(const struct reading *r, struct row *w, const struct law_rule *l)
{
	const char *why = l->why == NULL ? NULL : say_fill(r, l->why);
	const struct signal_span *spans;
	size_t i, n;

	if (why == NULL)
		return;
	for (i = 0; i < l->n; i++)
		row_cite(r, w, &l->cites[i]);
	w->why =
	    w->why == NULL ? why : arena_fmt(r->arena, "%s %s", w->why, why);
	if (w->rule == NULL)
		w->rule = l->id;
	if (l->confidence > w->confidence)
		w->confidence = l->confidence;
	spans = reading_spans(r, &l->cond, &n);
	for (i = 0; i < n; i++) {
		w->spans = arena_more(
		    r->arena, w->spans, w->n_spans, sizeof(*w->spans));
		w->spans[w->n_spans++] = spans[i];
	}
}

/* Who enforces it; in the Union also where the controller sits. */
static const char *
authority_of(const struct reading *r, const char *instrument)
{
	const struct law_instrument *i = catalogue_instrument(instrument);
	const struct document_facts *facts = r->in->facts;
	const struct document_fact *c;
	size_t k;

	if (i == NULL)
		return "";
	for (k = 0; facts != NULL && k < facts->n; k++) {
		c = &facts->items[k];
		if (strcmp(instrument, "gdpr") == 0 &&
		    c->kind == DOCUMENT_CONTROLLER && *c->words != '\0' &&
		    strstr(c->words, "Ireland") != NULL)
			return arena_fmt(r->arena, "%s; Ireland for %s",
			    i->authority, c->words);
	}
	return i->authority;
}

static void
laws_fill(const struct reading *r, struct finding *out)
{
	static const char *const regimes[] = { "gdpr", "ccpa", "lgpd" };
	struct law_link *list = NULL, *l;
	const struct law_rule *rule;
	struct row w;
	size_t i, k, n = 0;

	for (k = 0; k < sizeof(regimes) / sizeof(*regimes); k++) {
		memset(&w, 0, sizeof(w));
		for (i = 0; i < r->topic->n_laws; i++) {
			rule = &r->topic->laws[i];
			if (strcmp(rule->instrument, regimes[k]) == 0 &&
			    cond_true(r, &rule->cond))
				row_add(r, &w, rule);
		}
		if (w.n == 0)
			continue;
		list = arena_more(r->arena, list, n, sizeof(*list));
		l = &list[n++];
		memset(l, 0, sizeof(*l));
		l->instrument = regimes[k];
		l->canonical = w.canonical;
		l->same_act = w.same;
		l->n = w.n;
		l->authority = authority_of(r, regimes[k]);
		l->why.kind = STATEMENT_INTERPRETATION;
		l->why.text = w.why;
		l->why.confidence = w.confidence;
		l->why.rule = w.rule;
		l->why.spans = w.spans;
		l->why.n_spans = w.n_spans;
	}
	out->laws = list;
	out->n_laws = n;
}

static void
actions_fill(const struct reading *r, struct finding *out)
{
	struct action_item *list = NULL;
	const struct act_rule *a;
	const char *text;
	size_t i, n = 0;

	for (i = 0; i < r->topic->n_acts && n < ACTIONS_MAX; i++) {
		a = &r->topic->acts[i];
		if (!cond_true(r, &a->cond) ||
		    (text = say_fill(r, a->text)) == NULL)
			continue;
		list = arena_more(r->arena, list, n, sizeof(*list));
		list[n].text = text;
		list[n].owner = a->owner;
		list[n].due_days = a->due_days;
		list[n++].rule = a->id;
	}
	out->actions = list;
	out->n_actions = n;
}

static int
reading_of(const struct analyse_input *in, struct arena *a, struct reading *r,
    struct fault *f)
{
	memset(r, 0, sizeof(*r));
	r->rules = rules_loaded(f);
	if (r->rules == NULL)
		return -1;
	r->topic = topic_rules_of(r->rules, in->topic->topic);
	r->in = in;
	r->arena = a;
	return r->topic == NULL ? 0 : reading_make(r, f);
}

/* The default that the words before stated, where it was another one. */
static int
before_fill(const struct analyse_input *in, struct arena *a,
    struct finding *out, struct fault *f)
{
	struct analyse_input was = *in;
	struct finding old;
	struct statement *list;
	struct reading r;
	char day[CLOCK_TEXT];
	size_t n = out->governance.n;

	if (in->before == NULL || out->default_word[0] == '\0')
		return 0;
	was.text = in->before;
	was.len = in->before_len;
	if (reading_of(&was, a, &r, f) != 0)
		return -1;
	memset(&old, 0, sizeof(old));
	if (r.topic == NULL || case_pick(&r, &old) == NULL ||
	    old.default_word[0] == '\0' ||
	    strcmp(old.default_word, out->default_word) == 0)
		return 0;
	list = arena_new(a, n + 1, sizeof(*list));
	if (n > 0)
		memcpy(list, out->governance.items, n * sizeof(*list));
	list[n].kind = STATEMENT_FACT;
	list[n].text = arena_fmt(a,
	    "The words that stood here until %s had another default: %s. Now "
	    "it is: %s.",
	    clock_prose(in->before_utc_ms, day), old.default_word,
	    out->default_word);
	list[n].rule = "before/1";
	out->governance.items = list;
	out->governance.n = n + 1;
	return 0;
}

/* The topic's spans, from the clause's bytes to the version's. */
static void
topic_fill(const struct analyse_input *in, struct arena *a, struct finding *out)
{
	struct signal_span *spans;
	size_t i;

	out->topic = *in->topic;
	if (in->topic->n_spans == 0)
		return;
	spans = arena_new(a, in->topic->n_spans, sizeof(*spans));
	for (i = 0; i < in->topic->n_spans; i++) {
		spans[i] = in->topic->spans[i];
		spans[i].start += in->start;
		spans[i].end += in->start;
	}
	out->topic.spans = spans;
}

int
analyse_clause(const struct analyse_input *in, struct arena *a,
    struct finding *out, struct fault *f)
{
	const struct case_rule *c;
	struct reading r;

	memset(out, 0, sizeof(*out));
	out->default_word = out->opt_out = out->goes_on = "";
	topic_fill(in, a, out);
	if (reading_of(in, a, &r, f) != 0)
		return -1;
	if (r.topic == NULL || reading_is_stub(&r) ||
	    (c = case_pick(&r, out)) == NULL)
		return 0;
	/* A topic that is only likely makes nothing established. */
	if (in->topic->confidence == CONFIDENCE_TENTATIVE &&
	    out->confidence == CONFIDENCE_ESTABLISHED)
		out->confidence = CONFIDENCE_SUPPORTED;
	sections_fill(&r, c, out);
	out->jurisdictions = places_say(&r, &out->jurisdictions);
	laws_fill(&r, out);
	actions_fill(&r, out);
	out->analysed = 1;
	return before_fill(in, a, out, f);
}
