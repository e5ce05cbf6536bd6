#include "law/style.h"

#include <stdio.h>
#include <string.h>

static const char *const style_names[] = {
	[STYLE_CANONICAL] = "canonical",
	[STYLE_BLUEBOOK] = "bluebook",
	[STYLE_OSCOLA] = "oscola",
	[STYLE_ABNT] = "abnt",
};

#define N_STYLES (sizeof(style_names) / sizeof(style_names[0]))

/*
 * What each style puts around a locator.  "%l" is the locator: what follows
 * the law's name in the canonical form, in the words of the style; "%y" the
 * year of the catalogue's text.
 */
static const struct {
	const char *id, *prefix; /* of the canonical form, left out of %l */
	const char *form[N_STYLES];
} forms[] = {
	{
	    .id = "gdpr",
	    .prefix = "GDPR ",
	    .form = {
		[STYLE_BLUEBOOK] =
		    "Regulation 2016/679, %l, 2016 O.J. (L 119) 1 (EU)",
		[STYLE_OSCOLA] =
		    "Regulation (EU) 2016/679 of the European Parliament and "
		    "of the Council of 27 April 2016 on the protection of "
		    "natural persons with regard to the processing of "
		    "personal data and on the free movement of such data, "
		    "and repealing Directive 95/46/EC (General Data "
		    "Protection Regulation) [2016] OJ L119/1, %l",
		[STYLE_ABNT] = "%l do Regulamento (UE) 2016/679",
	    },
	},
	{
	    .id = "ai-act",
	    .prefix = "AI Act ",
	    .form = {
		[STYLE_BLUEBOOK] =
		    "Regulation 2024/1689, %l, 2024 O.J. (L 2024/1689) 1 (EU)",
		[STYLE_OSCOLA] =
		    "Regulation (EU) 2024/1689 of the European Parliament and "
		    "of the Council of 13 June 2024 laying down harmonised "
		    "rules on artificial intelligence (Artificial "
		    "Intelligence Act) [2024] OJ L2024/1689, %l",
		[STYLE_ABNT] = "%l do Regulamento (UE) 2024/1689",
	    },
	},
	{
	    .id = "ccpa",
	    .prefix = "Cal. Civ. Code ",
	    .form = {
		[STYLE_BLUEBOOK] = "Cal. Civ. Code %l (West %y)",
		[STYLE_OSCOLA] = "Cal Civ Code %l",
		[STYLE_ABNT] = "%l do California Civil Code",
	    },
	},
	{
	    .id = "ccpa-regs",
	    .prefix = "Cal. Code Regs. tit. 11, ",
	    .form = {
		[STYLE_BLUEBOOK] = "Cal. Code Regs. tit. 11, %l (%y)",
		[STYLE_OSCOLA] = "Cal Code Regs tit 11, %l",
		[STYLE_ABNT] = "%l do California Code of Regulations, title 11",
	    },
	},
	{
	    .id = "lgpd",
	    .prefix = "LGPD, ",
	    .form = {
		[STYLE_BLUEBOOK] =
		    "Lei No. 13.709, de 14 de Agosto de 2018, %l, Diário "
		    "Oficial da União [D.O.U.] de 15.8.2018 (Braz.)",
		[STYLE_OSCOLA] =
		    "Lei nº 13.709, de 14 de agosto de 2018 (Brazil), %l",
		[STYLE_ABNT] = "%l, da Lei nº 13.709/2018",
	    },
	},
	{
	    .id = "kr-pipa",
	    .prefix = "PIPA ",
	    .form = {
		[STYLE_BLUEBOOK] = "Gaein jeongbo boho beob [Personal "
				   "Information Protection Act] %l (S. Kor.)",
		[STYLE_OSCOLA] =
		    "Personal Information Protection Act (South Korea), %l",
		[STYLE_ABNT] = "%l da Personal Information Protection Act "
			       "(Coreia do Sul)",
	    },
	},
};

/* Words of the canonical locator as a style has them; NULL: as they are. */
static const struct {
	const char *canonical, *word[N_STYLES];
} words[] = {
	{ "Art. ",
	    { [STYLE_BLUEBOOK] = "art. ",
		[STYLE_OSCOLA] = "art ",
		[STYLE_ABNT] = "art. " } },
	{ "art. ", { [STYLE_OSCOLA] = "art " } },
	{ "Recital ",
	    { [STYLE_BLUEBOOK] = "recital ",
		[STYLE_OSCOLA] = "recital ",
		[STYLE_ABNT] = "considerando " } },
	{ "Chapter ",
	    { [STYLE_BLUEBOOK] = "ch. ",
		[STYLE_OSCOLA] = "ch ",
		[STYLE_ABNT] = "capítulo " } },
	{ ", Section ",
	    { [STYLE_BLUEBOOK] = ", sec. ",
		[STYLE_OSCOLA] = ", section ",
		[STYLE_ABNT] = ", seção " } },
	{ "Annex ",
	    { [STYLE_BLUEBOOK] = "annex ",
		[STYLE_OSCOLA] = "annex ",
		[STYLE_ABNT] = "anexo " } },
	{ "div. ", { [STYLE_OSCOLA] = "div " } },
	{ "ch. ", { [STYLE_OSCOLA] = "ch " } },
};

int
style_named(const char *name, enum style *out, struct fault *f)
{
	size_t i;

	for (i = 0; i < N_STYLES; i++) {
		if (strcmp(style_names[i], name) == 0) {
			*out = (enum style)i;
			return 0;
		}
	}
	return fault_set(f, FAULT_FORMAT,
	    "style: want canonical, bluebook, oscola or abnt, have \"%.40s\"",
	    name);
}

static void
put_locator(const char *s, enum style style, struct buf *out)
{
	const char *word;
	size_t i;

	while (*s != '\0') {
		word = NULL;
		for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
			if (words[i].word[style] != NULL &&
			    strncmp(s, words[i].canonical,
				strlen(words[i].canonical)) == 0) {
				word = words[i].word[style];
				break;
			}
		}
		if (word != NULL) {
			buf_str(out, word);
			s += strlen(words[i].canonical);
		} else {
			buf_add(out, s++, 1);
		}
	}
}

/*= ABNT in text: art. 7º, inciso IX, alínea "g", of the law in full */
static void
put_brazilian(const struct law_unit *u, const char *locator, struct buf *out)
{
	const char *p = locator, *end;
	size_t n;

	while (*p != '\0') {
		end = strstr(p, ", ");
		n = end != NULL ? (size_t)(end - p) : strlen(p);
		if (p != locator) {
			buf_str(out, ", ");
			if (*p >= 'A' && *p <= 'Z' && *p != 'S')
				buf_str(out, "inciso ");
			else if (*p == '"')
				buf_str(out, "alínea ");
		}
		buf_add(out, p, n);
		p += n + (end != NULL ? 2 : 0);
	}
	(void)u;
}

void
style_print(const struct law_unit *u, enum style s, struct buf *out)
{
	const struct law_instrument *in = catalogue_instrument(u->instrument);
	const char *locator = u->canonical, *p;
	size_t i, n;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (strcmp(forms[i].id, u->instrument) == 0)
			break;
	if (s == STYLE_CANONICAL || in == NULL ||
	    i == sizeof(forms) / sizeof(forms[0])) {
		buf_str(out, u->canonical);
		return;
	}
	n = strlen(forms[i].prefix);
	if (strncmp(locator, forms[i].prefix, n) == 0)
		locator += n;
	for (p = forms[i].form[s]; *p != '\0'; p++) {
		if (p[0] == '%' && p[1] == 'l') {
			if (s == STYLE_ABNT && strcmp(in->id, "lgpd") == 0)
				put_brazilian(u, locator, out);
			else
				put_locator(locator, s, out);
			p++;
		} else if (p[0] == '%' && p[1] == 'y') {
			buf_add(out, in->as_of, 4);
			p++;
		} else {
			buf_add(out, p, 1);
		}
	}
}

/* Where the labels in parentheses begin: after the number of the article. */
static size_t
number_end(const char *path)
{
	return strcspn(path, "( ");
}

/*
 * What is left of a unit in parentheses after the one before it: "(d)" after
 * 13(1)(c), "(c)" after 1798.100(a)(1).  NULL where the short form would not
 * say which level is meant.
 */
static const char *
short_tail(const struct law_unit *was, const struct law_unit *u)
{
	const size_t n = number_end(u->path);
	const char *tail = u->path + strlen(u->parent);

	if (strcmp(was->instrument, u->instrument) != 0 ||
	    strchr(u->path, ' ') != NULL || strchr(was->path, ' ') != NULL ||
	    *tail != '(' || was->path[number_end(was->path)] != '(')
		return NULL;
	if (strcmp(was->parent, u->parent) == 0)
		return tail;
	/* Two labels down the kind of label says the level. */
	if (strncmp(was->path, u->path, n + 1) != 0 ||
	    strcmp(was->kind, u->kind) == 0 || strlen(u->parent) != n)
		return NULL;
	/* "(i)" after a clause is a clause, not a subdivision or point. */
	if (strspn(tail + 1, "ivx") + 2 == strlen(tail) &&
	    (strstr(was->kind, "clause") != NULL ||
		strcmp(was->kind, "subpoint") == 0))
		return NULL;
	return strcmp(u->instrument, "kr-pipa") == 0 ? NULL : tail;
}

void
style_list(const size_t *units, size_t n, struct buf *out)
{
	struct law_unit was = { .instrument = "" }, u;
	const char *tail, *canonical;
	size_t i, k, len;

	for (i = 0; i < n; i++) {
		if (catalogue_at(units[i], &u) != 0)
			continue;
		tail = was.instrument[0] != '\0' ? short_tail(&was, &u) : NULL;
		if (tail != NULL) {
			buf_fmt(out, ", %s", tail);
			was = u;
			continue;
		}
		canonical = u.canonical;
		if (was.instrument[0] != '\0')
			buf_str(out, "; ");
		for (k = 0; k < sizeof(forms) / sizeof(forms[0]); k++) {
			len = strlen(forms[k].prefix);
			if (strcmp(forms[k].id, u.instrument) == 0 &&
			    strcmp(was.instrument, u.instrument) == 0 &&
			    strncmp(canonical, forms[k].prefix, len) == 0)
				canonical += len;
		}
		buf_str(out, canonical);
		was = u;
	}
}
