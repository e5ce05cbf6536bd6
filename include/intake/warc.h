#ifndef INTAKE_WARC_H
#define INTAKE_WARC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/fault.h"
#include "intake/reader.h"

/*
 * Web archives: WARC 1.0 and 1.1 (ISO 28500), plain or with a gzip member for
 * each record, and WACZ 1.1.1, which packs them into a zip.
 *
 * All files are read through before the first look is handed over.  A file
 * that is cut, no WARC, or a bomb is a fault of the whole import.  A record
 * that is not good is refused alone, and said: without id, date, address or
 * digest, with a digest that does not fit, an id used twice, or pointing at
 * a record that no file has.  A payload digest that fits only with the transfer
 * coding left in, and a body whose head says chunked and which is not, are
 * taken, and the look's record says so: many writers make them.
 *
 * Looks are handed over by time, then as the files have them.  A redirect is
 * followed inside the files, a revisit is given the bytes that it stands for.
 * Records of WARC_LOOK_TYPE, which warc_write.h makes, say more of the look
 * that they name, and whose it is.
 */
struct warc_place {
	const char *platform, *document;
};

struct warc_reader {
	struct intake_reader look; /* its ctx goes to all */
	/*
	 * Whose was this address then?  The nth document, counted from 0, that
	 * has it; false where there are no more.  May be NULL: nobody's.
	 */
	bool (*place)(void *ctx, const char *url, int64_t at_utc_ms, size_t nth,
	    struct warc_place *out);
	/*
	 * A page (HTML, Markdown, text, PDF with status 200) of nobody's is
	 * this document's, which must be the only such page; NULL: it is the
	 * document "path" of the platform "host".
	 */
	const struct warc_place *as;
	void (*refused)(void *ctx, const char *file, uint64_t offset,
	    const char *id, const char *why);
};

struct warc_counts {
	size_t records; /* in all files */
	size_t refused; /* of them */
	size_t looks; /* found, of which want chose */
	size_t others; /* good, and no page of anybody's */
};

int warc_read(const char *const *paths, size_t n,
    const struct warc_reader *reader, struct warc_counts *counts,
    struct fault *f) MUST_CHECK;

/*
 * The same of WACZ files.  Every file inside must be listed with its digest
 * and size, and have them; one that is not, a name that is absolute, has a
 * "..", or stands there twice, is a fault.
 */
int wacz_read(const char *const *paths, size_t n,
    const struct warc_reader *reader, struct warc_counts *counts,
    struct fault *f) MUST_CHECK;

/* The media type of the records in which we write what else a look is. */
#define WARC_LOOK_TYPE "application/vnd.proviso.look+json"

#endif /* INTAKE_WARC_H */
