#ifndef PROVISION_EFFECTIVE_H
#define PROVISION_EFFECTIVE_H

#include <stddef.h>
#include <stdint.h>

#include "model/page.h"

/*
 * The date that a text states for itself: "Effective September 28, 2025",
 * "Last updated: 1 March 2026", "Gültig ab 1. März 2026", "Vigente a partir de
 * 10 de janeiro de 2026".
 *
 * Looked for in the first EFFECTIVE_BLOCKS blocks that begin within the first
 * EFFECTIVE_BYTES of the text.  A full date counts if words that state one
 * stand before it with at most small words between; and if nothing before
 * these in the sentence says that it is the date of something else: of an
 * earlier version, of a law.  A date on which the text takes effect goes
 * before one on which it was written, and the first before later ones.  A day
 * and month in figures that can be read either way round is no date.
 */
#define EFFECTIVE_BLOCKS 40
#define EFFECTIVE_BYTES 6000

enum effective_kind {
	EFFECTIVE_NONE,
	EFFECTIVE_WRITTEN, /* "last updated", "Stand" */
	EFFECTIVE_FROM, /* "effective", "gültig ab" */
};

struct effective {
	enum effective_kind kind;
	size_t start, end; /* bytes of the text: the words and the date */
	int64_t utc_ms; /* first instant of the day, UTC */
};

/* kind is EFFECTIVE_NONE, and the range empty, where the text states none. */
void effective_find(const struct page *p, struct effective *out);

#endif /* PROVISION_EFFECTIVE_H */
