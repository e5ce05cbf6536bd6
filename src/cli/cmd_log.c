#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive/read.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/jv.h"
#include "base/mem.h"
#include "cli/archive_arg.h"
#include "cli/cmd.h"
#include "cli/log_evidence.h"
#include "cli/opt.h"
#include "cli/status.h"
#include "cli/table.h"
#include "history/detail.h"
#include "model/history.h"

/* Which looks are wanted. */
struct log_filter {
	struct subject subject;
	bool all; /* of every document */
	int64_t from_utc_ms, to_utc_ms;
	bool one_class;
	enum ruling_class class;
};

/* A look in the list, and the history that owns it. */
struct log_line {
	const struct look *look;
	const struct history *h;
};

struct log_lines {
	struct log_line *list;
	size_t n;
	struct history *histories; /* of n_histories documents */
	size_t n_histories;
};

static const char *const log_columns[] = { "time", "class", "subject", "detail",
	"version", "event" };

#define LOG_COLUMNS (sizeof(log_columns) / sizeof(log_columns[0]))

static void
log_lines_free(struct log_lines *l)
{
	size_t i;

	for (i = 0; i < l->n_histories; i++)
		history_free(&l->histories[i]);
	free(l->histories);
	free(l->list);
}

static void
log_take(
    struct log_lines *l, const struct log_filter *w, const struct history *h)
{
	const struct look *look;
	size_t i;

	for (i = 0; i < h->n_looks; i++) {
		look = &h->looks[i];
		if (look->time_utc_ms < w->from_utc_ms ||
		    (w->one_class && look->ruling != w->class))
			continue;
		if ((l->n & (l->n - 1)) == 0)
			l->list = mem_grow(l->list, l->n == 0 ? 1 : 2 * l->n,
			    sizeof(*l->list));
		l->list[l->n++] = (struct log_line){ look, h };
	}
}

/* By time; looks of one time by subject, and then as they were put. */
static int
log_order(const void *pa, const void *pb)
{
	const struct log_line *a = pa, *b = pb;
	int order;

	if (a->look->time_utc_ms != b->look->time_utc_ms)
		return a->look->time_utc_ms < b->look->time_utc_ms ? -1 : 1;
	if ((order = strcmp(a->h->platform, b->h->platform)) != 0 ||
	    (order = strcmp(a->h->document, b->h->document)) != 0)
		return order;
	return a->look->id < b->look->id ? -1 : a->look->id > b->look->id;
}

static int
log_collect(struct archive *a, const struct archive_list *list,
    const struct log_filter *w, struct log_lines *l, struct fault *f)
{
	const struct archive_entry *e;
	struct history *h;
	size_t i;

	l->histories = mem_new(list->n + 1, sizeof(*l->histories));
	for (i = 0; i < list->n; i++) {
		e = &list->entries[i];
		if (!w->all && !archive_arg_has(&w->subject, e))
			continue;
		h = &l->histories[l->n_histories];
		if (archive_looks(
			a, e->platform, e->document, w->to_utc_ms, h, f) != 0)
			return -1;
		l->n_histories++;
		log_take(l, w, h);
	}
	if (l->n > 0)
		qsort(l->list, l->n, sizeof(*l->list), log_order);
	return 0;
}

/* All that is kept of a look. */
static int
log_value(struct archive *archive, const struct log_line *line, struct jv **out,
    struct fault *fault)
{
	const struct look *k = line->look;
	char time[CLOCK_TEXT];
	struct jv *v = jv_object(), *record = NULL, *blocks;
	struct arena a = { NULL };
	struct fault f;

	jv_set_str(v, "time", clock_rfc3339(k->time_utc_ms, time));
	jv_set_str(v, "class", ruling_name(k->ruling));
	jv_set_str(v, "rule", k->rule);
	jv_set_str(v, "platform", line->h->platform);
	jv_set_str(v, "document", line->h->document);
	jv_set_str(v, "detail", detail_words(k->rule, k->detail, &a));
	if ((blocks = detail_blocks(k->rule, k->detail)) != NULL)
		jv_set_take(v, "blocks", blocks);
	if (k->version != 0)
		jv_set_int(v, "version", k->version);
	jv_set_int(v, "event", k->id);
	jv_set_str(v, "url", k->url);
	jv_set_str(v, "method", k->method);
	if (k->status != 0)
		jv_set_int(v, "status", k->status);
	jv_set_str(v, "media_type", k->media_type);
	jv_set_int(v, "size", (int64_t)k->size);
	jv_set_str(v, "sha256", digest_hex(&k->raw).s);
	if (k->select[0] != '\0')
		jv_set_str(v, "select", k->select);
	if (k->remove[0] != '\0')
		jv_set_str(v, "remove", k->remove);
	if (k->record[0] != '\0' &&
	    jv_parse(k->record, strlen(k->record), &record, &f) == 0)
		jv_set_take(v, "record", record);
	else
		jv_set_str(v, "record", k->record);
	arena_free(&a);
	if (log_evidence(archive, k, jv_get(v, "record"), v, fault) != 0) {
		jv_free(v);
		return -1;
	}
	*out = v;
	return 0;
}

static void
log_row(struct table *t, const struct log_line *line)
{
	const struct look *k = line->look;
	char time[CLOCK_TEXT];
	struct arena a = { NULL };
	struct buf subject;

	buf_init(&subject, 65536);
	buf_fmt(&subject, "%s/%s", line->h->platform, line->h->document);
	table_str(t, clock_rfc3339(k->time_utc_ms, time));
	table_str(t, ruling_name(k->ruling));
	table_str(t, (const char *)subject.data);
	table_str(t, detail_words(k->rule, k->detail, &a));
	if (k->version == 0)
		table_none(t);
	else
		table_int(t, k->version);
	table_int(t, k->id);
	arena_free(&a);
	buf_free(&subject);
}

static int
log_tell(const struct cmd_global *g, struct archive *a,
    const struct log_lines *l, struct fault *f)
{
	struct table t;
	struct jv *v;
	size_t i;

	if (g->json) {
		for (i = 0; i < l->n; i++) {
			if (log_value(a, &l->list[i], &v, f) != 0)
				return -1;
			table_value_take(v);
		}
		return 0;
	}
	table_begin(&t, g, log_columns, LOG_COLUMNS);
	for (i = 0; i < l->n; i++)
		log_row(&t, &l->list[i]);
	table_end(&t);
	return 0;
}

static int
log_options(int argc, char *argv[], struct log_filter *w, const char **subject,
    struct fault *f)
{
	const char *from = NULL, *to = NULL, *class = NULL;
	const struct opt opts[] = {
		{ .name = "--from", .value = &from },
		{ .name = "--to", .value = &to },
		{ .name = "--class", .value = &class },
		{ .name = NULL },
	};
	size_t n;

	*w = (struct log_filter){ .from_utc_ms = INT64_MIN,
		.to_utc_ms = INT64_MAX };
	*subject = NULL;
	if (opt_parse(opts, argc, argv, subject, 1, &n, f) != 0)
		return -1;
	w->all = n == 0;
	w->one_class = class != NULL;
	if (class != NULL && ruling_parse(class, &w->class) != 0)
		return fault_set(f, FAULT_FORMAT,
		    "--class: want same, noise, return, source-changed, "
		    "administrative, substantive or gap, have \"%.40s\"",
		    class);
	if (from != NULL && clock_parse_date(from, 0, &w->from_utc_ms, f) != 0)
		return fault_under(f, "--from");
	if (to != NULL && clock_parse_date(to, 1, &w->to_utc_ms, f) != 0)
		return fault_under(f, "--to");
	return 0;
}

static int
cmd_log_run(const struct cmd_global *g, int argc, char *argv[], struct fault *f)
{
	struct archive_list list = { .n = 0 };
	struct log_lines lines = { .n = 0 };
	struct log_filter want;
	struct archive *a;
	const char *subject;
	int status = EXIT_YES;

	if (log_options(argc, argv, &want, &subject, f) != 0)
		return EXIT_USAGE;
	if (archive_arg_open(g, false, &a, f) != 0)
		return archive_arg_status(f);
	if (archive_list(a, &list, f) != 0 ||
	    (subject != NULL &&
		archive_arg_subject(a, &list, subject, &want.subject, f) !=
		    0) ||
	    log_collect(a, &list, &want, &lines, f) != 0 ||
	    log_tell(g, a, &lines, f) != 0)
		status = status_of(f);
	log_lines_free(&lines);
	archive_list_free(&list);
	archive_close(a);
	return status;
}

const struct cmd cmd_log = {
	.name = "log",
	.usage = "log [SUBJECT] [--from DATE] [--to DATE] [--class C]",
	.run = cmd_log_run,
};
