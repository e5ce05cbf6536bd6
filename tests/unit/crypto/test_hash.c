#include "crypto/hash.h"

#include <string.h>

#include "base/hex.h"
#include "help/test.h"

/* RFC 1321 appendix A.5; FIPS 180-4's examples: "abc" */
static void
test_known_answers_by_every_name_of_an_algorithm(void **state)
{
	static const struct {
		const char *name, *hex;
	} cases[] = {
		{ "md5", "900150983cd24fb0d6963f7d28e17f72" },
		{ "MD-5", "900150983cd24fb0d6963f7d28e17f72" },
		{ "sha1", "a9993e364706816aba3e25717850c26c9cd0d89d" },
		{ "SHA-1", "a9993e364706816aba3e25717850c26c9cd0d89d" },
		{ "sha256",
		    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f2"
		    "0015ad" },
		{ "sha-384",
		    "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43"
		    "ff5bed8086072ba1e7cc2358baeca134c825a7" },
		{ "SHA512",
		    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b"
		    "55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9a"
		    "c94fa54ca49f" },
	};
	unsigned char sum[HASH_MAX];
	char hex[2 * HASH_MAX + 1];
	struct hash *h;
	struct fault f = { 0 };
	size_t i, n;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_ok(hash_new(cases[i].name, &h, &f), &f);
		assert_ok(hash_add(h, "a", 1, &f), &f);
		assert_ok(hash_add(h, "", 0, &f), &f);
		assert_ok(hash_add(h, "bc", 2, &f), &f);
		assert_ok(hash_end(h, sum, &n, &f), &f);
		hex_encode(sum, n, hex);
		assert_string_equal(hex, cases[i].hex);
		hash_free(h);
	}
	hash_free(NULL);
}

static void
test_another_algorithm_is_named(void **state)
{
	struct hash *h = NULL;
	struct fault f = { 0 };

	(void)state;
	assert_fault(hash_new("crc32", &h, &f), &f, FAULT_FORMAT,
	    "digest by \"crc32\": want md5, sha1");
	assert_null(h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_known_answers_by_every_name_of_an_algorithm),
		cmocka_unit_test(test_another_algorithm_is_named),
	};

	return cmocka_run_group_tests_name("hash", tests, NULL, NULL);
}
