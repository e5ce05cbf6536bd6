#include <string.h>

#include "archive_in.h"

/*
 * Blocks and clauses of a version as one run of bytes.  Every place is given
 * from the one before it, so that what a change does not touch has the same
 * bytes in both versions and packs to nothing after the older map.
 *
 * Fields are unsigned LEB128 numbers unless said; text is length and bytes.
 *   1 (the form) · language · number of clauses · clauses · number of blocks ·
 *   blocks
 *   clause: provision · first block from the end of the clause before,
 *   zigzag · blocks · ordinal
 *   block: kind + 4 * level · start from the end of the block before · bytes ·
 *   heading · header row (each 0 = none, else 1 + how many blocks back) ·
 *   marker
 */
#define MAP_FORM 1

/* More blocks than bytes of text cannot be; a block has at least one byte. */
#define MAP_LEVELS 64u

/* Longer than any number of a list; shorter than a sentence. */
#define MAP_MARKER_MAX 255

static void
map_put(struct buf *b, uint64_t v)
{
	unsigned char out[10];
	size_t n = 0;

	do {
		out[n] = (unsigned char)(v & 0x7f);
		v >>= 7;
		if (v != 0)
			out[n] |= 0x80;
		n++;
	} while (v != 0);
	buf_add(b, out, n);
}

static void
map_put_text(struct buf *b, const char *s)
{
	map_put(b, strlen(s));
	buf_str(b, s);
}

/* Small numbers of either sign to small ones without. */
static uint64_t
map_zigzag(int64_t v)
{
	return v < 0 ? ((uint64_t)(-(v + 1)) << 1) + 1 : (uint64_t)v << 1;
}

static int64_t
map_zagzig(uint64_t v)
{
	return (v & 1) != 0 ? -(int64_t)(v >> 1) - 1 : (int64_t)(v >> 1);
}

static void
map_put_back(struct buf *b, size_t i, size_t at)
{
	map_put(b, at == BLOCK_NONE ? 0 : i - at + 1);
}

void
map_write(const struct map *m, struct buf *out)
{
	const struct map_clause *c;
	const struct block *k;
	size_t i, end = 0;

	map_put(out, MAP_FORM);
	map_put_text(out, m->lang);
	map_put(out, m->n_clauses);
	for (i = 0; i < m->n_clauses; i++) {
		c = &m->clauses[i];
		map_put(out, (uint64_t)c->provision);
		map_put(
		    out, map_zigzag((int64_t)c->first_block - (int64_t)end));
		map_put(out, c->n_blocks);
		map_put(out, c->ordinal);
		end = c->first_block + c->n_blocks;
	}
	map_put(out, m->n_blocks);
	end = 0;
	for (i = 0; i < m->n_blocks; i++) {
		k = &m->blocks[i];
		map_put(out, (uint64_t)k->kind + 4 * (uint64_t)k->level);
		map_put(out, k->start - end);
		map_put(out, k->end - k->start);
		map_put_back(out, i, k->heading);
		map_put_back(out, i, k->head_row);
		map_put_text(out, k->marker);
		end = k->end;
	}
}

/* Where the reader stands; bad is remembered and asked for at the end. */
struct map_reader {
	const unsigned char *p;
	size_t n, at;
	const char *bad;
};

static void
map_bad(struct map_reader *r, const char *why)
{
	if (r->bad == NULL)
		r->bad = why;
}

static uint64_t
map_get(struct map_reader *r, uint64_t max)
{
	uint64_t v = 0;
	unsigned shift = 0;
	unsigned char c;

	for (;;) {
		if (r->bad != NULL)
			return 0;
		if (r->at == r->n || shift > 56) {
			map_bad(r, "a number does not end");
			return 0;
		}
		c = r->p[r->at++];
		v |= (uint64_t)(c & 0x7f) << shift;
		shift += 7;
		if ((c & 0x80) == 0)
			break;
	}
	if (c == 0 && shift > 7)
		map_bad(r, "a number is longer than it need be");
	if (v > max)
		map_bad(r, "a number is too large");
	return r->bad == NULL ? v : 0;
}

static const char *
map_get_text(struct map_reader *r, struct arena *arena)
{
	size_t n = (size_t)map_get(r, MAP_MARKER_MAX);
	const unsigned char *p;

	if (n > r->n - r->at) {
		map_bad(r, "a text does not end");
		n = 0;
	}
	p = r->p + r->at;
	if (memchr(p, '\0', n) != NULL)
		map_bad(r, "a text holds a NUL");
	r->at += n;
	return n == 0 ? "" : arena_strndup(arena, (const char *)p, n);
}

static size_t
map_get_back(struct map_reader *r, size_t i)
{
	size_t back = (size_t)map_get(r, i + 1);

	return back == 0 ? BLOCK_NONE : i - (back - 1);
}

static void
map_read_clauses(struct map_reader *r, struct arena *arena, struct map *m)
{
	struct map_clause *c;
	int64_t first, end = 0;
	size_t i;

	/* A clause takes four bytes at least: so many can there be. */
	m->n_clauses = (size_t)map_get(r, (r->n - r->at) / 4);
	m->clauses = arena_new(arena, m->n_clauses + 1, sizeof(*m->clauses));
	for (i = 0; i < m->n_clauses && r->bad == NULL; i++) {
		c = &m->clauses[i];
		c->provision = (int64_t)map_get(r, INT32_MAX);
		first = end + map_zagzig(map_get(r, INT32_MAX));
		c->n_blocks = (size_t)map_get(r, INT32_MAX);
		c->ordinal = (unsigned)map_get(r, INT32_MAX);
		if (first < 0 || c->n_blocks == 0 || c->provision == 0) {
			map_bad(r, "a clause without place");
			break;
		}
		c->first_block = (size_t)first;
		end = first + (int64_t)c->n_blocks;
	}
}

static void
map_read_blocks(
    struct map_reader *r, size_t text_len, struct arena *arena, struct map *m)
{
	struct block *k;
	size_t i, end = 0;
	unsigned kind;

	/* And a block six. */
	m->n_blocks = (size_t)map_get(r, (r->n - r->at) / 6);
	m->blocks = arena_new(arena, m->n_blocks + 1, sizeof(*m->blocks));
	for (i = 0; i < m->n_blocks && r->bad == NULL; i++) {
		k = &m->blocks[i];
		kind = (unsigned)map_get(r, 4 * MAP_LEVELS - 1);
		k->kind = (enum block_kind)(kind & 3);
		k->level = kind >> 2;
		k->start = end + (size_t)map_get(r, text_len - end);
		k->end = k->start + (size_t)map_get(r, text_len - k->start);
		k->heading = map_get_back(r, i);
		k->head_row = map_get_back(r, i);
		k->marker = map_get_text(r, arena);
		end = k->end;
	}
}

int
map_read(struct zst_run in, size_t text_len, struct arena *arena,
    struct map *out, struct fault *f)
{
	struct map_reader r = { .p = in.p, .n = in.n };
	struct map m = { .n_blocks = 0 };
	size_t i;

	if (map_get(&r, UINT32_MAX) != MAP_FORM)
		map_bad(&r, "not of form 1");
	m.lang = map_get_text(&r, arena);
	map_read_clauses(&r, arena, &m);
	map_read_blocks(&r, text_len, arena, &m);
	if (r.bad == NULL && r.at != r.n)
		map_bad(&r, "bytes stand after its end");
	for (i = 0; i < m.n_clauses && r.bad == NULL; i++)
		if (m.clauses[i].n_blocks > m.n_blocks ||
		    m.clauses[i].first_block >
			m.n_blocks - m.clauses[i].n_blocks)
			map_bad(&r, "a clause holds blocks that are not there");
	if (r.bad != NULL)
		return fault_set(
		    f, FAULT_STATE, "map: byte %zu: %s", r.at, r.bad);
	*out = m;
	return 0;
}

size_t
map_start(const struct map *m, const struct map_clause *c)
{
	return m->blocks[c->first_block].start;
}

size_t
map_end(const struct map *m, const struct map_clause *c)
{
	return m->blocks[c->first_block + c->n_blocks - 1].end;
}
