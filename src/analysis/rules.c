#include <stdlib.h>
#include <string.h>

#include "analysis_in.h"
#include "base/mem.h"
#include "base/num.h"

/* A line of the rules holds at most so many fields between " : ". */
#define RULES_MAX_FIELDS 3
#define RULES_MAX_NAME 48

struct reader {
	struct rules *r;
	struct topic_analysis *topic;
	struct case_rule *at_case;
	struct law_rule *at_law;
	size_t signal; /* the phrases that follow are its; NONE = none */
};

void
rules_free(struct rules *r)
{
	size_t i;

	if (r == NULL)
		return;
	for (i = 0; i < RULE_LANGS; i++)
		phrases_free(r->phrases[i]);
	arena_free(&r->arena);
	free(r);
}

size_t
rules_signal(const struct rules *r, const char *name)
{
	size_t i;

	for (i = 0; i < r->n_signals; i++)
		if (strcmp(r->signals[i].name, name) == 0)
			return i;
	return PHRASE_NONE;
}

/* The next word of s, cut off in the arena; NULL at the end. */
static char *
word(struct reader *t, const char **s)
{
	const char *from;

	while (**s == ' ')
		(*s)++;
	for (from = *s; **s != ' ' && **s != '\0'; (*s)++)
		;
	return *s == from
	    ? NULL
	    : arena_strndup(&t->r->arena, from, (size_t)(*s - from));
}

/* Cut s at " : " into at most RULES_MAX_FIELDS fields; how many there are. */
static size_t
fields(struct reader *t, const char *s, const char *out[RULES_MAX_FIELDS])
{
	const char *cut;
	size_t n = 0;

	while (n + 1 < RULES_MAX_FIELDS && (cut = strstr(s, " : ")) != NULL) {
		out[n++] = arena_strndup(&t->r->arena, s, (size_t)(cut - s));
		s = cut + 3;
	}
	out[n++] = s;
	return n;
}

/* "a~|b": signals with the status they must have. */
static int
read_atom(struct reader *t, char *s, struct atom *a, struct fault *f)
{
	static const char marks[] = "~?^@+";
	char *end, *mark;
	size_t sig, len;
	enum status st;

	memset(a, 0, sizeof(*a));
	if (*s == '!') {
		a->absent = 1;
		s++;
	}
	for (; s != NULL; s = end) {
		end = strchr(s, '|');
		if (end != NULL)
			*end++ = '\0';
		st = STATUS_DONE;
		len = strlen(s);
		mark = len > 1 ? strchr(marks, s[len - 1]) : NULL;
		if (mark != NULL) {
			st = (enum status)(STATUS_NOT + (mark - marks));
			s[len - 1] = '\0';
		}
		sig = rules_signal(t->r, s);
		if (sig == PHRASE_NONE)
			return fault_set(
			    f, FAULT_FORMAT, "no signal \"%s\"", s);
		a->signals = arena_more(
		    &t->r->arena, a->signals, a->n, sizeof(*a->signals));
		a->statuses = arena_more(
		    &t->r->arena, a->statuses, a->n, sizeof(*a->statuses));
		a->signals[a->n] = sig;
		a->statuses[a->n++] = st;
	}
	return 0;
}

static int
read_cond(struct reader *t, const char *s, struct cond *c, struct fault *f)
{
	char *w;

	memset(c, 0, sizeof(*c));
	while ((w = word(t, &s)) != NULL) {
		if (strcmp(w, "always") == 0)
			continue;
		c->atoms =
		    arena_more(&t->r->arena, c->atoms, c->n, sizeof(*c->atoms));
		if (read_atom(t, w, &c->atoms[c->n++], f) != 0)
			return -1;
	}
	return 0;
}

static int
read_set(struct reader *t, const char *s, struct fault *f)
{
	char *name = word(t, &s);
	size_t i;

	if (name == NULL || *s == '\0')
		return fault_set(f, FAULT_FORMAT, "a set wants name and words");
	for (i = 0; i < RULE_LANGS; i++)
		if (phrases_define(t->r->phrases[i], name, s + 1, f) != 0)
			return -1;
	return 0;
}

/* "signal name [polar|firm] [same|any|beside]" */
static int
read_signal(struct reader *t, const char *s, struct fault *f)
{
	struct rules *r = t->r;
	struct signal_rule *g;
	char *name = word(t, &s), *w;

	if (name == NULL || rules_signal(r, name) != PHRASE_NONE)
		return fault_set(f, FAULT_FORMAT, "signal \"%s\" %s",
		    name == NULL ? "" : name,
		    name == NULL ? "has no name" : "is there twice");
	r->signals = arena_more(
	    &r->arena, r->signals, r->n_signals, sizeof(*r->signals));
	g = &r->signals[r->n_signals];
	memset(g, 0, sizeof(*g));
	g->name = name;
	t->signal = r->n_signals++;
	while ((w = word(t, &s)) != NULL) {
		if (strcmp(w, "polar") == 0)
			g->polar = 1;
		else if (strcmp(w, "firm") == 0)
			g->polar = g->firm = 1;
		else if (strcmp(w, "open") == 0)
			g->open = 1;
		else if (strcmp(w, "same") == 0)
			g->scope = SCOPE_SAME;
		else if (strcmp(w, "any") == 0)
			g->scope = SCOPE_ANY;
		else if (strcmp(w, "beside") == 0)
			g->scope = SCOPE_BESIDE;
		else
			return fault_set(
			    f, FAULT_FORMAT, "\"%s\" says nothing", w);
	}
	return 0;
}

/* "= phrase", "=pt phrase", "=! not this"; after " => " our words for it. */
static int
read_phrase(struct reader *t, const char *s, struct fault *f)
{
	struct rules *r = t->r;
	struct phrase_rule *p;
	enum rule_lang lang = RULE_EN;
	const char *cut;
	char *phrase;
	int veto = *s == '!';

	if (t->signal == PHRASE_NONE)
		return fault_set(
		    f, FAULT_FORMAT, "\"%s\" stands under no signal", s);
	s += veto;
	if (strncmp(s, "pt ", 3) == 0)
		lang = RULE_PT;
	else if (strncmp(s, "de ", 3) == 0)
		lang = RULE_DE;
	s += lang == RULE_EN ? 0 : 2;
	cut = strstr(s, " => ");
	phrase = arena_strndup(
	    &r->arena, s, cut == NULL ? strlen(s) : (size_t)(cut - s));
	r->phrase_rules = arena_more(
	    &r->arena, r->phrase_rules, r->n_phrases, sizeof(*r->phrase_rules));
	p = &r->phrase_rules[r->n_phrases];
	p->signal = t->signal;
	p->veto = veto;
	p->label = p->brief = cut == NULL ? "" : cut + 4;
	/* "long // brief" */
	if (cut != NULL && (cut = strstr(p->label, " // ")) != NULL) {
		p->brief = cut + 4;
		p->label = arena_strndup(
		    &r->arena, p->label, (size_t)(cut - p->label));
	}
	return phrases_add(r->phrases[lang], phrase, r->n_phrases++, f);
}

static int
read_topic(struct reader *t, const char *s)
{
	struct rules *r = t->r;

	r->topics =
	    arena_more(&r->arena, r->topics, r->n_topics, sizeof(*r->topics));
	t->topic = &r->topics[r->n_topics++];
	memset(t->topic, 0, sizeof(*t->topic));
	t->topic->id = word(t, &s);
	t->signal = PHRASE_NONE;
	t->at_case = NULL;
	t->at_law = NULL;
	return 0;
}

static int
read_anchor(struct reader *t, const char *s, struct fault *f)
{
	struct topic_analysis *p = t->topic;
	char *w;
	size_t sig;

	while ((w = word(t, &s)) != NULL) {
		sig = rules_signal(t->r, w);
		if (sig == PHRASE_NONE)
			return fault_set(
			    f, FAULT_FORMAT, "no signal \"%s\"", w);
		p->anchors = arena_more(&t->r->arena, p->anchors, p->n_anchors,
		    sizeof(*p->anchors));
		p->anchors[p->n_anchors++] = sig;
	}
	return 0;
}

static const char *
rule_id(struct reader *t, const char *number)
{
	return arena_fmt(&t->r->arena, "%s/%s", t->topic->id, number);
}

/* A rule's number is its name for good: no two of a topic are the same. */
static int
read_number(struct reader *t, const char **s, const char **id, struct fault *f)
{
	const struct topic_analysis *p = t->topic;
	const char *number = word(t, s);
	int64_t v;
	size_t i;
	int twice = 0;

	if (number == NULL ||
	    num_i64(number, 1, 999, "rule number", &v, f) != 0)
		return fault_set(f, FAULT_FORMAT, "a rule wants its number");
	*id = rule_id(t, number);
	for (i = 0; i < p->n_cases; i++)
		twice |= strcmp(p->cases[i].id, *id) == 0;
	for (i = 0; i < p->n_says; i++)
		twice |= strcmp(p->says[i].id, *id) == 0;
	for (i = 0; i < p->n_laws; i++)
		twice |= strcmp(p->laws[i].id, *id) == 0;
	for (i = 0; i < p->n_acts; i++)
		twice |= strcmp(p->acts[i].id, *id) == 0;
	return twice ? fault_set(f, FAULT_FORMAT, "rule %s is there twice", *id)
		     : 0;
}

static int
read_confidence(const char *w, enum confidence *out, struct fault *f)
{
	static const char *const names[] = { "established", "supported",
		"tentative" };
	size_t i;

	for (i = 0; w != NULL && i < 3; i++) {
		if (strcmp(w, names[i]) == 0) {
			*out = (enum confidence)i;
			return 0;
		}
	}
	return fault_set(
	    f, FAULT_FORMAT, "\"%s\" is no confidence", w == NULL ? "" : w);
}

/* "case 1 : condition" */
static int
read_case(struct reader *t, const char *s, struct fault *f)
{
	struct topic_analysis *p = t->topic;
	const char *fs[RULES_MAX_FIELDS], *id, *left;
	struct case_rule *c;

	if (fields(t, s, fs) != 2)
		return fault_set(f, FAULT_FORMAT, "a case wants a condition");
	left = fs[0];
	if (read_number(t, &left, &id, f) != 0)
		return -1;
	p->cases =
	    arena_more(&t->r->arena, p->cases, p->n_cases, sizeof(*p->cases));
	c = &p->cases[p->n_cases++];
	memset(c, 0, sizeof(*c));
	c->id = id;
	c->default_word = c->opt_out = c->goes_on = "";
	t->at_case = c;
	t->at_law = NULL;
	return read_cond(t, fs[1], &c->cond, f);
}

static int
read_exposure(struct case_rule *c, const char *s, struct fault *f)
{
	static const char *const names[] = { "high", "medium", "low" };
	size_t i;

	for (i = 0; i < 3; i++) {
		if (strcmp(s, names[i]) == 0) {
			c->exposure = (enum exposure)i;
			return 0;
		}
	}
	return fault_set(f, FAULT_FORMAT, "\"%s\" is no exposure", s);
}

/* A line of a case: "headline words". */
static int
read_case_line(
    struct reader *t, const char *key, const char *s, struct fault *f)
{
	struct case_rule *c = t->at_case;

	if (strcmp(key, "exposure") == 0)
		return read_exposure(c, s, f);
	if (strcmp(key, "confidence") == 0)
		return read_confidence(s, &c->confidence, f);
	if (strcmp(key, "headline") == 0)
		c->headline = s;
	else if (strcmp(key, "summary") == 0)
		c->summary = s;
	else if (strcmp(key, "reason") == 0)
		c->reason = s;
	else if (strcmp(key, "default") == 0)
		c->default_word = s;
	else if (strcmp(key, "optout") == 0)
		c->opt_out = s;
	else if (strcmp(key, "goeson") == 0)
		c->goes_on = s;
	else
		return fault_set(f, FAULT_FORMAT, "\"%s\" is no rule", key);
	return 0;
}

/* "let name : condition : words" */
static int
read_let(struct reader *t, const char *s, struct fault *f)
{
	struct topic_analysis *p = t->topic;
	const char *fs[RULES_MAX_FIELDS];
	struct let_rule *l;

	if (fields(t, s, fs) != 3)
		return fault_set(
		    f, FAULT_FORMAT, "let wants name, condition, words");
	p->lets =
	    arena_more(&t->r->arena, p->lets, p->n_lets, sizeof(*p->lets));
	l = &p->lets[p->n_lets++];
	l->name = fs[0];
	l->text = fs[2];
	return read_cond(t, fs[1], &l->cond, f);
}

/* "say what 2 established : condition : words" */
static int
read_say(struct reader *t, const char *s, struct fault *f)
{
	static const char *const names[] = { "what", "why", "note", "impact",
		"governance", "jurisdiction", "contract", "compliance" };
	struct topic_analysis *p = t->topic;
	const char *fs[RULES_MAX_FIELDS], *left, *sec, *conf, *id;
	struct say_rule *y;
	size_t i;

	if (fields(t, s, fs) != 3)
		return fault_set(f, FAULT_FORMAT,
		    "say wants section and number, condition, words");
	left = fs[0];
	sec = word(t, &left);
	for (i = 0; sec != NULL && i < SECTIONS; i++)
		if (strcmp(names[i], sec) == 0)
			break;
	if (sec == NULL || i == SECTIONS)
		return fault_set(f, FAULT_FORMAT, "\"%s\" is no section", s);
	if (read_number(t, &left, &id, f) != 0)
		return -1;
	conf = word(t, &left);
	p->says =
	    arena_more(&t->r->arena, p->says, p->n_says, sizeof(*p->says));
	y = &p->says[p->n_says++];
	memset(y, 0, sizeof(*y));
	y->section = (enum section)i;
	y->id = id;
	y->kind = STATEMENT_INTERPRETATION;
	y->text = fs[2];
	if (conf != NULL && strcmp(conf, "fact") == 0)
		y->kind = STATEMENT_FACT;
	else if (read_confidence(conf, &y->confidence, f) != 0)
		return -1;
	return read_cond(t, fs[1], &y->cond, f);
}

/* "law gdpr 3 supported : condition" */
static int
read_law(struct reader *t, const char *s, struct fault *f)
{
	struct topic_analysis *p = t->topic;
	const char *fs[RULES_MAX_FIELDS], *left, *id, *instrument;
	struct law_rule *l;

	if (fields(t, s, fs) != 2)
		return fault_set(f, FAULT_FORMAT, "a law wants a condition");
	left = fs[0];
	instrument = word(t, &left);
	if (instrument == NULL || read_number(t, &left, &id, f) != 0)
		return fault_under(f, "law \"%s\"", s);
	p->laws =
	    arena_more(&t->r->arena, p->laws, p->n_laws, sizeof(*p->laws));
	l = &p->laws[p->n_laws++];
	memset(l, 0, sizeof(*l));
	l->id = id;
	l->instrument = instrument;
	t->at_law = l;
	t->at_case = NULL;
	if (read_confidence(word(t, &left), &l->confidence, f) != 0)
		return -1;
	return read_cond(t, fs[1], &l->cond, f);
}

/* "same 6(1)(f); 21(1)", "bears 9 §2", "same regs 7002(a)". */
static int
read_cites(struct reader *t, const char *s, int same, struct fault *f)
{
	struct law_rule *l = t->at_law;
	const char *end;
	struct cite_rule *c;

	for (; *s != '\0'; s = *end == '\0' ? end : end + 2) {
		end = strstr(s, "; ");
		if (end == NULL)
			end = s + strlen(s);
		l->cites =
		    arena_more(&t->r->arena, l->cites, l->n, sizeof(*l->cites));
		c = &l->cites[l->n++];
		c->same_act = same;
		c->instrument = l->instrument;
		if (strncmp(s, "regs ", 5) == 0) {
			c->instrument = "ccpa-regs";
			s += 5;
		}
		c->path = arena_strndup(&t->r->arena, s, (size_t)(end - s));
		c->canonical = NULL;
		if (*c->path == '\0')
			return fault_set(f, FAULT_FORMAT, "an empty citation");
	}
	return 0;
}

/* "act 4 14 IT operations : condition : words" */
static int
read_act(struct reader *t, const char *s, struct fault *f)
{
	struct topic_analysis *p = t->topic;
	const char *fs[RULES_MAX_FIELDS], *left, *days, *id;
	struct act_rule *a;
	int64_t v;

	if (fields(t, s, fs) != 3)
		return fault_set(f, FAULT_FORMAT,
		    "act wants number, days and owner, condition, words");
	left = fs[0];
	if (read_number(t, &left, &id, f) != 0)
		return -1;
	days = word(t, &left);
	if (days == NULL || num_i64(days, 1, 365, "days", &v, f) != 0 ||
	    *left == '\0')
		return fault_set(
		    f, FAULT_FORMAT, "act wants days and an owner");
	p->acts =
	    arena_more(&t->r->arena, p->acts, p->n_acts, sizeof(*p->acts));
	a = &p->acts[p->n_acts++];
	memset(a, 0, sizeof(*a));
	a->id = id;
	a->due_days = (int)v;
	a->owner = left + 1;
	a->text = fs[2];
	return read_cond(t, fs[1], &a->cond, f);
}

static int
read_topic_line(
    struct reader *t, const char *key, const char *s, struct fault *f)
{
	if (strcmp(key, "anchor") == 0)
		return read_anchor(t, s, f);
	if (strcmp(key, "contract") == 0) {
		t->topic->contract = 1;
		return 0;
	}
	if (strcmp(key, "case") == 0)
		return read_case(t, s, f);
	if (strcmp(key, "let") == 0)
		return read_let(t, s, f);
	if (strcmp(key, "say") == 0)
		return read_say(t, s, f);
	if (strcmp(key, "law") == 0)
		return read_law(t, s, f);
	if (strcmp(key, "act") == 0)
		return read_act(t, s, f);
	if (t->at_law != NULL && strcmp(key, "same") == 0)
		return read_cites(t, s, 1, f);
	if (t->at_law != NULL && strcmp(key, "bears") == 0)
		return read_cites(t, s, 0, f);
	if (t->at_law != NULL && strcmp(key, "why") == 0) {
		t->at_law->why = s;
		return 0;
	}
	if (t->at_case != NULL)
		return read_case_line(t, key, s, f);
	return fault_set(f, FAULT_FORMAT, "\"%s\" is no rule", key);
}

static int
read_line(struct reader *t, const char *s, struct fault *f)
{
	char *key;

	while (*s == ' ')
		s++;
	if (*s == '#')
		return 0;
	if (*s == '=')
		return read_phrase(t, s + 1, f);
	if ((key = word(t, &s)) == NULL)
		return 0;
	while (*s == ' ')
		s++;
	if (strcmp(key, "set") == 0)
		return read_set(t, s, f);
	if (strcmp(key, "signal") == 0)
		return read_signal(t, s, f);
	if (strcmp(key, "topic") == 0)
		return read_topic(t, s);
	if (t->topic == NULL)
		return fault_set(f, FAULT_FORMAT, "\"%s\" is no rule", key);
	return read_topic_line(t, key, s, f);
}

struct rules *
rules_read(const char *const *lines, size_t n, struct fault *f)
{
	struct reader t = { 0 };
	size_t i;

	t.r = mem_new(1, sizeof(*t.r));
	t.signal = PHRASE_NONE;
	for (i = 0; i < RULE_LANGS; i++)
		t.r->phrases[i] = phrases_new();
	for (i = 0; i < n; i++) {
		if (read_line(&t, lines[i], f) == 0)
			continue;
		(void)fault_under(f, "analysis rules: \"%.80s\"", lines[i]);
		rules_free(t.r);
		return NULL;
	}
	return t.r;
}
