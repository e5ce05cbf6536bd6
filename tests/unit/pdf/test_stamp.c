#include "pdf/stamp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "help/test.h"

static struct faces *faces;

static int
setup(void **state)
{
	const char *dir = getenv("FONTS");
	struct fault f;

	(void)state;
	return faces_load(dir != NULL ? dir : "build/fonts", &faces, &f);
}

static int
teardown(void **state)
{
	(void)state;
	faces_free(faces);
	return 0;
}

static int
drawn(const char *words, double w, double h, struct buf *b, struct fault *f)
{
	const struct stamp_line l = { words, VOICE_BOLD, 10 };

	buf_init(b, 1 << 20);
	return stamp_draw(faces, w, h, &l, 1, b, f);
}

/* The largest x of the "m" operators: where a glyph begins. */
static double
rightmost(const struct buf *b)
{
	const char *p = (const char *)b->data;
	double max = 0, x, y;
	char op[8];

	for (; *p != '\0'; p = strchr(p, '\n') + 1)
		if (sscanf(p, "%lf %lf %7s", &x, &y, op) == 3 &&
		    strcmp(op, "m") == 0 && x > max)
			max = x;
	return max;
}

static void
test_a_character_that_no_face_has_is_a_fault(void **state)
{
	struct fault f;
	struct buf b;

	(void)state;
	assert_int_equal(drawn("\xee\x80\x80", 100, 40, &b, &f), -1);
	buf_free(&b);
	assert_fault(drawn("A", 100, 10, &b, &f), &f, FAULT_LIMIT, "too low");
	buf_free(&b);
}

static void
test_words_are_outlines_and_a_long_line_is_made_to_fit(void **state)
{
	struct fault f;
	struct buf b;

	(void)state;
	assert_ok(drawn("Jo\xc3\xa3o", 200, 40, &b, &f), &f);
	assert_null(strstr((const char *)b.data, "Tj"));
	assert_in_range(rightmost(&b), 5, 60);
	buf_free(&b);
	assert_ok(drawn("A name that is far longer than the box that it is to "
			"stand in ever was meant for",
		      100, 40, &b, &f),
	    &f);
	assert_in_range(rightmost(&b), 80, 100);
	/* What is opened is closed. */
	assert_string_equal(
	    (const char *)b.data + b.len - strlen("f\nQ\n"), "f\nQ\n");
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_character_that_no_face_has_is_a_fault),
		cmocka_unit_test(
		    test_words_are_outlines_and_a_long_line_is_made_to_fit),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
