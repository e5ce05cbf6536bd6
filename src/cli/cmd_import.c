#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "archive/declare.h"
#include "base/clock.h"
#include "base/jv.h"
#include "cli/archive_arg.h"
#include "cli/cmd.h"
#include "cli/import_run.h"
#include "cli/import_warc.h"
#include "cli/opt.h"
#include "cli/status.h"
#include "cli/table.h"
#include "intake/captures.h"
#include "intake/ota.h"

#define ARGS_MAX 1024

enum import_kind {
	IMPORT_OTA,
	IMPORT_CAPTURES,
	IMPORT_WARC,
	IMPORT_WACZ,
};

static const struct {
	const char *name, *wants;
	size_t max; /* arguments behind the name */
} kinds[] = {
	[IMPORT_OTA] = { "ota", "a REPO", ARGS_MAX },
	[IMPORT_CAPTURES] = { "captures", "an INDEX.tsv", 1 },
	[IMPORT_WARC] = { "warc", "a FILE", ARGS_MAX },
	[IMPORT_WACZ] = { "wacz", "a FILE", ARGS_MAX },
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* What an import is asked for, and what came of it. */
struct import_args {
	const char *args[ARGS_MAX]; /* kind, path, subjects */
	size_t n;
	enum import_kind kind;
	const char *as;
};

struct import_told {
	struct ota_counts ota;
	struct warc_counts warc;
	struct jv *refused; /* --json: the records, a value that is ours */
	struct import_counts counts;
	enum import_kind kind;
};

static bool
import_is_warc(enum import_kind kind)
{
	return kind == IMPORT_WARC || kind == IMPORT_WACZ;
}

static void
import_tell_json(struct import_told *t)
{
	const struct import_counts *c = &t->counts;
	struct jv *v = jv_object(), *classes = jv_object(), *gaps = jv_object();
	size_t i;

	if (import_is_warc(t->kind)) {
		jv_set_int(v, "records", (int64_t)t->warc.records);
		jv_set_int(v, "others", (int64_t)t->warc.others);
		jv_set_take(v, "refused", t->refused);
		t->refused = NULL;
	}
	if (t->kind == IMPORT_OTA) {
		jv_set_int(v, "commits", (int64_t)t->ota.commits);
		jv_set_int(v, "skipped", (int64_t)t->ota.skipped);
		jv_set_int(v, "snapshots", (int64_t)t->ota.snapshots);
		jv_set_int(v, "undeclared", (int64_t)t->ota.undeclared);
		jv_set_int(v, "waiting", (int64_t)t->ota.waiting);
	}
	jv_set_int(v, "added", (int64_t)c->added);
	jv_set_int(v, "known", (int64_t)c->known);
	jv_set_int(v, "documents", (int64_t)c->documents);
	jv_set_int(v, "versions", (int64_t)c->versions);
	jv_set_int(v, "provisions", (int64_t)c->provisions);
	for (i = 0; i < RULING_CLASSES; i++)
		jv_set_int(classes, ruling_name((enum ruling_class)i),
		    (int64_t)c->by_class[i]);
	for (i = 0; i < c->n_gaps; i++)
		jv_set_int(gaps, c->gaps[i].rule, (int64_t)c->gaps[i].n);
	jv_set_take(v, "classes", classes);
	jv_set_take(v, "gaps", gaps);
	table_value_take(v);
}

static void
import_tell(const struct import_told *t)
{
	const struct import_counts *c = &t->counts;
	size_t i;

	if (import_is_warc(t->kind))
		(void)printf("records\t%zu\nrefused\t%zu\nothers\t%zu\n",
		    t->warc.records, t->warc.refused, t->warc.others);
	if (t->kind == IMPORT_OTA)
		(void)printf("commits\t%zu\nskipped\t%zu\n", t->ota.commits,
		    t->ota.skipped);
	if (t->ota.snapshots > 0)
		(void)printf("snapshots\t%zu\nundeclared\t%zu\n"
			     "waiting\t%zu\n",
		    t->ota.snapshots, t->ota.undeclared, t->ota.waiting);
	(void)printf("added\t%zu\nknown\t%zu\ndocuments\t%zu\nversions\t%zu\n"
		     "provisions\t%zu\n",
	    c->added, c->known, c->documents, c->versions, c->provisions);
	for (i = 0; i < RULING_CLASSES; i++)
		if (c->by_class[i] > 0)
			(void)printf("%s\t%zu\n",
			    ruling_name((enum ruling_class)i), c->by_class[i]);
	for (i = 0; i < c->n_gaps; i++)
		(void)printf("gap %s\t%zu\n", c->gaps[i].rule, c->gaps[i].n);
}

/* Who takes what is read, and knows what was declared. */
struct import_taker {
	struct import_run *run;
	struct archive *archive;
};

static int
import_want(
    void *ctx, const char *platform, const char *document, const char *key)
{
	struct import_taker *t = ctx;

	return import_run_want(t->run, platform, document, key);
}

static int
import_take(void *ctx, const struct capture *c, struct fault *f)
{
	struct import_taker *t = ctx;

	return import_run_take(t->run, c, f);
}

static int
import_declared(void *ctx, const char *platform, const char *document,
    int64_t at_utc_ms, struct arena *a, const char **json, struct fault *f)
{
	struct import_taker *t = ctx;
	struct archive_declaration d = { .json = NULL };
	int64_t doc;

	if (archive_document_find(t->archive, platform, document, &doc, f) != 0)
		return -1;
	if (doc != 0 &&
	    archive_declared(t->archive, doc, at_utc_ms, a, &d, f) != 0)
		return -1;
	*json = d.json;
	return 0;
}

/* Read what the arguments name into the run. */
static int
import_read(const struct cmd_global *g, const struct import_args *x,
    struct archive *a, struct import_run *run, struct import_told *t,
    struct fault *f)
{
	struct import_taker taker = { run, a };
	const struct intake_reader reader = { &taker, import_want, import_take,
		import_declared };
	struct import_warc warc = { x->kind == IMPORT_WACZ, x->args + 1,
		x->n - 1, x->as, g->quiet, t->refused };
	size_t n;

	switch (x->kind) {
	case IMPORT_OTA:
		return ota_read(x->args[1], &reader, &t->ota, f);
	case IMPORT_CAPTURES:
		return captures_read(x->args[1], &reader, &n, f);
	case IMPORT_WARC:
	case IMPORT_WACZ:
		break;
	}
	return import_warc_read(&warc, a, &reader, &t->warc, f);
}

static int
import_all(const struct cmd_global *g, struct archive *a,
    const struct import_args *x, struct import_told *t, struct fault *f)
{
	struct import_options o = {
		.whole = x->kind != IMPORT_OTA,
		.subjects = x->args + 2,
		.n_subjects = x->kind == IMPORT_OTA ? x->n - 2 : 0,
		.progress = !g->quiet && isatty(STDERR_FILENO) == 1,
	};
	struct import_run *run = NULL;
	int rc = -1;

	if (clock_now(&o.now_utc_ms, f) != 0 ||
	    import_run_new(a, &o, &run, f) != 0 ||
	    import_read(g, x, a, run, t, f) != 0 ||
	    import_run_finish(run, &t->counts, f) != 0)
		goto out;
	rc = 0;
out:
	import_run_free(run);
	return rc;
}

static int
import_options(int argc, char *argv[], struct import_args *x, struct fault *f)
{
	const struct opt opts[] = {
		{ .name = "--as", .value = &x->as },
		{ .name = NULL },
	};
	size_t i;

	if (opt_parse(opts, argc, argv, x->args, ARGS_MAX, &x->n, f) != 0)
		return -1;
	for (i = 0; x->n > 0 && i < KINDS; i++)
		if (strcmp(x->args[0], kinds[i].name) == 0)
			break;
	if (x->n == 0 || i == KINDS)
		return fault_set(f, FAULT_FORMAT,
		    "want \"ota\", \"captures\", \"warc\" or \"wacz\", have "
		    "\"%.40s\"",
		    x->n == 0 ? "" : x->args[0]);
	x->kind = (enum import_kind)i;
	if (x->n == 1)
		return fault_set(f, FAULT_FORMAT, "want %s", kinds[i].wants);
	if (x->n - 1 > kinds[i].max)
		return fault_set(f, FAULT_FORMAT,
		    "want one %s, have \"%.100s\" too",
		    strchr(kinds[i].wants, ' ') + 1, x->args[2]);
	if (x->as == NULL)
		return 0;
	if (!import_is_warc(x->kind))
		return fault_set(f, FAULT_FORMAT,
		    "--as names a page of a web archive, not of %s",
		    kinds[i].name);
	if (strchr(x->as, '/') == NULL || x->as[0] == '/' ||
	    x->as[strlen(x->as) - 1] == '/')
		return fault_set(f, FAULT_FORMAT,
		    "--as: want PLATFORM/DOCUMENT, have \"%.100s\"", x->as);
	return 0;
}

static int
cmd_import_run(
    const struct cmd_global *g, int argc, char *argv[], struct fault *f)
{
	struct import_args x = { .n = 0 };
	struct import_told told = { .refused = NULL };
	struct archive *a;
	int status = EXIT_YES;

	if (import_options(argc, argv, &x, f) != 0)
		return EXIT_USAGE;
	if (archive_arg_open(g, true, &a, f) != 0)
		return archive_arg_status(f);
	told.kind = x.kind;
	if (g->json)
		told.refused = jv_array();
	if (import_all(g, a, &x, &told, f) != 0)
		status = status_of(f);
	else if (g->json)
		import_tell_json(&told);
	else if (!g->quiet)
		import_tell(&told);
	jv_free(told.refused);
	archive_close(a);
	if (status == EXIT_YES && told.warc.refused > 0)
		status = EXIT_GAPS;
	if (status == EXIT_YES && told.ota.undeclared > 0) {
		status = EXIT_GAPS;
		if (!g->quiet)
			(void)fprintf(stderr,
			    "%zu snapshots without a declaration that held "
			    "then (\"add --declarations\" takes Open Terms "
			    "Archive's)\n",
			    told.ota.undeclared);
	}
	return status;
}

const struct cmd cmd_import = {
	.name = "import",
	.usage = "import ota REPO [SUBJECT...] | import captures INDEX.tsv | "
		 "import warc|wacz FILE... [--as PLATFORM/DOCUMENT]",
	.run = cmd_import_run,
};
