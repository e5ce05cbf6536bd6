#ifndef NET_PDFTOTEXT_H
#define NET_PDFTOTEXT_H

#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"

/*
 * The words of a PDF by poppler's pdftotext, a child with limits of time,
 * memory and output, without our rights and, where that can be had, without a
 * network: a crash there is not ours, and what it did not read is a gap.
 *
 * What it gives depends on its version, which therefore goes where its output
 * goes.  Safe for several threads.
 */
#define PDFTOTEXT_MEDIA_TYPE "text/plain; charset=utf-8"
#define PDFTOTEXT_MAKER 64

struct pdftotext_made {
	char maker[PDFTOTEXT_MAKER]; /* "pdftotext 22.12.0"; "" unknown */
	char why[200]; /* why there is no text, in words for a user; or "" */
};

/*
 * 0: out has the text (UTF-8, page breaks left out), or made->why says why
 * there is none, which may be that the program is not installed.  -1: the
 * system refused.
 */
int pdftotext_run(const void *pdf, size_t n, struct buf *out,
    struct pdftotext_made *made, struct fault *f) MUST_CHECK;

#endif /* NET_PDFTOTEXT_H */
