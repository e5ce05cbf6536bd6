#include "text/selector.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/jv.h"
#include "help/test.h"

/* The ids of what css selects in html, with a blank between. */
static void
assert_selects(const char *html, const char *css, const char *want)
{
	const struct selector *s;
	unsigned char *marks;
	const char *gap, *id;
	struct arena a;
	struct fault f;
	struct buf have;
	struct dom d;
	uint32_t i;

	arena_init(&a);
	buf_init(&have, 4096);
	assert_ok(dom_parse(&a, html, strlen(html), &d, &gap, &f), &f);
	assert_null(gap);
	assert_ok(selector_parse(&a, css, &s, &f), &f);
	marks = arena_new(&a, d.n, 1);
	(void)selector_mark(s, &d, &a, marks);
	for (i = 0; i < d.n; i++) {
		if (!marks[i])
			continue;
		id = dom_attr(&d.nodes[i], "id");
		buf_fmt(&have, "%s%s", have.len > 0 ? " " : "",
		    id != NULL ? id : "?");
	}
	buf_str(&have, "");
	if (have.data == NULL || strcmp((char *)have.data, want) != 0)
		if (*want != '\0' || have.len > 0)
			fail_msg("%s: have \"%s\", want \"%s\"", css,
			    have.data == NULL ? "" : (char *)have.data, want);
	buf_free(&have);
	arena_free(&a);
}

static const char page[] =
    "<!DOCTYPE html><body id=b><div id=d1 class='x y'><p id=p1>1</p>t"
    "<p id=p2 class=Y>2</p><h2 id=h1>h</h2><p id=p3 lang=en-US>3</p></div>"
    "<div id=d2 class='xl:sticky z'><ul id=u1><li id=l1>a<li id=l2>b"
    "<li id=l3>c<li id=l4>d</ul><a id=a1 href='#top-of-page' title='A \"b\"'>"
    "x</a><my-tag id=m1 data-x=''></my-tag></div>";

/*= Selectors 4 section 6: the values that select, an empty one often nothing */
static void
test_simple_selectors(void **state)
{
	static const struct {
		const char *css, *want;
	} cases[] = {
		{ "p", "p1 p2 p3" },
		{ "P", "p1 p2 p3" },
		{ "#p2", "p2" },
		{ ".x", "d1" },
		{ ".y", "d1" },
		{ ".Y", "p2" },
		{ ".xl\\:sticky", "d2" },
		{ ".\\78 l\\3a sticky", "d2" },
		{ "div.x.y#d1", "d1" },
		{ "my-tag", "m1" },
		{ "*.z > *", "u1 a1 m1" },
		{ "[href]", "a1" },
		{ "[HREF='#top-of-page']", "a1" },
		{ "a[href=\\#top-of-page]", "a1" },
		{ "[href*=op-]", "a1" },
		{ "[href^='#top']", "a1" },
		{ "[href$=page]", "a1" },
		{ "[href$=PAGE]", "" },
		{ "[href$=PAGE i]", "a1" },
		{ "[class~=z]", "d2" },
		{ "[class~='x y']", "" },
		{ "[lang|=en]", "p3" },
		{ "[lang|=e]", "" },
		{ "[title='A \\\"b\\\"']", "a1" },
		{ "[data-x='']", "m1" },
		{ "[data-x^='']", "" },
		{ "[data-x*='']", "" },
		{ "[data-x~='']", "" },
		{ "p, #p2 , h2", "p1 p2 h1 p3" },
		{ "/* c */ div/* > */ /**/> .Y", "p2" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_selects(page, cases[i].css, cases[i].want);
}

static void
test_combinators(void **state)
{
	static const struct {
		const char *css, *want;
	} cases[] = {
		{ "div p", "p1 p2 p3" },
		{ "body > p", "" },
		{ "body p", "p1 p2 p3" },
		{ "p + p", "p2" },
		{ "p+h2+p", "p3" },
		{ "p ~ p", "p2 p3" },
		{ "h2 ~ p", "p3" },
		{ "html>body>div>ul>li", "l1 l2 l3 l4" },
		{ "div div", "" },
		{ ".x ~ div li + li ~ li", "l3 l4" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_selects(page, cases[i].css, cases[i].want);
	/* What needs a second try: the nearest div has no section above. */
	assert_selects("<section id=s><div class=a><div><p id=p></div></div>",
	    "section > div p", "p");
	assert_selects("<div><section><div><p id=p></div></section></div>",
	    "section > div > p", "p");
}

/*= CSS Syntax 3 section 6: odd, even, b, an, an + b */
static void
test_structural_pseudo_classes(void **state)
{
	static const struct {
		const char *css, *want;
	} cases[] = {
		{ "li:first-child", "l1" },
		{ "li:last-child", "l4" },
		{ "li:nth-child(2)", "l2" },
		{ "li:nth-child(odd)", "l1 l3" },
		{ "li:nth-child(EVEN)", "l2 l4" },
		{ "li:nth-child(n+3)", "l3 l4" },
		{ "li:nth-child(-n + 2)", "l1 l2" },
		{ "li:nth-child( 3n - 2 )", "l1 l4" },
		{ "li:nth-child(+2n+1)", "l1 l3" },
		{ "li:nth-child(0n+2)", "l2" },
		{ "li:nth-child(-1)", "" },
		{ "li:nth-last-child(-n+2)", "l3 l4" },
		{ "p:nth-of-type(3)", "p3" },
		{ "p:nth-last-of-type(3)", "p1" },
		{ "h2:first-of-type", "h1" },
		{ "p:last-of-type", "p3" },
		{ "h2:only-of-type", "h1" },
		{ "p:first-child", "p1" },
		{ "h2:first-child", "" },
		{ "ul:only-child", "" },
		{ "my-tag:empty", "m1" },
		{ "div:not(.x)", "d2" },
		{ "div > *:not(p, h2):not(ul)", "a1 m1" },
		{ "li:not(:first-child):not(:nth-child(2))", "l3 l4" },
		{ "div:is(.x, #d2) > :where(h2, a)", "h1 a1" },
		{ ":root > body", "b" },
		/* What is open at the end is closed there. */
		{ "[data-x", "m1" },
		{ "[href='#top-of-page'", "a1" },
		{ "[href='#top-of-page", "a1" },
		{ "[href=\"#top-of-page\\", "a1" },
		{ "[href$=page", "a1" },
		{ "h2:not(.x", "h1" },
		{ "li:nth-child(2", "l2" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_selects(page, cases[i].css, cases[i].want);
	assert_selects("<p id=a><b id=b>1</b></p>", "b:only-child", "b");
}

static void
test_a_page_in_quirks_mode_knows_no_case(void **state)
{
	(void)state;
	assert_selects("<p id=A class=Big>", ".big#a", "A");
	assert_selects("<!DOCTYPE html><p id=A class=Big>", ".big#a", "");
}

static void
test_what_is_not_supported_is_named(void **state)
{
	static const struct {
		const char *css, *words;
	} cases[] = {
		{ "a:has(b)", "not supported, at byte 1: \":has(b)\"" },
		{ "p:hover", "not supported, at byte 1: \":hover\"" },
		{ "p::before", "pseudo-elements" },
		{ "p:nth-child(2 of .x)", "not supported" },
		{ "p:nth-child(x)", "want an+b" },
		{ "p:nth-child(99999999)", "want an+b" },
		{ "p:not(:not(a))", "a list within a list" },
		{ "p:not(a b)", "combinators in a list" },
		{ "p:not", "not supported" },
		{ "p:first-child(1)", "not supported" },
		{ "svg|a", "namespaces" },
		{ "*|a", "namespaces" },
		{ "[a|b]", "not understood" },
		{ "", "ends too early at byte 0" },
		{ "p,", "ends too early at byte 2" },
		{ "p >", "ends too early" },
		{ "> p", "not understood" },
		{ "p > > q", "not understood" },
		{ ".", "want a name" },
		{ ".2x", "want a name" },
		{ "#", "want a name" },
		{ "p]", "not understood" },
		{ "[a=b c", "without \"]\"" },
		{ "[a='b' c]", "without \"]\"" },
		{ "p:not(", "ends too early" },
		{ "p/**/.x", "not understood" },
		{ "[a=", "want a value" },
		{ "[a='b\nc']", "a string without end" },
		{ "[a=b'c]", "needs quotes" },
		{ "p{}", "not understood" },
		{ "p\\", "not understood" },
		{ "\xff", "not UTF-8" },
	};
	const struct selector *s;
	struct arena a;
	struct fault f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		arena_init(&a);
		assert_fault(selector_parse(&a, cases[i].css, &s, &f), &f,
		    FAULT_FORMAT, cases[i].words);
		arena_free(&a);
	}
	assert_ok(selector_check("", &f), &f);
}

static void
test_a_long_selector_is_refused_and_a_hard_one_is_quick(void **state)
{
	char *css = malloc(70000);
	struct fault f;
	size_t i;

	(void)state;
	memset(css, 'a', 70000);
	css[69999] = '\0';
	assert_fault(selector_check(css, &f), &f, FAULT_LIMIT, "at most 65536");
	for (i = 0; i < 64; i++)
		memcpy(css + 2 * i, "a ", 2);
	memcpy(css + 128, "a", 2);
	assert_fault(selector_check(css, &f), &f, FAULT_LIMIT, "at most 63");
	/* Twenty levels that a matcher with second tries takes years for. */
	css[0] = '\0';
	for (i = 0; i < 20; i++)
		strcat(css, "div ");
	strcat(css, "p");
	assert_selects(
	    "<div><div><div><div><div><div><div><div><div><div><div><div><div>"
	    "<div><div><div><div><div><div><div><i id=x></i><p id=y>",
	    css, "y");
	free(css);
}

static void
test_all_real_selectors_parse(void **state)
{
	const char *shared = getenv("SHARED");
	struct jv *list = NULL;
	struct fault f;
	struct buf b;
	char path[1024];
	size_t i;

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/ota/selectors.json",
	    shared != NULL ? shared : "../shared");
	if (!file_exists(path)) {
		print_message("skipped: no %s\n", path);
		skip();
	}
	buf_init(&b, 1 << 20);
	assert_ok(file_read(path, &b, &f), &f);
	assert_ok(jv_parse(b.data, b.len, &list, &f), &f);
	assert_int_equal(jv_count(list), 1123);
	for (i = 0; i < jv_count(list); i++)
		assert_ok(selector_check(jv_text(jv_at(list, i)), &f), &f);
	jv_free(list);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_simple_selectors),
		cmocka_unit_test(test_combinators),
		cmocka_unit_test(test_structural_pseudo_classes),
		cmocka_unit_test(test_a_page_in_quirks_mode_knows_no_case),
		cmocka_unit_test(test_what_is_not_supported_is_named),
		cmocka_unit_test(
		    test_a_long_selector_is_refused_and_a_hard_one_is_quick),
		cmocka_unit_test(test_all_real_selectors_parse),
	};

	return cmocka_run_group_tests_name("selector", tests, NULL, NULL);
}
