#include "model/verdict.h"

#include <string.h>

#include "help/test.h"

/* Answers in one letter: y n u -, and p for a permitted no. */
static void
put(struct verdict *v, char c)
{
	verdict_set(v,
	    c == 'y'       ? VERDICT_YES
		: c == 'u' ? VERDICT_UNKNOWN
		: c == '-' ? VERDICT_NOT_APPLICABLE
			   : VERDICT_NO,
	    c == 'y' ? "" : "why");
	v->permitted = c == 'p';
}

/* "yyyyy yyy": five of a signature, a blank, three of the packet; more
 * signatures stand before, each five. */
static int
status_of_letters(const char *letters, char *line, size_t n)
{
	struct verdict_signature sigs[4];
	struct verdict packet[3];
	size_t i, n_sigs = 0;

	while (*letters != ' ') {
		for (i = 0; i < 5; i++)
			put(&sigs[n_sigs].v[i], *letters++);
		n_sigs++;
	}
	for (i = 0; i < 3; i++)
		put(&packet[i], letters[1 + i]);
	return verdict_status(sigs, n_sigs, packet, line, n);
}

/* The paragraph on status in CLI.md, row by row.  Order of letters: INTACT,
 * COVERS, UNCHANGED, TRUSTED, TIMESTAMPED; LOGGED, EVIDENCE, FRESH. */
static void
test_the_status_is_that_of_the_contract(void **state)
{
	static const struct {
		const char *letters;
		int status;
		const char *words;
	} cases[] = {
		{ " ---", 1, "no: the file has no signature" },
		{ "yyyyy yyy", 0, "yes: signed by a trusted signer" },
		{ "yyyyy ---", 0, "yes: signed by a trusted signer" },
		{ "nyyyy yyy", 1, "no: a signature does not hold" },
		{ "uyyyy yyy", 1, "no: a signature could not be checked" },
		{ "ynyyy yyy", 1, "no: a signature does not cover" },
		{ "ypyyy yyy", 0, "yes: " },
		{ "yynyy yyy", 1, "no: the file was changed after" },
		{ "ypnyy yyy", 1, "no: the file was changed after" },
		{ "yyyny yyy", 5, "not trusted: intact, but a signer is not" },
		{ "yyyuy yyy", 5, "not trusted: intact; whether" },
		{ "yyyyy nyy", 6, "no: signed, not logged" },
		{ "yyyyy yny", 1, "no: the evidence inside does not match" },
		/* one before the other */
		{ "yyyny nyy", 6, "no: signed, not logged" },
		{ "yyyny nny", 1, "no: the evidence inside does not match" },
		{ "nyyyy nny", 1, "no: a signature does not hold" },
		{ "yyyyy nny", 1, "no: the evidence inside does not match" },
		/* what never changes it */
		{ "yyyyn yyy", 0, "no time stamp proves when" },
		{ "yyyyu yyy", 0, "no time stamp proves when" },
		{ "yyyyy yyn", 0, "it was revoked or replaced" },
		{ "yyyyy yyu", 0, "whether it was revoked or replaced is not" },
		{ "yyyyy yuy", 0, "whether the evidence inside matches is" },
		{ "yyyyy uyy", 0, "whether it was logged is not known" },
		{ "yuyyy yyy", 0, "yes: " },
		{ "yyuyy yyy", 0, "yes: " },
		/* several signatures: the worst decides */
		{ "yyyyyyyyyy ---", 0, "yes: " },
		{ "yyyyyyyyny ---", 5, "not trusted: intact, but" },
		{ "yyynynyyyy ---", 1, "no: a signature does not hold" },
		{ "nyyyyyyyny ---", 1, "no: a signature does not hold" },
		{ "yyyyyyynyy ---", 1, "no: the file was changed" },
	};
	char line[400];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int got =
		    status_of_letters(cases[i].letters, line, sizeof(line));

		if (got != cases[i].status)
			fail_msg("%s: %d, want %d", cases[i].letters, got,
			    cases[i].status);
		if (strstr(line, cases[i].words) == NULL)
			fail_msg("%s: no \"%s\" in: %s", cases[i].letters,
			    cases[i].words, line);
	}
}

/* Whatever the answers, 0 only where nothing says no or "not settled". */
static void
test_no_combination_passes_that_must_not(void **state)
{
	static const char all[] = "ynup";
	char letters[10] = "yyyyy yyy", line[400];
	unsigned n, k;
	int got;

	(void)state;
	for (n = 0; n < 4u * 4 * 4 * 4 * 4 * 4; n++) {
		unsigned rest = n;

		for (k = 0; k < 4; k++, rest /= 4)
			letters[k] = all[rest % 4];
		for (k = 6; k < 8; k++, rest /= 4)
			letters[k] = all[rest % 4];
		got = status_of_letters(letters, line, sizeof(line));
		if (got != 0)
			continue;
		assert_int_equal(letters[0], 'y');
		assert_true(letters[1] != 'n');
		assert_true(letters[2] == 'y' || letters[2] == 'u');
		assert_int_equal(letters[3], 'y');
		assert_true(letters[6] == 'y' || letters[6] == 'u');
		assert_true(letters[7] == 'y' || letters[7] == 'u');
	}
}

static void
test_a_short_line_is_cut_and_not_overrun(void **state)
{
	char line[20];

	(void)state;
	assert_int_equal(status_of_letters("yyyyn uuu", line, sizeof(line)), 0);
	assert_int_equal(strlen(line), sizeof(line) - 1);
}

static void
test_of_two_statuses_the_worse_stays(void **state)
{
	static const int order[] = { 0, 5, 6, 1, 3 };
	size_t i, k;

	(void)state;
	for (i = 0; i < 5; i++)
		for (k = 0; k < 5; k++)
			assert_int_equal(verdict_worse(order[i], order[k]),
			    order[i > k ? i : k]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_status_is_that_of_the_contract),
		cmocka_unit_test(test_no_combination_passes_that_must_not),
		cmocka_unit_test(test_a_short_line_is_cut_and_not_overrun),
		cmocka_unit_test(test_of_two_statuses_the_worse_stays),
	};

	return cmocka_run_group_tests_name("verdict", tests, NULL, NULL);
}
