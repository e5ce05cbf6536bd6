#ifndef HISTORY_IN_H
#define HISTORY_IN_H

#include "base/arena.h"
#include "history/body.h"
#include "history/lookrule.h"

/* furniture.c: name the rule of each block that is no part of the policy. */
void furniture_mark(const struct lookrules *rules, struct body *b);

/* Does the block end, or hold the end of, a sentence? */
int furniture_sentence(const struct body_block *k);

/*
 * pair.c: what a block and its like differ in; NULL and *differs 0 where in
 * nothing.
 */
const struct lookrule *pair_rule(const struct lookrules *r,
    const struct body_block *p, const struct body_block *q, struct arena *a,
    int *differs);

/*
 * broken.c: 0 where the words differ in more than signs that an encoding
 * broke, else -1 where it broke those of a, 1 where those of b.
 */
int broken_same(const char *a, const char *b);

/* lists.c: lists around the text that name no part of it. */
void lists_mark(const struct lookrules *rules, struct body *b);

/* other.c: a page that is none of a policy, where a policy stood. */
int other_page(const struct lookrules *rules, const struct body *was,
    const struct body *now);

#endif /* HISTORY_IN_H */
