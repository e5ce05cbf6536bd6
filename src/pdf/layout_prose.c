#include <string.h>

#include "model/finding.h"
#include "layout_in.h"

/* A statement up to this long is never split. */
#define STATEMENT_WHOLE 4
#define SMALL_WIDTH 284.0
#define NOTE_WIDTH 272.0
#define NOTE2_WIDTH 242.0
#define NOTE2_SHIFT 258.0
#define SOURCE_WIDTH 47.0

/* ---- Running text: prose, small prose, notes ---- */

/* What n lines need before they may break: all, or two. */
static double
lines_need(const struct set *s)
{
	const size_t n = set_lines(s);

	return s->lead * (double)((n <= STATEMENT_WHOLE ? n : 2) - 1);
}

static void
lines_draw(struct layout *l, const struct set *s, double x)
{
	const size_t n = set_lines(s);
	size_t first = 0, k;

	for (;;) {
		k = layout_split(n - first, layout_room(l, l->at.y, s->lead));
		if (k == 0 && l->at.floor != FLOOR_TOP) {
			layout_next_page(l);
			continue;
		}
		k = k == 0 ? n - first : k;
		set_draw(l, s, first, k, x, l->at.y);
		l->at.y += s->lead * (double)(k - 1);
		first += k;
		if (first == n)
			break;
		layout_next_page(l);
	}
}

static double
text_need(struct layout *l, const struct doc_el *e, void *set)
{
	(void)l;
	(void)e;
	return lines_need(set);
}

static void
text_draw(struct layout *l, const struct doc_el *e, void *set)
{
	(void)e;
	pen_open(l, TAG_P);
	lines_draw(l, set, l->g.x2);
	pen_close(l);
}

static void *
prose_set(struct layout *l, const struct doc_el *e)
{
	return set_text(l, &e->u.text, LOOK_BODY, TEXT_WIDTH);
}

const struct layout_ops layout_ops_prose = { ROLE_TEXT, FLOOR_TEXT, prose_set,
	text_need, text_draw, false, false };

static void *
small_set(struct layout *l, const struct doc_el *e)
{
	return set_text(l, &e->u.text, LOOK_TABLE, SMALL_WIDTH);
}

const struct layout_ops layout_ops_small = { ROLE_SMALL, FLOOR_SMALL, small_set,
	text_need, text_draw, false, false };

static void *
lead_set(struct layout *l, const struct doc_el *e)
{
	return set_text(l, &e->u.text, LOOK_LEAD, TABLE_WIDTH);
}

const struct layout_ops layout_ops_lead = { ROLE_LEAD, FLOOR_LEAD, lead_set,
	text_need, text_draw, false, false };

static void *
note_set(struct layout *l, const struct doc_el *e)
{
	return set_text(l, &e->u.text, LOOK_LABEL, NOTE_WIDTH);
}

const struct layout_ops layout_ops_note = { ROLE_NOTE, FLOOR_NOTE, note_set,
	text_need, text_draw, false, false };

/* ---- A note in two columns ---- */

static void *
note2_set(struct layout *l, const struct doc_el *e)
{
	return set_text(l, &e->u.text, LOOK_LABEL, NOTE2_WIDTH);
}

static double
note2_need(struct layout *l, const struct doc_el *e, void *set)
{
	const struct set *s = set;
	const size_t rows = (set_lines(s) + 1) / 2;

	(void)l;
	(void)e;
	return s->lead * (double)((rows <= STATEMENT_WHOLE ? rows : 1) - 1);
}

static void
note2_draw(struct layout *l, const struct doc_el *e, void *set)
{
	const struct set *s = set;
	const size_t n = set_lines(s);
	size_t first = 0, rows, room;

	(void)e;
	pen_open(l, TAG_P);
	for (;;) {
		room = layout_room(l, l->at.y, s->lead);
		rows = (n - first + 1) / 2;
		rows = rows > room && room > 0 ? room : rows;
		set_draw(l, s, first, rows, l->g.x0, l->at.y);
		first += rows;
		room = n - first < rows ? n - first : rows;
		set_draw(l, s, first, room, l->g.x0 + NOTE2_SHIFT, l->at.y);
		first += room;
		l->at.y += s->lead * (double)(rows - 1);
		if (first == n)
			break;
		layout_next_page(l);
	}
	pen_close(l);
}

const struct layout_ops layout_ops_note2 = { ROLE_NOTE, FLOOR_NOTE, note2_set,
	note2_need, note2_draw, false, true };

/* ---- Heads ---- */

static void *
h2_set(struct layout *l, const struct doc_el *e)
{
	return set_text(l, &e->u.text, LOOK_H2, TABLE_WIDTH);
}

static double
head_need(struct layout *l, const struct doc_el *e, void *set)
{
	(void)l;
	(void)e;
	return set_height(set);
}

/* A head over a table of the full width begins where the table does. */
static double
head_x(const struct layout *l)
{
	const struct doc_el *next = &l->doc->els[l->i + 1];

	if (l->i + 1 == l->doc->n || l->sheet)
		return l->g.x2;
	if (next->kind == DOC_TABLE && next->u.table.wide)
		return l->g.x0;
	return next->kind == DOC_INDEX ? l->g.x0 : l->g.x2;
}

static void
head_draw(struct layout *l, const struct doc_el *e, void *set)
{
	const struct set *s = set;
	/* A level left out would break the order of the heads. */
	const bool third = e->kind == DOC_H3 && !l->skipped_h2;
	const double x = e->kind == DOC_H2 ? head_x(l) : l->g.x2;

	if (e->kind == DOC_H2 && l->sheet) {
		pen_close(l);
		l->sheet = false;
		if (l->at.floor != FLOOR_TOP)
			pen_rule(
			    l, l->g.x0, l->g.xr, l->at.y - 16, 0.35, INK_INK);
	}
	pen_open(l, third ? TAG_H3 : TAG_H2);
	set_draw(l, s, 0, set_lines(s), x, l->at.y);
	pen_close(l);
	l->skipped_h2 = false;
	l->at.y += set_height(s);
}

const struct layout_ops layout_ops_h2 = { ROLE_H2, FLOOR_HEAD, h2_set,
	head_need, head_draw, true, false };

static void *
h3_set(struct layout *l, const struct doc_el *e)
{
	return set_text(l, &e->u.text, LOOK_H3, TABLE_WIDTH);
}

const struct layout_ops layout_ops_h3 = { ROLE_H3, FLOOR_HEAD, h3_set,
	head_need, head_draw, true, false };

/* ---- Side heads: they stand beside the first baseline of what follows ---- */

#define SIDE_NUMBER 11.0

static void *
side_set(struct layout *l, const struct doc_el *e)
{
	const struct doc_side *s = &e->u.side;

	return set_string(l, s->words, LOOK_SIDE,
	    s->number[0] == '\0' ? SIDE_WIDTH : SIDE_WIDTH - SIDE_NUMBER);
}

static double
side_need(struct layout *l, const struct doc_el *e, void *set)
{
	(void)l;
	(void)e;
	(void)set;
	return 0;
}

static void
side_draw(struct layout *l, const struct doc_el *e, void *set)
{
	(void)e;
	(void)set;
	l->side = l->i;
	/* With nothing after it a side head is a block of its own. */
	if (l->i + 1 == l->doc->n || l->doc->els[l->i + 1].kind == DOC_PAGE ||
	    l->doc->els[l->i + 1].kind == DOC_SIDE) {
		l->at.y = look_snap(
		    l->at.floor == FLOOR_TOP ? l->at.y : l->at.y + 28);
		layout_side_draw(l, l->at.y);
		l->at.side = false;
		l->at.floor = FLOOR_TEXT;
	}
}

void
layout_side_draw(struct layout *l, double y)
{
	const struct doc_side *side = &l->doc->els[l->side].u.side;
	const struct set *s = l->els[l->side].set;
	const bool numbered = side->number[0] != '\0';

	pen_open(l, TAG_H2);
	if (numbered)
		pen_text(l, l->g.x0, y, LOOK_SIDE,
		    arena_fmt(&l->arena, "%s ", side->number));
	set_draw(
	    l, s, 0, set_lines(s), l->g.x0 + (numbered ? SIDE_NUMBER : 0), y);
	pen_close(l);
	l->skipped_h2 = false;
	l->at.side_bottom = y + set_height(s);
	if (l->side_first == NULL)
		l->side_first = side->words;
	l->side_last = side->words;
}

const struct layout_ops layout_ops_side = { ROLE_NONE, FLOOR_TEXT, side_set,
	side_need, side_draw, true, false };

/* ---- Statements ---- */

struct statement_set {
	struct set *words;
	struct set *sources[2]; /* or NULL */
};

static bool
is_sheet(const char *s)
{
	return s[0] == 'E' && s[1] == '-' && s[2] >= '0' && s[2] <= '9';
}

static struct set *
source_set(struct layout *l, const char *s)
{
	const struct para_form form = { .measure = SOURCE_WIDTH,
		.marks = true };
	const bool sheet = s != NULL && is_sheet(s);
	struct piece p;

	if (s == NULL || s[0] == '\0')
		return NULL;
	p = piece_of(s, sheet ? LOOK_MONO_GREY : LOOK_SOURCE, !sheet);
	if (sheet) {
		p.target = s;
		p.contents = arena_fmt(&l->arena, "Evidence sheet %s", s);
		if (l->pass > 1 && !layout_has_anchor(l, s))
			layout_fault(l, FAULT_STATE, "a source", s);
	}
	return set_pieces(l, &p, 1, 10.5, &form);
}

static void *
statement_set(struct layout *l, const struct doc_el *e)
{
	const struct doc_statement *st = &e->u.statement;
	struct statement_set *s = arena_new(&l->arena, 1, sizeof(*s));

	s->words = set_text(l, &st->words, LOOK_BODY, TEXT_WIDTH);
	s->sources[0] = source_set(l, st->source1);
	s->sources[1] = source_set(l, st->source2);
	/* Its sources are checked once the places are known. */
	l->paged = l->paged || s->sources[0] != NULL;
	return s;
}

static double
sources_height(const struct statement_set *s)
{
	size_t i, lines = 0;

	for (i = 0; i < 2; i++)
		lines += s->sources[i] == NULL ? 0 : set_lines(s->sources[i]);
	return lines == 0 ? 0 : 10.5 * (double)(lines - 1);
}

static double
statement_need(struct layout *l, const struct doc_el *e, void *set)
{
	const struct statement_set *s = set;
	const double words = lines_need(s->words);
	const double sources = sources_height(s);

	(void)l;
	(void)e;
	return words > sources ? words : sources;
}

static void
sources_draw(struct layout *l, const struct statement_set *s, double y)
{
	size_t i;

	for (i = 0; i < 2; i++) {
		const struct set *source = s->sources[i];

		if (source == NULL)
			continue;
		pen_text(l, l->g.x3 - 3, y, LOOK_SOURCE, " ");
		/* An evidence sheet is a Link by itself. */
		if (source->pieces[0].target == NULL)
			pen_open(l, TAG_SPAN);
		set_draw(l, source, 0, set_lines(source), l->g.x3, y);
		if (source->pieces[0].target == NULL)
			pen_close(l);
		y += 10.5 * (double)set_lines(source);
	}
}

static void
statement_draw(struct layout *l, const struct doc_el *e, void *set)
{
	const struct doc_statement *st = &e->u.statement;
	const struct statement_set *s = set;
	const size_t page = l->page;
	const double first = l->at.y, most = first + sources_height(s);

	pen_open(l, TAG_P);
	pen_mark(l, l->g.x1, first,
	    arena_fmt(
		&l->arena, "%c%u", statement_letter(st->kind), st->number));
	/* A page turned within the words leaves the sources behind. */
	if (set_lines(s->words) <= layout_room(l, first, s->words->lead)) {
		lines_draw(l, s->words, l->g.x2);
		sources_draw(l, s, first);
	} else {
		sources_draw(l, s, first);
		lines_draw(l, s->words, l->g.x2);
	}
	pen_close(l);
	if (l->page == page && l->at.y < most)
		l->at.y = most;
}

const struct layout_ops layout_ops_statement = { ROLE_TEXT, FLOOR_TEXT,
	statement_set, statement_need, statement_draw, false, false };

/* ---- Above a provision ---- */

#define TITLE_LINE_WORDS 74.0
#define TITLE_SQUARE 5.2

static void *
title_line_set(struct layout *l, const struct doc_el *e)
{
	return set_string(l, e->u.title_line.words, LOOK_TABLE,
	    TABLE_WIDTH - TITLE_LINE_WORDS);
}

static void
title_line_draw(struct layout *l, const struct doc_el *e, void *set)
{
	const struct set *s = set;

	pen_open(l, TAG_P);
	pen_exposure(l, l->g.x2, l->at.y, e->u.title_line.exposure, LOOK_BODY,
	    TITLE_SQUARE);
	pen_text(l, l->g.x2 + TITLE_LINE_WORDS - 4, l->at.y, LOOK_TABLE, " ");
	set_draw(l, s, 0, set_lines(s), l->g.x2 + TITLE_LINE_WORDS, l->at.y);
	pen_close(l);
	l->at.y += set_height(s);
}

const struct layout_ops layout_ops_title_line = { ROLE_TITLE_LINE,
	FLOOR_TITLE_LINE, title_line_set, head_need, title_line_draw, true,
	false };

/* The owner, up to the first comma, does not break. */
static const char *
owner_bound(struct layout *l, const char *s)
{
	const size_t n = strcspn(s, ",");
	char *out = arena_new(&l->arena, strlen(s) + n + 1, 1);
	size_t i, o = 0;

	for (i = 0; s[i] != '\0'; i++) {
		if (s[i] == ' ' && i < n && s[n] == ',') {
			out[o++] = '\xc2';
			out[o++] = '\xa0';
		} else {
			out[o++] = s[i];
		}
	}
	return out;
}

static void *
do_next_set(struct layout *l, const struct doc_el *e)
{
	const struct doc_do_next *d = &e->u.do_next;
	struct doc_run *runs =
	    arena_new(&l->arena, d->rest.n + 1, sizeof(*runs));
	struct doc_text t = { runs, d->rest.n + 1 };

	runs[0].style = RUN_STRONG;
	runs[0].text = arena_fmt(&l->arena, "%s ", d->action);
	if (d->rest.n > 0) {
		memcpy(runs + 1, d->rest.runs, d->rest.n * sizeof(*runs));
		runs[1].text = owner_bound(l, runs[1].text);
	}
	return set_text(l, &t, LOOK_BODY, TEXT_WIDTH);
}

static void
do_next_draw(struct layout *l, const struct doc_el *e, void *set)
{
	const struct set *s = set;
	double y = l->at.y;

	(void)e;
	pen_rule(l, l->g.x0, l->g.xr, y - 15.75, 0.7, INK_INK);
	pen_open(l, TAG_H2);
	pen_text(l, l->g.x0, y, LOOK_SIDE, "Do next");
	pen_close(l);
	l->skipped_h2 = false;
	pen_open(l, TAG_P);
	set_draw(l, s, 0, set_lines(s), l->g.x2, y);
	pen_close(l);
	l->at.y = y + set_height(s) + 8.75;
	pen_rule(l, l->g.x0, l->g.xr, l->at.y, 0.35, INK_INK);
}

const struct layout_ops layout_ops_do_next = { ROLE_DO_NEXT, FLOOR_DO_NEXT,
	do_next_set, head_need, do_next_draw, false, true };

static void *
exposure_set(struct layout *l, const struct doc_el *e)
{
	(void)e;
	return set_string(l, "", LOOK_BODY, TEXT_WIDTH);
}

static void
exposure_draw(struct layout *l, const struct doc_el *e, void *set)
{
	(void)set;
	pen_open(l, TAG_P);
	pen_exposure(
	    l, l->g.x2, l->at.y, e->u.exposure, LOOK_BODY, TITLE_SQUARE);
	pen_close(l);
}

const struct layout_ops layout_ops_exposure = { ROLE_TEXT, FLOOR_TEXT,
	exposure_set, head_need, exposure_draw, true, false };
