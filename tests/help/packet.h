#ifndef TESTS_HELP_PACKET_H
#define TESTS_HELP_PACKET_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "cli/cmd.h"
#include "cli/packet_check.h"
#include "crypto/secret.h"
#include "help/test.h"
#include "help/trial_keys.h"
#include "seal/sign.h"
#include "seal/verify.h"

/*
 * A small signed packet, made by the commands themselves in a folder of its
 * own: one document, two versions, a redline.
 */
struct packet_made {
	char dir[64], archive[96], program[96], fonts[96], index[96];
	char old[96], new[96], pdf[96], p7s[96];
	struct trial_keys keys;
	struct signer *signer;
	struct certs *root;
	int64_t now;
	struct buf bytes;
};

static const char packet_old[] =
    "# Privacy Policy\n\nEffective January 1, 2025\n\n## 1. Use of data\n\n"
    "We collect the messages that you send. We do not use your messages to "
    "train our models, and we delete what you send us within thirty days of "
    "the day on which you closed the conversation that it belongs to.\n\n"
    "## 2. Sharing\n\nWe do not sell your personal information to anyone.\n";
static const char packet_new[] =
    "# Privacy Policy\n\nEffective March 1, 2025\n\n## 1. Use of data\n\n"
    "We collect the messages that you send. We may use your messages to "
    "train our models, and we delete what you send us within ninety days of "
    "the day on which you closed the conversation that it belongs to.\n\n"
    "## 2. Sharing\n\nWe do not sell your personal information to anyone.\n";

static inline int
packet_run(const struct cmd *c, const struct packet_made *x, int argc,
    const char *const *args, struct fault *f)
{
	char *argv[16] = { NULL };
	int i, rc;

	const struct cmd_global g = {
		.archive = x->archive, .quiet = true, .program = x->program
	};

	for (i = 0; i < argc; i++)
		argv[i] = mem_strdup(args[i]);
	f->kind = FAULT_NONE;
	rc = c->run(&g, argc, argv, f);
	for (i = 0; i < argc; i++)
		free(argv[i]);
	return rc;
}

static inline int
packet_paths(struct packet_made *x, struct fault *f)
{
	const char *fonts = getenv("FONTS");
	char *real = realpath(fonts != NULL ? fonts : "build/fonts", NULL);
	int rc;

	(void)snprintf(x->dir, sizeof(x->dir), "/tmp/proviso-test-XXXXXX");
	if (real == NULL || mkdtemp(x->dir) == NULL) {
		free(real);
		return fault_sys(f, "%s", x->dir);
	}
	(void)snprintf(x->archive, sizeof(x->archive), "%s/a.db", x->dir);
	(void)snprintf(x->program, sizeof(x->program), "%s/proviso", x->dir);
	(void)snprintf(x->fonts, sizeof(x->fonts), "%s/fonts", x->dir);
	(void)snprintf(x->index, sizeof(x->index), "%s/index.tsv", x->dir);
	(void)snprintf(x->old, sizeof(x->old), "%s/old.md", x->dir);
	(void)snprintf(x->new, sizeof(x->new), "%s/new.md", x->dir);
	(void)snprintf(x->pdf, sizeof(x->pdf), "%s/P.pdf", x->dir);
	(void)snprintf(x->p7s, sizeof(x->p7s), "%s/P.pdf.p7s", x->dir);
	rc = symlink(real, x->fonts);
	free(real);
	return rc == 0 ? 0 : fault_sys(f, "%s", x->fonts);
}

static inline int
packet_make(struct packet_made *x, struct fault *f)
{
	static const char index[] =
	    "platform\tdocument\turl\ttime\tstatus\tmedia_type\tfile\n"
	    "Acme\tPrivacy Policy\thttps://a.example/p\t2025-01-01T00:00:00Z"
	    "\t200\ttext/markdown\told.md\n"
	    "Acme\tPrivacy Policy\thttps://a.example/p\t2025-03-01T00:00:00Z"
	    "\t200\ttext/markdown\tnew.md\n";
	const char *const init[] = { "init", NULL };
	const char *const import[] = { "import", "captures", x->index, NULL };
	const char *const report[] = { "report", "packet", "Acme", "--as-of",
		"2025-06-01", "-o", x->pdf, "--key", x->keys.signer_key,
		"--cert", x->keys.signer, NULL };

	memset(x, 0, sizeof(*x));
	buf_init(&x->bytes, 64u << 20);
	/* Before the library is used, as the program does. */
	if (secret_guard(f) != 0)
		return -1;
	if (clock_now(&x->now, f) != 0 || packet_paths(x, f) != 0 ||
	    trial_keys_make(&x->keys, TRIAL_P256, x->now, f) != 0 ||
	    file_create(x->program, "", 0, 0644, f) != 0 ||
	    file_create(x->index, index, strlen(index), 0644, f) != 0 ||
	    file_create(x->old, packet_old, strlen(packet_old), 0644, f) != 0 ||
	    file_create(x->new, packet_new, strlen(packet_new), 0644, f) != 0)
		return -1;
	if (packet_run(&cmd_init, x, 1, init, f) != 0 ||
	    packet_run(&cmd_import, x, 3, import, f) != 0 ||
	    packet_run(&cmd_report, x, 11, report, f) != 0)
		return -1;
	return signer_open(x->keys.signer_key, x->keys.signer, NULL, x->now,
		   &x->signer, f) != 0 ||
		certs_open(x->keys.root, &x->root, f) != 0
	    ? -1
	    : file_read(x->pdf, &x->bytes, f);
}

static inline void
packet_remove(struct packet_made *x)
{
	static const char *const side[] = { "a.db.logkey", "a.db.vkey",
		"a.db.logkey.head", "P.tlog-proof", "a.db-wal", "a.db-shm" };
	char path[128];
	size_t i;

	signer_free(x->signer);
	certs_free(x->root);
	buf_free(&x->bytes);
	trial_keys_remove(&x->keys);
	for (i = 0; i < sizeof(side) / sizeof(side[0]); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", x->dir, side[i]);
		(void)unlink(path);
	}
	(void)unlink(x->archive);
	(void)unlink(x->program);
	(void)unlink(x->fonts);
	(void)unlink(x->index);
	(void)unlink(x->old);
	(void)unlink(x->new);
	(void)unlink(x->pdf);
	(void)unlink(x->p7s);
	(void)rmdir(x->dir);
}

struct packet_said {
	struct verdict intact, evidence;
	int status; /* of `verify --trust root.pem` */
};

/* What verify says of the bytes.  A signature that fails already decides the
 * status; the evidence is then not asked, which saves time and says no more. */
static inline void
packet_ask(const struct packet_made *x, const unsigned char *p, size_t n,
    bool always, struct packet_said *out)
{
	const struct verify_options o = { .trust = x->root,
		.at_utc_ms = x->now };
	const struct packet_check_options po = { .program = x->program };
	struct verdict_signature list[16];
	struct verify_report *r = NULL;
	struct packet_check c;
	struct fault f;
	char line[400];
	size_t i;

	memset(out, 0, sizeof(*out));
	out->status = EXIT_TROUBLE;
	if (verify_pdf(p, n, &o, &r, &f) != 0)
		return;
	assert_true(r->n <= 16);
	for (i = 0; i < r->n; i++)
		list[i] = r->signatures[i].verdicts;
	for (i = 0; i < 3; i++)
		verdict_set(&c.v[i], VERDICT_NOT_APPLICABLE, "");
	out->status = verdict_status(list, r->n, c.v, line, sizeof(line));
	if (r->n > 0)
		out->intact = list[0].v[VERDICT_INTACT];
	if (out->status != 0 && !always) {
		verify_free(r);
		return;
	}
	assert_ok(packet_check(r, &po, &c, &f), &f);
	out->status = verdict_status(list, r->n, c.v, line, sizeof(line));
	out->evidence = c.v[VERDICT_EVIDENCE - VERDICT_LOGGED];
	verify_free(r);
}

#endif /* TESTS_HELP_PACKET_H */
