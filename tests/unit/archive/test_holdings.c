#include <stdio.h>

#include "archive/check.h"
#include "help/archive.h"

/*
 * Holdings go on from the newest row where that is enough: they must be what
 * they would be if made anew, which is what archive_check makes.
 */

static uint32_t
draw(uint64_t *seed, uint32_t below)
{
	*seed = *seed * 6364136223846793005 + 1442695040888963407;
	return (uint32_t)(*seed >> 33) % below;
}

static void
problem(void *ctx, const char *words)
{
	(void)ctx;
	(void)fprintf(stderr, "%s\n", words);
}

static void
assert_whole(struct archive *a)
{
	struct archive_counts counts;
	struct fault f;

	assert_ok(archive_check(a, false, problem, NULL, &counts, &f), &f);
	assert_int_equal(counts.problems, 0);
}

static int64_t
look(struct archive *a, int64_t doc, int64_t time, int version)
{
	static int64_t n;
	char key[32];
	struct capture c = { .platform = "",
		.document = "",
		.key = key,
		.time_utc_ms = time,
		.method = "capture",
		.url = "https://acme.example/privacy",
		.record = "{}",
		.media_type = "",
		.select = "",
		.remove = "" };
	struct fault f;
	int64_t event;

	(void)snprintf(key, sizeof(key), "n%lld", (long long)n++);
	assert_ok(archive_put_event(a, doc, &c, "", &event, NULL, &f), &f);
	box_ruling(a, event, version == 0 ? RULING_GAP : RULING_SAME, version,
	    version == 0 ? "gone" : "");
	return event;
}

static void
walk(uint64_t seed, uint32_t late, uint32_t again)
{
	struct box *b = box_new();
	struct archive *a = box_create(b);
	int64_t doc, other, events[1000], time = 10 * BOX_DAY;
	struct fault f;
	size_t n = 0, i;
	int step;

	assert_ok(archive_begin(a, &f), &f);
	doc = box_document(a, "Acme", "Privacy");
	other = box_document(a, "Acme", "Terms");
	(void)box_version(a, doc, time, BOX_TEXT_1);
	(void)box_version(
	    a, other, time, "# Terms\np10 You may close your account.\n");
	assert_int_equal(box_version(a, doc, ++time, BOX_TEXT_2), 2);
	assert_ok(archive_holdings_rebuild(a, doc, &f), &f);
	assert_ok(archive_holdings_rebuild(a, other, &f), &f);
	assert_ok(archive_commit(a, &f), &f);
	for (step = 0; step < 120; step++) {
		assert_ok(archive_begin(a, &f), &f);
		for (i = draw(&seed, 4); i > 0 && n < 1000; i--) {
			/* Of one moment now and then, or of the past. */
			time += draw(&seed, 3);
			events[n++] = look(a, doc,
			    time - (draw(&seed, 100) < late ? 20 : 0),
			    (int)draw(&seed, 3));
		}
		if (n > 0 && draw(&seed, 100) < again)
			box_ruling(a, events[draw(&seed, (uint32_t)n)],
			    RULING_RETURN, 1 + (int)draw(&seed, 2), "again");
		(void)look(a, other, time, 1);
		assert_ok(archive_holdings_rebuild(a, doc, &f), &f);
		assert_ok(archive_holdings_rebuild(a, other, &f), &f);
		assert_ok(archive_commit(a, &f), &f);
		if (step % 4 == 0)
			assert_whole(a);
	}
	assert_whole(a);
	archive_close(a);
	box_free(b);
}

static void
test_looks_in_order_lengthen_them(void **state)
{
	(void)state;
	walk(1, 0, 0);
}

static void
test_late_looks_and_new_rulings_make_them_anew(void **state)
{
	(void)state;
	walk(2, 20, 20);
	walk(3, 60, 5);
	walk(4, 5, 60);
}

/* What was taken back leaves no mark on what comes after it. */
static void
test_a_transaction_that_is_taken_back_is_forgotten(void **state)
{
	struct box *b = box_new();
	struct archive *a = box_create(b);
	struct fault f;
	int64_t doc, e;

	(void)state;
	assert_ok(archive_begin(a, &f), &f);
	doc = box_document(a, "Acme", "Privacy");
	(void)box_version(a, doc, 1, BOX_TEXT_1);
	(void)box_version(a, doc, 2, BOX_TEXT_2);
	e = look(a, doc, 3, 2);
	assert_ok(archive_holdings_rebuild(a, doc, &f), &f);
	assert_ok(archive_commit(a, &f), &f);

	assert_ok(archive_begin(a, &f), &f);
	(void)look(a, doc, 4, 1);
	assert_ok(archive_holdings_rebuild(a, doc, &f), &f);
	archive_rollback(a);

	assert_ok(archive_begin(a, &f), &f);
	box_ruling(a, e, RULING_RETURN, 1, "again");
	assert_ok(archive_holdings_rebuild(a, doc, &f), &f);
	assert_ok(archive_commit(a, &f), &f);
	assert_whole(a);
	archive_close(a);
	box_free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_looks_in_order_lengthen_them),
		cmocka_unit_test(
		    test_late_looks_and_new_rulings_make_them_anew),
		cmocka_unit_test(
		    test_a_transaction_that_is_taken_back_is_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
