#include "pdf_in.h"

#include <stdlib.h>
#include <string.h>

#include <hpdf.h>
#include <hpdf_doc.h>
#include <hpdf_list.h>
#include <hpdf_pages.h>
#include <hpdf_streams.h>

#include "base/arena.h"
#include "base/mem.h"

/* canvas_finish: from what was drawn to a file, through libharu. */

#define OBJECT_TEXT_MAX (256u << 20) /* of one dictionary */
#define PAGES_A_NODE \
	64 /* of the page tree: an array of libharu's ends at \
			   32,767 */

/* libharu keeps an error and then answers everything with another. */
static void
on_error(HPDF_STATUS error, HPDF_STATUS detail, void *user)
{
	struct writer *w = user;

	(void)detail;
	if (w->error == HPDF_OK)
		w->error = error;
}

static void *
on_alloc(HPDF_UINT n)
{
	return mem_new(n, 1);
}

static HPDF_STATUS
on_write(HPDF_Stream s, const HPDF_BYTE *p, HPDF_UINT n)
{
	struct buf *out = s->attr;

	buf_add(out, p, n);
	return out->over ? HPDF_FILE_IO_ERROR : HPDF_OK;
}

/* What all pages have in common stands at the root of their tree. */
static void
text_pages(struct writer *w, size_t unused, struct buf *b)
{
	(void)unused;
	buf_str(b, "/MediaBox [0 0 ");
	put_num(b, w->c->width);
	buf_str(b, " ");
	put_num(b, w->c->height);
	buf_str(b, "]");
}

static int
open_pages(struct writer *w)
{
	struct canvas *c = w->c;
	size_t i;

	w->resources = object_dict(w, fonts_resources, 0);
	w->page_id = arena_new(&c->arena, c->n_pages, sizeof(*w->page_id));
	w->page = arena_new(&c->arena, c->n_pages, sizeof(*w->page));
	(void)HPDF_SetPagesConfiguration(w->pdf, PAGES_A_NODE);
	for (i = 0; i < c->n_pages; i++) {
		HPDF_Page p = HPDF_AddPage(w->pdf);
		HPDF_PageAttr attr;

		if (p == NULL)
			return -1;
		attr = p->attr;
		w->page[i] = p;
		w->page_id[i] = object_id(p);
		(void)HPDF_Dict_RemoveElement(p, "MediaBox");
		/*= ISO 19005-3, 6.2.2: at the page, not inherited */
		(void)HPDF_Dict_Add(p, "Resources", w->resources);
		(void)HPDF_Dict_AddName(p, "Tabs", "S");
		(void)HPDF_Dict_AddNumber(p, "StructParents", (HPDF_INT32)i);
		object_stream_fill(
		    w, attr->contents, c->pages[i].z, c->pages[i].z_len);
		attr->stream = attr->contents->stream;
		object_write(w, attr->contents, text_flate, 0);
	}
	object_write(w, w->pdf->root_pages, text_pages, 0);
	return 0;
}

/* Annotations are on their pages; those of one page were made in a row. */
static void
link_annots(struct writer *w)
{
	const struct canvas *c = w->c;
	size_t i, k;

	for (i = 0; i < c->n_pages; i++) {
		const struct page *p = &c->pages[i];
		HPDF_Array a;

		if (p->n_annots == 0)
			continue;
		a = HPDF_Array_New(w->pdf->mmgr);
		for (k = 0; k < p->n_annots; k++)
			(void)HPDF_Array_Add(a, w->annot[p->first_annot + k]);
		(void)HPDF_Dict_Add(w->page[i], "Annots", a);
	}
}

static int
write_all(struct writer *w)
{
	HPDF_Stream s;
	int rc;

	if (open_pages(w) != 0 || fonts_write(w) != 0 || annots_write(w) != 0 ||
	    outline_write(w) != 0 || tree_write(w) != 0 ||
	    attach_write(w) != 0 || meta_write(w) != 0)
		return -1;
	link_annots(w);
	s = HPDF_CallbackWriter_New(w->pdf->mmgr, on_write, w->out);
	(void)HPDF_Stream_WriteStr(s, "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n");
	rc = pack_write(w, s);
	HPDF_Stream_Free(s);
	return rc;
}

/* The canvas may be written now, once. */
static int
check_canvas(
    struct canvas *c, const struct canvas_file *file, const struct buf *out)
{
	if (c->failed)
		return -1;
	if (c->finished || out->len > 0)
		return canvas_fault(c, FAULT_STATE, "%s",
		    c->finished ? "this file was written already"
				: "the buffer for the file is not empty");
	if (c->n_pages == 0)
		return canvas_fault(c, FAULT_STATE, "no page was drawn");
	if (c->artifact || c->n_open > 0)
		return canvas_fault(c, FAULT_STATE, "%s is open at the end",
		    c->artifact
			? "an artifact"
			: tags_name(c->elems[c->open[c->n_open - 1]].tag));
	if (file->title == NULL || *file->title == '\0' || file->lang == NULL ||
	    *file->lang == '\0')
		return canvas_fault(
		    c, FAULT_STATE, "a file needs a title and a language");
	return 0;
}

int
canvas_finish(struct canvas *c, const struct canvas_file *file, struct buf *out,
    struct slot *slot, struct fault *f)
{
	struct writer w = { .c = c, .file = file, .slot = slot, .out = out };
	int rc = -1;

	buf_init(&w.scratch, OBJECT_TEXT_MAX);
	content_page_end(c);
	if (check_canvas(c, file, out) != 0)
		goto out;
	c->finished = true;
	c->where = NULL;
	w.pdf = HPDF_NewEx(on_error, on_alloc, free, 0, &w);
	if (w.pdf == NULL) {
		(void)canvas_fault(c, FAULT_STATE, "libharu does not start");
		goto out;
	}
	/* Else the list of objects is copied for every 1,024 of them. */
	w.pdf->xref->entries->items_per_block =
	    (HPDF_UINT)(1024 + c->n_elems + 4 * c->n_pages + c->n_annots);
	rc = write_all(&w);
	if (out->over)
		(void)canvas_fault(c, FAULT_LIMIT,
		    "the file is larger than %zu bytes", out->max);
	if (rc != 0 || w.error != HPDF_OK || w.scratch.over)
		(void)canvas_fault(c, FAULT_STATE, "libharu: error 0x%lX",
		    (unsigned long)w.error);
	if (c->failed)
		rc = -1;
out:
	if (rc != 0) {
		*f = c->fault;
		out->len = 0;
	}
	HPDF_Free(w.pdf);
	buf_free(&w.scratch);
	return rc;
}
