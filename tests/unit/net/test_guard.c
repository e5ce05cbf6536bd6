#include "net/guard.h"

#include <string.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#include "help/test.h"

static void
judged(const char *ip, const char *want)
{
	int numeric;
	const char *what = guard_text(ip, &numeric);

	if (!numeric)
		fail_msg("%s: not read as an address", ip);
	if ((what == NULL) != (want == NULL) ||
	    (want != NULL && strcmp(what, want) != 0))
		fail_msg("%s: want %s, have %s", ip, want ? want : "public",
		    what ? what : "public");
}

/*= RFC 6890 section 2.2.2: IPv4 special-purpose address registry */
static void
test_what_is_not_for_everybody_is_refused_by_name(void **state)
{
	static const char *const cases[][2] = {
		{ "0.0.0.0", "this network" },
		{ "0.255.255.255", "this network" },
		{ "10.0.0.1", "private" },
		{ "100.64.0.1", "carrier-grade NAT" },
		{ "100.127.255.255", "carrier-grade NAT" },
		{ "100.100.100.200", "carrier-grade NAT" },
		{ "127.0.0.1", "loopback" },
		{ "127.255.255.254", "loopback" },
		{ "168.63.129.16", "cloud metadata" },
		{ "169.254.169.254", "cloud metadata" },
		{ "169.254.170.2", "link-local" },
		{ "172.16.0.1", "private" },
		{ "172.31.255.255", "private" },
		{ "192.0.0.192", "protocol assignments" },
		{ "192.0.2.1", "documentation" },
		{ "192.88.99.1", "6to4 relay" },
		{ "192.168.255.255", "private" },
		{ "198.18.0.1", "benchmarking" },
		{ "198.19.255.255", "benchmarking" },
		{ "198.51.100.1", "documentation" },
		{ "203.0.113.9", "documentation" },
		{ "224.0.0.1", "multicast" },
		{ "239.255.255.255", "multicast" },
		{ "240.0.0.1", "reserved" },
		{ "255.255.255.255", "reserved" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		judged(cases[i][0], cases[i][1]);
}

/*= RFC 6890 section 2.2.3: IPv6 special-purpose address registry */
/*= RFC 4291 section 2.4: global unicast is what was given out, 2000::/3 */
static void
test_ipv6_is_refused_and_so_is_what_wraps_ipv4(void **state)
{
	static const char *const cases[][2] = {
		{ "::1", "loopback" },
		{ "[::1]", "loopback" },
		{ "::", "unspecified" },
		{ "::ffff:127.0.0.1", "IPv4-mapped" },
		{ "::ffff:8.8.8.8", "IPv4-mapped" },
		{ "::127.0.0.1", "IPv4-compatible" },
		{ "64:ff9b::7f00:1", "NAT64" },
		{ "64:ff9b:1::1", "NAT64" },
		{ "100::1", "discard-only" },
		{ "2001::1", "Teredo" },
		{ "2001:20::1", "protocol assignments" },
		{ "2001:db8::1", "documentation" },
		{ "2002:7f00:1::1", "6to4" },
		{ "3fff::1", "documentation" },
		{ "4000::1", "not global unicast" },
		{ "5f00::1", "not global unicast" },
		{ "fc00::1", "private" },
		{ "fd00:ec2::254", "cloud metadata" },
		{ "fd12:3456::1", "private" },
		{ "fe80::1", "link-local" },
		{ "fe80::1%eth0", "link-local" },
		{ "[fe80::1%25lo]", "link-local" },
		{ "fec0::1", "site-local" },
		{ "ff02::1", "multicast" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		judged(cases[i][0], cases[i][1]);
}

static void
test_neighbours_of_what_is_refused_are_public(void **state)
{
	static const char *const cases[] = { "1.0.0.0", "9.255.255.255",
		"11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
		"128.0.0.0", "168.63.129.15", "169.253.255.255", "169.255.0.0",
		"172.15.255.255", "172.32.0.0", "192.0.1.0", "192.0.3.0",
		"192.88.98.255", "192.167.255.255", "192.169.0.0",
		"198.17.255.255", "198.20.0.0", "198.51.99.255", "203.0.114.0",
		"223.255.255.255", "2001:200::1", "2606:4700::1",
		"2a00:1450::1", "3ffe::1" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		judged(cases[i], NULL);
}

static void
test_a_name_is_no_address(void **state)
{
	static const char *const cases[] = { "", "localhost",
		"127.0.0.1.nip.io", "127.1", "0x7f.1", "::1::", "1.2.3.4.5",
		"11111111111111111111111111111111111111111111111111111111111" };
	size_t i;
	int numeric;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_null(guard_text(cases[i], &numeric));
		assert_int_equal(numeric, 0);
	}
}

static void
test_a_socket_address_of_another_family_is_refused(void **state)
{
	struct sockaddr a = { .sa_family = AF_UNIX };
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	char text[GUARD_TEXT];

	(void)state;
	assert_string_equal(guard_address(&a), "no internet address");
	v4.sin_addr.s_addr = htonl(0x7f000001);
	memcpy(&a, &v4, sizeof(a));
	assert_string_equal(guard_address(&a), "loopback");
	assert_string_equal(guard_print(&a, text), "127.0.0.1");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_what_is_not_for_everybody_is_refused_by_name),
		cmocka_unit_test(
		    test_ipv6_is_refused_and_so_is_what_wraps_ipv4),
		cmocka_unit_test(test_neighbours_of_what_is_refused_are_public),
		cmocka_unit_test(test_a_name_is_no_address),
		cmocka_unit_test(
		    test_a_socket_address_of_another_family_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
