#include <stdio.h>
#include <string.h>

#include "archive/issue.h"
#include "archive/log.h"
#include "archive/log_sign.h"
#include "base/clock.h"
#include "base/jv.h"
#include "base/release.h"
#include "cli/archive_arg.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/status.h"
#include "cli/table.h"

struct revoke_args {
	struct archive_recall recall;
	const char *log_key;
};

/* The recall, and a head over it where a log key is at hand. */
static int
revoke_run(struct archive *a, struct revoke_args *x, struct checkpoint *head,
    bool *signed_head, struct fault *f)
{
	struct archive_log_signing want = { .log_key = x->log_key };
	struct archive_log_signed made;
	struct buf note;
	int rc;

	*signed_head = false;
	if (clock_now(&x->recall.when_utc_ms, f) != 0 ||
	    archive_begin(a, f) != 0)
		return -1;
	if (archive_recall_put(a, &x->recall, f) != 0 ||
	    archive_commit(a, f) != 0) {
		archive_rollback(a);
		return -1;
	}
	if (!archive_log_has_key(a, x->log_key))
		return 0;
	want.now_utc_ms = x->recall.when_utc_ms;
	buf_init(&note, NOTE_MAX);
	rc = archive_log_sign(a, &want, &note, &made, f);
	buf_free(&note);
	if (rc != 0)
		return fault_under(f, "revoked, but the log is not signed");
	*head = made.checkpoint;
	*signed_head = true;
	return 0;
}

static void
revoke_tell(const struct cmd_global *g, const struct revoke_args *x,
    const struct checkpoint *head, bool signed_head)
{
	struct jv *o;

	if (g->json) {
		o = jv_object();
		jv_set_str(o, "id", x->recall.packet);
		if (x->recall.replaced_by[0] != '\0')
			jv_set_str(o, "replaced_by", x->recall.replaced_by);
		if (signed_head)
			jv_set_int(
			    o, "checkpoint_size", (int64_t)head->head.size);
		table_value_take(o);
	} else if (!g->quiet) {
		(void)fprintf(stderr, "%s: %s%s%s\n", x->recall.packet,
		    x->recall.replaced_by[0] == '\0' ? "revoked"
						     : "replaced by ",
		    x->recall.replaced_by,
		    signed_head ? ", and the log is signed"
				: "; sign the log by \"proviso checkpoint\"");
	}
}

static int
cmd_revoke_run(
    const struct cmd_global *g, int argc, char *argv[], struct fault *f)
{
	struct revoke_args x = { .recall = { .replaced_by = "",
				     .who = "proviso " PROVISO_VERSION } };
	const char *args[1];
	const struct opt opts[] = {
		{ .name = "--why", .value = &x.recall.why },
		{ .name = "--who", .value = &x.recall.who },
		{ .name = "--replaced-by", .value = &x.recall.replaced_by },
		{ .name = "--log-key", .value = &x.log_key },
		{ .name = NULL },
	};
	struct archive *a = NULL;
	struct checkpoint head;
	bool signed_head;
	size_t n;
	int status;

	if (opt_parse(opts, argc, argv, args, 1, &n, f) != 0)
		return EXIT_USAGE;
	if (n != 1 || x.recall.why == NULL || x.recall.why[0] == '\0' ||
	    x.recall.who[0] == '\0') {
		fault_set(f, FAULT_FORMAT, "want a packet's id and --why TEXT");
		return EXIT_USAGE;
	}
	x.recall.packet = args[0];
	if (archive_arg_open(g, true, &a, f) != 0)
		return archive_arg_status(f);
	if (revoke_run(a, &x, &head, &signed_head, f) == 0) {
		revoke_tell(g, &x, &head, signed_head);
		status = EXIT_YES;
	} else {
		status = status_of(f);
	}
	archive_close(a);
	return status;
}

const struct cmd cmd_revoke = {
	.name = "revoke",
	.usage = "revoke PACKET --why TEXT [--replaced-by PACKET] [--who NAME] "
		 "[--log-key FILE]",
	.run = cmd_revoke_run,
};
