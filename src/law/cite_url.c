#include <stdio.h>
#include <string.h>

#include "law_in.h"

/*
 * Links to a unit, on the sites that people copy them from.  A link is turned
 * into a citation in words, which is then read as any other; a link that
 * names no unit becomes the name of its law, which is malformed for that.
 */
#define URL_MAX CITE_MAX_TEXT

bool
cite_url_is(const char *text)
{
	while (*text == ' ' || *text == '<' || *text == '\t')
		text++;
	return strncmp(text, "http://", 7) == 0 ||
	    strncmp(text, "https://", 8) == 0 || strncmp(text, "www.", 4) == 0;
}

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Percent signs decoded, ASCII in lower case; the text's case is lost. */
static void
plain(const char *text, char out[URL_MAX + 1])
{
	size_t n = 0;
	char c;

	while (*text == ' ' || *text == '<' || *text == '\t')
		text++;
	for (; *text != '\0' && *text != ' ' && *text != '>' && n < URL_MAX;
	     text++) {
		c = *text;
		if (c == '%' && hex(text[1]) >= 0 && hex(text[2]) >= 0) {
			c = (char)(hex(text[1]) * 16 + hex(text[2]));
			text += 2;
			if (c == '\0')
				c = '?';
		}
		out[n++] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
	}
	out[n] = '\0';
}

/* The run of such characters after a word in the link; "" if none. */
static void
after(const char *url, const char *word, const char *chars, char out[24])
{
	const char *p = strstr(url, word);
	size_t n = 0;

	if (p != NULL) {
		p += strlen(word);
		while (*p == '0' && strchr(chars, '0') != NULL && p[1] >= '0' &&
		    p[1] <= '9')
			p++;
		n = strspn(p, chars);
		if (n > 23)
			n = 23;
		memcpy(out, p, n);
	}
	out[n] = '\0';
}

#define DIGITS "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyz"

/* eli/reg/2016/679/art_6/par_1/pnt_f, art_6 as a fragment, rct_47, ... */
static bool
read_eli(const char *url, struct buf *out)
{
	char a[24], b[24];

	after(url, "rct_", DIGITS, a);
	if (a[0] != '\0') {
		buf_fmt(out, " recital %s", a);
		return true;
	}
	after(url, "anx_", "ivx" DIGITS, a);
	if (a[0] != '\0') {
		buf_fmt(out, " annex %s", a);
		return true;
	}
	after(url, "art_", DIGITS LETTERS, a);
	if (a[0] != '\0') {
		buf_fmt(out, " art. %s", a);
		after(url, "par_", DIGITS LETTERS, a);
		if (a[0] != '\0')
			buf_fmt(out, "(%s)", a);
		after(url, "pnt_", DIGITS LETTERS, a);
		if (a[0] != '\0')
			buf_fmt(out, "(%s)", a);
		return true;
	}
	after(url, "cpt_", "ivx" DIGITS, a);
	after(url, "sct_", DIGITS, b);
	if (a[0] != '\0') {
		buf_fmt(out, " chapter %s", a);
		if (b[0] != '\0')
			buf_fmt(out, ", section %s", b);
	}
	return a[0] != '\0';
}

/* Mirrors: /art-17-gdpr/, /article-6-..., /recitals/no-47/, /chapter-3/ */
static void
read_mirror(const char *url, struct buf *out)
{
	static const struct {
		const char *word, *unit;
	} words[] = {
		{ "recitals/no-", "recital" },
		{ "recital-", "recital" },
		{ "recital/", "recital" },
		{ "erwaegungsgruende/nr-", "recital" },
		{ "erwaegungsgrund-", "recital" },
		{ "considerant-", "recital" },
		{ "chapter-", "chapter" },
		{ "kapitel-", "chapter" },
		{ "annex/", "annex" },
		{ "annex-", "annex" },
		{ "article-", "art." },
		{ "article/", "art." },
		{ "article_", "art." },
		{ "artikel-", "art." },
		{ "artigo_", "art." },
		{ "artigo-", "art." },
		{ "art-", "art." },
		{ "art_", "art." },
		{ "art.", "art." },
	};
	char a[24];
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		after(url, words[i].word, DIGITS, a);
		if (a[0] == '\0')
			continue;
		buf_fmt(out, " %s %s", words[i].unit, a);
		return;
	}
}

/* sectionNum=1798.120., section-1798-120, civ-sect-1798-199-10 */
static bool
read_california(const char *url, struct buf *out)
{
	const char *p;
	size_t i;

	for (p = strstr(url, "1798"); p != NULL; p = strstr(p + 4, "1798"))
		if ((p[4] == '.' || p[4] == '-') && p[5] >= '0' && p[5] <= '9')
			break;
	if (p == NULL)
		return false;
	buf_str(out, "Cal. Civ. Code § ");
	for (i = 0; i < 16; i++) {
		if (p[i] >= '0' && p[i] <= '9')
			buf_add(out, &p[i], 1);
		else if ((p[i] == '.' || p[i] == '-') && p[i + 1] >= '0' &&
		    p[i + 1] <= '9')
			buf_add(out, ".", 1);
		else
			break;
	}
	return true;
}

/*
 * l13709.htm#art7, #art55a: the letter is a branch where there is such an
 * artigo; deeper anchors were never seen in use, so what follows is left.
 */
static void
read_planalto(const char *url, struct buf *out)
{
	char a[24], path[32], letter[24];
	struct law_unit u;

	buf_str(out, "LGPD");
	after(url, "#art", DIGITS, a);
	if (a[0] == '\0')
		return;
	buf_fmt(out, ", art. %s", a);
	(void)snprintf(path, sizeof(path), "#art%s", a);
	after(url, path, "-" LETTERS, letter);
	if (letter[0] == '-')
		memmove(letter, letter + 1, strlen(letter));
	if (letter[0] == '\0')
		return;
	letter[0] = (char)(letter[0] - 'a' + 'A');
	(void)snprintf(path, sizeof(path), "%s-%c", a, letter[0]);
	if (letter[1] == '\0' && catalogue_find("lgpd", path, &u))
		buf_fmt(out, "-%c", letter[0]);
}

/* /법령/개인정보보호법/제15조 */
static bool
read_korea(const char *url, struct buf *out)
{
	const char *p = strstr(url, "/개인정보보호법");

	if (p == NULL)
		return false;
	buf_str(out, "개인정보 보호법 ");
	p = strstr(p, "제");
	if (p != NULL)
		buf_add(out, p, strcspn(p, "/?#"));
	return true;
}

static bool
has_any(const char *url, const char *const words[])
{
	size_t i;

	for (i = 0; words[i] != NULL; i++)
		if (strstr(url, words[i]) != NULL)
			return true;
	return false;
}

void
cite_url_read(const char *text, struct buf *out)
{
	static const char *const uk[] = { "legislation.gov.uk", "ico.org.uk",
		NULL };
	static const char *const gdpr[] = { "reg/2016/679", "32016r0679",
		"gdpr-info.eu", "dsgvo-gesetz.de", "gdpr.eu/", "gdpr-text.com",
		"gdprhub.eu", "privacy-regulation.eu", "dsgvo-portal.de",
		"gdpr.org/", "gdpr-portal.eu", NULL };
	static const char *const ai[] = { "reg/2024/1689", "32024r1689",
		"artificialintelligenceact.eu", "ai-act-law.eu", "euaiact.com",
		"ai-act-service-desk", NULL };
	static const char *const br[] = { "lgpd-brasil.info", "lgpd", NULL };
	char url[URL_MAX + 1];

	plain(text, url);
	if (has_any(url, uk)) {
		buf_str(out,
		    strstr(url, "2016/679") != NULL ? "UK GDPR" : "UK law");
		return;
	}
	if (strstr(url, "l13709") != NULL) {
		read_planalto(url, out);
		return;
	}
	if (read_korea(url, out) || read_california(url, out))
		return;
	if (has_any(url, gdpr) || has_any(url, ai)) {
		buf_str(out, has_any(url, ai) ? "AI Act" : "GDPR");
		if (!read_eli(url, out))
			read_mirror(url, out);
		return;
	}
	if (has_any(url, br)) {
		buf_str(out, "LGPD");
		read_mirror(url, out);
		return;
	}
	buf_str(out, "a law at this link");
}
