#include <stdlib.h>
#include <string.h>

#include "analysis_in.h"
#include "base/mem.h"

/* A period or a sum takes a few words. */
#define FIGURE_BYTES 2000

size_t
hit_next(const struct reading *r, size_t signal, enum status st, size_t k)
{
	for (; k < r->n_hits; k++)
		if (r->hits[k].signal == signal && r->hits[k].status == st)
			break;
	return k;
}

int
hit_words(
    const struct reading *r, const struct hit *h, size_t *first, size_t *last)
{
	const struct sentence *s = &r->tokens.sentences[h->sentence];

	*first = h->cap_first == PHRASE_NONE ? h->first : h->cap_first;
	*last = h->cap_first == PHRASE_NONE ? h->last : h->cap_last;
	return *first >= s->own || *last < s->own;
}

/* Words of others: short, on one line, without quote marks of their own, and
   not from the middle of a list or bracket: "or share) your data". */
/* What small numbers are called. */
static const char *const number_names[] = { "no", "one", "two", "three", "four",
	"five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
	"thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
	"nineteen", "twenty" };
#define N_NUMBERS (sizeof(number_names) / sizeof(*number_names))

/* "thirty" and the like; 0 for what is no number word. */
static unsigned
number_value(const struct token *w)
{
	static const struct {
		const char *name;
		unsigned v;
	} tens[] = { { "thirty", 30 }, { "forty", 40 }, { "fifty", 50 },
		{ "sixty", 60 }, { "seventy", 70 }, { "eighty", 80 },
		{ "ninety", 90 }, { "hundred", 100 }, { "thousand", 1000 },
		{ "zwei", 2 }, { "drei", 3 }, { "vier", 4 }, { "fünf", 5 },
		{ "sechs", 6 }, { "sieben", 7 }, { "acht", 8 }, { "neun", 9 },
		{ "zehn", 10 }, { "zwölf", 12 }, { "vierzehn", 14 },
		{ "dreißig", 30 }, { "sechzig", 60 }, { "neunzig", 90 },
		{ "dois", 2 }, { "duas", 2 }, { "três", 3 }, { "quatro", 4 },
		{ "cinco", 5 }, { "seis", 6 }, { "sete", 7 }, { "oito", 8 },
		{ "dez", 10 }, { "doze", 12 }, { "quinze", 15 },
		{ "vinte", 20 }, { "trinta", 30 }, { "sessenta", 60 },
		{ "noventa", 90 } };
	size_t i;

	for (i = 1; i < N_NUMBERS; i++)
		if (tokens_is(w, number_names[i]))
			return (unsigned)i;
	for (i = 0; i < sizeof(tens) / sizeof(*tens); i++)
		if (tokens_is(w, tens[i].name))
			return tens[i].v;
	return 0;
}

/* Units as texts write them, and as we do. */
static const struct unit {
	const char *word, *ours;
} units[] = { { "day", "day" }, { "days", "day" }, { "days'", "day" },
	{ "week", "week" }, { "weeks", "week" }, { "month", "month" },
	{ "months", "month" }, { "month's", "month" }, { "months'", "month" },
	{ "year", "year" }, { "years", "year" }, { "hour", "hour" },
	{ "hours", "hour" }, { "minutes", "minute" }, { "dia", "day" },
	{ "dias", "day" }, { "semana", "week" }, { "semanas", "week" },
	{ "mês", "month" }, { "meses", "month" }, { "ano", "year" },
	{ "anos", "year" }, { "horas", "hour" }, { "tag", "day" },
	{ "tage", "day" }, { "tagen", "day" }, { "woche", "week" },
	{ "wochen", "week" }, { "monat", "month" }, { "monate", "month" },
	{ "monaten", "month" }, { "jahr", "year" }, { "jahre", "year" },
	{ "jahren", "year" }, { "stunden", "hour" } };

struct figure {
	const struct token *digits;
	const char *unit, *sign; /* as we write them */
	unsigned words; /* the number that words name; 0 = none */
	int business;
	int points; /* 5.000 is five thousand */
};

static const char *
sign_of(const struct token *w)
{
	static const char *const own[] = { "$", "€", "£", "¥" };
	size_t i;

	for (i = 0; i < sizeof(own) / sizeof(*own); i++)
		if (tokens_is(w, own[i]))
			return own[i];
	if (tokens_is(w, "dollars"))
		return "$";
	return tokens_is(w, "euro") || tokens_is(w, "euros") ? "€" : NULL;
}

static void
figure_read(struct figure *g, const struct token *w, size_t n)
{
	const char *sign;
	size_t i, k;
	unsigned v;

	memset(g, 0, sizeof(*g));
	for (i = 0; i < n; i++) {
		for (k = 0; k < sizeof(units) / sizeof(*units); k++)
			if (tokens_is(&w[i], units[k].word))
				g->unit = units[k].ours;
		if (tokens_is(&w[i], "business") || tokens_is(&w[i], "working"))
			g->business = 1;
		sign = sign_of(&w[i]);
		if (sign != NULL && g->sign == NULL)
			g->sign =
			    i > 0 && tokens_is(&w[i - 1], "r") ? "R$" : sign;
		if (w[i].norm[0] >= '0' && w[i].norm[0] <= '9')
			g->digits = &w[i];
		v = number_value(&w[i]);
		if (v >= 100 && g->words > 0)
			g->words *= v;
		else if (v > 0)
			g->words += v;
	}
}

/* "5.000" of a German or Portuguese text is our "5,000". */
static void
digits_write(struct buf *out, const struct figure *g)
{
	const char *s = g->digits->norm;
	size_t i, n = g->digits->len;

	for (i = 0; i < n; i++)
		if (g->points && s[i] == '.' && n - i == 4)
			buf_str(out, ",");
		else
			buf_add(out, s + i, 1);
}

/* A period or a sum as we write it: "30 days", "$100", "€1,000". */
static int
figure_write(struct buf *out, const struct figure *g, int bare)
{
	int one;

	if ((g->digits == NULL && g->words == 0) ||
	    (!bare && g->unit == NULL && g->sign == NULL))
		return -1;
	if (g->sign != NULL)
		buf_str(out, g->sign);
	if (g->digits != NULL)
		digits_write(out, g);
	else
		buf_fmt(out, "%u", g->words);
	if (g->unit == NULL || g->sign != NULL)
		return 0;
	one = g->digits != NULL ? tokens_is(g->digits, "1") : g->words == 1;
	buf_fmt(out, " %s%s%s", g->business ? "business " : "", g->unit,
	    one ? "" : "s");
	return 0;
}

const char *
figure_text(const struct reading *r, const struct hit *h, int bare)
{
	size_t first, last;
	struct figure g;
	struct buf out;
	const char *s = NULL;

	if (!hit_words(r, h, &first, &last))
		return NULL;
	figure_read(&g, &r->tokens.items[first], last - first + 1);
	g.points = r->lang != RULE_EN;
	buf_init(&out, FIGURE_BYTES);
	if (figure_write(&out, &g, bare) == 0 && !out.over && out.len > 0)
		s = arena_strndup(r->arena, (const char *)out.data, out.len);
	buf_free(&out);
	return s;
}

size_t
figures_list(const struct reading *r, size_t sig, enum status st,
    const char *out[FIGURES_MAX])
{
	size_t n = 0, k = 0, i;
	const char *v;

	for (; (k = hit_next(r, sig, st, k)) < r->n_hits; k++) {
		v = figure_text(r, &r->hits[k], 0);
		for (i = 0; v != NULL && i < n; i++)
			if (strcmp(out[i], v) == 0)
				break;
		if (v != NULL && i == n && n < FIGURES_MAX)
			out[n++] = v;
	}
	return n;
}

size_t
figures_count(const struct reading *r, size_t signal, enum status st)
{
	const char *list[FIGURES_MAX];

	return figures_list(r, signal, st, list);
}

const char *
number_name(size_t n)
{
	return n == 0 || n >= N_NUMBERS ? NULL : number_names[n];
}
