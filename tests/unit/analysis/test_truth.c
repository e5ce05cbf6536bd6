/*
 * Sentences that a sceptical reader of real packets found false, each as a
 * class: the words here are our own, the mistake was made on words of others.
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/analyse.h"
#include "analysis/lint.h"
#include "help/test.h"

struct truth {
	const char *topic, *text;
	const char *headline; /* NULL = not to be analysed */
	const char *never; /* words that may stand nowhere, or NULL */
};

static struct finding
find(struct arena *a, const char *topic, const char *text, const char *lang)
{
	struct topic_hit *hit = arena_new(a, 1, sizeof(*hit));
	struct analyse_input in = { 0 };
	struct finding out;
	struct fault f;

	hit->topic = hit->title = topic;
	in.text = text;
	in.len = strlen(text);
	in.heading_path = "";
	in.topic = hit;
	in.platform = "Chatter";
	in.owner = "Acme";
	in.document = "Terms";
	in.lang = lang;
	assert_ok(analyse_clause(&in, a, &out, &f), &f);
	assert_ok(lint_finding(&out, text, in.len, &f), &f);
	return out;
}

static int
list_says(const struct statement_list *l, const char *words)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (strstr(l->items[i].text, words) != NULL)
			return 1;
	return 0;
}

static int
says(const struct finding *x, const char *words)
{
	return strstr(x->headline, words) != NULL ||
	    strstr(x->summary, words) != NULL || list_says(&x->what, words) ||
	    list_says(&x->why, words) || list_says(&x->note, words) ||
	    list_says(&x->impact, words) || list_says(&x->governance, words);
}

static void
each(const char *lang, const struct truth *cases, size_t n)
{
	struct arena a;
	struct finding x;
	size_t i;
	int bad = 0;

	arena_init(&a);
	for (i = 0; i < n; i++) {
		const struct truth *t = &cases[i];

		x = find(&a, t->topic, t->text, lang);
		if (x.analysed != (t->headline != NULL) ||
		    (x.analysed && strcmp(x.headline, t->headline) != 0)) {
			print_error("%s\n  want: %s\n  have: %s\n", t->text,
			    t->headline == NULL ? "not analysed" : t->headline,
			    x.analysed ? x.headline : "not analysed");
			bad = 1;
		}
		if (x.analysed && t->never != NULL && says(&x, t->never)) {
			print_error("%s\n  says: %s\n", t->text, t->never);
			bad = 1;
		}
	}
	arena_free(&a);
	assert_false(bad);
}

#define EACH(lang, cases) each(lang, cases, sizeof(cases) / sizeof(*(cases)))

static void
test_an_opt_out_for_some_is_not_said_to_be_for_all(void **state)
{
	static const struct truth cases[] = {
		{ "ai-training",
		    "We may use Customer Data for model training. If you "
		    "subscribe to a paid plan, you may opt out of this use.",
		    "Customer data may train models; the opt-out depends on "
		    "the plan",
		    NULL },
		{ "ai-training",
		    "Depending on account type or plan, users may be able to "
		    "opt out of the use of content for model training.",
		    "Whether training can be opted out of depends on the plan",
		    NULL },
		{ "ai-training",
		    "If training is enabled in your settings, we use the "
		    "content you share with us to train our models.",
		    "User data may train models where the setting is on",
		    "no opt-out" },
		{ "ai-training",
		    "You can control your data by choosing No when asked to "
		    "allow your data to train models. By choosing No, your "
		    "data is not used for model training.",
		    "Training can be switched off by a setting", NULL },
	};

	(void)state;
	EACH("en", cases);
}

static void
test_training_needs_an_act_of_the_vendor(void **state)
{
	static const struct truth cases[] = {
		{ "ai-training",
		    "Acme’s own use of Your Content in connection with AI "
		    "training is governed by paragraph (a).",
		    NULL, NULL },
		{ "ai-training",
		    "Participation does not grant Acme or its partners any "
		    "right to use your stories for AI training.",
		    NULL, NULL },
		{ "ai-training",
		    "We use Personal Data to deliver training, consulting or "
		    "implementation.",
		    NULL, NULL },
		{ "ai-training",
		    "You grant Acme the right to use Your Content to train "
		    "AI models.",
		    "User content may train models; no opt-out stands here",
		    NULL },
		{ "ai-training",
		    "We only use synced mail to provide the Services, and we "
		    "do not use synced mail data to train AI models.",
		    "No training on “synced mail data”", "allows training" },
	};

	(void)state;
	EACH("en", cases);
}

static void
test_an_exception_is_not_taken_for_the_rule(void **state)
{
	static const struct truth cases[] = {
		{ "ai-training",
		    "We do not use Your Data to train our models except (a) "
		    "when you use a free subscription and (b) when you "
		    "provide Feedback.",
		    "Training on “Your Data” depends on the plan",
		    "does not use feedback" },
		{ "ai-training",
		    "To train our models | Your Input, subject to your "
		    "opt-out. We do not use your Input to train our models "
		    "when you use the Enterprise plan.",
		    "Training depends on the plan", "other data" },
		{ "ai-training",
		    "By giving thumbs up you agree that Acme may use your "
		    "Feedback, along with the associated Input and Output, "
		    "for training our models.",
		    "Feedback, and the chats it concerns, may train models",
		    NULL },
		{ "ai-training",
		    "We may use your notes to train our models, unless you "
		    "opt out. Even if you opt out, we will use content that "
		    "is flagged for safety review or that you send us as "
		    "feedback.",
		    "User data may train models; two uses survive the opt-out",
		    "one use" },
	};

	(void)state;
	EACH("en", cases);
}

static void
test_periods_are_all_told_and_mean_what_they_say(void **state)
{
	static const struct truth cases[] = {
		{ "retention",
		    "We keep your data for 5 years after the end of your "
		    "account, and invoices for 10 years from the year’s end.",
		    "Several periods are named: 5 years and 10 years", NULL },
		{ "retention",
		    "Deleted conversations are removed from our systems "
		    "within 30 days.",
		    "What a person deletes is removed within 30 days",
		    "Content of chats" },
		{ "retention",
		    "We will retain your Customer Data for a period of 30 "
		    "days following termination. After this period, Customer "
		    "Data will be deleted.",
		    "Customer data is kept for 30 days, then deleted",
		    "within 30" },
		{ "retention",
		    "We retain your personal data as long as your account is "
		    "active.",
		    "Kept while the account or contract is open; no period "
		    "after it",
		    "left undefined" },
		{ "retention",
		    "Processor will retain Controller Data only for as long "
		    "as the Customer deems it necessary.",
		    "Kept as long as the customer decides", "vendor judges" },
		{ "retention",
		    "We keep the data for as long as you have a valid "
		    "subscription. You shall within 30 days export or "
		    "retrieve the data.",
		    "Data is kept; no period is stated", "30 days" },
		{ "retention",
		    "Logs are securely stored for at least one "
		    "year.",
		    "Log data is kept for at least 1 year", NULL },
	};

	(void)state;
	EACH("en", cases);
}

static void
test_a_link_a_right_or_a_part_is_no_promise(void **state)
{
	static const struct truth cases[] = {
		{ "sale-share", "Do not sell or share my personal information",
		    NULL, NULL },
		{ "sale-share",
		    "We do not “sell” the personal information of known "
		    "minors under 16 years of age.",
		    "No sale of data of minors", NULL },
		{ "sale-share",
		    "The activities described here may constitute “selling” "
		    "or a “sale” under certain laws.",
		    "Disclosures that may count as a sale; no opt-out stands "
		    "here",
		    NULL },
		{ "profiling-adm",
		    "You have the right not to be subject to a decision based "
		    "solely on automated processing, including profiling.",
		    "A right against automated decisions is stated",
		    "does not decide" },
		{ "third-party-sharing",
		    "We use Stripe for payments. They do not share your card "
		    "data with us.",
		    NULL, NULL },
		{ "third-party-sharing",
		    "Our business partners may also share information with "
		    "us.",
		    NULL, NULL },
		{ "third-party-sharing",
		    "We and our business partners may share your data with "
		    "service providers.",
		    "Data may go to business partners and service providers",
		    NULL },
		{ "third-party-sharing",
		    "We do not share your personal information with third "
		    "parties for targeted advertising.",
		    "No sharing for targeted advertising", "does not share" },
	};

	(void)state;
	EACH("en", cases);
}

static void
test_places_of_origin_and_names_are_no_destinations(void **state)
{
	static const struct truth cases[] = {
		{ "international-transfer",
		    "We rely on the Data Privacy Framework for data "
		    "transferred from the European Union and the United "
		    "Kingdom to the United States.",
		    "Transfers to the United States rest on the Data Privacy "
		    "Framework",
		    "United Kingdom" },
		{ "international-transfer",
		    "Your data may be transferred to, and processed in, a "
		    "destination outside of the EU/EEA.",
		    "Data may go to other countries", "Area" },
		{ "international-transfer",
		    "Acme Ireland Limited transfers data to other countries "
		    "under the Standard Contractual Clauses.",
		    "Transfers to other countries rest on standard "
		    "contractual clauses",
		    "Ireland" },
		{ "international-transfer",
		    "Where we transfer your data to a provider abroad that is "
		    "not subject to an adequacy decision, its agreement "
		    "provides appropriate safeguards.",
		    "Data may go to other countries; the safeguard is not "
		    "named",
		    "adequacy" },
		{ "international-transfer",
		    "No transfer of your data to another country takes place "
		    "unless there are adequate controls.",
		    "No transfer but under the conditions named", NULL },
		{ "international-transfer",
		    "“Restricted Transfer” means a transfer of data to a "
		    "country that is not subject to any derogations",
		    NULL, NULL },
		{ "international-transfer",
		    "transfers to a third party located outside EU / EEA for "
		    "the",
		    NULL, NULL },
	};

	(void)state;
	EACH("en", cases);
}

static void
test_rules_of_procedure_are_not_the_duty_to_arbitrate(void **state)
{
	static const struct truth cases[] = {
		{ "arbitration",
		    "Batch Arbitration. If 25 or more claimants file demands "
		    "for arbitration, they will be resolved in batches by "
		    "arbitration before one arbitrator.",
		    "How many similar claims are arbitrated", NULL },
		{ "arbitration",
		    "You may opt out of the arbitration and class action "
		    "waiver provisions within 30 days.",
		    "A person can opt out of arbitration", NULL },
		{ "arbitration",
		    "A party who intends to seek binding arbitration must "
		    "first send a written notice.",
		    "Steps before an arbitration", "Disputes are to be" },
		{ "arbitration",
		    "By using the Services you agree to resolve any dispute "
		    "through binding arbitration rather than in court.",
		    "Disputes go to arbitration", NULL },
		{ "arbitration",
		    "The arbitrator has exclusive authority to resolve any "
		    "dispute about this arbitration agreement.",
		    "How an arbitration is run", "Disputes are to be" },
		{ "arbitration",
		    "Except for notices related to demands to arbitrate, any "
		    "notice may be delivered electronically.",
		    NULL, NULL },
		{ "arbitration",
		    "If the dispute is not resolved in 45 days, either party "
		    "may seek to resolve it through arbitration.",
		    "Either side may take a dispute to arbitration",
		    "Disputes are to be" },
		{ "arbitration",
		    "Disputes will be determined by binding arbitration under "
		    "the UNCITRAL Arbitration Rules.",
		    "Disputes go to arbitration: the UNCITRAL rules", NULL },
		{ "arbitration",
		    "You and Acme agree that the arbitrator will be bound by "
		    "these Terms.",
		    "How an arbitration is run", "Disputes are to be" },
		{ "arbitration",
		    "Any dispute will be resolved by binding arbitration. You "
		    "waive any right to a jury trial.",
		    "Disputes go to arbitration", NULL },
		{ "arbitration",
		    "Disputes are determined by binding arbitration. Each "
		    "party agrees they are waiving the right to join a class "
		    "action.",
		    "Arbitration in place of courts, and no class actions",
		    NULL },
		{ "arbitration",
		    "You and Acme agree to resolve disputes through binding "
		    "arbitration. Before that, send a notice of dispute.",
		    "Disputes go to arbitration", NULL },
	};

	(void)state;
	EACH("en", cases);
}

static void
test_liability_says_whose_and_how_much(void **state)
{
	static const struct truth cases[] = {
		{ "liability-cap",
		    "Some jurisdictions do not allow the exclusion of "
		    "liability for consequential damages, so this may not "
		    "apply to you.",
		    "Exclusions may not hold where the law forbids them",
		    "is excluded" },
		{ "liability-cap",
		    "In no event will we be liable for damages in an amount "
		    "exceeding the amount you paid to us or $100, whichever "
		    "is greater.",
		    "Liability is capped at the greater of what was paid and "
		    "$100",
		    NULL },
		{ "liability-cap",
		    "We assume no liability for any (a) errors or (b) personal "
		    "injury, to the fullest extent permitted by law.",
		    "Liability is excluded as far as the law allows",
		    "The text excepts" },
		{ "liability-cap",
		    "Some states do not allow the exclusion of incidental or "
		    "consequential damages, so the above may not apply to "
		    "you.",
		    "Exclusions may not hold where the law forbids them",
		    "is excluded" },
		{ "liability-cap",
		    "You agree that Acme, and not Apple, is responsible for "
		    "addressing any claims relating to the App.",
		    NULL, NULL },
		{ "liability-cap",
		    "We are not responsible for incorrect location reporting "
		    "that limits your use of the Service.",
		    "Acme excludes liability in named cases", "own use" },
		{ "liability-cap",
		    "Our licensors have no contract with you. They are not "
		    "liable to you for any indirect damages.",
		    NULL, NULL },
		{ "liability-cap",
		    "Our liability will not exceed $100, including for gross "
		    "negligence or breach of data terms.",
		    "Liability is capped at $100", "excepts gross" },
	};

	(void)state;
	EACH("en", cases);
}

static void
test_reasons_and_parts_limit_what_may_end_or_change(void **state)
{
	static const struct truth cases[] = {
		{ "account-termination",
		    "If you breach these Terms, we may at our sole discretion "
		    "terminate your account immediately.",
		    "Access may end for breach of the terms, as the vendor "
		    "judges",
		    "any reason" },
		{ "account-termination",
		    "We may terminate any trial or beta access at any time "
		    "for any reason.",
		    "Trials, betas or parts of the service may end at any "
		    "time",
		    NULL },
		{ "account-termination",
		    "Acme may terminate this Agreement at any time, at its "
		    "sole discretion. Either party may terminate if the other "
		    "party fails to cure a breach within 30 days.",
		    "The account may end at any time, at the vendor’s choice",
		    NULL },
		{ "account-termination",
		    "If an infringement claim is likely, we may in our sole "
		    "discretion terminate this Agreement on notice.",
		    "Access may end for claims of infringement, as the vendor "
		    "judges",
		    NULL },
		{ "account-termination",
		    "You are free to stop using our Services at any time. We "
		    "may suspend your access if you breach these Terms.",
		    "Access may end for breach of the terms", "at once" },
		{ "account-termination",
		    "We may suspend access for any account for which an "
		    "amount is due, without liability to you.",
		    "Access may end for non-payment", "at once" },
		{ "account-termination",
		    "Both you and Acme may terminate this Agreement at any "
		    "time.",
		    "Either side may end the contract", "at once" },
		{ "account-termination",
		    "You have the right to terminate the Agreement for any "
		    "reason on 5 days of notice, and we have the right to "
		    "terminate it on 30 days of notice.",
		    "Either side may end the contract; 5 days and 30 days "
		    "are named",
		    NULL },
		{ "account-termination",
		    "All rights and licenses granted under this Agreement "
		    "shall terminate when this Agreement ends.",
		    NULL, NULL },
		{ "account-termination",
		    "We permanently delete account information within 30 days "
		    "of closure.",
		    NULL, NULL },
		{ "terms-changes",
		    "Beta services may be changed at any time without notice.",
		    "Beta or trial features may change without notice", NULL },
		{ "terms-changes",
		    "We may update these Terms and give 30 days of notice of "
		    "material changes.",
		    "30 days of notice before material changes", NULL },
		{ "terms-changes",
		    "Notifications regarding changes to the Terms are made in "
		    "a manner determined by the Company.",
		    NULL, NULL },
		{ "terms-changes",
		    "Model Terms may be modified from time to time by the "
		    "applicable Model Provider.",
		    NULL, NULL },
		{ "terms-changes",
		    "We may update the Terms and will let you know by email. "
		    "We may change or discontinue the Services at any time "
		    "without notice.",
		    "Services may change without notice", NULL },
		{ "terms-changes",
		    "We may revise these Terms. Your continued usage will be "
		    "considered your acceptance of the Terms.",
		    "Terms may change; use counts as acceptance", "neither" },
		{ "terms-changes",
		    "You consent to receiving information about new features, "
		    "changes and pricing updates by email.",
		    NULL, NULL },
		{ "terms-changes",
		    "We may make updates to the Services. Such updates will "
		    "not result in a material adverse impact.",
		    "Services may change, without material harm to the user",
		    NULL },
	};

	(void)state;
	EACH("en", cases);
}

static void
test_licences_say_to_whom_and_what_for(void **state)
{
	static const struct truth cases[] = {
		{ "user-content-licence",
		    "You retain your comment but grant the story’s original "
		    "author a perpetual, irrevocable licence to use it.",
		    NULL, NULL },
		{ "user-content-licence",
		    "You grant us an irrevocable license to use Your Data to "
		    "provide the Services. We do not use Your Data to improve "
		    "or train our models.",
		    "A licence to content, irrevocable", "development" },
		{ "user-content-licence",
		    "You grant us a license to use your name, logo and "
		    "trademarks in our marketing and promotional materials.",
		    "The customer’s name and logo may be used for promotion",
		    "licence to content" },
		{ "user-content-licence",
		    "By making a repository public, you grant other Users a "
		    "worldwide license to use Your Content.",
		    NULL, NULL },
		{ "user-content-licence",
		    "You represent that you have all rights to grant this "
		    "license.",
		    NULL, NULL },
		{ "user-content-licence",
		    "You grant Acme the non-sublicensable right to process "
		    "Your Content to provide the Service.",
		    "A licence to content, limited to the service",
		    "sublicences" },
		{ "user-content-licence",
		    "If Customer provides Feedback, Customer grants Acme the "
		    "right to use Feedback without restriction.",
		    "Feedback may be used by the vendor", NULL },
		{ "governing-law",
		    "Data is provided to authorities when required by laws "
		    "and regulations, in cooperation with a local government.",
		    NULL, NULL },
		{ "governing-law",
		    "These Terms are governed by the laws of the People’s "
		    "Republic of China.",
		    "The law of China applies", NULL },
	};

	(void)state;
	EACH("en", cases);
}

static void
test_german_clauses_are_read_the_right_way(void **state)
{
	static const struct truth cases[] = {
		{ "retention", "Wir löschen Ihre Eingaben nach 30 Tagen.",
		    "User content is deleted within 30 days", "30 tag" },
		{ "sale-share", "Wir verkaufen Ihre Daten nicht.",
		    "No sale of personal data", NULL },
		{ "sale-share", "Wir verkaufen Ihre Daten an Partner.",
		    "Data may be sold", NULL },
		{ "third-party-sharing",
		    "Wir geben Ihre Daten nicht an Dritte weiter.",
		    "No disclosure of the data named here", NULL },
		{ "international-transfer",
		    "Wir übermitteln Ihre Daten nicht in ein Drittland.",
		    "Data is not transferred abroad", NULL },
		{ "international-transfer",
		    "Wir übermitteln Ihre Daten in die USA.",
		    "Data goes to the United States; no safeguard stands here",
		    NULL },
		{ "liability-cap",
		    "Für Vorsatz haften wir unbeschränkt. Im Übrigen ist die "
		    "Haftung auf 5.000 Euro begrenzt.",
		    "Liability is capped at €5,000, with exceptions", NULL },
		{ "terms-changes",
		    "Wir können diese Bedingungen mit einer Frist von sechs "
		    "Wochen ändern. Sie können widersprechen.",
		    "6 weeks of notice before changes, and a way out",
		    "no period" },
		{ "terms-changes",
		    "Wir können diese Bedingungen jederzeit ohne Ankündigung "
		    "ändern.",
		    "Terms may change without notice", NULL },
	};

	(void)state;
	EACH("de", cases);
}

static void
test_portuguese_clauses_are_read_the_right_way(void **state)
{
	static const struct truth cases[] = {
		{ "ai-training",
		    "Podemos usar os seus áudios para treinar nossos modelos, "
		    "salvo se você se opuser nas configurações da conta.",
		    "User content may train models unless the person opts out",
		    "no opt-out" },
		{ "retention", "Guardamos os áudios por 24 meses.",
		    "Data is kept for 24 months", "24 meses is" },
		{ "sale-share", "Não vendemos seus dados pessoais.",
		    "No sale of personal data", NULL },
		{ "sale-share", "Podemos vender seus dados pessoais.",
		    "Data may be sold", NULL },
		{ "third-party-sharing",
		    "Não compartilhamos seus dados com terceiros.",
		    "No disclosure of the data named here", NULL },
		{ "third-party-sharing",
		    "Compartilhamos dados com prestadores de serviço.",
		    "Data may go to service providers", NULL },
		{ "international-transfer",
		    "Os dados não são transferidos para outros países.",
		    "Data is not transferred abroad", NULL },
		{ "international-transfer",
		    "Os dados podem ser transferidos para os Estados Unidos, "
		    "com base em cláusulas-padrão contratuais.",
		    "Transfers to the United States rest on standard "
		    "contractual clauses",
		    NULL },
		{ "liability-cap",
		    "A nossa responsabilidade fica limitada ao valor pago por "
		    "você nos últimos doze meses.",
		    "Liability is capped at 12 months of fees", NULL },
		{ "profiling-adm",
		    "Você pode solicitar a revisão de decisões tomadas com "
		    "base em tratamento automatizado.",
		    "A right against automated decisions is stated", NULL },
		{ "liability-cap",
		    "A nossa responsabilidade total fica limitada a R$ 500.",
		    "Liability is capped at R$500", NULL },
		{ "terms-changes",
		    "Podemos modificar estes termos com aviso de trinta dias.",
		    "30 days of notice before changes", NULL },
		{ "terms-changes",
		    "Podemos modificar estes termos a qualquer momento, sem "
		    "aviso prévio.",
		    "Terms may change without notice", NULL },
	};

	(void)state;
	EACH("pt", cases);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_an_opt_out_for_some_is_not_said_to_be_for_all),
		cmocka_unit_test(test_training_needs_an_act_of_the_vendor),
		cmocka_unit_test(test_an_exception_is_not_taken_for_the_rule),
		cmocka_unit_test(
		    test_periods_are_all_told_and_mean_what_they_say),
		cmocka_unit_test(test_a_link_a_right_or_a_part_is_no_promise),
		cmocka_unit_test(
		    test_places_of_origin_and_names_are_no_destinations),
		cmocka_unit_test(
		    test_rules_of_procedure_are_not_the_duty_to_arbitrate),
		cmocka_unit_test(test_liability_says_whose_and_how_much),
		cmocka_unit_test(
		    test_reasons_and_parts_limit_what_may_end_or_change),
		cmocka_unit_test(test_licences_say_to_whom_and_what_for),
		cmocka_unit_test(test_german_clauses_are_read_the_right_way),
		cmocka_unit_test(
		    test_portuguese_clauses_are_read_the_right_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
