#include "intake/warc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/jv.h"
#include "base/mem.h"
#include "crypto/sha256.h"

#include "intake_in.h"
#include "warc_in.h"

/* From files to looks handed over. */

#define RECORD_BYTES_MAX ((size_t)1 << 20)
#define FILES_MAX 10000

struct opened {
	int *fds;
	struct warc_file **files;
	size_t n;
};

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

static void
set_hops(struct jv *v, const struct warc_look *k, struct arena *a)
{
	struct jv *list, *hop;
	size_t i;

	if (k->n_hops == 0)
		return;
	list = jv_array();
	for (i = 0; i < k->n_hops; i++) {
		hop = jv_object();
		jv_set_str(hop, "url", warc_url_plain(k->hops[i]->uri, a));
		jv_set_int(hop, "status", k->hops[i]->status);
		jv_set_str(hop, "record", k->hops[i]->id);
		jv_push_take(list, hop);
	}
	jv_set_take(v, "hops", list);
}

/* What the file says of the record that the bytes are of. */
static struct jv *
warc_facts(const struct warc_look *k, const struct warc_entity *e,
    const struct digest *wire, struct arena *a)
{
	const struct warc_item *i = k->item;
	struct jv *v = jv_object();

	if (k->own_item != NULL)
		jv_set_str(v, "look_record", k->own_item->id);
	if (i == NULL)
		return v;
	jv_set_str(v, "record", i->id);
	jv_set_str(v, "file", base_name(i->file_name));
	jv_set_int(v, "offset", (int64_t)i->offset);
	jv_set_str(v, "url", warc_url_plain(i->uri, a));
	if (i->payload_text[0] != '\0')
		jv_set_str(v, "payload_digest", i->payload_text);
	jv_set_str(v, "received_sha256", digest_hex(wire).s);
	jv_set_int(v, "received_bytes", (int64_t)e->wire.len);
	if (e->head[0] != '\0')
		jv_set_str(v, "response_head", e->head);
	if (i->type == WARC_REVISIT)
		jv_set_str(v, "revisit_of", e->original);
	if (i->note[0] != '\0')
		jv_set_str(v, "note", i->note);
	set_hops(v, k, a);
	return v;
}

/*
 * All that is known of this look, as canonical JSON: a record that we wrote
 * says again what it said, but for the exhibits, which are named anew.
 */
static int
make_record(const struct warc_look *k, const struct jv *own,
    const struct warc_entity *e, struct arena *a, struct capture *c,
    struct fault *f)
{
	const struct jv *said = jv_get(own, "record");
	const struct jv *value;
	const char *key;
	struct digest wire;
	struct jv *v, *copy, *facts;
	struct buf b, part;
	int rc = -1;

	if (sha256_of(e->wire.data, e->wire.len, &wire, f) != 0)
		return -1;
	v = jv_object();
	buf_init(&b, RECORD_BYTES_MAX);
	for (key = jv_next(said, NULL, &value); key != NULL;
	     key = jv_next(said, key, &value)) {
		if (strcmp(key, "exhibits") == 0 || strcmp(key, "warc") == 0)
			continue;
		buf_init(&part, RECORD_BYTES_MAX);
		jv_write(value, &part);
		rc = buf_check(&part, "record of a look", f) == 0 &&
			jv_parse(part.data, part.len, &copy, f) == 0
		    ? 0
		    : -1;
		buf_free(&part);
		if (rc != 0)
			goto out;
		jv_set_take(v, key, copy);
	}
	if (said == NULL)
		jv_set_str(v, "format", "warc");
	facts = warc_facts(k, e, &wire, a);
	/* Whoever gets it from here finds it where it was first, too. */
	jv_set_str(facts, "look_key", c->claimed);
	jv_set_take(v, "warc", facts);
	jv_write(v, &b);
	rc = buf_check(&b, "record of a look", f);
	if (rc == 0)
		c->record = arena_strndup(a, (const char *)b.data, b.len);
out:
	jv_free(v);
	buf_free(&b);
	return rc;
}

/*
 * A record's id alone is anybody's to give: what was read, and what came of it,
 * is named by the headers too, which have the digests.
 */
static int
make_key(const struct warc_index *x, const struct warc_look *k, struct arena *a,
    const char **out, struct fault *f)
{
	const struct warc_item *original = NULL;
	struct piece p[3];
	struct digest sha;
	size_t n = 0;

	*out = k->own_key;
	if (k->own_item != NULL)
		return 0;
	if (k->item->type == WARC_REVISIT)
		original = warc_index_original(x, k->item);
	p[n++] = (struct piece){ k->first->header.b, DIGEST_LEN };
	p[n++] = (struct piece){ k->item->header.b, DIGEST_LEN };
	if (original != NULL)
		p[n++] = (struct piece){ original->header.b, DIGEST_LEN };
	if (sha256_pieces(p, n, &sha, f) != 0)
		return -1;
	*out = arena_fmt(a, "warc:%s %s", k->first->id, digest_hex(&sha).s);
	return 0;
}

/* The page of somebody else's record, and what it came as. */
static void
fill_page(const struct warc_look *k, const struct warc_entity *e,
    struct arena *a, struct capture *c)
{
	const struct warc_item *i = k->item;
	struct exhibit *x;

	c->url = warc_url_plain(k->first->uri, a);
	c->status = e->http.status;
	c->media_type =
	    i->type == WARC_RESOURCE ? i->media_type : e->http.media_type;
	c->bytes =
	    e->body.data == NULL ? (const unsigned char *)"" : e->body.data;
	c->len = e->body.len;
	if (e->http.head == NULL || e->http.encoding[0] == '\0' ||
	    e->wire.len == 0)
		return;
	x = arena_new(a, 1, sizeof(*x));
	*x = (struct exhibit){
		.role = "received",
		.media_type = "application/octet-stream",
		.maker = "",
		.bytes = e->wire.data,
		.len = e->wire.len,
	};
	c->exhibits = x;
	c->n_exhibits = 1;
}

/* A look with what is read of it for the length of handing it over. */
struct looking {
	const struct warc_look *look;
	struct warc_entity entity;
	struct jv *own; /* what we wrote of it, or NULL */
};

/* 1: what our own record says of the look is not so, and f says why. */
static int
take(const struct warc_index *x, const struct looking *l,
    const struct warc_reader *reader, struct capture *c, struct arena *a,
    struct fault *f)
{
	const struct warc_look *k = l->look;
	int rc = 0;

	c->url = c->media_type = c->select = c->remove = "";
	if (k->item != NULL)
		fill_page(k, &l->entity, a, c);
	if (l->own != NULL)
		rc = warc_own_fill(x, l->own, &l->entity, a, c, f);
	if (rc != 0)
		return rc;
	c->media = capture_media(c->media_type);
	if (l->own == NULL && intake_declared(&reader->look, a, c, f) != 0)
		return -1;
	if (make_record(k, l->own, &l->entity, a, c, f) != 0)
		return 1;
	return reader->look.take(reader->look.ctx, c, f);
}

/* As warc_entity_read, and what only the look knows. */
static int
read_page(const struct warc_index *x, struct looking *l, struct arena *a,
    struct fault *f)
{
	const struct warc_look *k = l->look;
	int rc = 0;

	if (k->own_item != NULL)
		rc = warc_own_read(x, k->own_item, &l->own, f);
	if (rc != 0)
		return rc;
	if (k->item != NULL && k->item->type == WARC_REFUSED) {
		(void)fault_set(f, FAULT_FORMAT,
		    "it names record %.100s, which was refused", k->item->id);
		return 1;
	}
	if (k->item != NULL)
		rc = warc_entity_read(x, k->item, a, &l->entity, f);
	return rc == 0 && l->own != NULL
	    ? warc_own_check(k, l->own, &l->entity, f)
	    : rc;
}

static int
hand_over(const struct warc_index *x, struct warc_look *k,
    const struct warc_reader *reader, struct warc_counts *counts,
    struct fault *f)
{
	struct capture c = {
		.platform = k->place.platform,
		.document = k->place.document,
		.time_utc_ms = k->time_utc_ms,
		.method = "import warc",
	};
	struct fault why = { .kind = FAULT_NONE };
	struct arena a = { NULL };
	struct looking l = { .look = k };
	struct warc_item *bad;
	int rc = 0;

	warc_entity_init(&l.entity);
	if (make_key(x, k, &a, &c.key, f) != 0) {
		rc = -1;
		goto out;
	}
	if (reader->look.want != NULL &&
	    !reader->look.want(reader->look.ctx, c.platform, c.document,
		k->own_item == NULL ? c.key : NULL))
		goto out;
	rc = read_page(x, &l, &a, &why);
	if (rc == 0)
		rc = take(x, &l, reader, &c, &a, &why);
	if (rc > 0) {
		bad = k->own_item != NULL ? k->own_item : k->item;
		if (bad->type != WARC_REFUSED)
			warc_refuse(reader, counts, bad, why.text);
		counts->looks--;
		rc = 0;
	} else if (rc < 0) {
		*f = why;
	}
out:
	jv_free(l.own);
	warc_entity_free(&l.entity);
	arena_free(&a);
	return rc;
}

int
warc_set_read(const struct warc_set *set, const struct warc_reader *reader,
    struct warc_counts *counts, struct fault *f)
{
	struct warc_index x = { .items = NULL };
	struct arena a = { NULL };
	struct warc_look *looks = NULL;
	size_t i, n_looks = 0;
	int rc = -1;

	for (i = 0; i < set->n; i++)
		if (warc_index_file(set->files[i], set->names[i], reader, &a,
			&x, counts, f) != 0)
			goto out;
	if (warc_index_whole(&x, f) != 0)
		goto out;
	warc_index_settle(&x, reader, &a, counts);
	if (warc_looks(&x, set, reader, &a, &looks, &n_looks, counts, f) != 0)
		goto out;
	for (i = 0; i < n_looks; i++)
		if (hand_over(&x, &looks[i], reader, counts, f) != 0)
			goto out;
	rc = 0;
out:
	arena_free(&a);
	return rc;
}

static void
close_all(struct opened *o)
{
	size_t i;

	for (i = 0; i < o->n; i++) {
		warc_file_close(o->files[i]);
		(void)close(o->fds[i]);
	}
	free(o->files);
	free(o->fds);
}

static int
open_one(struct opened *o, const char *path, struct fault *f)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		if (errno == ENOENT)
			return fault_set(
			    f, FAULT_ABSENT, "%.200s: no such file", path);
		return fault_sys(f, "%.200s", path);
	}
	if (warc_file_open(fd, path, &o->files[o->n], f) != 0) {
		(void)close(fd);
		return -1;
	}
	o->fds[o->n++] = fd;
	return 0;
}

int
warc_read(const char *const *paths, size_t n, const struct warc_reader *reader,
    struct warc_counts *counts, struct fault *f)
{
	struct warc_set set = { .names = paths };
	struct opened o = { .n = 0 };
	size_t i;
	int rc = -1;

	if (n > FILES_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "want at most %d files, have %zu", FILES_MAX, n);
	o.fds = mem_new(n + 1, sizeof(*o.fds));
	o.files = mem_new(n + 1, sizeof(struct warc_file *));
	for (i = 0; i < n; i++)
		if (open_one(&o, paths[i], f) != 0)
			goto out;
	set.files = o.files;
	set.n = o.n;
	rc = warc_set_read(&set, reader, counts, f);
out:
	close_all(&o);
	return rc;
}
