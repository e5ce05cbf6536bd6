#include "codec/flate.h"

#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "base/mem.h"
#include "help/test.h"

/* Packed by zlib, so that none of ours makes what ours reads. */
static size_t
packed(const unsigned char *p, size_t n, unsigned char **out)
{
	uLongf len = compressBound(n);

	*out = mem_new(len, 1);
	assert_int_equal(compress2(*out, &len, p, n, 9), Z_OK);
	return len;
}

static void
test_a_bomb_stops_at_the_ceiling(void **state)
{
	unsigned char *zeros = mem_new((size_t)4 << 20, 1), *z;
	size_t n = packed(zeros, (size_t)4 << 20, &z);
	struct fault f;
	struct buf b;

	(void)state;
	buf_init(&b, 100000);
	assert_fault(
	    flate_unpack(z, n, &b, &f), &f, FAULT_LIMIT, "more than 100000");
	assert_true(b.len <= 100000);
	buf_free(&b);
	free(zeros);
	free(z);
}

static void
test_what_is_cut_or_broken_is_no_stream(void **state)
{
	static const unsigned char words[] = "words of a page, words of a page";
	unsigned char *z;
	size_t n = packed(words, sizeof(words), &z), i;
	struct fault f;
	struct buf b;

	(void)state;
	for (i = 0; i < n; i++) {
		buf_init(&b, 1000);
		assert_fault(flate_unpack(z, i, &b, &f), &f, FAULT_FORMAT,
		    "does not end");
		buf_free(&b);
	}
	/* The checksum. */
	z[n - 1] ^= 1;
	buf_init(&b, 1000);
	assert_fault(flate_unpack(z, n, &b, &f), &f, FAULT_FORMAT, "is broken");
	buf_free(&b);
	free(z);
}

static void
test_it_goes_behind_what_is_there_and_leaves_what_follows(void **state)
{
	unsigned char text[5000], *z, *more;
	size_t n, i;
	struct fault f;
	struct buf b;

	(void)state;
	for (i = 0; i < sizeof(text); i++)
		text[i] = (unsigned char)(i * i >> 7);
	n = packed(text, sizeof(text), &z);
	more = mem_new(n + 20, 1);
	memcpy(more, z, n);
	buf_init(&b, sizeof(text) + 3);
	buf_str(&b, "abc");
	assert_ok(flate_unpack(more, n + 20, &b, &f), &f);
	assert_int_equal(b.len, sizeof(text) + 3);
	assert_memory_equal(b.data, "abc", 3);
	assert_memory_equal(b.data + 3, text, sizeof(text));
	assert_int_equal(b.data[b.len], '\0');
	buf_free(&b);
	free(more);
	free(z);
}

static void
test_what_gives_more_than_usual_is_tried_again(void **state)
{
	const size_t n = (size_t)3 << 20;
	unsigned char *text = mem_new(n, 1), *z;
	size_t len = packed(text, n, &z);
	struct fault f;
	struct buf b;

	(void)state;
	assert_true(len * 4 < n);
	buf_init(&b, n);
	assert_ok(flate_unpack(z, len, &b, &f), &f);
	assert_int_equal(b.len, n);
	assert_memory_equal(b.data, text, n);
	buf_free(&b);
	free(text);
	free(z);
}

static void
test_what_was_packed_is_unpacked(void **state)
{
	struct flate_packer *p = flate_packer_new();
	unsigned char text[3000], *z;
	struct fault f;
	struct buf b;
	size_t n, len;

	(void)state;
	for (n = 0; n < sizeof(text); n++)
		text[n] = (unsigned char)(n % 251);
	for (n = 0; n <= sizeof(text); n += 1000) {
		assert_ok(flate_pack(p, text, n, &z, &len, &f), &f);
		buf_init(&b, sizeof(text));
		assert_ok(flate_unpack(z, len, &b, &f), &f);
		assert_int_equal(b.len, n);
		if (n > 0)
			assert_memory_equal(b.data, text, n);
		buf_free(&b);
		free(z);
	}
	flate_packer_free(p);
	flate_packer_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_bomb_stops_at_the_ceiling),
		cmocka_unit_test(test_what_is_cut_or_broken_is_no_stream),
		cmocka_unit_test(
		    test_it_goes_behind_what_is_there_and_leaves_what_follows),
		cmocka_unit_test(
		    test_what_gives_more_than_usual_is_tried_again),
		cmocka_unit_test(test_what_was_packed_is_unpacked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
