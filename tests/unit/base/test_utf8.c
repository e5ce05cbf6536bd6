#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

#include "help/test.h"

/*= RFC 3629 section 3: no overlong forms, no surrogates, no more. */
static void
test_what_is_not_utf_8_is_found_where_it_stands(void **state)
{
	static const char *const cases[] = { "\x80", "\xbf", "\xc0\x80",
		"\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xed\xa0\x80",
		"\xed\xbf\xbf", "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf",
		"\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xfe", "\xc3",
		"\xc3(", "\xe2\x82", "\xe2\x82(", "\xf0\x9f\x98",
		"\xf0\x9f(\x80" };
	char text[8];
	uint32_t c;
	size_t i, bad;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(utf8_get(cases[i], strlen(cases[i]), &c), 0);
		assert_int_equal(c, 0xfffd);
		(void)snprintf(text, sizeof(text), "ab%s", cases[i]);
		bad = 99;
		assert_false(utf8_valid(text, strlen(text), &bad));
		assert_int_equal(bad, 2);
		assert_false(utf8_valid(text, strlen(text), NULL));
	}
	/* A character is not read beyond the bytes that there are. */
	assert_false(utf8_valid("\xe2\x82\xac", 2, NULL));
	assert_true(utf8_valid("", 0, NULL));
	assert_true(utf8_valid("\0", 1, NULL));
}

static void
test_every_scalar_is_written_and_read_back(void **state)
{
	uint32_t c, back;
	char out[4];
	size_t n;

	(void)state;
	for (c = 0; c <= 0x110000; c++) {
		n = utf8_put(c, out);
		if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) {
			assert_int_equal(n, 0);
			continue;
		}
		assert_int_equal(utf8_get(out, n, &back), n);
		assert_int_equal(back, c);
		assert_int_equal(
		    utf8_get(out, n - (n > 1), &back), n > 1 ? 0 : n);
	}
}

static void
test_a_cut_never_parts_a_character(void **state)
{
	static const char text[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80";
	static const size_t ends[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10 };
	size_t i;

	(void)state;
	assert_int_equal(utf8_count(text, strlen(text)), 4);
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		assert_int_equal(utf8_cut(text, strlen(text), i), ends[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_what_is_not_utf_8_is_found_where_it_stands),
		cmocka_unit_test(test_every_scalar_is_written_and_read_back),
		cmocka_unit_test(test_a_cut_never_parts_a_character),
	};

	return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
