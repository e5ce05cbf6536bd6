#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "crypto/hash.h"

#include "warc_in.h"

/* What only all records together show. */

/* Sorted by id, then by place. */
struct warc_known {
	const char *id;
	size_t at;
};

static int
by_id(const void *x, const void *y)
{
	const struct warc_known *a = x, *b = y;
	int order = strcmp(a->id, b->id);

	return order != 0 ? order : (a->at > b->at) - (a->at < b->at);
}

static int
find_id(const void *x, const void *y)
{
	return strcmp(x, ((const struct warc_known *)y)->id);
}

struct warc_item *
warc_index_find(const struct warc_index *x, const char *id)
{
	const struct warc_known *k;

	if (id[0] == '\0' || x->n_ids == 0)
		return NULL;
	k = bsearch(id, x->ids, x->n_ids, sizeof(*x->ids), find_id);
	return k == NULL ? NULL : &x->items[k->at];
}

static int
in_file(const struct warc_item *a, const struct warc_item *b)
{
	if (a->time_utc_ms != b->time_utc_ms)
		return a->time_utc_ms < b->time_utc_ms ? -1 : 1;
	return (a > b) - (a < b);
}

static int
digest_order(const struct warc_digest *a, const struct warc_digest *b)
{
	if (a->n != b->n)
		return a->n < b->n ? -1 : 1;
	return memcmp(a->b, b->b, a->n);
}

static int
by_payload(const void *x, const void *y)
{
	const struct warc_item *const *a = x, *const *b = y;
	int order = digest_order(&(*a)->payload, &(*b)->payload);

	return order != 0 ? order : in_file(*a, *b);
}

static int
by_uri(const void *x, const void *y)
{
	const struct warc_item *const *a = x, *const *b = y;
	int order = strcmp((*a)->uri, (*b)->uri);

	return order != 0 ? order : in_file(*a, *b);
}

static void
sort_originals(struct warc_index *x, struct arena *a)
{
	struct warc_item *i;
	size_t at;

	x->by_payload = arena_new(a, x->n + 1, sizeof(*x->by_payload));
	x->by_uri = arena_new(a, x->n + 1, sizeof(*x->by_uri));
	for (at = 0; at < x->n; at++) {
		i = &x->items[at];
		if (i->type != WARC_RESPONSE)
			continue;
		if (i->payload.n > 0)
			x->by_payload[x->n_payloads++] = i;
		if (i->status == 200)
			x->by_uri[x->n_uris++] = i;
	}
	if (x->n_payloads > 0)
		qsort(x->by_payload, x->n_payloads, sizeof(*x->by_payload),
		    by_payload);
	if (x->n_uris > 0)
		qsort(x->by_uri, x->n_uris, sizeof(*x->by_uri), by_uri);
}

/*
 * Of those with the same payload, or address, the last one up to that time:
 * WARC-Refers-To-Target-URI and -Date, which many writers give instead of an
 * id, say no more.
 */
struct warc_item *
warc_index_original(const struct warc_index *x, const struct warc_item *revisit)
{
	struct warc_item *found = warc_index_find(x, revisit->refers_to);
	const bool payload = revisit->payload.n > 0;
	struct warc_item **list = payload ? x->by_payload : x->by_uri;
	size_t low = 0, high = payload ? x->n_payloads : x->n_uris, mid;
	int order;

	if (found != NULL)
		return found->type == WARC_RESPONSE ||
			found->type == WARC_RESOURCE ||
			found->type == WARC_REFUSED
		    ? found
		    : NULL;
	while (low < high) {
		mid = low + (high - low) / 2;
		order = payload
		    ? digest_order(&list[mid]->payload, &revisit->payload)
		    : strcmp(list[mid]->uri, revisit->uri);
		if (order < 0 ||
		    (order == 0 &&
			list[mid]->time_utc_ms <= revisit->time_utc_ms))
			low = mid + 1;
		else
			high = mid;
	}
	if (low == 0)
		return NULL;
	found = list[low - 1];
	order = payload ? digest_order(&found->payload, &revisit->payload)
			: strcmp(found->uri, revisit->uri);
	return order == 0 ? found : NULL;
}

/* Records of the file that item at begins, up to where another one begins. */
static size_t
count_from(const struct warc_index *x, size_t at)
{
	size_t n = 1;

	while (at + n < x->n && x->items[at + n].w == x->items[at].w &&
	    x->items[at + n].ends[0] == '\0')
		n++;
	return n;
}

/* The digest of the digests of all headers but the last. */
static int
sum_headers(const struct warc_item *first, size_t n, char hex[2 * HASH_MAX + 1],
    struct fault *f)
{
	unsigned char sum[HASH_MAX];
	struct hash *h = NULL;
	size_t i, len;
	int rc = -1;

	if (hash_new("sha256", &h, f) != 0)
		return -1;
	for (i = 0; i + 1 < n; i++)
		if (hash_add(h, first[i].header.b, DIGEST_LEN, f) != 0)
			goto out;
	if (hash_end(h, sum, &len, f) != 0)
		goto out;
	hex_encode(sum, len, hex);
	rc = 0;
out:
	hash_free(h);
	return rc;
}

/*
 * No reader sees that a file was cut between two records, unless the file
 * says what it has: ours do.
 */
int
warc_index_whole(const struct warc_index *x, struct fault *f)
{
	char hex[2 * HASH_MAX + 1];
	const struct warc_item *first, *last;
	size_t i, n;

	for (i = 0; i < x->n; i++) {
		first = &x->items[i];
		if (first->headers_sha256[0] != '\0')
			return fault_set(f, FAULT_FORMAT,
			    "%.150s: has the last record of an export, %.100s, "
			    "and not the first",
			    first->file_name, first->id);
		if (first->ends[0] == '\0')
			continue;
		n = count_from(x, i);
		last = first + n - 1;
		if (strcmp(last->id, first->ends) != 0)
			return fault_set(f, FAULT_FORMAT,
			    "%.150s: cut, or added to: want %.100s as its last "
			    "record, have %.100s",
			    first->file_name, first->ends, last->id);
		if (sum_headers(first, n, hex, f) != 0)
			return -1;
		if (last->said_records != (int64_t)n ||
		    strcmp(last->headers_sha256, hex) != 0)
			return fault_set(f, FAULT_FORMAT,
			    "%.150s: cut, or added to: want %lld records with "
			    "headers of sha256 %.64s, have %zu of %s",
			    first->file_name, (long long)last->said_records,
			    last->headers_sha256, n, hex);
		i += n - 1;
	}
	return 0;
}

void
warc_index_settle(struct warc_index *x, const struct warc_reader *reader,
    struct arena *a, struct warc_counts *counts)
{
	struct warc_item *item;
	struct warc_known *ids;
	size_t i;

	ids = x->ids = arena_new(a, x->n + 1, sizeof(*x->ids));
	for (i = 0; i < x->n; i++)
		if (x->items[i].id[0] != '\0')
			ids[x->n_ids++] =
			    (struct warc_known){ x->items[i].id, i };
	qsort(ids, x->n_ids, sizeof(*ids), by_id);
	for (i = 1; i < x->n_ids; i++) {
		item = &x->items[ids[i].at];
		if (strcmp(ids[i].id, ids[i - 1].id) == 0 &&
		    item->type != WARC_REFUSED)
			warc_refuse(reader, counts, item,
			    "its WARC-Record-ID stands there twice");
	}
	sort_originals(x, a);
	for (i = 0; i < x->n; i++) {
		item = &x->items[i];
		if (item->type != WARC_REFUSED &&
		    item->concurrent_to[0] != '\0' &&
		    warc_index_find(x, item->concurrent_to) == NULL)
			warc_refuse(reader, counts, item,
			    "WARC-Concurrent-To points at no record");
	}
}
