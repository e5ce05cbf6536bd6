#ifndef PDF_RENDER_H
#define PDF_RENDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"
#include "model/doc.h"
#include "model/part.h"
#include "model/slot.h"
#include "pdf/face.h"

/* A doc drawn: A4 or Letter pages as packet-design has them. */
enum paper { PAPER_A4, PAPER_LETTER };

struct render {
	enum paper paper;
	const char *producer;
	const struct part *parts; /* attached, in this order */
	size_t n_parts;
	size_t contents_reserved; /* 0: unsigned */
	int certify; /* DocMDP level, 0 = none */
	unsigned cosigners; /* empty fields for later signatures */
	const char *reason;
	int64_t signed_utc_ms; /* /M, outside the doc: known at signing */
	size_t max_pages; /* a longer report is a fault that says how long */
};

/*
 * Draw doc.  Two passes: the first finds on which page each anchor falls.
 * *n_pages (may be NULL) gets the number of pages.  A character that no face
 * has is a fault which names it and where it stands.
 */
int render_doc(const struct doc *doc, const struct faces *faces,
    const struct render *r, struct buf *out, struct slot *slot, size_t *n_pages,
    struct fault *f) MUST_CHECK;

#endif /* PDF_RENDER_H */
