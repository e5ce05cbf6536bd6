#ifndef MODEL_DOC_PARTS_H
#define MODEL_DOC_PARTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "model/doc_figures.h"
#include "model/doc_table.h"
#include "model/doc_text.h"
#include "model/finding.h"

/* The payloads of doc elements (model/doc.h) that are words and tables. */

struct doc_page {
	const char *number; /* "3", "P-01", or "" (summary) */
	const char *title; /* H1 */
	const char *running; /* centre head: "Findings", "Provision P-01" */
	const char *outline; /* bookmark: "3 Findings" */
	int outline_level; /* 1, or 2 below the section before */
	const char *contents; /* words in the contents list, NULL = not there */
	const char *contents_number; /* "3", "A", or "" */
};

/* The cover: title, subtitle, rows, seal.  A row without value is left out. */
struct doc_row {
	const char *label;
	struct doc_text value;
};

struct doc_cover {
	const char *kicker, *title, *subtitle;
	const struct doc_row *rows;
	size_t n_rows;
	const struct doc_text *covers; /* "What this signature covers" */
	size_t n_covers;
	const struct doc_row *seal; /* Signer, Level, Time stamp */
	size_t n_seal; /* 0: the area reads "Not signed." alone */
	struct doc_text seal_note;
	const char *warning; /* junk documents and the like; NULL = none */
};

struct doc_count {
	const char *number, *label;
	int exposure; /* -1, or an enum exposure whose squares precede label */
};

struct doc_counts {
	const struct doc_count *items;
	size_t n;
};

struct doc_side {
	const char *number; /* "1", or "" */
	const char *words;
};

/* A statement with its mark: kind letter + number through the whole doc. */
struct doc_statement {
	enum statement_kind kind;
	unsigned number;
	struct doc_text words;
	const char *source1, *source2; /* "E-01", "log", "established",
					  "rule 21"; E-nn is a link */
};

/* A quote bound to bytes; words are verbatim, without our quote marks. */
struct doc_quote {
	unsigned number;
	const char *words;
	size_t len;
	int large; /* 1: Q 11.3/17.5; 0: Q 9.6/14 */
	int cut_before, cut_after; /* cut inside a sentence: [ … ] */
	const char *source; /* evidence line Source */
	const char *version; /* evidence line Version */
	int64_t start, end, size;
	struct digest sha;
	const char *evidence; /* "E-01": its sheet */
	const char *lang; /* of the words, BCP 47; NULL = the doc's */
};

struct doc_title_line {
	enum exposure exposure;
	const char *words; /* "Privacy Policy, section 2. First seen …" */
};

struct doc_do_next {
	const char *action;
	struct doc_text rest; /* owner, due, page of all actions */
};

struct doc_sheet {
	const char *number; /* "E-01" */
	const char *title;
};

/* Label at X0, value at X2: capture sheets. */
struct doc_fields {
	const struct doc_row *rows;
	size_t n;
};

struct doc_verbatim {
	const char *const *lines;
	size_t n;
	int wide; /* from X0 beside a blue rule: bytes of the log */
};

struct doc_step {
	unsigned number;
	const char *title;
	const char *const *commands; /* one line each; breaks with " \" */
	size_t n_commands;
	const char *shows, *shows_not;
};

struct doc_cert {
	const char *number; /* "1", or "" */
	struct doc_text words;
	const char *const *fields; /* labels under the lines, 0 to 3 */
	size_t n_fields;
};

/*
 * The index of statements.  Each numbered statement, wherever it is drawn
 * (statement, quote, table cell or row, redline side), sets the anchor
 * "st:<mark>", and the index prints the page of that anchor.
 */
struct doc_index_row {
	const char *mark; /* "I21" */
	const char *begins; /* its words; the drawing cuts them with " …" */
	const char *source; /* "E-01", "established, rule 21", "in force" */
};

struct doc_index {
	const struct doc_index_row *rows;
	size_t n;
};

#endif /* MODEL_DOC_PARTS_H */
