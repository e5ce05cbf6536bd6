#include "pdf_in.h"

#include <hb-subset.h>
#include <hb.h>

#define TABLES_MAX 64 /* the richest face has 27 */

/* What shaping needed and a PDF, which holds shaped glyphs, does not. */
static const hb_tag_t drop[] = {
	HB_TAG('G', 'S', 'U', 'B'),
	HB_TAG('G', 'P', 'O', 'S'),
	HB_TAG('G', 'D', 'E', 'F'),
	HB_TAG('B', 'A', 'S', 'E'),
	HB_TAG('k', 'e', 'r', 'n'),
	HB_TAG('c', 'm', 'a', 'p'),
	HB_TAG('n', 'a', 'm', 'e'),
	HB_TAG('p', 'o', 's', 't'),
	HB_TAG('O', 'S', '/', '2'),
	HB_TAG('V', 'O', 'R', 'G'),
	HB_TAG('v', 'h', 'e', 'a'),
	HB_TAG('v', 'm', 't', 'x'),
	HB_TAG('g', 'a', 's', 'p'),
	HB_TAG('D', 'S', 'I', 'G'),
	HB_TAG('M', 'A', 'T', 'H'),
	HB_TAG('h', 'd', 'm', 'x'),
	HB_TAG('V', 'D', 'M', 'X'),
	HB_TAG('L', 'T', 'S', 'H'),
};
#define DROPS (sizeof(drop) / sizeof(*drop))

static bool
dropped(hb_tag_t tag)
{
	size_t i;

	for (i = 0; i < DROPS; i++)
		if (drop[i] == tag)
			return true;
	return false;
}

/*
 * The face without the tables that every subset drops: HarfBuzz reads the whole
 * of cmap for each subset, most of its time, and drops it then.  A face whose
 * cmap has variation selectors stays as it is, since HarfBuzz adds the glyphs
 * that they lead to.
 */
hb_face_t *
subset_bare(hb_face_t *face)
{
	hb_set_t *selectors = hb_set_create();
	hb_tag_t tags[TABLES_MAX];
	unsigned n = TABLES_MAX, i;
	hb_face_t *bare;
	hb_blob_t *table;

	hb_face_collect_variation_selectors(face, selectors);
	if (!hb_set_is_empty(selectors) ||
	    hb_face_get_table_tags(face, 0, &n, tags) > TABLES_MAX) {
		hb_set_destroy(selectors);
		return hb_face_reference(face);
	}
	hb_set_destroy(selectors);
	bare = hb_face_builder_create();
	for (i = 0; i < n; i++) {
		if (dropped(tags[i]))
			continue;
		table = hb_face_reference_table(face, tags[i]);
		(void)hb_face_builder_add_table(bare, tags[i], table);
		hb_blob_destroy(table);
	}
	hb_face_set_upem(bare, hb_face_get_upem(face));
	hb_face_set_glyph_count(bare, hb_face_get_glyph_count(face));
	return bare;
}

/*
 * The part of a face that a file needs.  Glyph numbers stay, so that content
 * can be written before the subset is known.
 */
int
subset_make(const struct face *face, const struct font *font, hb_blob_t **out,
    struct fault *f)
{
	hb_subset_input_t *in = hb_subset_input_create_or_fail();
	hb_face_t *small = NULL;
	hb_set_t *set;
	size_t i;
	int rc = -1;

	if (in == NULL)
		return fault_set(f, FAULT_LIMIT, "no memory for a subset");
	hb_subset_input_set_flags(in,
	    (unsigned)HB_SUBSET_FLAGS_RETAIN_GIDS |
		(unsigned)HB_SUBSET_FLAGS_NO_HINTING |
		(unsigned)HB_SUBSET_FLAGS_NOTDEF_OUTLINE);
	set = hb_subset_input_set(in, HB_SUBSET_SETS_DROP_TABLE_TAG);
	for (i = 0; i < DROPS; i++)
		hb_set_add(set, drop[i]);
	set = hb_subset_input_glyph_set(in);
	for (i = 0; i < font->n_glyphs; i++)
		if (font->text[i] != 0)
			hb_set_add(set, (hb_codepoint_t)i);
	small = hb_subset_or_fail(face->bare, in);
	if (small == NULL) {
		(void)fault_set(f, FAULT_FORMAT,
		    "%s: HarfBuzz makes no subset of it", face->file);
		goto out;
	}
	if (face->cff)
		*out =
		    hb_face_reference_table(small, HB_TAG('C', 'F', 'F', ' '));
	else
		*out = hb_face_reference_blob(small);
	rc = 0;
out:
	hb_face_destroy(small);
	hb_subset_input_destroy(in);
	return rc;
}
