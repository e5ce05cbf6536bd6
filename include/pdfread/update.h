#ifndef PDFREAD_UPDATE_H
#define PDFREAD_UPDATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"
#include "model/slot.h"
#include "pdfread/file.h"

/*
 * An incremental update (ISO 32000-2 section 7.5.6): what is to be added to a
 * file whose bytes stay as they are.  Objects are changed as far as they must
 * be, and written anew whole; the cross-reference section is a table or a
 * stream as the newest of the file is.
 *
 *     pdfread_update_new(r, id, &u, f);
 *     pdfread_update_dss(u, ...);
 *     pdfread_update_seal(u, &seal, f);
 *     pdfread_update_write(u, out, &slot, f);
 *     pdfread_update_free(u);
 *
 * r must outlive the update.  Refused, with words: an encrypted file; one
 * whose objects cannot be read.
 */
struct pdfread_update;

#define PDFREAD_ID 16

/* id becomes the second half of the trailer's /ID, where it has one. */
int pdfread_update_new(struct pdfread *r, const unsigned char id[PDFREAD_ID],
    struct pdfread_update **out, struct fault *f) MUST_CHECK;
void pdfread_update_free(struct pdfread_update *u); /* NULL is fine */

/* DER that /DSS is to hold; what it holds already is not added again. */
struct pdfread_der {
	const unsigned char *p;
	size_t n;
};

struct pdfread_dss {
	const struct pdfread_der *certs, *ocsps, *crls;
	size_t n_certs, n_ocsps, n_crls;
};
/* *added counts what was new; where it is 0 nothing is changed. */
int pdfread_update_dss(struct pdfread_update *u, const struct pdfread_dss *d,
    size_t *added, struct fault *f) MUST_CHECK;

/* What a visible signature shows. */
struct pdfread_look {
	size_t page; /* from 1 */
	double x0, y0, x1, y1; /* of the page, in points */
	const char *content; /* a content stream in a box of that size */
	const char *words; /* the same for those who cannot see it */
};

struct pdfread_seal {
	const char *field; /* an empty field that the file has; NULL: a new
			      one, called stem and a number */
	const char *stem;
	bool time_stamp; /* a document time stamp: no names, no time */
	int64_t time_utc_ms; /* /M */
	const char *name, *reason, *location; /* UTF-8; NULL or "": none */
	int certify; /* DocMDP level; 0: an approval signature */
	bool lock; /* FieldMDP: its own field must stay as it is */
	size_t reserve; /* bytes of DER that /Contents can hold */
	const struct pdfread_look *look; /* NULL: nothing to see */
};
int pdfread_update_seal(struct pdfread_update *u, const struct pdfread_seal *s,
    struct fault *f) MUST_CHECK;

/*
 * Append the old bytes and the update to out.  *slot is where the signature
 * goes, offsets of the whole file; zero where there is none.
 */
int pdfread_update_write(struct pdfread_update *u, struct buf *out,
    struct slot *slot, struct fault *f) MUST_CHECK;

/* The name of the i-th field for signatures that is empty, or NULL. */
int pdfread_empty_field(
    struct pdfread *r, size_t i, const char **out, struct fault *f) MUST_CHECK;

/* /Count of the page tree as it is walked. */
int pdfread_page_count(
    struct pdfread *r, size_t *out, struct fault *f) MUST_CHECK;
/* The box of a page from 1, x0 y0 x1 y1. */
int pdfread_page_box(
    struct pdfread *r, size_t page, double out[4], struct fault *f) MUST_CHECK;

#endif /* PDFREAD_UPDATE_H */
