#ifndef SLOT_IN_H
#define SLOT_IN_H

#include <stddef.h>

#include "base/attr.h"
#include "base/fault.h"
#include "crypto/sha256.h"
#include "model/slot.h"

/*
 * The place of a signature in a finished file.  slot_open checks that it holds
 * nothing yet, writes /ByteRange and says which bytes are to be signed;
 * slot_fill puts the DER in, FAULT_LIMIT where it does not fit.
 */
int slot_open(unsigned char *pdf, size_t len, const struct slot *slot,
    struct piece pieces[2], struct fault *f) MUST_CHECK;
int slot_fill(unsigned char *pdf, const struct slot *slot,
    const unsigned char *der, size_t n, struct fault *f) MUST_CHECK;

#endif /* SLOT_IN_H */
