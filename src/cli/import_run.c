#include "cli/import_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "archive/read.h"
#include "archive/store.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "cli/cmd.h"
#include "history/detail.h"

#include "cli_in.h"

/* Looks that wait for their text: enough that neither thread waits for long. */
#define QUEUE_LEN 32

/* Looks in one transaction, so that a stopped import loses little work. */
#define COMMIT_EVERY 500

/* Looks between two words of progress. */
#define TELL_EVERY 200

#define DOC_SLOTS 256

/* A gap's reason is no longer. */
#define REASON_MAX 200

struct import_run {
	struct archive *archive;
	struct import_options options;
	struct import_queue *queue;
	const struct lookrules *rules;
	struct import_doc **docs; /* open addressing by name */
	size_t n_docs, n_slots;
	unsigned char *fitted; /* by subject: something had that name */
	size_t in_tx; /* looks since the last begin */
	bool open; /* a transaction */
	struct import_counts counts;
	struct arena told; /* owns the texts of: */
	struct import_stored *stored; /* put and not told of */
	size_t n_stored;
};

static size_t
slot_of(const struct import_run *r, const char *platform, const char *document)
{
	const struct import_doc *d;
	size_t h = 5381;
	const char *s;

	for (s = platform; *s != '\0'; s++)
		h = h * 33 + (unsigned char)*s;
	for (h = h * 33, s = document; *s != '\0'; s++)
		h = h * 33 + (unsigned char)*s;
	for (h &= r->n_slots - 1; (d = r->docs[h]) != NULL;
	     h = (h + 1) & (r->n_slots - 1))
		if (strcmp(d->platform, platform) == 0 &&
		    strcmp(d->document, document) == 0)
			break;
	return h;
}

static void
widen(struct import_run *r)
{
	struct import_doc **was = r->docs;
	size_t n = r->n_slots, i;

	r->n_slots = n == 0 ? DOC_SLOTS : n * 2;
	r->docs = mem_new(r->n_slots, sizeof(*r->docs));
	for (i = 0; i < n; i++)
		if (was[i] != NULL)
			r->docs[slot_of(
			    r, was[i]->platform, was[i]->document)] = was[i];
	free(was);
}

/* What the run knows of a document, made if it knows nothing yet. */
static struct import_doc *
doc_of(struct import_run *r, const char *platform, const char *document)
{
	size_t i;

	if (r->n_docs * 2 >= r->n_slots)
		widen(r);
	i = slot_of(r, platform, document);
	if (r->docs[i] == NULL) {
		r->docs[i] = import_doc_new(platform, document);
		r->n_docs++;
	}
	return r->docs[i];
}

int
import_run_new(struct archive *a, const struct import_options *o,
    struct import_run **out, struct fault *f)
{
	struct archive_list list;
	const struct lookrules *rules;
	struct import_run *r;
	struct import_doc *d;
	size_t i;

	if (lookrules_own(&rules, f) != 0 || archive_list(a, &list, f) != 0)
		return -1;
	r = mem_new(1, sizeof(*r));
	r->rules = rules;
	r->archive = a;
	r->options = *o;
	r->fitted = mem_new(o->n_subjects + 1, 1);
	for (i = 0; i < list.n; i++) {
		d = doc_of(
		    r, list.entries[i].platform, list.entries[i].document);
		d->stored = true;
		d->handle = list.entries[i].doc;
		d->n_versions = (int)list.entries[i].n_versions;
	}
	archive_list_free(&list);
	r->queue = import_queue_new(f);
	if (r->queue == NULL) {
		import_run_free(r);
		return -1;
	}
	*out = r;
	return 0;
}

void
import_run_free(struct import_run *r)
{
	size_t i;

	if (r == NULL)
		return;
	import_queue_free(r->queue);
	if (r->open)
		archive_rollback(r->archive);
	for (i = 0; i < r->n_slots; i++)
		import_doc_free(r->docs[i]);
	free(r->docs);
	free(r->fitted);
	arena_free(&r->told);
	free(r);
}

/* "Acme" or "Acme/Terms", exactly or but for the case of ASCII letters. */
static bool
subject_fits(const char *subject, const char *platform, const char *document)
{
	size_t n = strlen(platform);

	if (strncasecmp(subject, platform, n) != 0)
		return false;
	return subject[n] == '\0' ||
	    (subject[n] == '/' && strcasecmp(subject + n + 1, document) == 0);
}

int
import_run_want(
    void *run, const char *platform, const char *document, const char *key)
{
	struct import_run *r = run;
	const struct import_doc *d;
	struct fault f = { .kind = FAULT_NONE };
	bool wanted = r->options.n_subjects == 0, known = false;
	size_t i;

	for (i = 0; i < r->options.n_subjects; i++) {
		if (subject_fits(r->options.subjects[i], platform, document)) {
			r->fitted[i] = 1;
			wanted = true;
		}
	}
	if (!wanted) {
		r->counts.unwanted++;
		return 0;
	}
	if (key == NULL)
		return 1;
	d = doc_of(r, platform, document);

	/* A fault here comes again, and is told, when the look is put. */
	if (d->handle != 0 &&
	    archive_has_event(r->archive, d->handle, key, &known, &f) == 0 &&
	    known) {
		r->counts.known++;
		return 0;
	}
	return 1;
}

/* Is the text of these bytes known, or about to be? */
static bool
bytes_known(const struct import_doc *d, const struct digest *raw)
{
	size_t i;

	for (i = d->n_raws; i-- > 0;)
		if (digest_equal(&d->raws[i].digest, raw))
			return true;
	for (i = 0; i < d->n_coming; i++)
		if (digest_equal(&d->coming[i], raw))
			return true;
	return false;
}

static void
count_gap(struct import_counts *c, const char *rule)
{
	size_t i;

	for (i = 0; i < c->n_gaps; i++)
		if (strcmp(c->gaps[i].rule, rule) == 0)
			break;
	if (i == IMPORT_RULES)
		return;
	if (i == c->n_gaps)
		c->gaps[c->n_gaps++].rule = rule;
	c->gaps[i].n++;
}

static void
count_look(
    struct import_run *r, struct import_doc *d, const struct judgement *j)
{
	r->counts.added++;
	r->counts.by_class[j->ruling]++;
	if (j->ruling == RULING_GAP)
		count_gap(&r->counts, j->rule);
	if (!d->counted)
		r->counts.documents++;
	d->counted = true;
}

/* What a look means that says so itself, without a text. */
static bool
judge_known(const struct import_doc *d, const struct capture *c,
    struct arena *a, struct judgement *out)
{
	const char *why = c->gap;

	*out = (struct judgement){ .ruling = RULING_SAME, .detail = "" };
	if (c->gap_rule == NULL && c->unmodified > 0 &&
	    c->unmodified <= d->n_versions) {
		out->rule = "not-modified";
		out->version = c->unmodified;
		return true;
	}
	if (c->gap_rule == NULL)
		return false;
	out->ruling = RULING_GAP;
	out->rule = c->gap_rule;
	out->detail =
	    arena_strndup(a, why, utf8_cut(why, strlen(why), REASON_MAX));
	return true;
}

/* Remember whom to tell of what, once it is on the disk. */
static void
note_stored(struct import_run *r, const struct import_job *job, int64_t event,
    const struct judgement *j)
{
	struct import_stored *s;

	if (r->options.stored == NULL)
		return;
	r->stored =
	    arena_more(&r->told, r->stored, r->n_stored, sizeof(*r->stored));
	s = &r->stored[r->n_stored++];
	*s = (struct import_stored){
		.platform = job->doc->platform,
		.document = job->doc->document,
		.event = event,
		.time_utc_ms = job->capture.time_utc_ms,
		.ruling = j->ruling,
		.rule = arena_strdup(&r->told, j->rule),
		.detail = detail_words(j->rule, j->detail, &r->told),
		.version = j->version,
	};
}

/* One look into the archive: the event, its version, its ruling. */
static int
put_look(struct import_run *r, struct import_job *job, struct fault *f)
{
	const struct import_judge judge = { r->archive, r->queue, r->rules,
		r->options.now_utc_ms };
	const struct import_text text = { &job->page, job->clauses,
		job->n_clauses, &job->text, &job->body };
	struct archive_ruling ruling = {
		.rules_version = r->rules->version,
		.who = "proviso " PROVISO_VERSION,
		.when_utc_ms = r->options.now_utc_ms,
	};
	const struct capture *c = &job->capture;
	struct import_doc *d = job->doc;
	struct judgement j;
	int64_t event;

	if (d->handle == 0 &&
	    archive_document(
		r->archive, d->platform, d->document, &d->handle, f) != 0)
		return -1;
	if ((!judge_known(d, c, &job->arena, &j) &&
		import_judge_look(&judge, job, &j, f) != 0) ||
	    archive_put_event(r->archive, d->handle, c,
		j.ruling == RULING_GAP ? j.detail : "", &event, NULL, f) != 0)
		return -1;
	if (j.version == JUDGE_NEW) {
		if (import_version_put(r->archive, d, event, &text, &j.version,
			&r->counts.provisions, f) != 0)
			return -1;
		r->counts.versions++;
		import_doc_add_maker(d, c);
	}
	ruling.ruling = j.ruling;
	ruling.rule = j.rule;
	ruling.detail = j.detail;
	ruling.version = j.version;
	if (archive_put_ruling(r->archive, event, &ruling, f) != 0)
		return -1;
	import_doc_add_look(d, c, &job->raw, &j);
	d->dirty = true;
	count_look(r, d, &j);
	note_stored(r, job, event, &j);
	return 0;
}

static int
commit(struct import_run *r, struct fault *f)
{
	struct import_doc *d;
	size_t i;

	if (!r->open)
		return 0;
	for (i = 0; i < r->n_slots; i++) {
		d = r->docs[i];
		if (d == NULL || !d->dirty)
			continue;
		if (archive_holdings_rebuild(r->archive, d->handle, f) != 0)
			return -1;
		d->dirty = false;
	}
	if (archive_commit(r->archive, f) != 0)
		return -1;
	r->open = false;
	r->in_tx = 0;
	for (i = 0; i < r->n_stored; i++)
		r->options.stored(r->options.ctx, &r->stored[i]);
	arena_free(&r->told);
	r->stored = NULL;
	r->n_stored = 0;
	return 0;
}

/*
 * In a transaction that others may have written before: what was known of a
 * document is read anew.
 */
static int
begin(struct import_run *r, struct fault *f)
{
	size_t i;

	if (archive_begin(r->archive, f) != 0)
		return -1;
	r->open = true;
	if (!r->options.shared)
		return 0;
	if (clock_now(&r->options.now_utc_ms, f) != 0)
		return -1;
	for (i = 0; i < r->n_slots; i++)
		if (r->docs[i] != NULL)
			import_doc_forget(r->docs[i]);
	return 0;
}

static void
tell(const struct import_run *r)
{
	if (r->options.progress && r->counts.added % TELL_EVERY == 0)
		(void)fprintf(stderr, "\r%zu looks", r->counts.added);
}

/* Store the oldest look that waits, if it is not here by another way. */
static int
store_one(struct import_run *r, struct fault *f)
{
	struct import_job *job = import_queue_take(r->queue);
	struct import_doc *d = job->doc;
	bool again = false;
	int rc = -1;

	if (!r->open && begin(r, f) != 0)
		goto out;
	if (import_doc_load(r->archive, d, f) != 0)
		goto out;
	if ((!r->options.shared &&
		archive_look_again(r->archive, d->handle, &job->capture,
		    &job->raw, &job->arena, &again, f) != 0) ||
	    (!again && put_look(r, job, f) != 0)) {
		(void)fault_under(f, "%.150s/%.150s", d->platform, d->document);
		goto out;
	}
	r->counts.known += again;
	if (job->wants_page)
		import_doc_arrived(d, &job->raw);
	tell(r);
	if (++r->in_tx >= COMMIT_EVERY && !r->options.whole &&
	    commit(r, f) != 0)
		goto out;
	rc = 0;
out:
	import_job_free(job);
	return rc;
}

int
import_run_take(void *run, const struct capture *c, struct fault *f)
{
	struct import_run *r = run;
	struct import_doc *d = doc_of(r, c->platform, c->document);
	struct import_job *job;

	if (import_doc_load(r->archive, d, f) != 0)
		return -1;
	while (!r->options.shared && import_queue_len(r->queue) >= QUEUE_LEN)
		if (store_one(r, f) != 0)
			return -1;
	job = import_job_new(c, d, f);
	if (job == NULL)
		return -1;
	if (c->bytes != NULL && c->gap_rule == NULL &&
	    (c->media == MEDIA_PDF || !bytes_known(d, &job->raw))) {
		job->wants_page = 1;
		import_doc_coming(d, &job->raw);
	}
	import_queue_put_take(r->queue, job);
	return 0;
}

int
import_run_flush(struct import_run *r, struct fault *f)
{
	/* Where another one writes, nothing is taken and it may be tried again. */
	if (r->options.shared && !r->open && import_queue_len(r->queue) > 0 &&
	    begin(r, f) != 0)
		return -1;
	while (import_queue_len(r->queue) > 0)
		if (store_one(r, f) != 0)
			return -1;
	return commit(r, f);
}

int
import_run_finish(
    struct import_run *r, struct import_counts *out, struct fault *f)
{
	size_t i;

	if (import_run_flush(r, f) != 0)
		return -1;
	if (r->options.progress && r->counts.added >= TELL_EVERY)
		(void)fprintf(stderr, "\r%zu looks\n", r->counts.added);
	for (i = 0; i < r->options.n_subjects; i++)
		if (!r->fitted[i])
			return fault_set(f, FAULT_ABSENT,
			    "%.200s: no record has that name",
			    r->options.subjects[i]);
	*out = r->counts;
	return 0;
}
