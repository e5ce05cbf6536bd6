#include <stdio.h>
#include <string.h>

#include "archive/log.h"
#include "archive/log_sign.h"
#include "archive/token.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/hold.h"
#include "base/jv.h"
#include "cli/archive_arg.h"
#include "cli/checkpoint_arg.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/status.h"
#include "cli/table.h"
#include "crypto/sha256.h"
#include "crypto/tsp.h"
#include "net/post.h"

struct checkpoint_args {
	struct archive_log_signing sign;
	const char *cosignature, *newest, *out, *tsa_auth;
	const char *tsa[TSP_AUTHORITIES];
	size_t n_tsa;
};

/* What came of it. */
struct checkpoint_told {
	struct archive_log_signed signed_head;
	struct buf note;
	size_t n_cosigned;
	struct tsp_token token;
	bool stamped;
	struct fault stamp_fault; /* why it is not */
};

static int
checkpoint_options(
    int argc, char *argv[], struct checkpoint_args *x, struct fault *f)
{
	const struct opt opts[] = {
		{ .name = "--tsa",
		    .list = x->tsa,
		    .max = TSP_AUTHORITIES,
		    .n = &x->n_tsa },
		{ .name = "--tsa-auth", .value = &x->tsa_auth },
		{ .name = "--add-cosignature", .value = &x->cosignature },
		{ .name = "--log-key", .value = &x->sign.log_key },
		{ .name = "--newest", .value = &x->newest },
		{ .name = "--rotate", .value = &x->sign.rotate_to },
		{ .name = "--new-origin", .value = &x->sign.new_origin },
		{ .name = "-o", .value = &x->out },
		{ .name = NULL },
	};
	const char *args[1];
	size_t n;

	if (opt_parse(opts, argc, argv, args, 0, &n, f) != 0)
		return -1;
	if (x->sign.rotate_to != NULL && x->sign.new_origin != NULL)
		return fault_set(f, FAULT_FORMAT,
		    "--rotate changes the key of this log, --new-origin "
		    "begins another: want one of them");
	return 0;
}

/* What tsp asks for, asked of the network. */
static int
checkpoint_post(
    void *arg, const struct post *p, struct buf *out, struct fault *f)
{
	const struct net_post n = { .url = p->url,
		.media_type = p->media_type,
		.accept = p->accept,
		.basic_auth = p->basic_auth,
		.body = p->body,
		.n = p->n,
		.max_bytes = p->max_bytes,
		.timeout_ms = p->timeout_ms,
		.allow_private = p->allow_private };

	(void)arg;
	return net_post(&n, out, f);
}

static int
checkpoint_keep_token(struct archive *a, int64_t id,
    const struct archive_token *t, struct fault *f)
{
	if (archive_begin(a, f) != 0)
		return -1;
	if (archive_token_put(a, STAMPED_CHECKPOINT, id, t, f) == 0 &&
	    archive_commit(a, f) == 0)
		return 0;
	archive_rollback(a);
	return -1;
}

/* A time stamp over the note; one that cannot be had is told, not a failure. */
static int
checkpoint_stamp(struct archive *a, struct checkpoint_args *x,
    struct checkpoint_told *t, struct fault *f)
{
	struct tsp_source s = { .net = { checkpoint_post, NULL } };
	struct archive_token token;
	const char *from = "";
	struct digest d;
	size_t i;
	int rc = -1;

	for (i = 0; i < x->n_tsa; i++)
		s.at[s.n++].url = x->tsa[i];
	if (sha256_of(t->note.data, t->signed_head.own_n, &d, f) != 0 ||
	    (x->tsa_auth != NULL && tsp_source_auth(&s, x->tsa_auth, f) != 0))
		goto out;
	if (tsp_ask(&s, &d, x->sign.now_utc_ms, &t->token, &from,
		&t->stamp_fault) != 0) {
		rc = 0;
		goto out;
	}
	token = (struct archive_token){ from, t->token.der, t->token.n };
	if (checkpoint_keep_token(a, t->signed_head.id, &token, f) != 0)
		goto out;
	t->stamped = true;
	rc = 0;
out:
	tsp_source_wipe(&s);
	return rc;
}

static int
checkpoint_cosign(struct archive *a, const struct checkpoint_args *x,
    struct checkpoint_told *t, struct fault *f)
{
	struct checkpoint c;
	struct buf b;
	bool found;
	int rc = -1;

	buf_init(&b, NOTE_MAX);
	/* A witness may answer with its lines alone. */
	if (file_read(x->cosignature, &b, f) != 0)
		goto out;
	if (b.len > 3 && memcmp(b.data, "\xe2\x80\x94", 3) == 0) {
		struct buf whole;

		buf_init(&whole, NOTE_MAX);
		if (archive_log_newest(a, &whole, &c, &found, f) != 0) {
			buf_free(&whole);
			goto out;
		}
		buf_add(&whole, b.data, b.len);
		buf_free(&b);
		b = whole;
	}
	if (archive_log_cosign(a, b.data, b.len, &t->n_cosigned, f) != 0 ||
	    archive_log_newest(
		a, &t->note, &t->signed_head.checkpoint, &found, f) != 0)
		goto out;
	rc = 0;
out:
	buf_free(&b);
	return rc;
}

static void
checkpoint_tell(const struct cmd_global *g, const struct checkpoint_args *x,
    const struct checkpoint_told *t)
{
	const struct checkpoint *c = &t->signed_head.checkpoint;
	char time[CLOCK_TEXT];
	struct jv *o;

	if (g->json) {
		o = jv_object();
		jv_set_str(o, "origin", c->origin);
		jv_set_int(o, "size", (int64_t)c->head.size);
		jv_set_str(o, "root", digest_hex(&c->head.root).s);
		jv_set_bool(o, "new", t->signed_head.made);
		jv_set_int(o, "cosignatures_added", (int64_t)t->n_cosigned);
		jv_set_str(o, "note", (const char *)t->note.data);
		if (t->stamped)
			jv_set_str(o, "time_stamp",
			    clock_rfc3339(t->token.time_utc_ms, time));
		table_value_take(o);
		return;
	}
	if (x->out == NULL)
		(void)fwrite(t->note.data, 1, t->note.len, stdout);
	if (g->quiet)
		return;
	if (x->cosignature != NULL)
		(void)fprintf(stderr, "%zu cosignature%s added\n",
		    t->n_cosigned, t->n_cosigned == 1 ? "" : "s");
	if (t->stamped)
		(void)fprintf(stderr, "time stamp: %s, by %s\n",
		    clock_rfc3339(t->token.time_utc_ms, time), t->token.name);
}

/* FILE, and FILE.tst where it was stamped now. */
static int
checkpoint_write(
    const char *path, const struct checkpoint_told *t, struct fault *f)
{
	struct buf b;
	int rc;

	hold_sweep(path);
	buf_init(&b, strlen(path) + 8);
	buf_fmt(&b, "%s.tst", path);
	rc = t->stamped ? file_publish((const char *)b.data, t->token.der,
			      t->token.n, 0666, f)
			: 0;
	buf_free(&b);
	if (rc != 0)
		return -1;
	return file_publish(path, t->note.data, t->note.len, 0666, f);
}

static int
checkpoint_run(struct archive *a, struct checkpoint_args *x,
    struct checkpoint_told *t, struct fault *f)
{
	struct buf shown;
	int rc = -1;

	buf_init(&shown, NOTE_MAX);
	if (clock_now(&x->sign.now_utc_ms, f) != 0)
		goto out;
	if (x->newest != NULL) {
		if (checkpoint_arg(x->newest, &shown, f) != 0)
			goto out;
		x->sign.shown = shown.data;
		x->sign.shown_n = shown.len;
	}
	if (x->cosignature != NULL) {
		if (checkpoint_cosign(a, x, t, f) != 0)
			goto out;
	} else if (archive_log_sign(
		       a, &x->sign, &t->note, &t->signed_head, f) != 0 ||
	    (x->n_tsa > 0 && checkpoint_stamp(a, x, t, f) != 0)) {
		goto out;
	}
	if (x->out != NULL && checkpoint_write(x->out, t, f) != 0)
		goto out;
	rc = 0;
out:
	buf_free(&shown);
	return rc;
}

static int
cmd_checkpoint_run(
    const struct cmd_global *g, int argc, char *argv[], struct fault *f)
{
	struct checkpoint_told t = { .n_cosigned = 0 };
	struct checkpoint_args x = { .n_tsa = 0 };
	struct archive *a = NULL;
	int status;

	if (checkpoint_options(argc, argv, &x, f) != 0)
		return EXIT_USAGE;
	if (archive_arg_open(g, true, &a, f) != 0)
		return archive_arg_status(f);
	buf_init(&t.note, NOTE_MAX);
	if (checkpoint_run(a, &x, &t, f) != 0) {
		status = status_of(f);
	} else {
		checkpoint_tell(g, &x, &t);
		status = EXIT_YES;
		/* Signed and kept; the stamp can be asked for again. */
		if (x.n_tsa > 0 && !t.stamped) {
			*f = t.stamp_fault;
			(void)fault_under(f, "signed and kept, not stamped");
			status = EXIT_NET;
		}
	}
	tsp_token_free(&t.token);
	buf_free(&t.note);
	archive_close(a);
	return status;
}

const struct cmd cmd_checkpoint = {
	.name = "checkpoint",
	.usage = "checkpoint [--tsa URL]... [--tsa-auth F] "
		 "[--add-cosignature F] [--log-key FILE] [--newest FILE] "
		 "[--rotate KEY|--new-origin KEY] [-o FILE]",
	.run = cmd_checkpoint_run,
};
