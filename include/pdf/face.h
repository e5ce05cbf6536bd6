#ifndef PDF_FACE_H
#define PDF_FACE_H

#include <stddef.h>

#include "base/attr.h"
#include "base/fault.h"

/*
 * The faces of a packet, loaded once a process from a folder that the build
 * (or make install) filled by fonts/manifest.tsv, each checked against its
 * SHA-256 there.  Three voices: our words (text, bold), words of others
 * (quote), what a machine compares (mono).  Characters that a voice's own face
 * lacks come from fallback faces (other scripts, symbols), chosen by the
 * canvas; one that no face has is a fault which names it.  So are control
 * characters, private use and unassigned ones; tabs and line ends are blanks.
 *
 * Default-ignorable and bidirectional controls (U+200B, U+00AD, U+202E, U+FE0F
 * ...) are drawn as nothing and never obeyed, but copied text has them.  Words
 * of a right-to-left script run from right to left, with the blanks between
 * them; everything else goes on from left to right, as it was written.
 *
 * A struct faces serves one thread at a time: it keeps shaped words.
 */
enum voice {
	VOICE_TEXT, /* Lato Regular */
	VOICE_BOLD, /* Lato Bold */
	VOICE_QUOTE, /* Charis SIL */
	VOICE_MONO, /* DejaVu Sans Mono */
};

/* Ink of MEASURES section 4, and the paper itself. */
enum ink {
	INK_INK,
	INK_GREY,
	INK_BLUE,
	INK_RED,
	INK_RULE,
	INK_FAINT,
	INK_PAPER
};

struct type {
	enum voice voice;
	double size; /* pt */
	double tracking; /* pt after each glyph */
	enum ink ink;
};

struct faces;

int faces_load(
    const char *folder, struct faces **out, struct fault *f) MUST_CHECK;
void faces_free(struct faces *); /* NULL is fine */

/*
 * The first character of s (n bytes, UTF-8) that neither the voice's face nor
 * any fallback has, as a code point; U+FFFD for U+0000 and for what is not
 * UTF-8; 0 where all are covered.
 */
unsigned long faces_missing(
    const struct faces *faces, enum voice voice, const char *s, size_t n);

#endif /* PDF_FACE_H */
