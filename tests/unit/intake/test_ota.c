#include "intake/ota.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/jv.h"
#include "help/test.h"
#include "intake_in.h"
#include "ota_repo.h"

/* What came out of it. */
struct got {
	char key[300], platform[100], document[100], record[2000], url[100];
	char text[100];
	int64_t time;
	int changed;
};

struct found {
	struct got v[32];
	size_t n;
	const char *not_wanted;
	int fail_at;
};

static int
want(void *ctx, const char *platform, const char *document, const char *key)
{
	struct found *x = ctx;

	(void)document;
	(void)key;
	return x->not_wanted == NULL || strcmp(platform, x->not_wanted) != 0;
}

static int
take(void *ctx, const struct capture *c, struct fault *f)
{
	struct found *x = ctx;
	struct got *g;

	if (x->fail_at > 0 && (size_t)x->fail_at == x->n + 1)
		return fault_set(f, FAULT_STATE, "the taker is full");
	g = &x->v[x->n++];
	(void)snprintf(g->key, sizeof(g->key), "%s", c->key);
	(void)snprintf(g->platform, sizeof(g->platform), "%s", c->platform);
	(void)snprintf(g->document, sizeof(g->document), "%s", c->document);
	(void)snprintf(g->record, sizeof(g->record), "%s", c->record);
	(void)snprintf(g->url, sizeof(g->url), "%s", c->url);
	(void)snprintf(g->text, sizeof(g->text), "%.*s", (int)c->len,
	    (const char *)c->bytes);
	g->time = c->time_utc_ms;
	g->changed = c->source_changed;
	assert_string_equal(c->method, "import ota");
	assert_string_equal(c->select, "");
	assert_int_equal(c->status, 0);
	return 0;
}

static void
run(const struct repo *r, struct found *x, struct ota_counts *n)
{
	struct intake_reader reader = { .ctx = x, .want = want, .take = take };
	struct fault f = { 0 };

	assert_ok(ota_read(r->dir, &reader, n, &f), &f);
}

static const char *
field(const struct got *g, const char *key)
{
	static char out[200];
	struct jv *v = NULL;
	struct fault f = { 0 };
	const char *s;

	assert_ok(jv_parse(g->record, strlen(g->record), &v, &f), &f);
	s = jv_text(jv_get(v, key));
	(void)snprintf(out, sizeof(out), "%s", s == NULL ? "(none)" : s);
	jv_free(v);
	return out;
}

static void
test_a_folder_that_is_no_repository_is_a_fault_that_names_it(void **state)
{
	struct intake_reader reader = {
		.ctx = NULL, .want = NULL, .take = take
	};
	struct ota_counts n;
	struct fault f = { 0 };

	(void)state;
	assert_fault(ota_read("/nonexistent/repo", &reader, &n, &f), &f,
	    FAULT_IO, "/nonexistent/repo");
}

static void
test_a_repository_without_a_commit_is_a_fault(void **state)
{
	struct repo *r = *state;
	struct intake_reader reader = {
		.ctx = NULL, .want = NULL, .take = take
	};
	struct ota_counts n;
	struct fault f = { 0 };

	assert_fault(
	    ota_read(r->dir, &reader, &n, &f), &f, FAULT_ABSENT, "no commit");
}

static void
test_a_fault_of_the_taker_ends_the_walk(void **state)
{
	struct repo *r = *state;
	struct found x = { .fail_at = 2 };
	struct intake_reader reader = { .ctx = &x, .want = NULL, .take = take };
	struct ota_counts n;
	struct fault f = { 0 };

	put(r, BOT, 1000, 0, "S", "T.md", "one", "First record of S T");
	put(r, BOT, 2000, 0, "S", "T.md", "two", "Record new changes of S T");
	assert_fault(ota_read(r->dir, &reader, &n, &f), &f, FAULT_STATE,
	    "the taker is full");
	assert_int_equal(x.n, 1);
}

static void
test_what_people_commit_is_skipped_and_counted(void **state)
{
	struct repo *r = *state;
	struct found x = { .n = 0 };
	struct ota_counts n;

	put(r, PERSON, 1, 0, NULL, "README.md", "hi", "Initial commit");
	put(r, BOT, 1000, 0, "S", "T.md", "one", "First record of S T");
	put(r, PERSON, 1001, 0, NULL, "README.md", "ho", "Update README.md");
	put(r, PERSON, 1002, 0, "S", "T.md", "oné", "Remove mojibake");
	put(r, PERSON, 1003, 0, "S", "T.md", "one.", "Update the wording");
	put(r, PERSON, 1004, 0, "S", "notes.txt.bak", "x", "Notes");
	put(r, PERSON, 1005, 0, ".github", "x.md", "x", "Update .github x");
	run(r, &x, &n);
	assert_int_equal(n.commits, 7);
	assert_int_equal(n.records, 1);
	assert_int_equal(n.skipped, 6);
	assert_int_equal(x.n, 1);
}

static void
test_a_record_made_by_a_person_counts_if_its_subject_names_the_file(
    void **state)
{
	struct repo *r = *state;
	struct found x = { .n = 0 };
	struct ota_counts n;

	put(r, PERSON, 10, 0, "S", "T.md", "one", "Start tracking S T");
	put(r, PERSON, 20, 0, "S", "T.md", "two", "Update S T");
	put(r, PERSON, 30, 0, "S", "T.md", "three", "Refilter S T");
	run(r, &x, &n);
	assert_int_equal(x.n, 3);
	assert_int_equal(x.v[0].changed, 0);
	assert_int_equal(x.v[1].changed, 0);
	assert_int_equal(x.v[2].changed, 1);
	assert_string_equal(field(&x.v[2], "kind"), "upgrade");
}

static void
test_names_come_from_the_path_and_times_from_the_author(void **state)
{
	struct repo *r = *state;
	struct found x = { .n = 0 };
	struct ota_counts n;

	put(r, BOT, 1700000000, 330, "DALL·E", "Terms of Service.md", "t",
	    "First record of something else altogether");
	run(r, &x, &n);
	assert_int_equal(x.n, 1);
	assert_string_equal(x.v[0].platform, "DALL·E");
	assert_string_equal(x.v[0].document, "Terms of Service");
	assert_true(x.v[0].time == INT64_C(1700000000000));
	assert_string_equal(
	    field(&x.v[0], "date"), "2023-11-15T03:43:20+05:30");
	assert_string_equal(
	    field(&x.v[0], "path"), "DALL·E/Terms of Service.md");
	assert_memory_equal(x.v[0].key, "ota:", 4);
	assert_non_null(strstr(x.v[0].key, ":DALL·E/Terms of Service.md"));
	assert_string_equal(x.v[0].text, "t");
}

static void
test_dates_out_of_order_are_kept_and_the_oldest_comes_first(void **state)
{
	struct repo *r = *state;
	struct found x = { .n = 0 };
	struct ota_counts n;

	put(r, BOT, 500, 0, "S", "T.md", "a", "First record of S T");
	put(r, BOT, 100, -60, "S", "T.md", "b", "Record new changes of S T");
	put(r, BOT, 500, 0, "S", "T.md", "c", "Record new changes of S T");
	run(r, &x, &n);
	assert_int_equal(x.n, 3);
	assert_string_equal(x.v[0].text, "b");
	assert_string_equal(x.v[1].text, "a");
	assert_string_equal(x.v[2].text, "c");
	assert_true(x.v[0].time == 100000);
	assert_string_equal(
	    field(&x.v[0], "date"), "1969-12-31T23:01:40-01:00");
}

static void
test_a_date_that_no_calendar_has_is_refused(void **state)
{
	static const char *const bad[] = { "9223372036854775807",
		"253402300800", "-1" };
	struct repo *r = *state;
	struct found x = { .n = 0 };
	struct intake_reader reader = { .ctx = &x, .want = NULL, .take = take };
	struct ota_counts n = { 0 };
	git_commit *c = NULL;
	git_odb *odb = NULL;
	struct fault f;
	char raw[512];
	git_oid id;
	size_t i;

	put(r, BOT, 1, 0, "S", "T.md", "a", "First record of S T");
	assert_int_equal(git_commit_lookup(&c, r->r, &r->head), 0);
	assert_int_equal(git_repository_odb(&odb, r->r), 0);
	/* libgit2 writes 32 bits of a date, so the commit is written here. */
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		(void)snprintf(raw, sizeof(raw),
		    "tree %s\nauthor Open Terms Archive Bot <b@x> %s +0000\n"
		    "committer b <b@x> 1 +0000\n\nFirst record of S T\n",
		    git_oid_tostr_s(git_commit_tree_id(c)), bad[i]);
		assert_int_equal(git_odb_write(&id, odb, raw, strlen(raw),
				     GIT_OBJECT_COMMIT),
		    0);
		assert_int_equal(
		    git_repository_set_head_detached(r->r, &id), 0);
		assert_fault(ota_read(r->dir, &reader, &n, &f), &f,
		    FAULT_FORMAT, "want a date from 1970 to 9999");
	}
	assert_int_equal(x.n, 0);
	git_odb_free(odb);
	git_commit_free(c);
}

static void
test_only_what_a_commit_wrote_is_its_record(void **state)
{
	struct repo *r = *state;
	struct found x = { .n = 0 };
	struct ota_counts n;

	put(r, BOT, 1, 0, "A", "T.md", "a", "First record of A T");
	put(r, BOT, 2, 0, "A", "U.md", "u", "First record of A U");
	put(r, BOT, 3, 0, "B", "T.md", "b", "First record of B T");
	put(r, BOT, 4, 0, "A", "T.md", "a2", "Record new changes of A T");
	run(r, &x, &n);
	assert_int_equal(x.n, 4);
	assert_string_equal(x.v[3].platform, "A");
	assert_string_equal(x.v[3].document, "T");
}

static void
test_what_is_not_wanted_is_counted_and_not_read(void **state)
{
	struct repo *r = *state;
	struct found x = { .not_wanted = "A" };
	struct ota_counts n;

	put(r, BOT, 1, 0, "A", "T.md", "a", "First record of A T");
	put(r, BOT, 2, 0, "B", "T.md", "b", "First record of B T");
	run(r, &x, &n);
	assert_int_equal(n.records, 2);
	assert_int_equal(n.wanted, 1);
	assert_string_equal(x.v[0].platform, "B");
}

static void
test_messages_tell_snapshots_and_engines(void **state)
{
	static const struct {
		const char *text;
		int technical, lost;
		size_t n;
		const char *first, *engine;
	} cases[] = {
		{ "Record new changes of S T\n\nThis version was recorded after "
		  "extracting from snapshot https://example.org/x-snapshots/"
		  "commit/7c96e6051eafb17c7f9c04070e6bc3b43d3f4468\n\n"
		  "X-engine-version: 15.1.0\n",
		    0, 0, 1,
		    "https://example.org/x-snapshots/commit/"
		    "7c96e6051eafb17c7f9c04070e6bc3b43d3f4468",
		    "15.1.0" },
		{ "Apply technical or declaration upgrade on S T\n\nThis "
		  "version was recorded after extracting from and assembling "
		  "the following snapshots from 2 source documents:\n"
		  "- https://example.org/commit/a\n- mongo://h/c/b\n\n"
		  "X-engine-version: undefined\n",
		    1, 0, 2, "https://example.org/commit/a", "" },
		{ "Record new changes of S T\n\nThis version was recorded after "
		  "extracting from snapshot https://example.org/commit/"
		  "undefined\n",
		    0, 1, 0, NULL, "" },
		{ "Update S T\n\nThis version was recorded after filtering "
		  "snapshot 7c96e6051eafb17c7f9c04070e6bc3b43d3f4468\n",
		    0, 0, 1, "7c96e6051eafb17c7f9c04070e6bc3b43d3f4468", "" },
		{ "Update S T\n\nafter filtering snapshot with Mongo ID "
		  "5fd23d36d5c7de6f3b5fe3cd\n",
		    0, 0, 1, "5fd23d36d5c7de6f3b5fe3cd", "" },
		{ "Update S T\r\n\r\nafter filtering snapshot \"with Mongo "
		  "ID\"5fd23d36d5c7de6f3b5fe3cd\r\n",
		    0, 0, 1, "5fd23d36d5c7de6f3b5fe3cd", "" },
		{ "Update S T\n\nsnapshot mongo://h/c/undefined", 0, 1, 0, NULL,
		    "" },
		{ "", 0, 0, 0, NULL, "" },
	};
	struct ota_message m;
	struct arena a;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		arena_init(&a);
		ota_message_read(cases[i].text, &a, &m);
		assert_int_equal(m.technical, cases[i].technical);
		assert_int_equal(m.snapshot_lost, cases[i].lost);
		assert_int_equal(m.n_snapshots, cases[i].n);
		if (m.n_snapshots > 0)
			assert_string_equal(m.snapshots[0], cases[i].first);
		assert_string_equal(m.engine, cases[i].engine);
		arena_free(&a);
	}
}

static void
test_source_addresses_of_a_message_become_the_captures_url(void **state)
{
	struct repo *r = *state;
	struct found x = { .n = 0 };
	struct ota_counts n;

	put(r, BOT, 1, 0, "S", "T.html", "<p>x",
	    "First record of S T\n\nX-engine-version: 9.1.0\nX-fetcher: "
	    "fullDom\nX-source-document-location: https://example.org/t\n");
	run(r, &x, &n);
	assert_string_equal(x.v[0].url, "https://example.org/t");
	assert_string_equal(field(&x.v[0], "fetcher"), "fullDom");
	assert_string_equal(x.v[0].document, "T");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_a_folder_that_is_no_repository_is_a_fault_that_names_it),
		cmocka_unit_test_setup_teardown(
		    test_a_repository_without_a_commit_is_a_fault, make, drop),
		cmocka_unit_test_setup_teardown(
		    test_a_fault_of_the_taker_ends_the_walk, make, drop),
		cmocka_unit_test_setup_teardown(
		    test_what_people_commit_is_skipped_and_counted, make, drop),
		cmocka_unit_test_setup_teardown(
		    test_a_record_made_by_a_person_counts_if_its_subject_names_the_file,
		    make, drop),
		cmocka_unit_test_setup_teardown(
		    test_names_come_from_the_path_and_times_from_the_author,
		    make, drop),
		cmocka_unit_test_setup_teardown(
		    test_dates_out_of_order_are_kept_and_the_oldest_comes_first,
		    make, drop),
		cmocka_unit_test_setup_teardown(
		    test_a_date_that_no_calendar_has_is_refused, make, drop),
		cmocka_unit_test_setup_teardown(
		    test_only_what_a_commit_wrote_is_its_record, make, drop),
		cmocka_unit_test_setup_teardown(
		    test_what_is_not_wanted_is_counted_and_not_read, make,
		    drop),
		cmocka_unit_test(test_messages_tell_snapshots_and_engines),
		cmocka_unit_test_setup_teardown(
		    test_source_addresses_of_a_message_become_the_captures_url,
		    make, drop),
	};

	return cmocka_run_group_tests_name("ota", tests, NULL, NULL);
}
