#include "pdf_in.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/mem.h"

void *
canvas_more(void *list, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return list;
	*cap = *cap == 0 ? 16 : *cap * 2;
	return mem_grow(list, *cap, size);
}

int
canvas_fault_take(struct canvas *c, const struct fault *f)
{
	if (c->failed)
		return -1;
	c->failed = true;
	c->fault = *f;
	if (c->n_pages > 0 && !c->finished)
		(void)fault_under(&c->fault, "page %zu", c->n_pages);
	if (c->where != NULL)
		(void)fault_under(&c->fault, "%s", c->where);
	return -1;
}

int
canvas_fault(struct canvas *c, enum fault_kind kind, const char *fmt, ...)
{
	struct fault f = { .kind = kind };
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(f.text, sizeof(f.text), fmt, ap);
	va_end(ap);
	return canvas_fault_take(c, &f);
}
