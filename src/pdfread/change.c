#include "pdfread/change.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "pdfread_in.h"

/* Pairs of values compared for all signatures of a file: two seconds. */
#define STEPS_MAX ((size_t)24 << 20)

/* A word of the file in a reason; more is cut. */
#define WORDS_MAX 360

static void tell(struct change *c, const char **list, size_t *n,
    const char *fmt, va_list ap) PRINTF_LIKE(4, 0);

static void
tell(
    struct change *c, const char **list, size_t *n, const char *fmt, va_list ap)
{
	char words[WORDS_MAX];
	size_t i;

	if (*n == PDFREAD_CHANGES_MAX)
		return;
	(void)vsnprintf(words, sizeof(words), fmt, ap);
	for (i = 0; i < *n; i++)
		if (strcmp(list[i], words) == 0)
			return;
	list[(*n)++] = arena_strdup(&c->r->arena, words);
}

void
change_refuse(struct change *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	tell(c, c->out->refused, &c->out->n_refused, fmt, ap);
	va_end(ap);
	c->stopped = c->stopped || c->out->n_refused == PDFREAD_CHANGES_MAX;
}

void
change_permit(struct change *c, bool beyond, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	tell(c, c->out->permitted, &c->out->n_permitted, fmt, ap);
	va_end(ap);
	c->out->beyond_validation = c->out->beyond_validation || beyond;
}

bool
change_step(struct change *c, size_t n)
{
	c->r->change_steps += n;
	if (c->stopped)
		return false;
	if (c->r->change_steps <= STEPS_MAX)
		return true;
	change_refuse(c,
	    "the revisions ask for more than %zu values to be compared",
	    STEPS_MAX);
	c->stopped = true;
	return false;
}

static bool
side(struct change *c, size_t revision, const struct pdf_value *v,
    const struct pdf_value **out, const struct pdf_object **o, uint32_t *num)
{
	struct fault f = { .kind = FAULT_NONE };

	if (value_resolve(c->r, revision, v, out, o, &f) != 0) {
		change_refuse(c, "the %s revision cannot be read: %s",
		    revision == c->old ? "signed" : "newest", f.text);
		return false;
	}
	*num = *o != NULL ? (*o)->num : 0;
	return true;
}

bool
change_sides(struct change *c, struct pair p, struct sides *out)
{
	return side(c, c->old, p.a, &out->a, &out->ao, &out->an) &&
	    side(c, c->new, p.b, &out->b, &out->bo, &out->bn);
}

struct pair
change_key(const struct sides *s, const char *key)
{
	return (struct pair){ pdf_key(s->a, key), pdf_key(s->b, key) };
}

static bool
entries_same(const struct pdf_xref_entry *x, const struct pdf_xref_entry *y)
{
	bool none_x = x == NULL || x->type == ENTRY_FREE;
	bool none_y = y == NULL || y->type == ENTRY_FREE;

	if (none_x || none_y)
		return none_x && none_y;
	return x->type == y->type && x->at == y->at && x->gen == y->gen;
}

bool
change_touched(struct change *c, uint32_t num)
{
	const struct pdf_xref_entry *x = revision_entry(c->r, c->old, num);
	const struct pdf_xref_entry *y = revision_entry(c->r, c->new, num);

	if (!entries_same(x, y))
		return true;
	if (x == NULL || x->type != ENTRY_PACKED || x->at > UINT32_MAX)
		return false;
	return !entries_same(revision_entry(c->r, c->old, (uint32_t)x->at),
	    revision_entry(c->r, c->new, (uint32_t)x->at));
}

static enum change_rule
rule_of(struct pdf_bytes key, const struct change_key *rules, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (pdf_bytes_are(key, rules[i].key))
			return rules[i].rule;
	return CHANGE_SAME;
}

static bool
key_known(const struct pdf_value *dict, struct pdf_bytes key)
{
	size_t i;

	for (i = 0; i < dict->u.dict.n; i++)
		if (dict->u.dict.items[i].key.n == key.n &&
		    memcmp(dict->u.dict.items[i].key.p, key.p, key.n) == 0)
			return true;
	return false;
}

static const struct pdf_value *
key_value(const struct pdf_value *dict, struct pdf_bytes key)
{
	size_t i;

	for (i = dict->u.dict.n; i > 0; i--)
		if (dict->u.dict.items[i - 1].key.n == key.n &&
		    memcmp(dict->u.dict.items[i - 1].key.p, key.p, key.n) == 0)
			return &dict->u.dict.items[i - 1].value;
	return NULL;
}

/* Dictionaries of pages, fields and elements have some twenty keys. */
#define KEYS_MAX 512

void
change_keys(struct change *c, const struct sides *s,
    const struct change_key *rules, size_t n, const struct change_item *it)
{
	struct change_item one = *it;
	enum change_rule rule;
	size_t i;

	if (s->a->u.dict.n > KEYS_MAX || s->b->u.dict.n > KEYS_MAX) {
		change_refuse(c, "%s: a dictionary of more than %d keys",
		    it->where, KEYS_MAX);
		return;
	}
	one.num = s->bn != 0 ? s->bn : it->num;
	one.ao = s->ao != NULL ? s->ao : it->ao;
	one.bo = s->bo != NULL ? s->bo : it->bo;
	for (i = 0; i < s->a->u.dict.n && change_step(c, 1); i++) {
		const struct pdf_entry *e = &s->a->u.dict.items[i];

		rule = rule_of(e->key, rules, n);
		if (rule == CHANGE_FREE || rule == CHANGE_SKIP)
			continue;
		one.p = (struct pair){ &e->value, key_value(s->b, e->key) };
		one.key = e->key;
		change_same(c, &one);
	}
	for (i = 0; i < s->b->u.dict.n && change_step(c, 1); i++) {
		const struct pdf_entry *e = &s->b->u.dict.items[i];

		rule = rule_of(e->key, rules, n);
		if (rule != CHANGE_SAME || key_known(s->a, e->key))
			continue;
		one.p = (struct pair){ NULL, &e->value };
		one.key = e->key;
		change_same(c, &one);
	}
}

/*
 * What no tool does when it appends, whatever it touches: point at other
 * bytes of the signed revision, or write an object stream again whose objects
 * are still in use.
 */
static void
entry_check(struct change *c, const struct pdf_xref_entry *e, size_t end,
    struct seen *containers)
{
	const struct pdf_xref_entry *old = revision_entry(c->r, c->old, e->num);

	if (e->type == ENTRY_PLAIN && e->at < end && !entries_same(old, e) &&
	    e->at != 0)
		change_refuse(c,
		    "object %u: a later revision points at byte %zu of the "
		    "signed one, where it did not have this object",
		    e->num, e->at);
	if (seen_has(containers, e->num) && !entries_same(old, e))
		change_refuse(c,
		    "object %u: an object stream of the signed revision is "
		    "written again, which replaces all objects in it",
		    e->num);
}

static void
entries_check(struct change *c)
{
	const struct pdfread *r = c->r;
	const size_t end = r->revisions[c->old].eof;
	struct seen containers = { .slots = NULL };
	size_t i, k;

	for (i = r->heads[c->old]; i < r->n_sections; i++)
		for (k = 0; k < r->sections[i].n; k++)
			if (r->sections[i].entries[k].type == ENTRY_PACKED)
				(void)seen_add(
				    &containers, r->sections[i].entries[k].at);
	for (i = r->heads[c->new]; i < r->heads[c->old] && !c->stopped; i++) {
		if (r->sections[i].offset < end)
			change_refuse(c,
			    "byte %zu: a cross-reference section of a later "
			    "revision stands in the signed one",
			    r->sections[i].offset);
		for (k = 0; k < r->sections[i].n && !c->stopped; k++)
			entry_check(
			    c, &r->sections[i].entries[k], end, &containers);
	}
	seen_free(&containers);
}

/*
 * Where a table and the stream beside it both have an object, old readers
 * take the one and new readers the other.
 */
static void
hybrids_check(struct change *c)
{
	const struct pdfread *r = c->r;
	size_t i, k, m;

	for (i = r->heads[c->new]; i + 1 < r->heads[c->old]; i++) {
		const struct pdf_section *t = &r->sections[i];
		const struct pdf_section *s = &r->sections[i + 1];

		if (!s->hybrid)
			continue;
		for (k = m = 0; k < t->n && m < s->n && !c->stopped;) {
			const struct pdf_xref_entry *x = &t->entries[k];
			const struct pdf_xref_entry *y = &s->entries[m];

			if (x->num == y->num && x->type != ENTRY_FREE &&
			    !entries_same(x, y))
				change_refuse(c,
				    "object %u: the cross-reference table "
				    "and the stream beside it have two of it",
				    x->num);
			k += x->num <= y->num;
			m += y->num <= x->num;
		}
	}
}

/*= ISO 32000-2 section 7.5.5, table 15: what a trailer says of the document;
 *= the rest says how to read the file */
static void
trailers(struct change *c)
{
	static const struct change_key rules[] = { { "Size", CHANGE_FREE },
		{ "Prev", CHANGE_FREE }, { "XRefStm", CHANGE_FREE },
		{ "Type", CHANGE_FREE }, { "W", CHANGE_FREE },
		{ "Index", CHANGE_FREE }, { "Filter", CHANGE_FREE },
		{ "DecodeParms", CHANGE_FREE }, { "Length", CHANGE_FREE },
		{ "ID", CHANGE_FREE }, { "Info", CHANGE_SKIP },
		{ "Root", CHANGE_SKIP } };
	const struct sides s = {
		.a = revision_trailer(c->r, c->old),
		.b = revision_trailer(c->r, c->new),
	};
	const struct change_item it = { .where = "the trailer" };
	struct pair root = change_key(&s, "Root");
	size_t i;

	/* Tools leave out keys that they do not know. */
	for (i = 0; i < s.a->u.dict.n; i++) {
		const struct pdf_entry *e = &s.a->u.dict.items[i];
		struct change_item one = it;

		if (rule_of(e->key, rules, 12) != CHANGE_SAME ||
		    (!key_known(s.b, e->key) &&
			!pdf_bytes_are(e->key, "Encrypt")))
			continue;
		one.key = e->key;
		one.unseen = !pdf_bytes_are(e->key, "Encrypt");
		one.p = (struct pair){ &e->value, key_value(s.b, e->key) };
		change_same(c, &one);
	}
	if (s.b->u.dict.n <= KEYS_MAX && pdf_key(s.a, "Encrypt") == NULL)
		change_same(c,
		    &(struct change_item){ .where = "the trailer",
			.key = { "Encrypt", 7 },
			.p = { NULL, pdf_key(s.b, "Encrypt") } });
	change_info(c, change_key(&s, "Info"));
	change_catalog(c, root);
}

static void
unlisted(struct change *c)
{
	uint32_t num;
	size_t at;

	if (c->out->n_refused == 0 && unlisted_find(c->r, c->old, &num, &at))
		change_permit(c, false,
		    "object %u stands again at byte %zu, where no section "
		    "lists it: a reader that repairs files could show it",
		    num, at);
}

void
pdfread_changes(struct pdfread *r, const struct pdfread_permit *p,
    struct pdfread_changes *out)
{
	struct change c = {
		.r = r,
		.old = p->revision,
		.new = r->n_revisions - 1,
		.p = p,
		.out = out,
	};

	memset(out, 0, sizeof(*out));
	entries_check(&c);
	hybrids_check(&c);
	trailers(&c);
	change_walk(&c);
	unlisted(&c);
	arena_free(&c.scratch);
	free(c.items);
	seen_free(&c.pairs);
	seen_free(&c.homes);
	seen_free(&c.fresh);
	seen_free(&c.seeable);
	seen_free(&c.loose);
}
