#ifndef HISTORY_FOLD_H
#define HISTORY_FOLD_H

#include <stddef.h>

/*
 * Words without what says nothing, so that two blocks can be compared.
 * Each function writes at most len bytes (out has room for len + 1) and gives
 * how many; a NUL follows.
 */

/* Small ASCII letters, no blanks, no punctuation but what stands between two
 * figures and % & # @ + = < > $ and the like. */
size_t fold_letters(const char *s, size_t len, char *out);

/* The same text without signs that nobody sees, and one blank for several. */
size_t fold_unseen(const char *s, size_t len, char *out);

/* Bytes of "4.", "(a)", "§ 2.1", "•" and the like before the words. */
size_t fold_number(const char *s, size_t len);

/* Bytes of a sign that is drawn as nothing, at s; 0 where it is another. */
size_t fold_ignorable(const char *s, size_t len);

/* Bytes of a blank at s, of any kind; 0 where it is another sign. */
size_t fold_blank(const char *s, size_t len);

/*
 * The length of an address of mail or of a page at s, or of the sign that
 * guards put in place of one ("[email protected]", *guarded is 1); 0 if none.
 */
size_t fold_address(const char *s, size_t len, int *guarded);

/* May the sign stand inside an address, so that none begins behind it? */
int fold_inside_address(char c);

/* Words between blanks, and two signs of scripts without blanks, up to max. */
size_t fold_words(const char *s, size_t len, size_t max);

#endif /* HISTORY_FOLD_H */
