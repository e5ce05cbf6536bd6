#include <string.h>

#include "history/fold.h"

#include "history_in.h"

/* One of two lists of addresses: the next, and whether a guard wrote it. */
static size_t
address_at(const char *s, int *guarded)
{
	size_t n = strcspn(s, "\n");

	*guarded = 0;
	if (n > 0)
		(void)fold_address(s, n, guarded);
	return n;
}

/*
 * Lists of addresses differ: only where a guard stands for one, or where one
 * stands that was not written before?
 */
static const struct lookrule *
addresses_rule(const struct lookrules *r, const char *a, const char *b)
{
	size_t n, m;
	int ga, gb, guarded = 1;

	while (*a != '\0' || *b != '\0') {
		n = address_at(a, &ga);
		m = address_at(b, &gb);
		if (n == m && memcmp(a, b, n) == 0) {
			a += n + (a[n] == '\n');
			b += m + (b[m] == '\n');
			continue;
		}
		guarded &= ga || gb;
		a += n + (a[n] == '\n');
		b += m + (b[m] == '\n');
	}
	return lookrules_find(r, guarded ? "protected-address" : "contact");
}

/* Signs nobody sees, or words that say nothing. */
static const char *
seen_rule(
    const struct body_block *p, const struct body_block *q, struct arena *a)
{
	char *x = arena_new(a, p->len + 1, 1), *y = arena_new(a, q->len + 1, 1);

	if (fold_unseen(p->text, p->len, x) ==
		fold_unseen(q->text, q->len, y) &&
	    strcmp(x, y) == 0)
		return "invisible";
	return p->counted || q->counted ? "counter" : "link-hint";
}

const struct lookrule *
pair_rule(const struct lookrules *r, const struct body_block *p,
    const struct body_block *q, struct arena *a, int *differs)
{
	*differs = 1;
	if (p->len == q->len && memcmp(p->text, q->text, p->len) == 0) {
		if (strcmp(p->marker, q->marker) != 0)
			return lookrules_find(r, "numbering");
		*differs = p->kind != q->kind;
		return *differs ? lookrules_find(r, "layout") : NULL;
	}
	if (strcmp(p->seen, q->seen) == 0)
		return lookrules_find(r, seen_rule(p, q, a));
	if (strcmp(p->addresses, q->addresses) != 0)
		return addresses_rule(r, p->addresses, q->addresses);
	if (p->number != q->number || memcmp(p->seen, q->seen, p->number) != 0)
		return lookrules_find(r, "numbering");
	return lookrules_find(r, "typography");
}
