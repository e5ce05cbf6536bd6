#ifndef TESTS_HELP_PAGE_H
#define TESTS_HELP_PAGE_H

#include <string.h>

#include "base/buf.h"
#include "model/page.h"

/*
 * A page written by hand, a block a line: "# Heading" (as many # as its
 * level), "- item" (two blanks before it a level), "| row", else a paragraph.
 */
static inline void
page_written(struct page *p, const char *lines)
{
	size_t heading = BLOCK_NONE, len, depth;
	const char *s = lines, *end;
	struct buf text;
	struct block *b;

	memset(p, 0, sizeof(*p));
	p->extractor = 1;
	p->lang = "";
	buf_init(&text, 1 << 24);
	for (; *s != '\0'; s = *end == '\0' ? end : end + 1) {
		end = s + strcspn(s, "\n");
		len = (size_t)(end - s);
		if (len == 0)
			continue;
		p->blocks = arena_more(
		    &p->arena, p->blocks, p->n_blocks, sizeof(*p->blocks));
		b = &p->blocks[p->n_blocks];
		memset(b, 0, sizeof(*b));
		b->kind = BLOCK_PARAGRAPH;
		b->marker = "";
		b->heading = heading;
		b->head_row = BLOCK_NONE;
		depth = strspn(s, " ");
		if (text.len > 0)
			buf_str(&text, "\n");
		if (s[0] == '#') {
			b->kind = BLOCK_HEADING;
			b->level = (unsigned)strspn(s, "#");
			heading = p->n_blocks;
			len -= b->level + 1 < len ? b->level + 1 : len;
			s = end - len;
		} else if (strncmp(s + depth, "- ", 2) == 0) {
			b->kind = BLOCK_ITEM;
			b->level = (unsigned)depth / 2 + 1;
			b->marker = "-";
			buf_str(&text, "- ");
			len -= depth + 2;
			s += depth + 2;
		} else if (strncmp(s, "| ", 2) == 0) {
			b->kind = BLOCK_ROW;
			len -= 2;
			s += 2;
		}
		b->start = text.len;
		buf_add(&text, s, len);
		b->end = text.len;
		p->n_blocks++;
	}
	p->text = arena_strndup(&p->arena,
	    text.data == NULL ? "" : (const char *)text.data, text.len);
	p->len = text.len;
	buf_free(&text);
}

#endif /* TESTS_HELP_PAGE_H */
