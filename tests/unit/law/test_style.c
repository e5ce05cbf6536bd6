#include "law/style.h"

#include <stdlib.h>
#include <string.h>

#include "help/test.h"
#include "law/cite.h"

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

static void
list(const char *instrument, const char *const *paths, const char *want)
{
	size_t units[16], n = 0;
	struct law_unit u;
	struct buf b;

	for (; paths[n] != NULL; n++) {
		assert_true(catalogue_find(instrument, paths[n], &u));
		units[n] = u.index;
	}
	buf_init(&b, 4096);
	style_list(units, n, &b);
	assert_string_equal((const char *)b.data, want);
	buf_free(&b);
}

static void
test_a_list_leaves_out_what_was_said(void **state)
{
	(void)state;
	list("gdpr",
	    (const char *[]){ "6(1)(f)", "13(1)(c)", "13(1)(d)", "21(1)",
		"21(4)", "22", "recital 47", NULL },
	    "GDPR Art. 6(1)(f); Art. 13(1)(c), (d); Art. 21(1), (4); Art. 22; "
	    "Recital 47");
	list("ccpa",
	    (const char *[]){
		"1798.100(a)(1)", "1798.100(c)", "1798.121(a)", NULL },
	    "Cal. Civ. Code § 1798.100(a)(1), (c); § 1798.121(a)");
	list("ccpa-regs",
	    (const char *[]){ "7002(a)", "7002(e)", "7150(b)(6)", NULL },
	    "Cal. Code Regs. tit. 11, § 7002(a), (e); § 7150(b)(6)");
	list("lgpd", (const char *[]){ "7 IX", "10", "18 §2", NULL },
	    "LGPD, art. 7º, IX; art. 10; art. 18, § 2º");
}

/* xorshift: the same numbers on every machine. */
static size_t
next_number(uint32_t *x, size_t below)
{
	*x ^= *x << 13;
	*x ^= *x >> 17;
	*x ^= *x << 5;
	return *x % below;
}

static void
read_back(const size_t *units, size_t n)
{
	struct cite c;
	struct fault f;
	struct buf b;
	size_t i;

	buf_init(&b, 65536);
	style_list(units, n, &b);
	assert_ok(cite_parse((const char *)b.data, &c, &f), &f);
	if (c.status != CITE_OK || c.n_units != n)
		fail_msg("%s: %s, %s (%s)", (const char *)b.data,
		    cite_status_name(c.status), c.canonical, c.note);
	for (i = 0; i < n; i++)
		if (c.units[i] != units[i])
			fail_msg("%s: %s", (const char *)b.data, c.canonical);
	cite_free(&c);
	buf_free(&b);
}

/* Neighbours are taken more often, since they are what is shortened. */
static void
test_any_list_of_one_law_is_read_back(void **state)
{
	struct law_unit first, u;
	uint32_t x = 20260822;
	size_t units[6], n, i, at;
	int round;

	(void)state;
	for (round = 0; round < 20000; round++) {
		at = next_number(&x, catalogue_count());
		assert_int_equal(catalogue_at(at, &first), 0);
		n = 1 + next_number(&x, 6);
		for (i = 0; i < n;) {
			units[i] = at;
			if (next_number(&x, 4) == 0)
				at = next_number(&x, catalogue_count());
			else
				at = (at + next_number(&x, 12)) %
				    catalogue_count();
			if (catalogue_at(units[i], &u) == 0 &&
			    strcmp(u.instrument, first.instrument) == 0)
				i++;
		}
		read_back(units, n);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_a_style_that_is_none_is_refused_with_those_that_are),
		cmocka_unit_test(test_each_style_has_its_words),
		cmocka_unit_test(test_a_list_leaves_out_what_was_said),
		cmocka_unit_test(test_any_list_of_one_law_is_read_back),
	};

	return cmocka_run_group_tests_name("style", tests, NULL, NULL);
}
