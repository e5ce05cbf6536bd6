#ifndef CODEC_CONTENT_H
#define CODEC_CONTENT_H

#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"

/*
 * Bodies of HTTP as they came, unpacked: gzip (RFC 1952, one member or more),
 * deflate (RFC 1950), br (RFC 7932), zstd (RFC 8878, one frame or more).
 *
 * The end must come, each checksum must fit, and nothing may stand behind it:
 * a body cut short is a fault, never a shorter body.  Appends to out, whose
 * ceiling is the ceiling of what may come out (FAULT_LIMIT); what is broken is
 * FAULT_FORMAT.  Time and memory are bounded by that ceiling and by n.
 */

/* What to ask for, as the value of Accept-Encoding. */
#define CONTENT_ACCEPT "gzip, br, zstd"

/* codings: the value of Content-Encoding; "" is the bytes as they are. */
int content_unpack(const char *codings, const void *p, size_t n,
    struct buf *out, struct fault *f) MUST_CHECK;

#endif /* CODEC_CONTENT_H */
