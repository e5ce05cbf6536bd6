#include "cli/import_doc.h"

#include <stdlib.h>
#include <string.h>

#include "archive/read.h"
#include "base/jv.h"
#include "base/mem.h"
#include "history/compare.h"

struct import_doc *
import_doc_new(const char *platform, const char *document)
{
	struct import_doc *d = mem_new(1, sizeof(*d));

	d->flicker = flicker_new();
	d->maker = "";
	d->platform = arena_strdup(&d->arena, platform);
	d->document = arena_strdup(&d->arena, document);
	return d;
}

void
import_doc_free(struct import_doc *d)
{
	size_t i;

	if (d == NULL)
		return;
	follow_free(d->follow);
	flicker_free(d->flicker);
	for (i = 0; i < IMPORT_BODIES; i++)
		body_free(&d->bodies[i].body);
	free(d->versions);
	free(d->shown);
	free(d->raws);
	free(d->texts);
	free(d->lens);
	free(d->coming);
	free(d->looks);
	arena_free(&d->arena);
	free(d);
}

/* Room for one more of n: twice as much whenever n is a power of two. */
static void *
more(void *list, size_t n, size_t size)
{
	if ((n & (n - 1)) != 0)
		return list;
	return mem_grow(list, n == 0 ? 1 : 2 * n, size);
}

size_t
import_doc_sources(const char *record)
{
	struct jv *v = NULL;
	struct fault f;
	size_t n;

	/* Most imports say nothing of it; asking costs a parser. */
	if (strstr(record, "\"snapshots\"") == NULL ||
	    jv_parse(record, strlen(record), &v, &f) != 0)
		return 0;
	n = jv_count(jv_get(v, "snapshots"));
	jv_free(v);
	return n;
}

static void
add_shown(struct import_doc *d, int version, int exact)
{
	if (version == 0)
		return;
	d->shown = more(d->shown, d->n_shown, sizeof(*d->shown));
	d->shown[d->n_shown++] = (struct import_shown){ version, exact };
}

static struct import_seen *
add_seen(struct import_doc *d, int64_t time_utc_ms, int version,
    const char *select, const char *remove)
{
	const struct import_seen *last;
	struct import_seen *s;
	size_t at = d->n_looks;

	d->looks = more(d->looks, d->n_looks, sizeof(*d->looks));
	while (at > 0 && d->looks[at - 1].time_utc_ms > time_utc_ms)
		at--;
	memmove(d->looks + at + 1, d->looks + at,
	    (d->n_looks - at) * sizeof(*d->looks));
	s = &d->looks[at];
	memset(s, 0, sizeof(*s));
	s->time_utc_ms = time_utc_ms;
	s->version = version;

	/* Most looks declare what the one before them did. */
	last = at > 0 ? &d->looks[at - 1] : NULL;
	if (last != NULL && strcmp(last->select, select) == 0 &&
	    strcmp(last->remove, remove) == 0) {
		s->select = last->select;
		s->remove = last->remove;
	} else {
		s->select = arena_strdup(&d->arena, select);
		s->remove = arena_strdup(&d->arena, remove);
	}
	d->n_looks++;
	return s;
}

static const struct judge_seen *
find_raw(const struct import_doc *d, const struct digest *raw)
{
	size_t i;

	for (i = d->n_raws; i-- > 0;)
		if (digest_equal(&d->raws[i].digest, raw))
			return &d->raws[i];
	return NULL;
}

static void
add_raw(struct import_doc *d, const struct digest *raw, int version, int noise,
    const char *rule, const char *detail)
{
	static const struct digest none; /* a look that brought no bytes */
	const struct judge_seen *was = find_raw(d, raw);
	struct judge_seen *s;

	if (digest_equal(raw, &none))
		return;
	if (was != NULL && was->version == version && was->noise == noise &&
	    ((version != 0 && !noise) || strcmp(was->rule, rule) == 0))
		return;
	d->raws = more(d->raws, d->n_raws, sizeof(*d->raws));
	s = &d->raws[d->n_raws++];
	s->digest = *raw;
	s->version = version;
	s->noise = noise;
	s->rule = s->detail = "";
	if (version == 0 || noise) {
		s->rule = arena_strdup(&d->arena, rule);
		s->detail = arena_strdup(&d->arena, detail);
	}
}

/* What the next looks are to know of one that was ruled. */
static void
mark_seen(struct import_seen *s, enum ruling_class ruling, const char *rule)
{
	s->dated = strcmp(rule, "date-line") == 0 ||
	    strcmp(rule, "rendering-date") == 0;
	s->same =
	    ruling == RULING_SAME || (ruling == RULING_NOISE && !s->dated);
}

void
import_doc_add_look(struct import_doc *d, const struct capture *c,
    const struct digest *raw, const struct judgement *j)
{
	struct import_seen *s =
	    add_seen(d, c->time_utc_ms, j->version, c->select, c->remove);

	s->n_sources = import_doc_sources(c->record);
	mark_seen(s, j->ruling, j->rule);
	add_shown(d, j->version, !j->noise);
	add_raw(d, raw, j->version, j->noise, j->rule, j->detail);
}

void
import_doc_add_text(struct import_doc *d, const struct digest *text, size_t len,
    unsigned extractor, int version)
{
	d->texts = more(d->texts, d->n_texts, sizeof(*d->texts));
	d->lens = more(d->lens, d->n_texts, sizeof(*d->lens));
	d->lens[d->n_texts] = len;
	d->texts[d->n_texts].digest = *text;
	d->texts[d->n_texts].rule = d->texts[d->n_texts].detail = "";
	d->texts[d->n_texts++].version = version;
	d->extractor = extractor;
	if (version > d->n_versions)
		d->n_versions = version;
}

void
import_doc_forget(struct import_doc *d)
{
	size_t i;

	follow_free(d->follow);
	d->follow = NULL;
	flicker_free(d->flicker);
	d->flicker = flicker_new();
	for (i = 0; i < IMPORT_BODIES; i++) {
		body_free(&d->bodies[i].body);
		d->bodies[i].version = 0;
	}
	d->n_listed = d->n_shown = d->n_learnt = d->n_reviewed = 0;
	d->last_learnt = 0;
	d->n_raws = d->n_texts = d->n_looks = 0;
	d->extractor = 0;
	d->maker = "";
	d->loaded = false;
	d->stored = d->handle != 0;
	d->n_versions = 0;
}

static const char *
maker_of(const struct capture *c)
{
	size_t i;

	for (i = 0; i < c->n_exhibits; i++)
		if (strcmp(c->exhibits[i].role, EXHIBIT_WORDS) == 0)
			return c->exhibits[i].maker;
	return "";
}

int
import_doc_maker_anew(const struct import_doc *d, const struct capture *c)
{
	const char *maker = maker_of(c);

	return maker[0] != '\0' && d->maker[0] != '\0' &&
	    strcmp(maker, d->maker) != 0;
}

void
import_doc_add_maker(struct import_doc *d, const struct capture *c)
{
	const char *maker = maker_of(c);

	if (maker[0] != '\0' && strcmp(maker, d->maker) != 0)
		d->maker = arena_strdup(&d->arena, maker);
}

/* The same of a look that is stored, whose record names its exhibits. */
static void
load_maker(struct import_doc *d, const char *record)
{
	const struct jv *list, *x;
	const char *role, *maker;
	struct fault f;
	struct jv *v;
	size_t i;

	if (strstr(record, "\"" EXHIBIT_WORDS "\"") == NULL ||
	    jv_parse(record, strlen(record), &v, &f) != 0)
		return;
	list = jv_get(v, "exhibits");
	for (i = 0; i < jv_count(list); i++) {
		x = jv_at(list, i);
		role = jv_text(jv_get(x, "role"));
		maker = jv_text(jv_get(x, "maker"));
		if (role != NULL && strcmp(role, EXHIBIT_WORDS) == 0 &&
		    maker != NULL && strcmp(maker, d->maker) != 0)
			d->maker = arena_strdup(&d->arena, maker);
	}
	jv_free(v);
}

static int
by_event(const void *x, const void *y)
{
	const struct look *a = *(const struct look *const *)x;
	const struct look *b = *(const struct look *const *)y;

	return (a->id > b->id) - (a->id < b->id);
}

static int
is_noise(const struct look *k)
{
	return k->ruling == RULING_NOISE ||
	    (k->ruling == RULING_RETURN &&
		strcmp(k->rule, "known-but-noise") == 0);
}

/* The looks, in the order in which they were judged. */
static void
load_looks(struct import_doc *d, const struct history *h)
{
	const struct look **order = mem_new(h->n_looks + 1, sizeof(*order)), *k;
	struct import_seen *s;
	size_t i;

	for (i = 0; i < h->n_looks; i++)
		order[i] = &h->looks[i];
	if (h->n_looks > 1)
		qsort(order, h->n_looks, sizeof(*order), by_event);
	for (i = 0; i < h->n_looks; i++) {
		k = order[i];
		s = add_seen(
		    d, k->time_utc_ms, k->version, k->select, k->remove);
		s->n_sources = import_doc_sources(k->record);
		mark_seen(s, k->ruling, k->rule);
		add_shown(d, k->version, !is_noise(k));
		add_raw(
		    d, &k->raw, k->version, is_noise(k), k->rule, k->detail);
		if (is_noise(k))
			compare_detail_know(k->detail, d->flicker);
	}
	free(order);
}

int
import_doc_load(struct archive *a, struct import_doc *d, struct fault *f)
{
	const struct version *v;
	struct history h;
	size_t i;

	if (d->loaded)
		return 0;
	d->loaded = true;
	if (!d->stored)
		return 0;
	if (archive_looks(a, d->platform, d->document, INT64_MAX, &h, f) != 0)
		return -1;
	for (i = 0; i < h.n_versions; i++) {
		v = &h.versions[i];
		import_doc_add_text(
		    d, &v->text, v->text_len, v->extractor, v->number);
		if (v->first_look < h.n_looks)
			load_maker(d, h.looks[v->first_look].record);
	}
	load_looks(d, &h);
	history_free(&h);
	/* Numbers are given once, also to versions that no look shows now. */
	return archive_version_last(a, d->handle, &d->n_versions, f);
}

void
import_doc_coming(struct import_doc *d, const struct digest *raw)
{
	/* Never more than wait in the queue. */
	d->coming = mem_grow(d->coming, d->n_coming + 1, sizeof(*d->coming));
	d->coming[d->n_coming++] = *raw;
}

void
import_doc_arrived(struct import_doc *d, const struct digest *raw)
{
	size_t i;

	for (i = 0; i < d->n_coming; i++) {
		if (digest_equal(&d->coming[i], raw)) {
			d->coming[i] = d->coming[--d->n_coming];
			return;
		}
	}
}

/* Give one version back to the follower. */
static int
restore(struct archive *a, struct import_doc *d, struct follow *fo, int number,
    struct fault *f)
{
	struct archive_text t;
	struct follow_side side;
	int rc;

	if (archive_text_places(a, d->platform, d->document, number, &t, f) !=
	    0)
		return -1;
	side.text = t.page.text;
	side.clauses = t.clauses;
	side.ids = t.provisions;
	side.n = t.n_clauses;
	rc = follow_restore(fo, &side, f);
	page_free(&t.page);
	return rc;
}

int
import_doc_follow(struct archive *a, struct import_doc *d, struct fault *f)
{
	struct follow *fo;
	int i;

	if (d->follow != NULL)
		return 0;
	fo = follow_new(d->platform, d->document);
	for (i = 1; d->stored && i <= d->n_versions; i++) {
		if (restore(a, d, fo, i, f) != 0) {
			follow_free(fo);
			return -1;
		}
	}
	d->follow = fo;
	return 0;
}

void
import_doc_memory(
    const struct import_doc *d, int64_t time_utc_ms, struct judge_memory *out)
{
	const struct import_seen *s;
	size_t i;

	memset(out, 0, sizeof(*out));
	out->raws = d->raws;
	out->n_raws = d->n_raws;
	out->texts = d->texts;
	out->n_texts = d->n_texts;
	out->versions = d->versions;
	out->n_versions = d->n_listed;
	out->flicker = d->flicker;
	for (i = d->n_looks; i-- > 0;) {
		s = &d->looks[i];
		if (s->time_utc_ms > time_utc_ms || s->version == 0)
			continue;
		out->current = s->version;
		break;
	}
	for (i = d->n_looks; i-- > 0;) {
		s = &d->looks[i];
		if (s->time_utc_ms > time_utc_ms || s->version == 0 || s->same)
			continue;
		if (!s->dated)
			break;
		out->dates_alone++;
	}
	for (i = 0; i < d->n_texts; i++)
		if (d->texts[i].version == out->current)
			out->current_len = d->lens[i];
	for (i = 0; out->current != 0 && i < d->n_looks; i++) {
		if (d->looks[i].version == out->current) {
			out->current_utc_ms = d->looks[i].time_utc_ms;
			break;
		}
	}
}

int
import_doc_joined_anew(
    const struct import_doc *d, int64_t time_utc_ms, size_t n_sources)
{
	size_t i = d->n_looks;

	while (i > 0 &&
	    (d->looks[i - 1].time_utc_ms > time_utc_ms ||
		d->looks[i - 1].version == 0))
		i--;
	return i > 0 && n_sources > 0 && d->looks[i - 1].n_sources > 0 &&
	    n_sources != d->looks[i - 1].n_sources;
}

int
import_doc_declared_anew(const struct import_doc *d, int64_t time_utc_ms,
    const char *select, const char *remove)
{
	size_t i = d->n_looks;

	while (i > 0 && d->looks[i - 1].time_utc_ms > time_utc_ms)
		i--;
	return i > 0 &&
	    (strcmp(d->looks[i - 1].select, select) != 0 ||
		strcmp(d->looks[i - 1].remove, remove) != 0);
}
