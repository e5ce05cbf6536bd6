#include "net/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "net/netns.h"

/* How often an end is looked for where the system cannot wake us. */
#define CHILD_LOOK_MS 10

/* Descriptors of our own in the child, above all that it is given. */
#define CHILD_HIGH 16

/* What a child tells of itself if it does not come to be. */
struct child_trouble {
	int step, error;
};

enum child_step {
	STEP_NETWORK,
	STEP_LISTEN,
	STEP_USER,
	STEP_CONFINE,
	STEP_LIMIT,
	STEP_FDS,
	STEP_FOLDER,
	STEP_EXEC,
};

static const char *const child_steps[] = {
	[STEP_NETWORK] = "a network namespace of its own",
	[STEP_LISTEN] = "a listening socket inside",
	[STEP_USER] = "another user",
	[STEP_CONFINE] = "its confinement",
	[STEP_LIMIT] = "its limits",
	[STEP_FDS] = "its descriptors",
	[STEP_FOLDER] = "its folder",
	[STEP_EXEC] = "exec",
};

/* ---- In the child, between fork and exec: nothing but system calls ---- */

static int
child_limit(int what, unsigned long long n)
{
	struct rlimit r;

	if (n == 0)
		return 0;
	r.rlim_cur = r.rlim_max = (rlim_t)n;
	return setrlimit(what, &r);
}

static int
child_limits_set(const struct child_limits *l)
{
	const struct rlimit none = { 0, 0 };

	if (setrlimit(RLIMIT_CORE, &none) != 0 ||
	    child_limit(RLIMIT_CPU, l->cpu_s) != 0 ||
	    child_limit(RLIMIT_AS, l->memory) != 0 ||
	    child_limit(RLIMIT_FSIZE, l->file) != 0)
		return -1;
	return 0;
}

/* The given descriptors become 0, 1, 2 …, whatever their numbers are. */
static int
child_fds_set(const int *fds, size_t n)
{
	int high[CHILD_FDS];
	size_t i;

	for (i = 0; i < n; i++) {
		high[i] = fds[i] < 0 ? open("/dev/null", O_RDWR) : fds[i];
		if (high[i] >= 0)
			high[i] = fcntl(high[i], F_DUPFD_CLOEXEC, CHILD_HIGH);
		if (high[i] < 0)
			return -1;
	}
	for (i = 0; i < n; i++)
		if (dup2(high[i], (int)i) < 0)
			return -1;
	return 0;
}

static void
child_signals_reset(void)
{
	struct sigaction plain;
	sigset_t none;

	memset(&plain, 0, sizeof(plain));
	plain.sa_handler = SIG_DFL;
	(void)sigaction(SIGPIPE, &plain, NULL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

/* All steps in their order; the one that failed, errno telling why. */
static int
child_become(const struct child_spec *s, pid_t parent, int socket)
{
	unsigned port;
	int fd;

	(void)setpgid(0, 0);
	child_signals_reset();
	if (s->lone) {
		if (netns_enter(geteuid(), getegid()) != 0)
			return STEP_NETWORK;
		if ((fd = netns_listen(CHILD_PORT, &port)) < 0 ||
		    netns_send(socket, fd) != 0)
			return STEP_LISTEN;
	}
	if (s->other_user && netns_become(s->uid, s->gid) != 0)
		return STEP_USER;
	if (netns_confine((int)s->n_fds, s->may_gain_rights) != 0)
		return STEP_CONFINE;
	if (getppid() != parent)
		_exit(1);
	if (child_limits_set(&s->limits) != 0)
		return STEP_LIMIT;
	if (chdir(s->folder) != 0)
		return STEP_FOLDER;
	if (child_fds_set(s->fds, s->n_fds) != 0)
		return STEP_FDS;
	(void)execve(s->program, (char *const *)(uintptr_t)s->argv,
	    (char *const *)(uintptr_t)s->envp);
	return STEP_EXEC;
}

static void
child_body(const struct child_spec *s, pid_t parent, int socket, int report)
{
	struct child_trouble t;

	report = fcntl(report, F_DUPFD, CHILD_HIGH);
	socket = fcntl(socket, F_DUPFD, CHILD_HIGH);
	if (report < 0 || socket < 0 || fcntl(report, F_SETFD, FD_CLOEXEC) != 0)
		_exit(127);
	t.step = child_become(s, parent, socket);
	t.error = errno;
	(void)!write(report, &t, sizeof(t));
	_exit(127);
}

/* ---- In the parent ---- */

static void
child_close(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

static int
child_pair(int pair[2], struct fault *f)
{
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) {
		pair[0] = pair[1] = -1;
		return fault_sys(f, "socketpair");
	}
	(void)fcntl(pair[0], F_SETFD, FD_CLOEXEC);
	(void)fcntl(pair[1], F_SETFD, FD_CLOEXEC);
	return 0;
}

/* What the child tells of its start: nothing, if it came to be. */
static int
child_hear(int report, const char *program, struct fault *f)
{
	struct child_trouble t = { -1, 0 };
	ssize_t k;

	do
		k = read(report, &t, sizeof(t));
	while (k < 0 && errno == EINTR);
	if (k == 0)
		return 0;
	errno = k == (ssize_t)sizeof(t) ? t.error : EIO;
	return fault_sys(f, "%s: %s", program,
	    k == (ssize_t)sizeof(t) ? child_steps[t.step] : "start");
}

int
child_start(const struct child_spec *s, struct child *out, struct fault *f)
{
	struct child c = { .listener = -1 };
	int report[2] = { -1, -1 }, way[2] = { -1, -1 }, rc = -1;
	const pid_t parent = getpid();

	if (child_pair(report, f) != 0 || child_pair(way, f) != 0)
		goto out;
	if ((c.pid = fork()) < 0) {
		c.pid = 0;
		(void)fault_sys(f, "fork");
		goto out;
	}
	if (c.pid == 0)
		child_body(s, parent, way[1], report[1]);
	(void)setpgid(c.pid, c.pid);
	child_close(&report[1]);
	if (child_hear(report[0], s->program, f) != 0)
		goto out;
	if (s->lone && (c.listener = netns_take(way[0])) < 0) {
		(void)fault_sys(f, "%s: its listening socket", s->program);
		goto out;
	}
	*out = c;
	c.pid = 0;
	c.listener = -1;
	rc = 0;
out:
	child_end(&c);
	child_close(&report[0]);
	child_close(&report[1]);
	child_close(&way[0]);
	child_close(&way[1]);
	return rc;
}

void
child_end(struct child *c)
{
	int unused;

	if (c->pid > 0) {
		(void)kill(-c->pid, SIGKILL);
		(void)kill(c->pid, SIGKILL);
		while (waitpid(c->pid, &unused, 0) < 0 && errno == EINTR)
			continue;
	}
	c->pid = 0;
	child_close(&c->listener);
}

static int64_t
child_now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

bool
child_ended(const struct child *c, int timeout_ms, int *how)
{
	const struct timespec pause = { 0, CHILD_LOOK_MS * 1000000L };
	const int64_t end = child_now_ms() + timeout_ms;
	siginfo_t si;

	for (;;) {
		memset(&si, 0, sizeof(si));
		if (waitid(P_PID, (id_t)c->pid, &si,
			WEXITED | WNOHANG | WNOWAIT) == 0 &&
		    si.si_pid == c->pid) {
			*how = si.si_code == CLD_EXITED ? si.si_status
							: 128 + si.si_status;
			return true;
		}
		if (child_now_ms() >= end)
			return false;
		(void)nanosleep(&pause, NULL);
	}
}

/* ---- To the end ---- */

/* A run under way: our ends of its stdin, stdout and stderr. */
struct child_talk {
	const struct child_run *r;
	int fd[3];
	size_t sent;
	int64_t end_ms;
};

static int
child_send(struct child_talk *t, struct fault *f)
{
	ssize_t k = send(t->fd[0], (const char *)t->r->in + t->sent,
	    t->r->n - t->sent, MSG_NOSIGNAL | MSG_DONTWAIT);

	if (k < 0 && (errno == EINTR || errno == EAGAIN))
		return 0;
	/* It need not read all that it is given. */
	if (k < 0 && errno != EPIPE && errno != ECONNRESET)
		return fault_sys(f, "its stdin");
	t->sent = k < 0 ? t->r->n : t->sent + (size_t)k;
	return 0;
}

static int
child_receive(struct child_talk *t, int i, struct fault *f)
{
	struct buf *b = i == 1 ? t->r->out : t->r->err;
	unsigned char chunk[16384];
	ssize_t k = read(t->fd[i], chunk, sizeof(chunk));

	if (k < 0 && errno == EINTR)
		return 0;
	if (k <= 0) {
		child_close(&t->fd[i]);
		return 0;
	}
	buf_add(b, chunk, (size_t)k);
	/* Complaints beyond the ceiling are dropped, output is not. */
	return i == 1 ? buf_check(b, "its output", f) : 0;
}

/* Until it has closed both its outputs. */
static int
child_talk(struct child_talk *t, struct fault *f)
{
	struct pollfd p[3];
	int64_t left;
	int i;

	while (t->fd[1] >= 0 || t->fd[2] >= 0) {
		if (t->fd[0] >= 0 && t->sent == t->r->n)
			child_close(&t->fd[0]);
		for (i = 0; i < 3; i++) {
			p[i].fd = t->fd[i];
			p[i].events = i == 0 ? POLLOUT : POLLIN;
			p[i].revents = 0;
		}
		left = t->end_ms - child_now_ms();
		if (left <= 0)
			return fault_set(f, FAULT_LIMIT,
			    "not done within %d ms", t->r->timeout_ms);
		if (poll(p, 3, (int)left) < 0 && errno != EINTR)
			return fault_sys(f, "poll");
		if (p[0].revents != 0 && child_send(t, f) != 0)
			return -1;
		for (i = 1; i < 3; i++)
			if (p[i].revents != 0 && child_receive(t, i, f) != 0)
				return -1;
	}
	return 0;
}

int
child_run(const struct child_spec *s, const struct child_run *r, int *how,
    struct fault *f)
{
	struct child_talk t = { .r = r, .fd = { -1, -1, -1 } };
	struct child_spec spec = *s;
	struct child c = { .listener = -1 };
	int theirs[3] = { -1, -1, -1 }, pair[2], i, rc = -1;

	for (i = 0; i < 3; i++) {
		if (child_pair(pair, f) != 0)
			goto out;
		t.fd[i] = pair[0];
		theirs[i] = pair[1];
	}
	spec.fds = theirs;
	spec.n_fds = 3;
	t.end_ms = child_now_ms() + r->timeout_ms;
	if (child_start(&spec, &c, f) != 0)
		goto out;
	for (i = 0; i < 3; i++)
		child_close(&theirs[i]);
	if (child_talk(&t, f) != 0)
		goto out;
	if (!child_ended(&c, r->timeout_ms, how)) {
		(void)fault_set(
		    f, FAULT_LIMIT, "not ended within %d ms", r->timeout_ms);
		goto out;
	}
	rc = 0;
out:
	child_end(&c);
	for (i = 0; i < 3; i++) {
		child_close(&theirs[i]);
		child_close(&t.fd[i]);
	}
	return rc == 0 ? 0 : fault_under(f, "%s", s->program);
}

/* ---- What can be had here ---- */

char *
child_find(const char *name)
{
	const char *path = getenv("PATH"), *end;
	struct buf b;

	for (path = path == NULL ? "/usr/bin:/bin" : path; *path != '\0';
	     path = *end == ':' ? end + 1 : end) {
		end = path + strcspn(path, ":");
		if (*path != '/')
			continue;
		buf_init(&b, 4096);
		buf_add(&b, path, (size_t)(end - path));
		buf_fmt(&b, "/%s", name);
		if (!b.over && access((const char *)b.data, X_OK) == 0)
			return buf_take(&b);
		buf_free(&b);
	}
	return NULL;
}

int
child_user(
    const char *name, bool *other, uid_t *uid, gid_t *gid, struct fault *f)
{
	struct passwd one, *p = NULL;
	char room[4096];

	*other = false;
	if (geteuid() != 0)
		return 0;
	if (name == NULL)
		name = "nobody";
	if (getpwnam_r(name, &one, room, sizeof(room), &p) != 0 || p == NULL)
		return fault_set(
		    f, FAULT_ABSENT, "user %.60s: not known here", name);
	if (p->pw_uid == 0)
		return fault_set(f, FAULT_FORMAT,
		    "user %.60s: want one without root's rights", p->pw_name);
	*other = true;
	*uid = p->pw_uid;
	*gid = p->pw_gid;
	return 0;
}

bool
child_lone_possible(struct fault *why)
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0)
		_exit(netns_enter(geteuid(), getegid()) == 0 ? 0
			: errno > 0 && errno < 255           ? errno
							     : 255);
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status)) {
		if (why != NULL)
			(void)fault_sys(why, "network namespace");
		return false;
	}
	errno = WEXITSTATUS(status);
	if (errno != 0 && why != NULL)
		(void)fault_sys(why, "network namespace");
	return WEXITSTATUS(status) == 0;
}
