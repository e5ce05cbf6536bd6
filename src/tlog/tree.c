#include "tlog/tree.h"

#include "crypto/sha256.h"

/*= RFC 9162 section 2.1.1: MTH({}) = HASH() */
int
tree_empty(struct digest *out, struct fault *f)
{
	return sha256_of("", 0, out, f);
}

/*= RFC 9162 section 2.1.1: MTH({d[0]}) = HASH(0x00 || d[0]) */
int
tree_leaf(const void *entry, size_t n, struct digest *out, struct fault *f)
{
	const struct piece pieces[] = { { "\x00", 1 }, { entry, n } };

	return sha256_pieces(pieces, 2, out, f);
}

/*= RFC 9162 section 2.1.1: HASH(0x01 || MTH(D[0:k]) || MTH(D[k:n])) */
int
tree_node(const struct digest *left, const struct digest *right,
    struct digest *out, struct fault *f)
{
	unsigned char both[1 + 2 * DIGEST_LEN];
	size_t i;

	both[0] = 0x01;
	for (i = 0; i < DIGEST_LEN; i++) {
		both[1 + i] = left->b[i];
		both[1 + DIGEST_LEN + i] = right->b[i];
	}
	return sha256_of(both, sizeof(both), out, f);
}

/* The largest power of two below n, and its exponent; n is 2 or more. */
static uint64_t
tree_split(uint64_t n, unsigned *level)
{
	uint64_t k = 1;

	*level = 0;
	while (k < n - k) {
		k *= 2;
		(*level)++;
	}
	return k;
}

static int
tree_size_check(uint64_t size, struct fault *f)
{
	if (size > TREE_SIZE_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "log: size: want at most %llu, have %llu",
		    (unsigned long long)TREE_SIZE_MAX,
		    (unsigned long long)size);
	return 0;
}

/*
 * The hash over the leaves from start to end, where start is a multiple of
 * every power of two in end - start: full subtrees from left to right, folded
 * from right to left.
 */
static int
tree_range(const struct tree *t, uint64_t start, uint64_t end,
    struct digest *out, struct fault *f)
{
	struct digest parts[TREE_PATH_MAX];
	uint64_t n = end - start;
	unsigned level = TREE_PATH_MAX;
	size_t k = 0;

	if (n == 0)
		return tree_empty(out, f);
	while (level-- > 0) {
		if ((n >> level & 1) == 0)
			continue;
		if (t->fetch(t->ctx, level, start >> level, &parts[k++], f) !=
		    0)
			return -1;
		start += (uint64_t)1 << level;
	}
	*out = parts[--k];
	while (k-- > 0)
		if (tree_node(&parts[k], out, out, f) != 0)
			return -1;
	return 0;
}

int
tree_root(
    const struct tree *t, uint64_t size, struct digest *out, struct fault *f)
{
	if (tree_size_check(size, f) != 0)
		return -1;
	return tree_range(t, 0, size, out, f);
}

/* A path is found from the root down and told from the leaf up. */
static void
tree_path_turn(struct tree_path *p)
{
	struct digest d;
	size_t i;

	for (i = 0; i < p->n / 2; i++) {
		d = p->hash[i];
		p->hash[i] = p->hash[p->n - 1 - i];
		p->hash[p->n - 1 - i] = d;
	}
}

static int
tree_path_add(struct tree_path *p, const struct tree *t, uint64_t start,
    uint64_t end, struct fault *f)
{
	if (p->n >= TREE_PATH_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "log: path: want at most %d hashes", TREE_PATH_MAX);
	return tree_range(t, start, end, &p->hash[p->n++], f);
}

int
tree_inclusion(const struct tree *t, uint64_t index, uint64_t size,
    struct tree_path *out, struct fault *f)
{
	uint64_t start = 0, end = size, k;
	struct tree_path p = { .n = 0 };
	unsigned level;

	if (tree_size_check(size, f) != 0)
		return -1;
	if (index >= size)
		return fault_set(f, FAULT_ABSENT,
		    "log: want an index below %llu, have %llu",
		    (unsigned long long)size, (unsigned long long)index);
	while (end - start > 1) {
		k = tree_split(end - start, &level);
		if (index < start + k) {
			if (tree_path_add(&p, t, start + k, end, f) != 0)
				return -1;
			end = start + k;
		} else {
			if (tree_path_add(&p, t, start, start + k, f) != 0)
				return -1;
			start += k;
		}
	}
	tree_path_turn(&p);
	*out = p;
	return 0;
}

/*= RFC 9162 section 2.1.4.1: PROOF(m, D_n) = SUBPROOF(m, D_n, true) */
int
tree_consistency(const struct tree *t, uint64_t from, uint64_t to,
    struct tree_path *out, struct fault *f)
{
	uint64_t start = 0, end = to, m = from, k;
	struct tree_path p = { .n = 0 };
	unsigned level;
	bool whole = true;

	if (tree_size_check(to, f) != 0)
		return -1;
	if (from == 0 || from > to)
		return fault_set(f, FAULT_ABSENT,
		    "log: want a size from 1 to %llu, have %llu",
		    (unsigned long long)to, (unsigned long long)from);
	while (m != end - start) {
		k = tree_split(end - start, &level);
		if (m <= k) {
			if (tree_path_add(&p, t, start + k, end, f) != 0)
				return -1;
			end = start + k;
		} else {
			if (tree_path_add(&p, t, start, start + k, f) != 0)
				return -1;
			start += k;
			m -= k;
			whole = false;
		}
	}
	if (!whole && tree_path_add(&p, t, start, end, f) != 0)
		return -1;
	tree_path_turn(&p);
	*out = p;
	return 0;
}

/* The step that both checks share: up until fn is a right child, or 0. */
static void
tree_climb(uint64_t *fn, uint64_t *sn)
{
	while ((*fn & 1) == 0 && *fn != 0) {
		*fn >>= 1;
		*sn >>= 1;
	}
}

/*= RFC 9162 section 2.1.3.2: verifying an inclusion proof */
int
tree_has(uint64_t index, uint64_t size, const struct digest *leaf,
    const struct digest *path, size_t n, const struct digest *root, bool *out,
    struct fault *f)
{
	uint64_t fn = index, sn = size - 1;
	struct digest r = *leaf;
	size_t i;

	*out = false;
	if (index >= size || size > TREE_SIZE_MAX)
		return 0;
	for (i = 0; i < n; i++) {
		if (sn == 0)
			return 0;
		if ((fn & 1) != 0 || fn == sn) {
			if (tree_node(&path[i], &r, &r, f) != 0)
				return -1;
			tree_climb(&fn, &sn);
		} else if (tree_node(&r, &path[i], &r, f) != 0) {
			return -1;
		}
		fn >>= 1;
		sn >>= 1;
	}
	*out = sn == 0 && digest_equal(&r, root);
	return 0;
}

/* A run of leaves that is a node of a tree, or its right edge. */
static bool
tree_part_valid(uint64_t start, uint64_t end, uint64_t size)
{
	uint64_t ceil = 1;

	if (start >= end || end > size || size > TREE_SIZE_MAX)
		return false;
	while (ceil < end - start)
		ceil *= 2;
	return start % ceil == 0;
}

struct tree_walk {
	uint64_t fn, sn, tn; /* first and last leaf of the part, last of all */
};

static void
tree_walk_up(struct tree_walk *w)
{
	w->fn >>= 1;
	w->sn >>= 1;
	w->tn >>= 1;
}

/* Up to where the part is one node, or part of what the path gives. */
static void
tree_walk_begin(struct tree_walk *w)
{
	const bool edge = w->sn == w->tn;

	while (w->fn != w->sn && (edge || (w->sn & 1) != 0))
		tree_walk_up(w);
}

int
tree_part_of(const struct tree_part *part, const struct tree_head *all,
    const struct digest *path, size_t n, bool *out, struct fault *f)
{
	struct tree_walk w = { part->start, part->end - 1, all->size - 1 };
	struct digest fr = part->root, sr = part->root, empty;
	size_t i = 0;

	*out = false;
	if (part->start == part->end && part->end <= all->size && n == 0) {
		/* No leaf is part of any tree, and has the empty tree's root. */
		if (tree_empty(&empty, f) != 0)
			return -1;
		*out = digest_equal(&empty, &part->root);
		return 0;
	}
	if (!tree_part_valid(part->start, part->end, all->size))
		return 0;
	tree_walk_begin(&w);
	if (w.fn != w.sn) {
		if (n == 0)
			return 0;
		fr = sr = path[i++];
	}
	for (; i < n; i++) {
		if (w.tn == 0)
			return 0;
		if ((w.sn & 1) != 0 || w.sn == w.tn) {
			if (w.fn < w.sn &&
			    tree_node(&path[i], &fr, &fr, f) != 0)
				return -1;
			if (tree_node(&path[i], &sr, &sr, f) != 0)
				return -1;
			while ((w.sn & 1) == 0 && w.sn != 0)
				tree_walk_up(&w);
		} else if (tree_node(&sr, &path[i], &sr, f) != 0) {
			return -1;
		}
		tree_walk_up(&w);
	}
	*out = w.tn == 0 && digest_equal(&fr, &part->root) &&
	    digest_equal(&sr, &all->root);
	return 0;
}

/*= RFC 9162 section 2.1.4.2: verifying a consistency proof */
int
tree_continues(const struct tree_head *from, const struct tree_head *to,
    const struct digest *path, size_t n, bool *out, struct fault *f)
{
	const struct tree_part part = { 0, from->size, from->root };

	*out = false;
	if (from->size == 0 || from->size > to->size ||
	    to->size > TREE_SIZE_MAX)
		return 0;
	if (from->size == to->size) {
		*out = n == 0 && digest_equal(&from->root, &to->root);
		return 0;
	}
	return n == 0 ? 0 : tree_part_of(&part, to, path, n, out, f);
}

int
tree_edge_add(struct tree_edge *e, const struct digest *leaf,
    tree_edge_fn *each, void *ctx, struct fault *f)
{
	struct digest h = *leaf;
	uint64_t index = e->size;
	size_t n = e->n;
	unsigned level = 0;

	if (e->size >= TREE_SIZE_MAX)
		return fault_set(f, FAULT_LIMIT, "log: no more leaves");
	for (;; level++) {
		if (each != NULL && each(ctx, level, index, &h, f) != 0)
			return -1;
		if ((index & 1) == 0)
			break;
		if (tree_node(&e->hash[--n], &h, &h, f) != 0)
			return -1;
		index >>= 1;
	}
	e->hash[n++] = h;
	e->n = n;
	e->size++;
	return 0;
}

int
tree_edge_root(const struct tree_edge *e, struct digest *out, struct fault *f)
{
	size_t k = e->n;

	if (k == 0)
		return tree_empty(out, f);
	*out = e->hash[--k];
	while (k-- > 0)
		if (tree_node(&e->hash[k], out, out, f) != 0)
			return -1;
	return 0;
}
