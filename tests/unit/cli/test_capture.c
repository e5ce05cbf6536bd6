#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "archive/archive.h"
#include "archive/check.h"
#include "archive/read.h"
#include "archive/token.h"
#include "base/clock.h"
#include "base/file.h"
#include "cli/cmd.h"
#include "help/hostile.h"
#include "help/test.h"
#include "help/tool.h"

/* The commands add and capture as they are typed, against a hostile server. */

static struct hostile server;

struct place {
	char dir[64], db[100], out[100], ca[128];
	struct buf said; /* what the last command printed */
};

static int
start(void **state)
{
	(void)state;
	(void)setenv("PROVISO_CONTACT", "mailto:ann@acme.example", 1);
	return hostile_start(&server);
}

static int
stop(void **state)
{
	(void)state;
	hostile_stop(&server);
	return 0;
}

static int
make(void **state)
{
	struct place *p = calloc(1, sizeof(*p));
	struct archive_made made = { NULL, NULL, NULL };
	struct fault f = { .kind = FAULT_NONE };

	(void)snprintf(p->dir, sizeof(p->dir), "/tmp/test_captureXXXXXX");
	assert_non_null(mkdtemp(p->dir));
	(void)snprintf(p->db, sizeof(p->db), "%s/a.db", p->dir);
	(void)snprintf(p->out, sizeof(p->out), "%s/out", p->dir);
	(void)snprintf(p->ca, sizeof(p->ca), "%s/ca.pem", server.dir);
	assert_ok(archive_create(p->db, NULL, &made, &f), &f);
	archive_made_free(&made);
	buf_init(&p->said, 1 << 20);
	*state = p;
	return 0;
}

static int
drop(void **state)
{
	struct place *p = *state;
	char cmd[100];

	(void)snprintf(cmd, sizeof(cmd), "rm -rf %s", p->dir);
	assert_int_equal(system(cmd), 0);
	buf_free(&p->said);
	free(p);
	return 0;
}

#define ARGS 24

/* A command in a process of its own, as the program would run it. */
static pid_t
begin(struct place *p, const struct cmd *c, const char *const *args)
{
	const struct cmd_global g = { .archive = p->db, .program = "proviso" };
	struct fault f = { .kind = FAULT_NONE };
	char *argv[ARGS + 2];
	int argc = 0, fd, status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child > 0)
		return child;
	fd = open(p->out, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	(void)dup2(fd, 1);
	(void)dup2(fd, 2);
	argv[argc++] = strdup(c->name);
	for (; *args != NULL && argc < ARGS; args++)
		argv[argc++] = strdup(*args);
	argv[argc] = NULL;
	status = c->run(&g, argc, argv, &f);
	if (f.kind != FAULT_NONE)
		(void)printf("fault: %s\n", f.text);
	(void)fflush(stdout);
	_exit(status);
}

/* What it has said so far. */
static void
peek(struct place *p)
{
	struct fault f = { .kind = FAULT_NONE };

	buf_free(&p->said);
	buf_init(&p->said, 1 << 20);
	assert_ok(file_read(p->out, &p->said, &f), &f);
}

static int
finish(struct place *p, pid_t child)
{
	int how;

	while (waitpid(child, &how, 0) < 0)
		assert_int_equal(errno, EINTR);
	peek(p);
	return WIFEXITED(how) ? WEXITSTATUS(how) : -1;
}

#define RUN(p, c, ...) \
	finish((p), begin((p), (c), (const char *const[]){ __VA_ARGS__, NULL }))

static const char *
said(const struct place *p)
{
	return p->said.data == NULL ? "" : (const char *)p->said.data;
}

static void
add(struct place *p, const char *name, enum hostile_kind kind, int host,
    const char *path)
{
	char url[512];

	hostile_url(&server, kind, host, path, url);
	if (RUN(p, &cmd_add, name, "--url", url, "--allow-private") != 0)
		fail_msg("%s: %s", name, said(p));
}

static int
capture(struct place *p)
{
	return RUN(p, &cmd_capture, "--jobs", "16", "--ca", p->ca, "--delay",
	    "0", "--timeout", hostile_watched() ? "20" : "2");
}

/* The newest look at a document. */
static void
newest(struct place *p, const char *document, struct look *out, char rule[40],
    char detail[300])
{
	struct fault f = { .kind = FAULT_NONE };
	struct archive *a = NULL;
	struct history h;

	assert_ok(archive_open(p->db, false, &a, &f), &f);
	assert_ok(archive_looks(a, "Site", document, INT64_MAX, &h, &f), &f);
	assert_true(h.n_looks > 0);
	*out = h.looks[h.n_looks - 1];
	(void)snprintf(rule, 40, "%s", out->rule);
	(void)snprintf(detail, 300, "%s", out->detail);
	history_free(&h);
	archive_close(a);
}

static size_t
looks(struct place *p)
{
	struct fault f = { .kind = FAULT_NONE };
	struct archive_list list;
	struct archive *a = NULL;
	size_t i, n = 0;

	assert_ok(archive_open(p->db, false, &a, &f), &f);
	assert_ok(archive_list(a, &list, &f), &f);
	for (i = 0; i < list.n; i++)
		n += list.entries[i].n_looks;
	archive_list_free(&list);
	archive_close(a);
	return n;
}

static void
on_problem(void *ctx, const char *words)
{
	(void)ctx;
	fail_msg("%s", words);
}

static void
holds(struct place *p)
{
	struct fault f = { .kind = FAULT_NONE };
	struct archive_counts counts;
	struct archive *a = NULL;

	assert_ok(archive_open(p->db, false, &a, &f), &f);
	assert_ok(archive_check(a, true, on_problem, NULL, &counts, &f), &f);
	archive_close(a);
}

static void
test_arguments_that_make_no_sense_are_told(void **state)
{
	struct place *p = *state;

	assert_int_equal(
	    RUN(p, &cmd_add, "Site", "--url", "https://a.example"), EXIT_USAGE);
	assert_int_equal(RUN(p, &cmd_add, "Site/X"), EXIT_USAGE);
	assert_int_equal(
	    RUN(p, &cmd_add, "Site/X", "--url", "file:///etc/passwd"),
	    EXIT_USAGE);
	assert_non_null(strstr(said(p), "want http or https"));
	assert_int_equal(RUN(p, &cmd_add, "Site/X", "--url",
			     "https://ann:s3cret@a.example/"),
	    EXIT_USAGE);
	assert_null(strstr(said(p), "s3cret"));
	assert_int_equal(RUN(p, &cmd_add, "Site/X", "--url",
			     "https://a.example", "--select", "p["),
	    EXIT_USAGE);
	assert_int_equal(RUN(p, &cmd_capture, "--jobs", "0"), EXIT_USAGE);
	assert_int_equal(RUN(p, &cmd_capture, "--delay", "x"), EXIT_USAGE);
	assert_int_equal(RUN(p, &cmd_capture, "--ca", p->ca), EXIT_TROUBLE);
	assert_non_null(strstr(said(p), "no source is declared"));
	add(p, "Site/A", HOSTILE_PLAIN, 1, "/doc?n=1");
	assert_int_equal(RUN(p, &cmd_capture, "Site/B"), EXIT_TROUBLE);
	assert_int_equal(
	    RUN(p, &cmd_capture, "--contact", "a)b"), EXIT_TROUBLE);
	assert_int_equal(looks(p), 0);
}

static void
test_everything_hostile_is_a_gap_with_its_reason(void **state)
{
	static const struct {
		const char *path, *rule;
		enum hostile_kind kind;
	} cases[] = {
		{ "/big", "net-too-large", HOSTILE_PLAIN },
		{ "/bomb", "net-too-large", HOSTILE_PLAIN },
		{ "/header", "net-too-large", HOSTILE_PLAIN },
		{ "/headers", "net-too-large", HOSTILE_PLAIN },
		{ "/drip", "net-timeout", HOSTILE_PLAIN },
		{ "/slow-head", "net-timeout", HOSTILE_PLAIN },
		{ "/never", "net-timeout", HOSTILE_PLAIN },
		{ "/loop", "net-redirect", HOSTILE_PLAIN },
		{ "/to-self", "net-redirect", HOSTILE_PLAIN },
		{ "/to-file", "net-redirect", HOSTILE_PLAIN },
		{ "/to-secret", "net-unreachable", HOSTILE_PLAIN },
		{ "/short", "net-response", HOSTILE_PLAIN },
		{ "/long", "net-response", HOSTILE_PLAIN },
		{ "/two-lengths", "net-response", HOSTILE_PLAIN },
		{ "/reset", "net-response", HOSTILE_PLAIN },
		{ "/http09", "net-response", HOSTILE_PLAIN },
		{ "/nul", "net-response", HOSTILE_PLAIN },
		{ "/empty", "net-response", HOSTILE_PLAIN },
		{ "/bad-chunk", "net-response", HOSTILE_PLAIN },
		{ "/cut?as=br", "net-coding", HOSTILE_PLAIN },
		{ "/lie?as=gzip", "net-coding", HOSTILE_PLAIN },
		{ "/status?s=404", "error-status", HOSTILE_PLAIN },
		{ "/private", "net-robots", HOSTILE_HTTP },
		{ "/doc", "net-robots", HOSTILE_ROBOTS_500 },
		{ "/doc", "net-tls", HOSTILE_EXPIRED },
		{ "/doc", "net-tls", HOSTILE_WRONGHOST },
		{ "/doc", "net-tls", HOSTILE_SELFSIGNED },
	};
	const size_t n = sizeof(cases) / sizeof(cases[0]);
	struct place *p = *state;
	char name[40], rule[40], detail[300];
	int64_t began;
	struct rusage u;
	struct look k;
	struct buf db;
	struct fault f = { .kind = FAULT_NONE };
	size_t i;

	for (i = 0; i < n; i++) {
		(void)snprintf(name, sizeof(name), "Site/D%zu", i);
		add(p, name, cases[i].kind, (int)i + 1, cases[i].path);
	}
	began = clock_steady_ms();
	assert_int_equal(capture(p), EXIT_GAPS);
	assert_true(clock_steady_ms() - began < 30000 || hostile_watched());
	assert_int_equal(looks(p), n);
	for (i = 0; i < n; i++) {
		(void)snprintf(name, sizeof(name), "D%zu", i);
		newest(p, name, &k, rule, detail);
		if (strcmp(rule, cases[i].rule) != 0 || detail[0] == '\0')
			fail_msg("%s: want %s, have %s: %s", cases[i].path,
			    cases[i].rule, rule, detail);
		assert_int_equal(k.version, 0);
	}
	holds(p);
	assert_null(strstr(said(p), "s3cret"));
	buf_init(&db, (size_t)64 << 20);
	assert_ok(file_read(p->db, &db, &f), &f);
	for (i = 0; i + 6 <= db.len; i++)
		assert_false(memcmp(db.data + i, "s3cret", 6) == 0);
	buf_free(&db);
	assert_int_equal(getrusage(RUSAGE_CHILDREN, &u), 0);
	if (!hostile_watched() && u.ru_maxrss > 400 * 1024)
		fail_msg("%ld KB", u.ru_maxrss);
}

static void
test_what_is_seen_again_is_the_same(void **state)
{
	struct place *p = *state;
	char rule[40], detail[300];
	struct look k;

	add(p, "Site/Plain", HOSTILE_HTTP, 1, "/doc?n=1");
	add(p, "Site/Coded", HOSTILE_GOOD, 2, "/br");
	add(p, "Site/Valid", HOSTILE_TLS12, 3, "/etag?n=3");
	add(p, "Site/Sent", HOSTILE_PLAIN, 4, "/to?u=/doc?n=4");
	add(p, "Site/Charset", HOSTILE_PLAIN, 5, "/charset?n=5");
	assert_int_equal(capture(p), EXIT_YES);
	newest(p, "Coded", &k, rule, detail);
	assert_int_equal(k.version, 1);
	assert_string_equal(rule, "first-text");
	assert_int_equal(capture(p), EXIT_YES);
	newest(p, "Plain", &k, rule, detail);
	assert_string_equal(rule, "same-bytes");
	newest(p, "Valid", &k, rule, detail);
	assert_string_equal(rule, "not-modified");
	assert_int_equal(k.ruling, RULING_SAME);
	assert_int_equal(k.version, 1);
	assert_int_equal(k.size, 0);
	newest(p, "Sent", &k, rule, detail);
	assert_string_equal(rule, "same-bytes");
	/* A third time the condition still stands on the bytes of the first. */
	assert_int_equal(
	    RUN(p, &cmd_capture, "Site/Valid", "--ca", p->ca), EXIT_YES);
	newest(p, "Valid", &k, rule, detail);
	assert_string_equal(rule, "not-modified");
	assert_int_equal(looks(p), 11);
	holds(p);
}

static void
test_without_leave_no_private_address_is_reached(void **state)
{
	struct place *p = *state;
	char url[512], rule[40], detail[300];
	struct look k;

	hostile_url(&server, HOSTILE_PLAIN, 1, "/doc", url);
	assert_int_equal(RUN(p, &cmd_add, "Site/A", "--url", url), EXIT_YES);
	assert_int_equal(capture(p), EXIT_GAPS);
	newest(p, "A", &k, rule, detail);
	assert_string_equal(rule, "net-address");
	assert_non_null(strstr(detail, "loopback"));
}

static void
test_two_captures_at_once_are_both_whole(void **state)
{
	struct place *p = *state, other = *p;
	const char *const args[] = { "--jobs", "8", "--ca", p->ca, "--delay",
		"0", NULL };
	char name[40], path[40];
	pid_t one, two;
	int i;

	for (i = 0; i < 24; i++) {
		(void)snprintf(name, sizeof(name), "Site/D%d", i);
		(void)snprintf(path, sizeof(path), "/doc?n=%d", i);
		add(p, name, HOSTILE_PLAIN, i % 12 + 1, path);
	}
	(void)snprintf(other.out, sizeof(other.out), "%s/out2", p->dir);
	buf_init(&other.said, 1 << 20);
	one = begin(p, &cmd_capture, args);
	two = begin(&other, &cmd_capture, args);
	if (finish(p, one) != EXIT_YES)
		fail_msg("%s", said(p));
	if (finish(&other, two) != EXIT_YES)
		fail_msg("%s", said(&other));
	buf_free(&other.said);
	assert_int_equal(looks(p), 48);
	holds(p);
}

/* Tokens over the look at a document, each checked by openssl. */
static size_t
tokens(struct place *p, const char *document)
{
	struct fault f = { .kind = FAULT_NONE };
	char rule[40], detail[300], cmd[600], path[160];
	struct archive_token *list;
	struct archive *a = NULL;
	struct digest sha;
	struct arena arena;
	struct look k;
	size_t i, n;

	newest(p, document, &k, rule, detail);
	arena_init(&arena);
	assert_ok(archive_open(p->db, false, &a, &f), &f);
	assert_ok(archive_event_sha(a, k.id, &sha, &f), &f);
	assert_ok(
	    archive_tokens(a, STAMPED_EVENT, k.id, &arena, &list, &n, &f), &f);
	for (i = 0; i < n; i++) {
		(void)snprintf(path, sizeof(path), "%s/token", p->dir);
		assert_ok(
		    file_publish(path, list[i].der, list[i].n, 0600, &f), &f);
		(void)snprintf(cmd, sizeof(cmd),
		    "openssl ts -verify -digest %s -in %s -token_in -CAfile "
		    "%s/tsa.pem >/dev/null 2>&1",
		    digest_hex(&sha).s, path, server.dir);
		if (tool_here("openssl"))
			assert_int_equal(system(cmd), 0);
	}
	arena_free(&arena);
	archive_close(a);
	return n;
}

static void
test_a_look_is_stamped_and_an_authority_that_is_down_costs_a_warning(
    void **state)
{
	struct place *p = *state;
	char up[512], down[512];

	add(p, "Site/A", HOSTILE_PLAIN, 1, "/doc?n=1");
	hostile_url(&server, HOSTILE_PLAIN, 9, "/tsa", up);
	hostile_url(&server, HOSTILE_PLAIN, 9, "/tsa-down", down);
	assert_int_equal(RUN(p, &cmd_capture, "--tsa", up), EXIT_YES);
	assert_null(strstr(said(p), "warning"));
	assert_int_equal(tokens(p, "A"), 1);
	add(p, "Site/B", HOSTILE_PLAIN, 2, "/doc?n=2");
	assert_int_equal(
	    RUN(p, &cmd_capture, "Site/B", "--tsa", down), EXIT_YES);
	assert_non_null(strstr(said(p), "warning: no time stamp"));
	assert_non_null(strstr(said(p), "want status 200, have 500"));
	assert_int_equal(tokens(p, "B"), 0);
	/* The next one makes up for it. */
	assert_int_equal(RUN(p, &cmd_capture, "Site/A", "--tsa", up), EXIT_YES);
	assert_int_equal(tokens(p, "A"), 1);
	assert_int_equal(tokens(p, "B"), 1);
	holds(p);
}

/* Lines of looks that were told: each names an event of its own. */
static size_t
lines(const struct place *p)
{
	const char *s = said(p);
	size_t n = 0;

	while ((s = strstr(s, "\tsubstantive\t")) != NULL) {
		s++;
		if (strchr(s, '\n') != NULL)
			n++;
	}
	return n;
}

static void
test_a_capture_that_is_killed_keeps_what_it_told(void **state)
{
	struct place *p = *state;
	const char *const args[] = { "--jobs", "4", "--ca", p->ca, "--delay",
		"20", NULL };
	char name[40], path[40];
	size_t before = 0, told = 0, after;
	pid_t child;
	int i, k;

	for (i = 0; i < 40; i++) {
		(void)snprintf(name, sizeof(name), "Site/D%d", i);
		(void)snprintf(path, sizeof(path), "/doc?n=%d", i);
		add(p, name, HOSTILE_PLAIN, i % 2 + 1, path);
	}
	for (i = 0; i < 6; i++) {
		child = begin(p, &cmd_capture, args);
		buf_free(&p->said);
		hostile_sleep(120 + 170 * i);
		for (k = 0; i % 2 == 1 && k < 200 && lines(p) == 0; k++) {
			hostile_sleep(50);
			peek(p);
		}
		(void)kill(child, SIGKILL);
		(void)finish(p, child);
		told += lines(p);
		after = looks(p);
		assert_true(after >= before);
		if (after < told)
			fail_msg("told %zu, kept %zu", told, after);
		before = after;
		holds(p);
	}
	assert_true(told > 0);
	assert_int_equal(RUN(p, &cmd_capture, "--delay", "0"), EXIT_YES);
	assert_int_equal(looks(p), before + 40);
	holds(p);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make, drop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_arguments_that_make_no_sense_are_told),
		TEST(test_everything_hostile_is_a_gap_with_its_reason),
		TEST(test_what_is_seen_again_is_the_same),
		TEST(test_without_leave_no_private_address_is_reached),
		TEST(
		    test_a_look_is_stamped_and_an_authority_that_is_down_costs_a_warning),
		TEST(test_two_captures_at_once_are_both_whole),
		TEST(test_a_capture_that_is_killed_keeps_what_it_told),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
