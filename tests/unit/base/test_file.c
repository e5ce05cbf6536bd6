/* wrap: fsync rename */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "help/test.h"

/* A folder of its own, and calls of the system that can be made to fail. */
struct place {
	char dir[64], path[96];
};

static int fsync_left, rename_fails;

int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);

int
__wrap_fsync(int fd)
{
	if (fsync_left-- != 0)
		return __real_fsync(fd);
	errno = EIO;
	return -1;
}

int
__wrap_rename(const char *from, const char *to)
{
	if (!rename_fails)
		return __real_rename(from, to);
	errno = EXDEV;
	return -1;
}

static int
setup(void **state)
{
	struct place *p = calloc(1, sizeof(*p));

	fsync_left = -1;
	rename_fails = 0;
	(void)umask(022);
	(void)strcpy(p->dir, "/tmp/proviso-test-XXXXXX");
	if (mkdtemp(p->dir) == NULL)
		return -1;
	(void)snprintf(p->path, sizeof(p->path), "%s/x", p->dir);
	*state = p;
	return 0;
}

static int
teardown(void **state)
{
	struct place *p = *state;

	(void)unlink(p->path);
	if (rmdir(p->dir) != 0) /* a temporary was left behind */
		return -1;
	free(p);
	return 0;
}

static void
holds(const struct place *p, const char *want, mode_t mode)
{
	struct stat st;
	struct fault f;
	struct buf b;

	buf_init(&b, 100);
	assert_ok(file_read(p->path, &b, &f), &f);
	assert_int_equal(b.len, strlen(want));
	assert_memory_equal(b.data, want, b.len);
	assert_int_equal(stat(p->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, mode);
	buf_free(&b);
}

static void
test_what_fails_leaves_the_file_as_it_was(void **state)
{
	const struct place *p = *state;
	struct fault f;

	assert_ok(file_publish(p->path, "old", 3, 0644, &f), &f);
	fsync_left = 0;
	assert_fault(
	    file_publish(p->path, "new", 3, 0644, &f), &f, FAULT_IO, p->dir);
	holds(p, "old", 0644);
	fsync_left = -1;
	rename_fails = 1;
	assert_fault(
	    file_publish(p->path, "new", 3, 0644, &f), &f, FAULT_IO, p->path);
	holds(p, "old", 0644);
	rename_fails = 0;
	assert_fault(file_publish("/nonexistent/x", "new", 3, 0644, &f), &f,
	    FAULT_IO, "/nonexistent");
}

static void
test_published_files_have_their_mode_and_replace(void **state)
{
	const struct place *p = *state;
	struct fault f;

	assert_false(file_exists(p->path));
	assert_ok(file_publish(p->path, "old", 3, 0600, &f), &f);
	holds(p, "old", 0600);
	assert_ok(file_publish(p->path, "", 0, 0600, &f), &f);
	holds(p, "", 0600);
	assert_ok(file_publish(p->path, "newer", 5, 0600, &f), &f);
	holds(p, "newer", 0600);
	assert_true(file_exists(p->path));
}

static void
test_what_exists_is_not_created_again(void **state)
{
	const struct place *p = *state;
	struct fault f;

	assert_ok(file_create(p->path, "key", 3, 0600, &f), &f);
	assert_fault(
	    file_create(p->path, "other", 5, 0600, &f), &f, FAULT_IO, p->path);
	holds(p, "key", 0600);
	assert_int_equal(unlink(p->path), 0);
	/* Nor is a link followed to where it leads. */
	assert_int_equal(symlink("/tmp/proviso-test-nowhere", p->path), 0);
	assert_fault(
	    file_create(p->path, "key", 3, 0600, &f), &f, FAULT_IO, p->path);
	assert_int_equal(access("/tmp/proviso-test-nowhere", F_OK), -1);
}

static void
test_folders_absent_files_and_large_ones_are_faults(void **state)
{
	const struct place *p = *state;
	struct fault f;
	struct buf b;

	buf_init(&b, 4);
	assert_fault(file_read(p->path, &b, &f), &f, FAULT_ABSENT, p->path);
	assert_int_equal(file_read(p->dir, &b, &f), -1);
	assert_ok(file_publish(p->path, "12345", 5, 0644, &f), &f);
	assert_fault(
	    file_read(p->path, &b, &f), &f, FAULT_LIMIT, "more than 4 bytes");
	buf_free(&b);
}

static void
test_a_secret_that_others_may_read_is_refused(void **state)
{
	const struct place *p = *state;
	struct fault f;
	struct buf b;

	buf_init(&b, 100);
	assert_ok(file_publish(p->path, "key", 3, 0600, &f), &f);
	assert_ok(file_read_secret(p->path, &b, &f), &f);
	assert_int_equal(b.len, 3);
	buf_free(&b);
	buf_init(&b, 100);
	assert_int_equal(chmod(p->path, 0640), 0);
	assert_int_equal(file_read_secret(p->path, &b, &f), -1);
	assert_int_equal(chmod(p->path, 0604), 0);
	assert_int_equal(file_read_secret(p->path, &b, &f), -1);
	assert_int_equal(unlink(p->path), 0);
	assert_int_equal(symlink("/etc/hostname", p->path), 0);
	assert_int_equal(file_read_secret(p->path, &b, &f), -1);
	assert_int_equal(b.len, 0);
	buf_free(&b);
}

static void
test_a_folder_is_made_once(void **state)
{
	const struct place *p = *state;
	struct fault f;

	assert_ok(file_mkdir(p->path, &f), &f);
	assert_ok(file_mkdir(p->path, &f), &f);
	assert_int_equal(rmdir(p->path), 0);
	assert_int_equal(file_mkdir("/nonexistent/a", &f), -1);
}

#define PLACED(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		PLACED(test_what_fails_leaves_the_file_as_it_was),
		PLACED(test_published_files_have_their_mode_and_replace),
		PLACED(test_what_exists_is_not_created_again),
		PLACED(test_folders_absent_files_and_large_ones_are_faults),
		PLACED(test_a_secret_that_others_may_read_is_refused),
		PLACED(test_a_folder_is_made_once),
	};

	return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
