#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/jv.h"
#include "base/utf8.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/status.h"
#include "law/cite.h"
#include "law/force.h"
#include "law/style.h"

/* Arguments on one command line; more are given on stdin. */
#define TEXTS_MAX 4096

/* A row holds a list of all recitals in a long style, and no more. */
#define ROW_MAX (1 << 20)

struct request {
	bool json;
	enum style style;
	bool on; /* --on was given: in force on day */
	int64_t day;
	bool all_ok;
};

/* Tab, newline, backslash and control characters as \t \n \\ \xNN. */
static void
put_field(struct buf *b, const char *s)
{
	size_t n = strlen(s), i = 0, len;
	uint32_t c;

	while (i < n) {
		len = utf8_get(s + i, n - i, &c);
		if (c == '\t')
			buf_str(b, "\\t");
		else if (c == '\n')
			buf_str(b, "\\n");
		else if (c == '\\')
			buf_str(b, "\\\\");
		else if (len == 0 || c < ' ' || (c >= 0x7f && c < 0xa0))
			buf_fmt(b, "\\x%02X",
			    (unsigned)(len == 0 ? (unsigned char)s[i] : c));
		else
			buf_add(b, s + i, len);
		i += len == 0 ? 1 : len;
	}
}

/* The units in the style asked for; what has none keeps its canonical form. */
static void
put_styled(const struct request *q, const struct cite *c, struct buf *b)
{
	struct law_unit u;
	size_t i;

	if (q->style == STYLE_CANONICAL || c->status != CITE_OK ||
	    strstr(c->canonical, " et seq.") != NULL ||
	    strstr(c->canonical, "§§") != NULL) {
		buf_str(b, c->canonical);
		return;
	}
	for (i = 0; i < c->n_units; i++) {
		if (catalogue_at(c->units[i], &u) != 0)
			continue;
		if (i > 0)
			buf_str(b, "; ");
		style_print(&u, q->style, b);
	}
}

/* With --on, what was not in force on that day takes the note's place. */
static void
put_note(const struct request *q, const struct cite *c, struct buf *b)
{
	struct law_unit u;
	struct force f;
	size_t i, n = 0;

	if (!q->on || c->status != CITE_OK) {
		buf_str(b, c->note);
		return;
	}
	for (i = 0; i < c->n_units; i++) {
		if (catalogue_at(c->units[i], &u) != 0)
			continue;
		f = force_on(&u, q->day);
		if (f.answer == FORCE_YES)
			continue;
		buf_str(b, n++ == 0 ? "warn: " : ", ");
		if (c->n_units > 1)
			buf_fmt(b, "%s ", u.path);
		buf_fmt(b, "%s%s",
		    f.answer == FORCE_UNKNOWN ? "not known: " : "", f.why);
	}
	if (n == 0)
		buf_str(b, strncmp(c->note, "warn: ", 6) == 0 ? "" : c->note);
}

static struct jv *
unit_json(const struct request *q, size_t index)
{
	struct jv *o = jv_object();
	struct law_unit u;
	struct force f;

	if (catalogue_at(index, &u) != 0)
		return o;
	f = q->on ? force_on(&u, q->day) : force_now(&u);
	jv_set_str(o, "path", u.path);
	jv_set_str(o, "kind", u.kind);
	jv_set_str(o, "canonical", u.canonical);
	jv_set_str(o, "heading", u.heading);
	jv_set_str(o, "gloss", u.gloss);
	jv_set_str(o, "placement", u.placement);
	jv_set_str(o, "status", u.status);
	jv_set_str(o, "amended", u.amended);
	jv_set_str(o, "url", u.url);
	jv_set_str(o, "in_force", force_word(f.answer));
	return o;
}

static void
put_json(const struct request *q, const char *text, const struct cite *c,
    const char *styled, const char *note, struct buf *b)
{
	struct jv *o = jv_object(), *units = jv_array();
	const struct law_instrument *in = catalogue_instrument(c->instrument);
	size_t i;

	jv_set_str(o, "input", text);
	jv_set_str(o, "instrument", c->instrument);
	jv_set_str(o, "canonical", styled);
	jv_set_str(o, "status", cite_status_name(c->status));
	jv_set_str(o, "note", note);
	if (in != NULL)
		jv_set_str(o, "as_of", in->as_of);
	for (i = 0; i < c->n_units; i++)
		jv_push_take(units, unit_json(q, c->units[i]));
	jv_set_take(o, "units", units);
	jv_write(o, b);
	jv_free(o);
}

static int
put_row(const struct request *q, const char *text, const struct cite *c,
    struct fault *f)
{
	struct buf row, styled, note;
	int rc = -1;

	buf_init(&row, ROW_MAX);
	buf_init(&styled, ROW_MAX);
	buf_init(&note, ROW_MAX);
	buf_str(&styled, "");
	buf_str(&note, "");
	put_styled(q, c, &styled);
	put_note(q, c, &note);
	if (q->json) {
		put_json(q, text, c, (const char *)styled.data,
		    (const char *)note.data, &row);
	} else {
		put_field(&row, text);
		buf_fmt(&row, "\t%s\t", c->instrument);
		put_field(&row, (const char *)styled.data);
		buf_fmt(&row, "\t%s\t", cite_status_name(c->status));
		put_field(&row, (const char *)note.data);
	}
	if (buf_check(&row, "row", f) != 0)
		goto out;
	if (printf("%s\n", (const char *)row.data) < 0) {
		fault_sys(f, "stdout");
		goto out;
	}
	rc = 0;
out:
	buf_free(&note);
	buf_free(&styled);
	buf_free(&row);
	return rc;
}

/* What is too long to be a citation is malformed, and the rest is read. */
static int
cite_one(struct request *q, const char *text, struct fault *f)
{
	static char none[1];
	struct cite c;
	struct fault long_text;
	int rc;

	if (cite_parse(text, &c, &long_text) != 0) {
		q->all_ok = false;
		c = (struct cite){ .status = CITE_MALFORMED,
			.instrument = none,
			.canonical = none,
			.note = long_text.text };
		return put_row(q, "", &c, f);
	}
	if (c.status != CITE_OK)
		q->all_ok = false;
	rc = put_row(q, text, &c, f);
	cite_free(&c);
	return rc;
}

/* One citation a line; empty lines are left out. */
static int
cite_lines(struct request *q, struct fault *f)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	int rc = -1;

	while ((n = getline(&line, &cap, stdin)) >= 0) {
		while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r'))
			line[--n] = '\0';
		if (n == 0)
			continue;
		/* A NUL would hide what follows it. */
		if (strlen(line) != (size_t)n)
			line[0] = '\0';
		if (cite_one(q, line, f) != 0)
			goto out;
	}
	if (ferror(stdin)) {
		fault_sys(f, "stdin");
		goto out;
	}
	rc = 0;
out:
	free(line);
	return rc;
}

static int
run(struct request *q, const char *const *texts, size_t n, struct fault *f)
{
	size_t i;

	if (!q->json &&
	    printf("input\tinstrument\tcanonical\tstatus\tnote\n") < 0)
		return fault_sys(f, "stdout");
	for (i = 0; i < n; i++) {
		if (strcmp(texts[i], "-") == 0) {
			if (cite_lines(q, f) != 0)
				return -1;
		} else if (cite_one(q, texts[i], f) != 0) {
			return -1;
		}
	}
	return 0;
}

static int
cmd_cite_run(
    const struct cmd_global *g, int argc, char *argv[], struct fault *f)
{
	static const char *texts[TEXTS_MAX];
	const char *style = NULL, *on = NULL;
	struct request q = { .json = g->json, .all_ok = true };
	size_t n = 0;
	const struct opt opts[] = {
		{ .name = "--style", .value = &style },
		{ .name = "--on", .value = &on },
		{ .name = NULL },
	};

	if (opt_parse(opts, argc, argv, texts, TEXTS_MAX, &n, f) != 0)
		return EXIT_USAGE;
	if (n == 0) {
		fault_set(f, FAULT_FORMAT, "want a citation, or - for stdin");
		return EXIT_USAGE;
	}
	if (style != NULL && style_named(style, &q.style, f) != 0)
		return EXIT_USAGE;
	if (on != NULL) {
		q.on = true;
		if (clock_parse_date(on, 1, &q.day, f) != 0)
			return EXIT_USAGE;
	}
	if (run(&q, texts, n, f) != 0)
		return status_of(f);
	return q.all_ok ? EXIT_YES : EXIT_NO;
}

const struct cmd cmd_cite = {
	.name = "cite",
	.usage = "cite TEXT...|- [--style canonical|bluebook|oscola|abnt] "
		 "[--on DATE]",
	.run = cmd_cite_run,
};
