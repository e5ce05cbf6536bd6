#include "provision/topic.h"

#include <pthread.h>
#include <string.h>

#include "base/tokens.h"
#include "provision/topic_rules.h"

/* What a topic must reach to be named, and to be sure of it.  Found by trial
   on labelled sentences (tests/unit/provision/test_gold.c). */
#define TOPIC_TENTATIVE 6
#define TOPIC_SUPPORTED 8
#define TOPIC_ESTABLISHED 14
/* A heading alone decides nothing: so much must come from the words. */
#define TOPIC_LEAST_TEXT 3
#define TOPIC_MAX_HEAD 8
#define TOPIC_MAX_SPANS 8
/* For "Claude.ai > 2. Uses": the nearest headings count. */
#define TOPIC_HEADS 2
#define TOPIC_MAX_HEADING 600

static struct topic_rules *loaded;
static struct fault load_fault;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
load(void)
{
	loaded = topic_rules_read(topic_lines, topic_lines_n, &load_fault);
}

static const struct topic_rules *
rules(struct fault *f)
{
	(void)pthread_once(&once, load);
	if (loaded == NULL && f != NULL)
		*f = load_fault;
	return loaded;
}

int
topic_count(size_t *n, struct fault *f)
{
	const struct topic_rules *r = rules(f);

	if (r == NULL)
		return -1;
	*n = r->n;
	return 0;
}

const struct topic *
topic_at(size_t i)
{
	const struct topic_rules *r = rules(NULL);

	return r == NULL || i >= r->n ? NULL : &r->topics[i];
}

const struct topic *
topic_find(const char *id)
{
	const struct topic_rules *r = rules(NULL);
	size_t i;

	for (i = 0; r != NULL && i < r->n; i++)
		if (strcmp(r->topics[i].id, id) == 0)
			return &r->topics[i];
	return NULL;
}

struct score {
	int text, head;
	struct signal_span *spans;
	size_t n_spans;
};

struct matcher {
	const struct topic_rules *rules;
	struct arena *arena;
	struct score *scores; /* by topic */
	unsigned char *seen; /* by rule: counted already */
};

static void
score_text(struct matcher *m, const struct phrases *p, const struct tokens *w)
{
	const struct phrase_match *list;
	const struct topic_rule *r;
	struct signal_span *sp;
	struct score *s;
	size_t n, i;

	list = phrases_find(p, w, m->arena, &n);
	for (i = 0; i < n; i++) {
		r = &m->rules->rules[list[i].id];
		s = &m->scores[r->topic];
		if (!m->seen[list[i].id])
			s->text += r->weight;
		m->seen[list[i].id] = 1;
		if (r->weight < 0 || s->n_spans == TOPIC_MAX_SPANS)
			continue;
		s->spans = arena_more(
		    m->arena, s->spans, s->n_spans, sizeof(*s->spans));
		sp = &s->spans[s->n_spans++];
		sp->signal = r->phrase;
		sp->start = w->items[list[i].first].start;
		sp->end = w->items[list[i].last].end;
		/* From a lead-in into an item: the words of the item. */
		if (sp->start < w->sentences[list[i].sentence].start)
			sp->start = w->sentences[list[i].sentence].start;
	}
}

/* One heading, nearest first: the next one counts half. */
static void
score_head(struct matcher *m, const struct phrases *p, const struct tokens *w,
    int share)
{
	const struct phrase_match *list;
	const struct topic_rule *r;
	size_t n, i;

	list = phrases_find(p, w, m->arena, &n);
	for (i = 0; i < n; i++) {
		r = &m->rules->rules[list[i].id];
		if (!m->seen[list[i].id])
			m->scores[r->topic].head += r->weight / share;
		m->seen[list[i].id] = 1;
	}
}

static int
score_heads(struct matcher *m, const struct phrases *p, const char *path,
    struct fault *f)
{
	size_t len = strlen(path), from, k;
	struct tokens w;

	for (k = 1; k <= TOPIC_HEADS && len > 0; k++) {
		for (from = len; from > 0; from--)
			if (from >= 3 && memcmp(path + from - 3, " > ", 3) == 0)
				break;
		if (len - from <= TOPIC_MAX_HEADING) {
			if (tokens_split(
				path + from, len - from, m->arena, &w, f) != 0)
				return -1;
			score_head(m, p, &w, (int)k);
		}
		len = from >= 3 ? from - 3 : 0;
	}
	return 0;
}

static int
total(const struct score *s)
{
	int head = s->head > TOPIC_MAX_HEAD ? TOPIC_MAX_HEAD : s->head;

	return s->text < TOPIC_LEAST_TEXT ? 0 : s->text + head;
}

static enum topic_lang
lang_of(const char *lang, const char *text, size_t len)
{
	if (lang == NULL || *lang == '\0')
		lang = tokens_lang(text, len);
	if (strncmp(lang, "pt", 2) == 0)
		return TOPIC_PT;
	return strncmp(lang, "de", 2) == 0 ? TOPIC_DE : TOPIC_EN;
}

static void
hit_fill(const struct matcher *m, size_t k, struct topic_hit *out)
{
	const struct score *s = &m->scores[k];
	int t = total(s);

	out->topic = m->rules->topics[k].id;
	out->title = m->rules->topics[k].title;
	out->confidence = t >= TOPIC_ESTABLISHED ? CONFIDENCE_ESTABLISHED
	    : t >= TOPIC_SUPPORTED               ? CONFIDENCE_SUPPORTED
						 : CONFIDENCE_TENTATIVE;
	out->spans = s->spans;
	out->n_spans = s->n_spans;
}

int
topic_match_all(const char *text, size_t len, const char *heading_path,
    const char *lang, struct arena *a, struct topic_hit **out, size_t *n,
    struct fault *f)
{
	const struct topic_rules *r = rules(f);
	struct matcher m = { r, a, NULL, NULL };
	struct topic_hit *hits = NULL;
	enum topic_lang tl;
	struct tokens w;
	size_t n_hits = 0, k, best;

	if (r == NULL)
		return -1;
	tl = lang_of(lang, text, len);
	m.scores = arena_new(a, r->n, sizeof(*m.scores));
	m.seen = arena_new(a, r->n_rules, 1);
	if (tokens_split(text, len, a, &w, f) != 0)
		return -1;
	score_text(&m, r->phrases[tl][0], &w);
	if (score_heads(&m, r->phrases[tl][1], heading_path, f) != 0)
		return -1;
	/* Best first; of equals the one that stands first in the rules. */
	for (;;) {
		best = r->n;
		for (k = 0; k < r->n; k++)
			if (total(&m.scores[k]) >= TOPIC_TENTATIVE &&
			    (best == r->n ||
				total(&m.scores[k]) > total(&m.scores[best])))
				best = k;
		if (best == r->n)
			break;
		hits = arena_more(a, hits, n_hits, sizeof(*hits));
		hit_fill(&m, best, &hits[n_hits++]);
		m.scores[best].text = 0;
	}
	*out = hits;
	*n = n_hits;
	return 0;
}

int
topic_match(const char *text, size_t len, const char *heading_path,
    const char *lang, struct arena *a, struct topic_hit *out, struct fault *f)
{
	struct topic_hit *all;
	size_t n;

	if (topic_match_all(text, len, heading_path, lang, a, &all, &n, f) != 0)
		return -1;
	memset(out, 0, sizeof(*out));
	if (n > 0)
		*out = all[0];
	return 0;
}
