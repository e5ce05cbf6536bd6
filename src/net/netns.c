/* unshare, setgroups, prctl and close_range are not POSIX. */
#define _GNU_SOURCE
#include "net/netns.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

/* More descriptors than we ever have open. */
#define NETNS_FDS 4096

static int
netns_cloexec(int n)
{
	int fd;

	for (fd = n; fd < NETNS_FDS; fd++)
		if (fcntl(fd, F_SETFD, FD_CLOEXEC) != 0 && errno != EBADF)
			return -1;
	return 0;
}

#ifdef __linux__
#include <grp.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>

/* Digits of n at the end of text, which has room. */
static char *
netns_digits(char *end, unsigned long n)
{
	do
		*--end = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	return end;
}

static int
netns_write(const char *path, const char *text)
{
	const size_t n = strlen(text);
	int fd = open(path, O_WRONLY | O_CLOEXEC), rc;

	if (fd < 0)
		return -1;
	rc = write(fd, text, n) == (ssize_t)n ? 0 : -1;
	(void)close(fd);
	return rc;
}

/* "ID ID 1": the same number inside as outside. */
static int
netns_map(const char *path, unsigned long id)
{
	char text[64], *p = text + sizeof(text);

	*--p = '\0';
	*--p = '1';
	*--p = ' ';
	p = netns_digits(p, id);
	*--p = ' ';
	p = netns_digits(p, id);
	return netns_write(path, p);
}

static int
netns_loopback(void)
{
	struct ifreq r;
	int fd = socket(AF_INET, SOCK_DGRAM, 0), rc;

	if (fd < 0)
		return -1;
	memset(&r, 0, sizeof(r));
	memcpy(r.ifr_name, "lo", 3);
	r.ifr_flags = IFF_UP | IFF_RUNNING;
	rc = ioctl(fd, SIOCSIFFLAGS, &r);
	(void)close(fd);
	return rc;
}

int
netns_enter(uid_t uid, gid_t gid)
{
	if (unshare(CLONE_NEWNET) != 0) {
		/* In a user namespace root could become nobody else. */
		if (uid == 0 || unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0 ||
		    netns_map("/proc/self/uid_map", uid) != 0 ||
		    netns_write("/proc/self/setgroups", "deny") != 0 ||
		    netns_map("/proc/self/gid_map", gid) != 0)
			return -1;
	}
	return netns_loopback();
}

int
netns_become(uid_t uid, gid_t gid)
{
	if (setgroups(0, NULL) != 0 || setgid(gid) != 0 || setuid(uid) != 0)
		return -1;
	/* What can be taken back was not given up. */
	if (setuid(0) == 0) {
		errno = EPERM;
		return -1;
	}
	return 0;
}

int
netns_confine(int n, int new_rights)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 ||
	    (!new_rights && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0))
		return -1;
	/* Closed by exec and not now: what went wrong is still to be told. */
	if (close_range((unsigned)n, ~0U, CLOSE_RANGE_CLOEXEC) == 0)
		return 0;
	return netns_cloexec(n);
}

#else /* not Linux */

int
netns_enter(uid_t uid, gid_t gid)
{
	(void)uid;
	(void)gid;
	errno = ENOSYS;
	return -1;
}

int
netns_become(uid_t uid, gid_t gid)
{
	return setgid(gid) != 0 || setuid(uid) != 0 ? -1 : 0;
}

int
netns_confine(int n, int new_rights)
{
	(void)new_rights;
	return netns_cloexec(n);
}

#endif

int
netns_listen(unsigned port, unsigned *out_port)
{
	struct sockaddr_in a;
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	memset(&a, 0, sizeof(a));
	a.sin_family = AF_INET;
	a.sin_port = htons((uint16_t)port);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0)
		return -1;
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) != 0 ||
	    bind(fd, (struct sockaddr *)&a, sizeof(a)) != 0 ||
	    listen(fd, 128) != 0 ||
	    getsockname(fd, (struct sockaddr *)&a, &n) != 0) {
		(void)close(fd);
		return -1;
	}
	*out_port = ntohs(a.sin_port);
	return fd;
}

/* A message with room for one descriptor. */
union netns_room {
	char bytes[CMSG_SPACE(sizeof(int))];
	struct cmsghdr align;
};

static void
netns_message(
    struct msghdr *m, struct iovec *v, char *byte, union netns_room *room)
{
	memset(m, 0, sizeof(*m));
	memset(room, 0, sizeof(*room));
	v->iov_base = byte;
	v->iov_len = 1;
	m->msg_iov = v;
	m->msg_iovlen = 1;
	m->msg_control = room->bytes;
	m->msg_controllen = sizeof(room->bytes);
}

int
netns_send(int socket, int fd)
{
	union netns_room room;
	struct cmsghdr *c;
	struct msghdr m;
	struct iovec v;
	char byte = 'x';

	netns_message(&m, &v, &byte, &room);
	if ((c = CMSG_FIRSTHDR(&m)) == NULL)
		return -1;
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	return sendmsg(socket, &m, 0) == 1 ? 0 : -1;
}

int
netns_take(int socket)
{
	union netns_room room;
	struct cmsghdr *c;
	struct msghdr m;
	struct iovec v;
	char byte;
	int fd;

	netns_message(&m, &v, &byte, &room);
	if (recvmsg(socket, &m, 0) != 1)
		return -1;
	c = CMSG_FIRSTHDR(&m);
	if (c == NULL || c->cmsg_level != SOL_SOCKET ||
	    c->cmsg_type != SCM_RIGHTS || c->cmsg_len != CMSG_LEN(sizeof(int)))
		return -1;
	memcpy(&fd, CMSG_DATA(c), sizeof(fd));
	(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
	return fd;
}
