#include "crypto/signed.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/cms.h>
#include <openssl/pem.h>

#include "help/test.h"

#include "base/mem.h"
#include "crypto/cms.h"
#include "crypto/path.h"
#include "crypto/trial.h"

#define NOW ((int64_t)1800000000000)

static const char content[] = "what is signed";

struct fixture {
	struct trial p256, rsa;
	struct certs *root, *signer;
	struct key *key;
};

static int
setup(void **state)
{
	struct trial_request r = { .name = "x", .now_utc_ms = NOW };
	struct fixture *x = mem_new(1, sizeof(*x));
	struct fault f;

	*state = x;
	if (trial_make(&r, &x->p256, &f) != 0)
		return -1;
	r.type = TRIAL_RSA3072;
	if (trial_make(&r, &x->rsa, &f) != 0 ||
	    certs_parse(x->p256.root.p, x->p256.root.n, "r", &x->root, &f) !=
		0 ||
	    certs_parse(
		x->p256.signer.p, x->p256.signer.n, "s", &x->signer, &f) != 0 ||
	    key_parse(x->p256.signer_key.p, x->p256.signer_key.n, "k", &x->key,
		&f) != 0)
		return -1;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *x = *state;

	trial_free(&x->p256);
	trial_free(&x->rsa);
	certs_free(x->root);
	certs_free(x->signer);
	key_free(x->key);
	free(x);
	return 0;
}

static X509 *
cert_of(const struct trial *t)
{
	BIO *b = BIO_new_mem_buf(t->signer.p, (int)t->signer.n);
	X509 *x = PEM_read_bio_X509(b, NULL, NULL, NULL);

	BIO_free(b);
	assert_non_null(x);
	return x;
}

static EVP_PKEY *
key_of(const struct trial *t)
{
	BIO *b = BIO_new_mem_buf(t->signer_key.p, (int)t->signer_key.n);
	EVP_PKEY *k = PEM_read_bio_PrivateKey(b, NULL, NULL, NULL);

	BIO_free(b);
	assert_non_null(k);
	return k;
}

/* What somebody else's OpenSSL would make. */
struct other {
	const struct trial *t, *second; /* second: a second signer */
	const EVP_MD *md;
	unsigned flags;
	bool pss, certless;
};

static void
other_add(CMS_ContentInfo *cms, const struct other *o, const struct trial *t)
{
	X509 *x = cert_of(t);
	EVP_PKEY *k = key_of(t);
	CMS_SignerInfo *si = CMS_add1_signer(cms, x, k, o->md,
	    o->flags | CMS_PARTIAL | (o->pss ? CMS_KEY_PARAM : 0) |
		(o->certless ? CMS_NOCERTS : 0));

	assert_non_null(si);
	if (o->pss)
		assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(
				     CMS_SignerInfo_get0_pkey_ctx(si),
				     RSA_PKCS1_PSS_PADDING),
		    1);
	X509_free(x);
	EVP_PKEY_free(k);
}

static void
other_make(const struct other *o, struct buf *out)
{
	unsigned flags = o->flags | CMS_BINARY | CMS_PARTIAL;
	BIO *data = BIO_new_mem_buf(content, sizeof(content) - 1);
	CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, NULL, flags);
	unsigned char *der = NULL;
	int n;

	assert_non_null(cms);
	other_add(cms, o, o->t);
	if (o->second != NULL)
		other_add(cms, o, o->second);
	assert_int_equal(CMS_final(cms, data, NULL, flags), 1);
	n = i2d_CMS_ContentInfo(cms, &der);
	assert_true(n > 0);
	buf_init(out, 1 << 20);
	buf_add(out, der, (size_t)n);
	OPENSSL_free(der);
	CMS_ContentInfo_free(cms);
	BIO_free(data);
}

static enum signed_answer
check(const struct buf *b, const char *bytes, enum signed_content kind,
    struct signed_verdict *v)
{
	const struct piece piece = { bytes, strlen(bytes) };
	const struct signed_claim claim = {
		.kind = kind, .pieces = &piece, .n = 1
	};
	struct signed_data *s;
	struct fault f;
	size_t used;

	assert_ok(signed_parse(b->data, b->len, &s, &used, &f), &f);
	assert_int_equal(used, b->len);
	assert_ok(signed_check(s, &claim, v, &f), &f);
	v->signer = NULL; /* gone with s */
	signed_free(s);
	return v->answer;
}

static void
refused(struct buf *b, const char *words)
{
	struct signed_verdict v;

	assert_int_equal(check(b, content, SIGNED_DETACHED, &v), SIGNED_NO);
	if (strstr(v.why, words) == NULL)
		fail_msg("no \"%s\" in: %s", words, v.why);
	buf_free(b);
}

/*= EN 319 142-1 section 4.1: one signer per signature dictionary */
static void
test_what_openssl_accepts_and_a_pdf_must_not_is_refused(void **state)
{
	struct fixture *x = *state;
	struct other o = {
		.t = &x->p256, .md = EVP_sha256(), .flags = CMS_DETACHED
	};
	struct buf b;

	o.flags = CMS_DETACHED | CMS_NOATTR;
	other_make(&o, &b);
	refused(&b, "no signed attributes");
	o.flags = 0;
	other_make(&o, &b);
	refused(&b, "carries content of its own");
	o.flags = CMS_DETACHED;
	o.second = &x->rsa;
	other_make(&o, &b);
	refused(&b, "has 2 signers");
	o.second = NULL;
	o.certless = true;
	other_make(&o, &b);
	refused(&b, "certificate is not inside");
}

static enum signed_answer
check_bare(const struct buf *b, const char *bytes, struct signed_verdict *v)
{
	/* In two ranges, as a PDF has it. */
	const struct piece pieces[2] = { { bytes, 3 },
		{ bytes + 3, strlen(bytes) - 3 } };
	const struct signed_claim claim = { .kind = SIGNED_DETACHED,
		.pieces = pieces,
		.n = 2,
		.may_be_bare = true };
	struct signed_data *s;
	struct fault f;
	size_t used;

	assert_ok(signed_parse(b->data, b->len, &s, &used, &f), &f);
	assert_ok(signed_check(s, &claim, v, &f), &f);
	v->signer = NULL; /* gone with s */
	signed_free(s);
	return v->answer;
}

/*
 * A CMS whose signature is over the content itself.
 *= RFC 5652 section 5.3: signedAttrs may be absent where the content type is
 *= RFC 5652 section 5.4: then the signature is over the content itself
 */
static void
test_without_attributes_only_what_cannot_deceive_holds(void **state)
{
	struct fixture *x = *state;
	struct other o = { .t = &x->p256,
		.md = EVP_sha256(),
		.flags = CMS_DETACHED | CMS_NOATTR };
	struct signed_verdict v;
	struct buf b;
	int rsa;

	for (rsa = 0; rsa < 2; rsa++) {
		o.t = rsa ? &x->rsa : &x->p256;
		other_make(&o, &b);
		if (check_bare(&b, content, &v) != SIGNED_YES)
			fail_msg("%s", v.why);
		assert_true(v.bare);
		assert_int_equal(v.ess, SIGNED_ESS_NONE);
		assert_int_equal(
		    check_bare(&b, "what is signee", &v), SIGNED_NO);
		assert_non_null(strstr(v.why, "the signed bytes were changed"));
		/* Elsewhere attributes are wanted. */
		assert_int_equal(
		    check(&b, content, SIGNED_DETACHED, &v), SIGNED_NO);
		buf_free(&b);
	}
	o.md = EVP_sha1();
	other_make(&o, &b);
	assert_int_equal(check_bare(&b, content, &v), SIGNED_NO);
	assert_non_null(strstr(v.why, "the digest is SHA-1"));
	buf_free(&b);
}

/* A signature over attributes, passed off as one over a "document" that is
 * their encoding. */
static void
test_attributes_are_no_document(void **state)
{
	struct fixture *x = *state;
	const struct other o = { .t = &x->p256,
		.md = EVP_sha256(),
		.flags = CMS_DETACHED | CMS_NOATTR };
	struct signed_verdict v;
	struct buf b;

	other_make(&o, &b);
	assert_int_equal(
	    check_bare(&b, "1\x10 looks like a SET", &v), SIGNED_NO);
	assert_non_null(strstr(v.why, "begins as such attributes do"));
	buf_free(&b);
}

/*= notes of the house: a signature algorithm in the place of a digest, and a
 *= digest that is not the signature's */
static void
test_digests_that_do_not_belong_are_refused(void **state)
{
	static const unsigned char sha256[] = { 0x06, 9, 0x60, 0x86, 0x48, 1,
		0x65, 3, 4, 2, 1 };
	static const unsigned char sha512[] = { 0x06, 9, 0x60, 0x86, 0x48, 1,
		0x65, 3, 4, 2, 3 };
	static const unsigned char rsa_sha256[] = { 0x06, 9, 0x2a, 0x86, 0x48,
		0x86, 0xf7, 0x0d, 1, 1, 11 };
	struct fixture *x = *state;
	const struct other o = {
		.t = &x->p256, .md = EVP_sha256(), .flags = CMS_DETACHED
	};
	const unsigned char *const puts[] = { sha512, rsa_sha256 };
	const char *const words[] = { "digestAlgorithm says SHA-512",
		"names a signature algorithm" };
	struct buf b;
	size_t i, k;

	for (k = 0; k < 2; k++) {
		other_make(&o, &b);
		for (i = 0; i + sizeof(sha256) <= b.len; i++)
			if (memcmp(b.data + i, sha256, sizeof(sha256)) == 0)
				memcpy(b.data + i, puts[k], sizeof(sha256));
		refused(&b, words[k]);
	}
}

static void
test_signatures_of_others_hold(void **state)
{
	struct fixture *x = *state;
	const struct {
		struct other o;
		const char *digest, *algorithm;
		enum signed_ess ess;
		bool weak;
	} cases[] = {
		{ { .t = &x->p256, .md = EVP_sha256(), .flags = CMS_DETACHED },
		    "SHA-256", "ECDSA", SIGNED_ESS_NONE, false },
		{ { .t = &x->p256,
		      .md = EVP_sha512(),
		      .flags = CMS_DETACHED | CMS_CADES },
		    "SHA-512", "ECDSA", SIGNED_ESS_V2, false },
		{ { .t = &x->rsa, .md = EVP_sha1(), .flags = CMS_DETACHED },
		    "SHA-1", "RSA PKCS#1 v1.5", SIGNED_ESS_NONE, true },
		{ { .t = &x->rsa,
		      .md = EVP_sha384(),
		      .flags = CMS_DETACHED,
		      .pss = true },
		    "SHA-384", "RSA-PSS", SIGNED_ESS_NONE, false },
		{ { .t = &x->p256,
		      .md = EVP_sha256(),
		      .flags = CMS_DETACHED | CMS_USE_KEYID },
		    "SHA-256", "ECDSA", SIGNED_ESS_NONE, false },
	};
	struct signed_verdict v;
	struct buf b;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		other_make(&cases[i].o, &b);
		if (check(&b, content, SIGNED_DETACHED, &v) != SIGNED_YES)
			fail_msg("case %zu: %s", i, v.why);
		assert_string_equal(v.digest, cases[i].digest);
		assert_string_equal(v.algorithm, cases[i].algorithm);
		assert_int_equal(v.ess, cases[i].ess);
		assert_int_equal(v.weak_digest, cases[i].weak);
		assert_true(v.has_signing_time);
		assert_int_equal(
		    check(&b, "what is signee", SIGNED_DETACHED, &v),
		    SIGNED_NO);
		assert_non_null(strstr(v.why, "the signed bytes were changed"));
		buf_free(&b);
	}
}

static void
ours(const struct fixture *x, struct buf *out)
{
	const struct cms_signer s = { .key = x->key,
		.cert = certs_at(x->signer, 0) };
	const struct piece p = { content, sizeof(content) - 1 };
	struct fault f;

	buf_init(out, 1 << 20);
	assert_ok(cms_sign(&s, &p, 1, out, &f), &f);
}

static void
test_ours_hold_with_ess_and_without_signing_time(void **state)
{
	struct signed_verdict v;
	struct buf b;

	ours(*state, &b);
	assert_int_equal(check(&b, content, SIGNED_DETACHED, &v), SIGNED_YES);
	assert_int_equal(v.ess, SIGNED_ESS_V2);
	assert_false(v.has_signing_time);
	assert_false(v.unsorted);
	assert_int_equal(check(&b, content, SIGNED_SHA1_INSIDE, &v), SIGNED_NO);
	assert_int_equal(check(&b, content, SIGNED_TIME_STAMP, &v), SIGNED_NO);
	buf_free(&b);
}

/* Every bit: no SignedData any more, or no, or a version that PAdES refuses. */
static void
test_any_bit_flipped_is_never_yes(void **state)
{
	const struct piece piece = { content, sizeof(content) - 1 };
	const struct signed_claim claim = {
		.kind = SIGNED_DETACHED, .pieces = &piece, .n = 1
	};
	struct signed_verdict v;
	struct signed_data *s;
	struct fault f;
	struct buf b;
	size_t i, used;
	int bit;

	ours(*state, &b);
	for (i = 0; i < b.len; i++)
		for (bit = 0; bit < 8; bit++) {
			b.data[i] ^= (unsigned char)(1 << bit);
			if (signed_parse(b.data, b.len, &s, &used, &f) == 0) {
				assert_ok(signed_check(s, &claim, &v, &f), &f);
				if (v.answer == SIGNED_YES && !v.odd_version &&
				    used == b.len)
					fail_msg(
					    "byte %zu, bit %d: yes", i, bit);
				signed_free(s);
			}
			b.data[i] ^= (unsigned char)(1 << bit);
		}
	buf_free(&b);
}

static void
test_what_is_cut_or_no_signed_data_is_a_fault(void **state)
{
	static const unsigned char data[] = { 0x30, 13, 0x06, 9, 0x2a, 0x86,
		0x48, 0x86, 0xf7, 0x0d, 1, 7, 1, 0xa0, 0 };
	struct signed_data *s = NULL;
	struct fault f;
	struct buf b;
	size_t used, n;

	ours(*state, &b);
	for (n = 0; n < b.len; n++)
		assert_int_equal(signed_parse(b.data, n, &s, &used, &f), -1);
	assert_fault(signed_parse(data, sizeof(data), &s, &used, &f), &f,
	    FAULT_FORMAT, "no SignedData");
	assert_null(s);
	buf_free(&b);
}

/* Lengths without end, thousands deep, must neither recurse nor hang. */
static void
test_indefinite_lengths_have_a_depth(void **state)
{
	struct signed_data *s = NULL;
	struct fault f;
	struct buf b;
	size_t used, i;

	(void)state;
	buf_init(&b, 1 << 20);
	for (i = 0; i < 100000; i++)
		buf_add(&b, "\x30\x80", 2);
	assert_fault(signed_parse(b.data, b.len, &s, &used, &f), &f,
	    FAULT_LIMIT, "levels");
	buf_free(&b);
}

static void
path_says(const struct fixture *x, const struct certs *roots, enum path_use use,
    int64_t at, const char *words)
{
	const struct path_question q = { .cert = certs_at(x->signer, 0),
		.roots = roots,
		.use = use,
		.at_utc_ms = at };
	struct path_answer a;
	struct fault f;

	assert_ok(path_check(&q, &a, &f), &f);
	assert_int_equal(a.trusted, words[0] == '\0');
	if (strstr(a.why, words) == NULL)
		fail_msg("no \"%s\" in: %s", words, a.why);
}

static void
test_paths_lead_to_a_named_root_or_say_why_not(void **state)
{
	struct fixture *x = *state;
	struct certs *none = certs_new(), *other;
	struct fault f;

	assert_ok(
	    certs_parse(x->rsa.root.p, x->rsa.root.n, "r", &other, &f), &f);
	path_says(x, x->root, PATH_SIGNS_DOCUMENTS, NOW, "");
	path_says(x, x->signer, PATH_SIGNS_DOCUMENTS, NOW, "");
	path_says(x, none, PATH_SIGNS_DOCUMENTS, NOW, "no path from");
	path_says(x, other, PATH_SIGNS_DOCUMENTS, NOW, "no path from");
	path_says(x, x->root, PATH_SIGNS_DOCUMENTS,
	    NOW + (int64_t)401 * 86400000, "expired at");
	path_says(x, x->root, PATH_SIGNS_DOCUMENTS, NOW - (int64_t)2 * 86400000,
	    "not yet valid at");
	path_says(x, x->root, PATH_STAMPS_TIME, NOW, "timeStamping alone");
	certs_free(other);
	certs_free(none);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_what_openssl_accepts_and_a_pdf_must_not_is_refused),
		cmocka_unit_test(test_digests_that_do_not_belong_are_refused),
		cmocka_unit_test(test_attributes_are_no_document),
		cmocka_unit_test(
		    test_without_attributes_only_what_cannot_deceive_holds),
		cmocka_unit_test(test_what_is_cut_or_no_signed_data_is_a_fault),
		cmocka_unit_test(test_indefinite_lengths_have_a_depth),
		cmocka_unit_test(test_any_bit_flipped_is_never_yes),
		cmocka_unit_test(
		    test_ours_hold_with_ess_and_without_signing_time),
		cmocka_unit_test(test_signatures_of_others_hold),
		cmocka_unit_test(
		    test_paths_lead_to_a_named_root_or_say_why_not),
	};

	return cmocka_run_group_tests_name("signed", tests, setup, teardown);
}
