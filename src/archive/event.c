#include <string.h>

#include "archive/store.h"
#include "archive_in.h"
#include "crypto/sha256.h"

/* Looks, what they brought, and what they meant. */

/* From here on a run of captures begins anew, from the run before. */
#define ANCHOR_DEPTH_MAX 16

const char *
media_name(enum media m)
{
	static const char *const names[] = {
		[MEDIA_HTML] = "html",
		[MEDIA_MARKDOWN] = "markdown",
		[MEDIA_TEXT] = "text",
		[MEDIA_PDF] = "pdf",
		[MEDIA_OTHER] = "other",
	};

	return names[m];
}

int
archive_has_event(
    struct archive *a, int64_t doc, const char *key, bool *out, struct fault *f)
{
	struct digest sha;
	struct db_value v[2];

	if (sha256_of(key, strlen(key), &sha, f) != 0)
		return -1;
	v[0] = db_int(doc);
	v[1] = db_blob(sha.b, EVENT_KEY);
	if (db_one(a->db, SQL_EVENT_HAS, v, 2, out, f) != 0)
		return -1;
	db_done(a->db, SQL_EVENT_HAS);
	return 0;
}

static int
source_make(struct archive *a, int64_t doc, const struct capture *c,
    int64_t *id, struct fault *f)
{
	struct db_value v[] = { db_null(), db_int(doc), db_text(c->url),
		db_text(c->method), db_text(c->select), db_text(c->remove),
		db_null(), db_null() };
	bool found;

	if (db_one(a->db, SQL_SOURCE_FIND, v + 1, 5, &found, f) != 0)
		return -1;
	if (found)
		*id = db_col_int(a->db, SQL_SOURCE_FIND, 0);
	db_done(a->db, SQL_SOURCE_FIND);
	if (found)
		return 0;
	return archive_put_row(a, SQL_SOURCE_PUT, v, 8, id, f);
}

/*
 * After which blob the next capture of a document is packed.  Each after the
 * one before it, until a chain is full; then a new run begins after the
 * anchor, where the last run began, and is the anchor from now on.  Thus a
 * chain costs little and no text is far from what it is packed after.
 */
static int
capture_prefix(struct archive *a, int64_t doc, int64_t anchor, int64_t *prefix,
    bool *begins, struct fault *f)
{
	const struct db_value v[] = { db_int(doc) };
	bool found;
	int depth = 0;

	*prefix = 0;
	*begins = true;
	if (db_one(a->db, SQL_EVENT_LAST_BLOB, v, 1, &found, f) != 0)
		return -1;
	if (found)
		*prefix = db_col_int(a->db, SQL_EVENT_LAST_BLOB, 0);
	db_done(a->db, SQL_EVENT_LAST_BLOB);
	if (!found)
		return 0;
	if (blob_depth(a, *prefix, &depth, f) != 0)
		return -1;
	*begins = depth >= BLOB_DEPTH;
	if (!*begins)
		return 0;
	*prefix = anchor;
	if (anchor != 0 && blob_depth(a, anchor, &depth, f) != 0)
		return -1;
	if (depth >= ANCHOR_DEPTH_MAX)
		*prefix = 0;
	return 0;
}

/* Bytes that the archive has already need no place in a run. */
static int
capture_blob(struct archive *a, int64_t doc, const struct capture *c,
    struct document_row *d, int64_t *blob, struct digest *sha, struct fault *f)
{
	const struct zst_run run = { c->bytes, c->len };
	int64_t prefix;
	bool begins;

	if (blob_find(a, run, blob, sha, f) != 0)
		return -1;
	if (*blob != 0)
		return 0;
	if (capture_prefix(a, doc, d->anchor, &prefix, &begins, f) != 0 ||
	    blob_add(a, run, sha, &prefix, 1, blob, f) != 0)
		return -1;
	if (!begins)
		return 0;
	d->anchor = *blob;
	return document_store(a, doc, d, f);
}

static int
capture_make(struct archive *a, int64_t doc, const struct capture *c,
    struct document_row *d, int64_t source, int64_t *id, struct digest *sha,
    struct fault *f)
{
	struct db_value v[6];
	int64_t blob;

	if (capture_blob(a, doc, c, d, &blob, sha, f) != 0)
		return -1;
	v[0] = db_null();
	v[1] = db_int(source);
	v[2] = db_int(c->status);
	v[3] = db_text(media_name(c->media));
	v[4] = db_text(c->media_type);
	v[5] = db_int(blob);
	return archive_put_row(a, SQL_CAPTURE_PUT, v, 6, id, f);
}

/* The columns of an event's record, in the order of SQL_EVENT_GET from 2. */
static int
event_sha(const struct document_row *d, const struct capture *c,
    const char *known, const struct digest *key, const struct digest *raw,
    struct digest *out, struct fault *f)
{
	const bool bytes = c->bytes != NULL;
	const struct db_value v[] = { db_text(d->platform), db_text(d->title),
		db_blob(key->b, EVENT_KEY), db_int(c->time_utc_ms),
		db_text(known), db_int(c->source_changed != 0),
		db_text(c->record), db_text(c->url), db_text(c->method),
		db_text(c->select), db_text(c->remove), db_null(), db_null(),
		bytes ? db_int(c->status) : db_null(),
		bytes ? db_text(media_name(c->media)) : db_null(),
		bytes ? db_text(c->media_type) : db_null(),
		bytes ? archive_sha_value(raw) : db_null(),
		bytes ? db_int((int64_t)c->len) : db_null() };

	return record_sha("event", v, sizeof(v) / sizeof(v[0]), out, f);
}

/* Source and capture of a look, and the digest of its record. */
struct event_parts {
	struct digest key, raw, sha;
	int64_t source, capture; /* capture: 0 = no bytes */
};

static int
event_parts(struct archive *a, int64_t doc, const struct capture *c,
    const char *known, struct event_parts *out, struct fault *f)
{
	struct document_row d = { .anchor = 0 };
	struct arena arena;
	int rc = -1;

	arena_init(&arena);
	if (source_make(a, doc, c, &out->source, f) != 0 ||
	    document_load(a, doc, &arena, &d, f) != 0)
		goto out;
	if (c->bytes != NULL &&
	    capture_make(
		a, doc, c, &d, out->source, &out->capture, &out->raw, f) != 0)
		goto out;
	rc = event_sha(&d, c, known, &out->key, &out->raw, &out->sha, f);
out:
	arena_free(&arena);
	return rc;
}

/* The look, its record having all that it is to have. */
static int
event_put(struct archive *a, int64_t doc, const struct capture *c,
    const char *known, int64_t *event, struct digest *raw, struct fault *f)
{
	struct event_parts p = { .capture = 0 };
	struct db_value v[11];
	bool has;

	if (archive_need_tx(a, f) != 0 ||
	    sha256_of(c->key, strlen(c->key), &p.key, f) != 0 ||
	    archive_has_event(a, doc, c->key, &has, f) != 0)
		return -1;
	if (has || c->key[0] == '\0')
		return fault_set(f, FAULT_STATE,
		    "archive: want a new key of the look, have \"%.200s\"",
		    c->key);
	if (event_parts(a, doc, c, known, &p, f) != 0)
		return -1;
	v[0] = db_null();
	v[1] = db_int(doc);
	v[2] = db_int(p.source);
	v[3] = db_blob(p.key.b, EVENT_KEY);
	v[4] = db_int(c->time_utc_ms);
	v[5] = db_text(known);
	v[6] = db_int(c->source_changed != 0);
	v[7] = p.capture == 0 ? db_null() : db_int(p.capture);
	v[10] = archive_sha_value(&p.sha);
	if (detail_pack(a, doc, c->record, v + 8, f) != 0 ||
	    archive_put_row(a, SQL_EVENT_PUT, v, 11, event, f) != 0 ||
	    detail_back(a, *event, c->record, f) != 0 ||
	    log_append(a, LOG_EVENT, *event, 0, f) != 0)
		return -1;
	if (a->first_event == 0)
		a->first_event = *event;
	if (raw != NULL)
		*raw = p.raw;
	return 0;
}

int
archive_put_event(struct archive *a, int64_t doc, const struct capture *c,
    const char *known, int64_t *event, struct digest *raw, struct fault *f)
{
	struct capture all = *c;
	struct buf record;
	int rc = -1;

	if (c->n_exhibits == 0)
		return event_put(a, doc, c, known, event, raw, f);
	buf_init(&record, EXHIBIT_RECORD_MAX);
	if (exhibit_record(c, &record, f) != 0)
		goto out;
	all.record = (const char *)record.data;
	if (event_put(a, doc, &all, known, event, raw, f) != 0 ||
	    exhibit_put_all(a, doc, *event, c, f) != 0)
		goto out;
	rc = 0;
out:
	buf_free(&record);
	return rc;
}

/* The digest of the event, and the number its next ruling gets. */
static int
ruling_before(struct archive *a, int64_t event, struct digest *sha,
    int64_t *seq, struct fault *f)
{
	const struct db_value key[] = { db_int(event) };
	bool found;
	int rc = -1;

	if (db_one(a->db, SQL_EVENT_SHA, key, 1, &found, f) != 0)
		return -1;
	if (!found)
		fault_set(f, FAULT_ABSENT, "no event %lld", (long long)event);
	else
		rc = archive_sha_col(a->db, SQL_EVENT_SHA, 0, sha, f);
	db_done(a->db, SQL_EVENT_SHA);
	if (rc != 0 || db_one(a->db, SQL_RULING_LAST, key, 1, &found, f) != 0)
		return -1;
	*seq = found ? db_col_int(a->db, SQL_RULING_LAST, 0) + 1 : 1;
	db_done(a->db, SQL_RULING_LAST);
	return 0;
}

int
archive_put_ruling(struct archive *a, int64_t event,
    const struct archive_ruling *r, struct fault *f)
{
	/* [0] is the digest of the event in the record, its id in the row. */
	struct db_value v[10];
	struct digest event_sha_is, sha;
	int64_t seq;

	if (archive_need_tx(a, f) != 0 ||
	    ruling_before(a, event, &event_sha_is, &seq, f) != 0)
		return -1;
	if (seq > 1 || a->first_event == 0 || event < a->first_event)
		a->ruled_again = true;
	v[0] = archive_sha_value(&event_sha_is);
	v[1] = db_int(seq);
	v[2] = db_text(ruling_name(r->ruling));
	v[3] = r->version == 0 ? db_null() : db_int(r->version);
	v[4] = db_text(r->rule);
	v[5] = db_int(r->rules_version);
	v[6] = db_text(r->who);
	v[7] = db_int(r->when_utc_ms);
	v[8] = db_text(r->detail);
	if (record_sha("ruling", v, 9, &sha, f) != 0)
		return -1;
	v[0] = db_int(event);
	v[9] = archive_sha_value(&sha);
	if (archive_put_row(a, SQL_RULING_PUT, v, 10, NULL, f) != 0)
		return -1;
	return log_append(a, LOG_RULING, event, seq, f);
}
