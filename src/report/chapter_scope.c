#include <string.h>

#include "model/stretch.h"

#include "report_in.h"

static void
scope_documents(struct writer *w)
{
	static const struct doc_column columns[] = {
		{ 176, ALIGN_LEFT, "Document", 0 },
		{ 52, ALIGN_RIGHT, "Versions", 0 },
		{ 56, ALIGN_RIGHT, "Looks", 0 },
		{ 66, ALIGN_LEFT, "First seen", 0 },
		{ 66, ALIGN_LEFT, "Last seen", 0 },
		{ 84, ALIGN_LEFT, "Digest of last text", 0 },
	};
	const struct packet *p = w->p;
	const struct packet_document *d;
	const struct version *v;
	struct rows rows = { 0 };
	size_t i, looks = 0, versions = 0;

	for (i = 0; i < p->n_documents; i++) {
		d = &p->documents[i];
		v = history_version(d->history, d->history->current);
		looks += d->n_looks;
		versions += d->n_versions;
		rows_add(w, &rows, cell_plain(w, d->history->document));
		rows_add(w, &rows,
		    cell_plain(w, prose_grouped(w, (int64_t)d->n_versions)));
		rows_add(w, &rows,
		    cell_plain(w, prose_grouped(w, (int64_t)d->n_looks)));
		rows_add(w, &rows,
		    cell_plain(
			w, prose_day(w, d->history->looks[0].time_utc_ms)));
		rows_add(w, &rows,
		    cell_plain(w,
			prose_day(
			    w, d->history->looks[d->n_looks - 1].time_utc_ms)));
		rows_add(w, &rows,
		    v == NULL ? cell_markup(w, "<g>no usable text</g>")
			      : cell_digest(w, &v->text, 16, 1));
	}
	rows_add(w, &rows,
	    cell_plain(w,
		prose_capital(w,
		    prose_count(w, p->n_documents, "document", "documents"))));
	rows_add(w, &rows, cell_plain(w, prose_grouped(w, (int64_t)versions)));
	rows_add(w, &rows, cell_plain(w, prose_grouped(w, (int64_t)looks)));
	for (i = 0; i < 3; i++)
		rows_add(w, &rows, cell_empty());
	writer_table(w, "Documents", columns, 6, &rows)->wide = 1;
	w->els[w->n - 1].u.table.total = 1;
}

/* Where every look was kept but few were made, say what lies between. */
static void
scope_spacing(struct writer *w)
{
	const struct packet *p = w->p;
	int64_t longest = 0, step;
	size_t i, k, n = 0;

	for (i = 0; i < p->n_documents; i++) {
		const struct packet_document *d = &p->documents[i];

		if (!d->looks_kept || d->looks_dense)
			continue;
		n++;
		for (k = 1; k < d->n_looks; k++) {
			step = d->history->looks[k].time_utc_ms -
			    d->history->looks[k - 1].time_utc_ms;
			if (step > longest)
				longest = step;
		}
	}
	if (n == 0 || longest < 2 * INT64_C(86400000))
		return;
	writer_fact(w, "log",
	    "Looks at %s lie up to %s apart. What stood between two looks is "
	    "not known.",
	    n == p->n_documents ? "the documents"
				: prose_count(w, n, "document", "documents"),
	    prose_count(w, (size_t)(longest / 86400000), "day", "days"));
}

static void
scope_not_covered(struct writer *w)
{
	const struct packet *p = w->p;
	size_t i, sparse = 0;

	writer_side(w, "", "Not covered");
	for (i = 0; i < p->n_documents; i++)
		if (p->documents[i].junk != NULL)
			writer_fact(w, "log",
			    "%s: %s. Nothing can be quoted from it.",
			    writer_esc(w, p->documents[i].history->document),
			    writer_esc(w, p->documents[i].junk));
	for (i = 0; i < p->n_documents; i++)
		if (p->documents[i].junk == NULL &&
		    p->documents[i].stale_utc_ms != 0)
			writer_fact(w, "log",
			    "%s: since %s no look found a usable text (%s). "
			    "What is quoted is the last text seen before.",
			    writer_esc(w, p->documents[i].history->document),
			    prose_date(w, p->documents[i].stale_utc_ms),
			    writer_esc(w, p->documents[i].stale));
	for (i = 0; i < p->n_documents; i++)
		sparse += !p->documents[i].looks_kept;
	if (sparse > 0)
		writer_fact(w, "log",
		    "For %s of the %s, the source archive kept a record only "
		    "when bytes changed. A day without a record is there "
		    "neither a gap nor proof of no change.",
		    sparse == p->n_documents ? "each" : prose_number(w, sparse),
		    prose_count(w, p->n_documents, "document", "documents"));
	scope_spacing(w);
	writer_fact(w, "log",
	    "Pages that the documents point to, such as lists of "
	    "sub-processors and help pages, were captured only where they "
	    "stand in the table above.");
	writer_statement(w, STATEMENT_INTERPRETATION,
	    writer_fmt(w,
		"Contracts signed one to one, order forms, and what %s does "
		"in practice lie outside this packet.",
		prose_owner(w)),
	    "established", "scope");
}

static void
scope_method(struct writer *w)
{
	const struct packet *p = w->p;
	size_t i, looks = 0, versions = 0, same = 0, gaps = 0, back = 0,
		  noise = 0;

	for (i = 0; i < p->n_documents; i++) {
		const struct packet_document *d = &p->documents[i];

		looks += d->n_looks;
		versions += d->n_versions;
		same += d->n_class[RULING_SAME];
		noise += d->n_class[RULING_NOISE];
		back += d->n_class[RULING_RETURN];
		gaps += d->n_class[RULING_GAP];
	}
	writer_side(w, "", "Method");
	writer_fact(w, "log",
	    "%s records of %s %s%s; %s of them %s %s. Pages "
	    "were turned to text by one fixed extractor, cut into blocks, and "
	    "compared block by block.",
	    prose_grouped(w, (int64_t)p->archive_looks),
	    prose_count(w, p->archive_documents, "document", "documents"),
	    p->source[0] == '\0' ? "are in the archive, those of this platform "
				   "taken by proviso itself"
				 : "were taken over from ",
	    writer_esc(w, p->source), prose_grouped(w, (int64_t)looks),
	    looks == 1 ? "concerns" : "concern", writer_esc(w, p->platform));
	writer_fact(w, "log",
	    "A change of bytes is not a change of policy: of %s looks %s found "
	    "the same text, %s the same but for noise around it (menus, hints, "
	    "questions of consent), %s went back to an earlier one, %s found "
	    "nothing usable, and %s made a version. A version is substantive "
	    "if a provision appears, disappears or says something else.",
	    prose_grouped(w, (int64_t)looks), prose_some(w, same),
	    prose_some(w, noise), prose_some(w, back), prose_some(w, gaps),
	    prose_some(w, versions));
	writer_fact(w, "log",
	    "Topics, exposure and reasoning are made by rules kept as data; "
	    "%s. Each sentence carries its kind and its source: see page "
	    "<page page:read/>.",
	    p->sign ? "no person has reviewed them"
		    : "no person has reviewed them, and this draft is not "
		      "signed");
}

/* Since when each text stands, and how often that was verified. */
static void
scope_standing(struct writer *w)
{
	const struct packet *p = w->p;
	const struct packet_document *d;
	const struct history *h;
	struct stretch s;
	const char *words;
	size_t i;

	writer_side(w, "", "Since the last change");
	for (i = 0; i < p->n_documents; i++) {
		d = &p->documents[i];
		h = d->history;
		if (d->junk != NULL || h->n_holdings == 0)
			continue;
		/* The look that found the text does not verify it. */
		stretch_make(h, h->holdings[h->n_holdings - 1].first_utc_ms + 1,
		    p->as_of_utc_ms, w->a, &s);
		words = stretch_words(&s, w->a);
		if (words != NULL)
			writer_fact(w, "log", "%s. %s.",
			    writer_esc(w, h->document), writer_esc(w, words));
	}
}

/* The dates that the texts state for themselves, quoted. */
static void
scope_dates(struct writer *w)
{
	static const struct doc_column columns[] = {
		{ 132, ALIGN_LEFT, "Document, version", 0 },
		{ 150, ALIGN_LEFT, "The text states", 0 },
		{ 46, ALIGN_LEFT, "Sheet", 0 },
		{ 46, ALIGN_LEFT, "First seen", 0 },
	};
	const struct packet *p = w->p;
	struct rows rows = { 0 };
	struct doc_cell cell;
	unsigned number;
	size_t i;

	for (i = 0; i < p->n_documents; i++) {
		const struct packet_document *d = &p->documents[i];
		const struct packet_text *t;

		if (!d->has_stated)
			continue;
		t = &p->texts[d->stated.text];
		cell = cell_empty();
		cell.quote = writer_words(w, &d->stated);
		cell.quote_mark = writer_mark(w, STATEMENT_QUOTE, cell.quote,
		    writer_sheet(w, t->sheet), &number);
		cell.quote_lang = writer_lang(t);
		(void)writer_bind(w, number, &d->stated, "stated-date");
		rows_add(w, &rows,
		    cell_markup(w,
			writer_fmt(w, "%s, %d", writer_esc(w, t->document),
			    t->version)));
		rows_add(w, &rows, cell);
		rows_add(w, &rows,
		    cell_markup(w,
			writer_fmt(w, "<a %s><m>%s</m></a>",
			    writer_sheet(w, t->sheet),
			    writer_sheet(w, t->sheet))));
		rows_add(w, &rows,
		    cell_plain(w, prose_day(w, t->facts->first_utc_ms)));
	}
	if (rows.n == 0)
		return;
	writer_side(w, "", "Dates that the texts state");
	writer_prose(w, DOC_PROSE,
	    "A stated date is the vendor’s claim. It is kept apart from the "
	    "day on which the text was first seen.");
	(void)writer_table(w, "Dates that the texts state", columns, 4, &rows);
}

static void
scope_notices(struct writer *w)
{
	writer_side(w, "", "Standing notices");
	writer_prose(w, DOC_SMALL,
	    "This packet reports what documents say, allow or reserve. It does "
	    "not decide whether a term can be enforced or whether anyone has "
	    "kept or broken a law.");
	writer_prose(w, DOC_SMALL,
	    "Whether a law applies depends on the place, the facts, and the "
	    "authority or court that applies it.");
	writer_prose(w, DOC_SMALL,
	    writer_fmt(w,
		"The preparer is independent of %s and is not affiliated with, "
		"endorsed by or paid by it.",
		prose_owner(w)));
	writer_prose(w, DOC_SMALL,
	    "Quoted words belong to their publishers and are given only as far "
	    "as the assessment needs them.");
}

void
chapter_scope(struct writer *w)
{
	const struct packet *p = w->p;

	writer_page(w, "page:scope", "1", "Scope and method");
	writer_side(w, "", "Covered");
	writer_fact(w, "log",
	    "The %s below, as recorded from the public web: every version "
	    "between %s and %s, the whole population and no sample.",
	    prose_count(w, p->n_documents, "document", "documents"),
	    prose_date(w, p->from_utc_ms), prose_date(w, p->to_utc_ms));
	scope_documents(w);
	scope_standing(w);
	scope_not_covered(w);
	scope_method(w);
	scope_dates(w);
	scope_notices(w);
}
