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
#include "cli/table.h"
#include "law/cite.h"
#include "law/force.h"
#include "law/style.h"

/* Arguments on one command line; more are given on stdin. */
#define TEXTS_MAX 4096

/* A cell holds a list of all recitals in a long style, and no more. */
#define CELL_MAX (1 << 20)

/* What is shown of a line that is too long to be read. */
#define SHOWN_MAX 60

struct request {
	struct table table;
	enum style style;
	bool on; /* --on was given: in force on day */
	int64_t day;
	bool all_ok;
};

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
put_row(struct request *q, const char *text, const struct cite *c)
{
	const struct law_instrument *in = catalogue_instrument(c->instrument);
	struct jv *units;
	struct buf styled, note;
	size_t i;

	buf_init(&styled, CELL_MAX);
	buf_init(&note, CELL_MAX);
	buf_str(&styled, "");
	buf_str(&note, "");
	put_styled(q, c, &styled);
	put_note(q, c, &note);
	table_str(&q->table, text);
	table_str(&q->table, c->instrument);
	table_str(&q->table, (const char *)styled.data);
	table_str(&q->table, cite_status_name(c->status));
	table_str(&q->table, (const char *)note.data);
	if (q->table.json) {
		units = jv_array();
		for (i = 0; i < c->n_units; i++)
			jv_push_take(units, unit_json(q, c->units[i]));
		table_json_take(&q->table, units);
		if (in != NULL)
			table_str(&q->table, in->as_of);
		else
			table_none(&q->table);
	}
	buf_free(&note);
	buf_free(&styled);
}

/* A row for what cannot be read at all: its beginning, and why. */
static void
put_unread(struct request *q, const char *text, size_t n, char *why)
{
	static char none[1];
	const struct cite c = { .status = CITE_MALFORMED,
		.instrument = none,
		.canonical = none,
		.note = why };
	struct buf shown;

	q->all_ok = false;
	buf_init(&shown, SHOWN_MAX + 8);
	buf_add(&shown, text, utf8_cut(text, n, SHOWN_MAX));
	if (n > SHOWN_MAX)
		buf_str(&shown, "...");
	put_row(q, (const char *)shown.data, &c);
	buf_free(&shown);
}

/* What is too long to be a citation is malformed, and the rest is read. */
static void
cite_one(struct request *q, const char *text)
{
	struct cite c;
	struct fault f = { .kind = FAULT_NONE };

	if (cite_parse(text, &c, &f) != 0) {
		put_unread(q, text, strlen(text), f.text);
		return;
	}
	if (c.status != CITE_OK)
		q->all_ok = false;
	put_row(q, text, &c);
	cite_free(&c);
}

/* One citation a line; empty lines are left out. */
static int
cite_lines(struct request *q, struct fault *f)
{
	static char nul[] = "a NUL, which no citation holds";
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	int rc = -1;

	while ((n = getline(&line, &cap, stdin)) >= 0) {
		while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r'))
			line[--n] = '\0';
		if (n == 0)
			continue;
		if (strlen(line) != (size_t)n)
			put_unread(q, line, strlen(line), nul);
		else
			cite_one(q, line);
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
run(struct request *q, const struct cmd_global *g, const char *const *texts,
    size_t n, struct fault *f)
{
	static const char *const names[] = { "input", "instrument", "canonical",
		"status", "note", "units", "as_of" };
	size_t i;
	int rc = 0;

	/* The last two are values of JSON only. */
	table_begin(&q->table, g, names, g->json ? 7 : 5);
	for (i = 0; i < n && rc == 0; i++) {
		if (strcmp(texts[i], "-") == 0)
			rc = cite_lines(q, f);
		else
			cite_one(q, texts[i]);
	}
	table_end(&q->table);
	return rc;
}

static int
cmd_cite_run(
    const struct cmd_global *g, int argc, char *argv[], struct fault *f)
{
	static const char *texts[TEXTS_MAX];
	const char *style = NULL, *on = NULL;
	struct request q = { .all_ok = true };
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
	if (run(&q, g, texts, n, f) != 0)
		return status_of(f);
	return q.all_ok ? EXIT_YES : EXIT_NO;
}

const struct cmd cmd_cite = {
	.name = "cite",
	.usage = "cite TEXT...|- [--style canonical|bluebook|oscola|abnt] "
		 "[--on DATE]",
	.run = cmd_cite_run,
};
