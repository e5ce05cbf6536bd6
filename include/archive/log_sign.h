#ifndef ARCHIVE_LOG_SIGN_H
#define ARCHIVE_LOG_SIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "archive/archive.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"
#include "tlog/checkpoint.h"

/*
 * Signing.  Beside the log key lies KEY.head: the newest checkpoint that was
 * signed with it.  A checkpoint is signed only if the log continues that one;
 * where the archive has fewer leaves (a backup was restored), or where there
 * are checkpoints and no KEY.head, the newest published checkpoint must be
 * shown first.
 */
struct archive_log_signing {
	const char *log_key; /* NULL: the archive's path with ".logkey" */
	const void *shown; /* a checkpoint that was published; NULL: none */
	size_t shown_n;
	const char *rotate_to; /* path of a new key for the same log, or NULL */
	const char *new_origin; /* path of the key of a new log, or NULL */
	int64_t now_utc_ms;
};

struct archive_log_signed {
	struct checkpoint checkpoint;
	int64_t id; /* of the row */
	size_t own_n; /* of the note before cosignatures: what is stamped */
	bool made; /* false: the newest one covers everything already */
};

/* Outside of a transaction; it has its own. */
int archive_log_sign(struct archive *a, const struct archive_log_signing *s,
    struct buf *note, struct archive_log_signed *out,
    struct fault *f) MUST_CHECK;

/* Is there a log key that can be read? */
bool archive_log_has_key(const struct archive *a, const char *log_key);

/*
 * Keep the cosignatures of a checkpoint of ours that came back from a
 * witness: *n is how many were new.
 */
int archive_log_cosign(struct archive *a, const void *note, size_t len,
    size_t *n, struct fault *f) MUST_CHECK;

#endif /* ARCHIVE_LOG_SIGN_H */
