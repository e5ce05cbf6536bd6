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
#include "provision/worddiff.h"

static const char *const versions_columns[] = { "number", "first_look",
	"last_look", "class", "digest", "changed_words", "stated_effective",
	"document" };
static const char *const holdings_columns[] = { "version", "first_look",
	"last_look", "looks", "class", "digest", "document" };

#define VERSIONS_COLUMNS (sizeof(versions_columns) / sizeof(char *))
#define HOLDINGS_COLUMNS (sizeof(holdings_columns) / sizeof(char *))

/* The version that stood before this one was first seen; 0 = none. */
static int
versions_before(const struct history *h, int number)
{
	size_t i;

	for (i = 0; i < h->n_holdings; i++)
		if (h->holdings[i].version == number)
			return i == 0 ? 0 : h->holdings[i - 1].version;
	return 0;
}

/* Words out and in between a version and the one before it. */
static int
versions_words(struct archive *a, const struct history *h, int before,
    int number, size_t *out, struct fault *f)
{
	struct archive_text was = { .n_clauses = 0 }, is = { .n_clauses = 0 };
	struct arena arena;
	struct diff d;
	int rc = -1;

	arena_init(&arena);
	if (archive_text(a, h->platform, h->document, before, &was, f) != 0 ||
	    archive_text(a, h->platform, h->document, number, &is, f) != 0 ||
	    worddiff_make(was.page.text, was.page.len, is.page.text,
		is.page.len, &arena, &d, f) != 0)
		goto out;
	*out = d.words_out + d.words_in;
	rc = 0;
out:
	arena_free(&arena);
	page_free(&is.page);
	page_free(&was.page);
	return rc;
}

static void
versions_time(struct table *t, int64_t utc_ms)
{
	char text[CLOCK_TEXT];

	table_str(t, clock_rfc3339(utc_ms, text));
}

static int
versions_rows(struct archive *a, const struct history *h, struct table *t,
    struct fault *f)
{
	const struct version *v;
	char day[CLOCK_TEXT];
	size_t i, words;
	int before;

	for (i = 0; i < h->n_versions; i++) {
		v = &h->versions[i];
		before = versions_before(h, v->number);
		if (before != 0 &&
		    versions_words(a, h, before, v->number, &words, f) != 0) {
			/* Words that are gone are not counted. */
			if (!fault_forgive(f, FAULT_WITHHELD))
				return -1;
			before = 0;
		}
		table_int(t, v->number);
		versions_time(t, v->first_utc_ms);
		versions_time(t, v->last_utc_ms);
		table_str(t, ruling_name(v->ruling));
		table_str(t, digest_hex(&v->text).s);
		if (before == 0)
			table_none(t);
		else
			table_int(t, (int64_t)words);
		if (v->stated_start == v->stated_end)
			table_none(t);
		else
			table_str(t, clock_day(v->stated_utc_ms, day));
		table_str(t, h->document);
	}
	return 0;
}

/* What the look meant that began the holding. */
static const char *
holdings_class(const struct history *h, const struct holding *g)
{
	size_t i;

	for (i = 0; i < h->n_looks; i++)
		if (h->looks[i].time_utc_ms == g->first_utc_ms &&
		    h->looks[i].version == g->version)
			return ruling_name(h->looks[i].ruling);
	return "";
}

static int
holdings_rows(const struct history *h, struct table *t, struct fault *f)
{
	const struct holding *g;
	const struct version *v;
	size_t i;

	for (i = 0; i < h->n_holdings; i++) {
		g = &h->holdings[i];
		if ((v = history_version(h, g->version)) == NULL)
			return fault_set(f, FAULT_STATE,
			    "version %d of %.200s is missing", g->version,
			    h->document);
		table_int(t, g->version);
		versions_time(t, g->first_utc_ms);
		versions_time(t, g->last_utc_ms);
		table_int(t, (int64_t)g->n_looks);
		table_str(t, holdings_class(h, g));
		table_str(t, digest_hex(&v->text).s);
		table_str(t, h->document);
	}
	return 0;
}

static int
versions_list(const struct cmd_global *g, struct archive *a,
    const struct archive_list *list, const struct subject *s, bool holdings,
    struct fault *f)
{
	const struct archive_entry *e;
	struct history h;
	struct table t;
	size_t i;
	int rc = 0;

	if (holdings)
		table_begin(&t, g, holdings_columns, HOLDINGS_COLUMNS);
	else
		table_begin(&t, g, versions_columns, VERSIONS_COLUMNS);
	for (i = 0; rc == 0 && i < list->n; i++) {
		e = &list->entries[i];
		if (!archive_arg_has(s, e))
			continue;
		rc = archive_looks(
		    a, e->platform, e->document, INT64_MAX, &h, f);
		if (rc != 0)
			break;
		rc = holdings ? holdings_rows(&h, &t, f)
			      : versions_rows(a, &h, &t, f);
		history_free(&h);
	}
	table_end(&t);
	return rc;
}

static int
cmd_versions_run(
    const struct cmd_global *g, int argc, char *argv[], struct fault *f)
{
	const char *holdings = NULL, *args[1];
	const struct opt opts[] = {
		{ .name = "--holdings", .flag = true, .value = &holdings },
		{ .name = NULL },
	};
	struct archive_list list = { .n = 0 };
	struct subject s;
	struct archive *a;
	size_t n;
	int status = EXIT_YES;

	if (opt_parse(opts, argc, argv, args, 1, &n, f) != 0)
		return EXIT_USAGE;
	if (n == 0) {
		fault_set(f, FAULT_FORMAT, "want a SUBJECT");
		return EXIT_USAGE;
	}
	if (archive_arg_open(g, false, &a, f) != 0)
		return archive_arg_status(f);
	if (archive_list(a, &list, f) != 0 ||
	    archive_arg_subject(a, &list, args[0], &s, f) != 0 ||
	    versions_list(g, a, &list, &s, holdings != NULL, f) != 0)
		status = status_of(f);
	archive_list_free(&list);
	archive_close(a);
	return status;
}

const struct cmd cmd_versions = {
	.name = "versions",
	.usage = "versions SUBJECT [--holdings]",
	.run = cmd_versions_run,
};
