#include <string.h>

#include "report_in.h"

#define DAY_MS INT64_C(86400000)

static void
time_row(
    struct writer *w, const struct packet_document *d, struct doc_time_row *row)
{
	const struct history *h = d->history;
	struct doc_stroke *strokes;
	struct doc_tick *ticks = NULL;
	struct doc_gap *gaps;
	size_t i, n = 0;

	row->name = h->document;
	row->n_looks = d->n_looks;
	row->looks_kept = d->looks_kept;
	strokes = arena_new(w->a, h->n_versions, sizeof(*strokes));
	for (i = 0; i < h->n_versions; i++)
		if (h->versions[i].n_looks > 0)
			strokes[n++] =
			    (struct doc_stroke){ h->versions[i].first_utc_ms,
				    h->versions[i].number };
	row->strokes = strokes;
	row->n_strokes = n;
	for (i = 0, n = 0; d->looks_kept && i < h->n_looks; i++) {
		const int64_t t = h->looks[i].time_utc_ms;

		if (n > 0 && ticks[n - 1].utc_ms / DAY_MS == t / DAY_MS) {
			ticks[n - 1].looks++;
			continue;
		}
		ticks = arena_more(w->a, ticks, n, sizeof(*ticks));
		ticks[n++] = (struct doc_tick){ t, 1 };
	}
	row->ticks = ticks;
	row->n_ticks = n;
	gaps = arena_new(w->a, d->n_gap_list, sizeof(*gaps));
	for (i = 0; i < d->n_gap_list; i++)
		gaps[i] = (struct doc_gap){ d->gaps[i].from_utc_ms,
			d->gaps[i].to_utc_ms };
	row->gaps = gaps;
	row->n_gaps = d->n_gap_list;
}

static void
time_provision(struct writer *w, size_t i, struct doc_time_provision *row)
{
	const struct packet_provision *pp = &w->p->provisions[i];
	struct doc_time_mark *marks =
	    arena_new(w->a, pp->n_changes, sizeof(*marks));
	size_t k, n = 0;

	row->label = writer_p(w, i);
	row->exposure = pp->finding->exposure;
	row->before_utc_ms = pp->before_utc_ms;
	row->from_utc_ms = pp->provision->first_utc_ms;
	row->to_utc_ms = pp->provision->gone ? pp->provision->last_utc_ms : 0;
	for (k = 0; k < pp->n_changes; k++)
		if (!pp->changes[k].predecessor)
			marks[n++] = (struct doc_time_mark){
				pp->changes[k].utc_ms,
				pp->changes[k].ruling == RULING_ADMINISTRATIVE
			};
	row->marks = marks;
	row->n_marks = n;
}

static void
timeline_figure(struct writer *w)
{
	const struct packet *p = w->p;
	struct doc_time_row *rows =
	    arena_new(w->a, p->n_documents, sizeof(*rows));
	struct doc_time_provision *provisions =
	    arena_new(w->a, p->n_provisions, sizeof(*provisions));
	struct doc_timeline *t;
	size_t i;

	for (i = 0; i < p->n_documents; i++)
		time_row(w, &p->documents[i], &rows[i]);
	for (i = 0; i < p->n_provisions; i++)
		time_provision(w, i, &provisions[i]);
	t = &writer_el(w, DOC_TIMELINE, NULL)->u.timeline;
	t->from_utc_ms = p->from_utc_ms;
	t->to_utc_ms = p->to_utc_ms;
	t->rows = rows;
	t->n_rows = p->n_documents;
	t->provisions = provisions;
	t->n_provisions = p->n_provisions;
}

/* The next version after a time and a document, over all documents. */
struct event {
	int64_t utc_ms;
	size_t document;
	const struct version *version;
};

static bool
next_event(const struct packet *p, struct event *e)
{
	struct event best = { INT64_MAX, 0, NULL };
	size_t i, v;

	for (i = 0; i < p->n_documents; i++) {
		const struct history *h = p->documents[i].history;

		for (v = 1; v < h->n_versions; v++) {
			const int64_t t = h->versions[v].first_utc_ms;

			if (h->versions[v].n_looks == 0 || t < e->utc_ms ||
			    (t == e->utc_ms && i <= e->document) ||
			    t >= best.utc_ms)
				continue;
			best = (struct event){ t, i, &h->versions[v] };
		}
	}
	if (best.version == NULL)
		return false;
	*e = best;
	return true;
}

/* What changed, and the date that the new text states for itself. */
static const char *
event_words(struct writer *w, size_t document, const struct version *v)
{
	const char *what = summary_what_changed(w, document, v->number);

	if (v->stated_end <= v->stated_start)
		return what;
	return writer_fmt(w, "%s The text states %s as its date.", what,
	    prose_date(w, v->stated_utc_ms));
}

static void
timeline_events(struct writer *w)
{
	static const struct doc_column columns[] = {
		{ 54, ALIGN_LEFT, "Seen", 0 },
		{ 150, ALIGN_LEFT, "Document and version", 0 },
		{ 70, ALIGN_LEFT, "Class", 0 },
		{ 226, ALIGN_LEFT, "What changed", 0 },
	};
	const struct packet *p = w->p;
	struct event e = { INT64_MIN, 0, NULL };
	struct rows rows = { 0 };

	while (next_event(p, &e)) {
		const int number = e.version->number;

		rows_add(w, &rows, cell_plain(w, prose_day(w, e.utc_ms)));
		rows_add(w, &rows,
		    cell_plain(w,
			writer_fmt(w, "%s %d",
			    p->documents[e.document].history->document,
			    number)));
		rows_add(
		    w, &rows, cell_plain(w, ruling_title(e.version->ruling)));
		rows_add(w, &rows,
		    cell_plain(w, event_words(w, e.document, e.version)));
	}
	writer_prose(w, DOC_H2, "Versions after the first");
	if (rows.n == 0) {
		writer_prose(w, DOC_PROSE,
		    "No document has had a second version in the period.");
		return;
	}
	writer_table(w, "Versions after the first", columns, 4, &rows)->wide =
	    1;
}

static void
timeline_gaps(struct writer *w)
{
	static const struct doc_column columns[] = {
		{ 150, ALIGN_LEFT, "Document", 0 },
		{ 96, ALIGN_LEFT, "From (UTC)", 0 },
		{ 96, ALIGN_LEFT, "To (UTC)", 0 },
		{ 48, ALIGN_RIGHT, "Hours", 0 },
		{ 110, ALIGN_LEFT, "Reason", 0 },
	};
	const struct packet *p = w->p;
	struct rows rows = { 0 };
	size_t i, k, n = 0;

	for (i = 0; i < p->n_documents; i++)
		n += p->documents[i].n_gap_list;
	writer_side(w, "", "Gaps");
	if (n == 0) {
		writer_fact(w, "log",
		    "No look ended as a gap, and where looks came daily none "
		    "stayed out for more than 40 hours.");
		return;
	}
	writer_fact(w, "log",
	    "%s: a look that found no usable text, or, where looks came daily, "
	    "more than 40 hours without one. Of these times nothing can be "
	    "said.",
	    prose_capital(w, prose_count(w, n, "gap", "gaps")));
	for (i = 0; i < p->n_documents; i++) {
		const struct packet_document *d = &p->documents[i];

		for (k = 0; k < d->n_gap_list; k++) {
			const struct packet_gap *g = &d->gaps[k];

			rows_add(w, &rows, cell_plain(w, d->history->document));
			rows_add(w, &rows,
			    cell_plain(w, prose_minute(w, g->from_utc_ms)));
			rows_add(w, &rows,
			    cell_plain(w, prose_minute(w, g->to_utc_ms)));
			rows_add(w, &rows,
			    cell_plain(w,
				prose_grouped(w,
				    (g->to_utc_ms - g->from_utc_ms) /
					3600000)));
			rows_add(w, &rows,
			    cell_plain(w,
				g->reason[0] == '\0' ? "no look" : g->reason));
		}
	}
	writer_table(w, "Gaps", columns, 5, &rows)->wide = 1;
}

void
chapter_timeline(struct writer *w)
{
	const struct packet *p = w->p;
	size_t i, kept = 0;

	writer_page(w, "page:time", "5", "Governance timeline");
	for (i = 0; i < p->n_documents; i++)
		kept += p->documents[i].looks_kept != 0;
	writer_prose(w, DOC_PROSE,
	    writer_fmt(w, "%s to %s. %sA version is a stroke with its number.",
		prose_date(w, p->from_utc_ms), prose_date(w, p->to_utc_ms),
		kept == 0 ? ""
			  : "A day with two looks is a full tick, a day with "
			    "one is half a tick. "));
	timeline_figure(w);
	timeline_events(w);
	timeline_gaps(w);
}
