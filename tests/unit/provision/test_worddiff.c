#include "provision/worddiff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "help/test.h"

/* "We [-will not][+ may] use": the runs as a person would mark them. */
static const char *
marked(const char *old, const char *new, size_t *out, size_t *in)
{
	static char text[4096];
	struct arena a = { NULL };
	struct fault f = { 0 };
	struct diff d;
	size_t i, n = 0;

	assert_ok(
	    worddiff_make(old, strlen(old), new, strlen(new), &a, &d, &f), &f);
	text[0] = '\0';
	for (i = 0; i < d.n; i++) {
		const char *mark[] = { "", "[-", "[+" };

		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%.*s%s",
		    mark[d.runs[i].op], (int)d.runs[i].len, d.runs[i].text,
		    d.runs[i].op == DIFF_SAME ? "" : "]");
	}
	if (out != NULL) {
		*out = d.words_out;
		*in = d.words_in;
	}
	arena_free(&a);
	return text;
}

/* Both texts come out of the runs again, and runs alternate as promised. */
static void
holds(const char *old, size_t old_len, const char *new, size_t new_len)
{
	struct arena a = { NULL };
	struct fault f = { 0 };
	struct buf was, now;
	struct diff d;
	size_t i;

	assert_ok(worddiff_make(old, old_len, new, new_len, &a, &d, &f), &f);
	buf_init(&was, 1 << 24);
	buf_init(&now, 1 << 24);
	for (i = 0; i < d.n; i++) {
		assert_true(d.runs[i].len > 0);
		if (i > 0) {
			assert_true(d.runs[i].op != d.runs[i - 1].op);
			assert_false(d.runs[i].op == DIFF_DELETED &&
			    d.runs[i - 1].op == DIFF_INSERTED);
		}
		if (d.runs[i].op != DIFF_INSERTED)
			buf_add(&was, d.runs[i].text, d.runs[i].len);
		if (d.runs[i].op != DIFF_DELETED)
			buf_add(&now, d.runs[i].text, d.runs[i].len);
	}
	assert_int_equal(was.len, old_len);
	assert_int_equal(now.len, new_len);
	if (old_len > 0)
		assert_memory_equal(was.data, old, old_len);
	if (new_len > 0)
		assert_memory_equal(now.data, new, new_len);
	buf_free(&was);
	buf_free(&now);
	arena_free(&a);
}

static void
test_empty_texts_differ_in_nothing(void **state)
{
	size_t out, in;

	(void)state;
	assert_string_equal(marked("", "", &out, &in), "");
	assert_int_equal(out + in, 0);
	assert_string_equal(marked("", "a b", &out, &in), "[+a b]");
	assert_int_equal(in, 2);
	assert_string_equal(marked("a b", "", &out, &in), "[-a b]");
	assert_int_equal(out, 2);
}

static void
test_a_text_of_too_many_words_is_refused(void **state)
{
	size_t n = 2 * ((size_t)WORDDIFF_WORDS_MAX + 1), i;
	char *s = malloc(n);
	struct arena a = { NULL };
	struct fault f = { 0 };
	struct diff d;

	(void)state;
	assert_non_null(s);
	for (i = 0; i < n; i++)
		s[i] = i % 2 == 0 ? 'x' : ' ';
	assert_fault(worddiff_make(s, n, "", 0, &a, &d, &f), &f, FAULT_LIMIT,
	    "1000001 words, at most 1000000");
	free(s);
	arena_free(&a);
}

static void
test_words_are_struck_before_words_are_put_in(void **state)
{
	size_t out, in;

	(void)state;
	assert_string_equal(
	    marked("We will not use it.", "We may use it.", &out, &in),
	    "We[- will not][+ may] use it.");
	assert_int_equal(out, 2);
	assert_int_equal(in, 1);
}

static void
test_an_equal_run_of_two_words_is_taken_into_the_change(void **state)
{
	(void)state;
	assert_string_equal(
	    marked("x a b y end of it", "1 a b 2 end of it", NULL, NULL),
	    "[-x a b y][+1 a b 2] end of it");
	assert_string_equal(
	    marked("x a b c y end of it", "1 a b c 2 end of it", NULL, NULL),
	    "[-x][+1] a b c[- y][+ 2] end of it");
}

static void
test_short_equal_runs_at_both_ends_of_the_text_stay(void **state)
{
	(void)state;
	assert_string_equal(
	    marked("a old z", "a new z", NULL, NULL), "a[- old][+ new] z");
}

static void
test_blanks_that_differ_are_kept_exactly(void **state)
{
	(void)state;
	assert_string_equal(marked("a b", "c a b", NULL, NULL), "[+c ]a b");
	assert_string_equal(marked("a b\n", "a b", NULL, NULL), "a b[-\n]");
	assert_string_equal(marked("a  b", "a b", NULL, NULL), "a[-  ][+ ]b");
}

/* A small generator of our own: the same texts on every machine. */
static unsigned
next(unsigned *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 16;
}

static size_t
random_text(unsigned *seed, char *out, size_t max_words, unsigned kinds)
{
	static const char *const gaps[] = { " ", "\n", " ", " ", "  " };
	size_t words = next(seed) % (max_words + 1), i, n = 0;

	for (i = 0; i < words; i++) {
		if (i > 0 || next(seed) % 8 == 0)
			n += (size_t)sprintf(
			    out + n, "%s", gaps[next(seed) % 5]);
		n += (size_t)sprintf(out + n, "w%u", next(seed) % kinds);
	}
	return n;
}

static void
test_a_diff_applied_to_the_old_text_gives_the_new_one(void **state)
{
	char a[4096], b[4096];
	unsigned seed = 7;
	size_t n, m;
	int i;

	(void)state;
	for (i = 0; i < 3000; i++) {
		n = random_text(
		    &seed, a, (size_t)(i % 60), 2 + (unsigned)i % 9);
		m = random_text(
		    &seed, b, (size_t)(i % 47), 2 + (unsigned)i % 9);
		holds(a, n, b, m);
	}
}

/* Edits four words apart or more: the diff finds these and no others. */
static void
test_the_words_counted_are_the_words_edited(void **state)
{
	char a[8192], b[8192];
	struct arena arena = { NULL };
	struct fault f = { 0 };
	unsigned seed = 3, word, kind;
	size_t n, m, out, in;
	struct diff d;
	int k, i;

	(void)state;
	for (k = 0; k < 500; k++) {
		n = m = out = in = 0;
		for (word = 0; word < 200; word++) {
			n += (size_t)sprintf(a + n, "w%u ", word);
			kind = word % 5 == 4 ? next(&seed) % 4 : 0;
			if (kind == 1 || kind == 2)
				out++;
			else
				m += (size_t)sprintf(b + m, "w%u ", word);
			for (i = 0; i < (int)kind - 1; i++, in++)
				m += (size_t)sprintf(
				    b + m, "n%u ", next(&seed) % 50);
		}
		assert_ok(worddiff_make(a, n, b, m, &arena, &d, &f), &f);
		assert_int_equal(d.words_out, out);
		assert_int_equal(d.words_in, in);
		arena_free(&arena);
	}
}

static void
test_texts_with_nothing_in_common_end_in_bounded_time(void **state)
{
	size_t n = 60000, i, len_a = 0, len_b = 0;
	char *a = malloc(n * 8), *b = malloc(n * 8);

	(void)state;
	assert_non_null(a);
	assert_non_null(b);
	for (i = 0; i < n; i++) {
		len_a += (size_t)sprintf(a + len_a, "a%zu ", i % 30000);
		len_b += (size_t)sprintf(b + len_b, "b%zu ", i % 30000);
	}
	holds(a, len_a, b, len_b);
	free(a);
	free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty_texts_differ_in_nothing),
		cmocka_unit_test(test_a_text_of_too_many_words_is_refused),
		cmocka_unit_test(test_words_are_struck_before_words_are_put_in),
		cmocka_unit_test(
		    test_an_equal_run_of_two_words_is_taken_into_the_change),
		cmocka_unit_test(
		    test_short_equal_runs_at_both_ends_of_the_text_stay),
		cmocka_unit_test(test_blanks_that_differ_are_kept_exactly),
		cmocka_unit_test(
		    test_a_diff_applied_to_the_old_text_gives_the_new_one),
		cmocka_unit_test(test_the_words_counted_are_the_words_edited),
		cmocka_unit_test(
		    test_texts_with_nothing_in_common_end_in_bounded_time),
	};

	return cmocka_run_group_tests_name("worddiff", tests, NULL, NULL);
}
