#include <stdlib.h>
#include <string.h>

#include "archive/read.h"
#include "base/clock.h"
#include "base/digest.h"
#include "cli/archive_arg.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/status.h"
#include "cli/table.h"
#include "model/history.h"
#include "provision/follow.h"
#include "provision/worddiff.h"

static const char *const timeline_columns[] = { "version", "first_look",
	"last_look", "class", "state", "words_out", "words_in", "start", "end",
	"sha256", "title", "before" };

#define TIMELINE_COLUMNS \
	(sizeof(timeline_columns) / sizeof(timeline_columns[0]))

/* A version and where the provision stands in it. */
struct timeline_at {
	const struct version *v;
	struct archive_text t;
	size_t clause; /* FOLLOW_NOWHERE: not in this version */
};

static size_t
timeline_find(const struct archive_text *t, const char *id)
{
	size_t i;

	for (i = 0; i < t->n_clauses; i++)
		if (strcmp(t->provisions[i], id) == 0)
			return i;
	return FOLLOW_NOWHERE;
}

static int
timeline_words(const struct timeline_at *was, const struct timeline_at *is,
    struct table *t, struct fault *f)
{
	const struct clause *a, *b;
	struct arena arena = { NULL };
	struct diff d;
	int rc;

	if (was->clause == FOLLOW_NOWHERE || is->clause == FOLLOW_NOWHERE) {
		table_none(t);
		table_none(t);
		return 0;
	}
	a = &was->t.clauses[was->clause];
	b = &is->t.clauses[is->clause];
	rc = worddiff_make(was->t.page.text + a->start, a->end - a->start,
	    is->t.page.text + b->start, b->end - b->start, &arena, &d, f);
	if (rc == 0) {
		table_int(t, (int64_t)d.words_out);
		table_int(t, (int64_t)d.words_in);
	}
	arena_free(&arena);
	return rc;
}

/* The clause that stood there before this one was new, or nothing. */
static const char *
timeline_before(const struct timeline_at *was, const struct timeline_at *is)
{
	const struct follow_side a = { was->t.page.text, was->t.clauses,
		was->t.provisions, was->t.n_clauses };
	const struct follow_side b = { is->t.page.text, is->t.clauses,
		is->t.provisions, is->t.n_clauses };

	if (was->v == NULL || is->clause == FOLLOW_NOWHERE ||
	    was->clause != FOLLOW_NOWHERE)
		return NULL;
	return follow_before(&a, &b, is->clause);
}

/* One version; seen says whether an earlier one had the provision. */
static int
timeline_row(struct table *t, const struct provision *p,
    const struct timeline_at *was, const struct timeline_at *is, bool seen,
    struct fault *f)
{
	const struct clause *c;
	const char *before;
	char time[CLOCK_TEXT];
	size_t i;
	enum clause_state state;

	table_int(t, is->v->number);
	table_str(t, clock_rfc3339(is->v->first_utc_ms, time));
	table_str(t, clock_rfc3339(is->v->last_utc_ms, time));
	table_str(t, ruling_name(is->v->ruling));
	if (is->clause == FOLLOW_NOWHERE) {
		state = CLAUSE_GONE;
		for (i = 0; i < p->n_spans; i++)
			if (p->spans[i].version == is->v->number)
				state = p->spans[i].state;
		table_str(t, clause_state_name(state));
		for (i = 5; i < TIMELINE_COLUMNS; i++)
			table_none(t);
		return 0;
	}
	c = &is->t.clauses[is->clause];
	table_str(t, clause_state_name(is->t.states[is->clause]));
	if (timeline_words(was, is, t, f) != 0)
		return -1;
	table_int(t, (int64_t)c->start);
	table_int(t, (int64_t)c->end);
	table_str(t, digest_hex(&c->sha).s);
	table_str(t, c->title);
	before = seen ? NULL : timeline_before(was, is);
	if (before == NULL)
		table_none(t);
	else
		table_str(t, before);
	return 0;
}

/*
 * Version by version from the first that has it; of those in a row that have
 * it not, the first.
 */
static int
timeline_rows(struct archive *a, const struct history *h,
    const struct provision *p, struct table *t, struct fault *f)
{
	struct timeline_at was = { .clause = FOLLOW_NOWHERE }, is;
	bool seen = false;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < h->n_versions; i++) {
		if (h->versions[i].number < p->first_version - 1)
			continue;
		memset(&is, 0, sizeof(is));
		is.v = &h->versions[i];
		rc = archive_text(
		    a, h->platform, h->document, is.v->number, &is.t, f);
		if (rc != 0)
			break;
		is.clause = timeline_find(&is.t, p->id);
		if (is.clause != FOLLOW_NOWHERE || was.clause != FOLLOW_NOWHERE)
			rc = timeline_row(t, p, &was, &is, seen, f);
		seen |= is.clause != FOLLOW_NOWHERE;
		page_free(&was.t.page);
		was = is;
	}
	page_free(&was.t.page);
	return rc;
}

static int
timeline_run(const struct cmd_global *g, struct archive *a,
    const struct subject *s, struct fault *f)
{
	const struct provision *p = NULL;
	struct history h;
	struct table t;
	size_t i;
	int rc = -1;

	if (archive_history(a, s->platform, s->document, INT64_MAX, &h, f) != 0)
		return -1;
	for (i = 0; i < h.n_provisions; i++)
		if (strcmp(h.provisions[i].id, s->provision) == 0)
			p = &h.provisions[i];
	if (p == NULL) {
		(void)fault_set(f, FAULT_STATE,
		    "%s is listed for %.150s/%.150s, whose history has it not",
		    s->provision, s->platform, s->document);
		goto out;
	}
	table_begin(&t, g, timeline_columns, TIMELINE_COLUMNS);
	rc = timeline_rows(a, &h, p, &t, f);
	table_end(&t);
out:
	history_free(&h);
	return rc;
}

static int
cmd_timeline_run(
    const struct cmd_global *g, int argc, char *argv[], struct fault *f)
{
	const struct opt opts[] = { { .name = NULL } };
	struct archive_list list = { .n = 0 };
	struct subject s;
	struct archive *a;
	const char *args[1];
	size_t n;
	int status = EXIT_YES;

	if (opt_parse(opts, argc, argv, args, 1, &n, f) != 0)
		return EXIT_USAGE;
	if (n == 0) {
		(void)fault_set(f, FAULT_FORMAT, "want a provision's id");
		return EXIT_USAGE;
	}
	if (archive_arg_open(g, false, &a, f) != 0)
		return archive_arg_status(f);
	if (archive_list(a, &list, f) != 0 ||
	    archive_arg_subject(a, &list, args[0], &s, f) != 0) {
		status = status_of(f);
	} else if (s.provision == NULL) {
		(void)fault_set(f, FAULT_FORMAT,
		    "%.200s is no provision's id (\"proviso provisions\" "
		    "lists them)",
		    args[0]);
		status = EXIT_USAGE;
	} else if (timeline_run(g, a, &s, f) != 0) {
		status = status_of(f);
	}
	archive_list_free(&list);
	archive_close(a);
	return status;
}

const struct cmd cmd_timeline = {
	.name = "timeline",
	.usage = "timeline PROVISION",
	.run = cmd_timeline_run,
};
