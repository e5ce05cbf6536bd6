#ifndef TEXT_CHARSET_H
#define TEXT_CHARSET_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The charset that a page is said to have, and who says so: a byte order
 * mark, the media type, a <meta> near its beginning, or nobody.  How it is
 * read then is proviso-text(5)'s matter.
 */
struct charset_found {
	char label[40]; /* in lower case; "" of none */
	const char *from; /* "byte order mark", "header", "meta", "nothing" */
	bool utf8; /* the bytes are UTF-8, whatever is said */
};

void charset_find(const char *media_type, const unsigned char *bytes, size_t n,
    struct charset_found *out);

#endif /* TEXT_CHARSET_H */
