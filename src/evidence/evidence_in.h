#ifndef EVIDENCE_IN_H
#define EVIDENCE_IN_H

#include "evidence/manifest.h"

/*
 * Ceilings of a manifest, for its writer and its reader.  A packet has at
 * most 9.5 MB and 500 pages, so these leave room and bound the work on a
 * hostile file.
 */
#define MANIFEST_MAX_BYTES ((size_t)16 << 20)
#define MANIFEST_MAX_PARTS 4096
#define MANIFEST_MAX_TEXTS 2048
#define MANIFEST_MAX_QUOTES 50000
#define MANIFEST_MAX_NAME 200
/*
 * Values of its JSON, each some 100 bytes in memory: five for a part, twenty
 * for a text, six for a quote, and what the records have.
 */
#define MANIFEST_MAX_VALUES 600000
/*
 * What all captures may cost that are read again, as extract_cost() counts.  A
 * machine of our day reads 20 MB of a page's HTML in a second; the captures of
 * a packet of 500 pages have 20 MB.
 */
#define MANIFEST_MAX_READ ((size_t)48 << 20)
/* What a capture costs at least, whose cost is asked: a share of its bytes. */
#define MANIFEST_ASK_SHARE 8
/* Bytes of all quotes: each is hashed.  500 pages hold 2 MB of words. */
#define MANIFEST_MAX_QUOTED ((size_t)64 << 20)
/* Documents that one page can hold, each cut out by selectors of its own. */
#define MANIFEST_MAX_SHARED 16
/* A part may be as large as a PDF that is read at all. */
#define MANIFEST_MAX_LEN ((int64_t)512 << 20)

/* "html" … by enum media; manifest_media_n of them. */
extern const char *const manifest_media[];
extern const size_t manifest_media_n;

/*
 * The bytes of a manifest whose arrays are in order and whose rules were
 * checked: what the writer writes, and what the reader demands.
 */
int manifest_emit(const struct manifest *m, const struct manifest_part *parts,
    size_t n, struct buf *out, struct fault *f) MUST_CHECK;

/* The place of name among n parts in order, or n. */
size_t manifest_part_find(
    const struct manifest_part *parts, size_t n, const char *name);

/* By platform, document, version, and what it is. */
int manifest_withheld_order(
    const struct packet_withheld *a, const struct packet_withheld *b);

/*
 * Rules between the members, the arrays being in order: names, digests,
 * numbers.  A fault says which is broken.
 */
int manifest_rules(const struct manifest *m, const struct manifest_part *parts,
    size_t n, struct fault *f) MUST_CHECK;

/* Why the quote does not stand in the text; "" if it does. */
#define QUOTE_WHY 200
int manifest_quote_stands(const struct manifest_quote *q,
    const unsigned char *text, size_t len, char why[QUOTE_WHY],
    struct fault *f) MUST_CHECK;

/*
 * True if a page that shows b shows the words a: white space folds to one
 * blank, and characters that are drawn as nothing may be missing.
 */
bool words_alike(const char *a, size_t an, const char *b, size_t bn);

#endif /* EVIDENCE_IN_H */
