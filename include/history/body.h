#ifndef HISTORY_BODY_H
#define HISTORY_BODY_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "history/lookrule.h"
#include "model/clause.h"
#include "model/page.h"

/*
 * A text as the judge sees it: blocks with what each of them is apart from
 * signs nobody sees, from case and punctuation, and whether it is a part of
 * the policy at all.  It owns all it holds, so it outlives its page.
 */
struct body_block {
	const char *text; /* len bytes, from start of the normal text */
	size_t start, len;
	const char *marker;
	enum block_kind kind;
	unsigned level;
	const char *seen; /* without signs, hints and counters that say
			     nothing */
	int counted; /* a counter was left out there */
	const char *fold; /* letters alone, addresses and numbers left out */
	size_t fold_len;
	const char *addresses; /* those left out, each ended by a newline */
	size_t number; /* bytes of text that number the block */
	uint64_t key; /* of fold */
	size_t words;
	const struct lookrule *noise; /* no part of the policy, by this rule */
	int clause; /* in a clause */
	int prose; /* says something: a sentence, or what one introduces */
	int dated; /* names a year */
};

struct body {
	struct arena arena;
	size_t len; /* bytes of the normal text */
	struct body_block *blocks;
	size_t n;
	uint64_t core; /* of the folds of what is in clauses and no noise */
};

void body_make(const struct page *p, const struct clause *clauses,
    size_t n_clauses, const struct lookrules *rules, struct body *out);
void body_free(struct body *b); /* NULL is fine */

/* A key of n bytes; the same words give the same key everywhere. */
uint64_t body_key(const char *s, size_t n);

#endif /* HISTORY_BODY_H */
