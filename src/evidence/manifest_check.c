#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "crypto/sha256.h"
#include "evidence/manifest.h"
#include "evidence_in.h"
#include "text/extract.h"

#define WHY_MAX 400

/* A check under way. */
struct check {
	const struct manifest_found *in;
	struct manifest_counts counts;
	struct manifest m;
	struct manifest_part *parts; /* of the manifest, in order */
	size_t n_parts;
	size_t *found; /* by index of parts: attachment + 1; 0: missing */
	bool *sound; /* by index of parts: size and digest fit */
	bool *failed; /* by index of quotes */
	char no[WHY_MAX]; /* the first reason, "" */
	size_t more; /* reasons behind it */
	size_t read; /* what the captures read so far have cost */
	char unknown[WHY_MAX]; /* what was not compared, "" */
	struct arena arena;
};

/* ---- Answers ---- */

static void check_no(struct check *c, const char *fmt, ...) PRINTF_LIKE(2, 3);
static void check_unknown(struct check *c, const char *fmt, ...)
    PRINTF_LIKE(2, 3);

static void
check_no(struct check *c, const char *fmt, ...)
{
	va_list ap;

	if (c->no[0] != '\0') {
		c->more++;
		return;
	}
	va_start(ap, fmt);
	(void)vsnprintf(c->no, sizeof(c->no), fmt, ap);
	va_end(ap);
}

/* Each thing that was not compared is said once. */
static void
check_unknown(struct check *c, const char *fmt, ...)
{
	char words[WHY_MAX / 2];
	size_t n = strlen(c->unknown);
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	if (strstr(c->unknown, words) == NULL)
		(void)snprintf(c->unknown + n, sizeof(c->unknown) - n, "%s%s",
		    n == 0 ? "" : "; ", words);
}

static void
check_failed(struct check *c, size_t quote)
{
	if (!c->failed[quote]) {
		c->failed[quote] = true;
		c->counts.failed++;
	}
}

/* What is told may quote the file: nothing of it may reach a terminal. */
static void
check_printable(char *s)
{
	for (; *s != '\0'; s++)
		if (*s < 0x20 || *s > 0x7e)
			*s = '?';
}

static void
check_answer(struct check *c, struct verdict *out)
{
	char why[WHY_MAX + 40];

	if (c->no[0] != '\0' && c->more > 0)
		(void)snprintf(
		    why, sizeof(why), "%.350s; and %zu more", c->no, c->more);
	else
		(void)snprintf(why, sizeof(why), "%s",
		    c->no[0] != '\0' ? c->no : c->unknown);
	check_printable(why);
	if (c->no[0] != '\0')
		verdict_set(out, VERDICT_NO, why);
	else if (c->unknown[0] != '\0')
		verdict_set(out, VERDICT_UNKNOWN, why);
	else
		verdict_set(out, VERDICT_YES, "");
}

/* ---- The manifest ---- */

/* False: the answer is no and there is nothing to go on with. */
static bool
check_open(struct check *c, const struct part **manifest)
{
	const struct part *p = NULL;
	struct fault why;
	size_t i;

	for (i = 0; i < c->in->n; i++) {
		if (strcmp(c->in->parts[i].name, MANIFEST_NAME) != 0)
			continue;
		if (p != NULL) {
			check_no(c, MANIFEST_NAME " is attached twice");
			return false;
		}
		p = &c->in->parts[i];
	}
	if (p == NULL) {
		check_no(c, MANIFEST_NAME " is not attached");
		return false;
	}
	if (manifest_read(p->bytes, p->len, &c->arena, &c->m, &c->parts,
		&c->n_parts, &why) != 0) {
		check_no(c, "%s", why.text);
		return false;
	}
	*manifest = p;
	return true;
}

static int
check_printed(struct check *c, const struct part *manifest, struct fault *f)
{
	struct digest_hex have, want;
	struct digest sha;

	if (c->in->printed == NULL) {
		check_unknown(c, "the digest on the cover was not read");
		return 0;
	}
	if (sha256_of(manifest->bytes, manifest->len, &sha, f) != 0)
		return -1;
	have = digest_hex(&sha);
	want = digest_hex(c->in->printed);
	if (!digest_equal(&sha, c->in->printed))
		check_no(c,
		    MANIFEST_NAME " has digest %.16s, the cover prints %.16s",
		    have.s, want.s);
	return 0;
}

/* ---- Parts ---- */

/* The attachment that is the i-th part, or NULL. */
static const struct part *
part_found(const struct check *c, size_t i)
{
	return c->found[i] == 0 ? NULL : &c->in->parts[c->found[i] - 1];
}

/* Which attachment is which part; none may be left over. */
static void
check_names(struct check *c)
{
	const struct part *p;
	size_t i, at;

	for (i = 0; i < c->in->n; i++) {
		p = &c->in->parts[i];
		if (strcmp(p->name, MANIFEST_NAME) == 0)
			continue;
		at = manifest_part_find(c->parts, c->n_parts, p->name);
		if (at == c->n_parts)
			check_no(c, "part %.200s: not named by " MANIFEST_NAME,
			    p->name);
		else if (c->found[at] != 0)
			check_no(c, "part %s: attached twice", p->name);
		else
			c->found[at] = i + 1;
	}
	for (i = 0; i < c->n_parts; i++)
		if (c->found[i] == 0)
			check_no(c, "part %s: missing", c->parts[i].name);
}

static int
check_parts(struct check *c, struct fault *f)
{
	const struct part *p;
	struct digest sha;
	size_t i;

	check_names(c);
	for (i = 0; i < c->n_parts; i++) {
		if ((p = part_found(c, i)) == NULL)
			continue;
		c->counts.parts++;
		if (p->len != c->parts[i].len) {
			check_no(c, "part %s: want %zu bytes, have %zu",
			    c->parts[i].name, c->parts[i].len, p->len);
			continue;
		}
		if (sha256_of(p->bytes, p->len, &sha, f) != 0)
			return -1;
		if (digest_equal(&sha, &c->parts[i].sha))
			c->sound[i] = true;
		else
			check_no(c, "part %s: its bytes have another digest",
			    c->parts[i].name);
	}
	return 0;
}

/* ---- Texts ---- */

static void
check_compare(struct check *c, const struct manifest_text *t,
    const struct part *text, const struct page *page, const char *gap)
{
	if (page->len == text->len &&
	    (page->len == 0 || memcmp(page->text, text->bytes, page->len) == 0))
		return;
	if (gap != NULL)
		check_no(c, "text %s: its capture gives no such text: %s",
		    t->text_part, gap);
	else
		check_no(
		    c, "text %s: its capture gives another text", t->text_part);
}

/*
 * Whether another capture may be read.  All of them together are bounded: one
 * may be named by many texts, and a few KB unpack to megabytes of tags.
 */
static bool
check_affords(struct check *c, const struct extract_source *source)
{
	size_t cost;

	/* To ask costs something too. */
	if (source->len / MANIFEST_ASK_SHARE > MANIFEST_MAX_READ - c->read ||
	    (cost = extract_cost(source)) > MANIFEST_MAX_READ - c->read) {
		c->read = MANIFEST_MAX_READ;
		check_unknown(c,
		    "not all texts were made again: want captures that cost as "
		    "much as %zu bytes of HTML in all, have more",
		    MANIFEST_MAX_READ);
		return false;
	}
	c->read += cost;
	return true;
}

/* What a program of others gave for a PDF is taken as plain text. */
#define WORDS_MEDIA_TYPE "text/plain; charset=utf-8"

/* The text again from what it was made of, by the same steps. */
static int
check_text(struct check *c, const struct manifest_text *t,
    const struct part *text, const struct part *from, struct fault *f)
{
	const bool words = t->words_part != NULL;
	const struct extract_source source = { .media = words ? MEDIA_TEXT
							      : t->media,
		.media_type = words ? WORDS_MEDIA_TYPE : t->media_type,
		.bytes = from->bytes,
		.len = from->len,
		.base_url = t->base_url,
		.select = t->select,
		.remove = t->remove };
	const char *gap = NULL;
	struct page page;
	struct fault why;

	if (t->extractor != EXTRACT_VERSION) {
		check_unknown(c,
		    "text made by extractor %u, this program has %d",
		    t->extractor, EXTRACT_VERSION);
		return 0;
	}
	if (words)
		check_unknown(
		    c, "made by %.60s (words of a PDF)", t->words_maker);
	if (!extract_reads(source.media, source.media_type)) {
		check_unknown(c,
		    "text %s: this program makes no text of such a capture",
		    t->text_part);
		return 0;
	}
	if (!check_affords(c, &source))
		return 0;
	c->counts.texts++;
	if (extract_page(&source, &page, &gap, &why) == 0) {
		check_compare(c, t, text, &page, gap);
		page_free(&page);
	} else if (why.kind == FAULT_FORMAT || why.kind == FAULT_LIMIT) {
		check_no(c, "text %s: it cannot be made again: %s",
		    t->text_part, why.text);
	} else {
		*f = why;
		return fault_under(f, "text %s", t->text_part);
	}
	return 0;
}

/* Readers of PDF take its mark anywhere near the beginning. */
#define PDF_MARK "%PDF-"
#define PDF_MARK_WITHIN 1024

/* Words are taken for those of a PDF only where there is one. */
static void
check_pdf(struct check *c, const struct manifest_text *t)
{
	const size_t at =
	    manifest_part_find(c->parts, c->n_parts, t->capture_part);
	const struct part *p = part_found(c, at);
	const size_t mark = sizeof(PDF_MARK) - 1;
	size_t i;

	if (p == NULL || !c->sound[at])
		return;
	for (i = 0; i < PDF_MARK_WITHIN && i + mark <= p->len; i++)
		if (memcmp(p->bytes + i, PDF_MARK, mark) == 0)
			return;
	check_no(c, "text %s: its capture is no PDF", t->text_part);
}

static int
check_texts(struct check *c, struct fault *f)
{
	const struct part *made, *from;
	const struct manifest_text *t;
	size_t i, text, source;

	for (i = 0; i < c->m.n_texts; i++) {
		t = &c->m.texts[i];
		text = manifest_part_find(c->parts, c->n_parts, t->text_part);
		source = manifest_part_find(c->parts, c->n_parts,
		    t->words_part == NULL ? t->capture_part : t->words_part);
		/* What is missing or altered has been said. */
		made = part_found(c, text);
		from = part_found(c, source);
		if (made == NULL || !c->sound[text] || from == NULL ||
		    !c->sound[source])
			continue;
		if (t->words_part != NULL)
			check_pdf(c, t);
		if (check_text(c, t, made, from, f) != 0)
			return -1;
	}
	return 0;
}

/* ---- Quotes ---- */

/* The bytes that a quote names; false where its text is not sound. */
static bool
quote_text(const struct check *c, size_t quote, const struct part **out)
{
	const size_t at = manifest_part_find(
	    c->parts, c->n_parts, c->m.quotes[quote].text_part);

	*out = part_found(c, at);
	return *out != NULL && c->sound[at];
}

static int
check_quotes(struct check *c, struct fault *f)
{
	const struct manifest_quote *q;
	const struct part *text;
	char why[QUOTE_WHY];
	size_t i;

	for (i = 0; i < c->m.n_quotes; i++) {
		q = &c->m.quotes[i];
		c->counts.quotes++;
		if (!quote_text(c, i, &text)) {
			check_failed(c, i);
			check_no(c, "quote Q%u: its text %s does not hold",
			    q->number, q->text_part);
			continue;
		}
		if (manifest_quote_stands(q, text->bytes, text->len, why, f) !=
		    0)
			return -1;
		if (why[0] != '\0') {
			check_failed(c, i);
			check_no(c, "quote Q%u: %s", q->number, why);
		}
	}
	return 0;
}

static size_t
quote_find(const struct manifest *m, unsigned number)
{
	size_t low = 0, high = m->n_quotes, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (m->quotes[mid].number == number)
			return mid;
		if (m->quotes[mid].number < number)
			low = mid + 1;
		else
			high = mid;
	}
	return m->n_quotes;
}

/* Words found on a page, against the bytes that stand under their number. */
static void
check_drawn(struct check *c, size_t quote, const char *words)
{
	const struct manifest_quote *q = &c->m.quotes[quote];
	const struct part *text;

	if (c->failed[quote] || !quote_text(c, quote, &text))
		return;
	if (words_alike((const char *)text->bytes + q->start, q->end - q->start,
		words, strlen(words)))
		return;
	check_failed(c, quote);
	check_no(c, "quote Q%u: the page shows other words", q->number);
}

static void
check_pages(struct check *c)
{
	bool *drawn = mem_new(c->m.n_quotes + 1, sizeof(*drawn));
	const struct manifest_shown *s;
	size_t i, at;

	for (i = 0; i < c->in->n_shown; i++) {
		s = &c->in->shown[i];
		at = quote_find(&c->m, s->number);
		if (at == c->m.n_quotes) {
			check_no(c,
			    "quote Q%u: on a page and not in " MANIFEST_NAME,
			    s->number);
			continue;
		}
		drawn[at] = true;
		check_drawn(c, at, s->words == NULL ? "" : s->words);
	}
	for (i = 0; i < c->m.n_quotes; i++)
		if (!drawn[i]) {
			check_failed(c, i);
			check_no(
			    c, "quote Q%u: on no page", c->m.quotes[i].number);
		}
	free(drawn);
}

/* ---- The whole ---- */

/* What the packet says that it lacks: no reason for no, and told. */
static void
check_lacks(struct check *c)
{
	char *out = c->counts.lacks;
	const size_t max = sizeof(c->counts.lacks);
	const struct packet_withheld *x;
	char day[CLOCK_TEXT];

	if (c->m.n_withheld == 0)
		return;
	x = &c->m.withheld[0];
	(void)snprintf(out, max,
	    "%s of %.60s, %.60s, version %d (%zu bytes, withheld on %s)",
	    x->what, x->platform, x->document, x->version, x->len,
	    clock_day(x->when_utc_ms, day));
	if (c->m.n_withheld > 1)
		(void)snprintf(out + strlen(out), max - strlen(out),
		    "; and %zu more", c->m.n_withheld - 1);
	check_printable(out);
}

static int
check_all(struct check *c, struct fault *f)
{
	const struct part *manifest = NULL;

	if (!check_open(c, &manifest))
		return 0;
	c->found = mem_new(c->n_parts + 1, sizeof(*c->found));
	c->sound = mem_new(c->n_parts + 1, sizeof(*c->sound));
	c->failed = mem_new(c->m.n_quotes + 1, sizeof(*c->failed));
	check_lacks(c);
	if (check_printed(c, manifest, f) != 0 || check_parts(c, f) != 0 ||
	    check_texts(c, f) != 0 || check_quotes(c, f) != 0)
		return -1;
	if (c->in->odd != NULL && c->in->odd[0] != '\0')
		check_no(c, "%.300s", c->in->odd);
	if (c->in->unproven != NULL && c->in->unproven[0] != '\0')
		check_unknown(c, "%.180s", c->in->unproven);
	if (c->in->shown_known)
		check_pages(c);
	else
		check_unknown(c, "pages not compared");
	return 0;
}

int
manifest_check(const struct manifest_found *in, struct verdict *out,
    struct manifest_counts *counts, struct fault *f)
{
	struct check c = { .in = in };
	int rc;

	arena_init(&c.arena);
	rc = check_all(&c, f);
	if (rc == 0) {
		check_answer(&c, out);
		*counts = c.counts;
	}
	free(c.found);
	free(c.sound);
	free(c.failed);
	arena_free(&c.arena);
	return rc;
}
