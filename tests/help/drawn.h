#ifndef TESTS_HELP_DRAWN_H
#define TESTS_HELP_DRAWN_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "pdf/canvas.h"

/*
 * What layout draws, written down call by call.  A test that includes this
 * begins with the line
 *   wrap: canvas_text canvas_text_actual canvas_page canvas_open canvas_close
 *   canvas_resume canvas_artifact_begin canvas_artifact_end canvas_link
 * in a comment, on one line; the calls go on to the canvas.
 */
struct drawn_text {
	size_t page;
	double x, y, end, size;
	char *s; /* a copy */
	enum voice voice;
	enum ink ink;
	size_t paragraph; /* P elements opened so far */
	bool artifact;
	bool quote; /* inside a BlockQuote */
	bool span; /* inside a Span there */
	bool silent; /* inside a Span whose ActualText is empty */
	size_t quotes; /* BlockQuotes opened so far */
};

static struct {
	struct drawn_text *texts;
	size_t n, cap, pages, links, quotes;
	enum tag stack[64];
	size_t depth;
	bool artifact;
	size_t opened[TAG_FORM + 1];
	struct {
		enum tag tag;
		bool quote;
	} elems[1 << 20];
	size_t resumed, silent; /* depth at which it began; 0: no */
	bool resumed_quote;
} drawn;

double __real_canvas_text(struct canvas *c, double x, double y,
    const struct type *t, const char *s, size_t n);
double __real_canvas_text_actual(struct canvas *c, double x, double y,
    const struct type *t, const char *s, size_t n, const char *actual);
void __real_canvas_page(struct canvas *c);
void __real_canvas_open(
    struct canvas *c, enum tag tag, const struct tag_more *more);
void __real_canvas_close(struct canvas *c);
void __real_canvas_resume(struct canvas *c, size_t element);
void __real_canvas_artifact_begin(struct canvas *c);
void __real_canvas_artifact_end(struct canvas *c);
void __real_canvas_link(struct canvas *c, double x, double y, double w,
    double h, const char *name, const char *contents);
double __wrap_canvas_text(struct canvas *c, double x, double y,
    const struct type *t, const char *s, size_t n);
double __wrap_canvas_text_actual(struct canvas *c, double x, double y,
    const struct type *t, const char *s, size_t n, const char *actual);
void __wrap_canvas_page(struct canvas *c);
void __wrap_canvas_open(
    struct canvas *c, enum tag tag, const struct tag_more *more);
void __wrap_canvas_close(struct canvas *c);
void __wrap_canvas_resume(struct canvas *c, size_t element);
void __wrap_canvas_artifact_begin(struct canvas *c);
void __wrap_canvas_artifact_end(struct canvas *c);
void __wrap_canvas_link(struct canvas *c, double x, double y, double w,
    double h, const char *name, const char *contents);

static inline void
drawn_reset(void)
{
	size_t i;

	for (i = 0; i < drawn.n; i++)
		free(drawn.texts[i].s);
	free(drawn.texts);
	memset(&drawn, 0, sizeof(drawn));
}

static inline bool
drawn_inside(enum tag tag)
{
	size_t i;

	for (i = 0; i < drawn.depth; i++)
		if (drawn.stack[i] == tag)
			return true;
	return tag == TAG_BLOCKQUOTE && drawn.resumed_quote;
}

static inline void
drawn_add(double x, double y, double end, const struct type *t, const char *s,
    size_t n)
{
	struct drawn_text *d;

	if (drawn.n == drawn.cap) {
		drawn.cap = drawn.cap == 0 ? 1024 : 2 * drawn.cap;
		drawn.texts =
		    mem_grow(drawn.texts, drawn.cap, sizeof(*drawn.texts));
	}
	d = &drawn.texts[drawn.n++];
	*d = (struct drawn_text){ .page = drawn.pages,
		.x = x,
		.y = y,
		.end = end,
		.size = t->size,
		.s = mem_strndup(s, n),
		.voice = t->voice,
		.ink = t->ink,
		.paragraph = drawn.opened[TAG_P],
		.artifact = drawn.artifact,
		.quote = drawn_inside(TAG_BLOCKQUOTE),
		.span = drawn_inside(TAG_SPAN),
		.silent = drawn.silent > 0,
		.quotes = drawn.quotes };
}

double
__wrap_canvas_text(struct canvas *c, double x, double y, const struct type *t,
    const char *s, size_t n)
{
	const double end = __real_canvas_text(c, x, y, t, s, n);

	drawn_add(x, y, end, t, s, n);
	return end;
}

double
__wrap_canvas_text_actual(struct canvas *c, double x, double y,
    const struct type *t, const char *s, size_t n, const char *actual)
{
	const double end = __real_canvas_text_actual(c, x, y, t, s, n, actual);

	drawn_add(x, y, end, t, s, n);
	return end;
}

void
__wrap_canvas_page(struct canvas *c)
{
	drawn.pages++;
	__real_canvas_page(c);
}

void
__wrap_canvas_open(struct canvas *c, enum tag tag, const struct tag_more *more)
{
	size_t here;

	__real_canvas_open(c, tag, more);
	if (tag == TAG_BLOCKQUOTE)
		drawn.quotes++;
	drawn.opened[tag]++;
	drawn.stack[drawn.depth++] = tag;
	if (more != NULL && more->actual != NULL && more->actual[0] == '\0')
		drawn.silent = drawn.depth;
	here = canvas_here(c);
	drawn.elems[here].tag = tag;
	drawn.elems[here].quote = drawn_inside(TAG_BLOCKQUOTE);
}

void
__wrap_canvas_close(struct canvas *c)
{
	if (drawn.depth > 0)
		drawn.depth--;
	if (drawn.silent == drawn.depth + 1)
		drawn.silent = 0;
	if (drawn.resumed == drawn.depth + 1) {
		drawn.resumed = 0;
		drawn.resumed_quote = false;
	}
	__real_canvas_close(c);
}

void
__wrap_canvas_resume(struct canvas *c, size_t element)
{
	drawn.stack[drawn.depth++] = drawn.elems[element].tag;
	if (drawn.elems[element].quote) {
		drawn.resumed = drawn.depth;
		drawn.resumed_quote = true;
	}
	__real_canvas_resume(c, element);
}

void
__wrap_canvas_artifact_begin(struct canvas *c)
{
	drawn.artifact = true;
	__real_canvas_artifact_begin(c);
}

void
__wrap_canvas_artifact_end(struct canvas *c)
{
	drawn.artifact = false;
	__real_canvas_artifact_end(c);
}

void
__wrap_canvas_link(struct canvas *c, double x, double y, double w, double h,
    const char *name, const char *contents)
{
	drawn.links++;
	__real_canvas_link(c, x, y, w, h, name, contents);
}

/* Nothing but spaces: no ink. */
static inline bool
drawn_blank(const struct drawn_text *d)
{
	const char *p;

	for (p = d->s; *p == ' '; p++)
		;
	return *p == '\0';
}

/* The right end of the ink: without the spaces at the end. */
static inline double
drawn_end(const struct drawn_text *d)
{
	const size_t n = strlen(d->s);
	size_t k = n;

	while (k > 0 && d->s[k - 1] == ' ')
		k--;
	/* A space of any of the faces is at most a third of an em. */
	return d->end - 0.19 * d->size * (double)(n - k);
}

/* All words drawn inside the n-th BlockQuote, marks in Spans left out. */
static inline char *
drawn_quote(size_t n)
{
	struct buf b;
	size_t i;

	buf_init(&b, (size_t)1 << 26);
	for (i = 0; i < drawn.n; i++) {
		const struct drawn_text *d = &drawn.texts[i];

		if (d->quote && !d->span && !d->artifact && d->quotes == n)
			buf_str(&b, d->s);
	}
	return buf_take(&b);
}

/* White space folded: every run of it is one space, none at the ends. */
static inline char *
drawn_folded(const char *s)
{
	struct buf b;
	bool space = false;

	buf_init(&b, (size_t)1 << 26);
	for (; *s != '\0'; s++) {
		if (*s == ' ' || *s == '\n' || *s == '\t') {
			space = b.len > 0;
			continue;
		}
		if (space)
			buf_str(&b, " ");
		space = false;
		buf_add(&b, s, 1);
	}
	return buf_take(&b);
}

#endif /* TESTS_HELP_DRAWN_H */
