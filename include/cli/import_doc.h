#ifndef CLI_IMPORT_DOC_H
#define CLI_IMPORT_DOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "archive/archive.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/fault.h"
#include "history/judge.h"
#include "provision/follow.h"

/*
 * What an import knows of one document while it runs: enough to judge the
 * next look and to follow its clauses, read from the archive once.
 */
struct import_seen {
	int64_t time_utc_ms;
	int version; /* 0: a gap */
	const char *select, *remove;
};

struct import_doc {
	struct arena arena;
	char *platform, *document;
	int64_t handle; /* 0: not in the archive yet */
	bool stored; /* was in the archive before this import */
	bool loaded;
	bool dirty; /* holdings are to be made anew */
	bool counted; /* a look was added to it */
	struct judge_seen *raws, *texts;
	size_t n_raws, n_texts;
	struct digest *coming; /* bytes whose text is being made */
	size_t n_coming;
	size_t *lens; /* bytes of each text */
	unsigned extractor; /* that made the newest version; 0: none */
	struct import_seen *looks; /* by time, then as they came */
	size_t n_looks;
	struct follow *follow; /* NULL until a version is to be followed */
	int n_versions; /* numbers given, also to those no look shows */
};

struct import_doc *import_doc_new(const char *platform, const char *document);
void import_doc_free(struct import_doc *d); /* NULL is fine */

/* Read what the archive has of it; nothing where it has none. */
int import_doc_load(
    struct archive *a, struct import_doc *d, struct fault *f) MUST_CHECK;

/* Know nothing of its looks and versions any more, but what is coming. */
void import_doc_forget(struct import_doc *d);

/* Make sure that its versions so far are followed. */
int import_doc_follow(
    struct archive *a, struct import_doc *d, struct fault *f) MUST_CHECK;

/* What the judge is to know before a look at that time. */
void import_doc_memory(
    const struct import_doc *d, int64_t time_utc_ms, struct judge_memory *out);

/* The declaration of the look before, if it was another one: 1. */
int import_doc_declared_anew(const struct import_doc *d, int64_t time_utc_ms,
    const char *select, const char *remove);

/* Remember a look that was judged; its version is known and not JUDGE_NEW. */
void import_doc_add_look(struct import_doc *d, int64_t time_utc_ms,
    const char *select, const char *remove, const struct digest *raw,
    const struct judgement *j);

/* Bytes whose text is being made, and made. */
void import_doc_coming(struct import_doc *d, const struct digest *raw);
void import_doc_arrived(struct import_doc *d, const struct digest *raw);

/* Remember a text that became a version. */
void import_doc_add_text(struct import_doc *d, const struct digest *text,
    size_t len, unsigned extractor, int version);

#endif /* CLI_IMPORT_DOC_H */
