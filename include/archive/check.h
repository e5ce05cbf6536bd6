#ifndef ARCHIVE_CHECK_H
#define ARCHIVE_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "archive/archive.h"
#include "base/attr.h"
#include "base/fault.h"

/*
 * Does the archive still hold?  Without read_data: the file's structure
 * (SQLite's integrity check, schema, foreign keys), blob chains, and that
 * events, rulings, versions, spans and holdings fit together.  With it: every
 * blob is unpacked and hashed, every map lies within its text, every span's
 * words have the span's digest, and the log is replayed: each leaf is made
 * anew from its record, and the roots must be those of the kept checkpoints.
 *
 * Each problem is told in one line that names table and row.  A fault is
 * returned only where the check itself could not go on.
 */
struct archive_counts {
	size_t platforms, documents, sources, events, captures, rulings, blobs,
	    versions, holdings, provisions, spans, issues, leaves, checkpoints;
	uint64_t blob_bytes; /* as stored */
	uint64_t data_bytes; /* unpacked; only with read_data */
	size_t withheld; /* blobs whose bytes were taken out, and say so */
	size_t problems;
};

typedef void archive_problem_fn(void *ctx, const char *words);

int archive_check(struct archive *a, bool read_data,
    archive_problem_fn *problem, void *ctx, struct archive_counts *out,
    struct fault *f) MUST_CHECK;

#endif /* ARCHIVE_CHECK_H */
