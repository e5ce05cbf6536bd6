#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "archive/archive.h"
#include "archive/check.h"
#include "base/file.h"
#include "base/jv.h"
#include "base/mem.h"
#include "cli/archive_arg.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/status.h"
#include "cli/table.h"

/*
 * A copy of the archive while others work.  It is read whole before it has
 * its name: a copy that nobody has read is a hope.
 */

#define PATH_MAX_LEN 4096

struct backup {
	char first[512]; /* problem found in the copy; "": none */
	struct archive_counts counts;
};

static void
backup_problem(void *ctx, const char *words)
{
	struct backup *x = ctx;

	if (x->first[0] == '\0')
		(void)snprintf(x->first, sizeof(x->first), "%s", words);
}

static int
backup_check(const char *path, struct backup *x, struct fault *f)
{
	struct archive *copy;
	int rc;

	if (archive_open(path, false, &copy, f) != 0)
		return -1;
	rc = archive_check(copy, true, backup_problem, x, &x->counts, f);
	archive_close(copy);
	if (rc == 0 && x->counts.problems > 0)
		rc = fault_set(f, FAULT_STATE,
		    "the copy has %zu problems (proviso check --read-data of "
		    "the archive shows them): %.300s",
		    x->counts.problems, x->first);
	return rc;
}

/* The copy under a name of its own, read, and then under the one asked for. */
static int
backup_make(
    struct archive *a, const char *path, struct backup *x, struct fault *f)
{
	char *part = NULL;
	struct buf b;
	int rc = -1;

	if (file_exists(path))
		return fault_set(f, FAULT_STATE,
		    "%s exists: a backup is put over nothing", path);
	buf_init(&b, PATH_MAX_LEN);
	buf_fmt(&b, "%s.part-%ld", path, (long)getpid());
	if (buf_check(&b, "path of the backup", f) != 0) {
		buf_free(&b);
		return -1;
	}
	part = buf_take(&b);
	if (archive_copy(a, part, f) != 0)
		goto out;
	if (backup_check(part, x, f) != 0) {
		(void)unlink(part);
		goto out;
	}
	/* link() refuses a path that exists by now. */
	rc = link(part, path) == 0 ? 0 : fault_sys(f, "%s", path);
	(void)unlink(part);
	if (rc == 0)
		rc = file_sync_beside(path, f);
out:
	free(part);
	return rc;
}

static void
backup_tell(
    const struct cmd_global *g, const char *path, const struct backup *x)
{
	const struct archive_counts *c = &x->counts;
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
	struct backup x = { .first = "" };
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
	if (backup_make(a, args[0], &x, f) == 0)
		backup_tell(g, args[0], &x);
	else
		status = status_of(f);
	archive_close(a);
	return status;
}

const struct cmd cmd_backup = {
	.name = "backup",
	.usage = "backup FILE",
	.run = cmd_backup_run,
};
