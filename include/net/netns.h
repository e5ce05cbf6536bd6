#ifndef NET_NETNS_H
#define NET_NETNS_H

#include <sys/types.h>

/*
 * What POSIX does not have: a network namespace of one's own, descriptors
 * handed to another process, a change of user.  All of it is called between
 * fork and exec, so it allocates nothing and tells what went wrong by errno.
 * Where the system is not Linux each answers -1 with ENOSYS.
 */

/*
 * Go into a new network namespace, as root or else by a new user namespace in
 * which uid and gid stay what they are, and bring its loopback up.
 */
int netns_enter(uid_t uid, gid_t gid);

/* A socket that listens on 127.0.0.1, port (0: any, told by *out_port). */
int netns_listen(unsigned port, unsigned *out_port);

/* Hand a descriptor through a socket, and take it. */
int netns_send(int socket, int fd);
int netns_take(int socket);

/* Give root's rights up for good. */
int netns_become(uid_t uid, gid_t gid);

/*
 * Die with the parent, gain no rights by exec unless new_rights, and have exec
 * close all descriptors but those below n.
 */
int netns_confine(int n, int new_rights);

#endif /* NET_NETNS_H */
