#ifndef MODEL_PACKET_EXTRA_H
#define MODEL_PACKET_EXTRA_H

#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"

/* What a packet has beside texts and findings: the log, what was
 * withheld, and a template. */

/*
 * What the archive's log says of the evidence: a checkpoint that covers all
 * of it, and for each text the proof of the look that brought it.
 */
struct packet_proof {
	const char *name; /* of the part: "proofs/E-01.tlog-proof" */
	const char *text;
	size_t n;
};

struct packet_log {
	const char *origin;
	uint64_t size;
	struct digest root;
	const char *note; /* the checkpoint as signed, part checkpoint.txt */
	size_t note_n, n_cosignatures;
	const struct packet_proof *proofs; /* [i] of texts[i] */
	/* A time stamp over the first lines of note: part checkpoint.tst. */
	const unsigned char *token; /* NULL: none */
	size_t token_n, token_lines;
	int64_t token_utc_ms;
	const char *token_name; /* of the authority */
	/* Heads of before, and the proofs that this one continues them. */
	const struct packet_proof *earlier;
	size_t n_earlier;
};

/*
 * Bytes that the archive has no more, by an order: the text of a version, or
 * the capture that it was made of.  Its words are not in the packet.
 */
struct packet_withheld {
	const char *platform, *document;
	int version;
	const char *what; /* "text", "capture", "words" (of a PDF) */
	struct digest sha;
	size_t len;
	const char *why, *who; /* as the order's record has it */
	int64_t when_utc_ms;
};

struct packet_template { /* values of --template; "" = row left out */
	const char *owner, *prepared_for, *prepared_by, *classification,
	    *organisation, *footer;
};

#endif /* MODEL_PACKET_EXTRA_H */
