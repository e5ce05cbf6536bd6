#include "law/force.h"

#include <string.h>

#include "base/clock.h"
#include "help/test.h"

static void
test_a_unit_is_in_force_on_its_days_only(void **state)
{
	static const struct {
		const char *instrument, *path, *day;
		enum force_answer answer;
		const char *why;
	} cases[] = {
		{ "gdpr", "6(1)(f)", "2018-05-24", FORCE_NO,
		    "the law applies from 2018-05-25" },
		{ "gdpr", "6(1)(f)", "2018-05-25", FORCE_YES, "" },
		{ "gdpr", "6(1)(f)", "2026-08-22", FORCE_YES, "" },
		{ "ccpa", "1798.120(a)", "2019-12-31", FORCE_NO,
		    "the law applies from 2020-01-01" },
		{ "ccpa", "1798.120(a)", "2020-01-01", FORCE_UNKNOWN,
		    "the catalogue does not hold the text before 2025-01-01" },
		{ "ccpa", "1798.120(a)", "2025-01-01", FORCE_YES, "" },
		{ "ccpa", "1798.136", "2026-12-31", FORCE_NO,
		    "not operative until 2027-01-01" },
		{ "ccpa", "1798.136", "2027-01-01", FORCE_YES, "" },
		{ "ccpa", "1798.136(e)(2)", "2026-12-31", FORCE_NO,
		    "not operative until 2027-01-01" },
		{ "ccpa", "1798.145(m)(1)(A)", "2022-12-31", FORCE_UNKNOWN,
		    "the catalogue does not hold the text before 2023-01-01" },
		{ "ccpa", "1798.145(m)(1)(A)", "2023-01-01", FORCE_NO,
		    "inoperative since 2023-01-01" },
		{ "ccpa", "1798.160(e)(1)", "2025-12-31", FORCE_UNKNOWN,
		    "the catalogue does not hold the text before 2026-01-01" },
		{ "ccpa", "1798.160(e)(1)", "2026-01-01", FORCE_YES, "" },
		{ "ccpa-regs", "7150(b)(6)", "2025-12-31", FORCE_UNKNOWN,
		    "the catalogue does not hold the text before 2026-01-01" },
		{ "ccpa-regs", "7150(b)(6)", "2026-01-01", FORCE_YES, "" },
		{ "lgpd", "7 IX", "2020-09-17", FORCE_NO,
		    "the law applies from 2020-09-18" },
		{ "lgpd", "7 IX", "2020-09-18", FORCE_YES, "" },
		{ "lgpd", "52 I", "2021-07-31", FORCE_NO,
		    "not operative until 2021-08-01" },
		{ "lgpd", "52 I", "2021-08-01", FORCE_YES, "" },
		{ "lgpd", "20 §3", "2026-08-22", FORCE_NO, "vetoed" },
		{ "lgpd", "20 §3", "2010-01-01", FORCE_NO, "vetoed" },
		{ "lgpd", "55-B", "2026-08-22", FORCE_NO,
		    "repealed as of 2022-10-26" },
		{ "lgpd", "55-B", "2021-01-01", FORCE_UNKNOWN,
		    "the catalogue does not hold the text before 2022-10-26" },
		{ "ai-act", "5(1)(a)", "2024-07-31", FORCE_NO,
		    "the law applies from 2024-08-01" },
		{ "ai-act", "5(1)(bb)", "2026-12-01", FORCE_NO,
		    "not operative until 2026-12-02" },
		{ "ai-act", "5(1)(bb)", "2026-12-02", FORCE_YES, "" },
		{ "kr-pipa", "8", "2026-08-22", FORCE_NO, "repealed" },
		{ "kr-pipa", "8", "2024-08-22", FORCE_UNKNOWN,
		    "repealed, on a day not recorded" },
		{ "kr-pipa", "36", "2026-08-22", FORCE_YES, "" },
	};
	struct law_unit u;
	struct force got;
	struct fault f;
	int64_t ms;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_true(
		    catalogue_find(cases[i].instrument, cases[i].path, &u));
		assert_ok(clock_parse_date(cases[i].day, 1, &ms, &f), &f);
		got = force_on(&u, ms);
		if (got.answer != cases[i].answer ||
		    strcmp(got.why, cases[i].why) != 0)
			fail_msg("%s on %s: %s (%s)", u.canonical, cases[i].day,
			    force_word(got.answer), got.why);
		/* The first instant of a day is that day, too. */
		assert_ok(clock_parse_date(cases[i].day, 0, &ms, &f), &f);
		assert_int_equal(force_on(&u, ms).answer, cases[i].answer);
	}
}

/* A reason is given with every answer but yes, for every unit and year. */
static void
test_every_answer_but_yes_has_a_reason(void **state)
{
	static const char *const days[] = { "1999-01-01", "2020-01-01",
		"2022-06-01", "2026-08-22", "2030-01-01" };
	struct law_unit u;
	struct force got;
	struct fault f;
	int64_t ms;
	size_t i, k;

	(void)state;
	for (k = 0; k < sizeof(days) / sizeof(days[0]); k++) {
		assert_ok(clock_parse_date(days[k], 1, &ms, &f), &f);
		for (i = 0; catalogue_at(i, &u) == 0; i++) {
			got = force_on(&u, ms);
			assert_int_equal(
			    got.answer == FORCE_YES, got.why[0] == '\0');
			/* Nobody's law of the list is older than 2011. */
			if (k == 0)
				assert_int_equal(got.answer, FORCE_NO);
		}
	}
}

static void
test_by_its_own_text_the_status_decides(void **state)
{
	struct law_unit u;
	struct force got;
	size_t i;

	(void)state;
	for (i = 0; catalogue_at(i, &u) == 0; i++) {
		got = force_now(&u);
		assert_int_equal(
		    got.answer == FORCE_YES, strcmp(u.status, "in-force") == 0);
		assert_int_equal(got.answer == FORCE_YES, got.why[0] == '\0');
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_unit_is_in_force_on_its_days_only),
		cmocka_unit_test(test_every_answer_but_yes_has_a_reason),
		cmocka_unit_test(test_by_its_own_text_the_status_decides),
	};

	return cmocka_run_group_tests_name("force", tests, NULL, NULL);
}
