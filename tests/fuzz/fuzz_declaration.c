#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "intake/declaration.h"
#include "text/extract.h"
#include "text/selection.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What can be read by the selectors is read, and never refused then. */
static void
check_selectors(const struct declaration_source *s)
{
	static const char html[] =
	    "<div id=a class='b c'><p lang=en>x<p class=d>y<ul><li>1<li>2"
	    "<li>3</ul><a href='/t'>z</a></div><div><i></i><h2 id=e>q</h2>";
	struct extract_source e = { .media = MEDIA_HTML,
		.media_type = "",
		.bytes = (const unsigned char *)html,
		.len = sizeof(html) - 1,
		.base_url = s->url,
		.select = s->select,
		.remove = s->remove };
	const char *gap;
	struct fault f;
	struct page p;

	if (selection_check(s->select, &f) != 0 ||
	    selection_check(s->remove, &f) != 0)
		return;
	if (extract_page(&e, &p, &gap, &f) != 0)
		abort();
	page_free(&p);
}

/* What is stored is read as it was, and its text is the only one. */
static void
check_stored(const struct declaration *d)
{
	struct declaration again;
	struct buf one, two;
	struct arena a;
	struct fault f;
	size_t i;

	arena_init(&a);
	buf_init(&one, (size_t)1 << 24);
	buf_init(&two, (size_t)1 << 24);
	declaration_write(d, &one);
	if (one.len > (size_t)1 << 20)
		goto out;
	if (declaration_parse(
		(const char *)one.data, one.len, &a, &again, &f) != 0)
		abort();
	declaration_write(&again, &two);
	if (one.len != two.len || memcmp(one.data, two.data, one.len) != 0 ||
	    strcmp(declaration_select(&a, d), declaration_select(&a, &again)) !=
		0)
		abort();
	for (i = 0; i < d->n_sources; i++)
		if (strcmp(d->sources[i].remove, again.sources[i].remove) != 0)
			abort();
out:
	buf_free(&one);
	buf_free(&two);
	arena_free(&a);
}

/* A service's file, and after a NUL its history. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *nul = size == 0 ? NULL : memchr(data, 0, size);
	size_t n = nul == NULL ? size : (size_t)(nul - data), i, k;
	const struct declaration_period *p;
	struct declaration_service s;
	struct buf now, history;
	struct arena a;
	struct fault f;

	arena_init(&a);
	buf_init(&now, (size_t)1 << 20);
	buf_init(&history, (size_t)1 << 20);
	buf_add(&now, data, n);
	if (nul != NULL)
		buf_add(&history, nul + 1, size - n - 1);
	if (declaration_service_parse(
		"S", &now, nul == NULL ? NULL : &history, &a, &s, &f) != 0)
		goto out;
	for (i = 0; i < s.n_periods; i++) {
		p = &s.periods[i];
		if (p->from_utc_ms > p->until_utc_ms)
			abort();
		if (i > 0 && strcmp(p[-1].document, p->document) == 0 &&
		    p[-1].until_utc_ms + 1 != p->from_utc_ms)
			abort();
		check_stored(&p->d);
		for (k = 0; *p->d.refused == '\0' && k < p->d.n_sources; k++)
			check_selectors(&p->d.sources[k]);
	}
out:
	buf_free(&now);
	buf_free(&history);
	arena_free(&a);
	return 0;
}
