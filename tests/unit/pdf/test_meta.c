#include "pdf_in.h"

#include <string.h>

#include "help/draw.h"
#include "help/test.h"

static uint32_t
read32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

/* The bytes of a tag, or NULL. */
static const unsigned char *
icc_tag(const struct buf *b, const char *name, uint32_t *len)
{
	uint32_t n = read32(b->data + 128), i;

	for (i = 0; i < n; i++) {
		const unsigned char *t = b->data + 132 + 12 * i;

		if (memcmp(t, name, 4) == 0) {
			*len = read32(t + 8);
			assert_true(read32(t + 4) + *len <= b->len);
			assert_int_equal(read32(t + 4) % 4, 0);
			return b->data + read32(t + 4);
		}
	}
	return NULL;
}

/*= ICC.1:2001-04, 6.3.1: what a display profile of three components has */
static void
test_the_colour_profile_is_whole(void **state)
{
	static const char *const want[] = { "desc", "cprt", "wtpt", "rXYZ",
		"gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC" };
	const unsigned char *t;
	struct buf b;
	uint32_t len;
	size_t i;

	(void)state;
	buf_init(&b, 1u << 20);
	icc_make(&b);
	assert_int_equal(read32(b.data), b.len);
	assert_memory_equal(b.data + 12, "mntrRGB XYZ ", 12);
	assert_memory_equal(b.data + 36, "acsp", 4);
	for (i = 0; i < sizeof(want) / sizeof(*want); i++)
		assert_non_null(icc_tag(&b, want[i], &len));
	t = icc_tag(&b, "gTRC", &len);
	assert_non_null(t);
	assert_memory_equal(t, "curv", 4);
	assert_int_equal(read32(t + 8), 1024);
	assert_memory_equal(t + 12, "\0\0", 2); /* black is 0 */
	assert_memory_equal(t + 12 + 2046, "\xFF\xFF", 2); /* white is 1 */
	buf_free(&b);
}

/*= IEC 61966-2-1:1999, 5.2: the three primaries make up D50 white */
static void
test_the_primaries_add_up_to_white(void **state)
{
	static const char *const rgb[] = { "rXYZ", "gXYZ", "bXYZ" };
	const unsigned char *t, *white;
	struct buf b;
	uint32_t len, sum;
	size_t i, k;

	(void)state;
	buf_init(&b, 1u << 20);
	icc_make(&b);
	white = icc_tag(&b, "wtpt", &len);
	assert_non_null(white);
	for (k = 0; k < 3; k++) {
		sum = 0;
		for (i = 0; i < 3; i++) {
			t = icc_tag(&b, rgb[i], &len);
			assert_non_null(t);
			sum += read32(t + 8 + 4 * k);
		}
		assert_in_range(sum, read32(white + 8 + 4 * k) - 16,
		    read32(white + 8 + 4 * k) + 16);
	}
	buf_free(&b);
}

static void
test_metadata_escapes_what_xml_would_misread(void **state)
{
	struct canvas_file file = draw_file();
	struct buf b;
	const char *s;

	(void)state;
	file.title = "a <b> & \"c\" \x01 \xFF ç";
	file.author = "";
	buf_init(&b, 1u << 20);
	xmp_make(&file, &b);
	s = (const char *)b.data;
	assert_non_null(strstr(s,
	    "<rdf:li xml:lang=\"x-default\">a &lt;b&gt; "
	    "&amp; &quot;c&quot; \uFFFD \uFFFD ç<"));
	assert_null(strstr(s, "dc:creator"));
	assert_non_null(strstr(s, "<pdfaid:part>3</pdfaid:part>"));
	assert_non_null(
	    strstr(s, "<pdfaid:conformance>A</pdfaid:conformance>"));
	assert_non_null(strstr(s, "<pdfuaid:part>1</pdfuaid:part>"));
	assert_non_null(
	    strstr(s, "<xmp:CreateDate>2026-08-22T19:02:08Z</xmp:CreateDate>"));
	buf_free(&b);
}

/* Info has no fractions of a second, so XMP has none. */
static void
test_dates_are_cut_to_seconds(void **state)
{
	struct canvas_file file = draw_file();
	struct buf b;

	(void)state;
	file.date_utc_ms += 987;
	buf_init(&b, 1u << 20);
	xmp_make(&file, &b);
	assert_non_null(strstr((char *)b.data, "T19:02:08Z</xmp:ModifyDate>"));
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_colour_profile_is_whole),
		cmocka_unit_test(test_the_primaries_add_up_to_white),
		cmocka_unit_test(test_metadata_escapes_what_xml_would_misread),
		cmocka_unit_test(test_dates_are_cut_to_seconds),
	};

	return cmocka_run_group_tests_name("meta", tests, NULL, NULL);
}
