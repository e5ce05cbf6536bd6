#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "codec/content.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte says in which coding the rest is. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const codings[] = { "gzip", "deflate", "br", "zstd",
		"br, gzip", "zstd, zstd, zstd" };
	struct buf out;
	struct fault f;

	if (size == 0)
		return 0;
	buf_init(&out, 1 << 20);
	if (content_unpack(
		codings[data[0] % 6], data + 1, size - 1, &out, &f) == 0 &&
	    out.len > out.max)
		abort();
	buf_free(&out);
	return 0;
}
