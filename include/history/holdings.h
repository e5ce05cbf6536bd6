#ifndef HISTORY_HOLDINGS_H
#define HISTORY_HOLDINGS_H

#include <stddef.h>

#include "base/arena.h"
#include "model/history.h"

/*
 * The periods in which versions stood, from looks with their newest rulings:
 * looks by time, then by id, whatever their order here.  Looks in a row that
 * show one version are one holding; a gap neither ends a holding nor extends
 * it.  *out lives in a.
 */
void holdings_make(const struct look *looks, size_t n, struct arena *a,
    struct holding **out, size_t *n_out);

#endif /* HISTORY_HOLDINGS_H */
