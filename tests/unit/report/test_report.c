#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/jv.h"
#include "help/test.h"
#include "packet_sample.h"

static int
no_digest(const void *p, size_t n, struct digest *out, struct fault *f)
{
	(void)p;
	(void)n;
	(void)out;
	return fault_set(f, FAULT_CRYPTO, "no digest today");
}

static void
test_a_digest_that_fails_fails_the_report(void **state)
{
	struct sample s;
	struct report r;
	struct fault f;

	(void)state;
	sample_make(&s);
	s.packet.sha256 = no_digest;
	assert_fault(report_build(&s.packet, &r, &f), &f, FAULT_CRYPTO,
	    "no digest today");
}

static void
test_marks_are_numbered_without_holes_and_all_are_in_the_index(void **state)
{
	static const struct doc_index none;
	const struct doc_index *x = &none;
	struct sample s;
	struct report r;
	struct fault f;
	char want[32];
	size_t i;

	(void)state;
	sample_make(&s);
	assert_ok(report_build(&s.packet, &r, &f), &f);
	for (i = 0; i < r.doc.n; i++)
		if (r.doc.els[i].kind == DOC_INDEX)
			x = &r.doc.els[i].u.index;
	assert_true(x->n > 10);
	for (i = 0; i < x->n; i++) {
		(void)snprintf(want, sizeof(want), "%zu", i + 1);
		assert_string_equal(x->rows[i].mark + 1, want);
		assert_non_null(strchr("FQCI", x->rows[i].mark[0]));
	}
	report_free(&r);
}

/* The quote is the words at its place: nothing else may ever be drawn. */
static void
test_every_quote_is_cut_from_its_text_and_has_its_digest(void **state)
{
	struct sample s;
	struct report r;
	struct digest sha;
	struct fault f;
	size_t i, excerpts = 0;

	(void)state;
	sample_make(&s);
	assert_ok(report_build(&s.packet, &r, &f), &f);
	assert_int_equal(r.n_quotes, 3);
	for (i = 0; i < r.n_quotes; i++) {
		const struct packet_range *w = &r.quotes[i].words;

		assert_ok(sha256_of(s.texts[w->text].page->text + w->start,
			      w->end - w->start, &sha, &f),
		    &f);
		assert_true(digest_equal(&sha, &w->sha));
	}
	for (i = 0; i < r.doc.n; i++) {
		const struct doc_quote *q = &r.doc.els[i].u.quote;

		if (r.doc.els[i].kind != DOC_QUOTE)
			continue;
		excerpts++;
		assert_int_equal(q->len, q->end - q->start);
		assert_memory_equal(q->words, sample_new + q->start, q->len);
	}
	assert_int_equal(excerpts, 1);
	report_free(&r);
}

static void
test_names_of_vendors_are_words_and_not_markup(void **state)
{
	struct sample s;
	struct report r;
	struct fault f;
	struct buf b;

	(void)state;
	sample_make(&s);
	assert_ok(report_build(&s.packet, &r, &f), &f);
	buf_init(&b, 1 << 22);
	report_text(&r, &b);
	assert_ok(buf_check(&b, "text", &f), &f);
	assert_non_null(strstr((char *)b.data, "Vendor <&> Co"));
	assert_null(strstr((char *)b.data, "&lt;"));
	assert_null(strstr((char *)b.data, "<b>"));
	buf_free(&b);
	report_free(&r);
}

/* What a page says of looks that were taken by this program. */
static void
test_looks_of_our_own_are_not_called_those_of_others(void **state)
{
	static const char record[] =
	    "{\"format\":1,\"browser\":{\"program\":\"Chrome/1<2\","
	    "\"network\":\"own namespace, by proxy\"},\"hops\":["
	    "{\"url\":\"http://v.example/\",\"status\":301},"
	    "{\"url\":\"https://v.example/p\",\"address\":\"192.0.2.7\","
	    "\"port\":443,\"guard\":\"public\",\"tls\":{\"version\":"
	    "\"TLSv1.3\",\"cipher\":\"X\",\"verified\":true}}]}";
	static const char *const there[] = {
		"https://v.example/p, after one redirect",
		"192.0.2.7, port 443; public",
		"TLSv1.3, X; certificates verified",
		"Chrome/1<2; network: own namespace, by proxy",
		"Document as rendered",
		"Fetched the page of E-01",
		"taken by proviso itself",
		"The archive keeps the certificates",
	};
	struct sample s;
	struct report r;
	struct fault f;
	struct buf b;
	size_t i;

	(void)state;
	sample_make(&s);
	for (i = 0; i < 3; i++) {
		s.looks[i].method = "capture render";
		s.looks[i].record = record;
	}
	s.packet.source = "";
	assert_ok(report_build(&s.packet, &r, &f), &f);
	buf_init(&b, 1 << 22);
	report_text(&r, &b);
	for (i = 0; i < sizeof(there) / sizeof(there[0]); i++)
		if (strstr((char *)b.data, there[i]) == NULL)
			fail_msg("not there: %s", there[i]);
	assert_null(strstr((char *)b.data, "source archive"));
	assert_null(strstr((char *)b.data, "Took over"));
	buf_free(&b);
	report_free(&r);
}

static void
test_an_unsigned_report_is_a_draft_and_says_so(void **state)
{
	struct sample s;
	struct report r;
	struct fault f;

	(void)state;
	sample_make(&s);
	assert_ok(report_build(&s.packet, &r, &f), &f);
	assert_int_equal(r.doc.state, DOC_DRAFT);
	assert_non_null(strstr(r.doc.draft_words, "Not reviewed, not signed"));
	report_free(&r);
	s.packet.sign = 1;
	s.packet.signer = "Trial";
	s.packet.algorithm = "ECDSA";
	assert_ok(report_build(&s.packet, &r, &f), &f);
	assert_int_equal(r.doc.state, DOC_SIGNED);
	report_free(&r);
}

static void
test_json_is_the_same_twice_and_reads_back(void **state)
{
	struct sample s;
	struct report r, again;
	struct jv *v = NULL;
	struct fault f;
	struct buf a, b;

	(void)state;
	sample_make(&s);
	assert_ok(report_build(&s.packet, &r, &f), &f);
	assert_ok(report_build(&s.packet, &again, &f), &f);
	buf_init(&a, 1 << 22);
	buf_init(&b, 1 << 22);
	report_json(&r, &a);
	report_json(&again, &b);
	assert_int_equal(a.len, b.len);
	assert_memory_equal(a.data, b.data, a.len);
	assert_ok(jv_parse(a.data, a.len, &v, &f), &f);
	assert_string_equal(jv_text(jv_get(v, "schema")), "proviso-report/1");
	assert_int_equal(jv_count(jv_get(v, "elements")), r.doc.n);
	jv_free(v);
	buf_free(&a);
	buf_free(&b);
	report_free(&again);
	report_free(&r);
}

static void
test_closing_adds_the_digest_and_the_files_after_the_index(void **state)
{
	const unsigned char bytes[] = "{}";
	struct part part = { "evidence.json", "application/json", "", PART_DATA,
		bytes, 2, { { 7 } } };
	struct digest sha = { { 9 } };
	struct sample s;
	struct report r;
	struct fault f;
	size_t i, index = 0, files = 0;

	(void)state;
	sample_make(&s);
	assert_ok(report_build(&s.packet, &r, &f), &f);
	report_close(&r, &sha, &part, 1);
	assert_true(digest_equal(&r.doc.evidence, &sha));
	for (i = 0; i < r.doc.n; i++) {
		if (r.doc.els[i].kind == DOC_INDEX)
			index = i;
		if (r.doc.els[i].kind == DOC_TABLE &&
		    r.doc.els[i].u.table.dense)
			files = i;
	}
	assert_true(index > 0 && files > index);
	report_free(&r);
}

static void
test_a_packet_without_findings_still_has_all_its_sections(void **state)
{
	struct sample s;
	struct report r;
	struct fault f;
	size_t i, pages = 0;

	(void)state;
	sample_make(&s);
	s.packet.n_provisions = 0;
	s.packet.n_texts = 0;
	assert_ok(report_build(&s.packet, &r, &f), &f);
	for (i = 0; i < r.doc.n; i++)
		pages += r.doc.els[i].kind == DOC_PAGE;
	assert_int_equal(pages, 13);
	report_free(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_digest_that_fails_fails_the_report),
		cmocka_unit_test(
		    test_marks_are_numbered_without_holes_and_all_are_in_the_index),
		cmocka_unit_test(
		    test_every_quote_is_cut_from_its_text_and_has_its_digest),
		cmocka_unit_test(
		    test_names_of_vendors_are_words_and_not_markup),
		cmocka_unit_test(
		    test_looks_of_our_own_are_not_called_those_of_others),
		cmocka_unit_test(
		    test_an_unsigned_report_is_a_draft_and_says_so),
		cmocka_unit_test(test_json_is_the_same_twice_and_reads_back),
		cmocka_unit_test(
		    test_closing_adds_the_digest_and_the_files_after_the_index),
		cmocka_unit_test(
		    test_a_packet_without_findings_still_has_all_its_sections),
	};

	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
