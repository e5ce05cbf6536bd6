#include "model/stretch.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/num.h"

#define DAY_MS INT64_C(86400000)
#define HOUR_MS INT64_C(3600000)

/* Of several reasons so many are named. */
#define REASONS_MAX 4

static void
add_gap(struct stretch *s, const char *reason, struct arena *a)
{
	size_t i;

	s->n_gaps++;
	for (i = 0; i < s->n_reasons; i++)
		if (strcmp(s->gaps[i].reason, reason) == 0)
			break;
	if (i == s->n_reasons) {
		s->gaps = arena_more(a, s->gaps, i, sizeof(*s->gaps));
		s->gaps[s->n_reasons++] = (struct stretch_gap){ reason, 0 };
	}
	s->gaps[i].n++;
}

static int
by_number(const void *x, const void *y)
{
	const struct stretch_gap *a = x, *b = y;

	if (a->n != b->n)
		return a->n > b->n ? -1 : 1;
	return strcmp(a->reason, b->reason);
}

static void
add_look(struct stretch *s, const struct look *k, struct arena *a)
{
	s->n_looks++;
	if (k->version == 0)
		add_gap(s, k->detail[0] != '\0' ? k->detail : k->rule, a);
	else if (k->version != s->version)
		s->version = 0;
	else if (k->ruling == RULING_NOISE ||
	    strcmp(k->rule, "known-but-noise") == 0)
		s->n_noise++;
	else
		s->n_same++;
}

void
stretch_make(const struct history *h, int64_t from_utc_ms, int64_t to_utc_ms,
    struct arena *a, struct stretch *out)
{
	const struct look *k;
	int64_t last = INT64_MIN;
	size_t i;

	memset(out, 0, sizeof(*out));
	out->from_utc_ms = from_utc_ms;
	out->to_utc_ms = to_utc_ms;
	for (i = 0; i < h->n_looks; i++)
		if (h->looks[i].time_utc_ms <= from_utc_ms &&
		    h->looks[i].version != 0)
			out->version = h->looks[i].version;
	for (i = 0; i < h->n_looks; i++) {
		k = &h->looks[i];
		if (k->time_utc_ms > to_utc_ms)
			break;
		if (last != INT64_MIN && k->time_utc_ms >= from_utc_ms &&
		    k->time_utc_ms - (last > from_utc_ms ? last : from_utc_ms) >
			out->longest_ms)
			out->longest_ms = k->time_utc_ms -
			    (last > from_utc_ms ? last : from_utc_ms);
		last = k->time_utc_ms;
		if (k->time_utc_ms >= from_utc_ms)
			add_look(out, k, a);
	}
	if (last < from_utc_ms)
		last = from_utc_ms;
	if (to_utc_ms - last > out->longest_ms)
		out->longest_ms = to_utc_ms - last;
	if (out->n_reasons > 1)
		qsort(out->gaps, out->n_reasons, sizeof(*out->gaps), by_number);
}

static void
count(struct buf *b, size_t n, const char *one, const char *many)
{
	char text[NUM_GROUPED];

	buf_fmt(b, "%s %s", n == 0 ? "no" : num_grouped((int64_t)n, text),
	    n == 1 ? one : many);
}

static void
verified(struct buf *b, const struct stretch *s)
{
	char text[NUM_GROUPED];
	const size_t n = s->n_same + s->n_noise;

	if (n == s->n_looks && n > 0)
		buf_fmt(b, ", %s verified the same text",
		    n == 1 ? "which" : "each of which");
	else
		buf_fmt(b, ", of which %s verified the same text",
		    n == 0 ? "none" : num_grouped((int64_t)n, text));
	if (s->n_noise > 0)
		buf_fmt(b, " (%s but for noise)",
		    num_grouped((int64_t)s->n_noise, text));
}

static void
gaps(struct buf *b, const struct stretch *s)
{
	size_t i, more = 0;

	buf_str(b, ", ");
	count(b, s->n_gaps, "gap", "gaps");
	for (i = 0; i < s->n_reasons; i++) {
		if (i >= REASONS_MAX) {
			more += s->gaps[i].n;
			continue;
		}
		buf_fmt(b, "%s%s", i == 0 ? " (" : "; ", s->gaps[i].reason);
		if (s->gaps[i].n > 1)
			buf_fmt(b, ", %zu times", s->gaps[i].n);
	}
	if (more > 0)
		buf_fmt(b, "; %zu for other reasons", more);
	if (s->n_reasons > 0)
		buf_str(b, ")");
}

const char *
stretch_words(const struct stretch *s, struct arena *a)
{
	char from[CLOCK_TEXT], to[CLOCK_TEXT];
	struct buf b;
	char *out;

	if (s->version == 0)
		return NULL;
	buf_init(&b, SIZE_MAX);
	buf_fmt(&b,
	    "No change from %s to %s: ", clock_prose(s->from_utc_ms, from),
	    clock_prose(s->to_utc_ms, to));
	count(&b, s->n_looks, "look", "looks");
	if (s->n_looks > 0) {
		verified(&b, s);
		gaps(&b, s);
	}
	buf_str(&b, "; the longest stretch without a look is ");
	if (s->longest_ms >= 2 * DAY_MS)
		count(&b, (size_t)(s->longest_ms / DAY_MS), "day", "days");
	else
		count(&b, (size_t)((s->longest_ms + HOUR_MS - 1) / HOUR_MS),
		    "hour", "hours");
	out = arena_strndup(a, (const char *)b.data, b.len);
	buf_free(&b);
	return out;
}
