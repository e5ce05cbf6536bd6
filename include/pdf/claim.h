#ifndef PDF_CLAIM_H
#define PDF_CLAIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/fault.h"
#include "pdf/face.h"

/*
 * What a file says of a font inside it, held against the face of that name.
 *
 * A font program can draw any shape under any glyph number, and ToUnicode can
 * call it anything: a page may then show "may not" where its text reads "may".
 * So the program must be the subset that proviso makes of the face, and each
 * glyph must be one by which the face writes its characters.
 */
struct face_glyph {
	uint32_t gid;
	const char *text; /* UTF-8, as ToUnicode has it */
	double advance; /* ems */
};

struct face_claim {
	const char *name; /* /BaseFont: "ABCDEF+Lato-Regular" */
	const unsigned char *program; /* TrueType, or bare CFF */
	size_t len;
	const struct face_glyph *glyphs; /* those of ToUnicode */
	size_t n;
};

enum face_answer {
	FACE_HOLDS,
	FACE_UNPROVEN, /* no such face here, or another issue of it */
	FACE_LIES,
};

#define FACE_WHY 200

/* A fault where the faces themselves cannot be read. */
int face_claim_check(const struct faces *fs, const struct face_claim *c,
    enum face_answer *out, char why[FACE_WHY], struct fault *f) MUST_CHECK;

/* True if some face draws both characters by one glyph. */
int faces_alike(const struct faces *fs, uint32_t a, uint32_t b, bool *out,
    struct fault *f) MUST_CHECK;

#endif /* PDF_CLAIM_H */
