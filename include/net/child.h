#ifndef NET_CHILD_H
#define NET_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"

/*
 * Programs of others that read what strangers wrote: each in a process group
 * of its own, with limits, without our rights and, where the system lets us,
 * without a network.  All of the group is killed when it is done with, and the
 * program itself dies with the thread that started it.
 */

/* Where a program in a network of its own finds its only way out. */
#define CHILD_PORT 3128

/* Ceilings of one process; 0 leaves the system's. */
struct child_limits {
	unsigned cpu_s;
	size_t memory, file; /* bytes of address space; of one written file */
};

struct child_spec {
	const char *program; /* absolute path */
	const char *const *argv, *const *envp; /* NULL ends both */
	const char *folder; /* to work in */
	bool other_user; /* become uid and gid; wants root */
	uid_t uid;
	gid_t gid;
	bool may_gain_rights; /* by a setuid program: a browser's sandbox */
	bool lone; /* network namespace of its own: a fault where refused */
	struct child_limits limits;
	const int *fds; /* become 0, 1, 2 …; -1: /dev/null */
	size_t n_fds; /* at least 3, at most CHILD_FDS */
};

#define CHILD_FDS 5

struct child {
	pid_t pid; /* also of its group; 0: none */
	int listener; /* lone: listens on 127.0.0.1:CHILD_PORT inside; else -1 */
};

/* Start it.  On a fault nothing runs and *out is not set. */
int child_start(
    const struct child_spec *s, struct child *out, struct fault *f) MUST_CHECK;

/* Kill the whole group, reap it, close the listener.  None is fine. */
void child_end(struct child *c);

/*
 * Has it ended within that time?  Then *how is its exit status, or 128 and the
 * signal's number, as shells have it; it is still child_end()'s to reap.
 */
bool child_ended(const struct child *c, int timeout_ms, int *how);

/*
 * Run it to its end: in to its stdin, what it says into out and err (their
 * ceilings hold: what says more is killed).  spec's fds are not read.  0 with
 * *how, or a fault: not started, not done in time, too much said.
 */
struct child_run {
	const void *in;
	size_t n;
	struct buf *out, *err;
	int timeout_ms;
};

int child_run(const struct child_spec *s, const struct child_run *r, int *how,
    struct fault *f) MUST_CHECK;

/* The program of that name in the folders of PATH, absolute; NULL: none. */
char *child_find(const char *name);

/*
 * Whom a program is to run as: *other false where we are not root and it runs
 * as ourselves.  A fault where we are root and the user (NULL: nobody) is not
 * known or is root.
 */
int child_user(const char *name, bool *other, uid_t *uid, gid_t *gid,
    struct fault *f) MUST_CHECK;

/* Whether a network of its own can be had; why (NULL is fine) if not. */
bool child_lone_possible(struct fault *why);

#endif /* NET_CHILD_H */
