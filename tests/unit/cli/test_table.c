/* posix_openpt is of the XSI option. */
#define _XOPEN_SOURCE 700

#include "cli/table.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "help/test.h"

static const char *const names[] = { "name", "n", "note" };

/* The standard output goes elsewhere for a while; what came is in got. */
static char got[8192];

static void
rows(bool json)
{
	const struct cmd_global g = { .json = json };
	struct table t;

	table_begin(&t, &g, names, 3);
	table_str(&t, "\xc3\xa9t\xc3\xa9"); /* été: three characters */
	table_int(&t, -5);
	table_str(&t, "a\tb\\c\nd");
	table_str(&t, "longer");
	table_none(&t);
	table_str(&t, "\x1b[2J\xc2\x9b\x7f\xff");
	table_end(&t);
}

/* Run rows() with fd as standard output, and read from the other end. */
static void
captured(int fd, int other, bool json)
{
	int saved;
	ssize_t n;

	(void)fflush(stdout);
	saved = dup(STDOUT_FILENO);
	assert_true(dup2(fd, STDOUT_FILENO) >= 0);
	rows(json);
	(void)fflush(stdout);
	assert_true(dup2(saved, STDOUT_FILENO) >= 0);
	assert_int_equal(close(saved), 0);
	n = read(other, got, sizeof(got) - 1);
	assert_true(n > 0);
	got[n] = '\0';
	(void)close(fd);
	(void)close(other);
}

static void
test_a_pipe_gets_tabs_and_one_header_line(void **state)
{
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	captured(ends[1], ends[0], false);
	assert_string_equal(got,
	    "name\tn\tnote\n"
	    "\xc3\xa9t\xc3\xa9\t-5\ta\\tb\\\\c\\nd\n"
	    "longer\t\t\\x1B[2J\\xC2\\x9B\\x7F\\xFF\n");
}

static void
test_json_is_one_object_a_line(void **state)
{
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	captured(ends[1], ends[0], true);
	assert_string_equal(got,
	    "{\"n\":-5,\"name\":\"\xc3\xa9t\xc3\xa9\","
	    "\"note\":\"a\\tb\\\\c\\nd\"}\n"
	    "{\"n\":null,\"name\":\"longer\","
	    "\"note\":\"\\u001B[2J\\u009B\\u007F\xef\xbf\xbd\"}\n");
}

static void
test_a_terminal_gets_columns_and_nothing_it_obeys(void **state)
{
	struct termios raw;
	int other, fd;

	(void)state;
	other = posix_openpt(O_RDWR | O_NOCTTY);
	assert_true(other >= 0);
	assert_int_equal(grantpt(other), 0);
	assert_int_equal(unlockpt(other), 0);
	fd = open(ptsname(other), O_RDWR | O_NOCTTY);
	assert_true(fd >= 0);
	assert_int_equal(tcgetattr(fd, &raw), 0);
	raw.c_oflag &= ~(tcflag_t)OPOST;
	assert_int_equal(tcsetattr(fd, TCSANOW, &raw), 0);
	captured(fd, other, false);
	assert_string_equal(got,
	    "name    n   note\n"
	    "\xc3\xa9t\xc3\xa9     -5  a\\tb\\\\c\\nd\n"
	    "longer      \\x1B[2J\\xC2\\x9B\\x7F\\xFF\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_pipe_gets_tabs_and_one_header_line),
		cmocka_unit_test(test_json_is_one_object_a_line),
		cmocka_unit_test(
		    test_a_terminal_gets_columns_and_nothing_it_obeys),
	};

	return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
