#ifndef CODEC_ZST_H
#define CODEC_ZST_H

#include <stddef.h>

#include "base/attr.h"
#include "base/fault.h"

/*
 * Zstandard (RFC 8878), one frame for one run of bytes, with an older run as
 * prefix: what the two share costs next to nothing.  The prefix is no part of
 * the frame; unpacking wants the very same bytes again.
 *
 * The contexts are kept and used again, since making them costs more than
 * packing a small run.  Not for two threads.
 */
struct zst;

/* No run, and no prefix, may be longer: captures end far below. */
#define ZST_MAX ((size_t)64 << 20)

struct zst *zst_new(void);
void zst_free(struct zst *z); /* NULL is fine */

/* Some bytes, borrowed; p may be NULL where n is 0. */
struct zst_run {
	const void *p;
	size_t n;
};

/*
 * Pack run after prefix.  *out is borrowed from z until its next use.  Equal
 * inputs give equal bytes with one release of the library.
 */
int zst_pack(struct zst *z, struct zst_run prefix, struct zst_run run,
    struct zst_run *out, struct fault *f) MUST_CHECK;

/* The bytes that a whole frame says it gives, at most max. */
int zst_size(
    struct zst_run frame, size_t max, size_t *out, struct fault *f) MUST_CHECK;

/*
 * Unpack frame after prefix into out, which has room for want bytes.  The
 * frame must be one whole frame, nothing after it, and give exactly want.
 */
int zst_unpack(struct zst *z, struct zst_run prefix, struct zst_run frame,
    void *out, size_t want, struct fault *f) MUST_CHECK;

#endif /* CODEC_ZST_H */
