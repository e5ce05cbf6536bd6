#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "archive/read.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/jv.h"
#include "cli/archive_arg.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/status.h"
#include "cli/table.h"
#include "model/history.h"
#include "model/stretch.h"
#include "provision/follow.h"
#include "provision/worddiff.h"

static const char *const diff_columns[] = { "provision", "class", "title",
	"words_out", "words_in", "from_start", "from_end", "to_start", "to_end",
	"redline" };

#define DIFF_COLUMNS (sizeof(diff_columns) / sizeof(diff_columns[0]))

/* Two versions of a document, marks around each word. */
#define DIFF_REDLINE_MAX ((size_t)256 << 20)

struct diff_args {
	const char *subject, *from, *to;
	int64_t from_utc_ms, to_utc_ms;
};

/* One of the two versions that are compared. */
struct diff_side {
	int version;
	struct archive_text t;
	struct buf outside; /* words that belong to no clause */
};

/* One row: what became of a provision, or of the words outside of all. */
struct diff_row {
	const char *id; /* NULL: outside */
	const char *class, *title;
	const struct clause *from, *to; /* NULL where it does not stand */
	const char *was, *is;
	size_t was_len, is_len;
};

struct diff_run_state {
	const struct cmd_global *g;
	struct table table;
	bool pretty, colour;
	struct diff_side from, to;
};

static int
diff_options(int argc, char *argv[], struct diff_args *x, struct fault *f)
{
	const struct opt opts[] = {
		{ .name = "--from", .value = &x->from },
		{ .name = "--to", .value = &x->to },
		{ .name = NULL },
	};
	size_t n;

	*x = (struct diff_args){ .subject = NULL };
	if (opt_parse(opts, argc, argv, &x->subject, 1, &n, f) != 0)
		return -1;
	if (n == 0 || x->from == NULL || x->to == NULL)
		return fault_set(f, FAULT_FORMAT,
		    "want PLATFORM/DOCUMENT, --from DATE and --to DATE");
	if (clock_parse_date(x->from, 0, &x->from_utc_ms, f) != 0)
		return fault_under(f, "--from");
	if (clock_parse_date(x->to, 1, &x->to_utc_ms, f) != 0)
		return fault_under(f, "--to");
	if (x->from_utc_ms > x->to_utc_ms)
		return fault_set(f, FAULT_FORMAT,
		    "--from %.40s is after --to %.40s", x->from, x->to);
	return 0;
}

/* The blocks that belong to no clause, a line each. */
static void
diff_outside(struct diff_side *s)
{
	const struct page *p = &s->t.page;
	size_t i, next = 0;

	buf_init(&s->outside, DIFF_REDLINE_MAX);
	for (i = 0; i < p->n_blocks; i++) {
		while (next < s->t.n_clauses &&
		    i >= s->t.clauses[next].first_block +
			    s->t.clauses[next].n_blocks)
			next++;
		if (next < s->t.n_clauses &&
		    i >= s->t.clauses[next].first_block)
			continue;
		if (s->outside.len > 0)
			buf_str(&s->outside, "\n");
		buf_add(&s->outside, p->text + p->blocks[i].start,
		    p->blocks[i].end - p->blocks[i].start);
	}
}

/* The version that stood on a day, with its text. */
static int
diff_load(struct archive *a, const struct subject *s, const char *option,
    int64_t as_of_utc_ms, struct diff_side *out, struct fault *f)
{
	char when[CLOCK_TEXT];
	struct history h;

	if (archive_looks(a, s->platform, s->document, as_of_utc_ms, &h, f) !=
	    0)
		return -1;
	out->version = h.current;
	history_free(&h);
	if (out->version == 0) {
		return fault_set(f, FAULT_ABSENT,
		    "%.150s/%.150s: no text as of %s (%s)", s->platform,
		    s->document, clock_rfc3339(as_of_utc_ms, when), option);
	}
	if (archive_text(
		a, s->platform, s->document, out->version, &out->t, f) != 0)
		return -1;
	diff_outside(out);
	return 0;
}

/* The text with marks: [-words out-]{+words in+}. */
static void
diff_marked(const struct diff *d, struct buf *out)
{
	static const char *const open[] = { "", "[-", "{+" };
	static const char *const close[] = { "", "-]", "+}" };
	size_t i;

	for (i = 0; i < d->n; i++) {
		buf_str(out, open[d->runs[i].op]);
		buf_add(out, d->runs[i].text, d->runs[i].len);
		buf_str(out, close[d->runs[i].op]);
	}
}

static struct jv *
diff_value(const struct diff *d)
{
	static const char *const ops[] = { "same", "deleted", "inserted" };
	struct jv *list = jv_array(), *run;
	size_t i;

	for (i = 0; i < d->n; i++) {
		run = jv_object();
		jv_set_str(run, "op", ops[d->runs[i].op]);
		jv_set_take(
		    run, "text", jv_strn(d->runs[i].text, d->runs[i].len));
		jv_push_take(list, run);
	}
	return list;
}

/* For a person: a line of head, and the text below it. */
static void
diff_pretty(const struct diff_run_state *x, const struct diff_row *r,
    const struct diff *d)
{
	static const char *const colours[] = { "", "\033[31;9m", "\033[34;4m" };
	static const char *const open[] = { "", "[-", "{+" };
	static const char *const close[] = { "", "-]", "+}" };
	size_t i, n;
	const char *s, *end, *nl;

	(void)printf("%s  %s  ", r->id == NULL ? "-" : r->id, r->class);
	table_words(stdout, r->title, strlen(r->title));
	(void)printf("  (%zu words out, %zu in)\n", d->words_out, d->words_in);
	for (i = 0; i < d->n; i++) {
		(void)fputs(
		    x->colour ? colours[d->runs[i].op] : open[d->runs[i].op],
		    stdout);
		s = d->runs[i].text;
		end = s + d->runs[i].len;
		for (; s < end; s += n) {
			nl = memchr(s, '\n', (size_t)(end - s));
			n = (size_t)((nl == NULL ? end : nl) - s);
			table_words(stdout, s, n);
			if (nl == NULL)
				continue;
			(void)putchar('\n');
			n++;
		}
		if (!x->colour)
			(void)fputs(close[d->runs[i].op], stdout);
		else if (d->runs[i].op != DIFF_SAME)
			(void)fputs("\033[0m", stdout);
	}
	(void)fputs("\n\n", stdout);
}

static void
diff_range(struct table *t, const struct clause *c)
{
	if (c == NULL) {
		table_none(t);
		table_none(t);
		return;
	}
	table_int(t, (int64_t)c->start);
	table_int(t, (int64_t)c->end);
}

static int
diff_tell(struct diff_run_state *x, const struct diff_row *r, struct fault *f)
{
	struct arena a = { NULL };
	struct table *t = &x->table;
	struct buf b;
	struct diff d;
	int rc = -1;

	buf_init(&b, DIFF_REDLINE_MAX);
	if (worddiff_make(r->was, r->was_len, r->is, r->is_len, &a, &d, f) != 0)
		goto out;
	if (x->pretty) {
		diff_pretty(x, r, &d);
		rc = 0;
		goto out;
	}
	diff_marked(&d, &b);
	if (buf_check(&b, "redline", f) != 0)
		goto out;
	if (r->id == NULL)
		table_none(t);
	else
		table_str(t, r->id);
	table_str(t, r->class);
	table_str(t, r->title);
	table_int(t, (int64_t)d.words_out);
	table_int(t, (int64_t)d.words_in);
	diff_range(t, r->from);
	diff_range(t, r->to);
	if (x->g->json)
		table_json_take(t, diff_value(&d));
	else
		table_str(t, b.data == NULL ? "" : (const char *)b.data);
	rc = 0;
out:
	buf_free(&b);
	arena_free(&a);
	return rc;
}

static int
diff_clause(struct diff_run_state *x, size_t was, size_t is,
    enum clause_state state, struct fault *f)
{
	const struct archive_text *from = &x->from.t, *to = &x->to.t;
	struct diff_row r = {
		.class = clause_state_name(state), .was = "", .is = ""
	};

	if (was != FOLLOW_NOWHERE) {
		r.from = &from->clauses[was];
		r.id = from->provisions[was];
		r.title = r.from->title;
		r.was = from->page.text + r.from->start;
		r.was_len = r.from->end - r.from->start;
	}
	if (is != FOLLOW_NOWHERE) {
		r.to = &to->clauses[is];
		r.id = to->provisions[is];
		r.title = r.to->title;
		r.is = to->page.text + r.to->start;
		r.is_len = r.to->end - r.to->start;
	}
	return diff_tell(x, &r, f);
}

/* A provision that both versions have: told only if something changed. */
static int
diff_both(struct diff_run_state *x, size_t was, size_t is, struct fault *f)
{
	const struct clause *a = &x->from.t.clauses[was];
	const struct clause *b = &x->to.t.clauses[is];
	enum clause_state state = CLAUSE_MODIFIED;

	if (digest_equal(&a->sha, &b->sha)) {
		if (strcmp(a->path, b->path) == 0)
			return 0;
		state = CLAUSE_MOVED;
	} else if (follow_same_words(x->from.t.page.text + a->start,
		       a->end - a->start, x->to.t.page.text + b->start,
		       b->end - b->start)) {
		state = CLAUSE_SAME;
	}
	return diff_clause(x, was, is, state, f);
}

static size_t
diff_find(const struct archive_text *t, const char *id)
{
	size_t i;

	for (i = 0; i < t->n_clauses; i++)
		if (strcmp(t->provisions[i], id) == 0)
			return i;
	return FOLLOW_NOWHERE;
}

static int
diff_headings(struct diff_run_state *x, struct fault *f)
{
	const struct buf *a = &x->from.outside, *b = &x->to.outside;
	struct diff_row r = { .class = "outside",
		.title = "Headings, dates and menus",
		.was = a->data == NULL ? "" : (const char *)a->data,
		.was_len = a->len,
		.is = b->data == NULL ? "" : (const char *)b->data,
		.is_len = b->len };

	if (a->len == b->len && memcmp(r.was, r.is, a->len) == 0)
		return 0;
	return diff_tell(x, &r, f);
}

/* In the order of the new text; what is gone stands where it stood. */
static int
diff_rows(struct diff_run_state *x, struct fault *f)
{
	const struct archive_text *from = &x->from.t, *to = &x->to.t;
	size_t i, k, next = 0;

	if (diff_headings(x, f) != 0)
		return -1;
	for (i = 0; i <= to->n_clauses; i++) {
		k = i == to->n_clauses ? from->n_clauses
				       : diff_find(from, to->provisions[i]);
		for (; k != FOLLOW_NOWHERE && next < k; next++)
			if (diff_find(to, from->provisions[next]) ==
				FOLLOW_NOWHERE &&
			    diff_clause(
				x, next, FOLLOW_NOWHERE, CLAUSE_GONE, f) != 0)
				return -1;
		if (i == to->n_clauses)
			break;
		if (k == FOLLOW_NOWHERE) {
			if (diff_clause(x, k, i, CLAUSE_NEW, f) != 0)
				return -1;
			continue;
		}
		if (next == k)
			next++;
		if (diff_both(x, k, i, f) != 0)
			return -1;
	}
	return 0;
}

/* Nothing changed: what that claim stands on. */
static int
diff_none(const struct cmd_global *g, struct archive *a,
    const struct subject *s, const struct diff_args *args, struct fault *f)
{
	struct stretch stretch;
	const char *words;
	struct history h;

	if (g->quiet)
		return 0;
	if (archive_looks(
		a, s->platform, s->document, args->to_utc_ms, &h, f) != 0)
		return -1;
	stretch_make(
	    &h, args->from_utc_ms, args->to_utc_ms, &h.arena, &stretch);
	words = stretch_words(&stretch, &h.arena);
	(void)fprintf(stderr, "%s.\n",
	    words != NULL ? words
			  : "The text is the same on both days; another one "
			    "stood between them");
	history_free(&h);
	return 0;
}

static int
diff_run(const struct cmd_global *g, struct archive *a, const struct subject *s,
    const struct diff_args *args, struct fault *f)
{
	struct diff_run_state x = { .g = g };
	const char *no_colour = getenv("NO_COLOR");
	int rc = -1;

	x.pretty = !g->json && isatty(STDOUT_FILENO) == 1;
	x.colour = x.pretty && (no_colour == NULL || no_colour[0] == '\0');
	if (diff_load(a, s, "--from", args->from_utc_ms, &x.from, f) != 0 ||
	    diff_load(a, s, "--to", args->to_utc_ms, &x.to, f) != 0)
		goto out;
	if (!x.pretty)
		table_begin(&x.table, g, diff_columns, DIFF_COLUMNS);
	rc = x.from.version == x.to.version ? diff_none(g, a, s, args, f)
					    : diff_rows(&x, f);
	if (!x.pretty)
		table_end(&x.table);
out:
	buf_free(&x.from.outside);
	buf_free(&x.to.outside);
	page_free(&x.from.t.page);
	page_free(&x.to.t.page);
	return rc;
}

static int
cmd_diff_run(
    const struct cmd_global *g, int argc, char *argv[], struct fault *f)
{
	struct archive_list list = { .n = 0 };
	struct diff_args args;
	struct subject subject;
	struct archive *a;
	int status = EXIT_YES;

	if (diff_options(argc, argv, &args, f) != 0)
		return EXIT_USAGE;
	if (archive_arg_open(g, false, &a, f) != 0)
		return archive_arg_status(f);
	if (archive_list(a, &list, f) != 0 ||
	    archive_arg_document(&list, args.subject, &subject, f) != 0 ||
	    diff_run(g, a, &subject, &args, f) != 0)
		status = status_of(f);
	archive_list_free(&list);
	archive_close(a);
	return status;
}

const struct cmd cmd_diff = {
	.name = "diff",
	.usage = "diff PLATFORM/DOCUMENT --from DATE --to DATE",
	.run = cmd_diff_run,
};
