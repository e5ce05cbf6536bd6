#include <string.h>

#include "report_in.h"

static void
cert(struct writer *w, const char *number, const char *markup, const char *f1,
    const char *f2, const char *f3)
{
	struct doc_cert *c = &writer_el(w, DOC_CERT, NULL)->u.cert;
	const char **fields = arena_new(w->a, 3, sizeof(*fields));

	c->number = number;
	c->words = writer_text(w, markup);
	fields[0] = f1;
	fields[1] = f2;
	fields[2] = f3;
	c->fields = fields;
	c->n_fields = f1 == NULL ? 0 : f2 == NULL ? 1 : f3 == NULL ? 2 : 3;
}

/*= FRE 902(13), 902(14); 28 U.S.C. 1746: a person certifies, not a program. */
void
chapter_certification(struct writer *w)
{
	const struct packet *p = w->p;

	writer_page(w, "page:cert", "12", "Draft certification");
	writer_prose(w, DOC_PROSE,
	    "For use under the Federal Rules of Evidence 902(13) and 902(14) "
	    "and 28 U.S.C. § 1746. A draft for counsel: the fields are empty, "
	    "nobody has signed it, and it is no part of the signed findings.");
	cert(w, "1", "My name, employer and position are:", "Name", "Employer",
	    NULL);
	cert(w, "", "", "Position", NULL, NULL);
	cert(w, "2",
	    "By training and experience I am able to make this certification, "
	    "because:",
	    "Training and experience", NULL, NULL);
	cert(w, "3",
	    writer_fmt(w,
		"The data are the file <m>%s</m>, report <m>%s</m>, and the "
		"captures embedded in it, listed on page <page page:files/> "
		"with their digests.",
		writer_esc(w, p->file_name), p->id),
	    NULL, NULL, NULL);
	cert(w, "4",
	    "The records were made by the source named on each evidence sheet "
	    "and taken over by an electronic process: a program stored the "
	    "bytes as recorded and computed their SHA-256.",
	    NULL, NULL, NULL);
	cert(w, "5",
	    "The process gives an accurate result. This can be tested and is "
	    "not only asserted: <m>proviso check --read-data</m> computes every "
	    "stored digest again and compares.",
	    "Date of my own test", "Result", NULL);
	cert(w, "6",
	    "I compared the copies with the originals by their digests, as set "
	    "out in “How to verify”. The digests were equal.",
	    "Computed on (date, machine)", NULL, NULL);
	cert(w, "7", "The digests were disclosed to the other party on:",
	    "Date and manner", NULL, NULL);
	cert(w, "",
	    "I declare under penalty of perjury under the laws of the United "
	    "States of America that the foregoing is true and correct.",
	    "Signature", "Date", "Place");
	writer_prose(w, DOC_NOTE,
	    "Signed outside the United States, 28 U.S.C. § 1746(1) asks for "
	    "the words “under the laws of the United States of America”; "
	    "inside, they may be left out. Local counsel should settle the "
	    "wording. An electronic seal on this file is no substitute for "
	    "this signature.");
}

void
chapter_index(struct writer *w)
{
	struct doc_index *x;
	struct doc_page *page;

	writer_page(w, "page:index", "13", "Index of statements");
	page = &w->els[w->n - 1].u.page;
	page->contents = "Index of statements; embedded files";
	x = &writer_el(w, DOC_INDEX, NULL)->u.index;
	x->rows = w->index;
	x->n = w->n_index;
}

static void
comparison_row(
    struct writer *w, struct rows *rows, const struct packet_other *o)
{
	const struct packet_text *t = &w->p->texts[o->words.text];
	struct doc_cell first, cell = cell_empty(), bound;
	struct doc_text paras[3];
	struct digest sha;
	unsigned number;

	cell.quote = writer_words(w, &o->words);
	cell.quote_mark = writer_mark(
	    w, STATEMENT_QUOTE, cell.quote, writer_sheet(w, t->sheet), &number);
	cell.quote_lang = writer_lang(t);
	cell.cut_before = o->cut_before;
	cell.cut_after = o->cut_after;
	sha = writer_bind(w, number, &o->words, "comparison");
	first = cell_two(w,
	    writer_fmt(w, "<b>%s</b>", writer_esc(w, o->platform)),
	    writer_fmt(w, "%s <g>recorded %s</g>", writer_esc(w, o->document),
		prose_day(w, o->recorded_utc_ms)));
	first.mark = cell.quote_mark;
	rows_add(w, rows, first);
	rows_add(w, rows, cell);
	rows_add(w, rows,
	    cell_plain(w, o->default_word[0] == '\0' ? "–" : o->default_word));
	rows_add(
	    w, rows, cell_plain(w, o->opt_out[0] == '\0' ? "–" : o->opt_out));
	rows_add(w, rows,
	    cell_plain(w, o->goes_on[0] == '\0' ? "not stated" : o->goes_on));
	rows_add(w, rows, cell_score(w, o->score));
	paras[0] = writer_text(
	    w, writer_fmt(w, "<m>v%d of %d</m>", t->version, t->versions));
	paras[1] = writer_text(w,
	    writer_fmt(w, "<m>%s+%zu</m>",
		prose_grouped(w, (int64_t)o->words.start),
		o->words.end - o->words.start));
	paras[2] =
	    writer_text(w, writer_fmt(w, "<m>%.12s</m>", digest_hex(&sha).s));
	bound = cell_texts(w, paras, 3);
	rows_add(w, rows, bound);
}

/* Up to ten platforms on the topic of the first provision. */
void
chapter_comparison(struct writer *w)
{
	static const struct doc_column columns[] = {
		{ 86, ALIGN_LEFT, "Platform, document", 0 },
		{ 176, ALIGN_LEFT, "Words", 0 },
		{ 38, ALIGN_LEFT, "Default", 0 },
		{ 42, ALIGN_LEFT, "Opt-out", 0 },
		{ 62, ALIGN_LEFT, "Goes on after opt-out", 0 },
		{ 32, ALIGN_RIGHT, "Score", 0 },
		{ 64, ALIGN_LEFT, "Bound to", 0 },
	};
	const struct packet_provision *pp;
	const struct packet *p = w->p;
	struct rows rows = { 0 };
	const char *title;
	size_t i;

	if (p->n_provisions == 0 || p->provisions[0].n_others < 2)
		return;
	pp = &p->provisions[0];
	title = writer_fmt(w, "%s platforms on %s",
	    prose_capital(w, prose_number(w, pp->n_others)),
	    pp->finding->topic.title);
	writer_page(w, "page:annex", "A", title);
	writer_prose(w, DOC_PROSE,
	    writer_fmt(w,
		"As of %s; what a business contract says may differ. Ordered "
		"by likeness to P-01.",
		prose_date(w, p->as_of_utc_ms)));
	for (i = 0; i < pp->n_others; i++)
		comparison_row(w, &rows, &pp->others[i]);
	writer_table(w, title, columns, 7, &rows)->wide = 1;
	writer_prose(w, DOC_NOTE2,
	    writer_fmt(w,
		"Default: what happens when the person does nothing. Opt-out: "
		"whether the clause offers one. “Bound to”: version, first "
		"byte and length in the normal text. [...]: the sentence began "
		"before, or goes on; the whole clause is in the text that is "
		"embedded. Topic by rule <m>%s</m>; score: cosine of tf-idf "
		"word weights. The score orders the table and judges nothing. "
		"The columns on default, opt-out and exceptions are "
		"interpretations by rules.",
		pp->finding->topic.topic));
}
