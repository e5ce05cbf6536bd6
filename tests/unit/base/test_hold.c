#include "base/hold.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/fileset.h"
#include "base/outfile.h"
#include "help/test.h"

struct folder {
	char dir[64], out[128];
};

static int
make(void **state)
{
	struct folder *p = calloc(1, sizeof(*p));

	assert_non_null(p);
	(void)snprintf(p->dir, sizeof(p->dir), "/tmp/test_holdXXXXXX");
	assert_non_null(mkdtemp(p->dir));
	(void)snprintf(p->out, sizeof(p->out), "%s/out", p->dir);
	*state = p;
	return 0;
}

static int
drop(void **state)
{
	struct folder *p = *state;
	char cmd[100];

	(void)snprintf(cmd, sizeof(cmd), "rm -rf %s", p->dir);
	assert_int_equal(system(cmd), 0);
	free(p);
	return 0;
}

/* Shell words in the folder; how it ended. */
static int
run(const struct folder *p, const char *words)
{
	char cmd[400];

	(void)snprintf(cmd, sizeof(cmd), "cd %s && %s", p->dir, words);
	return system(cmd);
}

#define OLD "touch -d '2 minutes ago' "
#define LEFT "ls -A | grep -c '^.proviso-'"

static int
count(const struct folder *p)
{
	char path[128], words[16] = "";
	FILE *in;

	(void)run(p, LEFT " >n.txt");
	(void)snprintf(path, sizeof(path), "%s/n.txt", p->dir);
	assert_non_null(in = fopen(path, "r"));
	assert_non_null(fgets(words, sizeof(words), in));
	(void)fclose(in);
	return atoi(words);
}

static void
test_only_old_files_by_our_names_are_swept(void **state)
{
	const struct folder *p = *state;

	assert_int_equal(run(p,
			     OLD ".proviso-abcdef .proviso-abcdef-wal "
				 ".proviso-aB3dez-journal"),
	    0);
	hold_sweep(p->out);
	assert_int_equal(count(p), 0);

	assert_int_equal(
	    run(p,
		"mkdir .proviso-folder && ln -s x .proviso-slinkd "
		"&& touch -h -d '2 minutes ago' .proviso-slinkd && "
		">.proviso-young1 && " OLD
		".proviso-abcde .proviso-abcdefg .proviso-a.cdef "
		".proviso-abcdef-x x.proviso-abcdef "
		"proviso-abcdef .proviso-abcdef.txt"),
	    0);
	hold_sweep(p->out);
	assert_int_equal(count(p), 8);
	assert_int_equal(run(p, "test -e x.proviso-abcdef"), 0);
	hold_sweep("/nonexistent/out");
}

/* A process that writes and goes on until it is killed. */
static pid_t
writer(const struct folder *p, void (*begin)(const struct folder *p))
{
	int pair[2];
	char c;
	pid_t pid;

	assert_int_equal(pipe(pair), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		begin(p);
		(void)!write(pair[1], "x", 1);
		for (;;)
			(void)pause();
	}
	assert_int_equal(read(pair[0], &c, 1), 1);
	(void)close(pair[0]);
	(void)close(pair[1]);
	return pid;
}

static void
end(pid_t pid)
{
	int status;

	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
}

static void
begin_outfile(const struct folder *p)
{
	struct outfile *o;
	struct fault f;

	if (outfile_new(p->out, 0666, &o, &f) != 0 ||
	    outfile_add(o, "abc", 3, &f) != 0)
		_exit(1);
}

static void
begin_fileset(const struct folder *p)
{
	struct fileset *s = fileset_new();
	struct fault f;

	if (fileset_add(s, p->out, "abc", 3, 0666, &f) != 0)
		_exit(1);
}

static void
test_what_a_living_process_writes_is_left_until_it_is_dead(void **state)
{
	static const struct {
		void (*begin)(const struct folder *p);
		int n;
	} kinds[] = { { begin_outfile, 1 }, { begin_fileset, 2 } };
	const struct folder *p = *state;
	pid_t one, two;
	size_t i;

	for (i = 0; i < 2; i++) {
		one = writer(p, kinds[i].begin);
		two = writer(p, kinds[i].begin);
		/* However old it is: a disk can be slow. */
		assert_int_equal(run(p, OLD ".proviso-*"), 0);
		hold_sweep(p->out);
		assert_int_equal(count(p), 2 * kinds[i].n);
		end(one);
		hold_sweep(p->out);
		assert_int_equal(count(p), 2 * kinds[i].n);
		end(two);
		hold_sweep(p->out);
		assert_int_equal(count(p), 0);
	}
}

/* Whatever writes there next sweeps, too. */
static void
test_the_next_writer_sweeps(void **state)
{
	const struct folder *p = *state;
	struct fileset *s = fileset_new();
	struct outfile *o;
	struct fault f;

	assert_int_equal(run(p, OLD ".proviso-abcdef"), 0);
	assert_ok(outfile_new(p->out, 0666, &o, &f), &f);
	assert_int_equal(count(p), 1);
	outfile_free(o);
	assert_int_equal(count(p), 0);
	assert_int_equal(run(p, OLD ".proviso-abcdef"), 0);
	assert_ok(fileset_add(s, p->out, "abc", 3, 0666, &f), &f);
	assert_int_equal(count(p), 2);
	fileset_free(s);
	assert_int_equal(count(p), 0);
}

/* "flock FOLDER proviso ..." is how some keep a job from running twice. */
static void
test_a_folder_that_somebody_holds_alone_is_written_and_not_swept(void **state)
{
	const struct folder *p = *state;
	int fd = open(p->dir, O_RDONLY | O_DIRECTORY);
	struct fault f;

	assert_true(fd >= 0);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_int_equal(run(p, OLD ".proviso-abcdef"), 0);
	assert_ok(file_publish(p->out, "abc", 3, 0666, &f), &f);
	hold_sweep(p->out);
	assert_int_equal(count(p), 1);
	(void)close(fd);
	hold_sweep(p->out);
	assert_int_equal(count(p), 0);
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, make, drop)
	const struct CMUnitTest tests[] = {
		T(test_only_old_files_by_our_names_are_swept),
		T(test_what_a_living_process_writes_is_left_until_it_is_dead),
		T(test_the_next_writer_sweeps),
		T(test_a_folder_that_somebody_holds_alone_is_written_and_not_swept),
	};

	return cmocka_run_group_tests_name("hold", tests, NULL, NULL);
}
