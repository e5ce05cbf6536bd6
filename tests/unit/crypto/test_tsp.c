#include "crypto/tsp.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/cms.h>

#include "help/test.h"

#include "base/file.h"
#include "base/mem.h"
#include "crypto/sha256.h"
#include "help/pki.h"

#define NOW ((int64_t)1800000000000)
#define URL "http://pki.test"

struct fixture {
	struct pki pki;
	struct digest d;
	struct buf b;
};

static int
setup(void **state)
{
	struct fixture *x = mem_new(1, sizeof(*x));
	struct fault f;

	pki_make(&x->pki, URL, NOW);
	buf_init(&x->b, 65536);
	*state = x;
	return sha256_of("stamped", 7, &x->d, &f);
}

static int
teardown(void **state)
{
	struct fixture *x = *state;

	pki_free(&x->pki);
	buf_free(&x->b);
	free(x);
	return 0;
}

/* Nothing of one test is left for the next. */
static int
each(void **state)
{
	struct fixture *x = *state;

	buf_free(&x->b);
	x->pki.tsa_refuses = x->pki.tsa_other_nonce = x->pki.tsa_sha1 =
	    x->pki.tsa_no_cert = false;
	x->pki.tsa_fails = 0;
	x->pki.tsa_shift_ms = 0;
	x->pki.stamps = 0;
	return 0;
}

static const unsigned char nonce[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };

/* A question put to the authority and the answer in x->b. */
static struct tsp_want
asked(struct fixture *x, const char *policy)
{
	struct tsp_want w = { &x->d, nonce, sizeof(nonce), NULL };
	struct buf q;
	struct fault f;

	buf_init(&q, 1024);
	assert_ok(tsp_request(&x->d, nonce, sizeof(nonce), policy, &q, &f), &f);
	buf_free(&x->b);
	assert_int_equal(
	    pki_answer(&x->pki, "/tsa", q.data, q.len, &x->b), 200);
	buf_free(&q);
	return w;
}

static void
test_openssl_reads_the_request_as_it_was_meant(void **state)
{
	struct fixture *x = *state;
	const unsigned char high[3] = { 0x00, 0xff, 0x01 }, *at;
	char dots[64];
	struct fault f;
	TS_REQ *q;
	BIGNUM *n;

	assert_ok(tsp_request(&x->d, high, 3, "1.2.3.4.2", &x->b, &f), &f);
	at = x->b.data;
	q = d2i_TS_REQ(NULL, &at, (long)x->b.len);
	assert_non_null(q);
	assert_ptr_equal(at, x->b.data + x->b.len);
	assert_int_equal(TS_REQ_get_version(q), 1);
	assert_int_equal(TS_REQ_get_cert_req(q), 1);
	(void)OBJ_obj2txt(dots, sizeof(dots), TS_REQ_get_policy_id(q), 1);
	assert_string_equal(dots, "1.2.3.4.2");
	n = ASN1_INTEGER_to_BN(TS_REQ_get_nonce(q), NULL);
	assert_int_equal(BN_get_word(n), 0xff01);
	BN_free(n);
	TS_REQ_free(q);
}

static void
test_a_policy_that_is_no_oid_is_refused(void **state)
{
	struct fixture *x = *state;
	struct fault f;

	assert_fault(tsp_request(&x->d, nonce, 8, "gold", &x->b, &f), &f,
	    FAULT_FORMAT, "object identifier");
}

static void
test_a_good_answer_says_when_and_who(void **state)
{
	struct fixture *x = *state;
	struct tsp_want w = asked(x, NULL);
	struct tsp_token t;
	struct fault f;

	assert_ok(tsp_response(x->b.data, x->b.len, &w, &t, &f), &f);
	assert_int_equal(t.time_utc_ms, NOW);
	assert_string_equal(t.name, "Test Time Stamps");
	assert_string_equal(t.policy, "1.2.3.4.1");
	assert_int_equal(certs_count(t.certs), 2);
	tsp_token_free(&t);
}

static void
test_the_policy_asked_for_must_be_the_one_given(void **state)
{
	struct fixture *x = *state;
	struct tsp_want w = asked(x, "1.2.3.4.2");
	struct tsp_token t;
	struct fault f;

	w.policy = "1.2.3.4.2";
	assert_ok(tsp_response(x->b.data, x->b.len, &w, &t, &f), &f);
	tsp_token_free(&t);
	w.policy = "1.2.3.4.1";
	assert_fault(tsp_response(x->b.data, x->b.len, &w, &t, &f), &f,
	    FAULT_CRYPTO, "policy 1.2.3.4.2");
}

static void
test_another_digest_or_nonce_is_another_question(void **state)
{
	struct fixture *x = *state;
	struct tsp_want w = asked(x, NULL);
	struct digest other = x->d;
	struct tsp_token t;
	struct fault f;

	other.b[31] ^= 1;
	w.imprint = &other;
	assert_fault(tsp_response(x->b.data, x->b.len, &w, &t, &f), &f,
	    FAULT_CRYPTO, "changed");
	x->pki.tsa_other_nonce = true;
	w = asked(x, NULL);
	assert_fault(tsp_response(x->b.data, x->b.len, &w, &t, &f), &f,
	    FAULT_CRYPTO, "nonce is not ours");
}

static void
test_a_refusal_is_told_in_words(void **state)
{
	struct fixture *x = *state;
	struct tsp_token t;
	struct tsp_want w;
	struct fault f;

	x->pki.tsa_refuses = true;
	w = asked(x, NULL);
	assert_fault(tsp_response(x->b.data, x->b.len, &w, &t, &f), &f,
	    FAULT_NET, "the algorithm is not supported");
}

static void
test_weak_or_anonymous_stamps_are_refused(void **state)
{
	struct fixture *x = *state;
	struct tsp_token t;
	struct tsp_want w;
	struct fault f;

	x->pki.tsa_sha1 = true;
	w = asked(x, NULL);
	assert_fault(tsp_response(x->b.data, x->b.len, &w, &t, &f), &f,
	    FAULT_CRYPTO, "SHA-1");
	x->pki.tsa_sha1 = false;
	x->pki.tsa_no_cert = true;
	w = asked(x, NULL);
	assert_fault(tsp_response(x->b.data, x->b.len, &w, &t, &f), &f,
	    FAULT_CRYPTO, "certificate is not inside");
}

/* The TSTInfo of a token, signed by somebody else. */
static void
stamp_by(const struct pki_holder *h, const void *der, size_t n, struct buf *out)
{
	const unsigned char *at = der;
	CMS_ContentInfo *from = d2i_CMS_ContentInfo(NULL, &at, (long)n), *to;
	ASN1_OCTET_STRING **info = CMS_get0_content(from);
	BIO *content = BIO_new_mem_buf(
	    ASN1_STRING_get0_data(*info), ASN1_STRING_length(*info));
	unsigned char *made = NULL;
	int len;

	to = CMS_sign(NULL, NULL, NULL, NULL, CMS_PARTIAL | CMS_BINARY);
	assert_int_equal(
	    CMS_set1_eContentType(to, OBJ_nid2obj(NID_id_smime_ct_TSTInfo)), 1);
	assert_non_null(CMS_add1_signer(to, h->cert, h->key, EVP_sha256(),
	    CMS_BINARY | CMS_CADES | CMS_NOSMIMECAP));
	assert_int_equal(CMS_final(to, content, NULL, CMS_BINARY), 1);
	len = i2d_CMS_ContentInfo(to, &made);
	buf_add(out, made, (size_t)len);
	OPENSSL_free(made);
	BIO_free(content);
	CMS_ContentInfo_free(to);
	CMS_ContentInfo_free(from);
}

/*= RFC 3161 section 2.3: extendedKeyUsage is critical and has
 *= id-kp-timeStamping alone */
static void
test_a_signer_of_documents_stamps_no_time(void **state)
{
	struct fixture *x = *state;
	struct tsp_want w = asked(x, NULL);
	struct pki_holder h;
	struct tsp_token t;
	struct fault f;
	struct buf b;

	buf_init(&b, 65536);
	assert_ok(tsp_response(x->b.data, x->b.len, &w, &t, &f), &f);
	pki_issue(&x->pki, "P-256", "Imposter", PKI_SIGNER, x->pki.from,
	    x->pki.to, &h);
	stamp_by(&h, t.der, t.n, &b);
	tsp_token_free(&t);
	assert_fault(tsp_token_read(b.data, b.len, &w, NULL, &t, &f), &f,
	    FAULT_CRYPTO, "Imposter is not for time stamps");
	pki_holder_free(&h);
	buf_free(&b);
}

static void
test_every_changed_byte_of_an_answer_is_noticed(void **state)
{
	struct fixture *x = *state;
	struct tsp_want w = asked(x, NULL);
	struct tsp_token t;
	struct fault f;
	unsigned char *ca = NULL;
	int len = i2d_X509(x->pki.ca.cert, &ca);
	size_t i, from = 0;

	for (i = 0; i + (size_t)len <= x->b.len; i++)
		if (memcmp(x->b.data + i, ca, (size_t)len) == 0)
			from = i;
	assert_true(from > 0);
	/* The chain's certificate is covered by its issuer's signature alone,
	 * status 1 is as good as 0, and SignedData's version (byte 34) follows
	 * from what is inside, and rsaEncryption has a NULL that says nothing
	 * before its 384 bytes. */
	for (i = 0; i < x->b.len; i++) {
		if ((i >= from && i < from + (size_t)len) || i == 8 ||
		    i == 34 || i == x->b.len - 390 || i == x->b.len - 389)
			continue;
		x->b.data[i] ^= 0x01;
		if (tsp_response(x->b.data, x->b.len, &w, &t, &f) == 0)
			fail_msg("byte %zu of %zu", i, x->b.len);
		x->b.data[i] ^= 0x01;
	}
	OPENSSL_free(ca);
	for (i = 0; i < x->b.len; i++)
		assert_int_equal(tsp_response(x->b.data, i, &w, &t, &f), -1);
}

static struct tsp_source
source(struct fixture *x, const char *first, const char *second)
{
	struct tsp_source s = { .net = { pki_post, &x->pki } };

	s.at[s.n++].url = first;
	if (second != NULL)
		s.at[s.n++].url = second;
	return s;
}

static void
test_a_silent_authority_is_asked_again_then_the_next(void **state)
{
	struct fixture *x = *state;
	struct tsp_source s = source(x, URL "/tsa", NULL);
	struct tsp_token t;
	const char *from;
	struct fault f;

	x->pki.tsa_fails = 1;
	assert_ok(tsp_ask(&s, &x->d, NOW, &t, &from, &f), &f);
	assert_int_equal(x->pki.stamps, 2);
	tsp_token_free(&t);
	s = source(x, URL "/gone", URL "/tsa");
	assert_ok(tsp_ask(&s, &x->d, NOW, &t, &from, &f), &f);
	assert_string_equal(from, URL "/tsa");
	tsp_token_free(&t);
	s = source(x, URL "/gone", URL "/lost");
	assert_fault(
	    tsp_ask(&s, &x->d, NOW, &t, &from, &f), &f, FAULT_NET, "/gone");
	assert_non_null(strstr(f.text, "/lost"));
}

static void
test_a_stamp_of_another_day_is_refused(void **state)
{
	struct fixture *x = *state;
	struct tsp_source s = source(x, URL "/tsa", NULL);
	struct tsp_token t;
	struct fault f;

	x->pki.tsa_shift_ms = -2 * (int64_t)86400000;
	assert_fault(tsp_ask(&s, &x->d, NOW, &t, NULL, &f), &f, FAULT_CRYPTO,
	    "the clock here says 2027-01-15T08:00:00Z");
	assert_int_equal(x->pki.stamps, 1);
}

static void
auth_file(char path[64], const char *text)
{
	int fd;

	(void)snprintf(path, 64, "/tmp/proviso-test-XXXXXX");
	fd = mkstemp(path);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	(void)close(fd);
}

static void
test_credentials_go_to_the_host_they_are_for(void **state)
{
	struct fixture *x = *state;
	struct tsp_source s =
	    source(x, "https://one.test:8443/tsa", "https://two.test/tsa");
	struct fault f;
	char path[64];

	auth_file(path, "two.test u:p w\n");
	assert_ok(tsp_source_auth(&s, path, &f), &f);
	assert_null(s.at[0].auth);
	assert_string_equal(s.at[1].auth, "u:p w");
	tsp_source_wipe(&s);
	assert_null(s.at[1].auth);
	(void)unlink(path);
	auth_file(path, "u:p\n");
	assert_fault(tsp_source_auth(&s, path, &f), &f, FAULT_FORMAT,
	    "host user:password");
	(void)unlink(path);
	auth_file(path, "three.test u:p\n");
	assert_fault(tsp_source_auth(&s, path, &f), &f, FAULT_FORMAT,
	    "no line is for an authority");
	assert_int_equal(chmod(path, 0644), 0);
	assert_fault(tsp_source_auth(&s, path, &f), &f, FAULT_FORMAT, path);
	(void)unlink(path);
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup(name, each)
	const struct CMUnitTest tests[] = {
		T(test_a_policy_that_is_no_oid_is_refused),
		T(test_openssl_reads_the_request_as_it_was_meant),
		T(test_a_good_answer_says_when_and_who),
		T(test_the_policy_asked_for_must_be_the_one_given),
		T(test_another_digest_or_nonce_is_another_question),
		T(test_a_refusal_is_told_in_words),
		T(test_weak_or_anonymous_stamps_are_refused),
		T(test_a_signer_of_documents_stamps_no_time),
		T(test_every_changed_byte_of_an_answer_is_noticed),
		T(test_a_silent_authority_is_asked_again_then_the_next),
		T(test_a_stamp_of_another_day_is_refused),
		T(test_credentials_go_to_the_host_they_are_for),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
