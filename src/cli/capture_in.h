#ifndef CAPTURE_IN_H
#define CAPTURE_IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "archive/archive.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/fault.h"
#include "cli/cmd.h"
#include "cli/import_run.h"
#include "crypto/tsp.h"
#include "intake/declaration.h"
#include "net/browser.h"
#include "net/look.h"
#include "net/pool.h"

/* What the files of the command capture share. */

#define CAPTURE_METHOD "capture"
#define CAPTURE_METHOD_RENDER "capture render"

/* A document that is to be looked at, by the declaration that holds now. */
struct capture_doc {
	const char *platform, *document, *lang;
	int64_t doc;
	struct declaration d;
	const char *select, *remove; /* of the whole look */
	/* What the server gave last, where it may say that nothing changed. */
	const char *etag, *last_modified, *validators_url, *verified_sha;
	int64_t verified_utc_ms;
	int unmodified; /* the version that it would be */
	/* The pages as they come, in the order of the declaration. */
	struct net_look **looks;
	size_t n_landed;
};

/* One page of a document: what the pool knows a look by. */
struct capture_page {
	struct capture_doc *doc;
	size_t i;
};

struct capture_plan {
	struct arena arena;
	struct capture_doc *docs;
	size_t n_docs;
};

/* capture_plan.c: what the subjects (none: everything) mean at that time. */
int capture_plan_make(struct archive *a, const char *const *subjects, size_t n,
    int64_t now_utc_ms, struct capture_plan *out, struct fault *f) MUST_CHECK;
void capture_plan_free(struct capture_plan *p);

/* capture_later.c: pages for the browser, and how each page is asked for. */
struct net_ask capture_ask_of(const struct capture_page *page);

struct capture_later {
	struct browser_options options;
	struct browser *browser; /* NULL until a page wants it */
	struct net_look **looks;
	size_t n, at;
};

void capture_later_open(struct capture_later *w, const char *ca,
    const char *proxy, const char *agent);
void capture_later_close(struct capture_later *w);
/* True: the look is kept for the browser. */
bool capture_later_take(struct capture_later *w, struct net_look *l);
/* The next of them, by the browser; NULL of none. */
int capture_later_next(
    struct capture_later *w, struct net_look **out, struct fault *f) MUST_CHECK;

/* capture_take.c: all pages of a document into the import's pipeline. */
int capture_take(struct import_run *run, const struct capture_doc *doc,
    struct fault *f) MUST_CHECK;

/* capture_stamp.c: tokens for looks that are on the disk. */
struct capture_stamps {
	struct archive *archive;
	struct tsp_source source;
	bool down; /* it did not answer: a later run asks again */
	size_t made;
	struct fault why;
};

/* Ask for one; what goes wrong is kept in s and is no fault. */
void capture_stamp(struct capture_stamps *s, int64_t event);
/* The same for looks of some days past that have none. */
void capture_stamp_old(struct capture_stamps *s, int64_t now_utc_ms);

#endif /* CAPTURE_IN_H */
