#ifndef TLOG_CHECKPOINT_H
#define TLOG_CHECKPOINT_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"
#include "crypto/logkey.h"
#include "tlog/note.h"
#include "tlog/tree.h"

/*
 * The head of a log as its signed note (C2SP tlog-checkpoint): origin, size,
 * root.  The origin is the name of the key that signs it.
 */
struct checkpoint {
	char origin[LOGKEY_NAME_MAX + 1];
	struct tree_head head;
	size_t n_extensions; /* further lines, signed but not read */
};

/* The text of one, without signatures: n bytes, the last newline included. */
int checkpoint_read(const char *text, size_t n, struct checkpoint *out,
    struct fault *f) MUST_CHECK;

/* Append the text and a signature by each key, whose name is the origin. */
int checkpoint_sign(const struct tree_head *head,
    const struct logkey *const *keys, size_t n_keys, struct buf *out,
    struct fault *f) MUST_CHECK;

#define CHECKPOINT_WHY 400

/*
 * Read a whole note and ask whether one of the keys signed it.  why is "" if
 * so, and else words; a fault means that it is no checkpoint at all.
 */
int checkpoint_open(const void *p, size_t n, const struct vkey *keys,
    size_t n_keys, struct checkpoint *out, char why[CHECKPOINT_WHY],
    struct fault *f) MUST_CHECK;

/* Lines of keys, one each (empty lines do no harm): at most max. */
int checkpoint_keys(const char *p, size_t n, struct vkey *out, size_t max,
    size_t *n_out, struct fault *f) MUST_CHECK;

/*
 * "old SIZE", hashes, an empty line, a checkpoint: what a witness is asked
 * (C2SP tlog-witness), here as the form of a proof that the log of a
 * checkpoint continues the one of that size.
 */
struct checkpoint_growth {
	uint64_t from;
	struct tree_path path;
	const char *note; /* borrowed from what was read */
	size_t note_n;
};
int checkpoint_growth_read(const char *p, size_t n,
    struct checkpoint_growth *out, struct fault *f) MUST_CHECK;
int checkpoint_growth_write(const struct checkpoint_growth *g, struct buf *out,
    struct fault *f) MUST_CHECK;

/*
 * A proof that an entry is in the log of a checkpoint (C2SP tlog-proof@v1).
 * extra, where there is any, is the entry itself with this program.
 */
struct checkpoint_proof {
	unsigned char *extra; /* yours to free by checkpoint_proof_free */
	size_t extra_n;
	uint64_t index;
	struct tree_path path;
	const char *note; /* borrowed from what was read */
	size_t note_n;
};
/* A file of its kind is at most so long. */
#define CHECKPOINT_PROOF_MAX ((size_t)2 << 20)
int checkpoint_proof_read(const char *p, size_t n, struct checkpoint_proof *out,
    struct fault *f) MUST_CHECK;
void checkpoint_proof_free(struct checkpoint_proof *p); /* NULL is fine */
int checkpoint_proof_write(const struct checkpoint_proof *p, struct buf *out,
    struct fault *f) MUST_CHECK;

#endif /* TLOG_CHECKPOINT_H */
