#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/capture_render.h"

#include "capture_in.h"

/* Pages that a browser is to show, once the others are had. */

/* A page with fewer words may be a shell; capture_render_shell looks closely. */
#define WORDS_MAYBE 400

/* Words of a page as they stand between tags, roughly; at most max. */
static size_t
words_between(const char *p, size_t n, size_t max)
{
	bool tag = false, word = false;
	size_t i, words = 0;

	for (i = 0; i < n && words < max; i++) {
		if (p[i] == '<') {
			tag = true;
			word = false;
		} else if (p[i] == '>') {
			tag = false;
		} else if (tag || strchr(" \t\r\n", p[i]) != NULL) {
			word = false;
		} else if (!word) {
			word = true;
			words++;
		}
	}
	return words;
}

static bool
has(const char *p, size_t n, const char *what)
{
	const size_t k = strlen(what);
	size_t i;

	for (i = 0; i + k <= n; i++)
		if ((p[i] | 0x20) == what[0] && memcmp(p + i, what, k) == 0)
			return true;
	return false;
}

/*
 * Scripts count as words here, so this is asked of what is left of a page
 * without them: a page whose bytes are mostly scripts may be a shell.
 */
static bool
may_be_shell(const struct net_look *l)
{
	const struct buf *b = net_look_body(l);
	const char *p = (const char *)b->data;
	struct buf rest;
	size_t i = 0, end, words;

	if (l->end != NET_END_OK || l->status != 200 || b->len == 0 ||
	    capture_media(l->media_type) != MEDIA_HTML ||
	    !has(p, b->len, "script"))
		return false;
	buf_init(&rest, b->len + 1);
	while (i < b->len) {
		if (b->len - i > 7 && memcmp(p + i, "<script", 7) == 0) {
			end = i;
			while (end + 9 <= b->len &&
			    memcmp(p + end, "</script>", 9) != 0)
				end++;
			i = end + 9 <= b->len ? end + 9 : b->len;
			continue;
		}
		buf_add(&rest, p + i++, 1);
	}
	words = words_between(rest.data == NULL ? "" : (const char *)rest.data,
	    rest.len, WORDS_MAYBE);
	buf_free(&rest);
	return words < WORDS_MAYBE;
}

void
capture_later_open(struct capture_later *w, const char *ca, const char *proxy,
    const char *agent)
{
	w->options = (struct browser_options){
		.ca = ca,
		.upstream = proxy,
		.agent = agent,
	};
}

void
capture_later_close(struct capture_later *w)
{
	size_t i;

	for (i = w->at; i < w->n; i++)
		net_look_free(w->looks[i]);
	free(w->looks);
	browser_close(w->browser);
	*w = (struct capture_later){ .n = 0 };
}

bool
capture_later_take(struct capture_later *w, struct net_look *l)
{
	const struct capture_page *page = l->tag;

	if (page->doc->d.sources[page->i].render ? l->end != NET_END_OK
						 : !may_be_shell(l))
		return false;
	w->looks = mem_grow(w->looks, w->n + 1, sizeof(struct net_look *));
	w->looks[w->n++] = l;
	return true;
}

int
capture_later_next(
    struct capture_later *w, struct net_look **out, struct fault *f)
{
	struct capture_page *page;
	const struct capture_doc *doc;
	struct net_ask ask;

	*out = NULL;
	if (w->at == w->n)
		return 0;
	page = w->looks[w->at]->tag;
	doc = page->doc;
	ask = capture_ask_of(page);
	if (w->browser == NULL)
		w->browser = browser_open(&w->options);
	if (doc->d.sources[page->i].render) {
		if (capture_render(w->browser, &ask, &w->looks[w->at], f) != 0)
			return -1;
	} else if (capture_render_shell(w->browser, &ask,
		       doc->d.sources[page->i].select,
		       doc->d.sources[page->i].remove, &w->looks[w->at],
		       f) != 0) {
		return -1;
	}
	w->looks[w->at]->tag = page;
	*out = w->looks[w->at++];
	return 0;
}

struct net_ask
capture_ask_of(const struct capture_page *page)
{
	const struct capture_doc *doc = page->doc;

	return (struct net_ask){
		.url = doc->d.sources[page->i].url,
		.lang = doc->lang,
		.etag = doc->etag,
		.last_modified = doc->last_modified,
		.validators_url = doc->validators_url,
		.allow_private = doc->d.allow_private,
		.ignore_robots = doc->d.ignore_robots,
		.allow_downgrade = doc->d.allow_downgrade,
		.robots_only = doc->d.sources[page->i].render,
	};
}
