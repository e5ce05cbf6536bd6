#ifndef HISTORY_JUDGE_H
#define HISTORY_JUDGE_H

#include <stddef.h>

#include "base/digest.h"
#include "model/ruling.h"

/*
 * What a look at a document meant, as far as digests, sizes and the words of
 * error pages tell (DESIGN.md section 4).  Pure functions of what is known of
 * the document and of the look; each ruling names its rule:
 *
 *   error-status    gap             the server answered 400 or above
 *   no-text         gap             no text could be made of the bytes
 *   error-page      gap             few words, and those of an error page
 *   few-words       gap             less than JUDGE_WORDS_MIN words
 *   collapsed       gap             few words, and less than a tenth of what
 *                                   stood there
 *   same-bytes      same            the bytes of the version that stands
 *   same-text       same            the text of the version that stands
 *   known-text      return          the text of an older version
 *   first-text      substantive     the first text of the document
 *   declared-change source-changed  another text, and the source says that
 *                                   its declaration or engine changed
 *   new-text        substantive     another text
 *
 * "Few words" is less than JUDGE_SHORT.  Rules come in the order above, but
 * for bytes known already, which get their ruling without a text.
 */
#define JUDGE_RULES_VERSION 1
#define JUDGE_WORDS_MIN 25
#define JUDGE_SHORT 150
#define JUDGE_TENTH 10

/* A digest seen before, and what it was. */
struct judge_seen {
	struct digest digest;
	int version; /* 0: a gap */
	const char *rule, *detail; /* of the gap */
};

/* What is known of the document before the look. */
struct judge_memory {
	const struct judge_seen *raws; /* digests of bytes */
	size_t n_raws;
	const struct judge_seen *texts; /* digests of normal texts */
	size_t n_texts;
	int current; /* version shown by the last usable look before; 0 none */
	size_t current_len; /* bytes of its text */
};

struct judge_look {
	int status; /* HTTP; 0 = not recorded */
	int source_changed;
	const char *gap; /* why there is no text; NULL: there is one */
	const char *text;
	size_t len;
	const struct digest *digest; /* of the text */
};

struct judgement {
	enum ruling_class ruling;
	const char *rule;
	int version; /* shown; 0 = none (a gap), JUDGE_NEW = a new one */
	char detail[200]; /* a gap's reason, else "" */
};

#define JUDGE_NEW (-1)

/* 1 and the judgement, if these bytes were seen before; else 0. */
int judge_bytes(const struct judge_memory *m, int status,
    const struct digest *raw, struct judgement *out);

/* The judgement on a look whose bytes are new. */
void judge_text(const struct judge_memory *m, const struct judge_look *look,
    struct judgement *out);

#endif /* HISTORY_JUDGE_H */
