#ifndef TEXT_EXTRACT_H
#define TEXT_EXTRACT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/fault.h"
#include "model/capture.h"
#include "model/page.h"

/*
 * From the bytes of a capture to a page of blocks.  The same source gives the
 * same page, byte for byte, on every machine: a packet's reader runs this
 * again.  proviso-text(5) has the rules; a change to any output raises the
 * version.
 */
#define EXTRACT_VERSION 2

struct extract_source {
	enum media media;
	const char *media_type; /* may name a charset; "" where not known */
	const unsigned char *bytes;
	size_t len;
	const char *base_url; /* what links are relative to; "" = unknown */
	const char *select, *remove; /* of HTML only (text/selection.h); "" */
};

/* True for captures that pages can be made of: text, or joined pages of it. */
bool extract_reads(enum media media, const char *media_type);

/*
 * What extract_page() will cost at most, in bytes of HTML that take as long to
 * parse: what is sifted out before the parser costs little, a tag costs more
 * than its bytes.  Found in a twentieth of that time.
 */
size_t extract_cost(const struct extract_source *s);

/*
 * 0 with *gap NULL: *out is the page, free it with page_free().  0 with *gap:
 * there is no usable text and this is why, in words for a user, which live
 * until page_free(out): *out has what text there is, or none.  All that a
 * page's bytes can do wrong is a gap.  -1: a selector is not understood, or
 * the system refused; *out needs no freeing.
 */
int extract_page(const struct extract_source *s, struct page *out,
    const char **gap, struct fault *f) MUST_CHECK;

#endif /* TEXT_EXTRACT_H */
