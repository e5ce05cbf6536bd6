#include "cli/export_warc.h"

#include <stdlib.h>
#include <string.h>

#include "archive/read.h"
#include "base/arena.h"
#include "base/jv.h"
#include "base/mem.h"
#include "base/outfile.h"
#include "base/release.h"
#include "cli/archive_arg.h"
#include "intake/warc_write.h"

#define SOFTWARE "proviso " PROVISO_VERSION

struct exporting {
	struct archive *archive;
	struct outfile *file;
	struct warc_writer *looks; /* borrowed from wacz, or ours */
	struct wacz_writer *wacz;
	struct export_warc_counts counts;
};

static int
put(void *ctx, const void *p, size_t n, struct fault *f)
{
	return outfile_add(ctx, p, n, f);
}

static int
patch(void *ctx, uint64_t offset, const void *p, size_t n, struct fault *f)
{
	return outfile_patch(ctx, offset, p, n, f);
}

/* What is of one look while it is written. */
struct held {
	struct arena arena;
	struct capture c;
	unsigned char *bytes;
	struct exhibit *exhibits;
	unsigned char **parts; /* bytes of the exhibits */
	size_t n_parts;
	const char *same_key;
	size_t withheld; /* bytes that the archive has no more */
};

/* The reason if the bytes were taken out, which is no fault of the export. */
static const char *
withheld(struct held *h, struct fault *f)
{
	const char *why = arena_strdup(&h->arena, f->text);

	if (!fault_forgive(f, FAULT_WITHHELD))
		return NULL;
	h->withheld++;
	return why;
}

static void
held_free(struct held *h)
{
	size_t i;

	for (i = 0; i < h->n_parts; i++)
		free(h->parts[i]);
	free(h->bytes);
	arena_free(&h->arena);
}

static int
hold_exhibits(struct archive *a, const struct look *k, const struct jv *list,
    struct held *h, struct fault *f)
{
	const size_t n = jv_count(list);
	const char *role, *type, *maker;
	struct exhibit *e;
	size_t i, kept = 0;

	h->exhibits = arena_new(&h->arena, n + 1, sizeof(*h->exhibits));
	h->parts = arena_new(&h->arena, n + 1, sizeof(unsigned char *));
	for (i = 0; i < n; i++) {
		role = jv_text(jv_get(jv_at(list, i), "role"));
		type = jv_text(jv_get(jv_at(list, i), "media_type"));
		maker = jv_text(jv_get(jv_at(list, i), "maker"));
		e = &h->exhibits[kept];
		e->role = arena_strdup(&h->arena, role == NULL ? "" : role);
		e->media_type =
		    arena_strdup(&h->arena, type == NULL ? "" : type);
		e->maker = arena_strdup(&h->arena, maker == NULL ? "" : maker);
		if (archive_exhibit(
			a, k->id, e->role, &h->parts[kept], &e->len, f) != 0) {
			if (withheld(h, f) == NULL)
				return -1;
			continue;
		}
		e->bytes = h->parts[kept] == NULL ? (const unsigned char *)""
						  : h->parts[kept];
		h->n_parts = ++kept;
	}
	h->c.exhibits = h->exhibits;
	h->c.n_exhibits = kept;
	return 0;
}

/*
 * The record without what is made anew from the exhibits themselves when the
 * look is put somewhere again.
 */
static int
hold_record(
    struct archive *a, const struct look *k, struct held *h, struct fault *f)
{
	struct jv *record = NULL;
	int rc = -1;

	h->c.record = k->record;
	if (strstr(k->record, "\"exhibits\"") == NULL)
		return 0;
	if (jv_parse(k->record, strlen(k->record), &record, f) != 0)
		goto out;
	rc = hold_exhibits(a, k, jv_get(record, "exhibits"), h, f);
out:
	jv_free(record);
	return rc;
}

/*
 * The look whose page the server said had not changed: its record names the
 * digest of that page (proviso-capture(5): verified).
 */
static const struct look *
same_as(const struct history *h, const struct look *k)
{
	struct jv *record = NULL;
	struct fault unused = { .kind = FAULT_NONE };
	const struct look *x = NULL, *found = NULL;
	const char *sha = NULL;

	if (strstr(k->record, "\"verified\"") != NULL &&
	    jv_parse(k->record, strlen(k->record), &record, &unused) == 0)
		sha = jv_text(jv_get(jv_get(record, "verified"), "sha256"));
	for (x = k; sha != NULL && found == NULL && x > h->looks;) {
		x--;
		if (strcmp(digest_hex(&x->raw).s, sha) == 0)
			found = x;
	}
	jv_free(record);
	return found;
}

/* The rules of a gap that was known before any text was made. */
static bool
rule_is_given(const char *rule)
{
	return strncmp(rule, "net-", 4) == 0 ||
	    strncmp(rule, "declaration-", 12) == 0;
}

static int
hold(struct archive *a, const struct history *h, const struct look *k,
    struct held *out, struct fault *f)
{
	struct archive_said said = { .key = "" }, before = { .key = "" };
	const struct look *same;
	struct capture *c = &out->c;

	if (archive_said(a, k->id, &out->arena, &said, f) != 0)
		return -1;
	*c = (struct capture){
		.platform = h->platform,
		.document = h->document,
		.key = said.key,
		.time_utc_ms = k->time_utc_ms,
		.method = k->method,
		.url = k->url,
		.status = k->status,
		.media_type = k->media_type,
		.select = k->select,
		.remove = k->remove,
		.source_changed = said.source_changed,
	};
	if (rule_is_given(k->rule)) {
		c->gap_rule = k->rule;
		c->gap = said.known[0] == '\0' ? k->detail : said.known;
	}
	if (hold_record(a, k, out, f) != 0)
		return -1;
	if (said.has_bytes) {
		if (archive_capture(a, k->id, &out->bytes, &c->len, f) != 0) {
			c->gap = withheld(out, f);
			if (c->gap == NULL)
				return -1;
			/* What came with the page shows it too. */
			c->n_exhibits = 0;
			c->len = 0;
			c->gap_rule = "withheld";
			return 0;
		}
		c->bytes =
		    out->bytes == NULL ? (const unsigned char *)"" : out->bytes;
		return 0;
	}
	same = same_as(h, k);
	if (same == NULL)
		return 0;
	if (archive_capture(a, same->id, &out->bytes, &c->len, f) != 0) {
		c->gap = withheld(out, f);
		c->gap_rule = "withheld";
		return c->gap == NULL ? -1 : 0;
	}
	c->len = 0;
	if (archive_said(a, same->id, &out->arena, &before, f) != 0)
		return -1;
	out->same_key = before.key;
	c->media_type = same->media_type;
	return 0;
}

static int
export_document(
    struct exporting *x, const struct archive_entry *e, struct fault *f)
{
	struct history h = { .n_looks = 0 };
	struct held held;
	size_t i;
	int rc = -1;

	if (archive_looks(
		x->archive, e->platform, e->document, INT64_MAX, &h, f) != 0)
		goto out;
	for (i = 0; i < h.n_looks; i++) {
		held = (struct held){ .bytes = NULL };
		rc = hold(x->archive, &h, &h.looks[i], &held, f);
		if (rc == 0)
			rc = warc_writer_put(
			    x->looks, &held.c, held.same_key, f);
		x->counts.withheld += held.withheld;
		held_free(&held);
		if (rc != 0) {
			(void)fault_under(
			    f, "%.100s/%.100s", e->platform, e->document);
			goto out;
		}
		x->counts.looks++;
	}
	x->counts.documents++;
	rc = 0;
out:
	history_free(&h);
	return rc;
}

static int
export_all(struct exporting *x, const struct export_warc *o,
    const struct archive_list *list, struct fault *f)
{
	struct subject *subjects =
	    mem_new(o->n_subjects + 1, sizeof(*subjects));
	size_t i, k;
	int rc = -1;

	for (k = 0; k < o->n_subjects; k++)
		if (archive_arg_subject(
			x->archive, list, o->subjects[k], &subjects[k], f) != 0)
			goto out;
	for (i = 0; i < list->n; i++) {
		for (k = 0; k < o->n_subjects; k++)
			if (archive_arg_has(&subjects[k], &list->entries[i]))
				break;
		if (o->n_subjects > 0 && k == o->n_subjects)
			continue;
		if (export_document(x, &list->entries[i], f) != 0)
			goto out;
	}
	if (x->counts.looks == 0) {
		(void)fault_set(f, FAULT_ABSENT,
		    "nothing to export: the archive has no look at %s",
		    o->n_subjects == 0 ? "anything" : "it");
		goto out;
	}
	rc = x->wacz != NULL ? wacz_writer_end(x->wacz, &x->counts.records, f)
			     : warc_writer_end(x->looks, &x->counts.records, f);
out:
	free(subjects);
	return rc;
}

static bool
is_gz(const char *path)
{
	const size_t n = strlen(path);

	return n > 3 && strcmp(path + n - 3, ".gz") == 0;
}

int
export_warc(struct archive *a, const struct export_warc *o,
    struct export_warc_counts *out, struct fault *f)
{
	struct exporting x = { .archive = a };
	struct archive_list list = { .n = 0 };
	struct wacz_sink wacz = { .patch = patch };
	struct warc_out warc = { .packed = is_gz(o->out),
		.software = SOFTWARE };
	int rc = -1;

	if (archive_snapshot(a, f) != 0)
		return -1;
	if (archive_list(a, &list, f) != 0 ||
	    outfile_new(o->out, 0666, &x.file, f) != 0)
		goto out;
	wacz.to = warc.sink = (struct warc_sink){ x.file, put };
	if (o->wacz) {
		if (wacz_writer_new(&wacz, SOFTWARE, &x.wacz, f) != 0)
			goto out;
		x.looks = wacz_writer_looks(x.wacz);
	} else {
		x.looks = warc_writer_new(&warc);
	}
	if (export_all(&x, o, &list, f) != 0)
		goto out;
	x.counts.bytes = outfile_len(x.file);
	if (outfile_publish(x.file, f) != 0)
		goto out;
	*out = x.counts;
	rc = 0;
out:
	if (x.wacz == NULL)
		warc_writer_free(x.looks);
	wacz_writer_free(x.wacz);
	outfile_free(x.file);
	archive_list_free(&list);
	archive_snapshot_end(a);
	return rc;
}
