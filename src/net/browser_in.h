#ifndef NET_BROWSER_IN_H
#define NET_BROWSER_IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"
#include "base/jv.h"
#include "net/browser.h"
#include "net/child.h"

/* A message holds a DOM or a picture of ours; escapes make it longer. */
#define BROWSER_MESSAGE_MAX ((size_t)96 << 20)

/* Its last words, for when it does not start. */
#define BROWSER_WORDS 2048

/* The pipe: messages ended by NUL, and what it says on stderr. */
struct browser_pipe {
	int way, complaints; /* -1 */
	struct buf in;
	size_t scanned; /* bytes of in that hold no NUL */
	char words[BROWSER_WORDS + 1]; /* the last it said */
	size_t n_words;
	int64_t id; /* of the last command */
};

void browser_pipe_close(struct browser_pipe *p);

/* Send a command; params is taken.  Its id, or -1: the browser is gone. */
int64_t browser_pipe_send(struct browser_pipe *p, const char *session,
    const char *method, struct jv *params);

enum pipe_got { PIPE_MESSAGE, PIPE_NOTHING, PIPE_GONE };

/* The next message within that time; one that is no JSON is dropped. */
enum pipe_got browser_pipe_next(
    struct browser_pipe *p, int timeout_ms, struct jv **out);

struct browser {
	struct browser_options o; /* texts are its own */
	struct child child;
	struct browser_pipe pipe;
	struct proxy *proxy;
	char *folder; /* of throw-away files; NULL: none yet */
	int lock; /* held while the folder is in use; -1 */
	bool up, alone; /* running; in a namespace of its own */
	char alone_why[200]; /* why not */
	char user[64]; /* whom it runs as; "" ourselves */
	char product[80], agent[400]; /* as it says; with what we add */
	int failures; /* starts that came to nothing, in a row */
	char why[400]; /* the last one's reason */
};

/* browser_start.c: false: it does not start, and b->why says why. */
bool browser_start(struct browser *b);
void browser_end(struct browser *b);

/* browser_folder.c: a folder that only we and its user have. */
int browser_folder_make(struct browser *b, bool other, uid_t uid, gid_t gid,
    struct fault *f) MUST_CHECK;
void browser_folder_drop(struct browser *b);

/* browser_roots.c: make Chromium trust the certificates of a file. */
int browser_roots_add(
    struct browser *b, const struct child_spec *as, struct fault *f) MUST_CHECK;

/* browser_weigh.c: bytes of the group's memory, and its largest process. */
size_t browser_weigh(pid_t group, pid_t *largest);

/* ---- A page under way ---- */

/* What the page, its frames and workers asked for, in order. */
struct page_request {
	const char *id; /* of the network's; "" unknown */
	const char *method, *url, *type;
	const char *refused; /* why; NULL: it went on */
	const char *failed; /* NULL */
	int status; /* 0: none seen */
};

/* A head as it was on the wire: told apart from the rest, at any time. */
struct page_extra {
	const char *id;
	bool sent;
	const char *text;
};

/* A step of the way to the page. */
struct page_hop {
	struct net_hop h;
	const char *id;
	bool answered;
	bool bare; /* the browser's own redirect: nothing was on the wire */
};

struct page_run {
	struct browser *b;
	struct arena *arena; /* the look's */
	const struct browser_ask *ask;
	struct net_look *look;
	char session[80], frame[80], context[80];
	int64_t navigate; /* id of the command */
	struct page_request *requests;
	size_t n_requests;
	struct page_hop *hops;
	size_t n_hops;
	struct page_extra *extras;
	size_t n_extras;
	const char **open; /* ids whose end is awaited */
	size_t n_open;
	int64_t deadline, answered; /* steady; 0: no response yet */
	int64_t quiet; /* since; 0: something is open */
	int64_t weighed;
	int64_t decoded; /* bytes of all responses, unpacked */
	int64_t height; /* of the page in pixels; 0 unknown */
	bool loaded, settled;
	enum net_end end; /* NET_END_OK while it goes on */
	char why[300];
};

/* The page ends as a gap; the first reason stays. */
void browser_gap(struct page_run *r, enum net_end end, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/* browser_events.c */
void browser_event(struct page_run *r, const struct jv *message);

/* The network's error in words like "net::ERR_CERT_DATE_INVALID". */
void browser_failed(struct page_run *r, const char *error);

/* The step that is the page, or NULL. */
struct page_hop *browser_main_hop(const struct page_run *r);

/* Host without brackets and port of an address, as the proxy is asked. */
#define PAGE_HOST 300
struct net_url;
void browser_authority(
    const struct net_url *u, char host[PAGE_HOST], unsigned *port);

/* A text without credentials, cut to what a record holds. */
const char *browser_redact(struct page_run *r, const char *url);

/* browser_take.c: what there is, once it has settled. */
int browser_take(
    struct page_run *r, struct browser_page *out, struct fault *f) MUST_CHECK;
void browser_requests_write(const struct page_run *r, struct buf *out);

/* Take events until the page has settled, or ended, as r says. */
void browser_settle(struct page_run *r);

/*
 * A command of the page ("" of the browser), its answer's "result" awaited
 * while events are taken.  *answer is the whole message, yours; NULL: the page
 * has ended, as r says.
 */
const struct jv *browser_call(struct page_run *r, const char *session,
    const char *method, struct jv *params, struct jv **answer);

/* An object of one text, or of two (k2 not NULL). */
struct jv *browser_params(
    const char *k1, const char *v1, const char *k2, const char *v2);

/* "" where there is no such text. */
const char *browser_text(const struct jv *o, const char *key);

#endif /* NET_BROWSER_IN_H */
