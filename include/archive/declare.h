#ifndef ARCHIVE_DECLARE_H
#define ARCHIVE_DECLARE_H

#include <stdbool.h>
#include <stdint.h>

#include "archive/archive.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/fault.h"

/*
 * How a document is fetched and read, and when that holds
 * (intake/declaration.h has the form of json).  A declaration is evidence: it
 * is put and never changed; of those that hold at one time the newest put
 * decides.
 */
struct archive_declaration {
	int64_t from_utc_ms, until_utc_ms; /* both in it; INT64_MIN, _MAX */
	int64_t added_utc_ms;
	const char *json; /* canonical */
};

/*
 * Put it, unless what holds in its whole period already says the same; *put
 * (may be NULL) says which.  In a transaction.  One that holds until now and
 * begins nowhere, put where another one holds now, begins when it was added.
 */
int archive_declare(struct archive *a, int64_t doc,
    const struct archive_declaration *d, bool *put, struct fault *f) MUST_CHECK;

/* What holds at a time; out->json is NULL where nothing does.  In the arena. */
int archive_declared(struct archive *a, int64_t doc, int64_t at_utc_ms,
    struct arena *arena, struct archive_declaration *out,
    struct fault *f) MUST_CHECK;

/* The handle of a document, or 0 where there is none. */
int archive_document_find(struct archive *a, const char *platform,
    const char *document, int64_t *doc, struct fault *f) MUST_CHECK;

#endif /* ARCHIVE_DECLARE_H */
