#ifndef WRITER_IN_H
#define WRITER_IN_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/fault.h"
#include "intake/warc_write.h"
#include "model/capture.h"

#include "warc_in.h"

#define WARC_EXHIBIT_RECEIVED "received"

/* warc_page.c: what of a look becomes the record of its page. */
struct warc_page {
	const char *id; /* NULL: it has none */
	const char *uri;
	const char *address; /* the header line of where it came from, or "" */
	int status;
	struct buf request, head, body; /* without a head it is a resource */
	bool wire_inside; /* the body is the exhibit "received" */
	struct digest sha; /* of the bytes that a reader comes to */
};

void warc_page_init(struct warc_page *p);
void warc_page_free(struct warc_page *p);

int warc_page_make(const struct capture *c, struct arena *a,
    struct warc_page *p, struct fault *f) MUST_CHECK;

/* Text that may stand in a header as an address, or as a media type. */
const char *warc_out_uri(struct arena *a, const char *s);
const char *warc_out_type(struct arena *a, const char *s);

int warc_out_id(struct warc_writer *w, const struct capture *c,
    const char *role, const char **out, struct fault *f) MUST_CHECK;

#endif /* WRITER_IN_H */
