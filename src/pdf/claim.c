#include "pdf/claim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <hb-ot.h>
#include <hb.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "pdf_in.h"

/* Below, a face has one glyph for a letter and no forms of it: what such a
 * glyph draws is its own character and no other. */
#define PLAIN_END 0x590

/* Glyphs that one text may be shaped to. */
#define SHAPED_MAX 64

struct claim {
	const struct faces *fs;
	struct face *face;
	const struct face_claim *c;
	uint32_t *owner; /* by glyph: the first character that it draws */
	unsigned n_glyphs;
	enum face_answer answer;
	char *why;
};

static void
claim_answer(struct claim *x, enum face_answer a, const char *words)
{
	/* A lie outweighs what could not be proven. */
	if (x->answer >= a)
		return;
	x->answer = a;
	(void)snprintf(x->why, FACE_WHY, "font %.60s: %s", x->c->name, words);
}

/* "ABCDEF+Name", as the writer makes it of the PostScript name. */
static bool
claim_named(struct face *face, const char *name)
{
	char own[64], plain[64];
	unsigned n = sizeof(own), i, len = 0;
	const char *plus = strchr(name, '+');

	(void)hb_ot_name_get_utf8(face->face, HB_OT_NAME_ID_POSTSCRIPT_NAME,
	    hb_language_from_string("en", -1), &n, own);
	for (i = 0; i < sizeof(own) && own[i] != '\0'; i++)
		if ((own[i] >= 'A' && own[i] <= 'Z') ||
		    (own[i] >= 'a' && own[i] <= 'z') ||
		    (own[i] >= '0' && own[i] <= '9') || own[i] == '-')
			plain[len++] = own[i];
	plain[len] = '\0';
	return plus != NULL && strcmp(plus + 1, plain) == 0;
}

/* The face of that name; *out NULL where there is none. */
static int
claim_face(struct claim *x, struct fault *f)
{
	struct face *face;
	size_t i;

	for (i = 0; i < x->fs->n; i++) {
		if ((face = face_ready(x->fs, i, f)) == NULL)
			return -1;
		if (claim_named(face, x->c->name)) {
			x->face = face;
			return 0;
		}
	}
	return 0;
}

/* Its program again, of the same glyphs. */
static int
claim_program(struct claim *x, struct fault *f)
{
	struct font font = { .used = true, .n_glyphs = x->n_glyphs };
	hb_blob_t *blob = NULL;
	unsigned len;
	const char *p;
	size_t i;
	int rc = -1;

	font.text = mem_new(x->n_glyphs, sizeof(*font.text));
	for (i = 0; i < x->c->n; i++)
		if (x->c->glyphs[i].gid < x->n_glyphs)
			font.text[x->c->glyphs[i].gid] = 1;
	if (subset_make(x->face, &font, &blob, f) != 0)
		goto out;
	p = hb_blob_get_data(blob, &len);
	if (len != x->c->len || memcmp(p, x->c->program, len) != 0)
		claim_answer(x, FACE_UNPROVEN,
		    "its glyphs are not, byte for byte, those of the face "
		    "that this program has");
	rc = 0;
out:
	hb_blob_destroy(blob);
	free(font.text);
	return rc;
}

/* ---- Glyphs ---- */

static void
claim_owners(struct claim *x)
{
	hb_set_t *all = hb_set_create();
	hb_codepoint_t u = HB_SET_VALUE_INVALID, g;

	x->owner = mem_new(x->n_glyphs, sizeof(*x->owner));
	hb_face_collect_unicodes(x->face->face, all);
	while (hb_set_next(all, &u))
		if (!char_ignorable(u) && !char_blank(u) &&
		    hb_font_get_nominal_glyph(x->face->font, u, &g) &&
		    g < x->n_glyphs && x->owner[g] == 0)
			x->owner[g] = u;
	hb_set_destroy(all);
}

static bool
claim_unseen(const char *s)
{
	size_t n = strlen(s), i, k;
	uint32_t u;

	for (i = 0; i < n; i += k) {
		k = utf8_get(s + i, n - i, &u);
		if (k == 0 ||
		    (!char_ignorable(u) && !char_blank(u) && !char_line(u)))
			return false;
	}
	return true;
}

static bool
claim_empty(const struct claim *x, uint32_t gid)
{
	hb_glyph_extents_t e;

	return hb_font_get_glyph_extents(x->face->font, gid, &e) &&
	    e.width == 0 && e.height == 0;
}

/* Whether the face writes the text with this glyph. */
static bool
claim_writes(struct claim *x, const struct face_glyph *g)
{
	uint32_t u, shaped[SHAPED_MAX];
	hb_codepoint_t own;
	size_t n = strlen(g->text), k, i, count;

	k = utf8_get(g->text, n, &u);
	if (k == n && hb_font_get_nominal_glyph(x->face->font, u, &own) &&
	    own == g->gid)
		return true;
	if (k == 0 || n > UNIT_MAX)
		return false;
	count = shape_alone(x->fs, x->face, g->text, n, shaped, SHAPED_MAX);
	for (i = 0; i < count; i++)
		if (shaped[i] == g->gid)
			return true;
	return false;
}

static void
claim_glyph(struct claim *x, const struct face_glyph *g)
{
	double advance, off;
	char words[120];

	if (g->gid >= x->n_glyphs) {
		claim_answer(
		    x, FACE_LIES, "it has glyphs that its face has not");
		return;
	}
	advance = (double)hb_font_get_glyph_h_advance(x->face->font, g->gid) /
	    x->face->upem;
	off = advance - g->advance;
	if (off > 0.002 || off < -0.002)
		claim_answer(
		    x, FACE_LIES, "its widths are not those of its face");
	if (claim_unseen(g->text) ? claim_empty(x, g->gid) : claim_writes(x, g))
		return;
	if (x->owner == NULL)
		claim_owners(x);
	if (x->owner[g->gid] > 0 && x->owner[g->gid] < PLAIN_END) {
		(void)snprintf(words, sizeof(words),
		    "it draws U+%04lX and says \"%.16s\"",
		    (unsigned long)x->owner[g->gid], g->text);
		claim_answer(x, FACE_LIES, words);
	} else {
		(void)snprintf(words, sizeof(words),
		    "that glyph %lu stands for \"%.16s\" is not proven",
		    (unsigned long)g->gid, g->text);
		claim_answer(x, FACE_UNPROVEN, words);
	}
}

int
face_claim_check(const struct faces *fs, const struct face_claim *c,
    enum face_answer *out, char why[FACE_WHY], struct fault *f)
{
	struct claim x = { .fs = fs, .c = c, .why = why };
	size_t i;
	int rc = -1;

	why[0] = '\0';
	if (claim_face(&x, f) != 0)
		goto out;
	if (x.face == NULL) {
		claim_answer(
		    &x, FACE_UNPROVEN, "this program has no such face");
	} else {
		x.n_glyphs = hb_face_get_glyph_count(x.face->face);
		if (claim_program(&x, f) != 0)
			goto out;
		for (i = 0; i < c->n; i++)
			claim_glyph(&x, &c->glyphs[i]);
	}
	*out = x.answer;
	rc = 0;
out:
	free(x.owner);
	return rc;
}

int
faces_alike(
    const struct faces *fs, uint32_t a, uint32_t b, bool *out, struct fault *f)
{
	hb_codepoint_t x, y;
	struct face *face;
	size_t i;

	*out = false;
	for (i = 0; i < fs->n && !*out; i++) {
		if ((face = face_ready(fs, i, f)) == NULL)
			return -1;
		*out = hb_font_get_nominal_glyph(face->font, a, &x) &&
		    hb_font_get_nominal_glyph(face->font, b, &y) && x == y;
	}
	return 0;
}
