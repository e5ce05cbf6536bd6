/*
 * TRUSTED and TIMESTAMPED by level and by the day of asking, against an
 * infrastructure in this process.
 */
#include <stdlib.h>
#include <string.h>

#include "help/test.h"

#include "base/clock.h"
#include "base/mem.h"
#include "help/pki_files.h"
#include "pdfread/update.h"
#include "seal/raise.h"
#include "seal/verify.h"

#define URL "http://pki.test"
#define DAY_MS ((int64_t)86400000)

struct fixture {
	struct pki pki;
	struct pki_box box;
	struct pki_holder signer;
	struct certs *root, *other_root;
	struct tsp_source tsa;
	struct seal_services services;
	int64_t now;
	struct buf b, t, lt, lta; /* one file at each level */
};

/* A foreign file: one page, a table, no form. */
static void
foreign(struct buf *b, const char *version, const char *catalog)
{
	size_t at[4], xref, i;

	buf_init(b, 1 << 20);
	buf_fmt(b, "%%PDF-%s\n%%\xe2\xe3\xcf\xd3\n", version);
	at[1] = b->len;
	buf_fmt(
	    b, "1 0 obj\n<</Type/Catalog/Pages 2 0 R%s>>\nendobj\n", catalog);
	at[2] = b->len;
	buf_str(b, "2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n");
	at[3] = b->len;
	buf_str(b,
	    "3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]"
	    "/Resources<<>>>>\nendobj\n");
	xref = b->len;
	buf_str(b, "xref\n0 4\n0000000000 65535 f \n");
	for (i = 1; i < 4; i++)
		buf_fmt(b, "%010zu 00000 n \n", at[i]);
	buf_fmt(b,
	    "trailer\n<</Size 4/Root 1 0 R/ID[<00><00>]>>\nstartxref\n%zu\n"
	    "%%%%EOF",
	    xref);
}

static void
take_root(X509 *x, struct certs **out)
{
	struct buf pem;
	struct fault f;

	buf_init(&pem, 65536);
	pki_pem_cert(x, &pem);
	assert_ok(certs_parse(pem.data, pem.len, "root", out, &f), &f);
	buf_free(&pem);
}

static void
sign_it(struct fixture *x, const struct buf *in, bool stamp, struct buf *out)
{
	const char *key = pki_box_key(
	    &x->box, stamp ? "t.key" : "b.key", x->signer.key, NULL);
	const char *cert =
	    pki_box_cert(&x->box, stamp ? "t.pem" : "b.pem", x->signer.cert);
	const char *ca =
	    pki_box_cert(&x->box, stamp ? "tc.pem" : "bc.pem", x->pki.ca.cert);
	struct seal_request q = { .certify = 2, .now_utc_ms = x->now };
	struct signer *s;
	struct fault f;

	assert_ok(signer_open(key, cert, ca, x->now, &s, &f), &f);
	if (stamp)
		signer_stamp(s, &x->tsa);
	q.signer = s;
	buf_init(out, 1 << 22);
	assert_ok(seal_sign(in->data, in->len, &q, out, &f), &f);
	signer_free(s);
}

static void
raise_it(struct fixture *x, const struct buf *in, enum seal_level level,
    struct buf *out)
{
	struct fault f;

	buf_init(out, 1 << 22);
	assert_ok(
	    seal_raise(in->data, in->len, level, &x->services, out, &f), &f);
}

static int
setup(void **state)
{
	struct fixture *x = mem_new(1, sizeof(*x));
	struct pki_holder stranger;
	struct buf plain;
	struct fault f;

	*state = x;
	if (clock_now(&x->now, &f) != 0)
		return -1;
	x->now -= x->now % 1000;
	pki_make(&x->pki, URL, x->now);
	pki_box_make(&x->box);
	pki_issue(&x->pki, "P-256", "First Signer", PKI_SIGNER, x->pki.from,
	    x->now + PKI_YEAR_MS, &x->signer);
	pki_issue(&x->pki, "P-256", "Stranger", PKI_ROOT, x->pki.from,
	    x->pki.to, &stranger);
	take_root(x->pki.root.cert, &x->root);
	take_root(stranger.cert, &x->other_root);
	pki_holder_free(&stranger);
	x->tsa = (struct tsp_source){ .n = 1, .net = { pki_post, &x->pki } };
	x->tsa.at[0].url = URL "/tsa";
	x->services = (struct seal_services){
		.tsa = &x->tsa,
		.gather = { .net = { pki_post, &x->pki },
		    .now_utc_ms = x->now },
		.now_utc_ms = x->now,
	};
	foreign(&plain, "1.7", "");
	sign_it(x, &plain, false, &x->b);
	sign_it(x, &plain, true, &x->t);
	raise_it(x, &x->t, SEAL_LT, &x->lt);
	raise_it(x, &x->lt, SEAL_LTA, &x->lta);
	buf_free(&plain);
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *x = *state;

	buf_free(&x->b);
	buf_free(&x->t);
	buf_free(&x->lt);
	buf_free(&x->lta);
	certs_free(x->root);
	certs_free(x->other_root);
	pki_holder_free(&x->signer);
	pki_free(&x->pki);
	pki_box_free(&x->box);
	free(x);
	return 0;
}

/* The two verdicts on signature i, seen days from now. */
static void
say(const struct fixture *x, const struct buf *file, const struct certs *trust,
    int64_t days, size_t i, const char *trusted, const char *stamped,
    const char *words)
{
	const struct verify_options o = { .trust = trust,
		.at_utc_ms = x->now + 1000 + days * DAY_MS };
	const struct verdict *v;
	struct verify_report *r;
	struct fault f;

	assert_ok(verify_pdf(file->data, file->len, &o, &r, &f), &f);
	assert_true(i < r->n);
	v = r->signatures[i].verdicts.v;
	if (v[VERDICT_INTACT].answer != VERDICT_YES ||
	    strcmp(verdict_word(v[VERDICT_TRUSTED].answer), trusted) != 0 ||
	    strcmp(verdict_word(v[VERDICT_TIMESTAMPED].answer), stamped) != 0 ||
	    (strstr(v[VERDICT_TRUSTED].why, words) == NULL &&
		strstr(v[VERDICT_TIMESTAMPED].why, words) == NULL))
		fail_msg("after %lld days: %s (%s), %s (%s)", (long long)days,
		    verdict_word(v[VERDICT_TRUSTED].answer),
		    v[VERDICT_TRUSTED].why,
		    verdict_word(v[VERDICT_TIMESTAMPED].answer),
		    v[VERDICT_TIMESTAMPED].why);
	verify_free(r);
}

static void
test_without_roots_or_with_others_nobody_is_trusted(void **state)
{
	struct fixture *x = *state;

	say(x, &x->lta, NULL, 0, 0, "unknown", "unknown", "no root was named");
	say(x, &x->lta, x->other_root, 0, 0, "no", "no",
	    "no path from First Signer to a trusted root");
	say(x, &x->lta, x->other_root, 0, 1, "no", "no",
	    "no path from Test Time Stamps to a trusted root");
}

static void
test_without_revocation_data_the_answer_is_not_known(void **state)
{
	struct fixture *x = *state;

	say(x, &x->b, x->root, 0, 0, "unknown", "no",
	    "First Signer: whether it was revoked is not known");
	say(x, &x->t, x->root, 0, 0, "unknown", "unknown",
	    "Test Time Stamps: whether it was revoked is not known");
}

static void
test_past_the_signers_end_only_what_is_proven_stands(void **state)
{
	struct fixture *x = *state;

	say(x, &x->b, x->root, 366, 0, "no", "no",
	    "First Signer: no longer: the certificate is expired");
	say(x, &x->t, x->root, 366, 0, "no", "unknown",
	    "nothing proves that the signature is older");
	say(x, &x->lt, x->root, 0, 0, "yes", "yes", "");
	say(x, &x->lt, x->root, 366, 0, "yes", "yes", "");
	say(x, &x->lta, x->root, 0, 0, "yes", "yes", "");
	say(x, &x->lta, x->root, 0, 1, "yes", "yes", "");
	say(x, &x->lta, x->root, 366, 0, "yes", "yes", "");
	say(x, &x->lta, x->root, 3000, 0, "yes", "yes", "");
}

static void
test_past_the_authoritys_end_nothing_stands(void **state)
{
	struct fixture *x = *state;

	say(x, &x->lt, x->root, 4400, 0, "no", "no",
	    "Test Time Stamps: no longer: the certificate is expired");
	say(x, &x->lta, x->root, 4400, 0, "no", "no", "no longer");
	say(x, &x->lta, x->root, 4400, 1, "no", "no",
	    "no later time stamp proves that this one is older");
}

/* A day before it was signed nobody could have seen it. */
static void
test_a_time_stamp_from_the_future_proves_nothing(void **state)
{
	struct fixture *x = *state;

	say(x, &x->lta, x->root, -2, 0, "unknown", "no", "which is after");
}

/* What a file is raised to by somebody who asks the CA days later: /DSS gets
 * its CRLs of that day. */
static void
add_crls(struct fixture *x, const struct buf *in, struct buf *out)
{
	static const unsigned char id[PDFREAD_ID] = { 1 };
	struct pdfread_update *u;
	struct pdfread_der crls[2];
	struct pdfread_dss d = { .crls = crls, .n_crls = 2 };
	struct pdfread *r;
	struct buf crl[2];
	struct slot unused;
	struct fault f;
	size_t added, i;

	for (i = 0; i < 2; i++) {
		buf_init(&crl[i], 1 << 16);
		pki_crl(&x->pki, i == 1, &crl[i]);
		crls[i] = (struct pdfread_der){ crl[i].data, crl[i].len };
	}
	buf_init(out, 1 << 22);
	assert_ok(pdfread_open(in->data, in->len, &r, &f), &f);
	assert_ok(pdfread_update_new(r, id, &u, &f), &f);
	assert_ok(pdfread_update_dss(u, &d, &added, &f), &f);
	assert_int_equal(added, 2);
	assert_ok(pdfread_update_write(u, out, &unused, &f), &f);
	pdfread_update_free(u);
	pdfread_free(r);
	for (i = 0; i < 2; i++)
		buf_free(&crl[i]);
}

/* The signer's certificate is revoked, and only the time stamp knows whether
 * the signature is older. */
static void
test_revoked_after_the_stamp_stands_and_before_it_falls(void **state)
{
	struct fixture *x = *state;
	struct buf t, b;

	pki_revoke(&x->pki, x->signer.cert);
	x->pki.now_utc_ms = x->now + 10 * DAY_MS;
	x->pki.revoked_utc_ms = x->now + 5 * DAY_MS;
	add_crls(x, &x->t, &t);
	say(x, &t, x->root, 11, 0, "yes", "yes", "");
	buf_free(&t);
	/* Without a stamp it counts as of today. */
	add_crls(x, &x->b, &b);
	say(x, &b, x->root, 11, 0, "no", "no", "it was revoked on");
	buf_free(&b);
	x->pki.revoked_utc_ms = x->now - DAY_MS;
	add_crls(x, &x->t, &t);
	say(x, &t, x->root, 11, 0, "no", "yes", "it was revoked on");
	buf_free(&t);
	/* What was raised in time has its own answers, of that time. */
	x->pki.revoked_utc_ms = x->now + 5 * DAY_MS;
	add_crls(x, &x->lta, &t);
	say(x, &t, x->root, 366, 0, "yes", "yes", "");
	buf_free(&t);
	x->pki.n_revoked = 0;
	x->pki.revoked_utc_ms = 0;
	x->pki.now_utc_ms = x->now;
}

/* Whatever bit of /DSS changes, nothing becomes better than it was, and the
 * document time stamp over it no longer holds. */
static void
test_flipped_bits_in_validation_data_are_never_trusted_more(void **state)
{
	struct fixture *x = *state;
	const struct verify_options o = { .trust = x->root,
		.at_utc_ms = x->now + 400 * DAY_MS };
	unsigned char *p = mem_dup(x->lta.data, x->lta.len);
	struct verify_report *r;
	struct fault f;
	size_t i;

	for (i = x->t.len; i < x->lta.len; i += 127) {
		p[i] ^= 0x10;
		if (verify_pdf(p, x->lta.len, &o, &r, &f) == 0) {
			size_t k, good = 0;

			for (k = 0; k < r->n; k++)
				good += r->signatures[k]
					    .verdicts.v[VERDICT_TRUSTED]
					    .answer == VERDICT_YES &&
				    strcmp(r->signatures[k].level,
					"document time stamp") == 0;
			if (good > 0)
				fail_msg("byte %zu: still covered", i);
			verify_free(r);
		}
		p[i] ^= 0x10;
	}
	free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_without_roots_or_with_others_nobody_is_trusted),
		cmocka_unit_test(
		    test_without_revocation_data_the_answer_is_not_known),
		cmocka_unit_test(
		    test_past_the_signers_end_only_what_is_proven_stands),
		cmocka_unit_test(test_past_the_authoritys_end_nothing_stands),
		cmocka_unit_test(
		    test_a_time_stamp_from_the_future_proves_nothing),
		cmocka_unit_test(
		    test_revoked_after_the_stamp_stands_and_before_it_falls),
		cmocka_unit_test(
		    test_flipped_bits_in_validation_data_are_never_trusted_more),
	};

	return cmocka_run_group_tests_name("trust", tests, setup, teardown);
}
