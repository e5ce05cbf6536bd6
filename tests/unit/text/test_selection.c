#include "text/selection.h"

#include "model/joined.h"

#include "blocks.h"

static void
test_what_is_not_understood_is_named(void **state)
{
	static const struct {
		const char *s, *words;
	} cases[] = {
		{ "a:has(b)", "not supported" },
		{ "[", "selector: want an attribute's name" },
		{ "{", "selectors: json" },
		{ "[\"a\"", "selectors: json" },
		{ "[]", "an empty list" },
		{ "[\"a\",7]", "want text or a range" },
		{ "[\"a\",[\"b\"]]", "want text or a range" },
		{ "[\"a\",\"b:hover\"]", "not supported" },
		{ "{}",
		    "range: want one of \"startBefore\" and \"startAfter\"" },
		{ "{\"startBefore\":\"a\"}",
		    "range: want one of \"endBefore\" and \"endAfter\"" },
		{ "{\"startBefore\":\"a\",\"startAfter\":\"b\","
		  "\"endAfter\":\"c\"}",
		    "range: want one of \"startBefore\"" },
		{ "{\"startBefore\":7,\"endAfter\":\"c\"}",
		    "range: want one of \"startBefore\"" },
		{ "{\"startBefore\":\"a\",\"endAfter\":\"c:hover\"}",
		    "not supported" },
		{ "{\"startbefore\":\"a\",\"endAfter\":\"c\"}",
		    "range: \"startbefore\" is not understood" },
		{ "{\"parts\":[\"a\"]}", "range: \"parts\"" },
		{ "{\"parts\":[\"a\"],\"x\":1}", "range: \"parts\"" },
		{ "", NULL },
		{ "[a]", NULL },
		{ "[ \"a\" , \"[b]\"]", NULL },
		{ "{\"startBefore\":\"a\",\"endAfter\":\"b\"}", NULL },
	};
	struct fault f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (cases[i].words == NULL)
			assert_ok(selection_check(cases[i].s, &f), &f);
		else if (selection_check(cases[i].s, &f) == 0)
			fail_msg("taken: %s", cases[i].s);
		else if (strstr(f.text, cases[i].words) == NULL)
			fail_msg("%s: have \"%s\"", cases[i].s, f.text);
	}
}

static void
test_too_many_compounds_are_refused_and_many_are_quick(void **state)
{
	char *html = malloc(700000), *css = malloc(70000), *h = html;
	struct extract_source s;
	const char *gap;
	struct fault f;
	struct page p;
	size_t i;

	(void)state;
	for (i = 0; i < 4097; i++)
		memcpy(css + 2 * i, "b,", 2);
	css[2 * 4097 - 1] = '\0';
	assert_fault(selection_check(css, &f), &f, FAULT_LIMIT,
	    "4097 compounds, want at most 4096");
	/* Memory of one item is given back before the next. */
	css[2 * 4096 - 1] = '\0';
	for (i = 0; i < 20000; i++)
		h += sprintf(h, "<p>%zu %s", i, i < 40 ? "word" : "");
	s = source_of(MEDIA_HTML, html);
	s.remove = css;
	assert_ok(extract_page(&s, &p, &gap, &f), &f);
	assert_int_equal(p.n_blocks, 20000);
	page_free(&p);
	css[0] = '[';
	for (i = 0; i < 4096; i++)
		memcpy(css + 1 + 4 * i, "\"b\",", 4);
	memcpy(css + 4 * 4096, "]", 2);
	assert_ok(extract_page(&s, &p, &gap, &f), &f);
	assert_int_equal(p.n_blocks, 20000);
	page_free(&p);
	free(css);
	free(html);
}

static void
test_selectors_of_joined_pages_are_one_for_each(void **state)
{
	static const struct {
		const char *s, *words;
	} cases[] = {
		{ "a", "selectors: json" },
		{ "[\"a\"]", "want {\"parts\":[…]} of joined pages" },
		{ "{\"parts\":\"a\"}", "want {\"parts\":[…]}" },
		{ "{\"parts\":[\"a\"],\"x\":1}", "want {\"parts\":[…]}" },
		{ "{\"parts\":[\"a\",\"b:hover\"]}", "part 2: selector" },
		{ "{\"parts\":[[]]}", "part 1: selectors: an empty list" },
		{ "", NULL },
		{ "{\"parts\":[\"\",[\"a\"],{\"startBefore\":\"a\","
		  "\"endAfter\":\"b\"}]}",
		    NULL },
	};
	struct fault f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (cases[i].words == NULL)
			assert_ok(selection_check_joined(cases[i].s, &f), &f);
		else
			assert_fault(selection_check_joined(cases[i].s, &f), &f,
			    FAULT_FORMAT, cases[i].words);
	}
}

static void
test_a_list_is_taken_in_its_own_order_and_nothing_twice(void **state)
{
	struct extract_source s = source_of(MEDIA_HTML,
	    "<p id=a>a</p><div id=d><p id=b>b</p><p>c</p></div><p>e</p>");

	(void)state;
	s.select = "[\"#d\",\"#a\"]";
	assert_blocks(&s, "P b\nP c\nP a\n");
	s.select = "#d, #a";
	assert_blocks(&s, "P a\nP b\nP c\n");
	s.select = "[\"div\",\"p\"]";
	assert_blocks(&s, "P b\nP c\nP a\nP e\n");
	s.select = "[\"nav\",\"#b\"]";
	assert_blocks(&s, "P b\n");
	s.select = "";
	s.remove = "[\"#b\",\"#a\",\"nav\"]";
	assert_blocks(&s, "P c\nP e\n");
}

/* What Open Terms Archive's own engine gives for the same, tried. */
static void
test_ranges_begin_and_end_at_either_side(void **state)
{
	static const struct {
		const char *range, *select, *remove;
	} cases[] = {
		{ "{\"startBefore\":\"#a\",\"endBefore\":\"#e\"}",
		    "P A\nP B\nP C\nP D\n", "P E\nP F\n" },
		{ "{\"startAfter\":\"#a\",\"endAfter\":\"#e\"}",
		    "P B\nP C\nP D\nP E\n", "P A\nP F\n" },
		{ "{\"startAfter\":\"#a\",\"endBefore\":\"#e\"}",
		    "P B\nP C\nP D\n", "P A\nP E\nP F\n" },
		{ "{\"startBefore\":\"#c\",\"endAfter\":\"#c\"}", "P C\n",
		    "P A\nP B\nP D\nP E\nP F\n" },
		/* The first of many counts. */
		{ "{\"startBefore\":\"p\",\"endBefore\":\"div\"}",
		    "P A\nP B\nP C\n", "P D\nP E\nP F\n" },
		/* The end before the start: nothing. */
		{ "{\"startBefore\":\"#c\",\"endBefore\":\"#a\"}", "",
		    "P A\nP B\nP C\nP D\nP E\nP F\n" },
		{ "{\"startAfter\":\"#e\",\"endBefore\":\"#e\"}", "",
		    "P A\nP B\nP C\nP D\nP E\nP F\n" },
	};
	struct extract_source s = source_of(MEDIA_HTML,
	    "<main><p id=a>A<p>B<p id=c>C<div><p>D<p id=e>E<p>F</div></main>");
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		s.select = cases[i].range;
		s.remove = "";
		assert_blocks(&s, cases[i].select);
		s.select = "main";
		s.remove = cases[i].range;
		assert_blocks(&s, cases[i].remove);
	}
}

static void
test_a_range_keeps_what_stands_open_around_it(void **state)
{
	struct extract_source s = source_of(MEDIA_HTML,
	    "<h1 id=h>H</h1><ol><li>one<li><p>two<p id=m>more<li>three</ol>"
	    "<p>p<p id=z>z");

	(void)state;
	s.select = "{\"startBefore\":\"#m\",\"endBefore\":\"#z\"}";
	assert_blocks(&s, "I1 1. more\nI1 2. three\nP p\n");
	/* What was cut off first is gone; ranges see the page as it was. */
	s.select = "";
	s.remove = "[\"#h\",{\"startAfter\":\"#h\",\"endBefore\":\"#m\"}]";
	assert_blocks(&s, "I1 1. more\nI1 2. three\nP p\nP z\n");
}

static void
assert_gap(const struct extract_source *s, const char *words)
{
	struct fault f;
	const char *gap;
	struct page p;

	assert_ok(extract_page(s, &p, &gap, &f), &f);
	if (gap == NULL || strstr(gap, words) == NULL)
		fail_msg("no \"%s\" in: %s", words, gap == NULL ? "" : gap);
	page_free(&p);
}

static void
test_a_range_without_its_ends_is_a_gap(void **state)
{
	struct extract_source s = source_of(MEDIA_HTML, "<p id=a>A<p>B");

	(void)state;
	s.select = "{\"startBefore\":\"#a\",\"endBefore\":\"#x\"}";
	assert_gap(&s,
	    "select: a range matches nothing: "
	    "{\"endBefore\":\"#x\",\"startBefore\":\"#a\"}");
	s.select = "[\"p\",{\"startBefore\":\"#x\",\"endBefore\":\"#a\"}]";
	assert_gap(&s, "select: a range matches nothing");
	s.select = "";
	s.remove = "{\"startBefore\":\"#x\",\"endBefore\":\"#a\"}";
	assert_gap(&s, "remove: a range matches nothing");
}

#define WORDS                                                              \
	" one two three four five six seven eight nine ten one two three " \
	"four five six seven eight nine ten one two three four five six "  \
	"seven eight nine ten"

/* The joined pages as a source; free b. */
static struct extract_source
join(const struct joined_part *parts, size_t n, struct buf *b,
    char type[JOINED_TYPE])
{
	struct extract_source s = source_of(MEDIA_OTHER, "");
	struct fault f;

	buf_init(b, 1 << 20);
	assert_ok(joined_write(parts, n, b, type, &f), &f);
	s.media_type = type;
	s.bytes = b->data;
	s.len = b->len;
	return s;
}

static struct joined_part
part(const char *type, const char *words)
{
	return (struct joined_part){ "https://a.example/", type,
		(const unsigned char *)words, strlen(words) };
}

static void
test_joined_pages_are_read_each_by_its_own_selectors(void **state)
{
	const struct joined_part parts[] = {
		part("text/html; charset=utf-8",
		    "<html lang=en><nav>n</nav><h2>H</h2><p>A" WORDS),
		part("text/html; charset=windows-1252",
		    "<p>before</p><h3>K\xe9</h3><p id=x>B</p><p>C"),
		part("text/plain", "plain\n\ntext"),
	};
	char type[JOINED_TYPE];
	struct extract_source s;
	struct fault f;
	const char *gap;
	struct page p;
	struct buf b;
	char *have;

	(void)state;
	s = join(parts, 3, &b, type);
	assert_true(extract_reads(s.media, s.media_type));
	assert_false(extract_reads(MEDIA_OTHER, "multipart/mixed"));
	s.select = "{\"parts\":[\"\",{\"startBefore\":\"h3\",\"endAfter\":"
		   "\"#x\"},\"\"]}";
	s.remove = "{\"parts\":[\"nav\",\"\",\"\"]}";
	assert_ok(extract_page(&s, &p, &gap, &f), &f);
	assert_null(gap);
	assert_sound(&p);
	have = blocks_text(&p);
	assert_string_equal(
	    have, "H2 H\nP A" WORDS "\nH3 K\xc3\xa9\nP B\nP plain\nP text\n");
	/* A heading of one page is above nothing of the next. */
	assert_true(p.blocks[2].heading == BLOCK_NONE);
	assert_int_equal(p.blocks[3].heading, 2);
	assert_true(p.blocks[4].heading == BLOCK_NONE);
	assert_string_equal(p.lang, "en");
	free(have);
	page_free(&p);

	/* Selectors for another number of pages are none for these. */
	s.remove = "{\"parts\":[\"nav\",\"\"]}";
	assert_fault(extract_page(&s, &p, &gap, &f), &f, FAULT_FORMAT,
	    "want {\"parts\":[…]} of 3 pages");
	s.remove = "nav";
	assert_fault(
	    extract_page(&s, &p, &gap, &f), &f, FAULT_FORMAT, "remove: ");
	buf_free(&b);
}

static void
test_one_bad_page_is_a_gap_of_all_that_are_joined(void **state)
{
	static const struct {
		const char *type, *words, *gap;
	} cases[] = {
		{ "text/html", "", "page 2 of 2, https://a.example/: empty" },
		{ "text/html", "<p> ",
		    "page 2 of 2, https://a.example/: page "
		    "without text" },
		{ "text/html", "<h1>404 Not Found</h1>",
		    "page 2 of 2, https://a.example/: error page: \"404 not" },
		{ "application/pdf", "%PDF-1.7",
		    "page 2 of 2, https://a.example/: not text: "
		    "application/pdf" },
	};
	struct joined_part parts[2];
	struct extract_source s;
	char type[JOINED_TYPE];
	struct buf b;
	size_t i;

	(void)state;
	parts[0] = part("text/html", "<p>A" WORDS);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		parts[1] = part(cases[i].type, cases[i].words);
		s = join(parts, 2, &b, type);
		assert_gap(&s, cases[i].gap);
		s.len--;
		assert_gap(&s, "joined pages: broken off");
		buf_free(&b);
	}
	parts[1] = part("text/html", "<p>short");
	s = join(parts, 2, &b, type);
	s.select = "{\"parts\":[\"p\",\"h1\"]}";
	assert_gap(&s,
	    "page 2 of 2, https://a.example/: selector matches "
	    "nothing: h1");
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_not_understood_is_named),
		cmocka_unit_test(
		    test_too_many_compounds_are_refused_and_many_are_quick),
		cmocka_unit_test(
		    test_selectors_of_joined_pages_are_one_for_each),
		cmocka_unit_test(
		    test_a_list_is_taken_in_its_own_order_and_nothing_twice),
		cmocka_unit_test(test_ranges_begin_and_end_at_either_side),
		cmocka_unit_test(test_a_range_keeps_what_stands_open_around_it),
		cmocka_unit_test(test_a_range_without_its_ends_is_a_gap),
		cmocka_unit_test(
		    test_joined_pages_are_read_each_by_its_own_selectors),
		cmocka_unit_test(
		    test_one_bad_page_is_a_gap_of_all_that_are_joined),
	};

	return cmocka_run_group_tests_name("selection", tests, NULL, NULL);
}
