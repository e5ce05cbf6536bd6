/* wrap: layout_fit_gap */
#include "layout_in.h"

#include <stdlib.h>
#include <string.h>

#include "help/doc_extreme.h"
#include "help/faces.h"
#include "help/test.h"

#define OUT_MAX ((size_t)16 << 20)
/* Paragraphs that leave fewer than this on the last page are a runt. */
#define FEW 4
#define MOST 60

double __real_layout_fit_gap(const struct layout *l, double gap);
double __wrap_layout_fit_gap(const struct layout *l, double gap);

static bool full;

double
__wrap_layout_fit_gap(const struct layout *l, double gap)
{
	return full ? gap : __real_layout_fit_gap(l, gap);
}

/* The pages of one section of n paragraphs, and where the next begins. */
static size_t
pages_of(size_t n, struct buf *out)
{
	static const struct render r = { .paper = PAPER_A4,
		.producer = "proviso test" };
	struct fault f = { .kind = FAULT_NONE };
	struct sample s;
	struct slot slot;
	size_t i, pages = 0;

	extreme_begin(&s);
	sample_page(&s, "page:one", "1", "One");
	for (i = 0; i < n; i++) {
		if (i % 3 == 0)
			sample_side(&s, "", "A head");
		sample_text(&s, DOC_PROSE, extreme_words(&s, 12, 0));
	}
	sample_text(&s, DOC_PROSE, "See page <page page:two/>.");
	sample_page(&s, "page:two", "2", "Two");
	sample_text(&s, DOC_PROSE, "The end.");
	extreme_end(&s);
	buf_init(out, OUT_MAX);
	assert_ok(render_doc(&s.doc, faces, &r, out, &slot, &pages, &f), &f);
	doc_free(&s.doc);
	return pages;
}

static size_t
pages_only(size_t n)
{
	struct buf b;
	size_t pages = pages_of(n, &b);

	buf_free(&b);
	return pages;
}

static void
test_a_few_lines_on_a_last_page_come_back_to_the_page_before(void **state)
{
	size_t n, at, own, fitted, saved = 0, began = 0, before = 2;

	(void)state;
	for (n = 1; n < MOST; n++) {
		full = true;
		own = pages_only(n);
		full = false;
		fitted = pages_only(n);
		assert_true(fitted <= own && fitted + 1 >= own);
		if (own > before)
			began = n;
		before = own;
		at = began == 0 ? 0 : n - began;
		if (began != 0 && at < FEW)
			assert_int_equal(fitted, own - 1);
		saved += fitted < own;
	}
	assert_true(began > 0 && saved >= FEW && saved < MOST / 2);
}

static void
test_a_section_that_gains_no_page_keeps_its_full_spacing(void **state)
{
	struct buf own, fitted;
	size_t n, same = 0;

	(void)state;
	for (n = 1; n < MOST; n++) {
		size_t a, b;

		full = true;
		a = pages_of(n, &own);
		full = false;
		b = pages_of(n, &fitted);
		if (a == b) {
			assert_int_equal(own.len, fitted.len);
			assert_memory_equal(own.data, fitted.data, own.len);
			same++;
		}
		buf_free(&own);
		buf_free(&fitted);
	}
	assert_true(same > MOST / 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_a_few_lines_on_a_last_page_come_back_to_the_page_before),
		cmocka_unit_test(
		    test_a_section_that_gains_no_page_keeps_its_full_spacing),
	};

	return cmocka_run_group_tests(tests, faces_set_up, faces_tear_down);
}
