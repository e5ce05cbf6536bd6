#ifndef ARCHIVE_ARCHIVE_H
#define ARCHIVE_ARCHIVE_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/fault.h"

/*
 * The archive: one file that keeps what was seen, append-only, and gives it
 * back (proviso-archive(5)).  It stores what others decided and decides
 * nothing.  archive/store.h puts in, archive/read.h takes out, archive/check.h
 * asks whether all of it still holds.
 *
 * Not for two threads.  After any fault in a transaction, roll back.
 */
struct archive;

/* What archive_create made, as paths and words to be told to the user. */
struct archive_made {
	char *log_key; /* path of the secret log key, mode 0600 */
	char *vkey_path; /* path of its public half: FILE.vkey */
	char *vkey; /* the public half itself, one line without newline */
};

void archive_made_free(struct archive_made *m); /* NULL is fine */

/*
 * Make a new archive at path, and its log key at log_key_path (NULL: path
 * with ".logkey").  Nothing that exists is ever written over: a fault of kind
 * STATE names it, and nothing is left behind.
 */
int archive_create(const char *path, const char *log_key_path,
    struct archive_made *out, struct fault *f) MUST_CHECK;

/*
 * Open it, to read or to write too.  FAULT_ABSENT where the file is absent
 * (no other fault of opening has that kind), FAULT_BUSY where another process
 * writes for longer than five seconds, FAULT_STATE where the file is no
 * archive or one of a newer program (both numbers are named).
 */
int archive_open(const char *path, bool write, struct archive **out,
    struct fault *f) MUST_CHECK;
void archive_close(struct archive *a); /* NULL is fine; rolls back */

/* The public log key it was made with; "" where that cannot be read. */
const char *archive_vkey(const struct archive *a);

/*
 * All puts stand between begin and commit.  commit promises that what was put
 * is on the disk; whatever was put has been read back and compared, and each
 * blob unpacked and hashed again, before it.  One transaction for a few
 * hundred looks is a good measure.
 */
int archive_begin(struct archive *a, struct fault *f) MUST_CHECK;
int archive_commit(struct archive *a, struct fault *f) MUST_CHECK;
void archive_rollback(struct archive *a);

/*
 * One state of the archive for all that is read until archive_snapshot_end,
 * whatever others put meanwhile.  Not between begin and commit; ending one that
 * was not begun does nothing.
 */
int archive_snapshot(struct archive *a, struct fault *f) MUST_CHECK;
void archive_snapshot_end(struct archive *a);

/*
 * A copy of the archive as it is at one moment, while others read and write
 * it.  The file appears whole or not at all, and over nothing that exists: it
 * is read whole, as archive_check does, before it has its name.
 */
struct archive_counts;

int archive_copy(struct archive *a, const char *path,
    struct archive_counts *out, struct fault *f) MUST_CHECK;

#endif /* ARCHIVE_ARCHIVE_H */
