#include "model/doc_text.h"

#include <stdbool.h>
#include <string.h>

#include "base/buf.h"

/* More than any statement of ours nests. */
#define MARKUP_DEPTH 8

struct markup {
	struct arena *arena;
	struct doc_run *runs;
	size_t n;
	enum run_style stack[MARKUP_DEPTH];
	const char *targets[MARKUP_DEPTH];
	size_t depth;
	char *pending;
	size_t n_pending;
};

static void
markup_run(struct markup *m, enum run_style style, const char *text,
    const char *target)
{
	m->runs = arena_more(m->arena, m->runs, m->n, sizeof(*m->runs));
	m->runs[m->n].style = style;
	m->runs[m->n].text = text;
	m->runs[m->n].target = target;
	m->n++;
}

static void
markup_flush(struct markup *m)
{
	if (m->n_pending == 0)
		return;
	markup_run(m, m->stack[m->depth],
	    arena_strndup(m->arena, m->pending, m->n_pending),
	    m->targets[m->depth]);
	m->n_pending = 0;
}

static const struct {
	const char *name;
	enum run_style style;
} markup_tags[] = {
	{ "b", RUN_STRONG },
	{ "g", RUN_GREY },
	{ "q", RUN_QUOTE },
	{ "m", RUN_MONO },
	{ "del", RUN_DELETED },
	{ "ins", RUN_INSERTED },
};

/* The tag whose n bytes, without < and >, are at t; false if none of ours. */
static bool
markup_tag(struct markup *m, const char *t, size_t n)
{
	size_t i;

	if (n > 0 && t[0] == '/') {
		markup_flush(m);
		if (m->depth > 0)
			m->depth--;
		return true;
	}
	if (n > 6 && memcmp(t, "page ", 5) == 0 && t[n - 1] == '/') {
		markup_flush(m);
		markup_run(
		    m, RUN_PAGE, "", arena_strndup(m->arena, t + 5, n - 6));
		return true;
	}
	if (m->depth + 1 == MARKUP_DEPTH)
		return false;
	if (n > 2 && memcmp(t, "a ", 2) == 0) {
		markup_flush(m);
		m->depth++;
		m->stack[m->depth] = m->stack[m->depth - 1];
		m->targets[m->depth] = arena_strndup(m->arena, t + 2, n - 2);
		return true;
	}
	for (i = 0; i < sizeof(markup_tags) / sizeof(markup_tags[0]); i++) {
		if (strlen(markup_tags[i].name) != n ||
		    memcmp(t, markup_tags[i].name, n) != 0)
			continue;
		markup_flush(m);
		m->depth++;
		m->stack[m->depth] = markup_tags[i].style;
		m->targets[m->depth] = m->targets[m->depth - 1];
		return true;
	}
	return false;
}

struct doc_text
doc_text_markup(struct arena *a, const char *markup)
{
	struct markup m = { .arena = a };
	const char *p = markup, *end;

	m.stack[0] = RUN_PLAIN;
	m.pending = arena_new(a, strlen(markup) + 1, 1);
	while (*p != '\0') {
		if (*p == '<' && (end = strchr(p, '>')) != NULL &&
		    markup_tag(&m, p + 1, (size_t)(end - p - 1))) {
			p = end + 1;
			continue;
		}
		if (strncmp(p, "&lt;", 4) == 0) {
			m.pending[m.n_pending++] = '<';
			p += 4;
		} else if (strncmp(p, "&amp;", 5) == 0) {
			m.pending[m.n_pending++] = '&';
			p += 5;
		} else {
			m.pending[m.n_pending++] = *p++;
		}
	}
	markup_flush(&m);
	return (struct doc_text){ .runs = m.runs, .n = m.n };
}

struct doc_text
doc_text_style(struct arena *a, enum run_style style, const char *s)
{
	struct doc_run *run = arena_new(a, 1, sizeof(*run));

	run->style = style;
	run->text = arena_strdup(a, s);
	return (struct doc_text){ .runs = run, .n = 1 };
}

struct doc_text
doc_text_plain(struct arena *a, const char *s)
{
	return doc_text_style(a, RUN_PLAIN, s);
}

const char *
doc_escape(struct arena *a, const char *s)
{
	struct buf b;
	char *out;

	buf_init(&b, 5 * strlen(s) + 1);
	for (; *s != '\0'; s++) {
		if (*s == '<')
			buf_str(&b, "&lt;");
		else if (*s == '&')
			buf_str(&b, "&amp;");
		else
			buf_add(&b, s, 1);
	}
	out = arena_strndup(a, b.len == 0 ? "" : (char *)b.data, b.len);
	buf_free(&b);
	return out;
}

const char *
doc_text_flat(struct arena *a, const struct doc_text *t)
{
	struct buf b;
	char *out;
	size_t i;

	buf_init(&b, (size_t)1 << 24);
	for (i = 0; i < t->n; i++)
		buf_str(&b,
		    t->runs[i].style == RUN_PAGE ? "\xe2\x80\x93"
						 : t->runs[i].text);
	out = arena_strndup(a, b.len == 0 ? "" : (char *)b.data, b.len);
	buf_free(&b);
	return out;
}
