#ifndef LAW_CITE_H
#define LAW_CITE_H

#include <stddef.h>

#include "base/attr.h"
#include "base/fault.h"

/*
 * One citation as people write it, read and resolved in the catalogue.
 *
 * What is asked is a verdict, not a fault: a text that cites nothing is
 * CITE_MALFORMED, with the reason in note.  CITE_OK means that every unit
 * named exists; whether it is in force is another question (law/force.h),
 * which note answers with "warn: ..." by the catalogue's own day.
 */
enum cite_status {
	CITE_OK,
	CITE_UNKNOWN_UNIT,
	CITE_UNKNOWN_INSTRUMENT,
	CITE_MALFORMED,
};

/* Longer than any citation; what is longer is prose or an attack. */
#define CITE_MAX_TEXT 4096

struct cite {
	enum cite_status status;
	char *instrument; /* "gdpr"; "" where the text names none */
	char *canonical; /* joined by "; "; "" unless ok or unknown-unit */
	char *note; /* "" where there is nothing to say */
	size_t *units; /* numbers of the units in the catalogue, in order */
	size_t n_units; /* those of a list that do not exist are left out */
};

/* A fault only for a text over CITE_MAX_TEXT bytes (FAULT_LIMIT). */
int cite_parse(const char *text, struct cite *out, struct fault *f) MUST_CHECK;
void cite_free(struct cite *c);

const char *cite_status_name(enum cite_status s); /* "unknown-unit" */

#endif /* LAW_CITE_H */
