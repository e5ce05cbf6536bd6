#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "help/test.h"
#include "provision_in.h"

static const char *
folded(const char *s)
{
	static char out[400];
	size_t n = words_fold(s, strlen(s), out);

	assert_true(n <= strlen(s));
	out[n] = '\0';
	return out;
}

static void
test_bytes_that_are_no_utf8_are_passed_over(void **state)
{
	struct word w;
	size_t at = 0;

	(void)state;
	assert_string_equal(folded("\xff"
				   "a\xc3"),
	    "a");
	assert_string_equal(folded("\xed\xa0\x80"), "");
	assert_int_equal(words_next("\xff\xfe", 2, &at, &w), 0);
	assert_int_equal(at, 2);
}

static void
test_folding_keeps_words_figures_and_amounts(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "", "" },
		{ " ,;  ", "" },
		{ "We DON\xe2\x80\x99T \xe2\x80\x9csell\xe2\x80\x9d it!",
		    "we dont sell it" },
		{ "re-use, re use", "re use re use" },
		{ "1.5 and 15", "1 5 and 15" },
		{ "\xc2\xa3"
		  "100",
		    "\xc2\xa3"
		    "100" },
		{ "50 %", "50%" },
		{ "\xc3\x84RGER \xc5\xa0koda \xd0\x96",
		    "\xc3\xa4rger "
		    "\xc5\xa1koda "
		    "\xd0\xb6" },
		{ "\xe6\x88\x91 \xe4\xbb\xac", "\xe6\x88\x91\xe4\xbb\xac" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(folded(cases[i].text), cases[i].want);
}

static void
test_folding_what_is_folded_changes_nothing(void **state)
{
	char text[64], once[65], twice[65];
	unsigned seed = 9;
	size_t i, n, m;
	int round;

	(void)state;
	for (round = 0; round < 20000; round++) {
		for (i = 0; i < sizeof(text); i++) {
			seed = seed * 1664525u + 1013904223u;
			text[i] = (char)(seed >> 24);
		}
		n = words_fold(text, sizeof(text), once);
		assert_true(n <= sizeof(text));
		m = words_fold(once, n, twice);
		assert_int_equal(m, n);
		assert_memory_equal(once, twice, n);
	}
}

static size_t
count(const char *s)
{
	return words_count(s, strlen(s), 100);
}

static void
test_words_are_cut_at_seams_and_signs_without_blanks(void **state)
{
	(void)state;
	assert_int_equal(count("don't stop"), 2);
	assert_int_equal(count("July 8, 2026Previous Version"), 5);
	assert_int_equal(count("UpdatedJanuary"), 2);
	assert_int_equal(count("ALL CAPITALS"), 2);
	assert_int_equal(count("\xe6\x88\x91\xe4\xbb\xac\xe3\x80\x82"), 2);
	assert_int_equal(words_count("a b c d", 7, 2), 2);
}

static size_t
number(const char *s)
{
	return words_enumerator(s, strlen(s));
}

static void
test_numbers_and_letters_at_the_beginning_are_known(void **state)
{
	static const struct {
		const char *text;
		size_t n;
	} cases[] = {
		{ "", 0 },
		{ "1. Scope", 2 },
		{ "2.1 Training", 3 },
		{ "10.2.3. Notice", 7 },
		{ "(a) break the law", 3 },
		{ "(iv) harm", 4 },
		{ "b) harm", 2 },
		{ "IV. Rights", 3 },
		{ "\xc2\xa7 3 Haftung", 4 },
		{ "Section 4 Rights", 9 },
		{ "Artikel 6", 9 },
		{ "I agree to this", 0 },
		{ "A person may ask", 0 },
		{ "2026 was a year", 0 },
		{ "30 days after that", 0 },
		{ "1.5 million users", 3 },
		{ "(also known as)", 0 },
		{ "e.g. this", 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (number(cases[i].text) != cases[i].n)
			fail_msg("\"%s\": %zu, want %zu", cases[i].text,
			    number(cases[i].text), cases[i].n);
}

static void
test_the_ends_of_sentences_are_seen_behind_quotes_and_brackets(void **state)
{
	(void)state;
	assert_true(words_end_sentence("so it is.", 9));
	assert_true(words_end_sentence("(so it is.)", 11));
	assert_true(
	    words_end_sentence("\xe2\x80\x9cso it is.\xe2\x80\x9d ", 16));
	assert_true(words_end_sentence("the following:", 14));
	assert_false(words_end_sentence("Privacy Policy", 14));
	assert_false(words_end_sentence("", 0));
}

static int
alike(const char *a, const char *b)
{
	struct arena arena = { NULL };
	struct bag x, y;
	int n;

	bag_make(a, strlen(a), &arena, &x);
	bag_make(b, strlen(b), &arena, &y);
	n = bag_alike(&x, &y);
	assert_int_equal(n, bag_alike(&y, &x));
	arena_free(&arena);
	return n;
}

static void
test_likeness_goes_from_nothing_to_a_hundred(void **state)
{
	(void)state;
	assert_int_equal(alike("", ""), 100);
	assert_int_equal(alike("a b c", "x y z"), 0);
	assert_int_equal(alike("We keep it.", "we KEEP it"), 100);
	/* Four of five words, two of four pairs: (80 + 50) / 2. */
	assert_int_equal(alike("a b c d e", "a b x d e"), 65);
	assert_true(alike("c b a", "a b c") < 100);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bytes_that_are_no_utf8_are_passed_over),
		cmocka_unit_test(test_folding_keeps_words_figures_and_amounts),
		cmocka_unit_test(test_folding_what_is_folded_changes_nothing),
		cmocka_unit_test(
		    test_words_are_cut_at_seams_and_signs_without_blanks),
		cmocka_unit_test(
		    test_numbers_and_letters_at_the_beginning_are_known),
		cmocka_unit_test(
		    test_the_ends_of_sentences_are_seen_behind_quotes_and_brackets),
		cmocka_unit_test(test_likeness_goes_from_nothing_to_a_hundred),
	};

	return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
