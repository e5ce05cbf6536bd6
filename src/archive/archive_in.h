#ifndef ARCHIVE_ARCHIVE_IN_H
#define ARCHIVE_ARCHIVE_IN_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "archive/archive.h"
#include "archive/log.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/fault.h"
#include "codec/zst.h"
#include "db/db.h"
#include "model/capture.h"
#include "model/clause.h"
#include "model/history.h"
#include "model/page.h"

struct store; /* unpacked blobs at hand (blob.c) */
struct details; /* first details of documents at hand (detail.c) */
struct shelf; /* provisions of documents at hand (shelf.c) */

struct archive {
	struct db *db;
	struct zst *zst;
	struct store *store;
	struct shelf *shelf;
	char *path;
	char *vkey;
	int64_t others; /* what SQL_OTHERS said last */
	struct details *details; /* NULL: none at hand yet */
	unsigned char *packed; /* the detail that is being put */
	/* Hashes of the newest leaves: of first to first + n - 1. */
	struct {
		struct digest hash[16];
		int64_t first;
		size_t n;
	} leaves;
	/* In this transaction: the first event put, a ruling that is not its. */
	int64_t first_event;
	bool ruled_again;
	bool guarded; /* the log continues what was signed (log_guard) */
	bool snapshot; /* one state is held for many reads */
	bool unhashed; /* another reader of the check hashes every blob */
};

/* Ids in a row that may be absent: 0, since keys count from 1. */

/*
 * A put with its read-back: the row is put, then asked for again with the
 * very values that were bound.  For a table with an id, v[0] is DB_NULL and
 * *id becomes it; else id is NULL.
 */
int archive_put_row(struct archive *a, enum sql put, struct db_value *v,
    size_t n, int64_t *id, struct fault *f) MUST_CHECK;

int archive_need_tx(struct archive *a, struct fault *f) MUST_CHECK;

/*
 * The digest of a record: SHA-256 of its values, each as letter, length,
 * colon, bytes (n null, i decimal integer, t text, b bytes), as
 * proviso-archive(5) says.
 */
int record_sha(const char *table, const struct db_value *v, size_t n,
    struct digest *out, struct fault *f) MUST_CHECK;
/* The pieces of the same, for records of any length. */
void record_begin(struct buf *b, const char *table);
void record_add(struct buf *b, const struct db_value *v);
int record_end(struct buf *b, struct digest *out, struct fault *f) MUST_CHECK;

/* The first bytes of the digest of something packed, kept beside it. */
#define STORED_SUM 4

struct db_value archive_sha_value(const struct digest *d);
int archive_sha_col(struct db *db, enum sql which, int col, struct digest *out,
    struct fault *f) MUST_CHECK;

/* blob.c */
struct store *store_new(void);
void store_free(struct store *s);
void store_clear(struct store *s);
/* For who reads one document after the other. */
void store_small(struct store *s, bool small);

/*
 * Keep the run, packed after whichever of the candidates makes it smallest
 * (0 in the list is none).  A run that is kept already is not kept twice.
 */
int blob_put(struct archive *a, struct zst_run run, const int64_t *prefixes,
    size_t n, int64_t *id, struct digest *sha, struct fault *f) MUST_CHECK;

/* Its halves: the digest, with the blob that has it (0: none), and the rest. */
int blob_find(struct archive *a, struct zst_run run, int64_t *id,
    struct digest *sha, struct fault *f) MUST_CHECK;
int blob_add(struct archive *a, struct zst_run run, const struct digest *sha,
    const int64_t *prefixes, size_t n, int64_t *id, struct fault *f) MUST_CHECK;

/*
 * Pack a blob anew after another one, or alone: what it was packed after is to
 * go.  The depths of all that are packed after it follow.
 */
int blob_repack(
    struct archive *a, int64_t id, int64_t after, struct fault *f) MUST_CHECK;

/* Take its bytes out; its withholding is put already. */
int blob_empty(struct archive *a, int64_t id, struct fault *f) MUST_CHECK;

/*
 * Its bytes, unpacked and hashed; borrowed until the next blob_ call.
 * FAULT_WITHHELD where they were taken out.
 */
int blob_bytes(struct archive *a, int64_t id, struct zst_run *out,
    struct fault *f) MUST_CHECK;

int blob_depth(
    struct archive *a, int64_t id, int *out, struct fault *f) MUST_CHECK;

/* A chain of prefixes has at most so many links (DESIGN section 4). */
#define BLOB_DEPTH 32

/* map.c: blocks and clauses of a version, packed. */
struct map_clause {
	int64_t provision; /* its number in the document */
	size_t first_block, n_blocks;
	unsigned ordinal;
};

struct map {
	struct map_clause *clauses;
	size_t n_clauses;
	struct block *blocks;
	size_t n_blocks;
	const char *lang;
};

void map_write(const struct map *m, struct buf *out);
/* text_len bounds every range; all of it lives in the arena. */
int map_read(struct zst_run in, size_t text_len, struct arena *arena,
    struct map *out, struct fault *f) MUST_CHECK;

/* Where clause c stands in the text. */
size_t map_start(const struct map *m, const struct map_clause *c);
size_t map_end(const struct map *m, const struct map_clause *c);

/* shelf.c: what is known of the provisions of one document. */
struct shelf_item {
	char *name;
	int64_t number;
	bool live; /* in the newest version */
	struct digest sha; /* of its words there */
	int64_t place; /* where it stands; 0 = nowhere yet */
	int mark; /* for who walks a version's members */
};

struct shelf *shelf_new(void);
void shelf_free(struct shelf *s);
void shelf_clear(struct shelf *s);

struct shelf_doc;
int shelf_doc(struct archive *a, int64_t doc, struct shelf_doc **out,
    struct fault *f) MUST_CHECK;
struct shelf_item *shelf_find(struct shelf_doc *d, const char *name);
/* A new one, numbered one above the highest. */
struct shelf_item *shelf_add(struct shelf_doc *d, const char *name);
size_t shelf_count(const struct shelf_doc *d);
struct shelf_item *shelf_at(struct shelf_doc *d, size_t i); /* by number */

/* The number of a place; one that is new is made, and *made says so. */
int64_t shelf_place(
    struct shelf_doc *d, const char *title, const char *path, bool *made);

/* Names of enums as the tables have them. */
const char *media_name(enum media m);
int clause_state_parse(const char *name, enum clause_state *out);

/*
 * Reading wants one state of the file: a transaction, the caller's or one of
 * its own (then *mine, and archive_read_end ends it).
 */
int archive_read_begin(
    struct archive *a, bool *mine, struct fault *f) MUST_CHECK;
void archive_read_end(struct archive *a, bool mine);

/* The handle of a document, FAULT_ABSENT where there is none. */
int archive_doc_find(struct archive *a, const char *platform,
    const char *document, int64_t *doc, struct fault *f) MUST_CHECK;

/* document.c */
/* What a document's row says, but for its id. */
struct document_row {
	int64_t platform_id; /* only for a new one */
	const char *platform, *title, *type, *lang, *jurisdiction;
	int64_t anchor;
};

/* The row of a document; its texts live in the arena. */
int document_load(struct archive *a, int64_t doc, struct arena *arena,
    struct document_row *out, struct fault *f) MUST_CHECK;
int document_store(struct archive *a, int64_t doc, const struct document_row *d,
    struct fault *f) MUST_CHECK;

/* exhibit.c: what else a look brought. */
#define EXHIBIT_RECORD_MAX ((size_t)2 << 20) /* detail.c wants less */
/* The record with the exhibits in it, made in b. */
int exhibit_record(
    const struct capture *c, struct buf *b, struct fault *f) MUST_CHECK;
int exhibit_put_all(struct archive *a, int64_t doc, int64_t event,
    const struct capture *c, struct fault *f) MUST_CHECK;

/* detail.c: NULL is fine. */
void details_free(struct details *d);
void details_clear(struct details *d);
/* The columns detail and after, packed where that is smaller. */
int detail_pack(struct archive *a, int64_t doc, const char *text,
    struct db_value v[2], struct fault *f) MUST_CHECK;
/* What was put is what a reader will have. */
int detail_back(struct archive *a, int64_t event, const char *want,
    struct fault *f) MUST_CHECK;

/*
 * The detail of an event, from two columns of the row a statement stands on:
 * as text in the arena.
 */
int event_detail(struct archive *a, enum sql q, int detail, int after,
    struct arena *arena, const char **out, struct fault *f) MUST_CHECK;

/* looks.c: looks with newest rulings up to as_of, sorted, into h. */
int archive_read_looks(struct archive *a, int64_t doc, int64_t as_of_utc_ms,
    struct history *h, struct fault *f) MUST_CHECK;
/* Of those put after an event only id, time and version, sorted by time. */
int archive_holding_looks(struct archive *a, int64_t doc, int64_t after,
    struct history *h, struct fault *f) MUST_CHECK;

/* A version's row, and its map. */
struct version_row {
	int number, extractor;
	int64_t event, text, map, stated_utc_ms, event_document;
	size_t stated_start, stated_end, text_len;
	struct digest sha, text_sha, map_sha, event_sha;
};

/* The row that SQL_VERSION_GET or _LIST stands on. */
int version_row_read(struct db *db, enum sql which, struct version_row *out,
    struct fault *f) MUST_CHECK;
int version_rows(struct archive *a, int64_t doc, struct arena *arena,
    struct version_row **out, size_t *n, struct fault *f) MUST_CHECK;
int version_map(struct archive *a, const struct version_row *v,
    struct arena *arena, struct map *out, struct fault *f) MUST_CHECK;

/* tracks.c: provisions of a document with their spans, as the rows say. */
struct track_span {
	int version;
	enum clause_state state;
	bool live; /* it stands in the text */
	size_t start, end;
	struct digest sha;
	const char *title, *path; /* in force from here on */
	bool place_row; /* the row says them itself */
};

struct track {
	const char *id; /* stable */
	struct track_span *spans; /* by version */
	size_t n_spans;
};

/* [i] is the provision with number i + 1. */
int archive_tracks(struct archive *a, int64_t doc, struct arena *arena,
    struct track **out, size_t *n, struct fault *f) MUST_CHECK;

/* What holds of it in a version: the newest span up to it, or NULL. */
const struct track_span *track_at(const struct track *t, int version);

/* entry.c: the canonical JSON of a leaf, made from the record. */
#define LOG_KINDS (LOG_WITHHELD + 1)
const char *log_kind_name(int64_t kind); /* of its table */
int log_entry(struct archive *a, int64_t kind, int64_t x, int64_t y,
    struct buf *out, struct fault *f) MUST_CHECK;
/* The same of the row a statement with the columns of its kind stands on. */
void log_entry_row(
    struct archive *a, int64_t kind, enum sql q, struct buf *out);

/* log.c: leaves of the log (archive/log.h). */

/* Leaves so far. */
int log_size(struct archive *a, int64_t *out, struct fault *f) MUST_CHECK;

/*
 * Enter a record: every put of a row that the log covers calls this after it,
 * in the same transaction.
 */
int log_append(struct archive *a, enum log_kind kind, int64_t x, int64_t y,
    struct fault *f) MUST_CHECK;

/* An archive from before the log has records and no leaf: enter them all. */
int log_behind(struct archive *a, bool *out, struct fault *f) MUST_CHECK;
int log_catch_up(struct archive *a, struct fault *f) MUST_CHECK;

/* A checkpoint that is kept, with its cosignatures. */
struct log_kept {
	int64_t id;
	struct buf note;
	size_t own_n; /* of it before the cosignatures */
	struct checkpoint checkpoint;
};

void log_kept_init(struct log_kept *k); /* buf_free(&k->note) ends it */
int log_kept_last(struct archive *a, struct log_kept *out, bool *found,
    struct fault *f) MUST_CHECK;

/* Does the log continue that head?  why is "" if so. */
int log_continues(struct archive *a, const struct tree_head *old,
    char why[CHECKPOINT_WHY], struct fault *f) MUST_CHECK;

/* log_sign.c: nothing is appended behind the newest head that was signed. */
int log_guard(struct archive *a, struct fault *f) MUST_CHECK;

/* Names logs of this program; a log's own name is longer (crypto/logkey.h). */
#define ARCHIVE_STEM "proviso"

int log_issue_id(struct archive *a, const char *packet, int64_t *id,
    struct fault *f) MUST_CHECK;

/* check_holding.c: holdings against the rulings as they are walked. */
struct holding_doc;
struct holding_check {
	struct holding_doc *docs; /* [i] of the document with id i + 1 */
	size_t n;
};

/* A look with what its newest ruling says. */
struct holding_seen {
	int64_t event, document, time_utc_ms, version; /* 0 = a gap */
};

void holding_begin(struct holding_check *h, size_t documents);
void holding_free(struct holding_check *h);
/* The next look, by event; after the last of them holding_end. */
void holding_look(
    struct holding_check *h, struct archive *a, const struct holding_seen *l);
int holding_end(
    struct holding_check *h, struct archive *a, struct fault *f) MUST_CHECK;
/* Are a document's rows as its looks make them? */
bool holding_fits(const struct holding_check *h, int64_t doc);

/* check.c and check_doc.c: who is told, and how much was found. */
struct checker {
	struct archive *a;
	bool read_data;
	void (*problem)(void *ctx, const char *words);
	void *ctx;
	size_t n;
	uint64_t data_bytes;
	size_t leaves, checkpoints, withheld;
	int64_t rows; /* walked of the present table */
	size_t walked; /* rows of the table before */
	int64_t seq; /* of the ruling before, and what that look shows */
	struct holding_seen seen;
	struct holding_check holds;
	bool exhibits; /* SQL_ALL_EXHIBIT stands on a row */
};

void checker_tell(struct checker *c, const char *fmt, ...) PRINTF_LIKE(2, 3);

/*
 * A step that did not work: what the rows make impossible is a problem of the
 * archive and returns 0; all else is a fault of the check and returns -1.
 */
int checker_failed(
    struct checker *c, const char *what, struct fault *f) MUST_CHECK;

/*
 * Ids are given one after the other, and no row is ever taken out: the row
 * number c->rows of a table has that id.
 */
void checker_next(struct checker *c, const char *table, int64_t id);

/*
 * Exhibits of an event, against those that its detail names: between begin and
 * end, events as they follow on each other.
 */
int checker_exhibits_begin(struct checker *c, struct fault *f) MUST_CHECK;
int checker_exhibits(struct checker *c, int64_t event, const char *detail,
    struct fault *f) MUST_CHECK;
void checker_exhibits_end(struct checker *c);

/* Versions, spans and holdings of one document. */
int checker_document(
    struct checker *c, int64_t doc, struct fault *f) MUST_CHECK;

/* log_check.c: leaves, nodes, checkpoints. */
int checker_log(struct checker *c, struct fault *f) MUST_CHECK;

/* check_blob.c */
int checker_blobs(struct checker *c, struct fault *f) MUST_CHECK;

/* check_side.c: blobs and log, beside all else. */
struct check_side {
	struct checker c;
	struct buf words, held; /* problems, each with its NUL; its, ours */
	size_t blobs; /* bytes of words that are about blobs */
	void (*problem)(void *ctx, const char *words);
	void *ctx;
	struct fault fault;
	pthread_t thread;
	bool running;
	int rc;
};

/* Where it cannot be begun, check_side_end does the work. */
void check_side_start(struct check_side *s, const struct checker *c);
/* From here on what c tells is told after what is found about blobs. */
void check_side_hold(struct check_side *s, struct checker *c);
int check_side_end(
    struct check_side *s, struct checker *c, struct fault *f) MUST_CHECK;
void check_side_free(struct check_side *s);

/*
 * What names a look at its source can be long: half a digest does.  The form
 * in which such a half is told to others (archive/read.h).
 */
#define EVENT_KEY 16
#define EVENT_KEY_FORM "event-key:"

#endif /* ARCHIVE_ARCHIVE_IN_H */
