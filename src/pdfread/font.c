#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "pdfread/shown.h"
#include "pdfread_in.h"

/* Codes of one font; two bytes give 65,536.  Of all fonts: faces of a packet
 * are subsets of a few hundred. */
#define CODES_MAX 65536
#define CODES_TOTAL_MAX ((size_t)512 << 10)
#define FONTS_MAX 256

/* A CMap of all codes takes 2 MB. */
#define CMAP_MAX ((size_t)8 << 20)

/* One program, and all: a Chinese face of some thousand glyphs has 3 MB. */
#define PROGRAM_MAX ((size_t)32 << 20)
#define PROGRAMS_MAX ((size_t)64 << 20)

/* Runs of codes in /W; a face of a packet has some hundred. */
#define WIDTHS_MAX 65536

struct code {
	uint32_t code;
	const char *text;
};

struct width {
	uint32_t lo, hi;
	double ems;
};

/* What a code is, found at once; a power of two, more than the codes of most
 * faces.  Of two that meet the last stays, the others are searched for. */
#define QUICK 1024

struct quick {
	uint32_t code;
	const char *text; /* NULL: empty */
	size_t len;
	double advance;
};

struct pdf_font {
	uint32_t num; /* of the font's object */
	size_t width; /* bytes of a code: 1 or 2 */
	struct code *codes; /* sorted by code */
	size_t n;
	struct width *widths; /* by code */
	size_t n_widths;
	double other; /* of codes that have none */
	struct quick *quick; /* QUICK of them, by code; NULL: none */
	const struct pdf_value *dict;
};

static uint32_t
code_of(struct pdf_bytes s)
{
	uint32_t v = 0;
	size_t i;

	for (i = 0; i < s.n && i < 4; i++)
		v = v << 8 | (unsigned char)s.p[i];
	return v;
}

/* Text in a CMap is UTF-16BE without a mark. */
static const char *
unicode_of(struct pdfread *r, struct pdf_bytes s)
{
	char *marked = arena_new(&r->arena, s.n + 2, 1);

	memcpy(marked, "\xfe\xff", 2);
	memcpy(marked + 2, s.p, s.n);
	return text_utf8(&r->arena, (struct pdf_bytes){ marked, s.n + 2 });
}

static int
code_add(struct pdfread *r, struct pdf_font *font, uint32_t code,
    struct pdf_bytes text, struct fault *f)
{
	if (font->n == CODES_MAX || r->n_codes++ == CODES_TOTAL_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "want at most %d codes in a CMap, have more", CODES_MAX);
	if (font->n % 256 == 0)
		font->codes =
		    mem_grow(font->codes, font->n + 256, sizeof(*font->codes));
	font->codes[font->n++] = (struct code){ code, unicode_of(r, text) };
	return 0;
}

/* <lo> <hi> and the text of lo, or an array with the text of each. */
static int
range_add(struct pdfread *r, struct pdf_font *font, const struct pdf_value *v,
    struct fault *f)
{
	uint32_t lo = code_of(v[0].u.s), hi = code_of(v[1].u.s), k;
	struct pdf_bytes s;
	char *next;

	if (hi < lo || hi - lo >= CODES_MAX)
		return fault_set(
		    f, FAULT_FORMAT, "a range of a CMap is broken");
	for (k = 0; k <= hi - lo; k++) {
		if (v[2].kind == PDF_ARRAY) {
			if (k >= v[2].u.array.n ||
			    v[2].u.array.items[k].kind != PDF_STRING)
				break;
			s = v[2].u.array.items[k].u.s;
		} else {
			s = v[2].u.s;
			if (s.n == 0)
				break;
			next = arena_strndup(&r->arena, s.p, s.n);
			next[s.n - 1] =
			    (char)((unsigned char)next[s.n - 1] + k);
			s.p = next;
		}
		if (code_add(r, font, lo + k, s, f) != 0)
			return -1;
	}
	return 0;
}

/* The strings before "endbfchar" or "endbfrange". */
static int
cmap_section(struct pdfread *r, struct pdf_font *font,
    const struct pdf_value *v, size_t n, size_t step, struct fault *f)
{
	size_t i;

	for (i = 0; i + step <= n; i += step) {
		if (v[i].kind != PDF_STRING || v[i + 1].kind != PDF_STRING ||
		    (step == 3 && v[i + 2].kind != PDF_STRING &&
			v[i + 2].kind != PDF_ARRAY))
			return fault_set(
			    f, FAULT_FORMAT, "a CMap holds no strings");
		if (step == 2 ? code_add(r, font, code_of(v[i].u.s),
				    v[i + 1].u.s, f) != 0
			      : range_add(r, font, &v[i], f) != 0)
			return -1;
	}
	return 0;
}

static int
code_compare(const void *a, const void *b)
{
	const struct code *x = a, *y = b;

	return (x->code > y->code) - (x->code < y->code);
}

/*= ISO 32000-2 section 9.10.3: ToUnicode CMaps */
static int
cmap_read(struct pdfread *r, struct pdf_font *font, const struct buf *b,
    struct fault *f)
{
	enum { ROOM = 300 }; /* 100 lines of three */
	struct pdf_value *v = mem_new(ROOM, sizeof(*v)), x;
	size_t left = PDF_VALUES, n = 0;
	struct pdf_lex l = {
		.p = b->data, .n = b->len, .arena = &r->arena, .values = &left
	};
	int rc = -1;

	do {
		if (pdf_operand(&l, &x, f) != 0)
			goto out;
		if (x.kind != PDF_OPERATOR) {
			if (n < ROOM)
				v[n++] = x;
			continue;
		}
		if (pdf_bytes_are(x.u.s, "endcodespacerange") && n >= 1 &&
		    v[0].kind == PDF_STRING)
			font->width = v[0].u.s.n > 1 ? 2 : 1;
		if ((pdf_bytes_are(x.u.s, "endbfchar") &&
			cmap_section(r, font, v, n, 2, f) != 0) ||
		    (pdf_bytes_are(x.u.s, "endbfrange") &&
			cmap_section(r, font, v, n, 3, f) != 0))
			goto out;
		n = 0;
	} while (x.kind != PDF_NULL || x.start != x.end);
	if (font->n > 0)
		qsort(font->codes, font->n, sizeof(*font->codes), code_compare);
	/* Of two texts of one code each reader may take another. */
	for (n = 1; n < font->n; n++)
		if (font->codes[n - 1].code == font->codes[n].code)
			odd_note(
			    r, "font %u: a code with two texts", font->num);
	rc = 0;
out:
	free(v);
	return rc;
}

/* ---- Widths ---- */

static int
width_add(struct pdf_font *font, int64_t lo, int64_t hi,
    const struct pdf_value *w, struct fault *f)
{
	if (lo < 0 || hi < lo || hi > UINT16_MAX ||
	    font->n_widths == WIDTHS_MAX ||
	    (font->n_widths > 0 && lo <= font->widths[font->n_widths - 1].hi))
		return fault_set(
		    f, FAULT_FORMAT, "the widths of a font are not in order");
	if (font->n_widths % 256 == 0)
		font->widths = mem_grow(
		    font->widths, font->n_widths + 256, sizeof(*font->widths));
	font->widths[font->n_widths++] =
	    (struct width){ (uint32_t)lo, (uint32_t)hi, pdf_number(w) / 1000 };
	return 0;
}

/*= ISO 32000-2 section 9.7.4.3: "c [w1 w2 …]" or "first last w" */
static int
widths_read(
    struct pdf_font *font, const struct pdf_value *list, struct fault *f)
{
	const struct pdf_value *v = list->u.array.items;
	size_t n = list->u.array.n, i = 0, k;

	while (i + 1 < n && v[i].kind == PDF_INT) {
		if (v[i + 1].kind == PDF_ARRAY) {
			for (k = 0; k < v[i + 1].u.array.n; k++)
				if (width_add(font, v[i].u.i + (int64_t)k,
					v[i].u.i + (int64_t)k,
					&v[i + 1].u.array.items[k], f) != 0)
					return -1;
			i += 2;
		} else if (i + 2 < n && v[i + 1].kind == PDF_INT) {
			if (width_add(font, v[i].u.i, v[i + 1].u.i, &v[i + 2],
				f) != 0)
				return -1;
			i += 3;
		} else {
			break;
		}
	}
	if (i != n)
		return fault_set(
		    f, FAULT_FORMAT, "the widths of a font are broken");
	return 0;
}

static double
width_of(const struct pdf_font *font, uint32_t code)
{
	size_t lo = 0, hi = font->n_widths, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (font->widths[mid].hi < code)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo < font->n_widths && font->widths[lo].lo <= code)
		return font->widths[lo].ems;
	return font->other;
}

/* Where the glyphs stand: the descendant of a Type0 font says. */
static int
font_widths(struct pdfread *r, size_t revision, struct pdf_font *font,
    const struct pdf_value *dict, struct fault *f)
{
	const struct pdf_value *v, *w;

	font->other = 1;
	if (value_key(r, revision, dict, "DescendantFonts", &v, f) != 0)
		return -1;
	if (v->kind != PDF_ARRAY || v->u.array.n != 1)
		return 0;
	if (value_resolve(r, revision, &v->u.array.items[0], &v, NULL, f) !=
		0 ||
	    value_key(r, revision, v, "DW", &w, f) != 0)
		return -1;
	if (w->kind == PDF_INT || w->kind == PDF_REAL)
		font->other = pdf_number(w) / 1000;
	if (value_key(r, revision, v, "W", &w, f) != 0)
		return -1;
	return w->kind == PDF_ARRAY ? widths_read(font, w, f) : 0;
}

/* A glyph without a character is no word of anybody. */
static const char *
code_text(const struct code *c)
{
	return c != NULL && c->text[0] != '\0' ? c->text : "\xef\xbf\xbd";
}

static void
font_quick(struct pdfread *r, struct pdf_font *font)
{
	const char *text;
	size_t i;

	if (font->n == 0)
		return;
	font->quick = arena_new(&r->arena, QUICK, sizeof(*font->quick));
	for (i = 0; i < font->n; i++) {
		text = code_text(&font->codes[i]);
		font->quick[font->codes[i].code % QUICK] =
		    (struct quick){ font->codes[i].code, text, strlen(text),
			    width_of(font, font->codes[i].code) };
	}
}

static struct pdf_font *
font_known(const struct pdfread *r, uint32_t num)
{
	size_t i;

	for (i = 0; i < r->n_fonts; i++)
		if (r->fonts[i]->num == num)
			return r->fonts[i];
	return NULL;
}

int
font_load(struct pdfread *r, size_t revision, const struct pdf_value *ref,
    const struct pdf_font **out, struct fault *f)
{
	const struct pdf_object *o, *map;
	const struct pdf_value *v;
	struct pdf_font *font;
	struct buf b;
	int rc = -1;

	buf_init(&b, CMAP_MAX);
	if (value_resolve(r, revision, ref, &v, &o, f) != 0)
		goto out;
	if (o != NULL && (font = font_known(r, o->num)) != NULL) {
		*out = font;
		rc = 0;
		goto out;
	}
	if (r->n_fonts == FONTS_MAX) {
		fault_set(f, FAULT_LIMIT, "want at most %d fonts, have more",
		    FONTS_MAX);
		goto out;
	}
	font = arena_new(&r->arena, 1, sizeof(*font));
	font->num = o != NULL ? o->num : 0;
	font->dict = v;
	font->width = pdf_is_name(pdf_key(v, "Subtype"), "Type0") ? 2 : 1;
	r->fonts = mem_grow(r->fonts, r->n_fonts + 1, sizeof(*r->fonts));
	r->fonts[r->n_fonts++] = font;
	if (font_widths(r, revision, font, v, f) != 0 ||
	    value_resolve(r, revision, pdf_key(v, "ToUnicode"), &v, &map, f) !=
		0)
		goto out;
	if (map != NULL && map->stream &&
	    (stream_unpack(r, revision, map, &b, f) != 0 ||
		cmap_read(r, font, &b, f) != 0)) {
		fault_under(f, "font %u", font->num);
		goto out;
	}
	font_quick(r, font);
	*out = font;
	rc = 0;
out:
	buf_free(&b);
	return rc;
}

size_t
font_code(const struct pdf_font *font, struct pdf_bytes s, size_t i,
    struct font_glyph *out)
{
	const size_t width = font == NULL ? 1 : font->width;
	const struct quick *q;
	const struct code *c = NULL;
	struct code key = { .code = 0 };

	if (i >= s.n || width > s.n - i)
		return 0;
	key.code = code_of((struct pdf_bytes){ s.p + i, width });
	if (font != NULL && font->quick != NULL) {
		q = &font->quick[key.code % QUICK];
		if (q->text != NULL && q->code == key.code) {
			out->text = q->text;
			out->len = q->len;
			out->advance = q->advance;
			return width;
		}
	}
	if (font != NULL && font->n > 0)
		c = bsearch(
		    &key, font->codes, font->n, sizeof(key), code_compare);
	out->text = code_text(c);
	out->len = strlen(out->text);
	out->advance = font == NULL ? 0 : width_of(font, key.code);
	return width;
}

/*= ISO 32000-2 table 124: FontFile2 is TrueType, FontFile3 here bare CFF */
static int
font_program(struct pdfread *r, size_t revision, const struct pdf_font *font,
    struct pdfread_font *out, struct fault *f)
{
	const struct pdf_value *v;
	const struct pdf_object *o;
	struct buf b;
	int rc = -1;

	buf_init(&b,
	    PROGRAMS_MAX - r->program_bytes < PROGRAM_MAX
		? PROGRAMS_MAX - r->program_bytes
		: PROGRAM_MAX);
	if (value_key(r, revision, font->dict, "DescendantFonts", &v, f) != 0)
		goto out;
	if (v->kind == PDF_ARRAY && v->u.array.n == 1 &&
	    value_resolve(r, revision, &v->u.array.items[0], &v, NULL, f) != 0)
		goto out;
	if (value_key(r, revision, v, "FontDescriptor", &v, f) != 0)
		goto out;
	if (pdf_key(v, "FontFile2") != NULL && pdf_key(v, "FontFile3") != NULL)
		odd_note(r, "a font with two programs");
	v = pdf_key(v, "FontFile2") != NULL ? pdf_key(v, "FontFile2")
					    : pdf_key(v, "FontFile3");
	if (value_resolve(r, revision, v, &v, &o, f) != 0)
		goto out;
	if (o != NULL && o->stream) {
		if (stream_unpack(r, revision, o, &b, f) != 0)
			goto out;
		r->program_bytes += b.len;
		out->len = b.len;
		out->program = (const unsigned char *)arena_strndup(
		    &r->arena, (const char *)b.data, b.len);
	}
	rc = 0;
out:
	buf_free(&b);
	return rc;
}

int
fonts_list(struct pdfread *r, size_t revision, const struct pdfread_font **out,
    size_t *n, struct fault *f)
{
	struct pdfread_font *list =
	    arena_new(&r->arena, r->n_fonts + 1, sizeof(*list));
	struct pdfread_glyph *g;
	size_t i, k;

	for (i = 0; i < r->n_fonts; i++) {
		const struct pdf_font *font = r->fonts[i];

		list[i].name =
		    text_name(&r->arena, pdf_key(font->dict, "BaseFont"));
		if (font_program(r, revision, font, &list[i], f) != 0)
			return fault_under(f, "font %u", font->num);
		g = arena_new(&r->arena, font->n + 1, sizeof(*g));
		for (k = 0; k < font->n; k++)
			g[k] = (struct pdfread_glyph){ font->codes[k].code,
				font->codes[k].text,
				width_of(font, font->codes[k].code) };
		list[i].glyphs = g;
		list[i].n = font->n;
	}
	*out = list;
	*n = r->n_fonts;
	return 0;
}

void
fonts_free(struct pdfread *r)
{
	size_t i;

	for (i = 0; i < r->n_fonts; i++) {
		free(r->fonts[i]->codes);
		free(r->fonts[i]->widths);
	}
	free(r->fonts);
}
