#include <stdlib.h>
#include <string.h>

#include "analysis/lint.h"
#include "analysis_in.h"
#include "help/test.h"
#include "law/catalogue.h"

static void
test_rules_that_cannot_be_read_are_refused(void **state)
{
	static const struct {
		const char *lines[6];
		size_t n;
		const char *words;
	} cases[] = {
		{ { "signal a", "signal a" }, 2, "there twice" },
		{ { "signal a loud" }, 1, "says nothing" },
		{ { "= word" }, 1, "under no signal" },
		{ { "signal a", "= ..9" }, 2, "wants a word" },
		{ { "set X" }, 1, "name and words" },
		{ { "headline x" }, 1, "no rule" },
		{ { "topic t", "anchor nobody" }, 2, "no signal" },
		{ { "topic t", "case 1" }, 2, "wants a condition" },
		{ { "topic t", "case one : always" }, 2, "its number" },
		{ { "topic t", "case 1 : always", "case 1 : always" }, 3,
		    "there twice" },
		{ { "topic t", "case 1 : nobody" }, 2, "no signal" },
		{ { "topic t", "case 1 : always", "exposure grave" }, 3,
		    "no exposure" },
		{ { "topic t", "say where 1 established : always : x" }, 2,
		    "no section" },
		{ { "topic t", "say what 1 certain : always : x" }, 2,
		    "no confidence" },
		{ { "topic t", "say what 1 established : x" }, 2,
		    "section and number" },
		{ { "topic t", "act 1 0 Me : always : x" }, 2, "days" },
		{ { "topic t", "law gdpr 1 sure : always" }, 2,
		    "no confidence" },
		{ { "topic t", "law gdpr 1 supported : always", "same " }, 3,
		    "no rule" },
		{ { "topic t", "same 6(1)" }, 2, "no rule" },
		{ { "nonsense" }, 1, "no rule" },
	};
	struct rules *r;
	struct fault f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		memset(&f, 0, sizeof(f));
		r = rules_read(cases[i].lines, cases[i].n, &f);
		if (strcmp(cases[i].lines[cases[i].n - 1], "same ") == 0) {
			/* No path at all is no citation. */
			rules_free(r);
			continue;
		}
		assert_null(r);
		if (strstr(f.text, cases[i].words) == NULL)
			fail_msg("no \"%s\" in: %s", cases[i].words, f.text);
	}
}

/* G3 of the house style: what rules cite exists. */
static void
test_every_citation_of_the_rules_is_in_the_catalogue(void **state)
{
	const struct rules *r;
	struct law_unit unit;
	struct fault f;
	size_t i, k, j, n = 0;

	(void)state;
	r = rules_loaded(&f);
	if (r == NULL)
		fail_msg("%s", f.text);
	for (i = 0; i < r->n_topics; i++) {
		for (k = 0; k < r->topics[i].n_laws; k++) {
			const struct law_rule *l = &r->topics[i].laws[k];

			assert_true(l->n > 0);
			assert_non_null(l->why);
			for (j = 0; j < l->n; j++, n++) {
				assert_ok(
				    catalogue_resolve(l->cites[j].instrument,
					l->cites[j].path, &unit, &f),
				    &f);
				assert_string_equal(
				    unit.canonical, l->cites[j].canonical);
				assert_string_equal(unit.status, "in-force");
			}
		}
	}
	assert_true(n > 200);
}

/* A template as a reader would see it: values as a plain word. */
static const char *
bare(struct arena *a, const char *s)
{
	char *out = arena_strndup(a, s, strlen(s)), *to = out;

	for (; *s != '\0'; s++) {
		if (*s == '{') {
			s = strchr(s, '}');
			assert_non_null(s);
			*to++ = 'X';
		} else {
			*to++ = *s;
		}
	}
	*to = '\0';
	return out;
}

static void
lint(struct arena *a, const char *id, const char *s, int sentence)
{
	struct fault f;
	const char *t;

	if (s == NULL)
		fail_msg("rule %s lacks words", id);
	t = bare(a, s);
	if (lint_text(t, &f) != 0)
		fail_msg("rule %s: %s", id, f.text);
	if (sentence && t[strlen(t) - 1] != '.' && t[strlen(t) - 1] != '?')
		fail_msg("rule %s has no full stop: %s", id, s);
}

static void
test_no_template_claims_more_than_it_may(void **state)
{
	const struct rules *r = rules_loaded(NULL);
	const struct topic_analysis *t;
	struct arena a;
	size_t i, k;

	(void)state;
	arena_init(&a);
	assert_non_null(r);
	for (i = 0; i < r->n_topics; i++) {
		t = &r->topics[i];
		for (k = 0; k < t->n_cases; k++) {
			lint(&a, t->cases[k].id, t->cases[k].headline, 0);
			lint(&a, t->cases[k].id, t->cases[k].summary, 1);
			lint(&a, t->cases[k].id, t->cases[k].reason, 1);
		}
		for (k = 0; k < t->n_says; k++)
			lint(&a, t->says[k].id, t->says[k].text, 1);
		for (k = 0; k < t->n_laws; k++)
			lint(&a, t->laws[k].id, t->laws[k].why, 1);
		for (k = 0; k < t->n_acts; k++)
			lint(&a, t->acts[k].id, t->acts[k].text, 1);
	}
	arena_free(&a);
}

/* What a sheet must have, whatever the clause: so each topic offers it. */
static void
test_every_topic_has_law_reasons_and_an_action(void **state)
{
	const struct rules *r = rules_loaded(NULL);
	size_t i;

	(void)state;
	assert_true(r->n_topics >= 20);
	for (i = 0; i < r->n_topics; i++) {
		assert_true(r->topics[i].n_anchors > 0);
		assert_true(r->topics[i].n_cases > 0);
		assert_true(r->topics[i].n_laws > 0 || r->topics[i].contract);
		assert_true(r->topics[i].n_acts > 0);
		assert_true(r->topics[i].n_says > 4);
	}
}

static void
test_the_linter_knows_its_words(void **state)
{
	static const struct {
		const char *text, *words;
	} cases[] = {
		{ "", "empty" },
		{ "The clause violates the GDPR.", "violat" },
		{ "This is illegal.", "illegal" },
		{ "The vendor is GDPR-compliant.", "compliant" },
		{ "A non-compliant term.", "compliant" },
		{ "A qualified seal.", "qualified" },
		{ "It says “open.", "quote marks" },
		{ "It says open”.", "quote marks" },
		{ "A {value} is left.", "none of ours" },
		{ "A stop ..", "stands alone" },
		{ "A word .", "stands alone" },
	};
	struct fault f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(lint_text(cases[i].text, &f), -1);
		if (strstr(f.text, cases[i].words) == NULL)
			fail_msg("no \"%s\" in: %s", cases[i].words, f.text);
	}
	/* Words of others are theirs. */
	assert_ok(lint_text("It forbids “illegal acts”.", &f), &f);
	assert_ok(lint_text("It bears on GDPR Art. 6.", &f), &f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rules_that_cannot_be_read_are_refused),
		cmocka_unit_test(
		    test_every_citation_of_the_rules_is_in_the_catalogue),
		cmocka_unit_test(test_no_template_claims_more_than_it_may),
		cmocka_unit_test(
		    test_every_topic_has_law_reasons_and_an_action),
		cmocka_unit_test(test_the_linter_knows_its_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
