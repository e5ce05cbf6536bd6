#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "layout_in.h"

/* A baseline may miss the foot of the page by rounding, no more. */
#define EPS 0.01
/* A chain of heads longer than this is no chain of heads. */
#define CHAIN_MAX 8
/* Bytes of a title in the outline; longer ones nobody reads there. */
#define OUTLINE_MAX 200
/* From a table to the note below it. */
#define NOTE_GAP 16.0

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
need_of(struct layout *l, size_t i)
{
	const struct doc_el *e = &l->doc->els[i];
	const size_t i_drawn = l->i;
	double need;

	l->i = i;
	need = ops[e->kind]->need(l, e, l->els[i].set);
	l->i = i_drawn;
	return need;
}

/* The note below a table stands on the page where the table ends. */
static void
el_note(struct layout *l, size_t i)
{
	if (l->doc->els[i].kind != DOC_TABLE &&
	    l->doc->els[i].kind != DOC_MATRIX)
		return;
	l->note = 0;
	i++;
	if (i >= l->doc->n ||
	    (l->doc->els[i].kind != DOC_NOTE &&
		l->doc->els[i].kind != DOC_NOTE2))
		return;
	el_set(l, i);
	l->note = NOTE_GAP + need_of(l, i);
}

static double
el_need(struct layout *l, size_t i)
{
	el_note(l, i);
	return need_of(l, i);
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

	layout_page_outline(l);
	section_close(l);
	l->section = e->kind == DOC_PAGE ? &e->u.page : NULL;
	l->head = i;
	l->section_page = 0;
	l->provision =
	    i + 1 < l->doc->n && l->doc->els[i + 1].kind == DOC_TITLE_LINE;
	layout_page_begin(l);
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
	el_note(l, i);
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
			layout_page_begin(l);
		if (el_flows(e))
			el_draw(l, i);
	}
	layout_page_outline(l);
	section_close(l);
	return l->rc;
}
