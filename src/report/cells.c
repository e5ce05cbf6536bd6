#include <string.h>

#include "report_in.h"

struct doc_cell
cell_empty(void)
{
	return (struct doc_cell){ .kind = CELL_TEXT };
}

struct doc_cell
cell_texts(struct writer *w, const struct doc_text *t, size_t n)
{
	struct doc_text *copy = arena_new(w->a, n, sizeof(*copy));

	memcpy(copy, t, n * sizeof(*copy));
	return (struct doc_cell){
		.kind = CELL_TEXT,
		.paras = copy,
		.n_paras = n,
	};
}

struct doc_cell
cell_plain(struct writer *w, const char *s)
{
	const struct doc_text t = doc_text_plain(w->a, s);

	return cell_texts(w, &t, 1);
}

struct doc_cell
cell_markup(struct writer *w, const char *markup)
{
	const struct doc_text t = writer_text(w, markup);

	return cell_texts(w, &t, 1);
}

struct doc_cell
cell_two(struct writer *w, const char *m1, const char *m2)
{
	const struct doc_text t[2] = { writer_text(w, m1), writer_text(w, m2) };

	return cell_texts(w, t, 2);
}

struct doc_cell
cell_exposure(struct writer *w, enum exposure e, const char *below)
{
	struct doc_cell c = cell_empty();

	if (below != NULL)
		c = cell_markup(w, below);
	c.kind = CELL_EXPOSURE;
	c.exposure = e;
	return c;
}

struct doc_cell
cell_digest(
    struct writer *w, const struct digest *d, unsigned digits, unsigned lines)
{
	return (struct doc_cell){
		.kind = CELL_DIGEST,
		.digest = arena_strdup(w->a, digest_hex(d).s),
		.digits = digits,
		.digest_lines = lines,
	};
}

struct doc_cell
cell_page(struct writer *w, const char *anchor)
{
	return cell_markup(w, writer_fmt(w, "<page %s/>", anchor));
}

struct doc_cell
cell_score(struct writer *w, unsigned per_cent)
{
	return cell_plain(
	    w, writer_fmt(w, "%u.%02u", per_cent / 100, per_cent % 100));
}

void
rows_add(struct writer *w, struct rows *r, struct doc_cell cell)
{
	r->cells = arena_more(w->a, r->cells, r->n, sizeof(*r->cells));
	r->cells[r->n++] = cell;
}

struct doc_table *
writer_table(struct writer *w, const char *title,
    const struct doc_column *columns, size_t n_columns, const struct rows *r)
{
	struct doc_table *t = &writer_el(w, DOC_TABLE, NULL)->u.table;

	t->title = title;
	t->columns = columns;
	t->n_columns = n_columns;
	t->cells = r->cells;
	t->n_rows = r->n / n_columns;
	return t;
}
