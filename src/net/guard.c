#include "net/guard.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <arpa/inet.h>
#include <netinet/in.h>

struct guard_net {
	unsigned char b[16];
	unsigned bits;
	const char *what;
};

/*= RFC 6890 section 2.2.2: IPv4 special-purpose address registry */
static const struct guard_net nets_v4[] = {
	{ { 0 }, 8, "this network" },
	{ { 10 }, 8, "private" },
	{ { 100, 64 }, 10, "carrier-grade NAT" },
	{ { 127 }, 8, "loopback" },
	{ { 168, 63, 129, 16 }, 32, "cloud metadata" },
	{ { 169, 254, 169, 254 }, 32, "cloud metadata" },
	{ { 169, 254 }, 16, "link-local" },
	{ { 172, 16 }, 12, "private" },
	{ { 192, 0, 0 }, 24, "protocol assignments" },
	{ { 192, 0, 2 }, 24, "documentation" },
	{ { 192, 88, 99 }, 24, "6to4 relay" },
	{ { 192, 168 }, 16, "private" },
	{ { 198, 18 }, 15, "benchmarking" },
	{ { 198, 51, 100 }, 24, "documentation" },
	{ { 203, 0, 113 }, 24, "documentation" },
	{ { 224 }, 4, "multicast" },
	{ { 240 }, 4, "reserved" },
};

/*= RFC 6890 section 2.2.3: IPv6 special-purpose address registry */
static const struct guard_net nets_v6[] = {
	{ { [15] = 1 }, 128, "loopback" },
	{ { 0 }, 128, "unspecified" },
	{ { [10] = 0xff, 0xff }, 96, "IPv4-mapped" },
	{ { 0 }, 96, "IPv4-compatible" },
	{ { 0x00, 0x64, 0xff, 0x9b }, 32, "NAT64" },
	{ { 0x01 }, 8, "discard-only" },
	{ { 0x20, 0x01, 0x0d, 0xb8 }, 32, "documentation" },
	{ { 0x20, 0x01, 0x00, 0x00 }, 32, "Teredo" },
	{ { 0x20, 0x01 }, 23, "protocol assignments" },
	{ { 0x20, 0x02 }, 16, "6to4" },
	{ { 0x3f, 0xff }, 20, "documentation" },
	{ { 0xfd, 0x00, 0x0e, 0xc2, [15] = 0x54, [14] = 0x02 }, 128,
	    "cloud metadata" },
	{ { 0xfc }, 7, "private" },
	{ { 0xfe, 0x80 }, 10, "link-local" },
	{ { 0xfe, 0xc0 }, 10, "site-local" },
	{ { 0xff }, 8, "multicast" },
};

static bool
guard_in(const unsigned char *b, const struct guard_net *net)
{
	const unsigned whole = net->bits / 8, rest = net->bits % 8;
	const unsigned mask = (0xff00U >> rest) & 0xffU;

	if (memcmp(b, net->b, whole) != 0)
		return false;
	return rest == 0 || (b[whole] & mask) == (net->b[whole] & mask);
}

const char *
guard_v4(const unsigned char b[4])
{
	size_t i;

	for (i = 0; i < sizeof(nets_v4) / sizeof(nets_v4[0]); i++)
		if (guard_in(b, &nets_v4[i]))
			return nets_v4[i].what;
	return NULL;
}

const char *
guard_v6(const unsigned char b[16])
{
	size_t i;

	for (i = 0; i < sizeof(nets_v6) / sizeof(nets_v6[0]); i++)
		if (guard_in(b, &nets_v6[i]))
			return nets_v6[i].what;
	/*= RFC 4291 section 2.4: global unicast is what was given out, 2000::/3 */
	return (b[0] & 0xe0) == 0x20 ? NULL : "not global unicast";
}

const char *
guard_address(const struct sockaddr *a)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	/* Copied, since what a library hands over need not be aligned. */
	if (a->sa_family == AF_INET) {
		memcpy(&v4, a, sizeof(v4));
		return guard_v4((const unsigned char *)&v4.sin_addr);
	}
	if (a->sa_family == AF_INET6) {
		memcpy(&v6, a, sizeof(v6));
		return guard_v6((const unsigned char *)&v6.sin6_addr);
	}
	return "no internet address";
}

const char *
guard_text(const char *ip, int *numeric)
{
	unsigned char b[16];
	char plain[GUARD_TEXT];
	size_t n = strcspn(ip, "%"); /* a zone says nothing of the address */

	*numeric = 1;
	if (n >= 2 && ip[0] == '[' && ip[n - 1] == ']') {
		ip++;
		n -= 2;
	} else if (n >= 1 && ip[0] == '[') {
		ip++;
		n--;
	}
	if (n < sizeof(plain)) {
		memcpy(plain, ip, n);
		plain[n] = '\0';
		if (inet_pton(AF_INET, plain, b) == 1)
			return guard_v4(b);
		if (inet_pton(AF_INET6, plain, b) == 1)
			return guard_v6(b);
	}
	*numeric = 0;
	return NULL;
}

const char *
guard_print(const struct sockaddr *a, char out[GUARD_TEXT])
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	const char *s = NULL;

	if (a->sa_family == AF_INET) {
		memcpy(&v4, a, sizeof(v4));
		s = inet_ntop(AF_INET, &v4.sin_addr, out, GUARD_TEXT);
	} else if (a->sa_family == AF_INET6) {
		memcpy(&v6, a, sizeof(v6));
		s = inet_ntop(AF_INET6, &v6.sin6_addr, out, GUARD_TEXT);
	}
	if (s == NULL)
		(void)snprintf(out, GUARD_TEXT, "family %d", (int)a->sa_family);
	return out;
}
