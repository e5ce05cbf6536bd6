/* posix_openpt is of the XSI option. */
#define _XOPEN_SOURCE 700

#include "cli/seal_arg.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "help/test.h"

/* What the other side of a terminal has seen so far. */
struct typist {
	int terminal, answer; /* our end; what the child found out */
	pid_t child;
	char seen[2048];
	size_t n;
};

/* In a session of its own, whose terminal is name: asks, and tells. */
static void
child_run(const char *name, int answer)
{
	struct secret s;
	struct fault f;
	int fd;

	(void)setsid();
	/* The first terminal a session opens becomes its own. */
	if (name != NULL && (fd = open(name, O_RDWR)) < 0)
		_exit(9);
	if (ask_secret(NULL, "signer.key", &s, &f) != 0) {
		(void)!write(answer, f.text, strlen(f.text));
		_exit(1);
	}
	(void)!write(answer, s.p, s.n);
	secret_free(&s);
	_exit(0);
}

static void
typist_begin(struct typist *t, bool terminal)
{
	char name[128] = "";
	int ends[2];

	memset(t, 0, sizeof(*t));
	t->terminal = posix_openpt(O_RDWR | O_NOCTTY);
	assert_true(t->terminal >= 0);
	assert_int_equal(grantpt(t->terminal), 0);
	assert_int_equal(unlockpt(t->terminal), 0);
	(void)strncpy(name, ptsname(t->terminal), sizeof(name) - 1);
	assert_int_equal(pipe(ends), 0);
	t->child = fork();
	assert_true(t->child >= 0);
	if (t->child == 0)
		child_run(terminal ? name : NULL, ends[1]);
	(void)close(ends[1]);
	t->answer = ends[0];
}

/* Wait until the terminal shows these words. */
static void
typist_await(struct typist *t, const char *words)
{
	struct pollfd p = { .fd = t->terminal, .events = POLLIN };
	ssize_t k;

	while (strstr(t->seen, words) == NULL) {
		if (poll(&p, 1, 10000) != 1)
			fail_msg("no \"%s\" in: %s", words, t->seen);
		k = read(
		    t->terminal, t->seen + t->n, sizeof(t->seen) - 1 - t->n);
		if (k <= 0)
			fail_msg("the terminal was closed: %s", t->seen);
		t->n += (size_t)k;
	}
}

/* The child's status; got is what it was given, or why not. */
static int
typist_end(struct typist *t, char *got, size_t size)
{
	size_t n = 0;
	ssize_t k;
	int status;

	while (n < size - 1 && (k = read(t->answer, got + n, size - 1 - n)) > 0)
		n += (size_t)k;
	got[n] = '\0';
	assert_int_equal(waitpid(t->child, &status, 0), t->child);
	assert_true(WIFEXITED(status));
	(void)close(t->answer);
	(void)close(t->terminal);
	return WEXITSTATUS(status);
}

static bool
echoes(const struct typist *t)
{
	struct termios now;

	assert_int_equal(tcgetattr(t->terminal, &now), 0);
	return (now.c_lflag & ECHO) != 0;
}

static void
test_what_is_typed_is_taken_and_never_shown(void **state)
{
	static const char typed[] = "correct horse\n";
	struct typist t;
	char got[256];

	(void)state;
	typist_begin(&t, true);
	assert_true(echoes(&t));
	typist_await(&t, "Passphrase or PIN of signer.key: ");
	assert_false(echoes(&t));
	assert_int_equal(
	    write(t.terminal, typed, sizeof(typed) - 1), sizeof(typed) - 1);
	/* The line end is ours, since that of the typist is not shown. */
	typist_await(&t, "\n");
	assert_true(echoes(&t));
	assert_null(strstr(t.seen, "horse"));
	assert_int_equal(typist_end(&t, got, sizeof(got)), 0);
	assert_string_equal(got, "correct horse");
}

static void
test_a_line_too_long_is_refused_and_the_echo_comes_back(void **state)
{
	char typed[1026], got[256];
	struct typist t;

	(void)state;
	memset(typed, 'x', sizeof(typed));
	typed[sizeof(typed) - 1] = '\n';
	typist_begin(&t, true);
	typist_await(&t, ": ");
	assert_int_equal(
	    write(t.terminal, typed, sizeof(typed)), sizeof(typed));
	typist_await(&t, "\n");
	assert_true(echoes(&t));
	assert_null(strstr(t.seen, "xx"));
	assert_int_equal(typist_end(&t, got, sizeof(got)), 1);
	assert_non_null(strstr(got, "at most 1024 characters"));
}

static void
test_without_a_terminal_nobody_is_asked(void **state)
{
	struct typist t;
	char got[256];

	(void)state;
	typist_begin(&t, false);
	assert_int_equal(typist_end(&t, got, sizeof(got)), 1);
	assert_non_null(strstr(got, "no terminal to ask at"));
	assert_non_null(strstr(got, "--pass-file"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_without_a_terminal_nobody_is_asked),
		cmocka_unit_test(
		    test_a_line_too_long_is_refused_and_the_echo_comes_back),
		cmocka_unit_test(test_what_is_typed_is_taken_and_never_shown),
	};

	return cmocka_run_group_tests_name("ask_secret", tests, NULL, NULL);
}
