#include <string.h>

#include "archive/store.h"
#include "archive_in.h"
#include "base/hex.h"
#include "base/jv.h"
#include "crypto/sha256.h"

/*
 * Is a look that comes here already?  A web archive says which key its look
 * had, and can say what it likes: believed, it would name the keys of looks
 * that are yet to come, and those would be taken for known.  So what names
 * such a look is all that it says; the key is only where to look for the same.
 */

/* All of a look but its bytes: the record twice, and some names. */
#define LOOK_MAX ((size_t)8 << 20)
#define LOOK_FORM "look:"

/* Made of the bytes by a program of ours, which may be another one by now. */
static bool
is_made(const char *role)
{
	return strcmp(role, EXHIBIT_WORDS) == 0 ||
	    strncmp(role, EXHIBIT_WORDS_BEFORE, strlen(EXHIBIT_WORDS_BEFORE)) ==
	    0;
}

/* What a record is told anew by each archive that it comes through. */
static bool
is_anew(const char *key)
{
	return strcmp(key, "exhibits") == 0 || strcmp(key, "warc") == 0;
}

static void
add_text(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s) + 1);
}

/* What the source kept, in one form; canonical JSON has no NUL. */
static void
add_record(struct buf *b, const struct jv *record)
{
	const struct jv *value;
	const char *key;

	for (key = jv_next(record, NULL, &value); key != NULL;
	     key = jv_next(record, key, &value)) {
		if (is_anew(key))
			continue;
		add_text(b, key);
		jv_write(value, b);
		buf_add(b, "", 1);
	}
}

static int
add_exhibits(struct buf *b, const struct capture *c, struct fault *f)
{
	const struct exhibit *x;
	struct digest sha;
	size_t i;

	for (i = 0; i < c->n_exhibits; i++) {
		x = &c->exhibits[i];
		if (is_made(x->role))
			continue;
		if (sha256_of(x->bytes, x->len, &sha, f) != 0)
			return -1;
		add_text(b, x->role);
		add_text(b, x->media_type);
		add_text(b, x->maker);
		add_text(b, digest_hex(&sha).s);
	}
	return 0;
}

/*
 * The head of an answer, where it stands nowhere else: other makers' records
 * have it only as they came.
 */
static const char *
head_of(const struct jv *record)
{
	const char *format = jv_text(jv_get(record, "format"));
	const char *head =
	    jv_text(jv_get(jv_get(record, "warc"), "response_head"));

	return format == NULL || strcmp(format, "warc") != 0 || head == NULL
	    ? ""
	    : head;
}

/* The name of a look that is made of all that it says. */
static int
look_name(const struct capture *c, const struct jv *record,
    const struct digest *raw, struct arena *arena, const char **out,
    struct fault *f)
{
	struct digest sha;
	struct buf b;
	int rc = -1;

	buf_init(&b, LOOK_MAX);
	buf_fmt(
	    &b, "%lld %d", (long long)c->time_utc_ms, c->source_changed != 0);
	add_text(&b, "");
	/* What was said of bytes is kept beside them alone. */
	if (c->bytes != NULL) {
		buf_fmt(&b, "%d %s", c->status, digest_hex(raw).s);
		add_text(&b, c->media_type);
	}
	add_text(&b, "");
	add_text(&b, c->url);
	add_text(&b, c->select);
	add_text(&b, c->remove);
	add_text(&b, c->gap_rule == NULL ? "" : c->gap_rule);
	add_text(&b, c->gap_rule == NULL ? "" : c->gap);
	add_text(&b, head_of(record));
	if (add_exhibits(&b, c, f) != 0)
		goto out;
	add_text(&b, "");
	add_record(&b, record);
	if (buf_check(&b, "a look", f) != 0 ||
	    sha256_of(b.data, b.len, &sha, f) != 0)
		goto out;
	*out = arena_fmt(arena, LOOK_FORM "%s", digest_hex(&sha).s);
	rc = 0;
out:
	buf_free(&b);
	return rc;
}

static bool
same_records(const struct jv *x, const struct jv *y)
{
	struct buf a, b;
	bool same;

	buf_init(&a, LOOK_MAX);
	buf_init(&b, LOOK_MAX);
	add_record(&a, x);
	add_record(&b, y);
	same = !a.over && !b.over && a.len == b.len &&
	    (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
	buf_free(&a);
	buf_free(&b);
	return same;
}

/* Does the stored look name that exhibit, with that digest? */
static int
has_exhibit(const struct jv *record, const struct exhibit *x, bool *has,
    struct fault *f)
{
	const struct jv *list = jv_get(record, "exhibits"), *v;
	const char *role, *said;
	struct digest sha;
	size_t i;

	*has = false;
	if (sha256_of(x->bytes, x->len, &sha, f) != 0)
		return -1;
	for (i = 0; i < jv_count(list) && !*has; i++) {
		v = jv_at(list, i);
		role = jv_text(jv_get(v, "role"));
		said = jv_text(jv_get(v, "sha256"));
		*has = role != NULL && said != NULL &&
		    strcmp(role, x->role) == 0 &&
		    strcmp(said, digest_hex(&sha).s) == 0;
	}
	return 0;
}

/*
 * The bytes, of the event in the row.  Where the server said that nothing had
 * changed, those come that it meant; what was withheld comes no more.
 */
static int
same_bytes(struct archive *a, enum sql q, const struct capture *c,
    const struct digest *raw, const struct jv *record, bool *same,
    struct fault *f)
{
	const char *verified =
	    jv_text(jv_get(jv_get(record, "verified"), "sha256"));
	struct digest sha;

	if (c->bytes == NULL && c->gap_rule != NULL &&
	    strcmp(c->gap_rule, "withheld") == 0) {
		*same = true;
	} else if (db_col_null(a->db, q, 21)) {
		*same = c->bytes == NULL ||
		    (verified != NULL &&
			strcmp(verified, digest_hex(raw).s) == 0);
	} else {
		if (archive_sha_col(a->db, q, 18, &sha, f) != 0)
			return -1;
		*same = c->bytes != NULL && digest_equal(&sha, raw) &&
		    db_col_int(a->db, q, 15) == c->status &&
		    strcmp(db_col_text(a->db, q, 17), c->media_type) == 0;
	}
	return 0;
}

/* Does the event in the row say all that the look says? */
static int
same_look(struct archive *a, enum sql q, const struct capture *c,
    const struct digest *raw, const struct jv *record, bool *same,
    struct fault *f)
{
	struct jv *stored = NULL;
	const char *detail;
	struct arena arena;
	size_t i;
	int rc = -1;

	arena_init(&arena);
	*same = db_col_int(a->db, q, 5) == c->time_utc_ms &&
	    (db_col_int(a->db, q, 7) != 0) == (c->source_changed != 0) &&
	    strcmp(db_col_text(a->db, q, 9), c->url) == 0 &&
	    strcmp(db_col_text(a->db, q, 11), c->select) == 0 &&
	    strcmp(db_col_text(a->db, q, 12), c->remove) == 0;
	if (*same && event_detail(a, q, 8, 23, &arena, &detail, f) != 0)
		goto out;
	if (*same && detail[0] != '\0' &&
	    jv_parse(detail, strlen(detail), &stored, f) != 0)
		goto out;
	if (*same && same_bytes(a, q, c, raw, stored, same, f) != 0)
		goto out;
	*same = *same && same_records(stored, record);
	for (i = 0; i < c->n_exhibits && *same; i++)
		if (!is_made(c->exhibits[i].role) &&
		    has_exhibit(stored, &c->exhibits[i], same, f) != 0)
			goto out;
	rc = 0;
out:
	jv_free(stored);
	arena_free(&arena);
	return rc;
}

/* The key as it is stored, or what it is made of. */
static int
claimed_key(const char *claimed, struct digest *out, struct fault *f)
{
	struct fault unused = { .kind = FAULT_NONE };
	const size_t form = strlen(EVENT_KEY_FORM);

	if (strncmp(claimed, EVENT_KEY_FORM, form) == 0 &&
	    hex_decode(claimed + form, out->b, EVENT_KEY, &unused) == 0)
		return 0;
	return sha256_of(claimed, strlen(claimed), out, f);
}

static int
claimed_is_here(struct archive *a, int64_t doc, const struct capture *c,
    const struct digest *raw, const struct jv *record, bool *here,
    struct fault *f)
{
	struct db_value v[2];
	struct digest key;
	int64_t event;
	bool found;
	int rc;

	*here = false;
	if (claimed_key(c->claimed, &key, f) != 0)
		return -1;
	v[0] = db_int(doc);
	v[1] = db_blob(key.b, EVENT_KEY);
	if (db_one(a->db, SQL_EVENT_HAS, v, 2, &found, f) != 0)
		return -1;
	event = found ? db_col_int(a->db, SQL_EVENT_HAS, 0) : 0;
	db_done(a->db, SQL_EVENT_HAS);
	if (!found)
		return 0;
	v[0] = db_int(event);
	if (db_one(a->db, SQL_EVENT_GET, v, 1, &found, f) != 0)
		return -1;
	rc = found ? same_look(a, SQL_EVENT_GET, c, raw, record, here, f) : 0;
	db_done(a->db, SQL_EVENT_GET);
	return rc;
}

int
archive_look_again(struct archive *a, int64_t doc, struct capture *c,
    const struct digest *raw, struct arena *arena, bool *again, struct fault *f)
{
	const char *text = c->record[0] == '\0' ? "{}" : c->record;
	struct jv *record = NULL;
	const char *name;
	int rc = -1;

	*again = false;
	if (jv_parse(text, strlen(text), &record, f) != 0 ||
	    look_name(c, record, raw, arena, &name, f) != 0 ||
	    archive_has_event(a, doc, name, again, f) != 0)
		goto out;
	if (c->claimed != NULL) {
		c->key = name;
		if (!*again &&
		    claimed_is_here(a, doc, c, raw, record, again, f) != 0)
			goto out;
	}
	rc = 0;
out:
	jv_free(record);
	return rc;
}
