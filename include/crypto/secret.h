#ifndef CRYPTO_SECRET_H
#define CRYPTO_SECRET_H

#include <stddef.h>

#include "base/attr.h"
#include "base/fault.h"

/*
 * Bytes that nobody is to see: passphrases, PINs, files with keys.  They lie
 * in one block that never moves and is wiped when it is freed, and a NUL that
 * n does not count follows them.
 */
struct secret {
	char *p; /* NULL: none */
	size_t n, max;
};

/*
 * From now on whatever the crypto library frees is wiped, so that no copy of
 * a key is left behind in memory; and a crash leaves no core behind.  Called
 * once, before anything else of this layer, by programs that handle keys.
 */
int secret_guard(struct fault *f) MUST_CHECK;

/* Room for max bytes; p is empty. */
void secret_init(struct secret *s, size_t max);
void secret_free(struct secret *s);

/*
 * All bytes of a plain file that only its owner may read; no link is
 * followed.  s is not initialised yet.
 */
int secret_read(
    const char *path, size_t max, struct secret *s, struct fault *f) MUST_CHECK;

/* The same of a file with one line, whose line end is left away. */
int secret_line(const char *path, struct secret *s, struct fault *f) MUST_CHECK;

#endif /* CRYPTO_SECRET_H */
