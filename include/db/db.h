#ifndef DB_DB_H
#define DB_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/fault.h"
#include "db/sql.h"

/*
 * The database under the archive: one SQLite file, WAL, synchronous FULL,
 * foreign keys on, schema not trusted, defensive.  What can be asked of it is
 * the table of statements in db/sql.h; nothing else reaches the engine.
 *
 * Not for two threads.  Faults: FAULT_BUSY where another process holds the
 * file, FAULT_STATE where the file or what was asked contradicts the schema,
 * FAULT_IO where the system refused.
 */
struct db;

enum db_mode {
	DB_READ, /* never writes, not even a migration */
	DB_WRITE,
};

/*
 * Make a new file at path with the present schema and what fill puts into it,
 * in one transaction; a path that exists is a fault (FAULT_STATE) and stays.
 * The file appears whole or not at all.
 */
typedef int db_fill_fn(struct db *db, void *ctx, struct fault *f);
int db_create(
    const char *path, db_fill_fn *fill, void *ctx, struct fault *f) MUST_CHECK;

/*
 * Open one.  FAULT_ABSENT where there is no file.  A file of an older schema
 * is brought to the present one (for DB_READ by opening it to write first),
 * one of a newer schema is refused with both numbers.
 */
int db_open(const char *path, enum db_mode mode, struct db **out,
    struct fault *f) MUST_CHECK;
void db_close(struct db *db); /* NULL is fine; rolls back */

/*
 * A copy of the file as it is at one moment, while others read and write it;
 * path as for db_create.  It has its name once read says that it is good:
 * until then it has the one that read is given.
 */
typedef int db_read_fn(const char *copy, void *ctx, struct fault *f);

int db_copy(struct db *db, const char *path, db_read_fn *read, void *ctx,
    struct fault *f) MUST_CHECK;

/*
 * What is taken out leaves the file: from db_alone on nobody else reads or
 * writes it (FAULT_BUSY where somebody does), and what is freed is written
 * over; db_scrub, after the commit, writes the file anew and empties its
 * journal.  It stays so until db_close.
 */
int db_alone(struct db *db, struct fault *f) MUST_CHECK;
int db_scrub(struct db *db, struct fault *f) MUST_CHECK;

/* One write transaction; the wait for another writer is about 5 seconds. */
int db_begin(struct db *db, struct fault *f) MUST_CHECK;
int db_commit(struct db *db, struct fault *f) MUST_CHECK;
void db_rollback(struct db *db);
bool db_writing(const struct db *db);

/* One state of the file for several reads; ends with db_rollback. */
int db_snapshot(struct db *db, struct fault *f) MUST_CHECK;

enum db_type { DB_NULL, DB_INT, DB_TEXT, DB_BLOB };

/* A value to bind: borrowed for the length of the call. */
struct db_value {
	enum db_type type;
	int64_t i;
	const void *p;
	size_t n;
};

struct db_value db_null(void);
struct db_value db_int(int64_t i);
struct db_value db_text(const char *s);
struct db_value db_blob(const void *p, size_t n);
struct db_value db_text_or_null(const char *s); /* NULL is NULL */

/*
 * Run a statement that gives no rows.  *id, where wanted, is the integer
 * key of the row it put.
 */
int db_run(struct db *db, enum sql which, const struct db_value *v, size_t n,
    int64_t *id, struct fault *f) MUST_CHECK;

/*
 * Rows of a statement: db_query, then db_next until *more is false (which
 * ends it) or db_done.  What the column functions return is borrowed until
 * the next db_next or db_done.  A statement cannot be asked again while its
 * rows are being read.
 */
int db_query(struct db *db, enum sql which, const struct db_value *v, size_t n,
    struct fault *f) MUST_CHECK;
int db_next(
    struct db *db, enum sql which, bool *more, struct fault *f) MUST_CHECK;
void db_done(struct db *db, enum sql which);

bool db_col_null(struct db *db, enum sql which, int col);
int64_t db_col_int(struct db *db, enum sql which, int col);
/* Never NULL; "" for NULL. */
const char *db_col_text(struct db *db, enum sql which, int col);
const void *db_col_blob(struct db *db, enum sql which, int col, size_t *n);
/* A column as a value, whatever its type is. */
struct db_value db_col(struct db *db, enum sql which, int col);
int db_cols(struct db *db, enum sql which);

/* The first row of a query and no more; *found false where there is none. */
int db_one(struct db *db, enum sql which, const struct db_value *v, size_t n,
    bool *found, struct fault *f) MUST_CHECK;

/*
 * The engine's own view of the file (integrity, foreign keys), and the schema
 * compared with the one that this program makes.  Each problem is told in a
 * line of words; *n counts them.
 */
typedef void db_problem_fn(void *ctx, const char *words);
int db_check(struct db *db, db_problem_fn *problem, void *ctx, size_t *n,
    struct fault *f) MUST_CHECK;

#endif /* DB_DB_H */
