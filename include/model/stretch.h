#ifndef MODEL_STRETCH_H
#define MODEL_STRETCH_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "model/history.h"

/*
 * "No change from A to B" as a claim that can be counted: how often was it
 * looked, what verified that the same text stands, what failed and why, and
 * how long was nobody there to see.
 */
struct stretch_gap {
	const char *reason;
	size_t n;
};

struct stretch {
	int64_t from_utc_ms, to_utc_ms;
	int version; /* that stood all the time; 0: it did not, or none did */
	size_t n_looks;
	size_t n_same; /* verified the very text */
	size_t n_noise; /* verified it, but for noise */
	size_t n_gaps;
	struct stretch_gap *gaps; /* by reason, commonest first */
	size_t n_reasons;
	int64_t longest_ms; /* between two looks next to each other, or between
			       the last look and the end */
};

/*
 * From an instant to another, both in it, which h covers.  The version is the
 * one shown by the last usable look at or before `from`.  It lives in a.
 */
void stretch_make(const struct history *h, int64_t from_utc_ms,
    int64_t to_utc_ms, struct arena *a, struct stretch *out);

/*
 * The claim in a sentence without its full stop: "No change from 1 May 2026
 * to 22 August 2026: 113 looks, of which …".  NULL where the text changed.
 */
const char *stretch_words(const struct stretch *s, struct arena *a);

#endif /* MODEL_STRETCH_H */
