#include "model/page.h"

#include <string.h>

void
page_free(struct page *p)
{
	if (p == NULL)
		return;
	arena_free(&p->arena);
	memset(p, 0, sizeof(*p));
}
