#include "pdf/face.h"

#include <stdlib.h>
#include <string.h>

#include <hb-ot.h>
#include <hb.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/utf8.h"
#include "crypto/sha256.h"
#include "pdf_in.h"

#define MANIFEST_MAX 65536 /* a line is under 200 bytes, FACES_MAX of them */
#define COLUMNS 7

static const char *const role_names[] = {
	[ROLE_TEXT] = "text",
	[ROLE_BOLD] = "bold",
	[ROLE_QUOTE] = "quote",
	[ROLE_MONO] = "mono",
	[ROLE_SANS] = "sans",
	[ROLE_SERIF] = "serif",
	[ROLE_ANY] = "any",
};

/* One row of the manifest, cut in place. */
static int
read_row(struct faces *fs, char *line, struct fault *f)
{
	char *col[COLUMNS];
	struct face *face = &fs->face[fs->n];
	int64_t index;
	size_t i, r;

	for (i = 0; i < COLUMNS; i++) {
		col[i] = line;
		line += strcspn(line, "\t");
		if (i + 1 < COLUMNS && *line == '\0')
			return fault_set(f, FAULT_FORMAT,
			    "%zu columns, want %d", i + 1, COLUMNS);
		if (*line != '\0')
			*line++ = '\0';
	}
	if (*line != '\0')
		return fault_set(
		    f, FAULT_FORMAT, "more than %d columns", COLUMNS);
	for (r = 0; r <= ROLE_ANY; r++)
		if (strcmp(col[0], role_names[r]) == 0)
			break;
	if (r > ROLE_ANY)
		return fault_set(f, FAULT_FORMAT, "no such role: %s", col[0]);
	if (num_i64(col[1], 0, 255, "index", &index, f) != 0)
		return -1;
	if (strchr(col[3], '/') != NULL || col[3][0] == '.')
		return fault_set(
		    f, FAULT_FORMAT, "not a plain file name: %s", col[3]);
	if (strlen(col[6]) != 64)
		return fault_set(f, FAULT_FORMAT,
		    "a SHA-256 has 64 digits, this has %zu", strlen(col[6]));
	if (fs->n == FACES_MAX)
		return fault_set(
		    f, FAULT_LIMIT, "more than %d faces", FACES_MAX);
	*face = (struct face){ .role = (enum face_role)r };
	face->index = (unsigned)index;
	face->lang = mem_strdup(strcmp(col[2], "-") == 0 ? "" : col[2]);
	face->file = mem_strdup(col[3]);
	face->package = mem_strdup(col[4]);
	memcpy(face->sha_hex, col[6], 65);
	for (i = 0; i < fs->n && face->same == NULL; i++)
		if (strcmp(fs->face[i].file, face->file) == 0)
			face->same = &fs->face[i];
	fs->n++;
	return 0;
}

static int
read_manifest(struct faces *fs, const char *path, struct fault *f)
{
	struct buf b;
	char *line, *end;
	unsigned n = 0;
	int rc = -1;

	buf_init(&b, MANIFEST_MAX);
	if (file_read(path, &b, f) != 0)
		goto out;
	for (line = b.len > 0 ? (char *)b.data : NULL;
	     line != NULL && *line != '\0'; line = end) {
		end = line + strcspn(line, "\n");
		if (*end != '\0')
			*end++ = '\0';
		n++;
		if (*line == '#' || *line == '\0')
			continue;
		if (read_row(fs, line, f) != 0) {
			(void)fault_under(f, "%s, line %u", path, n);
			goto out;
		}
	}
	rc = 0;
out:
	buf_free(&b);
	return rc;
}

/*
 * Put face i at the end of a voice's chain; the first row that has this face
 * stands for it, so that a file embeds it once.
 */
static void
chain_add(struct faces *fs, size_t voice, size_t i)
{
	size_t *n = &fs->chain_len[voice], j, k;

	for (j = 0; j < i; j++)
		if (fs->face[j].index == fs->face[i].index &&
		    strcmp(fs->face[j].file, fs->face[i].file) == 0)
			break;
	for (k = 0; k < *n; k++)
		if (fs->chain[voice][k] == j)
			return;
	fs->chain[voice][(*n)++] = j;
}

/* Which faces each voice tries, in the order of the manifest. */
static int
make_chains(struct faces *fs, const char *path, struct fault *f)
{
	static const enum face_role more[] = {
		[VOICE_TEXT] = ROLE_SANS,
		[VOICE_BOLD] = ROLE_SANS,
		[VOICE_QUOTE] = ROLE_SERIF,
		[VOICE_MONO] = ROLE_SANS,
	};
	size_t v, i, pass;

	for (v = 0; v < 4; v++) {
		const enum face_role want[] = { (enum face_role)v, more[v],
			ROLE_ANY };
		for (pass = 0; pass < 3; pass++)
			for (i = 0; i < fs->n; i++)
				if (fs->face[i].role == want[pass])
					chain_add(fs, v, i);
		for (i = 0; i < fs->n && fs->face[i].role != want[0];)
			i++;
		if (i == fs->n)
			return fault_set(f, FAULT_FORMAT,
			    "%s: no face has the role %s", path, role_names[v]);
	}
	return 0;
}

int
faces_load(const char *folder, struct faces **out, struct fault *f)
{
	struct faces *fs = mem_new(1, sizeof(*fs));
	struct buf path;
	size_t v;
	int rc = -1;

	buf_init(&path, 4096);
	fs->folder = mem_strdup(folder);
	fs->face = mem_new(FACES_MAX, sizeof(*fs->face));
	fs->cache = shape_cache_new();
	buf_fmt(&path, "%s/manifest.tsv", folder);
	if (buf_check(&path, "path of the faces", f) != 0)
		goto out;
	if (read_manifest(fs, (char *)path.data, f) != 0)
		goto out;
	if (make_chains(fs, (char *)path.data, f) != 0)
		goto out;
	for (v = 0; v < 4; v++)
		if (face_ready(fs, fs->chain[v][0], f) == NULL)
			goto out;
	*out = fs;
	fs = NULL;
	rc = 0;
out:
	faces_free(fs);
	buf_free(&path);
	return rc;
}

void
faces_free(struct faces *fs)
{
	size_t i;

	if (fs == NULL)
		return;
	for (i = 0; i < fs->n; i++) {
		hb_font_destroy(fs->face[i].font);
		hb_face_destroy(fs->face[i].bare);
		hb_face_destroy(fs->face[i].face);
		hb_blob_destroy(fs->face[i].blob);
		free(fs->face[i].lang);
		free(fs->face[i].file);
		free(fs->face[i].package);
	}
	shape_cache_free(fs->cache);
	free(fs->face);
	free(fs->folder);
	free(fs);
}

/* The bytes of a face's file, checked once even if several rows share it. */
static int
load_blob(const struct faces *fs, struct face *face, struct fault *f)
{
	struct buf path;
	struct digest sha;
	unsigned len;
	const char *p;
	int rc = -1;

	buf_init(&path, 4096);
	if (face->same != NULL && face->same->blob != NULL) {
		face->blob = hb_blob_reference(face->same->blob);
		return 0;
	}
	buf_fmt(&path, "%s/%s", fs->folder, face->file);
	if (buf_check(&path, "path of a face", f) != 0)
		goto out;
	face->blob = hb_blob_create_from_file_or_fail((char *)path.data);
	if (face->blob == NULL) {
		(void)fault_set(f, FAULT_ABSENT,
		    "%s cannot be read; it comes from Debian's package %s",
		    (char *)path.data, face->package);
		goto out;
	}
	p = hb_blob_get_data(face->blob, &len);
	if (sha256_of(p, len, &sha, f) != 0)
		goto out;
	if (strcmp(digest_hex(&sha).s, face->sha_hex) != 0) {
		(void)fault_set(f, FAULT_FORMAT,
		    "%s: SHA-256 is %s, the manifest wants %s",
		    (char *)path.data, digest_hex(&sha).s, face->sha_hex);
		goto out;
	}
	rc = 0;
out:
	if (rc != 0) {
		hb_blob_destroy(face->blob);
		face->blob = NULL;
	}
	buf_free(&path);
	return rc;
}

struct face *
face_ready(const struct faces *fs, size_t i, struct fault *f)
{
	struct face *face = &fs->face[i];
	hb_codepoint_t c;
	hb_blob_t *cff;

	if (face->font != NULL)
		return face;
	if (load_blob(fs, face, f) != 0)
		return NULL;
	face->face = hb_face_create(face->blob, face->index);
	face->bare = subset_bare(face->face);
	face->font = hb_font_create(face->face);
	face->upem = hb_face_get_upem(face->face);
	cff = hb_face_reference_table(face->face, HB_TAG('C', 'F', 'F', ' '));
	face->cff = hb_blob_get_length(cff) > 0;
	hb_blob_destroy(cff);
	for (c = 0x20; c < 0x7F; c++) {
		hb_codepoint_t g = 0;

		if (hb_font_get_nominal_glyph(face->font, c, &g))
			face->ascii[c] = g;
	}
	face->space = face->ascii[' '];
	if (face->upem == 0 || face->space == 0) {
		(void)fault_set(
		    f, FAULT_FORMAT, "%s: no face with a space", face->file);
		hb_font_destroy(face->font);
		hb_face_destroy(face->bare);
		hb_face_destroy(face->face);
		face->font = NULL;
		face->bare = face->face = NULL;
		return NULL;
	}
	return face;
}

bool
face_has(const struct faces *fs, size_t i, uint32_t u, struct fault *f)
{
	struct face *face = face_ready(fs, i, f);
	hb_codepoint_t g;

	if (face == NULL)
		return false;
	if (u < 0x80)
		return char_blank(u) || (u >= 0x20 && face->ascii[u] != 0);
	/* HarfBuzz makes blanks from the space, U+2011 from U+2010. */
	if (char_blank(u))
		return true;
	if (u < 0xA0 || char_nobody(u))
		return false;
	if (hb_font_get_nominal_glyph(face->font, u, &g) && g != 0)
		return true;
	return u == 0x2011 &&
	    hb_font_get_nominal_glyph(face->font, 0x2010, &g) && g != 0;
}

/* "zh-TW" is Traditional Chinese; else the part before the first '-'. */
static bool
lang_fits(const char *face_lang, const char *lang)
{
	size_t n = strcspn(lang, "-");

	if (n == 2 && strncmp(lang, "zh", n) == 0 &&
	    (strstr(lang, "Hant") != NULL || strstr(lang, "TW") != NULL ||
		strstr(lang, "HK") != NULL || strstr(lang, "MO") != NULL))
		return strcmp(face_lang, "zh-Hant") == 0;
	return n > 0 && strncmp(face_lang, lang, n) == 0 &&
	    face_lang[n] == '\0';
}

int
face_for(const struct faces *fs, enum voice voice, const char *lang, uint32_t u,
    struct fault *f)
{
	const size_t *chain = fs->chain[voice];
	size_t n = fs->chain_len[voice], k;
	struct fault own = { .kind = FAULT_NONE };

	if (face_has(fs, chain[0], u, &own))
		return (int)chain[0];
	if (lang != NULL && char_alone(u))
		for (k = 1; k < n && own.kind == FAULT_NONE; k++)
			if (lang_fits(fs->face[chain[k]].lang, lang) &&
			    face_has(fs, chain[k], u, &own))
				return (int)chain[k];
	for (k = 1; k < n && own.kind == FAULT_NONE; k++)
		if (face_has(fs, chain[k], u, &own))
			return (int)chain[k];
	if (own.kind != FAULT_NONE) {
		*f = own;
		return FACE_BROKEN;
	}
	return FACE_NONE;
}

unsigned long
faces_missing(const struct faces *fs, enum voice voice, const char *s, size_t n)
{
	struct fault f;
	uint32_t u;
	size_t k;

	while (n > 0) {
		k = utf8_get(s, n, &u);
		if (k == 0 || u == 0)
			return 0xFFFD;
		if (!char_ignorable(u) && face_for(fs, voice, NULL, u, &f) < 0)
			return u;
		s += k;
		n -= k;
	}
	return 0;
}
