#ifndef CLI_PACKET_CHECK_H
#define CLI_PACKET_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/fault.h"
#include "model/verdict.h"
#include "seal/verify.h"

/*
 * The three questions that only our packets are asked: LOGGED,
 * EVIDENCE-MATCHES, FRESH.  A packet is a PDF with an attachment evidence.json
 * whose schema is proviso-evidence/1; of any other file all three are not
 * applicable.
 */
struct packet_check {
	bool is_packet;
	char id[64]; /* "PV-…", "" where not known */
	struct verdict v[3]; /* LOGGED, EVIDENCE-MATCHES, FRESH */
	size_t quotes_checked, quotes_failed;
	char lacks[300]; /* what it says was withheld; "": nothing */
	bool policy; /* a witness policy was asked about its checkpoint */
	size_t n_witnesses, n_cosigned;
	bool quorum;
};

struct faces;
struct log_check;

struct packet_check_options {
	struct log_check *log; /* NULL: LOGGED and FRESH are not asked */
	const char *path; /* of the file, whose bytes these are */
	const unsigned char *pdf;
	size_t len;
	const char *program; /* argv[0]: where the faces lie beside it */
	struct faces **faces; /* loaded by the first packet, for the caller to
				 free; NULL: each packet loads its own */
};

int packet_check(struct verify_report *r, const struct packet_check_options *o,
    struct packet_check *out, struct fault *f) MUST_CHECK;

#endif /* CLI_PACKET_CHECK_H */
