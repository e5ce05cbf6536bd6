#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "archive/archive.h"
#include "base/mem.h"
#include "cli/archive_arg.h"
#include "pdf/face.h"
#include "verify_in.h"

/*
 * Files judged by several processes, answers told in order.
 *
 * Each worker has one socket: the number of a file goes in, its answer comes
 * out.  Processes and not threads: a file that brings one down costs its own
 * answer, and memory that libraries keep is theirs.
 */

/* Files judged ahead of the one that is told next, for each worker: a slow
 * file holds up no worker, and answers kept are few. */
#define AHEAD 16
/* Read at once from a worker. */
#define CHUNK 65536
/* A file that kills its worker is not tried again; more workers than this
 * that never came up at all are a machine's trouble. */
#define DEATHS_MAX 1000

/* Before the bytes of an answer; both ends are the same program. */
struct answer_head {
	size_t i;
	int status;
	size_t out, err, value, heads;
};

struct worker {
	pid_t pid; /* 0: none */
	int fd;
	bool busy;
	size_t i; /* the file it has */
	struct buf in; /* of its answer so far */
};

struct pool {
	const struct verify_run *v;
	const char *const *paths;
	size_t n;
	struct worker *workers;
	size_t n_workers;
	size_t given, told; /* files */
	struct verify_answer **answers; /* [i], from told on */
	size_t deaths;
};

/* All n bytes, or false: the other end is gone. */
static bool
send_all(int fd, const void *p, size_t n)
{
	const unsigned char *at = p;
	ssize_t k;

	while (n > 0) {
		k = send(fd, at, n, MSG_NOSIGNAL);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return false;
		at += k;
		n -= (size_t)k;
	}
	return true;
}

static bool
recv_all(int fd, void *p, size_t n)
{
	unsigned char *at = p;
	ssize_t k;

	while (n > 0) {
		k = recv(fd, at, n, 0);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return false;
		at += k;
		n -= (size_t)k;
	}
	return true;
}

static bool
send_answer(int fd, size_t i, const struct verify_answer *a)
{
	struct answer_head h;

	memset(&h, 0, sizeof(h));
	h.i = i;
	h.status = a->status;
	h.out = a->out.len;
	h.err = a->err.len;
	h.value = a->value.len;
	h.heads = a->heads.len;
	return send_all(fd, &h, sizeof(h)) &&
	    send_all(fd, a->out.data, a->out.len) &&
	    send_all(fd, a->err.data, a->err.len) &&
	    send_all(fd, a->value.data, a->value.len) &&
	    send_all(fd, a->heads.data, a->heads.len);
}

/* A worker's life: it ends when no more numbers can come. */
static void
work(const struct pool *p, int fd)
{
	struct verify_run v = *p->v;
	struct fault f = { .kind = FAULT_NONE };
	struct archive *archive = NULL;
	struct faces *faces = NULL;
	struct verify_answer a;
	bool open;
	size_t i;

	/* Neither a database nor its locks live through a fork. */
	v.packet.faces = &faces;
	open = verify_open_log(&v, &v.packet.log, &archive, &f) == EXIT_YES;
	verify_answer_init(&a);
	while (recv_all(fd, &i, sizeof(i)) && i < p->n) {
		if (open)
			verify_file(&v, p->paths[i], &a);
		else
			verify_say_fault(&v, p->paths[i], &f, &a);
		if (!send_answer(fd, i, &a))
			break;
	}
	verify_answer_free(&a);
	faces_free(faces);
	log_check_free(v.packet.log);
	archive_close(archive);
}

static int
worker_start(struct pool *p, struct worker *w, struct fault *f)
{
	int ends[2];
	size_t i;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
		return fault_sys(f, "socketpair");
	(void)fflush(stdout);
	(void)fflush(stderr);
	w->pid = fork();
	if (w->pid < 0) {
		w->pid = 0;
		(void)fault_sys(f, "fork");
		(void)close(ends[0]);
		(void)close(ends[1]);
		return -1;
	}
	if (w->pid == 0) {
		/* Ends held open here would hide the parent's death. */
		for (i = 0; i < p->n_workers; i++)
			if (p->workers[i].fd >= 0)
				(void)close(p->workers[i].fd);
		(void)close(ends[0]);
		work(p, ends[1]);
		_exit(0);
	}
	(void)close(ends[1]);
	w->fd = ends[0];
	w->busy = false;
	buf_init(&w->in, sizeof(struct answer_head) + 4 * VERIFY_WORDS_MAX);
	return 0;
}

/* Its end; *how says why, where it was not told to. */
static void
worker_end(struct worker *w, int *how)
{
	int status = 0;

	if (w->fd >= 0)
		(void)close(w->fd);
	w->fd = -1;
	if (w->pid > 0)
		while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
			;
	w->pid = 0;
	buf_free(&w->in);
	if (how != NULL)
		*how = status;
}

/* The file whose worker died has that as its answer. */
static void
answer_dead(struct pool *p, size_t i, int how)
{
	struct verify_answer *a = mem_new(1, sizeof(*a));
	struct fault f;

	verify_answer_init(a);
	if (WIFSIGNALED(how))
		(void)fault_set(&f, FAULT_STATE,
		    "%s: the process that judged it was ended by signal %d",
		    p->paths[i], WTERMSIG(how));
	else
		(void)fault_set(&f, FAULT_STATE,
		    "%s: the process that judged it ended with status %d",
		    p->paths[i], WEXITSTATUS(how));
	verify_say_fault(p->v, p->paths[i], &f, a);
	p->answers[i] = a;
}

/* An answer that is all there is taken out of the bytes. */
static void
worker_answer(struct pool *p, struct worker *w)
{
	struct verify_answer *a;
	const unsigned char *at;
	struct answer_head h;

	if (w->in.len < sizeof(h))
		return;
	memcpy(&h, w->in.data, sizeof(h));
	if (w->in.len < sizeof(h) + h.out + h.err + h.value + h.heads)
		return;
	a = mem_new(1, sizeof(*a));
	verify_answer_init(a);
	a->status = h.status;
	at = w->in.data + sizeof(h);
	buf_add(&a->out, at, h.out);
	buf_add(&a->err, at + h.out, h.err);
	buf_add(&a->value, at + h.out + h.err, h.value);
	buf_add(&a->heads, at + h.out + h.err + h.value, h.heads);
	p->answers[w->i] = a;
	w->busy = false;
	w->in.len = 0;
}

static int
worker_read(struct pool *p, struct worker *w, struct fault *f)
{
	unsigned char chunk[CHUNK];
	ssize_t k = recv(w->fd, chunk, sizeof(chunk), 0);
	int how;

	if (k < 0 && errno == EINTR)
		return 0;
	if (k > 0) {
		buf_add(&w->in, chunk, (size_t)k);
		if (buf_check(&w->in, "answer of a worker", f) != 0)
			return -1;
		worker_answer(p, w);
		return 0;
	}
	worker_end(w, &how);
	if (w->busy)
		answer_dead(p, w->i, how);
	w->busy = false;
	if (p->deaths++ == DEATHS_MAX)
		return fault_set(f, FAULT_STATE,
		    "%d processes died over their files", DEATHS_MAX);
	return worker_start(p, w, f);
}

/* Every idle worker gets a file, as long as none is too far ahead. */
static void
pool_give(struct pool *p)
{
	struct worker *w;
	size_t i;

	for (i = 0; i < p->n_workers; i++) {
		w = &p->workers[i];
		if (w->busy || p->given == p->n ||
		    p->given >= p->told + AHEAD * p->n_workers)
			continue;
		/* A dead one is seen when it is read. */
		w->i = p->given++;
		w->busy = true;
		(void)send_all(w->fd, &w->i, sizeof(w->i));
	}
}

static int
pool_tell(struct pool *p, verify_told *told, void *arg, struct fault *f)
{
	struct verify_answer *a;
	int rc;

	while (p->told < p->n && (a = p->answers[p->told]) != NULL) {
		rc = told(arg, p->told, a, f);
		p->answers[p->told++] = NULL;
		verify_answer_free(a);
		free(a);
		if (rc != 0)
			return -1;
	}
	return 0;
}

static int
pool_wait(struct pool *p, struct pollfd *fds, struct fault *f)
{
	size_t i;

	for (i = 0; i < p->n_workers; i++)
		fds[i] = (struct pollfd){ p->workers[i].fd, POLLIN, 0 };
	if (poll(fds, (nfds_t)p->n_workers, -1) < 0)
		return errno == EINTR ? 0 : fault_sys(f, "poll");
	for (i = 0; i < p->n_workers; i++)
		if (fds[i].revents != 0 &&
		    worker_read(p, &p->workers[i], f) != 0)
			return -1;
	return 0;
}

int
verify_jobs(const struct verify_run *v, const char *const *paths, size_t n,
    size_t jobs, verify_told *told, void *arg, struct fault *f)
{
	struct pool p = { .v = v, .paths = paths, .n = n };
	struct pollfd *fds;
	size_t i;
	int rc = -1;

	p.n_workers = jobs < n ? jobs : n;
	p.workers = mem_new(p.n_workers + 1, sizeof(*p.workers));
	p.answers = mem_new(n + 1, sizeof(*p.answers));
	fds = mem_new(p.n_workers + 1, sizeof(*fds));
	for (i = 0; i < p.n_workers; i++)
		p.workers[i].fd = -1;
	for (i = 0; i < p.n_workers; i++)
		if (worker_start(&p, &p.workers[i], f) != 0)
			goto out;
	while (p.told < n) {
		pool_give(&p);
		if (pool_wait(&p, fds, f) != 0 ||
		    pool_tell(&p, told, arg, f) != 0)
			goto out;
	}
	rc = 0;
out:
	for (i = 0; i < p.n_workers; i++)
		worker_end(&p.workers[i], NULL);
	for (i = 0; i < n; i++)
		if (p.answers[i] != NULL) {
			verify_answer_free(p.answers[i]);
			free(p.answers[i]);
		}
	free(p.answers);
	free(p.workers);
	free(fds);
	return rc;
}
