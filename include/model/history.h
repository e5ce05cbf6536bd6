#ifndef MODEL_HISTORY_H
#define MODEL_HISTORY_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/digest.h"
#include "model/clause.h"
#include "model/ruling.h"

/*
 * The history of one document as the archive gives it back: looks, versions,
 * holdings, provisions.  All of it lives in one arena.  Times are UTC ms.
 */

/* One look, with its newest ruling. */
struct look {
	int64_t id; /* of the event */
	int64_t time_utc_ms;
	enum ruling_class ruling;
	const char *rule; /* the rule that made the ruling */
	const char *detail; /* a gap's reason; else "" */
	int version; /* number of the version it showed; 0 = none (a gap) */
	int status; /* HTTP; 0 = not recorded */
	size_t size; /* bytes of the capture */
	struct digest raw; /* of the capture's bytes */
	const char *url, *method, *media_type, *record; /* as model/capture.h */
	const char *select, *remove;
};

/* A text of the document; numbers count from 1 and are never used again. */
struct version {
	int number;
	int64_t first_utc_ms, last_utc_ms; /* first and last look showing it */
	size_t n_looks;
	size_t first_look; /* index into looks: the look whose capture is kept
			      as this version's source */
	struct digest text; /* of the normal text */
	size_t text_len;
	unsigned extractor;
	enum ruling_class ruling; /* of its first look */
	size_t stated_start, stated_end; /* the effective date the text states,
					    as a byte range; equal = none */
	int64_t stated_utc_ms; /* that date, 0 where none */
};

/* A period in which one version stood. */
struct holding {
	int version;
	int64_t first_utc_ms, last_utc_ms;
	size_t n_looks;
};

/* A provision where it changed: a row only when words, place or state do. */
struct span {
	int version;
	enum clause_state state;
	size_t start, end; /* in that version; equal where gone */
	struct digest sha; /* of those bytes; zero where gone */
};

struct provision {
	const char *id; /* stable: the same clause never gets a second one */
	const char *title, *path; /* as in the version as of the day asked for,
				     or in last_version where gone */
	unsigned ordinal;
	int first_version, last_version; /* that have it */
	int64_t first_utc_ms, last_utc_ms; /* seen */
	int gone; /* not in the version as of the day asked for */
	size_t n_changes; /* spans of state modified, split or merged */
	struct span *spans; /* oldest first */
	size_t n_spans;
	size_t start, end; /* its place in the version as of the day asked
			      for, or in last_version where gone */
	struct digest sha;
};

struct history {
	struct arena arena;
	const char *platform, *document;
	const char *owner, *lang, *jurisdiction; /* "" where not declared */
	struct look *looks; /* by time, then by id */
	size_t n_looks;
	struct version *versions; /* by number */
	size_t n_versions;
	struct holding *holdings; /* by time */
	size_t n_holdings;
	struct provision
	    *provisions; /* order of the version as of; gone last */
	size_t n_provisions;
	int current; /* number of the version as of the day; 0 = none */
	int64_t as_of_utc_ms;
};

void history_free(struct history *h); /* NULL is fine */

/* The version with that number, or NULL. */
const struct version *history_version(const struct history *h, int number);

#endif /* MODEL_HISTORY_H */
