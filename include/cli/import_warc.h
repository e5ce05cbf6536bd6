#ifndef CLI_IMPORT_WARC_H
#define CLI_IMPORT_WARC_H

#include <stdbool.h>
#include <stddef.h>

#include "archive/archive.h"
#include "base/attr.h"
#include "base/fault.h"
#include "base/jv.h"
#include "intake/reader.h"
#include "intake/warc.h"

/* Web archives into an import: whose pages they have, and what was refused. */
struct import_warc {
	bool wacz;
	const char *const *files;
	size_t n;
	const char *as; /* PLATFORM/DOCUMENT of a page of nobody's, or NULL */
	bool quiet;
	struct jv *told; /* an array that refused records are put in, or NULL:
			    they are told on stderr */
};

/* look takes what is found; a file that is not good is a fault of all. */
int import_warc_read(const struct import_warc *x, struct archive *a,
    const struct intake_reader *look, struct warc_counts *counts,
    struct fault *f) MUST_CHECK;

#endif /* CLI_IMPORT_WARC_H */
