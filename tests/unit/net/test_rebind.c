#include "net/pool.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "help/hostile.h"
#include "help/test.h"

/*
 * Names that lead to this machine, as the library that connects sees them:
 * its resolver and its connect() are the ones below.  PUBLIC is an address
 * that everybody may reach, and behind it stands the server of the tests.
 */
#define PUBLIC "93.184.216.34"
#define DEAD "93.184.216.35"

static struct hostile server;
static int n_lookups; /* of rebind.example */

static const char *
leads_to(const char *name, int which)
{
	if (strcmp(name, "public.example") == 0)
		return which == 0 ? PUBLIC : NULL;
	if (strcmp(name, "private.example") == 0)
		return which == 0 ? "127.0.0.1" : NULL;
	if (strcmp(name, "metadata.example") == 0)
		return which == 0 ? "169.254.169.254" : NULL;
	/* The first does not answer, and the second is us. */
	if (strcmp(name, "both.example") == 0)
		return which == 0 ? DEAD : which == 1 ? "127.0.0.1" : NULL;
	/* Another answer when it is asked again. */
	if (strcmp(name, "rebind.example") == 0)
		return which > 0 ? NULL : n_lookups == 1 ? PUBLIC : "127.0.0.1";
	return NULL;
}

struct entry {
	struct addrinfo info;
	struct sockaddr_in at;
};

int
getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
    struct addrinfo **out)
{
	struct entry *e;
	const char *digits;
	int i;

	(void)hints;
	if (strcmp(name, "rebind.example") == 0)
		n_lookups++;
	*out = NULL;
	for (i = 1; i >= 0; i--) {
		if ((digits = leads_to(name, i)) == NULL)
			continue;
		e = mem_new(1, sizeof(*e));
		e->at.sin_family = AF_INET;
		e->at.sin_port =
		    htons(service == NULL ? 0 : (unsigned short)atoi(service));
		(void)inet_pton(AF_INET, digits, &e->at.sin_addr);
		e->info = (struct addrinfo){ .ai_family = AF_INET,
			.ai_socktype = SOCK_STREAM,
			.ai_addrlen = sizeof(e->at),
			.ai_next = *out };
		e->info.ai_addr = (struct sockaddr *)&e->at;
		*out = &e->info;
	}
	return *out == NULL ? EAI_NONAME : 0;
}

void
freeaddrinfo(struct addrinfo *list)
{
	struct addrinfo *next;

	for (; list != NULL; list = next) {
		next = list->ai_next;
		free(list); /* the first member of its entry */
	}
}

static bool
at_digits(const struct sockaddr_in *at, const char *digits)
{
	struct in_addr want;

	return at->sin_family == AF_INET &&
	    inet_pton(AF_INET, digits, &want) == 1 &&
	    at->sin_addr.s_addr == want.s_addr;
}

/* The C library's own, behind ours. */
static void *
of_libc(const char *name)
{
	static void *libc;

	if (libc == NULL)
		libc = dlopen("libc.so.6", RTLD_LAZY);
	assert_non_null(libc);
	return dlsym(libc, name);
}

typedef int call_connect(int, const struct sockaddr *, socklen_t);
typedef int call_name(int, struct sockaddr *, socklen_t *);

/* Sockets that were connected "to the world". */
static bool far[4096];

int
connect(int fd, const struct sockaddr *to, socklen_t n)
{
	call_connect *real;
	struct sockaddr_in at = { .sin_family = AF_UNSPEC };

	*(void **)(&real) = of_libc("connect");
	if (n == sizeof(at))
		memcpy(&at, to, sizeof(at));
	if (at_digits(&at, DEAD)) {
		errno = ECONNREFUSED;
		return -1;
	}
	if (fd >= 0 && fd < 4096)
		far[fd] = at_digits(&at, PUBLIC);
	if (!at_digits(&at, PUBLIC))
		return real(fd, to, n);
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return real(fd, (const struct sockaddr *)&at, sizeof(at));
}

int
getpeername(int fd, struct sockaddr *out, socklen_t *n)
{
	call_name *real;
	struct sockaddr_in at;
	int rc;

	*(void **)(&real) = of_libc("getpeername");
	rc = real(fd, out, n);
	if (rc == 0 && fd >= 0 && fd < 4096 && far[fd] && *n == sizeof(at)) {
		memcpy(&at, out, sizeof(at));
		(void)inet_pton(AF_INET, PUBLIC, &at.sin_addr);
		memcpy(out, &at, sizeof(at));
	}
	return rc;
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

static struct net_look *
look_at(const char *host, const char *path)
{
	static const struct net_options o = { .jobs = 2,
		.contact = "mailto:ann@acme.example",
		.request_ms = 3000,
		.retry_ms = 20,
		.delay_ms = -1 };
	struct net_ask ask = { .lang = "",
		.etag = "",
		.last_modified = "",
		.validators_url = "" };
	struct net_look *l = NULL;
	struct net_pool *p;
	struct fault f;
	char url[600];

	(void)snprintf(url, sizeof(url), "http://%s:%d%s", host,
	    server.port[HOSTILE_PLAIN], path);
	ask.url = url;
	assert_ok(net_pool_new(&o, &p, &f), &f);
	assert_ok(net_pool_add(p, &ask, NULL, &f), &f);
	while (l == NULL)
		assert_ok(net_pool_next(p, 1000, &l, &f), &f);
	l->n_robots = 0; /* the pool's */
	net_pool_free(p);
	return l;
}

/* Nobody asked the server for such a path. */
static void
nobody_came(const char *word)
{
	char line[600];
	bool any = false;
	FILE *hits;

	(void)snprintf(line, sizeof(line), "%s/hits.log", server.dir);
	assert_non_null(hits = fopen(line, "r"));
	while (fgets(line, sizeof(line), hits) != NULL) {
		assert_null(strstr(line, word));
		any = any || strstr(line, "plain /") != NULL;
	}
	assert_true(any);
	assert_int_equal(fclose(hits), 0);
}

static void
test_a_public_name_is_reached_and_recorded(void **state)
{
	struct net_look *l = look_at("public.example", "/doc");

	(void)state;
	assert_string_equal(net_end_rule(l->end), "net-ok");
	assert_string_equal(l->hops[0].address, PUBLIC);
	assert_string_equal(l->hops[0].guard, "public");
	net_look_free(l);
}

static void
test_a_name_that_leads_to_us_is_refused(void **state)
{
	static const char *const names[] = { "private.example",
		"metadata.example" };
	struct net_look *l;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		l = look_at(names[i], "/inside-name");
		assert_string_equal(net_end_rule(l->end), "net-address");
		net_look_free(l);
	}
	nobody_came(" /inside-name");
}

static void
test_a_public_page_cannot_send_us_to_a_private_one(void **state)
{
	static const char *const hosts[] = { "127.0.0.1", "127.1", "2130706433",
		"0x7f000001", "0.0.0.0", "[::ffff:127.0.0.1]", "[::1]",
		"private.example", "metadata.example" };
	char path[200];
	struct net_look *l;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		(void)snprintf(path, sizeof(path),
		    "/to?u=http://%s:%d/inside-redirect", hosts[i],
		    server.port[HOSTILE_PLAIN]);
		l = look_at("public.example", path);
		if (l->end != NET_END_ADDRESS)
			fail_msg("%s: have %s: %s", hosts[i],
			    net_end_rule(l->end), l->why);
		assert_int_equal(l->hops[0].status, 302);
		net_look_free(l);
	}
	nobody_came(" /inside-redirect");
}

static void
test_a_second_address_is_judged_like_the_first(void **state)
{
	struct net_look *l = look_at("both.example", "/inside-second");

	(void)state;
	assert_true(l->end == NET_END_ADDRESS || l->end == NET_END_UNREACHABLE);
	net_look_free(l);
	nobody_came(" /inside-second");
}

static void
test_a_name_that_is_bound_anew_is_judged_anew(void **state)
{
	struct net_look *l;

	(void)state;
	n_lookups = 0;
	l = look_at("rebind.example", "/doc");
	assert_string_equal(net_end_rule(l->end), "net-ok");
	assert_int_equal(n_lookups, 1);
	net_look_free(l);
	l = look_at("rebind.example", "/inside-again");
	assert_string_equal(net_end_rule(l->end), "net-address");
	assert_int_equal(n_lookups, 2);
	net_look_free(l);
	nobody_came(" /inside-again");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_public_name_is_reached_and_recorded),
		cmocka_unit_test(test_a_name_that_leads_to_us_is_refused),
		cmocka_unit_test(
		    test_a_public_page_cannot_send_us_to_a_private_one),
		cmocka_unit_test(
		    test_a_second_address_is_judged_like_the_first),
		cmocka_unit_test(test_a_name_that_is_bound_anew_is_judged_anew),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
