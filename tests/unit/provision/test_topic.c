#include "provision/topic.h"

#include <stdlib.h>
#include <string.h>

#include "help/test.h"
#include "provision/topic_rules.h"

static const char *
topic_of(struct arena *a, const char *text, const char *path, const char *lang)
{
	struct topic_hit hit;
	struct fault f;

	assert_ok(topic_match(text, strlen(text), path, lang, a, &hit, &f), &f);
	return hit.topic == NULL ? "-" : hit.topic;
}

static void
test_a_rule_that_is_none_is_refused_with_its_line(void **state)
{
	static const struct {
		const char *lines[5];
		size_t n;
		const char *words;
	} cases[] = {
		{ { "topic a A", "en text", "+8 us* x" }, 3, "line 3" },
		{ { "+8 word" }, 1, "under no topic" },
		{ { "topic a A", "+8 word" }, 2, "under no topic" },
		{ { "topic a A", "en text", "+99 word" }, 3, "weight" },
		{ { "topic lonely" }, 1, "no title" },
		{ { "set X a|b", "set X c" }, 2, "defined twice" },
		{ { "topic a A", "en text", "+8 {NOWHERE}" }, 3, "no set" },
		{ { "topic a A", "xx text" }, 2, "no rule" },
		{ { "topic a A", "en text", "+8 .. word" }, 3, "word first" },
	};
	struct topic_rules *r;
	struct fault f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		r = topic_rules_read(cases[i].lines, cases[i].n, &f);
		assert_null(r);
		assert_true(f.kind == FAULT_FORMAT || f.kind == FAULT_LIMIT);
		if (strstr(f.text, cases[i].words) == NULL)
			fail_msg("no \"%s\" in: %s", cases[i].words, f.text);
	}
}

static void
test_the_rules_of_the_program_load(void **state)
{
	struct fault f;
	size_t n, i, k;

	(void)state;
	assert_ok(topic_count(&n, &f), &f);
	assert_true(n >= 49);
	for (i = 0; i < n; i++)
		for (k = 0; k < i; k++)
			assert_string_not_equal(
			    topic_at(i)->id, topic_at(k)->id);
	assert_null(topic_at(n));
	assert_null(topic_find("no-such-topic"));
	assert_string_equal(topic_find("ai-training")->title, "AI training");
}

static void
test_words_of_every_day_have_no_topic(void **state)
{
	static const char *const texts[] = { "", " ", "English",
		"Effective July 8, 2026", "\xff\xfe not UTF-8 \x80",
		"The train leaves at nine." };
	struct arena a;
	size_t i;

	(void)state;
	arena_init(&a);
	for (i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		assert_string_equal(topic_of(&a, texts[i], "", "en"), "-");
	arena_free(&a);
}

static void
test_a_heading_alone_decides_nothing(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a);
	assert_string_equal(
	    topic_of(&a, "See the table below.", "6. Data Retention", "en"),
	    "-");
	arena_free(&a);
}

static void
test_clauses_get_their_topic(void **state)
{
	static const struct {
		const char *topic, *lang, *path, *text;
	} cases[] = {
		{ "ai-training", "en", "",
		    "We may use your prompts to train our models." },
		{ "ai-training", "en", "",
		    "We do not use Customer Data to train our AI models." },
		{ "retention", "en", "Retention",
		    "We keep account data for as long as necessary." },
		{ "liability-cap", "en", "",
		    "OUR TOTAL LIABILITY WILL NOT EXCEED $100." },
		{ "arbitration", "en", "",
		    "Any dispute is settled by binding arbitration." },
		{ "governing-law", "en", "",
		    "These Terms are governed by the laws of Ireland." },
		{ "terms-changes", "en", "",
		    "We may change these Terms at any time." },
		{ "policy-changes", "en", "",
		    "We may update this Privacy Policy from time to time." },
		{ "account-termination", "en", "",
		    "We may suspend or terminate your account." },
		{ "user-content-licence", "en", "",
		    "You grant us a worldwide, royalty-free licence to use "
		    "your content." },
		{ "children", "en", "",
		    "Our Services are not for children under 13." },
		{ "sale-share", "en", "",
		    "We do not sell your personal information." },
		{ "international-transfer", "en", "",
		    "We transfer personal data outside the EEA under standard "
		    "contractual clauses." },
		{ "profiling-adm", "en", "",
		    "You have the right not to be subject to a decision based "
		    "solely on automated processing." },
		{ "ai-training", "pt", "",
		    "Podemos usar suas mensagens para treinar nossos "
		    "modelos." },
		{ "retention", "de", "Speicherdauer",
		    "Wir speichern Ihre Daten, solange es nötig ist." },
		{ "liability-cap", "de", "",
		    "Unsere Haftung ist auf 100 Euro begrenzt." },
	};
	struct arena a;
	size_t i;

	(void)state;
	arena_init(&a);
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *got =
		    topic_of(&a, cases[i].text, cases[i].path, cases[i].lang);

		if (strcmp(got, cases[i].topic) != 0)
			fail_msg("%s, not %s: %s", got, cases[i].topic,
			    cases[i].text);
		/* The language is also found from the words. */
		if (strcmp(cases[i].lang, "en") == 0)
			assert_string_equal(
			    topic_of(&a, cases[i].text, cases[i].path, ""),
			    cases[i].topic);
	}
	arena_free(&a);
}

static void
test_a_bar_on_users_is_no_training_clause(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a);
	assert_string_not_equal(
	    topic_of(&a,
		"You may not use Output to develop or train models that "
		"compete with our products.",
		"Restrictions", "en"),
	    "ai-training");
	arena_free(&a);
}

static void
test_the_deciding_words_are_spans_of_the_clause(void **state)
{
	const char *text = "Caf\xc3\xa9: we may use “Inputs” to train models.";
	struct topic_hit hit;
	struct arena a;
	struct fault f;
	size_t i;

	(void)state;
	arena_init(&a);
	assert_ok(topic_match(text, strlen(text), "", "en", &a, &hit, &f), &f);
	assert_true(hit.n_spans > 0);
	for (i = 0; i < hit.n_spans; i++) {
		assert_true(hit.spans[i].start < hit.spans[i].end);
		assert_true(hit.spans[i].end <= strlen(text));
	}
	assert_memory_equal(text + hit.spans[0].start, "use", 3);
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_a_rule_that_is_none_is_refused_with_its_line),
		cmocka_unit_test(test_the_rules_of_the_program_load),
		cmocka_unit_test(test_words_of_every_day_have_no_topic),
		cmocka_unit_test(test_a_heading_alone_decides_nothing),
		cmocka_unit_test(test_clauses_get_their_topic),
		cmocka_unit_test(test_a_bar_on_users_is_no_training_clause),
		cmocka_unit_test(
		    test_the_deciding_words_are_spans_of_the_clause),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
