#include "model/doc.h"

#include <string.h>

void
doc_free(struct doc *d)
{
	if (d == NULL)
		return;
	arena_free(&d->arena);
	memset(d, 0, sizeof(*d));
}
