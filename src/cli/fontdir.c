/* The C library declares realpath of POSIX.1-2008 only with XSI. */
#define _XOPEN_SOURCE 700

#include "cli/fontdir.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

/* A path longer than this is no path of a program. */
#define PROGRAM_MAX 4096

/* The program's own path: as called, or found in PATH. */
static char *
program_path(const char *program)
{
	const char *path = getenv("PATH"), *end;
	char tried[PROGRAM_MAX];
	int n;

	if (strchr(program, '/') != NULL || path == NULL)
		return mem_strdup(program);
	for (; *path != '\0'; path = *end == ':' ? end + 1 : end) {
		end = path + strcspn(path, ":");
		n = snprintf(tried, sizeof(tried), "%.*s/%s", (int)(end - path),
		    path, program);
		if (n > 0 && (size_t)n < sizeof(tried) &&
		    access(tried, X_OK) == 0)
			return mem_strdup(tried);
	}
	return mem_strdup(program);
}

int
fontdir_find(const char *program, char **out, struct fault *f)
{
	static const char *const places[] = { "fonts",
		"../share/proviso/fonts" };
	char *path = program_path(program), *real, tried[PROGRAM_MAX];
	size_t i, folder;

	real = realpath(path, NULL);
	free(path);
	if (real == NULL)
		return fault_sys(f, "%s", program);
	folder = (size_t)(strrchr(real, '/') - real);
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		(void)snprintf(tried, sizeof(tried), "%.*s/%s", (int)folder,
		    real, places[i]);
		if (file_exists(tried)) {
			*out = mem_strdup(tried);
			free(real);
			return 0;
		}
	}
	fault_set(f, FAULT_ABSENT,
	    "no faces beside the program: want %.*s/%s or ../%s/", (int)folder,
	    real, places[0], "share/proviso/fonts");
	free(real);
	return -1;
}
