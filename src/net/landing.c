#include <stdio.h>
#include <string.h>

#include "net/header.h"
#include "pool_in.h"

/* What a request showed once it was over, and how it ended. */

static int
timed(CURL *c, CURLINFO which)
{
	curl_off_t us = 0;

	if (curl_easy_getinfo(c, which, &us) != CURLE_OK || us < 0)
		return 0;
	return us > INT32_MAX ? INT32_MAX : (int)(us / 1000);
}

static void
hop_times(CURL *c, struct net_hop *hop)
{
	hop->dns_ms = timed(c, CURLINFO_NAMELOOKUP_TIME_T);
	hop->connect_ms = timed(c, CURLINFO_CONNECT_TIME_T);
	hop->tls_ms = timed(c, CURLINFO_APPCONNECT_TIME_T);
	hop->first_ms = timed(c, CURLINFO_STARTTRANSFER_TIME_T);
	hop->total_ms = timed(c, CURLINFO_TOTAL_TIME_T);
}

static const char *
hop_guard(struct arena *a, const struct watch *w)
{
	const char *what;
	int numeric;

	if (w->proxied)
		return "unknown: behind a proxy";
	if (w->address[0] == '\0')
		return w->refused_as == NULL ? ""
					     : arena_fmt(a, "refused: %s (%s)",
						   w->refused, w->refused_as);
	what = guard_text(w->address, &numeric);
	if (what == NULL)
		return "public";
	return arena_fmt(
	    a, w->allow_private ? "allowed: %s" : "refused: %s", what);
}

static void
hop_tls(struct flight *l, CURLcode code, struct arena *a, struct net_hop *hop)
{
	const struct tls_seen *t = &l->tls;

	hop->tls = l->url->https && t->asked;
	hop->tls_version = arena_strdup(a, t->version);
	hop->tls_cipher = arena_strdup(a, t->cipher);
	hop->chain = t->chain.len == 0
	    ? ""
	    : arena_strndup(a, (const char *)t->chain.data, t->chain.len);
	/* The host's name is compared by libcurl, after the chain. */
	hop->tls_verified =
	    hop->tls && t->verified && code != CURLE_PEER_FAILED_VERIFICATION;
	hop->tls_why = "";
	if (hop->tls && !hop->tls_verified)
		hop->tls_why = arena_strdup(a, t->verified ? l->words : t->why);
}

static void
hop_fill(struct flight *l, CURLcode code, struct arena *a, struct net_hop *hop)
{
	static const char *const versions[] = { "", "1.0", "1.1", "2" };
	const char *location;
	long status = 0, version = 0;
	struct header_span at;
	size_t n, from = 0;

	(void)curl_easy_getinfo(l->c, CURLINFO_RESPONSE_CODE, &status);
	(void)curl_easy_getinfo(l->c, CURLINFO_HTTP_VERSION, &version);
	*hop = (struct net_hop){
		.url = arena_strdup(a, l->url->text),
		.started_utc_ms = l->started_utc_ms,
		.request = flight_latin(a, l->request.data, l->request.len),
		.response = flight_latin(a, l->head.data, l->head.len),
		.status = (int)status,
		.http = version >= 0 && version < 4 ? versions[version] : "",
		.address = arena_strdup(a, l->watch.address),
		.port = l->watch.port,
		.guard = hop_guard(a, &l->watch),
		.location = "",
	};
	location = flight_head(l, &n);
	if (header_next(location, n, "Location", &from, &at))
		hop->location = flight_latin(a, at.p, at.n);
	hop_times(l->c, hop);
	hop_tls(l, code, a, hop);
}

/* What libcurl's codes mean to us. */
static void
end_of_code(const struct flight *l, CURLcode code, struct flight_end *e)
{
	static const struct {
		CURLcode code;
		enum net_end end;
		bool again;
	} table[] = {
		{ CURLE_COULDNT_RESOLVE_HOST, NET_END_UNREACHABLE, true },
		{ CURLE_COULDNT_RESOLVE_PROXY, NET_END_UNREACHABLE, false },
		{ CURLE_COULDNT_CONNECT, NET_END_UNREACHABLE, true },
		{ CURLE_OPERATION_TIMEDOUT, NET_END_TIMEOUT, false },
		{ CURLE_SSL_CONNECT_ERROR, NET_END_TLS, true },
		{ CURLE_PEER_FAILED_VERIFICATION, NET_END_TLS, false },
		{ CURLE_SSL_CIPHER, NET_END_TLS, false },
		{ CURLE_SSL_CACERT_BADFILE, NET_END_TLS, false },
		{ CURLE_SSL_ISSUER_ERROR, NET_END_TLS, false },
		{ CURLE_FILESIZE_EXCEEDED, NET_END_TOO_LARGE, false },
		/* It says so of a header line over 100 KB, and of nothing else
		 * that can be told from it. */
		{ CURLE_OUT_OF_MEMORY, NET_END_TOO_LARGE, false },
		{ CURLE_PARTIAL_FILE, NET_END_RESPONSE, true },
		{ CURLE_GOT_NOTHING, NET_END_RESPONSE, true },
		{ CURLE_RECV_ERROR, NET_END_RESPONSE, true },
		{ CURLE_SEND_ERROR, NET_END_RESPONSE, true },
		{ CURLE_HTTP2, NET_END_RESPONSE, true },
		{ CURLE_HTTP2_STREAM, NET_END_RESPONSE, true },
	};
	const char *words =
	    l->words[0] != '\0' ? l->words : curl_easy_strerror(code);
	size_t i;

	e->end = NET_END_RESPONSE;
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (table[i].code == code) {
			e->end = table[i].end;
			e->again = table[i].again;
		}
	}
	if (code == CURLE_OUT_OF_MEMORY)
		words = "a header line is longer than 100 KB, or memory ran "
			"out here";
	(void)snprintf(e->why, sizeof(e->why), "%s", words);
}

/* A whole response that contradicts itself is none. */
static void
end_of_response(const struct flight *l, struct flight_end *e)
{
	size_t n;
	const char *head = flight_head(l, &n);

	e->end = NET_END_RESPONSE;
	if (header_lengths_clash(head, n))
		(void)snprintf(e->why, sizeof(e->why),
		    "Content-Length: two lengths, or one that is no number");
	else if (l->excess)
		(void)snprintf(e->why, sizeof(e->why),
		    "more bytes came than Content-Length says (%zu)",
		    l->body_seen);
	else if (n == 0)
		(void)snprintf(e->why, sizeof(e->why), "no head came");
	else
		e->end = NET_END_OK;
}

void
flight_hop(struct flight *l, CURLcode code, struct arena *a,
    struct net_hop *hop, struct flight_end *end)
{
	*end = (struct flight_end){ .end = NET_END_OK };
	hop_fill(l, code, a, hop);
	if (code == CURLE_OK) {
		end_of_response(l, end);
	} else if (l->watch.refused_as != NULL && hop->status == 0) {
		end->end = NET_END_ADDRESS;
		(void)snprintf(end->why, sizeof(end->why),
		    "%.200s: address %s must not be reached: %s", l->url->host,
		    l->watch.refused, l->watch.refused_as);
	} else if (l->head.over || l->body.over) {
		end->end = NET_END_TOO_LARGE;
		(void)snprintf(end->why, sizeof(end->why),
		    "want at most %zu bytes of %s, have more",
		    l->head.over ? l->head.max : l->body.max,
		    l->head.over ? "head" : "body");
	} else {
		end_of_code(l, code, end);
	}
}
