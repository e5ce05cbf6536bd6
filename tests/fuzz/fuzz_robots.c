#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "net/robots.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A path in the first line, then a robots.txt. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *nl = size == 0 ? NULL : memchr(data, '\n', size);
	const size_t n = nl == NULL ? 0 : (size_t)(nl - data);
	struct robots_answer a;
	char *path = malloc(n + 2);

	if (path == NULL)
		return 0;
	path[0] = '/';
	if (n > 0)
		memcpy(path + 1, data, n);
	path[n + 1] = '\0';
	robots_judge(nl == NULL ? "" : (const char *)nl + 1,
	    nl == NULL ? 0 : size - n - 1, "proviso", path, &a);
	if (!a.allowed && a.rule[0] == '\0')
		abort();
	free(path);
	return 0;
}
