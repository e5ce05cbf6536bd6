#include "codec/gz.h"

#include <limits.h>
#include <stdlib.h>

#include <zlib.h>

#include "base/mem.h"

/*= RFC 1952 section 2.2: a file is a row of members, each with its trailer. */

/* zlib's window bits, with 16 added: the gzip form and no other. */
#define GZ_BITS (15 + 16)
#define GZ_LEVEL 6
#define GZ_MEMORY 8 /* zlib's own default */

struct gz {
	z_stream z;
};

/* zlib takes its input without const unless asked. */
static Bytef *
gz_in(const void *p)
{
	union {
		const void *in;
		Bytef *out;
	} from = { .in = p };

	return from.out;
}

/* zlib counts in unsigned int. */
static uInt
gz_len(size_t n)
{
	return n > UINT_MAX ? UINT_MAX : (uInt)n;
}

int
gz_new(struct gz **out, struct fault *f)
{
	struct gz *z = mem_new(1, sizeof(*z));

	if (inflateInit2(&z->z, GZ_BITS) != Z_OK) {
		free(z);
		return fault_set(f, FAULT_LIMIT, "zlib cannot start");
	}
	*out = z;
	return 0;
}

void
gz_free(struct gz *z)
{
	if (z == NULL)
		return;
	(void)inflateEnd(&z->z);
	free(z);
}

int
gz_begin(struct gz *z, struct fault *f)
{
	if (inflateReset(&z->z) != Z_OK)
		return fault_set(f, FAULT_LIMIT, "zlib cannot start again");
	return 0;
}

int
gz_more(struct gz *z, struct gz_step *s, struct fault *f)
{
	const uInt in = gz_len(s->n_in), room = gz_len(s->room);
	int state;

	z->z.next_in = gz_in(s->in);
	z->z.avail_in = in;
	z->z.next_out = s->out;
	z->z.avail_out = room;
	state = inflate(&z->z, Z_NO_FLUSH);
	s->eaten = in - z->z.avail_in;
	s->made = room - z->z.avail_out;
	s->ended = state == Z_STREAM_END;
	if (state == Z_OK || state == Z_STREAM_END || state == Z_BUF_ERROR)
		return 0;
	return fault_set(f, FAULT_FORMAT, "gzip: a member is broken: %s",
	    z->z.msg == NULL ? "no gzip" : z->z.msg);
}

int
gz_pack(const void *p, size_t n, struct buf *out, struct fault *f)
{
	unsigned char chunk[65536];
	z_stream z = { .next_in = NULL };
	int state;

	if (n > UINT_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "gzip: want at most %u bytes, have %zu", UINT_MAX, n);
	if (deflateInit2(&z, GZ_LEVEL, Z_DEFLATED, GZ_BITS, GZ_MEMORY,
		Z_DEFAULT_STRATEGY) != Z_OK)
		return fault_set(f, FAULT_LIMIT, "zlib cannot start");
	z.next_in = gz_in(p);
	z.avail_in = (uInt)n;
	do {
		z.next_out = chunk;
		z.avail_out = sizeof(chunk);
		state = deflate(&z, Z_FINISH);
		buf_add(out, chunk, sizeof(chunk) - z.avail_out);
	} while (state == Z_OK);
	(void)deflateEnd(&z);
	if (state != Z_STREAM_END)
		return fault_set(f, FAULT_LIMIT, "zlib cannot pack");
	return buf_check(out, "gzip", f);
}
