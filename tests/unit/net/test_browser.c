#include "net/browser.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "browser_in.h"
#include "help/site.h"

/*
 * With Chromium where it is installed; BROWSER=all runs what takes longer: a
 * page that hangs, one that eats memory, and a run that is killed.
 */

struct fixture {
	char folder[64]; /* of throw-away files */
	struct site site, other; /* other: nobody may come */
	int udp; /* likewise */
	unsigned udp_port;
};

static unsigned other_port, udp_port;

/* An address of this machine that is not loopback, if it has one. */
static char own_ip[64] = "127.0.0.1";

static void
find_own_ip(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	/* Nothing is sent: the system only looks which way it would go. */
	a.sin_port = htons(9);
	a.sin_addr.s_addr = htonl(0xC0000201);
	if (connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0 &&
	    getsockname(fd, (struct sockaddr *)&a, &n) == 0)
		(void)inet_ntop(AF_INET, &a.sin_addr, own_ip, sizeof(own_ip));
	(void)close(fd);
}

/* ---- The site ---- */

static const char *
html(char *room, size_t n, const char *body)
{
	(void)snprintf(room, n,
	    "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
	    "X-Seen: yes\r\nContent-Length: %zu\r\n\r\n%s",
	    strlen(body), body);
	return room;
}

#define SCRIPTED                                                       \
	"<!doctype html><title>S</title><div id=a></div><script>"      \
	"setTimeout(async () => { const r = await fetch('/api'); "     \
	"a.innerHTML = '<h1>Privacy</h1><p>' + await r.text() + '</p>" \
	"<div style=\"height:9000px\">tall</div>' }, 300)</script>"

/* All ways out that a page has, towards listeners of this machine. */
static const char *
prober(char *room, size_t n)
{
	char body[4096];

	(void)snprintf(body, sizeof(body),
	    "<p>prober</p><img src='http://127.0.0.1:%u/img'>"
	    "<iframe src='http://127.0.0.1:%u/frame'></iframe>"
	    "<script src='http://127.0.0.2:%u/script'></script><script>"
	    "const u='127.0.0.1:%u', o={mode:'no-cors'};"
	    "fetch('http://'+u+'/fetch',o);"
	    "fetch('http://rebind.example:%u/fetch',o);"
	    "fetch('http://rebind.example:%u/again',o);"
	    "fetch('http://2130706433:%u/decimal',o);"
	    "fetch('http://[::ffff:127.0.0.1]:%u/mapped',o);"
	    "fetch('/redirect',o);"
	    "navigator.sendBeacon('http://'+u+'/beacon');"
	    "new WebSocket('ws://'+u+'/ws');"
	    "new WebSocket('wss://'+u+'/wss');"
	    "new Worker(URL.createObjectURL(new Blob(["
	    "`fetch('http://'+'${u}'+'/worker',{mode:'no-cors'})`])));"
	    "const c=new RTCPeerConnection({iceServers:["
	    "{urls:'stun:127.0.0.1:%u'},{urls:'stun:%s:%u'},{urls:'turn:127.0.0.1:%u?transport=tcp'"
	    ",username:'a',credential:'b'}]});c.createDataChannel('x');"
	    "c.createOffer().then(d=>c.setLocalDescription(d));"
	    /* Long enough for a datagram to leave. */
	    "setTimeout(()=>fetch('/later'),900);"
	    "try{new WebTransport('https://'+u+'/wt')}catch(e){}"
	    "</script>",
	    other_port, other_port, other_port, other_port, other_port,
	    other_port, other_port, other_port, udp_port, own_ip, udp_port,
	    other_port);
	return html(room, n, body);
}

static const char *
answer(const char *path, char *room, size_t n)
{
	if (strcmp(path, "/scripted") == 0)
		return html(room, n, SCRIPTED);
	if (strcmp(path, "/api") == 0)
		return html(room, n, "Only scripts show this sentence.");
	if (strcmp(path, "/odd") == 0)
		return html(room, n,
		    "<p id=a></p><script>a.textContent = 'a\\ud800b\\u0000c "
		    "\\ud83d\\ude00'</script>");
	if (strcmp(path, "/empty") == 0)
		return html(room, n, "");
	if (strcmp(path, "/pdf") == 0)
		return "HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n"
		       "Content-Length: 8\r\n\r\n%PDF-1.4";
	if (strcmp(path, "/hang") == 0)
		return html(room, n, "<p>x</p><script>for(;;);</script>");
	if (strcmp(path, "/alloc") == 0)
		return html(room, n,
		    "<script>let a=[];for(;;)a.push(new Uint8Array(1<<24)"
		    ".fill(1))</script>");
	if (strcmp(path, "/dialog") == 0)
		return html(room, n, "<script>alert(1)</script><p>after</p>");
	if (strcmp(path, "/many") == 0)
		return html(room, n,
		    "<script>for(let i=0;i<500;i++)fetch('/api?'+i)</script>");
	if (strcmp(path, "/moves") == 0)
		return html(
		    room, n, "<script>location.href='/scripted'</script>");
	if (strcmp(path, "/prober") == 0)
		return prober(room, n);
	if (strcmp(path, "/file") == 0)
		return "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n"
		       "Content-Length: 0\r\n\r\n";
	if (strcmp(path, "/redirect") == 0 || strcmp(path, "/away") == 0) {
		(void)snprintf(room, n,
		    "HTTP/1.1 302 Found\r\n"
		    "Location: http://127.0.0.1:%u/redirected\r\n"
		    "Content-Length: 0\r\n\r\n",
		    other_port);
		return room;
	}
	return "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n"
	       "Content-Length: 12\r\n\r\n<p>not here<";
}

/* A name whose first answer is public and whose second is loopback. */
static size_t
resolve(void *ctx, const char *host, struct sockaddr_storage *out, size_t n)
{
	static int asked;
	struct sockaddr_in *a = (void *)out;

	(void)ctx;
	(void)n;
	memset(out, 0, sizeof(*out));
	a->sin_family = AF_INET;
	if (strcmp(host, "rebind.example") == 0)
		host = asked++ == 0 ? "192.88.99.1" : "127.0.0.1";
	return inet_pton(AF_INET, host, &a->sin_addr) == 1 ? 1 : 0;
}

/* ---- Fixture ---- */

static int
set_up(void **state)
{
	struct fixture *x = calloc(1, sizeof(*x));
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t n = sizeof(a);

	(void)snprintf(
	    x->folder, sizeof(x->folder), "/tmp/test-browser-XXXXXX");
	assert_non_null(mkdtemp(x->folder));
	assert_int_equal(chmod(x->folder, 0755), 0);
	site_open(&x->other, "127.0.0.1", 0, NULL);
	other_port = x->other.port;
	find_own_ip();
	x->udp = socket(AF_INET, SOCK_DGRAM, 0);
	assert_int_equal(bind(x->udp, (struct sockaddr *)&a, n), 0);
	assert_int_equal(getsockname(x->udp, (struct sockaddr *)&a, &n), 0);
	udp_port = ntohs(a.sin_port);
	site_open(&x->site, "127.0.0.1", 0, answer);
	*state = x;
	return 0;
}

/* Nothing may be left of the browser's files. */
static int
tear_down(void **state)
{
	struct fixture *x = *state;

	site_close(&x->site);
	site_close(&x->other);
	(void)close(x->udp);
	if (rmdir(x->folder) != 0) {
		print_message("%s: something is left\n", x->folder);
		return -1;
	}
	free(x);
	return 0;
}

static bool
installed(void)
{
	char *p = child_find("chromium");
	const bool yes =
	    access("/usr/lib/chromium/chromium", X_OK) == 0 || p != NULL;

	free(p);
	return yes;
}

static void
need_browser(bool slow)
{
	const char *all = getenv("BROWSER");

	if (!installed()) {
		print_message("Chromium is not installed: skipped\n");
		skip();
	}
	if (slow && (all == NULL || strcmp(all, "all") != 0)) {
		print_message("BROWSER=all runs this: skipped\n");
		skip();
	}
}

static struct browser *
open_with(struct fixture *x, struct browser_options *o)
{
	o->folder = x->folder;
	o->proxy.resolve = resolve;
	if (o->page_ms == 0)
		o->page_ms = 30000;
	return browser_open(o);
}

static struct browser_page
fetch(struct fixture *x, struct browser *b, const char *path)
{
	struct browser_ask ask = { .lang = "", .allow_private = true };
	struct browser_page p;
	struct fault f;
	char url[200];

	(void)snprintf(
	    url, sizeof(url), "http://127.0.0.1:%u%s", x->site.port, path);
	ask.url = url;
	assert_ok(browser_fetch(b, &ask, &p, &f), &f);
	/* A machine that gives Chromium no sandbox has no browser to test. */
	if (p.look->end == NET_END_BROWSER &&
	    strstr(p.look->why, "no sandbox here") != NULL) {
		print_message("%s: skipped\n", p.look->why);
		browser_page_free(&p);
		browser_close(b);
		skip();
	}
	return p;
}

static void
assert_gap(struct browser_page *p, enum net_end end, const char *words)
{
	if (p->look->end != end || strstr(p->look->why, words) == NULL)
		fail_msg("want %s \"%s\", have %s \"%s\"", net_end_rule(end),
		    words, net_end_rule(p->look->end), p->look->why);
	assert_int_equal(p->dom.len, 0);
	browser_page_free(p);
}

static void
assert_page(struct browser_page *p, const char *words)
{
	if (p->look->end != NET_END_OK ||
	    strstr((char *)p->dom.data, words) == NULL)
		fail_msg("want \"%s\", have %s \"%s\" %.300s", words,
		    net_end_rule(p->look->end), p->look->why,
		    p->dom.len == 0 ? "" : (char *)p->dom.data);
}

/* ---- Without a browser ---- */

static void
test_without_a_browser_the_gap_names_the_package(void **state)
{
	struct fixture *x = *state;
	struct browser_options o = { .program = "/nonexistent/chromium" };
	struct browser *b = open_with(x, &o);
	struct browser_page p = fetch(x, b, "/");

	assert_gap(&p, NET_END_BROWSER, "want the package chromium");
	p = fetch(x, b, "/");
	assert_gap(&p, NET_END_BROWSER, "want the package chromium");
	browser_close(b);
	assert_int_equal(x->site.hits, 0);
}

/* A program that says words on stderr and ends. */
static void
fake(const struct fixture *x, char path[100], const char *words)
{
	FILE *fp;

	(void)snprintf(path, 100, "%s/chromium", x->folder);
	fp = fopen(path, "w");
	assert_non_null(fp);
	(void)fprintf(fp, "#!/bin/sh\necho '%s' >&2\nexit 1\n", words);
	assert_int_equal(fclose(fp), 0);
	assert_int_equal(chmod(path, 0755), 0);
}

static void
test_a_browser_that_does_not_start_is_a_gap_with_its_last_words(void **state)
{
	struct fixture *x = *state;
	char path[100];
	struct browser_options o = { .program = path };
	struct browser_page p;
	struct browser *b;

	fake(x, path, "No usable sandbox! Update your kernel");
	b = open_with(x, &o);
	{
		struct browser_ask ask = { .url = "http://a.example/",
			.lang = "" };
		struct fault f;

		assert_ok(browser_fetch(b, &ask, &p, &f), &f);
		assert_gap(&p, NET_END_BROWSER, "is not started without");
	}
	browser_close(b);
	fake(x, path, "it is broken");
	b = open_with(x, &o);
	p = fetch(x, b, "/");
	assert_gap(&p, NET_END_BROWSER, "it is broken");
	browser_close(b);
	assert_int_equal(unlink(path), 0);
}

static void
test_what_is_no_address_is_a_fault(void **state)
{
	struct fixture *x = *state;
	struct browser_options o = { .program = NULL };
	struct browser *b = open_with(x, &o);
	struct browser_ask ask = { .url = "file:///etc/passwd", .lang = "" };
	struct browser_page p;
	struct fault f;

	assert_fault(browser_fetch(b, &ask, &p, &f), &f, FAULT_FORMAT, "http");
	browser_close(b);
}

/* ---- What killed runs leave ---- */

static void
test_files_of_a_killed_run_are_swept_and_those_of_a_living_one_stay(
    void **state)
{
	struct fixture *x = *state;
	char path[100], file[200], link_path[200];
	struct browser_options o = { .program = "/bin/false" };
	struct browser_page p;
	struct browser *b;
	struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	pid_t holder;
	int way[2], fd, status;

	/* As killed: a folder, its lock, a home with a link out of it. */
	(void)snprintf(
	    path, sizeof(path), "%s/proviso-browser-1-abcdef", x->folder);
	assert_int_equal(mkdir(path, 0711), 0);
	(void)snprintf(file, sizeof(file), "%s/home", path);
	assert_int_equal(mkdir(file, 0700), 0);
	(void)snprintf(link_path, sizeof(link_path), "%s/home/out", path);
	assert_int_equal(symlink(x->folder, link_path), 0);
	(void)snprintf(file, sizeof(file), "%s/lock", path);
	fd = open(file, O_RDWR | O_CREAT, 0600);
	assert_true(fd >= 0);
	assert_int_equal(pipe(way), 0);
	holder = fork();
	if (holder == 0) {
		(void)fcntl(fd, F_SETLK, &l);
		(void)!write(way[1], "x", 1);
		for (;;)
			(void)pause();
	}
	(void)close(fd);
	assert_int_equal(read(way[0], file, 1), 1);
	b = open_with(x, &o);
	p = fetch(x, b, "/");
	assert_gap(&p, NET_END_BROWSER, "did not start");
	browser_close(b);
	assert_int_equal(access(path, F_OK), 0);
	assert_int_equal(kill(holder, SIGKILL), 0);
	assert_int_equal(waitpid(holder, &status, 0), holder);
	b = open_with(x, &o);
	p = fetch(x, b, "/");
	browser_page_free(&p);
	browser_close(b);
	assert_int_equal(access(path, F_OK), -1);
	/* Not through the link: the folder itself is there. */
	assert_int_equal(access(x->folder, F_OK), 0);
	(void)close(way[0]);
	(void)close(way[1]);
}

/* ---- The pipe ---- */

static void
test_messages_are_put_together_and_odd_characters_mended(void **state)
{
	struct browser_pipe p = { .complaints = -1 };
	static const char said[] =
	    "{\"a\":\"x\\ud800y\\u0000z\\\\u0000 \\ud83d\\ude00\"}\0not json\0"
	    "{\"b\":1.5}\0";
	struct jv *m;
	int way[2];
	size_t i;

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, way), 0);
	p.way = way[0];
	buf_init(&p.in, 10000);
	for (i = 0; i + 1 < sizeof(said); i++) {
		assert_int_equal(send(way[1], said + i, 1, 0), 1);
		if (said[i] != '\0')
			assert_int_equal(
			    browser_pipe_next(&p, 0, &m), PIPE_NOTHING);
		else if (i < 50) {
			assert_int_equal(
			    browser_pipe_next(&p, 1000, &m), PIPE_MESSAGE);
			assert_string_equal(browser_text(m, "a"),
			    "x\xef\xbf\xbdy\xef\xbf\xbdz\\u0000 "
			    "\xf0\x9f\x98\x80");
			jv_free(m);
		}
	}
	assert_int_equal(browser_pipe_next(&p, 1000, &m), PIPE_MESSAGE);
	assert_non_null(jv_get(m, "b"));
	jv_free(m);
	(void)close(way[1]);
	assert_int_equal(browser_pipe_next(&p, 1000, &m), PIPE_GONE);
	assert_int_equal(browser_pipe_send(&p, "", "X.y", NULL), -1);
	browser_pipe_close(&p);
}

static void
test_only_a_shell_that_wants_scripts_wants_a_browser(void **state)
{
	static const char shell[] = "<div id=root></div><SCRIPT src=a>";
	const char *why = NULL;

	(void)state;
	assert_true(browser_wanted(shell, sizeof(shell) - 1, 0, &why));
	assert_string_equal(why, "a page with scripts and no words");
	assert_true(browser_wanted(shell, sizeof(shell) - 1, 49, &why));
	assert_false(browser_wanted(shell, sizeof(shell) - 1, 50, &why));
	assert_false(browser_wanted("<p>not found", 12, 2, &why));
	assert_false(browser_wanted("", 0, 0, &why));
}

/* ---- With a browser ---- */

static void
test_text_that_scripts_make_is_there_with_its_picture(void **state)
{
	static const unsigned char png[] = { 0x89, 'P', 'N', 'G' };
	struct fixture *x = *state;
	struct browser_options o = { .agent = "proviso-test" };
	struct browser_page p;
	struct browser *b;

	need_browser(false);
	b = open_with(x, &o);
	p = fetch(x, b, "/scripted");
	assert_page(&p, "<p>Only scripts show this sentence.</p>");
	assert_int_equal(p.look->status, 200);
	assert_int_equal(p.look->n_hops, 1);
	assert_string_equal(p.look->hops[0].address, "127.0.0.1");
	assert_int_equal(p.look->hops[0].port, x->site.port);
	assert_string_equal(p.look->hops[0].guard, "allowed: loopback");
	assert_non_null(strstr(p.look->hops[0].request, "GET /scripted HTTP/"));
	assert_non_null(strstr(p.look->hops[0].request, "proviso-test"));
	assert_non_null(strstr(p.look->hops[0].response, "X-Seen: yes"));
	assert_string_equal(p.look->media_type, "text/html; charset=utf-8");
	/* The response itself says nothing. */
	assert_string_equal((char *)p.look->received.data, SCRIPTED);
	/* 9,000 pixels are more than one picture. */
	assert_int_equal(p.n_shots, 2);
	assert_memory_equal(p.shots[0].data, png, sizeof(png));
	assert_memory_equal(p.shots[1].data, png, sizeof(png));
	assert_non_null(strstr((char *)p.requests.data, "/api\""));
	assert_non_null(jv_text(jv_get(p.detail, "network")));
	browser_page_free(&p);

	p = fetch(x, b, "/odd");
	assert_page(&p,
	    "a\xef\xbf\xbd"
	    "b");
	browser_page_free(&p);
	p = fetch(x, b, "/moves");
	assert_page(&p, "Only scripts show");
	assert_int_equal(p.look->n_hops, 2);
	browser_page_free(&p);
	p = fetch(x, b, "/dialog");
	assert_page(&p, "after");
	browser_page_free(&p);
	browser_close(b);
}

static void
assert_nobody_came(struct fixture *x)
{
	struct pollfd w = { x->udp, POLLIN, 0 };

	if (x->other.hits != 0)
		fail_msg("%d came: %s", x->other.hits, x->other.last);
	if (poll(&w, 1, 0) != 0)
		fail_msg("a datagram came");
}

static void
probe(struct fixture *x, bool shared)
{
	struct browser_options o = { .shared_network = shared };
	struct browser *b = open_with(x, &o);
	struct browser_page p = fetch(x, b, "/prober");

	assert_page(&p, "prober");
	print_message("network: %s %s\n", jv_text(jv_get(p.detail, "network")),
	    jv_text(jv_get(p.detail, "network_why")) == NULL
		? ""
		: jv_text(jv_get(p.detail, "network_why")));
	/* It did try. */
	assert_non_null(strstr((char *)p.requests.data, "/fetch"));
	assert_non_null(strstr((char *)p.requests.data, "/worker"));
	assert_non_null(strstr((char *)p.requests.data, "\"WebSocket\""));
	assert_non_null(strstr((char *)p.requests.data, "/again"));
	assert_non_null(strstr((char *)p.requests.data, "\"refused\""));
	browser_page_free(&p);
	p = fetch(x, b, "/away");
	assert_gap(&p, NET_END_ADDRESS, "must not be reached: loopback");
	p = fetch(x, b, "/file");
	assert_gap(&p, NET_END_REDIRECT, "");
	browser_close(b);
	assert_nobody_came(x);
}

static void
test_no_way_leads_a_page_to_this_machine(void **state)
{
	need_browser(false);
	probe(*state, false);
}

static void
test_no_way_leads_a_page_to_this_machine_in_a_shared_network(void **state)
{
	need_browser(false);
	probe(*state, true);
}

static void
test_pages_that_end_badly_are_gaps_and_the_next_page_works(void **state)
{
	struct fixture *x = *state;
	struct browser_options o = { .requests = 100 };
	struct browser_page p;
	struct browser *b;

	need_browser(false);
	b = open_with(x, &o);
	p = fetch(x, b, "/pdf");
	assert_gap(&p, NET_END_BROWSER, "application/pdf is no page");
	p = fetch(x, b, "/many");
	assert_gap(&p, NET_END_TOO_LARGE, "more than 100 requests");
	p = fetch(x, b, "/scripted");
	assert_page(&p, "Only scripts show");
	browser_page_free(&p);
	p = fetch(x, b, "/none");
	assert_page(&p, "not here");
	assert_int_equal(p.look->status, 404);
	browser_page_free(&p);
	browser_close(b);
}

static void
test_a_page_that_hangs_or_eats_memory_is_a_gap_and_the_next_works(void **state)
{
	struct fixture *x = *state;
	struct browser_options o = { .page_ms = 12000,
		.memory = (size_t)900 << 20 };
	struct browser_page p;
	struct browser *b;

	need_browser(true);
	b = open_with(x, &o);
	p = fetch(x, b, "/hang");
	assert_gap(&p, NET_END_TIMEOUT, "within 12000 ms");
	p = fetch(x, b, "/scripted");
	assert_page(&p, "Only scripts show");
	browser_page_free(&p);
	p = fetch(x, b, "/alloc");
	assert_gap(&p, NET_END_TOO_LARGE, "at most 900 MB of memory");
	p = fetch(x, b, "/scripted");
	assert_page(&p, "Only scripts show");
	browser_page_free(&p);
	/* The browser itself dies. */
	assert_int_equal(kill(b->child.pid, SIGKILL), 0);
	p = fetch(x, b, "/scripted");
	assert_gap(&p, NET_END_BROWSER, "the browser ended");
	p = fetch(x, b, "/scripted");
	assert_page(&p, "Only scripts show");
	browser_page_free(&p);
	browser_close(b);
}

/* How many processes live that were told of a folder. */
static int
living(const char *folder)
{
	char want[200], path[300], line[8192];
	DIR *d = opendir("/proc");
	const struct dirent *e;
	ssize_t k, i;
	int n = 0, fd;

	(void)snprintf(want, sizeof(want), "--user-data-dir=%s", folder);
	assert_non_null(d);
	while ((e = readdir(d)) != NULL) {
		(void)snprintf(
		    path, sizeof(path), "/proc/%.200s/cmdline", e->d_name);
		if ((fd = open(path, O_RDONLY)) < 0)
			continue;
		k = read(fd, line, sizeof(line) - 1);
		(void)close(fd);
		for (i = 0; i < k; i++)
			if (line[i] == '\0')
				line[i] = ' ';
		line[k > 0 ? k : 0] = '\0';
		n += strstr(line, want) != NULL;
	}
	(void)closedir(d);
	return n;
}

static void
test_a_run_that_is_killed_leaves_no_process(void **state)
{
	struct fixture *x = *state;
	struct browser_options o = { .page_ms = 20000 };
	char url[100];
	const struct browser_ask ask = {
		.url = url, .lang = "", .allow_private = true
	};
	struct browser_page p;
	struct browser *b;
	struct fault f;
	int i, status, came;
	pid_t run;

	need_browser(true);
	(void)snprintf(
	    url, sizeof(url), "http://127.0.0.1:%u/hang", x->site.port);
	run = fork();
	if (run == 0) {
		b = open_with(x, &o);
		(void)!browser_fetch(b, &ask, &p, &f);
		_exit(0);
	}
	for (i = 0; i < 100 && living(x->folder) == 0; i++)
		(void)poll(NULL, 0, 100);
	(void)poll(NULL, 0, 2000);
	came = living(x->folder);
	(void)kill(run, SIGKILL);
	assert_int_equal(waitpid(run, &status, 0), run);
	for (i = 0; i < 100 && living(x->folder) > 0; i++)
		(void)poll(NULL, 0, 100);
	assert_int_equal(living(x->folder), 0);
	/* And the next one sweeps. */
	o.program = "/bin/false";
	b = open_with(x, &o);
	p = fetch(x, b, "/");
	browser_page_free(&p);
	browser_close(b);
	if (came == 0) {
		print_message("no browser came to be: skipped\n");
		skip();
	}
}

#define BROWSER_TEST(t) cmocka_unit_test_setup_teardown(t, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		BROWSER_TEST(test_without_a_browser_the_gap_names_the_package),
		BROWSER_TEST(
		    test_a_browser_that_does_not_start_is_a_gap_with_its_last_words),
		BROWSER_TEST(test_what_is_no_address_is_a_fault),
		BROWSER_TEST(
		    test_files_of_a_killed_run_are_swept_and_those_of_a_living_one_stay),
		cmocka_unit_test(
		    test_messages_are_put_together_and_odd_characters_mended),
		cmocka_unit_test(
		    test_only_a_shell_that_wants_scripts_wants_a_browser),
		BROWSER_TEST(
		    test_text_that_scripts_make_is_there_with_its_picture),
		BROWSER_TEST(test_no_way_leads_a_page_to_this_machine),
		BROWSER_TEST(
		    test_no_way_leads_a_page_to_this_machine_in_a_shared_network),
		BROWSER_TEST(
		    test_pages_that_end_badly_are_gaps_and_the_next_page_works),
		BROWSER_TEST(
		    test_a_page_that_hangs_or_eats_memory_is_a_gap_and_the_next_works),
		BROWSER_TEST(test_a_run_that_is_killed_leaves_no_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
