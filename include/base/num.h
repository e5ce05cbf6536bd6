#ifndef BASE_NUM_H
#define BASE_NUM_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/fault.h"

/*
 * Numbers from text, exact forms only: decimal digits with an optional minus,
 * no blanks, no plus, no leading zeros, nothing after.  what names the value
 * in the fault, which says the bounds.
 */
int num_i64(const char *s, int64_t min, int64_t max, const char *what,
    int64_t *out, struct fault *f) MUST_CHECK;

/* The same from n bytes that need not end in a NUL; leading zeros allowed. */
int num_digits(const char *s, size_t n, int64_t max, const char *what,
    int64_t *out, struct fault *f) MUST_CHECK;

#define NUM_GROUPED 32
/* 1234567 as "1,234,567"; out holds NUM_GROUPED bytes and is returned. */
const char *num_grouped(int64_t v, char out[NUM_GROUPED]);

#endif /* BASE_NUM_H */
