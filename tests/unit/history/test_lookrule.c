#include "history/lookrule.h"

#include <string.h>

#include "help/test.h"
#include "net/look.h"

static void
refuses(const char *const *lines, size_t n, const char *words)
{
	struct lookrules r;
	struct fault f = { .kind = FAULT_NONE };

	assert_fault(lookrules_read(lines, n, &r, &f), &f, FAULT_FORMAT, words);
}

static void
test_sets_that_are_none_are_refused_by_line(void **state)
{
	const char *const none[] = { "rule a noise code" };
	const char *const junk[] = { "version 1", "hello" };
	const char *const class[] = { "version 1", "rule a loud code" };
	const char *const how[] = { "version 1", "rule a noise magic" };
	const char *const less[] = { "version 1", "rule a" };
	const char *const twice[] = { "version 1", "rule a noise code",
		"rule a gap code" };
	const char *const lost[] = { "version 1", "= words" };
	const char *const code[] = { "version 1", "rule a gap code", "= x" };
	const char *const zero[] = { "version 0" };
	struct lookrules r;
	struct fault f;

	(void)state;
	refuses(none, 1, "without a version");
	refuses(junk, 2, "line 2: no line of a set of rules");
	refuses(class, 2, "no such class: loud");
	refuses(how, 2, "no such thing: magic");
	refuses(less, 2, "want a name, a class and how");
	refuses(twice, 3, "rule a stands twice");
	refuses(lost, 2, "under no rule that lists phrases");
	refuses(code, 3, "under no rule that lists phrases");
	assert_fault(
	    lookrules_read(zero, 1, &r, &f), &f, FAULT_LIMIT, "line 1");
}

static void
test_the_sets_own_rules_say_something(void **state)
{
	static const char *const judged[] = { "error-status", "no-text",
		"error-page", "few-words", "collapsed", "error-part",
		"same-bytes", "same-text", "known-text", "known-but-noise",
		"first-text", "declared-change", "joined-sources", "new-text",
		"invisible", "protected-address", "contents-list",
		"tracking-label", "font-probe", "flicker", "rendering-date",
		"several", "typography", "numbering", "layout", "moved",
		"contact", "date-line", "heading", "outside", "small-things",
		"not-modified", "person", "as-ruled" };
	const struct lookrules *r;
	struct fault f;
	size_t i;

	(void)state;
	assert_ok(lookrules_own(&r, &f), &f);
	assert_true(r->version > 1);
	for (i = 0; i < r->n; i++)
		assert_true(r->rules[i].says[0] != '\0');
	/* Every name that the program gives is a rule of the set. */
	for (i = 0; i < sizeof(judged) / sizeof(judged[0]); i++)
		if (lookrules_find(r, judged[i]) == NULL)
			fail_msg("no rule %s", judged[i]);
	/* And every end of a look. */
	for (i = 0; i < NET_ENDS; i++)
		if (i != NET_END_OK &&
		    lookrules_find(r, net_end_rule((enum net_end)i)) == NULL)
			fail_msg("no rule %s", net_end_rule((enum net_end)i));
	assert_null(lookrules_find(r, "nonsense"));
}

static void
test_phrases_have_to_fill_the_block(void **state)
{
	const char *const lines[] = { "version 1", "rule a noise only",
		"= log in", "= accept", "= accept all", "+ us" };
	struct lookrules r;
	struct fault f;

	(void)state;
	assert_ok(lookrules_read(lines, 6, &r, &f), &f);
	assert_int_equal(lookrule_only(r.rules, "login", 5), 1);
	assert_int_equal(lookrule_only(r.rules, "loginus", 7), 1);
	/* The longest phrase that begins there, or "all" were left over. */
	assert_int_equal(lookrule_only(r.rules, "acceptalllogin", 14), 1);
	assert_int_equal(lookrule_only(r.rules, "us", 2), 0);
	assert_int_equal(lookrule_only(r.rules, "loginx", 6), 0);
	assert_int_equal(lookrule_only(r.rules, "", 0), 0);
	assert_int_equal(lookrule_is(r.rules, 1, "login", 5), 1);
	assert_int_equal(lookrule_is(r.rules, 1, "us", 2), 0);
	assert_non_null(lookrule_in(r.rules, 0, "xusx", 4));
	assert_null(lookrule_in(r.rules, 0, "xu", 2));
	lookrules_free(&r);
	lookrules_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sets_that_are_none_are_refused_by_line),
		cmocka_unit_test(test_the_sets_own_rules_say_something),
		cmocka_unit_test(test_phrases_have_to_fill_the_block),
	};

	return cmocka_run_group_tests_name("lookrule", tests, NULL, NULL);
}
