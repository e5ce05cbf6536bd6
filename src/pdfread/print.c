#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "update_in.h"

struct pdf_value
make_name(struct arena *a, const char *s)
{
	return (struct pdf_value){ .kind = PDF_NAME,
		.u.s = { arena_strdup(a, s), strlen(s) } };
}

struct pdf_value
make_int(int64_t v)
{
	return (struct pdf_value){ .kind = PDF_INT, .u.i = v };
}

struct pdf_value
make_ref(uint32_t num, uint32_t gen)
{
	return (struct pdf_value){ .kind = PDF_REF, .u.ref = { num, gen } };
}

struct pdf_value
make_dict(void)
{
	return (struct pdf_value){ .kind = PDF_DICT };
}

struct pdf_value
make_array(struct arena *a, const struct pdf_value *items, size_t n)
{
	struct pdf_value *copy = arena_new(a, n, sizeof(*copy));

	if (n > 0)
		memcpy(copy, items, n * sizeof(*copy));
	return (struct pdf_value){ .kind = PDF_ARRAY, .u.array = { copy, n } };
}

struct pdf_value
make_numbers(struct arena *a, const double *v, size_t n)
{
	struct pdf_value *items = arena_new(a, n, sizeof(*items));
	size_t i;

	for (i = 0; i < n; i++) {
		const char *s = arena_fmt(a, "%.2f", v[i]);

		items[i] = (struct pdf_value){ .kind = PDF_REAL,
			.u.s = { s, strlen(s) } };
	}
	return (struct pdf_value){ .kind = PDF_ARRAY, .u.array = { items, n } };
}

/*= ISO 32000-2 section 7.9.2.2: what is not ASCII as UTF-16BE with its mark */
static void
text_bytes(struct buf *out, const char *utf8)
{
	const char *p = utf8, *end = utf8 + strlen(utf8);
	bool ascii = true;
	unsigned char b[4];
	uint32_t c;
	size_t n, i;

	for (; *p != '\0'; p++)
		ascii = ascii && (unsigned char)*p < 0x80;
	if (ascii) {
		buf_str(out, utf8);
		return;
	}
	buf_add(out, "\xfe\xff", 2);
	for (p = utf8; p < end; p += n) {
		n = utf8_get(p, (size_t)(end - p), &c);
		n = n == 0 ? 1 : n; /* U+FFFD, for a byte */
		if (c < 0x10000) {
			b[0] = (unsigned char)(c >> 8);
			b[1] = (unsigned char)c;
			i = 2;
		} else {
			c -= 0x10000;
			b[0] = (unsigned char)(0xd8 | c >> 18);
			b[1] = (unsigned char)(c >> 10);
			b[2] = (unsigned char)(0xdc | (c >> 8 & 3));
			b[3] = (unsigned char)c;
			i = 4;
		}
		buf_add(out, b, i);
	}
}

struct pdf_value
make_text(struct arena *a, const char *utf8)
{
	struct pdf_value v = { .kind = PDF_STRING };
	struct buf b;

	buf_init(&b, 4 * strlen(utf8) + 8);
	text_bytes(&b, utf8);
	v.u.s =
	    (struct pdf_bytes){ arena_strndup(a, (const char *)b.data, b.len),
		    b.len };
	buf_free(&b);
	return v;
}

void
dict_set(struct arena *a, struct pdf_value *dict, const char *key,
    struct pdf_value v)
{
	size_t n = dict->kind == PDF_DICT ? dict->u.dict.n : 0, i, k = 0;
	struct pdf_entry *e = arena_new(a, n + 1, sizeof(*e));
	bool done = false;

	for (i = 0; i < n; i++) {
		e[k] = dict->u.dict.items[i];
		if (pdf_bytes_are(e[k].key, key)) {
			e[k].value = v;
			done = true;
		}
		k++;
	}
	if (!done)
		e[k++] =
		    (struct pdf_entry){ { arena_strdup(a, key), strlen(key) },
			    v };
	dict->kind = PDF_DICT;
	dict->u.dict.items = e;
	dict->u.dict.n = k;
}

void
array_push(struct arena *a, struct pdf_value *array, struct pdf_value v)
{
	size_t n = array->kind == PDF_ARRAY ? array->u.array.n : 0;
	struct pdf_value *items = arena_new(a, n + 1, sizeof(*items));

	if (n > 0)
		memcpy(items, array->u.array.items, n * sizeof(*items));
	items[n] = v;
	array->kind = PDF_ARRAY;
	array->u.array.items = items;
	array->u.array.n = n + 1;
}

/*= ISO 32000-2 section 7.3.5: what is not regular is written #xx */
static void
print_name(struct buf *out, struct pdf_bytes s)
{
	size_t i;

	buf_str(out, "/");
	for (i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c > 0x20 && c < 0x7f && strchr("()<>[]{}/%#", c) == NULL)
			buf_add(out, &c, 1);
		else
			buf_fmt(out, "#%02X", c);
	}
}

static void
print_string(struct buf *out, struct pdf_bytes s, bool hex)
{
	size_t i;

	for (i = 0; i < s.n && !hex; i++)
		hex = (unsigned char)s.p[i] < 0x20 ||
		    (unsigned char)s.p[i] > 0x7e;
	buf_str(out, hex ? "<" : "(");
	for (i = 0; i < s.n; i++) {
		if (hex)
			buf_fmt(out, "%02x", (unsigned)(unsigned char)s.p[i]);
		else if (strchr("()\\", s.p[i]) != NULL)
			buf_fmt(out, "\\%c", s.p[i]);
		else
			buf_add(out, s.p + i, 1);
	}
	buf_str(out, hex ? ">" : ")");
}

void
print_text(struct buf *out, const char *utf8)
{
	struct buf b;

	buf_init(&b, 4 * strlen(utf8) + 8);
	text_bytes(&b, utf8);
	print_string(
	    out, (struct pdf_bytes){ (const char *)b.data, b.len }, false);
	buf_free(&b);
}

static void
print_plain(const struct pdf_value *v, struct buf *out)
{
	switch (v->kind) {
	case PDF_BOOL:
		buf_str(out, v->u.truth ? "true" : "false");
		break;
	case PDF_INT:
		buf_fmt(out, "%lld", (long long)v->u.i);
		break;
	case PDF_REAL:
	case PDF_OPERATOR:
		buf_add(out, v->u.s.p, v->u.s.n);
		break;
	case PDF_STRING:
		print_string(out, v->u.s, v->hex);
		break;
	case PDF_NAME:
		print_name(out, v->u.s);
		break;
	case PDF_REF:
		buf_fmt(out, "%u %u R", v->u.ref.num, v->u.ref.gen);
		break;
	case PDF_NULL:
	case PDF_ARRAY:
	case PDF_DICT:
		buf_str(out, "null");
		break;
	}
}

/* A container that is being printed, and which of its values comes next. */
struct print_frame {
	const struct pdf_value *v;
	size_t i;
};

int
value_print(const struct pdf_value *v, struct buf *out, struct fault *f)
{
	struct print_frame stack[PDF_DEPTH + 8];
	size_t depth = 0, n;

	for (;;) {
		if (v->kind == PDF_ARRAY || v->kind == PDF_DICT) {
			if (depth == PDF_DEPTH + 8)
				return fault_set(f, FAULT_LIMIT,
				    "want at most %d levels of nesting, have "
				    "more",
				    PDF_DEPTH);
			buf_str(out, v->kind == PDF_ARRAY ? "[" : "<<");
			stack[depth++] = (struct print_frame){ v, 0 };
		} else {
			print_plain(v, out);
		}
		/* The next value, and the containers that end before it. */
		for (; depth > 0; depth--) {
			struct print_frame *t = &stack[depth - 1];
			bool array = t->v->kind == PDF_ARRAY;

			n = array ? t->v->u.array.n : t->v->u.dict.n;
			if (t->i < n) {
				if (t->i > 0)
					buf_str(out, " ");
				if (array) {
					v = &t->v->u.array.items[t->i];
				} else {
					print_name(
					    out, t->v->u.dict.items[t->i].key);
					buf_str(out, " ");
					v = &t->v->u.dict.items[t->i].value;
				}
				t->i++;
				break;
			}
			buf_str(out, array ? "]" : ">>");
		}
		if (depth == 0)
			return buf_check(out, "an object", f);
	}
}
