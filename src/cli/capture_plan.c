#include <stdlib.h>
#include <string.h>

#include "archive/declare.h"
#include "archive/read.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/jv.h"
#include "base/mem.h"
#include "cli/archive_arg.h"
#include "text/extract.h"

#include "capture_in.h"

/* What is to be looked at, how, and what is known of it already. */

/* A server that says "not modified" is believed so long; then all is read. */
#define CONDITION_MS (7 * INT64_C(86400000))

/* The newest look with bytes that shows the version which stands now. */
static const struct look *
basis_look(const struct history *h)
{
	const struct look *k;
	size_t i;
	int version = 0;

	for (i = h->n_looks; i-- > 0;) {
		k = &h->looks[i];
		if (k->version == 0)
			continue;
		if (version != 0 && k->version != version)
			return NULL;
		version = k->version;
		if (k->size > 0)
			return k;
	}
	return NULL;
}

/* Was it had as it would be had now, not long ago, by this extractor? */
static bool
basis_fits(const struct history *h, const struct look *k,
    const struct capture_doc *doc, int64_t now_utc_ms)
{
	const struct version *v = history_version(h, k->version);

	return v != NULL && v->extractor == EXTRACT_VERSION &&
	    k->status == 200 && strcmp(k->method, CAPTURE_METHOD) == 0 &&
	    strcmp(k->url, doc->d.sources[0].url) == 0 &&
	    strcmp(k->select, doc->select) == 0 &&
	    strcmp(k->remove, doc->remove) == 0 &&
	    now_utc_ms - k->time_utc_ms < CONDITION_MS;
}

static void
condition_take(struct capture_doc *doc, const struct look *k, struct arena *a)
{
	const struct jv *hops;
	const char *etag, *modified, *url;
	struct jv *record = NULL;
	struct fault f;

	if (jv_parse(k->record, strlen(k->record), &record, &f) != 0)
		return;
	etag = jv_text(jv_get(record, "etag"));
	modified = jv_text(jv_get(record, "last_modified"));
	hops = jv_get(record, "hops");
	url = jv_count(hops) == 0
	    ? NULL
	    : jv_text(jv_get(jv_at(hops, jv_count(hops) - 1), "url"));
	if (url != NULL && (etag != NULL || modified != NULL)) {
		doc->etag = arena_strdup(a, etag == NULL ? "" : etag);
		doc->last_modified =
		    arena_strdup(a, modified == NULL ? "" : modified);
		doc->validators_url = arena_strdup(a, url);
		doc->verified_sha = arena_strdup(a, digest_hex(&k->raw).s);
		doc->verified_utc_ms = k->time_utc_ms;
		doc->unmodified = k->version;
	}
	jv_free(record);
}

/* Only a document of one page that no browser made can be asked on condition. */
static int
plan_condition(struct archive *a, struct capture_doc *doc, int64_t now_utc_ms,
    struct arena *arena, struct fault *f)
{
	const struct look *k;
	struct history h;

	if (doc->d.n_sources != 1 || doc->d.sources[0].render)
		return 0;
	if (archive_looks(a, doc->platform, doc->document, INT64_MAX, &h, f) !=
	    0)
		return -1;
	k = basis_look(&h);
	if (k != NULL && basis_fits(&h, k, doc, now_utc_ms))
		condition_take(doc, k, arena);
	history_free(&h);
	return 0;
}

static int
plan_doc(struct archive *a, const struct archive_entry *e, const char *json,
    int64_t now_utc_ms, struct capture_plan *p, struct fault *f)
{
	struct capture_doc *doc;

	p->docs = arena_more(&p->arena, p->docs, p->n_docs, sizeof(*p->docs));
	doc = &p->docs[p->n_docs];
	*doc = (struct capture_doc){
		.platform = arena_strdup(&p->arena, e->platform),
		.document = arena_strdup(&p->arena, e->document),
		.lang = arena_strdup(&p->arena, e->lang),
		.doc = e->doc,
		.etag = "",
		.last_modified = "",
		.validators_url = "",
		.verified_sha = "",
	};
	if (declaration_parse(json, strlen(json), &p->arena, &doc->d, f) != 0)
		return fault_under(
		    f, "%.150s/%.150s", e->platform, e->document);
	doc->select = declaration_select(&p->arena, &doc->d);
	doc->remove = declaration_remove(&p->arena, &doc->d);
	doc->looks = arena_new(
	    &p->arena, doc->d.n_sources + 1, sizeof(struct net_look *));
	p->n_docs++;
	return plan_condition(a, doc, now_utc_ms, &p->arena, f);
}

/* Is the entry among what was asked for?  Nothing asked for is everything. */
static bool
is_wanted(const struct archive_entry *e, const struct subject *subjects,
    size_t n, bool *had)
{
	bool yes = n == 0;
	size_t i;

	for (i = 0; i < n; i++) {
		if (archive_arg_has(&subjects[i], e)) {
			had[i] = true;
			yes = true;
		}
	}
	return yes;
}

static int
plan_all(struct archive *a, const struct archive_list *list,
    const struct subject *subjects, size_t n, int64_t now_utc_ms,
    struct capture_plan *p, struct fault *f)
{
	const struct archive_entry *e;
	struct archive_declaration d;
	bool *had = arena_new(&p->arena, n + 1, sizeof(*had));
	bool *none = arena_new(&p->arena, n + 1, sizeof(*none));
	size_t i;

	for (i = 0; i < list->n; i++) {
		e = &list->entries[i];
		if (!is_wanted(e, subjects, n, none))
			continue;
		if (archive_declared(a, e->doc, now_utc_ms, &p->arena, &d, f) !=
		    0)
			return -1;
		if (d.json == NULL)
			continue;
		(void)is_wanted(e, subjects, n, had);
		if (plan_doc(a, e, d.json, now_utc_ms, p, f) != 0)
			return -1;
	}
	for (i = 0; i < n; i++)
		if (!had[i])
			return fault_set(f, FAULT_ABSENT,
			    "%.150s%s%.150s: no source is declared; add one "
			    "with: proviso add",
			    subjects[i].platform,
			    subjects[i].document == NULL ? "" : "/",
			    subjects[i].document == NULL
				? ""
				: subjects[i].document);
	if (p->n_docs == 0)
		return fault_set(f, FAULT_ABSENT,
		    "no source is declared; add one with: proviso add");
	return 0;
}

int
capture_plan_make(struct archive *a, const char *const *subjects, size_t n,
    int64_t now_utc_ms, struct capture_plan *out, struct fault *f)
{
	struct archive_list list = { .n = 0 };
	struct subject *wanted = mem_new(n + 1, sizeof(*wanted));
	size_t i;
	int rc = -1;

	*out = (struct capture_plan){ .n_docs = 0 };
	if (archive_list(a, &list, f) != 0)
		goto out;
	for (i = 0; i < n; i++)
		if (archive_arg_subject(a, &list, subjects[i], &wanted[i], f) !=
		    0)
			goto out;
	rc = plan_all(a, &list, wanted, n, now_utc_ms, out, f);
out:
	archive_list_free(&list);
	free(wanted);
	if (rc != 0)
		capture_plan_free(out);
	return rc;
}

void
capture_plan_free(struct capture_plan *p)
{
	size_t i, k;

	for (i = 0; i < p->n_docs; i++)
		for (k = 0; k < p->docs[i].d.n_sources; k++)
			net_look_free(p->docs[i].looks[k]);
	arena_free(&p->arena);
	*p = (struct capture_plan){ .n_docs = 0 };
}
