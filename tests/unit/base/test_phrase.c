#include "base/phrase.h"

#include <string.h>

#include "help/test.h"

/* The words of the first match of phrase in text, or NULL. */
static const char *
found(struct arena *a, const char *phrase, const char *text)
{
	const struct phrase_match *m;
	struct phrases *p = phrases_new();
	struct tokens w;
	struct fault f;
	size_t n;
	const char *out = NULL;

	assert_ok(phrases_define(p, "WE", "we|us|our", &f), &f);
	assert_ok(phrases_add(p, phrase, 7, &f), &f);
	assert_ok(tokens_split(text, strlen(text), a, &w, &f), &f);
	m = phrases_find(p, &w, a, &n);
	if (n > 0) {
		assert_int_equal(m[0].id, 7);
		out = arena_strndup(a, text + w.items[m[0].first].start,
		    w.items[m[0].last].end - w.items[m[0].first].start);
	}
	phrases_free(p);
	return out;
}

static void
test_phrases_that_cannot_be_read_are_refused(void **state)
{
	static const struct {
		const char *phrase, *words;
	} cases[] = {
		{ "", "wants a word" },
		{ ".. word", "wants a word" },
		{ "word ..", "no gap last" },
		{ "word? x", "wants a word" },
		{ "ab*", "3 letters" },
		{ "a*b", "no word" },
		{ "a||b", "no word" },
		{ "a ..x b", "no gap" },
		{ "a ..0 b", "gap of 0" },
		{ "a ..99 b", "gap of 99" },
		{ "a [ b", "brackets" },
		{ "a ] b [", "brackets" },
		{ "{NONE}", "no set" },
		{ "a a a a a a a a a a a a a a a a a a a a a a a a a",
		    "more than" },
	};
	struct phrases *p = phrases_new();
	struct fault f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(phrases_add(p, cases[i].phrase, 0, &f), -1);
		if (strstr(f.text, cases[i].words) == NULL)
			fail_msg("no \"%s\" in: %s", cases[i].words, f.text);
	}
	phrases_free(p);
}

static void
test_phrases_find_what_they_name_and_no_more(void **state)
{
	static const struct {
		const char *phrase, *text, *want;
	} cases[] = {
		{ "opt out", "You may Opt-Out now.", "Opt-Out" },
		{ "opt out", "opt.\nout", NULL },
		{ "opt out", "Opt. Out", NULL },
		{ "use .. train", "We use it to train.", "use it to train" },
		{ "use ..1 train", "We use it to train.", NULL },
		{ "train*", "entrained training", "training" },
		{ "use|uses it", "he uses it", "uses it" },
		{ "{WE} use", "Our use", "Our use" },
		{ "# days", "within thirty days", "thirty days" },
		{ "# days", "within 30 days", "30 days" },
		{ "# #? days", "thirty (30) days", "thirty (30) days" },
		{ "$|€ #", "up to €1,000.50 only", "€1,000.50" },
		{ "don't", "We don’t", "don’t" },
		{ "user content", "the user's content", "user's content" },
		{ "we % use", "we may use", "we may use" },
		{ "we % use", "we use", NULL },
		{ "a .. b .. c", "a x b y z b c", "a x b y z b c" },
		{ "u.s", "in the U.S. and", "U.S" },
		{ "você não", "VOCÊ NÃO", "VOCÊ NÃO" },
	};
	struct arena a;
	const char *got;
	size_t i;

	(void)state;
	arena_init(&a);
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		got = found(&a, cases[i].phrase, cases[i].text);
		if ((got == NULL) != (cases[i].want == NULL) ||
		    (got != NULL && strcmp(got, cases[i].want) != 0))
			fail_msg("\"%s\" in \"%s\": %s", cases[i].phrase,
			    cases[i].text, got == NULL ? "none" : got);
	}
	arena_free(&a);
}

static void
test_captures_and_heads_are_words_of_the_match(void **state)
{
	const char *text = "kept for up to 30 days after";
	const struct phrase_match *m;
	struct phrases *p = phrases_new();
	struct arena a;
	struct tokens w;
	struct fault f;
	size_t n;

	(void)state;
	arena_init(&a);
	assert_ok(phrases_add(p, "kept .. [ # ^days ]", 1, &f), &f);
	assert_ok(tokens_split(text, strlen(text), &a, &w, &f), &f);
	m = phrases_find(p, &w, &a, &n);
	assert_int_equal(n, 1);
	assert_true(tokens_is(&w.items[m->head], "days"));
	assert_true(tokens_is(&w.items[m->cap_first], "30"));
	assert_true(tokens_is(&w.items[m->cap_last], "days"));
	phrases_free(p);
	arena_free(&a);
}

static void
test_a_lead_in_reaches_its_items_and_ends_with_them(void **state)
{
	const char *text = "We will never:\n• sell your data;\n• rent it.\n"
			   "We sell shoes.";
	const struct phrase_match *m;
	struct phrases *p = phrases_new();
	struct arena a;
	struct tokens w;
	struct fault f;
	size_t n, i;

	(void)state;
	arena_init(&a);
	assert_ok(phrases_add(p, "never sell|rent", 1, &f), &f);
	assert_ok(tokens_split(text, strlen(text), &a, &w, &f), &f);
	assert_int_equal(w.n_sentences, 4);
	assert_int_equal(w.sentences[1].item, 1);
	assert_int_equal(w.sentences[3].item, 0);
	m = phrases_find(p, &w, &a, &n);
	assert_int_equal(n, 2);
	for (i = 0; i < n; i++)
		assert_int_equal(m[i].sentence, i + 1);
	phrases_free(p);
	arena_free(&a);
}

static void
test_sentences_end_where_they_end(void **state)
{
	static const struct {
		const char *text;
		size_t n;
	} cases[] = {
		{ "", 0 },
		{ "...", 0 },
		{ "One. Two! Three?", 3 },
		{ "Acme, Inc. and its U.S. affiliates, e.g. Acme Ltd. or so.",
		    1 },
		{ "See claude.ai for 1.5 days.", 1 },
		{ "our services.Our policy", 2 },
		{ "1. First words", 1 },
		{ "(a) one\n(b) two", 2 },
		{ "Broken \xff\xfe bytes. Go on", 2 },
	};
	struct arena a;
	struct tokens w;
	struct fault f;
	size_t i;

	(void)state;
	arena_init(&a);
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_ok(tokens_split(
			      cases[i].text, strlen(cases[i].text), &a, &w, &f),
		    &f);
		if (w.n_sentences != cases[i].n)
			fail_msg("%zu sentences in: %s", w.n_sentences,
			    cases[i].text);
	}
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_phrases_that_cannot_be_read_are_refused),
		cmocka_unit_test(test_phrases_find_what_they_name_and_no_more),
		cmocka_unit_test(
		    test_captures_and_heads_are_words_of_the_match),
		cmocka_unit_test(
		    test_a_lead_in_reaches_its_items_and_ends_with_them),
		cmocka_unit_test(test_sentences_end_where_they_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
