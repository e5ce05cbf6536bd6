#include "archive/issue.h"

#include <string.h>

#include "archive/store.h"
#include "archive_in.h"
#include "base/clock.h"
#include "base/jv.h"

/* Packets that went out, were renewed, or were called back. */

#define ISSUE_ENTRY_MAX 60000

/* The row of an issue; *record is the digest of its record. */
static int
issue_put(struct archive *a, const char *packet, const struct digest *file,
    int64_t when_utc_ms, int64_t *id, struct digest *record, struct fault *f)
{
	struct db_value v[] = { db_null(), db_text(packet),
		archive_sha_value(file), db_int(when_utc_ms), db_null() };

	if (archive_need_tx(a, f) != 0 ||
	    record_sha("issue", v + 1, 3, record, f) != 0)
		return -1;
	v[4] = archive_sha_value(record);
	return archive_put_row(a, SQL_ISSUE_PUT, v, 5, id, f);
}

int
archive_put_issue(struct archive *a, const char *packet,
    const struct digest *sha, int64_t when_utc_ms, struct fault *f)
{
	struct digest record;
	int64_t id;

	if (issue_put(a, packet, sha, when_utc_ms, &id, &record, f) != 0)
		return -1;
	return log_append(a, LOG_ISSUE, id, 0, f);
}

/* The entry, which is kept as it is: it says more than the row does. */
static int
issue_entry(const struct archive_issue *i, const struct digest *record,
    struct buf *out, struct fault *f)
{
	struct jv *o = jv_object();
	char time[CLOCK_TEXT];

	jv_set_str(o, "kind", "issue");
	jv_set_str(o, "id", i->packet);
	jv_set_str(o, "subject", i->subject);
	jv_set_str(o, "signer", i->signer);
	jv_set_str(o, "signer_sha256", digest_hex(&i->signer_cert).s);
	jv_set_str(o, "revision_sha256", digest_hex(&i->revision).s);
	jv_set_str(o, "file_sha256", digest_hex(&i->file).s);
	jv_set_str(o, "record_sha256", digest_hex(record).s);
	jv_set_str(o, "time", clock_rfc3339(i->when_utc_ms, time));
	jv_write(o, out);
	jv_free(o);
	return buf_check(out, "entry of the issue", f);
}

static int
issue_put_detail(struct archive *a, int64_t id, const char *packet,
    const struct digest *record, const struct buf *json, struct fault *f)
{
	struct db_value v[3], r[3];
	struct digest sha;

	r[0] = db_text(packet);
	r[1] = archive_sha_value(record);
	r[2] = (struct db_value){ DB_TEXT, 0, json->data, json->len };
	if (record_sha("issue_detail", r, 3, &sha, f) != 0)
		return -1;
	v[0] = db_int(id);
	v[1] = r[2];
	v[2] = archive_sha_value(&sha);
	return archive_put_row(a, SQL_ISSUE_DETAIL_PUT, v, 3, NULL, f);
}

int
archive_issue_put(
    struct archive *a, const struct archive_issue *i, struct fault *f)
{
	struct digest record;
	struct buf json;
	int64_t id;
	int rc = -1;

	buf_init(&json, ISSUE_ENTRY_MAX);
	if (issue_put(
		a, i->packet, &i->file, i->when_utc_ms, &id, &record, f) == 0 &&
	    issue_entry(i, &record, &json, f) == 0 &&
	    issue_put_detail(a, id, i->packet, &record, &json, f) == 0)
		rc = log_append(a, LOG_ISSUE, id, 0, f);
	buf_free(&json);
	return rc;
}

int
archive_recall_put(
    struct archive *a, const struct archive_recall *r, struct fault *f)
{
	struct db_value v[7], record[5];
	struct digest sha;
	int64_t issue, id;

	if (archive_need_tx(a, f) != 0 ||
	    log_issue_id(a, r->packet, &issue, f) != 0)
		return -1;
	/* What is to stand in its place must have been issued, too. */
	if (r->replaced_by[0] != '\0' &&
	    log_issue_id(a, r->replaced_by, &id, f) != 0)
		return -1;
	if (strcmp(r->packet, r->replaced_by) == 0)
		return fault_set(f, FAULT_FORMAT,
		    "%.64s cannot stand in its own place", r->packet);
	record[0] = db_text(r->packet);
	record[1] = db_text(r->replaced_by);
	record[2] = db_text(r->why);
	record[3] = db_text(r->who);
	record[4] = db_int(r->when_utc_ms);
	if (record_sha("recall", record, 5, &sha, f) != 0)
		return -1;
	v[0] = db_null();
	v[1] = db_int(issue);
	memcpy(v + 2, record + 1, 4 * sizeof(*v));
	v[6] = archive_sha_value(&sha);
	if (archive_put_row(a, SQL_RECALL_PUT, v, 7, &id, f) != 0)
		return -1;
	return log_append(a, LOG_REVOCATION, id, 0, f);
}

int
archive_recalled(struct archive *a, const char *packet, struct arena *arena,
    struct archive_recall *out, bool *found, struct fault *f)
{
	const struct db_value key = db_text(packet);
	const enum sql q = SQL_RECALL_FIND;
	int64_t id;

	if (log_issue_id(a, packet, &id, f) != 0 ||
	    db_one(a->db, q, &key, 1, found, f) != 0)
		return -1;
	if (*found) {
		out->packet = arena_strdup(arena, packet);
		out->replaced_by =
		    arena_strdup(arena, db_col_text(a->db, q, 1));
		out->why = arena_strdup(arena, db_col_text(a->db, q, 2));
		out->who = arena_strdup(arena, db_col_text(a->db, q, 3));
		out->when_utc_ms = db_col_int(a->db, q, 4);
	}
	db_done(a->db, q);
	return 0;
}

int
archive_renewal_put(struct archive *a, const char *packet, const char *level,
    const struct digest *file, int64_t when_utc_ms, struct fault *f)
{
	struct db_value v[6], record[4];
	struct digest sha;
	int64_t issue, id;

	if (archive_need_tx(a, f) != 0 ||
	    log_issue_id(a, packet, &issue, f) != 0)
		return -1;
	record[0] = db_text(packet);
	record[1] = db_text(level);
	record[2] = archive_sha_value(file);
	record[3] = db_int(when_utc_ms);
	if (record_sha("renewal", record, 4, &sha, f) != 0)
		return -1;
	v[0] = db_null();
	v[1] = db_int(issue);
	memcpy(v + 2, record + 1, 3 * sizeof(*v));
	v[5] = archive_sha_value(&sha);
	if (archive_put_row(a, SQL_RENEWAL_PUT, v, 6, &id, f) != 0)
		return -1;
	return log_append(a, LOG_RENEWAL, id, 0, f);
}
