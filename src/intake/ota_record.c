#include "intake/ota.h"

#include <string.h>

#include <git2.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/jv.h"

#include "ota_in.h"

/* A policy of 64 MB is no policy. */
#define BLOB_MAX ((git_object_size_t)64 * 1024 * 1024)
#define RECORD_BYTES_MAX ((size_t)1024 * 1024)

int
ota_refused(struct fault *f, const char *what)
{
	const git_error *e = git_error_last();

	return fault_set(f, FAULT_IO, "%s: %s", what,
	    e != NULL && e->message != NULL ? e->message : "libgit2 refused");
}

size_t
ota_document_len(const char *file, struct ota_part *source)
{
	const char *type, *dot = strrchr(file, '.'), *mark;

	if (dot == NULL || dot == file ||
	    intake_media(file, &type) == MEDIA_OTHER)
		return 0;
	mark = strstr(file, " #");
	if (mark == NULL || mark > dot)
		mark = dot;
	if (source != NULL) {
		source->p = mark == dot ? dot : mark + 2;
		source->n = (size_t)(dot - source->p);
	}
	return (size_t)(mark - file);
}

/* The author's date as it stands in the commit, offset and all. */
static const char *
written_date(struct arena *a, const git_time *t)
{
	char text[CLOCK_TEXT];
	size_t n;
	int offset = t->offset;

	(void)clock_rfc3339(
	    ((int64_t)t->time + (int64_t)offset * 60) * 1000, text);
	n = strlen(text);
	if (offset == 0 || n == 0)
		return arena_strdup(a, text);
	return arena_fmt(a, "%.*s%c%02d:%02d", (int)(n - 1), text,
	    offset < 0 ? '-' : '+', abs(offset) / 60, abs(offset) % 60);
}

static struct jv *
list_of(const char **texts, size_t n)
{
	struct jv *list = jv_array();
	size_t i;

	for (i = 0; i < n; i++)
		jv_push_take(list, jv_str(texts[i]));
	return list;
}

/* All that the repository tells of a record besides its text. */
static struct jv *
record_of(struct arena *a, const struct find *x, const git_commit *now,
    const struct ota_message *m)
{
	const git_signature *who = git_commit_author(now);
	struct jv *v = jv_object();

	jv_set_str(v, "format", "open-terms-archive");
	jv_set_str(v, "commit", git_oid_tostr_s(&x->commit));
	jv_set_str(v, "blob", git_oid_tostr_s(&x->blob));
	jv_set_str(v, "path", arena_fmt(a, "%s/%s", x->service, x->file));
	jv_set_str(v, "author", who->name);
	jv_set_str(v, "date", written_date(a, &who->when));
	jv_set_str(v, "subject", m->subject);
	if (m->kind[0] != '\0')
		jv_set_str(v, "kind", m->kind);
	if (m->engine[0] != '\0')
		jv_set_str(v, "engine", m->engine);
	if (m->fetcher[0] != '\0')
		jv_set_str(v, "fetcher", m->fetcher);
	jv_set_take(v, "snapshots", list_of(m->snapshots, m->n_snapshots));
	if (m->snapshot_lost)
		jv_set_bool(v, "snapshot_lost", true);
	if (m->n_urls > 0)
		jv_set_take(v, "urls", list_of(m->urls, m->n_urls));
	return v;
}

int
ota_about(struct walk *w, struct arena *a, const struct find *x,
    struct ota_message *m, struct jv **record, struct fault *f)
{
	git_commit *now = NULL;

	if (git_commit_lookup(&now, w->repo, &x->commit) != 0)
		return ota_refused(f, git_oid_tostr_s(&x->commit));
	ota_message_read(git_commit_message(now), a, m);
	*record = record_of(a, x, now, m);
	git_commit_free(now);
	return 0;
}

int
ota_record_take(
    struct arena *a, struct jv *record, const char **out, struct fault *f)
{
	struct buf b;
	int rc;

	buf_init(&b, RECORD_BYTES_MAX);
	jv_write(record, &b);
	jv_free(record);
	rc = buf_check(&b, "record of a commit", f);
	*out = rc == 0 ? arena_strndup(a, (const char *)b.data, b.len) : "";
	buf_free(&b);
	return rc;
}

int
ota_read_blob(
    struct walk *w, const struct find *x, git_odb_object **out, struct fault *f)
{
	size_t len;
	git_object_t type;

	/* The size is asked first, so that no giant is unpacked. */
	if (git_odb_read_header(&len, &type, w->odb, &x->blob) != 0)
		return ota_refused(f, x->file);
	if (len > BLOB_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "%s/%s of commit %s: %zu bytes, at most %zu", x->service,
		    x->file, git_oid_tostr_s(&x->commit), len,
		    (size_t)BLOB_MAX);
	if (git_odb_read(out, w->odb, &x->blob) != 0)
		return ota_refused(f, x->file);
	return 0;
}
