#ifndef EVIDENCE_SAMPLE_H
#define EVIDENCE_SAMPLE_H

#include <string.h>

#include "base/mem.h"
#include "crypto/sha256.h"
#include "evidence/manifest.h"
#include "help/test.h"
#include "text/extract.h"

/*
 * A small packet by hand: an HTML capture and a Markdown capture, what
 * extract_page makes of each, a part that no text names, and three quotes.
 */
#define SAMPLE_PARTS 5
#define SAMPLE_TEXTS 2
#define SAMPLE_QUOTES 3

static const char sample_html[] =
    "<html><body><nav>Menu</nav><main><h1>Privacy</h1>"
    "<p>We use your inputs to train models.</p>"
    "<p>Auf Wunsch l\xc3\xb6schen wir Ihre Daten.</p>"
    "<p>We keep what you write for thirty days after you delete it, and "
    "longer where a law asks for it or where a dispute is open.</p>"
    "</main></body></html>";
static const char sample_markdown[] =
    "# Terms\n\nYou may end this agreement at any time. We may end it with "
    "notice of thirty days, sent to the address that your account names, "
    "and at once where you break one of the rules below.\n";

struct evidence_sample {
	struct page pages[SAMPLE_TEXTS];
	struct part parts[SAMPLE_PARTS + 1]; /* evidence.json last, once made */
	struct manifest_text texts[SAMPLE_TEXTS];
	struct manifest_quote quotes[SAMPLE_QUOTES];
	struct manifest_shown shown[SAMPLE_QUOTES];
	char *words[SAMPLE_QUOTES];
	struct manifest m;
	struct buf json;
	struct digest printed;
};

static void
sample_page(
    struct page *out, enum media media, const char *bytes, const char *select)
{
	struct extract_source s = { .media = media,
		.media_type = "",
		.bytes = (const unsigned char *)bytes,
		.len = strlen(bytes),
		.base_url = "https://example.org/",
		.select = select,
		.remove = "" };
	const char *gap = NULL;
	struct fault f;

	assert_ok(extract_page(&s, out, &gap, &f), &f);
}

static struct part
sample_part(const char *name, const char *type, enum part_relation relation,
    const char *bytes, size_t n)
{
	struct part p = { .name = name,
		.media_type = type,
		.description = "",
		.relation = relation,
		.bytes = (const unsigned char *)bytes,
		.len = n };

	return p;
}

static void
sample_text(struct evidence_sample *s, size_t i, const struct part *text,
    const struct part *capture)
{
	struct manifest_text t = { .text_part = text->name,
		.capture_part = capture->name,
		.platform = "DALL\xc2\xb7"
			    "E",
		.document = i == 0 ? "Privacy Policy" : "Terms",
		.version = 3,
		.extractor = EXTRACT_VERSION,
		.media = i == 0 ? MEDIA_HTML : MEDIA_MARKDOWN,
		.media_type = "",
		.base_url = "https://example.org/",
		.select = i == 0 ? "main" : "",
		.remove = "",
		.first_seen_utc_ms = 1756425600000,
		.last_seen_utc_ms = 1756512000123,
		.captured_utc_ms = 1756425600000,
		.record = i == 0
		    ? "{\"commit\":\"abc\",\"n\":[1,{\"a\":\"\\\"}\"}]}"
		    : "",
		.status = i == 0 ? 200 : 0,
		.url = "https://example.org/privacy?a=1&b=\"2\"" };
	struct fault f;

	assert_ok(sha256_of(text->bytes, text->len, &t.text_sha, &f), &f);
	assert_ok(
	    sha256_of(capture->bytes, capture->len, &t.capture_sha, &f), &f);
	s->texts[i] = t;
}

static void
sample_quote(struct evidence_sample *s, size_t i, unsigned number, size_t text,
    const char *words)
{
	const char *all = s->pages[text].text, *at = strstr(all, words);
	struct fault f;

	assert_non_null(at);
	s->quotes[i] = (struct manifest_quote){ .number = number,
		.text_part = s->texts[text].text_part,
		.start = (size_t)(at - all),
		.end = (size_t)(at - all) + strlen(words),
		.role = i == 2 ? "comparison" : "excerpt" };
	assert_ok(sha256_of(words, strlen(words), &s->quotes[i].sha, &f), &f);
	s->words[i] = mem_strdup(words);
	s->shown[i].number = number;
	s->shown[i].words = s->words[i];
}

/* Everything but evidence.json. */
static void
sample_make(struct evidence_sample *s)
{
	static const char script[] = "#!/bin/sh\n";

	memset(s, 0, sizeof(*s));
	sample_page(&s->pages[0], MEDIA_HTML, sample_html, "main");
	sample_page(&s->pages[1], MEDIA_MARKDOWN, sample_markdown, "");
	s->parts[0] = sample_part("texts/privacy_v3.txt", "text/plain",
	    PART_SOURCE, s->pages[0].text, s->pages[0].len);
	s->parts[1] = sample_part("captures/privacy_v3.html", "text/html",
	    PART_SOURCE, sample_html, strlen(sample_html));
	s->parts[2] = sample_part("texts/terms_v3.txt", "text/plain",
	    PART_SOURCE, s->pages[1].text, s->pages[1].len);
	s->parts[3] = sample_part("captures/terms_v3.md", "text/markdown",
	    PART_SOURCE, sample_markdown, strlen(sample_markdown));
	s->parts[4] = sample_part("verify.sh.txt", "text/plain",
	    PART_SUPPLEMENT, script, strlen(script));
	sample_text(s, 0, &s->parts[0], &s->parts[1]);
	sample_text(s, 1, &s->parts[2], &s->parts[3]);
	sample_quote(s, 0, 7, 0, "We use your inputs to train models.");
	sample_quote(s, 1, 2, 0, "Auf Wunsch l\xc3\xb6schen wir Ihre Daten.");
	sample_quote(s, 2, 11, 1, "You may end this agreement");
	s->m = (struct manifest){ .report_id = "PV-DALL-E-20250830-01",
		.kind = "packet",
		.platform = "DALL\xc2\xb7"
			    "E",
		.release = "proviso 0.0.0",
		.extractor = EXTRACT_VERSION,
		.as_of_utc_ms = 1756511999999,
		.rendered_utc_ms = 1756600000000,
		.texts = s->texts,
		.n_texts = SAMPLE_TEXTS,
		.quotes = s->quotes,
		.n_quotes = SAMPLE_QUOTES };
	buf_init(&s->json, 1 << 20);
}

/* Its manifest, as the last part, and the digest that a cover would print. */
static void
sample_close(struct evidence_sample *s)
{
	struct fault f;

	s->json.len = 0;
	assert_ok(
	    manifest_write(&s->m, s->parts, SAMPLE_PARTS, &s->json, &f), &f);
	s->parts[SAMPLE_PARTS] = sample_part(MANIFEST_NAME, "application/json",
	    PART_DATA, (const char *)s->json.data, s->json.len);
	assert_ok(sha256_of(s->json.data, s->json.len, &s->printed, &f), &f);
}

static void
sample_free(struct evidence_sample *s)
{
	size_t i;

	for (i = 0; i < SAMPLE_QUOTES; i++)
		free(s->words[i]);
	for (i = 0; i < SAMPLE_TEXTS; i++)
		page_free(&s->pages[i]);
	buf_free(&s->json);
}

#endif /* EVIDENCE_SAMPLE_H */
