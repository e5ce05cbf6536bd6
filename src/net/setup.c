#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "net_in.h"

/* What is told alike to every handle: who may be reached, and how. */

static pthread_once_t started = PTHREAD_ONCE_INIT;
static bool ready;

/*
 * libcurl's memory: it copies credentials, into its options and into the
 * request, and gives the copies back as they are.  Ours are wiped first; the
 * size stands before each piece.
 */
union sized {
	size_t n;
	max_align_t align;
};

/* Through a pointer that may change, so that no compiler leaves it out. */
static void *(*const volatile fill)(void *, int, size_t) = memset;

static void *
piece_new(size_t n)
{
	union sized *p;

	if (n > SIZE_MAX - sizeof(*p))
		return NULL;
	p = mem_new(n + sizeof(*p), 1);
	p->n = n;
	return p + 1;
}

static void *
piece_zeroed(size_t n, size_t size)
{
	return size > 0 && n > SIZE_MAX / size ? NULL : piece_new(n * size);
}

static void
piece_free(void *piece)
{
	union sized *p = piece;

	if (p == NULL)
		return;
	p--;
	(void)fill(p, 0, p->n + sizeof(*p));
	free(p);
}

static void *
piece_grow(void *piece, size_t n)
{
	const union sized *p = piece;
	void *more = piece_new(n);

	if (more == NULL || p == NULL)
		return more;
	memcpy(more, piece, p[-1].n < n ? p[-1].n : n);
	piece_free(piece);
	return more;
}

static char *
piece_string(const char *s)
{
	const size_t n = strlen(s) + 1;
	char *copy = piece_new(n);

	if (copy != NULL)
		memcpy(copy, s, n);
	return copy;
}

static void
start(void)
{
	const curl_version_info_data *v;

	if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, piece_new, piece_free,
		piece_grow, piece_string, piece_zeroed) != CURLE_OK)
		return;
	/* What a connection shows of its certificates is asked of OpenSSL. */
	v = curl_version_info(CURLVERSION_NOW);
	ready = v != NULL && v->ssl_version != NULL &&
	    strncmp(v->ssl_version, "OpenSSL", 7) == 0;
}

int
net_start(struct fault *f)
{
	if (pthread_once(&started, start) != 0 || !ready)
		return fault_set(f, FAULT_NET,
		    "libcurl cannot start, or is not built with OpenSSL");
	return 0;
}

int
net_set_code(CURLcode code, const char *option, struct fault *f)
{
	if (code == CURLE_OK)
		return 0;
	return fault_set(
	    f, FAULT_NET, "libcurl: %s: %s", option, curl_easy_strerror(code));
}

void
watch_reset(struct watch *w)
{
	w->refused[0] = w->address[0] = '\0';
	w->refused_as = NULL;
	w->port = 0;
}

/* Before a connection is made: to this very address, or not at all. */
static curl_socket_t
watch_socket(void *arg, curlsocktype why, struct curl_sockaddr *a)
{
	struct watch *w = arg;
	const char *what = guard_address(&a->addr);

	(void)why;
	if (what != NULL && !w->allow_private && !w->proxied) {
		(void)guard_print(&a->addr, w->refused);
		w->refused_as = what;
		return CURL_SOCKET_BAD;
	}
	return socket(a->family, a->socktype, a->protocol);
}

/* Before every request, on a kept connection too. */
static int
watch_request(void *arg, char *to, char *from, int to_port, int from_port)
{
	struct watch *w = arg;
	const char *what;
	int numeric;

	(void)from;
	(void)from_port;
	(void)snprintf(w->address, sizeof(w->address), "%s", to);
	w->port = to_port;
	if (w->proxied || w->allow_private)
		return CURL_PREREQFUNC_OK;
	what = guard_text(to, &numeric);
	if (what == NULL && numeric)
		return CURL_PREREQFUNC_OK;
	(void)snprintf(w->refused, sizeof(w->refused), "%s", to);
	w->refused_as = what == NULL ? "no address" : what;
	return CURL_PREREQFUNC_ABORT;
}

int
watch_set(CURL *c, struct watch *w, struct fault *f)
{
	if (NET_SET(c, CURLOPT_OPENSOCKETFUNCTION, watch_socket, f) != 0 ||
	    NET_SET(c, CURLOPT_OPENSOCKETDATA, w, f) != 0 ||
	    NET_SET(c, CURLOPT_PREREQFUNCTION, watch_request, f) != 0 ||
	    NET_SET(c, CURLOPT_PREREQDATA, w, f) != 0)
		return -1;
	return 0;
}

/* The proxy of an option, none else: an empty name silences the environment. */
static int
basics_proxy(CURL *c, const char *proxy, struct fault *f)
{
	if (NET_SET(c, CURLOPT_PROXY, proxy == NULL ? "" : proxy, f) != 0 ||
	    NET_SET(c, CURLOPT_NOPROXY, "", f) != 0 ||
	    NET_SET(c, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L, f) != 0)
		return -1;
	return 0;
}

int
basics_set(CURL *c, const struct basics *b, struct fault *f)
{
	if (basics_proxy(c, b->proxy, f) != 0 ||
	    NET_SET(c, CURLOPT_PROTOCOLS_STR, "http,https", f) != 0 ||
	    NET_SET(c, CURLOPT_FOLLOWLOCATION, 0L, f) != 0 ||
	    NET_SET(c, CURLOPT_HTTP09_ALLOWED, 0L, f) != 0 ||
	    NET_SET(c, CURLOPT_NOSIGNAL, 1L, f) != 0 ||
	    NET_SET(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED, f) != 0 ||
	    NET_SET(c, CURLOPT_SSL_VERIFYPEER, 1L, f) != 0 ||
	    NET_SET(c, CURLOPT_SSL_VERIFYHOST, 2L, f) != 0 ||
	    NET_SET(c, CURLOPT_SSL_SESSIONID_CACHE, 0L, f) != 0 ||
	    NET_SET(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2, f) !=
		0 ||
	    NET_SET(c, CURLOPT_CONNECTTIMEOUT_MS, b->connect_ms, f) != 0 ||
	    NET_SET(c, CURLOPT_TIMEOUT_MS, b->total_ms, f) != 0)
		return -1;
	if (b->ca == NULL)
		return 0;
	if (NET_SET(c, CURLOPT_CAINFO, b->ca, f) != 0 ||
	    NET_SET(c, CURLOPT_CAPATH, NULL, f) != 0)
		return -1;
	return 0;
}
