#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/hold.h"
#include "base/jv.h"
#include "cli/cmd.h"
#include "cli/log_check.h"
#include "cli/opt.h"
#include "cli/renewal.h"
#include "cli/seal_arg.h"
#include "cli/status.h"
#include "cli/table.h"

/* What the verifier reads, and an update. */
#define EXTEND_FILE_MAX (((size_t)512 << 20) + ((size_t)16 << 20))

struct extend_job {
	struct seal_arg seal;
	const char *in, *out;
};

static int
extend_options(int argc, char *argv[], struct extend_job *j, struct fault *f)
{
	const struct opt opts[] = {
		SEAL_ARG_TIME(j->seal),
		{ "-o", false, &j->out, NULL, 0, NULL },
		{ NULL, false, NULL, NULL, 0, NULL },
	};
	const char *args[1] = { NULL };
	size_t n;

	if (opt_parse(opts, argc, argv, args, 1, &n, f) != 0)
		return -1;
	if (n != 1)
		return fault_set(f, FAULT_FORMAT, "want a file to extend");
	j->in = args[0];
	if (j->out == NULL)
		return fault_set(f, FAULT_FORMAT, "-o OUT.pdf is missing");
	if (j->seal.level_word == NULL)
		return fault_set(
		    f, FAULT_FORMAT, "--level lt or lta is missing");
	/* Data alone can be added without an authority. */
	if (strcmp(j->seal.level_word, "lt") == 0 && j->seal.n_tsa == 0) {
		j->seal.level = SEAL_LT;
		return 0;
	}
	if (seal_arg_check(&j->seal, f) != 0)
		return -1;
	if (j->seal.level < SEAL_LT)
		return fault_set(f, FAULT_FORMAT,
		    "--level: want lt or lta, have %s", j->seal.level_word);
	return 0;
}

static const char *
extend_level(const struct extend_job *j)
{
	return j->seal.level == SEAL_LTA ? "PAdES-B-LTA" : "PAdES-B-LT";
}

static void
extend_told(const struct cmd_global *g, const struct extend_job *j,
    size_t bytes, bool entered, bool carried)
{
	const char *level = extend_level(j);
	struct jv *o;

	if (g->json) {
		o = jv_object();
		jv_set_str(o, "file", j->out);
		jv_set_str(o, "level", level);
		jv_set_int(o, "bytes", (int64_t)bytes);
		jv_set_bool(o, "logged", entered);
		jv_set_bool(o, "proof", carried);
		table_value_take(o);
	} else if (!g->quiet) {
		(void)fprintf(stderr, "%s: %s%s%s\n", j->out, level,
		    entered ? ", entered in the log" : "",
		    carried ? ", with the proof of its issue" : "");
	}
}

static int
extend_run(struct extend_job *j, const struct cmd_global *g, struct fault *f)
{
	struct buf in, out;
	bool entered, carried;
	int64_t now;
	int rc = -1;

	buf_init(&in, EXTEND_FILE_MAX);
	buf_init(&out, EXTEND_FILE_MAX);
	if (clock_now(&now, f) != 0 || file_read(j->in, &in, f) != 0 ||
	    seal_arg_open(&j->seal, now, f) != 0)
		goto out;
	if (seal_raise(in.data, in.len, j->seal.level, &j->seal.services, &out,
		f) != 0 ||
	    seal_check(in.data, in.len, out.data, out.len,
		j->seal.level == SEAL_LTA ? 1 : 0, now, f) != 0) {
		fault_under(f, "%s", j->in);
		goto out;
	}
	hold_sweep(j->out);
	if (file_publish(j->out, out.data, out.len, 0666, f) != 0)
		goto out;
	if (renewal_enter(g, &in, &out, extend_level(j), now, &entered, f) !=
	    0) {
		fault_under(
		    f, "%s is written, but not entered in the log", j->out);
		goto out;
	}
	if (log_check_along(j->in, j->out, &carried, f) != 0) {
		fault_under(f, "%s is written, but not its proof", j->out);
		goto out;
	}
	extend_told(g, j, out.len, entered, carried);
	rc = 0;
out:
	seal_arg_close(&j->seal);
	buf_free(&in);
	buf_free(&out);
	return rc;
}

static int
cmd_extend_run(
    const struct cmd_global *g, int argc, char *argv[], struct fault *f)
{
	struct extend_job j = { .in = NULL };

	if (extend_options(argc, argv, &j, f) != 0)
		return EXIT_USAGE;
	return extend_run(&j, g, f) == 0 ? EXIT_YES : status_of(f);
}

const struct cmd cmd_extend = {
	.name = "extend",
	.usage = "extend FILE.pdf -o OUT.pdf --level lt|lta [--tsa URL]... "
		 "[--tsa-auth F] [--tsa-policy OID] [--cache DIR] [--ca FILE] "
		 "[--proxy URL] [--allow-private]",
	.run = cmd_extend_run,
};
