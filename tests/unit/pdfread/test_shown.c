#include "pdfread/shown.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "help/test.h"

#include "base/buf.h"

/* Objects: 1 catalog, 2 pages, 3 and 4 pages, 5 and 6 their contents, 7 font,
 * 8 its CMap, 9 structure tree, 10.. elements. */
#define OBJECTS 32

struct tagged {
	const char *content[2]; /* text between ( and ) in "~" stands for the
				   codes of its characters */
	const char *tree; /* /K of the root */
	const char *element[OBJECTS]; /* 10 and up */
	const char *cmap; /* NULL: the one that fits the codes */
};

/* A code is the character plus one, so that nothing reads right by luck. */
static const char cmap[] = "1 begincodespacerange <0000> <FFFF> "
			   "endcodespacerange 3 beginbfrange "
			   "<0021> <007F> <0020> <2001> <2001> <201C> "
			   "<2002> <2002> [<201D>] endbfrange "
			   "1 beginbfchar <3001> <D83CDF4C> endbfchar";

/* Write "~text~" as one hex string of codes; { and } are the quote marks, and
 * ^ a banana. */
static void
put_content(struct buf *b, const char *s)
{
	bool inside = false;

	for (; *s != '\0'; s++) {
		if (*s == '~') {
			buf_str(b, inside ? ">" : "<");
			inside = !inside;
		} else if (!inside) {
			buf_add(b, s, 1);
		} else if (*s == '{' || *s == '}') {
			buf_str(b, *s == '{' ? "2001" : "2002");
		} else if (*s == '^') {
			buf_str(b, "3001");
		} else {
			buf_fmt(b, "%04X", (unsigned)(unsigned char)*s + 1);
		}
	}
}

static void
put_stream(struct buf *b, size_t *at, unsigned n, const char *s, bool codes)
{
	struct buf body;

	buf_init(&body, 1 << 20);
	if (codes)
		put_content(&body, s);
	else
		buf_str(&body, s);
	*at = b->len;
	buf_fmt(b, "%u 0 obj\n<</Length %zu>>stream\n", n, body.len);
	buf_add(b, body.data, body.len);
	buf_str(b, "\nendstream\nendobj\n");
	buf_free(&body);
}

static void
tagged_write(const struct tagged *t, struct buf *b)
{
	size_t at[OBJECTS] = { 0 }, i, xref;
	static const char *const fixed[10] = { NULL,
		"<</Type/Catalog/Pages 2 0 R/StructTreeRoot 9 0 R>>",
		"<</Type/Pages/Count 2/Kids[3 0 R 4 0 R]/Resources<</Font<</F "
		"7 0 R>>/Properties<</P<</MCID 9>>>>>>>>",
		"<</Type/Page/Parent 2 0 R/Contents 5 0 R>>",
		"<</Type/Page/Parent 2 0 R/Contents[6 0 R]>>", NULL, NULL,
		"<</Type/Font/Subtype/Type0/ToUnicode 8 0 R>>", NULL, NULL };

	buf_init(b, 1 << 20);
	buf_str(b, "%PDF-1.7\n");
	for (i = 1; i < 10; i++) {
		if (fixed[i] == NULL)
			continue;
		at[i] = b->len;
		buf_fmt(b, "%zu 0 obj\n%s\nendobj\n", i, fixed[i]);
	}
	put_stream(b, &at[5], 5, t->content[0], true);
	put_stream(
	    b, &at[6], 6, t->content[1] != NULL ? t->content[1] : "", true);
	put_stream(b, &at[8], 8, t->cmap != NULL ? t->cmap : cmap, false);
	at[9] = b->len;
	buf_fmt(b, "9 0 obj\n<</Type/StructTreeRoot/K %s>>\nendobj\n", t->tree);
	for (i = 10; i < OBJECTS; i++) {
		if (t->element[i] == NULL)
			continue;
		at[i] = b->len;
		buf_fmt(b, "%zu 0 obj\n<<%s>>\nendobj\n", i, t->element[i]);
	}
	xref = b->len;
	buf_fmt(b, "xref\n0 %d\n", OBJECTS);
	for (i = 0; i < OBJECTS; i++)
		buf_fmt(b, "%010zu %s \n", at[i],
		    at[i] == 0 ? "65535 f" : "00000 n");
	buf_fmt(b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF",
	    OBJECTS, xref);
}

/* "number: words|number: words|" of what is shown. */
static const char *
shown(const struct tagged *t, char out[1024], char digest[65])
{
	struct pdfread_shown s;
	struct pdfread *r;
	struct fault f;
	struct buf b;
	size_t i, n = 0;

	tagged_write(t, &b);
	assert_ok(pdfread_open(b.data, b.len, &r, &f), &f);
	assert_ok(pdfread_shown(r, &s, &f), &f);
	out[0] = '\0';
	for (i = 0; i < s.n; i++)
		n += (size_t)snprintf(out + n, 1024 - n, "%u: %s|",
		    s.quotes[i].number, s.quotes[i].words);
	if (digest != NULL)
		memcpy(digest, s.digest, 65);
	pdfread_free(r);
	buf_free(&b);
	return out;
}

#define MARK(mcid, n)                                                          \
	"/Span<</MCID " #mcid "/ActualText(Quote " #n ". )>>BDC ~Q" #n "~ Tj " \
	"EMC "

static void
test_a_quote_is_the_words_between_its_marks(void **state)
{
	struct tagged t = {
		.content = { "/F 9 Tf " MARK(0, 24)
			     "/P<</MCID 1>>BDC ~{We may ~ Tj [~use~ -9 ~ it~]"
			     " TJ EMC /Artifact BMC ~not this~ Tj EMC",
		    "/F 9 Tf /P<</MCID 0>>BDC ~ as {we} like ^}~ Tj EMC ~nor "
		    "this~ Tj" },
		.tree = "[10 0 R]",
		.element = {
		    [10] = "/S/BlockQuote/Pg 3 0 R/K[11 0 R]",
		    [11] = "/S/P/Pg 3 0 R/K[12 0 R 1<</Type/MCR/Pg 4 0 R/MCID "
			   "0>>]",
		    [12] = "/S/Span/Pg 3 0 R/K 0",
		},
	};
	char out[1024];

	(void)state;
	assert_string_equal(shown(&t, out, NULL),
	    "24: We may use it as \xe2\x80\x9cwe\xe2\x80\x9d like "
	    "\xf0\x9f\x8d\x8c|");
}

/* What is drawn counts where ActualText says something else. */
static void
test_actual_text_cannot_say_what_is_not_drawn(void **state)
{
	struct tagged t = {
		.content = { "/F 9 Tf " MARK(
		    0, 7) "/P<</MCID 1>>BDC ~{~ Tj EMC /Span<</MCID 2"
			  "/ActualText(may not)>>BDC ~may~ Tj EMC /Span"
			  "<</MCID 3/ActualText(s\\255ell )>>BDC ~sell}~ Tj "
			  "EMC" },
		.tree = "10 0 R",
		.element = { [10] = "/S/BlockQuote/Pg 3 0 R/K[0 1 2 3]" },
	};
	char out[1024];

	(void)state;
	assert_string_equal(shown(&t, out, NULL), "7: maysell|");
	/* And where it says what is drawn, but for what nobody sees. */
	t.content[0] = "/F 9 Tf " MARK(
	    0, 7) "/Span<</MCID 1/ActualText<FEFF201C0061200B0062201D>"
		  ">>BDC ~{ab}~ Tj EMC";
	t.element[10] = "/S/BlockQuote/Pg 3 0 R/K[0 1]";
	assert_string_equal(shown(&t, out, NULL),
	    "7: a\xe2\x80\x8b"
	    "b|");
}

static void
test_a_mark_that_draws_another_number_is_none(void **state)
{
	struct tagged t = {
		.content = { "/F 9 Tf /Span<</MCID 0/ActualText(Quote 8. )>>"
			     "BDC ~Q9~ Tj EMC /P<</MCID 1>>BDC ~{x}~ Tj EMC" },
		.tree = "10 0 R",
		.element = { [10] = "/S/BlockQuote/Pg 3 0 R/K[0 1]" },
	};
	char out[1024];

	(void)state;
	assert_string_equal(shown(&t, out, NULL), "");
}

/* A redline shows two quotes; runs go over lines. */
static void
test_a_redline_shows_both_texts(void **state)
{
	struct tagged t = {
		.content = { "/F 9 Tf /P<</MCID 0>>BDC ~We ~ Tj EMC "
			     "/Span<</MCID 1/ActualText([deleted: may not] )>>"
			     "BDC ~may ~ Tj EMC "
			     "/Span<</MCID 2/ActualText()>>BDC ~not~ Tj EMC "
			     "/Span<</MCID 3/ActualText()>>BDC ~ ~ Tj EMC "
			     "/Span<</MCID 4/ActualText([inserted: will] )>>"
			     "BDC ~will~ Tj EMC /P<</MCID 5>>BDC ~ tell~ Tj "
			     "EMC " MARK(6, 3) MARK(7, 4) "/TH<</MCID 8>>BDC "
			     "~From ~ Tj EMC /TH /P BDC ~To ~ Tj EMC" },
		.tree = "[10 0 R 11 0 R]",
		.element = {
		    [10] = "/S/P/Pg 3 0 R/K[0 1 2 3 4 5]",
		    [11] = "/S/Table/Pg 3 0 R/K[12 0 R 13 0 R]",
		    [12] = "/S/TR/K[14 0 R]",
		    [13] = "/S/TR/K[15 0 R]",
		    [14] = "/S/TH/Pg 3 0 R/K[6 8]",
		    [15] = "/S/TH/Pg 3 0 R/K[7 9]",
		},
	};
	char out[1024];

	(void)state;
	assert_string_equal(
	    shown(&t, out, NULL), "3: We may not tell|4: We will tell|");
	/* Without a redline before it, a table shows nothing. */
	t.element[10] = "/S/P/Pg 3 0 R/K[0]";
	assert_string_equal(shown(&t, out, NULL), "");
}

static void
test_the_digest_is_one_that_is_said_and_drawn(void **state)
{
	static const char hex[] = "0123456789abcdef0123456789abcdef"
				  "0123456789abcdef0123456789abcdef";
	struct tagged t = {
		.tree = "10 0 R",
		.element = { [10] = "/S/Span/Pg 3 0 R/K[0]" },
	};
	char content[512], out[1024], digest[65];

	(void)state;
	(void)snprintf(content, sizeof(content),
	    "/F 9 Tf /Span<</MCID 0/ActualText(%s)>>BDC ~%.32s~ Tj ~%s~ Tj EMC",
	    hex, hex, hex + 32);
	t.content[0] = content;
	(void)shown(&t, out, digest);
	assert_string_equal(digest, hex);
	/* On another page than the first it is that of another thing. */
	t.content[0] = "";
	t.content[1] = content;
	t.element[10] = "/S/Span/Pg 4 0 R/K[0]";
	(void)shown(&t, out, digest);
	assert_string_equal(digest, "");
	t.content[0] = content;
	t.element[10] = "/S/Span/Pg 3 0 R/K[0]";
	(void)snprintf(content, sizeof(content),
	    "/F 9 Tf /Span<</MCID 0/ActualText(%s)>>BDC ~%.63s1~ Tj EMC", hex,
	    hex);
	(void)shown(&t, out, digest);
	assert_string_equal(digest, "");
}

static void
test_glyphs_without_characters_are_no_words(void **state)
{
	struct tagged t = {
		.content = { "/F 9 Tf " MARK(
		    0, 1) "/P<</MCID 1>>BDC ~{a~ Tj <FFFF> Tj ~b}~ Tj EMC" },
		.tree = "10 0 R",
		.element = { [10] = "/S/BlockQuote/Pg 3 0 R/K[0 1]" },
	};
	char out[1024];

	(void)state;
	assert_string_equal(shown(&t, out, NULL),
	    "1: a\xef\xbf\xbd"
	    "b|");
}

static void
fails(const struct tagged *t, enum fault_kind kind, const char *words)
{
	struct pdfread_shown s;
	struct pdfread *r;
	struct fault f;
	struct buf b;

	tagged_write(t, &b);
	assert_ok(pdfread_open(b.data, b.len, &r, &f), &f);
	assert_fault(pdfread_shown(r, &s, &f), &f, kind, words);
	pdfread_free(r);
	buf_free(&b);
}

static void
test_broken_content_is_a_fault_and_a_circle_ends(void **state)
{
	struct tagged t = {
		.content = { "/P<</MCID 0>>BDC <xx> Tj EMC" },
		.tree = "10 0 R",
		.element = { [10] = "/S/P/Pg 3 0 R/K[0]" },
	};
	char out[1024];

	(void)state;
	fails(&t, FAULT_FORMAT, "no hex digit");
	t.content[0] = "BI ID x EI";
	fails(&t, FAULT_FORMAT, "an image inside");
	t.content[0] = "/F 9 Tf";
	t.cmap = "1 beginbfrange <0001> <FFFFFF> <0020> endbfrange";
	fails(&t, FAULT_FORMAT, "range of a CMap");
	t.cmap = "2 beginbfrange <0000> <FFFF> <0020> <0000> <0001> <0020> "
		 "endbfrange";
	fails(&t, FAULT_LIMIT, "codes in a CMap");
	t.cmap = "1 beginbfrange <0003> <0001> <0020> endbfrange";
	fails(&t, FAULT_FORMAT, "range of a CMap");
	t.cmap = NULL;
	t.element[10] = "/S/P/Pg 3 0 R/K[10 0 R 11 0 R 11 0 R]";
	t.element[11] = "/S/P/K[10 0 R 11 0 R]";
	assert_string_equal(shown(&t, out, NULL), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_broken_content_is_a_fault_and_a_circle_ends),
		cmocka_unit_test(test_actual_text_cannot_say_what_is_not_drawn),
		cmocka_unit_test(test_a_mark_that_draws_another_number_is_none),
		cmocka_unit_test(test_glyphs_without_characters_are_no_words),
		cmocka_unit_test(test_a_quote_is_the_words_between_its_marks),
		cmocka_unit_test(test_a_redline_shows_both_texts),
		cmocka_unit_test(test_the_digest_is_one_that_is_said_and_drawn),
	};

	return cmocka_run_group_tests_name("shown", tests, NULL, NULL);
}
