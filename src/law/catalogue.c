#include "law/catalogue.h"

#include <string.h>

#include "law_in.h"

static const char *
text(size_t row, enum law_column c)
{
	return law_pool + law_rows[row].text[c];
}

size_t
catalogue_count(void)
{
	return law_n_rows;
}

static void
fill(size_t i, struct law_unit *u)
{
	u->instrument = text(i, LAW_INSTRUMENT);
	u->path = text(i, LAW_PATH);
	u->kind = text(i, LAW_KIND);
	u->parent = text(i, LAW_PARENT);
	u->heading = text(i, LAW_HEADING);
	u->placement = text(i, LAW_PLACEMENT);
	u->status = text(i, LAW_STATUS);
	u->canonical = text(i, LAW_CANONICAL);
	u->url = text(i, LAW_URL);
	u->gloss = text(i, LAW_GLOSS);
	u->from = text(i, LAW_FROM);
	u->until = text(i, LAW_UNTIL);
	u->known = text(i, LAW_KNOWN);
	u->amended = text(i, LAW_AMENDED);
	u->index = i;
}

int
catalogue_at(size_t i, struct law_unit *out)
{
	if (i >= law_n_rows)
		return -1;
	fill(i, out);
	return 0;
}

/* Instruments are few and stand in the table's order, not in that of ids. */
static size_t
group_of(const char *instrument)
{
	size_t i;

	for (i = 0; i < catalogue_instruments(); i++)
		if (strcmp(catalogue_instrument_at(i)->id, instrument) == 0)
			break;
	return i;
}

static int
compare_path(size_t row, size_t group, const char *path)
{
	size_t g = group_of(text(row, LAW_INSTRUMENT));

	if (g != group)
		return g < group ? -1 : 1;
	return strcmp(text(row, LAW_PATH), path);
}

bool
catalogue_find(const char *instrument, const char *path, struct law_unit *out)
{
	size_t low = 0, high = law_n_rows, mid, group = group_of(instrument);
	int c;

	while (low < high) {
		mid = low + (high - low) / 2;
		c = compare_path(law_by_path[mid], group, path);
		if (c == 0) {
			fill(law_by_path[mid], out);
			return true;
		}
		if (c < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}

bool
catalogue_find_canonical(const char *canonical, struct law_unit *out)
{
	size_t low = 0, high = law_n_rows, mid;
	int c;

	while (low < high) {
		mid = low + (high - low) / 2;
		c = strcmp(
		    text(law_by_canonical[mid], LAW_CANONICAL), canonical);
		if (c == 0) {
			fill(law_by_canonical[mid], out);
			return true;
		}
		if (c < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}

bool
catalogue_parent(const struct law_unit *u, struct law_unit *out)
{
	const size_t parent = law_rows[u->index].parent;

	if (parent == LAW_NO_PARENT)
		return false;
	fill(parent, out);
	return true;
}

size_t
catalogue_children(const struct law_unit *u, const char *kind)
{
	size_t i, n = 0;

	for (i = u->index + 1; i < law_n_rows; i++)
		if (law_rows[i].parent == u->index &&
		    (kind == NULL || strcmp(text(i, LAW_KIND), kind) == 0))
			n++;
	return n;
}

int
catalogue_resolve(const char *instrument, const char *path,
    struct law_unit *out, struct fault *f)
{
	char trimmed[64];
	size_t n;

	while (*path == ' ')
		path++;
	n = strlen(path);
	while (n > 0 && path[n - 1] == ' ')
		n--;
	if (n >= sizeof(trimmed))
		return fault_set(f, FAULT_ABSENT,
		    "law: no unit \"%.40s...\" of %s", path, instrument);
	memcpy(trimmed, path, n);
	trimmed[n] = '\0';
	if (!catalogue_find(instrument, trimmed, out))
		return fault_set(f, FAULT_ABSENT, "law: no unit \"%s\" of %s",
		    trimmed, instrument);
	return 0;
}
