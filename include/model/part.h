#ifndef MODEL_PART_H
#define MODEL_PART_H

#include <stddef.h>

#include "base/digest.h"

/*
 * A file that travels inside a packet (an associated file of PDF/A-3), or
 * that was taken out of one.
 */
enum part_relation { /* AFRelationship of ISO 32000-2, 14.13.1 */
	PART_SOURCE,
	PART_DATA,
	PART_ALTERNATIVE,
	PART_SUPPLEMENT,
	PART_UNSPECIFIED,
};

struct part {
	const char *name; /* "texts/privacy_policy_v11.txt": letters, digits,
			     '.', '_', '-', '/' */
	const char *media_type;
	const char *description;
	enum part_relation relation;
	const unsigned char *bytes;
	size_t len;
	struct digest sha;
};

/* A part that a program of others ("pdftotext 22.12.0") made of another. */
struct part_made {
	struct part part;
	const char *maker;
};

/* "Source", "Data" … as the PDF writes them. */
const char *part_relation_name(enum part_relation r);

#endif /* MODEL_PART_H */
