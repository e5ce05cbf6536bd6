#ifndef MODEL_CLAUSE_H
#define MODEL_CLAUSE_H

#include <stddef.h>

#include "base/digest.h"

/*
 * A clause of one version: a run of blocks that regulates one thing, under
 * one heading.  start..end is a byte range of the normal text, from the first
 * block's start to the last block's end.
 */
struct clause {
	size_t first_block, n_blocks;
	size_t start, end;
	struct digest sha; /* of exactly those bytes */
	const char *title; /* the nearest heading, else the first words */
	const char *path; /* "2. How we use data > 2.1 Training", or "" */
	unsigned ordinal; /* the how-manieth clause under its heading, from 1 */
};

/* What became of a provision in one version of its document. */
enum clause_state {
	CLAUSE_NEW,
	CLAUSE_SAME,
	CLAUSE_MOVED, /* same words, another place or heading */
	CLAUSE_MODIFIED,
	CLAUSE_SPLIT, /* its words now stand in two or more clauses */
	CLAUSE_MERGED, /* its words were taken into another clause */
	CLAUSE_GONE,
};

const char *clause_state_name(enum clause_state s);

#endif /* MODEL_CLAUSE_H */
