#ifndef TESTS_HELP_PDF_MIN_H
#define TESTS_HELP_PDF_MIN_H

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "model/slot.h"

/*
 * The smallest PDF that a PAdES signature can live in: one empty page, one
 * signature field, and a certification (DocMDP 2).  The slot's place is kept
 * for a CMS of reserved bytes.
 */
#define PDF_MIN_OBJECTS 7

struct pdf_min {
	struct buf b;
	struct slot slot;
	size_t at[PDF_MIN_OBJECTS]; /* offsets of the objects 1..6 */
	size_t xref;
	/* What to write instead of the ordinary; NULL: the ordinary. */
	const char *object[PDF_MIN_OBJECTS];
	const char *sig_head; /* of the signature dictionary, before
				 /ByteRange */
	const char *sig_tail; /* after /Contents */
	const char *trailer; /* more keys */
};

#define PDF_MIN_SIG_HEAD                                                 \
	"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached" \
	"/M(D:20260101000000Z)/Reference[<</Type/SigRef/TransformMethod" \
	"/DocMDP/TransformParams<</Type/TransformParams/P 2/V/1.2>>>>]"

static inline void
pdf_min_signature(struct pdf_min *m, size_t reserved)
{
	size_t i;

	buf_str(&m->b, m->sig_head != NULL ? m->sig_head : PDF_MIN_SIG_HEAD);
	buf_str(&m->b, "/ByteRange[");
	m->slot.byte_range = m->b.len;
	m->slot.byte_range_len = 40;
	buf_str(&m->b, "                                        ");
	buf_str(&m->b, "]/Contents ");
	m->slot.contents = m->b.len;
	buf_str(&m->b, "<");
	for (i = 0; i < reserved; i++)
		buf_str(&m->b, "00");
	buf_str(&m->b, ">");
	m->slot.contents_len = m->b.len - m->slot.contents;
	buf_str(&m->b, m->sig_tail != NULL ? m->sig_tail : ">>");
}

/* Write it with what the variant fields of m say. */
static inline void
pdf_min_write(struct pdf_min *m, size_t reserved)
{
	static const char *const objects[PDF_MIN_OBJECTS] = {
		NULL,
		"<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[4 0 "
		"R]>>/Perms<</DocMDP 5 0 R>>>>",
		"<</Type/Pages/Count 1/Kids[3 0 R]>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Annots[4 0 R]"
		"/Contents 6 0 R/Resources<<>>>>",
		"<</Type/Annot/Subtype/Widget/FT/Sig/T(Seal)/V 5 0 R/F 132"
		"/Rect[0 0 0 0]/P 3 0 R>>",
		NULL,
		"<</Length 0>>stream\n\nendstream",
	};
	size_t i;

	buf_init(&m->b, 1 << 20);
	buf_str(&m->b, "%PDF-1.7\n%\xc2\xb5\xc2\xb6\n");
	for (i = 1; i < PDF_MIN_OBJECTS; i++) {
		m->at[i] = m->b.len;
		buf_fmt(&m->b, "%zu 0 obj\n", i);
		if (i == 5)
			pdf_min_signature(m, reserved);
		else
			buf_str(&m->b,
			    m->object[i] != NULL ? m->object[i] : objects[i]);
		buf_str(&m->b, "\nendobj\n");
	}
	m->xref = m->b.len;
	buf_fmt(&m->b, "xref\n0 %d\n0000000000 65535 f \n", PDF_MIN_OBJECTS);
	for (i = 1; i < PDF_MIN_OBJECTS; i++)
		buf_fmt(&m->b, "%010zu 00000 n \n", m->at[i]);
	buf_fmt(&m->b,
	    "trailer\n<</Size %d/Root 1 0 R%s/ID[<00112233445566778899aabbccdd"
	    "eeff><00112233445566778899aabbccddeeff>]>>\nstartxref\n%zu\n"
	    "%%%%EOF\n",
	    PDF_MIN_OBJECTS, m->trailer != NULL ? m->trailer : "", m->xref);
}

static inline void
pdf_min_make(struct pdf_min *m, size_t reserved)
{
	memset(m, 0, sizeof(*m));
	pdf_min_write(m, reserved);
}

static inline void
pdf_min_free(struct pdf_min *m)
{
	buf_free(&m->b);
}

#endif /* TESTS_HELP_PDF_MIN_H */
