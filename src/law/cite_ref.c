#include "base/buf.h"
#include "law_in.h"

bool
cite_ref_unit(const char *id, const struct family *f, const struct ref *x,
    struct law_unit *out)
{
	struct buf b;
	bool found;

	buf_init(&b, 256);
	f->path(x, &b);
	found = b.len > 0 && !b.over &&
	    catalogue_find(id, (const char *)b.data, out);
	buf_free(&b);
	return found;
}

bool
cite_refs_set(const struct refs *r, int level)
{
	return r->cur.label[level][0] != '\0';
}

int
cite_ref_depth(const struct ref *x)
{
	int i;

	for (i = LEVELS - 1; i >= 0; i--)
		if (x->label[i][0] != '\0')
			return i;
	return -1;
}

void
cite_ref_clear(struct ref *x, int from)
{
	int i;

	for (i = from; i < LEVELS; i++)
		x->label[i][0] = '\0';
	x->to_level = LEVEL_NONE;
	x->to[0] = '\0';
	x->seq = false;
}
