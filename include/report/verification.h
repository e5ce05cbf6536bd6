#ifndef REPORT_VERIFICATION_H
#define REPORT_VERIFICATION_H

#include <stdint.h>

#include "base/jv.h"
#include "model/doc.h"

/* The name of the value inside the report, and what it calls itself. */
#define VERIFICATION_PART "verdicts.json"
#define VERIFICATION_SCHEMA "proviso-verification/1"

/*
 * A verification written as a doc, out of the value that it is as JSON and
 * nothing else: what is drawn is what is embedded.
 *
 *     {"schema":…,"program":…,"at":…,"trust":[{"name":…,"sha256":…}…],
 *      "log_keys":["…"…],"archive":true|false,"files":[one of verify --json
 *      with "sha256" and "bytes"…],"histories":{…},"exit":0}
 *
 * Strings of the value must be drawable: whoever knows the faces has replaced
 * what they lack.  out is freed by doc_free.
 */
struct verification {
	const struct jv *value;
	struct digest sha; /* of the embedded value */
	int64_t at_utc_ms; /* of which the certificates were judged */
	int64_t rendered_utc_ms;
};

void verification_build(const struct verification *v, struct doc *out);

#endif /* REPORT_VERIFICATION_H */
