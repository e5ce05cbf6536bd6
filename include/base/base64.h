#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"

/*
 * Base64 (RFC 4648 section 4) in one form only: padded, no blanks, no line
 * ends, and the unused bits of the last character are zero, so that bytes
 * have one text and a text has one meaning.
 */
void base64_add(struct buf *out, const void *p, size_t n);

/* Append the bytes of n characters; what names them in the fault. */
int base64_read(const char *p, size_t n, const char *what, struct buf *out,
    struct fault *f) MUST_CHECK;

/* The same where exactly want bytes must come out, into out. */
int base64_exact(const char *p, size_t n, const char *what, unsigned char *out,
    size_t want, struct fault *f) MUST_CHECK;

#endif /* BASE_BASE64_H */
