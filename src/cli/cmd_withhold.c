#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive/withhold.h"
#include "base/clock.h"
#include "base/jv.h"
#include "cli/archive_arg.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/status.h"
#include "cli/table.h"

struct withhold_args {
	const char *blob, *why, *who;
};

static int
withhold_args(int argc, char *argv[], struct withhold_args *x, struct fault *f)
{
	const struct opt opts[] = {
		{ .name = "--why", .value = &x->why },
		{ .name = "--who", .value = &x->who },
		{ .name = NULL },
	};
	const char *args[1];
	size_t n;

	if (opt_parse(opts, argc, argv, args, 1, &n, f) != 0)
		return -1;
	if (n != 1 || x->why == NULL || x->why[0] == '\0')
		return fault_set(f, FAULT_FORMAT,
		    "want a BLOB (its SHA-256, as log --json and versions "
		    "name it) and --why TEXT");
	x->blob = args[0];
	if (x->who == NULL)
		x->who = getenv("LOGNAME");
	if (x->who == NULL || x->who[0] == '\0')
		return fault_set(f, FAULT_FORMAT,
		    "nobody is named who withholds it: want --who NAME");
	return 0;
}

static void
withhold_tell(const struct cmd_global *g, const struct archive_withheld *x)
{
	struct jv *o;

	if (g->json) {
		o = jv_object();
		jv_set_str(o, "sha256", digest_hex(&x->sha).s);
		jv_set_int(o, "bytes", (int64_t)x->size);
		jv_set_int(o, "packed_anew", (int64_t)x->packed_anew);
		jv_set_bool(o, "already", x->already);
		table_value_take(o);
		return;
	}
	if (x->already)
		(void)printf("%s\twithheld already; the file is written anew\n",
		    digest_hex(&x->sha).s);
	else
		(void)printf("%s\t%zu bytes withheld, %zu blobs packed anew\n",
		    digest_hex(&x->sha).s, x->size, x->packed_anew);
	if (!g->quiet)
		(void)fprintf(stderr,
		    "Its digest and its leaf stay. The same words may stand in "
		    "other captures and texts of the document, in backups, and "
		    "in packets that went out.\n");
}

static int
cmd_withhold_run(
    const struct cmd_global *g, int argc, char *argv[], struct fault *f)
{
	struct withhold_args x = { .blob = NULL };
	struct archive_withheld made;
	struct archive *a = NULL;
	int status = EXIT_YES;
	int64_t now;

	if (withhold_args(argc, argv, &x, f) != 0)
		return EXIT_USAGE;
	if (archive_arg_open(g, true, &a, f) != 0)
		return archive_arg_status(f);
	if (clock_now(&now, f) == 0 &&
	    archive_withhold(a, x.blob, x.why, x.who, now, &made, f) == 0)
		withhold_tell(g, &made);
	else
		status = status_of(f);
	archive_close(a);
	return status;
}

const struct cmd cmd_withhold = {
	.name = "withhold",
	.usage = "withhold BLOB --why TEXT [--who NAME]",
	.run = cmd_withhold_run,
};
