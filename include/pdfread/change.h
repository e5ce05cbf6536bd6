#ifndef PDFREAD_CHANGE_H
#define PDFREAD_CHANGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/fault.h"
#include "pdfread/file.h"

/*
 * What the revisions behind a signed one changed, object by object.
 *
 * The graph of objects that the signed revision shows is walked beside that
 * of the newest one.  Values are compared as they resolve, not as bytes.
 * What a later revision may do (ISO 32000-2 section 12.8.2.2, table 257:
 * sign, fill in, comment, by the level; validation data and document time
 * stamps at every level) is allowed where it belongs and nowhere else: an
 * object that is also reached in another way must be what it was.
 */
struct pdfread_permit {
	size_t revision; /* the signed one */
	int level; /* of the certification: 1 to 3; 0: nothing certifies */
	const struct pdfread_signature *locks; /* whose FieldMDP holds, or
						  NULL */
};

/* How many refusals, and how many permitted changes, are told in words. */
#define PDFREAD_CHANGES_MAX 16

struct pdfread_changes {
	size_t n_refused, n_permitted; /* told; more may have been found */
	const char *refused[PDFREAD_CHANGES_MAX];
	const char *permitted[PDFREAD_CHANGES_MAX];
	bool beyond_validation; /* permitted are more than validation data and
				   document time stamps */
};

/* Words live as long as r.  A fault of r's bytes is a refusal. */
void pdfread_changes(struct pdfread *r, const struct pdfread_permit *p,
    struct pdfread_changes *out);

/*
 * Dormant content (shadow attacks prepare it before the victim signs): what a
 * revision holds and does not show, in words, or NULL.  They live as long as
 * r.
 */
const char *pdfread_dormant(struct pdfread *r, size_t revision);

#endif /* PDFREAD_CHANGE_H */
