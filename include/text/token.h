#ifndef TEXT_TOKEN_H
#define TEXT_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

/* Tags and other tokens of HTML, by the rules of its tokenizer. */
struct bytes {
	const char *p;
	size_t n;
};

enum {
	TAG_VOID = 1, /* no content */
	TAG_BLOCK = 2, /* closes an open <p> */
	TAG_FORMAT = 4, /* an end tag takes only itself away */
	TAG_BARRIER = 8, /* end tags do not reach past it */
	TAG_TABLE = 16, /* part of a table */
	TAG_DROP = 32, /* raw text that is no text of the page */
	TAG_RAW = 64, /* raw text that may be */
	TAG_RENAME = 128, /* changes the rules for what is in it */
	TAG_HTML = 256, /* ends a drawing that was left open */
	TAG_ITEM = 512, /* closes its like */
	TAG_ROOT = 1024,
	TAG_LOOSE = 2048, /* a block that items close over */
};

struct tag {
	const char *name;
	unsigned flags;
};

#define NAME_ROOM 16

/* One tag as it stands in the page. */
struct token {
	size_t start, end; /* "<" to after ">" */
	char name[NAME_ROOM]; /* in lower case; "" where longer than that */
	size_t name_end;
	const struct tag *tag; /* NULL: an element without rules */
	bool closing, self_closing;
	size_t n_attrs;
};

extern const size_t tag_count;
const struct tag *tag_find(const char *name); /* NULL where without rules */
const struct tag *tag_at(size_t i);
size_t tag_index(const struct tag *t);

bool token_is_letter(char c);
/* The word, in lower case, at i, in either case. */
bool token_starts(const struct bytes *s, size_t i, const char *word);
/* The tag whose "<" is at i; false where the page ends within it. */
bool token_read(const struct bytes *s, size_t i, struct token *t);
/* Where a comment, or a CDATA section, ends that begins at i. */
size_t token_comment_end(const struct bytes *s, size_t i);
size_t token_cdata_end(const struct bytes *s, size_t i);
/* Where the end tag begins of raw text, or of a script, that begins at i. */
size_t token_raw_end(const struct bytes *s, size_t i, const char *name);
size_t token_script_end(const struct bytes *s, size_t i);

#endif /* TEXT_TOKEN_H */
