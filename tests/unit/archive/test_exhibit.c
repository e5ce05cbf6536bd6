#include <string.h>

#include "archive/check.h"
#include "archive/read.h"
#include "archive/store.h"
#include "help/archive.h"
#include "help/test.h"
#include "model/history.h"

/* What else a look brought, beside the bytes of its capture. */

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
tear_down(void **state)
{
	struct fixture *x = *state;

	archive_close(x->a);
	box_free(x->box);
	free(x);
	return 0;
}

static void
assert_refused(struct fixture *x, const char *record,
    const struct exhibit *exhibits, size_t n, enum fault_kind kind,
    const char *words)
{
	const struct capture c = { .platform = "",
		.document = "",
		.key = "k",
		.method = "capture",
		.url = "https://acme.example/",
		.record = record,
		.media_type = "text/html",
		.select = "",
		.remove = "",
		.exhibits = exhibits,
		.n_exhibits = n };
	struct fault f;
	int64_t doc, event;

	assert_ok(archive_begin(x->a, &f), &f);
	doc = box_document(x->a, "Acme", "Terms");
	assert_fault(archive_put_event(x->a, doc, &c, "", &event, NULL, &f), &f,
	    kind, words);
	archive_rollback(x->a);
}

static void
test_roles_are_there_once_and_the_record_is_ours_to_fill(void **state)
{
	const struct exhibit twice[] = {
		{ "body", "", "", (const unsigned char *)"a", 1 },
		{ "body", "", "", (const unsigned char *)"b", 1 },
	};
	const struct exhibit nameless = { "", "", "",
		(const unsigned char *)"a", 1 };
	struct exhibit many[257];
	size_t i;

	assert_refused(*state, "", twice, 2, FAULT_STATE, "a second \"body\"");
	assert_refused(*state, "", &nameless, 1, FAULT_STATE, "no role");
	assert_refused(*state, "{\"exhibits\":[]}", twice, 1, FAULT_STATE,
	    "an object without");
	assert_refused(*state, "[]", twice, 1, FAULT_STATE, "an object");
	assert_refused(*state, "{", twice, 1, FAULT_FORMAT, "json");
	for (i = 0; i < 257; i++)
		many[i] = twice[0];
	assert_refused(*state, "", many, 257, FAULT_LIMIT, "at most 256");
}

static void
test_what_a_look_brought_comes_back_by_its_role(void **state)
{
	struct fixture *x = *state;
	unsigned char *bytes;
	struct history h;
	struct fault f;
	size_t n;

	box_fill(x->a);
	assert_ok(
	    archive_looks(x->a, "Bolt·E", "Privacy Policy", INT64_MAX, &h, &f),
	    &f);
	assert_string_equal(h.looks[1].record,
	    "{\"commit\":\"c0ffee\",\"exhibits\":["
	    "{\"media_type\":\"image/png\",\"role\":\"screenshot\",\"sha256\":"
	    "\"8ef8d4fe3a6e7eda37f5dacc886213fd20a9dd78ebcdc28d16607836e4ba95f"
	    "a\",\"size\":6},"
	    "{\"maker\":\"maker 1.0\",\"media_type\":\"application/json\","
	    "\"role\":\"requests\",\"sha256\":"
	    "\"4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b9"
	    "45\",\"size\":2}]}");
	assert_ok(
	    archive_exhibit(x->a, h.looks[1].id, "screenshot", &bytes, &n, &f),
	    &f);
	assert_int_equal(n, 6);
	assert_memory_equal(bytes, "\x89PNG\0\n", 6);
	free(bytes);
	assert_ok(
	    archive_exhibit(x->a, h.looks[1].id, "nothing", &bytes, &n, &f),
	    &f);
	assert_null(bytes);
	assert_ok(
	    archive_exhibit(x->a, h.looks[0].id, "screenshot", &bytes, &n, &f),
	    &f);
	assert_null(bytes);
	history_free(&h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    test_roles_are_there_once_and_the_record_is_ours_to_fill,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    test_what_a_look_brought_comes_back_by_its_role, set_up,
		    tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
