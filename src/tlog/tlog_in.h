#ifndef TLOG_TLOG_IN_H
#define TLOG_TLOG_IN_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/fault.h"
#include "tlog/tree.h"

/* Lines of a text from outside, one after the other. */
struct lines {
	const char *at, *end;
};

/* The next line without its newline; 0 at the end, or where none ends it. */
int lines_next(struct lines *l, const char **line, size_t *n);

/* A size or index: decimal, no leading zeros, at most TREE_SIZE_MAX. */
int lines_number(const char *p, size_t n, const char *what, uint64_t *out,
    struct fault *f) MUST_CHECK;

/* Lines of base64, a hash each, up to an empty line, which is eaten. */
int lines_hashes(struct lines *l, const char *what, struct tree_path *out,
    struct fault *f) MUST_CHECK;

#endif /* TLOG_TLOG_IN_H */
