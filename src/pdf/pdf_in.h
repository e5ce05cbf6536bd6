#ifndef PDF_IN_H
#define PDF_IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <hb.h>
#include <hpdf.h>
#include <hpdf_objects.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"
#include "pdf/canvas.h"
#include "pdf/face.h"

/* Shared by the files of layer pdf that draw; not for anyone else. */

/* Ceilings. */
#define FACES_MAX \
	48 /* rows of the manifest; a glyph names its face in 16 bits */
#define PAGES_MAX 70000 /* libharu's page tree was tried up to here */
#define ELEMS_MAX 4000000 /* half of the objects that a PDF may have */
#define MC_DEPTH_MAX 256 /* open structure elements at once */
#define UNIT_MAX 1024 /* bytes shaped at once: longer words are cut */
#define STRING_MAX 32767 /* ISO 19005-3, 6.1.13: bytes of a string */

/* ---- faces ---- */

enum face_role {
	ROLE_TEXT, /* the four voices in the order of enum voice */
	ROLE_BOLD,
	ROLE_QUOTE,
	ROLE_MONO,
	ROLE_SANS,
	ROLE_SERIF,
	ROLE_ANY,
};

struct face {
	enum face_role role;
	unsigned index;
	char *lang; /* "" = any */
	char *file, *package;
	char sha_hex[65];
	struct face *same; /* an earlier row with the same file, or NULL */
	/* Loaded at the first use; font is NULL until then. */
	hb_blob_t *blob;
	hb_face_t *face;
	hb_face_t *bare; /* what subsets are made of */
	hb_font_t *font;
	unsigned upem;
	bool cff; /* outlines are CFF, else glyf */
	hb_codepoint_t space; /* its glyph for U+0020 */
	uint32_t ascii[128]; /* glyphs, 0 = none */
};

struct shape_cache;

struct faces {
	char *folder;
	struct face *face;
	size_t n;
	/* For each voice the faces to try, best first. */
	size_t chain[4][FACES_MAX];
	size_t chain_len[4];
	struct shape_cache *cache; /* shaped words, for all canvases */
};

/* Load face i now if it is not; NULL (and *f) if its file is not right. */
struct face *face_ready(const struct faces *fs, size_t i, struct fault *f);
/* The face of voice's chain that draws u; FACE_BROKEN is told in *f. */
#define FACE_NONE (-1)
#define FACE_BROKEN (-2)
int face_for(const struct faces *fs, enum voice voice, const char *lang,
    uint32_t u, struct fault *f);
/* True if face i (loaded if need be) can draw u. */
bool face_has(const struct faces *fs, size_t i, uint32_t u, struct fault *f);

/* ---- characters ---- */

bool char_ignorable(uint32_t u); /* drawn as nothing */
bool char_blank(uint32_t u); /* drawn as some width of nothing */
bool char_line(uint32_t u); /* a line or cell break: drawn as a space */
bool char_mark(uint32_t u); /* combines with the one before */
/* Private use, unassigned: a face that has it draws a box, or its own. */
bool char_nobody(uint32_t u);
bool char_rtl(uint32_t u);
bool char_alone(uint32_t u); /* ideographs, kana: shaped one by one */

/* ---- shaping ---- */

/*
 * A glyph of a shaped unit; lengths in units of the face.  text is the bytes
 * [start, start + len) of the unit that this glyph stands for; len 0: it
 * belongs to the glyph before.
 */
struct glyph {
	uint32_t gid;
	int32_t advance, nominal, dx, dy;
	uint16_t start, len;
};

/*
 * A unit is what is shaped at once: a word, a blank, an ideograph, a run of
 * right-to-left words.  Kerning never crosses units, so widths add up.
 */
struct unit {
	size_t face;
	const char *text;
	size_t len;
	size_t n;
	const struct glyph *glyphs; /* until the next unit_next */
	int64_t width; /* sum of the advances */
};

struct shape_cache *shape_cache_new(void);
void shape_cache_free(struct shape_cache *c);

/* The unit of n bytes at s in that face, shaped once and kept. */
int shape_unit(const struct faces *fs, size_t face, const char *s, size_t n,
    struct unit *u, struct fault *f) MUST_CHECK;

/* The glyphs by which face writes s, valid UTF-8, alone; returns how many. */
size_t shape_alone(const struct faces *fs, struct face *face, const char *s,
    size_t n, uint32_t *out, size_t max);

/*
 * Cut the next unit off s (n > 0 bytes) and shape it; returns the bytes it
 * took, 0 on a fault: no UTF-8, or a character that no face has.
 */
size_t unit_next(const struct faces *fs, enum voice voice, const char *lang,
    const char *s, size_t n, struct unit *u, struct fault *f);

/* ---- numbers and strings as PDF writes them ---- */

void put_num(struct buf *b, double v); /* two decimals at most */
void put_uint(struct buf *b, size_t v);
void put_ref(struct buf *b, unsigned id); /* "12 0 R" */
void put_name(struct buf *b, const char *s); /* "/Name", escaped */
/* A text string: ASCII as (…), else UTF-16BE as <FEFF…>. */
void put_text(struct buf *b, const char *s, size_t n);
bool put_text_fits(const char *s, size_t n); /* within STRING_MAX */
void put_hex(struct buf *b, const void *p, size_t n);
/* UTF-16BE hex digits without brackets or mark, as ToUnicode has them. */
void put_utf16(struct buf *b, const char *s, size_t n);

/* ---- the canvas ---- */

enum kid_kind { KID_ELEM, KID_MC, KID_ANNOT };

struct kid {
	enum kid_kind kind;
	uint32_t a; /* element, or MCID, or annotation */
	uint32_t page;
	uint32_t next; /* 1 + index of the next kid, 0 = last */
};

struct elem {
	enum tag tag;
	uint32_t parent; /* element 0 is the Document */
	uint32_t first, last; /* 1 + index of kids */
	char *actual, *alt, *lang;
	enum tag_scope scope;
	int col_span;
	enum tag_line line;
	bool said; /* its ActualText stands at a marked-content sequence */
	/* Figures: what they cover, on one page; page 0 = nothing yet. */
	uint32_t box_page;
	double box[4];
};

struct page {
	unsigned char *z; /* its content, compressed */
	size_t z_len;
	uint32_t *owner; /* element of each MCID */
	size_t n_mc, cap_mc;
	uint32_t first_annot, n_annots; /* of the canvas's annots */
};

enum annot_kind { ANNOT_LINK, ANNOT_FIELD };

struct annot {
	enum annot_kind kind;
	uint32_t page, elem;
	double rect[4]; /* PDF's: from the bottom */
	char *name; /* link: destination; field: its name */
	char *words; /* link: Contents; field: TU */
	bool untagged; /* a field without area */
	bool seal, empty;
	unsigned appearance; /* of a field that has a rectangle */
	char *where;
	uint32_t to_page; /* link: where it leads, known at the end */
	double to_y;
};

struct dest {
	char *name;
	uint32_t page;
	double y;
};

struct outline {
	int level;
	char *title;
	uint32_t page;
	double y;
};

/* What one face has drawn in this file. */
struct font {
	bool used;
	/* By glyph: offset + 1 into texts of "len16, bytes"; 0 = not used. */
	uint32_t *text;
	size_t n_glyphs;
};

struct canvas {
	const struct faces *faces;
	double width, height;
	struct arena arena;
	struct fault fault; /* the first */
	bool failed, finished;
	char *where;
	struct flate_packer *z;

	struct page *pages;
	size_t n_pages, cap_pages;
	struct buf ops; /* content of the page being drawn */
	struct elem *elems;
	size_t n_elems, cap_elems;
	struct kid *kids;
	size_t n_kids, cap_kids;
	uint32_t open[MC_DEPTH_MAX]; /* open elements, innermost last */
	size_t n_open;
	bool artifact;

	/* State of the content stream. */
	bool mc_open, mc_artifact;
	uint32_t mc_elem;
	int ink_fill, ink_line; /* -1 = unknown */
	int font_set;
	double size_set, tracking_set, line_set;

	struct annot *annots;
	size_t n_annots, cap_annots;
	struct dest *dests;
	size_t n_dests, cap_dests;
	struct outline *outlines;
	size_t n_outlines, cap_outlines;

	struct font font[FACES_MAX];
	struct buf texts;
};

/* Keep the first fault, with the place; always returns -1. */
int canvas_fault(struct canvas *c, enum fault_kind kind, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
int canvas_fault_take(struct canvas *c, const struct fault *f);
/* Room for one more element of size in list. */
void *canvas_more(void *list, size_t n, size_t *cap, size_t size);

/* All can be coordinates or sizes on a page; else a fault. */
bool canvas_within(struct canvas *c, double x, double y, double z);

/* text.c */
/* True if gid stands for s in this file; the first to ask decides. */
bool text_stands(
    struct canvas *c, struct font *font, uint32_t gid, const char *s, size_t n);

/* content.c */
void content_reset(struct canvas *c); /* a new page */
bool content_ready(struct canvas *c); /* may something be drawn now? */
bool content_begin(struct canvas *c); /* the same, and open its sequence */
void content_end(struct canvas *c); /* close it */
/*
 * Open a sequence of the innermost element with this ActualText, to be closed
 * by content_end.  Not nested in another: readers lose count of those.
 */
void content_begin_actual(struct canvas *c, const char *actual, size_t n);
void content_page_end(struct canvas *c); /* compress the page being drawn */
void content_fill(struct canvas *c, enum ink ink);
void content_stroke(struct canvas *c, enum ink ink, double line);
/* Let open figures know that this was covered (PDF's y). */
void content_box(struct canvas *c, double x0, double y0, double x1, double y1);

/* tags.c */
const char *tags_name(enum tag tag);
void tags_kid(struct canvas *c, uint32_t elem, enum kid_kind kind, uint32_t a,
    uint32_t page);

/* ---- the file ---- */

/*
 * A file being written.  libharu holds the objects, pages and xref; most
 * dictionaries are texts that a function of ours writes when libharu comes to
 * them (dict->write_fn), so that nothing is stored twice and numbers and
 * strings are printed our way.
 */
struct writer {
	struct canvas *c;
	const struct canvas_file *file;
	struct slot *slot;
	HPDF_Doc pdf;
	HPDF_STATUS error; /* libharu's first */
	struct buf scratch; /* one object's text */
	struct buf *out;
	size_t at; /* offset of scratch in the file while it is made */
	unsigned *page_id, *elem_id, *annot_id;
	unsigned struct_root, outlines;
	HPDF_Dict resources; /* of all pages */
	unsigned metadata, profile, seal, acro_form;
	HPDF_Dict *page, *annot;
	/* font.c */
	struct font_objects *fonts;
	unsigned *font_id; /* by face */
	/* outline.c */
	struct branch *branches;
	/* attach.c, in the order of parts but for the names */
	unsigned *embedded, *file_id;
	bool *hex;
	struct named *names;
	unsigned embedded_names;
};

typedef void object_text(struct writer *w, size_t i, struct buf *b);

/* A new indirect dictionary whose text is what fn(w, i) writes; its number. */
HPDF_Dict object_dict(struct writer *w, object_text *fn, size_t i);
unsigned object_new(struct writer *w, object_text *fn, size_t i);
/* The same for a dictionary that libharu made. */
void object_write(struct writer *w, HPDF_Dict d, object_text *fn, size_t i);
/*
 * A new stream of these bytes; fn adds its keys, /Filter among them, and may
 * be NULL.  text_flate writes the usual filter.
 */
unsigned object_stream(
    struct writer *w, const void *p, size_t n, object_text *fn, size_t i);
void object_stream_fill(struct writer *w, HPDF_Dict d, const void *p, size_t n);
object_text text_flate;
/* Compress, then object_stream; 0 and the canvas's fault where that fails. */
unsigned object_flate(
    struct writer *w, const void *p, size_t n, object_text *fn, size_t i);
unsigned object_id(const void *object);
/* As object_new, but in an object stream: no page, field or signature. */
unsigned object_packed(struct writer *w, object_text *fn, size_t i);
HPDF_Dict object_pack(HPDF_Dict d); /* mark it so; gives d back */
bool object_is_packed(const void *object);
/* pack.c: write all objects and the cross-reference stream to s. */
int pack_write(struct writer *w, HPDF_Stream s);

int fonts_write(struct writer *w);
object_text fonts_resources; /* the dictionary of all pages */
/* A reference, or a face of its own, that gives the same subsets sooner. */
hb_face_t *subset_bare(hb_face_t *face);
int subset_make(const struct face *face, const struct font *font,
    hb_blob_t **out, struct fault *f) MUST_CHECK;
int tree_write(struct writer *w); /* structure tree, parent tree */
int annots_write(struct writer *w); /* links, fields, signature */
int outline_write(struct writer *w);
int attach_write(struct writer *w); /* associated files */
int meta_write(struct writer *w); /* Info, XMP, output intent, file ID */
void xmp_make(const struct canvas_file *file, struct buf *b);
void icc_make(struct buf *b);

#endif /* PDF_IN_H */
