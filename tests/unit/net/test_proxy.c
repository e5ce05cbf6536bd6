#include "net/proxy.h"

#include <poll.h>

#include "help/site.h"
#include "net/netns.h"
#include "proxy_in.h"

/* ---- What is asked of it ---- */

static bool
reads(const char *head, struct proxy_request *r, char out[600])
{
	struct buf b;
	bool yes;

	buf_init(&b, 500);
	yes = proxy_request_read(head, strlen(head), false, r, &b);
	(void)snprintf(out, 600, "%s", b.len == 0 ? "" : (char *)b.data);
	buf_free(&b);
	return yes;
}

static void
test_what_is_no_request_is_refused(void **state)
{
	static const char *const cases[] = {
		"",
		"GET\r\n\r\n",
		"GET / HTTP/1.1\r\n\r\n",
		"GET https://a.example/ HTTP/1.1\r\n\r\n",
		"GET ftp://a.example/ HTTP/1.1\r\n\r\n",
		"GET http:///x HTTP/1.1\r\n\r\n",
		"GET http://a.example/ HTTP/2.0\r\n\r\n",
		"GET http://a.example/\r\n\r\n",
		"GET http://u:p@a.example/ HTTP/1.1\r\n\r\n",
		"GET http://a.example:0/ HTTP/1.1\r\n\r\n",
		"GET http://a.example:65536/ HTTP/1.1\r\n\r\n",
		"GET http://a.example:8x/ HTTP/1.1\r\n\r\n",
		"CONNECT a.example HTTP/1.1\r\n\r\n",
		"CONNECT a.example: HTTP/1.1\r\n\r\n",
		"CONNECT :443 HTTP/1.1\r\n\r\n",
		"CONNECT [::1 HTTP/1.1\r\n\r\n",
		"CONNECT [::1]443 HTTP/1.1\r\n\r\n",
		"POST http://a.example/ HTTP/1.1\r\n"
		"Transfer-Encoding: chunked\r\n\r\n",
		"POST http://a.example/ HTTP/1.1\r\n"
		"Content-Length: 5, 5\r\n\r\n",
		"POST http://a.example/ HTTP/1.1\r\n"
		"Content-Length: -1\r\n\r\n",
	};
	struct proxy_request r;
	char out[600];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (reads(cases[i], &r, out))
			fail_msg("taken: %s", cases[i]);
}

static void
test_a_request_goes_on_in_origin_form_without_what_was_for_us(void **state)
{
	struct proxy_request r;
	char out[600];

	(void)state;
	assert_true(reads(
	    "CONNECT [2001:db8::1]:8443 HTTP/1.1\r\nHost: x\r\n\r\n", &r, out));
	assert_true(r.tunnel);
	assert_string_equal(r.host, "2001:db8::1");
	assert_int_equal(r.port_number, 8443);
	assert_string_equal(out, "");
	assert_true(
	    reads("POST http://A.example:81/p?q=http://b/ HTTP/1.1\r\n"
		  "Host: a.example:81\r\nProxy-Connection: keep-alive\r\n"
		  "Connection: keep-alive, x\r\nUpgrade: h2c\r\n"
		  "proxy-authorization: Basic eDp5\r\n"
		  "Content-Length: 5\r\nAccept: */*\r\n\r\n",
		&r, out));
	assert_false(r.tunnel);
	assert_string_equal(r.host, "A.example");
	assert_string_equal(r.port, "81");
	assert_int_equal(r.body, 5);
	assert_string_equal(out,
	    "POST /p?q=http://b/ HTTP/1.1\r\nHost: a.example:81\r\n"
	    "Content-Length: 5\r\nAccept: */*\r\nConnection: close\r\n\r\n");
	assert_true(reads("GET http://a.example HTTP/1.1\r\n\r\n", &r, out));
	assert_string_equal(r.port, "80");
	assert_string_equal(out, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
}

/* ---- Where it leads ---- */

/* Names of the tests: each resolves to what the test says. */
static int asked;

static size_t
resolve(void *ctx, const char *host, struct sockaddr_storage *out, size_t n)
{
	struct sockaddr_in *a = (void *)out;
	const char *to = NULL;

	(void)ctx;
	(void)n;
	memset(out, 0, sizeof(*out));
	a->sin_family = AF_INET;
	/* First a public one where nobody answers, then loopback. */
	if (strcmp(host, "rebind.example") == 0)
		to = asked++ == 0 ? "127.0.0.9" : "127.0.0.1";
	else if (strcmp(host, "metadata.example") == 0)
		to = "169.254.169.254";
	else if (inet_pton(AF_INET, host, &a->sin_addr) == 1)
		return 1;
	return to != NULL && inet_pton(AF_INET, to, &a->sin_addr) == 1 ? 1 : 0;
}

struct fixture {
	struct proxy *p;
	unsigned port;
	struct site site;
};

static const char *
answer(const char *path, char *room, size_t n)
{
	if (strcmp(path, "/big") == 0) {
		size_t len =
		    (size_t)snprintf(room, n, "HTTP/1.1 200 OK\r\n\r\n");

		memset(room + len, 'x', 500000);
		room[len + 500000] = '\0';
		return room;
	}
	if (strcmp(path, "/stays") == 0)
		return "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\n"
		       "Content-Length: 2\r\n\r\nok";
	return NULL;
}

static int
set_up(void **state)
{
	static const struct proxy_options o = { .resolve = resolve };
	struct fixture *x = calloc(1, sizeof(*x));
	struct fault f;
	int fd = netns_listen(0, &x->port);

	assert_true(fd >= 0);
	asked = 0;
	site_open(&x->site, "127.0.0.1", 0, answer);
	assert_ok(proxy_start(fd, &o, &x->p, &f), &f);
	*state = x;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *x = *state;

	proxy_stop(x->p);
	site_close(&x->site);
	free(x);
	return 0;
}

static void
page(struct fixture *x, const char *host, size_t bytes, size_t visits)
{
	const struct proxy_limits l = { host, x->site.port, bytes, visits };

	proxy_page(x->p, &l);
}

static int
dial(const struct fixture *x)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	a.sin_port = htons((uint16_t)x->port);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	return fd;
}

/* Say it all, and read to the end, at most 5 seconds. */
static size_t
talk(int fd, const char *say, char *out, size_t n)
{
	struct pollfd w = { fd, POLLIN, 0 };
	size_t len = 0;
	ssize_t k;

	assert_int_equal(
	    send(fd, say, strlen(say), MSG_NOSIGNAL), (ssize_t)strlen(say));
	while (len + 1 < n && poll(&w, 1, 5000) > 0 &&
	    (k = recv(fd, out + len, n - 1 - len, 0)) > 0)
		len += (size_t)k;
	out[len] = '\0';
	(void)close(fd);
	return len;
}

static struct proxy_visit
only_visit(struct fixture *x, struct arena *a)
{
	struct proxy_visit *v;
	size_t n;

	v = proxy_visits(x->p, a, &n);
	assert_int_equal(n, 1);
	return v[0];
}

static void
test_a_private_address_is_refused_and_nobody_hears_of_it(void **state)
{
	struct fixture *x = *state;
	char say[200], out[1000];
	struct proxy_visit v;
	struct arena a;

	arena_init(&a);
	page(x, NULL, 1 << 20, 10);
	(void)snprintf(say, sizeof(say),
	    "CONNECT 127.0.0.1:%u HTTP/1.1\r\n\r\n", x->site.port);
	(void)talk(dial(x), say, out, sizeof(out));
	assert_non_null(strstr(out, "403 Refused"));
	v = only_visit(x, &a);
	assert_int_equal(v.end, PROXY_REFUSED);
	assert_string_equal(v.why, "loopback");
	assert_string_equal(v.address, "127.0.0.1");

	/* A plain one gets no answer that could be taken for the server's. */
	page(x, NULL, 1 << 20, 10);
	assert_int_equal(
	    talk(dial(x), "GET http://metadata.example/ HTTP/1.1\r\n\r\n", out,
		sizeof(out)),
	    0);
	v = only_visit(x, &a);
	assert_int_equal(v.end, PROXY_REFUSED);
	assert_string_equal(v.address, "169.254.169.254");
	assert_string_equal(v.host, "metadata.example");
	assert_int_equal(x->site.hits, 0);
	arena_free(&a);
}

static void
test_only_the_pages_own_host_and_port_may_be_private(void **state)
{
	struct fixture *x = *state;
	struct site other;
	char say[200], out[1000];
	struct arena a;
	struct proxy_visit v;

	arena_init(&a);
	site_open(&other, "127.0.0.1", 0, NULL);
	page(x, "127.0.0.1", 1 << 20, 10);
	(void)snprintf(say, sizeof(say),
	    "GET http://127.0.0.1:%u/ HTTP/1.1\r\n\r\n", x->site.port);
	(void)talk(dial(x), say, out, sizeof(out));
	assert_non_null(strstr(out, "\r\n\r\nok"));
	v = only_visit(x, &a);
	assert_int_equal(v.end, PROXY_REACHED);
	assert_string_equal(v.why, "allowed: loopback");
	(void)snprintf(say, sizeof(say),
	    "GET http://127.0.0.1:%u/ HTTP/1.1\r\n\r\n", other.port);
	assert_int_equal(talk(dial(x), say, out, sizeof(out)), 0);
	(void)snprintf(say, sizeof(say),
	    "GET http://2130706433:%u/ HTTP/1.1\r\n\r\n", x->site.port);
	assert_int_equal(talk(dial(x), say, out, sizeof(out)), 0);
	assert_int_equal(other.hits, 0);
	assert_int_equal(x->site.hits, 1);
	/* Of the next page nothing is allowed. */
	page(x, NULL, 1 << 20, 10);
	(void)snprintf(say, sizeof(say),
	    "GET http://127.0.0.1:%u/ HTTP/1.1\r\n\r\n", x->site.port);
	assert_int_equal(talk(dial(x), say, out, sizeof(out)), 0);
	assert_int_equal(x->site.hits, 1);
	site_close(&other);
	arena_free(&a);
}

static void
test_a_name_that_leads_elsewhere_a_moment_later_gains_nothing(void **state)
{
	struct fixture *x = *state;
	char say[200], out[1000];
	struct proxy_visit *v;
	struct arena a;
	size_t n;

	arena_init(&a);
	page(x, NULL, 1 << 20, 10);
	(void)snprintf(say, sizeof(say),
	    "GET http://rebind.example:%u/ HTTP/1.1\r\n\r\n", x->site.port);
	(void)talk(dial(x), say, out, sizeof(out));
	(void)talk(dial(x), say, out, sizeof(out));
	v = proxy_visits(x->p, &a, &n);
	assert_int_equal(n, 2);
	assert_string_equal(v[0].address, "127.0.0.9");
	assert_string_equal(v[1].address, "127.0.0.1");
	assert_int_equal(v[1].end, PROXY_REFUSED);
	assert_int_equal(x->site.hits, 0);
	arena_free(&a);
}

static void
test_names_without_an_address_and_closed_ports_are_told(void **state)
{
	struct fixture *x = *state;
	char out[1000];
	struct proxy_visit v;
	struct arena a;

	arena_init(&a);
	page(x, NULL, 1 << 20, 10);
	(void)talk(dial(x), "CONNECT no.example:443 HTTP/1.1\r\n\r\n", out,
	    sizeof(out));
	v = only_visit(x, &a);
	assert_int_equal(v.end, PROXY_UNREACHABLE);
	assert_string_equal(v.why, "the name has no address");
	arena_free(&a);
}

static void
test_a_body_goes_up_and_nothing_behind_it(void **state)
{
	struct fixture *x = *state;
	char say[400], out[1000];

	page(x, "127.0.0.1", 1 << 20, 10);
	(void)snprintf(say, sizeof(say),
	    "POST http://127.0.0.1:%u/stays HTTP/1.1\r\n"
	    "Content-Length: 5\r\n\r\n12345"
	    "GET http://other.example/ HTTP/1.1\r\n\r\n",
	    x->site.port);
	(void)talk(dial(x), say, out, sizeof(out));
	assert_non_null(strstr(out, "\r\n\r\nok"));
	assert_string_equal(x->site.last, "POST /stays HTTP/1.1|12345");
	assert_int_equal(x->site.hits, 1);
}

static void
test_a_page_has_its_bytes_and_its_visits_and_then_is_over(void **state)
{
	struct fixture *x = *state;
	char say[200], *out = malloc(1 << 20);
	struct proxy_visit v;
	struct arena a;
	size_t n;

	arena_init(&a);
	page(x, "127.0.0.1", 100000, 1);
	(void)snprintf(say, sizeof(say),
	    "GET http://127.0.0.1:%u/big HTTP/1.1\r\n\r\n", x->site.port);
	n = talk(dial(x), say, out, 1 << 20);
	assert_true(n < 400000);
	v = only_visit(x, &a);
	assert_int_equal(v.end, PROXY_OVER);
	assert_true(proxy_bytes(x->p) > 100000);
	(void)talk(dial(x), say, out, 1 << 20);
	assert_non_null(strstr(out, "403 Refused"));
	assert_int_equal(x->site.hits, 1);
	free(out);
	arena_free(&a);
}

static void
test_a_new_page_ends_the_connections_of_the_one_before(void **state)
{
	struct fixture *x = *state;
	struct pollfd w = { .events = POLLIN };
	char say[200], out[200] = "";

	page(x, "127.0.0.1", 1 << 20, 10);
	(void)snprintf(say, sizeof(say),
	    "CONNECT 127.0.0.1:%u HTTP/1.1\r\n\r\n", x->site.port);
	w.fd = dial(x);
	assert_true(send(w.fd, say, strlen(say), MSG_NOSIGNAL) > 0);
	assert_int_equal(poll(&w, 1, 5000), 1);
	assert_true(recv(w.fd, out, sizeof(out) - 1, 0) > 0);
	assert_non_null(strstr(out, "200 Connected"));
	page(x, "127.0.0.1", 1 << 20, 10);
	assert_int_equal(poll(&w, 1, 5000), 1);
	assert_int_equal(recv(w.fd, out, sizeof(out), 0), 0);
	(void)close(w.fd);
}

/* ---- Behind another proxy ---- */

static const char *
upstream_answer(const char *path, char *room, size_t n)
{
	(void)room;
	(void)n;
	if (strcmp(path, "yes.example:443") == 0)
		return "HTTP/1.1 200 OK\r\n\r\nfrom there";
	if (strncmp(path, "http://", 7) == 0)
		return "HTTP/1.1 200 OK\r\n\r\nplain";
	return "HTTP/1.1 502 Bad\r\n\r\n";
}

static void
test_behind_another_proxy_only_digits_can_be_judged(void **state)
{
	static struct proxy_options o = { .upstream_host = "127.0.0.1" };
	const struct proxy_limits l = { NULL, 0, 1 << 20, 10 };
	struct fixture x;
	char out[1000];
	struct proxy_visit *v;
	struct fault f;
	struct arena a;
	size_t n;
	int fd = netns_listen(0, &x.port);

	(void)state;
	arena_init(&a);
	site_open(&x.site, "127.0.0.1", 0, upstream_answer);
	o.upstream_port = x.site.port;
	assert_ok(proxy_start(fd, &o, &x.p, &f), &f);
	proxy_page(x.p, &l);
	(void)talk(dial(&x), "CONNECT 169.254.169.254:80 HTTP/1.1\r\n\r\n", out,
	    sizeof(out));
	assert_non_null(strstr(out, "403"));
	assert_int_equal(x.site.hits, 0);
	(void)talk(dial(&x), "CONNECT no.example:443 HTTP/1.1\r\n\r\n", out,
	    sizeof(out));
	assert_non_null(strstr(out, "403"));
	(void)talk(dial(&x), "CONNECT yes.example:443 HTTP/1.1\r\n\r\n", out,
	    sizeof(out));
	assert_string_equal(out, "HTTP/1.1 200 Connected\r\n\r\nfrom there");
	(void)talk(dial(&x), "GET http://yes.example/p HTTP/1.1\r\n\r\n", out,
	    sizeof(out));
	assert_non_null(strstr(out, "plain"));
	assert_string_equal(x.site.last, "GET http://yes.example/p HTTP/1.1|");
	v = proxy_visits(x.p, &a, &n);
	assert_int_equal(n, 4);
	assert_int_equal(v[0].end, PROXY_REFUSED);
	assert_int_equal(v[1].end, PROXY_UNREACHABLE);
	assert_string_equal(v[2].why, "unknown: behind a proxy");
	proxy_stop(x.p);
	site_close(&x.site);
	arena_free(&a);
}

#define PROXY_TEST(t) cmocka_unit_test_setup_teardown(t, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_no_request_is_refused),
		cmocka_unit_test(
		    test_a_request_goes_on_in_origin_form_without_what_was_for_us),
		PROXY_TEST(
		    test_a_private_address_is_refused_and_nobody_hears_of_it),
		PROXY_TEST(
		    test_only_the_pages_own_host_and_port_may_be_private),
		PROXY_TEST(
		    test_a_name_that_leads_elsewhere_a_moment_later_gains_nothing),
		PROXY_TEST(
		    test_names_without_an_address_and_closed_ports_are_told),
		PROXY_TEST(test_a_body_goes_up_and_nothing_behind_it),
		PROXY_TEST(
		    test_a_page_has_its_bytes_and_its_visits_and_then_is_over),
		PROXY_TEST(
		    test_a_new_page_ends_the_connections_of_the_one_before),
		cmocka_unit_test(
		    test_behind_another_proxy_only_digits_can_be_judged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
