#include "codec/flate.h"
#include "pdf_in.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <hpdf.h>
#include <hpdf_doc.h>
#include <hpdf_list.h>
#include <hpdf_objects.h>
#include <hpdf_streams.h>

/*
 * The objects of a file, written: those marked for it (structure elements,
 * links, bookmarks: nine tenths of a long packet) in object streams, the rest
 * plain, then a cross-reference stream.  A quarter of the size.  Pages, the
 * catalog, fields and the signature stay plain, so that a small reader finds
 * them by offsets alone, and so do the lengths of streams.
 */

/* Readers unpack a whole stream for one object of it. */
#define PACK_OBJECTS 200
/* Type, offset or stream, generation or index: bytes of each field. */
#define XREF_WIDTHS "[1 4 2]"
#define XREF_ROW 7
/* Of one object stream, unpacked: an element has at most a few thousand kids. */
#define PACK_BODY_MAX ((size_t)64 << 20)

enum where { WHERE_FREE, WHERE_OFFSET, WHERE_PACKED };

struct place {
	unsigned char where;
	uint32_t a; /* offset, or number of the object stream */
	uint16_t b; /* index in that stream */
};

struct packer {
	struct writer *w;
	HPDF_Stream s;
	struct place *places; /* by object number */
	size_t n, max;
	struct buf index, body; /* of the object stream being filled */
	unsigned filled;
};

static HPDF_STATUS
on_body(HPDF_Stream s, const HPDF_BYTE *p, HPDF_UINT n)
{
	buf_add(s->attr, p, n);
	return HPDF_OK;
}

static void
place_set(struct packer *p, size_t id, enum where where, size_t a, unsigned b)
{
	if (id >= p->max)
		return;
	p->places[id] =
	    (struct place){ (unsigned char)where, (uint32_t)a, (uint16_t)b };
	if (id >= p->n)
		p->n = id + 1;
}

static int
write_bytes(struct packer *p, const void *bytes, size_t n)
{
	return HPDF_Stream_Write(p->s, bytes, (HPDF_UINT)n) == HPDF_OK ? 0 : -1;
}

/* A stream object of ours: head is its dictionary but for the last entries. */
static int
write_stream(struct packer *p, size_t id, const char *head, const struct buf *b)
{
	unsigned char *z = NULL;
	struct buf t;
	struct fault f;
	size_t len;
	int rc = -1;

	buf_init(&t, 1024);
	if (flate_pack(p->w->c->z, b->data, b->len, &z, &len, &f) != 0) {
		(void)canvas_fault_take(p->w->c, &f);
		goto out;
	}
	buf_fmt(&t,
	    "%zu 0 obj\n<<%s /Filter /FlateDecode /Length %zu>>\nstream\n", id,
	    head, len);
	if (write_bytes(p, t.data, t.len) != 0 || write_bytes(p, z, len) != 0 ||
	    write_bytes(p, "\nendstream\nendobj\n", 18) != 0)
		goto out;
	rc = 0;
out:
	free(z);
	buf_free(&t);
	return rc;
}

/* Write the object stream that was filled, under the next free number. */
/*= ISO 32000-1, 7.5.7: pairs of number and offset, then the objects */
static int
pack_flush(struct packer *p)
{
	struct buf all;
	char head[96];
	int rc;

	if (p->filled == 0)
		return 0;
	buf_init(&all, p->index.max + p->body.max);
	buf_add(&all, p->index.data, p->index.len);
	buf_add(&all, p->body.data, p->body.len);
	(void)snprintf(head, sizeof(head), "/Type /ObjStm /N %u /First %zu",
	    p->filled, p->index.len);
	place_set(p, p->n, WHERE_OFFSET, p->s->size, 0);
	rc = write_stream(p, p->n - 1, head, &all);
	buf_free(&all);
	p->index.len = p->body.len = 0;
	p->filled = 0;
	return rc;
}

static int
pack_put(struct packer *p, HPDF_Dict d, size_t id, size_t stream)
{
	HPDF_Stream s =
	    HPDF_CallbackWriter_New(p->w->pdf->mmgr, on_body, &p->body);
	HPDF_STATUS status;

	if (s == NULL)
		return -1;
	buf_fmt(&p->index, "%zu %zu ", id, p->body.len);
	status = HPDF_Obj_WriteValue(d, s, NULL);
	HPDF_Stream_Free(s);
	buf_str(&p->body, "\n");
	place_set(p, id, WHERE_PACKED, stream, p->filled);
	p->filled++;
	return status == HPDF_OK && !p->body.over ? 0 : -1;
}

static int
write_plain(struct packer *p, void *object, size_t id)
{
	char head[32];
	int n = snprintf(head, sizeof(head), "%zu 0 obj\n", id);

	place_set(p, id, WHERE_OFFSET, p->s->size, 0);
	if (write_bytes(p, head, (size_t)n) != 0 ||
	    HPDF_Obj_WriteValue(object, p->s, NULL) != HPDF_OK)
		return -1;
	return write_bytes(p, "\nendobj\n", 8);
}

static void
trailer_entry(struct packer *p, const char *key, struct buf *b)
{
	HPDF_Stream s = HPDF_CallbackWriter_New(p->w->pdf->mmgr, on_body, b);
	HPDF_Dict t = p->w->pdf->trailer;
	HPDF_DictElement e;
	HPDF_UINT i;

	for (i = 0; i < t->list->count; i++) {
		e = HPDF_List_ItemAt(t->list, i);
		if (strcmp(e->key, key) != 0)
			continue;
		buf_fmt(b, " /%s ", key);
		(void)HPDF_Obj_Write(e->value, s, NULL);
	}
	HPDF_Stream_Free(s);
}

/*= ISO 32000-1, 7.5.8: the cross-reference stream, which is its own trailer */
static int
write_xref(struct packer *p)
{
	const size_t at = p->s->size, id = p->n;
	struct buf rows, head;
	char end[64];
	size_t i;
	int n, rc = -1;

	place_set(p, id, WHERE_OFFSET, at, 0);
	buf_init(&rows, XREF_ROW * p->n);
	buf_init(&head, 1024);
	for (i = 0; i < p->n; i++) {
		const struct place *x = &p->places[i];
		const unsigned b = i == 0 ? 65535 : x->b;
		const unsigned char row[XREF_ROW] = { x->where,
			(unsigned char)(x->a >> 24),
			(unsigned char)(x->a >> 16), (unsigned char)(x->a >> 8),
			(unsigned char)x->a, (unsigned char)(b >> 8),
			(unsigned char)b };

		buf_add(&rows, row, sizeof(row));
	}
	buf_fmt(&head, "/Type /XRef /Size %zu /W " XREF_WIDTHS, p->n);
	trailer_entry(p, "Root", &head);
	trailer_entry(p, "Info", &head);
	trailer_entry(p, "ID", &head);
	if (write_stream(p, id, (const char *)head.data, &rows) != 0)
		goto out;
	n = snprintf(end, sizeof(end), "startxref\n%zu\n%%%%EOF\n", at);
	rc = write_bytes(p, end, (size_t)n);
out:
	buf_free(&rows);
	buf_free(&head);
	return rc;
}

static int
write_objects(struct packer *p)
{
	HPDF_List entries = p->w->pdf->xref->entries;
	HPDF_XrefEntry e;
	size_t stream = entries->count;
	HPDF_UINT i;

	/* Plain objects first: the numbers of object streams come after all. */
	p->n = entries->count;
	for (i = 1; i < entries->count; i++) {
		e = HPDF_List_ItemAt(entries, i);
		if (!object_is_packed(e->obj) && write_plain(p, e->obj, i) != 0)
			return -1;
	}
	for (i = 1; i < entries->count; i++) {
		e = HPDF_List_ItemAt(entries, i);
		if (!object_is_packed(e->obj))
			continue;
		if (pack_put(p, e->obj, i, stream) != 0)
			return -1;
		if (p->filled == PACK_OBJECTS) {
			if (pack_flush(p) != 0)
				return -1;
			stream++;
		}
	}
	return pack_flush(p);
}

int
pack_write(struct writer *w, HPDF_Stream s)
{
	const size_t n = w->pdf->xref->entries->count;
	struct packer p = { .w = w, .s = s, .max = n + n / PACK_OBJECTS + 3 };
	int rc;

	p.places = arena_new(&w->c->arena, p.max, sizeof(*p.places));
	buf_init(&p.index, (size_t)32 * PACK_OBJECTS);
	buf_init(&p.body, PACK_BODY_MAX);
	rc = write_objects(&p);
	if (rc == 0)
		rc = write_xref(&p);
	buf_free(&p.index);
	buf_free(&p.body);
	return rc;
}
