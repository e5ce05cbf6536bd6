#include "base/fault.h"
#include "layout_in.h"

void
layout_fault(
    struct layout *l, enum fault_kind kind, const char *what, const char *name)
{
	if (l->rc != 0)
		return;
	l->rc = -1;
	(void)fault_set(l->f, kind,
	    "%s: %s of \"%s\", which is no place in this report", l->where,
	    what, name);
}

void
layout_anchor(struct layout *l, const char *name, double y)
{
	if (name != NULL && anchors_set(&l->anchors, name, l->page) && l->wet)
		canvas_dest(l->canvas, name, y);
}

bool
layout_has_anchor(struct layout *l, const char *name)
{
	return anchors_page(&l->anchors, name) != 0;
}

const char *
layout_page_words(struct layout *l, const char *name)
{
	const size_t page = anchors_page(&l->anchors, name);

	l->paged = true;
	if (page == 0 && l->pass > 1)
		layout_fault(l, FAULT_STATE, "a page number", name);
	return page == 0 ? "00" : arena_fmt(&l->arena, "%zu", page);
}
