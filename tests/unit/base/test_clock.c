#include "base/clock.h"

#include <stdio.h>
#include <string.h>

#include "help/test.h"

/*= RFC 3339 section 5.6: date-time, any offset; seconds may have a fraction. */
static void
test_what_is_no_date_is_refused(void **state)
{
	static const char *const cases[] = { "", "2026", "2026-08-22",
		"2026-08-22T", "2026-08-22T19:02", "2026-08-22T19:02:08",
		"2026-08-22T19:02:08.Z", "2026-08-22T19:02:08+5:30",
		"2026-08-22T19:02:08+24:00", "2026-08-22T19:02:08+05:60",
		"2026-08-22T19:02:08Z ", " 2026-08-22T19:02:08Z",
		"2026-08-22_19:02:08Z", "2026-8-22T19:02:08Z",
		"2026-08-22T24:00:00Z", "2026-08-22T19:60:08Z",
		"2026-08-22T19:02:61Z", "2026-13-01T00:00:00Z",
		"2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z",
		"2026-04-31T00:00:00Z", "2026-02-29T00:00:00Z",
		"1900-02-29T00:00:00Z", "+2026-01-01T00:00:00Z",
		"0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01" };
	int64_t t = 7;
	struct fault f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (clock_parse(cases[i], &t, &f) == 0)
			fail_msg("read as a date: \"%s\"", cases[i]);
		assert_int_equal(f.kind, FAULT_FORMAT);
		assert_int_equal(t, 7);
	}
}

static void
test_dates_of_any_offset_are_one_instant(void **state)
{
	static const struct {
		const char *text, *utc;
	} cases[] = {
		{ "2026-08-22T19:02:08Z", "2026-08-22T19:02:08Z" },
		{ "2026-08-22t19:02:08z", "2026-08-22T19:02:08Z" },
		{ "2026-08-22 19:02:08Z", "2026-08-22T19:02:08Z" },
		{ "2026-08-22T00:32:08+05:30", "2026-08-21T19:02:08Z" },
		{ "2026-12-31T23:30:00-00:45", "2027-01-01T00:15:00Z" },
		{ "2026-08-22T19:02:08.5Z", "2026-08-22T19:02:08.500Z" },
		{ "2026-08-22T19:02:08.0009Z", "2026-08-22T19:02:08Z" },
		{ "2026-08-22T19:02:08.123456Z", "2026-08-22T19:02:08.123Z" },
		{ "2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z" },
		{ "2000-02-29T00:00:00Z", "2000-02-29T00:00:00Z" },
		{ "1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z" },
		{ "0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z" },
		{ "9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z" },
	};
	char out[CLOCK_TEXT];
	int64_t t, again;
	struct fault f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_ok(clock_parse(cases[i].text, &t, &f), &f);
		assert_string_equal(clock_rfc3339(t, out), cases[i].utc);
		assert_ok(clock_parse(out, &again, &f), &f);
		assert_int_equal(again, t);
	}
	assert_ok(clock_parse("1970-01-01T00:00:00Z", &t, &f), &f);
	assert_int_equal(t, 0);
}

static void
test_a_day_is_its_first_instant_or_its_last(void **state)
{
	int64_t first, last;
	struct fault f;

	(void)state;
	assert_ok(clock_parse_date("2024-02-29", 0, &first, &f), &f);
	assert_ok(clock_parse_date("2024-02-29", 1, &last, &f), &f);
	assert_int_equal(first, INT64_C(1709164800000));
	assert_int_equal(last - first, 86399999);
	assert_ok(clock_parse_date("2024-02-29T12:00:00Z", 1, &last, &f), &f);
	assert_int_equal(last - first, 43200000);
	assert_fault(clock_parse_date("2023-02-29", 0, &first, &f), &f,
	    FAULT_FORMAT, "2023-02-29");
	assert_fault(clock_parse_date("2024/02/29", 0, &first, &f), &f,
	    FAULT_FORMAT, "want YYYY-MM-DD");
}

/* The calendar repeats after 400 years, so all of its days are here. */
static void
test_every_day_of_400_years_follows_the_one_before(void **state)
{
	const int64_t day = INT64_C(86400000);
	struct civil was = { 1800, 1, 1, 0, 0, 0, 0 }, is;
	int64_t t = clock_from_civil(&was), i;

	(void)state;
	for (i = 1; i <= 146097; i++) {
		is = clock_civil(t + i * day);
		assert_int_equal(clock_from_civil(&is), t + i * day);
		if (is.day == was.day + 1) {
			assert_int_equal(is.month, was.month);
		} else {
			assert_int_equal(is.day, 1);
			assert_true(was.day >= 28);
			assert_int_equal(is.month, was.month % 12 + 1);
		}
		was = is;
	}
	assert_int_equal(was.year, 2200);
	is = clock_civil(t + 146097 * day - 1);
	assert_int_equal(is.ms, 999);
	assert_int_equal(is.day, 31);
}

static void
test_a_time_has_the_forms_that_are_printed(void **state)
{
	const int64_t t = INT64_C(1787425328000); /* 2026-08-22 19:02:08 */
	char out[CLOCK_TEXT];

	(void)state;
	assert_string_equal(clock_rfc3339(t, out), "2026-08-22T19:02:08Z");
	assert_string_equal(clock_day(t, out), "2026-08-22");
	assert_string_equal(clock_minute(t, out), "2026-08-22 19:02");
	assert_string_equal(clock_second(t, out), "2026-08-22 19:02:08");
	assert_string_equal(clock_prose(t, out), "22 August 2026");
	assert_string_equal(clock_pdf(t, out), "D:20260822190208Z");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_no_date_is_refused),
		cmocka_unit_test(test_dates_of_any_offset_are_one_instant),
		cmocka_unit_test(test_a_day_is_its_first_instant_or_its_last),
		cmocka_unit_test(
		    test_every_day_of_400_years_follows_the_one_before),
		cmocka_unit_test(test_a_time_has_the_forms_that_are_printed),
	};

	return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
