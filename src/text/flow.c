#include "text/flow.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "text/normal.h"

/* Sixty times the largest real document; a page of more is made to hurt. */
#define BLOCKS_MAX 200000
#define LINKS_MAX 200000

/* Deeper items are drawn no further in: the indent would outgrow the words. */
#define INDENT_MAX 16

/* Always kept: a separator, an indent and what joins words. */
#define ROOM ((size_t)128)

/* A paragraph all in bold type is a heading if it is not longer than this. */
#define BOLD_HEADING_MAX 100

enum { VISIBLE, SPACE, CONTROL };

static int
ascii_class(unsigned char c)
{
	if (c > ' ' && c < 0x7f)
		return VISIBLE;
	return c == ' ' || (c >= 9 && c <= 13) ? SPACE : CONTROL;
}

static void
no_headings(struct flow *f)
{
	size_t i;

	f->marked = 0;
	f->last_heading = BLOCK_NONE;
	for (i = 0; i < sizeof(f->parents) / sizeof(f->parents[0]); i++)
		f->parents[i] = BLOCK_NONE;
}

void
flow_init(struct flow *f, struct arena *arena)
{
	memset(f, 0, sizeof(*f));
	f->arena = arena;
	f->n_groups = GROUP_LOOSE;
	f->link_start = BLOCK_NONE;
	f->head_row = BLOCK_NONE;
	no_headings(f);
}

void
flow_free(struct flow *f)
{
	free(f->text);
	free(f->blocks);
	free(f->links);
	memset(f, 0, sizeof(*f));
}

void
flow_reserve(struct flow *f, size_t more)
{
	if (f->cap - f->len > more + ROOM)
		return;
	f->cap = 2 * f->cap + more + 2 * ROOM;
	f->text = mem_grow(f->text, f->cap, 1);
}

void
flow_open(struct flow *f, enum block_kind kind, unsigned level, size_t group)
{
	flow_close(f);
	f->open = true;
	f->kind = kind;
	f->level = level;
	f->group = group;
	f->marker = "";
	f->head_row = BLOCK_NONE;
	f->begun = f->space = f->rare = f->seen = f->plain = false;
	f->before = f->len;
	f->bars = 0;
	f->first_link = f->n_links;
}

/* The separator, indent and marker before the first words of a block. */
static void
flow_begin(struct flow *f)
{
	size_t indent = 0, n = strlen(f->marker);

	flow_reserve(f, n);
	if (f->n_blocks > 0) {
		f->text[f->len++] = '\n';
		if (f->group == GROUP_NONE || f->group != f->last_group)
			f->text[f->len++] = '\n';
	}
	if (f->kind == BLOCK_ITEM) {
		indent = f->level < INDENT_MAX ? f->level : INDENT_MAX;
		indent = 2 * (indent - (n > 0));
		memset(f->text + f->len, ' ', indent);
		f->len += indent;
	}
	if (n > 0) {
		memcpy(f->text + f->len, f->marker, n);
		f->len += n;
		f->text[f->len++] = ' ';
	}
	f->start = f->len;
	f->begun = true;
	f->space = false;
}

/* Whatever stands between the words so far and those that come. */
static void
flow_join(struct flow *f, size_t more)
{
	flow_reserve(f, more + 2 * f->bars);
	if (!f->begun) {
		flow_begin(f);
		flow_reserve(f, more + 2 * f->bars);
	}
	if (f->bars > 0) {
		if (f->len > f->start)
			f->text[f->len++] = ' ';
		for (; f->bars > 0; f->bars--) {
			f->text[f->len++] = '|';
			f->text[f->len++] = ' ';
		}
	} else if (f->space) {
		f->text[f->len++] = ' ';
	}
	f->space = false;
	if (f->link != NULL && f->link_start == BLOCK_NONE)
		f->link_start = f->len;
}

static void
flow_put(struct flow *f, const char *p, size_t n)
{
	flow_join(f, n);
	memcpy(f->text + f->len, p, n);
	f->len += n;
	if (f->bold == 0)
		f->plain = true;
}

#define ONES 0x0101010101010101U
#define TOPS 0x8080808080808080U

/*
 * Leading bytes of p, a multiple of eight, that are plain ASCII with no two
 * blanks in a row.  after_blank says that one stands before p.
 */
static size_t
plain_length(const char *p, size_t n, bool after_blank)
{
	uint64_t w, blank, odd;
	size_t i;

	for (i = 0; n - i >= sizeof(w); i += sizeof(w)) {
		memcpy(&w, p + i, sizeof(w));
		/* A top bit for each byte over 0x7e, under 0x20, or 0x20. */
		odd = (w | (w + ONES)) & TOPS;
		odd |= (w - 0x20 * ONES) & ~w & TOPS;
		blank = ((w ^ 0x20 * ONES) - ONES) & ~(w ^ 0x20 * ONES) & TOPS;
		if (odd != 0 || (blank & blank << 8) != 0 ||
		    (after_blank && p[i] == ' '))
			break;
		after_blank = p[i + sizeof(w) - 1] == ' ';
	}
	return i;
}

/*
 * The bytes at p that can be copied as they stand: no white space but single
 * blanks between words, nothing to replace.
 */
static size_t
run_length(struct flow *f, const char *p, size_t n)
{
	size_t i = 0, k;
	uint32_t c;

	while (i < n) {
		if ((unsigned char)p[i] < 0x80) {
			if (p[i] != ' ' || i == 0) {
				if (ascii_class((unsigned char)p[i]) != VISIBLE)
					break;
				f->seen = true;
			} else if (p[i - 1] == ' ') {
				break;
			}
			i++;
			i += plain_length(p + i, n - i, p[i - 1] == ' ');
			continue;
		}
		k = utf8_get(p + i, n - i, &c);
		if (k == 0 || normal_is_space(c) || c < 0xa0 ||
		    (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef))
			break;
		if (!normal_is_stable(c))
			f->rare = true;
		if (!f->seen && !normal_is_ignorable(c))
			f->seen = true;
		i += k;
	}
	/* A blank at the end is not yet one between words. */
	if (i > 0 && p[i - 1] == ' ')
		i--;
	return i;
}

size_t
flow_broken(const char *p, size_t n)
{
	const unsigned char *s = (const unsigned char *)p;
	size_t want, i;

	if (s[0] < 0xc2 || s[0] > 0xf4)
		return 1;
	want = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	if (n > 1 &&
	    ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
		(s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f)))
		return 1;
	for (i = 1; i < want && i < n && (s[i] & 0xc0) == 0x80; i++)
		;
	return i;
}

void
flow_words(struct flow *f, const char *p, size_t n)
{
	size_t i = 0, k;
	uint32_t c;

	if (!f->open)
		flow_open(f, BLOCK_PARAGRAPH, 0, GROUP_NONE);
	while (i < n) {
		k = run_length(f, p + i, n - i);
		if (k > 0) {
			flow_put(f, p + i, k);
			i += k;
			continue;
		}
		k = utf8_get(p + i, n - i, &c);
		if (k > 0 && normal_is_space(c)) {
			f->space = true;
			i += k;
			continue;
		}
		f->seen = true;
		flow_put(f, "\xef\xbf\xbd", 3);
		i += k > 0 ? k : flow_broken(p + i, n - i);
	}
}

bool
flow_has_words(const char *p, size_t n)
{
	size_t i, k;
	uint32_t c;

	for (i = 0; i < n; i += k) {
		k = utf8_get(p + i, n - i, &c);
		if (k == 0 || !normal_is_space(c))
			return true;
	}
	return false;
}

void
flow_lines(struct flow *f, const char *p, size_t n)
{
	const char *eol;
	size_t i, k;

	for (i = 0; i < n; i += k + 1) {
		eol = memchr(p + i, '\n', n - i);
		k = eol == NULL ? n - i : (size_t)(eol - (p + i));
		if (flow_has_words(p + i, k))
			flow_words(f, p + i, k);
		else if (i > 0 && eol != NULL)
			flow_close(f);
		if (eol != NULL)
			flow_space(f);
	}
}

void
flow_space(struct flow *f)
{
	f->space = true;
}

void
flow_bar(struct flow *f)
{
	f->bars++;
	f->space = false;
}

/* Note the part of the link that lies in the open block. */
static void
flow_link_cut(struct flow *f)
{
	struct page_link *l;

	if (f->link == NULL || f->link_start == BLOCK_NONE)
		return;
	if (f->n_links >= LINKS_MAX) {
		f->over = true;
		return;
	}
	if (f->n_links == f->cap_links) {
		f->cap_links = f->cap_links == 0 ? 64 : 2 * f->cap_links;
		f->links = mem_grow(f->links, f->cap_links, sizeof(*l));
	}
	l = &f->links[f->n_links++];
	l->start = f->link_start;
	l->end = f->len;
	l->target = f->link;
	f->link_start = BLOCK_NONE;
}

void
flow_link(struct flow *f, const char *target)
{
	flow_link_cut(f);
	f->link = target;
	f->link_start = BLOCK_NONE;
}

/* The first place at or after at where normalising cannot join both sides. */
static size_t
stable_from(const struct flow *f, size_t at)
{
	uint32_t c;
	size_t k;

	for (; at < f->len; at += k) {
		k = utf8_get(f->text + at, f->len - at, &c);
		if (k == 0 || normal_is_stable(c))
			break;
	}
	return at;
}

/* Normal text of the open block as it is made. */
struct normaliser {
	size_t from; /* what stands before it is done */
	char *out;
	size_t len, cap;
};

/* Normalise up to the first stable place at or after to. */
static void
normalise_to(const struct flow *f, struct normaliser *n, size_t to)
{
	size_t len;
	char *part;

	if (to <= n->from)
		return;
	to = stable_from(f, to);
	part = normal_nfc(f->text + n->from, to - n->from, &len);
	if (n->cap - n->len <= len) {
		n->cap = 2 * n->cap + len + 1;
		n->out = mem_grow(n->out, n->cap, 1);
	}
	memcpy(n->out + n->len, part, len);
	n->len += len;
	n->from = to;
	free(part);
}

/*
 * Bring the open block into normal form C.  A stable character never joins
 * what stands before it, so the block is cut before such, at the edges of
 * links, and these keep their words.
 */
static void
flow_normalise(struct flow *f)
{
	struct normaliser n = { .from = f->start };
	size_t i, kept = f->first_link;
	struct page_link l;

	for (i = f->first_link; i < f->n_links; i++) {
		l = f->links[i];
		normalise_to(f, &n, l.start);
		l.start = f->start + n.len;
		normalise_to(f, &n, l.end);
		l.end = f->start + n.len;
		if (l.start < l.end)
			f->links[kept++] = l;
	}
	f->n_links = kept;
	normalise_to(f, &n, f->len);
	f->len = f->start;
	flow_reserve(f, n.len);
	if (n.len > 0)
		memcpy(f->text + f->len, n.out, n.len);
	f->len += n.len;
	free(n.out);
}

/*
 * A paragraph all in bold type that is short and does not end like a sentence
 * is a heading that its page did not mark as one.
 */
static bool
is_bold_heading(const struct flow *f)
{
	size_t n = f->len - f->start;
	char last = f->text[f->len - 1];

	if (f->kind != BLOCK_PARAGRAPH || f->plain || n > BOLD_HEADING_MAX ||
	    f->group != GROUP_NONE)
		return false;
	if (last == '.')
		return f->text[f->start] >= '0' && f->text[f->start] <= '9';
	return strchr(",;:!", last) == NULL;
}

/* Give heading number at of the page its place among the headings. */
static void
flow_heading(struct flow *f, struct block *b, size_t at)
{
	unsigned l;

	if (b->kind == BLOCK_HEADING) {
		f->marked = b->level;
	} else {
		b->kind = BLOCK_HEADING;
		b->level = f->marked == 0 ? 2 : f->marked + (f->marked < 6);
	}
	b->heading = BLOCK_NONE;
	for (l = b->level - 1; l > 0 && b->heading == BLOCK_NONE; l--)
		b->heading = f->parents[l];
	f->parents[b->level] = at;
	for (l = b->level + 1; l <= 6; l++)
		f->parents[l] = BLOCK_NONE;
	f->last_heading = at;
}

void
flow_close(struct flow *f)
{
	struct block *b;

	if (!f->open)
		return;
	flow_link_cut(f);
	f->open = false;
	if (!f->begun)
		return;
	if (!f->seen || f->n_blocks >= BLOCKS_MAX) {
		f->over = f->over || f->seen;
		f->len = f->before;
		f->n_links = f->first_link;
		return;
	}
	if (f->rare)
		flow_normalise(f);
	if (f->n_blocks == f->cap_blocks) {
		f->cap_blocks = f->cap_blocks == 0 ? 256 : 2 * f->cap_blocks;
		f->blocks = mem_grow(f->blocks, f->cap_blocks, sizeof(*b));
	}
	b = &f->blocks[f->n_blocks];
	b->kind = f->kind;
	b->level = f->level;
	b->start = f->start;
	b->end = f->len;
	b->marker = f->marker;
	b->heading = f->last_heading;
	b->head_row = f->head_row;
	if (b->kind == BLOCK_HEADING || is_bold_heading(f))
		flow_heading(f, b, f->n_blocks);
	f->last_group = f->group;
	f->n_blocks++;
}

void
flow_page_end(struct flow *f)
{
	flow_close(f);
	no_headings(f);
}

const char *
flow_page(struct flow *f, struct page *p)
{
	flow_close(f);
	if (f->over)
		return "more than 200,000 blocks or links";
	p->text = arena_strndup(&p->arena, f->len == 0 ? "" : f->text, f->len);
	p->len = f->len;
	p->blocks = arena_new(&p->arena, f->n_blocks, sizeof(*p->blocks));
	if (f->n_blocks > 0)
		memcpy(p->blocks, f->blocks, f->n_blocks * sizeof(*p->blocks));
	p->n_blocks = f->n_blocks;
	p->links = arena_new(&p->arena, f->n_links, sizeof(*p->links));
	if (f->n_links > 0)
		memcpy(p->links, f->links, f->n_links * sizeof(*p->links));
	p->n_links = f->n_links;
	return NULL;
}
