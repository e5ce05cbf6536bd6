#ifndef CODEC_FLATE_H
#define CODEC_FLATE_H

#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"

/*
 * zlib streams (RFC 1950) out of hostile files.  The stream must end and its
 * checksum must fit; what follows it in p is left alone and not counted.
 * Appends to out, whose ceiling is the ceiling of what may come out.
 */
int flate_unpack(
    const void *p, size_t n, struct buf *out, struct fault *f) MUST_CHECK;

/* zlib streams of our own.  A packer serves one thread, any number of times. */
struct flate_packer;

struct flate_packer *flate_packer_new(void);
void flate_packer_free(struct flate_packer *z); /* NULL is fine */

/* *out is yours to free. */
int flate_pack(struct flate_packer *z, const void *p, size_t n,
    unsigned char **out, size_t *out_len, struct fault *f) MUST_CHECK;

#endif /* CODEC_FLATE_H */
