#ifndef SEAL_VERIFY_H
#define SEAL_VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/digest.h"
#include "base/fault.h"
#include "crypto/cert.h"
#include "model/verdict.h"
#include "pdfread/file.h"

/*
 * The five verdicts on each signature of a PDF, offline, by rules on raw
 * bytes first.  The file is hostile; a fault means that it could not be
 * judged (no PDF, damaged, over a ceiling), never that it was found bad.
 */
struct verify_options {
	const struct certs *trust; /* NULL: trust is not asked for */
	const struct certs *chain; /* certificates that may lie between, beside
				      those in the file; NULL: none */
	int64_t at_utc_ms; /* now, or the day that is asked for: where no time
			      stamp proves an older time, the certificates
			      must be valid then */
};

struct verify_signature {
	const struct pdfread_signature *s;
	struct verdict_signature verdicts;
	const char *level; /* "PAdES-B-B", or what it is instead */
	const char *signer; /* common name; "" where not known */
	const char *issuer;
	const char *root; /* the trusted name it leads to; "" */
	struct digest cert; /* of the signer's certificate; zero */
	bool has_signed_at;
	int64_t signed_at_utc_ms; /* as the signer says, in /M */
	bool has_stamp;
	int64_t stamp_utc_ms; /* as the time stamp says */
	const char *const *warnings; /* what was tolerated */
	size_t n_warnings;
	struct { /* for who wants to check again without us */
		const unsigned char *cms; /* DER, without padding */
		size_t cms_len;
		size_t end; /* of the signed revision */
	} raw;
};

struct verify_report {
	struct arena arena;
	struct pdfread *pdf; /* for attachments and page texts */
	const struct verify_signature *signatures;
	size_t n;
};

/* pdf must outlive the report. */
int verify_pdf(const unsigned char *pdf, size_t len,
    const struct verify_options *o, struct verify_report **out,
    struct fault *f) MUST_CHECK;
void verify_free(struct verify_report *r); /* NULL is fine */

#endif /* SEAL_VERIFY_H */
