#include <stdio.h>
#include <string.h>

#include "base/num.h"
#include "law_in.h"

/* Regulations of the European Union, in the languages they are cited in. */
static const struct keyword keywords[] = {
	{ "art|article|artikel|artikels|artigo|articulo|articolo|artykul|lart",
	    MARK_KEY, LEVEL_ARTICLE, false },
	{ "arts|articles|artikeln|artikelen|artt|artigos|articulos|articoli|artykuly",
	    MARK_KEY, LEVEL_ARTICLE, true },
	{ "§", MARK_KEY, LEVEL_PARA, false },
	{ "§ §", MARK_KEY, LEVEL_PARA, true },
	{ "para|paragraph|par|abs|absatz|absatzes|apartado|apdo|ap|numero",
	    MARK_KEY, LEVEL_PARA, false },
	{ "paras|paragraphs|pars|absatze|absatzen|apartados", MARK_KEY,
	    LEVEL_PARA, true },
	{ "paragraphe|paragraphes|paragrafo|paragrafos|paragrafi|parrafo",
	    MARK_KEY, LEVEL_PARA, false },
	{ "comma|commi|co|lid|leden|ust|ustep|ziff|ziffer|nummer|number|num",
	    MARK_KEY, LEVEL_PARA, false },
	{ "n|no|nr|nrn|nos ?º", MARK_KEY, LEVEL_PARA, false },
	{ "¶", MARK_KEY, LEVEL_PARA, false },
	{ "subpara|subparas|subparagraph|subparagraphs|uabs|uabsatz", MARK_KEY,
	    LEVEL_SUBPARA, false },
	{ "sub - para|paragraph", MARK_KEY, LEVEL_SUBPARA, false },
	{ "unterabs|unterabsatz|unterabsatze|unterabsatzes", MARK_KEY,
	    LEVEL_SUBPARA, false },
	{ "u|unter - abs|absatz", MARK_KEY, LEVEL_SUBPARA, false },
	{ "lit|litt|litera|let|lett|letter|letters|buchst|buchstabe|"
	  "buchstaben|buchstabens|bst",
	    MARK_KEY, LEVEL_POINT, false },
	{ "point|points|pt|pts|pkt|punkt|punkte|punto|ponto|clause|item",
	    MARK_KEY, LEVEL_POINT, false },
	{ "letra|letras|lettera|lettere|lettre|lettres|onder|sub|sous",
	    MARK_KEY, LEVEL_POINT, false },
	{ "subsection|subsec", MARK_KEY, LEVEL_POINT, false },
	{ "alinea|alineas|al", MARK_KEY, LEVEL_POINT, false },
	{ "subpoint|sublit|doppelbuchst|doppelbuchstabe", MARK_KEY,
	    LEVEL_SUBPOINT, false },
	{ "sub - point", MARK_KEY, LEVEL_SUBPOINT, false },
	{ "indent|indents|tiret|spiegelstrich|gedankenstrich|travessao|guion|"
	  "trattino|streepje",
	    MARK_KEY, LEVEL_INDENT, false },
	{ "s|satz|satze|satzes|hs|halbs|halbsatz|alt|alternative|var|variante",
	    MARK_KEY, LEVEL_DROP, false },
	{ "sentence|sentences|phrase|frase|oracion|periodo|zin|zdanie",
	    MARK_KEY, LEVEL_DROP, false },
	{ "recital|rec|erwagungsgrund|erwagungsgrundes|erwgr|erwg|eg|egr",
	    MARK_KEY, LEVEL_RECITAL, false },
	{ "recitals|recs|erwagungsgrunde|erwagungsgrunden", MARK_KEY,
	    LEVEL_RECITAL, true },
	{ "considerant|cons|consid|considerando|considerazione|overweging|"
	  "motyw",
	    MARK_KEY, LEVEL_RECITAL, false },
	{ "considerants|considerandos|overwegingen", MARK_KEY, LEVEL_RECITAL,
	    true },
	{ "chapter|chap|ch|kapitel|kap|chapitre|capitulo|capo|hoofdstuk|"
	  "rozdzial",
	    MARK_KEY, LEVEL_CHAPTER, false },
	{ "chapters|kapiteln|chapitres|capitulos", MARK_KEY, LEVEL_CHAPTER,
	    true },
	{ "section|sec|sect|abschnitt|abschn|seccao|secao|seccion|sezione|"
	  "afdeling",
	    MARK_KEY, LEVEL_SECTION, false },
	{ "sections", MARK_KEY, LEVEL_SECTION, true },
	{ "annex|annexes|annexe|anhang|anhange|anhangs|anexo|allegato|bijlage",
	    MARK_KEY, LEVEL_ANNEX, false },
	{ NULL, MARK_KEY, 0, false },
};

static bool
is_roman_lower(const char *s)
{
	return s[strspn(s, "ivx")] == '\0';
}

/* True if the next mark shows that a bare number is an article's. */
static bool
goes_deeper(const struct refs *r)
{
	const struct mark *m = cite_refs_ahead(r);

	return m != NULL &&
	    (m->kind == MARK_DOT ||
		(m->kind == MARK_KEY &&
		    (m->level == LEVEL_PARA || m->level == LEVEL_SUBPARA)) ||
		(m->kind == MARK_LABEL && m->paren && m->glued));
}

/* "§" is an article's sign where there is none yet, else a paragraph's. */
static int
place_para(const struct refs *r, const struct mark *key, const struct mark *m)
{
	const struct mark *next = cite_refs_ahead(r);

	if (m->label == LABEL_LOWER) {
		if (cite_refs_set(r, LEVEL_POINT) && is_roman_lower(m->text) &&
		    r->join == JOIN_NONE)
			return LEVEL_SUBPOINT;
		return LEVEL_POINT;
	}
	if (cite_refs_set(r, LEVEL_CHAPTER))
		return LEVEL_SECTION;
	if (strcmp(key->text, "§") == 0 && !cite_refs_set(r, LEVEL_ARTICLE) &&
	    !r->host && !m->paren && (next == NULL || next->kind != MARK_OF))
		return LEVEL_ARTICLE;
	return LEVEL_PARA;
}

static int
place_keyed(const struct refs *r, const struct mark *key, const struct mark *m)
{
	switch (key->level) {
	case LEVEL_PARA:
		return place_para(r, key, m);
	case LEVEL_SECTION:
		/* "Art. 6 sec. 1" is how some put "Absatz" into English. */
		return cite_refs_set(r, LEVEL_ARTICLE) ? LEVEL_PARA
						       : LEVEL_SECTION;
	case LEVEL_SUBPARA:
		return m->label == LABEL_LOWER ? LEVEL_POINT : LEVEL_SUBPARA;
	case LEVEL_POINT:
		if (m->label == LABEL_LOWER)
			return LEVEL_POINT;
		if (m->label != LABEL_NUMBER)
			return LEVEL_NONE;
		/* "alinéa 2" counts subparagraphs, "alínea f" points. */
		if (strcmp(key->text, "alinea") == 0 ||
		    strcmp(key->text, "al") == 0)
			return LEVEL_SUBPARA;
		return cite_refs_set(r, LEVEL_PARA) && r->join != JOIN_OF
		    ? LEVEL_POINT
		    : LEVEL_PARA;
	case LEVEL_DROP:
		/* "ch III, s 4" is a section, "S. 4" a sentence. */
		return cite_refs_set(r, LEVEL_CHAPTER) &&
			strcmp(key->text, "s") == 0
		    ? LEVEL_SECTION
		    : LEVEL_DROP;
	default:
		return key->level;
	}
}

/*
 * "Art. 6, 1, f": a number that is no higher than the article's is one of
 * its paragraphs, if it has such a one.
 */
static bool
is_paragraph(const struct refs *r, const struct mark *m)
{
	struct ref x = r->cur;
	struct law_unit u;

	if (r->last != LEVEL_ARTICLE || r->join != JOIN_SEP || r->plural ||
	    cite_refs_higher(r, LEVEL_ARTICLE, m->text))
		return false;
	memcpy(x.label[LEVEL_PARA], m->text, LABEL_TEXT);
	return cite_ref_unit(r->id, r->family, &x, &u);
}

/* "(1)": a paragraph, or what stands within one. */
static int
place_paren(const struct refs *r)
{
	if (r->last == LEVEL_ARTICLE || r->last == LEVEL_ANNEX)
		return LEVEL_PARA;
	if (r->join == JOIN_NONE)
		return r->last == LEVEL_PARA ? LEVEL_POINT : LEVEL_NONE;
	return cite_refs_set(r, LEVEL_PARA) ? LEVEL_PARA : LEVEL_NONE;
}

/* A bare number in a list or at the end of a range. */
static int
place_listed(const struct refs *r, const struct mark *m)
{
	const bool deeper = goes_deeper(r);
	const bool higher = cite_refs_higher(r, LEVEL_ARTICLE, m->text);

	/* "S. 1 und 2", "S. 1–3": more sentences; "S. 1, 18": an article. */
	if (r->sentence)
		return !deeper && (r->join == JOIN_RANGE || !higher)
		    ? LEVEL_DROP
		    : LEVEL_ARTICLE;
	if (is_paragraph(r, m))
		return LEVEL_PARA;
	if (r->join == JOIN_RANGE)
		return r->form == FORM_PAREN && r->last != LEVEL_ARTICLE
		    ? LEVEL_NONE
		    : r->last;
	if (r->form == FORM_KEY && !deeper &&
	    (r->last == LEVEL_PARA || r->last == LEVEL_SUBPARA ||
		r->last == LEVEL_INDENT))
		return r->last;
	/* "Art. 22(1), 4" may be article 4 or paragraph 4. */
	return r->last != LEVEL_ANNEX &&
		(deeper || cite_refs_goes_on(r, LEVEL_ARTICLE, m->text))
	    ? LEVEL_ARTICLE
	    : LEVEL_NONE;
}

static int
place_number(const struct refs *r, const struct mark *m)
{
	if (!r->open)
		return m->paren ? LEVEL_NONE : LEVEL_ARTICLE;
	if (r->last == LEVEL_RECITAL || r->last == LEVEL_CHAPTER ||
	    r->last == LEVEL_SECTION)
		return r->join != JOIN_NONE && r->join != JOIN_DOT &&
			cite_refs_goes_on(r, r->last, m->text)
		    ? r->last
		    : LEVEL_NONE;
	if (r->join == JOIN_DOT && r->last == LEVEL_ARTICLE)
		return LEVEL_PARA;
	if (r->join == JOIN_DOT)
		return r->last == LEVEL_PARA ? LEVEL_POINT : LEVEL_NONE;
	if (m->paren)
		return place_paren(r);
	if (r->join != JOIN_NONE)
		return place_listed(r, m);
	/* "Art. 6 (1) 1 lit. f", "Art. 6 I 1 lit. f": a sentence. */
	return r->last == LEVEL_PARA && m->text[1] == '\0' &&
		(r->form == FORM_PAREN || r->form == FORM_ROMAN)
	    ? LEVEL_DROP
	    : LEVEL_NONE;
}

static int
place_letter(const struct refs *r, const struct mark *m)
{
	switch (r->last) {
	case LEVEL_ARTICLE:
	case LEVEL_PARA:
	case LEVEL_SUBPARA:
	case LEVEL_ANNEX:
		return LEVEL_POINT;
	case LEVEL_POINT:
		if (r->join != JOIN_NONE && r->join != JOIN_DOT)
			return LEVEL_POINT;
		return m->paren || m->glued ? LEVEL_SUBPOINT : LEVEL_NONE;
	case LEVEL_SUBPOINT:
		return r->join != JOIN_NONE &&
			is_roman_lower(r->cur.label[LEVEL_SUBPOINT]) ==
			    is_roman_lower(m->text)
		    ? LEVEL_SUBPOINT
		    : r->join != JOIN_NONE ? LEVEL_POINT
					   : LEVEL_NONE;
	default:
		return LEVEL_NONE;
	}
}

static int
place(const struct refs *r, const struct mark *key, const struct mark *m)
{
	if (key != NULL)
		return place_keyed(r, key, m);
	if (m->label == LABEL_NUMBER)
		return place_number(r, m);
	if (!r->open)
		return LEVEL_NONE;
	if (m->label == LABEL_LOWER)
		return place_letter(r, m);
	if (m->label != LABEL_UPPER)
		return LEVEL_NONE;
	/* "Art. 6 I lit. f": German lawyers count paragraphs in Roman. */
	if (r->last == LEVEL_ARTICLE && r->join != JOIN_RANGE && !m->paren)
		return LEVEL_PARA;
	if (r->join != JOIN_NONE &&
	    (r->last == LEVEL_CHAPTER || r->last == LEVEL_ANNEX ||
		(r->last == LEVEL_PARA && r->form == FORM_ROMAN)))
		return r->last;
	return LEVEL_NONE;
}

/* A number, or the value of a Roman one, as digits. */
static const char *
as_number(const struct mark *m, char out[LABEL_TEXT])
{
	int v;

	if (m->label == LABEL_NUMBER) {
		memcpy(out, m->text, LABEL_TEXT);
		return NULL;
	}
	if (m->label != LABEL_UPPER || (v = cite_roman_value(m->text)) == 0)
		return "no number:";
	(void)snprintf(out, LABEL_TEXT, "%d", v);
	return NULL;
}

/* A Roman numeral in capitals, whichever way the number was written. */
static const char *
as_roman(const struct mark *m, char out[LABEL_TEXT])
{
	struct fault f;
	int64_t v;
	size_t i;

	if (m->label == LABEL_NUMBER) {
		if (num_digits(
			m->text, strlen(m->text), 99, "chapter", &v, &f) != 0 ||
		    v == 0)
			return "no number of a chapter or annex:";
		cite_roman_print((int)v, out);
		return NULL;
	}
	for (i = 0; m->text[i] != '\0'; i++)
		out[i] = (char)(m->text[i] >= 'a' ? m->text[i] - 'a' + 'A'
						  : m->text[i]);
	out[i] = '\0';
	return cite_roman_value(out) != 0 ? NULL : "no Roman numeral:";
}

static const char *
label(
    const struct refs *r, int level, const struct mark *m, char out[LABEL_TEXT])
{
	(void)r;
	switch (level) {
	case LEVEL_CHAPTER:
	case LEVEL_ANNEX:
		return as_roman(m, out);
	case LEVEL_ARTICLE:
		if (m->paren)
			return "an article's number in parentheses:";
		if (m->label != LABEL_NUMBER)
			return "no number of an article:";
		break;
	case LEVEL_RECITAL:
		if (m->text[strspn(m->text, "0123456789")] != '\0')
			return "no number of a recital:";
		break;
	case LEVEL_SECTION:
	case LEVEL_PARA:
	case LEVEL_SUBPARA:
	case LEVEL_INDENT:
		return as_number(m, out);
	default:
		if (m->label != LABEL_LOWER && m->label != LABEL_NUMBER)
			return "no letter of a point:";
		break;
	}
	memcpy(out, m->text, LABEL_TEXT);
	return NULL;
}

static void
parts(const struct ref *x, struct buf *out)
{
	buf_str(out, x->label[LEVEL_ARTICLE]);
	if (x->label[LEVEL_PARA][0] != '\0')
		buf_fmt(out, "(%s)", x->label[LEVEL_PARA]);
	if (x->label[LEVEL_POINT][0] != '\0')
		buf_fmt(out, "(%s)", x->label[LEVEL_POINT]);
	if (x->label[LEVEL_SUBPOINT][0] != '\0')
		buf_fmt(out, "(%s)", x->label[LEVEL_SUBPOINT]);
}

/* A subparagraph that is named with its point adds nothing to the address. */
static const char *
subparagraph(const struct ref *x)
{
	return x->label[LEVEL_POINT][0] != '\0' ? "" : x->label[LEVEL_SUBPARA];
}

static void
path(const struct ref *x, struct buf *out)
{
	if (x->label[LEVEL_RECITAL][0] != '\0') {
		buf_fmt(out, "recital %s", x->label[LEVEL_RECITAL]);
	} else if (x->label[LEVEL_CHAPTER][0] != '\0') {
		buf_fmt(out, "chapter %s", x->label[LEVEL_CHAPTER]);
		if (x->label[LEVEL_SECTION][0] != '\0')
			buf_fmt(out, " section %s", x->label[LEVEL_SECTION]);
	} else if (x->label[LEVEL_ANNEX][0] != '\0') {
		buf_fmt(out, "annex %s", x->label[LEVEL_ANNEX]);
	} else {
		parts(x, out);
		if (subparagraph(x)[0] != '\0')
			buf_fmt(out, " subpara %s", subparagraph(x));
		if (x->label[LEVEL_INDENT][0] != '\0')
			buf_fmt(out, " indent %s", x->label[LEVEL_INDENT]);
	}
}

static void
counted(const char *number, const char *what, struct buf *out)
{
	static const char *const words[] = { "first", "second", "third",
		"fourth", "fifth", "sixth", "seventh", "eighth", "ninth" };

	if (number[1] == '\0' && number[0] >= '1' && number[0] <= '9')
		buf_fmt(out, ", %s %s", words[number[0] - '1'], what);
	else
		buf_fmt(out, ", %s %s", what, number);
}

static void
canonical(const char *id, const struct ref *x, struct buf *out)
{
	const char *name = strcmp(id, "gdpr") == 0 ? "GDPR" : "AI Act";

	if (x->label[LEVEL_RECITAL][0] != '\0') {
		buf_fmt(out, "%s Recital %s", name, x->label[LEVEL_RECITAL]);
	} else if (x->label[LEVEL_CHAPTER][0] != '\0') {
		buf_fmt(out, "%s Chapter %s", name, x->label[LEVEL_CHAPTER]);
		if (x->label[LEVEL_SECTION][0] != '\0')
			buf_fmt(out, ", Section %s", x->label[LEVEL_SECTION]);
	} else if (x->label[LEVEL_ANNEX][0] != '\0') {
		buf_fmt(out, "%s Annex %s", name, x->label[LEVEL_ANNEX]);
	} else {
		buf_fmt(out, "%s Art. ", name);
		parts(x, out);
		if (subparagraph(x)[0] != '\0')
			counted(subparagraph(x), "subparagraph", out);
		if (x->label[LEVEL_INDENT][0] != '\0')
			counted(x->label[LEVEL_INDENT], "indent", out);
	}
}

static bool
next(const char *id, int level, const char *was, char out[LABEL_TEXT])
{
	(void)id;
	if (level == LEVEL_CHAPTER || level == LEVEL_ANNEX ||
	    (level == LEVEL_SUBPOINT && is_roman_lower(was)))
		return cite_label_next_roman(was, out);
	if (was[0] >= '0' && was[0] <= '9')
		return cite_label_next_number(was, out);
	return cite_label_next_letter(was, false, out);
}

/* "6(1f)" and "Abs. 1f" mean 6(1)(f) where there is no paragraph 1f. */
static bool
reread(struct ref *x)
{
	char *p = x->label[LEVEL_PARA];
	const size_t n = strspn(p, "0123456789");

	if (p[n] == '\0' || x->label[LEVEL_POINT][0] != '\0')
		return false;
	(void)snprintf(x->label[LEVEL_POINT], LABEL_TEXT, "%s", p + n);
	p[n] = '\0';
	return true;
}

const struct family cite_family_eu = {
	.keywords = keywords,
	.place = place,
	.label = label,
	.path = path,
	.canonical = canonical,
	.next = next,
	.reread = reread,
};
