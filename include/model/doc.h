#ifndef MODEL_DOC_H
#define MODEL_DOC_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "model/doc_parts.h"

/*
 * A report as one value that knows nothing of paper: report builds it, pdf
 * draws it, report writes it as JSON and as text.  A doc is a list of
 * elements in reading order; each DOC_PAGE begins a page and a section.
 * Everything lives in the doc's arena.  Page numbers are not in it: a run of
 * style RUN_PAGE names an anchor and is drawn as that anchor's page.
 */
enum doc_kind {
	DOC_PAGE, /* u.page: a new page; H1 */
	DOC_COVER, /* u.cover: the whole first page */
	DOC_CONTENTS, /* u.text: "In this packet"; the list beside the summary,
			 made from the DOC_PAGE elements with in_contents */
	DOC_LEAD, /* u.text: the summary's large prose */
	DOC_COUNTS, /* u.counts */
	DOC_H2, /* u.text: head across the page, at X2 (at X0 with `wide`) */
	DOC_H3, /* u.text: small head at X2 */
	DOC_SIDE, /* u.side: side head; begins a block */
	DOC_PROSE, /* u.text: prose without a mark, at X2 */
	DOC_SMALL, /* u.text: table-size prose at X2 (standing notices) */
	DOC_NOTE, /* u.text: grey small print, at X2 */
	DOC_NOTE2, /* u.text: the same in two columns over the full width */
	DOC_STATEMENT, /* u.statement */
	DOC_QUOTE, /* u.quote */
	DOC_TITLE_LINE, /* u.title_line: under a provision's title */
	DOC_DO_NEXT, /* u.do_next */
	DOC_EXPOSURE, /* u.exposure: a mark alone, inside section 2 */
	DOC_TABLE, /* u.table */
	DOC_SHEET, /* u.sheet: rule, E-number and title of an evidence sheet */
	DOC_FIELDS, /* u.fields: label and value lines of a capture sheet */
	DOC_CHAIN, /* u.chain: from bytes to quote */
	DOC_PLACES, /* u.places: place of the quotes */
	DOC_REDLINE, /* u.redline */
	DOC_TIMELINE, /* u.timeline */
	DOC_MATRIX, /* u.matrix */
	DOC_VERBATIM, /* u.verbatim: lines that are never reflowed */
	DOC_STEP, /* u.step: one step of "How to verify" */
	DOC_CERT, /* u.cert: one paragraph of the draft certification */
	DOC_INDEX, /* u.index: the index of statements, in two columns */
};

struct doc_el {
	enum doc_kind kind;
	const char *anchor; /* a place that runs may point to, or NULL */
	union {
		struct doc_page page;
		struct doc_cover cover;
		struct doc_text text;
		struct doc_counts counts;
		struct doc_side side;
		struct doc_statement statement;
		struct doc_quote quote;
		struct doc_title_line title_line;
		struct doc_do_next do_next;
		enum exposure exposure;
		struct doc_table table;
		struct doc_sheet sheet;
		struct doc_fields fields;
		struct doc_chain chain;
		struct doc_places places;
		struct doc_redline redline;
		struct doc_timeline timeline;
		struct doc_matrix matrix;
		struct doc_verbatim verbatim;
		struct doc_step step;
		struct doc_cert cert;
		struct doc_index index;
	} u;
};

enum doc_state {
	DOC_SIGNED, /* ordinary look; the footer says "Signed: see the cover" */
	DOC_DRAFT, /* red rules: not reviewed, not signed (MEASURES 14) */
	DOC_PLAIN, /* ordinary look; never signed: a report on other files */
};

struct doc {
	struct arena arena;
	const char *kind; /* "packet", "provision" */
	const char *title; /* of the file: "Claude.ai: due-diligence packet" */
	const char *running; /* left head, same words */
	const char *id; /* PV-CLAUDE-AI-20260822-01 */
	const char *lang; /* "en" */
	const char *author; /* prepared by, or "" */
	const char *footer; /* a line at the foot of each page; NULL or "" */
	enum doc_state state;
	int64_t rendered_utc_ms; /* printed as issued; XMP and Info dates */
	const char *draft_words; /* head of a draft page, whole */
	struct digest evidence; /* of evidence.json; set by cli, then drawn */
	const struct doc_el *els;
	size_t n;
};

void doc_free(struct doc *d); /* NULL is fine */

#endif /* MODEL_DOC_H */
