#include <stdlib.h>
#include <string.h>

#include "analysis/analyse.h"
#include "archive/read.h"
#include "base/clock.h"
#include "cli/archive_arg.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/status.h"
#include "cli/table.h"
#include "model/history.h"
#include "provision/topic.h"

static const char *const provisions_columns[] = { "id", "exposure", "topic",
	"title", "first_seen", "last_seen", "changes", "document", "start",
	"end" };

#define PROVISIONS_COLUMNS \
	(sizeof(provisions_columns) / sizeof(provisions_columns[0]))

struct provisions_args {
	const char *subject, *as_of, *topic, *exposure;
	int64_t as_of_utc_ms;
};

static int
provisions_options(
    int argc, char *argv[], struct provisions_args *x, struct fault *f)
{
	const struct opt opts[] = {
		{ .name = "--as-of", .value = &x->as_of },
		{ .name = "--topic", .value = &x->topic },
		{ .name = "--exposure", .value = &x->exposure },
		{ .name = NULL },
	};
	size_t n;

	*x = (struct provisions_args){ .as_of_utc_ms = INT64_MAX };
	if (opt_parse(opts, argc, argv, &x->subject, 1, &n, f) != 0)
		return -1;
	if (n == 0)
		return fault_set(f, FAULT_FORMAT, "want a SUBJECT");
	if (x->as_of != NULL &&
	    clock_parse_date(x->as_of, 1, &x->as_of_utc_ms, f) != 0)
		return fault_under(f, "--as-of");
	if (x->exposure != NULL && strcmp(x->exposure, "high") != 0 &&
	    strcmp(x->exposure, "medium") != 0 &&
	    strcmp(x->exposure, "low") != 0)
		return fault_set(f, FAULT_FORMAT,
		    "--exposure %.60s: want high, medium or low", x->exposure);
	if (x->topic != NULL && topic_find(x->topic) == NULL)
		return fault_set(f, FAULT_FORMAT,
		    "--topic %.60s: no such topic (\"proviso topics\" lists "
		    "them)",
		    x->topic);
	return 0;
}

/* "high", as --exposure has it; "" for what no rule analyses. */
static const char *
provisions_exposure(const struct finding *x)
{
	static const char *const names[] = { "high", "medium", "low" };

	return x->analysed ? names[x->exposure] : "";
}

static void
provisions_row(struct table *t, const struct history *h,
    const struct provision *p, const struct finding *x)
{
	const struct topic_hit *hit = &x->topic;
	char day[CLOCK_TEXT];

	table_str(t, p->id);
	if (x->analysed)
		table_str(t, provisions_exposure(x));
	else
		table_none(t);
	if (hit->topic == NULL)
		table_none(t);
	else
		table_str(t, hit->topic);
	table_str(t, p->title);
	table_str(t, clock_day(p->first_utc_ms, day));
	table_str(t, clock_day(p->last_utc_ms, day));
	table_int(t, (int64_t)p->n_changes);
	table_str(t, h->document);
	table_int(t, (int64_t)p->start);
	table_int(t, (int64_t)p->end);
}

static int
provisions_finding(struct archive_text *text, const struct history *h,
    const struct provision *p, struct finding *out, struct fault *f)
{
	struct analyse_input in;
	struct topic_hit hit;
	size_t i;

	if (topic_match(text->page.text + p->start, p->end - p->start, p->path,
		text->page.lang, &text->page.arena, &hit, f) != 0)
		return -1;
	memset(&in, 0, sizeof(in));
	in.text = text->page.text + p->start;
	in.len = p->end - p->start;
	in.start = p->start;
	in.heading_path = p->path;
	in.topic = &hit;
	in.platform = h->platform;
	in.owner = h->owner;
	in.document = h->document;
	in.lang = text->page.lang;
	for (i = 0; i < text->n_clauses; i++)
		if (text->clauses[i].start == p->start)
			analyse_lead(&text->page, &text->clauses[i], &in);
	return analyse_clause(&in, &text->page.arena, out, f);
}

static int
provisions_wanted(const struct provisions_args *x, const struct finding *found)
{
	if (x->topic != NULL &&
	    (found->topic.topic == NULL ||
		strcmp(found->topic.topic, x->topic) != 0))
		return 0;
	return x->exposure == NULL ||
	    strcmp(provisions_exposure(found), x->exposure) == 0;
}

/*
 * Those that stand in the text as of the day, in its order; one that was
 * asked for by its id also where it is gone.
 */
static int
provisions_rows(struct archive *a, const struct history *h,
    const struct subject *s, const struct provisions_args *x, struct table *t,
    struct fault *f)
{
	struct archive_text text = { .n_clauses = 0 };
	const struct provision *p;
	struct finding finding;
	int version = 0, rc = 0;
	size_t i;

	for (i = 0; rc == 0 && i < h->n_provisions; i++) {
		p = &h->provisions[i];
		if (s->provision != NULL ? strcmp(p->id, s->provision) != 0
					 : p->gone)
			continue;
		if (version != (p->gone ? p->last_version : h->current)) {
			version = p->gone ? p->last_version : h->current;
			page_free(&text.page);
			rc = archive_text(
			    a, h->platform, h->document, version, &text, f);
			if (rc != 0)
				break;
		}
		rc = provisions_finding(&text, h, p, &finding, f);
		if (rc == 0 && provisions_wanted(x, &finding))
			provisions_row(t, h, p, &finding);
	}
	page_free(&text.page);
	return rc;
}

static int
provisions_list(const struct cmd_global *g, struct archive *a,
    const struct archive_list *list, const struct subject *s,
    const struct provisions_args *x, struct fault *f)
{
	const struct archive_entry *e;
	struct history h;
	struct table t;
	size_t i;
	int rc = 0;

	table_begin(&t, g, provisions_columns, PROVISIONS_COLUMNS);
	for (i = 0; rc == 0 && i < list->n; i++) {
		e = &list->entries[i];
		if (!archive_arg_has(s, e))
			continue;
		rc = archive_history(
		    a, e->platform, e->document, x->as_of_utc_ms, &h, f);
		if (rc != 0)
			break;
		rc = provisions_rows(a, &h, s, x, &t, f);
		history_free(&h);
	}
	table_end(&t);
	return rc;
}

static int
cmd_provisions_run(
    const struct cmd_global *g, int argc, char *argv[], struct fault *f)
{
	struct archive_list list = { .n = 0 };
	struct provisions_args x;
	struct subject s;
	struct archive *a;
	int status = EXIT_YES;

	if (provisions_options(argc, argv, &x, f) != 0)
		return EXIT_USAGE;
	if (archive_arg_open(g, false, &a, f) != 0)
		return archive_arg_status(f);
	if (archive_list(a, &list, f) != 0 ||
	    archive_arg_subject(a, &list, x.subject, &s, f) != 0 ||
	    provisions_list(g, a, &list, &s, &x, f) != 0)
		status = status_of(f);
	archive_list_free(&list);
	archive_close(a);
	return status;
}

const struct cmd cmd_provisions = {
	.name = "provisions",
	.usage = "provisions SUBJECT [--as-of DATE] [--topic T] "
		 "[--exposure high|medium|low]",
	.run = cmd_provisions_run,
};
