#ifndef MODEL_DOC_TABLE_H
#define MODEL_DOC_TABLE_H

#include <stddef.h>

#include "model/doc_text.h"
#include "model/finding.h"

/* A table of a report; head rows are repeated where it crosses a page. */
enum cell_kind {
	CELL_TEXT,
	CELL_EXPOSURE, /* squares and word; text below it if any */
	CELL_DIGEST, /* digest in groups of eight; `digits` of it */
};

enum cell_align {
	ALIGN_LEFT,
	ALIGN_RIGHT,
};

struct doc_cell {
	enum cell_kind kind;
	const struct doc_text *paras; /* one below the other */
	size_t n_paras;
	enum exposure exposure;
	const char *digest; /* hex */
	unsigned digits; /* 8, 16, 32, 64: how many are shown */
	unsigned digest_lines; /* 1 or 2 lines */
	const char *mark; /* "Q50": the statement this cell is, drawn as a last
			     line in M 6.6 grey; NULL = none */
	const char *anchor; /* a place that runs may point to, or NULL */
	const char *quote; /* words of others bound to bytes, drawn in Q as
			      BlockQuote under `quote_mark`; NULL = none */
	const char *quote_mark; /* "Q50"; drawn as the last line of the cell of
				   this row whose mark is the same, else above
				   the words */
	const char *quote_lang; /* BCP 47, NULL = the doc's */
	int cut_before, cut_after; /* [ … ] outside the quote marks */
};

struct doc_column {
	double width; /* pt, by MEASURES section 7 */
	enum cell_align align;
	const char *head; /* "" = no head */
	double gap; /* inside its right end; 0 = by rule: 9, 14 after a
		       right-aligned column, none after the last */
};

struct doc_table {
	int wide; /* 1: from X0; 0: from X2 */
	int dense; /* rows of 14 */
	int act; /* top rule 1.4: "act" */
	int no_head; /* legends: no head row, no top rule */
	int total; /* last row is a totals row, bold */
	const char *title; /* for "{title}, continued" */
	const struct doc_column *columns;
	size_t n_columns;
	const struct doc_cell *cells; /* n_rows * n_columns */
	size_t n_rows;
	const char *const *row_marks; /* 2 * n_rows marks that stand at X1
					 beside a row's first two lines
					 ("C30", "I31"); NULL = none */
};

#endif /* MODEL_DOC_TABLE_H */
