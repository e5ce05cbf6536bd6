#include "cli/add_declarations.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "archive/declare.h"
#include "archive/store.h"
#include "base/buf.h"
#include "base/clock.h"
#include "cli/archive_arg.h"
#include "cli/status.h"
#include "cli/table.h"
#include "intake/declaration.h"
#include "text/selection.h"

#define JSON_BYTES_MAX ((size_t)8 << 20)

static const char *const columns[] = { "status", "platform", "document", "from",
	"until", "sources", "detail" };

struct row {
	const char *status, *platform, *document, *why;
	int64_t from_utc_ms, until_utc_ms;
	size_t n_sources;
};

struct adding {
	const struct cmd_global *g;
	const struct add_flags *flags;
	struct archive *archive;
	struct arena arena;
	struct row *rows; /* told when all of it is on the disk */
	size_t n_rows;
	int64_t now_utc_ms;
	size_t n_taken, n_refused;
	const char *first; /* why the first was refused */
};

static void
put_time(struct table *t, int64_t utc_ms)
{
	char text[CLOCK_TEXT];

	if (utc_ms == INT64_MIN || utc_ms == INT64_MAX)
		table_none(t);
	else
		table_str(t, clock_rfc3339(utc_ms, text));
}

static void
tell_all(const struct adding *x)
{
	struct table t;
	size_t i;

	table_begin(&t, x->g, columns, sizeof(columns) / sizeof(columns[0]));
	for (i = 0; i < x->n_rows; i++) {
		table_str(&t, x->rows[i].status);
		table_str(&t, x->rows[i].platform);
		table_str(&t, x->rows[i].document);
		put_time(&t, x->rows[i].from_utc_ms);
		put_time(&t, x->rows[i].until_utc_ms);
		table_int(&t, (int64_t)x->rows[i].n_sources);
		table_str(&t, x->rows[i].why);
	}
	table_end(&t);
}

/* What came of a declaration; why it was refused is said at once. */
static void
note(struct adding *x, const char *status, const char *platform,
    const struct declaration_period *p, const char *why)
{
	struct row *r;

	x->rows = arena_more(&x->arena, x->rows, x->n_rows, sizeof(*x->rows));
	r = &x->rows[x->n_rows++];
	r->status = *why != '\0' ? "refused" : status;
	r->platform = platform;
	r->document = p->document;
	r->why = why;
	r->from_utc_ms = p->from_utc_ms;
	r->until_utc_ms = p->until_utc_ms;
	r->n_sources = p->d.n_sources;
	if (*why == '\0') {
		x->n_taken++;
		return;
	}
	x->n_refused++;
	x->first = x->first == NULL ? why : x->first;
	(void)fprintf(stderr, "refused: ");
	table_words(stderr, platform, strlen(platform));
	(void)fprintf(stderr, "/");
	table_words(stderr, p->document, strlen(p->document));
	(void)fprintf(stderr, ": ");
	table_words(stderr, why, strlen(why));
	(void)fprintf(stderr, "\n");
}

/* The selectors of a declaration, which intake does not know to read. */
static void
check_selectors(struct arena *a, struct declaration *d)
{
	const struct declaration_source *s;
	const char *what;
	struct fault why;
	size_t i;

	for (i = 0; i < d->n_sources && *d->refused == '\0'; i++) {
		s = &d->sources[i];
		what = "select";
		if (selection_check(s->select, &why) == 0) {
			what = "remove";
			if (selection_check(s->remove, &why) == 0)
				continue;
		}
		d->refused = d->n_sources == 1
		    ? arena_fmt(a, "%s: %s", what, why.text)
		    : arena_fmt(
			  a, "combine %zu: %s: %s", i + 1, what, why.text);
	}
}

/* One period of a document into the archive. */
static int
put_period(struct adding *x, int64_t doc, const struct declaration_period *p,
    bool *put, struct fault *f)
{
	struct archive_declaration out = { p->from_utc_ms, p->until_utc_ms,
		x->now_utc_ms, NULL };
	struct declaration d = p->d;
	struct buf json;
	int rc = -1;

	/* By what is refused nothing is ever fetched. */
	if (*d.refused != '\0')
		d.n_sources = 0;
	d.allow_private = x->flags->allow_private;
	d.ignore_robots = x->flags->ignore_robots;
	d.allow_downgrade = x->flags->allow_downgrade;
	buf_init(&json, JSON_BYTES_MAX);
	declaration_write(&d, &json);
	buf_add(&json, "", 1);
	if (buf_check(&json, "declaration", f) != 0)
		goto out;
	out.json = (const char *)json.data;
	rc = archive_declare(x->archive, doc, &out, put, f);
out:
	buf_free(&json);
	return rc;
}

/*
 * The periods of one document.  One of which all are refused is not made; of
 * others those that are refused are kept as such, so that a look from that
 * time is not read by the wrong one.
 */
static int
put_document(struct adding *x, const char *platform,
    const struct declaration_period *list, size_t n, struct fault *f)
{
	bool any = false, put = false;
	int64_t doc = 0;
	size_t i;

	for (i = 0; i < n; i++)
		any = any || *list[i].d.refused == '\0';
	if (any &&
	    archive_document(x->archive, platform, list[0].document, &doc, f) !=
		0)
		return -1;
	for (i = 0; i < n; i++) {
		if (any && put_period(x, doc, &list[i], &put, f) != 0)
			return fault_under(
			    f, "%.100s/%.100s", platform, list[i].document);
		note(x, put ? "added" : "known", platform, &list[i],
		    list[i].d.refused);
	}
	return 0;
}

static int
put_service(struct adding *x, const char *path, struct fault *f)
{
	struct declaration_service s;
	struct arena *a = &x->arena;
	size_t i, n;

	if (declaration_service_read(path, a, &s, f) != 0)
		return -1;
	for (i = 0; i < s.n_periods; i++)
		check_selectors(a, &s.periods[i].d);
	for (i = 0; i < s.n_lost; i++)
		note(x, "", s.platform, &s.lost[i], s.lost[i].d.refused);
	for (i = 0; i < s.n_periods; i += n) {
		for (n = 1; i + n < s.n_periods; n++)
			if (strcmp(s.periods[i].document,
				s.periods[i + n].document) != 0)
				break;
		if (put_document(x, s.platform, &s.periods[i], n, f) != 0)
			return -1;
	}
	return 0;
}

/* A file of a folder that cannot be read at all is one refusal of many. */
static int
put_folder(struct adding *x, const char *path, struct fault *f)
{
	struct arena *a = &x->arena;
	struct declaration_period none = { .document = "*",
		.from_utc_ms = INT64_MIN,
		.until_utc_ms = INT64_MAX };
	const char **paths, *name;
	struct fault why;
	size_t i, n;

	if (declaration_folder(path, a, &paths, &n, f) != 0)
		return -1;
	if (n == 0)
		return fault_set(
		    f, FAULT_ABSENT, "%.300s: no <Service>.json there", path);
	for (i = 0; i < n; i++) {
		if (put_service(x, paths[i], &why) == 0)
			continue;
		if (why.kind != FAULT_FORMAT && why.kind != FAULT_LIMIT) {
			*f = why;
			return -1;
		}
		name = strrchr(paths[i], '/') + 1;
		name = arena_strndup(a, name, strlen(name) - strlen(".json"));
		note(x, "", name, &none, arena_strdup(a, why.text));
	}
	return 0;
}

static int
put_all(struct adding *x, const char *path, struct fault *f)
{
	struct stat st;
	int rc = -1;

	if (clock_now(&x->now_utc_ms, f) != 0 ||
	    archive_begin(x->archive, f) != 0)
		return -1;
	if (stat(path, &st) != 0)
		(void)fault_set(f, FAULT_ABSENT, "%.300s: no such file", path);
	else
		rc = S_ISDIR(st.st_mode) ? put_folder(x, path, f)
					 : put_service(x, path, f);
	if (rc == 0 && x->n_taken == 0 && x->n_refused > 0)
		rc = fault_set(f, FAULT_FORMAT, "%.200s: %s%.250s", path,
		    x->n_refused > 1 ? "all are refused, the first: " : "",
		    x->first);
	if (rc == 0)
		rc = archive_commit(x->archive, f);
	else
		archive_rollback(x->archive);
	return rc;
}

int
add_declarations(const struct cmd_global *g, const char *path,
    const struct add_flags *flags, struct fault *f)
{
	struct adding x = { .g = g, .flags = flags };
	int rc;

	if (archive_arg_open(g, true, &x.archive, f) != 0)
		return archive_arg_status(f);
	arena_init(&x.arena);
	rc = put_all(&x, path, f);
	archive_close(x.archive);
	if (rc == 0 && (g->json || !g->quiet))
		tell_all(&x);
	arena_free(&x.arena);
	if (rc != 0)
		return status_of(f);
	return x.n_refused > 0 ? EXIT_GAPS : EXIT_YES;
}
