#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

#include "base/attr.h"

/*
 * Memory for a tree that lives and dies as one.
 *
 * The root of the tree owns the arena; nodes are never freed singly.  What an
 * arena gives is zero-filled, aligned for any object, and valid until
 * arena_free().  An arena that is zero-filled is an empty one.
 */
struct arena_chunk;

struct arena {
	struct arena_chunk *chunks;
};

void arena_init(struct arena *a);
void arena_free(struct arena *a);

void *arena_new(struct arena *a, size_t n, size_t size);
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_strdup(struct arena *a, const char *s);
char *arena_fmt(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);

/*
 * An array of n items of the given size that is to hold one more: the same
 * array while it has room, else a copy twice as large.  Room is counted by n
 * alone (it doubles when n is 0 or a power of two), so the caller keeps only
 * the array and n:
 *     list = arena_more(a, list, n, sizeof(*list)); list[n++] = x;
 */
void *arena_more(struct arena *a, void *list, size_t n, size_t size);

#endif /* BASE_ARENA_H */
