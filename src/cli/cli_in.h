#ifndef CLI_IN_H
#define CLI_IN_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/fault.h"
#include "cli/import_doc.h"
#include "model/capture.h"
#include "model/clause.h"
#include "model/history.h"
#include "model/page.h"

/*
 * A capture on its way into the archive, with the text and clauses that the
 * helper thread makes of it.
 */
struct import_job {
	struct import_job *next;
	struct arena arena; /* owns what capture points to */
	struct capture capture;
	unsigned char *bytes; /* of the capture, owned */
	struct exhibit *exhibits; /* of the capture, room for one more */
	struct import_doc *doc;
	struct digest raw;
	int wants_page, has_page; /* guarded by the queue's lock */
	/* Made by the helper; this thread's once has_page. */
	struct buf words; /* of a PDF */
	struct page page;
	const char *gap; /* lives as long as page */
	struct digest text;
	struct clause *clauses; /* in the page's arena */
	size_t n_clauses;
	struct body body; /* what the judge sees of the page */
	int rc; /* of the making, with fault */
	struct fault fault;
};

struct import_job *import_job_new(
    const struct capture *c, struct import_doc *doc, struct fault *f);
void import_job_free(struct import_job *j); /* NULL is fine */

/*
 * The helper thread and what it works on: jobs in the order they came, each
 * page made once, asked for by import_queue_page or wants_page.
 */
struct import_queue;

struct import_queue *import_queue_new(struct fault *f);
/* Ends the helper, and drops the jobs that are left. */
void import_queue_free(struct import_queue *q);

void import_queue_put_take(struct import_queue *q, struct import_job *j);
size_t import_queue_len(const struct import_queue *q);

/* The oldest job, which is the caller's now; NULL if there is none. */
struct import_job *import_queue_take(struct import_queue *q);

/* The page of a job that was taken; waits until the helper has made it. */
int import_queue_page(
    struct import_queue *q, struct import_job *j, struct fault *f) MUST_CHECK;

/*
 * What the look of a job means.  Before it, what its document's looks so far
 * have taught is learnt, and a version that is now known to be another one
 * but for noise is undone: its looks get one ruling more.
 */
struct import_judge {
	struct archive *archive;
	struct import_queue *queue;
	const struct lookrules *rules;
	int64_t now_utc_ms;
};

int import_judge_look(const struct import_judge *x, struct import_job *job,
    struct judgement *out, struct fault *f) MUST_CHECK;

/*
 * Looks that were said to be back at a version which, by the rulings there are
 * now, stood anyhow, and the other way round: they get one ruling more.  looks are all of a document by
 * time; r has who, when and the rules' version.
 */
struct archive_ruling;
int import_settle(struct archive *a, struct look *looks, size_t n,
    const struct archive_ruling *r, struct fault *f) MUST_CHECK;

/* What a look of the archive brought, made into a text again. */
struct import_again {
	struct page page;
	struct clause *clauses; /* in the page's arena */
	size_t n_clauses;
	struct digest text;
	struct body body;
};

/* FAULT_STATE where it has no text. */
int import_again(struct archive *a, const struct look *k,
    struct import_again *out, struct fault *f) MUST_CHECK;
void import_again_free(struct import_again *t); /* NULL is fine */

/* A text that becomes a version, for an event that is put. */
struct import_text {
	struct page *page; /* its arena gets what the version is made of */
	const struct clause *clauses;
	size_t n_clauses;
	const struct digest *digest;
	struct body *body; /* taken */
};

int import_version_put(struct archive *a, struct import_doc *d, int64_t event,
    const struct import_text *t, int *number, size_t *n_provisions,
    struct fault *f) MUST_CHECK;

#endif /* CLI_IN_H */
