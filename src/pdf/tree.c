#include "pdf_in.h"

#include <string.h>

#include "base/arena.h"

/* The structure tree and the way back to it from pages and annotations. */

#define PER_LEAF 64 /* pages, or annotations, in one leaf of the parent tree */

/* Page of the first thing that is drawn in e, or SIZE_MAX. */
static size_t
first_page(const struct canvas *c, const struct elem *e)
{
	uint32_t k;

	for (k = e->first; k != 0; k = c->kids[k - 1].next)
		if (c->kids[k - 1].kind != KID_ELEM)
			return c->kids[k - 1].page;
	return SIZE_MAX;
}

static void
put_kids(struct writer *w, const struct elem *e, size_t page, struct buf *b)
{
	const struct canvas *c = w->c;
	/* A field's reference stands alone: that is the one way to a field
	 * that pyHanko takes for it when the field is signed later. */
	const bool alone = e->tag == TAG_FORM && e->first != 0 &&
	    c->kids[e->first - 1].next == 0;
	uint32_t i;

	buf_str(b, alone ? "/K " : "/K [");
	for (i = e->first; i != 0; i = c->kids[i - 1].next) {
		const struct kid *k = &c->kids[i - 1];

		if (i != e->first)
			buf_str(b, " ");
		if (k->kind == KID_ELEM) {
			put_ref(b, w->elem_id[k->a]);
		} else if (k->kind == KID_MC && k->page == page) {
			put_uint(b, k->a);
		} else {
			buf_str(b,
			    k->kind == KID_MC ? "<</Type /MCR /Pg "
					      : "<</Type /OBJR /Pg ");
			put_ref(b, w->page_id[k->page]);
			buf_str(b, k->kind == KID_MC ? " /MCID " : " /Obj ");
			if (k->kind == KID_MC)
				put_uint(b, k->a);
			else
				put_ref(b, w->annot_id[k->a]);
			buf_str(b, ">>");
		}
	}
	if (!alone)
		buf_str(b, "]");
}

/*= ISO 32000-1, 14.8.5: standard structure attributes. */
static void
put_attributes(const struct elem *e, struct buf *b)
{
	size_t i;

	if (e->tag == TAG_TH || (e->tag == TAG_TD && e->col_span > 1)) {
		buf_str(b, "/A <</O /Table");
		if (e->tag == TAG_TH)
			buf_str(b,
			    e->scope == SCOPE_ROW ? " /Scope /Row"
						  : " /Scope /Column");
		if (e->col_span > 1) {
			buf_str(b, " /ColSpan ");
			put_uint(b, (size_t)e->col_span);
		}
		buf_str(b, ">>\n");
	}
	if (e->line != LINE_NONE)
		buf_str(b, e->line == LINE_THROUGH
			? "/A <</O /Layout /TextDecorationType /LineThrough>>\n"
			: "/A <</O /Layout /TextDecorationType /Underline>>\n");
	if (e->tag == TAG_FIGURE && e->box_page != 0 &&
	    e->box_page != UINT32_MAX) {
		buf_str(b, "/A <</O /Layout /Placement /Block /BBox [");
		for (i = 0; i < 4; i++) {
			buf_str(b, i > 0 ? " " : "");
			put_num(b, e->box[i]);
		}
		buf_str(b, "]>>\n");
	}
}

static void
put_string(struct buf *b, const char *key, const char *s)
{
	if (s == NULL)
		return;
	buf_str(b, key);
	put_text(b, s, strlen(s));
	buf_str(b, "\n");
}

static void
text_elem(struct writer *w, size_t i, struct buf *b)
{
	const struct elem *e = &w->c->elems[i];
	size_t page = first_page(w->c, e);

	buf_str(b, "/Type /StructElem /S ");
	put_name(b, i == 0 ? "Document" : tags_name(e->tag));
	buf_str(b, " /P ");
	put_ref(b, i == 0 ? w->struct_root : w->elem_id[e->parent]);
	if (page != SIZE_MAX) {
		buf_str(b, " /Pg ");
		put_ref(b, w->page_id[page]);
	}
	buf_str(b, "\n");
	put_attributes(e, b);
	put_string(b, "/ActualText ", e->actual);
	put_string(b, "/Alt ", e->alt);
	put_string(b, "/Lang ", e->lang);
	put_kids(w, e, page, b);
}

/* Leaf i of the parent tree: pages first, then annotations. */
static void
text_leaf(struct writer *w, size_t i, struct buf *b)
{
	const struct canvas *c = w->c;
	size_t n = c->n_pages + c->n_annots;
	size_t lo = i * PER_LEAF, k, m;
	size_t hi = lo + PER_LEAF < n ? lo + PER_LEAF : n;

	buf_str(b, "/Limits [");
	put_uint(b, lo);
	buf_str(b, " ");
	put_uint(b, hi - 1);
	buf_str(b, "] /Nums [\n");
	for (k = lo; k < hi; k++) {
		put_uint(b, k);
		buf_str(b, " ");
		if (k >= c->n_pages) {
			put_ref(b, w->elem_id[c->annots[k - c->n_pages].elem]);
			buf_str(b, "\n");
			continue;
		}
		buf_str(b, "[");
		for (m = 0; m < c->pages[k].n_mc; m++) {
			buf_str(b, m > 0 ? " " : "");
			put_ref(b, w->elem_id[c->pages[k].owner[m]]);
		}
		buf_str(b, "]\n");
	}
	buf_str(b, "]");
}

static void
text_parent_tree(struct writer *w, size_t first, struct buf *b)
{
	size_t n = w->c->n_pages + w->c->n_annots, i;

	buf_str(b, "/Kids [");
	for (i = 0; i * PER_LEAF < n; i++) {
		buf_str(b, i > 0 ? " " : "");
		put_ref(b, (unsigned)(first + i));
	}
	buf_str(b, "]");
}

static void
text_root(struct writer *w, size_t parent_tree, struct buf *b)
{
	buf_str(b, "/Type /StructTreeRoot /K [");
	put_ref(b, w->elem_id[0]);
	buf_str(b, "] /ParentTree ");
	put_ref(b, (unsigned)parent_tree);
	buf_str(b, " /ParentTreeNextKey ");
	put_uint(b, w->c->n_pages + w->c->n_annots);
}

int
tree_write(struct writer *w)
{
	struct canvas *c = w->c;
	size_t i, n = c->n_pages + c->n_annots;
	unsigned first = 0, id;

	w->elem_id = arena_new(&c->arena, c->n_elems, sizeof(*w->elem_id));
	for (i = 0; i < c->n_elems; i++)
		w->elem_id[i] = object_packed(w, text_elem, i);
	for (i = 0; i * PER_LEAF < n; i++) {
		id = object_packed(w, text_leaf, i);
		first = i == 0 ? id : first;
	}
	id = object_packed(w, text_parent_tree, first);
	w->struct_root = object_new(w, text_root, id);
	return 0;
}
