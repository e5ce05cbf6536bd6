#include "codec/flate.h"

#include <limits.h>

#include <zlib.h>

static int
flate_run(z_stream *z, struct buf *out, struct fault *f)
{
	unsigned char chunk[65536];
	int state;

	do {
		z->next_out = chunk;
		z->avail_out = sizeof(chunk);
		state = inflate(z, Z_NO_FLUSH);
		buf_add(out, chunk, sizeof(chunk) - z->avail_out);
		if (out->over)
			return fault_set(f, FAULT_LIMIT,
			    "a compressed stream gives more than %zu bytes",
			    out->max);
	} while (state == Z_OK && (z->avail_in > 0 || z->avail_out == 0));
	if (state == Z_STREAM_END)
		return 0;
	return fault_set(f, FAULT_FORMAT, "a compressed stream %s",
	    state == Z_DATA_ERROR ? "is broken" : "does not end");
}

int
flate_unpack(const void *p, size_t n, struct buf *out, struct fault *f)
{
	z_stream z = { .next_in = NULL };
	/* zlib takes its input without const unless asked. */
	union {
		const void *in;
		Bytef *out;
	} from = { .in = p };
	int rc;

	if (n > UINT_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "a compressed stream: want at most %u bytes, have %zu",
		    UINT_MAX, n);
	z.next_in = from.out;
	z.avail_in = (uInt)n;
	if (inflateInit(&z) != Z_OK)
		return fault_set(f, FAULT_LIMIT, "zlib cannot start");
	rc = flate_run(&z, out, f);
	(void)inflateEnd(&z);
	return rc;
}
