#ifndef PATH_IN_H
#define PATH_IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "crypto/path.h"
#include "crypto/revocation.h"
#include "crypto_in.h"

/* What the files of path validation share: path*.c and revocation*.c. */

/* An extension of a CRL, an entry, an OCSP answer. */
struct extension {
	char oid[OID_TEXT];
	bool critical;
	struct ber value; /* what is inside its OCTET STRING */
};
int extension_next(
    struct ber *list, struct extension *out, struct fault *f) MUST_CHECK;

/* UTCTime or GeneralizedTime. */
int status_time(const struct tlv *t, int64_t *out, struct fault *f) MUST_CHECK;

/* A BIT STRING that holds a signature: no unused bits. */
int status_value(
    const struct tlv *t, struct piece *out, struct fault *f) MUST_CHECK;

/* An INTEGER without leading zeros. */
struct piece status_number(const struct tlv *t);
bool piece_same(struct piece a, struct piece b);

/* Names, as DER; equal by RFC 5280 section 7.1. */
bool name_same(const struct tlv *a, const struct tlv *b);
bool name_is(const struct tlv *a, const X509_NAME *b);
/* Whether two GeneralNames have one in common. */
bool names_meet(struct ber a, struct ber b);
/* Whether a directoryName of the GeneralNames is that name. */
bool names_have(struct ber names, const struct tlv *name);
bool names_have_name(struct ber names, const X509_NAME *name);

/* Who signed a piece of status data, and how. */
struct status_signature {
	struct tlv tbs, algorithm;
	struct piece value;
};
/* Whether c signed it; the digest's EVP name goes to digest. */
bool status_signed_by(const struct status_signature *s, const struct cert *c,
    const char **digest);

/* ReasonFlags of RFC 5280 section 4.2.1.13: bits 1 to 8. */
#define REASONS_ALL 0x1feu
unsigned reasons_read(const struct tlv *bits);

struct crl {
	struct status_signature sign;
	struct tlv issuer;
	int64_t this_utc_ms, next_utc_ms;
	bool has_next;
	struct ber entries;
	struct piece number, base; /* n == 0: not there */
	struct piece scope; /* issuingDistributionPoint as it came */
	struct tlv point; /* its distributionPoint; start NULL: none */
	bool has_scope, only_users, only_authorities, only_attributes;
	bool indirect, delta;
	unsigned reasons;
	bool keeps_expired; /* expiredCertsOnCRL */
	int64_t keeps_from_utc_ms;
	bool odd; /* a critical extension that is not known here */
};
int crl_read(
    struct crl *out, const void *der, size_t n, struct fault *f) MUST_CHECK;

struct ocsp {
	struct status_signature sign;
	struct tlv responder; /* [1] Name or [2] KeyHash */
	int64_t produced_utc_ms;
	struct ber answers;
	struct certs *certs;
	bool odd;
};
int ocsp_read(
    struct ocsp *out, const void *der, size_t n, struct fault *f) MUST_CHECK;

/* What a piece says of one certificate. */
enum status_word {
	STATUS_SILENT, /* nothing */
	STATUS_GOOD, /* a CRL that does not list it, or an answer "good" */
	STATUS_REVOKED,
	STATUS_HOLD,
	STATUS_REMOVED, /* of a delta: the hold was lifted */
	STATUS_UNKNOWN, /* the responder does not know it */
};

struct status {
	enum status_word word;
	int64_t revoked_utc_ms;
	bool has_reason;
	int reason; /* CRLReason */
	bool has_invalid;
	int64_t invalid_utc_ms; /* invalidityDate */
	int64_t this_utc_ms, next_utc_ms; /* for which it holds */
	bool has_next;
	bool keeps; /* would still be listed although it has expired */
};

/*
 * The reasons for which this CRL covers c (0: another scope), and what it
 * lists of it.
 */
unsigned crl_scope(const struct crl *r, const struct cert *c);
int crl_status(const struct crl *r, const struct cert *c, struct status *out,
    struct fault *f) MUST_CHECK;

/* What the answer says of c, which issuer issued. */
int ocsp_status(const struct ocsp *r, const struct cert *c,
    const struct cert *issuer, struct status *out, struct fault *f) MUST_CHECK;
/* Whether c is whom the answer names as its responder. */
bool ocsp_is_responder(const struct ocsp *r, const struct cert *c);

struct revocation_item {
	unsigned char *der;
	size_t n;
	struct digest sha;
	int64_t proven_utc_ms;
	bool is_crl;
	struct crl crl;
	struct ocsp ocsp;
};

struct revocations {
	struct revocation_item *items;
	size_t n, bytes;
};

/* A question being worked on. */
struct path_run {
	const struct path_question *q;
	size_t *budget; /* operations left */
	size_t depth; /* questions about signers of status data */
	struct path_answer *a;
};

/* Take n operations; false where none are left. */
bool path_spend(struct path_run *r, size_t n);

enum path_state {
	STATE_GOOD,
	STATE_NO,
	STATE_UNKNOWN,
};

/* Say why, once. */
enum path_state path_say(struct path_run *r, enum path_state s,
    const struct cert *c, const char *fmt, ...) PRINTF_LIKE(4, 5);
void path_note(struct path_run *r, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* One path from chain[0] to chain[n - 1], which is trusted: all rules. */
struct path_chain {
	const struct cert *certs[16];
	size_t n;
};
int path_rules(struct path_run *r, const struct path_chain *chain,
    enum path_state *out, struct fault *f) MUST_CHECK;

/* The rules that ask nothing of others (path_rules.c). */
enum path_state rules_use(struct path_run *r, const struct cert *c);
bool rules_elsewhere(X509 *x, bool stamps);

/* Revocation of chain->certs[i] (revocation_ask.c). */
int revocation_ask(struct path_run *r, const struct path_chain *chain, size_t i,
    enum path_state *out, struct fault *f) MUST_CHECK;

/* One piece that says something (revocation_ask.c). */
struct piece_said {
	const struct revocation_item *item;
	const struct revocation_item *delta; /* that was added to it */
	struct status s;
	unsigned mask;
};

struct ask {
	struct path_run *r;
	const struct path_chain *chain;
	size_t i;
	const struct cert *c, *issuer;
	char name[CERT_NAME];
	int64_t used_utc_ms, from_utc_ms, to_utc_ms;
	struct piece_said *said;
	size_t n;
	char hint[160]; /* why a piece was of no use */
	bool current_only; /* what was found ends before at_utc_ms */
	int64_t last_utc_ms;
};

void ask_hint(struct ask *a, const char *fmt, ...) PRINTF_LIKE(2, 3);
int64_t ask_now(const struct ask *a);

/* Whether its signer may say so (revocation_signer.c). */
int said_trusted(struct ask *a, const struct piece_said *p, bool *out,
    struct fault *f) MUST_CHECK;

/* Search for paths (path.c); for the signers of status data, too. */
int path_search(struct path_run *r, enum path_state *out,
    struct path_chain *found, struct fault *f) MUST_CHECK;

/* When a certificate is valid. */
bool cert_valid_at(const struct cert *c, int64_t utc_ms);
bool cert_says(const struct cert *c, const char *oid);

#endif /* PATH_IN_H */
