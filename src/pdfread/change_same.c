#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "pdfread_in.h"

/* Streams that differ as they stand are unpacked and compared: together no
 * more than this. */
#define UNPACKED_MAX ((size_t)32 << 20)

/* What of streams that were written again is compared byte by byte. */
#define STREAMS_MAX ((size_t)2 << 30)

/* Containers inside one another, through references; a list of a million
 * objects that each refer to the next is no document. */
#define OPEN_MAX ((size_t)1 << 20)

/* A pair of containers being compared: its children from at on are left. */
struct level {
	const struct pdf_value *a, *b;
	size_t at;
	uint32_t num;
	const struct pdf_object *ao, *bo; /* that they stand in */
	bool packed_otherwise; /* streams of the same bytes, packed in another
				  way: the keys about that may differ */
	struct pdf_bytes key;
	const char *what;
};

struct walk {
	struct change *c;
	struct level *levels;
	size_t n, room;
	struct seen *pairs;
	const struct change_item *it;
	bool probe, differs;
};

void
change_same(struct change *c, const struct change_item *it)
{
	/* Equal numbers and names are most of all there is. */
	if (it->p.a == it->p.b &&
	    (it->p.a == NULL ||
		(it->p.a->kind != PDF_REF && it->p.a->kind != PDF_ARRAY &&
		    it->p.a->kind != PDF_DICT)))
		return;
	if (c->n == c->room) {
		c->room = c->room == 0 ? 256 : c->room * 2;
		c->items = mem_grow(c->items, c->room, sizeof(*c->items));
	}
	c->items[c->n++] = *it;
}

/* What a reader sees of a thing that has such a key. */
static const char *
key_words(struct pdf_bytes key)
{
	static const struct {
		const char *key, *words;
	} known[] = {
		{ "Contents", "what is drawn and written" },
		{ "Font", "a font" },
		{ "FontFile", "the shapes of a font's letters" },
		{ "FontFile2", "the shapes of a font's letters" },
		{ "FontFile3", "the shapes of a font's letters" },
		{ "CharProcs", "the shapes of a font's letters" },
		{ "ToUnicode",
		    "the characters that a font's letters stand "
		    "for" },
		{ "Encoding", "which letters a font's codes show" },
		{ "DescendantFonts", "a font" },
		{ "XObject", "an image or drawing" },
		{ "SMask", "what an image leaves out" },
		{ "Mask", "what an image leaves out" },
		{ "ColorSpace", "a colour" },
		{ "Pattern", "a pattern" },
		{ "Shading", "a shading" },
		{ "ExtGState", "how transparent things are" },
		{ "Properties", "which layer things are on" },
		{ "OCProperties", "which layers are shown" },
		{ "AP", "its appearance" },
		{ "AS", "which of its appearances is shown" },
		{ "A", "what happens on a click" },
		{ "AA", "what happens by itself" },
		{ "OpenAction", "what happens when the file is opened" },
		{ "JavaScript", "a script" },
		{ "JS", "a script" },
		{ "EmbeddedFiles", "the files attached" },
		{ "AF", "the files attached" },
		{ "Outlines", "the bookmarks" },
		{ "Dests", "where links lead" },
		{ "MediaBox", "the size of the page" },
		{ "CropBox", "the part of the page that is shown" },
		{ "Rotate", "which side is up" },
		{ "Rect", "where it stands" },
		{ "V", "its value" },
		{ "StructTreeRoot", "what is read aloud" },
		{ "ActualText", "what is read aloud" },
		{ "Alt", "what is read aloud" },
		{ "PageLabels", "the numbers of the pages" },
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (pdf_bytes_are(key, known[i].key))
			return known[i].words;
	return NULL;
}

static void
differ(struct walk *w, uint32_t num, struct pdf_bytes key, const char *what,
    const char *how)
{
	char name[40] = "";
	size_t i, n = 0;

	w->differs = true;
	if (w->probe)
		return;
	for (i = 0; i < key.n && n + 1 < sizeof(name); i++)
		if (key.p[i] > ' ' && key.p[i] < 0x7f)
			name[n++] = key.p[i];
	name[n] = '\0';
	change_refuse(w->c, "object %u: %s%s%s: %s%s%s%s", num, w->it->where,
	    name[0] != '\0' ? " /" : "", name, how,
	    what != NULL ? " (a reader sees a change in " : "",
	    what != NULL ? what : "", what != NULL ? ")" : "");
}

/* Numbers are the same by what they say: 0 is 0.0. */
static bool
scalar_same(const struct pdf_value *a, const struct pdf_value *b)
{
	if ((a->kind == PDF_INT || a->kind == PDF_REAL) &&
	    (b->kind == PDF_INT || b->kind == PDF_REAL) && a->kind != b->kind)
		return pdf_number(a) <= pdf_number(b) &&
		    pdf_number(a) >= pdf_number(b);
	if (a->kind != b->kind)
		return false;
	if (a->kind == PDF_BOOL)
		return a->u.truth == b->u.truth;
	if (a->kind == PDF_INT)
		return a->u.i == b->u.i;
	if (a->kind == PDF_REAL)
		return pdf_number(a) <= pdf_number(b) &&
		    pdf_number(a) >= pdf_number(b);
	if (a->kind == PDF_STRING || a->kind == PDF_NAME)
		return a->u.s.n == b->u.s.n &&
		    (a->u.s.n == 0 ||
			memcmp(a->u.s.p, b->u.s.p, a->u.s.n) == 0);
	return a->kind == PDF_NULL;
}

/*
 *= ISO 32000-2 section 7.6.3: AES begins with 16 random bytes
 *
 * So a string that is written again is another, although it says the same.
 */
static bool
deciphered_same(struct change *c, const struct level *l,
    const struct pdf_value *a, const struct pdf_value *b)
{
	struct pdf_bytes x, y;

	return c->r->encrypted && a->kind == PDF_STRING &&
	    b->kind == PDF_STRING && l->ao != NULL && l->bo != NULL &&
	    second_string(c->r, c->old, l->ao, a, &x) &&
	    second_string(c->r, c->new, l->bo, b, &y) && x.n == y.n &&
	    (x.n == 0 || memcmp(x.p, y.p, x.n) == 0);
}

static int
unpack(struct pdfread *r, size_t revision, const struct pdf_object *o,
    struct buf *out, struct fault *f)
{
	return r->encrypted ? second_stream(r, revision, o, out, f)
			    : stream_unpack(r, revision, o, out, f);
}

static bool
unpacked_same(
    struct change *c, const struct pdf_object *a, const struct pdf_object *b)
{
	struct fault unused;
	struct buf x, y;
	bool same = false;

	if (c->r->change_unpacked > UNPACKED_MAX)
		return false;
	buf_init(&x, UNPACKED_MAX / 4);
	buf_init(&y, UNPACKED_MAX / 4);
	if (unpack(c->r, c->old, a, &x, &unused) == 0 &&
	    unpack(c->r, c->new, b, &y, &unused) == 0)
		same = x.len == y.len &&
		    (x.len == 0 || memcmp(x.data, y.data, x.len) == 0);
	c->r->change_unpacked += x.len + y.len;
	buf_free(&x);
	buf_free(&y);
	return same;
}

static bool
raw_same(
    struct change *c, const struct pdf_object *a, const struct pdf_object *b)
{
	if (a->data == b->data)
		return a->data_len == b->data_len;
	c->r->compared_streams += a->data_len;
	return a->data_len == b->data_len &&
	    c->r->compared_streams <= STREAMS_MAX &&
	    memcmp(c->r->p + a->data, c->r->p + b->data, a->data_len) == 0;
}

static void
level_push(struct walk *w, const struct level *l)
{
	if (w->n == OPEN_MAX) {
		differ(w, l->num, l->key, NULL, "nested too deeply to compare");
		w->c->stopped = w->c->stopped || !w->probe;
		return;
	}
	if (w->n == w->room) {
		w->room = w->room == 0 ? 64 : w->room * 2;
		w->levels = mem_grow(w->levels, w->room, sizeof(*w->levels));
	}
	w->levels[w->n++] = *l;
}

/* References: false where nothing is left to compare. */
static bool
refs_follow(struct walk *w, const struct sides *s, bool both)
{
	struct change *c = w->c;

	if (s->an == 0 || s->bn == 0)
		return true;
	if (!w->probe && !w->it->form && seen_has(&c->loose, s->an))
		differ(w, s->bn, (struct pdf_bytes){ NULL, 0 }, NULL,
		    "it uses the appearance of a form field, which the field "
		    "then changed");
	if (!both)
		return true;
	if (s->an == s->bn && seen_has(&c->homes, s->an))
		return false;
	return seen_add(w->pairs, (uint64_t)s->an << 32 | s->bn);
}

/* One pair: told at once, or opened. */
static void
pair_look(struct walk *w, struct pair p, const struct level *from)
{
	bool both = p.a != NULL && p.b != NULL && p.a->kind == PDF_REF &&
	    p.b->kind == PDF_REF;
	struct level l = *from;
	struct sides s;

	l.at = 0;
	l.packed_otherwise = false;
	if (!change_sides(w->c, p, &s)) {
		w->differs = true;
		return;
	}
	if (!refs_follow(w, &s, both))
		return;
	l.num = s.bn != 0 ? s.bn : l.num;
	l.ao = s.ao != NULL ? s.ao : l.ao;
	l.bo = s.bo != NULL ? s.bo : l.bo;
	l.a = s.a;
	l.b = s.b;
	if (w->it->unseen && s.a->kind == PDF_NULL && p.a != NULL)
		return;
	if (s.a->kind != s.b->kind && s.b->kind == PDF_NULL) {
		differ(w, l.num, l.key, l.what, "it was taken away");
	} else if (s.a->kind != s.b->kind && s.a->kind == PDF_NULL) {
		differ(w, l.num, l.key, l.what, "it was added");
	} else if (s.a->kind != PDF_ARRAY && s.a->kind != PDF_DICT) {
		if (!scalar_same(s.a, s.b) &&
		    !deciphered_same(w->c, &l, s.a, s.b))
			differ(w, l.num, l.key, l.what,
			    "it is another than was signed");
	} else if (s.a->kind != s.b->kind ||
	    (s.ao != NULL && s.ao->stream) != (s.bo != NULL && s.bo->stream) ||
	    (s.a != s.b && (s.a->twice || s.b->twice)) ||
	    (s.a->kind == PDF_ARRAY && s.a->u.array.n != s.b->u.array.n)) {
		differ(
		    w, l.num, l.key, l.what, "it is another than was signed");
	} else {
		if (s.ao != NULL && s.ao->stream && s.ao != s.bo &&
		    !raw_same(w->c, s.ao, s.bo)) {
			l.packed_otherwise = unpacked_same(w->c, s.ao, s.bo);
			if (!l.packed_otherwise) {
				differ(w, l.num, l.key, l.what,
				    "its bytes are others than were signed");
				return;
			}
		}
		level_push(w, &l);
	}
}

static bool
about_packing(struct pdf_bytes key)
{
	return pdf_bytes_are(key, "Length") || pdf_bytes_are(key, "Filter") ||
	    pdf_bytes_are(key, "DecodeParms");
}

/* The value of a key that is not ended by a NUL. */
static const struct pdf_value *
key_of(const struct pdf_value *dict, struct pdf_bytes key, size_t hint)
{
	const struct pdf_entry *e = dict->u.dict.items;
	size_t i, n = dict->u.dict.n;
	char name[128];

	/* Mostly the order is the same. */
	if (!dict->twice && hint < n && e[hint].key.n == key.n &&
	    memcmp(e[hint].key.p, key.p, key.n) == 0)
		return &e[hint].value;
	if (key.n < sizeof(name) && memchr(key.p, '\0', key.n) == NULL) {
		memcpy(name, key.p, key.n);
		name[key.n] = '\0';
		return pdf_key(dict, name);
	}
	for (i = n; i > 0; i--)
		if (e[i - 1].key.n == key.n &&
		    memcmp(e[i - 1].key.p, key.p, key.n) == 0)
			return &e[i - 1].value;
	return NULL;
}

/* The next child of the level on top, or the level is done. */
static void
level_next(struct walk *w)
{
	struct level *top = &w->levels[w->n - 1], l;
	const struct pdf_value *a = top->a, *b = top->b;
	size_t i = top->at++, na, nb;
	struct pair p;
	const char *what;

	if (a->kind == PDF_ARRAY) {
		if (i == a->u.array.n) {
			w->n--;
			return;
		}
		l = *top;
		p = (struct pair){ &a->u.array.items[i], &b->u.array.items[i] };
		pair_look(w, p, &l);
		return;
	}
	na = a->u.dict.n;
	nb = a == b ? 0 : b->u.dict.n;
	if (i == na + nb) {
		w->n--;
		return;
	}
	l = *top;
	l.key = i < na ? a->u.dict.items[i].key : b->u.dict.items[i - na].key;
	if (l.packed_otherwise && about_packing(l.key))
		return;
	if (a == b)
		p = (struct pair){ &a->u.dict.items[i].value,
			&a->u.dict.items[i].value };
	else if (i < na)
		p = (struct pair){ &a->u.dict.items[i].value,
			key_of(b, l.key, i) };
	else if (key_of(a, l.key, i - na) != NULL)
		return;
	else
		p = (struct pair){ NULL, &b->u.dict.items[i - na].value };
	what = key_words(l.key);
	l.what = what != NULL ? what : l.what;
	pair_look(w, p, &l);
}

static void
walk_item(struct walk *w, const struct change_item *it)
{
	struct level l = { .num = it->num,
		.ao = it->ao,
		.bo = it->bo,
		.key = it->key,
		.what = it->what };

	w->it = it;
	if (l.what == NULL)
		l.what = key_words(it->key);
	pair_look(w, it->p, &l);
	while (w->n > 0 && !(w->probe && w->differs) && change_step(w->c, 1))
		level_next(w);
	w->n = 0;
}

void
change_walk(struct change *c)
{
	struct walk w = { .c = c, .pairs = &c->pairs };
	size_t i;

	for (i = 0; i < c->n && change_step(c, 1); i++)
		walk_item(&w, &c->items[i]);
	free(w.levels);
}

bool
change_equal(struct change *c, struct pair p)
{
	const struct change_item it = { .p = p, .where = "" };
	struct seen pairs = { .slots = NULL };
	struct walk w = { .c = c, .pairs = &pairs, .probe = true };

	walk_item(&w, &it);
	free(w.levels);
	seen_free(&pairs);
	return !w.differs && !c->stopped;
}
