#include <stdio.h>
#include <string.h>

#include "archive/declare.h"
#include "archive/store.h"
#include "base/clock.h"
#include "base/jv.h"
#include "base/utf8.h"
#include "cli/add_declarations.h"
#include "cli/archive_arg.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/status.h"
#include "cli/table.h"
#include "intake/declaration.h"
#include "net/url.h"
#include "text/selection.h"

/* Selectors of one page; the most that a real declaration has is 20. */
#define ADD_SELECTORS 64

/* Names are shown in tables and become file names. */
#define ADD_NAME_MAX 200

struct add_args {
	const char *subject, *declarations, *url;
	const char *select[ADD_SELECTORS], *remove[ADD_SELECTORS];
	size_t n_select, n_remove, n_subject;
	const char *render, *owner, *lang, *jurisdiction;
	const char *private, *robots, *downgrade;
	char platform[ADD_NAME_MAX + 1], document[ADD_NAME_MAX + 1];
};

/* One half of PLATFORM/DOCUMENT. */
static int
add_name(const char *p, size_t n, const char *what, char out[ADD_NAME_MAX + 1],
    struct fault *f)
{
	size_t i;

	if (n == 0 || n > ADD_NAME_MAX || p[0] == ' ' || p[n - 1] == ' ' ||
	    !utf8_valid(p, n, &i))
		return fault_set(f, FAULT_FORMAT,
		    "%s: want 1 to %d bytes of UTF-8 without blanks around "
		    "them, have %zu",
		    what, ADD_NAME_MAX, n);
	for (i = 0; i < n; i++)
		if ((unsigned char)p[i] < 0x20 || p[i] == 0x7f)
			return fault_set(f, FAULT_FORMAT,
			    "%s: a control character stands in it", what);
	memcpy(out, p, n);
	out[n] = '\0';
	return 0;
}

static int
add_names(struct add_args *x, struct fault *f)
{
	const char *slash = strchr(x->subject, '/');

	if (slash == NULL)
		return fault_set(f, FAULT_FORMAT,
		    "want PLATFORM/DOCUMENT, have \"%.200s\"", x->subject);
	if (add_name(x->subject, (size_t)(slash - x->subject), "platform",
		x->platform, f) != 0)
		return -1;
	return add_name(
	    slash + 1, strlen(slash + 1), "document", x->document, f);
}

static int
add_options(int argc, char *argv[], struct add_args *x, struct fault *f)
{
	const struct opt opts[] = {
		{ .name = "--declarations", .value = &x->declarations },
		{ .name = "--url", .value = &x->url },
		{ .name = "--select",
		    .list = x->select,
		    .max = ADD_SELECTORS,
		    .n = &x->n_select },
		{ .name = "--remove",
		    .list = x->remove,
		    .max = ADD_SELECTORS,
		    .n = &x->n_remove },
		{ .name = "--render", .flag = true, .value = &x->render },
		{ .name = "--owner", .value = &x->owner },
		{ .name = "--lang", .value = &x->lang },
		{ .name = "--jurisdiction", .value = &x->jurisdiction },
		{ .name = "--allow-private",
		    .flag = true,
		    .value = &x->private },
		{ .name = "--ignore-robots",
		    .flag = true,
		    .value = &x->robots },
		{ .name = "--allow-downgrade",
		    .flag = true,
		    .value = &x->downgrade },
		{ .name = NULL },
	};

	if (opt_parse(opts, argc, argv, &x->subject, 1, &x->n_subject, f) != 0)
		return -1;
	if ((x->declarations == NULL) == (x->url == NULL) ||
	    (x->url == NULL) != (x->n_subject == 0))
		return fault_set(f, FAULT_FORMAT,
		    "want PLATFORM/DOCUMENT with --url, or --declarations "
		    "alone");
	if (x->declarations != NULL &&
	    (x->n_select > 0 || x->n_remove > 0 || x->render != NULL ||
		x->owner != NULL || x->lang != NULL || x->jurisdiction != NULL))
		return fault_set(f, FAULT_FORMAT,
		    "--declarations takes --allow-private, --ignore-robots and "
		    "--allow-downgrade alone");
	return x->url == NULL ? 0 : add_names(x, f);
}

/* All that can be wrong with a source is told now, not when it is fetched. */
static int
add_check(const struct add_args *x, struct net_url *url, struct fault *f)
{
	size_t i;

	if (net_url_parse(x->url, url, f) != 0)
		return fault_under(f, "--url");
	if (url->had_credentials)
		return fault_set(f, FAULT_FORMAT,
		    "--url %.200s: credentials stand in it; an archive keeps "
		    "none, and a policy is read without them",
		    url->text);
	for (i = 0; i < x->n_select; i++)
		if (selection_check(x->select[i], f) != 0)
			return fault_under(f, "--select");
	for (i = 0; i < x->n_remove; i++)
		if (selection_check(x->remove[i], f) != 0)
			return fault_under(f, "--remove");
	if (x->jurisdiction != NULL && strlen(x->jurisdiction) != 2)
		return fault_set(f, FAULT_FORMAT,
		    "--jurisdiction: want two letters, have \"%.40s\"",
		    x->jurisdiction);
	return 0;
}

/* The declaration as it is stored; in the arena. */
static const char *
add_json(const struct add_args *x, const char *url, struct arena *a)
{
	struct declaration_source source = {
		.url = url,
		.select = declaration_css(a, x->select, x->n_select),
		.remove = declaration_css(a, x->remove, x->n_remove),
		.filter = "",
		.render = x->render != NULL,
	};
	const struct declaration d = {
		.sources = &source,
		.n_sources = 1,
		.allow_private = x->private != NULL,
		.ignore_robots = x->robots != NULL,
		.allow_downgrade = x->downgrade != NULL,
		.refused = "",
	};
	const char *json;
	struct buf b;

	buf_init(&b, (size_t)1 << 20);
	declaration_write(&d, &b);
	json = arena_strndup(a, (const char *)b.data, b.len);
	buf_free(&b);
	return json;
}

static int
add_put(struct archive *a, const struct add_args *x, const char *json,
    bool *put, struct fault *f)
{
	struct archive_declaration d = {
		.from_utc_ms = INT64_MIN,
		.until_utc_ms = INT64_MAX,
		.json = json,
	};
	int64_t doc;

	if (clock_now(&d.added_utc_ms, f) != 0 || archive_begin(a, f) != 0)
		return -1;
	if (archive_document(a, x->platform, x->document, &doc, f) == 0 &&
	    (x->owner == NULL ||
		archive_owner_set(a, x->platform, x->owner, f) == 0) &&
	    archive_document_set(a, doc, x->lang == NULL ? "" : x->lang,
		x->jurisdiction == NULL ? "" : x->jurisdiction, f) == 0 &&
	    archive_declare(a, doc, &d, put, f) == 0 &&
	    archive_commit(a, f) == 0)
		return 0;
	archive_rollback(a);
	return -1;
}

static void
add_tell(const struct cmd_global *g, const struct add_args *x, const char *url,
    bool put)
{
	static const char *const columns[] = { "platform", "document", "url",
		"state" };
	struct table t;

	if (g->quiet && !g->json)
		return;
	table_begin(&t, g, columns, 4);
	table_str(&t, x->platform);
	table_str(&t, x->document);
	table_str(&t, url);
	table_str(&t, put ? "added" : "known");
	table_end(&t);
}

static int
add_one(const struct cmd_global *g, const struct add_args *x, struct fault *f)
{
	struct net_url url = { .text = NULL };
	struct archive *a = NULL;
	struct arena arena;
	bool put;
	int status = EXIT_USAGE;

	arena_init(&arena);
	if (add_check(x, &url, f) != 0)
		goto out;
	if (archive_arg_open(g, true, &a, f) != 0) {
		status = archive_arg_status(f);
		goto out;
	}
	if (add_put(a, x, add_json(x, url.text, &arena), &put, f) != 0) {
		status = status_of(f);
		goto out;
	}
	add_tell(g, x, url.text, put);
	status = EXIT_YES;
out:
	archive_close(a);
	net_url_free(&url);
	arena_free(&arena);
	return status;
}

static int
cmd_add_run(const struct cmd_global *g, int argc, char *argv[], struct fault *f)
{
	struct add_args x = { .n_subject = 0 };
	struct add_flags flags;

	if (add_options(argc, argv, &x, f) != 0)
		return EXIT_USAGE;
	if (x.declarations == NULL)
		return add_one(g, &x, f);
	flags = (struct add_flags){
		.allow_private = x.private != NULL,
		.ignore_robots = x.robots != NULL,
		.allow_downgrade = x.downgrade != NULL,
	};
	return add_declarations(g, x.declarations, &flags, f);
}

const struct cmd cmd_add = {
	.name = "add",
	.usage = "add PLATFORM/DOCUMENT --url URL [--select CSS]... "
		 "[--remove CSS]... [--render] [--owner NAME] [--lang TAG] "
		 "[--jurisdiction CC] [--allow-private] [--ignore-robots] "
		 "[--allow-downgrade] | add --declarations FILE|DIR "
		 "[--allow-private] [--ignore-robots] [--allow-downgrade]",
	.run = cmd_add_run,
};
