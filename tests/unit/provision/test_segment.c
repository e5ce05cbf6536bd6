#include "provision/segment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/sha256.h"
#include "help/page.h"
#include "help/test.h"

/* The clauses of a page, each as "path|title#ordinal: words", a line each. */
static const char *
cut(const char *lines)
{
	static char out[20000];
	struct fault f = { 0 };
	struct clause *c;
	struct page p;
	size_t n, i, at = 0, k;

	page_written(&p, lines);
	assert_ok(segment_page(&p, &p.arena, &c, &n, &f), &f);
	out[0] = '\0';
	for (i = 0; i < n; i++) {
		struct digest d;

		assert_ok(sha256_of(p.text + c[i].start, c[i].end - c[i].start,
			      &d, &f),
		    &f);
		assert_true(digest_equal(&d, &c[i].sha));
		assert_int_equal(c[i].start, p.blocks[c[i].first_block].start);
		assert_int_equal(c[i].end,
		    p.blocks[c[i].first_block + c[i].n_blocks - 1].end);
		if (i > 0)
			assert_true(c[i].start > c[i - 1].end);
		at += (size_t)snprintf(out + at, sizeof(out) - at,
		    "%s|%s#%u: %.*s\n", c[i].path, c[i].title, c[i].ordinal,
		    (int)(c[i].end - c[i].start), p.text + c[i].start);
	}
	for (k = 0; out[k] != '\0'; k++)
		if (out[k] == '\n' && out[k + 1] == '-')
			out[k] = '/';
	page_free(&p);
	return out;
}

static void
test_an_empty_page_has_no_clause(void **state)
{
	(void)state;
	assert_string_equal(cut(""), "");
	assert_string_equal(cut("# Terms\n## 1. Scope\n"), "");
}

static void
test_crumbs_are_no_clauses(void **state)
{
	(void)state;
	assert_string_equal(
	    cut("# Privacy Policy\nEffective July 8, 2026Previous Version\n"
		"English\nPrevious Version\nLast updated: 2026-03-01\n"
		"We keep what you send us.\n"),
	    "|Privacy Policy#1: We keep what you send us.\n");
}

static void
test_above_the_first_heading_only_sentences_are_clauses(void **state)
{
	(void)state;
	assert_string_equal(
	    cut("Customise Reject All Accept All Save My Choices\n"
		"We use cookies here.\n# Terms\n"
		"Customise Reject All Accept All Save My Choices\n"),
	    "|We use cookies here.#1: We use cookies here.\n"
	    "|Terms#1: Customise Reject All Accept All Save My Choices\n");
}

static void
test_a_menu_is_no_clause_but_a_list_below_a_heading_is(void **state)
{
	(void)state;
	assert_string_equal(cut("We keep what you send us.\n"
				"- Home\n- Products\n- Log in\n"),
	    "|We keep what you send us.#1: We keep what you send us./- Home/- "
	    "Products/- Log in\n");
	assert_string_equal(
	    cut("- Home\n- Products\n- Log in\nWe keep what you send us.\n"),
	    "|We keep what you send us.#1: We keep what you send us.\n");
	assert_string_equal(cut("## What we keep\n- Name\n- Address\n"),
	    "What we keep|What we keep#1: Name/- Address\n");
}

static void
test_headings_give_title_path_and_ordinal(void **state)
{
	(void)state;
	assert_string_equal(cut("# Privacy Policy\n"
				"## 2. How we use data\n"
				"We use data to serve you.\n"
				"### 2.1 Training\n"
				"We may train models on it.\n"
				"You may opt out of that.\n"
				"## 3. Rights\n"
				"You have the right to object.\n"),
	    "2. How we use data|2. How we use data#1: We use data to serve "
	    "you.\n"
	    "2. How we use data > 2.1 Training|2.1 Training#1: We may train "
	    "models on it.\n"
	    "2. How we use data > 2.1 Training|2.1 Training#2: You may opt "
	    "out of that.\n"
	    "3. Rights|3. Rights#1: You have the right to object.\n");
}

static void
test_a_second_page_joined_behind_keeps_its_own_title_in_the_path(void **state)
{
	(void)state;
	assert_string_equal(cut("# Privacy Policy\n## 1. Scope\n"
				"This is about all users.\n"
				"# Other Policy\n## 1. Scope\n"
				"This is about all others.\n"),
	    "1. Scope|1. Scope#1: This is about all users.\n"
	    "Other Policy > 1. Scope|1. Scope#1: This is about all others.\n");
}

static void
test_a_paragraph_takes_the_list_that_follows_it(void **state)
{
	(void)state;
	assert_string_equal(
	    cut("We use your data for the following purposes:\n"
		"- To provide the service;\n"
		"- To improve it.\n"
		"We may use your Inputs to train models, unless you opt out.\n"
		"Please see below for the legal bases.\n"),
	    "|We use your data for the following purposes:#1: We use your "
	    "data for the following purposes:/- To provide the service;/- To "
	    "improve it.\n"
	    "|We may use your Inputs to train models, unless you opt "
	    "out.#2: We may use your Inputs to train models, unless you opt "
	    "out.\n"
	    "|Please see below for the legal bases.#3: Please see below for "
	    "the legal bases.\n");
}

static void
test_lettered_paragraphs_go_with_what_introduces_them(void **state)
{
	(void)state;
	assert_string_equal(cut("## Use\nYou must not, with our Services:\n"
				"(a) break the law of any place;\n"
				"(b) harm any other person.\n"
				"We may end your account.\n"),
	    "Use|Use#1: You must not, with our Services:\n(a) break the law of "
	    "any place;\n(b) harm any other person.\n"
	    "Use|Use#2: We may end your account.\n");
}

static void
test_a_paragraph_that_looks_like_a_heading_is_one(void **state)
{
	(void)state;
	assert_string_equal(cut("# Terms\n3. Acceptance of Terms\n"
				"By using the Service you accept these.\n"
				"LIMITATION OF LIABILITY\n"
				"We are not liable for lost profits.\n"),
	    "3. Acceptance of Terms|3. Acceptance of Terms#1: By using the "
	    "Service you accept these.\n"
	    "LIMITATION OF LIABILITY|LIMITATION OF LIABILITY#1: We are not "
	    "liable for lost profits.\n");
}

/* n bytes of words, with a full stop. */
static void
fill(char *out, const char *head, size_t n)
{
	size_t i;

	(void)snprintf(out, n + 1, "%s", head);
	for (i = strlen(head); i < n; i++)
		out[i] = i % 6 == 0 ? ' ' : 'x';
	out[n - 1] = '.';
	out[n] = '\0';
}

static void
test_items_that_are_clauses_in_themselves_are_cut_apart(void **state)
{
	char lines[8000], a[201], b[301], want[8000];
	const char *intro = "We collect the following data:";

	(void)state;
	fill(a, "First", 200);
	fill(b, "Second", 300);
	(void)snprintf(lines, sizeof(lines),
	    "## Data\n%s\n- %s\n- Name.\n  - Alias of the user.\n- %s\n- %s\n",
	    intro, a, b, a);
	(void)snprintf(want, sizeof(want),
	    "Data|Data#1: %s\nData|Data#2: %s/- Name./- Alias of the user.\n"
	    "Data|Data#3: %s\nData|Data#4: %s\n",
	    intro, a, b, a);
	assert_string_equal(cut(lines), want);
}

/* The list grows by one item: those that stood there stay as they were. */
static void
test_a_list_that_grows_does_not_fall_apart(void **state)
{
	char lines[8000], a[201], was[8000];
	size_t n;
	int i;

	(void)state;
	fill(a, "First", 200);
	n = (size_t)snprintf(
	    lines, sizeof(lines), "## Data\nWe collect this:\n");
	for (i = 0; i < 3; i++)
		n +=
		    (size_t)snprintf(lines + n, sizeof(lines) - n, "- %s\n", a);
	(void)snprintf(was, sizeof(was), "%s", cut(lines));
	for (; i < 12; i++)
		n +=
		    (size_t)snprintf(lines + n, sizeof(lines) - n, "- %s\n", a);
	assert_memory_equal(cut(lines), was, strlen(was));
}

static void
test_an_item_that_only_heads_others_is_their_title(void **state)
{
	char lines[8000], a[301], want[8000];

	(void)state;
	fill(a, "First", 300);
	(void)snprintf(lines, sizeof(lines),
	    "# Terms\n- Governing law\n  - %s\n  - %s\n- Content\n  - %s\n"
	    "  - %s\n",
	    a, a, a, a);
	(void)snprintf(want, sizeof(want),
	    "Governing law|Governing law#1: Governing law/- %s\n"
	    "Governing law|Governing law#2: %s\n"
	    "Content|Content#1: Content/- %s\nContent|Content#2: %s\n",
	    a, a, a, a);
	assert_string_equal(cut(lines), want);
}

static void
test_items_that_go_on_with_a_sentence_stay_together(void **state)
{
	char lines[8000], a[301];

	(void)state;
	fill(a, "to", 300);
	a[299] = ';';
	(void)snprintf(lines, sizeof(lines),
	    "We use your data\n- %s\n- %s and\n- %s\n", a, a, a);
	assert_null(strstr(cut(lines), "#2"));
}

static void
test_short_items_stay_together(void **state)
{
	(void)state;
	assert_null(
	    strstr(cut("We collect the following data:\n- Your name.\n- Your "
		       "address.\n- The pages that you open.\n"),
		"#2"));
}

static void
test_a_list_without_end_is_cut_where_it_gets_too_long(void **state)
{
	static char lines[20000];
	char a[101];
	size_t n = 0;
	int i;

	(void)state;
	fill(a, "thing", 100);
	for (i = 0; i < 100; i++)
		n +=
		    (size_t)snprintf(lines + n, sizeof(lines) - n, "- %s\n", a);
	/* 38 items of 103 bytes and one of 100 are the most that fit. */
	assert_non_null(strstr(cut(lines), "#3"));
	assert_null(strstr(cut(lines), "#4"));
}

static void
test_rows_of_a_table_are_clauses_and_its_head_goes_with_the_first(void **state)
{
	char a[201], b[201], want[1000];
	struct fault f = { 0 };
	struct clause *c;
	struct page p;
	char lines[1000];
	size_t n;

	(void)state;
	fill(a, "One", 200);
	fill(b, "Two", 200);
	(void)snprintf(lines, sizeof(lines),
	    "## Bases\n| Purpose of the use; legal basis of it; who may object to "
	    "it\n| %s\n| %s\n| %s\n",
	    a, b, a);
	(void)snprintf(want, sizeof(want), "%s", b);
	page_written(&p, lines);
	p.blocks[2].head_row = p.blocks[3].head_row = p.blocks[4].head_row = 1;
	assert_ok(segment_page(&p, &p.arena, &c, &n, &f), &f);
	assert_int_equal(n, 3);
	assert_int_equal(c[0].first_block, 1);
	assert_int_equal(c[0].n_blocks, 2);
	assert_int_equal(c[1].n_blocks, 1);
	assert_memory_equal(p.text + c[1].start, want, 200);
	page_free(&p);
}

static void
test_texts_in_scripts_without_blanks_are_clauses_too(void **state)
{
	(void)state;
	assert_string_equal(
	    cut("\xe6\x88\x91\xe4\xbb\xac\xe4\xbf\x9d\xe5\xad\x98\xe6\x82\xa8"
		"\xe7\x9a\x84\xe6\x95\xb0\xe6\x8d\xae\xe3\x80\x82\n"),
	    "|\xe6\x88\x91\xe4\xbb\xac\xe4\xbf\x9d\xe5\xad\x98\xe6\x82\xa8"
	    "\xe7\x9a\x84\xe6\x95\xb0\xe6\x8d\xae\xe3\x80\x82#1: "
	    "\xe6\x88\x91\xe4\xbb\xac\xe4\xbf\x9d\xe5\xad\x98\xe6\x82\xa8"
	    "\xe7\x9a\x84\xe6\x95\xb0\xe6\x8d\xae\xe3\x80\x82\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_an_empty_page_has_no_clause),
		cmocka_unit_test(test_crumbs_are_no_clauses),
		cmocka_unit_test(
		    test_above_the_first_heading_only_sentences_are_clauses),
		cmocka_unit_test(
		    test_a_menu_is_no_clause_but_a_list_below_a_heading_is),
		cmocka_unit_test(test_headings_give_title_path_and_ordinal),
		cmocka_unit_test(
		    test_a_second_page_joined_behind_keeps_its_own_title_in_the_path),
		cmocka_unit_test(
		    test_a_paragraph_takes_the_list_that_follows_it),
		cmocka_unit_test(
		    test_lettered_paragraphs_go_with_what_introduces_them),
		cmocka_unit_test(
		    test_a_paragraph_that_looks_like_a_heading_is_one),
		cmocka_unit_test(
		    test_items_that_are_clauses_in_themselves_are_cut_apart),
		cmocka_unit_test(test_a_list_that_grows_does_not_fall_apart),
		cmocka_unit_test(
		    test_an_item_that_only_heads_others_is_their_title),
		cmocka_unit_test(
		    test_items_that_go_on_with_a_sentence_stay_together),
		cmocka_unit_test(test_short_items_stay_together),
		cmocka_unit_test(
		    test_a_list_without_end_is_cut_where_it_gets_too_long),
		cmocka_unit_test(
		    test_rows_of_a_table_are_clauses_and_its_head_goes_with_the_first),
		cmocka_unit_test(
		    test_texts_in_scripts_without_blanks_are_clauses_too),
	};

	return cmocka_run_group_tests_name("segment", tests, NULL, NULL);
}
