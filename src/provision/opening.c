#include <string.h>

#include "base/arena.h"

#include "provision_in.h"

#define WORD_BYTES 32

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

/* The words of the first sentence, as many as an opening has, folded. */
static size_t
first_words(const char *text, size_t len, char words[][WORD_BYTES])
{
	size_t at = words_enumerator(text, len), last, n, count = 0;
	struct word w;

	for (last = at; count < OPENING_WORDS && words_next(text, len, &at, &w);
	     last = w.end) {
		if (count > 0 && ends(text, last, w.start))
			break;
		n = w.end - w.start;
		if (n >= WORD_BYTES)
			n = 0; /* no word of the lists, and no verb */
		n = words_fold(text + w.start, n, words[count]);
		words[count++][n] = '\0';
	}
	return count;
}

void
opening_read(const char *text, size_t len, struct opening *out)
{
	char words[OPENING_WORDS][WORD_BYTES];
	size_t n = first_words(text, len, words), i;

	memset(out, 0, sizeof(*out));
	out->n = n;
	for (i = 0; i < n; i++) {
		out->words[i] = bag_hash(words[i], strlen(words[i]));
		out->behind[i] = among(words[i], deny_behind) != 0;
		out->n_behind += out->behind[i];
	}
	for (i = 0; i < n && !among(words[i], deny); i++)
		;
	out->n_affirmed = i;
	for (i++; i < n && among(words[i], pass); i++)
		;
	out->denies = i < n && strlen(words[i]) >= 3;
	if (out->denies)
		out->denied = out->words[i];
}

/* Does y say without a denial before it the verb that x denies? */
static int
affirms(const struct opening *y, const struct opening *x)
{
	size_t i;

	for (i = 0; x->denies && i < y->n_affirmed; i++)
		if (y->words[i] == x->denied)
			return 1;
	return 0;
}

/* Words of x, denials apart, that y has too. */
static size_t
shared(const struct opening *x, const struct opening *y)
{
	size_t i, k, n = 0;

	for (i = 0; i < x->n; i++) {
		if (x->behind[i])
			continue;
		for (k = 0; k < y->n; k++)
			if (x->words[i] == y->words[k])
				break;
		n += k < y->n;
	}
	return n;
}

int
opening_flips(const struct opening *x, const struct opening *y)
{
	size_t rest = x->n - x->n_behind;

	if (affirms(y, x) || affirms(x, y))
		return 1;
	return (x->n_behind == 0) != (y->n_behind == 0) && rest >= 3 &&
	    shared(x, y) * 10 >= rest * 6;
}
