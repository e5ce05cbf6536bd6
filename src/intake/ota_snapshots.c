#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/jv.h"
#include "base/mem.h"
#include "intake/declaration.h"
#include "model/joined.h"

#include "ota_in.h"

/* Joined pages of one look; a page of it has at most 64 MB. */
#define JOINED_BYTES_MAX ((size_t)256 << 20)

/*
 * The newest snapshot of one source of a document of several, and the newest
 * of all of them.
 */
struct newest {
	const char *name; /* "Service/Terms #source", "Service/Terms" */
	struct find find;
};

struct snapshots {
	struct walk *w;
	struct arena names;
	struct newest **slots; /* open addressing by name */
	size_t n, n_slots;
	const struct find **batch; /* of one time */
	size_t n_batch, room;
};

struct snapshots *
snapshots_new(struct walk *w)
{
	struct snapshots *s = mem_new(1, sizeof(*s));

	s->w = w;
	return s;
}

void
snapshots_free(struct snapshots *s)
{
	if (s == NULL)
		return;
	free(s->slots);
	free(s->batch);
	arena_free(&s->names);
	free(s);
}

static size_t
slot_of(const struct snapshots *s, const char *name)
{
	size_t h = 5381;
	const char *p;

	for (p = name; *p != '\0'; p++)
		h = h * 33 + (unsigned char)*p;
	for (h &= s->n_slots - 1; s->slots[h] != NULL;
	     h = (h + 1) & (s->n_slots - 1))
		if (strcmp(s->slots[h]->name, name) == 0)
			break;
	return h;
}

static void
widen(struct snapshots *s)
{
	struct newest **was = s->slots;
	size_t i, n = s->n_slots;

	s->n_slots = n == 0 ? 256 : 2 * n;
	s->slots = mem_new(s->n_slots, sizeof(*s->slots));
	for (i = 0; i < n; i++)
		if (was[i] != NULL)
			s->slots[slot_of(s, was[i]->name)] = was[i];
	free(was);
}

/* The place of the first n bytes of a file's name, in a service's folder. */
static struct newest *
place_of(struct snapshots *s, const char *service, const char *file, size_t n)
{
	struct newest *e;
	const char *name;
	size_t i;

	if (2 * s->n >= s->n_slots)
		widen(s);
	name = arena_fmt(&s->names, "%s/%.*s", service, (int)n, file);
	i = slot_of(s, name);
	if (s->slots[i] == NULL) {
		e = arena_new(&s->names, 1, sizeof(*e));
		e->name = name;
		s->slots[i] = e;
		s->n++;
	}
	return s->slots[i];
}

void
snapshots_add(struct snapshots *s, const struct find *x)
{
	struct ota_part source;
	size_t n;

	if (s->n_batch == s->room) {
		s->room = s->room == 0 ? 64 : 2 * s->room;
		s->batch = mem_grow(s->batch, s->room, sizeof(const void *));
	}
	s->batch[s->n_batch++] = x;
	n = ota_document_len(x->file, &source);
	if (source.n == 0)
		return;
	/* Without its end, which tells the kind of media. */
	place_of(
	    s, x->service, x->file, (size_t)(strrchr(x->file, '.') - x->file))
	    ->find = *x;
	place_of(s, x->service, x->file, n)->find = *x;
}

/*
 * What the archive's program calls a source in a file's name: the parts of
 * the path of its address, with "-" between them.
 */
static const char *
source_id(struct arena *a, const char *url)
{
	static const char hex[] = "0123456789ABCDEF";
	const char *p = strstr(url, "//");
	unsigned char c;
	char *id, *o;
	size_t n;

	if (p == NULL)
		return "";
	p += 2 + strcspn(p + 2, "/?#");
	n = strcspn(p, "?#");
	o = id = arena_new(a, 3 * n + 1, 1);
	for (; n > 0; p++, n--) {
		c = (unsigned char)*p;
		if (c == '/') {
			if (o > id && n > 1 && p[1] != '/')
				*o++ = '-';
		} else if (c <= ' ' || c >= 0x7f ||
		    strchr("\"<>`{}^", c) != NULL) {
			/*= URL Standard 1.3: the path percent-encode set */
			*o++ = '%';
			*o++ = hex[c >> 4];
			*o++ = hex[c & 15];
		} else {
			*o++ = (char)c;
		}
	}
	return id;
}

/* One look that is being made of snapshots. */
struct look {
	struct walk *w;
	struct arena a;
	const struct find *last; /* whose commit names it */
	const char *document, *key;
	struct declaration d;
	const char *why; /* nothing is read by the declaration */
	const struct find *parts[JOINED_PARTS_MAX];
	git_odb_object *blobs[JOINED_PARTS_MAX];
	size_t n;
	struct ota_message m;
	struct jv *record;
	struct buf joined;
	char type[JOINED_TYPE];
};

/* The declaration of that time; *found is false where there is none. */
static int
look_declared(struct look *k, bool *found, struct fault *f)
{
	const struct intake_reader *r = k->w->reader;
	static struct declaration_source whole = { "", "", "", "", false };
	const char *json = NULL;

	*found = true;
	k->d = (struct declaration){ .refused = "" };
	if (r->declared == NULL) {
		k->d.sources = &whole;
		k->d.n_sources = 1;
		return 0;
	}
	if (r->declared(r->ctx, k->last->service, k->document,
		k->last->time_utc_ms, &k->a, &json, f) != 0)
		return -1;
	*found = json != NULL;
	if (json == NULL)
		return 0;
	return declaration_parse(json, strlen(json), &k->a, &k->d, f);
}

/*
 * The newest snapshot of each source; false where one is missing.  *seen says
 * that one of them is of this time: others' snapshots are no look at these.
 */
static bool
look_parts(struct look *k, const struct snapshots *s, bool *seen)
{
	const char *name;
	size_t i, slot;

	*seen = k->d.n_sources < 2;

	k->n = k->d.n_sources;
	if (k->n < 2) {
		k->parts[0] = k->last;
		k->n = 1;
		return true;
	}
	for (i = 0; i < k->n; i++) {
		name = arena_fmt(&k->a, "%s/%s #%s", k->last->service,
		    k->document, source_id(&k->a, k->d.sources[i].url));
		if (s->n_slots == 0 ||
		    s->slots[slot = slot_of(s, name)] == NULL)
			return false;
		k->parts[i] = &s->slots[slot]->find;
		if (k->parts[i]->time_utc_ms == k->last->time_utc_ms)
			*seen = true;
	}
	return true;
}

/* Which commits and files the pages of a joined look are. */
static void
look_name_parts(struct look *k)
{
	struct jv *list = jv_array(), *v;
	size_t i;

	for (i = 0; i < k->n; i++) {
		v = jv_object();
		jv_set_str(v, "commit", git_oid_tostr_s(&k->parts[i]->commit));
		jv_set_str(v, "blob", git_oid_tostr_s(&k->parts[i]->blob));
		jv_set_str(v, "path",
		    arena_fmt(&k->a, "%s/%s", k->parts[i]->service,
			k->parts[i]->file));
		jv_push_take(list, v);
	}
	jv_set_take(k->record, "pages", list);
}

/* Its bytes, one page or all joined, into the capture. */
static int
look_bytes(struct look *k, struct capture *c, struct fault *f)
{
	struct joined_part parts[JOINED_PARTS_MAX];
	size_t i;

	for (i = 0; i < k->n; i++) {
		if (ota_read_blob(k->w, k->parts[i], &k->blobs[i], f) != 0)
			return -1;
		parts[i].bytes = git_odb_object_data(k->blobs[i]);
		parts[i].len = git_odb_object_size(k->blobs[i]);
		(void)intake_media(k->parts[i]->file, &parts[i].media_type);
		parts[i].url = k->d.n_sources > 1 ? k->d.sources[i].url : "";
	}
	if (k->n == 1) {
		c->media = intake_media(k->parts[0]->file, &c->media_type);
		c->bytes = parts[0].bytes;
		c->len = parts[0].len;
		return 0;
	}
	if (joined_write(parts, k->n, &k->joined, k->type, f) != 0)
		return -1;
	look_name_parts(k);
	c->media = MEDIA_OTHER;
	c->media_type = k->type;
	c->bytes = k->joined.data;
	c->len = k->joined.len;
	return 0;
}

static int
look_take(struct look *k, struct fault *f)
{
	const struct intake_reader *r = k->w->reader;
	struct capture c = { .method = "import ota",
		.platform = k->last->service,
		.document = k->document,
		.time_utc_ms = k->last->time_utc_ms };

	c.key = arena_fmt(&k->a, "ota:%s:%s/%s",
	    git_oid_tostr_s(&k->last->commit), k->last->service, k->last->file);
	if (ota_about(k->w, &k->a, k->last, &k->m, &k->record, f) != 0 ||
	    look_bytes(k, &c, f) != 0)
		return -1;
	if (ota_record_take(&k->a, k->record, &c.record, f) != 0) {
		k->record = NULL;
		return -1;
	}
	k->record = NULL;
	c.url = k->n == 1 && k->m.n_urls > 0 ? k->m.urls[0]
	    : k->d.n_sources > 0             ? k->d.sources[0].url
					     : "";
	c.select = declaration_select(&k->a, &k->d);
	c.remove = declaration_remove(&k->a, &k->d);
	if (*k->d.refused != '\0') {
		c.gap_rule = "declaration-refused";
		c.gap = k->d.refused;
	}
	k->w->counts->wanted++;
	return r->take(r->ctx, &c, f);
}

/* Is it the last one of its document, so far? */
static bool
is_last(struct snapshots *s, const struct find *x, size_t len)
{
	const struct find *last = &place_of(s, x->service, x->file, len)->find;

	return last->seq == x->seq && strcmp(last->file, x->file) == 0;
}

/* The look that ends with find i of the batch. */
static int
hand_over(struct snapshots *s, size_t i, struct fault *f)
{
	const struct intake_reader *r = s->w->reader;
	struct look k = { .w = s->w, .last = s->batch[i] };
	struct ota_part source;
	size_t n, len = ota_document_len(k.last->file, &source);
	bool found, seen;
	int rc = -1;

	arena_init(&k.a);
	buf_init(&k.joined, JOINED_BYTES_MAX);
	k.document = arena_strndup(&k.a, k.last->file, len);
	k.key = arena_fmt(&k.a, "ota:%s:%s/%s",
	    git_oid_tostr_s(&k.last->commit), k.last->service, k.last->file);
	if (r->want != NULL &&
	    !r->want(r->ctx, k.last->service, k.document, k.key)) {
		rc = 0;
		goto out;
	}
	if (look_declared(&k, &found, f) != 0)
		goto out;
	rc = 0;
	/* One of several sources is not a document of one, nor the reverse. */
	if (!found ||
	    (k.d.n_sources == 1 && source.n > 0 && r->declared != NULL) ||
	    (k.d.n_sources > 1 && source.n == 0)) {
		s->w->counts->undeclared++;
		goto out;
	}
	if (k.d.n_sources > 1 && !is_last(s, k.last, len))
		goto out;
	if (!look_parts(&k, s, &seen))
		s->w->counts->waiting++;
	else if (!seen)
		s->w->counts->undeclared++;
	else
		rc = look_take(&k, f);
out:
	for (n = 0; n < k.n; n++)
		git_odb_object_free(k.blobs[n]);
	jv_free(k.record);
	buf_free(&k.joined);
	arena_free(&k.a);
	return rc;
}

int
snapshots_hand_over(struct snapshots *s, struct fault *f)
{
	size_t i;

	for (i = 0; i < s->n_batch; i++)
		if (hand_over(s, i, f) != 0)
			return fault_under(f, "%.100s/%.100s",
			    s->batch[i]->service, s->batch[i]->file);
	s->n_batch = 0;
	return 0;
}
