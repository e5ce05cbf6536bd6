#ifndef HISTORY_LOOKRULE_H
#define HISTORY_LOOKRULE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/fault.h"
#include "model/ruling.h"

/*
 * The rules by which looks are ruled: data/look.rules, compiled in.  A ruling
 * keeps the name of its rule and the version of the set.
 */
enum rule_how {
	RULE_CODE, /* the program tests it */
	RULE_WORDS, /* words of a page that came in place of a policy */
	RULE_ONLY, /* blocks made of nothing but these phrases */
	RULE_KEYS, /* blocks that name keys to press */
	RULE_DROP, /* phrases that are no text */
	RULE_DIALOG, /* a question of consent */
	RULE_MENU, /* menus of the site */
	RULE_AFTER, /* lists of other pages */
	RULE_COUNTER, /* what a counter at the end of a line counts */
	RULE_ASKED, /* what ends a list of suggested questions */
	RULE_OTHER, /* what policies say, and what start pages do */
	RULE_DATES, /* lines that say a date, and no more */
};

struct lookrule_phrase {
	const char *words; /* as written */
	const char *folded; /* by fold_letters */
	size_t len; /* of folded */
	int strong; /* "=", else "+" */
};

struct lookrule {
	const char *name;
	enum ruling_class ruling;
	enum rule_how how;
	const char *says;
	const struct lookrule_phrase *phrases;
	size_t n_phrases;
};

struct lookrules {
	struct arena arena;
	int version;
	struct lookrule *rules;
	size_t n;
};

/* Read lines of the form that data/look.rules has; lookrules_free it. */
int lookrules_read(const char *const *lines, size_t n, struct lookrules *out,
    struct fault *f) MUST_CHECK;
void lookrules_free(struct lookrules *r); /* NULL is fine */

/* The set of the program.  Made at the first call; for several threads. */
int lookrules_own(const struct lookrules **out, struct fault *f) MUST_CHECK;

/* The rule of that name; NULL where there is none. */
const struct lookrule *lookrules_find(
    const struct lookrules *r, const char *name);

/* Is the block, folded by fold_letters, made of nothing but the phrases, and
 * figures between them? */
int lookrule_only(const struct lookrule *r, const char *folded, size_t len);

/* The phrase of the rule that stands in the folded words; NULL if none. */
const struct lookrule_phrase *lookrule_in(
    const struct lookrule *r, int strong, const char *folded, size_t len);

/*
 * The phrase of a rule of RULE_WORDS that stands in the first few thousand
 * bytes, in any case and with any apostrophes and blanks; NULL if none.
 */
const char *lookrule_words_in(
    const struct lookrule *r, const char *s, size_t len);

/* Is the block one of the phrases, whole? */
int lookrule_is(
    const struct lookrule *r, int strong, const char *folded, size_t len);

#endif /* HISTORY_LOOKRULE_H */
