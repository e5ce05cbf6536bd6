#define _XOPEN_SOURCE 700 /* realpath */

#include "cli/packet_check.h"

#include "help/test.h"

#include "base/clock.h"
#include "help/forge.h"
#include "help/packet.h"

/*
 * Packets of a dishonest signer: the signature is good, and EVIDENCE-MATCHES
 * must say what is wrong inside.
 */
static int
setup(void **state)
{
	struct packet_made *x = mem_new(1, sizeof(*x));
	struct fault f;

	*state = x;
	if (packet_make(x, &f) != 0) {
		print_message("%s\n", f.text);
		return -1;
	}
	return 0;
}

static int
teardown(void **state)
{
	packet_remove(*state);
	free(*state);
	return 0;
}

/* Sign what was forged and hold the verdict against the words wanted. */
static void
forged(struct packet_made *x, struct forge *g, enum verdict_answer want,
    const char *words, const char *attack)
{
	struct packet_said said;
	struct buf out;

	forge_sign(g, x->signer, &out);
	packet_ask(x, out.data, out.len, true, &said);
	if (said.intact.answer != VERDICT_YES)
		fail_msg("%s: INTACT: %s", attack, said.intact.why);
	if (said.evidence.answer != want ||
	    strstr(said.evidence.why, words) == NULL)
		fail_msg("%s: %s: %s", attack,
		    verdict_word(said.evidence.answer), said.evidence.why);
	assert_int_equal(said.status, want == VERDICT_NO ? 1 : 0);
	buf_free(&out);
}

#define MARK "/ActualText (Quote "

static size_t
count_lines(const struct buf *b, size_t from, size_t to)
{
	size_t n = 0;

	while ((from = forge_find(b, "BT\n", from)) < to) {
		from++;
		n++;
	}
	return n;
}

/* The mark of a quote of three lines and more; SIZE_MAX where none is. */
static size_t
find_mark(const struct buf *b)
{
	size_t at = 0, words;

	while ((at = forge_find(b, MARK, at)) != SIZE_MAX) {
		words = forge_find(b, "EMC\n", at) + 4;
		if (memcmp(b->data + words, "/P <<", 5) == 0 &&
		    count_lines(b, words, forge_find(b, "EMC\n", words)) >= 4)
			return at;
		at++;
	}
	return SIZE_MAX;
}

/* The contents of the page that draws such a quote. */
static qpdf_oh
content_quoting(struct forge *g, struct buf *out)
{
	int n = qpdf_get_num_pages(g->q), i;
	qpdf_oh stream;

	for (i = 0; i < n; i++) {
		stream =
		    forge_key(g, qpdf_get_page_n(g->q, (size_t)i), "/Contents");
		forge_get(g, stream, out);
		if (find_mark(out) != SIZE_MAX)
			return stream;
		buf_free(out);
	}
	fail_msg("no page with a quote of three lines");
	return 0;
}

/* Where the sequence of its mark ends, and that of its words begins. */
static size_t
behind_mark(const struct buf *b)
{
	return forge_find(b, "EMC\n", find_mark(b)) + 4;
}

static void
test_a_packet_that_is_only_written_anew_matches(void **state)
{
	struct packet_made *x = *state;
	struct packet_said said;
	struct forge g;

	packet_ask(x, x->bytes.data, x->bytes.len, true, &said);
	assert_string_equal(said.evidence.why, "");
	assert_int_equal(said.status, 0);
	forge_open(&g, &x->bytes);
	forged(x, &g, VERDICT_YES, "", "written anew");
}

/* What stands before or behind the content of the page with the quote. */
static void
test_what_hides_or_overdraws_words_is_named(void **state)
{
	static const struct {
		const char *before, *after, *words;
	} c[] = {
		{ "", "/Artifact BMC 1 1 1 rg 40 40 520 760 re f EMC\n",
		    "painted over" },
		{ "", "/Artifact BMC 1 1 1 RG 300 w 300 40 m 300 800 l S EMC\n",
		    "painted over" },
		{ "3 Tr\n", "", "uses Tr" },
		{ "0 0 1 1 re W n\n", "", "uses W" },
		{ ".01 0 0 .01 0 0 cm\n", "", "uses cm" },
		{ "/G gs\n", "", "uses gs" },
		{ "1 g\n", "", "uses g with" },
		{ "", "/X Do\n", "uses Do" },
		{ "/OC /Hidden BDC\n", "EMC\n", "text" },
		{ "", "BI /W 1 /H 1 /BPC 8 /CS /G ID x EI\n", "an image" },
		{ "", "BT /F0 9 Tf 100 100 Td 0 -9 Td [(\001\001)] TJ ET\n",
		    "placed twice" },
	};
	struct packet_made *x = *state;
	struct forge g;
	struct buf b;
	qpdf_oh s;
	size_t i;

	for (i = 0; i < sizeof(c) / sizeof(c[0]); i++) {
		if (strstr(c[i].before, "/OC") != NULL)
			continue; /* see the layers below */
		forge_open(&g, &x->bytes);
		s = content_quoting(&g, &b);
		forge_splice(&b, 0, 0, c[i].before);
		forge_splice(&b, b.len, 0, c[i].after);
		forge_put(&g, s, b.data, b.len);
		forged(x, &g, VERDICT_NO, c[i].words, c[i].words);
		buf_free(&b);
	}
}

/* Words of the quote, replaced by others in their operators. */
static void
test_words_that_cannot_be_seen_are_named(void **state)
{
	static const struct {
		const char *from, *to, *words;
	} c[] = {
		{ ".086 .086 .086 rg", "1 1 1 rg", "hardly to be seen" },
		{ ".086 .086 .086 rg", ".98 .98 .9 rg", "hardly to be seen" },
		{ " Tf", " pop .5 Tf", "uses pop" },
	};
	struct packet_made *x = *state;
	struct forge g;
	struct buf b;
	qpdf_oh s;
	size_t i, at, end;

	for (i = 0; i < sizeof(c) / sizeof(c[0]); i++) {
		forge_open(&g, &x->bytes);
		s = content_quoting(&g, &b);
		assert_true(forge_replace(&b, c[i].from, c[i].to) > 0);
		forge_put(&g, s, b.data, b.len);
		forged(x, &g, VERDICT_NO, c[i].words, c[i].to);
		buf_free(&b);
	}
	/* tiny, and outside of the page */
	for (i = 0; i < 3; i++) {
		forge_open(&g, &x->bytes);
		s = content_quoting(&g, &b);
		at = forge_find(&b, i == 0 ? " Tf" : " Td", behind_mark(&b));
		for (end = at; b.data[at - 1] != '\n' &&
		     !(i == 0 && b.data[at - 1] == ' ');)
			at--;
		forge_splice(&b, at, end - at,
		    i == 0       ? ".3"
			: i == 1 ? "-900 300"
				 : "60 -20");
		forge_put(&g, s, b.data, b.len);
		forged(x, &g, VERDICT_NO,
		    i == 0 ? "of a size" : "outside of the page", "moved");
		buf_free(&b);
	}
}

/* Behind a place, the first glyph of two that differ and are not escaped;
 * both then are one. */
static void
letter_change(struct buf *b, size_t from)
{
	size_t at = forge_find(b, "[(", from) + 2;
	unsigned char *p = b->data + at;

	for (; p[0] == 0 && p[2] == 0; p += 2)
		if (strchr("()\\\r\n", p[1]) == NULL &&
		    strchr("()\\\r\n", p[3]) == NULL && p[1] != p[3] &&
		    p[1] > 3 && p[3] > 3) {
			p[3] = p[1];
			return;
		}
	fail_msg("no two letters");
}

/* Where the lines of the quote begin, behind its opening mark. */
static size_t
lines_of(const struct buf *b)
{
	return forge_find(b, "ET\n", behind_mark(b));
}

static void
test_other_words_than_those_of_the_manifest_are_named(void **state)
{
	struct packet_made *x = *state;
	struct forge g;
	struct buf b;
	qpdf_oh s;
	size_t at, n;

	/* One letter. */
	forge_open(&g, &x->bytes);
	s = content_quoting(&g, &b);
	letter_change(&b, lines_of(&b));
	forge_put(&g, s, b.data, b.len);
	forged(x, &g, VERDICT_NO, "shows other words", "one letter");
	buf_free(&b);
	/* The words said are right, those drawn are not. */
	forge_open(&g, &x->bytes);
	s = content_quoting(&g, &b);
	letter_change(&b, lines_of(&b));
	at = forge_find(&b, "/P <</MCID ", behind_mark(&b) - 1);
	n = forge_find(&b, ">> BDC", at);
	forge_splice(&b, n, 0, " /ActualText (We may use)");
	forge_put(&g, s, b.data, b.len);
	forged(x, &g, VERDICT_NO, "shows other words", "ActualText");
	buf_free(&b);
	/* The number of another quote, and none. */
	forge_open(&g, &x->bytes);
	s = content_quoting(&g, &b);
	at = find_mark(&b) + strlen(MARK);
	forge_splice(&b, at, 1, "77");
	forge_put(&g, s, b.data, b.len);
	forged(x, &g, VERDICT_NO, "without its number", "another number");
	buf_free(&b);
}

/* Lines of the quote change places; other words come between them. */
static void
test_order_and_company_of_words_are_looked_at(void **state)
{
	struct packet_made *x = *state;
	struct forge g;
	struct buf b;
	char line[3][64], text[256];
	size_t at[3], n[3], i, from;
	double xx, y;
	qpdf_oh s;

	for (i = 0; i < 2; i++) {
		size_t k;

		forge_open(&g, &x->bytes);
		s = content_quoting(&g, &b);
		from = behind_mark(&b);
		/* opening mark, then lines: the second and the third */
		for (k = 0; k < 3; k++) {
			at[k] = forge_find(&b, "BT\n", from) + 3;
			if (memcmp(b.data + at[k], "0 Tc", 4) == 0)
				at[k] = forge_find(&b, "\n", at[k]) + 1;
			n[k] = forge_find(&b, " Td", at[k]) - at[k];
			assert_true(n[k] < 60);
			(void)snprintf(line[k], 64, "%.*s", (int)n[k],
			    (char *)b.data + at[k]);
			from = forge_find(&b, "ET\n", at[k]);
		}
		if (i == 0) {
			forge_splice(&b, at[2], n[2], line[1]);
			forge_splice(&b, at[1], n[1], line[2]);
		} else {
			assert_int_equal(
			    sscanf(line[1], "%lf %lf", &xx, &y), 2);
			(void)snprintf(text, sizeof(text),
			    "/Artifact BMC 0 0 0 rg BT /F2 4.5 Tf %.2f %.2f Td "
			    "[<00240024002400240024>] TJ ET EMC\n",
			    xx + 90, y - 5.5);
			forge_splice(&b, b.len, 0, text);
		}
		forge_put(&g, s, b.data, b.len);
		forged(x, &g, VERDICT_NO,
		    i == 0 ? "in the order in which they are read"
			   : "other words stand among",
		    text);
		buf_free(&b);
	}
}

/* The font of quotes, from the page that draws one. */
static qpdf_oh
quote_font(struct forge *g)
{
	qpdf_oh fonts =
	    forge_at(g, qpdf_get_page_n(g->q, 0), "/Resources /Font");

	return forge_key(g, fonts, "/F2");
}

/* The code of a character, by the font's own ToUnicode: "<0044>". */
static void
code_of(const struct buf *cmap, const char *hex, char out[8])
{
	char line[32];
	size_t at;

	(void)snprintf(line, sizeof(line), "> <%s>\n", hex);
	at = forge_find(cmap, line, 0);
	if (at == SIZE_MAX) {
		(void)snprintf(line, sizeof(line), "> <%s>\n", hex);
		fail_msg("no %s in the CMap", hex);
	}
	(void)snprintf(out, 8, "%.5s>", (char *)cmap->data + at - 5);
}

static void
test_fonts_must_draw_what_their_codes_say(void **state)
{
	struct packet_made *x = *state;
	char a[8], e[8], from[32], to[32];
	struct forge g;
	struct buf b;
	qpdf_oh s;
	size_t i;

	/* 0: a glyph of "a" that says "e"; 1: one that says nothing */
	for (i = 0; i < 2; i++) {
		forge_open(&g, &x->bytes);
		s = forge_key(&g, quote_font(&g), "/ToUnicode");
		forge_get(&g, s, &b);
		code_of(&b, "0061", a);
		code_of(&b, "0065", e);
		(void)snprintf(from, sizeof(from), "%s <0061>", a);
		(void)snprintf(
		    to, sizeof(to), "%s <%s>", a, i == 0 ? "0065" : "200B");
		assert_int_equal(forge_replace(&b, from, to), 1);
		forge_put(&g, s, b.data, b.len);
		forged(x, &g, VERDICT_NO, "draws U+0061 and says", "ToUnicode");
		buf_free(&b);
	}
	/* A code with two texts, a code with an empty one. */
	for (i = 0; i < 2; i++) {
		forge_open(&g, &x->bytes);
		s = forge_key(&g, quote_font(&g), "/ToUnicode");
		forge_get(&g, s, &b);
		code_of(&b, "0061", a);
		(void)snprintf(from, sizeof(from), "%s <0061>", a);
		(void)snprintf(to, sizeof(to),
		    i == 0 ? "%s <0061>\n%s <0061>" : "%s <>", a, a);
		assert_int_equal(forge_replace(&b, from, to), 1);
		forge_put(&g, s, b.data, b.len);
		forged(x, &g, VERDICT_NO,
		    i == 0 ? "a code with two texts" : "says", "CMap");
		buf_free(&b);
	}
	/* Another program under the name: not proven, and never yes. */
	forge_open(&g, &x->bytes);
	s = forge_at(&g, quote_font(&g),
	    "/DescendantFonts 0 /FontDescriptor /FontFile2");
	forge_get(&g, s, &b);
	b.data[b.len / 2] ^= 0x10;
	forge_put(&g, s, b.data, b.len);
	forged(x, &g, VERDICT_UNKNOWN, "not, byte for byte", "program");
	buf_free(&b);
	/* A name that is no face's. */
	forge_open(&g, &x->bytes);
	forge_set(&g, quote_font(&g), "/BaseFont", "/ABCDEF+Own");
	forged(x, &g, VERDICT_UNKNOWN, "no such face", "name");
	/* Widths that push letters together. */
	forge_open(&g, &x->bytes);
	forge_set(&g, forge_at(&g, quote_font(&g), "/DescendantFonts 0"), "/DW",
	    "500");
	forge_set(
	    &g, forge_at(&g, quote_font(&g), "/DescendantFonts 0"), "/W", "[]");
	forged(x, &g, VERDICT_NO, "", "widths");
	/* Codes that are not glyphs. */
	forge_open(&g, &x->bytes);
	s = qpdf_make_indirect_object(g.q, qpdf_oh_new_stream(g.q));
	forge_put(&g, s, "\0\0", 2);
	qpdf_oh_replace_key(g.q,
	    forge_at(&g, quote_font(&g), "/DescendantFonts 0"), "/CIDToGIDMap",
	    s);
	forged(x, &g, VERDICT_NO, "codes are not its glyphs", "map");
}

/* Keys that change what a viewer shows. */
static void
test_the_form_of_a_packet_is_kept(void **state)
{
	static const struct {
		const char *path, *key, *value, *words;
	} c[] = {
		{ "", "/OCProperties", "<</OCGs []/D <<>>>>", "OCProperties" },
		{ "", "/OpenAction", "<</S/Named/N/NextPage>>", "OpenAction" },
		{ "", "/AA", "<<>>", "/AA" },
		{ "/Names", "/JavaScript", "<<>>", "JavaScript" },
		{ "/AcroForm", "/XFA", "[]", "XFA" },
		{ "/AcroForm", "/NeedAppearances", "true", "NeedAppearances" },
		{ "/Pages", "/Rotate", "90", "Rotate" },
		{ "/Pages", "/CropBox", "[0 0 9 9]", "CropBox" },
	};
	static const struct {
		const char *key, *value, *words;
	} page[] = {
		{ "/CropBox", "[0 0 300 300]", "CropBox" },
		{ "/Rotate", "180", "Rotate" },
		{ "/UserUnit", "0.01", "UserUnit" },
		{ "/Group", "<<>>", "Group" },
		{ "/AA", "<<>>", "/AA" },
		{ "/Annots",
		    "[<</Type/Annot/Subtype/FreeText/Rect[0 0 500 700]/F 4"
		    "/DA(/F0 9 Tf)/Contents(x)>>]",
		    "an annotation" },
		{ "/Annots",
		    "[<</Type/Annot/Subtype/Widget/FT/Tx/T(x)/V(y)/Rect"
		    "[0 0 500 700]/F 4>>]",
		    "an annotation" },
		{ "/Annots",
		    "[<</Type/Annot/Subtype/Link/Rect[0 0 500 700]/F 4"
		    "/C[1 1 1]/Border[0 0 900]>>]",
		    "a link has /C" },
	};
	struct packet_made *x = *state;
	struct forge g;
	size_t i;

	for (i = 0; i < sizeof(c) / sizeof(c[0]); i++) {
		forge_open(&g, &x->bytes);
		forge_set(
		    &g, forge_catalog(&g, c[i].path), c[i].key, c[i].value);
		forged(x, &g, VERDICT_NO, c[i].words, c[i].key);
	}
	for (i = 0; i < sizeof(page) / sizeof(page[0]); i++) {
		forge_open(&g, &x->bytes);
		forge_set(
		    &g, qpdf_get_page_n(g.q, 1), page[i].key, page[i].value);
		forged(x, &g, VERDICT_NO, page[i].words, page[i].key);
	}
}

/* The field of the seal draws nothing, whatever a signer would like. */
static void
test_a_field_that_draws_is_named(void **state)
{
	struct packet_made *x = *state;
	struct forge g;
	qpdf_oh s;

	forge_open(&g, &x->bytes);
	s = forge_catalog(&g, "/AcroForm /Fields 0 /AP /N");
	forge_put(&g, s, "1 1 1 rg 0 0 900 900 re f", 25);
	forged(x, &g, VERDICT_NO, "a field that draws", "appearance");
}

/* File specification i of the name tree. */
static qpdf_oh
spec(struct forge *g, int i)
{
	return qpdf_oh_get_array_item(
	    g->q, forge_catalog(g, "/Names /EmbeddedFiles /Names"), 2 * i + 1);
}

/* The one whose name begins so. */
static qpdf_oh
spec_named(struct forge *g, const char *head)
{
	qpdf_oh names = forge_catalog(g, "/Names /EmbeddedFiles /Names");
	int n = qpdf_oh_get_array_n_items(g->q, names), i;

	for (i = 0; 2 * i + 1 < n; i++)
		if (strncmp(qpdf_oh_get_utf8_value(
				g->q, forge_key(g, spec(g, i), "/UF")),
			head, strlen(head)) == 0)
			return spec(g, i);
	fail_msg("no attachment %s", head);
	return 0;
}

static void
test_attachments_are_those_of_the_manifest(void **state)
{
	static const struct {
		const char *part, *from, *to, *words;
	} c[] = {
		{ "texts/", "do not sell", "may sell ab",
		    "have another digest" },
		{ "captures/", "do not sell", "may sell ab",
		    "have another digest" },
		{ "evidence.json", "\"kind\":\"packet\"", "\"kind\":\"packed\"",
		    "the cover prints" },
		{ "report.json", "proviso", "Proviso", "have another digest" },
	};
	struct packet_made *x = *state;
	struct forge g;
	struct buf b;
	qpdf_oh s, names;
	size_t i;

	for (i = 0; i < sizeof(c) / sizeof(c[0]); i++) {
		forge_open(&g, &x->bytes);
		s = forge_at(&g, spec_named(&g, c[i].part), "/EF /F");
		forge_get(&g, s, &b);
		assert_true(forge_replace(&b, c[i].from, c[i].to) > 0);
		forge_put(&g, s, b.data, b.len);
		forged(x, &g, VERDICT_NO, c[i].words, c[i].part);
		buf_free(&b);
	}
	/* One more, in the tree and beside it. */
	forge_open(&g, &x->bytes);
	names = forge_catalog(&g, "/Names /EmbeddedFiles /Names");
	forge_put(&g,
	    s = qpdf_make_indirect_object(g.q, qpdf_oh_new_stream(g.q)), "x",
	    1);
	qpdf_oh_append_item(g.q, names, qpdf_oh_new_string(g.q, "zz.txt"));
	{
		qpdf_oh d = qpdf_oh_parse(
		    g.q, "<</Type/Filespec/F(zz.txt)/UF(zz.txt)/EF<<>>>>");
		qpdf_oh ef = forge_key(&g, d, "/EF");

		qpdf_oh_replace_key(g.q, ef, "/F", s);
		qpdf_oh_replace_key(g.q, ef, "/UF", s);
		qpdf_oh_append_item(g.q, names, d);
	}
	forged(x, &g, VERDICT_NO, "not named by", "one more");
	forge_open(&g, &x->bytes);
	qpdf_oh_append_item(g.q, forge_catalog(&g, "/AF"),
	    qpdf_oh_parse(g.q, "<</Type/Filespec/F(zz.txt)/UF(zz.txt)>>"));
	forged(x, &g, VERDICT_NO, "not attached", "beside the tree");
	/* Two names, two streams, a name for the tree alone. */
	forge_open(&g, &x->bytes);
	forge_set(&g, spec_named(&g, "texts/"), "/F", "(other.txt)");
	forged(x, &g, VERDICT_NO, "the same name twice", "two names");
	forge_open(&g, &x->bytes);
	qpdf_oh_replace_key(g.q, forge_key(&g, spec_named(&g, "texts/"), "/EF"),
	    "/F", forge_at(&g, spec_named(&g, "captures/"), "/EF /F"));
	forged(x, &g, VERDICT_NO, "other bytes", "two streams");
	forge_open(&g, &x->bytes);
	names = forge_catalog(&g, "/Names /EmbeddedFiles /Names");
	qpdf_oh_set_array_item(g.q, names, 0, qpdf_oh_new_string(g.q, "a"));
	forged(x, &g, VERDICT_NO, "under another name", "another key");
	/* One that cannot be unpacked. */
	forge_open(&g, &x->bytes);
	s = forge_at(&g, spec_named(&g, "texts/"), "/EF /F");
	qpdf_oh_replace_stream_data(g.q, s, (const unsigned char *)"x", 1,
	    qpdf_oh_new_name(g.q, "/LZWDecode"), qpdf_oh_new_null(g.q));
	forged(x, &g, VERDICT_NO, "want", "LZW");
}

/* The digest that the cover prints is that of the manifest inside. */
static void
test_the_cover_prints_the_digest_of_the_manifest(void **state)
{
	struct packet_made *x = *state;
	struct forge g;
	struct buf b;
	qpdf_oh s;
	size_t at;

	forge_open(&g, &x->bytes);
	s = forge_key(&g, qpdf_get_page_n(g.q, 0), "/Contents");
	forge_get(&g, s, &b);
	/* An ActualText of 64 digits: one of them is another. */
	for (at = forge_find(&b, "/ActualText (", 0); at != SIZE_MAX;
	     at = forge_find(&b, "/ActualText (", at + 1))
		if (b.data[at + 13 + 64] == ')')
			break;
	assert_true(at != SIZE_MAX);
	b.data[at + 20] = b.data[at + 20] == '0' ? '1' : '0';
	forge_put(&g, s, b.data, b.len);
	/* Digests of other things on later pages do not stand in for it. */
	forged(x, &g, VERDICT_UNKNOWN, "the digest on the cover was not read",
	    "digest said and not drawn");
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_a_packet_that_is_only_written_anew_matches),
		cmocka_unit_test(test_what_hides_or_overdraws_words_is_named),
		cmocka_unit_test(test_words_that_cannot_be_seen_are_named),
		cmocka_unit_test(
		    test_other_words_than_those_of_the_manifest_are_named),
		cmocka_unit_test(test_order_and_company_of_words_are_looked_at),
		cmocka_unit_test(test_fonts_must_draw_what_their_codes_say),
		cmocka_unit_test(test_the_form_of_a_packet_is_kept),
		cmocka_unit_test(test_a_field_that_draws_is_named),
		cmocka_unit_test(test_attachments_are_those_of_the_manifest),
		cmocka_unit_test(
		    test_the_cover_prints_the_digest_of_the_manifest),
	};

	return cmocka_run_group_tests_name("forged", tests, setup, teardown);
}
