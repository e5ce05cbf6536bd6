#ifndef MODEL_HOLDINGS_H
#define MODEL_HOLDINGS_H

#include <stddef.h>

#include "base/arena.h"
#include "model/history.h"

/* A run of looks that show one version; first and last index into looks. */
struct held {
	int version;
	size_t first, last, n;
};

/*
 * The periods in which versions stood, from looks with their newest rulings,
 * sorted by time and then by id.  Looks in a row that show one version are one
 * period; a gap neither ends a period nor extends it.  It lives in the arena.
 */
struct held *holdings_of(
    const struct look *looks, size_t n_looks, struct arena *arena, size_t *n);

#endif /* MODEL_HOLDINGS_H */
