#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "blocks.h"

static void
md(const char *in, const char *want)
{
	struct extract_source s = source_of(MEDIA_MARKDOWN, in);

	assert_blocks(&s, want);
}

static void
test_headings_of_both_kinds(void **state)
{
	(void)state;
	md("Privacy Policy\n==============\n\nScope\n-----\n\ntext\n\n"
	   "### 1\\. Data ###\n\n####### no heading\n",
	    "H1 Privacy Policy\nH2 Scope\nP text\nH3 1. Data\n"
	    "P ####### no heading\n");
}

static void
test_formatting_vanishes(void **state)
{
	(void)state;
	md("A *b* **c** ***d*** `e` [f](http://x/ \"title\") "
	   "![alt](i.png)g &amp; &copy; &#8217; <http://auto.link/>",
	    "P A b c d e f g & © ’ http://auto.link/\n");
}

static void
test_emphasis_that_commonmark_does_not_take_vanishes_too(void **state)
{
	(void)state;
	md("**Deletion:**the right", "P Deletion:the right\n");
	md("a **a.合法：**与 b", "P a a.合法：与 b\n");
	md("see _here_\xe2\x81\xa0", "P see here\xe2\x81\xa0\n");
	md("c__ustomers are", "P customers are\n");
	/* What the writer escaped, or what no writer means as emphasis. */
	md("\\*\\*not bold\\*\\* and \\_so\\_", "P **not bold** and _so_\n");
	md("MJ_Report_App.png", "P MJ_Report_App.png\n");
	md("price* and 5 * 3", "P price* and 5 * 3\n");
	md("name: __________", "P name: __________\n");
	md("****1234", "P ****1234\n");
	md("a _ b", "P a _ b\n");
}

static void
test_a_link_across_blocks_leaves_its_words(void **state)
{
	(void)state;
	md("[\n\n### Title\n\nwords\n\n](http://x/(y) \"t\") a [b](c)\n",
	    "H3 Title\nP words\nP a b\n");
	md("mail [a@b  \n  \n](#)By post", "P mail a@b\nP By post\n");
	md("![\n\n](i.png)x", "P x\n");
	/* Brackets that are none of a link stay. */
	md("[1] a\n\nb] (c)\n\n[d\n\ne](f\n\n\\[g\n\n](h)\n",
	    "P [1] a\nP b] (c)\nP [d\nP e](f\nP [g\nP ](h)\n");
}

static void
test_escapes_stay_where_they_are_written(void **state)
{
	(void)state;
	md("1\\. \\[x\\] \\# \\\\ `a\\*b`", "P 1. [x] # \\ a\\*b\n");
	md("\\\\*a* \\\\\\*b \\\x01", "P \\a \\*b \\\xef\xbf\xbd\n");
	md("a\x01"
	   "b \\* \x02",
	    "P a\xef\xbf\xbd"
	    "b * \xef\xbf\xbd\n");
}

static void
test_lists_have_markers_and_depth(void **state)
{
	(void)state;
	md("*   a\n*   b\n    \n    more of b\n    \n    *   c\n\n"
	   "7.  seven\n8.  eight\n\n3) three\n",
	    "I1 - a\nI1 - b\nI1 more of b\nI2 - c\n"
	    "I1 7. seven\nI1 8. eight\nI1 3) three\n");
	md("1.  ### Title\n    \n    words\n2.  \n3.  x\n",
	    "H3 Title\nI1 words\nI1 3. x\n");
}

static void
test_tables_become_rows(void **state)
{
	(void)state;
	md("| Purpose | Basis |\n| --- | --- |\n"
	   "| To *train* | *   Consent<br>*   Contract |\n|  | x \\| y |\n"
	   "|  |  |\n",
	    "R Purpose | Basis\nR^0 To train | - Consent - Contract\n"
	    "R^0 | x | y\n");
	/* A header row without words is none. */
	md("|  |  |\n| --- | --- |\n| a | b |\n", "R a | b\n");
}

static void
test_breaks_and_rules_only_separate(void **state)
{
	(void)state;
	md("a  \nb\nc\n\n- - -\n\nd\n\n* * *\n", "P a b c\nP d\n");
	md("> quoted\n> on\n>\n> two\n", "P quoted on\nP two\n");
	md("```\ncode  x\ny\n\nz\n```\n", "P code x y\nP z\n");
}

static void
test_tags_of_html_vanish_and_others_are_words(void **state)
{
	(void)state;
	md("a<br>b <u>c</u> <pixelID> <property-id>d <!-- e -->f",
	    "P a b c <pixelID> <property-id>d f\n");
	md("<div><p>one</p><ul><li>two</li></ul></div>\n\nthree\n",
	    "P one\nI1 - two\nP three\n");
	md("<custom>\n\nx\n", "P <custom>\nP x\n");
}

static void
test_a_short_paragraph_in_bold_is_a_heading(void **state)
{
	(void)state;
	md("# T\n\n**1. Scope.**\n\nwords\n\n**Rights**\n\n"
	   "**We do not sell data.**\n\n**a** b\n\n* **item**\n",
	    "H1 T\nH2 1. Scope.\nP words\nH2 Rights\n"
	    "P We do not sell data.\nP a b\nI1 - item\n");
}

static void
test_headings_form_a_tree(void **state)
{
	struct extract_source s = source_of(
	    MEDIA_MARKDOWN, "# A\n\nx\n\n## B\n\n### C\n\ny\n\n## D\n\nz\n");
	struct page p;

	(void)state;
	page_of(&s, &p);
	/* 0 A, 1 x, 2 B, 3 C, 4 y, 5 D, 6 z */
	assert_true(p.blocks[0].heading == BLOCK_NONE);
	assert_int_equal(p.blocks[1].heading, 0);
	assert_int_equal(p.blocks[2].heading, 0);
	assert_int_equal(p.blocks[3].heading, 2);
	assert_int_equal(p.blocks[4].heading, 3);
	assert_int_equal(p.blocks[5].heading, 0);
	assert_int_equal(p.blocks[6].heading, 5);
	page_free(&p);
}

static void
test_the_text_is_laid_out_as_documented(void **state)
{
	struct extract_source s = source_of(MEDIA_MARKDOWN,
	    "# T\n\nwords\n\n* a\n* b\n  * c\n\n| h |i|\n|--|--|\n|1|2|\n");
	struct page p;

	(void)state;
	page_of(&s, &p);
	assert_string_equal(
	    p.text, "T\n\nwords\n\n- a\n- b\n  - c\n\nh | i\n1 | 2");
	page_free(&p);
}

static void
test_links_keep_their_targets_apart(void **state)
{
	struct extract_source s = source_of(MEDIA_MARKDOWN,
	    "See [our *policy*](../p?a=1#b) or [ it ](mailto:a\\_b@c.d) "
	    "[](http://empty/).\n");
	struct page p;

	(void)state;
	s.base_url = "https://x.example/legal/terms/now";
	page_of(&s, &p);
	assert_string_equal(p.text, "See our policy or it .");
	assert_int_equal(p.n_links, 2);
	assert_string_equal(
	    p.links[0].target, "https://x.example/legal/p?a=1#b");
	assert_memory_equal(p.text + p.links[0].start, "our policy", 10);
	assert_int_equal(p.links[0].end - p.links[0].start, 10);
	assert_string_equal(p.links[1].target, "mailto:a_b@c.d");
	assert_int_equal(p.links[1].end - p.links[1].start, 2);
	page_free(&p);
}

static void
test_a_link_keeps_its_words_when_they_are_normalised(void **state)
{
	struct extract_source s = source_of(
	    MEDIA_MARKDOWN, "Decisa\xcc\x83o [sa\xcc\x83o](u) e\xcc\x81.\n");
	struct page p;

	(void)state;
	page_of(&s, &p);
	assert_string_equal(p.text, "Decis\xc3\xa3o s\xc3\xa3o \xc3\xa9.");
	assert_int_equal(p.n_links, 1);
	assert_int_equal(p.links[0].end - p.links[0].start, 4);
	assert_memory_equal(p.text + p.links[0].start, "s\xc3\xa3o", 4);
	page_free(&p);
}

/* Seen to take half a minute for 650 KB; real pages have a hundredth. */
static void
test_links_among_more_emphasis_than_is_read_are_refused(void **state)
{
	static const char piece[] = "[a](b) *c* ";
	const size_t len = sizeof(piece) - 1, few = 1000, many = 20000;
	char *in = mem_new(many * len + 1, 1);
	struct extract_source s;
	const char *gap = NULL;
	struct page page;
	struct fault f;
	size_t i;

	(void)state;
	for (i = 0; i < many; i++)
		memcpy(in + i * len, piece, len);
	s = source_of(MEDIA_MARKDOWN, in);
	assert_ok(extract_page(&s, &page, &gap, &f), &f);
	assert_non_null(gap);
	assert_string_equal(gap, "more links among emphasis than are read");
	page_free(&page);
	/* Ten times what any real page has is read, and so are paragraphs. */
	in[few * len] = '\0';
	s = source_of(MEDIA_MARKDOWN, in);
	assert_ok(extract_page(&s, &page, &gap, &f), &f);
	assert_null(gap);
	page_free(&page);
	for (i = 0; i < many * len; i++)
		if (i % (100 * len) == 0)
			memcpy(in + i, "\n\n", 2);
		else if (in[i] == '\0')
			in[i] = '[';
	s = source_of(MEDIA_MARKDOWN, in);
	assert_ok(extract_page(&s, &page, &gap, &f), &f);
	assert_null(gap);
	page_free(&page);
	free(in);
}

/* What costs more than its bytes is known before it is read. */
static void
test_marks_and_walks_cost_more_than_words(void **state)
{
	struct extract_source
	    words = source_of(MEDIA_MARKDOWN,
		"We keep what you send for as long as we need it."),
	    marks = source_of(MEDIA_MARKDOWN,
		"- a\n- b\n- c\n- d\n- e\n- f\n- g\n- h\n- i\n"
		"- j\n- k\n- l"),
	    walks = source_of(
		MEDIA_MARKDOWN, "[a](b)[a](b)[a](b)[a](b)*c*_c_*c*_c_*c*_c_");

	(void)state;
	assert_true(extract_cost(&words) < words.len);
	assert_true(extract_cost(&marks) > 4 * marks.len);
	assert_true(extract_cost(&walks) > 2 * walks.len);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_headings_of_both_kinds),
		cmocka_unit_test(test_formatting_vanishes),
		cmocka_unit_test(
		    test_emphasis_that_commonmark_does_not_take_vanishes_too),
		cmocka_unit_test(test_a_link_across_blocks_leaves_its_words),
		cmocka_unit_test(test_escapes_stay_where_they_are_written),
		cmocka_unit_test(test_lists_have_markers_and_depth),
		cmocka_unit_test(test_tables_become_rows),
		cmocka_unit_test(test_breaks_and_rules_only_separate),
		cmocka_unit_test(test_tags_of_html_vanish_and_others_are_words),
		cmocka_unit_test(test_a_short_paragraph_in_bold_is_a_heading),
		cmocka_unit_test(test_headings_form_a_tree),
		cmocka_unit_test(test_the_text_is_laid_out_as_documented),
		cmocka_unit_test(test_links_keep_their_targets_apart),
		cmocka_unit_test(
		    test_a_link_keeps_its_words_when_they_are_normalised),
		cmocka_unit_test(
		    test_links_among_more_emphasis_than_is_read_are_refused),
		cmocka_unit_test(test_marks_and_walks_cost_more_than_words),
	};

	return cmocka_run_group_tests_name("markdown", tests, NULL, NULL);
}
