#include "history/flicker.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "history/fold.h"

#include "history_in.h"

/* Longer lines say something. */
#define LINE_WORDS 8

/* More lines than a page has around its text; others are not learnt. */
#define LINES_MAX 2048

struct line {
	uint64_t key;
	unsigned turns;
	int here;
	int now; /* in the text that is being seen */
};

struct flicker {
	struct line *lines;
	size_t n;
	size_t known; /* that flicker */
	int begun;
	struct arena arena; /* owns: */
	const char **declared; /* letters, and "*" */
	size_t n_declared;
};

struct flicker *
flicker_new(void)
{
	return mem_new(1, sizeof(struct flicker));
}

void
flicker_free(struct flicker *fl)
{
	if (fl == NULL)
		return;
	free(fl->lines);
	arena_free(&fl->arena);
	free(fl);
}

void
flicker_declare(struct flicker *fl, const char *const *lines, size_t n)
{
	size_t i, from, len, o;
	char *s;

	arena_free(&fl->arena);
	fl->declared = arena_new(&fl->arena, n + 1, sizeof(*fl->declared));
	fl->n_declared = n;
	for (i = 0; i < n; i++) {
		s = arena_new(&fl->arena, strlen(lines[i]) + 1, 1);
		for (from = o = 0; lines[i][from] != '\0'; from += len) {
			len = strcspn(lines[i] + from, "*");
			o += fold_letters(lines[i] + from, len, s + o);
			if (lines[i][from + len] == '*') {
				s[o++] = '*';
				len++;
			}
		}
		s[o] = '\0';
		fl->declared[i] = s;
	}
}

/* The letters against letters with stars; the shortest way of each star. */
static int
fits(const char *s, const char *pattern)
{
	const char *star = NULL, *from = NULL;

	while (*s != '\0') {
		if (*pattern == '*') {
			star = ++pattern;
			from = s;
		} else if (*pattern == *s) {
			pattern++;
			s++;
		} else if (star != NULL) {
			pattern = star;
			s = ++from;
		} else {
			return 0;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

int
flicker_declared(const struct flicker *fl, const struct body_block *k)
{
	char *s;
	size_t i;
	int found = 0;

	if (fl->n_declared == 0 || k->fold_len == 0)
		return 0;
	s = mem_new(k->len + 1, 1);
	(void)fold_letters(k->text, k->len, s);
	for (i = 0; i < fl->n_declared && !found; i++)
		found = fl->declared[i][0] != '\0' && fits(s, fl->declared[i]);
	free(s);
	return found;
}

uint64_t
flicker_key(const struct body_block *k)
{
	return body_key(k->seen, strlen(k->seen));
}

int
flicker_may(const struct body_block *k)
{
	/* A date that a text states of itself is told, however often. */
	return !k->clause && !k->prose && !k->dated && k->noise == NULL &&
	    k->kind != BLOCK_ROW && k->kind != BLOCK_HEADING &&
	    k->words <= LINE_WORDS && !furniture_sentence(k);
}

static struct line *
find(const struct flicker *fl, uint64_t key)
{
	size_t i;

	for (i = 0; i < fl->n; i++)
		if (fl->lines[i].key == key)
			return &fl->lines[i];
	return NULL;
}

static struct line *
add(struct flicker *fl, uint64_t key)
{
	struct line *l;

	if ((fl->n & (fl->n - 1)) == 0)
		fl->lines = mem_grow(
		    fl->lines, fl->n == 0 ? 1 : 2 * fl->n, sizeof(*fl->lines));
	l = &fl->lines[fl->n++];
	memset(l, 0, sizeof(*l));
	l->key = key;
	return l;
}

void
flicker_see(struct flicker *fl, const struct body *b)
{
	struct line *l;
	uint64_t key;
	size_t i;

	for (i = 0; i < fl->n; i++)
		fl->lines[i].now = 0;
	for (i = 0; i < b->n; i++) {
		if (!flicker_may(&b->blocks[i]))
			continue;
		key = flicker_key(&b->blocks[i]);
		if ((l = find(fl, key)) == NULL) {
			if (fl->n >= LINES_MAX)
				continue;
			l = add(fl, key);
			l->here = !fl->begun;
		}
		l->now = 1;
	}
	for (i = 0; i < fl->n; i++) {
		l = &fl->lines[i];
		if (l->here == l->now)
			continue;
		l->here = l->now;
		if (++l->turns == FLICKER_TURNS)
			fl->known++;
	}
	fl->begun = 1;
}

void
flicker_know(struct flicker *fl, uint64_t key)
{
	struct line *l = find(fl, key);

	if (l == NULL && fl->n >= LINES_MAX)
		return;
	if (l == NULL)
		l = add(fl, key);
	if (l->turns < FLICKER_TURNS) {
		l->turns = FLICKER_TURNS;
		fl->known++;
	}
}

int
flicker_has(const struct flicker *fl, uint64_t key)
{
	const struct line *l = fl->known == 0 ? NULL : find(fl, key);

	return l != NULL && l->turns >= FLICKER_TURNS;
}

size_t
flicker_count(const struct flicker *fl)
{
	return fl->known;
}
