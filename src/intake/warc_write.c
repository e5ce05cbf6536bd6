#include "intake/warc_write.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/hex.h"
#include "base/jv.h"
#include "base/mem.h"
#include "codec/gz.h"
#include "crypto/hash.h"
#include "crypto/sha256.h"
#include "intake/warc.h"

#include "writer_in.h"

/* A block is a page with its head, or a look's record. */
#define MEMBER_MAX (WARC_PAGE_MAX + ((size_t)8 << 20))
#define SMALL_MAX ((size_t)16 << 20)

/* A record on its way out. */
struct record {
	const char *type, *id, *uri, *media_type, *concurrent_to;
	const char *more; /* header lines of its own, "" */
	int64_t time_utc_ms;
	const struct buf *head, *body; /* the block is both; may be NULL */
	bool payload; /* the body is one */
	const char *digest; /* of another payload, to be said instead */
};

/* A page that was written, for looks that find it again. */
struct written {
	const char *key, *id, *uri, *date, *digest;
	struct digest sha;
};

struct warc_writer {
	struct warc_out out;
	struct arena arena; /* of the present document */
	struct arena own;
	const char *platform, *document; /* the present one */
	struct written *pages;
	size_t n_pages;
	struct hash *headers; /* digests of all headers */
	size_t records;
	uint64_t len;
	const char *first_id, *last_id; /* NULL until there is a record */
	int64_t last_utc_ms;
	const struct warc_spot *next; /* of the record being put */
};

struct warc_writer *
warc_writer_new(const struct warc_out *o)
{
	struct warc_writer *w = mem_new(1, sizeof(*w));

	w->out = *o;
	return w;
}

void
warc_writer_free(struct warc_writer *w)
{
	if (w == NULL)
		return;
	hash_free(w->headers);
	arena_free(&w->arena);
	arena_free(&w->own);
	free(w);
}

/*= RFC 9562 section 5.8: version 8, what the bits are is the maker's to say.
 * Here: of a digest, so that equal looks have equal ids. */
static int
make_id(struct arena *a, const char *const parts[4], const char **out,
    struct fault *f)
{
	struct piece p[5] = { { "proviso warc", 13 } };
	struct digest_hex hex;
	struct digest d;
	size_t i;

	for (i = 0; i < 4; i++)
		p[i + 1] = (struct piece){ parts[i], strlen(parts[i]) + 1 };
	if (sha256_pieces(p, 5, &d, f) != 0)
		return -1;
	d.b[6] = (unsigned char)((d.b[6] & 0x0f) | 0x80);
	d.b[8] = (unsigned char)((d.b[8] & 0x3f) | 0x80);
	hex = digest_hex(&d);
	*out = arena_fmt(a, "<urn:uuid:%.8s-%.4s-%.4s-%.4s-%.12s>", hex.s,
	    hex.s + 8, hex.s + 12, hex.s + 16, hex.s + 20);
	return 0;
}

int
warc_out_id(struct warc_writer *w, const struct capture *c, const char *role,
    const char **out, struct fault *f)
{
	const char *const parts[] = { c->platform, c->document, c->key, role };

	return make_id(&w->arena, parts, out, f);
}

static int
digest_of(const struct buf *head, const struct buf *body, struct arena *a,
    const char **out, struct fault *f)
{
	const struct piece p[] = {
		{ head == NULL ? "" : (const char *)head->data,
		    head == NULL ? 0 : head->len },
		{ body == NULL ? "" : (const char *)body->data,
		    body == NULL ? 0 : body->len },
	};
	struct digest d;

	if (sha256_pieces(p, 2, &d, f) != 0)
		return -1;
	*out = arena_fmt(a, "sha256:%s", digest_hex(&d).s);
	return 0;
}

static void
add_header(struct buf *b, const struct record *r, const char *block,
    const char *payload)
{
	const size_t n = (r->head == NULL ? 0 : r->head->len) +
	    (r->body == NULL ? 0 : r->body->len);
	char date[CLOCK_TEXT];

	buf_fmt(b, "WARC/1.1\r\nWARC-Type: %s\r\nWARC-Record-ID: %s\r\n",
	    r->type, r->id);
	buf_fmt(b, "WARC-Date: %s\r\n", clock_rfc3339(r->time_utc_ms, date));
	if (r->uri[0] != '\0')
		buf_fmt(b, "WARC-Target-URI: %s\r\n", r->uri);
	if (r->concurrent_to[0] != '\0')
		buf_fmt(b, "WARC-Concurrent-To: %s\r\n", r->concurrent_to);
	buf_str(b, r->more);
	buf_fmt(b, "WARC-Block-Digest: %s\r\n", block);
	if (payload[0] != '\0')
		buf_fmt(b, "WARC-Payload-Digest: %s\r\n", payload);
	buf_fmt(b, "Content-Type: %s\r\nContent-Length: %zu\r\n\r\n",
	    r->media_type, n);
}

/* What the last record counts: each record, with all that its header says. */
static int
count_header(struct warc_writer *w, const struct buf *header, struct fault *f)
{
	struct digest d;

	if (buf_check(header, "a record's header", f) != 0 ||
	    sha256_of(header->data, header->len, &d, f) != 0)
		return -1;
	return hash_add(w->headers, d.b, sizeof(d.b), f);
}

static void
add_block(struct buf *b, const struct record *r)
{
	if (r->head != NULL)
		buf_add(b, r->head->data, r->head->len);
	if (r->body != NULL)
		buf_add(b, r->body->data, r->body->len);
	buf_str(b, "\r\n\r\n");
}

/* Its place is told to whoever makes an index. */
static int
tell_spot(
    struct warc_writer *w, const char *payload, size_t length, struct fault *f)
{
	struct warc_spot s;

	if (w->next == NULL || w->out.spot == NULL)
		return 0;
	s = *w->next;
	s.digest = payload;
	s.offset = w->len;
	s.length = length;
	return w->out.spot(w->out.spot_ctx, &s, f);
}

/* The record as it stands in the file; *payload gets what was said of it. */
static int
put_record(struct warc_writer *w, const struct record *r, const char **payload,
    struct fault *f)
{
	const char *block, *said = r->digest;
	struct buf plain, member, *b = &plain;
	int rc = -1;

	buf_init(&plain, MEMBER_MAX);
	buf_init(&member, MEMBER_MAX + MEMBER_MAX / 64);
	if (digest_of(r->head, r->body, &w->arena, &block, f) != 0)
		goto out;
	if (r->payload && digest_of(NULL, r->body, &w->arena, &said, f) != 0)
		goto out;
	add_header(&plain, r, block, said);
	if (count_header(w, &plain, f) != 0)
		goto out;
	add_block(&plain, r);
	if (buf_check(&plain, "a record", f) != 0)
		goto out;
	if (w->out.packed) {
		if (gz_pack(plain.data, plain.len, &member, f) != 0)
			goto out;
		b = &member;
	}
	if (tell_spot(w, said, b->len, f) != 0 ||
	    w->out.sink.put(w->out.sink.ctx, b->data, b->len, f) != 0)
		goto out;
	w->len += b->len;
	w->records++;
	if (payload != NULL)
		*payload = said;
	rc = 0;
out:
	buf_free(&member);
	buf_free(&plain);
	return rc;
}

/* What the file is, with the name of the record that must be its last. */
static int
put_first(struct warc_writer *w, const struct capture *c, struct fault *f)
{
	const char *const first[] = { c->platform, c->document, c->key,
		"warcinfo" };
	const char *const last[] = { c->platform, c->document, c->key, "end" };
	struct record r = { .type = "warcinfo",
		.uri = "",
		.media_type = "application/warc-fields",
		.concurrent_to = "",
		.more = "",
		.digest = "",
		.time_utc_ms = c->time_utc_ms };
	struct buf b;
	int rc = -1;

	buf_init(&b, SMALL_MAX);
	if (hash_new("sha256", &w->headers, f) != 0 ||
	    make_id(&w->own, first, &w->first_id, f) != 0 ||
	    make_id(&w->own, last, &w->last_id, f) != 0)
		goto out;
	buf_fmt(&b, "software: %s\r\nformat: WARC File Format 1.1\r\n",
	    w->out.software);
	buf_str(&b,
	    "conformsTo: http://iipc.github.io/warc-specifications/"
	    "specifications/warc-format/warc-1.1/\r\n");
	buf_fmt(&b, "%s: %s\r\n", WARC_END_FIELD, w->last_id);
	r.id = w->first_id;
	r.body = &b;
	rc = put_record(w, &r, NULL, f);
out:
	buf_free(&b);
	return rc;
}

static int
put_request(struct warc_writer *w, const struct capture *c,
    const struct warc_page *p, struct fault *f)
{
	struct record r = { .type = "request",
		.uri = p->uri,
		.media_type = "application/http; msgtype=request",
		.concurrent_to = p->id,
		.more = "",
		.digest = "",
		.time_utc_ms = c->time_utc_ms,
		.head = &p->request };

	if (p->request.len == 0)
		return 0;
	if (warc_out_id(w, c, "request", &r.id, f) != 0)
		return -1;
	return put_record(w, &r, NULL, f);
}

/* The page itself, and what later looks need to say that it is the same. */
static int
put_page(struct warc_writer *w, const struct capture *c,
    const struct warc_page *p, struct fault *f)
{
	const bool http = p->head.len > 0;
	const struct warc_spot spot = { .uri = p->uri,
		.media_type = c->media_type,
		.time_utc_ms = c->time_utc_ms,
		.status = http ? p->status : c->status,
		.page = true,
		.platform = c->platform,
		.document = c->document };
	struct record r = { .type = http ? "response" : "resource",
		.id = p->id,
		.uri = p->uri,
		.media_type = http ? "application/http; msgtype=response"
				   : warc_out_type(&w->arena, c->media_type),
		.concurrent_to = "",
		.more = p->address,
		.digest = "",
		.time_utc_ms = c->time_utc_ms,
		.head = &p->head,
		.body = &p->body,
		.payload = true };
	char date[CLOCK_TEXT];
	struct written *k;
	const char *payload;
	int rc;

	w->next = &spot;
	rc = put_record(w, &r, &payload, f);
	w->next = NULL;
	if (rc != 0)
		return -1;
	w->pages =
	    arena_more(&w->arena, w->pages, w->n_pages, sizeof(*w->pages));
	k = &w->pages[w->n_pages++];
	*k = (struct written){ arena_strdup(&w->arena, c->key), p->id,
		arena_strdup(&w->arena, p->uri),
		arena_strdup(&w->arena, clock_rfc3339(c->time_utc_ms, date)),
		payload, p->sha };
	return put_request(w, c, p, f);
}

/*= WARC/1.1 section 6.7.3: server-not-modified, what it refers to named. */
static int
put_revisit(struct warc_writer *w, const struct capture *c, struct warc_page *p,
    const char *same_key, struct fault *f)
{
	const struct warc_spot spot = { .uri = p->uri,
		.media_type = c->media_type,
		.time_utc_ms = c->time_utc_ms,
		.status = c->status,
		.revisit = true,
		.page = true,
		.platform = c->platform,
		.document = c->document };
	struct record r = { .type = "revisit",
		.id = p->id,
		.uri = p->uri,
		.media_type = "application/http; msgtype=response",
		.concurrent_to = "",
		.time_utc_ms = c->time_utc_ms,
		.head = &p->head };
	const struct written *k = NULL;
	size_t i;
	int rc;

	for (i = 0; i < w->n_pages && k == NULL; i++)
		if (strcmp(w->pages[i].key, same_key) == 0)
			k = &w->pages[i];
	if (k == NULL)
		return fault_set(f, FAULT_STATE,
		    "a look at %.100s/%.100s is the same as one that was not "
		    "written",
		    c->platform, c->document);
	r.digest = k->digest;
	p->sha = k->sha;
	r.more = arena_fmt(&w->arena,
	    "%sWARC-Profile: http://netpreserve.org/warc/1.1/revisit/"
	    "server-not-modified\r\nWARC-Refers-To: %s\r\n"
	    "WARC-Refers-To-Target-URI: %s\r\nWARC-Refers-To-Date: %s\r\n",
	    p->address, k->id, k->uri, k->date);
	w->next = &spot;
	rc = put_record(w, &r, NULL, f);
	w->next = NULL;
	return rc == 0 ? put_request(w, c, p, f) : -1;
}

/* Each exhibit is a resource beside the page, and named in the look. */
static int
put_exhibit(struct warc_writer *w, const struct capture *c,
    const struct warc_page *p, const struct exhibit *e, struct jv *list,
    struct fault *f)
{
	const bool inside =
	    p->wire_inside && strcmp(e->role, WARC_EXHIBIT_RECEIVED) == 0;
	const char *role = warc_out_uri(&w->arena, e->role);
	struct record r = { .type = "resource",
		.uri = arena_fmt(&w->arena, "urn:%s:%s", role, p->uri),
		.media_type = warc_out_type(&w->arena, e->media_type),
		.concurrent_to = p->id == NULL ? "" : p->id,
		.more = "",
		.digest = "",
		.time_utc_ms = c->time_utc_ms,
		.payload = true };
	const struct warc_spot spot = { .uri = r.uri,
		.media_type = e->media_type,
		.time_utc_ms = c->time_utc_ms,
		.status = 200,
		.platform = c->platform,
		.document = c->document };
	struct jv *v = jv_object();
	struct buf body;
	struct digest d;
	int rc = -1;

	buf_init(&body, MEMBER_MAX);
	buf_add(&body, e->bytes, e->len);
	jv_set_str(v, "role", e->role);
	jv_set_str(v, "media_type", e->media_type);
	jv_set_str(v, "maker", e->maker);
	if (buf_check(&body, "an exhibit", f) != 0 ||
	    sha256_of(e->bytes, e->len, &d, f) != 0)
		goto out;
	jv_set_str(v, "sha256", digest_hex(&d).s);
	if (!inside) {
		if (warc_out_id(w, c,
			arena_fmt(&w->arena, "exhibit %s", e->role), &r.id,
			f) != 0)
			goto out;
		r.body = &body;
		w->next = &spot;
		rc = put_record(w, &r, NULL, f);
		w->next = NULL;
		if (rc != 0)
			goto out;
		jv_set_str(v, "record", r.id);
	}
	jv_push_take(list, v);
	v = NULL;
	rc = 0;
out:
	jv_free(v);
	buf_free(&body);
	return rc;
}

/* All that the archive knows, as judge_own() of warc_own.c wants it. */
static int
look_value(const struct capture *c, const char *same, const struct digest *sha,
    struct jv *v, struct fault *f)
{
	struct jv *record;

	jv_set_str(v, "platform", c->platform);
	jv_set_str(v, "document", c->document);
	jv_set_str(v, "key", c->key);
	jv_set_str(v, "method", c->method);
	jv_set_str(v, "url", c->url);
	jv_set_int(v, "status", c->status);
	jv_set_str(v, "media_type", c->media_type);
	jv_set_str(v, "select", c->select);
	jv_set_str(v, "remove", c->remove);
	jv_set_bool(v, "source_changed", c->source_changed != 0);
	if (sha != NULL)
		jv_set_str(v, "sha256", digest_hex(sha).s);
	if (same != NULL)
		jv_set_str(v, "unmodified_since", same);
	jv_set_str(v, "gap_rule", c->gap_rule);
	jv_set_str(v, "gap", c->gap);
	if (c->record[0] == '\0')
		return 0;
	if (jv_parse(c->record, strlen(c->record), &record, f) != 0)
		return -1;
	jv_set_take(v, "record", record);
	return 0;
}

static int
put_look(struct warc_writer *w, const struct capture *c,
    const struct warc_page *p, const char *same_key, struct fault *f)
{
	struct record r = { .type = "metadata",
		.uri = p->uri,
		.media_type = WARC_LOOK_TYPE,
		.concurrent_to = p->id == NULL ? "" : p->id,
		.more = "",
		.digest = "",
		.time_utc_ms = c->time_utc_ms };
	struct jv *v = jv_object(), *list = jv_array();
	const struct digest *sha = p->id == NULL ? NULL : &p->sha;
	struct buf b;
	size_t i;
	int rc = -1;

	buf_init(&b, SMALL_MAX);
	for (i = 0; i < c->n_exhibits; i++)
		if (put_exhibit(w, c, p, &c->exhibits[i], list, f) != 0)
			goto out;
	if (look_value(c, same_key, sha, v, f) != 0 ||
	    warc_out_id(w, c, "look", &r.id, f) != 0)
		goto out;
	jv_set_take(v, "exhibits", list);
	list = NULL;
	jv_write(v, &b);
	r.body = &b;
	if (buf_check(&b, "a look", f) == 0)
		rc = put_record(w, &r, NULL, f);
out:
	jv_free(list);
	jv_free(v);
	buf_free(&b);
	return rc;
}

/* Another document begins: what was kept for the last one is done with. */
static void
begin_document(struct warc_writer *w, const struct capture *c)
{
	if (w->platform != NULL && strcmp(w->platform, c->platform) == 0 &&
	    strcmp(w->document, c->document) == 0)
		return;
	arena_free(&w->arena);
	arena_init(&w->arena);
	w->pages = NULL;
	w->n_pages = 0;
	w->platform = arena_strdup(&w->arena, c->platform);
	w->document = arena_strdup(&w->arena, c->document);
}

int
warc_writer_put(struct warc_writer *w, const struct capture *c,
    const char *same_key, struct fault *f)
{
	struct warc_page p;
	int rc = -1;

	warc_page_init(&p);
	begin_document(w, c);
	if (w->first_id == NULL && put_first(w, c, f) != 0)
		goto out;
	w->last_utc_ms = c->time_utc_ms;
	if (warc_page_make(c, &w->arena, &p, f) != 0)
		goto out;
	if (c->bytes != NULL || same_key != NULL)
		if (warc_out_id(w, c, "page", &p.id, f) != 0)
			goto out;
	if (c->bytes != NULL) {
		if (put_page(w, c, &p, f) != 0)
			goto out;
	} else if (same_key != NULL &&
	    put_revisit(w, c, &p, same_key, f) != 0) {
		goto out;
	}
	rc = put_look(w, c, &p, same_key, f);
out:
	warc_page_free(&p);
	return rc;
}

int
warc_writer_end(struct warc_writer *w, size_t *records, struct fault *f)
{
	struct record r = { .type = "metadata",
		.id = w->last_id,
		.uri = "",
		.media_type = WARC_END_TYPE,
		.concurrent_to = "",
		.digest = "",
		.time_utc_ms = w->last_utc_ms };
	unsigned char sum[HASH_MAX];
	char hex[2 * HASH_MAX + 1];
	struct hash *headers = w->headers;
	struct buf b;
	size_t n;
	int rc = -1;

	buf_init(&b, SMALL_MAX);
	if (w->last_id == NULL) {
		(void)fault_set(f, FAULT_ABSENT, "no look to write");
		goto out;
	}
	if (hash_end(headers, sum, &n, f) != 0)
		goto out;
	hex_encode(sum, n, hex);
	buf_fmt(&b, "{\"headers_sha256\":\"%s\",\"records\":%zu}", hex,
	    w->records + 1);
	r.body = &b;
	r.more = arena_fmt(&w->own, "WARC-Refers-To: %s\r\n", w->first_id);
	/* The last header is in no sum: its block has the sum. */
	w->headers = NULL;
	if (hash_new("sha256", &w->headers, f) == 0)
		rc = put_record(w, &r, NULL, f);
	if (records != NULL)
		*records = w->records;
out:
	if (headers != w->headers)
		hash_free(headers);
	buf_free(&b);
	return rc;
}
