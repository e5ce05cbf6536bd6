#include <string.h>

#include "analysis_in.h"

/* A signal with two labels that differ, or with two figures. */
static int
has_many(const struct reading *r, size_t signal)
{
	const char *first = NULL;
	size_t k;

	for (k = 0; k < r->n_hits; k++) {
		if (r->hits[k].signal != signal ||
		    r->hits[k].status != STATUS_DONE ||
		    *r->hits[k].label == '\0')
			continue;
		if (first != NULL && strcmp(first, r->hits[k].label) != 0)
			return 1;
		first = r->hits[k].label;
	}
	return first == NULL && figures_count(r, signal, STATUS_DONE) > 1;
}

static int
atom_true(const struct reading *r, const struct atom *a)
{
	size_t i, k;

	for (i = 0; i < a->n; i++) {
		if (a->statuses[i] == STATUS_MANY) {
			if (has_many(r, a->signals[i]))
				return 1;
			continue;
		}
		if (a->statuses[i] == STATUS_DONE && r->given[a->signals[i]])
			return 1;
		for (k = 0; k < r->n_hits; k++)
			if (r->hits[k].signal == a->signals[i] &&
			    r->hits[k].status == a->statuses[i])
				return 1;
	}
	return 0;
}

int
cond_true(const struct reading *r, const struct cond *c)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		if (atom_true(r, &c->atoms[i]) == c->atoms[i].absent)
			return 0;
	return 1;
}
