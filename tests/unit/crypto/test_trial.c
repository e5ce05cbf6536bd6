#include "crypto/trial.h"

#include <string.h>

#include "help/test.h"

#include "crypto/cert.h"
#include "crypto/key.h"

#define NOW ((int64_t)1800000000000)

static void
make(struct trial *t, enum trial_type type, bool crl)
{
	const struct trial_request r = {
		.name = "A, \"B\" + C",
		.type = type,
		.crl = crl,
		.now_utc_ms = NOW,
	};
	struct fault f;

	memset(t, 0, sizeof(*t));
	assert_ok(trial_make(&r, t, &f), &f);
}

static void
look(const struct trial_text *t, struct cert_view *v)
{
	struct certs *l;
	struct fault f;

	assert_ok(certs_parse(t->p, t->n, "x", &l, &f), &f);
	assert_int_equal(certs_count(l), 1);
	assert_ok(cert_look(certs_at(l, 0), v, &f), &f);
	certs_free(l);
}

static void
test_names_that_a_certificate_cannot_hold_are_refused(void **state)
{
	static const char *const names[] = { "", "\xff",
		"0123456789012345678901234567890123456789012345678901234" };
	struct trial t = { .crl = { NULL, 0 } };
	struct fault f;
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		const struct trial_request r = { .name = names[i] };

		assert_fault(trial_make(&r, &t, &f), &f, FAULT_FORMAT,
		    "want 1 to 51 characters");
	}
}

/*= RFC 9608 section 2: noRevAvail is not critical; its value is NULL. */
static void
test_signer_and_root_say_what_they_are_for(void **state)
{
	struct cert_view root, signer;
	struct trial t;

	(void)state;
	make(&t, TRIAL_P256, false);
	look(&t.root, &root);
	look(&t.signer, &signer);
	assert_true(root.ca);
	assert_false(root.signs);
	assert_false(signer.ca);
	assert_true(signer.signs);
	assert_true(signer.content_commitment);
	assert_true(signer.no_rev_avail);
	assert_string_equal(signer.name, "A, \"B\" + C");
	assert_string_equal(signer.issuer, root.subject);
	assert_string_equal(signer.key, "EC P-256");
	assert_true(signer.from_utc_ms == NOW - 86400000);
	assert_true(signer.to_utc_ms > NOW);
	assert_int_equal(t.crl.n, 0);
	trial_free(&t);
}

static void
test_with_a_crl_the_signer_does_not_say_that_there_is_none(void **state)
{
	struct cert_view signer;
	struct trial t;

	(void)state;
	make(&t, TRIAL_P256, true);
	look(&t.signer, &signer);
	assert_false(signer.no_rev_avail);
	assert_memory_equal(t.crl.p, "-----BEGIN X509 CRL-----", 24);
	trial_free(&t);
}

static void
test_each_key_fits_its_own_certificate_only(void **state)
{
	static const enum trial_type types[] = { TRIAL_P256, TRIAL_RSA3072 };
	struct certs *root, *signer;
	struct key *root_key, *key;
	struct trial t;
	struct fault f;
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		make(&t, types[i], false);
		assert_ok(
		    key_parse(t.root_key.p, t.root_key.n, "k", &root_key, &f),
		    &f);
		assert_ok(
		    key_parse(t.signer_key.p, t.signer_key.n, "k", &key, &f),
		    &f);
		assert_ok(certs_parse(t.root.p, t.root.n, "r", &root, &f), &f);
		assert_ok(
		    certs_parse(t.signer.p, t.signer.n, "s", &signer, &f), &f);
		assert_true(cert_fits(certs_at(root, 0), root_key));
		assert_true(cert_fits(certs_at(signer, 0), key));
		assert_false(cert_fits(certs_at(signer, 0), root_key));
		assert_false(cert_fits(certs_at(root, 0), key));
		assert_string_equal(
		    key_title(key), i == 0 ? "EC P-256" : "RSA 3072");
		key_free(root_key);
		key_free(key);
		certs_free(root);
		certs_free(signer);
		trial_free(&t);
	}
}

static void
test_what_is_no_key_or_no_certificate_is_refused(void **state)
{
	static const char pem[] = "-----BEGIN PUBLIC KEY-----\nAAAA\n"
				  "-----END PUBLIC KEY-----\n";
	static const char broken[] = "-----BEGIN CERTIFICATE-----\nAAAA\n"
				     "-----END CERTIFICATE-----\n";
	struct certs *l = NULL;
	struct key *k = NULL;
	struct trial t;
	struct fault f;

	(void)state;
	assert_fault(key_parse("x", 1, "k", &k, &f), &f, FAULT_FORMAT,
	    "k: want a private key in PEM");
	assert_fault(certs_parse("", 0, "c", &l, &f), &f, FAULT_FORMAT,
	    "c: want a certificate in PEM, have none");
	assert_fault(certs_parse(pem, sizeof(pem) - 1, "c", &l, &f), &f,
	    FAULT_FORMAT, "have \"PUBLIC KEY\"");
	assert_fault(certs_parse(broken, sizeof(broken) - 1, "c", &l, &f), &f,
	    FAULT_CRYPTO, "a certificate cannot be read");
	make(&t, TRIAL_P256, false);
	assert_fault(certs_parse(t.signer_key.p, t.signer_key.n, "c", &l, &f),
	    &f, FAULT_FORMAT, "have \"PRIVATE KEY\"");
	assert_fault(key_parse(t.signer.p, t.signer.n, "k", &k, &f), &f,
	    FAULT_FORMAT, "have none");
	trial_free(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_names_that_a_certificate_cannot_hold_are_refused),
		cmocka_unit_test(
		    test_what_is_no_key_or_no_certificate_is_refused),
		cmocka_unit_test(test_signer_and_root_say_what_they_are_for),
		cmocka_unit_test(
		    test_with_a_crl_the_signer_does_not_say_that_there_is_none),
		cmocka_unit_test(test_each_key_fits_its_own_certificate_only),
	};

	return cmocka_run_group_tests_name("trial", tests, NULL, NULL);
}
