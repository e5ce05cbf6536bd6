#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/fault.h"
#include "base/utf8.h"
#include "layout_in.h"

/* From the foot to the line of a template below it. */
#define FOOT_LEAD 10.5

/* A baseline may miss the foot of the page by rounding, no more. */
#define EPS 0.01
/* A chain of heads longer than this is no chain of heads. */
#define CHAIN_MAX 8
/* Bytes of a title in the outline; longer ones nobody reads there. */
#define OUTLINE_MAX 200
/* Between the words of the running head. */
#define HEAD_GAP 12.0

static const struct layout_ops *const ops[] = {
	[DOC_CONTENTS] = &layout_ops_contents,
	[DOC_LEAD] = &layout_ops_lead,
	[DOC_COUNTS] = &layout_ops_counts,
	[DOC_H2] = &layout_ops_h2,
	[DOC_H3] = &layout_ops_h3,
	[DOC_SIDE] = &layout_ops_side,
	[DOC_PROSE] = &layout_ops_prose,
	[DOC_SMALL] = &layout_ops_small,
	[DOC_NOTE] = &layout_ops_note,
	[DOC_NOTE2] = &layout_ops_note2,
	[DOC_STATEMENT] = &layout_ops_statement,
	[DOC_QUOTE] = &layout_ops_quote,
	[DOC_TITLE_LINE] = &layout_ops_title_line,
	[DOC_DO_NEXT] = &layout_ops_do_next,
	[DOC_EXPOSURE] = &layout_ops_exposure,
	[DOC_TABLE] = &layout_ops_table,
	[DOC_SHEET] = &layout_ops_sheet,
	[DOC_FIELDS] = &layout_ops_fields,
	[DOC_CHAIN] = &layout_ops_chain,
	[DOC_PLACES] = &layout_ops_places,
	[DOC_REDLINE] = &layout_ops_redline,
	[DOC_TIMELINE] = &layout_ops_timeline,
	[DOC_MATRIX] = &layout_ops_matrix,
	[DOC_VERBATIM] = &layout_ops_verbatim,
	[DOC_STEP] = &layout_ops_step,
	[DOC_CERT] = &layout_ops_cert,
	[DOC_INDEX] = &layout_ops_index,
};

/* Elements that begin at X0, so that nothing may hang beside them. */
static bool
el_wide(const struct doc_el *e)
{
	if (e->kind == DOC_TABLE)
		return e->u.table.wide;
	if (e->kind == DOC_VERBATIM)
		return e->u.verbatim.wide;
	return ops[e->kind]->wide;
}

/* The first baseline of an element below what stands there. */
static double
first_baseline(
    const struct layout *l, const struct cursor *at, const struct doc_el *e)
{
	/* Below the sheets a head closes them, as a sheet of its own would. */
	const enum role role =
	    e->kind == DOC_H2 && l->sheet ? ROLE_SHEET : ops[e->kind]->role;
	const bool alone = at->side || el_wide(e);
	struct cursor from = *at;
	double gap, y;

	if (from.floor == FLOOR_TOP)
		return from.y;
	if (alone && from.side_bottom > from.y) {
		from.y = from.side_bottom;
		from.floor = FLOOR_TEXT;
	}
	gap = from.side ? layout_gap_side(from.floor)
			: layout_gap(from.floor, role);
	/* Some tables hang on the rule above them, all else on the grid. */
	if (role == ROLE_INDEX ||
	    (from.floor == FLOOR_HEAD && role == ROLE_TABLE))
		return from.y + gap;
	y = from.y + layout_fit_gap(l, gap);
	return l->els[l->head].tight ? y : look_snap(y);
}

/* ---- Elements ---- */

static bool
el_flows(const struct doc_el *e)
{
	return e->kind != DOC_PAGE && e->kind != DOC_COVER;
}

static void
el_set(struct layout *l, size_t i)
{
	struct layout_el *le = &l->els[i];

	if (le->pass == l->pass || (le->pass > 0 && !le->paged))
		return;
	l->paged = false;
	if (ops[l->doc->els[i].kind]->set != NULL)
		le->set = ops[l->doc->els[i].kind]->set(l, &l->doc->els[i]);
	le->paged = l->paged;
	le->pass = l->pass;
}

static double
el_need(struct layout *l, size_t i)
{
	const struct doc_el *e = &l->doc->els[i];
	const size_t i_drawn = l->i;
	double need;

	l->i = i;
	need = ops[e->kind]->need(l, e, l->els[i].set);
	l->i = i_drawn;
	return need;
}

/* Prose that ends in a colon introduces what follows. */
static bool
el_keeps(const struct doc_el *e)
{
	const struct doc_run *last;
	size_t n;

	if (ops[e->kind]->keep)
		return true;
	if (e->kind != DOC_PROSE || e->u.text.n == 0)
		return false;
	last = &e->u.text.runs[e->u.text.n - 1];
	n = strlen(last->text);
	return n > 0 && last->text[n - 1] == ':';
}

/*
 * Does element i fit below what stands on the page, with all that may not be
 * parted from it?  At the top of a page everything does.
 */
static bool
el_fits(struct layout *l, size_t i)
{
	struct cursor at = l->at;
	double first, y, side = 0;
	size_t k;

	if (at.floor == FLOOR_TOP)
		return true;
	for (k = 0; k < CHAIN_MAX; k++, i++) {
		if (i == l->doc->n || !el_flows(&l->doc->els[i]))
			return true;
		el_set(l, i);
		if (l->doc->els[i].kind == DOC_SIDE) {
			at.side = true;
			side = set_height(l->els[i].set);
		}
		if (ops[l->doc->els[i].kind]->role == ROLE_NONE)
			continue;
		first = first_baseline(l, &at, &l->doc->els[i]);
		y = first + el_need(l, i);
		if (y > l->g.bottom + EPS || first + side > l->g.bottom + EPS)
			return false;
		if (!el_keeps(&l->doc->els[i]))
			return true;
		at.y = y;
		at.floor = ops[l->doc->els[i].kind]->floor;
		at.side = false;
		side = 0;
	}
	return true;
}

size_t
layout_split(size_t n, size_t room)
{
	if (n <= room)
		return n;
	if (room + 2 > n)
		room = n < 2 ? 0 : n - 2;
	return room < 2 ? 0 : room;
}

size_t
layout_room(const struct layout *l, double y, double lead)
{
	const double left = l->g.bottom + EPS - y;

	return left < 0 ? 0 : (size_t)floor(left / lead) + 1;
}

double
layout_note_after(struct layout *l)
{
	const size_t i = l->i + 1;

	if (i >= l->doc->n ||
	    (l->doc->els[i].kind != DOC_NOTE &&
		l->doc->els[i].kind != DOC_NOTE2))
		return 0;
	el_set(l, i);
	return 16 + el_need(l, i);
}

/* ---- Faults and places ---- */

void
layout_fault(
    struct layout *l, enum fault_kind kind, const char *what, const char *name)
{
	if (l->rc != 0)
		return;
	l->rc = -1;
	(void)fault_set(l->f, kind,
	    "%s: %s of \"%s\", which is no place in this report", l->where,
	    what, name);
}

void
layout_anchor(struct layout *l, const char *name, double y)
{
	if (name != NULL && anchors_set(&l->anchors, name, l->page) && l->wet)
		canvas_dest(l->canvas, name, y);
}

bool
layout_has_anchor(struct layout *l, const char *name)
{
	return anchors_page(&l->anchors, name) != 0;
}

const char *
layout_page_words(struct layout *l, const char *name)
{
	const size_t page = anchors_page(&l->anchors, name);

	l->paged = true;
	if (page == 0 && l->pass > 1)
		layout_fault(l, FAULT_STATE, "a page number", name);
	return page == 0 ? "00" : arena_fmt(&l->arena, "%zu", page);
}

/* ---- Pages ---- */

/* The running head between its neighbours, in the middle of the page. */
static void
furniture_running(struct layout *l, double left_end, double right_start)
{
	const char *running = l->section->running;
	const double middle = l->g.x0 + FULL_WIDTH / 2;
	const char *rest = l->section_page > 1 ? ", continued" : "";
	double half = middle - left_end;

	half = right_start - middle < half ? right_start - middle : half;
	running = pen_begin(l, running, LOOK_LABEL,
	    2 * (half - HEAD_GAP) - pen_width(l, LOOK_LABEL, rest));
	pen_text_center(l, l->g.x0, FULL_WIDTH, 38.5, LOOK_LABEL,
	    arena_fmt(&l->arena, "%s%s", running, rest));
}

static void
furniture_head(struct layout *l)
{
	const struct doc *d = l->doc;
	const bool draft = d->state == DOC_DRAFT;
	const double id = pen_width(l, LOOK_MONO_GREY, d->id);
	const char *left;
	double end;

	if (l->section == NULL && !draft)
		return;
	left = draft ? d->draft_words
		     : pen_begin(l, d->running, LOOK_LABEL, FULL_WIDTH * 0.4);
	end = pen_text(l, l->g.x0, 38.5, draft ? LOOK_DRAFT : LOOK_LABEL, left);
	if (!draft)
		furniture_running(l, end, l->g.xr - id);
	pen_text(l, l->g.xr - id, 38.5, LOOK_MONO_GREY, d->id);
	canvas_line(l->canvas, l->g.x0, 45.5, l->g.xr, 45.5, draft ? 2.8 : 0.35,
	    draft ? INK_RED : INK_RULE, 0, 0);
}

static void
furniture_foot(struct layout *l)
{
	const struct doc *d = l->doc;
	const bool draft = d->state == DOC_DRAFT;
	const struct digest_hex hex = digest_hex(&d->evidence);
	double x;

	canvas_line(l->canvas, l->g.x0, l->g.foot_rule, l->g.xr, l->g.foot_rule,
	    draft ? 2.8 : 0.35, draft ? INK_RED : INK_RULE, 0, 0);
	x = pen_text(l, l->g.x0, l->g.foot, LOOK_LABEL,
	    d->state == DOC_PLAIN ? "Verdicts " : "Evidence ");
	pen_digits(l, x, l->g.foot, LOOK_MONO, hex.s, 16);
	if (draft)
		pen_text_center(l, l->g.x0, FULL_WIDTH, l->g.foot + 0.7,
		    LOOK_DRAFT, "Draft: unsigned");
	else if (d->state == DOC_PLAIN)
		pen_text_center(l, l->g.x0, FULL_WIDTH, l->g.foot, LOOK_LABEL,
		    "Not signed: to be repeated");
	else if (l->section != NULL)
		pen_text_center(l, l->g.x0, FULL_WIDTH, l->g.foot, LOOK_LABEL,
		    "Signed: see the cover");
	pen_text_right(l, l->g.xr, l->g.foot, LOOK_LABEL,
	    arena_fmt(&l->arena, "Page %zu of %zu", l->page, l->pages));
	if (d->footer != NULL && d->footer[0] != '\0')
		pen_text_center(l, l->g.x0, FULL_WIDTH, l->g.foot + FOOT_LEAD,
		    LOOK_LABEL,
		    pen_begin(l, d->footer, LOOK_LABEL, FULL_WIDTH));
}

/* The heads of a provision's further page stand in the outline below it. */
static void
page_outline(struct layout *l)
{
	const char *title;

	if (l->provision && l->section_page > 1 && l->side_first != NULL &&
	    l->wet) {
		title = l->side_first == l->side_last
		    ? l->side_first
		    : arena_fmt(
			  &l->arena, "%s to %s", l->side_first, l->side_last);
		canvas_outline(
		    l->canvas, l->section->outline_level + 1, title, 60);
	}
	l->side_first = NULL;
	l->side_last = NULL;
}

static void
page_begin(struct layout *l)
{
	if (l->page > 0)
		page_outline(l);
	l->page++;
	l->section_page++;
	l->at = (struct cursor){ .y = TOP, .floor = FLOOR_TOP };
	if (!l->wet)
		return;
	canvas_page(l->canvas);
	canvas_artifact_begin(l->canvas);
	furniture_head(l);
	furniture_foot(l);
	canvas_artifact_end(l->canvas);
}

void
layout_next_page(struct layout *l)
{
	page_begin(l);
	layout_contents_rest(l);
}

/* ---- Sections ---- */

static void
close_list(struct layout *l)
{
	if (l->list)
		pen_close(l);
	l->list = false;
}

static void
section_close(struct layout *l)
{
	close_list(l);
	while (l->contents_next > 0)
		layout_next_page(l);
	layout_fit_close(l);
	if (l->sheet)
		pen_close(l);
	if (l->sect)
		pen_close(l);
	l->sheet = false;
	l->sect = false;
	l->provision = false;
}

static void
section_title(struct layout *l, const struct doc_page *p)
{
	const struct set *s = set_string(l, p->title, LOOK_H1, TABLE_WIDTH);

	pen_open(l, TAG_H1);
	if (p->number[0] != '\0')
		pen_text(l, l->g.x0, TOP, LOOK_H1_NUMBER,
		    arena_fmt(&l->arena, "%s ",
			pen_begin(l, p->number, LOOK_H1_NUMBER,
			    l->g.x2 - l->g.x0 - HEAD_GAP)));
	set_draw(l, s, 0, set_lines(s), l->g.x2, TOP);
	pen_close(l);
	l->at.y = TOP + set_height(s);
	l->at.floor = FLOOR_H1;
	l->skipped_h2 = true;
}

static void
section_begin(struct layout *l, size_t i)
{
	const struct doc_el *e = &l->doc->els[i];

	page_outline(l);
	section_close(l);
	l->section = e->kind == DOC_PAGE ? &e->u.page : NULL;
	l->head = i;
	l->section_page = 0;
	l->provision =
	    i + 1 < l->doc->n && l->doc->els[i + 1].kind == DOC_TITLE_LINE;
	page_begin(l);
	l->sect = true;
	pen_open(l, TAG_SECT);
	layout_anchor(l, e->anchor, 48);
	layout_anchor(l, arena_fmt(&l->arena, "page:#%zu", i), 48);
	if (l->section == NULL) {
		if (l->wet)
			canvas_outline(l->canvas, 1, "Cover", 60);
		layout_cover(l, e);
		return;
	}
	if (l->wet && l->section->outline != NULL)
		canvas_outline(l->canvas, l->section->outline_level,
		    arena_strndup(&l->arena, l->section->outline,
			utf8_cut(l->section->outline,
			    strlen(l->section->outline), OUTLINE_MAX)),
		    60);
	section_title(l, l->section);
}

/* ---- One pass ---- */

static void
where_now(struct layout *l, const struct doc_el *e)
{
	const char *section = l->section == NULL ? "cover"
	    : l->section->number[0] != '\0'      ? l->section->number
						 : l->section->title;

	if (e->kind == DOC_SIDE)
		(void)snprintf(l->where, sizeof(l->where), "%s, %s", section,
		    e->u.side.words);
	else if (e->kind == DOC_PAGE || e->kind == DOC_COVER)
		(void)snprintf(l->where, sizeof(l->where), "%s", section);
	else
		return;
	/* The first pass meets every word; the last has the pages. */
	if (l->pass == 1 || l->wet)
		canvas_where(l->canvas, l->where);
}

static void
el_draw(struct layout *l, size_t i)
{
	const struct doc_el *e = &l->doc->els[i];
	const struct layout_ops *o = ops[e->kind];
	const bool keep_floor = o->role == ROLE_NONE;

	el_set(l, i);
	if (e->kind != DOC_STEP)
		close_list(l);
	if (e->kind == DOC_SIDE) {
		if (!el_fits(l, i))
			layout_next_page(l);
		layout_anchor(l, e->anchor, l->at.y);
		l->at.side = true;
		o->draw(l, e, l->els[i].set);
		return;
	}
	if (!l->at.side && !keep_floor && !el_fits(l, i))
		layout_next_page(l);
	if (!keep_floor) {
		l->at.y = first_baseline(l, &l->at, e);
		layout_anchor(l, e->anchor, l->at.y - 12);
		if (l->at.side)
			layout_side_draw(l, l->at.y);
		l->at.side = false;
	}
	o->draw(l, e, l->els[i].set);
	if (!keep_floor)
		l->at.floor = e->kind == DOC_CERT && e->u.cert.n_fields > 0
		    ? FLOOR_FIELD
		    : o->floor;
}

int
layout_all(struct layout *l)
{
	size_t i;

	l->page = 0;
	l->section = NULL;
	l->head = 0;
	l->refit = false;
	l->section_page = 0;
	l->provision = false;
	l->contents_next = 0;
	l->side_first = NULL;
	for (i = 0; i < l->doc->n && l->rc == 0; i++) {
		const struct doc_el *e = &l->doc->els[i];

		l->i = i;
		if (e->kind == DOC_PAGE || e->kind == DOC_COVER)
			section_begin(l, i);
		where_now(l, e);
		if (l->page == 0)
			page_begin(l);
		if (el_flows(e))
			el_draw(l, i);
	}
	page_outline(l);
	section_close(l);
	return l->rc;
}
