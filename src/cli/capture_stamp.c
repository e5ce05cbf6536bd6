#include "archive/token.h"
#include "base/clock.h"

#include "capture_in.h"

/* Time stamps over looks; an authority that is down costs none of them. */

/* What was missed is asked for again so long, and so many at once. */
#define STAMP_AGAIN_MS (7 * INT64_C(86400000))
#define STAMP_AGAIN_MAX 1000

static int
stamp_put(struct capture_stamps *s, int64_t event, const struct tsp_token *t,
    const char *from, struct fault *f)
{
	const struct archive_token token = { from, t->der, t->n };

	if (archive_begin(s->archive, f) != 0)
		return -1;
	if (archive_token_put(s->archive, STAMPED_EVENT, event, &token, f) ==
		0 &&
	    archive_commit(s->archive, f) == 0)
		return 0;
	archive_rollback(s->archive);
	return -1;
}

void
capture_stamp(struct capture_stamps *s, int64_t event)
{
	struct tsp_token token = { .n = 0 };
	struct digest sha;
	const char *from = "";
	int64_t now;

	if (s->down)
		return;
	if (archive_event_sha(s->archive, event, &sha, &s->why) != 0 ||
	    clock_now(&now, &s->why) != 0 ||
	    tsp_ask(&s->source, &sha, now, &token, &from, &s->why) != 0 ||
	    stamp_put(s, event, &token, from, &s->why) != 0)
		s->down = true;
	else
		s->made++;
	tsp_token_free(&token);
}

void
capture_stamp_old(struct capture_stamps *s, int64_t now_utc_ms)
{
	struct arena arena;
	int64_t *events = NULL;
	size_t i, n = 0;

	arena_init(&arena);
	if (archive_unstamped(s->archive, now_utc_ms - STAMP_AGAIN_MS,
		STAMP_AGAIN_MAX, &arena, &events, &n, &s->why) != 0)
		s->down = true;
	for (i = 0; i < n && !s->down; i++)
		capture_stamp(s, events[i]);
	arena_free(&arena);
}
