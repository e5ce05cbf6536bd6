#include "base/jv.h"
#include "report_in.h"

/* The two figures: the timeline and the matrix. */

static struct jv *
json_strokes(const struct doc_time_row *row)
{
	struct jv *out = jv_array(), *o;
	size_t i;

	for (i = 0; i < row->n_strokes; i++) {
		o = jv_object();
		jv_set_int(o, "utc_ms", row->strokes[i].utc_ms);
		jv_set_int(o, "version", row->strokes[i].version);
		jv_push_take(out, o);
	}
	return out;
}

static struct jv *
json_time_row(const struct doc_time_row *row)
{
	struct jv *o = jv_object(), *ticks = jv_array(), *gaps = jv_array();
	struct jv *pair;
	size_t i;

	jv_set_str(o, "name", row->name);
	jv_set_int(o, "looks", (int64_t)row->n_looks);
	jv_set_bool(o, "looks_kept", row->looks_kept != 0);
	jv_set_take(o, "strokes", json_strokes(row));
	for (i = 0; i < row->n_ticks; i++) {
		pair = jv_array();
		jv_push_take(pair, jv_int(row->ticks[i].utc_ms));
		jv_push_take(pair, jv_int(row->ticks[i].looks));
		jv_push_take(ticks, pair);
	}
	for (i = 0; i < row->n_gaps; i++) {
		pair = jv_array();
		jv_push_take(pair, jv_int(row->gaps[i].from_utc_ms));
		jv_push_take(pair, jv_int(row->gaps[i].to_utc_ms));
		jv_push_take(gaps, pair);
	}
	jv_set_take(o, "ticks", ticks);
	jv_set_take(o, "gaps", gaps);
	return o;
}

static struct jv *
json_time_provision(const struct doc_time_provision *p)
{
	struct jv *o = jv_object(), *marks = jv_array(), *mark;
	size_t i;

	jv_set_str(o, "label", p->label);
	jv_set_str(o, "exposure", exposure_title(p->exposure));
	jv_set_int(o, "before_utc_ms", p->before_utc_ms);
	jv_set_int(o, "from_utc_ms", p->from_utc_ms);
	jv_set_int(o, "to_utc_ms", p->to_utc_ms);
	for (i = 0; i < p->n_marks; i++) {
		mark = jv_object();
		jv_set_int(mark, "utc_ms", p->marks[i].utc_ms);
		jv_set_bool(
		    mark, "administrative", p->marks[i].administrative != 0);
		jv_push_take(marks, mark);
	}
	jv_set_take(o, "marks", marks);
	return o;
}

void
json_timeline(struct jv *o, const struct doc_timeline *t)
{
	struct jv *rows = jv_array(), *provisions = jv_array();
	size_t i;

	for (i = 0; i < t->n_rows; i++)
		jv_push_take(rows, json_time_row(&t->rows[i]));
	for (i = 0; i < t->n_provisions; i++)
		jv_push_take(
		    provisions, json_time_provision(&t->provisions[i]));
	jv_set_int(o, "from_utc_ms", t->from_utc_ms);
	jv_set_int(o, "to_utc_ms", t->to_utc_ms);
	jv_set_take(o, "rows", rows);
	jv_set_take(o, "provisions", provisions);
}

void
json_matrix(struct jv *o, const struct doc_matrix *m)
{
	static const char *const cells[] = {
		[MATRIX_NONE] = "none",
		[MATRIX_BEARS] = "bears",
		[MATRIX_SAME] = "same",
	};
	struct jv *columns = jv_array(), *rows = jv_array(), *row, *list, *c;
	size_t i, k;

	for (k = 0; k < m->n_columns; k++) {
		c = jv_object();
		jv_set_str(c, "label", m->labels[k]);
		jv_set_str(c, "exposure", exposure_title(m->exposures[k]));
		jv_push_take(columns, c);
	}
	for (i = 0; i < m->n_rows; i++) {
		row = jv_object();
		list = jv_array();
		for (k = 0; k < m->n_columns; k++)
			jv_push_take(list, jv_str(cells[m->rows[i].cells[k]]));
		jv_set_str(row, "group", m->rows[i].group);
		jv_set_str(row, "article", m->rows[i].article);
		jv_set_str(row, "heading", m->rows[i].heading);
		jv_set_bool(row, "heading_ours", m->rows[i].heading_ours != 0);
		jv_set_take(row, "cells", list);
		jv_push_take(rows, row);
	}
	jv_set_take(o, "columns", columns);
	jv_set_take(o, "rows", rows);
}
