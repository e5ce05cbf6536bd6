#ifndef TLOG_NOTE_H
#define TLOG_NOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"
#include "crypto/logkey.h"

/*
 * Signed notes (C2SP signed-note): a text, an empty line, and one line for
 * each signature over the text.
 *
 * Everything in a note that was read is borrowed from the bytes it was read
 * from, or lives in its arena.
 */
#define NOTE_MAX ((size_t)1 << 20)
#define NOTE_SIGS_MAX 100

struct note_sig {
	const char *line; /* the whole line, with its newline */
	size_t line_n;
	const char *name;
	size_t name_n;
	unsigned char id[LOGKEY_ID];
	const unsigned char *sig; /* what follows the id */
	size_t sig_n;
};

struct note {
	struct arena arena;
	const char *text; /* with its last newline */
	size_t text_n;
	struct note_sig *sigs;
	size_t n;
};

/* out is the caller's to note_free, also after a fault. */
int note_read(
    const void *p, size_t n, struct note *out, struct fault *f) MUST_CHECK;
void note_free(struct note *n);

/* What one key has to do with a note. */
enum note_answer {
	NOTE_UNSIGNED, /* no signature of that name and id */
	NOTE_SIGNED,
	NOTE_BAD, /* there is one, and it does not fit: reject the note */
};

/* For a witness, *when is the time of its cosignature in seconds of UTC. */
int note_signed(const struct note *n, const struct vkey *key,
    enum note_answer *out, uint64_t *when, struct fault *f) MUST_CHECK;

/* Append a line with the key's signature over text. */
int note_sign(const struct logkey *key, const void *text, size_t text_n,
    struct buf *out, struct fault *f) MUST_CHECK;

#endif /* TLOG_NOTE_H */
