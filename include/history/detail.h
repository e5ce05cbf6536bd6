#ifndef HISTORY_DETAIL_H
#define HISTORY_DETAIL_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/fault.h"
#include "base/jv.h"

/*
 * What a ruling says beside its class, for readers.  A detail is a gap's
 * reason, a person's why, or the blocks that made the ruling
 * (history/compare.h).
 */

/*
 * In words: the reason as it is; of blocks what their rules say, each once, in
 * their order; "" where a provision changed, which is no news.
 */
const char *detail_words(const char *rule, const char *detail, struct arena *a);

/* The blocks as a value, or NULL where the detail is words.  jv_free it. */
struct jv *detail_blocks(const char *rule, const char *detail);

/* The one rule that a detail of noise names, or "several". */
const char *detail_rule(const char *detail);

#endif /* HISTORY_DETAIL_H */
