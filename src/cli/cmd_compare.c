#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "cli/archive_arg.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/status.h"
#include "cli/table.h"
#include "gather_in.h"
#include "provision/compare.h"
#include "provision/topic.h"

/* Below this two clauses have too little in common to be set side by side. */
#define COMPARE_LEAST 8
#define COMPARE_MAX_PLATFORMS 200
/* A quote in a row; the whole clause is a matter for `show`. */
#define COMPARE_QUOTE 400

static const char *const compare_columns[] = { "platform", "document",
	"version", "default", "opt_out", "goes_on", "exposure", "score",
	"method", "start", "end", "quote" };

#define COMPARE_COLUMNS (sizeof(compare_columns) / sizeof(compare_columns[0]))

struct compare_clause {
	const struct history *h;
	struct version_text *t;
	size_t clause;
	struct finding finding;
	size_t number; /* in the comparison */
	int score; /* to the reference; -1: it is the reference */
};

struct compare_args {
	const char *topic;
	const char *names[COMPARE_MAX_PLATFORMS]; /* as asked for */
	size_t n_names;
	int64_t as_of_utc_ms;
};

struct compare_job {
	struct reading r;
	const struct compare_args *args;
	struct compare *words;
	struct compare_clause *list;
	size_t n;
};

static int
compare_wanted(const struct compare_args *x, const char *platform)
{
	size_t i;

	if (x->n_names == 0)
		return 1;
	for (i = 0; i < x->n_names; i++)
		if (strcmp(x->names[i], platform) == 0)
			return 1;
	return 0;
}

/* All texts teach how common words are; those asked for give clauses. */
static int
compare_entry(struct compare_job *j, size_t entry, struct fault *f)
{
	const struct archive_entry *e = &j->r.list.entries[entry];
	const struct history *h;
	struct version_text *t;
	struct compare_clause *c;
	size_t i;

	if (reading_history(&j->r, entry, &h, f) != 0)
		return -1;
	if (h->current == 0)
		return 0;
	if (reading_text(&j->r, e->platform, e->document, h->current, &t, f) !=
	    0)
		return fault_forgive(f, FAULT_WITHHELD) ? 0 : -1;
	compare_learn(j->words, t->text.page.text, t->text.page.len);
	if (!compare_wanted(j->args, e->platform))
		return 0;
	if (reading_topics(&j->r, t, f) != 0)
		return -1;
	for (i = 0; i < t->text.n_clauses; i++) {
		if (t->topics[i].topic == NULL ||
		    strcmp(t->topics[i].topic, j->args->topic) != 0)
			continue;
		j->list =
		    arena_more(&j->r.arena, j->list, j->n, sizeof(*j->list));
		c = &j->list[j->n++];
		memset(c, 0, sizeof(*c));
		c->h = h;
		c->t = t;
		c->clause = i;
		if (gather_finding(&j->r, h, t, i, NULL, &c->finding, f) != 0)
			return -1;
	}
	return 0;
}

/* The clause that says most: analysed, of the highest exposure, the first. */
static size_t
compare_best(const struct compare_job *j, const char *platform)
{
	size_t i, best = j->n;
	int rank, least = 0;

	for (i = 0; i < j->n; i++) {
		if (strcmp(j->list[i].h->platform, platform) != 0)
			continue;
		rank = j->list[i].finding.analysed
		    ? 9 - (int)j->list[i].finding.exposure
		    : 1;
		if (rank > least) {
			least = rank;
			best = i;
		}
	}
	return best;
}

static void
compare_score_all(struct compare_job *j, size_t reference)
{
	const struct clause *k;
	size_t i;

	for (i = 0; i < j->n; i++) {
		k = &j->list[i].t->text.clauses[j->list[i].clause];
		j->list[i].number = compare_add(j->words,
		    j->list[i].t->text.page.text + k->start, k->end - k->start);
	}
	for (i = 0; i < j->n; i++)
		j->list[i].score = i == reference
		    ? -1
		    : compare_score(j->words, j->list[reference].number,
			  j->list[i].number);
}

/* Without platforms: the clause that is nearest to all others. */
static size_t
compare_middle(struct compare_job *j)
{
	size_t i, best = 0;
	long sum, most = -1;

	for (i = 0; i < j->n; i++) {
		size_t k;

		if (!j->list[i].finding.analysed)
			continue;
		compare_score_all(j, i);
		for (sum = 0, k = 0; k < j->n; k++)
			sum += j->list[k].score;
		if (sum > most) {
			most = sum;
			best = i;
		}
	}
	return best;
}

/* The nearest clause of each platform to the front, best first. */
static int
compare_order(const void *a, const void *b)
{
	const struct compare_clause *x = a, *y = b;
	int order;

	if ((x->score < 0) != (y->score < 0))
		return x->score < 0 ? -1 : 1;
	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	order = strcmp(x->h->platform, y->h->platform);
	if (order == 0)
		order = strcmp(x->h->document, y->h->document);
	if (order != 0)
		return order;
	return x->clause < y->clause ? -1 : x->clause > y->clause;
}

/* The sentence with the words that decided, at most COMPARE_QUOTE bytes. */
static void
compare_quote(const struct compare_clause *c, size_t *start, size_t *end)
{
	const struct clause *k = &c->t->text.clauses[c->clause];
	const char *s = c->t->text.page.text;
	const struct statement_list *g = &c->finding.governance;
	size_t at = k->start;

	if (g->n > 0 && g->items[0].n_spans > 0)
		at = g->items[0].spans[0].start;
	else if (c->finding.topic.n_spans > 0)
		at = c->finding.topic.spans[0].start;
	for (*start = at; *start > k->start; (*start)--)
		if (s[*start - 1] == '\n' ||
		    (*start - k->start >= 2 && s[*start - 1] == ' ' &&
			strchr(".?!", s[*start - 2]) != NULL))
			break;
	for (*end = at; *end < k->end && s[*end] != '\n'; (*end)++)
		if (strchr(".?!", s[*end]) != NULL && *end + 1 < k->end &&
		    s[*end + 1] == ' ') {
			(*end)++;
			break;
		}
	if (*end - *start > COMPARE_QUOTE) {
		*end =
		    *start + utf8_cut(s + *start, *end - *start, COMPARE_QUOTE);
		while (*end > *start + 1 && s[*end] != ' ')
			(*end)--;
	}
}

static void
compare_cell(struct table *t, const char *s)
{
	if (s == NULL || *s == '\0')
		table_none(t);
	else
		table_str(t, s);
}

static void
compare_row(struct compare_job *j, struct table *t,
    const struct compare_clause *c, const char *method)
{
	size_t start, end;

	compare_quote(c, &start, &end);
	table_str(t, c->h->platform);
	table_str(t, c->h->document);
	table_int(t, c->t->version);
	compare_cell(t, c->finding.default_word);
	compare_cell(t, c->finding.opt_out);
	compare_cell(t, c->finding.goes_on);
	compare_cell(
	    t, c->finding.analysed ? exposure_title(c->finding.exposure) : "");
	if (c->score < 0)
		table_none(t);
	else
		table_str(t, arena_fmt(&j->r.arena, "0.%02d", c->score % 100));
	table_str(t, method);
	table_int(t, (int64_t)start);
	table_int(t, (int64_t)end);
	table_str(t,
	    arena_strndup(
		&j->r.arena, c->t->text.page.text + start, end - start));
}

/* A platform that was asked for and has nothing to compare. */
static void
compare_absent(struct table *t, const char *platform)
{
	size_t i;

	table_str(t, platform);
	for (i = 1; i + 4 < COMPARE_COLUMNS; i++)
		table_none(t);
	table_str(t, "no comparable clause");
	for (i = 0; i < 3; i++)
		table_none(t);
}

static int
compare_seen(const char **seen, size_t n, const char *platform)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(seen[i], platform) == 0)
			return 1;
	return 0;
}

/* Near enough; and analysed, unless nothing analysed of its platform is. */
static int
compare_speaks(const struct compare_job *j, size_t i)
{
	const struct compare_clause *c = &j->list[i], *o;
	size_t k;

	if (c->score < 0)
		return 1;
	if (c->score < COMPARE_LEAST)
		return 0;
	for (k = 0; k < j->n && !c->finding.analysed; k++) {
		o = &j->list[k];
		if (o->finding.analysed && o->score >= COMPARE_LEAST &&
		    strcmp(o->h->platform, c->h->platform) == 0)
			return 0;
	}
	return 1;
}

static void
compare_print(const struct cmd_global *g, struct compare_job *j)
{
	const char **seen = arena_new(&j->r.arena, j->n + 1, sizeof(*seen));
	const char *method, *name;
	struct table t;
	size_t i, n = 0;

	table_begin(&t, g, compare_columns, COMPARE_COLUMNS);
	method = j->n == 0
	    ? ""
	    : arena_fmt(&j->r.arena, "tf-idf cosine to %s/%s, topic rule %s",
		  j->list[0].h->platform, j->list[0].h->document,
		  j->args->topic);
	for (i = 0; i < j->n; i++) {
		name = j->list[i].h->platform;
		if (compare_seen(seen, n, name) || !compare_speaks(j, i))
			continue;
		seen[n++] = name;
		compare_row(j, &t, &j->list[i], i == 0 ? "reference" : method);
	}
	for (i = 0; i < j->args->n_names; i++)
		if (!compare_seen(seen, n, j->args->names[i]))
			compare_absent(&t, j->args->names[i]);
	table_end(&t);
}

static int
compare_run(const struct cmd_global *g, struct archive *a,
    struct compare_args *x, struct fault *f)
{
	struct compare_job j = { .args = x };
	size_t i, reference;
	int rc = -1;

	if (reading_open(&j.r, a, x->as_of_utc_ms, f) != 0)
		return -1;
	j.words = compare_new();
	for (i = 0; i < x->n_names; i++)
		if (archive_arg_platform(
			&j.r.list, x->names[i], &x->names[i], f) != 0)
			goto out;
	for (i = 0; i < j.r.list.n; i++)
		if (compare_entry(&j, i, f) != 0)
			goto out;
	if (j.n > 0) {
		reference = x->n_names > 0 ? compare_best(&j, x->names[0])
					   : compare_middle(&j);
		if (reference == j.n)
			reference = compare_middle(&j);
		compare_score_all(&j, reference);
		qsort(j.list, j.n, sizeof(*j.list), compare_order);
	}
	compare_print(g, &j);
	rc = 0;
out:
	compare_free(j.words);
	reading_close(&j.r);
	return rc;
}

static int
cmd_compare_run(
    const struct cmd_global *g, int argc, char *argv[], struct fault *f)
{
	const char *args[COMPARE_MAX_PLATFORMS + 1], *as_of = NULL;
	const struct opt opts[] = {
		{ .name = "--as-of", .value = &as_of },
		{ .name = NULL },
	};
	struct compare_args x = { .as_of_utc_ms = INT64_MAX };
	struct archive *a;
	int status = EXIT_YES;
	size_t n, i;

	if (opt_parse(
		opts, argc, argv, args, COMPARE_MAX_PLATFORMS + 1, &n, f) != 0)
		return EXIT_USAGE;
	if (n == 0) {
		fault_set(f, FAULT_FORMAT, "want a TOPIC");
		return EXIT_USAGE;
	}
	if (topic_find(args[0]) == NULL) {
		fault_set(f, FAULT_FORMAT,
		    "%.60s: no such topic (\"proviso topics\" lists them)",
		    args[0]);
		return EXIT_USAGE;
	}
	if (as_of != NULL &&
	    clock_parse_date(as_of, 1, &x.as_of_utc_ms, f) != 0) {
		(void)fault_under(f, "--as-of");
		return EXIT_USAGE;
	}
	x.topic = args[0];
	for (i = 1; i < n; i++)
		x.names[x.n_names++] = args[i];
	if (archive_arg_open(g, false, &a, f) != 0)
		return archive_arg_status(f);
	if (compare_run(g, a, &x, f) != 0)
		status = status_of(f);
	archive_close(a);
	return status;
}

const struct cmd cmd_compare = {
	.name = "compare",
	.usage = "compare TOPIC [PLATFORM]... [--as-of DATE]",
	.run = cmd_compare_run,
};
