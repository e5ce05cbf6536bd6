#ifndef CLI_LOG_CHECK_H
#define CLI_LOG_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "archive/archive.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"
#include "crypto/logkey.h"
#include "model/part.h"
#include "model/verdict.h"
#include "seal/verify.h"

/*
 * What logs say of packets: LOGGED and FRESH of each, and, once all of them
 * were asked about, whether the histories that they carry contradict each
 * other.
 */
struct log_check;

struct log_check_files {
	const char *vkey; /* lines of log keys, or NULL: LOGGED is not asked */
	const char *const *proofs; /* of --proof */
	size_t n_proofs;
	const char *policy; /* of --witness-policy, or NULL */
	struct archive *archive; /* NULL: FRESH is not asked */
};

int log_check_new(const struct log_check_files *files, struct log_check **out,
    struct fault *f) MUST_CHECK;
void log_check_free(struct log_check *l); /* NULL is fine */
/* The archive, where it is opened later; NULL: none. */
void log_check_archive(struct log_check *l, struct archive *a);

/* The keys that logs must be signed by. */
size_t log_check_keys(const struct log_check *l, const struct vkey **out);

struct log_packet {
	const char *path; /* of the PDF: its proof may lie beside it */
	const char *id;
	const unsigned char *pdf;
	size_t len;
	const struct verify_report *report;
	const struct part *parts;
	size_t n_parts;
};

struct log_answer {
	struct verdict logged, fresh;
	bool policy; /* a witness policy was asked */
	size_t n_witnesses, n_cosigned;
	bool quorum;
};

int log_check_packet(struct log_check *l, const struct log_packet *p,
    struct log_answer *out, struct fault *f) MUST_CHECK;

/* The proof beside one PDF, if there is one, put beside another that an update
 * made of it. */
int log_check_along(const char *from, const char *to, bool *carried,
    struct fault *f) MUST_CHECK;

/* FRESH alone; out is set to unknown where no archive is at hand. */
int log_check_fresh(struct log_check *l, const struct log_packet *p,
    struct verdict *out, struct fault *f) MUST_CHECK;

/*
 * What the packets asked about since the last time brought along, as bytes for
 * log_check_take of another value, in this process or another of the same
 * program; l forgets it.
 */
int log_check_carry(
    struct log_check *l, struct buf *out, struct fault *f) MUST_CHECK;
/* Take in what the packet at path brought. */
int log_check_take(struct log_check *l, const char *path, const void *p,
    size_t n, struct fault *f) MUST_CHECK;

/*
 * Of all the packets that were asked about: yes, no (a split view, or two
 * histories that cannot be of one log), unknown; not applicable where fewer
 * than two of them carry a checkpoint of one log.
 */
int log_check_histories(
    struct log_check *l, struct verdict *out, struct fault *f) MUST_CHECK;

#endif /* CLI_LOG_CHECK_H */
