#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/crypto.h>

#include "base/clock.h"
#include "base/mem.h"
#include "crypto/random.h"
#include "crypto/secret.h"
#include "crypto/tsp.h"
#include "crypto_in.h"

/* A token is 3 to 8 KB with its chain; a chain of RSA-4096 makes 15. */
#define ANSWER_MAX 262144

/* Authorities answer within a second; one that is silent has failed. */
#define ASK_MS 20000

/* Asked so often each, with a pause between: services drop single requests. */
#define TRIES 2
#define PAUSE_MS 500

/* A token older or newer than this by our clock is of no use to anybody. */
#define SKEW_MS ((int64_t)86400000)

/* Lines of credentials. */
#define AUTH_MAX 8192

/* The host of a URL, with its port where it has one. */
static const char *
url_host(const char *url, size_t *n)
{
	const char *p = strstr(url, "://"), *at;

	p = p == NULL ? url : p + 3;
	*n = strcspn(p, "/?#");
	at = memchr(p, '@', *n);
	if (at != NULL) {
		*n -= (size_t)(at + 1 - p);
		p = at + 1;
	}
	return p;
}

/* "host" of a line is that of the URL, with or without its port. */
static bool
host_is(const char *url, const char *word, size_t len)
{
	size_t n, bare;
	const char *h = url_host(url, &n);
	const char *colon = memchr(h, ':', n);

	bare = colon == NULL ? n : (size_t)(colon - h);
	return (len == n || len == bare) && strncmp(h, word, len) == 0;
}

/* One line; *used says that it was for somebody. */
static int
auth_line(struct tsp_source *s, const char *line, size_t n, bool *used,
    struct fault *f)
{
	const char *blank = memchr(line, ' ', n);
	const char *secret = blank == NULL ? line : blank + 1;
	size_t len = n - (size_t)(secret - line), i;

	if (memchr(secret, ':', len) == NULL)
		return fault_set(f, FAULT_FORMAT,
		    "want \"user:password\" or \"host user:password\"");
	if (blank == NULL && s->n > 1)
		return fault_set(f, FAULT_FORMAT,
		    "want \"host user:password\" for each, since %zu "
		    "time-stamp authorities are asked",
		    s->n);
	for (i = 0; i < s->n; i++) {
		if (blank != NULL &&
		    !host_is(s->at[i].url, line, (size_t)(blank - line)))
			continue;
		free(s->at[i].auth);
		s->at[i].auth = mem_strndup(secret, len);
		*used = true;
	}
	return 0;
}

static int
auth_lines(struct tsp_source *s, const struct secret *b, struct fault *f)
{
	const char *p = b->p, *end = p + b->n;
	bool used = false;
	size_t n;

	for (; p < end; p += n + 1) {
		n = 0;
		while (p + n < end && p[n] != '\n')
			n++;
		if (n > 0 && p[n - 1] == '\r')
			return fault_set(f, FAULT_FORMAT,
			    "want lines that end in LF, have CR LF");
		if (n > 0 && auth_line(s, p, n, &used, f) != 0)
			return -1;
	}
	if (!used)
		return fault_set(f, FAULT_FORMAT,
		    "no line is for an authority that is asked");
	return 0;
}

int
tsp_source_auth(struct tsp_source *s, const char *path, struct fault *f)
{
	struct secret b = { NULL, 0, 0 };
	int rc;

	rc = secret_read(path, AUTH_MAX, &b, f);
	if (rc == 0 && b.n == 0)
		rc = fault_set(f, FAULT_FORMAT, "%s: the file is empty", path);
	else if (rc == 0 && (rc = auth_lines(s, &b, f)) != 0)
		fault_under(f, "%s", path);
	secret_free(&b);
	return rc;
}

void
tsp_source_wipe(struct tsp_source *s)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		if (s->at[i].auth != NULL)
			OPENSSL_cleanse(s->at[i].auth, strlen(s->at[i].auth));
		free(s->at[i].auth);
		s->at[i].auth = NULL;
	}
}

static int
ask_once(const struct tsp_source *s, const struct tsp_authority *a,
    const struct digest *d, int64_t now, struct tsp_token *out, struct fault *f)
{
	unsigned char nonce[TSP_NONCE];
	const struct tsp_want want = { d, nonce, sizeof(nonce), s->policy };
	struct buf request, answer;
	char then[CLOCK_TEXT], here[CLOCK_TEXT];
	int rc = -1;

	buf_init(&request, 1024);
	buf_init(&answer, ANSWER_MAX);
	if (random_bytes(nonce, sizeof(nonce), f) != 0)
		goto out;
	nonce[0] |= 1; /* a number of that many bytes, whatever it is */
	if (tsp_request(d, nonce, sizeof(nonce), s->policy, &request, f) != 0)
		goto out;
	/*= RFC 3161 section 3.4: application/timestamp-query by POST, the
	 *= answer is application/timestamp-reply */
	const struct post p = {
		.url = a->url,
		.media_type = "application/timestamp-query",
		.accept = "application/timestamp-reply",
		.basic_auth = a->auth,
		.body = request.data,
		.n = request.len,
		.max_bytes = ANSWER_MAX,
		.timeout_ms = ASK_MS,
		.allow_private = true,
	};
	if (s->net.post(s->net.arg, &p, &answer, f) != 0)
		goto out;
	if (tsp_response(answer.data, answer.len, &want, out, f) != 0) {
		if (answer.len == 0 || answer.data[0] != 0x30)
			fault_under(f, "the answer is no time stamp");
		goto out;
	}
	if (out->time_utc_ms > now + SKEW_MS ||
	    out->time_utc_ms < now - SKEW_MS) {
		fault_set(f, FAULT_CRYPTO,
		    "the time stamp says %s, the clock here says %s",
		    clock_rfc3339(out->time_utc_ms, then),
		    clock_rfc3339(now, here));
		tsp_token_free(out);
		goto out;
	}
	rc = 0;
out:
	buf_free(&request);
	buf_free(&answer);
	return rc;
}

int
tsp_ask(const struct tsp_source *s, const struct digest *d, int64_t now_utc_ms,
    struct tsp_token *out, const char **from, struct fault *f)
{
	const struct timespec pause = { 0, PAUSE_MS * 1000000L };
	struct fault last = { .kind = FAULT_NONE };
	char words[sizeof(f->text)] = "";
	size_t i, used = 0, n;
	int k;

	if (s->n == 0)
		return fault_set(
		    f, FAULT_FORMAT, "no time-stamp authority is named");
	for (i = 0; i < s->n; i++) {
		for (k = 0; k < TRIES; k++) {
			if (k > 0)
				(void)nanosleep(&pause, NULL);
			if (ask_once(s, &s->at[i], d, now_utc_ms, out, &last) ==
			    0) {
				if (from != NULL)
					*from = s->at[i].url;
				return 0;
			}
			/* What is wrong with an answer stays wrong. */
			if (last.kind != FAULT_NET)
				break;
		}
		n = (size_t)snprintf(words + used, sizeof(words) - used,
		    "%s%s%s%s", i == 0 ? "" : "; ",
		    strstr(last.text, s->at[i].url) == NULL ? s->at[i].url : "",
		    strstr(last.text, s->at[i].url) == NULL ? ": " : "",
		    last.text);
		used = n < sizeof(words) - used ? used + n : sizeof(words) - 1;
	}
	return fault_set(f, last.kind, "%s", words);
}
