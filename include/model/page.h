#ifndef MODEL_PAGE_H
#define MODEL_PAGE_H

#include <stddef.h>

#include "base/arena.h"

/*
 * A page as text: what layer text makes of a capture.
 *
 * text is the normal text (UTF-8, NFC; proviso-text(5) has its rules and
 * their version, `extractor`), blocks cut it: in order, disjoint, each a byte
 * range [start, end) of text that holds the block's own words only, without a
 * list marker, so that any block or part of one can be quoted.  Bytes between
 * blocks are separators and markers.
 */
enum block_kind {
	BLOCK_HEADING,
	BLOCK_PARAGRAPH,
	BLOCK_ITEM, /* a list item's own words */
	BLOCK_ROW, /* a table row, its cells joined as proviso-text(5) says */
};

#define BLOCK_NONE ((size_t)-1)

struct block {
	enum block_kind kind;
	unsigned level; /* heading 1..6; depth of a list item, from 1 */
	size_t start, end; /* bytes of the normal text */
	const char *marker; /* item: "-", "1.", "(a)"; else "" */
	size_t heading; /* the nearest heading above, or BLOCK_NONE */
	size_t head_row; /* row: the row with its header cells, or BLOCK_NONE */
};

/* A link: the words it covers, and where it leads (never part of the text). */
struct page_link {
	size_t start, end;
	const char *target;
};

struct page {
	struct arena arena; /* owns all below */
	unsigned extractor;
	char *text;
	size_t len;
	struct block *blocks;
	size_t n_blocks;
	struct page_link *links;
	size_t n_links;
	const char *lang; /* as the page says, or "" */
};

void page_free(struct page *p); /* NULL is fine; p itself is the caller's */

#endif /* MODEL_PAGE_H */
