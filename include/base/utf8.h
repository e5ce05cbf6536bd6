#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * UTF-8 as RFC 3629 has it: no surrogates, no overlong forms, nothing above
 * U+10FFFF.  Normal forms and classes are utf8proc's, in layer text.
 */

/*
 * The code point at p, which has n > 0 bytes, into *out; returns the bytes it
 * takes, or 0 where they are not UTF-8 (*out is then U+FFFD).
 */
size_t utf8_get(const char *p, size_t n, uint32_t *out);

/* Write c to out (room for 4); returns the bytes written, 0 for no scalar. */
size_t utf8_put(uint32_t c, char out[4]);

/* True if all n bytes are UTF-8; else *bad (may be NULL) is where not. */
bool utf8_valid(const char *p, size_t n, size_t *bad);

/* Characters in valid UTF-8 of n bytes. */
size_t utf8_count(const char *p, size_t n);

/* The largest number of bytes <= max at which p of n bytes may be cut. */
size_t utf8_cut(const char *p, size_t n, size_t max);

#endif /* BASE_UTF8_H */
