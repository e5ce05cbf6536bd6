#include "pdf/para.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "help/test.h"

/* Each character is one point wide, in any face. */
static double
one_each(void *arg, const struct type *t, const char *s, size_t n)
{
	(void)arg;
	(void)t;
	return (double)utf8_count(s, n);
}

static const struct para_ruler ruler = { one_each, NULL };
static const struct type prose = { VOICE_TEXT, 10, 0, INK_INK };
static const struct type mono = { VOICE_MONO, 10, 0, INK_INK };

struct set {
	struct arena a;
	struct para p;
};

static void
set_run(struct set *s, const struct para_run *run, double measure)
{
	const struct para_form form = { .measure = measure };

	arena_init(&s->a);
	para_set(&s->a, &ruler, run, 1, &form, &s->p);
}

static void
set_words(struct set *s, const char *words, double measure)
{
	const struct para_run run = { words, strlen(words), prose, false,
		NULL };

	set_run(s, &run, measure);
}

/* The words of one line, fragments joined. */
static const char *
line(struct set *s, size_t i)
{
	const struct para_line *l = &s->p.lines[i];
	struct buf b;
	const char *out;
	size_t k;

	assert_in_range(i, 0, s->p.n_lines - 1);
	buf_init(&b, 1 << 20);
	for (k = l->first; k < l->first + l->n; k++)
		buf_add(&b, s->p.frags[k].s, s->p.frags[k].n);
	out = arena_strndup(&s->a, (const char *)b.data, b.len);
	buf_free(&b);
	return out;
}

static const char *
all(struct set *s)
{
	const char *out = "";
	size_t i;

	for (i = 0; i < s->p.n_lines; i++)
		out = arena_fmt(&s->a, "%s%s", out, line(s, i));
	return out;
}

static void
test_nothing_makes_no_line(void **state)
{
	struct set s;

	(void)state;
	set_words(&s, "", 10);
	assert_int_equal(s.p.n_lines, 0);
	arena_free(&s.a);
}

static void
test_a_line_that_wraps_keeps_its_space(void **state)
{
	struct set s;

	(void)state;
	set_words(&s, "aaaa bbbb  cccc", 9);
	assert_int_equal(s.p.n_lines, 2);
	assert_string_equal(line(&s, 0), "aaaa bbbb  ");
	assert_string_equal(line(&s, 1), "cccc");
	assert_true(s.p.lines[0].width == 9);
	arena_free(&s.a);
}

static void
test_a_lonely_last_word_takes_company(void **state)
{
	struct set s;

	(void)state;
	/* Greedy lines would leave "ee" alone, under 14 % of the measure. */
	set_words(&s, "aaaaaaaaa bbbbbbb ccc ee", 20);
	assert_string_equal(line(&s, 0), "aaaaaaaaa bbbbbbb ");
	assert_string_equal(line(&s, 1), "ccc ee");
	arena_free(&s.a);
}

/* The cost of MEASURES section 3, over all ways to break n words. */
static double
best_cost(const size_t *words, size_t n, double measure)
{
	double best = 1e300, cost, width;
	unsigned long cuts;
	size_t i, from, lines;

	for (cuts = 0; cuts < 1ul << (n - 1); cuts++) {
		cost = 0;
		lines = 0;
		from = 0;
		for (i = 0; i < n; i++) {
			size_t k;

			if (i + 1 < n && (cuts >> i & 1) == 0)
				continue;
			width = (double)(i - from);
			for (k = from; k <= i; k++)
				width += (double)words[k];
			if (width > measure && i > from)
				break;
			cost += 14;
			if (i + 1 < n)
				cost += 100 * (1 - width / measure) *
				    (1 - width / measure);
			else if (lines > 0 && width < 0.14 * measure)
				cost += 6;
			lines++;
			from = i + 1;
		}
		if (i == n && cost < best)
			best = cost;
	}
	return best;
}

static double
cost_of(const struct set *s, double measure)
{
	double cost = 0;
	size_t i;

	for (i = 0; i < s->p.n_lines; i++) {
		const double blank = 1 - s->p.lines[i].width / measure;

		cost += 14;
		if (i + 1 < s->p.n_lines)
			cost += 100 * blank * blank;
		else if (i > 0 && s->p.lines[i].width < 0.14 * measure)
			cost += 6;
	}
	return cost;
}

static void
test_no_other_breaks_are_less_ragged(void **state)
{
	static const char letters[] = "abcdefghijklmnop";
	unsigned seed = 7;
	size_t round, i, n, words[12];
	char text[256];
	struct set s;
	double got, want;

	(void)state;
	for (round = 0; round < 300; round++) {
		text[0] = '\0';
		n = 1 + round % 12;
		for (i = 0; i < n; i++) {
			seed = seed * 1103515245u + 12345u;
			words[i] = 1 + (seed >> 16) % 9;
			(void)snprintf(text + strlen(text),
			    sizeof(text) - strlen(text), "%s%.*s",
			    i == 0 ? "" : " ", (int)words[i], letters);
		}
		set_words(&s, text, 14);
		got = cost_of(&s, 14);
		want = best_cost(words, n, 14);
		if (got > want + 1e-6 || got < want - 1e-6)
			fail_msg(
			    "\"%s\": cost %.3f, best %.3f", text, got, want);
		assert_string_equal(all(&s), text);
		arena_free(&s.a);
	}
}

static void
test_a_word_too_wide_is_cut_at_characters_and_loses_none(void **state)
{
	static const char word[] = "Donaudampfschifffahrtselektrizität";
	struct set s;
	size_t i;

	(void)state;
	set_words(&s, word, 7);
	assert_string_equal(all(&s), word);
	for (i = 0; i < s.p.n_lines; i++)
		assert_true(s.p.lines[i].width <= 7);
	arena_free(&s.a);
}

static void
test_what_belongs_together_is_not_parted(void **state)
{
	/* A letter with two marks, a family, a flag of selectors. */
	static const char words[] =
	    "e\xcc\x81\xcc\xa7x"
	    "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7"
	    "\xe2\x9d\xa4\xef\xb8\x8f"
	    "y";
	struct set s;
	size_t i;
	uint32_t c;

	(void)state;
	set_words(&s, words, 1);
	assert_string_equal(all(&s), words);
	assert_int_equal(s.p.n_lines, 5);
	for (i = 0; i < s.p.n_lines; i++) {
		assert_true(utf8_get(line(&s, i), 4, &c) > 0);
		assert_true(c < 0x300 || c > 0x36f);
		assert_true(c != 0x200d && c != 0xfe0f);
	}
	arena_free(&s.a);
}

static void
test_a_head_too_wide_sticks_out_whole(void **state)
{
	const struct para_form form = { .measure = 4, .whole_words = true };
	const struct para_run run = { "Changes of", 10, prose, false, NULL };
	struct set s;

	(void)state;
	arena_init(&s.a);
	para_set(&s.a, &ruler, &run, 1, &form, &s.p);
	assert_int_equal(s.p.n_lines, 2);
	assert_string_equal(line(&s, 0), "Changes ");
	arena_free(&s.a);
}

static void
test_an_address_breaks_at_its_marks_only(void **state)
{
	static const char url[] =
	    "https://nimbus.example/legal/privacy?lang=en&v=11#part-2";
	static const char *const want[] = { "https://nimbus.example",
		"/legal/privacy?lang=en", "&v=11#part-2" };
	struct set s;
	size_t i;

	(void)state;
	set_words(&s, url, 22);
	assert_int_equal(s.p.n_lines, 3);
	for (i = 0; i < 3; i++)
		assert_string_equal(line(&s, i), want[i]);
	arena_free(&s.a);
	set_words(&s, "and/or is no address either/or", 8);
	for (i = 0; i < s.p.n_lines; i++)
		assert_true(line(&s, i)[0] != '/');
	arena_free(&s.a);
}

static void
test_a_digest_breaks_into_halves_and_nowhere_else(void **state)
{
	static const char hex[] =
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
	static const struct {
		double measure;
		size_t lines;
	} cases[] = { { 64, 1 }, { 63, 2 }, { 32, 2 }, { 31, 4 }, { 16, 4 },
		{ 15, 8 }, { 8, 8 } };
	const struct para_run run = { hex, 64, mono, false, NULL };
	struct set s;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		set_run(&s, &run, cases[i].measure);
		assert_int_equal(s.p.n_lines, cases[i].lines);
		assert_string_equal(all(&s), hex);
		assert_int_equal(strlen(line(&s, 0)), 64 / cases[i].lines);
		arena_free(&s.a);
	}
}

/*= JIS X 4051: characters that do not begin a line. */
static void
test_no_line_begins_with_a_closing_mark(void **state)
{
	static const char words[] =
	    "本政策说明我们如何使用信息。您可以退出，（随时）关闭。キャッシュも。";
	static const char *const never[] = { "。", "，", "）", "ッ", "ャ",
		"ュ" };
	struct set s;
	double measure;
	size_t i, k;

	(void)state;
	for (measure = 3; measure < 20; measure++) {
		set_words(&s, words, measure);
		assert_string_equal(all(&s), words);
		assert_true(s.p.n_lines > 1);
		for (i = 0; i < s.p.n_lines; i++) {
			const char *l = line(&s, i);

			for (k = 0; k < 6; k++)
				assert_true(strncmp(l, never[k], 3) != 0);
			assert_true(strlen(l) < 3 ||
			    strcmp(l + strlen(l) - 3, "（") != 0);
		}
		arena_free(&s.a);
	}
}

static void
test_a_line_feed_ends_its_line_and_is_copied_as_a_space(void **state)
{
	struct set s;

	(void)state;
	set_words(&s, "one\ntwo\n\nfour\t5", 40);
	assert_int_equal(s.p.n_lines, 3);
	assert_string_equal(line(&s, 0), "one ");
	assert_string_equal(line(&s, 1), "two  ");
	assert_string_equal(line(&s, 2), "four 5");
	arena_free(&s.a);
}

static void
test_a_hanging_mark_gives_the_first_line_its_width(void **state)
{
	const struct para_form form = { .measure = 10, .first = -2 };
	const struct para_run run = { "\"\"1234567890 bb", 15, prose, false,
		NULL };
	struct set s;

	(void)state;
	arena_init(&s.a);
	para_set(&s.a, &ruler, &run, 1, &form, &s.p);
	assert_string_equal(line(&s, 0), "\"\"1234567890 ");
	arena_free(&s.a);
}

static void
test_words_that_must_not_part_are_bound(void **state)
{
	static const char *const cases[][2] = {
		{ "see page 17 for it", "see page~17 for it" },
		{ "see (section 2, first", "see (section~2, first" },
		{ "since 29 August 2026.", "since 29~August~2026." },
		{ "28 U.S.C. § 1746", "28~U.S.C.~§~1746" },
		{ "for 48 hours, then", "for 48~hours, then" },
		{ "§§ 7002(a), 7153(a)", "§§~7002(a), 7153(a)" },
		{ "GDPR Art. 6(1)(f)", "GDPR Art.~6(1)(f)" },
		{ "LGPD, art. 7º, IX", "LGPD,~art.~7º, IX" },
		{ "a page about it", "a page about it" },
		{ "the version of it", "the version of it" },
		{ "May I", "May I" },
		{ "of two hours", "of two hours" },
		{ "", "" },
	};
	struct arena a;
	size_t i, n;

	(void)state;
	arena_init(&a);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *got =
		    para_bind(&a, cases[i][0], strlen(cases[i][0]), false, &n);
		const char *want = cases[i][1];
		size_t g = 0, w;

		for (w = 0; want[w] != '\0'; w++) {
			if (want[w] != '~') {
				assert_int_equal(got[g++], want[w]);
				continue;
			}
			assert_memory_equal(got + g, "\xc2\xa0", 2);
			g += 2;
		}
		assert_int_equal(g, n);
	}
	/* The number may stand in the next run: a page number. */
	assert_memory_equal(
	    para_bind(&a, "page ", 5, true, &n), "page\xc2\xa0", 6);
	assert_int_equal(n, 6);
	assert_memory_equal(para_bind(&a, "page ", 5, false, &n), "page ", 5);
	arena_free(&a);
}

static void
test_words_of_others_are_never_bound(void **state)
{
	struct set s;

	(void)state;
	set_words(&s, "see page 17 and 29 August 2026", 100);
	assert_string_equal(all(&s), "see page 17 and 29 August 2026");
	arena_free(&s.a);
}

static void
test_runs_join_without_a_break(void **state)
{
	const struct para_run runs[] = {
		{ "(see ", 5, prose, true, NULL },
		{ "abcd", 4, mono, false, NULL },
		{ ") and", 5, prose, true, NULL },
	};
	const struct para_form form = { .measure = 6 };
	struct set s;

	(void)state;
	arena_init(&s.a);
	para_set(&s.a, &ruler, runs, 3, &form, &s.p);
	assert_int_equal(s.p.n_lines, 3);
	assert_string_equal(line(&s, 1), "abcd) ");
	assert_int_equal(s.p.lines[1].n, 2);
	arena_free(&s.a);
}

static void
test_a_run_measured_as_another_stays_whole(void **state)
{
	const struct para_run run = { "7", 1, prose, true, "000" };
	struct set s;

	(void)state;
	set_run(&s, &run, 2);
	assert_int_equal(s.p.n_lines, 1);
	assert_true(s.p.lines[0].width == 3);
	assert_string_equal(line(&s, 0), "7");
	arena_free(&s.a);
}

static void
test_a_file_name_breaks_at_its_marks(void **state)
{
	static const char name[] = "captures/claude_ai_processor_v12.md";
	const struct para_run run = { name, sizeof(name) - 1, mono, false,
		NULL };
	struct set s;

	(void)state;
	set_run(&s, &run, 20);
	assert_string_equal(all(&s), name);
	assert_int_equal(s.p.n_lines, 2);
	assert_string_equal(line(&s, 0), "captures/claude_ai_");
	arena_free(&s.a);
}

static void
test_narrow_names_break_at_hyphens_and_slashes(void **state)
{
	const struct para_form form = { .measure = 12, .marks = true };
	const struct para_run run = { "user-content-licence/12", 23, prose,
		false, NULL };
	struct set s;

	(void)state;
	arena_init(&s.a);
	para_set(&s.a, &ruler, &run, 1, &form, &s.p);
	assert_string_equal(all(&s), "user-content-licence/12");
	assert_int_equal(s.p.n_lines, 3);
	assert_string_equal(line(&s, 1), "content-");
	arena_free(&s.a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_makes_no_line),
		cmocka_unit_test(test_a_head_too_wide_sticks_out_whole),
		cmocka_unit_test(
		    test_a_word_too_wide_is_cut_at_characters_and_loses_none),
		cmocka_unit_test(test_what_belongs_together_is_not_parted),
		cmocka_unit_test(test_no_line_begins_with_a_closing_mark),
		cmocka_unit_test(
		    test_a_digest_breaks_into_halves_and_nowhere_else),
		cmocka_unit_test(test_an_address_breaks_at_its_marks_only),
		cmocka_unit_test(
		    test_a_line_feed_ends_its_line_and_is_copied_as_a_space),
		cmocka_unit_test(test_a_file_name_breaks_at_its_marks),
		cmocka_unit_test(test_a_run_measured_as_another_stays_whole),
		cmocka_unit_test(
		    test_narrow_names_break_at_hyphens_and_slashes),
		cmocka_unit_test(
		    test_a_hanging_mark_gives_the_first_line_its_width),
		cmocka_unit_test(test_words_that_must_not_part_are_bound),
		cmocka_unit_test(test_words_of_others_are_never_bound),
		cmocka_unit_test(test_runs_join_without_a_break),
		cmocka_unit_test(test_a_lonely_last_word_takes_company),
		cmocka_unit_test(test_no_other_breaks_are_less_ragged),
		cmocka_unit_test(test_a_line_that_wraps_keeps_its_space),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
