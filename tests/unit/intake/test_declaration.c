#include "intake/declaration.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "help/test.h"

static void
fill(struct buf *b, const char *s)
{
	buf_init(b, 1 << 20);
	buf_str(b, s);
	assert_false(b->over);
}

/* A service of one declaration: what is refused in it, or "". */
static const char *
refused_of(struct arena *a, const char *terms)
{
	struct declaration_service s;
	struct fault f;
	struct buf now;

	fill(&now, "{\"name\":\"Acme\",\"terms\":{\"Terms of Service\":");
	buf_str(&now, terms);
	buf_str(&now, "}}");
	assert_ok(declaration_service_parse("Acme", &now, NULL, a, &s, &f), &f);
	buf_free(&now);
	assert_int_equal(s.n_periods, 1);
	return s.periods[0].d.refused;
}

static void
test_what_is_not_understood_is_refused_by_name(void **state)
{
	static const struct {
		const char *terms, *words;
	} cases[] = {
		{ "[]", "want an object" },
		{ "{}", "no fetch" },
		{ "{\"fetch\":7,\"select\":\"p\"}", "no fetch" },
		{ "{\"fetch\":\"ftp://a/\",\"select\":\"p\"}",
		    "want http or https, have \"ftp://a/\"" },
		{ "{\"fetch\":\"https://\",\"select\":\"p\"}", "without host" },
		{ "{\"fetch\":\"https://me:pw@a/\",\"select\":\"p\"}",
		    "name or password" },
		{ "{\"fetch\":\"https://a/\\tb\",\"select\":\"p\"}",
		    "a control character" },
		{ "{\"fetch\":\"https://a/\",\"select\":7}",
		    "select: want text, a range or a list" },
		{ "{\"fetch\":\"https://a/\",\"remove\":true}",
		    "remove: want text" },
		{ "{\"fetch\":\"https://a/\",\"filter\":[\"tidyUp\"]}",
		    "\"tidyUp\" is a program of the service's own" },
		{ "{\"fetch\":\"https://a/\",\"filter\":[{\"tidy\":[1]}]}",
		    "\"tidy\" is a program of the service's own" },
		{ "{\"fetch\":\"https://a/\",\"filter\":\"tidyUp\"}",
		    "filter: want a list" },
		{ "{\"fetch\":\"https://a/\",\"filters\":[]}",
		    "\"filters\" is not understood" },
		{ "{\"fetch\":\"https://a/\",\"Select\":\"p\"}",
		    "\"Select\" is not understood" },
		{ "{\"combine\":[]}", "combine: want a list" },
		{ "{\"combine\":[{\"select\":\"p\"}]}", "combine 1: no fetch" },
		{ "{\"combine\":[{\"fetch\":\"https://a/\"},"
		  "{\"fetch\":\"https://b/\",\"filter\":[\"mine\"]}]}",
		    "combine 2: filter: \"mine\"" },
		{ "{\"combine\":[{\"fetch\":\"https://a/\",\"combine\":[]}]}",
		    "combine 1: \"combine\" is not understood" },
	};
	struct arena a;
	size_t i;

	(void)state;
	arena_init(&a);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (strstr(refused_of(&a, cases[i].terms), cases[i].words) ==
		    NULL)
			fail_msg("%s: have \"%s\"", cases[i].terms,
			    refused_of(&a, cases[i].terms));
	assert_string_equal(
	    refused_of(&a,
		"{\"fetch\":\"https://a/\",\"select\":\"p\",\"filter\":"
		"[\"removeQueryParams\",{\"removeQueryParams\":[\"utm\"]}]}"),
	    "");
	assert_string_equal(
	    refused_of(&a, "{\"fetch\":\"https://a/x.pdf\"}"), "");
	arena_free(&a);
}

static void
test_a_broken_file_is_refused_whole(void **state)
{
	static const struct {
		const char *now, *history, *words;
	} cases[] = {
		{ "", NULL, "Acme.json: " },
		{ "[]", NULL, "Acme.json: want an object \"terms\"" },
		{ "{\"terms\":[]}", NULL, "want an object \"terms\"" },
		{ "{\"terms\":{\"\":{}}}", NULL, "want a name of 1 to 255" },
		{ "{\"terms\":{\"a\\nb\":{}}}", NULL, "a control character" },
		{ "{\"terms\":{}}", "[]", "Acme.history.json: want an object" },
		{ "{\"terms\":{}}", "{\"T\":{}}",
		    "Acme.history.json: T: want a list" },
	};
	struct declaration_service s;
	struct buf now, history;
	struct arena a;
	struct fault f;
	size_t i;

	(void)state;
	arena_init(&a);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fill(&now, cases[i].now);
		fill(
		    &history, cases[i].history == NULL ? "" : cases[i].history);
		assert_fault(
		    declaration_service_parse("Acme", &now,
			cases[i].history == NULL ? NULL : &history, &a, &s, &f),
		    &f, FAULT_FORMAT, cases[i].words);
		buf_free(&now);
		buf_free(&history);
	}
	arena_free(&a);
}

static void
test_parts_inherit_what_they_do_not_say(void **state)
{
	static const char text[] =
	    "{\"terms\":{\"T\":{\"select\":[\"main\",{\"startBefore\":\"#a\","
	    "\"endAfter\":\"#b\"}],\"remove\":\".x\","
	    "\"executeClientScripts\":true,\"combine\":["
	    "{\"fetch\":\"https://a/1\"},"
	    "{\"fetch\":\"https://a/2\",\"select\":\"p\","
	    "\"executeClientScripts\":false}]}}}";
	struct declaration_service s;
	const struct declaration *d;
	struct declaration again;
	struct buf now, json, twice;
	struct arena a;
	struct fault f;

	(void)state;
	arena_init(&a);
	fill(&now, text);
	buf_init(&json, 4096);
	buf_init(&twice, 4096);
	assert_ok(
	    declaration_service_parse("Acme", &now, NULL, &a, &s, &f), &f);
	d = &s.periods[0].d;
	assert_string_equal(d->refused, "");
	assert_int_equal(d->n_sources, 2);
	assert_string_equal(d->sources[0].select,
	    "[\"main\",{\"endAfter\":\"#b\",\"startBefore\":\"#a\"}]");
	assert_string_equal(d->sources[0].remove, ".x");
	assert_true(d->sources[0].render);
	assert_string_equal(d->sources[1].select, "p");
	assert_string_equal(d->sources[1].remove, ".x");
	assert_false(d->sources[1].render);
	assert_string_equal(declaration_select(&a, d),
	    "{\"parts\":[[\"main\",{\"endAfter\":\"#b\",\"startBefore\":"
	    "\"#a\"}],\"p\"]}");
	assert_string_equal(
	    declaration_remove(&a, d), "{\"parts\":[\".x\",\".x\"]}");

	/* The stored form says the same. */
	declaration_write(d, &json);
	assert_ok(declaration_parse(
		      (const char *)json.data, json.len, &a, &again, &f),
	    &f);
	assert_int_equal(again.n_sources, 2);
	assert_string_equal(again.sources[0].select, d->sources[0].select);
	assert_true(again.sources[0].render);
	declaration_write(&again, &twice);
	assert_int_equal(json.len, twice.len);
	assert_memory_equal(json.data, twice.data, json.len);
	buf_free(&now);
	buf_free(&json);
	buf_free(&twice);
	arena_free(&a);
}

static void
test_periods_follow_each_other_without_a_gap(void **state)
{
	static const char text[] =
	    "{\"terms\":{\"T\":{\"fetch\":\"https://a/3\"},"
	    "\"U\":{\"fetch\":\"https://a/u\"}}}";
	/* Out of order, with a typo that stands in real ones. */
	static const char old[] =
	    "{\"T\":[{\"fetch\":\"https://a/2\",\"ValidUntil\":"
	    "\"2024-02-01T00:00:00Z\"},{\"fetch\":\"https://a/never\","
	    "\"validUntil\":\"2024-02-01T01:00:00+01:00\"},"
	    "{\"fetch\":\"https://a/when\"},"
	    "{\"fetch\":\" https://a/1 1\\n\","
	    "\"validUntil\":\"2023-01-01T00:00:00.000+02:00\"}],"
	    "\"Gone\":[{\"fetch\":\"https://a/g\",\"filter\":[\"x\"],"
	    "\"validUntil\":\"2022-01-01T00:00:00Z\"}]}";
	static const struct {
		const char *document, *url;
		int64_t from, until;
	} want[] = {
		{ "Gone", "https://a/g", INT64_MIN, 1640995200000 },
		{ "T", "https://a/1%201", INT64_MIN, 1672524000000 },
		{ "T", "https://a/2", 1672524000001, 1706745600000 },
		{ "T", "https://a/3", 1706745600001, INT64_MAX },
		{ "U", "https://a/u", INT64_MIN, INT64_MAX },
	};
	struct declaration_service s;
	struct buf now, history;
	struct arena a;
	struct fault f;
	size_t i;

	(void)state;
	arena_init(&a);
	fill(&now, text);
	fill(&history, old);
	assert_ok(
	    declaration_service_parse("Acme", &now, &history, &a, &s, &f), &f);
	assert_string_equal(s.platform, "Acme");
	assert_int_equal(s.n_periods, sizeof(want) / sizeof(want[0]));
	assert_int_equal(s.n_lost, 1);
	assert_string_equal(s.lost[0].document, "T");
	assert_non_null(strstr(
	    s.lost[0].d.refused, "entry 3 of its history: want validUntil"));
	for (i = 0; i < s.n_periods; i++) {
		assert_string_equal(s.periods[i].document, want[i].document);
		assert_string_equal(s.periods[i].d.sources[0].url, want[i].url);
		assert_true(s.periods[i].from_utc_ms == want[i].from);
		assert_true(s.periods[i].until_utc_ms == want[i].until);
	}
	assert_string_equal(s.periods[2].d.refused, "");
	assert_non_null(strstr(s.periods[0].d.refused, "\"x\""));
	buf_free(&now);
	buf_free(&history);
	arena_free(&a);
}

static void
test_several_selectors_of_the_command_line_are_a_list(void **state)
{
	static const char *const two[] = { "main", "#a" };
	static const char *const json[] = {
		"{\"startBefore\":\"a\",\"endAfter\":\"b\"}",
		"[\"c\",{\"startAfter\":\"d\",\"endAfter\":\"e\"}]", "[f]"
	};
	struct declaration_source source = { "https://a/", "", "", "", false };
	struct declaration d = { &source, 1, true, false, true, "" }, again;
	struct arena a;
	struct fault f;
	struct buf b;

	(void)state;
	arena_init(&a);
	buf_init(&b, 4096);
	assert_string_equal(declaration_css(&a, two, 0), "");
	assert_string_equal(declaration_css(&a, two, 1), "main");
	assert_string_equal(declaration_css(&a, two, 2), "[\"main\",\"#a\"]");
	/* Ranges stay ranges, and lists become part of the list. */
	assert_string_equal(declaration_css(&a, json, 1), json[0]);
	assert_string_equal(declaration_css(&a, json, 3),
	    "[{\"endAfter\":\"b\",\"startBefore\":\"a\"},\"c\","
	    "{\"endAfter\":\"e\",\"startAfter\":\"d\"},\"[f]\"]");
	declaration_write(&d, &b);
	buf_add(&b, "", 1);
	assert_string_equal((char *)b.data,
	    "{\"allow_downgrade\":true,\"allow_private\":true,\"sources\":"
	    "[{\"url\":\"https://a/\"}]}");
	assert_ok(
	    declaration_parse((const char *)b.data, b.len - 1, &a, &again, &f),
	    &f);
	assert_true(again.allow_private && again.allow_downgrade);
	assert_false(again.ignore_robots);
	assert_fault(declaration_parse("{}", 2, &a, &again, &f), &f,
	    FAULT_FORMAT, "declaration: json: want");
	assert_fault(
	    declaration_parse("{\"sources\":[{}]}", 16, &a, &again, &f), &f,
	    FAULT_FORMAT, "\"url\"");
	buf_free(&b);
	arena_free(&a);
}

static void
put(const char *folder, const char *name, const char *text)
{
	char path[4096];
	struct fault f;

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	assert_ok(file_create(path, text, strlen(text), 0644, &f), &f);
}

static void
test_a_folder_gives_its_services_in_order(void **state)
{
	char folder[] = "/tmp/declarations.XXXXXX", below[64], path[4096];
	static const char *const files[] = { "B.json", "A.json",
		"A.history.json", "A.filters.js", ".x.json" };
	struct declaration_service s;
	const char **paths;
	struct arena a;
	struct fault f;
	size_t i, n;

	(void)state;
	arena_init(&a);
	assert_non_null(mkdtemp(folder));
	(void)snprintf(below, sizeof(below), "%s/declarations", folder);
	assert_int_equal(mkdir(below, 0755), 0);
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		put(below, files[i],
		    i == 2 ? "{\"T\":[{\"fetch\":\"https://a/0\","
			     "\"validUntil\":\"2020-01-01T00:00:00Z\"}]}"
			   : "{\"terms\":{\"T\":{\"fetch\":\"https://a/\"}}}");
	assert_ok(declaration_folder(folder, &a, &paths, &n, &f), &f);
	assert_int_equal(n, 2);
	assert_ok(declaration_service_read(paths[0], &a, &s, &f), &f);
	assert_string_equal(s.platform, "A");
	assert_int_equal(s.n_periods, 2);
	assert_ok(declaration_service_read(paths[1], &a, &s, &f), &f);
	assert_int_equal(s.n_periods, 1);
	(void)snprintf(path, sizeof(path), "%s/A.history.json", below);
	assert_fault(declaration_service_read(path, &a, &s, &f), &f,
	    FAULT_FORMAT, "want <Service>.json");
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", below, files[i]);
		assert_int_equal(unlink(path), 0);
	}
	assert_int_equal(rmdir(below), 0);
	assert_int_equal(rmdir(folder), 0);
	assert_int_equal(declaration_folder(folder, &a, &paths, &n, &f), -1);
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_what_is_not_understood_is_refused_by_name),
		cmocka_unit_test(test_a_broken_file_is_refused_whole),
		cmocka_unit_test(test_parts_inherit_what_they_do_not_say),
		cmocka_unit_test(test_periods_follow_each_other_without_a_gap),
		cmocka_unit_test(
		    test_several_selectors_of_the_command_line_are_a_list),
		cmocka_unit_test(test_a_folder_gives_its_services_in_order),
	};

	return cmocka_run_group_tests_name("declaration", tests, NULL, NULL);
}
