#include "net/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "help/test.h"

static const char *const env[] = { "PATH=/usr/bin:/bin", NULL };

/* A shell that does words; argv lives in the caller. */
static struct child_spec
shell(const char *argv[4], const char *words)
{
	struct child_spec s = { .program = "/bin/sh", .envp = env };

	argv[0] = "sh";
	argv[1] = "-c";
	argv[2] = words;
	argv[3] = NULL;
	s.argv = argv;
	s.folder = "/";
	return s;
}

/* What the shell says, its status in *how. */
static int
say(struct child_spec *s, const char *in, size_t max, int ms, char *out,
    size_t room, int *how, struct fault *f)
{
	struct buf b, err;
	struct child_run r = { in, strlen(in), &b, &err, ms };
	int rc;

	buf_init(&b, max);
	buf_init(&err, 4096);
	rc = child_run(s, &r, how, f);
	if (rc == 0)
		(void)snprintf(out, room, "%.*s", (int)b.len,
		    b.len == 0 ? "" : (char *)b.data);
	buf_free(&b);
	buf_free(&err);
	return rc;
}

static void
test_a_program_that_is_not_there_is_a_fault_with_its_name(void **state)
{
	const char *argv[4];
	struct child_spec s = shell(argv, "");
	struct fault f;
	char out[8];
	int how;

	(void)state;
	s.program = "/nonexistent/program";
	assert_fault(say(&s, "", 10, 1000, out, sizeof(out), &how, &f), &f,
	    FAULT_IO, "/nonexistent/program: exec");
}

static void
test_a_program_that_says_too_much_is_ended(void **state)
{
	const char *argv[4];
	struct child_spec s = shell(argv, "while :; do echo more; done");
	struct fault f;
	char out[8];
	int how;

	(void)state;
	assert_fault(say(&s, "", 10000, 10000, out, sizeof(out), &how, &f), &f,
	    FAULT_LIMIT, "10000");
}

static void
test_a_program_that_does_not_end_is_ended_with_its_children(void **state)
{
	const char *argv[4];
	struct child_spec s =
	    shell(argv, "sleep 77.25 & echo $! >&2; wait; echo never");
	struct buf b, err;
	struct child_run r = { "", 0, &b, &err, 400 };
	struct fault f;
	pid_t pid;
	int how, i;

	(void)state;
	buf_init(&b, 100);
	buf_init(&err, 100);
	assert_fault(
	    child_run(&s, &r, &how, &f), &f, FAULT_LIMIT, "not done within");
	pid = (pid_t)strtol((char *)err.data, NULL, 10);
	assert_true(pid > 1);
	/* Killed; whoever adopts it may take a while to reap it. */
	for (i = 0; i < 200 && kill(pid, 0) == 0; i++) {
		char path[64], line[128] = "";
		FILE *p;

		(void)snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
		if ((p = fopen(path, "r")) != NULL) {
			(void)!fgets(line, sizeof(line), p);
			(void)fclose(p);
			if (strstr(line, ") Z") != NULL)
				break;
		}
		(void)poll(NULL, 0, 10);
	}
	assert_true(i < 200);
	buf_free(&b);
	buf_free(&err);
}

static void
test_limits_hold(void **state)
{
	const char *argv[4];
	struct child_spec s = shell(argv, "while :; do :; done");
	struct fault f;
	char out[64];
	int how;

	(void)state;
	s.limits.cpu_s = 1;
	assert_ok(say(&s, "", 10, 60000, out, sizeof(out), &how, &f), &f);
	assert_true(how == 128 + SIGXCPU || how == 128 + SIGKILL);
	s = shell(argv, "ulimit -v; ulimit -c; ulimit -f");
	s.limits.memory = (size_t)64 << 20;
	s.limits.file = 512;
	assert_ok(say(&s, "", 100, 60000, out, sizeof(out), &how, &f), &f);
	assert_string_equal(out, "65536\n0\n1\n");
}

static void
test_input_and_output_of_any_length_pass(void **state)
{
	const char *argv[4];
	struct child_spec s = shell(argv, "wc -c; exit 7");
	char *in = malloc(1000001), out[64];
	struct fault f;
	int how;

	(void)state;
	memset(in, 'a', 1000000);
	in[1000000] = '\0';
	assert_ok(say(&s, in, 100, 9000, out, sizeof(out), &how, &f), &f);
	assert_string_equal(out, "1000000\n");
	assert_int_equal(how, 7);
	/* Nobody reads it: no signal ends us. */
	s = shell(argv, "exec true");
	assert_ok(say(&s, in, 100, 9000, out, sizeof(out), &how, &f), &f);
	assert_int_equal(how, 0);
	free(in);
}

static void
test_it_has_no_descriptor_and_no_word_of_ours(void **state)
{
	const char *argv[4];
	struct child_spec s =
	    shell(argv, "ls /proc/self/fd | wc -l; env | grep -c SECRET");
	int fd = open("/dev/null", O_RDONLY), how;
	struct fault f;
	char out[64];

	(void)state;
	assert_true(fd > 2);
	(void)setenv("SECRET", "1", 1);
	assert_ok(say(&s, "", 100, 9000, out, sizeof(out), &how, &f), &f);
	/* stdin, stdout, stderr, and the folder that ls reads. */
	assert_string_equal(out, "4\n0\n");
	(void)close(fd);
}

static void
test_root_gives_its_rights_up(void **state)
{
	const char *argv[4];
	struct child_spec s = shell(argv, "id -u");
	struct fault f;
	char out[64], want[64];
	int how;

	(void)state;
	if (geteuid() != 0) {
		print_message("not root: skipped\n");
		skip();
	}
	assert_ok(child_user(NULL, &s.other_user, &s.uid, &s.gid, &f), &f);
	assert_true(s.other_user);
	assert_ok(say(&s, "", 100, 9000, out, sizeof(out), &how, &f), &f);
	(void)snprintf(want, sizeof(want), "%u\n", (unsigned)s.uid);
	assert_string_equal(out, want);
	assert_fault(child_user("root", &s.other_user, &s.uid, &s.gid, &f), &f,
	    FAULT_FORMAT, "without root's rights");
	assert_fault(
	    child_user("no-such-user-here", &s.other_user, &s.uid, &s.gid, &f),
	    &f, FAULT_ABSENT, "no-such-user-here");
}

/* A network of its own: nothing but lo, and a way out that we hold. */
static void
test_alone_it_reaches_us_through_its_listener_only(void **state)
{
	const char *argv[4];
	struct child_spec s = shell(argv,
	    "test $(grep -c : /proc/net/dev) = 1 && "
	    "exec 3<>/dev/tcp/127.0.0.1/3128 && echo hello >&3");
	const int fds[] = { -1, -1, -1 };
	struct pollfd p;
	struct child c;
	struct fault f;
	char got[8] = "";
	int fd, how;

	(void)state;
	if (!child_lone_possible(&f)) {
		print_message("%s: skipped\n", f.text);
		skip();
	}
	if (access("/bin/bash", X_OK) != 0) {
		print_message("no bash: skipped\n");
		skip();
	}
	s.program = "/bin/bash";
	s.lone = true;
	s.fds = fds;
	s.n_fds = 3;
	assert_ok(child_start(&s, &c, &f), &f);
	p.fd = c.listener;
	p.events = POLLIN;
	assert_int_equal(poll(&p, 1, 5000), 1);
	fd = accept(c.listener, NULL, NULL);
	assert_true(fd >= 0);
	assert_int_equal(read(fd, got, 6), 6);
	assert_string_equal(got, "hello\n");
	assert_true(child_ended(&c, 5000, &how));
	assert_int_equal(how, 0);
	(void)close(fd);
	child_end(&c);
	assert_int_equal(c.pid, 0);
	child_end(&c);
}

static void
test_a_program_dies_with_us(void **state)
{
	const char *argv[4];
	struct child_spec s = shell(argv, "exec sleep 76.5");
	const int fds[] = { -1, -1, -1 };
	int way[2], status, i;
	struct child c;
	struct fault f;
	pid_t us, it = 0;

	(void)state;
	assert_int_equal(pipe(way), 0);
	s.fds = fds;
	s.n_fds = 3;
	us = fork();
	if (us == 0) {
		if (child_start(&s, &c, &f) == 0)
			(void)!write(way[1], &c.pid, sizeof(c.pid));
		(void)raise(SIGKILL);
	}
	assert_int_equal(read(way[0], &it, sizeof(it)), sizeof(it));
	assert_int_equal(waitpid(us, &status, 0), us);
	assert_true(it > 1);
	for (i = 0; i < 300; i++) {
		char path[64], line[200] = "";
		FILE *p;

		(void)snprintf(path, sizeof(path), "/proc/%d/stat", (int)it);
		if ((p = fopen(path, "r")) == NULL)
			break;
		(void)!fgets(line, sizeof(line), p);
		(void)fclose(p);
		if (strstr(line, ") Z") != NULL)
			break;
		(void)poll(NULL, 0, 10);
	}
	assert_true(i < 300);
	(void)close(way[0]);
	(void)close(way[1]);
}

static void
test_programs_are_found_by_path(void **state)
{
	char *p = child_find("sh");

	(void)state;
	assert_non_null(p);
	assert_true(p[0] == '/');
	free(p);
	assert_null(child_find("no-such-program-here"));
	(void)setenv("PATH", "relative:", 1);
	assert_null(child_find("sh"));
	(void)setenv("PATH", "/usr/bin:/bin", 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_a_program_that_is_not_there_is_a_fault_with_its_name),
		cmocka_unit_test(test_a_program_that_says_too_much_is_ended),
		cmocka_unit_test(
		    test_a_program_that_does_not_end_is_ended_with_its_children),
		cmocka_unit_test(test_limits_hold),
		cmocka_unit_test(test_input_and_output_of_any_length_pass),
		cmocka_unit_test(test_it_has_no_descriptor_and_no_word_of_ours),
		cmocka_unit_test(test_root_gives_its_rights_up),
		cmocka_unit_test(
		    test_alone_it_reaches_us_through_its_listener_only),
		cmocka_unit_test(test_a_program_dies_with_us),
		cmocka_unit_test(test_programs_are_found_by_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
