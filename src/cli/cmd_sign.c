#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/jv.h"
#include "base/num.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/seal_arg.h"
#include "cli/status.h"
#include "cli/table.h"

/* What the verifier reads, and an update. */
#define SIGN_FILE_MAX (((size_t)512 << 20) + ((size_t)16 << 20))

struct sign_job {
	struct seal_arg seal;
	const char *in, *out, *field, *certify_word, *reason, *location,
	    *visible, *page_word;
	int certify;
	int64_t page;
};

static int
sign_options(int argc, char *argv[], struct sign_job *j, struct fault *f)
{
	const struct opt opts[] = {
		SEAL_ARG_SIGNER(j->seal),
		SEAL_ARG_TIME(j->seal),
		{ "-o", false, &j->out, NULL, 0, NULL },
		{ "--field", false, &j->field, NULL, 0, NULL },
		{ "--certify", false, &j->certify_word, NULL, 0, NULL },
		{ "--reason", false, &j->reason, NULL, 0, NULL },
		{ "--location", false, &j->location, NULL, 0, NULL },
		{ NULL, false, NULL, NULL, 0, NULL },
	};
	const char *args[1] = { NULL };
	int64_t level = 0;
	size_t n;

	if (opt_parse(opts, argc, argv, args, 1, &n, f) != 0)
		return -1;
	if (n != 1)
		return fault_set(f, FAULT_FORMAT, "want a file to sign");
	j->in = args[0];
	if (j->out == NULL)
		return fault_set(f, FAULT_FORMAT, "-o OUT.pdf is missing");
	if (seal_arg_check(&j->seal, f) != 0)
		return -1;
	if (!seal_arg_signs(&j->seal))
		return fault_set(
		    f, FAULT_FORMAT, "want a key: --key and --cert, or --p12");
	if (j->certify_word != NULL && strcmp(j->certify_word, "no") != 0 &&
	    num_i64(j->certify_word, 1, 3, "--certify", &level, f) != 0)
		return -1;
	j->certify = (int)level;
	if (j->certify == 1 && j->seal.level >= SEAL_LT)
		return fault_set(f, FAULT_FORMAT,
		    "--certify 1 lets nothing be added, and --level %s adds "
		    "validation data",
		    j->seal.level_word);
	return 0;
}

static void
sign_told(const struct cmd_global *g, const struct sign_job *j, size_t bytes)
{
	static const char *const levels[] = { "PAdES-B-B", "PAdES-B-T",
		"PAdES-B-LT", "PAdES-B-LTA" };
	struct jv *o;

	if (g->json) {
		o = jv_object();
		jv_set_str(o, "file", j->out);
		jv_set_str(o, "level", levels[j->seal.level]);
		jv_set_str(o, "signer", signer_name(j->seal.signer));
		jv_set_int(o, "bytes", (int64_t)bytes);
		table_value_take(o);
	} else if (!g->quiet) {
		(void)fprintf(stderr, "%s: signed by %s, %s, %s\n", j->out,
		    signer_name(j->seal.signer),
		    signer_algorithm(j->seal.signer), levels[j->seal.level]);
	}
}

static int
sign_run(struct sign_job *j, const struct cmd_global *g, struct fault *f)
{
	struct buf in, signed_pdf, whole;
	struct seal_request q = { .field = j->field,
		.reason = j->reason,
		.location = j->location,
		.certify = j->certify };
	const struct buf *last = &signed_pdf;
	int64_t now;
	int rc = -1;

	buf_init(&in, SIGN_FILE_MAX);
	buf_init(&signed_pdf, SIGN_FILE_MAX);
	buf_init(&whole, SIGN_FILE_MAX);
	if (clock_now(&now, f) != 0 || file_read(j->in, &in, f) != 0 ||
	    seal_arg_open(&j->seal, now, f) != 0)
		goto out;
	q.signer = j->seal.signer;
	q.now_utc_ms = now;
	if (seal_sign(in.data, in.len, &q, &signed_pdf, f) != 0)
		goto named;
	if (j->seal.level >= SEAL_LT) {
		if (seal_raise(signed_pdf.data, signed_pdf.len, j->seal.level,
			&j->seal.services, &whole, f) != 0)
			goto named;
		last = &whole;
	}
	if (seal_check(in.data, in.len, last->data, last->len, 1, now, f) != 0)
		goto named;
	rc = file_publish(j->out, last->data, last->len, 0666, f);
	if (rc == 0)
		sign_told(g, j, last->len);
	goto out;
named:
	fault_under(f, "%s", j->in);
out:
	seal_arg_close(&j->seal);
	buf_free(&in);
	buf_free(&signed_pdf);
	buf_free(&whole);
	return rc;
}

static int
cmd_sign_run(
    const struct cmd_global *g, int argc, char *argv[], struct fault *f)
{
	struct sign_job j = { .in = NULL };

	if (sign_options(argc, argv, &j, f) != 0)
		return EXIT_USAGE;
	if (secret_guard(f) != 0 || sign_run(&j, g, f) != 0)
		return status_of(f);
	return EXIT_YES;
}

const struct cmd cmd_sign = {
	.name = "sign",
	.usage = "sign IN.pdf -o OUT.pdf {--key F|pkcs11:URI --cert F [--chain "
		 "F] | --p12 F} [--pass-file F] [--pss] [--tsa URL]... "
		 "[--tsa-auth F] [--tsa-policy OID] [--level b|t|lt|lta] "
		 "[--certify 1|2|3|no] [--field NAME] [--reason TEXT] "
		 "[--location TEXT] [--cache DIR] [--ca FILE] [--proxy URL] "
		 "[--allow-private]",
	.run = cmd_sign_run,
};
