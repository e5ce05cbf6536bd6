#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "text/extract.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Any bytes are a page or a gap, and a page's blocks cut it cleanly. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct extract_source s = { .media = MEDIA_MARKDOWN,
		.media_type = "",
		.bytes = data,
		.len = size,
		.base_url = "https://a.example/b/c",
		.select = "",
		.remove = "" };
	struct page p;
	struct fault f;
	const char *gap;
	size_t i, last = 0;

	if (extract_page(&s, &p, &gap, &f) != 0)
		abort();
	if (!utf8_valid(p.text, p.len, NULL))
		abort();
	for (i = 0; i < p.n_blocks; i++) {
		if (p.blocks[i].start < last ||
		    p.blocks[i].end <= p.blocks[i].start ||
		    (p.blocks[i].heading != BLOCK_NONE &&
			p.blocks[i].heading >= i))
			abort();
		last = p.blocks[i].end;
	}
	if (last != p.len)
		abort();
	for (i = 0; i < p.n_links; i++)
		if (p.links[i].start >= p.links[i].end ||
		    p.links[i].end > p.len)
			abort();
	page_free(&p);
	return 0;
}
