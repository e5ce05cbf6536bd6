#include <stdlib.h>
#include <string.h>

#include "law/catalogue.h"
#include "report_in.h"

const char *
law_title(const char *instrument)
{
	static const char *const titles[][2] = {
		{ "gdpr", "GDPR" },
		{ "ccpa", "California" },
		{ "ccpa-regs", "California" },
		{ "lgpd", "Brazil: LGPD" },
		{ "ai-act", "AI Act" },
		{ "kr-pipa", "Korea: PIPA" },
	};
	size_t i;

	for (i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		if (strcmp(instrument, titles[i][0]) == 0)
			return titles[i][1];
	return instrument;
}

/* What all canonical forms of an instrument begin with, and its short form. */
static const struct {
	const char *prefix, *one, *many, *matrix;
} law_forms[] = {
	{ "GDPR ", "", "", "" },
	{ "Cal. Civ. Code \xc2\xa7 ", "Cal. Civ. Code \xc2\xa7 ",
	    "Cal. Civ. Code \xc2\xa7\xc2\xa7 ", "\xc2\xa7 " },
	{ "Cal. Code Regs. tit. 11, \xc2\xa7 ",
	    "Cal. Code Regs. tit. 11, \xc2\xa7 ",
	    "Cal. Code Regs. tit. 11, \xc2\xa7\xc2\xa7 ", "Regs. \xc2\xa7 " },
	{ "LGPD, ", "", "", "" },
	{ "AI Act ", "", "", "" },
};

#define LAW_FORMS (sizeof(law_forms) / sizeof(law_forms[0]))

static size_t
law_form(const char *canonical)
{
	size_t i;

	for (i = 0; i < LAW_FORMS; i++)
		if (strncmp(canonical, law_forms[i].prefix,
			strlen(law_forms[i].prefix)) == 0)
			return i;
	return LAW_FORMS;
}

static const char *
law_rest(const char *canonical, size_t form)
{
	return form == LAW_FORMS ? canonical
				 : canonical + strlen(law_forms[form].prefix);
}

const char *
law_short(struct writer *w, const struct law_link *l)
{
	const char *out = "";
	size_t i, run, form, n;

	for (i = 0; i < l->n; i += run) {
		form = law_form(l->canonical[i]);
		for (run = 1;
		     i + run < l->n && law_form(l->canonical[i + run]) == form;
		     run++)
			;
		out = writer_fmt(w, "%s%s%s", out, i == 0 ? "" : "; ",
		    form == LAW_FORMS ? ""
			: run == 1    ? law_forms[form].one
				      : law_forms[form].many);
		for (n = 0; n < run; n++)
			out = writer_fmt(w, "%s%s%s", out,
			    n == 0          ? ""
				: form == 3 ? "; "
					    : ", ",
			    law_rest(l->canonical[i + n], form));
	}
	return out;
}

/* One line of the matrix before it is laid out. */
struct matrix_line {
	struct law_unit unit;
	const char *canonical;
	const char *group;
	enum matrix_cell *cells;
};

struct matrix {
	struct matrix_line *lines;
	size_t n;
};

static void
matrix_put(struct writer *w, struct matrix *m, const struct law_link *l,
    size_t k, size_t column)
{
	struct matrix_line *line = NULL;
	enum matrix_cell cell = l->same_act[k] ? MATRIX_SAME : MATRIX_BEARS;
	struct law_unit unit;
	size_t i;

	for (i = 0; i < m->n && line == NULL; i++)
		if (strcmp(m->lines[i].canonical, l->canonical[k]) == 0)
			line = &m->lines[i];
	if (line == NULL) {
		if (!catalogue_find_canonical(l->canonical[k], &unit))
			return;
		m->lines = arena_more(w->a, m->lines, m->n, sizeof(*m->lines));
		line = &m->lines[m->n++];
		line->unit = unit;
		line->canonical = l->canonical[k];
		line->group = law_title(unit.instrument);
		line->cells =
		    arena_new(w->a, w->p->n_provisions, sizeof(*line->cells));
	}
	if (cell > line->cells[column])
		line->cells[column] = cell;
}

static int
group_rank(const char *instrument)
{
	static const char *const order[] = { "gdpr", "ccpa", "ccpa-regs",
		"lgpd", "ai-act", "kr-pipa" };
	int i;

	for (i = 0; i < 6; i++)
		if (strcmp(instrument, order[i]) == 0)
			return i;
	return 6;
}

static int
matrix_order(const void *a, const void *b)
{
	const struct matrix_line *x = a, *y = b;
	const int gx = group_rank(x->unit.instrument);
	const int gy = group_rank(y->unit.instrument);

	if (gx != gy)
		return gx < gy ? -1 : 1;
	if (x->unit.index != y->unit.index)
		return x->unit.index < y->unit.index ? -1 : 1;
	return 0;
}

/* The heading that stands over a unit: its own, or the nearest above it. */
static void
matrix_heading(
    struct writer *w, const struct law_unit *unit, struct doc_matrix_row *row)
{
	struct law_unit u = *unit, up;
	unsigned steps = 0; /* the catalogue is a tree, at most this deep */

	while (u.heading[0] == '\0' && u.gloss[0] == '\0' && steps++ < 8 &&
	    catalogue_parent(&u, &up))
		u = up;
	row->heading_ours = u.heading[0] == '\0';
	row->heading =
	    arena_strdup(w->a, u.heading[0] == '\0' ? u.gloss : u.heading);
}

/* Provisions that one table of the matrix has room for (MEASURES 9). */
#define MATRIX_COLUMNS 12

static bool
line_marked(const struct matrix_line *l, size_t from, size_t to)
{
	size_t k;

	for (k = from; k < to; k++)
		if (l->cells[k] != MATRIX_NONE)
			return true;
	return false;
}

/* One table: some provisions, and the articles that touch one of them. */
static void
matrix_table(struct writer *w, const struct matrix *m, size_t from, size_t to)
{
	const struct packet *p = w->p;
	struct doc_matrix_row *rows = arena_new(w->a, m->n, sizeof(*rows));
	enum exposure *exposures;
	const char **labels;
	struct doc_matrix *x;
	size_t i, form, n = 0;

	for (i = 0; i < m->n; i++) {
		if (!line_marked(&m->lines[i], from, to))
			continue;
		form = law_form(m->lines[i].canonical);
		rows[n].group = m->lines[i].group;
		rows[n].article = writer_fmt(w, "%s%s",
		    form == LAW_FORMS ? "" : law_forms[form].matrix,
		    law_rest(m->lines[i].canonical, form));
		rows[n].cells = m->lines[i].cells + from;
		matrix_heading(w, &m->lines[i].unit, &rows[n]);
		n++;
	}
	if (n == 0)
		return;
	exposures = arena_new(w->a, to - from, sizeof(*exposures));
	labels = arena_new(w->a, to - from, sizeof(*labels));
	for (i = from; i < to; i++) {
		exposures[i - from] = p->provisions[i].finding->exposure;
		labels[i - from] = writer_fmt(w, "%02zu", i + 1);
	}
	x = &writer_el(w, DOC_MATRIX, NULL)->u.matrix;
	x->exposures = exposures;
	x->labels = labels;
	x->n_columns = to - from;
	x->rows = rows;
	x->n_rows = n;
}

void
chapter_matrix(struct writer *w)
{
	const struct packet *p = w->p;
	struct matrix m = { 0 };
	size_t i, l, k, to;

	for (i = 0; i < p->n_provisions; i++)
		for (l = 0; l < p->provisions[i].finding->n_laws; l++)
			for (k = 0; k < p->provisions[i].finding->laws[l].n;
			     k++)
				matrix_put(w, &m,
				    &p->provisions[i].finding->laws[l], k, i);
	writer_page(w, "page:matrix", "6", "Regulatory matrix");
	if (m.n == 0) {
		writer_prose(w, DOC_PROSE,
		    "No rule found a link between a provision and an article. "
		    "That does not mean that no law applies.");
		return;
	}
	writer_prose(w, DOC_PROSE,
	    p->n_provisions <= MATRIX_COLUMNS
		? "Which provision touches which article. A dot means that no "
		  "rule found a link; it does not mean that the article does "
		  "not apply."
		: "Which provision touches which article, twelve provisions a "
		  "table; a table has the articles that touch one of its "
		  "provisions. A dot means that no rule found a link; it does "
		  "not mean that the article does not apply.");
	qsort(m.lines, m.n, sizeof(*m.lines), matrix_order);
	for (i = 0; i < p->n_provisions; i = to) {
		to = i + MATRIX_COLUMNS < p->n_provisions ? i + MATRIX_COLUMNS
							  : p->n_provisions;
		matrix_table(w, &m, i, to);
	}
	writer_prose(w, DOC_NOTE2,
	    writer_fmt(w,
		"Articles as in force on %s. <q>Headings in this face</q> are "
		"official; the LGPD gives its articles none, and the words "
		"there are ours. California: Cal. Civ. Code, and Cal. Code "
		"Regs. tit. 11. The reason for each square is a statement of "
		"kind C or I in the sheet of the provision.",
		prose_day(w, p->as_of_utc_ms)));
}
