#include "evidence/manifest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/jv.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "crypto/sha256.h"
#include "evidence_in.h"

const char *const manifest_media[] = {
	[MEDIA_HTML] = "html",
	[MEDIA_MARKDOWN] = "markdown",
	[MEDIA_TEXT] = "text",
	[MEDIA_PDF] = "pdf",
	[MEDIA_OTHER] = "other",
};
const size_t manifest_media_n =
    sizeof(manifest_media) / sizeof(manifest_media[0]);

/* ---- Names ---- */

bool
manifest_name_safe(const char *name)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789._/-";
	const size_t n = strlen(name);

	/*
	 * A name becomes a path under a folder and an argument of tools: it
	 * must not climb out, be hidden, be empty between slashes, or look
	 * like an option.
	 */
	return n > 0 && n <= MANIFEST_MAX_NAME && strspn(name, plain) == n &&
	    name[0] != '/' && name[0] != '-' && name[0] != '.' &&
	    name[n - 1] != '/' && strstr(name, "..") == NULL &&
	    strstr(name, "//") == NULL && strstr(name, "/.") == NULL &&
	    strstr(name, "/-") == NULL;
}

size_t
manifest_part_find(
    const struct manifest_part *parts, size_t n, const char *name)
{
	size_t low = 0, high = n, mid;
	int order;

	while (low < high) {
		mid = low + (high - low) / 2;
		order = strcmp(parts[mid].name, name);
		if (order == 0)
			return mid;
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return n;
}

/* ---- Rules ---- */

static int
rules_parts(const struct manifest_part *parts, size_t n, struct fault *f)
{
	size_t i;

	if (n > MANIFEST_MAX_PARTS)
		return fault_set(f, FAULT_LIMIT,
		    "manifest: want at most %d parts, have %zu",
		    MANIFEST_MAX_PARTS, n);
	for (i = 0; i < n; i++) {
		if (!manifest_name_safe(parts[i].name))
			return fault_set(f, FAULT_FORMAT,
			    "manifest: \"%.80s\" is no name for a part: want "
			    "letters, digits, '.', '_', '-' and a relative "
			    "path",
			    parts[i].name);
		if (strcmp(parts[i].name, MANIFEST_NAME) == 0)
			return fault_set(
			    f, FAULT_FORMAT, "manifest: it cannot list itself");
		if (i > 0 && strcmp(parts[i - 1].name, parts[i].name) >= 0)
			return fault_set(f, FAULT_FORMAT,
			    "manifest: part %s stands twice or out of order",
			    parts[i].name);
	}
	return 0;
}

static int
rules_side(const struct manifest_part *parts, size_t n, const char *name,
    const struct digest *sha, struct fault *f)
{
	const size_t i = manifest_part_find(parts, n, name);

	if (i == n)
		return fault_set(f, FAULT_FORMAT,
		    "manifest: %.200s is named by a text and is no part", name);
	if (!digest_equal(&parts[i].sha, sha))
		return fault_set(f, FAULT_FORMAT,
		    "manifest: part %s: a text gives it another digest", name);
	return 0;
}

/* Only what we cannot read ourselves has words by others. */
static int
rules_words(const struct manifest_part *parts, size_t n,
    const struct manifest_text *t, struct fault *f)
{
	if (t->words_part == NULL)
		return 0;
	if (t->media != MEDIA_PDF)
		return fault_set(f, FAULT_FORMAT,
		    "manifest: text %.200s: want words of a pdf only, have %s",
		    t->text_part, manifest_media[t->media]);
	if (t->words_maker == NULL || t->words_maker[0] == '\0')
		return fault_set(f, FAULT_FORMAT,
		    "manifest: text %.200s: want the maker of its words",
		    t->text_part);
	return rules_side(parts, n, t->words_part, &t->words_sha, f);
}

/* Each text costs one extraction of its capture, so these are counted. */
static int
rules_shared(const struct manifest *m, const struct manifest_part *parts,
    size_t n, struct fault *f)
{
	unsigned *uses = mem_new(n + 1, sizeof(*uses));
	size_t i, at;
	int rc = 0;

	for (i = 0; i < m->n_texts && rc == 0; i++) {
		at = manifest_part_find(parts, n, m->texts[i].capture_part);
		if (++uses[at] > MANIFEST_MAX_SHARED)
			rc = fault_set(f, FAULT_LIMIT,
			    "manifest: capture %s: want at most %d texts of "
			    "it, have more",
			    m->texts[i].capture_part, MANIFEST_MAX_SHARED);
	}
	free(uses);
	return rc;
}

static int
rules_texts(const struct manifest *m, const struct manifest_part *parts,
    size_t n, struct fault *f)
{
	const struct manifest_text *t;
	size_t i;

	if (m->n_texts > MANIFEST_MAX_TEXTS)
		return fault_set(f, FAULT_LIMIT,
		    "manifest: want at most %d texts, have %zu",
		    MANIFEST_MAX_TEXTS, m->n_texts);
	for (i = 0; i < m->n_texts; i++) {
		t = &m->texts[i];
		if (i > 0 && strcmp(t[-1].text_part, t->text_part) >= 0)
			return fault_set(f, FAULT_FORMAT,
			    "manifest: text %.200s stands twice or out of "
			    "order",
			    t->text_part);
		if (rules_side(parts, n, t->text_part, &t->text_sha, f) != 0 ||
		    rules_side(parts, n, t->capture_part, &t->capture_sha, f) !=
			0 ||
		    rules_words(parts, n, t, f) != 0)
			return -1;
	}
	return rules_shared(m, parts, n, f);
}

static bool
has_text(const struct manifest *m, const char *name)
{
	size_t low = 0, high = m->n_texts, mid;
	int order;

	while (low < high) {
		mid = low + (high - low) / 2;
		order = strcmp(m->texts[mid].text_part, name);
		if (order == 0)
			return true;
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}

static int
rules_quotes(const struct manifest *m, struct fault *f)
{
	const struct manifest_quote *q;
	size_t i, left = MANIFEST_MAX_QUOTED;

	if (m->n_quotes > MANIFEST_MAX_QUOTES)
		return fault_set(f, FAULT_LIMIT,
		    "manifest: want at most %d quotes, have %zu",
		    MANIFEST_MAX_QUOTES, m->n_quotes);
	for (i = 0; i < m->n_quotes; i++) {
		q = &m->quotes[i];
		if (q->number == 0 || (i > 0 && q[-1].number >= q->number))
			return fault_set(f, FAULT_FORMAT,
			    "manifest: quote Q%u stands twice or out of order",
			    q->number);
		if (!has_text(m, q->text_part))
			return fault_set(f, FAULT_FORMAT,
			    "manifest: quote Q%u: %.200s is no text of it",
			    q->number, q->text_part);
		if (q->start < q->end && q->end - q->start > left)
			return fault_set(f, FAULT_LIMIT,
			    "manifest: quote Q%u: want at most %zu bytes in "
			    "all quotes, have %zu left and %zu more",
			    q->number, MANIFEST_MAX_QUOTED, left,
			    q->end - q->start);
		left -= q->start < q->end ? q->end - q->start : 0;
	}
	return 0;
}

int
manifest_withheld_order(
    const struct packet_withheld *a, const struct packet_withheld *b)
{
	int order = strcmp(a->platform, b->platform);

	if (order == 0)
		order = strcmp(a->document, b->document);
	if (order == 0)
		order = (a->version > b->version) - (a->version < b->version);
	return order != 0 ? order : strcmp(a->what, b->what);
}

/* What is said to be gone is not there; each thing is said once. */
static int
rules_withheld(const struct manifest *m, const struct manifest_part *parts,
    size_t n, struct fault *f)
{
	const struct packet_withheld *x;
	size_t i, k;

	if (m->n_withheld > MANIFEST_MAX_TEXTS)
		return fault_set(f, FAULT_LIMIT,
		    "manifest: want at most %d withheld, have %zu",
		    MANIFEST_MAX_TEXTS, m->n_withheld);
	for (i = 0; i < m->n_withheld; i++) {
		x = &m->withheld[i];
		if (strcmp(x->what, "text") != 0 &&
		    strcmp(x->what, "capture") != 0 &&
		    strcmp(x->what, "words") != 0)
			return fault_set(f, FAULT_FORMAT,
			    "manifest: withheld: want text, capture or words, have "
			    "%.40s",
			    x->what);
		if (i > 0 && manifest_withheld_order(&x[-1], x) >= 0)
			return fault_set(f, FAULT_FORMAT,
			    "manifest: withheld %zu stands twice or out of "
			    "order",
			    i);
		for (k = 0; k < n; k++)
			if (digest_equal(&parts[k].sha, &x->sha))
				return fault_set(f, FAULT_FORMAT,
				    "manifest: part %s has the bytes that it "
				    "says were withheld",
				    parts[k].name);
	}
	return 0;
}

int
manifest_rules(const struct manifest *m, const struct manifest_part *parts,
    size_t n, struct fault *f)
{
	return rules_parts(parts, n, f) != 0 ||
		rules_texts(m, parts, n, f) != 0 || rules_quotes(m, f) != 0
	    ? -1
	    : rules_withheld(m, parts, n, f);
}

/* ---- Quotes ---- */

static bool
inside_character(const unsigned char *text, size_t len, size_t at)
{
	return at < len && (text[at] & 0xC0) == 0x80;
}

int
manifest_quote_stands(const struct manifest_quote *q, const unsigned char *text,
    size_t len, char why[QUOTE_WHY], struct fault *f)
{
	struct digest sha;

	why[0] = '\0';
	if (q->start >= q->end || q->end > len) {
		(void)snprintf(why, QUOTE_WHY,
		    "bytes %zu to %zu are not inside its text of %zu bytes",
		    q->start, q->end, len);
		return 0;
	}
	if (inside_character(text, len, q->start) ||
	    inside_character(text, len, q->end)) {
		(void)snprintf(why, QUOTE_WHY,
		    "bytes %zu to %zu cut a character of its text", q->start,
		    q->end);
		return 0;
	}
	if (sha256_of(text + q->start, q->end - q->start, &sha, f) != 0)
		return -1;
	if (!digest_equal(&sha, &q->sha))
		(void)snprintf(why, QUOTE_WHY,
		    "the bytes at its place have another digest");
	return 0;
}

/* ---- The bytes ---- */

static int
emit_text(struct jv *o, const char *key, const char *s, struct fault *f)
{
	if (s == NULL || !utf8_valid(s, strlen(s), NULL))
		return fault_set(f, FAULT_FORMAT,
		    "manifest: \"%s\": want UTF-8, have %s", key,
		    s == NULL ? "nothing" : "other bytes");
	jv_set_str(o, key, s);
	return 0;
}

static void
emit_digest(struct jv *o, const char *key, const struct digest *d)
{
	jv_set_str(o, key, digest_hex(d).s);
}

static void
emit_time(struct jv *o, const char *key, int64_t utc_ms)
{
	char text[CLOCK_TEXT];

	jv_set_str(o, key, clock_rfc3339(utc_ms, text));
}

static int
emit_part(struct jv *array, const struct manifest_part *p, struct fault *f)
{
	struct jv *o = jv_object();
	int rc = -1;

	if (emit_text(o, "name", p->name, f) != 0 ||
	    emit_text(o, "media_type", p->media_type, f) != 0)
		goto out;
	jv_set_str(o, "relation", part_relation_name(p->relation));
	jv_set_int(o, "size", (int64_t)p->len);
	emit_digest(o, "sha256", &p->sha);
	jv_push_take(array, o);
	o = NULL;
	rc = 0;
out:
	jv_free(o);
	return rc;
}

static int
emit_record(struct jv *o, const char *record, struct fault *f)
{
	struct jv *v;

	if (record == NULL || record[0] == '\0') {
		jv_set_take(o, "record", jv_null());
		return 0;
	}
	if (jv_parse(record, strlen(record), &v, f) != 0)
		return fault_under(f, "manifest: record");
	jv_set_take(o, "record", v);
	return 0;
}

/* Members that only the text of a PDF has. */
static int
emit_words(struct jv *o, const struct manifest_text *t, struct fault *f)
{
	if (t->words_part == NULL)
		return 0;
	if (emit_text(o, "words", t->words_part, f) != 0 ||
	    emit_text(o, "words_maker", t->words_maker, f) != 0)
		return -1;
	emit_digest(o, "words_sha256", &t->words_sha);
	return 0;
}

static int
emit_version(struct jv *array, const struct manifest_text *t, struct fault *f)
{
	struct jv *o = jv_object();
	int rc = -1;

	if ((size_t)t->media >= manifest_media_n) {
		(void)fault_set(
		    f, FAULT_FORMAT, "manifest: no medium %d", (int)t->media);
		goto out;
	}
	if (emit_text(o, "text", t->text_part, f) != 0 ||
	    emit_text(o, "capture", t->capture_part, f) != 0 ||
	    emit_text(o, "platform", t->platform, f) != 0 ||
	    emit_text(o, "document", t->document, f) != 0 ||
	    emit_text(o, "media_type", t->media_type, f) != 0 ||
	    emit_text(o, "base_url", t->base_url, f) != 0 ||
	    emit_text(o, "select", t->select, f) != 0 ||
	    emit_text(o, "remove", t->remove, f) != 0 ||
	    emit_text(o, "url", t->url, f) != 0 || emit_words(o, t, f) != 0 ||
	    emit_record(o, t->record, f) != 0)
		goto out;
	jv_set_str(o, "media", manifest_media[t->media]);
	jv_set_int(o, "version", t->version);
	jv_set_int(o, "extractor", t->extractor);
	jv_set_int(o, "status", t->status);
	emit_digest(o, "text_sha256", &t->text_sha);
	emit_digest(o, "capture_sha256", &t->capture_sha);
	emit_time(o, "first_seen", t->first_seen_utc_ms);
	emit_time(o, "last_seen", t->last_seen_utc_ms);
	emit_time(o, "captured", t->captured_utc_ms);
	jv_push_take(array, o);
	o = NULL;
	rc = 0;
out:
	jv_free(o);
	return rc;
}

static int
emit_quote(struct jv *array, const struct manifest_quote *q, struct fault *f)
{
	struct jv *o = jv_object();
	int rc = -1;

	if (emit_text(o, "text", q->text_part, f) != 0 ||
	    emit_text(o, "role", q->role, f) != 0)
		goto out;
	jv_set_int(o, "number", q->number);
	jv_set_int(o, "start", (int64_t)q->start);
	jv_set_int(o, "end", (int64_t)q->end);
	emit_digest(o, "sha256", &q->sha);
	jv_push_take(array, o);
	o = NULL;
	rc = 0;
out:
	jv_free(o);
	return rc;
}

/* A member that only packets have which lack something. */
static int
emit_withheld(struct jv *top, const struct manifest *m, struct fault *f)
{
	const struct packet_withheld *x;
	struct jv *list, *o;
	size_t i;

	if (m->n_withheld == 0)
		return 0;
	list = jv_array();
	jv_set_take(top, "withheld", list);
	for (i = 0; i < m->n_withheld; i++) {
		x = &m->withheld[i];
		o = jv_object();
		jv_push_take(list, o);
		if (emit_text(o, "platform", x->platform, f) != 0 ||
		    emit_text(o, "document", x->document, f) != 0 ||
		    emit_text(o, "what", x->what, f) != 0 ||
		    emit_text(o, "who", x->who, f) != 0 ||
		    emit_text(o, "why", x->why, f) != 0)
			return -1;
		jv_set_int(o, "version", x->version);
		jv_set_int(o, "size", (int64_t)x->len);
		emit_digest(o, "sha256", &x->sha);
		emit_time(o, "when", x->when_utc_ms);
	}
	return 0;
}

static int
emit_head(struct jv *top, const struct manifest *m, struct fault *f)
{
	jv_set_str(top, "schema", MANIFEST_SCHEMA);
	if (emit_text(top, "id", m->report_id, f) != 0 ||
	    emit_text(top, "kind", m->kind, f) != 0 ||
	    emit_text(top, "platform", m->platform, f) != 0 ||
	    emit_text(top, "release", m->release, f) != 0)
		return -1;
	jv_set_int(top, "extractor", m->extractor);
	emit_time(top, "as_of", m->as_of_utc_ms);
	emit_time(top, "rendered", m->rendered_utc_ms);
	return 0;
}

int
manifest_emit(const struct manifest *m, const struct manifest_part *parts,
    size_t n, struct buf *out, struct fault *f)
{
	struct jv *top = jv_object(), *list_parts = jv_array(),
		  *list_texts = jv_array(), *list_quotes = jv_array();
	size_t i;
	int rc = -1;

	jv_set_take(top, "parts", list_parts);
	jv_set_take(top, "texts", list_texts);
	jv_set_take(top, "quotes", list_quotes);
	if (emit_head(top, m, f) != 0)
		goto out;
	for (i = 0; i < n; i++)
		if (emit_part(list_parts, &parts[i], f) != 0)
			goto out;
	for (i = 0; i < m->n_texts; i++)
		if (emit_version(list_texts, &m->texts[i], f) != 0)
			goto out;
	for (i = 0; i < m->n_quotes; i++)
		if (emit_quote(list_quotes, &m->quotes[i], f) != 0)
			goto out;
	if (emit_withheld(top, m, f) != 0)
		goto out;
	jv_write(top, out);
	buf_str(out, "\n");
	rc = buf_check(out, "manifest", f);
out:
	jv_free(top);
	return rc;
}
