#include "layout_in.h"

/* A last page filled to less than this part looks forgotten. */
#define RUNT 0.3
/* What stays of a gap beyond the lead of a line. */
#define TIGHT 0.6
#define LEAD_MIN 14.0

/* The passes that try it: full spacing first, then narrowed. */
#define PASS_FULL 1
#define PASS_TIGHT 2

double
layout_fit_gap(const struct layout *l, double gap)
{
	if (!l->els[l->head].tight || gap <= LEAD_MIN)
		return gap;
	return LEAD_MIN + (gap - LEAD_MIN) * TIGHT;
}

/*
 * A section whose last page holds a few lines is set again with less space
 * between its parts, and stays so where that saves the page.  What was found
 * in these two passes holds for all later ones, so that the pages come to
 * rest.
 */
void
layout_fit_close(struct layout *l)
{
	struct layout_el *le = &l->els[l->head];
	const double runt = TOP + (l->g.bottom - TOP) * RUNT;

	if (l->section == NULL)
		return;
	if (l->pass == PASS_FULL) {
		le->pages = l->section_page;
		le->tight = l->section_page > 1 && l->at.y < runt;
		l->refit = l->refit || le->tight;
	} else if (l->pass == PASS_TIGHT && le->tight &&
	    l->section_page >= le->pages) {
		le->tight = false;
		l->refit = true;
	}
}
