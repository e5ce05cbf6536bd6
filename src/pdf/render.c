#include "pdf/render.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "layout_in.h"

/* With the digits of page numbers held still no pass differs from the next. */
#define PASS_FROZEN 4
#define PASSES 5

/* One pass; the pages and places found become those of the pass before. */
static int
render_pass(struct layout *l, bool wet, bool *same)
{
	const size_t pages = l->pages;

	l->pass++;
	l->wet = wet;
	if (layout_all(l) != 0)
		return -1;
	*same = anchors_turn(&l->anchors) && l->page == pages && !l->refit;
	l->pages = l->page;
	return 0;
}

static int
render_passes(struct layout *l, struct fault *f)
{
	bool same = false;

	while (!same && l->pass + 1 < PASSES) {
		l->frozen = l->pass + 1 >= PASS_FROZEN;
		if (render_pass(l, false, &same) != 0)
			return -1;
	}
	if (l->render->max_pages > 0 && l->pages > l->render->max_pages)
		return fault_set(f, FAULT_LIMIT,
		    "the report has %zu pages, at most %zu are allowed",
		    l->pages, l->render->max_pages);
	if (render_pass(l, true, &same) != 0)
		return -1;
	if (!same)
		return fault_set(f, FAULT_STATE,
		    "the pages of the report did not come to rest");
	return 0;
}

static int
render_file(
    struct layout *l, struct buf *out, struct slot *slot, struct fault *f)
{
	const struct doc *d = l->doc;
	const struct render *r = l->render;
	const struct canvas_file file = {
		.title = d->title,
		.author = d->author,
		.lang = d->lang,
		.subject = d->id,
		.producer = r->producer,
		.date_utc_ms = d->rendered_utc_ms,
		.id = d->evidence,
		.parts = r->parts,
		.n_parts = r->n_parts,
		.contents_reserved = r->contents_reserved,
		.certify = r->certify,
		.reason = r->reason,
		.signed_utc_ms = r->signed_utc_ms,
	};

	return canvas_finish(l->canvas, &file, out, slot, f);
}

int
render_doc(const struct doc *doc, const struct faces *faces,
    const struct render *r, struct buf *out, struct slot *slot, size_t *n_pages,
    struct fault *f)
{
	struct layout *l = NULL;
	int rc = -1;

	l = mem_new(1, sizeof(*l));
	l->doc = doc;
	l->render = r;
	l->f = f;
	l->g = look_geo(r->paper);
	arena_init(&l->arena);
	l->anchors.arena = &l->arena;
	l->els = mem_new(doc->n + 1, sizeof(*l->els));
	l->canvas = canvas_new(faces, l->g.w, l->g.h);
	l->ruler.canvas = l->canvas;
	if (render_passes(l, f) != 0 || render_file(l, out, slot, f) != 0)
		goto out;
	if (n_pages != NULL)
		*n_pages = l->pages;
	rc = 0;
out:
	ruler_free(&l->ruler);
	anchors_free(&l->anchors);
	arena_free(&l->arena);
	canvas_free(l->canvas);
	free(l->els);
	free(l);
	return rc;
}
