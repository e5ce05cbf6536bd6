#ifndef CLI_STATUS_H
#define CLI_STATUS_H

#include "base/fault.h"

/* The exit status of a fault: the one table that makes one of the other. */
int status_of(const struct fault *f);

/* "io", "format" …: the kind of a failure as --json tells it. */
const char *status_kind_name(enum fault_kind k);

#endif /* CLI_STATUS_H */
