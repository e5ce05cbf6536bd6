#ifndef ANALYSIS_LINT_H
#define ANALYSIS_LINT_H

#include <stddef.h>

#include "base/attr.h"
#include "base/fault.h"
#include "model/finding.h"

/*
 * Stops words that claim more than a statement can: nobody here decides that
 * a law is broken or kept.  Words of others, between “ and ”, are theirs.
 */

/* A FORMAT fault names the word, or what is wrong with the sentence. */
int lint_text(const char *text, struct fault *f) MUST_CHECK;

/*
 * All sentences of a finding; text is the version's normal text, in which
 * each statement's quotes must stand, inside its spans.  The fault names the
 * rule.
 */
int lint_finding(const struct finding *x, const char *text, size_t len,
    struct fault *f) MUST_CHECK;

#endif /* ANALYSIS_LINT_H */
