#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "archive/archive.h"
#include "archive/check.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/num.h"
#include "crypto/sha256.h"

/*
 * flips ARCHIVE COPY FLIPS SEED: single bits of a copy of the archive are
 * flipped, one after the other, each where a seeded draw says.  The check with
 * all bytes read finds the flip and names what it hit, by table and row, index
 * or schema; or nothing that the archive holds has changed: then a dump of the
 * schema and of every row is the same.  Prints what came of them; exit 1 if
 * one was missed, or found and not named.
 */
#define ARCHIVE_MAX ((size_t)256 << 20)
#define NAMES_MAX 256
#define NAME_MAX_N 64
#define DUMP_SQL 4096
#define SHOWN 40

/* How closely words name what was hit. */
enum named { NAMED_NOT, NAMED_TABLE, NAMED_ROW };

struct flips {
	const char *copy;
	struct buf whole;
	struct digest dump; /* of the archive as it was */
	char names[NAMES_MAX][NAME_MAX_N]; /* of its tables and indexes */
	size_t n_names;
	size_t found, refused, structure, unused, missed, unnamed;
};

/* What one flip came to. */
struct told {
	const struct flips *x;
	size_t n;
	enum named named;
	char first[512];
};

/* splitmix64: the same draw everywhere. */
static uint64_t
draw(uint64_t *s)
{
	uint64_t z = (*s += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/*
 * "span 3/17: ...", "span: the row after 3/17: ...", "row 5 missing from
 * index ..." name a row; so does, in its way, what names the schema.
 */
static enum named
names(const struct flips *x, const char *words)
{
	enum named named = NAMED_NOT;
	const char *at;
	size_t i, n;

	if (strstr(words, "schema") != NULL)
		return NAMED_ROW;
	if (strstr(words, "header of the file") != NULL)
		return NAMED_TABLE;
	for (i = 0; i < x->n_names; i++) {
		n = strlen(x->names[i]);
		for (at = words; (at = strstr(at, x->names[i])) != NULL;
		     at += n) {
			if ((at > words &&
				(isalnum((unsigned char)at[-1]) ||
				    at[-1] == '_')) ||
			    isalnum((unsigned char)at[n]) || at[n] == '_')
				continue;
			named = NAMED_TABLE;
			if ((at[n] == ' ' &&
				isdigit((unsigned char)
					at[n + 1 + (at[n + 1] == '-')])) ||
			    strstr(words, "the row after") != NULL ||
			    strstr(words, "its first row") != NULL ||
			    (strncmp(words, "row ", 4) == 0 &&
				strstr(words, " index ") != NULL))
				return NAMED_ROW;
		}
	}
	return named;
}

static void
tell(void *ctx, const char *words)
{
	struct told *t = ctx;

	t->n++;
	if (names(t->x, words) > t->named)
		t->named = names(t->x, words);
	if (t->first[0] == '\0')
		(void)snprintf(t->first, sizeof(t->first), "%s", words);
}

static void
dump_rows(sqlite3 *db, const char *sql, struct buf *b)
{
	sqlite3_stmt *s = NULL;
	const void *p;
	int code, i, n, type;

	code = sqlite3_prepare_v2(db, sql, -1, &s, NULL);
	while (code == SQLITE_OK || code == SQLITE_ROW) {
		code = sqlite3_step(s);
		if (code != SQLITE_ROW)
			break;
		for (i = 0; i < sqlite3_column_count(s); i++) {
			type = sqlite3_column_type(s, i);
			p = sqlite3_column_blob(s, i);
			n = sqlite3_column_bytes(s, i);
			buf_add(b, &type, sizeof(type));
			buf_add(b, &n, sizeof(n));
			if (n > 0)
				buf_add(b, p, (size_t)n);
		}
	}
	buf_add(b, &code, sizeof(code));
	(void)sqlite3_finalize(s);
}

/* The schema and every row of every table, as one digest. */
static int
dump(const char *path, struct digest *out, struct fault *f)
{
	char tables[NAMES_MAX][NAME_MAX_N], sql[DUMP_SQL];
	struct buf b;
	sqlite3_stmt *s = NULL;
	sqlite3 *db = NULL;
	size_t i, n = 0;
	int rc = -1;

	buf_init(&b, 2 * ARCHIVE_MAX);
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) !=
	    SQLITE_OK)
		goto out;
	dump_rows(db,
	    "SELECT type, name, tbl_name, sql FROM sqlite_schema "
	    "ORDER BY type, name",
	    &b);
	if (sqlite3_prepare_v2(db,
		"SELECT name FROM sqlite_schema WHERE type "
		"= 'table' ORDER BY name",
		-1, &s, NULL) != SQLITE_OK)
		goto out;
	while (sqlite3_step(s) == SQLITE_ROW && n < NAMES_MAX)
		(void)snprintf(tables[n++], NAME_MAX_N, "%s",
		    (const char *)sqlite3_column_text(s, 0));
	for (i = 0; i < n; i++) {
		(void)snprintf(sql, sizeof(sql),
		    "SELECT * FROM \"%.63s\" "
		    "NOT INDEXED",
		    tables[i]);
		dump_rows(db, sql, &b);
	}
	if (buf_check(&b, path, f) == 0)
		rc = sha256_of(b.data, b.len, out, f);
out:
	(void)sqlite3_finalize(s);
	(void)sqlite3_close(db);
	buf_free(&b);
	return rc;
}

static void
ignore(void *ctx, const char *words)
{
	(void)ctx;
	(void)fprintf(stderr, "%s\n", words);
}

/* What the check says of the file: problems, or a refusal to open it. */
static void
ask(struct flips *x, struct told *t, archive_problem_fn *problem)
{
	struct fault f = { .kind = FAULT_NONE };
	struct archive_counts counts;
	struct archive *a = NULL;

	if (archive_open(x->copy, false, &a, &f) != 0 ||
	    archive_check(a, true, problem, t, &counts, &f) != 0) {
		x->refused++;
		t->n++;
		if (names(x, f.text) > t->named)
			t->named = names(x, f.text);
		if (strstr(f.text, x->copy) != NULL)
			t->named = NAMED_ROW; /* the file as a whole */
		if (t->first[0] == '\0')
			(void)snprintf(
			    t->first, sizeof(t->first), "%s", f.text);
	}
	archive_close(a);
}

static void
put(const struct flips *x, int fd, size_t at, unsigned char c)
{
	if (pwrite(fd, &c, 1, (off_t)at) != 1) {
		(void)fprintf(stderr, "%s: cannot be written\n", x->copy);
		exit(3);
	}
}

static void
flip(struct flips *x, int fd, size_t at, unsigned bit)
{
	struct fault f = { .kind = FAULT_NONE };
	struct told t = { .x = x };
	struct digest d;

	put(x, fd, at, (unsigned char)(x->whole.data[at] ^ (1u << bit)));
	ask(x, &t, tell);
	if (t.n > 0) {
		x->found++;
		/* Where no row has changed, its table is enough. */
		if (t.named == NAMED_TABLE && dump(x->copy, &d, &f) == 0 &&
		    digest_equal(&d, &x->dump)) {
			x->structure++;
			t.named = NAMED_ROW;
		}
		if (t.named != NAMED_ROW && x->unnamed++ < SHOWN)
			(void)printf("not named\tbyte %zu bit %u: %s\n", at,
			    bit, t.first);
	} else if (dump(x->copy, &d, &f) == 0 && digest_equal(&d, &x->dump)) {
		x->unused++;
	} else if (x->missed++ < SHOWN) {
		(void)printf("missed\tbyte %zu bit %u\n", at, bit);
	}
	put(x, fd, at, x->whole.data[at]);
}

static int
names_read(struct flips *x)
{
	sqlite3_stmt *s = NULL;
	sqlite3 *db = NULL;
	int rc = -1;

	if (sqlite3_open(x->copy, &db) == SQLITE_OK &&
	    sqlite3_prepare_v2(db,
		"SELECT name FROM sqlite_schema WHERE type "
		"IN ('table', 'index')",
		-1, &s, NULL) == SQLITE_OK) {
		while (sqlite3_step(s) == SQLITE_ROW && x->n_names < NAMES_MAX)
			(void)snprintf(x->names[x->n_names++], NAME_MAX_N, "%s",
			    (const char *)sqlite3_column_text(s, 0));
		rc = 0;
	}
	(void)sqlite3_finalize(s);
	(void)sqlite3_close(db);
	return rc;
}

static int
begin(struct flips *x, const char *path, struct fault *f)
{
	struct told t = { .x = x };

	buf_init(&x->whole, ARCHIVE_MAX);
	if (file_read(path, &x->whole, f) != 0 ||
	    file_publish(x->copy, x->whole.data, x->whole.len, 0600, f) != 0 ||
	    dump(x->copy, &x->dump, f) != 0)
		return -1;
	ask(x, &t, ignore);
	if (names_read(x) != 0 || t.n > 0)
		return fault_set(
		    f, FAULT_STATE, "%s: not whole: %s", path, t.first);
	return 0;
}

int
main(int argc, char *argv[])
{
	struct fault f = { .kind = FAULT_NONE };
	struct flips x = { .n_names = 0 };
	int64_t i, n, seed;
	uint64_t state;
	size_t at;
	int fd;

	if (argc != 5 || num_i64(argv[3], 1, 1000000, "FLIPS", &n, &f) != 0 ||
	    num_i64(argv[4], 0, INT64_MAX, "SEED", &seed, &f) != 0) {
		(void)fputs("usage: flips ARCHIVE COPY FLIPS SEED\n", stderr);
		return 2;
	}
	x.copy = argv[2];
	if (begin(&x, argv[1], &f) != 0 || (fd = open(x.copy, O_RDWR)) < 0) {
		(void)fprintf(stderr, "flips: %s\n", f.text);
		return 3;
	}
	state = (uint64_t)seed;
	for (i = 0; i < n; i++) {
		at = (size_t)(draw(&state) % x.whole.len);
		flip(&x, fd, at, (unsigned)(draw(&state) % 8));
	}
	(void)close(fd);
	(void)printf(
	    "flips: %lld in %zu bytes: %zu found and "
	    "named (%zu refused as a whole, %zu changed no row and "
	    "are named by table), %zu found and not named, %zu in unused bytes, "
	    "%zu missed\n",
	    (long long)n, x.whole.len, x.found - x.unnamed, x.refused,
	    x.structure, x.unnamed, x.unused, x.missed);
	buf_free(&x.whole);
	return x.missed > 0 || x.unnamed > 0 ? 1 : 0;
}
