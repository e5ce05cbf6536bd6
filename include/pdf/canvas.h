#ifndef PDF_CANVAS_H
#define PDF_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/fault.h"
#include "model/part.h"
#include "model/slot.h"
#include "pdf/face.h"

/*
 * A file of pages being drawn: text runs, lines, rectangles and polygons, each
 * inside a structure element or an artifact, so that the file is PDF/A-3a and
 * PDF/UA-1 by construction.  Points; x from the left edge, y from the TOP
 * edge, text by its baseline.
 *
 * Drawing calls do not fail: the first fault (a missing glyph, a tag left
 * open, a limit) is kept and told by canvas_finish.
 */
struct canvas;

enum tag {
	TAG_SECT,
	TAG_H1,
	TAG_H2,
	TAG_H3,
	TAG_P,
	TAG_BLOCKQUOTE,
	TAG_SPAN,
	TAG_LINK,
	TAG_TABLE,
	TAG_TR,
	TAG_TH,
	TAG_TD,
	TAG_FIGURE,
	TAG_CODE,
	TAG_TOC,
	TAG_TOCI,
	TAG_L,
	TAG_LI,
	TAG_LBL,
	TAG_LBODY,
	TAG_FORM,
};

enum tag_scope { SCOPE_NONE, SCOPE_COLUMN, SCOPE_ROW };
enum tag_line { LINE_NONE, LINE_THROUGH, LINE_UNDER }; /* TextDecorationType */

struct tag_more {
	const char *actual; /* ActualText, or NULL */
	const char *alt; /* Alt, or NULL */
	enum tag_scope scope; /* TH */
	const char *lang; /* Lang of words in another language, or NULL */
	int col_span; /* 0 = 1 */
	enum tag_line line;
};

struct canvas *canvas_new(
    const struct faces *faces, double width, double height);
void canvas_free(struct canvas *c);

void canvas_page(struct canvas *c); /* begin the next page */
size_t canvas_pages(const struct canvas *c);

/* Elements nest; what is drawn outside of any, or an artifact, is a fault. */
void canvas_open(struct canvas *c, enum tag tag, const struct tag_more *more);
void canvas_close(struct canvas *c);
/* The innermost open element; resume opens it again on a later page. */
size_t canvas_here(const struct canvas *c);
void canvas_resume(struct canvas *c, size_t element);
/* Between these two all is artifact (rules, heads, feet). */
void canvas_artifact_begin(struct canvas *c);
void canvas_artifact_end(struct canvas *c);

/* Where a fault says it happened ("P-03, excerpt"); borrowed to the next. */
void canvas_where(struct canvas *c, const char *where);

/* Shaped width of s with kerning, ligatures off, tracking included. */
double canvas_width(
    struct canvas *c, const struct type *t, const char *s, size_t n);

/* Draw s with its baseline at y; returns the x where it ends. */
double canvas_text(struct canvas *c, double x, double y, const struct type *t,
    const char *s, size_t n);

/* The same inside a marked-content Span with this ActualText (redlines). */
double canvas_text_actual(struct canvas *c, double x, double y,
    const struct type *t, const char *s, size_t n, const char *actual);

void canvas_rect(struct canvas *c, double x, double y, double w, double h,
    enum ink ink); /* filled; y is its top */
void canvas_frame(struct canvas *c, double x, double y, double w, double h,
    double line, enum ink ink);
/* on = 0: a whole line; else dashes of on, off. */
void canvas_line(struct canvas *c, double x1, double y1, double x2, double y2,
    double line, enum ink ink, double on, double off);
struct point {
	double x, y;
};
void canvas_polygon(struct canvas *c, const struct point *p, size_t n,
    bool fill, double line, enum ink ink);

/* Navigation.  Names are ASCII; a link to a name never set is a fault. */
void canvas_dest(struct canvas *c, const char *name, double y);
void canvas_link(struct canvas *c, double x, double y, double w, double h,
    const char *name, const char *contents); /* inside an open TAG_LINK */
void canvas_outline(struct canvas *c, int level, const char *title, double y);

/*
 * A signature field (7.18.4 of PDF/UA: inside an open TAG_FORM).  With a
 * rectangle an empty appearance; w = h = 0: Rect [0 0 0 0], and no tag, unless it
 * is the seal.  The field `seal` gets the signature slot when one is asked for; others stay empty.
 */
void canvas_field(struct canvas *c, double x, double y, double w, double h,
    const char *name, const char *tooltip, bool seal);

struct canvas_file {
	const char *title, *author, *lang, *subject;
	const char *producer; /* "proviso 0.1.0" */
	int64_t date_utc_ms; /* CreationDate, ModDate and XMP */
	struct digest id; /* its first 16 bytes become the file ID */
	const struct part *parts; /* associated files, in this order */
	size_t n_parts;
	size_t contents_reserved; /* bytes of DER that /Contents can hold; 0 =
				     the seal field stays empty */
	int certify; /* DocMDP level 1..3, 0 = none */
	const char *reason, *location; /* of the signature, or NULL */
	int64_t signed_utc_ms; /* /M */
};

/*
 * Write the file to out (ceiling there).  With contents_reserved, *slot says
 * where seal has to write.  The same calls give the same bytes.
 */
int canvas_finish(struct canvas *c, const struct canvas_file *file,
    struct buf *out, struct slot *slot, struct fault *f) MUST_CHECK;

#endif /* PDF_CANVAS_H */
