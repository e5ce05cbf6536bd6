#include "pdf_in.h"

#include <stdlib.h>

#include <hpdf.h>
#include <hpdf_objects.h>
#include <hpdf_streams.h>

#include "base/mem.h"
#include "codec/flate.h"

/* Objects of libharu whose text is ours. */

#define ID_MASK 0x00FFFFFFu /* the rest of libharu's obj_id are flags */

/* What libharu's write_fn is told. */
struct told {
	struct writer *w;
	object_text *fn;
	size_t i;
	bool packed; /* goes into an object stream */
};

unsigned
object_id(const void *object)
{
	const HPDF_Obj_Header *h = object;

	return (unsigned)h->obj_id & ID_MASK;
}

static HPDF_STATUS
write_text(HPDF_Dict d, HPDF_Stream s)
{
	const struct told *t = d->attr;
	struct buf *b = &t->w->scratch;

	b->len = 0;
	t->w->at = s->size;
	t->fn(t->w, t->i, b);
	buf_str(b, "\n");
	if (b->over)
		return HPDF_INVALID_OBJECT;
	return HPDF_Stream_Write(s, b->data, (HPDF_UINT)b->len);
}

void
object_write(struct writer *w, HPDF_Dict d, object_text *fn, size_t i)
{
	struct told *t = arena_new(&w->c->arena, 1, sizeof(*t));

	*t = (struct told){ .w = w, .fn = fn, .i = i };
	d->attr = t;
	d->write_fn = write_text;
}

HPDF_Dict
object_dict(struct writer *w, object_text *fn, size_t i)
{
	HPDF_Dict d = HPDF_Dict_New(w->pdf->mmgr);

	/* Its memory is ours (mem_new), so only its limits can refuse. */
	if (d == NULL || HPDF_Xref_Add(w->pdf->xref, d) != HPDF_OK)
		return NULL;
	object_write(w, d, fn, i);
	return d;
}

bool
object_is_packed(const void *object)
{
	const HPDF_Obj_Header *h = object;
	const struct _HPDF_Dict_Rec *d = object;

	if ((h->obj_class & HPDF_OCLASS_ANY) != HPDF_OCLASS_DICT ||
	    d->write_fn != write_text || d->stream != NULL)
		return false;
	return ((const struct told *)d->attr)->packed;
}

HPDF_Dict
object_pack(HPDF_Dict d)
{
	if (d != NULL)
		((struct told *)d->attr)->packed = true;
	return d;
}

unsigned
object_packed(struct writer *w, object_text *fn, size_t i)
{
	HPDF_Dict d = object_pack(object_dict(w, fn, i));

	return d == NULL ? 0 : object_id(d);
}

unsigned
object_new(struct writer *w, object_text *fn, size_t i)
{
	HPDF_Dict d = object_dict(w, fn, i);

	return d == NULL ? 0 : object_id(d);
}

void
object_stream_fill(struct writer *w, HPDF_Dict d, const void *p, size_t n)
{
	HPDF_Stream_Free(d->stream);
	d->filter = HPDF_STREAM_FILTER_NONE;
	d->stream = HPDF_MemStream_New(w->pdf->mmgr, n == 0 ? 1 : (HPDF_UINT)n);
	if (d->stream != NULL && n > 0)
		(void)HPDF_Stream_Write(d->stream, p, (HPDF_UINT)n);
}

unsigned
object_stream(
    struct writer *w, const void *p, size_t n, object_text *fn, size_t i)
{
	HPDF_Dict d = HPDF_DictStream_New(w->pdf->mmgr, w->pdf->xref);

	if (d == NULL)
		return 0;
	object_stream_fill(w, d, p, n);
	if (fn != NULL)
		object_write(w, d, fn, i);
	return object_id(d);
}

void
text_flate(struct writer *w, size_t i, struct buf *b)
{
	(void)w;
	(void)i;
	buf_str(b, "/Filter /FlateDecode");
}

unsigned
object_flate(
    struct writer *w, const void *p, size_t n, object_text *fn, size_t i)
{
	unsigned char *z = NULL;
	size_t len;
	unsigned id;
	struct fault f;

	if (flate_pack(w->c->z, p, n, &z, &len, &f) != 0) {
		(void)canvas_fault_take(w->c, &f);
		return 0;
	}
	id = object_stream(w, z, len, fn, i);
	free(z);
	return id;
}
