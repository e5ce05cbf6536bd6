#ifndef HISTORY_JUDGE_H
#define HISTORY_JUDGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/digest.h"
#include "base/fault.h"
#include "history/body.h"
#include "history/compare.h"
#include "history/flicker.h"
#include "history/lookrule.h"
#include "model/ruling.h"

/*
 * What a look at a document meant (DESIGN.md section 4), as a function of what
 * is known of the document and of the look.  Each judgement names its rule of
 * data/look.rules; rules are asked in this order:
 *
 *   error-status      gap             the server answered 400 or above
 *   no-text           gap             no text could be made of the bytes
 *   error-page        gap             few words, and those of an error page
 *   few-words         gap             less than JUDGE_WORDS_MIN words
 *   collapsed         gap             few words, and less than a tenth of what
 *                                     stood there
 *   same-bytes        same            the bytes of the version that stands
 *   same-text         same            the text of the version that stands
 *   error-part        gap             an error page in place of a part
 *   other-page        gap             nothing of what stood there, and none of
 *                                     the words of a policy
 *   (rules of noise)  noise           differs from what stands only in what is
 *                                     no part of the policy
 *   known-text        return          the text of an earlier version
 *   known-but-noise   return          an earlier version's, but for noise
 *   first-text        substantive     the first text of the document
 *   declared-change   source-changed  another text, and the source says that
 *                                     its declaration or engine changed
 *   joined-sources    source-changed  another text, and joined of other sources
 *   (rules of small   administrative  differs from what stands only in what
 *    things)                          says nothing
 *   new-text          substantive     another text
 *
 * "Few words" is less than JUDGE_SHORT.  Bytes known already get their ruling
 * without a text where that is safe.
 */
#define JUDGE_WORDS_MIN 25
#define JUDGE_SHORT 150
#define JUDGE_TENTH 10

/* A digest seen before, and what it was. */
struct judge_seen {
	struct digest digest;
	int version; /* 0: a gap */
	int noise; /* that version but for noise */
	const char *rule, *detail; /* of the gap or the noise */
};

/* A version: enough of it to find those that may be alike. */
struct judge_version {
	int number;
	uint64_t core; /* of its body */
};

/* The body of a version, borrowed until the next call. */
typedef int judge_body_fn(
    void *ctx, int version, const struct body **out, struct fault *f);

/* What is known of the document before the look. */
struct judge_memory {
	const struct lookrules *rules;
	const struct judge_seen *raws; /* digests of bytes */
	size_t n_raws;
	const struct judge_seen *texts; /* digests of normal texts */
	size_t n_texts;
	const struct judge_version *versions;
	size_t n_versions;
	judge_body_fn *body;
	void *ctx;
	const struct flicker *flicker; /* NULL: nothing is known */
	int current; /* version shown by the last usable look before; 0 none */
	size_t current_len; /* bytes of its text */
	int64_t current_utc_ms; /* when it was seen first */
	size_t dates_alone; /* looks before this one in a row that brought
			       nothing but another date */
};

struct judge_look {
	int64_t time_utc_ms;
	int status; /* HTTP; 0 = not recorded */
	int source_changed; /* the source says so */
	int joined; /* it is joined of more or fewer sources than before */
	const char *gap; /* why there is no text; NULL: there is one */
	const char *text;
	size_t len;
	const struct digest *digest; /* of the text */
	const struct body *body; /* of the text */
};

struct judgement {
	enum ruling_class ruling;
	const char *rule;
	int version; /* shown; 0 = none (a gap), JUDGE_NEW = a new one */
	int noise; /* shown but for noise, which the detail names */
	const char *detail; /* a gap's reason, blocks that made the ruling, or
			       ""; in the arena or borrowed from the memory */
};

#define JUDGE_NEW (-1)

/* 1 and the judgement, if these bytes were seen before; else 0. */
int judge_bytes(const struct judge_memory *m, int status,
    const struct digest *raw, struct arena *a, struct judgement *out);

/* The judgement on a look whose bytes are new. */
int judge_text(const struct judge_memory *m, const struct judge_look *look,
    struct arena *a, struct judgement *out, struct fault *f) MUST_CHECK;

#endif /* HISTORY_JUDGE_H */
