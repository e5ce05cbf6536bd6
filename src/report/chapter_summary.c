#include <string.h>

#include "base/digest.h"
#include "report_in.h"

/* What two screens hold; the rest stands in section 5. */
#define SUMMARY_FINDINGS 5
#define SUMMARY_CHANGES 3

static size_t
count_exposure(const struct packet *p, enum exposure e)
{
	size_t i, n = 0;

	for (i = 0; i < p->n_provisions; i++)
		if (p->provisions[i].finding->exposure == e)
			n++;
	return n;
}

static void
summary_lead(struct writer *w)
{
	const struct packet *p = w->p;
	const size_t high = count_exposure(p, EXPOSURE_HIGH);
	const struct packet_provision *first;
	const char *s;

	if (p->n_provisions == 0) {
		writer_prose(w, DOC_LEAD,
		    writer_fmt(w,
			"No clause in %s documents is analysed by a rule. %s "
			"listed by title in section 3; nothing here says that "
			"they are harmless.",
			prose_possessive(w),
			prose_capital(w,
			    prose_count(
				w, p->n_clauses, "clause is", "clauses are"))));
		return;
	}
	first = &p->provisions[0];
	s = writer_fmt(w,
	    "%s in %s documents %s on this assessment; %s rated "
	    "High. Act first on P-01. %s",
	    prose_capital(
		w, prose_count(w, p->n_provisions, "provision", "provisions")),
	    prose_possessive(w), p->n_provisions == 1 ? "bears" : "bear",
	    high == 1 ? "one is"
		      : writer_fmt(w, "%s are",
			    high == 0 ? "none" : prose_number(w, high)),
	    writer_voices(w, first->finding->summary));
	writer_prose(w, DOC_LEAD, s);
}

static void
summary_counts(struct writer *w)
{
	const struct packet *p = w->p;
	struct doc_count *items = arena_new(w->a, 7, sizeof(*items));
	struct doc_counts *c;
	size_t looks = 0, versions = 0, gaps = 0, i;

	for (i = 0; i < p->n_documents; i++) {
		looks += p->documents[i].n_looks;
		versions += p->documents[i].n_versions;
		gaps += p->documents[i].n_gaps;
	}
	items[0] = (struct doc_count){ prose_grouped(w, (int64_t)looks),
		looks == 1 ? "look" : "looks", -1 };
	items[1] = (struct doc_count){ prose_grouped(w, (int64_t)versions),
		versions == 1 ? "version" : "versions", -1 };
	items[2] = (struct doc_count){ prose_grouped(w, (int64_t)gaps),
		gaps == 1 ? "gap" : "gaps", -1 };
	items[3] =
	    (struct doc_count){ prose_grouped(w, (int64_t)p->n_provisions),
		    p->n_provisions == 1 ? "provision" : "provisions", -1 };
	for (i = 0; i < 3; i++)
		items[4 + i] = (struct doc_count){
			prose_grouped(
			    w, (int64_t)count_exposure(p, (enum exposure)i)),
			exposure_title((enum exposure)i), (int)i
		};
	c = &writer_el(w, DOC_COUNTS, NULL)->u.counts;
	c->items = items;
	c->n = 7;
}

/* The first provisions in their order, but one only of each topic. */
static size_t
summary_pick(const struct packet *p, size_t picks[SUMMARY_FINDINGS])
{
	size_t i, k, n = 0;

	for (i = 0; i < p->n_provisions && n < SUMMARY_FINDINGS; i++) {
		for (k = 0; k < n; k++)
			if (strcmp(p->provisions[picks[k]].finding->topic.topic,
				p->provisions[i].finding->topic.topic) == 0)
				break;
		if (k == n)
			picks[n++] = i;
	}
	return n;
}

static void
summary_findings(struct writer *w)
{
	static const struct doc_column columns[] = {
		{ 64, ALIGN_LEFT, "Exposure", 0 },
		{ 150, ALIGN_LEFT, "Finding", 0 },
		{ 132, ALIGN_LEFT, "Do next", 0 },
		{ 28, ALIGN_RIGHT, "Page", 0 },
	};
	const struct packet *p = w->p;
	size_t picks[SUMMARY_FINDINGS], n = summary_pick(p, picks), k;
	struct rows rows = { 0 };

	if (n == 0)
		return;
	writer_prose(w, DOC_H2,
	    n == 1 ? "The finding that matters"
		   : writer_fmt(w, "%s findings that matter",
			 prose_capital(w, prose_number(w, n))));
	for (k = 0; k < n; k++) {
		const size_t i = picks[k];
		const struct finding *f = p->provisions[i].finding;

		rows_add(w, &rows,
		    cell_exposure(w, f->exposure,
			writer_fmt(w, "<m>%s</m>", writer_p(w, i))));
		rows_add(
		    w, &rows, cell_markup(w, writer_voices(w, f->headline)));
		rows_add(w, &rows,
		    cell_markup(w,
			f->n_actions == 0
			    ? "\xe2\x80\x93"
			    : writer_fmt(w, "<b>%s</b>",
				  writer_esc(w, f->actions[0].text))));
		rows_add(w, &rows, cell_page(w, writer_p_anchor(w, i)));
	}
	(void)writer_table(w, "Findings that matter", columns, 4, &rows);
}

/* Provisions of the packet that changed in that version, as "P-01, P-04". */
static const char *
changed_provisions(
    struct writer *w, size_t document, int version, size_t *n_out)
{
	const struct packet *p = w->p;
	const char *out = "";
	size_t i, k, n = 0;

	for (i = 0; i < p->n_provisions; i++) {
		const struct packet_provision *pp = &p->provisions[i];
		bool hit = pp->document == document &&
		    pp->provision->first_version == version;

		for (k = 0; k < pp->n_changes && !hit; k++)
			hit = pp->document == document &&
			    pp->changes[k].version == version;
		if (!hit)
			continue;
		if (n++ < 6)
			out = writer_fmt(w, "%s%s%s", out, n == 1 ? "" : ", ",
			    writer_p(w, i));
	}
	*n_out = n;
	return n > 6
	    ? writer_fmt(w, "%s and %s more", out, prose_number(w, n - 6))
	    : out;
}

/* "two clauses reworded, one new, three gone": what is none is not said. */
static const char *
count_list(struct writer *w, size_t reworded, size_t added, size_t gone)
{
	const size_t n[] = { reworded, added, gone };
	static const char *const what[] = { "reworded", "new", "gone" };
	const char *out = "";
	size_t i;

	for (i = 0; i < 3; i++) {
		if (n[i] == 0)
			continue;
		if (out[0] == '\0')
			out = writer_fmt(w, "%s %s",
			    prose_count(w, n[i], "clause", "clauses"), what[i]);
		else
			out = writer_fmt(w, "%s, %s %s", out,
			    prose_number(w, n[i]), what[i]);
	}
	return out;
}

const char *
summary_what_changed(struct writer *w, size_t document, int version)
{
	const struct history *h = w->p->documents[document].history;
	size_t i, k, added = 0, reworded = 0, gone = 0, n;
	const char *list, *words;

	for (i = 0; i < h->n_provisions; i++) {
		for (k = 0; k < h->provisions[i].n_spans; k++) {
			const struct span *s = &h->provisions[i].spans[k];

			if (s->version != version)
				continue;
			added += s->state == CLAUSE_NEW;
			reworded += s->state == CLAUSE_MODIFIED ||
			    s->state == CLAUSE_SPLIT ||
			    s->state == CLAUSE_MERGED;
			gone += s->state == CLAUSE_GONE;
		}
	}
	list = changed_provisions(w, document, version, &n);
	if (added + reworded + gone == 0)
		return "No clause changed its words; order or headings did.";
	words = count_list(w, reworded, added, gone);
	return writer_fmt(w, "%s.%s%s%s", prose_capital(w, words),
	    n == 0 ? " None is analysed here." : " Of those analysed: ", list,
	    n == 0 ? "" : ".");
}

/* The k-th newest version over all documents but the first ones. */
static bool
newest_change(const struct packet *p, size_t k, size_t *document, int *version)
{
	size_t i, v, taken;
	int64_t limit = INT64_MAX, best;
	int64_t limit_doc = -1;

	for (taken = 0; taken <= k; taken++) {
		bool found = false;

		best = 0;
		for (i = 0; i < p->n_documents; i++) {
			const struct history *h = p->documents[i].history;

			for (v = 1; v < h->n_versions; v++) {
				int64_t t = h->versions[v].first_utc_ms;

				if (t > limit ||
				    (t == limit && (int64_t)i <= limit_doc))
					continue;
				if (found && t <= best)
					continue;
				found = true;
				best = t;
				*document = i;
				*version = h->versions[v].number;
			}
		}
		if (!found)
			return false;
		limit = best;
		limit_doc = (int64_t)*document;
	}
	return true;
}

static void
summary_changes(struct writer *w)
{
	static const struct doc_column columns[] = {
		{ 56, ALIGN_LEFT, "Seen", 0 },
		{ 92, ALIGN_LEFT, "Document", 0 },
		{ 66, ALIGN_LEFT, "Class", 0 },
		{ 132, ALIGN_LEFT, "What changed", 0 },
		{ 28, ALIGN_RIGHT, "Page", 0 },
	};
	const struct packet *p = w->p;
	const struct version *v;
	struct rows rows = { 0 };
	size_t k, document = 0;
	int version = 0;

	writer_prose(w, DOC_H2, "Changed since the last packet");
	for (k = 0; k < SUMMARY_CHANGES; k++) {
		if (!newest_change(p, k, &document, &version))
			break;
		v = history_version(p->documents[document].history, version);
		rows_add(
		    w, &rows, cell_plain(w, prose_day(w, v->first_utc_ms)));
		rows_add(w, &rows,
		    cell_markup(w,
			writer_fmt(w, "%s, version %d",
			    writer_esc(
				w, p->documents[document].history->document),
			    version)));
		rows_add(w, &rows, cell_plain(w, ruling_title(v->ruling)));
		rows_add(w, &rows,
		    cell_plain(w, summary_what_changed(w, document, version)));
		rows_add(w, &rows, cell_page(w, "page:time"));
	}
	writer_prose(w, DOC_PROSE,
	    rows.n == 0
		? writer_fmt(w,
		      "No packet was issued before this one, and no document of "
		      "%s has had a second version.",
		      prose_owner(w))
		: p->previous[0] == '\0'
		? writer_fmt(w,
		      "No packet was issued before this one. The newest changes "
		      "in %s documents are these.",
		      prose_possessive(w))
		: writer_fmt(w,
		      "The last packet was <m>%s</m>. The newest changes in %s "
		      "documents are these.",
		      p->previous, prose_possessive(w)));
	if (rows.n > 0)
		(void)writer_table(w, "Changed", columns, 5, &rows);
}

static void
summary_open(struct writer *w)
{
	const struct packet *p = w->p;
	int64_t longest = 0;
	size_t i, gaps = 0;
	const char *tail = "";

	for (i = 0; i < p->n_documents; i++) {
		gaps += p->documents[i].n_gaps;
		if (p->documents[i].longest_gap_ms > longest)
			longest = p->documents[i].longest_gap_ms;
	}
	if (gaps > 0)
		tail = writer_fmt(w,
		    " The %s, the longest of %s hours, %s for which nothing "
		    "can be said.",
		    prose_count(w, gaps, "gap", "gaps"),
		    prose_grouped(w, longest / 3600000),
		    gaps == 1 ? "is a time" : "are times");
	writer_prose(w, DOC_H2, "What this packet does not settle");
	writer_prose(w, DOC_PROSE,
	    writer_fmt(w,
		"Whether a term can be enforced, whether a law applies, and "
		"what %s does in practice.%s",
		prose_owner(w), tail));
}

void
chapter_summary(struct writer *w)
{
	struct doc_page *page;

	writer_page(w, "page:summary", "", "Summary");
	page = &w->els[w->n - 1].u.page;
	page->contents = NULL;
	writer_el(w, DOC_CONTENTS, NULL)->u.text =
	    writer_text(w, "In this packet");
	summary_lead(w);
	summary_counts(w);
	summary_findings(w);
	summary_changes(w);
	summary_open(w);
}
