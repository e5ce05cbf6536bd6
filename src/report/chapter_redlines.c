#include <string.h>

#include "report_in.h"

/* How many of the first n changes of provision i are drawn. */
static size_t
drawn(const struct packet *p, size_t i, size_t n)
{
	size_t k, count = 0;

	for (k = 0; k < n; k++)
		count += p->provisions[i].changes[k].drawn != 0;
	return count;
}

unsigned
redline_sheet(const struct packet *p, size_t i, size_t c)
{
	size_t k, n = p->n_texts;

	for (k = 0; k < i; k++)
		n += drawn(p, k, p->provisions[k].n_changes);
	return (unsigned)(n + drawn(p, i, c) + 1);
}

size_t
redline_count(const struct packet *p)
{
	size_t i, n = 0;

	for (i = 0; i < p->n_provisions; i++)
		n += drawn(p, i, p->provisions[i].n_changes);
	return n;
}

static const char *
change_title(struct writer *w, size_t i, const struct packet_change *c)
{
	const char *what = "other words";

	if (c->predecessor)
		what = "another clause stood here";
	else if (c->state == CLAUSE_SPLIT)
		what = "split";
	else if (c->state == CLAUSE_MERGED)
		what = "merged";
	return writer_fmt(
	    w, "%s on %s: %s", writer_p(w, i), prose_date(w, c->utc_ms), what);
}

static struct doc_redline_end
change_end(struct writer *w, const struct packet_range *r, const char *role,
    const char *sheet)
{
	const struct packet_text *t = &w->p->texts[r->text];
	const struct version *v = t->facts;
	struct doc_redline_end end;
	const char *mark;

	mark = writer_mark(
	    w, STATEMENT_QUOTE, writer_words(w, r), sheet, &end.number);
	(void)mark;
	end.sha = writer_bind(w, end.number, r, role);
	end.words =
	    writer_fmt(w, "version %d, bytes %s to %s of %s, seen %s to %s",
		v->number, prose_grouped(w, (int64_t)r->start),
		prose_grouped(w, (int64_t)r->end),
		prose_grouped(w, (int64_t)t->page->len),
		prose_day(w, v->first_utc_ms), prose_day(w, v->last_utc_ms));
	return end;
}

static void
redline(struct writer *w, size_t i, size_t k)
{
	const struct packet_change *c = &w->p->provisions[i].changes[k];
	const char *sheet = writer_sheet(w, redline_sheet(w->p, i, k));
	struct doc_redline *r;
	struct doc_sheet *s;

	s = &writer_el(w, DOC_SHEET, sheet)->u.sheet;
	s->number = sheet;
	s->title = change_title(w, i, c);
	r = &writer_el(w, DOC_REDLINE, NULL)->u.redline;
	r->diff = c->diff;
	r->from = change_end(w, &c->from, "redline-from", sheet);
	r->to = change_end(w, &c->to, "redline-to", sheet);
	writer_fact(w, sheet, "%s out, %s in; class of the version: %s.",
	    prose_capital(
		w, prose_count(w, c->diff.words_out, "word", "words")),
	    prose_count(w, c->diff.words_in, "word", "words"),
	    ruling_name(c->ruling));
}

/* What stands in the place of a redline that has no words any more. */
static size_t
left_out(struct writer *w)
{
	const struct packet_change *c;
	size_t i, k, n = 0;

	for (i = 0; i < w->p->n_provisions; i++)
		for (k = 0; k < w->p->provisions[i].n_changes; k++) {
			c = &w->p->provisions[i].changes[k];
			if (c->withheld == NULL)
				continue;
			writer_fact(w, "log", "%s on %s: no redline, since %s.",
			    writer_p(w, i), prose_date(w, c->utc_ms),
			    prose_withheld(w, c->withheld));
			n++;
		}
	return n;
}

void
chapter_redlines(struct writer *w)
{
	const struct packet *p = w->p;
	size_t i, k;

	writer_page(w, "page:red", "8", "Evidence: changed words");
	if (redline_count(p) == 0) {
		if (left_out(w) == 0)
			writer_prose(w, DOC_PROSE,
			    "The words of no analysed provision changed in "
			    "the period.");
		return;
	}
	writer_prose(w, DOC_PROSE,
	    "Words taken out are <del>struck through</del>; words put in are "
	    "<ins>underlined</ins>. A bar in the margin stands beside each "
	    "changed line. Both survive a copy in grey; read aloud, they are "
	    "announced as \xe2\x80\x9c"
	    "deleted\xe2\x80\x9d and \xe2\x80\x9c"
	    "inserted\xe2\x80\x9d.");
	for (i = 0; i < p->n_provisions; i++)
		for (k = 0; k < p->provisions[i].n_changes; k++)
			if (p->provisions[i].changes[k].drawn)
				redline(w, i, k);
	(void)left_out(w);
}
