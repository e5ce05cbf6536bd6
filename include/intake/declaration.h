#ifndef INTAKE_DECLARATION_H
#define INTAKE_DECLARATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"

/*
 * How a document is fetched and read.  Its stored form is canonical JSON:
 *     {"sources":[{"url":…,"select":…,"remove":…,"filter":…,"render":true}],
 *      "allow_private":true,"ignore_robots":true,"allow_downgrade":true,
 *      "refused":…}
 * where only sources and url must be there.  One look at the document fetches
 * all sources in order; more than one are joined (model/joined.h).
 *
 * select and remove are texts in the form that struct capture has them, and
 * proviso-text(5) explains: "", a CSS selector, or the JSON of an Open Terms
 * Archive declaration.  All lives in the arena that was given.
 */
struct declaration_source {
	const char *url;
	const char *select, *remove; /* "" = all, nothing */
	const char *filter; /* JSON as declared, or "" */
	bool render; /* only a browser shows the text */
};

struct declaration {
	struct declaration_source *sources;
	size_t n_sources;
	bool allow_private, ignore_robots, allow_downgrade;
	const char *refused; /* why nothing is read by it, or "" */
};

/* The stored form, written and read. */
void declaration_write(const struct declaration *d, struct buf *out);
int declaration_parse(const char *json, size_t len, struct arena *a,
    struct declaration *out, struct fault *f) MUST_CHECK;

/* The text of several selectors (CSS, or JSON of such), in order: "" of none. */
const char *declaration_css(struct arena *a, const char *const *css, size_t n);

/* select and remove of a whole look: of the one source, or of all joined. */
const char *declaration_select(struct arena *a, const struct declaration *d);
const char *declaration_remove(struct arena *a, const struct declaration *d);

/*
 * Open Terms Archive's own files.  <Service>.json says what holds now,
 * <Service>.history.json beside it what held until when; where that file is
 * absent, what holds now has always held.  The service is named by the file,
 * as it is in the archive's repositories.
 *
 * A period that cannot be read as it is declared (an unknown key, a filter
 * that is a program of the service's own, an address that is none) has
 * d.refused and stays in the list: looks at that time have a reason then.
 */
struct declaration_period {
	const char *document; /* the type of the terms */
	int64_t from_utc_ms, until_utc_ms; /* both in it; INT64_MIN, _MAX */
	struct declaration d;
};

struct declaration_service {
	const char *platform;
	struct declaration_period *periods; /* by document, then in time */
	size_t n_periods;
	struct declaration_period *lost; /* without a time; d.refused says so */
	size_t n_lost;
};

/* The contents of both files; history is NULL where there is none. */
int declaration_service_parse(const char *name, const struct buf *now,
    const struct buf *history, struct arena *a, struct declaration_service *out,
    struct fault *f) MUST_CHECK;

/* path is <folder>/<Service>.json. */
int declaration_service_read(const char *path, struct arena *a,
    struct declaration_service *out, struct fault *f) MUST_CHECK;

/*
 * The paths of the services' files in a folder (or in its folder
 * "declarations", as collections have it), sorted.
 */
int declaration_folder(const char *path, struct arena *a, const char ***paths,
    size_t *n, struct fault *f) MUST_CHECK;

#endif /* INTAKE_DECLARATION_H */
