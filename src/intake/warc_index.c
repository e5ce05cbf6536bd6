#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/jv.h"
#include "base/mem.h"
#include "base/num.h"
#include "crypto/hash.h"
#include "crypto/sha256.h"
#include "intake/warc.h"
#include "intake/warc_write.h"

#include "warc_in.h"

/* Every record read once: is it what it says, and what is it? */

/*
 * Ceilings: a crawl of a site has some 10^5 records; no field of use to us
 * is longer than an address.
 */
#define RECORDS_MAX 4000000
#define TEXT_MAX 8192

struct judged {
	struct warc_file *w;
	const struct warc_record *r;
	struct arena *arena;
	struct warc_item *item;
	struct buf block; /* of a record that may be a page */
	bool kept; /* block has all of it */
};

static const struct {
	const char *name;
	enum warc_type type;
} types[] = {
	{ "warcinfo", WARC_INFO },
	{ "request", WARC_REQUEST },
	{ "response", WARC_RESPONSE },
	{ "resource", WARC_RESOURCE },
	{ "revisit", WARC_REVISIT },
	{ "metadata", WARC_METADATA },
};

static const char *
take_text(const struct warc_record *r, const char *name)
{
	const char *s = warc_field(r, name, NULL);

	return s == NULL || strlen(s) > TEXT_MAX ? "" : s;
}

/* An address without the angle brackets that some writers put around it. */
static const char *
bare(const char *s, struct arena *a)
{
	size_t n = strlen(s);

	if (n >= 2 && s[0] == '<' && s[n - 1] == '>')
		return arena_strndup(a, s + 1, n - 2);
	return s;
}

static int
need_one(const struct warc_record *r, const char *name, const char **out,
    struct fault *f)
{
	size_t n;
	const char *text = warc_field(r, name, &n);

	if (n != 1)
		return fault_set(
		    f, FAULT_FORMAT, "want one %s, have %zu", name, n);
	if (text[0] == '\0' || strlen(text) > TEXT_MAX)
		return fault_set(f, FAULT_FORMAT,
		    "%s: want 1 to %d bytes, have %zu", name, TEXT_MAX,
		    strlen(text));
	*out = text;
	return 0;
}

static bool
ipv4_fits(const char *s)
{
	struct fault unused = { .kind = FAULT_NONE };
	int64_t part;
	size_t n, i;

	for (i = 0; i < 4; i++) {
		n = strspn(s, "0123456789");
		if (n == 0 || n > 3 ||
		    num_digits(s, n, 255, "octet", &part, &unused) != 0)
			return false;
		s += n;
		if (*s != (i == 3 ? '\0' : '.'))
			return false;
		s++;
	}
	return true;
}

static bool
ip_fits(const char *s)
{
	const char *colon = strchr(s, ':');

	if (colon == NULL)
		return ipv4_fits(s);
	return strlen(s) < 46 && strchr(colon + 1, ':') != NULL &&
	    s[strspn(s, "0123456789abcdefABCDEF:.")] == '\0';
}

/* The fields that every record has, and those that its type has. */
static int
judge_fields(struct judged *j, struct fault *f)
{
	const struct warc_record *r = j->r;
	struct warc_item *x = j->item;
	const char *type = "", *date = "",
		   *ip = warc_field(r, "WARC-IP-Address", NULL);
	size_t i, n;

	if (need_one(r, "WARC-Record-ID", &x->id, f) != 0)
		return -1;
	n = strlen(x->id);
	if (n < 5 || x->id[0] != '<' || x->id[n - 1] != '>' ||
	    strchr(x->id, ':') == NULL)
		return fault_set(f, FAULT_FORMAT,
		    "want a WARC-Record-ID <uri>, have \"%.80s\"", x->id);
	if (need_one(r, "WARC-Type", &type, f) != 0 ||
	    need_one(r, "WARC-Date", &date, f) != 0)
		return -1;
	if (clock_parse(date, &x->time_utc_ms, f) != 0)
		return fault_under(f, "WARC-Date");
	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(type, types[i].name) == 0)
			x->type = types[i].type;
	x->uri = bare(take_text(r, "WARC-Target-URI"), j->arena);
	if (x->uri[0] == '\0' && x->type != WARC_OTHER &&
	    x->type != WARC_INFO && x->type != WARC_METADATA)
		return fault_set(
		    f, FAULT_FORMAT, "a %s without WARC-Target-URI", type);
	if (ip != NULL && !ip_fits(ip))
		return fault_set(f, FAULT_FORMAT,
		    "WARC-IP-Address: want an address, have \"%.60s\"", ip);
	for (i = 0; x->uri[i] != '\0'; i++)
		if ((unsigned char)x->uri[i] <= ' ' || x->uri[i] == 0x7f)
			return fault_set(f, FAULT_FORMAT,
			    "WARC-Target-URI: a blank or control character "
			    "in it");
	x->concurrent_to = take_text(r, "WARC-Concurrent-To");
	x->refers_to = take_text(r, "WARC-Refers-To");
	x->profile = take_text(r, "WARC-Profile");
	return 0;
}

/* Through the block: its digest, and its bytes where it may be a page. */
static int
read_block(struct judged *j, const struct warc_digest *want,
    struct warc_digest *have, struct fault *f)
{
	const enum warc_type type = j->item->type;
	const bool wanted = type == WARC_INFO || type == WARC_RESPONSE ||
	    type == WARC_RESOURCE || type == WARC_METADATA ||
	    type == WARC_REVISIT;
	unsigned char piece[65536];
	struct hash *h = NULL;
	size_t n;
	int rc = -1;

	if (want->n > 0 && hash_new(want->algorithm, &h, f) != 0)
		goto out;
	for (;;) {
		if (warc_block(j->w, piece, sizeof(piece), &n, f) != 0)
			goto out;
		if (n == 0)
			break;
		if (h != NULL && hash_add(h, piece, n, f) != 0)
			goto out;
		if (wanted)
			buf_add(&j->block, piece, n);
	}
	j->kept = wanted && !j->block.over;
	j->item->too_large = wanted && j->block.over;
	if (h != NULL && hash_end(h, have->b, &have->n, f) != 0)
		goto out;
	rc = 0;
out:
	hash_free(h);
	return rc;
}

/*
 * The body of a response as its server meant it, and whether the payload's
 * digest fits it.
 */
static int
judge_payload(struct judged *j, const struct warc_http *h, struct fault *f)
{
	struct warc_item *x = j->item;
	struct warc_digest have;
	struct fault no_chunks = { .kind = FAULT_NONE };
	struct buf plain;
	bool framed, fits = true;
	int rc = -1;

	buf_init(&plain, WARC_PAGE_MAX);
	framed = h->chunked &&
	    warc_unchunk(h->body, h->body_len, &plain, &no_chunks) == 0;
	if (h->chunked && !framed)
		x->note = "its head says chunked, its body is not";
	if (x->payload.n == 0) {
		rc = 0;
		goto out;
	}
	if (framed) {
		if (warc_digest_of(
			&x->payload, plain.data, plain.len, &have, f) != 0)
			goto out;
		fits = warc_digest_equal(&have, &x->payload);
	}
	if (!framed || !fits) {
		if (warc_digest_of(
			&x->payload, h->body, h->body_len, &have, f) != 0)
			goto out;
		if (framed && warc_digest_equal(&have, &x->payload))
			x->note = "its payload digest fits only with the "
				  "transfer coding left in";
		fits = warc_digest_equal(&have, &x->payload);
	}
	if (!fits) {
		warc_digest_differs(
		    "WARC-Payload-Digest", &x->payload, &have, f);
		goto out;
	}
	rc = 0;
out:
	buf_free(&plain);
	return rc;
}

static int
judge_response(struct judged *j, struct fault *f)
{
	const char *type = take_text(j->r, "Content-Type");
	struct warc_item *x = j->item;
	struct warc_http h;

	if (strncasecmp(type, "application/http", 16) != 0) {
		x->type = WARC_OTHER; /* a name server's answer, say */
		return 0;
	}
	if (warc_http_read(j->block.data, j->block.len, j->arena, &h, f) != 0)
		return -1;
	if (h.status == 0)
		return fault_set(
		    f, FAULT_FORMAT, "a response without a status line");
	x->status = h.status;
	x->media_type = h.media_type;
	x->location = h.location;
	return x->type == WARC_REVISIT ? 0 : judge_payload(j, &h, f);
}

/* The record that a file of ours says is its last; "" of others' files. */
static const char *
last_record(const struct buf *b, struct arena *a)
{
	const char *at = b->data == NULL ? "" : (const char *)b->data;
	const size_t n = strlen(WARC_END_FIELD ": ");

	at = strstr(at, WARC_END_FIELD ": ");
	return at == NULL ? ""
			  : arena_strndup(a, at + n, strcspn(at + n, "\r\n"));
}

static int
judge_end(struct judged *j, struct fault *f)
{
	struct jv *v = NULL;
	const char *sum;
	int rc = -1;

	if (jv_parse(j->block.data, j->block.len, &v, f) == 0 &&
	    jv_need_int(
		v, "records", 0, RECORDS_MAX, &j->item->said_records, f) == 0 &&
	    jv_need_text(v, "headers_sha256", &sum, f) == 0) {
		j->item->headers_sha256 = arena_strdup(j->arena, sum);
		rc = 0;
	}
	jv_free(v);
	return rc;
}

/* What the block says, now that it is known to be the one that was written. */
static int
judge_block(struct judged *j, struct fault *f)
{
	struct warc_item *x = j->item;
	struct warc_digest have;

	if (x->type == WARC_RESPONSE && j->kept)
		return judge_response(j, f);
	if (x->type == WARC_REVISIT && j->kept && j->block.len > 0)
		return judge_response(j, f);
	x->media_type = take_text(j->r, "Content-Type");
	if (x->type == WARC_INFO && j->kept)
		x->ends = last_record(&j->block, j->arena);
	if (x->type == WARC_METADATA && j->kept &&
	    strcmp(x->media_type, WARC_END_TYPE) == 0)
		return judge_end(j, f);
	if (x->type != WARC_RESOURCE || x->payload.n == 0 || !j->kept)
		return 0;
	if (warc_digest_of(
		&x->payload, j->block.data, j->block.len, &have, f) != 0)
		return -1;
	if (warc_digest_equal(&have, &x->payload))
		return 0;
	warc_digest_differs("WARC-Payload-Digest", &x->payload, &have, f);
	return -1;
}

/* Digests as written: at least one where a page may come of the record. */
static int
take_digests(struct judged *j, struct warc_digest *block, struct fault *f)
{
	const char *b = warc_field(j->r, "WARC-Block-Digest", NULL);
	const char *p = warc_field(j->r, "WARC-Payload-Digest", NULL);
	struct warc_item *x = j->item;

	x->payload_text = p == NULL ? "" : p;
	if (b != NULL && warc_digest_parse(b, block, f) != 0)
		return fault_under(f, "WARC-Block-Digest");
	if (p != NULL && warc_digest_parse(p, &x->payload, f) != 0)
		return fault_under(f, "WARC-Payload-Digest");
	if (b == NULL && p == NULL &&
	    (x->type == WARC_RESPONSE || x->type == WARC_RESOURCE))
		return fault_set(f, FAULT_FORMAT,
		    "neither WARC-Block-Digest nor WARC-Payload-Digest");
	if (x->type == WARC_REVISIT && p == NULL &&
	    strstr(x->profile, "server-not-modified") == NULL)
		return fault_set(
		    f, FAULT_FORMAT, "a revisit without WARC-Payload-Digest");
	return 0;
}

static int
judge_whole(struct judged *j, struct fault *f)
{
	static const char *const parts[] = { "WARC-Segment-Number",
		"WARC-Segment-Origin-ID" };
	const char *cut = take_text(j->r, "WARC-Truncated");
	enum warc_type t = j->item->type;
	size_t i;

	if (t != WARC_RESPONSE && t != WARC_RESOURCE)
		return 0;
	if (cut[0] != '\0')
		return fault_set(f, FAULT_FORMAT,
		    "it was cut when it was taken: %.60s", cut);
	for (i = 0; i < 2; i++)
		if (warc_field(j->r, parts[i], NULL) != NULL)
			return fault_set(
			    f, FAULT_FORMAT, "it is one of several segments");
	return 0;
}

/*
 * 0: the record is good.  1: it is not, and f says why.  -1: the file cannot
 * be read on.
 */
static int
judge_record(struct judged *j, struct fault *f)
{
	struct warc_digest want = { .n = 0 }, have = { .n = 0 };
	struct fault mine = { .kind = FAULT_NONE };
	bool good = judge_fields(j, &mine) == 0 &&
	    take_digests(j, &want, &mine) == 0 && judge_whole(j, &mine) == 0;

	if (!good)
		want.n = 0;
	if (read_block(j, &want, &have, f) != 0)
		return -1;
	if (good && want.n > 0 && !warc_digest_equal(&want, &have)) {
		warc_digest_differs("WARC-Block-Digest", &want, &have, &mine);
		good = false;
	}
	if (good && judge_block(j, &mine) != 0)
		good = false;
	if (good)
		return 0;
	*f = mine;
	return 1;
}

void
warc_refuse(const struct warc_reader *reader, struct warc_counts *counts,
    struct warc_item *x, const char *why)
{
	counts->refused++;
	x->type = WARC_REFUSED;
	if (reader->refused != NULL)
		reader->refused(
		    reader->look.ctx, x->file_name, x->offset, x->id, why);
}

/* What of the record is still wanted when its block is gone. */
static void
keep_note(struct judged *j, const char *file)
{
	struct warc_item *x = j->item;

	x->w = j->w;
	x->file_name = file;
	x->offset = j->r->offset;
	x->length = j->r->length;
	x->header = j->r->header;
	x->id = x->uri = x->concurrent_to = x->media_type = x->location =
	    x->payload_text = x->refers_to = x->profile = x->note = x->ends =
		x->headers_sha256 = "";
}

/* Most of a header is done with once its record is judged. */
static void
keep_texts(struct warc_item *x, struct arena *a)
{
	const char **const texts[] = { &x->id, &x->uri, &x->concurrent_to,
		&x->media_type, &x->location, &x->payload_text, &x->refers_to,
		&x->profile, &x->ends, &x->headers_sha256 };
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		*texts[i] =
		    **texts[i] == '\0' ? "" : arena_strdup(a, *texts[i]);
}

int
warc_index_file(struct warc_file *w, const char *name,
    const struct warc_reader *reader, struct arena *a, struct warc_index *out,
    struct warc_counts *counts, struct fault *f)
{
	struct warc_record r;
	struct arena scratch = { NULL };
	struct judged j = { .w = w, .r = &r, .arena = &scratch };
	struct fault why = { .kind = FAULT_NONE };
	bool more;
	int state, rc = -1;

	buf_init(&j.block, WARC_PAGE_MAX);
	for (;;) {
		arena_free(&scratch);
		arena_init(&scratch);
		if (warc_next(w, &scratch, &r, &more, f) != 0)
			goto out;
		if (!more)
			break;
		if (out->n == RECORDS_MAX) {
			(void)fault_set(f, FAULT_LIMIT,
			    "%.150s: more than %d records", name, RECORDS_MAX);
			goto out;
		}
		out->items =
		    arena_more(a, out->items, out->n, sizeof(*out->items));
		j.item = &out->items[out->n++];
		memset(j.item, 0, sizeof(*j.item));
		j.block.len = 0;
		j.block.over = false;
		keep_note(&j, name);
		counts->records++;
		state = judge_record(&j, &why);
		if (state < 0) {
			*f = why;
			goto out;
		}
		keep_texts(j.item, a);
		if (state > 0)
			warc_refuse(reader, counts, j.item, why.text);
	}
	rc = 0;
out:
	arena_free(&scratch);
	buf_free(&j.block);
	return rc;
}
