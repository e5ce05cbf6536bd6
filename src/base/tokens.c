#include "base/tokens.h"

#include <string.h>

#include "base/utf8.h"

/* A clause, even a whole policy, is far below; lead-ins are copied into each
   item that follows, so their length and the text's are both bounded. */
#define TOKENS_MAX_TEXT (16U << 20)
#define TOKENS_MAX_LEAD 48
#define TOKENS_MAX_WORD 60 /* bytes of a word that are compared */

struct splitter {
	const char *text;
	size_t len, pos;
	struct arena *arena;
	struct token *w;
	size_t n;
	struct sentence *s;
	size_t n_s;
	size_t first; /* of the sentence being read */
	size_t lead, lead_end; /* words of the lead-in, equal = none */
	size_t from; /* byte where the sentence began */
	unsigned flags; /* for the next word */
	int item;
	int outside; /* the lead-in stands before the text */
};

uint32_t
tokens_hash(const char *s, size_t n)
{
	uint32_t h = 2166136261U;
	size_t i;

	for (i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * 16777619U;
	return h;
}

int
tokens_is(const struct token *w, const char *s)
{
	size_t n = strlen(s);

	return w->len == n && memcmp(w->norm, s, n) == 0;
}

static int
is_letter(uint32_t c)
{
	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9');
	if (c < 0xc0)
		return c == 0xaa || c == 0xb5 || c == 0xba;
	if (c == 0xd7 || c == 0xf7 || c == 0xfffd || c == 0xfeff)
		return 0;
	if (c >= 0x2000 && c <= 0x2bff)
		return 0;
	if (c >= 0x3000 && c <= 0x303f)
		return 0;
	return !(c >= 0xff00 && c <= 0xff0f) && c < 0x1f000;
}

static int
is_single(uint32_t c)
{
	return c == '$' || c == '%' || c == 0xa7 || c == 0xa3 || c == 0xa5 ||
	    c == 0x20ac;
}

static int
is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

static int
is_upper(uint32_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7);
}

static uint32_t
lower(uint32_t c)
{
	return is_upper(c) ? c + 0x20 : c;
}

/* The character at pos; a byte that is not UTF-8 counts as one. */
static size_t
peek(const struct splitter *t, size_t pos, uint32_t *c)
{
	size_t n;

	if (pos >= t->len) {
		*c = 0;
		return 0;
	}
	n = utf8_get(t->text + pos, t->len - pos, c);
	return n == 0 ? 1 : n;
}

static int
number_word(const char *s, size_t n)
{
	static const char *const names[] = { "one", "two", "three", "four",
		"five", "six", "seven", "eight", "nine", "ten", "eleven",
		"twelve", "thirteen", "fourteen", "fifteen", "eighteen",
		"twenty", "thirty", "forty", "fifty", "sixty", "seventy",
		"eighty", "ninety", "hundred", "thousand", "zwei", "drei",
		"vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn",
		"zwölf", "vierzehn", "dreißig", "sechzig", "neunzig", "dois",
		"duas", "três", "quatro", "cinco", "seis", "sete", "oito",
		"dez", "doze", "quinze", "vinte", "trinta", "sessenta",
		"noventa" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strlen(names[i]) == n && memcmp(names[i], s, n) == 0)
			return 1;
	return 0;
}

/* Whether the mark c, between two letters, is part of one word. */
static int
joins(uint32_t c, uint32_t before, uint32_t after)
{
	if (c == '\'' || c == 0x2019)
		return !is_digit(before) && is_letter(after) &&
		    !is_digit(after);
	if (c == ',')
		return is_digit(before) && is_digit(after);
	if (c != '.' || !is_letter(after))
		return 0;
	/* "u.s", "claude.ai", "1.5"; but "services.Our" are two sentences. */
	return is_digit(before) == is_digit(after) &&
	    (!is_upper(after) || is_upper(before));
}

static void
word_add(struct splitter *t, const char *norm, size_t len, size_t start,
    size_t end, unsigned flags)
{
	struct token *w;

	t->w = arena_more(t->arena, t->w, t->n, sizeof(*t->w));
	w = &t->w[t->n++];
	w->norm = norm;
	w->len = (uint16_t)len;
	w->start = start;
	w->end = end;
	w->flags = (uint16_t)flags;
	w->hash = tokens_hash(norm, len);
}

/* One word from t->pos. */
static void
word_read(struct splitter *t)
{
	char norm[TOKENS_MAX_WORD + 4];
	size_t len = 0, start = t->pos, pos = t->pos, k, after_n;
	uint32_t c, before = 0, after;
	unsigned flags = t->flags;

	(void)peek(t, pos, &c);
	if (is_upper(c))
		flags |= TOKEN_CAPITAL;
	if (is_digit(c))
		flags |= TOKEN_NUMBER;
	for (;;) {
		k = peek(t, pos, &c);
		if (k == 0)
			break;
		after_n = peek(t, pos + k, &after);
		if (!is_letter(c)) {
			if (after_n == 0 || before == 0 ||
			    !joins(c, before, after))
				break;
			c = c == 0x2019 ? '\'' : c;
		}
		if (len < TOKENS_MAX_WORD)
			len += utf8_put(lower(c), norm + len);
		before = c;
		pos += k;
	}
	if (len > 2 && norm[len - 2] == '\'' && norm[len - 1] == 's')
		len -= 2;
	if (number_word(norm, len))
		flags |= TOKEN_NUMBER;
	word_add(t, arena_strndup(t->arena, norm, len), len, start, pos, flags);
	t->pos = pos;
	t->flags = 0;
}

/* "for the following purposes." leads in a list as a colon does. */
static int
announces(const struct splitter *t, size_t own)
{
	size_t i, n = 0;

	for (i = t->n; i > own && n < 6; i--, n++)
		if (tokens_is(&t->w[i - 1], "following") ||
		    tokens_is(&t->w[i - 1], "follows"))
			return 1;
	return 0;
}

/* Close the sentence that ends at byte stop; colon = it leads in a list. */
static void
sentence_close(struct splitter *t, size_t stop, int line_end, int colon)
{
	size_t own = t->first, n_lead = t->lead_end - t->lead, i;
	struct sentence *s;
	struct token copy;

	if (t->n > t->first) {
		/* The lead-in goes before the words of the item itself. */
		if (t->item && n_lead > 0) {
			for (i = 0; i < n_lead; i++)
				word_add(t, "", 0, 0, 0, 0);
			memmove(t->w + t->first + n_lead, t->w + t->first,
			    (t->n - n_lead - t->first) * sizeof(*t->w));
			for (i = 0; i < n_lead; i++) {
				copy = t->w[t->lead + i];
				t->w[t->first + i] = copy;
			}
			own = t->first + n_lead;
		}
		t->s = arena_more(t->arena, t->s, t->n_s, sizeof(*t->s));
		s = &t->s[t->n_s++];
		s->first = t->first;
		s->own = own;
		s->end = t->n;
		s->start = t->from;
		s->stop = stop;
		s->item = t->item;
		if (line_end && (colon || announces(t, own))) {
			t->lead_end = t->n;
			t->outside = 0;
			t->lead = t->n - own > TOKENS_MAX_LEAD
			    ? t->n - TOKENS_MAX_LEAD
			    : own;
		}
	}
	t->first = t->n;
	t->from = t->len;
	t->flags = 0;
}

/* After . : does the sentence end here?  w is the word before. */
static int
full_stop(const struct splitter *t, size_t after)
{
	static const char *const shorts[] = { "e.g", "i.e", "inc", "ltd", "no",
		"nos", "art", "arts", "sec", "u.s", "u.k", "mr", "ms", "mrs",
		"dr", "vs", "co", "corp", "st", "cal", "civ", "llc", "cf",
		"abs", "nr", "z.b", "d.h", "bzw", "ggf", "incl" };
	const struct token *w = t->n > t->first ? &t->w[t->n - 1] : NULL;
	uint32_t c;
	size_t pos = after, k, i;

	k = peek(t, pos, &c);
	while (k > 0 &&
	    (c == ')' || c == ']' || c == '"' || c == '\'' || c == 0x201d ||
		c == 0x2019)) {
		pos += k;
		k = peek(t, pos, &c);
	}
	if (k > 0 && c != ' ' && c != '\t' && c != 0xa0 && c != '\n')
		return is_upper(c) && w != NULL && w->len > 2;
	while (k > 0 && (c == ' ' || c == '\t' || c == 0xa0)) {
		pos += k;
		k = peek(t, pos, &c);
	}
	if (k == 0 || c == '\n')
		return 1;
	if (c >= 'a' && c <= 'z')
		return 0;
	if (w == NULL || w->len == 1 ||
	    (is_digit((unsigned char)w->norm[0]) && t->n == t->first + 1))
		return 0;
	for (i = 0; i < sizeof(shorts) / sizeof(*shorts); i++)
		if (tokens_is(w, shorts[i]))
			return 0;
	return 1;
}

/* Skip "• ", "- ", "(a) ", "1. " at the start of a line. */
static void
marker_skip(struct splitter *t)
{
	size_t pos = t->pos, k, n = 0;
	uint32_t c;
	int open;

	while (pos < t->len && (t->text[pos] == ' ' || t->text[pos] == '\t'))
		pos++;
	k = peek(t, pos, &c);
	if (c == 0x2022 || c == '-' || c == '*' || c == 0x2013 || c == 0xb7 ||
	    c == 0x25aa || c == 0x25cf || c == 0x25e6) {
		t->pos = pos + k;
		t->item = 1;
		return;
	}
	open = c == '(';
	pos += open ? 1 : 0;
	/* "1.", "iv)", "(a)": digits, a Roman number or one letter. */
	while (n < 4 && (k = peek(t, pos, &c)) == 1 && c > 0 && c < 0x80 &&
	    is_letter(c) &&
	    (n == 0 || is_digit(c) || strchr("ivxIVX", (int)c) != NULL)) {
		pos += k;
		n++;
	}
	if (n == 0 || pos >= t->len)
		return;
	if (t->text[pos] != ')' && (open || t->text[pos] != '.'))
		return;
	if (pos + 1 < t->len && t->text[pos + 1] != ' ')
		return;
	t->pos = pos + 1;
	t->item = 1;
}

/* A line begins: a marker, or a small letter after a lead-in, is an item;
   any other line ends the list. */
static void
line_begin(struct splitter *t)
{
	uint32_t c;

	t->item = 0;
	marker_skip(t);
	if (t->lead_end == t->lead)
		return;
	while (t->pos < t->len && t->text[t->pos] == ' ')
		t->pos++;
	if (!t->item && peek(t, t->pos, &c) > 0 && c >= 'a' && c <= 'z')
		t->item = 1;
	/* What stands under an outer lead-in is an item, marked or not. */
	if (!t->item && t->outside)
		t->item = 1;
	if (!t->item)
		t->lead = t->lead_end = 0;
}

static void
mark_read(struct splitter *t, uint32_t c, size_t k, int *colon)
{
	size_t at = t->pos;

	t->pos += k;
	if (c == ',' || c == '(' || c == ')' || c == 0x2013 || c == 0x2014)
		t->flags |= TOKEN_COMMA;
	else if (c == '"' || c == 0x201c || c == 0x201e)
		t->flags |= TOKEN_MARK;
	else if (c == ';' || c == ':')
		t->flags |= TOKEN_STOP;
	if (c == ':')
		*colon = 1;
	if (c == '!' || c == '?' || c == 0x3002 ||
	    (c == '.' && full_stop(t, t->pos))) {
		sentence_close(t, at + k, 0, 0);
		*colon = 0;
	}
}

/* All of t->text, from its start. */
static void
split_all(struct splitter *t)
{
	uint32_t c;
	size_t k;
	int colon = 0;

	t->from = t->len;
	line_begin(t);
	while (t->pos < t->len) {
		k = peek(t, t->pos, &c);
		if (c == '\n') {
			sentence_close(t, t->pos, 1, colon);
			t->pos++;
			if (t->pos < t->len && t->text[t->pos] != '\n')
				line_begin(t);
			colon = 0;
			continue;
		}
		if (t->from == t->len && (is_letter(c) || is_single(c)))
			t->from = t->pos;
		if (is_letter(c)) {
			word_read(t);
			colon = 0;
		} else if (is_single(c)) {
			word_add(t,
			    arena_strndup(t->arena, t->text + t->pos, k), k,
			    t->pos, t->pos + k, t->flags);
			t->flags = 0;
			t->pos += k;
		} else {
			mark_read(t, c, k, &colon);
		}
	}
	sentence_close(t, t->len, 1, 0);
}

/* The last sentence of lead is the lead-in of all lines that follow. */
static void
split_lead(struct splitter *t, const char *lead, size_t len)
{
	const struct sentence *s;
	size_t i;

	if (len == 0)
		return;
	t->text = lead;
	t->len = len;
	split_all(t);
	if (t->n_s > 0) {
		s = &t->s[t->n_s - 1];
		/* "We may use it for many purposes. Below are examples." */
		if (t->n_s > 1 &&
		    (tokens_is(&t->w[s->own], "below") ||
			tokens_is(&t->w[s->own], "here") ||
			tokens_is(&t->w[s->own], "examples")))
			s--;
		t->lead = s->end - s->own > TOKENS_MAX_LEAD
		    ? s->end - TOKENS_MAX_LEAD
		    : s->own;
		t->lead_end = s->end;
		t->outside = 1;
	}
	/* Its words are no bytes of the text. */
	for (i = 0; i < t->n; i++)
		t->w[i].start = t->w[i].end = 0;
	t->s = NULL;
	t->n_s = 0;
	t->first = t->n;
	t->pos = 0;
	t->flags = 0;
}

int
tokens_split_under(const char *lead, size_t lead_len, const char *text,
    size_t len, struct arena *a, struct tokens *out, struct fault *f)
{
	struct splitter t = { 0 };

	if (len > TOKENS_MAX_TEXT || lead_len > TOKENS_MAX_TEXT)
		return fault_set(f, FAULT_LIMIT,
		    "words: text of %zu bytes, at most %u are read", len,
		    TOKENS_MAX_TEXT);
	t.arena = a;
	split_lead(&t, lead, lead_len);
	t.text = text;
	t.len = len;
	split_all(&t);
	out->text = text;
	out->len = len;
	out->items = t.w;
	out->n = t.n;
	out->sentences = t.s;
	out->n_sentences = t.n_s;
	return 0;
}

int
tokens_split(const char *text, size_t len, struct arena *a, struct tokens *out,
    struct fault *f)
{
	return tokens_split_under("", 0, text, len, a, out, f);
}

const char *
tokens_lang(const char *text, size_t len)
{
	static const struct {
		const char *word;
		int lang;
	} common[] = { { " the ", 0 }, { " of ", 0 }, { " and ", 0 },
		{ " to ", 0 }, { " you ", 0 }, { " de ", 1 }, { " que ", 1 },
		{ " os ", 1 }, { " não ", 1 }, { " uma ", 1 }, { " para ", 1 },
		{ " der ", 2 }, { " und ", 2 }, { " die ", 2 },
		{ " nicht ", 2 }, { " ist ", 2 }, { " wir ", 2 } };
	static const char *const names[] = { "en", "pt", "de" };
	size_t hits[3] = { 0 }, i, k, n, best = 0;

	for (k = 0; k < sizeof(common) / sizeof(*common); k++) {
		n = strlen(common[k].word);
		for (i = 0; i + n <= len; i++)
			if (text[i] == ' ' &&
			    memcmp(text + i, common[k].word, n) == 0)
				hits[common[k].lang]++;
	}
	for (i = 1; i < 3; i++)
		if (hits[i] > hits[best])
			best = i;
	return hits[best] == 0 ? "" : names[best];
}
