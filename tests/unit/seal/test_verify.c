#include "seal/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "help/forge.h"
#include "help/pdf_min.h"
#include "help/test.h"
#include "help/trial_keys.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "seal/sign.h"

#define DAY ((int64_t)86400000)

/* Room for a CMS with one P-256 certificate and little more: small files make
 * quick tests. */
#define RESERVED 1536

struct fixture {
	int64_t now;
	struct trial_keys ours, theirs, rsa;
	struct signer *signer, *stranger, *rsa_signer;
	struct certs *root, *other_root, *rsa_root;
};

static int
setup(void **state)
{
	struct fixture *x = mem_new(1, sizeof(*x));
	struct fault f;

	*state = x;
	if (clock_now(&x->now, &f) != 0 ||
	    trial_keys_make(&x->ours, TRIAL_P256, x->now, &f) != 0 ||
	    trial_keys_make(&x->theirs, TRIAL_P256, x->now, &f) != 0 ||
	    trial_keys_make(&x->rsa, TRIAL_RSA3072, x->now, &f) != 0 ||
	    signer_open(x->ours.signer_key, x->ours.signer, NULL, x->now,
		&x->signer, &f) != 0 ||
	    signer_open(x->theirs.signer_key, x->theirs.signer, NULL, x->now,
		&x->stranger, &f) != 0 ||
	    signer_open(x->rsa.signer_key, x->rsa.signer, NULL, x->now,
		&x->rsa_signer, &f) != 0 ||
	    certs_open(x->ours.root, &x->root, &f) != 0 ||
	    certs_open(x->theirs.root, &x->other_root, &f) != 0 ||
	    certs_open(x->rsa.root, &x->rsa_root, &f) != 0) {
		print_message("%s\n", f.text);
		return -1;
	}
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *x = *state;

	signer_free(x->signer);
	signer_free(x->stranger);
	signer_free(x->rsa_signer);
	certs_free(x->root);
	certs_free(x->other_root);
	certs_free(x->rsa_root);
	trial_keys_remove(&x->ours);
	trial_keys_remove(&x->theirs);
	trial_keys_remove(&x->rsa);
	free(x);
	return 0;
}

static void
sign(struct pdf_min *m, const struct signer *s)
{
	struct fault f;

	assert_ok(sign_fill(m->b.data, m->b.len, &m->slot, s, &f), &f);
}

/*
 * What the command's status would be: 3 for a fault, else by the verdicts.
 * The first signature's verdicts go to v where wanted.
 */
static int
status(const struct fixture *x, const struct certs *trust, int64_t at,
    const unsigned char *p, size_t n, struct verdict_signature *v)
{
	const struct verify_options o = { .trust = trust,
		.at_utc_ms = at == 0 ? x->now : at };
	struct verdict packet[3];
	struct verdict_signature list[8];
	struct verify_report *r;
	struct fault f;
	char line[400];
	size_t i;
	int got;

	for (i = 0; i < 3; i++)
		verdict_set(&packet[i], VERDICT_NOT_APPLICABLE, "no packet");
	if (verify_pdf(p, n, &o, &r, &f) != 0) {
		assert_true(f.kind != FAULT_NONE && f.text[0] != '\0');
		return 3;
	}
	assert_true(r->n <= 8);
	for (i = 0; i < r->n; i++)
		list[i] = r->signatures[i].verdicts;
	if (v != NULL && r->n > 0)
		*v = list[0];
	got = verdict_status(list, r->n, packet, line, sizeof(line));
	verify_free(r);
	return got;
}

static int
plain_status(const struct fixture *x, const struct pdf_min *m,
    struct verdict_signature *v)
{
	return status(x, x->root, 0, m->b.data, m->b.len, v);
}

static void
assert_no(const struct verdict_signature *s, enum verdict_name n,
    enum verdict_answer a, const char *words)
{
	assert_string_equal(verdict_word(s->v[n].answer), verdict_word(a));
	if (strstr(s->v[n].why, words) == NULL)
		fail_msg("no \"%s\" in: %s", words, s->v[n].why);
}

static void
test_what_is_no_pdf_is_a_fault(void **state)
{
	static const char *const bad[] = { "", "%PDF", "hello",
		"%PDF-1.7\n%%EOF\n", "%PDF-1.7\nstartxref\n0\n%%EOF\n",
		"%PDF-1.7\nstartxref\n99999999999999999999\n%%EOF\n",
		"%PDF-1.7\nxref\n0 1\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n" };
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(
		    status(*state, NULL, 0, (const unsigned char *)bad[i],
			strlen(bad[i]), NULL),
		    3);
}

static void
test_a_file_without_signature_says_so(void **state)
{
	struct pdf_min m = { .object = { [4] = "<</Type/Annot/Subtype/Widget"
					       "/FT/Sig/T(Seal)/Rect[0 0 0 0]"
					       ">>" } };

	pdf_min_write(&m, 16);
	assert_int_equal(plain_status(*state, &m, NULL), 1);
	pdf_min_free(&m);
}

static void
test_a_signature_never_made_is_not_intact(void **state)
{
	struct verdict_signature v;
	struct pdf_min m;

	pdf_min_make(&m, RESERVED);
	memcpy(m.b.data + m.slot.byte_range, "0 0 0 0", 7);
	assert_int_equal(plain_status(*state, &m, &v), 1);
	assert_no(&v, VERDICT_INTACT, VERDICT_NO, "/ByteRange");
	pdf_min_free(&m);
}

static void
test_any_byte_flipped_is_never_yes(void **state)
{
	/* Three bits of each byte, other ones from byte to byte. */
	enum { BITS = 3 };
	struct fixture *x = *state;
	struct pdf_min m;
	size_t i, k;

	pdf_min_make(&m, RESERVED);
	sign(&m, x->signer);
	assert_int_equal(plain_status(x, &m, NULL), 0);
	for (i = 0; i < m.b.len; i++)
		for (k = 0; k < BITS; k++) {
			const unsigned char mask =
			    (unsigned char)(1u << (i + 3 * k) % 8);

			m.b.data[i] ^= mask;
			if (plain_status(x, &m, NULL) == 0)
				fail_msg("byte %zu ^ %02x: yes", i, mask);
			m.b.data[i] ^= mask;
		}
	assert_int_equal(plain_status(x, &m, NULL), 0);
	pdf_min_free(&m);
}

static void
test_a_file_cut_short_is_never_yes(void **state)
{
	struct fixture *x = *state;
	struct pdf_min m;
	size_t n;

	pdf_min_make(&m, RESERVED);
	sign(&m, x->signer);
	for (n = 0; n < m.b.len; n += 64)
		assert_int_not_equal(
		    status(x, x->root, 0, m.b.data, n, NULL), 0);
	for (n = m.b.len - 64; n < m.b.len; n++)
		assert_int_not_equal(
		    status(x, x->root, 0, m.b.data, n, NULL), 0);
	pdf_min_free(&m);
}

static void
test_bytes_appended_are_never_yes(void **state)
{
	static const char *const tails[] = { " ", "x", "\n\n\n", "%%EOF\n",
		"%comment\n", "startxref\n0\n%%EOF\n",
		"7 0 obj\n<<>>\nendobj\n" };
	struct fixture *x = *state;
	struct verdict_signature v;
	struct pdf_min m;
	size_t i, len;

	pdf_min_make(&m, RESERVED);
	sign(&m, x->signer);
	len = m.b.len;
	for (i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
		buf_str(&m.b, tails[i]);
		assert_int_not_equal(plain_status(x, &m, &v), 0);
		m.b.len = len;
	}
	pdf_min_free(&m);
}

static void
test_an_update_after_signing_is_told_by_page_and_object(void **state)
{
	struct fixture *x = *state;
	struct verdict_signature v;
	struct pdf_min m;
	size_t at, xref;

	pdf_min_make(&m, RESERVED);
	sign(&m, x->signer);
	at = m.b.len;
	buf_str(&m.b, "6 0 obj\n<</Length 1>>stream\nq\nendstream\nendobj\n");
	xref = m.b.len;
	buf_fmt(&m.b,
	    "xref\n6 1\n%010zu 00000 n \ntrailer\n<</Size 7/Root 1 0 R/Prev "
	    "%zu>>\nstartxref\n%zu\n%%%%EOF\n",
	    at, m.xref, xref);
	assert_int_equal(plain_status(x, &m, &v), 1);
	assert_int_equal(v.v[VERDICT_INTACT].answer, VERDICT_YES);
	assert_no(&v, VERDICT_COVERS, VERDICT_NO, "bytes follow the signed");
	assert_no(&v, VERDICT_UNCHANGED, VERDICT_NO, "object 6: page 1");
	pdf_min_free(&m);
}

static void
test_trust_is_asked_for_a_root_and_a_time(void **state)
{
	struct fixture *x = *state;
	struct verdict_signature v;
	struct pdf_min m;

	pdf_min_make(&m, RESERVED);
	sign(&m, x->signer);
	assert_int_equal(plain_status(x, &m, &v), 0);
	assert_int_equal(v.v[VERDICT_TRUSTED].answer, VERDICT_YES);
	assert_no(&v, VERDICT_TIMESTAMPED, VERDICT_NO, "no time stamp");
	assert_int_equal(status(x, NULL, 0, m.b.data, m.b.len, &v), 5);
	assert_no(&v, VERDICT_TRUSTED, VERDICT_UNKNOWN, "no root was named");
	assert_int_equal(status(x, x->other_root, 0, m.b.data, m.b.len, &v), 5);
	assert_no(&v, VERDICT_TRUSTED, VERDICT_NO, "no path from");
	assert_int_equal(
	    status(x, x->root, x->now + 500 * DAY, m.b.data, m.b.len, &v), 5);
	assert_no(&v, VERDICT_TRUSTED, VERDICT_NO, "expired at");
	assert_int_equal(
	    status(x, x->root, x->now - 9 * DAY, m.b.data, m.b.len, &v), 5);
	assert_no(&v, VERDICT_TRUSTED, VERDICT_NO, "not yet valid");
	pdf_min_free(&m);
}

static void
test_a_strangers_signature_in_its_place_is_not_trusted(void **state)
{
	struct fixture *x = *state;
	struct pdf_min m;

	pdf_min_make(&m, RESERVED);
	sign(&m, x->stranger);
	assert_int_equal(plain_status(x, &m, NULL), 5);
	pdf_min_free(&m);
}

static void
test_rsa_signatures_hold_too(void **state)
{
	struct fixture *x = *state;
	struct pdf_min m;

	pdf_min_make(&m, SIGN_RESERVED);
	sign(&m, x->rsa_signer);
	assert_int_equal(status(x, x->rsa_root, 0, m.b.data, m.b.len, NULL), 0);
	m.b.data[15] ^= 1;
	assert_int_not_equal(
	    status(x, x->rsa_root, 0, m.b.data, m.b.len, NULL), 0);
	pdf_min_free(&m);
}

/*
 * Files that are signed well over bytes that mean to deceive: the signature
 * value fits, and the answer is no all the same.
 */
static void
test_honest_signatures_over_deceiving_bytes_are_refused(void **state)
{
	static const struct {
		struct pdf_min m;
		const char *words;
	} cases[] = {
		{ { .object = { [1] = "<</Type/Catalog/Pages 2 0 R/Pages 2 0 R"
				      "/AcroForm<</SigFlags 3/Fields[4 0 R]>>"
				      "/Perms<</DocMDP 5 0 R>>>>" } },
		    "a key stands twice in the catalog" },
		{ { .object = { [3] = "<</Type/Page/Parent 2 0 R/Contents 6 0 "
				      "R/Contents 2 0 R/MediaBox[0 0 9 9]"
				      "/Annots[4 0 R]>>" } },
		    "a key stands twice in a page" },
		{ { .object = { [4] = "<</Type/Annot/Subtype/Widget/FT/Sig/T(S)"
				      "/T(R)/V 5 0 R/Rect[0 0 0 0]>>" } },
		    "a key stands twice in a form field" },
		{ { .object = { [3] = "<</Type/Page/Parent 2 0 R/Annots[4 0 R"
				      "<</Subtype/Widget/F 1/F 2>>]>>" } },
		    "a key stands twice in a widget" },
		{ { .sig_tail = "/Filter/X>>" },
		    "a key stands twice in the signature dictionary" },
		{ { .sig_tail = "/Contents<00>>>" },
		    "a key stands twice in the signature dictionary" },
		{ { .sig_tail = "/ByteRange[0 1 2 3]>>" },
		    "a key stands twice in the signature dictionary" },
		{ { .sig_head = "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter"
				"/ETSI.CAdES.detached" },
		    "has no DocMDP transform" },
		{ { .sig_head = "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter"
				"/adbe.pkcs7.sha1" },
		    "lacks the content it must carry" },
		{ { .sig_head = "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter"
				"/ETSI.RFC3161" },
		    "is no RFC 3161 time stamp" },
		{ { .sig_head = "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter"
				"/unheard.of" },
		    "/SubFilter unheard.of is not known" },
	};
	struct fixture *x = *state;
	struct verdict_signature v;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct pdf_min m = cases[i].m;

		pdf_min_write(&m, RESERVED);
		sign(&m, x->signer);
		assert_int_equal(plain_status(x, &m, &v), 1);
		if (strstr(v.v[VERDICT_INTACT].why, cases[i].words) == NULL)
			fail_msg("no \"%s\" in: %s", cases[i].words,
			    v.v[VERDICT_INTACT].why);
		pdf_min_free(&m);
	}
}

/*
 * The zeros behind the DER are covered by no signature; and a blank among the
 * digits, which PDF allows, would be room for what nobody signed.
 */
static void
test_the_padding_of_contents_says_nothing(void **state)
{
	struct fixture *x = *state;
	struct verdict_signature v;
	struct pdf_min m;
	size_t last;

	pdf_min_make(&m, RESERVED);
	sign(&m, x->signer);
	last = m.slot.contents + m.slot.contents_len - 2;
	assert_int_equal(m.b.data[last], '0');
	m.b.data[last] = '1';
	assert_int_equal(plain_status(x, &m, &v), 1);
	assert_no(&v, VERDICT_INTACT, VERDICT_NO, "lies behind the signature");
	m.b.data[last] = ' ';
	assert_int_equal(plain_status(x, &m, &v), 1);
	assert_no(&v, VERDICT_INTACT, VERDICT_NO, "something else than hex");
	pdf_min_free(&m);
}

/* SWA: the second range is moved and the bytes between are the attacker's. */
static void
test_a_gap_wider_than_contents_is_refused(void **state)
{
	struct fixture *x = *state;
	struct verdict_signature v;
	struct pdf_min m;
	char range[41];
	size_t after;

	pdf_min_make(&m, RESERVED);
	sign(&m, x->signer);
	after = m.slot.contents + m.slot.contents_len;
	(void)snprintf(range, sizeof(range), "%-40s", "");
	(void)snprintf(range, sizeof(range), "0 %zu %zu %zu", m.slot.contents,
	    after + 2, m.b.len - after - 2);
	memcpy(m.b.data + m.slot.byte_range, range, strlen(range));
	assert_int_equal(plain_status(x, &m, &v), 1);
	assert_no(&v, VERDICT_INTACT, VERDICT_NO, "leaves out bytes");
	pdf_min_free(&m);
}

/* A second signature in an update; its dictionary begins with head. */
static void
sign_again(struct pdf_min *m, const struct signer *s, const char *head)
{
	size_t at[3], xref;
	struct fault f;
	struct pdf_min more = { .sig_head = head };

	at[0] = m->b.len;
	buf_str(&m->b,
	    "1 0 obj\n<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields"
	    "[4 0 R 8 0 R]>>/Perms<</DocMDP 5 0 R>>>>\nendobj\n");
	at[1] = m->b.len;
	buf_str(&m->b, "7 0 obj\n");
	more.b = m->b;
	pdf_min_signature(&more, RESERVED);
	m->b = more.b;
	buf_str(&m->b, "\nendobj\n");
	at[2] = m->b.len;
	buf_str(&m->b, "8 0 obj\n<</FT/Sig/T(Second)/V 7 0 R>>\nendobj\n");
	xref = m->b.len;
	buf_fmt(&m->b,
	    "xref\n1 1\n%010zu 00000 n \n7 2\n%010zu 00000 n \n%010zu 00000 n "
	    "\ntrailer\n<</Size 9/Root 1 0 R/Prev %zu>>\nstartxref\n%zu\n%%%%"
	    "EOF\n",
	    at[0], at[1], at[2], m->xref, xref);
	assert_ok(sign_fill(m->b.data, m->b.len, &more.slot, s, &f), &f);
}

/*= ISO 32000-2 section 12.8.2.2.1: one certification, the first signature */
static void
test_a_second_certification_is_refused(void **state)
{
	static const char approval[] = "<</Type/Sig/Filter/Adobe.PPKLite"
				       "/SubFilter/ETSI.CAdES.detached";
	const struct verify_options o = { .at_utc_ms = 0 };
	const char *const heads[] = { approval, PDF_MIN_SIG_HEAD };
	struct fixture *x = *state;
	struct verify_report *r;
	const struct verdict *v;
	struct pdf_min m;
	struct fault f;
	size_t i;

	for (i = 0; i < 2; i++) {
		pdf_min_make(&m, RESERVED);
		sign(&m, x->signer);
		sign_again(&m, x->signer, heads[i]);
		assert_ok(verify_pdf(m.b.data, m.b.len, &o, &r, &f), &f);
		assert_int_equal(r->n, 2);
		assert_string_equal(r->signatures[1].s->field, "Second");
		v = r->signatures[0].verdicts.v;
		assert_int_equal(v[VERDICT_INTACT].answer, VERDICT_YES);
		assert_int_equal(v[VERDICT_UNCHANGED].answer, VERDICT_YES);
		assert_true(v[VERDICT_COVERS].permitted);
		v = r->signatures[1].verdicts.v;
		assert_int_equal(v[VERDICT_INTACT].answer,
		    i == 0 ? VERDICT_YES : VERDICT_NO);
		assert_int_equal(v[VERDICT_COVERS].answer, VERDICT_YES);
		if (i == 1)
			assert_non_null(strstr(
			    v[VERDICT_INTACT].why, "not its first signature"));
		verify_free(r);
		pdf_min_free(&m);
	}
}

/* m behind a password that is empty (AES-128), by libqpdf, and signed; typed:
 * the signature dictionary has the /Type that it need not have. */
static void
encrypted_make(
    struct pdf_min *m, bool typed, const struct signer *s, struct buf *out)
{
	static const char range[] = "[ 0 1000000000 1000000000 1000000000 ]";
	static const char type[] = "/Type /Sig >>";
	struct forge x;
	size_t i;

	pdf_min_make(m, RESERVED);
	forge_open(&x, &m->b);
	forge_set(&x, forge_catalog(&x, "/Perms /DocMDP"), "/ByteRange", range);
	assert_int_equal(qpdf_init_write_memory(x.q), QPDF_SUCCESS);
	qpdf_set_r4_encryption_parameters_insecure(
	    x.q, "", "owner", 1, 1, 1, 1, 1, 1, qpdf_r3p_full, 1, 1);
	assert_int_equal(qpdf_write(x.q), QPDF_SUCCESS);
	buf_init(out, 1 << 20);
	buf_add(out, qpdf_get_buffer(x.q), qpdf_get_buffer_length(x.q));
	qpdf_cleanup(&x.q);
	i = forge_find(out, range, 0);
	assert_true(i != SIZE_MAX);
	m->slot.byte_range = i + 1;
	m->slot.byte_range_len = sizeof(range) - 3;
	memset(out->data + m->slot.byte_range, ' ', m->slot.byte_range_len);
	m->slot.contents = forge_find(out, "<0000", 0);
	assert_true(m->slot.contents != SIZE_MAX);
	m->slot.contents_len = 2 * RESERVED + 2;
	i = forge_find(out, type, 0);
	assert_true(i != SIZE_MAX);
	if (!typed)
		memset(out->data + i, ' ', strlen("/Type /Sig"));
	pdf_min_free(m);
	m->b = *out;
	sign(m, s);
}

/*= ISO 32000-2 section 7.6.2: /Contents of a signature dictionary is */
static void
test_in_an_encrypted_file_contents_are_not(void **state)
{
	struct fixture *x = *state;
	struct verdict_signature v;
	struct pdf_min m;
	struct buf b;
	int typed;

	for (typed = 0; typed < 2; typed++) {
		encrypted_make(&m, typed == 1, x->signer, &b);
		if (status(x, x->root, 0, b.data, b.len, &v) != 0)
			fail_msg(
			    "typed %d: %s", typed, v.v[VERDICT_INTACT].why);
		b.data[b.len / 2] ^= 1;
		assert_int_not_equal(
		    status(x, x->root, 0, b.data, b.len, NULL), 0);
		buf_free(&b);
	}
}

/* USF and spoofing: the first signature's dictionary is written again, so that
 * the form of the newest revision shows another. */
static void
test_a_dictionary_written_again_is_refused(void **state)
{
	const struct verify_options o = { .at_utc_ms = 0 };
	struct fixture *x = *state;
	struct verify_report *r;
	struct pdf_min m;
	struct fault f;
	unsigned char *copy;
	size_t at, xref, i, bad = 0;

	pdf_min_make(&m, RESERVED);
	sign(&m, x->signer);
	at = m.b.len;
	buf_str(&m.b, "5 0 obj\n");
	copy = mem_dup(m.b.data + m.at[5] + 8, m.at[6] - m.at[5] - 8);
	buf_add(&m.b, copy, m.at[6] - m.at[5] - 8);
	free(copy);
	xref = m.b.len;
	buf_fmt(&m.b,
	    "xref\n5 1\n%010zu 00000 n \ntrailer\n<</Size 7/Root 1 0 R/Prev "
	    "%zu>>\nstartxref\n%zu\n%%%%EOF\n",
	    at, m.xref, xref);
	assert_ok(verify_pdf(m.b.data, m.b.len, &o, &r, &f), &f);
	assert_int_equal(r->n, 2);
	for (i = 0; i < 2; i++)
		bad += r->signatures[i].verdicts.v[VERDICT_INTACT].answer ==
		    VERDICT_NO;
	assert_int_equal(bad, 2);
	verify_free(r);
	pdf_min_free(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_no_pdf_is_a_fault),
		cmocka_unit_test(test_a_file_without_signature_says_so),
		cmocka_unit_test(test_a_signature_never_made_is_not_intact),
		cmocka_unit_test(test_any_byte_flipped_is_never_yes),
		cmocka_unit_test(test_a_file_cut_short_is_never_yes),
		cmocka_unit_test(test_bytes_appended_are_never_yes),
		cmocka_unit_test(
		    test_an_update_after_signing_is_told_by_page_and_object),
		cmocka_unit_test(test_trust_is_asked_for_a_root_and_a_time),
		cmocka_unit_test(
		    test_a_strangers_signature_in_its_place_is_not_trusted),
		cmocka_unit_test(test_rsa_signatures_hold_too),
		cmocka_unit_test(
		    test_honest_signatures_over_deceiving_bytes_are_refused),
		cmocka_unit_test(test_the_padding_of_contents_says_nothing),
		cmocka_unit_test(test_a_gap_wider_than_contents_is_refused),
		cmocka_unit_test(test_in_an_encrypted_file_contents_are_not),
		cmocka_unit_test(test_a_second_certification_is_refused),
		cmocka_unit_test(test_a_dictionary_written_again_is_refused),
	};

	return cmocka_run_group_tests_name("verify", tests, setup, teardown);
}
