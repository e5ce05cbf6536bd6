#ifndef ARCHIVE_WITHHOLD_H
#define ARCHIVE_WITHHOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "archive/archive.h"
#include "base/attr.h"
#include "base/digest.h"
#include "base/fault.h"

/*
 * Takedown, privilege, erasure: the bytes of a blob leave the file, its digest
 * and its leaf in the log stay, and who took them out, when and why is a
 * record with a leaf of its own.  What was packed after these bytes is packed
 * anew first, so that all else reads as before.  Whoever asks for the bytes
 * gets FAULT_WITHHELD; the same bytes captured again are not kept again.
 *
 * It takes out one blob.  A capture's text, the capture before it and a copy
 * of the archive may hold the same words: archive_withhold says which texts
 * were made from it.  Maps of a text (its places) are refused.
 */
struct archive_withheld {
	struct digest sha;
	size_t size; /* bytes that were taken out */
	size_t packed_anew; /* blobs that were packed after it */
	bool
	    already; /* it was withheld before: the file is only written anew */
};

/* The fewest digits of a digest that name a blob. */
#define WITHHOLD_DIGITS 8

/*
 * hex begins the SHA-256 of the blob.  Its own transaction, for which nobody
 * else may have the archive open (FAULT_BUSY).  FAULT_ABSENT where no blob is
 * named so, FAULT_FORMAT where hex is no such name or names two, FAULT_STATE
 * where it is empty or a map.  A second call finishes a first that could not
 * write the file anew.
 */
int archive_withhold(struct archive *a, const char *hex, const char *why,
    const char *who, int64_t when_utc_ms, struct archive_withheld *out,
    struct fault *f) MUST_CHECK;

/* Who took the bytes of that digest out, when and why; texts in the arena. */
struct arena;
struct archive_order {
	const char *why, *who;
	int64_t when_utc_ms;
};

/* *found is false where they were not taken out. */
int archive_withheld_by(struct archive *a, const struct digest *sha,
    struct arena *arena, struct archive_order *out, bool *found,
    struct fault *f) MUST_CHECK;

#endif /* ARCHIVE_WITHHOLD_H */
