#include "pdf_in.h"

#include <string.h>

#include "help/draw.h"
#include "help/test.h"

#include "base/utf8.h"

static int
setup(void **state)
{
	struct faces *fs = NULL;
	struct fault f;

	if (faces_load(draw_fonts(), &fs, &f) != 0) {
		print_message("%s\n", f.text);
		return -1;
	}
	*state = fs;
	return 0;
}

static int
teardown(void **state)
{
	faces_free(*state);
	return 0;
}

static const char *const samples[] = {
	"plain words, with kerning: AVATAR To Ty.",
	"a\u200Bb \u200Bc d\u200B \u00ADe",
	"\uFEFFbeginning",
	"\u202Eoverride\u202C (\u2066isolate\u2069)",
	"Ação não é secção; e\u0303 o\u0327\u0303 \u0303",
	"fi fl ffi office",
	"隐私政策，用⽤ プライバシー が 개인정보",
	"שלום עולם, and مرحبا بالعالم 12 سلام",
	"می\u200Cخواهم",
	"हिन्दी க்ஷ ไทยกำ",
	"❤\uFE0F 👨\u200D👩\u200D👧 🇵🇹 🫶🏽 1\uFE0F\u20E3",
	"no\u00A0break thin\u2009space tab\tline\nend",
	"Ωμέγα Ελληνικά µ Ω K",
	" ",
	"\u200B\u200B",
};

/* The text of a unit's glyphs, joined, must be the unit's text. */
static void
check_ranges(const struct unit *u)
{
	size_t i, sum = 0, covered = 0;
	unsigned char seen[UNIT_MAX + 8] = { 0 };
	int64_t width = 0;

	for (i = 0; i < u->n; i++) {
		const struct glyph *g = &u->glyphs[i];

		assert_int_not_equal(g->gid, 0);
		assert_true((size_t)g->start + g->len <= u->len);
		memset(seen + g->start, 1, g->len);
		sum += g->len;
		width += g->advance;
	}
	for (i = 0; i < u->len; i++)
		covered += seen[i];
	assert_int_equal(width, u->width);
	if (u->n == 0)
		return;
	assert_int_equal(covered, u->len); /* all of it */
	assert_int_equal(sum, u->len); /* and nothing twice */
}

static void
test_glyphs_stand_for_all_bytes_once(void **state)
{
	const struct faces *fs = *state;
	struct fault f;
	struct unit u;
	size_t i, v, k, n;

	for (v = VOICE_TEXT; v <= VOICE_MONO; v++)
		for (i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
			const char *s = samples[i];

			for (n = strlen(s); n > 0; s += k, n -= k) {
				k = unit_next(
				    fs, (enum voice)v, NULL, s, n, &u, &f);
				if (k == 0)
					fail_msg("%s: %s", samples[i], f.text);
				assert_int_equal(u.len, k);
				check_ranges(&u);
			}
		}
}

static void
test_a_cached_unit_is_the_same(void **state)
{
	const struct faces *fs = *state;
	struct unit a, b;
	struct fault f;
	struct glyph first;

	assert_int_equal(
	    unit_next(fs, VOICE_QUOTE, NULL, "Tâmega x", 8, &a, &f), 7);
	first = a.glyphs[0];
	assert_int_equal(
	    unit_next(fs, VOICE_QUOTE, NULL, "Tâmega y", 8, &b, &f), 7);
	assert_int_equal(a.width, b.width);
	assert_memory_equal(&first, &b.glyphs[0], sizeof(first));
}

static void
test_units_end_at_blanks_and_changes_of_face(void **state)
{
	static const struct {
		const char *s;
		size_t want;
	} cases[] = {
		{ "word next", 4 },
		{ " next", 1 },
		{ "\u00A0next", 2 },
		{ "go\u200Bne on", 7 }, /* ignored, so inside the word */
		{ " \u200Bx", 4 },
		{ "隐私", 3 },
		{ "a✓b", 1 }, /* Lato has no check mark */
		{ "שלום עולם x", 17 },
		{ "می\u200Cخ", 7 }, /* letters do not join over it */
		{ "\u200B", 3 },
	};
	const struct faces *fs = *state;
	struct unit u;
	struct fault f;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(unit_next(fs, VOICE_TEXT, NULL, cases[i].s,
				     strlen(cases[i].s), &u, &f),
		    cases[i].want);
}

static void
test_a_word_of_a_million_bytes_is_cut(void **state)
{
	const struct faces *fs = *state;
	struct buf b;
	struct unit u;
	struct fault f;
	size_t i, at = 0, k;

	buf_init(&b, 4u << 20);
	for (i = 0; i < 250000; i++)
		buf_str(&b, i % 2 == 0 ? "QUJD" : "ação");
	while (at < b.len) {
		k = unit_next(fs, VOICE_MONO, NULL, (char *)b.data + at,
		    b.len - at, &u, &f);
		assert_in_range(k, 1, UNIT_MAX + 8);
		at += k;
	}
	buf_free(&b);
}

static void
test_ignored_characters_without_end_are_no_trouble(void **state)
{
	const struct faces *fs = *state;
	struct buf b;
	struct unit u;
	struct fault f;
	size_t i, at = 0, k;

	buf_init(&b, 4u << 20);
	for (i = 0; i < 5000; i++)
		buf_str(&b, "\u200B");
	buf_str(&b, "end");
	while (at < b.len) {
		k = unit_next(fs, VOICE_TEXT, NULL, (char *)b.data + at,
		    b.len - at, &u, &f);
		assert_int_not_equal(k, 0);
		at += k;
	}
	assert_true(u.n >= 3);
	buf_free(&b);
}

static void
test_what_cannot_be_drawn_is_named(void **state)
{
	const struct faces *fs = *state;
	struct unit u;
	struct fault f;

	assert_int_equal(
	    unit_next(fs, VOICE_TEXT, NULL, "\xCD\xB8", 2, &u, &f), 0);
	assert_string_equal(f.text, "no face has U+0378 \"\xCD\xB8\"");
	assert_int_equal(
	    unit_next(fs, VOICE_TEXT, NULL, "\x01", 1, &u, &f), 0);
	assert_string_equal(f.text, "control character U+0001");
	assert_int_equal(
	    unit_next(fs, VOICE_TEXT, NULL, "\xC3(", 2, &u, &f), 0);
	assert_string_equal(f.text, "byte C3 is not UTF-8");
	/* A good beginning is drawn; the fault comes where it is. */
	assert_int_equal(
	    unit_next(fs, VOICE_TEXT, NULL, "ab\xC3(", 4, &u, &f), 2);
}

static void
test_the_language_chooses_among_ideographs(void **state)
{
	const struct faces *fs = *state;
	struct unit u;
	struct fault f;
	size_t ja, zh, tw;

	assert_int_equal(unit_next(fs, VOICE_QUOTE, "ja", "直", 3, &u, &f), 3);
	ja = u.face;
	assert_int_equal(
	    unit_next(fs, VOICE_QUOTE, "zh-CN", "直", 3, &u, &f), 3);
	zh = u.face;
	assert_int_equal(
	    unit_next(fs, VOICE_QUOTE, "zh-TW", "直", 3, &u, &f), 3);
	tw = u.face;
	assert_string_equal(fs->face[ja].lang, "ja");
	assert_string_equal(fs->face[zh].lang, "zh");
	assert_string_equal(fs->face[tw].lang, "zh-Hant");
	assert_int_equal(unit_next(fs, VOICE_QUOTE, NULL, "直", 3, &u, &f), 3);
	assert_int_equal(u.face, zh);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_glyphs_stand_for_all_bytes_once),
		cmocka_unit_test(test_a_cached_unit_is_the_same),
		cmocka_unit_test(test_units_end_at_blanks_and_changes_of_face),
		cmocka_unit_test(test_a_word_of_a_million_bytes_is_cut),
		cmocka_unit_test(
		    test_ignored_characters_without_end_are_no_trouble),
		cmocka_unit_test(test_what_cannot_be_drawn_is_named),
		cmocka_unit_test(test_the_language_chooses_among_ideographs),
	};

	return cmocka_run_group_tests_name("shape", tests, setup, teardown);
}
