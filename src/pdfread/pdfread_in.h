#ifndef PDFREAD_IN_H
#define PDFREAD_IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"
#include "pdfread/change.h"
#include "pdfread/file.h"

/*
 * What the files of this layer share: tokens, values, sections, the file.
 *
 * Ceilings: PDF_UNPACKED is what all object and cross-reference streams of a
 * file may unpack to (a thousand pages have 5 MB of objects); PDF_STEPS keeps
 * a file of a thousand revisions from asking for hours of look-ups; PDF_DEPTH is deeper than any producer nests; PDF_VALUES bounds
 * memory to some 400 MB whatever a file claims (96 bytes a value at worst); a
 * packet of 500 pages has two million.
 */
#define PDF_UNPACKED ((size_t)128 << 20)
#define PDF_STEPS ((size_t)256 << 20)
#define PDF_DEPTH 128
#define PDF_VALUES ((size_t)4 << 20)

enum pdf_kind {
	PDF_NULL,
	PDF_BOOL,
	PDF_INT,
	PDF_REAL,
	PDF_STRING,
	PDF_NAME,
	PDF_ARRAY,
	PDF_DICT,
	PDF_REF,
	PDF_OPERATOR, /* content streams only */
};

struct pdf_entry;

struct pdf_bytes {
	const char *p;
	size_t n;
};

struct pdf_ref {
	uint32_t num, gen;
};

struct pdf_value {
	enum pdf_kind kind;
	bool hex; /* string: written in angle brackets */
	bool twice; /* dictionary: a key stands in it twice */
	bool twice_below; /* the same of a dictionary inside */
	size_t start, end; /* in the bytes it was read from */
	union {
		bool truth;
		int64_t i;
		struct pdf_bytes s; /* string, name (decoded), operator: not
				       ended by a NUL */
		struct {
			const struct pdf_value *items;
			size_t n;
		} array;
		struct {
			const struct pdf_entry *items;
			size_t n;
		} dict;
		struct pdf_ref ref;
	} u;
};

struct pdf_entry {
	struct pdf_bytes key;
	struct pdf_value value;
};

/* Bytes being read; what is decoded goes to the arena. */
struct pdf_lex {
	const unsigned char *p;
	size_t n, at;
	struct arena *arena;
	size_t
	    *values; /* left of PDF_VALUES; shared by all that one file has */
};

enum pdf_token_kind {
	TOKEN_END,
	TOKEN_INT,
	TOKEN_REAL,
	TOKEN_STRING,
	TOKEN_NAME,
	TOKEN_WORD,
	TOKEN_OPEN_ARRAY,
	TOKEN_CLOSE_ARRAY,
	TOKEN_OPEN_DICT,
	TOKEN_CLOSE_DICT,
};

struct pdf_token {
	enum pdf_token_kind kind;
	bool hex;
	size_t start, end;
	int64_t i;
	struct pdf_bytes s;
};

bool pdf_white(unsigned char c);
void pdf_skip_white(struct pdf_lex *l); /* and comments */
int pdf_token(
    struct pdf_lex *l, struct pdf_token *out, struct fault *f) MUST_CHECK;

/* In the header, so that the length of a word is known where it is asked. */
static inline bool
pdf_bytes_are(struct pdf_bytes s, const char *word)
{
	return strlen(word) == s.n && memcmp(s.p, word, s.n) == 0;
}

static inline bool
pdf_token_is(const struct pdf_token *t, const char *word)
{
	return t->kind == TOKEN_WORD && pdf_bytes_are(t->s, word);
}

/* One value; references are made of "n g R". */
int pdf_value(
    struct pdf_lex *l, struct pdf_value *out, struct fault *f) MUST_CHECK;

/*
 * The operands and the operator of a content stream, one after the other: at
 * the end of the bytes out->kind is PDF_NULL.
 */
int pdf_operand(
    struct pdf_lex *l, struct pdf_value *out, struct fault *f) MUST_CHECK;

double pdf_number(const struct pdf_value *v); /* 0 where it is none */
bool pdf_is_name(const struct pdf_value *v, const char *name);

/* The value of a key as it stands, or NULL; of two, the last. */
const struct pdf_value *pdf_key(const struct pdf_value *dict, const char *key);

/* An object of the file. */
struct pdf_object {
	uint32_t num, gen;
	size_t offset; /* of "n g obj", or of the object stream that has it */
	bool packed; /* it stands in an object stream */
	bool stream;
	size_t data, data_len; /* of a stream, still encoded */
	size_t end; /* after "endobj" */
	const unsigned char *unread; /* packed and not read yet: the unpacked
					bytes, its place in data, data_len */
	struct pdf_value v;
};

enum pdf_entry_type {
	ENTRY_FREE,
	ENTRY_PLAIN, /* at is an offset */
	ENTRY_PACKED, /* at is the object stream's number, gen the index */
};

struct pdf_xref_entry {
	uint32_t num;
	uint32_t gen;
	enum pdf_entry_type type;
	size_t at;
};

/* One cross-reference section: a table, or a stream. */
struct pdf_section {
	size_t asked; /* the offset by which it was reached */
	size_t offset, end; /* from "xref" or "n g obj" to after its trailer */
	struct pdf_xref_entry *entries; /* by number, each once */
	size_t n;
	struct pdf_value trailer;
	bool stream;
	bool hybrid; /* named by /XRefStm of the section before it */
	size_t mark; /* what "startxref" says after it; SIZE_MAX: nothing */
	size_t eof; /* after the "%%EOF" that ends it */
};

struct pdf_part; /* an attachment */
struct pdfread_dss_item;
struct pdf_font;
struct pdf_cache; /* objects by where they stand */

struct pdfread {
	const unsigned char *p;
	size_t n;
	struct arena arena;
	size_t values;
	size_t unpacked; /* bytes of object and xref streams unpacked so far */
	size_t inflated; /* by all streams, also where it failed */
	size_t entries; /* of all sections */
	size_t steps; /* of look-ups, each counted by the sections it passed */
	size_t text_bytes; /* of texts made for fields and signatures */
	size_t fields; /* visited in all revisions */
	size_t nodes; /* of page trees walked, and annotations on them */
	size_t content_bytes; /* of page contents and CMaps unpacked */
	size_t actual_bytes; /* of ActualText */
	size_t n_codes; /* of all CMaps */
	size_t program_bytes; /* of fonts */
	size_t compared_bytes, compared_entries; /* by the second reader */
	size_t lengths; /* of streams being read, one in another */
	size_t change_steps; /* of comparing revisions */
	size_t change_unpacked, compared_streams; /* bytes of streams */
	struct pdf_section *sections; /* newest first, as /Prev leads */
	size_t n_sections;
	struct pdfread_revision *revisions; /* oldest first */
	size_t *heads; /* the section that each revision begins with */
	size_t n_revisions;
	const char **twice; /* by revision: what has a key twice */
	struct pdf_cache *cache;
	bool encrypted;
	struct { /* libqpdf at work on two revisions, the last asked first */
		void *q; /* or NULL */
		size_t revision;
		bool fails;
	} second[2];
	size_t second_strings; /* that it decrypted */
	bool newest_asked, newest_opens; /* by the second reader */
	char newest_why[200];
	struct pdfread_signature *signatures;
	size_t n_signatures, n_empty;
	struct pdfread_dss_item *dss; /* dss.c */
	size_t n_dss;
	bool dss_known;
	struct pdfread_note *notes;
	size_t n_notes;
	struct pdf_font **fonts; /* font.c */
	size_t n_fonts;
	struct pdf_part *parts; /* parts.c */
	size_t n_parts, parts_bytes;
	bool parts_known;
	struct pdfread_pair *pairs; /* alike.c */
	size_t n_pairs;
	size_t looks; /* pairs of words and shapes compared */
	char odd[240]; /* what a packet never has, "" */
};

/* Read one section at offset; its trailer is in it. */
int section_read(struct pdfread *r, size_t offset, struct pdf_section *out,
    struct fault *f) MUST_CHECK;

/* Follow startxref and /Prev to all sections, and find the revisions. */
int revisions_read(struct pdfread *r, struct fault *f) MUST_CHECK;

/* The entry of a number as a revision sees it, or NULL. */
const struct pdf_xref_entry *revision_entry(
    struct pdfread *r, size_t revision, uint32_t num);
const struct pdf_value *revision_trailer(
    const struct pdfread *r, size_t revision);

/*
 * The object of a number in a revision; *out is NULL where there is none
 * (which means null).  A broken one is a fault.
 */
int object_load(struct pdfread *r, size_t revision, struct pdf_ref ref,
    const struct pdf_object **out, struct fault *f) MUST_CHECK;

/* The object whose text begins at offset, whatever its number. */
int object_read_at(struct pdfread *r, size_t offset, size_t revision,
    struct pdf_object *out, struct fault *f) MUST_CHECK;

/* The bytes of a stream, unpacked; filters other than Flate are a fault. */
int stream_unpack(struct pdfread *r, size_t revision,
    const struct pdf_object *o, struct buf *out, struct fault *f) MUST_CHECK;

/* The same of an encrypted stream, and a text of an encrypted object. */
int second_stream(struct pdfread *r, size_t revision,
    const struct pdf_object *o, struct buf *out, struct fault *f) MUST_CHECK;
const char *second_text(struct pdfread *r, size_t revision,
    const struct pdf_object *o, const char *key);
/* A string inside o, decrypted; false where that cannot be done. */
bool second_string(struct pdfread *r, size_t revision,
    const struct pdf_object *o, const struct pdf_value *v,
    struct pdf_bytes *out);
void second_close(struct pdfread *r);

/* v, or what it refers to; never NULL (a null value where nothing is). */
int value_resolve(struct pdfread *r, size_t revision, const struct pdf_value *v,
    const struct pdf_value **out, const struct pdf_object **object,
    struct fault *f) MUST_CHECK;

/* The resolved value of a key of dict (a null value where there is none). */
int value_key(struct pdfread *r, size_t revision, const struct pdf_value *dict,
    const char *key, const struct pdf_value **out, struct fault *f) MUST_CHECK;

struct pdf_cache *cache_new(void);
void cache_free(struct pdf_cache *c);
struct pdf_object *cache_find(struct pdf_cache *c, size_t offset, size_t index);
void cache_put(
    struct pdf_cache *c, size_t offset, size_t index, struct pdf_object *o);

/* A set of numbers, for walks over what may loop. */
struct seen {
	uint64_t *slots;
	size_t cap, n;
};
bool seen_add(struct seen *s, uint64_t v); /* false: it was there */
bool seen_has(const struct seen *s, uint64_t v);
void seen_free(struct seen *s);

/* A name as a C string, "" where v is none; a NUL inside ends it. */
const char *text_name(struct arena *a, const struct pdf_value *v);

/* A text string (PDFDocEncoding, UTF-16BE or UTF-8) as UTF-8. */
const char *text_utf8(struct arena *a, struct pdf_bytes s);

/*
 * True if a reader may take one text for the other (alike.c): the same
 * characters, but for blanks and what is drawn as nothing; and for pairs that
 * r keeps for the faces to judge.
 */
bool text_alike(struct pdfread *r, const char *said, const char *drawn);

/* A PDF date; false where it is none. */
bool text_date(struct pdf_bytes s, int64_t *out_utc_ms);

/* Note what was tolerated, once for each text. */
void note_add(struct pdfread *r, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Note what no packet has; the first is kept. */
void odd_note(struct pdfread *r, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Whether an object of the revision stands again behind it, and behind where
 * the newest has it, unlisted; its number and place. */
bool unlisted_find(
    struct pdfread *r, size_t revision, uint32_t *num, size_t *where);

/* Find the signatures of all revisions. */
int signatures_read(struct pdfread *r, struct fault *f) MUST_CHECK;

/* Call visit for each page of a revision, in order; o may be NULL. */
typedef int pages_visit(struct pdfread *r, size_t revision,
    const struct pdf_value *page, const struct pdf_object *o, void *arg,
    struct fault *f);
int pages_walk(struct pdfread *r, size_t revision, pages_visit *visit,
    void *arg, struct fault *f) MUST_CHECK;

/* What among pages and widgets has a key twice, or NULL. */
int pages_twice(struct pdfread *r, size_t revision, const char **what,
    struct fault *f) MUST_CHECK;

/* A font as far as its codes have characters and widths (font.c). */
struct font_glyph {
	const char *text; /* U+FFFD where the code has none */
	size_t len;
	double advance; /* in ems */
};
int font_load(struct pdfread *r, size_t revision, const struct pdf_value *ref,
    const struct pdf_font **out, struct fault *f) MUST_CHECK;
/* The code at byte i of s; returns its bytes, 0 at the end. */
size_t font_code(const struct pdf_font *font, struct pdf_bytes s, size_t i,
    struct font_glyph *out);
/* All that were loaded, with their programs. */
struct pdfread_font;
int fonts_list(struct pdfread *r, size_t revision,
    const struct pdfread_font **out, size_t *n, struct fault *f) MUST_CHECK;
void fonts_free(struct pdfread *r);

/*
 * What stands where on a page (sight.c): runs of glyphs without a gap, and
 * what was painted over what.  Points, from the lower left corner.
 */
struct page_run {
	double x0, x1, y, size;
	size_t group, seq; /* which words they are of, 0: none; their order */
	bool pale, backward; /* hardly to be seen; of right-to-left letters */
};

struct page_paint {
	double x0, y0, x1, y1;
	size_t after; /* runs drawn before it */
};

struct page_sight {
	struct page_run *runs;
	size_t n_runs;
	struct page_paint *paints;
	size_t n_paints;
};

/* The state of the graphics as far as packets use it. */
struct brush {
	struct pdfread *r;
	struct page_sight *out;
	bool inside; /* of a text object */
	bool pale;
	double x, y, size, tracking, rise, line;
	double box[4]; /* of the path: x0 y0 x1 y1 */
	bool path;
	bool open; /* a run */
	struct page_run run;
};

void brush_begin(struct brush *p, struct pdfread *r, struct page_sight *out);
/* An operator that shows no text and marks nothing. */
void brush_operate(struct brush *p, struct pdf_bytes op,
    const struct pdf_value *operands, size_t n);
/* A string, or the array of TJ; the characters go to drawn. */
void brush_show(struct brush *p, const struct pdf_font *font,
    const struct pdf_value *v, struct buf *drawn);

void brush_close(struct brush *p); /* the run that is open ends */

/* Note in r->odd what an eye would not get as the words say. */
void sight_check(
    struct pdfread *r, struct page_sight *s, const double box[4], size_t page);

/* The catalog and the pages have what a packet has (form.c). */
int form_check(struct pdfread *r, size_t revision, struct fault *f) MUST_CHECK;
/* /MediaBox of a page, inherited; all 0 where there is none. */
int form_box(struct pdfread *r, size_t revision, const struct pdf_value *page,
    double out[4], struct fault *f) MUST_CHECK;

/* What one page draws inside marked content (content.c). */
struct page_piece {
	int64_t mcid;
	size_t order;
	const char *actual; /* ActualText that holds for it, or NULL */
	const char *drawn; /* by ToUnicode */
	size_t run, n_runs; /* of the sight */
};

struct page_text {
	struct page_piece *pieces; /* by mcid, then as drawn */
	size_t n;
	struct page_sight sight;
};

int page_text(struct pdfread *r, size_t revision, const struct pdf_value *page,
    struct page_text *out, struct fault *f) MUST_CHECK;
const struct page_piece *page_pieces(
    const struct page_text *t, int64_t mcid, size_t *n);

/*
 * Comparing two revisions (change*.c).  A pair is a value of the signed
 * revision and the one that stands in its place in the newest; either may be
 * NULL (absent) or a reference.
 */
struct pair {
	const struct pdf_value *a, *b;
};

/* Both resolved: null values where nothing is; the numbers are those of the
 * objects they are, 0 for values that stand in another. */
struct sides {
	const struct pdf_value *a, *b;
	const struct pdf_object *ao, *bo;
	uint32_t an, bn;
};

struct change_item {
	struct pair p;
	uint32_t num; /* of the object in which it stands */
	const struct pdf_object *ao, *bo; /* the same two, where known */
	bool form; /* reached from a form field or an annotation */
	bool unseen; /* of the trailer: what referred to nothing and now
			does to something shows nothing */
	struct pdf_bytes key; /* the nearest */
	const char *where; /* what it belongs to: "page 3" */
	const char *what; /* which part of that, as a reader sees it */
};

struct change {
	struct pdfread *r;
	size_t old, new; /* revisions */
	const struct pdfread_permit *p;
	struct pdfread_changes *out;
	struct arena scratch; /* names and places, until all is compared */
	struct change_item *items; /* that must be the same */
	size_t n, room;
	struct seen pairs; /* of numbers, compared already */
	struct seen homes; /* objects compared by the rules of their kind */
	struct seen fresh; /* widgets of permitted new fields */
	struct seen seeable; /* those of them that show something, on a
				certified document or unsigned */
	struct seen loose; /* appearances that were replaced */
	bool stopped;
};

/* How a key of a dictionary may change. */
enum change_rule {
	CHANGE_SAME,
	CHANGE_FREE, /* at will */
	CHANGE_ADD, /* may appear where it was not */
	CHANGE_SKIP, /* the caller looks at it */
};

struct change_key {
	const char *key;
	enum change_rule rule;
};

void change_refuse(struct change *c, const char *fmt, ...) PRINTF_LIKE(2, 3);
void change_permit(struct change *c, bool beyond, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
/* Resolve both; false (and refused) where one cannot be read. */
bool change_sides(struct change *c, struct pair p, struct sides *out);
struct pair change_key(const struct sides *s, const char *key);
/* Whether an object's entry differs between the two revisions. */
bool change_touched(struct change *c, uint32_t num);
/* Whether both resolve to the same; nothing is refused. */
bool change_equal(struct change *c, struct pair p);
/* It must be the same: kept for the walk at the end. */
void change_same(struct change *c, const struct change_item *it);
/* The keys of two dictionaries by their rules; what is not named is the same.
 */
void change_keys(struct change *c, const struct sides *s,
    const struct change_key *rules, size_t n, const struct change_item *it);
/* The walk over all that must be the same. */
void change_walk(struct change *c);
/* One step more; false when there were too many. */
bool change_step(struct change *c, size_t n);

/* Whether a widget lies over anything that the signed page shows; true where
 * that cannot be told. */
bool change_covers(struct change *c, const struct pdf_value *page,
    const struct pdf_value *widget);

/* A comment that was added or changed, in words: harmless, or refused. */
void change_comment(struct change *c, const struct pdf_value *annot,
    uint32_t num, size_t page, const struct pdf_value *signed_page,
    const char *how);

/* Whether the signature locks the field of that name (FieldMDP). */
bool change_locked(struct change *c, const char *name);

void change_form(struct change *c, struct pair p);
void change_pages(struct change *c, struct pair p);
void change_tags(struct change *c, struct pair p);
void change_catalog(struct change *c, struct pair p);
void change_info(struct change *c, struct pair p);
void change_metadata(struct change *c, struct pair p);

#endif /* PDFREAD_IN_H */
