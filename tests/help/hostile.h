#ifndef TESTS_HELP_HOSTILE_H
#define TESTS_HELP_HOSTILE_H

/*
 * A web server that misbehaves, on loopback only, in a process of its own:
 * what a path asks for is what it does (hostile_answer).  Certificates are
 * made anew each time, under hostile.dir/ca.pem.  POST /tsa is a time-stamp
 * authority, under hostile.dir/tsa.pem; POST /tsa-down is one that is down.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <brotli/encode.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <zlib.h>
#include <zstd.h>

#include "base/clock.h"
#include "help/pki.h"

enum hostile_kind {
	HOSTILE_HTTP, /* robots.txt disallows /private */
	HOSTILE_PLAIN, /* no robots.txt: 404 */
	HOSTILE_ROBOTS_500,
	HOSTILE_GOOD, /* https from here on */
	HOSTILE_TLS12,
	HOSTILE_EXPIRED,
	HOSTILE_WRONGHOST,
	HOSTILE_SELFSIGNED,
	HOSTILE_KINDS,
};

struct hostile {
	pid_t pid;
	char dir[64];
	int port[HOSTILE_KINDS];
};

static const char *const hostile_names[HOSTILE_KINDS] = { "http", "plain",
	"robots-500", "good", "tls12", "expired", "wronghost", "selfsigned" };

/* Addresses 127.0.0.1 up to this one stand in the certificates. */
#define HOSTILE_ADDRESSES 64

/* A connection, with or without TLS. */
struct hostile_conn {
	int fd;
	SSL *ssl;
	enum hostile_kind kind;
	SSL_CTX *ctx;
	const char *body; /* of a POST */
	size_t n_body;
};

static int hostile_listen[HOSTILE_KINDS];
static SSL_CTX *hostile_ctx[HOSTILE_KINDS];
static char hostile_hits[96];
static pthread_mutex_t hostile_lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned hostile_flaky;
static struct pki hostile_pki;

/* False where the other side has gone. */
static inline bool
hostile_write(struct hostile_conn *c, const void *p, size_t n)
{
	const char *s = p;
	ssize_t k;

	while (n > 0) {
		k = c->ssl != NULL
		    ? SSL_write(c->ssl, s, n > 65536 ? 65536 : (int)n)
		    : send(c->fd, s, n, MSG_NOSIGNAL);
		if (k <= 0)
			return false;
		s += k;
		n -= (size_t)k;
	}
	return true;
}

static inline bool
hostile_say(struct hostile_conn *c, const char *s)
{
	return hostile_write(c, s, strlen(s));
}

static inline void
hostile_sleep(int ms)
{
	struct timespec t = { ms / 1000, (ms % 1000) * 1000000L };

	(void)nanosleep(&t, NULL);
}

/* Memory and time say nothing of the program where a checker watches it. */
#if defined(__SANITIZE_ADDRESS__)
#define HOSTILE_WATCHED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HOSTILE_WATCHED 1
#endif
#endif

static inline bool
hostile_watched(void)
{
#ifdef HOSTILE_WATCHED
	return true;
#else
	const char *wrap = getenv("WRAP");

	return wrap != NULL && wrap[0] != '\0';
#endif
}

/* A page of some hundred words of its own. */
static inline size_t
hostile_page(char *out, size_t max, long n)
{
	static const char *const what[] = { "your name", "your address",
		"your messages", "the device you use", "payment details" };
	size_t k;
	long i;

	k = (size_t)snprintf(out, max,
	    "<!doctype html><html lang=en><title>Policy %ld</title>"
	    "<body><h1>Privacy policy of service %ld</h1>\n",
	    n, n);
	for (i = 0; i < 12; i++)
		k += (size_t)snprintf(out + k, max - k,
		    "<h2>%ld. Part %ld</h2><p>Service number %ld keeps %s for "
		    "%ld days after you close your account, and deletes it "
		    "then, unless the law obliges us to keep it for longer "
		    "than that.</p>\n",
		    i + 1, n * 31 + i, n, what[(n + i) % 5],
		    30 + (n * 7 + i * 13) % 300);
	k += (size_t)snprintf(out + k, max - k, "</body></html>\n");
	return k;
}

static inline bool
hostile_send(struct hostile_conn *c, int status, const char *headers,
    const void *body, size_t n)
{
	char head[4096];

	(void)snprintf(head, sizeof(head),
	    "HTTP/1.1 %d Words\r\n%s%sContent-Length: %zu\r\n\r\n", status,
	    strstr(headers, "Content-Type") != NULL
		? ""
		: "Content-Type: text/html; charset=utf-8\r\n",
	    headers, n);
	return hostile_say(c, head) && hostile_write(c, body, n);
}

/* The body in a coding; returns its length. */
static inline size_t
hostile_pack(
    const char *how, const void *p, size_t n, unsigned char *out, size_t max)
{
	z_stream z = { .next_in = NULL };
	union {
		const void *in;
		Bytef *out;
	} from = { .in = p };
	size_t k = max;

	if (strcmp(how, "br") == 0)
		return BrotliEncoderCompress(
			   5, 22, BROTLI_MODE_TEXT, n, p, &k, out)
		    ? k
		    : 0;
	if (strcmp(how, "zstd") == 0)
		return ZSTD_compress(out, max, p, n, 3);
	(void)deflateInit2(&z, 6, Z_DEFLATED,
	    strcmp(how, "deflate") == 0 ? 15 : 31, 8, Z_DEFAULT_STRATEGY);
	z.next_in = from.out;
	z.avail_in = (uInt)n;
	z.next_out = out;
	z.avail_out = (uInt)max;
	(void)deflate(&z, Z_FINISH);
	k = max - z.avail_out;
	(void)deflateEnd(&z);
	return k;
}

/* 10 GiB in 10 MB, without end: the same full-flushed piece over and over. */
static inline void
hostile_bomb(struct hostile_conn *c)
{
	static unsigned char in[1 << 20];
	unsigned char *out = calloc(1, 1 << 20);
	z_stream z = { .next_in = in, .avail_in = sizeof(in) };
	size_t first, more;
	int i;

	(void)deflateInit2(&z, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
	z.next_out = out;
	z.avail_out = 1 << 20;
	(void)deflate(&z, Z_FULL_FLUSH);
	first = (1 << 20) - z.avail_out;
	(void)hostile_say(c,
	    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
	    "Content-Type: text/html\r\nConnection: close\r\n\r\n");
	(void)hostile_write(c, out, first);
	z.next_in = in;
	z.avail_in = sizeof(in);
	z.next_out = out;
	z.avail_out = 1 << 20;
	(void)deflate(&z, Z_FULL_FLUSH);
	more = (1 << 20) - z.avail_out;
	for (i = 0; i < 10240 && hostile_write(c, out, more); i++)
		;
	(void)deflateEnd(&z);
	free(out);
}

static inline const char *
hostile_arg(const char *query, const char *name, char *out, size_t max)
{
	const char *p = query;
	size_t k = strlen(name), n = 0;

	out[0] = '\0';
	while (p != NULL && *p != '\0') {
		if (strncmp(p, name, k) == 0 && p[k] == '=') {
			for (p += k + 1; *p != '\0' && *p != '&' && n + 1 < max;
			     p++)
				out[n++] = *p;
			out[n] = '\0';
			return out;
		}
		p = strchr(p, '&');
		p = p == NULL ? NULL : p + 1;
	}
	return out;
}

static inline void
hostile_big(struct hostile_conn *c)
{
	static char chunk[65536];
	size_t i;

	memset(chunk, 'x', sizeof(chunk));
	(void)hostile_say(c,
	    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
	    "Transfer-Encoding: chunked\r\n\r\n");
	for (i = 0; i < (size_t)10 << 14; i++)
		if (!hostile_say(c, "10000\r\n") ||
		    !hostile_write(c, chunk, sizeof(chunk)) ||
		    !hostile_say(c, "\r\n"))
			return;
}

static inline void
hostile_reset(struct hostile_conn *c)
{
	const struct linger l = { 1, 0 };

	(void)hostile_say(
	    c, "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n<p>half");
	hostile_sleep(50);
	(void)setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &l, sizeof(l));
}

/* Answers that are bytes and then the end of the connection. */
static const struct {
	const char *path, *bytes;
	size_t n;
} hostile_raw[] = {
#define RAW(path, s)                   \
	{                              \
		path, s, sizeof(s) - 1 \
	}
#define OK200 "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
	RAW("/short", OK200 "Content-Length: 5000\r\n\r\n<p>short"),
	RAW("/long", OK200 "Content-Length: 10\r\n\r\n<p>more than ten"),
	RAW("/two-lengths",
	    OK200 "Content-Length: 5\r\nContent-Length: 8\r\n\r\n<p>12345"),
	RAW("/http09", "<p>no head at all\n"),
	RAW("/nul", OK200 "X-A: b\0c\r\nContent-Length: 0\r\n\r\n"),
	RAW("/bad-chunk", OK200 "Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
	RAW("/cut-chunk",
	    OK200 "Transfer-Encoding: chunked\r\n\r\n51\r\n<p>cut"),
	RAW("/garbage", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
	RAW("/to-file",
	    "HTTP/1.1 302 F\r\nLocation: file:///etc/passwd\r\n"
	    "Content-Length: 0\r\n\r\n"),
	RAW("/to-self",
	    "HTTP/1.1 302 F\r\nLocation: /to-self\r\n"
	    "Content-Length: 0\r\n\r\n"),
	RAW("/to-secret",
	    "HTTP/1.1 302 F\r\nLocation: "
	    "http://ann:s3cret@127.0.0.1:1/x\r\n"
	    "Content-Length: 0\r\n\r\n"),
	RAW("/empty", ""),
#undef RAW
};

/* Long heads and slow ones. */
static inline bool
hostile_slow(struct hostile_conn *c, const char *path)
{
	char line[64];
	int i;

	if (strcmp(path, "/header") == 0) {
		(void)hostile_say(c, OK200 "X-Big: ");
		for (i = 0; i < 10000000 / 50; i++)
			if (!hostile_say(c,
				"yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
				"yyyyy"))
				break;
		(void)hostile_say(c, "\r\nContent-Length: 0\r\n\r\n");
	} else if (strcmp(path, "/headers") == 0) {
		(void)hostile_say(c, OK200);
		for (i = 0; i < 200000; i++) {
			(void)snprintf(line, sizeof(line), "X-%d: y\r\n", i);
			if (!hostile_say(c, line))
				break;
		}
		(void)hostile_say(c, "Content-Length: 0\r\n\r\n");
	} else if (strcmp(path, "/drip") == 0) {
		(void)hostile_say(c, OK200 "Content-Length: 3600\r\n\r\n");
		for (i = 0; i < 3600 && hostile_say(c, "x"); i++)
			hostile_sleep(1000);
	} else if (strcmp(path, "/slow-head") == 0) {
		for (i = 0; i < 3600 && hostile_say(c, i ? "X: y\r\n" : OK200);
		     i++)
			hostile_sleep(1000);
	} else if (strcmp(path, "/never") == 0) {
		hostile_sleep(60000);
	} else if (strcmp(path, "/big") == 0) {
		hostile_big(c);
	} else if (strcmp(path, "/bomb") == 0) {
		hostile_bomb(c);
	} else if (strcmp(path, "/reset") == 0) {
		hostile_reset(c);
	} else {
		return false;
	}
	return true;
}

/* Bodies in codings: whole, cut short, and lies about them. */
static inline bool
hostile_coded(struct hostile_conn *c, const char *path, const char *query)
{
	unsigned char packed[16384];
	char page[8192], head[256], as[32];
	size_t n = hostile_page(page, sizeof(page), 7), k;

	if (strcmp(path, "/gzip") == 0 || strcmp(path, "/br") == 0 ||
	    strcmp(path, "/zstd") == 0 || strcmp(path, "/deflate") == 0) {
		k = hostile_pack(path + 1, page, n, packed, sizeof(packed));
		(void)snprintf(head, sizeof(head),
		    "Content-Encoding: %.20s\r\n", path + 1);
		(void)hostile_send(c, 200, head, packed, k);
		return true;
	}
	(void)hostile_arg(query, "as", as, sizeof(as));
	(void)snprintf(head, sizeof(head), "Content-Encoding: %s\r\n", as);
	if (strcmp(path, "/lie") == 0) {
		(void)hostile_send(c, 200, head, page, n);
		return true;
	}
	if (strcmp(path, "/cut") == 0 || strcmp(path, "/more") == 0) {
		k = hostile_pack(as, page, n, packed, sizeof(packed) - 8);
		memset(packed + k, 'x', 8);
		(void)hostile_send(c, 200, head, packed,
		    strcmp(path, "/cut") == 0 ? k - 20 : k + 8);
		return true;
	}
	return false;
}

static inline bool
hostile_robots(struct hostile_conn *c)
{
	static const char rules[] =
	    "User-agent: *\nDisallow: /private\n\nUser-agent: other\n"
	    "Disallow: /\n";

	if (c->kind == HOSTILE_ROBOTS_500)
		return hostile_send(c, 500, "", "no", 2);
	if (c->kind == HOSTILE_PLAIN)
		return hostile_send(c, 404, "", "none", 4);
	return hostile_send(
	    c, 200, "Content-Type: text/plain\r\n", rules, sizeof(rules) - 1);
}

static inline bool
hostile_tsa(struct hostile_conn *c)
{
	struct fault f;
	struct buf out;
	bool sent;

	buf_init(&out, 1 << 20);
	(void)pthread_mutex_lock(&hostile_lock);
	(void)!clock_now(&hostile_pki.now_utc_ms, &f);
	(void)pki_answer(&hostile_pki, "/tsa", c->body, c->n_body, &out);
	(void)pthread_mutex_unlock(&hostile_lock);
	sent = hostile_send(c, 200,
	    "Content-Type: application/timestamp-reply\r\n", out.data, out.len);
	buf_free(&out);
	return sent;
}

/* Ordinary answers, the connection stays. */
static inline bool
hostile_plain(struct hostile_conn *c, const char *path, const char *query,
    const char *request)
{
	char page[8192], arg[2048], head[2200];
	unsigned turn;
	size_t n;

	if (strcmp(path, "/robots.txt") == 0)
		return hostile_robots(c);
	if (strcmp(path, "/tsa") == 0 && c->n_body > 0)
		return hostile_tsa(c);
	if (strcmp(path, "/tsa-down") == 0)
		return hostile_send(c, 500, "", "down", 4);
	n = hostile_page(page, sizeof(page),
	    atol(hostile_arg(query, "n", arg, sizeof(arg))));
	if (strcmp(path, "/doc") == 0 || strncmp(path, "/private", 8) == 0)
		return hostile_send(c, 200, "", page, n);
	if (strcmp(path, "/api") == 0)
		return hostile_send(
		    c, 200, "Content-Type: text/plain\r\n", page, n);
	if (strcmp(path, "/scripted") == 0) {
		n = (size_t)snprintf(page, sizeof(page),
		    "<!doctype html><title>S</title><div id=a></div><script>"
		    "fetch('/api?n=%ld').then(r => r.text()).then(t => "
		    "document.getElementById('a').innerHTML = t)</script>",
		    atol(hostile_arg(query, "n", arg, sizeof(arg))));
		return hostile_send(c, 200, "", page, n);
	}
	if (strcmp(path, "/escape") == 0)
		return hostile_send(
		    c, 200, "X-A: \x1b]0;t\x07\r\nX-L: \xe9\r\n", page, n);
	if (strcmp(path, "/chunked") == 0) {
		(void)snprintf(head, sizeof(head),
		    OK200 "Transfer-Encoding: chunked\r\n\r\n%zx\r\n", n);
		return hostile_say(c, head) && hostile_write(c, page, n) &&
		    hostile_say(c, "\r\n0\r\nX-Trailer: 1\r\n\r\n");
	}
	if (strcmp(path, "/charset") == 0) {
		n += (size_t)snprintf(
		    page + n, sizeof(page) - n, "<p>Se\xf1or, 5 \x80</p>");
		return hostile_send(c, 200, "", page, n);
	}
	if (strcmp(path, "/etag") == 0) {
		if (strstr(request, "\r\nIf-None-Match: \"v1\"") != NULL)
			return hostile_say(c,
			    "HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n"
			    "\r\n");
		return hostile_send(c, 200, "ETag: \"v1\"\r\n", page, n);
	}
	if (strcmp(path, "/304") == 0)
		return hostile_say(c, "HTTP/1.1 304 Not Modified\r\n\r\n");
	if (strcmp(path, "/to") == 0) {
		(void)hostile_arg(query, "u", arg, sizeof(arg));
		(void)snprintf(head, sizeof(head), "Location: %s\r\n", arg);
		return hostile_send(c, 302, head, "moved", 5);
	}
	if (strcmp(path, "/loop") == 0) {
		(void)snprintf(head, sizeof(head), "Location: /loop?n=%ld\r\n",
		    atol(hostile_arg(query, "n", arg, sizeof(arg))) + 1);
		return hostile_send(c, 302, head, "moved", 5);
	}
	if (strcmp(path, "/status") == 0)
		return hostile_send(c,
		    atoi(hostile_arg(query, "s", arg, sizeof(arg))),
		    "Retry-After: 0\r\n", page, n);
	if (strcmp(path, "/flaky") == 0) {
		(void)pthread_mutex_lock(&hostile_lock);
		turn = hostile_flaky++;
		(void)pthread_mutex_unlock(&hostile_lock);
		return hostile_send(c, turn % 2 == 0 ? 503 : 200, "", page, n);
	}
	return hostile_send(c, 404, "", "<p>not here</p>", 15);
}

/* True: the connection may be used again. */
static inline bool
hostile_answer(struct hostile_conn *c, char *request)
{
	char path[4096] = "", *query, *end;
	const char *from = strchr(request, ' ');
	size_t i;
	FILE *log;

	if (from == NULL || (end = strpbrk(from + 1, " \r")) == NULL ||
	    (size_t)(end - from) > sizeof(path))
		return false;
	memcpy(path, from + 1, (size_t)(end - from) - 1);
	(void)pthread_mutex_lock(&hostile_lock);
	if ((log = fopen(hostile_hits, "a")) != NULL) {
		(void)fprintf(log, "%s %s\n", hostile_names[c->kind], path);
		(void)fclose(log);
	}
	(void)pthread_mutex_unlock(&hostile_lock);
	query = strchr(path, '?');
	if (query != NULL)
		*query++ = '\0';
	for (i = 0; i < sizeof(hostile_raw) / sizeof(hostile_raw[0]); i++) {
		if (strcmp(path, hostile_raw[i].path) == 0) {
			(void)hostile_write(
			    c, hostile_raw[i].bytes, hostile_raw[i].n);
			hostile_sleep(20);
			return false;
		}
	}
	if (hostile_slow(c, path))
		return false;
	return hostile_coded(c, path, query) ||
	    hostile_plain(c, path, query, request);
}

static inline ssize_t
hostile_read(struct hostile_conn *c, char *p, size_t n)
{
	return c->ssl != NULL ? SSL_read(c->ssl, p, (int)n)
			      : recv(c->fd, p, n, 0);
}

/* What a POST brings, read behind its head. */
static inline bool
hostile_body(struct hostile_conn *c, char *request, size_t *n, size_t max)
{
	const char *length = strstr(request, "\r\nContent-Length: ");
	char *head = strstr(request, "\r\n\r\n");
	size_t want;
	ssize_t k;

	c->n_body = 0;
	if (head == NULL || length == NULL || length > head)
		return true;
	want = (size_t)(head - request) + 4 + (size_t)atol(length + 18);
	while (*n < want && want < max) {
		if ((k = hostile_read(c, request + *n, max - 1 - *n)) <= 0)
			return false;
		*n += (size_t)k;
	}
	c->body = head + 4;
	c->n_body = *n - (size_t)(head + 4 - request);
	return want < max;
}

static inline void *
hostile_serve(void *arg)
{
	struct hostile_conn *c = arg;
	char request[16384];
	size_t n;
	ssize_t k;

	if (c->ctx != NULL) {
		c->ssl = SSL_new(c->ctx);
		(void)SSL_set_fd(c->ssl, c->fd);
		if (SSL_accept(c->ssl) != 1)
			goto out;
	}
	for (;;) {
		n = 0;
		do {
			k = hostile_read(
			    c, request + n, sizeof(request) - 1 - n);
			if (k <= 0)
				goto out;
			n += (size_t)k;
			request[n] = '\0';
		} while (strstr(request, "\r\n\r\n") == NULL &&
		    n < sizeof(request) - 1);
		if (!hostile_body(c, request, &n, sizeof(request)))
			goto out;
		if (!hostile_answer(c, request) ||
		    strstr(request, "\r\nConnection: close\r\n") != NULL)
			goto out;
	}
out:
	if (c->ssl != NULL)
		(void)SSL_shutdown(c->ssl);
	SSL_free(c->ssl);
	(void)close(c->fd);
	free(c);
	return NULL;
}

static inline void *
hostile_accept(void *arg)
{
	enum hostile_kind kind = *(enum hostile_kind *)arg;
	struct sockaddr_in peer;
	struct hostile_conn *c;
	const int on = 1;
	pthread_attr_t a;
	socklen_t n;
	pthread_t t;
	int fd;

	(void)pthread_attr_init(&a);
	(void)pthread_attr_setdetachstate(&a, PTHREAD_CREATE_DETACHED);
	(void)pthread_attr_setstacksize(&a, 512 << 10);
	for (;;) {
		n = sizeof(peer);
		fd = accept(hostile_listen[kind], (struct sockaddr *)&peer, &n);
		if (fd < 0)
			continue;
		/* It listens on every address of loopback, and on no other. */
		if ((ntohl(peer.sin_addr.s_addr) >> 24) != 127) {
			(void)close(fd);
			continue;
		}
		(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
		c = calloc(1, sizeof(*c));
		c->fd = fd;
		c->kind = kind;
		c->ctx = hostile_ctx[kind];
		if (pthread_create(&t, &a, hostile_serve, c) != 0) {
			(void)close(fd);
			free(c);
		}
	}
	return NULL;
}

/* A certificate for loopback (or another host), signed by ca or by itself. */
static inline X509 *
hostile_cert(const char *name, EVP_PKEY *key, X509 *ca, EVP_PKEY *ca_key,
    const char *san, bool expired)
{
	X509 *x = X509_new();
	X509_EXTENSION *e;
	X509V3_CTX ctx;
	static long serial = 1;

	(void)X509_set_version(x, 2);
	(void)ASN1_INTEGER_set(X509_get_serialNumber(x), serial++);
	(void)X509_gmtime_adj(X509_getm_notBefore(x), expired ? -7200 : -3600);
	(void)X509_gmtime_adj(X509_getm_notAfter(x), expired ? -3600 : 86400);
	(void)X509_set_pubkey(x, key);
	(void)X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN",
	    MBSTRING_ASC, (const unsigned char *)name, -1, -1, 0);
	(void)X509_set_issuer_name(
	    x, X509_get_subject_name(ca == NULL ? x : ca));
	X509V3_set_ctx(&ctx, ca == NULL ? x : ca, x, NULL, NULL, 0);
	e = X509V3_EXT_conf_nid(NULL, &ctx, NID_basic_constraints,
	    san == NULL ? "critical,CA:TRUE" : "critical,CA:FALSE");
	(void)X509_add_ext(x, e, -1);
	X509_EXTENSION_free(e);
	if (san != NULL) {
		e = X509V3_EXT_conf_nid(NULL, &ctx, NID_subject_alt_name, san);
		(void)X509_add_ext(x, e, -1);
		X509_EXTENSION_free(e);
	}
	(void)X509_sign(x, ca_key == NULL ? key : ca_key, EVP_sha256());
	return x;
}

static inline void
hostile_tsa_make(const char *dir)
{
	struct fault f;
	char path[128];
	int64_t now = 0;
	FILE *file;

	(void)!clock_now(&now, &f);
	pki_make(&hostile_pki, "http://127.0.0.1", now);
	(void)snprintf(path, sizeof(path), "%s/tsa.pem", dir);
	if ((file = fopen(path, "w")) != NULL) {
		(void)PEM_write_X509(file, hostile_pki.root.cert);
		(void)fclose(file);
	}
}

static inline void
hostile_certs(const char *dir)
{
	char san[HOSTILE_ADDRESSES * 24 + 32] = "DNS:localhost", path[128];
	EVP_PKEY *ca_key = EVP_EC_gen("P-256"), *key = EVP_EC_gen("P-256");
	X509 *ca = hostile_cert("Hostile CA", ca_key, NULL, NULL, NULL, false);
	X509 *x;
	FILE *file;
	size_t k = strlen(san);
	int i;

	for (i = 1; i <= HOSTILE_ADDRESSES; i++)
		k += (size_t)snprintf(
		    san + k, sizeof(san) - k, ",IP:127.0.0.%d", i);
	for (i = HOSTILE_GOOD; i < HOSTILE_KINDS; i++) {
		x = hostile_cert(hostile_names[i], key,
		    i == HOSTILE_SELFSIGNED ? NULL : ca,
		    i == HOSTILE_SELFSIGNED ? NULL : ca_key,
		    i == HOSTILE_WRONGHOST ? "DNS:other.example" : san,
		    i == HOSTILE_EXPIRED);
		hostile_ctx[i] = SSL_CTX_new(TLS_server_method());
		(void)SSL_CTX_use_certificate(hostile_ctx[i], x);
		(void)SSL_CTX_use_PrivateKey(hostile_ctx[i], key);
		if (i != HOSTILE_SELFSIGNED)
			(void)SSL_CTX_add1_chain_cert(hostile_ctx[i], ca);
		if (i == HOSTILE_TLS12)
			(void)SSL_CTX_set_max_proto_version(
			    hostile_ctx[i], TLS1_2_VERSION);
		X509_free(x);
	}
	(void)snprintf(path, sizeof(path), "%s/ca.pem", dir);
	if ((file = fopen(path, "w")) != NULL) {
		(void)PEM_write_X509(file, ca);
		(void)fclose(file);
	}
	X509_free(ca);
	EVP_PKEY_free(key);
	EVP_PKEY_free(ca_key);
	hostile_tsa_make(dir);
}

/* Listen and serve until killed; ports are known when it returns. */
static inline int
hostile_open(struct hostile *h)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	const int on = 1;
	socklen_t n;
	int i;

	(void)snprintf(
	    hostile_hits, sizeof(hostile_hits), "%s/hits.log", h->dir);
	hostile_certs(h->dir);
	for (i = 0; i < HOSTILE_KINDS; i++) {
		hostile_listen[i] = socket(AF_INET, SOCK_STREAM, 0);
		a.sin_port = 0;
		a.sin_addr.s_addr = htonl(INADDR_ANY);
		(void)setsockopt(hostile_listen[i], SOL_SOCKET, SO_REUSEADDR,
		    &on, sizeof(on));
		n = sizeof(a);
		if (bind(hostile_listen[i], (struct sockaddr *)&a, sizeof(a)) !=
			0 ||
		    listen(hostile_listen[i], 256) != 0 ||
		    getsockname(hostile_listen[i], (struct sockaddr *)&a, &n) !=
			0)
			return -1;
		h->port[i] = ntohs(a.sin_port);
	}
	return 0;
}

static inline void
hostile_run(void)
{
	static enum hostile_kind kinds[HOSTILE_KINDS];
	pthread_t t;
	int i;

	(void)signal(SIGPIPE, SIG_IGN);
	for (i = 0; i < HOSTILE_KINDS; i++) {
		kinds[i] = (enum hostile_kind)i;
		(void)pthread_create(&t, NULL, hostile_accept, &kinds[i]);
	}
	(void)pthread_join(t, NULL);
}

/* The same in a process of its own. */
static inline int
hostile_start(struct hostile *h)
{
	memset(h, 0, sizeof(*h));
	(void)snprintf(h->dir, sizeof(h->dir), "/tmp/proviso-hostile-XXXXXX");
	if (mkdtemp(h->dir) == NULL || hostile_open(h) != 0)
		return -1;
	h->pid = fork();
	if (h->pid == 0) {
		hostile_run();
		_exit(0);
	}
	return h->pid > 0 ? 0 : -1;
}

static inline void
hostile_stop(struct hostile *h)
{
	char path[128];
	int i;

	if (h->pid > 0) {
		(void)kill(h->pid, SIGKILL);
		(void)waitpid(h->pid, NULL, 0);
	}
	for (i = 0; i < HOSTILE_KINDS; i++) {
		(void)close(hostile_listen[i]);
		SSL_CTX_free(hostile_ctx[i]);
	}
	(void)snprintf(path, sizeof(path), "%s/ca.pem", h->dir);
	(void)unlink(path);
	(void)snprintf(path, sizeof(path), "%s/tsa.pem", h->dir);
	(void)unlink(path);
	pki_free(&hostile_pki);
	(void)snprintf(path, sizeof(path), "%s/hits.log", h->dir);
	(void)unlink(path);
	(void)rmdir(h->dir);
}

/* "http://127.0.0.<host>:<port><path>" */
static inline const char *
hostile_url(const struct hostile *h, enum hostile_kind kind, int host,
    const char *path, char out[512])
{
	(void)snprintf(out, 512, "%s://127.0.0.%d:%d%s",
	    kind >= HOSTILE_GOOD ? "https" : "http", host, h->port[kind], path);
	return out;
}

#undef OK200

#endif /* TESTS_HELP_HOSTILE_H */
