#include "archive/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive/read.h"
#include "archive_in.h"
#include "base/mem.h"
#include "crypto/logkey.h"

/* Does every row still say what was put, and do they fit together? */

#define CHECKER_WORDS 512

/* An archive with so many rows in a table would be petabytes. */
#define CHECKER_ID_MAX ((size_t)1 << 32)

void
checker_tell(struct checker *c, const char *fmt, ...)
{
	char words[CHECKER_WORDS];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	c->n++;
	c->problem(c->ctx, words);
}

int
checker_failed(struct checker *c, const char *what, struct fault *f)
{
	if (f->kind != FAULT_STATE && f->kind != FAULT_FORMAT &&
	    f->kind != FAULT_LIMIT)
		return fault_under(f, "%s", what);
	checker_tell(c, "%s: %s", what, f->text);
	*f = (struct fault){ .kind = FAULT_NONE };
	return 0;
}

static void
checker_engine(void *ctx, const char *words)
{
	checker_tell(ctx, "%s", words);
}

/*
 * A table whose record is columns first to last of a statement, and whose
 * digest is column sha; the row is named by its first column, and by its
 * second one where it has two keys.
 */
struct checker_table {
	enum sql q;
	const char *name;
	int first, last, sha;
	bool two_keys;
};

/* The name of a row, made where something is told of it: most are whole. */
static const char *
checker_name(
    const struct checker *c, const struct checker_table *t, char out[96])
{
	struct db *db = c->a->db;

	if (t->two_keys)
		(void)snprintf(out, 96, "%s %lld/%lld", t->name,
		    (long long)db_col_int(db, t->q, 0),
		    (long long)db_col_int(db, t->q, 1));
	else
		(void)snprintf(out, 96, "%s %lld", t->name,
		    (long long)db_col_int(db, t->q, 0));
	return out;
}

/* Compare the digest in a column with the record's. */
static int
checker_sha(struct checker *c, const struct checker_table *t,
    const struct digest *want, struct fault *f)
{
	struct digest have;
	char row[96];

	if (archive_sha_col(c->a->db, t->q, t->sha, &have, f) != 0)
		return checker_failed(c, checker_name(c, t, row), f);
	if (!digest_equal(&have, want))
		checker_tell(c, "%s: the record has not its digest",
		    checker_name(c, t, row));
	return 0;
}

void
checker_next(struct checker *c, const char *table, int64_t id)
{
	if (id == c->rows)
		return;
	checker_tell(c, "%s %lld: want id %lld after the row before", table,
	    (long long)id, (long long)c->rows);
	c->rows = id;
}

static int
checker_row(struct checker *c, const struct checker_table *t, struct fault *f)
{
	struct db *db = c->a->db;
	struct digest sha;
	struct db_value v;
	struct buf b;
	int i;

	checker_next(c, t->name, db_col_int(db, t->q, 0));
	record_begin(&b, t->name);
	for (i = t->first; i <= t->last; i++) {
		v = db_col(db, t->q, i);
		record_add(&b, &v);
	}
	if (record_end(&b, &sha, f) != 0)
		return -1;
	return checker_sha(c, t, &sha, f);
}

#define EVENT_COLUMNS 18 /* of the record, from the third of the statement */

/* An event's record has the detail as text, however the row keeps it. */
static int
checker_event(struct checker *c, const struct checker_table *t, struct fault *f)
{
	struct db *db = c->a->db;
	struct db_value v[EVENT_COLUMNS];
	struct arena arena;
	struct digest sha;
	const char *detail;
	char row[96];
	int i, rc = -1;

	arena_init(&arena);
	checker_next(c, t->name, db_col_int(db, t->q, 0));
	for (i = 0; i < EVENT_COLUMNS; i++)
		v[i] = db_col(db, t->q, i + 2);
	if (event_detail(c->a, t->q, 8, 23, &arena, &detail, f) != 0) {
		rc = checker_failed(c, checker_name(c, t, row), f);
		goto out;
	}
	v[6] = db_text(detail);
	if (checker_exhibits(c, db_col_int(db, t->q, 0), detail, f) != 0)
		goto out;
	if (!db_col_null(db, t->q, 22) && db_col_int(db, t->q, 22) == 0)
		checker_tell(c, "%s: its capture or source is not its own",
		    checker_name(c, t, row));
	if (record_sha("event", v, EVENT_COLUMNS, &sha, f) != 0)
		goto out;
	rc = checker_sha(c, t, &sha, f);
out:
	arena_free(&arena);
	return rc;
}

/* The table's rows, each by its own function. */
static int
checker_walk(struct checker *c, const struct checker_table *t,
    int (*each)(struct checker *, const struct checker_table *, struct fault *),
    struct fault *f)
{
	struct db *db = c->a->db;
	bool more;

	if (db_query(db, t->q, NULL, 0, f) != 0 ||
	    db_next(db, t->q, &more, f) != 0)
		return checker_failed(c, t->name, f);
	c->rows = 0;
	c->walked = 0;
	while (more) {
		c->rows++;
		c->walked++;
		if (each(c, t, f) != 0) {
			db_done(db, t->q);
			return -1;
		}
		if (db_next(db, t->q, &more, f) != 0)
			return checker_failed(c, t->name, f);
	}
	return 0;
}

/* What was withheld: the record, and that the bytes are gone. */
static int
checker_withheld(
    struct checker *c, const struct checker_table *t, struct fault *f)
{
	struct db *db = c->a->db;
	struct db_value v[4];
	struct digest sha;
	char row[96];
	int i;

	for (i = 0; i < 4; i++)
		v[i] = db_col(db, t->q, i + 1);
	if (record_sha("withheld", v, 4, &sha, f) != 0)
		return -1;
	if (db_col_int(db, t->q, 6) != 0)
		checker_tell(c, "%s: its bytes are still there",
		    checker_name(c, t, row));
	c->withheld++;
	return checker_sha(c, t, &sha, f);
}

static int
checker_records(struct checker *c, struct fault *f)
{
	static const struct checker_table gone = { SQL_ALL_WITHHELD, "withheld",
		1, 4, 5, false };
	static const struct checker_table tables[] = {
		{ SQL_ALL_PLATFORM, "platform", 1, 2, 3, false },
		{ SQL_ALL_DOCUMENT, "document", 1, 6, 7, false },
		{ SQL_ALL_REVIEW, "review", 1, 6, 7, false },
		{ SQL_ALL_ISSUE, "issue", 1, 3, 4, false },
		{ SQL_ALL_DECLARATION, "declaration", 1, 6, 7, false },
		{ SQL_ALL_TOKEN, "token", 1, 4, 5, false },
	};
	size_t i;

	for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		if (checker_walk(c, &tables[i], checker_row, f) != 0)
			return -1;
		if (tables[i].q == SQL_ALL_DOCUMENT)
			holding_begin(&c->holds, c->walked);
	}
	return checker_walk(c, &gone, checker_withheld, f);
}

/* And an event's rulings are counted from 1. */
static void
checker_next_ruling(struct checker *c, int64_t event, int64_t seq)
{
	int64_t want = event == c->seen.event ? c->seq + 1 : 1;

	if (seq != want)
		checker_tell(c, "ruling %lld/%lld: want seq %lld",
		    (long long)event, (long long)seq, (long long)want);
	/* The last ruling of an event holds. */
	if (event != c->seen.event && c->seen.event != 0)
		holding_look(&c->holds, c->a, &c->seen);
	c->seq = seq;
}

static int
checker_ruling(
    struct checker *c, const struct checker_table *t, struct fault *f)
{
	struct db *db = c->a->db;
	struct db_value v[9];
	struct digest sha;
	char row[96];
	int i;

	checker_next_ruling(
	    c, db_col_int(db, t->q, 0), db_col_int(db, t->q, 1));
	c->seen = (struct holding_seen){ db_col_int(db, t->q, 0),
		db_col_int(db, t->q, 12), db_col_int(db, t->q, 13),
		db_col_int(db, t->q, 3) };
	v[0] = db_col(db, t->q, 10);
	for (i = 1; i < 9; i++)
		v[i] = db_col(db, t->q, i);
	if (record_sha("ruling", v, 9, &sha, f) != 0)
		return -1;
	if (db_col_int(db, t->q, 11) == 0)
		checker_tell(c, "%s: its document has no version %lld",
		    checker_name(c, t, row),
		    (long long)db_col_int(db, t->q, 3));
	return checker_sha(c, t, &sha, f);
}

static int
checker_events(struct checker *c, struct fault *f)
{
	static const struct checker_table events = { SQL_ALL_EVENT, "event", 0,
		0, 20, false };
	int rc;

	if (checker_exhibits_begin(c, f) != 0)
		return -1;
	rc = checker_walk(c, &events, checker_event, f);
	checker_exhibits_end(c);
	return rc;
}

/* All of them, and the holdings that follow from them. */
static int
checker_rulings(struct checker *c, struct fault *f)
{
	static const struct checker_table rulings = { SQL_ALL_RULING, "ruling",
		0, 0, 9, true };

	if (checker_walk(c, &rulings, checker_ruling, f) != 0)
		return -1;
	if (c->seen.event != 0)
		holding_look(&c->holds, c->a, &c->seen);
	if (holding_end(&c->holds, c->a, f) == 0)
		return 0;
	/* Then each document is looked at alone. */
	holding_free(&c->holds);
	return checker_failed(c, "holding", f);
}

/* A set of ids, a bit each: there may be millions. */
struct checker_ids {
	unsigned char *bits;
	size_t n; /* ids below it have a bit */
};

static void
checker_ids_add(struct checker_ids *s, int64_t id)
{
	const size_t at = (size_t)id, was = s->n;

	/* What no id of a row can be is told where its row is checked. */
	if (id < 0 || at > CHECKER_ID_MAX)
		return;
	if (at >= s->n) {
		s->n = 2 * (at / 8 + 1) * 8;
		s->bits = mem_grow(s->bits, s->n / 8, 1);
		memset(s->bits + was / 8, 0, (s->n - was) / 8);
	}
	s->bits[at / 8] |= (unsigned char)(1u << at % 8);
}

static bool
checker_ids_has(const struct checker_ids *s, int64_t id)
{
	return id >= 0 && (uint64_t)id < s->n &&
	    (s->bits[id / 8] >> id % 8 & 1) != 0;
}

/* Blobs that nothing names: no index leads from them to who does. */
static int
checker_lost_blobs(struct checker *c, struct fault *f)
{
	struct checker_ids named = { .n = 0 };
	struct db *db = c->a->db;
	enum sql q = SQL_NAMED_BLOB;
	bool more;
	int rc = -1;

	if (db_query(db, q, NULL, 0, f) != 0 || db_next(db, q, &more, f) != 0)
		goto out;
	while (more) {
		checker_ids_add(&named, db_col_int(db, q, 0));
		if (db_next(db, q, &more, f) != 0)
			goto out;
	}
	q = SQL_LOST_BLOB;
	if (db_query(db, q, NULL, 0, f) != 0 || db_next(db, q, &more, f) != 0)
		goto out;
	while (more) {
		if (!checker_ids_has(&named, db_col_int(db, q, 0)))
			checker_tell(c, "blob %lld: nothing names it",
			    (long long)db_col_int(db, q, 0));
		if (db_next(db, q, &more, f) != 0)
			goto out;
	}
	rc = 0;
out:
	free(named.bits);
	return rc == 0 ? 0 : checker_failed(c, "blob", f);
}

/* Rows that nothing leads to. */
static int
checker_lost(struct checker *c, struct fault *f)
{
	static const struct {
		enum sql q;
		const char *table, *words;
	} lost[] = {
		{ SQL_LOST_CAPTURE, "capture", "no event names it" },
		{ SQL_LOST_SOURCE, "source", "no event names it" },
		{ SQL_LOST_EVENT, "event", "it has no ruling" },
		{ SQL_LOST_PROVISION, "provision of document",
		    "it has no span" },
		{ SQL_LOST_PLACE, "place of document", "no span names it" },
	};
	struct db *db = c->a->db;
	enum sql q;
	size_t i;
	bool more = false;

	if (checker_lost_blobs(c, f) != 0)
		return -1;
	for (i = 0; i < sizeof(lost) / sizeof(lost[0]); i++) {
		q = lost[i].q;
		if ((db_query(db, q, NULL, 0, f) != 0 ||
			db_next(db, q, &more, f) != 0) &&
		    checker_failed(c, lost[i].table, f) != 0)
			return -1;
		while (more) {
			checker_tell(c, "%s %lld: %s", lost[i].table,
			    (long long)db_col_int(db, q, 0), lost[i].words);
			if (db_next(db, q, &more, f) != 0)
				return checker_failed(c, lost[i].table, f);
		}
	}
	return 0;
}

static int
checker_meta(struct checker *c, struct fault *f)
{
	const enum sql q = SQL_META_GET;
	struct db *db = c->a->db;
	struct digest sha, have;
	struct db_value v;
	struct vkey key;
	bool found;
	int rc = -1;

	if (db_one(db, q, NULL, 0, &found, f) != 0)
		return checker_failed(c, "meta", f);
	if (!found) {
		checker_tell(c, "meta 1 is missing");
		return 0;
	}
	v = db_col(db, q, 0);
	if (record_sha("meta", &v, 1, &sha, f) != 0)
		goto out;
	if (archive_sha_col(db, q, 1, &have, f) != 0) {
		rc = checker_failed(c, "meta 1", f);
		goto out;
	}
	if (!digest_equal(&sha, &have))
		checker_tell(c, "meta 1: the record has not its digest");
	rc = 0;
	if (vkey_parse(v.p, v.n, &key, f) != 0)
		rc = checker_failed(c, "meta 1", f);
out:
	db_done(db, q);
	return rc;
}

static int
checker_documents(struct checker *c, struct fault *f)
{
	struct archive_list list = { .n = 0 };
	size_t i;
	int rc = -1;

	if (archive_list(c->a, &list, f) != 0)
		return checker_failed(c, "document", f);
	for (i = 0; i < list.n; i++)
		if (checker_document(c, list.entries[i].doc, f) != 0)
			goto out;
	rc = 0;
out:
	archive_list_free(&list);
	return rc;
}

static int
checker_counts(struct checker *c, struct archive_counts *out, struct fault *f)
{
	size_t *const into[] = { &out->platforms, &out->documents,
		&out->sources, &out->events, &out->captures, &out->rulings,
		&out->blobs, &out->versions, &out->holdings, &out->provisions,
		&out->spans, &out->issues };
	const enum sql q = SQL_COUNTS;
	bool found;
	size_t i;

	if (db_one(c->a->db, q, NULL, 0, &found, f) != 0)
		return checker_failed(c, "counting", f);
	for (i = 0; found && i < sizeof(into) / sizeof(into[0]); i++)
		*into[i] = (size_t)db_col_int(c->a->db, q, (int)i);
	if (found)
		out->blob_bytes = (uint64_t)db_col_int(c->a->db, q, (int)i);
	db_done(c->a->db, q);
	return 0;
}

int
archive_check(struct archive *a, bool read_data, archive_problem_fn *problem,
    void *ctx, struct archive_counts *out, struct fault *f)
{
	struct checker c = {
		.a = a, .read_data = read_data, .problem = problem, .ctx = ctx
	};
	struct archive_counts counts = { .problems = 0 };
	struct check_side side;
	bool mine = false;
	size_t n;
	int rc = -1;

	/* What is at hand was read before; the file is what is asked about. */
	store_clear(a->store);
	details_clear(a->details);
	if (archive_read_begin(a, &mine, f) != 0)
		return -1;
	check_side_start(&side, &c);
	a->unhashed = side.running;
	store_small(a->store, side.running);
	if (db_check(a->db, checker_engine, &c, &n, f) != 0 &&
	    checker_failed(&c, "file", f) != 0)
		goto out;
	if (checker_meta(&c, f) != 0 || checker_records(&c, f) != 0 ||
	    checker_events(&c, f) != 0 || checker_rulings(&c, f) != 0 ||
	    checker_lost(&c, f) != 0)
		goto out;
	check_side_hold(&side, &c);
	if (checker_documents(&c, f) != 0 ||
	    check_side_end(&side, &c, f) != 0 ||
	    checker_counts(&c, &counts, f) != 0)
		goto out;
	counts.data_bytes = c.data_bytes;
	counts.leaves = c.leaves;
	counts.checkpoints = c.checkpoints;
	counts.problems = c.n;
	counts.withheld = c.withheld;
	*out = counts;
	rc = 0;
out:
	check_side_free(&side);
	holding_free(&c.holds);
	if (a->unhashed)
		store_clear(a->store);
	a->unhashed = false;
	store_small(a->store, false);
	archive_read_end(a, mine);
	return rc;
}
