#ifndef ARCHIVE_ISSUE_H
#define ARCHIVE_ISSUE_H

#include <stdbool.h>
#include <stdint.h>

#include "archive/archive.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/digest.h"
#include "base/fault.h"

/*
 * Packets that went out.  Each put stands in a transaction, is a leaf of the
 * log (archive/log.h), and wants a packet that was issued here: FAULT_ABSENT
 * names one that was not.
 */
struct archive_issue {
	const char *packet; /* PV-… */
	const char *subject; /* platform, or a provision's id */
	const char *signer; /* common name */
	struct digest signer_cert; /* of the certificate's DER */
	struct digest revision; /* the bytes up to the end of the first
				   signature's second range */
	struct digest file; /* as it was published */
	int64_t when_utc_ms;
};

int archive_issue_put(struct archive *a, const struct archive_issue *i,
    struct fault *f) MUST_CHECK;

/* A packet no longer holds, or another one stands in its place. */
struct archive_recall {
	const char *packet;
	const char *replaced_by; /* "": nothing in its place */
	const char *why, *who; /* not empty */
	int64_t when_utc_ms;
};

int archive_recall_put(struct archive *a, const struct archive_recall *r,
    struct fault *f) MUST_CHECK;

/* The newest recall of a packet; texts in the arena. */
int archive_recalled(struct archive *a, const char *packet, struct arena *arena,
    struct archive_recall *out, bool *found, struct fault *f) MUST_CHECK;

/* A packet's file was extended or renewed: level "PAdES-B-LTA", new digest. */
int archive_renewal_put(struct archive *a, const char *packet,
    const char *level, const struct digest *file, int64_t when_utc_ms,
    struct fault *f) MUST_CHECK;

#endif /* ARCHIVE_ISSUE_H */
