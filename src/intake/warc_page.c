#include <string.h>
#include <strings.h>

#include "base/jv.h"
#include "codec/content.h"
#include "crypto/sha256.h"
#include "intake/warc.h"

#include "writer_in.h"

/* Of a look, what its page's record is made of. */

/* A head is far smaller; net's own ceiling is a quarter of it. */
#define HEAD_MAX ((size_t)256 * 1024)
#define LINE_MAX_BYTES 8192
#define ORIG "X-Archive-Orig-"

void
warc_page_init(struct warc_page *p)
{
	memset(p, 0, sizeof(*p));
	p->uri = p->address = "";
	buf_init(&p->request, HEAD_MAX);
	buf_init(&p->head, HEAD_MAX);
	buf_init(&p->body, WARC_PAGE_MAX);
}

void
warc_page_free(struct warc_page *p)
{
	buf_free(&p->request);
	buf_free(&p->head);
	buf_free(&p->body);
}

const char *
warc_out_uri(struct arena *a, const char *s)
{
	static const char digits[] = "0123456789ABCDEF";
	const size_t n =
	    strlen(s) > LINE_MAX_BYTES / 3 ? LINE_MAX_BYTES / 3 : strlen(s);
	char *out = arena_new(a, 3 * n + 1, 1), *at = out;
	unsigned char c;
	size_t i;

	for (i = 0; i < n; i++) {
		c = (unsigned char)s[i];
		if (c > ' ' && c < 0x7f && c != '<' && c != '>') {
			*at++ = (char)c;
			continue;
		}
		*at++ = '%';
		*at++ = digits[c >> 4];
		*at++ = digits[c & 15];
	}
	return out;
}

const char *
warc_out_type(struct arena *a, const char *s)
{
	const char *c;

	for (c = s; *c >= ' ' && *c < 0x7f; c++)
		;
	if (*s == '\0' || *c != '\0' || c - s > LINE_MAX_BYTES)
		return "application/octet-stream";
	return arena_strdup(a, s);
}

/* A head that was kept with each byte as a character, as bytes again. */
static bool
head_bytes(const char *s, struct buf *out)
{
	const unsigned char *p = (const unsigned char *)s;
	unsigned char c;

	out->len = 0;
	for (; *p != '\0'; p++) {
		c = *p;
		if (c >= 0x80) {
			if ((c & 0xfc) != 0xc0 || (p[1] & 0xc0) != 0x80)
				return false;
			c = (unsigned char)((c & 3) << 6 | (p[1] & 0x3f));
			p++;
		}
		buf_add(out, &c, 1);
	}
	return !out->over && out->len > 4 &&
	    memcmp(out->data + out->len - 4, "\r\n\r\n", 4) == 0;
}

static bool
begins(const char *line, size_t n, const char *name)
{
	const size_t m = strlen(name);

	return n > m && strncasecmp(line, name, m) == 0 && line[m] == ':';
}

/*
 * The head of a body without transfer coding; of one that was decoded the
 * coding and the length are not what they were.
 */
static void
rename_fields(const struct buf *in, bool decoded, struct buf *out)
{
	const char *at = (const char *)in->data, *end = at + in->len, *nl;
	size_t n;

	out->len = 0;
	for (; at < end; at = nl + 1) {
		nl = memchr(at, '\n', (size_t)(end - at));
		if (nl == NULL)
			nl = end - 1;
		n = (size_t)(nl + 1 - at);
		if (begins(at, n, "Transfer-Encoding") ||
		    (decoded &&
			(begins(at, n, "Content-Encoding") ||
			    begins(at, n, "Content-Length"))))
			buf_str(out, ORIG);
		buf_add(out, at, n);
	}
}

/* Would a reader of this head and body come to the bytes of the look? */
static bool
reads_back(const struct warc_page *p, const struct capture *c)
{
	struct fault unused = { .kind = FAULT_NONE };
	struct arena a = { NULL };
	struct warc_http h;
	struct buf out;
	bool yes;

	buf_init(&out, WARC_PAGE_MAX);
	yes = warc_http_read(p->head.data, p->head.len, &a, &h, &unused) == 0 &&
	    h.status == p->status && !h.chunked && h.body_len == 0 &&
	    content_unpack(
		h.encoding, p->body.data, p->body.len, &out, &unused) == 0 &&
	    out.len == c->len &&
	    (out.len == 0 || memcmp(out.data, c->bytes, out.len) == 0);
	buf_free(&out);
	arena_free(&a);
	return yes;
}

static const struct exhibit *
received(const struct capture *c)
{
	size_t i;

	for (i = 0; i < c->n_exhibits; i++)
		if (strcmp(c->exhibits[i].role, WARC_EXHIBIT_RECEIVED) == 0)
			return &c->exhibits[i];
	return NULL;
}

static void
set_body(struct warc_page *p, const void *bytes, size_t n)
{
	p->body.len = 0;
	buf_add(&p->body, bytes, n);
}

/* The response as it was received, or decoded; else a resource. */
static void
make_response(
    struct warc_page *p, const struct capture *c, const struct buf *kept)
{
	const struct exhibit *wire = received(c);

	if (wire != NULL) {
		set_body(p, wire->bytes, wire->len);
		rename_fields(kept, false, &p->head);
		p->wire_inside = true;
		if (reads_back(p, c))
			return;
		p->wire_inside = false;
	}
	set_body(p, c->bytes, c->len);
	rename_fields(kept, wire != NULL, &p->head);
	if (!reads_back(p, c))
		p->head.len = 0;
}

/* What the record of the look kept of the way to its page. */
struct way {
	const char *uri, *request, *response, *address;
	int status;
};

static void
find_way(const struct jv *record, const struct capture *c, struct way *out)
{
	const struct jv *hops = jv_get(record, "hops"), *warc, *hop;
	const char *s;

	*out = (struct way){ c->url, "", "", "", c->status };
	if (jv_get(record, "browser") != NULL)
		return;
	warc = jv_get(record, "warc");
	hop = jv_count(hops) == 0 ? NULL : jv_at(hops, jv_count(hops) - 1);
	if (hop == NULL && warc != NULL) {
		if ((s = jv_text(jv_get(warc, "url"))) != NULL)
			out->uri = s;
		if ((s = jv_text(jv_get(warc, "response_head"))) != NULL)
			out->response = s;
		return;
	}
	if ((s = jv_text(jv_get(hop, "url"))) != NULL)
		out->uri = s;
	if ((s = jv_text(jv_get(hop, "request"))) != NULL)
		out->request = s;
	if ((s = jv_text(jv_get(hop, "response"))) != NULL)
		out->response = s;
	if ((s = jv_text(jv_get(hop, "address"))) != NULL)
		out->address = s;
	out->status = (int)jv_number(jv_get(hop, "status"), c->status);
}

static void
make_address(struct warc_page *p, const struct way *w, struct arena *a)
{
	const char *s = w->address;

	if (s[0] != '\0' && s[strspn(s, "0123456789abcdefABCDEF:.")] == '\0' &&
	    strlen(s) < 46)
		p->address = arena_fmt(a, "WARC-IP-Address: %s\r\n", s);
}

int
warc_page_make(const struct capture *c, struct arena *a, struct warc_page *p,
    struct fault *f)
{
	struct fault unused = { .kind = FAULT_NONE };
	struct jv *record = NULL;
	struct buf kept;
	struct way way;
	int rc = -1;

	buf_init(&kept, HEAD_MAX);
	if (c->record[0] != '\0' &&
	    jv_parse(c->record, strlen(c->record), &record, &unused) != 0)
		record = NULL;
	find_way(record, c, &way);
	p->uri = way.uri[0] == '\0'
	    ? arena_fmt(a, "urn:x-proviso:%s/%s", warc_out_uri(a, c->platform),
		  warc_out_uri(a, c->document))
	    : warc_out_uri(a, way.uri);
	p->status = way.status;
	make_address(p, &way, a);
	if (way.response[0] != '\0' && !head_bytes(way.request, &p->request))
		p->request.len = 0;
	if (head_bytes(way.response, &kept)) {
		if (c->bytes != NULL)
			make_response(p, c, &kept);
		else
			rename_fields(&kept, false, &p->head);
	}
	if (p->head.len == 0) {
		p->request.len = 0;
		if (c->bytes != NULL)
			set_body(p, c->bytes, c->len);
	}
	if (buf_check(&p->body, "a page", f) != 0 ||
	    sha256_of(c->bytes == NULL ? (const unsigned char *)"" : c->bytes,
		c->len, &p->sha, f) != 0)
		goto out;
	rc = 0;
out:
	jv_free(record);
	buf_free(&kept);
	return rc;
}
