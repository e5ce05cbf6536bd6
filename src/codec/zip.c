#include "codec/zip.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "base/arena.h"
#include "base/mem.h"

/*= APPNOTE 6.3.10 sections 4.3.7, 4.3.12, 4.3.16: local header, central
 * directory, end record. */

#define MEMBERS_MAX 65535
#define BYTES_MAX 0xfffffffeu /* one more would mean: see zip64 */
#define LOCAL_LEN 30
#define CENTRAL_LEN 46
#define END_LEN 22
#define VERSION 20 /* 2.0: what a stored member in a folder needs */
#define UTF8_FLAG 0x0800u
/* 1 January 1980, the day before which there is no zip. */
#define DAY_ONE 0x0021u

struct member {
	const char *name;
	uint32_t crc, size, offset;
};

struct zip {
	struct zip_sink sink;
	struct arena arena;
	struct member *members;
	size_t n;
	uint64_t len;
	uint64_t size; /* of the open member */
	uLong crc;
	bool open;
};

static void
put16(unsigned char *p, unsigned v)
{
	p[0] = (unsigned char)(v & 0xff);
	p[1] = (unsigned char)(v >> 8 & 0xff);
}

static void
put32(unsigned char *p, uint32_t v)
{
	put16(p, v & 0xffff);
	put16(p + 2, v >> 16);
}

struct zip *
zip_new(const struct zip_sink *sink)
{
	struct zip *z = mem_new(1, sizeof(*z));

	z->sink = *sink;
	return z;
}

void
zip_free(struct zip *z)
{
	if (z == NULL)
		return;
	arena_free(&z->arena);
	free(z);
}

static int
put(struct zip *z, const void *p, size_t n, struct fault *f)
{
	if (n > BYTES_MAX - z->len)
		return fault_set(f, FAULT_LIMIT,
		    "zip: want at most %u bytes, have more", BYTES_MAX);
	z->len += n;
	return z->sink.put(z->sink.ctx, p, n, f);
}

/* What local header and central directory have in common, from version on. */
static void
common(unsigned char *p, const struct member *m)
{
	put16(p, VERSION);
	put16(p + 2, UTF8_FLAG);
	put16(p + 4, 0); /* stored */
	put16(p + 6, 0);
	put16(p + 8, DAY_ONE);
	put32(p + 10, m->crc);
	put32(p + 14, m->size);
	put32(p + 18, m->size);
	put16(p + 22, (unsigned)strlen(m->name));
	put16(p + 24, 0);
}

static void
local_header(unsigned char p[LOCAL_LEN], const struct member *m)
{
	put32(p, 0x04034b50u);
	common(p + 4, m);
}

int
zip_begin(struct zip *z, const char *name, struct fault *f)
{
	unsigned char head[LOCAL_LEN];
	struct member *m;

	if (z->open)
		return fault_set(f, FAULT_STATE, "zip: a member is open");
	if (z->n == MEMBERS_MAX || strlen(name) > USHRT_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "zip: want at most %d members, have more", MEMBERS_MAX);
	z->members =
	    arena_more(&z->arena, z->members, z->n, sizeof(*z->members));
	m = &z->members[z->n++];
	*m = (struct member){ .name = arena_strdup(&z->arena, name),
		.offset = (uint32_t)z->len };
	z->open = true;
	z->size = 0;
	z->crc = crc32(0, NULL, 0);
	local_header(head, m);
	if (put(z, head, sizeof(head), f) != 0)
		return -1;
	return put(z, m->name, strlen(m->name), f);
}

int
zip_add(struct zip *z, const void *p, size_t n, struct fault *f)
{
	const unsigned char *at = p;
	size_t left, k;

	if (!z->open)
		return fault_set(f, FAULT_STATE, "zip: no member is open");
	for (left = n; left > 0; left -= k) {
		k = left > UINT_MAX ? UINT_MAX : left;
		z->crc = crc32(z->crc, at, (uInt)k);
		at += k;
	}
	z->size += n;
	return put(z, p, n, f);
}

int
zip_end(struct zip *z, struct fault *f)
{
	unsigned char head[LOCAL_LEN];
	struct member *m;

	if (!z->open)
		return fault_set(f, FAULT_STATE, "zip: no member is open");
	m = &z->members[z->n - 1];
	z->open = false;
	m->crc = (uint32_t)z->crc;
	m->size = (uint32_t)z->size;
	local_header(head, m);
	return z->sink.patch(z->sink.ctx, m->offset, head, sizeof(head), f);
}

int
zip_finish(struct zip *z, struct fault *f)
{
	unsigned char head[CENTRAL_LEN], end[END_LEN];
	const struct member *m;
	const uint64_t start = z->len;
	size_t i;

	if (z->open)
		return fault_set(f, FAULT_STATE, "zip: a member is open");
	for (i = 0; i < z->n; i++) {
		m = &z->members[i];
		memset(head, 0, sizeof(head));
		put32(head, 0x02014b50u);
		put16(head + 4, VERSION);
		common(head + 6, m);
		put32(head + 42, m->offset);
		if (put(z, head, sizeof(head), f) != 0 ||
		    put(z, m->name, strlen(m->name), f) != 0)
			return -1;
	}
	memset(end, 0, sizeof(end));
	put32(end, 0x06054b50u);
	put16(end + 8, (unsigned)z->n);
	put16(end + 10, (unsigned)z->n);
	put32(end + 12, (uint32_t)(z->len - start));
	put32(end + 16, (uint32_t)start);
	return put(z, end, sizeof(end), f);
}
