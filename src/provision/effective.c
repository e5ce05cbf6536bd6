#include "provision/effective.h"

#include <string.h>

#include "provision_in.h"

/* Small words that may stand between the words and the date. */
#define BETWEEN_MAX 5
/* More words before them in the sentence: it is about something else. */
#define BEFORE_MAX 12
/* A label of at most so many words may have its date in the next block. */
#define LABEL_WORDS 6

#define WORD_BYTES 32
#define WORDS_MAX 400

/* Folded words that state a date, longest first where one ends another. */
static const struct {
	enum effective_kind kind;
	const char *words[4];
} phrases[] = {
	{ EFFECTIVE_FROM, { "effective", "date" } },
	{ EFFECTIVE_FROM, { "effective" } },
	{ EFFECTIVE_FROM, { "takes", "effect" } },
	{ EFFECTIVE_FROM, { "take", "effect" } },
	{ EFFECTIVE_FROM, { "goes", "into", "effect" } },
	{ EFFECTIVE_FROM, { "in", "effect" } },
	{ EFFECTIVE_FROM, { "into", "force" } },
	{ EFFECTIVE_FROM, { "in", "force" } },
	{ EFFECTIVE_FROM, { "g\xc3\xbcltig", "ab" } },
	{ EFFECTIVE_FROM, { "g\xc3\xbcltig", "seit" } },
	{ EFFECTIVE_FROM, { "wirksam", "ab" } },
	{ EFFECTIVE_FROM, { "in", "kraft" } },
	{ EFFECTIVE_FROM, { "vigente" } },
	{ EFFECTIVE_FROM, { "em", "vigor" } },
	{ EFFECTIVE_FROM, { "en", "vigor" } },
	{ EFFECTIVE_FROM, { "vig\xc3\xaancia" } },
	{ EFFECTIVE_FROM, { "en", "vigueur" } },
	{ EFFECTIVE_WRITTEN, { "last", "updated" } },
	{ EFFECTIVE_WRITTEN, { "last", "update" } },
	{ EFFECTIVE_WRITTEN, { "last", "modified" } },
	{ EFFECTIVE_WRITTEN, { "last", "revised" } },
	{ EFFECTIVE_WRITTEN, { "last", "amended" } },
	{ EFFECTIVE_WRITTEN, { "last", "reviewed" } },
	{ EFFECTIVE_WRITTEN, { "last", "revision" } },
	{ EFFECTIVE_WRITTEN, { "updated" } },
	{ EFFECTIVE_WRITTEN, { "revised" } },
	{ EFFECTIVE_WRITTEN, { "modified" } },
	{ EFFECTIVE_WRITTEN, { "revision", "date" } },
	{ EFFECTIVE_WRITTEN, { "version", "date" } },
	{ EFFECTIVE_WRITTEN, { "published" } },
	{ EFFECTIVE_WRITTEN, { "dated" } },
	{ EFFECTIVE_WRITTEN, { "stand" } },
	{ EFFECTIVE_WRITTEN, { "zuletzt", "aktualisiert" } },
	{ EFFECTIVE_WRITTEN, { "letzte", "aktualisierung" } },
	{ EFFECTIVE_WRITTEN, { "letzte", "\xc3\xa4nderung" } },
	{ EFFECTIVE_WRITTEN, { "aktualisiert" } },
	{ EFFECTIVE_WRITTEN, { "\xc3\xbaltima", "atualiza\xc3\xa7\xc3\xa3o" } },
	{ EFFECTIVE_WRITTEN, { "\xc3\xbaltima", "modifica\xc3\xa7\xc3\xa3o" } },
	{ EFFECTIVE_WRITTEN, { "atualizada" } },
	{ EFFECTIVE_WRITTEN, { "atualizado" } },
	{ EFFECTIVE_WRITTEN, { "\xc3\xbaltima", "actualizaci\xc3\xb3n" } },
	{ EFFECTIVE_WRITTEN,
	    { "derni\xc3\xa8re", "mise", "\xc3\xa0", "jour" } },
	{ EFFECTIVE_WRITTEN, { "mise", "\xc3\xa0", "jour" } },
};

#define N_PHRASES (sizeof(phrases) / sizeof(phrases[0]))

static const char *const between[] = { "date", "as", "of", "on", "from", "is",
	"was", "since", "the", "at", "and", "starting", "ab", "am", "vom",
	"dem", "den", "seit", "a", "partir", "de", "desde", "em", "o", "el",
	"le", "du", "depuis", "data", "monday", "tuesday", "wednesday",
	"thursday", "friday", "saturday", "sunday", "uhr", NULL };

/* What says that the date is of something else. */
static const char *const others[] = { "previous", "prior", "earlier", "former",
	"old", "older", "until", "before", "archived", "superseded", "replaced",
	"replaces", "not", "act", "law", "laws", "gdpr", "ccpa", "cpra", "lgpd",
	"regulation", "directive", "vorherige", "fr\xc3\xbchere", "bis",
	"gesetz", "anterior", "anteriores", "at\xc3\xa9", "lei", "accounts",
	"users", "after", "if", "who", NULL };

struct token {
	char s[WORD_BYTES]; /* folded; "" where too long to matter */
	size_t start, end;
};

/* The words of a stretch of text, read once. */
struct stretch {
	const char *text;
	size_t from, to;
	struct token t[WORDS_MAX];
	size_t n;
};

static int
among(const char *s, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(s, *list) == 0)
			return 1;
	return 0;
}

static void
read_words(struct stretch *x)
{
	size_t at = x->from, n;
	struct token *t;
	struct word w;

	for (x->n = 0;
	     x->n < WORDS_MAX && words_next(x->text, x->to, &at, &w);) {
		t = &x->t[x->n++];
		t->start = w.start;
		t->end = w.end;
		n = w.end - w.start;
		n = n < WORD_BYTES ? words_fold(x->text + w.start, n, t->s) : 0;
		t->s[n] = '\0';
	}
}

/* Words of a phrase, if it ends just before word i; else 0. */
static size_t
phrase_ends(const struct stretch *x, size_t i, size_t phrase)
{
	size_t n = 0, k;

	while (n < 4 && phrases[phrase].words[n] != NULL)
		n++;
	if (n > i)
		return 0;
	for (k = 0; k < n; k++)
		if (strcmp(x->t[i - n + k].s, phrases[phrase].words[k]) != 0)
			return 0;
	return n;
}

static int
sentence_ends(const struct stretch *x, size_t from, size_t to)
{
	for (; from < to; from++)
		if (x->text[from] == '.' || x->text[from] == ';' ||
		    x->text[from] == '\n')
			return 1;
	return 0;
}

/* Does the sentence before word i say that the date is of another thing? */
static int
of_another(const struct stretch *x, size_t i)
{
	size_t k, n = 0;

	for (k = i; k-- > 0; n++) {
		if (sentence_ends(x, x->t[k].end, x->t[k + 1].start))
			break;
		if (among(x->t[k].s, others))
			return 1;
	}
	return n > BEFORE_MAX;
}

/* The words that state the date which begins at byte at, if there are any. */
static enum effective_kind
stated(const struct stretch *x, size_t at, size_t *start)
{
	size_t i = 0, small, p, n;

	while (i < x->n && x->t[i].start < at)
		i++;
	for (small = 0; small <= BETWEEN_MAX; small++, i--) {
		for (p = 0; p < N_PHRASES; p++) {
			n = phrase_ends(x, i, p);
			if (n == 0)
				continue;
			*start = x->t[i - n].start;
			return of_another(x, i - n) ? EFFECTIVE_NONE
						    : phrases[p].kind;
		}
		if (i == 0 || !among(x->t[i - 1].s, between))
			break;
	}
	return EFFECTIVE_NONE;
}

/* The dates of one stretch; the best found so far stays. */
static void
look(struct stretch *x, struct effective *best)
{
	enum effective_kind kind;
	struct date_found d;
	size_t start, at = x->from;

	if (!date_next(x->text, x->to, at, &d))
		return;
	read_words(x);
	do {
		kind = stated(x, d.start, &start);
		if (kind > best->kind) {
			best->kind = kind;
			best->start = start;
			best->end = d.end;
			best->utc_ms = d.utc_ms;
		}
		at = d.end;
	} while (date_next(x->text, x->to, at, &d));
}

void
effective_find(const struct page *p, struct effective *out)
{
	struct stretch x = { .text = p->text };
	const struct block *b = p->blocks;
	size_t i;

	memset(out, 0, sizeof(*out));
	for (i = 0; i < p->n_blocks && i < EFFECTIVE_BLOCKS &&
	     b[i].start < EFFECTIVE_BYTES;
	     i++) {
		x.from = b[i].start;
		x.to = b[i].end;
		if (i + 1 < p->n_blocks && i + 1 < EFFECTIVE_BLOCKS &&
		    words_count(p->text + x.from, x.to - x.from,
			LABEL_WORDS + 1) <= LABEL_WORDS)
			x.to = b[i + 1].end;
		look(&x, out);
		if (out->kind == EFFECTIVE_FROM)
			return;
	}
}
