#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/jv.h"
#include "base/mem.h"
#include "cli/archive_arg.h"
#include "cli/cmd.h"
#include "cli/log_check.h"
#include "cli/opt.h"
#include "cli/packet_check.h"
#include "cli/status.h"
#include "cli/table.h"
#include "crypto/cert.h"
#include "pdfread/file.h"
#include "seal/verify.h"

/* Files of roots on one command line. */
#define VERIFY_ROOTS 64
/* And of proofs. */
#define VERIFY_PROOFS 64

struct verify_run {
	const struct cmd_global *g;
	struct verify_options o;
	struct packet_check_options packet;
};

static void
say_words(const char *s)
{
	table_words(stdout, s, strlen(s));
}

static void
say_verdict(enum verdict_name name, const struct verdict *v)
{
	(void)printf(
	    "  %-24s %s", verdict_title(name), verdict_word(v->answer));
	if (v->why[0] != '\0') {
		(void)printf(": ");
		say_words(v->why);
	}
	(void)printf("\n");
}

static void
say_signature(const struct verify_signature *s, size_t i, size_t n)
{
	char time[CLOCK_TEXT];
	size_t k;

	(void)printf("signature %zu of %zu: ", i + 1, n);
	say_words(
	    s->s->place == PDFREAD_USAGE_RIGHTS ? "usage rights" : s->s->field);
	if (s->level[0] != '\0') {
		(void)printf(", ");
		say_words(s->level);
	}
	if (s->signer[0] != '\0') {
		(void)printf(", by ");
		say_words(s->signer);
	}
	if (s->has_signed_at)
		(void)printf(
		    ", who says %s", clock_rfc3339(s->signed_at_utc_ms, time));
	(void)printf("\n");
	for (k = 0; k < VERDICT_SIGNATURE_N; k++)
		say_verdict((enum verdict_name)k, &s->verdicts.v[k]);
	for (k = 0; k < s->n_warnings; k++) {
		(void)printf("  tolerated: ");
		say_words(s->warnings[k]);
		(void)printf("\n");
	}
}

static void
say_text(const char *path, const struct verify_report *r,
    const struct packet_check *p, const char *line)
{
	size_t i;

	say_words(path);
	(void)printf("\n");
	for (i = 0; i < r->n; i++)
		say_signature(&r->signatures[i], i, r->n);
	if (p->is_packet) {
		(void)printf("packet ");
		say_words(p->id);
		(void)printf("\n");
		for (i = 0; i < 3; i++)
			say_verdict(
			    (enum verdict_name)(VERDICT_LOGGED + i), &p->v[i]);
		(void)printf("  quotes: %zu checked, %zu failed\n",
		    p->quotes_checked, p->quotes_failed);
		if (p->policy)
			(void)printf("  witnesses: %zu of %zu cosigned, %s\n",
			    p->n_cosigned, p->n_witnesses,
			    p->quorum ? "which is what the policy asks for"
				      : "fewer than the policy asks for");
	}
	for (i = 0; i < pdfread_notes(r->pdf); i++) {
		(void)printf("tolerated: ");
		say_words(pdfread_note(r->pdf, i));
		(void)printf("\n");
	}
	say_words(line);
	(void)printf("\n");
}

static struct jv *
json_verdicts(const struct verdict *v, enum verdict_name first, size_t n)
{
	struct jv *all = jv_object(), *one;
	size_t i;

	for (i = 0; i < n; i++) {
		one = jv_object();
		jv_set_str(one, "verdict", verdict_word(v[i].answer));
		if (v[i].answer != VERDICT_YES)
			jv_set_str(one, "why", v[i].why);
		if (v[i].permitted)
			jv_set_bool(one, "permitted", true);
		jv_set_take(
		    all, verdict_title((enum verdict_name)(first + i)), one);
	}
	return all;
}

static struct jv *
json_time(bool has, int64_t utc_ms)
{
	char time[CLOCK_TEXT];

	return has ? jv_str(clock_rfc3339(utc_ms, time)) : jv_null();
}

static struct jv *
json_signature(const struct verify_signature *s)
{
	struct jv *o = jv_object(), *list = jv_array();
	struct digest_hex hex = digest_hex(&s->cert);
	size_t i;

	jv_set_str(o, "field", s->s->field);
	jv_set_str(o, "subfilter", s->s->subfilter);
	jv_set_str(o, "level", s->level);
	jv_set_str(o, "signer", s->signer);
	jv_set_str(o, "issuer", s->issuer);
	if (s->signer[0] != '\0')
		jv_set_str(o, "certificate_sha256", hex.s);
	jv_set_take(
	    o, "signed_at", json_time(s->has_signed_at, s->signed_at_utc_ms));
	jv_set_take(o, "time_stamp", json_time(s->has_stamp, s->stamp_utc_ms));
	jv_set_take(o, "verdicts",
	    json_verdicts(s->verdicts.v, VERDICT_INTACT, VERDICT_SIGNATURE_N));
	for (i = 0; i < s->n_warnings; i++)
		jv_push_take(list, jv_str(s->warnings[i]));
	jv_set_take(o, "tolerated", list);
	return o;
}

static void
say_json(const char *path, const struct verify_report *r,
    const struct packet_check *p, const char *line, int status)
{
	struct jv *top = jv_object(), *list = jv_array(), *packet = jv_object();
	struct jv *quotes = jv_object(), *notes = jv_array();
	size_t i;

	jv_set_str(top, "file", path);
	jv_set_str(top, "bottom_line", line);
	jv_set_int(top, "exit", status);
	for (i = 0; i < r->n; i++)
		jv_push_take(list, json_signature(&r->signatures[i]));
	jv_set_take(top, "signatures", list);
	jv_set_take(packet, "id", p->is_packet ? jv_str(p->id) : jv_null());
	jv_set_take(packet, "verdicts", json_verdicts(p->v, VERDICT_LOGGED, 3));
	jv_set_int(quotes, "checked", (int64_t)p->quotes_checked);
	jv_set_int(quotes, "failed", (int64_t)p->quotes_failed);
	jv_set_take(packet, "quotes", quotes);
	if (p->policy) {
		struct jv *w = jv_object();

		jv_set_int(w, "cosigned", (int64_t)p->n_cosigned);
		jv_set_int(w, "of", (int64_t)p->n_witnesses);
		jv_set_bool(w, "quorum", p->quorum);
		jv_set_take(packet, "witnesses", w);
	}
	jv_set_take(top, "packet", packet);
	for (i = 0; i < pdfread_notes(r->pdf); i++)
		jv_push_take(notes, jv_str(pdfread_note(r->pdf, i)));
	jv_set_take(top, "tolerated", notes);
	table_value_take(top);
}

/* A file that could not be judged: said at once, the others still come. */
static int
say_fault(const struct verify_run *v, const char *path, const struct fault *f)
{
	struct jv *top = jv_object(), *error = jv_object();
	int status = status_of(f);

	(void)fprintf(stderr, "proviso verify: ");
	table_words(stderr, f->text, strlen(f->text));
	(void)fprintf(stderr, "\n");
	jv_set_str(top, "file", path);
	jv_set_str(error, "kind", status_kind_name(f->kind));
	jv_set_str(error, "message", f->text);
	jv_set_take(top, "error", error);
	jv_set_int(top, "exit", status);
	if (v->g->json)
		table_value_take(top);
	else
		jv_free(top);
	return status;
}

static int
verify_bytes(const struct verify_run *v, const char *path, const struct buf *b,
    struct fault *f)
{
	struct packet_check_options o = v->packet;
	struct verdict_signature *list = NULL;
	struct verify_report *r = NULL;
	struct packet_check p;
	char line[400];
	int status;
	size_t i;

	if (verify_pdf(b->data, b->len, &v->o, &r, f) != 0)
		return EXIT_TROUBLE;
	o.path = path;
	o.pdf = b->data;
	o.len = b->len;
	if (packet_check(r, &o, &p, f) != 0) {
		verify_free(r);
		return EXIT_TROUBLE;
	}
	list = arena_new(&r->arena, r->n, sizeof(*list));
	for (i = 0; i < r->n; i++)
		list[i] = r->signatures[i].verdicts;
	status = verdict_status(list, r->n, p.v, line, sizeof(line));
	if (v->g->json)
		say_json(path, r, &p, line, status);
	else if (!v->g->quiet)
		say_text(path, r, &p, line);
	verify_free(r);
	return status;
}

static int
verify_file(const struct verify_run *v, const char *path)
{
	struct fault f = { .kind = FAULT_NONE };
	struct buf b;
	int status;

	buf_init(&b, PDFREAD_MAX);
	if (file_read(path, &b, &f) != 0)
		status = EXIT_TROUBLE;
	else if ((status = verify_bytes(v, path, &b, &f)) == EXIT_TROUBLE)
		(void)fault_under(&f, "%s", path);
	if (f.kind != FAULT_NONE)
		status = say_fault(v, path, &f);
	buf_free(&b);
	return status;
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

/* Whether the histories that several packets carry fit together. */
static int
say_histories(const struct verify_run *v, int status, struct fault *f)
{
	struct jv *top, *one;
	struct verdict h;

	if (log_check_histories(v->packet.log, &h, f) != 0)
		return EXIT_TROUBLE;
	if (h.answer == VERDICT_NOT_APPLICABLE)
		return status;
	if (h.answer == VERDICT_NO)
		status = verdict_worse(status, EXIT_LOG);
	if (v->g->json) {
		top = jv_object();
		one = jv_object();
		jv_set_str(one, "verdict", verdict_word(h.answer));
		if (h.answer != VERDICT_YES)
			jv_set_str(one, "why", h.why);
		jv_set_take(top, "histories", one);
		jv_set_int(top, "exit", status);
		table_value_take(top);
	} else if (!v->g->quiet) {
		(void)printf("histories: %s%s", verdict_word(h.answer),
		    h.answer == VERDICT_YES ? "" : ": ");
		say_words(h.why);
		(void)printf("\n");
	}
	return status;
}

/* The files of the questions about logs, and the archive that was named. */
static int
open_log(struct verify_run *v, struct log_check_files *files,
    struct archive **a, struct fault *f)
{
	if (v->g->archive_named && archive_arg_open(v->g, false, a, f) != 0)
		return archive_arg_status(f);
	files->archive = *a;
	return log_check_new(files, &v->packet.log, f) == 0 ? EXIT_YES
							    : EXIT_TROUBLE;
}

static int
cmd_verify_run(
    const struct cmd_global *g, int argc, char *argv[], struct fault *f)
{
	const char *at = NULL, *trust[VERIFY_ROOTS], *proofs[VERIFY_PROOFS];
	struct log_check_files log = { .proofs = proofs };
	struct archive *a = NULL;
	const char **files = mem_new((size_t)argc + 1, sizeof(*files));
	size_t n_trust = 0, n = 0, i;
	const struct opt opts[] = {
		{ .name = "--trust",
		    .list = trust,
		    .max = VERIFY_ROOTS,
		    .n = &n_trust },
		{ .name = "--at", .value = &at },
		{ .name = "--vkey", .value = &log.vkey },
		{ .name = "--proof",
		    .list = proofs,
		    .max = VERIFY_PROOFS,
		    .n = &log.n_proofs },
		{ .name = "--witness-policy", .value = &log.policy },
		{ .name = NULL },
	};
	struct verify_run v = { .g = g };
	struct certs *roots = NULL;
	int status = EXIT_USAGE;

	if (opt_parse(opts, argc, argv, files, (size_t)argc, &n, f) != 0)
		goto out;
	if (n == 0) {
		fault_set(f, FAULT_FORMAT, "want a PDF, have nothing");
		goto out;
	}
	if (at != NULL && clock_parse_date(at, 1, &v.o.at_utc_ms, f) != 0)
		goto out;
	status = EXIT_TROUBLE;
	if ((at == NULL && clock_now(&v.o.at_utc_ms, f) != 0) ||
	    read_roots(trust, n_trust, &roots, f) != 0)
		goto out;
	if ((status = open_log(&v, &log, &a, f)) != EXIT_YES)
		goto out;
	v.o.trust = roots;
	v.packet.program = g->program;
	status = verify_file(&v, files[0]);
	for (i = 1; i < n; i++)
		status = verdict_worse(verify_file(&v, files[i]), status);
	if (n > 1)
		status = say_histories(&v, status, f);
out:
	log_check_free(v.packet.log);
	archive_close(a);
	certs_free(roots);
	free(files);
	return status;
}

const struct cmd cmd_verify = {
	.name = "verify",
	.usage = "verify FILE.pdf... [--trust ROOT.pem]... [--vkey FILE] "
		 "[--proof F]... [--witness-policy F] [--at DATE]",
	.run = cmd_verify_run,
};
