#include <stdio.h>
#include <string.h>

#include "law_in.h"

/* One label within parentheses or quotes. */
static bool
take_inner(struct marker *w)
{
	const size_t n = w->out->n;

	if (cite_marker_token(w, w->i)->kind == LEX_NUMBER) {
		if (cite_marker_number(w) != 0)
			return false;
	} else if (!cite_marker_label_word(w)) {
		return false;
	}
	if (w->out->n > n)
		w->out->m[n].paren = true;
	return true;
}

static int
take_joint(struct marker *w)
{
	const struct keyword *k;
	struct mark *m;
	size_t len;
	bool tight;

	tight = !cite_marker_token(w, w->i)->spaced &&
	    !cite_marker_token(w, w->i + 1)->spaced;
	if (cite_marker_is(w, w->i, ',') || cite_marker_is(w, w->i, ';') ||
	    cite_marker_is(w, w->i, '/')) {
		m = cite_marker_put(w, MARK_SEP);
		m->tight = tight && cite_marker_is(w, w->i, '/');
		w->i++;
		return 1;
	}
	if (cite_marker_is(w, w->i, '-')) {
		m = cite_marker_put(w, MARK_RANGE);
		m->wide = cite_marker_token(w, w->i)->wide;
		m->glued = !cite_marker_token(w, w->i)->spaced;
		m->tight = tight && !m->wide;
		w->i++;
		return 1;
	}
	k = cite_marker_key(w, w->i, &len);
	if (k != NULL && (k->kind == MARK_AND || k->kind == MARK_RANGE)) {
		m = cite_marker_put(w, k->kind);
		m->word = true;
		w->i += len;
		return 1;
	}
	return 0;
}

/* "(a)", "(1, 2)", "(a)–(c)" as "(a-c)", "(lit. f)". */
static int
take_parens(struct marker *w)
{
	const bool glued = !cite_marker_token(w, w->i)->spaced;
	const size_t first = w->out->n;
	const struct keyword *k;
	size_t len;

	w->i++;
	if (cite_marker_is(w, w->i, '('))
		return cite_marker_wrong(w, "a doubled parenthesis", "");
	if (cite_marker_is(w, w->i, ')'))
		return cite_marker_wrong(w, "nothing between parentheses", "");
	k = w->i < w->l->n ? cite_marker_key(w, w->i, &len) : NULL;
	if (k != NULL && k->kind == MARK_KEY &&
	    cite_marker_token(w, w->i + len)->kind != LEX_OTHER &&
	    !cite_marker_is(w, w->i + len, ')')) {
		cite_marker_put(w, MARK_KEY)->level = k->level;
		w->i += len;
	}
	for (;;) {
		if (w->i >= w->l->n)
			return cite_marker_wrong(
			    w, "a parenthesis that is not closed", "");
		if (cite_marker_is(w, w->i, '"') &&
		    cite_marker_is(w, w->i + 2, '"'))
			w->i++;
		if (!take_inner(w))
			return w->out->why[0] != '\0'
			    ? -1
			    : cite_marker_wrong(w, "in parentheses:",
				  cite_marker_token(w, w->i)->raw);
		if (cite_marker_is(w, w->i, '"'))
			w->i++;
		if (cite_marker_is(w, w->i, ')'))
			break;
		if (w->i >= w->l->n)
			return cite_marker_wrong(
			    w, "a parenthesis that is not closed", "");
		if (!take_joint(w))
			return cite_marker_wrong(w,
			    "in parentheses:", cite_marker_token(w, w->i)->raw);
	}
	w->i++;
	w->out->m[first].glued = glued;
	return 0;
}

/* "f." after a number: that one and the next. */
static bool
take_next(struct marker *w)
{
	if (!cite_lex_is(cite_marker_token(w, w->i), "f") ||
	    cite_marker_token(w, w->i)->kind != LEX_WORD ||
	    !cite_marker_is(w, w->i + 1, '.') ||
	    cite_marker_token(w, w->i + 1)->spaced ||
	    !cite_marker_after(w, LABEL_NUMBER, LABEL_NUMBER))
		return false;
	(void)cite_marker_put(w, MARK_NEXT);
	w->i += 2;
	return true;
}

/* A keyword of one letter counts only before what it announces. */
static bool
is_meant(const struct marker *w, const struct keyword *k, size_t len)
{
	const struct lex_token *next = cite_marker_token(w, w->i + len);
	const char *word = cite_marker_token(w, w->i)->text;

	if (k->kind == MARK_FILLER || k->kind == MARK_AND)
		return true;
	if (strcmp(word, "no") == 0 && cite_marker_is_key(w, w->i + len))
		return true;
	if (k->level == LEVEL_DROP ||
	    (k->kind == MARK_KEY &&
		cite_marker_token(w, w->i)->kind == LEX_WORD &&
		strlen(word) <= 2 && strcmp(word, "al") != 0 &&
		strcmp(word, "pt") != 0 && strcmp(word, "eg") != 0 &&
		strcmp(word, "ch") != 0))
		return next->kind == LEX_NUMBER ||
		    cite_marker_before(w) == NULL ||
		    cite_marker_before(w)->kind == MARK_ORDINAL;
	return true;
}

static bool
take_key(struct marker *w)
{
	const struct keyword *k;
	struct mark *m;
	size_t len;

	k = cite_marker_key(w, w->i, &len);
	if (k == NULL || !is_meant(w, k, len))
		return false;
	/* "no art. 7º" is "in art. 7", not a number. */
	if (cite_lex_is(cite_marker_token(w, w->i), "no") &&
	    cite_marker_is_key(w, w->i + len)) {
		w->i += len;
		return true;
	}
	w->i += len;
	if (k->kind == MARK_FILLER)
		return true;
	if (k->kind == MARK_LABEL) {
		cite_marker_put(w, MARK_KEY)->level = k->level;
		(void)cite_marker_label(w, LABEL_SOLE, "único", false);
		return true;
	}
	m = cite_marker_put(w, k->kind);
	m->level = k->level;
	m->plural = k->plural;
	m->word = true;
	if (k->kind == MARK_KEY)
		(void)snprintf(m->text, sizeof(m->text), "%.15s",
		    cite_marker_token(w, w->i - len)->text);
	return true;
}

/* A full stop: between the parts of 6.1.f, before .110, or of no meaning. */
static int
take_stop(struct marker *w)
{
	const struct lex_token *t = cite_marker_token(w, w->i),
			       *n = cite_marker_token(w, w->i + 1);
	const struct mark *b = cite_marker_before(w);
	char text[LABEL_TEXT];

	if (cite_marker_is(w, w->i + 1, '.'))
		return cite_marker_wrong(w, "two full stops in a row", "");
	if (w->family == &cite_family_us && n->kind == LEX_NUMBER &&
	    !n->spaced && (b == NULL || b->kind != MARK_LABEL || t->spaced)) {
		(void)snprintf(text, sizeof(text), ".%.6s", n->text);
		w->i += 2;
		if (cite_marker_is(w, w->i, '.') &&
		    !cite_marker_token(w, w->i)->spaced &&
		    cite_marker_token(w, w->i + 1)->kind == LEX_NUMBER &&
		    !cite_marker_token(w, w->i + 1)->spaced) {
			(void)snprintf(text, sizeof(text), ".%.6s.%.6s",
			    n->text, cite_marker_token(w, w->i + 1)->text);
			w->i += 2;
		}
		(void)cite_marker_label(w, LABEL_TAIL, text, !t->spaced);
		return 0;
	}
	w->i++;
	if (!t->spaced && !n->spaced && b != NULL && b->kind == MARK_LABEL &&
	    (n->kind == LEX_NUMBER || n->kind == LEX_WORD))
		(void)cite_marker_put(w, MARK_DOT);
	return 0;
}

static int
take_punct(struct marker *w)
{
	struct mark *last = w->out->n > 0 ? &w->out->m[w->out->n - 1] : NULL;

	if (cite_marker_is(w, w->i, '('))
		return take_parens(w);
	if (take_joint(w))
		return 0;
	if (cite_marker_is(w, w->i, '.'))
		return take_stop(w);
	/* "f)" and "Abs. 1)": closed, though never opened. */
	if (cite_marker_is(w, w->i, ')')) {
		if (last == NULL || last->kind != MARK_LABEL || last->paren ||
		    cite_marker_token(w, w->i)->spaced)
			return cite_marker_wrong(
			    w, "a parenthesis that was not opened", "");
		last->paren = true;
		w->i++;
		return 0;
	}
	if (cite_marker_is(w, w->i, '"') || cite_marker_is(w, w->i, '\'')) {
		w->i++;
		if (!cite_marker_label_word(w))
			return cite_marker_wrong(
			    w, "in quotes:", cite_marker_token(w, w->i)->raw);
		if (cite_marker_is(w, w->i, '"') ||
		    cite_marker_is(w, w->i, '\''))
			w->i++;
		return 0;
	}
	if (cite_marker_is(w, w->i, ':')) {
		w->i++;
		return 0;
	}
	return cite_marker_wrong(
	    w, "not understood:", cite_marker_token(w, w->i)->raw);
}

static int
take(struct marker *w)
{
	const struct lex_token *t = cite_marker_token(w, w->i);
	enum mark_kind small;
	int value;

	if (t->kind == LEX_NAME) {
		(void)cite_marker_put(w, MARK_NAME);
		w->i++;
		return 0;
	}
	if (t->kind == LEX_OTHER)
		return cite_marker_wrong(
		    w, "a character that no citation holds", "");
	if (cite_small_is(w)) {
		small = cite_small_meant(w);
		if (small != MARK_LABEL) {
			if (small != MARK_FILLER)
				cite_marker_put(w, small)->word = true;
			w->i++;
			return 0;
		}
		/* "al." before a letter is alínea. */
		if ((!cite_lex_is(t, "al") || !take_key(w)) &&
		    !cite_marker_label_word(w))
			return cite_marker_wrong(w, "not understood:", t->raw);
		return 0;
	}
	if (take_next(w) || take_key(w))
		return 0;
	if (t->kind == LEX_NUMBER)
		return cite_marker_number(w);
	if (t->kind == LEX_PUNCT)
		return take_punct(w);
	if ((value = cite_words_ordinal(t->text)) != 0) {
		(void)snprintf(cite_marker_put(w, MARK_ORDINAL)->text,
		    LABEL_TEXT, "%d", value);
		w->i++;
		return 0;
	}
	if (cite_marker_label_word(w))
		return 0;
	return cite_marker_wrong(w, "not understood:", t->raw);
}

int
cite_mark_text(const struct lex *l, const char *id, const struct family *f,
    struct marks *out)
{
	struct marker w = { .l = l, .id = id, .family = f, .out = out };

	out->n = 0;
	out->why[0] = '\0';
	if (l->over)
		return cite_marker_wrong(
		    &w, "more parts than a citation has", "");
	while (w.i < l->n)
		if (take(&w) != 0 || out->why[0] != '\0')
			return -1;
	return cite_mark_tidy(out);
}
