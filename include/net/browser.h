#ifndef NET_BROWSER_H
#define NET_BROWSER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"
#include "base/jv.h"
#include "net/look.h"
#include "net/proxy.h"

/*
 * Pages that are made by scripts: Chromium without a window, driven through a
 * pipe, one for many pages.  Its only way out is net/proxy.h: where the system
 * lets us, it lives in a network namespace of its own, else the record says
 * why not.  It keeps its sandbox: run by root it runs as another user.
 *
 * A page that hangs, crashes or eats memory is how a look ends, and the next
 * page works; so is a browser that is not installed or does not start.
 */
#define BROWSER_PAGE_MS 45000
#define BROWSER_SETTLE_MS 10000 /* after the response, at most */
#define BROWSER_QUIET_MS 500 /* without a request: settled */
#define BROWSER_MEMORY ((size_t)1500 << 20) /* a page takes 460 MB with it */
#define BROWSER_PAGE_BYTES ((size_t)64 << 20) /* all that comes down */
#define BROWSER_REQUESTS 1000 /* a heavy page makes 300 */
#define BROWSER_SHOTS 8
#define BROWSER_SHOT_HEIGHT 8000 /* of one picture: engines fail at 16384 */

struct browser_options {
	const char *program; /* NULL: Debian's, else the one in PATH */
	const char *user; /* as root: NULL: nobody */
	const char *ca; /* file of roots beside its own; NULL */
	const char *upstream; /* "http://host:port": the proxy's own; NULL */
	const char *agent; /* said behind its own User-Agent; NULL */
	const char *folder; /* of throw-away files; NULL: TMPDIR or /tmp */
	bool shared_network; /* do not try for a namespace */
	size_t memory, page_bytes, requests; /* 0: as above */
	int page_ms, settle_ms;
	struct proxy_options proxy; /* for tests */
};

struct browser_ask {
	const char *url;
	const char *lang; /* to be asked for; "": English */
	/*
	 * Reach the address's own host and port although it is private: no
	 * other, so that the page cannot look around.
	 */
	bool allow_private;
	bool allow_downgrade;
};

struct browser_page {
	struct net_look *look; /* hops; received: the response as decoded */
	struct buf dom; /* HTML in UTF-8, after it has settled */
	struct buf shots[BROWSER_SHOTS]; /* PNG, from the top */
	size_t n_shots;
	struct buf requests; /* canonical JSON: what the page asked for */
	struct jv *detail; /* the browser, and how it was kept in */
};

struct browser;

/* Nothing is started before the first page. */
struct browser *browser_open(const struct browser_options *o);

/* 0: look->end says how it went.  -1: the system refused. */
int browser_fetch(struct browser *b, const struct browser_ask *ask,
    struct browser_page *out, struct fault *f) MUST_CHECK;
void browser_page_free(struct browser_page *p); /* zeroed is fine */

/*
 * The page as a look like others, yours; p is empty afterwards.  why: what
 * made a browser necessary where nobody had asked for one, or NULL.  plain is
 * that look by plain HTTP, whose evidence goes with it; NULL of none.
 */
int browser_look(struct browser_page *p, const char *why,
    const struct net_look *plain, struct net_look **out,
    struct fault *f) MUST_CHECK;

/* Ends it, its processes and its files.  NULL is fine. */
void browser_close(struct browser *b);

/*
 * Is a page as plain HTTP brought it an empty shell that wants scripts?  True
 * of HTML with scripts and almost no words; *why (lives for ever) says so.
 */
bool browser_wanted(const void *html, size_t n, size_t words, const char **why);

#endif /* NET_BROWSER_H */
