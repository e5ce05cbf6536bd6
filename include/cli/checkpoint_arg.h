#ifndef CLI_CHECKPOINT_ARG_H
#define CLI_CHECKPOINT_ARG_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"

/*
 * A checkpoint that the command line names: its note, a proof that ends in it
 * (c2sp.org/tlog-proof@v1, or one of consistency), or a packet that carries it.  out is initialised
 * here; the note is not checked.
 */
int checkpoint_arg(
    const char *path, struct buf *out, struct fault *f) MUST_CHECK;

#endif /* CLI_CHECKPOINT_ARG_H */
