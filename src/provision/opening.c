#include <string.h>

#include "base/arena.h"

#include "provision_in.h"

/* What a clause does is said in its first words, or not so that we can tell. */
#define OPENING_WORDS 16
#define WORD_BYTES 32

struct opening {
	char words[OPENING_WORDS][WORD_BYTES]; /* folded */
	size_t n;
};

static const char *const deny[] = { "not", "never", "cannot", "cant", "wont",
	"dont", "doesnt", "didnt", "shant", "mustnt", "shouldnt", "wouldnt",
	"couldnt", "arent", "isnt", "neither", "n\xc3\xa3o", "nunca", "jamais",
	NULL };

/* Behind a denial these are passed over on the way to its verb. */
static const char *const pass[] = { "and", "or", "will", "shall", "may", "do",
	"does", "can", "must", "not", "never", "to", "be", "ever", "otherwise",
	"knowingly", "currently", "generally", "intentionally", "directly",
	"also", NULL };

/* German denies behind the verb: what else stands there decides. */
static const char *const deny_behind[] = { "nicht", "kein", "keine", "keinen",
	"keinem", "keiner", "keines", "niemals", "nie", NULL };

static int
among(const char *s, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(s, *list) == 0)
			return 1;
	return 0;
}

static int
ends(const char *text, size_t from, size_t to)
{
	for (; from < to; from++)
		if (strchr(".;!?", text[from]) != NULL && text[from] != '\0')
			return 1;
	return 0;
}

/* The words of the first sentence, as many as an opening has. */
static void
read_opening(const char *text, size_t len, struct opening *o)
{
	size_t at = words_enumerator(text, len), last, n;
	struct word w;

	o->n = 0;
	for (last = at; o->n < OPENING_WORDS && words_next(text, len, &at, &w);
	     last = w.end) {
		if (o->n > 0 && ends(text, last, w.start))
			break;
		n = w.end - w.start;
		if (n >= WORD_BYTES)
			n = 0; /* no word of the lists, and no verb */
		n = words_fold(text + w.start, n, o->words[o->n]);
		o->words[o->n++][n] = '\0';
	}
}

/* The verb that an opening denies, or NULL. */
static const char *
denied(const struct opening *o)
{
	size_t i;

	for (i = 0; i < o->n && !among(o->words[i], deny); i++)
		;
	for (i++; i < o->n && among(o->words[i], pass); i++)
		;
	return i < o->n && strlen(o->words[i]) >= 3 ? o->words[i] : NULL;
}

/* Does an opening say that verb without a denial before it? */
static int
affirms(const struct opening *o, const char *verb)
{
	size_t i;

	for (i = 0; i < o->n && !among(o->words[i], deny); i++)
		if (strcmp(o->words[i], verb) == 0)
			return 1;
	return 0;
}

static size_t
count_behind(const struct opening *o)
{
	size_t i, n = 0;

	for (i = 0; i < o->n; i++)
		n += among(o->words[i], deny_behind) ? 1 : 0;
	return n;
}

/* Words of x, denials apart, that y has too. */
static size_t
shared(const struct opening *x, const struct opening *y)
{
	size_t i, k, n = 0;

	for (i = 0; i < x->n; i++) {
		if (among(x->words[i], deny_behind))
			continue;
		for (k = 0; k < y->n; k++)
			if (strcmp(x->words[i], y->words[k]) == 0)
				break;
		n += k < y->n;
	}
	return n;
}

static int
flips_behind(const struct opening *x, const struct opening *y)
{
	size_t deny_x = count_behind(x), deny_y = count_behind(y);
	size_t rest = x->n - deny_x;

	return (deny_x == 0) != (deny_y == 0) && rest >= 3 &&
	    shared(x, y) * 10 >= rest * 6;
}

int
opening_flips(const char *a, size_t a_len, const char *b, size_t b_len)
{
	struct opening x, y;
	const char *verb;

	read_opening(a, a_len, &x);
	read_opening(b, b_len, &y);
	verb = denied(&x);
	if (verb != NULL && affirms(&y, verb))
		return 1;
	verb = denied(&y);
	if (verb != NULL && affirms(&x, verb))
		return 1;
	return flips_behind(&x, &y);
}
