#ifndef LAW_IN_H
#define LAW_IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "law/catalogue.h"
#include "law/cite.h"

/*
 * The tables that catalogue.sh makes.  Numbers are places in law_pool; the
 * order of a row's texts is that of the columns in src/law/data.
 */
enum law_column {
	LAW_INSTRUMENT,
	LAW_PATH,
	LAW_KIND,
	LAW_PARENT,
	LAW_HEADING,
	LAW_PLACEMENT,
	LAW_STATUS,
	LAW_CANONICAL,
	LAW_URL,
	LAW_GLOSS,
	LAW_FROM,
	LAW_UNTIL,
	LAW_KNOWN,
	LAW_AMENDED,
	LAW_COLUMNS
};

#define LAW_NO_PARENT 65535

struct law_row {
	uint32_t text[LAW_COLUMNS];
	uint16_t parent; /* row number, or LAW_NO_PARENT */
};

/* What stood in an earlier text, or stands in another law, and is asked for. */
struct law_former {
	uint32_t instrument, path, words;
};

extern const char *const law_pool;
extern const struct law_row law_rows[];
extern const size_t law_n_rows;
extern const struct law_former law_formers[];
extern const size_t law_n_formers;
extern const uint16_t law_by_path[];
extern const uint16_t law_by_canonical[];

/*
 * A citation is read in four steps, each a table and a loop over it:
 * cite_lex cuts the text into tokens; cite_name finds the law's names among
 * them and takes them out, with references to journals and other noise;
 * cite_mark makes marks of the rest by the keywords of the law's family; and
 * cite_refs puts the marks together to addresses, which cite.c looks up.
 */

/* One citation of the catalogue's needs under 60. */
#define LEX_MAX 600
#define LEX_TEXT 44

enum lex_kind {
	LEX_WORD, /* letters; text is lower case without accents */
	LEX_NUMBER,
	LEX_PUNCT, /* one character, or "§", "º", "¶" */
	LEX_HANGUL, /* one syllable */
	LEX_NAME, /* cite_name: the law's name stood here */
	LEX_OTHER, /* nothing that a citation holds */
};

struct lex_token {
	enum lex_kind kind;
	char text[LEX_TEXT]; /* folded; cut where longer */
	char raw[LEX_TEXT]; /* as written */
	bool spaced; /* a blank stood before it */
	bool wide; /* a dash that is no hyphen */
};

struct lex {
	struct lex_token t[LEX_MAX];
	size_t n;
	bool over; /* more tokens than LEX_MAX */
	bool small; /* there is a small letter */
};

void cite_lex_text(struct lex *l, const char *text);

/*
 * How many tokens from at the pattern fits, 0 if it does not.  A pattern is
 * atoms with a blank between: a word or character, "a|b" for either, "?a"
 * for one that may be missing, "%d" any number, "%y" a year, "%w" any word.  Full stops
 * in the text are passed over after every atom.
 */
size_t cite_lex_match(const struct lex *l, size_t at, const char *pattern);

/* Take n tokens out at i; the token that follows counts as spaced. */
void cite_lex_cut(struct lex *l, size_t i, size_t n);

bool cite_lex_is(const struct lex_token *t, const char *text);

/* What a citation written as a link says, as a citation; false if no link. */
bool cite_url_is(const char *text);
void cite_url_read(const char *text, struct buf *out);

/*
 * The laws that a text names: every name is replaced by one LEX_NAME token.
 * Only the first two are kept, since two are too many.
 */
struct names {
	const char *id[2]; /* an instrument's id, or of a law we do not hold */
	bool held[2];
	size_t n;
	bool lawlike; /* no name, but words as laws have in theirs */
};

void cite_name_find(struct lex *l, struct names *out);

/* Marks: what the assembler works on. */
enum mark_kind {
	MARK_KEY, /* "Art.": the next label is of this level */
	MARK_LABEL,
	MARK_ORDINAL, /* "second": a label for a keyword near it */
	MARK_SEP, /* , ; / */
	MARK_AND,
	MARK_RANGE,
	MARK_OF,
	MARK_DOT, /* the full stop in 6.1.f */
	MARK_NAME,
	MARK_SEQ, /* et seq. */
	MARK_NEXT, /* "f.": and the one that follows */
	MARK_CAPUT,
	MARK_FILLER, /* words that say nothing; never in struct marks */
};

enum label_kind {
	LABEL_NUMBER, /* 6, 22A, 55-J, 28-8 */
	LABEL_LOWER,
	LABEL_UPPER,
	LABEL_SECTION, /* 1798.120 */
	LABEL_TAIL, /* .120 */
	LABEL_SOLE, /* único */
	LABEL_HANGUL,
};

/* The kind of label that a word is, if any; cite_lex.c. */
bool cite_lex_label(const struct lex_token *t, enum label_kind *kind);

#define LABEL_TEXT 16

struct mark {
	enum mark_kind kind;
	int level; /* of a keyword */
	bool plural; /* of a keyword: more than one is to come */
	enum label_kind label;
	char text[LABEL_TEXT];
	bool paren; /* (a) or a) */
	bool glued; /* no blank before it */
	bool wide; /* of a range: a dash that is no hyphen, or a word */
	bool word; /* a joint that is a word, not a sign */
	bool tight; /* of "-" and "/": no blank on either side */
};

/* Levels of every family; a reference fills some of them, in this order. */
enum level {
	LEVEL_CHAPTER,
	LEVEL_SECTION, /* of a chapter */
	LEVEL_RECITAL,
	LEVEL_ANNEX,
	LEVEL_ARTICLE, /* article, artigo, section of a code */
	LEVEL_PARA, /* paragraph, subdivision, § */
	LEVEL_SUBPARA, /* first subparagraph of ... */
	LEVEL_POINT, /* point, paragraph of a code, inciso */
	LEVEL_SUBPOINT, /* subpoint, subparagraph of a code, alínea */
	LEVEL_CLAUSE,
	LEVEL_SUBCLAUSE,
	LEVEL_INDENT,
	LEVELS,
	LEVEL_DROP, /* a locator that the catalogue does not hold: a sentence */
	LEVEL_NONE
};

struct ref {
	char label[LEVELS][LABEL_TEXT]; /* "" where not set */
	int to_level; /* LEVEL_NONE, or the level that is a range ... */
	char to[LABEL_TEXT]; /* ... up to this label */
	bool seq;
};

enum join { JOIN_NONE, JOIN_SEP, JOIN_AND, JOIN_RANGE, JOIN_OF, JOIN_DOT };

/* How the last label was written, which says what the next one means. */
enum form { FORM_KEY, FORM_PAREN, FORM_BARE, FORM_ROMAN, FORM_DOT };

struct keyword {
	const char *pattern;
	enum mark_kind kind;
	int level;
	bool plural;
};

struct refs;

/* What differs between families of law. */
struct family {
	const struct keyword *keywords; /* pattern NULL ends them */
	/*
	 * The level of a label, after this keyword or after none (NULL);
	 * LEVEL_NONE where it can be none.
	 */
	int (*place)(
	    const struct refs *r, const struct mark *key, const struct mark *m);
	/* Put the label into the form of paths, or say what is wrong. */
	const char *(*label)(const struct refs *r, int level,
	    const struct mark *m, char out[LABEL_TEXT]);
	void (*path)(const struct ref *x, struct buf *out);
	void (*canonical)(const char *id, const struct ref *x, struct buf *out);
	/* The label after this one in a list of its level; false: none. */
	bool (*next)(
	    const char *id, int level, const char *label, char out[LABEL_TEXT]);
	/* Another reading of what names no unit; false: none. */
	bool (*reread)(struct ref *x);
	bool branches; /* articles have numbers like 28-8 */
};

/* Words of every family: joints, fillers, ordinals. */
extern const struct keyword cite_words_common[];
int cite_words_ordinal(const char *word); /* 0 for none */

/* Take off what stands around a citation: quotes, full stops, a gloss. */
void cite_trim_text(struct lex *l, const struct family *f, bool *dropped);

/* The longest keyword of the family, or common one, at the token. */
const struct keyword *cite_key_at(
    const struct lex *l, size_t at, const struct family *f, size_t *len);

extern const struct family cite_family_eu, cite_family_us, cite_family_br,
    cite_family_kr;

const struct family *cite_family_of(const char *instrument);

/* Marks of the text; on failure *why says what is wrong with it. */
struct marks {
	struct mark m[LEX_MAX];
	size_t n;
	bool dropped; /* something was passed over that is no address */
	char why[120];
};

/*
 * Making marks: where it stands in the tokens, and what has been made.  The
 * functions of cite_label.c look around and put marks; those that return int
 * return -1 with the reason in marks.why.
 */
struct marker {
	const struct lex *l;
	size_t i;
	const char *id;
	const struct family *family;
	struct marks *out;
};

int cite_marker_wrong(struct marker *w, const char *words, const char *what);
struct mark *cite_marker_put(struct marker *w, enum mark_kind kind);
const struct lex_token *cite_marker_token(const struct marker *w, size_t i);
bool cite_marker_is(const struct marker *w, size_t i, char c);
const struct mark *cite_marker_before(const struct marker *w);
bool cite_marker_after(
    const struct marker *w, enum label_kind a, enum label_kind b);
const struct keyword *cite_marker_key(
    const struct marker *w, size_t i, size_t *len);
bool cite_marker_is_key(const struct marker *w, size_t i);
struct mark *cite_marker_label(
    struct marker *w, enum label_kind kind, const char *text, bool glued);
int cite_marker_number(struct marker *w);
bool cite_marker_label_word(struct marker *w);

/*
 * A word of a letter or two that is a joint in one language and a label or
 * an article in another; what it means here: a joint, MARK_FILLER, or
 * MARK_LABEL.
 */
bool cite_small_is(const struct marker *w);
enum mark_kind cite_small_meant(const struct marker *w);

int cite_mark_text(const struct lex *l, const char *id, const struct family *f,
    struct marks *out);

/* Ordinals to their keywords, joints to one each, names out. */
int cite_mark_tidy(struct marks *m);

/* As many as the longest list that is a citation: 173 recitals. */
#define REFS_MAX 512

struct refs {
	const char *id;
	const struct family *family;
	const struct marks *marks;
	size_t at; /* the mark being read */
	struct ref cur;
	bool open; /* cur holds something */
	int last; /* the level set last */
	enum form form;
	enum join join;
	const struct mark *key; /* the keyword that waits for its label */
	bool plural; /* the last keyword announced more than one */
	int restate; /* in 6(1)(a) to 6(1)(c), the level said again; or -1 */
	struct ref out[REFS_MAX], prefix[REFS_MAX];
	size_t n, n_prefix, segment;
	bool host; /* after "of": cur holds what the prefix is part of */
	bool dropped;
	bool sentence; /* the last label was one of LEVEL_DROP */
	char why[160];
};

int cite_refs_read(struct refs *r, const char *id, const struct family *f,
    const struct marks *m);
bool cite_refs_set(const struct refs *r, int level); /* cur has this level */
const struct mark *cite_refs_ahead(const struct refs *r); /* or NULL */

/*
 * Whether a number without a keyword may be the next of a list of articles,
 * chapters, recitals: after a plural or "and", or if it is higher.  Else it
 * may as well be a paragraph whose sign was forgotten, and means nothing.
 */
bool cite_refs_goes_on(const struct refs *r, int level, const char *label);
bool cite_refs_higher(const struct refs *r, int level, const char *label);

/* Replace the ranges by their units. */
int cite_refs_expand(struct refs *r);

bool cite_ref_unit(const char *id, const struct family *f, const struct ref *x,
    struct law_unit *out);
int cite_ref_depth(const struct ref *x); /* the deepest level set, or -1 */
void cite_ref_clear(struct ref *x, int from); /* this level and deeper ones */

/* Roman numerals from 1 to 399, in capitals and only in their proper form. */
int cite_roman_value(const char *s); /* 0 if none */
void cite_roman_print(int v, char out[LABEL_TEXT]);

bool cite_label_next_number(const char *label, char out[LABEL_TEXT]);
/* z is followed by aa, ab, or, doubled, by aa, bb. */
bool cite_label_next_letter(
    const char *label, bool doubled, char out[LABEL_TEXT]);
bool cite_label_next_roman(const char *label, char out[LABEL_TEXT]);

/* What to say of units that are not in force, or do not exist. */
void cite_note_force(const struct cite *c, struct buf *out);
void cite_note_missing(const char *id, const struct family *f,
    const struct ref *x, struct buf *out);

/* Korean counters, turned into the words of other languages. */
void cite_kr_rewrite(struct lex *l);

#endif /* LAW_IN_H */
