#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/selector.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What parses can be matched, and matching twice gives the same. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char html[] =
	    "<div id=a class='b c'><p lang=en>x<p class=d>y<ul><li>1<li>2"
	    "<li>3</ul><a href='#t'>z</a></div><div><i></i></div>";
	char *css = mem_strndup((const char *)data, size);
	const struct selector *s;
	unsigned char *once, *again;
	const char *gap;
	struct arena a;
	struct fault f;
	struct dom d;

	arena_init(&a);
	if (dom_parse(&a, html, sizeof(html) - 1, &d, &gap, &f) != 0)
		abort();
	if (selector_parse(&a, css, &s, &f) == 0) {
		once = arena_new(&a, d.n, 1);
		again = arena_new(&a, d.n, 1);
		(void)selector_mark(s, &d, &a, once);
		(void)selector_mark(s, &d, &a, again);
		if (memcmp(once, again, d.n) != 0)
			abort();
		dom_prune(&d, once);
	}
	arena_free(&a);
	free(css);
	return 0;
}
