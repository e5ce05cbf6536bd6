#include "evidence/manifest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evidence_sample.h"
#include "help/test.h"

/* ---- The writer ---- */

/* Each spoils a sample in one way that the writer must refuse. */
static void
spoil_range(struct evidence_sample *s)
{
	s->quotes[0].end = s->pages[0].len + 1;
}

static void
spoil_empty(struct evidence_sample *s)
{
	s->quotes[0].end = s->quotes[0].start;
}

static void
spoil_shift(struct evidence_sample *s)
{
	s->quotes[0].start++;
}

static void
spoil_character(struct evidence_sample *s)
{
	const char *oe = strstr(s->pages[0].text, "\xc3\xb6");
	struct fault f;

	s->quotes[1].end = (size_t)(oe - s->pages[0].text) + 1;
	assert_ok(
	    sha256_of(s->pages[0].text + s->quotes[1].start,
		s->quotes[1].end - s->quotes[1].start, &s->quotes[1].sha, &f),
	    &f);
}

static void
spoil_number(struct evidence_sample *s)
{
	s->quotes[0].number = s->quotes[1].number;
}

static void
spoil_zero(struct evidence_sample *s)
{
	s->quotes[0].number = 0;
}

static void
spoil_quoted_part(struct evidence_sample *s)
{
	s->quotes[0].text_part = "verify.sh.txt";
}

static void
spoil_capture_name(struct evidence_sample *s)
{
	s->texts[0].capture_part = "captures/none.html";
}

static void
spoil_text_digest(struct evidence_sample *s)
{
	s->texts[0].text_sha.b[31] ^= 1;
}

static void
spoil_twice(struct evidence_sample *s)
{
	s->parts[4].name = s->parts[3].name;
}

static void
spoil_text_twice(struct evidence_sample *s)
{
	s->texts[1] = s->texts[0];
}

static void
spoil_itself(struct evidence_sample *s)
{
	s->parts[4].name = MANIFEST_NAME;
}

static void
spoil_name(struct evidence_sample *s)
{
	s->parts[4].name = "texts/../../etc/passwd";
}

static void
spoil_utf8(struct evidence_sample *s)
{
	s->texts[0].select = "a\xff";
}

static void
spoil_record(struct evidence_sample *s)
{
	s->texts[0].record = "{\"a\":1,\"a\":2}";
}

static void
spoil_status(struct evidence_sample *s)
{
	s->texts[0].status = -1;
}

static void
spoil_media(struct evidence_sample *s)
{
	s->texts[0].media = (enum media)99;
}

static void
spoil_words_of_html(struct evidence_sample *s)
{
	s->texts[0].words_part = "texts/terms_v3.txt";
	s->texts[0].words_maker = "pdftotext 22.12.0";
	s->texts[0].words_sha = s->texts[1].text_sha;
}

static void
spoil_words_maker(struct evidence_sample *s)
{
	spoil_words_of_html(s);
	s->texts[0].media = MEDIA_PDF;
	s->texts[0].words_maker = "";
}

static void
spoil_words_name(struct evidence_sample *s)
{
	spoil_words_of_html(s);
	s->texts[0].media = MEDIA_PDF;
	s->texts[0].words_part = "captures/none.txt";
}

static void
spoil_words_digest(struct evidence_sample *s)
{
	spoil_words_of_html(s);
	s->texts[0].media = MEDIA_PDF;
	s->texts[0].words_sha.b[0] ^= 1;
}

static void
test_the_writer_refuses_what_does_not_hold(void **state)
{
	static const struct {
		void (*spoil)(struct evidence_sample *s);
		enum fault_kind kind;
		const char *words;
	} cases[] = {
		{ spoil_range, FAULT_STATE, "Q7 in texts/privacy_v3.txt" },
		{ spoil_empty, FAULT_STATE, "not inside" },
		{ spoil_shift, FAULT_STATE, "another digest" },
		{ spoil_character, FAULT_STATE, "cut a character" },
		{ spoil_number, FAULT_FORMAT, "Q2 stands twice" },
		{ spoil_zero, FAULT_FORMAT, "Q0" },
		{ spoil_quoted_part, FAULT_FORMAT, "is no text of it" },
		{ spoil_capture_name, FAULT_FORMAT, "is no part" },
		{ spoil_text_digest, FAULT_FORMAT, "another digest" },
		{ spoil_twice, FAULT_FORMAT, "stands twice" },
		{ spoil_text_twice, FAULT_FORMAT, "stands twice" },
		{ spoil_itself, FAULT_FORMAT, "cannot list itself" },
		{ spoil_name, FAULT_FORMAT, "is no name for a part" },
		{ spoil_utf8, FAULT_FORMAT, "want UTF-8" },
		{ spoil_record, FAULT_FORMAT, "record" },
		{ spoil_status, FAULT_LIMIT, "status" },
		{ spoil_media, FAULT_FORMAT, "no medium" },
		{ spoil_words_of_html, FAULT_FORMAT, "words of a pdf only" },
		{ spoil_words_maker, FAULT_FORMAT, "the maker of its words" },
		{ spoil_words_name, FAULT_FORMAT, "is no part" },
		{ spoil_words_digest, FAULT_FORMAT, "another digest" },
	};
	struct evidence_sample s;
	struct fault f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		sample_make(&s);
		cases[i].spoil(&s);
		assert_fault(
		    manifest_write(&s.m, s.parts, SAMPLE_PARTS, &s.json, &f),
		    &f, cases[i].kind, cases[i].words);
		assert_int_equal(s.json.len, 0);
		sample_free(&s);
	}
}

static void
test_names_that_could_leave_their_folder_are_not_safe(void **state)
{
	static const char *const bad[] = { "", "/a", "a/", "a//b", "../a",
		"a/..", "a..b", ".hidden", "a/.b", "-rf", "a/-b", "a b", "a\nb",
		"a\\b", "a:b", "\xc3\xa9", "a%2fb", "~a", "a*" };
	static const char *const good[] = { "a", "evidence.json",
		"texts/privacy_policy_v11.txt", "a-b/c_d.e" };
	char name[202];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (manifest_name_safe(bad[i]))
			fail_msg("\"%s\" passed", bad[i]);
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (!manifest_name_safe(good[i]))
			fail_msg("\"%s\" was refused", good[i]);
	memset(name, 'a', 201);
	name[201] = '\0';
	assert_false(manifest_name_safe(name));
	assert_true(manifest_name_safe(name + 1));
}

static void
test_order_of_what_comes_in_does_not_change_the_bytes(void **state)
{
	struct evidence_sample a, b;
	struct manifest_quote q;
	struct manifest_text t;
	struct part p;

	(void)state;
	sample_make(&a);
	sample_close(&a);
	sample_make(&b);
	p = b.parts[0];
	b.parts[0] = b.parts[4];
	b.parts[4] = p;
	t = b.texts[0];
	b.texts[0] = b.texts[1];
	b.texts[1] = t;
	q = b.quotes[0];
	b.quotes[0] = b.quotes[2];
	b.quotes[2] = q;
	sample_close(&b);
	assert_int_equal(a.json.len, b.json.len);
	assert_memory_equal(a.json.data, b.json.data, a.json.len);
	assert_int_equal(a.json.data[a.json.len - 1], '\n');
	sample_free(&a);
	sample_free(&b);
}

static void
test_a_manifest_over_the_ceiling_of_the_buffer_is_refused(void **state)
{
	struct evidence_sample s;
	struct fault f;
	struct buf small;

	(void)state;
	sample_make(&s);
	buf_init(&small, 100);
	assert_fault(manifest_write(&s.m, s.parts, SAMPLE_PARTS, &small, &f),
	    &f, FAULT_LIMIT, "manifest");
	buf_free(&small);
	sample_free(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_writer_refuses_what_does_not_hold),
		cmocka_unit_test(
		    test_names_that_could_leave_their_folder_are_not_safe),
		cmocka_unit_test(
		    test_order_of_what_comes_in_does_not_change_the_bytes),
		cmocka_unit_test(
		    test_a_manifest_over_the_ceiling_of_the_buffer_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
