#include <string.h>

#include "analysis/analyse.h"
#include "base/clock.h"
#include "cli/archive_arg.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/status.h"
#include "cli/table.h"
#include "gather_in.h"
#include "provision/topic.h"

static const char *const topics_columns[] = { "topic", "title", "platforms",
	"clauses", "analysed" };

#define TOPICS_COLUMNS (sizeof(topics_columns) / sizeof(topics_columns[0]))

struct topics_count {
	size_t platforms, clauses;
	const char *last; /* the platform counted last */
};

static size_t
topics_index(const char *id, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(topic_at(i)->id, id) == 0)
			break;
	return i;
}

/* The clauses of one document as of the day. */
static int
topics_document(struct reading *r, size_t entry, struct topics_count *counts,
    size_t n, struct fault *f)
{
	const struct archive_entry *e = &r->list.entries[entry];
	struct version_text *t;
	struct topics_count *c;
	struct history h;
	int current;
	size_t i;

	if (archive_looks(
		r->a, e->platform, e->document, r->as_of_utc_ms, &h, f) != 0)
		return -1;
	current = h.current;
	history_free(&h);
	if (current == 0)
		return 0;
	if (reading_text(r, e->platform, e->document, current, &t, f) != 0)
		return fault_forgive(f, FAULT_WITHHELD) ? 0 : -1;
	if (reading_topics(r, t, f) != 0)
		return -1;
	for (i = 0; i < t->text.n_clauses; i++) {
		if (t->topics[i].topic == NULL)
			continue;
		c = &counts[topics_index(t->topics[i].topic, n)];
		c->clauses++;
		if (c->last == NULL || strcmp(c->last, e->platform) != 0)
			c->platforms++;
		c->last = e->platform;
	}
	return 0;
}

static void
topics_print(
    const struct cmd_global *g, const struct topics_count *counts, size_t n)
{
	const struct topic *topic;
	struct table t;
	size_t i;

	table_begin(&t, g, topics_columns, TOPICS_COLUMNS);
	for (i = 0; i < n; i++) {
		topic = topic_at(i);
		table_str(&t, topic->id);
		table_str(&t, topic->title);
		table_int(&t, (int64_t)counts[i].platforms);
		table_int(&t, (int64_t)counts[i].clauses);
		table_str(&t, analyse_knows(topic->id) ? "yes" : "no");
	}
	table_end(&t);
}

static int
topics_list(const struct cmd_global *g, struct archive *a, int64_t as_of_utc_ms,
    struct fault *f)
{
	struct topics_count *counts;
	struct reading r;
	size_t n, i;
	int rc = -1;

	if (topic_count(&n, f) != 0 ||
	    reading_open(&r, a, as_of_utc_ms, f) != 0)
		return -1;
	counts = arena_new(&r.arena, n + 1, sizeof(*counts));
	for (i = 0; i < r.list.n; i++)
		if (topics_document(&r, i, counts, n, f) != 0)
			goto out;
	topics_print(g, counts, n);
	rc = 0;
out:
	reading_close(&r);
	return rc;
}

static int
cmd_topics_run(
    const struct cmd_global *g, int argc, char *argv[], struct fault *f)
{
	const char *as_of = NULL;
	const struct opt opts[] = {
		{ .name = "--as-of", .value = &as_of },
		{ .name = NULL },
	};
	int64_t as_of_utc_ms = INT64_MAX;
	struct archive *a;
	int status = EXIT_YES;
	size_t n;

	if (opt_parse(opts, argc, argv, NULL, 0, &n, f) != 0)
		return EXIT_USAGE;
	if (as_of != NULL &&
	    clock_parse_date(as_of, 1, &as_of_utc_ms, f) != 0) {
		(void)fault_under(f, "--as-of");
		return EXIT_USAGE;
	}
	if (archive_arg_open(g, false, &a, f) != 0)
		return archive_arg_status(f);
	if (topics_list(g, a, as_of_utc_ms, f) != 0)
		status = status_of(f);
	archive_close(a);
	return status;
}

const struct cmd cmd_topics = {
	.name = "topics",
	.usage = "topics [--as-of DATE]",
	.run = cmd_topics_run,
};
