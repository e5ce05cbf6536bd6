#include "net/browser.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/num.h"
#include "browser_in.h"
#include "net/url.h"

/* A page is put away, hung or not, or the browser with it. */
#define DISPOSE_MS 5000

/* The same where one text of the result is all that is wanted. */
static void
page_ask(struct page_run *r, const char *method, struct jv *params,
    const char *key, char out[80])
{
	struct jv *answer;
	const struct jv *result = browser_call(r, "", method, params, &answer);

	(void)snprintf(out, 80, "%s", browser_text(result, key));
	if (r->end == NET_END_OK && out[0] == '\0')
		browser_gap(r, NET_END_BROWSER, "%s: no %s", method, key);
	jv_free(answer);
}

static void
page_tell(struct page_run *r, const char *session, const char *method,
    struct jv *params)
{
	struct jv *answer;

	(void)browser_call(r, session, method, params, &answer);
	jv_free(answer);
}

/* ---- A page ---- */

static struct jv *
agent_params(const struct page_run *r)
{
	struct jv *o = browser_params("userAgent", r->b->agent, NULL, NULL);

	jv_set_str(
	    o, "acceptLanguage", r->ask->lang[0] == '\0' ? "en" : r->ask->lang);
	return o;
}

/*
 * A context of its own: no cookies, no cache of other pages.  Every answer is
 * awaited: a quick page would have loaded before its events are on.
 */
static void
page_open(struct page_run *r)
{
	struct jv *deny;

	page_ask(r, "Target.createBrowserContext", NULL, "browserContextId",
	    r->context);
	deny =
	    browser_params("behavior", "deny", "browserContextId", r->context);
	page_tell(r, "", "Browser.setDownloadBehavior", deny);
	page_ask(r, "Target.createTarget",
	    browser_params(
		"url", "about:blank", "browserContextId", r->context),
	    "targetId", r->frame);
	deny = browser_params("targetId", r->frame, NULL, NULL);
	jv_set_bool(deny, "flatten", true);
	page_ask(r, "Target.attachToTarget", deny, "sessionId", r->session);
	page_tell(r, "", "Fetch.enable", NULL);
	page_tell(r, r->session, "Inspector.enable", NULL);
	page_tell(r, r->session, "Network.enable", NULL);
	page_tell(r, r->session, "Page.enable", NULL);
	page_tell(
	    r, r->session, "Emulation.setUserAgentOverride", agent_params(r));
}

/* Put it away with all it opened; a browser that cannot is ended. */
static void
page_shut(struct page_run *r)
{
	struct page_run end = *r;

	if (r->context[0] != '\0' && r->b->up) {
		end.end = NET_END_OK;
		end.deadline = clock_steady_ms() + DISPOSE_MS;
		end.session[0] = '\0';
		page_tell(&end, "", "Target.disposeBrowserContext",
		    browser_params("browserContextId", r->context, NULL, NULL));
		if (end.end != NET_END_OK)
			r->b->up = false;
	}
	if (!r->b->up)
		browser_end(r->b);
}

static struct jv *
page_detail(const struct page_run *r)
{
	const struct browser *b = r->b;
	struct jv *o = jv_object();

	jv_set_str(o, "program", b->product);
	jv_set_str(o, "agent", b->agent);
	jv_set_str(o, "network",
	    b->alone ? "own namespace, by proxy" : "shared, by proxy");
	if (!b->alone)
		jv_set_str(o, "network_why", b->alone_why);
	if (b->user[0] != '\0')
		jv_set_str(o, "user", b->user);
	jv_set_str(o, "heads", "as the browser tells them");
	jv_set_bool(o, "settled", r->settled);
	if (r->height > 0)
		jv_set_int(o, "height", r->height);
	jv_set_int(o, "requests", (int64_t)r->n_requests);
	jv_set_int(o, "bytes_down", (int64_t)proxy_bytes(b->proxy));
	return o;
}

static void
page_limits(const struct page_run *r, const struct net_url *u)
{
	struct proxy_limits l = { .max_bytes = r->b->o.page_bytes,
		.max_visits = r->b->o.requests };
	char host[PAGE_HOST];

	browser_authority(u, host, &l.allow_port);
	if (r->ask->allow_private)
		l.allow_host = host;
	proxy_page(r->b->proxy, &l);
}

static int
page_run(struct page_run *r, const struct net_url *u, struct browser_page *out,
    struct fault *f)
{
	int rc = 0;

	page_limits(r, u);
	page_open(r);
	if (r->end == NET_END_OK)
		r->navigate =
		    browser_pipe_send(&r->b->pipe, r->session, "Page.navigate",
			browser_params("url", u->text, NULL, NULL));
	browser_settle(r);
	if (r->end == NET_END_OK && browser_main_hop(r) == NULL)
		browser_gap(r, NET_END_BROWSER, "the browser loaded no page");
	rc = browser_take(r, out, f);
	out->detail = page_detail(r);
	return rc;
}

static struct net_look *
look_new(const struct browser_ask *ask)
{
	struct net_look *l = mem_new(1, sizeof(*l));

	l->asked = arena_strdup(&l->arena, ask->url);
	l->agent = l->why = l->media_type = l->coding = "";
	l->etag = l->last_modified = "";
	buf_init(&l->received, BROWSER_MESSAGE_MAX);
	buf_init(&l->decoded, BROWSER_MESSAGE_MAX);
	return l;
}

int
browser_fetch(struct browser *b, const struct browser_ask *ask,
    struct browser_page *out, struct fault *f)
{
	struct page_run r = { .b = b, .ask = ask, .end = NET_END_OK };
	struct net_url u;
	size_t i;
	int rc = -1;

	memset(out, 0, sizeof(*out));
	memset(&u, 0, sizeof(u));
	buf_init(&out->dom, BROWSER_MESSAGE_MAX);
	buf_init(&out->requests, BROWSER_MESSAGE_MAX);
	for (i = 0; i < BROWSER_SHOTS; i++)
		buf_init(&out->shots[i], BROWSER_MESSAGE_MAX);
	if (net_url_parse(ask->url, &u, f) != 0)
		goto out;
	r.look = out->look = look_new(ask);
	r.arena = &r.look->arena;
	r.look->asked = arena_strdup(r.arena, u.text);
	if (clock_now(&r.look->started_utc_ms, f) != 0)
		goto out;
	r.deadline = clock_steady_ms() + b->o.page_ms;
	rc = 0;
	if (browser_start(b)) {
		r.look->agent = arena_strdup(r.arena, b->agent);
		rc = page_run(&r, &u, out, f);
		page_shut(&r);
	} else {
		browser_gap(&r, NET_END_BROWSER, "%.290s", b->why);
	}
	r.look->end = r.end;
	r.look->why = arena_strdup(r.arena, r.why);
	if (clock_now(&r.look->finished_utc_ms, f) != 0)
		rc = -1;
out:
	net_url_free(&u);
	if (rc != 0)
		browser_page_free(out);
	return rc;
}

void
browser_page_free(struct browser_page *p)
{
	size_t i;

	net_look_free(p->look);
	buf_free(&p->dom);
	buf_free(&p->requests);
	for (i = 0; i < BROWSER_SHOTS; i++)
		buf_free(&p->shots[i]);
	jv_free(p->detail);
	memset(p, 0, sizeof(*p));
}
