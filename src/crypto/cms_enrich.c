#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "crypto/cms.h"
#include "crypto_in.h"

/* CRLs may have some MB; a detached signature is a file of its own. */
#define ENRICHED_MAX ((size_t)32 << 20)

#define CERTS_MAX 64

/*= RFC 5940 section 2.1: id-ri-ocsp-response */
static const unsigned char oid_ocsp[] = { 0x06, 8, 0x2b, 6, 1, 5, 5, 7, 16, 2 };

/* The certificates there, and those that are new. */
static int
enrich_certs(const struct tlv *had, const struct certs *more, struct buf *out,
    struct fault *f)
{
	struct der_item items[CERTS_MAX];
	struct ber b = ber_inside(had);
	struct tlv one;
	size_t n = 0, i, k, old;

	while (b.n > 0) {
		if (n == CERTS_MAX)
			return fault_set(f, FAULT_LIMIT,
			    "want at most %d certificates", CERTS_MAX);
		if (ber_next(&b, &one, f) != 0)
			return -1;
		items[n++] = (struct der_item){ one.start, one.whole };
	}
	old = n;
	for (i = 0; i < certs_count(more); i++) {
		const struct cert *c = certs_at(more, i);

		for (k = 0; k < old; k++)
			if (items[k].n == c->len &&
			    memcmp(items[k].p, c->der, c->len) == 0)
				break;
		if (k < old)
			continue;
		if (n == CERTS_MAX)
			return fault_set(f, FAULT_LIMIT,
			    "want at most %d certificates", CERTS_MAX);
		items[n++] = (struct der_item){ c->der, c->len };
	}
	der_put_set(out, BER_CONTEXT(0), items, n);
	return 0;
}

/*= RFC 5652 section 10.2.1: crls: CertificateLists, and others by [1] */
static void
enrich_crls(const struct cms_values *v, struct buf *out)
{
	struct der_item *items =
	    mem_new(v->n_crls + v->n_ocsps + 1, sizeof(*items));
	struct buf *other = mem_new(v->n_ocsps + 1, sizeof(*other));
	struct buf body;
	size_t n = 0, i;

	for (i = 0; i < v->n_crls; i++)
		items[n++] = (struct der_item){ v->crls[i].p, v->crls[i].n };
	for (i = 0; i < v->n_ocsps; i++) {
		buf_init(&body, ENRICHED_MAX);
		buf_init(&other[i], ENRICHED_MAX);
		buf_add(&body, oid_ocsp, sizeof(oid_ocsp));
		buf_add(&body, v->ocsps[i].p, v->ocsps[i].n);
		der_put_buf(&other[i], BER_CONTEXT(1), &body);
		items[n++] = (struct der_item){ other[i].data, other[i].len };
		buf_free(&body);
	}
	if (n > 0)
		der_put_set(out, BER_CONTEXT(1), items, n);
	for (i = 0; i < v->n_ocsps; i++)
		buf_free(&other[i]);
	free(other);
	free(items);
}

int
cms_enrich(const unsigned char *der, size_t n, const struct cms_values *v,
    struct buf *out, struct fault *f)
{
	/*= RFC 5652 section 5.1: version 5 where crls has others */
	const unsigned char version[3] = { 0x02, 1, v->n_ocsps > 0 ? 5 : 1 };
	struct ber b = { der, n };
	struct tlv info, type, content, data, skip, digests, encap, certs,
	    signers;
	struct buf body, tmp;
	int rc = -1;

	buf_init(&body, ENRICHED_MAX);
	buf_init(&tmp, ENRICHED_MAX);
	if (ber_want(&b, BER_SEQUENCE, "ContentInfo", &info, f) != 0)
		goto out;
	b = ber_inside(&info);
	if (ber_want(&b, BER_OID, "contentType", &type, f) != 0 ||
	    ber_want(&b, BER_CONTEXT(0), "content", &content, f) != 0)
		goto out;
	b = ber_inside(&content);
	if (ber_want(&b, BER_SEQUENCE, "SignedData", &data, f) != 0)
		goto out;
	b = ber_inside(&data);
	if (ber_want(&b, BER_INTEGER, "version", &skip, f) != 0 ||
	    ber_want(&b, BER_SET, "digestAlgorithms", &digests, f) != 0 ||
	    ber_want(&b, BER_SEQUENCE, "encapContentInfo", &encap, f) != 0 ||
	    ber_want(&b, BER_CONTEXT(0), "certificates", &certs, f) != 0 ||
	    ber_want(&b, BER_SET, "signerInfos", &signers, f) != 0)
		goto out;
	buf_add(&body, version, sizeof(version));
	buf_add(&body, digests.start, digests.whole);
	buf_add(&body, encap.start, encap.whole);
	if (enrich_certs(&certs, v->certs, &body, f) != 0)
		goto out;
	enrich_crls(v, &body);
	buf_add(&body, signers.start, signers.whole);
	der_put_buf(&tmp, BER_SEQUENCE, &body);
	buf_free(&body);
	buf_add(&body, type.start, type.whole);
	der_put_buf(&body, BER_CONTEXT(0), &tmp);
	if (buf_check(&body, "the detached signature", f) != 0)
		goto out;
	der_put_buf(out, BER_SEQUENCE, &body);
	rc = buf_check(out, "the detached signature", f);
out:
	buf_free(&body);
	buf_free(&tmp);
	return rc;
}
