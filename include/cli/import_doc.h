#ifndef CLI_IMPORT_DOC_H
#define CLI_IMPORT_DOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "archive/archive.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/fault.h"
#include "history/body.h"
#include "history/flicker.h"
#include "history/judge.h"
#include "model/capture.h"
#include "provision/follow.h"

/*
 * What an import knows of one document while it runs: enough to judge the
 * next look and to follow its clauses, read from the archive once.
 */
struct import_seen {
	int64_t time_utc_ms;
	int version; /* 0: a gap */
	int dated; /* it brought nothing but another date */
	int same; /* it brought nothing */
	size_t n_sources; /* that its page was joined of; 0 = not recorded */
	const char *select, *remove;
};

/* What a look showed, in the order in which looks were judged. */
struct import_shown {
	int version;
	int exact; /* its very text, not but for noise */
};

/* Bodies of so many versions of a document are kept at hand. */
#define IMPORT_BODIES 3

struct import_body {
	int version; /* 0: none */
	size_t used; /* when it was asked for last */
	struct body body;
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
	struct judge_version *versions;
	size_t n_listed;
	struct import_body bodies[IMPORT_BODIES];
	size_t n_asked;
	struct flicker *flicker;
	struct import_shown *shown;
	size_t n_shown, n_learnt; /* and how many flicker has seen */
	int last_learnt; /* version it saw last */
	size_t n_reviewed; /* lines that flickered at the last review */
	unsigned extractor; /* that made the newest version; 0: none */
	const char *maker; /* of the words of the newest one; "" no PDF */
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

/* What the judge is to know before a look at that time, but for bodies. */
void import_doc_memory(
    const struct import_doc *d, int64_t time_utc_ms, struct judge_memory *out);

/* The body of a version, borrowed until IMPORT_BODIES others are asked for. */
int import_doc_body(struct archive *a, struct import_doc *d, int version,
    const struct body **out, struct fault *f) MUST_CHECK;
/* The same, given by who made it. */
void import_doc_body_take(struct import_doc *d, int version, struct body *body);

/*
 * Make sure that the cores of all versions are known, and which lines of the
 * document flicker.  Wanted before a text is judged.
 */
int import_doc_learn(
    struct archive *a, struct import_doc *d, struct fault *f) MUST_CHECK;

/* Pages that the record of a look says it was joined of; 0 if it does not. */
size_t import_doc_sources(const char *record);

/* 1 if the look before was joined of more or fewer pages. */
int import_doc_joined_anew(
    const struct import_doc *d, int64_t time_utc_ms, size_t n_sources);

/* The declaration of the look before, if it was another one: 1. */
int import_doc_declared_anew(const struct import_doc *d, int64_t time_utc_ms,
    const char *select, const char *remove);

/* Two versions are one but for noise: what was the one is the other now. */
void import_doc_undo(struct import_doc *d, int version, int into,
    const char *rule, const char *detail);

/* Remember a look that was judged; its version is known and not JUDGE_NEW. */
void import_doc_add_look(struct import_doc *d, const struct capture *c,
    const struct digest *raw, const struct judgement *j);

/* Bytes whose text is being made, and made. */
void import_doc_coming(struct import_doc *d, const struct digest *raw);
void import_doc_arrived(struct import_doc *d, const struct digest *raw);

/* Remember a text that became a version. */
void import_doc_add_text(struct import_doc *d, const struct digest *text,
    size_t len, unsigned extractor, int version);

/*
 * The program that made the words of a PDF: another one than that of the
 * newest version, and to be remembered as that.
 */
int import_doc_maker_anew(const struct import_doc *d, const struct capture *c);
void import_doc_add_maker(struct import_doc *d, const struct capture *c);

#endif /* CLI_IMPORT_DOC_H */
