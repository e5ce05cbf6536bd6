#include "pdf_in.h"

#include <hb-subset.h>
#include <hb.h>

/*
 * The part of a face that a file needs.  Glyph numbers stay, so that content
 * can be written before the subset is known.  What shaping needed is dropped:
 * a PDF holds shaped glyphs.
 */
int
subset_make(const struct face *face, const struct font *font, hb_blob_t **out,
    struct fault *f)
{
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
	for (i = 0; i < sizeof(drop) / sizeof(*drop); i++)
		hb_set_add(set, drop[i]);
	set = hb_subset_input_glyph_set(in);
	for (i = 0; i < font->n_glyphs; i++)
		if (font->text[i] != 0)
			hb_set_add(set, (hb_codepoint_t)i);
	small = hb_subset_or_fail(face->face, in);
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
