#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"
#include "crypto/sha256.h"
#include "provision/segment.h"
#include "text/extract.h"

#include "cli_in.h"

struct import_queue {
	pthread_t helper;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool end;
	struct import_job *first, *last; /* in the order they came */
	struct import_job *extra; /* taken already, its page now wanted */
	size_t n;
};

struct import_job *
import_job_new(const struct capture *c, struct import_doc *doc, struct fault *f)
{
	struct import_job *j = mem_new(1, sizeof(*j));
	struct capture *own = &j->capture;
	struct arena *a = &j->arena;

	*own = *c;
	own->platform = doc->platform;
	own->document = doc->document;
	own->key = arena_strdup(a, c->key);
	own->method = arena_strdup(a, c->method);
	own->url = arena_strdup(a, c->url);
	own->record = arena_strdup(a, c->record);
	own->media_type = arena_strdup(a, c->media_type);
	own->select = arena_strdup(a, c->select);
	own->remove = arena_strdup(a, c->remove);
	j->bytes = mem_dup(c->bytes, c->len);
	own->bytes = j->bytes;
	j->doc = doc;
	if (sha256_of(j->bytes, c->len, &j->raw, f) != 0) {
		import_job_free(j);
		return NULL;
	}
	return j;
}

void
import_job_free(struct import_job *j)
{
	if (j == NULL)
		return;
	free(j->bytes);
	page_free(&j->page);
	arena_free(&j->arena);
	free(j);
}

/* Text, its digest, and clauses: the part of the work that stands alone. */
static void
make_page(struct import_job *j)
{
	const struct extract_source s = {
		.media = j->capture.media,
		.media_type = j->capture.media_type,
		.bytes = j->capture.bytes,
		.len = j->capture.len,
		.base_url = j->capture.url,
		.select = j->capture.select,
		.remove = j->capture.remove,
	};

	j->rc = extract_page(&s, &j->page, &j->gap, &j->fault);
	if (j->rc != 0 || j->gap != NULL)
		return;
	j->rc = sha256_of(j->page.text, j->page.len, &j->text, &j->fault);
	if (j->rc == 0)
		j->rc = segment_page(&j->page, &j->page.arena, &j->clauses,
		    &j->n_clauses, &j->fault);
}

/* The next job whose page is wanted and not made; the lock is held. */
static struct import_job *
next_wanted(struct import_queue *q)
{
	struct import_job *j;

	if (q->extra != NULL && !q->extra->has_page)
		return q->extra;
	for (j = q->first; j != NULL; j = j->next)
		if (j->wants_page && !j->has_page)
			return j;
	return NULL;
}

static void *
help(void *arg)
{
	struct import_queue *q = arg;
	struct import_job *j;

	(void)pthread_mutex_lock(&q->lock);
	while (!q->end) {
		j = next_wanted(q);
		if (j == NULL) {
			(void)pthread_cond_wait(&q->changed, &q->lock);
			continue;
		}
		(void)pthread_mutex_unlock(&q->lock);
		make_page(j);
		(void)pthread_mutex_lock(&q->lock);
		j->has_page = 1;
		(void)pthread_cond_broadcast(&q->changed);
	}
	(void)pthread_mutex_unlock(&q->lock);
	return NULL;
}

struct import_queue *
import_queue_new(struct fault *f)
{
	struct import_queue *q = mem_new(1, sizeof(*q));

	if (pthread_mutex_init(&q->lock, NULL) != 0 ||
	    pthread_cond_init(&q->changed, NULL) != 0 ||
	    pthread_create(&q->helper, NULL, help, q) != 0) {
		(void)fault_set(f, FAULT_IO, "thread: the system has none");
		free(q);
		return NULL;
	}
	return q;
}

void
import_queue_free(struct import_queue *q)
{
	struct import_job *j;

	if (q == NULL)
		return;
	(void)pthread_mutex_lock(&q->lock);
	q->end = true;
	(void)pthread_cond_broadcast(&q->changed);
	(void)pthread_mutex_unlock(&q->lock);
	(void)pthread_join(q->helper, NULL);
	while ((j = q->first) != NULL) {
		q->first = j->next;
		import_job_free(j);
	}
	(void)pthread_cond_destroy(&q->changed);
	(void)pthread_mutex_destroy(&q->lock);
	free(q);
}

void
import_queue_put_take(struct import_queue *q, struct import_job *j)
{
	(void)pthread_mutex_lock(&q->lock);
	if (q->last == NULL)
		q->first = j;
	else
		q->last->next = j;
	q->last = j;
	q->n++;
	(void)pthread_cond_broadcast(&q->changed);
	(void)pthread_mutex_unlock(&q->lock);
}

size_t
import_queue_len(const struct import_queue *q)
{
	return q->n;
}

struct import_job *
import_queue_take(struct import_queue *q)
{
	struct import_job *j;

	(void)pthread_mutex_lock(&q->lock);
	j = q->first;
	while (j != NULL && j->wants_page && !j->has_page)
		(void)pthread_cond_wait(&q->changed, &q->lock);
	if (j != NULL) {
		q->first = j->next;
		if (q->first == NULL)
			q->last = NULL;
		j->next = NULL;
		q->n--;
	}
	(void)pthread_mutex_unlock(&q->lock);
	return j;
}

int
import_queue_page(struct import_queue *q, struct import_job *j, struct fault *f)
{
	(void)pthread_mutex_lock(&q->lock);
	if (!j->has_page) {
		q->extra = j;
		(void)pthread_cond_broadcast(&q->changed);
		while (!j->has_page)
			(void)pthread_cond_wait(&q->changed, &q->lock);
		q->extra = NULL;
	}
	(void)pthread_mutex_unlock(&q->lock);
	if (j->rc != 0)
		*f = j->fault;
	return j->rc;
}
