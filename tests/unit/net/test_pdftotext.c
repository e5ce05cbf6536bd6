#include "net/pdftotext.h"

#include <stdlib.h>
#include <string.h>

#include "help/test.h"

/* A page that says "Hello World"; its xref is for the reader to mend. */
static const char pdf[] =
    "%PDF-1.4\n"
    "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R"
    "/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
    "4 0 obj<</Length 44>>stream\n"
    "BT /F1 12 Tf 10 100 Td (Hello World) Tj ET \n"
    "endstream endobj\n"
    "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
    "trailer<</Root 1 0 R/Size 6>>\n%%EOF\n";

static void
run(const void *p, size_t n, struct buf *out, struct pdftotext_made *made)
{
	struct fault f;

	buf_init(out, 1 << 20);
	assert_ok(pdftotext_run(p, n, out, made, &f), &f);
	if (strstr(made->why, "not installed") != NULL) {
		print_message("%s: skipped\n", made->why);
		buf_free(out);
		skip();
	}
}

static void
test_without_the_program_the_package_is_named(void **state)
{
	struct pdftotext_made made;
	struct buf out;
	struct fault f;

	(void)state;
	buf_init(&out, 100);
	(void)setenv("PATH", "/nonexistent", 1);
	assert_ok(pdftotext_run(pdf, sizeof(pdf) - 1, &out, &made, &f), &f);
	(void)setenv("PATH", "/usr/bin:/bin", 1);
	assert_non_null(strstr(made.why, "want the package poppler-utils"));
	assert_int_equal(out.len, 0);
	buf_free(&out);
}

static void
test_what_is_no_pdf_has_a_reason_and_no_text(void **state)
{
	struct pdftotext_made made;
	struct buf out;

	(void)state;
	run("not a PDF at all", 16, &out, &made);
	assert_non_null(strstr(made.why, "ended with status"));
	assert_int_equal(out.len, 0);
	buf_free(&out);
	run("", 0, &out, &made);
	assert_true(made.why[0] != '\0');
	buf_free(&out);
}

static void
test_words_come_with_the_version_that_made_them(void **state)
{
	struct pdftotext_made made;
	struct buf out;

	(void)state;
	run(pdf, sizeof(pdf) - 1, &out, &made);
	assert_string_equal(made.why, "");
	assert_int_equal(strncmp(made.maker, "pdftotext ", 10), 0);
	assert_true(made.maker[10] >= '0' && made.maker[10] <= '9');
	assert_string_equal((char *)out.data, "Hello World\n\n");
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_without_the_program_the_package_is_named),
		cmocka_unit_test(test_what_is_no_pdf_has_a_reason_and_no_text),
		cmocka_unit_test(
		    test_words_come_with_the_version_that_made_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
