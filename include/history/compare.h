#ifndef HISTORY_COMPARE_H
#define HISTORY_COMPARE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "history/body.h"
#include "history/flicker.h"
#include "history/lookrule.h"

/*
 * How one text of a document differs from another: block by block, each
 * difference with the rule that tells what it is.  A difference that no rule
 * explains is one of the provisions.
 */
enum compare_nature {
	COMPARE_NOISE,
	COMPARE_ADMINISTRATIVE,
	COMPARE_SUBSTANTIVE,
};

/* Blocks that differ, joined where they follow each other. */
struct compare_piece {
	size_t start, end; /* bytes of the text on its side */
	size_t last; /* index of its last block */
	const struct lookrule *rule; /* NULL: none explains it */
	uint64_t key; /* of a line that flickers; else 0 */
};

struct compared {
	enum compare_nature nature;
	const struct lookrule *rule; /* NULL: substantive */
	struct compare_piece *out, *in;
	size_t n_out, n_in;
	const char *error; /* words of an error page that stands where a part
			      of the text stood; else NULL */
	int other; /* the page that came is none of a policy */
};

/* fl may be NULL.  All of it lives in a. */
void compare_bodies(const struct body *was, const struct body *now,
    const struct flicker *fl, const struct lookrules *rules, struct arena *a,
    struct compared *out);

/*
 * The blocks as canonical JSON: {"in":[[start,end,"rule"],...],"out":[...]},
 * without a rule where none explains them; a line that flickers has its key
 * as a fourth.  Of what is substantive the first few are named and the others
 * counted ("more").
 */
char *compare_detail(const struct compared *c, struct arena *a);

/* Lines of the document that a detail names as flickering. */
void compare_detail_know(const char *detail, struct flicker *fl);

/* One block more on a side, for the files of this layer. */
struct compare_pair {
	size_t was, now; /* indices; COMPARE_NONE where there is none */
};
#define COMPARE_NONE ((size_t)-1)

/* align.c: for each block of now its like in was, or COMPARE_NONE. */
void align_bodies(const struct body *was, const struct body *now,
    struct arena *a, size_t **was_of, size_t **now_of, size_t **was_ids,
    size_t **now_ids);

#endif /* HISTORY_COMPARE_H */
