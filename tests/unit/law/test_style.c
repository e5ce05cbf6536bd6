#include "law/style.h"

#include <stdlib.h>
#include <string.h>

#include "help/test.h"

static void
test_a_style_that_is_none_is_refused_with_those_that_are(void **state)
{
	enum style s;
	struct fault f;

	(void)state;
	assert_fault(style_named("apa", &s, &f), &f, FAULT_FORMAT,
	    "want canonical, bluebook, oscola or abnt, have \"apa\"");
	assert_fault(style_named("", &s, &f), &f, FAULT_FORMAT, "have \"\"");
	assert_fault(style_named("ABNT", &s, &f), &f, FAULT_FORMAT, "ABNT");
	assert_ok(style_named("abnt", &s, &f), &f);
	assert_int_equal(s, STYLE_ABNT);
}

static void
test_each_style_has_its_words(void **state)
{
	static const struct {
		const char *instrument, *path;
		enum style style;
		const char *want;
	} cases[] = {
		{ "gdpr", "6(1)(f)", STYLE_CANONICAL, "GDPR Art. 6(1)(f)" },
		/*= Bluebook T2.43: Regulation 2016/679, art., O.J. (EU) */
		{ "gdpr", "6(1)(f)", STYLE_BLUEBOOK,
		    "Regulation 2016/679, art. 6(1)(f), 2016 O.J. (L 119) 1 "
		    "(EU)" },
		{ "gdpr", "recital 47", STYLE_BLUEBOOK,
		    "Regulation 2016/679, recital 47, 2016 O.J. (L 119) 1 "
		    "(EU)" },
		{ "gdpr", "chapter III section 4", STYLE_BLUEBOOK,
		    "Regulation 2016/679, ch. III, sec. 4, 2016 O.J. (L 119) "
		    "1 (EU)" },
		{ "gdpr", "49(1) subpara 2", STYLE_BLUEBOOK,
		    "Regulation 2016/679, art. 49(1), second subparagraph, "
		    "2016 O.J. (L 119) 1 (EU)" },
		/*= OSCOLA 2.6.1: full title [year] OJ L issue/page, pinpoint */
		{ "gdpr", "6(1)(f)", STYLE_OSCOLA,
		    "Regulation (EU) 2016/679 of the European Parliament and "
		    "of the Council of 27 April 2016 on the protection of "
		    "natural persons with regard to the processing of "
		    "personal data and on the free movement of such data, "
		    "and repealing Directive 95/46/EC (General Data "
		    "Protection Regulation) [2016] OJ L119/1, art 6(1)(f)" },
		{ "gdpr", "6(1)(f)", STYLE_ABNT,
		    "art. 6(1)(f) do Regulamento (UE) 2016/679" },
		{ "gdpr", "recital 47", STYLE_ABNT,
		    "considerando 47 do Regulamento (UE) 2016/679" },
		{ "ai-act", "5(1)(f)", STYLE_BLUEBOOK,
		    "Regulation 2024/1689, art. 5(1)(f), 2024 O.J. (L "
		    "2024/1689) 1 (EU)" },
		{ "ai-act", "annex III", STYLE_ABNT,
		    "anexo III do Regulamento (UE) 2024/1689" },
		{ "ccpa", "1798.120(a)", STYLE_BLUEBOOK,
		    "Cal. Civ. Code § 1798.120(a) (West 2026)" },
		{ "ccpa", "1798.120(a)", STYLE_OSCOLA,
		    "Cal Civ Code § 1798.120(a)" },
		{ "ccpa-regs", "7013", STYLE_BLUEBOOK,
		    "Cal. Code Regs. tit. 11, § 7013 (2026)" },
		{ "ccpa-regs", "7013(f)(1)", STYLE_OSCOLA,
		    "Cal Code Regs tit 11, § 7013(f)(1)" },
		{ "ccpa-regs", "article 10", STYLE_OSCOLA,
		    "Cal Code Regs tit 11, div 6, ch 1, art 10" },
		/*= ABNT NBR 10520: in the text, by article and law */
		{ "lgpd", "7 IX", STYLE_ABNT,
		    "art. 7º, inciso IX, da Lei nº 13.709/2018" },
		{ "lgpd", "18 §2", STYLE_ABNT,
		    "art. 18, § 2º, da Lei nº 13.709/2018" },
		{ "lgpd", "1 §único", STYLE_ABNT,
		    "art. 1º, parágrafo único, da Lei nº 13.709/2018" },
		{ "lgpd", "50 §2 I d", STYLE_ABNT,
		    "art. 50, § 2º, inciso I, alínea \"d\", da Lei nº "
		    "13.709/2018" },
		{ "lgpd", "capítulo II seção I", STYLE_ABNT,
		    "Capítulo II, Seção I, da Lei nº 13.709/2018" },
		{ "lgpd", "7 IX", STYLE_BLUEBOOK,
		    "Lei No. 13.709, de 14 de Agosto de 2018, art. 7º, IX, "
		    "Diário Oficial da União [D.O.U.] de 15.8.2018 (Braz.)" },
		{ "lgpd", "7 IX", STYLE_OSCOLA,
		    "Lei nº 13.709, de 14 de agosto de 2018 (Brazil), art "
		    "7º, IX" },
		{ "kr-pipa", "15(1) item 2", STYLE_BLUEBOOK,
		    "Gaein jeongbo boho beob [Personal Information "
		    "Protection Act] art. 15(1)2. (S. Kor.)" },
	};
	struct law_unit u;
	struct buf b;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_true(
		    catalogue_find(cases[i].instrument, cases[i].path, &u));
		buf_init(&b, 4096);
		style_print(&u, cases[i].style, &b);
		assert_string_equal((const char *)b.data, cases[i].want);
		buf_free(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_a_style_that_is_none_is_refused_with_those_that_are),
		cmocka_unit_test(test_each_style_has_its_words),
	};

	return cmocka_run_group_tests_name("style", tests, NULL, NULL);
}
