#ifndef PROVISION_SEGMENT_H
#define PROVISION_SEGMENT_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/fault.h"
#include "model/clause.h"
#include "model/page.h"

/*
 * Cuts a page into clauses: runs of blocks that regulate one thing.
 *
 * - A paragraph is a clause.  With it go the list items, table rows or
 *   lettered paragraphs that it introduces: those that follow it directly.
 * - Items or rows that nothing introduces are one clause.
 * - But items that are clauses in themselves are cut apart: most of them are
 *   whole sentences ("… ;" goes on with the introduction's) or rows, and they
 *   have SEGMENT_OWN_BYTES on average.  The introduction is then a clause, and
 *   an item of less than SEGMENT_SHORT_BYTES goes with the one before it; an
 *   item that only heads items of its own gives their title, and they are cut
 *   apart by the same rule.
 *   This asks nothing of the list's length, so that a list which grows does
 *   not fall apart.
 * - Other lists are cut where they reach SEGMENT_BYTES.
 * - Headings give title and path and are no part of a clause.  So does a
 *   short paragraph that is one in all but its mark-up: it begins with a
 *   number or letter, or is in capitals, and has no full stop.
 * - Crumbs are no clauses: blocks of fewer than SEGMENT_WORDS words (above the
 *   page's first heading SEGMENT_WORDS_TOP, if they are no sentence), lines
 *   that say little but a date ("Effective July 8, 2026"), and lists of such
 *   blocks that neither a paragraph nor a heading introduces (menus).
 *
 * So bytes of the text outside of all clauses are headings and crumbs, and a
 * change there changes no clause.
 */
#define SEGMENT_BYTES 4000
#define SEGMENT_OWN_BYTES 160
#define SEGMENT_SHORT_BYTES 60
#define SEGMENT_WORDS 4
#define SEGMENT_WORDS_TOP 10

/* The clauses of p, in order of the text; they and their texts in a. */
int segment_page(const struct page *p, struct arena *a, struct clause **out,
    size_t *n, struct fault *f) MUST_CHECK;

#endif /* PROVISION_SEGMENT_H */
