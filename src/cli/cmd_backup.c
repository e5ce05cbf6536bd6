#include <stdio.h>

#include "archive/archive.h"
#include "archive/check.h"
#include "base/file.h"
#include "base/jv.h"
#include "cli/archive_arg.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/status.h"
#include "cli/table.h"

/*
 * A copy of the archive while others work.  It is read whole before it has
 * its name: a copy that nobody has read is a hope.
 */

static void
backup_tell(const struct cmd_global *g, const char *path,
    const struct archive_counts *c)
{
	struct jv *o;

	if (g->json) {
		o = jv_object();
		jv_set_str(o, "file", path);
		jv_set_int(o, "events", (int64_t)c->events);
		jv_set_int(o, "versions", (int64_t)c->versions);
		jv_set_int(o, "leaves", (int64_t)c->leaves);
		jv_set_int(o, "data_bytes", (int64_t)c->data_bytes);
		table_value_take(o);
		return;
	}
	(void)printf(
	    "%s\t%zu looks, %zu versions, %zu leaves of the log; every "
	    "byte was read\n",
	    path, c->events, c->versions, c->leaves);
	if (!g->quiet)
		(void)fprintf(stderr,
		    "The log key is not in it: keep that elsewhere. A copy "
		    "that is put in the archive's place appends only after "
		    "the newest published checkpoint was shown to it.\n");
}

static int
cmd_backup_run(
    const struct cmd_global *g, int argc, char *argv[], struct fault *f)
{
	const struct opt opts[] = { { .name = NULL } };
	struct archive_counts counts = { .events = 0 };
	struct archive *a = NULL;
	const char *args[1];
	int status = EXIT_YES;
	size_t n;

	if (opt_parse(opts, argc, argv, args, 1, &n, f) != 0)
		return EXIT_USAGE;
	if (n != 1) {
		fault_set(f, FAULT_FORMAT, "want the FILE to make");
		return EXIT_USAGE;
	}
	if (archive_arg_open(g, false, &a, f) != 0)
		return archive_arg_status(f);
	if (file_exists(args[0])) {
		(void)fault_set(f, FAULT_STATE,
		    "%s exists: a backup is put over nothing", args[0]);
		status = status_of(f);
	} else if (archive_copy(a, args[0], &counts, f) != 0) {
		status = status_of(f);
	} else {
		backup_tell(g, args[0], &counts);
	}
	archive_close(a);
	return status;
}

const struct cmd cmd_backup = {
	.name = "backup",
	.usage = "backup FILE",
	.run = cmd_backup_run,
};
