#include <string.h>

#include "base/clock.h"
#include "base/jv.h"
#include "report_in.h"

/* One function a payload; model/doc.h has the fields under the same names. */

static struct jv *
json_text(const struct doc_text *t)
{
	static const char *const styles[] = {
		[RUN_PLAIN] = "plain",
		[RUN_STRONG] = "strong",
		[RUN_GREY] = "grey",
		[RUN_QUOTE] = "quote",
		[RUN_MONO] = "mono",
		[RUN_DELETED] = "deleted",
		[RUN_INSERTED] = "inserted",
		[RUN_PAGE] = "page",
	};
	struct jv *out = jv_array(), *run;
	size_t i;

	for (i = 0; i < t->n; i++) {
		run = jv_object();
		jv_set_str(run, "style", styles[t->runs[i].style]);
		jv_set_str(run, "text", t->runs[i].text);
		jv_set_str(run, "target", t->runs[i].target);
		jv_push_take(out, run);
	}
	return out;
}

static struct jv *
json_texts(const struct doc_text *t, size_t n)
{
	struct jv *out = jv_array();
	size_t i;

	for (i = 0; i < n; i++)
		jv_push_take(out, json_text(&t[i]));
	return out;
}

static struct jv *
json_strings(const char *const *s, size_t n)
{
	struct jv *out = jv_array();
	size_t i;

	for (i = 0; i < n; i++)
		jv_push_take(out, jv_str(s[i]));
	return out;
}

static struct jv *
json_rows(const struct doc_row *rows, size_t n)
{
	struct jv *out = jv_array(), *row;
	size_t i;

	for (i = 0; i < n; i++) {
		row = jv_object();
		jv_set_str(row, "label", rows[i].label);
		jv_set_take(row, "value", json_text(&rows[i].value));
		jv_push_take(out, row);
	}
	return out;
}

static void
json_page(struct jv *o, const struct doc_page *p)
{
	jv_set_str(o, "number", p->number);
	jv_set_str(o, "title", p->title);
	jv_set_str(o, "running", p->running);
	jv_set_str(o, "outline", p->outline);
	jv_set_int(o, "outline_level", p->outline_level);
	jv_set_str(o, "contents", p->contents);
	jv_set_str(o, "contents_number", p->contents_number);
}

static void
json_cover(struct jv *o, const struct doc_cover *c)
{
	jv_set_str(o, "kicker", c->kicker);
	jv_set_str(o, "title", c->title);
	jv_set_str(o, "subtitle", c->subtitle);
	jv_set_str(o, "warning", c->warning);
	jv_set_take(o, "rows", json_rows(c->rows, c->n_rows));
	jv_set_take(o, "covers", json_texts(c->covers, c->n_covers));
	jv_set_take(o, "seal", json_rows(c->seal, c->n_seal));
	jv_set_take(o, "seal_note", json_text(&c->seal_note));
}

static void
json_counts(struct jv *o, const struct doc_counts *c)
{
	struct jv *items = jv_array(), *item;
	size_t i;

	for (i = 0; i < c->n; i++) {
		item = jv_object();
		jv_set_str(item, "number", c->items[i].number);
		jv_set_str(item, "label", c->items[i].label);
		jv_set_int(item, "exposure", c->items[i].exposure);
		jv_push_take(items, item);
	}
	jv_set_take(o, "items", items);
}

static void
json_statement(struct jv *o, const struct doc_statement *s)
{
	jv_set_str(o, "statement", statement_title(s->kind));
	jv_set_int(o, "number", s->number);
	jv_set_take(o, "words", json_text(&s->words));
	jv_set_str(o, "source1", s->source1);
	jv_set_str(o, "source2", s->source2);
}

static void
json_quote(struct jv *o, const struct doc_quote *q)
{
	jv_set_int(o, "number", q->number);
	jv_set_take(o, "words", jv_strn(q->words, q->len));
	jv_set_bool(o, "large", q->large != 0);
	jv_set_bool(o, "cut_before", q->cut_before != 0);
	jv_set_bool(o, "cut_after", q->cut_after != 0);
	jv_set_str(o, "source", q->source);
	jv_set_str(o, "version", q->version);
	jv_set_int(o, "start", q->start);
	jv_set_int(o, "end", q->end);
	jv_set_int(o, "size", q->size);
	jv_set_str(o, "sha256", digest_hex(&q->sha).s);
	jv_set_str(o, "evidence", q->evidence);
}

static struct jv *
json_cell(const struct doc_cell *c)
{
	struct jv *o = jv_object();

	if (c->n_paras > 0)
		jv_set_take(o, "text", json_texts(c->paras, c->n_paras));
	if (c->kind == CELL_EXPOSURE)
		jv_set_str(o, "exposure", exposure_title(c->exposure));
	if (c->kind == CELL_DIGEST) {
		jv_set_str(o, "digest", c->digest);
		jv_set_int(o, "digits", c->digits);
		jv_set_int(o, "lines", c->digest_lines);
	}
	jv_set_str(o, "mark", c->mark);
	jv_set_str(o, "anchor", c->anchor);
	jv_set_str(o, "quote", c->quote);
	jv_set_str(o, "quote_mark", c->quote_mark);
	if (c->quote != NULL) {
		jv_set_bool(o, "cut_before", c->cut_before != 0);
		jv_set_bool(o, "cut_after", c->cut_after != 0);
	}
	return o;
}

static void
json_table(struct jv *o, const struct doc_table *t)
{
	struct jv *columns = jv_array(), *rows = jv_array(), *row, *column;
	size_t i, k;

	for (i = 0; i < t->n_columns; i++) {
		column = jv_object();
		/* Widths are points with at most one decimal: kept as tenths. */
		jv_set_int(column, "width_tenths",
		    (int64_t)(t->columns[i].width * 10 + 0.5));
		jv_set_bool(
		    column, "right", t->columns[i].align == ALIGN_RIGHT);
		jv_set_str(column, "head", t->columns[i].head);
		jv_push_take(columns, column);
	}
	for (i = 0; i < t->n_rows; i++) {
		row = jv_array();
		for (k = 0; k < t->n_columns; k++)
			jv_push_take(
			    row, json_cell(&t->cells[i * t->n_columns + k]));
		jv_push_take(rows, row);
	}
	jv_set_str(o, "title", t->title);
	jv_set_bool(o, "wide", t->wide != 0);
	jv_set_bool(o, "dense", t->dense != 0);
	jv_set_bool(o, "act", t->act != 0);
	jv_set_bool(o, "no_head", t->no_head != 0);
	jv_set_bool(o, "total", t->total != 0);
	jv_set_take(o, "columns", columns);
	jv_set_take(o, "rows", rows);
	if (t->row_marks != NULL)
		jv_set_take(
		    o, "row_marks", json_strings(t->row_marks, 2 * t->n_rows));
}

static struct jv *
json_redline_end(const struct doc_redline_end *e)
{
	struct jv *o = jv_object();

	jv_set_str(o, "words", e->words);
	jv_set_str(o, "sha256", digest_hex(&e->sha).s);
	jv_set_int(o, "number", e->number);
	return o;
}

static void
json_redline(struct jv *o, const struct doc_redline *r)
{
	static const char *const ops[] = {
		[DIFF_SAME] = "same",
		[DIFF_DELETED] = "deleted",
		[DIFF_INSERTED] = "inserted",
	};
	struct jv *runs = jv_array(), *run;
	size_t i;

	for (i = 0; i < r->diff.n; i++) {
		run = jv_array();
		jv_push_take(run, jv_str(ops[r->diff.runs[i].op]));
		jv_push_take(
		    run, jv_strn(r->diff.runs[i].text, r->diff.runs[i].len));
		jv_push_take(runs, run);
	}
	jv_set_take(o, "runs", runs);
	jv_set_int(o, "words_out", (int64_t)r->diff.words_out);
	jv_set_int(o, "words_in", (int64_t)r->diff.words_in);
	jv_set_take(o, "from", json_redline_end(&r->from));
	jv_set_take(o, "to", json_redline_end(&r->to));
}

static void
json_chain(struct jv *o, const struct doc_chain *c)
{
	struct jv *steps = jv_array(), *step;
	size_t i;

	for (i = 0; i < c->n; i++) {
		step = jv_object();
		jv_set_str(step, "name", c->steps[i].name);
		jv_set_str(step, "detail", c->steps[i].detail);
		jv_set_str(step, "sha256", digest_hex(&c->steps[i].sha).s);
		jv_push_take(steps, step);
	}
	jv_set_take(o, "steps", steps);
}

static void
json_places(struct jv *o, const struct doc_places *p)
{
	struct jv *items = jv_array(), *item;
	size_t i;

	for (i = 0; i < p->n; i++) {
		item = jv_object();
		jv_set_str(item, "label", p->items[i].label);
		jv_set_int(item, "start", p->items[i].start);
		jv_set_int(item, "end", p->items[i].end);
		jv_push_take(items, item);
	}
	jv_set_int(o, "size", p->size);
	jv_set_take(o, "items", items);
}

static void
json_step(struct jv *o, const struct doc_step *s)
{
	jv_set_int(o, "number", s->number);
	jv_set_str(o, "title", s->title);
	jv_set_take(o, "commands", json_strings(s->commands, s->n_commands));
	jv_set_str(o, "shows", s->shows);
	jv_set_str(o, "shows_not", s->shows_not);
}

static void
json_index(struct jv *o, const struct doc_index *x)
{
	struct jv *rows = jv_array(), *row;
	size_t i;

	for (i = 0; i < x->n; i++) {
		row = jv_object();
		jv_set_str(row, "mark", x->rows[i].mark);
		jv_set_str(row, "begins", x->rows[i].begins);
		jv_set_str(row, "source", x->rows[i].source);
		jv_push_take(rows, row);
	}
	jv_set_take(o, "rows", rows);
}

static const char *const kind_names[] = {
	[DOC_PAGE] = "page",
	[DOC_COVER] = "cover",
	[DOC_CONTENTS] = "contents",
	[DOC_LEAD] = "lead",
	[DOC_COUNTS] = "counts",
	[DOC_H2] = "h2",
	[DOC_H3] = "h3",
	[DOC_SIDE] = "side",
	[DOC_PROSE] = "prose",
	[DOC_SMALL] = "small",
	[DOC_NOTE] = "note",
	[DOC_NOTE2] = "note2",
	[DOC_STATEMENT] = "statement",
	[DOC_QUOTE] = "quote",
	[DOC_TITLE_LINE] = "title-line",
	[DOC_DO_NEXT] = "do-next",
	[DOC_EXPOSURE] = "exposure",
	[DOC_TABLE] = "table",
	[DOC_SHEET] = "sheet",
	[DOC_FIELDS] = "fields",
	[DOC_CHAIN] = "chain",
	[DOC_PLACES] = "places",
	[DOC_REDLINE] = "redline",
	[DOC_TIMELINE] = "timeline",
	[DOC_MATRIX] = "matrix",
	[DOC_VERBATIM] = "verbatim",
	[DOC_STEP] = "step",
	[DOC_CERT] = "cert",
	[DOC_INDEX] = "index",
};

/* What is short enough to be written in place. */
static void
json_small(struct jv *o, const struct doc_el *e)
{
	switch ((int)e->kind) { /* all others share one form */
	case DOC_SIDE:
		jv_set_str(o, "number", e->u.side.number);
		jv_set_str(o, "words", e->u.side.words);
		break;
	case DOC_TITLE_LINE:
		jv_set_str(
		    o, "exposure", exposure_title(e->u.title_line.exposure));
		jv_set_str(o, "words", e->u.title_line.words);
		break;
	case DOC_DO_NEXT:
		jv_set_str(o, "action", e->u.do_next.action);
		jv_set_take(o, "rest", json_text(&e->u.do_next.rest));
		break;
	case DOC_EXPOSURE:
		jv_set_str(o, "exposure", exposure_title(e->u.exposure));
		break;
	case DOC_SHEET:
		jv_set_str(o, "number", e->u.sheet.number);
		jv_set_str(o, "title", e->u.sheet.title);
		break;
	case DOC_FIELDS:
		jv_set_take(
		    o, "rows", json_rows(e->u.fields.rows, e->u.fields.n));
		break;
	case DOC_VERBATIM:
		jv_set_take(o, "lines",
		    json_strings(e->u.verbatim.lines, e->u.verbatim.n));
		break;
	case DOC_CERT:
		jv_set_str(o, "number", e->u.cert.number);
		jv_set_take(o, "words", json_text(&e->u.cert.words));
		jv_set_take(o, "fields",
		    json_strings(e->u.cert.fields, e->u.cert.n_fields));
		break;
	default:
		jv_set_take(o, "words", json_text(&e->u.text));
		break;
	}
}

struct jv *
json_el(const struct doc_el *e)
{
	struct jv *o = jv_object();

	jv_set_str(o, "kind", kind_names[e->kind]);
	jv_set_str(o, "anchor", e->anchor);
	switch ((int)e->kind) { /* all others share one form */
	case DOC_PAGE:
		json_page(o, &e->u.page);
		break;
	case DOC_COVER:
		json_cover(o, &e->u.cover);
		break;
	case DOC_COUNTS:
		json_counts(o, &e->u.counts);
		break;
	case DOC_STATEMENT:
		json_statement(o, &e->u.statement);
		break;
	case DOC_QUOTE:
		json_quote(o, &e->u.quote);
		break;
	case DOC_TABLE:
		json_table(o, &e->u.table);
		break;
	case DOC_REDLINE:
		json_redline(o, &e->u.redline);
		break;
	case DOC_CHAIN:
		json_chain(o, &e->u.chain);
		break;
	case DOC_PLACES:
		json_places(o, &e->u.places);
		break;
	case DOC_STEP:
		json_step(o, &e->u.step);
		break;
	case DOC_INDEX:
		json_index(o, &e->u.index);
		break;
	case DOC_TIMELINE:
		json_timeline(o, &e->u.timeline);
		break;
	case DOC_MATRIX:
		json_matrix(o, &e->u.matrix);
		break;
	default:
		json_small(o, e);
		break;
	}
	return o;
}
