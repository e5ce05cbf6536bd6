#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/hold.h"
#include "base/jv.h"
#include "base/num.h"
#include "cli/cmd.h"
#include "cli/fontdir.h"
#include "cli/log_check.h"
#include "cli/opt.h"
#include "cli/seal_arg.h"
#include "cli/status.h"
#include "cli/table.h"
#include "pdf/stamp.h"
#include "pdfread/file.h"

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
		{ "--visible", true, &j->visible, NULL, 0, NULL },
		{ "--page", false, &j->page_word, NULL, 0, NULL },
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
	if (j->visible == NULL && j->page_word != NULL)
		return fault_set(f, FAULT_FORMAT, "--page without --visible");
	if (j->visible != NULL && j->field != NULL)
		return fault_set(f, FAULT_FORMAT,
		    "--visible makes a field of its own: want no --field");
	if (j->page_word != NULL &&
	    num_i64(j->page_word, 1, 100000, "--page", &j->page, f) != 0)
		return -1;
	if (j->certify == 1 && j->seal.level >= SEAL_LT)
		return fault_set(f, FAULT_FORMAT,
		    "--certify 1 lets nothing be added, and --level %s adds "
		    "validation data",
		    j->seal.level_word);
	return 0;
}

/* The block stands at the foot of the page, right, clear of its edge. */
#define BLOCK_W 200.0
#define BLOCK_H 62.0
#define BLOCK_EDGE 36.0
#define BLOCK_FOOT 60.0 /* footers stand below */

/*
 * What is to be seen: who signs, why, when by the clock here.  content and
 * words live in the arena.
 */
static int
sign_look(const struct sign_job *j, const struct cmd_global *g,
    struct pdfread *r, int64_t now, struct arena *a, struct pdfread_look *out,
    struct fault *f)
{
	char when[CLOCK_TEXT];
	const char *reason = j->reason != NULL ? j->reason : "";
	const struct stamp_line lines[] = {
		{ "Signed by", VOICE_TEXT, 7 },
		{ signer_name(j->seal.signer), VOICE_BOLD, 11 },
		{ arena_fmt(a, "%s UTC, by the signer's clock",
		      clock_second(now, when)),
		    VOICE_TEXT, 7 },
		{ reason, VOICE_TEXT, 7 },
	};
	struct faces *faces = NULL;
	char *fonts = NULL;
	struct buf b;
	double box[4];
	size_t pages;
	int rc = -1;

	buf_init(&b, 1 << 20);
	if (pdfread_page_count(r, &pages, f) != 0)
		goto out;
	out->page = j->page > 0 ? (size_t)j->page : pages;
	if (pdfread_page_box(r, out->page, box, f) != 0 ||
	    fontdir_find(g->program, &fonts, f) != 0 ||
	    faces_load(fonts, &faces, f) != 0 ||
	    stamp_draw(faces, BLOCK_W, BLOCK_H, lines,
		reason[0] == '\0' ? 3 : 4, &b, f) != 0)
		goto out;
	if (box[2] - box[0] < BLOCK_W + 2 * BLOCK_EDGE ||
	    box[3] - box[1] < BLOCK_H + 2 * BLOCK_FOOT) {
		fault_set(f, FAULT_FORMAT,
		    "page %zu of %.0f by %.0f points is too small for a "
		    "signature block",
		    out->page, box[2] - box[0], box[3] - box[1]);
		goto out;
	}
	out->x1 = box[2] - BLOCK_EDGE;
	out->x0 = out->x1 - BLOCK_W;
	out->y0 = box[1] + BLOCK_FOOT;
	out->y1 = out->y0 + BLOCK_H;
	out->content = arena_strndup(a, (const char *)b.data, b.len);
	out->words = arena_fmt(
	    a, "Signed by %s, %s. %s", lines[1].words, lines[2].words, reason);
	rc = 0;
out:
	buf_free(&b);
	faces_free(faces);
	free(fonts);
	return rc;
}

static void
sign_told(const struct cmd_global *g, const struct sign_job *j, size_t bytes,
    bool carried)
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
		jv_set_bool(o, "proof", carried);
		table_value_take(o);
	} else if (!g->quiet) {
		(void)fprintf(stderr, "%s: signed by %s, %s, %s%s\n", j->out,
		    signer_name(j->seal.signer),
		    signer_algorithm(j->seal.signer), levels[j->seal.level],
		    carried ? ", with the proof of its issue" : "");
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
	struct pdfread_look look = { .page = 0 };
	struct pdfread *r = NULL;
	struct arena arena;
	bool carried;
	int64_t now;
	int rc = -1;

	arena_init(&arena);
	buf_init(&in, SIGN_FILE_MAX);
	buf_init(&signed_pdf, SIGN_FILE_MAX);
	buf_init(&whole, SIGN_FILE_MAX);
	if (clock_now(&now, f) != 0 || file_read(j->in, &in, f) != 0 ||
	    seal_arg_open(&j->seal, now, f) != 0)
		goto out;
	q.signer = j->seal.signer;
	q.now_utc_ms = now;
	if (j->visible != NULL) {
		if (pdfread_open(in.data, in.len, &r, f) != 0 ||
		    sign_look(j, g, r, now, &arena, &look, f) != 0)
			goto named;
		q.look = &look;
	}
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
	hold_sweep(j->out);
	if (file_publish(j->out, last->data, last->len, 0666, f) != 0)
		goto out;
	if (log_check_along(j->in, j->out, &carried, f) != 0) {
		fault_under(f, "%s is written, but not its proof", j->out);
		goto out;
	}
	sign_told(g, j, last->len, carried);
	rc = 0;
	goto out;
named:
	fault_under(f, "%s", j->in);
out:
	seal_arg_close(&j->seal);
	pdfread_free(r);
	arena_free(&arena);
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
	.usage =
	    "sign IN.pdf -o OUT.pdf {--key F|pkcs11:URI --cert F [--chain "
	    "F] | --p12 F} [--pass-file F] [--pss] [--tsa URL]... "
	    "[--tsa-auth F] [--tsa-policy OID] [--level b|t|lt|lta] "
	    "[--certify 1|2|3|no] [--field NAME] [--reason TEXT] "
	    "[--location TEXT] [--visible [--page N]] [--cache DIR] [--ca FILE] [--proxy URL] "
	    "[--allow-private]",
	.run = cmd_sign_run,
};
