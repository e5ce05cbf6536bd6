#ifndef ANALYSIS_IN_H
#define ANALYSIS_IN_H

#include <stddef.h>

#include "analysis/analyse.h"
#include "base/buf.h"
#include "base/phrase.h"

/* What a signal's phrase does in its sentence, once found. */
enum status {
	STATUS_DONE, /* done, allowed, or simply there */
	STATUS_NOT, /* negated: "we do not use" */
	STATUS_IF, /* only supposed: "if we use", a question, a definition */
	STATUS_CHOICE, /* left to the person: "ask us not to use" */
	STATUS_USER, /* what the user does or must not do */
	STATUS_MANY, /* in conditions: two labels or figures or more */
	STATUSES,
};

enum scope {
	SCOPE_NEAR, /* in an anchor's sentence or two beside it */
	SCOPE_SAME, /* in an anchor's sentence */
	SCOPE_ANY, /* in the clause */
	SCOPE_BESIDE, /* in a sentence without a negated or supposed anchor */
};

enum rule_lang {
	RULE_EN,
	RULE_PT,
	RULE_DE,
	RULE_LANGS,
};

struct signal_rule {
	const char *name;
	int polar; /* its status is read from the sentence */
	int open; /* what others do through the vendor counts, too */
	int firm; /* polar, and nothing without a subject or a passive */
	enum scope scope;
};

struct phrase_rule {
	size_t signal;
	int veto; /* what stands inside of it is no hit of the signal */
	const char *label; /* in our words, or "" */
	const char *brief; /* the same for a narrow column */
};

/* One condition word: "a|b", "!a", "a~" (negated), "a?", "a^", "a@", "a+". */
struct atom {
	size_t *signals;
	enum status *statuses;
	size_t n;
	int absent;
};

struct cond {
	struct atom *atoms;
	size_t n;
};

enum section {
	SECTION_WHAT,
	SECTION_WHY,
	SECTION_NOTE,
	SECTION_IMPACT,
	SECTION_GOVERNANCE,
	SECTION_JURISDICTION,
	SECTION_CONTRACT,
	SECTION_COMPLIANCE,
	SECTIONS,
};

struct say_rule {
	enum section section;
	const char *id; /* "ai-training/12" */
	enum statement_kind kind;
	enum confidence confidence;
	struct cond cond;
	const char *text;
};

struct case_rule {
	const char *id;
	struct cond cond;
	enum exposure exposure;
	enum confidence confidence;
	const char *headline, *summary, *reason;
	const char *default_word, *opt_out, *goes_on;
};

struct let_rule {
	const char *name;
	struct cond cond;
	const char *text;
};

struct cite_rule {
	const char *instrument, *path;
	int same_act;
	const char *canonical;
};

struct law_rule {
	const char *id;
	const char *instrument; /* of the row: gdpr, ccpa, lgpd */
	struct cond cond;
	struct cite_rule *cites;
	size_t n;
	enum confidence confidence;
	const char *why;
};

struct act_rule {
	const char *id;
	int due_days;
	const char *owner;
	struct cond cond;
	const char *text;
};

struct topic_analysis {
	const char *id;
	int contract; /* places of data protection law are not its matter */
	size_t *anchors; /* signals */
	size_t n_anchors;
	struct case_rule *cases;
	size_t n_cases;
	struct let_rule *lets;
	size_t n_lets;
	struct say_rule *says;
	size_t n_says;
	struct law_rule *laws;
	size_t n_laws;
	struct act_rule *acts;
	size_t n_acts;
};

struct rules {
	struct arena arena;
	struct phrases *phrases[RULE_LANGS]; /* ids: indexes of phrase_rules */
	struct signal_rule *signals;
	size_t n_signals;
	struct phrase_rule *phrase_rules;
	size_t n_phrases;
	struct topic_analysis *topics;
	size_t n_topics;
};

struct rules *rules_read(const char *const *lines, size_t n, struct fault *f);
void rules_free(struct rules *r);
enum rule_lang rules_lang(const char *lang, const char *text, size_t len);
/* The program's own rules, read once; NULL and f where they do not load. */
const struct rules *rules_loaded(struct fault *f);
/* PHRASE_NONE where there is none. */
size_t rules_signal(const struct rules *r, const char *name);

extern const char *const analysis_lines[];
extern const unsigned long analysis_lines_n;

/* A phrase of a signal, found. */
struct hit {
	size_t signal;
	enum status status;
	size_t sentence;
	size_t first, last; /* tokens */
	size_t cap_first, cap_last; /* PHRASE_NONE = none */
	const char *label, *brief;
};

/* All that one clause shows; everything in the caller's arena. */
struct reading {
	const struct rules *rules;
	const struct topic_analysis *topic;
	const struct analyse_input *in;
	struct arena *arena;
	enum rule_lang lang;
	struct tokens tokens;
	struct hit *hits;
	size_t n_hits;
	unsigned char *given; /* by signal: known without words (doc-privacy) */
};

/* Find the signals; those outside their scope are dropped. */
int reading_make(struct reading *r, struct fault *f) MUST_CHECK;
/* A lone sentence that ends in a colon: it only introduces. */
int reading_is_stub(const struct reading *r);
/* The hits that made a condition true, as spans of the version's text. */
const struct signal_span *reading_spans(
    const struct reading *r, const struct cond *c, size_t *n);

/* What m does in its sentence. */
enum status polarity_of(
    const struct reading *r, const struct phrase_match *m, int firm);
/* True where a sentence only says what a word means. */
int polarity_defines(const struct reading *r, size_t sentence);

/* ---- figure.c: periods and sums as the text writes them, and as we do ---- */

#define FIGURES_MAX 12

/* The next hit of a signal from k on; n_hits where there is none. */
size_t hit_next(
    const struct reading *r, size_t signal, enum status st, size_t k);
/* The captured words, else the whole match, where they are one piece. */
int hit_words(
    const struct reading *r, const struct hit *h, size_t *first, size_t *last);
/* The figure of one hit, in the reading's arena; NULL where it has none. */
const char *figure_text(const struct reading *r, const struct hit *h, int bare);
/* All different figures, in the order of the text. */
size_t figures_list(const struct reading *r, size_t sig, enum status st,
    const char *out[FIGURES_MAX]);
/* How many different figures the hits of a signal name. */
size_t figures_count(const struct reading *r, size_t signal, enum status st);
/* "four"; NULL for 0 and for what is written in digits. */
const char *number_name(size_t n);

/* ---- condition.c ---- */

/* What the reading found makes the condition true. */
int cond_true(const struct reading *r, const struct cond *c);

/* Section 3: what the document says of places, around what rules say. */
struct statement_list places_say(
    const struct reading *r, const struct statement_list *rules_say);

/*
 * A template with its values, or NULL where a value cannot be given, in which
 * case the sentence is not printed.
 */
const char *say_fill(const struct reading *r, const char *text);

#endif /* ANALYSIS_IN_H */
