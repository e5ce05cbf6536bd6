#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/hex.h"
#include "base/jv.h"
#include "base/mem.h"
#include "codec/zip.h"
#include "crypto/hash.h"
#include "intake/warc_write.h"

#include "warc_in.h"

/*= WACZ 1.1.1: stored zip members, data package with the digest of each,
 * digest of the data package. */

/* An index and a list of pages: a million looks, with a line for each. */
#define LIST_MAX ((size_t)1 << 30)
#define PACKAGE_MAX ((size_t)1 << 20)

#define DATA_NAME "data.warc.gz"

struct line {
	const char *text;
	size_t order;
};

struct wacz_writer {
	struct wacz_sink sink;
	const char *software;
	struct zip *zip;
	struct hash *data;
	struct warc_writer *looks;
	struct arena arena;
	struct line *index; /* CDXJ */
	size_t n_index;
	struct buf pages;
	uint64_t data_len;
	int64_t newest_utc_ms;
	struct jv *resources;
};

static int
put_data(void *ctx, const void *p, size_t n, struct fault *f)
{
	struct wacz_writer *z = ctx;

	z->data_len += n;
	if (hash_add(z->data, p, n, f) != 0)
		return -1;
	return zip_add(z->zip, p, n, f);
}

/*
 * An address as indexes sort it: "com,example)/path".  Of what is no http
 * address, the address.
 */
static const char *
sort_form(const char *uri, struct arena *a)
{
	const char *host = strstr(uri, "://"), *rest, *start, *end;
	char *out, *at, *c;

	if (strncasecmp(uri, "http", 4) != 0 || host == NULL)
		return uri;
	host += 3;
	rest = host + strcspn(host, "/?#");
	end = host + strcspn(host, ":/?#");
	if (strncasecmp(host, "www.", 4) == 0)
		host += 4;
	out = at = arena_new(a, strlen(uri) + 8, 1);
	while (end > host) {
		for (start = end; start > host && start[-1] != '.'; start--)
			;
		memcpy(at, start, (size_t)(end - start));
		at += end - start;
		if (start > host)
			*at++ = ',';
		end = start > host ? start - 1 : start;
	}
	for (c = out; c < at; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	*at++ = ')';
	if (*rest != '/')
		*at++ = '/';
	memcpy(at, rest, strcspn(rest, "#"));
	return out;
}

static const char *
bare_type(const char *type, struct arena *a)
{
	return arena_strndup(a, type, strcspn(type, "; \t"));
}

static int
add_index(struct wacz_writer *z, const struct warc_spot *s, struct fault *f)
{
	const struct civil t = clock_civil(s->time_utc_ms);
	struct jv *v = jv_object();
	struct buf b;
	int rc;

	buf_init(&b, PACKAGE_MAX);
	jv_set_str(v, "url", s->uri);
	jv_set_str(v, "mime",
	    s->revisit ? "warc/revisit" : bare_type(s->media_type, &z->arena));
	jv_set_str(v, "digest", s->digest);
	jv_set_str(v, "filename", DATA_NAME);
	jv_set_str(v, "offset",
	    arena_fmt(&z->arena, "%llu", (unsigned long long)s->offset));
	jv_set_str(v, "length",
	    arena_fmt(&z->arena, "%llu", (unsigned long long)s->length));
	jv_set_str(v, "status", arena_fmt(&z->arena, "%d", s->status));
	buf_fmt(&b, "%s %04d%02d%02d%02d%02d%02d ",
	    sort_form(s->uri, &z->arena), t.year, t.month, t.day, t.hour,
	    t.minute, t.second);
	jv_write(v, &b);
	jv_free(v);
	rc = buf_check(&b, "a line of the index", f);
	if (rc == 0) {
		z->index = arena_more(
		    &z->arena, z->index, z->n_index, sizeof(*z->index));
		z->index[z->n_index] = (struct line){
			arena_strndup(&z->arena, (char *)b.data, b.len),
			z->n_index
		};
		z->n_index++;
	}
	buf_free(&b);
	return rc;
}

static int
take_spot(void *ctx, const struct warc_spot *s, struct fault *f)
{
	struct wacz_writer *z = ctx;
	char when[CLOCK_TEXT];
	struct jv *v;

	if (s->time_utc_ms > z->newest_utc_ms)
		z->newest_utc_ms = s->time_utc_ms;
	if (s->page && strncasecmp(s->uri, "http", 4) == 0) {
		v = jv_object();
		jv_set_str(v, "url", s->uri);
		jv_set_str(v, "ts", clock_rfc3339(s->time_utc_ms, when));
		jv_set_str(v, "title",
		    arena_fmt(&z->arena, "%s: %s", s->platform, s->document));
		jv_write(v, &z->pages);
		jv_free(v);
		buf_str(&z->pages, "\n");
	}
	return add_index(z, s, f);
}

int
wacz_writer_new(const struct wacz_sink *sink, const char *software,
    struct wacz_writer **out, struct fault *f)
{
	struct wacz_writer *z = mem_new(1, sizeof(*z));
	const struct zip_sink to = { sink->to.ctx, sink->to.put, sink->patch };
	const struct warc_out looks = { .sink = { z, put_data },
		.packed = true,
		.software = software,
		.spot = take_spot,
		.spot_ctx = z };
	int rc = -1;

	z->sink = *sink;
	z->software = software;
	buf_init(&z->pages, LIST_MAX);
	buf_str(&z->pages,
	    "{\"format\":\"json-pages-1.0\",\"id\":\"pages\",\"title\":\"All "
	    "Pages\"}\n");
	z->resources = jv_array();
	z->zip = zip_new(&to);
	z->looks = warc_writer_new(&looks);
	if (hash_new("sha256", &z->data, f) != 0 ||
	    zip_begin(z->zip, "archive/" DATA_NAME, f) != 0)
		goto out;
	*out = z;
	z = NULL;
	rc = 0;
out:
	wacz_writer_free(z);
	return rc;
}

void
wacz_writer_free(struct wacz_writer *z)
{
	if (z == NULL)
		return;
	warc_writer_free(z->looks);
	hash_free(z->data);
	zip_free(z->zip);
	jv_free(z->resources);
	buf_free(&z->pages);
	arena_free(&z->arena);
	free(z);
}

struct warc_writer *
wacz_writer_looks(struct wacz_writer *z)
{
	return z->looks;
}

/* A member that is written, for the data package. */
static int
add_resource(struct wacz_writer *z, const char *path, struct hash *h,
    uint64_t bytes, struct fault *f)
{
	const char *slash = strrchr(path, '/');
	unsigned char sum[HASH_MAX];
	char hex[2 * HASH_MAX + 1];
	struct jv *v;
	size_t n;

	if (hash_end(h, sum, &n, f) != 0)
		return -1;
	hex_encode(sum, n, hex);
	v = jv_object();
	jv_set_str(v, "name", slash == NULL ? path : slash + 1);
	jv_set_str(v, "path", path);
	jv_set_str(v, "hash", arena_fmt(&z->arena, "sha256:%s", hex));
	jv_set_int(v, "bytes", (int64_t)bytes);
	jv_push_take(z->resources, v);
	return 0;
}

/* hash is NULL, or gets "sha256:…" instead of the data package. */
static int
put_file(struct wacz_writer *z, const char *path, const struct buf *b,
    const char **hash, struct fault *f)
{
	struct hash *h = NULL;
	unsigned char sum[HASH_MAX];
	char hex[2 * HASH_MAX + 1];
	size_t n;
	int rc = -1;

	if (buf_check(b, path, f) != 0 || hash_new("sha256", &h, f) != 0 ||
	    hash_add(h, b->data, b->len, f) != 0 ||
	    zip_begin(z->zip, path, f) != 0 ||
	    zip_add(z->zip, b->data, b->len, f) != 0 || zip_end(z->zip, f) != 0)
		goto out;
	if (hash == NULL) {
		rc = add_resource(z, path, h, b->len, f);
	} else if (hash_end(h, sum, &n, f) == 0) {
		hex_encode(sum, n, hex);
		*hash = arena_fmt(&z->arena, "sha256:%s", hex);
		rc = 0;
	}
out:
	hash_free(h);
	return rc;
}

static int
line_order(const void *x, const void *y)
{
	const struct line *a = x, *b = y;
	int order = strcmp(a->text, b->text);

	return order != 0 ? order
			  : (a->order > b->order) - (a->order < b->order);
}

static int
put_index(struct wacz_writer *z, struct fault *f)
{
	struct buf b;
	size_t i;
	int rc;

	buf_init(&b, LIST_MAX);
	if (z->n_index > 0)
		qsort(z->index, z->n_index, sizeof(*z->index), line_order);
	for (i = 0; i < z->n_index; i++)
		buf_fmt(&b, "%s\n", z->index[i].text);
	rc = put_file(z, "indexes/index.cdxj", &b, NULL, f);
	buf_free(&b);
	return rc;
}

static int
put_package(struct wacz_writer *z, struct fault *f)
{
	const char *hash = "";
	char when[CLOCK_TEXT];
	struct jv *v = jv_object(), *d = jv_object();
	struct buf b;
	int rc = -1;

	buf_init(&b, PACKAGE_MAX);
	jv_set_str(v, "profile", "data-package");
	jv_set_str(v, "wacz_version", "1.1.1");
	jv_set_str(v, "software", z->software);
	/* The newest look's: the same looks make the same bytes. */
	jv_set_str(v, "created", clock_rfc3339(z->newest_utc_ms, when));
	jv_set_take(v, "resources", z->resources);
	z->resources = NULL;
	jv_write(v, &b);
	buf_str(&b, "\n");
	if (put_file(z, "datapackage.json", &b, &hash, f) != 0)
		goto out;
	b.len = 0;
	jv_set_str(d, "path", "datapackage.json");
	jv_set_str(d, "hash", hash);
	jv_write(d, &b);
	buf_str(&b, "\n");
	rc = put_file(z, "datapackage-digest.json", &b, &hash, f);
out:
	jv_free(v);
	jv_free(d);
	buf_free(&b);
	return rc;
}

int
wacz_writer_end(struct wacz_writer *z, size_t *records, struct fault *f)
{
	if (warc_writer_end(z->looks, records, f) != 0 ||
	    zip_end(z->zip, f) != 0 ||
	    add_resource(z, "archive/" DATA_NAME, z->data, z->data_len, f) !=
		0 ||
	    put_index(z, f) != 0 ||
	    put_file(z, "pages/pages.jsonl", &z->pages, NULL, f) != 0 ||
	    put_package(z, f) != 0)
		return -1;
	return zip_finish(z->zip, f);
}
