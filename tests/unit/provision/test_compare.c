#include "provision/compare.h"

#include <string.h>

#include "help/test.h"

static int
score(struct compare *c, const char *a, const char *b)
{
	size_t x = compare_add(c, a, strlen(a));
	size_t y = compare_add(c, b, strlen(b));

	assert_int_equal(compare_score(c, x, y), compare_score(c, y, x));
	return compare_score(c, x, y);
}

static void
learn(struct compare *c, const char *text)
{
	compare_learn(c, text, strlen(text));
}

static int
begin(void **state)
{
	*state = compare_new();
	learn(*state, "We may use data for the service.");
	learn(*state, "We may share data with the partners of the service.");
	learn(*state, "You may opt out of training in the settings.");
	learn(*state, "The law of the place decides.");
	return 0;
}

static int
end(void **state)
{
	compare_free(*state);
	return 0;
}

static void
test_texts_without_a_word_of_three_letters_score_nothing(void **state)
{
	assert_int_equal(score(*state, "", ""), 0);
	assert_int_equal(score(*state, "a an of", "a an of"), 0);
	assert_int_equal(score(*state, "training", ""), 0);
}

static void
test_the_same_words_score_a_hundred_whatever_their_case_and_order(void **state)
{
	assert_int_equal(
	    score(*state, "Opt out of training.", "training: OPT OUT"), 100);
}

static void
test_nothing_in_common_scores_nothing(void **state)
{
	assert_int_equal(score(*state, "training settings", "law decides"), 0);
}

static void
test_rare_words_in_common_count_more_than_common_ones(void **state)
{
	int rare = score(*state, "training the dog", "training the cat");
	int common = score(*state, "dog may bark", "cat may purr");

	assert_true(rare > common);
}

/* Pinned: 2 of 3 words, each as rare as the others, are two thirds. */
static void
test_scores_are_the_same_everywhere(void **state)
{
	assert_int_equal(
	    score(*state, "alpha beta gamma", "alpha beta delta"), 67);
	assert_int_equal(
	    score(*state, "may use data for training", "may use training data"),
	    84);
}

static void
test_a_word_said_ever_so_often_does_not_overflow(void **state)
{
	static char text[400000];
	size_t i;

	for (i = 0; i + 6 < sizeof(text); i += 6)
		memcpy(text + i, "alpha ", 6);
	assert_int_equal(score(*state, text, text), 100);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    test_texts_without_a_word_of_three_letters_score_nothing,
		    begin, end),
		cmocka_unit_test_setup_teardown(
		    test_the_same_words_score_a_hundred_whatever_their_case_and_order,
		    begin, end),
		cmocka_unit_test_setup_teardown(
		    test_nothing_in_common_scores_nothing, begin, end),
		cmocka_unit_test_setup_teardown(
		    test_rare_words_in_common_count_more_than_common_ones,
		    begin, end),
		cmocka_unit_test_setup_teardown(
		    test_scores_are_the_same_everywhere, begin, end),
		cmocka_unit_test_setup_teardown(
		    test_a_word_said_ever_so_often_does_not_overflow, begin,
		    end),
	};

	return cmocka_run_group_tests_name("compare", tests, NULL, NULL);
}
