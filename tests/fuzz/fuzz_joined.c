#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/joined.h"
#include "text/extract.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Joined pages that can be taken apart can be joined again, and read. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char type[] = "multipart/mixed; boundary=proviso-0";
	struct extract_source s = { .media = MEDIA_OTHER,
		.media_type = type,
		.bytes = data,
		.len = size,
		.base_url = "",
		.select = "",
		.remove = "" };
	struct joined_part *parts, *back;
	char made[JOINED_TYPE];
	const char *gap;
	struct arena a;
	struct fault f;
	struct page p;
	struct buf b;
	size_t i, n, m;

	arena_init(&a);
	buf_init(&b, 2 * size + 65536);
	if (size == 0 || joined_read(&a, type, data, size, &parts, &n, &f) != 0)
		goto out;
	if (extract_page(&s, &p, &gap, &f) != 0)
		abort();
	page_free(&p);
	if (joined_write(parts, n, &b, made, &f) != 0)
		goto out;
	if (joined_read(&a, made, b.data, b.len, &back, &m, &f) != 0 || m != n)
		abort();
	for (i = 0; i < n; i++)
		if (parts[i].len != back[i].len ||
		    memcmp(parts[i].bytes, back[i].bytes, back[i].len) != 0 ||
		    strcmp(parts[i].url, back[i].url) != 0)
			abort();
out:
	arena_free(&a);
	buf_free(&b);
	return 0;
}
