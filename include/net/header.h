#ifndef NET_HEADER_H
#define NET_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The head of a response, as it was received: a status line and fields, each
 * line ended by CRLF or LF, to the first empty line or the end.  Hostile, so
 * nothing in it is believed but what it says.
 */
struct header_span {
	const char *p; /* without blanks around it */
	size_t n;
};

/*
 * The next field of that name from *at on (0: from the start), in any case of
 * letters; false where there is none.  A line that begins with a blank goes
 * on with no field: such folding is obsolete (RFC 9112 section 5.2).
 */
bool header_next(const char *head, size_t n, const char *name, size_t *at,
    struct header_span *out);

/* The value of the only field of that name: false of none, or of unlike ones. */
bool header_only(
    const char *head, size_t n, const char *name, struct header_span *out);

/* Does the head name two different lengths, or one that is no number? */
bool header_lengths_clash(const char *head, size_t n);

/* All values of a field, joined by ", ", as a text of yours. */
char *header_all(const char *head, size_t n, const char *name);

/* Milliseconds a Retry-After asks to wait: seconds or a date; -1 of none. */
int64_t header_retry_after(const char *head, size_t n, int64_t now_utc_ms);

/* An HTTP-date (the preferred form of RFC 9110 section 5.6.7); -1 of others. */
int64_t header_date(const char *p, size_t n);

#endif /* NET_HEADER_H */
