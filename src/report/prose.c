#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/num.h"
#include "report_in.h"

const char *
prose_grouped(struct writer *w, int64_t v)
{
	char out[NUM_GROUPED];

	return arena_strdup(w->a, num_grouped(v, out));
}

const char *
prose_number(struct writer *w, size_t n)
{
	static const char *const names[] = { "no", "one", "two", "three",
		"four", "five", "six", "seven", "eight", "nine", "ten",
		"eleven", "twelve" };

	if (n < sizeof(names) / sizeof(names[0]))
		return names[n];
	return prose_grouped(w, (int64_t)n);
}

const char *
prose_some(struct writer *w, size_t n)
{
	return n == 0 ? "none" : prose_number(w, n);
}

const char *
prose_count(struct writer *w, size_t n, const char *one, const char *many)
{
	return writer_fmt(w, "%s %s", prose_number(w, n), n == 1 ? one : many);
}

const char *
prose_capital(struct writer *w, const char *s)
{
	char *copy = arena_strdup(w->a, s);

	if (copy[0] >= 'a' && copy[0] <= 'z')
		copy[0] = (char)(copy[0] - 'a' + 'A');
	return copy;
}

const char *
prose_times(struct writer *w, size_t n)
{
	if (n == 1)
		return "once";
	if (n == 2)
		return "twice";
	return writer_fmt(w, "%s times", prose_number(w, n));
}

const char *
prose_date(struct writer *w, int64_t utc_ms)
{
	char out[CLOCK_TEXT];

	return arena_strdup(w->a, clock_prose(utc_ms, out));
}

const char *
prose_day(struct writer *w, int64_t utc_ms)
{
	char out[CLOCK_TEXT];

	return arena_strdup(w->a, clock_day(utc_ms, out));
}

const char *
prose_minute(struct writer *w, int64_t utc_ms)
{
	char out[CLOCK_TEXT];

	return arena_strdup(w->a, clock_minute(utc_ms, out));
}

const char *
prose_owner(struct writer *w)
{
	return writer_esc(
	    w, w->p->owner[0] != '\0' ? w->p->owner : w->p->platform);
}

const char *
prose_possessive(struct writer *w)
{
	const char *name = prose_owner(w);
	const size_t n = strlen(name);

	return writer_fmt(w,
	    n > 0 && name[n - 1] == 's' ? "%s\xe2\x80\x99" : "%s\xe2\x80\x99s",
	    name);
}

const char *
prose_withheld(struct writer *w, const struct packet_withheld *x)
{
	return writer_fmt(w,
	    "the %s of version %d %s withheld on %s by %s (%s): "
	    "%s bytes with the SHA-256 <m>%s</m>",
	    x->what, x->version, strcmp(x->what, "words") == 0 ? "were" : "was",
	    prose_date(w, x->when_utc_ms), writer_esc(w, x->who),
	    writer_esc(w, x->why), prose_grouped(w, (int64_t)x->len),
	    digest_hex(&x->sha).s);
}
