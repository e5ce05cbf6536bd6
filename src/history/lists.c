#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "history/fold.h"

#include "history_in.h"

/*
 * Lists that stand around a policy on its page and name no part of it: the
 * languages that it is to be had in, questions that the site suggests, quotes
 * of a market, cards that lead to other pages.
 */

/* So many languages in one block are a list of them, and no sentence. */
#define LANGUAGES_MIN 12
#define LANGUAGES_MOST 250

/* And so many lines of a language each, of no more words. */
#define LANGUAGE_LINES 6
#define LANGUAGE_WORDS 3

/* A question that is suggested is short, and so many stand together. */
#define ASKED_WORDS 8
#define ASKED_MOST 8

/* Cards that lead to other pages, so many in a row. */
#define CARDS_MIN 5
#define CARD_WORDS 8

/* A quote is short, and so many symbols make a list of them. */
#define QUOTE_BYTES 24
#define SYMBOLS_MIN 3

/* How many languages the folded words name, each counted once. */
static size_t
count_languages(const struct lookrule *r, const char *fold)
{
	size_t i, n = 0;

	for (i = 0; i < r->n_phrases; i++)
		n += (size_t)(r->phrases[i].strong &&
		    strstr(fold, r->phrases[i].folded) != NULL);
	return n;
}

static void
mark_languages(const struct lookrules *rules, struct body *b)
{
	const struct lookrule *r = lookrules_find(rules, "language-selector");
	struct body_block *k;
	size_t i;

	for (i = 0; r != NULL && i < b->n; i++) {
		k = &b->blocks[i];
		/* Few blocks have so many words and no sentence. */
		if (k->noise == NULL && k->kind != BLOCK_ROW &&
		    k->words > LANGUAGES_MIN && k->words <= LANGUAGES_MOST &&
		    !furniture_sentence(k) &&
		    count_languages(r, k->fold) >= LANGUAGES_MIN)
			k->noise = r;
	}
}

/* A line of a list of languages: "Polski", "English (UK)". */
static int
is_short(const struct body_block *k)
{
	return k->kind != BLOCK_ROW && k->kind != BLOCK_HEADING && !k->dated &&
	    k->words > 0 && k->words <= LANGUAGE_WORDS &&
	    !furniture_sentence(k);
}

/* Most of a run of short lines are languages: all of them are. */
static void
mark_language_lines(const struct lookrules *rules, struct body *b)
{
	const struct lookrule *r = lookrules_find(rules, "language-selector");
	size_t from, to, i, n;

	for (from = 0; r != NULL && from < b->n; from = to + 1) {
		for (to = from; to < b->n && is_short(&b->blocks[to]); to++)
			;
		n = 0;
		for (i = from; to - from >= LANGUAGE_LINES && i < to; i++)
			n += (size_t)lookrule_only(
			    r, b->blocks[i].fold, b->blocks[i].fold_len);
		if (n < LANGUAGE_LINES || n * 3 < (to - from) * 2)
			continue;
		for (i = from; i < to; i++)
			b->blocks[i].noise = r;
	}
}

/* An item that is a heading of another page: "### Help Centre". */
static int
is_card(const struct body_block *k)
{
	return k->kind == BLOCK_ITEM && k->len > 4 && k->words <= CARD_WORDS &&
	    memcmp(k->text, "###", 3) == 0;
}

static void
mark_cards(const struct lookrules *rules, struct body *b)
{
	const struct lookrule *r = lookrules_find(rules, "page-menu");
	size_t from, to, i;

	for (from = 0; r != NULL && from < b->n; from = to + 1) {
		for (to = from; to < b->n && is_card(&b->blocks[to]); to++)
			;
		for (i = from; to - from >= CARDS_MIN && i < to; i++)
			b->blocks[i].noise = r;
	}
}

/* Lines above "I have a different question", up to a heading or a sentence. */
static void
mark_asked(const struct lookrules *rules, struct body *b)
{
	const struct lookrule *r = lookrules_find(rules, "suggested-question");
	struct body_block *k;
	size_t i, from;

	for (i = 0; r != NULL && i < b->n; i++) {
		k = &b->blocks[i];
		if (!lookrule_is(r, 1, k->fold, k->fold_len))
			continue;
		for (from = i; from > 0 && i - from < ASKED_MOST; from--) {
			k = &b->blocks[from - 1];
			if (k->kind != BLOCK_PARAGRAPH || k->noise != NULL ||
			    k->words > ASKED_WORDS || k->dated)
				break;
		}
		for (; from <= i; from++)
			b->blocks[from].noise = r;
	}
}

/* Figures, signs and capitals: "$84,955.69", "-1.10%ETH", "BTC". */
static int
is_quote(const struct body_block *k, int *symbol)
{
	size_t i, capitals = 0, percent = 0;

	*symbol = 0;
	if (k->kind == BLOCK_ROW || k->len == 0 || k->len > QUOTE_BYTES)
		return 0;
	for (i = 0; i < k->len; i++) {
		if (k->text[i] >= 'A' && k->text[i] <= 'Z')
			capitals++;
		else if (strchr("0123456789.,+-%$ ", k->text[i]) == NULL)
			return 0;
		percent += k->text[i] == '%';
	}
	*symbol = percent == 1 && capitals >= 2 && capitals <= 6;
	return 1;
}

/*
 * Quotes of a market run above or below the page.  A list of prices names no
 * symbols behind its percents, so it is none.
 */
static void
mark_ticker(const struct lookrules *rules, struct body *b)
{
	const struct lookrule *r = lookrules_find(rules, "ticker");
	size_t from, to, i, symbols;
	int symbol;

	for (from = 0; r != NULL && from < b->n; from = to + 1) {
		symbols = 0;
		for (to = from; to < b->n && is_quote(&b->blocks[to], &symbol);
		     to++)
			symbols += (size_t)symbol;
		for (i = from; symbols >= SYMBOLS_MIN && i < to; i++)
			b->blocks[i].noise = r;
	}
}

void
lists_mark(const struct lookrules *rules, struct body *b)
{
	mark_languages(rules, b);
	mark_language_lines(rules, b);
	mark_asked(rules, b);
	mark_ticker(rules, b);
	mark_cards(rules, b);
}
