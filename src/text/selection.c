#include "text/selection.h"

#include <string.h>

#include "base/jv.h"
#include "base/utf8.h"
#include "text/selector.h"

/*
 * Eight times the largest of 2,600 real ones, which has some 500 compounds;
 * each is tried at each element of a page.
 */
#define COMPOUNDS_MAX 4096

/* One of them: css, or start and end of a range. */
struct item {
	const struct selector *css, *start, *end;
	bool start_after, end_after;
	const char *words; /* of a range */
};

struct selection {
	struct item *items;
	size_t n;
	size_t n_compounds; /* of all of them */
};

bool
selection_is_json(const char *s)
{
	if (*s == '{')
		return true;
	if (*s++ != '[')
		return false;
	s += strspn(s, " \t\r\n");
	return *s != '\0' && strchr("\"{[]", *s) != NULL;
}

static const char *
json_text(struct arena *a, const struct jv *v)
{
	const char *s;
	struct buf b;

	/* No longer than six times what was read. */
	buf_init(&b, (size_t)-1 / 2);
	jv_write(v, &b);
	s = arena_strndup(a, (const char *)b.data, b.len);
	buf_free(&b);
	return s;
}

static int
read_css(struct arena *a, const char *css, struct selection *s,
    const struct selector **out, struct fault *f)
{
	if (selector_parse(a, css, out, f) != 0)
		return -1;
	s->n_compounds += selector_size(*out);
	if (s->n_compounds > COMPOUNDS_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "selectors: %zu compounds, want at most %d", s->n_compounds,
		    COMPOUNDS_MAX);
	return 0;
}

/* One end of a range: its key, as it stands in v, into *css and *after. */
static int
read_end(struct arena *a, const struct jv *v, const char *const keys[2],
    struct selection *sel, const struct selector **css, bool *after,
    struct fault *f)
{
	const struct jv *before = jv_get(v, keys[0]);
	const struct jv *behind = jv_get(v, keys[1]);
	const char *s = jv_text(before != NULL ? before : behind);

	if ((before == NULL) == (behind == NULL) || s == NULL)
		return fault_set(f, FAULT_FORMAT,
		    "range: want one of \"%s\" and \"%s\" with a selector",
		    keys[0], keys[1]);
	*after = before == NULL;
	return read_css(a, s, sel, css, f);
}

static int
read_range(struct arena *a, const struct jv *v, struct selection *sel,
    struct item *out, struct fault *f)
{
	static const char *const starts[] = { "startBefore", "startAfter" };
	static const char *const stops[] = { "endBefore", "endAfter" };
	const struct jv *value;
	const char *key = NULL;

	while ((key = jv_next(v, key, &value)) != NULL)
		if (strcmp(key, starts[0]) != 0 &&
		    strcmp(key, starts[1]) != 0 && strcmp(key, stops[0]) != 0 &&
		    strcmp(key, stops[1]) != 0)
			return fault_set(f, FAULT_FORMAT,
			    "range: \"%.100s\" is not understood", key);
	out->words = json_text(a, v);
	if (read_end(a, v, starts, sel, &out->start, &out->start_after, f) != 0)
		return -1;
	return read_end(a, v, stops, sel, &out->end, &out->end_after, f);
}

static int
read_item(
    struct arena *a, const struct jv *v, struct selection *s, struct fault *f)
{
	struct item *item;

	s->items = arena_more(a, s->items, s->n, sizeof(*s->items));
	item = &s->items[s->n++];
	memset(item, 0, sizeof(*item));
	if (jv_text(v) != NULL)
		return read_css(a, jv_text(v), s, &item->css, f);
	if (jv_is_object(v))
		return read_range(a, v, s, item, f);
	return fault_set(f, FAULT_FORMAT, "selectors: want text or a range");
}

static int
read_value(
    struct arena *a, const struct jv *v, struct selection *s, struct fault *f)
{
	size_t i;

	if (!jv_is_array(v))
		return read_item(a, v, s, f);
	for (i = 0; i < jv_count(v); i++)
		if (read_item(a, jv_at(v, i), s, f) != 0)
			return -1;
	if (s->n == 0)
		return fault_set(f, FAULT_FORMAT, "selectors: an empty list");
	return 0;
}

int
selection_parse(struct arena *a, const char *s, const struct selection **out,
    struct fault *f)
{
	struct selection *made = arena_new(a, 1, sizeof(*made));
	struct jv *v = NULL;
	int rc = -1;

	if (!selection_is_json(s))
		v = jv_str(s);
	else if (jv_parse(s, strlen(s), &v, f) != 0)
		return fault_under(f, "selectors");
	rc = read_value(a, v, made, f);
	*out = made;
	jv_free(v);
	return rc;
}

/* The values of {"parts":[…]}; NULL where v is no such thing. */
static const struct jv *
parts_of(const struct jv *v)
{
	const struct jv *parts = jv_get(v, "parts");
	const struct jv *value;
	const char *first = jv_next(v, NULL, &value);

	return jv_is_array(parts) && jv_next(v, first, &value) == NULL ? parts
								       : NULL;
}

static int
check_parts(struct arena *a, const struct jv *parts, struct fault *f)
{
	struct selection s;
	size_t i;

	for (i = 0; i < jv_count(parts); i++) {
		memset(&s, 0, sizeof(s));
		if (jv_text(jv_at(parts, i)) != NULL &&
		    *jv_text(jv_at(parts, i)) == '\0')
			continue;
		if (read_value(a, jv_at(parts, i), &s, f) != 0)
			return fault_under(f, "part %zu", i + 1);
	}
	return 0;
}

int
selection_check(const char *s, struct fault *f)
{
	const struct selection *out;
	struct arena a;
	int rc;

	if (*s == '\0')
		return 0;
	arena_init(&a);
	rc = selection_parse(&a, s, &out, f);
	arena_free(&a);
	return rc;
}

int
selection_check_joined(const char *s, struct fault *f)
{
	const struct jv *parts = NULL;
	struct jv *v = NULL;
	struct arena a;
	int rc = -1;

	if (*s == '\0')
		return 0;
	arena_init(&a);
	if (jv_parse(s, strlen(s), &v, f) != 0)
		(void)fault_under(f, "selectors");
	else if ((parts = parts_of(v)) == NULL)
		(void)fault_set(f, FAULT_FORMAT,
		    "selectors: want {\"parts\":[…]} of joined pages");
	else
		rc = check_parts(&a, parts, f);
	jv_free(v);
	arena_free(&a);
	return rc;
}

int
selection_part(struct arena *a, const char *s, size_t i, size_t n,
    const char **out, struct fault *f)
{
	const struct jv *parts, *part;
	struct jv *v = NULL;
	int rc = -1;

	*out = "";
	if (*s == '\0')
		return 0;
	if (jv_parse(s, strlen(s), &v, f) != 0)
		goto out;
	parts = parts_of(v);
	if (parts == NULL || jv_count(parts) != n) {
		(void)fault_set(f, FAULT_FORMAT,
		    "selectors: want {\"parts\":[…]} of %zu pages", n);
		goto out;
	}
	part = jv_at(parts, i);
	*out = jv_text(part) != NULL ? arena_strdup(a, jv_text(part))
				     : json_text(a, part);
	rc = 0;
out:
	jv_free(v);
	return rc;
}

/* The first element that css selects, or DOM_NONE. */
static uint32_t
first_of(const struct selector *css, const struct dom *d)
{
	struct arena scratch;
	unsigned char *marks;
	uint32_t i = 0;

	arena_init(&scratch);
	marks = arena_new(&scratch, d->n, 1);
	if (selector_mark(css, d, &scratch, marks) == 0)
		i = DOM_NONE;
	else
		while (!marks[i])
			i++;
	arena_free(&scratch);
	return i;
}

/*
 * A range as browsers have it: from before or after one element to before or
 * after another; empty where the end comes before the start.
 */
static struct selected
take_range(const struct item *item, const struct dom *d, const char **lost)
{
	struct selected s = { .range = true };
	uint32_t start = first_of(item->start, d);
	uint32_t end = first_of(item->end, d);

	if (start == DOM_NONE || end == DOM_NONE) {
		*lost = item->words;
		return s;
	}
	s.first = item->start_after ? d->nodes[start].end : start;
	s.end = item->end_after ? d->nodes[end].end : end;
	return s;
}

/* What is being taken of a page. */
struct taking {
	const struct dom *d;
	struct arena *a;
	struct selected *list;
	size_t n;
	unsigned char *taken; /* nodes that are in it */
};

static void
take(struct taking *t, const struct selected *one)
{
	t->list = arena_more(t->a, t->list, t->n, sizeof(*t->list));
	t->list[t->n++] = *one;
	memset(t->taken + one->first, 1, one->end - one->first);
}

/*
 * Elements that css selects, but for those within what is taken already:
 * what a page shows once is not said twice.
 */
static void
take_elements(struct taking *t, const struct selector *css)
{
	struct arena scratch;
	struct selected one = { .range = false };
	unsigned char *marks;
	uint32_t k;

	arena_init(&scratch);
	marks = arena_new(&scratch, t->d->n, 1);
	(void)selector_mark(css, t->d, &scratch, marks);
	for (k = 0; k < t->d->n; k++) {
		if (!marks[k] || t->taken[k])
			continue;
		one.first = k;
		one.end = t->d->nodes[k].end;
		take(t, &one);
	}
	arena_free(&scratch);
}

struct selected *
selection_take(const struct selection *s, const struct dom *d, struct arena *a,
    size_t *n, const char **lost)
{
	struct taking t = { .d = d, .a = a, .taken = arena_new(a, d->n, 1) };
	struct selected one;
	size_t i;

	*lost = NULL;
	for (i = 0; i < s->n; i++) {
		if (s->items[i].css != NULL) {
			take_elements(&t, s->items[i].css);
			continue;
		}
		one = take_range(&s->items[i], d, lost);
		if (one.first < one.end)
			take(&t, &one);
	}
	*n = t.n;
	return t.list;
}
