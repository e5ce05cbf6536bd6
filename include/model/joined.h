#ifndef MODEL_JOINED_H
#define MODEL_JOINED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"

/*
 * Several pages that make one document, as one capture: a MIME
 * multipart/mixed body (RFC 2046) whose parts are the pages in the order in
 * which the declaration names them, byte for byte, each with its media type,
 * address (Content-Location) and length.  The same parts give the same bytes.
 * A capture of them has MEDIA_OTHER and the media type that joined_write
 * gives; a document of one page is never joined.
 */
#define JOINED_PARTS_MAX 64 /* the most that a declaration names is 22 */
#define JOINED_TYPE 64 /* bytes of the media type, NUL too */

struct joined_part {
	const char *url, *media_type; /* "" where not known */
	const unsigned char *bytes;
	size_t len;
};

/* A fault where an address or a type could not stand in a header. */
int joined_write(const struct joined_part *parts, size_t n, struct buf *out,
    char media_type[JOINED_TYPE], struct fault *f) MUST_CHECK;

/* True for the media types that joined_write gives. */
bool joined_is(const char *media_type);

/*
 * The parts again: texts live in a, bytes in the run that was given.  What
 * joined_write would not have written is a fault.
 */
int joined_read(struct arena *a, const char *media_type,
    const unsigned char *bytes, size_t len, struct joined_part **parts,
    size_t *n, struct fault *f) MUST_CHECK;

#endif /* MODEL_JOINED_H */
