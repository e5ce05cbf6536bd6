#ifndef INTAKE_IN_H
#define INTAKE_IN_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/fault.h"
#include "intake/reader.h"
#include "model/capture.h"

/* What the message of a record's commit says; texts live in the arena. */
struct ota_message {
	const char *subject; /* the first line */
	const char *kind; /* "first", "change", "upgrade", or "" */
	const char *rest; /* of the subject, behind its prefix; or "" */
	int technical; /* recorded for a technical reason, not a change */
	const char **snapshots; /* URLs or ids of the snapshots */
	size_t n_snapshots;
	int snapshot_lost; /* a reference was written as "undefined" */
	const char **urls; /* addresses of the source documents */
	size_t n_urls;
	const char *engine, *fetcher; /* "" where unknown */
};

/* Read a message; nothing in it can fail, what is not understood is left. */
void ota_message_read(
    const char *text, struct arena *a, struct ota_message *out);

/* The kind of media that a file's name tells, and its media type. */
enum media intake_media(const char *name, const char **type);

/*
 * Declarations (declaration.c): a value as text, a string as it stands, all
 * else as canonical JSON; "" of NULL.  What stands in a file of at most
 * DECLARATION_BYTES_MAX: forty times the largest real service's.
 */
#define DECLARATION_BYTES_MAX ((size_t)1 << 20)
struct jv;
const char *declaration_text(struct arena *a, const struct jv *v);

/*
 * A page that came without selectors is read by the declaration that held at
 * its time, where there is one: fills select and remove, or the gap that it is.
 */
int intake_declared(const struct intake_reader *r, struct arena *a,
    struct capture *c, struct fault *f) MUST_CHECK;

#endif /* INTAKE_IN_H */
