#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/hex.h"
#include "base/jv.h"
#include "crypto/random.h"
#include "model/joined.h"
#include "text/charset.h"

#include "capture_in.h"

/* From what the network brought to a capture, with all its evidence. */

/* The record of one look (archive: a megabyte of JSON). */
#define RECORD_BYTES ((size_t)1 << 20)

/* Pages joined of what was fetched: each has its ceiling, and so has all. */
#define JOINED_BYTES ((size_t)64 << 20)

/* A look being made: what is made of it lives in the arena. */
struct taking {
	const struct capture_doc *doc;
	struct arena arena;
	struct exhibit *exhibits;
	size_t n_exhibits;
	struct capture c;
	struct buf joined;
};

/* The same bytes are kept once, whatever brought them. */
static void
add_exhibit(struct taking *x, const char *role, const char *media_type,
    const void *bytes, size_t len)
{
	struct exhibit *e;
	size_t i, same = 1;

	for (i = 0; i < x->n_exhibits; i++) {
		e = &x->exhibits[i];
		if (strncmp(e->role, role, strlen(role)) != 0)
			continue;
		if (e->len == len && memcmp(e->bytes, bytes, len) == 0)
			return;
		same++;
	}
	x->exhibits = arena_more(
	    &x->arena, x->exhibits, x->n_exhibits, sizeof(*x->exhibits));
	e = &x->exhibits[x->n_exhibits++];
	*e = (struct exhibit){
		.role = same == 1 ? role
				  : arena_fmt(&x->arena, "%s-%zu", role, same),
		.media_type = media_type,
		.maker = "",
		.bytes = bytes,
		.len = len,
	};
}

/* What a look left besides its page. */
static void
add_exhibits(struct taking *x, const struct net_look *l)
{
	size_t i;

	if (l->coding[0] != '\0' && l->received.len > 0)
		add_exhibit(x, "received", "application/octet-stream",
		    l->received.data, l->received.len);
	for (i = 0; i < l->n_hops; i++)
		if (l->hops[i].chain[0] != '\0')
			add_exhibit(x, "certificates",
			    "application/pem-certificate-chain",
			    l->hops[i].chain, strlen(l->hops[i].chain));
	for (i = 0; i < l->n_extras; i++)
		add_exhibit(x, l->extras[i].role, l->extras[i].media_type,
		    l->extras[i].bytes, l->extras[i].len);
	for (i = 0; i < l->n_robots; i++)
		if (l->robots[i].len > 0)
			add_exhibit(x, "robots", "text/plain",
			    l->robots[i].body, l->robots[i].len);
}

/* A server that names no type, or the wrong one for a PDF, is helped out. */
static const char *
media_type_of(const struct net_look *l)
{
	const struct buf *b = net_look_body(l);
	size_t i = 0;

	if (capture_media(l->media_type) != MEDIA_OTHER || b->data == NULL)
		return l->media_type;
	if (b->len > 5 && memcmp(b->data, "%PDF-", 5) == 0)
		return "application/pdf";
	if (l->media_type[0] != '\0')
		return l->media_type;
	while (i < b->len && strchr(" \t\r\n", b->data[i]) != NULL &&
	    b->data[i] != '\0')
		i++;
	return i < b->len && b->data[i] == '<' ? "text/html" : "";
}

/* The charset as it is found, and where. */
static void
add_charset(struct jv *record, const struct net_look *l)
{
	const struct buf *b = net_look_body(l);
	struct charset_found found;
	struct jv *o;

	if (l->end != NET_END_OK || b->len == 0 ||
	    capture_media(media_type_of(l)) > MEDIA_TEXT)
		return;
	charset_find(media_type_of(l), b->data, b->len, &found);
	o = jv_object();
	if (found.label[0] != '\0')
		jv_set_str(o, "declared", found.label);
	jv_set_str(o, "from", found.from);
	jv_set_bool(o, "utf8", found.utf8);
	jv_set_take(record, "charset", o);
}

/* What a 304 was about. */
static void
add_verified(
    struct jv *record, const struct capture_doc *doc, const struct net_look *l)
{
	char text[CLOCK_TEXT];
	struct jv *o;

	if (l->end != NET_END_SAME)
		return;
	o = jv_object();
	jv_set_str(o, "sha256", doc->verified_sha);
	jv_set_str(o, "time", clock_rfc3339(doc->verified_utc_ms, text));
	jv_set_str(o, "by",
	    doc->etag[0] == '\0'                   ? "Last-Modified"
		: strncmp(doc->etag, "W/", 2) == 0 ? "weak ETag"
						   : "ETag");
	jv_set_take(record, "verified", o);
}

/* The record of all pages: of one it is the page's own. */
static int
make_record(struct taking *x, struct fault *f)
{
	const struct capture_doc *doc = x->doc;
	struct jv *top = NULL, *list, *record;
	struct buf b;
	size_t i;
	int rc = -1;

	buf_init(&b, RECORD_BYTES);
	list = jv_array();
	for (i = 0; i < doc->d.n_sources && doc->looks[i] != NULL; i++) {
		if (net_look_record(doc->looks[i], &record, f) != 0)
			goto out;
		add_charset(record, doc->looks[i]);
		add_verified(record, doc, doc->looks[i]);
		if (doc->d.n_sources == 1)
			top = record;
		else
			jv_push_take(list, record);
	}
	if (top == NULL) {
		top = jv_object();
		jv_set_int(top, "format", 1);
		if (doc->d.refused[0] != '\0')
			jv_set_str(top, "refused", doc->d.refused);
		jv_set_take(top, "pages", list);
		list = NULL;
	}
	jv_write(top, &b);
	if (buf_check(&b, "record of the look", f) != 0)
		goto out;
	x->c.record = arena_strndup(&x->arena, (const char *)b.data, b.len);
	rc = 0;
out:
	jv_free(top);
	jv_free(list);
	buf_free(&b);
	return rc;
}

/* The first page that ended as a gap makes the whole look one. */
static void
find_gap(struct taking *x)
{
	const struct capture_doc *doc = x->doc;
	const struct net_look *l;
	size_t i;

	if (doc->d.refused[0] != '\0') {
		x->c.gap_rule = "declaration-refused";
		x->c.gap = doc->d.refused;
		return;
	}
	for (i = 0; i < doc->d.n_sources; i++) {
		l = doc->looks[i];
		if (l->end == NET_END_OK || l->end == NET_END_SAME)
			continue;
		x->c.gap_rule = net_end_rule(l->end);
		x->c.status = l->status;
		x->c.gap = doc->d.n_sources == 1
		    ? l->why
		    : arena_fmt(&x->arena, "page %zu of %zu: %s", i + 1,
			  doc->d.n_sources, l->why);
		return;
	}
}

static void
take_one(struct taking *x)
{
	const struct net_look *l = x->doc->looks[0];
	const struct buf *body = net_look_body(l);

	x->c.status = l->status;
	if (l->browser != NULL && strcmp(l->coding, NET_RENDERED) == 0)
		x->c.method = CAPTURE_METHOD_RENDER;
	if (l->end == NET_END_SAME) {
		x->c.unmodified = x->doc->unmodified;
		return;
	}
	x->c.media_type = media_type_of(l);
	x->c.media = capture_media(x->c.media_type);
	x->c.bytes =
	    body->data == NULL ? (const unsigned char *)"" : body->data;
	x->c.len = body->len;
}

static int
take_joined(struct taking *x, struct fault *f)
{
	const struct capture_doc *doc = x->doc;
	const size_t n = doc->d.n_sources;
	struct joined_part *parts = arena_new(&x->arena, n, sizeof(*parts));
	char type[JOINED_TYPE];
	const struct buf *body;
	size_t i;

	buf_init(&x->joined, JOINED_BYTES);
	x->c.status = 200;
	for (i = 0; i < n; i++) {
		body = net_look_body(doc->looks[i]);
		parts[i] = (struct joined_part){
			.url = doc->d.sources[i].url,
			.media_type = media_type_of(doc->looks[i]),
			.bytes = body->data == NULL ? (const unsigned char *)""
						    : body->data,
			.len = body->len,
		};
		if (doc->looks[i]->status >= 400 && x->c.status < 400)
			x->c.status = doc->looks[i]->status;
	}
	if (joined_write(parts, n, &x->joined, type, f) != 0)
		return -1;
	if (buf_check(&x->joined, "joined pages", f) != 0)
		return -1;
	x->c.media = MEDIA_OTHER;
	x->c.media_type = arena_strdup(&x->arena, type);
	x->c.bytes = x->joined.data;
	x->c.len = x->joined.len;
	return 0;
}

/* What cannot be joined is a look without a page, and no trouble of ours. */
static int
take_pages(struct taking *x, struct fault *f)
{
	if (x->c.gap_rule != NULL)
		return 0;
	if (x->doc->d.n_sources == 1) {
		take_one(x);
		return 0;
	}
	if (take_joined(x, f) == 0)
		return 0;
	x->c.gap_rule = f->kind == FAULT_LIMIT ? net_end_rule(NET_END_TOO_LARGE)
					       : net_end_rule(NET_END_RESPONSE);
	x->c.gap = arena_strdup(&x->arena, f->text);
	f->kind = FAULT_NONE;
	return 0;
}

/* Two looks at one time are two looks. */
static int
make_key(struct taking *x, struct fault *f)
{
	unsigned char r[8];
	char hex[2 * sizeof(r) + 1];

	if (random_bytes(r, sizeof(r), f) != 0)
		return -1;
	hex_encode(r, sizeof(r), hex);
	x->c.key = arena_fmt(&x->arena, CAPTURE_METHOD " %lld %s",
	    (long long)x->c.time_utc_ms, hex);
	return 0;
}

int
capture_take(
    struct import_run *run, const struct capture_doc *doc, struct fault *f)
{
	struct taking x = { .doc = doc };
	const struct net_look *first = doc->looks[0];
	size_t i;
	int rc = -1;

	x.c = (struct capture){
		.platform = doc->platform,
		.document = doc->document,
		.method = CAPTURE_METHOD,
		.url = doc->d.n_sources == 0 ? "" : doc->d.sources[0].url,
		.media = MEDIA_OTHER,
		.media_type = "",
		.select = doc->select,
		.remove = doc->remove,
	};
	if (first != NULL)
		x.c.time_utc_ms = first->started_utc_ms;
	else if (clock_now(&x.c.time_utc_ms, f) != 0)
		goto out;
	for (i = 0; i < doc->d.n_sources && doc->looks[i] != NULL; i++)
		add_exhibits(&x, doc->looks[i]);
	find_gap(&x);
	if (take_pages(&x, f) != 0 || make_record(&x, f) != 0 ||
	    make_key(&x, f) != 0)
		goto out;
	x.c.exhibits = x.exhibits;
	x.c.n_exhibits = x.n_exhibits;
	if (import_run_want(run, x.c.platform, x.c.document, x.c.key))
		rc = import_run_take(run, &x.c, f);
	else
		rc = fault_set(f, FAULT_STATE, "capture: a key came twice");
out:
	buf_free(&x.joined);
	arena_free(&x.arena);
	return rc;
}
