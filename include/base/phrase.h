#ifndef BASE_PHRASE_H
#define BASE_PHRASE_H

#include <stddef.h>

#include "base/attr.h"
#include "base/fault.h"
#include "base/tokens.h"

/*
 * Many phrases looked for in one pass over a text's words.
 *
 * A phrase is written as elements with a blank between:
 *     word      this word         stem*    words that begin so
 *     a|b*|c    one of these      {NAME}   one of a set defined before
 *     #         a number          word?    this word or nothing
 *     ..N       at most N words   ..       at most 6
 *     [ ... ]   what to capture   ^word    the head (else the first word)
 *     %         any one word
 * A match lies in one sentence and takes as few words as it can.
 */
#define PHRASE_NONE ((size_t)-1)

struct phrases; /* opaque: compiled, immutable once the last was added */

struct phrase_match {
	size_t id; /* as given to phrases_add */
	size_t sentence;
	size_t first, last; /* words, both in the match */
	size_t head;
	size_t cap_first, cap_last; /* PHRASE_NONE where nothing is captured */
};

struct phrases *phrases_new(void);
void phrases_free(struct phrases *p);

/* NAME stands for alternatives: "use|uses|process*". */
int phrases_define(struct phrases *p, const char *name, const char *words,
    struct fault *f) MUST_CHECK;
int phrases_add(struct phrases *p, const char *phrase, size_t id,
    struct fault *f) MUST_CHECK;

/*
 * All matches in the order of their sentences and first words, at most one
 * for a phrase and a first word, from the arena.
 */
const struct phrase_match *phrases_find(const struct phrases *p,
    const struct tokens *w, struct arena *a, size_t *n);

#endif /* BASE_PHRASE_H */
