/* OCSP answers (RFC 6960 section 4.2). */
#include <string.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "crypto/sha256.h"
#include "crypto_in.h"
#include "path_in.h"

#define BER_ENUMERATED 0x0a

/* Certificates in an answer: the responder's and its chain. */
#define OCSP_CERTS_MAX 16

/* Answers in one response; real ones have one to ten. */
#define OCSP_ANSWERS_MAX 1024

static const unsigned char oid_basic[] = { 0x2b, 6, 1, 5, 5, 7, 0x30, 1, 1 };

/* OCSPResponse around, where there is one: b is then the BasicOCSPResponse. */
static int
ocsp_unwrap(struct ber *b, struct fault *f)
{
	struct ber in = *b;
	struct tlv t, u;

	if (ber_want(&in, BER_SEQUENCE, "the OCSP answer", &t, f) != 0 ||
	    ber_done(&in, "the OCSP answer", f) != 0)
		return -1;
	in = ber_inside(&t);
	if (!ber_take(&in, BER_ENUMERATED, &u))
		return 0;
	if (u.n != 1 || u.p[0] != 0)
		return fault_set(
		    f, FAULT_FORMAT, "the OCSP responder refused to answer");
	if (ber_want(&in, BER_CONTEXT(0), "responseBytes", &t, f) != 0 ||
	    ber_done(&in, "the OCSP answer", f) != 0)
		return -1;
	in = ber_inside(&t);
	if (ber_want(&in, BER_SEQUENCE, "responseBytes", &t, f) != 0)
		return -1;
	in = ber_inside(&t);
	if (ber_want(&in, BER_OID, "responseType", &t, f) != 0)
		return -1;
	if (!ber_is_oid(&t, oid_basic, sizeof(oid_basic)))
		return fault_set(
		    f, FAULT_FORMAT, "the OCSP answer is not a basic one");
	if (ber_want(&in, BER_OCTETS, "response", &t, f) != 0)
		return -1;
	*b = ber_inside(&t);
	return 0;
}

/* Whether a list of extensions has a critical one; none is known here that
 * must be. */
static int
ocsp_critical(const struct tlv *outer, bool *odd, struct fault *f)
{
	struct ber b = ber_inside(outer);
	struct extension e;
	struct tlv t;

	if (ber_want(&b, BER_SEQUENCE, "extensions", &t, f) != 0)
		return -1;
	b = ber_inside(&t);
	while (b.n > 0) {
		if (extension_next(&b, &e, f) != 0)
			return -1;
		/* A nonce (RFC 9654) proves nothing to who did not ask. */
		if (e.critical && strcmp(e.oid, "1.3.6.1.5.5.7.48.1.2") != 0)
			*odd = true;
	}
	return 0;
}

static int
ocsp_tbs(struct ocsp *r, struct fault *f)
{
	struct ber b = ber_inside(&r->sign.tbs);
	struct tlv t;

	(void)ber_take(&b, BER_CONTEXT(0), &t);
	if (ber_next(&b, &r->responder, f) != 0 ||
	    ber_want(&b, V_ASN1_GENERALIZEDTIME, "producedAt", &t, f) != 0 ||
	    status_time(&t, &r->produced_utc_ms, f) != 0)
		return -1;
	if (r->responder.tag != BER_CONTEXT(1) &&
	    r->responder.tag != BER_CONTEXT(2))
		return fault_set(
		    f, FAULT_FORMAT, "the OCSP answer names no responder");
	if (ber_want(&b, BER_SEQUENCE, "responses", &t, f) != 0)
		return -1;
	r->answers = ber_inside(&t);
	if (ber_take(&b, BER_CONTEXT(1), &t) &&
	    ocsp_critical(&t, &r->odd, f) != 0)
		return -1;
	return ber_done(&b, "the OCSP answer", f);
}

static int
ocsp_certs(struct ocsp *r, const struct tlv *outer, struct fault *f)
{
	struct ber b = ber_inside(outer);
	struct fault unused;
	struct tlv t;
	size_t n = 0;

	if (ber_want(&b, BER_SEQUENCE, "certs", &t, f) != 0)
		return -1;
	b = ber_inside(&t);
	while (b.n > 0) {
		if (ber_next(&b, &t, f) != 0)
			return -1;
		if (n++ == OCSP_CERTS_MAX)
			return fault_set(f, FAULT_LIMIT,
			    "want at most %d certificates in an OCSP answer, "
			    "have more",
			    OCSP_CERTS_MAX);
		/* One that cannot be read can vouch for nothing. */
		(void)!certs_add_der(r->certs, t.start, t.whole, &unused);
	}
	return 0;
}

int
ocsp_read(struct ocsp *out, const void *der, size_t n, struct fault *f)
{
	struct ocsp r = { .certs = NULL };
	struct ber b = { der, n };
	struct tlv t;
	int rc = -1;

	r.certs = certs_new();
	if (ocsp_unwrap(&b, f) != 0 ||
	    ber_want(&b, BER_SEQUENCE, "BasicOCSPResponse", &t, f) != 0 ||
	    ber_done(&b, "BasicOCSPResponse", f) != 0)
		goto out;
	b = ber_inside(&t);
	if (ber_want(&b, BER_SEQUENCE, "tbsResponseData", &r.sign.tbs, f) !=
		0 ||
	    ber_want(&b, BER_SEQUENCE, "the OCSP answer's algorithm",
		&r.sign.algorithm, f) != 0 ||
	    ber_next(&b, &t, f) != 0 || status_value(&t, &r.sign.value, f) != 0)
		goto out;
	if (ber_take(&b, BER_CONTEXT(0), &t) && ocsp_certs(&r, &t, f) != 0)
		goto out;
	if (ber_done(&b, "BasicOCSPResponse", f) != 0 || ocsp_tbs(&r, f) != 0)
		goto out;
	*out = r;
	r.certs = NULL;
	rc = 0;
out:
	certs_free(r.certs);
	return rc;
}

/* The public key's bits, which KeyHash and issuerKeyHash digest. */
static struct piece
key_bits(const struct cert *c)
{
	const ASN1_BIT_STRING *s = X509_get0_pubkey_bitstr(c->x);

	if (s == NULL)
		return (struct piece){ NULL, 0 };
	return (struct piece){ ASN1_STRING_get0_data(s),
		(size_t)ASN1_STRING_length(s) };
}

static bool
digests_to(const struct digest_kind *d, struct piece what, struct piece want)
{
	unsigned char have[ALGORITHM_DIGEST_MAX];
	struct fault unused;
	size_t n;

	return algorithm_hash(d, &what, 1, have, &n, &unused) == 0 &&
	    piece_same((struct piece){ have, n }, want);
}

/*= RFC 6960 section 4.2.1: byKey is the SHA-1 of the responder's key */
bool
ocsp_is_responder(const struct ocsp *r, const struct cert *c)
{
	struct ber b = ber_inside(&r->responder);
	struct tlv t;

	if (r->responder.tag == BER_CONTEXT(1))
		return ber_take(&b, BER_SEQUENCE, &t) &&
		    name_is(&t, X509_get_subject_name(c->x));
	return ber_take(&b, BER_OCTETS, &t) &&
	    digests_to(algorithm_digest_named("SHA1"), key_bits(c),
		(struct piece){ t.p, t.n });
}

/*= RFC 6960 section 4.1.1: CertID digests the issuer's name and key */
static bool
cert_id_is(
    const struct tlv *id, const struct cert *c, const struct cert *issuer)
{
	struct ber b = ber_inside(id), own;
	struct tlv alg, name, key, serial, t;
	const struct digest_kind *d;
	unsigned char *p = NULL, *number = NULL;
	struct fault unused;
	bool yes = false;
	int n;

	if (!ber_take(&b, BER_SEQUENCE, &alg) ||
	    !ber_take(&b, BER_OCTETS, &name) ||
	    !ber_take(&b, BER_OCTETS, &key) ||
	    !ber_take(&b, BER_INTEGER, &serial) ||
	    (d = algorithm_digest(&alg)) == NULL)
		return false;
	n = i2d_ASN1_INTEGER(X509_get0_serialNumber(c->x), &number);
	own = (struct ber){ number, n > 0 ? (size_t)n : 0 };
	if (ber_want(&own, BER_INTEGER, "", &t, &unused) != 0 ||
	    !piece_same(status_number(&serial), status_number(&t)))
		goto out;
	n = i2d_X509_NAME(X509_get_issuer_name(c->x), &p);
	yes = n > 0 &&
	    digests_to(d, (struct piece){ p, (size_t)n },
		(struct piece){ name.p, name.n }) &&
	    digests_to(d, key_bits(issuer), (struct piece){ key.p, key.n });
out:
	OPENSSL_free(p);
	OPENSSL_free(number);
	return yes;
}

static int
answer_extensions(const struct tlv *outer, const struct cert *c,
    struct status *s, struct fault *f)
{
	struct ber b = ber_inside(outer);
	struct extension e;
	int64_t cut, end;
	struct tlv t;

	if (ber_want(&b, BER_SEQUENCE, "extensions", &t, f) != 0)
		return -1;
	b = ber_inside(&t);
	while (b.n > 0) {
		if (extension_next(&b, &e, f) != 0)
			return -1;
		/*= RFC 6960 section 4.4.4: archiveCutoff: what expired after
		 *= it is still known */
		if (strcmp(e.oid, "1.3.6.1.5.5.7.48.1.6") == 0) {
			if (ber_want(&e.value, V_ASN1_GENERALIZEDTIME,
				"archiveCutoff", &t, f) != 0 ||
			    status_time(&t, &cut, f) != 0 ||
			    cert_time(X509_get0_notAfter(c->x), &end, f) != 0)
				return -1;
			s->keeps = cut <= end;
		}
	}
	return 0;
}

static int
answer_word(const struct tlv *word, struct status *s, struct fault *f)
{
	struct ber b = ber_inside(word), in;
	struct tlv t, u;

	if (word->tag == 0x80) {
		s->word = STATUS_GOOD;
		return 0;
	}
	if (word->tag != BER_CONTEXT(1)) {
		s->word = STATUS_UNKNOWN;
		return 0;
	}
	s->word = STATUS_REVOKED;
	if (ber_want(&b, V_ASN1_GENERALIZEDTIME, "revocationTime", &t, f) !=
		0 ||
	    status_time(&t, &s->revoked_utc_ms, f) != 0)
		return -1;
	if (ber_take(&b, BER_CONTEXT(0), &t)) {
		in = ber_inside(&t);
		if (ber_want(&in, BER_ENUMERATED, "revocationReason", &u, f) !=
		    0)
			return -1;
		s->has_reason = u.n == 1;
		s->reason = u.n == 1 ? u.p[0] : 0;
		if (s->reason == 6)
			s->word = STATUS_HOLD;
	}
	return 0;
}

/* One SingleResponse; *mine is false where it is of another certificate. */
static int
answer_read(const struct tlv *one, const struct cert *c,
    const struct cert *issuer, bool *mine, struct status *s, struct fault *f)
{
	struct ber b = ber_inside(one), in;
	struct tlv id, word, t, u;

	if (ber_want(&b, BER_SEQUENCE, "certID", &id, f) != 0)
		return -1;
	if (!(*mine = cert_id_is(&id, c, issuer)))
		return 0;
	if (ber_next(&b, &word, f) != 0 || answer_word(&word, s, f) != 0 ||
	    ber_want(&b, V_ASN1_GENERALIZEDTIME, "thisUpdate", &t, f) != 0 ||
	    status_time(&t, &s->this_utc_ms, f) != 0)
		return -1;
	if (ber_take(&b, BER_CONTEXT(0), &t)) {
		in = ber_inside(&t);
		if (ber_next(&in, &u, f) != 0 ||
		    status_time(&u, &s->next_utc_ms, f) != 0)
			return -1;
		s->has_next = true;
	}
	if (ber_take(&b, BER_CONTEXT(1), &t) &&
	    answer_extensions(&t, c, s, f) != 0)
		return -1;
	return ber_done(&b, "an answer", f);
}

int
ocsp_status(const struct ocsp *r, const struct cert *c,
    const struct cert *issuer, struct status *out, struct fault *f)
{
	struct ber b = r->answers;
	struct status s;
	struct tlv one;
	size_t n = 0;
	bool mine;

	*out = (struct status){ .word = STATUS_SILENT };
	while (b.n > 0 && n++ < OCSP_ANSWERS_MAX) {
		s = (struct status){ .word = STATUS_SILENT };
		if (ber_want(&b, BER_SEQUENCE, "an answer", &one, f) != 0 ||
		    answer_read(&one, c, issuer, &mine, &s, f) != 0)
			return -1;
		/* Of two about one certificate the worse is believed. */
		if (mine && s.word > out->word)
			*out = s;
	}
	return 0;
}

bool
revocation_told(
    const void *der, size_t n, const struct cert *c, const struct cert *issuer)
{
	struct ocsp r = { .certs = NULL };
	struct fault unused;
	struct status s;
	bool yes;

	yes = ocsp_read(&r, der, n, &unused) == 0 &&
	    ocsp_status(&r, c, issuer, &s, &unused) == 0 &&
	    s.word != STATUS_SILENT && s.word != STATUS_UNKNOWN;
	certs_free(r.certs);
	return yes;
}
