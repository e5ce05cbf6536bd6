#include "pdfread/shown.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "pdfread_in.h"

/* Structure elements of a file; a packet of 500 pages has 100,000. */
#define ELEMENTS_MAX ((size_t)1 << 20)
#define ELEMENT_DEPTH 256

/* Pieces of pages that elements take; each piece belongs to one element. */
#define TAKEN_MAX ((size_t)4 << 20)

/* The words of one quote; a clause has some thousand. */
#define WORDS_MAX ((size_t)4 << 20)

static const char open_mark[] = "\xe2\x80\x9c";
static const char close_mark[] = "\xe2\x80\x9d";

enum element {
	ELEMENT_OTHER,
	ELEMENT_QUOTE, /* BlockQuote */
	ELEMENT_PARAGRAPH,
	ELEMENT_ROW, /* TR */
	ELEMENT_SPAN,
};

/* An element that is open. */
struct level {
	enum element kind;
	const struct pdf_value *kids; /* /K, resolved */
	size_t next; /* of its kids */
	uint32_t page; /* object number; 0: none */
};

struct page_known {
	uint32_t num;
	const struct pdf_value *v;
	struct page_text text;
	bool read;
	size_t at; /* from 1 */
};

struct viewer {
	struct pdfread *r;
	size_t revision;
	struct level levels[ELEMENT_DEPTH];
	size_t depth, elements, taken;
	struct seen seen;
	struct page_known *pages; /* by number */
	size_t n_pages;
	struct pdfread_quote *quotes;
	size_t n;
	char digest[65];
	/* the quote that is open, and what its row or block said */
	size_t quote_depth, row_depth;
	unsigned number;
	struct buf words;
	struct buf label; /* of the row */
	/* the last redline: both texts, waiting for their marks */
	size_t paragraph_depth;
	struct buf from, to;
	bool changed, waiting;
	enum { RUN_SAME, RUN_FROM, RUN_TO } run;
	/* which words belong together, and in which order they are read */
	size_t groups, group, seq;
	bool *kept; /* by group: it is a quote, or a redline */
};

/* ---- Texts ---- */

/* ActualText, unless something else is drawn under it. */
static const char *
piece_words(struct viewer *w, const struct page_piece *p)
{
	if (p->actual == NULL || !text_alike(w->r, p->actual, p->drawn))
		return p->drawn;
	return p->actual;
}

static void
add_quote(struct viewer *w, unsigned number, const char *words, size_t n)
{
	w->quotes =
	    arena_more(&w->r->arena, w->quotes, w->n, sizeof(*w->quotes));
	w->quotes[w->n++] = (struct pdfread_quote){
		.number = number,
		.words = arena_strndup(&w->r->arena, words, n),
	};
}

/* Between the first opening and the last closing mark, which are ours. */
static void
quote_end(struct viewer *w)
{
	const char *s = (const char *)w->words.data, *from, *to = NULL, *next;

	if (w->number == 0)
		odd_note(w->r, "a quote without its number");
	if (w->number == 0 || w->words.len == 0 || w->words.over)
		return;
	if ((from = strstr(s, open_mark)) == NULL)
		return;
	from += strlen(open_mark);
	for (next = strstr(from, close_mark); next != NULL;
	     next = strstr(next + 1, close_mark))
		to = next;
	if (to != NULL)
		add_quote(w, w->number, from, (size_t)(to - from));
}

/* "Quote 24. " */
static unsigned
mark_number(const char *s)
{
	static const char head[] = "Quote ";
	unsigned v = 0;
	size_t i = sizeof(head) - 1;

	if (s == NULL || strncmp(s, head, i) != 0)
		return 0;
	for (; s[i] >= '0' && s[i] <= '9' && v < 100000000; i++)
		v = v * 10 + (unsigned)(s[i] - '0');
	return strcmp(s + i, ". ") == 0 ? v : 0;
}

/* What is drawn as a mark must be the mark: "Q24". */
static unsigned
piece_mark(const struct page_piece *p)
{
	unsigned v = mark_number(p->actual), drawn = 0;
	const char *s = p->drawn;

	if (v == 0 || *s++ != 'Q')
		return 0;
	for (; *s >= '0' && *s <= '9' && drawn < 100000000; s++)
		drawn = drawn * 10 + (unsigned)(*s - '0');
	return *s == '\0' && drawn == v ? v : 0;
}

static bool
is_digest(const char *s)
{
	return strlen(s) == 64 && strspn(s, "0123456789abcdef") == 64;
}

/* ---- Redlines ---- */

/* The words of "[deleted: words] "; NULL where s is nothing like it. */
static const char *
run_words(const char *s, const char *head, size_t *n)
{
	size_t all = strlen(s), k = strlen(head);

	if (strncmp(s, head, k) != 0 || all < k + 2 ||
	    strcmp(s + all - 2, "] ") != 0)
		return NULL;
	*n = all - k - 2;
	return s + k;
}

/*
 * A run that was taken out or put in is said whole at its first piece, and
 * drawn in as many pieces as it has lines: the later ones say nothing.  What
 * is drawn is what counts; one blank alone is for the eye, between two runs.
 */
static void
redline_piece(struct viewer *w, const struct page_piece *p)
{
	size_t n;

	if (p->actual == NULL) {
		w->run = RUN_SAME;
	} else if (run_words(p->actual, "[deleted: ", &n) != NULL) {
		w->run = RUN_FROM;
		w->changed = true;
	} else if (run_words(p->actual, "[inserted: ", &n) != NULL) {
		w->run = RUN_TO;
		w->changed = true;
	} else if (p->actual[0] != '\0') {
		w->run = RUN_SAME;
	} else if (strcmp(p->drawn, " ") == 0) {
		return;
	}
	if (w->run != RUN_TO)
		buf_str(&w->from, p->drawn);
	if (w->run != RUN_FROM)
		buf_str(&w->to, p->drawn);
}

static void
redline_begin(struct viewer *w)
{
	buf_free(&w->from);
	buf_free(&w->to);
	w->changed = false;
	w->waiting = false;
	w->run = RUN_SAME;
}

/* A row under a redline: "From" or "To", with the mark of its quote. */
static void
row_end(struct viewer *w)
{
	const char *s =
	    w->label.data != NULL ? (const char *)w->label.data : "";
	const struct buf *b = NULL;

	if (w->waiting && w->number > 0) {
		if (strncmp(s, "From ", 5) == 0)
			b = &w->from;
		else if (strncmp(s, "To ", 3) == 0)
			b = &w->to;
	}
	if (b != NULL && !b->over)
		add_quote(w, w->number,
		    b->data != NULL ? (const char *)b->data : "", b->len);
	if (b == &w->to)
		w->waiting = false;
}

/* ---- The tree ---- */

/* The words of one quote, or of one redline, belong together. */
static void
piece_group(
    struct viewer *w, const struct page_piece *p, struct page_sight *sight)
{
	size_t i;

	for (i = p->run; i < p->run + p->n_runs; i++) {
		sight->runs[i].group = w->group;
		sight->runs[i].seq = ++w->seq;
	}
}

static void
piece_seen(struct viewer *w, const struct page_piece *p, enum element in,
    struct page_known *k)
{
	unsigned mark = piece_mark(p);

	/* Other pages print digests of other things. */
	if (k->at == 1 && in == ELEMENT_SPAN && w->digest[0] == '\0' &&
	    p->actual != NULL && is_digest(p->actual) &&
	    text_alike(w->r, p->actual, p->drawn))
		memcpy(w->digest, p->actual, 65);
	if (mark > 0) {
		if (w->number == 0)
			w->number = mark;
	} else if (w->quote_depth > 0) {
		piece_group(w, p, &k->text.sight);
		buf_str(&w->words, piece_words(w, p));
	} else if (w->row_depth > 0) {
		if (w->label.len < 64)
			buf_str(&w->label, p->drawn);
	} else if (w->paragraph_depth > 0) {
		piece_group(w, p, &k->text.sight);
		redline_piece(w, p);
	}
}

static int
page_compare(const void *a, const void *b)
{
	const struct page_known *x = a, *y = b;

	return (x->num > y->num) - (x->num < y->num);
}

static int
page_known_add(struct pdfread *r, size_t revision, const struct pdf_value *page,
    const struct pdf_object *o, void *arg, struct fault *f)
{
	struct viewer *w = arg;

	(void)r;
	(void)revision;
	(void)f;
	if (o == NULL)
		return 0;
	if (w->n_pages % 64 == 0)
		w->pages =
		    mem_grow(w->pages, w->n_pages + 64, sizeof(*w->pages));
	w->pages[w->n_pages] = (struct page_known){
		.num = o->num, .v = page, .at = w->n_pages + 1
	};
	w->n_pages++;
	return 0;
}

/* A sequence of a page, read when it is first asked for. */
static int
sequence(struct viewer *w, uint32_t page, int64_t mcid, enum element in,
    struct fault *f)
{
	const struct page_known key = { .num = page };
	const struct page_piece *p;
	struct page_known *k;
	size_t n, i;

	k = w->n_pages == 0
	    ? NULL
	    : bsearch(&key, w->pages, w->n_pages, sizeof(key), page_compare);
	if (k == NULL)
		return 0;
	if (!k->read && page_text(w->r, w->revision, k->v, &k->text, f) != 0)
		return fault_under(f, "page object %u", page);
	k->read = true;
	p = page_pieces(&k->text, mcid, &n);
	w->taken += n;
	if (w->taken > TAKEN_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "want at most %zu pieces of pages in the tree of tags, "
		    "have more",
		    TAKEN_MAX);
	for (i = 0; i < n; i++)
		piece_seen(w, &p[i], in, k);
	return 0;
}

static enum element
element_kind(const struct pdf_value *v)
{
	static const struct {
		const char *name;
		enum element kind;
	} kinds[] = {
		{ "BlockQuote", ELEMENT_QUOTE },
		{ "P", ELEMENT_PARAGRAPH },
		{ "TR", ELEMENT_ROW },
		{ "Span", ELEMENT_SPAN },
	};
	const struct pdf_value *s = pdf_key(v, "S");
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (pdf_is_name(s, kinds[i].name))
			return kinds[i].kind;
	return ELEMENT_OTHER;
}

static void
element_begin(struct viewer *w, enum element kind)
{
	if (w->quote_depth == 0 &&
	    (kind == ELEMENT_QUOTE ||
		(w->row_depth == 0 && w->paragraph_depth == 0))) {
		w->group = w->groups++;
		if (w->groups % 256 == 1)
			w->kept = mem_grow(
			    w->kept, w->groups + 256, sizeof(*w->kept));
		w->kept[w->group] = false;
	}
	if (kind == ELEMENT_QUOTE && w->quote_depth == 0) {
		w->kept[w->group] = true;
		w->quote_depth = w->depth;
		w->number = 0;
		buf_free(&w->words);
	} else if (kind == ELEMENT_ROW && w->row_depth == 0) {
		w->row_depth = w->depth;
		w->number = 0;
		buf_free(&w->label);
	} else if (kind == ELEMENT_PARAGRAPH && w->paragraph_depth == 0 &&
	    w->quote_depth == 0 && w->row_depth == 0) {
		w->paragraph_depth = w->depth;
		redline_begin(w);
	}
}

static void
element_end(struct viewer *w)
{
	if (w->quote_depth == w->depth) {
		quote_end(w);
		w->quote_depth = 0;
		w->number = 0;
	} else if (w->row_depth == w->depth) {
		row_end(w);
		w->row_depth = 0;
		w->number = 0;
	} else if (w->paragraph_depth == w->depth) {
		w->waiting = w->changed;
		w->kept[w->group] = w->changed;
		w->paragraph_depth = 0;
	}
	w->depth--;
}

static int
element_open(
    struct viewer *w, const struct pdf_value *v, uint32_t page, struct fault *f)
{
	const struct pdf_value *pg = pdf_key(v, "Pg");
	struct level l = { .kind = element_kind(v), .page = page };

	if (w->elements++ == ELEMENTS_MAX || w->depth + 1 == ELEMENT_DEPTH)
		return fault_set(f, FAULT_LIMIT,
		    "want at most %zu structure elements, %d deep, have more",
		    ELEMENTS_MAX, ELEMENT_DEPTH);
	if (pg != NULL && pg->kind == PDF_REF)
		l.page = pg->u.ref.num;
	if (value_key(w->r, w->revision, v, "K", &l.kids, f) != 0)
		return -1;
	w->levels[++w->depth] = l;
	element_begin(w, l.kind);
	return 0;
}

/*= ISO 32000-2 table 355: a kid is an MCID, a marked-content reference, an
 *= object reference or an element */
static int
kid_visit(struct viewer *w, const struct pdf_value *kid, struct fault *f)
{
	const struct level *l = &w->levels[w->depth];
	const struct pdf_value *v, *mcid, *pg;
	const struct pdf_object *o;
	uint32_t page = l->page;

	if (value_resolve(w->r, w->revision, kid, &v, &o, f) != 0)
		return -1;
	if (v->kind == PDF_INT)
		return sequence(w, page, v->u.i, l->kind, f);
	if (v->kind != PDF_DICT)
		return 0;
	if (pdf_is_name(pdf_key(v, "Type"), "OBJR"))
		return 0;
	if ((mcid = pdf_key(v, "MCID")) != NULL && mcid->kind == PDF_INT) {
		if ((pg = pdf_key(v, "Pg")) != NULL && pg->kind == PDF_REF)
			page = pg->u.ref.num;
		return sequence(w, page, mcid->u.i, l->kind, f);
	}
	/* Each element once: kids may lead back to their parents. */
	if (o != NULL && !seen_add(&w->seen, o->num))
		return 0;
	return element_open(w, v, page, f);
}

static int
tree_view(struct viewer *w, const struct pdf_value *root, struct fault *f)
{
	if (element_open(w, root, 0, f) != 0)
		return -1;
	while (w->depth > 0) {
		struct level *l = &w->levels[w->depth];
		const struct pdf_value *kid = NULL;

		if (l->kids->kind == PDF_ARRAY) {
			if (l->next < l->kids->u.array.n)
				kid = &l->kids->u.array.items[l->next++];
		} else if (l->next++ == 0) {
			kid = l->kids;
		}
		if (kid == NULL)
			element_end(w);
		else if (kid_visit(w, kid, f) != 0)
			return -1;
	}
	return 0;
}

/* Words of other paragraphs have notes in the margin, and no order. */
static void
groups_keep(const struct viewer *w, struct page_sight *s)
{
	size_t i;

	for (i = 0; i < s->n_runs; i++)
		if (w->kept == NULL || !w->kept[s->runs[i].group])
			s->runs[i].group = 0;
}

/* What stands on the pages must be there to see; all pages are looked at, also
 * those that no element speaks of. */
static int
pages_look(struct viewer *w, struct fault *f)
{
	struct page_known *k;
	double box[4];
	size_t i;

	for (i = 0; i < w->n_pages; i++) {
		k = &w->pages[i];
		if (!k->read &&
		    page_text(w->r, w->revision, k->v, &k->text, f) != 0)
			return fault_under(f, "page object %u", k->num);
		k->read = true;
		if (form_box(w->r, w->revision, k->v, box, f) != 0)
			return -1;
		groups_keep(w, &k->text.sight);
		sight_check(w->r, &k->text.sight, box, k->at);
	}
	return form_check(w->r, w->revision, f);
}

int
pdfread_shown(struct pdfread *r, struct pdfread_shown *out, struct fault *f)
{
	struct viewer *w = mem_new(1, sizeof(*w));
	const struct pdf_value *v;
	uint32_t num;
	size_t at;
	int rc = -1;

	w->r = r;
	w->revision = r->n_revisions - 1;
	buf_init(&w->words, WORDS_MAX);
	buf_init(&w->label, WORDS_MAX);
	buf_init(&w->from, WORDS_MAX);
	buf_init(&w->to, WORDS_MAX);
	if (r->encrypted) {
		fault_set(f, FAULT_FORMAT, "the pages are encrypted");
		goto out;
	}
	if (pages_walk(r, w->revision, page_known_add, w, f) != 0)
		goto out;
	if (w->n_pages > 0)
		qsort(w->pages, w->n_pages, sizeof(*w->pages), page_compare);
	if (value_key(r, w->revision, revision_trailer(r, w->revision), "Root",
		&v, f) != 0 ||
	    value_key(r, w->revision, v, "StructTreeRoot", &v, f) != 0)
		goto out;
	if (v->kind == PDF_DICT && tree_view(w, v, f) != 0)
		goto out;
	if (pages_look(w, f) != 0)
		goto out;
	if (unlisted_find(r, 0, &num, &at))
		odd_note(r, "object %u again, unlisted, at byte %zu", num, at);
	*out = (struct pdfread_shown){
		.quotes = w->quotes,
		.n = w->n,
		.odd = r->odd,
		.pairs = r->pairs,
		.n_pairs = r->n_pairs,
	};
	if (fonts_list(r, w->revision, &out->fonts, &out->n_fonts, f) != 0)
		goto out;
	memcpy(out->digest, w->digest, sizeof(out->digest));
	rc = 0;
out:
	seen_free(&w->seen);
	buf_free(&w->words);
	buf_free(&w->label);
	buf_free(&w->from);
	buf_free(&w->to);
	free(w->kept);
	free(w->pages);
	free(w);
	return rc;
}
