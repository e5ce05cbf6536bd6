#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "evidence_in.h"
#include "text/normal.h"

/*
 * Words as a page can show them: runs of white space are one blank, none at
 * the ends, and what is drawn as nothing is not there.  Bytes that are not
 * UTF-8 stay as they are, so that they equal nothing else.
 */
static void
words_fold(const char *p, size_t n, struct buf *out)
{
	bool blank = false;
	size_t i, len;
	uint32_t c;

	for (i = 0; i < n; i += len) {
		len = utf8_get(p + i, n - i, &c);
		if (len != 0 && normal_is_ignorable(c))
			continue;
		if (len != 0 && normal_is_space(c)) {
			blank = true;
			continue;
		}
		if (len == 0)
			len = 1;
		if (blank && out->len > 0)
			buf_str(out, " ");
		blank = false;
		buf_add(out, p + i, len);
	}
}

bool
words_alike(const char *a, size_t an, const char *b, size_t bn)
{
	struct buf x, y;
	bool alike;

	buf_init(&x, 2 * an + 1);
	buf_init(&y, 2 * bn + 1);
	words_fold(a, an, &x);
	words_fold(b, bn, &y);
	alike = x.len == y.len &&
	    (x.len == 0 || memcmp(x.data, y.data, x.len) == 0);
	buf_free(&x);
	buf_free(&y);
	return alike;
}
