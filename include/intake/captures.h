#ifndef INTAKE_CAPTURES_H
#define INTAKE_CAPTURES_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/fault.h"
#include "intake/reader.h"

/*
 * Stored pages and a list of them: tab-separated lines of UTF-8 (LF or CRLF)
 * under a header line that names the columns
 *     platform document url time status media_type file select remove
 * in any order.  Fields are taken as they stand, without quotes or escapes.
 * select and remove may be empty or left out, all else must be there: time as
 * RFC 3339, status 100 to 599 or 0 where it was not kept, file a path below
 * the list's own folder, in which no part is "..", absolute or a link.
 *
 * A page without both is read by the declaration that held at its time, if
 * there is one.
 *
 * Captures are handed over by time, those of one time in the list's order.
 * A key is made of the time and of a digest of address, status, media type,
 * selectors and bytes, so that a list may be imported again.
 */
struct captures_row {
	const char *platform, *document, *url, *time, *media_type, *file;
	const char *select, *remove;
	int64_t time_utc_ms;
	int status;
	size_t line; /* of the list, from 1 */
};

/*
 * All rows of a list, or the first thing that is wrong with it by line and
 * column.  Rows live in the arena.
 */
int captures_parse(const char *text, size_t len, struct arena *a,
    struct captures_row **rows, size_t *n, struct fault *f) MUST_CHECK;

/*
 * Read the list in file path and the captures that it names.  The list is
 * read whole before the first capture is handed over; a file that cannot be
 * read then is a fault, and what was taken is the taker's to undo.
 */
int captures_read(const char *path, const struct intake_reader *reader,
    size_t *n_rows, struct fault *f) MUST_CHECK;

#endif /* INTAKE_CAPTURES_H */
