#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "provision_in.h"

/* The provisions that a follower knows, by their ids and by their words. */

/* Chains grow no longer than this on average. */
#define CHAIN 2

/*
 * So many provisions of a document are known by one and the same words; of a
 * page that says them more often, the others are known by their bytes alone.
 */
#define EQUALS_MAX 1000

static size_t
bucket(const struct digest *d, size_t n)
{
	size_t h;

	memcpy(&h, d->b, sizeof(h));
	return h & (n - 1);
}

size_t
known_next(const struct follow *fo, size_t i, const struct digest *p)
{
	for (i = fo->prints[i].next; i != 0; i = fo->prints[i - 1].next)
		if (digest_equal(&fo->prints[i - 1].print, p))
			return i - 1;
	return FOLLOW_NOWHERE;
}

size_t
known_first(const struct follow *fo, const struct digest *p)
{
	size_t i;

	if (fo->n_heads == 0)
		return FOLLOW_NOWHERE;
	i = fo->print_heads[bucket(p, fo->n_heads)];
	if (i == 0 || digest_equal(&fo->prints[i - 1].print, p))
		return i == 0 ? FOLLOW_NOWHERE : i - 1;
	return known_next(fo, i - 1, p);
}

/* Room for one more of n: twice as much whenever n is a power of two. */
static void *
grow(void *list, size_t n, size_t size)
{
	if ((n & (n - 1)) != 0)
		return list;
	return mem_grow(list, n == 0 ? 1 : 2 * n, size);
}

/* Put a print at the end of its chain, so that chains keep their order. */
static void
chain(struct follow *fo, size_t i)
{
	size_t *at =
	    &fo->print_heads[bucket(&fo->prints[i].print, fo->n_heads)];

	while (*at != 0)
		at = &fo->prints[*at - 1].next;
	*at = i + 1;
	fo->prints[i].next = 0;
}

void
known_remember(struct follow *fo, size_t known, const struct digest *p)
{
	size_t i = known_first(fo, p), equals = 0;

	for (; i != FOLLOW_NOWHERE; i = known_next(fo, i, p))
		if (fo->prints[i].known == known || ++equals == EQUALS_MAX)
			return;
	fo->prints = grow(fo->prints, fo->n_prints, sizeof(*fo->prints));
	fo->prints[fo->n_prints].print = *p;
	fo->prints[fo->n_prints].known = known;
	fo->n_prints++;
	if (fo->n_prints <= fo->n_heads * CHAIN) {
		chain(fo, fo->n_prints - 1);
		return;
	}
	fo->n_heads = fo->n_heads == 0 ? 64 : fo->n_heads * 2;
	free(fo->print_heads);
	fo->print_heads = mem_new(fo->n_heads, sizeof(*fo->print_heads));
	for (i = 0; i < fo->n_prints; i++)
		chain(fo, i);
}

static size_t
id_bucket(const struct follow *fo, const char *id)
{
	size_t h = 5381;

	for (; *id != '\0'; id++)
		h = h * 33 + (unsigned char)*id;
	return h & (fo->n_ids - 1);
}

size_t
known_find(const struct follow *fo, const char *id)
{
	size_t i;

	if (fo->n_ids == 0)
		return FOLLOW_NOWHERE;
	for (i = id_bucket(fo, id); fo->id_heads[i] != 0;
	     i = (i + 1) & (fo->n_ids - 1))
		if (strcmp(fo->known[fo->id_heads[i] - 1].id, id) == 0)
			return fo->id_heads[i] - 1;
	return FOLLOW_NOWHERE;
}

static void
place_id(struct follow *fo, size_t known)
{
	size_t i = id_bucket(fo, fo->known[known].id);

	while (fo->id_heads[i] != 0)
		i = (i + 1) & (fo->n_ids - 1);
	fo->id_heads[i] = known + 1;
}

size_t
known_add(struct follow *fo, const char *id)
{
	size_t i;

	fo->known = grow(fo->known, fo->n_known, sizeof(*fo->known));
	memset(&fo->known[fo->n_known], 0, sizeof(*fo->known));
	fo->known[fo->n_known].id = arena_strdup(&fo->arena, id);
	fo->known[fo->n_known].where = FOLLOW_NOWHERE;
	fo->n_known++;
	if (fo->n_known * 2 > fo->n_ids) {
		fo->n_ids = fo->n_ids == 0 ? 128 : fo->n_ids * 2;
		free(fo->id_heads);
		fo->id_heads = mem_new(fo->n_ids, sizeof(*fo->id_heads));
		for (i = 0; i < fo->n_known; i++)
			place_id(fo, i);
	} else {
		place_id(fo, fo->n_known - 1);
	}
	return fo->n_known - 1;
}
