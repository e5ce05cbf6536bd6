#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/manifest.h"
#include "evidence_sample.h"
#include "help/test.h"

struct judged {
	struct verdict v;
	struct manifest_counts counts;
};

static struct manifest_found
found_of(const struct evidence_sample *s)
{
	return (struct manifest_found){ .parts = s->parts,
		.n = SAMPLE_PARTS + 1,
		.shown = s->shown,
		.n_shown = SAMPLE_QUOTES,
		.shown_known = true,
		.printed = &s->printed };
}

static struct judged
judge(const struct manifest_found *in)
{
	struct judged j;
	struct fault f;

	assert_ok(manifest_check(in, &j.v, &j.counts, &f), &f);
	return j;
}

static void
assert_judged(const struct judged *j, enum verdict_answer a, const char *words)
{
	if (j->v.answer != a)
		fail_msg("want %s, have %s: %s", verdict_word(a),
		    verdict_word(j->v.answer), j->v.why);
	if (strstr(j->v.why, words) == NULL)
		fail_msg("no \"%s\" in: %s", words, j->v.why);
}

/* ---- Tampering: each takes a packet that holds and must give no ---- */

struct tamper {
	struct evidence_sample s;
	struct manifest_found in;
	char *copy; /* of a part's bytes, when altered */
	struct part parts[SAMPLE_PARTS + 2];
	struct manifest_shown shown[SAMPLE_QUOTES + 1];
};

static void
tamper_make(struct tamper *t)
{
	memset(t, 0, sizeof(*t));
	sample_make(&t->s);
	sample_close(&t->s);
	t->in = found_of(&t->s);
	memcpy(t->parts, t->s.parts, sizeof(t->s.parts));
	memcpy(t->shown, t->s.shown, sizeof(t->s.shown));
	t->in.parts = t->parts;
	t->in.shown = t->shown;
}

static void
tamper_free(struct tamper *t)
{
	free(t->copy);
	sample_free(&t->s);
}

static void
tamper_missing(struct tamper *t)
{
	t->parts[4] = t->parts[5];
	t->in.n--;
}

static void
tamper_extra(struct tamper *t)
{
	t->parts[6] =
	    sample_part("texts/more.txt", "text/plain", PART_SOURCE, "more", 4);
	t->in.n++;
}

static void
tamper_extra_unsafe(struct tamper *t)
{
	t->parts[6] = sample_part(
	    "\x1b[31m\n\xe2\x80\xae", "text/plain", PART_SOURCE, "more", 4);
	t->in.n++;
}

static void
tamper_twice(struct tamper *t)
{
	t->parts[6] = t->parts[4];
	t->in.n++;
}

static void
tamper_manifest_twice(struct tamper *t)
{
	t->parts[6] = t->parts[5];
	t->in.n++;
}

static void
tamper_no_manifest(struct tamper *t)
{
	t->in.n--;
}

static void
tamper_renamed(struct tamper *t)
{
	t->parts[2].name = "texts/terms_v4.txt";
}

static void
tamper_swapped(struct tamper *t)
{
	const struct part p = t->parts[0];

	t->parts[0].bytes = t->parts[2].bytes;
	t->parts[0].len = t->parts[2].len;
	t->parts[2].bytes = p.bytes;
	t->parts[2].len = p.len;
}

static void
tamper_longer(struct tamper *t)
{
	t->copy = mem_new(1, t->parts[4].len + 1);
	memcpy(t->copy, t->parts[4].bytes, t->parts[4].len);
	t->copy[t->parts[4].len++] = '\n';
	t->parts[4].bytes = (const unsigned char *)t->copy;
}

static void
tamper_word(struct tamper *t)
{
	t->shown[0].words = "We use your inputs to train model.";
}

static void
tamper_two_words(struct tamper *t)
{
	t->shown[0].words = "We use your inputs to trainmodels.";
}

static void
tamper_no_words(struct tamper *t)
{
	t->shown[0].words = NULL;
}

static void
tamper_swapped_words(struct tamper *t)
{
	const char *w = t->shown[0].words;

	t->shown[0].words = t->shown[1].words;
	t->shown[1].words = w;
}

static void
tamper_not_drawn(struct tamper *t)
{
	t->in.n_shown--;
}

static void
tamper_drawn_alone(struct tamper *t)
{
	t->shown[SAMPLE_QUOTES] = (struct manifest_shown){ 3, "We do not." };
	t->in.n_shown++;
}

/* The right words once, and wrong ones under the same number elsewhere. */
static void
tamper_drawn_twice(struct tamper *t)
{
	t->shown[SAMPLE_QUOTES] = (struct manifest_shown){ 7, "We do not." };
	t->in.n_shown++;
}

static void
tamper_printed(struct tamper *t)
{
	t->s.printed.b[0] ^= 0x80;
}

/* A page whose cover was never read cannot hide a page that lies. */
static void
tamper_word_unprinted(struct tamper *t)
{
	t->in.printed = NULL;
	tamper_word(t);
}

static void
test_every_kind_of_tampering_is_named(void **state)
{
	static const struct {
		void (*tamper)(struct tamper *t);
		const char *words;
		size_t failed;
	} cases[] = {
		{ tamper_missing, "part verify.sh.txt: missing", 0 },
		{ tamper_extra, "part texts/more.txt: not named", 0 },
		{ tamper_extra_unsafe, "part ?[31m????: not named", 0 },
		{ tamper_twice, "part verify.sh.txt: attached twice", 0 },
		{ tamper_manifest_twice, "evidence.json is attached twice", 0 },
		{ tamper_no_manifest, "evidence.json is not attached", 0 },
		{ tamper_renamed, "part texts/terms_v4.txt: not named", 1 },
		{ tamper_swapped, "part texts/privacy_v3.txt: want ", 3 },
		{ tamper_longer, "part verify.sh.txt: want 10 bytes, have 11",
		    0 },
		{ tamper_word, "quote Q7: the page shows other words", 1 },
		{ tamper_two_words, "quote Q7: the page shows other words", 1 },
		{ tamper_no_words, "quote Q7: the page shows other words", 1 },
		{ tamper_swapped_words, "quote Q7: the page shows", 2 },
		{ tamper_not_drawn, "quote Q11: on no page", 1 },
		{ tamper_drawn_alone, "quote Q3: on a page and not in", 0 },
		{ tamper_drawn_twice, "quote Q7: the page shows", 1 },
		{ tamper_printed, "the cover prints", 0 },
		{ tamper_word_unprinted, "quote Q7", 1 },
	};
	struct tamper t;
	struct judged j;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		tamper_make(&t);
		j = judge(&t.in);
		assert_judged(&j, VERDICT_YES, "");
		cases[i].tamper(&t);
		j = judge(&t.in);
		assert_judged(&j, VERDICT_NO, cases[i].words);
		assert_int_equal(j.counts.failed, cases[i].failed);
		tamper_free(&t);
	}
}

static void
test_no_byte_of_any_part_can_change(void **state)
{
	struct tamper t;
	struct judged j;
	size_t i, k;

	(void)state;
	tamper_make(&t);
	for (i = 0; i <= SAMPLE_PARTS; i++) {
		t.copy =
		    mem_strndup((const char *)t.parts[i].bytes, t.parts[i].len);
		t.parts[i].bytes = (const unsigned char *)t.copy;
		for (k = 0; k < t.parts[i].len; k++) {
			t.copy[k] ^= 1;
			j = judge(&t.in);
			if (j.v.answer != VERDICT_NO)
				fail_msg("%s: byte %zu", t.parts[i].name, k);
			t.copy[k] ^= 1;
		}
		t.parts[i] = t.s.parts[i];
		free(t.copy);
		t.copy = NULL;
	}
	j = judge(&t.in);
	assert_judged(&j, VERDICT_YES, "");
	tamper_free(&t);
}

/* ---- A forger with the writer in his hand ---- */

/* A manifest that fits its parts and does not fit their captures. */
static struct judged
forged(void (*forge)(struct evidence_sample *s))
{
	struct evidence_sample s;
	struct manifest_found in;
	struct judged j;

	sample_make(&s);
	forge(&s);
	sample_close(&s);
	in = found_of(&s);
	j = judge(&in);
	sample_free(&s);
	return j;
}

static void
forge_text(struct evidence_sample *s)
{
	struct fault f;

	/* "models" becomes "modest" in the text and in the quote. */
	memcpy(strstr(s->pages[0].text, "models"), "modest", 6);
	memcpy(strstr(s->words[0], "models"), "modest", 6);
	assert_ok(sha256_of(s->parts[0].bytes, s->parts[0].len,
		      &s->texts[0].text_sha, &f),
	    &f);
	assert_ok(
	    sha256_of(s->words[0], strlen(s->words[0]), &s->quotes[0].sha, &f),
	    &f);
}

static void
forge_select(struct evidence_sample *s)
{
	s->texts[0].select = "body";
}

static void
forge_select_nothing(struct evidence_sample *s)
{
	s->texts[0].select = "#none";
}

static void
forge_select_garbage(struct evidence_sample *s)
{
	s->texts[0].select = "main[[";
}

static void
forge_media(struct evidence_sample *s)
{
	s->texts[0].media = MEDIA_TEXT;
}

static void
forge_capture(struct evidence_sample *s)
{
	s->texts[0].capture_part = s->texts[1].capture_part;
	s->texts[0].capture_sha = s->texts[1].capture_sha;
}

static void
forge_extractor(struct evidence_sample *s)
{
	forge_text(s);
	s->texts[0].extractor = EXTRACT_VERSION + 2;
}

static void
forge_pdf(struct evidence_sample *s)
{
	s->texts[0].media = MEDIA_PDF;
}

/*
 * The text again by way of words that are the text, or another one; of a PDF,
 * or of what is none.
 */
static void
forge_words_of_none(struct evidence_sample *s)
{
	s->texts[1].media = MEDIA_PDF;
	s->texts[1].words_part = s->texts[1].text_part;
	s->texts[1].words_sha = s->texts[1].text_sha;
	s->texts[1].words_maker = "pdftotext 22.12.0";
}

static void
forge_words(struct evidence_sample *s)
{
	static const char pdf[] = "\n%PDF-1.7\n";
	struct fault f;

	forge_words_of_none(s);
	s->parts[3].bytes = (const unsigned char *)pdf;
	s->parts[3].len = sizeof(pdf) - 1;
	assert_ok(
	    sha256_of(pdf, sizeof(pdf) - 1, &s->texts[1].capture_sha, &f), &f);
}

static void
forge_other_words(struct evidence_sample *s)
{
	forge_words(s);
	s->texts[1].words_part = s->texts[0].text_part;
	s->texts[1].words_sha = s->texts[0].text_sha;
}

static void
test_words_of_a_pdf_are_unknown_and_the_text_made_of_them_is_not(void **state)
{
	struct judged j;

	(void)state;
	j = forged(forge_words);
	assert_judged(
	    &j, VERDICT_UNKNOWN, "made by pdftotext 22.12.0 (words of a PDF)");
	assert_int_equal(j.counts.texts, 2);
	j = forged(forge_words_of_none);
	assert_judged(
	    &j, VERDICT_NO, "text texts/terms_v3.txt: its capture is no PDF");
	j = forged(forge_other_words);
	assert_judged(&j, VERDICT_NO,
	    "text texts/terms_v3.txt: its capture gives another text");
}

static void
test_a_text_that_its_capture_does_not_give_is_named(void **state)
{
	struct judged j;

	(void)state;
	j = forged(forge_text);
	assert_judged(&j, VERDICT_NO,
	    "text texts/privacy_v3.txt: its capture gives another text");
	assert_int_equal(j.counts.texts, 2);
	j = forged(forge_select);
	assert_judged(&j, VERDICT_NO, "text texts/privacy_v3.txt");
	j = forged(forge_select_nothing);
	assert_judged(&j, VERDICT_NO, "its capture gives no such text");
	j = forged(forge_select_garbage);
	assert_judged(&j, VERDICT_NO, "it cannot be made again");
	j = forged(forge_media);
	assert_judged(&j, VERDICT_NO, "text texts/privacy_v3.txt");
	j = forged(forge_capture);
	assert_judged(&j, VERDICT_NO, "text texts/privacy_v3.txt");
}

static void
test_a_text_of_another_extractor_is_unknown_and_never_yes(void **state)
{
	struct judged j;
	char words[80];

	(void)state;
	(void)snprintf(words, sizeof(words),
	    "text made by extractor %d, this program has %d",
	    EXTRACT_VERSION + 2, EXTRACT_VERSION);
	j = forged(forge_extractor);
	assert_judged(&j, VERDICT_UNKNOWN, words);
	assert_int_equal(j.counts.failed, 0);
	j = forged(forge_pdf);
	assert_judged(&j, VERDICT_UNKNOWN, "text texts/privacy_v3.txt");
}

/* Six million tags: each costs more than its byte. */
static char *tags;

static void
forge_costly(struct evidence_sample *s)
{
	const size_t n = 6u << 20;
	struct fault f;

	tags = mem_new(n + 1, 1);
	memset(tags, '<', n);
	s->parts[1].bytes = (const unsigned char *)tags;
	s->parts[1].len = n;
	assert_ok(sha256_of(tags, n, &s->texts[0].capture_sha, &f), &f);
}

static void
test_captures_that_cost_too_much_are_unknown_and_not_read(void **state)
{
	struct judged j;

	(void)state;
	j = forged(forge_costly);
	assert_judged(&j, VERDICT_UNKNOWN, "not all texts were made again");
	assert_int_equal(j.counts.texts, 0);
	free(tags);
}

static void
forge_quotes_too_large(struct evidence_sample *s)
{
	size_t i;

	for (i = 0; i < SAMPLE_QUOTES; i++)
		s->quotes[i].end = s->quotes[i].start + ((size_t)30 << 20);
}

static void
test_quotes_of_too_many_bytes_are_refused_before_they_are_hashed(void **state)
{
	struct evidence_sample s;
	char *text = mem_new((31u << 20) + 1, 1);
	struct fault f;

	(void)state;
	memset(text, 'x', 31u << 20);
	sample_make(&s);
	forge_quotes_too_large(&s);
	s.parts[0].bytes = s.parts[2].bytes = (unsigned char *)text;
	s.parts[0].len = s.parts[2].len = 31u << 20;
	assert_ok(
	    sha256_of(text, s.parts[0].len, &s.texts[0].text_sha, &f), &f);
	s.texts[1].text_sha = s.texts[0].text_sha;
	assert_fault(manifest_write(&s.m, s.parts, SAMPLE_PARTS, &s.json, &f),
	    &f, FAULT_LIMIT, "want at most 67108864 bytes in all quotes");
	sample_free(&s);
	free(text);
}

/* ---- A quote whose place is wrong, in a manifest signed over ---- */

static void
test_a_moved_range_is_named(void **state)
{
	static const struct {
		const char *from, *to, *words;
	} cases[] = {
		{ "\"end\":44", "\"end\":43", "quote Q7: the bytes at its" },
		{ "\"end\":33", "\"end\":27", "quote Q11: the bytes at its" },
		{ "\"end\":33", "\"end\":33000", "quote Q11: bytes" },
	};
	struct tamper t;
	struct judged j;
	struct fault f;
	char *at;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf b;

		tamper_make(&t);
		at = strstr((char *)t.s.json.data, cases[i].from);
		if (at == NULL)
			fail_msg("no %s in: %s", cases[i].from,
			    (char *)t.s.json.data);
		buf_init(&b, 1 << 20);
		buf_add(
		    &b, t.s.json.data, (size_t)(at - (char *)t.s.json.data));
		buf_str(&b, cases[i].to);
		buf_str(&b, at + strlen(cases[i].from));
		t.parts[SAMPLE_PARTS].bytes = b.data;
		t.parts[SAMPLE_PARTS].len = b.len;
		assert_ok(sha256_of(b.data, b.len, &t.s.printed, &f), &f);
		j = judge(&t.in);
		assert_judged(&j, VERDICT_NO, cases[i].words);
		assert_int_equal(j.counts.failed, 1);
		buf_free(&b);
		tamper_free(&t);
	}
}

/* ---- What was not compared is not yes ---- */

static void
test_pages_or_a_cover_that_were_not_read_are_unknown(void **state)
{
	struct tamper t;
	struct judged j;

	(void)state;
	tamper_make(&t);
	t.in.shown_known = false;
	t.in.n_shown = 0;
	j = judge(&t.in);
	assert_judged(&j, VERDICT_UNKNOWN, "pages not compared");
	assert_int_equal(j.counts.failed, 0);
	t.in.printed = NULL;
	j = judge(&t.in);
	assert_judged(&j, VERDICT_UNKNOWN, "cover was not read; pages not");
	tamper_free(&t);
}

static void
test_blanks_and_what_draws_as_nothing_do_not_matter(void **state)
{
	static const char *const same[] = {
		"We use your inputs to train models.",
		"  We use\nyour\xc2\xa0inputs  to train \t models.\n",
		"We use your in\xc2\xadputs to\xe2\x80\x8b train models.",
	};
	static const char *const other[] = {
		"We use your inputs to train models",
		"We use your inputs to train models..",
		"We use your inputs to train mode ls.",
		"we use your inputs to train models.",
		"We use your inputs to train models.\xff",
		("We use your inputs to train m\xd0\xbe"
		 "dels."),
		"",
	};
	struct tamper t;
	struct judged j;
	size_t i;

	(void)state;
	tamper_make(&t);
	for (i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		t.shown[0].words = same[i];
		j = judge(&t.in);
		assert_judged(&j, VERDICT_YES, "");
	}
	for (i = 0; i < sizeof(other) / sizeof(other[0]); i++) {
		t.shown[0].words = other[i];
		j = judge(&t.in);
		assert_judged(&j, VERDICT_NO, "Q7");
	}
	tamper_free(&t);
}

static void
test_a_packet_that_holds_is_counted(void **state)
{
	struct tamper t;
	struct judged j;

	(void)state;
	tamper_make(&t);
	j = judge(&t.in);
	assert_judged(&j, VERDICT_YES, "");
	assert_int_equal(j.counts.parts, SAMPLE_PARTS);
	assert_int_equal(j.counts.texts, SAMPLE_TEXTS);
	assert_int_equal(j.counts.quotes, SAMPLE_QUOTES);
	assert_int_equal(j.counts.failed, 0);
	tamper_free(&t);
}

/* Two things by an order, in the order in which they are not written. */
static void
withheld_make(struct packet_withheld x[2])
{
	size_t i;

	for (i = 0; i < 2; i++)
		x[i] = (struct packet_withheld){ .platform = "DALL",
			.document = "Privacy \x1b[2J",
			.version = 2 - (int)i,
			.what = i == 0 ? "text" : "capture",
			.sha = { { (unsigned char)(i + 1) } },
			.len = 100 + i,
			.why = "order 12",
			.who = "Counsel",
			.when_utc_ms = 1756425600000 };
}

static void
test_what_was_withheld_is_named_and_no_reason_for_no(void **state)
{
	struct packet_withheld x[2];
	struct evidence_sample s;
	struct manifest_part *parts;
	struct manifest_found in;
	struct manifest m;
	struct arena a;
	struct judged j;
	struct buf again;
	struct fault f;
	size_t n;

	(void)state;
	sample_make(&s);
	withheld_make(x);
	s.m.withheld = x;
	s.m.n_withheld = 2;
	sample_close(&s);
	in = (struct manifest_found){ .parts = s.parts,
		.n = SAMPLE_PARTS + 1,
		.shown = s.shown,
		.n_shown = SAMPLE_QUOTES,
		.shown_known = true,
		.printed = &s.printed };
	j = judge(&in);
	assert_judged(&j, VERDICT_YES, "");
	assert_string_equal(j.counts.lacks,
	    "capture of DALL, Privacy ?[2J, version 1 (101 bytes, withheld on "
	    "2025-08-29); and 1 more");

	arena_init(&a);
	assert_ok(
	    manifest_read(s.json.data, s.json.len, &a, &m, &parts, &n, &f), &f);
	assert_int_equal(m.n_withheld, 2);
	assert_string_equal(m.withheld[1].what, "text");
	assert_string_equal(m.withheld[1].why, "order 12");
	buf_init(&again, 1 << 20);
	assert_ok(manifest_write(&m, s.parts, SAMPLE_PARTS, &again, &f), &f);
	assert_int_equal(again.len, s.json.len);
	assert_memory_equal(again.data, s.json.data, again.len);
	buf_free(&again);
	arena_free(&a);
	sample_free(&s);
}

static void
test_what_is_said_to_be_withheld_and_is_not_is_refused(void **state)
{
	struct packet_withheld x[2];
	struct evidence_sample s;
	struct fault f;

	(void)state;
	sample_make(&s);
	s.m.withheld = x;
	s.m.n_withheld = 2;
	withheld_make(x);
	x[1].sha = s.texts[0].text_sha;
	assert_fault(manifest_write(&s.m, s.parts, SAMPLE_PARTS, &s.json, &f),
	    &f, FAULT_FORMAT, "has the bytes that it says were withheld");
	withheld_make(x);
	x[1].what = "page";
	assert_fault(manifest_write(&s.m, s.parts, SAMPLE_PARTS, &s.json, &f),
	    &f, FAULT_FORMAT, "want text, capture or words");
	withheld_make(x);
	x[1] = x[0];
	assert_fault(manifest_write(&s.m, s.parts, SAMPLE_PARTS, &s.json, &f),
	    &f, FAULT_FORMAT, "twice");
	sample_free(&s);
}

static void
test_many_reasons_are_counted_behind_the_first(void **state)
{
	struct tamper t;
	struct judged j;

	(void)state;
	tamper_make(&t);
	t.in.n_shown = 0;
	j = judge(&t.in);
	assert_judged(&j, VERDICT_NO, "quote Q2: on no page; and 2 more");
	assert_int_equal(j.counts.failed, 3);
	tamper_free(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_kind_of_tampering_is_named),
		cmocka_unit_test(test_no_byte_of_any_part_can_change),
		cmocka_unit_test(
		    test_words_of_a_pdf_are_unknown_and_the_text_made_of_them_is_not),
		cmocka_unit_test(
		    test_a_text_that_its_capture_does_not_give_is_named),
		cmocka_unit_test(
		    test_a_text_of_another_extractor_is_unknown_and_never_yes),
		cmocka_unit_test(
		    test_captures_that_cost_too_much_are_unknown_and_not_read),
		cmocka_unit_test(
		    test_quotes_of_too_many_bytes_are_refused_before_they_are_hashed),
		cmocka_unit_test(test_a_moved_range_is_named),
		cmocka_unit_test(
		    test_pages_or_a_cover_that_were_not_read_are_unknown),
		cmocka_unit_test(
		    test_blanks_and_what_draws_as_nothing_do_not_matter),
		cmocka_unit_test(test_a_packet_that_holds_is_counted),
		cmocka_unit_test(
		    test_what_was_withheld_is_named_and_no_reason_for_no),
		cmocka_unit_test(
		    test_what_is_said_to_be_withheld_and_is_not_is_refused),
		cmocka_unit_test(
		    test_many_reasons_are_counted_behind_the_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
