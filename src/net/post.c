#include "net/post.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/release.h"
#include "net/url.h"
#include "net_in.h"

/* Tokens are 10 KB, OCSP answers 5; a list of revoked certificates is more,
 * and says so. */
#define POST_BYTES ((size_t)1 << 20)
#define POST_MS 20000
#define POST_CONNECT_MS 10000L

struct post {
	CURL *c;
	struct curl_slist *headers;
	struct watch watch;
	struct net_url url;
	struct buf body;
	char words[CURL_ERROR_SIZE];
};

static size_t
post_body(char *p, size_t one, size_t n, void *arg)
{
	struct post *o = arg;

	buf_add(&o->body, p, one * n);
	return o->body.over ? 0 : n;
}

static int
post_header(
    struct post *o, const char *name, const char *value, struct fault *f)
{
	struct curl_slist *more;
	struct buf b;

	buf_init(&b, 1024);
	buf_fmt(&b, "%s: %s", name, value);
	if (buf_check(&b, name, f) != 0) {
		buf_free(&b);
		return -1;
	}
	more = curl_slist_append(o->headers, (const char *)b.data);
	buf_free(&b);
	if (more == NULL)
		return fault_set(f, FAULT_LIMIT, "libcurl: no memory");
	o->headers = more;
	return 0;
}

static int
post_set_body(struct post *o, const struct net_post *p, struct fault *f)
{
	if (p->accept != NULL && post_header(o, "Accept", p->accept, f) != 0)
		return -1;
	if (p->media_type == NULL)
		return 0;
	/* "Expect: 100-continue" only costs a round trip here. */
	if (post_header(o, "Content-Type", p->media_type, f) != 0 ||
	    post_header(o, "Expect", "", f) != 0 ||
	    NET_SET(o->c, CURLOPT_POST, 1L, f) != 0 ||
	    NET_SET(o->c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)p->n, f) !=
		0 ||
	    NET_SET(o->c, CURLOPT_POSTFIELDS, p->n == 0 ? "" : p->body, f) != 0)
		return -1;
	return 0;
}

static int
post_set(struct post *o, const struct net_post *p, struct fault *f)
{
	const struct basics basics = {
		.proxy = p->proxy,
		.ca = p->ca,
		.connect_ms = POST_CONNECT_MS,
		.total_ms = p->timeout_ms > 0 ? p->timeout_ms : POST_MS,
	};

	o->watch.allow_private = p->allow_private;
	o->watch.proxied = p->proxy != NULL;
	if (basics_set(o->c, &basics, f) != 0 ||
	    watch_set(o->c, &o->watch, f) != 0 || post_set_body(o, p, f) != 0)
		return -1;
	if (p->basic_auth != NULL &&
	    (NET_SET(o->c, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC, f) != 0 ||
		NET_SET(o->c, CURLOPT_USERPWD, p->basic_auth, f) != 0))
		return -1;
	if (NET_SET(o->c, CURLOPT_URL, o->url.text, f) != 0 ||
	    NET_SET(o->c, CURLOPT_HTTPHEADER, o->headers, f) != 0 ||
	    NET_SET(o->c, CURLOPT_USERAGENT, "proviso/" PROVISO_VERSION, f) !=
		0 ||
	    NET_SET(o->c, CURLOPT_ERRORBUFFER, o->words, f) != 0 ||
	    NET_SET(o->c, CURLOPT_WRITEFUNCTION, post_body, f) != 0 ||
	    NET_SET(o->c, CURLOPT_WRITEDATA, o, f) != 0)
		return -1;
	return 0;
}

static int
post_run(struct post *o, struct fault *f)
{
	CURLcode code = curl_easy_perform(o->c);
	long status = 0;

	if (code != CURLE_OK && o->watch.refused_as != NULL)
		return fault_set(f, FAULT_NET, "%.200s: address %s is %s",
		    o->url.text, o->watch.refused, o->watch.refused_as);
	if (o->body.over)
		return fault_set(f, FAULT_NET,
		    "%.200s: want an answer of at most %zu bytes, have more",
		    o->url.text, o->body.max);
	if (code != CURLE_OK)
		return fault_set(f, FAULT_NET, "%.200s: %.200s", o->url.text,
		    o->words[0] != '\0' ? o->words : curl_easy_strerror(code));
	if (curl_easy_getinfo(o->c, CURLINFO_RESPONSE_CODE, &status) !=
		CURLE_OK ||
	    status != 200)
		return fault_set(f, FAULT_NET,
		    "%.200s: want status 200, have %ld", o->url.text, status);
	return 0;
}

int
net_post(const struct net_post *p, struct buf *out, struct fault *f)
{
	struct post o = { .c = NULL };
	int rc = -1;

	buf_init(&o.body, p->max_bytes > 0 ? p->max_bytes : POST_BYTES);
	if (net_start(f) != 0 || net_url_parse(p->url, &o.url, f) != 0)
		goto out;
	if (o.url.had_credentials) {
		fault_set(f, FAULT_FORMAT,
		    "%.200s: credentials stand in the address: they belong in "
		    "a file of their own",
		    o.url.text);
		goto out;
	}
	if ((o.c = curl_easy_init()) == NULL) {
		fault_set(f, FAULT_LIMIT, "libcurl: no memory");
		goto out;
	}
	if (post_set(&o, p, f) != 0 || post_run(&o, f) != 0)
		goto out;
	buf_add(out, o.body.data, o.body.len);
	rc = buf_check(out, o.url.text, f);
out:
	if (o.c != NULL)
		curl_easy_cleanup(o.c);
	curl_slist_free_all(o.headers);
	net_url_free(&o.url);
	buf_free(&o.body);
	return rc;
}
