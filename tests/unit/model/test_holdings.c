#include "model/holdings.h"

#include <string.h>

#include "help/test.h"

/* Looks as text: "1 1 . 2 1": versions in order, a dot is a gap. */
static size_t
looks_of(const char *s, struct look *out)
{
	size_t n = 0;

	memset(out, 0, 32 * sizeof(*out));
	for (; *s != '\0'; s++) {
		if (*s == ' ')
			continue;
		out[n].id = (int64_t)n + 1;
		out[n].time_utc_ms = (int64_t)(n + 1) * 1000;
		out[n].version = *s == '.' ? 0 : *s - '0';
		out[n].ruling = *s == '.' ? RULING_GAP : RULING_SUBSTANTIVE;
		n++;
	}
	return n;
}

static void
test_no_look_and_gaps_alone_hold_nothing(void **state)
{
	struct look looks[32] = { { 0 } };
	struct arena a = { NULL };
	struct held *h;
	size_t n;

	(void)state;
	h = holdings_of(looks, 0, &a, &n);
	assert_null(h);
	assert_int_equal(n, 0);
	h = holdings_of(looks, looks_of(". . .", looks), &a, &n);
	assert_int_equal(n, 0);
	arena_free(&a);
}

static void
test_a_return_is_a_new_holding_and_a_gap_is_none(void **state)
{
	struct look looks[32];
	struct arena a = { NULL };
	struct held *h;
	size_t n;

	(void)state;
	h = holdings_of(looks, looks_of("1 1 . 1 2 . 1 .", looks), &a, &n);
	assert_int_equal(n, 3);
	assert_int_equal(h[0].version, 1);
	assert_int_equal(h[0].n, 3);
	assert_true(h[0].first == 0 && h[0].last == 3);
	assert_int_equal(h[1].version, 2);
	assert_true(h[1].first == 4 && h[1].last == 4);
	assert_int_equal(h[2].version, 1);
	assert_true(h[2].first == 6 && h[2].last == 6);
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_look_and_gaps_alone_hold_nothing),
		cmocka_unit_test(
		    test_a_return_is_a_new_holding_and_a_gap_is_none),
	};

	return cmocka_run_group_tests_name("holdings", tests, NULL, NULL);
}
