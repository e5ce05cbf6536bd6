#include <stdlib.h>
#include <string.h>

#include <git2.h>
#include <git2/sys/alloc.h>

#include "base/mem.h"
#include "ota_in.h"

/*
 * Where memory is gone libgit2 1.5 tells itself so until the stack is gone
 * too.  It gets ours instead, which ends the program in order.
 */
static void *
ota_malloc(size_t n, const char *file, int line)
{
	(void)file;
	(void)line;
	return mem_grow(NULL, n, 1);
}

static void *
ota_realloc(void *p, size_t n, const char *file, int line)
{
	(void)file;
	(void)line;
	return mem_grow(p, n, 1);
}

/* Later versions make all others of these three. */
#if LIBGIT2_VER_MAJOR == 1 && LIBGIT2_VER_MINOR < 6
static void *
ota_calloc(size_t n, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return mem_new(n, size);
}

static char *
ota_strdup(const char *s, const char *file, int line)
{
	(void)file;
	(void)line;
	return mem_strdup(s);
}

static char *
ota_strndup(const char *s, size_t n, const char *file, int line)
{
	(void)file;
	(void)line;
	return mem_strndup(s, strnlen(s, n));
}

static char *
ota_substrdup(const char *s, size_t n, const char *file, int line)
{
	(void)file;
	(void)line;
	return mem_strndup(s, n);
}

static void *
ota_reallocarray(void *p, size_t n, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return mem_grow(p, n, size);
}

static void *
ota_mallocarray(size_t n, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return mem_grow(NULL, n, size);
}
#endif

void
ota_memory(void)
{
	git_allocator a = {
		.gmalloc = ota_malloc,
		.grealloc = ota_realloc,
#if LIBGIT2_VER_MAJOR == 1 && LIBGIT2_VER_MINOR < 6
		.gcalloc = ota_calloc,
		.gstrdup = ota_strdup,
		.gstrndup = ota_strndup,
		.gsubstrdup = ota_substrdup,
		.greallocarray = ota_reallocarray,
		.gmallocarray = ota_mallocarray,
#endif
		.gfree = free
	};

	/* What it had before serves as well as it did. */
	(void)git_libgit2_opts(GIT_OPT_SET_ALLOCATOR, &a);
}
