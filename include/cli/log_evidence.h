#ifndef CLI_LOG_EVIDENCE_H
#define CLI_LOG_EVIDENCE_H

#include "archive/archive.h"
#include "base/attr.h"
#include "base/fault.h"
#include "base/jv.h"
#include "model/history.h"

/*
 * Into the object of a look: "record_sha256", the digest of its record, which
 * a time-stamp token is over; and of a look of the network "texts", the
 * certificates in PEM and robots.txt by their roles, and "tokens", each with
 * the authority and the token in base64.
 */
int log_evidence(struct archive *a, const struct look *k,
    const struct jv *record, struct jv *o, struct fault *f) MUST_CHECK;

#endif /* CLI_LOG_EVIDENCE_H */
