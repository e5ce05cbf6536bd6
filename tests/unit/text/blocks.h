#ifndef TESTS_UNIT_TEXT_BLOCKS_H
#define TESTS_UNIT_TEXT_BLOCKS_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "help/test.h"
#include "text/extract.h"
#include "text/normal.h"

/*
 * A page in short, a block a line, to compare with what a test expects:
 * "H2 words" a heading of level 2, "P words", "I1 - words" an item, "R words"
 * a row, "R^3 words" one whose header is block 3.
 */
static inline char *
blocks_text(const struct page *p)
{
	struct buf b;
	size_t i;

	buf_init(&b, 1 << 20);
	for (i = 0; i < p->n_blocks; i++) {
		const struct block *k = &p->blocks[i];

		buf_fmt(&b, "%c", "HPIR"[k->kind]);
		if (k->kind == BLOCK_HEADING || k->kind == BLOCK_ITEM)
			buf_fmt(&b, "%u", k->level);
		if (k->head_row != BLOCK_NONE)
			buf_fmt(&b, "^%zu", k->head_row);
		buf_fmt(&b, " %s%s%.*s\n", k->marker,
		    *k->marker == '\0' ? "" : " ", (int)(k->end - k->start),
		    p->text + k->start);
	}
	return buf_take(&b);
}

/* What holds for every page, whatever it was made of. */
static inline void
assert_sound(const struct page *p)
{
	size_t i, len, last = 0;
	char *again;

	assert_true(utf8_valid(p->text, p->len, NULL));
	assert_int_equal(strlen(p->text), p->len);
	for (i = 0; i < p->n_blocks; i++) {
		const struct block *k = &p->blocks[i];

		assert_true(k->start >= last);
		assert_true(k->end > k->start);
		assert_true(k->end <= p->len);
		/* Between blocks there is nothing but separators. */
		if (i > 0)
			assert_int_equal(p->text[last], '\n');
		/* A block is its own normal form, on one line. */
		again =
		    normal_string(p->text + k->start, k->end - k->start, &len);
		assert_int_equal(len, k->end - k->start);
		assert_memory_equal(again, p->text + k->start, len);
		free(again);
		if (k->kind == BLOCK_HEADING)
			assert_in_range(k->level, 1, 6);
		if (k->heading != BLOCK_NONE) {
			assert_true(k->heading < i);
			assert_int_equal(
			    p->blocks[k->heading].kind, BLOCK_HEADING);
		}
		if (k->head_row != BLOCK_NONE) {
			assert_true(k->head_row < i);
			assert_int_equal(
			    p->blocks[k->head_row].kind, BLOCK_ROW);
		}
		last = k->end;
	}
	assert_int_equal(last, p->len);
	for (i = 0; i < p->n_links; i++) {
		assert_true(p->links[i].start < p->links[i].end);
		assert_true(p->links[i].end <= p->len);
		assert_true(utf8_valid(p->text + p->links[i].start,
		    p->links[i].end - p->links[i].start, NULL));
	}
}

/* The page of a source, whether it is long enough to be kept or not. */
static inline void
page_of(const struct extract_source *s, struct page *p)
{
	struct fault f;
	const char *gap;

	assert_ok(extract_page(s, p, &gap, &f), &f);
	assert_sound(p);
}

static inline struct extract_source
source_of(enum media media, const char *words)
{
	return (struct extract_source){ .media = media,
		.media_type = "",
		.bytes = (const unsigned char *)words,
		.len = strlen(words),
		.base_url = "",
		.select = "",
		.remove = "" };
}

static inline void
assert_blocks(const struct extract_source *s, const char *want)
{
	struct page p;
	char *have;

	page_of(s, &p);
	have = blocks_text(&p);
	assert_string_equal(have, want);
	free(have);
	page_free(&p);
}

#endif /* TESTS_UNIT_TEXT_BLOCKS_H */
