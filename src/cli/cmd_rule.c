#include <stdlib.h>
#include <string.h>

#include "archive/declare.h"
#include "archive/read.h"
#include "archive/store.h"
#include "base/clock.h"
#include "base/num.h"
#include "cli/archive_arg.h"
#include "cli/cmd.h"
#include "cli/import_doc.h"
#include "cli/opt.h"
#include "cli/status.h"
#include "cli/table.h"

#include "cli_in.h"

/*
 * A person says what a look meant.  The ruling is put beside those before it;
 * looks that brought the same are ruled alike, so that a version which a
 * person undoes stands nowhere.
 */
struct verdict_job {
	struct archive *a;
	const char *why, *who;
	int64_t event, now_utc_ms;
	enum ruling_class class;
	struct history h;
	struct look *look; /* in h */
	int was; /* version that the look showed */
	int version; /* that it shows now; 0: none */
	struct import_doc *doc;
	size_t n_alike; /* other looks that were ruled alike */
};

static int
put(struct verdict_job *x, struct look *k, enum ruling_class class, int version,
    const char *rule, struct fault *f)
{
	const struct lookrules *rules;
	struct archive_ruling r = { .ruling = class,
		.rule = rule,
		.who = x->who,
		.when_utc_ms = x->now_utc_ms,
		.detail = x->why,
		.version = version };

	if (lookrules_own(&rules, f) != 0)
		return -1;
	r.rules_version = rules->version;
	if (archive_put_ruling(x->a, k->id, &r, f) != 0)
		return -1;
	k->ruling = class;
	k->rule = rule;
	k->version = version;
	return 0;
}

/* Did the look show the text itself of its version? */
static bool
exact(const struct look *k)
{
	return k->version != 0 && k->ruling != RULING_NOISE &&
	    strcmp(k->rule, "known-but-noise") != 0;
}

/*
 * The version that stood when the look was made.  Looks that show what it
 * showed say nothing of that, where it is to be undone.
 */
static int
standing(const struct verdict_job *x, const struct look *look, int but)
{
	const struct look *k;
	int version = 0;

	for (k = x->h.looks; k < look; k++)
		if (k->version != 0 && k->version != but)
			version = k->version;
	return version;
}

static int
need_standing(struct verdict_job *x, struct fault *f)
{
	/* A look that showed a version by noise does not make that one. */
	const int but = exact(x->look) ? x->was : 0;

	x->version = standing(x, x->look, but);
	if (x->version == 0)
		return fault_set(f, FAULT_STATE,
		    "look %lld: no version stood before it that it could "
		    "show",
		    (long long)x->event);
	return 0;
}

/* The version of the look's own text, made if there is none. */
static int
own_version(struct verdict_job *x, bool make, struct fault *f)
{
	struct import_again t;
	struct import_text text;
	size_t provisions = 0;
	int rc = -1;

	if (exact(x->look)) {
		x->version = x->was;
		return 0;
	}
	if (import_again(x->a, x->look, &t, f) != 0)
		return -1;
	if (archive_version_find(
		x->a, x->doc->handle, &t.text, &x->version, f) != 0)
		goto out;
	if (x->version == 0 && !make) {
		fault_set(f, FAULT_STATE,
		    "look %lld: its text is none of the document's versions",
		    (long long)x->event);
		goto out;
	}
	text = (struct import_text){ &t.page, t.clauses, t.n_clauses, &t.text,
		&t.body };
	if (x->version == 0 &&
	    import_version_put(x->a, x->doc, x->event, &text, &x->version,
		&provisions, f) != 0)
		goto out;
	rc = 0;
out:
	import_again_free(&t);
	return rc;
}

static int
find_version(struct verdict_job *x, struct fault *f)
{
	switch (x->class) {
	case RULING_GAP:
		return 0;
	case RULING_SAME:
	case RULING_NOISE:
		return need_standing(x, f);
	case RULING_RETURN:
		return own_version(x, false, f);
	case RULING_SOURCE_CHANGED:
	case RULING_ADMINISTRATIVE:
	case RULING_SUBSTANTIVE:
		return own_version(x, true, f);
	}
	return 0;
}

/* Same or return: as the look before it, by the rulings there are now. */
static enum ruling_class
back_or_same(const struct verdict_job *x, const struct look *k)
{
	return standing(x, k, 0) == x->version ? RULING_SAME : RULING_RETURN;
}

/*
 * Other looks with the same bytes, or that showed the version which the look
 * made and is not to stand any more.
 */
static int
rule_alike(struct verdict_job *x, struct fault *f)
{
	const bool undone =
	    exact(x->look) && x->was != 0 && x->version != x->was;
	enum ruling_class class;
	struct look *k;
	size_t i;
	bool alike;

	for (i = 0; i < x->h.n_looks; i++) {
		k = &x->h.looks[i];
		if (k == x->look)
			continue;
		alike = k->size > 0 && digest_equal(&k->raw, &x->look->raw);
		if (undone && k->version == x->was)
			alike = true;
		if (!alike || k->version == x->version)
			continue;
		class = x->class;
		if (class == RULING_SUBSTANTIVE ||
		    class == RULING_ADMINISTRATIVE ||
		    class == RULING_SOURCE_CHANGED || class == RULING_RETURN)
			class = back_or_same(x, k);
		if (put(x, k, class, x->version, "as-ruled", f) != 0)
			return -1;
		x->n_alike++;
	}
	return 0;
}

static int
settle(struct verdict_job *x, struct fault *f)
{
	const struct lookrules *rules;
	struct archive_ruling r = { .who = "proviso " PROVISO_VERSION,
		.when_utc_ms = x->now_utc_ms };

	if (lookrules_own(&rules, f) != 0)
		return -1;
	r.rules_version = rules->version;
	return import_settle(x->a, x->h.looks, x->h.n_looks, &r, f);
}

static int
rule_all(struct verdict_job *x, struct fault *f)
{
	/* What it was is asked of the look as it was found. */
	struct look before = *x->look;
	struct look *look = x->look;
	int rc;

	if (find_version(x, f) != 0)
		return -1;
	if (put(x, look, x->class, x->version, "person", f) != 0)
		return -1;
	before.raw = look->raw;
	x->look = &before;
	before.id = look->id;
	rc = rule_alike(x, f);
	x->look = look;
	return rc != 0 ? -1 : settle(x, f);
}

static int
rule_load(struct verdict_job *x, struct fault *f)
{
	char *platform = NULL, *document = NULL;
	size_t i;
	int rc = -1;

	if (archive_look_document(x->a, x->event, &platform, &document, f) != 0)
		return -1;
	x->doc = import_doc_new(platform, document);
	x->doc->stored = true;
	if (archive_document_find(
		x->a, platform, document, &x->doc->handle, f) != 0 ||
	    import_doc_load(x->a, x->doc, f) != 0 ||
	    archive_looks(x->a, platform, document, INT64_MAX, &x->h, f) != 0)
		goto out;
	for (i = 0; i < x->h.n_looks; i++)
		if (x->h.looks[i].id == x->event)
			x->look = &x->h.looks[i];
	if (x->look == NULL) {
		fault_set(f, FAULT_STATE, "look %lld has no ruling",
		    (long long)x->event);
		goto out;
	}
	x->was = x->look->version;
	rc = 0;
out:
	free(platform);
	free(document);
	return rc;
}

static int
rule_put(struct verdict_job *x, struct fault *f)
{
	int rc = -1;

	if (clock_now(&x->now_utc_ms, f) != 0 || archive_begin(x->a, f) != 0)
		return -1;
	if (rule_load(x, f) == 0 && rule_all(x, f) == 0 &&
	    archive_holdings_rebuild(x->a, x->doc->handle, f) == 0)
		rc = archive_commit(x->a, f);
	if (rc != 0)
		archive_rollback(x->a);
	return rc;
}

static const char *const rule_columns[] = { "event", "class", "version",
	"document", "ruled_alike" };

static void
rule_tell(const struct cmd_global *g, const struct verdict_job *x)
{
	struct table t;

	table_begin(&t, g, rule_columns, sizeof(rule_columns) / sizeof(char *));
	table_int(&t, x->event);
	table_str(&t, ruling_name(x->class));
	if (x->version == 0)
		table_none(&t);
	else
		table_int(&t, x->version);
	table_str(&t, x->h.document);
	table_int(&t, (int64_t)x->n_alike);
	table_end(&t);
}

static int
rule_args(int argc, char *argv[], struct verdict_job *x, struct fault *f)
{
	const struct opt opts[] = {
		{ .name = "--why", .value = &x->why },
		{ .name = "--who", .value = &x->who },
		{ .name = NULL },
	};
	const char *args[2];
	size_t n;

	if (opt_parse(opts, argc, argv, args, 2, &n, f) != 0)
		return -1;
	if (n != 2 || x->why == NULL || x->why[0] == '\0')
		return fault_set(f, FAULT_FORMAT,
		    "want a look's number, a class and --why TEXT");
	if (num_i64(args[0], 1, INT64_MAX, "EVENT", &x->event, f) != 0)
		return -1;
	if (ruling_parse(args[1], &x->class) != 0)
		return fault_set(f, FAULT_FORMAT,
		    "CLASS: want same, noise, return, source-changed, "
		    "administrative, substantive or gap, have \"%.40s\"",
		    args[1]);
	if (x->who == NULL)
		x->who = getenv("LOGNAME");
	if (x->who == NULL || x->who[0] == '\0')
		return fault_set(f, FAULT_FORMAT,
		    "nobody is named who rules so: want --who NAME");
	return 0;
}

static int
cmd_rule_run(
    const struct cmd_global *g, int argc, char *argv[], struct fault *f)
{
	struct verdict_job x = { .a = NULL };
	int status;

	if (rule_args(argc, argv, &x, f) != 0)
		return EXIT_USAGE;
	if (archive_arg_open(g, true, &x.a, f) != 0)
		return archive_arg_status(f);
	if (rule_put(&x, f) == 0) {
		rule_tell(g, &x);
		status = EXIT_YES;
	} else {
		status = status_of(f);
	}
	import_doc_free(x.doc);
	history_free(&x.h);
	archive_close(x.a);
	return status;
}

const struct cmd cmd_rule = {
	.name = "rule",
	.usage = "rule EVENT CLASS --why TEXT [--who NAME]",
	.run = cmd_rule_run,
};
