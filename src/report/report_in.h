#ifndef REPORT_IN_H
#define REPORT_IN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "model/doc.h"
#include "model/packet.h"
#include "report/report.h"

/* A doc in the making, shared by the files of this layer. */
struct writer {
	struct arena *a;
	const struct packet *p;
	struct doc_el *els;
	size_t n;
	struct doc_index_row *index;
	size_t n_index;
	struct report_quote *quotes;
	size_t n_quotes;
	unsigned number; /* of the last statement */
	unsigned sheets; /* evidence sheets given out so far */
	struct fault *f;
	int rc; /* -1 after the first fault */
};

/* writer.c: the one way to add anything. */
struct doc_el *writer_el(
    struct writer *w, enum doc_kind kind, const char *anchor);
const char *writer_fmt(struct writer *w, const char *fmt, ...)
    PRINTF_LIKE(2, 3);
struct doc_text writer_text(struct writer *w, const char *markup);
/* Our words that hold words of others in “…”: those become quotes. */
const char *writer_voices(struct writer *w, const char *plain);
const char *writer_esc(struct writer *w, const char *s);

void writer_page(struct writer *w, const char *anchor, const char *number,
    const char *title);
void writer_prose(struct writer *w, enum doc_kind kind, const char *markup);
void writer_side(struct writer *w, const char *number, const char *words);

/* The next number for a statement of that kind, entered in the index. */
const char *writer_mark(struct writer *w, enum statement_kind kind,
    const char *words, const char *source, unsigned *number);
void writer_statement(struct writer *w, enum statement_kind kind,
    const char *markup, const char *source1, const char *source2);
/* A fact, counted from the archive; source is "log" or an E-number. */
void writer_fact(struct writer *w, const char *source, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
/* What a rule made. */
void writer_ruled(struct writer *w, const struct statement *s);
void writer_ruled_list(struct writer *w, const struct statement_list *l);
/* Bind words under the number of a quote; gives the digest of the words. */
struct digest writer_bind(struct writer *w, unsigned number,
    const struct packet_range *words, const char *role);

/* "E-01" of a text. */
const char *writer_sheet(struct writer *w, unsigned sheet);
/* The language of a text's words; NULL where it is the doc's or unknown. */
const char *writer_lang(const struct packet_text *t);
/* The words of a range, copied. */
const char *writer_words(struct writer *w, const struct packet_range *r);

/* How often its words changed: taking another clause's place is no change. */
size_t provision_changes(const struct packet_provision *p);
/* "P-01" of provision i, and its page anchor "page:p-01". */
const char *writer_p(struct writer *w, size_t i);
const char *writer_p_anchor(struct writer *w, size_t i);

/* Tables: cells are filled by these. */
struct doc_cell cell_empty(void);
struct doc_cell cell_plain(struct writer *w, const char *s);
struct doc_cell cell_markup(struct writer *w, const char *markup);
struct doc_cell cell_two(struct writer *w, const char *m1, const char *m2);
struct doc_cell cell_exposure(
    struct writer *w, enum exposure e, const char *below);
struct doc_cell cell_digest(
    struct writer *w, const struct digest *d, unsigned digits, unsigned lines);
struct doc_cell cell_texts(
    struct writer *w, const struct doc_text *t, size_t n);
struct doc_cell cell_score(struct writer *w, unsigned per_cent); /* 0.45 */
struct doc_cell cell_page(struct writer *w, const char *anchor);

/* A table being filled row by row. */
struct rows {
	struct doc_cell *cells;
	size_t n; /* cells so far */
};
void rows_add(struct writer *w, struct rows *r, struct doc_cell cell);
struct doc_table *writer_table(struct writer *w, const char *title,
    const struct doc_column *columns, size_t n_columns, const struct rows *r);

/* prose.c: numbers and dates in our prose. */
const char *prose_count(struct writer *w, size_t n, const char *one,
    const char *many); /* "twelve provisions", "1,204 looks" */
const char *prose_number(struct writer *w, size_t n); /* "twelve", "1,204" */
const char *prose_some(struct writer *w, size_t n); /* "none", "twelve" */
const char *prose_capital(struct writer *w, const char *s);
const char *prose_times(struct writer *w, size_t n); /* "once", "four times" */
const char *prose_date(struct writer *w, int64_t utc_ms);
const char *prose_day(struct writer *w, int64_t utc_ms);
const char *prose_minute(struct writer *w, int64_t utc_ms);
const char *prose_grouped(struct writer *w, int64_t v);
const char *prose_possessive(struct writer *w); /* "Anthropic’s" */
const char *prose_owner(struct writer *w); /* "Anthropic", else platform */
/* "the text of version 2 was withheld on … by …: 900 bytes with …". */
const char *prose_withheld(struct writer *w, const struct packet_withheld *x);

/* "Two clauses reworded, one new, …" of one version of a document. */
const char *summary_what_changed(
    struct writer *w, size_t document, int version);

/* The law of a finding, as its table prints it. */
const char *law_title(const char *instrument); /* "GDPR", "California" */
const char *law_short(struct writer *w, const struct law_link *l);

/* One file a section, in the order of the packet. */
void chapter_cover(struct writer *w);
void chapter_summary(struct writer *w);
void chapter_scope(struct writer *w);
void chapter_read(struct writer *w);
void chapter_findings(struct writer *w);
void chapter_provision(struct writer *w, size_t i);
void chapter_timeline(struct writer *w);
void chapter_matrix(struct writer *w);
void chapter_captures(struct writer *w);
void chapter_redlines(struct writer *w);
void chapter_custody(struct writer *w);
void chapter_log(struct writer *w);
void chapter_verify(struct writer *w);
void chapter_certification(struct writer *w);
void chapter_index(struct writer *w);
void chapter_comparison(struct writer *w);

/* json.c, json_doc.c: one element, and the figures. */
struct jv;
struct jv *json_el(const struct doc_el *e);
void json_timeline(struct jv *o, const struct doc_timeline *t);
void json_matrix(struct jv *o, const struct doc_matrix *m);

/* The E-number of the redline of change c of provision i. */
unsigned redline_sheet(const struct packet *p, size_t i, size_t c);
size_t redline_count(const struct packet *p);

#endif /* REPORT_IN_H */
