#ifndef BENCH_SPENT_H
#define BENCH_SPENT_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/fault.h"

/* Seconds of the processor so far: others may be at work on it. */
static inline double
spent(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* What a bench cannot do ends it. */
static inline void
must(int rc, const struct fault *f)
{
	if (rc == 0)
		return;
	(void)fprintf(stderr, "bench: %s\n", f->text);
	exit(3);
}

#endif /* BENCH_SPENT_H */
