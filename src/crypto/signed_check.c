#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "base/mem.h"
#include "crypto/signed.h"
#include "crypto_in.h"

static const unsigned char oid_data[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1,
	7, 1 };
static const unsigned char oid_content_type[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7,
	0x0d, 1, 9, 3 };
static const unsigned char oid_message_digest[] = { 0x2a, 0x86, 0x48, 0x86,
	0xf7, 0x0d, 1, 9, 4 };
static const unsigned char oid_signing_time[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7,
	0x0d, 1, 9, 5 };
static const unsigned char oid_ess_v1[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d,
	1, 9, 16, 2, 12 };
static const unsigned char oid_ess_v2[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d,
	1, 9, 16, 2, 47 };
static const unsigned char oid_policy[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d,
	1, 9, 16, 2, 15 };
static const unsigned char oid_tst_info[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7,
	0x0d, 1, 9, 16, 1, 4 };

/* Certificates of one issuer and number that are tried. */
#define TRIED_MAX 4

/* A verdict in the making. */
struct check {
	const struct signed_data *s;
	const struct signed_claim *claim;
	const struct digest_kind *digest;
	struct scheme scheme;
	struct signed_verdict v;
	unsigned char hash[ALGORITHM_DIGEST_MAX]; /* of the content */
	size_t n_hash;
};

/* Say no (or "cannot tell"), the first time only; always -1. */
static int PRINTF_LIKE(3, 4)
    check_not(struct check *c, enum signed_answer a, const char *fmt, ...)
{
	va_list ap;

	if (c->v.answer != SIGNED_YES)
		return -1;
	c->v.answer = a;
	va_start(ap, fmt);
	(void)vsnprintf(c->v.why, sizeof(c->v.why), fmt, ap);
	va_end(ap);
	return -1;
}

/* The one value of an attribute; found is false where it is not there. */
static int
check_attribute(struct check *c, const unsigned char *oid, size_t n,
    const char *name, struct tlv *value, bool *found)
{
	const struct signed_data *s = c->s;
	struct fault unused;
	struct ber b;
	size_t i;

	*found = false;
	for (i = 0; i < s->n_attributes; i++) {
		if (!ber_is_oid(&s->attributes[i].type, oid, n))
			continue;
		/*= RFC 5652 section 5.3: no two instances of an attribute */
		if (*found)
			return check_not(c, SIGNED_NO,
			    "the signed attribute %s stands there twice", name);
		b = ber_inside(&s->attributes[i].values);
		if (ber_next(&b, value, &unused) != 0 || b.n != 0)
			return check_not(c, SIGNED_NO,
			    "the signed attribute %s wants one value", name);
		*found = true;
	}
	return 0;
}

/*
 * What no signature covers must at least be what the standard says, so that a
 * changed byte there shows.
 *= RFC 5652 section 5.1: the version follows from what is inside;
 *= digestAlgorithms has that of each signer
 *= RFC 5652 section 5.3: version 1 with issuerAndSerialNumber, 3 with
 *= subjectKeyIdentifier
 */
static int
check_frame(struct check *c)
{
	const struct signed_data *s = c->s;
	const unsigned char want = s->sid.tag == BER_SEQUENCE ? 1 : 3;
	unsigned char version = s->least;
	struct ber b = ber_inside(&s->digests);
	struct fault unused;
	struct tlv id;
	bool found = false;

	if (version < 3 &&
	    (want == 3 ||
		!ber_is_oid(&s->content_type, oid_data, sizeof(oid_data))))
		version = 3;
	/* Programs that know one version write 1, or 3, whatever is inside;
	 * nothing is read otherwise for it. */
	if (s->version.n != 1 ||
	    (s->version.p[0] != version && s->version.p[0] != 1 &&
		s->version.p[0] != 3))
		return check_not(
		    c, SIGNED_NO, "RFC 5652: SignedData has another version");
	c->v.odd_version = s->version.p[0] != version;
	if (s->signer_version.n != 1 || s->signer_version.p[0] != want)
		return check_not(
		    c, SIGNED_NO, "RFC 5652: SignerInfo has another version");
	while (b.n > 0) {
		if (ber_next(&b, &id, &unused) != 0)
			return check_not(
			    c, SIGNED_NO, "digestAlgorithms is broken");
		found = found || algorithm_digest(&id) == c->digest;
	}
	if (!found)
		return check_not(c, SIGNED_NO,
		    "RFC 5652: digestAlgorithms lacks %s, which the signer "
		    "used",
		    c->digest->title);
	return 0;
}

/*
 *= RFC 5652 section 5.3: signedAttrs may be absent where the content type is
 *= id-data
 *= RFC 5652 section 5.4: then the signature is over the content itself
 *
 * So a signature over attributes can be passed off as one over a "document"
 * that is their encoding: content that begins as a SET does is refused.  And
 * nothing that was signed names a type, a certificate or a time; all hangs on
 * the digest, which must not be one of which two contents can be made, except
 * where the format itself prescribes SHA-1.
 */
static int
check_bare(struct check *c)
{
	const struct piece inside = { c->s->content.data, c->s->content.len };
	const bool detached = c->claim->kind == SIGNED_DETACHED;
	const struct piece *first = detached ? c->claim->pieces : &inside;

	c->v.bare = true;
	if (!c->claim->may_be_bare)
		return check_not(c, SIGNED_NO,
		    "there are no signed attributes, which a signature of this "
		    "kind must have");
	if (first->n > 0 && *(const unsigned char *)first->p == BER_SET)
		return check_not(c, SIGNED_NO,
		    "there are no signed attributes, and the content begins as "
		    "such attributes do: the signature could be one over other "
		    "content");
	if (detached && c->digest->weak)
		return check_not(c, SIGNED_NO,
		    "there are no signed attributes and the digest is %s: "
		    "other content may have the same, and nothing that was "
		    "signed says when or for which certificate",
		    c->digest->title);
	if (c->scheme.kind == SCHEME_ED25519 || c->scheme.kind == SCHEME_ED448)
		return check_not(c, SIGNED_UNKNOWN,
		    "there are no signed attributes, and %s signs no digest: "
		    "this is not checked here",
		    c->scheme.title);
	return 0;
}

/* One signer, signed attributes, algorithms that belong together. */
static int
check_structure(struct check *c)
{
	const struct signed_data *s = c->s;
	char oid[OID_TEXT] = "";

	/*= EN 319 142-1 section 4.1: one signer per signature dictionary */
	if (s->n_signers != 1)
		return check_not(c, SIGNED_NO,
		    "the CMS has %zu signers: a PDF signature has one",
		    s->n_signers);
	if ((c->digest = algorithm_digest(&s->digest_algorithm)) == NULL) {
		if (algorithm_is_signature(&s->digest_algorithm))
			return check_not(c, SIGNED_NO,
			    "digestAlgorithm names a signature algorithm, not "
			    "a digest");
		return check_not(c, SIGNED_UNKNOWN,
		    "the digest algorithm is not known here");
	}
	(void)snprintf(
	    c->v.digest, sizeof(c->v.digest), "%s", c->digest->title);
	c->v.weak_digest = c->digest->weak;
	c->v.weakest = c->digest->evp;
	if (algorithm_scheme(&s->signature_algorithm, &c->scheme, oid) != 0)
		return check_not(c, SIGNED_UNKNOWN,
		    "the signature algorithm %s is not known here, or its "
		    "parameters are broken",
		    oid[0] != '\0' ? oid : "(unreadable)");
	(void)snprintf(
	    c->v.algorithm, sizeof(c->v.algorithm), "%s", c->scheme.title);
	if (c->scheme.digest != NULL &&
	    strcmp(c->scheme.digest, c->digest->evp) != 0)
		return check_not(c, SIGNED_NO,
		    "digestAlgorithm says %s, the signature algorithm says %s",
		    c->digest->title,
		    algorithm_digest_named(c->scheme.digest)->title);
	if (s->signed_set.start == NULL)
		return check_bare(c);
	if (s->signed_set.indefinite)
		return check_not(c, SIGNED_NO,
		    "RFC 5652 section 5.4: the signed attributes are not DER");
	return 0;
}

/* content-type and what may stand inside. */
static int
check_content(struct check *c)
{
	const struct signed_data *s = c->s;
	bool stamp = c->claim->kind == SIGNED_TIME_STAMP, found;
	struct tlv v;

	if (stamp &&
	    !ber_is_oid(&s->content_type, oid_tst_info, sizeof(oid_tst_info)))
		return check_not(
		    c, SIGNED_NO, "the content is no RFC 3161 time stamp");
	if (!stamp && !ber_is_oid(&s->content_type, oid_data, sizeof(oid_data)))
		return check_not(
		    c, SIGNED_NO, "RFC 5652: eContentType is not id-data");
	if (c->claim->kind == SIGNED_DETACHED && s->has_content)
		return check_not(c, SIGNED_NO,
		    "the CMS carries content of its own: a detached signature "
		    "must not");
	if (c->claim->kind != SIGNED_DETACHED && s->content.len == 0)
		return check_not(
		    c, SIGNED_NO, "the CMS lacks the content it must carry");
	if (c->v.bare)
		return 0;
	if (check_attribute(c, oid_content_type, sizeof(oid_content_type),
		"content-type", &v, &found) != 0)
		return -1;
	if (!found || !ber_is_oid(&v, s->content_type.p, s->content_type.n))
		return check_not(c, SIGNED_NO,
		    "the signed attribute content-type %s",
		    found ? "names another type" : "is not there");
	return 0;
}

/* The content's digest is the one in message-digest; without attributes it is
 * what the signature value is over. */
static int
check_digest(struct check *c, struct fault *f)
{
	const struct piece inside = { c->s->content.data, c->s->content.len };
	bool detached = c->claim->kind == SIGNED_DETACHED, found;
	struct tlv v;

	if (algorithm_hash(c->digest, detached ? c->claim->pieces : &inside,
		detached ? c->claim->n : 1, c->hash, &c->n_hash, f) != 0)
		return -1;
	if (c->v.bare)
		return 0;
	if (check_attribute(c, oid_message_digest, sizeof(oid_message_digest),
		"message-digest", &v, &found) != 0)
		return -1;
	if (!found || v.tag != BER_OCTETS)
		return check_not(c, SIGNED_NO,
		    "the signed attribute message-digest is not there");
	if (c->n_hash != v.n || memcmp(c->hash, v.p, v.n) != 0)
		return check_not(c, SIGNED_NO,
		    detached
			? "the signed bytes were changed: their %s digest is "
			  "not the one that was signed"
			: "the content inside was changed: its %s digest is "
			  "not the one that was signed",
		    c->digest->title);
	return 0;
}

/*
 * messageImprint of a TSTInfo: its AlgorithmIdentifier and its digest.
 *= RFC 3161 section 2.4.2: version, policy, messageImprint
 */
static int
imprint_find(struct ber b, struct tlv *id, struct piece *digest)
{
	struct tlv t;

	if (!ber_take(&b, BER_SEQUENCE, &t))
		return -1;
	b = ber_inside(&t);
	if (!ber_take(&b, BER_INTEGER, &t) || !ber_take(&b, BER_OID, &t) ||
	    !ber_take(&b, BER_SEQUENCE, &t))
		return -1;
	b = ber_inside(&t);
	if (!ber_take(&b, BER_SEQUENCE, id) || !ber_take(&b, BER_OCTETS, &t))
		return -1;
	*digest = (struct piece){ t.p, t.n };
	return 0;
}

/* The digest inside the content is that of the pieces. */
static int
check_imprint(struct check *c, struct fault *f)
{
	const struct digest_kind *d = algorithm_digest_named("SHA1");
	unsigned char have[ALGORITHM_DIGEST_MAX];
	const struct ber content = { c->s->content.data, c->s->content.len };
	struct piece want = { content.p, content.n };
	struct tlv id;
	size_t n;

	if (c->claim->kind == SIGNED_DETACHED)
		return 0;
	if (c->claim->kind == SIGNED_TIME_STAMP) {
		if (imprint_find(content, &id, &want) != 0)
			return check_not(
			    c, SIGNED_NO, "the time stamp inside is broken");
		if ((d = algorithm_digest(&id)) == NULL)
			return check_not(c, SIGNED_UNKNOWN,
			    "the digest in the time stamp is not known here");
	}
	if (c->claim->imprint != NULL) {
		if (strcmp(d->evp, "SHA256") != 0)
			return check_not(c, SIGNED_NO,
			    "the time stamp inside is over a %s digest, not "
			    "over SHA-256",
			    d->title);
		n = sizeof(c->claim->imprint->b);
		memcpy(have, c->claim->imprint->b, n);
	} else if (algorithm_hash(
		       d, c->claim->pieces, c->claim->n, have, &n, f) != 0) {
		return -1;
	}
	c->v.weak_digest = c->v.weak_digest || d->weak;
	if (d->weak)
		c->v.weakest = d->evp;
	if (want.n == n && memcmp(want.p, have, n) == 0)
		return 0;
	return check_not(c, SIGNED_NO,
	    "the signed bytes were changed: their %s digest is not the one "
	    "inside",
	    d->title);
}

/* Whether x is the certificate that the SignerInfo names. */
static bool
check_is_named(const struct signed_data *s, const struct cert *x)
{
	const ASN1_OCTET_STRING *id;
	struct ber b = ber_inside(&s->sid);
	unsigned char *name = NULL, *serial = NULL;
	struct tlv issuer, number;
	int name_len, serial_len;
	bool yes;

	if (s->sid.tag == 0x80) {
		id = X509_get0_subject_key_id(x->x);
		return id != NULL &&
		    (size_t)ASN1_STRING_length(id) == s->sid.n &&
		    memcmp(ASN1_STRING_get0_data(id), s->sid.p, s->sid.n) == 0;
	}
	if (s->sid.tag != BER_SEQUENCE ||
	    !ber_take(&b, BER_SEQUENCE, &issuer) ||
	    !ber_take(&b, BER_INTEGER, &number) || b.n != 0)
		return false;
	/* Byte for byte: OpenSSL's comparison would overlook the case. */
	name_len = i2d_X509_NAME(X509_get_issuer_name(x->x), &name);
	serial_len = i2d_ASN1_INTEGER(X509_get_serialNumber(x->x), &serial);
	yes = name_len > 0 && (size_t)name_len == issuer.whole &&
	    memcmp(name, issuer.start, issuer.whole) == 0 && serial_len > 0 &&
	    (size_t)serial_len == number.whole &&
	    memcmp(serial, number.start, number.whole) == 0;
	OPENSSL_free(name);
	OPENSSL_free(serial);
	ERR_clear_error();
	return yes;
}

static bool
check_fits(const struct check *c, const struct cert *x, struct piece set)
{
	const struct piece value = signed_value(c->s);

	if (c->v.bare)
		return algorithm_verify_digest(&c->scheme, c->digest->evp, x,
		    value, (struct piece){ c->hash, c->n_hash });
	return algorithm_verify(&c->scheme, c->digest->evp, x, value, set);
}

/*
 * The signature value over the signed attributes, as they came but with the
 * tag of a SET OF.  Several certificates may answer to one name and number:
 * the one whose key fits is the signer's.
 */
static int
check_value(struct check *c)
{
	const struct certs *lists[2] = { c->s->certs, c->claim->extra };
	const struct tlv *set = &c->s->signed_set;
	unsigned char *bytes =
	    c->v.bare ? NULL : mem_dup(set->start, set->whole);
	bool named = false, yes = false;
	size_t i, k, tried = 0;

	if (bytes != NULL)
		bytes[0] = BER_SET;
	for (k = 0; k < 2 && !yes; k++)
		for (i = 0; i < certs_count(lists[k]) && !yes; i++) {
			const struct cert *x = certs_at(lists[k], i);

			if (tried == TRIED_MAX || !check_is_named(c->s, x))
				continue;
			tried++;
			if (!named)
				c->v.signer = x;
			named = true;
			yes = check_fits(
			    c, x, (struct piece){ bytes, set->whole });
			if (yes)
				c->v.signer = x;
		}
	free(bytes);
	if (yes)
		return 0;
	c->v.signer_missing = !named;
	return check_not(c, SIGNED_NO,
	    named && c->v.bare
		? "the signed bytes were changed, or the signature value does "
		  "not fit the signer's key"
		: named ? "the signature value does not fit the signer's key"
			: "the signer's certificate is not inside");
}

/*
 * The first ESSCertID of the attribute's value; id.start is NULL where it
 * names no digest algorithm.
 */
static int
ess_find(const struct tlv *value, bool v2, struct tlv *id, struct tlv *digest)
{
	struct ber b = ber_inside(value);
	struct tlv t;

	if (value->tag != BER_SEQUENCE || !ber_take(&b, BER_SEQUENCE, &t))
		return -1;
	b = ber_inside(&t);
	if (!ber_take(&b, BER_SEQUENCE, &t))
		return -1;
	b = ber_inside(&t);
	id->start = NULL;
	if (v2)
		(void)ber_take(&b, BER_SEQUENCE, id);
	return ber_take(&b, BER_OCTETS, digest) ? 0 : -1;
}

/*= RFC 5035 section 3: the first certificate it lists is the signer's */
static int
check_ess(struct check *c, bool v2, struct fault *f)
{
	const char *suffix = v2 ? "-v2" : "";
	const struct digest_kind *d =
	    algorithm_digest_named(v2 ? "SHA256" : "SHA1");
	unsigned char have[ALGORITHM_DIGEST_MAX];
	struct piece der = { c->v.signer->der, c->v.signer->len };
	struct tlv value, id, digest;
	bool found;
	size_t n;

	if (check_attribute(c, v2 ? oid_ess_v2 : oid_ess_v1,
		v2 ? sizeof(oid_ess_v2) : sizeof(oid_ess_v1),
		v2 ? "signing-certificate-v2" : "signing-certificate", &value,
		&found) != 0)
		return -1;
	if (!found)
		return 0;
	if (ess_find(&value, v2, &id, &digest) != 0)
		return check_not(c, SIGNED_NO,
		    "the signed attribute signing-certificate%s is broken",
		    suffix);
	if (id.start != NULL && (d = algorithm_digest(&id)) == NULL)
		return check_not(c, SIGNED_UNKNOWN,
		    "signing-certificate-v2 uses a digest that is not known "
		    "here");
	if (algorithm_hash(d, &der, 1, have, &n, f) != 0)
		return -1;
	if (digest.n != n || memcmp(digest.p, have, n) != 0)
		return check_not(c, SIGNED_NO,
		    "the signed attribute signing-certificate%s names another "
		    "certificate than the signer's",
		    suffix);
	c->v.ess = v2 ? SIGNED_ESS_V2 : SIGNED_ESS_V1;
	return 0;
}

static int
check_time(struct check *c, struct fault *f)
{
	const unsigned char *at;
	ASN1_TIME *time;
	struct tlv t;
	bool found;
	int rc = 0;

	if (check_attribute(c, oid_signing_time, sizeof(oid_signing_time),
		"signing-time", &t, &found) != 0)
		return -1;
	if (!found)
		return 0;
	at = t.start;
	time = d2i_ASN1_TIME(NULL, &at, (long)t.whole);
	if (time == NULL || cert_time(time, &c->v.signing_time_utc_ms, f) != 0)
		rc = check_not(c, SIGNED_NO,
		    "the signed attribute signing-time is broken");
	else
		c->v.has_signing_time = true;
	ASN1_TIME_free(time);
	ERR_clear_error();
	return rc;
}

/*
 *= EN 319 122-1 section 5.2.9.1: SignaturePolicyId holds the policy's OID and
 *= its digest with a digest algorithm.  What the policy says is not read here;
 *= one whose digest is none binds the signer to nothing.
 */
static int
check_policy(struct check *c)
{
	struct tlv t, id;
	struct ber b;
	bool found;

	if (check_attribute(c, oid_policy, sizeof(oid_policy),
		"signature-policy-identifier", &t, &found) != 0)
		return -1;
	if (!found || t.tag != BER_SEQUENCE)
		return 0;
	b = ber_inside(&t);
	if (!ber_take(&b, BER_OID, &id) || !ber_take(&b, BER_SEQUENCE, &t))
		return check_not(c, SIGNED_NO,
		    "the signed attribute signature-policy-identifier is "
		    "broken");
	b = ber_inside(&t);
	if (!ber_take(&b, BER_SEQUENCE, &id) || algorithm_digest(&id) == NULL)
		return check_not(c, SIGNED_NO,
		    "the signature policy is named by a digest algorithm that "
		    "is none");
	return 0;
}

/*= X.690 section 11.6: DER sorts the elements of a SET OF */
static bool
check_unsorted(const struct signed_data *s)
{
	size_t i;

	for (i = 1; i < s->n_attributes; i++) {
		const struct signed_attribute *a = &s->attributes[i - 1];
		const struct signed_attribute *b = &s->attributes[i];
		size_t n = a->whole < b->whole ? a->whole : b->whole;
		int order = memcmp(a->start, b->start, n);

		if (order > 0 || (order == 0 && a->whole > b->whole))
			return true;
	}
	return false;
}

int
signed_check(const struct signed_data *s, const struct signed_claim *claim,
    struct signed_verdict *out, struct fault *f)
{
	struct check c = { .s = s, .claim = claim };

	c.v.answer = SIGNED_YES;
	f->kind = FAULT_NONE;
	if (check_structure(&c) == 0 && check_frame(&c) == 0 &&
	    check_content(&c) == 0 && check_digest(&c, f) == 0 &&
	    check_imprint(&c, f) == 0 && check_value(&c) == 0 &&
	    check_ess(&c, false, f) == 0 && check_ess(&c, true, f) == 0 &&
	    check_policy(&c) == 0 && check_time(&c, f) == 0)
		c.v.unsorted = check_unsorted(s);
	/* -1 without a verdict is a fault: the library could not compute. */
	if (f->kind != FAULT_NONE && c.v.answer == SIGNED_YES)
		return -1;
	*out = c.v;
	return 0;
}
