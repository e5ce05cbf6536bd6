#include <string.h>

#include "base/clock.h"
#include "report_in.h"

struct custody {
	struct rows rows;
	size_t n;
};

static void
custody_row(struct writer *w, struct custody *c, int64_t utc_ms,
    const char *who, const char *act, const struct digest *in,
    const struct digest *out)
{
	char when[CLOCK_TEXT];

	c->n++;
	rows_add(w, &c->rows, cell_markup(w, writer_fmt(w, "%zu", c->n)));
	rows_add(w, &c->rows,
	    utc_ms == 0 ? cell_plain(w, "\xe2\x80\x93")
			: cell_plain(w, clock_second(utc_ms, when)));
	rows_add(w, &c->rows, cell_markup(w, who));
	rows_add(w, &c->rows, cell_markup(w, act));
	rows_add(w, &c->rows,
	    in == NULL ? cell_markup(w, "<g>none before</g>")
		       : cell_digest(w, in, 16, 2));
	rows_add(w, &c->rows,
	    out == NULL ? cell_markup(w, "<g>see the cover</g>")
			: cell_digest(w, out, 16, 2));
}

/* Was the page fetched by this program, or taken over from others? */
static bool
custody_own(const struct packet_text *t)
{
	return strncmp(t->look->method, "capture", 7) == 0;
}

static size_t
custody_imported(const struct history *h)
{
	size_t i, n = 0;

	for (i = 0; i < h->n_looks; i++)
		n += strncmp(h->looks[i].method, "capture", 7) != 0;
	return n;
}

static void
custody_fetched(
    struct writer *w, struct custody *c, const struct packet_text *t)
{
	custody_row(w, c, t->look->time_utc_ms,
	    writer_fmt(w, "<m>proviso %s</m>", writer_esc(w, t->look->method)),
	    "Fetched the page of E-01, and kept how: heads, address, "
	    "certificates",
	    NULL, &t->look->raw);
	custody_row(w, c, 0, "The archive",
	    "Stored it; read it back and digested it again", &t->look->raw,
	    &t->look->raw);
}

static void
custody_taken(struct writer *w, struct custody *c, const struct packet_text *t,
    size_t looks)
{
	custody_row(w, c, t->look->time_utc_ms,
	    prose_capital(w, writer_esc(w, w->p->source)),
	    "Recorded the page of E-01", NULL, &t->look->raw);
	custody_row(w, c, 0,
	    writer_fmt(w, "<m>proviso %s</m>", writer_esc(w, t->look->method)),
	    writer_fmt(w,
		"Took over %s of this platform; read each back and "
		"digested it again",
		prose_count(w, looks, "record", "records")),
	    &t->look->raw, &t->look->raw);
}

/* From bytes to text; of a PDF by way of words. */
static void
custody_text(struct writer *w, struct custody *c, const struct packet_text *t)
{
	const struct digest *from = &t->look->raw;

	if (t->words != NULL) {
		custody_row(w, c, 0, writer_esc(w, t->words->maker),
		    "Gave the words of the PDF", from, &t->words->part.sha);
		from = &t->words->part.sha;
	}
	custody_row(w, c, 0, writer_fmt(w, "Extractor %u", w->p->extractor),
	    t->words == NULL ? "Bytes to normal text, the working copy"
			     : "Words to normal text, the working copy",
	    from, &t->facts->text);
}

static bool
custody_pdf(const struct packet *p)
{
	size_t i;

	for (i = 0; i < p->n_texts; i++)
		if (p->texts[i].words != NULL)
			return true;
	return false;
}

/* What is kept of the servers themselves. */
static const char *
custody_authenticity(const struct packet *p)
{
	size_t i, own = 0;

	for (i = 0; i < p->n_texts; i++)
		own += custody_own(&p->texts[i]);
	if (own == 0)
		return "Digests at each step. The source archive kept no "
		       "certificates of the server and no time stamp.";
	if (own == p->n_texts)
		return "Digests at each step. The archive keeps the "
		       "certificates that servers sent; their digests stand "
		       "in <m>evidence.json</m>.";
	return "Digests at each step. Of pages fetched by proviso the archive "
	       "keeps the servers\xe2\x80\x99 certificates; of the others "
	       "none were kept, and no time stamp.";
}

/* The way of the first text quoted, from its source to this report. */
static void
custody_table(struct writer *w)
{
	static const struct doc_column columns[] = {
		{ 24, ALIGN_LEFT, "No.", 0 },
		{ 78, ALIGN_LEFT, "When (UTC)", 0 },
		{ 122, ALIGN_LEFT, "Who or what", 0 },
		{ 136, ALIGN_LEFT, "Act and reason", 0 },
		{ 70, ALIGN_LEFT, "Digest in", 0 },
		{ 70, ALIGN_LEFT, "Digest out", 0 },
	};
	const struct packet *p = w->p;
	struct custody c = { 0 };
	size_t i, looks = 0;

	for (i = 0; i < p->n_documents; i++)
		looks += custody_imported(p->documents[i].history);
	for (i = 0; i < p->n_texts; i++)
		if (p->texts[i].sheet == 1)
			break;
	if (i < p->n_texts) {
		const struct packet_text *t = &p->texts[i];

		if (custody_own(t))
			custody_fetched(w, &c, t);
		else
			custody_taken(w, &c, t, looks);
		custody_text(w, &c, t);
		if (p->log != NULL)
			custody_row(w, &c, 0, "The archive\xe2\x80\x99s log",
			    writer_fmt(w,
				"Entered all of it; a checkpoint of %s entries "
				"covers it",
				prose_grouped(w, (int64_t)p->log->size)),
			    &t->facts->text, &t->facts->text);
		custody_row(w, &c, p->rendered_utc_ms,
		    writer_fmt(w, "<m>proviso report %s</m>", p->kind),
		    "Rendered this report and its manifest", &t->facts->text,
		    NULL);
	} else {
		custody_row(w, &c, p->rendered_utc_ms,
		    writer_fmt(w, "<m>proviso report %s</m>", p->kind),
		    "Rendered this report; no text is quoted in it", NULL,
		    NULL);
	}
	writer_table(w, "Custody", columns, 6, &c.rows)->wide = 1;
	writer_prose(w, DOC_NOTE,
	    "Digests: SHA-256, first 16 digits; in full in "
	    "<m>evidence.json</m>. Where in and out are alike, the bytes were "
	    "moved, not changed. The way of E-01 stands for all sheets: each "
	    "prints its own digests.");
}

void
chapter_custody(struct writer *w)
{
	static const struct doc_column columns[] = {
		{ 100, ALIGN_LEFT, "", 0 },
		{ 274, ALIGN_LEFT, "", 0 },
	};
	const char *const rows_of[][2] = {
		{ "<b>Authenticity</b>", custody_authenticity(w->p) },
		{ "<b>Availability</b>",
		    "Every quoted capture is inside this file; nothing has to "
		    "be fetched." },
		{ "<b>Identity</b>",
		    "A quote is named by document, version, byte range and "
		    "digest." },
		{ "<b>Persistence</b>",
		    "Evidence can be checked while SHA-256 and the signature\xe2"
		    "\x80\x99s algorithm hold." },
		{ "<b>Renderability</b>",
		    "PDF/A-3; texts in UTF-8; captures as recorded. All faces "
		    "are embedded." },
		{ "<b>Understandability</b>",
		    "Method on page <page page:scope/>, legends on page <page "
		    "page:read/>; extractor and rules named." },
	};
	struct rows rows = { 0 };
	size_t i;

	writer_page(w, "page:custody", "9", "Custody and preservation");
	writer_prose(w, DOC_PROSE,
	    "Who or what held the evidence, when, why, and what it was before "
	    "and after. A digest that goes out of one row comes into the "
	    "next.");
	custody_table(w);
	writer_side(w, "", "Preservation");
	for (i = 0; i < 6; i++) {
		rows_add(w, &rows, cell_markup(w, rows_of[i][0]));
		rows_add(w, &rows, cell_markup(w, rows_of[i][1]));
	}
	writer_table(w, "Preservation", columns, 2, &rows)->no_head = 1;
	writer_side(w, "", "Two copies");
	writer_prose(w, DOC_PROSE,
	    writer_fmt(w,
		"The bytes as recorded are the evidentiary copy. The normal "
		"text is the working copy: it can be made again from the bytes "
		"%sby extractor %u, and <m>proviso verify</m> does so.",
		custody_pdf(w->p) ? "(of a PDF from the words embedded beside "
				    "it, which another program gave) "
				  : "",
		w->p->extractor));
}
