#include <stdlib.h>
#include <string.h>

#include "archive/declare.h"
#include "archive/read.h"
#include "archive/store.h"
#include "base/jv.h"
#include "cli/cmd.h"
#include "cli/import_doc.h"
#include "history/judge.h"
#include "intake/declaration.h"

#include "cli_in.h"

/* What a look means, and what the looks before it mean in its light. */

/* Lines that declarations say do not count. */
#define IGNORED_MAX 256

struct asked {
	struct archive *archive;
	struct import_doc *doc;
};

static int
body_of(void *ctx, int version, const struct body **out, struct fault *f)
{
	const struct asked *x = ctx;

	return import_doc_body(x->archive, x->doc, version, out, f);
}

static int
rule_again(const struct import_judge *x, struct look *k, int version,
    const struct compared *c, struct arena *a, struct fault *f)
{
	const struct archive_ruling r = {
		.ruling = RULING_NOISE,
		.rule = c->rule->name,
		.rules_version = x->rules->version,
		.who = "proviso " PROVISO_VERSION,
		.when_utc_ms = x->now_utc_ms,
		.detail = compare_detail(c, a),
		.version = version,
	};

	k->ruling = r.ruling;
	k->rule = r.rule;
	k->version = version;
	return archive_put_ruling(x->archive, k->id, &r, f);
}

/* Did a person rule on a look that shows the version?  Then it stays. */
static int
by_person(const struct history *h, int version)
{
	size_t i;

	for (i = 0; i < h->n_looks; i++)
		if (h->looks[i].version == version &&
		    (strcmp(h->looks[i].rule, "person") == 0 ||
			strcmp(h->looks[i].rule, "as-ruled") == 0))
			return 1;
	return 0;
}

static int
is_exact(const struct look *k)
{
	return k->ruling != RULING_NOISE &&
	    strcmp(k->rule, "known-but-noise") != 0;
}

/*
 * What each look that shows a version is to another one; *all is 0 where one
 * of them is not the same but for noise.
 */
static int
weigh_looks(const struct import_judge *x, struct import_doc *d,
    const struct history *h, int version, int into, const struct compared *c,
    struct compared *out, struct arena *a, int *all, struct fault *f)
{
	struct import_again again;
	const struct body *was;
	const struct look *k;
	size_t i;

	for (i = 0; *all && i < h->n_looks; i++) {
		k = &h->looks[i];
		if (k->version != version)
			continue;
		out[i] = *c;
		if (is_exact(k))
			continue;
		if (import_again(x->archive, k, &again, f) != 0)
			return -1;
		if (import_doc_body(x->archive, d, into, &was, f) != 0) {
			import_again_free(&again);
			return -1;
		}
		compare_bodies(
		    was, &again.body, d->flicker, x->rules, a, &out[i]);
		import_again_free(&again);
		*all = out[i].nature == COMPARE_NOISE;
	}
	return 0;
}

/*
 * All looks that show one version are to show another, but for noise; *done is
 * 0 where they cannot, or a person ruled otherwise.
 */
static int
undo(const struct import_judge *x, struct import_doc *d, int version, int into,
    const struct compared *c, struct arena *a, int *done, struct fault *f)
{
	const struct archive_ruling r = {
		.rules_version = x->rules->version,
		.who = "proviso " PROVISO_VERSION,
		.when_utc_ms = x->now_utc_ms,
	};
	struct history h = { .n_looks = 0 };
	struct compared *each;
	size_t i;
	int rc = -1;

	arena_init(&h.arena);
	if (archive_looks(
		x->archive, d->platform, d->document, INT64_MAX, &h, f) != 0)
		goto out;
	*done = !by_person(&h, version);
	each = arena_new(a, h.n_looks + 1, sizeof(*each));
	if (weigh_looks(x, d, &h, version, into, c, each, a, done, f) != 0)
		goto out;
	for (i = 0; *done && i < h.n_looks; i++)
		if (h.looks[i].version == version &&
		    rule_again(x, &h.looks[i], into, &each[i], a, f) != 0)
			goto out;
	if (*done) {
		if (import_settle(x->archive, h.looks, h.n_looks, &r, f) != 0)
			goto out;
		import_doc_undo(
		    d, version, into, c->rule->name, compare_detail(c, a));
		d->dirty = true;
	}
	rc = 0;
out:
	history_free(&h);
	return rc;
}

/* The version that stood before one was first seen; 0 where none did. */
static int
before(const struct import_doc *d, int version)
{
	size_t i;
	int last = 0;

	for (i = 0; i < d->n_looks && d->looks[i].version != version; i++)
		if (d->looks[i].version != 0)
			last = d->looks[i].version;
	return i == d->n_looks ? 0 : last;
}

static uint64_t
core_of(const struct import_doc *d, int version)
{
	size_t i;

	for (i = 0; i < d->n_listed; i++)
		if (d->versions[i].number == version)
			return d->versions[i].core;
	return 0;
}

/* A line was found to flicker: which versions are none, after all? */
static int
review(const struct import_judge *x, struct import_doc *d, struct fault *f)
{
	const struct body *was, *now;
	struct compared c;
	struct arena a;
	int version, into, done, rc = -1;
	size_t i = 0;

	arena_init(&a);
	while (i < d->n_listed) {
		version = d->versions[i].number;
		into = before(d, version);
		if (into == 0 || core_of(d, into) != d->versions[i].core) {
			i++;
			continue;
		}
		if (import_doc_body(x->archive, d, into, &was, f) != 0 ||
		    import_doc_body(x->archive, d, version, &now, f) != 0)
			goto out;
		compare_bodies(was, now, d->flicker, x->rules, &a, &c);
		if (c.nature != COMPARE_NOISE) {
			i++;
			continue;
		}
		if (undo(x, d, version, into, &c, &a, &done, f) != 0)
			goto out;
		i += !done;
	}
	d->n_reviewed = flicker_count(d->flicker);
	rc = 0;
out:
	arena_free(&a);
	return rc;
}

/* Bytes of the version that stands: nothing is to be learnt for them. */
static int
stands(const struct judge_memory *m, const struct digest *raw)
{
	size_t i;

	for (i = m->n_raws; i-- > 0;)
		if (digest_equal(&m->raws[i].digest, raw))
			return m->raws[i].version == m->current &&
			    !m->raws[i].noise;
	return 0;
}

/* Lines of one source's filters that do not count. */
static size_t
ignored(const char *filter, const char **out, size_t n, struct arena *a)
{
	const struct jv *item, *list;
	struct jv *v = NULL;
	struct fault f;
	size_t i, k;

	if (filter[0] == '\0' || jv_parse(filter, strlen(filter), &v, &f) != 0)
		return n;
	for (i = 0; (item = jv_at(v, i)) != NULL; i++) {
		list =
		    jv_text(item) == NULL ? jv_get(item, "ignoreLines") : NULL;
		for (k = 0; k < jv_count(list) && n < IGNORED_MAX; k++)
			if (jv_text(jv_at(list, k)) != NULL)
				out[n++] =
				    arena_strdup(a, jv_text(jv_at(list, k)));
	}
	jv_free(v);
	return n;
}

/* Lines that the declaration of that time says do not count. */
static int
declare(const struct import_judge *x, struct import_doc *d, int64_t at_utc_ms,
    struct fault *f)
{
	struct archive_declaration declared;
	const char *lines[IGNORED_MAX];
	struct declaration decl;
	struct arena a = { NULL };
	size_t i, n = 0;
	int rc = -1;

	if (archive_declared(
		x->archive, d->handle, at_utc_ms, &a, &declared, f) != 0)
		goto out;
	if (declared.json != NULL) {
		if (declaration_parse(declared.json, strlen(declared.json), &a,
			&decl, f) != 0)
			goto out;
		for (i = 0; i < decl.n_sources; i++)
			n = ignored(decl.sources[i].filter, lines, n, &a);
	}
	flicker_declare(d->flicker, lines, n);
	rc = 0;
out:
	arena_free(&a);
	return rc;
}

static int
learn(const struct import_judge *x, struct import_doc *d, int64_t at_utc_ms,
    struct fault *f)
{
	if (declare(x, d, at_utc_ms, f) != 0)
		return -1;
	if (import_doc_learn(x->archive, d, f) != 0)
		return -1;
	if (flicker_count(d->flicker) <= d->n_reviewed)
		return 0;
	return review(x, d, f);
}

static int
judge_page(const struct import_judge *x, struct import_job *job,
    struct judge_memory *m, struct judgement *out, struct fault *f)
{
	const struct capture *c = &job->capture;
	struct import_doc *d = job->doc;
	struct judge_look look;

	if (import_queue_page(x->queue, job, f) != 0)
		return -1;
	look.time_utc_ms = c->time_utc_ms;
	look.status = c->status;
	look.source_changed = c->source_changed ||
	    import_doc_declared_anew(d, c->time_utc_ms, c->select, c->remove) ||
	    (d->extractor != 0 && d->extractor != job->page.extractor) ||
	    import_doc_maker_anew(d, c);
	look.joined = import_doc_joined_anew(
	    d, c->time_utc_ms, import_doc_sources(c->record));
	look.gap = job->gap;
	look.text = job->page.text;
	look.len = job->page.len;
	look.digest = &job->text;
	look.body = &job->body;
	return judge_text(m, &look, &job->arena, out, f);
}

int
import_judge_look(const struct import_judge *x, struct import_job *job,
    struct judgement *out, struct fault *f)
{
	const struct capture *c = &job->capture;
	struct import_doc *d = job->doc;
	struct asked asked = { x->archive, d };
	struct judge_memory m;

	import_doc_memory(d, c->time_utc_ms, &m);
	if (!stands(&m, &job->raw)) {
		if (learn(x, d, c->time_utc_ms, f) != 0)
			return -1;
		import_doc_memory(d, c->time_utc_ms, &m);
	}
	m.rules = x->rules;
	m.body = body_of;
	m.ctx = &asked;
	/* The words of a PDF go with each look at it. */
	if (c->media == MEDIA_PDF && import_queue_page(x->queue, job, f) != 0)
		return -1;
	if (!import_doc_declared_anew(
		d, c->time_utc_ms, c->select, c->remove) &&
	    judge_bytes(&m, c->status, &job->raw, &job->arena, out))
		return 0;
	return judge_page(x, job, &m, out, f);
}
