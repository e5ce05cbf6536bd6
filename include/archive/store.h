#ifndef ARCHIVE_STORE_H
#define ARCHIVE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "archive/archive.h"
#include "base/attr.h"
#include "base/digest.h"
#include "base/fault.h"
#include "model/capture.h"
#include "model/clause.h"
#include "model/page.h"
#include "model/ruling.h"

/*
 * Putting things into the archive.  Every function here wants a transaction
 * (archive_begin); outside of one it answers FAULT_STATE.  Arguments are
 * borrowed for the length of the call.  Text is UTF-8, absent text is "".
 */

/*
 * The document of that name, made if there is none: *out is its handle, good
 * while the archive is open.  Names are kept as given, byte for byte.
 */
int archive_document(struct archive *a, const char *platform,
    const char *document, int64_t *out, struct fault *f) MUST_CHECK;

/* What was declared of them; "" leaves what is known.  No evidence. */
int archive_owner_set(struct archive *a, const char *platform,
    const char *owner, struct fault *f) MUST_CHECK;
int archive_document_set(struct archive *a, int64_t doc, const char *lang,
    const char *jurisdiction, struct fault *f) MUST_CHECK;

/* Has a look with this key been put for the document?  (No transaction.) */
int archive_has_event(struct archive *a, int64_t doc, const char *key,
    bool *out, struct fault *f) MUST_CHECK;

/*
 * Is the very same look here already, with whatever key?  Not asked of what we
 * fetched ourselves.  Where its key is only claimed, it gets one that is made
 * of all that the look says, in the arena; so nobody can name the key of a
 * look that is yet to come.  raw is the digest of its bytes.  doc may be 0,
 * of a document that is not here.  (No transaction.)
 */
int archive_look_again(struct archive *a, int64_t doc, struct capture *c,
    const struct digest *raw, struct arena *arena, bool *again,
    struct fault *f) MUST_CHECK;

/*
 * One look: the event, its capture with the bytes, the exhibits, and the
 * source it used.  The record names role, media type, maker, size and digest
 * of each exhibit under "exhibits", which this puts there: it is a fault if
 * the record has that key already, or if two have one role.
 * known is what was known at once ("" or a gap's reason).  The same key a
 * second time is a fault.  *event is its id; *raw (may be NULL) the digest of
 * the bytes.
 */
int archive_put_event(struct archive *a, int64_t doc, const struct capture *c,
    const char *known, int64_t *event, struct digest *raw,
    struct fault *f) MUST_CHECK;

/* What the look meant; the last one put for an event holds. */
struct archive_ruling {
	enum ruling_class ruling;
	const char *rule; /* its name; not empty */
	int rules_version; /* of the rule set, from 1 */
	const char *who; /* "proviso 0.1.0", or a person; not empty */
	int64_t when_utc_ms;
	const char *detail; /* a gap's reason, a person's why; else "" */
	int version; /* number of the version the look showed; 0 for a gap */
};

int archive_put_ruling(struct archive *a, int64_t event,
    const struct archive_ruling *r, struct fault *f) MUST_CHECK;

/*
 * A provision in a new version.  clause is NULL where it is not in the text
 * any more; that needs to be said only of CLAUSE_MERGED, since a provision
 * that the version before it (by number) has, and that is not named here, is
 * gone.
 */
struct archive_member {
	const char *provision; /* stable id, unique in the whole archive */
	enum clause_state state;
	const struct clause *clause;
};

struct archive_version {
	const struct page *page; /* text and blocks; links are not kept */
	const struct archive_member *members; /* clauses in order of the text */
	size_t n_members;
	size_t stated_start, stated_end; /* effective date stated in the text;
					    equal = none */
	int64_t stated_utc_ms;
};

/*
 * A new version of the document, first shown by that event.  Its number is
 * one above the document's newest.  Provisions not seen before are made;
 * a span is written only for what differs from the version before it: words,
 * title, path, ordinal, or a state that is not CLAUSE_SAME.
 */
int archive_put_version(struct archive *a, int64_t doc, int64_t event,
    const struct archive_version *v, int *number, struct fault *f) MUST_CHECK;

/*
 * Make the holdings of the document from events and newest rulings; wanted
 * once after its last ruling and before commit.  Anew where a ruling of an
 * earlier transaction's look was put, or a look that is older than others;
 * else what is there is taken for right, and goes on.
 */
int archive_holdings_rebuild(
    struct archive *a, int64_t doc, struct fault *f) MUST_CHECK;

/* A packet went out. */
int archive_put_issue(struct archive *a, const char *packet,
    const struct digest *sha, int64_t when_utc_ms, struct fault *f) MUST_CHECK;

#endif /* ARCHIVE_STORE_H */
