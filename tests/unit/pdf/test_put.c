#include "pdf_in.h"

#include <string.h>

#include "help/test.h"

static void
test_numbers_have_two_decimals_and_no_noise(void **state)
{
	static const struct {
		double v;
		const char *want;
	} cases[] = {
		{ 0, "0" },
		{ -0.001, "0" },
		{ 0.004, "0" },
		{ 0.005, ".01" },
		{ 0.5, ".5" },
		{ -0.5, "-.5" },
		{ -0.35, "-.35" },
		{ 1, "1" },
		{ 1.10, "1.1" },
		{ 9.999, "10" },
		{ -12.345, "-12.35" },
		{ 595.28, "595.28" },
		{ 14400, "14400" },
		{ 100.05, "100.05" },
	};
	struct buf b;
	size_t i;

	(void)state;
	buf_init(&b, 1000);
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		b.len = 0;
		put_num(&b, cases[i].v);
		assert_string_equal((char *)b.data, cases[i].want);
	}
	buf_free(&b);
}

static void
test_strings_are_escaped_or_in_utf_16(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 1000);
	put_text(&b, "a(b)\\c", 6);
	assert_string_equal((char *)b.data, "(a\\(b\\)\\\\c)");
	b.len = 0;
	put_text(&b, "a\xC3\xA7", 3);
	assert_string_equal((char *)b.data, "<FEFF006100E7>");
	b.len = 0;
	put_text(&b, "\xF0\x9F\x9A\x80", 4);
	assert_string_equal((char *)b.data, "<FEFFD83DDE80>");
	b.len = 0;
	put_text(&b, "a\nb", 3); /* a control character is not left raw */
	assert_string_equal((char *)b.data, "<FEFF0061000A0062>");
	b.len = 0;
	put_text(&b, "", 0);
	assert_string_equal((char *)b.data, "()");
	buf_free(&b);
}

static void
test_names_are_escaped(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 1000);
	put_name(&b, "application/ld+json;a (b)#");
	assert_string_equal(
	    (char *)b.data, "/application#2Fld+json;a#20#28b#29#23");
	buf_free(&b);
}

/*= ISO 19005-3, 6.1.13: strings of at most 32,767 bytes */
static void
test_a_string_fits_up_to_32767_bytes(void **state)
{
	static char s[40000];

	(void)state;
	memset(s, 'a', sizeof(s));
	assert_true(put_text_fits(s, 32767));
	assert_false(put_text_fits(s, 32768));
	memcpy(s, "\xC3\xA7", 2); /* now two bytes a character, and a mark */
	assert_true(put_text_fits(s, 16383));
	assert_false(put_text_fits(s, 16384));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers_have_two_decimals_and_no_noise),
		cmocka_unit_test(test_strings_are_escaped_or_in_utf_16),
		cmocka_unit_test(test_names_are_escaped),
		cmocka_unit_test(test_a_string_fits_up_to_32767_bytes),
	};

	return cmocka_run_group_tests_name("put", tests, NULL, NULL);
}
