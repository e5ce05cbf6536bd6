#ifndef GATHER_STATUS_IN_H
#define GATHER_STATUS_IN_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"
#include "base/post.h"
#include "seal/gather.h"

/*
 * The request, or its answer of before where the folder has one that is still
 * good (cache.c).
 */
int cache_post(const struct gather_how *how, const struct post *p,
    struct buf *out, struct fault *f) MUST_CHECK;

#endif /* GATHER_STATUS_IN_H */
