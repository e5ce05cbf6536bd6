#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "report_in.h"

struct doc_el *
writer_el(struct writer *w, enum doc_kind kind, const char *anchor)
{
	struct doc_el *e;

	w->els = arena_more(w->a, w->els, w->n, sizeof(*w->els));
	e = &w->els[w->n++];
	memset(e, 0, sizeof(*e));
	e->kind = kind;
	e->anchor = anchor;
	return e;
}

static const char *writer_vfmt(struct writer *w, const char *fmt, va_list ap)
    PRINTF_LIKE(2, 0);

static const char *
writer_vfmt(struct writer *w, const char *fmt, va_list ap)
{
	va_list again;
	char *s;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		return "";
	s = arena_new(w->a, (size_t)n + 1, 1);
	(void)vsnprintf(s, (size_t)n + 1, fmt, ap);
	return s;
}

const char *
writer_fmt(struct writer *w, const char *fmt, ...)
{
	const char *s;
	va_list ap;

	va_start(ap, fmt);
	s = writer_vfmt(w, fmt, ap);
	va_end(ap);
	return s;
}

struct doc_text
writer_text(struct writer *w, const char *markup)
{
	return doc_text_markup(w->a, markup);
}

const char *
writer_esc(struct writer *w, const char *s)
{
	return doc_escape(w->a, s);
}

const char *
writer_voices(struct writer *w, const char *plain)
{
	static const char open[] = "\xe2\x80\x9c", close[] = "\xe2\x80\x9d";
	const char *s = doc_escape(w->a, plain), *p, *end;
	struct buf b;
	char *out;

	buf_init(&b, 4 * strlen(s) + 64);
	while (
	    (p = strstr(s, open)) != NULL && (end = strstr(p, close)) != NULL) {
		end += sizeof(close) - 1;
		buf_add(&b, s, (size_t)(p - s));
		buf_str(&b, "<q>");
		buf_add(&b, p, (size_t)(end - p));
		buf_str(&b, "</q>");
		s = end;
	}
	buf_str(&b, s);
	out = arena_strndup(w->a, (const char *)b.data, b.len);
	buf_free(&b);
	return out;
}

void
writer_page(
    struct writer *w, const char *anchor, const char *number, const char *title)
{
	struct doc_page *p = &writer_el(w, DOC_PAGE, anchor)->u.page;

	p->number = number;
	p->title = title;
	p->running = title;
	p->outline =
	    number[0] == '\0' ? title : writer_fmt(w, "%s %s", number, title);
	p->outline_level = 1;
	p->contents = title;
	p->contents_number = number;
}

void
writer_prose(struct writer *w, enum doc_kind kind, const char *markup)
{
	writer_el(w, kind, NULL)->u.text = writer_text(w, markup);
}

void
writer_side(struct writer *w, const char *number, const char *words)
{
	struct doc_side *s = &writer_el(w, DOC_SIDE, NULL)->u.side;

	s->number = number;
	s->words = words;
}

const char *
writer_mark(struct writer *w, enum statement_kind kind, const char *words,
    const char *source, unsigned *number)
{
	struct doc_index_row *row;

	w->number++;
	w->index = arena_more(w->a, w->index, w->n_index, sizeof(*w->index));
	row = &w->index[w->n_index++];
	row->mark = writer_fmt(w, "%c%u", statement_letter(kind), w->number);
	row->begins = words;
	row->source = source;
	if (number != NULL)
		*number = w->number;
	return row->mark;
}

void
writer_statement(struct writer *w, enum statement_kind kind, const char *markup,
    const char *source1, const char *source2)
{
	struct doc_text text = writer_text(w, markup);
	struct doc_statement *s;
	const char *mark, *source;
	unsigned number;

	source = source2 == NULL ? source1
				 : writer_fmt(w, "%s, %s", source1, source2);
	mark =
	    writer_mark(w, kind, doc_text_flat(w->a, &text), source, &number);
	s = &writer_el(w, DOC_STATEMENT, writer_fmt(w, "st:%s", mark))
		 ->u.statement;
	s->kind = kind;
	s->number = number;
	s->words = text;
	s->source1 = source1;
	s->source2 = source2;
}

void
writer_fact(struct writer *w, const char *source, const char *fmt, ...)
{
	const char *s;
	va_list ap;

	va_start(ap, fmt);
	s = writer_vfmt(w, fmt, ap);
	va_end(ap);
	writer_statement(w, STATEMENT_FACT, s, source, NULL);
}

void
writer_ruled(struct writer *w, const struct statement *s)
{
	const char *rule = s->rule == NULL ? NULL : s->rule;

	if (s->kind == STATEMENT_INTERPRETATION)
		writer_statement(w, s->kind, writer_voices(w, s->text),
		    confidence_title(s->confidence), rule);
	else
		writer_statement(w, s->kind, writer_voices(w, s->text),
		    rule == NULL ? "log" : rule, NULL);
}

void
writer_ruled_list(struct writer *w, const struct statement_list *l)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		writer_ruled(w, &l->items[i]);
}

struct digest
writer_bind(struct writer *w, unsigned number, const struct packet_range *words,
    const char *role)
{
	const char *text = w->p->texts[words->text].page->text;
	struct report_quote *q;

	w->quotes =
	    arena_more(w->a, w->quotes, w->n_quotes, sizeof(*w->quotes));
	q = &w->quotes[w->n_quotes++];
	q->number = number;
	q->words = *words;
	q->role = role;
	if (w->rc == 0 &&
	    w->p->sha256(text + words->start, words->end - words->start,
		&q->words.sha, w->f) != 0)
		w->rc = -1;
	return q->words.sha;
}

const char *
writer_sheet(struct writer *w, unsigned sheet)
{
	return writer_fmt(w, "E-%02u", sheet);
}

const char *
writer_lang(const struct packet_text *t)
{
	if (t->lang == NULL || t->lang[0] == '\0' ||
	    strncmp(t->lang, "en", 2) == 0)
		return NULL;
	return t->lang;
}

const char *
writer_words(struct writer *w, const struct packet_range *r)
{
	return arena_strndup(w->a, w->p->texts[r->text].page->text + r->start,
	    r->end - r->start);
}

size_t
provision_changes(const struct packet_provision *p)
{
	size_t i, n = 0;

	for (i = 0; i < p->n_changes; i++)
		n += !p->changes[i].predecessor;
	return n;
}

const char *
writer_p(struct writer *w, size_t i)
{
	return writer_fmt(w, "P-%02zu", i + 1);
}

const char *
writer_p_anchor(struct writer *w, size_t i)
{
	return writer_fmt(w, "page:p-%02zu", i + 1);
}
