#ifndef SEAL_IN_H
#define SEAL_IN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/fault.h"
#include "crypto/cert.h"
#include "crypto/sha256.h"
#include "crypto/signed.h"
#include "seal/verify.h"

/* Things tolerated in one signature; more says nothing more. */
#define WARNINGS_MAX 16

/* A signature being judged. */
struct judge {
	struct verify_report *report;
	const struct verify_options *o;
	const unsigned char *pdf;
	size_t len;
	size_t index;
	const struct pdfread_signature *s;
	struct verify_signature v;
	struct piece pieces[2]; /* the two ranges */
	unsigned char *cms; /* /Contents, decoded */
	size_t cms_len;
	struct signed_data *data;
	const struct certs *dss;
	struct certs *given; /* in /Cert */
	const struct cert *signer; /* NULL: not found */
	const char **warnings;
	bool weak; /* its digest */
};

void judge_set(struct judge *j, enum verdict_name name, enum verdict_answer a,
    const char *why);
void judge_warn(struct judge *j, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* INTACT is no (or unknown), for this reason; always -1. */
int judge_broken(struct judge *j, enum verdict_answer a, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/*
 * The rules on raw bytes (raw.c), in this order; -1 when INTACT has its
 * answer.  Only judge_second can fail otherwise: then f is filled.
 */
int judge_range(struct judge *j);
int judge_contents(struct judge *j);
int judge_second(struct judge *j, struct fault *f);
int judge_padding(struct judge *j, size_t used);

/* TRUSTED and TIMESTAMPED, each in a file of its own. */
int judge_trusted(struct judge *j, struct fault *f) MUST_CHECK;
int judge_time(struct judge *j, struct fault *f) MUST_CHECK;

#endif /* SEAL_IN_H */
