#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"
#include "model/doc.h"
#include "model/packet.h"
#include "model/part.h"

/*
 * A packet written as a doc: every page of notes on paper, in order, every
 * statement with its mark, every quote with its place.
 *
 * Words of ours are fixed here or made by the rules of analysis; words of
 * others are cut from the texts of the packet and nothing else.
 */

/* A quote of the doc, to be bound by the manifest: its mark and its place. */
struct report_quote {
	unsigned number; /* the Q-number it is drawn under */
	struct packet_range words;
	const char *role; /* "excerpt", "redline-from", "redline-to",
			     "comparison", "stated-date" */
};

struct report {
	struct doc doc;
	struct report_quote *quotes; /* by number; in the doc's arena */
	size_t n_quotes;
	size_t n_annex; /* elements of the annex, at the end of the doc */
};

/*
 * The doc of a packet, without evidence digest and file table.  What it
 * borrows from p must outlive it.
 */
int report_build(
    const struct packet *p, struct report *out, struct fault *f) MUST_CHECK;
void report_free(struct report *r); /* NULL is fine */

/*
 * Add what is known once the manifest is written: its digest, and the table of
 * all parts (evidence.json among them).
 */
void report_close(struct report *r, const struct digest *evidence,
    const struct part *parts, size_t n);

/*
 * The doc as canonical JSON: every element with every word, in order, schema
 * "proviso-report/1".  Written before the evidence digest is known.
 */
void report_json(const struct report *r, struct buf *out);

/* The doc as plain UTF-8 text of 78 columns, for reading and for diff(1). */
void report_text(const struct report *r, struct buf *out);

#endif /* REPORT_REPORT_H */
