#ifndef CRYPTO_LOGKEY_H
#define CRYPTO_LOGKEY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/fault.h"

/*
 * The Ed25519 key that signs an archive's log (C2SP signed-note), and its
 * public half as verifiers want it.  The secret never leaves this module but
 * as the text of its file, which is the form that Go's sumdb/note reads:
 *     PRIVATE+KEY+name+8 hex+base64(0x01 || 32-byte seed)
 * and the public half is the vkey line
 *     name+8 hex+base64(0x01 || 32-byte public key)
 */
struct logkey;

#define LOGKEY_SIG 64
#define LOGKEY_PUB 32
#define LOGKEY_ID 4
#define LOGKEY_NAME_MAX 255

/*
 * A fresh key for a log that has a name (its origin) already.
 */
int logkey_named(
    const char *name, struct logkey **out, struct fault *f) MUST_CHECK;

/*
 * A fresh key.  Its name, which is also the origin of the log, is stem, a
 * slash and 16 hex digits of the SHA-256 of the public key, so that no two
 * logs share one.
 */
int logkey_new(
    const char *stem, struct logkey **out, struct fault *f) MUST_CHECK;

/* The key in the n bytes of its file: one line, a newline may end it. */
int logkey_parse(
    const char *p, size_t n, struct logkey **out, struct fault *f) MUST_CHECK;
void logkey_free(struct logkey *k); /* NULL is fine; the secret is wiped */

const char *logkey_name(const struct logkey *k);
const char *logkey_vkey(const struct logkey *k); /* without newline */

/* Publish its file at path, mode 0600; a path that exists is a fault. */
int logkey_save(
    const struct logkey *k, const char *path, struct fault *f) MUST_CHECK;

int logkey_sign(const struct logkey *k, const void *p, size_t n,
    unsigned char sig[LOGKEY_SIG], struct fault *f) MUST_CHECK;

/* Types of a public half (C2SP signed-note). */
#define VKEY_LOG 0x01 /* Ed25519 */
#define VKEY_WITNESS 0x04 /* Ed25519 cosignature */

/* The public half on its own. */
struct vkey {
	char name[LOGKEY_NAME_MAX + 1];
	unsigned char type;
	unsigned char id[LOGKEY_ID];
	unsigned char pub[LOGKEY_PUB];
};

/* Parse n bytes of a vkey line of a log; id must be the one the key gives. */
int vkey_parse(
    const char *p, size_t n, struct vkey *out, struct fault *f) MUST_CHECK;

/* The same of a witness, whose type is VKEY_WITNESS. */
int vkey_parse_witness(
    const char *p, size_t n, struct vkey *out, struct fault *f) MUST_CHECK;

/* May a key, a log or a witness have that name? */
bool vkey_name_ok(const char *p, size_t n);

/* Is sig a signature over the bytes by that key? */
int vkey_check(const struct vkey *k, const void *p, size_t n,
    const unsigned char sig[LOGKEY_SIG], bool *out, struct fault *f) MUST_CHECK;

#endif /* CRYPTO_LOGKEY_H */
