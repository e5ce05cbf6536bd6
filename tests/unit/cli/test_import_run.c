#include "cli/import_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "archive/check.h"
#include "archive/declare.h"
#include "archive/read.h"
#include "archive/store.h"
#include "base/clock.h"
#include "help/test.h"

#define HOUR INT64_C(3600000)

/* An archive of its own, in a folder of its own. */
struct place {
	char dir[64], path[100];
	struct archive *a;
};

static void
place_make(struct place *p)
{
	struct archive_made made = { NULL, NULL, NULL };
	struct fault f = { 0 };

	(void)snprintf(p->dir, sizeof(p->dir), "/tmp/test_importXXXXXX");
	assert_non_null(mkdtemp(p->dir));
	(void)snprintf(p->path, sizeof(p->path), "%s/a.db", p->dir);
	assert_ok(archive_create(p->path, NULL, &made, &f), &f);
	archive_made_free(&made);
	assert_ok(archive_open(p->path, true, &p->a, &f), &f);
}

static void
place_drop(struct place *p)
{
	char cmd[100];

	archive_close(p->a);
	(void)snprintf(cmd, sizeof(cmd), "rm -rf %s", p->dir);
	assert_int_equal(system(cmd), 0);
}

static int
make(void **state)
{
	*state = calloc(1, sizeof(struct place));
	place_make(*state);
	return 0;
}

static int
drop(void **state)
{
	place_drop(*state);
	free(*state);
	return 0;
}

/* One capture of a story; its key is its hour. */
struct told {
	const char *document;
	int hour;
	int status;
	const char *text; /* Markdown */
	const char *select; /* NULL: Markdown; else HTML with a selector */
	int source_changed;
};

static int
put(struct import_run *run, const struct told *t, struct fault *f)
{
	char key[40];
	const struct capture c = {
		.platform = "Acme",
		.document = t->document,
		.key = key,
		.time_utc_ms = t->hour * HOUR,
		.method = "import captures",
		.url = "https://acme.example/",
		.record = "{}",
		.status = t->status,
		.media = t->select == NULL ? MEDIA_MARKDOWN : MEDIA_HTML,
		.media_type = t->select == NULL ? "text/markdown" : "text/html",
		.select = t->select == NULL ? "" : t->select,
		.remove = "",
		.source_changed = t->source_changed,
		.bytes = (const unsigned char *)t->text,
		.len = strlen(t->text),
	};

	(void)snprintf(key, sizeof(key), "test:%d", t->hour);
	if (!import_run_want(run, c.platform, c.document, c.key))
		return 0;
	return import_run_take(run, &c, f);
}

static int
import_with(struct archive *a, const struct import_options *o,
    const struct told *list, size_t n, struct import_counts *out,
    struct fault *f)
{
	struct import_run *run = NULL;
	size_t i;
	int rc = 0;

	rc = import_run_new(a, o, &run, f);
	for (i = 0; rc == 0 && i < n; i++)
		rc = put(run, &list[i], f);
	if (rc == 0)
		rc = import_run_finish(run, out, f);
	import_run_free(run);
	return rc;
}

static void
import(struct place *p, const struct told *list, size_t n,
    struct import_counts *out)
{
	struct import_options o = { .now_utc_ms = 1 };
	struct fault f = { 0 };

	assert_ok(import_with(p->a, &o, list, n, out, &f), &f);
}

#define RULE                                                                \
	"We keep the notes that you write with us for as long as you want " \
	"to have them, and we delete them when you say so.\n\n"
#define MORE                                                                \
	"We show your notes to nobody but those with whom you share them, " \
	"and to the people who run our servers.\n\n"
#define LAST                                                              \
	"You may ask us for a copy of all of your notes, and we send it " \
	"within a month to the address that we have of you.\n\n"
#define PAGE_1 "# Terms\n\nEffective March 1, 2026\n\n" RULE MORE
#define PAGE_2 "# Terms\n\nEffective March 1, 2026\n\n" RULE MORE LAST

static void
problem(void *ctx, const char *words)
{
	(void)ctx;
	print_message("problem: %s\n", words);
}

static void
holds(struct archive *a)
{
	struct archive_counts n;
	struct fault f = { 0 };

	assert_ok(archive_check(a, true, problem, NULL, &n, &f), &f);
	assert_int_equal(n.problems, 0);
}

static void
test_looks_become_versions_returns_and_gaps(void **state)
{
	static const struct told story[] = {
		{ "Terms", 1, 200, PAGE_1, NULL, 0 },
		{ "Terms", 2, 200, PAGE_1, NULL, 0 },
		{ "Terms", 3, 503, PAGE_1, NULL, 0 },
		{ "Terms", 4, 200, "", NULL, 0 },
		{ "Terms", 5, 200, PAGE_2, NULL, 0 },
		{ "Terms", 6, 200, PAGE_1, NULL, 0 },
		{ "Terms", 7, 200, PAGE_1 LAST, NULL, 1 },
	};
	static const struct {
		enum ruling_class ruling;
		int version;
	} want[] = { { RULING_SUBSTANTIVE, 1 }, { RULING_SAME, 1 },
		{ RULING_GAP, 0 }, { RULING_GAP, 0 }, { RULING_SUBSTANTIVE, 2 },
		{ RULING_RETURN, 1 }, { RULING_RETURN, 2 } };
	struct place *p = *state;
	struct import_counts n;
	struct fault f = { 0 };
	struct history h;
	size_t i;

	import(p, story, 7, &n);
	assert_int_equal(n.added, 7);
	assert_int_equal(n.documents, 1);
	assert_int_equal(n.versions, 2);
	assert_int_equal(n.provisions, 3);
	assert_int_equal(n.by_class[RULING_GAP], 2);
	assert_int_equal(n.n_gaps, 2);
	assert_ok(
	    archive_history(p->a, "Acme", "Terms", INT64_MAX, &h, &f), &f);
	assert_int_equal(h.n_looks, 7);
	for (i = 0; i < 7; i++) {
		assert_int_equal(h.looks[i].ruling, want[i].ruling);
		assert_int_equal(h.looks[i].version, want[i].version);
	}
	assert_string_equal(h.looks[2].detail, "status 503");
	assert_int_equal(h.n_holdings, 4);
	assert_int_equal(h.current, 2);
	assert_true(h.versions[0].stated_utc_ms == INT64_C(1772323200000));
	assert_int_equal(h.n_provisions, 3);
	history_free(&h);
	holds(p->a);
}

static void
test_a_look_is_put_once_whatever_the_number_of_imports(void **state)
{
	static const struct told story[] = {
		{ "Terms", 1, 200, PAGE_1, NULL, 0 },
		{ "Notice", 1, 200, PAGE_2, NULL, 0 },
		{ "Terms", 2, 200, PAGE_2, NULL, 0 },
	};
	struct place *p = *state;
	struct import_counts n;

	import(p, story, 2, &n);
	assert_int_equal(n.added, 2);
	import(p, story, 3, &n);
	assert_int_equal(n.added, 1);
	assert_int_equal(n.known, 2);
	assert_int_equal(n.versions, 1);
	import(p, story, 3, &n);
	assert_int_equal(n.added, 0);
	assert_int_equal(n.known, 3);
	assert_int_equal(n.documents, 0);
	holds(p->a);
}

static void
test_a_source_that_changed_makes_a_version_that_is_marked(void **state)
{
	static const struct told story[] = {
		{ "Terms", 1, 200, "<p>" RULE "<p>" MORE, "body", 0 },
		{ "Terms", 2, 200, "<p>" RULE "<p>" MORE, "p:first-child", 0 },
		{ "Terms", 3, 200, "<p>" RULE "<p>" MORE LAST, "p", 0 },
		{ "Terms", 4, 200, "<p>" LAST "<p>" MORE RULE, "p", 1 },
	};
	struct place *p = *state;
	struct import_counts n;
	struct fault f = { 0 };
	struct history h;

	import(p, story, 4, &n);
	assert_ok(archive_looks(p->a, "Acme", "Terms", INT64_MAX, &h, &f), &f);
	assert_int_equal(h.looks[0].ruling, RULING_SUBSTANTIVE);
	/* The same bytes, another selector: another text, not the vendor's. */
	assert_int_equal(h.looks[1].ruling, RULING_GAP);
	assert_int_equal(h.looks[2].ruling, RULING_SOURCE_CHANGED);
	assert_int_equal(h.looks[3].ruling, RULING_SOURCE_CHANGED);
	history_free(&h);
}

static void
test_a_selector_that_nobody_understands_undoes_the_whole_list(void **state)
{
	static const struct told story[] = {
		{ "Terms", 1, 200, PAGE_1, NULL, 0 },
		{ "Notice", 2, 200, "<p>" RULE, "p:hover(", 0 },
	};
	struct place *p = *state;
	struct import_options o = { .whole = true, .now_utc_ms = 1 };
	struct import_counts n;
	struct archive_list list;
	struct fault f = { 0 };

	assert_int_equal(import_with(p->a, &o, story, 2, &n, &f), -1);
	assert_non_null(strstr(f.text, "Acme/Notice"));
	assert_ok(archive_list(p->a, &list, &f), &f);
	assert_int_equal(list.n, 0);
	archive_list_free(&list);
	holds(p->a);
}

static void
test_subjects_choose_and_one_that_fits_nothing_is_a_fault(void **state)
{
	static const struct told story[] = {
		{ "Terms", 1, 200, PAGE_1, NULL, 0 },
		{ "Notice", 2, 200, PAGE_2, NULL, 0 },
	};
	const char *subjects[] = { "acme/notice", "Nobody" };
	struct place *p = *state;
	struct import_options o = {
		.subjects = subjects, .n_subjects = 1, .now_utc_ms = 1
	};
	struct import_counts n;
	struct fault f = { 0 };

	assert_ok(import_with(p->a, &o, story, 2, &n, &f), &f);
	assert_int_equal(n.added, 1);
	assert_int_equal(n.unwanted, 1);
	o.n_subjects = 2;
	assert_fault(import_with(p->a, &o, story, 2, &n, &f), &f, FAULT_ABSENT,
	    "Nobody: no record has that name");
}

static void
test_a_look_that_comes_late_takes_its_place_in_time(void **state)
{
	static const struct told story[] = {
		{ "Terms", 5, 200, PAGE_1, NULL, 0 },
		{ "Terms", 9, 200, PAGE_2, NULL, 0 },
		{ "Terms", 7, 200, PAGE_2, NULL, 0 },
		{ "Terms", 6, 200, PAGE_1, NULL, 0 },
	};
	struct place *p = *state;
	struct import_counts n;
	struct fault f = { 0 };
	struct history h;

	import(p, story, 4, &n);
	assert_ok(archive_looks(p->a, "Acme", "Terms", INT64_MAX, &h, &f), &f);
	assert_int_equal(h.n_holdings, 2);
	assert_true(h.holdings[0].last_utc_ms == 6 * HOUR);
	assert_true(h.holdings[1].first_utc_ms == 7 * HOUR);
	assert_int_equal(h.looks[1].ruling, RULING_SAME);
	history_free(&h);
}

/* Pages that change a little, the same on every machine. */
static char *
random_page(unsigned *seed, int step)
{
	size_t room = 60000, n = 0;
	char *out = malloc(room);
	int i, k;

	assert_non_null(out);
	for (i = 0; i < 30; i++) {
		*seed = *seed * 1664525u + 1013904223u;
		if (*seed >> 28 == 0)
			continue;
		if (i % 6 == 0)
			n += (size_t)snprintf(
			    out + n, room - n, "## Part %d\n\n", i / 6);
		for (k = 0; k < 14; k++)
			n += (size_t)snprintf(out + n, room - n, "w%d ",
			    (i * 31 + k * 7 +
				(*seed >> 20 == (unsigned)k ? step : 0)) %
				97);
		n += (size_t)snprintf(out + n, room - n, "end%d.\n\n",
		    *seed >> 30 == 1 ? step : i);
	}
	return out;
}

static void
same_history(struct archive *a, struct archive *b, const char *platform,
    const char *document)
{
	struct history x, y;
	struct fault f = { 0 };
	size_t i, k;

	assert_ok(
	    archive_history(a, platform, document, INT64_MAX, &x, &f), &f);
	assert_ok(
	    archive_history(b, platform, document, INT64_MAX, &y, &f), &f);
	assert_int_equal(x.n_looks, y.n_looks);
	for (i = 0; i < x.n_looks; i++) {
		assert_int_equal(x.looks[i].ruling, y.looks[i].ruling);
		assert_int_equal(x.looks[i].version, y.looks[i].version);
		assert_string_equal(x.looks[i].rule, y.looks[i].rule);
		assert_string_equal(x.looks[i].detail, y.looks[i].detail);
	}
	assert_int_equal(x.n_versions, y.n_versions);
	assert_int_equal(x.n_holdings, y.n_holdings);
	assert_int_equal(x.n_provisions, y.n_provisions);
	for (i = 0; i < x.n_provisions; i++) {
		const struct provision *p = &x.provisions[i];
		const struct provision *q = &y.provisions[i];

		assert_string_equal(p->id, q->id);
		assert_int_equal(p->n_spans, q->n_spans);
		assert_int_equal(p->start, q->start);
		for (k = 0; k < p->n_spans; k++) {
			assert_int_equal(
			    p->spans[k].version, q->spans[k].version);
			assert_int_equal(p->spans[k].state, q->spans[k].state);
			assert_int_equal(p->spans[k].start, q->spans[k].start);
			assert_true(
			    digest_equal(&p->spans[k].sha, &q->spans[k].sha));
		}
	}
	history_free(&x);
	history_free(&y);
}

/*
 * What is imported in many parts is the same as what is imported at once:
 * ids, spans, rulings, holdings.
 */
static void
test_an_import_in_parts_gives_what_one_import_gives(void **state)
{
	enum { LOOKS = 40 };
	struct place *p = *state, parts = { .a = NULL };
	struct told story[LOOKS];
	struct import_counts n;
	struct fault f = { 0 };
	unsigned seed = 17;
	char *pages[LOOKS];
	size_t i, cut;

	for (i = 0; i < LOOKS; i++) {
		/* Now and then an older text comes back. */
		pages[i] = i % 9 == 8 ? strdup(pages[i - 5])
				      : random_page(&seed, (int)i);
		story[i] = (struct told){ "Terms", (int)i + 1, 200, pages[i],
			NULL, 0 };
	}
	import(p, story, LOOKS, &n);
	assert_true(n.versions > 20);
	place_make(&parts);
	for (cut = 3; cut <= LOOKS + 7; cut += 7) {
		import(&parts, story, cut < LOOKS ? cut : LOOKS, &n);
		archive_close(parts.a);
		assert_ok(archive_open(parts.path, true, &parts.a, &f), &f);
	}
	same_history(p->a, parts.a, "Acme", "Terms");
	holds(parts.a);
	place_drop(&parts);
	for (i = 0; i < LOOKS; i++)
		free(pages[i]);
}

/* A line outside of all provisions, that comes and goes. */
#define LINE "Beta programme\n\n"

static const struct told flickering[] = {
	{ "Terms", 1, 200, PAGE_2, NULL, 0 },
	{ "Terms", 2, 200, PAGE_2 LINE, NULL, 0 },
	{ "Terms", 3, 200, PAGE_2 LINE "Ctrl+I\n", NULL, 0 },
	{ "Terms", 4, 200, PAGE_2, NULL, 0 },
	{ "Terms", 5, 200, PAGE_2 LINE, NULL, 0 },
	{ "Terms", 6, 200, PAGE_2 "Ctrl+I\n", NULL, 0 },
	{ "Terms", 7, 200, PAGE_1, NULL, 0 },
	{ "Terms", 8, 200, PAGE_1 LINE, NULL, 0 },
};

static void
looks_are(struct archive *a, const char *classes, const int *versions, size_t n)
{
	struct fault f = { 0 };
	struct history h;
	size_t i;
	char got[20];

	assert_ok(archive_looks(a, "Acme", "Terms", INT64_MAX, &h, &f), &f);
	assert_int_equal(h.n_looks, n);
	for (i = 0; i < n; i++) {
		got[i] = ruling_name(h.looks[i].ruling)[0];
		assert_int_equal(h.looks[i].version, versions[i]);
	}
	got[n] = '\0';
	assert_string_equal(got, classes);
	history_free(&h);
}

static void
test_a_line_that_flickers_takes_back_the_version_it_made(void **state)
{
	static const int first[] = { 1, 2, 2, 1, 2 };
	static const int then[] = { 1, 1, 1, 1, 1, 1, 3, 3 };
	struct place *p = *state;
	struct import_counts n;
	struct fault f = { 0 };
	struct history h;

	import(p, flickering, 5, &n);
	looks_are(p->a, "sanrr", first, 5);
	/* It came three times: the next look that is read shows the rest. */
	import(p, flickering, 8, &n);
	looks_are(p->a, "snnsnnsn", then, 8);
	holds(p->a);
	/* The number of the version that was none is not used again. */
	assert_ok(archive_looks(p->a, "Acme", "Terms", INT64_MAX, &h, &f), &f);
	assert_int_equal(h.n_versions, 2);
	assert_int_equal(h.versions[1].number, 3);
	assert_int_equal(h.n_holdings, 2);
	assert_int_equal(h.looks[1].ruling, RULING_NOISE);
	history_free(&h);
}

static void
test_what_a_person_ruled_is_not_taken_back(void **state)
{
	static const int want[] = { 1, 2, 2, 1, 2, 2 };
	struct place *p = *state;
	const struct archive_ruling ruling = { RULING_SUBSTANTIVE, "person", 2,
		"J. Doe", 9, "it is part of the terms", 2 };
	struct import_counts n;
	struct fault f = { 0 };
	struct history h;

	import(p, flickering, 5, &n);
	assert_ok(archive_looks(p->a, "Acme", "Terms", INT64_MAX, &h, &f), &f);
	assert_ok(archive_begin(p->a, &f), &f);
	assert_ok(archive_put_ruling(p->a, h.looks[1].id, &ruling, &f), &f);
	assert_ok(archive_commit(p->a, &f), &f);
	history_free(&h);
	import(p, flickering, 6, &n);
	looks_are(p->a, "ssnrrn", want, 6);
	holds(p->a);
}

static void
test_lines_that_a_declaration_ignores_are_noise(void **state)
{
	static const struct told story[] = {
		{ "Terms", 1, 200, PAGE_2, NULL, 0 },
		{ "Terms", 2, 200, PAGE_2 "Offer of today: 5 % off.\n", NULL,
		    0 },
		{ "Terms", 3, 200, PAGE_2 "Offer of today: 9 % off.\n", NULL,
		    0 },
		{ "Terms", 4, 200, PAGE_2 "No offer of today: 9 % off.\n", NULL,
		    0 },
	};
	static const int want[] = { 1, 2, 2, 3 };
	const struct archive_declaration declared = { 3 * HOUR, INT64_MAX, 1,
		"{\"sources\":[{\"filter\":[\"removeQueryParams\","
		"{\"ignoreLines\":[\"Offer of today: * off\"]}],"
		"\"url\":\"https://acme.example/\"}]}" };
	struct place *p = *state;
	struct import_counts n;
	struct fault f = { 0 };
	int64_t doc;

	import(p, story, 2, &n);
	assert_ok(archive_begin(p->a, &f), &f);
	assert_ok(archive_document(p->a, "Acme", "Terms", &doc, &f), &f);
	assert_ok(archive_declare(p->a, doc, &declared, NULL, &f), &f);
	assert_ok(archive_commit(p->a, &f), &f);
	import(p, story, 4, &n);
	looks_are(p->a, "ssns", want, 4);
	holds(p->a);
}

#define PLACE(test) cmocka_unit_test_setup_teardown(test, make, drop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE(test_looks_become_versions_returns_and_gaps),
		PLACE(test_a_look_is_put_once_whatever_the_number_of_imports),
		PLACE(
		    test_a_source_that_changed_makes_a_version_that_is_marked),
		PLACE(
		    test_a_selector_that_nobody_understands_undoes_the_whole_list),
		PLACE(
		    test_subjects_choose_and_one_that_fits_nothing_is_a_fault),
		PLACE(test_a_look_that_comes_late_takes_its_place_in_time),
		PLACE(test_an_import_in_parts_gives_what_one_import_gives),
		PLACE(test_a_line_that_flickers_takes_back_the_version_it_made),
		PLACE(test_what_a_person_ruled_is_not_taken_back),
		PLACE(test_lines_that_a_declaration_ignores_are_noise),
	};

	return cmocka_run_group_tests_name("import_run", tests, NULL, NULL);
}
