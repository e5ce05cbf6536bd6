#ifndef MODEL_DIFF_H
#define MODEL_DIFF_H

#include <stddef.h>

/* A word diff: runs that, read in order, are both texts at once. */
enum diff_op {
	DIFF_SAME,
	DIFF_DELETED,
	DIFF_INSERTED,
};

struct diff_run {
	enum diff_op op;
	const char *text; /* borrowed from the old or the new text, or arena */
	size_t len;
};

struct diff {
	const struct diff_run *runs;
	size_t n;
	size_t words_out, words_in;
};

#endif /* MODEL_DIFF_H */
