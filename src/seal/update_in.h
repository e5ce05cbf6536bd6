#ifndef SEAL_UPDATE_IN_H
#define SEAL_UPDATE_IN_H

#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"
#include "pdfread/file.h"
#include "pdfread/update.h"
#include "seal/raise.h"

/* Open a file for one update; both are the caller's to free, NULL or not. */
int update_begin(const unsigned char *pdf, size_t len, struct pdfread **r,
    struct pdfread_update **u, struct fault *f) MUST_CHECK;

/* A fault where the certification lets nothing be added. */
int update_allowed(
    struct pdfread *r, const char *what, struct fault *f) MUST_CHECK;

/* The file with a document time stamp more, in place of what out held. */
int update_stamp(const unsigned char *pdf, size_t len,
    const struct seal_services *s, struct buf *out, struct fault *f) MUST_CHECK;

#endif /* SEAL_UPDATE_IN_H */
