#ifndef TLOG_TREE_H
#define TLOG_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/digest.h"
#include "base/fault.h"

/*
 * The Merkle tree of a log (RFC 6962 section 2.1, RFC 9162 section 2.1): its
 * hashes, the proofs that one entry is in it and that one tree continues
 * another, and how these are checked.
 *
 * Sizes and indexes are at most TREE_SIZE_MAX.  Faults are those of SHA-256
 * and of what a fetch function says; a proof that does not hold is an answer.
 */
#define TREE_SIZE_MAX ((uint64_t)INT64_MAX)

/* No path is longer: one hash a level, and one more for consistency. */
#define TREE_PATH_MAX 64

int tree_empty(struct digest *out, struct fault *f) MUST_CHECK;
int tree_leaf(const void *entry, size_t n, struct digest *out,
    struct fault *f) MUST_CHECK;
int tree_node(const struct digest *left, const struct digest *right,
    struct digest *out, struct fault *f) MUST_CHECK;

/*
 * A tree of which somebody keeps hashes: fetch gives that of the full subtree
 * over the leaves index * 2^level to (index + 1) * 2^level - 1, and is asked
 * for none that reaches beyond the size in question.
 */
struct tree {
	int (*fetch)(void *ctx, unsigned level, uint64_t index,
	    struct digest *out, struct fault *f);
	void *ctx;
};

struct tree_path {
	struct digest hash[TREE_PATH_MAX];
	size_t n;
};

/* The root over the first size leaves. */
int tree_root(const struct tree *t, uint64_t size, struct digest *out,
    struct fault *f) MUST_CHECK;

/* From the leaf's sibling to the root's child; index must be below size. */
int tree_inclusion(const struct tree *t, uint64_t index, uint64_t size,
    struct tree_path *out, struct fault *f) MUST_CHECK;

/* From the tree of the first size, 1 or more, to that of the second. */
int tree_consistency(const struct tree *t, uint64_t from, uint64_t to,
    struct tree_path *out, struct fault *f) MUST_CHECK;

/* Does path lead from leaf, at index, to the root over size leaves? */
int tree_has(uint64_t index, uint64_t size, const struct digest *leaf,
    const struct digest *path, size_t n, const struct digest *root, bool *out,
    struct fault *f) MUST_CHECK;

/* Does the path show that the tree to continues the tree from? */
struct tree_head {
	uint64_t size;
	struct digest root;
};
int tree_continues(const struct tree_head *from, const struct tree_head *to,
    const struct digest *path, size_t n, bool *out, struct fault *f) MUST_CHECK;

/*
 * The same of any node of a tree, or of its right edge: the leaves from start
 * to end - 1, start a multiple of every power of two in their number.
 */
struct tree_part {
	uint64_t start, end;
	struct digest root;
};
int tree_part_of(const struct tree_part *part, const struct tree_head *all,
    const struct digest *path, size_t n, bool *out, struct fault *f) MUST_CHECK;

/*
 * A tree that grows leaf by leaf and keeps only its right edge: the hashes of
 * the full subtrees of which it is made, largest first.
 */
struct tree_edge {
	uint64_t size;
	struct digest hash[TREE_PATH_MAX];
	size_t n;
};

/*
 * One more leaf.  each, where not NULL, is told of every full subtree that
 * this completes, the leaf itself (level 0) included.
 */
typedef int tree_edge_fn(void *ctx, unsigned level, uint64_t index,
    const struct digest *hash, struct fault *f);
int tree_edge_add(struct tree_edge *e, const struct digest *leaf,
    tree_edge_fn *each, void *ctx, struct fault *f) MUST_CHECK;
int tree_edge_root(
    const struct tree_edge *e, struct digest *out, struct fault *f) MUST_CHECK;

#endif /* TLOG_TREE_H */
