#ifndef CODEC_ZIP_H
#define CODEC_ZIP_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/fault.h"

/*
 * A zip file whose members are stored as they are, one after the other, as
 * WACZ wants them: bytes of a member stand in the file at one place.  Equal
 * members in equal order give equal bytes: no times, no modes.
 *
 *	zip_new(); then for each member zip_begin(), zip_add()…, zip_end();
 *	zip_finish().
 *
 * At most 65,535 members and 4 GiB: more is FAULT_LIMIT.
 */
struct zip;

/* Where it goes: bytes at the end, and over bytes that were put before. */
struct zip_sink {
	void *ctx;
	int (*put)(void *ctx, const void *p, size_t n, struct fault *f);
	int (*patch)(void *ctx, uint64_t offset, const void *p, size_t n,
	    struct fault *f);
};

struct zip *zip_new(const struct zip_sink *sink);
void zip_free(struct zip *z); /* NULL is fine */

int zip_begin(struct zip *z, const char *name, struct fault *f) MUST_CHECK;
int zip_add(struct zip *z, const void *p, size_t n, struct fault *f) MUST_CHECK;
int zip_end(struct zip *z, struct fault *f) MUST_CHECK;
int zip_finish(struct zip *z, struct fault *f) MUST_CHECK;

#endif /* CODEC_ZIP_H */
