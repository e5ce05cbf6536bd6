#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/jv.h"

#include "warc_in.h"

/* Of all records: which are looks, and at whose documents? */

#define HOPS_MAX 20
/* A redirect's target is fetched at once, even by a slow crawler. */
#define HOP_MS ((int64_t)10 * 60 * 1000)
#define NAME_MAX_BYTES 400

const char *
warc_url_plain(const char *url, struct arena *a)
{
	const char *start = strstr(url, "://"), *at, *end;

	if (start == NULL)
		return url;
	start += 3;
	end = start + strcspn(start, "/?#");
	for (at = end; at > start && *at != '@'; at--)
		;
	if (at == start && *at != '@')
		return url;
	return arena_fmt(a, "%.*s%s", (int)(start - url), url, at + 1);
}

/* Items that a page may come of, by address and time. */
struct by_url {
	const char *uri;
	int64_t time;
	size_t at;
};

static int
url_order(const void *x, const void *y)
{
	const struct by_url *a = x, *b = y;
	int order = strcmp(a->uri, b->uri);

	if (order != 0)
		return order;
	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	return (a->at > b->at) - (a->at < b->at);
}

struct search {
	const struct warc_set *set;
	struct warc_index *x;
	const struct warc_reader *reader;
	struct arena *a;
	struct warc_counts *counts;
	struct by_url *urls;
	size_t n_urls;
	unsigned char *owned; /* by item: it is part of a look already */
	const char *as_url; /* of the page that has the name given */
	struct warc_look *looks;
	size_t n;
};

static bool
may_be_page(const struct warc_item *i)
{
	return (i->type == WARC_RESPONSE || i->type == WARC_RESOURCE ||
		   i->type == WARC_REVISIT) &&
	    (strncasecmp(i->uri, "http://", 7) == 0 ||
		strncasecmp(i->uri, "https://", 8) == 0);
}

/* The first item of that address at or after a time, soon enough; or NULL. */
static struct warc_item *
item_at(const struct search *s, const char *uri, int64_t time)
{
	size_t low = 0, high = s->n_urls, mid;
	const struct by_url *u;
	int order;

	while (low < high) {
		mid = low + (high - low) / 2;
		order = strcmp(s->urls[mid].uri, uri);
		if (order < 0 || (order == 0 && s->urls[mid].time < time))
			low = mid + 1;
		else
			high = mid;
	}
	u = &s->urls[low];
	if (low == s->n_urls || strcmp(u->uri, uri) != 0 ||
	    u->time - time > HOP_MS)
		return NULL;
	return &s->x->items[u->at];
}

/* A Location at that address; what is neither whole nor rooted is left. */
static const char *
target_of(const char *uri, const char *location, struct arena *a)
{
	const char *host = strstr(uri, "://");
	size_t n = strcspn(location, "#");

	if (strstr(location, "://") != NULL)
		return arena_strndup(a, location, n);
	if (host == NULL || location[0] != '/')
		return NULL;
	if (location[1] == '/')
		return arena_fmt(a, "%.*s%.*s", (int)(host + 1 - uri), uri,
		    (int)n, location);
	host += 3;
	return arena_fmt(a, "%.*s%.*s",
	    (int)(host + strcspn(host, "/?#") - uri), uri, (int)n, location);
}

static bool
is_redirect(const struct warc_item *i)
{
	return i->status >= 301 && i->status <= 308 && i->status != 304 &&
	    i->status != 305 && i->status != 306 && i->location[0] != '\0';
}

static void
follow(const struct search *s, struct warc_look *k)
{
	struct warc_item *at = k->first, *next;
	const char *target;

	while (is_redirect(at) && k->n_hops < HOPS_MAX) {
		target = target_of(at->uri, at->location, s->a);
		next =
		    target == NULL ? NULL : item_at(s, target, at->time_utc_ms);
		if (next == NULL)
			break;
		k->hops =
		    arena_more(s->a, k->hops, k->n_hops, sizeof(*k->hops));
		k->hops[k->n_hops++] = at;
		at = next;
	}
	k->item = at;
}

static int
text_order(const void *x, const void *y)
{
	return strcmp(x, *(const char *const *)y);
}

/* Where a list says what the pages are, nothing else is one. */
static bool
is_listed(const struct warc_set *set, const char *uri)
{
	return set->pages == NULL ||
	    bsearch(uri, set->pages, set->n_pages, sizeof(*set->pages),
		text_order) != NULL;
}

/* Names for a page of nobody's: the host, and the path on it. */
static bool
own_names(const char *uri, struct arena *a, struct warc_place *out)
{
	const char *host = strstr(uri, "://"), *path;
	size_t n;

	if (host == NULL)
		return false;
	host += 3;
	n = strcspn(host, "/?#");
	path = host + n;
	if (strncasecmp(host, "www.", 4) == 0 && n > 4) {
		host += 4;
		n -= 4;
	}
	if (n == 0 || n > NAME_MAX_BYTES || strlen(path) > NAME_MAX_BYTES ||
	    strcmp(path, "/robots.txt") == 0)
		return false;
	out->platform = arena_strndup(a, host, n);
	/* So that "platform/document" is the address again. */
	out->document = path[0] == '/' && path[1] != '\0' && path[1] != '#'
	    ? arena_strndup(a, path + 1, strcspn(path + 1, "#"))
	    : "/";
	return true;
}

/* Is it a page by itself, not a picture, a script, a redirect, an error? */
static bool
is_page(const struct search *s, const struct warc_item *i)
{
	const struct warc_item *from;

	if (i->type == WARC_REVISIT) {
		/* One of nothing known is told to be unresolved, later. */
		from = warc_index_original(s->x, i);
		return (i->status == 0 || i->status == 200 ||
			   i->status == 304) &&
		    (from == NULL ||
			capture_media(from->media_type) != MEDIA_OTHER);
	}
	return (i->status == 200 || i->type == WARC_RESOURCE) &&
	    capture_media(i->media_type) != MEDIA_OTHER;
}

static struct warc_look *
add_look(struct search *s, int64_t time)
{
	struct warc_look *k;

	s->looks = arena_more(s->a, s->looks, s->n, sizeof(*s->looks));
	k = &s->looks[s->n];
	memset(k, 0, sizeof(*k));
	k->time_utc_ms = time;
	k->order = s->n++;
	return k;
}

/* A look that starts at i; where it ends is not a look by itself. */
static void
put_look(struct search *s, struct warc_item *i, const struct warc_place *place)
{
	struct warc_look *k = add_look(s, i->time_utc_ms);
	size_t at;

	k->first = i;
	k->place.platform = arena_strdup(s->a, place->platform);
	k->place.document = arena_strdup(s->a, place->document);
	follow(s, k);
	for (at = 0; at < k->n_hops; at++)
		s->owned[k->hops[at] - s->x->items] = 1;
	s->owned[k->item - s->x->items] = 1;
}

/* Whose address it is, the caller says. */
static void
placed_looks(struct search *s, struct warc_item *i)
{
	const char *url = warc_url_plain(i->uri, s->a);
	struct warc_place place;
	size_t nth;

	if (s->reader->place == NULL)
		return;
	for (nth = 0; s->reader->place(
		 s->reader->look.ctx, url, i->time_utc_ms, nth, &place);
	     nth++)
		put_look(s, i, &place);
}

/* A page of nobody's, by the name that was given, or its address. */
static int
foreign_look(struct search *s, struct warc_item *i, struct fault *f)
{
	const struct warc_place *as = s->reader->as;
	const char *url = warc_url_plain(i->uri, s->a);
	struct warc_place place;

	if (!is_page(s, i) || !is_listed(s->set, i->uri) ||
	    !own_names(url, s->a, &place)) {
		s->counts->others++;
		return 0;
	}
	if (as != NULL && s->as_url != NULL && strcmp(s->as_url, url) != 0)
		return fault_set(f, FAULT_FORMAT,
		    "want one page to be %.100s/%.100s, have %.150s and %.150s",
		    as->platform, as->document, s->as_url, url);
	s->as_url = url;
	put_look(s, i, as != NULL ? as : &place);
	return 0;
}

/* What we wrote ourselves beside a look. */
static int
own_look(struct search *s, struct warc_item *i, struct fault *f)
{
	struct fault why = { .kind = FAULT_NONE };
	const struct jv *list;
	struct warc_item *x;
	struct warc_look *k;
	struct jv *v = NULL;
	const char *id;
	size_t at;
	int rc = warc_own_read(s->x, i, &v, &why);

	if (rc < 0) {
		*f = why;
		return -1;
	}
	if (rc > 0) {
		warc_refuse(s->reader, s->counts, i, why.text);
		return 0;
	}
	k = add_look(s, i->time_utc_ms);
	k->own_item = i;
	k->item = k->first = warc_index_find(s->x, i->concurrent_to);
	if (k->item != NULL)
		s->owned[k->item - s->x->items] = 1;
	list = jv_get(v, "exhibits");
	for (at = 0; at < jv_count(list); at++) {
		id = jv_text(jv_get(jv_at(list, at), "record"));
		x = id == NULL ? NULL : warc_index_find(s->x, id);
		if (x != NULL)
			s->owned[x - s->x->items] = 1;
	}
	k->place.platform = arena_strdup(s->a, jv_text(jv_get(v, "platform")));
	k->place.document = arena_strdup(s->a, jv_text(jv_get(v, "document")));
	k->own_key = arena_strdup(s->a, jv_text(jv_get(v, "key")));
	jv_free(v);
	return 0;
}

static bool
is_own(const struct warc_item *i)
{
	return i->type == WARC_METADATA &&
	    strcmp(i->media_type, WARC_LOOK_TYPE) == 0;
}

static int
key_order(const void *x, const void *y)
{
	const struct warc_look *const *a = x, *const *b = y;
	int order = strcmp((*a)->place.platform, (*b)->place.platform);

	if (order == 0)
		order = strcmp((*a)->place.document, (*b)->place.document);
	if (order == 0)
		order = strcmp((*a)->own_key, (*b)->own_key);
	return order != 0
	    ? order
	    : ((*a)->order > (*b)->order) - ((*a)->order < (*b)->order);
}

/* A key is one look's; the first has it. */
static void
refuse_twice(struct search *s)
{
	struct warc_look **own =
	    arena_new(s->a, s->n + 1, sizeof(struct warc_look *));
	const struct warc_look *a, *b;
	size_t i, n = 0;

	for (i = 0; i < s->n; i++)
		if (s->looks[i].own_item != NULL)
			own[n++] = &s->looks[i];
	if (n > 0)
		qsort(own, n, sizeof(struct warc_look *), key_order);
	for (i = 1; i < n; i++) {
		a = own[i - 1];
		b = own[i];
		if (strcmp(a->place.platform, b->place.platform) == 0 &&
		    strcmp(a->place.document, b->place.document) == 0 &&
		    strcmp(a->own_key, b->own_key) == 0)
			warc_refuse(s->reader, s->counts, own[i]->own_item,
			    "another record has the look of that key");
	}
	for (i = n = 0; i < s->n; i++)
		if (s->looks[i].own_item == NULL ||
		    s->looks[i].own_item->type != WARC_REFUSED)
			s->looks[n++] = s->looks[i];
	s->n = n;
}

static int
look_order(const void *x, const void *y)
{
	const struct warc_look *a = x, *b = y;

	if (a->time_utc_ms != b->time_utc_ms)
		return a->time_utc_ms < b->time_utc_ms ? -1 : 1;
	return (a->order > b->order) - (a->order < b->order);
}

/* First ours, then whose the caller knows, then what is left. */
static int
search_all(struct search *s, struct fault *f)
{
	struct warc_item *i;
	size_t at;

	for (at = 0; at < s->x->n; at++) {
		i = &s->x->items[at];
		if (is_own(i) && own_look(s, i, f) != 0)
			return -1;
	}
	refuse_twice(s);
	for (at = 0; at < s->x->n; at++)
		if (may_be_page(&s->x->items[at]) && !s->owned[at])
			placed_looks(s, &s->x->items[at]);
	for (at = 0; at < s->x->n; at++) {
		i = &s->x->items[at];
		if (s->owned[at] || i->type == WARC_REFUSED || is_own(i))
			continue;
		if (!may_be_page(i))
			s->counts->others++;
		else if (foreign_look(s, i, f) != 0)
			return -1;
	}
	return 0;
}

int
warc_looks(struct warc_index *x, const struct warc_set *set,
    const struct warc_reader *reader, struct arena *a, struct warc_look **out,
    size_t *n, struct warc_counts *counts, struct fault *f)
{
	struct search s = {
		.set = set,
		.x = x,
		.reader = reader,
		.a = a,
		.counts = counts,
	};
	size_t at;
	int rc;

	s.owned = arena_new(a, x->n + 1, 1);
	s.urls = arena_new(a, x->n + 1, sizeof(*s.urls));
	for (at = 0; at < x->n; at++)
		if (may_be_page(&x->items[at]))
			s.urls[s.n_urls++] = (struct by_url){ x->items[at].uri,
				x->items[at].time_utc_ms, at };
	if (s.n_urls > 0)
		qsort(s.urls, s.n_urls, sizeof(*s.urls), url_order);
	rc = search_all(&s, f);
	if (rc == 0 && s.n > 0)
		qsort(s.looks, s.n, sizeof(*s.looks), look_order);
	*out = s.looks;
	*n = s.n;
	counts->looks += s.n;
	return rc;
}
