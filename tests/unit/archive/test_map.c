#include <stdlib.h>
#include <string.h>

#include "../src/archive/archive_in.h"
#include "base/mem.h"
#include "help/test.h"

static struct block blocks[] = {
	{ BLOCK_HEADING, 2, 0, 10, "", BLOCK_NONE, BLOCK_NONE },
	{ BLOCK_PARAGRAPH, 0, 12, 400, "", 0, BLOCK_NONE },
	{ BLOCK_ITEM, 1, 404, 500, "(a)", 0, BLOCK_NONE },
	{ BLOCK_ROW, 0, 501, 520, "", 0, 3 },
	{ BLOCK_ROW, 0, 521, 1000, "", 0, 3 },
};

static struct map_clause clauses[] = {
	{ 7, 1, 2, 1 },
	{ 300, 3, 2, 200 },
};

static const struct map sample = { clauses, 2, blocks, 5, "pt-BR" };

static struct buf
written(const struct map *m)
{
	struct buf b;

	buf_init(&b, 1 << 20);
	map_write(m, &b);
	return b;
}

static void
test_a_map_comes_back(void **state)
{
	struct buf b = written(&sample);
	struct arena arena;
	struct map m;
	struct fault f;
	size_t i;

	(void)state;
	arena_init(&arena);
	assert_ok(
	    map_read((struct zst_run){ b.data, b.len }, 1000, &arena, &m, &f),
	    &f);
	assert_string_equal(m.lang, "pt-BR");
	assert_int_equal(m.n_clauses, 2);
	assert_int_equal(m.n_blocks, 5);
	for (i = 0; i < 2; i++) {
		assert_int_equal(m.clauses[i].provision, clauses[i].provision);
		assert_int_equal(
		    m.clauses[i].first_block, clauses[i].first_block);
		assert_int_equal(m.clauses[i].n_blocks, clauses[i].n_blocks);
		assert_int_equal(m.clauses[i].ordinal, clauses[i].ordinal);
	}
	for (i = 0; i < 5; i++) {
		assert_int_equal(m.blocks[i].kind, blocks[i].kind);
		assert_int_equal(m.blocks[i].level, blocks[i].level);
		assert_int_equal(m.blocks[i].start, blocks[i].start);
		assert_int_equal(m.blocks[i].end, blocks[i].end);
		assert_true(m.blocks[i].heading == blocks[i].heading);
		assert_true(m.blocks[i].head_row == blocks[i].head_row);
		assert_string_equal(m.blocks[i].marker, blocks[i].marker);
	}
	assert_int_equal(map_start(&m, &m.clauses[0]), 12);
	assert_int_equal(map_end(&m, &m.clauses[1]), 1000);
	arena_free(&arena);
	buf_free(&b);
}

static void
test_a_map_that_reaches_past_its_text_is_refused(void **state)
{
	struct buf b = written(&sample);
	struct arena arena;
	struct map m;
	struct fault f;

	(void)state;
	arena_init(&arena);
	assert_fault(
	    map_read((struct zst_run){ b.data, b.len }, 999, &arena, &m, &f),
	    &f, FAULT_STATE, "too large");
	arena_free(&arena);
	buf_free(&b);
}

static void
test_a_map_cut_short_or_too_long_is_refused(void **state)
{
	struct buf b = written(&sample);
	struct arena arena;
	struct map m;
	struct fault f;
	size_t n;

	(void)state;
	for (n = 0; n < b.len; n++) {
		arena_init(&arena);
		assert_int_equal(map_read((struct zst_run){ b.data, n }, 1000,
				     &arena, &m, &f),
		    -1);
		arena_free(&arena);
	}
	buf_add(&b, "", 1);
	arena_init(&arena);
	assert_fault(
	    map_read((struct zst_run){ b.data, b.len }, 1000, &arena, &m, &f),
	    &f, FAULT_STATE, "after its end");
	arena_free(&arena);
	buf_free(&b);
}

/* Whatever is read can be written, and is then the same bytes. */
static void
test_every_flipped_bit_is_refused_or_means_something_else(void **state)
{
	struct buf b = written(&sample), again;
	struct arena arena;
	struct map m;
	struct fault f;
	size_t i;
	int bit, taken = 0;

	(void)state;
	for (i = 0; i < b.len; i++) {
		for (bit = 0; bit < 8; bit++) {
			b.data[i] ^= (unsigned char)(1 << bit);
			arena_init(&arena);
			if (map_read((struct zst_run){ b.data, b.len }, 1000,
				&arena, &m, &f) == 0) {
				again = written(&m);
				assert_int_equal(again.len, b.len);
				assert_memory_equal(again.data, b.data, b.len);
				buf_free(&again);
				taken++;
			}
			arena_free(&arena);
			b.data[i] ^= (unsigned char)(1 << bit);
		}
	}
	assert_true(taken > 0);
	buf_free(&b);
}

static void
test_a_clause_of_blocks_that_are_not_there_is_refused(void **state)
{
	struct map_clause far[] = { { 1, 4, 2, 1 } };
	const struct map bad = { far, 1, blocks, 5, "" };
	struct buf b = written(&bad);
	struct arena arena;
	struct map m;
	struct fault f;

	(void)state;
	arena_init(&arena);
	assert_fault(
	    map_read((struct zst_run){ b.data, b.len }, 1000, &arena, &m, &f),
	    &f, FAULT_STATE, "not there");
	arena_free(&arena);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_a_map_that_reaches_past_its_text_is_refused),
		cmocka_unit_test(test_a_map_cut_short_or_too_long_is_refused),
		cmocka_unit_test(
		    test_a_clause_of_blocks_that_are_not_there_is_refused),
		cmocka_unit_test(
		    test_every_flipped_bit_is_refused_or_means_something_else),
		cmocka_unit_test(test_a_map_comes_back),
	};

	return cmocka_run_group_tests_name("map", tests, NULL, NULL);
}
