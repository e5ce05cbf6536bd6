#include <stdio.h>
#include <string.h>

#include "law_in.h"

/* Longer numbers than this stand in no law. */
#define DIGITS_MAX 6

int
cite_marker_wrong(struct marker *w, const char *words, const char *what)
{
	(void)snprintf(w->out->why, sizeof(w->out->why), "%s%s%s%s", words,
	    what[0] != '\0' ? " \"" : "", what, what[0] != '\0' ? "\"" : "");
	return -1;
}

struct mark *
cite_marker_put(struct marker *w, enum mark_kind kind)
{
	struct mark *m;

	/* A token makes two marks at most, and the tables have room to spare:
	 * past the end the last one is overwritten and the text refused. */
	if (w->out->n == LEX_MAX) {
		w->out->n--;
		(void)cite_marker_wrong(
		    w, "more parts than a citation has", "");
	}
	m = &w->out->m[w->out->n++];
	memset(m, 0, sizeof(*m));
	m->kind = kind;
	m->level = LEVEL_NONE;
	return m;
}

const struct lex_token *
cite_marker_token(const struct marker *w, size_t i)
{
	static const struct lex_token none = { .kind = LEX_OTHER };

	return i < w->l->n ? &w->l->t[i] : &none;
}

bool
cite_marker_is(const struct marker *w, size_t i, char c)
{
	const struct lex_token *t = cite_marker_token(w, i);

	return t->kind == LEX_PUNCT && t->text[0] == c && t->text[1] == '\0';
}

static bool
is_ordinal_sign(const struct marker *w, size_t i)
{
	return cite_marker_token(w, i)->kind == LEX_PUNCT &&
	    strcmp(cite_marker_token(w, i)->text, "º") == 0;
}

const struct mark *
cite_marker_before(const struct marker *w)
{
	return w->out->n > 0 ? &w->out->m[w->out->n - 1] : NULL;
}

bool
cite_marker_after(const struct marker *w, enum label_kind a, enum label_kind b)
{
	const struct mark *m = cite_marker_before(w);

	return m != NULL && m->kind == MARK_LABEL &&
	    (m->label == a || m->label == b);
}

const struct keyword *
cite_marker_key(const struct marker *w, size_t i, size_t *len)
{
	return cite_key_at(w->l, i, w->family, len);
}

/* True if a keyword that announces a label stands at i. */
bool
cite_marker_is_key(const struct marker *w, size_t i)
{
	size_t len;
	const struct keyword *k;

	if (i >= w->l->n)
		return false;
	k = cite_marker_key(w, i, &len);
	return k != NULL &&
	    (k->kind == MARK_KEY || k->kind == MARK_CAPUT ||
		k->kind == MARK_LABEL);
}

struct mark *
cite_marker_label(
    struct marker *w, enum label_kind kind, const char *text, bool glued)
{
	struct mark *m = cite_marker_put(w, MARK_LABEL);

	m->label = kind;
	m->glued = glued;
	(void)snprintf(m->text, sizeof(m->text), "%.15s", text);
	return m;
}

/* "1798.120", "1798.199.40": numbers with nothing but full stops between. */
static bool
take_section(struct marker *w)
{
	char text[3 * DIGITS_MAX + 3];
	size_t i = w->i, n;

	if (w->family != &cite_family_us ||
	    strlen(cite_marker_token(w, i)->text) > 4 ||
	    !cite_marker_is(w, i + 1, '.') ||
	    cite_marker_token(w, i + 1)->spaced ||
	    cite_marker_token(w, i + 2)->kind != LEX_NUMBER ||
	    cite_marker_token(w, i + 2)->spaced)
		return false;
	(void)snprintf(
	    text, sizeof(text), "%.4s", cite_marker_token(w, i)->text);
	for (i++; i + 1 < w->l->n && i < w->i + 5; i += 2) {
		if (!cite_marker_is(w, i, '.') ||
		    cite_marker_token(w, i)->spaced ||
		    cite_marker_token(w, i + 1)->kind != LEX_NUMBER ||
		    cite_marker_token(w, i + 1)->spaced ||
		    strlen(cite_marker_token(w, i + 1)->text) > DIGITS_MAX)
			break;
		n = strlen(text);
		(void)snprintf(text + n, sizeof(text) - n, ".%s",
		    cite_marker_token(w, i + 1)->text);
	}
	(void)cite_marker_label(
	    w, LABEL_SECTION, text, !cite_marker_token(w, w->i)->spaced);
	w->i = i;
	return true;
}

/* The branch of a number: "-J" in 55-J, "-8" in 28-8, "A" in 22A. */
static void
take_branch(struct marker *w, struct mark *m)
{
	const struct lex_token *dash = cite_marker_token(w, w->i),
			       *t = cite_marker_token(w, w->i + 1);
	enum label_kind kind;
	struct law_unit u;
	char text[LABEL_TEXT];
	size_t len;

	if (cite_marker_is(w, w->i, '-') && !dash->spaced && !dash->wide &&
	    !t->spaced) {
		if (w->family == &cite_family_br && cite_lex_label(t, &kind) &&
		    strlen(t->raw) == 1 && !cite_marker_is_key(w, w->i + 1)) {
			(void)snprintf(text, sizeof(text), "%.8s-%c", m->text,
			    t->text[0] - 'a' + 'A');
		} else if (w->family->branches && t->kind == LEX_NUMBER) {
			(void)snprintf(
			    text, sizeof(text), "%.8s-%.6s", m->text, t->text);
			/* "15-17" is a range where there is no 15-17. */
			if (!catalogue_find(w->id, text, &u) &&
			    strcmp(m->text, t->text) != 0 &&
			    strlen(t->text) > 1)
				return;
		} else {
			return;
		}
		memcpy(m->text, text, sizeof(text));
		w->i += 2;
		return;
	}
	t = dash;
	if (!cite_lex_label(t, &kind) || t->spaced || strlen(t->raw) > 2 ||
	    (cite_marker_key(w, w->i, &len) != NULL &&
		strcmp(t->raw, "a") != 0) ||
	    (strcmp(t->raw, "f") == 0 && cite_marker_is(w, w->i + 1, '.')))
		return;
	if (w->family == &cite_family_br)
		(void)snprintf(text, sizeof(text), "%.8s-%c", m->text,
		    t->text[0] - 'a' + 'A');
	else
		(void)snprintf(text, sizeof(text), "%.8s%.2s", m->text, t->raw);
	memcpy(m->text, text, sizeof(text));
	w->i++;
}

/* "2. Alternative", "47. Erwägungsgrund": German counts with a full stop. */
static bool
take_stopped(struct marker *w)
{
	const struct mark *b = cite_marker_before(w);
	const struct keyword *k;
	size_t len;

	if (!cite_marker_is(w, w->i + 1, '.') || w->i + 2 >= w->l->n ||
	    !cite_marker_token(w, w->i + 2)->spaced ||
	    (b != NULL && b->kind == MARK_KEY))
		return false;
	k = cite_marker_key(w, w->i + 2, &len);
	if (k == NULL || k->kind != MARK_KEY ||
	    (k->level != LEVEL_DROP && k->level != LEVEL_SUBPARA &&
		k->level != LEVEL_INDENT && k->level != LEVEL_RECITAL))
		return false;
	(void)snprintf(cite_marker_put(w, MARK_ORDINAL)->text, LABEL_TEXT,
	    "%.6s", cite_marker_token(w, w->i)->text);
	w->i += 2;
	return true;
}

/* "1st", "2e", "1er" before the word that they count. */
static bool
take_counted(struct marker *w)
{
	static const char ends[] = " st nd rd th er ere eme e re ";
	const struct lex_token *t = cite_marker_token(w, w->i + 1);
	char padded[LEX_TEXT + 2];
	const struct keyword *k;
	size_t len;

	if (t->kind != LEX_WORD || t->spaced)
		return false;
	(void)snprintf(padded, sizeof(padded), " %s ", t->text);
	if (strstr(ends, padded) == NULL || w->i + 2 >= w->l->n)
		return false;
	k = cite_marker_key(w, w->i + 2, &len);
	if (k == NULL || k->kind != MARK_KEY)
		return false;
	(void)snprintf(cite_marker_put(w, MARK_ORDINAL)->text, LABEL_TEXT,
	    "%.6s", cite_marker_token(w, w->i)->text);
	w->i += 2;
	return true;
}

/* The tokens of an ordinal's sign, which says nothing: 7º, 7.º, 7o, 1er. */
static size_t
ordinal_sign(const struct marker *w)
{
	const struct lex_token *t = cite_marker_token(w, w->i);

	if (is_ordinal_sign(w, w->i))
		return 1;
	if (cite_marker_is(w, w->i, '.') && is_ordinal_sign(w, w->i + 1))
		return 2;
	if (t->kind != LEX_WORD || t->spaced)
		return 0;
	return (w->family == &cite_family_br && cite_lex_is(t, "o")) ||
		cite_lex_is(t, "er") || cite_lex_is(t, "ere")
	    ? 1
	    : 0;
}

int
cite_marker_number(struct marker *w)
{
	const struct lex_token *t = cite_marker_token(w, w->i);
	struct mark *m;
	size_t n;

	if (strlen(t->text) > DIGITS_MAX)
		return cite_marker_wrong(
		    w, "no law has a number like", t->text);
	if (t->text[0] == '0' && t->text[1] != '\0')
		return cite_marker_wrong(
		    w, "a number with a zero before it,", t->text);
	if (take_section(w) || take_stopped(w) || take_counted(w))
		return 0;
	m = cite_marker_label(w, LABEL_NUMBER, t->text, !t->spaced);
	w->i++;
	n = ordinal_sign(w);
	w->i += n;
	if (n == 0 || cite_marker_is(w, w->i, '-'))
		take_branch(w, m);
	return 0;
}

/* "I-A": an inciso that was put between two others. */
static void
take_inserted(struct marker *w, struct mark *m)
{
	const struct lex_token *dash = cite_marker_token(w, w->i),
			       *t = cite_marker_token(w, w->i + 1);
	char text[LABEL_TEXT];

	if (w->family != &cite_family_br || m->label != LABEL_UPPER ||
	    !cite_marker_is(w, w->i, '-') || dash->spaced || dash->wide ||
	    t->kind != LEX_WORD || t->spaced || strlen(t->raw) != 1 ||
	    strchr("IVX", t->raw[0]) != NULL)
		return;
	/* "II-a" is an alínea. */
	if (t->raw[0] >= 'a' && t->raw[0] <= 'z') {
		w->i++;
		return;
	}
	(void)snprintf(text, sizeof(text), "%.12s-%.1s", m->text, t->raw);
	memcpy(m->text, text, sizeof(text));
	w->i += 2;
}

bool
cite_marker_label_word(struct marker *w)
{
	const struct lex_token *t = cite_marker_token(w, w->i);
	enum label_kind kind;
	struct mark *m;

	if (t->kind == LEX_HANGUL && w->family == &cite_family_kr) {
		(void)cite_marker_label(w, LABEL_HANGUL, t->raw, !t->spaced);
		w->i++;
		return true;
	}
	if (!cite_lex_label(t, &kind))
		return false;
	m = cite_marker_label(w, kind, t->raw, !t->spaced);
	w->i++;
	take_inserted(w, m);
	return true;
}
