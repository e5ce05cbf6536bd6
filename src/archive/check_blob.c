#include <stdlib.h>

#include "archive_in.h"
#include "base/mem.h"

/*
 * Every blob unpacked and hashed.  In the order of their ids each would want a
 * prefix that was unpacked long before it: so they are taken along the tree of
 * prefixes, each right after the one it is packed after, and few are at hand
 * at a time, however many there are.
 */

/* Links between blobs by index, id - 1; 0 is none, else 1 + index. */
struct blob_tree {
	struct blob_node {
		uint32_t child, next;
	} * nodes;
	size_t n, room;
	uint32_t top; /* the first that has no prefix */
	bool gap; /* some ids do not follow on the one before */
};

#define BLOBS_MAX ((size_t)UINT32_MAX - 1)

/*
 * Nodes come with rising ids: put before its elders, each list is in falling
 * order, and is turned round at the end.
 */
static void
tree_add(struct blob_tree *t, int64_t prefix)
{
	uint32_t *at = &t->top;

	if (t->n == t->room) {
		t->room = t->room == 0 ? 1024 : 2 * t->room;
		t->nodes = mem_grow(t->nodes, t->room, sizeof(*t->nodes));
	}
	if (prefix > 0 && (uint64_t)prefix <= t->n)
		at = &t->nodes[prefix - 1].child;
	t->nodes[t->n] = (struct blob_node){ .next = *at };
	*at = (uint32_t)++t->n;
}

static void
tree_turn(struct blob_tree *t, uint32_t *list)
{
	uint32_t at = *list, next;

	for (*list = 0; at != 0; at = next) {
		next = t->nodes[at - 1].next;
		t->nodes[at - 1].next = *list;
		*list = at;
	}
}

/* The row that SQL_ALL_BLOB stands on. */
static void
blob_head(struct checker *c, struct blob_tree *t)
{
	const enum sql q = SQL_ALL_BLOB;
	struct db *db = c->a->db;
	const int64_t id = db_col_int(db, q, 0), depth = db_col_int(db, q, 1);
	const int64_t want =
	    db_col_null(db, q, 2) ? 0 : db_col_int(db, q, 2) + 1;

	checker_next(c, "blob", id);
	if (depth != want)
		checker_tell(c, "blob %lld: want depth %lld, have %lld",
		    (long long)id, (long long)want, (long long)depth);
	if (t->n < BLOBS_MAX && id == (int64_t)t->n + 1)
		tree_add(t, db_col_int(db, q, 3));
	else
		t->gap = true;
}

static int
blob_heads(struct checker *c, struct blob_tree *t, struct fault *f)
{
	const enum sql q = SQL_ALL_BLOB;
	struct db *db = c->a->db;
	size_t i;
	bool more;

	if (db_query(db, q, NULL, 0, f) != 0 || db_next(db, q, &more, f) != 0)
		return checker_failed(c, "blob", f);
	for (c->rows = 0; more;) {
		c->rows++;
		blob_head(c, t);
		if (db_next(db, q, &more, f) != 0)
			return checker_failed(c, "blob", f);
	}
	tree_turn(t, &t->top);
	for (i = 0; i < t->n; i++)
		tree_turn(t, &t->nodes[i].child);
	return 0;
}

static int
blob_data(struct checker *c, int64_t id, struct fault *f)
{
	struct zst_run run;

	if (blob_bytes(c->a, id, &run, f) == 0) {
		c->data_bytes += run.n;
		return 0;
	}
	/* The row of a withholding is looked at with the other records. */
	if (fault_forgive(f, FAULT_WITHHELD))
		return 0;
	return checker_failed(c, "data", f);
}

/* A node, then what is packed after it, then what follows on it. */
static int
blobs_by_tree(struct checker *c, struct blob_tree *t, struct fault *f)
{
	struct blob_node *node, *last;
	uint32_t at = t->top;

	while (at != 0) {
		if (blob_data(c, at, f) != 0)
			return -1;
		node = &t->nodes[at - 1];
		at = node->next;
		if (node->child == 0)
			continue;
		last = &t->nodes[node->child - 1];
		while (last->next != 0)
			last = &t->nodes[last->next - 1];
		last->next = node->next;
		at = node->child;
	}
	return 0;
}

/* Those that the tree has not, for their ids are not as they are given. */
static int
blobs_beside(struct checker *c, const struct blob_tree *t, struct fault *f)
{
	const enum sql q = SQL_LOST_BLOB;
	struct db *db = c->a->db;
	bool more;
	int64_t id;

	if (db_query(db, q, NULL, 0, f) != 0 || db_next(db, q, &more, f) != 0)
		return checker_failed(c, "blob", f);
	while (more) {
		id = db_col_int(db, q, 0);
		if ((id < 1 || id > (int64_t)t->n) &&
		    blob_data(c, id, f) != 0) {
			db_done(db, q);
			return -1;
		}
		if (db_next(db, q, &more, f) != 0)
			return checker_failed(c, "blob", f);
	}
	return 0;
}

int
checker_blobs(struct checker *c, struct fault *f)
{
	struct blob_tree t = { .n = 0 };
	int rc;

	rc = blob_heads(c, &t, f);
	if (rc == 0 && c->read_data)
		rc = blobs_by_tree(c, &t, f);
	if (rc == 0 && c->read_data && t.gap)
		rc = blobs_beside(c, &t, f);
	free(t.nodes);
	return rc;
}
