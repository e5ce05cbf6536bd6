#include "cli/table.h"

#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/utf8.h"

/* A cell holds a title, a path, an address; more than this is no list. */
#define TABLE_CELL_MAX ((size_t)1 << 20)

/* One JSON line: a record with all its addresses, or a text of a version. */
#define TABLE_LINE_MAX ((size_t)256 << 20)

#define TABLE_GAP 2

struct table_cell {
	const char *text;
	size_t width; /* characters */
};

/* C0, DEL and C1: what a terminal takes for orders. */
static bool
table_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f);
}

static void
table_escape(struct buf *out, const char *s, size_t n, bool backslash)
{
	uint32_t c;
	size_t i, k, j;

	for (i = 0; i < n; i += k) {
		k = utf8_get(s + i, n - i, &c);
		if (k > 0 && !table_control(c) && (c != '\\' || !backslash)) {
			buf_add(out, s + i, k);
			continue;
		}
		if (k == 0)
			k = 1;
		if (s[i] == '\t')
			buf_str(out, "\\t");
		else if (s[i] == '\n')
			buf_str(out, "\\n");
		else if (s[i] == '\\')
			buf_str(out, "\\\\");
		else
			for (j = 0; j < k; j++)
				buf_fmt(out, "\\x%02X",
				    (unsigned)(unsigned char)s[i + j]);
	}
}

void
table_words_to(struct buf *to, const char *s, size_t n)
{
	table_escape(to, s, n, false);
}

void
table_words(FILE *to, const char *s, size_t n)
{
	struct buf b;

	buf_init(&b, 4 * n + 1);
	table_escape(&b, s, n, false);
	(void)fwrite(b.len == 0 ? "" : (const char *)b.data, 1, b.len, to);
	buf_free(&b);
}

/*
 * JSON leaves DEL and C1 as they are, and a terminal would obey them.  They
 * can only stand in strings, where an escape says the same.
 */
static void
table_json_line(const char *p, size_t n, struct buf *to)
{
	const unsigned char *s = (const unsigned char *)p;
	size_t i, from = 0;
	uint32_t c;

	for (i = 0; i < n; i++) {
		if (s[i] == 0x7f)
			c = s[i];
		else if (s[i] == 0xc2 && i + 1 < n && s[i + 1] <= 0x9f)
			c = s[i + 1];
		else
			continue;
		buf_add(to, p + from, i - from);
		buf_fmt(to, "\\u00%02X", (unsigned)c);
		i += s[i] == 0xc2;
		from = i + 1;
	}
	buf_add(to, p + from, n - from);
	buf_str(to, "\n");
}

void
table_value_to(const struct jv *v, struct buf *to)
{
	struct buf b;

	buf_init(&b, TABLE_LINE_MAX);
	jv_write(v, &b);
	if (b.over)
		to->over = true;
	table_json_line((const char *)b.data, b.len, to);
	buf_free(&b);
}

void
table_value_take(struct jv *v)
{
	struct buf b;

	buf_init(&b, TABLE_LINE_MAX);
	table_value_to(v, &b);
	jv_free(v);
	(void)fwrite(b.len == 0 ? "" : (const char *)b.data, 1, b.len, stdout);
	buf_free(&b);
}

void
table_begin(struct table *t, const struct cmd_global *g,
    const char *const *names, size_t n)
{
	size_t i;

	*t = (struct table){ .names = names, .n = n, .json = g->json };
	t->terminal = !t->json && isatty(STDOUT_FILENO) != 0;
	arena_init(&t->arena);
	if (t->json || t->terminal)
		return;
	for (i = 0; i < n; i++)
		(void)printf("%s%c", names[i], i + 1 == n ? '\n' : '\t');
}

static void
table_text(struct table *t, const char *s)
{
	struct table_cell *c;

	if (!t->terminal) {
		(void)printf("%s%c", s, t->at + 1 == t->n ? '\n' : '\t');
		return;
	}
	t->cells =
	    arena_more(&t->arena, t->cells, t->n_cells, sizeof(*t->cells));
	c = &t->cells[t->n_cells++];
	c->text = arena_strdup(&t->arena, s);
	c->width = utf8_count(s, strlen(s));
}

/* The cell is told; after the last one, the row. */
static void
table_next(struct table *t)
{
	if (++t->at < t->n)
		return;
	t->at = 0;
	if (t->json) {
		table_value_take(t->object);
		t->object = NULL;
	}
}

void
table_json_take(struct table *t, struct jv *v)
{
	struct buf b;

	if (t->json) {
		if (t->object == NULL)
			t->object = jv_object();
		jv_set_take(t->object, t->names[t->at], v);
	} else {
		buf_init(&b, TABLE_CELL_MAX);
		jv_write(v, &b);
		jv_free(v);
		table_text(t, b.len == 0 ? "" : (const char *)b.data);
		buf_free(&b);
	}
	table_next(t);
}

void
table_str(struct table *t, const char *s)
{
	struct buf b;

	if (t->json) {
		table_json_take(t, jv_str(s));
		return;
	}
	buf_init(&b, TABLE_CELL_MAX);
	table_escape(&b, s, strlen(s), true);
	table_text(t, b.len == 0 ? "" : (const char *)b.data);
	buf_free(&b);
	table_next(t);
}

void
table_int(struct table *t, int64_t v)
{
	table_json_take(t, jv_int(v));
}

void
table_none(struct table *t)
{
	if (t->json) {
		table_json_take(t, jv_null());
		return;
	}
	table_text(t, "");
	table_next(t);
}

static void
table_draw(struct table *t)
{
	size_t *widths = arena_new(&t->arena, t->n, sizeof(*widths));
	const struct table_cell *c;
	size_t i, k;

	if (t->n == 0)
		return;
	for (k = 0; k < t->n; k++)
		widths[k] = strlen(t->names[k]);
	for (i = 0; i < t->n_cells; i++)
		if (t->cells[i].width > widths[i % t->n])
			widths[i % t->n] = t->cells[i].width;
	for (k = 0; k < t->n; k++)
		(void)printf("%-*s%s", (int)(k + 1 == t->n ? 0 : widths[k]),
		    t->names[k], k + 1 == t->n ? "\n" : "  ");
	for (i = 0; i < t->n_cells; i++) {
		c = &t->cells[i];
		k = i % t->n;
		(void)fputs(c->text, stdout);
		if (k + 1 == t->n)
			(void)putchar('\n');
		else
			(void)printf(
			    "%*s", (int)(widths[k] - c->width + TABLE_GAP), "");
	}
}

void
table_end(struct table *t)
{
	if (t->terminal)
		table_draw(t);
	jv_free(t->object);
	arena_free(&t->arena);
	*t = (struct table){ .n = 0 };
}
