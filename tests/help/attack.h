#ifndef TESTS_HELP_ATTACK_H
#define TESTS_HELP_ATTACK_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <qpdf/qpdf-c.h>

#include "base/buf.h"
#include "help/forge.h"
#include "help/packet.h"

/*
 * A packet under attack: its objects by name, updates in the form that the
 * packet itself has (a cross-reference stream) or in another, signatures put
 * in the place of its own.
 */
#define ATTACK_OBJECTS 8
#define ATTACK_NAMES 24

struct attack_name {
	const char *name; /* "root" */
	int num;
	char *text; /* of its dictionary, without the closing ">>" */
};

struct attack_base {
	const struct buf *pdf;
	size_t xref; /* where its section stands */
	int size;
	char trailer[256]; /* /Root, /Info, /ID */
	struct attack_name names[ATTACK_NAMES];
	size_t n_names;
	struct slot slot; /* of its signature */
};

/* A dictionary as it stands in the file, where it stands in the clear. */
static inline char *
attack_raw(const struct buf *pdf, int num)
{
	char head[32];
	size_t from, to;

	(void)snprintf(head, sizeof(head), "\n%d 0 obj\n<<", num);
	from = forge_find(pdf, head, 0);
	if (from == SIZE_MAX)
		return NULL;
	from += strlen(head) - 2;
	to = forge_find(pdf, ">>\nendobj\n", from);
	if (to == SIZE_MAX || to > forge_find(pdf, ">>\nstream", from))
		return NULL;
	return mem_strndup((const char *)pdf->data + from, to + 2 - from);
}

static inline void
attack_name_it(
    struct attack_base *x, struct forge *g, const char *name, qpdf_oh o)
{
	struct attack_name *n = &x->names[x->n_names++];
	qpdf_oh dict =
	    qpdf_oh_is_stream(g->q, o) ? qpdf_oh_get_dict(g->q, o) : o;
	char *end;

	assert_true(x->n_names <= ATTACK_NAMES);
	n->name = name;
	n->num = qpdf_oh_get_object_id(g->q, o);
	if (n->num == 0)
		fail_msg("%s is no object of its own", name);
	n->text = attack_raw(x->pdf, n->num);
	if (n->text == NULL)
		n->text = mem_strdup(qpdf_oh_unparse_resolved(g->q, dict));
	end = strrchr(n->text, '>');
	if (end != NULL && end > n->text)
		end[-1] = '\0';
}

static inline size_t
attack_startxref(const struct buf *b)
{
	size_t at = b->len - 40, found = SIZE_MAX;

	while ((at = forge_find(b, "startxref\n", at)) != SIZE_MAX)
		found = at++;
	assert_true(found != SIZE_MAX);
	return (size_t)atol((const char *)b->data + found + 10);
}

/* Ways from the catalog or from the first page, and what they are called. */
static inline void
attack_open(struct attack_base *x, const struct buf *pdf)
{
	static const char *const ways[][2] = {
		{ "form", "/AcroForm" },
		{ "sig", "/Perms /DocMDP" },
		{ "seal", "/AcroForm /Fields 0" },
		{ "empty", "/AcroForm /Fields 1" },
		{ "look", "/AcroForm /Fields 0 /AP /N" },
		{ "pages", "/Pages" },
		{ "outlines", "/Outlines" },
		{ "names", "/Names" },
		{ "spec", "/AF 0" },
		{ "file", "/AF 0 /EF /F" },
		{ "xmp", "/Metadata" },
		{ "tags", "/StructTreeRoot" },
	};
	struct forge g;
	qpdf_oh page, trailer, font;
	size_t i;

	memset(x, 0, sizeof(*x));
	x->pdf = pdf;
	x->xref = attack_startxref(pdf);
	forge_open(&g, pdf);
	trailer = qpdf_get_trailer(g.q);
	x->size =
	    qpdf_oh_get_int_value_as_int(g.q, forge_key(&g, trailer, "/Size"));
	attack_name_it(x, &g, "root", qpdf_get_root(g.q));
	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		attack_name_it(
		    x, &g, ways[i][0], forge_catalog(&g, ways[i][1]));
	page = qpdf_get_page_n(g.q, 0);
	attack_name_it(x, &g, "page", page);
	attack_name_it(x, &g, "content", forge_key(&g, page, "/Contents"));
	font = forge_at(&g, page, "/Resources /Font /F2");
	attack_name_it(x, &g, "font", font);
	attack_name_it(x, &g, "unicode", forge_key(&g, font, "/ToUnicode"));
	attack_name_it(
	    x, &g, "descendant", forge_at(&g, font, "/DescendantFonts 0"));
	attack_name_it(x, &g, "program",
	    forge_at(
		&g, font, "/DescendantFonts 0 /FontDescriptor /FontFile2"));
	attack_name_it(x, &g, "info", forge_key(&g, trailer, "/Info"));
	attack_name_it(x, &g, "page2", qpdf_get_page_n(g.q, 1));
	(void)snprintf(x->trailer, sizeof(x->trailer),
	    "/Root %d 0 R /Info %d 0 R /ID %s", x->names[0].num,
	    qpdf_oh_get_object_id(g.q, forge_key(&g, trailer, "/Info")),
	    qpdf_oh_unparse(g.q, forge_key(&g, trailer, "/ID")));
	qpdf_cleanup(&g.q);
	i = forge_find(pdf, "/ByteRange [", 0);
	x->slot.byte_range = i + 12;
	x->slot.byte_range_len = forge_find(pdf, "]", i) - x->slot.byte_range;
	x->slot.contents = forge_find(pdf, "/Contents <3", i) + 10;
	x->slot.contents_len =
	    forge_find(pdf, ">", x->slot.contents) + 1 - x->slot.contents;
}

static inline void
attack_close(struct attack_base *x)
{
	size_t i;

	for (i = 0; i < x->n_names; i++)
		free(x->names[i].text);
}

static inline const struct attack_name *
attack_find(const struct attack_base *x, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < x->n_names; i++)
		if (strlen(x->names[i].name) == n &&
		    memcmp(x->names[i].name, s, n) == 0)
			return &x->names[i];
	fail_msg("no object is called %.*s", (int)n, s);
	return x->names;
}

/* "@name" is an object's number, "@name+" its dictionary still open, "@3" a
 * number that is free. */
static inline void
attack_expand(const struct attack_base *x, const char *s, struct buf *out)
{
	const struct attack_name *name;
	size_t n;

	for (; *s != '\0'; s++) {
		if (*s != '@') {
			buf_add(out, s, 1);
			continue;
		}
		if (s[1] >= '0' && s[1] <= '9') {
			buf_fmt(out, "%d", x->size + *++s - '0');
			continue;
		}
		n = strspn(s + 1, "abcdefghijklmnopqrstuvwxyz2");
		name = attack_find(x, s + 1, n);
		s += n;
		if (s[1] == '+') {
			buf_str(out, name->text);
			s++;
		} else
			buf_fmt(out, "%d", name->num);
	}
}

struct attack_update {
	size_t num[ATTACK_OBJECTS], at[ATTACK_OBJECTS];
	size_t n;
};

/* Objects "number body" behind what b holds; no section yet. */
static inline void
attack_objects(const struct attack_base *x, struct buf *b,
    const char *const *bodies, struct attack_update *u)
{
	struct buf t;
	char *body;

	for (u->n = 0; u->n < ATTACK_OBJECTS && bodies[u->n] != NULL; u->n++) {
		buf_init(&t, 64u << 20);
		attack_expand(x, bodies[u->n], &t);
		buf_str(&t, "");
		u->num[u->n] = strtoul((char *)t.data, &body, 10);
		u->at[u->n] = b->len;
		buf_fmt(b, "%zu 0 obj\n%s\nendobj\n", u->num[u->n], body + 1);
		buf_free(&t);
	}
}

static inline void
attack_entry(struct buf *b, unsigned type, size_t where, unsigned last)
{
	const unsigned char e[7] = { (unsigned char)type,
		(unsigned char)(where >> 24), (unsigned char)(where >> 16),
		(unsigned char)(where >> 8), (unsigned char)where,
		(unsigned char)(last >> 8), (unsigned char)last };

	buf_add(b, e, sizeof(e));
}

/* A section in the packet's own form; more is added to its dictionary. */
static inline void
attack_section(const struct attack_base *x, struct buf *b,
    const struct attack_update *u, size_t prev, const char *more)
{
	const size_t at = b->len;
	size_t i;

	buf_fmt(b, "%d 0 obj\n<<%s /Size %d /Prev %zu /Type /XRef /W [1 4 2]%s",
	    x->size + 10, x->trailer, x->size + 11, prev, more);
	buf_str(b, " /Index [");
	for (i = 0; i < u->n; i++)
		buf_fmt(b, "%zu 1 ", u->num[i]);
	buf_fmt(
	    b, "%d 1] /Length %zu>>\nstream\n", x->size + 10, 7 * (u->n + 1));
	for (i = 0; i < u->n; i++)
		attack_entry(b, u->at[i] == SIZE_MAX ? 0 : 1,
		    u->at[i] == SIZE_MAX ? 0 : u->at[i], 0);
	attack_entry(b, 1, at, 0);
	buf_fmt(b, "\nendstream\nendobj\n\nstartxref\n%zu\n%%%%EOF\n", at);
}

/* The same as a table. */
static inline void
attack_table(const struct attack_base *x, struct buf *b,
    const struct attack_update *u, const char *more)
{
	const size_t at = b->len;
	size_t i;

	buf_str(b, "xref\n0 0\n");
	for (i = 0; i < u->n; i++)
		buf_fmt(b, "%zu 1\n%010zu 00000 n \n", u->num[i], u->at[i]);
	buf_fmt(b,
	    "trailer\n<<%s /Size %d /Prev %zu%s>>\nstartxref\n%zu\n%%%%EOF\n",
	    x->trailer, x->size + 11, x->xref, more, at);
}

/* In the place of the packet's signature one by this signer. */
static inline void
attack_sign(const struct attack_base *x, struct buf *b, const struct signer *by)
{
	struct fault f;
	size_t i;

	memset(b->data + x->slot.byte_range, ' ', x->slot.byte_range_len);
	for (i = 1; i + 1 < x->slot.contents_len; i++)
		b->data[x->slot.contents + i] = '0';
	assert_ok(sign_fill(b->data, b->len, &x->slot, by, &f), &f);
}

/* Other words between the brackets of /ByteRange. */
static inline void
attack_range(const struct attack_base *x, struct buf *b, const char *words)
{
	assert_true(strlen(words) <= x->slot.byte_range_len);
	memset(b->data + x->slot.byte_range, ' ', x->slot.byte_range_len);
	memcpy(b->data + x->slot.byte_range, words, strlen(words));
}

#endif /* TESTS_HELP_ATTACK_H */
