#include <string.h>

#include "archive/read.h"
#include "archive_in.h"
#include "base/jv.h"
#include "base/mem.h"
#include "crypto/sha256.h"

/*
 * What else a look brought.  The record of the event names each exhibit with
 * its digest, and so the digest of the event covers all of them.
 */

/* Up to 22 pages, each with some things of its own: a look brings no more. */
#define EXHIBITS_MAX 256

#define EXHIBIT_KEY "exhibits"

static int
exhibit_entry(
    const struct capture *c, size_t i, struct jv *list, struct fault *f)
{
	const struct exhibit *x = &c->exhibits[i];
	struct digest sha;
	struct jv *v;
	size_t k;

	if (x->role[0] == '\0')
		return fault_set(f, FAULT_STATE, "exhibit %zu: no role", i);
	for (k = 0; k < i; k++)
		if (strcmp(c->exhibits[k].role, x->role) == 0)
			return fault_set(f, FAULT_STATE,
			    "exhibit %zu: a second \"%.60s\"", i, x->role);
	if (sha256_of(x->bytes, x->len, &sha, f) != 0)
		return -1;
	v = jv_object();
	jv_set_str(v, "role", x->role);
	jv_set_str(v, "media_type", x->media_type);
	if (x->maker[0] != '\0')
		jv_set_str(v, "maker", x->maker);
	jv_set_int(v, "size", (int64_t)x->len);
	jv_set_str(v, "sha256", digest_hex(&sha).s);
	jv_push_take(list, v);
	return 0;
}

int
exhibit_record(const struct capture *c, struct buf *b, struct fault *f)
{
	const char *text = c->record[0] == '\0' ? "{}" : c->record;
	struct jv *record = NULL, *list = jv_array();
	size_t i;
	int rc = -1;

	if (c->n_exhibits > EXHIBITS_MAX) {
		(void)fault_set(f, FAULT_LIMIT,
		    "want at most %d exhibits, have %zu", EXHIBITS_MAX,
		    c->n_exhibits);
		goto out;
	}
	if (jv_parse(text, strlen(text), &record, f) != 0)
		goto out;
	if (text[0] != '{' || jv_get(record, EXHIBIT_KEY) != NULL) {
		(void)fault_set(f, FAULT_STATE,
		    "record: want an object without \"" EXHIBIT_KEY "\"");
		goto out;
	}
	for (i = 0; i < c->n_exhibits; i++)
		if (exhibit_entry(c, i, list, f) != 0)
			goto out;
	jv_set_take(record, EXHIBIT_KEY, list);
	list = NULL;
	jv_write(record, b);
	rc = buf_check(b, "record of the look", f);
out:
	jv_free(record);
	jv_free(list);
	return rc;
}

/* The newest exhibit of the document in that role: the next is like it. */
static int
exhibit_prefix(struct archive *a, int64_t doc, const char *role,
    int64_t *prefix, struct fault *f)
{
	const struct db_value v[] = { db_int(doc), db_text(role) };
	bool found;

	*prefix = 0;
	if (db_one(a->db, SQL_EXHIBIT_LAST, v, 2, &found, f) != 0)
		return -1;
	if (found)
		*prefix = db_col_int(a->db, SQL_EXHIBIT_LAST, 0);
	db_done(a->db, SQL_EXHIBIT_LAST);
	return 0;
}

int
exhibit_put_all(struct archive *a, int64_t doc, int64_t event,
    const struct capture *c, struct fault *f)
{
	const struct exhibit *x;
	struct db_value v[4];
	struct digest sha;
	int64_t prefix, blob;
	size_t i;

	for (i = 0; i < c->n_exhibits; i++) {
		x = &c->exhibits[i];
		if (exhibit_prefix(a, doc, x->role, &prefix, f) != 0 ||
		    blob_put(a, (struct zst_run){ x->bytes, x->len }, &prefix,
			1, &blob, &sha, f) != 0)
			return fault_under(f, "exhibit %s", x->role);
		v[0] = db_int(event);
		v[1] = db_int((int64_t)i + 1);
		v[2] = db_text(x->role);
		v[3] = db_int(blob);
		if (archive_put_row(a, SQL_EXHIBIT_PUT, v, 4, NULL, f) != 0)
			return -1;
	}
	return 0;
}

int
archive_exhibit(struct archive *a, int64_t look, const char *role,
    unsigned char **bytes, size_t *len, struct fault *f)
{
	const struct db_value v[] = { db_int(look), db_text(role) };
	struct zst_run run;
	int64_t blob = 0;
	bool found;

	*bytes = NULL;
	*len = 0;
	if (db_one(a->db, SQL_EXHIBIT_GET, v, 2, &found, f) != 0)
		return -1;
	if (found)
		blob = db_col_int(a->db, SQL_EXHIBIT_GET, 0);
	db_done(a->db, SQL_EXHIBIT_GET);
	if (!found)
		return 0;
	if (blob_bytes(a, blob, &run, f) != 0)
		return fault_under(f, "exhibit %.60s", role);
	*bytes = mem_dup(run.p, run.n);
	*len = run.n;
	return 0;
}

/* One row of SQL_ALL_EXHIBIT, against the entry that the detail has. */
static bool
exhibit_fits(struct db *db, const struct jv *entry, size_t seq)
{
	const enum sql q = SQL_ALL_EXHIBIT;
	const char *role = jv_text(jv_get(entry, "role"));
	const char *hex = jv_text(jv_get(entry, "sha256"));
	struct digest sha;
	struct fault no;

	return db_col_int(db, q, 1) == (int64_t)seq && role != NULL &&
	    hex != NULL && strcmp(role, db_col_text(db, q, 2)) == 0 &&
	    archive_sha_col(db, q, 3, &sha, &no) == 0 &&
	    strcmp(digest_hex(&sha).s, hex) == 0 &&
	    db_col_int(db, q, 4) == jv_number(jv_get(entry, "size"), -1);
}

int
checker_exhibits_begin(struct checker *c, struct fault *f)
{
	const enum sql q = SQL_ALL_EXHIBIT;

	if (db_query(c->a->db, q, NULL, 0, f) != 0 ||
	    db_next(c->a->db, q, &c->exhibits, f) != 0)
		return checker_failed(c, "exhibit", f);
	return 0;
}

void
checker_exhibits_end(struct checker *c)
{
	db_done(c->a->db, SQL_ALL_EXHIBIT);
	c->exhibits = false;
}

static int
exhibit_next(struct checker *c, struct fault *f)
{
	if (db_next(c->a->db, SQL_ALL_EXHIBIT, &c->exhibits, f) == 0)
		return 0;
	c->exhibits = false;
	return -1;
}

/*
 * Go on to the rows of an event.  Those before it are of events that could not
 * be read, or are not there, which is told of them.
 */
static int
exhibits_of(struct checker *c, int64_t event, struct fault *f)
{
	while (c->exhibits && db_col_int(c->a->db, SQL_ALL_EXHIBIT, 0) < event)
		if (exhibit_next(c, f) != 0)
			return -1;
	return 0;
}

int
checker_exhibits(
    struct checker *c, int64_t event, const char *detail, struct fault *f)
{
	const enum sql q = SQL_ALL_EXHIBIT;
	struct db *db = c->a->db;
	struct jv *record = NULL;
	const struct jv *list = NULL;
	size_t n = 0, named;
	int rc = -1;

	if (strstr(detail, "\"" EXHIBIT_KEY "\"") != NULL &&
	    jv_parse(detail, strlen(detail), &record, f) == 0)
		list = jv_get(record, EXHIBIT_KEY);
	named = list == NULL ? 0 : jv_count(list);
	if (exhibits_of(c, event, f) != 0)
		goto out;
	for (; c->exhibits && db_col_int(db, q, 0) == event; n++) {
		if (n >= named || !exhibit_fits(db, jv_at(list, n), n + 1))
			checker_tell(c,
			    "exhibit %lld/%lld: not as its event says",
			    (long long)event, (long long)db_col_int(db, q, 1));
		if (exhibit_next(c, f) != 0)
			goto out;
	}
	if (n < named)
		checker_tell(c, "event %lld: want %zu exhibits, have %zu",
		    (long long)event, named, n);
	rc = 0;
out:
	jv_free(record);
	return rc == 0 ? 0 : checker_failed(c, "exhibit", f);
}
