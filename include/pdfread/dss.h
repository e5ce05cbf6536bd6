#ifndef PDFREAD_DSS_H
#define PDFREAD_DSS_H

#include <stddef.h>

#include "base/attr.h"
#include "base/fault.h"
#include "pdfread/file.h"

/*
 * The document security store: certificates, CRLs and OCSP answers that were
 * put into the file for later (ISO 32000-2 section 12.8.4.3), those of /VRI
 * among them.  All revisions are looked at, since an older store may hold what
 * a newer one lost; each stream is given once.  What cannot be read is left
 * out with a note: it could only have helped.
 */
enum pdfread_dss_kind {
	PDFREAD_DSS_CERT,
	PDFREAD_DSS_CRL,
	PDFREAD_DSS_OCSP,
};

struct pdfread_dss_item {
	enum pdfread_dss_kind kind;
	const unsigned char *p; /* unpacked */
	size_t n;
	size_t end; /* of its bytes in the file: a signature whose first range
		       reaches beyond covers it */
};

/* They live as long as r. */
int pdfread_dss(struct pdfread *r, const struct pdfread_dss_item **out,
    size_t *n, struct fault *f) MUST_CHECK;

#endif /* PDFREAD_DSS_H */
