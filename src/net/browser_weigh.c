#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/num.h"
#include "browser_in.h"

/*
 * What the processes of a group weigh, by Linux's /proc.  Pages that they
 * share are counted once: the kernel's own share of each (PSS) where we may
 * read it, else what is resident and not shared.
 */

/* What the kernel says of a process fits. */
#define PROC_BYTES 4096

static bool
proc_read(const char *pid, const char *file, char out[PROC_BYTES])
{
	char path[64];
	ssize_t n;
	int fd;

	(void)snprintf(path, sizeof(path), "/proc/%.20s/%s", pid, file);
	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		return false;
	n = read(fd, out, PROC_BYTES - 1);
	(void)close(fd);
	out[n > 0 ? n : 0] = '\0';
	return n > 0;
}

/* The number that begins at p, behind blanks; -1: there is none. */
static int64_t
proc_number(const char *p)
{
	struct fault unused;
	int64_t v;
	size_t n;

	p += strspn(p, " \t");
	n = strspn(p, "0123456789");
	if (n == 0 ||
	    num_digits(p, n, INT64_MAX / 4096, "proc", &v, &unused) != 0)
		return -1;
	return v;
}

/* "PID (name) state parent group ...": a name may hold blanks and brackets. */
static bool
proc_in_group(const char *pid, pid_t group)
{
	char text[PROC_BYTES];
	const char *p;
	int i;

	if (!proc_read(pid, "stat", text))
		return false;
	p = strrchr(text, ')');
	for (i = 0; p != NULL && i < 3; i++)
		p = strchr(p + 1, ' ');
	return p != NULL && proc_number(p) == (int64_t)group;
}

static size_t
proc_weight(const char *pid)
{
	const long page = sysconf(_SC_PAGESIZE);
	char text[PROC_BYTES];
	const char *p;
	int64_t resident, shared;

	if (proc_read(pid, "smaps_rollup", text) &&
	    (p = strstr(text, "\nPss:")) != NULL && proc_number(p + 5) >= 0)
		return (size_t)proc_number(p + 5) * 1024;
	/* "size resident shared …", in pages */
	if (!proc_read(pid, "statm", text) || (p = strchr(text, ' ')) == NULL)
		return 0;
	resident = proc_number(p);
	p = strchr(p + 1, ' ');
	shared = p == NULL ? -1 : proc_number(p);
	if (shared < 0 || resident < shared || page <= 0)
		return 0;
	return (size_t)(resident - shared) * (size_t)page;
}

size_t
browser_weigh(pid_t group, pid_t *largest)
{
	DIR *d = opendir("/proc");
	size_t sum = 0, most = 0, n;
	const struct dirent *e;

	*largest = 0;
	if (d == NULL)
		return 0;
	while ((e = readdir(d)) != NULL) {
		if (proc_number(e->d_name) <= 0 ||
		    !proc_in_group(e->d_name, group))
			continue;
		n = proc_weight(e->d_name);
		sum += n;
		if (n > most) {
			most = n;
			*largest = (pid_t)proc_number(e->d_name);
		}
	}
	(void)closedir(d);
	return sum;
}
