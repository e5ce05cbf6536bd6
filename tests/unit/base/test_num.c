#include "base/num.h"

#include <stdio.h>
#include <string.h>

#include "help/test.h"

static void
test_only_the_exact_form_is_a_number(void **state)
{
	static const char *const cases[] = { "", "-", "+1", " 1", "1 ", "01",
		"-01", "1.0", "0x1", "1e3", "--1", "1-", "one" };
	int64_t v = 7;
	struct fault f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_fault(num_i64(cases[i], -9, 9, "--n", &v, &f), &f,
		    FAULT_FORMAT, "--n: want ");
		assert_int_equal(v, 7);
	}
}

static void
test_bounds_hold_and_are_named(void **state)
{
	int64_t v = 7;
	struct fault f;

	(void)state;
	assert_fault(num_i64("9", 0, 8, "--cosigners", &v, &f), &f, FAULT_LIMIT,
	    "--cosigners: want 0 to 8, have 9");
	assert_fault(num_i64("-1", 0, 8, "n", &v, &f), &f, FAULT_LIMIT,
	    "want 0 to 8, have -1");
	assert_fault(
	    num_i64("9223372036854775808", INT64_MIN, INT64_MAX, "n", &v, &f),
	    &f, FAULT_LIMIT, "have \"9223372036854775808\"");
	assert_int_equal(v, 7);
	assert_ok(
	    num_i64("9223372036854775807", INT64_MIN, INT64_MAX, "n", &v, &f),
	    &f);
	assert_int_equal(v, INT64_MAX);
	assert_ok(num_i64("-12", -12, 0, "n", &v, &f), &f);
	assert_int_equal(v, -12);
	assert_ok(num_i64("0", 0, 0, "n", &v, &f), &f);
	assert_int_equal(v, 0);
}

/* Every bound below a hundred, every number of one to three digits. */
static void
test_digits_never_pass_their_bound(void **state)
{
	char text[8];
	struct fault f;
	int64_t max, n, v;

	(void)state;
	for (max = 0; max < 100; max++) {
		for (n = 0; n < 1000; n++) {
			(void)snprintf(text, sizeof(text), "%02d", (int)n);
			if (num_digits(text, strlen(text), max, "n", &v, &f) ==
			    0)
				assert_int_equal(v, n);
			else
				assert_int_equal(f.kind, FAULT_LIMIT);
			assert_int_equal(num_digits(text, strlen(text), max,
					     "n", &v, &f) == 0,
			    n <= max);
		}
	}
	assert_ok(num_digits("0071", 3, 100, "n", &v, &f), &f);
	assert_int_equal(v, 7);
	assert_fault(num_digits("", 0, 9, "n", &v, &f), &f, FAULT_FORMAT,
	    "have nothing");
}

static void
test_thousands_are_grouped(void **state)
{
	static const struct {
		int64_t v;
		const char *text;
	} cases[] = { { 0, "0" }, { 999, "999" }, { 1000, "1,000" },
		{ -1234567, "-1,234,567" },
		{ INT64_MAX, "9,223,372,036,854,775,807" },
		{ INT64_MIN, "-9,223,372,036,854,775,808" } };
	char out[NUM_GROUPED];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(
		    num_grouped(cases[i].v, out), cases[i].text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_only_the_exact_form_is_a_number),
		cmocka_unit_test(test_bounds_hold_and_are_named),
		cmocka_unit_test(test_digits_never_pass_their_bound),
		cmocka_unit_test(test_thousands_are_grouped),
	};

	return cmocka_run_group_tests_name("num", tests, NULL, NULL);
}
