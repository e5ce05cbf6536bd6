#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "help/page.h"
#include "provision/effective.h"
#include "provision/follow.h"
#include "provision/segment.h"
#include "provision/worddiff.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
demand(int holds)
{
	if (!holds)
		abort();
}

/* Clauses cut the text in order; the stated date lies in it. */
static void
check_page(const struct page *p, const struct clause *c, size_t n)
{
	struct effective e;
	size_t i;

	for (i = 0; i < n; i++) {
		demand(c[i].n_blocks > 0 && c[i].start <= c[i].end);
		demand(c[i].end <= p->len && c[i].title != NULL);
		demand(i == 0 ||
		    c[i].first_block >=
			c[i - 1].first_block + c[i - 1].n_blocks);
	}
	effective_find(p, &e);
	demand(e.start <= e.end && e.end <= p->len);
}

static void
check_marks(const struct follow_mark *m, size_t n_marks, size_t n)
{
	size_t i, k;

	demand(n_marks >= n);
	for (i = 0; i < n_marks; i++) {
		demand((m[i].clause == FOLLOW_NOWHERE) == (i >= n));
		for (k = 0; k < i; k++)
			demand(strcmp(m[i].id, m[k].id) != 0);
	}
}

/* The runs of a diff, joined, are both texts. */
static void
check_diff(const struct page *a, const struct page *b)
{
	struct arena arena = { NULL };
	struct fault f = { 0 };
	struct diff d;
	size_t i, x = 0, y = 0;

	demand(worddiff_make(
		   a->text, a->len, b->text, b->len, &arena, &d, &f) == 0);
	for (i = 0; i < d.n; i++) {
		if (d.runs[i].op != DIFF_INSERTED) {
			demand(memcmp(a->text + x, d.runs[i].text,
				   d.runs[i].len) == 0);
			x += d.runs[i].len;
		}
		if (d.runs[i].op != DIFF_DELETED) {
			demand(memcmp(b->text + y, d.runs[i].text,
				   d.runs[i].len) == 0);
			y += d.runs[i].len;
		}
	}
	demand(x == a->len && y == b->len);
	arena_free(&arena);
}

/* Texts parted by NUL are versions of one document, followed in turn. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct follow *fo = follow_new("P", "D");
	struct page last = { .text = mem_strdup("") }, p;
	struct arena a = { NULL };
	struct fault f = { 0 };
	struct follow_side now = { .ids = NULL };
	struct follow_mark *marks;
	struct clause *c;
	char *in = mem_strndup((const char *)data, size), *first = last.text;
	size_t at, n, n_marks;
	int number = 0;

	for (at = 0; at < size && number < 6; at += strlen(in + at) + 1) {
		page_written(&p, in + at);
		demand(segment_page(&p, &a, &c, &n, &f) == 0);
		check_page(&p, c, n);
		now = (struct follow_side){ p.text, c, NULL, n };
		demand(follow_version(
			   fo, ++number, &now, &a, &marks, &n_marks, &f) == 0);
		check_marks(marks, n_marks, n);
		check_diff(&last, &p);
		page_free(&last);
		last = p;
	}
	page_free(&last);
	free(first);
	free(in);
	arena_free(&a);
	follow_free(fo);
	return 0;
}
