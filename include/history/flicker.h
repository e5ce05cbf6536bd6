#ifndef HISTORY_FLICKER_H
#define HISTORY_FLICKER_H

#include <stddef.h>
#include <stdint.h>

#include "history/body.h"

/*
 * Lines outside of all provisions that keep coming and going, learnt from the
 * texts of one document in the order in which they were judged.  A line that
 * came, went and came again (or went, came and went) flickers from then on.
 */
struct flicker;

/* So many times a line changed between here and not here. */
#define FLICKER_TURNS 3

struct flicker *flicker_new(void);
void flicker_free(struct flicker *fl); /* NULL is fine */

/* The text that a look showed; the same text again changes nothing. */
void flicker_see(struct flicker *fl, const struct body *b);

/* A line that an earlier ruling found to flicker. */
void flicker_know(struct flicker *fl, uint64_t key);

int flicker_has(const struct flicker *fl, uint64_t key);

/* How many lines are known to flicker. */
size_t flicker_count(const struct flicker *fl);

/*
 * Lines that a declaration takes out ("ignoreLines" of its filters): words of
 * a whole block, letters alone compared, "*" for any.  They hold until others
 * are declared; n may be 0.
 */
void flicker_declare(struct flicker *fl, const char *const *lines, size_t n);
int flicker_declared(const struct flicker *fl, const struct body_block *k);

/* The key of a block, and whether it is a line that may flicker. */
uint64_t flicker_key(const struct body_block *k);
int flicker_may(const struct body_block *k);

#endif /* HISTORY_FLICKER_H */
