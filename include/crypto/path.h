#ifndef CRYPTO_PATH_H
#define CRYPTO_PATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/fault.h"
#include "crypto/cert.h"
#include "crypto/revocation.h"

/*
 * Whether a certificate leads to one of the roots that the user trusts,
 * offline, by RFC 5280 section 6 and EN 319 102-1.  Any root will do that the
 * user named, self-signed or not; those of the system never.
 *
 * Checked: every path there may be (cross-signed and looping ones are
 * bounded); signatures, authorities, path lengths, name constraints, policies
 * and critical extensions; purposes (OpenSSL's are not used: its S/MIME
 * purpose refuses honest signers); validity; algorithms by date; revocation.
 */
enum path_use {
	PATH_SIGNS_DOCUMENTS, /* digitalSignature or nonRepudiation */
	PATH_STAMPS_TIME, /* RFC 3161 section 2.3: timeStamping alone, critical */
	PATH_SIGNS_CRLS, /* cRLSign */
};

/* Operations that one question may cost where the asker names no budget:
 * signatures checked, and pieces of 64 KB searched.  A path of three with
 * OCSP answers takes ten. */
#define PATH_BUDGET 1000

struct path_question {
	const struct cert *cert;
	const struct certs *inside; /* certificates that may lie between */
	const struct certs *roots;
	enum path_use use;
	int64_t at_utc_ms; /* the proven time, or now: it must hold then */
	bool proven; /* at_utc_ms is a proven time, not now */
	int64_t used_utc_ms; /* what the key's owner says: the time inside a
				token; 0: at_utc_ms */
	int64_t now_utc_ms; /* status data made later is not looked at; 0:
			       at_utc_ms */
	const struct revocations *status; /* NULL: revocation is not asked */
	size_t *budget; /* shared by several questions, or NULL */
};

#define PATH_NOTES 6
#define PATH_WHY 300

struct path_answer {
	bool trusted;
	bool unknown; /* neither yes nor no: revocation is not known */
	char why[PATH_WHY]; /* names the certificate; "" where trusted */
	char root[CERT_NAME]; /* the name it leads to, where trusted */
	size_t n_notes; /* what is good to know where trusted */
	char notes[PATH_NOTES][PATH_WHY];
};

int path_check(const struct path_question *q, struct path_answer *out,
    struct fault *f) MUST_CHECK;

#endif /* CRYPTO_PATH_H */
