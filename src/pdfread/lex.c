#include "pdfread_in.h"

#include <string.h>

/*= ISO 32000-2 section 7.2.3: white-space characters and delimiters */
#define W 1
#define D 2
static const unsigned char classes[256] = {
	[0] = W,
	['\t'] = W,
	['\n'] = W,
	['\f'] = W,
	['\r'] = W,
	[' '] = W,
	['('] = D,
	[')'] = D,
	['<'] = D,
	['>'] = D,
	['['] = D,
	[']'] = D,
	['{'] = D,
	['}'] = D,
	['/'] = D,
	['%'] = D,
};

bool
pdf_white(unsigned char c)
{
	return classes[c] == W;
}

static bool
lex_regular(unsigned char c)
{
	return classes[c] == 0;
}

/* Places are counted in locals: half of a file's reading is done here. */
void
pdf_skip_white(struct pdf_lex *l)
{
	const unsigned char *p = l->p;
	size_t at = l->at;
	const size_t n = l->n;

	for (;;) {
		while (at < n && classes[p[at]] == W)
			at++;
		if (at == n || p[at] != '%')
			break;
		while (at < n && p[at] != '\n' && p[at] != '\r')
			at++;
	}
	l->at = at;
}

/* Values of hex digits, plus one; 0: none. */
static const unsigned char hex_digits[256] = {
	['0'] = 1,
	['1'] = 2,
	['2'] = 3,
	['3'] = 4,
	['4'] = 5,
	['5'] = 6,
	['6'] = 7,
	['7'] = 8,
	['8'] = 9,
	['9'] = 10,
	['A'] = 11,
	['B'] = 12,
	['C'] = 13,
	['D'] = 14,
	['E'] = 15,
	['F'] = 16,
	['a'] = 11,
	['b'] = 12,
	['c'] = 13,
	['d'] = 14,
	['e'] = 15,
	['f'] = 16,
};

static int
lex_digit(unsigned char c)
{
	return hex_digits[c] - 1;
}

/*= ISO 32000-2 section 7.3.5: #xx in a name stands for the byte xx */
static int
lex_name(struct pdf_lex *l, struct pdf_token *t, struct fault *f)
{
	const unsigned char *p = l->p;
	size_t from = l->at + 1, i, n = 0;
	bool coded = false;
	char *s;

	for (i = from; i < l->n && lex_regular(p[i]); i++)
		coded = coded || p[i] == '#';
	l->at = i;
	t->kind = TOKEN_NAME;
	t->s = (struct pdf_bytes){ (const char *)p + from, i - from };
	if (!coded)
		return 0;
	s = arena_new(l->arena, l->at - from + 1, 1);
	for (i = from; i < l->at; i++) {
		int hi, lo;

		if (l->p[i] != '#') {
			s[n++] = (char)l->p[i];
			continue;
		}
		hi = i + 2 < l->at ? lex_digit(l->p[i + 1]) : -1;
		lo = i + 2 < l->at ? lex_digit(l->p[i + 2]) : -1;
		if (hi < 0 || lo < 0 || hi + lo == 0)
			return fault_set(f, FAULT_FORMAT,
			    "byte %zu: a name with a broken #", i);
		s[n++] = (char)(hi * 16 + lo);
		i += 2;
	}
	t->s = (struct pdf_bytes){ s, n };
	return 0;
}

/*= ISO 32000-2 section 7.3.4.3: white space is skipped, an odd digit has a 0
 *= behind it */
static int
lex_hex(struct pdf_lex *l, struct pdf_token *t, struct fault *f)
{
	const unsigned char *end;
	size_t from = ++l->at, i, n = 0;
	unsigned char *s;
	int half = -1, d;

	end = memchr(l->p + from, '>', l->n - from);
	if (end == NULL)
		return fault_set(f, FAULT_FORMAT,
		    "byte %zu: a string in angle brackets does not end",
		    t->start);
	l->at = (size_t)(end - l->p) + 1;
	s = arena_new(l->arena, (l->at - from) / 2 + 1, 1);
	for (i = from; i + 1 < l->at; i++) {
		if ((d = lex_digit(l->p[i])) < 0) {
			if (pdf_white(l->p[i]))
				continue;
			return fault_set(
			    f, FAULT_FORMAT, "byte %zu: no hex digit", i);
		}
		if (half < 0) {
			half = d;
		} else {
			s[n++] = (unsigned char)(half * 16 + d);
			half = -1;
		}
	}
	if (half >= 0)
		s[n++] = (unsigned char)(half * 16);
	t->kind = TOKEN_STRING;
	t->hex = true;
	t->s = (struct pdf_bytes){ (char *)s, n };
	return 0;
}

/* What stands after a backslash at *i; it moves *i to the last byte used. */
static int
lex_escape(const struct pdf_lex *l, size_t *i)
{
	int c = l->p[*i], v = 0, n;

	switch (c) {
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case 't':
		return '\t';
	case 'b':
		return '\b';
	case 'f':
		return '\f';
	case '\r':
		if (*i + 1 < l->n && l->p[*i + 1] == '\n')
			(*i)++;
		return -1;
	case '\n':
		return -1;
	default:
		break;
	}
	if (c < '0' || c > '7')
		return c;
	for (n = 0; n < 3 && *i < l->n && l->p[*i] >= '0' && l->p[*i] <= '7';
	     n++)
		v = v * 8 + (l->p[(*i)++] - '0');
	(*i)--;
	return v & 0xff;
}

/*= ISO 32000-2 section 7.3.4.2: literal strings nest their parentheses */
static int
lex_literal(struct pdf_lex *l, struct pdf_token *t, struct fault *f)
{
	size_t from = ++l->at, depth = 1, i, n = 0;
	char *s;
	int c;

	for (i = from; i < l->n && depth > 0; i++) {
		if (l->p[i] == '\\')
			i++;
		else if (l->p[i] == '(')
			depth++;
		else if (l->p[i] == ')')
			depth--;
	}
	if (depth > 0 || i > l->n)
		return fault_set(f, FAULT_FORMAT,
		    "byte %zu: a string does not end", t->start);
	l->at = i;
	s = arena_new(l->arena, l->at - from + 1, 1);
	for (i = from; i + 1 < l->at; i++) {
		c = l->p[i];
		if (c == '\\') {
			i++;
			if ((c = lex_escape(l, &i)) < 0)
				continue;
		} else if (c == '\r') {
			if (i + 1 < l->at && l->p[i + 1] == '\n')
				i++;
			c = '\n';
		}
		s[n++] = (char)c;
	}
	t->kind = TOKEN_STRING;
	t->s = (struct pdf_bytes){ s, n };
	return 0;
}

/* A number, or else a word; in one pass, since pages are made of them. */
static void
lex_word(struct pdf_lex *l, struct pdf_token *t)
{
	const unsigned char *p = l->p;
	size_t i = t->start, digits = 0, dots = 0;
	bool minus = false, number, large = false;
	int64_t v = 0;

	if (p[i] == '+' || p[i] == '-')
		minus = p[i++] == '-';
	for (; i < l->n; i++) {
		if (p[i] >= '0' && p[i] <= '9') {
			digits++;
			if (v > (INT64_MAX - 9) / 10)
				large = true;
			else if (dots == 0)
				v = v * 10 + (p[i] - '0');
		} else if (p[i] == '.') {
			dots++;
		} else {
			break;
		}
	}
	number = i == l->n || !lex_regular(p[i]);
	while (i < l->n && lex_regular(p[i]))
		i++;
	l->at = i;
	t->s = (struct pdf_bytes){ (const char *)p + t->start, i - t->start };
	t->kind = TOKEN_WORD;
	if (!number || digits == 0 || dots > 1)
		return;
	t->kind = dots == 0 && !large ? TOKEN_INT : TOKEN_REAL;
	t->i = minus ? -v : v;
}

int
pdf_token(struct pdf_lex *l, struct pdf_token *t, struct fault *f)
{
	unsigned char c, next;
	int rc = 0;

	pdf_skip_white(l);
	*t = (struct pdf_token){ .kind = TOKEN_END, .start = l->at };
	if (l->at >= l->n) {
		t->end = l->at;
		return 0;
	}
	c = l->p[l->at];
	next = l->at + 1 < l->n ? l->p[l->at + 1] : 0;
	if (lex_regular(c)) {
		lex_word(l, t);
	} else if (c == '/') {
		rc = lex_name(l, t, f);
	} else if (c == '[' || c == ']') {
		t->kind = c == '[' ? TOKEN_OPEN_ARRAY : TOKEN_CLOSE_ARRAY;
		l->at++;
	} else if ((c == '<' && next == '<') || (c == '>' && next == '>')) {
		t->kind = c == '<' ? TOKEN_OPEN_DICT : TOKEN_CLOSE_DICT;
		l->at += 2;
	} else if (c == '<') {
		rc = lex_hex(l, t, f);
	} else if (c == '(') {
		rc = lex_literal(l, t, f);
	} else {
		/* ")", ">", "{" and "}" stand alone; no value begins so. */
		t->kind = TOKEN_WORD;
		t->s = (struct pdf_bytes){ (const char *)l->p + l->at, 1 };
		l->at++;
	}
	t->end = l->at;
	return rc;
}
