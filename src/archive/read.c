#include "archive/read.h"

#include <stdlib.h>
#include <string.h>

#include "archive_in.h"
#include "base/mem.h"
#include "base/num.h"

/* Lists, texts and captures. */

int
archive_read_begin(struct archive *a, bool *mine, struct fault *f)
{
	*mine = false;
	if (a->snapshot || db_writing(a->db))
		return 0;
	if (db_snapshot(a->db, f) != 0)
		return -1;
	*mine = true;
	return 0;
}

void
archive_read_end(struct archive *a, bool mine)
{
	if (mine)
		db_rollback(a->db);
}

int
archive_doc_find(struct archive *a, const char *platform, const char *document,
    int64_t *doc, struct fault *f)
{
	const struct db_value v[] = { db_text(platform), db_text(document) };
	bool found;

	if (db_one(a->db, SQL_DOCUMENT_FIND, v, 2, &found, f) != 0)
		return -1;
	if (found)
		*doc = db_col_int(a->db, SQL_DOCUMENT_FIND, 0);
	db_done(a->db, SQL_DOCUMENT_FIND);
	if (!found)
		return fault_set(f, FAULT_ABSENT,
		    "no such document: %.150s/%.150s", platform, document);
	return 0;
}

void
archive_list_free(struct archive_list *l)
{
	if (l == NULL)
		return;
	arena_free(&l->arena);
	*l = (struct archive_list){ .n = 0 };
}

int
archive_list(struct archive *a, struct archive_list *out, struct fault *f)
{
	struct archive_list l = { .n = 0 };
	const enum sql q = SQL_DOCUMENT_LIST;
	struct db *db = a->db;
	struct archive_entry *e;
	bool more;
	int rc = -1;

	arena_init(&l.arena);
	if (db_query(db, q, NULL, 0, f) != 0 || db_next(db, q, &more, f) != 0)
		goto out;
	while (more) {
		l.entries =
		    arena_more(&l.arena, l.entries, l.n, sizeof(*l.entries));
		e = &l.entries[l.n++];
		e->doc = db_col_int(db, q, 0);
		e->platform = arena_strdup(&l.arena, db_col_text(db, q, 1));
		e->document = arena_strdup(&l.arena, db_col_text(db, q, 2));
		e->owner = arena_strdup(&l.arena, db_col_text(db, q, 3));
		e->lang = arena_strdup(&l.arena, db_col_text(db, q, 4));
		e->jurisdiction = arena_strdup(&l.arena, db_col_text(db, q, 5));
		e->n_looks = (size_t)db_col_int(db, q, 6);
		e->n_versions = (size_t)db_col_int(db, q, 7);
		if (db_next(db, q, &more, f) != 0)
			goto out;
	}
	*out = l;
	arena_init(&l.arena);
	rc = 0;
out:
	arena_free(&l.arena);
	return rc;
}

static int
text_version(struct archive *a, int64_t doc, int version,
    struct version_row *out, struct fault *f)
{
	const struct db_value v[] = { db_int(doc), db_int(version) };
	bool found;
	int rc = 0;

	if (db_one(a->db, SQL_VERSION_GET, v, 2, &found, f) != 0)
		return -1;
	if (found)
		rc = version_row_read(a->db, SQL_VERSION_GET, out, f);
	db_done(a->db, SQL_VERSION_GET);
	if (!found)
		return fault_set(
		    f, FAULT_ABSENT, "no such version: %d", version);
	return rc;
}

/* Of a text that was withheld, as many spaces. */
static char *
text_spaces(const struct version_row *v, struct arena *arena)
{
	char *s = arena_new(arena, v->text_len + 1, 1);

	memset(s, ' ', v->text_len);
	return s;
}

/* Text and blocks, as the extractor gave them. */
static int
text_page(struct archive *a, const struct version_row *v, bool places,
    struct map *map, struct page *p, struct fault *f)
{
	struct zst_run run;

	p->extractor = (unsigned)v->extractor;
	p->len = v->text_len;
	if (blob_bytes(a, v->text, &run, f) == 0)
		p->text = arena_strndup(&p->arena, run.p, run.n);
	else if (places && fault_forgive(f, FAULT_WITHHELD))
		p->text = text_spaces(v, &p->arena);
	else
		return -1;
	if (version_map(a, v, &p->arena, map, f) != 0)
		return -1;
	p->blocks = map->blocks;
	p->n_blocks = map->n_blocks;
	p->lang = map->lang;
	return 0;
}

static int
text_clause(const struct map *map, size_t i, const struct track *tracks,
    size_t n_tracks, const struct version_row *v, struct archive_text *t,
    struct fault *f)
{
	const struct map_clause *c = &map->clauses[i];
	const struct track_span *s = NULL;
	struct clause *out = &t->clauses[i];

	if (c->provision <= (int64_t)n_tracks)
		s = track_at(&tracks[c->provision - 1], v->number);
	if (s == NULL || !s->live)
		return fault_set(f, FAULT_STATE,
		    "version %d: its map names provision %lld, which it has "
		    "not",
		    v->number, (long long)c->provision);
	out->first_block = c->first_block;
	out->n_blocks = c->n_blocks;
	out->start = map_start(map, c);
	out->end = map_end(map, c);
	out->sha = s->sha;
	out->title = s->title;
	out->path = s->path;
	out->ordinal = c->ordinal;
	t->provisions[i] = tracks[c->provision - 1].id;
	t->states[i] = s->version == v->number ? s->state : CLAUSE_SAME;
	return 0;
}

static int
text_clauses(struct archive *a, int64_t doc, const struct version_row *v,
    const struct map *map, struct archive_text *t, struct fault *f)
{
	struct arena *arena = &t->page.arena;
	struct track *tracks;
	size_t i, n;

	if (archive_tracks(a, doc, arena, &tracks, &n, f) != 0)
		return -1;
	t->n_clauses = map->n_clauses;
	t->clauses = arena_new(arena, t->n_clauses, sizeof(*t->clauses));
	t->provisions = arena_new(arena, t->n_clauses, sizeof(char *));
	t->states = arena_new(arena, t->n_clauses, sizeof(*t->states));
	for (i = 0; i < t->n_clauses; i++)
		if (text_clause(map, i, tracks, n, v, t, f) != 0)
			return -1;
	return 0;
}

static int
text_read(struct archive *a, const char *platform, const char *document,
    int version, bool places, struct archive_text *out, struct fault *f)
{
	struct archive_text t = { .n_clauses = 0 };
	struct version_row v;
	struct map map;
	int64_t doc;
	bool mine = false;
	int rc = -1;

	arena_init(&t.page.arena);
	if (archive_read_begin(a, &mine, f) != 0 ||
	    archive_doc_find(a, platform, document, &doc, f) != 0 ||
	    text_version(a, doc, version, &v, f) != 0 ||
	    text_page(a, &v, places, &map, &t.page, f) != 0 ||
	    text_clauses(a, doc, &v, &map, &t, f) != 0)
		goto out;
	*out = t;
	arena_init(&t.page.arena);
	rc = 0;
out:
	archive_read_end(a, mine);
	arena_free(&t.page.arena);
	return rc;
}

int
archive_text(struct archive *a, const char *platform, const char *document,
    int version, struct archive_text *out, struct fault *f)
{
	return text_read(a, platform, document, version, false, out, f);
}

int
archive_text_places(struct archive *a, const char *platform,
    const char *document, int version, struct archive_text *out,
    struct fault *f)
{
	return text_read(a, platform, document, version, true, out, f);
}

int
archive_capture(struct archive *a, int64_t look, unsigned char **bytes,
    size_t *len, struct fault *f)
{
	const struct db_value v[] = { db_int(look) };
	struct zst_run run;
	int64_t blob = 0;
	bool found;

	if (db_one(a->db, SQL_EVENT_GET, v, 1, &found, f) != 0)
		return -1;
	if (found)
		blob = db_col_int(a->db, SQL_EVENT_GET, 21);
	db_done(a->db, SQL_EVENT_GET);
	if (blob == 0)
		return fault_set(f, FAULT_ABSENT,
		    found ? "look %lld brought nothing" : "no such look: %lld",
		    (long long)look);
	if (blob_bytes(a, blob, &run, f) != 0)
		return -1;
	*bytes = mem_dup(run.p, run.n);
	*len = run.n;
	return 0;
}

int
archive_provision_find(struct archive *a, const char *provision,
    char **platform, char **document, struct fault *f)
{
	const struct db_value v[] = { db_text(provision) };
	bool found;

	if (db_one(a->db, SQL_PROVISION_FIND, v, 1, &found, f) != 0)
		return -1;
	if (!found)
		return fault_set(
		    f, FAULT_ABSENT, "no such provision: %.200s", provision);
	*platform = mem_strdup(db_col_text(a->db, SQL_PROVISION_FIND, 0));
	*document = mem_strdup(db_col_text(a->db, SQL_PROVISION_FIND, 1));
	db_done(a->db, SQL_PROVISION_FIND);
	return 0;
}

int
archive_version_last(struct archive *a, int64_t doc, int *out, struct fault *f)
{
	const struct db_value v[] = { db_int(doc) };
	const enum sql q = SQL_VERSION_LAST;
	bool found;

	if (db_one(a->db, q, v, 1, &found, f) != 0)
		return -1;
	*out = found ? (int)db_col_int(a->db, q, 0) : 0;
	db_done(a->db, q);
	return 0;
}

int
archive_issue_last(
    struct archive *a, const char *stem, int64_t *out, struct fault *f)
{
	const enum sql q = SQL_ISSUE_LIST;
	struct db_value v;
	struct fault no;
	struct buf b;
	const char *packet;
	int64_t number;
	bool more;
	int rc = -1;

	buf_init(&b, 1024);
	buf_fmt(&b, "%s-", stem);
	*out = 0;
	if (buf_check(&b, "packet id", f) != 0)
		goto out;
	v = db_text((const char *)b.data);
	if (db_query(a->db, q, &v, 1, f) != 0 ||
	    db_next(a->db, q, &more, f) != 0)
		goto out;
	while (more) {
		/* What follows the stem in other ids is no number. */
		packet = db_col_text(a->db, q, 0);
		if (num_digits(packet + b.len, strlen(packet + b.len),
			INT32_MAX, "packet", &number, &no) == 0 &&
		    number > *out)
			*out = number;
		if (db_next(a->db, q, &more, f) != 0)
			goto out;
	}
	rc = 0;
out:
	buf_free(&b);
	return rc;
}
