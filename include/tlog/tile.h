#ifndef TLOG_TILE_H
#define TLOG_TILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"
#include "tlog/tree.h"

/*
 * A log as a directory of files that others' programs read (C2SP tlog-tiles):
 *     checkpoint   tile/L/N[.p/W]   tile/entries/N[.p/W]
 */
#define TILE_WIDTH 256
#define TILE_ENTRY_MAX ((size_t)65535)

/* Where the log comes from. */
struct tile_source {
	struct tree tree;
	int (*entry)(void *ctx, uint64_t index, struct buf *out,
	    struct fault *f); /* append it */
	void *ctx;
};

/* Level of the bundles of entries, for tile_path. */
#define TILE_ENTRIES (-1)

/* "tile/0/x001/x234/067.p/70"; width TILE_WIDTH is a full tile. */
void tile_path(int level, uint64_t index, unsigned width, struct buf *out);

/*
 * Write below dir, which must be there, what a log of the size to has and one
 * of the size from has not; each file whole or not at all.  The checkpoint is
 * the caller's to write, last.
 */
int tile_write(const char *dir, const struct tile_source *s, uint64_t from,
    uint64_t to, uint64_t *n_files, struct fault *f) MUST_CHECK;

#endif /* TLOG_TILE_H */
