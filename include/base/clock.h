#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

#include "base/attr.h"
#include "base/fault.h"

/*
 * Time, as milliseconds of UTC since 1970-01-01T00:00:00Z without leap
 * seconds, and its texts.  Nothing here reads a time zone or a locale.
 */
/* Now, by the system's clock.  The only place that asks it. */
int clock_now(int64_t *out_utc_ms, struct fault *f) MUST_CHECK;

/* Milliseconds since some instant, for waiting: no clock's change moves it. */
int64_t clock_steady_ms(void);

struct civil {
	int year, month, day, hour, minute, second, ms;
};

struct civil clock_civil(int64_t utc_ms);
int64_t clock_from_civil(const struct civil *c);

/*= RFC 3339 section 5.6: date-time, any offset; seconds may have a fraction. */
int clock_parse(const char *s, int64_t *out_utc_ms, struct fault *f) MUST_CHECK;

/*
 * A DATE of the command line: RFC 3339, or YYYY-MM-DD, which is the first
 * instant of that day, or its last millisecond if end is not 0.
 */
int clock_parse_date(
    const char *s, int end, int64_t *out_utc_ms, struct fault *f) MUST_CHECK;

#define CLOCK_TEXT 40
/* Each fills out and returns it. */
const char *clock_rfc3339(int64_t utc_ms,
    char out[CLOCK_TEXT]); /* 2026-08-22T19:02:08Z, .123 only where not 0 */
const char *clock_day(int64_t utc_ms, char out[CLOCK_TEXT]); /* 2026-08-22 */
const char *clock_minute(
    int64_t utc_ms, char out[CLOCK_TEXT]); /* 2026-08-22 19:02 */
const char *clock_second(
    int64_t utc_ms, char out[CLOCK_TEXT]); /* 2026-08-22 19:02:08 */
const char *clock_prose(
    int64_t utc_ms, char out[CLOCK_TEXT]); /* 22 August 2026 */
const char *clock_pdf(
    int64_t utc_ms, char out[CLOCK_TEXT]); /* D:20260822190208Z */

#endif /* BASE_CLOCK_H */
