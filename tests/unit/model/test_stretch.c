#include "model/stretch.h"

#include <string.h>

#include "help/test.h"

#define DAY INT64_C(86400000)

/* Looks on days that follow each other: "1 1 n . 2", n noise, dot a gap. */
struct desk {
	struct arena arena;
	struct look looks[40];
	struct history h;
	struct stretch s;
};

static void
look_at(struct desk *x, const char *s)
{
	struct look *k;

	arena_free(&x->arena);
	memset(x, 0, sizeof(*x));
	x->h.looks = x->looks;
	for (; *s != '\0'; s++) {
		if (*s == ' ')
			continue;
		k = &x->looks[x->h.n_looks++];
		k->time_utc_ms = (int64_t)x->h.n_looks * DAY;
		k->rule = "same-text";
		k->detail = "";
		k->version = *s == '.' || *s == '!' ? 0
		    : *s == 'n'                     ? 1
						    : *s - '0';
		k->ruling = k->version == 0 ? RULING_GAP
		    : *s == 'n'             ? RULING_NOISE
					    : RULING_SAME;
		if (*s == '.')
			k->detail = "status 503";
		if (*s == '!')
			k->rule = "few-words";
	}
}

static const char *
words(struct desk *x, int from, int to)
{
	stretch_make(&x->h, from * DAY, to * DAY, &x->arena, &x->s);
	return stretch_words(&x->s, &x->arena);
}

static void
test_a_change_between_two_days_is_no_claim_of_none(void **state)
{
	static struct desk x;

	(void)state;
	look_at(&x, "1 2 1");
	assert_null(words(&x, 1, 3));
	/* Nor does one hold before anything was seen. */
	assert_null(words(&x, 0, 1));
	look_at(&x, ". .");
	assert_null(words(&x, 1, 2));
	arena_free(&x.arena);
}

static void
test_looks_gaps_and_silence_are_counted(void **state)
{
	static struct desk x;

	(void)state;
	look_at(&x, "1 1 n . . ! 1");
	assert_string_equal(words(&x, 1, 9),
	    "No change from 2 January 1970 to 10 January 1970: 7 looks, of "
	    "which 4 verified the same text (1 but for noise), 3 gaps (status "
	    "503, 2 times; few-words); the longest stretch without a look is "
	    "2 days");
	assert_int_equal(x.s.n_looks, x.s.n_same + x.s.n_noise + x.s.n_gaps);
	arena_free(&x.arena);
}

static void
test_a_stretch_without_looks_says_so(void **state)
{
	static struct desk x;

	(void)state;
	look_at(&x, "1");
	assert_string_equal(words(&x, 3, 8),
	    "No change from 4 January 1970 to 9 January 1970: no looks; the "
	    "longest stretch without a look is 5 days");
	/* One look, and the day begins after it: hours to its end. */
	assert_string_equal(words(&x, 1, 2),
	    "No change from 2 January 1970 to 3 January 1970: 1 look, which "
	    "verified the same text, no gaps; the longest stretch without a "
	    "look is 24 hours");
	/* What lies before the stretch is not its silence. */
	look_at(&x, "1");
	x.looks[1] = x.looks[0];
	x.looks[1].time_utc_ms = 20 * DAY;
	x.h.n_looks = 2;
	(void)words(&x, 18, 20);
	assert_true(x.s.longest_ms == 2 * DAY);
	arena_free(&x.arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_a_change_between_two_days_is_no_claim_of_none),
		cmocka_unit_test(test_looks_gaps_and_silence_are_counted),
		cmocka_unit_test(test_a_stretch_without_looks_says_so),
	};

	return cmocka_run_group_tests_name("stretch", tests, NULL, NULL);
}
