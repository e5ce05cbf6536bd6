#include <string.h>

#include "law_in.h"

/*
 * English, German, Portuguese, French, Spanish, Italian, Dutch, Polish and
 * Korean, without accents.  Words of one letter that are labels, too, are
 * judged by what stands around them (cite_mark.c).
 */
const struct keyword cite_words_common[] = {
	{ "and ?/ ?or", MARK_AND, 0, false },
	{ "und / oder", MARK_AND, 0, false },
	{ "et|e / ou", MARK_AND, 0, false },
	{ "e|y / o", MARK_AND, 0, false },
	{ "or|und|oder|sowie|bzw|et|ou|en|nebst|lub|oraz", MARK_AND, 0, false },
	{ "&|+|및", MARK_AND, 0, false },
	{ "또 는", MARK_AND, 0, false },
	{ "as well as", MARK_AND, 0, false },
	{ "in ?conjunction|connection|combination with", MARK_AND, 0, false },
	{ "read ?together|jointly|in ?conjunction with", MARK_AND, 0, false },
	{ "together with", MARK_AND, 0, false },
	{ "i v m", MARK_AND, 0, false },
	{ "iv m|ivm", MARK_AND, 0, false },
	{ "ivm", MARK_AND, 0, false },
	{ "in verbindung mit", MARK_AND, 0, false },
	{ "c / c", MARK_AND, 0, false },
	{ "c c", MARK_AND, 0, false },
	{ "combinado|combinados|cumulado com", MARK_AND, 0, false },
	{ "em conjunto com", MARK_AND, 0, false },
	{ "en relacion con", MARK_AND, 0, false },
	{ "en lien avec", MARK_AND, 0, false },
	{ "in combinato disposto con", MARK_AND, 0, false },
	{ "to|through|thru|bis|hasta|ate|tot|ao|aos", MARK_RANGE, 0, false },
	{ "jusqu ' a", MARK_RANGE, 0, false },
	{ "tot en met", MARK_RANGE, 0, false },
	{ "t / m", MARK_RANGE, 0, false },
	{ "내 지", MARK_RANGE, 0, false },
	{ "of|in ?the", MARK_OF, 0, false },
	{ "in ?the preamble to|of", MARK_OF, 0, false },
	{ "to the", MARK_OF, 0, false },
	{ "des|der|do|da|dos|das|du|de|del|della|dello|van", MARK_OF, 0,
	    false },
	{ "de|of la|l|les|los|las|de ?'", MARK_OF, 0, false },
	{ "d|dell|de ' ?l ?'", MARK_OF, 0, false },
	{ "van het|de", MARK_OF, 0, false },
	{ "et seq|seqq|sqq|sq|suiv|suivants|s", MARK_SEQ, 0, false },
	{ "ff|fortfolgende|ss|segg|sgg|segs", MARK_SEQ, 0, false },
	{ "e|y|en|et ss|segs|seguintes|siguientes|segg|volgende|suivants",
	    MARK_SEQ, 0, false },
	{ "and ?the following", MARK_SEQ, 0, false },
	{ "the|la|le|les|el|los|las|il|lo|die|das|dem|den|het", MARK_FILLER, 0,
	    false },
	{ "l '", MARK_FILLER, 0, false },
	{ "' s", MARK_FILLER, 0, false },
	{ "see ?also|generally ?,", MARK_FILLER, 0, false },
	{ "see ?also ?, e g ?,", MARK_FILLER, 0, false },
	{ "inclusive", MARK_FILLER, 0, false },
	{ ", inclusive ?,", MARK_FILLER, 0, false },
	{ "ex vi ?do ?da", MARK_FILLER, 0, false },
	{ "cf|cfr|vgl|siehe|vide|ver|viz|accord|ex", MARK_FILLER, 0, false },
	{ "z b", MARK_FILLER, 0, false },
	{ "gem|gemass|nach|laut|aus|per|under|pursuant ?to", MARK_FILLER, 0,
	    false },
	{ "as ?set ?out ?required ?provided in|by|per|under", MARK_FILLER, 0,
	    false },
	{ "in accordance|line with", MARK_FILLER, 0, false },
	{ "according to", MARK_FILLER, 0, false },
	{ "within the meaning of", MARK_FILLER, 0, false },
	{ "i s d|v", MARK_FILLER, 0, false },
	{ "im sinne ?von ?des ?der", MARK_FILLER, 0, false },
	{ "auf grundlage ?von ?des ?der", MARK_FILLER, 0, false },
	{ "conforme ?o|a|al", MARK_FILLER, 0, false },
	{ "nos termos do|da|dos|das", MARK_FILLER, 0, false },
	{ "com base|fundamento no|na|nos|nas", MARK_FILLER, 0, false },
	{ "no ambito do|da", MARK_FILLER, 0, false },
	{ "au ?x sens de|du|des ?l ?'", MARK_FILLER, 0, false },
	{ "en vertu|application de|du|des ?l ?'", MARK_FILLER, 0, false },
	{ "conformement a|au|aux ?l ?'", MARK_FILLER, 0, false },
	{ "de conformidad con", MARK_FILLER, 0, false },
	{ "con arreglo a|al", MARK_FILLER, 0, false },
	{ "en virtud de|del", MARK_FILLER, 0, false },
	{ "ai sensi dell|del|della ?'", MARK_FILLER, 0, false },
	{ "as amended", MARK_FILLER, 0, false },
	{ "as amended by ?the", MARK_FILLER, 0, false },
	{ NULL, MARK_FILLER, 0, false },
};

static const struct {
	const char *words;
	int value;
} ordinals[] = {
	{ "first erste erster erstes ersten premier premiere primeiro "
	  "primeira primero primera primer primo prima eerste",
	    1 },
	{ "second zweite zweiter zweites zweiten deuxieme seconde segundo "
	  "segunda secondo seconda tweede",
	    2 },
	{ "third dritte dritter drittes dritten troisieme terceiro terceira "
	  "tercero tercera tercer terzo terza derde",
	    3 },
	{ "fourth vierte vierter viertes vierten quatrieme quarto quarta "
	  "cuarto cuarta vierde",
	    4 },
	{ "fifth funfte funfter funften cinquieme quinto quinta vijfde", 5 },
	{ "sixth sechste sechster sechsten sixieme sexto sexta", 6 },
	{ "seventh siebte siebter siebten septieme setimo setima septimo", 7 },
	{ "eighth achte achter achten huitieme oitavo oitava octavo", 8 },
	{ "ninth neunte neunter neunten neuvieme nono nona noveno", 9 },
	{ "tenth zehnte zehnter zehnten dixieme decimo decima", 10 },
};

int
cite_words_ordinal(const char *word)
{
	const size_t n = strlen(word);
	const char *p;
	size_t i;

	if (n == 0)
		return 0;
	for (i = 0; i < sizeof(ordinals) / sizeof(ordinals[0]); i++) {
		for (p = strstr(ordinals[i].words, word); p != NULL;
		     p = strstr(p + 1, word))
			if ((p == ordinals[i].words || p[-1] == ' ') &&
			    (p[n] == ' ' || p[n] == '\0'))
				return ordinals[i].value;
	}
	return 0;
}

const struct keyword *
cite_key_at(const struct lex *l, size_t at, const struct family *f, size_t *len)
{
	const struct keyword *k, *best = NULL;
	size_t n;

	*len = 0;
	for (k = f->keywords; k->pattern != NULL; k++) {
		n = cite_lex_match(l, at, k->pattern);
		if (n > *len) {
			*len = n;
			best = k;
		}
	}
	for (k = cite_words_common; k->pattern != NULL; k++) {
		n = cite_lex_match(l, at, k->pattern);
		if (n > *len) {
			*len = n;
			best = k;
		}
	}
	return best;
}

/* What may end or begin a text without being part of the citation. */
static bool
is_edge(const struct lex_token *t)
{
	return t->kind == LEX_PUNCT && strchr(".,;:\"'", t->text[0]) != NULL;
}

/* Cut a pair of parentheses or brackets that holds the whole text. */
static bool
unwrap(struct lex *l)
{
	size_t i;
	int depth = 0;
	char open, close;

	if (l->n < 3 || l->t[0].kind != LEX_PUNCT)
		return false;
	open = l->t[0].text[0];
	close = (char)(open == '(' ? ')' : open == '[' ? ']' : '\0');
	if (close == '\0')
		return false;
	for (i = 0; i < l->n; i++) {
		if (l->t[i].kind != LEX_PUNCT)
			continue;
		if (l->t[i].text[0] == open)
			depth++;
		else if (l->t[i].text[0] == close && --depth == 0)
			break;
	}
	if (i + 1 != l->n)
		return false;
	l->n--;
	cite_lex_cut(l, 0, 1);
	return true;
}

/* True if these tokens are words and no more, one of them a long one. */
static bool
is_prose(const struct lex *l, size_t from, size_t to, const struct family *f)
{
	const struct keyword *k;
	enum label_kind label;
	bool word = false;
	size_t i, len;

	for (i = from; i < to; i++) {
		if (l->t[i].kind == LEX_PUNCT &&
		    strchr(".,;:'\"/-()", l->t[i].text[0]) != NULL)
			continue;
		if (l->t[i].kind != LEX_WORD)
			return false;
		k = cite_key_at(l, i, f, &len);
		if (k != NULL && k->kind == MARK_KEY &&
		    strlen(l->t[i].text) > 2)
			return false;
		if (k == NULL && strlen(l->t[i].text) >= 4 &&
		    !cite_lex_label(&l->t[i], &label) &&
		    cite_words_ordinal(l->t[i].text) == 0)
			word = true;
	}
	return word;
}

/* The parenthesis that closes the one at i; l->n if none does. */
static size_t
closing(const struct lex *l, size_t i)
{
	int depth = 0;

	for (; i < l->n; i++) {
		if (l->t[i].kind != LEX_PUNCT)
			continue;
		if (l->t[i].text[0] == '(')
			depth++;
		else if (l->t[i].text[0] == ')' && --depth == 0)
			break;
	}
	return i;
}

/* A gloss: "(Right to erasure)", or at the end "– legitimate interests". */
static void
cut_gloss(struct lex *l, const struct family *f, bool *dropped)
{
	size_t i, end;

	for (i = 1; i < l->n; i++) {
		if (l->t[i].kind != LEX_PUNCT)
			continue;
		end = l->n;
		if (l->t[i].text[0] == '(' && l->t[i].spaced)
			end = closing(l, i);
		else if (!(l->t[i].text[0] == '-' && l->t[i].spaced &&
			     i + 1 < l->n && l->t[i + 1].spaced) &&
		    l->t[i].text[0] != ':' && l->t[i].text[0] != '"')
			continue;
		if (!is_prose(l, i + 1, end, f) ||
		    (end == l->n && l->t[i].text[0] == '('))
			continue;
		cite_lex_cut(l, i, (end < l->n ? end + 1 : end) - i);
		*dropped = true;
		i--;
	}
}

void
cite_trim_text(struct lex *l, const struct family *f, bool *dropped)
{
	bool more = true;

	while (more) {
		more = false;
		while (l->n > 0 && is_edge(&l->t[l->n - 1])) {
			/* The quote that closes "g" is part of the label. */
			if (l->n > 2 && l->t[l->n - 1].text[0] == '"' &&
			    l->t[l->n - 3].text[0] == '"')
				break;
			l->n--;
			more = true;
		}
		while (l->n > 0 && is_edge(&l->t[0]) &&
		    !(l->n > 1 && l->t[0].text[0] == '.' &&
			l->t[1].kind == LEX_NUMBER)) {
			cite_lex_cut(l, 0, 1);
			more = true;
		}
		if (unwrap(l))
			more = true;
	}
	cut_gloss(l, f, dropped);
	while (l->n > 0 && is_edge(&l->t[l->n - 1]) &&
	    l->t[l->n - 1].text[0] != '"')
		l->n--;
}
