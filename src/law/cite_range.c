#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "law_in.h"

static int
wrong(struct refs *r, const char *words)
{
	(void)snprintf(r->why, sizeof(r->why), "%s", words);
	return -1;
}

struct list {
	struct ref *x;
	size_t n;
};

static int
add(struct refs *r, struct list *l, const struct ref *x)
{
	if (l->n == REFS_MAX)
		return wrong(r, "a range longer than any law");
	l->x[l->n++] = *x;
	return 0;
}

/*
 * The label that a unit of the catalogue has at this level, taken from its
 * path: units between two that exist are those of the text, so 55-A and 55-B
 * stand between 55 and 56.
 */
static void
label_in_path(
    const char *path, size_t from_len, const char *label, char out[LABEL_TEXT])
{
	const size_t at = from_len - strlen(label);
	const char *p = path + at;
	size_t n;

	/* Labels end the path, but for a closing parenthesis. */
	n = strlen(p);
	if (n > 0 && p[n - 1] == ')')
		n--;
	if (n >= LABEL_TEXT)
		n = LABEL_TEXT - 1;
	memcpy(out, p, n);
	out[n] = '\0';
}

/* Both ends exist: what stands between them in the catalogue. */
static int
walk_catalogue(struct refs *r, struct list *l, const struct ref *x,
    const struct law_unit *a, const struct law_unit *b)
{
	const bool head = x->to_level <= LEVEL_ARTICLE;
	struct ref one = *x;
	struct law_unit u;
	size_t i, len = strlen(a->path);

	if (len > 0 && a->path[len - 1] == ')')
		len--;
	one.to_level = LEVEL_NONE;
	for (i = a->index; i <= b->index && catalogue_at(i, &u) == 0; i++) {
		if (strcmp(u.kind, a->kind) != 0 ||
		    (!head && strcmp(u.parent, a->parent) != 0))
			continue;
		label_in_path(
		    u.path, len, x->label[x->to_level], one.label[x->to_level]);
		if (add(r, l, &one) != 0)
			return -1;
	}
	return 0;
}

/* An end does not exist: count from one to the other. */
static int
count_labels(struct refs *r, struct list *l, const struct ref *x)
{
	const int level = x->to_level;
	struct ref one = *x;
	char next[LABEL_TEXT] = "";
	size_t n;

	one.to_level = LEVEL_NONE;
	for (n = 0; n < REFS_MAX; n++) {
		if (add(r, l, &one) != 0)
			return -1;
		if (strcmp(one.label[level], x->to) == 0)
			return 0;
		if (!r->family->next(r->id, level, one.label[level], next))
			break;
		memcpy(one.label[level], next, sizeof(next));
	}
	return wrong(r, "a range that runs backwards or without end");
}

/*
 * "§§ A–B" over a whole title keeps its form; 1798.199 as its end stands for
 * 1798.199.10 to .100, too, as it did before those were added.
 */
static bool
is_whole(
    const struct refs *r, const struct law_unit *a, const struct law_unit *b)
{
	const size_t n = strlen(b->path);
	struct law_unit u;
	size_t i;

	if (r->family != &cite_family_us || strcmp(a->kind, "section") != 0)
		return false;
	for (i = 0; catalogue_at(i, &u) == 0; i++)
		if (strcmp(u.instrument, a->instrument) == 0 &&
		    strcmp(u.kind, "section") == 0 &&
		    (i < a->index ||
			(i > b->index &&
			    (strncmp(u.path, b->path, n) != 0 ||
				u.path[n] != '.'))))
			return false;
	return true;
}

/* 1798.100 and 1798.199.10, number by number. */
static int
compare_sections(const char *a, const char *b)
{
	size_t n, m;
	int c;

	for (;;) {
		n = strcspn(a, ".");
		m = strcspn(b, ".");
		if (n != m)
			return n < m ? -1 : 1;
		if ((c = strncmp(a, b, n)) != 0)
			return c;
		if (a[n] == '\0' || b[m] == '\0')
			return (a[n] != '\0') - (b[m] != '\0');
		a += n + 1;
		b += m + 1;
	}
}

static int
expand(struct refs *r, struct list *l, const struct ref *x)
{
	struct ref from = *x, to = *x;
	struct law_unit a, b;
	bool has_a, has_b;

	from.to_level = to.to_level = LEVEL_NONE;
	memcpy(to.label[x->to_level], x->to, LABEL_TEXT);
	has_a = cite_ref_unit(r->id, r->family, &from, &a);
	has_b = cite_ref_unit(r->id, r->family, &to, &b);
	/* Sections cannot be counted: such a range keeps its form, too. */
	if ((!has_a || !has_b) && r->family == &cite_family_us &&
	    x->to_level == LEVEL_ARTICLE)
		return compare_sections(from.label[LEVEL_ARTICLE], x->to) < 0
		    ? add(r, l, x)
		    : wrong(r, "a range that runs backwards");
	if (!has_a || !has_b)
		return count_labels(r, l, x);
	if (a.index >= b.index)
		return wrong(r, "a range that runs backwards");
	if (is_whole(r, &a, &b))
		return add(r, l, x);
	return walk_catalogue(r, l, x, &a, &b);
}

int
cite_refs_expand(struct refs *r)
{
	struct list l = { .x = r->prefix };
	size_t i;

	for (i = 0; i < r->n; i++) {
		if (r->out[i].to_level == LEVEL_NONE) {
			if (add(r, &l, &r->out[i]) != 0)
				return -1;
		} else if (expand(r, &l, &r->out[i]) != 0) {
			return -1;
		}
	}
	memcpy(r->out, r->prefix, l.n * sizeof(l.x[0]));
	r->n = l.n;
	return 0;
}
