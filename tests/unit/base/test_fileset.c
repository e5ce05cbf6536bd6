#include "base/fileset.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "help/test.h"

#include "base/file.h"

struct folder {
	char dir[64], a[96], b[96], c[96];
};

static int
make(void **state)
{
	static struct folder x;

	(void)snprintf(x.dir, sizeof(x.dir), "/tmp/proviso-test-XXXXXX");
	*state = &x;
	if (mkdtemp(x.dir) == NULL)
		return -1;
	(void)snprintf(x.a, sizeof(x.a), "%s/a", x.dir);
	(void)snprintf(x.b, sizeof(x.b), "%s/b", x.dir);
	(void)snprintf(x.c, sizeof(x.c), "%s/c", x.dir);
	return 0;
}

static int
drop(void **state)
{
	struct folder *x = *state;

	(void)unlink(x->a);
	(void)unlink(x->b);
	(void)rmdir(x->c);
	(void)unlink(x->c);
	/* Nothing else was left in it. */
	return rmdir(x->dir);
}

static void
holds(const char *path, const char *want)
{
	struct fault f;
	struct buf b;

	buf_init(&b, 1024);
	assert_ok(file_read(path, &b, &f), &f);
	assert_int_equal(b.len, strlen(want));
	assert_memory_equal(b.data, want, b.len);
	buf_free(&b);
}

static void
add(struct fileset *s, const char *path, const char *text)
{
	struct fault f;

	assert_ok(fileset_add(s, path, text, strlen(text), 0644, &f), &f);
}

static void
test_a_folder_in_the_way_stops_all_before_any_appears(void **state)
{
	struct folder *x = *state;
	struct fileset *s = fileset_new();
	struct fault f;

	assert_int_equal(mkdir(x->c, 0755), 0);
	add(s, x->a, "one");
	assert_fault(fileset_add(s, x->c, "x", 1, 0644, &f), &f, FAULT_IO,
	    "Is a directory");
	fileset_free(s);
	assert_false(file_exists(x->a));
	s = fileset_new();
	add(s, x->a, "one");
	assert_fault(fileset_add(s, "/nonexistent/x", "x", 1, 0644, &f), &f,
	    FAULT_IO, "/nonexistent/x");
	fileset_free(s);
	assert_false(file_exists(x->a));
}

/* The last of three cannot be placed: the others are as they were. */
static void
test_what_stood_before_is_there_again_when_one_fails(void **state)
{
	struct folder *x = *state;
	struct fileset *s = fileset_new();
	struct fault f;

	assert_ok(file_publish(x->a, "old", 3, 0644, &f), &f);
	add(s, x->a, "new");
	add(s, x->b, "new");
	add(s, x->c, "new");
	assert_int_equal(mkdir(x->c, 0755), 0);
	assert_fault(fileset_place(s, &f), &f, FAULT_IO, x->c);
	fileset_free(s);
	holds(x->a, "old");
	assert_false(file_exists(x->b));
}

static void
test_placed_and_not_kept_is_taken_back(void **state)
{
	struct folder *x = *state;
	struct fileset *s = fileset_new();
	struct fault f;

	assert_ok(file_publish(x->a, "old", 3, 0644, &f), &f);
	add(s, x->a, "new");
	add(s, x->b, "new");
	assert_ok(fileset_place(s, &f), &f);
	holds(x->a, "new");
	fileset_free(s);
	holds(x->a, "old");
	assert_false(file_exists(x->b));
}

static void
test_all_appear_and_stay(void **state)
{
	struct folder *x = *state;
	struct fileset *s = fileset_new();
	struct fault f;

	assert_ok(file_publish(x->a, "old", 3, 0644, &f), &f);
	add(s, x->a, "new a");
	add(s, x->b, "new b");
	holds(x->a, "old");
	assert_ok(fileset_place(s, &f), &f);
	fileset_keep(s);
	fileset_free(s);
	holds(x->a, "new a");
	holds(x->b, "new b");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    test_a_folder_in_the_way_stops_all_before_any_appears, make,
		    drop),
		cmocka_unit_test_setup_teardown(
		    test_what_stood_before_is_there_again_when_one_fails, make,
		    drop),
		cmocka_unit_test_setup_teardown(
		    test_placed_and_not_kept_is_taken_back, make, drop),
		cmocka_unit_test_setup_teardown(
		    test_all_appear_and_stay, make, drop),
	};

	return cmocka_run_group_tests_name("fileset", tests, NULL, NULL);
}
