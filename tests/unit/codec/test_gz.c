#include "codec/gz.h"

#include <string.h>

#include "help/test.h"

/* All of in, in steps of n bytes; what came out, and whether it ended. */
static int
unpack(const struct buf *in, size_t n, struct buf *out, bool *ended,
    struct fault *f)
{
	unsigned char piece[7];
	struct gz_step s = { .out = piece, .room = sizeof(piece) };
	struct gz *z = NULL;
	size_t at = 0;
	int rc;

	assert_ok(gz_new(&z, f), f);
	assert_ok(gz_begin(z, f), f);
	do {
		s.in = in->data + at;
		s.n_in = in->len - at < n ? in->len - at : n;
		rc = gz_more(z, &s, f);
		at += s.eaten;
		buf_add(out, piece, s.made);
	} while (rc == 0 && !s.ended && (s.eaten > 0 || s.made > 0));
	*ended = s.ended;
	gz_free(z);
	return rc;
}

/*= RFC 1952 section 2.3: a member, its CRC32 and ISIZE */
static void
test_a_member_comes_back_whatever_the_steps(void **state)
{
	static const char text[] = "what was packed, and what was packed";
	struct buf in, out;
	struct fault f = { 0 };
	bool ended;
	size_t n;

	(void)state;
	buf_init(&in, 4096);
	assert_ok(gz_pack(text, sizeof(text), &in, &f), &f);
	assert_memory_equal(in.data, "\x1f\x8b\x08\0\0\0\0\0", 8);
	for (n = 1; n <= in.len; n++) {
		buf_init(&out, 4096);
		assert_ok(unpack(&in, n, &out, &ended, &f), &f);
		assert_true(ended);
		assert_int_equal(out.len, sizeof(text));
		assert_memory_equal(out.data, text, sizeof(text));
		buf_free(&out);
	}
	buf_free(&in);
}

static void
test_a_member_that_was_cut_never_ends_and_a_wrong_sum_is_a_fault(void **state)
{
	struct buf in, out;
	struct fault f = { 0 };
	bool ended;
	size_t n, len;

	(void)state;
	buf_init(&in, 4096);
	buf_init(&out, 65536);
	assert_ok(gz_pack("abcabcabc", 9, &in, &f), &f);
	len = in.len;
	for (n = 0; n < len; n++) {
		in.len = n;
		if (unpack(&in, 5, &out, &ended, &f) == 0)
			assert_false(ended);
	}
	in.len = len;
	in.data[len - 6] ^= 1;
	assert_int_equal(unpack(&in, 5, &out, &ended, &f), -1);
	assert_int_equal(f.kind, FAULT_FORMAT);
	gz_free(NULL);
	buf_free(&out);
	buf_free(&in);
}

static void
test_what_does_not_fit_the_buffer_is_a_fault(void **state)
{
	struct buf b;
	struct fault f = { 0 };

	(void)state;
	buf_init(&b, 8);
	assert_int_equal(gz_pack("abc", 3, &b, &f), -1);
	assert_int_equal(f.kind, FAULT_LIMIT);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_member_comes_back_whatever_the_steps),
		cmocka_unit_test(
		    test_a_member_that_was_cut_never_ends_and_a_wrong_sum_is_a_fault),
		cmocka_unit_test(test_what_does_not_fit_the_buffer_is_a_fault),
	};

	return cmocka_run_group_tests_name("gz", tests, NULL, NULL);
}
