#include <stdlib.h>
#include <string.h>

#include "analysis/analyse.h"
#include "analysis/lint.h"
#include "help/test.h"

/*
 * Which way a clause points.  To print High where a vendor excludes an act,
 * or Low where it reserves one, is the worst mistake of all.
 */
enum want {
	HIGH,
	MEDIUM,
	LOW,
	NONE, /* not analysed: it only mentions the act */
};

struct polar {
	enum want want;
	const char *text;
};

static struct finding
find(struct arena *a, const char *topic, const char *text, const char *lang,
    const char *lead)
{
	static struct topic_hit hit;
	struct analyse_input in = { 0 };
	struct finding out;
	struct fault f;

	memset(&hit, 0, sizeof(hit));
	hit.topic = hit.title = topic;
	in.text = text;
	in.len = strlen(text);
	in.lead = lead;
	in.lead_len = lead == NULL ? 0 : strlen(lead);
	in.heading_path = "";
	in.topic = &hit;
	in.platform = "Chatter";
	in.owner = "Acme";
	in.document = "Privacy Policy";
	in.lang = lang;
	assert_ok(analyse_clause(&in, a, &out, &f), &f);
	assert_ok(lint_finding(&out, text, in.len, &f), &f);
	return out;
}

static void
each(const char *topic, const char *lang, const struct polar *cases, size_t n)
{
	struct arena a;
	struct finding x;
	enum want got;
	size_t i;
	int bad = 0;

	arena_init(&a);
	for (i = 0; i < n; i++) {
		x = find(&a, topic, cases[i].text, lang, NULL);
		got = x.analysed ? (enum want)x.exposure : NONE;
		if (got != cases[i].want) {
			print_error("want %d, got %d (%s): %s\n", cases[i].want,
			    got, x.analysed ? x.headline : "not analysed",
			    cases[i].text);
			bad = 1;
		}
	}
	arena_free(&a);
	assert_false(bad);
}

#define EACH(topic, lang, cases) \
	each(topic, lang, cases, sizeof(cases) / sizeof(*(cases)))

static void
test_training_that_is_excluded_is_never_high(void **state)
{
	static const struct polar cases[] = {
		{ LOW, "We do not use your content to train our models." },
		{ LOW, "We will not use your content to train our models." },
		{ LOW, "We don't use your content to train our models." },
		{ LOW, "We never use customer data to train AI models." },
		{ LOW, "Acme may not use Customer Content to train models." },
		{ LOW, "Acme shall not use Customer Content to train models." },
		{ LOW, "Your content is not used to train our models." },
		{ LOW, "Your prompts will never be used to train our models." },
		{ LOW, "No customer data is used to train our models." },
		{ LOW, "We use none of your content to train our models." },
		{ LOW,
		    "Neither we nor our affiliates use your data to train "
		    "models." },
		{ LOW,
		    "Under no circumstances will we use your data to train "
		    "our models." },
		{ LOW, "We refrain from using your content to train models." },
		{ LOW,
		    "Acme is prohibited from using Customer Data to train "
		    "models." },
		{ LOW,
		    "We do not sell, rent or use your data to train our "
		    "models." },
		{ LOW,
		    "We do not and will not use your content to train our "
		    "models." },
		{ LOW,
		    "We do not use your content to train our models unless "
		    "you opt in." },
		{ LOW,
		    "We will not use your content to train our models "
		    "without your explicit consent." },
		{ LOW,
		    "By default, we do not use your business data for "
		    "training our models." },
		{ LOW,
		    "We will not, unless you opt in, use your content to "
		    "train our models." },
		{ LOW, "We will no longer use your content to train models." },
		{ LOW, "WE DO NOT USE YOUR CONTENT TO TRAIN OUR MODELS." },
		{ LOW,
		    "We provide the service without using your content to "
		    "train models." },
	};

	(void)state;
	EACH("ai-training", "en", cases);
}

static void
test_training_that_is_reserved_is_never_low(void **state)
{
	static const struct polar cases[] = {
		{ HIGH, "We may use your content to train our models." },
		{ HIGH,
		    "We use your prompts and outputs to train our models." },
		{ HIGH, "Your content may be used to train our models." },
		{ HIGH,
		    "You agree that Acme may use your content to train "
		    "its models." },
		{ HIGH,
		    "Nothing in these Terms prevents us from using your "
		    "content to train our models." },
		{ HIGH,
		    "We will not stop using your content to train our "
		    "models." },
		{ HIGH,
		    "We do not only use your content to provide the "
		    "service but also to train our models." },
		{ HIGH,
		    "We cannot guarantee that your content will not be "
		    "used to train our models." },
		{ HIGH,
		    "We do not sell your data, but we may use your content "
		    "to train our models." },
		{ HIGH,
		    "We do not share your data. We use your content to "
		    "train our models." },
		{ HIGH,
		    "Whether or not you pay, we may use your content to "
		    "train our models." },
		{ HIGH,
		    "We may use your content, including but not limited to "
		    "prompts, to train our models." },
		{ HIGH,
		    "We may use content that does not identify you to "
		    "train our models." },
		{ HIGH,
		    "We may, without limitation, use your content to train "
		    "our models." },
		{ MEDIUM,
		    "We may use your content to train our models unless "
		    "you opt out in your account settings." },
		{ MEDIUM,
		    "If you do not opt out, we may use your content to "
		    "train our models." },
		{ MEDIUM,
		    "Unless you opt out, your content is used to train "
		    "our models." },
		{ MEDIUM,
		    "If you opt out, we will not use your content to "
		    "train our models." },
		{ MEDIUM,
		    "Once you opt out, new chats will not be used to "
		    "train our models." },
		{ MEDIUM,
		    "You may ask us not to use your content to train our "
		    "models by opting out of training." },
		{ MEDIUM,
		    "If you do not want us to use your content to train "
		    "our models, you can opt out." },
		{ HIGH,
		    "We may use your content to train our models, unless "
		    "you opt out. Even if you opt out, we will use content "
		    "that was flagged for safety review." },
	};

	(void)state;
	EACH("ai-training", "en", cases);
}

static void
test_words_that_only_mention_training_are_not_analysed(void **state)
{
	static const struct polar cases[] = {
		{ NONE, "“Training” means using Content to train a model." },
		{ NONE, "Do you use my content to train your models?" },
		{ NONE, "Learn how we use your content to train our models." },
		{ NONE,
		    "If we use your content to train our models, we will "
		    "say so." },
		{ NONE,
		    "You may not use Output to train models that compete "
		    "with ours." },
		{ NONE, "Customer shall not use the Output to train models." },
		{ NONE, "Models are trained in two stages." },
		{ NONE, "AI training" },
		{ NONE, "Our staff receives privacy training every year." },
		{ NONE, "" },
	};

	(void)state;
	EACH("ai-training", "en", cases);
}

static void
test_exceptions_keep_an_exclusion_from_being_low(void **state)
{
	static const struct polar cases[] = {
		{ MEDIUM,
		    "We do not use your content to train our models, "
		    "except where required to fix errors." },
		{ MEDIUM,
		    "We do not use Inputs to train our models unless: "
		    "(1) they are flagged for security review, or (2) "
		    "you explicitly report them to us." },
		{ MEDIUM,
		    "We do not use Your Data to train our models, except "
		    "when you use a free subscription." },
		{ MEDIUM,
		    "We do not use your content to train our models. We "
		    "may use your feedback to train our models." },
		{ MEDIUM,
		    "We do not use your Input to train our models when "
		    "you use the Enterprise plan." },
		{ MEDIUM,
		    "To train our models | Your Input, subject to your "
		    "opt-out. We do not use your files to train our "
		    "models." },
	};

	(void)state;
	EACH("ai-training", "en", cases);
}

static void
test_other_topics_point_the_right_way(void **state)
{
	static const struct polar sale[] = {
		{ LOW, "We do not sell your personal information." },
		{ LOW, "We will never sell or rent your data." },
		{ LOW, "Your personal information is not sold." },
		{ HIGH, "We may sell your personal information." },
		{ HIGH,
		    "We sell your personal information to partners. You "
		    "can opt out." },
		{ LOW,
		    "We do not “sell” or “share” personal information. We "
		    "have no actual knowledge that we sell data of "
		    "minors." },
		{ LOW,
		    "We do not sell your personal data. If, in the future, "
		    "we do sell your personal data, we will tell you." },
		{ NONE,
		    "You can ask for the categories of data, and, if we "
		    "sold your personal data, to whom." },
		{ NONE, "Right to opt out of the sale of personal data." },
		{ NONE, "You may not sell access to the Service." },
		{ NONE, "“Sale” means selling personal information." },
	};
	static const struct polar share[] = {
		{ LOW,
		    "We do not share your personal data with third "
		    "parties." },
		{ LOW,
		    "We will not disclose your personal data to anyone "
		    "without your consent." },
		{ HIGH,
		    "We share your personal data with advertising "
		    "partners." },
		{ MEDIUM,
		    "We may share your personal data with service "
		    "providers and affiliates." },
		{ NONE, "You may not share your password with others." },
	};
	static const struct polar adm[] = {
		{ LOW,
		    "We do not make automated decisions with legal "
		    "effect." },
		{ HIGH,
		    "We may use automated decision-making to close "
		    "accounts." },
		{ LOW,
		    "You have the right not to be subject to a decision "
		    "based solely on automated processing." },
	};
	static const struct polar children[] = {
		{ LOW, "Our service is not intended for children under 13." },
		{ LOW,
		    "We do not knowingly collect data from children under "
		    "16." },
		{ HIGH, "We collect personal data of children under 13." },
	};

	static const struct polar ends[] = {
		{ LOW,
		    "It is your responsibility to properly cancel your "
		    "account. You can cancel your account at any time." },
		{ HIGH,
		    "We may terminate your account at any time, for any "
		    "reason." },
		{ MEDIUM,
		    "Your account may be suspended immediately if you "
		    "violate these Terms." },
		{ NONE, "Termination of an account is described elsewhere." },
	};
	static const struct polar changes[] = {
		{ HIGH,
		    "We may change these Terms at any time without "
		    "notice." },
		{ LOW,
		    "We will not change these Terms during your "
		    "subscription." },
		{ NONE, "You may not modify the service or its content." },
		{ NONE, "Announcements may tell of pricing updates." },
	};

	(void)state;
	EACH("sale-share", "en", sale);
	EACH("account-termination", "en", ends);
	EACH("terms-changes", "en", changes);
	EACH("third-party-sharing", "en", share);
	EACH("profiling-adm", "en", adm);
	EACH("children", "en", children);
}

static void
test_a_lead_in_turns_its_items_over(void **state)
{
	struct arena a;
	struct finding x;

	(void)state;
	arena_init(&a);
	x = find(&a, "ai-training",
	    "We will never:\n\n- sell your data;\n- use your content to train "
	    "our models.",
	    "en", NULL);
	assert_int_equal(x.analysed, 1);
	assert_int_equal(x.exposure, EXPOSURE_LOW);
	/* The same where the item is a clause of its own. */
	x = find(&a, "ai-training", "use your content to train our models;",
	    "en", "In particular, we will not:");
	assert_int_equal(x.analysed, 1);
	assert_int_equal(x.exposure, EXPOSURE_LOW);
	x = find(&a, "ai-training", "use your content to train our models;",
	    "en", "In particular, we may:");
	assert_int_equal(x.analysed, 1);
	assert_int_equal(x.exposure, EXPOSURE_HIGH);
	arena_free(&a);
}

static void
test_german_and_portuguese_negate_in_their_own_way(void **state)
{
	static const struct polar de[] = {
		{ LOW,
		    "Wir verwenden Ihre Inhalte nicht, um unsere Modelle zu "
		    "trainieren." },
		{ LOW,
		    "Wir nutzen Ihre Eingaben nicht zum Training unserer "
		    "Modelle." },
		{ HIGH,
		    "Wir verwenden Ihre Inhalte, um unsere Modelle zu "
		    "trainieren." },
		{ MEDIUM,
		    "Wir nutzen Ihre Eingaben zum Training unserer "
		    "Modelle. Sie können dem widersprechen." },
	};
	static const struct polar pt[] = {
		{ LOW,
		    "Não utilizamos suas mensagens para treinar nossos "
		    "modelos." },
		{ LOW,
		    "Seus dados não são utilizados para treinar nossos "
		    "modelos." },
		{ HIGH,
		    "Podemos usar suas mensagens para treinar nossos "
		    "modelos." },
	};

	(void)state;
	EACH("ai-training", "de", de);
	EACH("ai-training", "pt", pt);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_training_that_is_excluded_is_never_high),
		cmocka_unit_test(test_training_that_is_reserved_is_never_low),
		cmocka_unit_test(
		    test_words_that_only_mention_training_are_not_analysed),
		cmocka_unit_test(
		    test_exceptions_keep_an_exclusion_from_being_low),
		cmocka_unit_test(test_other_topics_point_the_right_way),
		cmocka_unit_test(test_a_lead_in_turns_its_items_over),
		cmocka_unit_test(
		    test_german_and_portuguese_negate_in_their_own_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
