#include "crypto/tsp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include "base/hex.h"
#include "base/mem.h"
#include "crypto/signed.h"
#include "crypto_in.h"

/* A request has 60 bytes and a nonce. */
#define REQUEST_MAX 1024

/* Serial numbers of tokens: RFC 3161 section 2.4.2 wants up to 160 bits. */
#define SERIAL_MAX 31

/*= RFC 5754 section 2: SHA-2 algorithm identifiers omit their parameters */
static const unsigned char alg_sha256[] = { 0x30, 11, 0x06, 9, 0x60, 0x86, 0x48,
	1, 0x65, 3, 4, 2, 1 };

/* A positive INTEGER of n bytes. */
static void
tsp_put_integer(struct buf *out, const unsigned char *p, size_t n)
{
	struct buf b;

	for (; n > 1 && *p == 0; p++, n--)
		;
	buf_init(&b, REQUEST_MAX);
	if (n == 0 || *p > 0x7f)
		buf_add(&b, "", 1);
	buf_add(&b, p, n);
	der_put_buf(out, BER_INTEGER, &b);
	buf_free(&b);
}

/* An object identifier from its dots. */
static int
tsp_put_oid(struct buf *out, const char *dots, struct fault *f)
{
	ASN1_OBJECT *o = OBJ_txt2obj(dots, 1);
	unsigned char *der = NULL;
	int n = o == NULL ? -1 : i2d_ASN1_OBJECT(o, &der);

	if (n > 0)
		buf_add(out, der, (size_t)n);
	OPENSSL_free(der);
	ASN1_OBJECT_free(o);
	ERR_clear_error();
	if (n > 0)
		return 0;
	return fault_set(f, FAULT_FORMAT,
	    "the policy of a time stamp: want an object identifier in dots, "
	    "have \"%s\"",
	    dots);
}

/*
 *= RFC 3161 section 2.4.1: version 1, messageImprint, reqPolicy, nonce,
 *= certReq
 */
int
tsp_request(const struct digest *d, const unsigned char *nonce, size_t n_nonce,
    const char *policy, struct buf *out, struct fault *f)
{
	static const unsigned char head[] = { 0x02, 1, 1 };
	static const unsigned char cert_req[] = { 0x01, 1, 0xff };
	struct buf body, imprint;
	int rc = -1;

	buf_init(&body, REQUEST_MAX);
	buf_init(&imprint, REQUEST_MAX);
	buf_add(&imprint, alg_sha256, sizeof(alg_sha256));
	der_put(&imprint, BER_OCTETS, d->b, sizeof(d->b));
	buf_add(&body, head, sizeof(head));
	der_put_buf(&body, BER_SEQUENCE, &imprint);
	if (policy != NULL && tsp_put_oid(&body, policy, f) != 0)
		goto out;
	if (n_nonce > 0)
		tsp_put_integer(&body, nonce, n_nonce);
	buf_add(&body, cert_req, sizeof(cert_req));
	if (buf_check(&body, "the time-stamp request", f) != 0)
		goto out;
	der_put_buf(out, BER_SEQUENCE, &body);
	rc = buf_check(out, "the time-stamp request", f);
out:
	buf_free(&body);
	buf_free(&imprint);
	return rc;
}

/*= RFC 3161 section 2.4.2: PKIFailureInfo, by bit */
static const char *
tsp_failure(const struct tlv *bits)
{
	static const struct {
		unsigned bit;
		const char *words;
	} all[] = {
		{ 0, "the algorithm is not supported" },
		{ 2, "the transaction is not permitted" },
		{ 5, "the data have the wrong form" },
		{ 14, "its time source is not available" },
		{ 15, "the policy is not supported" },
		{ 16, "an extension is not supported" },
		{ 17, "further information is not available" },
		{ 25, "a system failure" },
	};
	size_t i, byte;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		byte = 1 + all[i].bit / 8;
		if (byte < bits->n &&
		    (bits->p[byte] & 0x80 >> all[i].bit % 8) != 0)
			return all[i].words;
	}
	return "no reason is given";
}

/* What the authority says in statusString, as far as it is plain. */
static void
tsp_words(struct ber b, char *out, size_t max)
{
	struct tlv t;
	size_t i, n = 0;

	if (ber_take(&b, 0x0c, &t))
		for (i = 0; i < t.n && n + 1 < max; i++)
			out[n++] =
			    t.p[i] < 0x20 || t.p[i] > 0x7e ? '?' : (char)t.p[i];
	out[n] = '\0';
}

/*
 *= RFC 3161 section 2.4.2: status 0 (granted) or 1 (granted with changes)
 *= comes with a token, any other without
 */
static int
tsp_status(struct ber b, struct fault *f)
{
	struct tlv t, bits;
	char said[120] = "";
	const char *why = "no reason is given";

	if (ber_want(&b, BER_INTEGER, "its status", &t, f) != 0)
		return -1;
	if (t.n == 1 && t.p[0] <= 1)
		return 0;
	if (ber_take(&b, BER_SEQUENCE, &bits))
		tsp_words(ber_inside(&bits), said, sizeof(said));
	if (ber_take(&b, 0x03, &bits))
		why = tsp_failure(&bits);
	return fault_set(f, FAULT_NET, "the time stamp is refused: %s%s%s%s",
	    why, said[0] != '\0' ? " (\"" : "", said,
	    said[0] != '\0' ? "\")" : "");
}

/* Whether the INTEGER is the nonce: the number counts, not its bytes. */
static bool
tsp_nonce_is(const struct tlv *t, const unsigned char *nonce, size_t n)
{
	const unsigned char *p = t->p;
	size_t have = t->n;

	for (; have > 0 && *p == 0; p++, have--)
		;
	for (; n > 0 && *nonce == 0; nonce++, n--)
		;
	return have == n && (n == 0 || memcmp(p, nonce, n) == 0);
}

/*
 *= RFC 3161 section 2.4.2: TSTInfo: version 1, policy, messageImprint,
 *= serialNumber, genTime, accuracy, ordering, nonce
 */
static int
tsp_info(const struct signed_data *s, const struct tsp_want *w,
    struct tsp_token *out, struct fault *f)
{
	struct ber b = { s->content.data, s->content.len };
	struct tlv t;

	if (ber_want(&b, BER_SEQUENCE, "TSTInfo", &t, f) != 0)
		return -1;
	b = ber_inside(&t);
	if (ber_want(&b, BER_INTEGER, "version", &t, f) != 0)
		return -1;
	if (t.n != 1 || t.p[0] != 1)
		return fault_set(f, FAULT_FORMAT,
		    "RFC 3161: want version 1 of TSTInfo, have another");
	if (ber_want(&b, BER_OID, "policy", &t, f) != 0)
		return -1;
	ber_oid_text(&t, out->policy);
	if (w->policy != NULL && strcmp(w->policy, out->policy) != 0)
		return fault_set(f, FAULT_CRYPTO,
		    "the time stamp is given under policy %s, not under %s, "
		    "which was asked for",
		    out->policy, w->policy);
	if (ber_want(&b, BER_SEQUENCE, "messageImprint", &t, f) != 0 ||
	    ber_want(&b, BER_INTEGER, "serialNumber", &t, f) != 0)
		return -1;
	hex_encode(t.p, t.n > SERIAL_MAX ? SERIAL_MAX : t.n, out->serial);
	if (ber_want(&b, 0x18, "genTime", &t, f) != 0)
		return -1;
	(void)ber_take(&b, BER_SEQUENCE, &t); /* accuracy */
	(void)ber_take(&b, 0x01, &t); /* ordering */
	if (w->nonce == NULL)
		return 0;
	if (!ber_take(&b, BER_INTEGER, &t) ||
	    !tsp_nonce_is(&t, w->nonce, w->n_nonce))
		return fault_set(f, FAULT_CRYPTO,
		    "the time stamp answers another question: its nonce is "
		    "not ours");
	return 0;
}

/*= RFC 3161 section 2.3: extendedKeyUsage is critical and has
 *= id-kp-timeStamping alone */
static int
tsp_purpose(const struct cert *c, const char *name, struct fault *f)
{
	uint32_t usage = X509_get_extended_key_usage(c->x);
	int at = X509_get_ext_by_NID(c->x, NID_ext_key_usage, -1);

	ERR_clear_error();
	if (usage == XKU_TIMESTAMP && at >= 0 &&
	    X509_EXTENSION_get_critical(X509_get_ext(c->x, at)) == 1)
		return 0;
	return fault_set(f, FAULT_CRYPTO,
	    "the certificate of %s is not for time stamps: its extended key "
	    "usage is not timeStamping alone, and critical",
	    name);
}

static int
tsp_judge(const struct signed_data *s, const struct tsp_want *w,
    const struct certs *extra, struct tsp_token *out, struct fault *f)
{
	const struct signed_claim claim = {
		.kind = SIGNED_TIME_STAMP,
		.extra = extra,
		.imprint = w->imprint,
	};
	struct signed_verdict v;
	struct cert_view view;

	if (signed_check(s, &claim, &v, f) != 0)
		return -1;
	if (v.answer != SIGNED_YES)
		return fault_set(
		    f, FAULT_CRYPTO, "the time stamp does not hold: %s", v.why);
	if (v.weak_digest)
		return fault_set(f, FAULT_CRYPTO,
		    "the time stamp is signed with %s, which is too weak",
		    v.digest);
	if (v.ess == SIGNED_ESS_NONE)
		return fault_set(f, FAULT_CRYPTO,
		    "RFC 3161: the time stamp does not name its certificate "
		    "(ESS)");
	if (cert_look(v.signer, &view, f) != 0 ||
	    tsp_purpose(v.signer, view.name, f) != 0 ||
	    signed_stamp_time(s, &out->time_utc_ms, f) != 0)
		return -1;
	if (out->time_utc_ms < view.from_utc_ms ||
	    out->time_utc_ms > view.to_utc_ms)
		return fault_set(f, FAULT_CRYPTO,
		    "the time stamp lies outside the validity of the "
		    "certificate of %s",
		    view.name);
	(void)snprintf(out->name, sizeof(out->name), "%s", view.name);
	out->cert = view.sha;
	return tsp_info(s, w, out, f);
}

int
tsp_token_read(const void *der, size_t n, const struct tsp_want *w,
    const struct certs *extra, struct tsp_token *out, struct fault *f)
{
	struct tsp_token t = { .n = 0 };
	struct signed_data *s = NULL;
	size_t used, i;
	int rc = -1;

	t.certs = certs_new();
	if (signed_parse(der, n, &s, &used, f) != 0)
		goto out;
	if (used != n) {
		fault_set(f, FAULT_FORMAT, "%zu bytes follow the time stamp",
		    n - used);
		goto out;
	}
	if (tsp_judge(s, w, extra, &t, f) != 0)
		goto out;
	for (i = 0; i < certs_count(signed_certs(s)); i++)
		if (certs_add(t.certs, certs_at(signed_certs(s), i), f) != 0)
			goto out;
	t.der = mem_dup(der, n);
	t.n = n;
	*out = t;
	t = (struct tsp_token){ .n = 0 };
	rc = 0;
out:
	signed_free(s);
	tsp_token_free(&t);
	return rc;
}

int
tsp_response(const void *der, size_t n, const struct tsp_want *w,
    struct tsp_token *out, struct fault *f)
{
	struct ber b = { der, n };
	struct tlv all, status, token;

	if (ber_want(&b, BER_SEQUENCE, "TimeStampResp", &all, f) != 0 ||
	    ber_done(&b, "TimeStampResp", f) != 0)
		return -1;
	b = ber_inside(&all);
	if (ber_want(&b, BER_SEQUENCE, "PKIStatusInfo", &status, f) != 0 ||
	    tsp_status(ber_inside(&status), f) != 0 ||
	    ber_want(&b, BER_SEQUENCE, "timeStampToken", &token, f) != 0 ||
	    ber_done(&b, "TimeStampResp", f) != 0)
		return -1;
	return tsp_token_read(token.start, token.whole, w, NULL, out, f);
}

void
tsp_token_free(struct tsp_token *t)
{
	certs_free(t->certs);
	free(t->der);
	*t = (struct tsp_token){ .n = 0 };
}
