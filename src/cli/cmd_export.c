#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "archive/log.h"
#include "base/jv.h"
#include "cli/archive_arg.h"
#include "cli/cmd.h"
#include "cli/export_warc.h"
#include "cli/opt.h"
#include "cli/status.h"
#include "cli/table.h"

#define EXPORT_ARGS 64

/* What an export is asked for. */
struct export_args {
	const char *kind;
	const char **subjects;
	size_t n_subjects;
	const char *out;
};

/* The log as files that others read. */
static int
export_tiles(const struct cmd_global *g, struct archive *a,
    const struct export_args *x, struct fault *f)
{
	struct checkpoint c;
	uint64_t n;
	struct jv *o;

	if (x->n_subjects > 0)
		return fault_set(f, FAULT_FORMAT,
		    "export tiles: the log is one: want no subject");
	if (archive_log_tiles(a, x->out, &n, &c, f) != 0)
		return -1;
	if (g->json) {
		o = jv_object();
		jv_set_str(o, "origin", c.origin);
		jv_set_int(o, "size", (int64_t)c.head.size);
		jv_set_int(o, "files_written", (int64_t)n);
		table_value_take(o);
	} else if (!g->quiet) {
		(void)fprintf(stderr,
		    "%s: %" PRIu64 " leaves, %" PRIu64 " files written\n",
		    x->out, c.head.size, n);
	}
	return 0;
}

/* Looks as a web archive. */
static int
export_web(const struct cmd_global *g, struct archive *a,
    const struct export_args *x, struct fault *f)
{
	const struct export_warc o = {
		.wacz = strcmp(x->kind, "wacz") == 0,
		.subjects = x->subjects,
		.n_subjects = x->n_subjects,
		.out = x->out,
	};
	struct export_warc_counts n;
	struct jv *v;

	if (export_warc(a, &o, &n, f) != 0)
		return -1;
	if (g->json) {
		v = jv_object();
		jv_set_str(v, "file", x->out);
		jv_set_int(v, "documents", (int64_t)n.documents);
		jv_set_int(v, "looks", (int64_t)n.looks);
		jv_set_int(v, "records", (int64_t)n.records);
		jv_set_int(v, "withheld", (int64_t)n.withheld);
		jv_set_int(v, "bytes", (int64_t)n.bytes);
		table_value_take(v);
	} else if (!g->quiet) {
		(void)fprintf(stderr,
		    "%s: %zu looks at %zu documents in %zu records, bodies "
		    "without transfer coding, %llu bytes\n",
		    x->out, n.looks, n.documents, n.records, n.bytes);
	}
	if (n.withheld == 0)
		return EXIT_YES;
	if (!g->quiet)
		(void)fprintf(stderr,
		    "%zu captures or exhibits were withheld and are not in "
		    "it\n",
		    n.withheld);
	return EXIT_GAPS;
}

static const struct {
	const char *kind;
	/* The exit status, or -1 with the fault. */
	int (*run)(const struct cmd_global *g, struct archive *a,
	    const struct export_args *x, struct fault *f);
} exports[] = {
	{ "warc", export_web },
	{ "wacz", export_web },
	{ "tiles", export_tiles },
};

#define EXPORTS (sizeof(exports) / sizeof(exports[0]))

static int
cmd_export_run(
    const struct cmd_global *g, int argc, char *argv[], struct fault *f)
{
	struct export_args x = { .out = NULL };
	const char *args[EXPORT_ARGS];
	const struct opt opts[] = {
		{ .name = "-o", .value = &x.out },
		{ .name = NULL },
	};
	struct archive *a = NULL;
	size_t i, n;
	int status;

	if (opt_parse(opts, argc, argv, args, EXPORT_ARGS, &n, f) != 0)
		return EXIT_USAGE;
	if (n == 0 || x.out == NULL) {
		fault_set(f, FAULT_FORMAT, "%s",
		    n == 0 ? "want what to export" : "-o PATH is missing");
		return EXIT_USAGE;
	}
	x.kind = args[0];
	x.subjects = args + 1;
	x.n_subjects = n - 1;
	for (i = 0; i < EXPORTS; i++)
		if (strcmp(x.kind, exports[i].kind) == 0)
			break;
	if (i == EXPORTS) {
		fault_set(
		    f, FAULT_FORMAT, "\"%.40s\" is nothing to export", x.kind);
		return EXIT_USAGE;
	}
	if (archive_arg_open(g, false, &a, f) != 0)
		return archive_arg_status(f);
	status = exports[i].run(g, a, &x, f);
	if (status < 0)
		status = status_of(f);
	archive_close(a);
	return status;
}

const struct cmd cmd_export = {
	.name = "export",
	.usage = "export warc|wacz [SUBJECT...] -o FILE | export tiles -o DIR",
	.run = cmd_export_run,
};
