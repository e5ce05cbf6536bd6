#ifndef TESTS_HELP_FACES_H
#define TESTS_HELP_FACES_H

#include <stdlib.h>

#include "help/test.h"
#include "pdf/face.h"

/* The faces of all tests of a program, loaded before the first of them. */
static struct faces *faces;

static inline int
faces_set_up(void **state)
{
	const char *folder = getenv("FONTS");
	struct fault f = { .kind = FAULT_NONE };

	(void)state;
	assert_ok(
	    faces_load(folder == NULL ? "build/fonts" : folder, &faces, &f),
	    &f);
	return 0;
}

static inline int
faces_tear_down(void **state)
{
	(void)state;
	faces_free(faces);
	return 0;
}

#endif /* TESTS_HELP_FACES_H */
