#ifndef NET_ROBOTS_H
#define NET_ROBOTS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * robots.txt (RFC 9309): may a crawler of that product token read a path?
 * Any bytes are a robots.txt; what is not understood is passed over.
 */

/* So much of a file is read, and no more: section 2.5 wants at least that. */
#define ROBOTS_MAX ((size_t)512000)

#define ROBOTS_RULE 128

struct robots_answer {
	bool allowed;
	char rule[ROBOTS_RULE]; /* "Disallow: /x (line 3)"; "" of none */
};

/* path begins with a slash and has the query. */
void robots_judge(const char *text, size_t n, const char *product,
    const char *path, struct robots_answer *out);

#endif /* NET_ROBOTS_H */
