#ifndef CLI_EXPORT_WARC_H
#define CLI_EXPORT_WARC_H

#include <stdbool.h>
#include <stddef.h>

#include "archive/archive.h"
#include "base/attr.h"
#include "base/fault.h"

/* Looks of an archive as a web archive. */
struct export_warc {
	bool wacz; /* else WARC: with gzip where out ends in ".gz" */
	const char *const *subjects;
	size_t n_subjects; /* 0: all */
	const char *out; /* a path; the file appears whole or not at all */
};

struct export_warc_counts {
	size_t documents, looks, records;
	size_t withheld; /* bytes that were taken out: their looks have none */
	unsigned long long bytes;
};

int export_warc(struct archive *a, const struct export_warc *x,
    struct export_warc_counts *out, struct fault *f) MUST_CHECK;

#endif /* CLI_EXPORT_WARC_H */
