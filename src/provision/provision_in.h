#ifndef PROVISION_IN_H
#define PROVISION_IN_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/fault.h"
#include "provision/follow.h"

/*
 * Words: runs of letters and digits, apostrophes inside them included
 * ("don't"); a capital behind a small letter begins one.  A script written without blanks gives a word for every sign.
 */
struct word {
	size_t start, end; /* bytes of the text they were read from */
};

/* The next word at or behind *at; 0 where there is none. */
int words_next(const char *text, size_t len, size_t *at, struct word *out);

/* How many there are, counted no further than max. */
size_t words_count(const char *text, size_t len, size_t max);

/*
 * A text folded for comparison: lower case, letters, digits and the signs of
 * amounts only, one blank between words.  Appended to out, which has room for len + 1 bytes
 * (folding never makes a text longer).  Returns the bytes written.
 */
size_t words_fold(const char *text, size_t len, char *out);

/* Does the text end as a sentence or an introduction does? */
int words_end_sentence(const char *text, size_t len);

/* Bytes of the number or letter that it begins with ("2.1", "(a)"), or 0. */
size_t words_enumerator(const char *text, size_t len);

/* A full date (day, month, year) in words or figures. */
struct date_found {
	size_t start, end;
	int64_t utc_ms; /* its first instant, UTC */
};

/* The first full date at or behind *at; 0 where there is none. */
int date_next(const char *text, size_t len, size_t at, struct date_found *out);

/*
 * A text as a bag of words and of pairs of neighbours, for likeness: hashes
 * of both, each sorted.
 */
struct bag {
	uint64_t *words, *pairs;
	size_t n_words, n_pairs;
};

void bag_make(const char *text, size_t len, struct arena *a, struct bag *out);

/* How alike two texts are, 0 to 100: Dice's measure, words and pairs alike. */
int bag_alike(const struct bag *x, const struct bag *y);

/* How much of x stands in y, 0 to 100, by pairs. */
int bag_within(const struct bag *x, const struct bag *y);

/* The hash of a word in a bag. */
uint64_t bag_hash(const char *s, size_t n);

/* What a clause does is said in its first words, or not so that we can tell. */
#define OPENING_WORDS 16

/* The opening of a text, read once and compared with many. */
struct opening {
	uint64_t words[OPENING_WORDS]; /* hashes, folded */
	unsigned char behind[OPENING_WORDS]; /* is a denial behind its verb */
	size_t n, n_behind;
	size_t n_affirmed; /* words before the first denial */
	uint64_t denied; /* the verb denied, */
	int denies; /* if there is one */
};

void opening_read(const char *text, size_t len, struct opening *out);

/*
 * Does one opening deny what the other says?  "We will not use …" and "We may
 * use …" do: the same verb, denied in one and not in the other.
 */
int opening_flips(const struct opening *x, const struct opening *y);

/*
 * Are two texts the same but for blanks and for the look of quotation marks,
 * apostrophes and dashes?
 */
int words_same_look(const char *a, size_t a_len, const char *b, size_t b_len);

/* A provision of a document, as long as its follower lives. */
struct known {
	const char *id;
	size_t where; /* index in the version before, or FOLLOW_NOWHERE */
	const char *text; /* its last words: of that version, or a copy */
	size_t len;
	struct digest sha; /* of these words */
	struct digest print; /* of these words folded */
	const char *heading; /* the one it last stood under */
	const char *kept; /* the words it had when it last went, or NULL */
	struct digest kept_sha;
	struct bag bag; /* of these */
};

/* Words that a provision had once; equal prints make a chain. */
struct print {
	struct digest print;
	size_t known;
	size_t next;
};

struct follow {
	const char *platform, *document;
	struct arena arena; /* ids, copies of what is gone */
	struct known *known; /* in order of their first sight */
	size_t n_known;
	struct print *prints;
	size_t n_prints;
	size_t *print_heads; /* buckets of chains */
	size_t n_heads; /* a power of two, or 0 */
	size_t *id_heads; /* open addressing: index of known + 1 */
	size_t n_ids;
	struct arena last; /* owns the version before */
	char *text;
	struct clause *clauses;
	size_t *of; /* provision of each clause */
	size_t n;
};

/* A provision not seen before; its index. */
size_t known_add(struct follow *fo, const char *id);

/* The provision with that id, or FOLLOW_NOWHERE. */
size_t known_find(const struct follow *fo, const char *id);

/* The provision had words of that print. */
void known_remember(struct follow *fo, size_t known, const struct digest *p);

/* How a clause of the new version was found to be a known provision. */
enum match_how {
	MATCH_NONE,
	MATCH_BYTES,
	MATCH_FOLDED,
	MATCH_OLDER,
	MATCH_ALIKE,
};

struct match {
	size_t known; /* FOLLOW_NOWHERE: none */
	enum match_how how;
	struct digest print; /* of the clause, folded */
};

/* Matches for all clauses of now, in arena a. */
int match_clauses(const struct follow *fo, const struct follow_side *now,
    struct arena *a, struct match **out, struct fault *f);

/*
 * The heading that a clause stands under: its title, or "" where the title is
 * made of its own first words.
 */
const char *clause_heading(const struct clause *c, const char *text);

/* Are two headings the same but for their numbers and their look? */
int clause_heading_same(const char *a, const char *b);

/* A clause of the version before that the new one has not. */
struct before_gone {
	size_t clause;
	const char *heading;
	struct opening opening;
	struct bag bag; /* made where asked for */
};

/* Two versions next to each other, as before_find wants them. */
struct before {
	const struct follow_side *was, *now;
	size_t *to_was; /* the same provision's clause, or nowhere */
	struct before_gone *gone;
	size_t n_gone;
	struct arena *a;
};

void before_prepare(struct before *b, const struct follow_side *was,
    const struct follow_side *now, struct arena *a);
const char *before_find(struct before *b, size_t clause);

/* The first of the prints equal to p, and the one behind it in the chain. */
size_t known_first(const struct follow *fo, const struct digest *p);
size_t known_next(
    const struct follow *fo, size_t i, const struct digest *p);

/* The digest of a text folded. */
int follow_print_of(
    const char *text, size_t len, struct digest *out, struct fault *f);

#endif /* PROVISION_IN_H */
