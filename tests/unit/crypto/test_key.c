#include "crypto/key.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/core_names.h>
#include <openssl/pkcs12.h>

#include "help/test.h"

#include "base/mem.h"
#include "crypto/cms.h"
#include "crypto/signed.h"
#include "help/memory.h"
#include "help/pki_files.h"
#include "help/tool.h"

#define NOW ((int64_t)1800000000000)
#define PASS "correct horse battery"

struct fixture {
	struct pki_box box;
	struct pki pki;
};

static int
setup(void **state)
{
	struct fixture *x = mem_new(1, sizeof(*x));

	pki_make(&x->pki, "http://pki.test", NOW);
	pki_box_make(&x->box);
	*state = x;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *x = *state;

	pki_free(&x->pki);
	pki_box_free(&x->box);
	free(x);
	return 0;
}

static int
load(const char *path, const char *pass_file, bool pss, struct key **out,
    struct fault *f)
{
	const struct key_source s = {
		.path = path, .pass_file = pass_file, .pss = pss
	};
	struct certs *none;

	*out = NULL;
	return key_load(&s, out, &none, f);
}

static void
test_a_passphrase_must_fit_and_its_file_be_private(void **state)
{
	struct fixture *x = *state;
	EVP_PKEY *k = pki_key("P-256");
	const char *path = pki_box_key(&x->box, "enc.key", k, PASS);
	const char *right =
	    pki_box_put(&x->box, "right", PASS "\n", strlen(PASS) + 1);
	const char *wrong = pki_box_put(&x->box, "wrong", "wrong\n", 6);
	const char *two = pki_box_put(&x->box, "two", "a\nb\n", 4);
	struct key *out;
	struct fault f = { .kind = FAULT_NONE };

	EVP_PKEY_free(k);
	assert_ok(load(path, right, false, &out, &f), &f);
	/* A fault is untouched on success. */
	assert_int_equal(f.kind, FAULT_NONE);
	key_free(out);
	assert_fault(load(path, wrong, false, &out, &f), &f, FAULT_CRYPTO,
	    "does not open this key");
	assert_fault(load(path, two, false, &out, &f), &f, FAULT_FORMAT,
	    "want one line");
	assert_fault(load(path, NULL, false, &out, &f), &f, FAULT_CRYPTO,
	    "no passphrase is given");
	assert_int_equal(chmod(right, 0640), 0);
	assert_fault(load(path, right, false, &out, &f), &f, FAULT_FORMAT,
	    "others may read");
}

/* Keys of each kind sign, and OpenSSL-made checks of ours agree. */
static void
test_every_kind_of_key_signs(void **state)
{
	static const struct {
		const char *type;
		bool pss;
		const char *algorithm, *title, *digest;
	} cases[] = {
		{ "P-256", false, "ECDSA P-256 with SHA-256", "ECDSA",
		    "SHA-256" },
		{ "P-384", false, "ECDSA P-384 with SHA-384", "ECDSA",
		    "SHA-384" },
		{ "RSA-2048", false, "RSA 2048 with SHA-256", "RSA PKCS#1 v1.5",
		    "SHA-256" },
		{ "RSA-3072", true, "RSA-PSS 3072 with SHA-256", "RSA-PSS",
		    "SHA-256" },
		{ "PSS-2048", false, "RSA-PSS 2048 with SHA-256", "RSA-PSS",
		    "SHA-256" },
		{ "Ed25519", false, "Ed25519 with SHA-512", "Ed25519",
		    "SHA-512" },
	};
	const struct piece bytes = { "signed", 6 };
	struct fixture *x = *state;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct pki_holder h;
		struct pki_box box;
		struct certs *l = NULL;
		struct signed_data *s = NULL;
		struct signed_verdict v;
		struct key *k;
		struct buf b;
		struct fault f;
		size_t used;

		pki_box_make(&box);
		pki_issue(&x->pki, cases[i].type, "Signer", PKI_SIGNER,
		    x->pki.from, x->pki.to, &h);
		assert_ok(load(pki_box_key(&box, "k", h.key, NULL), NULL,
			      cases[i].pss, &k, &f),
		    &f);
		assert_string_equal(key_algorithm(k), cases[i].algorithm);
		assert_ok(
		    certs_open(pki_box_cert(&box, "c", h.cert), &l, &f), &f);
		assert_true(cert_fits(certs_at(l, 0), k));
		buf_init(&b, 65536);
		assert_ok(cms_sign(&(struct cms_signer){ .key = k,
				       .cert = certs_at(l, 0) },
			      &bytes, 1, &b, &f),
		    &f);
		assert_true(
		    b.len <= cms_estimate(&(struct cms_signer){ .key = k,
					      .cert = certs_at(l, 0) },
				 0));
		assert_ok(signed_parse(b.data, b.len, &s, &used, &f), &f);
		assert_ok(
		    signed_check(s,
			&(struct signed_claim){
			    .kind = SIGNED_DETACHED, .pieces = &bytes, .n = 1 },
			&v, &f),
		    &f);
		if (v.answer != SIGNED_YES)
			fail_msg("%s: %s", cases[i].type, v.why);
		assert_string_equal(v.algorithm, cases[i].title);
		assert_string_equal(v.digest, cases[i].digest);
		signed_free(s);
		certs_free(l);
		key_free(k);
		buf_free(&b);
		pki_holder_free(&h);
		pki_box_free(&box);
	}
}

static void
test_keys_too_weak_or_of_no_use_are_refused(void **state)
{
	static const struct {
		const char *type, *words;
	} cases[] = {
		{ "RSA-1024", "2048 to 16384 bits, have 1024" },
		{ "P-521", "P-256 or P-384, have secp521r1" },
	};
	struct fault f;
	struct key *out;
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		struct pki_box box;
		EVP_PKEY *k = pki_key(cases[i].type);

		pki_box_make(&box);
		assert_fault(load(pki_box_key(&box, "k", k, NULL), NULL, false,
				 &out, &f),
		    &f, FAULT_FORMAT, cases[i].words);
		EVP_PKEY_free(k);
		pki_box_free(&box);
	}
}

static void
test_a_pkcs12_file_has_key_and_chain(void **state)
{
	struct fixture *x = *state;
	STACK_OF(X509) *more = sk_X509_new_null();
	struct pki_holder h;
	struct certs *l = NULL;
	unsigned char *der = NULL;
	struct key_source s = { .p12 = NULL };
	struct key *k = NULL;
	struct fault f;
	PKCS12 *p;
	int n;

	pki_issue(&x->pki, "RSA-2048", "Bundled", PKI_SIGNER, x->pki.from,
	    x->pki.to, &h);
	(void)sk_X509_push(more, x->pki.ca.cert);
	p = PKCS12_create(PASS, "n", h.key, h.cert, more, 0, 0, 0, 0, 0);
	n = i2d_PKCS12(p, &der);
	s.p12 = pki_box_put(&x->box, "k.p12", der, (size_t)n);
	s.pass_file = pki_box_put(&x->box, "p12", PASS, strlen(PASS));
	assert_ok(key_load(&s, &k, &l, &f), &f);
	assert_int_equal(certs_count(l), 2);
	assert_true(cert_fits(certs_at(l, 0), k));
	key_free(k);
	certs_free(l);
	s.pass_file = pki_box_put(&x->box, "p13", "wrong", 5);
	assert_fault(
	    key_load(&s, &k, &l, &f), &f, FAULT_CRYPTO, "does not open it");
	assert_null(l);
	PKCS12_free(p);
	OPENSSL_free(der);
	sk_X509_free(more);
	pki_holder_free(&h);
}

static void
test_a_pin_in_a_uri_is_refused(void **state)
{
	struct fault f;
	struct key *k;

	(void)state;
	assert_fault(
	    load("pkcs11:token=t;object=k?pin-value=1234", NULL, false, &k, &f),
	    &f, FAULT_FORMAT, "no PIN in the URI");
	assert_null(strstr(f.text, "1234"));
}

/* A token of SoftHSM2, filled by its own tool. */
static void
test_a_token_signs_and_its_pin_must_fit(void **state)
{
	struct fixture *x = *state;
	struct pki_box box;
	EVP_PKEY *pkey = pki_key("P-256");
	const char *key_path, *pin, *wrong;
	char text[512], uri[512];
	struct buf said;
	struct key *k;
	struct fault f;

	(void)x;
	if (!tool_here("softhsm2-util")) {
		print_message("skipped: no softhsm2-util\n");
		EVP_PKEY_free(pkey);
		return;
	}
	buf_init(&said, 65536);
	pki_box_make(&box);
	key_path = pki_box_key(&box, "k", pkey, NULL);
	pin = pki_box_put(&box, "pin", "8642\n", 5);
	wrong = pki_box_put(&box, "wrong", "1111\n", 5);
	(void)snprintf(text, sizeof(text),
	    "directories.tokendir = %s/t\nlog.level = ERROR\n", box.dir);
	(void)setenv(
	    "SOFTHSM2_CONF", pki_box_put(&box, "conf", text, strlen(text)), 1);
	(void)snprintf(text, sizeof(text),
	    "mkdir %s/t && softhsm2-util --init-token --free --label proviso "
	    "--pin 8642 --so-pin 97531 >/dev/null && softhsm2-util --import %s "
	    "--token proviso --label k --id 01 --pin 8642 >/dev/null && find "
	    "/usr/lib -name libsofthsm2.so | head -n 1 | tr -d '\\n'",
	    box.dir, key_path);
	assert_int_equal(tool_run(text, &said), 0);
	(void)snprintf(uri, sizeof(uri),
	    "pkcs11:token=proviso;object=k;type=private?module-path=%s",
	    (const char *)said.data);
	/* Wrong before right: a token that is open stays open. */
	if (load(uri, wrong, false, &k, &f) != 0 && f.kind == FAULT_ABSENT) {
		print_message("skipped: %s\n", f.text);
	} else {
		assert_fault(
		    load(uri, wrong, false, &k, &f), &f, FAULT_CRYPTO, "PIN");
		assert_ok(load(uri, pin, false, &k, &f), &f);
		assert_string_equal(key_title(k), "EC P-256");
		key_free(k);
	}
	(void)snprintf(text, sizeof(text), "rm -r %s/t", box.dir);
	assert_int_equal(system(text), 0);
	pki_box_free(&box);
	buf_free(&said);
	EVP_PKEY_free(pkey);
}

/* A secret of the key: the scalar, or a prime; as it lies in memory. */
static size_t
needle(EVP_PKEY *k, bool rsa, unsigned char out[64])
{
	unsigned char raw[512];
	BIGNUM *n = NULL;
	int len;

	assert_int_equal(
	    EVP_PKEY_get_bn_param(k,
		rsa ? OSSL_PKEY_PARAM_RSA_FACTOR1 : OSSL_PKEY_PARAM_PRIV_KEY,
		&n),
	    1);
	len = BN_bn2bin(n, raw);
	BN_clear_free(n);
	len = len > 24 ? 24 : len;
	bend(raw, (size_t)len, out);
	OPENSSL_cleanse(raw, sizeof(raw));
	return (size_t)len;
}

/* The same little-endian, as the library computes with it. */
static void
backward(const unsigned char *in, size_t n, unsigned char *out)
{
	size_t i;

	for (i = 0; i < n; i++)
		out[i] = in[n - 1 - i];
}

static void
test_nothing_of_key_and_passphrase_is_left_in_memory(void **state)
{
	static const char *const types[] = { "P-256", "RSA-2048" };
	const struct piece bytes = { "signed", 6 };
	struct fixture *x = *state;
	size_t i;

	for (i = 0; i < 2; i++) {
		unsigned char bent[64], turned[64], pass[64];
		struct pki_holder h;
		struct pki_box box;
		struct certs *l = NULL;
		const char *path, *pass_file;
		struct key *k;
		struct buf b;
		struct fault f;
		size_t n;

		pki_box_make(&box);
		pki_issue(&x->pki, types[i], "Signer", PKI_SIGNER, x->pki.from,
		    x->pki.to, &h);
		n = needle(h.key, i == 1, bent);
		backward(bent, n, turned);
		bend((const unsigned char *)"zebra-quagga-41", 15, pass);
		path = pki_box_key(&box, "k", h.key, "zebra-quagga-41");
		pass_file = pki_box_put(&box, "p", "zebra-quagga-41\n", 16);
		assert_ok(
		    certs_open(pki_box_cert(&box, "c", h.cert), &l, &f), &f);
		pki_holder_free(&h);
		assert_ok(load(path, pass_file, false, &k, &f), &f);
		/* The scan finds what is there: the key is in use. */
		assert_true(memory_has(bent, n) + memory_has(turned, n) > 0);
		buf_init(&b, 65536);
		assert_ok(cms_sign(&(struct cms_signer){ .key = k,
				       .cert = certs_at(l, 0) },
			      &bytes, 1, &b, &f),
		    &f);
		key_free(k);
		assert_int_equal(memory_has(bent, n), 0);
		assert_int_equal(memory_has(turned, n), 0);
		/* The words of this test's own program are no copy. */
		assert_int_equal(memory_has(pass, 15), 0);
		buf_free(&b);
		certs_free(l);
		pki_box_free(&box);
	}
}

static void
test_a_crash_leaves_no_core(void **state)
{
	struct rlimit r;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_CORE, &r), 0);
	assert_int_equal(r.rlim_cur, 0);
	assert_int_equal(r.rlim_max, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_a_passphrase_must_fit_and_its_file_be_private),
		cmocka_unit_test(test_keys_too_weak_or_of_no_use_are_refused),
		cmocka_unit_test(test_a_pin_in_a_uri_is_refused),
		cmocka_unit_test(test_every_kind_of_key_signs),
		cmocka_unit_test(test_a_pkcs12_file_has_key_and_chain),
		cmocka_unit_test(test_a_token_signs_and_its_pin_must_fit),
		cmocka_unit_test(
		    test_nothing_of_key_and_passphrase_is_left_in_memory),
		cmocka_unit_test(test_a_crash_leaves_no_core),
	};
	struct fault f;

	if (secret_guard(&f) != 0) {
		(void)fprintf(stderr, "%s\n", f.text);
		return 1;
	}
	return cmocka_run_group_tests(tests, setup, teardown);
}
