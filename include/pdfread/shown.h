#ifndef PDFREAD_SHOWN_H
#define PDFREAD_SHOWN_H

#include <stddef.h>
#include <stdint.h>

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

/* A font that the pages use: its program, and what its codes stand for. */
struct pdfread_glyph {
	uint32_t code; /* is the glyph's number */
	const char *text; /* UTF-8 */
	double advance; /* ems */
};

struct pdfread_font {
	const char *name; /* /BaseFont */
	const unsigned char *program; /* NULL: none inside */
	size_t len;
	const struct pdfread_glyph *glyphs;
	size_t n;
};

/*
 * Where ActualText says one character and another is drawn that may have the
 * same glyph: U+2F64 and U+7528 do in some faces.  Whoever has the faces must
 * ask them.
 */
struct pdfread_pair {
	uint32_t said, drawn;
};

struct pdfread_shown {
	const struct pdfread_quote *quotes;
	size_t n;
	/* The first 64 hex digits that a Span of the first page says and shows:
	 * on a packet's cover, the digest of its manifest; a draft has none
	 * there.  "" where none. */
	char digest[65];
	/* The first thing that no packet has, or that keeps an eye from what
	 * the words say: text painted over, pale, tiny, outside of the page,
	 * out of order; an operator, a key or an annotation that proviso does
	 * not write.  "" where there is none. */
	const char *odd;
	const struct pdfread_font *fonts;
	size_t n_fonts;
	const struct pdfread_pair *pairs; /* each once */
	size_t n_pairs;
};

/* Everything in *out lives as long as r. */
int pdfread_shown(
    struct pdfread *r, struct pdfread_shown *out, struct fault *f) MUST_CHECK;

#endif /* PDFREAD_SHOWN_H */
