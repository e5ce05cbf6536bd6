#include "crypto/signed.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "base/mem.h"
#include "crypto_in.h"

/* Certificates inside; real ones have fewer than ten. */
#define CERTS_INSIDE_MAX 64

/* Attributes of a signer; real ones have fewer than ten. */
#define ATTRIBUTES_MAX 64

/* Content inside: a TSTInfo or a SHA-1; what is larger is no such thing. */
#define CONTENT_MAX ((size_t)64 << 20)

static const unsigned char oid_signed_data[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7,
	0x0d, 1, 7, 2 };
static const unsigned char oid_stamp_token[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7,
	0x0d, 1, 9, 16, 2, 14 };

/* certificates [0]: X.509 ones; other choices of CertificateChoices have tags
 * of their own and are skipped. */
static int
parse_certs(struct signed_data *s, const struct tlv *t, struct fault *f)
{
	struct ber b = ber_inside(t);
	struct fault unused;
	struct cert *c;
	struct tlv one;
	size_t n = 0;

	while (b.n > 0) {
		if (ber_next(&b, &one, f) != 0)
			return -1;
		if (n++ == CERTS_INSIDE_MAX)
			return fault_set(f, FAULT_LIMIT,
			    "want at most %d certificates inside, have more",
			    CERTS_INSIDE_MAX);
		/*= RFC 5652 section 5.1: what raises the version */
		if (one.tag == BER_CONTEXT(3))
			s->least = 5;
		else if (one.tag == BER_CONTEXT(2) && s->least < 4)
			s->least = 4;
		else if (one.tag == BER_CONTEXT(1) && s->least < 3)
			s->least = 3;
		/* One that OpenSSL cannot read can vouch for nothing. */
		if (one.tag == BER_SEQUENCE &&
		    cert_from_der(one.start, one.whole, &c, &unused) == 0)
			certs_push_take(s->certs, c);
		else if (one.tag < BER_CONTEXT(0) || one.tag > BER_CONTEXT(3))
			s->n_unread++;
	}
	return 0;
}

/* Attributes [0] or [1] of a SignerInfo, into a list. */
static int
parse_attributes(const struct tlv *set, struct signed_attribute **out,
    size_t *n, struct fault *f)
{
	struct ber b = ber_inside(set), in;
	struct signed_attribute *a =
	    mem_new(ATTRIBUTES_MAX, sizeof(struct signed_attribute));
	struct tlv one;

	*out = a;
	*n = 0;
	while (b.n > 0) {
		if (*n == ATTRIBUTES_MAX)
			return fault_set(f, FAULT_LIMIT,
			    "want at most %d attributes, have more",
			    ATTRIBUTES_MAX);
		if (ber_want(&b, BER_SEQUENCE, "an attribute", &one, f) != 0)
			return -1;
		in = ber_inside(&one);
		a[*n].start = one.start;
		a[*n].whole = one.whole;
		if (ber_want(&in, BER_OID, "an attribute's type", &a[*n].type,
			f) != 0 ||
		    ber_want(&in, BER_SET, "an attribute's values",
			&a[*n].values, f) != 0 ||
		    ber_done(&in, "an attribute", f) != 0)
			return -1;
		(*n)++;
	}
	return 0;
}

static int
parse_signer(struct signed_data *s, const struct tlv *t, struct fault *f)
{
	struct ber b = ber_inside(t);
	struct tlv set;

	if (ber_want(&b, BER_INTEGER, "the signer's version",
		&s->signer_version, f) != 0 ||
	    ber_next(&b, &s->sid, f) != 0 ||
	    ber_want(&b, BER_SEQUENCE, "the digest algorithm",
		&s->digest_algorithm, f) != 0)
		return -1;
	if (ber_take(&b, BER_CONTEXT(0), &s->signed_set) &&
	    parse_attributes(
		&s->signed_set, &s->attributes, &s->n_attributes, f) != 0)
		return -1;
	if (ber_want(&b, BER_SEQUENCE, "the signature algorithm",
		&s->signature_algorithm, f) != 0)
		return -1;
	if (ber_next(&b, &set, f) != 0)
		return -1;
	if (set.tag != BER_OCTETS && set.tag != (BER_OCTETS | 0x20))
		return fault_set(f, FAULT_FORMAT,
		    "the signature value: have tag %02x", set.tag);
	buf_init(&s->value, 65536);
	if (ber_octets(&set, &s->value, f) != 0)
		return -1;
	if (ber_take(&b, BER_CONTEXT(1), &set) &&
	    parse_attributes(
		&set, &s->unsigned_attributes, &s->n_unsigned, f) != 0)
		return -1;
	return ber_done(&b, "the signer", f);
}

/* encapContentInfo: the type, and the content where it is inside. */
static int
parse_content(struct signed_data *s, struct ber *b, struct fault *f)
{
	struct tlv info, inner, octets;
	struct ber in;

	if (ber_want(b, BER_SEQUENCE, "encapContentInfo", &info, f) != 0)
		return -1;
	in = ber_inside(&info);
	if (ber_want(&in, BER_OID, "eContentType", &s->content_type, f) != 0)
		return -1;
	buf_init(&s->content, CONTENT_MAX);
	if (!ber_take(&in, BER_CONTEXT(0), &inner))
		return ber_done(&in, "encapContentInfo", f);
	s->has_content = true;
	if (ber_done(&in, "encapContentInfo", f) != 0)
		return -1;
	in = ber_inside(&inner);
	if (in.n == 0)
		return 0;
	if (ber_next(&in, &octets, f) != 0)
		return -1;
	/* What is no string is content all the same, for the verdict. */
	if (octets.tag != BER_OCTETS && octets.tag != (BER_OCTETS | 0x20))
		return 0;
	return ber_octets(&octets, &s->content, f);
}

/*= RFC 5652 section 10.2.1: a CertificateList, or [1] of another format */
static bool
is_crl(const struct tlv *t)
{
	const unsigned char *at = t->start;
	X509_CRL *crl = t->whole > INT32_MAX
	    ? NULL
	    : d2i_X509_CRL(NULL, &at, (long)t->whole);
	bool yes = crl != NULL && at == t->start + t->whole;

	X509_CRL_free(crl);
	ERR_clear_error();
	return yes;
}

static int
parse_signed_data(struct signed_data *s, const struct tlv *t, struct fault *f)
{
	struct ber b = ber_inside(t), in;
	struct tlv set, one;

	if (ber_want(&b, BER_INTEGER, "SignedData's version", &s->version, f) !=
		0 ||
	    ber_want(&b, BER_SET, "digestAlgorithms", &s->digests, f) != 0 ||
	    parse_content(s, &b, f) != 0)
		return -1;
	if (ber_take(&b, BER_CONTEXT(0), &set) && parse_certs(s, &set, f) != 0)
		return -1;
	if (ber_take(&b, BER_CONTEXT(1), &s->crls)) {
		in = ber_inside(&s->crls);
		while (in.n > 0) {
			if (ber_next(&in, &one, f) != 0)
				return -1;
			if (one.tag == BER_CONTEXT(1))
				s->least = 5;
			else if (!is_crl(&one))
				s->n_unread++;
		}
	}
	if (ber_want(&b, BER_SET, "signerInfos", &set, f) != 0)
		return -1;
	in = ber_inside(&set);
	while (in.n > 0) {
		if (ber_want(&in, BER_SEQUENCE, "a signer", &one, f) != 0)
			return -1;
		if (s->n_signers++ == 0 && parse_signer(s, &one, f) != 0)
			return -1;
	}
	return ber_done(&b, "SignedData", f);
}

static int
parse_outer(const unsigned char *p, size_t n, struct signed_data **out,
    size_t *used, struct fault *f)
{
	struct signed_data *s = mem_new(1, sizeof(*s));
	struct ber b = { p, n }, in;
	struct tlv info, type, content, data;
	int rc = -1;

	s->certs = certs_new();
	s->least = 1;
	if (ber_want(&b, BER_SEQUENCE, "ContentInfo", &info, f) != 0)
		goto out;
	in = ber_inside(&info);
	if (ber_want(&in, BER_OID, "contentType", &type, f) != 0)
		goto out;
	if (!ber_is_oid(&type, oid_signed_data, sizeof(oid_signed_data))) {
		fault_set(f, FAULT_FORMAT, "the CMS is no SignedData");
		goto out;
	}
	if (ber_want(&in, BER_CONTEXT(0), "content", &content, f) != 0 ||
	    ber_done(&in, "ContentInfo", f) != 0)
		goto out;
	in = ber_inside(&content);
	if (ber_want(&in, BER_SEQUENCE, "SignedData", &data, f) != 0 ||
	    ber_done(&in, "content", f) != 0 ||
	    parse_signed_data(s, &data, f) != 0)
		goto out;
	*used = info.whole;
	*out = s;
	s = NULL;
	rc = 0;
out:
	signed_free(s);
	return rc;
}

/* The time-stamp tokens over the signature that can be read.  A token's own
 * tokens are not read: nothing here asks for them. */
static void
parse_stamps(struct signed_data *s)
{
	struct fault unused;
	struct tlv token;
	struct ber b;
	size_t i, used;

	for (i = 0; i < s->n_unsigned; i++) {
		if (!ber_is_oid(&s->unsigned_attributes[i].type,
			oid_stamp_token, sizeof(oid_stamp_token)))
			continue;
		b = ber_inside(&s->unsigned_attributes[i].values);
		while (b.n > 0 && s->n_stamps < STAMPS_MAX &&
		    ber_next(&b, &token, &unused) == 0)
			if (parse_outer(token.start, token.whole,
				&s->stamps[s->n_stamps], &used, &unused) == 0)
				s->stamp_tokens[s->n_stamps++] = token;
	}
}

int
signed_parse(const unsigned char *p, size_t n, struct signed_data **out,
    size_t *used, struct fault *f)
{
	if (parse_outer(p, n, out, used, f) != 0)
		return -1;
	parse_stamps(*out);
	return 0;
}

static void
signed_free_one(struct signed_data *s)
{
	certs_free(s->certs);
	buf_free(&s->content);
	buf_free(&s->value);
	free(s->attributes);
	free(s->unsigned_attributes);
	free(s);
}

void
signed_free(struct signed_data *s)
{
	size_t i;

	if (s == NULL)
		return;
	for (i = 0; i < s->n_stamps; i++)
		signed_free_one(s->stamps[i]);
	signed_free_one(s);
}

const struct certs *
signed_certs(const struct signed_data *s)
{
	return s->certs;
}

const struct signed_data *
signed_time_stamp(const struct signed_data *s)
{
	return s->n_stamps > 0 ? s->stamps[0] : NULL;
}

size_t
signed_stamps(const struct signed_data *s)
{
	return s->n_stamps;
}

const struct signed_data *
signed_stamp(const struct signed_data *s, size_t i)
{
	return s->stamps[i];
}

struct piece
signed_value(const struct signed_data *s)
{
	return (struct piece){ s->value.data, s->value.len };
}

struct piece
signed_stamp_der(const struct signed_data *s)
{
	return (
	    struct piece){ s->stamp_tokens[0].start, s->stamp_tokens[0].whole };
}

int
signed_stamp_time(
    const struct signed_data *s, int64_t *out_utc_ms, struct fault *f)
{
	struct ber b = { s->content.data, s->content.len };
	const unsigned char *at;
	ASN1_GENERALIZEDTIME *time;
	struct tlv t;
	int rc = -1;

	if (ber_want(&b, BER_SEQUENCE, "TSTInfo", &t, f) != 0)
		return -1;
	b = ber_inside(&t);
	if (ber_want(&b, BER_INTEGER, "version", &t, f) != 0 ||
	    ber_want(&b, BER_OID, "policy", &t, f) != 0 ||
	    ber_want(&b, BER_SEQUENCE, "messageImprint", &t, f) != 0 ||
	    ber_want(&b, BER_INTEGER, "serialNumber", &t, f) != 0 ||
	    ber_want(&b, 0x18, "genTime", &t, f) != 0)
		return -1;
	at = t.start;
	time = d2i_ASN1_GENERALIZEDTIME(NULL, &at, (long)t.whole);
	if (time == NULL)
		crypto_fault(f, "genTime is broken");
	else
		rc = cert_time(time, out_utc_ms, f);
	ASN1_GENERALIZEDTIME_free(time);
	return rc;
}

int
signed_check_pkcs1(const unsigned char *value, size_t value_len,
    const struct cert *signer, const struct piece *pieces, size_t n,
    size_t *used, struct signed_verdict *out, struct fault *f)
{
	const struct digest_kind *d = algorithm_digest_named("SHA1");
	const struct scheme rsa = { SCHEME_RSA, "SHA1", "RSA PKCS#1 v1.5", 0,
		NULL };
	unsigned char hash[ALGORITHM_DIGEST_MAX];
	struct signed_verdict v = { .answer = SIGNED_YES, .signer = signer };
	struct ber b = { value, value_len };
	struct tlv t;
	size_t len;

	if (ber_want(&b, BER_OCTETS, "the PKCS#1 signature", &t, f) != 0 ||
	    algorithm_hash(d, pieces, n, hash, &len, f) != 0)
		return -1;
	*used = t.whole;
	v.weak_digest = true;
	v.weakest = d->evp;
	(void)snprintf(v.digest, sizeof(v.digest), "%s", d->title);
	(void)snprintf(v.algorithm, sizeof(v.algorithm), "%s", rsa.title);
	if (!algorithm_verify_digest(&rsa, d->evp, signer,
		(struct piece){ t.p, t.n }, (struct piece){ hash, len })) {
		v.answer = SIGNED_NO;
		(void)snprintf(v.why, sizeof(v.why),
		    "the signed bytes were changed, or the signature value "
		    "does not fit the signer's key");
	}
	*out = v;
	return 0;
}
