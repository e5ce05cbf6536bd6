#include "intake/ota.h"

#include "base/jv.h"
#include "model/joined.h"

#include "ota_repo.h"

/* What came out, in short: a line for each look. */
struct found {
	struct buf lines;
	const struct declared *declared;
	size_t n_declared, n_wanted;
};

/* What holds of a document up to a time. */
struct declared {
	const char *document;
	int64_t until_s;
	const char *json;
};

static int
want(void *ctx, const char *platform, const char *document, const char *key)
{
	struct found *x = ctx;

	(void)platform;
	(void)document;
	assert_memory_equal(key, "ota:", 4);
	x->n_wanted++;
	return 1;
}

static int
declared(void *ctx, const char *platform, const char *document, int64_t at,
    struct arena *a, const char **json, struct fault *f)
{
	const struct found *x = ctx;
	size_t i;

	(void)f;
	assert_string_equal(platform, "Acme");
	*json = NULL;
	for (i = 0; i < x->n_declared && *json == NULL; i++)
		if (strcmp(x->declared[i].document, document) == 0 &&
		    at <= x->declared[i].until_s * 1000)
			*json = arena_strdup(a, x->declared[i].json);
	return 0;
}

/* The bytes of a capture, the pages of joined ones with "+" between them. */
static void
add_bytes(struct buf *b, const struct capture *c)
{
	struct joined_part *parts;
	struct arena a;
	struct fault f;
	size_t i, n;

	if (c->media != MEDIA_OTHER) {
		buf_add(b, c->bytes, c->len);
		return;
	}
	arena_init(&a);
	assert_ok(
	    joined_read(&a, c->media_type, c->bytes, c->len, &parts, &n, &f),
	    &f);
	for (i = 0; i < n; i++) {
		buf_fmt(b, "%s(%s %s)", i > 0 ? "+" : "", parts[i].url,
		    parts[i].media_type);
		buf_add(b, parts[i].bytes, parts[i].len);
	}
	arena_free(&a);
}

static int
take(void *ctx, const struct capture *c, struct fault *f)
{
	struct found *x = ctx;

	(void)f;
	assert_string_equal(c->method, "import ota");
	assert_string_equal(c->platform, "Acme");
	buf_fmt(&x->lines, "%lld %s <%s> [%s] [%s] ",
	    (long long)(c->time_utc_ms / 1000), c->document, c->url, c->select,
	    c->remove);
	if (c->gap != NULL)
		buf_fmt(&x->lines, "%s: %s ", c->gap_rule, c->gap);
	add_bytes(&x->lines, c);
	buf_str(&x->lines, "\n");
	return 0;
}

/* What the repository gives under these declarations must be this. */
static void
assert_gives(const struct repo *r, const struct declared *list, size_t n,
    const char *lines, struct ota_counts *counts)
{
	struct found x = { .declared = list, .n_declared = n };
	struct intake_reader reader = { &x, want, take, declared };
	struct fault f;

	buf_init(&x.lines, 1 << 16);
	assert_ok(ota_read(r->dir, &reader, counts, &f), &f);
	buf_add(&x.lines, "", 1);
	assert_string_equal((char *)x.lines.data, lines);
	buf_free(&x.lines);
}

#define SAYS "Record new changes of Acme Terms\n"

static void
test_a_snapshot_is_read_by_the_declaration_of_its_time(void **state)
{
	static const struct declared list[] = {
		{ "Terms", 100,
		    "{\"sources\":[{\"url\":\"https://a/1\",\"select\":\"p\"}]}" },
		{ "Terms", 200,
		    "{\"refused\":\"filter: \\\"x\\\"\",\"sources\":[]}" },
		{ "Terms", 300,
		    "{\"sources\":[{\"url\":\"https://a/2\",\"select\":"
		    "[\"b\",\"i\"],\"remove\":\"u\"}]}" },
	};
	struct repo *r = *state;
	struct ota_counts n;

	put(r, BOT, 100, 0, "Acme", "Terms.html", "one", SAYS);
	put(r, BOT, 150, 0, "Acme", "Terms.html", "two", SAYS);
	put(r, BOT, 250, 0, "Acme", "Terms.html", "three",
	    SAYS "\nX-source-document-location: https://a/seen\n");
	put(r, BOT, 350, 0, "Acme", "Terms.html", "four", SAYS);
	put(r, BOT, 360, 0, "Acme", "Other.pdf", "%PDF", SAYS);
	assert_gives(r, list, 3,
	    "100 Terms <https://a/1> [p] [] one\n"
	    "150 Terms <> [] [] declaration-refused: filter: \"x\" two\n"
	    "250 Terms <https://a/seen> [[\"b\",\"i\"]] [u] three\n",
	    &n);
	assert_int_equal(n.records, 5);
	assert_int_equal(n.snapshots, 5);
	assert_int_equal(n.wanted, 3);
	assert_int_equal(n.undeclared, 2);
	assert_int_equal(n.waiting, 0);
}

static void
test_sources_of_one_document_are_one_look(void **state)
{
	static const struct declared list[] = {
		{ "Terms", 1000,
		    "{\"sources\":[{\"url\":\"https://a/x/y/?q#f\",\"select\":"
		    "\"p\"},{\"url\":\"https://a/z%20\xc3\xa9\"}]}" },
	};
	struct repo *r = *state;
	struct ota_counts n;

	/* One alone is none; both at one time are one. */
	put(r, BOT, 100, 0, "Acme", "Terms #x-y.html", "a1", SAYS);
	put(r, BOT, 200, 0, "Acme", "Terms #x-y.html", "a2", SAYS);
	put(r, BOT, 200, 0, "Acme", "Terms #z%20%C3%A9.html", "b2", SAYS);
	/* What did not change was not recorded again. */
	put(r, BOT, 300, 0, "Acme", "Terms #z%20%C3%A9.html", "b3", SAYS);
	put(r, BOT, 400, 0, "Acme", "Terms.html", "all", SAYS);
	/* Of a source that is none of them there is nothing to see. */
	put(r, BOT, 500, 0, "Acme", "Terms #gone.html", "c5", SAYS);
	assert_gives(r, list, 1,
	    "200 Terms <https://a/x/y/?q#f> [{\"parts\":[\"p\",\"\"]}] [] "
	    "(https://a/x/y/?q#f text/html)a2+(https://a/z%20\xc3\xa9 "
	    "text/html)b2\n"
	    "300 Terms <https://a/x/y/?q#f> [{\"parts\":[\"p\",\"\"]}] [] "
	    "(https://a/x/y/?q#f text/html)a2+(https://a/z%20\xc3\xa9 "
	    "text/html)b3\n",
	    &n);
	assert_int_equal(n.snapshots, 6);
	assert_int_equal(n.waiting, 1);
	assert_int_equal(n.undeclared, 2);
}

static void
test_without_declarations_pages_are_read_whole(void **state)
{
	struct repo *r = *state;
	struct found x = { .n_declared = 0 };
	struct intake_reader reader = { &x, NULL, take, NULL };
	struct ota_counts n;
	struct fault f;

	put(r, BOT, 100, 0, "Acme", "Terms.html", "one", SAYS);
	put(r, BOT, 100, 0, "Acme", "Terms #x.html", "part", SAYS);
	buf_init(&x.lines, 4096);
	assert_ok(ota_read(r->dir, &reader, &n, &f), &f);
	buf_add(&x.lines, "", 1);
	assert_string_equal((char *)x.lines.data,
	    "100 Terms <> [] [] one\n100 Terms <> [] [] part\n");
	buf_free(&x.lines);
}

static void
test_a_declaration_that_is_none_ends_the_walk(void **state)
{
	static const struct declared list[] = { { "Terms", 1000, "{}" } };
	struct repo *r = *state;
	struct found x = { .declared = list, .n_declared = 1 };
	struct intake_reader reader = { &x, want, take, declared };
	struct ota_counts n;
	struct fault f;

	put(r, BOT, 100, 0, "Acme", "Terms.html", "one", SAYS);
	assert_fault(ota_read(r->dir, &reader, &n, &f), &f, FAULT_FORMAT,
	    "Acme/Terms.html: declaration: ");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    test_a_snapshot_is_read_by_the_declaration_of_its_time,
		    make, drop),
		cmocka_unit_test_setup_teardown(
		    test_sources_of_one_document_are_one_look, make, drop),
		cmocka_unit_test_setup_teardown(
		    test_without_declarations_pages_are_read_whole, make, drop),
		cmocka_unit_test_setup_teardown(
		    test_a_declaration_that_is_none_ends_the_walk, make, drop),
	};

	return cmocka_run_group_tests_name("ota_snapshots", tests, NULL, NULL);
}
