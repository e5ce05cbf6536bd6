#ifndef CLI_RENEWAL_H
#define CLI_RENEWAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"
#include "cli/cmd.h"

/*
 * Enter into the archive that --archive names that a packet which it issued
 * was extended: old is the file before, new the one after, level what it
 * reached.  *entered is false where no archive was named, or where it did not
 * issue that very file; nothing is wrong then.
 */
int renewal_enter(const struct cmd_global *g, const struct buf *old,
    const struct buf *new, const char *level, int64_t now_utc_ms, bool *entered,
    struct fault *f) MUST_CHECK;

#endif /* CLI_RENEWAL_H */
