#include <string.h>

#include "codec/content.h"

#include "warc_in.h"

/* What a record stands for: the bytes of a page. */

void
warc_entity_init(struct warc_entity *e)
{
	memset(e, 0, sizeof(*e));
	e->head = e->original = "";
	buf_init(&e->wire, WARC_PAGE_MAX);
	buf_init(&e->body, WARC_PAGE_MAX);
}

void
warc_entity_free(struct warc_entity *e)
{
	buf_free(&e->wire);
	buf_free(&e->body);
}

/* The block of a record, read again at its offset. */
static int
read_again(const struct warc_item *item, struct buf *out, struct arena *a,
    struct fault *f)
{
	unsigned char piece[65536];
	struct warc_record r;
	bool more;
	size_t n;

	if (warc_seek(item->w, item->offset, f) != 0 ||
	    warc_next(item->w, a, &r, &more, f) != 0)
		return -1;
	if (!more || r.length != item->length)
		return fault_set(f, FAULT_IO,
		    "%.150s: the file was changed while it was read",
		    item->file_name);
	for (;;) {
		if (warc_block(item->w, piece, sizeof(piece), &n, f) != 0)
			return -1;
		if (n == 0)
			return buf_check(out, item->file_name, f);
		buf_add(out, piece, n);
	}
}

static int
decode(struct warc_entity *e, struct fault *f)
{
	if (content_unpack(
		e->http.encoding, e->wire.data, e->wire.len, &e->body, f) != 0)
		return fault_under(f, "its body (Content-Encoding \"%.60s\")",
		    e->http.encoding);
	return buf_check(&e->body, "its body", f);
}

static int
response(const struct buf *block, struct arena *a, struct warc_entity *out,
    struct fault *f)
{
	struct warc_http *h = &out->http;

	if (warc_http_read(block->data, block->len, a, h, f) != 0)
		return -1;
	out->head = warc_latin(a, h->head, h->head_len);
	if (h->chunked) {
		/* What is no chunk is the body itself: the index said so. */
		if (warc_unchunk(h->body, h->body_len, &out->wire, f) == 0)
			return buf_check(&out->wire, "its body", f);
		out->wire.len = 0;
	}
	buf_add(&out->wire, h->body, h->body_len);
	return buf_check(&out->wire, "its body", f);
}

/* 0: the record whose bytes item stands for; 1: there is none, f says why. */
static int
find_original(const struct warc_index *x, const struct warc_item *item,
    const struct warc_item **out, struct fault *f)
{
	const struct warc_item *from = item;

	if (item->type == WARC_REVISIT)
		from = warc_index_original(x, item);
	if (from == NULL)
		(void)fault_set(f, FAULT_ABSENT,
		    "a revisit of a record that no file has%s%.100s",
		    item->refers_to[0] == '\0' ? "" : ": ", item->refers_to);
	else if (from->type == WARC_REFUSED)
		(void)fault_set(f, FAULT_FORMAT,
		    "a revisit of record %.100s, which was refused", from->id);
	else if (from->too_large)
		(void)fault_set(f, FAULT_LIMIT,
		    "a page: want at most %zu bytes, have %llu", WARC_PAGE_MAX,
		    (unsigned long long)from->length);
	else {
		*out = from;
		return 0;
	}
	return 1;
}

/*
 * A revisit says again what its original's payload was; the two records may
 * use two algorithms, or one of them count the transfer coding too.
 */
static int
check_revisit(const struct warc_item *item, const struct warc_item *from,
    const struct warc_entity *e, struct fault *f)
{
	struct warc_digest have;

	if (item->payload.n == 0 ||
	    warc_digest_equal(&item->payload, &from->payload))
		return 0;
	if (warc_digest_of(
		&item->payload, e->wire.data, e->wire.len, &have, f) != 0)
		return 1;
	if (warc_digest_equal(&item->payload, &have))
		return 0;
	warc_digest_differs("a revisit whose WARC-Payload-Digest is not "
			    "that of the record it stands for",
	    &item->payload, &have, f);
	return 1;
}

int
warc_entity_read(const struct warc_index *x, const struct warc_item *item,
    struct arena *a, struct warc_entity *out, struct fault *f)
{
	const struct warc_item *from = NULL;
	struct buf block;
	int rc;

	buf_init(&block, WARC_PAGE_MAX);
	rc = find_original(x, item, &from, f);
	if (rc == 0)
		rc = read_again(from, &block, a, f);
	if (rc != 0)
		goto out;
	out->original = from->id;
	rc = 1;
	if (from->type == WARC_RESOURCE) {
		buf_add(&out->wire, block.data, block.len);
		buf_add(&out->body, block.data, block.len);
		if (buf_check(&out->body, "a resource", f) != 0)
			goto out;
	} else if (response(&block, a, out, f) != 0 || decode(out, f) != 0) {
		goto out;
	}
	rc = item == from ? 0 : check_revisit(item, from, out, f);
out:
	buf_free(&block);
	return rc;
}
