#ifndef SEAL_IN_H
#define SEAL_IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/fault.h"
#include "crypto/cert.h"
#include "crypto/path.h"
#include "crypto/revocation.h"
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
	struct evidence *evidence; /* of the whole file */
	struct certs *given; /* in /Cert */
	const struct cert *signer; /* NULL: not found */
	const char **warnings;
	struct signed_verdict sv;
	bool baseline; /* PAdES, at whatever level */
	bool proven; /* a time stamp proves that it existed at: */
	int64_t proven_utc_ms;
	struct path_answer stamp_path; /* of a document time stamp */
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

/* COVERS-WHOLE-FILE and UNCHANGED-AFTER-SIGNING (verify_changes.c). */
void judge_rest(struct judge *j);
/* Its DocMDP transform is that of a locked field, and certifies nothing. */
bool judge_is_approval(const struct pdfread_signature *s);

/* What the file brings along (evidence.c). */
struct evidence *evidence_new(void);
void evidence_free(struct evidence *e);
/* Take in: /DSS, certificates that the user gave, what a signature holds. */
int evidence_dss(
    struct evidence *e, struct pdfread *pdf, struct fault *f) MUST_CHECK;
int evidence_chain(
    struct evidence *e, const struct certs *chain, struct fault *f) MUST_CHECK;
int evidence_signature(
    struct evidence *e, const struct judge *j, struct fault *f) MUST_CHECK;
int evidence_ready(struct evidence *e, struct fault *f) MUST_CHECK;
const struct certs *evidence_pool(const struct evidence *e);
/* A time stamp that holds proves all that ends before reach, and one over a
 * signature what its signed attributes hold. */
void evidence_stamp(struct evidence *e, size_t reach, int64_t utc_ms);
void evidence_signed(struct evidence *e, size_t owner, int64_t utc_ms);
/* The oldest proof of what ends there; false: none. */
bool evidence_of(const struct evidence *e, size_t end, int64_t *out_utc_ms);
/* Whether a piece of /DSS ends before reach. */
bool evidence_has_dss(const struct evidence *e, size_t reach);
/* path_check with all that is here; inside, roots and status are filled in. */
int evidence_path(struct evidence *e, const struct judge *j,
    const struct path_question *asked, struct path_answer *out,
    struct fault *f) MUST_CHECK;

/* TRUSTED and TIMESTAMPED, each in a file of its own; times come first, since
 * trust is asked for a time. */
int judge_times(struct judge *all, size_t n, struct fault *f) MUST_CHECK;
int judge_trusted(struct judge *j, struct fault *f) MUST_CHECK;
bool judge_is_stamp(const struct judge *j);

#endif /* SEAL_IN_H */
