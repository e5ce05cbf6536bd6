#ifndef CODEC_GZ_H
#define CODEC_GZ_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"

/*
 * gzip (RFC 1952), member by member and piece by piece, for files that are a
 * row of members.  Checksum and length at a member's end must fit.
 *
 *	gz_begin() before each member;
 *	gz_more() until *ended.
 */
struct gz;

int gz_new(struct gz **out, struct fault *f) MUST_CHECK;
void gz_free(struct gz *z); /* NULL is fine */

int gz_begin(struct gz *z, struct fault *f) MUST_CHECK;

/* From in to out: bytes eaten, bytes made, and whether the member ended. */
struct gz_step {
	const void *in;
	size_t n_in;
	void *out;
	size_t room;
	size_t eaten, made;
	bool ended;
};

int gz_more(struct gz *z, struct gz_step *s, struct fault *f) MUST_CHECK;

/*
 * Append n bytes as one whole member without name and time, so that equal
 * bytes give equal members with one release of the library.
 */
int gz_pack(
    const void *p, size_t n, struct buf *out, struct fault *f) MUST_CHECK;

#endif /* CODEC_GZ_H */
