#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive_in.h"
#include "base/mem.h"

/* The log against the records, and against the checkpoints that are kept. */

/* An entry, made anew for each leaf in turn. */
#define CHECK_ENTRY_MAX 65535

/* A kept checkpoint whose root is wanted. */
struct check_head {
	int64_t id;
	struct tree_head head;
};

/*
 * Most leaves name the record that follows on the one the leaf before them
 * named: the records are walked beside the leaves, and only one that does not
 * come next is looked up by its key.
 */
struct check_walk {
	enum sql q;
	int x, y; /* columns of its key; y is -1 where that is 0 */
	bool more;
};

struct log_check {
	struct checker *c;
	struct vkey keys[ARCHIVE_LOG_KEYS];
	size_t n_keys;
	struct check_head *heads; /* by size */
	size_t n_heads, at;
	struct tree_edge edge;
	struct buf entry; /* of the present leaf */
	struct check_walk events, rulings;
	int64_t kinds[LOG_KINDS]; /* leaves of each whose record is there */
};

static int
check_lost(struct log_check *l, struct fault *f)
{
	const enum sql q = SQL_LOST_LEAF;
	struct db *db = l->c->a->db;
	bool more;

	if (db_query(db, q, NULL, 0, f) != 0 || db_next(db, q, &more, f) != 0)
		return -1;
	while (more) {
		checker_tell(l->c, "%s %lld/%lld: the log has no leaf of it",
		    log_kind_name(db_col_int(db, q, 0)),
		    (long long)db_col_int(db, q, 1),
		    (long long)db_col_int(db, q, 2));
		if (db_next(db, q, &more, f) != 0)
			return -1;
	}
	return 0;
}

/* How many records of each kind the log must have a leaf of. */
static int
check_records_n(struct log_check *l, int64_t n[LOG_KINDS], struct fault *f)
{
	const enum sql q = SQL_LEAF_WANTED;
	struct db *db = l->c->a->db;
	bool found;
	int i;

	if (db_one(db, q, NULL, 0, &found, f) != 0)
		return -1;
	for (i = 0; i < LOG_KINDS; i++)
		n[i] = found ? db_col_int(db, q, i) : 0;
	db_done(db, q);
	return 0;
}

/*
 * Every record has its leaf.  No two leaves name one record (the table's
 * rule, which the engine checks), so where each leaf was found to have its
 * record and there are as many leaves of a kind as records, none is missing.
 */
static int
check_all_there(struct log_check *l, struct fault *f)
{
	int64_t want[LOG_KINDS];

	if (check_records_n(l, want, f) != 0)
		return -1;
	if (memcmp(want, l->kinds, sizeof(want)) == 0)
		return 0;
	return check_lost(l, f);
}

/* Leaves and nodes are as many as they must be. */
static int
check_counts(struct log_check *l, struct fault *f)
{
	struct db *db = l->c->a->db;
	int64_t size, n, nodes = 0, have = 0;
	bool more;

	if (log_size(l->c->a, &size, f) != 0 ||
	    db_one(db, SQL_LEAF_COUNT, NULL, 0, &more, f) != 0)
		return -1;
	n = more ? db_col_int(db, SQL_LEAF_COUNT, 0) : 0;
	db_done(db, SQL_LEAF_COUNT);
	if (n != size)
		checker_tell(l->c,
		    "leaf: want %lld rows, numbered from 0, have %lld",
		    (long long)size, (long long)n);
	if (db_one(db, SQL_NODE_COUNT, NULL, 0, &more, f) != 0)
		return -1;
	have = more ? db_col_int(db, SQL_NODE_COUNT, 0) : 0;
	db_done(db, SQL_NODE_COUNT);
	for (n = size / 16; n > 0; n /= 16)
		nodes += n;
	if (have != nodes)
		checker_tell(l->c, "node: want %lld rows, have %lld",
		    (long long)nodes, (long long)have);
	l->c->leaves = (size_t)size;
	return 0;
}

static int
check_head_order(const void *a, const void *b)
{
	const struct check_head *x = a, *y = b;

	return (x->head.size > y->head.size) - (x->head.size < y->head.size);
}

/* Ids are given one after the other, and no row is ever taken out. */
static void
check_next(struct log_check *l, const char *table, int64_t id, int64_t want)
{
	if (id != want)
		checker_tell(l->c, "%s %lld: want id %lld after the row before",
		    table, (long long)id, (long long)want);
}

/* One row of checkpoint: its record, its signature, its size. */
static int
check_checkpoint(struct log_check *l, struct fault *f)
{
	const enum sql q = SQL_ALL_CHECKPOINT;
	struct db *db = l->c->a->db;
	struct db_value v[3] = { db_col(db, q, 1), db_col(db, q, 2),
		db_col(db, q, 3) };
	const long long id = (long long)db_col_int(db, q, 0);
	char why[CHECKPOINT_WHY];
	struct digest sha, have;
	struct checkpoint c;
	char row[64];

	(void)snprintf(row, sizeof(row), "checkpoint %lld", id);
	check_next(l, "checkpoint", id, (int64_t)l->n_heads + 1);
	if (record_sha("checkpoint", v, 3, &sha, f) != 0)
		return -1;
	if (archive_sha_col(db, q, 4, &have, f) != 0 ||
	    checkpoint_open(v[2].p, v[2].n, l->keys, l->n_keys, &c, why, f) !=
		0)
		return checker_failed(l->c, row, f);
	if (!digest_equal(&sha, &have))
		checker_tell(l->c, "%s: the record has not its digest", row);
	if (why[0] != '\0')
		checker_tell(l->c, "%s: %s", row, why);
	if ((int64_t)c.head.size != v[0].i)
		checker_tell(l->c,
		    "%s: want size %llu as in the note, have "
		    "%lld",
		    row, (unsigned long long)c.head.size, (long long)v[0].i);
	if ((l->n_heads & (l->n_heads - 1)) == 0)
		l->heads = mem_grow(l->heads,
		    l->n_heads == 0 ? 1 : 2 * l->n_heads, sizeof(*l->heads));
	l->heads[l->n_heads++] = (struct check_head){ id, c.head };
	return 0;
}

static int
check_checkpoints(struct log_check *l, struct fault *f)
{
	const enum sql q = SQL_ALL_CHECKPOINT;
	struct db *db = l->c->a->db;
	bool more;

	if (db_query(db, q, NULL, 0, f) != 0 || db_next(db, q, &more, f) != 0)
		return -1;
	while (more) {
		if (check_checkpoint(l, f) != 0) {
			db_done(db, q);
			return -1;
		}
		if (db_next(db, q, &more, f) != 0)
			return -1;
	}
	l->c->checkpoints = l->n_heads;
	if (l->n_heads > 1)
		qsort(
		    l->heads, l->n_heads, sizeof(*l->heads), check_head_order);
	return 0;
}

/* Records of the log's own that have a digest over columns 1 to n. */
struct check_table {
	enum sql q;
	const char *name;
	int n;
	bool own_ids;
};

static int
check_record(struct log_check *l, const struct check_table *t, struct fault *f)
{
	struct db *db = l->c->a->db;
	struct digest sha, have;
	struct db_value v[8];
	int k;

	for (k = 0; k < t->n; k++)
		v[k] = db_col(db, t->q, k + 1);
	if (record_sha(t->name, v, (size_t)t->n, &sha, f) != 0 ||
	    archive_sha_col(db, t->q, t->n + 1, &have, f) != 0)
		return -1;
	if (!digest_equal(&sha, &have))
		checker_tell(l->c, "%s %lld: the record has not its digest",
		    t->name, (long long)db_col_int(db, t->q, 0));
	return 0;
}

static int
check_records(struct log_check *l, struct fault *f)
{
	static const struct check_table tables[] = {
		{ SQL_ALL_COSIGNATURE, "cosignature", 2, true },
		{ SQL_LOG_KEY_LIST, "log_key", 3, true },
		{ SQL_ALL_RECALL, "recall", 5, true },
		{ SQL_ALL_RENEWAL, "renewal", 4, true },
		{ SQL_ALL_ISSUE_DETAIL, "issue_detail", 3, false },
	};
	struct db *db = l->c->a->db;
	int64_t rows;
	size_t i;
	bool more;

	for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		const struct check_table *t = &tables[i];

		if (db_query(db, t->q, NULL, 0, f) != 0 ||
		    db_next(db, t->q, &more, f) != 0)
			return -1;
		for (rows = 1; more; rows++) {
			if (t->own_ids)
				check_next(
				    l, t->name, db_col_int(db, t->q, 0), rows);
			if (check_record(l, t, f) != 0) {
				db_done(db, t->q);
				return -1;
			}
			if (db_next(db, t->q, &more, f) != 0)
				return -1;
		}
	}
	return 0;
}

static void
check_root(
    struct log_check *l, const struct check_head *h, const struct digest *root)
{
	if (!digest_equal(root, &h->head.root))
		checker_tell(l->c,
		    "checkpoint %lld: the log's first %llu leaves have another "
		    "root: the history it signed is not this one",
		    (long long)h->id, (unsigned long long)h->head.size);
}

/* Each kept checkpoint against the hashes as they stand. */
static int
check_heads(struct log_check *l, struct fault *f)
{
	const struct tree t = archive_log_tree(l->c->a);
	struct digest root;
	int64_t size;
	size_t i;
	char row[64];

	if (log_size(l->c->a, &size, f) != 0)
		return -1;
	for (i = 0; i < l->n_heads; i++) {
		(void)snprintf(row, sizeof(row), "checkpoint %lld",
		    (long long)l->heads[i].id);
		if (l->heads[i].head.size > (uint64_t)size) {
			checker_tell(l->c,
			    "%s: it signed %llu leaves, the log has %lld", row,
			    (unsigned long long)l->heads[i].head.size,
			    (long long)size);
		} else if (tree_root(&t, l->heads[i].head.size, &root, f) !=
		    0) {
			if (checker_failed(l->c, row, f) != 0)
				return -1;
		} else {
			check_root(l, &l->heads[i], &root);
		}
	}
	return 0;
}

/* A full subtree of the replay, against the node that is kept of it. */
static int
check_node(void *ctx, unsigned level, uint64_t index, const struct digest *hash,
    struct fault *f)
{
	struct log_check *l = ctx;
	const struct db_value v[] = { db_int(level), db_int((int64_t)index),
		archive_sha_value(hash) };
	bool found;

	if (level == 0 || level % 4 != 0)
		return 0;
	if (db_one(l->c->a->db, SQL_NODE_BACK, v, 3, &found, f) != 0)
		return -1;
	db_done(l->c->a->db, SQL_NODE_BACK);
	if (!found)
		checker_tell(l->c,
		    "node %u/%llu: it is not the hash of the records of leaves "
		    "%llu to %llu",
		    level, (unsigned long long)index,
		    (unsigned long long)(index << level),
		    (unsigned long long)(((index + 1) << level) - 1));
	return 0;
}

static int
check_walk_begin(struct log_check *l, struct check_walk *w, struct fault *f)
{
	if (db_query(l->c->a->db, w->q, NULL, 0, f) != 0)
		return -1;
	return db_next(l->c->a->db, w->q, &w->more, f);
}

/* Go on to that record, or past its place; true if it is there. */
static bool
check_walk_to(struct log_check *l, struct check_walk *w, int64_t x, int64_t y)
{
	struct db *db = l->c->a->db;
	struct fault again;
	int64_t at_x, at_y;

	while (w->more) {
		at_x = db_col_int(db, w->q, w->x);
		at_y = w->y < 0 ? 0 : db_col_int(db, w->q, w->y);
		if (at_x > x || (at_x == x && at_y >= y))
			return at_x == x && at_y == y;
		/* What is wrong is told of the leaf that is looked up then. */
		if (db_next(db, w->q, &w->more, &again) != 0)
			w->more = false;
	}
	return false;
}

/* The entry of the leaf that SQL_LEAF_RANGE stands on. */
static int
check_entry(struct log_check *l, int64_t kind, struct fault *f)
{
	const enum sql q = SQL_LEAF_RANGE;
	struct archive *a = l->c->a;
	const int64_t x = db_col_int(a->db, q, 2), y = db_col_int(a->db, q, 3);
	struct check_walk *w = kind == LOG_EVENT ? &l->events
	    : kind == LOG_RULING                 ? &l->rulings
						 : NULL;

	l->entry.len = 0;
	l->entry.over = false;
	if (w == NULL || !check_walk_to(l, w, x, y))
		return log_entry(a, kind, x, y, &l->entry, f);
	log_entry_row(a, kind, w->q, &l->entry);
	return buf_check(&l->entry, "leaf", f);
}

/* One leaf, made anew; a record that is not there was told as lost. */
static int
check_leaf(struct log_check *l, struct fault *f)
{
	const enum sql q = SQL_LEAF_RANGE;
	struct db *db = l->c->a->db;
	const int64_t kind = db_col_int(db, q, 1);
	struct digest hash = { { 0 } };
	char row[64];

	if (check_entry(l, kind, f) != 0) {
		(void)snprintf(row, sizeof(row), "leaf %lld",
		    (long long)db_col_int(db, q, 0));
		if (checker_failed(l->c, row, f) != 0)
			return -1;
	} else if (tree_leaf(l->entry.data, l->entry.len, &hash, f) != 0) {
		return -1;
	} else {
		l->kinds[kind]++;
	}
	return tree_edge_add(&l->edge, &hash, check_node, l, f);
}

static int
check_replayed(struct log_check *l, struct fault *f)
{
	struct digest root;

	while (
	    l->at < l->n_heads && l->heads[l->at].head.size <= l->edge.size) {
		if (tree_edge_root(&l->edge, &root, f) != 0)
			return -1;
		if (l->heads[l->at].head.size == l->edge.size)
			check_root(l, &l->heads[l->at], &root);
		l->at++;
	}
	return 0;
}

static int
check_replay(struct log_check *l, struct fault *f)
{
	const struct db_value all[] = { db_int(0), db_int(INT64_MAX) };
	const enum sql q = SQL_LEAF_RANGE;
	struct db *db = l->c->a->db;
	bool more;

	int rc = -1;

	if (check_replayed(l, f) != 0 ||
	    check_walk_begin(l, &l->events, f) != 0 ||
	    check_walk_begin(l, &l->rulings, f) != 0 ||
	    db_query(db, q, all, 2, f) != 0 || db_next(db, q, &more, f) != 0)
		goto out;
	while (more)
		if (check_leaf(l, f) != 0 || check_replayed(l, f) != 0 ||
		    db_next(db, q, &more, f) != 0)
			goto out;
	rc = 0;
out:
	db_done(db, q);
	db_done(db, l->events.q);
	db_done(db, l->rulings.q);
	return rc;
}

/* The whole log, or only its heads. */
static int
check_hashes(struct log_check *l, struct fault *f)
{
	if (!l->c->read_data)
		return check_lost(l, f) != 0 ? -1 : check_heads(l, f);
	return check_replay(l, f) != 0 ? -1 : check_all_there(l, f);
}

int
checker_log(struct checker *c, struct fault *f)
{
	struct log_check l = { .c = c,
		.events = { SQL_WALK_EVENT, 5, -1, false },
		.rulings = { SQL_WALK_RULING, 6, 1, false } };
	int rc = -1;

	buf_init(&l.entry, CHECK_ENTRY_MAX);
	if (archive_log_keys(c->a, l.keys, &l.n_keys, f) != 0 ||
	    check_counts(&l, f) != 0 || check_records(&l, f) != 0 ||
	    check_checkpoints(&l, f) != 0 || check_hashes(&l, f) != 0)
		rc = checker_failed(c, "log", f);
	else
		rc = 0;
	buf_free(&l.entry);
	free(l.heads);
	return rc;
}
