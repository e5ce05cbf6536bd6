#include "intake/captures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "help/test.h"

#define HEAD "platform\tdocument\turl\ttime\tstatus\tmedia_type\tfile"
#define ROW                                                                \
	"Acme\tTerms\thttps://acme.example/t\t2026-03-01T10:00:00Z\t200\t" \
	"text/html\ta.html"

static int
parse(const char *text, struct arena *a, struct captures_row **rows, size_t *n,
    struct fault *f)
{
	return captures_parse(text, strlen(text), a, rows, n, f);
}

static void
test_what_is_wrong_is_named_by_line_and_column(void **state)
{
	static const struct {
		const char *text, *words;
	} cases[] = {
		{ "", "line 1: want a header line, have an empty list" },
		{ "platform\tcolour\n",
		    "line 1, column 2: \"colour\" is none of platform" },
		{ "platform\tplatform\n",
		    "line 1, column 2: platform stands there twice" },
		{ "platform\tdocument\n", "line 1: no column url" },
		{ HEAD "\tselect\tremove\tmore\n", "line 1: 10 columns" },
		{ HEAD "\n" ROW "\textra\n", "line 2: 8 fields, want 7" },
		{ HEAD "\nAcme\tTerms\n",
		    "line 2: 2 fields, no url (column 3)" },
		{ HEAD "\n\n", "line 2" },
		{ HEAD "\n\tTerms\tu\t2026-03-01T10:00:00Z\t200\tt\ta\n",
		    "line 2, column 1 (platform): empty, want a value" },
		{ HEAD "\nAcme\tTerms\tu\t2026-03-01\t200\tt\ta\n",
		    "line 2, column 4 (time): date: want" },
		{ HEAD "\nAcme\tTerms\tu\t2026-03-01T10:00:00Z\tok\tt\ta\n",
		    "line 2, column 5 (status)" },
		{ HEAD "\nAcme\tTerms\tu\t2026-03-01T10:00:00Z\t99\tt\ta\n",
		    "line 2, column 5 (status): want 100 to 599, or 0 where "
		    "it was not kept, have 99" },
		{ HEAD "\nAcme\tTerms\tu\t2026-03-01T10:00:00Z\t200\tt\t/a\n",
		    "line 2, column 7 (file): want a path below the list's "
		    "folder" },
		{ HEAD "\nAcme\tTerms\tu\t2026-03-01T10:00:00Z\t200\tt\tx/../a"
		       "\n",
		    "have \"x/../a\"" },
		{ HEAD "\nAcme\tTerms\tu\t2026-03-01T10:00:00Z\t200\tt\t..\n",
		    "have \"..\"" },
		{ HEAD "\nAcme\tTerms\tu\t2026-03-01T10:00:00Z\t200\tt\ta//b\n",
		    "have \"a//b\"" },
		{ HEAD "\n" ROW "\n\xff\tTerms\tu\t2026-03-01T10:00:00Z\t200\t"
		       "t\ta\n",
		    "line 3, column 1 (platform): not UTF-8" },
		{ HEAD "\nA\x01"
		       "B\tTerms\tu\t2026-03-01T10:00:00Z\t200\tt\ta\n",
		    "line 2, column 1 (platform): a control character" },
	};
	struct captures_row *rows;
	struct arena a = { NULL };
	struct fault f;
	size_t i, n;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_fault(parse(cases[i].text, &a, &rows, &n, &f), &f,
		    FAULT_FORMAT, cases[i].words);
	arena_free(&a);
}

static void
test_a_field_of_more_than_8192_bytes_is_refused(void **state)
{
	static char text[10000];
	struct captures_row *rows;
	struct arena a = { NULL };
	struct fault f;
	size_t n;

	(void)state;
	strcpy(text, HEAD "\n");
	memset(text + strlen(text), 'x', 8193);
	strcat(text, "\tTerms\tu\t2026-03-01T10:00:00Z\t200\tt\ta\n");
	assert_fault(parse(text, &a, &rows, &n, &f), &f, FAULT_FORMAT,
	    "more than 8192 bytes");
	arena_free(&a);
}

static void
test_columns_come_in_any_order_and_the_last_two_may_be_absent(void **state)
{
	struct captures_row *rows;
	struct arena a = { NULL };
	struct fault f = { 0 };
	size_t n;

	(void)state;
	assert_ok(parse("\xEF\xBB\xBF"
			"remove\tfile\ttime\tplatform\tdocument\tstatus\turl\t"
			"media_type\tselect\r\n"
			".nav\tp/a.html\t2026-03-01T10:00:00+01:00\tDALL\xc2"
			"\xb7"
			"E\tTerms\t0\tu\ttext/html\tmain > p\r\n"
			"\tb.html\t2026-03-01T10:00:00Z\tAcme\tTerms\t404\tu\t"
			"text/plain",
		      &a, &rows, &n, &f),
	    &f);
	assert_int_equal(n, 2);
	assert_string_equal(rows[0].platform,
	    "DALL\xc2\xb7"
	    "E");
	assert_string_equal(rows[0].remove, ".nav");
	assert_string_equal(rows[0].select, "main > p");
	assert_string_equal(rows[0].file, "p/a.html");
	assert_true(rows[0].time_utc_ms == INT64_C(1772355600000));
	assert_int_equal(rows[0].status, 0);
	assert_int_equal(rows[1].status, 404);
	assert_string_equal(rows[1].select, "");
	assert_string_equal(rows[1].remove, "");
	assert_int_equal(rows[1].line, 3);
	arena_free(&a);
}

/* A folder with a list and some files. */
struct folder {
	char dir[64], list[100];
};

static int
make(void **state)
{
	struct folder *d = calloc(1, sizeof(*d));

	(void)snprintf(d->dir, sizeof(d->dir), "/tmp/test_capturesXXXXXX");
	assert_non_null(mkdtemp(d->dir));
	(void)snprintf(d->list, sizeof(d->list), "%s/index.tsv", d->dir);
	*state = d;
	return 0;
}

static int
drop(void **state)
{
	struct folder *d = *state;
	char cmd[100];

	(void)snprintf(cmd, sizeof(cmd), "rm -rf %s", d->dir);
	assert_int_equal(system(cmd), 0);
	free(d);
	return 0;
}

static void
put(const struct folder *d, const char *name, const char *text)
{
	char path[200];
	FILE *fp;

	(void)snprintf(path, sizeof(path), "%s/%s", d->dir, name);
	fp = fopen(path, "w");
	assert_non_null(fp);
	assert_true(fputs(text, fp) >= 0);
	assert_int_equal(fclose(fp), 0);
}

struct got {
	char keys[8][200], texts[8][100];
	enum media media[8];
	int64_t times[8];
	size_t n;
};

static int
take(void *ctx, const struct capture *c, struct fault *f)
{
	struct got *g = ctx;

	(void)f;
	(void)snprintf(g->keys[g->n], sizeof(g->keys[0]), "%s", c->key);
	(void)snprintf(g->texts[g->n], sizeof(g->texts[0]), "%.*s", (int)c->len,
	    (const char *)c->bytes);
	g->media[g->n] = c->media;
	g->times[g->n++] = c->time_utc_ms;
	return 0;
}

static void
test_captures_are_handed_over_by_time(void **state)
{
	struct folder *d = *state;
	struct got g = { .n = 0 };
	struct intake_reader r = { .ctx = &g, .want = NULL, .take = take };
	struct fault f = { 0 };
	size_t n;

	put(d, "a.html", "<p>a");
	put(d, "b.md", "");
	put(d, "index.tsv",
	    HEAD "\n"
		 "Acme\tTerms\tu\t2026-03-02T10:00:00Z\t200\tText/HTML; "
		 "charset=utf-8\ta.html\n"
		 "Acme\tTerms\tu\t2026-03-01T10:00:00Z\t200\ttext/markdown\t"
		 "b.md\n"
		 "Acme\tTerms\tu\t2026-03-03T10:00:00Z\t200\timage/png\t"
		 "a.html\n");
	assert_ok(captures_read(d->list, &r, &n, &f), &f);
	assert_int_equal(n, 3);
	assert_int_equal(g.n, 3);
	assert_string_equal(g.texts[0], "");
	assert_int_equal(g.media[0], MEDIA_MARKDOWN);
	assert_string_equal(g.texts[1], "<p>a");
	assert_int_equal(g.media[1], MEDIA_HTML);
	assert_int_equal(g.media[2], MEDIA_OTHER);
	assert_memory_equal(g.keys[0], "captures:2026-03-01T10:00:00Z:", 30);
	assert_string_not_equal(g.keys[1], g.keys[2]);
}

static void
test_a_key_changes_with_anything_that_makes_another_look(void **state)
{
	static const char *const rows[] = {
		"Acme\tTerms\tu\t2026-03-01T10:00:00Z\t200\tt/t\ta\tx\ty\n",
		"Acme\tTerms\tv\t2026-03-01T10:00:00Z\t200\tt/t\ta\tx\ty\n",
		"Acme\tTerms\tu\t2026-03-01T10:00:00Z\t201\tt/t\ta\tx\ty\n",
		"Acme\tTerms\tu\t2026-03-01T10:00:00Z\t200\tt/u\ta\tx\ty\n",
		"Acme\tTerms\tu\t2026-03-01T10:00:00Z\t200\tt/t\tb\tx\ty\n",
		"Acme\tTerms\tu\t2026-03-01T10:00:00Z\t200\tt/t\ta\txy\t\n",
		"Acme\tTerms\tu\t2026-03-01T10:00:00Z\t200\tt/t\ta\t\txy\n",
	};
	struct folder *d = *state;
	struct got g = { .n = 0 };
	struct intake_reader r = { .ctx = &g, .want = NULL, .take = take };
	struct fault f = { 0 };
	char text[400];
	size_t n, i, k;

	put(d, "a", "the same");
	put(d, "b", "another");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)snprintf(text, sizeof(text), "%s\tselect\tremove\n%s",
		    HEAD, rows[i]);
		put(d, "index.tsv", text);
		assert_ok(captures_read(d->list, &r, &n, &f), &f);
		for (k = 0; k < i; k++)
			assert_string_not_equal(g.keys[i], g.keys[k]);
	}
}

static void
test_a_file_that_is_absent_a_folder_or_a_link_is_a_fault(void **state)
{
	struct folder *d = *state;
	struct got g = { .n = 0 };
	struct intake_reader r = { .ctx = &g, .want = NULL, .take = take };
	struct fault f = { 0 };
	char path[200];
	size_t n;

	put(d, "index.tsv", HEAD "\n" ROW "\n");
	assert_fault(captures_read(d->list, &r, &n, &f), &f, FAULT_ABSENT,
	    "line 2: a.html: no such file");
	(void)snprintf(path, sizeof(path), "%s/a.html", d->dir);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_fault(captures_read(d->list, &r, &n, &f), &f, FAULT_FORMAT,
	    "not a plain file");
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(symlink("/etc/passwd", path), 0);
	assert_fault(captures_read(d->list, &r, &n, &f), &f, FAULT_FORMAT,
	    "a symbolic link");
	assert_int_equal(g.n, 0);
}

static void
test_a_link_on_the_way_to_a_file_is_not_followed(void **state)
{
	struct folder *d = *state;
	struct got g = { .n = 0 };
	struct intake_reader r = { .ctx = &g, .want = NULL, .take = take };
	struct fault f = { 0 };
	char path[200];
	size_t n;

	(void)snprintf(path, sizeof(path), "%s/etc", d->dir);
	assert_int_equal(symlink("/etc", path), 0);
	put(d, "index.tsv",
	    HEAD "\nAcme\tTerms\tu\t2026-03-01T10:00:00Z\t200\tt/t\t"
		 "etc/passwd\n");
	assert_int_equal(captures_read(d->list, &r, &n, &f), -1);
	assert_int_equal(g.n, 0);
}

static int
no(void *ctx, const char *platform, const char *document, const char *key)
{
	(void)ctx;
	(void)platform;
	(void)document;
	(void)key;
	return 0;
}

static void
test_what_is_not_wanted_is_not_handed_over(void **state)
{
	struct folder *d = *state;
	struct got g = { .n = 0 };
	struct intake_reader r = { .ctx = &g, .want = no, .take = take };
	struct fault f = { 0 };
	size_t n;

	put(d, "a.html", "<p>a");
	put(d, "index.tsv", HEAD "\n" ROW "\n");
	assert_ok(captures_read(d->list, &r, &n, &f), &f);
	assert_int_equal(n, 1);
	assert_int_equal(g.n, 0);
}

/* What is declared up to 10 o'clock, from then on, and of what is joined. */
static int
declared(void *ctx, const char *platform, const char *document, int64_t at,
    struct arena *a, const char **json, struct fault *f)
{
	(void)ctx;
	(void)f;
	assert_string_equal(platform, "Acme");
	if (strcmp(document, "Terms") == 0)
		*json = arena_strdup(a,
		    at <= INT64_C(1772359200000)
			? "{\"sources\":[{\"url\":\"u\",\"select\":\"p\"}]}"
			: "{\"sources\":[{\"url\":\"u\",\"remove\":[\"a\","
			  "\"b\"]}]}");
	else if (strcmp(document, "Joined") == 0)
		*json = arena_strdup(
		    a, "{\"sources\":[{\"url\":\"u\"},{\"url\":\"v\"}]}");
	else if (strcmp(document, "Own") == 0)
		*json = arena_strdup(
		    a, "{\"refused\":\"filter: x\",\"sources\":[]}");
	return 0;
}

static int
take_selectors(void *ctx, const struct capture *c, struct fault *f)
{
	struct buf *b = ctx;

	(void)f;
	buf_fmt(b, "%s [%s] [%s] %s\n", c->document, c->select, c->remove,
	    c->gap == NULL ? "" : c->gap);
	return 0;
}

static void
test_a_page_without_selectors_has_those_of_its_time(void **state)
{
	struct folder *d = *state;
	struct buf b;
	struct intake_reader r = {
		.ctx = &b, .take = take_selectors, .declared = declared
	};
	struct fault f = { 0 };
	size_t n;

	buf_init(&b, 4096);
	put(d, "a.html", "<p>a");
	put(d, "index.tsv",
	    "platform\tdocument\turl\ttime\tstatus\tmedia_type\tfile\tselect\n"
	    "Acme\tTerms\tu\t2026-03-01T10:00:00Z\t200\ttext/html\ta.html\n"
	    "Acme\tTerms\tu\t2026-03-01T10:00:01Z\t200\ttext/html\ta.html\t\n"
	    "Acme\tTerms\tu\t2026-03-01T10:00:02Z\t200\ttext/html\ta.html\ti\n"
	    "Acme\tTerms\tu\t2026-03-01T10:00:03Z\t200\ttext/plain\ta.html\n"
	    "Acme\tJoined\tu\t2026-03-01T10:00:04Z\t200\ttext/html\ta.html\n"
	    "Acme\tOwn\tu\t2026-03-01T10:00:05Z\t200\ttext/html\ta.html\n"
	    "Acme\tNone\tu\t2026-03-01T10:00:06Z\t200\ttext/html\ta.html\n");
	assert_ok(captures_read(d->list, &r, &n, &f), &f);
	buf_add(&b, "", 1);
	assert_string_equal((char *)b.data,
	    "Terms [p] [] \nTerms [] [[\"a\",\"b\"]] \nTerms [i] [] \n"
	    "Terms [] [] \n"
	    "Joined [] [] the declaration of that time joins 2 pages, and this "
	    "is one\n"
	    "Own [] [] filter: x\nNone [] [] \n");
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_what_is_wrong_is_named_by_line_and_column),
		cmocka_unit_test(
		    test_a_field_of_more_than_8192_bytes_is_refused),
		cmocka_unit_test(
		    test_columns_come_in_any_order_and_the_last_two_may_be_absent),
		cmocka_unit_test_setup_teardown(
		    test_captures_are_handed_over_by_time, make, drop),
		cmocka_unit_test_setup_teardown(
		    test_a_key_changes_with_anything_that_makes_another_look,
		    make, drop),
		cmocka_unit_test_setup_teardown(
		    test_a_file_that_is_absent_a_folder_or_a_link_is_a_fault,
		    make, drop),
		cmocka_unit_test_setup_teardown(
		    test_a_link_on_the_way_to_a_file_is_not_followed, make,
		    drop),
		cmocka_unit_test_setup_teardown(
		    test_what_is_not_wanted_is_not_handed_over, make, drop),
		cmocka_unit_test_setup_teardown(
		    test_a_page_without_selectors_has_those_of_its_time, make,
		    drop),
	};

	return cmocka_run_group_tests_name("captures", tests, NULL, NULL);
}
