#include "pdf_in.h"

#include <stdlib.h>
#include <string.h>

#include <hb.h>

#include "base/mem.h"
#include "help/faces.h"
#include "help/test.h"

/* Each n-th glyph from a first one on. */
static struct font
font_of(const struct face *face, unsigned first, unsigned n)
{
	struct font font = { .used = true };
	unsigned i;

	font.n_glyphs = hb_face_get_glyph_count(face->face);
	font.text = mem_new(font.n_glyphs, sizeof(*font.text));
	for (i = first; i < font.n_glyphs; i += n)
		font.text[i] = 1;
	return font;
}

static void
assert_same_program(
    const struct face *face, unsigned first, unsigned n, const char *what)
{
	struct font font = font_of(face, first, n);
	struct face whole = *face;
	hb_blob_t *a = NULL, *b = NULL;
	struct fault f;

	whole.bare = whole.face;
	assert_ok(subset_make(face, &font, &a, &f), &f);
	assert_ok(subset_make(&whole, &font, &b, &f), &f);
	if (hb_blob_get_length(a) != hb_blob_get_length(b) ||
	    memcmp(hb_blob_get_data(a, NULL), hb_blob_get_data(b, NULL),
		hb_blob_get_length(a)) != 0)
		fail_msg("%s: glyphs from %u, each %u-th", what, first, n);
	hb_blob_destroy(a);
	hb_blob_destroy(b);
	free(font.text);
}

/* Packets that were issued before are compared byte for byte. */
static void
test_a_bare_face_gives_the_programs_of_the_whole_one(void **state)
{
	const struct faces *fs = faces;
	struct fault f;
	size_t i;

	(void)state;
	for (i = 0; i < fs->n; i++) {
		struct face *face = face_ready(fs, i, &f);
		unsigned n;

		assert_non_null(face);
		if (face->same != NULL)
			continue;
		n = hb_face_get_glyph_count(face->face);
		assert_same_program(face, 3, n / 40 + 1, face->file);
		assert_same_program(face, 36, n / 7 + 1, face->file);
		if (n < 10000)
			assert_same_program(face, 0, 1, face->file);
	}
}

static void
test_a_face_with_variation_selectors_stays_whole(void **state)
{
	size_t i, whole = 0, bare = 0;
	const struct faces *fs = faces;
	struct fault f;

	(void)state;
	for (i = 0; i < fs->n; i++) {
		struct face *face = face_ready(fs, i, &f);
		hb_set_t *selectors = hb_set_create();

		assert_non_null(face);
		hb_face_collect_variation_selectors(face->face, selectors);
		assert_int_equal(
		    hb_set_is_empty(selectors), face->bare != face->face);
		if (face->bare == face->face)
			whole++;
		else
			bare++;
		hb_set_destroy(selectors);
	}
	assert_true(whole > 0 && bare > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_a_bare_face_gives_the_programs_of_the_whole_one),
		cmocka_unit_test(
		    test_a_face_with_variation_selectors_stays_whole),
	};

	return cmocka_run_group_tests(tests, faces_set_up, faces_tear_down);
}
