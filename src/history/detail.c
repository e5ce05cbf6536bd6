#include "history/detail.h"

#include <string.h>

#include "base/buf.h"
#include "history/lookrule.h"

/* What rules say is some words for each of a few of them. */
#define WORDS_MAX 4096

static int
by_person(const char *rule)
{
	return strcmp(rule, "person") == 0 || strcmp(rule, "as-ruled") == 0;
}

struct jv *
detail_blocks(const char *rule, const char *detail)
{
	struct jv *v = NULL;
	struct fault f;

	if (detail[0] != '{' || by_person(rule) ||
	    jv_parse(detail, strlen(detail), &v, &f) != 0)
		return NULL;
	return v;
}

static void
add_side(const struct lookrules *rules, const struct jv *list, struct buf *b,
    int *provisions)
{
	const struct lookrule *r;
	const struct jv *piece;
	const char *name;
	size_t i;

	for (i = 0; (piece = jv_at(list, i)) != NULL; i++) {
		name = jv_text(jv_at(piece, 2));
		r = name == NULL ? NULL : lookrules_find(rules, name);
		if (name == NULL)
			*provisions = 1;
		if (r == NULL ||
		    (b->len > 0 &&
			strstr((const char *)b->data, r->says) != NULL))
			continue;
		buf_fmt(b, "%s%s", b->len > 0 ? ", " : "", r->says);
	}
}

const char *
detail_words(const char *rule, const char *detail, struct arena *a)
{
	struct jv *v = detail_blocks(rule, detail);
	const struct lookrules *rules;
	const char *out = "";
	struct fault f;
	struct buf b;
	int provisions = 0;

	if (v == NULL)
		return arena_strdup(a, detail);
	buf_init(&b, WORDS_MAX);
	if (lookrules_own(&rules, &f) == 0) {
		add_side(rules, jv_get(v, "out"), &b, &provisions);
		add_side(rules, jv_get(v, "in"), &b, &provisions);
	}
	if (!provisions && b.len > 0)
		out = arena_strndup(a, (const char *)b.data, b.len);
	buf_free(&b);
	jv_free(v);
	return out;
}

const char *
detail_rule(const char *detail)
{
	static const char *const sides[] = { "in", "out" };
	struct jv *v = detail_blocks("", detail);
	const struct lookrule *found = NULL, *r;
	const struct lookrules *rules;
	const struct jv *piece;
	const char *name;
	struct fault f;
	size_t i, s;
	int several = 0;

	if (v == NULL || lookrules_own(&rules, &f) != 0) {
		jv_free(v);
		return "several";
	}
	for (s = 0; s < 2; s++) {
		for (i = 0; (piece = jv_at(jv_get(v, sides[s]), i)) != NULL;
		     i++) {
			name = jv_text(jv_at(piece, 2));
			r = name == NULL ? NULL : lookrules_find(rules, name);
			several |= r == NULL || (found != NULL && found != r);
			found = r;
		}
	}
	jv_free(v);
	/* Named in the set, not in the detail, which is gone. */
	return several || found == NULL ? "several" : found->name;
}
