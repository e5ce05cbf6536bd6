#ifndef TESTS_HELP_MEMORY_H
#define TESTS_HELP_MEMORY_H

/* Whether a secret is left in the memory of this process. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "help/test.h"

/* What is looked for in memory is kept bent, so that it is not found here. */
#define BEND 0x5a

/* Maps of sanitisers are larger than any heap of ours. */
#define MAP_MAX ((size_t)256 << 20)

/*
 * Memory after use.  All that this process may write to is read through
 * /proc/self/mem; what is looked for is bent in the test's own copy.
 */
static inline size_t
memory_has(const unsigned char *bent, size_t n)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	FILE *mem = fopen("/proc/self/mem", "r");
	size_t found = 0, from, to, i, k, got;
	char line[512], mode[8];
	unsigned char *b;

	assert_non_null(maps);
	assert_non_null(mem);
	(void)setvbuf(mem, NULL, _IONBF, 0);
	while (fgets(line, sizeof(line), maps) != NULL) {
		if (sscanf(line, "%zx-%zx %7s", &from, &to, mode) != 3 ||
		    mode[0] != 'r' || mode[1] != 'w' ||
		    strstr(line, "[v") != NULL || to - from > MAP_MAX)
			continue;
		b = mem_new(to - from + 1, 1);
		got = fseek(mem, (long)from, SEEK_SET) == 0
		    ? fread(b, 1, to - from, mem)
		    : 0;
		for (i = 0; i + n <= got; i++) {
			for (k = 0; k < n && (b[i + k] ^ BEND) == bent[k]; k++)
				;
			found += k == n;
		}
		memset(b, 0, to - from);
		free(b);
	}
	(void)fclose(maps);
	(void)fclose(mem);
	return found;
}

static inline void
bend(const unsigned char *p, size_t n, unsigned char *out)
{
	size_t i;

	for (i = 0; i < n; i++)
		out[i] = p[i] ^ BEND;
}

#endif /* TESTS_HELP_MEMORY_H */
