#ifndef CLI_TEMPLATE_H
#define CLI_TEMPLATE_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/fault.h"
#include "model/packet.h"

/*
 * A report template: lines "key = value" with the keys owner, prepared_for,
 * prepared_by, classification, organisation, footer; blank lines and lines
 * that begin with # count for nothing.  Unknown and repeated keys are faults
 * that name the line.  path NULL gives empty values.
 */
int template_read(const char *path, struct arena *a,
    struct packet_template *out, struct fault *f) MUST_CHECK;

#endif /* CLI_TEMPLATE_H */
