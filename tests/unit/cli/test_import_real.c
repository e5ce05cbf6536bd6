#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive/check.h"
#include "archive/read.h"
#include "base/clock.h"
#include "help/real.h"
#include "help/test.h"
#include "intake/ota.h"
#include "provision/effective.h"
#include "provision/follow.h"
#include "provision/worddiff.h"

/*
 * The real archive imported once and asked about; and some of its platforms in
 * two halves.
 */

static void
test_all_records_are_looks_and_a_second_import_adds_none(void **state)
{
	struct real *r = *state;
	struct import_counts again;
	struct archive_counts n;
	struct ota_counts ota;
	struct fault f = { 0 };

	if (r->all == NULL)
		skip();
	assert_int_equal(r->ota.records, 4226);
	assert_int_equal(r->ota.skipped, 8);
	assert_int_equal(r->counts.added, 4226);
	assert_int_equal(r->counts.known, 0);
	assert_int_equal(r->counts.documents, 159);
	print_message("%zu versions, %zu provisions\n", r->counts.versions,
	    r->counts.provisions);
	real_import(r->all, r->repo, NULL, 0, &ota, &again);
	assert_int_equal(again.added, 0);
	assert_int_equal(again.known, 4226);
	assert_int_equal(again.versions, 0);
	assert_ok(archive_check(r->all, false, NULL, NULL, &n, &f), &f);
	assert_int_equal(n.problems, 0);
	assert_int_equal(n.events, 4226);
}

static int64_t
day(const char *s)
{
	struct fault f = { 0 };
	int64_t ms;

	assert_ok(clock_parse_date(s, 0, &ms, &f), &f);
	return ms;
}

/* The provision whose words begin so in the text as of the day. */
static const struct provision *
beginning(
    const struct history *h, const struct archive_text *t, const char *words)
{
	static const struct provision none;
	const struct provision *p;
	size_t i;

	for (i = 0; i < h->n_provisions; i++) {
		p = &h->provisions[i];
		if (!p->gone &&
		    strncmp(t->page.text + p->start, words, strlen(words)) == 0)
			return p;
	}
	fail_msg("no provision begins \"%s\"", words);
	return &none;
}

static void
words_between(const struct archive_text *a, const struct clause *x,
    const struct archive_text *b, const struct clause *y, size_t out, size_t in)
{
	struct arena arena = { NULL };
	struct fault f = { 0 };
	struct diff d;

	assert_ok(
	    worddiff_make(a->page.text + x->start, x->end - x->start,
		b->page.text + y->start, y->end - y->start, &arena, &d, &f),
	    &f);
	assert_int_equal(d.words_out, out);
	assert_int_equal(d.words_in, in);
	arena_free(&arena);
}

static const struct clause *
clause_of(const struct archive_text *t, const char *id)
{
	static const struct clause none;
	size_t i;

	for (i = 0; i < t->n_clauses; i++)
		if (strcmp(t->provisions[i], id) == 0)
			return &t->clauses[i];
	fail_msg("%s does not stand there", id);
	return &none;
}

/*
 * The clause by which inputs may train models: first seen on 29 August 2025,
 * where a clause with the opposite default stood; changed once since.
 */
static void
test_the_clause_on_training_is_followed_from_its_first_day(void **state)
{
	const char *doc = "Privacy Policy", *platform = "Claude.ai", *before;
	struct archive_text v1, v2, v8, v9, now;
	struct real *r = *state;
	const struct provision *p;
	struct follow_side was, is;
	struct fault f = { 0 };
	struct history h;

	if (r->all == NULL)
		skip();
	assert_ok(archive_history(
		      r->all, platform, doc, day("2026-08-23") - 1, &h, &f),
	    &f);
	assert_int_equal(h.n_looks, 587);
	assert_int_equal(h.n_versions, 10);
	assert_int_equal(h.current, 10);
	assert_ok(archive_text(r->all, platform, doc, 10, &now, &f), &f);
	p = beginning(&h, &now, "We may use your Inputs and Outputs to train");
	assert_true(p->first_utc_ms >= day("2025-08-29"));
	assert_true(p->first_utc_ms < day("2025-08-30"));
	assert_int_equal(p->first_version, 2);
	assert_int_equal(p->last_version, 10);
	assert_int_equal(p->n_changes, 1);
	assert_int_equal(p->end - p->start, 460);
	assert_memory_equal(p->title, "2. Uses of Personal Data", 24);

	/* What stood there before, told from two texts alone. */
	assert_ok(archive_text(r->all, platform, doc, 1, &v1, &f), &f);
	assert_ok(archive_text(r->all, platform, doc, 2, &v2, &f), &f);
	was = (struct follow_side){ v1.page.text, v1.clauses, v1.provisions,
		v1.n_clauses };
	is = (struct follow_side){ v2.page.text, v2.clauses, v2.provisions,
		v2.n_clauses };
	before = follow_before(
	    &was, &is, (size_t)(clause_of(&v2, p->id) - v2.clauses));
	assert_non_null(before);
	assert_memory_equal(v1.page.text + clause_of(&v1, before)->start,
	    "We will not use your Inputs or Outputs to train", 47);
	words_between(
	    &v1, clause_of(&v1, before), &v2, clause_of(&v2, p->id), 61, 45);

	/* Its one change. */
	assert_ok(archive_text(r->all, platform, doc, 8, &v8, &f), &f);
	assert_ok(archive_text(r->all, platform, doc, 9, &v9, &f), &f);
	words_between(
	    &v8, clause_of(&v8, p->id), &v9, clause_of(&v9, p->id), 8, 7);
	page_free(&v1.page);
	page_free(&v2.page);
	page_free(&v8.page);
	page_free(&v9.page);
	page_free(&now.page);
	history_free(&h);
}

static void
test_texts_that_are_no_policy_are_gaps_with_their_reason(void **state)
{
	struct real *r = *state;
	struct fault f = { 0 };
	struct history h;
	size_t i, gaps = 0;

	if (r->all == NULL)
		skip();
	assert_ok(archive_looks(
		      r->all, "Liquid AI", "Privacy Policy", INT64_MAX, &h, &f),
	    &f);
	for (i = 0; i < h.n_looks; i++) {
		if (h.looks[i].ruling != RULING_GAP)
			continue;
		gaps++;
		assert_true(strlen(h.looks[i].detail) > 0);
	}
	assert_true(gaps >= 1);
	history_free(&h);
}

/*
 * Of the 159 documents, another count found 49 that state near their top when
 * they take effect.  Each date that is kept is quoted with its words.
 */
static void
test_dates_that_texts_state_are_found_and_quoted(void **state)
{
	size_t from = 0, written = 0, i;
	struct real *r = *state;
	const struct version *v;
	struct archive_list list;
	struct archive_text t;
	struct effective e;
	struct fault f = { 0 };
	struct history h;

	if (r->all == NULL)
		skip();
	assert_ok(archive_list(r->all, &list, &f), &f);
	for (i = 0; i < list.n; i++) {
		assert_ok(archive_looks(r->all, list.entries[i].platform,
			      list.entries[i].document, INT64_MAX, &h, &f),
		    &f);
		v = history_version(&h, h.current);
		if (v == NULL) {
			history_free(&h);
			continue;
		}
		assert_ok(archive_text(r->all, h.platform, h.document,
			      v->number, &t, &f),
		    &f);
		effective_find(&t.page, &e);
		from += e.kind == EFFECTIVE_FROM;
		written += e.kind == EFFECTIVE_WRITTEN;
		if (e.kind == EFFECTIVE_FROM) {
			assert_int_equal(v->stated_start, e.start);
			assert_int_equal(v->stated_end, e.end);
			assert_true(v->stated_utc_ms == e.utc_ms);
		} else {
			assert_int_equal(v->stated_start, v->stated_end);
		}
		page_free(&t.page);
		history_free(&h);
	}
	archive_list_free(&list);
	print_message("%zu documents state when they take effect, %zu others "
		      "when they were written\n",
	    from, written);
	assert_in_range(from, 45, 53);
	assert_in_range(written, 65, 85);
}

/*
 * Counted by others: of what is the same text, a return or an error page, 95
 * of 100 at least make no version.
 */
static void
test_noise_makes_hardly_a_version(void **state)
{
	char line[400], name[200], *slash;
	size_t quiet = 0, extra = 0, allowed;
	int n[7];
	struct real *r = *state;
	struct fault f = { 0 };
	struct history h;
	FILE *fp;

	if (r->all == NULL)
		skip();
	fp = fopen(r->noise, "r");
	assert_non_null(fp);
	assert_non_null(fgets(line, sizeof(line), fp));
	while (fgets(line, sizeof(line), fp) != NULL) {
		assert_int_equal(
		    sscanf(line, "%199[^\t]\t%d\t%d\t%d\t%d\t%d\t%d\t%d", name,
			&n[0], &n[1], &n[2], &n[3], &n[4], &n[5], &n[6]),
		    8);
		slash = strchr(name, '/');
		assert_non_null(slash);
		*slash = '\0';
		slash[1 + strlen(slash + 1) - 3] = '\0';
		assert_ok(
		    archive_looks(r->all, name, slash + 1, INT64_MAX, &h, &f),
		    &f);
		assert_int_equal(h.n_looks, n[0]);
		allowed = (size_t)(n[1] + n[2] + n[6]);
		quiet += (size_t)(n[3] + n[4] + n[5]);
		if (h.n_versions > allowed)
			extra += h.n_versions - allowed;
		history_free(&h);
	}
	(void)fclose(fp);
	print_message(
	    "of %zu records without news, %zu made a version\n", quiet, extra);
	assert_true(extra * 20 <= quiet);
}

static void
same_provisions(struct archive *a, struct archive *b, const char *platform)
{
	struct archive_list list;
	struct history x, y;
	struct fault f = { 0 };
	size_t i, k, j;

	assert_ok(archive_list(b, &list, &f), &f);
	for (i = 0; i < list.n; i++) {
		if (strcmp(list.entries[i].platform, platform) != 0)
			continue;
		assert_ok(archive_history(a, platform, list.entries[i].document,
			      INT64_MAX, &x, &f),
		    &f);
		assert_ok(archive_history(b, platform, list.entries[i].document,
			      INT64_MAX, &y, &f),
		    &f);
		assert_int_equal(x.n_looks, y.n_looks);
		assert_int_equal(x.n_holdings, y.n_holdings);
		assert_int_equal(x.n_provisions, y.n_provisions);
		for (k = 0; k < x.n_provisions; k++) {
			assert_string_equal(
			    x.provisions[k].id, y.provisions[k].id);
			assert_int_equal(
			    x.provisions[k].n_spans, y.provisions[k].n_spans);
			for (j = 0; j < x.provisions[k].n_spans; j++)
				assert_int_equal(x.provisions[k].spans[j].state,
				    y.provisions[k].spans[j].state);
		}
		history_free(&x);
		history_free(&y);
	}
	archive_list_free(&list);
}

static void
test_a_longer_history_adds_the_rest_and_changes_nothing(void **state)
{
	static const char *const subjects[] = { "Claude.ai", "Mistral AI",
		"GitHub Copilot", "Rephrase.ai" };
	const size_t n = sizeof(subjects) / sizeof(subjects[0]);
	struct import_counts first, rest;
	struct real *r = *state;
	struct ota_counts ota;
	struct archive *half;
	size_t i;

	if (r->all == NULL)
		skip();
	half = real_archive(r->dir, "half.db");
	real_head_back(r->repo, 1500);
	real_import(half, r->repo, subjects, n, &ota, &first);
	real_head_back(r->repo, 0);
	real_import(half, r->repo, subjects, n, &ota, &rest);
	assert_true(first.added > 0);
	assert_true(rest.added > 0);
	assert_int_equal(rest.known, first.added);
	for (i = 0; i < n; i++)
		same_provisions(r->all, half, subjects[i]);
	archive_close(half);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_all_records_are_looks_and_a_second_import_adds_none),
		cmocka_unit_test(
		    test_the_clause_on_training_is_followed_from_its_first_day),
		cmocka_unit_test(
		    test_texts_that_are_no_policy_are_gaps_with_their_reason),
		cmocka_unit_test(
		    test_dates_that_texts_state_are_found_and_quoted),
		cmocka_unit_test(test_noise_makes_hardly_a_version),
		cmocka_unit_test(
		    test_a_longer_history_adds_the_rest_and_changes_nothing),
	};

	return cmocka_run_group_tests_name(
	    "import_real", tests, real_make, real_drop);
}
