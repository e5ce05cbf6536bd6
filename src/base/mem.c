#include "base/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
mem_out(size_t n, size_t size)
{
	(void)fprintf(stderr, "out of memory: %zu x %zu bytes\n", n, size);
	exit(3);
}

void *
mem_new(size_t n, size_t size)
{
	void *p = calloc(n == 0 ? 1 : n, size == 0 ? 1 : size);

	if (p == NULL)
		mem_out(n, size);
	return p;
}

void *
mem_grow(void *p, size_t n, size_t size)
{
	void *q;

	if (size != 0 && n > SIZE_MAX / size)
		mem_out(n, size);
	q = realloc(p, n * size == 0 ? 1 : n * size);
	if (q == NULL)
		mem_out(n, size);
	return q;
}

char *
mem_strndup(const char *s, size_t n)
{
	char *copy = mem_new(n + 1, 1);

	memcpy(copy, s, n);
	return copy;
}

char *
mem_strdup(const char *s)
{
	return mem_strndup(s, strlen(s));
}

unsigned char *
mem_dup(const void *p, size_t n)
{
	unsigned char *copy = mem_new(n + 1, 1);

	if (n > 0)
		memcpy(copy, p, n);
	return copy;
}
