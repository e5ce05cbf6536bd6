#include "pdf/canvas.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "help/draw.h"
#include "help/test.h"
#include "help/tool.h"
#include "help/trial_keys.h"

#include "base/clock.h"
#include "base/hex.h"
#include "base/mem.h"
#include "seal/sign.h"

/* Whole files, judged by programs that others wrote. */

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

#define NEED(tool)                                           \
	do {                                                 \
		if (!tool_here(tool)) {                      \
			print_message("no " tool " here\n"); \
			skip();                              \
		}                                            \
	} while (0)

/* What cmd prints of a file of these bytes, and its status. */
static int
judge(const struct buf *pdf, const char *cmd, const char *more, struct buf *out)
{
	char path[64], line[512];
	struct fault f;
	int rc;

	assert_ok(tool_file(path, pdf->data, pdf->len, &f), &f);
	(void)snprintf(line, sizeof(line), "%s %s %s 2>&1", cmd, path, more);
	rc = tool_run(line, out);
	(void)unlink(path);
	return rc;
}

static void
everything(const struct faces *fs, struct buf *out)
{
	struct canvas *c = canvas_new(fs, 595.28, 841.89);
	struct canvas_file file = draw_file();
	struct slot slot;
	struct fault f;

	draw_everything(c);
	assert_ok(canvas_finish(c, &file, out, &slot, &f), &f);
	canvas_free(c);
}

/*= ISO 32000-1, 7.5.7: pairs of number and offset, then the objects */
/*= ISO 32000-1, 7.5.8: the cross-reference stream */
static void
test_qpdf_finds_nothing_wrong(void **state)
{
	struct buf pdf, said;

	NEED("qpdf");
	buf_init(&pdf, DRAW_MAX);
	buf_init(&said, 1u << 20);
	everything(*state, &pdf);
	assert_int_equal(judge(&pdf, "qpdf --check", "", &said), 0);
	assert_non_null(strstr((char *)said.data, "No syntax or stream"));
	assert_null(strstr((char *)said.data, "WARNING"));
	buf_free(&pdf);
	buf_free(&said);
}

static void
test_attachments_come_out_as_they_went_in(void **state)
{
	struct buf pdf, said;

	NEED("qpdf");
	buf_init(&pdf, DRAW_MAX);
	buf_init(&said, 1u << 20);
	everything(*state, &pdf);
	assert_int_equal(
	    judge(&pdf, "qpdf --show-attachment=texts/policy.txt", "", &said),
	    0);
	assert_string_equal((char *)said.data, "We may use your content.\n");
	said.len = 0;
	assert_int_equal(judge(&pdf, "qpdf --list-attachments", "", &said), 0);
	/* Sorted, whatever the order of the parts. */
	assert_memory_equal(said.data, "evidence.json ->", 16);
	buf_free(&pdf);
	buf_free(&said);
}

/* Each of words stands in text, after the one before. */
static void
in_order(const char *text, const char *const *words, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		const char *at = strstr(text, words[i]);

		if (at == NULL)
			fail_msg("no \"%s\" in: %s", words[i], text);
		text = at + strlen(words[i]);
	}
}

static void
test_the_words_are_read_in_the_order_of_the_tags(void **state)
{
	static const char *const tags[] = { "Document", "Sect", "H1",
		"\"Vendor policy evidence\"", "P (block)",
		"\"Uma ação não é secção: § 7, Tâmega, AVATAR To. \"", "Link",
		"\"page 2\"", "Object", "Span", "BlockQuote",
		"“We don’t sell it” ≤ ≥ → ✓ ‑ zer", "width ❌ 🚀 🍌",
		"プライバシー 개인정보", "no\u00A0break שלום עולם.", "\"gone\"",
		"Code", "\"e3b0c442 98fc1c14 (\\x) \"", "Table", "TR", "TH",
		"/Scope /Column", "\"Document\"", "TD", "\"Privacy Policy\"",
		"\"7\"", "Figure", "/BBox [", "H2", "\"Second part\"", "Form",
		"Form" };
	static const char *const heads[] = { "Title:", "Test: Ação <&> every",
		"Tagged:          yes", "Pages:           2" };
	struct buf pdf, said;

	NEED("pdfinfo");
	buf_init(&pdf, DRAW_MAX);
	buf_init(&said, 1u << 20);
	everything(*state, &pdf);
	assert_int_equal(judge(&pdf, "pdfinfo -struct-text", "", &said), 0);
	in_order((char *)said.data, tags, sizeof(tags) / sizeof(*tags));
	/* Heads and feet are artifacts. */
	assert_null(strstr((char *)said.data, "every primitive"));
	said.len = 0;
	assert_int_equal(judge(&pdf, "pdfinfo", "", &said), 0);
	in_order((char *)said.data, heads, sizeof(heads) / sizeof(*heads));
	buf_free(&pdf);
	buf_free(&said);
}

/* One line on a page of its own, in this voice. */
static void
one_line(
    const struct faces *fs, enum voice voice, const char *s, struct buf *out)
{
	struct canvas *c = canvas_new(fs, 595.28, 841.89);
	struct canvas_file file = draw_file();
	struct type t = { voice, 9, 0, INK_INK };
	struct slot slot;
	struct fault f;

	file.contents_reserved = 0;
	file.n_parts = 0;
	canvas_page(c);
	draw_line_of(c, TAG_P, 84, &t, s);
	assert_ok(canvas_finish(c, &file, out, &slot, &f), &f);
	canvas_free(c);
}

/*= ISO 32000-1, 9.10.3: ToUnicode CMaps */
static void
test_text_is_copied_out_byte_by_byte(void **state)
{
	static const char *const lines[] = {
		"AVATAR To Ty. fi ffi (a\\b) – — “x” …",
		"Ação, e\u0303 o\u0327 ẽ ș ț Ș ő",
		"zero\u200Bwidth soft\u00ADhyphen join\u2060er",
		"\u202Doverride\u202C stays",
		"用 ⽤ 手 ⼿ 隐私政策",
		"プライバシー が 개인정보",
		"non‑breaking - hyphen ‐ and · ∙ dots",
		"❤\uFE0F ❌ 🚀 🍌 🏖\uFE0F 👨\u200D👩\u200D👧",
		"Ω Ω µ μ K K",
		"Ελληνικά Русский ไทย हिन्दी",
	};
	struct buf pdf, said;
	size_t i, v;

	NEED("pdftotext");
	buf_init(&pdf, DRAW_MAX);
	buf_init(&said, 1u << 20);
	for (v = VOICE_TEXT; v <= VOICE_MONO; v++)
		for (i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
			size_t n = strlen(lines[i]);

			pdf.len = said.len = 0;
			one_line(*state, (enum voice)v, lines[i], &pdf);
			assert_int_equal(
			    judge(&pdf, "pdftotext -raw -nopgbrk", "-", &said),
			    0);
			if (said.len != n + 1 ||
			    memcmp(said.data, lines[i], n) != 0)
				fail_msg("voice %zu: drew \"%s\", read \"%s\"",
				    v, lines[i], (char *)said.data);
		}
	buf_free(&pdf);
	buf_free(&said);
}

/* A digest told apart by tone and broken over two pages is copied whole. */
static void
test_an_elements_actual_text_is_copied_once(void **state)
{
	struct tag_more more = { .actual = "e3b0c44298fc1c14" };
	struct canvas *c = canvas_new(*state, 595.28, 841.89);
	struct canvas_file file = draw_file();
	struct buf pdf, said;
	struct slot slot;
	struct fault f;

	NEED("pdftotext");
	buf_init(&pdf, DRAW_MAX);
	buf_init(&said, 1u << 20);
	file.contents_reserved = 0;
	canvas_page(c);
	canvas_open(c, TAG_P, NULL);
	canvas_open(c, TAG_SPAN, &more);
	draw_words(c, 176, 84, &draw_mono, "e3b0");
	draw_words(c, 200, 84, &draw_mono, "c442");
	canvas_artifact_begin(c);
	draw_words(c, 50, 98, &draw_mono, "foot");
	canvas_artifact_end(c);
	canvas_page(c);
	draw_words(c, 176, 84, &draw_mono, "98fc 1c14");
	canvas_close(c);
	draw_words(c, 300, 84, &draw_prose, "after");
	canvas_close(c);
	assert_ok(canvas_finish(c, &file, &pdf, &slot, &f), &f);
	canvas_free(c);
	assert_int_equal(judge(&pdf, "pdftotext -raw -nopgbrk", "-", &said), 0);
	assert_string_equal(
	    (char *)said.data, "e3b0c44298fc1c14\nfoot\nafter\n");
	buf_free(&pdf);
	buf_free(&said);
}

/* Right-to-left words: read in the order in which they were written. */
static void
test_right_to_left_words_keep_their_order_in_the_content(void **state)
{
	struct buf pdf, said;

	NEED("pdfinfo");
	buf_init(&pdf, DRAW_MAX);
	buf_init(&said, 1u << 20);
	one_line(*state, VOICE_QUOTE, "a שלום עולם, مرحبا بالعالم z", &pdf);
	assert_int_equal(judge(&pdf, "pdfinfo -struct-text", "", &said), 0);
	assert_non_null(
	    strstr((char *)said.data, "\"a שלום עולם, مرحبا بالعالم z\""));
	buf_free(&pdf);
	buf_free(&said);
}

static void
test_bookmarks_and_many_pages_make_trees(void **state)
{
	static const int levels[] = { 1, 2, 2, 1, 2, 3, 1 };
	static const char *const words[] = { "\"kids\": [", "\"kids\": []",
		"\"title\": \"b1\"", "\"kids\": []", "\"title\": \"b2\"",
		"\"title\": \"b0\"", "\"kids\": [", "\"kids\": [",
		"\"title\": \"b5\"", "\"title\": \"b4\"", "\"title\": \"b3\"",
		"\"kids\": []", "\"title\": \"b6\"" };
	struct canvas *c = canvas_new(*state, 612, 792);
	struct canvas_file file = draw_file();
	struct buf pdf, said;
	struct slot slot;
	struct fault f;
	char title[16];
	size_t i;

	NEED("qpdf");
	buf_init(&pdf, DRAW_MAX);
	buf_init(&said, 1u << 20);
	file.contents_reserved = 0;
	for (i = 0; i < 150; i++) { /* three nodes of 64 pages */
		(void)snprintf(title, sizeof(title), "b%zu", i);
		canvas_page(c);
		if (i < 7)
			canvas_outline(c, levels[i], title, 84);
		canvas_dest(c, title, 84);
		draw_line_of(c, TAG_P, 84, &draw_prose, title);
	}
	canvas_open(c, TAG_LINK, NULL);
	for (i = 0; i < 150; i++) {
		(void)snprintf(title, sizeof(title), "b%zu", i);
		canvas_link(c, 50, 100, 10, 10, title, title);
	}
	canvas_close(c);
	assert_ok(canvas_finish(c, &file, &pdf, &slot, &f), &f);
	canvas_free(c);
	assert_int_equal(judge(&pdf, "qpdf --check", "", &said), 0);
	said.len = 0;
	assert_int_equal(judge(&pdf, "qpdf --show-npages", "", &said), 0);
	assert_string_equal((char *)said.data, "150\n");
	said.len = 0;
	assert_int_equal(
	    judge(&pdf, "qpdf --json --json-key=outlines", "", &said), 0);
	in_order((char *)said.data, words, sizeof(words) / sizeof(*words));
	buf_free(&pdf);
	buf_free(&said);
}

/* Draw, sign and keep everything with the root beside it. */
static void
sealed(const struct faces *fs, struct trial_keys *k, struct buf *out,
    struct slot *slot)
{
	struct canvas *c = canvas_new(fs, 595.28, 841.89);
	struct canvas_file file = draw_file();
	struct signer *s = NULL;
	struct fault f;
	int64_t now;

	assert_ok(clock_now(&now, &f), &f);
	assert_ok(trial_keys_make(k, TRIAL_P256, now, &f), &f);
	assert_ok(signer_open(k->signer_key, k->signer, NULL, now, &s, &f), &f);
	file.contents_reserved = SIGN_RESERVED;
	file.signed_utc_ms = now;
	draw_everything(c);
	assert_ok(canvas_finish(c, &file, out, slot, &f), &f);
	assert_ok(sign_fill(out->data, out->len, slot, s, &f), &f);
	signer_free(s);
	canvas_free(c);
}

/*= ISO 32000-1, 12.8.2.2: DocMDP */
static void
test_pdfsig_accepts_a_sealed_file_and_no_other(void **state)
{
	struct trial_keys k;
	struct slot slot;
	struct buf pdf, said;

	NEED("pdfsig");
	buf_init(&pdf, DRAW_MAX);
	buf_init(&said, 1u << 20);
	sealed(*state, &k, &pdf, &slot);
	(void)judge(&pdf, "pdfsig -nocert", "", &said);
	assert_non_null(strstr((char *)said.data, "Signature is Valid."));
	assert_non_null(strstr((char *)said.data, "Total document signed"));
	assert_non_null(strstr((char *)said.data, "ETSI.CAdES.detached"));
	pdf.data[100] ^= 1;
	said.len = 0;
	(void)judge(&pdf, "pdfsig -nocert", "", &said);
	assert_null(strstr((char *)said.data, "Signature is Valid."));
	trial_keys_remove(&k);
	buf_free(&pdf);
	buf_free(&said);
}

static void
test_openssl_accepts_the_signature_in_the_file(void **state)
{
	char der_path[64], data_path[64], cmd[512];
	struct trial_keys k;
	struct slot slot;
	struct buf pdf, said, data;
	unsigned char *der;
	struct fault f;
	size_t n;

	NEED("openssl");
	buf_init(&pdf, DRAW_MAX);
	buf_init(&data, DRAW_MAX);
	buf_init(&said, 1u << 20);
	sealed(*state, &k, &pdf, &slot);
	n = (slot.contents_len - 2) / 2;
	der = mem_new(n, 1);
	pdf.data[slot.contents + slot.contents_len - 1] = '\0';
	assert_ok(
	    hex_decode((char *)pdf.data + slot.contents + 1, der, n, &f), &f);
	buf_add(&data, pdf.data, slot.contents);
	buf_add(&data, pdf.data + slot.contents + slot.contents_len,
	    pdf.len - slot.contents - slot.contents_len);
	assert_ok(tool_file(der_path, der, n, &f), &f);
	assert_ok(tool_file(data_path, data.data, data.len, &f), &f);
	(void)snprintf(cmd, sizeof(cmd),
	    "openssl cms -verify -binary -cades -inform DER -in %s -content %s "
	    "-CAfile %s -purpose any -out /dev/null 2>&1",
	    der_path, data_path, k.root);
	assert_int_equal(tool_run(cmd, &said), 0);
	(void)unlink(der_path);
	(void)unlink(data_path);
	trial_keys_remove(&k);
	free(der);
	buf_free(&pdf);
	buf_free(&data);
	buf_free(&said);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_qpdf_finds_nothing_wrong),
		cmocka_unit_test(test_attachments_come_out_as_they_went_in),
		cmocka_unit_test(
		    test_the_words_are_read_in_the_order_of_the_tags),
		cmocka_unit_test(test_text_is_copied_out_byte_by_byte),
		cmocka_unit_test(test_an_elements_actual_text_is_copied_once),
		cmocka_unit_test(test_bookmarks_and_many_pages_make_trees),
		cmocka_unit_test(
		    test_right_to_left_words_keep_their_order_in_the_content),
		cmocka_unit_test(
		    test_pdfsig_accepts_a_sealed_file_and_no_other),
		cmocka_unit_test(
		    test_openssl_accepts_the_signature_in_the_file),
	};

	return cmocka_run_group_tests_name("file", tests, setup, teardown);
}
