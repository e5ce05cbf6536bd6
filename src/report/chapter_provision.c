#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "report_in.h"

/*
 * A clause longer than this is quoted from its start up to the end of a block
 * or sentence, and marked as going on; the manifest binds what is shown.
 */
#define EXCERPT_MAX 2600
/* Up to here the excerpt has the larger size of MEASURES section 3. */
#define EXCERPT_LARGE 1100

static void
sheet_line(struct writer *w, const struct packet_provision *pp)
{
	const char *document = w->p->documents[pp->document].history->document;
	struct doc_title_line *line;

	line = &writer_el(w, DOC_TITLE_LINE, NULL)->u.title_line;
	line->exposure = pp->finding->exposure;
	line->words = writer_fmt(w, "%s%s%s. First seen %s, %s since.",
	    document, pp->place[0] == '\0' ? "" : ", ", pp->place,
	    prose_date(w, pp->provision->first_utc_ms),
	    provision_changes(pp) == 0
		? "not changed"
		: writer_fmt(
		      w, "changed %s", prose_times(w, provision_changes(pp))));
}

/* "Provisions P-01 to P-12" in the contents, once, at the first sheet. */
static const char *
sheets_contents(struct writer *w)
{
	const size_t n = w->p->n_provisions;

	if (n == 1)
		return "Provision P-01";
	return writer_fmt(
	    w, "Provisions %s to %s", writer_p(w, 0), writer_p(w, n - 1));
}

static void
sheet_head(struct writer *w, size_t i)
{
	const struct packet_provision *pp = &w->p->provisions[i];
	const struct finding *f = pp->finding;
	const char *id = writer_p(w, i);
	struct doc_page *page;

	writer_page(w, writer_p_anchor(w, i), id, f->headline);
	page = &w->els[w->n - 1].u.page;
	page->running = writer_fmt(w, "Provision %s", id);
	page->outline = writer_fmt(w, "%s %s", id, f->headline);
	page->outline_level = 2;
	page->contents = i == 0 ? sheets_contents(w) : NULL;
	page->contents_number = "4";
	sheet_line(w, pp);
}

/*
 * Usual terms do not get a page each: their sheets follow one another, as
 * evidence sheets do, under one title.
 */
static void
sheet_head_low(struct writer *w, size_t i)
{
	const struct packet_provision *pp = &w->p->provisions[i];
	const char *id = writer_p(w, i);
	struct doc_page *page;
	struct doc_sheet *s;

	if (i == 0 ||
	    w->p->provisions[i - 1].finding->exposure != EXPOSURE_LOW) {
		writer_page(w, "page:low", "", "Provisions of low exposure");
		page = &w->els[w->n - 1].u.page;
		page->outline_level = 2;
		page->contents = i == 0 ? sheets_contents(w) : NULL;
		page->contents_number = "4";
	}
	s = &writer_el(w, DOC_SHEET, writer_p_anchor(w, i))->u.sheet;
	s->number = id;
	s->title = pp->finding->headline;
	sheet_line(w, pp);
}

static int64_t
due_day(struct writer *w, const struct action_item *a)
{
	return w->p->as_of_utc_ms + (int64_t)a->due_days * 86400000;
}

static void
sheet_do_next(struct writer *w, const struct packet_provision *pp, size_t i)
{
	const struct finding *f = pp->finding;
	struct doc_do_next *d;

	if (f->n_actions == 0)
		return;
	d = &writer_el(w, DOC_DO_NEXT, NULL)->u.do_next;
	d->action = f->actions[0].text;
	d->rest = writer_text(w,
	    writer_fmt(w, "%s, by %s.%s", writer_esc(w, f->actions[0].owner),
		prose_date(w, due_day(w, &f->actions[0])),
		f->n_actions == 1
		    ? ""
		    : writer_fmt(w, " %s actions: page <page actions:%zu/>.",
			  f->n_actions == 2
			      ? "Both"
			      : writer_fmt(
				    w, "All %s", prose_number(w, f->n_actions)),
			  i)));
}

static void
sheet_list(struct writer *w, const char *number, const char *side,
    const struct statement_list *l)
{
	if (l->n == 0)
		return;
	writer_side(w, number, side);
	writer_ruled_list(w, l);
}

/* The last end of a sentence or block at or before max; max if there is none. */
static size_t
excerpt_cut(const char *s, size_t n, size_t max)
{
	size_t i;

	if (n <= max)
		return n;
	for (i = max; i > max / 2; i--) {
		if (s[i] == '\n')
			break;
		if (s[i] == ' ' && (s[i - 1] == '.' || s[i - 1] == ';'))
			break;
	}
	if (i == max / 2)
		return utf8_cut(s, n, max);
	while (i > 0 && (s[i - 1] == '\n' || s[i - 1] == ' '))
		i--;
	return i;
}

static const char *
version_line(struct writer *w, const struct packet_text *t)
{
	const struct version *v = t->facts;

	if (v->n_looks == 1)
		return writer_fmt(w, "%d of %d, seen once, %s UTC", v->number,
		    t->versions, prose_minute(w, v->first_utc_ms));
	return writer_fmt(w, "%d of %d, seen %s times, %s to %s UTC", v->number,
	    t->versions, prose_grouped(w, (int64_t)v->n_looks),
	    prose_minute(w, v->first_utc_ms), prose_minute(w, v->last_utc_ms));
}

static void
sheet_excerpt(struct writer *w, const struct packet_provision *pp)
{
	const struct packet_text *t = &w->p->texts[pp->words.text];
	struct packet_range words = pp->words;
	const char *mark, *s = t->page->text + words.start;
	const size_t n = words.end - words.start;
	const size_t shown = excerpt_cut(s, n, EXCERPT_MAX);
	struct doc_quote *q;
	unsigned number;

	words.end = words.start + shown;
	writer_side(w, "", "Excerpt");
	mark = writer_mark(w, STATEMENT_QUOTE, writer_words(w, &words),
	    writer_sheet(w, t->sheet), &number);
	q = &writer_el(w, DOC_QUOTE, writer_fmt(w, "st:%s", mark))->u.quote;
	q->number = number;
	q->words = s;
	q->len = shown;
	q->large = shown <= EXCERPT_LARGE;
	q->cut_after = shown < n;
	q->source = writer_fmt(w, "%s, %s%s%s",
	    t->owner[0] != '\0' ? t->owner : t->platform, t->document,
	    pp->place[0] == '\0' ? "" : ", ", pp->place);
	q->version = version_line(w, t);
	q->start = (int64_t)words.start;
	q->end = (int64_t)words.end;
	q->size = (int64_t)t->page->len;
	q->evidence = writer_sheet(w, t->sheet);
	q->lang = writer_lang(t);
	q->sha = writer_bind(w, number, &words, "excerpt");
}

static void
sheet_laws(struct writer *w, const struct finding *f)
{
	static const struct doc_column columns[] = {
		{ 112, ALIGN_LEFT, "Law and article", 0 },
		{ 92, ALIGN_LEFT, "Who enforces it", 0 },
		{ 170, ALIGN_LEFT, "Why the clause touches it", 0 },
	};
	const char **marks;
	struct rows rows = { 0 };
	size_t i;

	if (f->n_laws == 0)
		return;
	writer_side(w, "1", "Regulatory landscape");
	marks = arena_new(w->a, 2 * f->n_laws, sizeof(*marks));
	for (i = 0; i < f->n_laws; i++) {
		const struct law_link *l = &f->laws[i];
		const char *units = law_short(w, l);

		marks[2 * i] = writer_mark(w, STATEMENT_CITATION,
		    writer_fmt(w, "%s %s", law_title(l->instrument), units),
		    "in force", NULL);
		marks[2 * i + 1] =
		    writer_mark(w, STATEMENT_INTERPRETATION, l->why.text,
			writer_fmt(w, "%s, %s",
			    confidence_title(l->why.confidence), l->why.rule),
			NULL);
		rows_add(w, &rows,
		    cell_two(w,
			writer_fmt(w, "<b>%s</b>", law_title(l->instrument)),
			writer_esc(w, units)));
		rows_add(w, &rows, cell_plain(w, l->authority));
		rows_add(
		    w, &rows, cell_markup(w, writer_voices(w, l->why.text)));
	}
	writer_table(w, "Regulatory landscape", columns, 3, &rows)->row_marks =
	    marks;
}

static void
sheet_governance(struct writer *w, const struct packet_provision *pp, size_t i)
{
	const struct finding *f = pp->finding;
	size_t k;

	writer_side(w, "2", "Governance exposure");
	writer_el(w, DOC_EXPOSURE, NULL)->u.exposure = f->exposure;
	writer_ruled_list(w, &f->governance);
	for (k = 0; k < pp->n_changes; k++) {
		const struct packet_change *c = &pp->changes[k];
		const char *sheet = writer_sheet(w, redline_sheet(w->p, i, k));

		if (c->predecessor && c->withheld == NULL)
			writer_fact(w, sheet,
			    "Before %s another clause stood here. The change "
			    "is set out on page <page %s/>.",
			    prose_date(w, c->utc_ms), sheet);
	}
}

static void
sheet_actions(struct writer *w, const struct packet_provision *pp, size_t i)
{
	static const struct doc_column columns[] = {
		{ 30, ALIGN_LEFT, "No.", 0 },
		{ 200, ALIGN_LEFT, "Action", 0 },
		{ 92, ALIGN_LEFT, "Owner", 0 },
		{ 52, ALIGN_LEFT, "Due", 0 },
	};
	const struct finding *f = pp->finding;
	struct rows rows = { 0 };
	size_t k;

	if (f->compliance.n == 0 && f->n_actions == 0)
		return;
	writer_side(w, "5", "Compliance considerations");
	writer_ruled_list(w, &f->compliance);
	if (f->n_actions == 0)
		return;
	writer_el(w, DOC_H3, writer_fmt(w, "actions:%zu", i))->u.text =
	    writer_text(w, "Actions");
	for (k = 0; k < f->n_actions; k++) {
		const struct action_item *a = &f->actions[k];

		rows_add(w, &rows,
		    cell_markup(w, writer_fmt(w, "<m>A%zu</m>", k + 1)));
		rows_add(w, &rows,
		    cell_markup(w,
			k == 0
			    ? writer_fmt(w, "<b>%s</b>", writer_esc(w, a->text))
			    : writer_esc(w, a->text)));
		rows_add(w, &rows, cell_plain(w, a->owner));
		rows_add(w, &rows, cell_plain(w, prose_day(w, due_day(w, a))));
	}
	writer_table(w, "Actions", columns, 4, &rows)->act = 1;
}

static size_t
days_between(int64_t from_utc_ms, int64_t to_utc_ms)
{
	return (size_t)((to_utc_ms - from_utc_ms + 43200000) / 86400000);
}

static void
stability_change(
    struct writer *w, const struct packet_provision *pp, size_t i, size_t k)
{
	const struct packet_change *c = &pp->changes[k];
	const char *out = prose_count(w, c->diff.words_out, "word", "words");
	const char *in = prose_number(w, c->diff.words_in);
	const char *sheet;

	if (c->withheld != NULL) {
		writer_fact(w, "log",
		    "Changed on %s (version %d). How cannot be shown: %s.",
		    prose_date(w, c->utc_ms), c->version,
		    prose_withheld(w, c->withheld));
		return;
	}
	if (c->predecessor)
		return;
	if (!c->drawn) {
		writer_fact(w, "log",
		    "Changed on %s (version %d), %s out and %s in.",
		    prose_date(w, c->utc_ms), c->version, out, in);
		return;
	}
	sheet = writer_sheet(w, redline_sheet(w->p, i, k));
	writer_fact(w, sheet,
	    "Changed on %s (version %d), %s out and %s in: page <page %s/>.",
	    prose_date(w, c->utc_ms), c->version, out, in, sheet);
}

static void
sheet_stability(struct writer *w, const struct packet_provision *pp, size_t i)
{
	const struct packet_document *d = &w->p->documents[pp->document];
	const struct provision *v = pp->provision;
	const struct packet_text *t = &w->p->texts[pp->words.text];
	size_t k, looks = 0;

	for (k = 0; k < d->n_looks; k++)
		if (d->history->looks[k].time_utc_ms >= v->first_utc_ms &&
		    d->history->looks[k].time_utc_ms <= v->last_utc_ms)
			looks++;
	writer_side(w, "", "Stability");
	writer_statement(w, STATEMENT_FACT,
	    writer_fmt(w,
		"First seen %s (version %d), last seen %s (version %d): %s, "
		"%s.",
		prose_date(w, v->first_utc_ms), v->first_version,
		prose_date(w, v->last_utc_ms), v->last_version,
		prose_count(w, days_between(v->first_utc_ms, v->last_utc_ms),
		    "day", "days"),
		prose_count(w, looks, "look", "looks")),
	    writer_sheet(w, t->sheet), "log");
	for (k = 0; k < pp->n_changes; k++)
		stability_change(w, pp, i, k);
	if (d->has_stated && d->stated.text == pp->words.text)
		writer_fact(w, writer_sheet(w, t->sheet),
		    "The text of this version states its date as <q>\xe2\x80"
		    "\x9c%s\xe2\x80\x9d</q>; it was first seen on %s.",
		    writer_esc(w, writer_words(w, &d->stated)),
		    prose_date(w, t->facts->first_utc_ms));
}

static void
others_row(struct writer *w, struct rows *rows, const struct packet_other *o)
{
	const struct packet_text *t = &w->p->texts[o->words.text];
	struct doc_cell first, cell = cell_empty();
	unsigned number;

	cell.quote = writer_words(w, &o->words);
	cell.quote_mark = writer_mark(
	    w, STATEMENT_QUOTE, cell.quote, writer_sheet(w, t->sheet), &number);
	cell.quote_lang = writer_lang(t);
	cell.cut_before = o->cut_before;
	cell.cut_after = o->cut_after;
	(void)writer_bind(w, number, &o->words, "comparison");
	first = cell_two(w,
	    writer_fmt(w, "<b>%s</b>", writer_esc(w, o->platform)),
	    writer_fmt(w, "%s, v%d", writer_esc(w, o->document), t->version));
	first.mark = cell.quote_mark;
	rows_add(w, rows, first);
	rows_add(w, rows,
	    cell_plain(w, o->default_word[0] == '\0' ? "–" : o->default_word));
	rows_add(w, rows, cell);
	rows_add(w, rows, cell_score(w, o->score));
}

static void
sheet_others(struct writer *w, const struct packet_provision *pp)
{
	static const struct doc_column columns[] = {
		{ 92, ALIGN_LEFT, "Platform, document", 0 },
		{ 58, ALIGN_LEFT, "Default", 0 },
		{ 192, ALIGN_LEFT, "Words", 0 },
		{ 32, ALIGN_RIGHT, "Score", 0 },
	};
	enum { MOST = 4 };
	struct rows rows = { 0 };
	size_t i, n = pp->n_others < MOST ? pp->n_others : MOST;

	if (pp->n_platforms_searched == 0)
		return;
	writer_side(w, "", "How others word it");
	if (n == 0) {
		writer_fact(w, "log",
		    "No comparable clause in the documents of %s.",
		    prose_count(w, pp->n_platforms_searched, "other platform",
			"other platforms"));
		return;
	}
	writer_prose(w, DOC_PROSE,
	    n == 1 ? "The clause nearest in wording."
		   : writer_fmt(w, "The %s clauses nearest in wording.",
			 prose_number(w, n)));
	for (i = 0; i < n; i++)
		others_row(w, &rows, &pp->others[i]);
	(void)writer_table(w, "How others word it", columns, 4, &rows);
	writer_prose(w, DOC_NOTE,
	    writer_fmt(w,
		"Method: same topic by rule <m>%s</m>; the score is the cosine "
		"of word weights (tf-idf over the clauses of the topic, words "
		"of three letters and more), 0 to 1. It orders; it does not "
		"judge.",
		pp->finding->topic.topic));
}

void
chapter_provision(struct writer *w, size_t i)
{
	const struct packet_provision *pp = &w->p->provisions[i];
	const struct finding *f = pp->finding;
	const bool low = f->exposure == EXPOSURE_LOW && w->p->n_provisions > 1;

	if (low) {
		sheet_head_low(w, i);
	} else {
		sheet_head(w, i);
		sheet_do_next(w, pp, i);
	}
	sheet_list(w, "", "What it is", &f->what);
	sheet_excerpt(w, pp);
	sheet_list(w, "", "Why it matters", &f->why);
	sheet_list(w, "", "Interpretive note", &f->note);
	sheet_list(w, "", "Impact on people", &f->impact);
	sheet_laws(w, f);
	sheet_governance(w, pp, i);
	sheet_list(w, "3", "Jurisdiction flags", &f->jurisdictions);
	sheet_list(w, "4", "Contract and vendor implications", &f->contract);
	sheet_actions(w, pp, i);
	sheet_stability(w, pp, i);
	if (!low)
		sheet_others(w, pp);
}
