#include "crypto/logkey.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "base/file.h"
#include "help/test.h"

/* The example of golang.org/x/mod/sumdb/note: key pair, note, signature. */
#define GO_KEY                               \
	"PRIVATE+KEY+PeterNeumann+c74f20a3+" \
	"AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
#define GO_VKEY                  \
	"PeterNeumann+c74f20a3+" \
	"ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
#define GO_TEXT                                                      \
	"If you think cryptography is the answer to your problem,\n" \
	"then you don't know what your problem is.\n"
#define GO_SIG                                                        \
	"x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2p" \
	"ZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="

static void
go_sig(unsigned char out[LOGKEY_SIG])
{
	unsigned char raw[72];

	assert_int_equal(EVP_DecodeBlock(raw, (const unsigned char *)GO_SIG,
			     (int)strlen(GO_SIG)),
	    69);
	memcpy(out, raw + LOGKEY_ID, LOGKEY_SIG);
}

/*= C2SP signed-note: vkey = name "+" id "+" base64(type || public key) */
static void
test_what_another_program_signed_is_accepted(void **state)
{
	unsigned char sig[LOGKEY_SIG];
	struct vkey k;
	struct fault f;
	bool yes;

	(void)state;
	go_sig(sig);
	assert_ok(vkey_parse(GO_VKEY, strlen(GO_VKEY), &k, &f), &f);
	assert_string_equal(k.name, "PeterNeumann");
	assert_ok(vkey_check(&k, GO_TEXT, strlen(GO_TEXT), sig, &yes, &f), &f);
	assert_true(yes);
	assert_ok(
	    vkey_check(&k, GO_TEXT, strlen(GO_TEXT) - 1, sig, &yes, &f), &f);
	assert_false(yes);
	sig[63] ^= 1;
	assert_ok(vkey_check(&k, GO_TEXT, strlen(GO_TEXT), sig, &yes, &f), &f);
	assert_false(yes);
}

static void
test_we_sign_as_another_program_does(void **state)
{
	unsigned char want[LOGKEY_SIG], have[LOGKEY_SIG];
	struct logkey *k;
	struct fault f;

	(void)state;
	go_sig(want);
	assert_ok(logkey_parse(GO_KEY "\n", strlen(GO_KEY) + 1, &k, &f), &f);
	assert_string_equal(logkey_name(k), "PeterNeumann");
	assert_string_equal(logkey_vkey(k), GO_VKEY);
	assert_ok(logkey_sign(k, GO_TEXT, strlen(GO_TEXT), have, &f), &f);
	assert_memory_equal(have, want, LOGKEY_SIG);
	logkey_free(k);
}

static void
test_every_changed_character_of_a_key_is_refused(void **state)
{
	static const char *const lines[] = { GO_VKEY, GO_KEY };
	char line[256];
	struct logkey *k;
	struct vkey v;
	struct fault f;
	size_t i, n, which;
	int rc;

	(void)state;
	for (which = 0; which < 2; which++) {
		n = strlen(lines[which]);
		for (i = 0; i < n; i++) {
			memcpy(line, lines[which], n + 1);
			line[i] = line[i] == 'b' ? 'c' : 'b';
			rc = which == 0 ? vkey_parse(line, n, &v, &f)
					: logkey_parse(line, n, &k, &f);
			if (rc == 0)
				fail_msg("taken: %s", line);
		}
	}
}

static void
test_keys_of_other_forms_are_refused(void **state)
{
	static const struct {
		const char *line, *words;
	} cases[] = {
		{ "", "want name+id+key" },
		{ "a+b", "want name+id+key" },
		{ "+c74f20a3+ARpc", "want a name" },
		{ "two words+c74f20a3+ARpc", "want a name" },
		{ "nb\xc2\xa0sp+c74f20a3+ARpc", "want a name" },
		{ "bad\xff+c74f20a3+ARpc", "want a name" },
		{ "x+c74f20a+ARpc", "want 8 hex digits, have 7" },
		{ "x+c74f20ag+ARpc", "hex" },
		{ "x+c74f20a3+ARpc", "want 44 characters" },
		{ "x+c74f20a3+BBpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		    "want type 1 (Ed25519), have 4" },
		{ GO_VKEY " ", "want 44 characters" },
		{ "PeterNeumann+c74f20a4+"
		  "ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		    "want c74f20a3, have c74f20a4" },
	};
	struct logkey *k;
	struct vkey v;
	struct fault f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_fault(
		    vkey_parse(cases[i].line, strlen(cases[i].line), &v, &f),
		    &f, FAULT_FORMAT, cases[i].words);
	assert_fault(logkey_parse(GO_VKEY, strlen(GO_VKEY), &k, &f), &f,
	    FAULT_FORMAT, "want a line that begins PRIVATE+KEY+");
}

static void
test_a_new_key_is_saved_once_and_read_again(void **state)
{
	char dir[] = "/tmp/proviso-test-XXXXXX", path[64];
	unsigned char sig[LOGKEY_SIG];
	struct logkey *k, *again, *third;
	struct stat st;
	struct buf b;
	struct vkey v;
	struct fault f;
	bool yes;

	(void)state;
	assert_non_null(mkdtemp(dir));
	(void)snprintf(path, sizeof(path), "%s/key", dir);
	buf_init(&b, 1000);
	assert_ok(logkey_new("proviso", &k, &f), &f);
	assert_int_equal(strncmp(logkey_name(k), "proviso/", 8), 0);
	assert_int_equal(strlen(logkey_name(k)), 8 + 16);
	assert_ok(logkey_save(k, path, &f), &f);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(logkey_save(k, path, &f), -1);
	assert_ok(file_read_secret(path, &b, &f), &f);
	assert_ok(logkey_parse((const char *)b.data, b.len, &again, &f), &f);
	assert_string_equal(logkey_vkey(again), logkey_vkey(k));
	assert_ok(logkey_sign(again, "x", 1, sig, &f), &f);
	assert_ok(
	    vkey_parse(logkey_vkey(k), strlen(logkey_vkey(k)), &v, &f), &f);
	assert_ok(vkey_check(&v, "x", 1, sig, &yes, &f), &f);
	assert_true(yes);
	/* No two logs share a name. */
	assert_ok(logkey_new("proviso", &third, &f), &f);
	assert_string_not_equal(logkey_name(third), logkey_name(k));
	assert_fault(
	    logkey_new("a b", &third, &f), &f, FAULT_FORMAT, "want a stem");
	logkey_free(third);
	logkey_free(again);
	logkey_free(k);
	buf_free(&b);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(dir), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys_of_other_forms_are_refused),
		cmocka_unit_test(
		    test_every_changed_character_of_a_key_is_refused),
		cmocka_unit_test(test_what_another_program_signed_is_accepted),
		cmocka_unit_test(test_we_sign_as_another_program_does),
		cmocka_unit_test(test_a_new_key_is_saved_once_and_read_again),
	};

	return cmocka_run_group_tests_name("logkey", tests, NULL, NULL);
}
