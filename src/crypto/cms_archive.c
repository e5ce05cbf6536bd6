#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "crypto/cms.h"
#include "crypto_in.h"

/* As cms_enrich. */
#define ARCHIVE_MAX ((size_t)32 << 20)

/* Unsigned attributes of a signer; renewals add one each. */
#define ATTRIBUTES_MAX 64

/*= EN 319 122-1 section 5.5.3: id-aa-ATSHashIndex-v3, 0.4.0.19122.1.5 */
static const unsigned char oid_hash_index[] = { 0x06, 7, 0x04, 0x00, 0x81, 0x95,
	0x32, 1, 5 };
/*= EN 319 122-1 section 5.5.3: archive-time-stamp-v3, 0.4.0.1733.2.4 */
static const unsigned char oid_archive[] = { 0x06, 6, 0x04, 0x00, 0x8d, 0x45, 2,
	4 };
static const unsigned char alg_sha256[] = { 0x30, 11, 0x06, 9, 0x60, 0x86, 0x48,
	1, 0x65, 3, 4, 2, 1 };

/* A SignedData of one signer, in pieces; start is NULL where one is absent. */
struct sheet {
	struct tlv type, version, digests, encap, certs, crls;
	struct tlv signer_version, sid, digest, attributes, algorithm, value,
	    unsigned_set;
};

static int
sheet_open(const unsigned char *der, size_t n, struct sheet *s, struct fault *f)
{
	struct ber b = { der, n };
	struct tlv t;

	*s = (struct sheet){ .type = { .start = NULL } };
	if (ber_want(&b, BER_SEQUENCE, "ContentInfo", &t, f) != 0)
		return -1;
	b = ber_inside(&t);
	if (ber_want(&b, BER_OID, "contentType", &s->type, f) != 0 ||
	    ber_want(&b, BER_CONTEXT(0), "content", &t, f) != 0)
		return -1;
	b = ber_inside(&t);
	if (ber_want(&b, BER_SEQUENCE, "SignedData", &t, f) != 0)
		return -1;
	b = ber_inside(&t);
	if (ber_want(&b, BER_INTEGER, "version", &s->version, f) != 0 ||
	    ber_want(&b, BER_SET, "digestAlgorithms", &s->digests, f) != 0 ||
	    ber_want(&b, BER_SEQUENCE, "encapContentInfo", &s->encap, f) != 0)
		return -1;
	(void)ber_take(&b, BER_CONTEXT(0), &s->certs);
	(void)ber_take(&b, BER_CONTEXT(1), &s->crls);
	if (ber_want(&b, BER_SET, "signerInfos", &t, f) != 0)
		return -1;
	b = ber_inside(&t);
	if (ber_want(&b, BER_SEQUENCE, "SignerInfo", &t, f) != 0 ||
	    ber_done(&b, "signerInfos", f) != 0)
		return -1;
	b = ber_inside(&t);
	if (ber_want(&b, BER_INTEGER, "version", &s->signer_version, f) != 0 ||
	    ber_next(&b, &s->sid, f) != 0 ||
	    ber_want(&b, BER_SEQUENCE, "digestAlgorithm", &s->digest, f) != 0 ||
	    ber_want(&b, BER_CONTEXT(0), "signedAttrs", &s->attributes, f) !=
		0 ||
	    ber_want(&b, BER_SEQUENCE, "signatureAlgorithm", &s->algorithm,
		f) != 0 ||
	    ber_want(&b, BER_OCTETS, "signature", &s->value, f) != 0)
		return -1;
	(void)ber_take(&b, BER_CONTEXT(1), &s->unsigned_set);
	return ber_done(&b, "SignerInfo", f);
}

static void
put_tlv(struct buf *out, const struct tlv *t)
{
	if (t->start != NULL)
		buf_add(out, t->start, t->whole);
}

/* The same with one more unsigned attribute of the signer. */
static int
sheet_write(const struct sheet *s, const unsigned char *oid, size_t oid_len,
    const struct buf *value, struct buf *out, struct fault *f)
{
	struct der_item items[ATTRIBUTES_MAX + 1];
	struct buf attribute, a, b;
	struct ber in = ber_inside(&s->unsigned_set);
	struct tlv t;
	size_t n = 0;
	int rc = -1;

	buf_init(&attribute, ARCHIVE_MAX);
	buf_init(&a, ARCHIVE_MAX);
	buf_init(&b, ARCHIVE_MAX);
	buf_add(&a, oid, oid_len);
	der_put_buf(&a, BER_SET, value);
	der_put_buf(&attribute, BER_SEQUENCE, &a);
	buf_free(&a);
	while (s->unsigned_set.start != NULL && in.n > 0) {
		if (n == ATTRIBUTES_MAX) {
			fault_set(f, FAULT_LIMIT, "want at most %d attributes",
			    ATTRIBUTES_MAX);
			goto out;
		}
		if (ber_next(&in, &t, f) != 0)
			goto out;
		items[n++] = (struct der_item){ t.start, t.whole };
	}
	items[n++] = (struct der_item){ attribute.data, attribute.len };
	put_tlv(&a, &s->signer_version);
	put_tlv(&a, &s->sid);
	put_tlv(&a, &s->digest);
	put_tlv(&a, &s->attributes);
	put_tlv(&a, &s->algorithm);
	put_tlv(&a, &s->value);
	der_put_set(&a, BER_CONTEXT(1), items, n);
	der_put_buf(&b, BER_SEQUENCE, &a); /* SignerInfo */
	buf_free(&a);
	put_tlv(&a, &s->version);
	put_tlv(&a, &s->digests);
	put_tlv(&a, &s->encap);
	put_tlv(&a, &s->certs);
	put_tlv(&a, &s->crls);
	der_put_buf(&a, BER_SET, &b);
	buf_free(&b);
	der_put_buf(&b, BER_SEQUENCE, &a); /* SignedData */
	buf_free(&a);
	put_tlv(&a, &s->type);
	der_put_buf(&a, BER_CONTEXT(0), &b);
	der_put_buf(out, BER_SEQUENCE, &a);
	rc = buf_check(out, "the CMS", f);
out:
	buf_free(&attribute);
	buf_free(&a);
	buf_free(&b);
	return rc;
}

static int
index_put(struct buf *list, const struct piece *p, size_t n, struct fault *f)
{
	struct digest d;

	if (sha256_pieces(p, n, &d, f) != 0)
		return -1;
	der_put(list, BER_OCTETS, d.b, sizeof(d.b));
	return 0;
}

/* SEQUENCE OF digests of the elements of a set. */
static int
index_set(const struct tlv *set, struct buf *out, struct fault *f)
{
	struct ber b = ber_inside(set);
	struct buf list;
	struct tlv t;
	int rc = -1;

	buf_init(&list, ARCHIVE_MAX);
	while (set->start != NULL && b.n > 0) {
		struct piece p;

		if (ber_next(&b, &t, f) != 0)
			goto out;
		p = (struct piece){ t.start, t.whole };
		if (index_put(&list, &p, 1, f) != 0)
			goto out;
	}
	der_put_buf(out, BER_SEQUENCE, &list);
	rc = 0;
out:
	buf_free(&list);
	return rc;
}

/* The same of each value of the unsigned attributes, its type before it. */
static int
index_attributes(const struct tlv *set, struct buf *out, struct fault *f)
{
	struct ber b = ber_inside(set), in;
	struct tlv t, type, values;
	struct buf list;
	int rc = -1;

	buf_init(&list, ARCHIVE_MAX);
	while (set->start != NULL && b.n > 0) {
		if (ber_want(&b, BER_SEQUENCE, "an attribute", &t, f) != 0)
			goto out;
		in = ber_inside(&t);
		if (ber_want(&in, BER_OID, "its type", &type, f) != 0 ||
		    ber_want(&in, BER_SET, "its values", &values, f) != 0)
			goto out;
		in = ber_inside(&values);
		while (in.n > 0) {
			struct piece p[2];

			if (ber_next(&in, &t, f) != 0)
				goto out;
			p[0] = (struct piece){ type.start, type.whole };
			p[1] = (struct piece){ t.start, t.whole };
			if (index_put(&list, p, 2, f) != 0)
				goto out;
		}
	}
	der_put_buf(out, BER_SEQUENCE, &list);
	rc = 0;
out:
	buf_free(&list);
	return rc;
}

/*= EN 319 122-1 section 5.5.2: ATSHashIndexV3 */
static int
index_make(const struct sheet *s, struct buf *out, struct fault *f)
{
	struct buf b;
	int rc = -1;

	buf_init(&b, ARCHIVE_MAX);
	buf_add(&b, alg_sha256, sizeof(alg_sha256));
	if (index_set(&s->certs, &b, f) != 0 ||
	    index_set(&s->crls, &b, f) != 0 ||
	    index_attributes(&s->unsigned_set, &b, f) != 0)
		goto out;
	der_put_buf(out, BER_SEQUENCE, &b);
	rc = buf_check(out, "the hash index", f);
out:
	buf_free(&b);
	return rc;
}

/*= EN 319 122-1 section 5.5.3: the type of the content, its digest, the
 *= signer's fields, and the hash index */
static int
imprint(const struct sheet *s, const struct piece *content, size_t n,
    const struct buf *index, struct digest *out, struct fault *f)
{
	struct ber b = ber_inside(&s->encap);
	struct digest whole;
	struct tlv type;

	if (ber_want(&b, BER_OID, "eContentType", &type, f) != 0 ||
	    sha256_pieces(content, n, &whole, f) != 0)
		return -1;
	const struct piece all[] = {
		{ type.start, type.whole },
		{ whole.b, sizeof(whole.b) },
		{ s->signer_version.start, s->signer_version.whole },
		{ s->sid.start, s->sid.whole },
		{ s->digest.start, s->digest.whole },
		{ s->attributes.start, s->attributes.whole },
		{ s->algorithm.start, s->algorithm.whole },
		{ s->value.start, s->value.whole },
		{ index->data, index->len },
	};
	return sha256_pieces(all, sizeof(all) / sizeof(all[0]), out, f);
}

int
cms_archive(const unsigned char *der, size_t n, const struct piece *content,
    size_t n_content, const struct tsp_source *tsa, int64_t now_utc_ms,
    struct buf *out, struct fault *f)
{
	struct tsp_token t = { .n = 0 };
	struct buf index, token;
	struct sheet s, stamp;
	struct digest d;
	int rc = -1;

	buf_init(&index, ARCHIVE_MAX);
	buf_init(&token, ARCHIVE_MAX);
	if (sheet_open(der, n, &s, f) != 0 || index_make(&s, &index, f) != 0 ||
	    imprint(&s, content, n_content, &index, &d, f) != 0 ||
	    tsp_ask(tsa, &d, now_utc_ms, &t, NULL, f) != 0 ||
	    sheet_open(t.der, t.n, &stamp, f) != 0 ||
	    sheet_write(&stamp, oid_hash_index, sizeof(oid_hash_index), &index,
		&token, f) != 0)
		goto out;
	rc = sheet_write(&s, oid_archive, sizeof(oid_archive), &token, out, f);
out:
	tsp_token_free(&t);
	buf_free(&index);
	buf_free(&token);
	return rc;
}
