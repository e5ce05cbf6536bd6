#ifndef TEXT_NORMAL_H
#define TEXT_NORMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The normal form of words (proviso-text(5)): UTF-8 in Unicode normal form C,
 * every run of white space one blank, none at either end, control characters
 * and what is not UTF-8 replaced by U+FFFD.  Default-ignorable and
 * bidirectional characters stay.  A block of a page is such a string; so is
 * the normal form of any other words that are to be compared with one.
 */

/* The normal form of n bytes, yours to free; *len (may be NULL) its length. */
char *normal_string(const char *p, size_t n, size_t *len);

/* White_Space as Unicode has it, from TAB to IDEOGRAPHIC SPACE. */
bool normal_is_space(uint32_t c);

/* Default_Ignorable_Code_Point: drawn as nothing, like ZERO WIDTH SPACE. */
bool normal_is_ignorable(uint32_t c);

/*
 * True for characters that normal form C surely leaves alone wherever they
 * stand: itself, no mark, never the second half of a composition.  False says
 * nothing; text all of stable characters needs no normalising.
 */
bool normal_is_stable(uint32_t c);

/*
 * Normal form C of n bytes of valid UTF-8, yours to free.  Runs of more than
 * 30 marks are cut by U+034F (the stream-safe format), for ordering a longer
 * one takes time by its square.
 */
char *normal_nfc(const char *p, size_t n, size_t *len);

/* Words (letters and digits in a row; an ideograph is one) in valid UTF-8. */
size_t normal_words(const char *p, size_t n);

#endif /* TEXT_NORMAL_H */
