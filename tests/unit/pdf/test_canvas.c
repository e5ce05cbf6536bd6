#include "pdf/canvas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "help/draw.h"
#include "help/test.h"

#include "base/mem.h"

static int
setup(void **state)
{
	struct faces *fs = NULL;
	struct fault f;

	if (faces_load(draw_fonts(), &fs, &f) != 0) {
		print_message("%s\n", f.text);
		return -1;
	}
	*state = fs;
	return 0;
}

static int
teardown(void **state)
{
	faces_free(*state);
	return 0;
}

/* ---- measures ---- */

static double
width(struct canvas *c, const struct type *t, const char *s)
{
	return canvas_width(c, t, s, strlen(s));
}

static bool
near(double a, double b)
{
	return fabs(a - b) < 1e-6;
}

static void
test_widths_add_up_over_blanks(void **state)
{
	struct canvas *c = canvas_new(*state, 595.28, 841.89);
	double sum = width(c, &draw_quote, "To") + width(c, &draw_quote, " ") +
	    width(c, &draw_quote, "AVAIL ");

	assert_true(near(width(c, &draw_quote, "To AVAIL "), sum));
	assert_true(near(width(c, &draw_quote, ""), 0));
	canvas_free(c);
}

static void
test_pairs_are_kerned_and_letters_not_joined(void **state)
{
	struct canvas *c = canvas_new(*state, 595.28, 841.89);

	assert_true(width(c, &draw_prose, "AV") <
	    width(c, &draw_prose, "A") + width(c, &draw_prose, "V") - 0.1);
	assert_true(
	    near(width(c, &draw_mono, "ffi"), 3 * width(c, &draw_mono, "f")));
	assert_true(width(c, &draw_prose, "fi") >
	    0.9 * (width(c, &draw_prose, "f") + width(c, &draw_prose, "i")));
	canvas_free(c);
}

static void
test_tracking_counts_for_each_glyph(void **state)
{
	struct canvas *c = canvas_new(*state, 595.28, 841.89);
	struct type wide = draw_prose;

	wide.tracking = 1;
	assert_true(
	    near(width(c, &wide, "abcd"), width(c, &draw_prose, "abcd") + 4));
	canvas_free(c);
}

static void
test_text_ends_where_its_width_says(void **state)
{
	static const char *const s[] = { "AVATAR To.", "隐私 ✓ x",
		"a שלום עולם b", "e\u0303 zero\u200Bwidth 🚀" };
	struct canvas *c = canvas_new(*state, 595.28, 841.89);
	size_t i;

	canvas_page(c);
	canvas_open(c, TAG_P, NULL);
	for (i = 0; i < 4; i++)
		assert_true(near(draw_words(c, 100, 100, &draw_quote, s[i]),
		    100 + width(c, &draw_quote, s[i])));
	canvas_free(c);
}

static void
test_what_is_ignored_takes_no_room(void **state)
{
	struct canvas *c = canvas_new(*state, 595.28, 841.89);

	assert_true(near(width(c, &draw_mono, "ab\u200B\uFEFF\u00AD"),
	    width(c, &draw_mono, "ab")));
	canvas_free(c);
}

/* ---- faults ---- */

/* Draw with fn; canvas_finish must say these words. */
static void
refused(void **state, void (*fn)(struct canvas *c), enum fault_kind kind,
    const char *words)
{
	struct canvas *c = canvas_new(*state, 595.28, 841.89);
	struct canvas_file file = draw_file();
	struct slot slot;
	struct buf out;
	struct fault f;

	file.contents_reserved = 0;
	buf_init(&out, DRAW_MAX);
	fn(c);
	assert_fault(canvas_finish(c, &file, &out, &slot, &f), &f, kind, words);
	assert_int_equal(out.len, 0);
	buf_free(&out);
	canvas_free(c);
}

static void
no_page(struct canvas *c)
{
	(void)c;
}

static void
before_a_page(struct canvas *c)
{
	canvas_rect(c, 1, 1, 1, 1, INK_INK);
}

static void
untagged(struct canvas *c)
{
	canvas_page(c);
	draw_words(c, 50, 50, &draw_prose, "x");
}

static void
left_open(struct canvas *c)
{
	canvas_page(c);
	canvas_open(c, TAG_BLOCKQUOTE, NULL);
}

static void
closed_twice(struct canvas *c)
{
	canvas_page(c);
	draw_line_of(c, TAG_P, 84, &draw_prose, "x");
	canvas_close(c);
}

static void
artifact_left_open(struct canvas *c)
{
	canvas_page(c);
	canvas_artifact_begin(c);
}

static void
artifact_twice(struct canvas *c)
{
	canvas_page(c);
	canvas_artifact_begin(c);
	canvas_artifact_begin(c);
}

static void
element_in_artifact(struct canvas *c)
{
	canvas_page(c);
	canvas_artifact_begin(c);
	canvas_open(c, TAG_P, NULL);
}

static void
far_away(struct canvas *c)
{
	canvas_page(c);
	canvas_open(c, TAG_P, NULL);
	canvas_line(c, 0, 0, 1e9, 0, 1, INK_INK, 0, 0);
}

static void
not_a_number(struct canvas *c)
{
	canvas_page(c);
	canvas_open(c, TAG_P, NULL);
	draw_words(c, (double)NAN, 84, &draw_prose, "x");
}

static void
test_calls_out_of_order_are_told_at_the_end(void **state)
{
	refused(state, no_page, FAULT_STATE, "no page was drawn");
	refused(state, before_a_page, FAULT_STATE, "drawn before a page");
	refused(state, untagged, FAULT_STATE,
	    "page 1: drawn outside of any element or artifact");
	refused(state, left_open, FAULT_STATE, "BlockQuote is open at the end");
	refused(state, closed_twice, FAULT_STATE,
	    "closed more elements than were opened");
	refused(state, artifact_left_open, FAULT_STATE,
	    "an artifact is open at the end");
	refused(
	    state, artifact_twice, FAULT_STATE, "artifact inside an artifact");
	refused(state, element_in_artifact, FAULT_STATE,
	    "P opened inside an artifact");
	refused(state, far_away, FAULT_STATE, "1000000000 pt is not on a page");
	refused(state, not_a_number, FAULT_STATE, "pt is not on a page");
}

static void
missing_glyph(struct canvas *c)
{
	canvas_page(c);
	canvas_page(c);
	canvas_open(c, TAG_P, NULL);
	canvas_where(c, "P-03, excerpt");
	draw_words(c, 176, 84, &draw_quote, "good \xCD\xB8 rest");
	canvas_where(c, "P-04");
	draw_words(c, 176, 84, &draw_quote, "\xC3(");
}

static void
bad_utf8(struct canvas *c)
{
	canvas_page(c);
	canvas_open(c, TAG_P, NULL);
	draw_words(c, 176, 84, &draw_quote, "ab\xC3(");
}

static void
missing_while_measuring(struct canvas *c)
{
	canvas_page(c);
	canvas_where(c, "P-05, title");
	(void)canvas_width(c, &draw_quote, "\xCD\xB8", 2);
}

static void
test_a_character_that_no_face_has_is_named_with_its_place(void **state)
{
	refused(state, missing_glyph, FAULT_ABSENT,
	    "P-03, excerpt: page 2: no face has U+0378 \"\xCD\xB8\"");
	refused(state, missing_while_measuring, FAULT_ABSENT,
	    "P-05, title: page 1: no face has U+0378");
	refused(state, bad_utf8, FAULT_FORMAT, "byte C3 is not UTF-8");
}

static void
link_of(struct canvas *c, const char *name, const char *words)
{
	canvas_open(c, TAG_P, NULL);
	canvas_open(c, TAG_LINK, NULL);
	draw_words(c, 176, 84, &draw_prose, "x");
	canvas_link(c, 176, 74, 10, 12, name, words);
	canvas_close(c);
	canvas_close(c);
}

static void
link_to_nowhere(struct canvas *c)
{
	canvas_page(c);
	canvas_where(c, "F 12");
	link_of(c, "E-99", "evidence 99");
}

static void
link_without_words(struct canvas *c)
{
	canvas_page(c);
	link_of(c, "E-99", "");
}

static void
link_outside_link(struct canvas *c)
{
	canvas_page(c);
	canvas_open(c, TAG_P, NULL);
	canvas_link(c, 176, 74, 10, 12, "E-99", "evidence 99");
}

static void
dest_twice(struct canvas *c)
{
	canvas_page(c);
	draw_line_of(c, TAG_P, 84, &draw_prose, "x");
	canvas_dest(c, "E-01", 84);
	canvas_page(c);
	canvas_dest(c, "E-01", 84);
}

static void
outline_jumps(struct canvas *c)
{
	canvas_page(c);
	canvas_outline(c, 1, "one", 84);
	canvas_outline(c, 3, "three", 84);
}

static void
two_seals(struct canvas *c)
{
	canvas_page(c);
	canvas_open(c, TAG_FORM, NULL);
	canvas_field(c, 0, 0, 0, 0, "A", "a", true);
	canvas_field(c, 0, 0, 0, 0, "B", "b", true);
	canvas_close(c);
}

static void
same_fields(struct canvas *c)
{
	canvas_page(c);
	canvas_open(c, TAG_FORM, NULL);
	canvas_field(c, 0, 0, 0, 0, "A", "a", true);
	canvas_field(c, 0, 0, 0, 0, "A", "b", false);
	canvas_close(c);
}

static void
test_links_and_fields_that_lead_nowhere_are_refused(void **state)
{
	refused(state, link_to_nowhere, FAULT_STATE,
	    "F 12: a link on page 1 to E-99, which is never set");
	refused(state, link_without_words, FAULT_STATE, "without words");
	refused(state, link_outside_link, FAULT_STATE,
	    "an annotation outside of a Link element");
	refused(state, dest_twice, FAULT_STATE,
	    "destination E-01 is set twice, on pages ");
	refused(state, outline_jumps, FAULT_STATE,
	    "bookmark of level 3 after level 1");
	refused(state, two_seals, FAULT_STATE, "2 fields for the seal, want 1");
	refused(state, same_fields, FAULT_STATE, "two fields are named A");
}

static void
long_actual(struct canvas *c)
{
	char *s = mem_new(40000, 1);
	struct tag_more more = { .actual = s };

	memset(s, 'a', 39999);
	canvas_page(c);
	canvas_open(c, TAG_SPAN, &more);
	free(s);
}

static void
deep(struct canvas *c)
{
	size_t i;

	canvas_page(c);
	for (i = 0; i < 300; i++)
		canvas_open(c, TAG_SECT, NULL);
}

static void
test_limits_are_named(void **state)
{
	refused(state, long_actual, FAULT_LIMIT,
	    "ActualText of 39999 bytes, a PDF/A string holds 32767");
	refused(state, deep, FAULT_LIMIT, "Sect is one element too many");
}

/* ---- the file ---- */

/* draw_everything as bytes; parts and sizes as file says. */
static int
make(const struct faces *fs, const struct canvas_file *file, struct buf *out,
    struct slot *slot, struct fault *f)
{
	struct canvas *c = canvas_new(fs, 595.28, 841.89);
	int rc;

	draw_everything(c);
	rc = canvas_finish(c, file, out, slot, f);
	canvas_free(c);
	return rc;
}

static void
bad_file(void **state, const struct canvas_file *file, size_t max,
    enum fault_kind kind, const char *words)
{
	struct buf out;
	struct slot slot;
	struct fault f;

	buf_init(&out, max);
	assert_fault(make(*state, file, &out, &slot, &f), &f, kind, words);
	assert_int_equal(out.len, 0);
	buf_free(&out);
}

static void
test_files_that_cannot_be_are_refused(void **state)
{
	struct part parts[2] = { draw_parts[0], draw_parts[0] };
	struct canvas_file file = draw_file();

	bad_file(state, &file, 1000, FAULT_LIMIT,
	    "the file is larger than 1000 bytes");
	file.title = "";
	bad_file(state, &file, DRAW_MAX, FAULT_STATE, "title and a language");
	file = draw_file();
	file.contents_reserved = 40000;
	bad_file(
	    state, &file, DRAW_MAX, FAULT_LIMIT, "40000 bytes for a signature");
	file = draw_file();
	file.parts = parts;
	bad_file(state, &file, DRAW_MAX, FAULT_STATE,
	    "two attachments are named texts/policy.txt");
	parts[1].name = "a b";
	bad_file(state, &file, DRAW_MAX, FAULT_FORMAT, "attachment \"a b\"");
	parts[1].name = "c";
	parts[1].media_type = NULL;
	bad_file(state, &file, DRAW_MAX, FAULT_FORMAT, "c has no media type");
}

static void
test_a_file_is_written_once(void **state)
{
	struct canvas *c = canvas_new(*state, 595.28, 841.89);
	struct canvas_file file = draw_file();
	struct buf out, again;
	struct slot slot;
	struct fault f;

	buf_init(&out, DRAW_MAX);
	buf_init(&again, DRAW_MAX);
	draw_everything(c);
	assert_ok(canvas_finish(c, &file, &out, &slot, &f), &f);
	assert_fault(canvas_finish(c, &file, &again, &slot, &f), &f,
	    FAULT_STATE, "written already");
	buf_free(&out);
	buf_free(&again);
	canvas_free(c);
}

/* All shapes and texts there are, with another process's state around. */
static void
test_the_same_calls_give_the_same_bytes(void **state)
{
	struct canvas_file file = draw_file();
	struct faces *other = NULL;
	struct buf a, b;
	struct slot slot;
	struct fault f;

	buf_init(&a, DRAW_MAX);
	buf_init(&b, DRAW_MAX);
	assert_ok(make(*state, &file, &a, &slot, &f), &f);
	assert_int_equal(setenv("TZ", "Asia/Kolkata", 1), 0);
	assert_int_equal(setenv("LANG", "pt_BR.UTF-8", 1), 0);
	assert_ok(faces_load(draw_fonts(), &other, &f), &f);
	assert_ok(make(other, &file, &b, &slot, &f), &f);
	faces_free(other);
	assert_int_equal(a.len, b.len);
	assert_memory_equal(a.data, b.data, a.len);
	buf_free(&a);
	buf_free(&b);
}

static void
test_the_slot_is_where_the_signature_goes(void **state)
{
	struct canvas_file file = draw_file();
	struct buf b;
	struct slot slot;
	struct fault f;
	size_t i;

	buf_init(&b, DRAW_MAX);
	assert_ok(make(*state, &file, &b, &slot, &f), &f);
	assert_memory_equal(b.data + slot.byte_range - 12, "/ByteRange [", 12);
	assert_int_equal(b.data[slot.byte_range + slot.byte_range_len], ']');
	for (i = 0; i < slot.byte_range_len; i++)
		assert_true(b.data[slot.byte_range + i] == ' ' ||
		    b.data[slot.byte_range + i] == '0');
	assert_int_equal(slot.contents_len, 2 * 16320 + 2);
	assert_memory_equal(b.data + slot.contents - 11, "\n/Contents <0", 13);
	assert_int_equal(b.data[slot.contents + slot.contents_len - 1], '>');
	for (i = 1; i < slot.contents_len - 1; i++)
		assert_int_equal(b.data[slot.contents + i], '0');
	buf_free(&b);
}

static bool
holds(const struct buf *b, const char *word)
{
	size_t n = strlen(word), i;

	for (i = 0; i + n <= b->len; i++)
		if (memcmp(b->data + i, word, n) == 0)
			return true;
	return false;
}

static void
test_an_unsigned_file_has_no_signature_dictionary(void **state)
{
	struct canvas_file file = draw_file();
	struct buf b;
	struct slot slot;
	struct fault f;

	buf_init(&b, DRAW_MAX);
	assert_ok(make(*state, &file, &b, &slot, &f), &f);
	assert_true(holds(&b, "/ByteRange"));
	assert_true(holds(&b, "/Perms"));
	assert_true(holds(&b, "/SigFlags 3"));
	file.contents_reserved = 0;
	b.len = 0;
	assert_ok(make(*state, &file, &b, &slot, &f), &f);
	assert_false(holds(&b, "/ByteRange"));
	assert_false(holds(&b, "/Perms"));
	assert_true(holds(&b, "/SigFlags 1"));
	buf_free(&b);
}

/* Bytes that deflate cannot make smaller, with words of PDF in them. */
static void
test_a_hostile_attachment_never_stands_raw_in_the_file(void **state)
{
	static const char hostile[] =
	    "\n%%EOF\n9 0 obj\n<</Type/Sig/ByteRange[0 1 2 3]>>\nendobj\n";
	unsigned char *bytes = mem_new(65536, 1);
	struct part part = draw_parts[0];
	struct canvas_file file = draw_file();
	struct buf b;
	struct slot slot;
	struct fault f;
	uint32_t x = 1;
	size_t i;

	for (i = 0; i < 65536; i++) {
		x = x * 1664525 + 1013904223;
		bytes[i] = (unsigned char)(x >> 24);
	}
	memcpy(bytes + 30000, hostile, sizeof(hostile) - 1);
	part.bytes = bytes;
	part.len = 65536;
	file.parts = &part;
	file.n_parts = 1;
	buf_init(&b, DRAW_MAX);
	assert_ok(make(*state, &file, &b, &slot, &f), &f);
	assert_false(holds(&b, "<</Type/Sig"));
	assert_true(holds(&b, "/ASCIIHexDecode"));
	buf_free(&b);
	free(bytes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_calls_out_of_order_are_told_at_the_end),
		cmocka_unit_test(
		    test_a_character_that_no_face_has_is_named_with_its_place),
		cmocka_unit_test(
		    test_links_and_fields_that_lead_nowhere_are_refused),
		cmocka_unit_test(test_limits_are_named),
		cmocka_unit_test(test_files_that_cannot_be_are_refused),
		cmocka_unit_test(test_a_file_is_written_once),
		cmocka_unit_test(test_widths_add_up_over_blanks),
		cmocka_unit_test(test_pairs_are_kerned_and_letters_not_joined),
		cmocka_unit_test(test_tracking_counts_for_each_glyph),
		cmocka_unit_test(test_text_ends_where_its_width_says),
		cmocka_unit_test(test_what_is_ignored_takes_no_room),
		cmocka_unit_test(test_the_same_calls_give_the_same_bytes),
		cmocka_unit_test(test_the_slot_is_where_the_signature_goes),
		cmocka_unit_test(
		    test_an_unsigned_file_has_no_signature_dictionary),
		cmocka_unit_test(
		    test_a_hostile_attachment_never_stands_raw_in_the_file),
	};

	return cmocka_run_group_tests_name("canvas", tests, setup, teardown);
}
