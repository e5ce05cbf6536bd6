#include "cli/import_warc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive/declare.h"
#include "archive/places.h"
#include "base/arena.h"
#include "base/mem.h"
#include "cli/table.h"
#include "intake/declaration.h"
#include "net/url.h"

/* An address that a document had at some time. */
struct place {
	const char *url; /* normal form */
	const struct archive_place *of;
};

struct reading {
	const struct import_warc *x;
	struct archive *archive;
	const struct intake_reader *look;
	struct arena arena;
	struct place *places; /* by address */
	size_t n;
	/* Documents that have the address asked for last. */
	char *url;
	int64_t at_utc_ms;
	const struct archive_place **found;
	size_t n_found;
	struct fault fault; /* of asking, told when there is somebody to tell */
};

/* "" for what no page has. */
static const char *
normal(const char *url, struct arena *a)
{
	struct net_url u = { .text = NULL };
	struct fault unused = { .kind = FAULT_NONE };
	const char *text = "";

	if (net_url_parse(url, &u, &unused) == 0)
		text = arena_strdup(a, u.text);
	net_url_free(&u);
	return text;
}

static void
add_place(struct reading *r, const char *url, const struct archive_place *of)
{
	struct place p = { normal(url, &r->arena), of };

	if (p.url[0] == '\0')
		return;
	r->places = arena_more(&r->arena, r->places, r->n, sizeof(p));
	r->places[r->n++] = p;
}

static int
place_order(const void *x, const void *y)
{
	const struct place *a = x, *b = y;
	int order = strcmp(a->url, b->url);

	if (order != 0)
		return order;
	return (a->of->doc > b->of->doc) - (a->of->doc < b->of->doc);
}

/* Every address that a document of the archive was ever said to have. */
static int
load_places(struct reading *r, struct fault *f)
{
	struct archive_place *all;
	struct declaration d;
	size_t n, i, k;

	if (archive_places(r->archive, &r->arena, &all, &n, f) != 0)
		return -1;
	for (i = 0; i < n; i++) {
		if (all[i].url != NULL) {
			add_place(r, all[i].url, &all[i]);
			continue;
		}
		if (declaration_parse(all[i].json, strlen(all[i].json),
			&r->arena, &d, f) != 0)
			return -1;
		for (k = 0; k < d.n_sources; k++)
			add_place(r, d.sources[k].url, &all[i]);
	}
	if (r->n > 0)
		qsort(r->places, r->n, sizeof(*r->places), place_order);
	r->found = arena_new(
	    &r->arena, r->n + 1, sizeof(const struct archive_place *));
	return 0;
}

/*
 * Was the address the document's then?  A declaration that held at that time
 * decides; where none did, that looks were taken of it is enough.
 */
static int
is_place(struct reading *r, const struct place *p, int64_t at_utc_ms, bool *yes,
    struct fault *f)
{
	struct archive_declaration held;
	struct declaration d;
	struct arena a = { NULL };
	size_t i;
	int rc = -1;

	*yes = false;
	if (archive_declared(r->archive, p->of->doc, at_utc_ms, &a, &held, f) !=
	    0)
		goto out;
	if (held.json == NULL) {
		*yes = p->of->url != NULL;
	} else {
		if (declaration_parse(
			held.json, strlen(held.json), &a, &d, f) != 0)
			goto out;
		for (i = 0; i < d.n_sources && !*yes; i++)
			*yes =
			    strcmp(normal(d.sources[i].url, &a), p->url) == 0;
	}
	rc = 0;
out:
	arena_free(&a);
	return rc;
}

static size_t
first_place(const struct reading *r, const char *url)
{
	size_t low = 0, high = r->n, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (strcmp(r->places[mid].url, url) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static int
find_places(
    struct reading *r, const char *url, int64_t at_utc_ms, struct fault *f)
{
	struct arena a = { NULL };
	const char *wanted = normal(url, &a);
	const struct archive_place *last = NULL;
	size_t i;
	bool yes;
	int rc = -1;

	r->n_found = 0;
	for (i = first_place(r, wanted);
	     i < r->n && strcmp(r->places[i].url, wanted) == 0; i++) {
		if (last != NULL && last->doc == r->places[i].of->doc)
			continue;
		if (is_place(r, &r->places[i], at_utc_ms, &yes, f) != 0)
			goto out;
		if (yes) {
			last = r->places[i].of;
			r->found[r->n_found++] = last;
		}
	}
	rc = 0;
out:
	arena_free(&a);
	return rc;
}

static bool
place(void *ctx, const char *url, int64_t at_utc_ms, size_t nth,
    struct warc_place *out)
{
	struct reading *r = ctx;

	if (r->n == 0 || r->fault.kind != FAULT_NONE)
		return false;
	if (nth == 0 &&
	    (r->url == NULL || strcmp(r->url, url) != 0 ||
		r->at_utc_ms != at_utc_ms)) {
		if (find_places(r, url, at_utc_ms, &r->fault) != 0)
			return false;
		free(r->url);
		r->url = mem_strdup(url);
		r->at_utc_ms = at_utc_ms;
	}
	if (nth >= r->n_found)
		return false;
	out->platform = r->found[nth]->platform;
	out->document = r->found[nth]->document;
	return true;
}

static void
tell_refused(void *ctx, const char *file, uint64_t offset, const char *id,
    const char *why)
{
	struct reading *r = ctx;
	struct jv *o;

	if (r->x->told != NULL) {
		o = jv_object();
		jv_set_str(o, "file", file);
		jv_set_int(o, "offset", (int64_t)offset);
		jv_set_str(o, "record", id);
		jv_set_str(o, "why", why);
		jv_push_take(r->x->told, o);
	} else if (!r->x->quiet) {
		(void)fputs("refused: ", stderr);
		table_words(stderr, file, strlen(file));
		(void)fprintf(stderr, ": record at byte %llu",
		    (unsigned long long)offset);
		if (id[0] != '\0')
			(void)fputc(' ', stderr);
		table_words(stderr, id, strlen(id));
		(void)fputs(": ", stderr);
		table_words(stderr, why, strlen(why));
		(void)fputc('\n', stderr);
	}
}

static int
want(void *ctx, const char *platform, const char *document, const char *key)
{
	const struct reading *r = ctx;

	return r->look->want(r->look->ctx, platform, document, key);
}

static int
take(void *ctx, const struct capture *c, struct fault *f)
{
	const struct reading *r = ctx;

	return r->look->take(r->look->ctx, c, f);
}

static int
declared(void *ctx, const char *platform, const char *document,
    int64_t at_utc_ms, struct arena *a, const char **json, struct fault *f)
{
	const struct reading *r = ctx;

	return r->look->declared(
	    r->look->ctx, platform, document, at_utc_ms, a, json, f);
}

int
import_warc_read(const struct import_warc *x, struct archive *a,
    const struct intake_reader *look, struct warc_counts *counts,
    struct fault *f)
{
	struct reading r = { .x = x, .archive = a, .look = look };
	struct warc_place as;
	struct warc_reader reader = {
		.look = { &r, want, take, declared },
		.place = place,
		.refused = tell_refused,
	};
	const char *slash = x->as == NULL ? NULL : strchr(x->as, '/');
	int rc = -1;

	if (slash != NULL) {
		as.platform =
		    arena_strndup(&r.arena, x->as, (size_t)(slash - x->as));
		as.document = slash + 1;
		reader.as = &as;
	}
	if (load_places(&r, f) != 0)
		goto out;
	rc = x->wacz ? wacz_read(x->files, x->n, &reader, counts, f)
		     : warc_read(x->files, x->n, &reader, counts, f);
	if (rc == 0 && r.fault.kind != FAULT_NONE) {
		*f = r.fault;
		rc = -1;
	}
out:
	free(r.url);
	arena_free(&r.arena);
	return rc;
}
