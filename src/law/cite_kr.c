#include <stdio.h>
#include <string.h>

#include "law_in.h"

/* Korean acts: 조 article, 항 paragraph, 호 subparagraph, 목 item. */
static const struct keyword keywords[] = {
	{ "art|article|§", MARK_KEY, LEVEL_ARTICLE, false },
	{ "arts|articles", MARK_KEY, LEVEL_ARTICLE, true },
	{ "§ §", MARK_KEY, LEVEL_ARTICLE, true },
	{ "para|paragraph|par", MARK_KEY, LEVEL_PARA, false },
	{ "paras|paragraphs|pars", MARK_KEY, LEVEL_PARA, true },
	{ "subparagraph|subpara|no|nr|num|number|item|point", MARK_KEY,
	    LEVEL_POINT, false },
	{ "subparagraphs|subparas|nos|items|points", MARK_KEY, LEVEL_POINT,
	    true },
	{ "subitem", MARK_KEY, LEVEL_SUBPOINT, false },
	{ "부 터", MARK_RANGE, 0, false },
	{ "까 지", MARK_FILLER, 0, false },
	{ "와|과", MARK_AND, 0, false },
	{ NULL, MARK_KEY, 0, false },
};

static bool
is_syllable(const struct lex *l, size_t i, const char *s)
{
	return i < l->n && l->t[i].kind == LEX_HANGUL &&
	    cite_lex_is(&l->t[i], s);
}

/*
 * 제15조의2제1항 as "art 15-2 para 1": the counter, which stands after its
 * number, goes before it, and the branch gets its hyphen.
 */
void
cite_kr_rewrite(struct lex *l)
{
	static const struct {
		const char *counter, *word;
	} counters[] = { { "조", "art" }, { "항", "para" }, { "호", "item" } };
	struct lex_token number;
	size_t i, k;

	for (i = 1; i < l->n; i++) {
		if (is_syllable(l, i, "목") && l->t[i - 1].kind == LEX_HANGUL) {
			cite_lex_cut(l, i--, 1);
			continue;
		}
		for (k = 0; k < 3; k++)
			if (is_syllable(l, i, counters[k].counter) &&
			    l->t[i - 1].kind == LEX_NUMBER)
				break;
		if (k == 3)
			continue;
		number = l->t[i - 1];
		l->t[i - 1].kind = LEX_WORD;
		(void)snprintf(
		    l->t[i - 1].text, LEX_TEXT, "%s", counters[k].word);
		memcpy(l->t[i - 1].raw, l->t[i - 1].text, LEX_TEXT);
		number.spaced = true;
		l->t[i] = number;
		if (is_syllable(l, i + 1, "의") && i + 2 < l->n &&
		    l->t[i + 2].kind == LEX_NUMBER) {
			l->t[i + 1].kind = LEX_PUNCT;
			(void)snprintf(l->t[i + 1].text, LEX_TEXT, "-");
			l->t[i + 1].spaced = l->t[i + 2].spaced = false;
		}
		if (i >= 2 && is_syllable(l, i - 2, "제"))
			cite_lex_cut(l, --i - 1, 1);
	}
}

static int
place_number(const struct refs *r, const struct mark *m)
{
	if (!r->open)
		return m->paren ? LEVEL_NONE : LEVEL_ARTICLE;
	if (r->join == JOIN_RANGE)
		return r->last;
	if (r->join == JOIN_DOT)
		return LEVEL_NONE;
	if (m->paren) {
		if (r->last == LEVEL_ARTICLE)
			return LEVEL_PARA;
		if (r->join == JOIN_NONE)
			return r->last == LEVEL_PARA ? LEVEL_POINT : LEVEL_NONE;
		return cite_refs_set(r, LEVEL_PARA) ? LEVEL_PARA : LEVEL_NONE;
	}
	if (r->join == JOIN_NONE)
		return r->last == LEVEL_ARTICLE || r->last == LEVEL_PARA
		    ? LEVEL_POINT
		    : LEVEL_NONE;
	if (r->last == LEVEL_POINT)
		return LEVEL_POINT;
	if (r->last == LEVEL_PARA && r->form == FORM_KEY)
		return LEVEL_PARA;
	return cite_refs_goes_on(r, LEVEL_ARTICLE, m->text) ? LEVEL_ARTICLE
							    : LEVEL_NONE;
}

static int
place(const struct refs *r, const struct mark *key, const struct mark *m)
{
	if (m->label == LABEL_HANGUL)
		return r->open && cite_refs_set(r, LEVEL_POINT) ? LEVEL_SUBPOINT
								: LEVEL_NONE;
	if (m->label != LABEL_NUMBER)
		return LEVEL_NONE;
	return key != NULL ? key->level : place_number(r, m);
}

static const char *
label(
    const struct refs *r, int level, const struct mark *m, char out[LABEL_TEXT])
{
	(void)r;
	if (level == LEVEL_ARTICLE && m->paren)
		return "an article's number in parentheses:";
	if (level != LEVEL_SUBPOINT &&
	    m->text[strspn(m->text, "0123456789-")] != '\0')
		return "no number:";
	memcpy(out, m->text, LABEL_TEXT);
	return NULL;
}

static void
path(const struct ref *x, struct buf *out)
{
	buf_str(out, x->label[LEVEL_ARTICLE]);
	if (x->label[LEVEL_PARA][0] != '\0')
		buf_fmt(out, "(%s)", x->label[LEVEL_PARA]);
	if (x->label[LEVEL_POINT][0] != '\0')
		buf_fmt(out, " item %s", x->label[LEVEL_POINT]);
	if (x->label[LEVEL_SUBPOINT][0] != '\0')
		buf_fmt(out, " %s", x->label[LEVEL_SUBPOINT]);
}

static void
canonical(const char *id, const struct ref *x, struct buf *out)
{
	(void)id;
	buf_fmt(out, "PIPA Art. %s", x->label[LEVEL_ARTICLE]);
	if (x->label[LEVEL_PARA][0] != '\0')
		buf_fmt(out, "(%s)", x->label[LEVEL_PARA]);
	if (x->label[LEVEL_POINT][0] != '\0')
		buf_fmt(out, "%s%s.",
		    x->label[LEVEL_PARA][0] != '\0' ? "" : " ",
		    x->label[LEVEL_POINT]);
	if (x->label[LEVEL_SUBPOINT][0] != '\0')
		buf_fmt(out, "(%s)", x->label[LEVEL_SUBPOINT]);
}

static bool
next(const char *id, int level, const char *was, char out[LABEL_TEXT])
{
	(void)id;
	return level != LEVEL_SUBPOINT && cite_label_next_number(was, out);
}

const struct family cite_family_kr = {
	.keywords = keywords,
	.place = place,
	.label = label,
	.path = path,
	.canonical = canonical,
	.next = next,
	.branches = true,
};
