#include <limits.h>
#include <string.h>

#include "base/clock.h"
#include "base/hex.h"
#include "base/jv.h"
#include "evidence/manifest.h"
#include "evidence_in.h"

/* An array under way: where it is copied to, and what is read from. */
struct taker {
	struct arena *a;
	struct fault *f;
};

static int
take_text(const struct taker *t, const struct jv *o, const char *key,
    const char **out)
{
	const char *s;

	if (jv_need_text(o, key, &s, t->f) != 0)
		return -1;
	*out = arena_strdup(t->a, s);
	return 0;
}

static int
take_digest(const struct taker *t, const struct jv *o, const char *key,
    struct digest *out)
{
	const char *s;

	if (jv_need_text(o, key, &s, t->f) != 0)
		return -1;
	if (hex_decode(s, out->b, DIGEST_LEN, t->f) != 0)
		return fault_under(t->f, "\"%s\"", key);
	return 0;
}

static int
take_time(
    const struct taker *t, const struct jv *o, const char *key, int64_t *out)
{
	const char *s;

	if (jv_need_text(o, key, &s, t->f) != 0)
		return -1;
	if (clock_parse(s, out, t->f) != 0)
		return fault_under(t->f, "\"%s\"", key);
	return 0;
}

static int
take_unsigned(const struct taker *t, const struct jv *o, const char *key,
    unsigned min, unsigned *out)
{
	int64_t v;

	if (jv_need_int(o, key, min, INT_MAX, &v, t->f) != 0)
		return -1;
	*out = (unsigned)v;
	return 0;
}

static int
take_size(
    const struct taker *t, const struct jv *o, const char *key, size_t *out)
{
	int64_t v;

	if (jv_need_int(o, key, 0, MANIFEST_MAX_LEN, &v, t->f) != 0)
		return -1;
	*out = (size_t)v;
	return 0;
}

static int
take_part(const struct taker *t, const struct jv *o, struct manifest_part *p)
{
	static const enum part_relation all[] = { PART_SOURCE, PART_DATA,
		PART_ALTERNATIVE, PART_SUPPLEMENT, PART_UNSPECIFIED };
	const char *relation;
	size_t i;

	if (take_text(t, o, "name", &p->name) != 0 ||
	    take_text(t, o, "media_type", &p->media_type) != 0 ||
	    take_size(t, o, "size", &p->len) != 0 ||
	    take_digest(t, o, "sha256", &p->sha) != 0 ||
	    jv_need_text(o, "relation", &relation, t->f) != 0)
		return -1;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (strcmp(part_relation_name(all[i]), relation) == 0) {
			p->relation = all[i];
			return 0;
		}
	return fault_set(
	    t->f, FAULT_FORMAT, "\"relation\": unknown: %.40s", relation);
}

static int
take_media(const struct taker *t, const struct jv *o, enum media *out)
{
	const char *s;
	size_t i;

	if (jv_need_text(o, "media", &s, t->f) != 0)
		return -1;
	for (i = 0; i < manifest_media_n; i++)
		if (strcmp(manifest_media[i], s) == 0) {
			*out = (enum media)i;
			return 0;
		}
	return fault_set(t->f, FAULT_FORMAT, "\"media\": unknown: %.40s", s);
}

static int
take_record(const struct taker *t, const struct jv *o, const char **out)
{
	const struct jv *v = jv_get(o, "record");
	struct buf b;
	int rc;

	if (v == NULL)
		return fault_set(
		    t->f, FAULT_FORMAT, "json: want \"record\", have none");
	buf_init(&b, MANIFEST_MAX_BYTES);
	jv_write(v, &b);
	rc = buf_check(&b, "record", t->f);
	*out = rc != 0 || strcmp((const char *)b.data, "null") == 0
	    ? ""
	    : arena_strndup(t->a, (const char *)b.data, b.len);
	buf_free(&b);
	return rc;
}

static int
take_words(const struct taker *t, const struct jv *o, struct manifest_text *x)
{
	if (jv_get(o, "words") == NULL)
		return 0;
	if (take_text(t, o, "words", &x->words_part) != 0 ||
	    take_text(t, o, "words_maker", &x->words_maker) != 0)
		return -1;
	return take_digest(t, o, "words_sha256", &x->words_sha);
}

static int
take_version(const struct taker *t, const struct jv *o, struct manifest_text *x)
{
	int64_t version, status;

	if (take_text(t, o, "text", &x->text_part) != 0 ||
	    take_text(t, o, "capture", &x->capture_part) != 0 ||
	    take_text(t, o, "platform", &x->platform) != 0 ||
	    take_text(t, o, "document", &x->document) != 0 ||
	    take_text(t, o, "media_type", &x->media_type) != 0 ||
	    take_text(t, o, "base_url", &x->base_url) != 0 ||
	    take_text(t, o, "select", &x->select) != 0 ||
	    take_text(t, o, "remove", &x->remove) != 0 ||
	    take_text(t, o, "url", &x->url) != 0 ||
	    take_media(t, o, &x->media) != 0 || take_words(t, o, x) != 0 ||
	    take_record(t, o, &x->record) != 0 ||
	    take_unsigned(t, o, "extractor", 0, &x->extractor) != 0 ||
	    take_digest(t, o, "text_sha256", &x->text_sha) != 0 ||
	    take_digest(t, o, "capture_sha256", &x->capture_sha) != 0 ||
	    take_time(t, o, "first_seen", &x->first_seen_utc_ms) != 0 ||
	    take_time(t, o, "last_seen", &x->last_seen_utc_ms) != 0 ||
	    take_time(t, o, "captured", &x->captured_utc_ms) != 0 ||
	    jv_need_int(o, "version", 0, INT_MAX, &version, t->f) != 0 ||
	    jv_need_int(o, "status", 0, 999, &status, t->f) != 0)
		return -1;
	x->version = (int)version;
	x->status = (int)status;
	return 0;
}

static int
take_quote(const struct taker *t, const struct jv *o, struct manifest_quote *q)
{
	if (take_unsigned(t, o, "number", 1, &q->number) != 0 ||
	    take_text(t, o, "text", &q->text_part) != 0 ||
	    take_size(t, o, "start", &q->start) != 0 ||
	    take_size(t, o, "end", &q->end) != 0 ||
	    take_digest(t, o, "sha256", &q->sha) != 0 ||
	    take_text(t, o, "role", &q->role) != 0)
		return -1;
	if (q->start >= q->end)
		return fault_set(t->f, FAULT_FORMAT,
		    "Q%u: want a start before its end, have %zu and %zu",
		    q->number, q->start, q->end);
	return 0;
}

static int
need_list(const struct jv *top, const char *key, size_t max,
    const struct jv **out, struct fault *f)
{
	if (jv_need_array(top, key, out, f) != 0)
		return -1;
	if (jv_count(*out) > max)
		return fault_set(f, FAULT_LIMIT,
		    "\"%s\": want at most %zu, have %zu", key, max,
		    jv_count(*out));
	return 0;
}

static int
take_lists(const struct taker *t, const struct jv *top, struct manifest *m,
    struct manifest_part **parts, size_t *n_parts)
{
	const struct jv *list[3];
	struct manifest_text *texts;
	struct manifest_quote *quotes;
	size_t i;

	if (need_list(top, "parts", MANIFEST_MAX_PARTS, &list[0], t->f) != 0 ||
	    need_list(top, "texts", MANIFEST_MAX_TEXTS, &list[1], t->f) != 0 ||
	    need_list(top, "quotes", MANIFEST_MAX_QUOTES, &list[2], t->f) != 0)
		return -1;
	*n_parts = jv_count(list[0]);
	m->n_texts = jv_count(list[1]);
	m->n_quotes = jv_count(list[2]);
	*parts = arena_new(t->a, *n_parts, sizeof(**parts));
	m->texts = texts = arena_new(t->a, m->n_texts, sizeof(*texts));
	m->quotes = quotes = arena_new(t->a, m->n_quotes, sizeof(*quotes));
	for (i = 0; i < *n_parts; i++)
		if (take_part(t, jv_at(list[0], i), &(*parts)[i]) != 0)
			return fault_under(t->f, "part %zu", i);
	for (i = 0; i < m->n_texts; i++)
		if (take_version(t, jv_at(list[1], i), &texts[i]) != 0)
			return fault_under(t->f, "text %zu", i);
	for (i = 0; i < m->n_quotes; i++)
		if (take_quote(t, jv_at(list[2], i), &quotes[i]) != 0)
			return fault_under(t->f, "quote %zu", i);
	return 0;
}

static int
take_gone(const struct taker *t, const struct jv *o, struct packet_withheld *x)
{
	int64_t version;

	if (take_text(t, o, "platform", &x->platform) != 0 ||
	    take_text(t, o, "document", &x->document) != 0 ||
	    take_text(t, o, "what", &x->what) != 0 ||
	    take_text(t, o, "who", &x->who) != 0 ||
	    take_text(t, o, "why", &x->why) != 0 ||
	    take_size(t, o, "size", &x->len) != 0 ||
	    take_digest(t, o, "sha256", &x->sha) != 0 ||
	    take_time(t, o, "when", &x->when_utc_ms) != 0 ||
	    jv_need_int(o, "version", 0, INT_MAX, &version, t->f) != 0)
		return -1;
	x->version = (int)version;
	return 0;
}

static int
take_withheld(const struct taker *t, const struct jv *top, struct manifest *m)
{
	struct packet_withheld *all;
	const struct jv *list;
	size_t i;

	if (jv_get(top, "withheld") == NULL)
		return 0;
	if (need_list(top, "withheld", MANIFEST_MAX_TEXTS, &list, t->f) != 0)
		return -1;
	m->n_withheld = jv_count(list);
	m->withheld = all = arena_new(t->a, m->n_withheld + 1, sizeof(*all));
	for (i = 0; i < m->n_withheld; i++)
		if (take_gone(t, jv_at(list, i), &all[i]) != 0)
			return fault_under(t->f, "withheld %zu", i);
	return 0;
}

static int
take_head(const struct taker *t, const struct jv *top, struct manifest *m)
{
	const char *schema;

	if (jv_need_text(top, "schema", &schema, t->f) != 0)
		return -1;
	if (strcmp(schema, MANIFEST_SCHEMA) != 0)
		return fault_set(t->f, FAULT_FORMAT,
		    "schema: want %s, have %.60s", MANIFEST_SCHEMA, schema);
	if (take_text(t, top, "id", &m->report_id) != 0 ||
	    take_text(t, top, "kind", &m->kind) != 0 ||
	    take_text(t, top, "platform", &m->platform) != 0 ||
	    take_text(t, top, "release", &m->release) != 0 ||
	    take_unsigned(t, top, "extractor", 0, &m->extractor) != 0 ||
	    take_time(t, top, "as_of", &m->as_of_utc_ms) != 0 ||
	    take_time(t, top, "rendered", &m->rendered_utc_ms) != 0)
		return -1;
	return 0;
}

/*
 * One value has one form of bytes: what is not the form that the writer gives
 * has a member we do not know, a member left out, or blanks, and two readers
 * could see two things in it.
 */
static int
is_canonical(const struct manifest *m, const struct manifest_part *parts,
    size_t n_parts, const void *p, size_t n, struct fault *f)
{
	struct buf b;
	int rc = -1;

	buf_init(&b, 2 * MANIFEST_MAX_BYTES);
	if (manifest_emit(m, parts, n_parts, &b, f) != 0)
		goto out;
	if (b.len != n || memcmp(b.data, p, n) != 0) {
		(void)fault_set(f, FAULT_FORMAT,
		    "not in canonical form, or with members that " MANIFEST_SCHEMA
		    " does not have");
		goto out;
	}
	rc = 0;
out:
	buf_free(&b);
	return rc;
}

int
manifest_parse(const void *p, size_t n, struct jv **out, struct fault *f)
{
	if (n > MANIFEST_MAX_BYTES)
		return fault_set(f, FAULT_LIMIT,
		    MANIFEST_NAME ": want at most %zu bytes, have %zu",
		    MANIFEST_MAX_BYTES, n);
	return jv_parse_most(p, n, MANIFEST_MAX_VALUES, out, f) == 0
	    ? 0
	    : fault_under(f, MANIFEST_NAME);
}

int
manifest_read(const void *p, size_t n, struct arena *a, struct manifest *out,
    struct manifest_part **parts, size_t *n_parts, struct fault *f)
{
	const struct taker t = { a, f };
	struct manifest m = { .n_texts = 0 };
	struct manifest_part *list = NULL;
	struct jv *top = NULL;
	size_t count = 0;
	int rc = -1;

	if (manifest_parse(p, n, &top, f) != 0)
		goto out;
	if (take_head(&t, top, &m) != 0 ||
	    take_lists(&t, top, &m, &list, &count) != 0 ||
	    take_withheld(&t, top, &m) != 0 ||
	    manifest_rules(&m, list, count, f) != 0 ||
	    is_canonical(&m, list, count, p, n, f) != 0) {
		(void)fault_under(f, MANIFEST_NAME);
		goto out;
	}
	*out = m;
	*parts = list;
	*n_parts = count;
	rc = 0;
out:
	jv_free(top);
	return rc;
}
