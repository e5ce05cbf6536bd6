#include "model/joined.h"

#include <string.h>

#include "help/test.h"

static struct joined_part
part(const char *url, const char *type, const char *bytes)
{
	struct joined_part p = { url, type, (const unsigned char *)bytes,
		strlen(bytes) };

	return p;
}

static void
test_one_page_or_too_many_are_not_joined(void **state)
{
	struct joined_part many[JOINED_PARTS_MAX + 1];
	char type[JOINED_TYPE];
	struct fault f;
	struct buf b;
	size_t i;

	(void)state;
	buf_init(&b, 4096);
	for (i = 0; i <= JOINED_PARTS_MAX; i++)
		many[i] = part("https://a.example/", "text/html", "x");
	assert_fault(joined_write(many, 1, &b, type, &f), &f, FAULT_LIMIT,
	    "want 2 to 64, have 1");
	assert_fault(joined_write(many, JOINED_PARTS_MAX + 1, &b, type, &f), &f,
	    FAULT_LIMIT, "have 65");
	many[1].url = "https://a.example/\r\nContent-Length: 0";
	assert_fault(joined_write(many, 2, &b, type, &f), &f, FAULT_FORMAT,
	    "an address has a control character");
	many[1] = part("https://a.example/", "text/html ", "x");
	assert_fault(joined_write(many, 2, &b, type, &f), &f, FAULT_FORMAT,
	    "begins or ends with a blank");
	buf_free(&b);
}

static void
test_what_was_joined_comes_apart_as_it_was(void **state)
{
	const struct joined_part in[] = {
		part("https://a.example/1", "text/html; charset=utf-8",
		    "<p>one</p>\r\n--proviso-0\r\n"),
		part("", "", ""),
		part("https://a.example/3", "text/plain", "\r\n--proviso-1--"),
	};
	struct joined_part *out;
	char type[JOINED_TYPE];
	struct arena a;
	struct fault f;
	struct buf b;
	size_t i, n;

	(void)state;
	arena_init(&a);
	buf_init(&b, 4096);
	assert_ok(joined_write(in, 3, &b, type, &f), &f);
	assert_string_equal(type, "multipart/mixed; boundary=proviso-2");
	assert_true(joined_is(type));
	assert_false(joined_is("multipart/mixed; boundary=x"));
	assert_ok(joined_read(&a, type, b.data, b.len, &out, &n, &f), &f);
	assert_int_equal(n, 3);
	for (i = 0; i < n; i++) {
		assert_string_equal(out[i].url, in[i].url);
		assert_string_equal(out[i].media_type, in[i].media_type);
		assert_int_equal(out[i].len, in[i].len);
		assert_memory_equal(out[i].bytes, in[i].bytes, in[i].len);
	}
	arena_free(&a);
	buf_free(&b);
}

static void
test_every_cut_and_every_changed_byte_of_the_frame_is_refused(void **state)
{
	const struct joined_part in[] = {
		part("https://a.example/1", "text/html", "one"),
		part("https://a.example/2", "text/html", "two"),
	};
	struct joined_part *out;
	char type[JOINED_TYPE];
	struct arena a;
	struct fault f;
	struct buf b;
	size_t i, n;

	(void)state;
	arena_init(&a);
	buf_init(&b, 4096);
	assert_ok(joined_write(in, 2, &b, type, &f), &f);
	for (i = 0; i < b.len; i++)
		assert_fault(joined_read(&a, type, b.data, i, &out, &n, &f), &f,
		    FAULT_FORMAT, "at byte");
	assert_fault(joined_read(&a, "text/html", b.data, b.len, &out, &n, &f),
	    &f, FAULT_FORMAT, "have \"text/html\"");
	/* A length that is too long, too short, or no number. */
	for (i = 0; i + 1 < b.len; i++)
		if (b.data[i] == '3' && b.data[i + 1] == '\r')
			break;
	for (n = '0'; n <= '9'; n++) {
		size_t k;

		b.data[i] = (unsigned char)n;
		if (n != '3')
			assert_int_equal(
			    joined_read(&a, type, b.data, b.len, &out, &k, &f),
			    -1);
	}
	buf_str(&b, "x");
	b.data[i] = '3';
	assert_fault(joined_read(&a, type, b.data, b.len, &out, &n, &f), &f,
	    FAULT_FORMAT, "not as written");
	arena_free(&a);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_page_or_too_many_are_not_joined),
		cmocka_unit_test(test_what_was_joined_comes_apart_as_it_was),
		cmocka_unit_test(
		    test_every_cut_and_every_changed_byte_of_the_frame_is_refused),
	};

	return cmocka_run_group_tests_name("joined", tests, NULL, NULL);
}
