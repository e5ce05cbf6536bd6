#include <string.h>

#include "base/clock.h"
#include "report_in.h"

/* The topics of the analysed provisions in their order, each named once. */
static const char *
scope_topics(struct writer *w)
{
	enum { MOST = 7 }; /* what two lines of the cover hold */
	const struct packet *p = w->p;
	const char *seen[MOST], *out = "";
	size_t i, k, n = 0, more = 0;
	const char *t;

	for (i = 0; i < p->n_provisions; i++) {
		t = p->provisions[i].finding->topic.title;
		for (k = 0; k < n && strcmp(seen[k], t) != 0; k++)
			;
		if (k < n)
			continue;
		if (n == MOST) {
			more = 1;
			break;
		}
		seen[n++] = t;
		out = writer_fmt(
		    w, "%s%s%s", out, n == 1 ? ": " : ", ", writer_esc(w, t));
	}
	return more ? writer_fmt(w, "%s and others", out) : out;
}

static void
cover_row(struct writer *w, struct doc_cover *c, const char *label,
    const char *markup)
{
	struct doc_row *rows;

	if (markup[0] == '\0')
		return;
	rows = arena_new(w->a, c->n_rows + 1, sizeof(*rows));
	if (c->n_rows > 0)
		memcpy(rows, c->rows, c->n_rows * sizeof(*rows));
	rows[c->n_rows].label = label;
	rows[c->n_rows].value = writer_text(w, markup);
	c->rows = rows;
	c->n_rows++;
}

/* The subtitle is plain words, not markup. */
static const char *
plain_possessive(struct writer *w)
{
	const char *owner = w->p->owner;

	return writer_fmt(w,
	    owner[strlen(owner) - 1] == 's' ? "%s\xe2\x80\x99"
					    : "%s\xe2\x80\x99s",
	    owner);
}

static const char *
cover_subtitle(struct writer *w)
{
	const struct packet *p = w->p;
	const char *from = prose_date(w, p->from_utc_ms);
	const char *to = prose_date(w, p->to_utc_ms);

	if (strcmp(p->kind, "provision") == 0)
		return writer_fmt(w,
		    "Provision sheet: one clause of %s, %s to %s",
		    p->documents[0].history->document, from, to);
	if (p->owner[0] != '\0')
		return writer_fmt(w,
		    "Due-diligence packet: what %s published documents said, "
		    "%s to %s",
		    plain_possessive(w), from, to);
	return writer_fmt(w,
	    "Due-diligence packet: what the documents published for %s said, "
	    "%s to %s",
	    p->platform, from, to);
}

static const char *
prepared_by(struct writer *w)
{
	const char *who = w->p->template.prepared_by;
	const char *of = w->p->template.organisation;

	return writer_fmt(w, "%s%s%s", writer_esc(w, who),
	    who[0] != '\0' && of[0] != '\0' ? ", " : "", writer_esc(w, of));
}

static void
cover_rows(struct writer *w, struct doc_cover *c)
{
	const struct packet *p = w->p;
	char issued[CLOCK_TEXT];

	cover_row(w, c, "Subject",
	    p->owner[0] != '\0'
		? writer_fmt(w, "%s, a service of %s",
		      writer_esc(w, p->platform), prose_owner(w))
		: writer_esc(w, p->platform));
	cover_row(w, c, "Scope",
	    writer_fmt(w, "%s, %s%s",
		prose_capital(
		    w, prose_count(w, p->n_documents, "document", "documents")),
		prose_count(w, p->n_provisions, "analysed provision",
		    "analysed provisions"),
		scope_topics(w)));
	cover_row(w, c, "Period",
	    writer_fmt(w, "%s UTC to %s UTC", prose_minute(w, p->from_utc_ms),
		prose_minute(w, p->to_utc_ms)));
	cover_row(w, c, "Report",
	    p->previous[0] == '\0'
		? writer_fmt(w, "<m>%s</m>", p->id)
		: writer_fmt(
		      w, "<m>%s</m>, follows <m>%s</m>", p->id, p->previous));
	cover_row(
	    w, c, "Classification", writer_esc(w, p->template.classification));
	cover_row(
	    w, c, "Prepared for", writer_esc(w, p->template.prepared_for));
	cover_row(w, c, "Prepared by", prepared_by(w));
	if (p->sign)
		cover_row(w, c, "Reviewed",
		    "by no person; every statement is made by rules");
	cover_row(w, c, p->sign ? "Issued" : "Rendered",
	    writer_fmt(w, "%s UTC", clock_second(p->rendered_utc_ms, issued)));
}

static void
seal_rows(struct writer *w, struct doc_cover *c)
{
	const struct packet *p = w->p;
	struct doc_row *seal;
	struct doc_text *covers;

	if (!p->sign)
		return;
	covers = arena_new(w->a, 2, sizeof(*covers));
	covers[0] = writer_text(w,
	    "Every byte of this file, the evidence inside it included, except "
	    "the bytes of the signature itself. The file is certified: any "
	    "later change makes it fail, except validation data, time stamps "
	    "and a countersignature in the field kept for it.");
	covers[1] = writer_text(w,
	    p->tsa[0] != '\0'
		? "It shows that these bytes existed at the time stamped and "
		  "have not changed since. It does not show that a server sent "
		  "them, nor that an opinion in it is right."
		: "It shows that the holder of the key signed these bytes and "
		  "that they have not changed since. It does not show when, nor "
		  "that a server sent them, nor that an opinion in it is right.");
	c->covers = covers;
	c->n_covers = 2;
	seal = arena_new(w->a, 3, sizeof(*seal));
	seal[0].label = "Signer";
	seal[0].value = doc_text_plain(w->a, p->signer);
	seal[1].label = "Level";
	seal[1].value = doc_text_plain(w->a,
	    p->certify > 0
		? writer_fmt(w,
		      "PAdES-B-%c when issued, %s; certified (DocMDP %d)",
		      p->level[0] == 'b' ? 'B' : 'T', p->algorithm, p->certify)
		: writer_fmt(w, "PAdES-B-%c when issued, %s",
		      p->level[0] == 'b' ? 'B' : 'T', p->algorithm));
	seal[2].label = "Time stamp";
	seal[2].value = doc_text_plain(w->a,
	    p->tsa[0] == '\0'
		? "none"
		: writer_fmt(w,
		      "by %s (RFC 3161); proviso verify prints its time",
		      p->tsa));
	c->seal = seal;
	c->n_seal = 3;
}

/*
 * What cannot be relied on stands on the cover, not in a footnote: documents
 * whose text is no policy, and those whose newest looks found nothing usable.
 */
static const char *
cover_warning(struct writer *w)
{
	const struct packet *p = w->p;
	const char *out = "";
	size_t i, n = 0;

	for (i = 0; i < p->n_documents; i++) {
		const struct packet_document *d = &p->documents[i];

		if (d->junk == NULL && d->stale_utc_ms == 0)
			continue;
		n++;
		if (d->junk != NULL)
			out = writer_fmt(w, "%s %s: %s.", out,
			    d->history->document, d->junk);
		else
			out = writer_fmt(w,
			    "%s %s: no usable text since %s (%s); what is "
			    "quoted was seen before.",
			    out, d->history->document,
			    prose_date(w, d->stale_utc_ms), d->stale);
	}
	if (n == 0)
		return NULL;
	return writer_fmt(w, "%s%s",
	    n == p->n_documents
		? "No document of this service is a usable policy today."
		: "Not every document is a usable policy today.",
	    out);
}

void
chapter_cover(struct writer *w)
{
	struct doc_cover *c = &writer_el(w, DOC_COVER, "page:cover")->u.cover;

	c->kicker = "Vendor policy evidence";
	c->title = w->p->platform;
	c->subtitle = cover_subtitle(w);
	cover_rows(w, c);
	seal_rows(w, c);
	c->seal_note = writer_text(w,
	    "The last line is the SHA-256 of <m>evidence.json</m>, embedded in "
	    "this file. A file cannot print its own digest; this one names the "
	    "digest of every other part.");
	c->warning = cover_warning(w);
}
