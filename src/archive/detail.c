#include <stdlib.h>
#include <string.h>

#include "archive_in.h"
#include "base/mem.h"
#include "crypto/sha256.h"

/*
 * What else a source kept of a look, as JSON.  Looks at one document have
 * much the same to say, so all but the first are packed after the first.
 */

/* Some addresses and digests. */
#define EVENT_DETAIL_MAX ((size_t)1 << 20)

/*
 * The first details of that many documents stay at hand: looks come by turns,
 * a round over all documents after the other, and each wants the first detail
 * of another one.
 */
#define DETAIL_SLOTS 16384
#define DETAIL_BYTES ((size_t)16 << 20)

struct details {
	struct {
		int64_t event; /* 0: none */
		char *text;
	} slots[DETAIL_SLOTS]; /* by event */
	size_t bytes;
};

void
details_clear(struct details *d)
{
	size_t i;

	for (i = 0; d != NULL && d->bytes > 0 && i < DETAIL_SLOTS; i++) {
		free(d->slots[i].text);
		d->slots[i].text = NULL;
		d->slots[i].event = 0;
	}
	if (d != NULL)
		d->bytes = 0;
}

void
details_free(struct details *d)
{
	details_clear(d);
	free(d);
}

static const char *
detail_at_hand(const struct archive *a, int64_t event)
{
	const size_t at = (size_t)event % DETAIL_SLOTS;

	/* No event has number 0. */
	return a->details == NULL || event == 0 ||
		a->details->slots[at].event != event
	    ? NULL
	    : a->details->slots[at].text;
}

static const char *
detail_keep(struct archive *a, int64_t event, const char *text)
{
	const size_t at = (size_t)event % DETAIL_SLOTS, n = strlen(text) + 1;
	struct details *d = a->details;

	if (d == NULL)
		d = a->details = mem_new(1, sizeof(*d));
	if (d->bytes + n > DETAIL_BYTES)
		details_clear(d);
	if (d->slots[at].text != NULL)
		d->bytes -= strlen(d->slots[at].text) + 1;
	free(d->slots[at].text);
	d->slots[at].text = mem_strdup(text);
	d->slots[at].event = event;
	d->bytes += n;
	return d->slots[at].text;
}

/* The detail of the event that another one's is packed after. */
static int
detail_after(
    struct archive *a, int64_t event, struct zst_run *out, struct fault *f)
{
	const struct db_value v[] = { db_int(event) };
	const enum sql q = SQL_EVENT_DETAIL;
	const char *text = detail_at_hand(a, event);
	bool found = false;

	if (text == NULL && db_one(a->db, q, v, 1, &found, f) != 0)
		return -1;
	if (found && event != 0 && db_col_null(a->db, q, 1))
		text = detail_keep(a, event, db_col_text(a->db, q, 0));
	db_done(a->db, q);
	if (text == NULL)
		return fault_set(f, FAULT_STATE,
		    "detail after event %lld: want one with a text",
		    (long long)event);
	*out = (struct zst_run){ text, strlen(text) };
	return 0;
}

/* The first event of the document, whose detail is always text. */
static int
detail_first(struct archive *a, int64_t doc, int64_t *event, struct fault *f)
{
	const struct db_value v[] = { db_int(doc) };
	const enum sql q = SQL_EVENT_FIRST;
	bool found;

	if (db_one(a->db, q, v, 1, &found, f) != 0)
		return -1;
	*event = found ? db_col_int(a->db, q, 0) : 0;
	db_done(a->db, q);
	return 0;
}

/* A frame can change and unpack to the same: its own digest goes with it. */
static int
detail_stored(struct archive *a, struct zst_run packed, int64_t first,
    struct db_value v[2], struct fault *f)
{
	struct digest sum;

	if (sha256_of(packed.p, packed.n, &sum, f) != 0)
		return -1;
	free(a->packed);
	a->packed = mem_new(packed.n + STORED_SUM, 1);
	memcpy(a->packed, sum.b, STORED_SUM);
	memcpy(a->packed + STORED_SUM, packed.p, packed.n);
	v[0] = db_blob(a->packed, packed.n + STORED_SUM);
	v[1] = db_int(first);
	return 0;
}

int
detail_pack(struct archive *a, int64_t doc, const char *text,
    struct db_value v[2], struct fault *f)
{
	const struct zst_run run = { text, strlen(text) };
	struct zst_run packed, after;
	int64_t first;

	v[0] = db_text(text);
	v[1] = db_null();
	if (run.n > EVENT_DETAIL_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "record of the look: want at most %zu bytes, have %zu",
		    EVENT_DETAIL_MAX, run.n);
	if (detail_first(a, doc, &first, f) != 0)
		return -1;
	if (first == 0)
		return 0;
	if (detail_after(a, first, &after, f) != 0 ||
	    zst_pack(a->zst, after, run, &packed, f) != 0)
		return -1;
	if (packed.n + STORED_SUM >= run.n)
		return 0;
	return detail_stored(a, packed, first, v, f);
}

/* The frame in a column, after it was found to be as it was stored. */
static int
detail_frame(struct archive *a, enum sql q, int detail, struct zst_run *out,
    struct fault *f)
{
	const unsigned char *p;
	struct digest sum;
	size_t n;

	p = db_col_blob(a->db, q, detail, &n);
	if (n <= STORED_SUM)
		return fault_set(
		    f, FAULT_STATE, "detail: %zu bytes are no frame", n);
	*out = (struct zst_run){ p + STORED_SUM, n - STORED_SUM };
	if (sha256_of(out->p, out->n, &sum, f) != 0)
		return -1;
	if (memcmp(sum.b, p, STORED_SUM) != 0)
		return fault_set(
		    f, FAULT_STATE, "detail: it is not as it was stored");
	return 0;
}

int
event_detail(struct archive *a, enum sql q, int detail, int after,
    struct arena *arena, const char **out, struct fault *f)
{
	struct zst_run packed, before;
	char *text;
	size_t n;

	if (db_col_null(a->db, q, after)) {
		*out = arena_strdup(arena, db_col_text(a->db, q, detail));
		return 0;
	}
	if (detail_after(a, db_col_int(a->db, q, after), &before, f) != 0)
		return -1;
	if (detail_frame(a, q, detail, &packed, f) != 0)
		return -1;
	if (zst_size(packed, EVENT_DETAIL_MAX, &n, f) != 0)
		return -1;
	text = arena_new(arena, n + 1, 1);
	if (zst_unpack(a->zst, before, packed, text, n, f) != 0)
		return -1;
	if (memchr(text, '\0', n) != NULL)
		return fault_set(f, FAULT_STATE, "detail: a NUL in it");
	*out = text;
	return 0;
}

int
detail_back(struct archive *a, int64_t event, const char *want, struct fault *f)
{
	const struct db_value v[] = { db_int(event) };
	const enum sql q = SQL_EVENT_BACK_DETAIL;
	const char *have = NULL;
	struct arena arena;
	bool found;
	int rc = -1;

	arena_init(&arena);
	if (db_one(a->db, q, v, 1, &found, f) != 0)
		goto out;
	if (found && event_detail(a, q, 0, 1, &arena, &have, f) != 0)
		goto out;
	if (have == NULL || strcmp(have, want) != 0) {
		fault_set(f, FAULT_STATE,
		    "event %lld: its detail did not come back as it was put",
		    (long long)event);
		goto out;
	}
	rc = 0;
out:
	db_done(a->db, q);
	arena_free(&arena);
	return rc;
}
