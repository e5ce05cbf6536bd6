#ifndef TLOG_POLICY_H
#define TLOG_POLICY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/fault.h"
#include "crypto/logkey.h"
#include "tlog/note.h"

/*
 * Whom to believe about a log (C2SP tlog-policy): its keys, witnesses, groups
 * of them, and which must have cosigned.
 */
struct policy;

#define POLICY_MAX ((size_t)1 << 20)

int policy_read(
    const char *p, size_t n, struct policy **out, struct fault *f) MUST_CHECK;
void policy_free(struct policy *p); /* NULL is fine */

const struct vkey *policy_logs(const struct policy *p, size_t *n);

/* How a checkpoint stands before it. */
struct policy_answer {
	bool quorum; /* what the policy asks for is there */
	size_t n_witnesses, n_cosigned; /* all it names; those that signed */
	char bad[LOGKEY_NAME_MAX + 1]; /* whose cosignature does not fit, "" */
};
int policy_ask(const struct policy *p, const struct note *note,
    struct policy_answer *out, struct fault *f) MUST_CHECK;

#endif /* TLOG_POLICY_H */
