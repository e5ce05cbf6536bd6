#include "text/extract.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "model/joined.h"
#include "text/normal.h"
#include "text/selection.h"
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

/* A run of blocks that is judged: all of a page, or one of joined ones. */
struct judged {
	const char *text;
	const struct block *blocks;
	size_t n;
	bool selected; /* a selector took it */
	size_t words_min;
};

/* The first such phrase in the text, or NULL. */
static const char *
error_phrase(const char *text, size_t len)
{
	size_t i, at, n;

	for (at = 0; at < len; at++)
		for (i = 0;
		     i < sizeof(error_phrases) / sizeof(error_phrases[0]);
		     i++) {
			n = strlen(error_phrases[i]);
			if (n <= len - at &&
			    strncasecmp(text + at, error_phrases[i], n) == 0)
				return error_phrases[i];
		}
	return NULL;
}

/* Why what was read is not a text to keep, or NULL. */
static const char *
judge(const struct judged *j, struct arena *a)
{
	const char *phrase;
	size_t i, words = 0, from;

	for (i = 0; i < j->n && words <= ERROR_WORDS_MAX; i++)
		words += normal_words(j->text + j->blocks[i].start,
		    j->blocks[i].end - j->blocks[i].start);
	if (words == 0)
		return j->selected ? "what the selector matches holds no text"
				   : "page without text";
	if (words <= ERROR_WORDS_MAX) {
		from = j->blocks[0].start;
		phrase = error_phrase(
		    j->text + from, j->blocks[j->n - 1].end - from);
		if (phrase != NULL)
			return arena_fmt(a, "error page: \"%s\"", phrase);
	}
	if (words < j->words_min)
		return arena_fmt(a,
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
		if (joined_is(s->media_type))
			return NULL;
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

/* The n-th of joined pages, where it has no text. */
static const char *
part_gap(struct arena *a, size_t i, size_t n, const char *url, const char *gap)
{
	return arena_fmt(a, "page %zu of %zu%s%.200s: %s", i + 1, n,
	    *url != '\0' ? ", " : "", url, gap);
}

/* One page of joined ones into flow, in memory of its own. */
static int
read_part(const struct extract_source *s, struct reading *whole,
    struct flow *out, const char **gap, struct fault *f)
{
	struct reading r = { .base = s->base_url,
		.select = s->select,
		.remove = s->remove,
		.lang = "" };
	struct judged j = { .selected = *s->select != '\0' };
	struct arena scratch;
	char *owned = NULL;
	size_t first = out->n_blocks;
	int rc = -1;

	arena_init(&scratch);
	r.scratch = &scratch;
	r.gap = refuse(s, &scratch);
	if (r.gap == NULL)
		decode_page(s->bytes, s->len, s->media == MEDIA_HTML,
		    s->media_type, &r, &owned);
	if (r.gap == NULL && read_by_media(s->media, &r, out, f) != 0)
		goto out;
	flow_page_end(out);
	if (r.gap == NULL) {
		j.text = out->text;
		j.blocks = out->blocks + first;
		j.n = out->n_blocks - first;
		r.gap = judge(&j, &scratch);
	}
	*gap = r.gap == NULL ? NULL : arena_strdup(whole->scratch, r.gap);
	if (*whole->lang == '\0')
		whole->lang = r.lang;
	rc = 0;
out:
	free(owned);
	arena_free(&scratch);
	return rc;
}

/* Pages that were joined, each read by its own part of the selectors. */
static int
read_joined(const struct extract_source *s, struct reading *r, struct flow *out,
    struct fault *f)
{
	struct extract_source one;
	struct joined_part *parts;
	struct fault why;
	const char *gap;
	size_t i, n;

	if (joined_read(r->scratch, s->media_type, s->bytes, s->len, &parts, &n,
		&why) != 0) {
		r->gap = arena_strdup(r->scratch, why.text);
		return 0;
	}
	for (i = 0; i < n; i++) {
		one.media = capture_media(parts[i].media_type);
		one.media_type = parts[i].media_type;
		one.bytes = parts[i].bytes;
		one.len = parts[i].len;
		one.base_url = parts[i].url;
		if (selection_part(
			r->scratch, s->select, i, n, &one.select, f) != 0 ||
		    selection_part(
			r->scratch, s->remove, i, n, &one.remove, f) != 0 ||
		    read_part(&one, r, out, &gap, f) != 0)
			return fault_under(f, "page %zu of %zu", i + 1, n);
		if (gap != NULL) {
			r->gap = part_gap(r->scratch, i, n, parts[i].url, gap);
			return 0;
		}
	}
	return 0;
}

static int
read_source(const struct extract_source *s, struct reading *r, struct flow *out,
    char **owned, struct fault *f)
{
	if ((r->gap = refuse(s, r->scratch)) != NULL)
		return 0;
	if (joined_is(s->media_type))
		return read_joined(s, r, out, f);
	decode_page(
	    s->bytes, s->len, s->media == MEDIA_HTML, s->media_type, r, owned);
	return r->gap == NULL ? read_by_media(s->media, r, out, f) : 0;
}

static int
check_selections(const struct extract_source *s, struct fault *f)
{
	int (*check)(const char *, struct fault *) =
	    joined_is(s->media_type) ? selection_check_joined : selection_check;

	if (check(s->select, f) != 0)
		return fault_under(f, "select");
	if (check(s->remove, f) != 0)
		return fault_under(f, "remove");
	return 0;
}

bool
extract_reads(enum media media, const char *media_type)
{
	return (media != MEDIA_PDF && media != MEDIA_OTHER) ||
	    joined_is(media_type);
}

/* A tag becomes a node: as dear as so many bytes of words. */
#define TAG_COST 8
/* So many bytes are decoded, sifted and thrown away in the time of one. */
#define SIFT_SHARE 8

/* A tag that is sifted, here and again, before it is known what it is. */
#define LOOK_COST 4

static size_t
count_tags(const char *p, size_t n)
{
	const char *at = p, *end = p + n;
	size_t tags = 0;

	while (at < end && (at = memchr(at, '<', (size_t)(end - at))) != NULL) {
		tags++;
		at++;
	}
	return tags;
}

/* A page that is refused was sifted down to where that was found. */
static size_t
html_cost(const char *p, size_t n)
{
	size_t len = 0, cost = count_tags(p, n) * LOOK_COST;
	const char *gap = NULL;
	char *given = sift_html(p, n, &len, &gap);

	if (gap == NULL && given != NULL)
		cost += len + count_tags(given, len) * TAG_COST;
	free(given);
	return cost;
}

/* Of one page, as read_part reads it. */
static size_t
part_cost(const struct extract_source *s)
{
	struct reading r = { .lang = "" };
	size_t cost = s->len / SIFT_SHARE;
	struct arena scratch;
	char *owned = NULL;

	arena_init(&scratch);
	r.scratch = &scratch;
	r.gap = refuse(s, &scratch);
	if (r.gap == NULL)
		decode_page(s->bytes, s->len, s->media == MEDIA_HTML,
		    s->media_type, &r, &owned);
	if (r.gap == NULL && s->media == MEDIA_HTML)
		cost += html_cost(r.p, r.n);
	else if (r.gap == NULL && s->media == MEDIA_MARKDOWN)
		cost += markdown_cost(r.p, r.n);
	else if (r.gap == NULL)
		cost += r.n;
	free(owned);
	arena_free(&scratch);
	return cost;
}

size_t
extract_cost(const struct extract_source *s)
{
	size_t cost = s->len / SIFT_SHARE, i, n = 0;
	struct extract_source one = *s;
	struct joined_part *parts;
	struct arena scratch;
	struct fault why;

	if (!joined_is(s->media_type))
		return part_cost(s);
	arena_init(&scratch);
	if (joined_read(&scratch, s->media_type, s->bytes, s->len, &parts, &n,
		&why) != 0)
		n = 0;
	for (i = 0; i < n; i++) {
		one.media = capture_media(parts[i].media_type);
		one.media_type = parts[i].media_type;
		one.bytes = parts[i].bytes;
		one.len = parts[i].len;
		cost += part_cost(&one);
	}
	arena_free(&scratch);
	return cost;
}

int
extract_page(const struct extract_source *s, struct page *out, const char **gap,
    struct fault *f)
{
	struct reading r = { .base = s->base_url,
		.select = s->select,
		.remove = s->remove,
		.lang = "" };
	struct judged j = { .selected = *s->select != '\0',
		.words_min = WORDS_MIN };
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
	if (check_selections(s, f) != 0)
		goto out;
	if (read_source(s, &r, &flow, &owned, f) != 0)
		goto out;
	if (r.gap == NULL)
		r.gap = flow_page(&flow, out);
	out->lang = r.lang;
	if (r.gap == NULL) {
		j.text = out->text;
		j.blocks = out->blocks;
		j.n = out->n_blocks;
		r.gap = judge(&j, &scratch);
	}
	*gap = r.gap == NULL ? NULL : arena_strdup(&out->arena, r.gap);
	rc = 0;
out:
	if (rc != 0)
		page_free(out);
	flow_free(&flow);
	arena_free(&scratch);
	free(owned);
	return rc;
}
