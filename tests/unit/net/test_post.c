#include "net/post.h"

#include <string.h>

#include "base/clock.h"
#include "help/hostile.h"
#include "help/memory.h"
#include "help/test.h"

static struct hostile server;

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

static void
refused(enum hostile_kind kind, const char *path, size_t max, bool private,
    const char *words)
{
	struct fault f = { .kind = FAULT_NONE };
	char url[512];
	const struct net_post p = {
		.url = hostile_url(&server, kind, 1, path, url),
		.max_bytes = max,
		.timeout_ms = hostile_watched() ? 10000 : 700,
		.allow_private = private,
	};
	int64_t began = clock_steady_ms();
	struct buf out;

	buf_init(&out, 1 << 20);
	assert_fault(net_post(&p, &out, &f), &f, FAULT_NET, words);
	assert_int_equal(out.len, 0);
	assert_true(clock_steady_ms() - began < 3000 || hostile_watched());
	buf_free(&out);
}

static void
test_all_but_a_whole_200_is_a_fault(void **state)
{
	(void)state;
	refused(HOSTILE_PLAIN, "/status?s=404", 0, true, "have 404");
	refused(HOSTILE_PLAIN, "/to-self", 0, true, "have 302");
	refused(HOSTILE_PLAIN, "/short", 0, true, "");
	refused(HOSTILE_PLAIN, "/doc?n=1", 100, true, "at most 100 bytes");
	refused(HOSTILE_PLAIN, "/big", 0, true, "at most 1048576 bytes");
	refused(HOSTILE_PLAIN, "/never", 0, true, "");
	refused(HOSTILE_PLAIN, "/doc", 0, false, "is loopback");
	refused(HOSTILE_SELFSIGNED, "/doc", 0, true, "certificate");
}

static void
test_credentials_in_the_address_are_refused_and_not_told(void **state)
{
	struct fault f = { .kind = FAULT_NONE };
	struct net_post p = { .url = "https://ann:s3cret@a.example/tsa" };
	struct buf out;

	(void)state;
	buf_init(&out, 1000);
	assert_fault(net_post(&p, &out, &f), &f, FAULT_FORMAT, "credentials");
	assert_null(strstr(f.text, "s3cret"));
	p.url = "file:///etc/passwd";
	assert_fault(net_post(&p, &out, &f), &f, FAULT_FORMAT, "want http");
	buf_free(&out);
}

static void
test_an_answer_is_appended(void **state)
{
	struct fault f = { .kind = FAULT_NONE };
	char url[512], ca[128];
	struct net_post p = { .allow_private = true };
	struct buf out;

	(void)state;
	(void)snprintf(ca, sizeof(ca), "%s/ca.pem", server.dir);
	p.url = hostile_url(&server, HOSTILE_GOOD, 1, "/doc?n=3", url);
	p.ca = ca;
	p.media_type = "application/octet-stream";
	p.body = "hello";
	p.n = 5;
	p.basic_auth = "ann:s3cret";
	buf_init(&out, 1 << 20);
	buf_str(&out, "before ");
	assert_ok(net_post(&p, &out, &f), &f);
	assert_memory_equal(out.data, "before <!doctype", 16);
	buf_free(&out);
}

/* Neither as it was typed nor as the request had it. */
static void
test_credentials_are_not_left_in_memory(void **state)
{
	/* "ann:zebra-quagga-77", bent */
	static const char word[] = "zebra-quagga-77";
	static const char coded[] = "YW5uOnplYnJhLXF1YWdnYS03Nw==";
	unsigned char bent[2][64];
	struct fault f = { .kind = FAULT_NONE };
	char url[512], auth[32];
	struct net_post p = { .allow_private = true, .timeout_ms = 10000 };
	struct buf out;

	(void)state;
	/* A checker keeps what it has seen. */
	if (hostile_watched())
		return;
	bend((const unsigned char *)word, sizeof(word) - 1, bent[0]);
	bend((const unsigned char *)coded, sizeof(coded) - 1, bent[1]);
	p.url = hostile_url(&server, HOSTILE_PLAIN, 1, "/doc?n=3", url);
	(void)snprintf(auth, sizeof(auth), "ann:%s", word);
	p.basic_auth = auth;
	buf_init(&out, 1 << 20);
	assert_ok(net_post(&p, &out, &f), &f);
	/* The scan finds what is there. */
	assert_int_not_equal(memory_has(bent[0], sizeof(word) - 1), 0);
	memset(auth, 0, sizeof(auth));
	assert_int_equal(memory_has(bent[0], sizeof(word) - 1), 0);
	assert_int_equal(memory_has(bent[1], sizeof(coded) - 1), 0);
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_but_a_whole_200_is_a_fault),
		cmocka_unit_test(
		    test_credentials_in_the_address_are_refused_and_not_told),
		cmocka_unit_test(test_an_answer_is_appended),
		cmocka_unit_test(test_credentials_are_not_left_in_memory),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
