/* wrap: net_url_parse */
#include "net/pool.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "help/hostile.h"
#include "help/test.h"
#include "net/url.h"

/* Real requests to a server of ours that misbehaves, on loopback. */

static struct hostile server;

/* The address that is to have no memory, counted down; 0 = none. */
static int failing;

int __real_net_url_parse(
    const char *text, struct net_url *out, struct fault *f);
int __wrap_net_url_parse(
    const char *text, struct net_url *out, struct fault *f);

int
__wrap_net_url_parse(const char *text, struct net_url *out, struct fault *f)
{
	if (failing > 0 && --failing == 0)
		return fault_set(f, FAULT_LIMIT, "address: no memory");
	return __real_net_url_parse(text, out, f);
}

static int
start(void **state)
{
	(void)state;
	return hostile_start(&server);
}

static int
stop(void **state)
{
	(void)state;
	hostile_stop(&server);
	return 0;
}

static char ca[128];

static struct net_pool *
pool_of(void)
{
	const struct net_options o = {
		.jobs = 8,
		.contact = "mailto:ann@acme.example",
		.ca = ca,
		.request_ms = 3000,
		.slow_ms = 1000,
		.retry_ms = 20,
		.delay_ms = -1,
	};
	struct fault f = { .kind = FAULT_NONE };
	struct net_pool *p = NULL;

	(void)snprintf(ca, sizeof(ca), "%s/ca.pem", server.dir);
	assert_ok(net_pool_new(&o, &p, &f), &f);
	return p;
}

static const struct net_ask ask_private = { .lang = "",
	.etag = "",
	.last_modified = "",
	.validators_url = "",
	.allow_private = true };

/* One look at one address; free it. */
static struct net_look *
look_at(const struct net_ask *how, const char *url)
{
	struct fault f = { .kind = FAULT_NONE };
	struct net_pool *p = pool_of();
	struct net_look *l = NULL;
	struct net_ask ask = *how;

	ask.url = url;
	assert_ok(net_pool_add(p, &ask, NULL, &f), &f);
	assert_int_equal(net_pool_left(p), 1);
	while (l == NULL)
		assert_ok(net_pool_next(p, 1000, &l, &f), &f);
	assert_int_equal(net_pool_left(p), 0);
	/* robots.txt is the pool's; nothing of it is read below. */
	l->n_robots = 0;
	net_pool_free(p);
	return l;
}

static struct net_look *
look(enum hostile_kind kind, const char *path)
{
	char url[512];

	return look_at(&ask_private, hostile_url(&server, kind, 1, path, url));
}

static void
ends(enum hostile_kind kind, const char *path, enum net_end end,
    const char *words)
{
	int64_t began = clock_steady_ms(), took;
	struct net_look *l = look(kind, path);

	took = clock_steady_ms() - began;
	if (l->end != end || strstr(l->why, words) == NULL)
		fail_msg("%s: want %s \"%s\", have %s \"%s\"", path,
		    net_end_rule(end), words, net_end_rule(l->end), l->why);
	if (took > 9000 && !hostile_watched())
		fail_msg("%s: it took %d ms", path, (int)took);
	net_look_free(l);
}

static void
test_what_does_not_end_is_ended(void **state)
{
	(void)state;
	ends(HOSTILE_HTTP, "/big", NET_END_TOO_LARGE, "16777216 bytes of body");
	ends(HOSTILE_HTTP, "/bomb", NET_END_TOO_LARGE,
	    "33554432 bytes unpacked");
	ends(HOSTILE_HTTP, "/header", NET_END_TOO_LARGE, "");
	ends(
	    HOSTILE_HTTP, "/headers", NET_END_TOO_LARGE, "65536 bytes of head");
	ends(HOSTILE_HTTP, "/drip", NET_END_TIMEOUT, "");
	ends(HOSTILE_HTTP, "/slow-head", NET_END_TIMEOUT, "");
	ends(HOSTILE_HTTP, "/never", NET_END_TIMEOUT, "");
}

static void
test_what_is_no_response_is_none(void **state)
{
	(void)state;
	ends(HOSTILE_HTTP, "/short", NET_END_RESPONSE, "");
	ends(HOSTILE_HTTP, "/long", NET_END_RESPONSE, "more bytes came");
	ends(HOSTILE_HTTP, "/two-lengths", NET_END_RESPONSE, "two lengths");
	ends(HOSTILE_HTTP, "/http09", NET_END_RESPONSE, "HTTP/0.9");
	ends(HOSTILE_HTTP, "/nul", NET_END_RESPONSE, "ul");
	ends(HOSTILE_HTTP, "/bad-chunk", NET_END_RESPONSE, "");
	ends(HOSTILE_HTTP, "/cut-chunk", NET_END_RESPONSE, "");
	ends(HOSTILE_HTTP, "/reset", NET_END_RESPONSE, "");
	ends(HOSTILE_HTTP, "/empty", NET_END_RESPONSE, "");
	ends(HOSTILE_HTTP, "/garbage", NET_END_RESPONSE, "");
	ends(HOSTILE_HTTP, "/304", NET_END_RESPONSE, "304");
}

static void
test_bodies_cut_short_or_of_another_coding_are_gaps(void **state)
{
	(void)state;
	ends(HOSTILE_HTTP, "/cut?as=gzip", NET_END_CODING, "ends before");
	ends(HOSTILE_HTTP, "/cut?as=br", NET_END_CODING, "ends before");
	ends(HOSTILE_HTTP, "/cut?as=zstd", NET_END_CODING, "ends before");
	ends(HOSTILE_HTTP, "/cut?as=deflate", NET_END_CODING, "ends before");
	ends(HOSTILE_HTTP, "/more?as=gzip", NET_END_CODING, "gzip");
	ends(HOSTILE_HTTP, "/more?as=br", NET_END_CODING, "goes on");
	ends(HOSTILE_HTTP, "/more?as=zstd", NET_END_CODING, "zstd");
	ends(HOSTILE_HTTP, "/lie?as=gzip", NET_END_CODING, "broken");
	ends(HOSTILE_HTTP, "/lie?as=br", NET_END_CODING, "br");
	ends(HOSTILE_HTTP, "/lie?as=zstd", NET_END_CODING, "broken");
	ends(HOSTILE_HTTP, "/lie?as=rot13", NET_END_CODING, "rot13");
}

static void
test_redirects_end_where_they_must(void **state)
{
	char path[600], url[512];

	(void)state;
	ends(HOSTILE_HTTP, "/loop", NET_END_REDIRECT, "more than 9 times");
	ends(HOSTILE_HTTP, "/to-self", NET_END_REDIRECT, "circle");
	ends(HOSTILE_HTTP, "/to-file", NET_END_REDIRECT, "want http or https");
	(void)snprintf(path, sizeof(path), "/to?u=%s",
	    hostile_url(&server, HOSTILE_HTTP, 2, "/doc", url));
	ends(HOSTILE_GOOD, path, NET_END_DOWNGRADE, "--allow-downgrade");
}

static void
test_certificates_are_judged_and_kept(void **state)
{
	static const struct {
		enum hostile_kind kind;
		const char *why;
		int certs;
	} cases[] = {
		{ HOSTILE_EXPIRED, "expired", 2 },
		{ HOSTILE_WRONGHOST, "alternative", 2 },
		{ HOSTILE_SELFSIGNED, "self", 1 },
	};
	const struct net_hop *h;
	struct net_look *l;
	const char *s;
	size_t i;
	int n;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		l = look(cases[i].kind, "/doc");
		assert_int_equal(l->end, NET_END_TLS);
		assert_int_equal(l->n_hops, 1);
		h = &l->hops[0];
		assert_true(h->tls);
		assert_false(h->tls_verified);
		if (strstr(h->tls_why, cases[i].why) == NULL)
			fail_msg("no \"%s\" in: %s", cases[i].why, h->tls_why);
		for (n = 0, s = h->chain;
		     (s = strstr(s, "-----BEGIN CERT")) != NULL; s++)
			n++;
		assert_int_equal(n, cases[i].certs);
		assert_int_equal(h->status, 0);
		net_look_free(l);
	}
}

static void
test_a_page_is_had_with_all_its_evidence(void **state)
{
	struct net_look *l = look(HOSTILE_GOOD, "/gzip");
	const struct net_hop *h;
	struct fault f = { .kind = FAULT_NONE };
	struct jv *v = NULL;
	const struct jv *hop;

	(void)state;
	assert_int_equal(l->end, NET_END_OK);
	assert_int_equal(l->n_hops, 1);
	h = &l->hops[0];
	assert_int_equal(h->status, 200);
	assert_string_equal(h->address, "127.0.0.1");
	assert_int_equal(h->port, server.port[HOSTILE_GOOD]);
	assert_string_equal(h->guard, "allowed: loopback");
	assert_string_equal(h->tls_version, "TLSv1.3");
	assert_true(strncmp(h->tls_cipher, "TLS_", 4) == 0);
	assert_true(h->tls_verified);
	assert_non_null(strstr(h->chain, "-----BEGIN CERTIFICATE-----"));
	assert_non_null(strstr(h->request, "GET /gzip HTTP/1.1\r\n"));
	assert_non_null(strstr(h->request,
	    "User-Agent: proviso/0.1.0 (+mailto:ann@acme.example)\r\n"));
	assert_non_null(
	    strstr(h->request, "Accept-Encoding: gzip, br, zstd\r\n"));
	assert_non_null(strstr(h->response, "HTTP/1.1 200 Words\r\n"));
	assert_string_equal(l->coding, "gzip");
	assert_true(l->received.len > 0 && l->decoded.len > l->received.len);
	assert_non_null(strstr((const char *)l->decoded.data, "Part 217"));
	assert_ok(net_look_record(l, &v, &f), &f);
	hop = jv_at(jv_get(v, "hops"), 0);
	assert_int_equal(
	    strlen(jv_text(jv_get(jv_get(hop, "tls"), "chain"))), 64);
	assert_int_equal(strlen(jv_text(jv_get(
			     jv_get(jv_get(v, "body"), "decoded"), "sha256"))),
	    64);
	jv_free(v);
	net_look_free(l);
	l = look(HOSTILE_TLS12, "/doc");
	assert_int_equal(l->end, NET_END_OK);
	assert_string_equal(l->hops[0].tls_version, "TLSv1.2");
	net_look_free(l);
}

static void
test_every_coding_gives_the_same_page(void **state)
{
	static const char *const paths[] = { "/gzip", "/br", "/zstd",
		"/deflate", "/doc?n=7" };
	struct net_look *first = look(HOSTILE_HTTP, "/chunked?n=7"), *l;
	size_t i;

	(void)state;
	assert_int_equal(first->end, NET_END_OK);
	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		l = look(HOSTILE_HTTP, paths[i]);
		assert_int_equal(l->end, NET_END_OK);
		assert_int_equal(
		    net_look_body(l)->len, net_look_body(first)->len);
		assert_memory_equal(net_look_body(l)->data,
		    net_look_body(first)->data, net_look_body(l)->len);
		net_look_free(l);
	}
	net_look_free(first);
}

static void
test_addresses_that_are_not_public_are_not_reached(void **state)
{
	static const struct net_ask plain = { .lang = "",
		.etag = "",
		.last_modified = "",
		.validators_url = "" };
	char url[512], host[64];
	static const char *const hosts[] = { "127.0.0.1", "127.1", "2130706433",
		"0x7f.1", "0177.0.0.1", "0.0.0.0", "[::1]", "[::]",
		"[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::1]",
		"localhost", "x.localhost", "10.0.0.1", "169.254.169.254",
		"[fe80::1]", "[fd00:ec2::254]" };
	struct net_look *l;
	size_t i;
	FILE *hits;
	int c;

	(void)state;
	for (i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		(void)snprintf(host, sizeof(host), "%s", hosts[i]);
		(void)snprintf(url, sizeof(url), "http://%s:%d/guard", host,
		    server.port[HOSTILE_PLAIN]);
		l = look_at(&plain, url);
		if (l->end != NET_END_ADDRESS)
			fail_msg("%s: have %s: %s", url, net_end_rule(l->end),
			    l->why);
		net_look_free(l);
	}
	/* Nobody came. */
	(void)snprintf(url, sizeof(url), "%s/hits.log", server.dir);
	hits = fopen(url, "r");
	while (hits != NULL && fgets(url, sizeof(url), hits) != NULL)
		assert_null(strstr(url, "guard"));
	c = hits == NULL ? 0 : fclose(hits);
	assert_int_equal(c, 0);
}

static void
test_robots_txt_is_obeyed_unless_told_otherwise(void **state)
{
	struct net_ask ignore = ask_private;
	char url[512];
	struct net_look *l;

	(void)state;
	ends(HOSTILE_HTTP, "/private/x", NET_END_ROBOTS,
	    "Disallow: /private (line 2)");
	ends(HOSTILE_PLAIN, "/private/x", NET_END_OK, "");
	ends(HOSTILE_ROBOTS_500, "/doc", NET_END_ROBOTS, "it answers 500");
	ignore.ignore_robots = true;
	l = look_at(
	    &ignore, hostile_url(&server, HOSTILE_HTTP, 1, "/private/x", url));
	assert_int_equal(l->end, NET_END_OK);
	net_look_free(l);
}

static void
test_a_failure_that_passes_is_tried_again_and_told(void **state)
{
	struct net_look *l = look(HOSTILE_PLAIN, "/flaky");

	(void)state;
	assert_int_equal(l->end, NET_END_OK);
	assert_int_equal(l->status, 200);
	assert_int_equal(l->n_tries, 1);
	assert_int_equal(l->n_hops, 1);
	assert_string_equal(l->tries[0].why, "the server answered 503");
	assert_int_equal(l->tries[0].waited_ms, 20);
	net_look_free(l);
	l = look(HOSTILE_PLAIN, "/status?s=503");
	assert_int_equal(l->end, NET_END_OK);
	assert_int_equal(l->status, 503);
	assert_int_equal(l->n_tries, 2);
	assert_int_equal(l->tries[1].waited_ms, 80);
	net_look_free(l);
}

static void
test_a_304_is_the_same_only_where_it_was_asked(void **state)
{
	struct net_ask ask = ask_private;
	char url[512];
	struct net_look *l;

	(void)state;
	hostile_url(&server, HOSTILE_PLAIN, 1, "/etag", url);
	ask.etag = "\"v1\"";
	ask.validators_url = url;
	l = look_at(&ask, url);
	assert_int_equal(l->end, NET_END_SAME);
	assert_non_null(
	    strstr(l->hops[0].request, "If-None-Match: \"v1\"\r\n"));
	net_look_free(l);
	/* Validators of another address are not sent. */
	ask.validators_url = "http://127.0.0.1/other";
	l = look_at(&ask, url);
	assert_int_equal(l->end, NET_END_OK);
	assert_null(strstr(l->hops[0].request, "If-None-Match"));
	assert_string_equal(l->etag, "\"v1\"");
	net_look_free(l);
}

static void
test_credentials_are_nowhere(void **state)
{
	struct fault f = { .kind = FAULT_NONE };
	struct net_look *l = look(HOSTILE_PLAIN, "/to-secret");
	struct jv *v = NULL;
	struct buf b;

	(void)state;
	assert_int_equal(l->end, NET_END_UNREACHABLE);
	assert_ok(net_look_record(l, &v, &f), &f);
	buf_init(&b, 1 << 20);
	jv_write(v, &b);
	assert_null(strstr((const char *)b.data, "s3cret"));
	assert_non_null(
	    strstr((const char *)b.data, "http://***@127.0.0.1:1/x"));
	buf_free(&b);
	jv_free(v);
	net_look_free(l);
	l = look_at(&ask_private, "http://ann:s3cret@127.0.0.1:1/");
	assert_null(strstr(l->asked, "s3cret"));
	assert_null(strstr(l->why, "s3cret"));
	net_look_free(l);
}

static void
test_heads_are_kept_byte_for_byte(void **state)
{
	struct net_look *l = look(HOSTILE_PLAIN, "/escape");

	(void)state;
	assert_int_equal(l->end, NET_END_OK);
	assert_non_null(strstr(l->hops[0].response, "X-A: \x1b]0;t\x07\r\n"));
	assert_non_null(strstr(l->hops[0].response, "X-L: \xc3\xa9\r\n"));
	net_look_free(l);
}

static void
test_one_connection_to_a_host_at_a_time_with_a_pause(void **state)
{
	const struct net_options o = { .jobs = 8, .delay_ms = 60 };
	struct fault f = { .kind = FAULT_NONE };
	struct net_pool *p = NULL;
	struct net_look *l;
	struct net_ask ask = ask_private;
	char url[512], path[32];
	int64_t began = clock_steady_ms(), took;
	int i, n = 0;

	(void)state;
	assert_ok(net_pool_new(&o, &p, &f), &f);
	assert_string_equal(net_pool_agent(p), "proviso/0.1.0");
	for (i = 0; i < 12; i++) {
		(void)snprintf(path, sizeof(path), "/doc?n=%d", i);
		ask.url =
		    hostile_url(&server, HOSTILE_HTTP, 1 + i % 2, path, url);
		assert_ok(net_pool_add(p, &ask, NULL, &f), &f);
	}
	while (net_pool_left(p) > 0) {
		assert_ok(net_pool_next(p, 1000, &l, &f), &f);
		if (l == NULL)
			continue;
		assert_int_equal(l->end, NET_END_OK);
		assert_int_equal(l->n_robots, 1);
		assert_string_equal(l->robots[0].verdict, "allowed");
		net_look_free(l);
		n++;
	}
	took = clock_steady_ms() - began;
	assert_int_equal(n, 12);
	/* Two hosts, each with robots.txt and six pages: six pauses. */
	assert_true(took >= 6 * 60);
	assert_true(took < 5000);
	net_pool_free(p);
}

/* The look would wait for a robots.txt that nobody fetches. */
static void
test_a_robots_txt_that_cannot_be_asked_for_keeps_nobody_waiting(void **state)
{
	struct fault f = { .kind = FAULT_NONE };
	struct net_pool *p = pool_of();
	struct net_ask ask = ask_private;
	struct net_look *l = NULL;
	char url[512];
	int i, rc = 0;

	(void)state;
	ask.url = hostile_url(&server, HOSTILE_HTTP, 1, "/doc", url);
	assert_ok(net_pool_add(p, &ask, NULL, &f), &f);
	failing = 1;
	for (i = 0; i < 10 && rc == 0 && l == NULL; i++)
		rc = net_pool_next(p, 100, &l, &f);
	failing = 0;
	assert_int_equal(rc, -1);
	assert_non_null(strstr(f.text, "no memory"));
	net_pool_free(p);
}

static void
test_memory_stays_small(void **state)
{
	struct rusage u;

	(void)state;
	assert_int_equal(getrusage(RUSAGE_SELF, &u), 0);
	/* After 10 GB bodies and bombs: their ceilings, and some. */
	if (!hostile_watched() && u.ru_maxrss > 250 * 1024)
		fail_msg("%ld KB", u.ru_maxrss);
}

static void
test_a_contact_with_brackets_or_controls_is_refused(void **state)
{
	static const char *const bad[] = { "a)b", "a\r\nX: y", "\xc3\xa9" };
	struct net_options o = { .jobs = 1 };
	struct fault f = { .kind = FAULT_NONE };
	struct net_pool *p = NULL;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		o.contact = bad[i];
		assert_fault(
		    net_pool_new(&o, &p, &f), &f, FAULT_FORMAT, "contact");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_does_not_end_is_ended),
		cmocka_unit_test(test_what_is_no_response_is_none),
		cmocka_unit_test(
		    test_bodies_cut_short_or_of_another_coding_are_gaps),
		cmocka_unit_test(test_redirects_end_where_they_must),
		cmocka_unit_test(test_certificates_are_judged_and_kept),
		cmocka_unit_test(test_a_page_is_had_with_all_its_evidence),
		cmocka_unit_test(test_every_coding_gives_the_same_page),
		cmocka_unit_test(
		    test_addresses_that_are_not_public_are_not_reached),
		cmocka_unit_test(
		    test_robots_txt_is_obeyed_unless_told_otherwise),
		cmocka_unit_test(
		    test_a_failure_that_passes_is_tried_again_and_told),
		cmocka_unit_test(
		    test_a_304_is_the_same_only_where_it_was_asked),
		cmocka_unit_test(test_credentials_are_nowhere),
		cmocka_unit_test(test_heads_are_kept_byte_for_byte),
		cmocka_unit_test(
		    test_one_connection_to_a_host_at_a_time_with_a_pause),
		cmocka_unit_test(
		    test_a_robots_txt_that_cannot_be_asked_for_keeps_nobody_waiting),
		cmocka_unit_test(test_memory_stays_small),
		cmocka_unit_test(
		    test_a_contact_with_brackets_or_controls_is_refused),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
