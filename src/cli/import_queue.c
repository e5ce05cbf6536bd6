#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "crypto/sha256.h"
#include "net/pdftotext.h"
#include "provision/segment.h"
#include "text/extract.h"

#include "cli_in.h"

/* As much as pdftotext_run gives. */
#define WORDS_MAX ((size_t)16 << 20)

struct import_queue {
	pthread_t helper;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool end;
	struct import_job *first, *last; /* in the order they came */
	struct import_job *extra; /* taken already, its page now wanted */
	size_t n;
};

/* The exhibits of a capture, with room for one more. */
static struct exhibit *
job_exhibits(const struct capture *c, struct arena *a)
{
	struct exhibit *x = arena_new(a, c->n_exhibits + 1, sizeof(*x));
	size_t i;

	for (i = 0; i < c->n_exhibits; i++) {
		x[i] = c->exhibits[i];
		x[i].role = arena_strdup(a, x[i].role);
		x[i].media_type = arena_strdup(a, x[i].media_type);
		x[i].maker = arena_strdup(a, x[i].maker);
		x[i].bytes = (const unsigned char *)arena_strndup(
		    a, (const char *)x[i].bytes, x[i].len);
	}
	return x;
}

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
	if (c->claimed != NULL)
		own->claimed = arena_strdup(a, c->claimed);
	own->method = arena_strdup(a, c->method);
	own->url = arena_strdup(a, c->url);
	own->record = arena_strdup(a, c->record);
	own->media_type = arena_strdup(a, c->media_type);
	own->select = arena_strdup(a, c->select);
	own->remove = arena_strdup(a, c->remove);
	if (c->gap != NULL)
		own->gap = arena_strdup(a, c->gap);
	if (c->bytes != NULL)
		j->bytes = mem_dup(c->bytes, c->len);
	own->bytes = j->bytes;
	own->exhibits = j->exhibits = job_exhibits(c, a);
	j->doc = doc;
	if (j->bytes != NULL && sha256_of(j->bytes, c->len, &j->raw, f) != 0) {
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
	buf_free(&j->words);
	body_free(&j->body);
	page_free(&j->page);
	arena_free(&j->arena);
	free(j);
}

static struct exhibit *
find_exhibit(struct import_job *j, const char *role)
{
	size_t i;

	for (i = 0; i < j->capture.n_exhibits; i++)
		if (strcmp(j->exhibits[i].role, role) == 0)
			return &j->exhibits[i];
	return NULL;
}

/*
 * An archive that the look comes from had words made, or says so: they are
 * kept, and no text is made of them.
 */
static void
set_words_aside(struct import_job *j)
{
	struct exhibit *x = find_exhibit(j, EXHIBIT_WORDS);
	const char *role = EXHIBIT_WORDS_BEFORE;
	int n = 1;

	if (x == NULL)
		return;
	while (find_exhibit(j, role) != NULL)
		role = arena_fmt(&j->arena, EXHIBIT_WORDS_BEFORE "-%d", ++n);
	x->role = role;
}

/* Of the words of before, those that are the same again are not kept twice. */
static void
drop_same_words(struct import_job *j)
{
	const size_t form = strlen(EXHIBIT_WORDS_BEFORE);
	struct exhibit *x;
	size_t i, n = 0;

	for (i = 0; i < j->capture.n_exhibits; i++) {
		x = &j->exhibits[i];
		if (strncmp(x->role, EXHIBIT_WORDS_BEFORE, form) == 0 &&
		    x->len == j->words.len &&
		    (x->len == 0 ||
			memcmp(x->bytes, j->words.data, x->len) == 0))
			continue;
		j->exhibits[n++] = *x;
	}
	j->capture.n_exhibits = n;
}

/*
 * The words of a PDF, which become an exhibit that its text is made of.  A PDF
 * that has none leaves a page without text, and the reason.
 */
static int
make_words(struct import_job *j, struct extract_source *s, struct fault *f)
{
	struct pdftotext_made made;
	struct exhibit *x;

	set_words_aside(j);
	buf_init(&j->words, WORDS_MAX);
	if (pdftotext_run(s->bytes, s->len, &j->words, &made, f) != 0)
		return -1;
	if (made.why[0] != '\0') {
		j->page.text = arena_strdup(&j->page.arena, "");
		j->page.lang = "";
		j->page.extractor = EXTRACT_VERSION;
		j->gap = arena_strdup(&j->page.arena, made.why);
		return 0;
	}
	drop_same_words(j);
	x = &j->exhibits[j->capture.n_exhibits];
	*x = (struct exhibit){ EXHIBIT_WORDS, PDFTOTEXT_MEDIA_TYPE,
		arena_strdup(&j->arena, made.maker),
		j->words.len == 0 ? (const unsigned char *)"" : j->words.data,
		j->words.len };
	j->capture.n_exhibits++;
	s->media = MEDIA_TEXT;
	s->media_type = PDFTOTEXT_MEDIA_TYPE;
	s->bytes = x->bytes;
	s->len = x->len;
	return 0;
}

/* Text, its digest, and clauses: the part of the work that stands alone. */
static void
make_page(struct import_job *j)
{
	const struct lookrules *rules;
	struct extract_source s = {
		.media = j->capture.media,
		.media_type = j->capture.media_type,
		.bytes = j->capture.bytes,
		.len = j->capture.len,
		.base_url = j->capture.url,
		.select = j->capture.select,
		.remove = j->capture.remove,
	};

	if (s.media == MEDIA_PDF)
		j->rc = make_words(j, &s, &j->fault);
	if (j->rc != 0 || j->gap != NULL)
		return;
	j->rc = extract_page(&s, &j->page, &j->gap, &j->fault);
	if (j->rc != 0 || j->gap != NULL)
		return;
	j->rc = sha256_of(j->page.text, j->page.len, &j->text, &j->fault);
	if (j->rc == 0)
		j->rc = segment_page(&j->page, &j->page.arena, &j->clauses,
		    &j->n_clauses, &j->fault);
	if (j->rc == 0)
		j->rc = lookrules_own(&rules, &j->fault);
	if (j->rc == 0)
		body_make(&j->page, j->clauses, j->n_clauses, rules, &j->body);
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
