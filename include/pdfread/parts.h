#ifndef PDFREAD_PARTS_H
#define PDFREAD_PARTS_H

#include <stddef.h>

#include "base/attr.h"
#include "base/fault.h"
#include "model/part.h"
#include "pdfread/file.h"

/*
 * The files attached to a PDF, as its newest revision has them: the name tree
 * /EmbeddedFiles, whose order they keep.  Two of one name are a fault, since
 * two readers could each show another.
 */
int pdfread_parts(struct pdfread *r, size_t *n, struct fault *f) MUST_CHECK;

/* Name of the i-th, as it stands in the file: hostile. */
const char *pdfread_part_name(const struct pdfread *r, size_t i);

/*
 * The i-th, unpacked; it lives as long as r.  Its digest is left for the
 * caller to compute.
 */
int pdfread_part(
    struct pdfread *r, size_t i, struct part *out, struct fault *f) MUST_CHECK;

#endif /* PDFREAD_PARTS_H */
