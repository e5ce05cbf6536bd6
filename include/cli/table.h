#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/jv.h"
#include "cli/cmd.h"

/*
 * Lists, as CLI.md has them: on a terminal a table in columns, piped
 * tab-separated with one header line, with --json one object a line whose
 * keys are the columns' names.  Control characters, tabs, newlines and
 * backslashes in cells come out as \xNN, \t, \n and \\.
 *
 *     table_begin(&t, g, columns, 3);
 *     for (...) { table_str(&t, a); table_int(&t, b); table_none(&t); }
 *     table_end(&t);
 *
 * A row is told when its last cell is.  Write faults stay in stdout's own
 * state, which main asks for at the end.
 */
struct table_cell;

struct table {
	const char *const *names;
	size_t n;
	bool json, terminal;
	size_t at; /* cells of the present row */
	struct jv *object; /* --json: the present row */
	struct arena
	    arena; /* terminal: all rows, until their widths are known */
	struct table_cell *cells;
	size_t n_cells;
};

/* names are borrowed until table_end. */
void table_begin(struct table *t, const struct cmd_global *g,
    const char *const *names, size_t n);
void table_str(struct table *t, const char *s);
void table_int(struct table *t, int64_t v);
void table_none(struct table *t); /* an empty cell; null in JSON */
/* A value of its own for JSON, shown as its canonical text in a table. */
void table_json_take(struct table *t, struct jv *v);
void table_end(struct table *t);

/* Words from outside, neutralised as in a cell; a backslash stays. */
void table_words(FILE *to, const char *s, size_t n);
void table_words_to(struct buf *to, const char *s, size_t n);

/* One value as one line. */
void table_value_take(struct jv *v);
void table_value_to(const struct jv *v, struct buf *to);

#endif /* CLI_TABLE_H */
