/* wrap: canvas_text canvas_text_actual canvas_page canvas_open canvas_close canvas_resume canvas_artifact_begin canvas_artifact_end canvas_link */
#include "pdf/render.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "help/doc_extreme.h"
#include "help/faces.h"
#include "help/test.h"

#include "help/drawn.h"

#define OUT_MAX ((size_t)64 << 20)
#define LEFT 50.0
#define RIGHT 550.0
#define BOTTOM 780.5

/* With KEEP=folder a drawn file stays there, to be looked at. */
static void
keep(const char *name, const struct buf *b)
{
	const char *folder = getenv("KEEP");
	char path[512];
	FILE *out;

	if (folder == NULL)
		return;
	(void)snprintf(path, sizeof(path), "%s/%s.pdf", folder, name);
	out = fopen(path, "wb");
	assert_non_null(out);
	assert_int_equal(fwrite(b->data, 1, b->len, out), b->len);
	assert_int_equal(fclose(out), 0);
}

static size_t
draw_on(struct sample *s, enum paper paper, const char *name)
{
	const struct render r = {
		.paper = paper, .producer = "proviso test", .cosigners = 2
	};
	struct fault f = { .kind = FAULT_NONE };
	struct slot slot;
	struct buf out;
	size_t pages = 0;

	drawn_reset();
	buf_init(&out, OUT_MAX);
	assert_ok(render_doc(&s->doc, faces, &r, &out, &slot, &pages, &f), &f);
	assert_ok(buf_check(&out, name, &f), &f);
	assert_int_equal(drawn.pages, pages);
	keep(name, &out);
	buf_free(&out);
	return pages;
}

/* Words that lie on words, off the page, or below its last line. */
static size_t
bad_places(double bottom)
{
	size_t i, k, bad = 0;

	for (i = 0; i < drawn.n; i++) {
		const struct drawn_text *a = &drawn.texts[i];

		if (drawn_blank(a))
			continue;
		if (a->x < LEFT - 0.5 || drawn_end(a) > RIGHT + 4 ||
		    (!a->artifact && a->y > bottom + 5.6)) {
			print_message("off the page %zu (%.1f to %.1f, %.1f): "
				      "%.40s\n",
			    a->page, a->x, drawn_end(a), a->y, a->s);
			bad++;
		}
		for (k = i + 1; k < drawn.n && k < i + 400; k++) {
			const struct drawn_text *b = &drawn.texts[k];

			if (b->page != a->page || drawn_blank(b) ||
			    b->x > drawn_end(a) - 0.6 ||
			    drawn_end(b) < a->x + 0.6 ||
			    b->y - 0.5 * b->size > a->y ||
			    a->y - 0.5 * a->size > b->y)
				continue;
			print_message("page %zu: \"%.30s\" (%.1f, %.1f) lies "
				      "on \"%.30s\" (%.1f to %.1f, %.1f)\n",
			    a->page, b->s, b->x, b->y, a->s, a->x, drawn_end(a),
			    a->y);
			bad++;
		}
	}
	return bad;
}

static void
check_places(void)
{
	assert_int_equal(bad_places(BOTTOM), 0);
}

static void
check_quote(size_t n, const char *words)
{
	char *want, *got, *raw = drawn_quote(n);
	char *marked = mem_new(strlen(words) + 8, 1);
	size_t i;

	(void)snprintf(
	    marked, strlen(words) + 8, "\xe2\x80\x9c%s\xe2\x80\x9d", words);
	want = drawn_folded(marked);
	got = drawn_folded(raw);
	for (i = 0; want[i] != '\0' && got[i] == want[i]; i++)
		;
	if (got[i] != want[i])
		fail_msg("quote %zu differs at byte %zu: \"%.60s\", not "
			 "\"%.60s\"",
		    n, i, got + (i < 20 ? 0 : i - 20),
		    want + (i < 20 ? 0 : i - 20));
	free(want);
	free(got);
	free(raw);
	free(marked);
}

static void
test_the_sample_fits_its_pages(void **state)
{
	struct sample s;

	(void)state;
	sample_build(&s);
	assert_int_equal(draw_on(&s, PAPER_A4, "sample"), 17);
	check_places();
	doc_free(&s.doc);
}

static void
test_letter_has_other_pages_and_the_same_words(void **state)
{
	struct sample s;
	size_t i, a4 = 0, letter = 0;

	(void)state;
	sample_build(&s);
	draw_on(&s, PAPER_A4, "sample");
	for (i = 0; i < drawn.n; i++)
		a4 += drawn.texts[i].artifact ? 0 : strlen(drawn.texts[i].s);
	draw_on(&s, PAPER_LETTER, "letter");
	for (i = 0; i < drawn.n; i++) {
		letter +=
		    drawn.texts[i].artifact ? 0 : strlen(drawn.texts[i].s);
		drawn.texts[i].x -= 8.5;
		drawn.texts[i].end -= 8.5;
	}
	assert_int_equal(a4, letter);
	assert_int_equal(bad_places(BOTTOM - 49), 0);
	doc_free(&s.doc);
}

static void
test_a_draft_says_so_on_every_page(void **state)
{
	struct sample s;
	size_t i, pages, heads = 0, feet = 0;

	(void)state;
	sample_build(&s);
	s.doc.state = DOC_DRAFT;
	s.els[0].u.cover.n_seal = 0;
	pages = draw_on(&s, PAPER_A4, "draft");
	for (i = 0; i < drawn.n; i++) {
		heads += strcmp(drawn.texts[i].s, s.doc.draft_words) == 0;
		feet += strcmp(drawn.texts[i].s, "Draft: unsigned") == 0;
		assert_string_not_equal(
		    drawn.texts[i].s, "Signed: see the cover");
	}
	assert_int_equal(heads, pages);
	assert_int_equal(feet, pages);
	check_places();
	doc_free(&s.doc);
}

static void
test_300_statements_and_their_index(void **state)
{
	struct sample s;
	size_t i, marks = 0;

	(void)state;
	extreme_statements(&s);
	draw_on(&s, PAPER_A4, "statements");
	check_places();
	for (i = 0; i < drawn.n; i++)
		marks += drawn.texts[i].s[0] == 'I' &&
		    drawn.texts[i].s[1] >= '0' && drawn.texts[i].s[1] <= '9';
	assert_int_equal(marks, 600);
	doc_free(&s.doc);
}

/*= MEASURES 15: up to 4 lines never split, else 2 at each side. */
static void
test_statements_split_with_two_lines_on_each_side(void **state)
{
	struct sample s;
	size_t i, k, lines, here;

	(void)state;
	extreme_statements(&s);
	draw_on(&s, PAPER_A4, "statements");
	for (i = 0; i < drawn.n; i = k) {
		const struct drawn_text *d = &drawn.texts[i];
		size_t before = 0;

		lines = here = 0;
		for (k = i;
		     k < drawn.n && drawn.texts[k].paragraph == d->paragraph;
		     k++) {
			const struct drawn_text *e = &drawn.texts[k];

			if (e->artifact || e->size < 9.65 || e->size > 9.75)
				continue;
			if (e->page != d->page && before == 0 && here > 0)
				before = here;
			here++;
			lines++;
		}
		if (before == 0)
			continue;
		assert_true(lines > 4);
		assert_true(before >= 2 && lines - before >= 2);
	}
	doc_free(&s.doc);
}

/*= MEASURES 15: a head is never last on its page. */
static void
test_heads_stand_with_what_they_head(void **state)
{
	struct sample s;
	size_t i, k, heads = 0;

	(void)state;
	extreme_statements(&s);
	draw_on(&s, PAPER_A4, "statements");
	for (i = 0; i < drawn.n; i++) {
		const struct drawn_text *d = &drawn.texts[i];
		bool followed = false;

		if (d->voice != VOICE_BOLD || d->artifact ||
		    (d->size != 10.5 && d->size != 8.8))
			continue;
		heads++;
		for (k = i + 1; k < drawn.n; k++)
			followed = followed ||
			    (!drawn.texts[k].artifact &&
				drawn.texts[k].voice == VOICE_TEXT &&
				drawn.texts[k].size == 9.7 &&
				drawn.texts[k].page == d->page &&
				drawn.texts[k].y >= d->y - 42);
		assert_true(followed);
	}
	assert_true(heads > 60);
	doc_free(&s.doc);
}

/*= MEASURES 15: two rows at least on each side; the note with the last. */
static void
test_tables_part_between_two_rows_and_two(void **state)
{
	size_t i, rows[64] = { 0 }, note = 0, page;
	struct sample s;

	(void)state;
	extreme_table(&s);
	draw_on(&s, PAPER_A4, "table");
	for (i = 0; i < drawn.n; i++) {
		if (strncmp(drawn.texts[i].s, "Privacy Policy, v", 17) == 0)
			rows[drawn.texts[i].page]++;
		if (strncmp(drawn.texts[i].s, "A note that", 11) == 0)
			note = drawn.texts[i].page;
	}
	assert_int_equal(note, drawn.pages);
	for (page = 1; page <= drawn.pages; page++)
		/* One row of the table is as long as two pages. */
		if (page != 4)
			assert_true(rows[page] >= 2);
	doc_free(&s.doc);
}

static void
test_a_table_of_400_rows(void **state)
{
	struct sample s;
	const struct doc_table *t;
	size_t i, heads = 0, n = 0;

	(void)state;
	extreme_table(&s);
	draw_on(&s, PAPER_A4, "table");
	check_places();
	for (i = 0; i < drawn.n; i++)
		heads += strcmp(drawn.texts[i].s, "Default") == 0;
	assert_int_equal(heads, drawn.pages);
	assert_int_equal(drawn.opened[TAG_TR], 401);
	t = &s.els[1].u.table;
	for (i = 0; i < t->n_rows; i++)
		if (t->cells[4 * i + 2].quote != NULL)
			check_quote(++n, t->cells[4 * i + 2].quote);
	assert_int_equal(n, drawn.quotes);
	doc_free(&s.doc);
}

static void
test_a_quote_of_10000_words_is_drawn_exactly_once(void **state)
{
	struct sample s, words;
	const char *text;

	(void)state;
	extreme_begin(&words);
	text = extreme_words(&words, 10000, 37);
	extreme_quote_of(&s, text, 1);
	assert_in_range(draw_on(&s, PAPER_A4, "quote"), 20, 60);
	check_places();
	check_quote(1, text);
	doc_free(&s.doc);
	doc_free(&words.doc);
}

static void
test_a_word_of_3000_characters_loses_none(void **state)
{
	struct sample s;
	size_t i, n = 0;

	(void)state;
	extreme_long_word(&s);
	draw_on(&s, PAPER_A4, "word");
	check_places();
	for (i = 0; i < s.n; i++)
		if (s.els[i].kind == DOC_QUOTE)
			check_quote(++n, s.els[i].u.quote.words);
	assert_int_equal(n, 1);
	check_quote(2, s.els[4 + 8].u.table.cells[1].quote);
	doc_free(&s.doc);
}

static void
test_ideographs_break_between_any_two(void **state)
{
	struct sample s;

	(void)state;
	extreme_quote_of(&s, extreme_cjk, 1);
	draw_on(&s, PAPER_A4, "cjk");
	check_places();
	check_quote(1, extreme_cjk);
	doc_free(&s.doc);
}

static void
test_a_clause_with_its_items_keeps_its_lines(void **state)
{
	static const char clause[] =
	    "We use your Notes:\n- to train our models, unless you opt out "
	    "through your account settings, in which case we do so only where "
	    "somebody reports them;\n- to answer you; and\n(c) for nothing "
	    "else  at all.\nThis holds for guests.";
	struct sample s;
	size_t i;
	double y = 0;

	(void)state;
	extreme_quote_of(&s, clause, 0);
	draw_on(&s, PAPER_A4, "items");
	check_places();
	check_quote(1, clause);
	for (i = 0; i < drawn.n; i++)
		if (strncmp(drawn.texts[i].s, "- to answer", 11) == 0) {
			assert_true(drawn.texts[i].x < 176.01);
			y = drawn.texts[i].y;
		}
	assert_true(y > 0);
	doc_free(&s.doc);
}

static void
test_empty_strings_draw_nothing_and_harm_nothing(void **state)
{
	struct sample s;

	(void)state;
	extreme_empty(&s);
	draw_on(&s, PAPER_A4, "empty");
	check_places();
	doc_free(&s.doc);
}

static void
test_a_matrix_goes_on_to_the_side_and_down(void **state)
{
	struct sample s;
	size_t i, n[41] = { 0 };

	(void)state;
	extreme_matrix(&s, 40, 90);
	draw_on(&s, PAPER_A4, "matrix");
	check_places();
	assert_true(drawn.opened[TAG_TABLE] >= 4);
	/* Every row once in each band, every column under its own head. */
	assert_int_equal(
	    drawn.opened[TAG_TD], 90 * (40 + drawn.opened[TAG_TABLE]));
	for (i = 0; i < drawn.n; i++)
		if (!drawn.texts[i].artifact && drawn.texts[i].s[0] != '\0' &&
		    drawn.texts[i].voice == VOICE_BOLD &&
		    strlen(drawn.texts[i].s) == 2)
			n[atoi(drawn.texts[i].s) % 41]++;
	for (i = 1; i <= 40; i++)
		assert_int_equal(n[i], 1);
	doc_free(&s.doc);
}

static void
test_a_matrix_of_three_columns_keeps_its_words_apart(void **state)
{
	struct sample s;

	(void)state;
	extreme_matrix(&s, 3, 5);
	draw_on(&s, PAPER_A4, "matrix3");
	check_places();
	doc_free(&s.doc);
}

static void
test_a_timeline_of_any_length_keeps_its_labels_apart(void **state)
{
	static const size_t days[] = { 1, 2, 9, 31, 45, 70, 100, 200, 365, 400,
		800, 1500, 3000, 6000, 20000 };
	struct sample s;
	char name[32];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
		extreme_timeline(&s, days[i], 5, 4);
		(void)snprintf(name, sizeof(name), "time%zu", days[i]);
		draw_on(&s, PAPER_A4, name);
		check_places();
		doc_free(&s.doc);
	}
}

static void
test_a_timeline_of_many_rows_goes_on(void **state)
{
	struct sample s;

	(void)state;
	extreme_timeline(&s, 387, 80, 150);
	assert_in_range(draw_on(&s, PAPER_A4, "timelong"), 5, 12);
	check_places();
	assert_int_equal(drawn.opened[TAG_FIGURE], drawn.pages + 1);
	doc_free(&s.doc);
}

static void
test_many_places_leave_out_labels_and_not_marks(void **state)
{
	static const size_t n[] = { 1, 5, 30, 120, 400 };
	struct sample s;
	size_t i;

	(void)state;
	for (i = 0; i < 5; i++) {
		extreme_places(&s, n[i]);
		draw_on(&s, PAPER_A4, n[i] == 30 ? "places" : "places_n");
		check_places();
		doc_free(&s.doc);
	}
}

static void
test_a_cover_without_room_goes_on(void **state)
{
	struct sample s;

	(void)state;
	extreme_cover(&s, 40);
	assert_in_range(draw_on(&s, PAPER_A4, "cover"), 2, 5);
	check_places();
	doc_free(&s.doc);
	extreme_cover(&s, 1);
	assert_int_equal(draw_on(&s, PAPER_LETTER, "cover1"), 1);
	doc_free(&s.doc);
}

static void
test_contents_without_room_go_on(void **state)
{
	struct sample s;

	(void)state;
	extreme_contents(&s, 90);
	assert_in_range(draw_on(&s, PAPER_A4, "contents"), 93, 96);
	check_places();
	assert_int_equal(drawn.opened[TAG_TOCI], 90);
	doc_free(&s.doc);
}

/* The words in these inks and in ink, in order. */
static char *
words_in(enum ink other)
{
	struct buf b;
	size_t i;

	buf_init(&b, OUT_MAX);
	for (i = 0; i < drawn.n; i++) {
		const struct drawn_text *d = &drawn.texts[i];

		if (!d->artifact && !d->silent && d->voice == VOICE_QUOTE &&
		    (d->ink == INK_INK || d->ink == other))
			buf_str(&b, d->s);
	}
	return buf_take(&b);
}

static void
check_redline(const struct diff *d, enum diff_op op, enum ink ink)
{
	char *got = words_in(ink), *a, *b;
	struct buf want;
	size_t i;

	buf_init(&want, OUT_MAX);
	for (i = 0; i < d->n; i++)
		if (d->runs[i].op == DIFF_SAME || d->runs[i].op == op)
			buf_add(&want, d->runs[i].text, d->runs[i].len);
	buf_add(&want, "", 0);
	a = drawn_folded(got);
	b = drawn_folded((const char *)want.data);
	assert_string_equal(a, b);
	free(a);
	free(b);
	free(got);
	buf_free(&want);
}

static void
test_a_redline_shows_both_texts_whole(void **state)
{
	static const size_t words[] = { 3, 60, 4000 };
	struct sample s;
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		extreme_redline(&s, words[i], 17);
		draw_on(&s, PAPER_A4, i == 1 ? "redline" : "redline_n");
		check_places();
		check_redline(&s.els[2].u.redline.diff, DIFF_DELETED, INK_RED);
		check_redline(
		    &s.els[2].u.redline.diff, DIFF_INSERTED, INK_BLUE);
		doc_free(&s.doc);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_empty_strings_draw_nothing_and_harm_nothing),
		cmocka_unit_test(test_a_word_of_3000_characters_loses_none),
		cmocka_unit_test(test_300_statements_and_their_index),
		cmocka_unit_test(test_a_table_of_400_rows),
		cmocka_unit_test(
		    test_statements_split_with_two_lines_on_each_side),
		cmocka_unit_test(test_heads_stand_with_what_they_head),
		cmocka_unit_test(test_tables_part_between_two_rows_and_two),
		cmocka_unit_test(test_a_cover_without_room_goes_on),
		cmocka_unit_test(test_contents_without_room_go_on),
		cmocka_unit_test(test_a_redline_shows_both_texts_whole),
		cmocka_unit_test(
		    test_a_quote_of_10000_words_is_drawn_exactly_once),
		cmocka_unit_test(test_ideographs_break_between_any_two),
		cmocka_unit_test(test_a_clause_with_its_items_keeps_its_lines),
		cmocka_unit_test(test_a_matrix_goes_on_to_the_side_and_down),
		cmocka_unit_test(
		    test_a_matrix_of_three_columns_keeps_its_words_apart),
		cmocka_unit_test(
		    test_a_timeline_of_any_length_keeps_its_labels_apart),
		cmocka_unit_test(test_a_timeline_of_many_rows_goes_on),
		cmocka_unit_test(
		    test_many_places_leave_out_labels_and_not_marks),
		cmocka_unit_test(test_a_draft_says_so_on_every_page),
		cmocka_unit_test(
		    test_letter_has_other_pages_and_the_same_words),
		cmocka_unit_test(test_the_sample_fits_its_pages),
	};

	return cmocka_run_group_tests(tests, faces_set_up, faces_tear_down);
}
