#include "provision/follow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "help/page.h"
#include "help/test.h"
#include "provision/segment.h"

/* A document whose versions are written by hand, one after the other. */
struct story {
	struct follow *fo;
	int number;
	struct arena arena;
	struct follow_mark *marks; /* of the last version */
	size_t n;
	struct page page;
	struct clause *clauses;
	size_t n_clauses;
};

static int
begin(void **state)
{
	struct story *s = calloc(1, sizeof(*s));

	s->fo = follow_new("Acme", "Privacy Policy");
	*state = s;
	return 0;
}

static int
end(void **state)
{
	struct story *s = *state;

	follow_free(s->fo);
	page_free(&s->page);
	arena_free(&s->arena);
	free(s);
	return 0;
}

static void
version(struct story *s, const char *lines)
{
	struct fault f = { 0 };
	struct follow_side now;

	page_free(&s->page);
	page_written(&s->page, lines);
	assert_ok(segment_page(
		      &s->page, &s->page.arena, &s->clauses, &s->n_clauses, &f),
	    &f);
	now = (struct follow_side){ s->page.text, s->clauses, NULL,
		s->n_clauses };
	assert_ok(follow_version(s->fo, ++s->number, &now, &s->arena, &s->marks,
		      &s->n, &f),
	    &f);
}

/* "new same gone": the states of the last version, in order. */
static const char *
states(const struct story *s)
{
	static char out[2000];
	size_t i, n = 0;

	out[0] = '\0';
	for (i = 0; i < s->n; i++) {
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%s%s",
		    i == 0 ? "" : " ", clause_state_name(s->marks[i].state));
		assert_true((s->marks[i].clause == FOLLOW_NOWHERE) ==
		    (i >= s->n_clauses));
	}
	return out;
}

#define SCOPE "This policy says what Acme does with the data of its users.\n"
#define KEEP                                                             \
	"We keep your data for as long as your account exists, and for " \
	"thirty days after you have closed it.\n"
#define SHARE                                                            \
	"We share your data with companies that run our servers, under " \
	"contracts that bind them to our instructions.\n"
#define RIGHTS                                                           \
	"You may ask for a copy of your data, and have it corrected or " \
	"deleted, by a letter to our office.\n"

static void
test_ids_are_p_and_ten_signs_of_base32_and_the_same_everywhere(void **state)
{
	struct story *s = *state;
	size_t i;

	version(s, SCOPE KEEP);
	assert_int_equal(s->n, 2);
	for (i = 0; i < 2; i++) {
		assert_int_equal(strlen(s->marks[i].id), 12);
		assert_memory_equal(s->marks[i].id, "p-", 2);
		assert_int_equal(strspn(s->marks[i].id + 2,
				     "abcdefghijklmnopqrstuvwxyz234567"),
		    10);
	}
	/* Pinned: what is in people's archives must not change its name. */
	assert_string_equal(s->marks[0].id, "p-llru2mj2xt");
}

static void
test_equal_clauses_of_one_version_have_ids_of_their_own(void **state)
{
	struct story *s = *state;
	char first[20], second[20];

	version(s, "## A\n" SCOPE "## B\n" SCOPE);
	assert_string_not_equal(s->marks[0].id, s->marks[1].id);
	(void)snprintf(first, sizeof(first), "%s", s->marks[0].id);
	(void)snprintf(second, sizeof(second), "%s", s->marks[1].id);
	version(s, "## A\n" SCOPE "## B\n" SCOPE);
	assert_string_equal(states(s), "same same");
	assert_string_equal(s->marks[0].id, first);
	assert_string_equal(s->marks[1].id, second);
}

static void
test_a_clause_with_other_words_keeps_its_id(void **state)
{
	struct story *s = *state;
	char id[20];

	version(s, SCOPE KEEP SHARE);
	(void)snprintf(id, sizeof(id), "%s", s->marks[1].id);
	version(s,
	    SCOPE "We keep your data for as long as your account exists, and "
		  "for ninety days after you have closed it.\n" SHARE);
	assert_string_equal(states(s), "same modified same");
	assert_string_equal(s->marks[1].id, id);
}

static void
test_marks_that_only_look_other_are_the_same_and_amounts_are_not(void **state)
{
	struct story *s = *state;

	version(s,
	    "We don't sell it for more than \"\xc2\xa3"
	    "100\" - ever, to anybody.\n");
	version(s,
	    "We don\xe2\x80\x99t sell it for more than \xe2\x80\x9c"
	    "\xc2\xa3"
	    "100\xe2\x80\x9d \xe2\x80\x93 ever,  to anybody.\n");
	assert_string_equal(states(s), "same");
	version(s,
	    "We don\xe2\x80\x99t sell it for more than \xe2\x80\x9c"
	    "\xe2\x82\xac"
	    "100\xe2\x80\x9d \xe2\x80\x93 ever,  to anybody.\n");
	assert_string_equal(states(s), "modified");
}

static void
test_a_clause_at_another_place_is_moved(void **state)
{
	struct story *s = *state;
	char id[20];

	version(s, SCOPE KEEP SHARE RIGHTS);
	(void)snprintf(id, sizeof(id), "%s", s->marks[3].id);
	version(s, RIGHTS SCOPE KEEP SHARE);
	assert_string_equal(states(s), "moved same same same");
	assert_string_equal(s->marks[0].id, id);
}

static void
test_a_clause_under_another_heading_is_moved_but_not_by_a_number(void **state)
{
	struct story *s = *state;

	version(s, "## 1. Scope\n" SCOPE "## 2. Data\n" KEEP);
	version(s, "## 1. Scope\n" SCOPE "## 3. Data\n" KEEP);
	assert_string_equal(states(s), "same same");
	version(s, "## 1. Scope\n" SCOPE "## 3. Retention\n" KEEP);
	assert_string_equal(states(s), "same moved");
}

static void
test_a_clause_that_goes_and_comes_back_has_its_id_again(void **state)
{
	struct story *s = *state;
	char id[20];

	version(s, SCOPE KEEP SHARE);
	(void)snprintf(id, sizeof(id), "%s", s->marks[1].id);
	version(s, SCOPE SHARE);
	assert_string_equal(states(s), "same same gone");
	assert_string_equal(s->marks[2].id, id);
	version(s, SCOPE SHARE);
	assert_string_equal(states(s), "same same");
	version(s, SCOPE KEEP SHARE);
	assert_string_equal(states(s), "same new same");
	assert_string_equal(s->marks[1].id, id);
	assert_null(s->marks[1].before);
}

static void
test_words_of_an_older_version_lead_back_to_their_provision(void **state)
{
	struct story *s = *state;
	char id[20];

	version(s, SCOPE KEEP);
	(void)snprintf(id, sizeof(id), "%s", s->marks[1].id);
	version(s,
	    SCOPE "We keep your data for as long as the law of the "
		  "place where you live makes us keep it, and for "
		  "thirty days after you have closed it.\n");
	assert_string_equal(states(s), "same modified");
	assert_string_equal(s->marks[1].id, id);
	version(s, KEEP SCOPE);
	assert_string_equal(s->marks[0].id, id);
}

static void
test_a_flip_from_will_not_to_may_is_another_clause(void **state)
{
	struct story *s = *state;
	char id[20];

	version(s,
	    "## Use\n" SCOPE
	    "We will not use your Inputs or Outputs to train our models, "
	    "unless you have opted in to it.\n" KEEP);
	(void)snprintf(id, sizeof(id), "%s", s->marks[1].id);
	version(s,
	    "## Use\n" SCOPE
	    "We may use your Inputs or Outputs to train our models, "
	    "unless you have opted out of it.\n" KEEP);
	assert_string_equal(states(s), "same new same gone");
	assert_string_not_equal(s->marks[1].id, id);
	assert_string_equal(s->marks[1].before, id);
	assert_string_equal(s->marks[3].id, id);

	/* Other words without a flip keep the new id. */
	(void)snprintf(id, sizeof(id), "%s", s->marks[1].id);
	version(s,
	    "## Use\n" SCOPE
	    "We may use your Inputs and Outputs to train and improve our "
	    "models, unless you have opted out of it.\n" KEEP);
	assert_string_equal(states(s), "same modified same");
	assert_string_equal(s->marks[1].id, id);
}

static void
test_flips_are_seen_in_three_languages_and_not_where_there_is_none(void **state)
{
	static const struct {
		const char *was, *now;
		int flips;
	} cases[] = {
		{ "We do not sell your personal data to anyone at all.",
		    "We sell your personal data to anyone at all.", 1 },
		{ "We never share your personal data with our partners.",
		    "We may share your personal data with our partners.", 1 },
		{ "We don't share your personal data with our partners.",
		    "We can share your personal data with our partners.", 1 },
		{ "Wir verkaufen Ihre Daten nicht an andere Unternehmen.",
		    "Wir verkaufen Ihre Daten auch an andere Unternehmen.", 1 },
		{ "N\xc3\xa3o usamos os seus dados para treinar modelos.",
		    "Usamos os seus dados para treinar modelos.", 1 },
		{ "We do not sell your personal data to anyone at all.",
		    "We will not sell your personal data to anyone at all.",
		    0 },
		{ "We may share your personal data with our partners.",
		    "We will share your personal data with our partners.", 0 },
		{ "If you do not agree, we may close your user account.",
		    "If you do not consent, we may close your user account.",
		    0 },
	};
	struct story *s = *state;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		follow_free(s->fo);
		s->fo = follow_new("Acme", "Terms");
		s->number = 0;
		version(s, cases[i].was);
		version(s, cases[i].now);
		assert_string_equal(
		    states(s), cases[i].flips ? "new gone" : "modified");
		assert_true((s->marks[0].before != NULL) == cases[i].flips);
	}
}

static void
test_a_new_clause_between_the_same_neighbours_says_what_stood_there(
    void **state)
{
	struct story *s = *state;
	char id[20];

	version(s, "## Data\n" SCOPE KEEP SHARE);
	(void)snprintf(id, sizeof(id), "%s", s->marks[1].id);
	version(s,
	    "## Data\n" SCOPE
	    "Every reader of this page is welcome to visit our "
	    "factory on Sundays.\n" SHARE);
	assert_string_equal(states(s), "same new same gone");
	assert_string_equal(s->marks[1].before, id);
}

#define LONG_A                                                             \
	"We send your order to the shop that has the goods in its store, " \
	"and the shop sends them to the address that you gave us."
#define LONG_B                                                            \
	"We pass your card number to the bank that settles the payment, " \
	"and the bank keeps it under the rules of its trade."

static void
test_a_clause_cut_in_two_is_split(void **state)
{
	struct story *s = *state;
	char id[20];

	version(s, SCOPE LONG_A " " LONG_B "\n" KEEP);
	(void)snprintf(id, sizeof(id), "%s", s->marks[1].id);
	version(s, SCOPE LONG_A "\n" LONG_B "\n" KEEP);
	assert_string_equal(states(s), "same split new same");
	assert_string_equal(s->marks[1].id, id);
}

static void
test_a_clause_taken_into_another_is_merged(void **state)
{
	struct story *s = *state;
	char a[20], b[20];

	version(s, SCOPE LONG_A "\n" LONG_B "\n" KEEP);
	(void)snprintf(a, sizeof(a), "%s", s->marks[1].id);
	(void)snprintf(b, sizeof(b), "%s", s->marks[2].id);
	version(s, SCOPE LONG_A " " LONG_B "\n" KEEP);
	assert_string_equal(states(s), "same modified same merged");
	assert_true(
	    strcmp(s->marks[1].id, a) == 0 || strcmp(s->marks[1].id, b) == 0);
	assert_true(
	    strcmp(s->marks[3].id, a) == 0 || strcmp(s->marks[3].id, b) == 0);
}

static void
test_an_empty_version_makes_all_gone_and_a_full_one_brings_all_back(
    void **state)
{
	struct story *s = *state;

	version(s, SCOPE KEEP);
	version(s, "");
	assert_string_equal(states(s), "gone gone");
	version(s, SCOPE KEEP);
	assert_string_equal(states(s), "new new");
	assert_int_equal(s->number, 3);
}

/* A page that changes a little, by a generator of our own. */
static char *
random_page(unsigned *seed, int step)
{
	size_t room = 40000, n = 0;
	char *out = malloc(room);
	int i, k;

	for (i = 0; i < 40; i++) {
		*seed = *seed * 1664525u + 1013904223u;
		if (*seed >> 28 == 0)
			continue;
		if (i % 7 == 0)
			n += (size_t)snprintf(
			    out + n, room - n, "## %d. Part %d\n", i, i / 7);
		for (k = 0; k < 14; k++)
			n += (size_t)snprintf(out + n, room - n, "w%d ",
			    (i * 31 + k * 7 +
				(*seed >> 20 == (unsigned)k ? step : 0)) %
				97);
		n += (size_t)snprintf(
		    out + n, room - n, "end%d.\n", *seed >> 30 == 1 ? step : i);
	}
	return out;
}

/*
 * Restoring what was followed is the same as having followed it: two
 * followers, one of them rebuilt at every step, never disagree.
 */
static void
test_a_follower_restored_at_any_step_goes_on_the_same(void **state)
{
	enum { STEPS = 30 };
	struct follow_side sides[STEPS];
	struct page pages[STEPS];
	const char **ids;
	struct follow_mark *m1, *m2;
	struct arena a = { NULL };
	struct fault f = { 0 };
	struct clause *c;
	struct follow *whole, *again;
	unsigned seed = 11;
	size_t n, n1, n2, i;
	char *lines;
	int step, k;

	(void)state;
	whole = follow_new("Acme", "Terms");
	for (step = 0; step < STEPS; step++) {
		lines = random_page(&seed, step);
		page_written(&pages[step], lines);
		free(lines);
		assert_ok(segment_page(&pages[step], &a, &c, &n, &f), &f);
		sides[step] =
		    (struct follow_side){ pages[step].text, c, NULL, n };
		again = follow_new("Acme", "Terms");
		for (k = 0; k < step; k++)
			assert_ok(follow_restore(again, &sides[k], &f), &f);
		assert_ok(follow_version(
			      whole, step + 1, &sides[step], &a, &m1, &n1, &f),
		    &f);
		assert_ok(follow_version(
			      again, step + 1, &sides[step], &a, &m2, &n2, &f),
		    &f);
		assert_int_equal(n1, n2);
		for (i = 0; i < n1; i++) {
			assert_string_equal(m1[i].id, m2[i].id);
			assert_int_equal(m1[i].state, m2[i].state);
			assert_true(
			    (m1[i].before == NULL) == (m2[i].before == NULL));
			if (m1[i].before != NULL)
				assert_string_equal(m1[i].before, m2[i].before);
		}
		ids = arena_new(&a, n + 1, sizeof(*ids));
		for (i = 0; i < n; i++)
			ids[i] = arena_strdup(&a, m1[i].id);
		sides[step].ids = ids;
		follow_free(again);

		/* What stood before is also told from the two texts alone. */
		for (i = 0; i < n && step > 0; i++) {
			const char *was =
			    follow_before(&sides[step - 1], &sides[step], i);

			if (m1[i].before != NULL) {
				assert_non_null(was);
				assert_string_equal(was, m1[i].before);
			}
		}
	}
	follow_free(whole);
	for (step = 0; step < STEPS; step++)
		page_free(&pages[step]);
	arena_free(&a);
}

/* No clause gets two names, and no name two clauses, whatever comes. */
static void
test_ids_are_unique_in_every_version(void **state)
{
	struct story *s = *state;
	unsigned seed = 5;
	size_t i, k;
	char *lines;
	int step;

	for (step = 0; step < 60; step++) {
		lines = random_page(&seed, step);
		version(s, lines);
		free(lines);
		for (i = 0; i < s->n; i++)
			for (k = 0; k < i; k++)
				assert_string_not_equal(
				    s->marks[i].id, s->marks[k].id);
	}
}

static void
test_a_text_with_all_words_new_ends_in_bounded_time(void **state)
{
	struct story *s = *state;
	size_t room = 4000000, n;
	char *lines = malloc(room);
	int i, k, round;

	for (round = 0; round < 2; round++) {
		n = 0;
		for (i = 0; i < 4000; i++) {
			for (k = 0; k < 20; k++)
				n += (size_t)snprintf(lines + n, room - n,
				    "w%d ",
				    (i * 37 + k * k * (round + 3)) % 991);
			n += (size_t)snprintf(lines + n, room - n, ".\n");
		}
		version(s, lines);
	}
	assert_int_equal(s->n_clauses, 4000);
	free(lines);
}

static void
repeat(struct story *s, const char *line, size_t times)
{
	size_t n = strlen(line), i;
	char *lines = malloc(n * times + 1);

	for (i = 0; i < times; i++)
		memcpy(lines + i * n, line, n);
	lines[n * times] = '\0';
	version(s, lines);
	free(lines);
}

static void
test_one_sentence_twenty_thousand_times_ends_in_bounded_time(void **state)
{
#define KEEP_ON " keep your data for as long as your account exists.\n"
	enum { TIMES = 20000, KNOWN = 1000 };
	struct story *s = *state;
	const char *first;
	size_t i;

	repeat(s, "We" KEEP_ON, TIMES);
	assert_int_equal(s->n, TIMES);
	first = s->marks[0].id;
	repeat(s, "We" KEEP_ON, TIMES);
	for (i = 0; i < s->n; i++)
		assert_int_equal(s->marks[i].state, CLAUSE_SAME);
	assert_string_equal(s->marks[0].id, first);
	repeat(s, "WE" KEEP_ON, TIMES);
	assert_string_equal(s->marks[0].id, first);
	for (i = 0; i < KNOWN; i++)
		assert_false(s->marks[i].first);
}

#define STORY(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORY(
		    test_ids_are_p_and_ten_signs_of_base32_and_the_same_everywhere),
		STORY(test_equal_clauses_of_one_version_have_ids_of_their_own),
		STORY(test_a_clause_with_other_words_keeps_its_id),
		STORY(
		    test_marks_that_only_look_other_are_the_same_and_amounts_are_not),
		STORY(test_a_clause_at_another_place_is_moved),
		STORY(
		    test_a_clause_under_another_heading_is_moved_but_not_by_a_number),
		STORY(test_a_clause_that_goes_and_comes_back_has_its_id_again),
		STORY(
		    test_words_of_an_older_version_lead_back_to_their_provision),
		STORY(test_a_flip_from_will_not_to_may_is_another_clause),
		STORY(
		    test_flips_are_seen_in_three_languages_and_not_where_there_is_none),
		STORY(
		    test_a_new_clause_between_the_same_neighbours_says_what_stood_there),
		STORY(test_a_clause_cut_in_two_is_split),
		STORY(test_a_clause_taken_into_another_is_merged),
		STORY(
		    test_an_empty_version_makes_all_gone_and_a_full_one_brings_all_back),
		STORY(test_a_follower_restored_at_any_step_goes_on_the_same),
		STORY(test_ids_are_unique_in_every_version),
		STORY(test_a_text_with_all_words_new_ends_in_bounded_time),
		STORY(
		    test_one_sentence_twenty_thousand_times_ends_in_bounded_time),
	};

	return cmocka_run_group_tests_name("follow", tests, NULL, NULL);
}
