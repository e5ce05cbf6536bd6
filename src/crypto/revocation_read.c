/* What CRLs and OCSP answers have in common. */
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "crypto/sha256.h"
#include "crypto_in.h"
#include "path_in.h"

#define BER_BOOLEAN 0x01
#define BER_BITS 0x03

int
extension_next(struct ber *list, struct extension *out, struct fault *f)
{
	struct ber b;
	struct tlv t;

	if (ber_want(list, BER_SEQUENCE, "an extension", &t, f) != 0)
		return -1;
	b = ber_inside(&t);
	if (ber_want(&b, BER_OID, "an extension's name", &t, f) != 0)
		return -1;
	ber_oid_text(&t, out->oid);
	out->critical = ber_take(&b, BER_BOOLEAN, &t) && t.n == 1 && *t.p != 0;
	if (ber_want(&b, BER_OCTETS, "an extension's value", &t, f) != 0)
		return -1;
	out->value = ber_inside(&t);
	return ber_done(&b, "an extension", f);
}

int
status_time(const struct tlv *t, int64_t *out, struct fault *f)
{
	const unsigned char *at = t->start;
	ASN1_TIME *time = NULL;
	int rc;

	if ((t->tag != V_ASN1_UTCTIME && t->tag != V_ASN1_GENERALIZEDTIME) ||
	    (time = d2i_ASN1_TIME(NULL, &at, (long)t->whole)) == NULL)
		return crypto_fault(f, "a time is broken");
	rc = cert_time(time, out, f);
	ASN1_TIME_free(time);
	return rc;
}

int
status_value(const struct tlv *t, struct piece *out, struct fault *f)
{
	if (t->tag != BER_BITS || t->n < 1 || t->p[0] != 0)
		return fault_set(
		    f, FAULT_FORMAT, "the signature value is broken");
	*out = (struct piece){ t->p + 1, t->n - 1 };
	return 0;
}

struct piece
status_number(const struct tlv *t)
{
	struct piece v = { t->p, t->n };
	const unsigned char *p = t->p;

	for (; v.n > 1 && *p == 0; v.n--)
		p++;
	v.p = p;
	return v;
}

bool
piece_same(struct piece a, struct piece b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static X509_NAME *
name_of(const struct tlv *t)
{
	const unsigned char *at = t->start;

	return d2i_X509_NAME(NULL, &at, (long)t->whole);
}

bool
name_is(const struct tlv *a, const X509_NAME *b)
{
	X509_NAME *x = name_of(a);
	bool yes = x != NULL && X509_NAME_cmp(x, b) == 0;

	X509_NAME_free(x);
	ERR_clear_error();
	return yes;
}

bool
name_same(const struct tlv *a, const struct tlv *b)
{
	X509_NAME *y;
	bool yes;

	if (a->whole == b->whole && memcmp(a->start, b->start, a->whole) == 0)
		return true;
	y = name_of(b);
	yes = y != NULL && name_is(a, y);
	X509_NAME_free(y);
	ERR_clear_error();
	return yes;
}

#define GENERAL_DIRECTORY BER_CONTEXT(4)

/* The Name inside a directoryName. */
static bool
general_name(const struct tlv *t, struct tlv *out)
{
	struct ber b = ber_inside(t);

	return t->tag == GENERAL_DIRECTORY && ber_take(&b, BER_SEQUENCE, out);
}

bool
names_have(struct ber names, const struct tlv *name)
{
	struct fault unused;
	struct tlv t, own;

	while (names.n > 0 && ber_next(&names, &t, &unused) == 0)
		if (general_name(&t, &own) && name_same(&own, name))
			return true;
	return false;
}

bool
names_have_name(struct ber names, const X509_NAME *name)
{
	struct fault unused;
	struct tlv t, own;

	while (names.n > 0 && ber_next(&names, &t, &unused) == 0)
		if (general_name(&t, &own) && name_is(&own, name))
			return true;
	return false;
}

/* Names of one point; more is somebody who wants us busy. */
#define POINT_NAMES 32

bool
names_meet(struct ber a, struct ber b)
{
	struct fault unused;
	struct tlv t, u, own;
	struct ber rest;
	size_t n = 0, k;

	while (a.n > 0 && n++ < POINT_NAMES && ber_next(&a, &t, &unused) == 0) {
		rest = b;
		if (general_name(&t, &own) && names_have(rest, &own))
			return true;
		for (k = 0; rest.n > 0 && k < POINT_NAMES &&
		     ber_next(&rest, &u, &unused) == 0;
		     k++)
			if (t.whole == u.whole &&
			    memcmp(t.start, u.start, t.whole) == 0)
				return true;
	}
	return false;
}

bool
status_signed_by(
    const struct status_signature *s, const struct cert *c, const char **digest)
{
	char oid[OID_TEXT];
	struct scheme scheme = { .digest = NULL };

	if (algorithm_scheme(&s->algorithm, &scheme, oid) != 0 ||
	    scheme.digest == NULL)
		return false;
	*digest = scheme.digest;
	return algorithm_verify(&scheme, scheme.digest, c, s->value,
	    (struct piece){ s->tbs.start, s->tbs.whole });
}

/* Bit 0 is the first and most significant of the string. */
unsigned
reasons_read(const struct tlv *bits)
{
	unsigned out = 0, i;

	for (i = 0; i < 16; i++)
		if (bits->n > 1 + i / 8 &&
		    (bits->p[1 + i / 8] & (0x80u >> (i % 8))) != 0)
			out |= 1u << i;
	return out & REASONS_ALL;
}
