/*
 * pki_server DIR: a throwaway infrastructure on loopback, for judges of
 * signatures: time stamps, OCSP answers, CRLs, issuers' certificates, all made
 * by OpenSSL.  It writes keys and certificates to DIR, then DIR/url, and
 * serves one request after the other until it is killed.  GET /revoke calls
 * back the certificate "leaver", as of then.  POST /tsa-NAME is an authority
 * that does one thing wrong (bent); GET /mood/NAME makes the responder and the
 * lists wrong in one way (moods), until /mood/well.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/file.h"
#include "help/pki.h"

#define REQUEST_MAX 65536

/* Whose certificate is called back. */
static X509 *leaver;

static void
put(const char *dir, const char *name, const char *ending, const struct buf *b)
{
	char path[512];
	struct fault f;

	(void)snprintf(path, sizeof(path), "%.400s/%s%s", dir, name, ending);
	pki_must(file_publish(path, b->data, b->len, 0600, &f) == 0, path);
}

static void
put_cert(const char *dir, const char *name, X509 *x)
{
	struct buf b;

	buf_init(&b, 65536);
	pki_pem_cert(x, &b);
	put(dir, name, ".pem", &b);
	buf_free(&b);
}

static void
put_signers(struct pki *p, const char *dir)
{
	static const struct {
		const char *name, *type;
	} all[] = {
		{ "p256", "P-256" },
		{ "p384", "P-384" },
		{ "rsa2048", "RSA-2048" },
		{ "rsa3072", "RSA-3072" },
		{ "rsa4096", "RSA-4096" },
		{ "pss", "PSS-3072" },
		{ "ed25519", "Ed25519" },
		{ "counsel", "P-256" },
		{ "leaver", "P-256" },
	};
	struct pki_holder h;
	struct buf b;
	char title[64];
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		(void)snprintf(
		    title, sizeof(title), "Test Signer %s", all[i].name);
		pki_issue(p, all[i].type, title, PKI_SIGNER, p->from,
		    p->now_utc_ms + PKI_YEAR_MS, &h);
		put_cert(dir, all[i].name, h.cert);
		buf_init(&b, 65536);
		pki_pem_key(h.key, NULL, &b);
		put(dir, all[i].name, ".key", &b);
		buf_free(&b);
		if (strcmp(all[i].name, "leaver") == 0) {
			leaver = h.cert;
			h.cert = NULL;
		}
		pki_holder_free(&h);
	}
	put_cert(dir, "root", p->root.cert);
	put_cert(dir, "ca", p->ca.cert);
	buf_init(&b, 65536);
	pki_crl(p, true, &b);
	put(dir, "root", ".crl", &b);
	buf_free(&b);
	pki_crl(p, false, &b);
	put(dir, "ca", ".crl", &b);
	buf_free(&b);
}

/* Head and body of a request; the body begins at the returned offset. */
static size_t
request_read(int fd, char *b, size_t *n)
{
	const char *length, *end;
	size_t want = 0;
	ssize_t k;

	*n = 0;
	while (*n < REQUEST_MAX) {
		k = read(fd, b + *n, REQUEST_MAX - *n);
		if (k <= 0)
			return 0;
		*n += (size_t)k;
		b[*n] = '\0';
		end = strstr(b, "\r\n\r\n");
		if (end == NULL)
			continue;
		for (length = b; length < end; length++)
			if (strncasecmp(length, "\r\nContent-Length:", 17) == 0)
				want = strtoul(length + 17, NULL, 10);
		if (*n >= (size_t)(end + 4 - b) + want)
			return (size_t)(end + 4 - b);
	}
	return 0;
}

/* An authority whose certificate ended a month ago. */
static struct pki_holder ended;
static char mood[32] = "well";

static bool
mood_is(const char *name)
{
	return strcmp(mood, name) == 0;
}

/* What is wrong with the authority /tsa-NAME; an HTTP status. */
static int
bent(struct pki *p, const char *name, char *b, size_t n, struct buf *out)
{
	const struct pki_holder own = p->tsa;
	struct pki q;
	size_t i;

	if (strcmp(name, "down") == 0)
		return 503;
	if (strcmp(name, "noise") == 0) {
		buf_str(
		    out, "<html>Welcome to the network of the hotel</html>");
		return 200;
	}
	if (strcmp(name, "huge") == 0) {
		for (i = 0; i < 1 << 18; i++)
			buf_str(out, "0000");
		return 200;
	}
	/* The digest of the request, of which one byte is changed. */
	for (i = 0; strcmp(name, "imprint") == 0 && i + 34 < n; i++)
		if (b[i] == 4 && b[i + 1] == 32) {
			b[i + 2] ^= 1;
			break;
		}
	q = *p;
	q.tsa_other_nonce = strcmp(name, "nonce") == 0;
	q.tsa_no_cert = strcmp(name, "anonymous") == 0;
	q.tsa_refuses = strcmp(name, "refuses") == 0;
	q.tsa_sha1 = strcmp(name, "sha1") == 0;
	if (strcmp(name, "yesterday") == 0)
		q.tsa_shift_ms = -86400000;
	q.tsa = strcmp(name, "ended") == 0 ? ended : own;
	i = (size_t)pki_answer(&q, "/tsa", b, n, out);
	p->serial = q.serial;
	return (int)i;
}

/* What responder and lists say in a mood. */
static int
moody(struct pki *p, const char *path, const char *b, size_t n, struct buf *out)
{
	const bool ocsp = strcmp(path, "/ocsp") == 0;
	unsigned char *der = NULL;
	OCSP_RESPONSE *r;
	struct pki q = *p;
	int len;

	if (ocsp && strncmp(mood, "ocsp-", 5) != 0 && !mood_is("well"))
		return 503; /* so that the list is asked for */
	if (!ocsp && (strncmp(mood, "ocsp-", 5) == 0 || mood_is("crl-down")) &&
	    !mood_is("ocsp-unknown") && strcmp(path, "/ca.crl") == 0)
		return 503;
	if (ocsp && mood_is("ocsp-down"))
		return 503;
	if (ocsp && mood_is("ocsp-later")) {
		r = OCSP_response_create(OCSP_RESPONSE_STATUS_TRYLATER, NULL);
		len = i2d_OCSP_RESPONSE(r, &der);
		buf_add(out, der, (size_t)len);
		OPENSSL_free(der);
		OCSP_RESPONSE_free(r);
		return 200;
	}
	q.ocsp_unknown = strncmp(mood, "ocsp-unknown", 12) == 0;
	if (mood_is("ocsp-old") || mood_is("crl-old")) {
		q.now_utc_ms -= PKI_YEAR_MS / 6;
		q.crl_life_ms = PKI_YEAR_MS / 12;
	}
	q.crl_delta = mood_is("crl-delta");
	if (mood_is("crl-huge") && strcmp(path, "/ca.crl") == 0)
		q.crl_more = 430000;
	if (mood_is("crl-large") && strcmp(path, "/ca.crl") == 0)
		q.crl_more = 130000;
	if (mood_is("crl-other") && strcmp(path, "/ca.crl") == 0)
		path = "/root.crl";
	return pki_answer(&q, path, b, n, out);
}

static const char *
media_type(const char *path)
{
	if (strncmp(path, "/tsa", 4) == 0)
		return "application/timestamp-reply";
	if (strcmp(path, "/ocsp") == 0)
		return "application/ocsp-response";
	return "application/octet-stream";
}

static void
answer(struct pki *p, int fd)
{
	static char b[REQUEST_MAX + 1];
	char path[128] = "", head[256];
	struct buf out;
	struct fault f;
	size_t n, at;
	int status = 404;

	buf_init(&out, 1 << 25);
	at = request_read(fd, b, &n);
	pki_must(clock_now(&p->now_utc_ms, &f) == 0, "the clock");
	if (at > 0 && sscanf(b, "%*7s %127s", path) == 1 &&
	    strcmp(path, "/slow") == 0) {
		(void)sleep(3); /* so that the client can be looked at */
	} else if (at > 0 && strcmp(path, "/revoke") == 0 && leaver != NULL) {
		pki_revoke(p, leaver);
		p->revoked_utc_ms = p->now_utc_ms;
		leaver = NULL;
		status = 200;
	} else if (at > 0 && strncmp(path, "/mood/", 6) == 0) {
		(void)snprintf(mood, sizeof(mood), "%.31s", path + 6);
		status = 200;
	} else if (at > 0 && strncmp(path, "/tsa-", 5) == 0) {
		status = bent(p, path + 5, b + at, n - at, &out);
	} else if (at > 0 &&
	    (strcmp(path, "/ocsp") == 0 || strstr(path, ".crl") != NULL)) {
		status = moody(p, path, b + at, n - at, &out);
	} else if (at > 0) {
		status = pki_answer(p, path, b + at, n - at, &out);
	}
	(void)snprintf(head, sizeof(head),
	    "HTTP/1.1 %d -\r\nContent-Type: %s\r\n"
	    "Content-Length: %zu\r\nConnection: close\r\n\r\n",
	    status, media_type(path), out.len);
	if (write(fd, head, strlen(head)) < 0 ||
	    (out.len > 0 && write(fd, out.data, out.len) < 0))
		(void)fprintf(stderr, "a client went away\n");
	buf_free(&out);
}

int
main(int argc, char *argv[])
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof(a);
	static struct pki p;
	struct buf url;
	struct fault f;
	int64_t now;
	int fd, c;

	if (argc != 2) {
		(void)fprintf(stderr, "usage: pki_server DIR\n");
		return 2;
	}
	(void)signal(SIGPIPE, SIG_IGN);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	fd = socket(AF_INET, SOCK_STREAM, 0);
	pki_must(fd >= 0 && bind(fd, (struct sockaddr *)&a, len) == 0 &&
		listen(fd, 16) == 0 &&
		getsockname(fd, (struct sockaddr *)&a, &len) == 0,
	    "a socket");
	pki_must(clock_now(&now, &f) == 0, "the clock");
	buf_init(&url, 64);
	buf_fmt(&url, "http://127.0.0.1:%d", ntohs(a.sin_port));
	pki_make(&p, (const char *)url.data, now);
	put_signers(&p, argv[1]);
	pki_issue(&p, "P-256", "Test Stamps Of Before", PKI_TSA, p.from,
	    p.now_utc_ms - PKI_YEAR_MS / 12, &ended);
	put(argv[1], "url", "", &url);
	for (;;) {
		if ((c = accept(fd, NULL, NULL)) < 0)
			continue;
		answer(&p, c);
		(void)close(c);
	}
}
