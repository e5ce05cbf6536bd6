#ifndef MODEL_DOC_FIGURES_H
#define MODEL_DOC_FIGURES_H

#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "model/diff.h"
#include "model/finding.h"

/* The payloads of doc elements (model/doc.h) that are drawn. */

/* From bytes to quote: numbered steps joined by arrows. */
struct doc_chain_step {
	const char *name; /* "Bytes as recorded" */
	const char *detail; /* "64,648 bytes, embedded as captures/…" */
	struct digest sha;
};

struct doc_chain {
	const struct doc_chain_step *steps;
	size_t n;
};

/* Where in one document its quotes stand. */
struct doc_place {
	const char *label; /* "P-01" */
	int64_t start, end;
};

struct doc_places {
	int64_t size; /* bytes of the text */
	const struct doc_place *items;
	size_t n;
};

/* Redline: both texts at once, then where each stands. */
struct doc_redline_end {
	const char *words; /* "version 2, bytes 7,500 to 8,049 of 31,256, …" */
	struct digest sha;
	unsigned number; /* the quote number that binds it in the manifest */
};

struct doc_redline {
	struct diff diff;
	struct doc_redline_end from, to;
	const char *lang; /* of the words, BCP 47; NULL = the doc's */
};

/* Governance timeline. */
struct doc_gap {
	int64_t from_utc_ms, to_utc_ms;
};

struct doc_tick {
	int64_t utc_ms; /* any instant of the day */
	unsigned looks; /* on that day */
};

struct doc_stroke {
	int64_t utc_ms;
	int version;
};

struct doc_time_row {
	const char *name;
	size_t n_looks;
	int looks_kept; /* 0: a record only when bytes changed: dotted */
	const struct doc_tick *ticks; /* looks_kept only; one a day */
	size_t n_ticks;
	const struct doc_stroke *strokes;
	size_t n_strokes;
	const struct doc_gap *gaps;
	size_t n_gaps;
};

struct doc_time_mark {
	int64_t utc_ms;
	int administrative; /* open diamond; else filled */
};

struct doc_time_provision {
	const char *label; /* "P-01" */
	enum exposure exposure;
	int64_t before_utc_ms; /* another clause stood here from then; 0 = no */
	int64_t from_utc_ms;
	int64_t to_utc_ms; /* 0 = to the end of the axis */
	const struct doc_time_mark *marks;
	size_t n_marks;
};

struct doc_timeline {
	int64_t from_utc_ms, to_utc_ms;
	const struct doc_time_row *rows;
	size_t n_rows;
	const struct doc_time_provision *provisions;
	size_t n_provisions;
};

/* Regulatory matrix. */
enum matrix_cell {
	MATRIX_NONE,
	MATRIX_BEARS, /* open square */
	MATRIX_SAME, /* filled square */
};

struct doc_matrix_row {
	const char *group; /* "GDPR": a group head stands where it changes */
	const char *article; /* "Art. 6(1)(f)" */
	const char *heading; /* said once for rows that follow with the same */
	int heading_ours; /* the law has none: set in our face */
	const enum matrix_cell *cells; /* n_columns */
};

struct doc_matrix {
	const enum exposure *exposures; /* by column, High first */
	const char *const *labels; /* "01" */
	size_t n_columns;
	const struct doc_matrix_row *rows;
	size_t n_rows;
};

#endif /* MODEL_DOC_FIGURES_H */
