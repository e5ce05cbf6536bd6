#include <string.h>

#include "history_in.h"

/*
 * A page that came in place of a policy and is another one: the start page of
 * the site, or its shop.  What a policy says is told by words that policies
 * use; so nothing is told of a text that had none of them before.
 */

/* A policy has at least so many of these words, and other pages a few. */
#define POLICY_WORDS 5
#define OTHER_PART 4

/* What start pages and shops call upon a visitor to do. */
#define CALLS_MIN 2

/* How many phrases stand in what the text says. */
static size_t
policy_words(const struct lookrule *r, const struct body *b)
{
	size_t i, k, n = 0;

	for (i = 0; i < r->n_phrases; i++) {
		if (r->phrases[i].strong)
			continue;
		for (k = 0; k < b->n; k++)
			if (b->blocks[k].prose && b->blocks[k].noise == NULL &&
			    strstr(b->blocks[k].fold, r->phrases[i].folded) !=
				NULL)
				break;
		n += (size_t)(k < b->n);
	}
	return n;
}

/* How many short blocks call upon the visitor. */
static size_t
calls(const struct lookrule *r, const struct body *b)
{
	size_t i, n = 0;

	for (i = 0; i < b->n; i++)
		n += (size_t)lookrule_is(
		    r, 1, b->blocks[i].fold, b->blocks[i].fold_len);
	return n;
}

int
other_page(const struct lookrules *rules, const struct body *was,
    const struct body *now)
{
	const struct lookrule *r = lookrules_find(rules, "other-page");
	size_t before;

	if (r == NULL || calls(r, now) < CALLS_MIN)
		return 0;
	before = policy_words(r, was);
	return before >= POLICY_WORDS &&
	    policy_words(r, now) * OTHER_PART <= before;
}
