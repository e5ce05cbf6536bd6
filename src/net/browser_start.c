#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "browser_in.h"
#include "net/netns.h"
#include "net/url.h"

/* First answer: 0.3 to 0.7 s where disk and machine are warm. */
#define START_MS 30000

/* It ends by itself in 0.3 s; then it is ended. */
#define END_MS 3000

/* Then the machine is not made for it, and pages end at once. */
#define FAILURES_MAX 2

/* Where Debian has it; /usr/bin/chromium is a shell script around it. */
#define CHROMIUM "/usr/lib/chromium/chromium"

/* Files that it writes: its profile, a cache. */
#define CHROMIUM_FILE ((size_t)512 << 20)

/* What would call home, or ask what no page asked for. */
static const char chromium_off[] =
    "--disable-features=NetworkTimeServiceQuerying,Translate,MediaRouter,"
    "OptimizationHints,AutofillServerCommunication";

static const char *const chromium_flags[] = {
	"--headless",
	"--remote-debugging-pipe",
	"--no-first-run",
	"--no-default-browser-check",
	"--no-pings",
	"--disable-background-networking",
	"--disable-component-update",
	"--component-updater=url-source=http://127.0.0.1:9/",
	"--disable-domain-reliability",
	"--disable-client-side-phishing-detection",
	"--disable-sync",
	"--disable-default-apps",
	"--disable-extensions",
	"--disable-breakpad",
	"--disable-crash-reporter",
	"--disable-gpu",
	"--disable-quic",
	"--disable-dev-shm-usage",
	chromium_off,
	/* Nothing goes out but by the proxy, not even to itself. */
	"--proxy-bypass-list=<-loopback>",
	"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
	"--webrtc-ip-handling-policy=disable_non_proxied_udp",
	/* Pictures that are the same on every machine. */
	"--hide-scrollbars",
	"--mute-audio",
	"--force-color-profile=srgb",
	"--force-device-scale-factor=1",
	"--window-size=1280,1024",
	"--lang=en-US",
	"--password-store=basic",
};

#define N_FLAGS (sizeof(chromium_flags) / sizeof(chromium_flags[0]))

static char *
start_program(const struct browser *b)
{
	if (b->o.program != NULL)
		return access(b->o.program, X_OK) == 0
		    ? mem_strdup(b->o.program)
		    : NULL;
	if (access(CHROMIUM, X_OK) == 0)
		return mem_strdup(CHROMIUM);
	return child_find("chromium");
}

/* A way out: a listener inside, or where that cannot be had here. */
static int
start_spec(struct browser *b, struct child_spec *s, struct fault *f)
{
	struct fault why = { .kind = FAULT_NONE };

	memset(s, 0, sizeof(*s));
	if (child_user(b->o.user, &s->other_user, &s->uid, &s->gid, f) != 0)
		return -1;
	(void)snprintf(b->user, sizeof(b->user), "%s",
	    !s->other_user          ? ""
		: b->o.user != NULL ? b->o.user
				    : "nobody");
	s->may_gain_rights = true;
	s->limits.file = CHROMIUM_FILE;
	s->lone = !b->o.shared_network && child_lone_possible(&why);
	b->alone = s->lone;
	(void)snprintf(b->alone_why, sizeof(b->alone_why), "%.190s",
	    s->lone                   ? ""
		: b->o.shared_network ? "not asked for"
				      : why.text);
	return 0;
}

static void
close_if(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

/* Texts of the command line that are made here; freed with the folder. */
struct start_words {
	struct buf home, tmp, profile, proxy;
	const char *argv[N_FLAGS + 8];
	const char *envp[8];
};

static void
start_words_make(const struct browser *b, unsigned port, struct start_words *w)
{
	size_t n = 0, i;

	buf_init(&w->home, 4096);
	buf_init(&w->tmp, 4096);
	buf_init(&w->profile, 4096);
	buf_init(&w->proxy, 100);
	buf_fmt(&w->home, "HOME=%s/home", b->folder);
	buf_fmt(&w->tmp, "TMPDIR=%s/home", b->folder);
	buf_fmt(&w->profile, "--user-data-dir=%s/home/profile", b->folder);
	buf_fmt(&w->proxy, "--proxy-server=http://127.0.0.1:%u", port);
	w->argv[n++] = "chromium";
	for (i = 0; i < N_FLAGS; i++)
		w->argv[n++] = chromium_flags[i];
	w->argv[n++] = (char *)w->profile.data;
	w->argv[n++] = (char *)w->proxy.data;
	w->argv[n++] = "about:blank";
	w->argv[n] = NULL;
	n = 0;
	w->envp[n++] = "PATH=/usr/bin:/bin";
	w->envp[n++] = "LANG=C.UTF-8";
	w->envp[n++] = "TZ=UTC";
	w->envp[n++] = "DBUS_SESSION_BUS_ADDRESS=disabled:";
	w->envp[n++] = (char *)w->home.data;
	w->envp[n++] = (char *)w->tmp.data;
	w->envp[n] = NULL;
}

static void
start_words_free(struct start_words *w)
{
	buf_free(&w->home);
	buf_free(&w->tmp);
	buf_free(&w->profile);
	buf_free(&w->proxy);
}

static int
start_pairs(struct browser *b, int fds[CHILD_FDS], struct fault *f)
{
	int way[2], words[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, way) != 0)
		return fault_sys(f, "socketpair");
	b->pipe.way = way[0];
	fds[3] = fds[4] = way[1];
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, words) != 0)
		return fault_sys(f, "socketpair");
	b->pipe.complaints = words[0];
	fds[2] = words[1];
	return 0;
}

static int
start_proxy(struct browser *b, int listener, struct fault *f)
{
	struct proxy_options o = b->o.proxy;
	struct net_url u;
	char host[PAGE_HOST];
	int rc;

	if (b->o.upstream == NULL)
		return proxy_start(listener, &o, &b->proxy, f);
	if (net_url_parse(b->o.upstream, &u, f) != 0)
		return fault_under(f, "--proxy");
	browser_authority(&u, host, &o.upstream_port);
	o.upstream_host = host;
	rc = u.https || u.had_credentials
	    ? fault_set(f, FAULT_FORMAT,
		  "--proxy: want http and no password for a browser")
	    : proxy_start(listener, &o, &b->proxy, f);
	net_url_free(&u);
	return rc;
}

/* Start the child and its proxy. */
static int
start_child(struct browser *b, const char *program, struct fault *f)
{
	struct start_words w;
	struct child_spec s;
	int fds[CHILD_FDS] = { -1, -1, -1, -1, -1 }, listener = -1, rc = -1;
	unsigned port = CHILD_PORT;

	memset(&w, 0, sizeof(w));
	if (start_spec(b, &s, f) != 0 ||
	    browser_folder_make(b, s.other_user, s.uid, s.gid, f) != 0 ||
	    start_pairs(b, fds, f) != 0)
		goto out;
	if (!s.lone && (listener = netns_listen(0, &port)) < 0) {
		(void)fault_sys(f, "proxy: listen");
		goto out;
	}
	start_words_make(b, port, &w);
	s.program = program;
	s.argv = w.argv;
	s.envp = w.envp;
	s.folder = b->folder;
	s.fds = fds;
	s.n_fds = CHILD_FDS;
	if ((b->o.ca != NULL && browser_roots_add(b, &s, f) != 0) ||
	    child_start(&s, &b->child, f) != 0)
		goto out;
	if (s.lone) {
		listener = b->child.listener;
		b->child.listener = -1;
	}
	if (start_proxy(b, listener, f) != 0)
		goto out;
	listener = -1;
	rc = 0;
out:
	close_if(&listener);
	close_if(&fds[2]);
	close_if(&fds[3]);
	start_words_free(&w);
	return rc;
}

/* Its first answer says who it is. */
static bool
start_greet(struct browser *b)
{
	const int64_t end = clock_steady_ms() + START_MS;
	const int64_t id =
	    browser_pipe_send(&b->pipe, "", "Browser.getVersion", NULL);
	const struct jv *r;
	struct jv *m;
	enum pipe_got got = PIPE_NOTHING;

	while (id > 0 && got != PIPE_GONE && clock_steady_ms() < end) {
		got = browser_pipe_next(&b->pipe, 100, &m);
		if (got != PIPE_MESSAGE)
			continue;
		if (jv_number(jv_get(m, "id"), -1) != id) {
			jv_free(m);
			continue;
		}
		r = jv_get(m, "result");
		(void)snprintf(b->product, sizeof(b->product), "%s",
		    browser_text(r, "product"));
		(void)snprintf(b->agent, sizeof(b->agent), "%.200s%s%.190s",
		    browser_text(r, "userAgent"), b->o.agent == NULL ? "" : " ",
		    b->o.agent == NULL ? "" : b->o.agent);
		jv_free(m);
		return b->product[0] != '\0';
	}
	return false;
}

/* Why it did not start, from its last words. */
static void
start_blame(struct browser *b)
{
	char *p = b->pipe.words;
	struct jv *unused = NULL;

	/* What it says while it dies may still be on its way. */
	if (browser_pipe_next(&b->pipe, 200, &unused) == PIPE_MESSAGE)
		jv_free(unused);
	if (strstr(p, "sandbox") != NULL || strstr(p, "Sandbox") != NULL ||
	    strstr(p, "new namespace") != NULL)
		(void)snprintf(b->why, sizeof(b->why),
		    "Chromium has no sandbox here, and is not started without: "
		    "want user namespaces, or the package chromium-sandbox "
		    "and a container that lets it make namespaces");
	else
		(void)snprintf(b->why, sizeof(b->why),
		    "Chromium did not start: %.300s",
		    p[0] == '\0' ? "it says nothing" : p);
	for (p = b->why; *p != '\0'; p++)
		if (*p < 0x20 || *p > 0x7e)
			*p = ' ';
}

bool
browser_start(struct browser *b)
{
	struct fault f = { .kind = FAULT_NONE };
	char *program;

	if (b->up)
		return true;
	if (b->failures >= FAILURES_MAX)
		return false;
	program = start_program(b);
	if (program == NULL) {
		(void)snprintf(b->why, sizeof(b->why),
		    "%s is not installed: want the package chromium",
		    b->o.program == NULL ? "Chromium" : b->o.program);
		b->failures = FAILURES_MAX;
		return false;
	}
	buf_init(&b->pipe.in, BROWSER_MESSAGE_MAX);
	b->pipe.words[b->pipe.n_words = 0] = '\0';
	if (start_child(b, program, &f) != 0)
		(void)snprintf(b->why, sizeof(b->why),
		    "Chromium did not start: %.300s", f.text);
	else if (!start_greet(b))
		start_blame(b);
	else
		b->up = true;
	free(program);
	b->failures = b->up ? 0 : b->failures + 1;
	if (!b->up)
		browser_end(b);
	return b->up;
}

void
browser_end(struct browser *b)
{
	int how;

	if (b->up && browser_pipe_send(&b->pipe, "", "Browser.close", NULL) > 0)
		(void)child_ended(&b->child, END_MS, &how);
	child_end(&b->child);
	proxy_stop(b->proxy);
	b->proxy = NULL;
	browser_pipe_close(&b->pipe);
	browser_folder_drop(b);
	b->up = false;
}

static const char *
own(const char *s)
{
	return s == NULL ? NULL : mem_strdup(s);
}

struct browser *
browser_open(const struct browser_options *o)
{
	struct browser *b = mem_new(1, sizeof(*b));

	b->o = *o;
	b->o.program = own(o->program);
	b->o.user = own(o->user);
	b->o.ca = own(o->ca);
	b->o.agent = own(o->agent);
	b->o.upstream = own(o->upstream);
	b->o.folder = own(o->folder);
	if (b->o.memory == 0)
		b->o.memory = BROWSER_MEMORY;
	if (b->o.page_bytes == 0)
		b->o.page_bytes = BROWSER_PAGE_BYTES;
	if (b->o.requests == 0)
		b->o.requests = BROWSER_REQUESTS;
	if (b->o.page_ms == 0)
		b->o.page_ms = BROWSER_PAGE_MS;
	if (b->o.settle_ms == 0)
		b->o.settle_ms = BROWSER_SETTLE_MS;
	b->child.listener = b->lock = -1;
	b->pipe.way = b->pipe.complaints = -1;
	return b;
}

void
browser_close(struct browser *b)
{
	if (b == NULL)
		return;
	browser_end(b);
	free((char *)(uintptr_t)b->o.program);
	free((char *)(uintptr_t)b->o.user);
	free((char *)(uintptr_t)b->o.ca);
	free((char *)(uintptr_t)b->o.agent);
	free((char *)(uintptr_t)b->o.upstream);
	free((char *)(uintptr_t)b->o.folder);
	free(b);
}
