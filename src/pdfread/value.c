#include "pdfread_in.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Up to so many keys each is compared with each; more are sorted. */
#define FEW 24

/* Values that fit without the heap; dictionaries of pages have ten keys. */
#define NEAR 64

/* A container that is still open: its values are the stack's from base on,
 * one after the other, keys too. */
struct frame {
	enum pdf_kind kind;
	size_t start, base;
};

struct reader {
	struct pdf_lex *l;
	struct frame frames[PDF_DEPTH];
	size_t depth; /* frames in use */
	bool content; /* a content stream: operators, no references */
	struct pdf_value *stack; /* near, or all of far */
	struct pdf_value near[NEAR], *far;
	size_t n, room;
};

static struct frame *
reader_top(struct reader *r)
{
	return &r->frames[r->depth - 1];
}

static void
reader_grow(struct reader *r)
{
	r->room *= 2;
	if (r->far == NULL) {
		r->far = mem_new(r->room, sizeof(*r->far));
		memcpy(r->far, r->near, sizeof(r->near));
	} else {
		r->far = mem_grow(r->far, r->room, sizeof(*r->far));
	}
	r->stack = r->far;
}

/* Where the next value goes: its maker fills it; NULL: there may be no more. */
static inline struct pdf_value *
reader_next(struct reader *r, struct fault *f)
{
	if (*r->l->values == 0) {
		(void)fault_set(f, FAULT_LIMIT,
		    "want at most %zu values in a file, have more", PDF_VALUES);
		return NULL;
	}
	(*r->l->values)--;
	if (r->n == r->room)
		reader_grow(r);
	return &r->stack[r->n++];
}

static int
reader_push(struct reader *r, const struct pdf_value *v, struct fault *f)
{
	struct pdf_value *next = reader_next(r, f);

	if (next == NULL)
		return -1;
	*next = *v;
	return 0;
}

static int
reader_open(struct reader *r, enum pdf_kind kind, size_t start, struct fault *f)
{
	if (r->depth == PDF_DEPTH)
		return fault_set(f, FAULT_LIMIT,
		    "byte %zu: want at most %d levels of nesting, have more",
		    start, PDF_DEPTH);
	r->frames[r->depth++] = (struct frame){ kind, start, r->n };
	return 0;
}

static int
key_compare(struct pdf_bytes x, struct pdf_bytes y)
{
	size_t n = x.n < y.n ? x.n : y.n;
	int c = n == 0 ? 0 : memcmp(x.p, y.p, n);

	return c != 0 ? c : (x.n > y.n) - (x.n < y.n);
}

static inline bool
key_same(struct pdf_bytes x, struct pdf_bytes y)
{
	return x.n == y.n &&
	    (x.n == 0 || (x.p[0] == y.p[0] && memcmp(x.p, y.p, x.n) == 0));
}

/* By key; of equal keys, the one that is written first comes first. */
static int
entry_compare(const void *a, const void *b)
{
	const struct pdf_entry *x = a, *y = b;
	int c = key_compare(x->key, y->key);

	if (c != 0)
		return c;
	return (x->value.start > y->value.start) -
	    (x->value.start < y->value.start);
}

/*
 * Whether a key stands twice.  Entries beyond a few are sorted, for this and
 * for pdf_key: a dictionary of a million keys is asked a million times.
 */
static bool
entries_twice(struct pdf_entry *e, size_t n)
{
	bool twice = false;
	size_t i, k;

	if (n > FEW) {
		qsort(e, n, sizeof(*e), entry_compare);
		for (i = 1; i < n && !twice; i++)
			twice = key_compare(e[i - 1].key, e[i].key) == 0;
		return twice;
	}
	for (i = 1; i < n; i++)
		for (k = 0; k < i; k++)
			if (key_same(e[i].key, e[k].key))
				return true;
	return false;
}

static void
close_array(struct reader *r, const struct pdf_value *items, size_t n,
    struct pdf_value *v)
{
	struct pdf_value *copy = arena_new(r->l->arena, n, sizeof(*copy));

	if (n > 0)
		memcpy(copy, items, n * sizeof(*copy));
	v->u.array.items = copy;
	v->u.array.n = n;
}

static int
close_dict(struct reader *r, const struct pdf_value *items, size_t n,
    struct pdf_value *v, struct fault *f)
{
	struct pdf_entry *e = arena_new(r->l->arena, n / 2, sizeof(*e));
	size_t i;

	if (n % 2 != 0)
		return fault_set(f, FAULT_FORMAT,
		    "byte %zu: a dictionary has a key without a value",
		    v->start);
	for (i = 0; i < n / 2; i++) {
		if (items[2 * i].kind != PDF_NAME)
			return fault_set(f, FAULT_FORMAT,
			    "byte %zu: a dictionary's key is no name",
			    items[2 * i].start);
		e[i].key = items[2 * i].u.s;
		e[i].value = items[2 * i + 1];
	}
	v->u.dict.items = e;
	v->u.dict.n = n / 2;
	v->twice = entries_twice(e, n / 2);
	return 0;
}

/* The frame's values become one value of the frame below. */
static int
reader_close(struct reader *r, enum pdf_kind kind, size_t end, struct fault *f)
{
	struct frame *top = reader_top(r);
	struct pdf_value v = { .kind = kind, .start = top->start, .end = end };
	const struct pdf_value *items = r->stack + top->base;
	size_t n = r->n - top->base, i;

	if (r->depth < 2 || top->kind != kind)
		return fault_set(f, FAULT_FORMAT, "byte %zu: %s closes nothing",
		    end, kind == PDF_ARRAY ? "\"]\"" : "\">>\"");
	if (kind == PDF_ARRAY)
		close_array(r, items, n, &v);
	else if (close_dict(r, items, n, &v, f) != 0)
		return -1;
	for (i = 0; i < n; i++)
		if (items[i].twice || items[i].twice_below)
			v.twice_below = true;
	r->n = top->base;
	r->depth--;
	return reader_push(r, &v, f);
}

/* "n g R": the last two values become one. */
static int
reader_reference(struct reader *r, const struct pdf_token *t, struct fault *f)
{
	struct pdf_value *num, *gen;

	if (r->n - reader_top(r)->base < 2)
		return fault_set(
		    f, FAULT_FORMAT, "byte %zu: R refers to nothing", t->start);
	num = &r->stack[r->n - 2];
	gen = &r->stack[r->n - 1];
	if (num->kind != PDF_INT || gen->kind != PDF_INT || num->u.i < 0 ||
	    num->u.i > UINT32_MAX || gen->u.i < 0 || gen->u.i > 65535)
		return fault_set(f, FAULT_FORMAT,
		    "byte %zu: R wants an object number and a generation",
		    t->start);
	num->u.ref = (struct pdf_ref){ (uint32_t)num->u.i, (uint32_t)gen->u.i };
	num->kind = PDF_REF;
	num->end = t->end;
	r->n--;
	return 0;
}

/* A word that stands for a value. */
static bool
word_value(const struct pdf_token *t, struct pdf_value *v)
{
	if (pdf_token_is(t, "true") || pdf_token_is(t, "false")) {
		v->kind = PDF_BOOL;
		v->u.truth = t->s.n == 4;
	} else if (pdf_token_is(t, "null")) {
		v->kind = PDF_NULL;
	} else {
		return false;
	}
	return true;
}

static int
reader_word(struct reader *r, const struct pdf_token *t, struct fault *f)
{
	struct pdf_value v = { .start = t->start, .end = t->end };

	if (word_value(t, &v)) {
		/* It is one. */
	} else if (pdf_token_is(t, "R") && !r->content) {
		return reader_reference(r, t, f);
	} else if (r->content && r->depth == 1) {
		v.kind = PDF_OPERATOR;
		v.u.s = t->s;
	} else {
		return fault_set(f, FAULT_FORMAT,
		    "byte %zu: no value begins like this", t->start);
	}
	return reader_push(r, &v, f);
}

/* A token that is a value by itself. */
static bool
token_value(const struct pdf_token *t, struct pdf_value *v)
{
	*v = (struct pdf_value){
		.start = t->start, .end = t->end, .hex = t->hex
	};
	if (t->kind == TOKEN_INT) {
		v->kind = PDF_INT;
		v->u.i = t->i;
		return true;
	}
	v->u.s = t->s;
	if (t->kind == TOKEN_REAL)
		v->kind = PDF_REAL;
	else if (t->kind == TOKEN_STRING)
		v->kind = PDF_STRING;
	else if (t->kind == TOKEN_NAME)
		v->kind = PDF_NAME;
	else
		return false;
	return true;
}

static inline bool
token_plain(const struct pdf_token *t)
{
	return t->kind == TOKEN_INT || t->kind == TOKEN_REAL ||
	    t->kind == TOKEN_STRING || t->kind == TOKEN_NAME;
}

static int
reader_token(struct reader *r, const struct pdf_token *t, struct fault *f)
{
	struct pdf_value *next;

	if (token_plain(t)) {
		if ((next = reader_next(r, f)) == NULL)
			return -1;
		(void)token_value(t, next); /* it is one */
		return 0;
	}
	if (t->kind == TOKEN_OPEN_ARRAY)
		return reader_open(r, PDF_ARRAY, t->start, f);
	if (t->kind == TOKEN_OPEN_DICT)
		return reader_open(r, PDF_DICT, t->start, f);
	if (t->kind == TOKEN_CLOSE_ARRAY)
		return reader_close(r, PDF_ARRAY, t->end, f);
	if (t->kind == TOKEN_CLOSE_DICT)
		return reader_close(r, PDF_DICT, t->end, f);
	if (t->kind == TOKEN_WORD)
		return reader_word(r, t, f);
	return fault_set(
	    f, FAULT_FORMAT, "byte %zu: a value is cut short", t->start);
}

/* Whether "g R" follows an integer that was just read. */
static bool
reference_follows(const struct pdf_lex *at)
{
	struct pdf_lex l = *at;
	struct pdf_token t;
	struct fault unused;
	size_t left = 1;

	l.values = &left;
	/* Nothing here may be decoded: a number or a word needs no arena. */
	pdf_skip_white(&l);
	if (l.at >= l.n || l.p[l.at] < '0' || l.p[l.at] > '9')
		return false;
	if (pdf_token(&l, &t, &unused) != 0 || t.kind != TOKEN_INT)
		return false;
	pdf_skip_white(&l);
	if (l.at >= l.n || l.p[l.at] != 'R')
		return false;
	return pdf_token(&l, &t, &unused) == 0 && pdf_token_is(&t, "R");
}

static int
reader_run(struct reader *r, struct pdf_value *out, struct fault *f)
{
	struct pdf_token t;
	bool first_int;

	r->frames[0] = (struct frame){ PDF_NULL, 0, 0 };
	r->depth = 1;
	do {
		if (pdf_token(r->l, &t, f) != 0 || reader_token(r, &t, f) != 0)
			return -1;
		first_int = r->depth == 1 && t.kind == TOKEN_INT && r->n == 1 &&
		    !r->content;
		if (first_int && reference_follows(r->l)) {
			/* The generation, then R, which makes them one. */
			if (pdf_token(r->l, &t, f) != 0 ||
			    reader_token(r, &t, f) != 0 ||
			    pdf_token(r->l, &t, f) != 0 ||
			    reader_token(r, &t, f) != 0)
				return -1;
		}
	} while (r->depth > 1 || r->n == 0);
	*out = r->stack[0];
	return 0;
}

/* Not by an initialiser: that would clear 4 KB for each number. */
static void
reader_begin(struct reader *r, struct pdf_lex *l, bool content)
{
	r->l = l;
	r->depth = 0;
	r->content = content;
	r->stack = r->near;
	r->far = NULL;
	r->n = 0;
	r->room = NEAR;
}

int
pdf_value(struct pdf_lex *l, struct pdf_value *out, struct fault *f)
{
	struct reader r;
	int rc;

	reader_begin(&r, l, false);
	rc = reader_run(&r, out, f);
	free(r.far);
	return rc;
}

/* What is no array and no dictionary: nearly all of a page. */
static int
operand_plain(struct pdf_lex *l, struct pdf_value *out, struct fault *f)
{
	struct pdf_token t;

	if (pdf_token(l, &t, f) != 0)
		return -1;
	if (*l->values == 0)
		return fault_set(f, FAULT_LIMIT,
		    "want at most %zu values in a file, have more", PDF_VALUES);
	(*l->values)--;
	if (token_value(&t, out))
		return 0;
	if (t.kind != TOKEN_WORD)
		return fault_set(f, FAULT_FORMAT, "byte %zu: %s closes nothing",
		    t.end, t.kind == TOKEN_CLOSE_ARRAY ? "\"]\"" : "\">>\"");
	*out = (struct pdf_value){ .start = t.start, .end = t.end };
	if (!word_value(&t, out)) {
		out->kind = PDF_OPERATOR;
		out->u.s = t.s;
	}
	return 0;
}

int
pdf_operand(struct pdf_lex *l, struct pdf_value *out, struct fault *f)
{
	struct reader r;
	int rc;

	pdf_skip_white(l);
	if (l->at >= l->n) {
		*out = (struct pdf_value){
			.kind = PDF_NULL, .start = l->at, .end = l->at
		};
		return 0;
	}
	if (l->p[l->at] != '[' &&
	    (l->p[l->at] != '<' || l->at + 1 == l->n || l->p[l->at + 1] != '<'))
		return operand_plain(l, out, f);
	reader_begin(&r, l, true);
	rc = reader_run(&r, out, f);
	free(r.far);
	return rc;
}

bool
pdf_is_name(const struct pdf_value *v, const char *name)
{
	return v != NULL && v->kind == PDF_NAME && pdf_bytes_are(v->u.s, name);
}

/* The last entry of that key among sorted ones. */
static const struct pdf_value *
key_sorted(const struct pdf_entry *e, size_t n, struct pdf_bytes key)
{
	size_t lo = 0, hi = n, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (key_compare(e[mid].key, key) <= 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo > 0 && key_compare(e[lo - 1].key, key) == 0)
		return &e[lo - 1].value;
	return NULL;
}

const struct pdf_value *
pdf_key(const struct pdf_value *dict, const char *key)
{
	const struct pdf_bytes bytes = { key, strlen(key) };
	size_t i;

	if (dict == NULL || dict->kind != PDF_DICT)
		return NULL;
	if (dict->u.dict.n > FEW)
		return key_sorted(dict->u.dict.items, dict->u.dict.n, bytes);
	for (i = dict->u.dict.n; i > 0; i--)
		if (key_same(dict->u.dict.items[i - 1].key, bytes))
			return &dict->u.dict.items[i - 1].value;
	return NULL;
}

double
pdf_number(const struct pdf_value *v)
{
	double whole = 0, part = 0, unit = 1;
	bool minus = false;
	size_t i = 0;

	if (v == NULL || (v->kind != PDF_INT && v->kind != PDF_REAL))
		return 0;
	if (v->kind == PDF_INT)
		return (double)v->u.i;
	if (v->u.s.n > 0 && (v->u.s.p[0] == '-' || v->u.s.p[0] == '+'))
		minus = v->u.s.p[i++] == '-';
	for (; i < v->u.s.n && v->u.s.p[i] != '.'; i++)
		whole = whole * 10 + (v->u.s.p[i] - '0');
	for (i++; i < v->u.s.n; i++)
		part += (v->u.s.p[i] - '0') * (unit /= 10);
	return minus ? -(whole + part) : whole + part;
}
