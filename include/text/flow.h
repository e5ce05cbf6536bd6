#ifndef TEXT_FLOW_H
#define TEXT_FLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "model/page.h"

/*
 * Words come in, in reading order, and become blocks of normal text.
 * Both readers (HTML, Markdown) and plain text write through it, so that the
 * rules of the normal form stand in one place.
 *
 * A block is opened, given words, and closed; one without words leaves no
 * trace.  Memory is the heap's until flow_page() copies it into a page.
 */
struct flow {
	struct arena *arena; /* where markers and targets live */
	char *text;
	size_t len, cap;
	struct block *blocks;
	size_t n_blocks, cap_blocks;
	struct page_link *links;
	size_t n_links, cap_links;
	bool over; /* more blocks or links than the ceiling */
	size_t n_groups; /* handed out so far */

	/* The open block. */
	bool open, begun, space, rare, seen, plain;
	enum block_kind kind;
	unsigned level;
	size_t group, last_group;
	const char *marker;
	size_t head_row;
	size_t before, start; /* before: where its separator begins */
	size_t bars;
	size_t first_link;

	unsigned bold; /* depth of bold type */
	const char *link; /* target of the link the words stand in */
	size_t link_start;
	size_t last_heading, parents[7]; /* by level, 1 to 6 */
	unsigned marked; /* level of the last heading the page marks as one */
};

#define GROUP_NONE 0
#define GROUP_LOOSE 1 /* items outside of any list */

void flow_init(struct flow *f, struct arena *arena);
void flow_free(struct flow *f);

/* Make room for n more bytes of words, and what stands around them. */
void flow_reserve(struct flow *f, size_t n);

/*
 * Open a block; an open one is closed first.  group is not GROUP_NONE for
 * items of one outermost list and rows of one table: these stand on lines of
 * their own without an empty line between.
 */
void flow_open(
    struct flow *f, enum block_kind kind, unsigned level, size_t group);
void flow_close(struct flow *f);

/* n bytes of words; opens a paragraph where no block is open. */
void flow_words(struct flow *f, const char *p, size_t n);
void flow_space(struct flow *f);

/* True if n bytes are not all white space. */
bool flow_has_words(const char *p, size_t n);

/* n bytes of plain text: a paragraph ends where a line is empty. */
void flow_lines(struct flow *f, const char *p, size_t n);

void flow_bar(struct flow *f); /* the border between two cells of a row */

/* From here on words stand in a link to target; NULL ends it. */
void flow_link(struct flow *f, const char *target);

/* What comes is another page: no heading of this one stands above it. */
void flow_page_end(struct flow *f);

/*
 * Bytes of the broken sequence at p, which one U+FFFD replaces: as many as
 * could have begun a character (the "maximal subpart" of Unicode 3.9).
 */
size_t flow_broken(const char *p, size_t n);

/*
 * Copy what was made into p, whose arena must be f's.  NULL, or the words
 * that say which ceiling it broke.
 */
const char *flow_page(struct flow *f, struct page *p) MUST_CHECK;

#endif /* TEXT_FLOW_H */
