#ifndef BASE_OUTFILE_H
#define BASE_OUTFILE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attr.h"
#include "base/fault.h"

/*
 * A file too large for memory that appears whole or not at all: written piece
 * by piece to a temporary beside path, which outfile_publish makes path.
 * Without it outfile_free takes the temporary away and path is as it was.
 */
struct outfile;

int outfile_new(const char *path, mode_t mode, struct outfile **out,
    struct fault *f) MUST_CHECK;
void outfile_free(struct outfile *o); /* NULL is fine */

int outfile_add(
    struct outfile *o, const void *p, size_t n, struct fault *f) MUST_CHECK;

/* Bytes added so far. */
uint64_t outfile_len(const struct outfile *o);

/* Write over bytes that were added before. */
int outfile_patch(struct outfile *o, uint64_t offset, const void *p, size_t n,
    struct fault *f) MUST_CHECK;

/* Then only outfile_free makes sense. */
int outfile_publish(struct outfile *o, struct fault *f) MUST_CHECK;

#endif /* BASE_OUTFILE_H */
