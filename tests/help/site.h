#ifndef TESTS_HELP_SITE_H
#define TESTS_HELP_SITE_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "help/test.h"

/*
 * A server for one test, on an address of its own, by one thread and a
 * thread a connection: one request each, then the connection is closed.  It
 * counts who came; a site without an answer is a listener that says nothing.
 */
struct site {
	int fd;
	unsigned port;
	atomic_int hits; /* connections */
	char last[512]; /* the first line of the newest request, and its body */
	/* The whole answer to a path, in room; NULL: the text "ok". */
	const char *(*answer)(const char *path, char *room, size_t n);
	pthread_t thread;
};

struct site_call {
	struct site *site;
	int fd;
};

static inline void *
site_call(void *arg)
{
	struct site_call *c = arg;
	char head[8192], path[2048] = "", *room = malloc(1 << 20);
	const char *said = NULL, *end;
	size_t n = 0;
	ssize_t k;

	while (n + 1 < sizeof(head) &&
	    (k = recv(c->fd, head + n, sizeof(head) - 1 - n, 0)) > 0) {
		n += (size_t)k;
		head[n] = '\0';
		if ((end = strstr(head, "\r\n\r\n")) == NULL)
			continue;
		/* A body of a few bytes comes with its head, or just behind. */
		if (strstr(head, "Content-Length: 5") != NULL &&
		    strlen(end + 4) < 5)
			continue;
		break;
	}
	head[n] = '\0';
	if (n > 0 && (end = strstr(head, "\r\n\r\n")) != NULL) {
		(void)snprintf(c->site->last, sizeof(c->site->last),
		    "%.*s|%.200s", (int)strcspn(head, "\r"), head, end + 4);
		(void)sscanf(head, "%*15s %2047s", path);
		if (c->site->answer != NULL)
			said = c->site->answer(path, room, 1 << 20);
		if (said == NULL)
			said = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
		(void)send(c->fd, said, strlen(said), MSG_NOSIGNAL);
		(void)shutdown(c->fd, SHUT_WR);
		while (recv(c->fd, head, sizeof(head), 0) > 0)
			continue;
	}
	(void)close(c->fd);
	free(room);
	free(c);
	return NULL;
}

static inline void *
site_run(void *arg)
{
	struct site *s = arg;
	struct site_call *c;
	pthread_t t;
	int fd;

	while ((fd = accept(s->fd, NULL, NULL)) >= 0) {
		atomic_fetch_add(&s->hits, 1);
		c = malloc(sizeof(*c));
		c->site = s;
		c->fd = fd;
		if (pthread_create(&t, NULL, site_call, c) == 0)
			(void)pthread_detach(t);
	}
	return NULL;
}

/* Begin to listen at an address in digits, on any port or on that one. */
static inline void
site_open(struct site *s, const char *address, unsigned port,
    const char *(*answer)(const char *path, char *room, size_t n))
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t n = sizeof(a);
	int yes = 1;

	memset(s, 0, sizeof(*s));
	s->answer = answer;
	a.sin_port = htons((uint16_t)port);
	assert_int_equal(inet_pton(AF_INET, address, &a.sin_addr), 1);
	s->fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_true(s->fd >= 0);
	(void)setsockopt(s->fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	assert_int_equal(bind(s->fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(s->fd, 64), 0);
	assert_int_equal(getsockname(s->fd, (struct sockaddr *)&a, &n), 0);
	s->port = ntohs(a.sin_port);
	assert_int_equal(pthread_create(&s->thread, NULL, site_run, s), 0);
}

static inline void
site_close(struct site *s)
{
	(void)shutdown(s->fd, SHUT_RDWR);
	(void)pthread_join(s->thread, NULL);
	(void)close(s->fd);
}

#endif /* TESTS_HELP_SITE_H */
