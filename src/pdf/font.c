#include "pdf_in.h"

#include <string.h>

#include <hb-ot.h>
#include <hb.h>

#include "base/arena.h"

/* Font objects: Type0 over a CIDFont whose CIDs are glyph numbers. */

struct names {
	char base[96]; /* "ABCDEF+Lato-Regular" */
	unsigned program, descriptor, cid, unicode;
	unsigned length; /* of the program, uncompressed */
};

struct font_objects {
	struct names of[FACES_MAX];
};

/* Six letters made of the glyphs, so that two subsets differ in name. */
static void
subset_tag(const struct font *font, char out[7])
{
	uint64_t h = 14695981039346656037u;
	size_t i;

	for (i = 0; i < font->n_glyphs; i++)
		if (font->text[i] != 0)
			h = (h ^ i) * 1099511628211u;
	for (i = 0; i < 6; i++, h /= 26)
		out[i] = (char)('A' + h % 26);
	out[6] = '\0';
}

static void
base_name(const struct face *face, const struct font *font, char out[96])
{
	char name[64], tag[7];
	unsigned n = sizeof(name), i, len = 0;

	subset_tag(font, tag);
	memcpy(out, tag, 6);
	out[6] = '+';
	len = 7;
	(void)hb_ot_name_get_utf8(face->face, HB_OT_NAME_ID_POSTSCRIPT_NAME,
	    hb_language_from_string("en", -1), &n, name);
	for (i = 0; name[i] != '\0' && i < sizeof(name); i++)
		if ((name[i] >= 'A' && name[i] <= 'Z') ||
		    (name[i] >= 'a' && name[i] <= 'z') ||
		    (name[i] >= '0' && name[i] <= '9') || name[i] == '-')
			out[len++] = name[i];
	out[len] = '\0';
}

/* ---- texts of the objects; i is the face ---- */

static struct names *
names_of(struct writer *w, size_t i)
{
	return &w->fonts->of[i];
}

static void
text_type0(struct writer *w, size_t i, struct buf *b)
{
	const struct names *n = names_of(w, i);

	buf_str(b,
	    "/Type /Font /Subtype /Type0 /Encoding /Identity-H\n"
	    "/BaseFont ");
	put_name(b, n->base);
	buf_str(b, "\n/DescendantFonts [");
	put_ref(b, n->cid);
	buf_str(b, "] /ToUnicode ");
	put_ref(b, n->unicode);
}

/* Widths of the glyphs that are used, in runs of neighbours. */
static void
put_widths(struct writer *w, size_t i, struct buf *b)
{
	const struct font *font = &w->c->font[i];
	const struct face *face = &w->c->faces->face[i];
	bool open = false;
	size_t g;

	buf_str(b, "/DW 0 /W [");
	for (g = 0; g < font->n_glyphs; g++) {
		if (font->text[g] == 0) {
			if (open)
				buf_str(b, "]\n");
			open = false;
			continue;
		}
		if (!open)
			put_uint(b, g);
		buf_str(b, open ? " " : " [");
		open = true;
		put_num(b,
		    hb_font_get_glyph_h_advance(face->font, (hb_codepoint_t)g) *
			1000.0 / face->upem);
	}
	buf_str(b, open ? "]]" : "]");
}

static void
text_cid(struct writer *w, size_t i, struct buf *b)
{
	const struct names *n = names_of(w, i);
	bool cff = w->c->faces->face[i].cff;

	buf_str(b, "/Type /Font /Subtype ");
	buf_str(b, cff ? "/CIDFontType0" : "/CIDFontType2");
	buf_str(b, "\n/BaseFont ");
	put_name(b, n->base);
	buf_str(b,
	    "\n/CIDSystemInfo <</Registry (Adobe) /Ordering (Identity)"
	    " /Supplement 0>>\n/FontDescriptor ");
	put_ref(b, n->descriptor);
	buf_str(b, cff ? "\n" : " /CIDToGIDMap /Identity\n");
	put_widths(w, i, b);
}

/* A measure of the face in thousandths of an em. */
static double
metric(const struct face *face, hb_ot_metrics_tag_t tag)
{
	hb_position_t v = 0;

	hb_ot_metrics_get_position_with_fallback(face->font, tag, &v);
	return v * 1000.0 / face->upem;
}

static int
table_i16(const struct face *face, hb_tag_t tag, unsigned at)
{
	hb_blob_t *blob = hb_face_reference_table(face->face, tag);
	unsigned len;
	const unsigned char *p =
	    (const unsigned char *)hb_blob_get_data(blob, &len);
	int v = at + 2 <= len ? (int16_t)(p[at] << 8 | p[at + 1]) : 0;

	hb_blob_destroy(blob);
	return v;
}

static void
text_descriptor(struct writer *w, size_t i, struct buf *b)
{
	const struct names *n = names_of(w, i);
	const struct face *face = &w->c->faces->face[i];
	const hb_tag_t head = HB_TAG('h', 'e', 'a', 'd');
	int weight = table_i16(face, HB_TAG('O', 'S', '/', '2'), 4);
	unsigned flags = 4, k; /* symbolic: beyond the standard Latin set */

	flags |= face->role == ROLE_MONO ? 1 : 0;
	flags |= face->role == ROLE_QUOTE || face->role == ROLE_SERIF ? 2 : 0;
	buf_str(b, "/Type /FontDescriptor /FontName ");
	put_name(b, n->base);
	buf_str(b, "\n/Flags ");
	put_uint(b, flags);
	buf_str(b, " /FontBBox [");
	for (k = 0; k < 4; k++) {
		buf_str(b, k > 0 ? " " : "");
		put_num(
		    b, table_i16(face, head, 36 + 2 * k) * 1000.0 / face->upem);
	}
	buf_str(b, "] /ItalicAngle ");
	put_num(b, table_i16(face, HB_TAG('p', 'o', 's', 't'), 4));
	buf_str(b, "\n/Ascent ");
	put_num(b, metric(face, HB_OT_METRICS_TAG_HORIZONTAL_ASCENDER));
	buf_str(b, " /Descent ");
	put_num(b, metric(face, HB_OT_METRICS_TAG_HORIZONTAL_DESCENDER));
	buf_str(b, " /CapHeight ");
	put_num(b, metric(face, HB_OT_METRICS_TAG_CAP_HEIGHT));
	/* The usual guess: 88 at weight 400, 166 at 700. */
	buf_str(b, " /StemV ");
	put_num(b, 50 + (weight / 65.0) * (weight / 65.0));
	buf_str(b, face->cff ? "\n/FontFile3 " : "\n/FontFile2 ");
	put_ref(b, n->program);
}

static void
text_program(struct writer *w, size_t i, struct buf *b)
{
	text_flate(w, i, b);
	if (w->c->faces->face[i].cff) {
		buf_str(b, " /Subtype /CIDFontType0C");
	} else {
		buf_str(b, " /Length1 ");
		put_uint(b, names_of(w, i)->length);
	}
}

/*= ISO 32000-1, 9.10.3: ToUnicode CMaps; bfchar takes 100 lines at most. */
static void
put_unicode(struct writer *w, size_t i, struct buf *b)
{
	const struct font *font = &w->c->font[i];
	size_t used = 0, g, done = 0;

	for (g = 0; g < font->n_glyphs; g++)
		used += font->text[g] != 0;
	buf_str(b,
	    "/CIDInit /ProcSet findresource begin\n"
	    "12 dict begin\nbegincmap\n"
	    "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS)"
	    " /Supplement 0>> def\n"
	    "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
	    "1 begincodespacerange\n<0000> <FFFF>\n"
	    "endcodespacerange\n");
	for (g = 0; g < font->n_glyphs; g++) {
		const unsigned char *t;
		const char code[2] = { (char)(g >> 8), (char)(g & 255) };

		if (font->text[g] == 0)
			continue;
		if (done % 100 == 0) {
			buf_str(b, done > 0 ? "endbfchar\n" : "");
			put_uint(b, used - done < 100 ? used - done : 100);
			buf_str(b, " beginbfchar\n");
		}
		done++;
		t = w->c->texts.data + font->text[g] - 1;
		buf_str(b, "<");
		put_hex(b, code, 2);
		buf_str(b, "> <");
		put_utf16(b, (const char *)t + 2, (size_t)(t[0] << 8 | t[1]));
		buf_str(b, ">\n");
	}
	buf_str(b, done > 0 ? "endbfchar\n" : "");
	buf_str(b,
	    "endcmap\nCMapName currentdict /CMap defineresource pop\n"
	    "end\nend\n");
}

void
fonts_resources(struct writer *w, size_t unused, struct buf *b)
{
	size_t i;

	(void)unused;
	buf_str(b, "/Font <<");
	for (i = 0; i < FACES_MAX; i++) {
		if (w->font_id[i] == 0)
			continue;
		buf_str(b, "/F");
		put_uint(b, i);
		buf_str(b, " ");
		put_ref(b, w->font_id[i]);
		buf_str(b, " ");
	}
	buf_str(b, ">>");
}

/* The objects of one face. */
static int
write_font(struct writer *w, size_t i)
{
	const struct face *face = &w->c->faces->face[i];
	struct names *n = names_of(w, i);
	hb_blob_t *program = NULL;
	struct fault f;
	const char *p;

	base_name(face, &w->c->font[i], n->base);
	if (subset_make(face, &w->c->font[i], &program, &f) != 0)
		return canvas_fault_take(w->c, &f);
	p = hb_blob_get_data(program, &n->length);
	n->program = object_flate(w, p, n->length, text_program, i);
	hb_blob_destroy(program);
	n->descriptor = object_new(w, text_descriptor, i);
	n->cid = object_new(w, text_cid, i);
	w->scratch.len = 0;
	put_unicode(w, i, &w->scratch);
	n->unicode =
	    object_flate(w, w->scratch.data, w->scratch.len, text_flate, 0);
	w->font_id[i] = object_new(w, text_type0, i);
	return w->c->failed ? -1 : 0;
}

int
fonts_write(struct writer *w)
{
	size_t i;

	w->fonts = arena_new(&w->c->arena, 1, sizeof(*w->fonts));
	w->font_id = arena_new(&w->c->arena, FACES_MAX, sizeof(*w->font_id));
	for (i = 0; i < FACES_MAX; i++)
		if (w->c->font[i].used && write_font(w, i) != 0)
			return -1;
	return 0;
}
