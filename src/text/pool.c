#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text_in.h"

struct pool_chunk {
	struct pool_chunk *next;
	max_align_t bytes[];
};

#define POOL_HEAD sizeof(max_align_t)
#define POOL_CHUNK ((size_t)1 << 20)

/* The parser passes nothing along to tell one run from another. */
static _Thread_local struct pool *current;

void
pool_use(struct pool *p)
{
	current = p;
}

/* n bytes as they come. */
static unsigned char *
pool_piece(size_t n)
{
	struct pool *m = current;
	struct pool_chunk *c;
	size_t want, room;

	want = (n + 2 * POOL_HEAD - 1) / POOL_HEAD * POOL_HEAD;
	if ((size_t)(m->end - m->at) < want) {
		room = want > POOL_CHUNK / 4 ? 2 * want : POOL_CHUNK;
		c = mem_grow(NULL, 1, sizeof(*c) + room);
		c->next = m->chunks;
		m->chunks = c;
		m->at = (unsigned char *)c->bytes;
		m->end = m->at + room;
	}
	m->newest = m->at + POOL_HEAD;
	*(size_t *)(void *)m->at = n;
	m->at += want;
	return m->newest;
}

/* The parser's own products are of sizes that fit its input. */
void *
pool_take(size_t n, size_t size)
{
	unsigned char *p = pool_piece(n * size);

	memset(p, 0, n * size);
	return p;
}

void *
pool_more(void *old, size_t n)
{
	struct pool *m = current;
	size_t *had;
	unsigned char *p;

	if (old == NULL)
		return pool_piece(n);
	had = (size_t *)(void *)((unsigned char *)old - POOL_HEAD);
	if (old == m->newest && n < (size_t)(m->end - m->newest)) {
		*had = n;
		m->at = m->newest + (n + POOL_HEAD - 1) / POOL_HEAD * POOL_HEAD;
		return old;
	}
	p = pool_piece(n);
	memcpy(p, old, *had < n ? *had : n);
	return p;
}

void
pool_free(struct pool *m)
{
	struct pool_chunk *c;

	while ((c = m->chunks) != NULL) {
		m->chunks = c->next;
		free(c);
	}
}

void
pool_give_back(void *p)
{
	(void)p;
}
