#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "archive/check.h"
#include "archive/log.h"
#include "base/jv.h"
#include "base/num.h"
#include "cli/archive_arg.h"
#include "cli/checkpoint_arg.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/status.h"
#include "cli/table.h"

/* A file that is all wrong has more problems than anyone reads. */
#define CHECK_SHOWN 1000

#define CHECK_COUNTS 24

/* A checkpoint that somebody kept, against the log. */
struct check_against {
	const char *path; /* NULL: not asked */
	struct checkpoint checkpoint;
	char why[CHECKPOINT_WHY]; /* "": the log continues it */
};

struct check_told {
	struct jv *json; /* NULL: print at once */
	size_t n;
};

static void
check_problem(void *ctx, const char *words)
{
	struct check_told *t = ctx;

	if (t->n++ >= CHECK_SHOWN)
		return;
	if (t->json != NULL) {
		jv_push_take(t->json, jv_str(words));
		return;
	}
	(void)fputs("problem\t", stdout);
	table_words(stdout, words, strlen(words));
	(void)putchar('\n');
}

struct check_count {
	const char *name;
	uint64_t n;
};

static size_t
check_list(const struct archive_counts *c, bool read_data,
    struct check_count out[CHECK_COUNTS])
{
	const struct check_count all[] = {
		{ "platforms", c->platforms },
		{ "documents", c->documents },
		{ "sources", c->sources },
		{ "events", c->events },
		{ "captures", c->captures },
		{ "rulings", c->rulings },
		{ "versions", c->versions },
		{ "holdings", c->holdings },
		{ "provisions", c->provisions },
		{ "spans", c->spans },
		{ "issues", c->issues },
		{ "leaves", c->leaves },
		{ "checkpoints", c->checkpoints },
		{ "blobs", c->blobs },
		{ "withheld", c->withheld },
		{ "blob_bytes", c->blob_bytes },
		{ "data_bytes", c->data_bytes },
	};
	size_t n = sizeof(all) / sizeof(all[0]) - (read_data ? 0 : 1);

	memcpy(out, all, n * sizeof(all[0]));
	return n;
}

static void
check_tell_json(struct check_told *t, const struct archive_counts *c,
    bool read_data, const struct check_against *against)
{
	struct check_count counts[CHECK_COUNTS];
	struct jv *v = jv_object(), *o = jv_object();
	size_t i, n = check_list(c, read_data, counts);

	for (i = 0; i < n; i++)
		jv_set_int(o, counts[i].name, (int64_t)counts[i].n);
	jv_set_bool(v, "ok", c->problems == 0);
	jv_set_bool(v, "data_read", read_data);
	jv_set_take(v, "counts", o);
	if (against->path != NULL) {
		o = jv_object();
		jv_set_str(o, "origin", against->checkpoint.origin);
		jv_set_int(o, "size", (int64_t)against->checkpoint.head.size);
		jv_set_bool(o, "continued", against->why[0] == '\0');
		if (against->why[0] != '\0')
			jv_set_str(o, "why", against->why);
		jv_set_take(v, "against", o);
	}
	jv_set_int(v, "n_problems", (int64_t)c->problems);
	jv_set_take(v, "problems", t->json);
	t->json = NULL;
	table_value_take(v);
}

static void
check_tell(const struct check_told *t, const struct archive_counts *c,
    bool read_data, const struct check_against *against)
{
	struct check_count counts[CHECK_COUNTS];
	char grouped[NUM_GROUPED];
	size_t i, n = check_list(c, read_data, counts);

	if (t->n > CHECK_SHOWN)
		(void)printf("problem\t... and %zu more\n", t->n - CHECK_SHOWN);
	for (i = 0; i < n; i++)
		(void)printf("%s\t%" PRIu64 "\n", counts[i].name, counts[i].n);
	if (c->problems > 0)
		(void)printf("no\t%s problems\n",
		    num_grouped((int64_t)c->problems, grouped));
	else
		(void)printf("yes\t%s\n",
		    read_data
			? "every row and every byte is as it was put"
			: "the structure holds (--read-data reads every byte)");
	if (against->path == NULL)
		return;
	if (against->why[0] == '\0')
		(void)printf("yes\tthe log continues the checkpoint of %" PRIu64
			     " leaves\n",
		    against->checkpoint.head.size);
	else
		(void)printf("no\t%s\n", against->why);
}

static int
check_ask(struct archive *a, struct check_against *against, struct fault *f)
{
	struct buf b;
	int rc;

	if (against->path == NULL)
		return 0;
	rc = checkpoint_arg(against->path, &b, f);
	if (rc == 0 &&
	    archive_log_against(
		a, b.data, b.len, &against->checkpoint, against->why, f) != 0)
		rc = fault_under(f, "%s", against->path);
	buf_free(&b);
	return rc;
}

static int
cmd_check_run(
    const struct cmd_global *g, int argc, char *argv[], struct fault *f)
{
	struct check_against against = { .path = NULL };
	const char *read_data = NULL, *args[1];
	const struct opt opts[] = {
		{ .name = "--read-data", .flag = true, .value = &read_data },
		{ .name = "--against", .value = &against.path },
		{ .name = NULL },
	};
	struct check_told told = { .n = 0 };
	struct archive *a;
	struct archive_counts counts;
	size_t n;
	int status;

	if (opt_parse(opts, argc, argv, args, 0, &n, f) != 0)
		return EXIT_USAGE;
	if (archive_arg_open(g, false, &a, f) != 0)
		return archive_arg_status(f);
	if (g->json)
		told.json = jv_array();
	if (archive_check(
		a, read_data != NULL, check_problem, &told, &counts, f) != 0 ||
	    check_ask(a, &against, f) != 0) {
		status = status_of(f);
	} else {
		status = counts.problems > 0 ? EXIT_NO
		    : against.why[0] != '\0' ? EXIT_LOG
					     : EXIT_YES;
		if (g->json)
			check_tell_json(
			    &told, &counts, read_data != NULL, &against);
		else
			check_tell(&told, &counts, read_data != NULL, &against);
	}
	jv_free(told.json);
	archive_close(a);
	return status;
}

const struct cmd cmd_check = {
	.name = "check",
	.usage = "check [--read-data] [--against CHECKPOINT]",
	.run = cmd_check_run,
};
