#ifndef PDF_STAMP_H
#define PDF_STAMP_H

#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"
#include "pdf/face.h"

/*
 * A visible signature block for any file: a frame with lines of words in it,
 * drawn as outlines, so that it needs no font of the file, whatever the file
 * is.  What it says must be given to readers in words of its own (/TU, /Alt).
 */
struct stamp_line {
	const char *words; /* UTF-8 */
	enum voice voice;
	double size; /* pt; a line that is too long is made smaller */
};

/* Append a content stream for a box of w by h points. */
int stamp_draw(const struct faces *faces, double w, double h,
    const struct stamp_line *lines, size_t n, struct buf *content,
    struct fault *f) MUST_CHECK;

#endif /* PDF_STAMP_H */
