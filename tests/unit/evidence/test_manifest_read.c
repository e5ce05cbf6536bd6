#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/manifest.h"
#include "evidence_sample.h"
#include "help/test.h"

struct read {
	struct arena a;
	struct manifest m;
	struct manifest_part *parts;
	size_t n_parts;
};

static int
read_bytes(struct read *r, const void *p, size_t n, struct fault *f)
{
	arena_init(&r->a);
	return manifest_read(p, n, &r->a, &r->m, &r->parts, &r->n_parts, f);
}

/* The manifest of the sample with one place altered: yours to free. */
static char *
altered(const struct evidence_sample *s, const char *from, const char *to)
{
	const char *all = (const char *)s->json.data, *at = strstr(all, from);
	struct buf b;

	if (at == NULL)
		fail_msg("no %s in the sample", from);
	buf_init(&b, 1 << 20);
	buf_add(&b, all, (size_t)(at - all));
	buf_str(&b, to);
	buf_str(&b, at + strlen(from));
	return buf_take(&b);
}

static void
test_hostile_members_are_refused_by_name(void **state)
{
	static const struct {
		const char *from, *to, *words;
	} cases[] = {
		{ "proviso-evidence/1", "proviso-evidence/2", "want proviso" },
		{ "\"schema\":", "\"scheme\":", "\"schema\"" },
		{ "\"as_of\":\"2025", "\"as_of\":\"25", "as_of" },
		{ "\"as_of\":\"2025-08-29T23:59:59.999Z\"",
		    "\"as_of\":\"2025-08-30T01:59:59.999+02:00\"",
		    "canonical" },
		{ "{\"as_of\"", "{ \"as_of\"", "canonical" },
		{ "{\"as_of\"", "{\"a\":1,\"as_of\"", "canonical" },
		{ "{\"as_of\"", "{\"as_of\":\"\",\"as_of\"", "duplicate" },
		{ "]}\n", "]}", "canonical" },
		{ "]}\n", "]}\n\n", "canonical" },
		{ "]}\n", "]}x", "json" },
		{ "\"parts\":[", "\"parts\":[1,", "part 0" },
		{ "\"parts\":[", "\"parts\":[{},", "part 0" },
		{ "\"quotes\":[", "\"quotes\":{},\"q\":[", "array" },
		{ "\"number\":2,", "\"number\":0,", "number" },
		{ "\"number\":2,", "\"number\":7,", "Q7 stands twice" },
		{ "\"number\":2,", "\"number\":2.0,", "integer" },
		{ "\"number\":2,", "\"number\":-2,", "number" },
		{ "\"number\":2,", "\"number\":4294967298,", "number" },
		{ "\"number\":2,", "\"number\":99999999999999999999,", "json" },
		{ "\"number\":7,", "\"number\":12,", "out of order" },
		{ "\"start\":7,", "\"start\":99999999,", "start before" },
		{ "\"end\":33,", "\"end\":0,", "start before" },
		{ "\"end\":33,", "\"end\":\"26\",", "integer" },
		{ "\"end\":33,", "\"end\":9000000000,", "end" },
		{ "\"media\":\"html\"", "\"media\":\"xml\"", "media" },
		{ "\"relation\":\"Source\"", "\"relation\":\"source\"",
		    "relation" },
		{ "\"size\":10}", "\"size\":-10}", "size" },
		{ "\"status\":200", "\"status\":1000", "status" },
		{ "\"version\":3", "\"version\":null", "version" },
		{ "\"sha256\":\"", "\"sha256\":\"0", "sha256" },
		{ "\"capture_sha256\":\"", "\"capture_sha256\":\"zz", "hex" },
		{ "\"name\":\"captures/privacy_v3.html\"",
		    "\"name\":\"../privacy_v3.html\"", "no name for a part" },
		{ "\"name\":\"captures/privacy_v3.html\"",
		    "\"name\":\"evidence.json\"", "list itself" },
		{ "\"name\":\"captures/privacy_v3.html\"",
		    "\"name\":\"captures/terms_v3.md\"", "stands twice" },
		{ "\"name\":\"captures/privacy_v3.html\"", "\"name\":\"zz\"",
		    "out of order" },
		{ "\"name\":\"verify.sh.txt\"", "\"name\":\"a\\u0000b\"",
		    "json" },
		{ "\"capture\":\"captures/privacy_v3.html\"",
		    "\"capture\":\"verify.sh.txt\"", "another digest" },
		{ "\"record\":null", "\"record\":1e400", "json" },
		{ "\"record\":null,", "", "record" },
		{ "\"record\":{", "\"record\":{\"z\":{},", "canonical" },
	};
	struct evidence_sample s;
	struct fault f;
	struct read r;
	char *text;
	size_t i;

	(void)state;
	sample_make(&s);
	sample_close(&s);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		text = altered(&s, cases[i].from, cases[i].to);
		if (read_bytes(&r, text, strlen(text), &f) == 0)
			fail_msg("%s became %s and was read", cases[i].from,
			    cases[i].to);
		if (strstr(f.text, cases[i].words) == NULL)
			fail_msg("%s: no \"%s\" in: %s", cases[i].to,
			    cases[i].words, f.text);
		arena_free(&r.a);
		free(text);
	}
	sample_free(&s);
}

static void
test_what_is_no_json_or_too_large_is_refused(void **state)
{
	static const char *const bad[] = { "", "null", "[]", "{}", "\"\"", "{",
		"\xff", "{\"schema\":\"proviso-evidence/1\"}" };
	char *deep = mem_new(1, 200001);
	char *large = mem_new(1, ((size_t)16 << 20) + 1);
	struct fault f;
	struct read r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_fault(read_bytes(&r, bad[i], strlen(bad[i]), &f), &f,
		    FAULT_FORMAT, "evidence.json");
		arena_free(&r.a);
	}
	memset(deep, '[', 200000);
	assert_fault(
	    read_bytes(&r, deep, 200000, &f), &f, FAULT_LIMIT, "nested");
	arena_free(&r.a);
	assert_fault(read_bytes(&r, large, ((size_t)16 << 20) + 1, &f), &f,
	    FAULT_LIMIT, "at most");
	arena_free(&r.a);
	free(deep);
	free(large);
}

/* A page can hold some documents; a thousand texts of one is an attack. */
static void
test_one_capture_cannot_be_asked_for_without_end(void **state)
{
	enum { N = 17 };
	static char names[N][32];
	struct evidence_sample s;
	struct manifest_text texts[N];
	struct part parts[N + 1];
	struct fault f;
	size_t i;

	(void)state;
	sample_make(&s);
	for (i = 0; i < N; i++) {
		(void)snprintf(names[i], sizeof(names[i]), "texts/%zu", i);
		parts[i] = s.parts[0];
		parts[i].name = names[i];
		texts[i] = s.texts[0];
		texts[i].text_part = names[i];
	}
	parts[N] = s.parts[1];
	s.m.texts = texts;
	s.m.n_texts = N;
	s.m.n_quotes = 0;
	assert_fault(manifest_write(&s.m, parts, N + 1, &s.json, &f), &f,
	    FAULT_LIMIT, "at most 16 texts");
	s.m.texts++;
	s.m.n_texts--;
	assert_ok(manifest_write(&s.m, parts, N + 1, &s.json, &f), &f);
	sample_free(&s);
}

static void
test_what_was_written_is_read_and_gives_the_same_bytes(void **state)
{
	struct evidence_sample s;
	struct fault f;
	struct read r;

	(void)state;
	sample_make(&s);
	sample_close(&s);
	assert_ok(read_bytes(&r, s.json.data, s.json.len, &f), &f);
	assert_int_equal(r.n_parts, SAMPLE_PARTS);
	assert_int_equal(r.m.n_texts, SAMPLE_TEXTS);
	assert_int_equal(r.m.n_quotes, SAMPLE_QUOTES);
	assert_string_equal(r.m.report_id, s.m.report_id);
	assert_string_equal(r.m.platform, s.m.platform);
	assert_string_equal(r.m.release, s.m.release);
	assert_int_equal(r.m.as_of_utc_ms, s.m.as_of_utc_ms);
	assert_int_equal(r.m.rendered_utc_ms, s.m.rendered_utc_ms);
	assert_string_equal(r.parts[0].name, "captures/privacy_v3.html");
	assert_int_equal(r.parts[0].len, strlen(sample_html));
	assert_int_equal(r.parts[0].relation, PART_SOURCE);
	assert_string_equal(r.m.texts[0].text_part, "texts/privacy_v3.txt");
	assert_string_equal(r.m.texts[0].select, "main");
	assert_string_equal(r.m.texts[0].record, s.texts[0].record);
	assert_string_equal(r.m.texts[1].record, "");
	assert_int_equal(r.m.texts[0].last_seen_utc_ms, 1756512000123);
	assert_int_equal(r.m.texts[0].status, 200);
	assert_int_equal(r.m.texts[1].media, MEDIA_MARKDOWN);
	assert_int_equal(r.m.quotes[0].number, 2);
	assert_int_equal(r.m.quotes[2].number, 11);
	assert_string_equal(r.m.quotes[2].role, "comparison");
	arena_free(&r.a);
	sample_free(&s);
}

/* Every byte altered is either refused or read as something else. */
static void
test_no_byte_is_without_meaning(void **state)
{
	struct evidence_sample s;
	struct fault f;
	struct read r;
	char *text;
	size_t i, refused = 0;

	(void)state;
	sample_make(&s);
	sample_close(&s);
	text = mem_strndup((const char *)s.json.data, s.json.len);
	for (i = 0; i < s.json.len; i++) {
		text[i] ^= 1;
		if (read_bytes(&r, text, s.json.len, &f) != 0)
			refused++;
		arena_free(&r.a);
		text[i] ^= 1;
	}
	/* Names of members and digests of parts alone are most of it. */
	assert_true(refused > s.json.len / 2);
	free(text);
	sample_free(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hostile_members_are_refused_by_name),
		cmocka_unit_test(test_what_is_no_json_or_too_large_is_refused),
		cmocka_unit_test(
		    test_one_capture_cannot_be_asked_for_without_end),
		cmocka_unit_test(
		    test_what_was_written_is_read_and_gives_the_same_bytes),
		cmocka_unit_test(test_no_byte_is_without_meaning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
