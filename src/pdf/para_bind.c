#include <ctype.h>
#include <string.h>

#include "pdf/para.h"

/* Words after which a number, a letter in brackets or § does not go over. */
static const char *const bind_before_number[] = {
	"Art.",
	"Arts.",
	"art.",
	"arts.",
	"No.",
	"page",
	"pages",
	"section",
	"sections",
	"Section",
	"version",
	"step",
	"rule",
	"tit.",
	"Reg.",
	"Regs.",
	"leaf",
	"status",
	"Lei",
	"Chapter",
};

static const char *const bind_months[] = {
	"January",
	"February",
	"March",
	"April",
	"May",
	"June",
	"July",
	"August",
	"September",
	"October",
	"November",
	"December",
};

/* Words that do not leave the number before them. */
static const char *const bind_units[] = {
	"UTC",
	"bytes",
	"hours",
	"h",
	"days",
	"pt",
	"looks",
	"versions",
	"gaps",
	"words",
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct token {
	const char *s;
	size_t n;
};

static bool
token_is(const struct token *t, const char *word)
{
	return t->n == strlen(word) && memcmp(t->s, word, t->n) == 0;
}

static bool
token_begins(const struct token *t, const char *word)
{
	return t->n >= strlen(word) && memcmp(t->s, word, strlen(word)) == 0;
}

/* The token, or all of it before a punctuation mark, is one of the words. */
static bool
token_in(const struct token *t, const char *const *words, size_t n)
{
	struct token bare = *t;
	size_t i;

	while (bare.n > 0 && strchr(".,;:)", bare.s[bare.n - 1]) != NULL)
		bare.n--;
	for (i = 0; i < n; i++)
		if (token_is(t, words[i]) || token_is(&bare, words[i]))
			return true;
	return false;
}

static bool
token_digits(const struct token *t, size_t min, size_t max)
{
	size_t i;

	for (i = 0; i < t->n && isdigit((unsigned char)t->s[i]); i++)
		;
	return i == t->n && i >= min && i <= max;
}

static bool
digit_at(const struct token *t, size_t i)
{
	return i < t->n && isdigit((unsigned char)t->s[i]);
}

static bool
token_numberish(const struct token *t)
{
	return digit_at(t, 0) || token_begins(t, "\xc2\xa7") ||
	    (t->n > 0 && strchr("IVX(", t->s[0]) != NULL);
}

/* May no line break stand between these two words? */
static bool
bind_pair(const struct token *a, const struct token *b)
{
	static const char section[] = "\xc2\xa7";

	if (token_is(a, section) || token_is(a, "\xc2\xa7\xc2\xa7"))
		return true;
	if (token_in(a, bind_before_number, COUNT(bind_before_number)) &&
	    token_numberish(b))
		return true;
	if (token_digits(a, 1, 2) &&
	    token_in(b, bind_months, COUNT(bind_months)))
		return true;
	if (token_in(a, bind_months, COUNT(bind_months)) && digit_at(b, 0) &&
	    digit_at(b, 3) && !digit_at(b, 4))
		return true;
	if (token_digits(a, 1, 4) && token_begins(b, "U.S.C."))
		return true;
	if (token_is(a, "U.S.C.") && token_begins(b, section))
		return true;
	if (token_is(a, "LGPD,") && token_begins(b, "art"))
		return true;
	return a->n > 0 && digit_at(a, a->n - 1) &&
	    token_in(b, bind_units, COUNT(bind_units));
}

/* The word before i, without what opens a bracket or a quote. */
static struct token
token_before(const char *s, size_t i)
{
	size_t b = i;
	struct token t;

	while (b > 0 && s[b - 1] != ' ' && s[b - 1] != '\n')
		b--;
	t.s = s + b;
	t.n = i - b;
	while (t.n > 0 && (t.s[0] == '(' || t.s[0] == '[')) {
		t.s++;
		t.n--;
	}
	if (token_begins(&t, "\xe2\x80\x9c") && t.n > 3) {
		t.s += 3;
		t.n -= 3;
	}
	return t;
}

/* Most spaces stand between two plain words: seen from their ends alone. */
static bool
bind_maybe(char last, char next)
{
	return isdigit((unsigned char)last) || isdigit((unsigned char)next) ||
	    last == '\xa7' || next == '\xc2' || (last == ',' && next == 'a') ||
	    next == 'I' || next == 'V' || next == 'X' || next == '(';
}

static bool
bind_at(const char *s, size_t n, size_t i, bool number)
{
	static const struct token any_number = { "0", 1 };
	struct token a, b;
	size_t e = i + 1;

	if (s[i] != ' ' || i == 0 || s[i - 1] == ' ' ||
	    (e == n ? !number : !bind_maybe(s[i - 1], s[e])))
		return false;
	a = token_before(s, i);
	if (e == n)
		return bind_pair(&a, &any_number);
	while (e < n && s[e] != ' ' && s[e] != '\n')
		e++;
	b.s = s + i + 1;
	b.n = e - i - 1;
	return b.n > 0 && bind_pair(&a, &b);
}

const char *
para_bind(struct arena *a, const char *s, size_t n, bool number, size_t *out_n)
{
	char *out = NULL;
	size_t i, o = 0;

	for (i = 0; i < n; i++) {
		const bool bound = bind_at(s, n, i, number);

		if (bound && out == NULL) {
			out = arena_new(a, 2 * n + 1, 1);
			memcpy(out, s, i);
			o = i;
		}
		if (bound) {
			out[o++] = '\xc2';
			out[o++] = '\xa0';
		} else if (out != NULL) {
			out[o++] = s[i];
		}
	}
	*out_n = out == NULL ? n : o;
	return out == NULL ? s : out;
}
