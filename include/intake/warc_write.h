#ifndef INTAKE_WARC_WRITE_H
#define INTAKE_WARC_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/fault.h"
#include "model/capture.h"

/*
 * Looks as WARC 1.1 records, for any reader of them and for intake/warc.h,
 * which makes the same looks of them again.  A look is
 *     a request and a response, where heads were kept; else a resource;
 *     a revisit, where the server said that nothing had changed;
 *     a resource for each exhibit but the body as received, which the
 *     response has;
 *     a metadata record of type WARC_LOOK_TYPE that says whose look it is and
 *     all that the archive knows of it.
 * Bodies stand without transfer coding, of which the header field gets the
 * name X-Archive-Orig-Transfer-Encoding: judges do not agree what the digest
 * of a payload with it is.  Every record has its digests by SHA-256.
 *
 * Ids are made of platform, document and key; the same looks in the same
 * order give the same bytes.  The first record names the last one, which
 * counts all: a file that was cut between two records shows it.
 */
struct warc_sink {
	void *ctx;
	int (*put)(void *ctx, const void *p, size_t n, struct fault *f);
};

/* What an index wants to know of a record that has a page. */
struct warc_spot {
	const char *uri, *media_type, *digest;
	int64_t time_utc_ms;
	int status;
	uint64_t offset, length; /* of the member in the file */
	bool revisit;
	bool page; /* what was looked at, not what came with it */
	const char *platform, *document;
};

struct warc_out {
	struct warc_sink sink;
	bool packed; /* a gzip member for each record */
	const char *software;
	/* Told of each record with a payload; texts are lent.  May be NULL. */
	int (*spot)(void *ctx, const struct warc_spot *s, struct fault *f);
	void *spot_ctx;
};

struct warc_writer;

struct warc_writer *warc_writer_new(const struct warc_out *o);
void warc_writer_free(struct warc_writer *w); /* NULL is fine */

/*
 * One look, with its bytes and exhibits.  same_key is NULL, or the key of the
 * look at the same document, written before, whose page this one found again:
 * then c has no bytes.
 */
int warc_writer_put(struct warc_writer *w, const struct capture *c,
    const char *same_key, struct fault *f) MUST_CHECK;

/* The last record; *records (may be NULL) counts all. */
int warc_writer_end(
    struct warc_writer *w, size_t *records, struct fault *f) MUST_CHECK;

/* The media type of the last record. */
#define WARC_END_TYPE "application/vnd.proviso.end+json"
#define WARC_END_FIELD "proviso-last-record"

/*
 * The same as WACZ 1.1.1: data.warc.gz, its index (CDXJ), a list of pages,
 * and the digests of all of these.
 */
struct wacz_sink {
	struct warc_sink to;
	int (*patch)(void *ctx, uint64_t offset, const void *p, size_t n,
	    struct fault *f);
};

struct wacz_writer;

int wacz_writer_new(const struct wacz_sink *sink, const char *software,
    struct wacz_writer **out, struct fault *f) MUST_CHECK;
void wacz_writer_free(struct wacz_writer *z); /* NULL is fine */

/* Where the looks are put; warc_writer_end is wacz_writer_end's to call. */
struct warc_writer *wacz_writer_looks(struct wacz_writer *z);
int wacz_writer_end(
    struct wacz_writer *z, size_t *records, struct fault *f) MUST_CHECK;

#endif /* INTAKE_WARC_WRITE_H */
