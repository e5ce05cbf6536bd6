#include "analysis/analyse.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/lint.h"
#include "help/test.h"

/* Where the clause begins in the version: all spans count from there. */
#define START 1000

static const char training[] =
    "We may use your Inputs and Outputs to train our models, unless you opt "
    "out in your account settings. Even if you opt out, we will use them "
    "where (i) they were flagged for safety review, or (ii) you have reported "
    "them to us.";

struct given {
	struct arena arena;
	struct topic_hit hit;
	struct analyse_input in;
	char version[4000]; /* a text in which the clause stands at START */
};

static void
give(struct given *g, const char *topic, const char *text)
{
	memset(g, 0, sizeof(*g));
	memset(g->version, ' ', sizeof(g->version));
	memcpy(g->version + START, text, strlen(text));
	arena_init(&g->arena);
	g->hit.topic = g->hit.title = topic;
	g->in.text = g->version + START;
	g->in.len = strlen(text);
	g->in.start = START;
	g->in.heading_path = "2. Uses";
	g->in.topic = &g->hit;
	g->in.platform = "Chatter";
	g->in.owner = "Acme";
	g->in.document = "Privacy Policy";
	g->in.lang = "en";
}

static struct finding
find(struct given *g)
{
	struct finding x;
	struct fault f;

	assert_ok(analyse_clause(&g->in, &g->arena, &x, &f), &f);
	assert_ok(lint_finding(&x, g->version, sizeof(g->version), &f), &f);
	return x;
}

static int
says(const struct statement_list *l, const char *words)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (strstr(l->items[i].text, words) != NULL)
			return 1;
	return 0;
}

static int
cites(const struct finding *x, const char *canonical, int same)
{
	size_t i, k;

	for (i = 0; i < x->n_laws; i++)
		for (k = 0; k < x->laws[i].n; k++)
			if (strcmp(x->laws[i].canonical[k], canonical) == 0)
				return x->laws[i].same_act[k] == same;
	return 0;
}

static void
test_a_clause_without_topic_or_rules_is_not_analysed(void **state)
{
	struct given g;
	struct finding x;

	(void)state;
	give(&g, NULL, training);
	x = find(&g);
	assert_int_equal(x.analysed, 0);
	assert_int_equal(x.n_laws, 0);
	assert_string_equal(x.default_word, "");
	arena_free(&g.arena);
	give(&g, "no-such-topic", training);
	x = find(&g);
	assert_int_equal(x.analysed, 0);
	arena_free(&g.arena);
	assert_false(analyse_knows("no-such-topic"));
	assert_true(analyse_knows("ai-training"));
}

static void
test_what_only_introduces_is_not_analysed(void **state)
{
	struct given g;
	struct finding x;

	(void)state;
	give(&g, "third-party-sharing",
	    "We may share your personal data as follows:");
	x = find(&g);
	assert_int_equal(x.analysed, 0);
	arena_free(&g.arena);
}

static void
test_the_training_clause_says_all_that_its_words_show(void **state)
{
	struct given g;
	struct finding x;

	(void)state;
	give(&g, "ai-training", training);
	x = find(&g);
	assert_int_equal(x.analysed, 1);
	assert_int_equal(x.exposure, EXPOSURE_HIGH);
	assert_string_equal(
	    x.headline, "Chats may train models; two uses survive the opt-out");
	assert_string_equal(x.default_word, "On; opt-out");
	assert_string_equal(x.opt_out, "yes");
	assert_string_equal(x.goes_on, "flagged; reported");
	assert_true(says(&x.what, "unless the person opts out in the account"));
	assert_true(says(&x.what, "Two uses go on after the opt-out"));
	assert_true(says(&x.note, "“flagged for safety review”"));
	assert_true(says(&x.why, "by what test"));
	assert_true(cites(&x, "GDPR Art. 6(1)(f)", 1));
	assert_true(cites(&x, "GDPR Art. 21(1)", 1));
	assert_true(cites(&x, "GDPR Art. 13(1)(d)", 1));
	assert_true(cites(&x, "Cal. Civ. Code § 1798.100(a)(1)", 1));
	assert_true(cites(&x, "Cal. Code Regs. tit. 11, § 7153(a)", 0));
	assert_true(cites(&x, "LGPD, art. 7º, IX", 1));
	assert_true(cites(&x, "LGPD, art. 18, § 2º", 1));
	assert_true(x.n_actions >= 3);
	assert_string_equal(x.actions[0].owner, "IT operations");
	arena_free(&g.arena);
}

static void
test_a_sentence_whose_signal_is_absent_is_not_printed(void **state)
{
	struct given g;
	struct finding x;

	(void)state;
	give(&g, "ai-training",
	    "We may use your Inputs and Outputs to train our models, unless "
	    "you opt out.");
	x = find(&g);
	assert_int_equal(x.exposure, EXPOSURE_MEDIUM);
	assert_false(says(&x.what, "go on after"));
	assert_false(says(&x.what, "account settings"));
	assert_int_equal(x.note.n, 0);
	assert_false(says(&x.why, "flags"));
	assert_string_equal(x.goes_on, "");
	arena_free(&g.arena);
}

static void
test_every_statement_names_rule_and_words(void **state)
{
	struct given g;
	struct finding x;
	size_t i;

	(void)state;
	give(&g, "ai-training", training);
	x = find(&g);
	for (i = 0; i < x.what.n; i++) {
		const struct statement *s = &x.what.items[i];

		assert_memory_equal(s->rule, "ai-training/", 12);
		assert_true(s->n_spans > 0);
		assert_true(s->spans[0].start >= START);
		assert_true(s->spans[0].end <= START + strlen(training));
	}
	arena_free(&g.arena);
}

static void
test_places_of_the_document_become_flags(void **state)
{
	static const char text[] =
	    "If you live in the European Economic Area or Switzerland, the "
	    "data controller is Acme Ireland, Limited. Users in Japan may "
	    "write to us.\n\nMore for you.\n";
	static const struct clause clauses[] = {
		{ .start = 0, .end = 140, .path = "9. Contact" },
		{ .start = 142,
		    .end = 155,
		    .path = "11. Supplemental disclosures > Republic of "
			    "Korea" },
	};
	struct document_facts facts;
	struct given g;
	struct finding x;
	struct fault f;

	(void)state;
	give(&g, "ai-training", training);
	assert_ok(analyse_document(text, strlen(text), "en", clauses, 2,
		      &g.arena, &facts, &f),
	    &f);
	g.in.facts = &facts;
	assert_ok(analyse_clause(&g.in, &g.arena, &x, &f), &f);
	assert_true(says(&x.jurisdictions,
	    "European Economic Area, Switzerland: section 9 names “Acme "
	    "Ireland, Limited” as the controller."));
	assert_true(says(&x.jurisdictions,
	    "Republic of Korea: section 11 holds supplemental terms. No "
	    "Korean law is cited here; treat as open."));
	assert_true(says(&x.jurisdictions, "Japan"));
	assert_true(says(&x.jurisdictions, "AI Act"));
	assert_string_equal(x.laws[0].authority,
	    "Authorities of the member states; Ireland for Acme Ireland, "
	    "Limited");
	arena_free(&g.arena);
}

static void
test_another_default_before_is_told_with_its_day(void **state)
{
	static const char was[] =
	    "We will not use your Inputs or Outputs to train our models, "
	    "unless you have agreed.";
	struct given g;
	struct finding x;

	(void)state;
	give(&g, "ai-training", training);
	g.in.before = was;
	g.in.before_len = strlen(was);
	g.in.before_utc_ms = 1755302400000; /* 2025-08-16 */
	x = find(&g);
	assert_true(says(&x.governance,
	    "until 16 August 2025 had another default: Off; opt-in. Now it "
	    "is: On; opt-out."));
	arena_free(&g.arena);
}

static void
test_figures_are_written_as_we_write_them(void **state)
{
	static const struct {
		const char *topic, *text, *headline;
	} cases[] = {
		{ "liability-cap",
		    "OUR TOTAL LIABILITY WILL NOT EXCEED ONE HUNDRED DOLLARS "
		    "($100).",
		    "Liability is capped at $100" },
		{ "liability-cap",
		    "Our total liability is limited to the greater of the "
		    "fees you paid in the six (6) months before the claim and "
		    "€1,000.",
		    "Liability is capped at the greater of 6 months of fees "
		    "and €1,000" },
		{ "retention", "We delete your data within thirty (30) days.",
		    "Personal data is deleted within 30 days" },
		{ "breach-notice",
		    "We will notify you of a personal data breach within 48 "
		    "hours.",
		    "Breach notice within 48 hours" },
		{ "terms-changes",
		    "We may change these Terms with 14 days' notice.",
		    "14 days of notice before changes" },
		{ "governing-law",
		    "These Terms are governed by the laws of Ireland, and the "
		    "courts of Ireland have exclusive jurisdiction.",
		    "The law and only the courts of Ireland" },
	};
	struct given g;
	struct finding x;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		give(&g, cases[i].topic, cases[i].text);
		x = find(&g);
		assert_int_equal(x.analysed, 1);
		assert_string_equal(x.headline, cases[i].headline);
		arena_free(&g.arena);
	}
}

static void
test_hostile_bytes_are_no_words(void **state)
{
	static const char text[] =
	    "We may \xff\xfe use your “Inputs\" and\tOutputs\x01 to train "
	    "\xe2\x80 our {models} | unless you opt out.\n\n\n:::";
	struct given g;

	(void)state;
	give(&g, "ai-training", text);
	(void)find(&g);
	arena_free(&g.arena);
	give(&g, "retention", "");
	(void)find(&g);
	arena_free(&g.arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_a_clause_without_topic_or_rules_is_not_analysed),
		cmocka_unit_test(test_what_only_introduces_is_not_analysed),
		cmocka_unit_test(
		    test_the_training_clause_says_all_that_its_words_show),
		cmocka_unit_test(
		    test_a_sentence_whose_signal_is_absent_is_not_printed),
		cmocka_unit_test(test_every_statement_names_rule_and_words),
		cmocka_unit_test(test_places_of_the_document_become_flags),
		cmocka_unit_test(
		    test_another_default_before_is_told_with_its_day),
		cmocka_unit_test(test_figures_are_written_as_we_write_them),
		cmocka_unit_test(test_hostile_bytes_are_no_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
