#ifndef DB_DB_IN_H
#define DB_DB_IN_H

#include <stdbool.h>

#include <sqlite3.h>

#include "base/attr.h"
#include "base/fault.h"
#include "db/db.h"
#include "db/sql.h"

/* How long a writer waits for another one. */
#define DB_WAIT_MS 5000

struct db {
	sqlite3 *conn;
	sqlite3_stmt *stmts[SQL_COUNT]; /* prepared when first asked for */
	bool asked[SQL_COUNT]; /* its rows are being read */
	bool writing, reading; /* inside db_begin, db_snapshot */
};

/* What the engine said last, as a fault of the kind its code has. */
int db_fault(sqlite3 *conn, const char *what, struct fault *f);

/* Run a piece of SQL of this layer's own that gives no rows. */
int db_exec(sqlite3 *conn, const char *sql, struct fault *f) MUST_CHECK;

/* The integer that a pragma answers. */
int db_pragma(
    sqlite3 *conn, const char *sql, int *out, struct fault *f) MUST_CHECK;

/* Open a file, or a URI, with all that a connection is told first. */
int db_connect(
    const char *name, int flags, sqlite3 **out, struct fault *f) MUST_CHECK;

/*
 * A new file at path that appears whole or not at all: build makes it at tmp,
 * an empty file beside it.  A path that exists is a fault and stays.
 */
int db_publish(const char *path,
    int (*build)(const char *tmp, void *ctx, struct fault *f), void *ctx,
    struct fault *f) MUST_CHECK;

/* Bring an open file from one schema version to the next ones. */
int db_migrate(sqlite3 *conn, int from, struct fault *f) MUST_CHECK;

/* A table of evidence takes rows and gives none back. */
#define SCHEMA_GUARD(table)                                                \
	"CREATE TRIGGER " table "_keep BEFORE UPDATE ON " table " BEGIN "  \
	"SELECT RAISE(ABORT, '" table " is append-only: no UPDATE'); END", \
	    "CREATE TRIGGER " table "_stay BEFORE DELETE ON " table        \
	    " BEGIN SELECT RAISE(ABORT, '" table " is append-only: no "    \
	    "DELETE'); END"

/* A SHA-256 digest. */
#define SCHEMA_SHA "BLOB NOT NULL CHECK (length(sha) = 32)"

/* The step from version 1 to 2 (schema_2.c). */
const char *const *schema_2(size_t *n);
/* The step from version 2 to 3 (schema_3.c). */
const char *const *schema_3(size_t *n);

#endif /* DB_DB_IN_H */
