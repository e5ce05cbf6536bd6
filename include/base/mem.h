#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

#include "base/attr.h"

/*
 * The only doors to the heap.  They never return NULL: a short-lived command
 * that has run out of memory says so and exits with status 3, having
 * published nothing (see base/file.h).  Sizes are counted as n * size with
 * the product checked.  What they return is freed with free().
 */
void *mem_new(size_t n, size_t size); /* zero-filled */
void *mem_grow(void *p, size_t n, size_t size);
char *mem_strndup(const char *s, size_t n);
char *mem_strdup(const char *s);

/* That message and exit, for whoever was told by a library that it had none. */
NORETURN void mem_out(size_t n, size_t size);

/* A copy of n bytes, followed by a NUL that n does not count. */
unsigned char *mem_dup(const void *p, size_t n);

#endif /* BASE_MEM_H */
