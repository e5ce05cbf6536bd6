#include "text/extract.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "text/normal.h"
#include "text/selector.h"
#include "text_in.h"

/* Ten times the largest of 145 real captures, which has 1.8 MB. */
#define HTML_BYTES_MAX ((size_t)16 << 20)

/* Twelve times the largest of 2,802 real versions, which has 344 kB. */
#define MARKDOWN_BYTES_MAX ((size_t)4 << 20)
#define PLAIN_BYTES_MAX ((size_t)16 << 20)

/*
 * No real policy is shorter: below this stand headings without what follows
 * them ("Privacy Policy" and nothing else), and short error pages.
 */
#define WORDS_MIN 30

/* A page of no more words may be an error page, if it speaks like one. */
#define ERROR_WORDS_MAX 150

/* How error pages, bot checks and empty shells speak, in lower case. */
static const char *const error_phrases[] = {
	"404 not found",
	"403 forbidden",
	"429 too many requests",
	"500 internal server error",
	"502 bad gateway",
	"503 service unavailable",
	"504 gateway time",
	"access denied",
	"access to this page has been denied",
	"an unexpected error has occurred",
	"attention required",
	"bad gateway",
	"checking if the site connection is secure",
	"checking your browser",
	"enable javascript",
	"internal server error",
	"just a moment",
	"page cannot be found",
	"page could not be found",
	"page doesn't exist",
	"page doesn’t exist",
	"page does not exist",
	"page isn't available",
	"page isn’t available",
	"page not found",
	"please verify you are a human",
	"seite nicht gefunden",
	"página não encontrada",
	"rate limit exceeded",
	"service unavailable",
	"site can't be reached",
	"something went wrong",
	"temporarily unavailable",
	"this page isn't working",
	"too many requests",
	"unusual traffic",
	"verify you are human",
	"verifying you are human",
	"you have been blocked",
};

/* The first such phrase in the text, or NULL. */
static const char *
error_phrase(const struct page *p)
{
	size_t i, at, n;

	for (at = 0; at < p->len; at++)
		for (i = 0;
		     i < sizeof(error_phrases) / sizeof(error_phrases[0]);
		     i++) {
			n = strlen(error_phrases[i]);
			if (n <= p->len - at &&
			    strncasecmp(p->text + at, error_phrases[i], n) == 0)
				return error_phrases[i];
		}
	return NULL;
}

/* Why the page that was read is not a text to keep, or NULL. */
static const char *
judge(struct page *p, const struct extract_source *s)
{
	const char *phrase;
	size_t i, words = 0;

	for (i = 0; i < p->n_blocks && words <= ERROR_WORDS_MAX; i++)
		words += normal_words(p->text + p->blocks[i].start,
		    p->blocks[i].end - p->blocks[i].start);
	if (words == 0)
		return *s->select != '\0' ? "what the selector matches holds "
					    "no text"
					  : "page without text";
	if (words <= ERROR_WORDS_MAX && (phrase = error_phrase(p)) != NULL)
		return arena_fmt(&p->arena, "error page: \"%s\"", phrase);
	if (words < WORDS_MIN)
		return arena_fmt(&p->arena,
		    "collapsed text: %zu word%s, want at least %d", words,
		    words == 1 ? "" : "s", WORDS_MIN);
	return NULL;
}

/* Why such a source is not even looked into, or NULL. */
static const char *
refuse(const struct extract_source *s, struct arena *a)
{
	size_t max = HTML_BYTES_MAX;

	switch (s->media) {
	case MEDIA_HTML:
		break;
	case MEDIA_MARKDOWN:
		max = MARKDOWN_BYTES_MAX;
		break;
	case MEDIA_TEXT:
		max = PLAIN_BYTES_MAX;
		break;
	case MEDIA_PDF:
	case MEDIA_OTHER:
		return *s->media_type == '\0'
		    ? "not text"
		    : arena_fmt(a, "not text: %s", s->media_type);
	}
	if (s->len == 0)
		return "empty page";
	if (s->len > max)
		return arena_fmt(
		    a, "%zu bytes, at most %zu are read", s->len, max);
	return NULL;
}

static int
read_by_media(
    enum media media, struct reading *r, struct flow *out, struct fault *f)
{
	switch (media) {
	case MEDIA_HTML:
		return html_read(r, out, f);
	case MEDIA_MARKDOWN:
		return markdown_read(r, out, f);
	case MEDIA_TEXT:
	case MEDIA_PDF:
	case MEDIA_OTHER:
		break;
	}
	plain_read(r, out);
	return 0;
}

int
extract_page(const struct extract_source *s, struct page *out, const char **gap,
    struct fault *f)
{
	struct reading r = { .base = s->base_url,
		.select = s->select,
		.remove = s->remove,
		.lang = "" };
	struct arena scratch;
	struct flow flow;
	char *owned = NULL;
	int rc = -1;

	memset(out, 0, sizeof(*out));
	arena_init(&out->arena);
	arena_init(&scratch);
	flow_init(&flow, &out->arena);
	out->extractor = EXTRACT_VERSION;
	out->text = arena_strdup(&out->arena, "");
	out->lang = "";
	r.scratch = &scratch;
	if (selector_check(s->select, f) != 0) {
		(void)fault_under(f, "select");
		goto out;
	}
	if (selector_check(s->remove, f) != 0) {
		(void)fault_under(f, "remove");
		goto out;
	}
	if ((*gap = refuse(s, &out->arena)) != NULL) {
		rc = 0;
		goto out;
	}
	decode_page(s->bytes, s->len, s->media == MEDIA_HTML, s->media_type, &r,
	    &owned);
	if (r.gap == NULL && read_by_media(s->media, &r, &flow, f) != 0)
		goto out;
	if (r.gap == NULL)
		r.gap = flow_page(&flow, out);
	out->lang = r.lang;
	*gap = r.gap == NULL ? judge(out, s) : arena_strdup(&out->arena, r.gap);
	rc = 0;
out:
	if (rc != 0)
		page_free(out);
	flow_free(&flow);
	arena_free(&scratch);
	free(owned);
	return rc;
}
