#include "codec/zst.h"

#include <stdlib.h>

#include <zstd.h>

#include "base/mem.h"

/*
 * Measured on 4,226 captures (238 MB) and 1,420 texts: level 3 gives 3.86 MB,
 * 6 gives 3.44 MB in 0.7 s more, 9 gives 3.30 MB in another 0.5 s, and 12
 * takes seven times as long as 9.
 */
#define ZST_LEVEL 6

/*
 * The level's own tables forget what lies further back than this; long
 * distance matching remembers; below it that only doubles the cost, measured.
 */
#define ZST_FAR ((size_t)1 << 20)

struct zst {
	ZSTD_CCtx *in;
	ZSTD_DCtx *out;
	void *room;
	size_t n;
};

struct zst *
zst_new(void)
{
	return mem_new(1, sizeof(struct zst));
}

void
zst_free(struct zst *z)
{
	if (z == NULL)
		return;
	(void)ZSTD_freeCCtx(z->in);
	(void)ZSTD_freeDCtx(z->out);
	free(z->room);
	free(z);
}

static int
zst_fault(size_t code, const char *step, struct fault *f)
{
	return fault_set(
	    f, FAULT_FORMAT, "zstd: %s: %s", step, ZSTD_getErrorName(code));
}

static int
zst_limit(struct zst_run run, const char *what, struct fault *f)
{
	if (run.n > ZST_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "zstd: %s: want at most %zu bytes, have %zu", what, ZST_MAX,
		    run.n);
	return 0;
}

/* The window must reach back from the end of the run to the prefix's start. */
static int
zst_window(size_t n)
{
	int log = 10;

	while (((size_t)1 << log) < n)
		log++;
	return log;
}

static int
zst_setup(
    struct zst *z, struct zst_run prefix, struct zst_run run, struct fault *f)
{
	size_t code;

	if (z->in == NULL && (z->in = ZSTD_createCCtx()) == NULL)
		return fault_set(f, FAULT_LIMIT, "zstd: no memory");
	code = ZSTD_CCtx_reset(z->in, ZSTD_reset_session_and_parameters);
	if (!ZSTD_isError(code))
		code = ZSTD_CCtx_setParameter(
		    z->in, ZSTD_c_compressionLevel, ZST_LEVEL);
	if (!ZSTD_isError(code))
		code = ZSTD_CCtx_setParameter(
		    z->in, ZSTD_c_windowLog, zst_window(prefix.n + run.n));
	if (!ZSTD_isError(code) && prefix.n + run.n > ZST_FAR)
		code = ZSTD_CCtx_setParameter(
		    z->in, ZSTD_c_enableLongDistanceMatching, 1);
	if (!ZSTD_isError(code) && prefix.n > 0)
		code = ZSTD_CCtx_refPrefix(z->in, prefix.p, prefix.n);
	return ZSTD_isError(code) ? zst_fault(code, "setting up", f) : 0;
}

int
zst_pack(struct zst *z, struct zst_run prefix, struct zst_run run,
    struct zst_run *out, struct fault *f)
{
	size_t code, bound;

	if (zst_limit(prefix, "prefix", f) != 0 ||
	    zst_limit(run, "input", f) != 0 ||
	    zst_setup(z, prefix, run, f) != 0)
		return -1;
	bound = ZSTD_compressBound(run.n);
	if (bound > z->n) {
		z->room = mem_grow(z->room, bound, 1);
		z->n = bound;
	}
	code = ZSTD_compress2(z->in, z->room, z->n, run.p, run.n);
	if (ZSTD_isError(code))
		return zst_fault(code, "packing", f);
	*out = (struct zst_run){ z->room, code };
	return 0;
}

int
zst_size(struct zst_run frame, size_t max, size_t *out, struct fault *f)
{
	unsigned long long says = ZSTD_getFrameContentSize(frame.p, frame.n);

	/* The two largest values mean that it does not say. */
	if (says > max)
		return fault_set(f, FAULT_LIMIT,
		    "zstd: want at most %zu bytes unpacked, frame says %llu",
		    max, says);
	*out = (size_t)says;
	return 0;
}

/* One frame, whole, that says want as its size, and nothing after it. */
static int
zst_frame(struct zst_run frame, size_t want, struct fault *f)
{
	unsigned long long says;
	size_t len;

	len = ZSTD_findFrameCompressedSize(frame.p, frame.n);
	if (ZSTD_isError(len))
		return zst_fault(len, "frame", f);
	if (len != frame.n)
		return fault_set(f, FAULT_FORMAT,
		    "zstd: frame ends at byte %zu of %zu", len, frame.n);
	says = ZSTD_getFrameContentSize(frame.p, frame.n);
	if (says != want)
		return fault_set(f, FAULT_FORMAT,
		    "zstd: want %zu bytes unpacked, frame says %llu", want,
		    says);
	return 0;
}

int
zst_unpack(struct zst *z, struct zst_run prefix, struct zst_run frame,
    void *out, size_t want, struct fault *f)
{
	const struct zst_run whole = { out, want };
	size_t code;

	if (zst_limit(prefix, "prefix", f) != 0 ||
	    zst_limit(whole, "output", f) != 0 ||
	    zst_frame(frame, want, f) != 0)
		return -1;
	if (z->out == NULL && (z->out = ZSTD_createDCtx()) == NULL)
		return fault_set(f, FAULT_LIMIT, "zstd: no memory");
	code = ZSTD_DCtx_reset(z->out, ZSTD_reset_session_and_parameters);
	if (!ZSTD_isError(code))
		code = ZSTD_DCtx_refPrefix(z->out, prefix.p, prefix.n);
	if (ZSTD_isError(code))
		return zst_fault(code, "setting up", f);
	code = ZSTD_decompressDCtx(z->out, out, want, frame.p, frame.n);
	if (ZSTD_isError(code))
		return zst_fault(code, "unpacking", f);
	if (code != want)
		return fault_set(f, FAULT_FORMAT,
		    "zstd: want %zu bytes unpacked, have %zu", want, code);
	return 0;
}
