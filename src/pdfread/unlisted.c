#include "pdfread_in.h"

/* Sections passed in look-ups; a second's work.  Honest files have a few
 * thousand objects in updates, and some ten sections. */
#define STEPS_MAX ((size_t)16 << 20)

/*
 * Objects behind the signed revision that no section lists.  A reader that
 * follows the sections never sees them; one that repairs a file, as most do
 * when a byte of it is odd, takes the last object of a number that it finds.
 * One that has the number of an object of before and stands behind the one that
 * is listed is an attack in waiting, wherever it hides: between objects, in a
 * stream, in a text.  Tools leave such behind too, whole updates that nothing
 * leads to, so it is told of; in a packet it is odd.
 */

static bool
blank(unsigned char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' ||
	    c == '\0';
}

/* The number that ends, but for blanks, before *at, which moves to its first
 * digit; more than any object has is none. */
static bool
number_before(const unsigned char *p, size_t low, size_t *at, uint32_t *out)
{
	size_t i = *at, scale = 1;
	uint64_t v = 0;

	while (i > low && blank(p[i - 1]))
		i--;
	if (i == *at)
		return false;
	while (i > low && p[i - 1] >= '0' && p[i - 1] <= '9' &&
	    scale <= 1000000000) {
		v += (uint64_t)(p[--i] - '0') * scale;
		scale *= 10;
	}
	*at = i;
	*out = (uint32_t)v;
	return scale > 1 && v <= UINT32_MAX &&
	    (i == low || p[i - 1] < '0' || p[i - 1] > '9');
}

/* Where the object that readers take stands; one that is packed, where its
 * stream does. */
static size_t
place_of(struct pdfread *r, uint32_t num)
{
	const size_t newest = r->n_revisions - 1;
	const struct pdf_xref_entry *e = revision_entry(r, newest, num);

	if (e != NULL && e->type == ENTRY_PACKED && e->at <= UINT32_MAX)
		e = revision_entry(r, newest, (uint32_t)e->at);
	return e == NULL || e->type != ENTRY_PLAIN ? 0 : e->at;
}

bool
unlisted_find(struct pdfread *r, size_t revision, uint32_t *num, size_t *where)
{
	const unsigned char *p = r->p;
	const size_t low = r->revisions[revision].eof;
	const size_t end = r->revisions[r->n_revisions - 1].eof;
	const struct pdf_xref_entry *old;
	size_t i, at, steps = 0;
	uint32_t gen;

	for (i = low; i + 3 <= end; i++) {
		if (p[i] != 'o' || p[i + 1] != 'b' || p[i + 2] != 'j')
			continue;
		at = i;
		if (!number_before(p, low, &at, &gen) ||
		    !number_before(p, low, &at, num))
			continue;
		*where = at;
		steps += 3 * r->n_sections;
		if (steps > STEPS_MAX)
			return true;
		old = revision_entry(r, revision, *num);
		if (old != NULL && old->type != ENTRY_FREE &&
		    at > place_of(r, *num))
			return true;
	}
	return false;
}
