#ifndef ARCHIVE_LOG_H
#define ARCHIVE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "archive/archive.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/fault.h"
#include "tlog/checkpoint.h"
#include "tlog/tree.h"

/*
 * The archive's log: a Merkle tree over an entry for every event, ruling,
 * version, review, issue, revocation, renewal, change of log key and
 * withholding.  A leaf is put in the transaction that puts its record, and
 * its entry (canonical JSON with the record's digest) is made anew from the
 * record whenever it is wanted.
 *
 * What it proves, and to whom: whoever holds the file and the log key can
 * build another history; so it binds us towards those who kept a checkpoint.
 */
enum log_kind { /* kept in the file: numbers stay */
	LOG_EVENT = 0, /* a: event */
	LOG_RULING = 1, /* a: event, b: seq */
	LOG_VERSION = 2, /* a: the event that showed it first */
	LOG_REVIEW = 3, /* from here on a: id of the row */
	LOG_ISSUE = 4,
	LOG_REVOCATION = 5,
	LOG_RENEWAL = 6,
	LOG_KEY = 7,
	LOG_WITHHELD = 8, /* a: blob */
};

/* Leaves so far. */
int archive_log_size(
    struct archive *a, uint64_t *out, struct fault *f) MUST_CHECK;

/* Append the entry of a leaf. */
int archive_log_entry(struct archive *a, uint64_t index, struct buf *entry,
    struct fault *f) MUST_CHECK;

/* Its hashes; a proof reads a few dozen rows whatever the size is. */
struct tree archive_log_tree(struct archive *a);

/*
 * The leaf of what a user names: the digest of a capture, a text, a packet or
 * a record (64 hex digits), a packet's id, or "event 12".  FAULT_ABSENT where
 * there is none.
 */
int archive_log_find(struct archive *a, const char *name, uint64_t *index,
    struct fault *f) MUST_CHECK;

/* The leaf of an event. */
int archive_log_event(struct archive *a, int64_t event, uint64_t *index,
    struct fault *f) MUST_CHECK;

/*
 * How many leaves cover all that is known of a document up to a day: events,
 * their rulings and versions.
 */
int archive_log_cover(struct archive *a, const char *platform,
    const char *document, int64_t as_of_utc_ms, uint64_t *size,
    struct fault *f) MUST_CHECK;

/*
 * A checkpoint that is kept: the smallest of at least that size, cosignatures
 * after its own signature.  *found is false where there is none.
 */
int archive_log_kept(struct archive *a, uint64_t size, struct buf *note,
    struct checkpoint *out, bool *found, struct fault *f) MUST_CHECK;
/* The newest. */
int archive_log_newest(struct archive *a, struct buf *note,
    struct checkpoint *out, bool *found, struct fault *f) MUST_CHECK;

/*
 * The time stamps of a kept checkpoint, given as its note: tokens over the
 * first own_n bytes, which are those before cosignatures.
 */
struct archive_token;
int archive_log_stamps(struct archive *a, const struct buf *note,
    struct arena *arena, struct archive_token **out, size_t *n, size_t *own_n,
    struct fault *f) MUST_CHECK;

/*
 * The newest kept checkpoints of the same log that are smaller than c, whose
 * note is given, at most max: each with the proof that c continues it
 * (checkpoint_growth).  Texts in the arena.
 */
struct archive_log_earlier {
	uint64_t size;
	const char *note, *growth;
	size_t note_n, growth_n;
};
int archive_log_earlier(struct archive *a, const struct checkpoint *c,
    const struct buf *note, size_t max, struct arena *arena,
    struct archive_log_earlier **out, size_t *n, struct fault *f) MUST_CHECK;

/* The public keys of this archive's log, newest first; at most 64. */
#define ARCHIVE_LOG_KEYS 64
int archive_log_keys(
    struct archive *a, struct vkey *out, size_t *n, struct fault *f) MUST_CHECK;

/* A proof that leaf index is in the log of a kept checkpoint; extra is set. */
int archive_log_prove(struct archive *a, uint64_t index,
    const struct checkpoint *c, const struct buf *note, struct buf *out,
    struct fault *f) MUST_CHECK;

/*
 * Whether the log continues the one of a checkpoint that somebody kept.  why
 * is "" if so, else words: another log, fewer leaves, another root.
 */
int archive_log_against(struct archive *a, const void *note, size_t n,
    struct checkpoint *out, char why[CHECKPOINT_WHY],
    struct fault *f) MUST_CHECK;

/*
 * The log as a directory (C2SP tlog-tiles) up to a kept checkpoint: what is
 * there already is kept and must be of the same history.
 */
int archive_log_tiles(struct archive *a, const char *dir, uint64_t *n_written,
    struct checkpoint *out, struct fault *f) MUST_CHECK;

#endif /* ARCHIVE_LOG_H */
