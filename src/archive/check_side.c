#include <stdlib.h>
#include <string.h>

#include "archive_in.h"

/*
 * The half of a check that hashes bytes and replays the log, beside the other
 * one: a reader of its own on the same file, in a thread of its own.  What it
 * finds is told when both are done: the order is always that of causes, blobs,
 * documents, log.
 */

/* Problems kept until then; all are counted. */
#define SIDE_WORDS_MAX ((size_t)16 << 20)

/* The words with their NUL, so that they can be told one by one. */
static void
side_problem(void *ctx, const char *words)
{
	buf_add(ctx, words, strlen(words) + 1);
}

static void *
side_run(void *ctx)
{
	struct check_side *s = ctx;
	bool mine = false;

	store_small(s->c.a->store, true);
	if (archive_read_begin(s->c.a, &mine, &s->fault) == 0 &&
	    checker_blobs(&s->c, &s->fault) == 0) {
		s->blobs = s->words.len;
		s->rc = checker_log(&s->c, &s->fault);
	}
	archive_read_end(s->c.a, mine);
	return NULL;
}

void
check_side_start(struct check_side *s, const struct checker *c)
{
	struct fault unused;

	*s = (struct check_side){ .rc = -1 };
	buf_init(&s->words, SIDE_WORDS_MAX);
	buf_init(&s->held, SIDE_WORDS_MAX);
	s->c = (struct checker){ .read_data = c->read_data,
		.problem = side_problem,
		.ctx = &s->words };
	/* What is not committed has one reader. */
	if (!c->read_data || db_writing(c->a->db) ||
	    archive_open(c->a->path, false, &s->c.a, &unused) != 0)
		return;
	s->running = pthread_create(&s->thread, NULL, side_run, s) == 0;
}

void
check_side_hold(struct check_side *s, struct checker *c)
{
	s->problem = c->problem;
	s->ctx = c->ctx;
	c->problem = side_problem;
	c->ctx = &s->held;
}

static void
side_tell(struct checker *c, const struct buf *b, size_t from, size_t end)
{
	const char *const words = (const char *)b->data;

	for (; from < end; from += strlen(words + from) + 1)
		c->problem(c->ctx, words + from);
}

int
check_side_end(struct check_side *s, struct checker *c, struct fault *f)
{
	c->problem = s->problem;
	c->ctx = s->ctx;
	if (!s->running) {
		if (checker_blobs(c, f) != 0)
			return -1;
		side_tell(c, &s->held, 0, s->held.len);
		return checker_log(c, f);
	}
	s->running = false;
	if (pthread_join(s->thread, NULL) != 0)
		return fault_set(f, FAULT_IO, "check: a thread was lost");
	if (s->rc != 0) {
		*f = s->fault;
		return -1;
	}
	side_tell(c, &s->words, 0, s->blobs);
	side_tell(c, &s->held, 0, s->held.len);
	side_tell(c, &s->words, s->blobs, s->words.len);
	c->n += s->c.n;
	c->data_bytes += s->c.data_bytes;
	c->leaves = s->c.leaves;
	c->checkpoints = s->c.checkpoints;
	return 0;
}

void
check_side_free(struct check_side *s)
{
	if (s->running)
		(void)pthread_join(s->thread, NULL);
	archive_close(s->c.a);
	buf_free(&s->words);
	buf_free(&s->held);
}
