#include <string.h>

#include "history/fold.h"

#include "history_in.h"

/* A shorter query says what is asked for. */
#define TRACKED_BYTES 48

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

/* Addresses of one page, with much behind it that tells who came by. */
static int
is_tracked(const char *a, size_t n, const char *b, size_t m)
{
	size_t i;

	for (i = 0; i < n && i < m && a[i] == b[i] && a[i] != '?'; i++)
		;
	return i < n && i < m && a[i] == '?' && b[i] == '?' &&
	    n - i >= TRACKED_BYTES && m - i >= TRACKED_BYTES;
}

/*
 * Lists of addresses differ: only where a guard stands for one, or where one
 * stands that was not written before?
 */
static const struct lookrule *
addresses_rule(const struct lookrules *r, const char *a, const char *b)
{
	size_t n, m;
	int ga, gb, guarded = 1, tracked = 0;

	while (*a != '\0' || *b != '\0') {
		n = address_at(a, &ga);
		m = address_at(b, &gb);
		if (n == m && memcmp(a, b, n) == 0) {
			a += n + (a[n] == '\n');
			b += m + (b[m] == '\n');
			continue;
		}
		if (is_tracked(a, n, b, m))
			tracked = 1;
		else
			guarded &= ga || gb;
		a += n + (a[n] == '\n');
		b += m + (b[m] == '\n');
	}
	if (!guarded)
		return lookrules_find(r, "contact");
	return lookrules_find(
	    r, tracked ? "tracking-label" : "protected-address");
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
