#ifndef PROVISION_WORDDIFF_H
#define PROVISION_WORDDIFF_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/fault.h"
#include "model/diff.h"

/*
 * A diff of words: what to strike and what to put in, to make one text of
 * another.  A word is what stands between blanks.
 *
 * Runs that are the same or deleted, joined, are the old text byte for byte;
 * runs that are the same or inserted are the new one.  In a change the words
 * out come before the words in, and no two runs of one kind follow each
 * other.  Equal runs of fewer than WORDDIFF_KEEP words between two changes
 * are taken into the change, since a reader sees one change there.
 *
 * The runs live in a and borrow the texts.  Texts of more than
 * WORDDIFF_WORDS_MAX words are FAULT_LIMIT.
 */
#define WORDDIFF_KEEP 3
#define WORDDIFF_WORDS_MAX 1000000

int worddiff_make(const char *old, size_t old_len, const char *new,
    size_t new_len, struct arena *a, struct diff *out,
    struct fault *f) MUST_CHECK;

#endif /* PROVISION_WORDDIFF_H */
