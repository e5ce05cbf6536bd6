#include <stdio.h>
#include <string.h>

#include "update_in.h"

struct page_want {
	size_t left;
	struct pdf_ref ref;
	bool found;
	size_t count;
	const struct pdf_value *page;
};

static int
page_count(struct pdfread *r, size_t revision, const struct pdf_value *page,
    const struct pdf_object *o, void *arg, struct fault *f)
{
	struct page_want *w = arg;

	(void)r;
	(void)revision;
	(void)f;
	w->count++;
	if (w->left > 0 && --w->left == 0) {
		w->found = true;
		w->page = page;
		w->ref.num = o != NULL ? o->num : 0;
		w->ref.gen = o != NULL ? o->gen : 0;
	}
	return 0;
}

int
page_find(struct pdfread *r, size_t page, struct pdf_ref *out, struct fault *f)
{
	struct page_want w = { .left = page };

	if (pages_walk(r, r->n_revisions - 1, page_count, &w, f) != 0)
		return -1;
	if (!w.found)
		return fault_set(f, FAULT_ABSENT,
		    "want page %zu, have %zu pages", page, w.count);
	if (w.ref.num == 0)
		return fault_set(f, FAULT_FORMAT,
		    "page %zu stands in no object of its own", page);
	*out = w.ref;
	return 0;
}

int
pdfread_page_count(struct pdfread *r, size_t *out, struct fault *f)
{
	struct page_want w = { .left = 0 };

	if (pages_walk(r, r->n_revisions - 1, page_count, &w, f) != 0)
		return -1;
	*out = w.count;
	return 0;
}

int
pdfread_page_box(struct pdfread *r, size_t page, double out[4], struct fault *f)
{
	struct page_want w = { .left = page };

	if (pages_walk(r, r->n_revisions - 1, page_count, &w, f) != 0)
		return -1;
	if (!w.found)
		return fault_set(f, FAULT_ABSENT,
		    "want page %zu, have %zu pages", page, w.count);
	return form_box(r, r->n_revisions - 1, w.page, out, f);
}

/* The key of the parent tree that is free, and the leaf put into it. */
static int
parent_tree_add(struct pdfread_update *u, struct edit *tree_root,
    struct pdf_value element, int64_t *key, struct fault *f)
{
	struct arena *a = &u->arena;
	const struct pdf_value *next =
	    pdf_key(&tree_root->v, "ParentTreeNextKey");
	struct pdf_value pair[2], limits[2];
	struct edit *leaf;
	struct place tree, list;
	struct edit made = { .num = 0 };
	bool kids;

	if (next == NULL || next->kind != PDF_INT || next->u.i < 0)
		return fault_set(f, FAULT_FORMAT,
		    "the structure tree has no /ParentTreeNextKey: nothing "
		    "visible can be added and tagged");
	*key = next->u.i;
	if (place_open(u, tree_root, "ParentTree", &tree, f) != 0)
		return -1;
	made.v = tree.v;
	kids = pdf_key(&made.v, "Kids") != NULL;
	if (place_open(u, &made, kids ? "Kids" : "Nums", &list, f) != 0)
		return -1;
	pair[0] = make_int(*key);
	pair[1] = element;
	if (kids) {
		/*= ISO 32000-2 section 7.9.7: leaves in order of their keys */
		leaf = edit_new(u);
		leaf->v = make_dict();
		limits[0] = limits[1] = make_int(*key);
		dict_set(a, &leaf->v, "Limits", make_array(a, limits, 2));
		dict_set(a, &leaf->v, "Nums", make_array(a, pair, 2));
		array_push(a, &list.v, make_ref(leaf->num, 0));
	} else {
		array_push(a, &list.v, pair[0]);
		array_push(a, &list.v, pair[1]);
	}
	place_close(u, &list);
	tree.v = made.v;
	place_close(u, &tree);
	dict_set(a, &tree_root->v, "ParentTreeNextKey", make_int(*key + 1));
	return 0;
}

/*
 *= ISO 14289-1 section 7.18.4: a widget is in a Form element of the
 *= structure tree, by an object reference
 */
static int
look_tag(struct pdfread_update *u, const struct pdfread_look *l,
    struct edit *field, const struct edit *page, struct fault *f)
{
	struct arena *a = &u->arena;
	struct edit *catalog, *root, *element, *parent;
	const struct pdf_value *v;
	struct pdf_value objr = make_dict();
	struct place kids;
	int64_t key = 0;

	if (edit_of(u, u->root, &catalog, f) != 0)
		return -1;
	v = pdf_key(&catalog->v, "StructTreeRoot");
	if (v == NULL || v->kind != PDF_REF)
		return 0; /* a file without tags */
	if (edit_of(u, v->u.ref, &root, f) != 0)
		return -1;
	/* Under the Document element, where the root has one kid alone. */
	parent = root;
	v = pdf_key(&root->v, "K");
	if (v != NULL && v->kind == PDF_ARRAY && v->u.array.n == 1)
		v = &v->u.array.items[0];
	if (v != NULL && v->kind == PDF_REF &&
	    edit_of(u, v->u.ref, &parent, f) != 0)
		return -1;
	if (parent->v.kind != PDF_DICT)
		parent = root;
	element = edit_new(u);
	if (parent_tree_add(u, root, make_ref(element->num, 0), &key, f) != 0)
		return -1;
	dict_set(a, &objr, "Type", make_name(a, "OBJR"));
	dict_set(a, &objr, "Obj", make_ref(field->num, field->gen));
	dict_set(a, &objr, "Pg", make_ref(page->num, page->gen));
	element->v = make_dict();
	dict_set(a, &element->v, "Type", make_name(a, "StructElem"));
	dict_set(a, &element->v, "S", make_name(a, "Form"));
	dict_set(a, &element->v, "P", make_ref(parent->num, parent->gen));
	dict_set(a, &element->v, "Pg", make_ref(page->num, page->gen));
	dict_set(a, &element->v, "Alt", make_text(a, l->words));
	dict_set(a, &element->v, "K", objr);
	if (place_open(u, parent, "K", &kids, f) != 0)
		return -1;
	if (kids.v.kind != PDF_ARRAY && kids.v.kind != PDF_NULL)
		kids.v = make_array(a, &kids.v, 1);
	array_push(a, &kids.v, make_ref(element->num, 0));
	place_close(u, &kids);
	dict_set(a, &field->v, "StructParent", make_int(key));
	return 0;
}

int
look_put(struct pdfread_update *u, const struct pdfread_look *l,
    struct edit *field, const struct edit *page, struct fault *f)
{
	const double box[4] = { 0, 0, l->x1 - l->x0, l->y1 - l->y0 };
	struct arena *a = &u->arena;
	struct edit *form = edit_new(u);
	struct pdf_value ap = make_dict();
	size_t n = strlen(l->content);

	form->v = make_dict();
	form->stream = true;
	form->data = (const unsigned char *)arena_strndup(a, l->content, n);
	form->n_data = n;
	dict_set(a, &form->v, "Type", make_name(a, "XObject"));
	dict_set(a, &form->v, "Subtype", make_name(a, "Form"));
	dict_set(a, &form->v, "BBox", make_numbers(a, box, 4));
	dict_set(a, &form->v, "Resources", make_dict());
	dict_set(a, &form->v, "Length", make_int((int64_t)n));
	dict_set(a, &ap, "N", make_ref(form->num, 0));
	dict_set(a, &field->v, "AP", ap);
	return look_tag(u, l, field, page, f);
}
