#include "codec/zip.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "help/test.h"

static int
put(void *ctx, const void *p, size_t n, struct fault *f)
{
	buf_add(ctx, p, n);
	return buf_check(ctx, "test", f);
}

static int
patch(void *ctx, uint64_t offset, const void *p, size_t n, struct fault *f)
{
	struct buf *b = ctx;

	(void)f;
	assert_true(offset + n <= b->len);
	memcpy(b->data + offset, p, n);
	return 0;
}

static int
fails(void *ctx, const void *p, size_t n, struct fault *f)
{
	(void)ctx;
	(void)p;
	(void)n;
	return fault_set(f, FAULT_IO, "no room");
}

static void
test_calls_out_of_order_are_faults(void **state)
{
	struct buf b;
	const struct zip_sink sink = { &b, put, patch };
	struct zip *z = zip_new(&sink);
	struct fault f = { 0 };

	(void)state;
	buf_init(&b, 4096);
	assert_fault(zip_add(z, "x", 1, &f), &f, FAULT_STATE, "no member");
	assert_fault(zip_end(z, &f), &f, FAULT_STATE, "no member");
	assert_ok(zip_begin(z, "a", &f), &f);
	assert_fault(
	    zip_begin(z, "b", &f), &f, FAULT_STATE, "a member is open");
	assert_fault(zip_finish(z, &f), &f, FAULT_STATE, "a member is open");
	zip_free(z);
	zip_free(NULL);
	buf_free(&b);
}

static void
test_a_sink_that_fails_is_told(void **state)
{
	const struct zip_sink sink = { NULL, fails, patch };
	struct zip *z = zip_new(&sink);
	struct fault f = { 0 };

	(void)state;
	assert_fault(zip_begin(z, "a", &f), &f, FAULT_IO, "no room");
	zip_free(z);
}

/*= APPNOTE 6.3.10 section 4.3.7: the local header, its CRC put in later */
static void
test_a_stored_member_has_the_bytes_that_the_format_says(void **state)
{
	static const unsigned char want[] =
	    "PK\3\4\x14\0\0\x08\0\0\0\0\x21\0\0\0\0\0"
	    "\3\0\0\0\3\0\0\0\1\0\0\0"
	    "aabc";
	struct buf b;
	const struct zip_sink sink = { &b, put, patch };
	struct zip *z = zip_new(&sink);
	struct fault f = { 0 };

	(void)state;
	buf_init(&b, 4096);
	assert_ok(zip_begin(z, "a", &f), &f);
	assert_ok(zip_add(z, "ab", 2, &f), &f);
	assert_ok(zip_add(z, "c", 1, &f), &f);
	assert_ok(zip_end(z, &f), &f);
	assert_ok(zip_finish(z, &f), &f);
	assert_int_equal(b.len, 34 + 47 + 22);
	assert_memory_equal(b.data, want, 14);
	/* CRC-32 of "abc" is 352441c2. */
	assert_memory_equal(b.data + 14, "\xc2\x41\x24\x35", 4);
	assert_memory_equal(b.data + 18, want + 18, 16);
	assert_memory_equal(b.data + 34, "PK\1\2", 4);
	assert_memory_equal(b.data + 34 + 47, "PK\5\6", 4);
	assert_int_equal(b.data[34 + 47 + 16], 34);
	zip_free(z);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_calls_out_of_order_are_faults),
		cmocka_unit_test(test_a_sink_that_fails_is_told),
		cmocka_unit_test(
		    test_a_stored_member_has_the_bytes_that_the_format_says),
	};

	return cmocka_run_group_tests_name("zip", tests, NULL, NULL);
}
