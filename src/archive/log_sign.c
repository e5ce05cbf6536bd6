#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "archive/log_sign.h"
#include "archive_in.h"
#include "base/file.h"
#include "base/hold.h"
#include "base/mem.h"

/* Signing the head of the log, and noticing that it is not the newest. */

#define SIGN_PATH_MAX 4400
#define SIGN_KEY_MAX 1024

/* One signing, from key to checkpoint. */
struct signing {
	struct archive *a;
	const struct archive_log_signing *want;
	struct logkey *key, *old; /* old: signs beside a key that replaces it */
	char *path, *head_path;
	struct vkey keys[ARCHIVE_LOG_KEYS];
	size_t n_keys;
	struct buf head; /* note of the newest that the key signed; "" none */
	struct buf lost; /* note of a head that is not continued; "" none */
	char why[CHECKPOINT_WHY]; /* why it is not */
};

static char *
sign_path(const char *path, const char *ending)
{
	struct buf b;

	buf_init(&b, SIGN_PATH_MAX);
	buf_fmt(&b, "%s%s", path, ending);
	return buf_take(&b);
}

static char *
sign_key_path(const struct archive *a, const char *log_key)
{
	return log_key != NULL ? mem_strdup(log_key)
			       : sign_path(a->path, ".logkey");
}

bool
archive_log_has_key(const struct archive *a, const char *log_key)
{
	char *path = sign_key_path(a, log_key);
	bool yes = access(path, R_OK) == 0;

	free(path);
	return yes;
}

static int
sign_load_key(const char *path, struct logkey **out, struct fault *f)
{
	struct buf b;
	int rc;

	buf_init(&b, SIGN_KEY_MAX);
	rc = file_read_secret(path, &b, f);
	if (rc == 0)
		rc = logkey_parse((const char *)b.data, b.len, out, f);
	/* The text of a key does not stay in memory that is given back. */
	if (b.data != NULL)
		memset(b.data, 0, b.len);
	buf_free(&b);
	return rc == 0 ? 0 : fault_under(f, "%s", path);
}

/* KEY.head, if there is one. */
static int
sign_read_head(const char *path, struct buf *out, struct fault *f)
{
	if (!file_exists(path))
		return 0;
	return file_read(path, out, f);
}

/* Does the log continue that checkpoint of ours?  What it says goes to why. */
static int
sign_continues(struct archive *a, const struct vkey *keys, size_t n_keys,
    const char *what, const void *note, size_t n, bool *yes,
    char why[CHECKPOINT_WHY], struct fault *f)
{
	struct checkpoint c;

	*yes = false;
	if (checkpoint_open(note, n, keys, n_keys, &c, why, f) != 0)
		return fault_under(f, "%s", what);
	if (why[0] != '\0')
		return fault_set(f, FAULT_STATE, "%s: %.300s", what, why);
	if (log_continues(a, &c.head, why, f) != 0)
		return -1;
	*yes = why[0] == '\0';
	return 0;
}

/*
 * KEY.head is gone and KEY is there: whoever brought these back from a copy
 * has to show what was published, or leaves may be missing unseen.
 */
static int
guard_shown(struct archive *a, const char *head, struct fault *f)
{
	struct log_kept kept;
	bool found = false;
	int rc = -1;

	log_kept_init(&kept);
	if (archive_log_has_key(a, NULL) &&
	    log_kept_last(a, &kept, &found, f) != 0)
		goto out;
	if (found) {
		fault_set(f, FAULT_STATE,
		    "%s is missing, and this log has been signed (was a backup "
		    "restored?): \"proviso checkpoint --newest FILE\" shows "
		    "the newest checkpoint that was published",
		    head);
		goto out;
	}
	rc = 0;
out:
	buf_free(&kept.note);
	return rc;
}

int
log_guard(struct archive *a, struct fault *f)
{
	struct vkey keys[ARCHIVE_LOG_KEYS];
	char why[CHECKPOINT_WHY];
	struct buf head;
	char *path;
	size_t n_keys;
	bool yes = true;
	int rc = -1;

	if (a->guarded)
		return 0;
	buf_init(&head, NOTE_MAX);
	path = sign_path(a->path, ".logkey.head");
	if (sign_read_head(path, &head, f) != 0)
		goto out;
	if (head.len == 0 && guard_shown(a, path, f) != 0)
		goto out;
	if (head.len > 0 &&
	    (archive_log_keys(a, keys, &n_keys, f) != 0 ||
		sign_continues(a, keys, n_keys, path, head.data, head.len, &yes,
		    why, f) != 0))
		goto out;
	if (!yes) {
		fault_set(f, FAULT_STATE,
		    "%s: %.240s (was a backup restored? \"proviso checkpoint "
		    "--new-origin KEY\" goes on from here)",
		    path, why);
		goto out;
	}
	a->guarded = true;
	rc = 0;
out:
	buf_free(&head);
	free(path);
	return rc;
}

static int
sign_open(struct signing *s, struct fault *f)
{
	struct vkey own;
	const char *text;

	s->path = sign_key_path(s->a, s->want->log_key);
	s->head_path = sign_path(s->path, ".head");
	if (archive_log_keys(s->a, s->keys, &s->n_keys, f) != 0 ||
	    sign_load_key(s->path, &s->key, f) != 0 ||
	    sign_read_head(s->head_path, &s->head, f) != 0)
		return -1;
	text = logkey_vkey(s->key);
	if (vkey_parse(text, strlen(text), &own, f) != 0)
		return -1;
	if (memcmp(own.pub, s->keys[0].pub, LOGKEY_PUB) != 0)
		return fault_set(f, FAULT_STATE,
		    "%s: it is not the newest log key of this archive: want "
		    "that of %.120s",
		    s->path, s->keys[0].name);
	return 0;
}

/* Remember the head that is not continued, and why. */
static int
sign_ask(struct signing *s, const char *what, const void *note, size_t n,
    struct fault *f)
{
	char why[CHECKPOINT_WHY];
	bool yes;

	if (sign_continues(
		s->a, s->keys, s->n_keys, what, note, n, &yes, why, f) != 0)
		return -1;
	if (!yes) {
		buf_free(&s->lost);
		buf_init(&s->lost, NOTE_MAX);
		buf_add(&s->lost, note, n);
		(void)snprintf(s->why, sizeof(s->why), "%s", why);
	}
	return 0;
}

/*
 * A checkpoint is signed only if it continues the last signed one.  Which
 * that was, KEY.head says; without it, somebody must show it.
 */
static int
sign_extends(struct signing *s, struct fault *f)
{
	struct log_kept kept;
	bool found;
	int rc = -1;

	log_kept_init(&kept);
	if (log_kept_last(s->a, &kept, &found, f) != 0)
		goto out;
	if (found && s->head.len == 0 && s->want->shown == NULL) {
		fault_set(f, FAULT_STATE,
		    "%s is missing, and this log has been signed: show the "
		    "newest checkpoint that was published (--newest FILE)",
		    s->head_path);
		goto out;
	}
	if ((found &&
		sign_ask(s, "the newest kept checkpoint", kept.note.data,
		    kept.own_n, f) != 0) ||
	    (s->head.len > 0 &&
		sign_ask(s, s->head_path, s->head.data, s->head.len, f) != 0) ||
	    (s->want->shown != NULL &&
		sign_ask(s, "the checkpoint shown", s->want->shown,
		    s->want->shown_n, f) != 0))
		goto out;
	if (s->lost.len > 0 && s->want->new_origin == NULL) {
		fault_set(f, FAULT_STATE,
		    "nothing is signed: %.240s (was a backup restored? "
		    "--new-origin KEY goes on under a new name)",
		    s->why);
		goto out;
	}
	if (s->lost.len == 0 && s->want->new_origin != NULL) {
		fault_set(f, FAULT_STATE,
		    "--new-origin: no leaf is missing here; --rotate changes "
		    "the key of the same log");
		goto out;
	}
	rc = 0;
out:
	buf_free(&kept.note);
	return rc;
}

/* The record of a key and its leaf. */
static int
sign_put_key(struct signing *s, const struct logkey *key, struct fault *f)
{
	struct db_value v[5];
	struct digest sha;
	int64_t id;

	v[0] = db_null();
	v[1] = db_text(logkey_vkey(key));
	v[2] = (struct db_value){ DB_TEXT, 0,
		s->lost.len > 0 ? (const void *)s->lost.data : "",
		s->lost.len };
	v[3] = db_int(s->want->now_utc_ms);
	if (record_sha("log_key", v + 1, 3, &sha, f) != 0)
		return -1;
	v[4] = archive_sha_value(&sha);
	if (archive_put_row(s->a, SQL_LOG_KEY_PUT, v, 5, &id, f) != 0)
		return -1;
	return log_append(s->a, LOG_KEY, id, 0, f);
}

/* A new key in its file, with its record and leaf on the disk. */
static int
sign_make_key(
    struct signing *s, const char *path, struct logkey **out, struct fault *f)
{
	struct logkey *key = NULL;
	bool saved = false;
	int rc = -1;

	if ((s->want->rotate_to != NULL
		    ? logkey_named(logkey_name(s->key), &key, f)
		    : logkey_new(ARCHIVE_STEM, &key, f)) != 0 ||
	    logkey_save(key, path, f) != 0)
		goto out;
	saved = true;
	if (sign_put_key(s, key, f) != 0 || db_commit(s->a->db, f) != 0)
		goto out;
	*out = key;
	key = NULL;
	rc = 0;
out:
	if (rc != 0 && saved)
		(void)unlink(path);
	logkey_free(key);
	return rc;
}

/*
 * Another key: of the same log, or of a new one.  Its leaf is on the disk
 * before anything is signed over it, so that no head is ever ahead of the
 * archive.
 */
static int
sign_change_key(struct signing *s, struct fault *f)
{
	const bool rotate = s->want->rotate_to != NULL;
	const char *path = rotate ? s->want->rotate_to : s->want->new_origin;
	struct logkey *key;

	if (sign_make_key(s, path, &key, f) != 0)
		return -1;
	if (rotate)
		s->old = s->key;
	else
		logkey_free(s->key);
	s->key = key;
	free(s->path);
	free(s->head_path);
	s->path = mem_strdup(path);
	s->head_path = sign_path(path, ".head");
	return db_begin(s->a->db, f);
}

/* FILE.vkey has all the keys, newest first. */
static int
sign_publish_keys(struct signing *s, struct fault *f)
{
	char *path = sign_path(s->a->path, ".vkey");
	struct buf b;
	bool more;
	int rc = -1;

	buf_init(&b, NOTE_MAX);
	buf_fmt(&b, "%s\n", logkey_vkey(s->key));
	if (s->old != NULL)
		buf_fmt(&b, "%s\n", logkey_vkey(s->old));
	if (db_query(s->a->db, SQL_LOG_KEY_OLD, NULL, 0, f) != 0 ||
	    db_next(s->a->db, SQL_LOG_KEY_OLD, &more, f) != 0)
		goto out;
	while (more) {
		const char *line = db_col_text(s->a->db, SQL_LOG_KEY_OLD, 0);

		if (strstr((const char *)b.data, line) == NULL)
			buf_fmt(&b, "%s\n", line);
		if (db_next(s->a->db, SQL_LOG_KEY_OLD, &more, f) != 0)
			goto out;
	}
	rc = file_publish(path, b.data, b.len, 0666, f);
out:
	buf_free(&b);
	free(path);
	return rc;
}

static int
sign_put(struct signing *s, const struct buf *note, int64_t *id, int64_t size,
    struct fault *f)
{
	struct db_value v[5];
	struct digest sha;

	v[0] = db_null();
	v[1] = db_int(size);
	v[2] = db_int(s->want->now_utc_ms);
	v[3] = (struct db_value){ DB_TEXT, 0, note->data, note->len };
	if (record_sha("checkpoint", v + 1, 3, &sha, f) != 0)
		return -1;
	v[4] = archive_sha_value(&sha);
	return archive_put_row(s->a, SQL_CHECKPOINT_PUT, v, 5, id, f);
}

/* The newest one, where it says all that a new one would. */
static int
sign_have(struct signing *s, const struct tree_head *head, struct buf *note,
    struct archive_log_signed *out, bool *have, struct fault *f)
{
	char why[CHECKPOINT_WHY];
	struct log_kept kept;
	struct vkey own;
	const char *text = logkey_vkey(s->key);
	int rc = -1;

	log_kept_init(&kept);
	if (log_kept_last(s->a, &kept, have, f) != 0)
		goto out;
	if (*have && kept.checkpoint.head.size == head->size) {
		if (vkey_parse(text, strlen(text), &own, f) != 0 ||
		    checkpoint_open(kept.note.data, kept.own_n, &own, 1,
			&out->checkpoint, why, f) != 0)
			goto out;
		*have = why[0] == '\0';
	} else {
		*have = false;
	}
	if (*have) {
		out->id = kept.id;
		out->own_n = kept.own_n;
		out->made = false;
		buf_add(note, kept.note.data, kept.note.len);
	}
	rc = 0;
out:
	buf_free(&kept.note);
	return rc;
}

static int
sign_head(struct signing *s, struct buf *note, struct archive_log_signed *out,
    struct fault *f)
{
	const struct tree t = archive_log_tree(s->a);
	const struct logkey *keys[] = { s->key, s->old };
	struct tree_head head;
	bool have;
	int64_t size;

	if (log_size(s->a, &size, f) != 0)
		return -1;
	head.size = (uint64_t)size;
	if (tree_root(&t, head.size, &head.root, f) != 0 ||
	    sign_have(s, &head, note, out, &have, f) != 0)
		return -1;
	if (!have) {
		if (checkpoint_sign(
			&head, keys, s->old == NULL ? 1 : 2, note, f) != 0 ||
		    sign_put(s, note, &out->id, size, f) != 0)
			return -1;
		out->made = true;
		out->own_n = note->len;
		out->checkpoint = (struct checkpoint){ .head = head };
		(void)snprintf(out->checkpoint.origin,
		    sizeof(out->checkpoint.origin), "%s", logkey_name(s->key));
	}
	/* Before the commit: what was signed is never forgotten. */
	if (sign_publish_keys(s, f) != 0)
		return -1;
	hold_sweep(s->head_path);
	return file_publish(s->head_path, note->data, note->len, 0666, f);
}

int
archive_log_sign(struct archive *a, const struct archive_log_signing *want,
    struct buf *note, struct archive_log_signed *out, struct fault *f)
{
	struct signing s = { .a = a, .want = want };
	int rc = -1;

	buf_init(&s.head, NOTE_MAX);
	buf_init(&s.lost, NOTE_MAX);
	if (db_begin(a->db, f) != 0)
		goto out;
	if (sign_open(&s, f) != 0 || sign_extends(&s, f) != 0)
		goto out;
	if ((want->rotate_to != NULL || want->new_origin != NULL) &&
	    sign_change_key(&s, f) != 0)
		goto out;
	if (sign_head(&s, note, out, f) != 0 || db_commit(a->db, f) != 0)
		goto out;
	rc = 0;
out:
	if (rc != 0)
		archive_rollback(a);
	logkey_free(s.key);
	logkey_free(s.old);
	buf_free(&s.head);
	buf_free(&s.lost);
	free(s.path);
	free(s.head_path);
	return rc;
}
