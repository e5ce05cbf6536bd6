#ifndef CLI_IMPORT_RUN_H
#define CLI_IMPORT_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "archive/archive.h"
#include "base/attr.h"
#include "base/fault.h"
#include "model/capture.h"
#include "model/ruling.h"

/*
 * From captures to an archive: DESIGN.md section 2, the line "In".  Captures
 * are taken in order; while a helper thread makes text and clauses of the
 * next ones, this one rules and stores.  What is stored does not depend on
 * which of them is faster.
 *
 *     import_run_new(a, options, &run, f);
 *     for (...) if (import_run_want(run, ...)) import_run_take(run, ...);
 *     import_run_finish(run, &counts, f);
 *     import_run_free(run);
 *
 * want and take have the form of an intake_reader.  After a fault only
 * import_run_free makes sense: what was committed stays, the rest is undone.
 */
struct import_stored {
	const char *platform, *document;
	int64_t event, time_utc_ms;
	enum ruling_class ruling;
	const char *rule, *detail;
	int version; /* 0: none */
};

struct import_options {
	bool whole; /* one transaction: all of it or nothing */
	/*
	 * Others may write at the same time: a transaction is opened only by
	 * import_run_flush, and what is known of its documents is read in it.
	 */
	bool shared;
	/* Told of each look once it is on the disk; NULL: nobody is. */
	void (*stored)(void *ctx, const struct import_stored *s);
	void *ctx;
	const char *const *subjects; /* PLATFORM or PLATFORM/DOCUMENT */
	size_t n_subjects; /* 0: everything */
	int64_t now_utc_ms; /* when the rulings are made */
	bool progress; /* on stderr */
};

#define IMPORT_RULES 32

struct import_gaps {
	const char *rule;
	size_t n;
};

struct import_counts {
	size_t added, known, unwanted; /* looks */
	size_t documents; /* that looks were added to */
	size_t versions, provisions; /* new ones */
	size_t by_class[RULING_CLASSES]; /* looks added */
	struct import_gaps gaps[IMPORT_RULES]; /* by rule, of looks added */
	size_t n_gaps;
};

struct import_run;

int import_run_new(struct archive *a, const struct import_options *o,
    struct import_run **out, struct fault *f) MUST_CHECK;
void import_run_free(struct import_run *r); /* NULL is fine */

int import_run_want(
    void *run, const char *platform, const char *document, const char *key);
int import_run_take(
    void *run, const struct capture *c, struct fault *f) MUST_CHECK;

/* All that waits is stored and committed, and told of. */
int import_run_flush(struct import_run *r, struct fault *f) MUST_CHECK;

/* The same, for good.  A subject that nothing fitted is
 * FAULT_ABSENT. */
int import_run_finish(struct import_run *r, struct import_counts *out,
    struct fault *f) MUST_CHECK;

#endif /* CLI_IMPORT_RUN_H */
