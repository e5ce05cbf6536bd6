#ifndef WARC_IN_H
#define WARC_IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/fault.h"
#include "intake/warc.h"
#include "model/capture.h"

/* warc_read.c: the records of one file, plain or gzip, one after the other. */
struct warc_file;
struct jv;

struct warc_field {
	const char *name, *value;
};

struct warc_record {
	const char *version; /* "1.0" or "1.1" */
	struct warc_field *fields; /* in the arena of warc_next */
	size_t n_fields;
	uint64_t offset; /* of the record in the file */
	uint64_t length; /* of its block */
	struct digest header; /* of its header's bytes */
};

/*
 * name is for faults.  fd stays the caller's, open and at its start; the
 * reader moves it.
 */
int warc_file_open(int fd, const char *name, struct warc_file **out,
    struct fault *f) MUST_CHECK;
void warc_file_close(struct warc_file *w); /* NULL is fine */

/*
 * The next record's header, its texts in the arena; *more is false at the end
 * of the file.  What is left of the block before is passed over.  A fault here
 * or in warc_block is one of the file: nothing after it can be read.
 */
int warc_next(struct warc_file *w, struct arena *a, struct warc_record *r,
    bool *more, struct fault *f) MUST_CHECK;

/* A piece of the block; *n is 0 at its end. */
int warc_block(struct warc_file *w, void *p, size_t room, size_t *n,
    struct fault *f) MUST_CHECK;

/* Read on from the record at that offset. */
int warc_seek(struct warc_file *w, uint64_t offset, struct fault *f) MUST_CHECK;

/* Bytes as text, each a character of its own, as heads are kept. */
const char *warc_latin(struct arena *a, const void *p, size_t n);

/* Its value, or NULL; *n_same counts fields of that name. */
const char *warc_field(
    const struct warc_record *r, const char *name, size_t *n_same);

/* warc_http.c: a stored HTTP message. */
struct warc_http {
	const char *head; /* status line and headers, as they stand */
	size_t head_len;
	int status; /* 0: a request */
	const char *media_type, *encoding, *location; /* "" where absent */
	bool chunked; /* its header says so */
	const unsigned char *body;
	size_t body_len;
};

int warc_http_read(const unsigned char *p, size_t n, struct arena *a,
    struct warc_http *out, struct fault *f) MUST_CHECK;

/*
 * A body without its chunk framing (RFC 9112 section 7.1), appended to out; a
 * body that has none is FAULT_FORMAT.
 */
int warc_unchunk(const unsigned char *p, size_t n, struct buf *out,
    struct fault *f) MUST_CHECK;

/* warc_digest.c: "sha1:BASE32" and its kin. */
struct warc_digest {
	char algorithm[16];
	unsigned char b[64];
	size_t n;
};

int warc_digest_parse(
    const char *text, struct warc_digest *out, struct fault *f) MUST_CHECK;
bool warc_digest_equal(
    const struct warc_digest *a, const struct warc_digest *b);

/* The fault that says so, both digests in hex. */
void warc_digest_differs(const char *what, const struct warc_digest *want,
    const struct warc_digest *have, struct fault *f);

/* Of these bytes, by the algorithm of like. */
int warc_digest_of(const struct warc_digest *like, const void *p, size_t n,
    struct warc_digest *out, struct fault *f) MUST_CHECK;

/* "sha256:" and the digest in lower-case hex. */
#define WARC_SHA256 72
const char *warc_digest_write(const struct digest *d, char out[WARC_SHA256]);

/* warc_index.c: all records of some files, judged one by one. */
enum warc_type {
	WARC_OTHER, /* conversion, what we know nothing of */
	WARC_INFO,
	WARC_REQUEST,
	WARC_RESPONSE,
	WARC_RESOURCE,
	WARC_REVISIT,
	WARC_METADATA,
	WARC_REFUSED,
};

struct warc_item {
	struct warc_file *w;
	const char *file_name;
	uint64_t offset, length;
	struct digest header;
	enum warc_type type;
	const char *id, *uri, *concurrent_to; /* "" where absent */
	int64_t time_utc_ms;
	int status; /* of a response */
	const char *media_type, *location;
	struct warc_digest payload; /* as it was written; n is 0 without */
	const char *payload_text;
	const char *refers_to, *profile;
	const char *note; /* "" or what was let pass, and is said */
	bool too_large; /* to be a page */
	/* Of a file that we wrote (intake/warc_write.h), else "". */
	const char *ends; /* first record: id of the last one */
	const char *headers_sha256; /* last record: of all before it */
	int64_t said_records;
};

struct warc_known; /* an id and where it stands */

struct warc_index {
	struct warc_item *items; /* files and records in their order */
	size_t n;
	/* Sorted, once settled. */
	struct warc_known *ids;
	size_t n_ids;
	struct warc_item **by_payload, **by_uri; /* those that have bytes */
	size_t n_payloads, n_uris;
};

/* A look at a document of more bytes is refused: no policy has 64 MB. */
#define WARC_PAGE_MAX ((size_t)64 << 20)

/*
 * Read one file through, judging each record, and put them at the end of the
 * index; what is not good goes to refused with its reason.  Texts live in the
 * arena, name must outlive it.
 */
int warc_index_file(struct warc_file *w, const char *name,
    const struct warc_reader *reader, struct arena *a, struct warc_index *out,
    struct warc_counts *counts, struct fault *f) MUST_CHECK;

/*
 * warc_settle.c: what only all records together show: ids used twice,
 * references to none, and a file of ours that is not whole, which is a fault.
 */
int warc_index_whole(const struct warc_index *x, struct fault *f) MUST_CHECK;
void warc_index_settle(struct warc_index *x, const struct warc_reader *reader,
    struct arena *a, struct warc_counts *counts);

/* The record with that id, or NULL. */
struct warc_item *warc_index_find(const struct warc_index *x, const char *id);

/* The record whose bytes a revisit stands for, or NULL. */
struct warc_item *warc_index_original(
    const struct warc_index *x, const struct warc_item *revisit);

/* The record is refused after all. */
void warc_refuse(const struct warc_reader *reader, struct warc_counts *counts,
    struct warc_item *x, const char *why);

/* warc_entity.c: what a record stands for. */
struct warc_entity {
	struct warc_http http; /* of a response; else zero-filled */
	const char *head; /* its head as it stands, "" where it has none */
	const char *original; /* id of the record that has the bytes */
	struct buf wire; /* the payload as it was received */
	struct buf body; /* and as its server meant it */
};

void warc_entity_init(struct warc_entity *e);
void warc_entity_free(struct warc_entity *e);

/*
 * Read it again.  1: the record is not good for a page, and f says why; -1: the
 * file cannot be read.
 */
int warc_entity_read(const struct warc_index *x, const struct warc_item *item,
    struct arena *a, struct warc_entity *out, struct fault *f) MUST_CHECK;

/* warc_pages.c: which records are looks at whose documents. */
struct warc_look {
	struct warc_item *item; /* that has the bytes; NULL: it brought none */
	struct warc_item *first; /* that was asked for */
	struct warc_item **hops; /* on the way from first to item */
	size_t n_hops;
	struct warc_item *own_item; /* what we wrote of it; or NULL */
	const char *own_key;
	struct warc_place place;
	int64_t time_utc_ms;
	size_t order;
};

struct warc_set;

int warc_looks(struct warc_index *x, const struct warc_set *set,
    const struct warc_reader *reader, struct arena *a, struct warc_look **out,
    size_t *n, struct warc_counts *counts, struct fault *f) MUST_CHECK;

/*
 * warc_own.c: a record of ours, read.  1: it is not good, and f says why; -1:
 * the file cannot be read.
 */
int warc_own_read(const struct warc_index *x, const struct warc_item *item,
    struct jv **out, struct fault *f) MUST_CHECK;

/* Do the bytes have the digest that it names?  1: no. */
int warc_own_check(const struct warc_look *k, const struct jv *own,
    const struct warc_entity *e, struct fault *f) MUST_CHECK;

/* What it says of the look and what came with it, into the capture. */
int warc_own_fill(const struct warc_index *x, const struct jv *own,
    const struct warc_entity *e, struct arena *a, struct capture *c,
    struct fault *f) MUST_CHECK;

/* An address without user and password. */
const char *warc_url_plain(const char *url, struct arena *a);

/* warc.c: from open files to looks handed over. */
struct warc_set {
	struct warc_file *const *files;
	const char *const *names;
	size_t n;
	/* Addresses that a list of pages has, sorted; NULL: no such list. */
	const char *const *pages;
	size_t n_pages;
};

int warc_set_read(const struct warc_set *set, const struct warc_reader *reader,
    struct warc_counts *counts, struct fault *f) MUST_CHECK;

#endif /* WARC_IN_H */
