/* CRLs (RFC 5280 section 5), read without a list of entries in memory. */
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "base/mem.h"
#include "crypto/sha256.h"
#include "crypto_in.h"
#include "path_in.h"

#define BER_BOOLEAN 0x01
#define BER_ENUMERATED 0x0a

/* Distribution points of a certificate; real ones have one to four. */
#define POINTS_MAX 16

static bool
is_time(const struct ber *b)
{
	return b->n > 0 &&
	    (b->p[0] == V_ASN1_UTCTIME || b->p[0] == V_ASN1_GENERALIZEDTIME);
}

static bool
flag(const struct tlv *t)
{
	return t->n == 1 && t->p[0] != 0;
}

/*= RFC 5280 section 5.2.5: which certificates and reasons the CRL covers */
static int
crl_scope_read(struct crl *r, struct ber value, struct fault *f)
{
	struct tlv t;
	struct ber b;

	r->has_scope = true;
	r->scope = (struct piece){ value.p, value.n };
	if (ber_want(&value, BER_SEQUENCE, "issuingDistributionPoint", &t, f) !=
	    0)
		return -1;
	b = ber_inside(&t);
	while (b.n > 0) {
		if (ber_next(&b, &t, f) != 0)
			return -1;
		if (t.tag == BER_CONTEXT(0))
			r->point = t;
		else if (t.tag == 0x81)
			r->only_users = flag(&t);
		else if (t.tag == 0x82)
			r->only_authorities = flag(&t);
		else if (t.tag == 0x83)
			r->reasons = reasons_read(&t);
		else if (t.tag == 0x84)
			r->indirect = flag(&t);
		else if (t.tag == 0x85)
			r->only_attributes = flag(&t);
		else
			r->odd = true;
	}
	return 0;
}

static int
crl_extension(struct crl *r, struct extension *e, struct fault *f)
{
	struct tlv t;

	if (strcmp(e->oid, "2.5.29.20") == 0) {
		if (ber_want(&e->value, BER_INTEGER, "cRLNumber", &t, f) != 0)
			return -1;
		r->number = status_number(&t);
	} else if (strcmp(e->oid, "2.5.29.27") == 0) {
		if (ber_want(&e->value, BER_INTEGER, "deltaCRLIndicator", &t,
			f) != 0)
			return -1;
		r->base = status_number(&t);
		r->delta = true;
	} else if (strcmp(e->oid, "2.5.29.28") == 0) {
		return crl_scope_read(r, e->value, f);
	} else if (strcmp(e->oid, "2.5.29.60") == 0) {
		/* X.509 section 9.5.2.5: expiredCertsOnCRL */
		if (ber_want(&e->value, V_ASN1_GENERALIZEDTIME,
			"expiredCertsOnCRL", &t, f) != 0 ||
		    status_time(&t, &r->keeps_from_utc_ms, f) != 0)
			return -1;
		r->keeps_expired = true;
	} else if (e->critical && strcmp(e->oid, "2.5.29.35") != 0) {
		r->odd = true;
	}
	return 0;
}

static int
crl_extensions(struct crl *r, const struct tlv *outer, struct fault *f)
{
	struct ber b = ber_inside(outer);
	struct extension e;
	struct tlv t;

	if (ber_want(&b, BER_SEQUENCE, "the CRL's extensions", &t, f) != 0)
		return -1;
	b = ber_inside(&t);
	while (b.n > 0)
		if (extension_next(&b, &e, f) != 0 ||
		    crl_extension(r, &e, f) != 0)
			return -1;
	return 0;
}

static int
crl_tbs(struct crl *r, struct tlv *inner, struct fault *f)
{
	struct ber b = ber_inside(&r->sign.tbs);
	struct tlv t;

	(void)ber_take(&b, BER_INTEGER, &t);
	if (ber_want(&b, BER_SEQUENCE, "the CRL's algorithm", inner, f) != 0 ||
	    ber_want(&b, BER_SEQUENCE, "the CRL's issuer", &r->issuer, f) != 0)
		return -1;
	if (!is_time(&b))
		return fault_set(f, FAULT_FORMAT, "the CRL has no thisUpdate");
	if (ber_next(&b, &t, f) != 0 ||
	    status_time(&t, &r->this_utc_ms, f) != 0)
		return -1;
	if (is_time(&b)) {
		if (ber_next(&b, &t, f) != 0 ||
		    status_time(&t, &r->next_utc_ms, f) != 0)
			return -1;
		r->has_next = true;
	}
	if (ber_take(&b, BER_SEQUENCE, &t))
		r->entries = ber_inside(&t);
	if (ber_take(&b, BER_CONTEXT(0), &t) && crl_extensions(r, &t, f) != 0)
		return -1;
	return ber_done(&b, "the CRL", f);
}

int
crl_read(struct crl *out, const void *der, size_t n, struct fault *f)
{
	struct crl r = { .reasons = REASONS_ALL };
	struct ber b = { der, n };
	struct tlv t, inner;

	if (ber_want(&b, BER_SEQUENCE, "the CRL", &t, f) != 0 ||
	    ber_done(&b, "the CRL", f) != 0)
		return -1;
	b = ber_inside(&t);
	if (ber_want(&b, BER_SEQUENCE, "tbsCertList", &r.sign.tbs, f) != 0 ||
	    ber_want(&b, BER_SEQUENCE, "the CRL's signatureAlgorithm",
		&r.sign.algorithm, f) != 0 ||
	    ber_next(&b, &t, f) != 0 ||
	    status_value(&t, &r.sign.value, f) != 0 ||
	    ber_done(&b, "the CRL's signature", f) != 0 ||
	    crl_tbs(&r, &inner, f) != 0)
		return -1;
	/*= RFC 5280 section 5.1.1.2: the same algorithm inside and outside */
	if (inner.whole != r.sign.algorithm.whole ||
	    memcmp(inner.start, r.sign.algorithm.start, inner.whole) != 0)
		return fault_set(f, FAULT_FORMAT,
		    "RFC 5280 section 5.1.1.2: the CRL names two algorithms");
	*out = r;
	return 0;
}

/* A certificate's extension, its bytes; n is 0 where it is not there. */
static struct ber
cert_extension(const X509 *x, int nid)
{
	int at = X509_get_ext_by_NID(x, nid, -1);
	const ASN1_OCTET_STRING *s =
	    at < 0 ? NULL : X509_EXTENSION_get_data(X509_get_ext(x, at));

	if (s == NULL)
		return (struct ber){ NULL, 0 };
	return (struct ber){ ASN1_STRING_get0_data(s),
		(size_t)ASN1_STRING_length(s) };
}

/* DistributionPoint of a certificate; start is NULL for what it lacks. */
struct point {
	struct tlv name, reasons, issuer;
};

static int
point_read(struct ber *list, struct point *p)
{
	struct ber b;
	struct tlv t;

	*p = (struct point){ .name = { .start = NULL } };
	if (!ber_take(list, BER_SEQUENCE, &t))
		return -1;
	b = ber_inside(&t);
	(void)ber_take(&b, BER_CONTEXT(0), &p->name);
	(void)ber_take(&b, 0x81, &p->reasons);
	(void)ber_take(&b, BER_CONTEXT(2), &p->issuer);
	return 0;
}

/* Whether the two DistributionPointNames are of one place. */
static bool
point_names_meet(const struct tlv *a, const struct tlv *b)
{
	struct ber x = ber_inside(a), y = ber_inside(b);
	struct tlv t, u;

	if (ber_take(&x, BER_CONTEXT(0), &t) &&
	    ber_take(&y, BER_CONTEXT(0), &u))
		return names_meet(ber_inside(&t), ber_inside(&u));
	/* nameRelativeToCRLIssuer: the same bytes, or another place. */
	return a->n == b->n && memcmp(a->p, b->p, a->n) == 0;
}

/*
 *= RFC 5280 section 6.3.3 (b): whether the CRL is of this point; p is NULL for
 *= the one that is assumed where a certificate names none
 */
static bool
point_fits(const struct crl *r, const struct point *p, const X509 *x)
{
	struct ber full;
	struct tlv t;

	if (p != NULL && p->issuer.start != NULL) {
		if (!r->indirect ||
		    !names_have(ber_inside(&p->issuer), &r->issuer))
			return false;
	} else if (!name_is(&r->issuer, X509_get_issuer_name(x))) {
		return false;
	}
	if (r->point.start == NULL)
		return true;
	if (p != NULL && p->name.start != NULL)
		return point_names_meet(&r->point, &p->name);
	full = ber_inside(&r->point);
	if (!ber_take(&full, BER_CONTEXT(0), &t))
		return false;
	if (p != NULL && p->issuer.start != NULL)
		return names_meet(ber_inside(&t), ber_inside(&p->issuer));
	return names_have_name(ber_inside(&t), X509_get_issuer_name(x));
}

unsigned
crl_scope(const struct crl *r, const struct cert *c)
{
	struct ber list = cert_extension(c->x, NID_crl_distribution_points);
	bool ca = X509_check_ca(c->x) == 1;
	unsigned mask = 0;
	struct point p;
	struct tlv t;
	size_t i;

	if (r->only_attributes || (r->only_users && ca) ||
	    (r->only_authorities && !ca))
		return 0;
	if (point_fits(r, NULL, c->x))
		mask |= r->reasons;
	if (!ber_take(&list, BER_SEQUENCE, &t))
		return mask;
	list = ber_inside(&t);
	for (i = 0; i < POINTS_MAX && point_read(&list, &p) == 0; i++)
		if (point_fits(r, &p, c->x))
			mask |= r->reasons &
			    (p.reasons.start != NULL ? reasons_read(&p.reasons)
						     : REASONS_ALL);
	return mask;
}

/* The extensions of an entry that is c's. */
static int
entry_read(struct ber exts, struct status *s, bool *odd, struct fault *f)
{
	struct extension e;
	struct tlv t;

	while (exts.n > 0) {
		if (extension_next(&exts, &e, f) != 0)
			return -1;
		if (strcmp(e.oid, "2.5.29.21") == 0) {
			if (ber_want(&e.value, BER_ENUMERATED, "reasonCode", &t,
				f) != 0)
				return -1;
			s->has_reason = t.n == 1;
			s->reason = t.n == 1 ? t.p[0] : 0;
		} else if (strcmp(e.oid, "2.5.29.24") == 0) {
			if (ber_next(&e.value, &t, f) != 0 ||
			    status_time(&t, &s->invalid_utc_ms, f) != 0)
				return -1;
			s->has_invalid = true;
		} else if (e.critical && strcmp(e.oid, "2.5.29.29") != 0) {
			*odd = true;
		}
	}
	return 0;
}

/* certificateIssuer of an entry, where it has one. */
static int
entry_issuer(struct ber exts, struct tlv *names, struct fault *f)
{
	struct extension e;

	while (exts.n > 0) {
		if (extension_next(&exts, &e, f) != 0)
			return -1;
		if (strcmp(e.oid, "2.5.29.29") == 0 &&
		    ber_want(&e.value, BER_SEQUENCE, "certificateIssuer", names,
			f) != 0)
			return -1;
	}
	return 0;
}

/* One entry of the list. */
struct entry {
	struct piece serial;
	struct tlv time;
	struct ber exts;
};

static int
entry_next(struct ber *list, struct entry *e, struct fault *f)
{
	struct ber b;
	struct tlv t;

	if (ber_want(list, BER_SEQUENCE, "an entry of the CRL", &t, f) != 0)
		return -1;
	b = ber_inside(&t);
	if (ber_want(&b, BER_INTEGER, "an entry's number", &t, f) != 0)
		return -1;
	e->serial = status_number(&t);
	if (ber_next(&b, &e->time, f) != 0)
		return -1;
	e->exts = (struct ber){ NULL, 0 };
	if (ber_take(&b, BER_SEQUENCE, &t))
		e->exts = ber_inside(&t);
	return 0;
}

static void
entry_word(struct status *s)
{
	/* RFC 5280 section 5.3.1: certificateHold 6, removeFromCRL 8 */
	s->word = STATUS_REVOKED;
	if (s->has_reason && s->reason == 6)
		s->word = STATUS_HOLD;
	else if (s->has_reason && s->reason == 8)
		s->word = STATUS_REMOVED;
}

/*= RFC 5280 section 5.3.3: an entry is of the issuer that the last
 *= certificateIssuer named, at first of the CRL's */
int
crl_status(const struct crl *r, const struct cert *c, struct status *out,
    struct fault *f)
{
	struct status s = { .word = STATUS_GOOD,
		.this_utc_ms = r->this_utc_ms,
		.next_utc_ms = r->next_utc_ms,
		.has_next = r->has_next };
	const X509_NAME *issuer = X509_get_issuer_name(c->x);
	unsigned char *number = NULL;
	int len = i2d_ASN1_INTEGER(X509_get0_serialNumber(c->x), &number);
	struct ber list = r->entries,
		   own = { number, len > 0 ? (size_t)len : 0 };
	struct tlv t, names = { .start = NULL };
	struct piece serial;
	struct entry e;
	bool odd = false;
	int rc = -1;

	if (ber_want(&own, BER_INTEGER, "the serial number", &t, f) != 0)
		goto out;
	serial = status_number(&t);
	while (list.n > 0) {
		if (entry_next(&list, &e, f) != 0 ||
		    (r->indirect && e.exts.n > 0 &&
			entry_issuer(e.exts, &names, f) != 0))
			goto out;
		if (!piece_same(e.serial, serial) ||
		    !(names.start == NULL
			    ? name_is(&r->issuer, issuer)
			    : names_have_name(ber_inside(&names), issuer)))
			continue;
		if (status_time(&e.time, &s.revoked_utc_ms, f) != 0 ||
		    entry_read(e.exts, &s, &odd, f) != 0)
			goto out;
		entry_word(&s);
		break;
	}
	s.keeps = r->keeps_expired;
	if (s.keeps) {
		int64_t end;

		if (cert_time(X509_get0_notAfter(c->x), &end, f) != 0)
			goto out;
		s.keeps = r->keeps_from_utc_ms <= end;
	}
	*out = s;
	rc = 0;
out:
	OPENSSL_free(number);
	return rc;
}
