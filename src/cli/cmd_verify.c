#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/jv.h"
#include "base/mem.h"
#include "base/num.h"
#include "cli/archive_arg.h"
#include "cli/cmd.h"
#include "cli/log_check.h"
#include "cli/opt.h"
#include "cli/status.h"
#include "cli/table.h"
#include "crypto/cert.h"
#include "pdf/face.h"
#include "verify_in.h"

/* Files of roots on one command line. */
#define VERIFY_ROOTS 64
/* And of proofs. */
#define VERIFY_PROOFS 64
/* Processes at once: more than a machine of our day has cores for. */
#define VERIFY_JOBS 256

/* What the answers told so far come to. */
struct sum {
	const struct verify_run *v;
	const char *const *paths;
	struct log_check *seen; /* the histories that the packets brought */
	int status;
	struct jv *files, *histories; /* for --report */
};

static int
told(void *arg, size_t i, const struct verify_answer *a, struct fault *f)
{
	struct sum *s = arg;

	if (a->err.len > 0)
		(void)fwrite(a->err.data, 1, a->err.len, stderr);
	if (a->out.len > 0)
		(void)fwrite(a->out.data, 1, a->out.len, stdout);
	if (a->value.len > 0) {
		struct jv *value;

		if (jv_parse(a->value.data, a->value.len, &value, f) != 0)
			return -1;
		jv_push_take(s->files, value);
	}
	s->status = i == 0 ? a->status : verdict_worse(a->status, s->status);
	return log_check_take(
	    s->seen, s->paths[i], a->heads.data, a->heads.len, f);
}

static int
judge_here(struct verify_run *v, struct sum *s, size_t n, struct fault *f)
{
	struct faces *faces = NULL;
	struct verify_answer a;
	int rc = 0;
	size_t i;

	v->packet.faces = &faces;
	for (i = 0; i < n && rc == 0; i++) {
		verify_answer_init(&a);
		verify_file(v, s->paths[i], &a);
		rc = told(s, i, &a, f);
		verify_answer_free(&a);
	}
	v->packet.faces = NULL;
	faces_free(faces);
	return rc;
}

/* All the files of --trust as one list; NULL without any. */
static int
read_roots(const char **paths, size_t n, struct certs **out, struct fault *f)
{
	struct certs *all = n > 0 ? certs_new() : NULL, *one = NULL;
	size_t i, k;
	int rc = -1;

	for (i = 0; i < n; i++) {
		if (certs_open(paths[i], &one, f) != 0)
			goto out;
		for (k = 0; k < certs_count(one); k++)
			if (certs_add(all, certs_at(one, k), f) != 0)
				goto out;
		certs_free(one);
		one = NULL;
	}
	*out = all;
	all = NULL;
	rc = 0;
out:
	certs_free(one);
	certs_free(all);
	return rc;
}

static struct jv *
history_value(const struct verdict *h)
{
	struct jv *one = jv_object();

	jv_set_str(one, "verdict", verdict_word(h->answer));
	if (h->answer != VERDICT_YES)
		jv_set_str(one, "why", h->why);
	return one;
}

/* Whether the histories that several packets carry fit together. */
static int
say_histories(struct sum *s, int status, struct fault *f)
{
	const struct cmd_global *g = s->v->g;
	struct jv *top, *one;
	struct verdict h;

	if (log_check_histories(s->seen, &h, f) != 0)
		return EXIT_TROUBLE;
	if (h.answer == VERDICT_NOT_APPLICABLE)
		return status;
	if (h.answer == VERDICT_NO)
		status = verdict_worse(status, EXIT_LOG);
	if (s->v->report)
		s->histories = history_value(&h);
	if (g->json) {
		top = jv_object();
		one = history_value(&h);
		jv_set_take(top, "histories", one);
		jv_set_int(top, "exit", status);
		table_value_take(top);
	} else if (!g->quiet) {
		(void)printf("histories: %s%s", verdict_word(h.answer),
		    h.answer == VERDICT_YES ? "" : ": ");
		table_words(stdout, h.why, strlen(h.why));
		(void)printf("\n");
	}
	return status;
}

int
verify_open_log(const struct verify_run *v, struct log_check **l,
    struct archive **a, struct fault *f)
{
	struct log_check_files files = *v->log;

	if (v->g->archive_named && archive_arg_open(v->g, false, a, f) != 0)
		return archive_arg_status(f);
	files.archive = *a;
	return log_check_new(&files, l, f) == 0 ? EXIT_YES : EXIT_TROUBLE;
}

/* What the command line says. */
struct options {
	const char *at, *jobs_word, *report;
	const char *trust[VERIFY_ROOTS], *proofs[VERIFY_PROOFS];
	size_t n_trust, n;
	int64_t jobs;
	struct log_check_files log;
	const char **files;
};

static int
options_read(struct options *o, int argc, char *argv[], int64_t *at_utc_ms,
    struct fault *f)
{
	const struct opt opts[] = {
		{ .name = "--trust",
		    .list = o->trust,
		    .max = VERIFY_ROOTS,
		    .n = &o->n_trust },
		{ .name = "--at", .value = &o->at },
		{ .name = "--vkey", .value = &o->log.vkey },
		{ .name = "--proof",
		    .list = o->proofs,
		    .max = VERIFY_PROOFS,
		    .n = &o->log.n_proofs },
		{ .name = "--witness-policy", .value = &o->log.policy },
		{ .name = "--report", .value = &o->report },
		{ .name = "--jobs", .value = &o->jobs_word },
		{ .name = NULL },
	};

	o->jobs = 1;
	o->log.proofs = o->proofs;
	o->files = mem_new((size_t)argc + 1, sizeof(*o->files));
	if (opt_parse(opts, argc, argv, o->files, (size_t)argc, &o->n, f) != 0)
		return -1;
	if (o->n == 0)
		return fault_set(f, FAULT_FORMAT, "want a PDF, have nothing");
	if (o->jobs_word != NULL &&
	    num_i64(o->jobs_word, 1, VERIFY_JOBS, "--jobs", &o->jobs, f) != 0)
		return -1;
	if (o->report != NULL &&
	    verify_paper_check(o->report, o->files, o->n, f) != 0)
		return -1;
	if (o->at != NULL && clock_parse_date(o->at, 1, at_utc_ms, f) != 0)
		return -1;
	return 0;
}

/* What was found, on paper; the exit status stays where that could be done. */
static int
report(struct sum *s, const char *path, int status, struct fault *f)
{
	struct jv *value = NULL;
	int rc;

	if (verify_paper_value(s->v, s->seen, &s->files, &s->histories, status,
		&value, f) != 0)
		return EXIT_TROUBLE;
	rc = verify_paper(s->v, value, path, f);
	jv_free(value);
	return rc == 0 ? status : EXIT_TROUBLE;
}

/*
 * All files judged and told, then what they say together; an exit status.
 * Processes open logs and archive for themselves: what this one opens is
 * opened and closed before they begin (so that trouble is told once), and
 * again once they are there.
 */
static int
judge(struct verify_run *v, const struct options *o, struct fault *f)
{
	struct sum s = { .v = v,
		.paths = o->files,
		.status = EXIT_TROUBLE,
		.files = jv_array() };
	const bool alone = o->jobs == 1 || o->n == 1;
	struct archive *a = NULL;
	int status, rc;

	if ((status = verify_open_log(v, &v->packet.log, &a, f)) != EXIT_YES)
		goto out;
	if (!alone) {
		log_check_free(v->packet.log);
		archive_close(a);
		v->packet.log = NULL;
		a = NULL;
	}
	if (log_check_new(v->log, &s.seen, f) != 0) {
		status = EXIT_TROUBLE;
		goto out;
	}
	rc = alone
	    ? judge_here(v, &s, o->n, f)
	    : verify_jobs(v, o->files, o->n, (size_t)o->jobs, told, &s, f);
	status = rc == 0 ? s.status : EXIT_TROUBLE;
	if (rc == 0 && o->n > 1) {
		if (a == NULL && v->g->archive_named &&
		    archive_arg_open(v->g, false, &a, f) != 0) {
			status = archive_arg_status(f);
			goto out;
		}
		log_check_archive(s.seen, a);
		status = say_histories(&s, status, f);
	}
	if (rc == 0 && o->report != NULL && f->kind == FAULT_NONE)
		status = report(&s, o->report, status, f);
out:
	jv_free(s.files);
	jv_free(s.histories);
	log_check_free(s.seen);
	log_check_free(v->packet.log);
	archive_close(a);
	return status;
}

static int
cmd_verify_run(
    const struct cmd_global *g, int argc, char *argv[], struct fault *f)
{
	struct options o = { .at = NULL };
	struct verify_run v = { .g = g, .log = &o.log };
	struct certs *roots = NULL;
	int status = EXIT_USAGE;

	if (options_read(&o, argc, argv, &v.o.at_utc_ms, f) != 0)
		goto out;
	status = EXIT_TROUBLE;
	if ((o.at == NULL && clock_now(&v.o.at_utc_ms, f) != 0) ||
	    read_roots(o.trust, o.n_trust, &roots, f) != 0)
		goto out;
	v.o.trust = roots;
	v.report = o.report != NULL;
	v.packet.program = g->program;
	status = judge(&v, &o, f);
out:
	certs_free(roots);
	free(o.files);
	return status;
}

const struct cmd cmd_verify = {
	.name = "verify",
	.usage =
	    "verify FILE.pdf... [--trust ROOT.pem]... [--vkey FILE] "
	    "[--proof F]... [--witness-policy F] [--at DATE] [--report OUT.pdf] "
	    "[--jobs N]",
	.run = cmd_verify_run,
};
