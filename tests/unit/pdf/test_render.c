#include "pdf/render.h"

#include <stdlib.h>
#include <string.h>

#include "help/doc_extreme.h"
#include "help/faces.h"
#include "help/test.h"

#define OUT_MAX ((size_t)64 << 20)

static const struct render plain = { .paper = PAPER_A4,
	.producer = "proviso test" };

static int
draw(const struct sample *s, const struct render *r, struct buf *out,
    size_t *pages, struct fault *f)
{
	struct slot slot;

	buf_init(out, OUT_MAX);
	return render_doc(&s->doc, faces, r, out, &slot, pages, f);
}

static void
check_fault(struct sample *s, const struct render *r, enum fault_kind kind,
    const char *words)
{
	struct fault f = { .kind = FAULT_NONE };
	struct buf out;

	extreme_end(s);
	assert_fault(draw(s, r, &out, NULL, &f), &f, kind, words);
	assert_int_equal(out.len, 0);
	buf_free(&out);
	doc_free(&s->doc);
}

static void
test_a_page_of_no_place_is_a_fault(void **state)
{
	struct sample s;

	(void)state;
	extreme_begin(&s);
	sample_page(&s, "page:a", "4", "A");
	sample_side(&s, "", "Stability");
	sample_text(&s, DOC_PROSE, "See page <page page:nowhere/>.");
	check_fault(&s, &plain, FAULT_STATE,
	    "4, Stability: a page number of \"page:nowhere\", which is no "
	    "place");
}

static void
test_a_source_without_a_sheet_is_a_fault(void **state)
{
	struct sample s;

	(void)state;
	extreme_begin(&s);
	sample_page(&s, "page:a", "4", "A");
	sample_fact(&s, "Counted.", "E-44");
	check_fault(&s, &plain, FAULT_STATE, "a source of \"E-44\"");
}

static void
test_a_quote_without_its_sheet_is_a_fault(void **state)
{
	struct sample s;

	(void)state;
	extreme_begin(&s);
	sample_page(&s, "page:a", "4", "A");
	sample_quote(&s, "Words.", 1);
	check_fault(&s, &plain, FAULT_STATE, "the evidence of \"E-01\"");
}

static void
test_a_link_to_nowhere_is_a_fault(void **state)
{
	struct sample s;

	(void)state;
	extreme_begin(&s);
	sample_page(&s, "page:a", "4", "A");
	sample_text(&s, DOC_PROSE, "See <a nowhere>there</a>.");
	check_fault(&s, &plain, FAULT_STATE, "a link of \"nowhere\"");
}

static void
test_an_index_of_what_is_not_drawn_is_a_fault(void **state)
{
	static const struct doc_index_row row = { "F9", "Words", "log" };
	struct sample s;

	(void)state;
	extreme_begin(&s);
	sample_page(&s, "page:a", "13", "A");
	sample_el(&s, DOC_INDEX, NULL)->u.index = (struct doc_index){ &row, 1 };
	check_fault(&s, &plain, FAULT_STATE, "\"st:F9\"");
}

static void
test_more_pages_than_allowed_say_how_many(void **state)
{
	const struct render few = { .producer = "proviso test",
		.max_pages = 5 };
	struct sample s;

	(void)state;
	extreme_statements(&s);
	check_fault(&s, &few, FAULT_LIMIT,
	    "the report has 32 pages, at most 5 are allowed");
}

static void
test_a_character_of_no_face_is_named_with_its_place(void **state)
{
	struct sample s;

	(void)state;
	extreme_begin(&s);
	extreme_sheet(&s);
	sample_page(&s, "page:p-01", "P-01", "A");
	sample_side(&s, "", "Excerpt");
	sample_quote(&s, "We use \xf0\x93\x83\xa0 signs.", 1);
	check_fault(&s, &plain, FAULT_ABSENT, "P-01, Excerpt");
}

static void
test_the_same_report_gives_the_same_bytes(void **state)
{
	struct fault f = { .kind = FAULT_NONE };
	struct sample one, two;
	struct buf a, b;
	size_t pages;

	(void)state;
	sample_build(&one);
	sample_build(&two);
	assert_ok(draw(&one, &plain, &a, &pages, &f), &f);
	assert_ok(draw(&two, &plain, &b, NULL, &f), &f);
	assert_int_equal(pages, 17);
	assert_int_equal(a.len, b.len);
	assert_memory_equal(a.data, b.data, a.len);
	buf_free(&a);
	buf_free(&b);
	doc_free(&one.doc);
	doc_free(&two.doc);
}

/*
 * Page numbers that push the words they stand in over a page end, and with
 * them the pages they name: the passes must come to rest all the same.
 */
static void
test_page_numbers_that_move_pages_come_to_rest(void **state)
{
	struct fault f = { .kind = FAULT_NONE };
	struct sample s;
	struct buf out;
	size_t i, k, pages;

	(void)state;
	for (k = 0; k < 12; k++) {
		extreme_begin(&s);
		for (i = 0; i < 60; i++) {
			const char *to = arena_fmt(
			    &s.doc.arena, "at:%zu", (i * 17 + k) % 60);
			struct doc_el *e;

			if (i % 20 == 0)
				sample_page(&s, NULL, "4", "Pages");
			e = sample_el(&s, DOC_PROSE,
			    arena_fmt(&s.doc.arena, "at:%zu", i));
			e->u.text = sample_words(&s,
			    arena_fmt(&s.doc.arena,
				"%s see page <page %s/>, %s, or page <page "
				"%s/> and %s.",
				extreme_words(&s, 30 + k, 0), to,
				extreme_words(&s, 5 + i, 0), to,
				extreme_words(&s, k, 0)));
		}
		extreme_end(&s);
		assert_ok(draw(&s, &plain, &out, &pages, &f), &f);
		assert_in_range(pages, 9, 20);
		buf_free(&out);
		doc_free(&s.doc);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_page_of_no_place_is_a_fault),
		cmocka_unit_test(test_a_source_without_a_sheet_is_a_fault),
		cmocka_unit_test(test_a_quote_without_its_sheet_is_a_fault),
		cmocka_unit_test(test_a_link_to_nowhere_is_a_fault),
		cmocka_unit_test(test_an_index_of_what_is_not_drawn_is_a_fault),
		cmocka_unit_test(test_more_pages_than_allowed_say_how_many),
		cmocka_unit_test(
		    test_a_character_of_no_face_is_named_with_its_place),
		cmocka_unit_test(
		    test_page_numbers_that_move_pages_come_to_rest),
		cmocka_unit_test(test_the_same_report_gives_the_same_bytes),
	};

	return cmocka_run_group_tests(tests, faces_set_up, faces_tear_down);
}
