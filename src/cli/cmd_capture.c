#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/num.h"
#include "cli/archive_arg.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/status.h"
#include "cli/table.h"
#include "net/post.h"

#include "capture_in.h"

#define CAPTURE_SUBJECTS 64
#define CAPTURE_JOBS 8

/* So much waits before it is stored, and so long: what is told is kept. */
#define FLUSH_DOCS 32
#define FLUSH_BYTES ((size_t)16 << 20)
#define FLUSH_MS 500

#define WAIT_MS 250

/* Each wait for another writer is five seconds (db/db.h). */
#define BUSY_TRIES 24

struct capture_args {
	const char *subjects[CAPTURE_SUBJECTS];
	const char *jobs, *proxy, *ca, *contact, *delay, *timeout, *tsa_auth;
	const char *tsa[TSP_AUTHORITIES];
	size_t n_subjects, n_tsa;
	struct net_options net;
};

/* One run of the command. */
struct capturing {
	const struct cmd_global *g;
	const struct capture_args *args;
	struct archive *archive;
	struct capture_plan plan;
	struct net_pool *pool;
	struct import_run *run;
	struct capture_later later;
	struct capture_stamps stamps;
	int64_t *stored; /* events to be stamped */
	size_t n_stored;
	struct arena arena;
	struct table table;
	size_t waiting, waiting_bytes; /* taken, not stored */
	int64_t since_ms;
};

static const char *const capture_columns[] = { "time", "class", "subject",
	"detail", "version", "event" };

/* Told of a look that is on the disk. */
static void
capture_told(void *ctx, const struct import_stored *s)
{
	struct capturing *x = ctx;
	char time[CLOCK_TEXT];
	struct buf subject;

	x->stored =
	    arena_more(&x->arena, x->stored, x->n_stored, sizeof(*x->stored));
	x->stored[x->n_stored++] = s->event;
	if (x->g->quiet && !x->g->json)
		return;
	buf_init(&subject, 65536);
	buf_fmt(&subject, "%s/%s", s->platform, s->document);
	table_str(&x->table, clock_rfc3339(s->time_utc_ms, time));
	table_str(&x->table, ruling_name(s->ruling));
	table_str(&x->table, (const char *)subject.data);
	table_str(&x->table, s->detail);
	if (s->version == 0)
		table_none(&x->table);
	else
		table_int(&x->table, s->version);
	table_int(&x->table, s->event);
	buf_free(&subject);
}

/* Store what waits, say so, and have it stamped. */
static int
capture_flush(struct capturing *x, struct fault *f)
{
	size_t i;
	int tries = 0;

	if (x->waiting == 0)
		return 0;
	while (import_run_flush(x->run, f) != 0) {
		if (f->kind != FAULT_BUSY || ++tries == BUSY_TRIES)
			return -1;
		f->kind = FAULT_NONE;
	}
	x->waiting = x->waiting_bytes = 0;
	(void)fflush(stdout); /* main asks whether it could be written */
	for (i = 0; i < x->n_stored && x->args->n_tsa > 0; i++)
		capture_stamp(&x->stamps, x->stored[i]);
	x->stored = NULL;
	x->n_stored = 0;
	arena_free(&x->arena);
	return 0;
}

static int
capture_flush_due(struct capturing *x, struct fault *f)
{
	if (x->waiting < FLUSH_DOCS && x->waiting_bytes < FLUSH_BYTES &&
	    (x->waiting == 0 || clock_steady_ms() - x->since_ms < FLUSH_MS))
		return 0;
	return capture_flush(x, f);
}

/* All pages of a document are here: into the pipeline, and out of memory. */
static int
capture_whole(struct capturing *x, struct capture_doc *doc, struct fault *f)
{
	size_t i;

	if (capture_take(x->run, doc, f) != 0)
		return -1;
	if (x->waiting++ == 0)
		x->since_ms = clock_steady_ms();
	for (i = 0; i < doc->d.n_sources; i++) {
		if (doc->looks[i] != NULL)
			x->waiting_bytes += net_look_body(doc->looks[i])->len +
			    doc->looks[i]->received.len;
		net_look_free(doc->looks[i]);
		doc->looks[i] = NULL;
	}
	return capture_flush_due(x, f);
}

static int
capture_landed(struct capturing *x, struct capture_page *page,
    struct net_look *look, struct fault *f)
{
	struct capture_doc *doc = page->doc;

	doc->looks[page->i] = look;
	if (++doc->n_landed < doc->d.n_sources)
		return 0;
	return capture_whole(x, doc, f);
}

/* Ask for every page of every document. */
static int
capture_ask(struct capturing *x, struct fault *f)
{
	struct capture_page *page;
	struct capture_doc *doc;
	struct net_ask ask;
	size_t i, k;

	for (i = 0; i < x->plan.n_docs; i++) {
		doc = &x->plan.docs[i];
		if (doc->d.refused[0] != '\0' || doc->d.n_sources == 0) {
			if (capture_whole(x, doc, f) != 0)
				return -1;
			continue;
		}
		for (k = 0; k < doc->d.n_sources; k++) {
			page = arena_new(&x->plan.arena, 1, sizeof(*page));
			*page = (struct capture_page){ doc, k };
			ask = capture_ask_of(page);
			if (net_pool_add(x->pool, &ask, page, f) != 0)
				return fault_under(f, "%.150s/%.150s",
				    doc->platform, doc->document);
		}
	}
	return 0;
}

/* Pages that plain HTTP shows, as they come. */
static int
capture_plain(struct capturing *x, struct fault *f)
{
	struct net_look *look;

	while (net_pool_left(x->pool) > 0) {
		if (net_pool_next(x->pool, WAIT_MS, &look, f) != 0)
			return -1;
		if (look != NULL && !capture_later_take(&x->later, look) &&
		    capture_landed(x, look->tag, look, f) != 0)
			return -1;
		if (capture_flush_due(x, f) != 0)
			return -1;
	}
	return 0;
}

/* And those that want a browser, one after the other. */
static int
capture_rendered(struct capturing *x, struct fault *f)
{
	struct net_look *look;

	for (;;) {
		if (capture_later_next(&x->later, &look, f) != 0)
			return -1;
		if (look == NULL)
			return 0;
		if (capture_landed(x, look->tag, look, f) != 0)
			return -1;
	}
}

/* What tsp asks for, asked of the network. */
static int
capture_post(void *arg, const struct post *p, struct buf *out, struct fault *f)
{
	const struct capture_args *args = arg;
	const struct net_post n = {
		.url = p->url,
		.media_type = p->media_type,
		.accept = p->accept,
		.basic_auth = p->basic_auth,
		.body = p->body,
		.n = p->n,
		.max_bytes = p->max_bytes,
		.timeout_ms = p->timeout_ms,
		.allow_private = true, /* the user named it himself */
		.proxy = args->proxy,
		.ca = args->ca,
	};

	return net_post(&n, out, f);
}

static int
capture_stamps_open(
    struct capturing *x, struct capture_args *args, struct fault *f)
{
	struct tsp_source *s = &x->stamps.source;
	size_t i;

	x->stamps.archive = x->archive;
	s->n = args->n_tsa;
	for (i = 0; i < args->n_tsa; i++)
		s->at[i].url = args->tsa[i];
	s->net = (struct poster){ capture_post, args };
	if (args->tsa_auth != NULL &&
	    tsp_source_auth(s, args->tsa_auth, f) != 0)
		return fault_under(f, "--tsa-auth");
	return 0;
}

/* A time stamp that was not to be had costs a word. */
static void
capture_warn(const struct capturing *x)
{
	if (x->args->contact == NULL && !x->g->quiet)
		(void)fputs("proviso capture: no contact address is sent; give "
			    "one with --contact or PROVISO_CONTACT\n",
		    stderr);
	if (!x->stamps.down)
		return;
	(void)fputs("proviso capture: warning: no time stamp: ", stderr);
	table_words(stderr, x->stamps.why.text, strlen(x->stamps.why.text));
	(void)fputs("; the next capture with --tsa asks again\n", stderr);
}

static int
capture_run(struct capturing *x, struct capture_args *args,
    struct import_counts *counts, struct fault *f)
{
	struct import_options o = {
		.shared = true, .stored = capture_told, .ctx = x
	};

	if (capture_stamps_open(x, args, f) != 0 ||
	    clock_now(&o.now_utc_ms, f) != 0 ||
	    capture_plan_make(x->archive, args->subjects, args->n_subjects,
		o.now_utc_ms, &x->plan, f) != 0 ||
	    net_pool_new(&args->net, &x->pool, f) != 0 ||
	    import_run_new(x->archive, &o, &x->run, f) != 0)
		return -1;
	capture_later_open(
	    &x->later, args->net.ca, args->net.proxy, net_pool_agent(x->pool));
	if (args->n_tsa > 0)
		capture_stamp_old(&x->stamps, o.now_utc_ms);
	if (capture_ask(x, f) != 0 || capture_plain(x, f) != 0 ||
	    capture_rendered(x, f) != 0 || capture_flush(x, f) != 0 ||
	    import_run_finish(x->run, counts, f) != 0)
		return -1;
	return 0;
}

static int
capture_number(const char *s, int64_t min, int64_t max, const char *what,
    int *out, struct fault *f)
{
	int64_t v;

	if (s == NULL)
		return 0;
	if (num_i64(s, min, max, what, &v, f) != 0)
		return -1;
	*out = (int)v;
	return 0;
}

static int
capture_options(int argc, char *argv[], struct capture_args *x, struct fault *f)
{
	const struct opt opts[] = {
		{ .name = "--jobs", .value = &x->jobs },
		{ .name = "--tsa",
		    .list = x->tsa,
		    .max = TSP_AUTHORITIES,
		    .n = &x->n_tsa },
		{ .name = "--tsa-auth", .value = &x->tsa_auth },
		{ .name = "--proxy", .value = &x->proxy },
		{ .name = "--ca", .value = &x->ca },
		{ .name = "--contact", .value = &x->contact },
		{ .name = "--delay", .value = &x->delay },
		{ .name = "--timeout", .value = &x->timeout },
		{ .name = NULL },
	};
	int jobs = CAPTURE_JOBS, delay = NET_DELAY_MS, timeout = 0;

	if (opt_parse(opts, argc, argv, x->subjects, CAPTURE_SUBJECTS,
		&x->n_subjects, f) != 0 ||
	    capture_number(x->jobs, 1, NET_JOBS_MAX, "--jobs", &jobs, f) != 0 ||
	    capture_number(x->delay, 0, 3600000, "--delay", &delay, f) != 0 ||
	    capture_number(x->timeout, 1, 3600, "--timeout", &timeout, f) != 0)
		return -1;
	if (x->contact == NULL)
		x->contact = getenv("PROVISO_CONTACT");
	x->net = (struct net_options){
		.jobs = (size_t)jobs,
		.contact = x->contact,
		.proxy = x->proxy,
		.ca = x->ca,
		.request_ms = timeout * 1000,
		.slow_ms = timeout * 1000 / 2,
		.delay_ms = delay == 0 ? -1 : delay,
	};
	return 0;
}

static int
cmd_capture_run(
    const struct cmd_global *g, int argc, char *argv[], struct fault *f)
{
	struct capture_args args = { .n_subjects = 0 };
	struct import_counts counts = { .added = 0 };
	struct capturing x = { .g = g, .args = &args };
	int status;

	if (capture_options(argc, argv, &args, f) != 0)
		return EXIT_USAGE;
	if (archive_arg_open(g, true, &x.archive, f) != 0)
		return archive_arg_status(f);
	table_begin(&x.table, g, capture_columns,
	    sizeof(capture_columns) / sizeof(capture_columns[0]));
	if (capture_run(&x, &args, &counts, f) != 0)
		status = status_of(f);
	else
		status = counts.by_class[RULING_GAP] > 0 ? EXIT_GAPS : EXIT_YES;
	table_end(&x.table);
	capture_warn(&x);
	capture_later_close(&x.later);
	import_run_free(x.run);
	net_pool_free(x.pool);
	capture_plan_free(&x.plan);
	tsp_source_wipe(&x.stamps.source);
	arena_free(&x.arena);
	archive_close(x.archive);
	return status;
}

const struct cmd cmd_capture = {
	.name = "capture",
	.usage = "capture [SUBJECT...] [--jobs N] [--tsa URL]... "
		 "[--tsa-auth FILE] [--proxy URL] [--ca FILE] "
		 "[--contact ADDRESS] [--delay MS] [--timeout SECONDS]",
	.run = cmd_capture_run,
};
