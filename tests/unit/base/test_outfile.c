#include "base/outfile.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "help/test.h"

static int
make(void **state)
{
	char *dir = malloc(64);

	(void)snprintf(dir, 64, "/tmp/test_outfileXXXXXX");
	assert_non_null(mkdtemp(dir));
	*state = dir;
	return 0;
}

static int
drop(void **state)
{
	char cmd[100];

	(void)snprintf(cmd, sizeof(cmd), "rm -rf %s", (char *)*state);
	assert_int_equal(system(cmd), 0);
	free(*state);
	return 0;
}

/* Names in the folder but "." and "..". */
static size_t
count(const char *dir)
{
	DIR *d = opendir(dir);
	size_t n = 0;

	assert_non_null(d);
	while (readdir(d) != NULL)
		n++;
	(void)closedir(d);
	return n - 2;
}

static void
test_nothing_is_there_until_it_is_published(void **state)
{
	char path[100];
	struct outfile *o;
	struct fault f = { 0 };

	(void)snprintf(path, sizeof(path), "%s/a", (char *)*state);
	assert_ok(outfile_new(path, 0666, &o, &f), &f);
	assert_ok(outfile_add(o, "abc", 3, &f), &f);
	assert_false(file_exists(path));
	outfile_free(o);
	assert_int_equal(count(*state), 0);
	outfile_free(NULL);
}

static void
test_pieces_of_all_sizes_and_patches_make_one_file(void **state)
{
	static unsigned char big[300000], want[900003];
	struct outfile *o;
	struct fault f = { 0 };
	struct stat st;
	struct buf b;
	char path[100];

	(void)snprintf(path, sizeof(path), "%s/a", (char *)*state);
	memset(big, 'x', sizeof(big));
	memset(want, 'x', sizeof(want));
	memcpy(want, "abc", 3);
	memcpy(want + 299999, "PATCH", 5);
	assert_ok(outfile_new(path, 0644, &o, &f), &f);
	assert_ok(outfile_add(o, "a-c", 3, &f), &f);
	assert_ok(outfile_add(o, big, sizeof(big), &f), &f);
	assert_ok(outfile_add(o, big, 100, &f), &f);
	assert_ok(outfile_add(o, big, sizeof(big) - 100, &f), &f);
	assert_ok(outfile_patch(o, 299999, "PATCH", 5, &f), &f);
	assert_ok(outfile_patch(o, 1, "b", 1, &f), &f);
	assert_ok(outfile_add(o, big, sizeof(big), &f), &f);
	assert_true(outfile_len(o) == sizeof(want));
	assert_fault(outfile_patch(o, sizeof(want) - 1, "ab", 2, &f), &f,
	    FAULT_STATE, "are not in its 900003");
	assert_ok(outfile_publish(o, &f), &f);
	outfile_free(o);
	buf_init(&b, 1 << 20);
	assert_ok(file_read(path, &b, &f), &f);
	assert_int_equal(b.len, sizeof(want));
	assert_memory_equal(b.data, want, sizeof(want));
	buf_free(&b);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07133, 0);
	assert_int_equal(count(*state), 1);
}

static void
test_a_folder_that_is_not_there_is_named(void **state)
{
	struct outfile *o = NULL;
	struct fault f = { 0 };

	(void)state;
	assert_fault(outfile_new("/no/such/folder/a", 0666, &o, &f), &f,
	    FAULT_IO, "/no/such/folder/a");
	assert_null(o);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    test_nothing_is_there_until_it_is_published, make, drop),
		cmocka_unit_test_setup_teardown(
		    test_pieces_of_all_sizes_and_patches_make_one_file, make,
		    drop),
		cmocka_unit_test(test_a_folder_that_is_not_there_is_named),
	};

	return cmocka_run_group_tests_name("outfile", tests, NULL, NULL);
}
