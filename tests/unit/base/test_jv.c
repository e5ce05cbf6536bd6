#include "base/jv.h"

#include <string.h>

#include "base/mem.h"
#include "help/test.h"

static const char *
written(const struct jv *v, struct buf *b)
{
	buf_free(b);
	buf_init(b, 65536);
	jv_write(v, b);
	return (const char *)b->data;
}

static void
test_what_is_no_single_value_is_refused(void **state)
{
	static const char *const cases[] = { "", " ", "{", "[1,]", "{\"a\":1,}",
		"{\"a\":1}{}", "1 2", "{'a':1}", "nul", "[1]x", "\"\xff\"",
		"\"\xed\xa0\x80\"", "\"\n\"", "{\"a\":1,\"a\":2}",
		"{\"\\u0061\":1,\"a\":2}", "[01]", "[+1]", "[NaN]",
		"[9223372036854775808]", "{1:2}", "// c\n1" };
	struct jv *v = NULL;
	struct fault f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (jv_parse(cases[i], strlen(cases[i]), &v, &f) == 0)
			fail_msg("read as JSON: %s", cases[i]);
		assert_int_equal(f.kind, FAULT_FORMAT);
		assert_null(v);
	}
}

static void
test_depth_ends_at_64_and_brackets_in_texts_are_none(void **state)
{
	char deep[131];
	struct jv *v;
	struct fault f;

	(void)state;
	memset(deep, '[', 64);
	memset(deep + 64, ']', 64);
	assert_ok(jv_parse(deep, 128, &v, &f), &f);
	jv_free(v);
	memset(deep, '[', 65);
	memset(deep + 65, ']', 65);
	assert_fault(jv_parse(deep, 130, &v, &f), &f, FAULT_LIMIT,
	    "nested deeper than 64");
	memset(deep, '[', 130);
	deep[0] = '"';
	deep[129] = '"';
	assert_ok(jv_parse(deep, 130, &v, &f), &f);
	jv_free(v);
	memcpy(deep, "\"\\\"", 3);
	assert_ok(jv_parse(deep, 130, &v, &f), &f);
	assert_int_equal(strlen(jv_text(v)), 127);
	jv_free(v);
}

/*= RFC 8785 section 3.2: sorted keys, no blanks, the shortest escapes */
static void
test_equal_values_have_equal_bytes(void **state)
{
	static const char in[] =
	    "{ \"b\" : [ true , false , null , -0 , 12 ] ,\n\t\"a\" : "
	    "{ \"z\" : \"\\u00e9\\n\\\"\\/\\u0001\" , \"Z\" : \"\" } }";
	static const char want[] =
	    "{\"a\":{\"Z\":\"\",\"z\":\"\xc3\xa9\\n\\\"/\\u0001\"},"
	    "\"b\":[true,false,null,0,12]}";
	struct buf b = { .data = NULL };
	struct jv *v, *again;
	struct fault f;

	(void)state;
	assert_ok(jv_parse(in, sizeof(in) - 1, &v, &f), &f);
	assert_string_equal(written(v, &b), want);
	assert_ok(jv_parse(b.data, b.len, &again, &f), &f);
	assert_string_equal(written(again, &b), want);
	jv_free(v);
	jv_free(again);
	buf_free(&b);
}

static void
test_what_is_made_is_written(void **state)
{
	struct jv *top = jv_object(), *list = jv_array();
	struct buf b = { .data = NULL };

	(void)state;
	jv_push_take(list, jv_int(INT64_MIN));
	jv_push_take(list, jv_bool(true));
	jv_push_take(list, jv_null());
	jv_push_take(list, jv_strn("a\0b", 3));
	jv_set_take(top, "list", list);
	jv_set_str(top, "bad",
	    "a\xff"
	    "b");
	jv_set_str(top, "absent", NULL);
	jv_set_int(top, "n", 1);
	jv_set_int(top, "n", 2);
	jv_set_bool(top, "no", false);
	assert_string_equal(written(top, &b),
	    "{\"bad\":\"a\xef\xbf\xbd"
	    "b\",\"list\":[-9223372036854775808,"
	    "true,null,\"a\\u0000b\"],\"n\":2,\"no\":false}");
	assert_int_equal(jv_count(jv_get(top, "list")), 4);
	jv_free(top);
	jv_free(NULL);
	buf_free(&b);
}

static void
test_what_is_absent_or_another_kind_is_named(void **state)
{
	static const char in[] = "{\"t\":\"x\",\"n\":5,\"r\":1.5,\"l\":[7]}";
	const struct jv *l;
	const char *s;
	struct jv *v;
	struct fault f;
	int64_t n;

	(void)state;
	assert_ok(jv_parse(in, sizeof(in) - 1, &v, &f), &f);
	assert_fault(jv_need_text(v, "n", &s, &f), &f, FAULT_FORMAT,
	    "want text under \"n\"");
	assert_fault(jv_need_int(v, "r", 0, 9, &n, &f), &f, FAULT_FORMAT,
	    "want an integer under \"r\"");
	assert_fault(jv_need_int(v, "n", 6, 9, &n, &f), &f, FAULT_LIMIT,
	    "\"n\": want 6 to 9, have 5");
	assert_fault(jv_need_array(v, "t", &l, &f), &f, FAULT_FORMAT,
	    "want an array under \"t\"");
	assert_ok(jv_need_array(v, "l", &l, &f), &f);
	assert_int_equal(jv_number(jv_at(l, 0), -1), 7);
	assert_int_equal(jv_number(jv_at(l, 1), -1), -1);
	assert_int_equal(jv_number(jv_get(v, "r"), -1), -1);
	assert_null(jv_get(v, "absent"));
	assert_null(jv_get(NULL, "t"));
	assert_null(jv_get(l, "t"));
	assert_null(jv_text(l));
	assert_int_equal(jv_count(v), 0);
	assert_false(jv_truth(jv_get(v, "t")));
	jv_free(v);
}

static void
test_values_are_counted_before_memory_is_taken_for_them(void **state)
{
	static const char list[] = "[{},{},{},\",[{\\\",\"]";
	static const char broken[] = "[0,0,0";
	struct jv *v = NULL;
	struct fault f;

	(void)state;
	assert_fault(jv_parse_most(list, sizeof(list) - 1, 7, &v, &f), &f,
	    FAULT_LIMIT, "want at most 7 values, have up to 8");
	assert_null(v);
	assert_ok(jv_parse_most(list, sizeof(list) - 1, 8, &v, &f), &f);
	assert_int_equal(jv_count(v), 4);
	jv_free(v);
	assert_fault(jv_parse_most(broken, sizeof(broken) - 1, 9, &v, &f), &f,
	    FAULT_FORMAT, "json: line 1");
}

/* Every byte alone and beside others, and what is no UTF-8. */
static void
test_a_string_alone_is_written_as_a_value_is(void **state)
{
	static const char *const words[] = { "", "plain words", "a\"b", "a\\b",
		"caf\xc3\xa9", "\xe2\x80\xa8", "\xff\xfe", "\xed\xa0\x80",
		"\xf0\x9f\x98\x80", "/" };
	char one[4] = "x?y";
	struct buf a, b;
	struct jv *v;
	size_t i;
	const char *s;

	(void)state;
	for (i = 1; i < 256 + sizeof(words) / sizeof(words[0]); i++) {
		one[1] = (char)(unsigned char)i;
		s = i < 256 ? one : words[i - 256];
		buf_init(&a, 256);
		buf_init(&b, 256);
		v = jv_str(s);
		jv_write(v, &a);
		jv_write_str(s, &b);
		assert_string_equal((char *)a.data, (char *)b.data);
		jv_free(v);
		buf_free(&a);
		buf_free(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_no_single_value_is_refused),
		cmocka_unit_test(
		    test_depth_ends_at_64_and_brackets_in_texts_are_none),
		cmocka_unit_test(test_equal_values_have_equal_bytes),
		cmocka_unit_test(test_what_is_made_is_written),
		cmocka_unit_test(test_a_string_alone_is_written_as_a_value_is),
		cmocka_unit_test(test_what_is_absent_or_another_kind_is_named),
		cmocka_unit_test(
		    test_values_are_counted_before_memory_is_taken_for_them),
	};

	return cmocka_run_group_tests_name("jv", tests, NULL, NULL);
}
