#include <string.h>

#include "base/base64.h"
#include "base/num.h"
#include "tlog_in.h"

int
lines_next(struct lines *l, const char **line, size_t *n)
{
	const char *nl = memchr(l->at, '\n', (size_t)(l->end - l->at));

	if (nl == NULL)
		return 0;
	*line = l->at;
	*n = (size_t)(nl - l->at);
	l->at = nl + 1;
	return 1;
}

int
lines_number(
    const char *p, size_t n, const char *what, uint64_t *out, struct fault *f)
{
	int64_t v;

	if (n == 0 || (n > 1 && p[0] == '0'))
		return fault_set(f, FAULT_FORMAT,
		    "%s: want a decimal number without leading zeros", what);
	if (num_digits(p, n, (int64_t)TREE_SIZE_MAX, what, &v, f) != 0)
		return -1;
	*out = (uint64_t)v;
	return 0;
}

int
lines_hashes(
    struct lines *l, const char *what, struct tree_path *out, struct fault *f)
{
	const char *line;
	size_t n;

	out->n = 0;
	while (lines_next(l, &line, &n)) {
		if (n == 0)
			return 0;
		if (out->n >= TREE_PATH_MAX)
			return fault_set(f, FAULT_LIMIT,
			    "%s: want at most %d hashes", what, TREE_PATH_MAX);
		if (base64_exact(
			line, n, what, out->hash[out->n].b, DIGEST_LEN, f) != 0)
			return -1;
		out->n++;
	}
	return fault_set(
	    f, FAULT_FORMAT, "%s: want an empty line after the hashes", what);
}
