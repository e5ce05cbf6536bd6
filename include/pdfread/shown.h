#ifndef PDFREAD_SHOWN_H
#define PDFREAD_SHOWN_H

#include <stddef.h>

#include "base/attr.h"
#include "base/fault.h"
#include "pdfread/file.h"

/*
 * What the pages of a packet show, read from their content streams through
 * the structure tree: characters by ToUnicode, or by ActualText where that is
 * given and says what is drawn.
 *
 * A quote is a BlockQuote whose first Span says "Quote 24. " (its mark); its
 * words are those between the first “ and the last ”.  A redline is a P with
 * Spans "[deleted: …] " and "[inserted: …] ", followed by a table whose rows
 * "From" and "To" carry marks: it shows two quotes.  Blocks of a quote are
 * joined as they are drawn, by a space where the text has a line feed.
 */
struct pdfread_quote {
	unsigned number;
	const char *words; /* UTF-8 */
};

struct pdfread_shown {
	const struct pdfread_quote *quotes;
	size_t n;
	/* The first 64 hex digits that a Span of the pages says and shows: on
	 * a packet's cover, the digest of its manifest.  "" where none. */
	char digest[65];
};

/* Everything in *out lives as long as r. */
int pdfread_shown(
    struct pdfread *r, struct pdfread_shown *out, struct fault *f) MUST_CHECK;

#endif /* PDFREAD_SHOWN_H */
