#include <string.h>

#include "base/utf8.h"
#include "report_in.h"

/* What a terminal and a mail show without wrapping. */
#define TEXT_COLUMNS 78
#define TEXT_INDENT 8

struct plain {
	struct buf *out;
	struct arena scratch;
};

/* Words folded into lines of TEXT_COLUMNS, each behind an indent. */
static void
plain_fold(struct plain *p, const char *first, size_t indent, const char *s)
{
	size_t col, n, chars;

	col = utf8_count(first, strlen(first));
	buf_str(p->out, first);
	for (; col < indent; col++)
		buf_str(p->out, " ");
	while (*s != '\0') {
		if (*s == ' ' || *s == '\n') {
			s++;
			continue;
		}
		n = strcspn(s, " \n");
		chars = utf8_count(s, n);
		if (col > indent && col + 1 + chars > TEXT_COLUMNS) {
			buf_str(p->out, "\n");
			for (col = 0; col < indent; col++)
				buf_str(p->out, " ");
		} else if (col > indent) {
			buf_str(p->out, " ");
			col++;
		}
		buf_add(p->out, s, n);
		col += chars;
		s += n;
	}
	buf_str(p->out, "\n");
}

static const char *
plain_flat(struct plain *p, const struct doc_text *t)
{
	return doc_text_flat(&p->scratch, t);
}

static void
plain_title(struct plain *p, const char *number, const char *title, char line)
{
	const char *s = number[0] == '\0'
	    ? title
	    : arena_fmt(&p->scratch, "%s  %s", number, title);
	size_t i;

	buf_fmt(p->out, "\n%s\n", s);
	for (i = utf8_count(s, strlen(s)); i > 0; i--)
		buf_add(p->out, &line, 1);
	buf_str(p->out, "\n");
}

static void
plain_rows(struct plain *p, const struct doc_row *rows, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		plain_fold(p, arena_fmt(&p->scratch, "%s: ", rows[i].label), 20,
		    plain_flat(p, &rows[i].value));
}

static void
plain_cell(struct plain *p, const struct doc_cell *c, const char *head)
{
	const char *s = "";
	size_t i;

	if (c->kind == CELL_EXPOSURE)
		s = exposure_title(c->exposure);
	if (c->kind == CELL_DIGEST)
		s = arena_fmt(&p->scratch, "%.*s", (int)c->digits, c->digest);
	for (i = 0; i < c->n_paras; i++)
		s = arena_fmt(&p->scratch, "%s%s%s", s,
		    s[0] == '\0' ? "" : " / ", plain_flat(p, &c->paras[i]));
	if (c->quote != NULL)
		s = arena_fmt(&p->scratch,
		    "%s%s\xe2\x80\x9c%s\xe2\x80\x9d%s (%s)", s,
		    c->cut_before ? "[...] " : "", c->quote,
		    c->cut_after ? " [...]" : "", c->quote_mark);
	if (s[0] == '\0')
		return;
	plain_fold(p,
	    arena_fmt(&p->scratch, "  %s%s", head, head[0] == '\0' ? "" : ": "),
	    20, s);
}

static void
plain_table(struct plain *p, const struct doc_table *t)
{
	size_t i, k;

	for (i = 0; i < t->n_rows; i++) {
		buf_str(p->out, "\n");
		for (k = 0; k < t->n_columns; k++)
			plain_cell(p, &t->cells[i * t->n_columns + k],
			    t->columns[k].head);
	}
}

static void
plain_redline(struct plain *p, const struct doc_redline *r)
{
	static const char *const open[] = { "", "[-", "{+" };
	static const char *const close[] = { "", "-]", "+}" };
	struct buf b;
	size_t i;

	buf_init(&b, (size_t)1 << 24);
	for (i = 0; i < r->diff.n; i++) {
		const struct diff_run *run = &r->diff.runs[i];

		buf_str(&b, open[run->op]);
		buf_add(&b, run->text, run->len);
		buf_str(&b, close[run->op]);
	}
	plain_fold(p, "", TEXT_INDENT, b.len == 0 ? "" : (const char *)b.data);
	buf_free(&b);
	buf_fmt(p->out, "  From: %s\n        %s\n  To:   %s\n        %s\n",
	    r->from.words, digest_hex(&r->from.sha).s, r->to.words,
	    digest_hex(&r->to.sha).s);
}

static void
plain_quote(struct plain *p, const struct doc_quote *q)
{
	plain_fold(p, arena_fmt(&p->scratch, "Q%u", q->number), TEXT_INDENT,
	    arena_fmt(&p->scratch, "%s\xe2\x80\x9c%.*s\xe2\x80\x9d%s",
		q->cut_before ? "[...] " : "", (int)q->len, q->words,
		q->cut_after ? " [...]" : ""));
	buf_fmt(p->out,
	    "        Source:  %s\n        Version: %s\n        Bytes:   %lld "
	    "to %lld of %lld\n        SHA-256: %s\n",
	    q->source, q->version, (long long)q->start, (long long)q->end,
	    (long long)q->size, digest_hex(&q->sha).s);
}

static void
plain_cover(struct plain *p, const struct doc_cover *c)
{
	plain_title(p, "", c->title, '=');
	plain_fold(p, "", 0, c->subtitle);
	buf_str(p->out, "\n");
	plain_rows(p, c->rows, c->n_rows);
	if (c->warning != NULL)
		plain_fold(p, "Attention: ", 20, c->warning);
	plain_rows(p, c->seal, c->n_seal);
}

static void
plain_other(struct plain *p, const struct doc_el *e)
{
	size_t i;

	switch ((int)e->kind) { /* all others share one form */
	case DOC_SIDE:
		buf_fmt(p->out, "\n%s%s%s\n", e->u.side.number,
		    e->u.side.number[0] == '\0' ? "" : " ", e->u.side.words);
		break;
	case DOC_TITLE_LINE:
		buf_fmt(p->out, "%s. %s\n",
		    exposure_title(e->u.title_line.exposure),
		    e->u.title_line.words);
		break;
	case DOC_DO_NEXT:
		plain_fold(p, "Do next:", TEXT_INDENT + 1,
		    arena_fmt(&p->scratch, "%s %s", e->u.do_next.action,
			plain_flat(p, &e->u.do_next.rest)));
		break;
	case DOC_EXPOSURE:
		buf_fmt(p->out, "        %s\n", exposure_title(e->u.exposure));
		break;
	case DOC_COUNTS:
		for (i = 0; i < e->u.counts.n; i++)
			buf_fmt(p->out, "%s%s %s", i == 0 ? "        " : ", ",
			    e->u.counts.items[i].number,
			    e->u.counts.items[i].label);
		buf_str(p->out, "\n");
		break;
	case DOC_CHAIN:
		for (i = 0; i < e->u.chain.n; i++)
			buf_fmt(p->out, "        %zu %s: %s\n          %s\n",
			    i + 1, e->u.chain.steps[i].name,
			    e->u.chain.steps[i].detail,
			    digest_hex(&e->u.chain.steps[i].sha).s);
		break;
	case DOC_VERBATIM:
		for (i = 0; i < e->u.verbatim.n; i++)
			buf_fmt(p->out, "        %s\n", e->u.verbatim.lines[i]);
		break;
	case DOC_STEP:
		buf_fmt(
		    p->out, "\n  %u. %s\n", e->u.step.number, e->u.step.title);
		for (i = 0; i < e->u.step.n_commands; i++)
			buf_fmt(p->out, "     %s\n", e->u.step.commands[i]);
		break;
	default:
		break;
	}
}

static void
plain_el(struct plain *p, const struct doc_el *e)
{
	switch ((int)e->kind) { /* all others share one form */
	case DOC_COVER:
		plain_cover(p, &e->u.cover);
		break;
	case DOC_PAGE:
		plain_title(p, e->u.page.number, e->u.page.title, '=');
		break;
	case DOC_H2:
	case DOC_H3:
		plain_title(p, "", plain_flat(p, &e->u.text), '-');
		break;
	case DOC_LEAD:
	case DOC_PROSE:
	case DOC_SMALL:
	case DOC_NOTE:
	case DOC_NOTE2:
		plain_fold(p, "", TEXT_INDENT, plain_flat(p, &e->u.text));
		break;
	case DOC_STATEMENT:
		plain_fold(p,
		    arena_fmt(&p->scratch, "%c%u",
			statement_letter(e->u.statement.kind),
			e->u.statement.number),
		    TEXT_INDENT,
		    arena_fmt(&p->scratch, "%s (%s%s%s)",
			plain_flat(p, &e->u.statement.words),
			e->u.statement.source1,
			e->u.statement.source2 == NULL ? "" : ", ",
			e->u.statement.source2 == NULL
			    ? ""
			    : e->u.statement.source2));
		break;
	case DOC_QUOTE:
		plain_quote(p, &e->u.quote);
		break;
	case DOC_TABLE:
		plain_table(p, &e->u.table);
		break;
	case DOC_SHEET:
		plain_title(p, e->u.sheet.number, e->u.sheet.title, '-');
		break;
	case DOC_FIELDS:
		plain_rows(p, e->u.fields.rows, e->u.fields.n);
		break;
	case DOC_REDLINE:
		plain_redline(p, &e->u.redline);
		break;
	case DOC_CERT:
		plain_fold(p, e->u.cert.number, TEXT_INDENT,
		    plain_flat(p, &e->u.cert.words));
		break;
	default:
		plain_other(p, e);
		break;
	}
}

void
report_text(const struct report *r, struct buf *out)
{
	struct plain p = { .out = out };
	size_t i;

	arena_init(&p.scratch);
	if (r->doc.state == DOC_DRAFT)
		buf_fmt(out, "%s\n", r->doc.draft_words);
	for (i = 0; i < r->doc.n; i++)
		plain_el(&p, &r->doc.els[i]);
	arena_free(&p.scratch);
}
