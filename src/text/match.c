#include <string.h>
#include <strings.h>

#include "text/selector.h"
#include "text_in.h"

/*
 * All elements are tried in document order, once for each complex selector.
 * Bit j of here[i] says that the compounds 0 .. j match a chain that ends at
 * element i, so that a combinator asks one word of the parent or of the
 * element before: no backtracking, and time in proportion to elements times
 * compounds whatever page or selector say.
 */
struct bits {
	uint64_t *here; /* chains that end at the element */
	uint64_t *above; /* at an element above it */
	uint64_t *before; /* at an element before it under its parent */
};

struct matcher {
	const struct selector *s;
	const struct dom *d;
	uint32_t *nth_type; /* place among siblings of its type, from 1 */
	uint32_t *n_type; /* siblings of its type, itself too */
};

static bool
same(const char *a, const char *b, bool any_case)
{
	return (any_case ? strcasecmp(a, b) : strcmp(a, b)) == 0;
}

static bool
same_n(const char *a, const char *b, size_t n, bool any_case)
{
	return (any_case ? strncasecmp(a, b, n) : strncmp(a, b, n)) == 0;
}

/* word among the words of list. */
static bool
has_word(const char *list, const char *word, bool any_case)
{
	static const char blanks[] = " \t\n\f\r";
	size_t want = strlen(word), n;

	if (want == 0)
		return false;
	for (;;) {
		list += strspn(list, blanks);
		n = strcspn(list, blanks);
		if (n == 0)
			return false;
		if (n == want && same_n(list, word, n, any_case))
			return true;
		list += n;
	}
}

static bool
contains(const char *in, const char *what, bool any_case)
{
	size_t n = strlen(what);

	if (!any_case)
		return strstr(in, what) != NULL;
	for (; *in != '\0'; in++)
		if (strncasecmp(in, what, n) == 0)
			return true;
	return false;
}

/*= Selectors 4 section 6: the values that select, an empty one often nothing */
static bool
match_value(const char *have, const struct select_part *p)
{
	size_t n, have_n;

	if (have == NULL || p->op == 0)
		return have != NULL;
	n = strlen(p->value);
	switch (p->op) {
	case '=':
		return same(have, p->value, p->any_case);
	case '~':
		return has_word(have, p->value, p->any_case);
	case '|':
		return same_n(have, p->value, n, p->any_case) &&
		    (have[n] == '\0' || have[n] == '-');
	case '^':
		return n > 0 && same_n(have, p->value, n, p->any_case);
	case '$':
		have_n = strlen(have);
		return n > 0 && have_n >= n &&
		    same(have + have_n - n, p->value, p->any_case);
	default:
		return n > 0 && contains(have, p->value, p->any_case);
	}
}

/* An address is what the page says, and where that leads. */
static bool
match_attr(const struct dom_node *e, const struct select_part *p)
{
	return match_value(dom_attr(e, p->name), p) ||
	    (p->op != 0 && strcmp(p->name, "href") == 0 &&
		match_value(dom_attr(e, DOM_HREF), p));
}

/* True if at = a * k + b for some k >= 0. */
static bool
match_nth(uint32_t at, int a, int b)
{
	int64_t rest = (int64_t)at - b;

	if (a == 0)
		return rest == 0;
	return rest % a == 0 && rest / a >= 0;
}

static bool
match_place(const struct matcher *m, uint32_t i, const struct select_part *p)
{
	const struct dom_node *e = &m->d->nodes[i];
	uint32_t at, all;

	if (p->of_type) {
		/* Counted where a selector asks for types. */
		/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference) */
		at = m->nth_type[i];
		all = m->n_type[i];
	} else {
		at = e->nth;
		all = e->parent == DOM_NONE ? 1
					    : m->d->nodes[e->parent].n_elements;
	}
	if (p->kind == SELECT_ONLY)
		return all == 1;
	return match_nth(p->from_end ? all - at + 1 : at, p->a, p->b);
}

static bool
match_part(const struct matcher *m, uint32_t i, const struct select_part *p)
{
	const struct dom_node *e = &m->d->nodes[i];
	const char *v;

	switch (p->kind) {
	case SELECT_ANY:
		return true;
	case SELECT_TYPE:
		return strcasecmp(m->d->names[e->name], p->name) == 0;
	case SELECT_ID:
		v = dom_attr(e, "id");
		return v != NULL && same(v, p->name, m->d->quirks);
	case SELECT_CLASS:
		v = dom_attr(e, "class");
		return v != NULL && has_word(v, p->name, m->d->quirks);
	case SELECT_ATTR:
		return match_attr(e, p);
	case SELECT_NTH:
	case SELECT_ONLY:
		return match_place(m, i, p);
	case SELECT_ROOT:
		return e->parent == DOM_NONE;
	case SELECT_EMPTY:
		return e->end == i + 1;
	case SELECT_NOT:
	case SELECT_IS:
	default:
		return false;
	}
}

/* True if some compound of the list matches. */
static bool
match_list(const struct matcher *m, uint32_t i, const struct select_part *list)
{
	const struct select_compound *c;
	size_t k, j;

	for (k = 0; k < list->n; k++) {
		c = &m->s->args[list->first + k];
		for (j = 0; j < c->n; j++)
			if (!match_part(m, i, &m->s->arg_parts[c->first + j]))
				break;
		if (j == c->n)
			return true;
	}
	return false;
}

static bool
match_compound(
    const struct matcher *m, uint32_t i, const struct select_compound *c)
{
	const struct select_part *p;
	size_t j;

	for (j = 0; j < c->n; j++) {
		p = &m->s->parts[c->first + j];
		if (p->kind == SELECT_NOT || p->kind == SELECT_IS) {
			if (match_list(m, i, p) != (p->kind == SELECT_IS))
				return false;
		} else if (!match_part(m, i, p)) {
			return false;
		}
	}
	return true;
}

/* The words of the elements that the combinator before a compound asks. */
static uint64_t
reached(const struct bits *b, const struct dom_node *e, uint32_t i, char how)
{
	switch (how) {
	case '>':
		return e->parent == DOM_NONE ? 0 : b->here[e->parent];
	case '+':
		return e->prev == DOM_NONE ? 0 : b->here[e->prev];
	case '~':
		return b->before[i];
	default:
		return b->above[i];
	}
}

static size_t
mark_complex(const struct matcher *m, const struct select_complex *cx,
    const struct bits *b, unsigned char *marks)
{
	const struct select_compound *c;
	const struct dom_node *e;
	size_t j, found = 0;
	uint64_t here;
	uint32_t i;

	for (i = 0; i < m->d->n; i++) {
		e = &m->d->nodes[i];
		if (e->name == DOM_TEXT)
			continue;
		b->above[i] = e->parent == DOM_NONE
		    ? 0
		    : b->above[e->parent] | b->here[e->parent];
		b->before[i] = e->prev == DOM_NONE
		    ? 0
		    : b->before[e->prev] | b->here[e->prev];
		here = 0;
		for (j = 0; j < cx->n; j++) {
			c = &m->s->compounds[cx->first + j];
			if (j > 0 &&
			    (reached(b, e, i, c->combinator) >> (j - 1) & 1) ==
				0)
				continue;
			if (match_compound(m, i, c))
				here |= (uint64_t)1 << j;
		}
		b->here[i] = here;
		if (cx->n > 0 && (here >> (cx->n - 1) & 1)) {
			found++;
			marks[i] = 1;
		}
	}
	return found;
}

/*
 * Number the siblings of each type: a table of (parent, name) in which the
 * count so far stands, filled once forwards.
 */
static void
number_types(struct matcher *m, struct arena *a)
{
	const struct dom *d = m->d;
	uint32_t size = 64, i, slot, *last, *slots;

	while (size < 2 * d->n)
		size *= 2;
	m->nth_type = arena_new(a, d->n, sizeof(*m->nth_type));
	m->n_type = arena_new(a, d->n, sizeof(*m->n_type));
	last = arena_new(a, size, sizeof(*last)); /* newest of its kind, + 1 */
	slots = arena_new(a, d->n, sizeof(*slots));
	for (i = 0; i < d->n; i++) {
		if (d->nodes[i].name == DOM_TEXT)
			continue;
		slot = (d->nodes[i].parent * 2654435761U ^
			   d->nodes[i].name * 40503U) &
		    (size - 1);
		while (last[slot] != 0 &&
		    (d->nodes[last[slot] - 1].parent != d->nodes[i].parent ||
			d->nodes[last[slot] - 1].name != d->nodes[i].name))
			slot = (slot + 1) & (size - 1);
		m->nth_type[i] =
		    last[slot] == 0 ? 1 : m->nth_type[last[slot] - 1] + 1;
		last[slot] = i + 1;
		slots[i] = slot;
	}
	for (i = 0; i < d->n; i++)
		if (d->nodes[i].name != DOM_TEXT)
			m->n_type[i] = m->nth_type[last[slots[i]] - 1];
}

size_t
selector_mark(const struct selector *s, const struct dom *d,
    struct arena *scratch, unsigned char *marks)
{
	struct matcher m = { .s = s, .d = d };
	struct bits b;
	size_t i, n = 0;
	uint32_t k;

	b.here = arena_new(scratch, d->n, sizeof(*b.here));
	b.above = arena_new(scratch, d->n, sizeof(*b.above));
	b.before = arena_new(scratch, d->n, sizeof(*b.before));
	if (s->of_type)
		number_types(&m, scratch);
	for (i = 0; i < s->n_complexes; i++)
		(void)mark_complex(&m, &s->complexes[i], &b, marks);
	for (k = 0; k < d->n; k++)
		n += marks[k] != 0;
	return n;
}
