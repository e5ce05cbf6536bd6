#include "net/browser.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/num.h"
#include "browser_in.h"
#include "net/url.h"

/* How often its processes are weighed. */
#define WEIGH_MS 500

struct jv *
browser_params(const char *k1, const char *v1, const char *k2, const char *v2)
{
	struct jv *o = jv_object();

	jv_set_str(o, k1, v1);
	if (k2 != NULL)
		jv_set_str(o, k2, v2);
	return o;
}

/* Too heavy: the largest process goes, which is the page's or the browser. */
static void
page_weigh(struct page_run *r)
{
	const pid_t group = r->b->child.pid;
	pid_t largest;
	size_t n = browser_weigh(group, &largest);

	r->weighed = clock_steady_ms();
	if (n <= r->b->o.memory)
		return;
	browser_gap(r, NET_END_TOO_LARGE,
	    "want at most %zu MB of memory for the page, have %zu",
	    r->b->o.memory >> 20, n >> 20);
	if (largest > 0)
		(void)kill(largest, SIGKILL);
}

static bool
page_settled(struct page_run *r, int64_t now)
{
	if (!r->loaded || r->n_open > 0)
		r->quiet = 0;
	else if (r->quiet == 0)
		r->quiet = now;
	r->settled = r->quiet != 0 && now - r->quiet >= BROWSER_QUIET_MS;
	return r->settled ||
	    (r->answered != 0 && now - r->answered >= r->b->o.settle_ms);
}

/* One message, if there is one; true: it is the answer awaited. */
static bool
page_turn(struct page_run *r, int64_t awaited, struct jv **answer)
{
	enum pipe_got got;
	struct jv *m;
	int64_t id;

	got = browser_pipe_next(&r->b->pipe, 50, &m);
	if (got == PIPE_GONE) {
		r->b->up = false;
		browser_gap(r, NET_END_BROWSER, "the browser ended: %.200s",
		    r->b->pipe.words[0] == '\0' ? "it says nothing"
						: r->b->pipe.words);
	}
	if (got != PIPE_MESSAGE)
		return false;
	id = jv_number(jv_get(m, "id"), 0);
	if (id != 0 && id == awaited) {
		*answer = m;
		return true;
	}
	if (id != 0 && id == r->navigate &&
	    browser_text(jv_get(m, "result"), "errorText")[0] != '\0')
		browser_failed(
		    r, browser_text(jv_get(m, "result"), "errorText"));
	if (id == 0)
		browser_event(r, m);
	jv_free(m);
	return false;
}

/* Until the answer to awaited has come, or with 0 the page has settled. */
static struct jv *
page_wait(struct page_run *r, int64_t awaited)
{
	struct jv *answer = NULL;
	int64_t now;

	while (r->end == NET_END_OK) {
		now = clock_steady_ms();
		if (now >= r->deadline) {
			browser_gap(r, NET_END_TIMEOUT,
			    "the page gave no answer within %d ms",
			    r->b->o.page_ms);
			break;
		}
		if (now - r->weighed >= WEIGH_MS)
			page_weigh(r);
		if (awaited == 0 && page_settled(r, now))
			break;
		if (page_turn(r, awaited, &answer))
			break;
	}
	return answer;
}

void
browser_settle(struct page_run *r)
{
	jv_free(page_wait(r, 0));
}

const struct jv *
browser_call(struct page_run *r, const char *session, const char *method,
    struct jv *params, struct jv **answer)
{
	const int64_t id =
	    browser_pipe_send(&r->b->pipe, session, method, params);
	const struct jv *result;

	*answer = NULL;
	if (id < 0) {
		r->b->up = false;
		browser_gap(r, NET_END_BROWSER, "the browser ended");
	}
	if (r->end == NET_END_OK)
		*answer = page_wait(r, id);
	if (*answer == NULL)
		return NULL;
	result = jv_get(*answer, "result");
	if (result == NULL)
		browser_gap(r, NET_END_BROWSER, "%s: %.150s", method,
		    browser_text(jv_get(*answer, "error"), "message"));
	return result;
}

void
browser_authority(const struct net_url *u, char host[PAGE_HOST], unsigned *port)
{
	const char *digits = u->origin +
	    strlen(u->https ? "https://" : "http://") + strlen(u->host);
	struct fault unused;
	size_t n = strlen(u->host);
	int64_t v;

	*port = u->https ? 443 : 80;
	if (*digits == ':' &&
	    num_i64(digits + 1, 1, 65535, "port", &v, &unused) == 0)
		*port = (unsigned)v;
	/* As the proxy is asked: without brackets. */
	(void)snprintf(host, PAGE_HOST, "%.*s",
	    (int)(u->host[0] == '[' && n > 2 ? n - 2 : n),
	    u->host + (u->host[0] == '['));
}
