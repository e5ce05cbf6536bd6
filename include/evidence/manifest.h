#ifndef EVIDENCE_MANIFEST_H
#define EVIDENCE_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/fault.h"
#include "model/capture.h"
#include "model/packet_extra.h"
#include "model/part.h"
#include "model/verdict.h"

/*
 * The manifest inside a packet, evidence.json: what every attachment is, how
 * each text came out of its capture, and where each quote stands in its text.
 * proviso-evidence(5) has the format.
 *
 * Three uses of one value: manifest_write() makes the file and checks what it
 * writes, manifest_read() takes hostile bytes apart, manifest_check() judges
 * the attachments of a packet and the words drawn on its pages.
 */
#define MANIFEST_NAME "evidence.json"
#define MANIFEST_SCHEMA "proviso-evidence/1"

/* A version whose words are quoted: two parts, the text and its capture. */
struct manifest_text {
	const char *text_part, *capture_part; /* names of parts */
	/*
	 * A PDF: the part with the words that a program of others (maker,
	 * "pdftotext 22.12.0") gave for it, which the text is made of.  NULL:
	 * the text is made of the capture itself.
	 */
	const char *words_part, *words_maker;
	struct digest words_sha;
	const char *platform, *document;
	int version;
	unsigned extractor; /* that made the text of the capture */
	enum media media;
	const char *media_type; /* as the source said, "" */
	const char *base_url; /* given to the extractor, "" */
	const char *select, *remove; /* CSS, "" */
	struct digest text_sha, capture_sha;
	int64_t first_seen_utc_ms, last_seen_utc_ms; /* of the version */
	int64_t captured_utc_ms; /* of these bytes */
	const char *record; /* what the source kept, as canonical JSON; "" */
	int status; /* HTTP; 0 = not recorded */
	const char *url; /* asked for, "" */
};

/* Words that are drawn on a page under a Q-number, and where they stand. */
struct manifest_quote {
	unsigned number; /* from 1 */
	const char *text_part;
	size_t start, end; /* bytes of the text */
	struct digest sha; /* of these bytes */
	const char *role; /* "excerpt", "redline-from", … */
};

struct manifest {
	const char *report_id, *kind, *platform;
	const char *release; /* "proviso 0.1.0" */
	unsigned extractor; /* of the program that made the packet */
	int64_t as_of_utc_ms, rendered_utc_ms;
	const struct manifest_text *texts;
	size_t n_texts;
	const struct manifest_quote *quotes;
	size_t n_quotes;
	const struct packet_withheld *withheld; /* what the packet lacks */
	size_t n_withheld;
};

/* A part as the manifest names it. */
struct manifest_part {
	const char *name, *media_type;
	enum part_relation relation;
	size_t len;
	struct digest sha;
};

/*
 * Append evidence.json, canonical JSON and a newline.  parts are all
 * attachments but evidence.json itself, in any order; so are texts and
 * quotes.  A fault: names that are no safe relative path or stand twice, a
 * text or capture that is no part or has another digest, a quote whose range
 * is not inside its text, cuts a character, or whose digest does not fit the
 * bytes, two quotes with one number.  part.sha is not read, the bytes are.
 */
int manifest_write(const struct manifest *m, const struct part *parts, size_t n,
    struct buf *out, struct fault *f) MUST_CHECK;

/* True if name is fit for an attachment: [A-Za-z0-9._/-]+, relative. */
bool manifest_name_safe(const char *name);

struct jv;

/* The bytes as JSON; FAULT_LIMIT: more bytes or values than one may have. */
int manifest_parse(
    const void *p, size_t n, struct jv **out, struct fault *f) MUST_CHECK;

/*
 * Read evidence.json from hostile bytes.  All that *out and *parts point to
 * lies in a.  Kept are the rules of form, also those between members: every
 * name safe and named once, texts made of named parts with their digests,
 * quotes with different numbers in named texts.
 */
int manifest_read(const void *p, size_t n, struct arena *a,
    struct manifest *out, struct manifest_part **parts, size_t *n_parts,
    struct fault *f) MUST_CHECK;

/* Words found on the pages under a Q-number; if twice, then all of it twice. */
struct manifest_shown {
	unsigned number;
	const char *words;
};

/* What was looked at; failed counts quotes only.  lacks: what was withheld. */
struct manifest_counts {
	size_t parts, texts, quotes, failed;
	char lacks[300]; /* "" nothing */
};

/* A file that says that it is a packet. */
struct manifest_found {
	const struct part *parts; /* attachments, evidence.json among them */
	size_t n;
	const struct manifest_shown *shown;
	size_t n_shown;
	bool shown_known; /* false: the pages were not read */
	const char *odd; /* what keeps the pages from being those of a packet;
			    NULL or "": nothing */
	const char *unproven; /* what of the pages was not compared, likewise */
	const struct digest *printed; /* of evidence.json, as the cover prints
					 it; NULL: not read */
};

/*
 * EVIDENCE-MATCHES.  NO with a reason that names the part or the quote; else
 * UNKNOWN where something could not be compared (a text made by another
 * extractor, pages not read); YES only when all was compared.  A fault only
 * where the question could not be put: the crypto library refused.
 */
int manifest_check(const struct manifest_found *in, struct verdict *out,
    struct manifest_counts *counts, struct fault *f) MUST_CHECK;

#endif /* EVIDENCE_MANIFEST_H */
