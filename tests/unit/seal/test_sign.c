#include "seal/sign.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "help/pdf_min.h"
#include "help/test.h"
#include "help/trial_keys.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/hex.h"
#include "base/mem.h"

struct fixture {
	int64_t now;
	struct trial_keys p256, rsa;
};

static int
setup(void **state)
{
	struct fixture *x = mem_new(1, sizeof(*x));
	struct fault f;

	*state = x;
	if (clock_now(&x->now, &f) != 0 ||
	    trial_keys_make(&x->p256, TRIAL_P256, x->now, &f) != 0 ||
	    trial_keys_make(&x->rsa, TRIAL_RSA3072, x->now, &f) != 0) {
		print_message("%s\n", f.text);
		return -1;
	}
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *x = *state;

	trial_keys_remove(&x->p256);
	trial_keys_remove(&x->rsa);
	free(x);
	return 0;
}

static struct signer *
open_signer(const struct trial_keys *k, int64_t now)
{
	struct signer *s = NULL;
	struct fault f;

	assert_ok(signer_open(k->signer_key, k->signer, NULL, now, &s, &f), &f);
	return s;
}

static void
test_a_key_that_does_not_fit_its_certificate_is_refused(void **state)
{
	struct fixture *x = *state;
	struct signer *s = NULL;
	struct fault f;

	assert_fault(signer_open(x->rsa.signer_key, x->p256.signer, NULL,
			 x->now, &s, &f),
	    &f, FAULT_CRYPTO, "does not fit this certificate");
	assert_fault(
	    signer_open(x->p256.root_key, x->p256.signer, NULL, x->now, &s, &f),
	    &f, FAULT_CRYPTO, "does not fit this certificate");
	assert_null(s);
}

static void
test_an_expired_or_future_certificate_is_refused(void **state)
{
	struct fixture *x = *state;
	struct signer *s = NULL;
	struct fault f;

	assert_fault(signer_open(x->p256.signer_key, x->p256.signer, NULL,
			 x->now + (int64_t)401 * 86400000, &s, &f),
	    &f, FAULT_CRYPTO, "expired on");
	assert_fault(signer_open(x->p256.signer_key, x->p256.signer, NULL,
			 x->now - (int64_t)2 * 86400000, &s, &f),
	    &f, FAULT_CRYPTO, "not valid before");
	assert_null(s);
}

static void
test_a_certificate_authority_does_not_sign_documents(void **state)
{
	struct fixture *x = *state;
	struct signer *s = NULL;
	struct fault f;

	assert_fault(
	    signer_open(x->p256.root_key, x->p256.root, NULL, x->now, &s, &f),
	    &f, FAULT_CRYPTO, "is a certificate authority");
}

static void
test_a_key_that_others_may_read_is_refused(void **state)
{
	struct fixture *x = *state;
	struct signer *s = NULL;
	struct fault f;

	assert_int_equal(chmod(x->p256.signer_key, 0644), 0);
	assert_fault(signer_open(x->p256.signer_key, x->p256.signer, NULL,
			 x->now, &s, &f),
	    &f, FAULT_FORMAT, "want mode 0600");
	assert_int_equal(chmod(x->p256.signer_key, 0600), 0);
}

static void
test_a_slot_that_is_not_empty_or_too_small_is_refused(void **state)
{
	struct fixture *x = *state;
	struct signer *s = open_signer(&x->p256, x->now);
	struct pdf_min m;
	struct fault f;

	pdf_min_make(&m, 256);
	assert_fault(sign_fill(m.b.data, m.b.len, &m.slot, s, &f), &f,
	    FAULT_LIMIT, "the file keeps 256 for it");
	pdf_min_free(&m);

	pdf_min_make(&m, 4096);
	m.b.data[m.slot.contents + 9] = '1';
	assert_fault(sign_fill(m.b.data, m.b.len, &m.slot, s, &f), &f,
	    FAULT_STATE, "/Contents holds other bytes");
	m.b.data[m.slot.contents + 9] = '0';
	m.slot.contents++;
	assert_fault(sign_fill(m.b.data, m.b.len, &m.slot, s, &f), &f,
	    FAULT_STATE, "/Contents holds other bytes");
	m.slot.contents = m.b.len - 3;
	assert_fault(sign_fill(m.b.data, m.b.len, &m.slot, s, &f), &f,
	    FAULT_STATE, "outside the file");
	pdf_min_free(&m);
	signer_free(s);
}

/*= ISO 32000-2 section 12.8.1: all but the value of Contents */
static void
test_the_byte_range_leaves_out_exactly_the_contents(void **state)
{
	struct fixture *x = *state;
	struct signer *s = open_signer(&x->p256, x->now);
	struct pdf_min m;
	struct fault f;
	char want[64], have[41];

	pdf_min_make(&m, 4096);
	assert_ok(sign_fill(m.b.data, m.b.len, &m.slot, s, &f), &f);
	(void)snprintf(want, sizeof(want), "0 %zu %zu %zu", m.slot.contents,
	    m.slot.contents + m.slot.contents_len,
	    m.b.len - m.slot.contents - m.slot.contents_len);
	(void)snprintf(
	    have, sizeof(have), "%.40s", (char *)m.b.data + m.slot.byte_range);
	assert_memory_equal(have, want, strlen(want));
	assert_int_equal(strspn(have + strlen(want), " "), 40 - strlen(want));
	pdf_min_free(&m);
	signer_free(s);
}

/* Run a program quietly; its exit status, or -1 where there is none. */
static int
run(const char *const argv[])
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		(void)!freopen("/dev/null", "w", stdout);
		(void)!freopen("/dev/null", "w", stderr);
		/* execvp takes char *const[] for history's sake. */
		union {
			const char *const *in;
			char *const *out;
		} args = { .in = argv };
		(void)execvp(argv[0], args.out);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

static int
openssl_says(const char *p7s, const char *content, const char *root)
{
	const char *const argv[] = { "openssl", "cms", "-verify", "-binary",
		"-cades", "-purpose", "any", "-inform", "DER", "-in", p7s,
		"-content", content, "-CAfile", root, "-no-CApath",
		"-no-CAstore", "-out", "/dev/null", NULL };

	return run(argv);
}

/* The same without the options that keep the system's roots out. */
static int
openssl_says_with_folder(const char *p7s, const char *content, const char *root)
{
	const char *const argv[] = { "openssl", "cms", "-verify", "-binary",
		"-purpose", "any", "-inform", "DER", "-in", p7s, "-content",
		content, "-CAfile", root, "-out", "/dev/null", NULL };

	return run(argv);
}

/* The command that README prints says yes, and no after one byte. */
static void
detached_with(const struct trial_keys *k, int64_t now)
{
	struct signer *s = open_signer(k, now);
	char p7s[128], pdf[128];
	struct pdf_min m;
	struct fault f;
	struct buf b;

	(void)snprintf(p7s, sizeof(p7s), "%s/x.p7s", k->dir);
	(void)snprintf(pdf, sizeof(pdf), "%s/x.pdf", k->dir);
	pdf_min_make(&m, SIGN_RESERVED);
	assert_ok(sign_fill(m.b.data, m.b.len, &m.slot, s, &f), &f);
	buf_init(&b, 1 << 20);
	assert_ok(sign_detached(m.b.data, m.b.len, s, &b, &f), &f);
	assert_ok(file_publish(p7s, b.data, b.len, 0644, &f), &f);
	assert_ok(file_publish(pdf, m.b.data, m.b.len, 0644, &f), &f);
	assert_int_equal(openssl_says(p7s, pdf, k->root), 0);
	m.b.data[20] ^= 1;
	assert_ok(file_publish(pdf, m.b.data, m.b.len, 0644, &f), &f);
	assert_int_not_equal(openssl_says(p7s, pdf, k->root), 0);
	(void)unlink(p7s);
	(void)unlink(pdf);
	buf_free(&b);
	pdf_min_free(&m);
	signer_free(s);
}

static void
test_openssl_accepts_the_detached_signature_and_no_other_file(void **state)
{
	static const char *const version[] = { "openssl", "version", NULL };
	struct fixture *x = *state;

	if (run(version) != 0) {
		print_message("skipped: no openssl command here\n");
		skip();
	}
	detached_with(&x->p256, x->now);
	detached_with(&x->rsa, x->now);
}

/* A root that the system trusts for web sites vouches for no packet. */
static void
test_the_printed_command_trusts_no_folder_of_the_system(void **state)
{
	static const char *const version[] = { "openssl", "version", NULL };
	struct fixture *x = *state;
	struct signer *s;
	char folder[128], p7s[128], pdf[128], other[256], cmd[512];
	struct fault f;
	struct buf b;

	if (run(version) != 0)
		skip();
	s = open_signer(&x->p256, x->now);
	(void)snprintf(folder, sizeof(folder), "%s/trusted", x->p256.dir);
	(void)snprintf(p7s, sizeof(p7s), "%s/x.p7s", x->p256.dir);
	(void)snprintf(pdf, sizeof(pdf), "%s/x", x->p256.dir);
	buf_init(&b, 1 << 20);
	assert_ok(sign_detached((const unsigned char *)"x", 1, s, &b, &f), &f);
	assert_ok(file_publish(p7s, b.data, b.len, 0644, &f), &f);
	assert_ok(file_publish(pdf, "x", 1, 0644, &f), &f);
	(void)snprintf(cmd, sizeof(cmd),
	    "mkdir %s && cp %s %s/$(openssl x509 -noout -hash -in %s).0",
	    folder, x->p256.root, folder, x->p256.root);
	assert_int_equal(system(cmd), 0);
	/* Of another name: trial roots share theirs. */
	(void)snprintf(other, sizeof(other), "%s/other.pem", folder);
	(void)snprintf(cmd, sizeof(cmd),
	    "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=Other "
	    "-keyout /dev/null -out %s 2>/dev/null",
	    other);
	assert_int_equal(system(cmd), 0);
	assert_int_equal(setenv("SSL_CERT_DIR", folder, 1), 0);
	/* The signer's root is in the folder, the reader named another. */
	assert_int_equal(openssl_says_with_folder(p7s, pdf, other), 0);
	assert_int_not_equal(openssl_says(p7s, pdf, other), 0);
	assert_int_equal(openssl_says(p7s, pdf, x->p256.root), 0);
	assert_int_equal(unsetenv("SSL_CERT_DIR"), 0);
	(void)snprintf(cmd, sizeof(cmd), "rm -r %s %s %s", folder, p7s, pdf);
	assert_int_equal(system(cmd), 0);
	buf_free(&b);
	signer_free(s);
}

static bool
has_signing_time(const unsigned char *p, size_t n)
{
	static const unsigned char oid[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d,
		1, 9, 5 };
	size_t i;

	for (i = 0; i + sizeof(oid) <= n; i++)
		if (memcmp(p + i, oid, sizeof(oid)) == 0)
			return true;
	return false;
}

/*= EN 319 142-1 section 6.3: no signing-time among the signed attributes */
/*= EN 319 122-1 section 6.3: signing-time in a CAdES signature */
static void
test_signing_time_is_in_the_detached_signature_alone(void **state)
{
	struct fixture *x = *state;
	struct signer *s = open_signer(&x->p256, x->now);
	unsigned char cms[4096];
	struct pdf_min m;
	struct fault f;
	struct buf b;
	char hex[8193];

	buf_init(&b, 1 << 20);
	assert_ok(sign_detached((const unsigned char *)"x", 1, s, &b, &f), &f);
	assert_true(has_signing_time(b.data, b.len));
	buf_free(&b);
	pdf_min_make(&m, sizeof(cms));
	assert_ok(sign_fill(m.b.data, m.b.len, &m.slot, s, &f), &f);
	memcpy(hex, m.b.data + m.slot.contents + 1, sizeof(hex) - 1);
	hex[sizeof(hex) - 1] = '\0';
	assert_ok(hex_decode(hex, cms, sizeof(cms), &f), &f);
	assert_false(has_signing_time(cms, sizeof(cms)));
	pdf_min_free(&m);
	signer_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_a_key_that_does_not_fit_its_certificate_is_refused),
		cmocka_unit_test(
		    test_an_expired_or_future_certificate_is_refused),
		cmocka_unit_test(
		    test_a_certificate_authority_does_not_sign_documents),
		cmocka_unit_test(test_a_key_that_others_may_read_is_refused),
		cmocka_unit_test(
		    test_a_slot_that_is_not_empty_or_too_small_is_refused),
		cmocka_unit_test(
		    test_the_byte_range_leaves_out_exactly_the_contents),
		cmocka_unit_test(
		    test_openssl_accepts_the_detached_signature_and_no_other_file),
		cmocka_unit_test(
		    test_the_printed_command_trusts_no_folder_of_the_system),
		cmocka_unit_test(
		    test_signing_time_is_in_the_detached_signature_alone),
	};

	return cmocka_run_group_tests_name("sign", tests, setup, teardown);
}
