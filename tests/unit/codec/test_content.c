#include "codec/content.h"

#include <stdlib.h>
#include <string.h>

#include <brotli/encode.h>
#include <zlib.h>
#include <zstd.h>

#include "help/test.h"

#define TEXT "<p>We keep your data for as long as the law obliges us.</p>\n"

static const char *const codings[] = { "gzip", "deflate", "br", "zstd" };

#define N_CODINGS (sizeof(codings) / sizeof(codings[0]))

static size_t
pack(const char *how, const void *p, size_t n, unsigned char *out, size_t max)
{
	union {
		const void *in;
		Bytef *out;
	} from = { .in = p };
	z_stream z = { .next_in = from.out, .avail_in = (uInt)n };
	size_t k = max;

	if (strcmp(how, "br") == 0) {
		assert_true(BrotliEncoderCompress(
		    9, 22, BROTLI_MODE_TEXT, n, p, &k, out));
		return k;
	}
	if (strcmp(how, "zstd") == 0)
		return ZSTD_compress(out, max, p, n, 3);
	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED,
			     strcmp(how, "gzip") == 0 ? 31 : 15, 8, 0),
	    Z_OK);
	z.next_out = out;
	z.avail_out = (uInt)max;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	assert_int_equal(deflateEnd(&z), Z_OK);
	return max - z.avail_out;
}

static void
test_a_body_cut_anywhere_is_never_a_shorter_body(void **state)
{
	unsigned char packed[512];
	struct fault f = { .kind = FAULT_NONE };
	struct buf out;
	size_t i, n, k;

	(void)state;
	for (i = 0; i < N_CODINGS; i++) {
		n = pack(
		    codings[i], TEXT, strlen(TEXT), packed, sizeof(packed));
		for (k = 0; k < n; k++) {
			buf_init(&out, 1000);
			assert_fault(
			    content_unpack(codings[i], packed, k, &out, &f), &f,
			    FAULT_FORMAT, codings[i]);
			buf_free(&out);
		}
	}
}

static void
test_bytes_behind_the_end_are_refused(void **state)
{
	unsigned char packed[512];
	struct fault f = { .kind = FAULT_NONE };
	struct buf out;
	size_t i, n;

	(void)state;
	for (i = 0; i < N_CODINGS; i++) {
		n = pack(
		    codings[i], TEXT, strlen(TEXT), packed, sizeof(packed) - 1);
		packed[n] = 'x';
		buf_init(&out, 1000);
		assert_fault(
		    content_unpack(codings[i], packed, n + 1, &out, &f), &f,
		    FAULT_FORMAT, codings[i]);
		buf_free(&out);
	}
}

static void
test_the_ceiling_holds_whatever_the_coding(void **state)
{
	static unsigned char zeros[1 << 20], packed[1 << 16];
	struct fault f = { .kind = FAULT_NONE };
	struct buf out;
	size_t i, n;

	(void)state;
	for (i = 0; i < N_CODINGS; i++) {
		n = pack(
		    codings[i], zeros, sizeof(zeros), packed, sizeof(packed));
		buf_init(&out, sizeof(zeros) - 1);
		assert_fault(content_unpack(codings[i], packed, n, &out, &f),
		    &f, FAULT_LIMIT, "at most 1048575 bytes");
		buf_free(&out);
		buf_init(&out, sizeof(zeros));
		assert_ok(content_unpack(codings[i], packed, n, &out, &f), &f);
		assert_int_equal(out.len, sizeof(zeros));
		buf_free(&out);
	}
	buf_init(&out, 3);
	assert_fault(content_unpack("", "four", 4, &out, &f), &f, FAULT_LIMIT,
	    "at most 3 bytes");
	buf_free(&out);
}

/*= RFC 9659 section 3: a zstd window in HTTP is at most 8 MB */
static void
test_a_window_larger_than_http_allows_is_refused(void **state)
{
	/* One raw block after a header that wants a window of 16 MB. */
	static const unsigned char frame[] = { 0x28, 0xb5, 0x2f, 0xfd, 0x00,
		(24 - 10) << 3, 0x09, 0x00, 0x00, 'x' };
	struct fault f = { .kind = FAULT_NONE };
	struct buf out;

	(void)state;
	buf_init(&out, 1000);
	assert_fault(content_unpack("zstd", frame, sizeof(frame), &out, &f), &f,
	    FAULT_FORMAT, "zstd");
	buf_free(&out);
}

static void
test_unknown_and_too_many_codings_are_refused_by_name(void **state)
{
	struct fault f = { .kind = FAULT_NONE };
	struct buf out;

	(void)state;
	buf_init(&out, 1000);
	assert_fault(content_unpack("rot13", "x", 1, &out, &f), &f,
	    FAULT_FORMAT, "have \"rot13\"");
	assert_fault(content_unpack("br,br,br,br", "x", 1, &out, &f), &f,
	    FAULT_FORMAT, "at most 3");
	assert_fault(content_unpack("averyveryverylongname", "x", 1, &out, &f),
	    &f, FAULT_FORMAT, "known names");
	buf_free(&out);
}

/*= RFC 9110 section 8.4: codings are listed as they were applied */
static void
test_whole_bodies_come_out_as_they_went_in(void **state)
{
	unsigned char packed[512], twice[1024], two[1024];
	struct fault f = { .kind = FAULT_NONE };
	struct buf out;
	size_t i, n, k;

	(void)state;
	for (i = 0; i < N_CODINGS; i++) {
		n = pack(
		    codings[i], TEXT, strlen(TEXT), packed, sizeof(packed));
		buf_init(&out, 1000);
		assert_ok(content_unpack(codings[i], packed, n, &out, &f), &f);
		assert_string_equal((const char *)out.data, TEXT);
		buf_free(&out);
	}
	n = pack("br", TEXT, strlen(TEXT), packed, sizeof(packed));
	k = pack("gzip", packed, n, twice, sizeof(twice));
	buf_init(&out, 1000);
	assert_ok(
	    content_unpack("identity, br , X-GZIP", twice, k, &out, &f), &f);
	assert_string_equal((const char *)out.data, TEXT);
	buf_free(&out);

	/*= RFC 1952 section 2.2: members follow one another to the end */
	n = pack("gzip", TEXT, strlen(TEXT), packed, sizeof(packed));
	memcpy(two, packed, n);
	memcpy(two + n, packed, n);
	buf_init(&out, 1000);
	assert_ok(content_unpack("gzip", two, 2 * n, &out, &f), &f);
	assert_string_equal((const char *)out.data, TEXT TEXT);
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_a_body_cut_anywhere_is_never_a_shorter_body),
		cmocka_unit_test(test_bytes_behind_the_end_are_refused),
		cmocka_unit_test(test_the_ceiling_holds_whatever_the_coding),
		cmocka_unit_test(
		    test_a_window_larger_than_http_allows_is_refused),
		cmocka_unit_test(
		    test_unknown_and_too_many_codings_are_refused_by_name),
		cmocka_unit_test(test_whole_bodies_come_out_as_they_went_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
