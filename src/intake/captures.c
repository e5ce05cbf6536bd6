#include "intake/captures.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/hex.h"
#include "base/jv.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/utf8.h"
#include "crypto/sha256.h"
#include "intake/declaration.h"

#include "intake_in.h"

/*
 * Ceilings: a list of a million rows is a hundred times the largest public
 * one of its kind; no field of it needs more than a long address; a policy
 * of 64 MB is no policy.
 */
#define LIST_BYTES_MAX ((size_t)256 * 1024 * 1024)
#define ROWS_MAX 1000000
#define FIELD_BYTES_MAX 8192
#define FILE_BYTES_MAX ((size_t)64 * 1024 * 1024)
#define RECORD_BYTES_MAX ((size_t)64 * 1024)

enum column {
	COL_PLATFORM,
	COL_DOCUMENT,
	COL_URL,
	COL_TIME,
	COL_STATUS,
	COL_MEDIA_TYPE,
	COL_FILE,
	COL_SELECT,
	COL_REMOVE,
};

#define COLUMNS 9

static const char *const names[COLUMNS] = {
	[COL_PLATFORM] = "platform",
	[COL_DOCUMENT] = "document",
	[COL_URL] = "url",
	[COL_TIME] = "time",
	[COL_STATUS] = "status",
	[COL_MEDIA_TYPE] = "media_type",
	[COL_FILE] = "file",
	[COL_SELECT] = "select",
	[COL_REMOVE] = "remove",
};

/* A field of the list where it stands. */
struct field {
	const char *p;
	size_t n;
};

/* The list while it is read. */
struct list {
	const char *p, *end;
	size_t line;
	struct field fields[COLUMNS];
	size_t n_fields; /* of this line; those past COLUMNS are counted only */
	enum column order[COLUMNS]; /* what the header says of each field */
	size_t n_columns;
};

static int
may_be_absent(enum column c)
{
	return c == COL_SELECT || c == COL_REMOVE;
}

/* Cut the next line into fields; 0 at the end of the list. */
static int
next_line(struct list *l)
{
	const char *stop, *tab, *next;

	if (l->p == l->end)
		return 0;
	stop = memchr(l->p, '\n', (size_t)(l->end - l->p));
	next = stop == NULL ? l->end : stop + 1;
	if (stop == NULL)
		stop = l->end;
	if (stop > l->p && stop[-1] == '\r')
		stop--;
	l->line++;
	l->n_fields = 0;
	for (;;) {
		tab = memchr(l->p, '\t', (size_t)(stop - l->p));
		if (l->n_fields < COLUMNS) {
			l->fields[l->n_fields].p = l->p;
			l->fields[l->n_fields].n =
			    (size_t)((tab == NULL ? stop : tab) - l->p);
		}
		l->n_fields++;
		if (tab == NULL)
			break;
		l->p = tab + 1;
	}
	l->p = next;
	return 1;
}

/* How much of a field a fault shows. */
static int
shown(const struct field *x)
{
	return (int)utf8_cut(x->p, x->n, 60);
}

static int
header(struct list *l, struct fault *f)
{
	int have[COLUMNS] = { 0 };
	const struct field *x;
	size_t i, c;

	if (!next_line(l))
		return fault_set(f, FAULT_FORMAT,
		    "line 1: want a header line, have an empty list");
	if (l->n_fields > COLUMNS)
		return fault_set(f, FAULT_FORMAT,
		    "line 1: %zu columns, want at most %d", l->n_fields,
		    COLUMNS);
	for (i = 0; i < l->n_fields; i++) {
		x = &l->fields[i];
		for (c = 0; c < COLUMNS; c++)
			if (x->n == strlen(names[c]) &&
			    memcmp(x->p, names[c], x->n) == 0)
				break;
		if (c == COLUMNS)
			return fault_set(f, FAULT_FORMAT,
			    "line 1, column %zu: \"%.*s\" is none of platform "
			    "document url time status media_type file select "
			    "remove",
			    i + 1, shown(x), x->p);
		if (have[c])
			return fault_set(f, FAULT_FORMAT,
			    "line 1, column %zu: %s stands there twice", i + 1,
			    names[c]);
		have[c] = 1;
		l->order[i] = (enum column)c;
	}
	l->n_columns = l->n_fields;
	for (c = 0; c < COLUMNS; c++)
		if (!have[c] && !may_be_absent((enum column)c))
			return fault_set(
			    f, FAULT_FORMAT, "line 1: no column %s", names[c]);
	return 0;
}

/* Text of one field: of sane length, UTF-8, without control characters. */
static int
check_field(const struct field *x, const char **why)
{
	size_t i;

	*why = "more than 8192 bytes";
	if (x->n > FIELD_BYTES_MAX)
		return -1;
	*why = "not UTF-8";
	if (!utf8_valid(x->p, x->n, NULL))
		return -1;
	*why = "a control character in it";
	for (i = 0; i < x->n; i++)
		if ((unsigned char)x->p[i] < 0x20 || x->p[i] == 0x7f)
			return -1;
	return 0;
}

/* A path that stays below the folder it starts in. */
static int
path_fits(const char *path)
{
	const char *part = path;
	size_t n;

	if (path[0] == '/')
		return 0;
	for (;;) {
		n = strcspn(part, "/");
		if (n == 0 || (n == 2 && memcmp(part, "..", 2) == 0))
			return 0;
		if (part[n] == '\0')
			return 1;
		part += n + 1;
	}
}

/* What the text of a column means, put into the row. */
static int
set_field(
    struct captures_row *row, enum column c, const char *s, struct fault *f)
{
	const char **texts[COLUMNS] = {
		[COL_PLATFORM] = &row->platform,
		[COL_DOCUMENT] = &row->document,
		[COL_URL] = &row->url,
		[COL_TIME] = &row->time,
		[COL_MEDIA_TYPE] = &row->media_type,
		[COL_FILE] = &row->file,
		[COL_SELECT] = &row->select,
		[COL_REMOVE] = &row->remove,
	};
	int64_t status;

	if (s[0] == '\0' && !may_be_absent(c))
		return fault_set(f, FAULT_FORMAT, "empty, want a value");
	if (c == COL_STATUS) {
		if (num_i64(s, 0, 599, "status", &status, f) != 0)
			return -1;
		if (status != 0 && status < 100)
			return fault_set(f, FAULT_FORMAT,
			    "want 100 to 599, or 0 where it was not kept, "
			    "have %d",
			    (int)status);
		row->status = (int)status;
		return 0;
	}
	if (c == COL_TIME && clock_parse(s, &row->time_utc_ms, f) != 0)
		return -1;
	if (c == COL_FILE && !path_fits(s))
		return fault_set(f, FAULT_FORMAT,
		    "want a path below the list's folder, without \"..\", "
		    "have \"%.200s\"",
		    s);
	*texts[c] = s;
	return 0;
}

static int
parse_row(const struct list *l, struct arena *a, struct captures_row *row,
    struct fault *f)
{
	const char *why, *s;
	enum column c;
	size_t i;

	row->select = row->remove = "";
	row->line = l->line;
	if (l->n_fields > l->n_columns)
		return fault_set(f, FAULT_FORMAT,
		    "line %zu: %zu fields, want %zu", l->line, l->n_fields,
		    l->n_columns);
	for (i = 0; i < l->n_columns; i++) {
		c = l->order[i];
		if (i >= l->n_fields) {
			if (may_be_absent(c))
				continue;
			return fault_set(f, FAULT_FORMAT,
			    "line %zu: %zu fields, no %s (column %zu)", l->line,
			    l->n_fields, names[c], i + 1);
		}
		if (check_field(&l->fields[i], &why) != 0)
			return fault_set(f, FAULT_FORMAT,
			    "line %zu, column %zu (%s): %s", l->line, i + 1,
			    names[c], why);
		s = arena_strndup(a, l->fields[i].p, l->fields[i].n);
		if (set_field(row, c, s, f) != 0)
			return fault_under(f, "line %zu, column %zu (%s)",
			    l->line, i + 1, names[c]);
	}
	return 0;
}

int
captures_parse(const char *text, size_t len, struct arena *a,
    struct captures_row **rows, size_t *n, struct fault *f)
{
	struct list l = { .p = text, .end = text + len };
	struct captures_row *list = NULL;
	size_t count = 0;

	/* Some editors put a byte order mark there; it is no name's part. */
	if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
		l.p += 3;
	if (header(&l, f) != 0)
		return -1;
	while (next_line(&l)) {
		if (count == ROWS_MAX)
			return fault_set(f, FAULT_LIMIT,
			    "line %zu: more than %d rows", l.line, ROWS_MAX);
		list = arena_more(a, list, count, sizeof(*list));
		memset(&list[count], 0, sizeof(*list));
		if (parse_row(&l, a, &list[count], f) != 0)
			return -1;
		count++;
	}
	*rows = list;
	*n = count;
	return 0;
}

/*
 * Open what a row names, part by part, following no link: a folder that was
 * handed over by others must not reach outside itself.
 */
static int
open_below(int folder, const char *path, int *out, struct fault *f)
{
	char part[FIELD_BYTES_MAX + 1];
	int fd = dup(folder), next, last = 0, flags;
	size_t n;

	if (fd < 0)
		return fault_sys(f, "%s", path);
	while (!last) {
		n = strcspn(path, "/");
		memcpy(part, path, n);
		part[n] = '\0';
		last = path[n] == '\0';
		path += last ? n : n + 1;
		flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC |
		    (last ? O_NONBLOCK : O_DIRECTORY);
		next = openat(fd, part, flags);
		if (next < 0) {
			if (errno == ENOENT)
				(void)fault_set(
				    f, FAULT_ABSENT, "%s: no such file", part);
			else if (errno == ELOOP)
				(void)fault_set(f, FAULT_FORMAT,
				    "%s: a symbolic link, want a file", part);
			else
				(void)fault_sys(f, "%s", part);
			(void)close(fd);
			return -1;
		}
		(void)close(fd);
		fd = next;
	}
	*out = fd;
	return 0;
}

static int
read_file(
    int folder, const struct captures_row *row, struct buf *b, struct fault *f)
{
	unsigned char piece[65536];
	struct stat st;
	ssize_t got;
	int fd = -1, rc = -1;

	if (open_below(folder, row->file, &fd, f) != 0)
		return -1;
	if (fstat(fd, &st) != 0) {
		(void)fault_sys(f, "%s", row->file);
		goto out;
	}
	if (!S_ISREG(st.st_mode)) {
		(void)fault_set(
		    f, FAULT_FORMAT, "%s: not a plain file", row->file);
		goto out;
	}
	for (;;) {
		got = read(fd, piece, sizeof(piece));
		if (got == 0)
			break;
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			(void)fault_sys(f, "%s", row->file);
			goto out;
		}
		buf_add(b, piece, (size_t)got);
		if (b->over)
			break;
	}
	rc = buf_check(b, row->file, f);
out:
	(void)close(fd);
	return rc;
}

/* Everything that makes this look another one than its neighbours. */
static int
make_key(const struct captures_row *row, const struct buf *b, struct arena *a,
    const char **out, struct fault *f)
{
	char status[8] = "";
	struct piece p[] = {
		{ row->url, strlen(row->url) + 1 },
		{ status, sizeof(status) },
		{ row->media_type, strlen(row->media_type) + 1 },
		{ row->select, strlen(row->select) + 1 },
		{ row->remove, strlen(row->remove) + 1 },
		{ b->data, b->len },
	};
	char when[CLOCK_TEXT];
	struct digest d;

	status[0] = (char)('0' + row->status / 100);
	status[1] = (char)('0' + row->status / 10 % 10);
	status[2] = (char)('0' + row->status % 10);
	if (sha256_pieces(p, sizeof(p) / sizeof(p[0]), &d, f) != 0)
		return -1;
	*out = arena_fmt(a, "captures:%s:%s",
	    clock_rfc3339(row->time_utc_ms, when), digest_hex(&d).s);
	return 0;
}

static int
make_record(const struct captures_row *row, struct arena *a, const char **out,
    struct fault *f)
{
	struct jv *v = jv_object();
	struct buf b;
	int rc;

	buf_init(&b, RECORD_BYTES_MAX);
	jv_set_str(v, "format", "captures");
	jv_set_str(v, "file", row->file);
	jv_set_str(v, "date", row->time);
	jv_write(v, &b);
	jv_free(v);
	rc = buf_check(&b, "record of a capture", f);
	*out = rc == 0 ? arena_strndup(a, (const char *)b.data, b.len) : "";
	buf_free(&b);
	return rc;
}

static int
hand_over(int folder, const struct captures_row *row,
    const struct intake_reader *r, struct fault *f)
{
	struct capture c = { .method = "import captures" };
	struct arena a = { NULL };
	struct buf b;
	int rc = -1;

	buf_init(&b, FILE_BYTES_MAX);
	if (read_file(folder, row, &b, f) != 0 ||
	    make_key(row, &b, &a, &c.key, f) != 0)
		goto out;
	if (r->want != NULL &&
	    !r->want(r->ctx, row->platform, row->document, c.key)) {
		rc = 0;
		goto out;
	}
	if (make_record(row, &a, &c.record, f) != 0)
		goto out;
	c.platform = row->platform;
	c.document = row->document;
	c.time_utc_ms = row->time_utc_ms;
	c.url = row->url;
	c.status = row->status;
	c.media = capture_media(row->media_type);
	c.media_type = row->media_type;
	c.select = row->select;
	c.remove = row->remove;
	if (intake_declared(r, &a, &c, f) != 0)
		goto out;
	c.bytes = b.data != NULL ? b.data : (const unsigned char *)"";
	c.len = b.len;
	rc = r->take(r->ctx, &c, f);
out:
	if (rc != 0)
		(void)fault_under(f, "line %zu", row->line);
	buf_free(&b);
	arena_free(&a);
	return rc;
}

static int
by_time(const void *x, const void *y)
{
	const struct captures_row *a = x, *b = y;

	if (a->time_utc_ms != b->time_utc_ms)
		return a->time_utc_ms < b->time_utc_ms ? -1 : 1;
	return (a->line > b->line) - (a->line < b->line);
}

/* The folder that holds the list. */
static int
open_folder(const char *path, int *out, struct fault *f)
{
	const char *slash = strrchr(path, '/');
	char *folder;

	if (slash == NULL)
		folder = mem_strdup(".");
	else if (slash == path)
		folder = mem_strdup("/");
	else
		folder = mem_strndup(path, (size_t)(slash - path));
	*out = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*out < 0)
		(void)fault_sys(f, "%s", folder);
	free(folder);
	return *out < 0 ? -1 : 0;
}

int
captures_read(const char *path, const struct intake_reader *reader,
    size_t *n_rows, struct fault *f)
{
	struct captures_row *rows = NULL;
	struct arena a = { NULL };
	struct buf b;
	size_t n = 0, i;
	int folder = -1, rc = -1;

	buf_init(&b, LIST_BYTES_MAX);
	if (file_read(path, &b, f) != 0 || open_folder(path, &folder, f) != 0)
		goto out;
	if (captures_parse((const char *)b.data, b.len, &a, &rows, &n, f) !=
	    0) {
		(void)fault_under(f, "%s", path);
		goto out;
	}
	if (n > 0)
		qsort(rows, n, sizeof(*rows), by_time);
	for (i = 0; i < n; i++) {
		if (hand_over(folder, &rows[i], reader, f) != 0) {
			(void)fault_under(f, "%s", path);
			goto out;
		}
	}
	*n_rows = n;
	rc = 0;
out:
	if (folder >= 0)
		(void)close(folder);
	buf_free(&b);
	arena_free(&a);
	return rc;
}
