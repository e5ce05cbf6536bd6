#include "net/robots.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "help/test.h"

static void
judged(const char *text, const char *path, bool allowed, const char *rule)
{
	struct robots_answer a;

	robots_judge(text, strlen(text), "proviso", path, &a);
	if (a.allowed != allowed || strcmp(a.rule, rule) != 0)
		fail_msg("%s: have %d, \"%s\"", path, a.allowed, a.rule);
}

static void
test_a_file_that_costs_too_much_is_not_obeyed_by_halves(void **state)
{
	struct robots_answer a;
	int64_t began = clock_steady_ms();
	char *text = malloc(ROBOTS_MAX), *path = malloc(8001);
	size_t n, i;

	(void)state;
	n = (size_t)snprintf(text, ROBOTS_MAX, "User-agent: *\n");
	while (n + 4100 < ROBOTS_MAX) {
		n += (size_t)snprintf(text + n, ROBOTS_MAX - n, "Disallow: *");
		for (i = 0; i < 4000; i++)
			text[n++] = 'a';
		n += (size_t)snprintf(text + n, ROBOTS_MAX - n, "b\n");
	}
	memset(path, 'a', 8000);
	path[0] = '/';
	path[8000] = '\0';
	robots_judge(text, n, "proviso", path, &a);
	assert_false(a.allowed);
	assert_string_equal(a.rule, "it takes too long to read");
	assert_true(clock_steady_ms() - began < 5000);
	free(text);
	free(path);
}

static void
test_what_is_no_rule_says_nothing(void **state)
{
	(void)state;
	judged("", "/x", true, "");
	judged("<html>Disallow: /</html>", "/x", true, "");
	judged("Disallow: /\n", "/x", true, "");
	judged("User-agent: *\nDisallow:\n", "/x", true, "");
	judged("User-agent: *\nDisallow /\nCrawl-delay: 10\n", "/x", true, "");
	judged("User-agent: *\n# Disallow: /\n", "/x", true, "");
}

/*= RFC 9309 section 2.2.1: only where no group names us, that of * */
static void
test_the_group_that_names_us_counts_and_else_that_of_all(void **state)
{
	static const char file[] = "User-agent: other\nDisallow: /\n\n"
				   "User-agent: PROVISO\nDisallow: /a\n\n"
				   "User-agent: *\nDisallow: /b\n"
				   "User-agent: proviso/2.0\nDisallow: /c\n";

	(void)state;
	judged(file, "/a1", false, "Disallow: /a (line 5)");
	judged(file, "/b1", true, "");
	judged(file, "/c1", false, "Disallow: /c (line 10)");
	judged("User-agent: a\nUser-agent: *\nDisallow: /\n", "/", false,
	    "Disallow: / (line 3)");
	judged("User-agent: provisory\nDisallow: /\n", "/", true, "");
}

/*= RFC 9309 section 2.2.2: the most octets win, allow wins a tie */
static void
test_the_longest_rule_wins_and_allow_a_tie(void **state)
{
	static const char file[] =
	    "User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /a/b/c\n"
	    "Disallow: /t\nAllow: /t\n";

	(void)state;
	judged(file, "/a/x", false, "Disallow: /a (line 2)");
	judged(file, "/a/b/x", true, "Allow: /a/b (line 3)");
	judged(file, "/a/b/c", false, "Disallow: /a/b/c (line 4)");
	judged(file, "/t", true, "Allow: /t (line 6)");
}

/*= RFC 9309 section 2.2.3: "*" is any run of octets, "$" the end */
static void
test_stars_and_the_end(void **state)
{
	static const struct {
		const char *pattern, *path;
		bool fits;
	} cases[] = {
		{ "/a*b", "/axxb", true },
		{ "/a*b", "/axx", false },
		{ "/*.pdf$", "/x/y.pdf", true },
		{ "/*.pdf$", "/x/y.pdf?z", false },
		{ "*/private", "/x/private/y", true },
		{ "/x$", "/x", true },
		{ "/x$", "/xy", false },
		{ "/a*a$", "/a", false },
		{ "/a**b", "/ab", true },
		{ "/*", "/", true },
		{ "$", "/", false },
	};
	char file[100];
	struct robots_answer a;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		(void)snprintf(file, sizeof(file),
		    "User-agent: *\nDisallow: %s\n", cases[i].pattern);
		robots_judge(file, strlen(file), "proviso", cases[i].path, &a);
		if (a.allowed == cases[i].fits)
			fail_msg("%s on %s", cases[i].pattern, cases[i].path);
	}
}

/*= RFC 9309 section 2.2.2: octets are compared percent-encoded */
static void
test_octets_are_compared_percent_encoded(void **state)
{
	(void)state;
	judged("User-agent: *\nDisallow: /a/%62\n", "/a/b", false,
	    "Disallow: /a/%62 (line 2)");
	judged("User-agent: *\nDisallow: /\xe3\x83\x84\n", "/%E3%83%84", false,
	    "Disallow: /??? (line 2)");
	judged("User-agent: *\nDisallow: /a%2fb\n", "/a%2Fb", false,
	    "Disallow: /a%2fb (line 2)");
	judged("User-agent: *\nDisallow: /a%2fb\n", "/a/b", true, "");
}

static void
test_lines_end_in_three_ways_and_a_mark_may_stand_before(void **state)
{
	(void)state;
	judged("\xef\xbb\xbfUser-agent: *\r\nDisallow: /a\r\n", "/a", false,
	    "Disallow: /a (line 2)");
	judged("User-agent: *\rDisallow: /a\r", "/a", false,
	    "Disallow: /a (line 2)");
	judged("user-AGENT : * # all\n  disallow\t: /a # no\n", "/a", false,
	    "Disallow: /a (line 2)");
	/*= RFC 9309 section 2.2.2: /robots.txt itself is allowed */
	judged("User-agent: *\nDisallow: /\n", "/robots.txt", true, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_a_file_that_costs_too_much_is_not_obeyed_by_halves),
		cmocka_unit_test(test_what_is_no_rule_says_nothing),
		cmocka_unit_test(
		    test_the_group_that_names_us_counts_and_else_that_of_all),
		cmocka_unit_test(test_the_longest_rule_wins_and_allow_a_tie),
		cmocka_unit_test(test_stars_and_the_end),
		cmocka_unit_test(test_octets_are_compared_percent_encoded),
		cmocka_unit_test(
		    test_lines_end_in_three_ways_and_a_mark_may_stand_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
