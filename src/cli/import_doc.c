#include "cli/import_doc.h"

#include <stdlib.h>
#include <string.h>

#include "archive/read.h"
#include "base/mem.h"

struct import_doc *
import_doc_new(const char *platform, const char *document)
{
	struct import_doc *d = mem_new(1, sizeof(*d));

	d->platform = arena_strdup(&d->arena, platform);
	d->document = arena_strdup(&d->arena, document);
	return d;
}

void
import_doc_free(struct import_doc *d)
{
	if (d == NULL)
		return;
	follow_free(d->follow);
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

static void
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
add_raw(struct import_doc *d, const struct digest *raw, int version,
    const char *rule, const char *detail)
{
	static const struct digest none; /* a look that brought no bytes */
	const struct judge_seen *was = find_raw(d, raw);
	struct judge_seen *s;

	if (digest_equal(raw, &none))
		return;
	if (was != NULL && was->version == version &&
	    (version != 0 || strcmp(was->rule, rule) == 0))
		return;
	d->raws = more(d->raws, d->n_raws, sizeof(*d->raws));
	s = &d->raws[d->n_raws++];
	s->digest = *raw;
	s->version = version;
	s->rule = s->detail = "";
	if (version == 0) {
		s->rule = arena_strdup(&d->arena, rule);
		s->detail = arena_strdup(&d->arena, detail);
	}
}

void
import_doc_add_look(struct import_doc *d, int64_t time_utc_ms,
    const char *select, const char *remove, const struct digest *raw,
    const struct judgement *j)
{
	add_seen(d, time_utc_ms, j->version, select, remove);
	add_raw(d, raw, j->version, j->rule, j->detail);
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
	follow_free(d->follow);
	d->follow = NULL;
	d->n_raws = d->n_texts = d->n_looks = 0;
	d->extractor = 0;
	d->loaded = false;
	d->stored = d->handle != 0;
	d->n_versions = 0;
}

int
import_doc_load(struct archive *a, struct import_doc *d, struct fault *f)
{
	const struct version *v;
	const struct look *k;
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
	}
	for (i = 0; i < h.n_looks; i++) {
		k = &h.looks[i];
		add_seen(d, k->time_utc_ms, k->version, k->select, k->remove);
		add_raw(d, &k->raw, k->version, k->rule, k->detail);
	}
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

	if (archive_text(a, d->platform, d->document, number, &t, f) != 0)
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
	for (i = d->n_looks; i-- > 0;) {
		s = &d->looks[i];
		if (s->time_utc_ms > time_utc_ms || s->version == 0)
			continue;
		out->current = s->version;
		break;
	}
	for (i = 0; i < d->n_texts; i++)
		if (d->texts[i].version == out->current)
			out->current_len = d->lens[i];
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
