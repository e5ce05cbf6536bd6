#include "seal/sign.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "crypto/cert.h"
#include "crypto/cms.h"
#include "crypto/key.h"
#include "crypto/sha256.h"

struct signer {
	struct key *key;
	struct certs *certs; /* the signer's first */
	struct cert_view view;
	int64_t now_utc_ms; /* when it was opened */
};

/* What must be true of a certificate before it may sign anything. */
static int
signer_check(const struct signer *s, const char *cert_path, int64_t now_utc_ms,
    struct fault *f)
{
	const struct cert_view *v = &s->view;
	char day[CLOCK_TEXT];

	if (!cert_fits(certs_at(s->certs, 0), s->key))
		return fault_set(f, FAULT_CRYPTO,
		    "%s: the key does not fit this certificate (%s, %s)",
		    cert_path, v->name, v->key);
	if (now_utc_ms < v->from_utc_ms)
		return fault_set(f, FAULT_CRYPTO,
		    "%s: the certificate of %s is not valid before %s",
		    cert_path, v->name, clock_rfc3339(v->from_utc_ms, day));
	if (now_utc_ms > v->to_utc_ms)
		return fault_set(f, FAULT_CRYPTO,
		    "%s: the certificate of %s expired on %s", cert_path,
		    v->name, clock_rfc3339(v->to_utc_ms, day));
	if (v->ca)
		return fault_set(f, FAULT_CRYPTO,
		    "%s: %s is a certificate authority: want a signer's "
		    "certificate",
		    cert_path, v->name);
	if (!v->signs)
		return fault_set(f, FAULT_CRYPTO,
		    "%s: key usage of %s has neither digitalSignature nor "
		    "nonRepudiation",
		    cert_path, v->name);
	return 0;
}

int
signer_open(const char *key_path, const char *cert_path, const char *chain_path,
    int64_t now_utc_ms, struct signer **out, struct fault *f)
{
	struct signer *s = mem_new(1, sizeof(*s));
	struct certs *chain = NULL;
	size_t i;
	int rc = -1;

	s->now_utc_ms = now_utc_ms;
	if (key_open(key_path, &s->key, f) != 0 ||
	    certs_open(cert_path, &s->certs, f) != 0 ||
	    cert_look(certs_at(s->certs, 0), &s->view, f) != 0 ||
	    signer_check(s, cert_path, now_utc_ms, f) != 0)
		goto out;
	if (chain_path != NULL) {
		if (certs_open(chain_path, &chain, f) != 0)
			goto out;
		for (i = 0; i < certs_count(chain); i++)
			if (certs_add(s->certs, certs_at(chain, i), f) != 0)
				goto out;
	}
	*out = s;
	s = NULL;
	rc = 0;
out:
	certs_free(chain);
	signer_free(s);
	return rc;
}

void
signer_free(struct signer *s)
{
	if (s == NULL)
		return;
	key_free(s->key);
	certs_free(s->certs);
	free(s);
}

const char *
signer_name(const struct signer *s)
{
	return s->view.name;
}

const char *
signer_key_title(const struct signer *s)
{
	return key_title(s->key);
}

int
signer_certificates(const struct signer *s, struct buf *pem, struct fault *f)
{
	size_t i;

	for (i = 0; i < certs_count(s->certs); i++)
		if (cert_pem(certs_at(s->certs, i), pem, f) != 0)
			return -1;
	return buf_check(pem, "certificates", f);
}

static int
sign_pieces(const struct piece *pieces, size_t n, const struct signer *s,
    bool has_time, struct buf *out, struct fault *f)
{
	const struct cms_signer who = {
		.key = s->key,
		.cert = certs_at(s->certs, 0),
		.chain = s->certs,
		.has_time = has_time,
		.time_utc_ms = s->now_utc_ms,
	};
	struct digest d;

	if (sha256_pieces(pieces, n, &d, f) != 0)
		return -1;
	return cms_sign(&who, &d, out, f);
}

/* The slot lies in the file and holds nothing yet. */
static int
sign_check_slot(const unsigned char *pdf, size_t len, const struct slot *slot,
    struct fault *f)
{
	const unsigned char *hex;
	size_t i;

	if (slot->byte_range > len ||
	    slot->byte_range_len > len - slot->byte_range ||
	    slot->contents > len || slot->contents_len > len - slot->contents ||
	    slot->contents_len < 4 || slot->contents_len % 2 != 0)
		return fault_set(f, FAULT_STATE,
		    "the place of the signature lies outside the file");
	for (i = 0; i < slot->byte_range_len; i++)
		if (strchr("0123456789 ", pdf[slot->byte_range + i]) == NULL ||
		    pdf[slot->byte_range + i] == '\0')
			return fault_set(f, FAULT_STATE,
			    "the place of /ByteRange holds other bytes at %zu",
			    slot->byte_range + i);
	hex = pdf + slot->contents;
	for (i = 1; i + 1 < slot->contents_len; i++)
		if (hex[i] != '0')
			break;
	if (hex[0] != '<' || hex[slot->contents_len - 1] != '>' ||
	    i + 1 != slot->contents_len)
		return fault_set(f, FAULT_STATE,
		    "the place of /Contents holds other bytes at %zu",
		    slot->contents + i);
	return 0;
}

/*= ISO 32000-2 section 12.8.1: the two ranges leave out exactly the value of
 *= /Contents, its angle brackets included. */
static int
sign_byte_range(
    unsigned char *pdf, size_t len, const struct slot *slot, struct fault *f)
{
	size_t after = slot->contents + slot->contents_len;
	struct buf text;
	int rc = -1;

	buf_init(&text, 128);
	buf_fmt(&text, "0 %zu %zu %zu", slot->contents, after, len - after);
	if (text.over || text.len > slot->byte_range_len) {
		fault_set(f, FAULT_LIMIT,
		    "/ByteRange: want %zu bytes, have room for %zu", text.len,
		    slot->byte_range_len);
		goto out;
	}
	memset(pdf + slot->byte_range, ' ', slot->byte_range_len);
	memcpy(pdf + slot->byte_range, text.data, text.len);
	rc = 0;
out:
	buf_free(&text);
	return rc;
}

int
sign_fill(unsigned char *pdf, size_t len, const struct slot *slot,
    const struct signer *s, struct fault *f)
{
	static const char digits[] = "0123456789abcdef";
	size_t after = slot->contents + slot->contents_len, i;
	struct buf cms;
	int rc = -1;

	buf_init(&cms, (size_t)4 * SIGN_RESERVED);
	if (sign_check_slot(pdf, len, slot, f) != 0 ||
	    sign_byte_range(pdf, len, slot, f) != 0)
		goto out;
	const struct piece pieces[2] = {
		{ pdf, slot->contents },
		{ pdf + after, len - after },
	};
	if (sign_pieces(pieces, 2, s, false, &cms, f) != 0)
		goto out;
	if (cms.len > (slot->contents_len - 2) / 2) {
		fault_set(f, FAULT_LIMIT,
		    "the signature takes %zu bytes, the file keeps %zu for it",
		    cms.len, (slot->contents_len - 2) / 2);
		goto out;
	}
	for (i = 0; i < cms.len; i++) {
		pdf[slot->contents + 1 + 2 * i] =
		    (unsigned char)digits[cms.data[i] >> 4];
		pdf[slot->contents + 2 + 2 * i] =
		    (unsigned char)digits[cms.data[i] & 15];
	}
	rc = 0;
out:
	buf_free(&cms);
	return rc;
}

int
sign_detached(const unsigned char *pdf, size_t len, const struct signer *s,
    struct buf *p7s, struct fault *f)
{
	const struct piece piece = { pdf, len };

	return sign_pieces(&piece, 1, s, true, p7s, f);
}
