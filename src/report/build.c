#include <string.h>

#include "base/clock.h"
#include "report_in.h"

static const char *
report_kind_words(const struct packet *p)
{
	return strcmp(p->kind, "provision") == 0 ? "provision sheet"
						 : "due-diligence packet";
}

static void
report_sections(struct writer *w)
{
	size_t i;

	chapter_cover(w);
	chapter_summary(w);
	chapter_scope(w);
	chapter_read(w);
	chapter_findings(w);
	for (i = 0; i < w->p->n_provisions; i++)
		chapter_provision(w, i);
	chapter_timeline(w);
	chapter_matrix(w);
	chapter_captures(w);
	chapter_redlines(w);
	chapter_custody(w);
	chapter_log(w);
	chapter_verify(w);
	chapter_certification(w);
}

/*
 * The annex is written before the index, which lists its quotes too, and
 * stands after it: 13 and its files close the packet, A follows.
 */
static size_t
report_tail(struct writer *w)
{
	const size_t start = w->n;
	struct doc_el *annex;
	size_t n_annex, i;

	chapter_comparison(w);
	n_annex = w->n - start;
	annex = arena_new(w->a, n_annex, sizeof(*annex));
	if (n_annex > 0)
		memcpy(annex, w->els + start, n_annex * sizeof(*annex));
	w->n = start;
	chapter_index(w);
	for (i = 0; i < n_annex; i++)
		*writer_el(w, annex[i].kind, NULL) = annex[i];
	return n_annex;
}

int
report_build(const struct packet *p, struct report *out, struct fault *f)
{
	struct report r = { 0 };
	struct writer w = { .p = p, .f = f };
	char when[CLOCK_TEXT];

	arena_init(&r.doc.arena);
	w.a = &r.doc.arena;
	r.doc.kind = p->kind;
	r.doc.title =
	    arena_fmt(w.a, "%s: %s", p->platform, report_kind_words(p));
	r.doc.running = r.doc.title;
	r.doc.id = arena_strdup(w.a, p->id);
	r.doc.lang = "en";
	r.doc.author = arena_strdup(w.a, p->template.prepared_by);
	r.doc.footer = arena_strdup(w.a, p->template.footer);
	r.doc.state = p->sign ? DOC_SIGNED : DOC_DRAFT;
	r.doc.rendered_utc_ms = p->rendered_utc_ms;
	r.doc.draft_words = arena_fmt(w.a,
	    "Draft of %s UTC. Not reviewed, not signed. Do not rely on it.",
	    clock_minute(p->rendered_utc_ms, when));
	report_sections(&w);
	r.n_annex = report_tail(&w);
	if (w.rc != 0) {
		doc_free(&r.doc);
		return -1;
	}
	r.doc.els = w.els;
	r.doc.n = w.n;
	r.quotes = w.quotes;
	r.n_quotes = w.n_quotes;
	*out = r;
	return 0;
}

void
report_free(struct report *r)
{
	if (r != NULL)
		doc_free(&r->doc);
}

void
report_close(struct report *r, const struct digest *evidence,
    const struct part *parts, size_t n)
{
	static const struct doc_column columns[] = {
		{ 150, ALIGN_LEFT, "Name", 0 },
		{ 52, ALIGN_LEFT, "Relation", 0 },
		{ 40, ALIGN_RIGHT, "Bytes", 0 },
		{ 258, ALIGN_LEFT, "SHA-256", 0 },
	};
	struct writer w = { .a = &r->doc.arena, .n = 0 };
	struct doc_el *els;
	struct rows rows = { 0 };
	struct doc_table *t;
	size_t i, main_n;

	r->doc.evidence = *evidence;
	writer_el(&w, DOC_H2, "page:files")->u.text =
	    writer_text(&w, "Embedded files");
	for (i = 0; i < n; i++) {
		rows_add(&w, &rows,
		    cell_markup(&w,
			writer_fmt(
			    &w, "<m>%s</m>", writer_esc(&w, parts[i].name))));
		rows_add(&w, &rows,
		    cell_plain(&w, part_relation_name(parts[i].relation)));
		rows_add(&w, &rows,
		    cell_plain(&w, prose_grouped(&w, (int64_t)parts[i].len)));
		rows_add(&w, &rows, cell_digest(&w, &parts[i].sha, 64, 1));
	}
	t = writer_table(&w, "Embedded files", columns, 4, &rows);
	t->wide = 1;
	t->dense = 1;
	/* The table ends section 13, before the annex. */
	els = arena_new(&r->doc.arena, r->doc.n + w.n, sizeof(*els));
	main_n = r->doc.n - r->n_annex;
	memcpy(els, r->doc.els, main_n * sizeof(*els));
	memcpy(els + main_n, w.els, w.n * sizeof(*els));
	memcpy(
	    els + main_n + w.n, r->doc.els + main_n, r->n_annex * sizeof(*els));
	r->doc.els = els;
	r->doc.n += w.n;
}
