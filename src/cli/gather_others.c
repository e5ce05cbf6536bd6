#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "gather_in.h"
#include "provision/compare.h"

/* Below this a clause is not comparable; the packet says so instead. */
#define OTHERS_LEAST 8
/* A passage in a table: about eight lines of its column. */
#define PASSAGE_MAX 300

struct candidate {
	struct version_text *t;
	const struct history *h;
	size_t clause;
	unsigned score;
};

/* The clauses of one topic in all current texts of other platforms. */
struct candidates {
	struct candidate *items;
	size_t n;
};

static int
candidates_of(struct reading *r, size_t entry, const char *topic,
    struct candidates *out, struct fault *f)
{
	struct text_list lacks = { .n = 0 };
	const struct packet_withheld *gone;
	const struct history *h;
	struct version_text *t;
	size_t k;

	if (reading_history(r, entry, &h, f) != 0)
		return -1;
	if (h->current == 0)
		return 0;
	/* Of other platforms nothing is missed. */
	if (text_list_withheld(r, &lacks, h, h->current, &gone, f) != 0)
		return -1;
	if (gone != NULL)
		return 0;
	if (reading_text(r, h->platform, h->document, h->current, &t, f) != 0)
		return -1;
	if (reading_topics(r, t, f) != 0)
		return -1;
	for (k = 0; k < t->text.n_clauses; k++) {
		if (t->topics[k].topic == NULL ||
		    strcmp(t->topics[k].topic, topic) != 0)
			continue;
		out->items = arena_more(
		    &r->arena, out->items, out->n, sizeof(*out->items));
		out->items[out->n++] = (struct candidate){ t, h, k, 0 };
	}
	return 0;
}

static int
by_score(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	int order;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	if ((order = strcmp(x->t->platform, y->t->platform)) != 0)
		return order;
	if ((order = strcmp(x->t->document, y->t->document)) != 0)
		return order;
	return x->clause < y->clause ? -1 : x->clause > y->clause;
}

/* tf-idf over the clauses of the topic, the own one among them. */
static void
score_all(const struct packet_text *own, const struct packet_range *words,
    struct candidates *c)
{
	struct compare *x = compare_new();
	const char *mine = own->page->text + words->start;
	size_t i, me;

	compare_learn(x, mine, words->end - words->start);
	for (i = 0; i < c->n; i++) {
		const struct version_text *t = c->items[i].t;
		const struct clause *k = &t->text.clauses[c->items[i].clause];

		compare_learn(
		    x, t->text.page.text + k->start, k->end - k->start);
	}
	me = compare_add(x, mine, words->end - words->start);
	for (i = 0; i < c->n; i++) {
		const struct version_text *t = c->items[i].t;
		const struct clause *k = &t->text.clauses[c->items[i].clause];

		c->items[i].score = (unsigned)compare_score(x, me,
		    compare_add(
			x, t->text.page.text + k->start, k->end - k->start));
	}
	compare_free(x);
	if (c->n > 0)
		qsort(c->items, c->n, sizeof(*c->items), by_score);
}

/* The sentence, or line, of a clause around one of its bytes. */
static void
sentence(const char *s, const struct clause *k, size_t at, size_t *start,
    size_t *end)
{
	for (*start = at; *start > k->start; (*start)--)
		if (s[*start - 1] == '\n' ||
		    (*start - k->start >= 3 && s[*start - 1] == ' ' &&
			strchr(".?!", s[*start - 2]) != NULL &&
			(s[*start - 3] < '0' || s[*start - 3] > '9')))
			break;
	for (*end = at; *end < k->end; (*end)++)
		if (s[*end] == '\n' ||
		    (strchr(".?!", s[*end]) != NULL && *end > k->start &&
			(s[*end - 1] < '0' || s[*end - 1] > '9') &&
			*end + 1 < k->end && s[*end + 1] == ' '))
			break;
	if (*end < k->end && s[*end] != '\n')
		(*end)++;
}

/*
 * The passage of a clause that is shown: the longest sentence with words that
 * decided its topic (a short one is mostly a heading), cut at a word where it
 * is too long for a table.
 */
static void
passage(const struct version_text *t, const struct candidate *c,
    struct packet_other *o)
{
	const struct clause *k = &t->text.clauses[c->clause];
	const struct topic_hit *hit = &t->topics[c->clause];
	const char *s = t->text.page.text;
	size_t i, start, end, at = k->start, from, to, cut;

	sentence(s, k, at, &start, &end);
	for (i = 0; i < hit->n_spans; i++) {
		sentence(s, k, k->start + hit->spans[i].start, &from, &to);
		if (i > 0 && to - from <= end - start)
			continue;
		start = from;
		end = to;
		at = k->start + hit->spans[i].start;
	}
	o->cut_after = end - start > PASSAGE_MAX;
	if (o->cut_after) {
		/* Begin at the words themselves where they stand far behind. */
		if (at - start > PASSAGE_MAX / 2) {
			for (start = at; s[start - 1] != ' '; start--)
				;
			o->cut_before = 1;
		}
		cut = start + utf8_cut(s + start, end - start, PASSAGE_MAX);
		while (cut < end && cut > start + 1 && s[cut] != ' ')
			cut--;
		o->cut_after = cut < end;
		end = cut;
	}
	o->words.start = start;
	o->words.end = end;
}

static int
other_fill(struct reading *r, struct text_list *l, const struct candidate *c,
    struct packet_other *o, struct fault *f)
{
	const struct version_text *t = c->t;
	struct finding finding;
	size_t text;

	memset(o, 0, sizeof(*o));
	if (text_list_add(r, l, c->h, t, &text, f) != 0 ||
	    gather_finding(r, c->h, c->t, c->clause, NULL, &finding, f) != 0)
		return -1;
	o->platform = t->platform;
	o->document = t->document;
	o->score = c->score;
	o->words.text = text;
	passage(t, c, o);
	o->default_word =
	    finding.default_word != NULL ? finding.default_word : "";
	o->opt_out = finding.opt_out != NULL ? finding.opt_out : "";
	o->goes_on = finding.goes_on != NULL ? finding.goes_on : "";
	o->recorded_utc_ms = history_version(c->h, t->version)->last_utc_ms;
	return 0;
}

int
gather_others(struct reading *r, struct text_list *l, const char *platform,
    size_t want, struct packet_provision *p, struct fault *f)
{
	struct candidates c = { 0 };
	struct packet_other *others;
	const char *last = "";
	size_t i, k, n = 0;

	for (i = 0; i < r->list.n; i++) {
		if (strcmp(r->list.entries[i].platform, platform) == 0)
			continue;
		if (strcmp(r->list.entries[i].platform, last) != 0)
			p->n_platforms_searched++;
		last = r->list.entries[i].platform;
		if (candidates_of(r, i, p->finding->topic.topic, &c, f) != 0)
			return -1;
	}
	score_all(&l->items[p->words.text], &p->words, &c);
	others = arena_new(&r->arena, want, sizeof(*others));
	for (i = 0; i < c.n && n < want; i++) {
		if (c.items[i].score < OTHERS_LEAST)
			break;
		for (k = 0; k < n; k++)
			if (strcmp(others[k].platform,
				c.items[i].t->platform) == 0)
				break;
		if (k < n)
			continue;
		if (other_fill(r, l, &c.items[i], &others[n], f) != 0)
			return -1;
		n++;
	}
	p->others = others;
	p->n_others = n;
	return 0;
}
