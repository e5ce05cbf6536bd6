#include "cli/packet_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "base/jv.h"
#include "base/mem.h"
#include "cli/fontdir.h"
#include "cli/log_check.h"
#include "evidence/manifest.h"
#include "pdf/claim.h"
#include "pdfread/parts.h"
#include "pdfread/shown.h"

static void
set_all(struct packet_check *c, enum verdict_answer a, const char *why)
{
	size_t i;

	for (i = 0; i < 3; i++)
		verdict_set(&c->v[i], a, why);
}

/* Whether the bytes are a manifest of ours; its id.  *large: too many to tell,
 * and why. */
static bool
is_manifest(const struct part *p, struct packet_check *c, bool *large,
    struct fault *why)
{
	const char *schema, *id;
	struct fault f;
	struct jv *top;
	bool yes;

	if (manifest_parse(p->bytes, p->len, &top, &f) != 0) {
		*large = f.kind == FAULT_LIMIT;
		if (*large)
			*why = f;
		return false;
	}
	schema = jv_text(jv_get(top, "schema"));
	yes = schema != NULL && strcmp(schema, MANIFEST_SCHEMA) == 0;
	id = jv_text(jv_get(top, "id"));
	if (yes && id != NULL)
		(void)snprintf(c->id, sizeof(c->id), "%s", id);
	jv_free(top);
	return yes;
}

/* One font: what it draws, against what its codes say. */
static int
read_font(const struct faces *faces, const struct pdfread_font *font,
    struct arena *a, struct manifest_found *in, struct fault *f)
{
	struct face_glyph *g = arena_new(a, font->n + 1, sizeof(*g));
	const struct face_claim claim = { font->name, font->program, font->len,
		g, font->n };
	enum face_answer answer;
	char why[FACE_WHY];
	size_t i;

	if (font->program == NULL) {
		in->odd = "a font that is not inside";
		return 0;
	}
	for (i = 0; i < font->n; i++)
		g[i] = (struct face_glyph){ font->glyphs[i].code,
			font->glyphs[i].text, font->glyphs[i].advance };
	if (face_claim_check(faces, &claim, &answer, why, f) != 0)
		return -1;
	if (answer == FACE_LIES && in->odd[0] == '\0')
		in->odd = arena_strdup(a, why);
	else if (answer == FACE_UNPROVEN && in->unproven == NULL)
		in->unproven = arena_strdup(a, why);
	return 0;
}

/*
 * Whether the fonts draw what their codes say.  What could not be compared is
 * in->unproven; a lie is in->odd.
 */
static int
read_fonts(const struct pdfread_shown *s, const struct faces *faces,
    struct arena *a, struct manifest_found *in, struct fault *f)
{
	bool alike;
	size_t i;

	for (i = 0; i < s->n_fonts; i++)
		if (read_font(faces, &s->fonts[i], a, in, f) != 0)
			return -1;
	for (i = 0; i < s->n_pairs; i++) {
		if (faces_alike(faces, s->pairs[i].said, s->pairs[i].drawn,
			&alike, f) != 0)
			return -1;
		if (!alike && in->odd[0] == '\0')
			in->odd = arena_fmt(a,
			    "ActualText says U+%04lX where U+%04lX is drawn",
			    (unsigned long)s->pairs[i].said,
			    (unsigned long)s->pairs[i].drawn);
	}
	return 0;
}

static void
read_glyphs(const struct pdfread_shown *s, const struct packet_check_options *o,
    struct arena *a, struct manifest_found *in)
{
	struct faces *own = NULL, **faces = o->faces != NULL ? o->faces : &own;
	char *folder = NULL;
	struct fault f;

	if ((*faces == NULL &&
		(fontdir_find(o->program, &folder, &f) != 0 ||
		    faces_load(folder, faces, &f) != 0)) ||
	    read_fonts(s, *faces, a, in, &f) != 0)
		in->unproven = arena_fmt(a, "glyphs not compared: %s", f.text);
	faces_free(own);
	free(folder);
}

/* What the pages show, as evidence asks for it; nothing where they cannot be
 * read, which makes the answer unknown and never yes. */
static void
read_pages(struct pdfread *pdf, const struct packet_check_options *o,
    struct arena *a, struct manifest_found *in, struct manifest_shown **shown,
    struct digest *printed)
{
	struct pdfread_shown s;
	struct fault why;
	size_t i;

	if (pdfread_shown(pdf, &s, &why) != 0) {
		/* A packet's own pages can be read. */
		if (why.kind == FAULT_FORMAT)
			in->odd = arena_fmt(a, "the pages: %s", why.text);
		return;
	}
	*shown = mem_new(s.n + 1, sizeof(**shown));
	for (i = 0; i < s.n; i++)
		(*shown)[i] = (struct manifest_shown){ s.quotes[i].number,
			s.quotes[i].words };
	in->shown = *shown;
	in->n_shown = s.n;
	in->shown_known = true;
	in->odd = s.odd;
	read_glyphs(&s, o, a, in);
	if (hex_decode(s.digest, printed->b, DIGEST_LEN, &why) == 0)
		in->printed = printed;
}

/* EVIDENCE-MATCHES over the attachments and the pages. */
static int
ask_evidence(struct verify_report *r, const struct packet_check_options *o,
    const struct part *parts, size_t n, struct packet_check *c, struct fault *f)
{
	struct manifest_found in = { .parts = parts, .n = n };
	struct manifest_shown *shown = NULL;
	struct manifest_counts counts = { 0 };
	struct digest printed;
	int rc;

	read_pages(r->pdf, o, &r->arena, &in, &shown, &printed);
	rc = manifest_check(
	    &in, &c->v[VERDICT_EVIDENCE - VERDICT_LOGGED], &counts, f);
	c->quotes_checked = counts.quotes;
	c->quotes_failed = counts.failed;
	(void)snprintf(c->lacks, sizeof(c->lacks), "%s", counts.lacks);
	free(shown);
	return rc;
}

/*
 * All attachments; *readable false where one of them cannot be read, which
 * then has no bytes.  A file of others may attach what we do not unpack.
 */
static void
read_parts(struct pdfread *pdf, struct part **out, size_t *n, bool *readable,
    struct fault *why)
{
	size_t i;

	*out = NULL;
	*readable = false;
	if (pdfread_parts(pdf, n, why) != 0)
		return;
	*out = mem_new(*n + 1, sizeof(**out));
	*readable = true;
	for (i = 0; i < *n; i++)
		if (pdfread_part(pdf, i, &(*out)[i], why) != 0) {
			*readable = false;
			(*out)[i] = (struct part){
				.name = pdfread_part_name(pdf, i),
				.media_type = "",
				.bytes = (const unsigned char *)"",
			};
		}
}

/* Whether an attachment has the manifest's name, read or not. */
static bool
names_manifest(struct pdfread *pdf, size_t n, size_t *at)
{
	for (*at = 0; *at < n; (*at)++)
		if (strcmp(pdfread_part_name(pdf, *at), MANIFEST_NAME) == 0)
			return true;
	return false;
}

/* LOGGED and FRESH. */
static int
ask_log(const struct verify_report *r, const struct packet_check_options *o,
    const struct part *parts, size_t n, struct packet_check *c, struct fault *f)
{
	const struct log_packet p = { .path = o->path,
		.id = c->id,
		.pdf = o->pdf,
		.len = o->len,
		.report = r,
		.parts = parts,
		.n_parts = n };
	struct log_answer a;

	if (o->log == NULL)
		return 0;
	if (log_check_packet(o->log, &p, &a, f) != 0)
		return -1;
	c->v[VERDICT_LOGGED - VERDICT_LOGGED] = a.logged;
	c->v[VERDICT_FRESH - VERDICT_LOGGED] = a.fresh;
	c->policy = a.policy;
	c->n_witnesses = a.n_witnesses;
	c->n_cosigned = a.n_cosigned;
	c->quorum = a.quorum;
	return 0;
}

int
packet_check(struct verify_report *r, const struct packet_check_options *o,
    struct packet_check *out, struct fault *f)
{
	struct packet_check c = { .is_packet = false };
	struct fault why = { .kind = FAULT_NONE };
	struct part *parts = NULL;
	size_t n = 0, at = 0;
	bool readable, large = false, named, ours;
	int rc = 0;

	set_all(&c, VERDICT_NOT_APPLICABLE, "the file is no packet of proviso");
	read_parts(r->pdf, &parts, &n, &readable, &why);
	named = parts != NULL && names_manifest(r->pdf, n, &at);
	ours = named && is_manifest(&parts[at], &c, &large, &why);
	if (parts == NULL || (named && !ours && (!readable || large))) {
		/* It may be a packet: do not say that it is none. */
		set_all(&c, VERDICT_UNKNOWN, why.text);
	} else if (ours) {
		c.is_packet = true;
		set_all(&c, VERDICT_UNKNOWN, "it was not asked");
		rc = ask_evidence(r, o, parts, n, &c, f);
		if (rc == 0)
			rc = ask_log(r, o, parts, n, &c, f);
	}
	free(parts);
	*out = c;
	return rc;
}
