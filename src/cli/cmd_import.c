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
#include "cli/opt.h"
#include "cli/status.h"
#include "cli/table.h"
#include "intake/captures.h"
#include "intake/ota.h"

#define ARGS_MAX 64

/* What an import is asked for, and what came of it. */
struct import_args {
	const char *args[ARGS_MAX]; /* kind, path, subjects */
	size_t n;
};

struct import_told {
	struct ota_counts ota;
	struct import_counts counts;
	int is_ota;
};

static void
import_tell_json(const struct import_told *t)
{
	const struct import_counts *c = &t->counts;
	struct jv *v = jv_object(), *classes = jv_object(), *gaps = jv_object();
	size_t i;

	if (t->is_ota) {
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

	if (t->is_ota)
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
import_read(const struct import_args *x, struct archive *a,
    struct import_run *run, struct import_told *t, struct fault *f)
{
	struct import_taker taker = { run, a };
	const struct intake_reader reader = { &taker, import_want, import_take,
		import_declared };
	size_t n;

	t->is_ota = strcmp(x->args[0], "ota") == 0;
	if (t->is_ota)
		return ota_read(x->args[1], &reader, &t->ota, f);
	return captures_read(x->args[1], &reader, &n, f);
}

static int
import_all(const struct cmd_global *g, struct archive *a,
    const struct import_args *x, struct import_told *t, struct fault *f)
{
	struct import_options o = {
		.whole = strcmp(x->args[0], "captures") == 0,
		.subjects = x->args + 2,
		.n_subjects = x->n - 2,
		.progress = !g->quiet && isatty(STDERR_FILENO) == 1,
	};
	struct import_run *run = NULL;
	int rc = -1;

	if (clock_now(&o.now_utc_ms, f) != 0 ||
	    import_run_new(a, &o, &run, f) != 0 ||
	    import_read(x, a, run, t, f) != 0 ||
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
	const struct opt opts[] = { { .name = NULL } };

	if (opt_parse(opts, argc, argv, x->args, ARGS_MAX, &x->n, f) != 0)
		return -1;
	if (x->n == 0 ||
	    (strcmp(x->args[0], "ota") != 0 &&
		strcmp(x->args[0], "captures") != 0))
		return fault_set(f, FAULT_FORMAT,
		    "want \"ota\" or \"captures\", have \"%.40s\"",
		    x->n == 0 ? "" : x->args[0]);
	if (x->n == 1)
		return fault_set(f, FAULT_FORMAT, "want %s",
		    strcmp(x->args[0], "ota") == 0 ? "a REPO" : "an INDEX.tsv");
	if (x->n > 2 && strcmp(x->args[0], "captures") == 0)
		return fault_set(f, FAULT_FORMAT,
		    "want one INDEX.tsv, have \"%.100s\" too", x->args[2]);
	return 0;
}

static int
cmd_import_run(
    const struct cmd_global *g, int argc, char *argv[], struct fault *f)
{
	struct import_args x = { .n = 0 };
	struct import_told told = { .is_ota = 0 };
	struct archive *a;
	int status = EXIT_YES;

	if (import_options(argc, argv, &x, f) != 0)
		return EXIT_USAGE;
	if (archive_arg_open(g, true, &a, f) != 0)
		return archive_arg_status(f);
	if (import_all(g, a, &x, &told, f) != 0)
		status = status_of(f);
	else if (g->json)
		import_tell_json(&told);
	else if (!g->quiet)
		import_tell(&told);
	archive_close(a);
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
	.usage = "import ota REPO [SUBJECT...] | import captures INDEX.tsv",
	.run = cmd_import_run,
};
