#ifndef CRYPTO_TSP_H
#define CRYPTO_TSP_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/fault.h"
#include "base/post.h"
#include "crypto/cert.h"

/*
 * Time stamps (RFC 3161): a request over a SHA-256 digest, the answer to it,
 * and the token inside.
 *
 * An answer is hostile: it must grant what was asked (digest, nonce, policy),
 * be signed by the certificate that it names (ESS), and that certificate must
 * be for time stamps alone.  Whether somebody trusts it is asked elsewhere
 * (crypto/path.h).
 */
#define TSP_NONCE 16
#define TSP_OID 96

/* Append the DER of a TimeStampReq; certReq is set.  policy: dots, or NULL. */
int tsp_request(const struct digest *d, const unsigned char *nonce,
    size_t n_nonce, const char *policy, struct buf *out,
    struct fault *f) MUST_CHECK;

struct tsp_want {
	const struct digest *imprint; /* SHA-256 of what is stamped */
	const unsigned char *nonce; /* NULL: not looked at */
	size_t n_nonce;
	const char *policy; /* NULL: any */
};

/* Freed by tsp_token_free; a zero-filled one is empty. */
struct tsp_token {
	unsigned char *der; /* the ContentInfo, as it came */
	size_t n;
	int64_t time_utc_ms; /* genTime */
	char policy[TSP_OID];
	char serial[64]; /* hex */
	char name[CERT_NAME]; /* of the authority's certificate */
	struct digest cert; /* of the same */
	struct certs *certs; /* all that are inside */
};

/* The TimeStampResp that n bytes are, all of them. */
int tsp_response(const void *der, size_t n, const struct tsp_want *w,
    struct tsp_token *out, struct fault *f) MUST_CHECK;

/*
 * The same of a token alone.  extra (or NULL) is where the authority's
 * certificate may be, where the token has none.
 */
int tsp_token_read(const void *der, size_t n, const struct tsp_want *w,
    const struct certs *extra, struct tsp_token *out,
    struct fault *f) MUST_CHECK;
void tsp_token_free(struct tsp_token *t);

/*
 * Whom to ask: authorities in the order of preference.  Each is asked twice
 * where the network or its clock fails; then the next is.
 */
#define TSP_AUTHORITIES 8

struct tsp_authority {
	const char *url;
	char *auth; /* "user:password", or NULL */
};

struct tsp_source {
	struct tsp_authority at[TSP_AUTHORITIES];
	size_t n;
	const char *policy; /* NULL: the authority's own */
	struct poster net;
};

/*
 * Fill in the credentials of a file that only its owner may read: a line
 * "user:password", or lines "host user:password"; the second form is needed
 * where several authorities are asked, since no password is told to a host
 * that it is not for.
 */
int tsp_source_auth(
    struct tsp_source *s, const char *path, struct fault *f) MUST_CHECK;
void tsp_source_wipe(struct tsp_source *s);

/*
 * A token over d, now.  A time that is a day away from now_utc_ms is refused.
 * *from (or NULL) is the URL that gave it.
 */
int tsp_ask(const struct tsp_source *s, const struct digest *d,
    int64_t now_utc_ms, struct tsp_token *out, const char **from,
    struct fault *f) MUST_CHECK;

#endif /* CRYPTO_TSP_H */
