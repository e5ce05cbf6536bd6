#include "history/fold.h"

#include <string.h>

#include "help/test.h"

static void
letters(const char *s, const char *want)
{
	char out[200];
	size_t n = fold_letters(s, strlen(s), out);

	assert_string_equal(out, want);
	assert_int_equal(n, strlen(want));
}

static void
test_case_blanks_and_points_are_no_letters(void **state)
{
	(void)state;
	letters("", "");
	letters("  We don\xe2\x80\x99t \xe2\x80\x94 ever! ", "wedontever");
	letters("\xc3\x9c"
		"ber uns",
	    "\xc3\xbc"
	    "beruns");
	letters("\xd0\x9f\xd1\x80\xd0\xb8", "\xd0\xbf\xd1\x80\xd0\xb8");
}

static void
test_figures_keep_what_parts_them(void **state)
{
	(void)state;
	letters("1.5 million", "1.5million");
	letters("10-12 days.", "10-12days");
	letters("$5, 20%", "$520%");
	letters("1, 2", "12");
}

static void
test_signs_that_nobody_sees_go(void **state)
{
	char out[100];

	(void)state;
	assert_int_equal(fold_unseen("a\xe2\x81\xa0"
				     "b  \xc2\xa0 c ",
			     12, out),
	    4);
	assert_string_equal(out, "ab c");
	/* A byte that is no UTF-8 stays. */
	assert_int_equal(fold_unseen("a\xff", 2, out), 2);
}

static void
test_numbers_before_words_are_found(void **state)
{
	static const struct {
		const char *s;
		size_t n;
	} cases[] = { { "4. Rights", 3 }, { "4.2. Rights", 5 }, { "4.2) R", 5 },
		{ "(a) One", 4 }, { "iv. Four", 4 }, { "A.1. Overview", 5 },
		{ "\xe2\x80\xa2 Item", 4 }, { "2025 was", 0 }, { "a word", 0 },
		{ "I agree", 0 }, { "4.2 Rights", 0 }, { "", 0 }, { "(", 0 },
		/* A sentence that is one letter is none. */
		{ "\xc2\xa7 1.", 5 } };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(
		    fold_number(cases[i].s, strlen(cases[i].s)), cases[i].n);
}

static void
test_addresses_are_found_without_what_ends_a_sentence(void **state)
{
	int guarded;

	(void)state;
	assert_int_equal(fold_address("a@b.example. And", 16, &guarded), 11);
	assert_int_equal(guarded, 0);
	assert_int_equal(fold_address("mailto:a@b.example", 18, &guarded), 18);
	assert_int_equal(fold_address("mail:a@b.example", 16, &guarded), 0);
	assert_int_equal(fold_address("a@b.", 4, &guarded), 0);
	assert_int_equal(
	    fold_address("https://x.example/a?b=c, and", 28, &guarded), 23);
	assert_int_equal(fold_address("[email protected].", 18, &guarded), 17);
	assert_int_equal(guarded, 1);
	assert_int_equal(
	    fold_address("[email\xc2\xa0protected]", 18, &guarded), 18);
	assert_int_equal(
	    fold_address("in[email protected]x.org.", 25, &guarded), 24);
	assert_int_equal(guarded, 1);
	assert_int_equal(fold_address("@handle", 7, &guarded), 0);
	assert_int_equal(fold_address("word.word", 9, &guarded), 0);
	assert_int_equal(fold_address("", 0, &guarded), 0);
	assert_int_equal(fold_address("...", 3, &guarded), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_case_blanks_and_points_are_no_letters),
		cmocka_unit_test(test_figures_keep_what_parts_them),
		cmocka_unit_test(test_signs_that_nobody_sees_go),
		cmocka_unit_test(test_numbers_before_words_are_found),
		cmocka_unit_test(
		    test_addresses_are_found_without_what_ends_a_sentence),
	};

	return cmocka_run_group_tests_name("fold", tests, NULL, NULL);
}
