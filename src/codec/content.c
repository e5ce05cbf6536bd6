#include "codec/content.h"

#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>

/* Each coding multiplies; servers use one. */
#define CODINGS_MAX 3

/* A name of a coding is a few letters. */
#define CODING_NAME 16

/*= RFC 9659 section 3: a zstd window in HTTP is at most 8 MB */
#define ZSTD_WINDOW_LOG 23

/* Members and frames cost time without giving bytes: real bodies have one. */
#define MEMBERS_MAX 1000

#define CHUNK ((size_t)65536)

/* zlib's windowBits for a gzip member and for a zlib stream. */
#define GZIP_BITS (15 + 16)
#define ZLIB_BITS 15

static int
over(const struct buf *out, struct fault *f)
{
	return fault_set(f, FAULT_LIMIT,
	    "want at most %zu bytes unpacked, have more", out->max);
}

static int
broken(const char *coding, const char *what, struct fault *f)
{
	return fault_set(f, FAULT_FORMAT, "%s: the body %s", coding, what);
}

/* One member or stream: 0 when its end has come. */
static int
inflate_one(z_stream *z, const char *coding, struct buf *out, struct fault *f)
{
	unsigned char chunk[CHUNK];
	int state;

	do {
		z->next_out = chunk;
		z->avail_out = (uInt)sizeof(chunk);
		state = inflate(z, Z_NO_FLUSH);
		buf_add(out, chunk, sizeof(chunk) - z->avail_out);
		if (out->over)
			return over(out, f);
	} while (state == Z_OK && (z->avail_in > 0 || z->avail_out == 0));
	if (state == Z_STREAM_END)
		return 0;
	return broken(coding,
	    state == Z_OK || state == Z_BUF_ERROR ? "ends before its end"
						  : "is broken",
	    f);
}

static int
unpack_zlib(const char *coding, int bits, const void *p, size_t n,
    struct buf *out, struct fault *f)
{
	z_stream z = { .next_in = NULL };
	/* zlib takes its input without const unless asked. */
	union {
		const void *in;
		Bytef *out;
	} from = { .in = p };
	int i, rc = -1;

	if (n > UINT_MAX)
		return broken(coding, "is too long", f);
	z.next_in = from.out;
	z.avail_in = (uInt)n;
	if (inflateInit2(&z, bits) != Z_OK)
		return fault_set(f, FAULT_LIMIT, "zlib cannot start");
	/*= RFC 1952 section 2.2: members follow one another to the end */
	for (i = 0; i < MEMBERS_MAX; i++) {
		if (inflate_one(&z, coding, out, f) != 0)
			goto out;
		if (z.avail_in == 0 || bits != GZIP_BITS)
			break;
		if (inflateReset(&z) != Z_OK) {
			broken(coding, "is broken", f);
			goto out;
		}
	}
	if (z.avail_in > 0) {
		broken(coding, "goes on after its end", f);
		goto out;
	}
	rc = 0;
out:
	(void)inflateEnd(&z);
	return rc;
}

static int
unpack_brotli(const void *p, size_t n, struct buf *out, struct fault *f)
{
	BrotliDecoderState *s = BrotliDecoderCreateInstance(NULL, NULL, NULL);
	BrotliDecoderResult r;
	const uint8_t *in = p;
	uint8_t chunk[CHUNK], *to;
	size_t left = n, room;
	int rc = -1;

	if (s == NULL)
		return fault_set(f, FAULT_LIMIT, "brotli cannot start");
	do {
		to = chunk;
		room = sizeof(chunk);
		r = BrotliDecoderDecompressStream(
		    s, &left, &in, &room, &to, NULL);
		buf_add(out, chunk, sizeof(chunk) - room);
		if (out->over) {
			over(out, f);
			goto out;
		}
	} while (r == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT);
	if (r == BROTLI_DECODER_RESULT_SUCCESS && left == 0)
		rc = 0;
	else
		broken("br",
		    r == BROTLI_DECODER_RESULT_SUCCESS ? "goes on after its end"
			: r == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT
			? "ends before its end"
			: "is broken",
		    f);
out:
	BrotliDecoderDestroyInstance(s);
	return rc;
}

/* Frames one after the other; *whole: the last one has ended. */
static int
zstd_frames(ZSTD_DCtx *z, ZSTD_inBuffer *in, struct buf *out, bool *whole,
    struct fault *f)
{
	unsigned char chunk[CHUNK];
	ZSTD_outBuffer to;
	size_t code, frames = 0;

	*whole = false;
	do {
		to = (ZSTD_outBuffer){ chunk, sizeof(chunk), 0 };
		code = ZSTD_decompressStream(z, &to, in);
		if (ZSTD_isError(code))
			return broken("zstd", "is broken", f);
		buf_add(out, chunk, to.pos);
		if (out->over)
			return over(out, f);
		*whole = code == 0;
		if (*whole && ++frames > MEMBERS_MAX)
			return broken("zstd", "goes on after its end", f);
	} while (in->pos < in->size || (!*whole && to.pos == to.size));
	return 0;
}

static int
unpack_zstd(const void *p, size_t n, struct buf *out, struct fault *f)
{
	ZSTD_DCtx *z = ZSTD_createDCtx();
	ZSTD_inBuffer in = { p, n, 0 };
	bool whole;
	int rc = -1;

	if (z == NULL ||
	    ZSTD_isError(ZSTD_DCtx_setParameter(
		z, ZSTD_d_windowLogMax, ZSTD_WINDOW_LOG))) {
		fault_set(f, FAULT_LIMIT, "zstd cannot start");
		goto out;
	}
	if (zstd_frames(z, &in, out, &whole, f) != 0)
		goto out;
	if (!whole) {
		broken("zstd", "ends before its end", f);
		goto out;
	}
	rc = 0;
out:
	(void)ZSTD_freeDCtx(z);
	return rc;
}

static int
unpack_one(const char *coding, const void *p, size_t n, struct buf *out,
    struct fault *f)
{
	if (strcasecmp(coding, "gzip") == 0 ||
	    strcasecmp(coding, "x-gzip") == 0)
		return unpack_zlib("gzip", GZIP_BITS, p, n, out, f);
	if (strcasecmp(coding, "deflate") == 0)
		return unpack_zlib("deflate", ZLIB_BITS, p, n, out, f);
	if (strcasecmp(coding, "br") == 0)
		return unpack_brotli(p, n, out, f);
	if (strcasecmp(coding, "zstd") == 0)
		return unpack_zstd(p, n, out, f);
	return fault_set(f, FAULT_FORMAT,
	    "want a body in gzip, br or zstd, have \"%.20s\"", coding);
}

/* The codings of a header's value, in order; "identity" says nothing. */
static int
codings_read(const char *s, char names[CODINGS_MAX][CODING_NAME], size_t *n,
    struct fault *f)
{
	size_t k;

	*n = 0;
	for (;;) {
		s += strspn(s, " \t,");
		k = strcspn(s, " \t,");
		if (k == 0)
			return 0;
		if (k >= CODING_NAME || *n == CODINGS_MAX)
			return fault_set(f, FAULT_FORMAT,
			    "Content-Encoding: want at most %d known names",
			    CODINGS_MAX);
		memcpy(names[*n], s, k);
		names[*n][k] = '\0';
		if (strcasecmp(names[*n], "identity") != 0)
			(*n)++;
		s += k;
	}
}

int
content_unpack(const char *codings, const void *p, size_t n, struct buf *out,
    struct fault *f)
{
	char names[CODINGS_MAX][CODING_NAME];
	struct buf from, to;
	size_t k;
	int rc = -1;

	buf_init(&from, out->max);
	if (codings_read(codings, names, &k, f) != 0)
		goto out;
	if (k == 0) {
		buf_add(out, p, n);
		rc = out->over ? over(out, f) : 0;
		goto out;
	}
	/*= RFC 9110 section 8.4: codings are listed as they were applied */
	while (k > 1) {
		buf_init(&to, out->max);
		if (unpack_one(names[--k], p, n, &to, f) != 0) {
			buf_free(&to);
			goto out;
		}
		buf_free(&from);
		from = to;
		p = from.data == NULL ? (const unsigned char *)"" : from.data;
		n = from.len;
	}
	rc = unpack_one(names[0], p, n, out, f);
out:
	buf_free(&from);
	return rc;
}
