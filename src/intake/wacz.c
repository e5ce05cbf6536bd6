#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>

#include "base/hex.h"
#include "base/jv.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "crypto/hash.h"
#include "intake/warc.h"

#include "warc_in.h"

/*= WACZ 1.1.1: a zip with archive/NAME.warc.gz, indexes/, pages/,
 * datapackage.json with the digest of each, datapackage-digest.json. */

/*
 * Ceilings: a zip of policies has a dozen files; 16 GiB unpacked is a crawl
 * that wants other tools; a list of pages is text.
 */
#define ENTRIES_MAX 10000
#define UNPACKED_MAX ((uint64_t)16 << 30)
#define TEXT_FILE_MAX ((size_t)64 << 20)
#define NAME_BYTES_MAX 1024
#define STATS_HASH 128 /* the longest way to write a digest and its name */
#define PAGES_MAX 1000000
#define READ_BLOCK 65536

struct entry {
	const char *name;
	uint64_t size;
	char hash[2 * HASH_MAX + 1]; /* sha256, hex */
	struct buf text; /* of a file that is read here */
	FILE *warc; /* unlinked already; NULL for all else */
	bool listed;
};

struct wacz {
	const char *path;
	struct arena arena;
	struct entry *entries;
	size_t n;
	uint64_t unpacked;
	const char **pages;
	size_t n_pages;
	bool has_pages;
};

static int
zip_fault(const struct wacz *z, struct archive *zip, struct fault *f)
{
	const char *why = archive_error_string(zip);

	return fault_set(f, FAULT_FORMAT, "%.150s: %.200s", z->path,
	    why == NULL ? "no zip" : why);
}

/* A name that stays inside: no root, no "..", no backslash, nothing odd. */
static bool
name_fits(const char *s)
{
	const char *part = s;
	size_t n;

	if (s[0] == '/' || s[0] == '\0' || strlen(s) > NAME_BYTES_MAX ||
	    !utf8_valid(s, strlen(s), NULL) || strchr(s, '\\') != NULL ||
	    strchr(s, ':') != NULL)
		return false;
	for (;;) {
		n = strcspn(part, "/");
		if (n == 0 || (n == 1 && part[0] == '.') ||
		    (n == 2 && memcmp(part, "..", 2) == 0))
			return false;
		if (part[n] == '\0')
			return true;
		part += n + 1;
	}
}

static bool
ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && strcmp(s + n - m, end) == 0;
}

static bool
is_warc(const char *name)
{
	return ends_with(name, ".warc") || ends_with(name, ".warc.gz");
}

static bool
is_text(const char *name)
{
	return strcmp(name, "datapackage.json") == 0 ||
	    strcmp(name, "datapackage-digest.json") == 0 ||
	    (strncmp(name, "pages/", 6) == 0 && ends_with(name, ".jsonl"));
}

static struct entry *
find(const struct wacz *z, const char *name)
{
	size_t i;

	for (i = 0; i < z->n; i++)
		if (strcmp(z->entries[i].name, name) == 0)
			return &z->entries[i];
	return NULL;
}

/* One piece of an entry, where it belongs. */
static int
take_piece(struct wacz *z, struct entry *e, struct hash *h, const void *p,
    size_t n, struct fault *f)
{
	e->size += n;
	z->unpacked += n;
	if (z->unpacked > UNPACKED_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "%.150s: unpacks to more than %llu bytes", z->path,
		    (unsigned long long)UNPACKED_MAX);
	if (hash_add(h, p, n, f) != 0)
		return -1;
	if (is_text(e->name)) {
		buf_add(&e->text, p, n);
		return buf_check(&e->text, e->name, f);
	}
	if (e->warc != NULL && fwrite(p, 1, n, e->warc) != n)
		return fault_sys(f, "temporary file");
	return 0;
}

static int
read_entry(
    struct wacz *z, struct archive *zip, struct entry *e, struct fault *f)
{
	unsigned char sum[HASH_MAX];
	struct hash *h = NULL;
	const void *p;
	size_t n;
	la_int64_t at;
	int state, rc = -1;

	if (is_warc(e->name) && (e->warc = tmpfile()) == NULL)
		return fault_sys(f, "temporary file");
	if (hash_new("sha256", &h, f) != 0)
		goto out;
	while (
	    (state = archive_read_data_block(zip, &p, &n, &at)) == ARCHIVE_OK) {
		if ((uint64_t)at != e->size) {
			(void)fault_set(f, FAULT_FORMAT,
			    "%.150s: %.150s has holes", z->path, e->name);
			goto out;
		}
		if (take_piece(z, e, h, p, n, f) != 0)
			goto out;
	}
	if (state != ARCHIVE_EOF) {
		(void)zip_fault(z, zip, f);
		goto out;
	}
	if (hash_end(h, sum, &n, f) != 0)
		goto out;
	hex_encode(sum, n, e->hash);
	if (e->warc != NULL &&
	    (fflush(e->warc) != 0 || fseek(e->warc, 0, SEEK_SET) != 0 ||
		lseek(fileno(e->warc), 0, SEEK_SET) < 0)) {
		(void)fault_sys(f, "temporary file");
		goto out;
	}
	rc = 0;
out:
	hash_free(h);
	return rc;
}

static int
add_entry(struct wacz *z, struct archive *zip, struct archive_entry *from,
    struct fault *f)
{
	const char *name = archive_entry_pathname_utf8(from);
	struct entry *e;

	if (name == NULL)
		name = archive_entry_pathname(from);
	if (name != NULL && archive_entry_filetype(from) == AE_IFDIR)
		return 0;
	if (name == NULL || !name_fits(name))
		return fault_set(f, FAULT_FORMAT,
		    "%.150s: want a file name that stays inside, have "
		    "\"%.150s\"",
		    z->path, name == NULL ? "" : name);
	if (archive_entry_filetype(from) != AE_IFREG)
		return fault_set(f, FAULT_FORMAT,
		    "%.150s: %.150s is no plain file", z->path, name);
	if (find(z, name) != NULL)
		return fault_set(f, FAULT_FORMAT,
		    "%.150s: %.150s stands there twice", z->path, name);
	if (z->n == ENTRIES_MAX)
		return fault_set(f, FAULT_LIMIT, "%.150s: more than %d files",
		    z->path, ENTRIES_MAX);
	z->entries =
	    arena_more(&z->arena, z->entries, z->n, sizeof(*z->entries));
	e = &z->entries[z->n++];
	memset(e, 0, sizeof(*e));
	e->name = arena_strdup(&z->arena, name);
	buf_init(&e->text, TEXT_FILE_MAX);
	return read_entry(z, zip, e, f);
}

static int
unpack(struct wacz *z, struct fault *f)
{
	struct archive *zip = archive_read_new();
	struct archive_entry *entry;
	int state, rc = -1;

	if (zip == NULL)
		return fault_set(f, FAULT_LIMIT, "zip: cannot start");
	if (archive_read_support_format_zip_seekable(zip) != ARCHIVE_OK ||
	    archive_read_open_filename(zip, z->path, READ_BLOCK) !=
		ARCHIVE_OK) {
		if (access(z->path, F_OK) != 0)
			(void)fault_set(
			    f, FAULT_ABSENT, "%.200s: no such file", z->path);
		else
			(void)zip_fault(z, zip, f);
		goto out;
	}
	while ((state = archive_read_next_header(zip, &entry)) == ARCHIVE_OK)
		if (add_entry(z, zip, entry, f) != 0)
			goto out;
	if (state != ARCHIVE_EOF) {
		(void)zip_fault(z, zip, f);
		goto out;
	}
	rc = 0;
out:
	(void)archive_read_free(zip);
	return rc;
}

/* A file of the zip and what is said of it: "sha256:HEX", and its size. */
static int
check_hash(const struct wacz *z, const struct entry *e, const char *hash,
    struct fault *f)
{
	if (strncmp(hash, "sha256:", 7) == 0 && strcmp(hash + 7, e->hash) == 0)
		return 0;
	return fault_set(f, FAULT_FORMAT,
	    "%.150s: %.150s: want %.80s, have sha256:%s", z->path, e->name,
	    hash, e->hash);
}

/*= WACZ 1.0.0 section 5.2: "stats" holds hash and bytes, "hashing" says how */
static int
read_stats(const struct jv *r, char hash[static STATS_HASH], int64_t *bytes,
    struct fault *f)
{
	const struct jv *stats = jv_get(r, "stats");
	const char *hex, *how;

	if (jv_need_text(r, "hashing", &how, f) != 0 ||
	    jv_need_text(stats, "hash", &hex, f) != 0 ||
	    jv_need_int(stats, "bytes", 0, INT64_MAX, bytes, f) != 0)
		return -1;
	(void)snprintf(hash, STATS_HASH, "%.16s:%.80s", how, hex);
	return 0;
}

static int
check_resource(struct wacz *z, const struct jv *r, struct fault *f)
{
	char old[STATS_HASH];
	const char *path, *hash = old;
	struct entry *e;
	int64_t bytes;
	int bad;

	bad = jv_need_text(r, "path", &path, f);
	if (bad == 0 && jv_get(r, "hash") == NULL && jv_get(r, "stats") != NULL)
		bad = read_stats(r, old, &bytes, f);
	else if (bad == 0)
		bad = jv_need_text(r, "hash", &hash, f) != 0 ||
		    jv_need_int(r, "bytes", 0, INT64_MAX, &bytes, f) != 0;
	if (bad != 0)
		return fault_under(
		    f, "%.150s: datapackage.json: resources", z->path);
	e = find(z, path);
	if (e == NULL)
		return fault_set(f, FAULT_FORMAT,
		    "%.150s: %.150s is listed and not there", z->path, path);
	if (e->listed)
		return fault_set(f, FAULT_FORMAT,
		    "%.150s: %.150s is listed twice", z->path, path);
	e->listed = true;
	if ((uint64_t)bytes != e->size)
		return fault_set(f, FAULT_FORMAT,
		    "%.150s: %.150s: want %lld bytes, have %llu", z->path, path,
		    (long long)bytes, (unsigned long long)e->size);
	return check_hash(z, e, hash, f);
}

static int
parse_file(const struct wacz *z, const struct entry *e, struct jv **out,
    struct fault *f)
{
	if (jv_parse(e->text.data, e->text.len, out, f) != 0)
		return fault_under(f, "%.150s: %.100s", z->path, e->name);
	return 0;
}

/* datapackage-digest.json may be left out; it must fit where it is. */
static int
check_digest(struct wacz *z, struct fault *f)
{
	struct entry *e = find(z, "datapackage-digest.json");
	struct jv *v = NULL;
	const char *path, *hash;
	int rc = -1;

	if (e == NULL)
		return 0;
	e->listed = true;
	if (parse_file(z, e, &v, f) != 0)
		return -1;
	if (jv_need_text(v, "path", &path, f) != 0 ||
	    jv_need_text(v, "hash", &hash, f) != 0)
		(void)fault_under(
		    f, "%.150s: datapackage-digest.json", z->path);
	else if (strcmp(path, "datapackage.json") != 0)
		(void)fault_set(f, FAULT_FORMAT,
		    "%.150s: datapackage-digest.json: want the digest of "
		    "datapackage.json, have %.100s",
		    z->path, path);
	else
		rc = check_hash(z, find(z, "datapackage.json"), hash, f);
	jv_free(v);
	return rc;
}

static int
check_package(struct wacz *z, struct fault *f)
{
	struct entry *e = find(z, "datapackage.json");
	const struct jv *list;
	struct jv *v = NULL;
	const char *version;
	size_t i;
	int rc = -1;

	if (e == NULL)
		return fault_set(f, FAULT_FORMAT,
		    "%.150s: no WACZ: no datapackage.json", z->path);
	e->listed = true;
	if (parse_file(z, e, &v, f) != 0)
		return -1;
	if (jv_need_text(v, "wacz_version", &version, f) != 0 ||
	    jv_need_array(v, "resources", &list, f) != 0) {
		(void)fault_under(f, "%.150s: datapackage.json", z->path);
		goto out;
	}
	if (strncmp(version, "1.", 2) != 0) {
		(void)fault_set(f, FAULT_FORMAT,
		    "%.150s: want wacz_version 1.1.1, have \"%.40s\"", z->path,
		    version);
		goto out;
	}
	for (i = 0; i < jv_count(list); i++)
		if (check_resource(z, jv_at(list, i), f) != 0)
			goto out;
	rc = check_digest(z, f);
out:
	jv_free(v);
	return rc;
}

/* A line of a list of pages that has an address. */
static int
add_page(struct wacz *z, const char *line, size_t n, struct fault *f)
{
	struct jv *v = NULL;
	const char *url;

	if (n == 0)
		return 0;
	if (jv_parse(line, n, &v, f) != 0)
		return fault_under(f, "%.150s: list of pages", z->path);
	url = jv_text(jv_get(v, "url"));
	if (url != NULL && z->n_pages < PAGES_MAX) {
		z->pages = arena_more(
		    &z->arena, z->pages, z->n_pages, sizeof(*z->pages));
		z->pages[z->n_pages++] = arena_strdup(&z->arena, url);
	}
	jv_free(v);
	return 0;
}

static int
text_order(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static int
read_pages(struct wacz *z, struct fault *f)
{
	const struct entry *e;
	const char *at, *end, *nl;
	size_t i;

	for (i = 0; i < z->n; i++) {
		e = &z->entries[i];
		if (strncmp(e->name, "pages/", 6) != 0 || e->text.len == 0)
			continue;
		z->has_pages = true;
		at = (const char *)e->text.data;
		for (end = at + e->text.len; at < end; at = nl + 1) {
			nl = memchr(at, '\n', (size_t)(end - at));
			if (nl == NULL)
				nl = end;
			if (add_page(z, at, (size_t)(nl - at), f) != 0)
				return -1;
		}
	}
	if (z->n_pages > 0)
		qsort(z->pages, z->n_pages, sizeof(*z->pages), text_order);
	return 0;
}

static int
read_warcs(struct wacz *z, const struct warc_reader *reader,
    struct warc_counts *counts, struct fault *f)
{
	struct warc_file **files = mem_new(z->n + 1, sizeof(*files));
	const char **names = mem_new(z->n + 1, sizeof(*names));
	struct warc_set set = { .files = files, .names = names };
	struct entry *e;
	size_t i;
	int rc = -1;

	for (i = 0; i < z->n; i++) {
		e = &z->entries[i];
		if (e->warc == NULL)
			continue;
		names[set.n] = arena_fmt(&z->arena, "%s/%s", z->path, e->name);
		if (warc_file_open(
			fileno(e->warc), names[set.n], &files[set.n], f) != 0)
			goto out;
		set.n++;
	}
	if (z->has_pages && z->n_pages > 0) {
		set.pages = z->pages;
		set.n_pages = z->n_pages;
	}
	rc = warc_set_read(&set, reader, counts, f);
out:
	for (i = 0; i < set.n; i++)
		warc_file_close(files[i]);
	free(files);
	free(names);
	return rc;
}

static int
read_one(const char *path, const struct warc_reader *reader,
    struct warc_counts *counts, struct fault *f)
{
	struct wacz z = { .path = path };
	size_t i;
	int rc = -1;

	if (unpack(&z, f) != 0 || check_package(&z, f) != 0)
		goto out;
	for (i = 0; i < z.n; i++) {
		if (!z.entries[i].listed) {
			(void)fault_set(f, FAULT_FORMAT,
			    "%.150s: %.150s is there and not listed", path,
			    z.entries[i].name);
			goto out;
		}
	}
	if (read_pages(&z, f) == 0)
		rc = read_warcs(&z, reader, counts, f);
out:
	for (i = 0; i < z.n; i++) {
		buf_free(&z.entries[i].text);
		if (z.entries[i].warc != NULL)
			(void)fclose(z.entries[i].warc);
	}
	arena_free(&z.arena);
	return rc;
}

int
wacz_read(const char *const *paths, size_t n, const struct warc_reader *reader,
    struct warc_counts *counts, struct fault *f)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (read_one(paths[i], reader, counts, f) != 0)
			return -1;
	return 0;
}
