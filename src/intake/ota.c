#include "intake/ota.h"

#include <stdlib.h>
#include <string.h>

#include <git2.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/jv.h"
#include "base/mem.h"
#include "base/utf8.h"

#include "ota_in.h"

/*
 * Ceilings.  The largest public collection has some 10^6 records; one more
 * digit fits in memory.
 */
#define RECORDS_MAX 16000000
#define NAME_BYTES_MAX 255
/* The last second of the year 9999: later ones have no date to print. */
#define DATE_MAX INT64_C(253402300799)

static int
add_find(struct walk *w, const struct find *x, struct fault *f)
{
	if (w->n == RECORDS_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "repository: more than %d records", RECORDS_MAX);
	if (w->n == w->room) {
		w->room = w->room == 0 ? 1024 : w->room * 2;
		w->finds = mem_grow(w->finds, w->room, sizeof(*w->finds));
	}
	w->finds[w->n++] = *x;
	return 0;
}

/* Names become names of platforms and documents: text, of sane length. */
static int
name_fits(const char *s)
{
	size_t n = strlen(s);

	return n > 0 && n <= NAME_BYTES_MAX && utf8_valid(s, n, NULL) &&
	    s[0] != '.';
}

/* "Record new changes of " + "Claude.ai Privacy Policy" names this file? */
static int
subject_names(const char *rest, const char *service, const char *file)
{
	size_t s = strlen(service), d = ota_document_len(file, NULL);

	return strlen(rest) >= s + 1 + d && memcmp(rest, service, s) == 0 &&
	    rest[s] == ' ' && memcmp(rest + s + 1, file, d) == 0;
}

static int
is_bot(const git_signature *who)
{
	return strcmp(who->name, "Open Terms Archive Bot") == 0 ||
	    strcmp(who->email, "bot@opentermsarchive.org") == 0;
}

/* What one commit says and who made it, while its trees are compared. */
struct change {
	const git_signature *author;
	const char *rest; /* of the subject, "" where no record's */
	struct find find;
	size_t n; /* records found in it */
};

/* The files of one service's folder that the commit wrote. */
static int
folder(struct walk *w, const git_tree *new, const git_tree *old,
    struct change *c, struct fault *f)
{
	const git_tree_entry *e, *was;
	const char *name;
	size_t i;

	for (i = 0; i < git_tree_entrycount(new); i++) {
		e = git_tree_entry_byindex(new, i);
		name = git_tree_entry_name(e);
		if (git_tree_entry_type(e) != GIT_OBJECT_BLOB ||
		    git_tree_entry_filemode(e) == GIT_FILEMODE_LINK ||
		    ota_document_len(name, NULL) == 0 || !name_fits(name))
			continue;
		was = old == NULL ? NULL : git_tree_entry_byname(old, name);
		if (was != NULL &&
		    git_oid_equal(git_tree_entry_id(was), git_tree_entry_id(e)))
			continue;
		if (!is_bot(c->author) &&
		    !subject_names(c->rest, c->find.service, name))
			continue;
		c->find.file = arena_strdup(&w->names, name);
		git_oid_cpy(&c->find.blob, git_tree_entry_id(e));
		if (add_find(w, &c->find, f) != 0)
			return -1;
		c->n++;
	}
	return 0;
}

/* One folder of the root, if the commit changed anything in it. */
static int
service(struct walk *w, const git_tree_entry *e, const git_tree_entry *was,
    struct change *c, struct fault *f)
{
	git_tree *new = NULL, *old = NULL;
	int rc = -1;

	if (git_tree_lookup(&new, w->repo, git_tree_entry_id(e)) != 0) {
		(void)ota_refused(f, git_tree_entry_name(e));
		goto out;
	}
	if (was != NULL && git_tree_entry_type(was) == GIT_OBJECT_TREE &&
	    git_tree_lookup(&old, w->repo, git_tree_entry_id(was)) != 0) {
		(void)ota_refused(f, git_tree_entry_name(was));
		goto out;
	}
	c->find.service = arena_strdup(&w->names, git_tree_entry_name(e));
	rc = folder(w, new, old, c, f);
out:
	git_tree_free(old);
	git_tree_free(new);
	return rc;
}

static int
compare_trees(struct walk *w, const git_tree *new, const git_tree *old,
    struct change *c, struct fault *f)
{
	const git_tree_entry *e, *was;
	size_t i;

	for (i = 0; i < git_tree_entrycount(new); i++) {
		e = git_tree_entry_byindex(new, i);
		if (git_tree_entry_type(e) != GIT_OBJECT_TREE ||
		    !name_fits(git_tree_entry_name(e)))
			continue;
		was = old == NULL
		    ? NULL
		    : git_tree_entry_byname(old, git_tree_entry_name(e));
		if (was != NULL &&
		    git_oid_equal(git_tree_entry_id(was), git_tree_entry_id(e)))
			continue;
		if (service(w, e, was, c, f) != 0)
			return -1;
	}
	return 0;
}

/*
 * What one commit recorded.  A merge brings in what other commits of the
 * walk recorded already, so it records nothing itself.
 */
static int
commit(struct walk *w, const git_oid *id, size_t seq, struct fault *f)
{
	struct change c = { .rest = "" };
	struct ota_message m;
	struct arena a = { NULL };
	git_commit *now = NULL, *parent = NULL;
	git_tree *new = NULL, *old = NULL;
	int rc = -1;

	if (git_commit_lookup(&now, w->repo, id) != 0) {
		(void)ota_refused(f, git_oid_tostr_s(id));
		goto out;
	}
	if (git_commit_parentcount(now) > 1) {
		rc = 0;
		goto out;
	}
	if (git_commit_tree(&new, now) != 0 ||
	    (git_commit_parentcount(now) == 1 &&
		(git_commit_parent(&parent, now, 0) != 0 ||
		    git_commit_tree(&old, parent) != 0))) {
		(void)ota_refused(f, git_oid_tostr_s(id));
		goto out;
	}
	ota_message_read(git_commit_message(now), &a, &m);
	c.author = git_commit_author(now);
	if (c.author->when.time < 0 || c.author->when.time > DATE_MAX) {
		(void)fault_set(f, FAULT_FORMAT,
		    "commit %s: want a date from 1970 to 9999, have %lld "
		    "seconds",
		    git_oid_tostr_s(id), (long long)c.author->when.time);
		goto out;
	}
	c.rest = m.rest;
	c.find.seq = seq;
	c.find.time_utc_ms = (int64_t)c.author->when.time * 1000;
	git_oid_cpy(&c.find.commit, id);
	rc = compare_trees(w, new, old, &c, f);
out:
	if (rc == 0 && c.n == 0)
		w->counts->skipped++;
	git_tree_free(old);
	git_tree_free(new);
	git_commit_free(parent);
	git_commit_free(now);
	arena_free(&a);
	return rc;
}

static int
find_records(struct walk *w, struct fault *f)
{
	git_revwalk *rw = NULL;
	git_oid id;
	size_t seq = 0;
	int got, rc = -1;

	if (git_revwalk_new(&rw, w->repo) != 0 ||
	    git_revwalk_sorting(rw, GIT_SORT_TOPOLOGICAL | GIT_SORT_REVERSE) !=
		0 ||
	    git_revwalk_push_head(rw) != 0) {
		(void)ota_refused(f, "history of HEAD");
		goto out;
	}
	while ((got = git_revwalk_next(&id, rw)) == 0) {
		w->counts->commits++;
		if (commit(w, &id, seq++, f) != 0)
			goto out;
	}
	if (got != GIT_ITEROVER) {
		(void)ota_refused(f, "history of HEAD");
		goto out;
	}
	rc = 0;
out:
	git_revwalk_free(rw);
	return rc;
}

static int
by_time(const void *x, const void *y)
{
	const struct find *a = x, *b = y;

	if (a->time_utc_ms != b->time_utc_ms)
		return a->time_utc_ms < b->time_utc_ms ? -1 : 1;
	return (a->seq > b->seq) - (a->seq < b->seq);
}

/* Hand one version over, if it is wanted. */
static int
hand_over(struct walk *w, const struct find *x, struct fault *f)
{
	const struct intake_reader *r = w->reader;
	struct capture c = {
		.method = "import ota", .select = "", .remove = ""
	};
	struct ota_message m;
	struct arena a = { NULL };
	git_odb_object *blob = NULL;
	struct jv *record;
	int rc = -1;

	c.platform = x->service;
	c.document =
	    arena_strndup(&a, x->file, ota_document_len(x->file, NULL));
	c.key = arena_fmt(&a, "ota:%s:%s/%s", git_oid_tostr_s(&x->commit),
	    x->service, x->file);
	if (r->want != NULL &&
	    !r->want(r->ctx, c.platform, c.document, c.key)) {
		rc = 0;
		goto out;
	}
	if (ota_about(w, &a, x, &m, &record, f) != 0 ||
	    ota_record_take(&a, record, &c.record, f) != 0 ||
	    ota_read_blob(w, x, &blob, f) != 0)
		goto out;
	c.time_utc_ms = x->time_utc_ms;
	c.url = m.n_urls > 0 ? m.urls[0] : "";
	c.media = intake_media(x->file, &c.media_type);
	c.source_changed = m.technical;
	c.bytes = git_odb_object_data(blob);
	c.len = git_odb_object_size(blob);
	w->counts->wanted++;
	rc = r->take(r->ctx, &c, f);
out:
	git_odb_object_free(blob);
	arena_free(&a);
	return rc;
}

/* All finds, the oldest first; snapshots of one time together. */
static int
hand_over_all(struct walk *w, struct fault *f)
{
	struct snapshots *s = snapshots_new(w);
	const char *type;
	size_t i;
	int rc = -1;

	for (i = 0; i < w->n; i++) {
		if (i > 0 &&
		    w->finds[i].time_utc_ms != w->finds[i - 1].time_utc_ms &&
		    snapshots_hand_over(s, f) != 0)
			goto out;
		if (intake_media(w->finds[i].file, &type) != MEDIA_MARKDOWN) {
			w->counts->snapshots++;
			snapshots_add(s, &w->finds[i]);
		} else if (hand_over(w, &w->finds[i], f) != 0) {
			goto out;
		}
	}
	rc = snapshots_hand_over(s, f);
out:
	snapshots_free(s);
	return rc;
}

/*
 * A repository's own settings are read, those of the user and the machine are
 * not: the same repository gives the same records everywhere.  Whose files
 * they are does not matter, since nothing in them is run.
 */
static int
open_repository(struct walk *w, const char *path, struct fault *f)
{
	const int levels[] = { GIT_CONFIG_LEVEL_PROGRAMDATA,
		GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG,
		GIT_CONFIG_LEVEL_GLOBAL };
	size_t i;

	for (i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
		if (git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, levels[i], "") !=
		    0)
			return ota_refused(f, path);
	if (git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0) != 0 ||
	    git_repository_open_ext(
		&w->repo, path, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL) != 0 ||
	    git_repository_odb(&w->odb, w->repo) != 0)
		return ota_refused(f, path);
	if (git_repository_is_shallow(w->repo) == 1)
		return fault_set(f, FAULT_FORMAT,
		    "%s: a shallow clone, want the whole history", path);
	if (git_repository_head_unborn(w->repo) == 1)
		return fault_set(
		    f, FAULT_ABSENT, "%s: the repository has no commit", path);
	return 0;
}

int
ota_read(const char *path, const struct intake_reader *reader,
    struct ota_counts *counts, struct fault *f)
{
	struct walk w = { .counts = counts, .reader = reader };
	int rc = -1;

	memset(counts, 0, sizeof(*counts));
	ota_memory();
	if (git_libgit2_init() < 0)
		return ota_refused(f, "libgit2");
	if (open_repository(&w, path, f) != 0 || find_records(&w, f) != 0)
		goto out;
	counts->records = w.n;
	if (w.n > 0)
		qsort(w.finds, w.n, sizeof(*w.finds), by_time);
	rc = hand_over_all(&w, f);
out:
	free(w.finds);
	arena_free(&w.names);
	git_odb_free(w.odb);
	git_repository_free(w.repo);
	(void)git_libgit2_shutdown();
	return rc;
}
