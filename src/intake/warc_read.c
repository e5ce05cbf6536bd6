#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/num.h"
#include "base/utf8.h"
#include "codec/gz.h"
#include "crypto/sha256.h"

#include "warc_in.h"

/*= WARC/1.1 section 4: version line, named fields, an empty line, the block,
 * two line ends. */

/*
 * Ceilings: a header holds a dozen fields, the longest of them an address; no
 * page and no film that a crawler keeps is larger than 16 GiB; a member that
 * unpacks to far more than it weighs is a bomb (gzip ends at 1,032 to one, and
 * pages come to ten).
 */
#define HEADER_MAX ((size_t)256 * 1024)
#define FIELDS_MAX 256
#define BLOCK_MAX ((int64_t)16 << 30)
#define BOMB_FROM ((uint64_t)64 << 20)
#define BOMB_RATIO 200

#define WINDOW ((size_t)128 * 1024)

struct warc_file {
	const char *name;
	int fd;
	bool packed; /* gzip */
	struct gz *gz;
	bool in_member;
	unsigned char raw[WINDOW]; /* as in the file */
	size_t raw_at, raw_n;
	uint64_t raw_pos; /* in the file, of raw[raw_at] */
	bool raw_end;
	uint64_t member_pos, member_made;
	unsigned char out[WINDOW]; /* unpacked; of a plain file not used */
	size_t out_at, out_n;
	uint64_t block_left;
	bool in_record; /* the block's end is still to come */
};

static int
file_fault(const struct warc_file *w, const char *words, struct fault *f)
{
	return fault_set(f, FAULT_FORMAT, "%.150s: at byte %llu: %s", w->name,
	    (unsigned long long)w->raw_pos, words);
}

/* More of the file into the empty window. */
static int
raw_fill(struct warc_file *w, struct fault *f)
{
	ssize_t got;

	if (w->raw_at < w->raw_n || w->raw_end)
		return 0;
	do
		got = read(w->fd, w->raw, sizeof(w->raw));
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return fault_sys(f, "%.150s", w->name);
	w->raw_at = 0;
	w->raw_n = (size_t)got;
	w->raw_end = got == 0;
	return 0;
}

static int
member_step(struct warc_file *w, struct fault *f)
{
	struct gz_step s;
	uint64_t eaten;

	if (raw_fill(w, f) != 0)
		return -1;
	if (w->raw_end)
		return file_fault(w, "the file ends inside a gzip member", f);
	s.in = w->raw + w->raw_at;
	s.n_in = w->raw_n - w->raw_at;
	s.out = w->out;
	s.room = sizeof(w->out);
	if (gz_more(w->gz, &s, f) != 0)
		return fault_under(f, "%.150s: at byte %llu", w->name,
		    (unsigned long long)w->raw_pos);
	w->raw_at += s.eaten;
	w->raw_pos += s.eaten;
	w->out_at = 0;
	w->out_n = s.made;
	w->member_made += s.made;
	w->in_member = !s.ended;
	eaten = w->raw_pos - w->member_pos;
	if (w->member_made > BOMB_FROM && w->member_made / BOMB_RATIO > eaten)
		return fault_set(f, FAULT_LIMIT,
		    "%.150s: a gzip member of over %llu bytes unpacks to over "
		    "%llu: a bomb",
		    w->name, (unsigned long long)eaten,
		    (unsigned long long)w->member_made);
	return 0;
}

/*
 * Unpacked bytes at hand: *p and *n, n 0 at the end of the member, or of the
 * file where it is plain.
 */
static int
peek(struct warc_file *w, const unsigned char **p, size_t *n, struct fault *f)
{
	if (!w->packed) {
		if (raw_fill(w, f) != 0)
			return -1;
		*p = w->raw + w->raw_at;
		*n = w->raw_n - w->raw_at;
		return 0;
	}
	while (w->out_at == w->out_n && w->in_member)
		if (member_step(w, f) != 0)
			return -1;
	*p = w->out + w->out_at;
	*n = w->out_n - w->out_at;
	return 0;
}

static void
eat(struct warc_file *w, size_t n)
{
	if (w->packed) {
		w->out_at += n;
		return;
	}
	w->raw_at += n;
	w->raw_pos += n;
}

int
warc_file_open(
    int fd, const char *name, struct warc_file **out, struct fault *f)
{
	struct warc_file *w = mem_new(1, sizeof(*w));
	int rc = -1;

	w->name = name;
	w->fd = fd;
	if (raw_fill(w, f) != 0)
		goto out;
	if (w->raw_end) {
		(void)fault_set(f, FAULT_FORMAT,
		    "%.150s: want WARC records, have an empty file", name);
		goto out;
	}
	w->packed = w->raw_n >= 2 && w->raw[0] == 0x1f && w->raw[1] == 0x8b;
	if (w->packed && gz_new(&w->gz, f) != 0)
		goto out;
	*out = w;
	w = NULL;
	rc = 0;
out:
	warc_file_close(w);
	return rc;
}

void
warc_file_close(struct warc_file *w)
{
	if (w == NULL)
		return;
	gz_free(w->gz);
	free(w);
}

int
warc_seek(struct warc_file *w, uint64_t offset, struct fault *f)
{
	if (lseek(w->fd, (off_t)offset, SEEK_SET) < 0)
		return fault_sys(f, "%.150s", w->name);
	w->raw_at = w->raw_n = w->out_at = w->out_n = 0;
	w->raw_pos = offset;
	w->raw_end = w->in_member = w->in_record = false;
	w->block_left = 0;
	return 0;
}

int
warc_block(
    struct warc_file *w, void *p, size_t room, size_t *n, struct fault *f)
{
	const unsigned char *have;
	size_t got;

	*n = 0;
	if (w->block_left == 0)
		return 0;
	if (peek(w, &have, &got, f) != 0)
		return -1;
	if (got == 0)
		return file_fault(w,
		    w->packed ? "a record's block is shorter than its "
				"Content-Length"
			      : "the file ends inside a record",
		    f);
	if (got > room)
		got = room;
	if (got > w->block_left)
		got = (size_t)w->block_left;
	memcpy(p, have, got);
	eat(w, got);
	w->block_left -= got;
	*n = got;
	return 0;
}

/* To the end of the record before: its block, two line ends, its member. */
static int
finish(struct warc_file *w, struct fault *f)
{
	static const char end[] = "\r\n\r\n";
	unsigned char piece[4096];
	const unsigned char *have;
	size_t n, i;

	while (w->block_left > 0)
		if (warc_block(w, piece, sizeof(piece), &n, f) != 0)
			return -1;
	for (i = 0; i < 4; i++) {
		if (peek(w, &have, &n, f) != 0)
			return -1;
		if (n == 0 || have[0] != (unsigned char)end[i])
			return file_fault(w,
			    "want two line ends after a record's block: the "
			    "block is longer than its Content-Length, or the "
			    "file is cut",
			    f);
		eat(w, 1);
	}
	w->in_record = false;
	if (!w->packed)
		return 0;
	if (peek(w, &have, &n, f) != 0)
		return -1;
	if (n > 0)
		return file_fault(w,
		    "a gzip member goes on after its record: want a member for "
		    "each record (unpack such a file with gunzip first)",
		    f);
	return 0;
}

/* The header up to its empty line, as text with the line ends in it. */
static int
read_header(struct warc_file *w, struct buf *b, struct fault *f)
{
	const unsigned char *have;
	size_t n, i;

	for (;;) {
		if (peek(w, &have, &n, f) != 0)
			return -1;
		if (n == 0)
			return file_fault(
			    w, "the file ends inside a record's header", f);
		for (i = 0; i < n; i++) {
			buf_add(b, have + i, 1);
			if (b->len >= 4 &&
			    memcmp(b->data + b->len - 4, "\r\n\r\n", 4) == 0)
				break;
			if (b->over)
				return fault_set(f, FAULT_LIMIT,
				    "%.150s: at byte %llu: a header of more "
				    "than %zu bytes",
				    w->name, (unsigned long long)w->raw_pos,
				    HEADER_MAX);
			/* What is no WARC is told at once. */
			if (b->len == 5 && memcmp(b->data, "WARC/", 5) != 0)
				return file_fault(w,
				    "want a record that begins with WARC/1.0 "
				    "or WARC/1.1",
				    f);
		}
		eat(w, i < n ? i + 1 : n);
		if (i < n)
			return 0;
	}
}

/* One line of the header, which may go on in lines that begin with a blank. */
static char *
header_line(char **at)
{
	char *line = *at, *end;

	for (end = line;; end += 2) {
		end = strstr(end, "\r\n");
		if (end[2] != ' ' && end[2] != '\t')
			break;
		end[0] = end[1] = ' ';
	}
	*end = '\0';
	*at = end + 2;
	return line;
}

static char *
trim(char *s)
{
	size_t n;

	s += strspn(s, " \t");
	for (n = strlen(s); n > 0 && (s[n - 1] == ' ' || s[n - 1] == '\t'); n--)
		s[n - 1] = '\0';
	return s;
}

static int
parse_header(struct warc_file *w, char *text, struct arena *a,
    struct warc_record *r, struct fault *f)
{
	struct warc_field *field;
	char *line, *colon;

	line = header_line(&text);
	if (strcmp(line, "WARC/1.0") != 0 && strcmp(line, "WARC/1.1") != 0)
		return fault_set(f, FAULT_FORMAT,
		    "%.150s: at byte %llu: want WARC/1.0 or WARC/1.1, have "
		    "\"%.40s\"",
		    w->name, (unsigned long long)r->offset, line);
	r->version = line + 5;
	while (strncmp(text, "\r\n", 2) != 0) {
		line = header_line(&text);
		colon = strchr(line, ':');
		if (colon == NULL || colon == line)
			return fault_set(f, FAULT_FORMAT,
			    "%.150s: at byte %llu: want a field \"name: "
			    "value\", have \"%.60s\"",
			    w->name, (unsigned long long)r->offset, line);
		if (r->n_fields == FIELDS_MAX)
			return file_fault(
			    w, "a header of more than 256 fields", f);
		*colon = '\0';
		r->fields =
		    arena_more(a, r->fields, r->n_fields, sizeof(*r->fields));
		field = &r->fields[r->n_fields++];
		field->name = trim(line);
		field->value = trim(colon + 1);
	}
	return 0;
}

const char *
warc_field(const struct warc_record *r, const char *name, size_t *n_same)
{
	const char *value = NULL;
	size_t i, n = 0;

	for (i = 0; i < r->n_fields; i++) {
		if (strcasecmp(r->fields[i].name, name) != 0)
			continue;
		if (n++ == 0)
			value = r->fields[i].value;
	}
	if (n_same != NULL)
		*n_same = n;
	return value;
}

/* A record's length decides where the next one begins. */
static int
read_length(struct warc_file *w, struct warc_record *r, struct fault *f)
{
	const char *text;
	int64_t length;
	size_t n;

	text = warc_field(r, "Content-Length", &n);
	if (n != 1)
		return fault_set(f, FAULT_FORMAT,
		    "%.150s: at byte %llu: want one Content-Length, have %zu",
		    w->name, (unsigned long long)r->offset, n);
	if (num_digits(text, strlen(text), BLOCK_MAX, "Content-Length", &length,
		f) != 0)
		return fault_under(f, "%.150s: at byte %llu", w->name,
		    (unsigned long long)r->offset);
	r->length = w->block_left = (uint64_t)length;
	return 0;
}

/* Where the next record begins; *more is false at the end of the file. */
static int
begin(struct warc_file *w, bool *more, struct fault *f)
{
	if (w->in_record && finish(w, f) != 0)
		return -1;
	if (raw_fill(w, f) != 0)
		return -1;
	*more = w->raw_at < w->raw_n;
	if (!*more || !w->packed)
		return 0;
	w->member_pos = w->raw_pos;
	w->member_made = 0;
	w->out_at = w->out_n = 0;
	w->in_member = true;
	return gz_begin(w->gz, f);
}

int
warc_next(struct warc_file *w, struct arena *a, struct warc_record *r,
    bool *more, struct fault *f)
{
	struct buf b;
	char *text;
	int rc = -1;

	memset(r, 0, sizeof(*r));
	buf_init(&b, HEADER_MAX);
	if (begin(w, more, f) != 0)
		goto out;
	if (!*more) {
		rc = 0;
		goto out;
	}
	r->offset = w->raw_pos;
	if (read_header(w, &b, f) != 0)
		goto out;
	if (memchr(b.data, '\0', b.len) != NULL ||
	    !utf8_valid((const char *)b.data, b.len, NULL)) {
		(void)file_fault(
		    w, "a header with a NUL, or that is not UTF-8", f);
		goto out;
	}
	if (sha256_of(b.data, b.len, &r->header, f) != 0)
		goto out;
	text = arena_strndup(a, (const char *)b.data, b.len);
	if (parse_header(w, text, a, r, f) != 0 || read_length(w, r, f) != 0)
		goto out;
	w->in_record = true;
	rc = 0;
out:
	buf_free(&b);
	return rc;
}
