#ifndef HELP_BUSY_H
#define HELP_BUSY_H

#include <sqlite3.h>

#include "help/test.h"

/*
 * For programs whose first line is "wrap: sqlite3_busy_timeout": the five
 * seconds that are right for people are too long for a test.
 */
int __real_sqlite3_busy_timeout(sqlite3 *conn, int ms);
int __wrap_sqlite3_busy_timeout(sqlite3 *conn, int ms);

int
__wrap_sqlite3_busy_timeout(sqlite3 *conn, int ms)
{
	assert_int_equal(ms, 5000);
	return __real_sqlite3_busy_timeout(conn, 20);
}

#endif /* HELP_BUSY_H */
