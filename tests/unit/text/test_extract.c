#include "blocks.h"

#include <time.h>

#include "base/file.h"
#include "base/mem.h"
#include "crypto/sha256.h"

/* Enough words that a text is not called collapsed. */
#define WORDS                                                               \
	"one two three four five six seven eight nine ten eleven twelve "   \
	"thirteen fourteen fifteen sixteen seventeen eighteen nineteen "    \
	"twenty and one more and two more and three more and so on to the " \
	"end of what it says"

/* The answer for a source: its gap, or "" where there is a text. */
static void
assert_gap(const struct extract_source *s, const char *want)
{
	struct page p;
	struct fault f;
	const char *gap;

	assert_ok(extract_page(s, &p, &gap, &f), &f);
	assert_sound(&p);
	if (gap == NULL)
		assert_string_equal("", want);
	else if (*want == '\0' || strstr(gap, want) == NULL)
		fail_msg("gap \"%s\", want \"%s\"", gap, want);
	page_free(&p);
}

/*
 * None of these takes a second; what is not refused as it should be takes
 * minutes or all memory.  The room between is for checkers and slow machines.
 */
#define SECONDS_MAX 60

/* As assert_gap, of n bytes that a test has made, which are freed. */
static void
assert_gap_take(enum media media, char *bytes, size_t n, const char *want)
{
	struct extract_source s = source_of(media, "");
	clock_t begun = clock();

	s.bytes = (unsigned char *)bytes;
	s.len = n;
	assert_gap(&s, want);
	assert_true((clock() - begun) / CLOCKS_PER_SEC < SECONDS_MAX);
	free(bytes);
}

/* n times unit, and then tail. */
static char *
many(const char *unit, size_t n, const char *tail, size_t *len)
{
	size_t i, k = strlen(unit);
	char *s = mem_new(n * k + strlen(tail) + 1, 1);

	for (i = 0; i < n; i++)
		memcpy(s + i * k, unit, k);
	memcpy(s + n * k, tail, strlen(tail));
	*len = n * k + strlen(tail);
	return s;
}

static void
test_what_is_no_usable_text_says_why(void **state)
{
	static const struct {
		enum media media;
		const char *bytes, *want;
	} cases[] = {
		{ MEDIA_HTML, "", "empty page" },
		{ MEDIA_MARKDOWN, "", "empty page" },
		{ MEDIA_TEXT, "", "empty page" },
		{ MEDIA_HTML, " \n", "page without text" },
		{ MEDIA_HTML, "<html><body><img></body></html>",
		    "page without text" },
		{ MEDIA_MARKDOWN, "Privacy Policy\n====\n",
		    "collapsed text: 2 words, want at least 30" },
		{ MEDIA_HTML, "<h1>Attention Required!</h1><p>Cloudflare",
		    "error page: \"attention required\"" },
		{ MEDIA_TEXT, "This page isn\xe2\x80\x99t available right now",
		    "error page: \"page isn\xe2\x80\x99t available\"" },
		{ MEDIA_HTML, "<title>404 not found</title>" WORDS, "" },
		{ MEDIA_HTML, "<p>404 Not Found " WORDS,
		    "error page: \"404 not found\"" },
		{ MEDIA_PDF, "%PDF-1.7", "not text" },
		{ MEDIA_OTHER, "x", "not text" },
		{ MEDIA_HTML, "%PDF-1.7 " WORDS, "not text" },
		{ MEDIA_HTML, "\x1f\x8b" WORDS, "not text" },
		{ MEDIA_HTML, "<p>" WORDS, "" },
		{ MEDIA_MARKDOWN, WORDS, "" },
		{ MEDIA_TEXT, WORDS, "" },
	};
	struct extract_source s;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		s = source_of(cases[i].media, cases[i].bytes);
		assert_gap(&s, cases[i].want);
	}
	s = source_of(MEDIA_PDF, "%PDF");
	s.media_type = "application/pdf";
	assert_gap(&s, "not text: application/pdf");
}

static void
test_a_selector_that_matches_nothing_is_named(void **state)
{
	struct extract_source s = source_of(MEDIA_HTML, "<p>" WORDS);

	(void)state;
	s.select = "main > .policy";
	assert_gap(&s, "selector matches nothing: main > .policy");
	s.select = "head";
	assert_gap(&s, "what the selector matches holds no text");
	s.select = "p";
	s.remove = ".nothing";
	assert_gap(&s, "");
	s.remove = "p";
	assert_gap(&s, "selector matches nothing: p");
}

static void
test_a_selector_that_is_not_understood_is_a_fault(void **state)
{
	struct extract_source s = source_of(MEDIA_HTML, "<p>" WORDS);
	struct page p;
	struct fault f;
	const char *gap;

	(void)state;
	s.select = "p:hover";
	assert_fault(
	    extract_page(&s, &p, &gap, &f), &f, FAULT_FORMAT, ":hover");
	s.select = "";
	s.remove = "p[";
	assert_fault(
	    extract_page(&s, &p, &gap, &f), &f, FAULT_FORMAT, "remove");
}

static void
test_pages_made_to_hurt_get_an_answer_soon(void **state)
{
	size_t n;
	char *s;

	(void)state;
	s = many("<div>", 100000, WORDS, &n);
	assert_gap_take(MEDIA_HTML, s, n, "nested too deep");
	s = many("<div>", 1000000, "", &n);
	assert_gap_take(MEDIA_HTML, s, n, "nested too deep");
	s = many("<span><div></span></div>", 50000, WORDS, &n);
	assert_gap_take(MEDIA_HTML, s, n, "nested too deep");
	s = many("<dd><li>", 45000, WORDS, &n);
	assert_gap_take(MEDIA_HTML, s, n, "nested too deep");
	s = many("<p>x", 1250000, "", &n);
	assert_gap_take(MEDIA_HTML, s, n, "more than 100,000 tags");
	s = many("<svg>", 99000, WORDS, &n);
	assert_gap_take(MEDIA_HTML, s, n, "nested too deep");
	s = many("<div>", 500, WORDS, &n);
	assert_gap_take(MEDIA_HTML, s, n, "");
	s = many(" a=1", 501, "><p>" WORDS, &n);
	memcpy(s, "<a x", 4);
	assert_gap_take(MEDIA_HTML, s, n, "more than 500 attributes");
	s = many("<body>", 21, WORDS, &n);
	assert_gap_take(MEDIA_HTML, s, n, "more than 20");
	s = many("<", 5000000, " " WORDS, &n);
	assert_gap_take(MEDIA_HTML, s, n, "");
	s = many("x", 17 << 20, "", &n);
	assert_gap_take(MEDIA_HTML, s, n, "at most 16777216 are read");
}

static void
test_markdown_made_to_hurt_gets_an_answer_soon(void **state)
{
	static const struct {
		const char *unit;
		size_t n;
		const char *tail, *want;
	} cases[] = {
		{ ">", 500000, WORDS, "100 lists or quotes" },
		{ "- ", 50000, "x\n\n" WORDS, "100 lists or quotes" },
		{ "1. ", 101, WORDS, "100 lists or quotes" },
		{ "> ", 100, WORDS, "" },
		{ "[", 650001, WORDS, "650,000 marks and lines" },
		{ "|", 1001, "\n" WORDS, "1,000 cells" },
		{ "a\n", 50000, "b|c\n-|-\n" WORDS, "1,000 lines" },
		{ "a <!A ", 100000, WORDS, "100 declarations" },
		{ "a <? ", 100000, WORDS, "100 declarations" },
		{ "a <![CDATA[ ", 100000, WORDS, "100 declarations" },
		{ "<div>\n\n", 1001, WORDS, "1,000 blocks of HTML" },
		{ "[r]: uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu\n", 2000,
		    "\n[r][r]" WORDS, "too large for their uses" },
		{ "[", 200000, WORDS, "" },
		{ "[a](", 200000, WORDS, "" },
		{ "![", 200000, WORDS, "" },
		{ "*a_ ", 200000, WORDS, "" },
		{ "***a ", 200000, WORDS, "" },
		{ "a`b``c```", 60000, WORDS, "" },
		{ "a <!-- ", 100000, WORDS, "" },
		{ "<a b=\"", 200000, WORDS, "" },
		{ "&#x", 200000, WORDS, "" },
		{ "\n", 4000000, WORDS, "" },
		{ "- a\n", 100000, WORDS, "" },
		{ "* * *\n", 100000, WORDS, "" },
		{ "x", 5 << 20, "", "at most 4194304 are read" },
	};
	size_t i, n;
	char *s;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		s = many(cases[i].unit, cases[i].n, cases[i].tail, &n);
		assert_gap_take(MEDIA_MARKDOWN, s, n, cases[i].want);
	}
}

/* 901 columns, and rows of one cell that would each be filled up. */
static void
test_tables_that_fill_up_are_refused(void **state)
{
	struct buf b;
	size_t n;
	int i;

	(void)state;
	buf_init(&b, 1 << 22);
	for (i = 0; i < 900; i++)
		buf_str(&b, "x|");
	buf_str(&b, "x\n");
	for (i = 0; i < 900; i++)
		buf_str(&b, "-|");
	buf_str(&b, "-\n");
	for (i = 0; i < 100000; i++)
		buf_str(&b, "a\n");
	n = b.len;
	assert_gap_take(
	    MEDIA_MARKDOWN, buf_take(&b), n, "more than 500,000 cells");
}

/* A page of 300 kB that asks for 36 million nodes. */
static void
test_a_page_that_grows_in_the_parser_is_stopped(void **state)
{
	struct buf b;
	size_t n;
	char *tail;
	int i;

	(void)state;
	buf_init(&b, 1 << 20);
	buf_str(&b, "<div>");
	for (i = 0; i < 400; i++)
		buf_fmt(&b, "<font color=%d>x", i);
	buf_str(&b, "</div>");
	tail = many("<p>x", 60000, "", &n);
	buf_add(&b, tail, n);
	free(tail);
	n = b.len;
	assert_gap_take(
	    MEDIA_HTML, buf_take(&b), n, "takes more than 256 MB to read");
}

static void
test_nuls_are_defined(void **state)
{
	struct extract_source s = source_of(MEDIA_HTML, "");
	static const char html[] = "<p>a\0b<b\0c>d" WORDS;
	static const char text[] = "a\0b " WORDS;
	struct page p;

	(void)state;
	/*= HTML 13.2.6.4.7: in the body a NUL is ignored */
	s.bytes = (const unsigned char *)html;
	s.len = sizeof(html) - 1;
	page_of(&s, &p);
	assert_memory_equal(p.text, "abdone two", 10);
	page_free(&p);
	/*= CommonMark section 2.3: U+0000 is replaced by U+FFFD */
	s.media = MEDIA_MARKDOWN;
	s.bytes = (const unsigned char *)text;
	s.len = sizeof(text) - 1;
	page_of(&s, &p);
	assert_memory_equal(p.text,
	    "a\xef\xbf\xbd"
	    "b one",
	    9);
	page_free(&p);
	s.media = MEDIA_TEXT;
	page_of(&s, &p);
	assert_memory_equal(p.text,
	    "a\xef\xbf\xbd"
	    "b one",
	    9);
	page_free(&p);
	assert_gap_take(MEDIA_HTML, mem_new(5000, 1), 5000, "not text");
}

static void
test_charsets(void **state)
{
	static const struct {
		const char *media_type, *bytes, *want;
	} cases[] = {
		/* What is UTF-8 is UTF-8, whatever it is called. */
		{ "text/html; charset=iso-8859-1", "\xc3\xa9", "\xc3\xa9" },
		{ "", "<meta charset=windows-1252>\xc3\xa9", "\xc3\xa9" },
		{ "", "\xef\xbb\xbf\xc3\xa9", "\xc3\xa9" },
		/* What is not is what it says, or what browsers take. */
		{ "text/html; charset=ISO-8859-1", "\xe9\x80",
		    "\xc3\xa9\xe2\x82\xac" },
		{ "text/html;charset=\"latin1\"", "\xe9", "\xc3\xa9" },
		{ "", "<meta charset='windows-1252'>\x93\xe9\x94",
		    "\xe2\x80\x9c\xc3\xa9\xe2\x80\x9d" },
		{ "",
		    "<meta http-equiv=content-type content='text/html; "
		    "charset=iso-8859-1'>\xe9",
		    "\xc3\xa9" },
		{ "", "\xe9", "\xc3\xa9" },
		{ "text/html; charset=utf-8", "a\xe9z\xe2\x82",
		    "a\xef\xbf\xbdz\xef\xbf\xbd" },
		{ "", "<meta charset=utf-8>\xe9", "\xef\xbf\xbd" },
	};
	struct extract_source s;
	struct page p;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		s = source_of(MEDIA_HTML, cases[i].bytes);
		s.media_type = cases[i].media_type;
		page_of(&s, &p);
		assert_string_equal(p.text, cases[i].want);
		page_free(&p);
	}
	s = source_of(MEDIA_HTML, "\x82\xa0 " WORDS);
	s.media_type = "text/html; charset=Shift_JIS";
	assert_gap(&s, "charset shift_jis is not read");
	/* Markdown has no such custom: broken bytes are marked. */
	s = source_of(MEDIA_MARKDOWN, "a\xe9");
	page_of(&s, &p);
	assert_string_equal(p.text, "a\xef\xbf\xbd");
	page_free(&p);
}

static void
test_utf_16_is_read_by_its_mark(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
		const char *want;
	} cases[] = {
		{ "\xff\xfe"
		  "a\0\xe9\0",
		    6, "a\xc3\xa9" },
		{ "\xfe\xff\0a\x20\xac", 6, "a\xe2\x82\xac" },
		{ "\xff\xfe\x3d\xd8\x80\xde", 6, "\xf0\x9f\x9a\x80" },
		{ "\xff\xfe\x3d\xd8"
		  "a\0",
		    6,
		    "\xef\xbf\xbd"
		    "a" },
		{ "\xff\xfe"
		  "a\0b",
		    5, "a\xef\xbf\xbd" },
	};
	struct extract_source s = source_of(MEDIA_TEXT, "");
	struct page p;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		s.bytes = (const unsigned char *)cases[i].bytes;
		s.len = cases[i].n;
		page_of(&s, &p);
		assert_string_equal(p.text, cases[i].want);
		page_free(&p);
	}
}

static void
test_plain_text_has_paragraphs(void **state)
{
	struct extract_source s =
	    source_of(MEDIA_TEXT, "\n a\r\nb\r\n \r\nc\n\n\n\td  *e*\n");

	(void)state;
	assert_blocks(&s, "P a b\nP c\nP d *e*\n");
}

/* The digest of a text and of where its blocks, kinds and links are. */
static void
page_digest(const struct page *p, struct digest *out)
{
	struct fault f;
	struct buf b;
	size_t i;

	buf_init(&b, (size_t)1 << 26);
	buf_add(&b, p->text, p->len);
	for (i = 0; i < p->n_blocks; i++)
		buf_fmt(&b, "\n%d %u %zu %zu %s %zd %zd", p->blocks[i].kind,
		    p->blocks[i].level, p->blocks[i].start, p->blocks[i].end,
		    p->blocks[i].marker, (ssize_t)p->blocks[i].heading,
		    (ssize_t)p->blocks[i].head_row);
	for (i = 0; i < p->n_links; i++)
		buf_fmt(&b, "\n%zu %zu %s", p->links[i].start, p->links[i].end,
		    p->links[i].target);
	assert_ok(buf_check(&b, "digest", &f), &f);
	assert_ok(sha256_of(b.data, b.len, out, &f), &f);
	buf_free(&b);
}

#define CORPUS "tests/unit/text/corpus/"

/*
 * What version 2 makes of the corpus, and version 1 made of it: what is new
 * in 2 are ranges, lists, joined pages and the absolute addresses of links.  A digest that changes means that an
 * auditor's program would call an old packet's text wrong: raise
 * EXTRACT_VERSION, and only then write down the new ones.
 */
static const struct {
	const char *file;
	enum media media;
	const char *select, *remove;
	const char *digest;
} corpus[] = {
	{ "shop.html", MEDIA_HTML, "", "",
	    "bbc6fad4d5d8875e43414af9bfae2a6d049b8ddefa4dd8d334deb9562c7c5b68" },
	{ "shop.html", MEDIA_HTML, "main", "table, main > p:first-of-type",
	    "5aa097bad5aac1843e37fba5c54bcd694198f384f365257bea9827f9ec34c4db" },
	{ "bericht.md", MEDIA_MARKDOWN, "", "",
	    "f69c4227c1795dc52e2aa202414e7829d77bd6f8ed716021caedb794398e93a3" },
	{ "politica.txt", MEDIA_TEXT, "", "",
	    "262b3fc503dd336e8892d64b5622d14bb575c2a19cd2276f32e800ead1e6b8c5" },
	{ "condicoes.html", MEDIA_HTML, "", "",
	    "02096520b01bd337ee43ed6e37e0291b9f2d06cdd74a0422b04144ac6b133000" },
	{ "broken.html", MEDIA_HTML, "", "",
	    "f3e37d0c00a8c5445c883e0569f50a7308ca1476dc9b66d077a79a256f5d9e0b" },
};

static void
test_the_corpus_comes_out_as_it_did(void **state)
{
	struct extract_source s;
	struct digest_hex hex;
	struct digest d;
	struct fault f;
	struct page p;
	struct buf b;
	char path[256];
	size_t i;

	(void)state;
	assert_int_equal(EXTRACT_VERSION, 2);
	for (i = 0; i < sizeof(corpus) / sizeof(corpus[0]); i++) {
		(void)snprintf(path, sizeof(path), CORPUS "%s", corpus[i].file);
		buf_init(&b, 1 << 20);
		assert_ok(file_read(path, &b, &f), &f);
		s = source_of(corpus[i].media, "");
		s.bytes = b.data;
		s.len = b.len;
		s.base_url = "https://northwind.example/legal/terms";
		s.select = corpus[i].select;
		s.remove = corpus[i].remove;
		page_of(&s, &p);
		page_digest(&p, &d);
		hex = digest_hex(&d);
		if (strcmp(hex.s, corpus[i].digest) != 0)
			fail_msg("%s: %s, was %s", corpus[i].file, hex.s,
			    corpus[i].digest);
		page_free(&p);
		buf_free(&b);
	}
}

/* One digest over the pages of all files that a command lists. */
static size_t
digest_files(const char *command, enum media media, struct digest *sum)
{
	struct extract_source s = source_of(media, "");
	char line[1024];
	struct digest two[2];
	const char *gap;
	struct fault f;
	struct page p;
	struct buf b;
	FILE *list;
	size_t n = 0;

	assert_non_null(list = popen(command, "r"));
	while (fgets(line, sizeof(line), list) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		buf_init(&b, 1 << 24);
		assert_ok(file_read(line, &b, &f), &f);
		s.bytes = b.data;
		s.len = b.len;
		assert_ok(extract_page(&s, &p, &gap, &f), &f);
		assert_sound(&p);
		two[0] = *sum;
		page_digest(&p, &two[1]);
		assert_ok(sha256_of(two, sizeof(two), sum, &f), &f);
		page_free(&p);
		buf_free(&b);
		n++;
	}
	(void)pclose(list);
	return n;
}

static void
test_real_documents_come_out_as_they_did(void **state)
{
	static const char want[] =
	    "d477a3082def5ba6f0a92757fae58ae646366428fd68617149d409f54dcdd9fd";
	const char *shared = getenv("SHARED");
	char dir[] = "/tmp/proviso-text-XXXXXX", cmd[2048], path[600];
	struct digest_hex hex;
	struct digest sum;

	(void)state;
	shared = shared != NULL ? shared : "../shared";
	(void)snprintf(
	    path, sizeof(path), "%s/ota/genai-contrib-versions.bundle", shared);
	if (!file_exists(path)) {
		print_message("skipped: no %s\n", path);
		skip();
	}
	assert_non_null(mkdtemp(dir));
	(void)snprintf(cmd, sizeof(cmd),
	    "cd %s && tar -xzf \"$OLDPWD\"/%s/ota/html-captures.tar.gz && "
	    "git clone -q \"$OLDPWD\"/%s md",
	    dir, shared, path);
	if (*shared == '/')
		(void)snprintf(cmd, sizeof(cmd),
		    "cd %s && tar -xzf %s/ota/html-captures.tar.gz && "
		    "git clone -q %s md",
		    dir, shared, path);
	assert_int_equal(system(cmd), 0);
	memset(&sum, 0, sizeof(sum));
	(void)snprintf(cmd, sizeof(cmd),
	    "find %s/genai-contrib -name '*.html' | LC_ALL=C sort", dir);
	assert_int_equal(digest_files(cmd, MEDIA_HTML, &sum), 145);
	(void)snprintf(cmd, sizeof(cmd),
	    "find %s/md -mindepth 2 -name '*.md' | LC_ALL=C sort", dir);
	assert_int_equal(digest_files(cmd, MEDIA_MARKDOWN, &sum), 159);
	(void)snprintf(cmd, sizeof(cmd), "rm -rf %s", dir);
	assert_int_equal(system(cmd), 0);
	hex = digest_hex(&sum);
	assert_string_equal(hex.s, want);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_no_usable_text_says_why),
		cmocka_unit_test(test_a_selector_that_matches_nothing_is_named),
		cmocka_unit_test(
		    test_a_selector_that_is_not_understood_is_a_fault),
		cmocka_unit_test(test_pages_made_to_hurt_get_an_answer_soon),
		cmocka_unit_test(
		    test_markdown_made_to_hurt_gets_an_answer_soon),
		cmocka_unit_test(test_tables_that_fill_up_are_refused),
		cmocka_unit_test(
		    test_a_page_that_grows_in_the_parser_is_stopped),
		cmocka_unit_test(test_nuls_are_defined),
		cmocka_unit_test(test_charsets),
		cmocka_unit_test(test_utf_16_is_read_by_its_mark),
		cmocka_unit_test(test_plain_text_has_paragraphs),
		cmocka_unit_test(test_the_corpus_comes_out_as_it_did),
		cmocka_unit_test(test_real_documents_come_out_as_they_did),
	};

	return cmocka_run_group_tests_name("extract", tests, NULL, NULL);
}
