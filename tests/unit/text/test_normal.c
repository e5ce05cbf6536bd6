#include "text/normal.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "base/utf8.h"
#include "help/test.h"

static void
test_words_come_out_in_one_form(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "", "" },
		{ " \t\r\n\f\v ", "" },
		{ "a", "a" },
		{ " a  b \n\t c ", "a b c" },
		{ "a b", "a b" },
		{ "a  b", "a b" },
		{ "a\xc2\xa0"
		  "b",
		    "a b" },
		{ "\xc2\xa0"
		  "a\xe2\x80\xaf\xe3\x80\x80"
		  "b\xe2\x80\xa8",
		    "a b" },
		{ "a\xc2\x85\xe1\x9a\x80"
		  "b",
		    "a b" },
		/* Default-ignorable and bidi characters stay. */
		{ "a\xe2\x80\x8b"
		  "b\xe2\x80\xad"
		  "c\xe2\x81\xa0\xef\xbb\xbf",
		    "a\xe2\x80\x8b"
		    "b\xe2\x80\xad"
		    "c\xe2\x81\xa0\xef\xbb\xbf" },
		/* Controls, noncharacters and broken bytes are marked. */
		{ "a\x01"
		  "b\x7f\xc2\x80",
		    "a\xef\xbf\xbd"
		    "b\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\xef\xbf\xbe\xef\xb7\x90", "\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\xff\xc0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
		/* One mark for each maximal part that could have begun one. */
		{ "\xe2\x82"
		  "a\xf0\x9f\x98"
		  "b\xed\xa0\x80",
		    "\xef\xbf\xbd"
		    "a\xef\xbf\xbd"
		    "b\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
		/* Normal form C. */
		{ "Sa\xcc\x83o", "S\xc3\xa3o" },
		{ "\xe2\x84\xa6", "\xce\xa9" },
		{ "a\xcc\x81\xcc\xa7", "\xc3\xa1\xcc\xa7" },
		{ "\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8", "\xea\xb0\x81" },
		/* Nothing is made compatible. */
		{ "\xef\xac\x81\xc2\xb2", "\xef\xac\x81\xc2\xb2" },
	};
	size_t i, len;
	char *out;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		out = normal_string(cases[i].in, strlen(cases[i].in), &len);
		assert_string_equal(out, cases[i].out);
		assert_int_equal(len, strlen(cases[i].out));
		free(out);
	}
}

static void
test_a_nul_among_words_is_marked(void **state)
{
	size_t len;
	char *out = normal_string("a\0b", 3, &len);

	(void)state;
	assert_int_equal(len, 5);
	assert_memory_equal(out,
	    "a\xef\xbf\xbd"
	    "b",
	    5);
	free(out);
}

/* The long way round: no window of eight bytes, no second look. */
static void
slow_form(const char *in, size_t n, char *out)
{
	size_t i, k, o = 0;
	bool blank = false;
	uint32_t c;

	for (i = 0; i < n; i += k) {
		k = utf8_get(in + i, n - i, &c);
		if (k == 0)
			k = 1;
		if (normal_is_space(c)) {
			blank = o > 0;
			continue;
		}
		if (blank)
			out[o++] = ' ';
		blank = false;
		if (c < 0x20 || (c >= 0x7f && c < 0xa0))
			c = 0xfffd;
		o += utf8_put(c, out + o);
	}
	out[o] = '\0';
}

static void
test_the_short_way_agrees_with_the_long_one(void **state)
{
	static const char *const pieces[] = { "a", " ", "  ", "policy", "\n",
		"\xc2\xa0", "\xe2\x80\x99", "!", "~", "\x7f", "\x1f",
		"eight by", "ten bytes.", "\xe4\xb8\xad" };
	char in[256] = { 0 }, want[1024], *out;
	uint32_t seed = 1;
	size_t round, n, k;

	(void)state;
	for (round = 0; round < 20000; round++) {
		for (n = 0; n < 60;) {
			seed = seed * 1103515245U + 12345U;
			k = (seed >> 16) % (sizeof(pieces) / sizeof(*pieces));
			memcpy(in + n, pieces[k], strlen(pieces[k]));
			n += strlen(pieces[k]);
		}
		n -= seed % 50;
		while (n > 0 && ((unsigned char)in[n] & 0xc0) == 0x80)
			n--;
		slow_form(in, n, want);
		out = normal_string(in, n, NULL);
		assert_string_equal(out, want);
		free(out);
	}
}

static void
test_what_is_called_stable_is_left_alone_by_normal_form_c(void **state)
{
	const utf8proc_property_t *p;
	char in[8], *out;
	uint32_t c;
	size_t n, len, seen = 0;

	(void)state;
	for (c = 0; c <= 0x10ffff; c++) {
		if ((c >= 0xd800 && c <= 0xdfff) || !normal_is_stable(c))
			continue;
		p = utf8proc_get_property((utf8proc_int32_t)c);
		assert_int_equal(p->combining_class, 0);
		/* Not the second half of a pair, nor of a Hangul syllable. */
		assert_true(
		    p->comb_index == UINT16_MAX || p->comb_index < 0x8000);
		assert_false(c >= 0x1161 && c <= 0x11ff);
		n = utf8_put(c, in);
		out = normal_nfc(in, n, &len);
		assert_int_equal(len, n);
		assert_memory_equal(out, in, n);
		free(out);
		seen++;
	}
	assert_true(seen > 50000);
}

static void
test_a_long_run_of_marks_is_cut_and_takes_no_time(void **state)
{
	/*= UAX 15 section 13: at most 30 non-starters in a row, then U+034F */
	enum { MARKS = 200000 };
	char *in = malloc(1 + 2 * MARKS), *out;
	size_t i, len;

	(void)state;
	in[0] = 'a';
	for (i = 0; i < MARKS; i++)
		memcpy(in + 1 + 2 * i, i % 2 ? "\xcc\x81" : "\xcc\xa7", 2);
	out = normal_string(in, 1 + 2 * MARKS, &len);
	assert_true(len > 2 * MARKS);
	assert_non_null(strstr(out, "\xcd\x8f"));
	assert_true(utf8_valid(out, len, NULL));
	free(out);
	free(in);
}

static void
test_words_are_counted_in_every_script(void **state)
{
	static const struct {
		const char *in;
		size_t n;
	} cases[] = {
		{ "", 0 },
		{ " ... ", 0 },
		{ "one", 1 },
		{ "one two-three", 3 },
		{ "don\xe2\x80\x99t", 2 },
		{ "Datenschutzerkl\xc3\xa4rung \xc2\xa7 5", 2 },
		{ "zero\xe2\x80\x8bwidth", 1 },
		{ "\xe9\x9a\x90\xe7\xa7\x81 4", 3 },
		{ "\xf0\x9f\x9a\x80", 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(
		    normal_words(cases[i].in, strlen(cases[i].in)), cases[i].n);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words_come_out_in_one_form),
		cmocka_unit_test(test_a_nul_among_words_is_marked),
		cmocka_unit_test(test_the_short_way_agrees_with_the_long_one),
		cmocka_unit_test(
		    test_what_is_called_stable_is_left_alone_by_normal_form_c),
		cmocka_unit_test(
		    test_a_long_run_of_marks_is_cut_and_takes_no_time),
		cmocka_unit_test(test_words_are_counted_in_every_script),
	};

	return cmocka_run_group_tests_name("normal", tests, NULL, NULL);
}
