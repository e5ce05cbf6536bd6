#ifndef ARCHIVE_PLACES_H
#define ARCHIVE_PLACES_H

#include <stddef.h>
#include <stdint.h>

#include "archive/archive.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/fault.h"

/*
 * Where the archive's documents were ever said to stand: the addresses of all
 * looks, and all declarations, whenever they held.  For who has an address
 * and wants the document.
 */
struct archive_place {
	int64_t doc; /* its handle */
	const char *platform, *document;
	const char *url; /* of looks; NULL where json is the declaration */
	const char *json;
};

/* By document, then in the order in which they were put.  In the arena. */
int archive_places(struct archive *a, struct arena *arena,
    struct archive_place **out, size_t *n, struct fault *f) MUST_CHECK;

#endif /* ARCHIVE_PLACES_H */
