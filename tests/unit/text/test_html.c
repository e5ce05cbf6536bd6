#include "blocks.h"

static void
html(const char *in, const char *want)
{
	struct extract_source s = source_of(MEDIA_HTML, in);

	assert_blocks(&s, want);
}

static void
test_blocks_and_inlines(void **state)
{
	(void)state;
	html("<!DOCTYPE html><html lang=en><head><title>no</title>"
	     "<style>no</style></head><body><h1>Privacy\n <em>Policy</em></h1>"
	     "<p>We <b>collect</b> <a href=x>data</a>.<p>More"
	     "<div>a<span>b</span>c</div>tail</body></html>",
	    "H1 Privacy Policy\nP We collect data.\nP More\nP abc\nP tail\n");
}

static void
test_entities_are_decoded_and_blanks_are_one(void **state)
{
	(void)state;
	html("<p>a&nbsp;&nbsp;b &amp;amp; &lt;c&gt; &#8217;&#x2019; &eacute; "
	     "&shy;d",
	    "P a b &amp; <c> \xe2\x80\x99\xe2\x80\x99 \xc3\xa9 \xc2\xad"
	    "d\n");
}

static void
test_what_is_no_text_leaves_no_trace(void **state)
{
	(void)state;
	html(
	    "<p>a<script>x<p>y</script><style>z{}</style><noscript>n</noscript>"
	    "<template><p>t</p></template><svg><text>s</text></svg>"
	    "<iframe>i</iframe><img alt=alt><select><option>o</select>"
	    "<textarea>q</textarea><!-- c --><canvas>v</canvas>b</p>",
	    "P ab\n");
}

static void
test_what_a_page_hides_is_text(void **state)
{
	(void)state;
	html("<div hidden id=S:0><p>streamed</p></div>"
	     "<div style='display:none'><p>folded</p></div>",
	    "P streamed\nP folded\n");
}

static void
test_one_break_is_a_blank_and_two_end_a_paragraph(void **state)
{
	(void)state;
	html("<p>a<br>b<br> <br/>c</p><ul><li>d<br><br>e</ul>"
	     "<h2>f<br><br>g</h2>",
	    "P a b\nP c\nI1 - d\nI1 e\nH2 f g\n");
}

static void
test_lists_count_as_browsers_do(void **state)
{
	(void)state;
	html("<ol><li>a<ol type=a start=26><li>b<li>c</ol><li value=9>d"
	     "<ul><li>e<p>f</p></ul></ol>",
	    "I1 1. a\nI2 z. b\nI2 aa. c\nI1 9. d\nI2 - e\nI2 f\n");
	html("<ol type=i><li>a<li>b<li>c<li>d</ol>"
	     "<ol style='list-style-type: upper-alpha'><li>e</ol>"
	     "<ol type=I start=1999><li>f</ol><ol start=-1><li>g<li>h</ol>",
	    "I1 i. a\nI1 ii. b\nI1 iii. c\nI1 iv. d\nI1 A. e\n"
	    "I1 MCMXCIX. f\nI1 -1. g\nI1 0. h\n");
}

static void
test_words_of_a_list_outside_of_items_are_paragraphs(void **state)
{
	(void)state;
	html("<ul><p>a</p><li>b</li></ul><li>c</li>", "P a\nI1 - b\nI1 - c\n");
	/* A heading in an item takes its place; the number is not its own. */
	html("<ol><li><h3>t</h3><p>u</p></li><li><p></p><p>v</p></li></ol>",
	    "H3 t\nI1 u\nI1 2. v\n");
}

static void
test_definition_lists_are_paragraphs(void **state)
{
	(void)state;
	html("<dl><dt>Data<dd>Anything<dd>Else<dt>User<dd>You</dl>",
	    "P Data\nP Anything\nP Else\nP User\nP You\n");
}

static void
test_tables_of_data_become_rows(void **state)
{
	(void)state;
	html("<table><caption>What</caption><thead><tr><th>P<th>B</thead>"
	     "<tr><td>to <b>x</b><td><p>c</p><ul><li>d</li><li>e</li></ul>"
	     "<tr><td><td>f<tr><td>g<td></table><p>h",
	    "P What\nR P | B\nR^1 to x | c - d - e\nR^1 | f\nR^1 g\nP h\n");
	/* Two header cells and more make a header row without <thead>. */
	html("<table><tr><th>a<th>b<tr><th>c<td>d</table>",
	    "R a | b\nR^0 c | d\n");
}

static void
test_tables_that_lay_out_a_page_become_blocks(void **state)
{
	(void)state;
	html("<table><tr><td>nav<td><h2>T</h2><p>a</p></table>",
	    "P nav\nH2 T\nP a\n");
	html("<table role=presentation><tr><td>a<td>b</table>", "P a\nP b\n");
	html("<table><tr><td>a<tr><td>b</table>", "P a\nP b\n");
	html("<table><tr><td><table><tr><td>a<td>b</table><td>c</table>",
	    "R a | b\nP c\n");
}

static void
test_pre_and_quotes_become_paragraphs(void **state)
{
	(void)state;
	html("<pre>\none\n  two\n\nthree\n</pre><blockquote>four</blockquote>",
	    "P one two\nP three\nP four\n");
}

static void
test_roles_of_headings_and_bold_paragraphs(void **state)
{
	(void)state;
	html("<div role=heading aria-level=3>a</div><p><strong>b</strong></p>"
	     "<p><b>c</b> d</p><h2>e <div>f</div></h2>",
	    "H3 a\nH4 b\nP c d\nH2 e f\n");
}

static void
test_misnested_tags_are_read_as_browsers_read_them(void **state)
{
	(void)state;
	html("<p>a<b>b<p>c</b>d</p>e</div>f", "P ab\nP cd\nP ef\n");
	html("<table><p>a</p><tr><td>b<td>c</table>", "P a\nR b | c\n");
	html("<ul><li>a<div>b</ul>c", "I1 - a\nI1 b\nP c\n");
	html("a</p>b<br/>c</br>d", "P a\nP b c d\n");
	html("<a href=x>a<a href=y>b</a>c", "P abc\n");
}

/*= RFC 3986 section 5.2.2: transform references */
static void
test_links_are_found_in_each_block(void **state)
{
	struct extract_source s = source_of(MEDIA_HTML,
	    "<base href='/legal/'><a href=' ../a?x#y '><p>one</p><p> two</p>"
	    "</a><p><a name=n>no</a> <a href=''>no</a> <a href='#top'>up</a>"
	    "<a href='mailto:a@b'></a>");
	struct page p;

	(void)state;
	s.base_url = "https://x.example/en/terms";
	page_of(&s, &p);
	assert_int_equal(p.n_links, 3);
	assert_string_equal(p.links[0].target, "https://x.example/a?x#y");
	assert_memory_equal(p.text + p.links[0].start, "one", 3);
	assert_string_equal(p.links[1].target, "https://x.example/a?x#y");
	assert_memory_equal(p.text + p.links[1].start, "two", 3);
	assert_string_equal(p.links[2].target, "https://x.example/legal/#top");
	page_free(&p);
}

static void
test_select_and_remove_cut_the_tree(void **state)
{
	struct extract_source s = source_of(MEDIA_HTML,
	    "<nav>n</nav><main><p class=x>a</p><script></script><p>b</p>"
	    "<div class=ad>c</div><p>d<i class=ad>e</i></p></main><p>f</p>"
	    "<main>g<main>h</main></main>");

	(void)state;
	s.select = "main";
	assert_blocks(&s, "P a\nP b\nP c\nP de\nP g\nP h\n");
	s.remove = ".ad, main > main";
	assert_blocks(&s, "P a\nP b\nP d\nP g\n");
	/* Places are counted without what was removed, or was a script. */
	s.select = "main > :nth-child(3), main:nth-of-type(2)";
	assert_blocks(&s, "P d\nP g\n");
	s.remove = "html";
	s.select = "";
	assert_blocks(&s, "");
}

static void
test_an_address_in_a_selector_is_the_pages_or_where_it_leads(void **state)
{
	struct extract_source s = source_of(MEDIA_HTML,
	    "<a href='/legal'>a</a><p><a href='//b.example/x'>b</a>"
	    "<p><a href='#top'>c</a><p><link href=/legal>d");

	(void)state;
	s.base_url = "https://a.example/terms";
	s.remove = "[href='/legal']";
	assert_blocks(&s, "P b\nP c\nP d\n");
	s.remove = "a[HREF^='https://']";
	assert_blocks(&s, "P c\nP d\n");
	s.remove = "a[href^='https://a.example/']";
	assert_blocks(&s, "P b\nP c\nP d\n");
	/* A fragment leads nowhere else. */
	s.remove = "a[href$='#top'], a[href*='a.example/terms']";
	assert_blocks(&s, "P a\nP b\nP d\n");
	s.remove = "a:not([href^='https'])";
	assert_blocks(&s, "P a\nP b\nP d\n");
}

static void
test_the_language_is_kept(void **state)
{
	struct extract_source s =
	    source_of(MEDIA_HTML, "<html lang=pt-BR><p>a");
	struct page p;

	(void)state;
	page_of(&s, &p);
	assert_string_equal(p.lang, "pt-BR");
	page_free(&p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_blocks_and_inlines),
		cmocka_unit_test(test_entities_are_decoded_and_blanks_are_one),
		cmocka_unit_test(test_what_is_no_text_leaves_no_trace),
		cmocka_unit_test(test_what_a_page_hides_is_text),
		cmocka_unit_test(
		    test_one_break_is_a_blank_and_two_end_a_paragraph),
		cmocka_unit_test(test_lists_count_as_browsers_do),
		cmocka_unit_test(
		    test_words_of_a_list_outside_of_items_are_paragraphs),
		cmocka_unit_test(test_definition_lists_are_paragraphs),
		cmocka_unit_test(test_tables_of_data_become_rows),
		cmocka_unit_test(test_tables_that_lay_out_a_page_become_blocks),
		cmocka_unit_test(test_pre_and_quotes_become_paragraphs),
		cmocka_unit_test(test_roles_of_headings_and_bold_paragraphs),
		cmocka_unit_test(
		    test_misnested_tags_are_read_as_browsers_read_them),
		cmocka_unit_test(test_links_are_found_in_each_block),
		cmocka_unit_test(test_select_and_remove_cut_the_tree),
		cmocka_unit_test(
		    test_an_address_in_a_selector_is_the_pages_or_where_it_leads),
		cmocka_unit_test(test_the_language_is_kept),
	};

	return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}
