#ifndef TEXT_SELECTION_H
#define TEXT_SELECTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/fault.h"
#include "text/dom.h"

/*
 * What select and remove say (proviso-text(5), SELECTORS): a CSS selector, or
 * the JSON of an Open Terms Archive declaration: a text, a range
 * {"startBefore"|"startAfter": CSS, "endBefore"|"endAfter": CSS}, or a list of
 * these.  Of joined pages it is {"parts":[…]}, one of those for each page.
 */
struct selection;

/* True if s is the JSON form, and not CSS. */
bool selection_is_json(const char *s);

/* Fails with the words that are not understood; *out lives in a. */
int selection_parse(struct arena *a, const char *s,
    const struct selection **out, struct fault *f) MUST_CHECK;

/* As selection_parse; selection_check_joined of joined pages.  "" is fine. */
int selection_check(const char *s, struct fault *f) MUST_CHECK;
int selection_check_joined(const char *s, struct fault *f) MUST_CHECK;

/*
 * The part of s that is for page i of n; s itself is {"parts":[…]} or "".
 * *out is in the form that selection_parse reads, or "".
 */
int selection_part(struct arena *a, const char *s, size_t i, size_t n,
    const char **out, struct fault *f) MUST_CHECK;

/*
 * What an item of a selection takes of the page: nodes from first to end,
 * of which those before first that hold them stand open.
 */
struct selected {
	uint32_t first, end;
	bool range; /* else all of element first */
};

/*
 * What the selection takes, item by item, in the order of the page within
 * each; *n is 0 where it takes nothing.  A range without its start or its end
 * takes nothing and sets *lost to its words; else *lost is NULL.
 */
struct selected *selection_take(const struct selection *s, const struct dom *d,
    struct arena *a, size_t *n, const char **lost);

#endif /* TEXT_SELECTION_H */
