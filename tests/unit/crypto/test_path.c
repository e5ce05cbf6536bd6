#include "crypto/path.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "help/test.h"

#include "base/mem.h"

#define NOW ((int64_t)1800000000000)
#define DAY 86400L

/* A certificate to be made; what is 0 or NULL is the ordinary. */
struct wish {
	const char *name;
	const char *key; /* "P-256", "RSA:1024", "ED25519" */
	const char *usage, *extended, *basic; /* as openssl.cnf writes them */
	const char *md;
	long from_days, to_days; /* around NOW; 0 0: -1 to 365 */
};

struct made {
	X509 *x;
	EVP_PKEY *k;
};

static EVP_PKEY *
key_made(const char *kind)
{
	if (kind == NULL || strcmp(kind, "P-256") == 0)
		return EVP_EC_gen("P-256");
	if (strcmp(kind, "ED25519") == 0)
		return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	return EVP_RSA_gen((unsigned)atoi(kind + 4));
}

static void
extension(X509 *x, X509 *issuer, int nid, const char *value)
{
	X509_EXTENSION *e;
	X509V3_CTX c;

	if (value == NULL)
		return;
	X509V3_set_ctx(&c, issuer, x, NULL, NULL, 0);
	e = X509V3_EXT_conf_nid(NULL, &c, nid, value);
	assert_non_null(e);
	assert_int_equal(X509_add_ext(x, e, -1), 1);
	X509_EXTENSION_free(e);
}

/* Issued by by, or by itself. */
static struct made
issue(const struct wish *w, const struct made *by)
{
	static long serial = 1;
	struct made m = { X509_new(), key_made(w->key) };
	const struct made *issuer = by == NULL ? &m : by;
	X509_NAME *name = X509_get_subject_name(m.x);
	const bool ed = w->key != NULL && strcmp(w->key, "ED25519") == 0;
	const time_t now = (time_t)(NOW / 1000);

	assert_non_null(m.k);
	X509_set_version(m.x, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(m.x), serial++);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
	    (const unsigned char *)w->name, -1, -1, 0);
	X509_set_issuer_name(m.x, X509_get_subject_name(issuer->x));
	ASN1_TIME_adj(X509_getm_notBefore(m.x), now,
	    (int)(w->from_days == 0 && w->to_days == 0 ? -1 : w->from_days), 0);
	ASN1_TIME_adj(X509_getm_notAfter(m.x), now,
	    (int)(w->to_days == 0 ? 365 : w->to_days), 0);
	X509_set_pubkey(m.x, m.k);
	extension(m.x, issuer->x, NID_basic_constraints, w->basic);
	extension(m.x, issuer->x, NID_key_usage, w->usage);
	extension(m.x, issuer->x, NID_ext_key_usage, w->extended);
	assert_true(
	    X509_sign(m.x, issuer->k,
		by == NULL && ed ? NULL
				 : EVP_get_digestbyname(
				       w->md != NULL ? w->md : "SHA256")) > 0);
	return m;
}

static void
made_free(struct made *m)
{
	X509_free(m->x);
	EVP_PKEY_free(m->k);
}

static void
add(struct certs *l, const X509 *x)
{
	unsigned char *der = NULL;
	struct fault f;
	int n;

	n = i2d_X509(x, &der);
	assert_true(n > 0);
	assert_ok(certs_add_der(l, der, (size_t)n, &f), &f);
	OPENSSL_free(der);
}

static const struct wish root_wish = {
	.name = "Root",
	.basic = "critical,CA:TRUE",
	.usage = "critical,keyCertSign,cRLSign",
};

#define SIGNER .name = "Signer", .basic = "critical,CA:FALSE"
#define SIGNS "critical,digitalSignature,nonRepudiation"

/* What is said of signer, issued by the middle ones, under root. */
static void
say(const struct made *root, const struct made *signer,
    const struct made *middle, struct path_answer *a)
{
	struct certs *roots = certs_new(), *inside = certs_new();
	struct certs *own = certs_new();
	struct path_question q = { .roots = roots,
		.inside = inside,
		.use = PATH_SIGNS_DOCUMENTS,
		.at_utc_ms = NOW };
	struct fault f;

	add(roots, root->x);
	add(own, signer->x);
	add(inside, signer->x);
	if (middle != NULL)
		add(inside, middle->x);
	q.cert = certs_at(own, 0);
	assert_ok(path_check(&q, a, &f), &f);
	certs_free(own);
	certs_free(inside);
	certs_free(roots);
}

static void
test_signers_that_no_root_should_vouch_for_are_refused(void **state)
{
	static const struct {
		struct wish w;
		const char *why; /* NULL: trusted */
	} c[] = {
		{ { SIGNER, .usage = SIGNS }, NULL },
		{ { SIGNER }, NULL },
		{ { SIGNER, .usage = "nonRepudiation" }, NULL },
		{ { SIGNER, .usage = "keyEncipherment" }, "key usage" },
		{ { SIGNER, .usage = "keyAgreement" }, "key usage" },
		{ { SIGNER, .usage = "keyCertSign" }, "key usage" },
		{ { SIGNER, .usage = SIGNS, .to_days = -1, .from_days = -9 },
		    "is expired" },
		{ { SIGNER, .usage = SIGNS, .from_days = 2, .to_days = 9 },
		    "not yet valid" },
		{ { SIGNER, .usage = SIGNS, .extended = "serverAuth" },
		    "extended key usage" },
		{ { SIGNER, .usage = SIGNS,
		      .extended = "serverAuth,clientAuth" },
		    "extended key usage" },
		{ { SIGNER, .usage = SIGNS, .extended = "timeStamping" },
		    "extended key usage" },
		{ { SIGNER, .usage = SIGNS, .extended = "emailProtection" },
		    NULL },
		{ { SIGNER, .usage = SIGNS,
		      .extended = "clientAuth,emailProtection" },
		    NULL },
		{ { SIGNER, .usage = SIGNS, .extended = "1.3.6.1.5.5.7.3.36" },
		    NULL },
		{ { .name = "Signer",
		      .basic = "critical,CA:TRUE",
		      .usage = "digitalSignature,keyCertSign" },
		    "certificate authority" },
		{ { .name = "Signer", .basic = "critical,CA:TRUE" },
		    "certificate authority" },
		{ { SIGNER, .usage = SIGNS, .key = "RSA:1024" }, "relied on until" },
		{ { SIGNER, .usage = SIGNS, .key = "RSA:2048" }, NULL },
		{ { SIGNER, .usage = SIGNS, .md = "SHA1" }, "relied on until" },
		{ { SIGNER, .usage = SIGNS, .key = "ED25519" }, NULL },
	};
	struct made root = issue(&root_wish, NULL), m;
	struct path_answer a;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(c) / sizeof(c[0]); i++) {
		m = issue(&c[i].w, &root);
		say(&root, &m, NULL, &a);
		if (a.trusted != (c[i].why == NULL) ||
		    (c[i].why != NULL && strstr(a.why, c[i].why) == NULL))
			fail_msg("case %zu: %d, %s", i, a.trusted, a.why);
		made_free(&m);
	}
	made_free(&root);
}

static void
test_only_the_named_root_itself_is_trusted(void **state)
{
	static const struct wish signer = { SIGNER, .usage = SIGNS };
	struct made root = issue(&root_wish, NULL);
	struct made twin = issue(&root_wish, NULL); /* name alike, other key */
	struct made m = issue(&signer, &twin), own = issue(&signer, NULL);
	struct path_answer a;

	(void)state;
	say(&twin, &m, NULL, &a);
	assert_true(a.trusted);
	say(&root, &m, NULL, &a);
	assert_false(a.trusted);
	say(&root, &m, &twin, &a); /* brought along in the file */
	assert_false(a.trusted);
	say(&root, &own, NULL, &a); /* issued by nobody */
	assert_false(a.trusted);
	say(&own, &own, NULL, &a); /* unless the user names it */
	assert_true(a.trusted);
	made_free(&root);
	made_free(&twin);
	made_free(&m);
	made_free(&own);
}

static void
test_an_intermediate_must_be_an_authority(void **state)
{
	static const struct {
		struct wish w;
		bool trusted;
	} c[] = {
		{ { .name = "Middle",
		      .basic = "critical,CA:TRUE",
		      .usage = "critical,keyCertSign" },
		    true },
		{ { .name = "Middle",
		      .basic = "critical,CA:FALSE",
		      .usage = SIGNS },
		    false },
		{ { .name = "Middle" }, false },
		{ { .name = "Middle",
		      .basic = "critical,CA:TRUE",
		      .usage = "critical,digitalSignature" },
		    false },
		{ { .name = "Middle",
		      .basic = "critical,CA:TRUE",
		      .usage = "critical,keyCertSign",
		      .from_days = -9,
		      .to_days = -1 },
		    false },
		{ { .name = "Middle",
		      .basic = "critical,CA:TRUE",
		      .usage = "critical,keyCertSign",
		      .md = "SHA1" },
		    false },
		{ { .name = "Middle",
		      .basic = "critical,CA:TRUE",
		      .usage = "critical,keyCertSign",
		      .key = "RSA:1024" },
		    false },
	};
	static const struct wish signer = { SIGNER, .usage = SIGNS };
	struct made root = issue(&root_wish, NULL), middle, m;
	struct path_answer a;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(c) / sizeof(c[0]); i++) {
		middle = issue(&c[i].w, &root);
		m = issue(&signer, &middle);
		say(&root, &m, &middle, &a);
		if (a.trusted != c[i].trusted)
			fail_msg("case %zu: %d, %s", i, a.trusted, a.why);
		say(&root, &m, NULL, &a);
		assert_false(a.trusted); /* the middle is missing */
		made_free(&m);
		made_free(&middle);
	}
	made_free(&root);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_signers_that_no_root_should_vouch_for_are_refused),
		cmocka_unit_test(test_only_the_named_root_itself_is_trusted),
		cmocka_unit_test(test_an_intermediate_must_be_an_authority),
	};

	return cmocka_run_group_tests_name("path", tests, NULL, NULL);
}
