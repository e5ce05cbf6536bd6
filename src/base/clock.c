#include "base/clock.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/num.h"

#define DAY_MS INT64_C(86400000)
#define YEAR_0 (INT64_C(-719528) * DAY_MS)
#define YEAR_10000 (INT64_C(2932897) * DAY_MS)

int
clock_now(int64_t *out_utc_ms, struct fault *f)
{
	struct timespec ts;

	if (clock_gettime(CLOCK_REALTIME, &ts) != 0)
		return fault_sys(f, "clock");
	*out_utc_ms = (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
	return 0;
}

/* Days since 1970-01-01 of the proleptic Gregorian calendar. */
static int64_t
days_from_civil(int64_t y, int64_t m, int64_t d)
{
	int64_t era, yoe, doy;

	if (m <= 2)
		y--;
	era = (y >= 0 ? y : y - 399) / 400;
	yoe = y - era * 400;
	doy = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

int64_t
clock_steady_ms(void)
{
	struct timespec t = { .tv_sec = 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &t); /* POSIX has it always */
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct civil
clock_civil(int64_t utc_ms)
{
	struct civil c;
	int64_t day = utc_ms / DAY_MS, rest = utc_ms % DAY_MS;
	int64_t era, doe, yoe, doy, mp;

	if (rest < 0) {
		rest += DAY_MS;
		day--;
	}
	day += 719468;
	era = (day >= 0 ? day : day - 146096) / 146097;
	doe = day - era * 146097;
	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	mp = (5 * doy + 2) / 153;
	c.day = (int)(doy - (153 * mp + 2) / 5 + 1);
	c.month = (int)(mp < 10 ? mp + 3 : mp - 9);
	c.year = (int)(yoe + era * 400 + (c.month <= 2 ? 1 : 0));
	c.hour = (int)(rest / 3600000);
	c.minute = (int)(rest / 60000 % 60);
	c.second = (int)(rest / 1000 % 60);
	c.ms = (int)(rest % 1000);
	return c;
}

int64_t
clock_from_civil(const struct civil *c)
{
	return days_from_civil(c->year, c->month, c->day) * DAY_MS +
	    c->hour * INT64_C(3600000) + c->minute * INT64_C(60000) +
	    c->second * INT64_C(1000) + c->ms;
}

static int
clock_bad(const char *s, struct fault *f)
{
	return fault_set(f, FAULT_FORMAT,
	    "date: want YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ, have \"%.40s\"", s);
}

/* Read exactly n digits at *p and step over them. */
static bool
take(const char **p, size_t n, int max, int *out)
{
	int v = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		if ((*p)[i] < '0' || (*p)[i] > '9')
			return false;
		v = v * 10 + ((*p)[i] - '0');
	}
	*p += n;
	*out = v;
	return v <= max;
}

static bool
take_char(const char **p, char c)
{
	if (**p != c)
		return false;
	(*p)++;
	return true;
}

static bool
take_day(const char **p, struct civil *c)
{
	static const int last[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	bool leap;

	if (!take(p, 4, 9999, &c->year) || !take_char(p, '-') ||
	    !take(p, 2, 12, &c->month) || !take_char(p, '-') ||
	    !take(p, 2, 31, &c->day) || c->month < 1 || c->day < 1)
		return false;
	leap = (c->year % 4 == 0 && c->year % 100 != 0) || c->year % 400 == 0;
	return c->day <= last[c->month - 1] + (c->month == 2 && leap ? 1 : 0);
}

static bool
take_fraction(const char **p, struct civil *c)
{
	int scale = 100, digits = 0;

	if (!take_char(p, '.'))
		return true;
	for (; **p >= '0' && **p <= '9'; (*p)++, digits++) {
		c->ms += (**p - '0') * scale;
		scale /= 10;
	}
	return digits > 0;
}

static bool
take_offset(const char **p, int64_t *out_ms)
{
	int h, m, sign;

	*out_ms = 0;
	if (take_char(p, 'Z') || take_char(p, 'z'))
		return true;
	sign = **p == '-' ? -1 : 1;
	if (!take_char(p, '+') && !take_char(p, '-'))
		return false;
	if (!take(p, 2, 23, &h) || !take_char(p, ':') || !take(p, 2, 59, &m))
		return false;
	*out_ms = sign * (h * INT64_C(3600000) + m * INT64_C(60000));
	return true;
}

int
clock_parse(const char *s, int64_t *out_utc_ms, struct fault *f)
{
	struct civil c = { 0 };
	const char *p = s;
	int64_t offset, utc_ms;

	if (!take_day(&p, &c) ||
	    (!take_char(&p, 'T') && !take_char(&p, 't') && !take_char(&p, ' ')))
		return clock_bad(s, f);
	if (!take(&p, 2, 23, &c.hour) || !take_char(&p, ':') ||
	    !take(&p, 2, 59, &c.minute) || !take_char(&p, ':') ||
	    !take(&p, 2, 60, &c.second) || !take_fraction(&p, &c) ||
	    !take_offset(&p, &offset) || *p != '\0')
		return clock_bad(s, f);
	/* An offset may lead out of the years that have four digits. */
	utc_ms = clock_from_civil(&c) - offset;
	if (utc_ms < YEAR_0 || utc_ms >= YEAR_10000)
		return clock_bad(s, f);
	*out_utc_ms = utc_ms;
	return 0;
}

int
clock_parse_date(const char *s, int end, int64_t *out_utc_ms, struct fault *f)
{
	struct civil c = { 0 };
	const char *p = s;

	if (strlen(s) != 10)
		return clock_parse(s, out_utc_ms, f);
	if (!take_day(&p, &c))
		return clock_bad(s, f);
	*out_utc_ms = clock_from_civil(&c) + (end ? DAY_MS - 1 : 0);
	return 0;
}

const char *
clock_rfc3339(int64_t utc_ms, char out[CLOCK_TEXT])
{
	struct civil c = clock_civil(utc_ms);
	char ms[8] = "";

	if (c.ms != 0)
		(void)snprintf(ms, sizeof(ms), ".%03d", c.ms % 1000);
	(void)snprintf(out, CLOCK_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d%sZ",
	    c.year % 10000, c.month, c.day, c.hour, c.minute, c.second, ms);
	return out;
}

const char *
clock_day(int64_t utc_ms, char out[CLOCK_TEXT])
{
	struct civil c = clock_civil(utc_ms);

	(void)snprintf(
	    out, CLOCK_TEXT, "%04d-%02d-%02d", c.year % 10000, c.month, c.day);
	return out;
}

const char *
clock_minute(int64_t utc_ms, char out[CLOCK_TEXT])
{
	struct civil c = clock_civil(utc_ms);

	(void)snprintf(out, CLOCK_TEXT, "%04d-%02d-%02d %02d:%02d",
	    c.year % 10000, c.month, c.day, c.hour, c.minute);
	return out;
}

const char *
clock_second(int64_t utc_ms, char out[CLOCK_TEXT])
{
	struct civil c = clock_civil(utc_ms);

	(void)snprintf(out, CLOCK_TEXT, "%04d-%02d-%02d %02d:%02d:%02d",
	    c.year % 10000, c.month, c.day, c.hour, c.minute, c.second);
	return out;
}

const char *
clock_prose(int64_t utc_ms, char out[CLOCK_TEXT])
{
	static const char *const names[] = { "January", "February", "March",
		"April", "May", "June", "July", "August", "September",
		"October", "November", "December" };
	struct civil c = clock_civil(utc_ms);

	(void)snprintf(out, CLOCK_TEXT, "%d %s %d", c.day, names[c.month - 1],
	    c.year % 10000);
	return out;
}

const char *
clock_pdf(int64_t utc_ms, char out[CLOCK_TEXT])
{
	struct civil c = clock_civil(utc_ms);

	(void)snprintf(out, CLOCK_TEXT, "D:%04d%02d%02d%02d%02d%02dZ",
	    c.year % 10000, c.month, c.day, c.hour, c.minute, c.second);
	return out;
}
