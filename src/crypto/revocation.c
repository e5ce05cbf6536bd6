#include "crypto/revocation.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "crypto/sha256.h"
#include "crypto_in.h"
#include "path_in.h"

/* Pieces, and bytes of all: chains of a dozen signatures have fifty; a
 * national CRL has 30 MB. */
#define PIECES_MAX 2048
#define BYTES_MAX ((size_t)128 << 20)

struct revocations *
revocations_new(void)
{
	return mem_new(1, sizeof(struct revocations));
}

void
revocations_free(struct revocations *l)
{
	size_t i;

	if (l == NULL)
		return;
	for (i = 0; i < l->n; i++) {
		free(l->items[i].der);
		certs_free(l->items[i].ocsp.certs);
	}
	free(l->items);
	free(l);
}

size_t
revocations_count(const struct revocations *l)
{
	return l == NULL ? 0 : l->n;
}

/* A CertificateList's first part has an algorithm and a name, a
 * BasicOCSPResponse's a tagged responder; an OCSPResponse begins with its
 * status. */
static bool
looks_like_crl(const void *der, size_t n)
{
	struct ber b = { der, n };
	struct tlv t;

	if (!ber_take(&b, BER_SEQUENCE, &t))
		return false;
	b = ber_inside(&t);
	if (!ber_take(&b, BER_SEQUENCE, &t))
		return false;
	b = ber_inside(&t);
	(void)ber_take(&b, BER_INTEGER, &t);
	return ber_take(&b, BER_SEQUENCE, &t) && ber_take(&b, BER_SEQUENCE, &t);
}

int
revocations_add(struct revocations *l, const void *der, size_t n, size_t *out,
    struct fault *f)
{
	struct revocation_item item = {
		.n = n,
		.proven_utc_ms = REVOCATION_UNPROVEN,
		.is_crl = looks_like_crl(der, n),
	};
	size_t i;
	int rc;

	if (sha256_of(der, n, &item.sha, f) != 0)
		return -1;
	for (i = 0; i < l->n; i++)
		if (digest_equal(&l->items[i].sha, &item.sha)) {
			*out = i;
			return 0;
		}
	if (l->n == PIECES_MAX || n > BYTES_MAX - l->bytes)
		return fault_set(f, FAULT_LIMIT,
		    "want at most %d CRLs and OCSP answers of %zu bytes, have "
		    "more",
		    PIECES_MAX, BYTES_MAX);
	item.der = mem_dup(der, n);
	rc = item.is_crl ? crl_read(&item.crl, item.der, n, f)
			 : ocsp_read(&item.ocsp, item.der, n, f);
	if (rc != 0) {
		free(item.der);
		return -1;
	}
	l->items = mem_grow(l->items, l->n + 1, sizeof(*l->items));
	l->bytes += n;
	*out = l->n;
	l->items[l->n++] = item;
	return 0;
}

void
revocations_prove(struct revocations *l, size_t i, int64_t utc_ms)
{
	if (utc_ms < l->items[i].proven_utc_ms)
		l->items[i].proven_utc_ms = utc_ms;
}

int
revocations_certs(
    const struct revocations *l, struct certs *pool, struct fault *f)
{
	size_t i, k;

	for (i = 0; i < l->n; i++)
		for (k = 0; k < certs_count(l->items[i].ocsp.certs); k++)
			if (certs_add(pool, certs_at(l->items[i].ocsp.certs, k),
				f) != 0)
				return -1;
	return 0;
}

/* Where what is stapled goes. */
struct staple {
	struct revocations *list;
	struct certs *pool;
	revocations_found *each;
	void *arg;
	bool signed_too; /* what is found now is signed by the signature */
};

static void
staple_one(struct staple *s, const unsigned char *p, size_t n)
{
	struct fault unused;
	size_t place;

	if (revocations_add(s->list, p, n, &place, &unused) == 0 &&
	    s->each != NULL)
		s->each(s->arg, place, s->signed_too);
}

/* SEQUENCE OF pieces, in an explicit tag. */
static void
staple_list(struct staple *s, const struct tlv *tagged)
{
	struct ber b = ber_inside(tagged);
	struct fault unused;
	struct tlv t;

	if (!ber_take(&b, BER_SEQUENCE, &t))
		return;
	b = ber_inside(&t);
	while (b.n > 0 && ber_next(&b, &t, &unused) == 0)
		staple_one(s, t.start, t.whole);
}

/*
 * RevocationInfoArchival (ISO 32000-2 section 12.8.3.3.2) and RevocationValues
 * (EN 319 122-1 annex A.1.4): CRLs in [0], OCSP answers in [1].
 */
static void
staple_values(struct staple *s, const struct tlv *value)
{
	struct ber b = ber_inside(value);
	struct tlv t;

	if (value->tag != BER_SEQUENCE)
		return;
	if (ber_take(&b, BER_CONTEXT(0), &t))
		staple_list(s, &t);
	if (ber_take(&b, BER_CONTEXT(1), &t))
		staple_list(s, &t);
}

/*= RFC 5652 section 10.2.1 and RFC 5940: a CRL, or [1] with a type and what
 *= is of it: id-ri-ocsp-response */
static void
staple_crls(struct staple *s, const struct tlv *set)
{
	static const unsigned char ri_ocsp[] = { 0x2b, 6, 1, 5, 5, 7, 16, 2 };
	struct ber b = ber_inside(set), in;
	struct fault unused;
	struct tlv t, type;

	while (b.n > 0 && ber_next(&b, &t, &unused) == 0) {
		in = ber_inside(&t);
		if (t.tag == BER_SEQUENCE)
			staple_one(s, t.start, t.whole);
		else if (t.tag == BER_CONTEXT(1) &&
		    ber_take(&in, BER_OID, &type) &&
		    ber_is_oid(&type, ri_ocsp, sizeof(ri_ocsp)))
			staple_one(s, in.p, in.n);
	}
}

static void
staple_certs(struct staple *s, const struct tlv *value)
{
	struct ber b = ber_inside(value);
	struct certs *one = certs_new();
	struct fault unused;
	struct tlv t;
	size_t i;

	while (b.n > 0 && ber_take(&b, BER_SEQUENCE, &t))
		(void)!certs_add_der(one, t.start, t.whole, &unused);
	for (i = 0; i < certs_count(one); i++)
		(void)!certs_add(s->pool, certs_at(one, i), &unused);
	certs_free(one);
}

static void
staple_attributes(
    struct staple *s, const struct signed_attribute *list, size_t n)
{
	static const unsigned char adobe[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7,
		0x2f, 1, 1, 8 };
	static const unsigned char values[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7,
		0x0d, 1, 9, 16, 2, 24 };
	static const unsigned char certs[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7,
		0x0d, 1, 9, 16, 2, 23 };
	struct fault unused;
	struct tlv v;
	struct ber b;
	size_t i;

	for (i = 0; i < n; i++) {
		const struct tlv *type = &list[i].type;

		b = ber_inside(&list[i].values);
		if (b.n == 0 || ber_next(&b, &v, &unused) != 0)
			continue;
		if (ber_is_oid(type, adobe, sizeof(adobe)) ||
		    ber_is_oid(type, values, sizeof(values)))
			staple_values(s, &v);
		else if (ber_is_oid(type, certs, sizeof(certs)))
			staple_certs(s, &v);
	}
}

static int
staple_all(
    struct staple *s, const struct signed_data *d, bool own, struct fault *f)
{
	size_t i;

	for (i = 0; i < certs_count(d->certs); i++)
		if (certs_add(s->pool, certs_at(d->certs, i), f) != 0)
			return -1;
	if (d->crls.start != NULL)
		staple_crls(s, &d->crls);
	s->signed_too = own;
	staple_attributes(s, d->attributes, d->n_attributes);
	s->signed_too = false;
	staple_attributes(s, d->unsigned_attributes, d->n_unsigned);
	return 0;
}

int
revocations_stapled(struct revocations *l, const struct signed_data *d,
    struct certs *pool, revocations_found *each, void *arg, struct fault *f)
{
	struct staple s = { l, pool, each, arg, false };
	size_t i;

	if (staple_all(&s, d, true, f) != 0)
		return -1;
	for (i = 0; i < d->n_stamps; i++)
		if (staple_all(&s, d->stamps[i], false, f) != 0)
			return -1;
	return 0;
}
