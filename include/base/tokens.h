#ifndef BASE_TOKENS_H
#define BASE_TOKENS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/fault.h"

/*
 * A text as words and sentences, for rules that look for phrases.
 *
 * A word is a run of letters and digits in lower case, with ’ as ', without a
 * possessive 's; hyphens part words, so "opt-out" is two.  Currency signs,
 * % and § are words.  A sentence ends at . ! ? and at every line end.  A list
 * item after a line that ended with ":", or with "following" near its end,
 * begins with a copy of that line's
 * words (first..own), so that "We will never:" reaches what is listed.
 */
enum token_flag {
	TOKEN_COMMA = 1, /* a comma, bracket or dash stands before it */
	TOKEN_STOP = 2, /* a semicolon or colon stands before it */
	TOKEN_NUMBER = 4, /* digits, or a number word ("thirty") */
	TOKEN_CAPITAL = 8, /* written with a capital */
	TOKEN_MARK = 16, /* a double quote mark stands before it */
};

struct token {
	const char *norm; /* len bytes, lower case */
	size_t start, end; /* bytes of the text */
	uint32_t hash;
	uint16_t len;
	uint16_t flags;
};

struct sentence {
	size_t first, own, end; /* words; first..own copies the lead-in */
	size_t start, stop; /* bytes, without the marker of a list item */
	int item;
};

struct tokens {
	const char *text;
	size_t len;
	const struct token *items;
	size_t n;
	const struct sentence *sentences;
	size_t n_sentences;
};

/* Split text of len bytes, which must outlive out. */
int tokens_split(const char *text, size_t len, struct arena *a,
    struct tokens *out, struct fault *f) MUST_CHECK;

/*
 * The same under a lead-in that stands elsewhere: its last sentence goes
 * before every line of the text, as words whose start and end are 0.
 */
int tokens_split_under(const char *lead, size_t lead_len, const char *text,
    size_t len, struct arena *a, struct tokens *out,
    struct fault *f) MUST_CHECK;

uint32_t tokens_hash(const char *s, size_t n);

/* True if the word is s. */
int tokens_is(const struct token *w, const char *s);

/* "en", "pt" or "de", by common words; "" where none stands out. */
const char *tokens_lang(const char *text, size_t len);

#endif /* BASE_TOKENS_H */
