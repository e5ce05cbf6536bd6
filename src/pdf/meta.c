#include "pdf_in.h"

#include <string.h>

#include <hpdf.h>

#include "base/clock.h"

/* What the file says of itself: Info, XMP, colours, catalog, ID. */

static void
put_words(struct buf *b, const char *key, const char *s)
{
	if (s == NULL || *s == '\0')
		return;
	buf_str(b, key);
	put_text(b, s, strlen(s));
	buf_str(b, "\n");
}

static void
text_info(struct writer *w, size_t unused, struct buf *b)
{
	const struct canvas_file *file = w->file;
	char date[CLOCK_TEXT];

	(void)unused;
	(void)clock_pdf(file->date_utc_ms, date);
	put_words(b, "/Title ", file->title);
	put_words(b, "/Author ", file->author);
	put_words(b, "/Subject ", file->subject);
	put_words(b, "/Creator ", file->producer);
	put_words(b, "/Producer ", file->producer);
	put_words(b, "/CreationDate ", date);
	put_words(b, "/ModDate ", date);
}

static void
text_metadata(struct writer *w, size_t unused, struct buf *b)
{
	(void)w;
	(void)unused;
	/* Not compressed, so that plain tools find it. */
	buf_str(b, "/Type /Metadata /Subtype /XML");
}

static void
text_profile(struct writer *w, size_t i, struct buf *b)
{
	text_flate(w, i, b);
	buf_str(b, " /N 3");
}

static void
put_files(struct writer *w, struct buf *b)
{
	size_t i;

	if (w->file->n_parts == 0)
		return;
	buf_str(b, "/AF [");
	for (i = 0; i < w->file->n_parts; i++) {
		buf_str(b, i > 0 ? " " : "");
		put_ref(b, w->file_id[i]);
	}
	buf_str(b, "]\n/Names ");
	put_ref(b, w->embedded_names);
	buf_str(b, "\n");
}

static void
text_catalog(struct writer *w, size_t unused, struct buf *b)
{
	(void)unused;
	put_words(b, "/Lang ", w->file->lang);
	buf_str(b,
	    "/MarkInfo <</Marked true>> /ViewerPreferences "
	    "<</DisplayDocTitle true>>\n"
	    "/PageLabels <</Nums [0 <</S /D>>]>>\n/StructTreeRoot ");
	put_ref(b, w->struct_root);
	buf_str(b, " /Metadata ");
	put_ref(b, w->metadata);
	buf_str(b,
	    "\n/OutputIntents [<</Type /OutputIntent /S /GTS_PDFA1 "
	    "/OutputConditionIdentifier (sRGB IEC61966-2.1) /Info "
	    "(sRGB IEC61966-2.1) /DestOutputProfile ");
	put_ref(b, w->profile);
	buf_str(b, ">>]\n");
	if (w->outlines != 0) {
		buf_str(b, "/PageMode /UseOutlines /Outlines ");
		put_ref(b, w->outlines);
		buf_str(b, "\n");
	}
	put_files(w, b);
	if (w->acro_form != 0) {
		buf_str(b, "/AcroForm ");
		put_ref(b, w->acro_form);
		buf_str(b, "\n");
	}
	if (w->seal != 0) {
		/*= ETSI EN 319 142-1, 5.1: below PDF 2.0 it is an extension */
		buf_str(b,
		    "/Extensions <</ESIC <</BaseVersion /1.7 "
		    "/ExtensionLevel 2>>>>\n");
	}
	if (w->seal != 0 && w->file->certify > 0) {
		buf_str(b, "/Perms <</DocMDP ");
		put_ref(b, w->seal);
		buf_str(b, ">>\n");
	}
}

static void
add_id(struct writer *w)
{
	unsigned char id[16];
	HPDF_Array a = HPDF_Array_New(w->pdf->mmgr);
	size_t i;

	memcpy(id, w->file->id.b, 16);
	for (i = 0; i < 2; i++)
		(void)HPDF_Array_Add(a, HPDF_Binary_New(w->pdf->mmgr, id, 16));
	(void)HPDF_Dict_Add(w->pdf->trailer, "ID", a);
}

int
meta_write(struct writer *w)
{
	struct buf *b = &w->scratch;

	b->len = 0;
	xmp_make(w->file, b);
	w->metadata = object_stream(w, b->data, b->len, text_metadata, 0);
	b->len = 0;
	icc_make(b);
	w->profile = object_flate(w, b->data, b->len, text_profile, 0);
	/* libharu's Info names libharu. */
	(void)HPDF_Dict_RemoveElement(w->pdf->info, "Producer");
	object_write(w, w->pdf->info, text_info, 0);
	object_write(w, w->pdf->catalog, text_catalog, 0);
	add_id(w);
	(void)HPDF_Dict_Add(w->pdf->trailer, "Root", w->pdf->catalog);
	(void)HPDF_Dict_Add(w->pdf->trailer, "Info", w->pdf->info);
	return w->c->failed ? -1 : 0;
}
