#include "pdf/render.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "help/doc_sample_evidence.h"
#include "help/draw.h"
#include "help/test.h"

static const struct render plain = {
	.paper = PAPER_A4,
	.producer = "proviso test",
	.contents_reserved = 8192,
	.certify = 2,
	.cosigners = 1,
};

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

static void
draw(void **state, const struct doc *doc, const struct render *r,
    const char *name, size_t *pages)
{
	struct fault f = { .kind = FAULT_NONE };
	struct slot slot;
	struct buf out;

	buf_init(&out, DRAW_MAX);
	assert_ok(render_doc(doc, *state, r, &out, &slot, pages, &f), &f);
	assert_ok(buf_check(&out, name, &f), &f);
	keep(name, &out);
	buf_free(&out);
}

static void
test_the_sample_is_drawn(void **state)
{
	struct sample s;
	size_t pages;

	sample_build(&s);
	draw(state, &s.doc, &plain, "sample", &pages);
	assert_in_range(pages, 15, 30);
	doc_free(&s.doc);
}

static int
group_setup(void **state)
{
	struct fault f = { .kind = FAULT_NONE };
	struct faces *faces;

	assert_ok(faces_load(draw_fonts(), &faces, &f), &f);
	*state = faces;
	return 0;
}

static int
group_teardown(void **state)
{
	faces_free(*state);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_sample_is_drawn),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
