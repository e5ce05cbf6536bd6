#ifndef HELP_BODY_H
#define HELP_BODY_H

#include <string.h>

#include "base/arena.h"
#include "help/test.h"
#include "history/body.h"
#include "provision/segment.h"

/*
 * A page by hand: a line is a block, "# " and "## " headings, "- " items, "| "
 * rows, all else paragraphs.  Free the page with page_free.
 */
static void
page_of(const char *lines, struct page *out)
{
	struct block *b;
	const char *s = lines;
	size_t n = 0, len, heading = BLOCK_NONE;

	memset(out, 0, sizeof(*out));
	out->text = arena_new(&out->arena, 2 * strlen(lines) + 3, 1);
	out->lang = "";
	out->extractor = 1;
	while (*s != '\0') {
		len = strcspn(s, "\n");
		out->blocks = arena_more(
		    &out->arena, out->blocks, n, sizeof(*out->blocks));
		b = &out->blocks[n];
		memset(b, 0, sizeof(*b));
		b->kind = BLOCK_PARAGRAPH;
		b->marker = "";
		b->heading = heading;
		b->head_row = BLOCK_NONE;
		if (s[0] == '#') {
			b->kind = BLOCK_HEADING;
			for (b->level = 0; *s == '#'; s++, len--)
				b->level++;
			s++;
			len--;
			heading = n;
		} else if ((s[0] == '-' || s[0] == '|') && s[1] == ' ') {
			b->kind = s[0] == '-' ? BLOCK_ITEM : BLOCK_ROW;
			b->level = 1;
			b->marker = s[0] == '-' ? "-" : "";
			s += 2;
			len -= 2;
		}
		b->start = out->len;
		memcpy(out->text + out->len, s, len);
		out->len += len;
		b->end = out->len;
		memcpy(out->text + out->len, "\n\n", 2);
		out->len += 2;
		n++;
		s += len + (s[len] == '\n');
	}
	out->n_blocks = n;
}

static void
body_of_page(const struct page *p, struct body *out)
{
	const struct lookrules *rules = NULL;
	struct arena a = { NULL };
	struct clause *clauses = NULL;
	struct fault f;
	size_t n = 0;

	assert_ok(lookrules_own(&rules, &f), &f);
	assert_ok(segment_page(p, &a, &clauses, &n, &f), &f);
	body_make(p, clauses, n, rules, out);
	arena_free(&a);
}

static void
body_of_lines(const char *lines, struct body *out)
{
	struct page p;

	page_of(lines, &p);
	body_of_page(&p, out);
	page_free(&p);
}

#endif /* HELP_BODY_H */
