#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <gumbo.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "text/dom.h"
#include "text/extract.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* All that holds for every page must hold for this one. */
static void
check_page(const struct page *p)
{
	size_t i, last = 0;

	if (!utf8_valid(p->text, p->len, NULL))
		abort();
	for (i = 0; i < p->n_blocks; i++) {
		if (p->blocks[i].start < last ||
		    p->blocks[i].end <= p->blocks[i].start)
			abort();
		last = p->blocks[i].end;
	}
	if (last != p->len)
		abort();
}

/* Words below a node of the parser's own tree, but those of no text. */
static void
raw_words(const GumboNode *n, char *out, size_t *o)
{
	unsigned i;

	if (n->type == GUMBO_NODE_ELEMENT) {
		switch ((int)n->v.element.tag) {
		case GUMBO_TAG_SCRIPT:
		case GUMBO_TAG_STYLE:
		case GUMBO_TAG_IFRAME:
		case GUMBO_TAG_NOEMBED:
		case GUMBO_TAG_NOFRAMES:
			return;
		default:
			break;
		}
		for (i = 0; i < n->v.element.children.length; i++)
			raw_words(n->v.element.children.data[i], out, o);
	} else if (n->type == GUMBO_NODE_TEXT || n->type == GUMBO_NODE_CDATA ||
	    n->type == GUMBO_NODE_WHITESPACE) {
		memcpy(out + *o, n->v.text.text, strlen(n->v.text.text));
		*o += strlen(n->v.text.text);
	}
}

/*
 * What is kept from the parser holds no word: the same page, parsed whole,
 * has the same.  Elements that are renamed on the way are left to other tests.
 */
static void
check_sift(const char *html, size_t n, const struct dom *d)
{
	static const char *const not_here[] = { "<svg", "<math", "<select",
		"<frameset", "<isindex", "<template", "</svg", "</math" };
	GumboOptions options = kGumboDefaultOptions;
	GumboOutput *whole;
	char *lower = mem_strndup(html, n), *want, *have;
	size_t i, w = 0, h = 0;

	for (i = 0; i < n; i++)
		if (lower[i] >= 'A' && lower[i] <= 'Z')
			lower[i] = (char)(lower[i] + 'a' - 'A');
		else if (lower[i] == '\0')
			lower[i] = '.';
	for (i = 0; i < sizeof(not_here) / sizeof(not_here[0]); i++)
		if (strstr(lower, not_here[i]) != NULL) {
			free(lower);
			return;
		}
	free(lower);
	options.max_errors = 0;
	whole = gumbo_parse_with_options(&options, html, n);
	want = mem_new(64 * n + 64, 1);
	have = mem_new(64 * n + 64, 1);
	raw_words(whole->root, want, &w);
	for (i = 0; i < d->n; i++) {
		const char *name = d->names[d->nodes[i].name];

		if (strcmp(name, "iframe") == 0 ||
		    strcmp(name, "noembed") == 0 ||
		    strcmp(name, "noframes") == 0) {
			i = d->nodes[i].end - 1;
		} else if (d->nodes[i].name == DOM_TEXT) {
			memcpy(have + h, d->nodes[i].text, d->nodes[i].len);
			h += d->nodes[i].len;
		}
	}
	if (w != h || memcmp(have, want, w) != 0)
		abort();
	gumbo_destroy_output(&options, whole);
	free(want);
	free(have);
}

/* Any bytes are a page or a gap; the first byte chooses selectors. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const selects[] = { "", "main", "p, li", "div > *" };
	struct extract_source s = { .media = MEDIA_HTML,
		.media_type = "text/html; charset=utf-8",
		.base_url = "https://a.example/b/c",
		.select = "",
		.remove = "" };
	struct arena a;
	struct dom d;
	struct page p;
	struct fault f;
	const char *gap;

	if (size == 0)
		return 0;
	s.select = selects[data[0] & 3];
	s.remove = selects[data[0] >> 2 & 3];
	s.bytes = data + 1;
	s.len = size - 1;
	if (extract_page(&s, &p, &gap, &f) != 0)
		abort();
	check_page(&p);
	page_free(&p);
	if (size - 1 < 4096 &&
	    utf8_valid((const char *)data + 1, size - 1, NULL)) {
		arena_init(&a);
		if (dom_parse(&a, (const char *)data + 1, size - 1, &d, &gap,
			&f) != 0)
			abort();
		if (gap == NULL)
			check_sift((const char *)data + 1, size - 1, &d);
		arena_free(&a);
	}
	return 0;
}
