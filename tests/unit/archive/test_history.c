#include <string.h>

#include "archive/check.h"
#include "archive/read.h"
#include "archive/store.h"
#include "help/archive.h"
#include "help/test.h"
#include "model/history.h"

/* What goes in comes out: looks, versions, holdings, provisions, texts. */

struct fixture {
	struct box *box;
	struct archive *a;
};

static int
set_up(void **state)
{
	struct fixture *x = mem_new(1, sizeof(*x));

	x->box = box_new();
	x->a = box_create(x->box);
	*state = x;
	return 0;
}

static int
set_up_filled(void **state)
{
	(void)set_up(state);
	box_fill(((struct fixture *)*state)->a);
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *x = *state;

	archive_close(x->a);
	box_free(x->box);
	free(x);
	return 0;
}

static const struct provision *
provision_or_null(const struct history *h, const char *id)
{
	size_t i;

	for (i = 0; i < h->n_provisions; i++)
		if (strcmp(h->provisions[i].id, id) == 0)
			return &h->provisions[i];
	return NULL;
}

static const struct provision *
provision(const struct history *h, const char *id)
{
	static const struct provision none;
	const struct provision *p = provision_or_null(h, id);

	if (p == NULL)
		fail_msg("no provision %s", id);
	return p == NULL ? &none : p;
}

static void
test_a_name_that_is_not_there_is_absent(void **state)
{
	struct fixture *x = *state;
	struct archive_text t;
	unsigned char *bytes;
	struct history h;
	struct fault f;
	char *p, *d;
	size_t n;

	assert_fault(archive_history(x->a, "Acme", "Nothing", 0, &h, &f), &f,
	    FAULT_ABSENT, "Acme/Nothing");
	assert_fault(archive_history(x->a, "acme", "Privacy Policy", 0, &h, &f),
	    &f, FAULT_ABSENT, "acme/Privacy Policy");
	assert_fault(archive_text(x->a, "Acme", "Privacy Policy", 3, &t, &f),
	    &f, FAULT_ABSENT, "no such version: 3");
	assert_fault(archive_capture(x->a, 99, &bytes, &n, &f), &f,
	    FAULT_ABSENT, "no such look: 99");
	assert_fault(archive_provision_find(x->a, "p99", &p, &d, &f), &f,
	    FAULT_ABSENT, "p99");
}

static void
test_a_look_that_brought_nothing_has_no_capture(void **state)
{
	struct fixture *x = *state;
	unsigned char *bytes;
	struct history h;
	struct fault f;
	size_t n;

	assert_ok(
	    archive_looks(x->a, "Bolt·E", "Privacy Policy", INT64_MAX, &h, &f),
	    &f);
	assert_int_equal(h.n_looks, 2);
	assert_int_equal(h.looks[1].ruling, RULING_GAP);
	assert_string_equal(h.looks[1].detail, "unreachable");
	assert_int_equal(h.looks[1].size, 0);
	assert_fault(archive_capture(x->a, h.looks[1].id, &bytes, &n, &f), &f,
	    FAULT_ABSENT, "brought nothing");
	history_free(&h);
}

static void
test_a_key_is_taken_once(void **state)
{
	struct fixture *x = *state;
	struct capture c = { .key = "k1",
		.url = "",
		.method = "",
		.record = "",
		.media_type = "",
		.select = "",
		.remove = "" };
	struct fault f;
	int64_t doc, event;
	bool has;

	assert_ok(archive_begin(x->a, &f), &f);
	doc = box_document(x->a, "New", "Terms");
	assert_ok(archive_has_event(x->a, doc, "k1", &has, &f), &f);
	assert_false(has);
	(void)box_event(x->a, doc, 1, "one");
	assert_ok(archive_has_event(x->a, doc, "k1", &has, &f), &f);
	assert_true(has);
	assert_fault(archive_put_event(x->a, doc, &c, "", &event, NULL, &f), &f,
	    FAULT_STATE, "\"k1\"");
	/* Another document may have the same key. */
	(void)box_event(x->a, box_document(x->a, "New", "Other"), 1, "one");
	archive_rollback(x->a);
}

/* Put a version with a member that is not as it should be. */
static void
assert_refused(struct fixture *x, const struct archive_member *second,
    enum fault_kind kind, const char *words)
{
	struct archive_member m[3];
	struct draft_page d;
	struct fault f;
	int64_t doc, e;
	int number;

	draft_page_make(&d, BOX_TEXT_2);
	memcpy(m, d.version.members, sizeof(m));
	m[1] = *second;
	d.version.members = m;
	assert_ok(archive_begin(x->a, &f), &f);
	doc = box_document(x->a, "Acme", "Privacy Policy");
	e = box_event(x->a, doc, 50, d.source);
	assert_fault(archive_put_version(x->a, doc, e, &d.version, &number, &f),
	    &f, kind, words);
	archive_rollback(x->a);
	draft_page_free(&d);
}

static void
test_members_that_contradict_themselves_are_refused(void **state)
{
	struct archive_member m;
	struct draft_page d;
	struct clause c;

	draft_page_make(&d, BOX_TEXT_2);
	m = d.version.members[1];
	m.provision = "p1";
	assert_refused(*state, &m, FAULT_STATE, "stands twice");
	m.provision = "";
	assert_refused(*state, &m, FAULT_ABSENT, "no such provision");
	m.provision = "p2";
	m.state = CLAUSE_GONE;
	assert_refused(*state, &m, FAULT_STATE, "gone, but with a clause");
	m.state = CLAUSE_SAME;
	m.clause = &c;
	c = *d.version.members[1].clause;
	c.sha.b[0] ^= 1;
	assert_refused(*state, &m, FAULT_STATE, "have not its digest");
	c.sha.b[0] ^= 1;
	c.end--;
	assert_refused(*state, &m, FAULT_STATE, "not those of its blocks");
	c.n_blocks = 99;
	assert_refused(*state, &m, FAULT_STATE, "want blocks within");
	m.clause = NULL;
	m.state = CLAUSE_MODIFIED;
	assert_refused(*state, &m, FAULT_STATE, "without a clause");
	m.provision = "p99";
	m.state = CLAUSE_MERGED;
	assert_refused(*state, &m, FAULT_ABSENT, "p99");
	draft_page_free(&d);
}

static void
test_a_version_wants_an_event_of_its_document(void **state)
{
	struct fixture *x = *state;
	struct draft_page d;
	struct fault f;
	int64_t doc, e;
	int number;

	draft_page_make(&d, BOX_TEXT_2);
	assert_ok(archive_begin(x->a, &f), &f);
	doc = box_document(x->a, "Acme", "Privacy Policy");
	e = box_event(x->a, box_document(x->a, "Z", "Z"), 1, "z");
	assert_fault(archive_put_version(x->a, doc, e, &d.version, &number, &f),
	    &f, FAULT_ABSENT, "has no event");
	archive_rollback(x->a);
	draft_page_free(&d);
}

static void
test_blocks_out_of_order_are_refused(void **state)
{
	struct fixture *x = *state;
	struct draft_page d;
	struct fault f;
	int64_t doc, e;
	int number;

	draft_page_make(&d, "# One\n- two words\n");
	assert_ok(archive_begin(x->a, &f), &f);
	doc = box_document(x->a, "New", "Terms");
	e = box_event(x->a, doc, 1, "x");
	d.page.blocks[1].start = 1;
	assert_fault(archive_put_version(x->a, doc, e, &d.version, &number, &f),
	    &f, FAULT_STATE, "block 1");
	d.page.blocks[1].start = 5;
	d.page.blocks[1].end = d.page.len + 1;
	assert_fault(archive_put_version(x->a, doc, e, &d.version, &number, &f),
	    &f, FAULT_STATE, "block 1");
	d.page.blocks[1].end = 9;
	d.page.blocks[0].heading = 1;
	assert_fault(archive_put_version(x->a, doc, e, &d.version, &number, &f),
	    &f, FAULT_STATE, "stands below it");
	archive_rollback(x->a);
	draft_page_free(&d);
}

static void
test_the_history_of_all_days_is_what_was_put(void **state)
{
	struct fixture *x = *state;
	const struct provision *p;
	struct history h;
	struct fault f;

	assert_ok(
	    archive_history(x->a, "Acme", "Privacy Policy", INT64_MAX, &h, &f),
	    &f);
	assert_string_equal(h.owner, "Acme Inc.");
	assert_string_equal(h.lang, "en");
	assert_string_equal(h.jurisdiction, "US");
	assert_int_equal(h.n_looks, 6);
	assert_int_equal(h.looks[3].ruling, RULING_GAP);
	assert_int_equal(h.looks[3].version, 0);
	assert_string_equal(h.looks[3].detail, "an error page");
	assert_string_equal(h.looks[0].url, "https://acme.example/privacy");
	assert_string_equal(h.looks[0].record, "{\"commit\":\"c0ffee\"}");
	assert_string_equal(h.looks[0].select, "main");
	assert_int_equal(h.looks[0].status, 200);
	/* The newest ruling holds. */
	assert_int_equal(h.looks[5].ruling, RULING_NOISE);

	assert_int_equal(h.n_versions, 2);
	assert_int_equal(h.versions[0].n_looks, 3);
	assert_int_equal(h.versions[0].first_utc_ms, BOX_DAY);
	assert_int_equal(h.versions[0].last_utc_ms, 5 * BOX_DAY);
	assert_int_equal(h.versions[1].first_look, 2);

	assert_int_equal(h.n_holdings, 4);
	assert_int_equal(h.holdings[0].version, 1);
	assert_int_equal(h.holdings[0].n_looks, 2);
	assert_int_equal(h.holdings[1].version, 2);
	assert_int_equal(h.holdings[1].n_looks, 1);
	assert_int_equal(h.holdings[2].version, 1);
	assert_int_equal(h.holdings[3].version, 2);
	assert_int_equal(h.current, 2);

	assert_int_equal(h.n_provisions, 4);
	assert_string_equal(h.provisions[0].id, "p1");
	assert_string_equal(h.provisions[1].id, "p2");
	assert_string_equal(h.provisions[2].id, "p4");
	assert_string_equal(h.provisions[3].id, "p3");
	p = provision(&h, "p3");
	assert_true(p->gone);
	assert_int_equal(p->last_version, 1);
	assert_int_equal(p->n_spans, 2);
	assert_int_equal(p->spans[1].state, CLAUSE_GONE);
	assert_int_equal(p->spans[1].version, 2);
	assert_int_equal(p->spans[1].start, p->spans[1].end);
	p = provision(&h, "p2");
	assert_int_equal(p->n_spans, 2);
	assert_string_equal(p->path, "Sale");
	assert_int_equal(p->first_utc_ms, BOX_DAY);
	assert_int_equal(p->last_utc_ms, 6 * BOX_DAY);
	p = provision(&h, "p4");
	assert_int_equal(p->first_version, 2);
	assert_int_equal(p->first_utc_ms, 3 * BOX_DAY);
	history_free(&h);
}

static void
test_a_day_knows_nothing_of_later_days(void **state)
{
	struct fixture *x = *state;
	const struct provision *p;
	struct history h;
	struct fault f;

	assert_ok(archive_history(
		      x->a, "Acme", "Privacy Policy", 3 * BOX_DAY - 1, &h, &f),
	    &f);
	assert_int_equal(h.n_looks, 2);
	assert_int_equal(h.n_versions, 1);
	assert_int_equal(h.current, 1);
	assert_int_equal(h.n_provisions, 3);
	p = provision(&h, "p2");
	assert_string_equal(p->path, "Data we keep");
	assert_false(p->gone);
	assert_null(provision_or_null(&h, "p4"));
	history_free(&h);

	/* Back in version 1, what version 2 alone has is gone. */
	assert_ok(archive_history(
		      x->a, "Acme", "Privacy Policy", 5 * BOX_DAY, &h, &f),
	    &f);
	assert_int_equal(h.current, 1);
	assert_int_equal(h.n_provisions, 4);
	assert_true(provision(&h, "p4")->gone);
	assert_false(provision(&h, "p3")->gone);
	history_free(&h);

	assert_ok(archive_history(
		      x->a, "Acme", "Privacy Policy", BOX_DAY - 1, &h, &f),
	    &f);
	assert_int_equal(h.n_looks, 0);
	assert_int_equal(h.n_provisions, 0);
	assert_int_equal(h.current, 0);
	history_free(&h);
}

static void
test_a_place_is_where_the_words_stand(void **state)
{
	struct fixture *x = *state;
	const struct provision *p;
	struct archive_text t;
	struct digest sha;
	struct history h;
	struct fault f;
	size_t i;
	int64_t day;

	for (day = 1; day <= 6; day++) {
		assert_ok(archive_history(x->a, "Acme", "Privacy Policy",
			      day * BOX_DAY, &h, &f),
		    &f);
		for (i = 0; i < h.n_provisions; i++) {
			p = &h.provisions[i];
			assert_ok(
			    archive_text(x->a, "Acme", "Privacy Policy",
				p->gone ? p->last_version : h.current, &t, &f),
			    &f);
			assert_true(p->end <= t.page.len);
			assert_ok(sha256_of(t.page.text + p->start,
				      p->end - p->start, &sha, &f),
			    &f);
			assert_memory_equal(sha.b, p->sha.b, DIGEST_LEN);
			page_free(&t.page);
		}
		history_free(&h);
	}
}

static void
test_a_text_has_its_blocks_and_clauses(void **state)
{
	struct fixture *x = *state;
	struct draft_page d;
	struct archive_text t;
	struct fault f;
	size_t i;

	draft_page_make(&d, BOX_TEXT_2);
	assert_ok(archive_text(x->a, "Acme", "Privacy Policy", 2, &t, &f), &f);
	assert_string_equal(t.page.text, d.page.text);
	assert_string_equal(t.page.lang, "en");
	assert_int_equal(t.page.extractor, 1);
	assert_int_equal(t.page.n_blocks, d.page.n_blocks);
	for (i = 0; i < t.page.n_blocks; i++) {
		assert_int_equal(
		    t.page.blocks[i].start, d.page.blocks[i].start);
		assert_int_equal(t.page.blocks[i].end, d.page.blocks[i].end);
		assert_int_equal(t.page.blocks[i].kind, d.page.blocks[i].kind);
		assert_int_equal(
		    t.page.blocks[i].level, d.page.blocks[i].level);
		assert_int_equal(
		    t.page.blocks[i].heading, d.page.blocks[i].heading);
	}
	assert_int_equal(t.n_clauses, 3);
	assert_string_equal(t.provisions[1], "p2");
	assert_string_equal(t.clauses[1].title, "Sale");
	assert_int_equal(t.clauses[1].ordinal, 1);
	assert_memory_equal(
	    &t.clauses[0].sha, &d.version.members[0].clause->sha, DIGEST_LEN);
	page_free(&t.page);
	draft_page_free(&d);

	/* And in the older version the older title. */
	assert_ok(archive_text(x->a, "Acme", "Privacy Policy", 1, &t, &f), &f);
	assert_string_equal(t.clauses[1].title, "Data we keep");
	page_free(&t.page);
}

static void
test_a_capture_comes_back_byte_for_byte(void **state)
{
	struct fixture *x = *state;
	struct draft_page d;
	unsigned char *bytes;
	struct history h;
	struct fault f;
	size_t n;

	draft_page_make(&d, BOX_TEXT_2);
	assert_ok(
	    archive_looks(x->a, "Acme", "Privacy Policy", INT64_MAX, &h, &f),
	    &f);
	assert_ok(archive_capture(x->a, h.looks[2].id, &bytes, &n, &f), &f);
	assert_int_equal(n, strlen(d.source));
	assert_int_equal(n, h.looks[2].size);
	assert_memory_equal(bytes, d.source, n);
	free(bytes);
	history_free(&h);
	draft_page_free(&d);
}

/* Long enough to be packed, and each a little different from the one before. */
static char *
day_page(int day)
{
	struct buf b;
	int i;

	buf_init(&b, 1 << 20);
	for (i = 0; i < 60; i++)
		buf_fmt(&b,
		    "<p>Sentence %d of this page was changed on day "
		    "%d.</p>\n",
		    i, i == day % 60 ? 1000 + day : i);
	return buf_take(&b);
}

static void
test_a_hundred_captures_make_no_chain_longer_than_32(void **state)
{
	struct fixture *x = *state;
	struct archive_counts c;
	unsigned char *bytes;
	int64_t events[130], doc;
	struct fault f;
	char *page;
	size_t n;
	int i;

	assert_ok(archive_begin(x->a, &f), &f);
	doc = box_document(x->a, "Acme", "Privacy Policy");
	for (i = 0; i < 130; i++) {
		page = day_page(i);
		events[i] = box_event(x->a, doc, i, page);
		box_ruling(x->a, events[i], RULING_GAP, 0, "no text wanted");
		free(page);
	}
	assert_ok(archive_commit(x->a, &f), &f);
	assert_ok(archive_check(x->a, true, NULL, NULL, &c, &f), &f);
	assert_int_equal(c.problems, 0);
	/* Packed after each other they are next to nothing. */
	assert_true(c.data_bytes > 130 * 2900);
	assert_true(c.blob_bytes < 130 * 100);

	/* A reader that has nothing at hand finds each of them. */
	archive_close(x->a);
	assert_ok(archive_open(x->box->db, false, &x->a, &f), &f);
	for (i = 129; i >= 0; i--) {
		page = day_page(i);
		assert_ok(archive_capture(x->a, events[i], &bytes, &n, &f), &f);
		assert_int_equal(n, strlen(page));
		assert_memory_equal(bytes, page, n);
		free(bytes);
		free(page);
	}
}

static void
test_a_version_that_no_look_shows_any_more_keeps_its_number(void **state)
{
	struct fixture *x = *state;
	struct history h;
	struct fault f;
	int64_t doc;

	assert_ok(archive_begin(x->a, &f), &f);
	doc = box_document(x->a, "Acme", "Privacy Policy");
	assert_ok(
	    archive_looks(x->a, "Acme", "Privacy Policy", INT64_MAX, &h, &f),
	    &f);
	/* A person says that version 2 never was one. */
	box_ruling(x->a, h.looks[2].id, RULING_NOISE, 1, "a banner");
	box_ruling(x->a, h.looks[5].id, RULING_NOISE, 1, "a banner");
	history_free(&h);
	assert_int_equal(box_version(x->a, doc, 7 * BOX_DAY,
			     BOX_TEXT_1 "p5 Something new on day seven.\n"),
	    3);
	assert_ok(archive_holdings_rebuild(x->a, doc, &f), &f);
	assert_ok(archive_commit(x->a, &f), &f);

	assert_ok(
	    archive_history(x->a, "Acme", "Privacy Policy", INT64_MAX, &h, &f),
	    &f);
	assert_int_equal(h.n_versions, 2);
	assert_int_equal(h.versions[1].number, 3);
	assert_null(history_version(&h, 2));
	assert_int_equal(h.n_holdings, 2);
	assert_int_equal(h.holdings[0].n_looks, 5);
	/* p4 stood only in the text that never was. */
	assert_null(provision_or_null(&h, "p4"));
	/* p2 moved and moved back: what is seen is where it is now. */
	assert_string_equal(provision(&h, "p2")->path, "Data we keep");
	assert_int_equal(provision(&h, "p2")->spans[1].version, 3);
	history_free(&h);
}

#define LATE_TEXT "# T\np41 Words.\np42 More words.\np43 And more.\n"

static void
test_looks_are_told_by_time_not_by_import(void **state)
{
	struct fixture *x = *state;
	struct history h;
	struct fault f;
	int64_t doc, e;
	struct draft_page d;

	assert_ok(archive_begin(x->a, &f), &f);
	doc = box_document(x->a, "Late", "Terms");
	assert_int_equal(box_version(x->a, doc, 5 * BOX_DAY, LATE_TEXT), 1);
	draft_page_make(&d, LATE_TEXT);
	e = box_event(x->a, doc, 2 * BOX_DAY, d.source);
	box_ruling(x->a, e, RULING_SAME, 1, "");
	draft_page_free(&d);
	assert_ok(archive_holdings_rebuild(x->a, doc, &f), &f);
	assert_ok(archive_commit(x->a, &f), &f);
	assert_ok(
	    archive_history(x->a, "Late", "Terms", 3 * BOX_DAY, &h, &f), &f);
	assert_int_equal(h.n_looks, 1);
	assert_int_equal(h.current, 1);
	assert_int_equal(h.versions[0].first_look, 0);
	assert_int_equal(h.n_provisions, 3);
	history_free(&h);
	assert_ok(
	    archive_history(x->a, "Late", "Terms", INT64_MAX, &h, &f), &f);
	assert_int_equal(h.looks[0].id, e);
	assert_int_equal(h.versions[0].first_look, 1);
	assert_int_equal(h.versions[0].first_utc_ms, 2 * BOX_DAY);
	history_free(&h);
}

static void
test_a_merged_provision_leaves_the_text_and_may_return(void **state)
{
	struct fixture *x = *state;
	struct archive_member m[3];
	struct draft_page d;
	struct history h;
	struct fault f;
	int64_t doc, e;
	int number;

	assert_ok(archive_begin(x->a, &f), &f);
	doc = box_document(x->a, "Merge", "Terms");
	assert_int_equal(box_version(x->a, doc, 1,
			     "# T\np31 First words.\np32 Second words.\n"),
	    1);
	draft_page_make(&d, "# T\np31 First words. Second words.\n");
	e = box_event(x->a, doc, 2, d.source);
	m[0] = d.version.members[0];
	m[0].state = CLAUSE_MODIFIED;
	m[1] = (struct archive_member){ .provision = "p32",
		.state = CLAUSE_MERGED };
	d.version.members = m;
	d.version.n_members = 2;
	assert_ok(
	    archive_put_version(x->a, doc, e, &d.version, &number, &f), &f);
	box_ruling(x->a, e, RULING_SUBSTANTIVE, number, "");
	draft_page_free(&d);
	assert_int_equal(box_version(x->a, doc, 3,
			     "# T\np31 First words.\np32 Second words.\n"),
	    3);
	assert_ok(archive_holdings_rebuild(x->a, doc, &f), &f);
	assert_ok(archive_commit(x->a, &f), &f);
	assert_ok(archive_history(x->a, "Merge", "Terms", 2, &h, &f), &f);
	assert_true(provision(&h, "p32")->gone);
	assert_int_equal(provision(&h, "p32")->n_changes, 1);
	assert_int_equal(provision(&h, "p32")->spans[1].state, CLAUSE_MERGED);
	history_free(&h);
	assert_ok(archive_history(x->a, "Merge", "Terms", 3, &h, &f), &f);
	assert_false(provision(&h, "p32")->gone);
	assert_int_equal(provision(&h, "p32")->n_spans, 3);
	history_free(&h);
}

/* The heads of the version that is current, not of the one made last. */
static void
test_a_return_brings_back_the_heads_of_its_version(void **state)
{
	static const char one[] = "# T\n## One\np51 Some words.\n";
	struct fixture *x = *state;
	struct draft_page d;
	struct history h;
	struct fault f;
	int64_t doc, e;

	assert_ok(archive_begin(x->a, &f), &f);
	doc = box_document(x->a, "Return", "Terms");
	assert_int_equal(box_version(x->a, doc, 1, one), 1);
	assert_int_equal(
	    box_version(x->a, doc, 2, "# T\n## Two\np51 Some words.\n"), 2);
	draft_page_make(&d, one);
	e = box_event(x->a, doc, 3, d.source);
	box_ruling(x->a, e, RULING_RETURN, 1, "");
	draft_page_free(&d);
	assert_ok(archive_holdings_rebuild(x->a, doc, &f), &f);
	assert_ok(archive_commit(x->a, &f), &f);
	assert_ok(archive_history(x->a, "Return", "Terms", 2, &h, &f), &f);
	assert_int_equal(h.current, 2);
	assert_non_null(strstr(provision(&h, "p51")->path, "Two"));
	history_free(&h);
	assert_ok(archive_history(x->a, "Return", "Terms", 3, &h, &f), &f);
	assert_int_equal(h.current, 1);
	assert_non_null(strstr(provision(&h, "p51")->path, "One"));
	history_free(&h);
}

static void
test_ids_of_packets_are_counted_by_stem(void **state)
{
	struct fixture *x = *state;
	const struct digest d = { { 0 } };
	struct fault f;
	int64_t n;

	assert_ok(archive_begin(x->a, &f), &f);
	assert_ok(
	    archive_put_issue(x->a, "PV-ACME-2026-01-01-12", &d, 0, &f), &f);
	assert_ok(
	    archive_put_issue(x->a, "PV-ACME-2026-01-01-7", &d, 0, &f), &f);
	assert_fault(archive_put_issue(x->a, "PV-ACME-2026-01-01-7", &d, 0, &f),
	    &f, FAULT_STATE, "UNIQUE");
	assert_ok(
	    archive_put_issue(x->a, "PV-ACME-2026-01-01-7-x", &d, 0, &f), &f);
	assert_ok(archive_issue_last(x->a, "PV-ACME-2026-01-01", &n, &f), &f);
	assert_int_equal(n, 12);
	assert_ok(archive_issue_last(x->a, "PV-ACME-2026-01", &n, &f), &f);
	assert_int_equal(n, 0);
	archive_rollback(x->a);
}

static void
test_a_provision_leads_to_its_document(void **state)
{
	struct fixture *x = *state;
	char *platform, *document;
	struct fault f;

	assert_ok(
	    archive_provision_find(x->a, "p20", &platform, &document, &f), &f);
	assert_string_equal(platform, "Bolt·E");
	assert_string_equal(document, "Privacy Policy");
	free(platform);
	free(document);
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up_filled, tear_down)
	const struct CMUnitTest tests[] = {
		T(test_a_name_that_is_not_there_is_absent),
		T(test_a_look_that_brought_nothing_has_no_capture),
		T(test_a_key_is_taken_once),
		T(test_members_that_contradict_themselves_are_refused),
		T(test_a_version_wants_an_event_of_its_document),
		T(test_blocks_out_of_order_are_refused),
		T(test_the_history_of_all_days_is_what_was_put),
		T(test_a_day_knows_nothing_of_later_days),
		T(test_a_place_is_where_the_words_stand),
		T(test_a_text_has_its_blocks_and_clauses),
		T(test_a_capture_comes_back_byte_for_byte),
		cmocka_unit_test_setup_teardown(
		    test_a_hundred_captures_make_no_chain_longer_than_32,
		    set_up, tear_down),
		T(test_a_version_that_no_look_shows_any_more_keeps_its_number),
		T(test_looks_are_told_by_time_not_by_import),
		T(test_a_merged_provision_leaves_the_text_and_may_return),
		T(test_a_return_brings_back_the_heads_of_its_version),
		T(test_ids_of_packets_are_counted_by_stem),
		T(test_a_provision_leads_to_its_document),
	};

	return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
