#include <string.h>

#include "base/clock.h"
#include "law/catalogue.h"
#include "report_in.h"

/* The normalised request: kind, subject, dates, level; no paths, keys, hosts. */
static void
log_request(struct writer *w)
{
	const struct packet *p = w->p;
	const char **lines = arena_new(w->a, 2, sizeof(*lines));
	char from[CLOCK_TEXT], to[CLOCK_TEXT];
	struct doc_verbatim *v;

	lines[0] = writer_fmt(w, "kind %s, subject %s, level %s", p->kind,
	    p->subject, p->sign ? p->level : "none");
	lines[1] =
	    writer_fmt(w, "from %s to %s", clock_rfc3339(p->from_utc_ms, from),
		clock_rfc3339(p->as_of_utc_ms, to));
	v = &writer_el(w, DOC_VERBATIM, NULL)->u.verbatim;
	v->lines = lines;
	v->n = 2;
}

static const char *
law_dates(struct writer *w)
{
	const char *out = "";
	size_t i;

	for (i = 0; i < catalogue_instruments(); i++) {
		const struct law_instrument *l = catalogue_instrument_at(i);

		out = writer_fmt(w, "%s%s%s (%s)", out, i == 0 ? "" : ", ",
		    l->name, l->as_of);
	}
	return out;
}

static void
log_facts(struct writer *w)
{
	static const struct doc_column columns[] = {
		{ 72, ALIGN_LEFT, "", 0 },
		{ 302, ALIGN_LEFT, "", 0 },
	};
	const struct packet *p = w->p;
	struct rows rows = { 0 };
	size_t i, looks = 0, versions = 0, gaps = 0;

	for (i = 0; i < p->n_documents; i++) {
		looks += p->documents[i].n_looks;
		versions += p->documents[i].n_versions;
		gaps += p->documents[i].n_gaps;
	}
	rows_add(w, &rows, cell_markup(w, "<g>Program</g>"));
	rows_add(w, &rows,
	    cell_plain(w,
		writer_fmt(w, "%s, extractor %u", p->release, p->extractor)));
	rows_add(w, &rows, cell_markup(w, "<g>Rules</g>"));
	rows_add(w, &rows,
	    cell_plain(
		w, "of this release; changed by a person: no statement"));
	rows_add(w, &rows, cell_markup(w, "<g>Law</g>"));
	rows_add(w, &rows,
	    cell_plain(w, writer_fmt(w, "catalogue as of: %s", law_dates(w))));
	rows_add(w, &rows, cell_markup(w, "<g>Faces</g>"));
	rows_add(w, &rows,
	    cell_plain(w, "Lato 2.0, Charis SIL 6.101, DejaVu Sans Mono 2.37"));
	rows_add(w, &rows, cell_markup(w, "<g>Population</g>"));
	rows_add(w, &rows,
	    cell_plain(w,
		writer_fmt(w, "%s %s, all of them; %s %s, %s %s; none left out",
		    prose_grouped(w, (int64_t)looks),
		    looks == 1 ? "look" : "looks",
		    prose_grouped(w, (int64_t)versions),
		    versions == 1 ? "version" : "versions",
		    prose_grouped(w, (int64_t)gaps),
		    gaps == 1 ? "gap" : "gaps")));
	rows_add(w, &rows, cell_markup(w, "<g>Made again</g>"));
	rows_add(w, &rows,
	    cell_plain(w, "same inputs give the same bytes before signing"));
	writer_table(w, "How this report was produced", columns, 2, &rows)
	    ->no_head = 1;
}

static void
log_none(struct writer *w)
{
	writer_fact(w, "log",
	    "No checkpoint of the archive\xe2\x80\x99s log covers this evidence "
	    "yet. So nothing here shows that the archive was not made anew "
	    "before this report; its evidence stands on the digests%s alone.",
	    w->p->sign ? " and the signature" : "");
}

/* The checkpoint, line by line as it is signed. */
static void
log_head(struct writer *w, const struct packet_log *l)
{
	const char **lines = arena_new(w->a, 3, sizeof(*lines));
	struct doc_verbatim *v;

	lines[0] = writer_fmt(w, "origin %s", l->origin);
	lines[1] = writer_fmt(w, "size   %llu", (unsigned long long)l->size);
	lines[2] = writer_fmt(w, "root   %s", digest_hex(&l->root).s);
	v = &writer_el(w, DOC_VERBATIM, NULL)->u.verbatim;
	v->lines = lines;
	v->n = 3;
}

static void
log_covered(struct writer *w, const struct packet_log *l)
{
	char time[CLOCK_TEXT];

	writer_fact(w, "log",
	    "A checkpoint of the archive\xe2\x80\x99s log with %s entries "
	    "covers every look, ruling and version that this report stands on. "
	    "It travels inside as <m>checkpoint.txt</m>%s.",
	    prose_grouped(w, (int64_t)l->size),
	    w->p->n_texts > 0 ? ", and <m>proofs/</m> has for each evidence "
				"sheet the proof that its look is an entry"
			      : "");
	log_head(w, l);
	if (l->token != NULL)
		writer_fact(w, "log",
		    "A time stamp by %s of %s shows that this head was there "
		    "at that time. It is inside as <m>checkpoint.tst</m>, over "
		    "the first %s lines of <m>checkpoint.txt</m>.",
		    writer_esc(w, l->token_name),
		    clock_second(l->token_utc_ms, time),
		    prose_number(w, l->token_lines));
	writer_prose(w, DOC_PROSE,
	    writer_fmt(w,
		"Whoever keeps this file holds the archive to that history: "
		"one that was made anew has another root and cannot continue "
		"this one. <m>proviso check --against checkpoint.txt</m> says "
		"so to whoever has the archive%s. The log does not show that "
		"what was entered was true, nor that no other log exists.",
		l->n_cosignatures == 0
		    ? ""
		    : writer_fmt(w, "; %s signed that they saw it, too",
			  prose_count(
			      w, l->n_cosignatures, "witness", "witnesses"))));
	if (w->p->sign)
		writer_prose(w, DOC_PROSE,
		    "This file itself was entered when it was issued; the "
		    "proof lies beside it as <m>.tlog-proof</m>, since no file "
		    "can hold its own. With the public key of the log, had "
		    "from elsewhere, <m>proviso verify --vkey</m> says LOGGED. "
		    "A file that a stolen key signed is in no log.");
}

void
chapter_log(struct writer *w)
{
	writer_page(w, "page:log", "10", "Provenance and log");
	writer_side(w, "", "How this report was produced");
	log_request(w);
	log_facts(w);
	writer_side(w, "", "The log");
	if (w->p->log == NULL)
		log_none(w);
	else
		log_covered(w, w->p->log);
}
