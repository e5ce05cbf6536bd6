#include "base/jv.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/mem.h"
#include "base/utf8.h"

/*
 * A struct jv is a json_t under a name of ours; these three are the only
 * places that know it.
 */
static struct jv *
wrap(json_t *j)
{
	/* jansson returns NULL only without memory (its inputs are checked). */
	if (j == NULL)
		(void)mem_grow(NULL, (size_t)-1, 2);
	return (struct jv *)(void *)j;
}

static json_t *
unwrap(struct jv *v)
{
	return (json_t *)(void *)v;
}

static const json_t *
peek(const struct jv *v)
{
	return (const json_t *)(const void *)v;
}

/* A value just made: the library gives NULL where it had no memory. */
static struct jv *
made(json_t *j)
{
	if (j == NULL)
		mem_out(1, sizeof(void *));
	return wrap(j);
}

struct jv *
jv_object(void)
{
	return made(json_object());
}

struct jv *
jv_array(void)
{
	return made(json_array());
}

struct jv *
jv_strn(const char *s, size_t n)
{
	struct buf b;
	struct jv *v;
	size_t i, len;
	uint32_t c;

	if (utf8_valid(s, n, NULL))
		return made(json_stringn_nocheck(s, n));
	buf_init(&b, 3 * n + 1);
	for (i = 0; i < n; i += len == 0 ? 1 : len) {
		len = utf8_get(s + i, n - i, &c);
		if (len == 0)
			buf_str(&b, "\xef\xbf\xbd");
		else
			buf_add(&b, s + i, len);
	}
	v = made(json_stringn_nocheck((const char *)b.data, b.len));
	buf_free(&b);
	return v;
}

struct jv *
jv_str(const char *s)
{
	return jv_strn(s, strlen(s));
}

struct jv *
jv_int(int64_t v)
{
	return made(json_integer(v));
}

struct jv *
jv_bool(bool v)
{
	return made(json_boolean(v));
}

struct jv *
jv_null(void)
{
	return made(json_null());
}

void
jv_free(struct jv *v)
{
	json_decref(unwrap(v));
}

void
jv_set_take(struct jv *object, const char *key, struct jv *v)
{
	/* Where a member is refused memory, its object is not what it says. */
	if (v != NULL &&
	    json_object_set_new_nocheck(unwrap(object), key, unwrap(v)) != 0)
		mem_out(1, strlen(key));
}

void
jv_push_take(struct jv *array, struct jv *v)
{
	if (v != NULL && json_array_append_new(unwrap(array), unwrap(v)) != 0)
		mem_out(1, sizeof(void *));
}

void
jv_set_str(struct jv *object, const char *key, const char *s)
{
	if (s != NULL)
		jv_set_take(object, key, jv_str(s));
}

void
jv_set_int(struct jv *object, const char *key, int64_t v)
{
	jv_set_take(object, key, jv_int(v));
}

void
jv_set_bool(struct jv *object, const char *key, bool v)
{
	jv_set_take(object, key, jv_bool(v));
}

const struct jv *
jv_get(const struct jv *object, const char *key)
{
	return (const struct jv *)(const void *)json_object_get(
	    peek(object), key);
}

const struct jv *
jv_at(const struct jv *array, size_t i)
{
	return (const struct jv *)(const void *)json_array_get(peek(array), i);
}

size_t
jv_count(const struct jv *array)
{
	return json_array_size(peek(array));
}

const char *
jv_text(const struct jv *v)
{
	return json_string_value(peek(v));
}

int64_t
jv_number(const struct jv *v, int64_t fallback)
{
	return json_is_integer(peek(v)) ? json_integer_value(peek(v))
					: fallback;
}

bool
jv_truth(const struct jv *v)
{
	return json_is_true(peek(v));
}

bool
jv_is_object(const struct jv *v)
{
	return json_is_object(peek(v));
}

bool
jv_is_array(const struct jv *v)
{
	return json_is_array(peek(v));
}

const char *
jv_next(const struct jv *v, const char *key, const struct jv **value)
{
	/* Walking changes nothing; jansson's walkers take no const. */
	json_t *j = (json_t *)(uintptr_t)v;
	void *at;

	if (!json_is_object(j))
		return NULL;
	at = key == NULL
	    ? json_object_iter(j)
	    : json_object_iter_next(j, json_object_iter_at(j, key));
	if (at == NULL)
		return NULL;
	*value = (const struct jv *)(void *)json_object_iter_value(at);
	return json_object_iter_key(at);
}

int
jv_need_text(
    const struct jv *object, const char *key, const char **out, struct fault *f)
{
	const char *s = jv_text(jv_get(object, key));

	if (s == NULL)
		return fault_set(
		    f, FAULT_FORMAT, "json: want text under \"%s\"", key);
	*out = s;
	return 0;
}

int
jv_need_int(const struct jv *object, const char *key, int64_t min, int64_t max,
    int64_t *out, struct fault *f)
{
	const json_t *j = peek(jv_get(object, key));
	int64_t v;

	if (!json_is_integer(j))
		return fault_set(
		    f, FAULT_FORMAT, "json: want an integer under \"%s\"", key);
	v = json_integer_value(j);
	if (v < min || v > max)
		return fault_set(f, FAULT_LIMIT,
		    "json: \"%s\": want %lld to %lld, have %lld", key,
		    (long long)min, (long long)max, (long long)v);
	*out = v;
	return 0;
}

int
jv_need_array(const struct jv *object, const char *key, const struct jv **out,
    struct fault *f)
{
	const struct jv *v = jv_get(object, key);

	if (!json_is_array(peek(v)))
		return fault_set(
		    f, FAULT_FORMAT, "json: want an array under \"%s\"", key);
	*out = v;
	return 0;
}

static int
write_piece(const char *p, size_t n, void *out)
{
	buf_add(out, p, n);
	return 0;
}

void
jv_write(const struct jv *v, struct buf *out)
{
	/* It sorts the keys in memory of its own. */
	if (json_dump_callback(peek(v), write_piece, out,
		JSON_SORT_KEYS | JSON_COMPACT | JSON_ENCODE_ANY) != 0)
		mem_out(1, sizeof(void *));
}

/* Most strings have nothing in them that is written in another way. */
static bool
jv_is_plain(const char *s)
{
	const unsigned char *p = (const unsigned char *)s;

	while (*p >= ' ' && *p < 0x7f && *p != '"' && *p != '\\')
		p++;
	return *p == '\0';
}

void
jv_write_str(const char *s, struct buf *out)
{
	struct jv *v;

	if (jv_is_plain(s)) {
		buf_str(out, "\"");
		buf_str(out, s);
		buf_str(out, "\"");
		return;
	}
	v = jv_str(s);
	jv_write(v, out);
	jv_free(v);
}

/* jansson recurses; what nests deeper than we ever write is refused first. */
static int
jv_depth(const char *p, size_t n, struct fault *f)
{
	enum { MAX = 64 };
	size_t i, depth = 0;
	bool string = false;

	for (i = 0; i < n; i++) {
		if (string && p[i] == '\\')
			i++;
		else if (p[i] == '"')
			string = !string;
		else if (!string && (p[i] == '[' || p[i] == '{'))
			depth++;
		else if (!string && (p[i] == ']' || p[i] == '}') && depth > 0)
			depth--;
		if (depth > MAX)
			return fault_set(
			    f, FAULT_LIMIT, "json: nested deeper than %d", MAX);
	}
	return 0;
}

/* Values there can be at the most: one before each comma and in each bracket,
 * and the whole. */
static size_t
jv_values(const char *p, size_t n)
{
	size_t i, values = 1;
	bool string = false;

	for (i = 0; i < n; i++) {
		if (string && p[i] == '\\')
			i++;
		else if (p[i] == '"')
			string = !string;
		else if (!string && (p[i] == ',' || p[i] == '[' || p[i] == '{'))
			values++;
	}
	return values;
}

int
jv_parse_most(
    const void *p, size_t n, size_t values, struct jv **out, struct fault *f)
{
	const size_t have = jv_values(p, n);

	if (have > values)
		return fault_set(f, FAULT_LIMIT,
		    "json: want at most %zu values, have up to %zu", values,
		    have);
	return jv_parse(p, n, out, f);
}

int
jv_parse(const void *p, size_t n, struct jv **out, struct fault *f)
{
	json_error_t e;
	json_t *j;

	if (jv_depth(p, n, f) != 0)
		return -1;
	j = json_loadb(p, n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);
	if (j == NULL)
		return fault_set(
		    f, FAULT_FORMAT, "json: line %d: %s", e.line, e.text);
	*out = wrap(j);
	return 0;
}
