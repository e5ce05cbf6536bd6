#include "history/holdings.h"

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
	struct holding *h;
	size_t n;

	(void)state;
	holdings_make(looks, 0, &a, &h, &n);
	assert_int_equal(n, 0);
	holdings_make(looks, looks_of(". . .", looks), &a, &h, &n);
	assert_int_equal(n, 0);
	arena_free(&a);
}

static void
test_a_return_is_a_new_holding_and_a_gap_is_none(void **state)
{
	struct look looks[32];
	struct arena a = { NULL };
	struct holding *h;
	size_t n;

	(void)state;
	holdings_make(looks, looks_of("1 1 . 1 2 . 1 .", looks), &a, &h, &n);
	assert_int_equal(n, 3);
	assert_int_equal(h[0].version, 1);
	assert_int_equal(h[0].n_looks, 3);
	assert_true(h[0].first_utc_ms == 1000 && h[0].last_utc_ms == 4000);
	assert_int_equal(h[1].version, 2);
	assert_true(h[1].first_utc_ms == 5000 && h[1].last_utc_ms == 5000);
	assert_int_equal(h[2].version, 1);
	assert_true(h[2].first_utc_ms == 7000 && h[2].last_utc_ms == 7000);
	arena_free(&a);
}

static void
test_looks_count_by_time_and_then_by_id(void **state)
{
	struct look looks[32];
	struct arena a = { NULL };
	struct holding *h;
	size_t n;

	(void)state;
	n = looks_of("1 2 1 2", looks);
	looks[1].time_utc_ms = 9000; /* 1 1 2 2 */
	looks[3].time_utc_ms = 9000;
	holdings_make(looks, n, &a, &h, &n);
	assert_int_equal(n, 2);
	assert_int_equal(h[0].n_looks, 2);
	assert_int_equal(h[1].n_looks, 2);
	looks[0].id = 7; /* the same time as another: the id decides */
	looks[0].time_utc_ms = 9000; /* 1(3) 2(2) 2(4) 1(7) */
	holdings_make(looks, 4, &a, &h, &n);
	assert_int_equal(n, 3);
	assert_int_equal(h[2].version, 1);
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_look_and_gaps_alone_hold_nothing),
		cmocka_unit_test(
		    test_a_return_is_a_new_holding_and_a_gap_is_none),
		cmocka_unit_test(test_looks_count_by_time_and_then_by_id),
	};

	return cmocka_run_group_tests_name("holdings", tests, NULL, NULL);
}
