#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "archive/read.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/jv.h"
#include "cli/archive_arg.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/status.h"
#include "cli/table.h"
#include "model/history.h"

static const char *const show_columns[] = { "start", "end", "kind", "level",
	"marker", "provision", "text" };

#define SHOW_COLUMNS (sizeof(show_columns) / sizeof(show_columns[0]))

struct show_args {
	const char *subject, *as_of, *blocks, *raw, *exhibit;
	int64_t as_of_utc_ms;
};

static int
show_options(int argc, char *argv[], struct show_args *s, struct fault *f)
{
	const struct opt opts[] = {
		{ .name = "--as-of", .value = &s->as_of },
		{ .name = "--blocks", .flag = true, .value = &s->blocks },
		{ .name = "--raw", .flag = true, .value = &s->raw },
		{ .name = "--exhibit", .value = &s->exhibit },
		{ .name = NULL },
	};
	size_t n;

	*s = (struct show_args){ .as_of_utc_ms = INT64_MAX };
	if (opt_parse(opts, argc, argv, &s->subject, 1, &n, f) != 0)
		return -1;
	if (n == 0)
		return fault_set(f, FAULT_FORMAT, "want PLATFORM/DOCUMENT");
	if ((s->blocks != NULL) + (s->raw != NULL) + (s->exhibit != NULL) > 1)
		return fault_set(f, FAULT_FORMAT,
		    "want one of --blocks, --raw and --exhibit");
	if (s->as_of != NULL &&
	    clock_parse_date(s->as_of, 1, &s->as_of_utc_ms, f) != 0)
		return fault_under(f, "--as-of");
	return 0;
}

/* The version that stood on that day. */
static int
show_version(struct archive *a, const struct history *h,
    const struct show_args *s, const struct version **out, struct fault *f)
{
	struct history all;
	char first[CLOCK_TEXT];

	if ((*out = history_version(h, h->current)) != NULL)
		return 0;
	if (archive_looks(a, h->platform, h->document, INT64_MAX, &all, f) != 0)
		return -1;
	if (all.n_holdings == 0)
		fault_set(f, FAULT_ABSENT,
		    "%.150s/%.150s: no look at it brought a text", h->platform,
		    h->document);
	else
		fault_set(f, FAULT_ABSENT,
		    "%.150s/%.150s: no text as of %.40s; the first was seen %s",
		    h->platform, h->document,
		    s->as_of == NULL ? "now" : s->as_of,
		    clock_rfc3339(all.holdings[0].first_utc_ms, first));
	history_free(&all);
	return -1;
}

/* Whole lines to a terminal, without what a terminal obeys; bytes to all else. */
static void
show_bytes(const char *p, size_t n)
{
	const char *line = p, *end = p + n, *nl;

	if (isatty(STDOUT_FILENO) == 0) {
		(void)fwrite(p, 1, n, stdout);
		return;
	}
	while (line < end) {
		nl = memchr(line, '\n', (size_t)(end - line));
		if (nl == NULL)
			nl = end;
		table_words(stdout, line, (size_t)(nl - line));
		(void)putchar('\n');
		line = nl + 1;
	}
}

static int
show_raw(struct archive *a, const struct history *h, const struct version *v,
    struct fault *f)
{
	unsigned char *bytes;
	size_t n;

	if (archive_capture(a, h->looks[v->first_look].id, &bytes, &n, f) != 0)
		return -1;
	show_bytes((const char *)bytes, n);
	free(bytes);
	return 0;
}

/* What else the look brought in that role. */
static int
show_exhibit(
    struct archive *a, const struct look *k, const char *role, struct fault *f)
{
	struct jv *record = NULL;
	const struct jv *list;
	unsigned char *bytes;
	struct fault unused;
	struct buf roles;
	size_t i, n;

	if (archive_exhibit(a, k->id, role, &bytes, &n, f) != 0)
		return -1;
	if (bytes != NULL) {
		show_bytes((const char *)bytes, n);
		free(bytes);
		return 0;
	}
	buf_init(&roles, 300);
	if (jv_parse(k->record, strlen(k->record), &record, &unused) != 0)
		record = NULL;
	list = record == NULL ? NULL : jv_get(record, "exhibits");
	for (i = 0; list != NULL && i < jv_count(list); i++)
		if (jv_text(jv_get(jv_at(list, i), "role")) != NULL)
			buf_fmt(&roles, " %s",
			    jv_text(jv_get(jv_at(list, i), "role")));
	(void)fault_set(f, FAULT_ABSENT, "no exhibit \"%.60s\"; it has%s", role,
	    roles.len == 0 ? " none" : (const char *)roles.data);
	buf_free(&roles);
	jv_free(record);
	return -1;
}

static void
show_json(const struct history *h, const struct version *v,
    const struct archive_text *t)
{
	char time[CLOCK_TEXT];
	struct jv *o = jv_object();

	jv_set_str(o, "platform", h->platform);
	jv_set_str(o, "document", h->document);
	jv_set_int(o, "version", v->number);
	jv_set_str(o, "class", ruling_name(v->ruling));
	jv_set_str(o, "first_look", clock_rfc3339(v->first_utc_ms, time));
	jv_set_str(o, "last_look", clock_rfc3339(v->last_utc_ms, time));
	jv_set_str(o, "sha256", digest_hex(&v->text).s);
	jv_set_int(o, "extractor", (int64_t)v->extractor);
	if (v->stated_start != v->stated_end)
		jv_set_str(
		    o, "stated_effective", clock_day(v->stated_utc_ms, time));
	jv_set_take(o, "text", jv_strn(t->page.text, t->page.len));
	table_value_take(o);
}

/* The provision that a block belongs to, or NULL. */
static const char *
show_provision(const struct archive_text *t, size_t block)
{
	size_t i;

	for (i = 0; i < t->n_clauses; i++)
		if (block >= t->clauses[i].first_block &&
		    block - t->clauses[i].first_block < t->clauses[i].n_blocks)
			return t->provisions[i];
	return NULL;
}

static void
show_blocks(const struct cmd_global *g, const struct archive_text *t)
{
	static const char *const kinds[] = {
		[BLOCK_HEADING] = "heading",
		[BLOCK_PARAGRAPH] = "paragraph",
		[BLOCK_ITEM] = "item",
		[BLOCK_ROW] = "row",
	};
	const struct block *b;
	const char *provision;
	struct arena arena;
	struct table table;
	size_t i;

	arena_init(&arena);
	table_begin(&table, g, show_columns, SHOW_COLUMNS);
	for (i = 0; i < t->page.n_blocks; i++) {
		b = &t->page.blocks[i];
		provision = show_provision(t, i);
		table_int(&table, (int64_t)b->start);
		table_int(&table, (int64_t)b->end);
		table_str(&table, kinds[b->kind]);
		table_int(&table, (int64_t)b->level);
		table_str(&table, b->marker);
		if (provision == NULL)
			table_none(&table);
		else
			table_str(&table, provision);
		table_str(&table,
		    arena_strndup(
			&arena, t->page.text + b->start, b->end - b->start));
	}
	table_end(&table);
	arena_free(&arena);
}

static int
show_run(const struct cmd_global *g, struct archive *a,
    const struct subject *subject, const struct show_args *s, struct fault *f)
{
	struct history h = { .n_looks = 0 };
	struct archive_text t = { .n_clauses = 0 };
	const struct version *v;
	int rc = -1;

	if (archive_looks(a, subject->platform, subject->document,
		s->as_of_utc_ms, &h, f) != 0 ||
	    show_version(a, &h, s, &v, f) != 0)
		goto out;
	if (s->exhibit != NULL) {
		rc = show_exhibit(a, &h.looks[v->first_look], s->exhibit, f);
		goto out;
	}
	if (s->raw != NULL) {
		rc = show_raw(a, &h, v, f);
		goto out;
	}
	if (archive_text(a, h.platform, h.document, v->number, &t, f) != 0)
		goto out;
	if (s->blocks != NULL)
		show_blocks(g, &t);
	else if (g->json)
		show_json(&h, v, &t);
	else
		show_bytes(t.page.text, t.page.len);
	rc = 0;
out:
	page_free(&t.page);
	history_free(&h);
	return rc;
}

static int
cmd_show_run(
    const struct cmd_global *g, int argc, char *argv[], struct fault *f)
{
	struct archive_list list = { .n = 0 };
	struct show_args args;
	struct subject subject;
	struct archive *a;
	int status = EXIT_YES;

	if (show_options(argc, argv, &args, f) != 0)
		return EXIT_USAGE;
	if (archive_arg_open(g, false, &a, f) != 0)
		return archive_arg_status(f);
	if (archive_list(a, &list, f) != 0 ||
	    archive_arg_document(&list, args.subject, &subject, f) != 0 ||
	    show_run(g, a, &subject, &args, f) != 0)
		status = status_of(f);
	archive_list_free(&list);
	archive_close(a);
	return status;
}

const struct cmd cmd_show = {
	.name = "show",
	.usage = "show PLATFORM/DOCUMENT [--as-of DATE] "
		 "[--blocks|--raw|--exhibit ROLE]",
	.run = cmd_show_run,
};
