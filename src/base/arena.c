#include "base/arena.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/*
 * A tree of a few nodes is the commonest, and clearing memory for one costs
 * more than its nodes do: the first chunk is small, each next one twice as
 * large, until they are large enough that most trees need few.
 */
#define ARENA_FIRST 2048
#define ARENA_CHUNK 65536
/* Bits of half a size. */
#define HALF (sizeof(size_t) * CHAR_BIT / 2)

struct arena_chunk {
	struct arena_chunk *next;
	size_t used;
	size_t cap;
	max_align_t data[];
};

void
arena_init(struct arena *a)
{
	a->chunks = NULL;
}

void
arena_free(struct arena *a)
{
	struct arena_chunk *c, *next;

	for (c = a->chunks; c != NULL; c = next) {
		next = c->next;
		free(c);
	}
	a->chunks = NULL;
}

static struct arena_chunk *
arena_chunk_new(size_t cap)
{
	struct arena_chunk *c;

	c = mem_new(1, sizeof(*c) + cap);
	c->cap = cap;
	return c;
}

/* How large the chunk after c is to be; want is never above a whole one. */
static size_t
arena_next(const struct arena_chunk *c, size_t want)
{
	size_t cap = c == NULL ? ARENA_FIRST : 2 * c->cap;

	while (cap < want)
		cap *= 2;
	return cap < ARENA_CHUNK ? cap : ARENA_CHUNK;
}

void *
arena_new(struct arena *a, size_t n, size_t size)
{
	const size_t align = sizeof(max_align_t);
	struct arena_chunk *c = a->chunks;
	size_t want;
	void *p;

	/* A product that overflows is refused where all sizes are; factors of
	 * half a word cannot, and need no division. */
	if (((n | size) >> HALF) != 0 && size != 0 &&
	    n > ((size_t)-1 - align) / size)
		(void)mem_grow(NULL, n, size);
	want = (n * size + align - 1) / align * align;
	if (want == 0)
		want = align;

	/* What is large gets a chunk of its own, behind the one in use. */
	if (want > ARENA_CHUNK / 4) {
		c = arena_chunk_new(want);
		c->used = want;
		if (a->chunks == NULL) {
			a->chunks = c;
		} else {
			c->next = a->chunks->next;
			a->chunks->next = c;
		}
		return c->data;
	}
	if (c == NULL || c->cap - c->used < want) {
		c = arena_chunk_new(arena_next(c, want));
		c->next = a->chunks;
		a->chunks = c;
	}
	p = (unsigned char *)c->data + c->used;
	c->used += want;
	return p;
}

char *
arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *copy = arena_new(a, n + 1, 1);

	memcpy(copy, s, n);
	return copy;
}

char *
arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *
arena_fmt(struct arena *a, const char *fmt, ...)
{
	char *s;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		n = 0;
	s = arena_new(a, (size_t)n + 1, 1);
	va_start(ap, fmt);
	(void)vsnprintf(s, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return s;
}

void *
arena_more(struct arena *a, void *list, size_t n, size_t size)
{
	void *bigger;

	if ((n & (n - 1)) != 0)
		return list;
	bigger = arena_new(a, n == 0 ? 1 : 2 * n, size);
	if (n > 0)
		memcpy(bigger, list, n * size);
	return bigger;
}
