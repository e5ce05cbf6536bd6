#include <string.h>

#include "archive_in.h"
#include "base/clock.h"
#include "base/hex.h"
#include "base/jv.h"

/*
 * Entries of the log: the canonical JSON of a record.  They are made anew by
 * the million when an archive is checked, so they are written straight from
 * the columns: members stand in the order of their keys (base/jv.h).
 */

enum entry_form {
	ENTRY_KIND, /* what the record is */
	ENTRY_TEXT,
	ENTRY_INT, /* left out where the column is NULL */
	ENTRY_HEX, /* as above */
	ENTRY_TIME,
};

struct entry_member {
	const char *key;
	enum entry_form form;
	int col; /* of the statement */
};

#define ENTRY_MEMBERS 7

static const struct log_entry {
	enum sql q;
	const char *name; /* of the table */
	const char *kind; /* as entries say it */
	struct entry_member members[ENTRY_MEMBERS]; /* by key; NULL ends it */
} log_entries[] = {
	[LOG_EVENT] = { SQL_ENTRY_EVENT, "event", "event",
	    { { "capture_sha256", ENTRY_HEX, 4 }, { "document", ENTRY_TEXT, 1 },
		{ "kind", ENTRY_KIND, 0 }, { "platform", ENTRY_TEXT, 0 },
		{ "record_sha256", ENTRY_HEX, 3 },
		{ "time", ENTRY_TIME, 2 } } },
	[LOG_RULING] = { SQL_ENTRY_RULING, "ruling", "ruling",
	    { { "class", ENTRY_TEXT, 0 }, { "event_sha256", ENTRY_HEX, 4 },
		{ "kind", ENTRY_KIND, 0 }, { "record_sha256", ENTRY_HEX, 3 },
		{ "seq", ENTRY_INT, 1 }, { "time", ENTRY_TIME, 2 },
		{ "version", ENTRY_INT, 5 } } },
	[LOG_VERSION] = { SQL_ENTRY_VERSION, "version", "version",
	    { { "document", ENTRY_TEXT, 1 }, { "event_sha256", ENTRY_HEX, 5 },
		{ "kind", ENTRY_KIND, 0 }, { "platform", ENTRY_TEXT, 0 },
		{ "record_sha256", ENTRY_HEX, 3 },
		{ "text_sha256", ENTRY_HEX, 4 },
		{ "version", ENTRY_INT, 2 } } },
	[LOG_REVIEW] = { SQL_ENTRY_REVIEW, "review", "review",
	    { { "kind", ENTRY_KIND, 0 }, { "provision", ENTRY_TEXT, 0 },
		{ "record_sha256", ENTRY_HEX, 3 }, { "status", ENTRY_TEXT, 1 },
		{ "time", ENTRY_TIME, 4 }, { "version", ENTRY_INT, 2 } } },
	/* Of a packet from before the log there is no detail. */
	[LOG_ISSUE] = { SQL_ENTRY_ISSUE, "issue", "issue",
	    { { "file_sha256", ENTRY_HEX, 2 }, { "id", ENTRY_TEXT, 0 },
		{ "kind", ENTRY_KIND, 0 }, { "record_sha256", ENTRY_HEX, 3 },
		{ "time", ENTRY_TIME, 1 } } },
	[LOG_REVOCATION] = { SQL_ENTRY_RECALL, "recall", "revocation",
	    { { "id", ENTRY_TEXT, 0 }, { "kind", ENTRY_KIND, 0 },
		{ "record_sha256", ENTRY_HEX, 3 },
		{ "replaced_by", ENTRY_TEXT, 1 }, { "time", ENTRY_TIME, 4 },
		{ "who", ENTRY_TEXT, 5 }, { "why", ENTRY_TEXT, 2 } } },
	[LOG_RENEWAL] = { SQL_ENTRY_RENEWAL, "renewal", "renewal",
	    { { "file_sha256", ENTRY_HEX, 2 }, { "id", ENTRY_TEXT, 0 },
		{ "kind", ENTRY_KIND, 0 }, { "level", ENTRY_TEXT, 1 },
		{ "record_sha256", ENTRY_HEX, 3 },
		{ "time", ENTRY_TIME, 4 } } },
	[LOG_KEY] = { SQL_ENTRY_LOG_KEY, "log_key", "log-key",
	    { { "kind", ENTRY_KIND, 0 }, { "old_head", ENTRY_TEXT, 1 },
		{ "record_sha256", ENTRY_HEX, 3 }, { "time", ENTRY_TIME, 2 },
		{ "vkey", ENTRY_TEXT, 0 } } },
	[LOG_WITHHELD] = { SQL_ENTRY_WITHHELD, "withheld", "withheld",
	    { { "kind", ENTRY_KIND, 0 }, { "record_sha256", ENTRY_HEX, 3 },
		{ "sha256", ENTRY_HEX, 0 }, { "time", ENTRY_TIME, 4 },
		{ "who", ENTRY_TEXT, 2 }, { "why", ENTRY_TEXT, 1 } } },
};

const char *
log_kind_name(int64_t kind)
{
	return kind >= 0 && kind < LOG_KINDS ? log_entries[kind].name
					     : "record";
}

static void
entry_hex(struct db *db, enum sql q, int col, struct buf *out)
{
	char hex[DIGEST_HEX + 3] = "\"";
	const unsigned char *p;
	size_t n;

	p = db_col_blob(db, q, col, &n);
	/* The table's CHECK wants 32; a damaged row gives another hash. */
	if (n > DIGEST_LEN)
		n = DIGEST_LEN;
	hex_encode(p, n, hex + 1);
	hex[2 * n + 1] = '"';
	buf_add(out, hex, 2 * n + 2);
}

static void
entry_value(struct db *db, enum sql q, const struct log_entry *e,
    const struct entry_member *m, struct buf *out)
{
	char text[CLOCK_TEXT];

	switch (m->form) {
	case ENTRY_KIND:
		jv_write_str(e->kind, out);
		break;
	case ENTRY_TEXT:
		jv_write_str(db_col_text(db, q, m->col), out);
		break;
	case ENTRY_INT:
		buf_fmt(out, "%lld", (long long)db_col_int(db, q, m->col));
		break;
	case ENTRY_HEX:
		entry_hex(db, q, m->col, out);
		break;
	case ENTRY_TIME:
		jv_write_str(
		    clock_rfc3339(db_col_int(db, q, m->col), text), out);
		break;
	}
}

void
log_entry_row(struct archive *a, int64_t kind, enum sql q, struct buf *out)
{
	const struct log_entry *e = &log_entries[kind];
	const struct entry_member *m = e->members;
	const char *before = "{\"";
	size_t i;

	for (i = 0; i < ENTRY_MEMBERS && m[i].key != NULL; i++) {
		if ((m[i].form == ENTRY_HEX || m[i].form == ENTRY_INT) &&
		    db_col_null(a->db, q, m[i].col))
			continue;
		buf_str(out, before);
		buf_str(out, m[i].key);
		buf_str(out, "\":");
		entry_value(a->db, q, e, &m[i], out);
		before = ",\"";
	}
	buf_str(out, "}");
}

int
log_entry(struct archive *a, int64_t kind, int64_t x, int64_t y,
    struct buf *out, struct fault *f)
{
	const struct db_value key[] = { db_int(x), db_int(y) };
	const struct log_entry *e;
	bool found;

	if (kind < 0 || kind >= LOG_KINDS)
		return fault_set(f, FAULT_STATE,
		    "leaf: want a kind of 0 to %d, have %lld", LOG_KINDS - 1,
		    (long long)kind);
	e = &log_entries[kind];
	if (db_one(a->db, e->q, key, 2, &found, f) != 0)
		return -1;
	if (!found)
		return fault_set(f, FAULT_STATE,
		    "leaf: there is no %s %lld/%lld", e->name, (long long)x,
		    (long long)y);
	if (kind == LOG_ISSUE && !db_col_null(a->db, e->q, 4))
		buf_str(out, db_col_text(a->db, e->q, 4));
	else
		log_entry_row(a, kind, e->q, out);
	db_done(a->db, e->q);
	return buf_check(out, "leaf", f);
}
