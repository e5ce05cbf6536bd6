#include "codec/zst.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "help/test.h"

/* Bytes that pack badly on their own, the same for the same seed. */
static unsigned char *
noise(size_t n, uint32_t seed)
{
	unsigned char *p = mem_new(n + 1, 1);
	size_t i;

	for (i = 0; i < n; i++) {
		seed = seed * 1664525 + 1013904223;
		p[i] = (unsigned char)(seed >> 24);
	}
	return p;
}

static const struct zst_run none = { NULL, 0 };

static void
test_a_frame_that_is_not_whole_is_refused(void **state)
{
	unsigned char *p = noise(4000, 1), *frame, out[4000];
	struct zst *z = zst_new();
	struct zst_run packed;
	struct fault f;
	size_t n, i;

	(void)state;
	assert_ok(
	    zst_pack(z, none, (struct zst_run){ p, 4000 }, &packed, &f), &f);
	n = packed.n;
	frame = mem_dup(packed.p, n);
	for (i = 0; i < n; i += i < 30 ? 1 : 97)
		assert_int_equal(
		    zst_unpack(
			z, none, (struct zst_run){ frame, i }, out, 4000, &f),
		    -1);
	free(frame);
	free(p);
	zst_free(z);
}

static void
test_bytes_after_the_frame_are_refused(void **state)
{
	unsigned char *p = noise(100, 2), frame[300], out[100];
	struct zst *z = zst_new();
	struct zst_run packed;
	struct fault f;

	(void)state;
	assert_ok(
	    zst_pack(z, none, (struct zst_run){ p, 100 }, &packed, &f), &f);
	memcpy(frame, packed.p, packed.n);
	frame[packed.n] = 0;
	assert_fault(zst_unpack(z, none,
			 (struct zst_run){ frame, packed.n + 1 }, out, 100, &f),
	    &f, FAULT_FORMAT, "frame ends at byte");
	/* Nor a second frame. */
	memcpy(frame + packed.n, packed.p, packed.n);
	assert_fault(zst_unpack(z, none,
			 (struct zst_run){ frame, 2 * packed.n }, out, 100, &f),
	    &f, FAULT_FORMAT, "frame ends at byte");
	free(p);
	zst_free(z);
}

static void
test_a_frame_of_another_size_is_refused_before_it_is_unpacked(void **state)
{
	unsigned char *p = mem_new(1 << 20, 1), out[10];
	struct zst *z = zst_new();
	struct zst_run packed;
	struct fault f;

	(void)state;
	/* A megabyte of zeros is a few bytes packed: a small bomb. */
	assert_ok(
	    zst_pack(z, none, (struct zst_run){ p, 1 << 20 }, &packed, &f), &f);
	assert_true(packed.n < 200);
	assert_fault(zst_unpack(z, none, packed, out, 10, &f), &f, FAULT_FORMAT,
	    "want 10 bytes unpacked, frame says 1048576");
	free(p);
	zst_free(z);
}

static void
test_more_than_the_ceiling_is_refused(void **state)
{
	const struct zst_run large = { "", ZST_MAX + 1 };
	struct zst *z = zst_new();
	struct zst_run packed;
	struct fault f;

	(void)state;
	assert_fault(zst_pack(z, none, large, &packed, &f), &f, FAULT_LIMIT,
	    "want at most");
	assert_fault(
	    zst_pack(z, large, none, &packed, &f), &f, FAULT_LIMIT, "prefix");
	zst_free(z);
}

static void
test_what_is_shared_with_the_prefix_costs_nothing(void **state)
{
	/* Larger than the library's own window at that level. */
	const size_t n = (size_t)6 << 20;
	unsigned char *p = noise(n, 3), *q = mem_dup(p, n), *out, *frame;
	struct zst *z = zst_new();
	struct zst_run packed;
	struct fault f;

	(void)state;
	q[0] ^= 1;
	q[n - 1] ^= 1;
	assert_ok(zst_pack(z, (struct zst_run){ p, n },
		      (struct zst_run){ q, n }, &packed, &f),
	    &f);
	assert_true(packed.n < n / 100);
	frame = mem_dup(packed.p, packed.n);
	packed.p = frame;
	out = mem_new(n, 1);
	assert_ok(
	    zst_unpack(z, (struct zst_run){ p, n }, packed, out, n, &f), &f);
	assert_memory_equal(out, q, n);
	/* Without its prefix it is nothing. */
	assert_int_equal(zst_unpack(z, none, packed, out, n, &f), -1);
	free(out);
	free(frame);
	free(q);
	free(p);
	zst_free(z);
}

static void
test_nothing_packs_and_unpacks(void **state)
{
	struct zst *z = zst_new();
	unsigned char frame[64], out[1];
	struct zst_run packed;
	struct fault f;

	(void)state;
	assert_ok(zst_pack(z, none, none, &packed, &f), &f);
	memcpy(frame, packed.p, packed.n);
	packed.p = frame;
	assert_ok(zst_unpack(z, none, packed, out, 0, &f), &f);
	zst_free(z);
	zst_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_frame_that_is_not_whole_is_refused),
		cmocka_unit_test(test_bytes_after_the_frame_are_refused),
		cmocka_unit_test(
		    test_a_frame_of_another_size_is_refused_before_it_is_unpacked),
		cmocka_unit_test(test_more_than_the_ceiling_is_refused),
		cmocka_unit_test(
		    test_what_is_shared_with_the_prefix_costs_nothing),
		cmocka_unit_test(test_nothing_packs_and_unpacks),
	};

	return cmocka_run_group_tests_name("zst", tests, NULL, NULL);
}
