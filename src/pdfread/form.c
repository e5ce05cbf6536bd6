#include "pdfread_in.h"

#include <string.h>

/*
 * The form of a packet around its contents: a catalog, pages, annotations and
 * fonts with the keys that proviso writes, and no others.  A key that is not
 * among them can change what a viewer shows (a layer, a crop, an action, an
 * appearance), so it is not passed over.
 */

/* Pages lead to their parents; a tree is hardly deeper than ten. */
#define PARENTS_MAX 64

static const char *const catalog_keys[] = { "AF", "AcroForm", "DSS",
	"Extensions", "Lang", "MarkInfo", "Metadata", "Names", "Outlines",
	"OutputIntents", "PageLabels", "PageMode", "Pages", "Perms",
	"StructTreeRoot", "Type", "Version", "ViewerPreferences", NULL };
static const char *const names_keys[] = { "EmbeddedFiles", NULL };
static const char *const form_keys[] = { "Fields", "SigFlags", NULL };
static const char *const tree_keys[] = { "Count", "Kids", "MediaBox", "Parent",
	"Type", NULL };
static const char *const page_keys[] = { "Annots", "Contents", "Parent",
	"Resources", "StructParents", "Tabs", "Type", NULL };
static const char *const resources_keys[] = { "Font", NULL };
static const char *const link_keys[] = { "Border", "Contents", "Dest", "F",
	"Rect", "StructParent", "Subtype", "Type", NULL };
static const char *const field_keys[] = { "AP", "F", "FT", "P", "Rect",
	"StructParent", "Subtype", "T", "TU", "Type", "V", NULL };
static const char *const type0_keys[] = { "BaseFont", "DescendantFonts",
	"Encoding", "Subtype", "ToUnicode", "Type", NULL };
static const char *const cid_keys[] = { "BaseFont", "CIDSystemInfo",
	"CIDToGIDMap", "DW", "FontDescriptor", "Subtype", "Type", "W", NULL };

/* The first key of dict that is not in the list is odd. */
static void
keys_check(struct pdfread *r, const struct pdf_value *dict,
    const char *const *keys, const char *what)
{
	size_t i, k;

	if (dict->kind != PDF_DICT)
		return;
	for (i = 0; i < dict->u.dict.n; i++) {
		const struct pdf_bytes key = dict->u.dict.items[i].key;

		for (k = 0; keys[k] != NULL; k++)
			if (pdf_bytes_are(key, keys[k]))
				break;
		if (keys[k] == NULL)
			odd_note(r, "%s has /%.*s, which no packet has", what,
			    key.n < 32 ? (int)key.n : 32, key.p);
	}
}

static int
font_check(struct pdfread *r, size_t revision, const struct pdf_value *ref,
    struct fault *f)
{
	const struct pdf_value *font, *v, *cid, *map;

	if (value_resolve(r, revision, ref, &font, NULL, f) != 0)
		return -1;
	keys_check(r, font, type0_keys, "a font");
	if (!pdf_is_name(pdf_key(font, "Subtype"), "Type0") ||
	    !pdf_is_name(pdf_key(font, "Encoding"), "Identity-H"))
		odd_note(r, "a font that is no Type0 with Identity-H");
	if (value_key(r, revision, font, "DescendantFonts", &v, f) != 0)
		return -1;
	if (v->kind != PDF_ARRAY || v->u.array.n != 1) {
		odd_note(r, "a font without its one descendant");
		return 0;
	}
	if (value_resolve(r, revision, &v->u.array.items[0], &cid, NULL, f) !=
	    0)
		return -1;
	keys_check(r, cid, cid_keys, "a font");
	map = pdf_key(cid, "CIDToGIDMap");
	if (map != NULL && !pdf_is_name(map, "Identity"))
		odd_note(r, "a font whose codes are not its glyphs");
	return 0;
}

static int
resources_check(struct pdfread *r, size_t revision,
    const struct pdf_value *page, struct fault *f)
{
	const struct pdf_value *v;
	size_t i;

	if (value_key(r, revision, page, "Resources", &v, f) != 0)
		return -1;
	keys_check(r, v, resources_keys, "the resources of a page");
	if (value_key(r, revision, v, "Font", &v, f) != 0)
		return -1;
	for (i = 0; v->kind == PDF_DICT && i < v->u.dict.n; i++)
		if (font_check(r, revision, &v->u.dict.items[i].value, f) != 0)
			return -1;
	return 0;
}

/* An appearance of ours draws nothing. */
static int
appearance_check(struct pdfread *r, size_t revision,
    const struct pdf_value *widget, struct fault *f)
{
	static const char *const keys[] = { "N", NULL };
	const struct pdf_value *v;
	const struct pdf_object *o = NULL;
	struct buf b;
	size_t i;
	int rc;

	if (value_key(r, revision, widget, "AP", &v, f) != 0)
		return -1;
	keys_check(r, v, keys, "an appearance");
	if (value_resolve(r, revision, pdf_key(v, "N"), &v, &o, f) != 0)
		return -1;
	if (v->kind == PDF_NULL)
		return 0;
	if (o == NULL || !o->stream) {
		odd_note(r, "a field whose appearance is no stream");
		return 0;
	}
	if (o->data_len == 0)
		return 0;
	buf_init(&b, 4096);
	rc = stream_unpack(r, revision, o, &b, f);
	for (i = 0; rc == 0 && i < b.len; i++)
		if (!pdf_white(b.data[i]))
			odd_note(r, "a field that draws something");
	buf_free(&b);
	return rc;
}

static int
annot_check(struct pdfread *r, size_t revision, const struct pdf_value *ref,
    struct fault *f)
{
	const struct pdf_value *v;

	if (value_resolve(r, revision, ref, &v, NULL, f) != 0)
		return -1;
	if (pdf_is_name(pdf_key(v, "Subtype"), "Link")) {
		keys_check(r, v, link_keys, "a link");
	} else if (pdf_is_name(pdf_key(v, "Subtype"), "Widget") &&
	    pdf_is_name(pdf_key(v, "FT"), "Sig")) {
		keys_check(r, v, field_keys, "a field");
		return appearance_check(r, revision, v, f);
	} else {
		odd_note(r,
		    "an annotation that is neither a link nor a field "
		    "for a signature");
	}
	return 0;
}

/* The nodes above a page, which it inherits from. */
static int
parents_check(struct pdfread *r, size_t revision, const struct pdf_value *page,
    struct fault *f)
{
	const struct pdf_value *v = page;
	int hops;

	for (hops = 0; hops < PARENTS_MAX; hops++) {
		if (value_key(r, revision, v, "Parent", &v, f) != 0)
			return -1;
		if (v->kind != PDF_DICT)
			return 0;
		keys_check(r, v, tree_keys, "the tree of pages");
	}
	return 0;
}

static int
page_check(struct pdfread *r, size_t revision, const struct pdf_value *page,
    const struct pdf_object *o, void *arg, struct fault *f)
{
	const struct pdf_value *v;
	size_t i;

	(void)arg;
	if (o == NULL)
		odd_note(r, "a page that is no object of its own");
	keys_check(r, page, page_keys, "a page");
	if (parents_check(r, revision, page, f) != 0 ||
	    resources_check(r, revision, page, f) != 0 ||
	    value_key(r, revision, page, "Annots", &v, f) != 0)
		return -1;
	for (i = 0; v->kind == PDF_ARRAY && i < v->u.array.n; i++)
		if (annot_check(r, revision, &v->u.array.items[i], f) != 0)
			return -1;
	return 0;
}

int
form_check(struct pdfread *r, size_t revision, struct fault *f)
{
	const struct pdf_value *catalog, *v;

	if (value_key(r, revision, revision_trailer(r, revision), "Root",
		&catalog, f) != 0)
		return -1;
	keys_check(r, catalog, catalog_keys, "the catalog");
	if (value_key(r, revision, catalog, "Names", &v, f) != 0)
		return -1;
	keys_check(r, v, names_keys, "the names of the catalog");
	if (value_key(r, revision, catalog, "AcroForm", &v, f) != 0)
		return -1;
	keys_check(r, v, form_keys, "the form");
	return pages_walk(r, revision, page_check, NULL, f);
}

/*= ISO 32000-2 section 7.7.3.4: /MediaBox is inherited */
int
form_box(struct pdfread *r, size_t revision, const struct pdf_value *page,
    double out[4], struct fault *f)
{
	const struct pdf_value *v;
	int hops, i;

	memset(out, 0, 4 * sizeof(*out));
	for (hops = 0; hops < PARENTS_MAX; hops++) {
		if (value_key(r, revision, page, "MediaBox", &v, f) != 0)
			return -1;
		if (v->kind == PDF_ARRAY && v->u.array.n == 4) {
			for (i = 0; i < 4; i++)
				out[i] = pdf_number(&v->u.array.items[i]);
			return 0;
		}
		if (value_key(r, revision, page, "Parent", &page, f) != 0)
			return -1;
	}
	return 0;
}
