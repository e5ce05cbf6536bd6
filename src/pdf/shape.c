#include "pdf_in.h"

#include <stdlib.h>
#include <string.h>

#include <hb-ot.h>
#include <hb.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/utf8.h"

/*
 * Words shaped once: each unit of text is shaped by HarfBuzz alone and kept,
 * so that drawing a page is mostly looking up.
 */
#define CACHE_MAX 65536 /* units: the words of a few thousand pages */

struct entry {
	const unsigned char *key; /* NULL = free */
	size_t len;
	uint64_t hash;
	size_t face;
	size_t n;
	const struct glyph *glyphs;
	int64_t width;
};

struct shape_cache {
	struct arena arena;
	struct entry *slots; /* a power of two */
	size_t n_slots, n;
	hb_buffer_t *buffer;
	hb_language_t english;
};

struct shape_cache *
shape_cache_new(void)
{
	struct shape_cache *c = mem_new(1, sizeof(*c));

	arena_init(&c->arena);
	c->n_slots = 1024;
	c->slots = mem_new(c->n_slots, sizeof(*c->slots));
	c->buffer = hb_buffer_create();
	c->english = hb_language_from_string("en", -1);
	return c;
}

void
shape_cache_free(struct shape_cache *c)
{
	if (c == NULL)
		return;
	hb_buffer_destroy(c->buffer);
	arena_free(&c->arena);
	free(c->slots);
	free(c);
}

/* FNV-1a; the order of the table is never seen in any output. */
static uint64_t
hash_of(const char *s, size_t n, size_t face)
{
	uint64_t h = 14695981039346656037u ^ face;
	size_t i;

	for (i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * 1099511628211u;
	return h ^ (h >> 29);
}

static struct entry *
slot_for(const struct shape_cache *c, const char *s, size_t n, size_t face,
    uint64_t hash)
{
	size_t i = (size_t)hash & (c->n_slots - 1);

	for (;; i = (i + 1) & (c->n_slots - 1)) {
		struct entry *e = &c->slots[i];

		if (e->key == NULL)
			return e;
		if (e->hash == hash && e->len == n && e->face == face &&
		    memcmp(e->key, s, n) == 0)
			return e;
	}
}

/* Keep the table at most half full; empty it when it has grown too large. */
static void
make_room(struct shape_cache *c)
{
	struct entry *old = c->slots;
	size_t n_old = c->n_slots, i;

	if (c->n < c->n_slots / 2)
		return;
	if (c->n >= CACHE_MAX) {
		arena_free(&c->arena);
		arena_init(&c->arena);
		memset(c->slots, 0, c->n_slots * sizeof(*c->slots));
		c->n = 0;
		return;
	}
	c->n_slots *= 2;
	c->slots = mem_new(c->n_slots, sizeof(*c->slots));
	for (i = 0; i < n_old; i++)
		if (old[i].key != NULL)
			*slot_for(c, (const char *)old[i].key, old[i].len,
			    old[i].face, old[i].hash) = old[i];
	free(old);
}

/* ---- shaping ---- */

/* Put the characters that are drawn into the buffer; returns their script. */
static hb_script_t
fill_buffer(struct shape_cache *c, const char *s, size_t n)
{
	hb_script_t script = HB_SCRIPT_LATIN, own;
	bool found = false;
	uint32_t u;
	size_t i, k;

	hb_buffer_clear_contents(c->buffer);
	hb_buffer_set_content_type(c->buffer, HB_BUFFER_CONTENT_TYPE_UNICODE);
	hb_buffer_set_cluster_level(
	    c->buffer, HB_BUFFER_CLUSTER_LEVEL_MONOTONE_GRAPHEMES);
	for (i = 0; i < n; i += k) {
		k = utf8_get(s + i, n - i, &u);
		if (char_ignorable(u))
			continue;
		hb_buffer_add(c->buffer, char_line(u) ? ' ' : u, (unsigned)i);
		if (found || u < 0x80)
			continue;
		own = hb_unicode_script(hb_unicode_funcs_get_default(), u);
		found = own != HB_SCRIPT_COMMON && own != HB_SCRIPT_INHERITED &&
		    own != HB_SCRIPT_UNKNOWN;
		if (found)
			script = own;
	}
	return script;
}

static void
shape_buffer(struct shape_cache *c, hb_font_t *font, hb_script_t script)
{
	/*
	 * One glyph is one character when copied.  Graphite, which HarfBuzz
	 * would prefer where a face has it, is slower and kerns otherwise.
	 */
	static const hb_feature_t plain[] = {
		{ HB_TAG('l', 'i', 'g', 'a'), 0, 0, (unsigned)-1 },
		{ HB_TAG('c', 'l', 'i', 'g'), 0, 0, (unsigned)-1 },
		{ HB_TAG('c', 'a', 'l', 't'), 0, 0, (unsigned)-1 },
	};
	static const char *const shapers[] = { "ot", NULL };
	bool simple = script == HB_SCRIPT_LATIN || script == HB_SCRIPT_GREEK ||
	    script == HB_SCRIPT_CYRILLIC;

	hb_buffer_set_script(c->buffer, script);
	hb_buffer_set_direction(c->buffer,
	    hb_script_get_horizontal_direction(script) == HB_DIRECTION_RTL
		? HB_DIRECTION_RTL
		: HB_DIRECTION_LTR);
	hb_buffer_set_language(c->buffer, c->english);
	(void)hb_shape_full(font, c->buffer, plain, simple ? 3 : 0, shapers);
}

/* Which bytes of the unit each glyph stands for. */
static void
set_ranges(struct glyph *g, const hb_glyph_info_t *info, size_t n, size_t len)
{
	bool backward = n > 1 && info[0].cluster > info[n - 1].cluster;
	size_t i, j, at, before = len;

	for (i = 0; i < n; i++) {
		/* In the order of the text. */
		at = backward ? i : n - 1 - i;
		if (at < n - 1 && !backward &&
		    info[at].cluster == info[at + 1].cluster &&
		    g[at + 1].len > 0) {
			/* Several glyphs: the first has the text. */
			g[at].start = g[at + 1].start;
			g[at].len = g[at + 1].len;
			g[at + 1].len = 0;
			continue;
		}
		if (backward && at > 0 &&
		    info[at].cluster == info[at - 1].cluster)
			continue;
		g[at].start = (uint16_t)info[at].cluster;
		g[at].len = (uint16_t)(before - info[at].cluster);
		before = info[at].cluster;
	}
	/* What is ignored at the very beginning goes with the first. */
	j = backward ? n - 1 : 0;
	while (backward && j > 0 && g[j].len == 0)
		j--;
	g[j].len = (uint16_t)(g[j].len + g[j].start);
	g[j].start = 0;
}

static int
shape_entry(const struct faces *fs, struct face *face, const char *s, size_t n,
    struct entry *e, struct fault *f)
{
	struct shape_cache *c = fs->cache;
	const hb_glyph_info_t *info;
	const hb_glyph_position_t *pos;
	struct glyph *g;
	unsigned count, i;
	uint32_t u;

	shape_buffer(c, face->font, fill_buffer(c, s, n));
	info = hb_buffer_get_glyph_infos(c->buffer, &count);
	pos = hb_buffer_get_glyph_positions(c->buffer, NULL);
	e->n = count;
	e->width = 0;
	if (count == 0) {
		e->glyphs = NULL;
		return 0;
	}
	g = arena_new(&c->arena, count, sizeof(*g));
	for (i = 0; i < count; i++) {
		if (info[i].codepoint == 0) {
			(void)utf8_get(
			    s + info[i].cluster, n - info[i].cluster, &u);
			return fault_set(f, FAULT_ABSENT,
			    "%s has no glyph for U+%04lX", face->file,
			    (unsigned long)u);
		}
		g[i].gid = info[i].codepoint;
		g[i].advance = pos[i].x_advance;
		g[i].nominal =
		    hb_font_get_glyph_h_advance(face->font, info[i].codepoint);
		g[i].dx = pos[i].x_offset;
		g[i].dy = pos[i].y_offset;
		e->width += pos[i].x_advance;
	}
	set_ranges(g, info, count, n);
	e->glyphs = g;
	return 0;
}

size_t
shape_alone(const struct faces *fs, struct face *face, const char *s, size_t n,
    uint32_t *out, size_t max)
{
	struct shape_cache *c = fs->cache;
	const hb_glyph_info_t *info;
	unsigned count, i;

	shape_buffer(c, face->font, fill_buffer(c, s, n));
	info = hb_buffer_get_glyph_infos(c->buffer, &count);
	for (i = 0; i < count && i < max; i++)
		out[i] = info[i].codepoint;
	return i;
}

int
shape_unit(const struct faces *fs, size_t face, const char *s, size_t n,
    struct unit *u, struct fault *f)
{
	struct shape_cache *c = fs->cache;
	const uint64_t hash = hash_of(s, n, face);
	struct entry *e = slot_for(c, s, n, face, hash), made = { 0 };

	if (e->key == NULL) {
		make_room(c);
		if (shape_entry(fs, &fs->face[face], s, n, &made, f) != 0)
			return -1;
		made.key = (unsigned char *)arena_strndup(&c->arena, s, n);
		made.len = n;
		made.hash = hash;
		made.face = face;
		e = slot_for(c, s, n, face, hash);
		*e = made;
		c->n++;
	}
	*u = (struct unit){ .face = face,
		.text = s,
		.len = n,
		.n = e->n,
		.glyphs = e->glyphs,
		.width = e->width };
	return 0;
}
