#ifndef LAW_CATALOGUE_H
#define LAW_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/fault.h"

/*
 * Every citable unit of the laws that we cite, compiled into the program from
 * src/law/data: to add an instrument is to add a file there and a row of what
 * is said of the instrument as a whole.
 *
 * The catalogue is constant.  Units are numbered from 0 in the order of their
 * instrument's text, parents before children; a number is good for one build
 * only.  Every text is UTF-8, "" where there is none, and lives as long as
 * the program.
 */
struct law_unit {
	const char *instrument; /* "gdpr" */
	const char *path; /* "6(1)(f)", "18 §2", "1798.100(a)(1)" */
	const char *kind; /* "article", "subdivision", "inciso", ... */
	const char *parent; /* the parent's path */
	const char *heading; /* official; in the instrument's language */
	const char *placement; /* "Chapter II: Principles" */
	const char *status; /* in-force vetoed repealed inoperative ... */
	const char *canonical; /* "GDPR Art. 6(1)(f)"; no two are the same */
	const char *url;
	const char *gloss; /* our English for what has no official heading */
	const char *from, *until; /* YYYY-MM-DD, where the unit has its own */
	const char *known; /* the first day for which we know of it */
	const char *amended; /* by which act it came to be as it is */
	size_t index;
};

struct law_instrument {
	const char *id; /* "ccpa-regs" */
	const char *name; /* "CCPA regulations" */
	const char *title; /* the long one */
	const char *jurisdiction; /* "European Union" */
	const char *authority; /* who enforces it */
	const char *as_of; /* YYYY-MM-DD of the text that was catalogued */
	const char *applies; /* the first day on which it applied */
	const char *known; /* earlier texts were not compared */
	const char *language; /* of headings: "en", "pt", "ko" */
};

size_t catalogue_count(void);
int catalogue_at(size_t i, struct law_unit *out);

/* True and *out filled if there is such a unit. */
bool catalogue_find(
    const char *instrument, const char *path, struct law_unit *out);
bool catalogue_find_canonical(const char *canonical, struct law_unit *out);

/* The unit that holds u; false at the top. */
bool catalogue_parent(const struct law_unit *u, struct law_unit *out);

/* How many units stand directly under u, of this kind (NULL: of any). */
size_t catalogue_children(const struct law_unit *u, const char *kind);

/*
 * A unit by the short form that rules use: its path, blanks around it
 * ignored.  A fault of kind ABSENT names instrument and form.
 */
int catalogue_resolve(const char *instrument, const char *path,
    struct law_unit *out, struct fault *f) MUST_CHECK;

size_t catalogue_instruments(void);
const struct law_instrument *catalogue_instrument_at(size_t i);
const struct law_instrument *catalogue_instrument(const char *id);

#endif /* LAW_CATALOGUE_H */
