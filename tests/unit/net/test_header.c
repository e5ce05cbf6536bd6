#include "net/header.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "help/test.h"

#define HEAD "HTTP/1.1 200 OK\r\n"

static void
test_folded_lines_and_bodies_are_no_fields(void **state)
{
	static const char head[] =
	    HEAD "X: 1\r\n Location: /folded\r\n\r\nLocation: /body\r\n";
	struct header_span v;
	size_t at = 0;

	(void)state;
	assert_false(header_next(head, sizeof(head) - 1, "Location", &at, &v));
}

static void
test_fields_are_found_in_any_case_and_trimmed(void **state)
{
	static const char head[] =
	    HEAD "location:\t/a \r\nLocations: /no\nLOCATION:/b\n\n";
	struct header_span v;
	size_t at = 0;

	(void)state;
	assert_true(header_next(head, sizeof(head) - 1, "Location", &at, &v));
	assert_int_equal(v.n, 2);
	assert_memory_equal(v.p, "/a", 2);
	assert_true(header_next(head, sizeof(head) - 1, "Location", &at, &v));
	assert_memory_equal(v.p, "/b", 2);
	assert_false(header_next(head, sizeof(head) - 1, "Location", &at, &v));
	assert_false(header_only(head, sizeof(head) - 1, "Location", &v));
}

/*= RFC 9110 section 8.6: lengths that differ are not to be believed */
static void
test_lengths_that_differ_clash(void **state)
{
	static const struct {
		const char *head;
		bool clash;
	} cases[] = {
		{ HEAD "\r\n", false },
		{ HEAD "Content-Length: 5\r\n\r\n", false },
		{ HEAD "Content-Length: 5\r\nContent-Length: 5\r\n\r\n",
		    false },
		{ HEAD "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", true },
		{ HEAD "Content-Length: 5, 5\r\n\r\n", true },
		{ HEAD "Content-Length: -5\r\n\r\n", true },
		{ HEAD "Content-Length: 0x5\r\n\r\n", true },
		{ HEAD "Content-Length:\r\n\r\n", true },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (header_lengths_clash(
			cases[i].head, strlen(cases[i].head)) != cases[i].clash)
			fail_msg("%s", cases[i].head);
}

static void
test_values_are_joined_and_end_at_a_nul(void **state)
{
	static const char head[] = HEAD
	    "Content-Encoding: gzip\r\nX: y\r\ncontent-encoding: br\0x\r\n\r\n";
	char *all = header_all(head, sizeof(head) - 1, "Content-Encoding");

	(void)state;
	assert_string_equal(all, "gzip, br");
	free(all);
	all = header_all(head, sizeof(head) - 1, "Absent");
	assert_string_equal(all, "");
	free(all);
}

/*= RFC 9110 section 5.6.7: Sun, 06 Nov 1994 08:49:37 GMT */
static void
test_dates_have_one_form(void **state)
{
	static const char *const bad[] = { "Sunday, 06-Nov-94 08:49:37 GMT",
		"Sun Nov  6 08:49:37 1994", "Sun, 6 Nov 1994 08:49:37 GMT",
		"Sun, 06 Nov 1994 24:49:37 GMT",
		"Sun, 06 Nix 1994 08:49:37 GMT",
		"Sun, 00 Nov 1994 08:49:37 GMT",
		"Sun, 06 Nov 1994 08:49:37 UTC", "" };
	char text[CLOCK_TEXT];
	size_t i;

	(void)state;
	assert_string_equal(clock_rfc3339(header_date("Sun, 06 Nov 1994 "
						      "08:49:37 GMT",
					      29),
				text),
	    "1994-11-06T08:49:37Z");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (header_date(bad[i], strlen(bad[i])) != -1)
			fail_msg("%s", bad[i]);
}

static int64_t
waits(const char *value)
{
	char head[200];

	(void)snprintf(
	    head, sizeof(head), HEAD "Retry-After: %s\r\n\r\n", value);
	/* 1994-11-06T08:49:37Z */
	return header_retry_after(head, strlen(head), INT64_C(784111777000));
}

static void
test_a_wait_is_seconds_or_a_date_and_has_an_end(void **state)
{
	(void)state;
	assert_int_equal(waits("0"), 0);
	assert_int_equal(waits("120"), 120000);
	assert_int_equal(waits("99999999999999999999"), 86400000);
	assert_int_equal(waits("Sun, 06 Nov 1994 08:49:47 GMT"), 10000);
	assert_int_equal(waits("Sun, 06 Nov 1994 08:40:00 GMT"), 0);
	assert_int_equal(waits("Sun, 06 Nov 2094 08:49:37 GMT"), 86400000);
	assert_int_equal(waits("soon"), -1);
	assert_int_equal(waits("-1"), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_folded_lines_and_bodies_are_no_fields),
		cmocka_unit_test(test_fields_are_found_in_any_case_and_trimmed),
		cmocka_unit_test(test_lengths_that_differ_clash),
		cmocka_unit_test(test_values_are_joined_and_end_at_a_nul),
		cmocka_unit_test(test_dates_have_one_form),
		cmocka_unit_test(
		    test_a_wait_is_seconds_or_a_date_and_has_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
