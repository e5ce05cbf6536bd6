#ifndef HISTORY_IN_H
#define HISTORY_IN_H

#include "history/body.h"
#include "history/lookrule.h"

/* furniture.c: name the rule of each block that is no part of the policy. */
void furniture_mark(const struct lookrules *rules, struct body *b);

/* Does the block end, or hold the end of, a sentence? */
int furniture_sentence(const struct body_block *k);

#endif /* HISTORY_IN_H */
