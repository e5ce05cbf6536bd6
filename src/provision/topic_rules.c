#include "provision/topic_rules.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"

#define TOPIC_MAX_WEIGHT 20

struct reader {
	struct topic_rules *rules;
	int have_topic;
	int lang, head; /* where the phrases that follow are looked for */
};

void
topic_rules_free(struct topic_rules *r)
{
	size_t i;

	if (r == NULL)
		return;
	for (i = 0; i < TOPIC_LANGS; i++) {
		phrases_free(r->phrases[i][0]);
		phrases_free(r->phrases[i][1]);
	}
	arena_free(&r->arena);
	free(r);
}

/* "NAME words", the same in all languages. */
static int
read_set(struct reader *t, const char *s, struct fault *f)
{
	const char *gap = strchr(s, ' ');
	const char *name;
	size_t i;

	if (gap == NULL)
		return fault_set(f, FAULT_FORMAT, "set \"%s\" has no words", s);
	name = arena_strndup(&t->rules->arena, s, (size_t)(gap - s));
	for (i = 0; i < TOPIC_LANGS; i++) {
		if (phrases_define(t->rules->phrases[i][0], name, gap + 1, f) !=
			0 ||
		    phrases_define(t->rules->phrases[i][1], name, gap + 1, f) !=
			0)
			return -1;
	}
	return 0;
}

static int
read_topic(struct reader *t, const char *s, struct fault *f)
{
	struct topic_rules *r = t->rules;
	const char *gap = strchr(s, ' ');
	struct topic *p;

	if (gap == NULL)
		return fault_set(
		    f, FAULT_FORMAT, "topic \"%s\" has no title", s);
	r->topics = arena_more(&r->arena, r->topics, r->n, sizeof(*r->topics));
	p = &r->topics[r->n++];
	p->id = arena_strndup(&r->arena, s, (size_t)(gap - s));
	p->title = gap + 1;
	t->have_topic = 1;
	t->lang = -1;
	return 0;
}

static int
read_place(struct reader *t, const char *s)
{
	static const char *const names[] = { "en", "pt", "de" };
	size_t i;

	for (i = 0; i < TOPIC_LANGS; i++) {
		if (strncmp(s, names[i], 2) != 0)
			continue;
		if (strcmp(s + 2, " text") != 0 && strcmp(s + 2, " head") != 0)
			continue;
		t->lang = (int)i;
		t->head = s[3] == 'h';
		return 1;
	}
	return 0;
}

/* "+8 phrase" */
static int
read_phrase(struct reader *t, const char *s, struct fault *f)
{
	struct topic_rules *r = t->rules;
	const char *gap = strchr(s, ' ');
	struct topic_rule *p;
	int64_t weight;

	if (!t->have_topic || t->lang < 0 || gap == NULL)
		return fault_set(f, FAULT_FORMAT,
		    "\"%s\" stands under no topic and language", s);
	if (num_digits(s + 1, (size_t)(gap - s - 1), TOPIC_MAX_WEIGHT, "weight",
		&weight, f) != 0)
		return -1;
	r->rules =
	    arena_more(&r->arena, r->rules, r->n_rules, sizeof(*r->rules));
	p = &r->rules[r->n_rules];
	p->topic = r->n - 1;
	p->weight = (int)(*s == '-' ? -weight : weight);
	p->phrase = gap + 1;
	return phrases_add(
	    r->phrases[t->lang][t->head], gap + 1, r->n_rules++, f);
}

static int
read_line(struct reader *t, const char *s, struct fault *f)
{
	if (*s == '\0' || *s == '#')
		return 0;
	if (strncmp(s, "set ", 4) == 0)
		return read_set(t, s + 4, f);
	if (strncmp(s, "topic ", 6) == 0)
		return read_topic(t, s + 6, f);
	if (*s == '+' || *s == '-')
		return read_phrase(t, s, f);
	if (read_place(t, s))
		return 0;
	return fault_set(f, FAULT_FORMAT, "\"%s\" is no rule", s);
}

struct topic_rules *
topic_rules_read(const char *const *lines, size_t n, struct fault *f)
{
	struct reader t = { 0 };
	size_t i;

	t.rules = mem_new(1, sizeof(*t.rules));
	t.lang = -1;
	for (i = 0; i < TOPIC_LANGS; i++) {
		t.rules->phrases[i][0] = phrases_new();
		t.rules->phrases[i][1] = phrases_new();
	}
	for (i = 0; i < n; i++) {
		if (read_line(&t, lines[i], f) == 0)
			continue;
		(void)fault_under(f, "topics.rules line %zu", i + 1);
		topic_rules_free(t.rules);
		return NULL;
	}
	return t.rules;
}
