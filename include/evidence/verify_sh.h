#ifndef EVIDENCE_VERIFY_SH_H
#define EVIDENCE_VERIFY_SH_H

#include <stddef.h>

/*
 * src/evidence/verify.sh, the check of a packet with openssl alone: what is
 * attached as verify.sh.txt and what `extract` writes as verify.sh.  ASCII;
 * a NUL follows that the length does not count.
 */
#define VERIFY_SH_PART "verify.sh.txt"

extern const char evidence_verify_sh[];
extern const size_t evidence_verify_sh_len;

#endif /* EVIDENCE_VERIFY_SH_H */
