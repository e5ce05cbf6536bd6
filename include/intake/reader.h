#ifndef INTAKE_READER_H
#define INTAKE_READER_H

#include "base/fault.h"
#include "model/capture.h"

/*
 * Who takes what an intake finds: the same for every kind of archive.
 */
struct intake_reader {
	void *ctx;
	/* Is this look to be read?  May be NULL: all are. */
	int (*want)(void *ctx, const char *platform, const char *document,
	    const char *key);
	/* Takes one capture, which it may keep only by copying. */
	int (*take)(void *ctx, const struct capture *c, struct fault *f);
};

#endif /* INTAKE_READER_H */
