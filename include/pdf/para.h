#ifndef PDF_PARA_H
#define PDF_PARA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "pdf/canvas.h"

/*
 * A paragraph broken into lines: flush left, least raggedness over all lines
 * (dynamic programming), no hyphenation.  Lines break at spaces, at the marks
 * of an address, between ideographs, and inside a word only where it is wider
 * than the measure.  Every byte of the runs stands in one fragment, in order;
 * control characters become a space, and LF ends its line; an empty line is
 * not drawn.
 */
struct para_run {
	const char *s;
	size_t n;
	struct type type;
	bool ours; /* our words: spaces that must not break become U+00A0 */
	const char *as; /* measured as if this stood here; NULL = as itself */
};

/* A piece of one run on one line. */
struct para_frag {
	const char *s;
	size_t n;
	size_t run;
	double width;
};

struct para_line {
	size_t first, n; /* fragments */
	double width; /* without the spaces at its end */
};

struct para {
	struct para_frag *frags;
	struct para_line *lines;
	size_t n_lines; /* 0 where there is nothing to draw */
};

/* Widths come from outside, so that lines can be tested without faces. */
struct para_ruler {
	double (*width)(
	    void *arg, const struct type *t, const char *s, size_t n);
	void *arg;
};

struct para_form {
	double measure;
	double first; /* the first line begins so far right; negative: left */
	bool whole_words; /* heads: a word too wide sticks out, unbroken */
	bool marks; /* narrow columns of names: break after - and before / */
};

/* What out points to lives in a, or in the runs. */
void para_set(struct arena *a, const struct para_ruler *ruler,
    const struct para_run *runs, size_t n, const struct para_form *form,
    struct para *out);

/*
 * The n bytes of our words with the binding spaces put in; number: a number
 * follows in the next run.  Gives s itself where there is nothing to bind.
 */
const char *para_bind(
    struct arena *a, const char *s, size_t n, bool number, size_t *out_n);

/* A digest or the head of one: 16, 24 … lower-case hex digits. */
bool para_is_digest(const char *s, size_t n);

#endif /* PDF_PARA_H */
