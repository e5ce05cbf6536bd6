#include <string.h>

#include "report_in.h"

static void
findings_table(struct writer *w)
{
	static const struct doc_column columns[] = {
		{ 38, ALIGN_LEFT, "No.", 0 },
		{ 66, ALIGN_LEFT, "Exposure", 0 },
		{ 196, ALIGN_LEFT, "What the document states", 0 },
		{ 92, ALIGN_LEFT, "Where", 0 },
		{ 54, ALIGN_LEFT, "First seen", 0 },
		{ 32, ALIGN_RIGHT, "Changes", 0 },
		{ 22, ALIGN_RIGHT, "Sheet", 0 },
	};
	const struct packet *p = w->p;
	struct doc_cell cell;
	struct rows rows = { 0 };
	size_t i;

	for (i = 0; i < p->n_provisions; i++) {
		const struct packet_provision *pp = &p->provisions[i];
		const struct finding *f = pp->finding;
		const char *document =
		    p->documents[pp->document].history->document;

		cell =
		    cell_markup(w, writer_fmt(w, "<m>%s</m>", writer_p(w, i)));
		cell.mark = writer_mark(w, STATEMENT_INTERPRETATION, f->summary,
		    confidence_title(f->confidence), NULL);
		rows_add(w, &rows, cell);
		rows_add(w, &rows,
		    cell_exposure(w, f->exposure,
			writer_fmt(
			    w, "<g>%s</g>", confidence_title(f->confidence))));
		rows_add(w, &rows,
		    cell_two(w,
			writer_fmt(w, "<b>%s</b>", writer_esc(w, f->headline)),
			writer_voices(w, f->summary)));
		rows_add(w, &rows,
		    cell_plain(w,
			pp->place[0] == '\0'
			    ? document
			    : writer_fmt(w, "%s, %s", document, pp->place)));
		rows_add(w, &rows,
		    cell_plain(w, prose_day(w, pp->provision->first_utc_ms)));
		rows_add(w, &rows,
		    cell_plain(w,
			provision_changes(pp) == 0
			    ? "\xe2\x80\x93"
			    : prose_grouped(
				  w, (int64_t)provision_changes(pp))));
		rows_add(w, &rows, cell_page(w, writer_p_anchor(w, i)));
	}
	writer_table(w, "Findings", columns, 7, &rows)->wide = 1;
}

/* Titles of the clauses of one document, equal neighbours counted. */
static const char *
clause_titles(struct writer *w, size_t document, size_t *n_out)
{
	const struct packet *p = w->p;
	const char *out = "", *last = NULL;
	size_t i, same = 0, n = 0;

	for (i = 0; i <= p->n_clauses; i++) {
		const struct packet_clause *c =
		    i < p->n_clauses ? &p->clauses[i] : NULL;

		if (c != NULL && c->document != document)
			continue;
		n += c != NULL;
		if (c != NULL && last != NULL && strcmp(last, c->title) == 0) {
			same++;
			continue;
		}
		if (last != NULL && same > 1)
			out = writer_fmt(w, "%s (%zu)", out, same);
		if (c == NULL)
			break;
		out = writer_fmt(w, "%s%s%s", out, last == NULL ? "" : "; ",
		    writer_esc(w, c->title));
		last = c->title;
		same = 1;
	}
	*n_out = n;
	return out;
}

static void
findings_rest(struct writer *w)
{
	const struct packet *p = w->p;
	const char *titles;
	size_t i, n;

	if (p->n_clauses == 0)
		return;
	writer_prose(w, DOC_H2, "Clauses that no rule analysed");
	writer_prose(w, DOC_PROSE,
	    writer_fmt(w,
		"%s, counted and listed by title. Not analysed does not mean "
		"harmless. Rules exist for English, and in part for German "
		"and Portuguese.",
		prose_capital(
		    w, prose_count(w, p->n_clauses, "clause", "clauses"))));
	for (i = 0; i < p->n_documents; i++) {
		titles = clause_titles(w, i, &n);
		if (n == 0)
			continue;
		writer_side(w, "", p->documents[i].history->document);
		writer_prose(w, DOC_SMALL,
		    writer_fmt(w, "<b>%s not analysed.</b> <q>%s</q>",
			prose_capital(
			    w, prose_count(w, n, "clause", "clauses")),
			titles));
	}
}

void
chapter_findings(struct writer *w)
{
	const struct packet *p = w->p;

	writer_page(w, "page:find", "3", "Findings");
	writer_prose(w, DOC_PROSE,
	    p->n_provisions == 0
		? "No clause of these documents is analysed by a rule."
		: writer_fmt(w,
		      "%s, by exposure, each in plain words. The words "
		      "themselves stand in the sheets and in "
		      "<m>evidence.json</m>.",
		      prose_capital(w,
			  prose_count(
			      w, p->n_provisions, "provision", "provisions"))));
	if (p->n_provisions > 0) {
		findings_table(w);
		writer_prose(w, DOC_NOTE,
		    "Below the exposure: confidence. First seen: the first "
		    "version with the clause, whatever its words; changes: how "
		    "often its words changed since.");
	}
	findings_rest(w);
}
