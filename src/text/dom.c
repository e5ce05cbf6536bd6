#include "text/dom.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <gumbo.h>

#include "base/mem.h"
#include "text_in.h"

/*
 * What one page may cost: thirty times the largest real one.  Formatting
 * elements left open are opened again in every block that follows, so that a
 * page of kilobytes can ask for gigabytes; no look at its tags says so before.
 */
#define PARSE_BYTES_MAX ((size_t)256 << 20)

/* One run of the parser, in a thread of its own. */
struct parse {
	struct arena *arena;
	const char *html;
	size_t n;
	size_t used;
	bool full;
	GumboOptions options;
	GumboOutput *output;
};

/*
 * Memory for the parser: an arena, so that nothing needs to be given back.
 * The parser cannot be told to stop, and takes no NULL; its thread can end,
 * since all that it holds is in the arena.
 */
static void *
parse_take(void *user, size_t n)
{
	struct parse *p = user;

	p->used += n;
	if (p->used > PARSE_BYTES_MAX) {
		p->full = true;
		pthread_exit(NULL);
	}
	return arena_new(p->arena, 1, n);
}

static void
parse_give_back(void *user, void *memory)
{
	(void)user;
	(void)memory;
}

static void *
parse_run(void *user)
{
	struct parse *p = user;

	p->output = gumbo_parse_with_options(&p->options, p->html, p->n);
	return NULL;
}

static int
parse_all(struct parse *p, struct fault *f)
{
	pthread_t thread;
	int err;

	p->options = kGumboDefaultOptions;
	p->options.allocator = parse_take;
	p->options.deallocator = parse_give_back;
	p->options.userdata = p;
	p->options.max_errors = 0;
	if ((err = pthread_create(&thread, NULL, parse_run, p)) != 0 ||
	    (err = pthread_join(thread, NULL)) != 0) {
		errno = err;
		return fault_sys(f, "a thread for the HTML parser");
	}
	return 0;
}

/* The tree as it is laid flat. */
struct flat {
	struct arena *arena;
	struct dom_node *nodes;
	size_t n, cap;
	const char **names;
	uint32_t n_names, cap_names;
	uint32_t *table; /* of names, by hash; 0 is empty */
	uint32_t table_size;
	uint32_t known[GUMBO_TAG_LAST]; /* names of the parser's own tags */
	uint32_t depth;
};

static uint32_t
name_hash(const char *s, size_t n)
{
	uint32_t h = 2166136261U;
	size_t i;

	for (i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * 16777619U;
	return h;
}

static void
table_grow(struct flat *t)
{
	uint32_t i, slot, size = t->table_size == 0 ? 256 : 2 * t->table_size;

	free(t->table);
	t->table = mem_new(size, sizeof(*t->table));
	t->table_size = size;
	for (i = 1; i < t->n_names; i++) {
		slot = name_hash(t->names[i], strlen(t->names[i])) & (size - 1);
		while (t->table[slot] != 0)
			slot = (slot + 1) & (size - 1);
		t->table[slot] = i;
	}
}

/* The number of a name, which is in lower case. */
static uint32_t
name_number(struct flat *t, const char *s, size_t n)
{
	uint32_t slot;

	if (2 * t->n_names >= t->table_size)
		table_grow(t);
	slot = name_hash(s, n) & (t->table_size - 1);
	while (t->table[slot] != 0) {
		const char *have = t->names[t->table[slot]];

		if (strncmp(have, s, n) == 0 && have[n] == '\0')
			return t->table[slot];
		slot = (slot + 1) & (t->table_size - 1);
	}
	if (t->n_names == t->cap_names) {
		t->cap_names = t->cap_names == 0 ? 256 : 2 * t->cap_names;
		t->names = mem_grow(t->names, t->cap_names, sizeof(*t->names));
	}
	t->names[t->n_names] = arena_strndup(t->arena, s, n);
	t->table[slot] = t->n_names;
	return t->n_names++;
}

static uint32_t
element_name(struct flat *t, const GumboElement *e)
{
	GumboStringPiece name;
	const char *known;
	char *lower;
	size_t i;

	if (e->tag != GUMBO_TAG_UNKNOWN) {
		if (t->known[e->tag] == 0) {
			known = gumbo_normalized_tagname(e->tag);
			t->known[e->tag] = name_number(t, known, strlen(known));
		}
		return t->known[e->tag];
	}
	name = e->original_tag;
	gumbo_tag_from_original_text(&name);
	lower = arena_strndup(
	    t->arena, name.data == NULL ? "" : name.data, name.length);
	for (i = 0; i < name.length; i++)
		if (lower[i] >= 'A' && lower[i] <= 'Z')
			lower[i] = (char)(lower[i] + 'a' - 'A');
		else if (lower[i] == '\0')
			lower[i] = '?'; /* a name that nobody asks for */
	return name_number(t, lower, name.length);
}

static struct dom_node *
flat_add(struct flat *t, uint32_t parent)
{
	struct dom_node *e;

	if (t->n == t->cap) {
		t->cap = t->cap == 0 ? 1024 : 2 * t->cap;
		t->nodes = mem_grow(t->nodes, t->cap, sizeof(*t->nodes));
	}
	e = &t->nodes[t->n++];
	memset(e, 0, sizeof(*e));
	e->parent = parent;
	e->end = (uint32_t)t->n;
	e->prev = DOM_NONE;
	return e;
}

static void
flat_element(struct flat *t, const GumboElement *from, uint32_t parent)
{
	struct dom_node *e = flat_add(t, parent);
	struct dom_attr *attrs;
	const GumboAttribute *attr;
	unsigned i;

	e->name = element_name(t, from);
	e->n_attrs = from->attributes.length;
	if (e->n_attrs == 0)
		return;
	attrs = arena_new(t->arena, e->n_attrs, sizeof(*attrs));
	for (i = 0; i < from->attributes.length; i++) {
		attr = from->attributes.data[i];
		attrs[i].name = attr->name;
		attrs[i].value = attr->value;
	}
	e->attrs = attrs;
}

/* Script and style are in no place among others: they are not counted. */
static bool
is_left_out(const GumboNode *node)
{
	return node->type == GUMBO_NODE_COMMENT ||
	    node->type == GUMBO_NODE_DOCUMENT ||
	    (node->type == GUMBO_NODE_ELEMENT &&
		(node->v.element.tag == GUMBO_TAG_SCRIPT ||
		    node->v.element.tag == GUMBO_TAG_STYLE));
}

struct frame {
	const GumboNode *node;
	unsigned child; /* the next to be looked at */
	uint32_t at; /* its place in the flat tree */
	uint32_t last; /* the newest element below it */
};

/* Lay flat what is below root, by a stack of our own. */
static void
flat_fill(struct flat *t, const GumboNode *root)
{
	struct frame *stack = NULL, *top;
	const GumboNode *child;
	struct dom_node *e;
	size_t depth = 0, cap = 0;
	uint32_t at;

	flat_element(t, &root->v.element, DOM_NONE);
	t->nodes[0].nth = 1;
	child = root;
	at = 0;
	for (;;) {
		if (child != NULL) {
			if (depth == cap) {
				cap = cap == 0 ? 64 : 2 * cap;
				stack = mem_grow(stack, cap, sizeof(*stack));
			}
			stack[depth++] =
			    (struct frame){ child, 0, at, DOM_NONE };
			if (depth > t->depth)
				t->depth = (uint32_t)depth;
		}
		top = &stack[depth - 1];
		/* The root stands on the stack first. */
		/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference) */
		if (top->child == top->node->v.element.children.length) {
			t->nodes[top->at].end = (uint32_t)t->n;
			if (--depth == 0)
				break;
			child = NULL;
			continue;
		}
		child = top->node->v.element.children.data[top->child++];
		if (is_left_out(child)) {
			child = NULL;
			continue;
		}
		at = (uint32_t)t->n;
		if (child->type != GUMBO_NODE_ELEMENT &&
		    child->type != GUMBO_NODE_TEMPLATE) {
			e = flat_add(t, top->at);
			e->text = child->v.text.text;
			e->len = (uint32_t)strlen(child->v.text.text);
			child = NULL;
			continue;
		}
		flat_element(t, &child->v.element, top->at);
		e = &t->nodes[at];
		e->prev = top->last;
		e->nth = ++t->nodes[top->at].n_elements;
		top->last = at;
	}
	free(stack);
}

int
dom_parse(struct arena *a, const char *html, size_t n, struct dom *out,
    const char **gap, struct fault *f)
{
	struct parse p = { .arena = a };
	struct flat t = { .arena = a };
	char *sifted = NULL;
	int rc = -1;

	memset(out, 0, sizeof(*out));
	sifted = sift_html(html, n, &p.n, gap);
	if (*gap != NULL) {
		rc = 0;
		goto out;
	}
	p.html = sifted;
	if (parse_all(&p, f) != 0)
		goto out;
	if (p.full) {
		*gap = "takes more than 256 MB to read";
		rc = 0;
		goto out;
	}
	t.n_names = 1;
	t.cap_names = 64;
	t.names = mem_new(t.cap_names, sizeof(*t.names));
	t.names[DOM_TEXT] = "#text";
	flat_fill(&t, p.output->root);
	out->nodes = arena_new(a, t.n, sizeof(*out->nodes));
	memcpy(out->nodes, t.nodes, t.n * sizeof(*out->nodes));
	out->n = (uint32_t)t.n;
	out->names = arena_new(a, t.n_names, sizeof(*out->names));
	memcpy(out->names, t.names, t.n_names * sizeof(*out->names));
	out->n_names = t.n_names;
	out->depth = t.depth;
	out->quirks = p.output->document->v.document.doc_type_quirks_mode ==
	    GUMBO_DOCTYPE_QUIRKS;
	rc = 0;
out:
	free(t.nodes);
	free(t.names);
	free(t.table);
	free(sifted);
	return rc;
}

void
dom_prune(struct dom *d, const unsigned char *marks)
{
	uint32_t *place; /* of what stays: how much stays before it */
	uint32_t *last; /* the newest element below another */
	uint32_t i, n = 0, stop = 0;
	struct dom_node *e;

	place = mem_new((size_t)d->n + 1, sizeof(*place));
	last = mem_new((size_t)d->n + 1, sizeof(*last));
	for (i = 0; i < d->n; i++) {
		if (i >= stop && marks[i])
			stop = d->nodes[i].end;
		place[i] = n;
		n += i >= stop;
	}
	place[d->n] = n;
	for (i = 0; i < d->n; i++) {
		n = place[i];
		if (place[i + 1] == n)
			continue;
		e = &d->nodes[n];
		*e = d->nodes[i];
		e->end = place[e->end];
		e->n_elements = 0;
		last[n] = DOM_NONE;
		if (e->parent == DOM_NONE)
			continue;
		e->parent = place[e->parent];
		if (e->name != DOM_TEXT) {
			e->prev = last[e->parent];
			e->nth = ++d->nodes[e->parent].n_elements;
			last[e->parent] = n;
		}
	}
	d->n = place[d->n];
	free(place);
	free(last);
}

/* A longer base would make much of many links. */
#define LINKS_BASE_MAX 1024

void
dom_links(struct dom *d, struct arena *a, const char *base)
{
	struct dom_attr *attrs;
	struct dom_node *e;
	const char *href;
	uint32_t i;

	if (*base == '\0' || strlen(base) > LINKS_BASE_MAX)
		return;
	for (i = 0; i < d->n; i++) {
		e = &d->nodes[i];
		if (e->n_attrs == 0 || strcmp(d->names[e->name], "a") != 0 ||
		    (href = dom_attr(e, "href")) == NULL || *href == '\0' ||
		    *href == '#')
			continue;
		attrs = arena_new(a, e->n_attrs + 1, sizeof(*attrs));
		memcpy(attrs, e->attrs, e->n_attrs * sizeof(*attrs));
		attrs[e->n_attrs].name = DOM_HREF;
		attrs[e->n_attrs++].value = link_resolve(a, base, href);
		e->attrs = attrs;
	}
}

const char *
dom_attr(const struct dom_node *e, const char *name)
{
	uint32_t i;

	for (i = 0; i < e->n_attrs; i++)
		if (strcasecmp(e->attrs[i].name, name) == 0)
			return e->attrs[i].value;
	return NULL;
}
