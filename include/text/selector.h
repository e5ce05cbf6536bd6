#ifndef TEXT_SELECTOR_H
#define TEXT_SELECTOR_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/fault.h"
#include "text/dom.h"

/*
 * CSS selectors, in the dialect that Open Terms Archive declarations use
 * (proviso-text(5), SELECTORS): lists, the four combinators, type, universal,
 * id, class and attribute selectors, the structural pseudo-classes, :not(),
 * :is() and :where() of compound selectors, escapes.
 */
struct selector;

/* Fails with the words that are not understood; *out lives in a. */
int selector_parse(struct arena *a, const char *css,
    const struct selector **out, struct fault *f) MUST_CHECK;

/* Compounds in it: what trying it at one element costs. */
size_t selector_size(const struct selector *s);

/* As selector_parse, for those who only want to know.  "" is fine. */
int selector_check(const char *css, struct fault *f) MUST_CHECK;

/*
 * Set marks[i] (d->n bytes) of every element that s selects; scratch is used
 * for working memory.  Returns how many there are.
 */
size_t selector_mark(const struct selector *s, const struct dom *d,
    struct arena *scratch, unsigned char *marks);

#endif /* TEXT_SELECTOR_H */
