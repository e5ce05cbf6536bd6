#ifndef PROVISION_COMPARE_H
#define PROVISION_COMPARE_H

#include <stddef.h>

/*
 * How near clauses are in wording: the cosine of their word weights (tf-idf),
 * in per cent.  Words are folded (provision's way: case and look do not
 * count) and have three letters or more; a sign of a script without blanks is
 * a word.  A word's weight is how often it stands in the clause times the
 * binary logarithm of (1 + texts learnt) / (texts that have it).
 *
 * All arithmetic is in whole numbers, so a score is the same on every
 * machine.  The score orders; it judges nothing.
 */
struct compare;

struct compare *compare_new(void);
void compare_free(struct compare *c); /* NULL is fine */

/* A text that tells how common words are; usually a whole document. */
void compare_learn(struct compare *c, const char *text, size_t len);

/* A text to be compared; gives its number, from 0. */
size_t compare_add(struct compare *c, const char *text, size_t len);

/* 0 (no word in common) to 100 (the same words as often). */
int compare_score(const struct compare *c, size_t a, size_t b);

#endif /* PROVISION_COMPARE_H */
