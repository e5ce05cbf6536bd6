#include "seal/raise.h"

#include <stdlib.h>
#include <string.h>

#include "help/test.h"

#include "base/clock.h"
#include "base/mem.h"
#include "crypto/signed.h"
#include "help/forge.h"
#include "help/pki_files.h"
#include "help/tool.h"
#include "seal/verify.h"

/*
 * Signing and raising against an infrastructure in this process; what comes
 * out is judged by our verifier with the test's root, and by qpdf where it is
 * there.  Other judges: tests/conformance/seal.sh.
 */
#define URL "http://pki.test"

struct fixture {
	struct pki pki;
	struct pki_box box;
	struct pki_holder signer, other;
	const char *key, *cert, *ca, *other_key, *other_cert;
	struct certs *root;
	struct tsp_source tsa;
	struct seal_services services;
	int64_t now;
};

static int
setup(void **state)
{
	struct fixture *x = mem_new(1, sizeof(*x));
	struct buf pem;
	struct fault f;

	*state = x;
	if (clock_now(&x->now, &f) != 0)
		return -1;
	x->now -= x->now % 1000;
	pki_make(&x->pki, URL, x->now);
	pki_box_make(&x->box);
	pki_issue(&x->pki, "P-256", "First Signer", PKI_SIGNER, x->pki.from,
	    x->now + PKI_YEAR_MS, &x->signer);
	pki_issue(&x->pki, "RSA-2048", "Second Signer", PKI_SIGNER, x->pki.from,
	    x->now + PKI_YEAR_MS, &x->other);
	x->key = pki_box_key(&x->box, "1.key", x->signer.key, NULL);
	x->cert = pki_box_cert(&x->box, "1.pem", x->signer.cert);
	x->other_key = pki_box_key(&x->box, "2.key", x->other.key, NULL);
	x->other_cert = pki_box_cert(&x->box, "2.pem", x->other.cert);
	x->ca = pki_box_cert(&x->box, "ca.pem", x->pki.ca.cert);
	buf_init(&pem, 65536);
	pki_pem_cert(x->pki.root.cert, &pem);
	if (certs_parse(pem.data, pem.len, "root", &x->root, &f) != 0)
		return -1;
	buf_free(&pem);
	x->tsa = (struct tsp_source){ .n = 1, .net = { pki_post, &x->pki } };
	x->tsa.at[0].url = URL "/tsa";
	x->services = (struct seal_services){
		.tsa = &x->tsa,
		.gather = { .net = { pki_post, &x->pki },
		    .now_utc_ms = x->now },
		.now_utc_ms = x->now,
	};
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *x = *state;

	certs_free(x->root);
	pki_holder_free(&x->signer);
	pki_holder_free(&x->other);
	pki_free(&x->pki);
	pki_box_free(&x->box);
	free(x);
	return 0;
}

static int
each(void **state)
{
	struct fixture *x = *state;

	x->pki.n_revoked = 0;
	x->pki.ocsps = x->pki.crls = x->pki.stamps = x->pki.issuers = 0;
	x->services.gather.cache = NULL;
	return 0;
}

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

static size_t
count_here(const struct buf *b, const char *words)
{
	size_t n = strlen(words), i, k = 0;

	for (i = 0; i + n <= b->len; i++)
		k += memcmp(b->data + i, words, n) == 0;
	return k;
}

static bool
memmem_here(const struct buf *b, const char *words)
{
	return count_here(b, words) > 0;
}

static struct signer *
signer(struct fixture *x, bool second, bool stamp)
{
	struct signer *s;
	struct fault f;

	assert_ok(signer_open(second ? x->other_key : x->key,
		      second ? x->other_cert : x->cert, x->ca, x->now, &s, &f),
	    &f);
	if (stamp)
		signer_stamp(s, &x->tsa);
	return s;
}

static int
sign_it(struct fixture *x, const struct buf *in, bool second, bool stamp,
    int certify, struct buf *out, struct fault *f)
{
	struct signer *s = signer(x, second, stamp);
	const struct seal_request q = {
		.signer = s,
		.certify = certify,
		.reason = "Gr\xc3\xbc\xc3\x9f"
			  "e (\\)",
		.now_utc_ms = x->now,
	};
	int rc;

	buf_init(out, 1 << 22);
	rc = seal_sign(in->data, in->len, &q, out, f);
	signer_free(s);
	if (rc == 0)
		rc = seal_check(
		    in->data, in->len, out->data, out->len, 1, x->now, f);
	return rc;
}

/* The levels our verifier names, and that all hold and are trusted. */
static void
levels(struct fixture *x, const struct buf *b, const char *want)
{
	const struct verify_options o = { .trust = x->root,
		.at_utc_ms = x->now };
	struct verify_report *r;
	struct fault f;
	struct buf have;
	size_t i;

	buf_init(&have, 4096);
	assert_ok(verify_pdf(b->data, b->len, &o, &r, &f), &f);
	for (i = 0; i < r->n; i++) {
		const struct verify_signature *s = &r->signatures[i];

		if (s->verdicts.v[VERDICT_INTACT].answer != VERDICT_YES)
			fail_msg("%s: %s", s->s->field,
			    s->verdicts.v[VERDICT_INTACT].why);
		if (strstr(want, "LT") != NULL &&
		    s->verdicts.v[VERDICT_TRUSTED].answer != VERDICT_YES)
			fail_msg("%s: %s", s->s->field,
			    s->verdicts.v[VERDICT_TRUSTED].why);
		buf_fmt(&have, "%s%s", i == 0 ? "" : ", ", s->level);
	}
	assert_string_equal((const char *)have.data, want);
	buf_free(&have);
	verify_free(r);
}

static void
qpdf_agrees(const struct buf *b)
{
	struct fault f;
	struct buf said;
	char path[64], cmd[128];
	int status;

	if (!tool_here("qpdf")) {
		print_message("skipped: no qpdf\n");
		return;
	}
	buf_init(&said, 65536);
	assert_ok(tool_file(path, b->data, b->len, &f), &f);
	(void)snprintf(cmd, sizeof(cmd), "qpdf --check %s 2>&1", path);
	status = tool_run(cmd, &said);
	(void)unlink(path);
	if (status != 0)
		fail_msg("%s", (const char *)said.data);
	buf_free(&said);
}

static void
test_files_of_every_version_are_signed(void **state)
{
	static const char *const versions[] = { "1.3", "1.4", "1.5", "1.6",
		"1.7", "2.0" };
	struct buf in, out;
	struct fault f;
	size_t i;

	for (i = 0; i < 6; i++) {
		foreign(&in, versions[i], "");
		assert_ok(sign_it(*state, &in, false, false, 2, &out, &f), &f);
		levels(*state, &out, "PAdES-B-B");
		/*= EN 319 142-1 section 5.1: below 2.0 it is an extension */
		assert_int_equal(memmem_here(&out, "/ESIC"), i < 5);
		assert_int_equal(memmem_here(&out, "/Version /1.7"), i < 4);
		assert_true(memmem_here(&out, "/Perms <</DocMDP"));
		qpdf_agrees(&out);
		buf_free(&in);
		buf_free(&out);
	}
}

static void
test_object_streams_and_hybrid_files_are_signed(void **state)
{
	static const char *const how[] = {
		"--object-streams=generate",
		"--linearize",
		"--linearize --object-streams=generate",
	};
	struct fault f;
	struct buf in, out, packed, said;
	char path[64], cmd[256];
	size_t i;

	if (!tool_here("qpdf")) {
		print_message("skipped: no qpdf\n");
		return;
	}
	buf_init(&said, 65536);
	for (i = 0; i < 3; i++) {
		foreign(&in, "1.7", "");
		buf_init(&packed, 1 << 20);
		assert_ok(tool_file(path, in.data, in.len, &f), &f);
		(void)snprintf(cmd, sizeof(cmd),
		    "qpdf %s --replace-input %s 2>&1", how[i], path);
		assert_int_equal(tool_run(cmd, &said), 0);
		assert_ok(file_read(path, &packed, &f), &f);
		(void)unlink(path);
		assert_ok(
		    sign_it(*state, &packed, false, false, 0, &out, &f), &f);
		/* The update's section is of the kind that the file has. */
		assert_int_equal(
		    memmem_here(&out, "/Type /XRef /W [1 4 2]"), i != 1);
		levels(*state, &out, "PAdES-B-B");
		qpdf_agrees(&out);
		buf_free(&in);
		buf_free(&packed);
		buf_free(&out);
	}
	buf_free(&said);
}

static void
test_encrypted_and_damaged_files_are_refused_in_words(void **state)
{
	struct fault f;
	struct buf in, out;

	foreign(&in, "1.7", "");
	in.len -= 12;
	assert_int_equal(sign_it(*state, &in, false, false, 0, &out, &f), -1);
	assert_int_equal(f.kind, FAULT_FORMAT);
	buf_free(&out);
	buf_free(&in);
	foreign(&in, "1.7", "");
	buf_str(&in, "\ngarbage");
	assert_fault(sign_it(*state, &in, false, false, 0, &out, &f), &f,
	    FAULT_FORMAT, "follow the last %%EOF");
	buf_free(&in);
	buf_free(&out);
	buf_init(&in, 4096);
	buf_str(&in, "not a PDF at all");
	assert_fault(sign_it(*state, &in, false, false, 0, &out, &f), &f,
	    FAULT_FORMAT, "no PDF");
	buf_free(&in);
	buf_free(&out);
}

static void
raised(struct fixture *x, const struct buf *in, enum seal_level level,
    struct buf *out)
{
	struct fault f;

	buf_init(out, 1 << 22);
	assert_ok(
	    seal_raise(in->data, in->len, level, &x->services, out, &f), &f);
	assert_ok(seal_check(in->data, in->len, out->data, out->len,
		      level == SEAL_LTA ? 1 : 0, x->now, &f),
	    &f);
}

/* Whether any verdict on any signature is no, or the file no PDF any more. */
static bool
some_no(struct fixture *x, const struct buf *b)
{
	const struct verify_options o = { .trust = x->root,
		.at_utc_ms = x->now };
	struct verify_report *r;
	struct fault f;
	bool no = false;
	size_t i, k;

	if (verify_pdf(b->data, b->len, &o, &r, &f) != 0)
		return true;
	for (i = 0; i < r->n; i++)
		for (k = 0; k < VERDICT_SIGNATURE_N; k++)
			no = no ||
			    (r->signatures[i].verdicts.v[k].answer !=
				    VERDICT_YES &&
				!r->signatures[i].verdicts.v[k].permitted);
	verify_free(r);
	return no;
}

/*
 * No signature covers the CMS of the newest stamp, and a path finds its
 * issuers in /DSS, too: a certificate beside the stamp's own must be as it was
 * issued all the same.
 */
static void
test_no_byte_of_the_newest_stamp_is_flipped_unseen(void **state)
{
	static const char hex[] = "0123456789abcdef";
	struct fixture *x = *state;
	struct buf in, t, lta;
	struct fault f;
	size_t at = 0, next, i, n = 0;

	foreign(&in, "1.7", "");
	assert_ok(sign_it(x, &in, false, true, 2, &t, &f), &f);
	raised(x, &t, SEAL_LTA, &lta);
	assert_false(some_no(x, &lta));
	while ((next = forge_find(&lta, "/Contents <30", at)) != SIZE_MAX)
		at = next + 11;
	/* It ends where only zeros follow. */
	for (i = forge_find(&lta, ">", at) - 1; lta.data[i] == '0'; i--)
		;
	for (; at < i; at += getenv("TAMPER") != NULL ? 1 : 7) {
		const unsigned char kept = lta.data[at];

		lta.data[at] =
		    (unsigned char)hex[(strchr(hex, kept) - hex) ^ 1];
		if (!some_no(x, &lta))
			fail_msg("digit %zu of the file, %zu left", at, i - at);
		lta.data[at] = kept;
		n++;
	}
	print_message("%zu digits, none unseen\n", n);
	buf_free(&in);
	buf_free(&t);
	buf_free(&lta);
}

/* Nothing that was signed says that there was a time stamp: one that does not
 * fit was changed, or put there. */
static void
test_a_time_stamp_that_does_not_fit_its_signature_is_a_no(void **state)
{
	struct fixture *x = *state;
	const struct verify_options o = { .trust = x->root,
		.at_utc_ms = x->now };
	struct verify_report *r;
	struct buf in, t;
	struct fault f;
	size_t at = 0, next;

	foreign(&in, "1.7", "");
	assert_ok(sign_it(x, &in, false, true, 2, &t, &f), &f);
	/* genTime "20...": the last digit of the year. */
	while ((next = forge_find(&t, "180f3230", at)) != SIZE_MAX)
		at = next + 1;
	assert_true(at > 0);
	t.data[at + 10] ^= 1;
	assert_ok(verify_pdf(t.data, t.len, &o, &r, &f), &f);
	assert_int_equal(r->n, 1);
	assert_int_equal(
	    r->signatures[0].verdicts.v[VERDICT_INTACT].answer, VERDICT_NO);
	assert_non_null(strstr(r->signatures[0].verdicts.v[VERDICT_INTACT].why,
	    "the time stamp does not hold"));
	verify_free(r);
	buf_free(&in);
	buf_free(&t);
}

static void
test_a_signature_is_raised_level_by_level(void **state)
{
	struct fixture *x = *state;
	struct buf in, t, lt, lta, again;
	struct fault f;

	foreign(&in, "1.7", "");
	assert_ok(sign_it(x, &in, false, true, 2, &t, &f), &f);
	levels(x, &t, "PAdES-B-T");
	assert_int_equal(x->pki.stamps, 1);
	raised(x, &t, SEAL_LT, &lt);
	levels(x, &lt, "PAdES-B-LT");
	/* Signer and authority by OCSP, their issuer by its CRL. */
	assert_int_equal(x->pki.ocsps, 2);
	assert_int_equal(x->pki.crls, 1);
	assert_true(memmem_here(&lt, "/DSS"));
	raised(x, &lt, SEAL_LTA, &lta);
	levels(x, &lta, "PAdES-B-LTA, document time stamp");
	raised(x, &lta, SEAL_LTA, &again);
	levels(
	    x, &again, "PAdES-B-LTA, document time stamp, document time stamp");
	qpdf_agrees(&again);
	buf_free(&in);
	buf_free(&t);
	buf_free(&lt);
	buf_free(&lta);
	buf_free(&again);
}

static void
test_what_has_no_time_gets_a_stamp_of_the_document_first(void **state)
{
	struct fixture *x = *state;
	struct buf in, b, lt;
	struct fault f;

	foreign(&in, "1.7", "");
	assert_ok(sign_it(x, &in, false, false, 2, &b, &f), &f);
	raised(x, &b, SEAL_LT, &lt);
	levels(x, &lt, "PAdES-B-LT, document time stamp");
	buf_free(&in);
	buf_free(&b);
	buf_free(&lt);
}

static void
test_the_same_data_are_not_stored_twice(void **state)
{
	struct fixture *x = *state;
	struct buf in, t, lt, again;
	struct fault f;

	foreign(&in, "1.7", "");
	assert_ok(sign_it(x, &in, false, true, 2, &t, &f), &f);
	raised(x, &t, SEAL_LT, &lt);
	raised(x, &lt, SEAL_LT, &again);
	/* Answers are signed with ECDSA, so each of the two is new and brings
	 * its responder's certificate, whose issuer this names; the chain's
	 * certificates are there already. */
	assert_true(again.len < lt.len + 4000);
	assert_int_equal(count_here(&again, "Test Issuing CA"),
	    count_here(&lt, "Test Issuing CA") + 2);
	buf_free(&in);
	buf_free(&t);
	buf_free(&lt);
	buf_free(&again);
}

static void
test_a_revoked_signer_is_not_made_to_last(void **state)
{
	struct fixture *x = *state;
	struct buf in, t, out;
	struct fault f;

	foreign(&in, "1.7", "");
	assert_ok(sign_it(x, &in, false, true, 2, &t, &f), &f);
	pki_revoke(&x->pki, x->signer.cert);
	buf_init(&out, 1 << 22);
	assert_fault(seal_raise(t.data, t.len, SEAL_LT, &x->services, &out, &f),
	    &f, FAULT_CRYPTO, "First Signer");
	assert_non_null(strstr(f.text, "revoked"));
	assert_int_equal(out.len, 0);
	buf_free(&in);
	buf_free(&t);
	buf_free(&out);
}

/*= RFC 6960 section 2.2: who hears "unknown" may try a CRL */
static void
test_where_a_responder_does_not_know_the_list_is_asked(void **state)
{
	struct fixture *x = *state;
	struct gathered g;
	struct certs *leaf = NULL, *pool = certs_new();
	struct fault f;

	x->pki.ocsp_unknown = true;
	assert_ok(certs_open(x->cert, &leaf, &f), &f);
	assert_ok(gather(&x->services.gather, leaf, pool, &g, &f), &f);
	assert_int_equal(g.n_ocsps, 0);
	assert_int_equal(g.n_crls, 2);
	gathered_free(&g);
	/* A list of changes alone says nothing of who is not in it. */
	x->pki.crl_delta = true;
	assert_fault(gather(&x->services.gather, leaf, pool, &g, &f), &f,
	    FAULT_CRYPTO, "there are the changes alone");
	x->pki.crl_delta = x->pki.ocsp_unknown = false;
	certs_free(leaf);
	certs_free(pool);
}

/* Days later: the infrastructure and we ourselves. */
static void
move_to(struct fixture *x, int64_t days)
{
	x->pki.now_utc_ms = x->now + days * 86400000;
	x->services.now_utc_ms = x->pki.now_utc_ms;
	x->services.gather.now_utc_ms = x->pki.now_utc_ms;
}

static void
trusted_at(struct fixture *x, const struct buf *b, int64_t days)
{
	const struct verify_options o = { .trust = x->root,
		.at_utc_ms = x->now + days * 86400000 + 1000 };
	struct verify_report *r;
	struct fault f;
	size_t i;

	assert_ok(verify_pdf(b->data, b->len, &o, &r, &f), &f);
	for (i = 0; i < r->n; i++)
		if (r->signatures[i].verdicts.v[VERDICT_TRUSTED].answer !=
		    VERDICT_YES)
			fail_msg("signature %zu: %s", i,
			    r->signatures[i].verdicts.v[VERDICT_TRUSTED].why);
	verify_free(r);
}

/* A proven time makes it last, whatever became of the certificate since. */
static void
test_what_was_stamped_in_time_is_raised_and_renewed_later(void **state)
{
	struct fixture *x = *state;
	struct buf in, t, lta, out;
	struct fault f;

	foreign(&in, "1.7", "");
	assert_ok(sign_it(x, &in, false, true, 2, &t, &f), &f);
	buf_init(&lta, 1 << 22);
	assert_ok(
	    seal_raise(t.data, t.len, SEAL_LTA, &x->services, &lta, &f), &f);
	/* Renewed after the signer's certificate has ended. */
	move_to(x, 400);
	buf_init(&out, 1 << 22);
	assert_ok(
	    seal_raise(lta.data, lta.len, SEAL_LTA, &x->services, &out, &f),
	    &f);
	trusted_at(x, &out, 400);
	buf_free(&out);
	/* Called back after it was stamped, and raised only then. */
	move_to(x, 10);
	pki_revoke(&x->pki, x->signer.cert);
	x->pki.revoked_utc_ms = x->now + (int64_t)5 * 86400000;
	buf_init(&out, 1 << 22);
	assert_ok(
	    seal_raise(t.data, t.len, SEAL_LTA, &x->services, &out, &f), &f);
	trusted_at(x, &out, 10);
	trusted_at(x, &out, 400);
	x->pki.revoked_utc_ms = 0;
	move_to(x, 0);
	buf_free(&out);
	buf_free(&lta);
	buf_free(&t);
	buf_free(&in);
}

static void
test_a_changed_file_is_not_extended(void **state)
{
	struct fixture *x = *state;
	struct buf in, t, out;
	struct fault f;

	foreign(&in, "1.7", "");
	assert_ok(sign_it(x, &in, false, true, 2, &t, &f), &f);
	t.data[12] ^= 1;
	buf_init(&out, 1 << 22);
	assert_fault(
	    seal_raise(t.data, t.len, SEAL_LTA, &x->services, &out, &f), &f,
	    FAULT_CRYPTO, "does not hold");
	assert_fault(
	    seal_raise(in.data, in.len, SEAL_LTA, &x->services, &out, &f), &f,
	    FAULT_FORMAT, "no signature");
	buf_free(&in);
	buf_free(&t);
	buf_free(&out);
}

static void
test_level_1_lets_nothing_be_added(void **state)
{
	struct fixture *x = *state;
	struct buf in, t, out;
	struct fault f;

	foreign(&in, "1.7", "");
	assert_ok(sign_it(x, &in, false, true, 1, &t, &f), &f);
	buf_init(&out, 1 << 22);
	assert_fault(seal_raise(t.data, t.len, SEAL_LT, &x->services, &out, &f),
	    &f, FAULT_FORMAT, "certified at level 1");
	assert_fault(sign_it(x, &t, true, false, 0, &out, &f), &f, FAULT_FORMAT,
	    "certified at level 1");
	buf_free(&in);
	buf_free(&t);
	buf_free(&out);
}

static void
test_a_certified_file_without_a_place_takes_no_cosigner(void **state)
{
	struct fixture *x = *state;
	struct buf in, t, out;
	struct fault f;

	foreign(&in, "1.7", "");
	assert_ok(sign_it(x, &in, false, true, 2, &t, &f), &f);
	assert_fault(sign_it(x, &t, true, false, 0, &out, &f), &f, FAULT_FORMAT,
	    "--cosigners");
	buf_free(&out);
	assert_fault(sign_it(x, &t, true, false, 2, &out, &f), &f, FAULT_FORMAT,
	    "first signature");
	buf_free(&in);
	buf_free(&t);
	buf_free(&out);
}

/* A field that waits, and the second signature goes there, locked. */
static void
test_a_cosigner_signs_in_the_field_kept_for_it(void **state)
{
	struct fixture *x = *state;
	struct buf in, first, both, lta;
	struct fault f;

	foreign(&in, "1.7",
	    "/AcroForm<</SigFlags 1/Fields[<</FT/Sig/T(Unplaced)>>]>>");
	assert_ok(sign_it(x, &in, false, true, 0, &first, &f), &f);
	assert_ok(sign_it(x, &first, true, true, 0, &both, &f), &f);
	raised(x, &both, SEAL_LTA, &lta);
	levels(x, &lta, "PAdES-B-LTA, PAdES-B-LTA, document time stamp");
	qpdf_agrees(&lta);
	buf_free(&in);
	buf_free(&first);
	buf_free(&both);
	buf_free(&lta);
}

static void
test_issuers_that_are_not_at_hand_are_fetched(void **state)
{
	struct fixture *x = *state;
	struct gathered g;
	struct certs *leaf = NULL, *pool = certs_new();
	struct fault f;

	assert_ok(certs_open(x->cert, &leaf, &f), &f);
	assert_ok(gather(&x->services.gather, leaf, pool, &g, &f), &f);
	/* signer, CA, root, responder */
	assert_int_equal(certs_count(g.certs), 4);
	assert_int_equal(x->pki.issuers, 2);
	assert_int_equal(g.n_ocsps, 1);
	assert_int_equal(g.n_crls, 1);
	gathered_free(&g);
	certs_free(leaf);
	certs_free(pool);
}

static void
test_answers_of_before_are_taken_from_the_cache(void **state)
{
	struct fixture *x = *state;
	struct gathered g;
	struct certs *leaf = NULL, *pool = certs_new();
	char dir[64] = "/tmp/proviso-test-XXXXXX", cmd[128];
	struct fault f;
	int i;

	assert_non_null(mkdtemp(dir));
	x->services.gather.cache = dir;
	assert_ok(certs_open(x->cert, &leaf, &f), &f);
	for (i = 0; i < 3; i++) {
		assert_ok(gather(&x->services.gather, leaf, pool, &g, &f), &f);
		gathered_free(&g);
	}
	assert_int_equal(x->pki.ocsps, 1);
	assert_int_equal(x->pki.crls, 1);
	/* An hour later it is asked again. */
	x->services.gather.now_utc_ms += 2 * 3600000;
	assert_ok(gather(&x->services.gather, leaf, pool, &g, &f), &f);
	x->services.gather.now_utc_ms -= 2 * 3600000;
	gathered_free(&g);
	assert_int_equal(x->pki.ocsps, 2);
	certs_free(leaf);
	certs_free(pool);
	(void)snprintf(cmd, sizeof(cmd), "rm -r %s", dir);
	assert_int_equal(system(cmd), 0);
}

/* What openssl reads of it stays good at every level; DSS names the levels. */
static void
test_a_detached_signature_is_raised_too(void **state)
{
	static const enum seal_level at[] = { SEAL_LT, SEAL_LTA };
	const unsigned char file[] = "a whole file";
	struct fixture *x = *state;
	struct signer *s = signer(x, false, true);
	const struct piece bytes = { file, sizeof(file) };
	struct signed_verdict v;
	struct signed_data *d;
	struct fault f;
	struct buf b;
	size_t i, used, before = 0;

	for (i = 0; i < 2; i++) {
		buf_init(&b, 1 << 20);
		assert_ok(sign_detached(file, sizeof(file), s, &b, &f), &f);
		assert_ok(seal_raise_detached(
			      file, sizeof(file), at[i], &x->services, &b, &f),
		    &f);
		assert_true(b.len > before + 2000);
		before = b.len;
		assert_ok(signed_parse(b.data, b.len, &d, &used, &f), &f);
		assert_int_equal(used, b.len);
		assert_ok(
		    signed_check(d,
			&(struct signed_claim){
			    .kind = SIGNED_DETACHED, .pieces = &bytes, .n = 1 },
			&v, &f),
		    &f);
		if (v.answer != SIGNED_YES)
			fail_msg("%s", v.why);
		assert_false(v.odd_version);
		assert_int_equal(
		    certs_count(signed_certs(d)), 5); /* two leaves, CA, root,
							 responder */
		signed_free(d);
		buf_free(&b);
	}
	signer_free(s);
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup(name, each)
	const struct CMUnitTest tests[] = {
		T(test_encrypted_and_damaged_files_are_refused_in_words),
		T(test_level_1_lets_nothing_be_added),
		T(test_a_certified_file_without_a_place_takes_no_cosigner),
		T(test_what_was_stamped_in_time_is_raised_and_renewed_later),
		T(test_a_changed_file_is_not_extended),
		T(test_no_byte_of_the_newest_stamp_is_flipped_unseen),
		T(test_a_time_stamp_that_does_not_fit_its_signature_is_a_no),
		T(test_a_revoked_signer_is_not_made_to_last),
		T(test_where_a_responder_does_not_know_the_list_is_asked),
		T(test_files_of_every_version_are_signed),
		T(test_object_streams_and_hybrid_files_are_signed),
		T(test_a_signature_is_raised_level_by_level),
		T(test_what_has_no_time_gets_a_stamp_of_the_document_first),
		T(test_the_same_data_are_not_stored_twice),
		T(test_a_cosigner_signs_in_the_field_kept_for_it),
		T(test_issuers_that_are_not_at_hand_are_fetched),
		T(test_a_detached_signature_is_raised_too),
		T(test_answers_of_before_are_taken_from_the_cache),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
