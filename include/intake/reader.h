#ifndef INTAKE_READER_H
#define INTAKE_READER_H

#include <stdint.h>

#include "base/arena.h"
#include "base/fault.h"
#include "model/capture.h"

/*
 * Who takes what an intake finds: the same for every kind of archive.
 */
struct intake_reader {
	void *ctx;
	/*
	 * Is this look to be read?  May be NULL: all are.  key is NULL where
	 * only the look itself shows whether it is known.
	 */
	int (*want)(void *ctx, const char *platform, const char *document,
	    const char *key);
	/* Takes one capture, which it may keep only by copying. */
	int (*take)(void *ctx, const struct capture *c, struct fault *f);
	/*
	 * The declaration (intake/declaration.h) that held at a time, as JSON
	 * in the arena; NULL where none did.  May be NULL: nothing is declared,
	 * and pages are read whole.
	 */
	int (*declared)(void *ctx, const char *platform, const char *document,
	    int64_t at_utc_ms, struct arena *a, const char **json,
	    struct fault *f);
};

#endif /* INTAKE_READER_H */
