#ifndef TESTS_HELP_TOOL_H
#define TESTS_HELP_TOOL_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"

/* Other people's programs as judges: tests that need one skip without it. */

static inline int
tool_here(const char *name)
{
	char cmd[128];

	(void)snprintf(
	    cmd, sizeof(cmd), "command -v %s > /dev/null 2>&1", name);
	return system(cmd) == 0;
}

/* Run a shell command and keep what it prints; returns its status. */
static inline int
tool_run(const char *cmd, struct buf *out)
{
	FILE *p = popen(cmd, "r");
	char t[4096];
	size_t n;

	if (p == NULL)
		return -1;
	while ((n = fread(t, 1, sizeof(t), p)) > 0)
		buf_add(out, t, n);
	return pclose(p);
}

/* Bytes in a temporary file; the caller unlinks it. */
static inline int
tool_file(char path[64], const void *p, size_t n, struct fault *f)
{
	int fd;

	(void)snprintf(path, 64, "/tmp/proviso-test-XXXXXX");
	fd = mkstemp(path);
	if (fd < 0)
		return fault_sys(f, "%s", path);
	(void)close(fd);
	return file_publish(path, p, n, 0600, f);
}

#endif /* TESTS_HELP_TOOL_H */
