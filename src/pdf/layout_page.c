#include <math.h>

#include "layout_in.h"

/* From the foot to the line of a template below it. */
#define FOOT_LEAD 10.5
/* A baseline may miss the foot of the page by rounding, no more. */
#define EPS 0.01

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
void
layout_page_outline(struct layout *l)
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

void
layout_page_begin(struct layout *l)
{
	if (l->page > 0)
		layout_page_outline(l);
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
	layout_page_begin(l);
	layout_contents_rest(l);
}
