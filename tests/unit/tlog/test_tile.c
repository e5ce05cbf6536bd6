#include "tlog/tile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "help/test.h"

/*= C2SP tlog-tiles: groups of three digits, all but the last with an x */
static void
test_a_path_is_in_groups_of_three_digits(void **state)
{
	static const struct {
		int level;
		uint64_t index;
		unsigned width;
		const char *path;
	} cases[] = {
		{ 0, 0, 256, "tile/0/000" },
		{ 0, 0, 70, "tile/0/000.p/70" },
		{ 1, 999, 256, "tile/1/999" },
		{ 2, 1000, 1, "tile/2/x001/000.p/1" },
		{ TILE_ENTRIES, 1234067, 256, "tile/entries/x001/x234/067" },
		{ 0, 1000000, 255, "tile/0/x001/x000/000.p/255" },
	};
	struct buf b;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_init(&b, 256);
		tile_path(cases[i].level, cases[i].index, cases[i].width, &b);
		assert_string_equal((char *)b.data, cases[i].path);
		buf_free(&b);
	}
}

struct words {
	size_t n; /* bytes of each entry */
};

static int
entry(void *ctx, uint64_t index, struct buf *out, struct fault *f)
{
	const struct words *w = ctx;
	size_t i;

	(void)f;
	buf_fmt(out, "entry %llu", (unsigned long long)index);
	for (i = out->len; i < w->n; i++)
		buf_str(out, "x");
	return 0;
}

static int
fetch(void *ctx, unsigned level, uint64_t index, struct digest *out,
    struct fault *f)
{
	struct digest left, right;
	struct buf b;
	int rc;

	if (level == 0) {
		buf_init(&b, TILE_ENTRY_MAX);
		rc = entry(ctx, index, &b, f);
		if (rc == 0)
			rc = tree_leaf(b.data, b.len, out, f);
		buf_free(&b);
		return rc;
	}
	if (fetch(ctx, level - 1, 2 * index, &left, f) != 0 ||
	    fetch(ctx, level - 1, 2 * index + 1, &right, f) != 0)
		return -1;
	return tree_node(&left, &right, out, f);
}

static void
remove_tile(const char *dir, const char *name)
{
	char path[256], *slash;

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	assert_int_equal(unlink(path), 0);
	while ((slash = strrchr(path, '/')) != NULL && strcmp(path, dir) != 0) {
		*slash = '\0';
		if (strlen(path) < strlen(dir) || rmdir(path) != 0)
			break;
	}
}

/*= C2SP tlog-tiles: big-endian uint16 length, then the entry */
static void
test_a_log_of_others_is_written_to_the_same_bytes(void **state)
{
	static const char *const names[] = { "tile/0/000.p/70",
		"tile/entries/000.p/70" };
	struct words w = { .n = 0 };
	const struct tile_source s = { { fetch, &w }, entry, &w };
	const char *shared = getenv("SHARED");
	char dir[] = "/tmp/proviso-test-XXXXXX", path[512];
	struct buf ours, theirs;
	struct fault f;
	uint64_t n;
	size_t i;

	(void)state;
	assert_non_null(mkdtemp(dir));
	assert_ok(tile_write(dir, &s, 0, 70, &n, &f), &f);
	assert_int_equal(n, 2);
	for (i = 0; i < 2; i++) {
		buf_init(&ours, 1 << 20);
		buf_init(&theirs, 1 << 20);
		(void)snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		assert_ok(file_read(path, &ours, &f), &f);
		(void)snprintf(path, sizeof(path),
		    "%s/vectors/tlog/own/tiles/%s",
		    shared == NULL ? "../shared" : shared, names[i]);
		if (file_read(path, &theirs, &f) != 0) {
			print_message("skipped: %s is not there\n", path);
		} else {
			assert_int_equal(ours.len, theirs.len);
			assert_memory_equal(ours.data, theirs.data, ours.len);
		}
		buf_free(&ours);
		buf_free(&theirs);
		remove_tile(dir, names[i]);
	}
	(void)rmdir(dir);
}

static void
test_only_what_is_new_is_written(void **state)
{
	struct words w = { .n = 0 };
	const struct tile_source s = { { fetch, &w }, entry, &w };
	char dir[] = "/tmp/proviso-test-XXXXXX";
	struct fault f;
	uint64_t n;

	(void)state;
	assert_non_null(mkdtemp(dir));
	assert_ok(tile_write(dir, &s, 0, 0, &n, &f), &f);
	assert_int_equal(n, 0);
	assert_ok(tile_write(dir, &s, 0, 256, &n, &f), &f);
	assert_int_equal(n, 3); /* two full ones, and one hash above */
	assert_ok(tile_write(dir, &s, 256, 256, &n, &f), &f);
	assert_int_equal(n, 0);
	assert_ok(tile_write(dir, &s, 256, 300, &n, &f), &f);
	assert_int_equal(n, 2);
	assert_fault(tile_write(dir, &s, 300, 299, &n, &f), &f, FAULT_STATE,
	    "that grow");
	remove_tile(dir, "tile/0/000");
	remove_tile(dir, "tile/0/001.p/44");
	remove_tile(dir, "tile/1/000.p/1");
	remove_tile(dir, "tile/entries/000");
	remove_tile(dir, "tile/entries/001.p/44");
	(void)rmdir(dir);
}

static void
test_an_entry_that_is_too_long_leaves_no_tile(void **state)
{
	struct words w = { .n = TILE_ENTRY_MAX + 1 };
	const struct tile_source s = { { fetch, &w }, entry, &w };
	char dir[] = "/tmp/proviso-test-XXXXXX";
	struct fault f;
	uint64_t n;

	(void)state;
	assert_non_null(mkdtemp(dir));
	assert_fault(tile_write(dir, &s, 0, 1, &n, &f), &f, FAULT_LIMIT,
	    "entry of the log");
	assert_int_equal(rmdir(dir), 0);
}

static void
test_a_folder_that_is_not_there_is_a_fault(void **state)
{
	struct words w = { .n = 0 };
	const struct tile_source s = { { fetch, &w }, entry, &w };
	struct fault f;
	uint64_t n;

	(void)state;
	assert_int_equal(tile_write("/nowhere/at/all", &s, 0, 1, &n, &f), -1);
	assert_int_equal(f.kind, FAULT_IO);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_path_is_in_groups_of_three_digits),
		cmocka_unit_test(
		    test_a_log_of_others_is_written_to_the_same_bytes),
		cmocka_unit_test(test_only_what_is_new_is_written),
		cmocka_unit_test(test_an_entry_that_is_too_long_leaves_no_tile),
		cmocka_unit_test(test_a_folder_that_is_not_there_is_a_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
