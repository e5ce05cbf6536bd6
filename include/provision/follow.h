#ifndef PROVISION_FOLLOW_H
#define PROVISION_FOLLOW_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/fault.h"
#include "model/clause.h"

/*
 * Follows the clauses of one document through its versions, so that the same
 * clause keeps one id.
 *
 * A clause of a new version is, in this order, the provision
 *   1. whose words in the version before are the same, byte for byte;
 *   2. whose words there differ only in case, blanks and punctuation;
 *   3. that had these words (as in 2) in an older version;
 *   4. that is most like it: likeness (half by words, half by pairs of
 *      neighbouring words) of FOLLOW_ALIKE, where the same heading counts
 *      FOLLOW_HEADING more and the same neighbour, before and behind,
 *      FOLLOW_NEIGHBOUR each; a provision that is gone returns only with
 *      FOLLOW_RETURNS;
 * else it is a new one.  In 4 a clause whose opening denies what the other
 * says of the same verb ("we will not use", "we may use") is never the same:
 * the new one gets an id of its own, and the other stood there before it.
 *
 * An id is "p-" and ten signs of base32 made of SHA-256 over platform,
 * document, first words, the first version's number, and the place among
 * equal clauses there: the same imports give the same ids everywhere.
 */
#define FOLLOW_ALIKE 60
#define FOLLOW_HEADING 10
#define FOLLOW_NEIGHBOUR 5
#define FOLLOW_RETURNS 80
/* Of a clause's pairs of words, what must stand elsewhere for a split. */
#define FOLLOW_PART 80

struct follow;

/* The clauses of one version; ids are wanted of versions known already. */
struct follow_side {
	const char *text; /* the normal text */
	const struct clause *clauses; /* in its order */
	const char *const *ids; /* of each clause's provision */
	size_t n;
};

#define FOLLOW_NOWHERE ((size_t)-1)

/* What became of one provision in a new version. */
struct follow_mark {
	const char *id;
	enum clause_state state;
	size_t clause; /* its index, or FOLLOW_NOWHERE */
	int first; /* 1: the provision was never seen before */
	const char *before; /* id of the clause that stood there before a new
			       one, or NULL */
};

struct follow *follow_new(const char *platform, const char *document);
void follow_free(struct follow *fo); /* NULL is fine */

/*
 * The next version: marks for all its clauses in order, then for the
 * provisions of the version before that it has not (gone, merged).  The marks
 * live in a, their ids as long as fo.
 */
int follow_version(struct follow *fo, int number, const struct follow_side *now,
    struct arena *a, struct follow_mark **marks, size_t *n,
    struct fault *f) MUST_CHECK;

/*
 * A version that was followed before, with its ids, given back in order of
 * the numbers: afterwards fo is as if it had followed it itself.
 */
int follow_restore(struct follow *fo, const struct follow_side *then,
    struct fault *f) MUST_CHECK;

/*
 * The id of the clause that stood where a new one stands: the one it flips,
 * else a gone one between the same neighbours under the same heading.  NULL
 * where there is none.  A function of two versions next to each other.
 */
const char *follow_before(const struct follow_side *was,
    const struct follow_side *now, size_t clause);

/*
 * Are two clauses the same words, but for blanks and for the look of
 * quotation marks, apostrophes and dashes?  Such a clause is CLAUSE_SAME.
 */
int follow_same_words(const char *a, size_t a_len, const char *b, size_t b_len);

#endif /* PROVISION_FOLLOW_H */
