#include "codec/flate.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include <libdeflate.h>
#include <zlib.h>

#include "base/mem.h"

/* 2.5 times as fast as zlib's, and as small. */
#define LEVEL 6

/* Deflate cannot give more than that for a byte. */
#define EXPANSION_MAX 1032
/* What content of pages and objects gives; more is tried when it is more. */
#define EXPANSION_USUAL 4

/* ---- Out ---- */

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

/*
 * All at once, three times as fast as by pieces.  False where it cannot be
 * done like that: zlib then says why.
 */
static bool
flate_whole(const void *p, size_t n, struct buf *out)
{
	struct libdeflate_decompressor *z;
	enum libdeflate_result state = LIBDEFLATE_INSUFFICIENT_SPACE;
	size_t most = out->over ? 0 : out->max - out->len;
	size_t room = n * EXPANSION_USUAL, used, len = 0;

	if (n == 0 || (z = libdeflate_alloc_decompressor()) == NULL)
		return false;
	if (most > n * EXPANSION_MAX)
		most = n * EXPANSION_MAX;
	for (;; room *= EXPANSION_USUAL) {
		if (room > most)
			room = most;
		state = libdeflate_zlib_decompress_ex(
		    z, p, n, buf_space(out, room), room, &used, &len);
		if (state != LIBDEFLATE_INSUFFICIENT_SPACE || room == most)
			break;
	}
	libdeflate_free_decompressor(z);
	if (state == LIBDEFLATE_SUCCESS)
		buf_wrote(out, len);
	else if (state == LIBDEFLATE_INSUFFICIENT_SPACE &&
	    room == out->max - out->len)
		out->over = true;
	return state == LIBDEFLATE_SUCCESS;
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
	if (flate_whole(p, n, out))
		return 0;
	if (out->over)
		return fault_set(f, FAULT_LIMIT,
		    "a compressed stream gives more than %zu bytes", out->max);
	z.next_in = from.out;
	z.avail_in = (uInt)n;
	if (inflateInit(&z) != Z_OK)
		return fault_set(f, FAULT_LIMIT, "zlib cannot start");
	rc = flate_run(&z, out, f);
	(void)inflateEnd(&z);
	return rc;
}

/* ---- In ---- */

/* libdeflate's own value under our name. */
struct flate_packer {
	struct libdeflate_compressor *z;
};

struct flate_packer *
flate_packer_new(void)
{
	struct flate_packer *z = mem_new(1, sizeof(*z));

	z->z = libdeflate_alloc_compressor(LEVEL);
	return z;
}

void
flate_packer_free(struct flate_packer *z)
{
	if (z == NULL)
		return;
	libdeflate_free_compressor(z->z);
	free(z);
}

int
flate_pack(struct flate_packer *z, const void *p, size_t n, unsigned char **out,
    size_t *out_len, struct fault *f)
{
	unsigned char *t;
	size_t bound;

	if (z->z == NULL)
		return fault_set(f, FAULT_LIMIT, "no memory to compress");
	bound = libdeflate_zlib_compress_bound(z->z, n);
	t = mem_new(bound, 1);
	*out_len = libdeflate_zlib_compress(z->z, p, n, t, bound);
	if (*out_len == 0) {
		free(t);
		return fault_set(f, FAULT_LIMIT,
		    "%zu bytes did not compress into %zu", n, bound);
	}
	*out = mem_grow(t, *out_len, 1);
	return 0;
}
