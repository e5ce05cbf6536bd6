#include "cli/capture_render.h"

#include <string.h>

#include "base/jv.h"
#include "model/capture.h"
#include "text/extract.h"
#include "text/normal.h"

/* robots.txt and failed tries of the look before go with the new one. */
static void
carry_over(struct net_look *l, const struct net_look *from)
{
	struct arena *a = &l->arena;
	size_t i;

	l->robots = arena_new(a, from->n_robots + 1, sizeof(*l->robots));
	for (i = 0; i < from->n_robots; i++) {
		l->robots[i] = from->robots[i];
		l->robots[i].url = arena_strdup(a, from->robots[i].url);
		l->robots[i].why = arena_strdup(a, from->robots[i].why);
	}
	l->n_robots = from->n_robots;
	l->tries = arena_new(a, from->n_tries + 1, sizeof(*l->tries));
	for (i = 0; i < from->n_tries; i++) {
		l->tries[i] = from->tries[i];
		l->tries[i].url = arena_strdup(a, from->tries[i].url);
		l->tries[i].why = arena_strdup(a, from->tries[i].why);
	}
	l->n_tries = from->n_tries;
	l->tag = from->tag;
}

static int
render(struct browser *b, const struct net_ask *ask, const char *why,
    const struct net_look *plain, struct net_look **out, struct fault *f)
{
	const struct browser_ask a = { .url = ask->url,
		.lang = ask->lang,
		.allow_private = ask->allow_private,
		.allow_downgrade = ask->allow_downgrade };
	struct browser_page page;

	return browser_fetch(b, &a, &page, f) != 0
	    ? -1
	    : browser_look(&page, why, plain, out, f);
}

int
capture_render(struct browser *b, const struct net_ask *ask,
    struct net_look **look, struct fault *f)
{
	struct net_look *l;

	if ((*look)->end != NET_END_OK)
		return 0;
	if (render(b, ask, NULL, NULL, &l, f) != 0)
		return -1;
	carry_over(l, *look);
	net_look_free(*look);
	*look = l;
	return 0;
}

/* Words of the text that the page gives by its selectors. */
static int
words_of(const struct net_look *l, const char *select, const char *remove,
    size_t *words, struct fault *f)
{
	const struct buf *body = net_look_body(l);
	const struct extract_source s = { .media = MEDIA_HTML,
		.media_type = l->media_type,
		.bytes =
		    body->len == 0 ? (const unsigned char *)"" : body->data,
		.len = body->len,
		.base_url = net_look_final_url(l),
		.select = select,
		.remove = remove };
	const char *gap;
	struct page p;

	if (extract_page(&s, &p, &gap, f) != 0)
		return -1;
	*words = normal_words(p.text, p.len);
	page_free(&p);
	return 0;
}

/* Neither gave a text: the record of the plain look says what was tried. */
static void
note_failure(struct net_look *l, const struct net_look *tried, const char *why)
{
	struct jv *o = jv_object();
	struct buf b;

	buf_init(&b, 4096);
	jv_set_str(o, "fallback", why);
	jv_set_str(o, "end", net_end_rule(tried->end));
	jv_set_str(o, "why", tried->why);
	jv_write(o, &b);
	if (!b.over)
		l->browser =
		    arena_strndup(&l->arena, (const char *)b.data, b.len);
	buf_free(&b);
	jv_free(o);
}

int
capture_render_shell(struct browser *b, const struct net_ask *ask,
    const char *select, const char *remove, struct net_look **look,
    struct fault *f)
{
	const struct buf *body = net_look_body(*look);
	struct net_look *l;
	const char *why;
	size_t words;

	if ((*look)->end != NET_END_OK || (*look)->status != 200 ||
	    capture_media((*look)->media_type) != MEDIA_HTML)
		return 0;
	if (words_of(*look, select, remove, &words, f) != 0)
		return -1;
	if (!browser_wanted(body->data, body->len, words, &why))
		return 0;
	if (render(b, ask, why, *look, &l, f) != 0)
		return -1;
	if (l->end != NET_END_OK) {
		note_failure(*look, l, why);
		net_look_free(l);
		return 0;
	}
	carry_over(l, *look);
	net_look_free(*look);
	*look = l;
	return 0;
}
