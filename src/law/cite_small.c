#include <string.h>

#include "law_in.h"

/* What stands around the word. */
struct around {
	const struct lex_token *word;
	const struct mark *before;
	bool key; /* a keyword follows */
	bool number, upper, letter, open; /* what else follows */
	bool like; /* what follows looks like what stands before */
};

static bool
is_letter(const struct lex_token *t)
{
	return t->kind == LEX_WORD && strlen(t->text) == 1;
}

static struct around
look_around(const struct marker *w)
{
	const struct lex_token *next = cite_marker_token(w, w->i + 1);
	enum label_kind kind = LABEL_NUMBER;
	struct around a = { .word = cite_marker_token(w, w->i) };

	a.before = cite_marker_before(w);
	a.key = cite_marker_is_key(w, w->i + 1);
	a.number = next->kind == LEX_NUMBER;
	a.upper = cite_lex_label(next, &kind) && kind == LABEL_UPPER;
	a.open = cite_marker_is(w, w->i + 1, '(') && next->spaced;
	a.letter = (is_letter(next) && next->spaced) ||
	    ((cite_marker_is(w, w->i + 1, '"') ||
		 cite_marker_is(w, w->i + 1, '\'')) &&
		is_letter(cite_marker_token(w, w->i + 2)));
	a.like =
	    (a.number && cite_marker_after(w, LABEL_NUMBER, LABEL_NUMBER)) ||
	    (a.upper && cite_marker_after(w, LABEL_UPPER, LABEL_UPPER)) ||
	    (a.letter && cite_marker_after(w, LABEL_LOWER, LABEL_LOWER)) ||
	    (a.open && a.before != NULL && a.before->kind == MARK_LABEL &&
		a.before->paren);
	return a;
}

static bool
is_one_of(const struct lex_token *t, const char *const words[], size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(t->text, words[i]) == 0)
			return true;
	return false;
}

/* "no art. 7º", "a alínea": in the, the. */
static bool
is_article(const struct lex_token *t)
{
	static const char *const words[] = { "no", "na", "nos", "nas", "os",
		"as", "pelo", "pela", "im", "am", "s" };

	return is_one_of(t, words, sizeof(words) / sizeof(words[0]));
}

bool
cite_small_is(const struct marker *w)
{
	static const char *const words[] = { "a", "al", "e", "y", "o", "i" };
	const struct lex_token *t = cite_marker_token(w, w->i);
	const struct keyword *k;
	size_t len;

	/* "ARTS. 7º E 11": where all is in capitals, small words are, too. */
	if (t->kind != LEX_WORD ||
	    (w->l->small && t->raw[0] >= 'A' && t->raw[0] <= 'Z'))
		return false;
	if (is_article(t))
		return cite_marker_is_key(w, w->i + 1) ||
		    (cite_marker_is(w, w->i + 1, '.') &&
			cite_marker_is_key(w, w->i + 2));
	/* "lit. a u. f": und */
	if (strcmp(t->text, "u") == 0)
		return cite_marker_is(w, w->i + 1, '.') &&
		    cite_marker_before(w) != NULL &&
		    cite_marker_before(w)->kind == MARK_LABEL;
	if (!is_one_of(t, words, sizeof(words) / sizeof(words[0])))
		return false;
	/* "e seguintes", "i. V. m." are no small words. */
	k = cite_marker_key(w, w->i, &len);
	return k == NULL || k->kind == MARK_KEY ||
	    strchr(k->pattern, ' ') == NULL;
}

/* "a" and "al": up to, the, or a label. */
static enum mark_kind
meant_a(const struct around *a)
{
	if (a->like || strcmp(a->word->raw, "à") == 0)
		return MARK_RANGE;
	return a->key && !cite_lex_is(a->word, "al") ? MARK_FILLER : MARK_LABEL;
}

/* "e", "y", "i", "o": and, or, or a label; "o" is "the", too. */
static enum mark_kind
meant_and(const struct around *a)
{
	const struct mark *b = a->before;
	const bool labelled = b != NULL && b->kind == MARK_LABEL;

	if (a->key) {
		if (cite_lex_is(a->word, "o") &&
		    (b == NULL || (!labelled && b->kind != MARK_CAPUT)))
			return MARK_FILLER;
		return MARK_AND;
	}
	if (a->like || (labelled && (a->number || a->upper || a->open)) ||
	    (b != NULL && (b->kind == MARK_SEP || b->kind == MARK_CAPUT) &&
		(a->number || a->upper)))
		return MARK_AND;
	return MARK_LABEL;
}

enum mark_kind
cite_small_meant(const struct marker *w)
{
	const struct around a = look_around(w);

	if (is_article(a.word))
		return MARK_FILLER;
	if (cite_lex_is(a.word, "u"))
		return MARK_AND;
	/* After its keyword, or before a parenthesis, it can only be a label. */
	if ((a.before != NULL && a.before->kind == MARK_KEY) ||
	    cite_marker_is(w, w->i + 1, ')'))
		return MARK_LABEL;
	if (cite_lex_is(a.word, "a") || cite_lex_is(a.word, "al"))
		return meant_a(&a);
	return meant_and(&a);
}
