#include <string.h>

#include "archive/store.h"
#include "archive_in.h"

/* Platforms and documents: names that stay, and what is declared of them. */

/* A platform's row: v[0..3], with its digest in sha. */
static int
platform_row(const char *name, const char *owner, struct db_value v[4],
    struct digest *sha, struct fault *f)
{
	v[0] = db_null();
	v[1] = db_text(name);
	v[2] = db_text(owner);
	if (record_sha("platform", &v[1], 2, sha, f) != 0)
		return -1;
	v[3] = archive_sha_value(sha);
	return 0;
}

static int
platform_find(struct archive *a, const char *name, int64_t *id, struct fault *f)
{
	const struct db_value key[] = { db_text(name) };
	bool found;

	*id = 0;
	if (db_one(a->db, SQL_PLATFORM_FIND, key, 1, &found, f) != 0)
		return -1;
	if (found)
		*id = db_col_int(a->db, SQL_PLATFORM_FIND, 0);
	db_done(a->db, SQL_PLATFORM_FIND);
	return 0;
}

static int
platform_make(struct archive *a, const char *name, int64_t *id, struct fault *f)
{
	struct db_value v[4];
	struct digest sha;

	if (platform_find(a, name, id, f) != 0)
		return -1;
	if (*id != 0)
		return 0;
	if (platform_row(name, "", v, &sha, f) != 0)
		return -1;
	return archive_put_row(a, SQL_PLATFORM_PUT, v, 4, id, f);
}

int
archive_owner_set(
    struct archive *a, const char *platform, const char *owner, struct fault *f)
{
	struct db_value v[4], set[3];
	struct digest sha;
	int64_t id;

	if (archive_need_tx(a, f) != 0 ||
	    platform_find(a, platform, &id, f) != 0)
		return -1;
	if (id == 0)
		return fault_set(
		    f, FAULT_ABSENT, "no such platform: %.200s", platform);
	if (owner[0] == '\0')
		return 0;
	if (platform_row(platform, owner, v, &sha, f) != 0)
		return -1;
	set[0] = db_int(id);
	set[1] = v[2];
	set[2] = v[3];
	return archive_put_row(a, SQL_PLATFORM_SET, set, 3, NULL, f);
}

static int
document_sha(const struct document_row *d, struct digest *out, struct fault *f)
{
	const struct db_value v[] = { db_text(d->platform), db_text(d->title),
		db_text(d->type), db_text(d->lang), db_text(d->jurisdiction),
		d->anchor == 0 ? db_null() : db_int(d->anchor) };

	return record_sha("document", v, sizeof(v) / sizeof(v[0]), out, f);
}

int
document_load(struct archive *a, int64_t doc, struct arena *arena,
    struct document_row *out, struct fault *f)
{
	const struct db_value key[] = { db_int(doc) };
	const enum sql q = SQL_DOCUMENT_GET;
	bool found;

	if (db_one(a->db, q, key, 1, &found, f) != 0)
		return -1;
	if (!found)
		return fault_set(f, FAULT_ABSENT, "no document has handle %lld",
		    (long long)doc);
	out->platform = arena_strdup(arena, db_col_text(a->db, q, 0));
	out->title = arena_strdup(arena, db_col_text(a->db, q, 1));
	out->type = arena_strdup(arena, db_col_text(a->db, q, 2));
	out->lang = arena_strdup(arena, db_col_text(a->db, q, 3));
	out->jurisdiction = arena_strdup(arena, db_col_text(a->db, q, 4));
	out->anchor = db_col_int(a->db, q, 5);
	db_done(a->db, q);
	return 0;
}

int
document_store(struct archive *a, int64_t doc, const struct document_row *d,
    struct fault *f)
{
	struct digest sha;
	struct db_value v[5];

	if (document_sha(d, &sha, f) != 0)
		return -1;
	v[0] = db_int(doc);
	v[1] = db_text(d->lang);
	v[2] = db_text(d->jurisdiction);
	v[3] = d->anchor == 0 ? db_null() : db_int(d->anchor);
	v[4] = archive_sha_value(&sha);
	return archive_put_row(a, SQL_DOCUMENT_SET, v, 5, NULL, f);
}

int
archive_document(struct archive *a, const char *platform, const char *document,
    int64_t *out, struct fault *f)
{
	const struct db_value key[] = { db_text(platform), db_text(document) };
	struct document_row d = { .platform = platform,
		.title = document,
		.type = document,
		.lang = "",
		.jurisdiction = "" };
	struct db_value v[8];
	struct digest sha;
	bool found;

	if (archive_need_tx(a, f) != 0)
		return -1;
	if (platform[0] == '\0' || document[0] == '\0')
		return fault_set(f, FAULT_FORMAT,
		    "archive: want a name of platform and document, have "
		    "\"%.100s/%.100s\"",
		    platform, document);
	if (db_one(a->db, SQL_DOCUMENT_FIND, key, 2, &found, f) != 0)
		return -1;
	if (found)
		*out = db_col_int(a->db, SQL_DOCUMENT_FIND, 0);
	db_done(a->db, SQL_DOCUMENT_FIND);
	if (found)
		return 0;
	if (platform_make(a, platform, &d.platform_id, f) != 0 ||
	    document_sha(&d, &sha, f) != 0)
		return -1;
	v[0] = db_null();
	v[1] = db_int(d.platform_id);
	v[2] = db_text(d.title);
	v[3] = db_text(d.type);
	v[4] = db_text(d.lang);
	v[5] = db_text(d.jurisdiction);
	v[6] = db_null();
	v[7] = archive_sha_value(&sha);
	return archive_put_row(a, SQL_DOCUMENT_PUT, v, 8, out, f);
}

int
archive_document_set(struct archive *a, int64_t doc, const char *lang,
    const char *jurisdiction, struct fault *f)
{
	struct document_row d = { .anchor = 0 };
	struct arena arena;
	int rc = -1;

	arena_init(&arena);
	if (archive_need_tx(a, f) != 0 ||
	    document_load(a, doc, &arena, &d, f) != 0)
		goto out;
	if (lang[0] != '\0')
		d.lang = lang;
	if (jurisdiction[0] != '\0')
		d.jurisdiction = jurisdiction;
	rc = document_store(a, doc, &d, f);
out:
	arena_free(&arena);
	return rc;
}
