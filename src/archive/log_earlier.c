#include <string.h>

#include "archive_in.h"

/* Checkpoints before another one, and the proofs that lead from them to it. */

#define EARLIER_MAX CHECKPOINT_PROOF_MAX

/* The row that the statement stands on, where it is of that log. */
static int
earlier_row(struct archive *a, const struct checkpoint *c, struct arena *arena,
    struct archive_log_earlier *out, bool *fits, struct fault *f)
{
	const enum sql q = SQL_CHECKPOINT_UNDER;
	const char *text = db_col_text(a->db, q, 2);
	struct checkpoint old;
	struct note note;
	int rc = -1;

	*fits = false;
	if (note_read(text, strlen(text), &note, f) == 0 &&
	    checkpoint_read(note.text, note.text_n, &old, f) == 0) {
		*fits = strcmp(old.origin, c->origin) == 0;
		out->size = old.head.size;
		out->note = arena_strdup(arena, text);
		out->note_n = strlen(text);
		rc = 0;
	}
	note_free(&note);
	return rc;
}

static int
earlier_growth(struct archive *a, const struct checkpoint *c,
    const struct buf *note, struct arena *arena, struct archive_log_earlier *e,
    struct fault *f)
{
	const struct tree t = archive_log_tree(a);
	struct checkpoint_growth g = { .from = e->size,
		.note = (const char *)note->data,
		.note_n = note->len };
	struct buf b;
	int rc = -1;

	buf_init(&b, EARLIER_MAX);
	if (tree_consistency(&t, e->size, c->head.size, &g.path, f) == 0 &&
	    checkpoint_growth_write(&g, &b, f) == 0) {
		e->growth = arena_strndup(arena, (const char *)b.data, b.len);
		e->growth_n = b.len;
		rc = 0;
	}
	buf_free(&b);
	return rc;
}

int
archive_log_earlier(struct archive *a, const struct checkpoint *c,
    const struct buf *note, size_t max, struct arena *arena,
    struct archive_log_earlier **out, size_t *n, struct fault *f)
{
	const struct db_value key = db_int((int64_t)c->head.size);
	const enum sql q = SQL_CHECKPOINT_UNDER;
	struct archive_log_earlier *list = arena_new(arena, max, sizeof(*list));
	size_t i, k = 0;
	bool more, fits;

	if (db_query(a->db, q, &key, 1, f) != 0 ||
	    db_next(a->db, q, &more, f) != 0)
		return -1;
	while (more && k < max) {
		if (earlier_row(a, c, arena, &list[k], &fits, f) != 0) {
			db_done(a->db, q);
			return -1;
		}
		/* Of one size the newest, which comes first. */
		if (fits && (k == 0 || list[k - 1].size != list[k].size))
			k++;
		if (db_next(a->db, q, &more, f) != 0)
			return -1;
	}
	db_done(a->db, q);
	for (i = 0; i < k; i++)
		if (earlier_growth(a, c, note, arena, &list[i], f) != 0)
			return -1;
	*out = list;
	*n = k;
	return 0;
}
