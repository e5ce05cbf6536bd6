#include <string.h>

#include "base/utf8.h"
#include "law_in.h"

/* Letters U+00C0 to U+017F without their accents; '*' is no letter. */
static const char plain_letters[] = "aaaaaaaceeeeiiii"
				    "dnooooo*ouuuuyts"
				    "aaaaaaaceeeeiiii"
				    "dnooooo*ouuuuyty"
				    "aaaaaaccccccccdd"
				    "ddeeeeeeeeeegggg"
				    "gggghhhhiiiiiiii"
				    "iiiijjkkklllllll"
				    "lllnnnnnnnnnoooo"
				    "oooorrrrrrssssss"
				    "ssttttttuuuuuuuu"
				    "uuuuwwyyyzzzzzzs";

/* Characters that stand for others, as texts copied from PDFs have them. */
static const struct {
	uint32_t first, last;
	const char *as; /* "" drops the character */
} same_as[] = {
	{ 0x00a0, 0x00a0, " " },
	{ 0x00a7, 0x00a7, "§" },
	{ 0x00aa, 0x00aa, "º" },
	{ 0x00ab, 0x00ab, "\"" },
	{ 0x00ad, 0x00ad, "" }, /* soft hyphen */
	{ 0x00b0, 0x00b0, "º" },
	{ 0x00b4, 0x00b4, "'" },
	{ 0x00b6, 0x00b6, "¶" },
	{ 0x00b7, 0x00b7, "," }, /* Korean lists */
	{ 0x00ba, 0x00ba, "º" },
	{ 0x00bb, 0x00bb, "\"" },
	{ 0x02bc, 0x02bc, "'" },
	{ 0x02da, 0x02da, "º" },
	{ 0x0300, 0x036f, "" }, /* accents put after their letter */
	{ 0x1680, 0x1680, " " },
	{ 0x180e, 0x180e, "" },
	{ 0x1d52, 0x1d52, "º" },
	{ 0x2000, 0x200a, " " },
	{ 0x200b, 0x200f, "" }, /* zero width, direction marks */
	{ 0x2010, 0x2011, "-" },
	{ 0x2018, 0x201b, "'" },
	{ 0x201c, 0x201f, "\"" },
	{ 0x2028, 0x2029, " " },
	{ 0x2022, 0x2022, "" }, /* bullet */
	{ 0x202a, 0x202e, "" },
	{ 0x202f, 0x202f, " " },
	{ 0x2032, 0x2032, "'" },
	{ 0x2033, 0x2033, "\"" },
	{ 0x205f, 0x205f, " " },
	{ 0x2060, 0x2069, "" },
	{ 0x2116, 0x2116, "no" },
	{ 0x3000, 0x3000, " " },
	{ 0x300a, 0x300f, "\"" },
	{ 0x30fb, 0x30fb, "," },
	{ 0x318d, 0x318d, "," },
	{ 0xfb00, 0xfb00, "ff" },
	{ 0xfb01, 0xfb01, "fi" },
	{ 0xfb02, 0xfb02, "fl" },
	{ 0xfe00, 0xfe0f, "" }, /* variation selectors */
	{ 0xfeff, 0xfeff, "" },
};

/* Dashes that are no hyphens, and the tilde of Korean ranges. */
static bool
is_wide_dash(uint32_t c)
{
	return (c >= 0x2012 && c <= 0x2015) || c == 0x2212 || c == 0xfe58 ||
	    c == 0x301c || c == '~' || c == 0x223c;
}

/* Numbers drawn in a circle, in parentheses or as Roman characters. */
static bool
drawn_number(uint32_t c, char out[LABEL_TEXT])
{
	int v = 0;

	if (c >= 0x2460 && c <= 0x2473)
		v = (int)(c - 0x2460) + 1;
	else if (c >= 0x2474 && c <= 0x2487)
		v = (int)(c - 0x2474) + 1;
	if (v > 0) {
		size_t n = 0;

		out[n++] = '(';
		if (v >= 10)
			out[n++] = (char)('0' + v / 10);
		out[n++] = (char)('0' + v % 10);
		out[n++] = ')';
		out[n] = '\0';
		return true;
	}
	if (c >= 0x2160 && c <= 0x216b) {
		cite_roman_print((int)(c - 0x2160) + 1, out);
		return true;
	}
	return false;
}

/* The reader's state: where it is, and whether a token is being added to. */
struct reader {
	struct lex *l;
	bool spaced; /* a blank since the last token */
	bool open; /* the last token may take more of its kind */
};

static struct lex_token *
token_new(struct reader *r, enum lex_kind kind)
{
	struct lex_token *t;

	if (r->l->n == LEX_MAX) {
		r->l->over = true;
		return NULL;
	}
	t = &r->l->t[r->l->n++];
	memset(t, 0, sizeof(*t));
	t->kind = kind;
	t->spaced = r->spaced || r->l->n == 1;
	r->spaced = false;
	return t;
}

static void
append(char *to, const char *s, size_t n)
{
	size_t have = strlen(to);

	if (have + n < LEX_TEXT) {
		memcpy(to + have, s, n);
		to[have + n] = '\0';
	}
}

/* Add a letter or digit to the open token of its kind, or open one. */
static void
add(struct reader *r, enum lex_kind kind, const char *folded, const char *raw,
    size_t raw_len)
{
	struct lex_token *t = r->l->n > 0 ? &r->l->t[r->l->n - 1] : NULL;

	if (t == NULL || !r->open || r->spaced || t->kind != kind)
		t = token_new(r, kind);
	if (t == NULL)
		return;
	append(t->text, folded, strlen(folded));
	append(t->raw, raw, raw_len);
	r->open = true;
}

static void
add_punct(struct reader *r, const char *s, bool wide)
{
	struct lex_token *t = token_new(r, LEX_PUNCT);

	r->open = false;
	if (t == NULL)
		return;
	append(t->text, s, strlen(s));
	append(t->raw, s, strlen(s));
	t->wide = wide;
}

static void
add_ascii(struct reader *r, char c)
{
	char s[2] = { c, '\0' }, low[2] = { c, '\0' };

	if (c == ' ' || (c >= '\t' && c <= '\r')) {
		r->spaced = true;
	} else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
		if (c <= 'Z')
			low[0] = (char)(c - 'A' + 'a');
		else
			r->l->small = true;
		add(r, LEX_WORD, low, s, 1);
	} else if (c >= '0' && c <= '9') {
		add(r, LEX_NUMBER, s, s, 1);
	} else if (c == '`') {
		add_punct(r, "'", false);
	} else if (c > ' ' && c < 0x7f) {
		add_punct(r, s, false);
	} else {
		(void)token_new(r, LEX_OTHER);
		r->open = false;
	}
}

/* As add_ascii for each character of what stands for another. */
static void
add_string(struct reader *r, const char *s)
{
	if ((unsigned char)s[0] >= 0x80) {
		add_punct(r, s, false);
		return;
	}
	for (; *s != '\0'; s++)
		add_ascii(r, *s);
}

static void
add_character(struct reader *r, uint32_t c, const char *raw, size_t n)
{
	char drawn[LABEL_TEXT], low[2] = { 0, 0 };
	size_t i;

	for (i = 0; i < sizeof(same_as) / sizeof(same_as[0]); i++) {
		if (c < same_as[i].first || c > same_as[i].last)
			continue;
		add_string(r, same_as[i].as);
		return;
	}
	if (c >= 0xff01 && c <= 0xff5e)
		c -= 0xfee0; /* full width */
	if (is_wide_dash(c)) {
		add_punct(r, "-", true);
	} else if (c < 0x80) {
		add_ascii(r, (char)c);
	} else if (drawn_number(c, drawn)) {
		add_string(r, drawn);
	} else if (c >= 0xc0 && c <= 0x17f && plain_letters[c - 0xc0] != '*') {
		low[0] = plain_letters[c - 0xc0];
		add(r, LEX_WORD, c == 0xdf ? "ss" : low, raw, n);
	} else if (c >= 0xac00 && c <= 0xd7a3) {
		r->open = false;
		add(r, LEX_HANGUL, "", raw, n);
		r->open = false;
	} else {
		(void)token_new(r, LEX_OTHER);
		r->open = false;
	}
}

void
cite_lex_text(struct lex *l, const char *text)
{
	struct reader r = { .l = l };
	size_t i = 0, n = strlen(text), len;
	uint32_t c;

	l->n = 0;
	l->over = l->small = false;
	while (i < n) {
		len = utf8_get(text + i, n - i, &c);
		if (len == 0) {
			(void)token_new(&r, LEX_OTHER);
			r.open = false;
			len = 1;
		} else {
			add_character(&r, c, text + i, len);
		}
		i += len;
	}
}

bool
cite_lex_is(const struct lex_token *t, const char *text)
{
	return (t->kind == LEX_HANGUL ? strcmp(t->raw, text)
				      : strcmp(t->text, text)) == 0;
}

/* True if the token is one of "a|b|c", which ends at a blank or the end. */
static bool
is_any_of(const struct lex_token *t, const char *atom, size_t n)
{
	const char *word = t->kind == LEX_HANGUL ? t->raw : t->text;
	const size_t len = strlen(word);
	size_t i = 0, k;

	if (t->kind == LEX_NAME || t->kind == LEX_OTHER || len == 0)
		return false;
	if (n == 2 && memcmp(atom, "%d", 2) == 0)
		return t->kind == LEX_NUMBER;
	if (n == 2 && memcmp(atom, "%y", 2) == 0)
		return t->kind == LEX_NUMBER && len == 4 &&
		    (memcmp(word, "19", 2) == 0 || memcmp(word, "20", 2) == 0);
	if (n == 2 && memcmp(atom, "%w", 2) == 0)
		return t->kind == LEX_WORD;
	while (i < n) {
		for (k = i; k < n && atom[k] != '|'; k++)
			continue;
		if (k - i == len && memcmp(atom + i, word, len) == 0)
			return true;
		i = k + 1;
	}
	return false;
}

size_t
cite_lex_match(const struct lex *l, size_t at, const char *pattern)
{
	const char *p = pattern;
	size_t i = at, n;
	bool optional;

	while (*p != '\0') {
		optional = *p == '?';
		if (optional)
			p++;
		n = strcspn(p, " ");
		if (i < l->n && is_any_of(&l->t[i], p, n)) {
			i++;
			while (i < l->n && *p != '.' &&
			    l->t[i].kind == LEX_PUNCT && !l->t[i].spaced &&
			    cite_lex_is(&l->t[i], "."))
				i++;
		} else if (!optional) {
			return 0;
		}
		p += n;
		while (*p == ' ')
			p++;
	}
	return i - at;
}

void
cite_lex_cut(struct lex *l, size_t i, size_t n)
{
	if (i + n < l->n)
		l->t[i + n].spaced = true;
	memmove(&l->t[i], &l->t[i + n], (l->n - i - n) * sizeof(l->t[0]));
	l->n -= n;
}

/* Only the letters I, V, X, L, C and D, M: what may be a Roman numeral. */
static bool
is_roman_like(const char *s)
{
	return s[0] != '\0' && s[strspn(s, "IVXLCDM")] == '\0';
}

bool
cite_lex_label(const struct lex_token *t, enum label_kind *kind)
{
	const size_t n = strlen(t->raw);
	size_t lower = 0, upper = 0, i;

	if (t->kind != LEX_WORD || n >= LABEL_TEXT)
		return false;
	for (i = 0; i < n; i++) {
		lower += t->raw[i] >= 'a' && t->raw[i] <= 'z';
		upper += t->raw[i] >= 'A' && t->raw[i] <= 'Z';
	}
	*kind = lower > 0 ? LABEL_LOWER : LABEL_UPPER;
	if (lower == n)
		return n <= 3 || t->raw[strspn(t->raw, "ivxlc")] == '\0';
	return upper == n && (n <= 3 || is_roman_like(t->raw));
}
