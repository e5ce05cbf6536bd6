#include <string.h>

#include "layout_in.h"

#define LINE 10.5
#define WIDE_INDENT 9.0
/* Mono may shrink so far before a line that is too wide is cut. */
#define MONO_LEAST 6.3
#define HANG 2 /* characters, after an arrow */

/* ---- Verbatim lines: never reflowed ---- */

/* A piece of one line that fits the measure. */
struct cut {
	const char *s;
	size_t n;
	bool first; /* of its line */
};

struct verbatim_set {
	struct cut *cuts;
	size_t n;
	struct type type;
	double em; /* width of a character */
};

static double
line_width(struct layout *l, const struct type *t, const char *s)
{
	return s[0] == '\0' ? 0 : canvas_width(l->canvas, t, s, strlen(s));
}

/* Bytes of s that fit in width, one character at least. */
static size_t
line_fit(struct layout *l, const struct type *t, const char *s, double width)
{
	const size_t n = strlen(s);
	size_t at = 0, k;
	double w = 0;

	while (at < n) {
		k = split_char(s + at, n - at);
		w += ruler_width(&l->ruler, t, s + at, k);
		if (w > width + 0.01 && at > 0)
			break;
		at += k;
	}
	return at;
}

static void
line_cuts(struct layout *l, struct verbatim_set *v, const char *s, double width)
{
	bool first = true;
	size_t k;

	do {
		k = line_fit(
		    l, &v->type, s, width - (first ? 0 : HANG * v->em));
		v->cuts =
		    arena_more(&l->arena, v->cuts, v->n, sizeof(*v->cuts));
		v->cuts[v->n++] = (struct cut){ s, k, first };
		first = false;
		s += k;
	} while (*s != '\0');
}

static void *
verbatim_set(struct layout *l, const struct doc_el *e)
{
	const struct doc_verbatim *d = &e->u.verbatim;
	const double width = d->wide ? FULL_WIDTH - WIDE_INDENT : TABLE_WIDTH;
	struct verbatim_set *v = arena_new(&l->arena, 1, sizeof(*v));
	double most = 0, w;
	size_t i;

	v->type = look_of(d->wide ? LOOK_MONO : LOOK_CODE).type;
	for (i = 0; i < d->n; i++) {
		w = line_width(l, &v->type, d->lines[i]);
		most = w > most ? w : most;
	}
	/* A little smaller, if that saves every line from being cut. */
	if (most > width && most * MONO_LEAST / v->type.size <= width)
		v->type.size = v->type.size * width / most - 0.005;
	v->em = ruler_width(&l->ruler, &v->type, "0", 1);
	for (i = 0; i < d->n; i++)
		line_cuts(l, v, d->lines[i], width);
	return v;
}

static double
verbatim_need(struct layout *l, const struct doc_el *e, void *set)
{
	const struct verbatim_set *v = set;

	(void)l;
	(void)e;
	return v->n == 0 ? 0 : LINE * (double)((v->n < 5 ? v->n : 2) - 1);
}

/* Where the rest of a line hangs. */
static void
arrow_draw(struct layout *l, double x, double y)
{
	const struct point head[] = {
		{ x + 4.6, y - 3.2 },
		{ x + 4.6, y - 0.4 },
		{ x + 7, y - 1.8 },
	};

	if (!l->wet)
		return;
	canvas_artifact_begin(l->canvas);
	canvas_line(
	    l->canvas, x + 1, y - 4.2, x + 1, y - 1.8, 0.5, INK_GREY, 0, 0);
	canvas_line(
	    l->canvas, x + 1, y - 1.8, x + 5.5, y - 1.8, 0.5, INK_GREY, 0, 0);
	canvas_polygon(l->canvas, head, 3, true, 0, INK_GREY);
	canvas_artifact_end(l->canvas);
}

static void
cut_draw(struct layout *l, const struct verbatim_set *v, size_t i, double x,
    double y)
{
	const struct cut *c = &v->cuts[i];

	if (c->first)
		pen_open(l, TAG_CODE);
	else
		arrow_draw(l, x, y);
	if (l->wet && c->n > 0)
		canvas_text(l->canvas, c->first ? x : x + HANG * v->em, y,
		    &v->type, c->s, c->n);
	if (i + 1 == v->n || v->cuts[i + 1].first)
		pen_close(l);
}

static void
verbatim_draw(struct layout *l, const struct doc_el *e, void *set)
{
	const struct verbatim_set *v = set;
	const bool wide = e->u.verbatim.wide;
	const double x = wide ? l->g.x0 + WIDE_INDENT : l->g.x2;
	double top = l->at.y;
	size_t i;

	pen_open(l, TAG_P);
	for (i = 0; i < v->n; i++) {
		if (i > 0)
			l->at.y += LINE;
		if (l->at.y > l->g.bottom + 0.01) {
			if (wide)
				pen_bar(l, l->g.x0, top - 8,
				    l->at.y - LINE + 3.5, INK_BLUE);
			layout_next_page(l);
			top = l->at.y;
		}
		cut_draw(l, v, i, x, l->at.y);
	}
	pen_close(l);
	if (wide && v->n > 0)
		pen_bar(l, l->g.x0, top - 8, l->at.y + 3.5, INK_BLUE);
}

const struct layout_ops layout_ops_verbatim = { ROLE_CODE, FLOOR_CODE,
	verbatim_set, verbatim_need, verbatim_draw, false, false };

/* ---- A step of "How to verify" ---- */

#define STEP_TITLE 12.25
#define STEP_SHOWS 1.75
#define STEP_VALUE 56.0

struct step_set {
	struct set *title, *shows, *shows_not;
	const char **lines; /* commands, broken with " \" */
	size_t n;
};

static void
line_add(struct layout *l, struct step_set *s, const char *line)
{
	s->lines = arena_more(&l->arena, s->lines, s->n, sizeof(*s->lines));
	s->lines[s->n++] = line;
}

/* The last space at which the first n bytes may end; 0 if there is none. */
static size_t
command_break(const char *s, size_t n)
{
	size_t i;

	for (i = n; i > 1; i--)
		if (s[i - 1] == ' ' && s[i - 2] != '\\')
			return i - 1;
	return 0;
}

/* A shell reads a command in lines as one where each but the last ends in \ */
static void
command_lines(struct layout *l, struct step_set *s, const char *command)
{
	const struct type t = look_of(LOOK_MONO).type;
	const char *indent = "";
	size_t k, room;

	for (;;) {
		const char *whole =
		    arena_fmt(&l->arena, "%s%s", indent, command);

		if (line_width(l, &t, whole) <= TABLE_WIDTH + 0.01)
			break;
		room = line_fit(
		    l, &t, whole, TABLE_WIDTH - line_width(l, &t, " \\"));
		k = room <= strlen(indent)
		    ? 0
		    : command_break(command, room - strlen(indent) + 1);
		if (k == 0)
			break;
		line_add(l, s,
		    arena_fmt(&l->arena, "%s%.*s \\", indent, (int)k, command));
		command += k + 1;
		indent = "  ";
	}
	line_add(l, s, arena_fmt(&l->arena, "%s%s", indent, command));
}

static void *
step_set(struct layout *l, const struct doc_el *e)
{
	const struct doc_step *d = &e->u.step;
	struct step_set *s = arena_new(&l->arena, 1, sizeof(*s));
	size_t i;

	s->title = set_string(l, d->title, LOOK_LABEL_BOLD, TABLE_WIDTH);
	s->shows =
	    set_string(l, d->shows, LOOK_TABLE, TABLE_WIDTH - STEP_VALUE);
	s->shows_not =
	    set_string(l, d->shows_not, LOOK_TABLE, TABLE_WIDTH - STEP_VALUE);
	for (i = 0; i < d->n_commands; i++)
		command_lines(l, s, d->commands[i]);
	return s;
}

static double
step_need(struct layout *l, const struct doc_el *e, void *set)
{
	const struct step_set *s = set;

	(void)l;
	(void)e;
	return set_height(s->title) + STEP_TITLE + STEP_SHOWS +
	    LINE * (double)s->n + set_height(s->shows) + LINE +
	    set_height(s->shows_not);
}

static void
shows_draw(struct layout *l, const char *label, const struct set *s)
{
	pen_open(l, TAG_P);
	pen_text(l, l->g.x2, l->at.y, LOOK_LABEL, label);
	set_draw(l, s, 0, set_lines(s), l->g.x2 + STEP_VALUE, l->at.y);
	pen_close(l);
	l->at.y += set_height(s);
}

static void
commands_draw(struct layout *l, const struct step_set *s)
{
	const struct type t = look_of(LOOK_MONO).type;
	struct verbatim_set v = { .type = t };
	size_t i;

	v.em = ruler_width(&l->ruler, &t, "0", 1);
	for (i = 0; i < s->n; i++)
		line_cuts(l, &v, s->lines[i], TABLE_WIDTH);
	pen_open(l, TAG_P);
	for (i = 0; i < v.n; i++) {
		cut_draw(l, &v, i, l->g.x2, l->at.y);
		l->at.y += LINE;
	}
	pen_close(l);
}

static void
step_draw(struct layout *l, const struct doc_el *e, void *set)
{
	const struct doc_step *d = &e->u.step;
	const struct step_set *s = set;

	if (!l->list)
		pen_open(l, TAG_L);
	l->list = true;
	pen_open(l, TAG_LI);
	pen_open(l, TAG_LBL);
	pen_text(l, l->g.x1, l->at.y, LOOK_MONO_GREY,
	    arena_fmt(&l->arena, "%u ", d->number));
	pen_close(l);
	pen_open(l, TAG_LBODY);
	pen_open(l, TAG_P);
	set_draw(l, s->title, 0, set_lines(s->title), l->g.x2, l->at.y);
	pen_close(l);
	l->at.y += set_height(s->title) + STEP_TITLE;
	commands_draw(l, s);
	l->at.y += STEP_SHOWS;
	shows_draw(l, "Shows ", s->shows);
	l->at.y += LINE;
	shows_draw(l, "Does not show ", s->shows_not);
	pen_close(l);
	pen_close(l);
}

const struct layout_ops layout_ops_step = { ROLE_STEP, FLOOR_LINES, step_set,
	step_need, step_draw, false, false };

/* ---- The draft certification: paper and pen ---- */

#define FIELD_BELOW 21.0
#define FIELD_AFTER 35.0 /* from line to line, with no words between */
#define SIGN_BELOW 42.0
#define LABEL_BELOW 9.0

static bool
cert_words(const struct doc_cert *c)
{
	return c->words.n > 0;
}

static void *
cert_set(struct layout *l, const struct doc_el *e)
{
	return set_text(l, &e->u.cert.words, LOOK_BODY, TEXT_WIDTH);
}

/* From the last line of words to the line to write on. */
static double
cert_below(const struct doc_cert *c)
{
	return c->n_fields > 2 ? SIGN_BELOW : FIELD_BELOW;
}

static double
cert_need(struct layout *l, const struct doc_el *e, void *set)
{
	const struct doc_cert *c = &e->u.cert;
	double h = cert_words(c) ? set_height(set) : 0;

	(void)l;
	if (c->n_fields > 0)
		h += (cert_words(c) ? cert_below(c) : 7) + LABEL_BELOW;
	return h;
}

static void
field_line(struct layout *l, const char *label, double x, double w, double y)
{
	pen_rule(l, x, x + w, y, 0.5, INK_INK);
	if (label == NULL || label[0] == '\0')
		return;
	pen_open(l, TAG_P);
	pen_text(l, x, y + LABEL_BELOW, LOOK_SOURCE, label);
	pen_close(l);
}

static void
field_lines(struct layout *l, const struct doc_cert *c, double y)
{
	static const double widths[4][3] = {
		{ 0 },
		{ 316 },
		{ 152, 152 },
		{ 164, 62, 66 },
	};
	double x = l->g.x2;
	size_t i;

	for (i = 0; i < c->n_fields && i < 3; i++) {
		const double w = widths[c->n_fields > 3 ? 3 : c->n_fields][i];

		field_line(l, c->fields[i], x, w, y);
		x += w + 12;
	}
}

static void
cert_draw(struct layout *l, const struct doc_el *e, void *set)
{
	const struct doc_cert *c = &e->u.cert;
	const struct set *s = set;
	double y = l->at.y;

	if (cert_words(c)) {
		pen_open(l, TAG_P);
		if (c->number[0] != '\0')
			pen_text(l, l->g.x1, y, LOOK_MONO_GREY,
			    arena_fmt(&l->arena, "%s ", c->number));
		set_draw(l, s, 0, set_lines(s), l->g.x2, y);
		pen_close(l);
		y += set_height(s);
	}
	if (c->n_fields > 0) {
		/* Without words above it a line stands 35 below the last. */
		y += cert_words(c) ? cert_below(c) : 7;
		field_lines(l, c, y);
	}
	l->at.y = y;
}

const struct layout_ops layout_ops_cert = { ROLE_CERT, FLOOR_CERT, cert_set,
	cert_need, cert_draw, false, false };
