#include "provision/effective.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "help/page.h"
#include "help/test.h"

/* "2 2025-09-28 Effective September 28, 2025", or "0". */
static const char *
found(const char *lines)
{
	static char out[500];
	char day[CLOCK_TEXT];
	struct effective e;
	struct page p;

	page_written(&p, lines);
	effective_find(&p, &e);
	if (e.kind == EFFECTIVE_NONE) {
		assert_int_equal(e.start, e.end);
		(void)snprintf(out, sizeof(out), "0");
	} else {
		(void)snprintf(out, sizeof(out), "%d %s %.*s", (int)e.kind,
		    clock_day(e.utc_ms, day), (int)(e.end - e.start),
		    p.text + e.start);
	}
	page_free(&p);
	return out;
}

static void
test_dates_of_other_things_are_not_the_texts_own(void **state)
{
	static const char *const none[] = {
		"",
		"# Privacy Policy\nMarch 1, 2026\n",
		"Last updated: July 2026\n",
		"Effective 03/04/2026\n",
		"Effective February 30, 2026\n",
		"The previous version, effective January 1, 2024, is here.\n",
		"Previous version effective January 1, 2024\n",
		"Under the CCPA, effective January 1, 2020, you may ask us.\n",
		"The Act is effective January 1, 2020.\n",
		"We were founded on March 1, 2026 in the city of Example.\n",
		"If you joined before we updated this on March 1, 2026.\n",
		("For all who use the many things that we make and sell in "
		 "shops and on line, we updated March 1, 2026.\n"),
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_string_equal(found(none[i]), "0");
}

static void
test_dates_are_read_in_the_forms_that_policies_use(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "Effective September 28, 2025",
		    "2 2025-09-28 Effective September 28, 2025" },
		{ "Effective July 8, 2026Previous Version",
		    "2 2026-07-08 Effective July 8, 2026" },
		{ "EFFECTIVE DATE: 28th September 2025",
		    "2 2025-09-28 EFFECTIVE DATE: 28th September 2025" },
		{ "Effective as of 27 May 2025",
		    "2 2025-05-27 Effective as of 27 May 2025" },
		{ "This policy is effective on Monday, Sept. 1, 2025.",
		    "2 2025-09-01 effective on Monday, Sept. 1, 2025" },
		{ "These terms take effect on 2025-10-01.",
		    "2 2025-10-01 take effect on 2025-10-01" },
		{ "Effective Date: 11/13/2024",
		    "2 2024-11-13 Effective Date: 11/13/2024" },
		{ "G\xc3\xbcltig ab 1. M\xc3\xa4rz 2026",
		    "2 2026-03-01 G\xc3\xbcltig ab 1. M\xc3\xa4rz 2026" },
		{ "Stand: 01.03.2026", "1 2026-03-01 Stand: 01.03.2026" },
		{ "Zuletzt aktualisiert am 3. Mai 2026",
		    "1 2026-05-03 Zuletzt aktualisiert am 3. Mai 2026" },
		{ "Vigente a partir de 10 de janeiro de 2026",
		    "2 2026-01-10 Vigente a partir de 10 de janeiro de 2026" },
		{ "\xc3\x9altima atualiza\xc3\xa7\xc3\xa3o: 1\xc2\xba de "
		  "mar\xc3\xa7o de 2026",
		    "1 2026-03-01 \xc3\x9altima atualiza\xc3\xa7\xc3\xa3o: "
		    "1\xc2\xba de mar\xc3\xa7o de 2026" },
		{ "Last Updated: Aug 19, 2026",
		    "1 2026-08-19 Last Updated: Aug 19, 2026" },
		{ "UpdatedJanuary 10, 2024",
		    "1 2024-01-10 UpdatedJanuary 10, 2024" },
		{ "Date of Last Revision: May 27, 2023",
		    "1 2023-05-27 Last Revision: May 27, 2023" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(found(cases[i].text), cases[i].want);
}

static void
test_a_date_of_effect_goes_before_a_date_of_writing(void **state)
{
	(void)state;
	assert_string_equal(found("# Terms\nLast updated: March 1, 2026\n"
				  "Effective: April 1, 2026\n"),
	    "2 2026-04-01 Effective: April 1, 2026");
	assert_string_equal(found("# Terms\nEffective: April 1, 2026\n"
				  "Effective: May 1, 2026\n"),
	    "2 2026-04-01 Effective: April 1, 2026");
}

static void
test_a_label_may_have_its_date_in_the_next_block(void **state)
{
	(void)state;
	assert_string_equal(found("Last updated\n1 March 2026\nText.\n"),
	    "1 2026-03-01 Last updated\n1 March 2026");
}

static void
test_only_the_beginning_of_the_text_is_searched(void **state)
{
	char lines[20000];
	size_t n = 0;
	int i;

	(void)state;
	for (i = 0; i < EFFECTIVE_BLOCKS - 1; i++)
		n += (size_t)snprintf(
		    lines + n, sizeof(lines) - n, "A paragraph.\n");
	(void)snprintf(
	    lines + n, sizeof(lines) - n, "Effective: April 1, 2026\n");
	assert_string_equal(
	    found(lines), "2 2026-04-01 Effective: April 1, 2026");
	(void)snprintf(lines + n, sizeof(lines) - n,
	    "One more paragraph.\nEffective: April 1, 2026\n");
	assert_string_equal(found(lines), "0");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_dates_of_other_things_are_not_the_texts_own),
		cmocka_unit_test(
		    test_dates_are_read_in_the_forms_that_policies_use),
		cmocka_unit_test(
		    test_a_date_of_effect_goes_before_a_date_of_writing),
		cmocka_unit_test(
		    test_a_label_may_have_its_date_in_the_next_block),
		cmocka_unit_test(
		    test_only_the_beginning_of_the_text_is_searched),
	};

	return cmocka_run_group_tests_name("effective", tests, NULL, NULL);
}
