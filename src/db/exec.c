#include <sqlite3.h>

#include "db_in.h"

static enum fault_kind
db_kind(int code)
{
	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return FAULT_BUSY;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_CONSTRAINT:
	case SQLITE_MISMATCH:
	case SQLITE_SCHEMA:
	case SQLITE_MISUSE:
	case SQLITE_ERROR:
		return FAULT_STATE;
	case SQLITE_TOOBIG:
		return FAULT_LIMIT;
	default:
		return FAULT_IO;
	}
}

int
db_fault(sqlite3 *conn, const char *what, struct fault *f)
{
	int code = sqlite3_extended_errcode(conn);

	if (db_kind(code) == FAULT_BUSY)
		return fault_set(f, FAULT_BUSY,
		    "archive in use by another process (waited %d s)",
		    DB_WAIT_MS / 1000);
	/* A statement may be longer than a fault: what matters comes first. */
	return fault_set(f, db_kind(code), "archive: %s, at: %.80s",
	    sqlite3_errmsg(conn), what);
}

int
db_exec(sqlite3 *conn, const char *sql, struct fault *f)
{
	if (sqlite3_exec(conn, sql, NULL, NULL, NULL) != SQLITE_OK)
		return db_fault(conn, sql, f);
	return 0;
}
