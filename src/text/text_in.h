#ifndef TEXT_IN_H
#define TEXT_IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "text/dom.h"
#include "text/flow.h"
#include "text/selection.h"

/* One page as its reader gets it. */
struct reading {
	const char *p; /* valid UTF-8 */
	size_t n;
	const char *base; /* what links are relative to, or "" */
	const char *select, *remove; /* of one page (text/selection.h) */
	struct arena *scratch; /* for what need not outlive the reading */
	const char *gap; /* out: why there is no text; it lives in scratch */
	const char *lang; /* out: as the page says, in flow's arena, or "" */
};

void decode_page(const unsigned char *bytes, size_t n, bool html,
    const char *media_type, struct reading *r, char **owned);

/* The readers: words into flow.  0 with r->gap set is no failure. */
int html_read(struct reading *r, struct flow *out, struct fault *f) MUST_CHECK;
int markdown_read(
    struct reading *r, struct flow *out, struct fault *f) MUST_CHECK;
/*
 * The bytes that the Markdown parser is to read, in r->p or in scratch.  An
 * escaped "*" or "_" is in them as an escaped control character, so that
 * these two, where they are left unescaped, are known as such.
 */
#define MEND_STAR '\1'
#define MEND_UNDERSCORE '\2'
#define MEND_BOTH "\1\2"
const char *markdown_mend(struct reading *r, size_t *len);

/* Why the Markdown parser is not to see this page, or NULL. */
const char *markdown_guard(const char *p, size_t n);
/* As extract_cost. */
size_t markdown_cost(const char *p, size_t n);
void plain_read(struct reading *r, struct flow *out);

/* Where ref leads on a page at base; ref itself where that is not known. */
const char *link_resolve(struct arena *a, const char *base, const char *ref);

/*
 * Memory for the Markdown parser: pieces cut from the front of large chunks, and all
 * given back at once.  Sizes stand before what is given out; the newest piece
 * grows where it is.
 */
struct pool_chunk;

struct pool {
	struct pool_chunk *chunks;
	unsigned char *at, *end; /* what is left of the newest chunk */
	unsigned char *newest;
};

void pool_use(struct pool *p); /* by this thread, from now on */
void *pool_take(size_t n, size_t size);
void *pool_more(void *old, size_t n);
void pool_give_back(void *p); /* does nothing */
void pool_free(struct pool *p);

/* What an element does to the text. */
enum role {
	ROLE_INLINE, /* nothing */
	ROLE_DROP, /* it and all below it are no text */
	ROLE_BLOCK, /* a paragraph ends before and after it */
	ROLE_HEADING,
	ROLE_LIST,
	ROLE_ITEM,
	ROLE_TABLE,
	ROLE_ROW,
	ROLE_CELL,
	ROLE_BREAK,
	ROLE_PRE,
	ROLE_BOLD,
	ROLE_LINK,
};

/* By its name alone; ROLE_INLINE for what is not known. */
enum role role_by_name(const char *name);

/* Set what was selected, in the order of the list. */
void html_walk(struct flow *out, const struct dom *d, const char *base,
    const struct selected *list, size_t n);

/* The n-th marker of a list that counts by type: '1', 'a', 'A', 'i', 'I'. */
const char *marker_number(struct arena *a, int64_t n, char type);

/*
 * What of an HTML page the parser is to see; yours to free.  *gap says why
 * the page is refused, or is NULL.
 */
char *sift_html(const char *in, size_t n, size_t *len, const char **gap);

/*
 * A parsed selector: parts make a compound ("p.x:first-child"), compounds
 * with combinators a complex one ("div > p"), these a list.  Each lies in one
 * array, in order of writing.
 */
enum select_kind {
	SELECT_ANY,
	SELECT_TYPE,
	SELECT_ID,
	SELECT_CLASS,
	SELECT_ATTR,
	SELECT_NTH, /* an + b among siblings; of_type, from_end */
	SELECT_ONLY, /* no sibling; of_type */
	SELECT_ROOT,
	SELECT_EMPTY,
	SELECT_NOT, /* none of args first .. first + n */
	SELECT_IS, /* one of them */
};

struct select_part {
	enum select_kind kind;
	const char *name, *value;
	char op; /* attribute: 0 present, '=', '~', '|', '^', '$', '*' */
	bool any_case, of_type, from_end;
	int a, b;
	size_t first, n;
};

struct select_compound {
	size_t first, n; /* parts */
	char combinator; /* before it: ' ', '>', '+', '~'; 0 for the first */
};

struct select_complex {
	size_t first, n; /* compounds */
};

struct selector {
	const struct select_part *parts;
	const struct select_compound *compounds;
	const struct select_part *arg_parts; /* the same inside :not() */
	const struct select_compound *args;
	const struct select_complex *complexes;
	size_t n_complexes, n_compounds;
	bool of_type; /* some part counts siblings of one type */
};

#endif /* TEXT_IN_H */
