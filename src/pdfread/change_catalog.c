#include <string.h>

#include "pdfread_in.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static const struct pdf_value empty = { .kind = PDF_DICT };

/* A dictionary that is not there is an empty one. */
static bool
dicts(struct change *c, struct pair p, struct sides *s, const char *where)
{
	if (!change_sides(c, p, s))
		return false;
	if (s->a->kind == PDF_NULL)
		s->a = &empty;
	if (s->b->kind == PDF_NULL)
		s->b = &empty;
	if (s->a->kind == PDF_DICT && s->b->kind == PDF_DICT)
		return true;
	change_same(c, &(struct change_item){ .p = p, .where = where });
	return false;
}

/*
 * ISO 32000-2 section 12.8.4.3: validation data may be added at any level.
 * Nothing in them is shown, so whatever they become is no change of the
 * document; the signatures' paths are checked with what is there.  But nobody
 * who adds something has to take them away.
 */
static void
dss(struct change *c, struct pair p)
{
	bool same = change_equal(c, p);

	if (!same && (p.b == NULL || p.b->kind == PDF_NULL))
		change_refuse(c,
		    "the validation data (/DSS) were taken away: later nobody "
		    "can tell whether a certificate was revoked");
	else if (!same)
		change_permit(c, false, "validation data (/DSS) were added");
}

/*= ISO 32000-2 section 12.8.6, table 263: /Perms */
static void
perms(struct change *c, struct pair p)
{
	static const struct change_key rules[] = { { "UR3", CHANGE_SKIP },
		{ "UR", CHANGE_SKIP } };
	struct sides s;

	if (!dicts(c, p, &s, "the catalog"))
		return;
	change_keys(c, &s, rules, N(rules),
	    &(struct change_item){ .where = "/Perms of the catalog" });
	if (pdf_key(s.a, "UR3") != NULL && pdf_key(s.b, "UR3") == NULL)
		change_permit(c, true, "usage rights were taken away");
	else if (pdf_key(s.a, "UR3") != NULL)
		change_same(c,
		    &(struct change_item){ .p = change_key(&s, "UR3"),
			.where = "the usage rights" });
	else if (pdf_key(s.b, "UR3") != NULL)
		change_permit(c, true, "usage rights were added");
}

/*= ISO 32000-2 section 7.12: what a file uses beyond its version; a later
 *= revision may need more */
static void
extensions(struct change *c, struct pair p, const char *what)
{
	if (!change_equal(c, p))
		change_permit(c, false,
		    "the catalog's %s names another one, as the added "
		    "things need",
		    what);
}

/*
 * Names of things.  Only the appearances of stamps and notes (/AP) belong to
 * annotations and may come with them.
 */
static void
names(struct change *c, struct pair p)
{
	static const struct change_key rules[] = { { "AP", CHANGE_SKIP } };
	struct sides s;
	const struct change_item it = { .where = "/Names of the catalog" };

	if (!dicts(c, p, &s, it.where))
		return;
	change_keys(c, &s, rules, N(rules), &it);
	if (change_equal(c, change_key(&s, "AP")))
		return;
	if (c->p->level == 0 || c->p->level == 3)
		change_permit(
		    c, true, "named appearances of annotations were added");
	else
		change_refuse(c,
		    "/Names /AP of the catalog: named appearances are others "
		    "than were signed, which level %d does not permit",
		    c->p->level);
}

void
change_catalog(struct change *c, struct pair p)
{
	static const struct change_key rules[] = { { "AcroForm", CHANGE_SKIP },
		{ "Pages", CHANGE_SKIP }, { "DSS", CHANGE_SKIP },
		{ "Extensions", CHANGE_SKIP }, { "Version", CHANGE_SKIP },
		{ "Perms", CHANGE_SKIP }, { "Metadata", CHANGE_SKIP },
		{ "Names", CHANGE_SKIP }, { "StructTreeRoot", CHANGE_SKIP },
		/* What applications keep for themselves (section 14.5). */
		{ "PieceInfo", CHANGE_FREE } };
	struct sides s;

	if (!change_sides(c, p, &s))
		return;
	if (s.a->kind != PDF_DICT || s.b->kind != PDF_DICT) {
		change_refuse(c, "the catalog is no dictionary");
		return;
	}
	(void)seen_add(&c->homes, s.bn);
	change_form(c, change_key(&s, "AcroForm"));
	change_pages(c, change_key(&s, "Pages"));
	change_tags(c, change_key(&s, "StructTreeRoot"));
	dss(c, change_key(&s, "DSS"));
	extensions(c, change_key(&s, "Extensions"), "/Extensions");
	extensions(c, change_key(&s, "Version"), "/Version");
	perms(c, change_key(&s, "Perms"));
	names(c, change_key(&s, "Names"));
	change_metadata(c, change_key(&s, "Metadata"));
	change_keys(c, &s, rules, N(rules),
	    &(struct change_item){ .where = "the catalog" });
}

/*
 * The information dictionary: when the file was changed and by which program
 * may change with it; what a reader is shown as title, author, subject and
 * key words may not.
 */
void
change_info(struct change *c, struct pair p)
{
	static const char *const said[] = { "Title", "Author", "Subject",
		"Keywords", "Trapped" };
	struct sides s;
	size_t i;

	if (!dicts(c, p, &s, "the document information"))
		return;
	for (i = 0; i < N(said); i++) {
		struct pair one = change_key(&s, said[i]);

		/* Tools that know nothing of it leave it out altogether. */
		if (one.b == NULL)
			continue;
		change_same(c,
		    &(struct change_item){ .p = one,
			.num = s.bn,
			.key = { said[i], strlen(said[i]) },
			.where = "the document information",
			.what = "the document's properties" });
	}
	if (!change_equal(c, p))
		change_permit(c, false,
		    "the document information says another time or program");
}

/* The text of an element of XMP, tags taken out, or of the attribute of that
 * name; white space aside.  The first in the packet counts. */
static void
xmp_text(const struct buf *x, const char *name, struct buf *out)
{
	const char *p = x->len == 0 ? "" : (const char *)x->data;
	const char *end = p + x->len, *at;
	size_t n = strlen(name);
	bool tag = false;

	for (at = p; at != NULL && (size_t)(end - at) > n + 1; at++) {
		at = memchr(at, name[0], (size_t)(end - at) - n);
		if (at == NULL)
			return;
		if (memcmp(at, name, n) == 0 && at > p &&
		    (at[-1] == '<' || pdf_white((unsigned char)at[-1])))
			break;
	}
	if (at == NULL || (size_t)(end - at) <= n + 1)
		return;
	if (at[-1] != '<') {
		char quote;

		for (at += n; at < end && *at != '"' && *at != '\''; at++)
			;
		quote = at < end ? *at++ : '"';
		for (; at < end && *at != quote; at++)
			buf_add(out, at, 1);
		return;
	}
	for (tag = true, at += n; at < end; at++) {
		if (*at == '<') {
			if ((size_t)(end - at) > n + 2 && at[1] == '/' &&
			    memcmp(at + 2, name, n) == 0)
				return;
			tag = true;
		} else if (*at == '>') {
			tag = false;
		} else if (!tag && !pdf_white((unsigned char)*at)) {
			buf_add(out, at, 1);
		}
	}
}

#define XMP_MAX ((size_t)1 << 20)

static bool
xmp_read(struct change *c, size_t revision, const struct pdf_object *o,
    struct buf *out)
{
	struct fault unused;

	buf_init(out, XMP_MAX);
	if (o == NULL || !o->stream)
		return false;
	return (c->r->encrypted
		       ? second_stream(c->r, revision, o, out, &unused)
		       : stream_unpack(c->r, revision, o, out, &unused)) == 0;
}

/*= ISO 16684-1 section 7.4: a packet of XMP holds one rdf:RDF. */
static bool
xmp_is(const struct buf *x)
{
	static const char rdf[] = "<rdf:RDF";
	const size_t n = sizeof(rdf) - 1;
	size_t i;

	for (i = 0; i + n <= x->len; i++)
		if (memcmp(x->data + i, rdf, n) == 0)
			return true;
	return false;
}

/* What XMP says of the document, and not of the file. */
static const char *
xmp_differs(const struct buf *x, const struct buf *y)
{
	static const char *const said[] = { "dc:title", "dc:creator",
		"dc:description", "dc:subject", "dc:rights", "pdf:Keywords",
		"pdfaid:part", "pdfaid:conformance", "pdfuaid:part" };
	const char *which = NULL;
	struct buf a, b;
	size_t i;

	for (i = 0; i < N(said) && which == NULL; i++) {
		buf_init(&a, XMP_MAX);
		buf_init(&b, XMP_MAX);
		xmp_text(x, said[i], &a);
		xmp_text(y, said[i], &b);
		if (b.len > 0 &&
		    (a.len != b.len || memcmp(a.data, b.data, a.len) != 0))
			which = said[i];
		buf_free(&a);
		buf_free(&b);
	}
	return which;
}

void
change_metadata(struct change *c, struct pair p)
{
	const char *which;
	struct sides s;
	struct buf x, y;

	if (change_equal(c, p) || !change_sides(c, p, &s))
		return;
	if (p.b == NULL || s.b->kind == PDF_NULL) {
		change_permit(c, true, "the metadata (XMP) were taken away");
		return;
	}
	if (s.a->kind == PDF_NULL) {
		buf_init(&x, XMP_MAX);
	} else if (!xmp_read(c, c->old, s.ao, &x)) {
		buf_free(&x);
		change_same(c,
		    &(struct change_item){ .p = p, .where = "the metadata" });
		return;
	}
	if (!xmp_read(c, c->new, s.bo, &y) || (xmp_is(&x) && !xmp_is(&y)))
		change_refuse(c,
		    "object %u: the metadata (XMP) cannot be read any more",
		    s.bn);
	else if ((which = xmp_differs(&x, &y)) != NULL)
		change_refuse(c,
		    "object %u: the metadata say another %s (a reader sees a "
		    "change in the document's properties)",
		    s.bn, which);
	else
		change_permit(
		    c, false, "the metadata (XMP) say another time or program");
	buf_free(&x);
	buf_free(&y);
}
