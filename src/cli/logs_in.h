#ifndef LOGS_IN_H
#define LOGS_IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"
#include "cli/log_check.h"
#include "tlog/checkpoint.h"
#include "tlog/policy.h"

/* What the files of verify's log questions share. */

/* A checkpoint that a packet carries, or that lies beside it. */
struct log_head {
	size_t packet; /* whose: numbered as they were asked about */
	const char *path;
	struct checkpoint checkpoint;
	bool by_key; /* signed by a key that was named */
	bool earlier; /* inside, a head from before */
	bool beside; /* not inside: that of the packet's own proof */
};

/* A proof that a log grew, out of a packet or of --proof. */
struct log_growth {
	struct checkpoint_growth growth;
	const char *text; /* all of it */
	size_t n;
	struct checkpoint to; /* the checkpoint at its end */
};

struct log_file {
	const char *path;
	const char *text;
	size_t n;
};

#define LOG_CHECK_KEYS 64

struct log_check {
	struct arena arena;
	struct vkey keys[LOG_CHECK_KEYS];
	size_t n_keys;
	struct policy *policy;
	struct archive *archive;
	struct log_file *proofs; /* of --proof: of entries */
	size_t n_proofs;
	struct log_growth *given; /* of --proof: of growth */
	size_t n_given;
	struct arena present; /* of what packets brought: */
	struct log_head *heads;
	size_t n_heads;
	struct log_growth *growths;
	size_t n_growths;
	size_t n_packets;
	uint64_t spent; /* on comparing proofs of growth (log_history.c) */
};

/* Keep a checkpoint that the present packet carries. */
struct log_head *log_check_head(struct log_check *l, const char *path,
    const struct checkpoint *c, bool by_key);

/* Does the head c continue all the earlier ones that the present packet has? */
int log_check_earlier(struct log_check *l, const struct checkpoint *c,
    bool *yes, struct fault *f) MUST_CHECK;

/*
 * The digests that a manifest names, as 64 digits between quotes: asked for
 * each sheet, of which there may be thousands.  They point into the manifest.
 */
struct log_named {
	const char **at;
	size_t n;
};
void log_named_read(struct log_named *out, const char *manifest);
bool log_named_has(const struct log_named *d, const char *digest);
void log_named_free(struct log_named *d);

/* Keep a proof of growth; what is none is left out. */
void log_check_growth(struct log_check *l, const char *text, size_t n);

#endif /* LOGS_IN_H */
