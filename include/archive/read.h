#ifndef ARCHIVE_READ_H
#define ARCHIVE_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "archive/archive.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/digest.h"
#include "base/fault.h"
#include "model/clause.h"
#include "model/history.h"
#include "model/page.h"

/*
 * Taking things out of the archive.  Names are exact here; cli finds what a
 * user meant.  A name that is not there is FAULT_ABSENT.
 */

/* Every document, by platform and then document, bytewise. */
struct archive_entry {
	int64_t doc; /* handle, as archive_document gives it */
	const char *platform, *document;
	const char *owner, *lang, *jurisdiction; /* "" where not declared */
	size_t n_looks, n_versions;
};

struct archive_list {
	struct arena arena;
	struct archive_entry *entries;
	size_t n;
};

int archive_list(
    struct archive *a, struct archive_list *out, struct fault *f) MUST_CHECK;
void archive_list_free(struct archive_list *l); /* NULL is fine */

/*
 * The document's history as it stood on a day: looks up to as_of with their
 * newest rulings, the versions these show, holdings, and provisions with
 * their spans (model/history.h, filled completely).  INT64_MAX is all of it.
 */
int archive_history(struct archive *a, const char *platform,
    const char *document, int64_t as_of_utc_ms, struct history *out,
    struct fault *f) MUST_CHECK;

/* The same without provisions, for who wants looks, versions, holdings. */
int archive_looks(struct archive *a, const char *platform, const char *document,
    int64_t as_of_utc_ms, struct history *out, struct fault *f) MUST_CHECK;

/*
 * One version: its normal text with the blocks (no links), and its clauses in
 * order, each with its provision's id and state.  All of it lives in the
 * page's arena; free with page_free(&out->page).
 */
struct archive_text {
	struct page page;
	struct clause *clauses;
	const char **provisions; /* [i] is the id of clauses[i] */
	enum clause_state *states;
	size_t n_clauses;
};

int archive_text(struct archive *a, const char *platform, const char *document,
    int version, struct archive_text *out, struct fault *f) MUST_CHECK;

/*
 * The same, but of a text that was withheld the places are left: its bytes are
 * as many spaces.  For whoever follows clauses, never to quote from.
 */
int archive_text_places(struct archive *a, const char *platform,
    const char *document, int version, struct archive_text *out,
    struct fault *f) MUST_CHECK;

/* The newest number given to a version of the document; 0 of none. */
int archive_version_last(
    struct archive *a, int64_t doc, int *out, struct fault *f) MUST_CHECK;

/* The bytes a look brought (look.id), hashed again; free() them. */
int archive_capture(struct archive *a, int64_t look, unsigned char **bytes,
    size_t *len, struct fault *f) MUST_CHECK;

/*
 * What a look says of itself that struct look has not: its key ("event-key:"
 * and the half of a digest that is kept of it, which says to others only where
 * to look: archive_look_again), what was
 * known when it was put (a gap's reason), and whether its source said that
 * the declaration had changed.  Texts in the arena.
 */
struct archive_said {
	const char *key, *known;
	bool source_changed;
	bool has_bytes;
};

int archive_said(struct archive *a, int64_t look, struct arena *arena,
    struct archive_said *out, struct fault *f) MUST_CHECK;

/*
 * What else the look brought in that role, hashed again; free() the bytes.
 * *bytes stays NULL where it brought no such thing.  Its record (look.record)
 * names all roles under "exhibits".
 */
int archive_exhibit(struct archive *a, int64_t look, const char *role,
    unsigned char **bytes, size_t *len, struct fault *f) MUST_CHECK;

/*
 * The newest version of the document with that text, whether a look shows it
 * or not; 0 where there is none.
 */
int archive_version_find(struct archive *a, int64_t doc,
    const struct digest *text, int *number, struct fault *f) MUST_CHECK;

/* The document of a look; FAULT_ABSENT where there is no such look. */
int archive_look_document(struct archive *a, int64_t look, char **platform,
    char **document, struct fault *f) MUST_CHECK;

/*
 * The document that has the provision with that id, and the number of the
 * newest packet id with a stem: both for cli.  *platform and *document are
 * yours to free; FAULT_ABSENT where no provision has the id.
 */
int archive_provision_find(struct archive *a, const char *provision,
    char **platform, char **document, struct fault *f) MUST_CHECK;

/* The highest number n of issues "<stem>-<n>"; 0 where there is none. */
int archive_issue_last(struct archive *a, const char *stem, int64_t *out,
    struct fault *f) MUST_CHECK;

#endif /* ARCHIVE_READ_H */
