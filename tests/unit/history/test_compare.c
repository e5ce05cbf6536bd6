#include "history/compare.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "help/body.h"
#include "help/test.h"
#include "history/detail.h"

/* A policy of two clauses, with room above, between and below. */
#define A \
	"We collect what you give us when you open an account, and nothing else at all.\n"
#define B \
	"We keep it for one year after you closed your account, and then it is deleted.\n"
#define TITLE "# Privacy Policy\n"

/* One text after the other, by our own rules. */
static struct compared
lines_compared(const char *was, const char *now, struct arena *a)
{
	const struct lookrules *rules;
	struct compared c;
	struct body p, q;
	struct fault f;

	assert_ok(lookrules_own(&rules, &f), &f);
	body_of_lines(was, &p);
	body_of_lines(now, &q);
	compare_bodies(&p, &q, NULL, rules, a, &c);
	body_free(&p);
	body_free(&q);
	return c;
}

/* What differs between two pages: the rule's name, or "" for a provision. */
static const char *
compared(const char *was, const char *now)
{
	static char out[40];
	struct arena a = { NULL };
	struct compared c = lines_compared(was, now, &a);

	assert_int_equal(c.nature == COMPARE_SUBSTANTIVE, c.rule == NULL);
	if (c.rule != NULL)
		assert_int_equal(
		    c.nature == COMPARE_NOISE, c.rule->ruling == RULING_NOISE);
	(void)snprintf(
	    out, sizeof(out), "%s", c.rule == NULL ? "" : c.rule->name);
	arena_free(&a);
	return out;
}

/* Both ways: what comes is what goes. */
#define both(was, now, rule)                                   \
	do {                                                   \
		assert_string_equal(compared(was, now), rule); \
		assert_string_equal(compared(now, was), rule); \
	} while (0)

static void
test_what_a_policy_says_is_never_noise(void **state)
{
	(void)state;
	both(TITLE A B, TITLE A, "");
	both(TITLE A B, TITLE A "We sell it to whoever pays.\n", "");
	/* Short lines that a clause introduces. */
	both(TITLE A "We share:\n- Login\n- Search\n" B,
	    TITLE A "We share:\n- Login\n- Search\n- English\n" B, "");
	/* Rows of tables, and answers. */
	both(TITLE A "| Sold | No\n| Shared | Yes\n" B,
	    TITLE A "| Sold | Yes\n| Shared | Yes\n" B, "");
	both(TITLE A "# Do you sell it?\nNo.\n" B,
	    TITLE A "# Do you sell it?\nYes.\n" B, "");
	both(TITLE A "# Do you sell it?\nNo\n" B,
	    TITLE A "# Do you sell it?\nYes\n" B, "");
	/* How long: no date, however it looks. */
	both(TITLE A "We keep it for 3 months.\n" B,
	    TITLE A "We keep it for 4 months.\n" B, "");
	both(TITLE A "| Logs | 3 months ago\n" B,
	    TITLE A "| Logs | 4 months ago\n" B, "");
	/* A figure, a point within one, a word of denial. */
	both(TITLE
	    "We keep it for 1.5 years, and then it is deleted, all of it.",
	    TITLE "We keep it for 15 years, and then it is deleted, all of it.",
	    "");
	both(TITLE "We do share it with those who pay us for it, each month.",
	    TITLE
	    "We do not share it with those who pay us for it, each month.",
	    "");
	/* Words of a question of consent under the title of a policy. */
	both(
	    "# Cookie Policy\nWe set no cookies before you consent to it, ever.\nAccept all\n" A,
	    "# Cookie Policy\nWe set cookies before you consent to it, always.\nAccept all\n" A,
	    "");
	/* Scripts without blanks have no words that could be a font's. */
	both(TITLE A
	    "\xe6\x88\x91\xe4\xbb\xac\xe6\x94\xb6\xe9\x9b\x86\xe4\xbd\xa0\xe7\x9a\x84\xe4\xbf\xa1\xe6\x81\xaf\xef\xbc\x8c\xe4\xb8\x8d\xe4\xbc\x9a\xe5\x87\xba\xe5\x94\xae\xe3\x80\x82\n" B,
	    TITLE A
	    "\xe6\x88\x91\xe4\xbb\xac\xe6\x94\xb6\xe9\x9b\x86\xe4\xbd\xa0\xe7\x9a\x84\xe4\xbf\xa1\xe6\x81\xaf\xef\xbc\x8c\xe4\xbc\x9a\xe5\x87\xba\xe5\x94\xae\xe3\x80\x82\n" B,
	    "");
}

static void
test_what_stands_around_a_policy_is_noise(void **state)
{
	(void)state;
	both(
	    TITLE A B "Ctrl+I\n", TITLE A B "\xe2\x8c\x98I\n", "keyboard-hint");
	both(TITLE A B, TITLE "Select language\n" A B, "language-selector");
	both(TITLE A B, TITLE A B "Was this page helpful?\nYesNo\n",
	    "page-tool");
	both(TITLE A B,
	    TITLE A B "![](https://t.example/1/i?bci=4&eci=3&event=1)\n",
	    "tracking-label");
	both(TITLE A B "Updated over a week ago\n",
	    TITLE A B "Updated 3 months ago\n", "relative-date");
	both(TITLE A B "5 min read\n", TITLE A B "6 min read\n", "page-tool");
	both(TITLE A B "\xc2\xa9 2025 Acme, Inc. All rights reserved.\n",
	    TITLE A B "\xc2\xa9 2026 Acme, Inc. All rights reserved.\n",
	    "page-menu");
	both(TITLE A B, TITLE A B "word word word word word word word\n",
	    "font-probe");
	both(TITLE A B,
	    "We value your privacy\nWe and our 1,711 partners use cookies to improve your visit.\nReject All Accept All\nNecessary\nThese are needed for the site to work, and cannot be refused.\nReject All Save My Preferences Accept All\n" TITLE
		A B,
	    "consent-dialog");
	both(TITLE A B
	    "StatusAbout UsCareersPricing\n#### Socials\nDiscordGitHubReddit\n",
	    TITLE A B
	    "StatusAbout UsCareersPricing\n#### Socials\nDiscordGitHubRedditYouTube\n",
	    "page-menu");
	both(TITLE "## Rights\n" A "## Storage\n" B "## Contact\n" A,
	    TITLE "Contents\n- Rights\n- Storage\n- Contact\n## Rights\n" A
		  "## Storage\n" B "## Contact\n" A,
	    "several");
	both(TITLE A B, TITLE A B "Select language\nCtrl+K\n", "several");
}

static void
test_hints_guards_and_unseen_signs_are_no_words(void **state)
{
	(void)state;
	both(TITLE
	    "Ask for it by filling out this form, and we answer within a month.",
	    TITLE
	    "Ask for it by filling out this form (opens in a new window), and we answer within a month.",
	    "link-hint");
	both(TITLE "Ask for it by filling out this form, and we answer you.",
	    TITLE
	    "Ask for it by filling out this form\xe2\x81\xa0, and we answer you.",
	    "invisible");
	both(TITLE
	    "Write to us at privacy@acme.example, and we answer within a month.",
	    TITLE
	    "Write to us at [email\xc2\xa0protected], and we answer within a month.",
	    "protected-address");
}

/* A guard that left a part of the address, before or behind its sign. */
static void
test_what_a_guard_left_of_an_address_is_no_word(void **state)
{
	(void)state;
	both(TITLE
	    "Write to us at [email protected], and we answer within a month.",
	    TITLE
	    "Write to us at pri[email protected], and we answer within a month.",
	    "protected-address");
	both(TITLE
	    "Write to us at [email protected]me.example. We answer in a month.",
	    TITLE "Write to us at [email protected]. We answer in a month.",
	    "protected-address");
	both(TITLE "Mail:privacy@acme.example or by post, as you like it.",
	    TITLE
	    "Mail:pri[email protected]example or by post, as you like it.",
	    "protected-address");
	/* An address that tells who came by, in the words of the text. */
#define QUERY \
	"label=gen173nr1FCBQoggJCB3ByaXZhY3lICVgEaFCIAQGYAQm4ARjIAQXYAQHoAQ"
	both(TITLE "See our [Terms](https://acme.example/terms?" QUERY
		   ";sig=v1TlV) "
		   "for what you may do with it and what you may not.",
	    TITLE "See our [Terms](https://acme.example/terms?" QUERY
		  "Z;sig=v2Tyx) "
		  "for what you may do with it and what you may not.",
	    "tracking-label");
	both(TITLE "See https://acme.example/terms?" QUERY
		   " for what you may do with it and what you may not.",
	    TITLE "See https://acme.example/rules?" QUERY
		  "Z for what you may do with it and what you may not.",
	    "contact");
	both(TITLE "See https://acme.example/terms?year=2025; it binds you.",
	    TITLE "See https://acme.example/terms?year=2026; it binds you.",
	    "contact");
	/* What follows is another word. */
	both(TITLE
	    "Write to us at [email protected] before you close the account.",
	    TITLE
	    "Write to us at [email protected] after you closed the account.",
	    "");
}

#define E_ACUTE "\xc3\xa9"
#define LOST "\xef\xbf\xbd"

/* One way is noise; the other is a better text, which stands. */
static void
test_signs_that_an_encoding_broke_say_the_same(void **state)
{
	static const char *const good =
	    TITLE "Nous conservons vos donn" E_ACUTE "es pendant un an, "
		  "\xe2\x80\x98pas plus\xe2\x80\x99, sauf accord.\n" A;
	static const char *const broken[] = {
		TITLE "Nous conservons vos donn" LOST LOST "es pendant un an, "
		      "\xe2\x80\x98pas plus\xe2\x80\x99, sauf accord.\n" A,
		TITLE "Nous conservons vos donn" LOST "es pendant un an, "
		      "\xe2\x80\x98pas plus\xe2\x80\x99, sauf accord.\n" A,
		/* Read as Windows-1252, with its controls and without. */
		TITLE "Nous conservons vos donn\xc3\x83\xc2\xa9"
		      "es pendant un an, \xc3\xa2\xe2\x82\xac\xcb\x9cpas "
		      "plus\xc3\xa2\xe2\x82\xac\xe2\x84\xa2, sauf accord.\n" A,
		TITLE "Nous conservons vos donn" E_ACUTE "es pendant un an, "
		      "\xc3\xa2pas plus\xc3\xa2, sauf accord.\n" A,
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		assert_string_equal(compared(good, broken[i]), "broken-signs");
		assert_string_equal(compared(broken[i], good), "typography");
	}
	assert_string_equal(
	    compared(TITLE "If all of this Section 17 is void, what is left "
			   "stands as it was before.\n" A,
		TITLE "If all of this" LOST LOST "Section 17 is void, what is "
		      "left stands as it was before.\n" A),
	    "broken-signs");
	/* Another letter is another word, and so is one too many. */
	both(TITLE "Vous payez un mois, ou deux, pas plus, \xc3\xa0 la fin.",
	    TITLE "Vous payez un mois, ou deux, pas plus, " E_ACUTE " la fin.",
	    "");
	both(TITLE "Vous payez un mois, ou deux, pas plus, " LOST " la fin.",
	    TITLE "Vous payez un mois, ou deux, pas plus, \xc3\xa0 la faim.",
	    "");
	both(TITLE "\xd0\xbd\xd0\xb5 \xd0\xb4\xd0\xbe \xd0\xba" LOST
		   "\xd0\xbd\xd1\x86\xd0\xb0, and so on until the very end.",
	    TITLE "\xd0\xbd\xd0\xb5 \xd0\xb4\xd0\xbe "
		  "\xd0\xb4\xd0\xbe\xd0\xbc\xd0\xb0, and so on until the very "
		  "end.",
	    "");
}

static void
test_lists_and_counters_around_a_policy_are_noise(void **state)
{
	(void)state;
	/* A date that the counter sticks to is still one. */
	both("Sellers' Terms\n18/01/20243.8k views\n" A B,
	    "Sellers' Terms\n18/01/20243.9k views\n" A B, "counter");
	both("Sellers' Terms\n18/01/2024 998 views\n" A B,
	    "Sellers' Terms\n18/01/2024 1,004 views\n" A B, "counter");
	both("Sellers' Terms\n18/01/2024998 views\n" A B,
	    "Sellers' Terms\n19/01/2024998 views\n" A B, "date-line");
	/* A number of what a policy speaks of is no counter. */
	both(TITLE A "We count 300 views\n" B, TITLE A "We sell 300 views\n" B,
	    "");
	both(TITLE "Copy link\nWhat is it?\nWho pays for it?\n"
		   "I have a different question\n" A B,
	    TITLE "Copy link\nHow is it paid?\nWho sells my data?\n"
		  "I have a different question\n" A B,
	    "suggested-question");
	/* Questions that nobody suggests are headings of what they ask. */
	both(TITLE A "Who pays for it?\n" B, TITLE A "Who sells it?\n" B, "");
	both("Markets\n$84,955.69\n0.91%ETH\n$1,992.49\n+2.10%XRP\n$2.3973\n"
	     "-0.03%USDT\n" TITLE A B,
	    "Markets\n$87,009.11\n3.23%ETH\n$2,051.42\n-0.10%USDT\n$1.0003\n"
	    "+1.00%XRP\n$2.31\n" TITLE A B,
	    "ticker");
	/* Prices are no quotes, however they stand. */
	both(TITLE A "Fees\n$5.90\n2.5%\n$6.90\n3.5%\n$7.90\n4.5%\n" B,
	    TITLE A "Fees\n$5.90\n2.5%\n$6.90\n3.5%\n$7.90\n9.5%\n" B,
	    "outside");
	both(TITLE A B, TITLE A "Table of contents\n" B, "page-tool");
	both(TITLE "In English, Deutsch, Espa\xc3\xb1ol, Italiano, Polski, "
		   "Svenska, Dansk, Norsk, Suomi, Magyar, Nederlands, "
		   "T\xc3\xbcrk\xc3\xa7"
		   "e, and Thai\n" A B,
	    TITLE "In English, Deutsch, Espa\xc3\xb1ol, Italiano, Polski, "
		  "Svenska, Dansk, Norsk, Suomi, Magyar, Nederlands, "
		  "T\xc3\xbcrk\xc3\xa7"
		  "e, and Filipino\n" A B,
	    "language-selector");
	both(TITLE A B,
	    TITLE A B
	    "English (UK)\nPolski\n\xc5\x9al\xc5\xafnsko godka\nDeutsch\n"
	    "Italiano\nSvenska\nDansk\nSuomi\n",
	    "language-selector");
	both(TITLE A
	    "- ### Docs\n- ### Books\n- ### Maps\n- ### Mail\n- ### Ads\n"
	    "- ### Pixel\n" B,
	    TITLE A "- ### Docs\n- ### Books\n- ### Maps\n- ### Mail\n"
		    "- ### Fitness Band\n- ### Ads\n- ### Pixel\n" B,
	    "page-menu");
	both(TITLE A "We share with:\n- ### Docs\n- ### Books\n" B,
	    TITLE A "We share with:\n- ### Docs\n- ### Maps\n" B, "");
	/* Four languages, of whatever is said in them. */
	both(TITLE A "We answer in:\n- English\n- Deutsch\n- Polski\n" B,
	    TITLE A "We answer in:\n- English\n- Deutsch\n- Suomi\n" B, "");
	both(TITLE A "Support speaks English, German and French.\n" B,
	    TITLE A "Support speaks English, German and Polish.\n" B, "");
}

static void
test_a_line_of_a_date_alone_is_small_wherever_it_stands(void **state)
{
	(void)state;
	both(TITLE A "Derni\xc3\xa8re mise \xc3\xa0 jour : 21/01/2022\n" B,
	    TITLE A "Derni\xc3\xa8re mise \xc3\xa0 jour : 1 juin 2022\n" B,
	    "date-line");
	both(TITLE A "#### Stand: 13. M\xc3\xa4rz 2024\n" B,
	    TITLE A "#### Stand: 2. Mai 2024\n" B, "date-line");
	both(TITLE A "Last updated on January 3rd, 2025\n" B,
	    TITLE A "Last updated on March 4th, 2025\n" B, "date-line");
	both(TITLE A
	    "Effective 4 March 2024 | Archived versions | Download PDF\n" B,
	    TITLE A "Effective 5 March 2024 | View printable version\n" B,
	    "date-line");
	/* In a sentence it is a term. */
	both(TITLE A "You may opt out until 3 October 2022.\n" B,
	    TITLE A "You may opt out until 3 October 2023.\n" B, "");
}

static int
is_other(const char *was, const char *now)
{
	struct arena a = { NULL };
	struct compared c = lines_compared(was, now, &a);

	arena_free(&a);
	return c.other;
}

#define POLICY                                                                 \
	TITLE A B                                                              \
	    "We share personal data with third parties where you consent to "  \
	    "it, and in accordance with the applicable law of your country.\n" \
	    "These terms end when you close the account; our liability for "   \
	    "what happened before is limited to what you paid in that year.\n"
#define SHOP                                                                \
	"# Shoes that carry you\nLearn more\nAdd to cart\n"                 \
	"Walk on clouds: made by hand in small series from the best cork, " \
	"and sent to your door within two working days, free of charge.\n"

static void
test_a_start_page_is_no_new_policy(void **state)
{
	(void)state;
	assert_true(is_other(POLICY, SHOP));
	/* Nothing is known of a text that does not speak like a policy. */
	assert_false(is_other(TITLE A B, SHOP));
	/* A part of the policy stands yet, in whatever company. */
	assert_false(is_other(POLICY, SHOP A));
	/* A policy that was rewritten, on a page that calls for more. */
	assert_false(is_other(POLICY,
	    "# Privacy\nLearn more\nSign up\n"
	    "You agree that we may use your personal information as this "
	    "policy says, and that third parties get it with your consent.\n"));
	/* A short text that calls upon nobody. */
	assert_false(is_other(POLICY,
	    "# Shoes that carry you\nWalk on clouds: made by hand in small "
	    "series from the best cork, and sent to your door in two days.\n"));
	/* The other way round it is the policy at last. */
	assert_false(is_other(SHOP, POLICY));
}

static void
test_small_things_make_a_version_that_is_marked(void **state)
{
	(void)state;
	both(TITLE A B,
	    TITLE
	    "We collect what you give us, when you open an account; and nothing else at all!\n" B,
	    "typography");
	both(TITLE A "## Your rights\n" B, TITLE A "## Your rights#\n" B,
	    "typography");
	both(TITLE A B, TITLE "==========\n" A B, "typography");
	both(TITLE "1. " A "2. " B, TITLE "2. " A "3. " B, "numbering");
	both(TITLE A B, TITLE B A, "moved");
	both(TITLE
	    "Write to us at privacy@acme.example, and we answer within a month.",
	    TITLE
	    "Write to us at data@acme.example, and we answer within a month.",
	    "contact");
	both(TITLE "Last updated: 1 May 2026\n" A B,
	    TITLE "Last updated: 3 May 2026\n" A B, "date-line");
	both("# Terms of Use\n" A B, "# Terms of Service\n" A B, "heading");
	/* But not a heading under which provisions stand. */
	both(TITLE A "## Free users\n" B, TITLE A "## All users\n" B, "");
	both(TITLE A "Do this. Do that, too, whenever you like to do it.\n" B,
	    TITLE A "Do this.\nDo that, too, whenever you like to do it.\n" B,
	    "layout");
}

static void
test_lines_that_flicker_are_noise_once_that_is_known(void **state)
{
	const struct lookrules *rules;
	struct flicker *fl = flicker_new(), *other = flicker_new();
	struct arena a = { NULL };
	struct body p, q;
	struct compared c;
	struct fault f;
	char *detail;
	int i;

	(void)state;
	assert_ok(lookrules_own(&rules, &f), &f);
	body_of_lines(TITLE A B, &p);
	body_of_lines(TITLE A "Beta programme\n" B, &q);
	for (i = 0; i < 3; i++) {
		flicker_see(fl, i % 2 == 0 ? &p : &q);
		flicker_see(fl, i % 2 == 0 ? &p : &q);
		compare_bodies(&p, &q, fl, rules, &a, &c);
		assert_int_equal(c.nature, COMPARE_ADMINISTRATIVE);
	}
	assert_int_equal(flicker_count(fl), 0);
	flicker_see(fl, &q);
	assert_int_equal(flicker_count(fl), 1);
	compare_bodies(&p, &q, fl, rules, &a, &c);
	assert_int_equal(c.nature, COMPARE_NOISE);
	assert_string_equal(c.rule->name, "flicker");

	/* The detail hands on what was learnt. */
	detail = compare_detail(&c, &a);
	compare_detail_know("no detail", other);
	compare_detail_know("{\"in\":[[1,2,\"flicker\",\"zz\"]]}", other);
	assert_int_equal(flicker_count(other), 0);
	compare_detail_know(detail, other);
	assert_int_equal(flicker_count(other), 1);
	assert_string_equal(detail_words("flicker", detail, &a),
	    "a line outside of all provisions that came and went before");
	body_free(&p);
	body_free(&q);

	/* A sentence never flickers, however often it comes and goes. */
	body_of_lines(TITLE A, &p);
	body_of_lines(TITLE A B, &q);
	for (i = 0; i < 9; i++)
		flicker_see(fl, i % 2 == 0 ? &p : &q);
	compare_bodies(&p, &q, fl, rules, &a, &c);
	assert_int_equal(c.nature, COMPARE_SUBSTANTIVE);
	body_free(&p);
	body_free(&q);

	/* Nor does a date that the text states. */
	body_of_lines(TITLE A B, &p);
	body_of_lines(TITLE "Effective Date: 1 January 2025\n" A B, &q);
	for (i = 0; i < 9; i++)
		flicker_see(fl, i % 2 == 0 ? &p : &q);
	compare_bodies(&p, &q, fl, rules, &a, &c);
	assert_int_equal(c.nature, COMPARE_ADMINISTRATIVE);
	body_free(&p);
	body_free(&q);
	flicker_free(fl);
	flicker_free(other);
	arena_free(&a);
}

static void
test_details_in_words(void **state)
{
	struct arena a = { NULL };

	(void)state;
	assert_string_equal(detail_words("few-words", "text of 3 bytes", &a),
	    "text of 3 bytes");
	assert_string_equal(
	    detail_words("new-text", "{\"in\":[[1,2]],\"out\":[]}", &a), "");
	assert_string_equal(
	    detail_words("several",
		"{\"in\":[[1,2,\"page-menu\"],[3,4,\"flicker\",\"0\"]],"
		"\"out\":[[1,2,\"page-menu\"]]}",
		&a),
	    "menus around the text, a line outside of all provisions that came "
	    "and went before");
	assert_string_equal(detail_rule("{\"in\":[[1,2,\"page-menu\"]],"
					"\"out\":[[1,2,\"page-menu\"]]}"),
	    "page-menu");
	assert_string_equal(detail_rule("{\"in\":[[1,2,\"page-menu\"],"
					"[3,4,\"flicker\"]],\"out\":[]}"),
	    "several");
	assert_string_equal(
	    detail_rule("{\"in\":[[1,2]],\"out\":[]}"), "several");
	assert_string_equal(detail_rule("words"), "several");
	/* A person may begin with a brace. */
	assert_string_equal(
	    detail_words("person", "{\"in\":[]}", &a), "{\"in\":[]}");
	assert_string_equal(detail_words("new-text", "{broken", &a), "{broken");
	arena_free(&a);
}

/* Pages made to keep a judge busy. */
static void
test_pages_of_many_blocks_take_no_time(void **state)
{
	static const char *const lines[] = { "a\n", "# h\n", "- x\n", "# %zu\n",
		"%zu\n", "Ctrl+%zu\n" };
	const size_t n = 60000;
	const struct lookrules *rules;
	struct arena a = { NULL };
	struct compared c;
	struct body p, q;
	struct fault f;
	struct buf b;
	size_t i, k;

	(void)state;
	assert_ok(lookrules_own(&rules, &f), &f);
	body_of_lines(TITLE A B, &q);
	for (k = 0; k < sizeof(lines) / sizeof(lines[0]); k++) {
		buf_init(&b, SIZE_MAX);
		for (i = 0; i < n; i++) {
			if (strchr(lines[k], '%') == NULL)
				buf_str(&b, lines[k]);
			else
				buf_fmt(&b, "%.*s%zu\n",
				    (int)strcspn(lines[k], "%"), lines[k], i);
		}
		body_of_lines((const char *)b.data, &p);
		compare_bodies(&q, &p, NULL, rules, &a, &c);
		compare_bodies(&p, &q, NULL, rules, &a, &c);
		compare_bodies(&p, &p, NULL, rules, &a, &c);
		body_free(&p);
		buf_free(&b);
		arena_free(&a);
	}
	body_free(&q);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_a_policy_says_is_never_noise),
		cmocka_unit_test(test_what_stands_around_a_policy_is_noise),
		cmocka_unit_test(
		    test_hints_guards_and_unseen_signs_are_no_words),
		cmocka_unit_test(
		    test_what_a_guard_left_of_an_address_is_no_word),
		cmocka_unit_test(
		    test_signs_that_an_encoding_broke_say_the_same),
		cmocka_unit_test(
		    test_lists_and_counters_around_a_policy_are_noise),
		cmocka_unit_test(
		    test_a_line_of_a_date_alone_is_small_wherever_it_stands),
		cmocka_unit_test(test_a_start_page_is_no_new_policy),
		cmocka_unit_test(
		    test_small_things_make_a_version_that_is_marked),
		cmocka_unit_test(
		    test_lines_that_flicker_are_noise_once_that_is_known),
		cmocka_unit_test(test_details_in_words),
		cmocka_unit_test(test_pages_of_many_blocks_take_no_time),
	};

	return cmocka_run_group_tests_name("compare", tests, NULL, NULL);
}
