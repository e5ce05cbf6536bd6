#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive/log_sign.h"
#include "archive/token.h"
#include "archive_in.h"
#include "base/file.h"
#include "base/hold.h"
#include "tlog/tile.h"

/* Checkpoints and cosignatures that are kept, and the keys of the log. */

#define KEEP_PATH_MAX 4400

int
archive_log_keys(
    struct archive *a, struct vkey *out, size_t *n, struct fault *f)
{
	const enum sql q = SQL_LOG_KEY_LIST;
	struct vkey key;
	const char *text = archive_vkey(a);
	size_t i, k = 1;
	bool more;

	if (vkey_parse(text, strlen(text), &out[0], f) != 0)
		return fault_under(f, "meta 1");
	if (db_query(a->db, q, NULL, 0, f) != 0 ||
	    db_next(a->db, q, &more, f) != 0)
		return -1;
	while (more && k < ARCHIVE_LOG_KEYS) {
		text = db_col_text(a->db, q, 1);
		if (vkey_parse(text, strlen(text), &out[k], f) != 0) {
			db_done(a->db, q);
			return fault_under(f, "log_key %zu", k);
		}
		k++;
		if (db_next(a->db, q, &more, f) != 0)
			return -1;
	}
	db_done(a->db, q);
	if (more)
		return fault_set(f, FAULT_LIMIT, "log keys: want at most %d",
		    ARCHIVE_LOG_KEYS);
	for (i = 0; i < k / 2; i++) {
		key = out[i];
		out[i] = out[k - 1 - i];
		out[k - 1 - i] = key;
	}
	*n = k;
	return 0;
}

static int
keep_cosignatures(
    struct archive *a, int64_t id, struct buf *note, struct fault *f)
{
	const struct db_value key = db_int(id);
	const enum sql q = SQL_COSIGNATURE_LIST;
	bool more;

	if (db_query(a->db, q, &key, 1, f) != 0 ||
	    db_next(a->db, q, &more, f) != 0)
		return -1;
	while (more) {
		buf_str(note, db_col_text(a->db, q, 0));
		if (db_next(a->db, q, &more, f) != 0)
			return -1;
	}
	return buf_check(note, "checkpoint", f);
}

/* The row that q answers, with its cosignatures. */
static int
keep_read(struct archive *a, enum sql q, const struct db_value *key, size_t n,
    struct log_kept *out, bool *found, struct fault *f)
{
	struct note read;
	int rc = -1;

	if (db_one(a->db, q, key, n, found, f) != 0)
		return -1;
	if (*found) {
		out->id = db_col_int(a->db, q, 0);
		buf_str(&out->note, db_col_text(a->db, q, 2));
	}
	db_done(a->db, q);
	if (!*found)
		return 0;
	out->own_n = out->note.len;
	if (note_read(out->note.data, out->note.len, &read, f) == 0 &&
	    checkpoint_read(read.text, read.text_n, &out->checkpoint, f) == 0 &&
	    keep_cosignatures(a, out->id, &out->note, f) == 0)
		rc = 0;
	note_free(&read);
	return rc == 0 ? 0
		       : fault_under(f, "checkpoint %lld", (long long)out->id);
}

void
log_kept_init(struct log_kept *k)
{
	*k = (struct log_kept){ .id = 0 };
	buf_init(&k->note, NOTE_MAX);
}

int
log_kept_last(
    struct archive *a, struct log_kept *out, bool *found, struct fault *f)
{
	return keep_read(a, SQL_CHECKPOINT_LAST, NULL, 0, out, found, f);
}

static int
keep_give(struct log_kept *k, struct buf *note, struct checkpoint *out)
{
	buf_add(note, k->note.data, k->note.len);
	*out = k->checkpoint;
	return 0;
}

/*
 * Of the checkpoints that cover a size the smallest under the newest key, else
 * the smallest: who was told to distrust an older key can check it all the
 * same.
 */
static int
keep_choose(struct archive *a, uint64_t size, int64_t *id, struct fault *f)
{
	const struct db_value key = db_int((int64_t)size - 1);
	const enum sql q = SQL_CHECKPOINT_OVER;
	struct vkey keys[ARCHIVE_LOG_KEYS];
	char why[CHECKPOINT_WHY] = "?";
	struct checkpoint c;
	const char *note;
	size_t n_keys;
	bool more;

	*id = 0;
	if (archive_log_keys(a, keys, &n_keys, f) != 0 ||
	    db_query(a->db, q, &key, 1, f) != 0 ||
	    db_next(a->db, q, &more, f) != 0)
		return -1;
	while (more && why[0] != '\0') {
		note = db_col_text(a->db, q, 2);
		if (checkpoint_open(note, strlen(note), keys, 1, &c, why, f) !=
		    0) {
			db_done(a->db, q);
			return -1;
		}
		if (*id == 0 || why[0] == '\0')
			*id = db_col_int(a->db, q, 0);
		if (db_next(a->db, q, &more, f) != 0)
			return -1;
	}
	db_done(a->db, q);
	return 0;
}

int
archive_log_kept(struct archive *a, uint64_t size, struct buf *note,
    struct checkpoint *out, bool *found, struct fault *f)
{
	struct db_value key;
	struct log_kept k;
	int64_t id;
	int rc;

	*found = false;
	if (keep_choose(a, size, &id, f) != 0)
		return -1;
	if (id == 0)
		return 0;
	log_kept_init(&k);
	key = db_int(id);
	rc = keep_read(a, SQL_CHECKPOINT_BY_ID, &key, 1, &k, found, f);
	if (rc == 0 && *found)
		rc = keep_give(&k, note, out);
	buf_free(&k.note);
	return rc;
}

int
archive_log_newest(struct archive *a, struct buf *note, struct checkpoint *out,
    bool *found, struct fault *f)
{
	struct log_kept k;
	int rc;

	log_kept_init(&k);
	rc = log_kept_last(a, &k, found, f);
	if (rc == 0 && *found)
		rc = keep_give(&k, note, out);
	buf_free(&k.note);
	return rc;
}

int
archive_log_prove(struct archive *a, uint64_t index, const struct checkpoint *c,
    const struct buf *note, struct buf *out, struct fault *f)
{
	const struct tree t = archive_log_tree(a);
	struct checkpoint_proof p = { .index = index,
		.note = (const char *)note->data,
		.note_n = note->len };
	struct buf entry;
	int rc = -1;

	buf_init(&entry, 65535);
	if (archive_log_entry(a, index, &entry, f) != 0 ||
	    tree_inclusion(&t, index, c->head.size, &p.path, f) != 0)
		goto out;
	p.extra = entry.data;
	p.extra_n = entry.len;
	rc = checkpoint_proof_write(&p, out, f);
out:
	buf_free(&entry);
	return rc;
}

int
log_continues(struct archive *a, const struct tree_head *old,
    char why[CHECKPOINT_WHY], struct fault *f)
{
	const struct tree t = archive_log_tree(a);
	struct digest root;
	int64_t size;

	why[0] = '\0';
	if (log_size(a, &size, f) != 0)
		return -1;
	if (old->size > (uint64_t)size) {
		(void)snprintf(why, CHECKPOINT_WHY,
		    "the checkpoint has %llu leaves, the archive only %lld: "
		    "leaves are missing",
		    (unsigned long long)old->size, (long long)size);
		return 0;
	}
	if (tree_root(&t, old->size, &root, f) != 0)
		return -1;
	if (!digest_equal(&root, &old->root))
		(void)snprintf(why, CHECKPOINT_WHY,
		    "the archive's first %llu leaves have the root %.16s..., "
		    "the checkpoint has %.16s...: two histories that "
		    "contradict each other",
		    (unsigned long long)old->size, digest_hex(&root).s,
		    digest_hex(&old->root).s);
	return 0;
}

int
archive_log_against(struct archive *a, const void *note, size_t n,
    struct checkpoint *out, char why[CHECKPOINT_WHY], struct fault *f)
{
	struct vkey keys[ARCHIVE_LOG_KEYS];
	size_t n_keys;

	if (archive_log_keys(a, keys, &n_keys, f) != 0 ||
	    checkpoint_open(note, n, keys, n_keys, out, why, f) != 0)
		return -1;
	return why[0] != '\0' ? 0 : log_continues(a, &out->head, why, f);
}

/* Which kept checkpoint has that text; 0 where none has. */
static int
keep_find(struct archive *a, const struct checkpoint *c, const char *text,
    size_t n, int64_t *id, struct fault *f)
{
	const struct db_value key = db_int((int64_t)c->head.size);
	const enum sql q = SQL_CHECKPOINT_NOTE;
	const char *note;
	bool more;

	*id = 0;
	if (db_query(a->db, q, &key, 1, f) != 0 ||
	    db_next(a->db, q, &more, f) != 0)
		return -1;
	while (more && *id == 0) {
		note = db_col_text(a->db, q, 2);
		if (strncmp(note, text, n) == 0 && note[n] == '\n')
			*id = db_col_int(a->db, q, 0);
		if (db_next(a->db, q, &more, f) != 0)
			return -1;
	}
	db_done(a->db, q);
	return 0;
}

int
archive_log_stamps(struct archive *a, const struct buf *note,
    struct arena *arena, struct archive_token **out, size_t *n, size_t *own_n,
    struct fault *f)
{
	struct log_kept kept;
	struct checkpoint c;
	struct db_value key;
	struct note read;
	int64_t id = 0;
	bool found = false;
	int rc = -1;

	*n = *own_n = 0;
	log_kept_init(&kept);
	if (note_read(note->data, note->len, &read, f) != 0 ||
	    checkpoint_read(read.text, read.text_n, &c, f) != 0 ||
	    keep_find(a, &c, read.text, read.text_n, &id, f) != 0)
		goto out;
	key = db_int(id);
	if (id != 0 &&
	    (keep_read(a, SQL_CHECKPOINT_BY_ID, &key, 1, &kept, &found, f) !=
		    0 ||
		archive_tokens(a, STAMPED_CHECKPOINT, id, arena, out, n, f) !=
		    0))
		goto out;
	*own_n = kept.own_n;
	rc = 0;
out:
	note_free(&read);
	buf_free(&kept.note);
	return rc;
}

static int
keep_put_line(struct archive *a, int64_t id, const struct log_kept *k,
    const struct note_sig *s, struct fault *f)
{
	struct db_value v[4], record[2];
	struct digest sha;
	struct buf line;
	int64_t row;
	int rc = -1;

	buf_init(&line, NOTE_MAX);
	buf_add(&line, s->line, s->line_n);
	record[0] = (struct db_value){ DB_TEXT, 0, k->note.data, k->own_n };
	record[1] = (struct db_value){ DB_TEXT, 0, line.data, line.len };
	if (record_sha("cosignature", record, 2, &sha, f) != 0)
		goto out;
	v[0] = db_null();
	v[1] = db_int(id);
	v[2] = record[1];
	v[3] = archive_sha_value(&sha);
	rc = archive_put_row(a, SQL_COSIGNATURE_PUT, v, 4, &row, f);
out:
	buf_free(&line);
	return rc;
}

/* Is the line there already, as ours or as one that came before? */
static bool
keep_has(const struct log_kept *k, const struct note_sig *s)
{
	const char *p = (const char *)k->note.data;

	for (; (p = strstr(p, "\n\xe2\x80\x94 ")) != NULL; p++)
		if (strncmp(p + 1, s->line, s->line_n) == 0)
			return true;
	return false;
}

int
archive_log_cosign(
    struct archive *a, const void *note, size_t len, size_t *n, struct fault *f)
{
	struct checkpoint c;
	struct log_kept kept;
	struct note read;
	struct db_value key;
	int64_t id;
	size_t i, put = 0;
	bool found, begun = false;
	int rc = -1;

	log_kept_init(&kept);
	if (note_read(note, len, &read, f) != 0 ||
	    checkpoint_read(read.text, read.text_n, &c, f) != 0 ||
	    archive_begin(a, f) != 0)
		goto out;
	begun = true;
	if (keep_find(a, &c, read.text, read.text_n, &id, f) != 0)
		goto out;
	if (id == 0) {
		fault_set(f, FAULT_ABSENT,
		    "the archive keeps no checkpoint of %.120s with %llu "
		    "leaves and that root",
		    c.origin, (unsigned long long)c.head.size);
		goto out;
	}
	key = db_int(id);
	if (keep_read(a, SQL_CHECKPOINT_BY_ID, &key, 1, &kept, &found, f) != 0)
		goto out;
	for (i = 0; i < read.n; i++) {
		if (keep_has(&kept, &read.sigs[i]))
			continue;
		if (keep_put_line(a, id, &kept, &read.sigs[i], f) != 0)
			goto out;
		put++;
	}
	if (archive_commit(a, f) != 0)
		goto out;
	begun = false;
	*n = put;
	rc = 0;
out:
	if (begun)
		archive_rollback(a);
	note_free(&read);
	buf_free(&kept.note);
	return rc;
}

static int
tiles_entry(void *ctx, uint64_t index, struct buf *out, struct fault *f)
{
	return archive_log_entry(ctx, index, out, f);
}

/* What a directory of tiles holds already: the size of its checkpoint. */
static int
tiles_have(struct archive *a, const char *path, uint64_t *size, struct fault *f)
{
	char why[CHECKPOINT_WHY];
	struct checkpoint c;
	struct buf b;
	int rc = -1;

	*size = 0;
	if (!file_exists(path))
		return 0;
	buf_init(&b, NOTE_MAX);
	if (file_read(path, &b, f) != 0 ||
	    archive_log_against(a, b.data, b.len, &c, why, f) != 0)
		fault_under(f, "%s", path);
	else if (why[0] != '\0')
		fault_set(f, FAULT_STATE, "%s: %.400s", path, why);
	else {
		*size = c.head.size;
		rc = 0;
	}
	buf_free(&b);
	return rc;
}

int
archive_log_tiles(struct archive *a, const char *dir, uint64_t *n_written,
    struct checkpoint *out, struct fault *f)
{
	const struct tile_source s = { archive_log_tree(a), tiles_entry, a };
	struct buf note, path;
	uint64_t have;
	bool found, mine = false;
	int rc = -1;

	buf_init(&note, NOTE_MAX);
	buf_init(&path, KEEP_PATH_MAX);
	buf_fmt(&path, "%s/checkpoint", dir);
	*n_written = 0;
	if (archive_read_begin(a, &mine, f) != 0 ||
	    archive_log_newest(a, &note, out, &found, f) != 0)
		goto out;
	if (!found) {
		fault_set(f, FAULT_ABSENT,
		    "no checkpoint is kept: \"proviso checkpoint\" signs one");
		goto out;
	}
	if (file_mkdir(dir, f) != 0 ||
	    tiles_have(a, (const char *)path.data, &have, f) != 0)
		goto out;
	if (have > out->head.size) {
		fault_set(f, FAULT_STATE,
		    "%s: it has %llu leaves already, the newest checkpoint "
		    "here %llu",
		    (const char *)path.data, (unsigned long long)have,
		    (unsigned long long)out->head.size);
		goto out;
	}
	if (tile_write(dir, &s, have, out->head.size, n_written, f) != 0)
		goto out;
	hold_sweep((const char *)path.data);
	rc =
	    file_publish((const char *)path.data, note.data, note.len, 0666, f);
out:
	archive_read_end(a, mine);
	buf_free(&path);
	buf_free(&note);
	return rc;
}
