#include "archive_in.h"
#include "crypto/sha256.h"

/* Records as digests, and rows that are read back. */

/* A record is a few rows of metadata; the spans of a version are the most. */
#define RECORD_MAX ((size_t)64 << 20)

void
record_begin(struct buf *b, const char *table)
{
	const struct db_value name = db_text(table);

	buf_init(b, RECORD_MAX);
	record_add(b, &name);
}

/* Digits that end before p; a record has a dozen numbers. */
static char *
record_digits(char *p, uint64_t n)
{
	do
		*--p = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	return p;
}

void
record_add(struct buf *b, const struct db_value *v)
{
	static const char letters[] = {
		[DB_NULL] = 'n',
		[DB_INT] = 'i',
		[DB_TEXT] = 't',
		[DB_BLOB] = 'b',
	};
	char text[48], *const end = text + sizeof(text), *p = end, *digits;
	const bool minus = v->type == DB_INT && v->i < 0;

	if (v->type == DB_INT) {
		p = record_digits(
		    p, minus ? 0 - (uint64_t)v->i : (uint64_t)v->i);
		if (minus)
			*--p = '-';
	}
	digits = p;
	*--p = ':';
	p = record_digits(
	    p, v->type == DB_INT ? (uint64_t)(end - digits) : (uint64_t)v->n);
	*--p = letters[v->type];
	buf_add(b, p, (size_t)(end - p));
	if (v->type != DB_INT)
		buf_add(b, v->p, v->n);
}

int
record_end(struct buf *b, struct digest *out, struct fault *f)
{
	int rc = -1;

	if (buf_check(b, "record", f) == 0)
		rc = sha256_of(b->data, b->len, out, f);
	buf_free(b);
	return rc;
}

int
record_sha(const char *table, const struct db_value *v, size_t n,
    struct digest *out, struct fault *f)
{
	struct buf b;
	size_t i;

	record_begin(&b, table);
	for (i = 0; i < n; i++)
		record_add(&b, &v[i]);
	return record_end(&b, out, f);
}

struct db_value
archive_sha_value(const struct digest *d)
{
	return db_blob(d->b, sizeof(d->b));
}

int
archive_sha_col(
    struct db *db, enum sql which, int col, struct digest *out, struct fault *f)
{
	const unsigned char *p;
	size_t i, n;

	p = db_col_blob(db, which, col, &n);
	if (n != DIGEST_LEN)
		return fault_set(f, FAULT_STATE,
		    "archive: digest: want %d bytes, have %zu", DIGEST_LEN, n);
	for (i = 0; i < DIGEST_LEN; i++)
		out->b[i] = p[i];
	return 0;
}

int
archive_put_row(struct archive *a, enum sql put, struct db_value *v, size_t n,
    int64_t *id, struct fault *f)
{
	const enum sql back = (enum sql)(put + 1);
	bool found;

	if (db_run(a->db, put, v, n, id, f) != 0)
		return -1;
	if (id != NULL)
		v[0] = db_int(*id);
	if (db_one(a->db, back, v, n, &found, f) != 0)
		return -1;
	db_done(a->db, back);
	if (!found)
		return fault_set(f, FAULT_STATE,
		    "archive: a row did not come back as it was put: %s",
		    sql_text(put));
	return 0;
}
