#ifndef ARCHIVE_TOKEN_H
#define ARCHIVE_TOKEN_H

#include <stddef.h>
#include <stdint.h>

#include "archive/archive.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/digest.h"
#include "base/fault.h"

/*
 * Time-stamp tokens (RFC 3161), kept as they came: over the digest of a look's
 * record, or over a checkpoint.  A look may get one long after it was put.
 */
enum archive_stamped { STAMPED_EVENT, STAMPED_CHECKPOINT };

struct archive_token {
	const char *tsa; /* address that gave it, without credentials */
	const unsigned char *der; /* the ContentInfo */
	size_t n;
};

/* In a transaction. */
int archive_token_put(struct archive *a, enum archive_stamped what, int64_t id,
    const struct archive_token *t, struct fault *f) MUST_CHECK;

/* All tokens of one look or checkpoint, oldest first; in the arena. */
int archive_tokens(struct archive *a, enum archive_stamped what, int64_t id,
    struct arena *arena, struct archive_token **out, size_t *n,
    struct fault *f) MUST_CHECK;

/* The digest of a look's record: what its token is over. */
int archive_event_sha(struct archive *a, int64_t event, struct digest *out,
    struct fault *f) MUST_CHECK;

/*
 * Looks of the network since then that have no token, oldest first, at most
 * max; ids in the arena.
 */
int archive_unstamped(struct archive *a, int64_t since_utc_ms, size_t max,
    struct arena *arena, int64_t **out, size_t *n, struct fault *f) MUST_CHECK;

#endif /* ARCHIVE_TOKEN_H */
