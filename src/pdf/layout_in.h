#ifndef LAYOUT_IN_H
#define LAYOUT_IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "model/doc.h"
#include "pdf/canvas.h"
#include "pdf/para.h"
#include "pdf/render.h"

/* ---- para_split.c: where a word may break ---- */

enum split {
	SPLIT_NOWHERE,
	SPLIT_ADDRESS, /* before / ? & = # and after // */
	SPLIT_IDEOGRAPHS,
	SPLIT_MARKS, /* after - and before / */
	SPLIT_NAMES, /* of files: after _ and -, before / and . */
};

enum split split_kind(const char *s, size_t n, bool mono);
/* Bytes up to the next break, n if there is none. */
size_t split_next(enum split kind, const char *s, size_t n);
/* Bytes of the first character, with all that belongs to it. */
size_t split_char(const char *s, size_t n);

/* ---- look.c: the type scale of the packet, and its grid ---- */

enum look_name {
	LOOK_BODY,
	LOOK_BOLD,
	LOOK_SIDE,
	LOOK_LEAD,
	LOOK_H1,
	LOOK_H1_NUMBER,
	LOOK_H2,
	LOOK_H3,
	LOOK_TITLE,
	LOOK_SUBTITLE,
	LOOK_TABLE,
	LOOK_TABLE_BOLD,
	LOOK_TABLE_GREY,
	LOOK_TABLE_QUOTE,
	LOOK_TH,
	LOOK_LABEL,
	LOOK_LABEL_INK,
	LOOK_LABEL_BOLD,
	LOOK_COVER_LABEL,
	LOOK_SOURCE,
	LOOK_QUOTE,
	LOOK_QUOTE_SMALL,
	LOOK_REDLINE,
	LOOK_MONO,
	LOOK_MONO_GREY,
	LOOK_CODE,
	LOOK_COUNT,
	LOOK_INDEX,
	LOOK_INDEX_GREY,
	LOOK_INDEX_QUOTE,
	LOOK_INDEX_MARK,
	LOOK_INDEX_HEAD,
	LOOK_STROKE, /* version numbers in the timeline */
	LOOK_SHEET, /* number of an evidence sheet */
	LOOK_DRAFT,
	LOOKS,
};

struct look {
	struct type type;
	double lead;
};

struct look look_of(enum look_name name);

#define GRID 3.5
#define SIDE_WIDTH 88.0
#define TEXT_WIDTH 316.0
#define TABLE_WIDTH 374.0
#define FULL_WIDTH 500.0
#define TOP 84.0

struct geo {
	double w, h;
	double x0, x1, x2, x2e, x3, xr;
	double bottom; /* last baseline */
	double foot_rule, foot, seal;
};

struct geo look_geo(enum paper paper);
double look_snap(double y); /* up to the grid */

/* ---- ruler.c: widths of words, each measured once ---- */

struct ruler {
	struct canvas *canvas;
	struct ruler_slot *slots;
	size_t cap, n;
};

/* What s points to must live as long as the ruler. */
double ruler_width(void *ruler, const struct type *t, const char *s, size_t n);
void ruler_free(struct ruler *r);

/* ---- anchors.c: names of places, and the pages they fall on ---- */

struct anchors {
	struct arena *arena;
	struct anchor *slots;
	size_t cap, n;
};

/* False if the name was set before in this pass. */
bool anchors_set(struct anchors *a, const char *name, size_t page);
size_t anchors_page(const struct anchors *a, const char *name); /* 0: none */
/* This pass becomes the pass before; true if no page differs. */
bool anchors_turn(struct anchors *a);
void anchors_free(struct anchors *a);

/* ---- layout_text.c: text set in lines ---- */

/* A string of a PDF/A has 32,767 bytes of UTF-16; longer is not said twice. */
#define ACTUAL_MAX 8000

enum deco { DECO_NONE, DECO_STRIKE, DECO_UNDER };

/* A piece of one look; what lives in s must live as long as the layout. */
struct piece {
	const char *s;
	size_t n;
	struct type type;
	bool ours;
	const char *as; /* as in struct para_run */
	enum deco deco;
	const char *target; /* anchor it links to */
	const char *contents; /* what the link says it is */
	const char *actual; /* ActualText of the whole piece */
	bool whole; /* actual holds only where the piece is broken */
};

struct set {
	struct para para;
	const struct piece *pieces;
	size_t n_pieces;
	double lead;
};

struct layout;

struct piece piece_of(const char *s, enum look_name look, bool ours);
struct set *set_pieces(struct layout *l, const struct piece *pieces, size_t n,
    double lead, const struct para_form *form);
struct set *set_text(struct layout *l, const struct doc_text *t,
    enum look_name look, double measure);
struct set *set_text_form(struct layout *l, const struct doc_text *t,
    enum look_name look, const struct para_form *form);
struct set *set_string(
    struct layout *l, const char *s, enum look_name look, double measure);
double set_height(const struct set *s); /* first baseline to last */
size_t set_lines(const struct set *s); /* at least 1 */

/* Lines [first, first + n), the first at y; right: flush at x + width. */
void set_draw(struct layout *l, const struct set *s, size_t first, size_t n,
    double x, double y);
void set_draw_right(struct layout *l, const struct set *s, size_t first,
    size_t n, double x, double width, double y);

/* ---- layout_pen.c: small parts; nothing is drawn in a dry pass ---- */

double pen_text(
    struct layout *l, double x, double y, enum look_name look, const char *s);
void pen_text_right(struct layout *l, double x, double y, enum look_name look,
    const char *s); /* ends at x */
void pen_text_center(struct layout *l, double x, double w, double y,
    enum look_name look, const char *s);
double pen_width(struct layout *l, enum look_name look, const char *s);
/* The beginning of s that fits the width, cut between words with " …". */
const char *pen_begin(
    struct layout *l, const char *s, enum look_name look, double width);
void pen_open(struct layout *l, enum tag tag);
void pen_open_as(struct layout *l, enum tag tag, const struct tag_more *more);
void pen_close(struct layout *l);
size_t pen_here(const struct layout *l);
void pen_resume(struct layout *l, size_t element);
void pen_artifact(struct layout *l);
void pen_artifact_end(struct layout *l);
/* Rules are artifacts by themselves. */
void pen_rule(struct layout *l, double x1, double x2, double y, double line,
    enum ink ink);
void pen_bar(struct layout *l, double x, double y1, double y2, enum ink ink);
/* Groups of eight digits told apart by tone; ActualText is all of them. */
double pen_digits(struct layout *l, double x, double y, enum look_name look,
    const char *hex, size_t n);
double pen_exposure(struct layout *l, double x, double y, enum exposure e,
    enum look_name look, double size);
void pen_link(struct layout *l, double x, double y, double w, double h,
    const char *target, const char *contents);
/* "I21" at x, as a Span whose ActualText is "Interpretation 21. ". */
void pen_mark(struct layout *l, double x, double y, const char *mark);
/* The page number of an anchor, flush right at x, as a link. */
void pen_page(struct layout *l, double x, double y, enum look_name look,
    const char *anchor, const char *words);

/* ---- The way down a page ---- */

/* What stands above, for the space below it. */
enum floor {
	FLOOR_TOP,
	FLOOR_H1,
	FLOOR_TITLE_LINE,
	FLOOR_DO_NEXT,
	FLOOR_TEXT,
	FLOOR_SMALL,
	FLOOR_HEAD,
	FLOOR_SHEET,
	FLOOR_RULE,
	FLOOR_EVIDENCE,
	FLOOR_NOTE,
	FLOOR_CODE,
	FLOOR_LEAD,
	FLOOR_LINES, /* of fields, chains, steps */
	FLOOR_CERT,
	FLOOR_FIELD, /* a line to write on */
};

/* What comes, for the space above it. */
enum role {
	ROLE_NONE, /* stands beside the flow */
	ROLE_TEXT,
	ROLE_SMALL,
	ROLE_H2,
	ROLE_H3,
	ROLE_NOTE,
	ROLE_TABLE,
	ROLE_CODE,
	ROLE_FIELDS,
	ROLE_CHAIN,
	ROLE_PLACES,
	ROLE_SHEET,
	ROLE_TITLE_LINE,
	ROLE_LEAD,
	ROLE_COUNTS,
	ROLE_DO_NEXT,
	ROLE_TIMELINE,
	ROLE_MATRIX,
	ROLE_INDEX,
	ROLE_STEP,
	ROLE_CERT,
};

struct cursor {
	double y; /* last baseline, or last rule */
	enum floor floor;
	bool side; /* a side head waits for its block */
	double side_bottom; /* last baseline of the last one drawn; 0 = none */
};

/* ---- layout_gap.c: from the floor to the first baseline below it ---- */

double layout_gap(enum floor floor, enum role role);
double layout_gap_side(enum floor floor); /* where a side head begins */

/* ---- layout_fit.c: a section that ends with a page almost empty ---- */

/* The gap as it is in this section. */
double layout_fit_gap(const struct layout *l, double gap);
void layout_fit_close(struct layout *l); /* its last page is done */

struct layout_ops {
	enum role role;
	enum floor floor; /* left behind */
	/* Break the words; again in a later pass only where pages show. */
	void *(*set)(struct layout *l, const struct doc_el *e);
	/* From the first baseline to the last that must be on that page. */
	double (*need)(struct layout *l, const struct doc_el *e, void *set);
	/* l->at.y is the first baseline; leaves the last there. */
	void (*draw)(struct layout *l, const struct doc_el *e, void *set);
	bool keep; /* never last on a page */
	bool wide; /* begins at X0: nothing may hang beside it */
};

extern const struct layout_ops layout_ops_side, layout_ops_prose,
    layout_ops_small, layout_ops_note, layout_ops_note2, layout_ops_lead,
    layout_ops_h2, layout_ops_h3, layout_ops_statement, layout_ops_exposure,
    layout_ops_title_line, layout_ops_do_next, layout_ops_quote,
    layout_ops_table, layout_ops_contents, layout_ops_counts, layout_ops_sheet,
    layout_ops_fields, layout_ops_chain, layout_ops_places, layout_ops_redline,
    layout_ops_timeline, layout_ops_matrix, layout_ops_verbatim,
    layout_ops_step, layout_ops_cert, layout_ops_index;

/* An element with its words set. */
struct layout_el {
	void *set;
	unsigned pass; /* that set it last; 0 = none */
	bool paged; /* page numbers are in its words */
	/* Of the element that begins a section: */
	size_t pages; /* it takes at its full spacing */
	bool tight; /* the spaces of it are narrowed, see layout_fit.c */
};

struct layout {
	const struct doc *doc;
	const struct render *render;
	struct geo g;
	struct canvas *canvas;
	struct arena arena; /* what is set, for all passes */
	struct ruler ruler;
	struct anchors anchors;
	struct layout_el *els;
	unsigned pass; /* from 1 */
	bool wet; /* the last pass: it draws */
	bool artifact; /* what is drawn has no tags */
	bool frozen; /* page numbers are measured by digits alone */
	bool paged; /* set while an element is set: a page number was asked */
	size_t page, pages; /* this page; pages of the pass before */
	size_t i; /* the element being drawn */
	size_t side; /* the side head that waits */
	double note; /* height for the note below a table or matrix */
	struct cursor at;
	/* The section */
	const struct doc_page *section;
	size_t head; /* the element that began it */
	size_t section_page; /* from 1 */
	bool sect, sheet, list; /* open: Sect of section and sheet; L */
	bool provision; /* its pages have outlines of their own */
	bool skipped_h2; /* no H2 yet below the H1: an H3 would skip a level */
	const char *side_first, *side_last; /* heads on this page */
	size_t contents_next; /* entries not yet drawn; 0 = none */
	bool refit; /* a section found its spacing in this pass */
	char where[200];
	struct fault *f;
	int rc; /* -1 after the first fault */
};

/* ---- layout_place.c: places of the report, and the pages they fall on ---- */

void layout_anchor(struct layout *l, const char *name, double y);
bool layout_has_anchor(struct layout *l, const char *name);
/* The page of an anchor as text; remembers that the element shows it. */
const char *layout_page_words(struct layout *l, const char *name);
void layout_fault(
    struct layout *l, enum fault_kind kind, const char *what, const char *name);

/* ---- layout_page.c: a page with its head and foot, and its room ---- */

#define HEAD_GAP 12.0 /* between the words of a head */

void layout_page_begin(struct layout *l); /* l->at is its top */
void layout_next_page(struct layout *l); /* the contents go on there */
/* The page ends: its heads stand in the outline, where it is a provision's. */
void layout_page_outline(struct layout *l);
/* Lines of n that go on this page if room lines fit: two on each side. */
size_t layout_split(size_t n, size_t room);
/* Lines with their baselines from y on that fit. */
size_t layout_room(const struct layout *l, double y, double lead);

/* ---- layout_flow.c: sections and elements, one after another ---- */

int layout_all(struct layout *l); /* one pass over the doc */

/* ---- layout_cell.c: the cells of tables ---- */

/* One line of a cell, so that a row may be cut between any two. */
struct cell_line {
	enum cell_line_kind {
		CELL_LINE_TEXT,
		CELL_LINE_EXPOSURE,
		CELL_LINE_DIGEST,
		CELL_LINE_MARK,
	} kind;
	const struct set *set;
	size_t line; /* of the set; of a digest, its part */
};

struct cell_set {
	const struct doc_cell *cell;
	struct cell_line *lines;
	size_t n;
	const struct set *quote; /* lines of this set are a BlockQuote */
	const struct cell_set *mark_at; /* the cell that keeps a line for the
					   mark of this quote; NULL = itself */
	double mark_x; /* of that cell */
	bool mark_elsewhere; /* its mark is drawn with a quote of its row */
	size_t td, quote_p; /* elements to go on with on the next page */
};

#define TABLE_LEAD 10.5

void cell_set(struct layout *l, const struct doc_cell *c,
    const struct doc_column *col, double width, bool bold,
    struct cell_set *out);
/* Join the marks of a row to the quotes they belong to. */
void cell_join_marks(
    struct layout *l, struct cell_set *row, const double *x, size_t n);
/* Lines [from, to) at x, the first at y; inside the open TD. */
void cell_draw(struct layout *l, struct cell_set *c, size_t from, size_t to,
    double x, double width, bool right, double y);

/* ---- layout_axis.c: days, months or years along the timeline ---- */

struct axis_tick {
	double x;
	const char *name; /* of month or day, or "" */
	const char *year; /* above it, or NULL */
};

struct axis {
	int64_t from, to;
	double x, width;
	double day; /* width of one */
	struct axis_tick *ticks;
	size_t n;
};

void axis_set(struct layout *l, struct axis *a, int64_t from, int64_t to,
    double x, double width);
double axis_x(const struct axis *a, int64_t utc_ms); /* never off the axis */
void axis_draw(struct layout *l, const struct axis *a, double y);
void axis_lines(struct layout *l, const struct axis *a, double y1, double y2);

/* ---- one file each ---- */

void layout_cover(struct layout *l, const struct doc_el *e);
void layout_contents_rest(struct layout *l); /* on the page just begun */
void layout_qr(
    struct layout *l, double x, double y, double side, const char *text);
void layout_side_draw(struct layout *l, double y);

#endif /* LAYOUT_IN_H */
