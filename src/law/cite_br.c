#include <stdio.h>
#include <string.h>

#include "base/num.h"
#include "law_in.h"

/* Brazilian laws: artigo, parágrafo (§), inciso, alínea. */
static const struct keyword keywords[] = {
	{ "art|artigo|article|articulo", MARK_KEY, LEVEL_ARTICLE, false },
	{ "arts|artigos|articles|articulos", MARK_KEY, LEVEL_ARTICLE, true },
	{ "§|paragrafo|paragraph|para|par|¶|parrafo", MARK_KEY, LEVEL_PARA,
	    false },
	{ "§ §", MARK_KEY, LEVEL_PARA, true },
	{ "paragrafos|paragraphs|paras|pars", MARK_KEY, LEVEL_PARA, true },
	{ "§|paragrafo|paragraph|par|para unico|unica|sole|unique", MARK_LABEL,
	    LEVEL_PARA, false },
	{ "sole|single|only|unique paragraph|para", MARK_LABEL, LEVEL_PARA,
	    false },
	{ "p u|un|unico", MARK_LABEL, LEVEL_PARA, false },
	{ "inciso|inc|item|subsection|clause|subitem", MARK_KEY, LEVEL_POINT,
	    false },
	{ "incisos|incs|itens|items|subsections|clauses", MARK_KEY, LEVEL_POINT,
	    true },
	{ "alinea|letra|letter|lit|al|point", MARK_KEY, LEVEL_SUBPOINT, false },
	{ "alineas|letras|letters|als|points", MARK_KEY, LEVEL_SUBPOINT, true },
	{ "caput|head|cabeca", MARK_CAPUT, 0, false },
	{ "capitulo|cap|chapter|ch", MARK_KEY, LEVEL_CHAPTER, false },
	{ "capitulos|chapters", MARK_KEY, LEVEL_CHAPTER, true },
	{ "secao|section|sec|sect", MARK_KEY, LEVEL_SECTION, false },
	{ "secoes|sections", MARK_KEY, LEVEL_SECTION, true },
	{ "incs|inc ?s", MARK_KEY, LEVEL_POINT, false },
	{ NULL, MARK_KEY, 0, false },
};

static bool
is_roman_lower(const char *s)
{
	return s[strspn(s, "ivxl")] == '\0';
}

static int
place_keyed(const struct refs *r, const struct mark *key, const struct mark *m)
{
	switch (key->level) {
	case LEVEL_SECTION:
		return cite_refs_set(r, LEVEL_ARTICLE) ? LEVEL_POINT
						       : LEVEL_SECTION;
	case LEVEL_POINT:
		/* "item" is said of incisos, and of alíneas under one. */
		if (m->label == LABEL_LOWER &&
		    (strcmp(key->text, "item") == 0 ||
			strcmp(key->text, "itens") == 0) &&
		    cite_refs_set(r, LEVEL_POINT))
			return LEVEL_SUBPOINT;
		return m->label == LABEL_SOLE ? LEVEL_NONE : LEVEL_POINT;
	case LEVEL_SUBPOINT:
		return m->label == LABEL_LOWER || m->label == LABEL_UPPER
		    ? LEVEL_SUBPOINT
		    : LEVEL_NONE;
	default:
		return key->level;
	}
}

/* After "§ 2º, 11": another artigo if an inciso or a § of its own follows. */
static bool
goes_deeper(const struct refs *r)
{
	const struct mark *m = cite_refs_ahead(r);

	if (m != NULL && m->kind == MARK_SEP && r->at + 2 < r->marks->n)
		m++;
	return m != NULL &&
	    ((m->kind == MARK_KEY && m->level > LEVEL_ARTICLE) ||
		(m->kind == MARK_LABEL && m->label == LABEL_UPPER));
}

static int
place_number(const struct refs *r, const struct mark *m)
{
	int level;

	if (m->paren)
		return LEVEL_NONE;
	if (!r->open)
		return LEVEL_ARTICLE;
	if (r->join == JOIN_NONE || r->join == JOIN_OF)
		return LEVEL_NONE;
	if (r->join == JOIN_RANGE)
		return r->last;
	if (r->last == LEVEL_PARA && r->form == FORM_KEY && !goes_deeper(r))
		return LEVEL_PARA;
	level = r->last == LEVEL_CHAPTER || r->last == LEVEL_SECTION
	    ? r->last
	    : LEVEL_ARTICLE;
	/* "art. 18, 2º" may want a § or be a list. */
	return cite_refs_goes_on(r, level, m->text) ||
		(r->join == JOIN_AND && goes_deeper(r))
	    ? level
	    : LEVEL_NONE;
}

static int
place(const struct refs *r, const struct mark *key, const struct mark *m)
{
	const bool listed = r->join != JOIN_NONE;

	if (key != NULL)
		return place_keyed(r, key, m);
	if (m->label == LABEL_NUMBER)
		return place_number(r, m);
	if (!r->open)
		return LEVEL_NONE;
	if (m->label == LABEL_UPPER) {
		if ((r->last == LEVEL_CHAPTER || r->last == LEVEL_SECTION) &&
		    listed)
			return r->last;
		/* "ART. 11, II, G": no Roman numeral, so an alínea. */
		if (r->last == LEVEL_POINT && strlen(m->text) == 1 &&
		    cite_roman_value(m->text) == 0)
			return LEVEL_SUBPOINT;
		return (r->last == LEVEL_ARTICLE || r->last == LEVEL_PARA ||
			   (listed && cite_refs_set(r, LEVEL_POINT)))
		    ? LEVEL_POINT
		    : LEVEL_NONE;
	}
	if (m->label != LABEL_LOWER)
		return LEVEL_NONE;
	if (r->last == LEVEL_POINT || (r->last == LEVEL_SUBPOINT && listed))
		return LEVEL_SUBPOINT;
	/* "art. 7º, ix" can be nothing else; "art. 7º, i" can. */
	return (r->last == LEVEL_ARTICLE || r->last == LEVEL_PARA) &&
		strlen(m->text) > 1 && is_roman_lower(m->text)
	    ? LEVEL_POINT
	    : LEVEL_NONE;
}

static const char *
as_roman(const struct mark *m, char out[LABEL_TEXT])
{
	char plain[LABEL_TEXT];
	struct fault f;
	int64_t v;
	size_t i;

	if (m->label == LABEL_NUMBER) {
		if (num_digits(
			m->text, strlen(m->text), 99, "inciso", &v, &f) != 0 ||
		    v == 0)
			return "no number of an inciso:";
		cite_roman_print((int)v, out);
		return NULL;
	}
	for (i = 0; m->text[i] != '\0'; i++)
		out[i] = (char)(m->text[i] >= 'a' ? m->text[i] - 'a' + 'A'
						  : m->text[i]);
	out[i] = '\0';
	(void)snprintf(plain, sizeof(plain), "%s", out);
	plain[strcspn(plain, "-")] = '\0';
	return cite_roman_value(plain) != 0 ? NULL : "no Roman numeral:";
}

static const char *
label(
    const struct refs *r, int level, const struct mark *m, char out[LABEL_TEXT])
{
	(void)r;
	switch (level) {
	case LEVEL_CHAPTER:
	case LEVEL_SECTION:
	case LEVEL_POINT:
		return as_roman(m, out);
	case LEVEL_ARTICLE:
		if (m->label != LABEL_NUMBER)
			return "no number of an artigo:";
		if (m->paren)
			return "an artigo's number in parentheses:";
		break;
	case LEVEL_PARA:
		if (m->label != LABEL_NUMBER && m->label != LABEL_SOLE)
			return "no number of a parágrafo:";
		break;
	default:
		if (m->label == LABEL_UPPER && strlen(m->text) == 1) {
			out[0] = (char)(m->text[0] - 'A' + 'a');
			out[1] = '\0';
			return NULL;
		}
		if (m->label != LABEL_LOWER)
			return "no letter of an alínea:";
		break;
	}
	memcpy(out, m->text, LABEL_TEXT);
	return NULL;
}

static void
path(const struct ref *x, struct buf *out)
{
	if (x->label[LEVEL_CHAPTER][0] != '\0') {
		buf_fmt(out, "capítulo %s", x->label[LEVEL_CHAPTER]);
		if (x->label[LEVEL_SECTION][0] != '\0')
			buf_fmt(out, " seção %s", x->label[LEVEL_SECTION]);
		return;
	}
	buf_str(out, x->label[LEVEL_ARTICLE]);
	if (x->label[LEVEL_PARA][0] != '\0')
		buf_fmt(out, " §%s", x->label[LEVEL_PARA]);
	if (x->label[LEVEL_POINT][0] != '\0')
		buf_fmt(out, " %s", x->label[LEVEL_POINT]);
	if (x->label[LEVEL_SUBPOINT][0] != '\0')
		buf_fmt(out, " %s", x->label[LEVEL_SUBPOINT]);
}

/*= LC 95/1998 article 10: ordinals up to the ninth, then cardinals */
static const char *
ordinal(const char *number)
{
	return number[1] == '\0' && number[0] >= '1' && number[0] <= '9' ? "º"
									 : "";
}

static void
canonical(const char *id, const struct ref *x, struct buf *out)
{
	(void)id;
	if (x->label[LEVEL_CHAPTER][0] != '\0') {
		buf_fmt(out, "LGPD, Capítulo %s", x->label[LEVEL_CHAPTER]);
		if (x->label[LEVEL_SECTION][0] != '\0')
			buf_fmt(out, ", Seção %s", x->label[LEVEL_SECTION]);
		return;
	}
	buf_fmt(out, "LGPD, art. %s%s", x->label[LEVEL_ARTICLE],
	    ordinal(x->label[LEVEL_ARTICLE]));
	if (strcmp(x->label[LEVEL_PARA], "único") == 0)
		buf_str(out, ", parágrafo único");
	else if (x->label[LEVEL_PARA][0] != '\0')
		buf_fmt(out, ", § %s%s", x->label[LEVEL_PARA],
		    ordinal(x->label[LEVEL_PARA]));
	if (x->label[LEVEL_POINT][0] != '\0')
		buf_fmt(out, ", %s", x->label[LEVEL_POINT]);
	if (x->label[LEVEL_SUBPOINT][0] != '\0')
		buf_fmt(out, ", \"%s\"", x->label[LEVEL_SUBPOINT]);
}

static bool
next(const char *id, int level, const char *was, char out[LABEL_TEXT])
{
	(void)id;
	switch (level) {
	case LEVEL_ARTICLE:
	case LEVEL_PARA:
		return cite_label_next_number(was, out);
	case LEVEL_SUBPOINT:
		return cite_label_next_letter(was, false, out);
	default:
		return cite_label_next_roman(was, out);
	}
}

const struct family cite_family_br = {
	.keywords = keywords,
	.place = place,
	.label = label,
	.path = path,
	.canonical = canonical,
	.next = next,
};
